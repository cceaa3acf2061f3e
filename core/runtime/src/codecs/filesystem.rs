//! The encoding of file names, environment and command line: the interpreter's, or UTF-8 with `surrogateescape` while it
//! is not set up.

use std::borrow::Cow;
use std::ffi::{CStr, c_char};

use crate::prelude::*;

/// The encoding and its error handler.
fn codec(th: &Thread) -> (Cow<'static, str>, Cow<'static, str>) {
    let interp = th.interp.get();
    let text = |pointer: *const c_char| {
        // SAFETY: strings of the interpreter that stay once they are set.
        (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) }.to_string_lossy())
    };
    if interp.is_null() {
        return ("utf-8".into(), "surrogateescape".into());
    }
    // SAFETY: a thread state's interpreter is alive.
    let fs = unsafe { &(*interp).unicode.fs_codec };
    (text(fs.encoding.get()).unwrap_or("utf-8".into()), text(fs.errors.get()).unwrap_or("surrogateescape".into()))
}

/// `PyUnicode_DecodeFSDefaultAndSize`.
///
/// # Errors
/// `UnicodeDecodeError`, if the handler is strict.
pub fn decode(bytes: &[u8], th: &mut Thread) -> PyResult<Ref<Str>> {
    if bytes.is_ascii() {
        return Str::from_ascii(bytes);
    }
    let (encoding, errors) = codec(th);
    super::decode(bytes, Some(&encoding), Some(&errors), th)
}

/// `PyUnicode_EncodeFSDefault`.
///
/// # Errors
/// `UnicodeEncodeError`.
pub fn encode(text: &Str, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    if let Some(ascii) = text.as_ascii() {
        return Bytes::new(ascii.as_bytes());
    }
    let (encoding, errors) = codec(th);
    match super::encode(text, &encoding, Some(&errors), th)?.downcast_into::<Bytes>() {
        Ok(bytes) => Ok(bytes),
        Err(_) => Err(th.bad_internal_call()),
    }
}
