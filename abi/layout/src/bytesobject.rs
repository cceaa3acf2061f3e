//! `cpython/bytesobject.h` and `pycore_bytesobject.h`.

use std::cell::Cell;
use std::ffi::{c_char, c_int};

use crate::object::{Object, VarObject};

/// `bytes` and its subclasses.
#[repr(C)]
pub struct PyBytesObject {
    pub ob_base: VarObject,
    /// -1 while unknown.
    pub ob_shash: Cell<isize>,
    /// The first byte; the others and a NUL follow.
    pub ob_sval: [Cell<u8>; 1],
}
object_layout!(PyBytesObject: ob_base -> VarObject);

/// Bytes under construction (`pycore_bytesobject.h`); used inline by extension modules.
#[repr(C)]
pub struct _PyBytesWriter {
    pub buffer: *mut Object,
    pub allocated: isize,
    pub min_size: isize,
    pub use_bytearray: c_int,
    pub overallocate: c_int,
    pub use_small_buffer: c_int,
    pub small_buffer: [c_char; 512],
}

impl PyBytesObject {
    /// The bytes. A NUL follows them.
    #[inline(always)]
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: the object is allocated with `ob_size` bytes and a NUL; bytes do not change once handed out.
        unsafe { std::slice::from_raw_parts(self.bytes_ptr(), self.ob_base.ob_size.get() as usize) }
    }

    /// Where the bytes stand: to fill in a new object, or to hand to C.
    #[inline(always)]
    pub fn bytes_ptr(&self) -> *mut u8 {
        // SAFETY: stays inside the object.
        unsafe { self.as_ptr().byte_add(std::mem::offset_of!(PyBytesObject, ob_sval)).cast() }
    }
}
