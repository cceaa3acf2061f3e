//! The built-in error handlers as callables: `codecs.lookup_error("ignore")` and its fellows.

use super::errors::{UtfForm, backslashed};
use crate::objects::exceptions::{UnicodeDecodeError, UnicodeEncodeError, UnicodeErrorObject, UnicodeTranslateError};
use crate::objects::unicodeobject::StrWriter;
use crate::objects::unicodeobject::utf8::is_surrogate;
use crate::prelude::*;

/// Names and functions.
pub static BUILT_IN: &[(&str, &PyMethodDef)] = &[
    ("strict", &TABLE.0[0]),
    ("ignore", &TABLE.0[1]),
    ("replace", &TABLE.0[2]),
    ("xmlcharrefreplace", &TABLE.0[3]),
    ("backslashreplace", &TABLE.0[4]),
    ("namereplace", &TABLE.0[5]),
    ("surrogatepass", &TABLE.0[6]),
    ("surrogateescape", &TABLE.0[7]),
];

struct Table([PyMethodDef; 8]);
// SAFETY: constants.
unsafe impl Sync for Table {}

static TABLE: Table = Table([
    strict_errors__DEF,
    ignore_errors__DEF,
    replace_errors__DEF,
    xmlcharrefreplace_errors__DEF,
    backslashreplace_errors__DEF,
    namereplace_errors__DEF,
    surrogatepass__DEF,
    surrogateescape__DEF,
]);

/// An exception taken apart: what could not be converted, and where.
enum Trouble {
    Encode(Ref<Str>, usize, usize),
    Decode(Ref<Bytes>, usize, usize),
    Translate(Ref<Str>, usize, usize),
}

/// Takes one of the three exceptions apart.
fn trouble(exception: &Object, th: &mut Thread) -> PyResult<Trouble> {
    let class = exception.ob_type();
    let Some(error) = UnicodeErrorObject::of(exception) else {
        return Err(wrong_exception(exception, th));
    };
    let field = &error.layout().object;
    // A range that lies outside, or is upside down, is empty.
    let range = |len: usize| {
        let start = error.clipped_start(len).max(0) as usize;
        (start.min(len), (error.clipped_end(len).max(0) as usize).clamp(start.min(len), len))
    };
    if class.is_subtype_of(&UnicodeDecodeError) {
        let bytes = UnicodeErrorObject::bytes_field(field, "object", th)?;
        let (start, end) = range(bytes.len());
        return Ok(Trouble::Decode(bytes, start, end));
    }
    let text = UnicodeErrorObject::str_field(field, "object", th)?;
    let (start, end) = range(text.len());
    if class.is_subtype_of(&UnicodeEncodeError) {
        Ok(Trouble::Encode(text, start, end))
    } else {
        debug_assert!(class.is_subtype_of(&UnicodeTranslateError));
        Ok(Trouble::Translate(text, start, end))
    }
}

fn wrong_exception(exception: &Object, th: &mut Thread) -> Raised {
    let name = exception.ob_type().display_name();
    raise!(th, TypeError, "don't know how to handle {name:.200} in error callback")
}

/// `(replacement, position)`.
fn answer(replacement: &Object, position: usize) -> PyResult<Ref<Tuple>> {
    Tuple::new(&[replacement, &*Long::from_usize(position)?])
}

fn answer_str(replacement: &str, position: usize) -> PyResult<Ref<Tuple>> {
    answer(&*Str::new(replacement)?, position)
}

#[pyfunction(sig = "(exception, /)", doc = "Raise the exception.", no_text_signature)]
fn strict_errors(exception: &Object, th: &mut Thread) -> PyResult {
    if exception.ob_type().has_flags(Py_TPFLAGS_BASE_EXC_SUBCLASS) {
        return Err(th.raise_instance(exception.to_ref()));
    }
    Err(raise!(th, TypeError, "codec must pass exception instance"))
}

#[pyfunction(sig = "(exception, /)", doc = "Leave out what cannot be converted.", no_text_signature)]
fn ignore_errors(exception: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    match trouble(exception, th)? {
        Trouble::Encode(_, _, end) | Trouble::Translate(_, _, end) | Trouble::Decode(_, _, end) => answer_str("", end),
    }
}

#[pyfunction(sig = "(exception, /)", doc = "Put a replacement mark for what cannot be converted.", no_text_signature)]
fn replace_errors(exception: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    match trouble(exception, th)? {
        Trouble::Encode(_, start, end) => answer_str(&"?".repeat(end - start), end),
        Trouble::Decode(_, _, end) => answer_str("\u{fffd}", end),
        Trouble::Translate(_, start, end) => answer_str(&"\u{fffd}".repeat(end - start), end),
    }
}

