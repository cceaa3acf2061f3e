//! `pylifecycle.h`: what the interpreter is.

use std::ffi::{CString, c_char, c_int};
use std::sync::OnceLock;

use ks_runtime::state::{lifecycle, version};

fn constant(cell: &'static OnceLock<CString>, text: impl FnOnce() -> String) -> *const c_char {
    cell.get_or_init(|| CString::new(text()).unwrap_or_default()).as_ptr()
}

/// `sys.version`.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetVersion() -> *const c_char {
    static TEXT: OnceLock<CString> = OnceLock::new();
    constant(&TEXT, version::full)
}

/// `sys.platform`.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetPlatform() -> *const c_char {
    c"linux".as_ptr()
}

#[unsafe(no_mangle)]
pub extern "C" fn Py_IsInitialized() -> c_int {
    c_int::from(lifecycle::is_initialized())
}

#[unsafe(no_mangle)]
pub extern "C" fn Py_IsFinalizing() -> c_int {
    c_int::from(ks_runtime::state::is_finalizing())
}
