//! Codecs by a table: `charmap`.

use std::borrow::Cow;

use super::errors::{DecodeErrors, EncodeErrors, Replacement, encode_error};
use crate::objects::exceptions::LookupError;
use crate::objects::unicodeobject::StrWriter;
use crate::prelude::*;
use crate::raise::catch;

const UNDEFINED: &str = "character maps to <undefined>";

/// The value of a mapping for a number; missing is `None`.
fn look_up(mapping: &Object, key: u32, th: &mut Thread) -> PyResult<Option<Ref>> {
    let key = Long::from_u64(key.into())?;
    let found = mapping.get_item(&key, th);
    Ok(catch(found, &LookupError, th)?.filter(|value| !value.is(none())))
}

/// Decodes by a string of 256 characters or a mapping from bytes to characters.
///
/// # Errors
/// What the error handler raises, and `TypeError` for what a mapping must not give.
pub fn decode(bytes: &[u8], mapping: &Object, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    let mut errors = DecodeErrors::new("charmap", errors);
    let mut input = Cow::Borrowed(bytes);
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut at = 0;
    while at < input.len() {
        let byte = input[at];
        if let Some(table) = mapping.downcast_exact::<Str>() {
            let table = table.data();
            if usize::from(byte) < table.len() && table.at(byte.into()) != 0xfffe {
                out.push(table.at(byte.into()));
                at += 1;
                continue;
            }
        } else if let Some(value) = look_up(mapping, byte.into(), th)? {
            let mut undefined = false;
            if let Some(number) = value.downcast::<Long>() {
                match number.to_i64_opt().and_then(|number| u32::try_from(number).ok()) {
                    Some(0xfffe) => undefined = true,
                    Some(point @ 0..0x110000) => out.push(point),
                    _ => return Err(raise!(th, TypeError, "character mapping must be in range(0x110000)")),
                }
            } else if let Some(text) = value.downcast::<Str>() {
                if text.len() == 1 && text.char_at(0) == 0xfffe {
                    undefined = true;
                } else {
                    out.push_str(text);
                }
            } else {
                return Err(raise!(th, TypeError, "character mapping must return integer, None or str"));
            }
            if !undefined {
                at += 1;
                continue;
            }
        }
        at = errors.handle(&mut input, at, at + 1, UNDEFINED, &mut out, th)?;
    }
    out.finish()
}

/// The bytes that a mapping has for a character; `None` if it has none.
fn encoded(mapping: &Object, point: u32, out: &mut Vec<u8>, th: &mut Thread) -> PyResult<bool> {
    let Some(value) = look_up(mapping, point, th)? else {
        return Ok(false);
    };
    if let Some(number) = value.downcast::<Long>() {
        match number.to_i64_opt().and_then(|number| u8::try_from(number).ok()) {
            Some(byte) => out.push(byte),
            None => return Err(raise!(th, TypeError, "character mapping must be in range(256)")),
        }
    } else if let Some(bytes) = value.downcast::<Bytes>() {
        out.extend_from_slice(bytes.as_bytes());
    } else {
        let name = value.ob_type().display_name();
        return Err(raise!(th, TypeError, "character mapping must return integer, bytes or None, not {name:.400}"));
    }
    Ok(true)
}

/// Encodes by a mapping from characters to bytes.
///
/// # Errors
/// What the error handler raises, and `TypeError` for what a mapping must not give.
pub fn encode(text: &Str, mapping: &Object, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    let mut errors = EncodeErrors::new("charmap", errors);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if encoded(mapping, text.char_at(at), &mut out, th)? {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at + 1;
        let mut ignored = Vec::new();
        while end < text.len() && !encoded(mapping, text.char_at(end), &mut ignored, th)? {
            end += 1;
        }
        let (replacement, next) = errors.handle(text, start, end, UNDEFINED, th)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend_from_slice(&bytes),
            Replacement::Text(replacement) => {
                for point in replacement.points() {
                    if !encoded(mapping, point, &mut out, th)? {
                        return Err(encode_error("charmap", text, start, end, UNDEFINED, th));
                    }
                }
            }
        }
        at = next;
    }
    Bytes::new(&out)
}

/// `codecs.charmap_build`: the mapping that undoes a decoding table.
///
/// # Errors
/// `MemoryError`.
pub fn build(table: &Str, th: &mut Thread) -> PyResult<Ref<Dict>> {
    let mapping = Dict::new()?;
    for (byte, point) in table.points().enumerate().take(256) {
        if point != 0xfffe {
            mapping.set(&*Long::from_u64(point.into())?, &*Long::from_usize(byte)?, th)?;
        }
    }
    Ok(mapping)
}
