//! `moduleobject.h` and `pycore_moduleobject.h`.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_void};

use crate::object::{Object, PyMethodDef, freefunc, inquiry, traverseproc};
use crate::refs::Field;

/// Head of a module definition.
#[repr(C)]
pub struct PyModuleDef_Base {
    pub ob_base: Object,
    pub m_init: Cell<Option<unsafe extern "C" fn() -> *mut Object>>,
    pub m_index: Cell<isize>,
    /// Copy of the dict of a single-phase module.
    pub m_copy: Field,
}
object_layout!(PyModuleDef_Base: ob_base -> Object);

/// A step of multi-phase initialization.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyModuleDef_Slot {
    pub slot: c_int,
    pub value: *mut c_void,
}

/// A module definition; an object, too.
#[repr(C)]
pub struct PyModuleDef {
    pub m_base: PyModuleDef_Base,
    pub m_name: Cell<*const c_char>,
    pub m_doc: Cell<*const c_char>,
    /// Bytes of state; -1: the module keeps global state.
    pub m_size: Cell<isize>,
    pub m_methods: Cell<*const PyMethodDef>,
    pub m_slots: Cell<*const PyModuleDef_Slot>,
    pub m_traverse: Cell<Option<traverseproc>>,
    pub m_clear: Cell<Option<inquiry>>,
    pub m_free: Cell<Option<freefunc>>,
}
object_layout!(PyModuleDef: m_base -> PyModuleDef_Base);

/// `module`.
#[repr(C)]
pub struct PyModuleObject {
    pub ob_base: Object,
    pub md_dict: Field,
    /// Or null.
    pub md_def: Cell<*mut PyModuleDef>,
    pub md_state: Cell<*mut c_void>,
    pub md_weaklist: Cell<*mut Object>,
    pub md_name: Field,
}
object_layout!(PyModuleObject: ob_base -> Object);

pub const Py_mod_create: c_int = 1;
pub const Py_mod_exec: c_int = 2;
pub const Py_mod_multiple_interpreters: c_int = 3;
pub const Py_mod_gil: c_int = 4;
pub const _Py_mod_LAST_SLOT: c_int = 4;
/// Values of `Py_mod_multiple_interpreters`.
pub const Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED: *mut c_void = std::ptr::null_mut();
pub const Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED: *mut c_void = std::ptr::without_provenance_mut(1);
pub const Py_MOD_PER_INTERPRETER_GIL_SUPPORTED: *mut c_void = std::ptr::without_provenance_mut(2);
/// Values of `Py_mod_gil`.
pub const Py_MOD_GIL_USED: *mut c_void = std::ptr::null_mut();
pub const Py_MOD_GIL_NOT_USED: *mut c_void = std::ptr::without_provenance_mut(1);
