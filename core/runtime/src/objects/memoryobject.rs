//! `memoryview` and the buffer protocol's guard.

use crate::prelude::*;

object_type!(
    /// `memoryview`
    pub struct MemoryView(PyMemoryViewObject): PyMemoryView_Type
);

/// The type of `memoryview`
#[unsafe(no_mangle)]
pub static PyMemoryView_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"memoryview",
    size_of::<PyMemoryViewObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_SEQUENCE,
);

/// An acquired buffer, released on drop.
pub struct Buffer {
    pub view: Box<Py_buffer>,
}

impl Buffer {
    /// `PyObject_GetBuffer`; `TypeError` "a bytes-like object is required, not 'X'".
    #[allow(unused_variables)]
    pub fn get(object: &Object, flags: std::ffi::c_int, th: &mut Thread) -> PyResult<Buffer> {
        unwritten!("Buffer::get")
    }

    /// A contiguous buffer's bytes. The exporter keeps them in place while the buffer is held, but they may change.
    #[allow(unused_variables)]
    pub fn as_bytes(&self) -> &[u8] {
        unwritten!("Buffer::as_bytes")
    }

    /// A writable contiguous buffer's bytes.
    #[allow(unused_variables)]
    pub fn as_bytes_mut(&mut self) -> &mut [u8] {
        unwritten!("Buffer::as_bytes_mut")
    }
}

impl MemoryView {
    /// `PyMemoryView_FromObject`.
    #[allow(unused_variables)]
    pub fn from_object(object: &Object, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        unwritten!("MemoryView::from_object")
    }
}

/// `PyObject_GetBuffer` into a view of the caller's.
#[allow(unused_variables)]
pub fn get_buffer(object: &Object, view: &mut Py_buffer, flags: std::ffi::c_int, th: &mut Thread) -> PyResult<()> {
    unwritten!("memoryobject::get_buffer")
}

/// `PyBuffer_Release`.
#[allow(unused_variables)]
pub fn release(view: &mut Py_buffer, th: &mut Thread) {
    unwritten!("memoryobject::release")
}

/// `PyBuffer_FillInfo` for read-only memory.
#[allow(unused_variables)]
pub fn fill_info(view: &mut Py_buffer, exporter: Option<&Object>, memory: *mut std::ffi::c_void, len: usize) {
    unwritten!("memoryobject::fill_info")
}

/// `PyBuffer_IsContiguous`; order `C`, `F` or `A`.
#[allow(unused_variables)]
pub fn is_contiguous(view: &Py_buffer, order: u8) -> bool {
    unwritten!("memoryobject::is_contiguous")
}
