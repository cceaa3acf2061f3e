//! Variadic calls, errors, warnings and output.

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use crate::va::VaList;
use crate::{build_value, format};

// Every function here is called by its shim, for C code that holds the interpreter and passed what the format says; that
// is the reason behind each `unsafe` block below.

/// The class to raise, from C's `PyObject *`; null or not a class is a `SystemError` by `None`.
unsafe fn class(exception: Option<&Object>) -> Option<&'static Type> {
    // SAFETY: exception classes outlive the raising of their instances.
    exception.and_then(Object::downcast::<Type>).map(|class| unsafe { &*std::ptr::from_ref(class) })
}

/// `PyErr_Format`: always NULL.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_raise_format(exception: Option<&Object>, format: *const c_char, va: &mut VaList) -> PyResult {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        // What is set already is not the context of what is being raised.
        th.clear_raised();
        let message = format::unicode(CStr::from_ptr(format).to_bytes(), va, th)?;
        match class(exception) {
            Some(class) => Err(th.raise_object(class, &message)),
            None => {
                let what = match exception {
                    Some(other) => other.repr(th)?.to_string_lossy().into_owned(),
                    None => "<NULL>".to_owned(),
                };
                Err(raise!(th, SystemError, "_PyErr_SetObject: exception {what} is not a BaseException subclass"))
            }
        }
    }
}

/// `_PyErr_FormatFromCause`: what is set becomes cause and context of the new exception.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_raise_format_cause(
    exception: Option<&Object>,
    format: *const c_char,
    va: &mut VaList,
) -> PyResult {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let cause = th.take_raised();
        let message = format::unicode(CStr::from_ptr(format).to_bytes(), va, th)?;
        let raised = match class(exception) {
            Some(class) => th.raise_object(class, &message),
            None => th.bad_internal_call(),
        };
        if let (Some(cause), Some(new)) = (cause, th.take_raised()) {
            exceptions::set_cause_and_context(&new, cause, th);
            return Err(th.restore_raised(new));
        }
        Err(raised)
    }
}

/// `PyErr_WarnFormat`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_warn_format(
    category: Option<&Object>,
    stack_level: isize,
    format: *const c_char,
    va: &mut VaList,
) -> Status {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let message = format::unicode(CStr::from_ptr(format).to_bytes(), va, th);
        message.and_then(|message| exceptions::warn_object(category, &message, stack_level, None, th)).into()
    }
}

/// `PyErr_ResourceWarning`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_resource_warning(
    source: Option<&Object>,
    stack_level: isize,
    format: *const c_char,
    va: &mut VaList,
) -> Status {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let message = format::unicode(CStr::from_ptr(format).to_bytes(), va, th);
        let category = Some(exceptions::ResourceWarning.as_object());
        message.and_then(|message| exceptions::warn_object(category, &message, stack_level, source, th)).into()
    }
}

/// `PyErr_WarnExplicitFormat`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_warn_explicit_format(
    category: Option<&Object>,
    filename: *const c_char,
    lineno: c_int,
    module: *const c_char,
    registry: Option<&Object>,
    format: *const c_char,
    va: &mut VaList,
) -> Status {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let mut warn = |th: &mut Thread| {
            let filename = Str::decode_fs(CStr::from_ptr(filename).to_bytes(), th)?;
            let module = match module.is_null() {
                true => None,
                false => Some(Str::decode_utf8(CStr::from_ptr(module).to_bytes(), None, th)?),
            };
            let message = format::unicode(CStr::from_ptr(format).to_bytes(), va, th)?;
            exceptions::warn_explicit(category, &message, &filename, lineno, module.as_deref(), registry, th)
        };
        warn(th).into()
    }
}

/// `PyErr_FormatUnraisable`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_unraisable_format(format: *const c_char, va: &mut VaList) {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let Some(exception) = th.take_raised() else {
            return;
        };
        let message =
            if format.is_null() { None } else { format::unicode(CStr::from_ptr(format).to_bytes(), va, th).ok() };
        let _ = th.restore_raised(exception);
        exceptions::write_unraisable_message(message.as_deref(), th);
    }
}

