//! `cpython/floatobject.h`.

use std::cell::Cell;

use crate::object::Object;

/// `float` and its subclasses.
#[repr(C)]
pub struct PyFloatObject {
    pub ob_base: Object,
    pub ob_fval: Cell<f64>,
}
object_layout!(PyFloatObject: ob_base -> Object);

impl PyFloatObject {
    /// `PyFloat_AS_DOUBLE`.
    #[inline(always)]
    pub fn value(&self) -> f64 {
        self.ob_fval.get()
    }
}
