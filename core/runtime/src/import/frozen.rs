//! Frozen modules: code that lies in the library in marshal form.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int};
use std::sync::atomic::{AtomicI32, Ordering};

use crate::abstract_::ObjectOps;
use crate::prelude::*;

/// `struct _frozen`; a table ends with a null name.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _frozen {
    pub name: *const c_char,
    pub code: *const u8,
    /// Bytes of code.
    pub size: c_int,
    pub is_package: c_int,
}
// SAFETY: points at constants.
unsafe impl Sync for _frozen {}

impl _frozen {
    /// The row that ends a table.
    pub const END: _frozen = _frozen { name: std::ptr::null(), code: std::ptr::null(), size: 0, is_package: 0 };

    pub const fn new(name: &'static CStr, code: &'static [u8], is_package: bool) -> _frozen {
        _frozen { name: name.as_ptr(), code: code.as_ptr(), size: code.len() as c_int, is_package: is_package as c_int }
    }
}

/// An exported pointer to a table, which an embedder may replace before start-up.
#[repr(transparent)]
pub struct FrozenTable(Cell<*const _frozen>);
// SAFETY: written before threads exist.
unsafe impl Sync for FrozenTable {}

impl FrozenTable {
    pub const fn new(table: *const _frozen) -> FrozenTable {
        FrozenTable(Cell::new(table))
    }

    fn rows(&self) -> impl Iterator<Item = &'static _frozen> + use<> {
        let mut at = self.0.get();
        std::iter::from_fn(move || {
            // SAFETY: a table is null or ends with a null name.
            let row = unsafe { at.as_ref() }.filter(|row| !row.name.is_null())?;
            at = at.wrapping_add(1);
            Some(row)
        })
    }
}

/// `struct _module_alias`: a frozen module under another name; the original may be null.
#[repr(C)]
pub struct _module_alias {
    pub name: *const c_char,
    pub orig: *const c_char,
}
// SAFETY: points at constants.
unsafe impl Sync for _module_alias {}

/// An exported pointer to the alias table.
#[repr(transparent)]
pub struct AliasTable(Cell<*const _module_alias>);
// SAFETY: written before threads exist.
unsafe impl Sync for AliasTable {}

impl AliasTable {
    pub const fn new(table: *const _module_alias) -> AliasTable {
        AliasTable(Cell::new(table))
    }

    /// The original name of `name`: itself if it is no alias, `None` if it has none.
    fn original<'a>(&self, name: &'a CStr) -> Option<std::borrow::Cow<'a, CStr>> {
        let mut at = self.0.get();
        // SAFETY: the table is null or ends with a null name; its strings are constants.
        unsafe {
            while let Some(row) = at.as_ref().filter(|row| !row.name.is_null()) {
                if CStr::from_ptr(row.name) == name {
                    return if row.orig.is_null() { None } else { Some(CStr::from_ptr(row.orig).into()) };
                }
                at = at.add(1);
            }
        }
        Some(name.into())
    }
}

unsafe extern "C" {
    /// The embedder's own table; null by default.
    safe static PyImport_FrozenModules: FrozenTable;
    /// importlib: frozen whatever the settings say.
    safe static _PyImport_FrozenBootstrap: FrozenTable;
    /// Modules imported at every start.
    safe static _PyImport_FrozenStdlib: FrozenTable;
    /// Modules for tests of freezing.
    safe static _PyImport_FrozenTest: FrozenTable;
    safe static _PyImport_FrozenAliases: AliasTable;
}

/// `_imp._override_frozen_modules_for_tests`: 1 on, -1 off, 0 as configured.
static OVERRIDE: AtomicI32 = AtomicI32::new(0);

pub fn set_override(value: i32) {
    OVERRIDE.store(value, Ordering::Relaxed);
}

fn uses_frozen(th: &Thread) -> bool {
    match OVERRIDE.load(Ordering::Relaxed) {
        0 => th.interp().config.get().is_none_or(|config| config.use_frozen_modules != 0),
        value => value > 0,
    }
}

/// Why there is no code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    NotFound,
    Disabled,
    Excluded,
    Invalid,
    BadName,
}

/// A frozen module that was found.
pub struct Frozen {
    pub code: &'static [u8],
    pub is_package: bool,
    /// The name under which the module was frozen.
    pub origname: Option<String>,
    pub is_alias: bool,
}

