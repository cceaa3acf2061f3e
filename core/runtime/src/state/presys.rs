//! `-W` and `-X` options that an embedding program gives before there is an interpreter (`PySys_AddWarnOption`,
//! `PySys_AddXOption`).

use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};

static WARN_OPTIONS: Mutex<Vec<OsString>> = Mutex::new(Vec::new());
static X_OPTIONS: Mutex<Vec<OsString>> = Mutex::new(Vec::new());

fn push(list: &Mutex<Vec<OsString>>, option: OsString) {
    list.lock().unwrap_or_else(PoisonError::into_inner).push(option);
}

fn take(list: &Mutex<Vec<OsString>>) -> Vec<OsString> {
    std::mem::take(&mut *list.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Adds a warning filter.
pub fn add_warn_option(option: OsString) {
    push(&WARN_OPTIONS, option);
}

/// Adds an `-X` option.
pub fn add_x_option(option: OsString) {
    push(&X_OPTIONS, option);
}

/// Forgets the warning filters.
pub fn clear_warn_options() {
    take(&WARN_OPTIONS);
}

/// Takes the warning filters, for the configuration.
pub fn warn_options() -> Vec<OsString> {
    take(&WARN_OPTIONS)
}

/// Takes the `-X` options, for the configuration.
pub fn x_options() -> Vec<OsString> {
    take(&X_OPTIONS)
}
