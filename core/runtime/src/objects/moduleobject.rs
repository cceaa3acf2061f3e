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

/// The type of module definitions.
#[unsafe(no_mangle)]
pub static PyModuleDef_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"moduledef", size_of::<PyModuleDef>(), Py_TPFLAGS_DEFAULT);

/// `PyModuleDef_Init`: makes the definition an object with an index of its own, if it is not one yet.
pub fn def_init(definition: &'static PyModuleDef) -> &'static Object {
    // Index 0 is nobody's.
    static NEXT_INDEX: std::sync::atomic::AtomicIsize = std::sync::atomic::AtomicIsize::new(1);
    if definition.m_base.m_index.get() == 0 {
        let object = definition.as_object();
        object.make_immortal();
        object.set_ob_type(&PyModuleDef_Type);
        definition.m_base.m_index.set(NEXT_INDEX.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    }
    definition.as_object()
}

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
