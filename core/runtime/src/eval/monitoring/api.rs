//! `sys.monitoring`.

use std::ffi::c_int;

use super::{DISABLE, MISSING, event};
use crate::eval::interp::block;
use crate::prelude::*;

/// Checks a tool id of Python code.
fn check_tool(tool: c_int, th: &mut Thread) -> PyResult<usize> {
    match usize::try_from(tool).ok().filter(|tool| *tool < 6) {
        Some(tool) => Ok(tool),
        None => Err(raise!(th, ValueError, "invalid tool {tool} (must be between 0 and 5)")),
    }
}

/// As [`check_tool`]; the tool must be in use.
fn check_used(tool: c_int, th: &mut Thread) -> PyResult<usize> {
    let tool = check_tool(tool, th)?;
    if block(th).monitoring_tool_names[tool].is_null() {
        return Err(raise!(th, ValueError, "tool {tool} is not in use"));
    }
    Ok(tool)
}

#[pyfunction(sig = "(tool_id, name, /)", doc = "Claim a tool number.")]
fn use_tool_id(tool_id: c_int, name: &Object, th: &mut Thread) -> PyResult<()> {
    let tool = check_tool(tool_id, th)?;
    if !Str::check(name) {
        return Err(raise!(th, ValueError, "tool name must be a str"));
    }
    let field = &block(th).monitoring_tool_names[tool];
    if !field.is_null() {
        return Err(raise!(th, ValueError, "tool {tool} is already in use"));
    }
    field.set(Some(name.to_ref()), th);
    Ok(())
}

#[pyfunction(sig = "(tool_id, /)", doc = "Give a tool number back.")]
fn free_tool_id(tool_id: c_int, th: &mut Thread) -> PyResult<()> {
    let tool = check_tool(tool_id, th)?;
    if !block(th).monitoring_tool_names[tool].is_null() {
        super::set_events(tool, 0, th)?;
    }
    block(th).monitoring_tool_names[tool].set(None, th);
    Ok(())
}

#[pyfunction(sig = "(tool_id, /)", doc = "The name of the tool that has a number, or None.")]
fn get_tool(tool_id: c_int, th: &mut Thread) -> PyResult {
    let tool = check_tool(tool_id, th)?;
    Ok(block(th).monitoring_tool_names[tool].get().unwrap_or_else(|| none().to_ref()))
}

#[pyfunction(sig = "(tool_id, event, func, /)", doc = "Set the function called for an event.")]
fn register_callback(tool_id: c_int, event: c_int, func: &Object, th: &mut Thread) -> PyResult {
    let tool = check_tool(tool_id, th)?;
    let bits = event as u32;
    if event <= 0 || bits.count_ones() != 1 {
        return Err(raise!(th, ValueError, "The callback can only be set for one event at a time"));
    }
    let number = bits.trailing_zeros() as usize;
    if number >= event::COUNT {
        return Err(raise!(th, ValueError, "invalid event {event}"));
    }
    let field = &block(th).monitoring_callables[tool][number];
    let new = Some(func).filter(|func| !func.is(none())).map(Object::to_ref);
    Ok(field.replace(new).unwrap_or_else(|| none().to_ref()))
}

#[pyfunction(sig = "(tool_id, /)", doc = "The events that a tool watches everywhere.")]
fn get_events(tool_id: c_int, th: &mut Thread) -> PyResult<i64> {
    let tool = check_tool(tool_id, th)?;
    Ok(super::tool_events(tool, th).into())
}

/// Checks a set of events; `C_RETURN` and `C_RAISE` go with `CALL` and are not kept.
fn check_events(events: c_int, limit: usize, local: bool, th: &mut Thread) -> PyResult<u32> {
    if events < 0 || events >= 1 << limit {
        let what = if local { "local event" } else { "event" };
        return Err(raise!(th, ValueError, "invalid {what} set 0x{events:x}"));
    }
    let grouped = 1 << event::C_RETURN | 1 << event::C_RAISE;
    let call = 1 << event::CALL;
    let whole = grouped | call;
    let events = events as u32;
    if events & grouped != 0 && events & whole != whole {
        return Err(raise!(th, ValueError, "cannot set C_RETURN or C_RAISE events independently"));
    }
    Ok(events & !grouped)
}