#[pyfunction(sig = "(exception, /)", doc = "Put XML character references.", no_text_signature)]
fn xmlcharrefreplace_errors(exception: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    match trouble(exception, th)? {
        Trouble::Encode(text, start, end) => {
            let points = text.data().slice(start, end);
            answer_str(&points.iter().map(|point| format!("&#{point};")).collect::<String>(), end)
        }
        _ => Err(wrong_exception(exception, th)),
    }
}

#[pyfunction(sig = "(exception, /)", doc = "Put backslash escapes.", no_text_signature)]
fn backslashreplace_errors(exception: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    match trouble(exception, th)? {
        Trouble::Encode(text, start, end) | Trouble::Translate(text, start, end) => {
            let points = text.data().slice(start, end);
            answer_str(&points.iter().map(backslashed).collect::<String>(), end)
        }
        Trouble::Decode(bytes, start, end) => {
            let escaped = bytes.as_bytes()[start..end].iter().map(|byte| format!("\\x{byte:02x}"));
            answer_str(&escaped.collect::<String>(), end)
        }
    }
}

#[pyfunction(sig = "(exception, /)", doc = "Put \\N{...} escapes.", no_text_signature)]
fn namereplace_errors(exception: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let Trouble::Encode(text, start, end) = trouble(exception, th)? else {
        return Err(wrong_exception(exception, th));
    };
    let names = super::names::capi(th)?;
    let mut out = String::new();
    for point in text.data().slice(start, end).iter() {
        match names.name(point) {
            Some(name) => {
                out.push_str("\\N{");
                out.push_str(&name);
                out.push('}');
            }
            None => out.push_str(&backslashed(point)),
        }
    }
    answer_str(&out, end)
}

/// The encoding that an exception names.
fn encoding_of(exception: &Object, th: &mut Thread) -> PyResult<Option<UtfForm>> {
    let Some(error) = UnicodeErrorObject::of(exception) else {
        return Err(wrong_exception(exception, th));
    };
    let encoding = UnicodeErrorObject::str_field(&error.layout().encoding, "encoding", th)?;
    Ok(UtfForm::of(encoding.to_utf8(th)?))
}

#[pyfunction(sig = "(exception, /)", doc = "Let surrogates pass.", no_text_signature)]
fn surrogatepass(exception: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    match trouble(exception, th)? {
        Trouble::Encode(text, start, end) => {
            let points = text.data().slice(start, end);
            if let Some(form) = encoding_of(exception, th)?
                && points.iter().all(is_surrogate)
            {
                let mut bytes = Vec::new();
                points.iter().for_each(|point| form.push(point, &mut bytes));
                return answer(&*Bytes::new(&bytes)?, end);
            }
        }
        Trouble::Decode(bytes, start, _) => {
            let found = encoding_of(exception, th)?.and_then(|form| form.surrogate(&bytes.as_bytes()[start..]));
            if let Some((point, width)) = found {
                return answer(&*Str::from_char(point)?, start + width);
            }
        }
        Trouble::Translate(..) => return Err(wrong_exception(exception, th)),
    }
    Err(th.raise_instance(exception.to_ref()))
}

#[pyfunction(sig = "(exception, /)", doc = "Carry undecodable bytes as surrogates.", no_text_signature)]
fn surrogateescape(exception: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    match trouble(exception, th)? {
        Trouble::Encode(text, start, end) => {
            let points = text.data().slice(start, end);
            if points.iter().all(|point| (0xdc80..0xdd00).contains(&point)) {
                let bytes: Vec<u8> = points.iter().map(|point| point as u8).collect();
                return answer(&*Bytes::new(&bytes)?, end);
            }
        }
        Trouble::Decode(bytes, start, end) => {
            let escaped = bytes.as_bytes()[start..end].iter().take(4).take_while(|byte| **byte >= 128);
            let mut out = StrWriter::with_capacity(4);
            escaped.for_each(|byte| out.push(0xdc00 + u32::from(*byte)));
            if !out.is_empty() {
                let next = start + out.len();
                return answer(&*out.finish()?, next);
            }
        }
        Trouble::Translate(..) => return Err(wrong_exception(exception, th)),
    }
    Err(th.raise_instance(exception.to_ref()))
}
