//! The heap: memory domains and the small-object allocator, object allocation, the cycle collector, the trashcan.

use crate::prelude::*;

/// A new object of a fixed-size type with one reference: header set, body zeroed, the heap type's reference counted. A
/// type with `Py_TPFLAGS_HAVE_GC` gets its GC header but is not tracked yet: fill the fields, then [`gc_track`].
///
/// # Errors
/// `MemoryError`.
#[allow(unused_variables)]
pub fn new_object<T: ObjectLayout>(ty: &'static Type) -> PyResult<Ref<T>> {
    unwritten!("heap::new_object")
}

/// As [`new_object`], with room for `nitems` items of `tp_itemsize` bytes and `ob_size` set.
///
/// # Errors
/// `MemoryError`.
#[allow(unused_variables)]
pub fn new_var_object<T: ObjectLayout>(ty: &'static Type, nitems: usize) -> PyResult<Ref<T>> {
    unwritten!("heap::new_var_object")
}

/// `PyObject_GC_Track`.
#[allow(unused_variables)]
pub fn gc_track(object: &Object) {
    unwritten!("heap::gc_track")
}

/// `PyObject_GC_UnTrack`: harmless if not tracked.
#[allow(unused_variables)]
pub fn gc_untrack(object: &Object) {
    unwritten!("heap::gc_untrack")
}

/// `_PyObject_GC_IS_TRACKED`.
#[allow(unused_variables)]
pub fn gc_is_tracked(object: &Object) -> bool {
    unwritten!("heap::gc_is_tracked")
}

/// Frees an object's memory (`PyObject_Free`/`PyObject_GC_Del` by the type's flags) and gives the heap type's reference
/// back. The destructor has already taken the fields apart.
///
/// # Safety
/// The object is dead: its count is zero and its fields are released.
#[allow(unused_variables)]
pub unsafe fn free_object(object: *mut Object) {
    unwritten!("heap::free_object")
}

/// `PyMem_Malloc`; null when out of memory. `size` 0 gives a unique pointer.
#[allow(unused_variables)]
pub fn mem_malloc(size: usize) -> *mut u8 {
    unwritten!("heap::mem_malloc")
}

/// `PyMem_Realloc`.
///
/// # Safety
/// `pointer` is null or from [`mem_malloc`]/[`mem_realloc`] and not used afterwards.
#[allow(unused_variables)]
pub unsafe fn mem_realloc(pointer: *mut u8, size: usize) -> *mut u8 {
    unwritten!("heap::mem_realloc")
}

/// `PyMem_Free`.
///
/// # Safety
/// `pointer` is null or from [`mem_malloc`]/[`mem_realloc`] and not used afterwards.
#[allow(unused_variables)]
pub unsafe fn mem_free(pointer: *mut u8) {
    unwritten!("heap::mem_free")
}
