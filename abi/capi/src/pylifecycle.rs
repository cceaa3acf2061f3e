//! `pylifecycle.h`: starting and ending, and what the interpreter is.

use std::ffi::{CStr, CString, c_char, c_int};
use std::sync::OnceLock;

use ks_modules::CORE_MODULES;
use ks_runtime::state::{Config, fatal, lifecycle, pythonrun, version};

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

/// The first part of the brackets in `sys.version`: branch and date.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetBuildInfo() -> *const c_char {
    static TEXT: OnceLock<CString> = OnceLock::new();
    constant(&TEXT, || version::BUILD.to_owned())
}

/// The compiler, as it stands in `sys.version`.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetCompiler() -> *const c_char {
    static TEXT: OnceLock<CString> = OnceLock::new();
    constant(&TEXT, || version::COMPILER.to_owned())
}

/// `sys.copyright`.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetCopyright() -> *const c_char {
    static TEXT: OnceLock<CString> = OnceLock::new();
    constant(&TEXT, || version::COPYRIGHT.to_owned())
}

#[unsafe(no_mangle)]
pub extern "C" fn Py_IsInitialized() -> c_int {
    c_int::from(lifecycle::is_initialized())
}

#[unsafe(no_mangle)]
pub extern "C" fn Py_IsFinalizing() -> c_int {
    c_int::from(ks_runtime::state::is_finalizing())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_InitializeEx(install_sigs: c_int) {
    if lifecycle::is_initialized() {
        // Starting twice is allowed, and does nothing.
        return;
    }
    let config = Config { install_signal_handlers: install_sigs, ..Config::compat() };
    if let Err(stop) = lifecycle::initialize(&config, &CORE_MODULES) {
        fatal::exit_status(stop);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Initialize() {
    // SAFETY: as its own promise.
    unsafe { Py_InitializeEx(1) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_FinalizeEx() -> c_int {
    lifecycle::finalize()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Finalize() {
    lifecycle::finalize();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Exit(code: c_int) -> ! {
    lifecycle::exit(code)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_AtExit(function: Option<unsafe extern "C" fn()>) -> c_int {
    match function {
        Some(function) if lifecycle::at_exit(function) => 0,
        _ => -1,
    }
}

/// Whether a stream is to be treated as a prompt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_FdIsInteractive(file: *mut libc::FILE, filename: *const c_char) -> c_int {
    let interactive = ks_runtime::state::flags::get(&ks_runtime::state::flags::Py_InteractiveFlag) > 0;
    // SAFETY: the caller's stream and C string.
    unsafe {
        let name = (!filename.is_null()).then(|| CStr::from_ptr(filename).to_bytes());
        c_int::from(pythonrun::is_interactive(file, name, interactive))
    }
}

/// Sets a locale category as the user's environment says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_SetLocaleFromEnv(category: c_int) -> *mut c_char {
    ks_runtime::state::locale::set_from_environment(category)
}

/// Puts signals back to what children expect.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_RestoreSignals() {
    for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
        ks_runtime::state::signals::install(signal, libc::SIG_DFL);
    }
}
