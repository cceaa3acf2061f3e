//! The configuration of an interpreter (PEP 587), as Rust values.
//!
//! Texts are kept as the bytes that the system gave (`OsString`); `PyConfig`, with its wide strings, is made from this and
//! read into it at the C edge. Field names are those of `PyConfig`.

use std::ffi::OsString;

/// `PyConfig`.
#[derive(Clone, Debug)]
pub struct Config {
    pub isolated: bool,
    pub use_environment: bool,
    pub dev_mode: bool,
    pub install_signal_handlers: bool,
    /// `None`: random.
    pub hash_seed: Option<u32>,
    pub faulthandler: bool,
    /// Frames to record; 0 is off.
    pub tracemalloc: i32,
    pub perf_profiling: i32,
    pub import_time: bool,
    pub code_debug_ranges: bool,
    pub malloc_stats: bool,
    pub filesystem_encoding: String,
    pub filesystem_errors: String,
    pub pycache_prefix: Option<OsString>,
    pub parse_argv: bool,
    pub orig_argv: Vec<OsString>,
    pub argv: Vec<OsString>,
    pub xoptions: Vec<OsString>,
    pub warnoptions: Vec<OsString>,
    pub site_import: bool,
    pub bytes_warning: i32,
    pub warn_default_encoding: bool,
    pub inspect: bool,
    pub interactive: bool,
    pub optimization_level: i32,
    pub parser_debug: i32,
    pub write_bytecode: bool,
    pub verbose: i32,
    pub quiet: bool,
    pub user_site_directory: bool,
    pub configure_c_stdio: bool,
    pub buffered_stdio: bool,
    pub stdio_encoding: Option<String>,
    pub stdio_errors: Option<String>,
    pub check_hash_pycs_mode: String,
    pub use_frozen_modules: bool,
    pub safe_path: bool,
    pub int_max_str_digits: i32,
    pub cpu_count: i32,
    pub pathconfig_warnings: bool,
    pub program_name: OsString,
    pub pythonpath_env: Option<OsString>,
    pub home: Option<OsString>,
    pub platlibdir: OsString,
    /// `None`: to be computed.
    pub module_search_paths: Option<Vec<OsString>>,
    pub stdlib_dir: Option<OsString>,
    pub executable: Option<OsString>,
    pub base_executable: Option<OsString>,
    pub prefix: Option<OsString>,
    pub base_prefix: Option<OsString>,
    pub exec_prefix: Option<OsString>,
    pub base_exec_prefix: Option<OsString>,
    pub skip_source_first_line: bool,
    pub run_command: Option<OsString>,
    pub run_module: Option<OsString>,
    pub run_filename: Option<OsString>,
    pub sys_path_0: Option<OsString>,
    pub install_importlib: bool,
    pub init_main: bool,
    /// `PyPreConfig.utf8_mode`.
    pub utf8_mode: bool,
}

impl Config {
    /// `PyConfig_InitPythonConfig`: as `python3.13` starts.
    pub fn python() -> Config {
        Config {
            isolated: false,
            use_environment: true,
            dev_mode: false,
            install_signal_handlers: true,
            hash_seed: None,
            faulthandler: false,
            tracemalloc: 0,
            perf_profiling: 0,
            import_time: false,
            code_debug_ranges: true,
            malloc_stats: false,
            filesystem_encoding: "utf-8".to_owned(),
            filesystem_errors: "surrogateescape".to_owned(),
            pycache_prefix: None,
            parse_argv: true,
            orig_argv: Vec::new(),
            argv: Vec::new(),
            xoptions: Vec::new(),
            warnoptions: Vec::new(),
            site_import: true,
            bytes_warning: 0,
            warn_default_encoding: false,
            inspect: false,
            interactive: false,
            optimization_level: 0,
            parser_debug: 0,
            write_bytecode: true,
            verbose: 0,
            quiet: false,
            user_site_directory: true,
            configure_c_stdio: true,
            buffered_stdio: true,
            stdio_encoding: None,
            stdio_errors: None,
            check_hash_pycs_mode: "default".to_owned(),
            use_frozen_modules: true,
            safe_path: false,
            int_max_str_digits: 4300,
            cpu_count: -1,
            pathconfig_warnings: true,
            program_name: OsString::new(),
            pythonpath_env: None,
            home: None,
            platlibdir: "lib".into(),
            module_search_paths: None,
            stdlib_dir: None,
            executable: None,
            base_executable: None,
            prefix: None,
            base_prefix: None,
            exec_prefix: None,
            base_exec_prefix: None,
            skip_source_first_line: false,
            run_command: None,
            run_module: None,
            run_filename: None,
            sys_path_0: None,
            install_importlib: true,
            init_main: true,
            utf8_mode: false,
        }
    }

    /// `PyConfig_InitIsolatedConfig`: for a program that wants nothing of the user's environment.
    pub fn isolated() -> Config {
        Config {
            isolated: true,
            use_environment: false,
            user_site_directory: false,
            install_signal_handlers: false,
            safe_path: true,
            parse_argv: false,
            configure_c_stdio: false,
            pathconfig_warnings: false,
            ..Config::python()
        }
    }

    /// What the legacy `Py_Initialize` starts from: no command line, no changes to the C streams.
    pub fn compat() -> Config {
        Config { parse_argv: false, configure_c_stdio: false, ..Config::python() }
    }

    /// The value of `-X name` or `-X name=value`: `Some("")` without a value.
    pub fn xoption(&self, name: &str) -> Option<&str> {
        self.xoptions.iter().rev().find_map(|option| {
            let option = option.to_str()?;
            match option.split_once('=') {
                Some((key, value)) if key == name => Some(value),
                None if option == name => Some(""),
                _ => None,
            }
        })
    }
}

/// Why a start did not go on (`PyStatus`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The work is done or the usage was wrong: exit with this code.
    Exit(i32),
    /// A fatal error.
    Error(String),
}

/// Shorthand for results of start-up steps.
pub type Start<T> = Result<T, Stop>;
