//! `tupleobject.h`.

use std::ffi::c_int;

use ks_runtime::heap;
use ks_runtime::prelude::*;

use crate::containers_support::bad_call;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_New(size: isize) -> PyResult<Ref<Tuple>> {
    match size {
        0 => Ok(Ref::new(Tuple::empty())),
        1.. => {
            let tuple = Tuple::allocate(size as usize)?;
            heap::gc_track(&tuple);
            Ok(tuple)
        }
        _ => Err(bad_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_Size(object: &Object) -> isize {
    match object.downcast::<Tuple>() {
        Some(tuple) => tuple.len() as isize,
        None => {
            let _ = bad_call();
            -1
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_GetItem(object: &Object, index: isize) -> *mut Object {
    let Some(tuple) = object.downcast::<Tuple>() else {
        let _ = bad_call();
        return std::ptr::null_mut();
    };
    match tuple.layout().fields().get(index as usize) {
        Some(field) => field.as_ptr(),
        None => {
            // SAFETY: called by C with the interpreter held.
            let _ = raise!(unsafe { Thread::enter() }, IndexError, "tuple index out of range");
            std::ptr::null_mut()
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_SetItem(object: &Object, index: isize, item: *mut Object) -> c_int {
    // SAFETY: C gives the reference away.
    let item = unsafe { Ref::from_raw_option(item) };
    let Some(tuple) = object.downcast::<Tuple>().filter(|_| object.refcnt() == 1) else {
        let _ = bad_call();
        return -1;
    };
    match tuple.layout().fields().get(index as usize) {
        Some(field) => {
            drop(field.replace(item));
            0
        }
        None => {
            // SAFETY: called by C with the interpreter held.
            let _ = raise!(unsafe { Thread::enter() }, IndexError, "tuple assignment index out of range");
            -1
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_GetSlice(object: Option<&Object>, low: isize, high: isize) -> PyResult<Ref<Tuple>> {
    match object.and_then(Object::downcast::<Tuple>) {
        Some(tuple) => tuple.range(low, high),
        None => Err(bad_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTuple_FromArraySteal(items: *const *mut Object, count: isize) -> PyResult<Ref<Tuple>> {
    if count == 0 {
        return Ok(Ref::new(Tuple::empty()));
    }
    // SAFETY: C gives `count` references away.
    let owned = (0..count as usize).map(|index| unsafe { Ref::from_raw(*items.add(index)) }).collect();
    Tuple::from_vec(owned)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTuple_Resize(place: *mut *mut Object, size: isize) -> c_int {
    // SAFETY: C passes the address of an owned reference, or of null.
    let old = unsafe { Ref::from_raw_option(std::ptr::replace(place, std::ptr::null_mut())) };
    let usable = old.as_ref().and_then(|old| {
        let tuple = old.downcast::<Tuple>().filter(|tuple| Tuple::check_exact(tuple))?;
        (size >= 0 && (tuple.is_empty() || old.refcnt() == 1)).then_some(tuple)
    });
    let Some(tuple) = usable else {
        drop(old);
        let _ = bad_call();
        return -1;
    };
    // SAFETY: as C calls it; nothing else sees the tuple, so its items may move.
    let new = unsafe { PyTuple_New(size) };
    let Ok(new) = new else { return -1 };
    for (from, to) in tuple.layout().fields().iter().zip(new.layout().fields()) {
        to.replace(from.take());
    }
    drop(old);
    // SAFETY: as above.
    unsafe { *place = new.into_object().into_raw() };
    0
}
