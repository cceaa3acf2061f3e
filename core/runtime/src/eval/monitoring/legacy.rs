//! `sys.settrace` and `sys.setprofile`, on top of monitoring.

use std::ffi::{c_int, c_void};

use super::{SYS_PROFILE_TOOL, SYS_TRACE_TOOL, event, set_events};
use crate::eval::frame::IFrame;
use crate::eval::interp::block;
use crate::prelude::*;

/// `PyTrace_*`.
pub const TRACE_CALL: c_int = 0;
pub const TRACE_EXCEPTION: c_int = 1;
pub const TRACE_LINE: c_int = 2;
pub const TRACE_RETURN: c_int = 3;
pub const TRACE_C_CALL: c_int = 4;
pub const TRACE_C_EXCEPTION: c_int = 5;
pub const TRACE_C_RETURN: c_int = 6;
pub const TRACE_OPCODE: c_int = 7;

const TRACE_EVENTS: u32 = 1 << event::PY_START
    | 1 << event::PY_RESUME
    | 1 << event::PY_RETURN
    | 1 << event::PY_YIELD
    | 1 << event::RAISE
    | 1 << event::LINE
    | 1 << event::JUMP
    | 1 << event::BRANCH
    | 1 << event::PY_UNWIND
    | 1 << event::PY_THROW
    | 1 << event::STOP_ITERATION;
const PROFILE_EVENTS: u32 = 1 << event::PY_START
    | 1 << event::PY_RESUME
    | 1 << event::PY_RETURN
    | 1 << event::PY_YIELD
    | 1 << event::CALL
    | 1 << event::PY_UNWIND
    | 1 << event::PY_THROW;

/// Tells the thread's trace or profile function of an event; true: no more of it at this place.
pub(super) fn tell(tool: usize, event: usize, args: &[&Object], th: &mut Thread) -> PyResult<bool> {
    if tool == SYS_PROFILE_TOOL { profile(event, args, th) } else { trace(event, args, th) }
}

/// The running frame's object.
fn frame_object(th: &mut Thread) -> PyResult<Ref<Frame>> {
    match IFrame::first_complete(IFrame::current(th)) {
        Some(frame) => frame.frame_object(th),
        None => Err(raise!(th, SystemError, "Missing frame when calling trace function.")),
    }
}

fn call(
    function: Py_tracefunc,
    argument: Option<Ref>,
    what: c_int,
    value: *mut Object,
    th: &mut Thread,
) -> PyResult<()> {
    let frame = frame_object(th)?;
    let argument = argument.unwrap_or_else(|| none().to_ref());
    // SAFETY: a trace function's contract: object, frame, event, value or NULL.
    let status = unsafe { function(&argument, frame.as_ptr().cast::<c_void>(), what, value) };
    if status < 0 { Err(Raised) } else { Ok(()) }
}

fn profile(event: usize, args: &[&Object], th: &mut Thread) -> PyResult<bool> {
    let Some(function) = th.c_profilefunc.get() else { return Ok(false) };
    let value = |index: usize| args.get(index).map_or(none().as_ptr(), |value| value.as_ptr());
    let is_c = |callable: &Object| !Function::check(callable) && !Method::check(callable);
    let (what, value) = match event {
        event::PY_START | event::PY_RESUME | event::PY_THROW => (TRACE_CALL, none().as_ptr()),
        event::PY_RETURN | event::PY_YIELD => (TRACE_RETURN, value(2)),
        event::PY_UNWIND => (TRACE_RETURN, std::ptr::null_mut()),
        event::CALL | event::C_RETURN | event::C_RAISE => {
            let Some(&callable) = args.get(2) else { return Ok(false) };
            // A bound method of a C function is shown as that function.
            let callable = callable.downcast::<Method>().map_or(callable, |method| method.function());
            if !is_c(callable) {
                return Ok(false);
            }
            // A method of a C type is shown bound.
            let bound;
            let mut shown: &Object = callable;
            if std::ptr::eq(callable.ob_type(), &descrobject::PyMethodDescr_Type) {
                if args.get(3).is_none_or(|first| first.is(&super::MISSING)) {
                    return Ok(false);
                }
                if let (Some(get), Some(first)) = (callable.ob_type().tp_descr_get.get(), args.get(3)) {
                    // SAFETY: a slot of the descriptor's type.
                    bound = unsafe { get(callable, Some(first), Some(first.ob_type())) }?;
                    shown = &bound;
                }
            }
            if !CFunction::check(shown) {
                return Ok(false);
            }
            let what = match event {
                event::CALL => TRACE_C_CALL,
                event::C_RETURN => TRACE_C_RETURN,
                _ => TRACE_C_EXCEPTION,
            };
            call(function, th.c_profileobj.get(), what, shown.as_ptr(), th)?;
            return Ok(false);
        }
        _ => return Ok(false),
    };
    call(function, th.c_profileobj.get(), what, value, th)?;
    Ok(false)
}

