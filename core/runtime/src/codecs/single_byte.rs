//! ASCII and Latin-1.

use std::borrow::Cow;

use super::errors::{DecodeErrors, EncodeErrors, Replacement, encode_error};
use crate::objects::unicodeobject::StrWriter;
use crate::prelude::*;

/// Decodes ASCII.
///
/// # Errors
/// What the error handler raises.
pub fn decode_ascii(bytes: &[u8], errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    if bytes.is_ascii() {
        return Str::from_ascii(bytes);
    }
    let mut errors = DecodeErrors::new("ascii", errors);
    let mut input = Cow::Borrowed(bytes);
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut at = 0;
    while at < input.len() {
        let rest = &input[at..];
        let good = rest.iter().position(|byte| *byte >= 128).unwrap_or(rest.len());
        out.push_data(unicodeobject::StrData::Ascii(&rest[..good]));
        at += good;
        if at < input.len() {
            at = errors.handle(&mut input, at, at + 1, "ordinal not in range(128)", &mut out, th)?;
        }
    }
    out.finish()
}

/// Encodes characters below `limit`: 128 for ASCII, 256 for Latin-1.
fn encode_below(text: &Str, limit: u32, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    match text.data() {
        unicodeobject::StrData::Ascii(units) => return Bytes::new(units),
        unicodeobject::StrData::Latin1(units) if limit == 256 => return Bytes::new(units),
        _ => {}
    }
    let (encoding, reason) =
        if limit == 128 { ("ascii", "ordinal not in range(128)") } else { ("latin-1", "ordinal not in range(256)") };
    let data = text.data();
    let mut errors = EncodeErrors::new(encoding, errors);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let point = data.at(at);
        if point < limit {
            out.push(point as u8);
            at += 1;
            continue;
        }
        let end = (at..text.len()).find(|at| data.at(*at) < limit).unwrap_or(text.len());
        let (replacement, next) = errors.handle(text, at, end, reason, th)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend_from_slice(&bytes),
            Replacement::Text(replacement) => {
                if replacement.points().any(|point| point >= limit) {
                    return Err(encode_error(encoding, text, at, end, reason, th));
                }
                out.extend(replacement.points().map(|point| point as u8));
            }
        }
        at = next;
    }
    Bytes::new(&out)
}

/// Encodes ASCII.
///
/// # Errors
/// What the error handler raises.
pub fn encode_ascii(text: &Str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    encode_below(text, 128, errors, th)
}

/// Encodes Latin-1.
///
/// # Errors
/// What the error handler raises.
pub fn encode_latin1(text: &Str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    encode_below(text, 256, errors, th)
}
