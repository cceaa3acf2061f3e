//! `descrobject.h`, `cpython/descrobject.h`: descriptors, members, `mappingproxy`.

use std::ffi::{c_char, c_int, c_void};

use ks_runtime::objects::{descrobject as descr, structmember};
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewMethod(ty: &'static Type, method: &'static PyMethodDef) -> PyResult {
    descr::new_method(ty, method)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewClassMethod(ty: &'static Type, method: &'static PyMethodDef) -> PyResult {
    descr::new_class_method(ty, method)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewMember(ty: &'static Type, member: &'static PyMemberDef) -> PyResult {
    if member.flags & Py_RELATIVE_OFFSET != 0 {
        // SAFETY: called by C with the interpreter held.
        let th = unsafe { Thread::enter() };
        return Err(raise!(th, SystemError, "PyDescr_NewMember used with Py_RELATIVE_OFFSET"));
    }
    descr::new_member(ty, member)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewGetSet(ty: &'static Type, getset: &'static PyGetSetDef) -> PyResult {
    descr::new_getset(ty, getset)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewWrapper(
    ty: &'static Type,
    base: &'static wrapperbase,
    function: *mut c_void,
) -> PyResult {
    descr::new_wrapper(ty, base, function)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_IsData(object: &Object) -> c_int {
    c_int::from(descr::is_data(object))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWrapper_New(descriptor: &Object, this: &Object) -> PyResult {
    match descriptor.downcast::<descr::WrapperDescr>() {
        Some(descriptor) => descr::new_method_wrapper(descriptor, this),
        // SAFETY: called by C with the interpreter held.
        None => Err(unsafe { Thread::enter() }.bad_internal_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDictProxy_New(mapping: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    descr::new_proxy(mapping, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMember_GetOne(base: *const c_char, member: &PyMemberDef) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a struct that has the field.
    unsafe { structmember::get(base.cast_mut(), member, Thread::enter()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMember_SetOne(base: *mut c_char, member: &PyMemberDef, value: Option<&Object>) -> Status {
    // SAFETY: called by C with the interpreter held, with a struct that has the field.
    unsafe { structmember::set(base, member, value, Thread::enter()) }.into()
}
