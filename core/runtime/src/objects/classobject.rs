//! Bound methods.

use crate::prelude::*;

object_type!(
    /// Bound methods
    pub struct Method(PyMethodObject): PyMethod_Type
);

/// The type of bound methods
#[unsafe(no_mangle)]
pub static PyMethod_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"method", size_of::<PyMethodObject>(), Py_TPFLAGS_DEFAULT);

/// The type of instance methods of C
#[unsafe(no_mangle)]
pub static PyInstanceMethod_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"instancemethod", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

impl Method {
    /// `PyMethod_New`.
    #[allow(unused_variables)]
    pub fn new(function: &Object, this: &Object) -> PyResult<Ref<Method>> {
        unwritten!("Method::new")
    }
}
