//! `marshal.h`.

use std::ffi::c_int;
pub const Py_MARSHAL_VERSION: c_int = 4;
