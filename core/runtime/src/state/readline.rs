//! Reading a line from a prompt (`PyOS_Readline`): by what `readline` has installed on terminals, else by the C library.

use std::cell::Cell;
use std::ffi::{CStr, CString, c_char, c_int};
use std::sync::atomic::{AtomicPtr, Ordering};

use super::cstdio;
use crate::heap::domains::{self, Domain};
use crate::prelude::*;

/// `PyOS_InputHook`: called before a prompt waits.
pub type InputHook = unsafe extern "C" fn() -> c_int;
/// Reads a line: input, output, prompt; a string of `PyMem_RawMalloc` with its line end, empty at the end of input, null
/// after an interruption.
pub type ReadlineFunction = unsafe extern "C" fn(*mut libc::FILE, *mut libc::FILE, *const c_char) -> *mut c_char;

/// An exported variable that holds a function.
#[repr(transparent)]
pub struct Hook<F>(pub Cell<Option<F>>);
// SAFETY: set and called by threads that hold the interpreter.
unsafe impl<F> Sync for Hook<F> {}

#[unsafe(no_mangle)]
pub static PyOS_InputHook: Hook<InputHook> = Hook(Cell::new(None));
#[unsafe(no_mangle)]
pub static PyOS_ReadlineFunctionPointer: Hook<ReadlineFunction> = Hook(Cell::new(None));
/// The thread that is reading a line, or null.
#[unsafe(no_mangle)]
pub static _PyOS_ReadlineTState: AtomicPtr<PyThreadState> = AtomicPtr::new(std::ptr::null_mut());

/// One reader at a time.
static LOCK: super::lock::RawLock = super::lock::RawLock::new();

enum Part {
    /// Something of a line, or its end.
    Bytes,
    End,
    Interrupted,
}

/// Appends to `line` what `fgets` gives.
fn read_part(input: *mut libc::FILE, line: &mut Vec<u8>) -> Part {
    if let Some(hook) = PyOS_InputHook.0.get() {
        // SAFETY: the embedder's function, called as it expects.
        unsafe { hook() };
    }
    let mut buffer = [0 as c_char; 1024];
    // SAFETY: a C stream; the buffer's own size.
    unsafe {
        *libc::__errno_location() = 0;
        libc::clearerr(input);
        if !libc::fgets(buffer.as_mut_ptr(), buffer.len() as c_int, input).is_null() {
            line.extend_from_slice(CStr::from_ptr(buffer.as_ptr()).to_bytes());
            return Part::Bytes;
        }
        let errno = *libc::__errno_location();
        if libc::feof(input) != 0 {
            libc::clearerr(input);
            return Part::End;
        }
        if errno == libc::EINTR { Part::Interrupted } else { Part::End }
    }
}

/// A line by the C library alone; `None` at the end of input.
fn plain(input: *mut libc::FILE, output: *mut libc::FILE, prompt: &CStr, th: &mut Thread) -> PyResult<Option<Vec<u8>>> {
    // SAFETY: a C stream.
    unsafe { libc::fflush(output) };
    // SAFETY: the C library's own stream.
    unsafe { cstdio::write(cstdio::stderr(), prompt.to_bytes()) };
    let mut line = Vec::new();
    loop {
        match th.allow_threads(|| read_part(input, &mut line)) {
            Part::Bytes if line.ends_with(b"\n") => return Ok(Some(line)),
            Part::Bytes => {}
            Part::End => return Ok((!line.is_empty()).then_some(line)),
            Part::Interrupted => super::handle_signals(th)?,
        }
    }
}

/// `PyOS_Readline`: a line with its end; `None` at the end of input.
///
/// # Errors
/// `RuntimeError` if this thread is reading a line already; what a signal's handler raises.
///
/// # Safety
/// Both are open streams.
pub unsafe fn read_line(
    input: *mut libc::FILE,
    output: *mut libc::FILE,
    prompt: &CStr,
    th: &mut Thread,
) -> PyResult<Option<Vec<u8>>> {
    if std::ptr::eq(_PyOS_ReadlineTState.load(Ordering::Relaxed), th.as_ptr()) {
        return Err(raise!(th, RuntimeError, "can't re-enter readline"));
    }
    if !LOCK.try_acquire() {
        th.allow_threads(|| LOCK.wait(None, false));
    }
    _PyOS_ReadlineTState.store(th.as_ptr(), Ordering::Relaxed);
    // SAFETY: asks about two C streams.
    let terminal = unsafe { cstdio::is_terminal(libc::fileno(input)) && cstdio::is_terminal(libc::fileno(output)) };
    let result = match PyOS_ReadlineFunctionPointer.0.get() {
        Some(function) if terminal => installed(function, input, output, prompt, th),
        _ => plain(input, output, prompt, th),
    };
    _PyOS_ReadlineTState.store(std::ptr::null_mut(), Ordering::Relaxed);
    LOCK.release();
    result
}

fn installed(
    function: ReadlineFunction,
    input: *mut libc::FILE,
    output: *mut libc::FILE,
    prompt: &CStr,
    th: &mut Thread,
) -> PyResult<Option<Vec<u8>>> {
    // SAFETY: the function is called as it expects, without the interpreter; its string is freed once.
    let line = th.allow_threads(|| unsafe {
        let line = function(input, output, prompt.as_ptr());
        if line.is_null() {
            return None;
        }
        let bytes = CStr::from_ptr(line).to_bytes().to_vec();
        domains::free(Domain::Raw, line.cast());
        Some(bytes)
    });
    match line {
        Some(line) if line.is_empty() => Ok(None),
        Some(line) => Ok(Some(line)),
        None => {
            super::handle_signals(th)?;
            Err(th.raise_none(&exceptions::KeyboardInterrupt))
        }
    }
}

/// A prompt for C.
pub fn prompt_text(text: &str) -> CString {
    CString::new(text.split('\0').next().unwrap_or_default()).unwrap_or_default()
}
