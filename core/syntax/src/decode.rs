//! From the bytes of a source to its text: byte-order mark, coding cookie (PEP 263), UTF-8.

use std::borrow::Cow;

use crate::embedder::Embedder;
use crate::error::{ErrorClass, SyntaxError};

/// A cookie's or a caller's encoding, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
pub enum Encoding<'a> {
    Utf8,
    Latin1,
    Other(Cow<'a, str>),
}

impl Encoding<'_> {
    /// The encoding with this name; `_` and `-` are the same, and so is case.
    pub fn named(name: &str) -> Encoding<'_> {
        let mut normal = String::with_capacity(12);
        for c in name.chars().take(12) {
            normal.push(if c == '_' { '-' } else { c.to_ascii_lowercase() });
        }
        if normal == "utf-8" || normal.starts_with("utf-8-") {
            return Encoding::Utf8;
        }
        for latin in ["latin-1", "iso-8859-1", "iso-latin-1"] {
            if normal == latin || normal.strip_prefix(latin).is_some_and(|rest| rest.starts_with('-')) {
                return Encoding::Latin1;
            }
        }
        if matches!(&*normal, "latin1" | "latin" | "l1" | "iso8859-1" | "8859" | "cp819") {
            return Encoding::Latin1;
        }
        Encoding::Other(Cow::Borrowed(name))
    }
}

/// The encoding that a `coding` comment on one of the first two lines declares.
pub fn cookie(source: &[u8]) -> Option<&str> {
    let mut lines = source.split(|&c| c == b'\n' || c == b'\r');
    // A `\r\n` makes an empty piece; at most three pieces hold the first two lines.
    for _ in 0..3 {
        let line = lines.next()?;
        let start = line.iter().take_while(|c| matches!(c, b' ' | b'\t' | b'\x0c')).count();
        match line.get(start) {
            None => continue,
            Some(b'#') => {}
            // The cookie must be in a comment that has its line to itself, with nothing but such lines before it.
            Some(_) => return None,
        }
        if let Some(name) = cookie_in(&line[start..]) {
            return Some(name);
        }
    }
    None
}

fn cookie_in(comment: &[u8]) -> Option<&str> {
    for at in memchr::memmem::find_iter(comment, b"coding") {
        let rest = &comment[at + 6..];
        if !matches!(rest.first(), Some(b':' | b'=')) {
            continue;
        }
        let rest = &rest[1..];
        let start = rest.iter().take_while(|c| matches!(c, b' ' | b'\t')).count();
        let rest = &rest[start..];
        let length = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.')).count();
        if length > 0 {
            return std::str::from_utf8(&rest[..length]).ok();
        }
    }
    None
}

/// Decodes a source given as bytes.
///
/// # Errors
/// What CPython raises for an unknown encoding, or for bytes that are not valid in the encoding.
pub fn decode<'a>(source: &'a [u8], embedder: &mut dyn Embedder) -> Result<Cow<'a, str>, Box<SyntaxError>> {
    let (source, bom) = match source.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    let encoding = cookie(source).map_or(Encoding::Utf8, Encoding::named);
    if bom && encoding != Encoding::Utf8 {
        let name = match &encoding {
            Encoding::Latin1 => "iso-8859-1",
            Encoding::Other(name) => name,
            Encoding::Utf8 => "utf-8",
        };
        return Err(without_text(format!("encoding problem: {name} with BOM")));
    }
    match encoding {
        Encoding::Utf8 => match std::str::from_utf8(source) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(bad_utf8(source, &error)),
        },
        Encoding::Latin1 => Ok(Cow::Owned(source.iter().map(|&c| c as char).collect())),
        Encoding::Other(name) => match embedder.decode(&name, source) {
            Ok(Some(text)) => Ok(Cow::Owned(text)),
            Ok(None) => Err(without_text(format!("unknown encoding: {name}"))),
            Err(error) => Err(Box::new(error)),
        },
    }
}

fn without_text(message: String) -> Box<SyntaxError> {
    let mut error = SyntaxError::bare(ErrorClass::SyntaxError, message);
    error.offset = -1;
    Box::new(error)
}

/// Invalid UTF-8, told as the codec tells it.
fn bad_utf8(source: &[u8], error: &std::str::Utf8Error) -> Box<SyntaxError> {
    let at = error.valid_up_to();
    let byte = source[at];
    let lineno = 1 + memchr::memchr_iter(b'\n', &source[..at]).count() as i32;
    let line_start = memchr::memrchr(b'\n', &source[..at]).map_or(0, |n| n + 1);
    let line_end = memchr::memchr(b'\n', &source[at..]).map_or(source.len(), |n| at + n);
    let reason = match (byte, error.error_len()) {
        (0x80..0xc2 | 0xf5.., _) => "invalid start byte",
        (_, None) => "unexpected end of data",
        _ => "invalid continuation byte",
    };
    let message = format!(
        "(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {}: {reason}",
        at - line_start
    );
    let mut text = String::from_utf8_lossy(&source[line_start..line_end]).into_owned();
    text.push('\n');
    let offset = String::from_utf8_lossy(&source[line_start..at]).chars().count() as i32 + 1;
    Box::new(SyntaxError {
        class: ErrorClass::SyntaxError,
        message: message.into(),
        lineno,
        offset,
        end_lineno: lineno,
        end_offset: -1,
        text: Some(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies() {
        assert_eq!(cookie(b"# -*- coding: latin-1 -*-\n"), Some("latin-1"));
        assert_eq!(cookie(b"#!/bin/sh\r\n# vim: set fileencoding=utf-8 :\n"), Some("utf-8"));
        assert_eq!(cookie(b"\n# coding=ascii\n"), Some("ascii"));
        assert_eq!(cookie(b"x = 1\n# coding=ascii\n"), None);
        assert_eq!(cookie(b"\n\n\n# coding=ascii\n"), None);
        assert_eq!(Encoding::named("UTF_8"), Encoding::Utf8);
        assert_eq!(Encoding::named("Latin-1-unix"), Encoding::Latin1);
    }
}
