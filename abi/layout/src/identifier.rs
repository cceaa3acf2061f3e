//! `cpython/object.h`: names interned on first use, as older extension modules hold them.

use std::cell::Cell;
use std::ffi::c_char;

/// Index into the interpreter's `unicode.ids`, given on first use.
#[repr(C)]
pub struct _Py_Identifier {
    pub string: Cell<*const c_char>,
    pub index: Cell<isize>,
    pub mutex: crate::lock::PyMutex,
}
shared_layout!(_Py_Identifier);
