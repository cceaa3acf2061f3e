//! Start-up and shut-down of the runtime.

use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, Ordering};

use super::config::{Config, Start, Stop};
use super::interp::Interp;
use super::thread;
use crate::abstract_::ObjectOps;
use crate::prelude::*;

/// The two modules that exist before anything can be imported; their room is above this one.
pub struct CoreModules {
    /// Makes `sys`, with all that needs no import.
    pub create_sys: fn(&mut Thread) -> PyResult<Ref<Module>>,
    /// Makes `builtins`, exceptions included.
    pub create_builtins: fn(&mut Thread) -> PyResult<Ref<Module>>,
    /// Puts what the configuration says into `sys`: paths, flags, options.
    pub configure_sys: fn(&mut Thread) -> PyResult<()>,
}

static INITIALIZED: AtomicBool = AtomicBool::new(false);

/// `Py_IsInitialized`.
pub fn is_initialized() -> bool {
    INITIALIZED.load(Ordering::SeqCst)
}

/// `Py_InitializeFromConfig`, with the command line parsed already. Does nothing if the runtime is up.
///
/// # Errors
/// `Stop::Error` names the step that failed, after its exception has been printed.
pub fn initialize(config: Config, core: &CoreModules) -> Start<()> {
    if is_initialized() {
        return Ok(());
    }
    let init_main = config.init_main;
    unicodeobject::init_hash_secret(config.hash_seed);
    let interp = Interp::init_main();
    let int_max_str_digits = config.int_max_str_digits;
    let _ = interp.config.set(Box::new(config));
    interp.int_max_str_digits.set(int_max_str_digits);
    // SAFETY: the first thread of the runtime: nobody holds the interpreter, and this state is new and this thread's.
    let th = unsafe {
        let state = (&raw mut (*interp.block)._initial_thread).cast::<PyThreadState>();
        thread::init_state(state, interp);
        thread::bind(&*state);
        thread::set_gilstate(state);
        super::signals::set_main_thread(&*state);
        thread::attach(state);
        Thread::enter()
    };
    let step = |name: &str, result: PyResult<()>, th: &mut Thread| {
        result.map_err(|Raised| {
            print_early(th);
            Stop::Error(name.to_owned())
        })
    };
    let result = typeobject::init_builtin_types(th);
    step("failed to initialize the built-in types", result, th)?;
    let result = context::init(th);
    step("failed to initialize the context types", result, th)?;
    let result = exceptions::init(th);
    step("failed to initialize the exceptions", result, th)?;
    let result = crate::state::xi::init(th);
    step("failed to initialize the exceptions", result, th)?;
    let result = create_core(core, th);
    step("failed to create sys and builtins", result, th)?;
    // importlib asks for `sys.flags` from its first line on.
    let result = (core.configure_sys)(th);
    step("failed to configure sys", result, th)?;
    let result = install_importlib(th);
    step("failed to initialize importlib", result, th)?;
    if init_main {
        initialize_main()?;
    }
    Ok(())
}

/// The second half of the start: everything that imports Python code (`_Py_InitializeMain`).
///
/// # Errors
/// As [`initialize`].
pub fn initialize_main() -> Start<()> {
    // SAFETY: called by the thread that initializes the runtime, which holds the interpreter.
    let th = unsafe { Thread::enter() };
    let step = |name: &str, result: PyResult<()>, th: &mut Thread| {
        result.map_err(|Raised| {
            print_early(th);
            Stop::Error(name.to_owned())
        })
    };
    let result = crate::import::bootstrap::install_external(th);
    step("external importer setup failed", result, th)?;
    if config(th).faulthandler && !super::faults::enable(libc::STDERR_FILENO, true, None, th) {
        return Err(Stop::Error("failed to enable the fault handler".to_owned()));
    }
    let frames = config(th).tracemalloc;
    if frames > 0 {
        let result = crate::heap::tracemalloc::start(frames.into(), th);
        step("failed to start tracemalloc", result, th)?;
    }
    let result = import_encodings(th);
    step("Failed to import encodings module", result, th)?;
    let result = install_signals(th);
    step("can't initialize signals", result, th)?;
    let result = add_main_module(th);
    step("can't add __main__ module", result, th)?;
    let result = super::stdio::init(th);
    step("can't initialize sys standard streams", result, th)?;
    let result = import_warnings(th);
    step("can't initialize warnings", result, th)?;
    INITIALIZED.store(true, Ordering::SeqCst);
    crate::eval::interp::block(th)._ready.set(1);
    if config(th).site_import {
        let site = Str::intern_str("site").and_then(|name| crate::import::import_module(&name, th));
        step("Failed to import the site module", site.map(drop), th)?;
    }
    Ok(())
}

/// The configuration of the running interpreter.
pub fn config(th: &Thread) -> &'static Config {
    static DEFAULT: std::sync::OnceLock<Config> = std::sync::OnceLock::new();
    match th.interp().config.get() {
        Some(config) => config,
        None => DEFAULT.get_or_init(Config::python),
    }
}

