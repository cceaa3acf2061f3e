//! `cpython/memoryobject.h`.

use std::cell::{Cell, UnsafeCell};
use std::ffi::c_int;

use crate::object::{Object, VarObject};
use crate::pybuffer::Py_buffer;
use crate::refs::Field;

/// `managedbuffer`: owns a buffer that memory views share.
#[repr(C)]
pub struct _PyManagedBufferObject {
    pub ob_base: Object,
    pub flags: Cell<c_int>,
    pub exports: Cell<isize>,
    pub master: UnsafeCell<Py_buffer>,
}
object_layout!(_PyManagedBufferObject: ob_base -> Object);

/// `memoryview`. Shape, strides and suboffsets follow.
#[repr(C)]
pub struct PyMemoryViewObject {
    pub ob_base: VarObject,
    pub mbuf: Field<_PyManagedBufferObject>,
    pub hash: Cell<isize>,
    pub flags: Cell<c_int>,
    pub exports: Cell<isize>,
    pub view: UnsafeCell<Py_buffer>,
    pub weakreflist: Cell<*mut Object>,
    /// `3 * ndim` words.
    pub ob_array: [Cell<isize>; 1],
}
object_layout!(PyMemoryViewObject: ob_base -> VarObject);

/// `pickle.PickleBuffer`.
#[repr(C)]
pub struct PyPickleBufferObject {
    pub ob_base: Object,
    pub view: UnsafeCell<Py_buffer>,
    pub weakreflist: Cell<*mut Object>,
}
object_layout!(PyPickleBufferObject: ob_base -> Object);

pub const _Py_MANAGED_BUFFER_RELEASED: c_int = 0x1;
pub const _Py_MANAGED_BUFFER_FREE_FORMAT: c_int = 0x2;
pub const _Py_MEMORYVIEW_RELEASED: c_int = 0x1;
pub const _Py_MEMORYVIEW_C: c_int = 0x2;
pub const _Py_MEMORYVIEW_FORTRAN: c_int = 0x4;
pub const _Py_MEMORYVIEW_SCALAR: c_int = 0x8;
pub const _Py_MEMORYVIEW_PIL: c_int = 0x10;
pub const _Py_MEMORYVIEW_RESTRICTED: c_int = 0x20;
