//! `Py_FatalError`: the end of the process, with all that may help to find out why.

use std::ffi::CStr;

use super::config::Stop;
use super::dump::{Out, dump_extension_modules, dump_threads};
use super::interp::Interp;
use super::{faults, lifecycle, stdio, thread};
use crate::prelude::*;

/// Prints the message, the state of the runtime, and the exception that is set or else the stacks of all threads; then aborts.
#[cold]
pub fn fatal_error(function: Option<&[u8]>, message: &[u8]) -> ! {
    report(function, message);
    std::process::abort()
}

/// As [`fatal_error`], for text.
#[cold]
pub fn abort(function: Option<&str>, message: &str) -> ! {
    fatal_error(function.map(str::as_bytes), message.as_bytes())
}

/// `Py_ExitStatusException`: ends a process whose start failed or whose work was done by the start.
pub fn exit_status(stop: Stop) -> ! {
    let code = match stop {
        Stop::Exit(code) => code,
        Stop::Error(function, message) => {
            report(function.map(CStr::to_bytes), message.to_bytes());
            1
        }
    };
    // SAFETY: ends the process, as the C program asked.
    unsafe { libc::exit(code) }
}

/// Prints what is wrong and what may help to find out why.
fn report(function: Option<&[u8]>, message: &[u8]) {
    use std::sync::atomic::{AtomicBool, Ordering};
    static BEGUN: AtomicBool = AtomicBool::new(false);
    let out = Out(libc::STDERR_FILENO);
    // A fatal error while one is reported ends at once.
    if BEGUN.swap(true, Ordering::SeqCst) {
        std::process::abort();
    }
    out.text("Fatal Python error: ");
    if let Some(function) = function {
        out.bytes(function);
        out.text(": ");
    }
    out.bytes(message);
    out.text("\n");
    dump_runtime(out);
    let current = Thread::current_ptr();
    let known = thread::gilstate();
    if current.is_null() && known.is_null() && Interp::main().is_none() {
        out.text("\n");
        return;
    }
    let holds = !known.is_null() && std::ptr::eq(known, current);
    // SAFETY: thread states of this thread; if it holds the interpreter, it may use objects. Else nothing but reading is
    // done, and the process dies afterwards.
    unsafe {
        let state = if current.is_null() { known } else { current };
        let interp = state.as_ref().map(|state| state.interp()).or_else(Interp::main);
        if !(holds && print_exception(Thread::enter())) {
            out.text("\n");
            let _ = dump_threads(out, interp, known);
        }
        if let Some(interp) = interp {
            dump_extension_modules(out, interp);
        }
        faults::restore_fatal();
        if holds {
            stdio::flush(Thread::enter());
        }
    }
}

fn dump_runtime(out: Out) {
    out.text("Python runtime state: ");
    let finalizing = super::finalizing_thread();
    if !finalizing.is_null() {
        out.text("finalizing (tstate=0x");
        out.hexadecimal(finalizing as u64, 16);
        out.text(")");
    } else if lifecycle::is_initialized() {
        out.text("initialized");
    } else if _PyRuntime.core_initialized.get() != 0 {
        out.text("core initialized");
    } else if _PyRuntime.preinitialized.get() != 0 {
        out.text("preinitialized");
    } else if _PyRuntime.preinitializing.get() != 0 {
        out.text("preinitializing");
    } else {
        out.text("unknown");
    }
    out.text("\n");
}

/// Prints the exception that is set with its traceback; false if there is none.
fn print_exception(th: &mut Thread) -> bool {
    let Some(exception) = th.take_raised() else { return false };
    let stderr = th.interp().sysdict.get().and_then(|sys| sys.get_str(id!(stderr), th).ok().flatten());
    if stderr.is_none_or(|stderr| stderr.is(none())) {
        return false;
    }
    traceback::print_exception(&exception, th);
    let traceback = exception.downcast::<BaseException>().and_then(|exception| exception.layout().traceback.get());
    if stdio::flush(th) < 0 {
        th.clear_raised();
    }
    traceback.is_some()
}
