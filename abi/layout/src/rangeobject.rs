//! `rangeobject.h` and `pycore_range.h`.

use std::cell::Cell;
use std::ffi::c_long;

use crate::object::Object;
use crate::refs::Field;

/// `range` (`rangeobject` in C).
#[repr(C)]
pub struct PyRangeObject {
    pub ob_base: Object,
    pub start: Field,
    pub stop: Field,
    pub step: Field,
    pub length: Field,
}
object_layout!(PyRangeObject: ob_base -> Object);

/// `range_iterator`: machine integers.
#[repr(C)]
pub struct _PyRangeIterObject {
    pub ob_base: Object,
    pub start: Cell<c_long>,
    pub step: Cell<c_long>,
    /// Items left.
    pub len: Cell<c_long>,
}
object_layout!(_PyRangeIterObject: ob_base -> Object);

/// `longrange_iterator`: int objects.
#[repr(C)]
pub struct longrangeiterobject {
    pub ob_base: Object,
    pub start: Field,
    pub step: Field,
    pub len: Field,
}
object_layout!(longrangeiterobject: ob_base -> Object);
