//! `pyfile.h` and `cpython/fileobject.h`: files as C sees them, by the streams of `io`.

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_modules::_io::open::open_code_object;
use ks_modules::_io::stdprinter::StdPrinter;
use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

type OpenCodeHook = unsafe extern "C" fn(*mut Object, *mut c_void) -> *mut Object;

/// Text that C passes, or `None` for NULL.
///
/// # Safety
/// Null, or ended by a NUL.
unsafe fn optional(text: *const c_char) -> PyResult {
    if text.is_null() {
        return Ok(none().to_ref());
    }
    // SAFETY: the caller's promise.
    Ok(Str::new(&unsafe { CStr::from_ptr(text) }.to_string_lossy())?.into_object())
}

/// A stream over a descriptor, by `io.open`. The name is ignored.
///
/// # Safety
/// The texts are NULL or end with a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_FromFd(
    fd: c_int,
    _name: *const c_char,
    mode: *const c_char,
    buffering: c_int,
    encoding: *const c_char,
    errors: *const c_char,
    newline: *const c_char,
    closefd: c_int,
) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let io = ks_runtime::import::import_module(id!(_io), th)?;
    let fd = Long::from_i64(i64::from(fd))?;
    let buffering = Long::from_i64(i64::from(buffering))?;
    // SAFETY: the caller's promise.
    let (mode, encoding, errors, newline) =
        unsafe { (optional(mode)?, optional(encoding)?, optional(errors)?, optional(newline)?) };
    let closefd = boolobject::bool_object(closefd != 0);
    io.call_method(id!(open), &[&fd, &mode, &buffering, &encoding, &errors, &newline, closefd], th)
}

/// A line of a file object: all of it for `n` 0, at most `n` bytes; negative: without its end, and `EOFError` at the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_GetLine(file: Option<&Object>, n: c_int) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Some(file) = file else {
        return Err(th.bad_internal_call());
    };
    let line = if n <= 0 {
        file.call_method(id!(readline), &[], th)?
    } else {
        let n = Long::from_i64(i64::from(n))?;
        file.call_method(id!(readline), &[&n], th)?
    };
    if let Some(bytes) = line.downcast::<Bytes>() {
        return match bytes.as_bytes() {
            [] if n < 0 => Err(raise!(th, EOFError, "EOF when reading a line")),
            [rest @ .., b'\n'] if n < 0 => Ok(Bytes::new(rest)?.into_object()),
            _ => Ok(line),
        };
    }
    let Some(text) = line.downcast::<Str>() else {
        return Err(raise!(th, TypeError, "object.readline() returned non-string"));
    };
    if n >= 0 {
        return Ok(line);
    }
    match text.len() {
        0 => Err(raise!(th, EOFError, "EOF when reading a line")),
        len if text.char_at(len - 1) == u32::from(b'\n') => Ok(text.substring(0, len - 1)?.into_object()),
        _ => Ok(line),
    }
}

/// Writes `repr(value)`, or `str(value)` with the flag `Py_PRINT_RAW` (1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_WriteObject(value: Option<&Object>, file: Option<&Object>, flags: c_int) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Some(file) = file else {
        let _ = raise!(th, TypeError, "writeobject with NULL file");
        return Status::ERROR;
    };
    let write = |th: &mut Thread| -> PyResult<()> {
        let writer = file.get_attr(id!(write), th)?;
        let text = match value {
            None => Str::new("<NULL>")?,
            Some(value) if flags & 1 != 0 => value.str(th)?,
            Some(value) => value.repr(th)?,
        };
        writer.call(&[&text], th).map(drop)
    };
    write(th).into()
}

/// Writes text; an error that is set already stays, and nothing is written.
///
/// # Safety
/// The text ends with a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_WriteString(text: *const c_char, file: Option<&Object>) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let pending = th.is_raised();
    let Some(file) = file else {
        if !pending {
            let _ = raise!(th, SystemError, "null file for PyFile_WriteString");
        }
        return Status::ERROR;
    };
    if pending || text.is_null() {
        return Status::ERROR;
    }
    // SAFETY: the caller's promise.
    let result = unsafe { optional(text) }.and_then(|text| file.call_method(id!(write), &[&text], th));
    result.map(drop).into()
}

/// A stream for errors before `io` works; NULL with `SystemError` for another descriptor than 1 and 2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_NewStdPrinter(fd: c_int) -> PyResult {
    if fd != 1 && fd != 2 {
        // SAFETY: called by C with the interpreter held.
        return Err(unsafe { Thread::enter() }.bad_internal_call());
    }
    StdPrinter::new(fd).map(Ref::into_object)
}

