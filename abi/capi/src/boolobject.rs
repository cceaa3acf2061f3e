//! `boolobject.h`.

use std::ffi::{c_int, c_long};

use ks_runtime::objects::boolobject::bool_object;
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBool_FromLong(value: c_long) -> PyResult {
    Ok(bool_object(value != 0).to_ref())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IsTrue(object: *const Object) -> c_int {
    c_int::from(std::ptr::eq(object, bool_object(true)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IsFalse(object: *const Object) -> c_int {
    c_int::from(std::ptr::eq(object, bool_object(false)))
}
