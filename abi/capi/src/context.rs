//! `cpython/context.h`.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::objects::context::{Context, ContextVar, Token};
use ks_runtime::objects::hamt::Hamt;
use ks_runtime::prelude::*;

/// An argument of a type that C code must get right.
fn checked<'a, T: TypeInfo>(object: &'a Object, expected: &str, th: &mut Thread) -> PyResult<&'a T> {
    match object.downcast_exact::<T>() {
        Some(object) => Ok(object),
        None => Err(raise!(th, TypeError, "an instance of {expected} was expected")),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_New() -> PyResult {
    Ok(Context::new()?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_Copy(context: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    Ok(checked::<Context>(context, "Context", th)?.duplicate()?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_CopyCurrent() -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    Ok(Context::current(th)?.duplicate()?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_Enter(context: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    checked::<Context>(context, "Context", th).and_then(|context| context.enter(th)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_Exit(context: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    checked::<Context>(context, "Context", th).and_then(|context| context.leave(th)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContextVar_New(name: *const c_char, default: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held; the name is a string.
    let (th, name) = unsafe { (Thread::enter(), CStr::from_ptr(name)) };
    let name = Str::decode_utf8(name.to_bytes(), None, th)?;
    Ok(ContextVar::new(&name, default, th)?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContextVar_Get(var: &Object, default: Option<&Object>, value: *mut *mut Object) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let found = checked::<ContextVar>(var, "ContextVar", th).and_then(|var| var.value(default, th));
    let (pointer, status) = match found {
        Ok(found) => (found.map_or(std::ptr::null_mut(), Ref::into_raw), 0),
        Err(Raised) => (std::ptr::null_mut(), -1),
    };
    // SAFETY: the caller's variable for the result.
    unsafe { value.write(pointer) };
    status
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContextVar_Set(var: &Object, value: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    Ok(checked::<ContextVar>(var, "ContextVar", th)?.set_value(value, th)?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContextVar_Reset(var: &Object, token: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let reset = |th: &mut Thread| {
        let var = checked::<ContextVar>(var, "ContextVar", th)?;
        let token = checked::<Token>(token, "Token", th)?;
        var.reset_to(token, th)
    };
    reset(th).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyContext_NewHamtForTests() -> PyResult {
    Ok(Hamt::new()?.into_object())
}
