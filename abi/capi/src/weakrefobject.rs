//! `weakrefobject.h`.

use std::ffi::c_int;

use ks_runtime::objects::weakrefobject;
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWeakref_NewRef(object: &Object, callback: Option<&Object>) -> PyResult {
    // SAFETY: C callers hold the interpreter; so throughout this file.
    WeakRef::new(object, callback, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWeakref_NewProxy(object: &Object, callback: Option<&Object>) -> PyResult {
    // SAFETY: as above.
    weakrefobject::new_proxy(object, callback, unsafe { Thread::enter() })
}

/// The layout of a weak reference or proxy; anything else is a wrong argument.
unsafe fn weak<'a>(reference: Option<&'a Object>, th: &mut Thread) -> PyResult<&'a WeakRef> {
    match reference {
        // SAFETY: references and proxies have this layout.
        Some(reference) if weakrefobject::is_weak(reference) => Ok(unsafe { reference.cast_unchecked() }),
        Some(_) => Err(raise!(th, TypeError, "expected a weakref")),
        None => Err(th.bad_internal_call()),
    }
}

/// 1 and a new reference, 0 and NULL if the referent is gone, -1 for an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWeakref_GetRef(reference: Option<&Object>, result: *mut *mut Object) -> c_int {
    // SAFETY: as above; the caller gives a place.
    unsafe {
        *result = std::ptr::null_mut();
        match weak(reference, Thread::enter()) {
            Ok(weak) => match weak.get() {
                Some(object) => {
                    *result = object.into_raw();
                    1
                }
                None => 0,
            },
            Err(Raised) => -1,
        }
    }
}

/// The referent, borrowed; `None` once it is gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWeakref_GetObject(reference: Option<&Object>) -> *mut Object {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        match weak(reference, th) {
            Ok(weak) => weak.layout().wr_object.get(),
            Err(Raised) => {
                th.clear_raised();
                let _ = th.bad_internal_call();
                std::ptr::null_mut()
            }
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyWeakref_IsDead(reference: &Object) -> c_int {
    // SAFETY: the caller passes a weak reference.
    let weak: &WeakRef = unsafe { reference.cast_unchecked() };
    c_int::from(weak.get().is_none())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_ClearWeakRefs(object: &Object) {
    // SAFETY: as above.
    weakrefobject::clear_weakrefs(object, unsafe { Thread::enter() });
}

/// Clears all references to an object, whose callbacks will not be called.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Object_ClearWeakRefsNoCallbacks(object: &Object) {
    weakrefobject::clear_without_callbacks(object);
}

/// Clears one reference; its callback stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyWeakref_ClearRef(reference: &Object) {
    // SAFETY: the caller passes a weak reference or proxy.
    let weak: &WeakRef = unsafe { reference.cast_unchecked() };
    weak.clear();
}
