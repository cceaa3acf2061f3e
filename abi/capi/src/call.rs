//! `abstract.h`, `cpython/abstract.h`, `pycore_call.h`: calling objects.

use std::ffi::{CStr, c_char};

use ks_runtime::abstract_::call;
use ks_runtime::prelude::*;

/// A tuple that C passes, or NULL.
unsafe fn tuple(object: Option<&Object>) -> Option<&Tuple> {
    // SAFETY: the C API's contract for keyword names.
    object.map(|object| unsafe { object.cast_unchecked() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCallable_Check(object: Option<&Object>) -> std::ffi::c_int {
    object.is_some_and(call::is_callable).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyVectorcall_NARGS(nargsf: usize) -> isize {
    (nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET) as isize
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyVectorcall_Function(callable: &Object) -> Option<vectorcallfunc> {
    call::vectorcall_function(callable)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyVectorcall_Call(callable: &Object, args: &Object, kwargs: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a tuple and a dict or NULL.
    unsafe {
        let th = Thread::enter();
        let kwargs = kwargs.map(|kwargs| kwargs.cast_unchecked::<Dict>());
        call::vectorcall_call(callable, args.cast_unchecked(), kwargs, th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Vectorcall(
    callable: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: the caller's contract, which is vectorcall's.
    unsafe { call::vectorcall_raw(callable, args, nargsf, tuple(kwnames), Thread::enter()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_VectorcallDict(
    callable: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwargs: Option<&Object>,
) -> PyResult {
    // SAFETY: the caller's contract: positional arguments, and a dict or NULL.
    unsafe {
        let th = Thread::enter();
        let kwargs = kwargs.map(|kwargs| kwargs.cast_unchecked::<Dict>()).filter(|kwargs| !kwargs.is_empty());
        if kwargs.is_none() {
            return call::vectorcall_raw(callable, args, nargsf, None, th);
        }
        let count = nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET;
        let args = Tuple::new(call::slice(args, count))?;
        call::call_dict(callable, &args, kwargs, th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_VectorcallMethod(
    name: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: the caller's contract: at least one argument, the object.
    unsafe {
        let th = Thread::enter();
        let kwnames = tuple(kwnames);
        let count = nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET;
        let total = count + kwnames.map_or(0, Tuple::len);
        let args = call::slice(args, total);
        let Some(name) = name.downcast::<Str>() else {
            let found = name.ob_type().display_name();
            return Err(raise!(th, TypeError, "attribute name must be string, not '{found:.200}'"));
        };
        call::call_method_kw(args[0], name, &args[1..], kwnames, th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Call(callable: &Object, args: &Object, kwargs: Option<&Object>) -> PyResult {
    // SAFETY: the caller's contract: a tuple, and a dict or NULL.
    unsafe {
        let th = Thread::enter();
        let kwargs = kwargs.map(|kwargs| kwargs.cast_unchecked::<Dict>());
        call::call_dict(callable, args.cast_unchecked(), kwargs, th)
    }
}

/// Kept for old extensions: `PyObject_Call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_Call(callable: &Object, args: &Object, kwargs: Option<&Object>) -> PyResult {
    // SAFETY: as `PyObject_Call`.
    unsafe { PyObject_Call(callable, args, kwargs) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallObject(callable: &Object, args: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    unsafe { PyEval_CallObjectWithKeywords(callable, args, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_CallObjectWithKeywords(
    callable: &Object,
    args: Option<&Object>,
    kwargs: Option<&Object>,
) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let args = match args {
        None => Tuple::new(&[])?,
        Some(args) => match args.downcast::<Tuple>() {
            Some(args) => Ref::new(args),
            None => return Err(raise!(th, TypeError, "argument list must be a tuple")),
        },
    };
    let kwargs = match kwargs {
        None => None,
        Some(kwargs) => match kwargs.downcast::<Dict>() {
            Some(kwargs) => Some(kwargs),
            None => return Err(raise!(th, TypeError, "keyword list must be a dictionary")),
        },
    };
    call::call_dict(callable, &args, kwargs, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallNoArgs(callable: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    call::vectorcall(callable, &[], None, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallOneArg(callable: &Object, argument: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    call::vectorcall(callable, &[argument], None, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_MakeTpCall(
    _state: *mut PyThreadState,
    callable: &Object,
    args: *const *mut Object,
    nargs: isize,
    keywords: Option<&Object>,
) -> PyResult {
    // SAFETY: the caller's contract: `keywords` is a tuple of names whose values follow the arguments, or a dict.
    unsafe {
        let th = Thread::enter();
        let count = nargs as usize;
        if let Some(dict) = keywords.and_then(|keywords| keywords.downcast::<Dict>()) {
            let args = Tuple::new(call::slice(args, count))?;
            return call::call_dict(callable, &args, Some(dict), th);
        }
        let kwnames = tuple(keywords);
        let all = call::slice(args, count + kwnames.map_or(0, Tuple::len));
        call::make_tp_call(callable, &all[..count], &all[count..], kwnames, th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyStack_AsDict(values: *const *mut Object, kwnames: &Object) -> PyResult {
    // SAFETY: the caller's contract: one value per name.
    unsafe {
        let kwnames: &Tuple = kwnames.cast_unchecked();
        let dict = call::keyword_dict(call::slice(values, kwnames.len()), kwnames, Thread::enter())?;
        Ok(dict.into_object())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_CheckFunctionResult(
    _state: *mut PyThreadState,
    callable: Option<&Object>,
    result: PyResult,
    place: *const c_char,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; the place is a C string or NULL.
    unsafe {
        let place = if place.is_null() { "".into() } else { CStr::from_ptr(place).to_string_lossy() };
        call::check_result(callable, result, &place, Thread::enter())
    }
}
