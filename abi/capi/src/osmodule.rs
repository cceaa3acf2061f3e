//! `osmodule.h`, `intrcheck.h`: paths, forking, signals.

use std::ffi::c_int;

use ks_modules::posix::process;
use ks_runtime::prelude::*;
use ks_runtime::state::signals;

/// A path as str or bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_FSPath(path: &Object) -> PyResult {
    // SAFETY: the caller holds the interpreter.
    fspath::fs_path(path, unsafe { Thread::enter() })
}

/// What must be done before `fork`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_BeforeFork() {
    // SAFETY: the caller holds the interpreter.
    process::before_fork(unsafe { Thread::enter() });
}

/// What must be done after `fork`, in the parent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_AfterFork_Parent() {
    // SAFETY: the caller holds the interpreter.
    process::after_fork_parent(unsafe { Thread::enter() });
}

/// What must be done after `fork`, in the child.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_AfterFork_Child() {
    // SAFETY: the caller holds the interpreter.
    process::after_fork_child(unsafe { Thread::enter() });
}

/// The old name of [`PyOS_AfterFork_Child`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_AfterFork() {
    // SAFETY: as above.
    unsafe { PyOS_AfterFork_Child() }
}

/// As if a signal had come; -1 for a number out of range.
#[unsafe(no_mangle)]
pub extern "C" fn PyErr_SetInterruptEx(signal: c_int) -> c_int {
    if !(1..signals::NSIG as c_int).contains(&signal) {
        return -1;
    }
    let handled =
        signals::handler(signal as usize).is_some_and(|handler| !handler.is(none()) && !Long::check(&handler));
    if handled {
        signals::trip(signal);
    }
    0
}

/// As if SIGINT had come.
#[unsafe(no_mangle)]
pub extern "C" fn PyErr_SetInterrupt() {
    PyErr_SetInterruptEx(libc::SIGINT);
}

/// The C handler of a signal.
#[unsafe(no_mangle)]
pub extern "C" fn PyOS_getsig(signal: c_int) -> usize {
    // SAFETY: a struct of ours; only asks.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(signal, std::ptr::null(), &raw mut action) < 0 {
            return libc::SIG_ERR;
        }
        action.sa_sigaction
    }
}

/// Sets the C handler of a signal; the old one.
#[unsafe(no_mangle)]
pub extern "C" fn PyOS_setsig(signal: c_int, handler: usize) -> usize {
    signals::install(signal, handler)
}

/// Whether SIGINT has come, which is forgotten then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_InterruptOccurred() -> c_int {
    // SAFETY: the caller holds the interpreter.
    let th = unsafe { Thread::enter() };
    c_int::from(signals::is_main_thread(th) && signals::take(libc::SIGINT))
}

/// Whether this is the main thread of the main interpreter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyOS_IsMainThread() -> c_int {
    // SAFETY: the caller holds the interpreter.
    c_int::from(signals::is_main_thread(unsafe { Thread::enter() }))
}

/// Sets the descriptor that signals are written to (-1: none); the old one.
#[unsafe(no_mangle)]
pub extern "C" fn PySignal_SetWakeupFd(fd: c_int) -> c_int {
    signals::set_wakeup_fd(fd.max(-1), true)
}
