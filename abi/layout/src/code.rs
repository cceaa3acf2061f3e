//! `cpython/code.h` and `pycore_code.h`.

use std::cell::Cell;
use std::ffi::{c_int, c_void};

use crate::object::{Object, VarObject};
use crate::refs::{Field, Status};

/// Per event, the tools that want it here.
#[repr(C)]
pub struct _Py_LocalMonitors {
    pub tools: [Cell<u8>; 10],
}
shared_layout!(_Py_LocalMonitors);

/// Per event, the tools that want it.
#[repr(C)]
pub struct _Py_GlobalMonitors {
    pub tools: [Cell<u8>; 15],
}
shared_layout!(_Py_GlobalMonitors);

/// Attributes computed on demand.
#[repr(C)]
pub struct _PyCoCached {
    pub _co_code: Field,
    pub _co_varnames: Field,
    pub _co_cellvars: Field,
    pub _co_freevars: Field,
}
shared_layout!(_PyCoCached);

/// The instruction replaced by a line instrument, and its line.
#[repr(C)]
pub struct _PyCoLineInstrumentationData {
    pub original_opcode: Cell<u8>,
    pub line_delta: Cell<i8>,
}
shared_layout!(_PyCoLineInstrumentationData);

/// State of `sys.monitoring` in one code object.
#[repr(C)]
pub struct _PyCoMonitoringData {
    pub local_monitors: _Py_LocalMonitors,
    pub active_monitors: _Py_LocalMonitors,
    pub tools: Cell<*mut u8>,
    pub lines: Cell<*mut _PyCoLineInstrumentationData>,
    pub line_tools: Cell<*mut u8>,
    pub per_instruction_opcodes: Cell<*mut u8>,
    pub per_instruction_tools: Cell<*mut u8>,
}
shared_layout!(_PyCoMonitoringData);

/// Executors of the second-tier optimizer.
#[repr(C)]
pub struct _PyExecutorArray {
    pub size: Cell<c_int>,
    pub capacity: Cell<c_int>,
    pub executors: [Cell<*mut c_void>; 1],
}
shared_layout!(_PyExecutorArray);

/// `code`. The instructions follow from `co_code_adaptive` on.
#[repr(C)]
pub struct PyCodeObject {
    pub ob_base: VarObject,
    pub co_consts: Field,
    pub co_names: Field,
    pub co_exceptiontable: Field,
    pub co_flags: Cell<c_int>,
    pub co_argcount: Cell<c_int>,
    pub co_posonlyargcount: Cell<c_int>,
    pub co_kwonlyargcount: Cell<c_int>,
    pub co_stacksize: Cell<c_int>,
    pub co_firstlineno: Cell<c_int>,
    pub co_nlocalsplus: Cell<c_int>,
    /// Words that a frame takes: locals, stack and head.
    pub co_framesize: Cell<c_int>,
    pub co_nlocals: Cell<c_int>,
    pub co_ncellvars: Cell<c_int>,
    pub co_nfreevars: Cell<c_int>,
    /// Given to inline caches.
    pub co_version: Cell<u32>,
    pub co_localsplusnames: Field,
    pub co_localspluskinds: Field,
    pub co_filename: Field,
    pub co_name: Field,
    pub co_qualname: Field,
    pub co_linetable: Field,
    pub co_weakreflist: Cell<*mut Object>,
    /// Or null.
    pub co_executors: Cell<*mut _PyExecutorArray>,
    /// Or null.
    pub _co_cached: Cell<*mut _PyCoCached>,
    pub _co_instrumentation_version: Cell<usize>,
    /// Or null.
    pub _co_monitoring: Cell<*mut _PyCoMonitoringData>,
    /// Index of the first traceable instruction.
    pub _co_firsttraceable: Cell<c_int>,
    pub co_extra: Cell<*mut c_void>,
    /// The first byte of the instructions; they follow.
    pub co_code_adaptive: [Cell<u8>; 1],
}
object_layout!(PyCodeObject: ob_base -> VarObject);

/// A span of the source; -1 where unknown.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _Py_SourceLocation {
    pub lineno: c_int,
    pub end_lineno: c_int,
    pub col_offset: c_int,
    pub end_col_offset: c_int,
}

