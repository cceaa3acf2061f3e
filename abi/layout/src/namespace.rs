//! `pycore_namespace.h`.

use crate::object::Object;
use crate::refs::Field;

/// `types.SimpleNamespace`.
#[repr(C)]
pub struct _PyNamespaceObject {
    pub ob_base: Object,
    pub ns_dict: Field,
}
object_layout!(_PyNamespaceObject: ob_base -> Object);
