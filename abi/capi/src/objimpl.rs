//! `pymem.h` and `objimpl.h`: memory domains, objects' memory, the collector.

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_runtime::heap::domains::{self, Domain, PyMemAllocatorEx};
use ks_runtime::heap::{self, gc};
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawMalloc(size: usize) -> *mut c_void {
    domains::malloc(Domain::Raw, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawCalloc(count: usize, size: usize) -> *mut c_void {
    domains::calloc(Domain::Raw, count, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawRealloc(pointer: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise: NULL or a block of this domain.
    unsafe { domains::realloc(Domain::Raw, pointer.cast(), size).cast() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawFree(pointer: *mut c_void) {
    // SAFETY: as above.
    unsafe { domains::free(Domain::Raw, pointer.cast()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Malloc(size: usize) -> *mut c_void {
    domains::malloc(Domain::Mem, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Calloc(count: usize, size: usize) -> *mut c_void {
    domains::calloc(Domain::Mem, count, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Realloc(pointer: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise: NULL or a block of this domain.
    unsafe { domains::realloc(Domain::Mem, pointer.cast(), size).cast() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Free(pointer: *mut c_void) {
    // SAFETY: as above.
    unsafe { domains::free(Domain::Mem, pointer.cast()) }
}

/// A copy of a C string in memory of `PyMem_Free`; null if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyMem_Strdup(text: *const c_char) -> *mut c_char {
    // SAFETY: the caller passes a C string; the copy has room for all its bytes.
    unsafe {
        let bytes = CStr::from_ptr(text).to_bytes_with_nul();
        let copy = heap::mem_malloc(bytes.len());
        if !copy.is_null() {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), copy, bytes.len());
        }
        copy.cast()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Malloc(size: usize) -> *mut c_void {
    domains::malloc(Domain::Object, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Calloc(count: usize, size: usize) -> *mut c_void {
    domains::calloc(Domain::Object, count, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Realloc(pointer: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise: NULL or a block of this domain.
    unsafe { domains::realloc(Domain::Object, pointer.cast(), size).cast() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_Track(object: &Object) {
    if !gc::is_tracked(object) {
        gc::track(object);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_UnTrack(object: &Object) {
    gc::untrack(object);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_IsTracked(object: &Object) -> c_int {
    c_int::from(gc::is_gc(object) && gc::is_tracked(object))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_IsFinalized(object: &Object) -> c_int {
    c_int::from(gc::is_gc(object) && gc::is_finalized(object))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_IS_GC(object: &Object) -> c_int {
    c_int::from(gc::is_gc(object))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGC_Collect() -> isize {
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    if gc::state().enabled.get() == 0 {
        return 0;
    }
    gc::collect(NUM_GENERATIONS - 1, gc::Reason::Manual, th) as isize
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGC_Enable() -> c_int {
    gc::state().enabled.replace(1)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGC_Disable() -> c_int {
    gc::state().enabled.replace(0)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGC_IsEnabled() -> c_int {
    gc::state().enabled.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_GC_VisitObjects(
    callback: unsafe extern "C" fn(*mut Object, *mut c_void) -> c_int,
    argument: *mut c_void,
) {
    // SAFETY: the caller's callback and its argument.
    unsafe { gc::visit_objects(callback, argument) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GC_New(ty: &'static Type) -> PyResult {
    heap::new_object::<Object>(ty)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GC_NewVar(ty: &'static Type, count: isize) -> PyResult {
    heap::new_var_object::<Object>(ty, count.max(0) as usize)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_New(ty: &'static Type) -> PyResult {
    heap::new_object::<Object>(ty)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_NewVar(ty: &'static Type, count: isize) -> PyResult {
    heap::new_var_object::<Object>(ty, count.max(0) as usize)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_GetAllocator(domain: c_int, allocator: &mut PyMemAllocatorEx) {
    *allocator = domains::allocator(by_number(domain));
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_SetAllocator(domain: c_int, allocator: &PyMemAllocatorEx) {
    domains::set_allocator(by_number(domain), *allocator);
}

/// The domain of a `PyMemAllocatorDomain`.
fn by_number(number: c_int) -> Domain {
    match number {
        0 => Domain::Raw,
        1 => Domain::Mem,
        _ => Domain::Object,
    }
}
