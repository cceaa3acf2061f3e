//! `boolobject.h`.

use std::ffi::c_long;

use ks_runtime::objects::boolobject::bool_object;
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBool_FromLong(value: c_long) -> PyResult {
    Ok(bool_object(value != 0).to_ref())
}
