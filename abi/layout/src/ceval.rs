//! `pycore_ceval.h` and `cpython/pystate.h`: limits of recursion, reasons to leave the loop, pending calls, f-string conversions.

use std::ffi::c_int;
// Limits of recursion of Python and of C code.
pub const Py_DEFAULT_RECURSION_LIMIT: c_int = 1000;
pub const Py_C_RECURSION_LIMIT: c_int = 10000;

// Levels of C recursion kept free before the trashcan is used.
pub const Py_TRASHCAN_HEADROOM: c_int = 50;

// Low bits of `eval_breaker`: why to leave the loop.
pub const _PY_GIL_DROP_REQUEST_BIT: usize = 1;
pub const _PY_SIGNALS_PENDING_BIT: usize = 2;
pub const _PY_CALLS_TO_DO_BIT: usize = 4;
pub const _PY_ASYNC_EXCEPTION_BIT: usize = 8;
pub const _PY_GC_SCHEDULED_BIT: usize = 16;
pub const _PY_EVAL_PLEASE_STOP_BIT: usize = 32;
pub const _PY_EVAL_EXPLICIT_MERGE_BIT: usize = 64;
pub const _PY_EVAL_EVENTS_BITS: usize = 8;
pub const _PY_EVAL_EVENTS_MASK: usize = 255;

// Pending calls.
pub const _Py_PENDING_MAINTHREADONLY: c_int = 1;
pub const _Py_PENDING_RAWFREE: c_int = 2;
pub const _Py_ADD_PENDING_SUCCESS: c_int = 0;
pub const _Py_ADD_PENDING_FULL: c_int = -1;
pub const MAXPENDINGCALLS: c_int = 300;
pub const MAXPENDINGCALLSLOOP: c_int = 100;
pub const MAXPENDINGCALLS_MAIN: c_int = 32;
pub const MAXPENDINGCALLSLOOP_MAIN: c_int = 0;

// Arguments of `FORMAT_VALUE` and `CONVERT_VALUE`.
pub const FVC_MASK: c_int = 3;
pub const FVC_NONE: c_int = 0;
pub const FVC_STR: c_int = 1;
pub const FVC_REPR: c_int = 2;
pub const FVC_ASCII: c_int = 3;
pub const FVS_MASK: c_int = 4;
pub const FVS_HAVE_SPEC: c_int = 4;
