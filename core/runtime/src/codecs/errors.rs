//! Error handling of codecs: the handlers known by name are done in place, others are called through the registry.

use std::borrow::Cow;
use std::fmt::Write;

use crate::objects::exceptions::{UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError};
use crate::objects::unicodeobject::StrWriter;
use crate::objects::unicodeobject::utf8::{is_surrogate, push_point};
use crate::prelude::*;

/// An error handler, by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handler {
    Strict,
    SurrogateEscape,
    Replace,
    Ignore,
    BackslashReplace,
    SurrogatePass,
    XmlCharRefReplace,
    /// To be looked up in the registry.
    Other,
}

impl Handler {
    /// The handler of that name; `None` is `strict`.
    pub fn of(name: Option<&str>) -> Handler {
        match name {
            None | Some("strict") => Handler::Strict,
            Some("surrogateescape") => Handler::SurrogateEscape,
            Some("replace") => Handler::Replace,
            Some("ignore") => Handler::Ignore,
            Some("backslashreplace") => Handler::BackslashReplace,
            Some("surrogatepass") => Handler::SurrogatePass,
            Some("xmlcharrefreplace") => Handler::XmlCharRefReplace,
            Some(_) => Handler::Other,
        }
    }
}

/// An encoding of Unicode whose surrogates `surrogatepass` knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UtfForm {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl UtfForm {
    /// By the encoding's name in any spelling of CPython's.
    pub fn of(encoding: &str) -> Option<UtfForm> {
        let lower = encoding.to_ascii_lowercase().replace('_', "-");
        let rest = lower.strip_prefix("utf")?;
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        Some(match rest {
            "8" => UtfForm::Utf8,
            "16" | "16-le" | "16le" => UtfForm::Utf16Le,
            "16-be" | "16be" => UtfForm::Utf16Be,
            "32" | "32-le" | "32le" => UtfForm::Utf32Le,
            "32-be" | "32be" => UtfForm::Utf32Be,
            _ => return None,
        })
    }

    /// Bytes of a surrogate.
    fn width(self) -> usize {
        match self {
            UtfForm::Utf8 => 3,
            UtfForm::Utf16Le | UtfForm::Utf16Be => 2,
            UtfForm::Utf32Le | UtfForm::Utf32Be => 4,
        }
    }

    /// Appends a surrogate.
    pub fn push(self, point: u32, out: &mut Vec<u8>) {
        match self {
            UtfForm::Utf8 => push_point(point, out),
            UtfForm::Utf16Le => out.extend_from_slice(&(point as u16).to_le_bytes()),
            UtfForm::Utf16Be => out.extend_from_slice(&(point as u16).to_be_bytes()),
            UtfForm::Utf32Le => out.extend_from_slice(&point.to_le_bytes()),
            UtfForm::Utf32Be => out.extend_from_slice(&point.to_be_bytes()),
        }
    }

    /// The surrogate at the front of the bytes, if there is one, and its width.
    pub fn surrogate(self, bytes: &[u8]) -> Option<(u32, usize)> {
        let point = match (self, bytes) {
            (UtfForm::Utf8, &[a, b, c, ..]) if a & 0xf0 == 0xe0 && b & 0xc0 == 0x80 && c & 0xc0 == 0x80 => {
                u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63)
            }
            (UtfForm::Utf16Le, &[a, b, ..]) => u32::from(u16::from_le_bytes([a, b])),
            (UtfForm::Utf16Be, &[a, b, ..]) => u32::from(u16::from_be_bytes([a, b])),
            (UtfForm::Utf32Le, &[a, b, c, d, ..]) => u32::from_le_bytes([a, b, c, d]),
            (UtfForm::Utf32Be, &[a, b, c, d, ..]) => u32::from_be_bytes([a, b, c, d]),
            _ => return None,
        };
        is_surrogate(point).then_some((point, self.width()))
    }
}

