//! Named tuples of C: `os.stat_result`, `sys.flags`, …

use crate::prelude::*;

/// A field of a struct sequence: name and doc; a null name ends the table.
pub struct FieldDef {
    pub name: &'static std::ffi::CStr,
    pub doc: &'static std::ffi::CStr,
}

/// `PyStructSequence_NewType`, as a heap type. The first `n_in_sequence` fields are the tuple's items.
#[allow(unused_variables)]
pub fn new_type(
    name: &'static std::ffi::CStr,
    doc: &'static std::ffi::CStr,
    fields: &'static [FieldDef],
    n_in_sequence: usize,
    th: &mut Thread,
) -> PyResult<Ref<Type>> {
    unwritten!("structseq::new_type")
}

/// An instance from all its fields, in order.
#[allow(unused_variables)]
pub fn new(ty: &'static Type, values: Vec<Ref>) -> PyResult {
    unwritten!("structseq::new")
}
