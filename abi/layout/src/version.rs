//! `patchlevel.h` and `modsupport.h`: the version this library is.

use std::ffi::c_int;

pub const PY_MAJOR_VERSION: u32 = 3;
pub const PY_MINOR_VERSION: u32 = 13;
pub const PY_MICRO_VERSION: u32 = 0;
/// 0xA alpha, 0xB beta, 0xC candidate, 0xF final.
pub const PY_RELEASE_LEVEL: u32 = 0xF;
pub const PY_RELEASE_SERIAL: u32 = 0;
pub const PY_VERSION: &str = "3.13.0";
/// The version as one number, comparable.
pub const PY_VERSION_HEX: u32 =
    PY_MAJOR_VERSION << 24 | PY_MINOR_VERSION << 16 | PY_MICRO_VERSION << 8 | PY_RELEASE_LEVEL << 4 | PY_RELEASE_SERIAL;

/// What `PyModule_Create2` is passed by modules of the full API.
pub const PYTHON_API_VERSION: c_int = 1013;
/// What it is passed by modules of the stable API.
pub const PYTHON_ABI_VERSION: c_int = 3;
