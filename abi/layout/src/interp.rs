//! `pycore_interp.h` and the headers it is made of: the interpreter state. Parts that nothing outside reads are opaque: room
//! of the right size at the right place.

use std::cell::{Cell, UnsafeCell};
use std::ffi::{c_char, c_int, c_long, c_ulong, c_void};
use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicU64};

use crate::code::{_PY_MONITORING_EVENTS, _Py_GlobalMonitors, PY_MONITORING_TOOL_IDS, PyCode_WatchCallback};
use crate::crossinterp::_PyCrossInterpreterData;
use crate::dictobject::PyDict_WatchCallback;
use crate::frameobject::_PyInterpreterFrame;
use crate::funcobject::PyFunction_WatchCallback;
use crate::gc::_gc_runtime_state;
use crate::initconfig::PyConfig;
use crate::lock::{_PyRecursiveMutex, PyMutex};
use crate::object::{Object, Type, freefunc};
use crate::opaque::Opaque;
use crate::pyerrors::PyBaseExceptionObject;
use crate::pystate::PyThreadState;
use crate::refs::Field;
use crate::runtime::_PyRuntimeState;
use crate::typeobject::PyType_WatchCallback;
use crate::ucnhash::_PyUnicode_Name_CAPI;

/// `pycore_llist.h`: a link of a ring.
#[repr(C)]
pub struct llist_node {
    pub next: Cell<*mut llist_node>,
    pub prev: Cell<*mut llist_node>,
}
shared_layout!(llist_node);

/// A call that another thread asked for.
#[repr(C)]
pub struct _pending_call {
    pub func: Cell<Option<unsafe extern "C" fn(*mut c_void) -> c_int>>,
    pub arg: Cell<*mut c_void>,
    pub flags: Cell<c_int>,
}
object_layout!(_pending_call: func -> Cell<Option<unsafe extern "C" fn(*mut c_void) -> c_int>>);

/// The queue of pending calls.
#[repr(C)]
pub struct _pending_calls {
    pub handling_thread: Cell<*mut PyThreadState>,
    pub mutex: PyMutex,
    pub npending: Cell<i32>,
    pub max: Cell<i32>,
    pub maxloop: Cell<i32>,
    pub calls: [_pending_call; 300],
    pub first: Cell<c_int>,
    pub next: Cell<c_int>,
}
shared_layout!(_pending_calls);

/// The interpreter lock.
#[repr(C)]
pub struct _gil_runtime_state {
    /// Microseconds between requests to give the lock up.
    pub interval: Cell<c_ulong>,
    pub last_holder: AtomicPtr<PyThreadState>,
    /// -1 before the lock exists.
    pub locked: AtomicI32,
    pub switch_number: Cell<c_ulong>,
    pub cond: Opaque<48>,
    pub mutex: Opaque<40>,
    pub switch_cond: Opaque<48>,
    pub switch_mutex: Opaque<40>,
}
shared_layout!(_gil_runtime_state);

/// What the evaluation loop of an interpreter shares.
#[repr(C)]
pub struct _ceval_state {
    pub instrumentation_version: Cell<usize>,
    pub recursion_limit: Cell<c_int>,
    pub gil: Cell<*mut _gil_runtime_state>,
    pub own_gil: Cell<c_int>,
    pub pending: _pending_calls,
}
shared_layout!(_ceval_state);

/// The threads of an interpreter.
#[repr(C)]
pub struct pythreads {
    pub next_unique_id: Cell<u64>,
    pub head: Cell<*mut PyThreadState>,
    pub main: Cell<*mut PyThreadState>,
    pub count: Cell<isize>,
    pub stacksize: Cell<usize>,
}
shared_layout!(pythreads);

