//! `cpython/cellobject.h`.

use crate::object::Object;
use crate::refs::Field;

/// `cell`.
#[repr(C)]
pub struct PyCellObject {
    pub ob_base: Object,
    /// The content; NULL when empty.
    pub ob_ref: Field,
}
object_layout!(PyCellObject: ob_base -> Object);
