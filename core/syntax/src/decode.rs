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
        if normal == "utf-8" || normal == "utf8" || normal.starts_with("utf-8-") {
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

/// The encoding that a `coding` comment on one of the first two lines declares. A line without an end counts only with
/// `unended`.
pub fn cookie(source: &[u8], unended: bool) -> Option<&str> {
    let mut rest = source;
    for _ in 0..2 {
        let found = memchr::memchr2(b'\n', b'\r', rest);
        let end = found.or(unended.then_some(rest.len()))?;
        let line = &rest[..end];
        rest = &rest[end..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.get(1..)).unwrap_or_default();
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

/// The text of a source, or the bytes of one that is not the UTF-8 it should be: what is wrong with it is reported only
/// where it matters (not in comments).
#[derive(Debug)]
pub enum Decoded<'a> {
    Text(Cow<'a, str>),
    BrokenUtf8(&'a [u8]),
}

/// Decodes a source given as bytes, to which a codec other than those of UTF-8 and Latin-1 gets a final line end with
/// `add_newline`.
///
/// # Errors
/// What CPython raises for an unknown encoding, or what the embedder's codec does.
pub fn decode<'a>(
    source: &'a [u8],
    add_newline: bool,
    embedder: &mut dyn Embedder,
) -> Result<Decoded<'a>, Box<SyntaxError>> {
    let (source, _, encoding) = declared(source, add_newline)?;
    match encoding {
        Encoding::Utf8 => Ok(match std::str::from_utf8(source) {
            Ok(text) => Decoded::Text(Cow::Borrowed(text)),
            Err(_) => Decoded::BrokenUtf8(source),
        }),
        Encoding::Latin1 => Ok(Decoded::Text(latin1(source))),
        Encoding::Other(name) => match other(&name, source, add_newline, embedder)? {
            Some(text) => Ok(Decoded::Text(text)),
            None => Err(without_text(format!("unknown encoding: {name}"))),
        },
    }
}

/// Decodes the contents of a file that is run directly.
///
/// # Errors
/// What CPython raises for an encoding problem; without a position, for nothing has been read yet.
pub fn decode_file<'a>(
    source: &'a [u8],
    filename: &str,
    embedder: &mut dyn Embedder,
) -> Result<Decoded<'a>, Box<SyntaxError>> {
    let (source, explicit, encoding) = declared(source, true)?;
    let bare = |message: String| Box::new(SyntaxError::bare(ErrorClass::SyntaxError, message));
    match encoding {
        Encoding::Utf8 => match std::str::from_utf8(source) {
            Ok(text) => Ok(Decoded::Text(Cow::Borrowed(text))),
            Err(_) if explicit => Ok(Decoded::BrokenUtf8(source)),
            Err(error) => {
                let at = error.valid_up_to();
                let line = 1 + memchr::memchr_iter(b'\n', &source[..at]).count();
                let byte = source[at];
                Err(bare(format!(
                    "Non-UTF-8 code starting with '\\x{byte:02x}' in file {filename} on line {line}, but no encoding \
                     declared; see https://peps.python.org/pep-0263/ for details"
                )))
            }
        },
        Encoding::Latin1 => Ok(Decoded::Text(latin1(source))),
        // The reader of files does not say what the codec said.
        Encoding::Other(name) => match other(&name, source, true, embedder) {
            Ok(Some(text)) => Ok(Decoded::Text(text)),
            Err(error) if error.class == ErrorClass::Embedder => Err(error),
            Ok(None) | Err(_) => Err(bare(format!("encoding problem: {name}"))),
        },
    }
}

/// The source without its byte-order mark, whether its encoding is stated, and which it is.
fn declared(source: &[u8], unended: bool) -> Result<(&[u8], bool, Encoding<'_>), Box<SyntaxError>> {
    let (source, bom) = match source.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    let cookie = cookie(source, unended);
    let encoding = cookie.map_or(Encoding::Utf8, Encoding::named);
    // An alias that only the codec registry knows does not agree with a byte-order mark.
    if bom && cookie.is_some_and(|name| name.eq_ignore_ascii_case("utf8")) {
        return Err(without_text("encoding problem: utf8 with BOM".to_owned()));
    }
    if bom && encoding != Encoding::Utf8 {
        let name = match &encoding {
            Encoding::Latin1 => "iso-8859-1",
            Encoding::Other(name) => name,
            Encoding::Utf8 => "utf-8",
        };
        return Err(without_text(format!("encoding problem: {name} with BOM")));
    }
    Ok((source, bom || cookie.is_some(), encoding))
}

fn latin1(source: &[u8]) -> Cow<'_, str> {
    Cow::Owned(source.iter().map(|&c| c as char).collect())
}

/// ASCII needs no codec as long as it is ASCII; everything else is the embedder's.
fn other<'a>(
    name: &str,
    source: &'a [u8],
    add_newline: bool,
    embedder: &mut dyn Embedder,
) -> Result<Option<Cow<'a, str>>, Box<SyntaxError>> {
    if matches!(&*name.to_ascii_lowercase(), "ascii" | "us-ascii" | "646")
        && source.is_ascii()
        && let Ok(text) = std::str::from_utf8(source)
    {
        return Ok(Some(Cow::Borrowed(text)));
    }
    // Line ends are put in order before: which matters to codecs that give bytes a meaning of their own.
    let bytes = unify_line_ends(source, add_newline);
    Ok(embedder.decode(name, &bytes).map_err(Box::new)?.map(Cow::Owned))
}

/// `\r\n` and `\r` become `\n`, and with `add_newline` a missing line end is added.
fn unify_line_ends(source: &[u8], add_newline: bool) -> Cow<'_, [u8]> {
    let missing = add_newline && source.last().is_some_and(|c| !matches!(c, b'\n' | b'\r'));
    if !missing && memchr::memchr(b'\r', source).is_none() {
        return Cow::Borrowed(source);
    }
    let mut bytes = Vec::with_capacity(source.len() + 1);
    let mut rest = source;
    while let Some(at) = memchr::memchr(b'\r', rest) {
        bytes.extend_from_slice(&rest[..at]);
        bytes.push(b'\n');
        rest = rest[at + 1..].strip_prefix(b"\n").unwrap_or(&rest[at + 1..]);
    }
    bytes.extend_from_slice(rest);
    if missing {
        bytes.push(b'\n');
    }
    Cow::Owned(bytes)
}

fn without_text(message: String) -> Box<SyntaxError> {
    let mut error = SyntaxError::bare(ErrorClass::SyntaxError, message);
    error.offset = -1;
    Box::new(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies() {
        assert_eq!(cookie(b"# -*- coding: latin-1 -*-\n", false), Some("latin-1"));
        assert_eq!(cookie(b"#!/bin/sh\r\n# vim: set fileencoding=utf-8 :\n", false), Some("utf-8"));
        assert_eq!(cookie(b"\n# coding=ascii\n", false), Some("ascii"));
        assert_eq!(cookie(b"x = 1\n# coding=ascii\n", false), None);
        assert_eq!(cookie(b"\n\n\n# coding=ascii\n", false), None);
        assert_eq!(Encoding::named("UTF_8"), Encoding::Utf8);
        assert_eq!(Encoding::named("Latin-1-unix"), Encoding::Latin1);
    }
}
