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
