//! `moduleobject.h`: modules.

use std::ffi::{CStr, c_char, c_void};

use ks_runtime::objects::moduleobject as modules;
use ks_runtime::prelude::*;

/// The token of an exported function.
///
/// # Safety
/// Called first thing in a function that C calls with the interpreter held.
unsafe fn enter<'a>() -> &'a mut Thread {
    // SAFETY: the caller's promise.
    unsafe { Thread::enter() }
}

/// The module that C passes.
fn module<'a>(object: Option<&'a Object>, th: &mut Thread) -> PyResult<&'a Module> {
    match object.and_then(|object| object.downcast::<Module>()) {
        Some(module) => Ok(module),
        None => Err(th.raise(&exceptions::TypeError, "bad argument type for built-in operation")),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModuleDef_Init(def: &'static PyModuleDef) -> *mut Object {
    modules::def_init(def).as_ptr()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_NewObject(name: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    match name.downcast::<Str>() {
        Some(name) => Module::new(name, th)?.into_py(),
        None => Err(th.bad_internal_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_New(name: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a string.
    unsafe {
        let th = enter();
        let name = Str::decode_utf8(CStr::from_ptr(name).to_bytes(), None, th)?;
        Module::new(&name, th)?.into_py()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetDict(object: Option<&Object>) -> *mut Object {
    match object.and_then(|object| object.downcast::<Module>()) {
        // The module owns it.
        Some(module) => module.layout().md_dict.as_ptr(),
        None => {
            // SAFETY: called by C with the interpreter held.
            let Raised = unsafe { enter() }.bad_internal_call();
            std::ptr::null_mut()
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetNameObject(object: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    module(object, th)?.name(th)?.into_py()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetName(object: Option<&Object>) -> *const c_char {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let name = module(object, th).and_then(|module| module.name(th));
    // The module's dict keeps the string, and the string its UTF-8 form.
    name.and_then(|name| name.to_utf8(th).map(str::as_ptr)).map_or(std::ptr::null(), <*const u8>::cast)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetFilenameObject(object: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    module(object, th)?.filename(th)?.into_py()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetFilename(object: Option<&Object>) -> *const c_char {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let name = module(object, th).and_then(|module| module.filename(th));
    name.and_then(|name| name.to_utf8(th).map(str::as_ptr)).map_or(std::ptr::null(), <*const u8>::cast)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetDef(object: Option<&Object>) -> *mut PyModuleDef {
    // SAFETY: called by C with the interpreter held.
    module(object, unsafe { enter() }).map_or(std::ptr::null_mut(), Module::def)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetState(object: Option<&Object>) -> *mut c_void {
    // SAFETY: called by C with the interpreter held.
    module(object, unsafe { enter() }).map_or(std::ptr::null_mut(), Module::state)
}
