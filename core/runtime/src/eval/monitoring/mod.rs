//! Monitoring: `sys.monitoring` (PEP 669), on which `sys.settrace` and `sys.setprofile` stand.
//!
//! `mod`: the tools, their events, and telling them. `instrument`: putting instrumented instructions into code.
//! `legacy`: tracing and profiling functions. `api`: what `sys.monitoring` offers to Python.

pub mod api;
mod instrument;
mod jump;
pub mod legacy;

use std::sync::atomic::Ordering;

pub use instrument::{free_data, instrument};

use super::breaker::EVENT_MASK;
use super::frame::IFrame;
use super::interp::block;
use super::regs::{Regs, Step};
use crate::prelude::*;

/// Events (`cpython/monitoring.h`); the first ten are set per code object.
pub mod event {
    pub const PY_START: usize = 0;
    pub const PY_RESUME: usize = 1;
    pub const PY_RETURN: usize = 2;
    pub const PY_YIELD: usize = 3;
    pub const CALL: usize = 4;
    pub const LINE: usize = 5;
    pub const INSTRUCTION: usize = 6;
    pub const JUMP: usize = 7;
    pub const BRANCH: usize = 8;
    pub const STOP_ITERATION: usize = 9;
    pub const RAISE: usize = 10;
    pub const EXCEPTION_HANDLED: usize = 11;
    pub const PY_UNWIND: usize = 12;
    pub const PY_THROW: usize = 13;
    pub const RERAISE: usize = 14;
    pub const C_RETURN: usize = 15;
    pub const C_RAISE: usize = 16;
    /// Events that belong to instructions.
    pub const LOCAL: usize = 10;
    /// Events with monitors of their own; the others go with `CALL`.
    pub const UNGROUPED: usize = 15;
    pub const COUNT: usize = 17;

    /// Names, as `sys.monitoring.events` has them.
    pub const NAMES: [&str; COUNT] = [
        "PY_START",
        "PY_RESUME",
        "PY_RETURN",
        "PY_YIELD",
        "CALL",
        "LINE",
        "INSTRUCTION",
        "JUMP",
        "BRANCH",
        "STOP_ITERATION",
        "RAISE",
        "EXCEPTION_HANDLED",
        "PY_UNWIND",
        "PY_THROW",
        "RERAISE",
        "C_RETURN",
        "C_RAISE",
    ];
}

/// The tools of `sys.setprofile` and `sys.settrace`.
pub const SYS_PROFILE_TOOL: usize = 6;
pub const SYS_TRACE_TOOL: usize = 7;
/// One step of the instrumentation version, above the bits of the eval breaker's requests.
const VERSION_STEP: usize = 1 << 8;

/// `sys.monitoring.DISABLE` and `sys.monitoring.MISSING`.
pub static DISABLE: Object = Object::immortal(&raw const object::PyBaseObject_Type);
pub static MISSING: Object = Object::immortal(&raw const object::PyBaseObject_Type);

/// The tools that want an event everywhere.
#[inline(always)]
pub fn global_tools(event: usize, th: &Thread) -> u8 {
    block(th).monitors.tools[event].get()
}

/// The events that a tool wants everywhere, as bits.
pub fn tool_events(tool: usize, th: &Thread) -> u32 {
    (0..event::UNGROUPED)
        .filter(|event| global_tools(*event, th) >> tool & 1 != 0)
        .fold(0, |set, event| set | 1 << event)
}

/// `_PyMonitoring_SetEvents`: which events a tool wants everywhere. Brings all running code up to date.
pub fn set_events(tool: usize, events: u32, th: &mut Thread) -> PyResult<()> {
    if tool_events(tool, th) == events {
        return Ok(());
    }
    for event in 0..event::UNGROUPED {
        let cell = &block(th).monitors.tools[event];
        let bit = 1 << tool;
        cell.set(if events >> event & 1 != 0 { cell.get() | bit } else { cell.get() & !bit });
    }
    new_version(th)?;
    instrument_running(th)
}

