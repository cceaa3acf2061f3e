//! `slice`.

use crate::prelude::*;

object_type!(
    /// `slice`
    pub struct Slice(PySliceObject): PySlice_Type
);

/// The type of `slice`
#[unsafe(no_mangle)]
pub static PySlice_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"slice",
    size_of::<PySliceObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
);

impl Slice {
    /// `PySlice_New`.
    #[allow(unused_variables)]
    pub fn new(start: Option<&Object>, stop: Option<&Object>, step: Option<&Object>) -> PyResult<Ref<Slice>> {
        unwritten!("Slice::new")
    }

    /// `PySlice_Unpack`: start, stop, step, with step not zero.
    #[allow(unused_variables)]
    pub fn unpack(&self, th: &mut Thread) -> PyResult<(isize, isize, isize)> {
        unwritten!("Slice::unpack")
    }
}

/// `PySlice_AdjustIndices`: start, stop and the number of items for a sequence of `length`.
#[allow(unused_variables)]
pub fn adjust_indices(length: isize, start: isize, stop: isize, step: isize) -> (isize, isize, isize) {
    unwritten!("slice::adjust_indices")
}
