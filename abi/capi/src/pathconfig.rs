//! `pylifecycle.h`: the process-wide path configuration of old (`Py_SetPath`, `Py_GetPrefix`, …).

use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};

use ks_runtime::state::pathconfig::{self, Global};
use ks_runtime::state::{Config, fatal, preconfig, wide};
use libc::wchar_t;

/// A text for C: the same one for the same text. It stays allocated, for C may hold it.
fn answer(field: fn(&Global) -> &Option<OsString>) -> *mut wchar_t {
    static ANSWERS: Mutex<Vec<(OsString, usize)>> = Mutex::new(Vec::new());
    let Some(text) = pathconfig::with_global(|global| field(global).clone()) else {
        return std::ptr::null_mut();
    };
    let mut answers = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = answers.iter().find(|(known, _)| *known == text) {
        return *known as *mut wchar_t;
    }
    let new = wide::from_text(&text).unwrap_or(std::ptr::null_mut());
    if !new.is_null() {
        answers.push((text, new as usize));
    }
    new
}

/// Remembers a text that a program gives before the start; null and, for some, empty ones mean nothing.
unsafe fn remember(text: *const wchar_t, empty: bool, set: fn(&mut Global, Option<OsString>)) {
    if preconfig::ensure(&Config::compat(), None).is_err() {
        return;
    }
    // SAFETY: the caller's wide string, or null.
    match unsafe { wide::text_from_c(text) } {
        Ok(text) => pathconfig::with_global(|global| set(global, text.filter(|text| empty || !text.is_empty()))),
        Err(_) => fatal::abort(None, "out of memory"),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_SetPath(path: *const wchar_t) {
    // SAFETY: the caller's wide string, or null, which takes everything back.
    unsafe {
        if path.is_null() {
            pathconfig::clear_global();
            return;
        }
        remember(path, true, |global, path| {
            global.module_search_path.clone_from(&path);
            global.calculated_path = path;
            // Nothing is searched for, so nothing else is known.
            global.prefix = Some(OsString::new());
            global.exec_prefix = Some(OsString::new());
            global.stdlib_dir = None;
        });
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_SetPythonHome(home: *const wchar_t) {
    // SAFETY: the caller's wide string, or null.
    unsafe { remember(home, false, |global, home| global.home = home) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_SetProgramName(name: *const wchar_t) {
    // SAFETY: the caller's wide string, or null.
    unsafe { remember(name, false, |global, name| global.program_name = name) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetPath() -> *mut wchar_t {
    answer(|global| &global.calculated_path)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetPrefix() -> *mut wchar_t {
    answer(|global| &global.prefix)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetExecPrefix() -> *mut wchar_t {
    answer(|global| &global.exec_prefix)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetProgramFullPath() -> *mut wchar_t {
    answer(|global| &global.program_full_path)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetProgramName() -> *mut wchar_t {
    answer(|global| &global.program_name)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetPythonHome() -> *mut wchar_t {
    answer(|global| &global.home)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyPathConfig_ClearGlobal() {
    pathconfig::clear_global();
}
