//! `sliceobject.h`, `iterobject.h`.

use std::ffi::c_int;

use ks_runtime::objects::{iterobject, sliceobject};
use ks_runtime::prelude::*;

use crate::containers_support::bad_call;

fn thread<'a>() -> &'a mut Thread {
    // SAFETY: called by C with the interpreter held.
    unsafe { Thread::enter() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_New(
    start: Option<&Object>,
    stop: Option<&Object>,
    step: Option<&Object>,
) -> PyResult<Ref<Slice>> {
    Slice::new(start, stop, step)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySlice_FromIndices(start: isize, stop: isize) -> PyResult<Ref<Slice>> {
    let (start, stop) = (Long::from_isize(start)?, Long::from_isize(stop)?);
    Slice::new(Some(&start), Some(&stop), None)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_Unpack(slice: &Slice, start: &mut isize, stop: &mut isize, step: &mut isize) -> c_int {
    match slice.unpack(thread()) {
        Ok(parts) => {
            (*start, *stop, *step) = parts;
            0
        }
        Err(Raised) => -1,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_AdjustIndices(
    length: isize,
    start: &mut isize,
    stop: &mut isize,
    step: isize,
) -> isize {
    let (from, to, count) = sliceobject::adjust_indices(length, *start, *stop, step);
    (*start, *stop) = (from, to);
    count
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_GetIndicesEx(
    slice: &Slice,
    length: isize,
    start: &mut isize,
    stop: &mut isize,
    step: &mut isize,
    count: &mut isize,
) -> c_int {
    match slice.unpack(thread()) {
        Ok((from, to, by)) => {
            (*start, *stop, *count) = sliceobject::adjust_indices(length, from, to, by);
            *step = by;
            0
        }
        Err(Raised) => -1,
    }
}

/// The oldest of these functions: ints only, no clipping, -1 without an exception for what does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_GetIndices(
    slice: &Slice,
    length: isize,
    start: &mut isize,
    stop: &mut isize,
    step: &mut isize,
) -> c_int {
    let th = thread();
    let (from, to, by) = slice.parts();
    let value = |part: &Object, default: isize, th: &mut Thread| {
        if part.is(none()) {
            return Some(default);
        }
        part.downcast::<Long>()?.to_isize(th).ok()
    };
    let Some(by) = value(by, 1, th) else { return -1 };
    *step = by;
    let from_end = |value: isize, part: &Object| if value < 0 && !part.is(none()) { value + length } else { value };
    let Some(first) = value(from, if by < 0 { length - 1 } else { 0 }, th) else { return -1 };
    *start = from_end(first, from);
    let Some(last) = value(to, if by < 0 { -1 } else { length }, th) else { return -1 };
    *stop = from_end(last, to);
    if *stop > length || *start >= length || by == 0 { -1 } else { 0 }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySlice_GetLongIndices(
    slice: &Slice,
    length: &Object,
    start: *mut *mut Object,
    stop: *mut *mut Object,
    step: *mut *mut Object,
) -> c_int {
    let th = thread();
    let Some(length) = length.downcast::<Long>() else {
        let _ = bad_call();
        return -1;
    };
    match slice.long_indices(length, th) {
        Ok((from, to, by)) => {
            // SAFETY: C passes places for the results.
            unsafe {
                *start = from.into_object().into_raw();
                *stop = to.into_object().into_raw();
                *step = by.into_object().into_raw();
            }
            0
        }
        Err(Raised) => -1,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySeqIter_New(sequence: &Object) -> PyResult {
    if !ks_runtime::abstract_::sequence::is_sequence(sequence) {
        return Err(bad_call());
    }
    iterobject::new_seq_iter(sequence)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCallIter_New(callable: &Object, sentinel: &Object) -> PyResult {
    iterobject::new_call_iter(callable, sentinel)
}