/// A `UnicodeEncodeError` instance.
///
/// # Errors
/// `MemoryError`.
pub fn new_encode_error(
    encoding: &str,
    text: &Str,
    start: usize,
    end: usize,
    reason: &str,
    th: &mut Thread,
) -> PyResult {
    let (encoding, reason) = (Str::new(encoding)?, Str::new(reason)?);
    let (start, end) = (Long::from_usize(start)?, Long::from_usize(end)?);
    UnicodeEncodeError.as_object().call(&[&encoding, text, &start, &end, &reason], th)
}

/// A `UnicodeDecodeError` instance.
///
/// # Errors
/// `MemoryError`.
pub fn new_decode_error(
    encoding: &str,
    bytes: &[u8],
    start: usize,
    end: usize,
    reason: &str,
    th: &mut Thread,
) -> PyResult {
    let (encoding, reason) = (Str::new(encoding)?, Str::new(reason)?);
    let (start, end) = (Long::from_usize(start)?, Long::from_usize(end)?);
    let bytes = Bytes::new(bytes)?;
    UnicodeDecodeError.as_object().call(&[&encoding, &bytes, &start, &end, &reason], th)
}

/// A `UnicodeTranslateError` instance.
///
/// # Errors
/// `MemoryError`.
pub fn new_translate_error(text: &Str, start: usize, end: usize, reason: &str, th: &mut Thread) -> PyResult {
    let (start, end) = (Long::from_usize(start)?, Long::from_usize(end)?);
    let reason = Str::new(reason)?;
    UnicodeTranslateError.as_object().call(&[text, &start, &end, &reason], th)
}

fn raise_made(made: PyResult, th: &mut Thread) -> Raised {
    match made {
        Ok(exception) => th.raise_instance(exception),
        Err(raised) => raised,
    }
}

/// Raises `UnicodeEncodeError`.
#[cold]
pub fn encode_error(encoding: &str, text: &Str, start: usize, end: usize, reason: &str, th: &mut Thread) -> Raised {
    let made = new_encode_error(encoding, text, start, end, reason, th);
    raise_made(made, th)
}

/// Raises `UnicodeDecodeError`.
#[cold]
pub fn decode_error(encoding: &str, bytes: &[u8], start: usize, end: usize, reason: &str, th: &mut Thread) -> Raised {
    let made = new_decode_error(encoding, bytes, start, end, reason, th);
    raise_made(made, th)
}

/// Raises `UnicodeTranslateError`.
#[cold]
pub fn translate_error(text: &Str, start: usize, end: usize, reason: &str, th: &mut Thread) -> Raised {
    let made = new_translate_error(text, start, end, reason, th);
    raise_made(made, th)
}

/// A position that a handler returned, which may count from the end.
pub fn position(object: &Object, len: usize, th: &mut Thread) -> PyResult<usize> {
    let given = object.as_isize(Some(&exceptions::OverflowError), th)?;
    let position = if given < 0 { given.wrapping_add(len as isize) } else { given };
    usize::try_from(position)
        .ok()
        .filter(|position| *position <= len)
        .ok_or_else(|| raise!(th, IndexError, "position {position} from error handler out of bounds"))
}

/// The two items of a handler's result.
fn result_pair(result: &Object) -> Option<(&Object, &Object)> {
    match result.downcast::<Tuple>()?.items() {
        [replacement, position] if Long::check(position) => Some((replacement, position)),
        _ => None,
    }
}

/// How decoding errors are handled, in one run of a decoder.
pub struct DecodeErrors<'e> {
    /// The encoding, for the exception.
    pub encoding: &'e str,
    name: Option<&'e str>,
    handler: Handler,
    callback: Option<Ref>,
    exception: Option<Ref>,
}

