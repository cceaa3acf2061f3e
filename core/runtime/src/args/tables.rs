//! Constant tables of types and modules.

use std::cell::Cell;
use std::ffi::{c_int, c_void};

use crate::prelude::*;

/// How many rows the tables have together.
pub const fn table_length<T>(tables: &[&[T]]) -> usize {
    let (mut total, mut index) = (0, 0);
    while index < tables.len() {
        total += tables[index].len();
        index += 1;
    }
    total
}

/// The rows of all tables in one, ended by `end`. `N` is [`table_length`] plus one.
pub const fn join_tables<T: Copy, const N: usize>(tables: &[&[T]], end: T) -> [T; N] {
    let mut joined = [end; N];
    let (mut filled, mut table) = (0, 0);
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            joined[filled] = tables[table][row];
            filled += 1;
            row += 1;
        }
        table += 1;
    }
    joined
}

/// `PyModuleDef_HEAD_INIT`, with the type in place already. A constant, so that every definition gets
/// cells of its own.
#[allow(clippy::declare_interior_mutable_const)]
pub const MODULE_DEF_BASE: PyModuleDef_Base = PyModuleDef_Base {
    ob_base: Object::immortal(&raw const crate::objects::moduleobject::PyModuleDef_Type),
    m_init: Cell::new(None),
    m_index: Cell::new(0),
    m_copy: Field::NULL,
};

/// The slots of a built-in module: executed in phases, usable in every interpreter.
pub const fn module_slots(exec: unsafe extern "C" fn(&Object) -> Status) -> [PyModuleDef_Slot; 4] {
    const fn slot(slot: c_int, value: *mut c_void) -> PyModuleDef_Slot {
        PyModuleDef_Slot { slot, value }
    }
    [
        slot(Py_mod_exec, exec as *const () as *mut c_void),
        slot(Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED),
        slot(Py_mod_gil, Py_MOD_GIL_NOT_USED),
        slot(0, std::ptr::null_mut()),
    ]
}

/// `PyModuleDef_Init`, for an `PyInit_` function: the definition as an object, with an index of its own.
pub fn module_def_init(definition: &'static PyModuleDef) -> *mut Object {
    crate::objects::moduleobject::def_init(definition).as_ptr()
}

/// `PyModule_AddType`.
///
/// # Errors
/// What making the type ready or setting the attribute raises.
pub fn add_type(module: &Object, ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    match module.downcast::<Module>() {
        Some(module) => module.add_type(ty, th),
        None => Err(th.bad_internal_call()),
    }
}