/// The import system's state.
#[repr(C)]
pub struct _import_state {
    pub modules: Field,
    pub modules_by_index: Field,
    pub importlib: Field,
    pub override_frozen_modules: Cell<c_int>,
    pub override_multi_interp_extensions_check: Cell<c_int>,
    pub dlopenflags: Cell<c_int>,
    pub import_func: Field,
    pub lock: _PyRecursiveMutex,
    pub find_and_load: Opaque<24>,
}
shared_layout!(_import_state);

/// Codec registries.
#[repr(C)]
pub struct codecs_state {
    pub search_path: Field,
    pub search_cache: Field,
    pub error_registry: Field,
    pub initialized: Cell<c_int>,
}
shared_layout!(codecs_state);

/// A type registered for crossing interpreters.
#[repr(C)]
pub struct _xidregitem {
    pub prev: Cell<*mut _xidregitem>,
    pub next: Cell<*mut _xidregitem>,
    /// Borrowed.
    pub cls: Cell<*const Type>,
    pub weakref: Cell<*mut Object>,
    pub refcount: Cell<usize>,
    pub getdata: Cell<Option<unsafe extern "C" fn(*mut PyThreadState, &Object, *mut _PyCrossInterpreterData) -> c_int>>,
}
shared_layout!(_xidregitem);

/// Types registered for crossing interpreters.
#[repr(C)]
pub struct _xidregistry {
    pub global: Cell<c_int>,
    pub initialized: Cell<c_int>,
    pub mutex: PyMutex,
    pub head: Cell<*mut _xidregitem>,
}
shared_layout!(_xidregistry);

/// Crossing interpreters.
#[repr(C)]
pub struct _xi_state {
    pub registry: _xidregistry,
    pub PyExc_NotShareableError: Field,
}
shared_layout!(_xi_state);

/// State of `_warnings`.
#[repr(C)]
pub struct _warnings_runtime_state {
    pub filters: Field,
    pub once_registry: Field,
    pub default_action: Field,
    pub mutex: PyMutex,
    pub filters_version: Cell<c_long>,
}
shared_layout!(_warnings_runtime_state);

/// Exit callbacks.
#[repr(C)]
pub struct atexit_state {
    pub ll_callbacks: Cell<*mut c_void>,
    pub last_ll_callback: Cell<*mut c_void>,
    pub callbacks: Cell<*mut c_void>,
    pub ncallbacks: Cell<c_int>,
    pub callback_len: Cell<c_int>,
}
shared_layout!(atexit_state);

/// Counts of events that invalidate optimized code.
#[repr(C)]
pub struct _rare_events {
    pub set_class: Cell<u8>,
    pub set_bases: Cell<u8>,
    pub set_eval_frame_func: Cell<u8>,
    pub builtin_dict: Cell<u8>,
    pub func_modification: Cell<u8>,
}
shared_layout!(_rare_events);

/// Builtins that specialized calls compare with.
#[repr(C)]
pub struct callable_cache {
    pub isinstance: Field,
    pub len: Field,
    pub list_append: Field,
    pub object__getattribute__: Field,
}
shared_layout!(callable_cache);

/// Objects cached per interpreter.
#[repr(C)]
pub struct _Py_interp_cached_objects {
    pub interned_strings: Field,
    pub str_replace_inf: Field,
    pub objreduce: Field,
    pub type_slots_pname: Field,
    pub type_slots_ptrs: Opaque<80>,
    pub generic_type: Field<Type>,
    pub typevar_type: Field<Type>,
    pub typevartuple_type: Field<Type>,
    pub paramspec_type: Field<Type>,
    pub paramspecargs_type: Field<Type>,
    pub paramspeckwargs_type: Field<Type>,
}
shared_layout!(_Py_interp_cached_objects);

/// Dict versions and watchers.
#[repr(C)]
pub struct _Py_dict_state {
    pub global_version: Cell<u64>,
    pub next_keys_version: Cell<u32>,
    pub watchers: [Cell<Option<PyDict_WatchCallback>>; 8],
}
shared_layout!(_Py_dict_state);

