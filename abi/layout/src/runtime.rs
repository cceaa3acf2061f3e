//! `pycore_runtime.h`: `_PyRuntime`, the state of the process. Parts that nothing outside reads are opaque.

use std::cell::{Cell, UnsafeCell};
use std::ffi::{c_char, c_int, c_ulong, c_void};
use std::sync::atomic::{AtomicPtr, AtomicU64};

use crate::debug_offsets::_Py_DebugOffsets;
use crate::import::_inittab;
use crate::initconfig::{PyPreConfig, PyWideStringList};
use crate::interp::{_xidregistry, PyInterpreterState};
use crate::lock::PyMutex;
use crate::object::Object;
use crate::opaque::Opaque;
use crate::pystate::PyThreadState;
use crate::static_objects::_Py_static_objects;

/// The interpreters of the process.
#[repr(C)]
pub struct pyinterpreters {
    pub mutex: PyMutex,
    pub head: Cell<*mut PyInterpreterState>,
    pub main: Cell<*mut PyInterpreterState>,
    pub next_id: Cell<i64>,
}
shared_layout!(pyinterpreters);

/// What `PyGILState_*` need.
#[repr(C)]
pub struct _gilstate_runtime_state {
    pub check_enabled: Cell<c_int>,
    pub autoInterpreterState: Cell<*mut PyInterpreterState>,
}
shared_layout!(_gilstate_runtime_state);

/// What imports of all interpreters share.
#[repr(C)]
pub struct _import_runtime_state {
    pub inittab: Cell<*mut _inittab>,
    pub last_module_index: Cell<isize>,
    pub extensions: Opaque<16>,
    pub pkgcontext: Cell<*const c_char>,
}
shared_layout!(_import_runtime_state);

/// Crossing interpreters.
#[repr(C)]
pub struct _xi_runtime_state {
    pub registry: _xidregistry,
}
shared_layout!(_xi_runtime_state);

/// `pythread.h`: a key of thread-specific storage.
#[repr(C)]
pub struct Py_tss_t {
    pub _is_initialized: Cell<c_int>,
    pub _key: Cell<libc::pthread_key_t>,
}

/// `_PyRuntimeState`.
#[repr(C)]
pub struct _PyRuntimeState {
    pub debug_offsets: _Py_DebugOffsets,
    pub _initialized: Cell<c_int>,
    pub preinitializing: Cell<c_int>,
    pub preinitialized: Cell<c_int>,
    pub core_initialized: Cell<c_int>,
    pub initialized: Cell<c_int>,
    /// The thread that tears the main interpreter down, or null.
    pub _finalizing: AtomicPtr<PyThreadState>,
    pub _finalizing_id: AtomicU64,
    pub interpreters: pyinterpreters,
    pub main_thread: Cell<c_ulong>,
    pub main_tstate: Cell<*mut PyThreadState>,
    pub xi: _xi_runtime_state,
    pub allocators: Opaque<304>,
    pub obmalloc: Opaque<16>,
    pub pyhash_state: Opaque<24>,
    pub threads: Opaque<40>,
    pub signals: Opaque<1080>,
    pub autoTSSkey: Py_tss_t,
    pub trashTSSkey: Py_tss_t,
    pub orig_argv: UnsafeCell<PyWideStringList>,
    pub parser: Opaque<56>,
    pub atexit: Opaque<272>,
    pub imports: _import_runtime_state,
    pub ceval: Opaque<7320>,
    pub gilstate: _gilstate_runtime_state,
    pub getargs: Opaque<8>,
    /// `force_ascii`.
    pub fileutils: Cell<c_int>,
    pub faulthandler: Opaque<168>,
    pub tracemalloc: Opaque<232>,
    pub ref_tracer: Opaque<16>,
    pub stoptheworld_mutex: Opaque<8>,
    pub stoptheworld: Opaque<24>,
    pub preconfig: UnsafeCell<PyPreConfig>,
    pub open_code_hook: Cell<Option<unsafe extern "C" fn(*mut Object, *mut c_void) -> *mut Object>>,
    pub open_code_userdata: Cell<*mut c_void>,
    pub audit_hooks: Opaque<16>,
    /// `interpreter_leaks`.
    pub object_state: Cell<c_int>,
    /// `float_format`, `double_format`.
    pub float_state: [Cell<c_int>; 2],
    pub unicode_state: Opaque<16>,
    pub types: Opaque<3368>,
    pub cached_objects: Opaque<8>,
    pub static_objects: _Py_static_objects,
    pub _main_interpreter: PyInterpreterState,
}
shared_layout!(_PyRuntimeState);

// SAFETY: the storage keys are written once, before there are threads.
unsafe impl Sync for Py_tss_t {}

/// The state of the process. Debuggers find it by its section.
#[unsafe(no_mangle)]
#[unsafe(link_section = ".PyRuntime")]
pub static _PyRuntime: _PyRuntimeState = _PyRuntimeState {
    debug_offsets: _Py_DebugOffsets::NEW,
    static_objects: _Py_static_objects::NEW,
    // SAFETY: every other field is a cell or an atomic of a number, a nullable pointer or an optional function, or opaque.
    ..unsafe { std::mem::zeroed() }
};