#[pyfunction(sig = "(tool_id, event_set, /)", doc = "Set the events that a tool watches everywhere.")]
fn set_events(tool_id: c_int, event_set: c_int, th: &mut Thread) -> PyResult<()> {
    let tool = check_tool(tool_id, th)?;
    let events = check_events(event_set, event::COUNT, false, th)?;
    check_used(tool_id, th)?;
    super::set_events(tool, events, th)
}

#[pyfunction(sig = "(tool_id, code, /)", doc = "The events that a tool watches in a code object.")]
fn get_local_events(tool_id: c_int, code: &Object, th: &mut Thread) -> PyResult<i64> {
    let Some(code) = code.downcast::<Code>() else {
        return Err(raise!(th, TypeError, "code must be a code object"));
    };
    let tool = check_tool(tool_id, th)?;
    Ok(super::instrument::local_events(code, tool).into())
}

#[pyfunction(sig = "(tool_id, code, event_set, /)", doc = "Set the events that a tool watches in a code object.")]
fn set_local_events(tool_id: c_int, code: &Object, event_set: c_int, th: &mut Thread) -> PyResult<()> {
    let Some(code) = code.downcast::<Code>() else {
        return Err(raise!(th, TypeError, "code must be a code object"));
    };
    let tool = check_used(tool_id, th)?;
    let events = check_events(event_set, event::COUNT, true, th)?;
    if events >= 1 << event::LOCAL {
        return Err(raise!(th, ValueError, "invalid local event set 0x{events:x}"));
    }
    super::set_local_events(code, tool, events, th)
}

#[pyfunction(sig = "()", doc = "Watch again what callbacks have switched off.")]
fn restart_events(th: &mut Thread) -> PyResult<()> {
    // Code brought up to date before this version takes its events up again.
    let interp = block(th);
    interp.last_restart_version.set(interp.ceval.instrumentation_version.get() + super::VERSION_STEP);
    super::new_version(th)?;
    super::instrument_running(th)
}

#[pyfunction(sig = "()", doc = "All events that are watched.")]
fn _all_events(th: &mut Thread) -> PyResult<Ref<Dict>> {
    let dict = Dict::new()?;
    for number in 0..event::UNGROUPED {
        let tools = super::global_tools(number, th);
        if tools != 0 {
            let tools = Long::from_usize(tools.into())?;
            dict.set(&*Str::new(event::NAMES[number])?, &tools, th)?;
        }
    }
    Ok(dict)
}

static FUNCTIONS: [PyMethodDef; 11] = [
    use_tool_id__DEF,
    free_tool_id__DEF,
    get_tool__DEF,
    register_callback__DEF,
    get_events__DEF,
    set_events__DEF,
    get_local_events__DEF,
    set_local_events__DEF,
    restart_events__DEF,
    _all_events__DEF,
    PyMethodDef::END,
];

/// Makes the `sys.monitoring` module.
pub fn new_module(th: &mut Thread) -> PyResult {
    let name = Str::new("sys.monitoring")?;
    let module = Module::new(&name, th)?;
    // SAFETY: a table that ends with its end mark and lives for ever.
    unsafe { module.add_functions(FUNCTIONS.as_ptr(), th)? };
    module.add("DISABLE", &DISABLE, th)?;
    module.add("MISSING", &MISSING, th)?;
    let events = namespaceobject::new(&[], th)?;
    let set = |name: &str, value: u32, th: &mut Thread| {
        let value = Long::from_usize(value as usize)?;
        events.set_attr(&*Str::new(name)?, &value, th)
    };
    for (number, name) in event::NAMES.iter().enumerate() {
        set(name, 1 << number, th)?;
    }
    set("NO_EVENTS", 0, th)?;
    module.add("events", &events, th)?;
    for (name, id) in [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)] {
        let id = Long::from_isize(id)?;
        module.add(name, &id, th)?;
    }
    Ok(module.into_object())
}
