//! Backslash escapes: `unicode_escape`, `raw_unicode_escape`, and those of bytes.

use std::borrow::Cow;
use std::io::Write;

use super::errors::DecodeErrors;
use super::names;
use crate::objects::unicodeobject::StrWriter;
use crate::prelude::*;

/// Reads up to `count` hexadecimal digits at `at`: the value and how many there were.
fn hex(bytes: &[u8], at: usize, count: usize) -> (u32, usize) {
    let digits = bytes[at..].iter().take(count).map_while(|byte| (*byte as char).to_digit(16));
    digits.fold((0, 0), |(value, read), digit| (value << 4 | digit, read + 1))
}

/// Decodes `unicode_escape`; gives the text, the number of bytes used, and the first escape that means nothing, by its
/// place (an octal one above 0o377, too).
///
/// # Errors
/// What the error handler raises.
pub fn decode_unicode(
    bytes: &[u8],
    errors: Option<&str>,
    last: bool,
    th: &mut Thread,
) -> PyResult<(Ref<Str>, usize, Option<usize>)> {
    let mut errors = DecodeErrors::new("unicodeescape", errors);
    let mut input = Cow::Borrowed(bytes);
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut invalid = None;
    let mut at = 0;
    while at < input.len() {
        let byte = input[at];
        if byte != b'\\' {
            out.push(byte.into());
            at += 1;
            continue;
        }
        let start = at;
        let Some(&kind) = input.get(at + 1) else {
            if !last {
                break;
            }
            at = errors.handle(&mut input, start, start + 1, "\\ at end of string", &mut out, th)?;
            continue;
        };
        at += 2;
        let simple = match kind {
            b'\n' => continue,
            b'\\' | b'\'' | b'"' => Some(kind),
            b'b' => Some(8),
            b'f' => Some(12),
            b't' => Some(b'\t'),
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b'v' => Some(11),
            b'a' => Some(7),
            _ => None,
        };
        if let Some(byte) = simple {
            out.push(byte.into());
            continue;
        }
        let (wanted, reason) = match kind {
            b'0'..=b'7' => {
                let digits = input[at - 1..].iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
                let (value, read) =
                    digits.fold((0u32, 0), |(value, read), byte| (value << 3 | u32::from(byte - b'0'), read + 1));
                at += read - 1;
                if value > 0o377 {
                    invalid = invalid.or(Some(start + 1));
                }
                out.push(value);
                continue;
            }
            b'x' => (2, "truncated \\xXX escape"),
            b'u' => (4, "truncated \\uXXXX escape"),
            b'U' => (8, "truncated \\UXXXXXXXX escape"),
            b'N' => {
                let names = names::capi(th)?;
                let mut end = at;
                let mut reason = "malformed \\N character escape";
                if input.get(at) == Some(&b'{') {
                    let close = input[at..].iter().position(|byte| *byte == b'}');
                    match close {
                        Some(len) if len > 1 => {
                            end = at + len + 1;
                            reason = "unknown Unicode character name";
                            if let Some(point) = names.code(&input[at + 1..at + len]) {
                                out.push(point);
                                at = end;
                                continue;
                            }
                        }
                        Some(len) => end = at + len,
                        None => {
                            end = input.len();
                            if !last {
                                at = start;
                                break;
                            }
                        }
                    }
                } else if at >= input.len() && !last {
                    at = start;
                    break;
                }
                at = errors.handle(&mut input, start, end, reason, &mut out, th)?;
                continue;
            }
            _ => {
                invalid = invalid.or(Some(start + 1));
                out.push('\\'.into());
                out.push(kind.into());
                continue;
            }
        };
        let (value, read) = hex(&input, at, wanted);
        let (end, reason) = if read < wanted {
            if at + read >= input.len() && !last {
                at = start;
                break;
            }
            (at + read, reason)
        } else if value > 0x10ffff {
            (at + read, "illegal Unicode character")
        } else {
            out.push(value);
            at += read;
            continue;
        };
        at = errors.handle(&mut input, start, end, reason, &mut out, th)?;
    }
    Ok((out.finish()?, at, invalid))
}

/// Decodes `unicode_escape`, warning of an escape that means nothing.
///
/// # Errors
/// What the error handler raises, and the warning if it is an error.
pub fn decode_unicode_warning(
    bytes: &[u8],
    errors: Option<&str>,
    last: bool,
    th: &mut Thread,
) -> PyResult<(Ref<Str>, usize)> {
    let (text, used, invalid) = decode_unicode(bytes, errors, last, th)?;
    if let Some(at) = invalid {
        warn_of_escape(bytes, at, th)?;
    }
    Ok((text, used))
}

/// The `DeprecationWarning` of an escape that means nothing; `at` is behind its backslash.
fn warn_of_escape(bytes: &[u8], at: usize, th: &mut Thread) -> PyResult<()> {
    let rest = bytes.get(at..).unwrap_or_default();
    let message = match rest {
        [a @ b'4'..=b'7', b, c, ..] => {
            let octal: String = [*a, *b, *c].map(char::from).iter().collect();
            format!("invalid octal escape sequence '\\{octal}'")
        }
        [kind, ..] => format!("invalid escape sequence '\\{}'", char::from(*kind)),
        [] => return Ok(()),
    };
    exceptions::warn(&exceptions::DeprecationWarning, message, 1, th)
}

