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

/// The fields of a new code object, as `marshal` has them (`_PyCodeConstructor`).
pub struct CodeParts<'a> {
    pub argcount: i32,
    pub posonlyargcount: i32,
    pub kwonlyargcount: i32,
    pub stacksize: i32,
    pub flags: i32,
    pub code: &'a Bytes,
    pub consts: &'a Tuple,
    pub names: &'a Tuple,
    pub localsplusnames: &'a Tuple,
    pub localspluskinds: &'a Bytes,
    pub filename: &'a Str,
    pub name: &'a Str,
    pub qualname: &'a Str,
    pub firstlineno: i32,
    pub linetable: &'a Bytes,
    pub exceptiontable: &'a Bytes,
}

impl Code {
    /// `_PyCode_Validate` and `_PyCode_New`: checks the parts against each other, interns names and name-like constants.
    ///
    /// # Errors
    /// `SystemError` (bad argument) or `ValueError`, as `_PyCode_Validate`.
    #[allow(unused_variables)]
    pub fn new(parts: &CodeParts<'_>, th: &mut Thread) -> PyResult<Ref<Code>> {
        unwritten!("Code::new")
    }
}

impl Code {
    /// `co_code`: the instructions as compiled, without specialization and instrumentation.
    pub fn bytecode(&self) -> PyResult<Ref<Bytes>> {
        unwritten!("Code::bytecode")
    }
}
