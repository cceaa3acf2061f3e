//! The heap: memory domains and the small-object allocator, object allocation, the cycle collector, the trashcan.

pub mod debug;
pub mod domains;
pub mod gc;
mod object;
pub mod pymalloc;
pub mod tracemalloc;
pub mod trashcan;

use crate::prelude::*;
use domains::Domain;

pub use gc::{is_tracked as gc_is_tracked, track as gc_track, untrack as gc_untrack};
pub use object::{
    PyObject_Free, free_instance, free_object, init_object, new_object, new_plain, new_sized, new_var_object, presize,
    var_size,
};

/// Raises `MemoryError`; for allocations, which have no token. Setting this preallocated exception runs no Python code.
#[cold]
pub fn out_of_memory() -> Raised {
    // SAFETY: allocation happens on a thread that holds the interpreter; no storage borrow is touched by setting the error.
    unsafe { Thread::enter() }.no_memory()
}

/// `PyMem_Malloc`; null when out of memory. `size` 0 gives a unique pointer.
#[inline]
pub fn mem_malloc(size: usize) -> *mut u8 {
    domains::malloc(Domain::Mem, size)
}

/// `PyMem_Realloc`.
///
/// # Safety
/// `pointer` is null or from [`mem_malloc`]/[`mem_realloc`] and not used afterwards.
#[inline]
pub unsafe fn mem_realloc(pointer: *mut u8, size: usize) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe { domains::realloc(Domain::Mem, pointer, size) }
}

/// `PyMem_Free`.
///
/// # Safety
/// `pointer` is null or from [`mem_malloc`]/[`mem_realloc`] and not used afterwards.
#[inline]
pub unsafe fn mem_free(pointer: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { domains::free(Domain::Mem, pointer) }
}
