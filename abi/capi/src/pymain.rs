//! The main program of `python3.13` (`Py_BytesMain`, `Py_Main`, `Py_RunMain`).

use std::ffi::{OsString, c_char, c_int};

use ks_modules::CORE_MODULES;
use ks_runtime::state::{Config, Start, Stop, fatal, lifecycle, preconfig, run};
use libc::wchar_t;

use crate::initconfig::{byte_words, wide_words};

/// Configures, starts, runs and ends, as the program `python3.13` does; returns the exit code.
fn main_with(args: Vec<OsString>) -> c_int {
    match start(args) {
        Ok(()) => run::run_main(),
        Err(Stop::Exit(code)) => code,
        Err(stop) => fatal::exit_status(stop),
    }
}

fn start(args: Vec<OsString>) -> Start<()> {
    preconfig::initialize(&preconfig::python(), Some(&args))?;
    let config = Config { argv: args, ..Config::python() };
    lifecycle::initialize(&config, &CORE_MODULES)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_BytesMain(argc: c_int, argv: *const *const c_char) -> c_int {
    // SAFETY: `main`'s own arguments.
    main_with(unsafe { byte_words(argc as isize, argv) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Main(argc: c_int, argv: *const *const wchar_t) -> c_int {
    // SAFETY: the caller's words.
    main_with(unsafe { wide_words(argc as isize, argv) })
}

/// Runs what the configuration names and ends the runtime.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_RunMain() -> c_int {
    run::run_main()
}