/// Prints an exception that stops the start. Before the standard streams exist, only its class and message.
fn print_early(th: &mut Thread) {
    let Some(exception) = th.take_raised() else {
        return;
    };
    let stderr = th.interp().sysdict.get().and_then(|sys| sys.get_str(id!(stderr), th).ok().flatten());
    if stderr.is_some_and(|stream| !stream.is(none())) {
        traceback::print_exception(&exception, th);
        return;
    }
    th.clear_raised();
    let name = exception.ob_type().display_name();
    match exception.str(th) {
        Ok(text) => eprintln!("{name}: {text}"),
        Err(Raised) => {
            th.clear_raised();
            eprintln!("{name}");
        }
    }
}

fn create_core(core: &CoreModules, th: &mut Thread) -> PyResult<()> {
    let interp = th.interp();
    let modules = Dict::new()?;
    interp.modules.set(Some(modules), th);
    let sys = (core.create_sys)(th)?;
    interp.sysdict.set(Some(sys.dict()), th);
    crate::import::modules::set(id!(sys), &sys, th)?;
    let builtins = (core.create_builtins)(th)?;
    let dict = builtins.dict();
    interp.builtins.set(Some(dict.clone()), th);
    crate::import::modules::set(id!(builtins), &builtins, th)?;
    let copy = dict.copy(th)?;
    interp.builtins_copy.set(Some(copy), th);
    let import = dict.get_str(id!(__import__), th)?;
    interp.import_func.set(import, th);
    Ok(())
}

fn install_importlib(th: &mut Thread) -> PyResult<()> {
    match crate::import::modules::get(id!(sys), th)? {
        Some(sys) => crate::import::bootstrap::install(&sys, th),
        None => Err(raise!(th, RuntimeError, "lost sys")),
    }
}

fn import_encodings(th: &mut Thread) -> PyResult<()> {
    crate::objects::unicodeobject::init_codec_registry(th)?;
    crate::import::import_module(&*Str::intern_str("encodings")?, th)?;
    Ok(())
}

fn install_signals(th: &mut Thread) -> PyResult<()> {
    if !config(th).install_signal_handlers {
        return Ok(());
    }
    // SAFETY: ignoring signals that would end the process where Python raises instead, as CPython's start does.
    unsafe {
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
    crate::import::import_module(&*Str::intern_str("_signal")?, th)?;
    Ok(())
}

/// `__main__`, empty but for `__builtins__` and a loader.
fn add_main_module(th: &mut Thread) -> PyResult<()> {
    let main = crate::import::modules::add(id!(__main__), th)?;
    let Some(dict) = main.downcast::<Module>().map(Module::dict) else {
        return Err(th.bad_internal_call());
    };
    let annotations = Dict::new()?;
    dict.set_str(id!(__annotations__), &annotations, th)?;
    if dict.get_str(id!(__builtins__), th)?.is_none()
        && let Some(builtins) = crate::import::modules::get(id!(builtins), th)?
    {
        dict.set_str(id!(__builtins__), &builtins, th)?;
    }
    let loader = dict.get_str(id!(__loader__), th)?;
    if loader.is_none_or(|loader| loader.is(none()))
        && let Some(importlib) = th.interp().importlib.get()
    {
        let loader = importlib.get_attr(&*Str::intern_str("BuiltinImporter")?, th)?;
        dict.set_str(id!(__loader__), &loader, th)?;
    }
    Ok(())
}

fn import_warnings(th: &mut Thread) -> PyResult<()> {
    if !config(th).warnoptions.is_empty() {
        crate::import::import_module(id!(warnings), th)?;
    }
    Ok(())
}

/// `Py_FinalizeEx`: 0, or -1 if flushing the standard streams failed.
pub fn finalize(core_exit: fn(&mut Thread)) -> c_int {
    if !is_initialized() {
        return 0;
    }
    // SAFETY: the caller holds the interpreter, as `Py_FinalizeEx` asks.
    let th = unsafe { Thread::enter() };
    wait_for_threads(th);
    core_exit(th);
    let mut status = super::stdio::flush(th);
    let interp = th.interp();
    interp.finalizing.set(true);
    super::set_finalizing(th.as_ptr());
    INITIALIZED.store(false, Ordering::SeqCst);
    if crate::heap::gc::state().enabled.get() != 0 {
        crate::heap::gc::collect(NUM_GENERATIONS - 1, crate::heap::gc::Reason::Manual, th);
    }
    super::teardown::finalize_modules(th);
    let callbacks = std::mem::take(&mut *interp.atexit_c.borrow_mut());
    for (callback, data) in callbacks {
        // SAFETY: `PyUnstable_AtExit`'s contract: the function takes this pointer.
        unsafe { callback(data as *mut std::ffi::c_void) };
    }
    super::faults::finish(th);
    crate::heap::tracemalloc::stop();
    if super::stdio::flush(th) < 0 {
        status = -1;
    }
    status
}

/// `threading._shutdown()`: waits for threads that are no daemons.
fn wait_for_threads(th: &mut Thread) {
    let threading = Str::intern_str("threading").and_then(|name| crate::import::modules::get(&name, th));
    match threading {
        Ok(Some(threading)) => {
            let shutdown = Str::intern_str("_shutdown").and_then(|name| threading.call_method(&name, &[], th));
            if shutdown.is_err() {
                th.write_unraisable(Some(&threading));
            }
        }
        Ok(None) => {}
        Err(Raised) => th.clear_raised(),
    }
}
