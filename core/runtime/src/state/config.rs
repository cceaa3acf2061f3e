//! The configuration of an interpreter (PEP 587), as Rust values.
//!
//! Field names and meanings are those of `PyConfig`; -1 is "not decided yet". Texts are kept as the bytes that the system
//! gave (`OsString`); `PyConfig`, with its wide strings, is made from this and read into it at the C edge.

use std::ffi::{CStr, CString, OsString, c_int};
use std::os::unix::ffi::OsStrExt;

use super::locale;
use super::wide::{self, list_from_c, list_to_c, text_from_c, text_to_c};
use crate::layout::{_PyConfig_INIT_COMPAT, _PyConfig_INIT_ISOLATED, _PyConfig_INIT_PYTHON, PyConfig};

/// Calls a macro with every field of `PyConfig`, in its order: kind and name.
#[macro_export]
macro_rules! config_fields {
    ($callback:ident) => {
        $callback! {
            int _config_init, int isolated, int use_environment, int dev_mode, int install_signal_handlers,
            int use_hash_seed, ulong hash_seed, int faulthandler, int tracemalloc, int perf_profiling, int import_time,
            int code_debug_ranges, int show_ref_count, int dump_refs, text dump_refs_file, int malloc_stats,
            text filesystem_encoding, text filesystem_errors, text pycache_prefix, int parse_argv, list orig_argv,
            list argv, list xoptions, list warnoptions, int site_import, int bytes_warning, int warn_default_encoding,
            int inspect, int interactive, int optimization_level, int parser_debug, int write_bytecode, int verbose,
            int quiet, int user_site_directory, int configure_c_stdio, int buffered_stdio, text stdio_encoding,
            text stdio_errors, text check_hash_pycs_mode, int use_frozen_modules, int safe_path, int int_max_str_digits,
            int cpu_count, int pathconfig_warnings, text program_name, text pythonpath_env, text home, text platlibdir,
            int module_search_paths_set, list module_search_paths, text stdlib_dir, text executable,
            text base_executable, text prefix, text base_prefix, text exec_prefix, text base_exec_prefix,
            int skip_source_first_line, text run_command, text run_module, text run_filename, text sys_path_0,
            int _install_importlib, int _init_main, int _is_python_build,
        }
    };
}

macro_rules! field_type {
    (int) => { c_int };
    (ulong) => { u64 };
    (text) => { Option<OsString> };
    (list) => { Vec<OsString> };
}

macro_rules! read_field {
    (int $value:expr) => {
        $value
    };
    (ulong $value:expr) => {
        $value
    };
    (text $value:expr) => {
        text_from_c($value)?
    };
    (list $value:expr) => {
        list_from_c(&$value)?
    };
}

macro_rules! write_field {
    (int $place:expr, $value:expr) => {
        $place = *$value
    };
    (ulong $place:expr, $value:expr) => {
        $place = *$value
    };
    (text $place:expr, $value:expr) => {
        text_to_c(&mut $place, $value.as_deref())?
    };
    (list $place:expr, $value:expr) => {
        list_to_c(&mut $place, $value)?
    };
}

macro_rules! clear_field {
    (int $place:expr) => {};
    (ulong $place:expr) => {};
    (text $place:expr) => {
        wide::free_text(&mut $place)
    };
    (list $place:expr) => {
        wide::free_list(&mut $place)
    };
}

macro_rules! define_config {
    ($($kind:ident $name:ident,)+) => {
        /// `PyConfig`.
        #[derive(Clone, Debug, Default)]
        pub struct Config {
            $(pub $name: field_type!($kind),)+
        }

        impl Config {
            /// Reads a C configuration.
            ///
            /// # Safety
            /// Its strings and lists are valid.
            ///
            /// # Errors
            /// `Stop::Error` for text that cannot be encoded.
            pub unsafe fn from_c(config: &PyConfig) -> Start<Config> {
                // SAFETY: the caller's promise.
                unsafe { Ok(Config { $($name: read_field!($kind config.$name),)+ }) }
            }

            /// Writes all fields to a C configuration, freeing the texts that it held.
            ///
            /// # Safety
            /// Its strings and lists are valid, or null.
            ///
            /// # Errors
            /// `Stop::Error` for lack of memory and text that cannot be decoded.
            pub unsafe fn write_c(&self, config: &mut PyConfig) -> Start<()> {
                // SAFETY: the caller's promise.
                unsafe { $(write_field!($kind config.$name, &self.$name);)+ }
                Ok(())
            }
        }

        /// `PyConfig_Clear`: frees all texts.
        ///
        /// # Safety
        /// Its strings and lists are valid, or null.
        pub unsafe fn clear_c(config: &mut PyConfig) {
            // SAFETY: the caller's promise.
            unsafe { $(clear_field!($kind config.$name);)+ }
        }
    };
}

config_fields!(define_config);

