//! UTF-8 with error handlers.

use std::borrow::Cow;

use super::errors::{DecodeErrors, EncodeErrors, Replacement};
use crate::objects::unicodeobject::StrWriter;
use crate::objects::unicodeobject::utf8::push_point;
use crate::prelude::*;

/// Decodes; unless `last`, an incomplete character at the end stays. Returns the text and the number of bytes used.
///
/// # Errors
/// What the error handler raises.
pub fn decode(bytes: &[u8], errors: Option<&str>, last: bool, th: &mut Thread) -> PyResult<(Ref<Str>, usize)> {
    let mut errors = DecodeErrors::new("utf-8", errors);
    let mut input = Cow::Borrowed(bytes);
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut at = 0;
    loop {
        let error = match std::str::from_utf8(&input[at..]) {
            Ok(text) => {
                out.push_utf8(text);
                at = input.len();
                break;
            }
            Err(error) => error,
        };
        let start = at + error.valid_up_to();
        // SAFETY: the checker has found it well-formed.
        out.push_utf8(unsafe { std::str::from_utf8_unchecked(&input[at..start]) });
        let (end, reason) = match error.error_len() {
            None if !last => {
                at = start;
                break;
            }
            None => (input.len(), "unexpected end of data"),
            Some(_) if !matches!(input[start], 0xc2..0xf5) => (start + 1, "invalid start byte"),
            Some(len) => (start + len, "invalid continuation byte"),
        };
        at = errors.handle(&mut input, start, end, reason, &mut out, th)?;
    }
    Ok((out.finish()?, at))
}

/// Encodes.
///
/// # Errors
/// What the error handler raises.
pub fn encode(text: &Str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    if let Some(utf8) = text.cached_utf8() {
        return Bytes::new(utf8.as_bytes());
    }
    if text.surrogates(0).is_none() {
        return Bytes::new(&text.to_wtf8());
    }
    let mut errors = EncodeErrors::new("utf-8", errors);
    let mut out = Vec::with_capacity(text.len() * 2);
    let mut at = 0;
    loop {
        let Some((start, end)) = text.surrogates(at) else {
            text.data().slice(at, text.len()).iter().for_each(|point| push_point(point, &mut out));
            return Bytes::new(&out);
        };
        text.data().slice(at, start).iter().for_each(|point| push_point(point, &mut out));
        let reason = "surrogates not allowed";
        let (replacement, next) = errors.handle(text, start, end, reason, th)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend_from_slice(&bytes),
            Replacement::Text(replacement) => match replacement.as_ascii() {
                Some(ascii) => out.extend_from_slice(ascii.as_bytes()),
                None => return Err(super::errors::encode_error("utf-8", text, start, end, reason, th)),
            },
        }
        at = next;
    }
}