/// Sets what opens files that hold code. `SystemError` if it is set already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_SetOpenCodeHook(hook: OpenCodeHook, user_data: *mut c_void) -> c_int {
    if _PyRuntime.open_code_hook.get().is_some() {
        // Before start-up there is no thread to raise on.
        if !Thread::current_ptr().is_null() {
            // SAFETY: a current thread holds the interpreter.
            let _ = raise!(unsafe { Thread::enter() }, SystemError, "failed to change existing open_code hook");
        }
        return -1;
    }
    _PyRuntime.open_code_hook.set(Some(hook));
    _PyRuntime.open_code_userdata.set(user_data);
    0
}

/// `io.open_code`, of a path as a `str`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_OpenCodeObject(path: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match path.downcast::<Str>() {
        Some(path) => open_code_object(path, th),
        None => {
            let name = path.ob_type().display_name();
            Err(raise!(th, TypeError, "'path' must be 'str', not '{name:.200}'"))
        }
    }
}

/// As [`PyFile_OpenCodeObject`], for UTF-8.
///
/// # Safety
/// The path ends with a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_OpenCode(path: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    // SAFETY: the caller's promise.
    let path = Str::decode_utf8(unsafe { CStr::from_ptr(path) }.to_bytes(), None, th)?;
    open_code_object(&path, th)
}

/// `fgets` that ends lines with `\n` whatever they end with in the file. Reads bytes; the file is locked meanwhile.
///
/// # Safety
/// A buffer of `size` bytes and an open file.
unsafe fn universal_fgets(buffer: *mut c_char, size: c_int, stream: *mut libc::FILE) -> Option<usize> {
    const NEWLINE: c_int = b'\n' as c_int;
    const RETURN: c_int = b'\r' as c_int;
    let room = usize::try_from(size).ok()?.checked_sub(1)?;
    let (mut len, mut last_return) = (0, false);
    // SAFETY: the caller's promise; no more than `room` bytes and a NUL are stored.
    unsafe {
        while len < room {
            let mut c = libc::fgetc(stream);
            if last_return {
                // The end of the line before was a `\r`: a `\n` belongs to it.
                last_return = false;
                if c == NEWLINE {
                    c = libc::fgetc(stream);
                }
            }
            if c == libc::EOF {
                break;
            }
            if c == RETURN {
                last_return = true;
                c = NEWLINE;
            }
            *buffer.add(len) = c as c_char;
            len += 1;
            if c == NEWLINE {
                break;
            }
        }
        if last_return {
            let c = libc::fgetc(stream);
            if c != NEWLINE && c != libc::EOF {
                ungetc(c, stream);
            }
        }
        *buffer.add(len) = 0;
    }
    (len > 0).then_some(len)
}

unsafe extern "C" {
    fn ungetc(c: c_int, stream: *mut libc::FILE) -> c_int;
}

/// As `fgets`, with universal newlines. The last argument must be NULL.
///
/// # Safety
/// A buffer of `size` bytes and an open file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_UniversalNewlineFgets(
    buffer: *mut c_char,
    size: c_int,
    stream: *mut libc::FILE,
    object: *mut Object,
) -> *mut c_char {
    // SAFETY: the caller's promise.
    unsafe {
        if !object.is_null() {
            *libc::__errno_location() = libc::ENXIO;
            return std::ptr::null_mut();
        }
        universal_fgets(buffer, size, stream).map_or(std::ptr::null_mut(), |_| buffer)
    }
}

/// As [`Py_UniversalNewlineFgets`], and stores how many bytes there are.
///
/// # Safety
/// A buffer of `size` bytes, an open file, and a place for the length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_UniversalNewlineFgetsWithSize(
    buffer: *mut c_char,
    size: c_int,
    stream: *mut libc::FILE,
    object: *mut Object,
    length: *mut usize,
) -> *mut c_char {
    // SAFETY: the caller's promise.
    unsafe {
        if !object.is_null() {
            *libc::__errno_location() = libc::ENXIO;
            return std::ptr::null_mut();
        }
        let read = universal_fgets(buffer, size, stream);
        if let Some(length) = length.as_mut() {
            *length = read.unwrap_or(0);
        }
        read.map_or(std::ptr::null_mut(), |_| buffer)
    }
}
