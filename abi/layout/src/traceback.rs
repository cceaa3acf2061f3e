//! `cpython/traceback.h`.

use std::cell::Cell;
use std::ffi::c_int;

use crate::frameobject::PyFrameObject;
use crate::object::Object;
use crate::refs::Field;

/// `traceback`.
#[repr(C)]
pub struct PyTracebackObject {
    pub ob_base: Object,
    pub tb_next: Field<PyTracebackObject>,
    pub tb_frame: Field<PyFrameObject>,
    /// In bytes.
    pub tb_lasti: Cell<c_int>,
    /// -1: to be computed from `tb_lasti`.
    pub tb_lineno: Cell<c_int>,
}
object_layout!(PyTracebackObject: ob_base -> Object);
