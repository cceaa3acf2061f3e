//! `cpython/pyctype.h`: bits of `_Py_ctype_table`.

use std::ffi::c_uint;
pub const PY_CTF_LOWER: c_uint = 1;
pub const PY_CTF_UPPER: c_uint = 2;
pub const PY_CTF_ALPHA: c_uint = 3;
pub const PY_CTF_DIGIT: c_uint = 4;
pub const PY_CTF_ALNUM: c_uint = 7;
pub const PY_CTF_SPACE: c_uint = 8;
pub const PY_CTF_XDIGIT: c_uint = 16;
