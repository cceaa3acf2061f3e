//! Cells: variables shared between scopes.

use crate::prelude::*;

object_type!(
    /// Cells
    pub struct CellObject(PyCellObject): PyCell_Type
);

/// The type of cells
#[unsafe(no_mangle)]
pub static PyCell_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"cell", size_of::<PyCellObject>(), Py_TPFLAGS_DEFAULT);

impl CellObject {
    /// `PyCell_New`.
    #[allow(unused_variables)]
    pub fn new(value: Option<Ref>) -> PyResult<Ref<CellObject>> {
        unwritten!("CellObject::new")
    }

    /// `PyCell_Get`.
    #[allow(unused_variables)]
    pub fn get(&self) -> Option<Ref> {
        unwritten!("CellObject::get")
    }

    /// `PyCell_Set`.
    #[allow(unused_variables)]
    pub fn set(&self, value: Option<Ref>, th: &mut Thread) {
        unwritten!("CellObject::set")
    }
}
