//! Functions written in C or Rust.

use crate::prelude::*;

object_type!(
    /// C functions
    pub struct CFunction(PyCFunctionObject): PyCFunction_Type
);

/// The type of c functions
#[unsafe(no_mangle)]
pub static PyCFunction_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"builtin_function_or_method",
    size_of::<PyCFunctionObject>(),
    Py_TPFLAGS_DEFAULT,
);

/// The type of c methods that know their class
#[unsafe(no_mangle)]
pub static PyCMethod_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"builtin_method", size_of::<PyCMethodObject>(), Py_TPFLAGS_DEFAULT);

impl CFunction {
    /// `PyCMethod_New`. `method` must outlive the function.
    #[allow(unused_variables)]
    pub fn new(
        method: &'static PyMethodDef,
        this: Option<&Object>,
        module: Option<&Object>,
        class: Option<&'static Type>,
    ) -> PyResult<Ref<CFunction>> {
        unwritten!("CFunction::new")
    }

    /// Whether the method table gives the function this name.
    #[allow(unused_variables)]
    pub fn name_is(&self, name: &std::ffi::CStr) -> bool {
        unwritten!("CFunction::name_is")
    }
}
