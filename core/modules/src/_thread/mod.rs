//! `_thread`: threads and locks, what `threading` is made of.

mod handle;
mod local;
mod lock;

use std::ffi::c_int;
use std::sync::atomic::{AtomicUsize, Ordering};

use ks_runtime::prelude::*;
use ks_runtime::state::{Interp, signals, subinterp};

pub use handle::start_thread;
use handle::{HANDLE, ThreadHandle};
use local::LOCAL;
pub use lock::seconds;
pub use lock::timeout_of;
use lock::{LOCK, RLOCK, TIMEOUT_MAX, new_lock, own_ident};

use crate::record::Record;

/// `_thread._ExceptHookArgs`.
static EXCEPT_HOOK_ARGS: Record = Record::new(
    c"_thread._ExceptHookArgs",
    c"ExceptHookArgs\n\nWhat threading.excepthook() is given.",
    &[
        (c"exc_type", c"Exception type"),
        (c"exc_value", c"Exception value"),
        (c"exc_traceback", c"Exception traceback"),
        (c"thread", c"Thread"),
    ],
    4,
);

/// What the module keeps about an interpreter.
#[derive(Default)]
struct State {
    threads: handle::Threads,
    locals: local::Locals,
    /// The stack size of new threads, 0 for the system's.
    stack_size: AtomicUsize,
}

fn state(interp: &'static Interp) -> &'static State {
    let state = interp.thread_module.get_or_init(|| Box::new(State::default()));
    match state.downcast_ref() {
        Some(state) => state,
        None => ks_runtime::unwritten::fatal("an interpreter's state of _thread is not of _thread"),
    }
}

/// The smallest stack a thread can be given, in bytes.
const SMALLEST_STACK: usize = 32 * 1024;

/// `PyThread_get_stacksize`.
pub fn stack_size_of_new_threads(interp: &'static Interp) -> usize {
    state(interp).stack_size.load(Ordering::SeqCst)
}

/// `PyThread_set_stacksize`: false if it is too small.
pub fn set_stack_size(interp: &'static Interp, size: usize) -> bool {
    let fits = size == 0 || size >= SMALLEST_STACK;
    if fits {
        state(interp).stack_size.store(size, Ordering::SeqCst);
    }
    fits
}

/// In the child of `fork`: only this thread is left.
pub fn after_fork(th: &mut Thread) {
    handle::after_fork(th);
}

macro_rules! lock_makers {
    ($($name:ident)*) => {$(
        #[pyfunction(sig = "()", doc = "A new lock.")]
        fn $name() -> PyResult {
            new_lock()
        }
    )*};
}
lock_makers!(allocate_lock allocate);

#[pyfunction(sig = "()", doc = "A number that tells this thread from all others that run.")]
fn get_ident() -> u64 {
    own_ident()
}

#[pyfunction(sig = "()", doc = "The system's id of this thread.")]
fn get_native_id() -> i64 {
    // SAFETY: only asks who is running.
    unsafe { libc::syscall(libc::SYS_gettid) }
}

#[pyfunction(sig = "()", doc = "The number of threads that Python code started and that run.")]
fn _count(th: &Thread) -> usize {
    handle::running(th)
}

#[pyfunction(sig = "()", doc = "The id of the main thread.")]
fn _get_main_thread_ident() -> u64 {
    signals::main_thread_id()
}

#[pyfunction(sig = "()", doc = "Whether this is the main interpreter.")]
fn _is_main_interpreter(th: &mut Thread) -> bool {
    th.interp().id == 0
}

#[pyfunction(sig = "()", doc = "Whether this interpreter allows daemon threads.")]
fn daemon_threads_allowed(th: &Thread) -> bool {
    subinterp::has_feature(Py_RTFLAGS_DAEMON_THREADS, th)
}

macro_rules! exits {
    ($($name:ident)*) => {$(
        #[pyfunction(sig = "()", doc = "End this thread, by raising SystemExit.")]
        fn $name(th: &mut Thread) -> PyResult<()> {
            Err(th.raise_none(&exceptions::SystemExit))
        }
    )*};
}
exits!(exit exit_thread);

#[pyfunction(sig = "(signum=signal.SIGINT, /)", doc = "As if a signal had come: its handler runs in the main thread.")]
fn interrupt_main(#[arg(default = libc::SIGINT)] signum: c_int, th: &mut Thread) -> PyResult<()> {
    if !(1..signals::NSIG as c_int).contains(&signum) {
        return Err(raise!(th, ValueError, "signal number out of range"));
    }
    let ignored = match signals::handler(signum as usize) {
        None => true,
        Some(handler) => handler.is(none()) || Long::check(&handler),
    };
    if !ignored {
        signals::trip(signum);
    }
    Ok(())
}

#[pyfunction(sig = "(size=0, /)", doc = "Set the stack size of new threads, in bytes (0: the system's); the old one.")]
fn stack_size(#[arg(default = 0)] size: isize, th: &mut Thread) -> PyResult<usize> {
    if size < 0 {
        return Err(raise!(th, ValueError, "size must be 0 or a positive value"));
    }
    let old = stack_size_of_new_threads(th.interp());
    if !set_stack_size(th.interp(), size as usize) {
        return Err(raise!(th, ValueError, "size not valid: {size} bytes"));
    }
    Ok(old)
}

macro_rules! starters {
    ($($name:ident)*) => {$(
        #[pyfunction(
            sig = "(function, args, kwargs={}, /)",
            doc = "Start a thread that calls a function with these arguments; the thread's id."
        )]
        fn $name(function: &Object, args: &Object, kwargs: Option<&Object>, th: &mut Thread) -> PyResult<u64> {
            handle::start_new(function, args, kwargs, th)
        }
    )*};
}
starters!(start_new_thread start_new);