/// Takes a new instrumentation version into use: code brings itself up to date when it is next entered.
pub(super) fn new_version(th: &mut Thread) -> PyResult<()> {
    let cell = &block(th).ceval.instrumentation_version;
    let Some(version) = cell.get().checked_add(VERSION_STEP) else {
        return Err(raise!(th, OverflowError, "events set too many times"));
    };
    cell.set(version);
    for_each_thread(th, |state| {
        let old = state.eval_breaker.load(Ordering::Relaxed);
        // Requests may arrive meanwhile from other threads.
        let mut current = old;
        while let Err(found) = state.eval_breaker.compare_exchange(
            current,
            current & EVENT_MASK | version,
            Ordering::SeqCst,
            Ordering::SeqCst,
        ) {
            current = found;
        }
    });
    Ok(())
}

/// Runs something for every thread state of the interpreter.
pub(super) fn for_each_thread(th: &Thread, mut action: impl FnMut(&PyThreadState)) {
    use crate::state::InterpAccess;
    let interp = th.interp();
    let _lock = interp.threads_lock.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut state = interp.threads.get();
    // SAFETY: listed states are alive while the list's lock is held.
    while let Some(thread) = unsafe { state.as_ref() } {
        action(thread);
        state = thread.next.get();
    }
}

/// Brings the code of all frames of all threads up to date.
fn instrument_running(th: &mut Thread) -> PyResult<()> {
    let mut codes: Vec<Ref<Code>> = Vec::new();
    for_each_thread(th, |state| {
        // SAFETY: the frame chains of the interpreter's threads are live while this thread holds it.
        let mut frame = unsafe { IFrame::from_ptr(state.current_frame.get()) };
        while let Some(current) = frame {
            if current.owner.get() != FRAME_OWNED_BY_CSTACK {
                codes.push(Ref::new(current.code()));
            }
            frame = current.previous_frame();
        }
    });
    for code in codes {
        instrument(&code, th)?;
    }
    Ok(())
}

/// Tells the tools in `tools` of an event. `args` follow code and offset.
fn tell(event: usize, mut tools: u8, code: &Code, offset: usize, args: &[&Object], th: &mut Thread) -> PyResult<()> {
    if tools == 0 || th.tracing.get() != 0 {
        return Ok(());
    }
    let offset_object = Long::from_usize(offset * 2)?;
    let mut all: Vec<&Object> = vec![code, &offset_object];
    all.extend_from_slice(args);
    while tools != 0 {
        let tool = 7 - tools.leading_zeros() as usize;
        tools &= !(1 << tool);
        if tell_one(tool, event, &all, th)? {
            disable(tool, event, code, offset, th)?;
        }
    }
    Ok(())
}

/// Tells one tool; true if it wants no more of this event at this place.
fn tell_one(tool: usize, event: usize, args: &[&Object], th: &mut Thread) -> PyResult<bool> {
    if tool >= SYS_PROFILE_TOOL {
        return guarded(event, th, |th| legacy::tell(tool, event, args, th));
    }
    let Some(callback) = block(th).monitoring_callables[tool][event].get() else { return Ok(false) };
    let answer = guarded(event, th, |th| callback.call(args, th))?;
    Ok(answer.is(&DISABLE))
}

/// Runs a callback with tracing of the thread switched off.
fn guarded<T>(event: usize, th: &mut Thread, run: impl FnOnce(&mut Thread) -> PyResult<T>) -> PyResult<T> {
    let what = th.what_event.replace(event as i32);
    let result = untraced(th, run);
    th.what_event.set(what);
    result
}

/// Runs `body` with trace and profile functions of the thread at rest.
#[inline]
pub fn untraced<T>(th: &mut Thread, body: impl FnOnce(&mut Thread) -> T) -> T {
    th.tracing.set(th.tracing.get() + 1);
    let result = body(th);
    th.tracing.set(th.tracing.get() - 1);
    result
}

/// A callback returned `DISABLE`.
fn disable(tool: usize, event: usize, code: &Code, offset: usize, th: &mut Thread) -> PyResult<()> {
    if event < event::LOCAL {
        instrument::remove_tool(code, offset, event, tool);
        return Ok(());
    }
    // Only events of instructions can be switched off at one place.
    let name = event::NAMES[event];
    block(th).monitoring_callables[tool][event].set(None, th);
    Err(raise!(th, ValueError, "Cannot disable {name} events. Callback removed."))
}

