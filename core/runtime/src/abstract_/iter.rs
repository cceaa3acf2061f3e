//! The iterator protocol (`PyObject_GetIter`, `PyIter_Next`).

use super::sequence::is_sequence;
use crate::prelude::*;

/// `_PyObject_NextNotImplemented`: the `tp_iternext` of types that say they have none. Its address is a mark,
/// for `tp_iternext` and `am_anext` alike.
pub unsafe extern "C" fn _PyObject_NextNotImplemented(object: &Object) -> Option<Ref> {
    // SAFETY: slots are called by a thread that holds the interpreter.
    let th = unsafe { Thread::enter() };
    let _ = raise!(th, TypeError, "'{:.200}' object is not iterable", object.ob_type().display_name());
    None
}

/// `PyIter_Check`: the type has a real `tp_iternext`.
#[inline]
pub fn is_iterator(object: &Object) -> bool {
    object
        .ob_type()
        .tp_iternext
        .get()
        .is_some_and(|next| !std::ptr::fn_addr_eq(next, _PyObject_NextNotImplemented as iternextfunc))
}

/// `PyObject_GetIter`.
pub fn iter(object: &Object, th: &mut Thread) -> PyResult {
    let Some(slot) = object.ob_type().tp_iter.get() else {
        if is_sequence(object) {
            return iterobject::new_seq_iter(object);
        }
        return Err(raise!(th, TypeError, "'{:.200}' object is not iterable", object.ob_type().display_name()));
    };
    // SAFETY: a slot of the object's type.
    let iterator = unsafe { slot(object) }?;
    if !is_iterator(&iterator) {
        return Err(raise!(
            th,
            TypeError,
            "iter() returned non-iterator of type '{:.100}'",
            iterator.ob_type().display_name()
        ));
    }
    Ok(iterator)
}

/// The next item; `Ok(None)` at the end, with a `StopIteration` that the slot raised cleared.
#[inline]
pub fn next(iterator: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
    let Some(slot) = iterator.ob_type().tp_iternext.get() else {
        return Err(raise!(th, TypeError, "'{:.200}' object is not an iterator", iterator.ob_type().display_name()));
    };
    // SAFETY: a slot of the iterator's type.
    match unsafe { slot(iterator) } {
        Some(item) => Ok(Some(item)),
        None => end_of_iteration(th).map(|()| None),
    }
}

/// What a `tp_iternext` that returned NULL meant: the end, or an error.
#[inline]
pub fn end_of_iteration(th: &mut Thread) -> PyResult<()> {
    if !th.is_raised() {
        return Ok(());
    }
    if !th.raised_matches(&exceptions::StopIteration) {
        return Err(Raised);
    }
    th.clear_raised();
    Ok(())
}

/// `PyObject_GetAIter`.
pub fn aiter(object: &Object, th: &mut Thread) -> PyResult {
    let slot = object.ob_type().tp_as_async.get().and_then(|methods| methods.am_aiter.get());
    let Some(slot) = slot else {
        return Err(raise!(
            th,
            TypeError,
            "'{:.200}' object is not an async iterable",
            object.ob_type().display_name()
        ));
    };
    // SAFETY: a slot of the object's type.
    let iterator = unsafe { slot(object) }?;
    if !is_async_iterator(&iterator) {
        return Err(raise!(
            th,
            TypeError,
            "aiter() returned not an async iterator of type '{:.100}'",
            iterator.ob_type().display_name()
        ));
    }
    Ok(iterator)
}

/// `PyAIter_Check`.
pub fn is_async_iterator(object: &Object) -> bool {
    object.ob_type().tp_as_async.get().is_some_and(|methods| {
        methods.am_anext.get().is_some_and(|next| next as *const () != _PyObject_NextNotImplemented as *const ())
    })
}

/// `PyIter_Send`: sends a value into an iterator: its `am_send`, else `__next__` for None, else its method `send`.
///
/// # Errors
/// What the iterator raises, except `StopIteration`.
pub fn send(iterator: &Object, value: &Object, th: &mut Thread) -> PyResult<Sent> {
    let ty = iterator.ob_type();
    if let Some(slot) = ty.tp_as_async.get().and_then(|methods| methods.am_send.get()) {
        let mut result = std::ptr::null_mut();
        // SAFETY: a slot of the iterator's type; it stores a new reference unless it fails.
        return unsafe {
            let kind = slot(iterator, value, &raw mut result);
            match Ref::from_raw_option(result) {
                Some(result) if kind == PYGEN_NEXT => Ok(Sent::Next(result)),
                Some(result) if kind == PYGEN_RETURN => Ok(Sent::Return(result)),
                _ => Err(Raised),
            }
        };
    }
    let next = match ty.tp_iternext.get() {
        // SAFETY: a slot of the iterator's type.
        Some(slot) if value.is(none()) && is_iterator(iterator) => unsafe { slot(iterator) },
        _ => iterator.call_method(id!(send), &[value], th).ok(),
    };
    match next {
        Some(next) => Ok(Sent::Next(next)),
        None => crate::objects::genobject::fetch_stop_iteration_value(th).map(Sent::Return),
    }
}