/// `sys.get_int_max_str_digits()` where nothing says otherwise.
pub const DEFAULT_MAX_STR_DIGITS: c_int = 4300;

impl Config {
    /// `_PyConfig_InitCompatConfig`: what the legacy `Py_Initialize` starts from; the global variables decide the rest.
    pub fn compat() -> Config {
        Config {
            _config_init: _PyConfig_INIT_COMPAT,
            isolated: -1,
            use_environment: -1,
            dev_mode: -1,
            install_signal_handlers: 1,
            use_hash_seed: -1,
            faulthandler: -1,
            tracemalloc: -1,
            perf_profiling: -1,
            code_debug_ranges: 1,
            site_import: -1,
            bytes_warning: -1,
            inspect: -1,
            interactive: -1,
            optimization_level: -1,
            parser_debug: -1,
            write_bytecode: -1,
            verbose: -1,
            quiet: -1,
            user_site_directory: -1,
            buffered_stdio: -1,
            use_frozen_modules: 1,
            int_max_str_digits: -1,
            cpu_count: -1,
            pathconfig_warnings: -1,
            _install_importlib: 1,
            _init_main: 1,
            ..Config::default()
        }
    }

    /// What the two configurations below have in common.
    fn decided() -> Config {
        Config {
            isolated: 0,
            use_environment: 1,
            site_import: 1,
            bytes_warning: 0,
            inspect: 0,
            interactive: 0,
            optimization_level: 0,
            parser_debug: 0,
            write_bytecode: 1,
            verbose: 0,
            quiet: 0,
            user_site_directory: 1,
            buffered_stdio: 1,
            pathconfig_warnings: 1,
            ..Config::compat()
        }
    }

    /// `PyConfig_InitPythonConfig`: as `python3.13` starts.
    pub fn python() -> Config {
        Config { _config_init: _PyConfig_INIT_PYTHON, configure_c_stdio: 1, parse_argv: 1, ..Config::decided() }
    }

    /// `PyConfig_InitIsolatedConfig`: for a program that wants nothing of the user's environment.
    pub fn isolated() -> Config {
        Config {
            _config_init: _PyConfig_INIT_ISOLATED,
            isolated: 1,
            use_environment: 0,
            user_site_directory: 0,
            dev_mode: 0,
            install_signal_handlers: 0,
            use_hash_seed: 0,
            faulthandler: 0,
            tracemalloc: 0,
            perf_profiling: 0,
            int_max_str_digits: DEFAULT_MAX_STR_DIGITS,
            safe_path: 1,
            pathconfig_warnings: 0,
            ..Config::decided()
        }
    }

    /// The value of `-X name` or `-X name=value`: `Some("")` without a value. The first of several counts.
    pub fn xoption(&self, name: &str) -> Option<&[u8]> {
        xoption(&self.xoptions, name)
    }

    /// Whether `-X name` is there, with or without a value.
    pub fn has_xoption(&self, name: &str) -> bool {
        self.xoption(name).is_some()
    }

    /// A text field that names an encoding, an error handler or a mode.
    pub fn name_of(field: &Option<OsString>) -> &str {
        field.as_deref().and_then(|text| text.to_str()).unwrap_or_default()
    }
}

/// As [`Config::xoption`], for a list that is in no configuration yet.
pub fn xoption<'a>(options: &'a [OsString], name: &str) -> Option<&'a [u8]> {
    options.iter().find_map(|option| {
        let option = option.as_bytes();
        let rest = option.strip_prefix(name.as_bytes())?;
        match rest {
            [] => Some(rest),
            [b'=', value @ ..] => Some(value),
            _ => None,
        }
    })
}

/// Why a start did not go on (`PyStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The work is done or the usage was wrong: exit with this code.
    Exit(c_int),
    /// A fatal error: the step that found it, if it is named, and what it is.
    Error(Option<&'static CStr>, &'static CStr),
}

impl Stop {
    /// An error of a named step.
    pub const fn error(step: &'static CStr, message: &'static CStr) -> Stop {
        Stop::Error(Some(step), message)
    }

    /// An error with a text made at run time, which stays allocated: a start fails once.
    pub fn message(text: &str) -> Stop {
        let text = CString::new(text).unwrap_or_default();
        Stop::Error(None, Box::leak(text.into_boxed_c_str()))
    }

    /// No memory.
    pub const NO_MEMORY: Stop = Stop::Error(None, c"memory allocation failed");
}

/// Shorthand for results of start-up steps.
pub type Start<T> = Result<T, Stop>;

/// The codec of file names and of the command line, before there is an interpreter.
pub fn decoded_error(what: locale::Failure, name: &str) -> Stop {
    match what {
        locale::Failure::Memory => Stop::NO_MEMORY,
        locale::Failure::Undecodable => Stop::message(&format!("cannot decode {name}")),
    }
}
