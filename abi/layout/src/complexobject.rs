//! `cpython/complexobject.h`.

use std::cell::Cell;

use crate::object::Object;

/// A complex number, passed by value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Py_complex {
    pub real: f64,
    pub imag: f64,
}

/// `complex` and its subclasses.
#[repr(C)]
pub struct PyComplexObject {
    pub ob_base: Object,
    pub cval: Cell<Py_complex>,
}
object_layout!(PyComplexObject: ob_base -> Object);
