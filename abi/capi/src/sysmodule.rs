//! `sysmodule.h`: the names in `sys`.

use std::ffi::{CStr, c_char};

use ks_runtime::prelude::*;

/// `sys`'s entry, borrowed from it; an error of the look-up is dropped, an exception that was set before stays.
fn lookup(name: impl FnOnce(&mut Thread) -> PyResult, th: &mut Thread) -> *mut Object {
    let Some(sysdict) = th.interp().sysdict.get() else {
        return std::ptr::null_mut();
    };
    let before = th.take_raised();
    let found = name(th).and_then(|name| sysdict.get(&name, th));
    match before {
        Some(before) => _ = th.restore_raised(before),
        None => th.clear_raised(),
    }
    found.ok().flatten().map_or(std::ptr::null_mut(), |value| value.as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_GetObject(name: *const c_char) -> *mut Object {
    // SAFETY: the caller holds the interpreter and passes a C string.
    let (name, th) = unsafe { (CStr::from_ptr(name).to_bytes(), Thread::enter()) };
    lookup(|th| Ok(Str::decode_utf8(name, None, th)?.into_object()), th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySys_GetAttr(_state: *mut PyThreadState, name: &Object) -> *mut Object {
    // SAFETY: the caller holds the interpreter.
    lookup(|_| Ok(name.to_ref()), unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_SetObject(name: *const c_char, value: Option<&Object>) -> Status {
    // SAFETY: the caller holds the interpreter and passes a C string.
    let (name, th) = unsafe { (CStr::from_ptr(name).to_bytes(), Thread::enter()) };
    set(name, value, th).into()
}

fn set(name: &[u8], value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let Some(sysdict) = th.interp().sysdict.get() else {
        return Err(th.bad_internal_call());
    };
    let name = Str::intern(Str::decode_utf8(name, None, th)?);
    match value {
        Some(value) => sysdict.set(&name, value, th),
        None => sysdict.pop(&name, th).map(drop),
    }
}

/// The size in bytes; `(size_t)-1` for an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySys_GetSizeOf(object: &Object) -> usize {
    // SAFETY: the caller holds the interpreter.
    ks_modules::sys::size_in_bytes(object, unsafe { Thread::enter() }).unwrap_or(usize::MAX)
}
