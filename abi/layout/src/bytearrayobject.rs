//! `cpython/bytearrayobject.h`.

use std::cell::Cell;

use crate::object::VarObject;

/// `bytearray` and its subclasses.
#[repr(C)]
pub struct PyByteArrayObject {
    pub ob_base: VarObject,
    /// Bytes allocated at `ob_bytes`.
    pub ob_alloc: Cell<isize>,
    /// The allocation.
    pub ob_bytes: Cell<*mut u8>,
    /// The first byte in use.
    pub ob_start: Cell<*mut u8>,
    /// Buffers lent; no resizing while there are any.
    pub ob_exports: Cell<isize>,
}
object_layout!(PyByteArrayObject: ob_base -> VarObject);
