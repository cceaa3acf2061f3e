//! `pythread.h`: locks.

use std::ffi::c_int;
pub const NOWAIT_LOCK: c_int = 0;
pub const WAIT_LOCK: c_int = 1;
