//! Taking the runtime apart at the end, in CPython's order: threads, `atexit`, streams, user modules, `sys` and `builtins`
//! last.

use std::ffi::c_int;
use std::sync::{Mutex, PoisonError};

use super::interp::Interp;
use super::lifecycle::{self, config};
use super::{cstdio, thread};
use crate::objects::exceptions::unraisable::write_unraisable_message;
use crate::prelude::*;

/// How many functions `Py_AtExit` takes.
const MAX_EXIT_FUNCTIONS: usize = 32;

static EXIT_FUNCTIONS: Mutex<Vec<unsafe extern "C" fn()>> = Mutex::new(Vec::new());

/// `Py_AtExit`: has a function called when all of Python is gone; false if there are too many.
pub fn at_exit(function: unsafe extern "C" fn()) -> bool {
    let mut functions = EXIT_FUNCTIONS.lock().unwrap_or_else(PoisonError::into_inner);
    let fits = functions.len() < MAX_EXIT_FUNCTIONS;
    if fits {
        functions.push(function);
    }
    fits
}

fn call_exit_functions() {
    loop {
        // Not held during the call: the function may register another.
        let function = EXIT_FUNCTIONS.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(function) = function else { break };
        // SAFETY: registered to be called without arguments.
        unsafe { function() };
    }
    // SAFETY: the C library's streams.
    unsafe {
        libc::fflush(cstdio::stdout());
        libc::fflush(cstdio::stderr());
    }
}

/// `Py_FinalizeEx`: 0, or -1 if flushing the standard streams failed.
pub fn finalize() -> c_int {
    if !lifecycle::is_initialized() {
        return 0;
    }
    // SAFETY: the caller holds the interpreter, as `Py_FinalizeEx` asks.
    let th = unsafe { Thread::enter() };
    let interp = th.interp();
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    let block = unsafe { &*interp.block };
    block.finalizing.set(1);
    wait_for_threads(th);
    while crate::eval::breaker::make_pending_calls(th).is_err() {
        th.write_unraisable(None);
    }
    if let Some(core) = lifecycle::core() {
        (core.at_exit)(th);
    }
    let mut status = super::stdio::flush(th);
    interp.finalizing.set(true);
    // SAFETY: the state of this thread.
    super::set_finalizing(Some(unsafe { &*th.as_ptr() }));
    _PyRuntime.initialized.set(0);
    _PyRuntime.core_initialized.set(0);
    super::signals::finalize(th);
    if crate::heap::gc::state().enabled.get() != 0 {
        crate::heap::gc::collect(NUM_GENERATIONS - 1, crate::heap::gc::Reason::Manual, th);
    }
    finalize_modules(th);
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
    end_interpreter(interp, th);
    call_exit_functions();
    _PyRuntime._initialized.set(0);
    status
}

/// Drops what the interpreter itself holds, and lets go of the running thread.
fn end_interpreter(interp: &'static Interp, th: &mut Thread) {
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    let block = unsafe { &*interp.block };
    block._ready.set(0);
    if super::audit::event::<0>(c"cpython.PyInterpreterState_Clear", || Ok([]), th).is_err() {
        th.clear_raised();
    }
    super::audit::clear(th);
    for field in [&block.sysdict, &block.builtins, &block.imports.modules] {
        field.set(None, th);
    }
    let state = th.as_ptr();
    // SAFETY: this thread's own state.
    thread::clear_state(unsafe { &*state }, th);
    thread::set_gilstate(std::ptr::null_mut());
    // SAFETY: this thread holds the interpreter, and nothing of it is used afterwards.
    unsafe { thread::detach() };
}

fn report(message: &str, th: &mut Thread) {
    let message = Str::new(message).ok();
    write_unraisable_message(message.as_deref(), th);
}

/// `threading._shutdown()`: waits for threads that are no daemons.
pub(super) fn wait_for_threads(th: &mut Thread) {
    let threading = Str::intern_str("threading").and_then(|name| crate::import::modules::get(&name, th));
    let Ok(threading) = threading else {
        report("Exception ignored on threading shutdown", th);
        return;
    };
    let Some(threading) = threading else {
        if th.is_raised() {
            report("Exception ignored on threading shutdown", th);
        }
        return;
    };
    let shutdown = Str::intern_str("_shutdown").and_then(|name| threading.call_method(&name, &[], th));
    if shutdown.is_err() {
        report("Exception ignored on threading shutdown", th);
    }
}

/// A line of `-v`.
fn say(text: &str, th: &mut Thread) {
    if config(th).verbose > 0
        && let Ok(text) = Str::new(&format!("# {text}\n"))
    {
        exceptions::write_to_stderr(&text, th);
    }
}

/// Attributes of `sys` that keep user objects alive; set to `None` first.
const SYS_DELETES: [&str; 10] = [
    "path",
    "argv",
    "ps1",
    "ps2",
    "last_exc",
    "last_type",
    "last_value",
    "last_traceback",
    "__interactivehook__",
    "meta_path",
];

/// Attributes of `sys` by which modules are found; set to `None` before anything else.
const SYS_IMPORTERS: [&str; 2] = ["path_importer_cache", "path_hooks"];

