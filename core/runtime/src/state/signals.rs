//! Signals: what the C handler notes, and the Python handlers that run for it in the main thread.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, Ordering};

use super::breaker;
use crate::abstract_::ObjectOps;
use crate::eval::IFrame;
use crate::prelude::*;

/// One more than the highest signal number.
pub const NSIG: usize = 65;

/// Signals that have come and whose handlers have not run.
static TRIPPED: [AtomicBool; NSIG] = [const { AtomicBool::new(false) }; NSIG];
static ANY_TRIPPED: AtomicBool = AtomicBool::new(false);

struct Handlers([Field; NSIG]);
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for Handlers {}
/// What `signal.getsignal` shows: a callable, `SIG_DFL`, `SIG_IGN`, or None for what others installed.
static HANDLERS: Handlers = Handlers([Field::NULL; NSIG]);

/// The thread state that handlers run on.
static MAIN: AtomicPtr<PyThreadState> = AtomicPtr::new(std::ptr::null_mut());

/// The descriptor of `signal.set_wakeup_fd`, -1 for none.
static WAKEUP_FD: AtomicI32 = AtomicI32::new(-1);
static WARN_ON_FULL_BUFFER: AtomicBool = AtomicBool::new(true);
/// The error number of a failed write to it, to be reported.
static WAKEUP_ERROR: AtomicI32 = AtomicI32::new(0);

/// Says that the running thread is the main one.
pub fn set_main_thread(state: &PyThreadState) {
    MAIN.store(std::ptr::from_ref(state).cast_mut(), Ordering::SeqCst);
    _PyRuntime.main_thread.set(state.thread_id.get());
}

/// Whether this is the main thread of the main interpreter.
pub fn is_main_thread(th: &Thread) -> bool {
    std::ptr::eq(MAIN.load(Ordering::Relaxed), th.as_ptr())
}

/// The native id of the main thread.
pub fn main_thread_id() -> u64 {
    _PyRuntime.main_thread.get()
}

/// In the child of `fork`: the running thread is the main one, and signals of the parent are not its.
pub fn after_fork(th: &mut Thread) {
    set_main_thread(th);
    ANY_TRIPPED.store(false, Ordering::SeqCst);
    TRIPPED.iter().for_each(|tripped| tripped.store(false, Ordering::SeqCst));
}

/// The handler of a signal, as Python sees it.
pub fn handler(signal: usize) -> Option<Ref> {
    HANDLERS.0.get(signal).and_then(Field::get)
}

/// Sets the handler, as Python sees it; the old one.
pub fn set_handler(signal: usize, handler: Option<Ref>) -> Option<Ref> {
    HANDLERS.0.get(signal).and_then(|field| field.replace(handler))
}

/// Sets descriptor and warning; the old descriptor.
pub fn set_wakeup_fd(fd: c_int, warn_on_full_buffer: bool) -> c_int {
    WARN_ON_FULL_BUFFER.store(warn_on_full_buffer, Ordering::SeqCst);
    WAKEUP_FD.swap(fd, Ordering::SeqCst)
}

/// Notes that a signal has come. Safe in signal handlers.
pub fn trip(signal: c_int) {
    let Some(tripped) = TRIPPED.get(signal as usize) else { return };
    tripped.store(true, Ordering::SeqCst);
    ANY_TRIPPED.store(true, Ordering::SeqCst);
    // SAFETY: the main thread's state lives as long as the runtime.
    if let Some(main) = unsafe { MAIN.load(Ordering::SeqCst).as_ref() } {
        breaker::set(main, breaker::_PY_SIGNALS_PENDING_BIT);
    }
    let fd = WAKEUP_FD.load(Ordering::SeqCst);
    if fd != -1 {
        let byte = signal as u8;
        // SAFETY: one byte of ours; a write is safe in signal handlers.
        unsafe {
            if libc::write(fd, (&raw const byte).cast::<c_void>(), 1) < 0 {
                let errno = *libc::__errno_location();
                let full = errno == libc::EAGAIN;
                if !full || WARN_ON_FULL_BUFFER.load(Ordering::SeqCst) {
                    WAKEUP_ERROR.store(errno, Ordering::SeqCst);
                }
            }
        }
    }
}

