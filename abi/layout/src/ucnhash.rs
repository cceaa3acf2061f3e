//! `pycore_ucnhash.h`.

use std::ffi::{c_char, c_int};

/// The capsule `unicodedata._ucnhash_CAPI`: names to characters and back.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyUnicode_Name_CAPI {
    pub getname: Option<unsafe extern "C" fn(u32, *mut c_char, c_int, c_int) -> c_int>,
    pub getcode: Option<unsafe extern "C" fn(*const c_char, c_int, *mut u32, c_int) -> c_int>,
}