/// Standard streams are put back to what they were at the start.
const SYS_FILES: [(&str, &str); 3] = [("stdin", "__stdin__"), ("stdout", "__stdout__"), ("stderr", "__stderr__")];

/// Drops all modules.
pub fn finalize_modules(th: &mut Thread) {
    let interp = th.interp();
    let Some(modules) = interp.modules.get() else {
        return;
    };
    delete_special_names(th);
    // Weak references tell afterwards which modules something else still holds.
    let mut survivors: Vec<(Ref<Str>, Ref)> = Vec::new();
    let mut position = 0;
    let mut keys = Vec::new();
    while let Some((name, module)) = modules.next(&mut position) {
        if let (Ok(name), true) = (name.clone().downcast_into::<Str>(), Module::check(&module)) {
            if let Ok(weak) = WeakRef::new(&module, None, th) {
                survivors.push((name, weak));
            } else {
                th.clear_raised();
            }
        }
        keys.push(name);
    }
    for name in keys {
        if let Some(text) = name.downcast::<Str>() {
            let text = text.to_string_lossy().into_owned();
            say(&format!("cleanup[2] removing {text}"), th);
        }
        if modules.set(&name, none(), th).is_err() {
            report("Exception ignored on removing modules", th);
        }
    }
    modules.clear(th);
    restore_builtins(th);
    crate::heap::gc::collect_all_at_exit(th);
    crate::heap::gc::tell_uncollectable(th);
    let core: Vec<_> = [&interp.sysdict, &interp.builtins].into_iter().filter_map(Field::get).collect();
    for (name, weak) in survivors.iter().rev() {
        let Some(module) = weak.downcast::<WeakRef>().and_then(WeakRef::get) else {
            continue;
        };
        let Some(dict) = module.downcast::<Module>().map(Module::dict) else {
            continue;
        };
        if core.iter().any(|kept| kept.is(&dict)) {
            continue;
        }
        let name = name.to_string_lossy().into_owned();
        say(&format!("cleanup[3] wiping {name}"), th);
        clear_module_dict(&dict, th);
    }
    drop(survivors);
    drop(core);
    if let Some(sysdict) = interp.sysdict.get() {
        say("cleanup[3] wiping sys", th);
        clear_module_dict(&sysdict, th);
    }
    say("cleanup[3] wiping builtins", th);
    if let Some(builtins) = interp.builtins.get() {
        clear_module_dict(&builtins, th);
    }
}

/// What the program has put into `builtins` goes.
fn restore_builtins(th: &mut Thread) {
    let interp = th.interp();
    let (Some(builtins), Some(original)) = (interp.builtins.get(), interp.builtins_copy.get()) else { return };
    let restore = |th: &mut Thread| -> PyResult<()> {
        // Finalizers that run are to find builtins.
        let old = builtins.copy(th)?;
        builtins.clear(th);
        builtins.merge(&original, 1, th)?;
        drop(old);
        Ok(())
    };
    if restore(th).is_err() {
        report("Exception ignored on restoring builtins", th);
    }
}

fn clear_sys(name: &str, sysdict: &Dict, th: &mut Thread) {
    say(&format!("clear sys.{name}"), th);
    if Str::intern_str(name).and_then(|name| sysdict.set_str(&name, none(), th)).is_err() {
        report(&format!("Exception ignored on clearing sys.{name}"), th);
    }
}

fn delete_special_names(th: &mut Thread) {
    let interp = th.interp();
    if let Some(sysdict) = interp.sysdict.get() {
        for name in SYS_IMPORTERS {
            clear_sys(name, &sysdict, th);
        }
    }
    if let Some(builtins) = interp.builtins.get() {
        let name = Str::intern_str("_");
        say("clear builtins._", th);
        if name.and_then(|name| builtins.set_str(&name, none(), th)).is_err() {
            report("Exception ignored on setting builtin variable _", th);
        }
    }
    let Some(sysdict) = interp.sysdict.get() else {
        return;
    };
    for name in SYS_DELETES {
        clear_sys(name, &sysdict, th);
    }
    for (name, original) in SYS_FILES {
        say(&format!("restore sys.{name}"), th);
        let result = Str::intern_str(original).and_then(|original| {
            let value = sysdict.get_str(&original, th)?;
            let value = value.as_deref().unwrap_or(none());
            sysdict.set_str(&*Str::intern_str(name)?, value, th)
        });
        if result.is_err() {
            report(&format!("Exception ignored on restoring sys.{name}"), th);
        }
    }
}

/// `_PyModule_ClearDict`: names with one underscore first, then all but `__builtins__`.
fn clear_module_dict(dict: &Dict, th: &mut Thread) {
    let is_private = |name: &Str| {
        !name.is_empty() && name.char_at(0) == u32::from(b'_') && (name.len() < 2 || name.char_at(1) != u32::from(b'_'))
    };
    for private_only in [true, false] {
        let mut position = 0;
        let mut names = Vec::new();
        while let Some((name, value)) = dict.next(&mut position) {
            if let Ok(name) = name.downcast_into::<Str>()
                && !value.is(none())
                && (if private_only { is_private(&name) } else { !name.eq_ascii("__builtins__") })
            {
                names.push(name);
            }
        }
        for name in names {
            if dict.set_str(&name, none(), th).is_err() {
                th.clear_raised();
            }
        }
    }
}