/// Whether a signal has come; it is taken as handled.
pub fn take(signal: c_int) -> bool {
    TRIPPED.get(signal as usize).is_some_and(|tripped| tripped.swap(false, Ordering::SeqCst))
}

/// The C handler of all signals that Python handles.
pub extern "C" fn c_handler(signal: c_int) {
    // SAFETY: the interrupted code's `errno` is put back.
    unsafe {
        let errno = *libc::__errno_location();
        trip(signal);
        *libc::__errno_location() = errno;
    }
}

/// Installs a C handler; `SIG_ERR` for a failure, with `errno` set.
pub fn install(signal: c_int, handler: libc::sighandler_t) -> libc::sighandler_t {
    // SAFETY: structs of ours; the handler is one of the system's values or a function.
    unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        let mut old: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = handler;
        libc::sigemptyset(&raw mut new.sa_mask);
        // A handler may run on the alternate stack if there is one.
        new.sa_flags = if handler > 1 { libc::SA_ONSTACK } else { 0 };
        if libc::sigaction(signal, &raw const new, &raw mut old) < 0 { libc::SIG_ERR } else { old.sa_sigaction }
    }
}

fn report_wakeup_error(th: &mut Thread) {
    let errno = WAKEUP_ERROR.swap(0, Ordering::SeqCst);
    if errno == 0 {
        return;
    }
    let saved = th.take_raised();
    let Raised = th.raise_os_error(errno, None);
    if let Ok(message) = Str::new("Exception ignored when trying to write to the signal wakeup fd") {
        exceptions::write_unraisable_message(Some(&message), th);
    }
    if let Some(saved) = saved {
        let Raised = th.restore_raised(saved);
    }
}

/// Runs the Python handlers of signals that have arrived, in the main thread only.
///
/// # Errors
/// What a handler raises; the rest runs later.
pub fn handle(th: &mut Thread) -> PyResult<()> {
    if !ANY_TRIPPED.load(Ordering::Relaxed) || !is_main_thread(th) {
        return Ok(());
    }
    breaker::clear(th, breaker::_PY_SIGNALS_PENDING_BIT);
    ANY_TRIPPED.store(false, Ordering::SeqCst);
    report_wakeup_error(th);
    for (signal, tripped) in TRIPPED.iter().enumerate().skip(1) {
        if !tripped.swap(false, Ordering::SeqCst) {
            continue;
        }
        let function = match handler(signal) {
            Some(function) if !function.is(none()) && !Long::check(&function) => function,
            _ => {
                // The handler was taken away between the signal and now.
                let Raised = raise!(th, OSError, "Signal {signal} ignored due to race condition");
                th.write_unraisable(None);
                continue;
            }
        };
        if let Err(raised) = call(&function, signal, th) {
            ANY_TRIPPED.store(true, Ordering::SeqCst);
            breaker::set(th, breaker::_PY_SIGNALS_PENDING_BIT);
            return Err(raised);
        }
    }
    Ok(())
}

fn call(function: &Object, signal: usize, th: &mut Thread) -> PyResult<()> {
    let frame = match IFrame::first_complete(IFrame::current(th)) {
        Some(frame) => frame.frame_object(th)?.into_object(),
        None => none().to_ref(),
    };
    let number = Long::from_usize(signal)?;
    function.call(&[&number, &frame], th).map(drop)
}

/// Ignores the signals that would end the process where Python raises instead, and takes SIGINT over by importing
/// `_signal`.
///
/// # Errors
/// What importing raises.
pub fn initialize(install: bool, th: &mut Thread) -> PyResult<()> {
    if !install {
        return Ok(());
    }
    // SAFETY: as CPython's start does.
    unsafe {
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
    crate::import::import_module(&*Str::intern_str("_signal")?, th).map(drop)
}

/// Forgets the handlers, when the runtime ends: their objects must not be held.
pub fn finalize(th: &mut Thread) {
    for signal in 1..NSIG {
        let Some(handler) = set_handler(signal, None) else { continue };
        if !handler.is(none()) && !Long::check(&handler) {
            install(signal as c_int, libc::SIG_DFL);
        }
        drop(handler);
    }
    let _ = th;
}
