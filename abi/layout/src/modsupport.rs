//! `pycore_modsupport.h`: the argument parser that Argument Clinic modules hold statically.

use std::cell::Cell;
use std::ffi::{c_char, c_int};

use crate::lock::_PyOnceFlag;
use crate::refs::Field;

/// Filled by the library on first use.
#[repr(C)]
pub struct _PyArg_Parser {
    pub format: Cell<*const c_char>,
    pub keywords: Cell<*const *const c_char>,
    pub fname: Cell<*const c_char>,
    pub custom_msg: Cell<*const c_char>,
    pub once: _PyOnceFlag,
    pub is_kwtuple_owned: Cell<c_int>,
    pub pos: Cell<c_int>,
    pub min: Cell<c_int>,
    pub max: Cell<c_int>,
    pub kwtuple: Field,
    pub next: Cell<*mut _PyArg_Parser>,
}
shared_layout!(_PyArg_Parser);

pub const Py_CLEANUP_SUPPORTED: c_int = 131072;
