//! `object` itself and the singletons `None`, `NotImplemented`, `Ellipsis`.

use crate::prelude::*;

/// The type of `object`
#[unsafe(no_mangle)]
pub static PyBaseObject_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"object",
    size_of::<Object>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
);

/// The type of `None`
#[unsafe(no_mangle)]
pub static _PyNone_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"NoneType", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of `NotImplemented`
#[unsafe(no_mangle)]
pub static _PyNotImplemented_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"NotImplementedType", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of `Ellipsis`
#[unsafe(no_mangle)]
pub static PyEllipsis_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"ellipsis", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// `None`.
#[unsafe(no_mangle)]
pub static _Py_NoneStruct: Object = Object::immortal(&_PyNone_Type);
/// `NotImplemented`.
#[unsafe(no_mangle)]
pub static _Py_NotImplementedStruct: Object = Object::immortal(&_PyNotImplemented_Type);
/// `...`.
#[unsafe(no_mangle)]
pub static _Py_EllipsisObject: Object = Object::immortal(&PyEllipsis_Type);

/// `None`, borrowed; `.to_ref()` for an owned reference.
#[inline(always)]
pub fn none() -> &'static Object {
    &_Py_NoneStruct
}

/// `NotImplemented`, borrowed.
#[inline(always)]
pub fn not_implemented() -> &'static Object {
    &_Py_NotImplementedStruct
}

/// `...`, borrowed.
#[inline(always)]
pub fn ellipsis() -> &'static Object {
    &_Py_EllipsisObject
}

/// `PyObject_GenericGetAttr`: data descriptors of the type, the instance dictionary, the rest of the type.
#[allow(unused_variables)]
pub fn generic_get_attr(object: &Object, name: &Str, th: &mut Thread) -> PyResult {
    unwritten!("object::generic_get_attr")
}

/// As [`generic_get_attr`]; a missing attribute is `Ok(None)` and raises nothing.
#[allow(unused_variables)]
pub fn generic_get_attr_opt(object: &Object, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    unwritten!("object::generic_get_attr_opt")
}

/// `PyObject_GenericSetAttr`; `None` deletes.
#[allow(unused_variables)]
pub fn generic_set_attr(object: &Object, name: &Str, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    unwritten!("object::generic_set_attr")
}

/// `_PyObject_GetMethod`: `Ok((callable, true))` when `callable` takes `object` as its first argument.
#[allow(unused_variables)]
pub fn get_method(object: &Object, name: &Str, th: &mut Thread) -> PyResult<(Ref, bool)> {
    unwritten!("object::get_method")
}

/// `_PyObject_LookupSpecial`: looks `name` up on the type and binds it; missing is `Ok(None)`.
#[allow(unused_variables)]
pub fn lookup_special(object: &Object, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    unwritten!("object::lookup_special")
}

/// The instance dictionary if it has been made (`_PyObject_GetDictPtr` and the managed one), without making it.
#[allow(unused_variables)]
pub fn instance_dict(object: &Object) -> Option<Ref<Dict>> {
    unwritten!("object::instance_dict")
}

/// `PyObject_GenericGetDict`: the instance dictionary, made if need be.
#[allow(unused_variables)]
pub fn generic_get_dict(object: &Object, th: &mut Thread) -> PyResult {
    unwritten!("object::generic_get_dict")
}

/// `PyObject_GenericGetAttr` as a slot; its address marks types that use it.
#[unsafe(export_name = "PyObject_GenericGetAttr")]
pub unsafe extern "C" fn generic_getattro_slot(object: &Object, name: &Object) -> PyResult {
    let _ = (object, name);
    unwritten!("PyObject_GenericGetAttr")
}
