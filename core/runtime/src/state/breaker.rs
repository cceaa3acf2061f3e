//! The evaluation loop's breaker: reasons to leave the fast path, as bits of `PyThreadState.eval_breaker`
//! (`pycore_ceval.h`). The bits above the low eight are the instrumentation version.

use std::sync::atomic::Ordering;

use crate::layout::PyThreadState;

/// Another thread waits for the interpreter lock.
pub const _PY_GIL_DROP_REQUEST_BIT: usize = 1 << 0;
/// A signal arrived whose Python handler has not run.
pub const _PY_SIGNALS_PENDING_BIT: usize = 1 << 1;
/// `Py_AddPendingCall` has queued something.
pub const _PY_CALLS_TO_DO_BIT: usize = 1 << 2;
/// `PyThreadState_SetAsyncExc` has set something.
pub const _PY_ASYNC_EXCEPTION_BIT: usize = 1 << 3;
/// A cycle collection is due.
pub const _PY_GC_SCHEDULED_BIT: usize = 1 << 4;
/// All reasons.
pub const _PY_EVAL_EVENTS_MASK: usize = (1 << 8) - 1;

/// Gives a thread a reason to leave its loop. Safe from any thread and from signal handlers.
#[inline]
pub fn set(thread: &PyThreadState, bit: usize) {
    thread.eval_breaker.fetch_or(bit, Ordering::SeqCst);
}

/// Takes a reason back.
#[inline]
pub fn clear(thread: &PyThreadState, bit: usize) {
    thread.eval_breaker.fetch_and(!bit, Ordering::SeqCst);
}

/// Whether any of `bits` is set.
#[inline(always)]
pub fn is_set(thread: &PyThreadState, bits: usize) -> bool {
    thread.eval_breaker.load(Ordering::Relaxed) & bits != 0
}
