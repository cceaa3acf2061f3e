//! `pyerrors.h`, `cpython/pyerrors.h`, `pycore_pyerrors.h`: raising and catching. (The variadic functions stand in
//! `ks-varargs`, those of single exception classes in [`super::exceptions`].)

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::exceptions;
use ks_runtime::prelude::*;
use ks_runtime::state;

fn status(result: PyResult<()>) -> c_int {
    if result.is_ok() { 0 } else { -1 }
}

/// # Safety
/// A C string, or null.
unsafe fn optional<'a>(text: *const c_char) -> Option<&'a CStr> {
    // SAFETY: the caller's promise.
    if text.is_null() { None } else { Some(unsafe { CStr::from_ptr(text) }) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetObject(class: &Object, value: Option<&Object>) {
    // SAFETY: called by C with the interpreter held.
    let _ = exceptions::set_object(class, value, unsafe { Thread::enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetNone(class: &Object) {
    // SAFETY: called by C with the interpreter held.
    let _ = exceptions::set_object(class, None, unsafe { Thread::enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetString(class: &Object, text: *const c_char) {
    // SAFETY: called by C with the interpreter held; a C string.
    let (th, text) = unsafe { (Thread::enter(), CStr::from_ptr(text)) };
    if let Ok(text) = Str::decode_utf8(text.to_bytes(), None, th) {
        let _ = exceptions::set_object(class, Some(&text), th);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_SetString(_: *mut PyThreadState, class: &Object, text: *const c_char) {
    // SAFETY: as above; the thread state is the current one.
    unsafe { PyErr_SetString(class, text) }
}

/// `KeyError(key)`, also if the key is a tuple.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_SetKeyError(key: &Object) {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    if let Ok(exception) = exceptions::KeyError.call(&[key], th) {
        let _ = exceptions::set_object(exception.ob_type(), Some(&exception), th);
    }
}

/// The class of the exception that is set, borrowed; null if none is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Occurred() -> *mut Object {
    let thread = Thread::current_ptr();
    if thread.is_null() {
        return std::ptr::null_mut();
    }
    // SAFETY: the current thread state is alive, and so is the exception it has.
    unsafe {
        let exception = (*thread).current_exception.as_ptr();
        if exception.is_null() { std::ptr::null_mut() } else { (*exception).ob_type().as_ptr() }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Clear() {
    // SAFETY: called by C with the interpreter held.
    unsafe { Thread::enter() }.clear_raised();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_Clear(_: *mut PyThreadState) {
    // SAFETY: as above; the thread state is the current one.
    unsafe { Thread::enter() }.clear_raised();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_GetRaisedException() -> Option<Ref> {
    // SAFETY: called by C with the interpreter held.
    unsafe { Thread::enter() }.take_raised()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetRaisedException(exception: Option<Ref>) {
    // SAFETY: called by C with the interpreter held; the reference is handed over.
    drop(unsafe { Thread::enter() }.current_exception.replace(exception));
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Fetch(class: *mut Option<Ref>, value: *mut Option<Ref>, traceback: *mut Option<Ref>) {
    // SAFETY: called by C with the interpreter held; places for pointers, whose content does not count.
    unsafe {
        let exception = Thread::enter().take_raised();
        let base = exception.as_deref().and_then(|exception| exception.downcast::<BaseException>());
        class.write(exception.as_deref().map(|exception| exception.ob_type().to_ref()));
        traceback.write(base.and_then(BaseException::traceback));
        value.write(exception);
    }
}

/// Sets an exception from its three parts, whose references are handed over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Restore(class: Option<Ref>, value: Option<Ref>, traceback: Option<Ref>) {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Some(class) = class else {
        th.clear_raised();
        return;
    };
    let exception = match value {
        Some(value) if class.is(value.ob_type()) => value,
        value => match exceptions::create(&class, value.as_deref(), th) {
            Ok(exception) => exception,
            Err(Raised) => return,
        },
    };
    let traceback = match traceback.filter(|traceback| !traceback.is(none())) {
        Some(traceback) if !Traceback::check(&traceback) => {
            let _ = raise!(th, TypeError, "traceback must be a Traceback or None");
            return;
        }
        traceback => traceback,
    };
    if let Some(exception) = exception.downcast::<BaseException>() {
        exception.layout().traceback.set(traceback, th);
    }
    let _ = th.restore_raised(exception);
}

/// Makes the value an instance of the class, as it will be once it is caught. Errors doing so take their place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_NormalizeException(
    class: &mut Option<Ref>,
    value: &mut Option<Ref>,
    traceback: &mut Option<Ref>,
) {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Some(wanted) = class.clone() else { return };
    let is_class = wanted.downcast::<Type>().is_some_and(|class| class.has_flags(Py_TPFLAGS_BASE_EXC_SUBCLASS));
    let current = value.clone().unwrap_or_else(|| none().to_ref());
    if !is_class {
        *value = Some(current);
        return;
    }
    let made = if BaseException::check(&current) {
        match current.ob_type().is_subclass(&wanted, th) {
            Ok(true) => Ok(current),
            Ok(false) => exceptions::create(&wanted, Some(&current), th),
            Err(raised) => Err(raised),
        }
    } else {
        exceptions::create(&wanted, Some(&current), th)
    };
    let exception = match made {
        Ok(exception) => exception,
        Err(Raised) => {
            let Some(exception) = th.take_raised() else { return };
            // The new exception happened where the old one did, unless it knows better.
            if let Some(own) = exception.downcast::<BaseException>().and_then(BaseException::traceback) {
                *traceback = Some(own);
            }
            exception
        }
    };
    *class = Some(exception.ob_type().to_ref());
    *value = Some(exception);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_GivenExceptionMatches(exception: Option<&Object>, class: Option<&Object>) -> c_int {
    match (exception, class) {
        (Some(exception), Some(class)) => c_int::from(exceptions::given_matches(exception, class)),
        _ => 0,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_ExceptionMatches(class: Option<&Object>) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    c_int::from(class.is_some_and(|class| exceptions::exception_matches(class, th)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_ExceptionMatches(_: *mut PyThreadState, class: Option<&Object>) -> c_int {
    // SAFETY: as above; the thread state is the current one.
    unsafe { PyErr_ExceptionMatches(class) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_GetHandledException() -> Option<Ref> {
    // SAFETY: called by C with the interpreter held.
    exceptions::topmost_exception(unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetHandledException(exception: Option<&Object>) {
    // SAFETY: called by C with the interpreter held; the innermost level lives as long as what it belongs to runs.
    let level = unsafe { &*Thread::enter().exc_info.get() };
    drop(level.exc_value.replace(exception.filter(|exception| !exception.is(none())).map(Object::to_ref)));
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_GetExcInfo(
    class: *mut Option<Ref>,
    value: *mut Option<Ref>,
    traceback: *mut Option<Ref>,
) {
    // SAFETY: called by C with the interpreter held; places for pointers, whose content does not count.
    unsafe {
        let exception = exceptions::topmost_exception(Thread::enter());
        let or_none = |part: Option<Ref>| Some(part.unwrap_or_else(|| none().to_ref()));
        let base = exception.as_deref().and_then(|exception| exception.downcast::<BaseException>());
        class.write(or_none(exception.as_deref().map(|exception| exception.ob_type().to_ref())));
        traceback.write(or_none(base.and_then(BaseException::traceback)));
        value.write(exception);
    }
}

/// Only the value counts; the references are handed over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetExcInfo(class: Option<Ref>, value: Option<Ref>, traceback: Option<Ref>) {
    // SAFETY: called by C with the interpreter held.
    unsafe { PyErr_SetHandledException(value.as_deref()) };
    drop((class, value, traceback));
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_ChainExceptions1(exception: Option<Ref>) {
    if let Some(exception) = exception {
        // SAFETY: called by C with the interpreter held.
        exceptions::chain_exceptions(exception, unsafe { Thread::enter() });
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_BadArgument() -> c_int {
    // SAFETY: called by C with the interpreter held.
    let _ = raise!(unsafe { Thread::enter() }, TypeError, "bad argument type for built-in operation");
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_NoMemory() -> PyResult {
    // SAFETY: called by C with the interpreter held.
    Err(unsafe { Thread::enter() }.no_memory())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_BadInternalCall() {
    // SAFETY: called by C with the interpreter held.
    let _ = unsafe { Thread::enter() }.bad_internal_call();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_BadInternalCall(filename: *const c_char, lineno: c_int) {
    // SAFETY: called by C with the interpreter held; a C string.
    let (th, filename) = unsafe { (Thread::enter(), CStr::from_ptr(filename)) };
    let filename = filename.to_string_lossy();
    let _ = raise!(th, SystemError, "{filename}:{lineno}: bad argument to internal function");
}

/// Raises `class(errno, strerror, filename…)` for this thread's `errno`.
fn from_errno(class: &Object, filename: Option<&Object>, filename2: Option<&Object>) -> PyResult {
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    if errno == libc::EINTR {
        // A signal's handler may raise something of its own.
        state::handle_signals(th)?;
    }
    Err(exceptions::from_errno(class, errno, filename, filename2, th))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetFromErrno(class: &Object) -> PyResult {
    from_errno(class, None, None)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetFromErrnoWithFilenameObject(class: &Object, filename: Option<&Object>) -> PyResult {
    from_errno(class, filename, None)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetFromErrnoWithFilenameObjects(
    class: &Object,
    filename: Option<&Object>,
    filename2: Option<&Object>,
) -> PyResult {
    from_errno(class, filename, filename2)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetFromErrnoWithFilename(class: &Object, filename: *const c_char) -> PyResult {
    // SAFETY: a C string, or null.
    let Some(filename) = (unsafe { optional(filename) }) else {
        return from_errno(class, None, None);
    };
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    // SAFETY: called by C with the interpreter held.
    let filename = Str::decode_fs(filename.to_bytes(), unsafe { Thread::enter() })?;
    // SAFETY: the address of this thread's `errno`, which decoding may have changed.
    unsafe { *libc::__errno_location() = errno };
    from_errno(class, Some(&filename), None)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetImportErrorSubclass(
    class: &Object,
    message: Option<&Object>,
    name: Option<&Object>,
    path: Option<&Object>,
) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    Err(exceptions::set_import_error(class, message, name, path, None, unsafe { Thread::enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetImportError(
    message: Option<&Object>,
    name: Option<&Object>,
    path: Option<&Object>,
) -> PyResult {
    // SAFETY: as above.
    unsafe { PyErr_SetImportErrorSubclass(&exceptions::ImportError, message, name, path) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_NewException(
    name: *const c_char,
    base: Option<&Object>,
    dict: Option<&Object>,
) -> PyResult {
    // SAFETY: as `PyErr_NewExceptionWithDoc`.
    unsafe { PyErr_NewExceptionWithDoc(name, std::ptr::null(), base, dict) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_NewExceptionWithDoc(
    name: *const c_char,
    doc: *const c_char,
    base: Option<&Object>,
    dict: Option<&Object>,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; C strings, the doc's may be null.
    let (th, name, doc) = unsafe { (Thread::enter(), CStr::from_ptr(name), optional(doc)) };
    let doc = doc.map(CStr::to_string_lossy);
    exceptions::new_exception(&name.to_string_lossy(), doc.as_deref(), base, dict, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WriteUnraisable(object: Option<&Object>) {
    // SAFETY: called by C with the interpreter held.
    unsafe { Thread::enter() }.write_unraisable(object);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Display(_: Option<&Object>, value: Option<&Object>, traceback: Option<&Object>) {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    exceptions::display_exception(value.unwrap_or(none()), traceback, th);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_DisplayException(exception: &Object) {
    // SAFETY: called by C with the interpreter held.
    exceptions::display_exception(exception, None, unsafe { Thread::enter() });
}

/// Prints and clears the exception that is set; a `SystemExit` ends the process.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_PrintEx(set_last: c_int) {
    // SAFETY: called by C with the interpreter held.
    state::lifecycle::print_error_with(set_last != 0, unsafe { Thread::enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Print() {
    // SAFETY: as above.
    unsafe { PyErr_PrintEx(1) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_CheckSignals() -> c_int {
    // SAFETY: called by C with the interpreter held.
    status(state::handle_signals(unsafe { Thread::enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SyntaxLocationObject(filename: Option<&Object>, lineno: c_int, column: c_int) {
    // SAFETY: called by C with the interpreter held.
    exceptions::syntax_location(filename, lineno, column, lineno, -1, unsafe { Thread::enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_RangedSyntaxLocationObject(
    filename: Option<&Object>,
    lineno: c_int,
    column: c_int,
    end_lineno: c_int,
    end_column: c_int,
) {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    exceptions::syntax_location(filename, lineno, column, end_lineno, end_column, th);
}

/// A file name in C as text; what cannot be decoded is left out.
fn file_name(filename: Option<&CStr>, th: &mut Thread) -> Option<Ref<Str>> {
    let pending = th.take_raised();
    let decoded = filename.and_then(|filename| Str::decode_fs(filename.to_bytes(), th).ok());
    th.clear_raised();
    if let Some(pending) = pending {
        let _ = th.restore_raised(pending);
    }
    decoded
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SyntaxLocationEx(filename: *const c_char, lineno: c_int, column: c_int) {
    // SAFETY: called by C with the interpreter held; a C string, or null.
    let (th, filename) = unsafe { (Thread::enter(), optional(filename)) };
    let filename = file_name(filename, th);
    let filename = filename.as_deref().map(|filename| filename.as_object());
    exceptions::syntax_location(filename, lineno, column, lineno, -1, th);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SyntaxLocation(filename: *const c_char, lineno: c_int) {
    // SAFETY: as above.
    unsafe { PyErr_SyntaxLocationEx(filename, lineno, -1) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_ProgramTextObject(filename: Option<&Object>, lineno: c_int) -> Option<Ref> {
    // SAFETY: called by C with the interpreter held.
    exceptions::program_text(filename?, lineno, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_ProgramDecodedTextObject(
    filename: Option<&Object>,
    lineno: c_int,
    encoding: *const c_char,
) -> Option<Ref> {
    // SAFETY: called by C with the interpreter held; a C string, or null.
    let (th, encoding) = unsafe { (Thread::enter(), optional(encoding)) };
    let encoding = encoding.map(CStr::to_string_lossy);
    exceptions::decoded_program_text(filename?, lineno, encoding.as_deref(), th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_ProgramText(filename: *const c_char, lineno: c_int) -> Option<Ref> {
    // SAFETY: called by C with the interpreter held; a C string, or null.
    let (th, filename) = unsafe { (Thread::enter(), optional(filename)) };
    let filename = file_name(filename, th)?;
    exceptions::program_text(&filename, lineno, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Exc_PrepReraiseStar(original: Option<&Object>, excs: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (Some(original), Some(excs)) = (original, excs) else {
        return Err(th.bad_internal_call());
    };
    if !BaseException::check(original) {
        return Err(raise!(th, TypeError, "orig must be an exception"));
    }
    let Some(list) = excs.downcast::<List>() else {
        return Err(raise!(th, TypeError, "excs must be a list"));
    };
    for (index, item) in list.items(th).to_vec().iter().enumerate() {
        if !item.is(none()) && !BaseException::check(item) {
            return Err(raise!(th, TypeError, "item {index} in excs is not an exception"));
        }
    }
    exceptions::prep_reraise_star(original, excs, th)
}

/// Prints the message and aborts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_FatalErrorFunc(function: *const c_char, message: *const c_char) -> ! {
    // SAFETY: C strings, or null.
    let (function, message) = unsafe { (optional(function), optional(message)) };
    let message = message.map_or(&b"<message not set>"[..], CStr::to_bytes);
    ks_runtime::state::fatal::fatal_error(function.map(CStr::to_bytes), message)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_FatalError(message: *const c_char) -> ! {
    // SAFETY: as above.
    unsafe { _Py_FatalErrorFunc(std::ptr::null(), message) }
}

/// How far apart two strings are, up to `max_cost` (-1: no bound); one more than that if they are farther. -1 with an
/// exception set on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_UTF8_Edit_Cost(a: &Object, b: &Object, max_cost: isize) -> isize {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (Some(a), Some(b)) = (a.downcast::<Str>(), b.downcast::<Str>()) else {
        let _ = th.bad_internal_call();
        return -1;
    };
    let cost = a.to_utf8(th).and_then(|a| Ok((a, b.to_utf8(th)?)));
    let Ok((a, b)) = cost else { return -1 };
    ks_runtime::suggestions::edit_cost(a, b, usize::try_from(max_cost).ok()) as isize
}
