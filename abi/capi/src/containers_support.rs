//! What the files of the containers' headers share: outcomes through pointers, and texts given as C strings.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::prelude::*;

/// `PyErr_BadInternalCall`, as the thread that C calls on.
#[cold]
pub(crate) fn bad_call() -> Raised {
    // SAFETY: called by C with the interpreter held.
    unsafe { Thread::enter() }.bad_internal_call()
}

/// A C string in UTF-8 as `str`.
pub(crate) unsafe fn text(pointer: *const c_char, th: &mut Thread) -> PyResult<Ref<Str>> {
    // SAFETY: the caller: a NUL-terminated string.
    Str::decode_utf8(unsafe { CStr::from_ptr(pointer) }.to_bytes(), None, th)
}

/// A reference that its owner keeps alive, as C borrows it; null for an error or for nothing.
pub(crate) fn lend(found: PyResult<Option<Ref>>) -> *mut Object {
    found.ok().flatten().map_or(std::ptr::null_mut(), |value| value.as_ptr())
}

/// Stores what was found, or null: 1 if something was, 0 if not, -1 for an error.
pub(crate) unsafe fn store(found: PyResult<Option<Ref>>, place: *mut *mut Object) -> c_int {
    let (value, status) = match found {
        Ok(Some(value)) => (Some(value), 1),
        Ok(None) => (None, 0),
        Err(Raised) => (None, -1),
    };
    if !place.is_null() {
        // SAFETY: the caller: valid for a write.
        unsafe { *place = value.map_or(std::ptr::null_mut(), Ref::into_raw) };
    }
    status
}
