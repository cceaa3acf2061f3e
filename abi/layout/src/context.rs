//! `pycore_context.h`: context variables.

use std::cell::Cell;
use std::ffi::c_int;

use crate::hamt::PyHamtObject;
use crate::object::Object;
use crate::refs::Field;

/// `contextvars.Context`.
#[repr(C)]
pub struct PyContext {
    pub ob_base: Object,
    pub ctx_prev: Field<PyContext>,
    pub ctx_vars: Field<PyHamtObject>,
    pub ctx_weakreflist: Cell<*mut Object>,
    pub ctx_entered: Cell<c_int>,
}
object_layout!(PyContext: ob_base -> Object);

/// `contextvars.ContextVar`.
#[repr(C)]
pub struct PyContextVar {
    pub ob_base: Object,
    pub var_name: Field,
    pub var_default: Field,
    /// Borrowed: the value last found.
    pub var_cached: Cell<*mut Object>,
    pub var_cached_tsid: Cell<u64>,
    pub var_cached_tsver: Cell<u64>,
    pub var_hash: Cell<isize>,
}
object_layout!(PyContextVar: ob_base -> Object);

/// `contextvars.Token`.
#[repr(C)]
pub struct PyContextToken {
    pub ob_base: Object,
    pub tok_ctx: Field<PyContext>,
    pub tok_var: Field<PyContextVar>,
    pub tok_oldval: Field,
    pub tok_used: Cell<c_int>,
}
object_layout!(PyContextToken: ob_base -> Object);
