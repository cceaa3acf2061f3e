//! `bytearray`.

use crate::prelude::*;

object_type!(
    /// `bytearray`
    pub struct ByteArray(PyByteArrayObject): PyByteArray_Type
);

/// The type of `bytearray`
#[unsafe(no_mangle)]
pub static PyByteArray_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"bytearray",
    size_of::<PyByteArrayObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
);

impl ByteArray {
    /// `PyByteArray_FromStringAndSize`.
    #[allow(unused_variables)]
    pub fn new(bytes: &[u8]) -> PyResult<Ref<ByteArray>> {
        unwritten!("ByteArray::new")
    }

    /// The bytes, while nothing can run that resizes them.
    #[allow(unused_variables)]
    pub fn as_bytes<'a>(&'a self, th: &'a Thread) -> &'a [u8] {
        unwritten!("ByteArray::as_bytes")
    }
}
