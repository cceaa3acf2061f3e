//! `pycore_compile.h`.

use std::ffi::c_int;

use crate::object::Object;

/// What the assembler is told of a code unit; `_testinternalcapi` fills it.
#[repr(C)]
pub struct _PyCompile_CodeUnitMetadata {
    pub u_name: *mut Object,
    pub u_qualname: *mut Object,
    pub u_consts: *mut Object,
    pub u_names: *mut Object,
    pub u_varnames: *mut Object,
    pub u_cellvars: *mut Object,
    pub u_freevars: *mut Object,
    pub u_fasthidden: *mut Object,
    pub u_argcount: isize,
    pub u_posonlyargcount: isize,
    pub u_kwonlyargcount: isize,
    pub u_firstlineno: c_int,
}
