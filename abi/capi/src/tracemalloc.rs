//! `cpython/tracemalloc.h`.

use std::ffi::{c_int, c_uint};

use ks_runtime::heap::tracemalloc;
use ks_runtime::prelude::*;

/// -2: nothing is traced.
fn status(traced: bool) -> c_int {
    if traced { 0 } else { -2 }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTraceMalloc_Track(domain: c_uint, pointer: usize, size: usize) -> c_int {
    status(tracemalloc::track(domain, pointer, size))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTraceMalloc_Untrack(domain: c_uint, pointer: usize) -> c_int {
    status(tracemalloc::untrack(domain, pointer))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTraceMalloc_GetTraceback(domain: c_uint, pointer: usize) -> PyResult {
    Ok(tracemalloc::traceback(domain, pointer)?.map_or_else(|| none().to_ref(), Ref::into_object))
}