/// The arguments of a call by format: a single tuple is spread.
unsafe fn arguments(format: *const c_char, va: &mut VaList, th: &mut Thread) -> PyResult<Vec<Ref>> {
    if format.is_null() {
        return Ok(Vec::new());
    }
    // SAFETY: see above.
    let values = unsafe { build_value::values(CStr::from_ptr(format).to_bytes(), va, th) }?;
    if let [single] = values.as_slice()
        && let Some(tuple) = single.downcast::<Tuple>()
    {
        return Ok(tuple.items().to_vec());
    }
    Ok(values)
}

fn call(callable: &Object, values: &[Ref], th: &mut Thread) -> PyResult {
    let borrowed: Vec<&Object> = values.iter().map(|value| &**value).collect();
    callable.call(&borrowed, th)
}

/// A NULL argument where an object is needed: the error that is set, or `SystemError`.
fn null_error(th: &mut Thread) -> Raised {
    if th.is_raised() { Raised } else { raise!(th, SystemError, "null argument to internal routine") }
}

/// `PyObject_CallFunction`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_call_format(callable: Option<&Object>, format: *const c_char, va: &mut VaList) -> PyResult {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let Some(callable) = callable else {
            return Err(null_error(th));
        };
        let values = arguments(format, va, th)?;
        call(callable, &values, th)
    }
}

/// Gets the method, then builds the arguments and calls.
unsafe fn call_method(
    receiver: &Object,
    name: &Str,
    format: *const c_char,
    va: &mut VaList,
    th: &mut Thread,
) -> PyResult {
    let method = receiver.get_attr(name, th)?;
    if !method.is_callable() {
        return Err(raise!(
            th,
            TypeError,
            "attribute of type '{:.200}' is not callable",
            method.ob_type().display_name()
        ));
    }
    // SAFETY: see above.
    let values = unsafe { arguments(format, va, th) }?;
    call(&method, &values, th)
}

/// `PyObject_CallMethod`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_call_method_format(
    receiver: Option<&Object>,
    name: *const c_char,
    format: *const c_char,
    va: &mut VaList,
) -> PyResult {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let (Some(receiver), false) = (receiver, name.is_null()) else {
            return Err(null_error(th));
        };
        let name = Str::decode_utf8(CStr::from_ptr(name).to_bytes(), None, th)?;
        call_method(receiver, &name, format, va, th)
    }
}

/// `_PyObject_CallMethod`: the name is an object.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_call_method_object_format(
    receiver: Option<&Object>,
    name: Option<&Str>,
    format: *const c_char,
    va: &mut VaList,
) -> PyResult {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let (Some(receiver), Some(name)) = (receiver, name) else {
            return Err(null_error(th));
        };
        call_method(receiver, name, format, va, th)
    }
}

/// `_PyObject_CallMethodId`: the name is a `_Py_Identifier`, whose string comes first behind its index.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_call_method_id_format(
    receiver: Option<&Object>,
    id: *const c_void,
    format: *const c_char,
    va: &mut VaList,
) -> PyResult {
    // SAFETY: see above; `_Py_Identifier` is an index and, aligned behind it, the text.
    unsafe {
        let th = Thread::enter();
        let text = id.cast::<*const c_char>().add(1).read();
        let Some(receiver) = receiver else {
            return Err(null_error(th));
        };
        let name = Str::intern(Str::decode_utf8(CStr::from_ptr(text).to_bytes(), None, th)?);
        call_method(receiver, &name, format, va, th)
    }
}

/// The object arguments up to the terminating NULL.
unsafe fn objects<'a>(va: &mut VaList) -> Vec<&'a Object> {
    // SAFETY: see above: live objects, ended by NULL.
    std::iter::from_fn(|| unsafe { va.pointer::<Object>().as_ref() }).collect()
}

/// `PyObject_CallFunctionObjArgs`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_call_objects(callable: Option<&Object>, va: &mut VaList) -> PyResult {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let Some(callable) = callable else {
            return Err(null_error(th));
        };
        callable.call(&objects(va), th)
    }
}

/// `PyObject_CallMethodObjArgs`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_call_method_objects(
    receiver: Option<&Object>,
    name: Option<&Str>,
    va: &mut VaList,
) -> PyResult {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let (Some(receiver), Some(name)) = (receiver, name) else {
            return Err(null_error(th));
        };
        receiver.call_method(name, &objects(va), th)
    }
}

