//! `sliceobject.h`.

use crate::object::Object;
use crate::refs::Field;

/// `slice`.
#[repr(C)]
pub struct PySliceObject {
    pub ob_base: Object,
    pub start: Field,
    pub stop: Field,
    pub step: Field,
}
object_layout!(PySliceObject: ob_base -> Object);
