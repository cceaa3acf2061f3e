//! Objects' memory: allocation by type, freeing, the garbage collector's header.

use super::domains::{self, Domain};
use super::gc;
use crate::prelude::*;

/// Bytes that stand before an object of `ty`: managed dict and weakref words, then the collector's header.
#[inline(always)]
pub fn presize(ty: &Type) -> usize {
    let flags = ty.tp_flags.get();
    let gc = if flags & Py_TPFLAGS_HAVE_GC != 0 { size_of::<PyGC_Head>() } else { 0 };
    let managed = if flags & Py_TPFLAGS_PREHEADER != 0 { 2 * size_of::<*mut Object>() } else { 0 };
    gc + managed
}

/// `_PyObject_VAR_SIZE`: bytes of an object with `nitems` items, rounded up to words.
#[inline(always)]
pub fn var_size(ty: &Type, nitems: usize) -> Option<usize> {
    let items = (ty.tp_itemsize.get() as usize).checked_mul(nitems)?;
    let size = (ty.tp_basicsize.get() as usize).checked_add(items)?;
    size.checked_next_multiple_of(size_of::<usize>()).filter(|size| *size <= isize::MAX as usize - 64)
}

/// Memory for an object of `ty`, `size` bytes from its header on; zeroed; header set. Null when out of memory.
#[inline(always)]
fn allocate(ty: &'static Type, size: usize) -> *mut Object {
    let before = presize(ty);
    let memory = domains::calloc(Domain::Object, 1, before + size);
    if memory.is_null() {
        return std::ptr::null_mut();
    }
    // SAFETY: `before + size` zeroed bytes were just allocated, and the header lies behind the first `before`.
    let object = unsafe { memory.add(before).cast::<Object>() };
    // SAFETY: as above; a zeroed header is a valid one to set.
    unsafe {
        (*object).set_ob_type(ty);
        (*object).set_refcnt(1);
    }
    if ty.has_any_flag(Py_TPFLAGS_HEAPTYPE) {
        ty.incref();
    }
    if ty.has_any_flag(Py_TPFLAGS_HAVE_GC) {
        gc::count_allocation();
    }
    // SAFETY: the header has just been written.
    unsafe { trace_object(object, PyRefTracer_CREATE) };
    object
}

/// `PyObject_Init`: the header of an object in memory of the caller's.
///
/// # Safety
/// The memory has the size of an instance, behind what stands before one.
pub unsafe fn init_object(object: *mut Object, ty: &'static Type) {
    // SAFETY: the caller's promise.
    unsafe {
        (*object).set_ob_type(ty);
        (*object).set_refcnt(1);
    }
    if ty.has_any_flag(Py_TPFLAGS_HEAPTYPE) {
        ty.incref();
    }
    // SAFETY: the header has just been written.
    unsafe { trace_object(object, PyRefTracer_CREATE) };
}

/// A new object of a fixed-size type with one reference: header set, body zeroed, the heap type's reference counted. A
/// type with `Py_TPFLAGS_HAVE_GC` is not tracked yet: fill the fields, then [`super::gc_track`].
///
/// # Errors
/// `MemoryError`.
#[inline]
pub fn new_object<T: ObjectLayout>(ty: &'static Type) -> PyResult<Ref<T>> {
    let object = allocate(ty, ty.tp_basicsize.get() as usize);
    if object.is_null() {
        return Err(super::out_of_memory());
    }
    // SAFETY: a new object of a type whose instances have layout `T`; its one reference is handed out.
    Ok(unsafe { Ref::from_raw(object.cast()) })
}

/// As [`new_object`], with room for `nitems` items of `tp_itemsize` bytes and `ob_size` set.
///
/// # Errors
/// `MemoryError`.
#[inline]
pub fn new_var_object<T: ObjectLayout>(ty: &'static Type, nitems: usize) -> PyResult<Ref<T>> {
    let Some(size) = var_size(ty, nitems) else {
        return Err(super::out_of_memory());
    };
    let object = allocate(ty, size);
    if object.is_null() {
        return Err(super::out_of_memory());
    }
    // SAFETY: as in `new_object`; a variable-size object has a count behind its header.
    unsafe {
        (*object.cast::<VarObject>()).ob_size.set(nitems as isize);
        Ok(Ref::from_raw(object.cast()))
    }
}

