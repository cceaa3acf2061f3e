//! Modules that lie in the library (`PyImport_Inittab`).

use std::cell::Cell;
use std::ffi::{CStr, c_char};

use crate::prelude::*;

/// What a `PyInit_` function does: returns a module or a module definition, or null with an exception set.
pub type InitFunction = unsafe extern "C" fn() -> *mut Object;

/// `struct _inittab`; the table ends with a null name.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _inittab {
    pub name: *const c_char,
    pub initfunc: Option<InitFunction>,
}
// SAFETY: points at constants.
unsafe impl Sync for _inittab {}

impl _inittab {
    /// The row that ends the table.
    pub const END: _inittab = _inittab { name: std::ptr::null(), initfunc: None };

    pub const fn new(name: &'static CStr, initfunc: InitFunction) -> _inittab {
        _inittab { name: name.as_ptr(), initfunc: Some(initfunc) }
    }
}

/// The exported pointer to the table, which an embedder may replace or extend before start-up.
#[repr(transparent)]
pub struct InitTable(pub Cell<*const _inittab>);
// SAFETY: written before threads exist.
unsafe impl Sync for InitTable {}

unsafe extern "C" {
    safe static PyImport_Inittab: InitTable;
}

/// The table's rows.
pub fn rows() -> impl Iterator<Item = &'static _inittab> {
    let mut at = PyImport_Inittab.0.get();
    std::iter::from_fn(move || {
        // SAFETY: the table is null or ends with a null name.
        let row = unsafe { at.as_ref() }.filter(|row| !row.name.is_null())?;
        at = at.wrapping_add(1);
        Some(row)
    })
}

/// The table's row for a name.
pub fn find(name: &Str) -> Option<&'static _inittab> {
    // SAFETY: rows of the table have names, which are constants.
    rows().find(|row| unsafe { CStr::from_ptr(row.name) }.to_str().is_ok_and(|text| name.eq_ascii(text)))
}

/// `_imp.is_builtin`: 1 can be created, -1 cannot be initialized again, 0 no built-in module.
pub fn kind(name: &Str) -> i32 {
    match find(name) {
        // Made at the start, without an initialization that the import system could run.
        None if name.eq(id!(sys)) || name.eq(id!(builtins)) => -1,
        None => 0,
        Some(row) if row.initfunc.is_some() => 1,
        Some(_) => -1,
    }
}

/// `_imp.create_builtin`: the module for a spec; `None` if there is no such built-in module.
///
/// # Errors
/// What its initialization raises.
pub fn create(spec: &Object, name: &Str, th: &mut Thread) -> PyResult {
    let Some(row) = find(name) else {
        return Ok(none().to_ref());
    };
    let Some(init) = row.initfunc else {
        // `sys` and `builtins` exist from the start and are never made twice.
        return super::modules::add(name, th);
    };
    super::extension::initialize(init, name, name, None, spec, th)
}

/// Whether a module lies in the library.
pub fn is_there(name: &str) -> bool {
    // SAFETY: as above.
    rows().any(|row| unsafe { CStr::from_ptr(row.name) }.to_bytes() == name.as_bytes())
}

/// `PyImport_ExtendInittab`: a table of what there was and the rows of another. It stays allocated.
///
/// # Safety
/// `table` ends with a null name; its names stay.
pub unsafe fn extend(table: *const _inittab) {
    let mut all: Vec<_inittab> = rows().copied().collect();
    let mut at = table;
    // SAFETY: the caller's promise.
    while let Some(row) = unsafe { at.as_ref() }.filter(|row| !row.name.is_null()) {
        all.push(*row);
        at = at.wrapping_add(1);
    }
    all.push(_inittab::END);
    PyImport_Inittab.0.set(Box::leak(all.into_boxed_slice()).as_ptr());
}