/// Encodes `unicode_escape`.
///
/// # Errors
/// `MemoryError`.
pub fn encode_unicode(text: &Str) -> PyResult<Ref<Bytes>> {
    let mut out = Vec::with_capacity(text.len());
    for point in text.points() {
        // Writing into memory does not fail.
        let _ = match point {
            0x5c => out.write_all(b"\\\\"),
            0x09 => out.write_all(b"\\t"),
            0x0a => out.write_all(b"\\n"),
            0x0d => out.write_all(b"\\r"),
            0x20..0x7f => out.write_all(&[point as u8]),
            0..=0xff => write!(out, "\\x{point:02x}"),
            0x100..=0xffff => write!(out, "\\u{point:04x}"),
            _ => write!(out, "\\U{point:08x}"),
        };
    }
    Bytes::new(&out)
}

/// Decodes `raw_unicode_escape`.
///
/// # Errors
/// What the error handler raises.
pub fn decode_raw_unicode(
    bytes: &[u8],
    errors: Option<&str>,
    last: bool,
    th: &mut Thread,
) -> PyResult<(Ref<Str>, usize)> {
    let mut errors = DecodeErrors::new("rawunicodeescape", errors);
    let mut input = Cow::Borrowed(bytes);
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut at = 0;
    while at < input.len() {
        let byte = input[at];
        if byte != b'\\' || at + 1 >= input.len() {
            if byte == b'\\' && !last {
                break;
            }
            out.push(byte.into());
            at += 1;
            continue;
        }
        let start = at;
        let kind = input[at + 1];
        at += 2;
        let (wanted, reason) = match kind {
            b'u' => (4, "truncated \\uXXXX escape"),
            b'U' => (8, "truncated \\UXXXXXXXX escape"),
            _ => {
                out.push('\\'.into());
                out.push(kind.into());
                continue;
            }
        };
        let (value, read) = hex(&input, at, wanted);
        let (end, reason) = if read < wanted {
            if at + read >= input.len() && !last {
                at = start;
                break;
            }
            (at + read, reason)
        } else if value > 0x10ffff {
            (at + read, "\\Uxxxxxxxx out of range")
        } else {
            out.push(value);
            at += read;
            continue;
        };
        at = errors.handle(&mut input, start, end, reason, &mut out, th)?;
    }
    Ok((out.finish()?, at))
}

/// Encodes `raw_unicode_escape`.
///
/// # Errors
/// `MemoryError`.
pub fn encode_raw_unicode(text: &Str) -> PyResult<Ref<Bytes>> {
    let mut out = Vec::with_capacity(text.len());
    for point in text.points() {
        // Writing into memory does not fail.
        let _ = match point {
            0..=0xff => out.write_all(&[point as u8]),
            0x100..=0xffff => write!(out, "\\u{point:04x}"),
            _ => write!(out, "\\U{point:08x}"),
        };
    }
    Bytes::new(&out)
}

/// Decodes the escapes of a bytes literal (`PyBytes_DecodeEscape`), and finds the first that means nothing.
///
/// # Errors
/// `ValueError`.
pub fn decode_bytes(bytes: &[u8], errors: Option<&str>, th: &mut Thread) -> PyResult<(Vec<u8>, Option<usize>)> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut invalid = None;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let start = at;
        let Some(&kind) = bytes.get(at + 1) else {
            return Err(raise!(th, ValueError, "Trailing \\ in string"));
        };
        at += 2;
        match kind {
            b'\n' => {}
            b'\\' | b'\'' | b'"' => out.push(kind),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b't' => out.push(b'\t'),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b'v' => out.push(11),
            b'a' => out.push(7),
            b'0'..=b'7' => {
                let digits = bytes[at - 1..].iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
                let (value, read) =
                    digits.fold((0u32, 0), |(value, read), byte| (value << 3 | u32::from(byte - b'0'), read + 1));
                at += read - 1;
                if value > 0o377 {
                    invalid = invalid.or(Some(start + 1));
                }
                out.push(value as u8);
            }
            b'x' => match hex(bytes, at, 2) {
                (value, 2) => {
                    out.push(value as u8);
                    at += 2;
                }
                (_, read) => {
                    match errors {
                        None | Some("strict") => {
                            return Err(raise!(th, ValueError, "invalid \\x escape at position {start}"));
                        }
                        Some("replace") => out.push(b'?'),
                        Some("ignore") => {}
                        Some(other) => {
                            let message = "decoding error; unknown error handling code";
                            return Err(raise!(th, ValueError, "{message}: {other:.400}"));
                        }
                    }
                    at += read;
                }
            },
            _ => {
                invalid = invalid.or(Some(start + 1));
                out.extend_from_slice(&[b'\\', kind]);
            }
        }
    }
    Ok((out, invalid))
}

/// As [`decode_bytes`], warning of an escape that means nothing.
///
/// # Errors
/// `ValueError`, and the warning if it is an error.
pub fn decode_bytes_warning(bytes: &[u8], errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    let (decoded, invalid) = decode_bytes(bytes, errors, th)?;
    if let Some(at) = invalid {
        warn_of_escape(bytes, at, th)?;
    }
    Bytes::new(&decoded)
}

/// `codecs.escape_encode`: what `repr` writes, without the quotes, and with every apostrophe escaped.
pub fn encode_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        let _ = match byte {
            b'\\' | b'\'' => out.write_all(&[b'\\', byte]),
            b'\t' => out.write_all(b"\\t"),
            b'\n' => out.write_all(b"\\n"),
            b'\r' => out.write_all(b"\\r"),
            0x20..0x7f => out.write_all(&[byte]),
            _ => write!(out, "\\x{byte:02x}"),
        };
    }
    out
}