#[pyfunction(
    sig = "(function, handle=None, daemon=True)",
    doc = "Start a thread that calls a function without arguments, and can be waited for; its handle."
)]
fn start_joinable_thread(function: &Object, handle: Option<&Object>, daemon: bool, th: &mut Thread) -> PyResult {
    handle::start_joinable(function, handle, daemon, th)
}

#[pyfunction(sig = "(ident, /)", doc = "A handle of a thread that runs already.")]
fn _make_thread_handle(ident: &Object, th: &mut Thread) -> PyResult {
    let Some(ident) = ident.downcast::<Long>() else {
        return Err(raise!(th, TypeError, "ident must be an integer"));
    };
    let ident = ident.to_u64(th)?;
    ThreadHandle::running(ident, th)
}

#[pyfunction(sig = "()", doc = "Wait for all threads that are no daemons.")]
fn _shutdown(th: &mut Thread) -> PyResult<()> {
    handle::shutdown(th)
}

#[pyfunction(sig = "(args, /)", doc = "Report an exception that ended a thread, on sys.stderr.")]
fn _excepthook(args: &Object, th: &mut Thread) -> PyResult<()> {
    handle::excepthook(args, &EXCEPT_HOOK_ARGS, th)
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(module) = module.downcast::<Module>() else { return Err(th.bad_internal_call()) };
    module.add_type(&LOCK, th)?;
    module.add("LockType", LOCK.as_object(), th)?;
    module.add_type(&RLOCK, th)?;
    module.add_type(&LOCAL, th)?;
    module.add_type(&HANDLE, th)?;
    module.add("error", exceptions::RuntimeError.as_object(), th)?;
    module.add("TIMEOUT_MAX", &*Float::new(TIMEOUT_MAX)?, th)?;
    EXCEPT_HOOK_ARGS.add_to(module, "_ExceptHookArgs", th)
}

pymodule! {
    name = "_thread",
    init = PyInit__thread,
    doc = "Threads and locks; threading builds on it and is the module to use.",
    functions = [
        start_new_thread, start_new, start_joinable_thread, daemon_threads_allowed, allocate_lock, allocate,
        exit_thread, exit, interrupt_main, get_ident, get_native_id, _count, stack_size, _excepthook,
        _is_main_interpreter, _shutdown, _make_thread_handle, _get_main_thread_ident,
    ],
    exec = exec,
}