/// Looks a module up among the frozen ones.
pub fn find(name: &Object, th: &mut Thread) -> Result<Frozen, Missing> {
    let Some(text) = name.downcast::<Str>() else {
        return Err(Missing::BadName);
    };
    let Ok(text) = text.to_c_string(th) else {
        th.clear_raised();
        return Err(Missing::BadName);
    };
    let matches = |row: &&'static _frozen| {
        // SAFETY: rows of a table have names.
        unsafe { CStr::from_ptr(row.name) == text.as_c_str() }
    };
    let row = match _PyImport_FrozenBootstrap.rows().find(matches) {
        Some(row) => row,
        None => {
            if let Some(row) = PyImport_FrozenModules.rows().find(matches) {
                row
            } else {
                let mut rest = _PyImport_FrozenStdlib.rows().chain(_PyImport_FrozenTest.rows());
                let row = rest.find(matches).ok_or(Missing::NotFound)?;
                if !uses_frozen(th) {
                    return Err(Missing::Disabled);
                }
                row
            }
        }
    };
    if row.code.is_null() {
        return Err(Missing::Excluded);
    }
    if row.size == 0 {
        return Err(Missing::Invalid);
    }
    // SAFETY: a row's code lies in constant memory of that size.
    let code = unsafe { std::slice::from_raw_parts(row.code, row.size.unsigned_abs() as usize) };
    let original = _PyImport_FrozenAliases.original(&text);
    let is_alias = original.as_deref() != Some(text.as_c_str());
    let origname = original.map(|name| name.to_string_lossy().into_owned());
    Ok(Frozen { code, is_package: row.is_package != 0, origname, is_alias })
}

/// Raises the `ImportError` that says why there is no code.
pub fn raise_missing(missing: Missing, name: &Object, th: &mut Thread) -> Raised {
    let text = match name.repr(th) {
        Ok(text) => text,
        Err(raised) => return raised,
    };
    let message = match missing {
        Missing::BadName | Missing::NotFound => format!("No such frozen object named {text}"),
        Missing::Disabled => format!("Frozen modules are disabled and the frozen object named {text} is not essential"),
        Missing::Excluded => format!("Excluded frozen object named {text}"),
        Missing::Invalid => format!("Frozen object named {text} is invalid"),
    };
    exceptions::raise_import_error(&message, Some(name), None, th)
}

/// The code object in `data`, which is a frozen module's or was given in its place.
///
/// # Errors
/// `ImportError` if it is no code.
pub fn code_object(data: &[u8], name: &Object, th: &mut Thread) -> PyResult {
    match crate::marshal::loads(data, true, th) {
        Ok(code) if Code::check(&code) => Ok(code),
        Ok(_) => {
            let text = name.repr(th)?;
            Err(raise!(th, TypeError, "frozen object {text} is not a code object"))
        }
        Err(Raised) => {
            th.clear_raised();
            Err(raise_missing(Missing::Invalid, name, th))
        }
    }
}

/// `PyImport_ImportFrozenModuleObject`: runs a frozen module's code in its module; false if there is none of that name.
///
/// # Errors
/// What its code raises.
pub fn import(name: &Str, th: &mut Thread) -> PyResult<bool> {
    let frozen = match find(name, th) {
        Ok(frozen) => frozen,
        Err(Missing::NotFound | Missing::Disabled | Missing::BadName) => return Ok(false),
        Err(missing) => return Err(raise_missing(missing, name, th)),
    };
    let code = code_object(frozen.code, name, th)?;
    let module = super::modules::add(name, th)?;
    let Some(dict) = module.downcast::<Module>().map(Module::dict) else {
        return Err(th.bad_internal_call());
    };
    if frozen.is_package {
        let path = List::with_capacity(0)?;
        dict.set_str(id!(__path__), &path, th)?;
    }
    run_in(&code, name, &dict, th)?;
    let origname = match &frozen.origname {
        Some(text) => Str::new(text)?.into_object(),
        None => none().to_ref(),
    };
    dict.set_str(id!(__origname__), &origname, th)?;
    Ok(true)
}

/// Runs a module's code in its dictionary; a failed module leaves `sys.modules`.
fn run_in(code: &Object, name: &Str, dict: &Dict, th: &mut Thread) -> PyResult<()> {
    if dict.get_str(id!(__builtins__), th)?.is_none()
        && let Some(builtins) = th.interp().builtins.get()
    {
        dict.set_str(id!(__builtins__), &builtins, th)?;
    }
    match crate::eval::eval_code(code, dict, dict, th) {
        Ok(_) => Ok(()),
        Err(raised) => {
            super::modules::remove(name, th);
            Err(raised)
        }
    }
}

/// Names of all frozen modules, the embedder's first.
pub fn names() -> impl Iterator<Item = &'static CStr> {
    let tables = [&PyImport_FrozenModules, &_PyImport_FrozenBootstrap, &_PyImport_FrozenStdlib, &_PyImport_FrozenTest];
    tables.into_iter().flat_map(|table| {
        // SAFETY: rows of a table have names, which are constants.
        table.rows().map(|row| unsafe { CStr::from_ptr(row.name) })
    })
}