/// Tells of an event of an instruction.
pub(super) fn fire_local(
    frame: IFrame,
    this: *mut u16,
    event: usize,
    args: &[&Object],
    th: &mut Thread,
) -> PyResult<()> {
    if th.tracing.get() != 0 {
        return Ok(());
    }
    let code = Ref::new(frame.code());
    // SAFETY: an instruction of the code.
    let offset = unsafe { this.offset_from(code.layout().code_ptr()) } as usize;
    let tools = instrument::tools_at(&code, offset, event);
    tell(event, tools, &code, offset, args, th)
}

/// Tells of an event that has an exception: the one set, which stays set.
fn fire_exception(frame: IFrame, this: *mut u16, event: usize, tools: u8, th: &mut Thread) -> PyResult<()> {
    if tools == 0 || th.tracing.get() != 0 {
        return Ok(());
    }
    let Some(exception) = th.take_raised() else { return Ok(()) };
    let code = Ref::new(frame.code());
    // SAFETY: an instruction of the code.
    let offset = unsafe { this.offset_from(code.layout().code_ptr()) } as usize;
    tell(event, tools, &code, offset, &[&exception], th)?;
    let _ = th.restore_raised(exception);
    Ok(())
}

/// A new exception: `RAISE`.
#[inline]
pub(super) fn raise(frame: IFrame, this: *mut u16, th: &mut Thread) {
    let tools = global_tools(event::RAISE, th);
    if tools != 0 {
        // If the callback fails, its exception replaces this one.
        let _ = fire_exception(frame, this, event::RAISE, tools, th);
    }
}

/// `RERAISE`.
#[inline]
pub(super) fn reraise(frame: IFrame, this: *mut u16, th: &mut Thread) {
    let tools = global_tools(event::RERAISE, th);
    if tools != 0 {
        let _ = fire_exception(frame, this, event::RERAISE, tools, th);
    }
}

/// `PY_UNWIND`: the frame is left by an exception.
#[inline]
pub(super) fn unwind(frame: IFrame, this: *mut u16, th: &mut Thread) {
    let tools = global_tools(event::PY_UNWIND, th);
    if tools != 0 {
        let _ = fire_exception(frame, this, event::PY_UNWIND, tools, th);
    }
}

/// `EXCEPTION_HANDLED`: the handler, with the exception on the stack, is about to run.
#[inline]
pub(super) fn handled(r: &mut Regs) -> PyResult<()> {
    let tools = global_tools(event::EXCEPTION_HANDLED, r.th);
    if tools == 0 {
        return Ok(());
    }
    let code = Ref::new(r.frame.code());
    // SAFETY: the handler is an instruction of the code.
    let offset = unsafe { r.ip.offset_from(code.layout().code_ptr()) } as usize;
    let exception = r.peek(1).to_ref();
    tell(event::EXCEPTION_HANDLED, tools, &code, offset, &[&exception], r.th)
}

/// `PY_THROW`: a generator is resumed by an exception.
pub(super) fn throw(r: &mut Regs) -> Step {
    instrument(r.code(), r.th)?;
    let tools = global_tools(event::PY_THROW, r.th);
    fire_exception(r.frame, r.this, event::PY_THROW, tools, r.th)?;
    Ok(())
}

/// `STOP_ITERATION`: a generator's end as seen by a loop that made no exception of it.
pub(super) fn stop_iteration(frame: IFrame, this: *mut u16, value: &Object, th: &mut Thread) -> PyResult<()> {
    let code = frame.code();
    // SAFETY: an instruction of the code.
    let offset = unsafe { this.offset_from(code.layout().code_ptr()) } as usize;
    let tools = instrument::tools_at(code, offset, event::STOP_ITERATION);
    if tools == 0 || th.tracing.get() != 0 {
        return Ok(());
    }
    let _ = crate::objects::genobject::set_stop_iteration_value(value, th);
    fire_exception(frame, this, event::STOP_ITERATION, tools, th)?;
    th.clear_raised();
    Ok(())
}