/// Local events, and all that are not grouped under another.
pub const _PY_MONITORING_LOCAL_EVENTS: usize = 10;
pub const _PY_MONITORING_UNGROUPED_EVENTS: usize = 15;
pub const _PY_MONITORING_EVENTS: usize = 17;
pub const PY_MONITORING_TOOL_IDS: usize = 8;

pub const CO_OPTIMIZED: c_int = 0x1;
pub const CO_NEWLOCALS: c_int = 0x2;
pub const CO_VARARGS: c_int = 0x4;
pub const CO_VARKEYWORDS: c_int = 0x8;
pub const CO_NESTED: c_int = 0x10;
pub const CO_GENERATOR: c_int = 0x20;
pub const CO_COROUTINE: c_int = 0x80;
pub const CO_ITERABLE_COROUTINE: c_int = 0x100;
pub const CO_ASYNC_GENERATOR: c_int = 0x200;
pub const CO_FUTURE_DIVISION: c_int = 0x2_0000;
pub const CO_FUTURE_ABSOLUTE_IMPORT: c_int = 0x4_0000;
pub const CO_FUTURE_WITH_STATEMENT: c_int = 0x8_0000;
pub const CO_FUTURE_PRINT_FUNCTION: c_int = 0x10_0000;
pub const CO_FUTURE_UNICODE_LITERALS: c_int = 0x20_0000;
pub const CO_FUTURE_BARRY_AS_BDFL: c_int = 0x40_0000;
pub const CO_FUTURE_GENERATOR_STOP: c_int = 0x80_0000;
pub const CO_FUTURE_ANNOTATIONS: c_int = 0x100_0000;
pub const CO_NO_MONITORING_EVENTS: c_int = 0x200_0000;
/// Blocks nested in one function, at most.
pub const CO_MAXBLOCKS: c_int = 21;

/// Kinds in `co_localspluskinds`.
pub const CO_FAST_HIDDEN: u8 = 0x10;
pub const CO_FAST_LOCAL: u8 = 0x20;
pub const CO_FAST_CELL: u8 = 0x40;
pub const CO_FAST_FREE: u8 = 0x80;

pub const CODE_MAX_WATCHERS: usize = 8;
pub type PyCodeEvent = c_int;
pub type PyCode_WatchCallback = unsafe extern "C" fn(PyCodeEvent, &PyCodeObject) -> Status;
pub const PY_CODE_EVENT_CREATE: PyCodeEvent = 0;
pub const PY_CODE_EVENT_DESTROY: PyCodeEvent = 1;

/// `_Py_CODEUNIT`: an instruction and its argument, or one unit of an inline cache.
pub type _Py_CODEUNIT = u16;

impl PyCodeObject {
    /// `_PyCode_CODE`: where the instructions stand. They are rewritten in place by specialization.
    #[inline(always)]
    pub fn code_ptr(&self) -> *mut _Py_CODEUNIT {
        // SAFETY: stays inside the object.
        unsafe { self.as_ptr().byte_add(std::mem::offset_of!(PyCodeObject, co_code_adaptive)).cast() }
    }

    /// Number of code units, caches included (`Py_SIZE`).
    #[inline(always)]
    pub fn unit_count(&self) -> usize {
        self.ob_base.ob_size.get() as usize
    }
}

// Bits of the argument of specialized comparisons.
pub const COMPARISON_UNORDERED: c_int = 1;
pub const COMPARISON_LESS_THAN: c_int = 2;
pub const COMPARISON_GREATER_THAN: c_int = 4;
pub const COMPARISON_EQUALS: c_int = 8;
pub const COMPARISON_NOT_EQUALS: c_int = 7;

// Adaptive counters.
pub const ADAPTIVE_WARMUP_VALUE: u16 = 1;
pub const ADAPTIVE_WARMUP_BACKOFF: u16 = 1;
pub const ADAPTIVE_COOLDOWN_VALUE: u16 = 52;
pub const ADAPTIVE_COOLDOWN_BACKOFF: u16 = 0;
