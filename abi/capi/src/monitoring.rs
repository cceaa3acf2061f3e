//! `cpython/monitoring.h`: events of code that is not Python's but wants to be watched like it.

use std::ffi::c_int;

use ks_runtime::eval::interp::block;
use ks_runtime::eval::monitoring::{self, event};
use ks_runtime::prelude::*;

/// Brings the states of the events of a scope up to date, if anything has changed since.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMonitoring_EnterScope(
    states: *const PyMonitoringState,
    version: *mut u64,
    events: *const u8,
    count: isize,
) -> c_int {
    // SAFETY: C callers hold the interpreter; so throughout this file. The arrays have that many items.
    unsafe {
        let th = Thread::enter();
        let now = block(th).ceval.instrumentation_version.get() as u64;
        if *version == now {
            return 0;
        }
        for at in 0..count.max(0) as usize {
            let event = usize::from(*events.add(at));
            // Events without tools of their own go with calls.
            let watched = if event < event::UNGROUPED { event } else { event::CALL };
            (*states.add(at)).active.set(monitoring::global_tools(watched, th));
        }
        *version = now;
    }
    0
}

#[unsafe(no_mangle)]
pub extern "C" fn PyMonitoring_ExitScope() -> c_int {
    0
}

/// Tells the tools of an event; 0, or -1 with an exception.
///
/// # Safety
/// Called by C with the interpreter held.
unsafe fn fire(
    state: &PyMonitoringState,
    code: Option<&Object>,
    offset: i32,
    event: usize,
    args: impl FnOnce(&mut Thread) -> PyResult<Vec<Ref>>,
) -> c_int {
    // SAFETY: the caller's promise.
    let th = unsafe { Thread::enter() };
    let result = (|| {
        let Some(code) = code else {
            return Err(raise!(th, ValueError, "NULL codelike"));
        };
        if offset < 0 {
            return Err(raise!(th, ValueError, "offset must be non-negative"));
        }
        let args = args(th)?;
        let mut all = vec![code.to_ref()];
        if event != event::LINE {
            all.push(Long::from_i64(i64::from(offset))?.into_object());
        }
        all.extend(args);
        let borrowed: Vec<&Object> = all.iter().map(|object| &**object).collect();
        monitoring::fire_from_c(event, &state.active, &borrowed, th)
    })();
    if result.is_ok() { 0 } else { -1 }
}

/// As [`fire`] with the exception set, which stays set if nothing goes wrong.
///
/// # Safety
/// As that function.
unsafe fn fire_exception(state: &PyMonitoringState, code: Option<&Object>, offset: i32, event: usize) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let Some(exception) = Thread::enter().take_raised() else { return 0 };
        let status = fire(state, code, offset, event, |_| Ok(vec![exception.clone()]));
        if status == 0 {
            let Raised = Thread::enter().restore_raised(exception);
        }
        status
    }
}

macro_rules! plain {
    ($($name:ident $event:ident;)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(state: &PyMonitoringState, code: Option<&Object>, offset: i32) -> c_int {
            // SAFETY: as above.
            unsafe { fire(state, code, offset, event::$event, |_| Ok(Vec::new())) }
        }
    )*};
}
plain! {
    _PyMonitoring_FirePyStartEvent PY_START;
    _PyMonitoring_FirePyResumeEvent PY_RESUME;
}

macro_rules! with_object {
    ($($name:ident $event:ident;)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(
            state: &PyMonitoringState,
            code: Option<&Object>,
            offset: i32,
            value: &Object,
        ) -> c_int {
            // SAFETY: as above.
            unsafe { fire(state, code, offset, event::$event, |_| Ok(vec![value.to_ref()])) }
        }
    )*};
}
with_object! {
    _PyMonitoring_FirePyReturnEvent PY_RETURN;
    _PyMonitoring_FirePyYieldEvent PY_YIELD;
    _PyMonitoring_FireJumpEvent JUMP;
    _PyMonitoring_FireBranchEvent BRANCH;
}

macro_rules! of_calls {
    ($($name:ident $event:ident;)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(
            state: &PyMonitoringState,
            code: Option<&Object>,
            offset: i32,
            callable: &Object,
            argument: &Object,
        ) -> c_int {
            // SAFETY: as above.
            unsafe { fire(state, code, offset, event::$event, |_| Ok(vec![callable.to_ref(), argument.to_ref()])) }
        }
    )*};
}
of_calls! {
    _PyMonitoring_FireCallEvent CALL;
    _PyMonitoring_FireCReturnEvent C_RETURN;
    _PyMonitoring_FireCRaiseEvent C_RAISE;
}

macro_rules! with_exception {
    ($($name:ident $event:ident;)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(state: &PyMonitoringState, code: Option<&Object>, offset: i32) -> c_int {
            // SAFETY: as above.
            unsafe { fire_exception(state, code, offset, event::$event) }
        }
    )*};
}
with_exception! {
    _PyMonitoring_FirePyThrowEvent PY_THROW;
    _PyMonitoring_FireRaiseEvent RAISE;
    _PyMonitoring_FireReraiseEvent RERAISE;
    _PyMonitoring_FireExceptionHandledEvent EXCEPTION_HANDLED;
    _PyMonitoring_FirePyUnwindEvent PY_UNWIND;
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyMonitoring_FireLineEvent(
    state: &PyMonitoringState,
    code: Option<&Object>,
    offset: i32,
    line: c_int,
) -> c_int {
    // SAFETY: as above.
    unsafe { fire(state, code, offset, event::LINE, |_| Ok(vec![Long::from_i64(i64::from(line))?.into_object()])) }
}

/// The event has the `StopIteration` that would carry the value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyMonitoring_FireStopIterationEvent(
    state: &PyMonitoringState,
    code: Option<&Object>,
    offset: i32,
    value: &Object,
) -> c_int {
    // SAFETY: as above.
    unsafe {
        fire(state, code, offset, event::STOP_ITERATION, |th| {
            let Raised = genobject::set_stop_iteration_value(value, th);
            th.take_raised().map(|exception| vec![exception]).ok_or(Raised)
        })
    }
}
