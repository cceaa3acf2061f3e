//! Descriptors of C-defined attributes: method, classmethod, member, getset, slot wrapper, method-wrapper; `property`, `mappingproxy`.

use crate::prelude::*;

/// The type of methods of C-defined types
#[unsafe(no_mangle)]
pub static PyMethodDescr_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"method_descriptor", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of class methods of C-defined types
#[unsafe(no_mangle)]
pub static PyClassMethodDescr_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"classmethod_descriptor", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of members
#[unsafe(no_mangle)]
pub static PyMemberDescr_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"member_descriptor", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of computed attributes
#[unsafe(no_mangle)]
pub static PyGetSetDescr_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"getset_descriptor", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of slot wrappers
#[unsafe(no_mangle)]
pub static PyWrapperDescr_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"wrapper_descriptor", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of bound slot wrappers
pub static _PyMethodWrapper_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"method-wrapper", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of read-only mapping views
#[unsafe(no_mangle)]
pub static PyDictProxy_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"mappingproxy", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of properties
#[unsafe(no_mangle)]
pub static PyProperty_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"property", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// `PyDescr_NewMethod`. `method` must outlive the type.
#[allow(unused_variables)]
pub fn new_method(ty: &'static Type, method: &'static PyMethodDef) -> PyResult {
    unwritten!("descrobject::new_method")
}

/// `PyDescr_NewClassMethod`.
#[allow(unused_variables)]
pub fn new_class_method(ty: &'static Type, method: &'static PyMethodDef) -> PyResult {
    unwritten!("descrobject::new_class_method")
}

/// `PyDescr_NewMember`.
#[allow(unused_variables)]
pub fn new_member(ty: &'static Type, member: &'static PyMemberDef) -> PyResult {
    unwritten!("descrobject::new_member")
}

/// `PyDescr_NewGetSet`.
#[allow(unused_variables)]
pub fn new_getset(ty: &'static Type, getset: &'static PyGetSetDef) -> PyResult {
    unwritten!("descrobject::new_getset")
}

/// `PyDictProxy_New`.
#[allow(unused_variables)]
pub fn new_proxy(mapping: &Object, th: &mut Thread) -> PyResult {
    unwritten!("descrobject::new_proxy")
}
