//! `cpython/funcobject.h`: Python functions.

use std::ffi::c_int;

use ks_runtime::eval::interp::block;
use ks_runtime::objects::funcobject;
use ks_runtime::prelude::*;

/// The function that an object is; `SystemError` if it is none.
fn function(object: Option<&Object>) -> PyResult<&Function> {
    match object.and_then(|object| object.downcast::<Function>()) {
        Some(function) => Ok(function),
        // SAFETY: called by C with the interpreter held.
        None => Err(unsafe { Thread::enter() }.bad_internal_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_New(code: &Object, globals: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    unsafe { PyFunction_NewWithQualName(code, globals, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_NewWithQualName(
    code: &Object,
    globals: &Object,
    qualname: Option<&Object>,
) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Some(code) = code.downcast::<Code>() else {
        return Err(th.bad_internal_call());
    };
    let qualname = qualname.and_then(|name| name.downcast::<Str>());
    Ok(Function::new(code, globals, qualname, th)?.into_object())
}

macro_rules! borrowed_getters {
    ($($(#[$meta:meta])* $name:ident: $field:ident;)*) => {
        $(
            $(#[$meta])*
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $name(object: Option<&Object>) -> *mut Object {
                function(object).map_or(std::ptr::null_mut(), |function| function.layout().$field.as_ptr().cast())
            }
        )*
    };
}

borrowed_getters! {
    PyFunction_GetCode: func_code;
    PyFunction_GetGlobals: func_globals;
    PyFunction_GetModule: func_module;
    PyFunction_GetDefaults: func_defaults;
    PyFunction_GetKwDefaults: func_kwdefaults;
    PyFunction_GetClosure: func_closure;
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_GetAnnotations(object: Option<&Object>) -> *mut Object {
    let Ok(function) = function(object) else { return std::ptr::null_mut() };
    // SAFETY: called by C with the interpreter held; the function keeps what is returned.
    function.annotations(unsafe { Thread::enter() }).map_or(std::ptr::null_mut(), |annotations| annotations.as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetDefaults(object: Option<&Object>, defaults: &Object) -> c_int {
    let Ok(function) = function(object) else { return -1 };
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    if !defaults.is(none()) && !Tuple::check(defaults) {
        let _ = raise!(th, SystemError, "non-tuple default args");
        return -1;
    }
    function.set_defaults(Some(defaults).filter(|defaults| !defaults.is(none())), th);
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetKwDefaults(object: Option<&Object>, defaults: &Object) -> c_int {
    let Ok(function) = function(object) else { return -1 };
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    if !defaults.is(none()) && !Dict::check(defaults) {
        let _ = raise!(th, SystemError, "non-dict keyword only default args");
        return -1;
    }
    function.set_kwdefaults(Some(defaults).filter(|defaults| !defaults.is(none())), th);
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetClosure(object: Option<&Object>, closure: &Object) -> c_int {
    let Ok(function) = function(object) else { return -1 };
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    if !closure.is(none()) && !Tuple::check(closure) {
        let found = closure.ob_type().display_name();
        let _ = raise!(th, SystemError, "expected tuple for closure, got '{found:.100}'");
        return -1;
    }
    function.set_closure(Some(closure).filter(|closure| !closure.is(none())), th);
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetAnnotations(object: Option<&Object>, annotations: &Object) -> c_int {
    let Ok(function) = function(object) else { return -1 };
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    if !annotations.is(none()) && !Dict::check(annotations) {
        let _ = raise!(th, SystemError, "non-dict annotations");
        return -1;
    }
    function.set_annotations(Some(annotations).filter(|annotations| !annotations.is(none())), th);
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetVectorcall(object: &Object, vectorcall: Option<vectorcallfunc>) {
    if let Ok(function) = function(Some(object)) {
        // SAFETY: called by C with the interpreter held.
        function.set_vectorcall(vectorcall, unsafe { Thread::enter() });
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyFunction_SetVersion(object: &Object, version: u32) {
    if let Ok(function) = function(Some(object)) {
        // SAFETY: called by C with the interpreter held.
        function.set_version(version, unsafe { Thread::enter() });
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_AddWatcher(callback: PyFunction_WatchCallback) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let interp = block(th);
    for (index, slot) in interp.func_watchers.iter().enumerate() {
        if slot.get().is_none() {
            slot.set(Some(callback));
            interp.active_func_watchers.set(interp.active_func_watchers.get() | 1 << index);
            return index as c_int;
        }
    }
    let _ = raise!(th, RuntimeError, "no more func watcher IDs available");
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_ClearWatcher(watcher: c_int) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let interp = block(th);
    let Some(slot) = usize::try_from(watcher).ok().and_then(|index| interp.func_watchers.get(index)) else {
        let _ = raise!(th, ValueError, "invalid func watcher ID {watcher}");
        return -1;
    };
    if slot.get().is_none() {
        let _ = raise!(th, ValueError, "no func watcher set for ID {watcher}");
        return -1;
    }
    slot.set(None);
    interp.active_func_watchers.set(interp.active_func_watchers.get() & !(1 << watcher));
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyClassMethod_New(callable: &Object) -> PyResult {
    funcobject::new_class_method(callable)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStaticMethod_New(callable: &Object) -> PyResult {
    funcobject::new_static_method(callable)
}
