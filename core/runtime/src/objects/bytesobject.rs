//! `bytes`.

use crate::prelude::*;

object_type!(
    /// `bytes`
    pub struct Bytes(PyBytesObject): PyBytes_Type, flag Py_TPFLAGS_BYTES_SUBCLASS
);

/// The type of `bytes`
#[unsafe(no_mangle)]
pub static PyBytes_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"bytes",
    size_of::<PyBytesObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_BYTES_SUBCLASS,
);

impl Bytes {
    /// `PyBytes_FromStringAndSize`.
    #[allow(unused_variables)]
    pub fn new(bytes: &[u8]) -> PyResult<Ref<Bytes>> {
        unwritten!("Bytes::new")
    }

    /// `len` zero bytes to be filled by `fill` before anybody sees the object.
    #[allow(unused_variables)]
    pub fn with_len(len: usize, fill: impl FnOnce(&mut [u8])) -> PyResult<Ref<Bytes>> {
        unwritten!("Bytes::with_len")
    }

    /// The bytes: immutable for the object's life.
    #[allow(unused_variables)]
    pub fn as_bytes(&self) -> &[u8] {
        unwritten!("Bytes::as_bytes")
    }
}

/// `PyBytes_FromObject`: from a buffer, or an iterable of ints.
#[allow(unused_variables)]
pub fn from_object(object: &Object, th: &mut Thread) -> PyResult {
    unwritten!("bytesobject::from_object")
}
