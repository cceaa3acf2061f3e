//! `cpython/picklebufobject.h`.

use ks_runtime::objects::picklebufobject::{self, PickleBuffer};
use ks_runtime::prelude::*;

/// The pickle buffer that C passes.
fn checked<'a>(object: &'a Object, th: &mut Thread) -> PyResult<&'a PickleBuffer> {
    match object.downcast_exact::<PickleBuffer>() {
        Some(buffer) => Ok(buffer),
        None => {
            let given = object.ob_type().display_name();
            Err(raise!(th, TypeError, "expected PickleBuffer, {given:.200} found"))
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPickleBuffer_FromObject(object: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    picklebufobject::new(object, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPickleBuffer_GetBuffer(object: &Object) -> *const Py_buffer {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    checked(object, th).and_then(|buffer| buffer.buffer(th)).unwrap_or(std::ptr::null())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPickleBuffer_Release(object: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    checked(object, th).map(|buffer| buffer.give_back(th)).into()
}
