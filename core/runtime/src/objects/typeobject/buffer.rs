//! The buffer protocol in Python (PEP 688): `__buffer__` and `__release_buffer__`, both ways.

use std::ffi::c_int;

use crate::prelude::*;

/// `object.__buffer__(flags)` of a C type: a memoryview of what its `bf_getbuffer` exports.
///
/// # Errors
/// What the export raises.
pub(super) fn from_object_and_flags(object: &Object, flags: c_int, th: &mut Thread) -> PyResult {
    let _ = flags;
    MemoryView::from_object(object, th)?.into_py()
}

/// `object.__release_buffer__(view)` of a C type.
///
/// # Errors
/// `TypeError` for something that is no memoryview, `ValueError` for the view of another object.
pub(super) fn release_from(object: &Object, view: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(view) = view.downcast::<MemoryView>() else {
        return Err(raise!(th, TypeError, "expected a memoryview object"));
    };
    // SAFETY: a memoryview's buffer description, read in one go.
    let owner = unsafe { (*view.layout().view.get()).obj };
    if owner.is_null() {
        return Ok(());
    }
    if !std::ptr::eq(owner, object) {
        return Err(raise!(th, ValueError, "memoryview's buffer is not this object"));
    }
    view.call_method(id!(release), &[], th).map(drop)
}

/// Exports the buffer of `exported`, which `__buffer__` of `object` returned, as that of `object`.
///
/// # Errors
/// `NotImplementedError`: not written yet.
///
/// # Safety
/// `view` is valid for a write.
pub(super) unsafe fn export_through(
    object: &Object,
    exported: &MemoryView,
    view: *mut Py_buffer,
    flags: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    let _ = (object, exported, view, flags);
    Err(raise!(th, NotImplementedError, "buffers exported by __buffer__ are not supported yet"))
}

/// Calls `__release_buffer__` of `object`.
///
/// # Safety
/// `view` was filled by [`export_through`].
pub(super) unsafe fn release_through(object: &Object, view: *mut Py_buffer, th: &mut Thread) {
    let _ = (object, view, th);
}