/// State of the exception types.
#[repr(C)]
pub struct _Py_exc_state {
    pub errnomap: Field,
    pub memerrors_freelist: Field<PyBaseExceptionObject>,
    pub memerrors_numfree: Cell<c_int>,
    pub PyExc_ExceptionGroup: Field,
}
shared_layout!(_Py_exc_state);

/// The file system encoding.
#[repr(C)]
pub struct _Py_unicode_fs_codec {
    pub encoding: Cell<*mut c_char>,
    pub utf8: Cell<c_int>,
    pub errors: Cell<*mut c_char>,
    pub error_handler: Cell<c_int>,
}
shared_layout!(_Py_unicode_fs_codec);

/// Strings of `_Py_Identifier`s.
#[repr(C)]
pub struct _Py_unicode_ids {
    pub size: Cell<isize>,
    pub array: Cell<*mut Field>,
}
shared_layout!(_Py_unicode_ids);

/// State of strings.
#[repr(C)]
pub struct _Py_unicode_state {
    pub fs_codec: _Py_unicode_fs_codec,
    pub ucnhash_capi: Cell<*const _PyUnicode_Name_CAPI>,
    pub ids: _Py_unicode_ids,
}
shared_layout!(_Py_unicode_state);

/// State of ints.
#[repr(C)]
pub struct _Py_long_state {
    pub max_str_digits: Cell<c_int>,
}
shared_layout!(_Py_long_state);

/// `PyInterpreterState` (`struct _is`).
#[repr(C)]
pub struct PyInterpreterState {
    pub ceval: _ceval_state,
    pub next: Cell<*mut PyInterpreterState>,
    pub id: Cell<i64>,
    pub id_refcount: Cell<i64>,
    pub requires_idref: Cell<c_int>,
    pub id_mutex: Cell<*mut c_void>,
    pub _whence: Cell<c_long>,
    pub _initialized: Cell<c_int>,
    pub _ready: Cell<c_int>,
    pub finalizing: Cell<c_int>,
    pub last_restart_version: Cell<usize>,
    pub threads: pythreads,
    pub runtime: Cell<*mut _PyRuntimeState>,
    /// The thread that tears the interpreter down, or null.
    pub _finalizing: AtomicPtr<PyThreadState>,
    pub _finalizing_id: AtomicU64,
    pub gc: _gc_runtime_state,
    pub sysdict: Field,
    pub builtins: Field,
    pub imports: _import_state,
    /// The lock, where the interpreter has its own (the main one has).
    pub _gil: _gil_runtime_state,
    pub codecs: codecs_state,
    pub config: UnsafeCell<PyConfig>,
    pub feature_flags: Cell<c_ulong>,
    pub dict: Field,
    pub sysdict_copy: Field,
    pub builtins_copy: Field,
    pub eval_frame: Cell<Option<_PyFrameEvalFunction>>,
    pub func_watchers: [Cell<Option<PyFunction_WatchCallback>>; 8],
    pub active_func_watchers: Cell<u8>,
    pub co_extra_user_count: Cell<isize>,
    pub co_extra_freefuncs: [Cell<Option<freefunc>>; 255],
    pub xi: _xi_state,
    pub before_forkers: Field,
    pub after_forkers_parent: Field,
    pub after_forkers_child: Field,
    pub warnings: _warnings_runtime_state,
    pub atexit: atexit_state,
    pub stoptheworld: Opaque<24>,
    pub qsbr: Opaque<48>,
    pub obmalloc: Opaque<8>,
    pub audit_hooks: Field,
    pub type_watchers: [Cell<Option<PyType_WatchCallback>>; 8],
    pub code_watchers: [Cell<Option<PyCode_WatchCallback>>; 8],
    pub active_code_watchers: Cell<u8>,
    pub object_state: Opaque<3544>,
    pub unicode: _Py_unicode_state,
    pub long_state: _Py_long_state,
    pub dtoa: Opaque<2440>,
    pub func_state: Opaque<65544>,
    pub code_state: Opaque<16>,
    pub dict_state: _Py_dict_state,
    pub exc_state: _Py_exc_state,
    pub mem_free_queue: Opaque<24>,
    pub ast: Opaque<1952>,
    pub types: Opaque<108424>,
    pub callable_cache: callable_cache,
    pub optimizer: Cell<*mut c_void>,
    pub executor_list_head: Cell<*mut c_void>,
    pub rare_events: _rare_events,
    pub builtins_dict_watcher: Cell<Option<PyDict_WatchCallback>>,
    pub monitors: _Py_GlobalMonitors,
    pub sys_profile_initialized: Cell<bool>,
    pub sys_trace_initialized: Cell<bool>,
    pub sys_profiling_threads: Cell<isize>,
    pub sys_tracing_threads: Cell<isize>,
    pub monitoring_callables: [[Field; _PY_MONITORING_EVENTS]; PY_MONITORING_TOOL_IDS],
    pub monitoring_tool_names: [Field; 8],
    pub cached_objects: _Py_interp_cached_objects,
    pub static_objects: Opaque<136>,
    /// The first thread state, so that starting up allocates none.
    pub _initial_thread: _PyThreadStateImpl,
    pub _interactive_src_count: Cell<isize>,
}
shared_layout!(PyInterpreterState);

