//! The global variables that were the configuration before there was `PyConfig`. Programs that embed Python may still set
//! them before they call `Py_Initialize`; afterwards they say what was decided.

use std::ffi::{CString, c_char, c_int};
use std::sync::atomic::{AtomicI32, AtomicPtr, Ordering};

use super::config::Config;
use crate::layout::{_PyConfig_INIT_COMPAT, PyPreConfig};

macro_rules! flags {
    ($($name:ident)+) => {
        $(
            #[unsafe(no_mangle)]
            pub static $name: AtomicI32 = AtomicI32::new(0);
        )+

        /// Names and values, in the order of `_Py_GetConfigsAsDict`.
        pub fn all() -> Vec<(&'static str, c_int)> {
            vec![$((stringify!($name), get(&$name)),)+]
        }
    };
}

flags! {
    Py_UTF8Mode Py_DebugFlag Py_VerboseFlag Py_QuietFlag Py_InteractiveFlag Py_InspectFlag Py_OptimizeFlag Py_NoSiteFlag
    Py_BytesWarningFlag Py_FrozenFlag Py_IgnoreEnvironmentFlag Py_DontWriteBytecodeFlag Py_NoUserSiteDirectory
    Py_UnbufferedStdioFlag Py_HashRandomizationFlag Py_IsolatedFlag
}

/// The file system encoding and its error handler; null before they are known.
#[unsafe(no_mangle)]
pub static Py_FileSystemDefaultEncoding: AtomicPtr<c_char> = AtomicPtr::new(std::ptr::null_mut());
#[unsafe(no_mangle)]
pub static Py_FileSystemDefaultEncodeErrors: AtomicPtr<c_char> = AtomicPtr::new(std::ptr::null_mut());
/// Whether the encoding is a constant of the library: never here.
#[unsafe(no_mangle)]
pub static Py_HasFileSystemDefaultEncoding: AtomicI32 = AtomicI32::new(0);

/// A flag's value.
pub fn get(flag: &AtomicI32) -> c_int {
    flag.load(Ordering::Relaxed)
}

/// Sets a flag.
pub fn set(flag: &AtomicI32, value: c_int) {
    flag.store(value, Ordering::Relaxed);
}

/// Whether Python's UTF-8 mode (PEP 540) is on.
pub fn utf8_mode() -> bool {
    get(&Py_UTF8Mode) > 0
}

fn inherit(field: &mut c_int, value: c_int) {
    if *field == -1 {
        *field = value;
    }
}

/// What the variables say about the earliest stage, for a configuration of the legacy kind.
pub fn read_preconfig(config: &mut PyPreConfig) {
    if config._config_init != _PyConfig_INIT_COMPAT {
        return;
    }
    inherit(&mut config.isolated, get(&Py_IsolatedFlag));
    inherit(&mut config.use_environment, c_int::from(get(&Py_IgnoreEnvironmentFlag) == 0));
    if get(&Py_UTF8Mode) > 0 {
        config.utf8_mode = get(&Py_UTF8Mode);
    }
}

/// What the variables say, for a configuration of the legacy kind.
pub fn read(config: &mut Config) {
    if config._config_init != _PyConfig_INIT_COMPAT {
        return;
    }
    let not = |flag: &AtomicI32| c_int::from(get(flag) == 0);
    inherit(&mut config.isolated, get(&Py_IsolatedFlag));
    inherit(&mut config.use_environment, not(&Py_IgnoreEnvironmentFlag));
    inherit(&mut config.bytes_warning, get(&Py_BytesWarningFlag));
    inherit(&mut config.inspect, get(&Py_InspectFlag));
    inherit(&mut config.interactive, get(&Py_InteractiveFlag));
    inherit(&mut config.optimization_level, get(&Py_OptimizeFlag));
    inherit(&mut config.parser_debug, get(&Py_DebugFlag));
    inherit(&mut config.verbose, get(&Py_VerboseFlag));
    inherit(&mut config.quiet, get(&Py_QuietFlag));
    inherit(&mut config.pathconfig_warnings, not(&Py_FrozenFlag));
    inherit(&mut config.buffered_stdio, not(&Py_UnbufferedStdioFlag));
    inherit(&mut config.site_import, not(&Py_NoSiteFlag));
    inherit(&mut config.write_bytecode, not(&Py_DontWriteBytecodeFlag));
    inherit(&mut config.user_site_directory, not(&Py_NoUserSiteDirectory));
}

/// Says in the variables what the earliest stage decided.
pub fn write_preconfig(config: &PyPreConfig) {
    set(&Py_IsolatedFlag, config.isolated);
    set(&Py_IgnoreEnvironmentFlag, c_int::from(config.use_environment == 0));
    set(&Py_UTF8Mode, config.utf8_mode);
}

/// Says in the variables what was decided.
pub fn write(config: &Config) {
    let not = |value: c_int| c_int::from(value == 0);
    set(&Py_IsolatedFlag, config.isolated);
    set(&Py_IgnoreEnvironmentFlag, not(config.use_environment));
    set(&Py_BytesWarningFlag, config.bytes_warning);
    set(&Py_InspectFlag, config.inspect);
    set(&Py_InteractiveFlag, config.interactive);
    set(&Py_OptimizeFlag, config.optimization_level);
    set(&Py_DebugFlag, config.parser_debug);
    set(&Py_VerboseFlag, config.verbose);
    set(&Py_QuietFlag, config.quiet);
    set(&Py_FrozenFlag, not(config.pathconfig_warnings));
    set(&Py_UnbufferedStdioFlag, not(config.buffered_stdio));
    set(&Py_NoSiteFlag, not(config.site_import));
    set(&Py_DontWriteBytecodeFlag, not(config.write_bytecode));
    set(&Py_NoUserSiteDirectory, not(config.user_site_directory));
    // Hashes are random unless a seed of 0 was asked for.
    set(&Py_HashRandomizationFlag, c_int::from(config.use_hash_seed == 0 || config.hash_seed != 0));
}

/// Says which codec file names have. The old names stay allocated, for C code may hold them.
pub fn set_filesystem_encoding(encoding: &str, errors: &str) {
    for (place, text) in [(&Py_FileSystemDefaultEncoding, encoding), (&Py_FileSystemDefaultEncodeErrors, errors)] {
        let text = CString::new(text).unwrap_or_default();
        place.store(text.into_raw(), Ordering::Relaxed);
    }
    set(&Py_HasFileSystemDefaultEncoding, 0);
}
