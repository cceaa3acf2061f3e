//! The values of split tables: an array beside the shared keys, with the order of insertion behind it.

use crate::heap;
use crate::prelude::*;

/// Bytes that values for `capacity` keys take, header and order included.
#[inline(always)]
pub fn size_in_bytes(capacity: usize) -> usize {
    capacity.next_multiple_of(size_of::<usize>()) + (capacity + 1) * size_of::<usize>()
}

/// Values of their own for a dict that shares `keys`, all unset.
///
/// # Errors
/// `MemoryError`.
pub fn new(capacity: usize) -> PyResult<*mut PyDictValues> {
    let bytes = size_in_bytes(capacity);
    let memory = heap::mem_malloc(bytes);
    if memory.is_null() {
        return Err(heap::out_of_memory());
    }
    // SAFETY: freshly allocated; zeroed values are unset ones.
    unsafe {
        memory.write_bytes(0, bytes);
        let values = memory.cast::<PyDictValues>();
        (*values).capacity.set(capacity as u8);
        (*values).valid.set(1);
        Ok(values)
    }
}

/// A value's field.
///
/// # Safety
/// `index` is below the capacity.
#[inline(always)]
pub unsafe fn field<'a>(values: *const PyDictValues, index: usize) -> &'a Field {
    // SAFETY: the caller's promise; the values follow the header.
    unsafe { &*(&raw const (*values).values).cast::<Field>().add(index) }
}

/// The numbers of the values set, in the order of insertion.
///
/// # Safety
/// The values are alive, and nobody changes them while the slice is in use.
#[inline(always)]
pub unsafe fn order<'a>(values: *const PyDictValues) -> &'a mut [u8] {
    // SAFETY: the order stands behind `capacity` values and has room for as many.
    unsafe {
        let start = (&raw const (*values).values).cast::<Field>().add((*values).capacity.get() as usize);
        std::slice::from_raw_parts_mut(start.cast::<u8>().cast_mut(), (*values).size.get() as usize)
    }
}

/// Notes that the value `index`, unset until now, is set.
///
/// # Safety
/// The value was unset, so there is room.
#[inline(always)]
pub unsafe fn note_set(values: *const PyDictValues, index: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        let size = (*values).size.get();
        (*values).size.set(size + 1);
        order(values)[size as usize] = index as u8;
    }
}

/// Notes that the value `index` is unset.
///
/// # Safety
/// It was set.
pub unsafe fn note_unset(values: *const PyDictValues, index: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        let order = order(values);
        if let Some(at) = order.iter().position(|&entry| entry as usize == index) {
            order.copy_within(at + 1.., at);
            (*values).size.set((*values).size.get() - 1);
        }
    }
}

/// Frees values that stand alone; they are unset.
///
/// # Safety
/// Made by [`new`], not in use any more.
pub unsafe fn free(values: *mut PyDictValues) {
    // SAFETY: the caller's promise.
    unsafe { heap::mem_free(values.cast()) }
}
