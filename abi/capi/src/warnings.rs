//! `warnings.h`, `cpython/warnings.h`. (The variadic functions stand in `ks-varargs`.)

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::objects::exceptions;
use ks_runtime::prelude::*;

fn status(result: PyResult<()>) -> c_int {
    if result.is_ok() { 0 } else { -1 }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WarnEx(category: Option<&Object>, text: *const c_char, stack_level: isize) -> c_int {
    // SAFETY: called by C with the interpreter held; a C string.
    let (th, text) = unsafe { (Thread::enter(), CStr::from_ptr(text)) };
    let message = Str::decode_utf8(text.to_bytes(), None, th);
    status(message.and_then(|message| exceptions::warn_object(category, &message, stack_level, None, th)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WarnExplicitObject(
    category: Option<&Object>,
    message: &Object,
    filename: &Object,
    lineno: c_int,
    module: Option<&Object>,
    registry: Option<&Object>,
) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Some(filename) = filename.downcast::<Str>() else {
        return status(Err(th.bad_internal_call()));
    };
    let place = exceptions::warnings::Place { filename, lineno, module, registry, source_line: None };
    let category = category.unwrap_or(&exceptions::RuntimeWarning);
    status(exceptions::warnings::warn_explicit_with(category, message, &place, None, th))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WarnExplicit(
    category: Option<&Object>,
    text: *const c_char,
    filename: *const c_char,
    lineno: c_int,
    module: *const c_char,
    registry: Option<&Object>,
) -> c_int {
    // SAFETY: called by C with the interpreter held; C strings, the module's may be null.
    let (th, text, filename, module) = unsafe {
        let module = if module.is_null() { None } else { Some(CStr::from_ptr(module)) };
        (Thread::enter(), CStr::from_ptr(text), CStr::from_ptr(filename), module)
    };
    let result = (|| {
        let message = Str::decode_utf8(text.to_bytes(), None, th)?;
        let filename = Str::decode_fs(filename.to_bytes(), th)?;
        let module = module.map(|module| Str::decode_utf8(module.to_bytes(), None, th)).transpose()?;
        exceptions::warn_explicit(category, &message, &filename, lineno, module.as_deref(), registry, th)
    })();
    status(result)
}
