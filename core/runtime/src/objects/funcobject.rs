//! Python functions, `classmethod`, `staticmethod`.

use crate::prelude::*;

object_type!(
    /// Python functions
    pub struct Function(PyFunctionObject): PyFunction_Type
);

/// The type of python functions
#[unsafe(no_mangle)]
pub static PyFunction_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"function", size_of::<PyFunctionObject>(), Py_TPFLAGS_DEFAULT);

/// The type of `classmethod`
#[unsafe(no_mangle)]
pub static PyClassMethod_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"classmethod", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of `staticmethod`
#[unsafe(no_mangle)]
pub static PyStaticMethod_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"staticmethod", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

impl Function {
    /// `PyFunction_NewWithQualName`.
    #[allow(unused_variables)]
    pub fn new(code: &Code, globals: &Object, qualname: Option<&Str>, th: &mut Thread) -> PyResult<Ref<Function>> {
        unwritten!("Function::new")
    }
}

/// `PyClassMethod_New`.
#[allow(unused_variables)]
pub fn new_class_method(callable: &Object) -> PyResult {
    unwritten!("funcobject::new_class_method")
}

/// `PyStaticMethod_New`.
#[allow(unused_variables)]
pub fn new_static_method(callable: &Object) -> PyResult {
    unwritten!("funcobject::new_static_method")
}
