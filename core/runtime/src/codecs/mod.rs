//! Codecs: the encodings built in, their error handling, and the registry of all others.

pub mod charmap;
pub mod errors;
pub mod escapes;
pub mod filesystem;
pub mod handlers;
pub mod names;
pub mod registry;
pub mod single_byte;
pub mod utf16_32;
pub mod utf7;
pub mod utf8;

use crate::prelude::*;

/// `_Py_normalize_encoding`: lower case, runs of other characters than letters, digits and dots made one underscore.
pub fn normalize(encoding: &str) -> String {
    let mut out = String::with_capacity(encoding.len());
    let mut punctuation = false;
    for c in encoding.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if punctuation && !out.is_empty() {
                out.push('_');
            }
            punctuation = false;
            out.push(c.to_ascii_lowercase());
        } else {
            punctuation = true;
        }
    }
    out
}

/// An encoding that is done without the registry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum BuiltIn {
    Utf8,
    Ascii,
    Latin1,
}

fn built_in(encoding: &str) -> Option<BuiltIn> {
    // The spellings met most, without normalizing.
    match encoding {
        "utf-8" | "utf8" => return Some(BuiltIn::Utf8),
        "ascii" => return Some(BuiltIn::Ascii),
        "latin-1" | "latin1" => return Some(BuiltIn::Latin1),
        _ => {}
    }
    match normalize(encoding).as_str() {
        "utf_8" | "utf8" => Some(BuiltIn::Utf8),
        "ascii" | "us_ascii" => Some(BuiltIn::Ascii),
        "latin1" | "latin_1" | "iso_8859_1" | "iso8859_1" => Some(BuiltIn::Latin1),
        _ => None,
    }
}

/// In development mode, unknown encodings and error handlers are refused even where they would not be used.
fn check_names(encoding: Option<&str>, errors: Option<&str>, th: &mut Thread) -> PyResult<()> {
    // Without further ado in the usual cases.
    let encoding = encoding.filter(|name| built_in(name).is_none());
    let errors =
        errors.filter(|name| !matches!(*name, "strict" | "ignore" | "replace" | "surrogateescape" | "surrogatepass"));
    if (encoding.is_none() && errors.is_none()) || crate::state::lifecycle::config(th).dev_mode == 0 {
        return Ok(());
    }
    // Before the first search function is registered there are no codecs to ask.
    if th.interp().codec_search_path.get().is_none_or(|path| path.is_empty()) {
        return Ok(());
    }
    if let Some(encoding) = encoding {
        registry::lookup(encoding, th)?;
    }
    if let Some(errors) = errors {
        registry::lookup_error(errors, th)?;
    }
    Ok(())
}

/// `PyUnicode_Decode`; no encoding is UTF-8.
///
/// # Errors
/// `LookupError` for an unknown encoding, and what decoding raises.
pub fn decode(bytes: &[u8], encoding: Option<&str>, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    check_names(encoding, errors, th)?;
    let Some(encoding) = encoding else {
        return Str::decode_utf8(bytes, errors, th);
    };
    match built_in(encoding) {
        Some(BuiltIn::Utf8) => Str::decode_utf8(bytes, errors, th),
        Some(BuiltIn::Ascii) => single_byte::decode_ascii(bytes, errors, th),
        Some(BuiltIn::Latin1) => Str::from_latin1(bytes),
        None => {
            let bytes = Bytes::new(bytes)?;
            registry::decode_text(&bytes, encoding, errors, th)
        }
    }
}

/// `PyUnicode_AsEncodedString`.
///
/// # Errors
/// `LookupError` for an unknown encoding, and what encoding raises.
pub fn encode(text: &Str, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult {
    check_names(Some(encoding), errors, th)?;
    match built_in(encoding) {
        Some(BuiltIn::Utf8) => utf8::encode(text, errors, th)?.into_py(),
        Some(BuiltIn::Ascii) => single_byte::encode_ascii(text, errors, th)?.into_py(),
        Some(BuiltIn::Latin1) => single_byte::encode_latin1(text, errors, th)?.into_py(),
        None => registry::encode_text(text, encoding, errors, th),
    }
}
