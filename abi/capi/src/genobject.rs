//! `genobject.h`, `cpython/genobject.h`, `pycore_genobject.h`.

use std::ffi::c_int;

use ks_runtime::objects::genobject;
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGen_New(frame: *mut PyFrameObject) -> PyResult {
    // SAFETY: the reference to the frame is handed over.
    unsafe { from_frame(frame, &genobject::PyGen_Type, None, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGen_NewWithQualName(
    frame: *mut PyFrameObject,
    name: Option<&Object>,
    qualname: Option<&Object>,
) -> PyResult {
    // SAFETY: as above.
    unsafe { from_frame(frame, &genobject::PyGen_Type, name, qualname) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCoro_New(
    frame: *mut PyFrameObject,
    name: Option<&Object>,
    qualname: Option<&Object>,
) -> PyResult {
    // SAFETY: as above.
    unsafe { from_frame(frame, &genobject::PyCoro_Type, name, qualname) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyAsyncGen_New(
    frame: *mut PyFrameObject,
    name: Option<&Object>,
    qualname: Option<&Object>,
) -> PyResult {
    // SAFETY: as above.
    unsafe { from_frame(frame, &genobject::PyAsyncGen_Type, name, qualname) }
}

/// A generator from a frame object that was made by `PyFrame_New` and has not run.
unsafe fn from_frame(
    frame: *mut PyFrameObject,
    ty: &'static Type,
    name: Option<&Object>,
    qualname: Option<&Object>,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; the reference to the frame is handed over.
    unsafe {
        let th = Thread::enter();
        let Some(frame) = Ref::from_raw_option(frame.cast::<Frame>()) else {
            return Err(th.bad_internal_call());
        };
        Ok(genobject::from_frame_object(frame, ty, name, qualname, th)?.into_object())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGen_GetCode(generator: &Object) -> PyResult {
    match generator.downcast::<Generator>() {
        Some(generator) => Ok(generator.frame().code().to_ref()),
        // SAFETY: called by C with the interpreter held.
        None => Err(unsafe { Thread::enter() }.bad_internal_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyGen_yf(generator: &Object) -> Option<Ref> {
    genobject::yields_from(generator)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyGen_SetStopIterationValue(value: &Object) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let _ = genobject::set_stop_iteration_value(value, unsafe { Thread::enter() });
    // The exception that was asked for is set: that is success.
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyGen_FetchStopIterationValue(result: *mut *mut Object) -> c_int {
    // SAFETY: called by C with the interpreter held; the result goes where the caller says.
    unsafe {
        match genobject::fetch_stop_iteration_value(Thread::enter()) {
            Ok(value) => {
                *result = value.into_raw();
                0
            }
            Err(Raised) => {
                *result = std::ptr::null_mut();
                -1
            }
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCoro_GetAwaitableIter(object: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    genobject::get_awaitable_iter(object, unsafe { Thread::enter() })
}