/// `PySys_Audit`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_audit(event: *const c_char, format: *const c_char, va: &mut VaList) -> c_int {
    // SAFETY: see above; without a thread state there is nobody to tell.
    unsafe {
        if Thread::current_ptr().is_null() {
            return 0;
        }
        let th = Thread::enter();
        if !ks_runtime::state::audit::is_watched(th) {
            return 0;
        }
        let mut audit = |th: &mut Thread| {
            let values = arguments(format, va, th)?;
            let args = Tuple::from_vec(values)?;
            ks_runtime::state::audit::audit(CStr::from_ptr(event), &args, th)
        };
        Status::from(audit(th)).0
    }
}

/// `sys.stdout` or `sys.stderr`, if it is to be had.
fn stream(to_stderr: bool, th: &Thread) -> Option<Ref> {
    let name = if to_stderr { id!(stderr) } else { id!(stdout) };
    let dict = th.interp().sysdict.get()?;
    // SAFETY: a lookup of a string among string keys runs no Python code; the token is not used across it.
    dict.get_str(name, unsafe { Thread::enter() }).ok().flatten().filter(|stream| !stream.is(none()))
}

/// Writes to the Python stream, or where that fails to the C one; an exception already set stays set.
fn write(to_stderr: bool, text: &str, object: Option<&Str>, th: &mut Thread) {
    let pending = th.take_raised();
    let written = match stream(to_stderr, th) {
        Some(stream) => match object {
            Some(object) => stream.call_method(id!(write), &[object], th).is_ok(),
            None => {
                let text = Str::new(text);
                text.and_then(|text| stream.call_method(id!(write), &[&text], th)).is_ok()
            }
        },
        None => false,
    };
    if !written {
        th.clear_raised();
        use std::io::Write;
        let lossy = object.map(|object| object.to_string_lossy());
        let bytes = lossy.as_deref().unwrap_or(text).as_bytes();
        // Nothing more can be done when even this fails.
        let _ = if to_stderr { std::io::stderr().write_all(bytes) } else { std::io::stdout().write_all(bytes) };
    }
    if let Some(pending) = pending {
        let _ = th.restore_raised(pending);
    }
}

/// `PySys_FormatStdout` and `PySys_FormatStderr`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_sys_format(to_stderr: c_int, format: *const c_char, va: &mut VaList) {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let pending = th.take_raised();
        match format::unicode(CStr::from_ptr(format).to_bytes(), va, th) {
            Ok(text) => write(to_stderr != 0, "", Some(&text), th),
            Err(Raised) => th.clear_raised(),
        }
        if let Some(pending) = pending {
            let _ = th.restore_raised(pending);
        }
    }
}

/// `PySys_WriteStdout` and `PySys_WriteStderr`, with the text formatted already.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_sys_write(to_stderr: c_int, text: *const c_char, truncated: c_int) {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        write(to_stderr != 0, &CStr::from_ptr(text).to_string_lossy(), None, th);
        if truncated != 0 {
            write(to_stderr != 0, "... truncated", None, th);
        }
    }
}

/// `Py_FatalErrorFormat`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_fatal_format(function: *const c_char, message: *const c_char) {
    // SAFETY: see above.
    unsafe {
        let function = (!function.is_null()).then(|| CStr::from_ptr(function).to_bytes());
        ks_runtime::state::fatal::fatal_error(function, CStr::from_ptr(message).to_bytes());
    }
}

/// Calls with a tuple that `Py_BuildValue` makes.
unsafe fn call_built(callable: &Object, format: *const c_char, va: &mut VaList, th: &mut Thread) -> PyResult {
    // SAFETY: see above.
    let args = unsafe { build_value::build(CStr::from_ptr(format).to_bytes(), va, th) }?;
    match args.downcast::<Tuple>() {
        Some(args) => callable.call_dict(args, None, th),
        None => Err(raise!(th, TypeError, "argument list must be a tuple")),
    }
}

/// `PyEval_CallFunction`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_call_built(callable: &Object, format: *const c_char, va: &mut VaList) -> PyResult {
    // SAFETY: see above.
    unsafe { call_built(callable, format, va, Thread::enter()) }
}

/// `PyEval_CallMethod`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_call_method_built(
    receiver: &Object,
    name: *const c_char,
    format: *const c_char,
    va: &mut VaList,
) -> PyResult {
    // SAFETY: see above.
    unsafe {
        let th = Thread::enter();
        let name = Str::decode_utf8(CStr::from_ptr(name).to_bytes(), None, th)?;
        let method = receiver.get_attr(&name, th)?;
        call_built(&method, format, va, th)
    }
}
