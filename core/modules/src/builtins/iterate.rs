//! Functions of iterables.

use ks_runtime::abstract_::{ObjectOps, iter as protocol};
use ks_runtime::args::wrong_positional_count;
use ks_runtime::prelude::*;

#[pyfunction(sig = "(iterable, /)", doc = "Whether bool(x) is true for all x of an iterable; True if it is empty.")]
pub fn all(iterable: &Object, th: &mut Thread) -> PyResult<bool> {
    let iterator = iterable.iter(th)?;
    while let Some(item) = iterator.iter_next(th)? {
        if !item.is_true(th)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[pyfunction(sig = "(iterable, /)", doc = "Whether bool(x) is true for any x of an iterable; False if it is empty.")]
pub fn any(iterable: &Object, th: &mut Thread) -> PyResult<bool> {
    let iterator = iterable.iter(th)?;
    while let Some(item) = iterator.iter_next(th)? {
        if item.is_true(th)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[pyfunction(sig = "(obj, /)", doc = "The number of items in a container.")]
pub fn len(obj: &Object, th: &mut Thread) -> PyResult<usize> {
    obj.len(th)
}

#[pyfunction(
    raw = FASTCALL,
    doc = "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nAn iterator over an iterable; or one that calls a function until it returns the sentinel."
)]
pub fn iter(_module: &Object, args: &[&Object], th: &mut Thread) -> PyResult {
    match args {
        [iterable] => iterable.iter(th),
        [callable, sentinel] => {
            if !callable.is_callable() {
                return Err(raise!(th, TypeError, "iter(v, w): v must be callable"));
            }
            iterobject::new_call_iter(callable, sentinel)
        }
        _ => Err(wrong_positional_count("iter", args.len(), 1, 2, th)),
    }
}

#[pyfunction(
    raw = FASTCALL,
    doc = "next(iterator[, default])\n\nThe next item of an iterator; the default, where one is given, if there is none."
)]
pub fn next(_module: &Object, args: &[&Object], th: &mut Thread) -> PyResult {
    let (iterator, default) = match args {
        [iterator] => (iterator, None),
        [iterator, default] => (iterator, Some(default)),
        _ => return Err(wrong_positional_count("next", args.len(), 1, 2, th)),
    };
    let slot = iterator.ob_type().tp_iternext.get().filter(|_| iterator.is_iterator());
    let Some(slot) = slot else {
        return Err(raise!(th, TypeError, "'{:.200}' object is not an iterator", iterator.ob_type().display_name()));
    };
    // SAFETY: a slot of the iterator's type.
    if let Some(item) = unsafe { slot(iterator) } {
        return Ok(item);
    }
    match default {
        // The StopIteration that the iterator raised, value included, is the caller's to see.
        None if th.is_raised() => Err(Raised),
        None => Err(th.raise_none(&exceptions::StopIteration)),
        Some(default) => {
            protocol::end_of_iteration(th)?;
            Ok(default.to_ref())
        }
    }
}

#[pyfunction(sig = "(async_iterable, /)", doc = "An asynchronous iterator over an asynchronous iterable.")]
pub fn aiter(async_iterable: &Object, th: &mut Thread) -> PyResult {
    protocol::aiter(async_iterable, th)
}

#[pyfunction(
    sig = "(aiterator, default=<unrepresentable>, /)",
    doc = "An awaitable for the next item of an asynchronous iterator; for the default, where one is given, at its end."
)]
pub fn anext(aiterator: &Object, default: Option<&Object>, th: &mut Thread) -> PyResult {
    let slot = aiterator.ob_type().tp_as_async.get().and_then(|methods| methods.am_anext.get());
    let Some(slot) = slot else {
        return Err(raise!(
            th,
            TypeError,
            "'{:.200}' object is not an async iterator",
            aiterator.ob_type().display_name()
        ));
    };
    // SAFETY: a slot of the iterator's type.
    let awaitable = unsafe { slot(aiterator) }?;
    match default {
        None => Ok(awaitable),
        Some(default) => genobject::new_anext_awaitable(&awaitable, default),
    }
}

#[pyfunction(
    raw = FASTCALL | KEYWORDS,
    doc = "sorted($module, iterable, /, *, key=None, reverse=False)\n--\n\nA new list with all items of an iterable in ascending order.\n\nkey is a function that gives the value to compare; with reverse the order is descending."
)]
pub fn sorted(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
    let [iterable] = args else {
        return Err(wrong_positional_count("sorted", args.len(), 1, 1, th));
    };
    let list = List::from_iterable(iterable, th)?;
    let method = ObjectOps::get_attr(&**list, id!(sort), th)?;
    let kwargs = kwargs.to_dict(th)?;
    method.call_dict(Tuple::from_layout(empty_tuple()), Some(&kwargs), th)?;
    Ok(list.into_object())
}
