//! `cpython/import.h`: built-in and frozen module tables.

use std::ffi::{c_char, c_int};

use crate::object::Object;

/// A built-in module; a null name ends the table.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _inittab {
    pub name: *const c_char,
    pub initfunc: Option<unsafe extern "C" fn() -> *mut Object>,
}

/// A frozen module; a null name ends the table.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _frozen {
    pub name: *const c_char,
    pub code: *const u8,
    pub size: c_int,
    pub is_package: c_int,
}
