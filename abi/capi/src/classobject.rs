//! `cpython/classobject.h`: bound methods.

use ks_runtime::objects::classobject::InstanceMethod;
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMethod_New(function: &Object, this: Option<&Object>) -> PyResult {
    match this {
        Some(this) => Ok(Method::new(function, this)?.into_object()),
        // SAFETY: called by C with the interpreter held.
        None => Err(unsafe { Thread::enter() }.bad_internal_call()),
    }
}

/// NULL with `SystemError` for an object of another type.
fn wrong_type() -> *mut Object {
    // SAFETY: called by C with the interpreter held.
    let _ = unsafe { Thread::enter() }.bad_internal_call();
    std::ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMethod_Function(method: &Object) -> *mut Object {
    method.downcast_exact::<Method>().map_or_else(wrong_type, |method| method.function().as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMethod_Self(method: &Object) -> *mut Object {
    method.downcast_exact::<Method>().map_or_else(wrong_type, |method| method.this().as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInstanceMethod_New(function: &Object) -> PyResult {
    Ok(InstanceMethod::new(function)?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInstanceMethod_Function(method: &Object) -> *mut Object {
    method.downcast_exact::<InstanceMethod>().map_or_else(wrong_type, |method| method.function().as_ptr())
}
