//! `pyerrors.h`: the parts of exceptions (`PyException_*`) and of the `UnicodeError`s.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::exceptions::{self, UnicodeErrorObject};
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_GetTraceback(exception: &BaseException) -> Option<Ref> {
    exception.traceback()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_SetTraceback(exception: &BaseException, traceback: Option<&Object>) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let result = match traceback {
        Some(traceback) => exception.set_traceback(traceback, th),
        None => Err(raise!(th, TypeError, "__traceback__ may not be deleted")),
    };
    if result.is_ok() { 0 } else { -1 }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_GetCause(exception: &BaseException) -> Option<Ref> {
    exception.cause()
}

/// The reference is handed over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_SetCause(exception: &BaseException, cause: Option<Ref>) {
    // SAFETY: called by C with the interpreter held.
    exception.set_cause(cause, unsafe { Thread::enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_GetContext(exception: &BaseException) -> Option<Ref> {
    exception.context()
}

/// The reference is handed over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_SetContext(exception: &BaseException, context: Option<Ref>) {
    // SAFETY: called by C with the interpreter held.
    exception.set_context(context, unsafe { Thread::enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_GetArgs(exception: &BaseException) -> Option<Ref> {
    exception.layout().args.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_SetArgs(exception: &BaseException, args: &Object) {
    // SAFETY: called by C with the interpreter held.
    exception.layout().args.set(Some(args.to_ref()), unsafe { Thread::enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyExceptionClass_Name(class: &Type) -> *const c_char {
    class.tp_name.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_Create(
    encoding: *const c_char,
    object: *const u8,
    length: isize,
    start: isize,
    end: isize,
    reason: *const c_char,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; C strings, and that many bytes.
    let (th, encoding, reason, bytes) = unsafe {
        let length = usize::try_from(length).unwrap_or(0);
        let bytes = if length == 0 { &[][..] } else { std::slice::from_raw_parts(object, length) };
        (Thread::enter(), CStr::from_ptr(encoding), CStr::from_ptr(reason), bytes)
    };
    let encoding = Str::decode_utf8(encoding.to_bytes(), None, th)?;
    let reason = Str::decode_utf8(reason.to_bytes(), None, th)?;
    let bytes = Bytes::new(bytes)?;
    let (start, end) = (Long::from_isize(start)?, Long::from_isize(end)?);
    exceptions::UnicodeDecodeError.call(&[&encoding, &bytes, &start, &end, &reason], th)
}

/// What the error is about: text or bytes; and its length.
fn concerned(error: &UnicodeErrorObject, bytes: bool, th: &mut Thread) -> PyResult<(Ref, usize)> {
    let field = &error.layout().object;
    if bytes {
        let object = UnicodeErrorObject::bytes_field(field, "object", th)?;
        let length = object.as_bytes().len();
        Ok((object.into_object(), length))
    } else {
        let object = UnicodeErrorObject::str_field(field, "object", th)?;
        let length = object.len();
        Ok((object.into_object(), length))
    }
}

/// Stores a number; 0, or -1 with an exception set.
unsafe fn store(value: PyResult<isize>, place: *mut isize) -> c_int {
    match value {
        Ok(value) => {
            // SAFETY: the C API's contract: a place for the number.
            unsafe { *place = value };
            0
        }
        Err(Raised) => -1,
    }
}

macro_rules! unicode_error {
    (
        $bytes:literal: $get_object:ident $get_start:ident $set_start:ident $get_end:ident $set_end:ident
        $get_reason:ident $set_reason:ident $($get_encoding:ident)?
    ) => {
        $(
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $get_encoding(error: &UnicodeErrorObject) -> PyResult {
                // SAFETY: called by C with the interpreter held.
                let th = unsafe { Thread::enter() };
                UnicodeErrorObject::str_field(&error.layout().encoding, "encoding", th).map(Ref::into_object)
            }
        )?

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $get_object(error: &UnicodeErrorObject) -> PyResult {
            // SAFETY: called by C with the interpreter held.
            concerned(error, $bytes, unsafe { Thread::enter() }).map(|(object, _)| object)
        }

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $get_start(error: &UnicodeErrorObject, place: *mut isize) -> c_int {
            // SAFETY: called by C with the interpreter held; a place for the number.
            unsafe {
                let size = concerned(error, $bytes, Thread::enter()).map(|(_, size)| size);
                store(size.map(|size| error.clipped_start(size)), place)
            }
        }

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $get_end(error: &UnicodeErrorObject, place: *mut isize) -> c_int {
            // SAFETY: as above.
            unsafe {
                let size = concerned(error, $bytes, Thread::enter()).map(|(_, size)| size);
                store(size.map(|size| error.clipped_end(size)), place)
            }
        }

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $set_start(error: &UnicodeErrorObject, start: isize) -> c_int {
            error.layout().start.set(start);
            0
        }

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $set_end(error: &UnicodeErrorObject, end: isize) -> c_int {
            error.layout().end.set(end);
            0
        }

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $get_reason(error: &UnicodeErrorObject) -> PyResult {
            // SAFETY: called by C with the interpreter held.
            let th = unsafe { Thread::enter() };
            UnicodeErrorObject::str_field(&error.layout().reason, "reason", th).map(Ref::into_object)
        }

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $set_reason(error: &UnicodeErrorObject, reason: *const c_char) -> c_int {
            // SAFETY: called by C with the interpreter held; a C string.
            let (th, reason) = unsafe { (Thread::enter(), CStr::from_ptr(reason)) };
            match Str::decode_utf8(reason.to_bytes(), None, th) {
                Ok(reason) => {
                    error.layout().reason.set(Some(reason.into_object()), th);
                    0
                }
                Err(Raised) => -1,
            }
        }
    };
}

unicode_error!(
    false: PyUnicodeEncodeError_GetObject PyUnicodeEncodeError_GetStart PyUnicodeEncodeError_SetStart
    PyUnicodeEncodeError_GetEnd PyUnicodeEncodeError_SetEnd PyUnicodeEncodeError_GetReason
    PyUnicodeEncodeError_SetReason PyUnicodeEncodeError_GetEncoding
);
unicode_error!(
    true: PyUnicodeDecodeError_GetObject PyUnicodeDecodeError_GetStart PyUnicodeDecodeError_SetStart
    PyUnicodeDecodeError_GetEnd PyUnicodeDecodeError_SetEnd PyUnicodeDecodeError_GetReason
    PyUnicodeDecodeError_SetReason PyUnicodeDecodeError_GetEncoding
);
unicode_error!(
    false: PyUnicodeTranslateError_GetObject PyUnicodeTranslateError_GetStart PyUnicodeTranslateError_SetStart
    PyUnicodeTranslateError_GetEnd PyUnicodeTranslateError_SetEnd PyUnicodeTranslateError_GetReason
    PyUnicodeTranslateError_SetReason
);
