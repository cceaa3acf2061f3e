//! Ways into the evaluator from native code.

use super::binding::push_and_init;
use super::dispatch::eval_frame;
use super::frame::IFrame;
use crate::prelude::*;

/// `_PyEval_Vector`: calls a Python function with borrowed arguments; `locals` is the namespace of module-like code.
///
/// # Safety
/// `args` points at `argcount` objects and one more for each of `kwnames`.
pub unsafe fn vector(
    function: &Function,
    locals: Option<Ref>,
    args: *const *mut Object,
    argcount: usize,
    kwnames: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult {
    for index in 0..argcount + kwnames.map_or(0, Tuple::len) {
        // SAFETY: the caller's promise; the frame takes over these references.
        unsafe { (**args.add(index)).incref() };
    }
    // SAFETY: the references just made.
    let frame = unsafe { push_and_init(Ref::new(function), locals, args, argcount, kwnames, th)? };
    eval_frame(frame, false, th)
}

/// `_PyFunction_Vectorcall`.
///
/// # Safety
/// As [`vector`].
#[inline]
pub unsafe fn function_vectorcall(
    function: &Function,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult {
    let locals = super::calls::locals_for(function);
    // SAFETY: the caller's promise.
    unsafe { vector(function, locals, args, nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames, th) }
}

/// `PyEval_EvalCode`: runs a code object in namespaces.
///
/// # Errors
/// `SystemError` if it is no code; what the code raises.
pub fn eval_code(code: &Object, globals: &Dict, locals: &Object, th: &mut Thread) -> PyResult {
    let Some(code) = code.downcast::<Code>() else {
        return Err(th.bad_internal_call());
    };
    let function = Function::new(code, globals, None, th)?;
    // SAFETY: no arguments.
    unsafe { vector(&function, Some(locals.to_ref()), std::ptr::null(), 0, None, th) }
}

/// `_PyEval_GetBuiltins`: the built-ins of the running frame, or of the interpreter.
pub fn current_builtins(th: &mut Thread) -> PyResult {
    use crate::state::InterpAccess;
    if let Some(frame) = IFrame::first_complete(IFrame::current(th)) {
        return Ok(frame.builtins().to_ref());
    }
    match th.interp().builtins.get() {
        Some(builtins) => Ok(builtins.into_object()),
        None => Err(raise!(th, SystemError, "lost the builtins module")),
    }
}

/// `_PyEval_GetBuiltin`: a built-in by name.
pub fn builtin(name: &Str, th: &mut Thread) -> PyResult {
    let builtins = current_builtins(th)?;
    match super::names::mapping_get(&builtins, name, th)? {
        Some(value) => Ok(value),
        None => Err(th.raise_object(&exceptions::AttributeError, name)),
    }
}

/// `locals()`: the namespace of the running frame; of a function, a new dict of its variables.
///
/// # Errors
/// `SystemError` if no Python code runs.
pub fn frame_locals(th: &mut Thread) -> PyResult {
    let Some(frame) = IFrame::first_complete(IFrame::current(th)) else {
        return Err(raise!(th, SystemError, "frame does not exist"));
    };
    let locals = frame.frame_object(th)?.locals(th)?;
    if !crate::objects::frameobject::FrameLocalsProxy::check(&locals) {
        return Ok(locals);
    }
    let dict = Dict::new()?;
    dict.merge(&locals, 1, th)?;
    Ok(dict.into_object())
}

/// `PyEval_GetLocals`: as [`frame_locals`]; the dict of a function's variables is kept in its frame and brought up to date.
///
/// # Errors
/// As [`frame_locals`].
pub fn locals_snapshot(th: &mut Thread) -> PyResult {
    let Some(frame) = IFrame::first_complete(IFrame::current(th)) else {
        return Err(raise!(th, SystemError, "frame does not exist"));
    };
    let object = frame.frame_object(th)?;
    let locals = object.locals(th)?;
    if !crate::objects::frameobject::FrameLocalsProxy::check(&locals) {
        return Ok(locals);
    }
    let cache = &object.layout().f_locals_cache;
    let dict = match cache.get().and_then(|dict| dict.downcast_into::<Dict>().ok()) {
        Some(dict) => dict,
        None => {
            let dict = Dict::new()?;
            cache.set(Some(dict.to_ref()), th);
            dict
        }
    };
    dict.merge(&locals, 1, th)?;
    Ok(dict.into_object())
}

/// The UTF-8 of a str object, as a C string that lives as long as it; null if it has none.
///
/// # Safety
/// `text` is null or a str object.
pub unsafe fn utf8_of(text: *mut Object, th: &mut Thread) -> *const std::ffi::c_char {
    // SAFETY: the caller's promise.
    match unsafe { text.cast::<Str>().as_ref() } {
        // The cached UTF-8 is followed by a NUL.
        Some(text) => text.to_utf8(th).map_or(std::ptr::null(), |utf8| utf8.as_ptr().cast()),
        None => std::ptr::null(),
    }
}

/// `Py_SetRecursionLimit`: of all threads of the interpreter, whose depths stay what they are.
pub fn set_recursion_limit(limit: i32, th: &mut Thread) {
    use crate::state::InterpAccess;
    super::interp::block(th).ceval.recursion_limit.set(limit);
    let interp = th.interp();
    let _lock = interp.threads_lock.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut state = interp.threads.get();
    // SAFETY: listed states are alive while the list's lock is held.
    while let Some(thread) = unsafe { state.as_ref() } {
        let depth = thread.py_recursion_limit.get() - thread.py_recursion_remaining.get();
        thread.py_recursion_limit.set(limit);
        thread.py_recursion_remaining.set(limit - depth);
        state = thread.next.get();
    }
}
