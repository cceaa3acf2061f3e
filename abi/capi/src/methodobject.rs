//! `methodobject.h`: functions written in C.

use std::ffi::c_int;

use ks_runtime::prelude::*;

/// The C function that an object is; `SystemError` if it is none.
fn c_function(object: &Object) -> Option<&CFunction> {
    let function = object.downcast::<CFunction>();
    if function.is_none() {
        // SAFETY: called by C with the interpreter held.
        let _ = unsafe { Thread::enter() }.bad_internal_call();
    }
    function
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_GetFunction(function: &Object) -> Option<PyCFunction> {
    c_function(function).and_then(|function| function.def().ml_meth)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_GetSelf(function: &Object) -> *mut Object {
    c_function(function).map_or(std::ptr::null_mut(), CFunction::self_argument)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_GetFlags(function: &Object) -> c_int {
    c_function(function).map_or(-1, |function| function.def().ml_flags)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_New(method: &'static PyMethodDef, this: Option<&Object>) -> PyResult {
    Ok(CFunction::new(method, this, None, None)?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_NewEx(
    method: &'static PyMethodDef,
    this: Option<&Object>,
    module: Option<&Object>,
) -> PyResult {
    Ok(CFunction::new(method, this, module, None)?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCMethod_New(
    method: &'static PyMethodDef,
    this: Option<&Object>,
    module: Option<&Object>,
    class: Option<&'static Type>,
) -> PyResult {
    Ok(CFunction::new(method, this, module, class)?.into_object())
}
