//! What is printed when the process is about to die, or in a signal handler: Python stacks and the names of extension
//! modules. Nothing here allocates, locks, or trusts more than it must: objects may be broken.

use std::ffi::c_int;

use super::interp::Interp;
use super::thread::gilstate;
use crate::eval::IFrame;
use crate::prelude::*;

/// Characters of a name or path.
const MAX_STRING: usize = 500;
/// Frames of a thread.
const MAX_FRAMES: usize = 100;
const MAX_THREADS: usize = 100;

/// A file descriptor, written to without buffering.
#[derive(Clone, Copy)]
pub struct Out(pub c_int);

impl Out {
    /// Writes all bytes; failing to does not matter.
    pub fn bytes(self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            // SAFETY: a write from memory of ours.
            let written = unsafe { libc::write(self.0, bytes.as_ptr().cast(), bytes.len()) };
            match usize::try_from(written) {
                Ok(written) if written > 0 => bytes = bytes.get(written..).unwrap_or_default(),
                // SAFETY: only reads the error number.
                _ if unsafe { *libc::__errno_location() } == libc::EINTR => {}
                _ => return,
            }
        }
    }

    /// Writes text.
    pub fn text(self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Writes a number.
    pub fn decimal(self, mut number: u64) {
        let mut digits = [0; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.bytes(&digits[at..]);
    }

    /// Writes a number with this many hexadecimal digits.
    pub fn hexadecimal(self, number: u64, width: usize) {
        let mut digits = [0; 16];
        for (place, digit) in digits.iter_mut().enumerate() {
            *digit = b"0123456789abcdef"[(number >> (60 - 4 * place) & 15) as usize];
        }
        self.bytes(&digits[16 - width.min(16)..]);
    }

    /// Writes a string's text, other characters than printable ASCII escaped, cut after [`MAX_STRING`] characters.
    pub fn string(self, text: &Str) {
        let len = text.len();
        for index in 0..len.min(MAX_STRING) {
            let character = text.char_at(index);
            match character {
                0x20..=0x7e => self.bytes(&[character as u8]),
                0..=0xff => {
                    self.text("\\x");
                    self.hexadecimal(character.into(), 2);
                }
                0x100..=0xffff => {
                    self.text("\\u");
                    self.hexadecimal(character.into(), 4);
                }
                _ => {
                    self.text("\\U");
                    self.hexadecimal(character.into(), 8);
                }
            }
        }
        if len > MAX_STRING {
            self.text("...");
        }
    }

    fn object(self, object: &Field, quotes: &str) {
        // SAFETY: the field of a code object, which is fixed.
        match unsafe { object.borrow_unchecked() }.and_then(Object::downcast::<Str>) {
            Some(text) => {
                self.text(quotes);
                self.string(text);
                self.text(quotes);
            }
            None => self.text("???"),
        }
    }
}

fn dump_frame(out: Out, frame: IFrame) {
    // SAFETY: the frame is live, and owns what it runs.
    let code = unsafe { frame.f_executable.borrow_unchecked() };
    let Some(code) = code.and_then(Object::downcast_exact::<Code>) else {
        return out.text("  File ???, line ??? in ???\n");
    };
    out.text("  File ");
    out.object(&code.layout().co_filename, "\"");
    out.text(", line ");
    match u64::try_from(frame.line()) {
        Ok(line) => out.decimal(line),
        Err(_) => out.text("???"),
    }
    out.text(" in ");
    out.object(&code.layout().co_name, "");
    out.text("\n");
}

/// `_Py_DumpTraceback`: the stack of a thread, innermost frame first.
///
/// # Safety
/// The thread's state is alive. Its stack may change meanwhile if it is not the calling thread's: then what is printed may
/// be wrong.
pub unsafe fn dump_stack(out: Out, state: &PyThreadState, header: bool) {
    if header {
        out.text("Stack (most recent call first):\n");
    }
    // SAFETY: the caller's promise.
    let mut frame = unsafe { IFrame::from_ptr(state.current_frame.get()) };
    if frame.is_none() {
        return out.text("  <no Python frame>\n");
    }
    let mut depth = 0;
    while let Some(at) = frame {
        if at.owner.get() != FRAME_OWNED_BY_CSTACK {
            if depth >= MAX_FRAMES {
                return out.text("  ...\n");
            }
            dump_frame(out, at);
            depth += 1;
        }
        frame = at.previous_frame();
    }
}

/// `_Py_DumpTracebackThreads`: the stacks of all threads of an interpreter: the given one, else that of the given or the
/// running thread, else the main one.
///
/// # Errors
/// Why there is nothing to print.
///
/// # Safety
/// As [`dump_stack`], for all threads.
pub unsafe fn dump_threads(
    out: Out,
    interp: Option<&'static Interp>,
    current: *mut PyThreadState,
) -> Result<(), &'static str> {
    let current = if current.is_null() { gilstate() } else { current };
    // SAFETY: the caller's promise.
    unsafe {
        let interp = match (interp, current.as_ref()) {
            (Some(interp), _) => interp,
            (None, Some(current)) => current.interp(),
            (None, None) => match Interp::main() {
                Some(interp) => interp,
                None => return Err("unable to get the interpreter state"),
            },
        };
        let mut state = interp.threads.get();
        if state.is_null() {
            return Err("unable to get the thread head state");
        }
        let mut count = 0;
        while let Some(thread) = state.as_ref() {
            if count != 0 {
                out.text("\n");
            }
            if count >= MAX_THREADS {
                out.text("...\n");
                break;
            }
            let is_current = std::ptr::eq(state, current);
            out.text(if is_current { "Current thread 0x" } else { "Thread 0x" });
            out.hexadecimal(thread.thread_id.get(), 16);
            out.text(" (most recent call first):\n");
            if is_current && crate::heap::gc::state_of(thread.interp.get()).collecting.get() != 0 {
                out.text("  Garbage-collecting\n");
            }
            dump_stack(out, thread, false);
            state = thread.next.get();
            count += 1;
        }
    }
    Ok(())
}

