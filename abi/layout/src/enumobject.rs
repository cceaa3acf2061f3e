//! `enumobject.h`: `enumerate` and `reversed`.

use std::cell::Cell;

use crate::object::Object;
use crate::refs::Field;

/// `enumerate` (`enumobject` in C).
#[repr(C)]
pub struct PyEnumObject {
    pub ob_base: Object,
    pub en_index: Cell<isize>,
    pub en_sit: Field,
    /// The pair, reused while nobody else holds it.
    pub en_result: Field,
    /// The count once it left `isize`.
    pub en_longindex: Field,
    pub one: Field,
}
object_layout!(PyEnumObject: ob_base -> Object);

/// `reversed`.
#[repr(C)]
pub struct reversedobject {
    pub ob_base: Object,
    pub index: Cell<isize>,
    pub seq: Field,
}
object_layout!(reversedobject: ob_base -> Object);
