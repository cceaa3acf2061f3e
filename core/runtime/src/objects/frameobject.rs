//! Frame objects.

use crate::prelude::*;

object_type!(
    /// Frames
    pub struct Frame(PyFrameObject): PyFrame_Type
);

/// The type of frames
#[unsafe(no_mangle)]
pub static PyFrame_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"frame", size_of::<PyFrameObject>(), Py_TPFLAGS_DEFAULT);

impl Frame {
    /// `PyFrame_GetLineNumber`.
    #[allow(unused_variables)]
    pub fn line_number(&self) -> i32 {
        unwritten!("Frame::line_number")
    }
}
