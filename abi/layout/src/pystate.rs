//! `cpython/pystate.h`: the thread state.

use std::cell::Cell;
use std::ffi::{c_int, c_uint, c_ulong, c_void};
use std::sync::atomic::AtomicUsize;

use crate::frameobject::_PyInterpreterFrame;
use crate::interp::PyInterpreterState;
use crate::object::Object;
use crate::refs::Field;

pub type Py_tracefunc = unsafe extern "C" fn(&Object, *mut c_void, c_int, *mut Object) -> c_int;

/// `_PyErr_StackItem`: one level of "the exception being handled".
#[repr(C)]
pub struct _PyErr_StackItem {
    /// The exception, `None`, or NULL.
    pub exc_value: Field,
    pub previous_item: Cell<*mut _PyErr_StackItem>,
}

/// `_PyStackChunk`: one block of a thread's data stack.
#[repr(C)]
pub struct _PyStackChunk {
    pub previous: *mut _PyStackChunk,
    /// Bytes in all, header included.
    pub size: usize,
    /// Items in use, saved while a later chunk is the current one.
    pub top: usize,
    pub data: [*mut Object; 1],
}

/// `PyThreadState` (`struct _ts`).
#[repr(C)]
pub struct PyThreadState {
    pub prev: Cell<*mut PyThreadState>,
    pub next: Cell<*mut PyThreadState>,
    pub interp: Cell<*mut PyInterpreterState>,
    /// Instrumentation version in the high bits; reasons to leave the loop in the low eight.
    pub eval_breaker: AtomicUsize,
    /// Bit field: initialized, bound, unbound, bound_gilstate, active, holds_gil, finalizing, cleared, finalized.
    pub _status: Cell<c_uint>,
    pub _whence: Cell<c_int>,
    pub state: Cell<c_int>,
    pub py_recursion_remaining: Cell<c_int>,
    pub py_recursion_limit: Cell<c_int>,
    pub c_recursion_remaining: Cell<c_int>,
    pub recursion_headroom: Cell<c_int>,
    pub tracing: Cell<c_int>,
    pub what_event: Cell<c_int>,
    pub current_frame: Cell<*mut _PyInterpreterFrame>,
    pub c_profilefunc: Cell<Option<Py_tracefunc>>,
    pub c_tracefunc: Cell<Option<Py_tracefunc>>,
    pub c_profileobj: Field,
    pub c_traceobj: Field,
    /// The exception being raised.
    pub current_exception: Field,
    pub exc_info: Cell<*mut _PyErr_StackItem>,
    pub dict: Field,
    pub gilstate_counter: Cell<c_int>,
    pub async_exc: Field,
    pub thread_id: Cell<c_ulong>,
    pub native_thread_id: Cell<c_ulong>,
    /// Chain of objects whose deallocation the trashcan put off.
    pub delete_later: Cell<*mut Object>,
    pub critical_section: Cell<usize>,
    pub coroutine_origin_tracking_depth: Cell<c_int>,
    pub async_gen_firstiter: Field,
    pub async_gen_finalizer: Field,
    pub context: Field,
    pub context_ver: Cell<u64>,
    pub id: Cell<u64>,
    pub datastack_chunk: Cell<*mut _PyStackChunk>,
    pub datastack_top: Cell<*mut *mut Object>,
    pub datastack_limit: Cell<*mut *mut Object>,
    pub exc_state: _PyErr_StackItem,
    pub previous_executor: Field,
    pub dict_global_version: Cell<u64>,
    pub threading_local_key: Field,
    pub threading_local_sentinel: Field,
}

// What a trace or profile function is called for.
pub const PyTrace_CALL: c_int = 0;
pub const PyTrace_EXCEPTION: c_int = 1;
pub const PyTrace_LINE: c_int = 2;
pub const PyTrace_RETURN: c_int = 3;
pub const PyTrace_C_CALL: c_int = 4;
pub const PyTrace_C_EXCEPTION: c_int = 5;
pub const PyTrace_C_RETURN: c_int = 6;
pub const PyTrace_OPCODE: c_int = 7;

// `_whence`.
pub const _PyThreadState_WHENCE_NOTSET: c_int = -1;
pub const _PyThreadState_WHENCE_UNKNOWN: c_int = 0;
pub const _PyThreadState_WHENCE_INIT: c_int = 1;
pub const _PyThreadState_WHENCE_FINI: c_int = 2;
pub const _PyThreadState_WHENCE_THREADING: c_int = 3;
pub const _PyThreadState_WHENCE_GILSTATE: c_int = 4;
pub const _PyThreadState_WHENCE_EXEC: c_int = 5;

// `state`.
pub const _Py_THREAD_DETACHED: c_int = 0;
pub const _Py_THREAD_ATTACHED: c_int = 1;
pub const _Py_THREAD_SUSPENDED: c_int = 2;

pub const MAX_CO_EXTRA_USERS: usize = 255;
