//! `bool`.

use crate::prelude::*;

/// The type of `bool`
#[unsafe(no_mangle)]
pub static PyBool_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"bool",
    size_of::<PyLongObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_LONG_SUBCLASS,
);

/// `True`.
#[unsafe(no_mangle)]
pub static _Py_TrueStruct: PyLongObject = PyLongObject::immortal(&PyBool_Type, 1);
/// `False`.
#[unsafe(no_mangle)]
pub static _Py_FalseStruct: PyLongObject = PyLongObject::immortal(&PyBool_Type, 0);

/// `True` or `False`, borrowed.
#[inline(always)]
pub fn bool_object(value: bool) -> &'static Object {
    if value { _Py_TrueStruct.as_object() } else { _Py_FalseStruct.as_object() }
}
