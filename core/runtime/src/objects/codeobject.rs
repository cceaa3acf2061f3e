//! Code objects.

use crate::prelude::*;

object_type!(
    /// Code objects
    pub struct Code(PyCodeObject): PyCode_Type
);

/// The type of code objects
#[unsafe(no_mangle)]
pub static PyCode_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"code", size_of::<PyCodeObject>(), Py_TPFLAGS_DEFAULT);

impl Code {
    /// From what the compiler made.
    #[allow(unused_variables)]
    pub fn from_unit(unit: &ks_compiler::unit::CodeUnit, th: &mut Thread) -> PyResult<Ref<Code>> {
        unwritten!("Code::from_unit")
    }

    /// `PyCode_Addr2Line`; -1 if unknown.
    #[allow(unused_variables)]
    pub fn addr2line(&self, offset: i32) -> i32 {
        unwritten!("Code::addr2line")
    }
}
