//! The import lock: a recursive lock per process, as `_imp.acquire_lock` shows it.

use std::cell::Cell;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::prelude::*;

struct State {
    /// The native thread that holds the lock; 0 for none.
    owner: Cell<u64>,
    level: Cell<usize>,
}

static LOCK: Mutex<()> = Mutex::new(());
static FREED: Condvar = Condvar::new();
struct Shared(State);
// SAFETY: read and written only by the thread that holds the interpreter.
unsafe impl Sync for Shared {}
static STATE: Shared = Shared(State { owner: Cell::new(0), level: Cell::new(0) });

fn me() -> u64 {
    // SAFETY: only asks who is running.
    unsafe { libc::pthread_self() }
}

/// `_imp.lock_held`.
pub fn is_held() -> bool {
    STATE.0.owner.get() != 0
}

/// `_imp.acquire_lock`: waits, without the interpreter, while another thread holds it.
pub fn acquire(th: &mut Thread) {
    let state = &STATE.0;
    while state.owner.get() != 0 && state.owner.get() != me() {
        th.allow_threads(|| {
            let guard = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
            // Bounded, since the owner may let go between the test above and the wait.
            let wait = FREED.wait_timeout(guard, std::time::Duration::from_millis(5));
            drop(wait.unwrap_or_else(PoisonError::into_inner));
        });
    }
    state.owner.set(me());
    state.level.set(state.level.get() + 1);
}

/// `_imp.release_lock`.
///
/// # Errors
/// `RuntimeError` if this thread does not hold it.
pub fn release(th: &mut Thread) -> PyResult<()> {
    let state = &STATE.0;
    if state.owner.get() != me() || state.level.get() == 0 {
        return Err(raise!(th, RuntimeError, "not holding the import lock"));
    }
    state.level.set(state.level.get() - 1);
    if state.level.get() == 0 {
        state.owner.set(0);
        FREED.notify_one();
    }
    Ok(())
}

/// In the child of `fork`: other threads' holds are void.
pub fn after_fork() {
    let state = &STATE.0;
    if state.owner.get() != me() {
        state.owner.set(0);
        state.level.set(0);
    }
}
