//! `cpython/compile.h`, `cpython/pylifecycle.h`, `cpython/sysmodule.h`: arguments of the high-level functions.

use std::cell::Cell;
use std::ffi::{c_int, c_void};

/// Compiler flags: `CO_FUTURE_*` and `PyCF_*`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyCompilerFlags {
    pub cf_flags: c_int,
    pub cf_feature_version: c_int,
}

/// How a new interpreter is set up.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyInterpreterConfig {
    pub use_main_obmalloc: c_int,
    pub allow_fork: c_int,
    pub allow_exec: c_int,
    pub allow_threads: c_int,
    pub allow_daemon_threads: c_int,
    pub check_multi_interp_extensions: c_int,
    pub gil: c_int,
}

/// The perf map file.
#[repr(C)]
pub struct PerfMapState {
    pub perf_map: Cell<*mut libc::FILE>,
    pub map_lock: Cell<*mut c_void>,
}
shared_layout!(PerfMapState);

pub const PyCF_SOURCE_IS_UTF8: c_int = 0x100;
pub const PyCF_DONT_IMPLY_DEDENT: c_int = 0x200;
pub const PyCF_ONLY_AST: c_int = 0x400;
pub const PyCF_IGNORE_COOKIE: c_int = 0x800;
pub const PyCF_TYPE_COMMENTS: c_int = 0x1000;
pub const PyCF_ALLOW_TOP_LEVEL_AWAIT: c_int = 0x2000;
pub const PyCF_ALLOW_INCOMPLETE_INPUT: c_int = 0x4000;
pub const PyCF_OPTIMIZED_AST: c_int = 0x8000 | PyCF_ONLY_AST;

pub const Py_single_input: c_int = 256;
pub const Py_file_input: c_int = 257;
pub const Py_eval_input: c_int = 258;
pub const Py_func_type_input: c_int = 345;

pub const PyInterpreterConfig_DEFAULT_GIL: c_int = 0;
pub const PyInterpreterConfig_SHARED_GIL: c_int = 1;
pub const PyInterpreterConfig_OWN_GIL: c_int = 2;

pub const PyCF_MASK: c_int = 33423360;
pub const PyCF_MASK_OBSOLETE: c_int = 16;
pub const PyCF_COMPILE_MASK: c_int = 62976;
pub const PY_INVALID_STACK_EFFECT: c_int = 2147483647;
