//! `cpython/critical_section.h`: with an interpreter lock, every section is critical already, and these do nothing.

use std::ffi::{c_int, c_void};

use ks_layout::{Object, PyMutex, PyThreadState};

#[unsafe(no_mangle)]
pub extern "C" fn PyCriticalSection_Begin(_section: *mut c_void, _object: &Object) {}

#[unsafe(no_mangle)]
pub extern "C" fn PyCriticalSection_End(_section: *mut c_void) {}

#[unsafe(no_mangle)]
pub extern "C" fn PyCriticalSection2_Begin(_section: *mut c_void, _first: &Object, _second: &Object) {}

#[unsafe(no_mangle)]
pub extern "C" fn PyCriticalSection2_End(_section: *mut c_void) {}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCriticalSection_BeginSlow(_section: *mut c_void, _mutex: *mut PyMutex) {}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCriticalSection2_BeginSlow(
    _section: *mut c_void,
    _first: *mut PyMutex,
    _second: *mut PyMutex,
    _first_is_locked: c_int,
) {
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCriticalSection_Resume(_state: *mut PyThreadState) {}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCriticalSection_SuspendAll(_state: *mut PyThreadState) {}
