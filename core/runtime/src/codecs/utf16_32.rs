//! UTF-16 and UTF-32.

use std::borrow::Cow;

use super::errors::{DecodeErrors, EncodeErrors, Replacement, encode_error};
use crate::objects::unicodeobject::StrWriter;
use crate::objects::unicodeobject::utf8::is_surrogate;
use crate::prelude::*;

/// Byte order, as these codecs take and give it: -1 little, 0 native with a mark, 1 big.
pub type ByteOrder = i32;

/// Decodes UTF-16; `order` 0 looks for a byte order mark. Gives the text and the number of bytes used, and sets `order`
/// to what was found. Unless `last`, an incomplete character at the end stays.
///
/// # Errors
/// What the error handler raises.
pub fn decode16(
    bytes: &[u8],
    errors: Option<&str>,
    order: &mut ByteOrder,
    last: bool,
    th: &mut Thread,
) -> PyResult<(Ref<Str>, usize)> {
    let mut at = 0;
    if *order == 0 {
        match bytes {
            [0xff, 0xfe, ..] => (at, *order) = (2, -1),
            [0xfe, 0xff, ..] => (at, *order) = (2, 1),
            _ => {}
        }
    }
    let big = *order == 1;
    let mut errors = DecodeErrors::new(if big { "utf-16-be" } else { "utf-16-le" }, errors);
    let mut input = Cow::Borrowed(bytes);
    let mut out = StrWriter::with_capacity(bytes.len() / 2);
    let unit = |bytes: &[u8], at: usize| -> Option<u32> {
        let pair = [*bytes.get(at)?, *bytes.get(at + 1)?];
        Some(u32::from(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }))
    };
    while at < input.len() {
        let (end, reason) = match unit(&input, at) {
            None if !last => break,
            None => (input.len(), "truncated data"),
            Some(first) if !is_surrogate(first) => {
                out.push(first);
                at += 2;
                continue;
            }
            Some(first) if first >= 0xdc00 => (at + 2, "illegal encoding"),
            Some(first) => match unit(&input, at + 2) {
                None if !last => break,
                None => (input.len(), "unexpected end of data"),
                Some(second) if (0xdc00..0xe000).contains(&second) => {
                    out.push(0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff));
                    at += 4;
                    continue;
                }
                Some(_) => (at + 2, "illegal UTF-16 surrogate"),
            },
        };
        at = errors.handle(&mut input, at, end, reason, &mut out, th)?;
    }
    Ok((out.finish()?, at))
}

/// Decodes UTF-32, as [`decode16`].
///
/// # Errors
/// What the error handler raises.
pub fn decode32(
    bytes: &[u8],
    errors: Option<&str>,
    order: &mut ByteOrder,
    last: bool,
    th: &mut Thread,
) -> PyResult<(Ref<Str>, usize)> {
    let mut at = 0;
    if *order == 0 {
        match bytes {
            [0xff, 0xfe, 0, 0, ..] => (at, *order) = (4, -1),
            [0, 0, 0xfe, 0xff, ..] => (at, *order) = (4, 1),
            _ => {}
        }
    }
    let big = *order == 1;
    let mut errors = DecodeErrors::new(if big { "utf-32-be" } else { "utf-32-le" }, errors);
    let mut input = Cow::Borrowed(bytes);
    let mut out = StrWriter::with_capacity(bytes.len() / 4);
    while at < input.len() {
        let (end, reason) = match input[at..].first_chunk::<4>() {
            None if !last => break,
            None => (input.len(), "truncated data"),
            Some(unit) => match if big { u32::from_be_bytes(*unit) } else { u32::from_le_bytes(*unit) } {
                point if is_surrogate(point) => (at + 4, "code point in surrogate code point range(0xd800, 0xe000)"),
                0x110000.. => (at + 4, "code point not in range(0x110000)"),
                point => {
                    out.push(point);
                    at += 4;
                    continue;
                }
            },
        };
        at = errors.handle(&mut input, at, end, reason, &mut out, th)?;
    }
    Ok((out.finish()?, at))
}

/// What differs between the encoders.
struct Form {
    encoding: &'static str,
    width: usize,
    push: fn(u32, &mut Vec<u8>),
}

fn push16(point: u32, out: &mut Vec<u8>, bytes: fn(u16) -> [u8; 2]) {
    match point {
        0..0x10000 => out.extend_from_slice(&bytes(point as u16)),
        _ => {
            let rest = point - 0x10000;
            out.extend_from_slice(&bytes(0xd800 | (rest >> 10) as u16));
            out.extend_from_slice(&bytes(0xdc00 | (rest & 0x3ff) as u16));
        }
    }
}

fn form16(order: ByteOrder) -> Form {
    let encoding = match order {
        0 => "utf-16",
        ..0 => "utf-16-le",
        _ => "utf-16-be",
    };
    let push: fn(u32, &mut Vec<u8>) = if order <= 0 {
        |point, out| push16(point, out, u16::to_le_bytes)
    } else {
        |point, out| push16(point, out, u16::to_be_bytes)
    };
    Form { encoding, width: 2, push }
}

fn form32(order: ByteOrder) -> Form {
    let encoding = match order {
        0 => "utf-32",
        ..0 => "utf-32-le",
        _ => "utf-32-be",
    };
    let push: fn(u32, &mut Vec<u8>) = if order <= 0 {
        |point, out| out.extend_from_slice(&point.to_le_bytes())
    } else {
        |point, out| out.extend_from_slice(&point.to_be_bytes())
    };
    Form { encoding, width: 4, push }
}

fn encode(text: &Str, errors: Option<&str>, form: &Form, mark: bool, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    let mut out = Vec::with_capacity(text.len() * form.width + 4);
    if mark {
        (form.push)(0xfeff, &mut out);
    }
    let mut errors = EncodeErrors::new(form.encoding, errors);
    let mut at = 0;
    loop {
        let (start, end) = text.surrogates(at).unwrap_or((text.len(), text.len()));
        text.data().slice(at, start).iter().for_each(|point| (form.push)(point, &mut out));
        if start == text.len() {
            return Bytes::new(&out);
        }
        let reason = "surrogates not allowed";
        let (replacement, next) = errors.handle(text, start, end, reason, th)?;
        match replacement {
            Replacement::Bytes(bytes) if bytes.len() % form.width == 0 => out.extend_from_slice(&bytes),
            Replacement::Text(replacement) if replacement.is_ascii() => {
                replacement.points().for_each(|point| (form.push)(point, &mut out));
            }
            _ => return Err(encode_error(form.encoding, text, start, end, reason, th)),
        }
        at = next;
    }
}

/// Encodes UTF-16; byte order 0 is native, with a byte order mark.
///
/// # Errors
/// What the error handler raises.
pub fn encode16(text: &Str, errors: Option<&str>, order: ByteOrder, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    encode(text, errors, &form16(order), order == 0, th)
}

/// Encodes UTF-32; byte order 0 is native, with a byte order mark.
///
/// # Errors
/// What the error handler raises.
pub fn encode32(text: &Str, errors: Option<&str>, order: ByteOrder, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    encode(text, errors, &form32(order), order == 0, th)
}
