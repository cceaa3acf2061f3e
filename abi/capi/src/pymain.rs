//! The main program of `python3.13` (`Py_BytesMain`, `Py_Main`, `Py_RunMain`).

use std::ffi::{CStr, OsStr, OsString, c_char, c_int};
use std::os::unix::ffi::OsStrExt;

use ks_modules::CORE_MODULES;
use ks_runtime::heap::domains::{self, Domain};
use ks_runtime::layout::Thread;
use ks_runtime::state::{Config, Start, Stop, cmdline, environment, lifecycle, locale, pathconfig, run};

/// Configures, starts, runs and ends, as the program `python3.13` does; returns the exit code.
pub fn main_with(args: Vec<OsString>) -> c_int {
    match start(args) {
        Ok(()) => {}
        Err(Stop::Exit(code)) => return code,
        Err(Stop::Error(message)) => {
            eprintln!("Fatal Python error: {message}");
            return 1;
        }
    }
    // SAFETY: the start has made this thread the one that holds the interpreter.
    let code = run::run_main(unsafe { Thread::enter() });
    // As CPython: output that could not be written is worth an exit code of its own.
    if lifecycle::finalize(ks_modules::at_exit) < 0 { 120 } else { code }
}

/// Chooses the allocators by `PYTHONMALLOC`, before anything is allocated from them.
fn choose_allocators(config: &Config) -> Start<()> {
    if !config.use_environment {
        return Ok(());
    }
    let name = std::env::var("PYTHONMALLOC");
    let allocator = match name.as_deref() {
        Err(_) | Ok("" | "default" | "pymalloc" | "debug" | "pymalloc_debug") => domains::SMALL,
        Ok("malloc" | "malloc_debug") => domains::SYSTEM,
        Ok(_) => return Err(Stop::Error("PYTHONMALLOC: unknown allocator".to_owned())),
    };
    for domain in [Domain::Mem, Domain::Object] {
        domains::set_allocator(domain, allocator);
    }
    if name.is_ok_and(|name| name.ends_with("debug")) {
        ks_runtime::heap::debug::set_up();
    }
    Ok(())
}

fn start(args: Vec<OsString>) -> Start<()> {
    let mut config = Config::python();
    config.orig_argv = args;
    cmdline::parse(&mut config)?;
    choose_allocators(&config)?;
    locale::configure(&mut config);
    environment::read(&mut config)?;
    pathconfig::compute(&mut config);
    lifecycle::initialize(config, &CORE_MODULES)
}

/// `Py_BytesMain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_BytesMain(argc: c_int, argv: *const *const c_char) -> c_int {
    // SAFETY: `main`'s own arguments: `argc` C strings.
    let args = (0..argc.max(0) as usize)
        .map(|at| unsafe { OsStr::from_bytes(CStr::from_ptr(*argv.add(at)).to_bytes()).to_owned() })
        .collect();
    main_with(args)
}