/// As [`new_object`] for a type that is variable-size in a way of its own (`int`, `str`): `size` bytes from the header on,
/// no count set.
///
/// # Errors
/// `MemoryError`.
#[inline]
pub fn new_sized<T: ObjectLayout>(ty: &'static Type, size: usize) -> PyResult<Ref<T>> {
    let object = allocate(ty, size);
    if object.is_null() {
        return Err(super::out_of_memory());
    }
    // SAFETY: as in `new_object`.
    Ok(unsafe { Ref::from_raw(object.cast()) })
}

/// As [`new_sized`] for a static type that the collector does not know and that has no managed words: nothing but the
/// header is written.
///
/// # Safety
/// The caller writes the rest of the object before anybody sees it.
///
/// # Errors
/// `MemoryError`.
#[inline(always)]
pub unsafe fn new_plain<T: ObjectLayout>(ty: &'static Type, size: usize) -> PyResult<Ref<T>> {
    debug_assert!(presize(ty) == 0 && !ty.has_any_flag(Py_TPFLAGS_HEAPTYPE));
    let object = domains::malloc(Domain::Object, size).cast::<Object>();
    if object.is_null() {
        return Err(super::out_of_memory());
    }
    // SAFETY: `size` bytes were just allocated; the header is plain words. The one reference is handed out.
    unsafe {
        (*object).set_ob_type(ty);
        (*object).set_refcnt(1);
        trace_object(object, PyRefTracer_CREATE);
        Ok(Ref::from_raw(object.cast()))
    }
}

/// Frees a dead object's memory through its type's `tp_free`: the last step of a static type's `tp_dealloc`. Instances of
/// subclasses defined in Python get here too; giving back their reference to the class is the subclass destructor's work.
///
/// # Safety
/// The object is dead: its count is zero and its fields are released.
#[inline]
pub unsafe fn free_object(object: *mut Object) {
    // SAFETY: the caller's promise; `tp_free` of the object's own type takes the object's address.
    unsafe {
        let free = (*object).ob_type().tp_free.get();
        match free {
            Some(free)
                if !std::ptr::fn_addr_eq(free, PyObject_Free as freefunc)
                    && !std::ptr::fn_addr_eq(free, gc::PyObject_GC_Del as freefunc) =>
            {
                free(object.cast());
            }
            _ => free_memory(object),
        }
    }
}

/// The last step of the `tp_dealloc` of a heap type written here: frees the memory and gives the reference to the type back.
///
/// # Safety
/// As [`free_object`].
#[inline]
pub unsafe fn free_instance(object: *mut Object) {
    // SAFETY: the caller's promise; the type is alive until its reference is given back.
    unsafe {
        let ty = (*object).ob_type();
        free_object(object);
        Object::decref(ty.as_ptr());
    }
}

/// Frees the memory that [`allocate`] took.
///
/// # Safety
/// As [`free_object`].
#[inline]
pub(super) unsafe fn free_memory(object: *mut Object) {
    // SAFETY: the caller's promise; the memory begins `presize` bytes before the header.
    unsafe {
        let ty = (*object).ob_type();
        if ty.has_any_flag(Py_TPFLAGS_HAVE_GC) {
            gc::untrack(&*object);
            gc::count_free();
        }
        domains::free(Domain::Object, object.cast::<u8>().sub(presize(ty)));
    }
}

/// `PyObject_Free` as `tp_free`, and for any block of the object domain.
///
/// # Safety
/// `pointer` is null or from `PyObject_Malloc` and its fellows, and not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Free(pointer: *mut std::ffi::c_void) {
    // SAFETY: the caller's promise.
    unsafe { domains::free(Domain::Object, pointer.cast()) }
}
