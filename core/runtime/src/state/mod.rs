//! Runtime, interpreter and thread state; the interpreter lock; configuration; start-up and shut-down.

pub mod audit;
pub mod breaker;
pub mod cmdline;
pub mod config;
pub mod cstdio;
pub mod dump;
pub mod environment;
pub mod fatal;
pub mod faults;
pub mod flags;
pub mod gil;
mod help;
pub mod interp;
pub mod lifecycle;
pub mod locale;
pub mod lock;
pub mod mutex;
pub mod parking;
pub mod pathconfig;
pub mod preconfig;
pub mod presys;
pub mod prompt;
pub mod pythonrun;
pub mod readline;
pub mod run;
pub mod signals;
pub mod stdio;
pub mod subinterp;
mod teardown;
pub mod thread;
pub mod version;
pub mod wide;
pub mod xi;

pub use config::{Config, Start, Stop};
pub use interp::{Interp, InterpAccess};
pub use thread::Detach;

use crate::prelude::*;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The thread that tears the runtime down, once `Py_FinalizeEx` has got that far.
static FINALIZING: AtomicPtr<PyThreadState> = AtomicPtr::new(std::ptr::null_mut());

/// Says which thread tears the runtime down; `None` takes it back.
pub fn set_finalizing(thread: Option<&PyThreadState>) {
    let state = thread.map_or(std::ptr::null_mut(), |thread| std::ptr::from_ref(thread).cast_mut());
    FINALIZING.store(state, Ordering::SeqCst);
    _PyRuntime._finalizing.store(state, Ordering::SeqCst);
    let id = thread.map_or(0, |thread| thread.thread_id.get());
    _PyRuntime._finalizing_id.store(id, Ordering::SeqCst);
}

/// The thread that tears the runtime down, or null.
pub fn finalizing_thread() -> *mut PyThreadState {
    FINALIZING.load(Ordering::SeqCst)
}

/// Whether the runtime is being torn down (`Py_IsFinalizing`).
pub fn is_finalizing() -> bool {
    !FINALIZING.load(Ordering::SeqCst).is_null()
}

/// Whether `thread` must not run Python code any more, because another thread is tearing the runtime down.
pub fn gil_must_not_return(thread: *mut PyThreadState) -> bool {
    let finalizing = FINALIZING.load(Ordering::SeqCst);
    !finalizing.is_null() && finalizing != thread
}

/// Runs the Python handlers of signals that have arrived (`_PyErr_CheckSignalsTstate`), in the main thread only.
pub fn handle_signals(th: &mut Thread) -> PyResult<()> {
    signals::handle(th)
}