impl<'e> DecodeErrors<'e> {
    pub fn new(encoding: &'e str, name: Option<&'e str>) -> DecodeErrors<'e> {
        DecodeErrors { encoding, name, handler: Handler::of(name), callback: None, exception: None }
    }

    /// Deals with `input[start..end]`, which cannot be decoded, and returns where to go on. A handler may put other
    /// input in place.
    ///
    /// # Errors
    /// What the handler raises; `UnicodeDecodeError` if it is strict.
    pub fn handle(
        &mut self,
        input: &mut Cow<'_, [u8]>,
        start: usize,
        end: usize,
        reason: &str,
        out: &mut StrWriter,
        th: &mut Thread,
    ) -> PyResult<usize> {
        match self.handler {
            Handler::Ignore => return Ok(end),
            Handler::Replace => {
                out.push(Py_UNICODE_REPLACEMENT_CHARACTER);
                return Ok(end);
            }
            Handler::SurrogateEscape => {
                let bytes = input[start..end].iter().take(4).take_while(|byte| **byte >= 128);
                let count = bytes.clone().count();
                if count > 0 {
                    bytes.for_each(|byte| out.push(0xdc00 + u32::from(*byte)));
                    return Ok(start + count);
                }
            }
            Handler::BackslashReplace => {
                for byte in &input[start..end] {
                    // Writing into memory does not fail.
                    let _ = write!(out, "\\x{byte:02x}");
                }
                return Ok(end);
            }
            Handler::SurrogatePass => {
                let found = UtfForm::of(self.encoding).and_then(|form| form.surrogate(&input[start..]));
                if let Some((point, width)) = found {
                    out.push(point);
                    return Ok(start + width);
                }
            }
            Handler::XmlCharRefReplace | Handler::Other => return self.call(input, start, end, reason, out, th),
            Handler::Strict => {}
        }
        Err(decode_error(self.encoding, input, start, end, reason, th))
    }

    #[cold]
    fn call(
        &mut self,
        input: &mut Cow<'_, [u8]>,
        start: usize,
        end: usize,
        reason: &str,
        out: &mut StrWriter,
        th: &mut Thread,
    ) -> PyResult<usize> {
        let callback = match &self.callback {
            Some(callback) => callback.clone(),
            None => super::registry::lookup_error(self.name.unwrap_or("strict"), th)?,
        };
        self.callback = Some(callback.clone());
        let exception = match &self.exception {
            None => new_decode_error(self.encoding, input, start, end, reason, th)?,
            Some(exception) => {
                update(exception, start, end, reason, th)?;
                exception.clone()
            }
        };
        self.exception = Some(exception.clone());
        let result = callback.call(&[&exception], th)?;
        let pair = result_pair(&result).and_then(|(text, position)| Some((text.downcast::<Str>()?, position)));
        let Some((text, at)) = pair else {
            return Err(raise!(th, TypeError, "decoding error handler must return (str, int) tuple"));
        };
        // SAFETY: made above by the class of that layout.
        let error: &exceptions::UnicodeErrorObject = unsafe { exception.as_object().cast_unchecked() };
        let object = exceptions::UnicodeErrorObject::bytes_field(&error.layout().object, "object", th)?;
        if object.as_bytes() != &input[..] {
            *input = Cow::Owned(object.as_bytes().to_vec());
        }
        let at = position(at, input.len(), th)?;
        out.push_str(text);
        Ok(at)
    }
}

/// Puts new positions and a new reason into an exception that is used again.
fn update(exception: &Object, start: usize, end: usize, reason: &str, th: &mut Thread) -> PyResult<()> {
    // SAFETY: only exceptions of the three Unicode classes are kept for this.
    let error: &exceptions::UnicodeErrorObject = unsafe { exception.as_object().cast_unchecked() };
    error.layout().start.set(start as isize);
    error.layout().end.set(end as isize);
    let reason = Str::new(reason)?.into_object();
    error.layout().reason.set(Some(reason), th);
    Ok(())
}

/// What stands in the output for characters that cannot be encoded.
pub enum Replacement {
    /// Text, which is to be encoded in turn.
    Text(Ref<Str>),
    /// Bytes to be copied as they are.
    Bytes(Vec<u8>),
}

