//! `float`.

use crate::prelude::*;

object_type!(
    /// `float`
    pub struct Float(PyFloatObject): PyFloat_Type
);

/// The type of `float`
#[unsafe(no_mangle)]
pub static PyFloat_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"float",
    size_of::<PyFloatObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
);

impl Float {
    /// `PyFloat_FromDouble`, from the free list where possible.
    #[allow(unused_variables)]
    pub fn new(value: f64) -> PyResult<Ref<Float>> {
        unwritten!("Float::new")
    }

    /// The value.
    #[allow(unused_variables)]
    pub fn value(&self) -> f64 {
        unwritten!("Float::value")
    }

    /// `PyFloat_AsDouble` of any object: floats, `__float__`, `__index__`.
    #[allow(unused_variables)]
    pub fn to_f64(object: &Object, th: &mut Thread) -> PyResult<f64> {
        unwritten!("Float::to_f64")
    }

    /// `PyFloat_FromString`: from str, bytes or a buffer; the errors are those of `float(x)`.
    #[allow(unused_variables)]
    pub fn from_str_object(text: &Object, th: &mut Thread) -> PyResult<Ref<Float>> {
        unwritten!("Float::from_str_object")
    }
}