/// A line event, with the line to be seen in `f_lineno`.
fn trace_line(function: Py_tracefunc, line: c_int, th: &mut Thread) -> PyResult<()> {
    let frame = frame_object(th)?;
    if line < 0 || frame.layout().f_trace_lines.get() == 0 {
        return Ok(());
    }
    frame.layout().f_lineno.set(line);
    let result = call(function, th.c_traceobj.get(), TRACE_LINE, none().as_ptr(), th);
    frame.layout().f_lineno.set(0);
    result
}

fn trace(event: usize, args: &[&Object], th: &mut Thread) -> PyResult<bool> {
    let Some(function) = th.c_tracefunc.get() else { return Ok(false) };
    let value = |index: usize| args.get(index).map_or(none().as_ptr(), |value| value.as_ptr());
    let (what, value) = match event {
        event::PY_START | event::PY_RESUME | event::PY_THROW => (TRACE_CALL, none().as_ptr()),
        event::PY_RETURN | event::PY_YIELD => (TRACE_RETURN, value(2)),
        event::PY_UNWIND => (TRACE_RETURN, std::ptr::null_mut()),
        event::LINE => {
            let line = args.get(2).and_then(|line| line.downcast::<Long>()).and_then(Long::compact_value).unwrap_or(-1);
            trace_line(function, line as c_int, th)?;
            return Ok(false);
        }
        event::JUMP | event::BRANCH => {
            let number = |index: usize| {
                args.get(index).and_then(|n| n.downcast::<Long>()).and_then(Long::compact_value).unwrap_or(0) as c_int
            };
            let (from, to) = (number(1), number(2));
            if to > from {
                return Ok(true);
            }
            // A jump back to another line is told by the line's own event.
            let Some(code) = args.first().and_then(|code| code.downcast::<Code>()) else { return Ok(true) };
            let line = code.addr2line(from);
            if line != code.addr2line(to) {
                return Ok(true);
            }
            trace_line(function, line, th)?;
            return Ok(false);
        }
        event::INSTRUCTION => {
            let frame = frame_object(th)?;
            if frame.layout().f_trace_opcodes.get() == 0 {
                return Ok(false);
            }
            (TRACE_OPCODE, none().as_ptr())
        }
        event::RAISE | event::STOP_ITERATION => {
            let Some(exception) = args.get(2) else { return Ok(false) };
            // SAFETY: the argument of these events is an exception.
            let traceback = unsafe { exception.cast_unchecked::<BaseException>() }.layout().traceback.get();
            let traceback = traceback.unwrap_or_else(|| none().to_ref());
            let class: &Object = exception.ob_type();
            let triple = Tuple::new(&[class, exception, &traceback])?;
            call(function, th.c_traceobj.get(), TRACE_EXCEPTION, triple.as_object().as_ptr(), th)?;
            return Ok(false);
        }
        _ => return Ok(false),
    };
    call(function, th.c_traceobj.get(), what, value, th)?;
    Ok(false)
}

/// `_PyEval_SetTrace`: the trace function of a thread.
///
/// # Safety
/// `state` is that of a live thread of this interpreter.
pub unsafe fn set_trace(
    state: *mut PyThreadState,
    function: Option<Py_tracefunc>,
    argument: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    // SAFETY: by the contract.
    let thread = unsafe { &*state };
    let count = &block(th).sys_tracing_threads;
    count.set(count.get() + isize::from(function.is_some()) - isize::from(thread.c_tracefunc.get().is_some()));
    thread.c_tracefunc.set(None);
    thread.c_traceobj.set(argument.map(Object::to_ref), th);
    thread.c_tracefunc.set(function);
    let events = if block(th).sys_tracing_threads.get() > 0 { TRACE_EVENTS } else { 0 };
    set_events(SYS_TRACE_TOOL, events, th)
}

/// `_PyEval_SetProfile`: the profile function of a thread.
///
/// # Safety
/// `state` is that of a live thread of this interpreter.
pub unsafe fn set_profile(
    state: *mut PyThreadState,
    function: Option<Py_tracefunc>,
    argument: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    // SAFETY: by the contract.
    let thread = unsafe { &*state };
    let count = &block(th).sys_profiling_threads;
    count.set(count.get() + isize::from(function.is_some()) - isize::from(thread.c_profilefunc.get().is_some()));
    thread.c_profilefunc.set(None);
    thread.c_profileobj.set(argument.map(Object::to_ref), th);
    thread.c_profilefunc.set(function);
    let events = if block(th).sys_profiling_threads.get() > 0 { PROFILE_EVENTS } else { 0 };
    set_events(SYS_PROFILE_TOOL, events, th)
}

