//! `memoryview`, and the buffer protocol with its guard.

mod buffer;

use crate::prelude::*;

pub use buffer::{
    Buffer, contiguous_strides, copy_from_slice, copy_to_vec, fill, fill_info, get_buffer, is_buffer, is_contiguous,
    release,
};

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

impl MemoryView {
    /// `PyMemoryView_FromObject`.
    pub fn from_object(object: &Object, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        let _ = (object, th);
        unwritten!("MemoryView::from_object")
    }
}
