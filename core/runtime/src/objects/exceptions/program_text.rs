//! Lines of source files, for tracebacks and `SyntaxError.text`.

use std::ffi::{OsStr, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use crate::prelude::*;

/// CPython reads lines into a buffer with room for so many bytes; of a longer line, programs see what it held last.
const BUFFER: usize = 999;

/// `PyErr_ProgramTextObject`: a line of a source file as text, or nothing if it cannot be had. Raises nothing.
pub fn program_text(filename: &Object, lineno: c_int, th: &mut Thread) -> Option<Ref> {
    decoded_program_text(filename, lineno, None, th)
}

/// `_PyErr_ProgramDecodedTextObject`: as [`program_text`], of a file in another encoding than UTF-8.
pub fn decoded_program_text(filename: &Object, lineno: c_int, encoding: Option<&str>, th: &mut Thread) -> Option<Ref> {
    let wanted = usize::try_from(lineno).ok().filter(|line| *line > 0)?;
    let path = match filename.downcast::<Str>()?.encode_fs(th) {
        Ok(path) => PathBuf::from(OsStr::from_bytes(path.as_bytes())),
        Err(Raised) => {
            th.clear_raised();
            return None;
        }
    };
    let content = th.allow_threads(|| std::fs::read(path)).ok()?;
    let line = line(&content, wanted)?;
    let text = match encoding {
        None => return Str::new(std::str::from_utf8(&line).ok()?).ok().map(Ref::into_object),
        Some(encoding) => crate::codecs::decode(&line, Some(encoding), Some("replace"), th),
    };
    match text {
        Ok(text) => Some(text.into_object()),
        Err(Raised) => {
            th.clear_raised();
            None
        }
    }
}

/// The line of this number, from 1: any end of a line is a line feed, and a NUL ends what is seen of a bufferful.
fn line(content: &[u8], wanted: usize) -> Option<Vec<u8>> {
    let mut bytes = content.iter().copied().peekable();
    let mut number = 1;
    loop {
        let mut held = Vec::new();
        while held.len() < BUFFER
            && let Some(byte) = bytes.next()
        {
            let is_return = byte == b'\r';
            if is_return {
                bytes.next_if_eq(&b'\n');
            }
            held.push(if is_return { b'\n' } else { byte });
            if held.ends_with(b"\n") {
                break;
            }
        }
        // The line goes on if the buffer is full, as its last byte tells.
        let goes_on = held.len() == BUFFER && !matches!(held.last(), Some(b'\n' | b'\0'));
        if held.is_empty() {
            return None;
        }
        if goes_on {
            continue;
        }
        if number == wanted {
            held.truncate(held.iter().position(|byte| *byte == b'\0').unwrap_or(held.len()));
            return Some(held);
        }
        number += 1;
    }
}
