//! `structseq.h`: named tuples of C.

use std::ffi::{CStr, c_ulong};

use ks_runtime::objects::structseq;
use ks_runtime::prelude::*;

/// The rows of a description's fields.
///
/// # Safety
/// A description with a table ended by a null name.
unsafe fn fields(desc: &PyStructSequence_Desc) -> Vec<(*const std::ffi::c_char, *const std::ffi::c_char)> {
    let mut rows = Vec::new();
    let mut at = desc.fields.cast_const();
    // SAFETY: the caller's promise.
    unsafe {
        while !(*at).name.is_null() {
            rows.push(((*at).name, (*at).doc));
            at = at.add(1);
        }
    }
    rows
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyStructSequence_NewType(desc: &PyStructSequence_Desc, flags: c_ulong) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a description.
    unsafe {
        let rows = fields(desc);
        let visible = desc.n_in_sequence.max(0) as usize;
        structseq::new_type_of(CStr::from_ptr(desc.name), desc.doc, &rows, visible, flags, Thread::enter())?.into_py()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_NewType(desc: &PyStructSequence_Desc) -> PyResult {
    // SAFETY: as that function.
    unsafe { _PyStructSequence_NewType(desc, 0) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_InitType2(ty: &'static Type, desc: &PyStructSequence_Desc) -> Status {
    // SAFETY: called by C with the interpreter held, with a description that outlives the type.
    unsafe {
        let rows = fields(desc);
        let visible = desc.n_in_sequence.max(0) as usize;
        structseq::init_static(ty, CStr::from_ptr(desc.name), desc.doc, &rows, visible, Thread::enter()).into()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_InitType(ty: &'static Type, desc: &PyStructSequence_Desc) {
    // SAFETY: as that function. This one has no way to tell of an error, which stays set.
    let _ = unsafe { PyStructSequence_InitType2(ty, desc) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_New(ty: &'static Type) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    structseq::new_empty(ty, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_SetItem(object: &Object, index: isize, value: *mut Object) {
    // SAFETY: an index in range, and a reference given away, says the caller.
    unsafe { drop(structseq::field(object, index as usize).replace(Ref::from_raw_option(value))) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_GetItem(object: &Object, index: isize) -> *mut Object {
    // SAFETY: an index in range, says the caller.
    unsafe { structseq::field(object, index as usize) }.as_ptr()
}
