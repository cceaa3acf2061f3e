//! `pycore_unionobject.h`.

use crate::object::Object;
use crate::refs::Field;

/// `types.UnionType` (`unionobject` in C).
#[repr(C)]
pub struct PyUnionObject {
    pub ob_base: Object,
    pub args: Field,
    pub parameters: Field,
}
object_layout!(PyUnionObject: ob_base -> Object);
