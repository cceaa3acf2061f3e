//! Modules.

use crate::prelude::*;

object_type!(
    /// Modules
    pub struct Module(PyModuleObject): PyModule_Type
);

/// The type of modules
#[unsafe(no_mangle)]
pub static PyModule_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"module", size_of::<PyModuleObject>(), Py_TPFLAGS_DEFAULT);

impl Module {
    /// `PyModule_NewObject`.
    #[allow(unused_variables)]
    pub fn new(name: &Str, th: &mut Thread) -> PyResult<Ref<Module>> {
        unwritten!("Module::new")
    }

    /// `PyModule_GetDict`.
    #[allow(unused_variables)]
    pub fn dict(&self) -> Ref<Dict> {
        unwritten!("Module::dict")
    }

    /// `PyModule_AddObjectRef`.
    #[allow(unused_variables)]
    pub fn add(&self, name: &str, value: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("Module::add")
    }

    /// `PyModule_AddType`.
    #[allow(unused_variables)]
    pub fn add_type(&self, ty: &'static Type, th: &mut Thread) -> PyResult<()> {
        unwritten!("Module::add_type")
    }

    /// `PyModule_FromDefAndSpec2`.
    #[allow(unused_variables)]
    pub fn from_def_and_spec(def: &'static PyModuleDef, spec: &Object, th: &mut Thread) -> PyResult {
        unwritten!("Module::from_def_and_spec")
    }

    /// `PyModule_ExecDef`.
    #[allow(unused_variables)]
    pub fn exec_def(module: &Object, def: &'static PyModuleDef, th: &mut Thread) -> PyResult<()> {
        unwritten!("Module::exec_def")
    }

    /// `PyModule_GetState`.
    #[allow(unused_variables)]
    pub fn state(&self) -> *mut std::ffi::c_void {
        unwritten!("Module::state")
    }
}
