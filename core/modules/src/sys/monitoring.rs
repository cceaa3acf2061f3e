//! `sys.monitoring` (PEP 669): the namespace; the events come from the evaluation loop.

use ks_runtime::prelude::*;

/// Numbers of tools that are set aside.
const TOOLS: [(&str, i64); 4] = [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)];

/// Events, as bit numbers.
const EVENTS: [(&str, u32); 17] = [
    ("PY_START", 0),
    ("PY_RESUME", 1),
    ("PY_RETURN", 2),
    ("PY_YIELD", 3),
    ("CALL", 4),
    ("LINE", 5),
    ("INSTRUCTION", 6),
    ("JUMP", 7),
    ("BRANCH", 8),
    ("STOP_ITERATION", 9),
    ("RAISE", 10),
    ("EXCEPTION_HANDLED", 11),
    ("PY_UNWIND", 12),
    ("PY_THROW", 13),
    ("RERAISE", 14),
    ("C_RETURN", 15),
    ("C_RAISE", 16),
];

macro_rules! not_yet {
    ($($name:ident, $sig:tt, $doc:tt, [$($param:ident),*];)+) => {
        $(
            #[pyfunction(sig = $sig, doc = $doc)]
            fn $name($($param: &Object,)* th: &mut Thread) -> PyResult {
                $(let _ = $param;)*
                Err(raise!(th, NotImplementedError, concat!("sys.monitoring.", stringify!($name))))
            }
        )+
    };
}

not_yet! {
    use_tool_id, "(tool_id, name, /)", "Claim a tool number.", [tool_id, name];
    free_tool_id, "(tool_id, /)", "Give a tool number back.", [tool_id];
    register_callback, "(tool_id, event, func, /)", "Set the function called for an event.", [tool_id, event, func];
    get_events, "(tool_id, /)", "The events that a tool watches everywhere.", [tool_id];
    set_events, "(tool_id, event_set, /)", "Set the events that a tool watches everywhere.", [tool_id, event_set];
    get_local_events, "(tool_id, code, /)", "The events that a tool watches in a code object.", [tool_id, code];
    set_local_events, "(tool_id, code, event_set, /)", "Set the events that a tool watches in a code object.", [tool_id, code, event_set];
    restart_events, "()", "Watch again what callbacks have switched off.", [];
    _all_events, "()", "All events that are watched.", [];
}

#[pyfunction(sig = "(tool_id, /)", doc = "The name of the tool that has a number, or None.")]
fn get_tool(tool_id: std::ffi::c_int, th: &mut Thread) -> PyResult {
    if !(0..6).contains(&tool_id) {
        return Err(raise!(th, ValueError, "invalid tool {tool_id} (must be between 0 and 5)"));
    }
    // No number can be claimed yet.
    Ok(none().to_ref())
}

pymodule! {
    name = "sys.monitoring",
    def = MONITORING_DEF,
    doc = "Events of the running code, for debuggers, profilers and coverage tools.",
    functions = [
        use_tool_id, free_tool_id, get_tool, register_callback, get_events, set_events, get_local_events,
        set_local_events, restart_events, _all_events,
    ],
}

/// Adds the namespace to `sys`.
pub fn add(sys: &Module, th: &mut Thread) -> PyResult<()> {
    let name = Str::intern_str("sys.monitoring")?;
    let spec = namespaceobject::new(&[(id!(name), name.as_object())], th)?;
    let module = Module::from_def_and_spec(&MONITORING_DEF, &spec, th)?;
    Module::exec_def(&module, &MONITORING_DEF, th)?;
    let Some(monitoring) = module.downcast::<Module>() else {
        return Err(th.bad_internal_call());
    };
    for (name, number) in TOOLS {
        monitoring.add(name, &*Long::from_i64(number)?, th)?;
    }
    let no_events = Long::from_i64(0)?;
    let events = namespaceobject::new(&[(&*Str::intern_str("NO_EVENTS")?, no_events.as_object())], th)?;
    use ks_runtime::abstract_::ObjectOps;
    for (name, bit) in EVENTS {
        events.set_attr(&*Str::intern_str(name)?, &*Long::from_i64(1 << bit)?, th)?;
    }
    monitoring.add("events", &events, th)?;
    for name in ["DISABLE", "MISSING"] {
        let marker = object::PyBaseObject_Type.alloc(0)?;
        monitoring.add(name, &marker, th)?;
    }
    sys.add("monitoring", &module, th)
}
