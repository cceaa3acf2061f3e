//! `cpython/monitoring.h` and `cpython/code.h`: what C code passes to the monitoring and line-table functions.

use std::cell::Cell;
use std::ffi::c_int;

/// Whether an event is watched here.
#[repr(C)]
pub struct PyMonitoringState {
    pub active: Cell<u8>,
    pub opaque: Cell<u8>,
}
shared_layout!(PyMonitoringState);

/// Where a line iteration stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _opaque {
    pub computed_line: c_int,
    pub lo_next: *const u8,
    pub limit: *const u8,
}

/// A range of instructions of one line.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyCodeAddressRange {
    pub ar_start: c_int,
    pub ar_end: c_int,
    pub ar_line: c_int,
    pub opaque: _opaque,
}

pub const PY_MONITORING_EVENT_PY_START: usize = 0;
pub const PY_MONITORING_EVENT_PY_RESUME: usize = 1;
pub const PY_MONITORING_EVENT_PY_RETURN: usize = 2;
pub const PY_MONITORING_EVENT_PY_YIELD: usize = 3;
pub const PY_MONITORING_EVENT_CALL: usize = 4;
pub const PY_MONITORING_EVENT_LINE: usize = 5;
pub const PY_MONITORING_EVENT_INSTRUCTION: usize = 6;
pub const PY_MONITORING_EVENT_JUMP: usize = 7;
pub const PY_MONITORING_EVENT_BRANCH: usize = 8;
pub const PY_MONITORING_EVENT_STOP_ITERATION: usize = 9;
pub const PY_MONITORING_EVENT_RAISE: usize = 10;
pub const PY_MONITORING_EVENT_EXCEPTION_HANDLED: usize = 11;
pub const PY_MONITORING_EVENT_PY_UNWIND: usize = 12;
pub const PY_MONITORING_EVENT_PY_THROW: usize = 13;
pub const PY_MONITORING_EVENT_RERAISE: usize = 14;
pub const PY_MONITORING_EVENT_C_RETURN: usize = 15;
pub const PY_MONITORING_EVENT_C_RAISE: usize = 16;

// Tools with a fixed number.
pub const PY_MONITORING_DEBUGGER_ID: usize = 0;
pub const PY_MONITORING_COVERAGE_ID: usize = 1;
pub const PY_MONITORING_PROFILER_ID: usize = 2;
pub const PY_MONITORING_OPTIMIZER_ID: usize = 5;
pub const PY_MONITORING_SYS_PROFILE_ID: usize = 6;
pub const PY_MONITORING_SYS_TRACE_ID: usize = 7;
