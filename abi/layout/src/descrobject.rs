//! `cpython/descrobject.h` and the types of `descrobject.c`.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_void};

use crate::object::{Object, PyGetSetDef, PyMemberDef, PyMethodDef, Type, vectorcallfunc};
use crate::refs::{Field, PyResult};

/// A slot wrapper: which slot, and how Python calls it.
#[repr(C)]
pub struct wrapperbase {
    pub name: *const c_char,
    pub offset: c_int,
    pub function: *mut c_void,
    pub wrapper: Option<wrapperfunc>,
    pub doc: *const c_char,
    pub flags: c_int,
    pub name_strobj: *mut Object,
}

/// What every descriptor of a C type begins with.
#[repr(C)]
pub struct PyDescrObject {
    pub ob_base: Object,
    pub d_type: Field<Type>,
    pub d_name: Field,
    pub d_qualname: Field,
}
object_layout!(PyDescrObject: ob_base -> Object);

/// `method_descriptor`, `classmethod_descriptor`.
#[repr(C)]
pub struct PyMethodDescrObject {
    pub d_common: PyDescrObject,
    pub d_method: Cell<*const PyMethodDef>,
    pub vectorcall: Cell<Option<vectorcallfunc>>,
}
object_layout!(PyMethodDescrObject: d_common -> PyDescrObject);

/// `member_descriptor`.
#[repr(C)]
pub struct PyMemberDescrObject {
    pub d_common: PyDescrObject,
    pub d_member: Cell<*const PyMemberDef>,
}
object_layout!(PyMemberDescrObject: d_common -> PyDescrObject);

/// `getset_descriptor`.
#[repr(C)]
pub struct PyGetSetDescrObject {
    pub d_common: PyDescrObject,
    pub d_getset: Cell<*const PyGetSetDef>,
}
object_layout!(PyGetSetDescrObject: d_common -> PyDescrObject);

/// `wrapper_descriptor`.
#[repr(C)]
pub struct PyWrapperDescrObject {
    pub d_common: PyDescrObject,
    pub d_base: Cell<*const wrapperbase>,
    /// The slot function.
    pub d_wrapped: Cell<*mut c_void>,
}
object_layout!(PyWrapperDescrObject: d_common -> PyDescrObject);

/// `method-wrapper`.
#[repr(C)]
pub struct wrapperobject {
    pub ob_base: Object,
    pub descr: Field<PyWrapperDescrObject>,
    pub self_: Field,
}
object_layout!(wrapperobject: ob_base -> Object);

/// `property`.
#[repr(C)]
pub struct propertyobject {
    pub ob_base: Object,
    pub prop_get: Field,
    pub prop_set: Field,
    pub prop_del: Field,
    pub prop_doc: Field,
    pub prop_name: Field,
    pub getter_doc: Cell<c_int>,
}
object_layout!(propertyobject: ob_base -> Object);

/// Self, arguments tuple, the slot function.
pub type wrapperfunc = unsafe extern "C" fn(&Object, Option<&Object>, *mut c_void) -> PyResult;
/// With keywords: the wrapper is of type [`wrapperfunc_kwds`].
pub const PyWrapperFlag_KEYWORDS: c_int = 1;
/// Self, arguments tuple, the slot function, keywords dict.
pub type wrapperfunc_kwds = unsafe extern "C" fn(&Object, Option<&Object>, *mut c_void, Option<&Object>) -> PyResult;