/// A thread state with its private tail (`pycore_tstate.h`).
#[repr(C)]
pub struct _PyThreadStateImpl {
    pub base: PyThreadState,
    pub asyncio_running_loop: Field,
    pub qsbr: Cell<*mut c_void>,
    pub mem_free_queue: llist_node,
}
object_layout!(_PyThreadStateImpl: base -> PyThreadState);

/// Thread state, frame, whether to throw: an evaluation function (PEP 523).
pub type _PyFrameEvalFunction =
    unsafe extern "C" fn(*mut PyThreadState, *mut _PyInterpreterFrame, c_int) -> *mut Object;
/// Pending calls that fit in a queue.
pub const PENDINGCALLSARRAYSIZE: usize = 300;

/// Flags of `feature_flags`.
pub const Py_RTFLAGS_USE_MAIN_OBMALLOC: c_ulong = 1 << 5;
pub const Py_RTFLAGS_MULTI_INTERP_EXTENSIONS: c_ulong = 1 << 8;
pub const Py_RTFLAGS_THREADS: c_ulong = 1 << 10;
pub const Py_RTFLAGS_DAEMON_THREADS: c_ulong = 1 << 11;
pub const Py_RTFLAGS_FORK: c_ulong = 1 << 15;
pub const Py_RTFLAGS_EXEC: c_ulong = 1 << 16;

impl PyInterpreterState {
    /// All zero.
    // SAFETY: every field is a cell or an atomic of a number, a nullable pointer or an optional function, or opaque.
    pub const ZERO: PyInterpreterState = unsafe { std::mem::zeroed() };
}

impl _PyThreadStateImpl {
    /// All zero.
    // SAFETY: as above.
    pub const ZERO: _PyThreadStateImpl = unsafe { std::mem::zeroed() };
}

// `_whence`.
pub const _PyInterpreterState_WHENCE_NOTSET: c_long = -1;
pub const _PyInterpreterState_WHENCE_UNKNOWN: c_long = 0;
pub const _PyInterpreterState_WHENCE_RUNTIME: c_long = 1;
pub const _PyInterpreterState_WHENCE_LEGACY_CAPI: c_long = 2;
pub const _PyInterpreterState_WHENCE_CAPI: c_long = 3;
pub const _PyInterpreterState_WHENCE_XI: c_long = 4;
pub const _PyInterpreterState_WHENCE_STDLIB: c_long = 5;
pub const _PyInterpreterState_WHENCE_MAX: c_long = 5;