/// `_PyEval_SetOpcodeTrace`: per-instruction events of the trace function in the code of one frame.
pub fn set_opcode_trace(frame: &Frame, enable: bool, th: &mut Thread) -> PyResult<()> {
    let code = Ref::new(frame.code());
    let events = instrument::local_events(&code, SYS_TRACE_TOOL);
    let bit = 1 << event::INSTRUCTION;
    let wanted = if enable { events | bit } else { events & !bit };
    set_local_events(&code, SYS_TRACE_TOOL, wanted, th)
}

/// `_PyMonitoring_SetLocalEvents`: which events a tool wants in one code object.
pub fn set_local_events(code: &Code, tool: usize, events: u32, th: &mut Thread) -> PyResult<()> {
    if instrument::local_events(code, tool) == events {
        return Ok(());
    }
    instrument::set_local_events(code, tool, events)?;
    instrument::force(code, th)
}

/// Tells of a line: the tools get code and line.
pub(super) fn fire_line(frame: IFrame, this: *mut u16, line: &Object, th: &mut Thread) -> PyResult<()> {
    let code = Ref::new(frame.code());
    // SAFETY: an instruction of the code.
    let offset = unsafe { this.offset_from(code.layout().code_ptr()) } as usize;
    let mut tools = instrument::tools_at(&code, offset, event::LINE);
    while tools != 0 {
        let tool = 7 - tools.leading_zeros() as usize;
        tools &= !(1 << tool);
        let stop = if tool >= SYS_PROFILE_TOOL {
            let args: [&Object; 3] = [&code, line, line];
            guarded(event::LINE, th, |th| legacy::tell(tool, event::LINE, &args, th))?
        } else {
            tell_one(tool, event::LINE, &[&code, line], th)?
        };
        if stop {
            disable(tool, event::LINE, &code, offset, th)?;
        }
    }
    Ok(())
}

/// Tells of the end of a call, to the tools that want `CALL` at the place.
pub(super) fn fire_call(
    frame: IFrame,
    this: *mut u16,
    event: usize,
    args: &[&Object],
    th: &mut Thread,
) -> PyResult<()> {
    let code = Ref::new(frame.code());
    // SAFETY: an instruction of the code.
    let offset = unsafe { this.offset_from(code.layout().code_ptr()) } as usize;
    let tools = instrument::tools_at(&code, offset, event::CALL);
    tell(event, tools, &code, offset, args, th)
}

pub use jump::set_line;

pub(super) use instrument::{hidden_by_instruction, hidden_by_line};

/// Tells tools of an event of code that is not run here: `args` are all that a callback gets, except that the tools of
/// `sys.settrace` get the line once more. A tool that answers `DISABLE` is taken out of `active`.
///
/// # Errors
/// What a callback raises, and `ValueError` for an event that cannot be disabled.
pub fn fire_from_c(event: usize, active: &std::cell::Cell<u8>, args: &[&Object], th: &mut Thread) -> PyResult<()> {
    if th.tracing.get() != 0 {
        return Ok(());
    }
    let mut tools = active.get();
    while tools != 0 {
        let tool = 7 - tools.leading_zeros() as usize;
        tools &= !(1 << tool);
        let stop = match (tool >= SYS_PROFILE_TOOL, event, args) {
            (true, event::LINE, [code, line]) => tell_one(tool, event, &[*code, *line, *line], th)?,
            _ => tell_one(tool, event, args, th)?,
        };
        if !stop {
            continue;
        }
        if event < event::LOCAL {
            active.set(active.get() & !(1 << tool));
        } else {
            let name = event::NAMES[event];
            block(th).monitoring_callables[tool][event].set(None, th);
            return Err(raise!(th, ValueError, "Cannot disable {name} events. Callback removed."));
        }
    }
    Ok(())
}

/// `_PyEval_MonitorRaise`: tells of a new exception, at an instruction of a frame.
///
/// # Safety
/// The instruction is one of the frame's code.
pub unsafe fn raise_at(frame: IFrame, this: *mut u16, th: &mut Thread) {
    raise(frame, this, th);
}
