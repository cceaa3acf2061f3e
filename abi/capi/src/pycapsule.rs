//! `pycapsule.h`: capsules.

use std::ffi::{c_char, c_int, c_void};

use ks_runtime::objects::capsule;
use ks_runtime::prelude::*;

/// The token of an exported function.
///
/// # Safety
/// Called first thing in a function that C calls with the interpreter held.
unsafe fn enter<'a>() -> &'a mut Thread {
    // SAFETY: the caller's promise.
    unsafe { Thread::enter() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_New(
    pointer: *mut c_void,
    name: *const c_char,
    destructor: Option<PyCapsule_Destructor>,
) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    capsule::new(pointer, name, destructor, unsafe { enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_IsValid(object: Option<&Object>, name: *const c_char) -> c_int {
    // SAFETY: a name is null or a string.
    c_int::from(unsafe { capsule::is_valid(object, name) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_GetPointer(object: Option<&Object>, name: *const c_char) -> *mut c_void {
    // SAFETY: called by C with the interpreter held; a name is null or a string.
    unsafe { capsule::pointer(object, name, enter()) }.unwrap_or(std::ptr::null_mut())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_GetName(object: Option<&Object>) -> *const c_char {
    // SAFETY: called by C with the interpreter held.
    let capsule = capsule::legal(object, "PyCapsule_GetName", unsafe { enter() });
    capsule.map_or(std::ptr::null(), |capsule| capsule.name.get())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_GetDestructor(object: Option<&Object>) -> Option<PyCapsule_Destructor> {
    // SAFETY: called by C with the interpreter held.
    let capsule = capsule::legal(object, "PyCapsule_GetDestructor", unsafe { enter() });
    capsule.ok().and_then(|capsule| capsule.destructor.get())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_GetContext(object: Option<&Object>) -> *mut c_void {
    // SAFETY: called by C with the interpreter held.
    let capsule = capsule::legal(object, "PyCapsule_GetContext", unsafe { enter() });
    capsule.map_or(std::ptr::null_mut(), |capsule| capsule.context.get())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_SetPointer(object: Option<&Object>, pointer: *mut c_void) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let capsule = match capsule::legal(object, "PyCapsule_SetPointer", th) {
        Ok(capsule) => capsule,
        Err(Raised) => return Status::ERROR,
    };
    if pointer.is_null() {
        let Raised = raise!(th, ValueError, "PyCapsule_SetPointer called with null pointer");
        return Status::ERROR;
    }
    capsule.pointer.set(pointer);
    Status::OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_SetName(object: Option<&Object>, name: *const c_char) -> Status {
    // SAFETY: called by C with the interpreter held.
    let capsule = capsule::legal(object, "PyCapsule_SetName", unsafe { enter() });
    capsule.map(|capsule| capsule.name.set(name)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_SetDestructor(
    object: Option<&Object>,
    destructor: Option<PyCapsule_Destructor>,
) -> Status {
    // SAFETY: called by C with the interpreter held.
    let capsule = capsule::legal(object, "PyCapsule_SetDestructor", unsafe { enter() });
    capsule.map(|capsule| capsule.destructor.set(destructor)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_SetContext(object: Option<&Object>, context: *mut c_void) -> Status {
    // SAFETY: called by C with the interpreter held.
    let capsule = capsule::legal(object, "PyCapsule_SetContext", unsafe { enter() });
    capsule.map(|capsule| capsule.context.set(context)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_Import(name: *const c_char, _no_block: c_int) -> *mut c_void {
    // SAFETY: called by C with the interpreter held, with a string.
    unsafe { capsule::import(name, enter()) }.unwrap_or(std::ptr::null_mut())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCapsule_SetTraverse(
    object: Option<&Object>,
    traverse: Option<traverseproc>,
    clear: Option<inquiry>,
) -> Status {
    // SAFETY: called by C with the interpreter held.
    capsule::set_traverse(object, traverse, clear, unsafe { enter() }).into()
}
