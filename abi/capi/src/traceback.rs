//! `traceback.h`, `pycore_traceback.h`.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::objects::{codeobject, frameobject, traceback};
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTraceBack_Here(frame: *mut PyFrameObject) -> c_int {
    // SAFETY: called by C with the interpreter held, with a frame object.
    unsafe { if traceback::here(&*frame.cast::<Frame>(), Thread::enter()).is_ok() { 0 } else { -1 } }
}

/// Adds an entry for a place in C code to the traceback of the exception that is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTraceback_Add(function: *const c_char, file: *const c_char, line: c_int) {
    // SAFETY: called by C with the interpreter held, with C strings.
    unsafe {
        let th = Thread::enter();
        let Some(exception) = th.take_raised() else { return };
        let function = CStr::from_ptr(function).to_string_lossy();
        let file = CStr::from_ptr(file).to_bytes();
        let made = codeobject::empty(file, &function, line, th).and_then(|code| {
            let globals = Dict::new()?;
            frameobject::new_detached(&code, &globals, None, th)
        });
        match made {
            Ok(frame) => {
                frame.layout().f_lineno.set(line);
                let _ = th.restore_raised(exception);
                let _ = traceback::here(&frame, th);
            }
            Err(Raised) => exceptions::chain_exceptions(exception, th),
        }
    }
}

/// Prints a traceback on a stream; null and `None` print nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTraceBack_Print(entry: Option<&Object>, stream: &Object) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match entry {
        None => 0,
        Some(entry) if exceptions::print_traceback(stream, entry, th).is_ok() => 0,
        Some(_) => -1,
    }
}
