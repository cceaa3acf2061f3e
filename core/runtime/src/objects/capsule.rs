//! Capsules: C pointers as objects.

use crate::prelude::*;

object_type!(
    /// Capsules
    pub struct Capsule(PyCapsule): PyCapsule_Type
);

/// The type of capsules
#[unsafe(no_mangle)]
pub static PyCapsule_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"PyCapsule", size_of::<PyCapsule>(), Py_TPFLAGS_DEFAULT);
