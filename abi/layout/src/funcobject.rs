//! `cpython/funcobject.h`.

use std::cell::Cell;
use std::ffi::c_int;

use crate::code::PyCodeObject;
use crate::object::{Object, vectorcallfunc};
use crate::refs::{Field, Status};

/// What it takes to make a frame; a function begins with it, after its header.
#[repr(C)]
pub struct PyFrameConstructor {
    pub fc_globals: Field,
    pub fc_builtins: Field,
    pub fc_name: Field,
    pub fc_qualname: Field,
    pub fc_code: Field<PyCodeObject>,
    pub fc_defaults: Field,
    pub fc_kwdefaults: Field,
    pub fc_closure: Field,
}
shared_layout!(PyFrameConstructor);

/// `function`.
#[repr(C)]
pub struct PyFunctionObject {
    pub ob_base: Object,
    pub func_globals: Field,
    pub func_builtins: Field,
    pub func_name: Field,
    pub func_qualname: Field,
    pub func_code: Field<PyCodeObject>,
    pub func_defaults: Field,
    pub func_kwdefaults: Field,
    pub func_closure: Field,
    pub func_doc: Field,
    pub func_dict: Field,
    pub func_weakreflist: Cell<*mut Object>,
    pub func_module: Field,
    pub func_annotations: Field,
    pub func_typeparams: Field,
    pub vectorcall: Cell<Option<vectorcallfunc>>,
    /// Given on demand to inline caches; 0 while none.
    pub func_version: Cell<u32>,
}
object_layout!(PyFunctionObject: ob_base -> Object);

/// `classmethod`.
#[repr(C)]
pub struct PyClassMethodObject {
    pub ob_base: Object,
    pub cm_callable: Field,
    pub cm_dict: Field,
}
object_layout!(PyClassMethodObject: ob_base -> Object);

/// `staticmethod`.
#[repr(C)]
pub struct PyStaticMethodObject {
    pub ob_base: Object,
    pub sm_callable: Field,
    pub sm_dict: Field,
}
object_layout!(PyStaticMethodObject: ob_base -> Object);

pub type PyFunction_WatchEvent = c_int;
/// Event, function, new value.
pub type PyFunction_WatchCallback =
    unsafe extern "C" fn(PyFunction_WatchEvent, &PyFunctionObject, Option<&Object>) -> Status;
pub const PyFunction_EVENT_CREATE: PyFunction_WatchEvent = 0;
pub const PyFunction_EVENT_DESTROY: PyFunction_WatchEvent = 1;
pub const PyFunction_EVENT_MODIFY_CODE: PyFunction_WatchEvent = 2;
pub const PyFunction_EVENT_MODIFY_DEFAULTS: PyFunction_WatchEvent = 3;
pub const PyFunction_EVENT_MODIFY_KWDEFAULTS: PyFunction_WatchEvent = 4;
pub const FUNC_MAX_WATCHERS: usize = 8;
