//! `cpython/odictobject.h`.

use ks_runtime::objects::odictobject::ODict;
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyODict_New() -> PyResult {
    // SAFETY: called by C with the interpreter held.
    Ok(ODict::new(unsafe { Thread::enter() })?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyODict_SetItem(dict: &Object, key: &Object, value: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match dict.downcast::<ODict>() {
        Some(dict) => dict.set(key, value, th).into(),
        None => PyResult::<()>::Err(th.bad_internal_call()).into(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyODict_DelItem(dict: &Object, key: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match dict.downcast::<ODict>() {
        Some(dict) => dict.delete(key, th).into(),
        None => PyResult::<()>::Err(th.bad_internal_call()).into(),
    }
}
