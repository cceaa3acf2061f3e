//! `pycore_crossinterp.h`: data that crosses interpreters.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_void};

use crate::object::Object;
use crate::opaque::Opaque;
use crate::pystate::PyThreadState;
use crate::refs::Field;

/// `_PyCrossInterpreterData` (`struct _xid`): an object's data on its way.
#[repr(C)]
pub struct _PyCrossInterpreterData {
    pub data: Cell<*mut c_void>,
    pub obj: Field,
    pub interpid: Cell<i64>,
    pub new_object: Cell<Option<unsafe extern "C" fn(*mut _PyCrossInterpreterData) -> *mut Object>>,
    pub free: Cell<Option<unsafe extern "C" fn(*mut c_void)>>,
}
shared_layout!(_PyCrossInterpreterData);

/// Names shared by a session.
#[repr(C)]
pub struct _PyXI_namespace {
    pub len: Cell<isize>,
    pub items: Cell<*mut c_void>,
}
shared_layout!(_PyXI_namespace);

/// An exception, as text.
#[repr(C)]
pub struct _PyXI_excinfo {
    /// Builtin type or null, name, qualified name, module.
    pub type_: [*const c_char; 4],
    pub msg: *const c_char,
    pub errdisplay: *const c_char,
}

/// A stay in another interpreter.
#[repr(C)]
pub struct _PyXI_session {
    pub prev_tstate: *mut PyThreadState,
    pub init_tstate: *mut PyThreadState,
    pub own_init_tstate: c_int,
    pub running: c_int,
    pub main_ns: *mut Object,
    pub error_override: *mut c_int,
    /// At `_error`, or null.
    pub error: *mut c_void,
    pub _error: Opaque<64>,
    pub _error_override: c_int,
}
