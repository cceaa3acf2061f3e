//! `pyframe.h`, `cpython/pyframe.h`, `cpython/frameobject.h`: frames.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::eval::{IFrame, interp::block};
use ks_runtime::objects::frameobject;
use ks_runtime::prelude::*;

/// A frame that C passes.
unsafe fn frame<'a>(frame: *mut PyFrameObject) -> &'a Frame {
    // SAFETY: the C API's contract: a frame object.
    unsafe { &*frame.cast::<Frame>() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetLineNumber(object: *mut PyFrameObject) -> c_int {
    // SAFETY: a frame object.
    unsafe { frame(object) }.line_number()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetCode(object: *mut PyFrameObject) -> *mut PyCodeObject {
    // SAFETY: a frame object.
    Ref::new(unsafe { frame(object) }.code()).into_raw().cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetBack(object: *mut PyFrameObject) -> *mut PyFrameObject {
    // SAFETY: a frame object; the interpreter is held.
    let back = unsafe { frame(object).back(Thread::enter()) };
    back.ok().flatten().map_or(std::ptr::null_mut(), |back| back.into_raw().cast())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetLocals(object: *mut PyFrameObject) -> PyResult {
    // SAFETY: a frame object; the interpreter is held.
    unsafe { frame(object).locals(Thread::enter()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetGlobals(object: *mut PyFrameObject) -> PyResult {
    // SAFETY: a frame object.
    Ok(unsafe { frame(object) }.activation().globals().to_ref())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetBuiltins(object: *mut PyFrameObject) -> PyResult {
    // SAFETY: a frame object.
    Ok(unsafe { frame(object) }.activation().builtins().to_ref())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetGenerator(object: *mut PyFrameObject) -> Option<Ref> {
    // SAFETY: a frame object.
    let activation = unsafe { frame(object) }.activation();
    activation.is_in_generator().then(|| activation.generator().to_ref())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetLasti(object: *mut PyFrameObject) -> c_int {
    // SAFETY: a frame object.
    let lasti = unsafe { frame(object) }.activation().lasti();
    if lasti < 0 { -1 } else { lasti * 2 }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetVar(object: *mut PyFrameObject, name: &Object) -> PyResult {
    // SAFETY: a frame object; the interpreter is held.
    let (frame, th) = unsafe { (frame(object), Thread::enter()) };
    let Some(name) = name.downcast::<Str>() else {
        let found = name.ob_type().display_name();
        return Err(raise!(th, TypeError, "name must be str, not {found}"));
    };
    let activation = frame.activation();
    for (index, candidate) in activation.code().localsplus_names().items().iter().enumerate() {
        if candidate.downcast::<Str>().is_some_and(|candidate| candidate.eq(name))
            && let Some(value) = frameobject::variable(activation, index)
        {
            return Ok(value);
        }
    }
    let text = name.repr()?;
    Err(raise!(th, NameError, "variable {text} does not exist"))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetVarString(object: *mut PyFrameObject, name: *const c_char) -> PyResult {
    // SAFETY: a frame object and a C string.
    unsafe {
        let name = Str::new(&CStr::from_ptr(name).to_string_lossy())?;
        PyFrame_GetVar(object, &name)
    }
}

/// A frame object that does not run: for code that makes tracebacks by hand.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_New(
    _state: *mut PyThreadState,
    code: *mut PyCodeObject,
    globals: &Object,
    locals: Option<&Object>,
) -> *mut PyFrameObject {
    // SAFETY: the C API's contract: a code object; the interpreter is held.
    unsafe {
        let th = Thread::enter();
        match frameobject::new_detached(&*code.cast::<Code>(), globals, locals, th) {
            Ok(frame) => frame.into_raw().cast(),
            Err(Raised) => std::ptr::null_mut(),
        }
    }
}

/// The views of variables write through, so there is nothing to do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_LocalsToFast(_frame: *mut PyFrameObject, _clear: c_int) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_FastToLocals(_frame: *mut PyFrameObject) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_FastToLocalsWithError(_frame: *mut PyFrameObject) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyFrame_IsEntryFrame(object: *mut PyFrameObject) -> c_int {
    // SAFETY: a frame object.
    let previous = unsafe { frame(object) }.activation().previous_frame();
    previous.is_some_and(|previous| previous.owner.get() == FRAME_OWNED_BY_CSTACK).into()
}

/// The frame at an address that C passes.
unsafe fn activation(frame: *mut _PyInterpreterFrame) -> IFrame {
    // SAFETY: the C API's contract: a live frame.
    unsafe { IFrame::new(frame) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_InterpreterFrame_GetCode(frame: *mut _PyInterpreterFrame) -> *mut Object {
    // SAFETY: a live frame.
    unsafe { activation(frame) }.f_executable.get().map_or(std::ptr::null_mut(), Ref::into_raw)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_InterpreterFrame_GetLasti(frame: *mut _PyInterpreterFrame) -> c_int {
    // SAFETY: a live frame.
    unsafe { activation(frame) }.lasti() * 2
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_InterpreterFrame_GetLine(frame: *mut _PyInterpreterFrame) -> c_int {
    // SAFETY: a live frame.
    unsafe { activation(frame) }.line()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_GetEvalFrameFunc(interp: *mut PyInterpreterState) -> _PyFrameEvalFunction {
    // SAFETY: a live interpreter.
    unsafe { &*interp }.eval_frame.get().unwrap_or(crate::ceval::_PyEval_EvalFrameDefault)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_SetEvalFrameFunc(
    interp: *mut PyInterpreterState,
    function: _PyFrameEvalFunction,
) {
    // SAFETY: a live interpreter; the interpreter is held.
    unsafe {
        let plain = function as usize == crate::ceval::_PyEval_EvalFrameDefault as *const () as usize;
        (*interp).eval_frame.set(if plain { None } else { Some(function) });
        let count = &block(Thread::enter()).rare_events.set_eval_frame_func;
        count.set(count.get().saturating_add(1));
    }
}