/// How encoding errors are handled, in one run of an encoder.
pub struct EncodeErrors<'e> {
    /// The encoding, for the exception.
    pub encoding: &'e str,
    name: Option<&'e str>,
    handler: Handler,
    callback: Option<Ref>,
    exception: Option<Ref>,
}

impl<'e> EncodeErrors<'e> {
    pub fn new(encoding: &'e str, name: Option<&'e str>) -> EncodeErrors<'e> {
        EncodeErrors { encoding, name, handler: Handler::of(name), callback: None, exception: None }
    }

    /// Finds what to put for `text[start..end]`, which cannot be encoded, and where to go on.
    ///
    /// # Errors
    /// What the handler raises; `UnicodeEncodeError` if it is strict.
    pub fn handle(
        &mut self,
        text: &Str,
        start: usize,
        end: usize,
        reason: &str,
        th: &mut Thread,
    ) -> PyResult<(Replacement, usize)> {
        let points = text.data().slice(start, end);
        match self.handler {
            Handler::Ignore => return Ok((Replacement::Text(Ref::new(empty_str())), end)),
            Handler::Replace => {
                return Ok((Replacement::Text(Str::from_ascii(&vec![b'?'; end - start])?), end));
            }
            Handler::BackslashReplace => {
                let escaped: String = points.iter().map(backslashed).collect();
                return Ok((Replacement::Text(Str::new(&escaped)?), end));
            }
            Handler::XmlCharRefReplace => {
                let escaped: String = points.iter().map(|point| format!("&#{point};")).collect();
                return Ok((Replacement::Text(Str::new(&escaped)?), end));
            }
            Handler::SurrogateEscape => {
                let escaped = points.iter().take_while(|point| (0xdc80..0xdd00).contains(point));
                let bytes: Vec<u8> = escaped.map(|point| point as u8).collect();
                if !bytes.is_empty() {
                    let next = start + bytes.len();
                    return Ok((Replacement::Bytes(bytes), next));
                }
            }
            Handler::SurrogatePass => {
                if let Some(form) = UtfForm::of(self.encoding)
                    && points.iter().all(is_surrogate)
                {
                    let mut bytes = Vec::new();
                    points.iter().for_each(|point| form.push(point, &mut bytes));
                    return Ok((Replacement::Bytes(bytes), end));
                }
            }
            Handler::Other => return self.call(text, start, end, reason, th),
            Handler::Strict => {}
        }
        Err(encode_error(self.encoding, text, start, end, reason, th))
    }

    #[cold]
    fn call(
        &mut self,
        text: &Str,
        start: usize,
        end: usize,
        reason: &str,
        th: &mut Thread,
    ) -> PyResult<(Replacement, usize)> {
        let callback = match &self.callback {
            Some(callback) => callback.clone(),
            None => super::registry::lookup_error(self.name.unwrap_or("strict"), th)?,
        };
        self.callback = Some(callback.clone());
        let exception = match &self.exception {
            None => new_encode_error(self.encoding, text, start, end, reason, th)?,
            Some(exception) => {
                update(exception, start, end, reason, th)?;
                exception.clone()
            }
        };
        self.exception = Some(exception.clone());
        let result = callback.call(&[&exception], th)?;
        let Some((replacement, at)) = result_pair(&result) else {
            return Err(raise!(th, TypeError, "encoding error handler must return (str/bytes, int) tuple"));
        };
        let replacement = if let Some(text) = replacement.downcast::<Str>() {
            Replacement::Text(Ref::new(text))
        } else if let Some(bytes) = replacement.downcast::<Bytes>() {
            Replacement::Bytes(bytes.as_bytes().to_vec())
        } else {
            return Err(raise!(th, TypeError, "encoding error handler must return (str/bytes, int) tuple"));
        };
        Ok((replacement, position(at, text.len(), th)?))
    }
}

/// `\xhh`, `\uhhhh` or `\Uhhhhhhhh`.
pub fn backslashed(point: u32) -> String {
    match point {
        0..=0xff => format!("\\x{point:02x}"),
        0x100..=0xffff => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    }
}
