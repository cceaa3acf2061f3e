//! `complex`.

use crate::prelude::*;

object_type!(
    /// `complex`
    pub struct Complex(PyComplexObject): PyComplex_Type
);

/// The type of `complex`
#[unsafe(no_mangle)]
pub static PyComplex_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"complex",
    size_of::<PyComplexObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
);

impl Complex {
    /// `PyComplex_FromDoubles`.
    #[allow(unused_variables)]
    pub fn new(real: f64, imag: f64) -> PyResult<Ref<Complex>> {
        unwritten!("Complex::new")
    }
}

/// `PyComplex_AsCComplex`: real and imaginary part of any object, by `__complex__`, `__float__` or `__index__`.
#[allow(unused_variables)]
pub fn to_parts(object: &Object, th: &mut Thread) -> PyResult<(f64, f64)> {
    unwritten!("complexobject::to_parts")
}
