//! Further interpreters (PEP 684): modules, settings, collector and threads of their own. Types, interned strings and the
//! lock they share with the main one, also where a lock of their own was asked for: they take turns.

use std::ffi::{CStr, c_long, c_ulong};

use super::interp::Interp;
use super::{lifecycle, stdio, teardown, thread};
use crate::heap::gc;
use crate::prelude::*;

/// What an interpreter may do (`PyInterpreterConfig`).
#[derive(Clone, Copy)]
pub struct Settings {
    /// `Py_RTFLAGS_*`.
    pub features: c_ulong,
    /// Whether it was asked for a lock of its own.
    pub own_gil: bool,
    /// `_PyInterpreterState_WHENCE_*`.
    pub whence: c_long,
}

impl Settings {
    /// Those of `Py_NewInterpreter`, and of the main interpreter.
    pub const LEGACY: Settings = Settings {
        features: Py_RTFLAGS_USE_MAIN_OBMALLOC
            | Py_RTFLAGS_FORK
            | Py_RTFLAGS_EXEC
            | Py_RTFLAGS_THREADS
            | Py_RTFLAGS_DAEMON_THREADS,
        own_gil: false,
        whence: _PyInterpreterState_WHENCE_LEGACY_CAPI,
    };
}

/// Makes an interpreter and a thread state of it, which becomes current instead of the one that was.
///
/// # Errors
/// What failed; its exception has been printed, and the former thread state is current again.
///
/// # Safety
/// The calling thread holds the interpreter if a state is current.
pub unsafe fn create(settings: Settings) -> Result<*mut PyThreadState, &'static CStr> {
    let (Some(core), Some(main), true) = (lifecycle::core(), Interp::main(), lifecycle::is_initialized()) else {
        return Err(c"Py_Initialize must be called first");
    };
    let Some(interp) = Interp::init_further(main, settings) else { return Err(c"memory allocation failed") };
    let before = Thread::current_ptr();
    // SAFETY: the caller's promise; the new state is this thread's.
    unsafe {
        if !before.is_null() {
            thread::detach();
        }
        let state = thread::new_state(interp);
        if state.is_null() {
            return Err(c"memory allocation failed");
        }
        thread::bind(&*state);
        if thread::gilstate().is_null() {
            thread::set_gilstate(state);
        }
        thread::attach(state);
        let th = Thread::enter();
        if let Err(message) = start(core, th) {
            lifecycle::print_early(th);
            end(th);
            if !before.is_null() {
                thread::attach(before);
            }
            return Err(message);
        }
        Ok(state)
    }
}

fn start(core: &lifecycle::CoreModules, th: &mut Thread) -> Result<(), &'static CStr> {
    fn step(message: &'static CStr, result: PyResult<()>) -> Result<(), &'static CStr> {
        result.map_err(|Raised| message)
    }
    step(c"failed to initialize NotShareableError", super::xi::init(th))?;
    step(c"can't initialize sys and builtins", lifecycle::create_core(core, th))?;
    step(c"failed to update the Python config", (core.configure_sys)(th))?;
    step(c"failed to initialize importlib", lifecycle::install_importlib_modules(th))?;
    step(c"external importer setup failed", crate::import::bootstrap::install_external(th))?;
    step(c"Failed to import encodings module", lifecycle::import_encodings(th))?;
    step(c"can't initialize sys standard streams", stdio::init(th))?;
    step(c"can't create __main__ module", lifecycle::add_main_module(th))?;
    lifecycle::import_warnings(th);
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    unsafe { (*th.interp().block)._ready.set(1) };
    if lifecycle::config(th).site_import != 0 {
        let site = Str::intern_str("site").and_then(|name| crate::import::import_module(&name, th));
        step(c"Failed to import the site module", site.map(drop))?;
    }
    Ok(())
}

/// `Py_EndInterpreter`: takes the running thread's interpreter, which is not the main one, apart. No state is current then.
///
/// # Safety
/// Nobody uses the thread's state or its interpreter afterwards.
pub unsafe fn end(th: &mut Thread) {
    let interp = th.interp();
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    let block = unsafe { &*interp.block };
    block.finalizing.set(1);
    teardown::wait_for_threads(th);
    while crate::eval::breaker::make_pending_calls(th).is_err() {
        th.write_unraisable(None);
    }
    if let Some(core) = lifecycle::core() {
        (core.at_exit)(th);
    }
    stdio::flush(th);
    interp.finalizing.set(true);
    teardown::finalize_modules(th);
    for (callback, data) in std::mem::take(&mut *interp.atexit_c.borrow_mut()) {
        // SAFETY: `PyUnstable_AtExit`'s contract: the function takes this pointer.
        unsafe { callback(data as *mut std::ffi::c_void) };
    }
    stdio::flush(th);
    block._ready.set(0);
    super::audit::clear(th);
    for field in [&block.sysdict, &block.builtins, &block.imports.modules, &block.xi.PyExc_NotShareableError] {
        field.set(None, th);
    }
    interp.release(th);
    gc::collect_all_at_exit(th);
    let state = th.as_ptr();
    // SAFETY: this thread's own state; nothing of it is used afterwards. What objects outlive their interpreter goes to the
    // main one's collector. The interpreter's memory stays: such objects may still look at it.
    unsafe {
        thread::clear_state(&*state, th);
        if let Some(main) = Interp::main() {
            gc::inherit(gc::state_of(interp.block), gc::state_of(main.block));
        }
        unlink(interp.block);
        if std::ptr::eq(thread::gilstate(), state) {
            thread::set_gilstate(std::ptr::null_mut());
        }
        thread::detach();
        thread::delete_state(state);
    }
}

/// Takes an interpreter off the list of all.
fn unlink(block: *mut PyInterpreterState) {
    let mut at = &_PyRuntime.interpreters.head;
    // SAFETY: listed interpreters are alive.
    while let Some(listed) = unsafe { at.get().as_ref() } {
        if std::ptr::eq(listed, block) {
            at.set(listed.next.get());
            return;
        }
        at = &listed.next;
    }
}

/// Whether the running interpreter may do something (`_PyInterpreterState_HasFeature`).
pub fn has_feature(feature: c_ulong, th: &Thread) -> bool {
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    unsafe { (*th.interp().block).feature_flags.get() & feature != 0 }
}

/// Whether extension modules are held to what they say about interpreters beside the main one.
pub fn checks_extensions(th: &Thread) -> bool {
    if th.interp().id == 0 {
        return false;
    }
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    match unsafe { (*th.interp().block).imports.override_multi_interp_extensions_check.get() } {
        0 => has_feature(Py_RTFLAGS_MULTI_INTERP_EXTENSIONS, th),
        overridden => overridden > 0,
    }
}

/// Refuses an extension module that does not support this kind of interpreter.
///
/// # Errors
/// `ImportError`, if the interpreter checks.
pub fn refuse_extension(name: &Str, th: &mut Thread) -> PyResult<()> {
    if !checks_extensions(th) {
        return Ok(());
    }
    Err(raise!(th, ImportError, "module {name} does not support loading in subinterpreters"))
}

/// Refuses what the running interpreter may not do.
///
/// # Errors
/// `RuntimeError`.
pub fn require(feature: c_ulong, what: &str, th: &mut Thread) -> PyResult<()> {
    if has_feature(feature, th) {
        return Ok(());
    }
    Err(raise!(th, RuntimeError, "{what} not supported for isolated subinterpreters"))
}