/// `PyEval_SetTraceAllThreads` and `PyEval_SetProfileAllThreads`.
pub fn set_all_threads(
    for_profile: bool,
    function: Option<Py_tracefunc>,
    argument: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    let mut states = Vec::new();
    super::for_each_thread(th, |state| states.push(std::ptr::from_ref(state).cast_mut()));
    for state in states {
        let set = if for_profile { set_profile } else { set_trace };
        // SAFETY: a state just listed; a thread's state goes only while that thread holds the interpreter, as this one does.
        unsafe { set(state, function, argument, th)? };
    }
    Ok(())
}

/// Names of events for Python trace functions, by `PyTrace_*`.
fn what_name(what: c_int) -> &'static Str {
    match what {
        TRACE_CALL => id!(call),
        TRACE_EXCEPTION => id!(exception),
        TRACE_LINE => id!(line),
        TRACE_RETURN => id!("return"),
        TRACE_C_CALL => id!(c_call),
        TRACE_C_EXCEPTION => id!(c_exception),
        TRACE_C_RETURN => id!(c_return),
        _ => id!(opcode),
    }
}

/// The trace function behind `sys.settrace`: calls the Python function, or the frame's own.
unsafe extern "C" fn trace_trampoline(this: &Object, frame: *mut c_void, what: c_int, value: *mut Object) -> c_int {
    // SAFETY: called by the evaluator with a frame object.
    unsafe {
        let th = Thread::enter();
        let frame = &*frame.cast::<Frame>();
        let callback = if what == TRACE_CALL { Some(this.to_ref()) } else { frame.layout().f_trace.get() };
        let Some(callback) = callback else { return 0 };
        let value = value.as_ref().unwrap_or(none());
        match callback.call(&[frame, what_name(what), value], th) {
            Ok(answer) => {
                if !answer.is(none()) {
                    frame.layout().f_trace.set(Some(answer), th);
                }
                0
            }
            Err(Raised) => {
                let exception = th.take_raised();
                let _ = set_trace(th.as_ptr(), None, None, th);
                drop(frame.layout().f_trace.take());
                if let Some(exception) = exception {
                    let _ = th.restore_raised(exception);
                }
                -1
            }
        }
    }
}

/// The profile function behind `sys.setprofile`.
unsafe extern "C" fn profile_trampoline(this: &Object, frame: *mut c_void, what: c_int, value: *mut Object) -> c_int {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let frame = &*frame.cast::<Frame>();
        let value = value.as_ref().unwrap_or(none());
        match this.call(&[frame, what_name(what), value], th) {
            Ok(_) => 0,
            Err(Raised) => {
                let exception = th.take_raised();
                let _ = set_profile(th.as_ptr(), None, None, th);
                if let Some(exception) = exception {
                    let _ = th.restore_raised(exception);
                }
                -1
            }
        }
    }
}

/// `sys.settrace(function)`.
pub fn settrace(function: &Object, th: &mut Thread) -> PyResult<()> {
    let function = Some(function).filter(|function| !function.is(none()));
    let trampoline: Option<Py_tracefunc> = function.map(|_| trace_trampoline as Py_tracefunc);
    let state = th.as_ptr();
    // SAFETY: the state of this thread.
    unsafe { set_trace(state, trampoline, function, th) }
}

/// `sys.setprofile(function)`.
pub fn setprofile(function: &Object, th: &mut Thread) -> PyResult<()> {
    let function = Some(function).filter(|function| !function.is(none()));
    let trampoline: Option<Py_tracefunc> = function.map(|_| profile_trampoline as Py_tracefunc);
    let state = th.as_ptr();
    // SAFETY: the state of this thread.
    unsafe { set_profile(state, trampoline, function, th) }
}

/// `sys._settraceallthreads(function)`.
pub fn settrace_all_threads(function: &Object, th: &mut Thread) -> PyResult<()> {
    if function.is(none()) {
        set_all_threads(false, None, None, th)
    } else {
        set_all_threads(false, Some(trace_trampoline), Some(function), th)
    }
}

/// `sys._setprofileallthreads(function)`.
pub fn setprofile_all_threads(function: &Object, th: &mut Thread) -> PyResult<()> {
    if function.is(none()) {
        set_all_threads(true, None, None, th)
    } else {
        set_all_threads(true, Some(profile_trampoline), Some(function), th)
    }
}
