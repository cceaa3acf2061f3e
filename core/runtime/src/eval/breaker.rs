//! The eval breaker: what may interrupt the loop between instructions.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use crate::prelude::*;
use crate::state::breaker as bits;
use crate::state::{Detach, InterpAccess};

/// The bits of requests; the instrumentation version stands above them.
pub const EVENT_MASK: usize = bits::_PY_EVAL_EVENTS_MASK;

/// Whether anything is requested.
#[inline(always)]
pub fn is_requested(th: &Thread) -> bool {
    bits::is_set(th, EVENT_MASK)
}

/// `_Py_HandlePending`.
#[cold]
#[inline(never)]
pub fn handle_pending(th: &mut Thread) -> PyResult<()> {
    let requests = th.eval_breaker.load(Ordering::Relaxed);
    if requests & bits::_PY_SIGNALS_PENDING_BIT != 0 {
        crate::state::handle_signals(th)?;
    }
    if requests & bits::_PY_CALLS_TO_DO_BIT != 0 {
        make_pending_calls(th)?;
    }
    if requests & bits::_PY_GC_SCHEDULED_BIT != 0 {
        bits::clear(th, bits::_PY_GC_SCHEDULED_BIT);
        crate::heap::gc::run_scheduled(th);
    }
    if requests & bits::_PY_GIL_DROP_REQUEST_BIT != 0 {
        th.allow_threads(|| ());
    }
    if requests & bits::_PY_ASYNC_EXCEPTION_BIT != 0 {
        bits::clear(th, bits::_PY_ASYNC_EXCEPTION_BIT);
        if let Some(class) = th.async_exc.take() {
            return Err(super::unwind::raise_class(&class, th));
        }
    }
    Ok(())
}

/// Makes the calls that `Py_AddPendingCall` queued. A call that fails has set an exception; the rest stays queued.
pub fn make_pending_calls(th: &mut Thread) -> PyResult<()> {
    bits::clear(th, bits::_PY_CALLS_TO_DO_BIT);
    let interp = th.interp();
    let mut left = interp.pending_calls.lock().unwrap_or_else(PoisonError::into_inner).len();
    while left > 0 {
        left -= 1;
        let call = {
            let mut queue = interp.pending_calls.lock().unwrap_or_else(PoisonError::into_inner);
            if queue.is_empty() {
                return Ok(());
            }
            queue.remove(0)
        };
        // SAFETY: `Py_AddPendingCall`'s contract: the function takes this argument, on a thread that holds the interpreter.
        if unsafe { (call.function)(call.argument as *mut std::ffi::c_void) } < 0 {
            if !interp.pending_calls.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
                bits::set(th, bits::_PY_CALLS_TO_DO_BIT);
            }
            return Err(Raised);
        }
    }
    Ok(())
}