/// `_Py_DumpExtensionModules`: the names of the modules from C code in `sys.modules` that are not of the standard library.
///
/// # Safety
/// The calling thread may read the interpreter's objects, or the process is about to die anyway.
pub unsafe fn dump_extension_modules(out: Out, interp: &'static Interp) {
    // SAFETY: the caller's promise; the dicts and the set are only read.
    let (modules, sysdict) = unsafe { (interp.modules.borrow_unchecked(), interp.sysdict.borrow_unchecked()) };
    let Some(modules) = modules else { return };
    let find = |dict: &Dict, name: &str| {
        let mut position = 0;
        while let Some((key, value)) = dict.next(&mut position) {
            if key.downcast::<Str>().is_some_and(|key| key.eq_ascii(name)) {
                return Some(value);
            }
        }
        None
    };
    let stdlib = sysdict.and_then(|sysdict| find(sysdict, "stdlib_module_names"));
    let stdlib = stdlib.as_deref().and_then(setobject::as_set);
    let is_stdlib = |name: &Str| {
        let mut position = 0;
        while let Some(other) = stdlib.and_then(|stdlib| stdlib.next(&mut position)) {
            if other.downcast::<Str>().is_some_and(|other| other.eq(name)) {
                return true;
            }
        }
        false
    };
    let mut count = 0;
    let mut position = 0;
    while let Some((name, module)) = modules.next(&mut position) {
        let Some(name) = name.downcast::<Str>() else { continue };
        let is_extension = module.downcast::<Module>().is_some_and(|module| !module.def().is_null());
        if !is_extension || is_stdlib(name) {
            continue;
        }
        out.text(if count == 0 { "\nExtension modules: " } else { ", " });
        out.string(name);
        count += 1;
    }
    if count != 0 {
        out.text(" (total: ");
        out.decimal(count);
        out.text(")\n");
    }
}
