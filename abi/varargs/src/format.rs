//! `PyUnicode_FromFormat` and `PyBytes_FromFormat`: C's printf conversions plus those for objects.

use std::ffi::{CStr, c_char};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::unicodeobject::StrWriter;
use ks_runtime::prelude::*;

use crate::va::VaList;

/// The length modifier of a conversion.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    Int,
    /// `l`: also asks for wide text with `s` and `V`.
    Long,
    /// `ll`, `z`, `j`, `t`.
    Word,
}

/// One parsed conversion: `%[-0#][width][.precision][length]conversion`.
struct Spec {
    left: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
    length: Length,
    conversion: u8,
}

/// What stood wrong in the format.
struct Invalid;

/// A number of the format, `*` taken from the arguments; too large is invalid.
fn number(text: &mut &[u8], va: &mut VaList) -> Result<(usize, bool), Invalid> {
    if let Some(rest) = text.strip_prefix(b"*") {
        *text = rest;
        // SAFETY: `*` says that an `int` stands here.
        let value = unsafe { va.int() };
        return Ok((value.unsigned_abs() as usize, value < 0));
    }
    let mut value = 0usize;
    while let [digit @ b'0'..=b'9', rest @ ..] = *text {
        value = value.checked_mul(10).and_then(|v| v.checked_add(usize::from(digit - b'0'))).ok_or(Invalid)?;
        if value > isize::MAX as usize {
            return Err(Invalid);
        }
        *text = rest;
    }
    Ok((value, false))
}

impl Spec {
    /// Parses what follows a `%`, advancing `text` behind the conversion character.
    fn parse(text: &mut &[u8], va: &mut VaList) -> Result<Spec, Invalid> {
        let (mut left, mut zero, mut alternate) = (false, false, false);
        loop {
            match text {
                [b'-', rest @ ..] => (left, *text) = (true, rest),
                [b'0', rest @ ..] => (zero, *text) = (true, rest),
                [b'#', rest @ ..] => (alternate, *text) = (true, rest),
                _ => break,
            }
        }
        let (width, negative) = number(text, va)?;
        left |= negative;
        let mut precision = None;
        if let Some(rest) = text.strip_prefix(b".") {
            *text = rest;
            let (value, negative) = number(text, va)?;
            precision = (!negative).then_some(value);
        }
        let mut length = Length::Int;
        for (prefix, value) in [
            (&b"ll"[..], Length::Word),
            (b"l", Length::Long),
            (b"z", Length::Word),
            (b"j", Length::Word),
            (b"t", Length::Word),
        ] {
            if let Some(rest) = text.strip_prefix(prefix) {
                (length, *text) = (value, rest);
                break;
            }
        }
        let [conversion, rest @ ..] = *text else {
            return Err(Invalid);
        };
        *text = rest;
        let conversion = *conversion;
        let fits = match conversion {
            b'd' | b'i' | b'o' | b'u' | b'x' | b'X' => !alternate,
            b'c' | b'p' => length == Length::Int && !alternate,
            b's' | b'V' => length != Length::Word && !zero && !alternate,
            b'S' | b'R' | b'A' | b'U' => length == Length::Int && !zero && !alternate,
            b'T' | b'N' => length == Length::Int && !zero,
            b'%' => true,
            _ => false,
        };
        if fits { Ok(Spec { left, zero, alternate, width, precision, length, conversion }) } else { Err(Invalid) }
    }

    /// The digits of the integer argument, with its sign, precision and zero fill applied.
    ///
    /// # Safety
    /// The caller passed an integer of the spec's length here.
    unsafe fn integer(&self, va: &mut VaList) -> String {
        // SAFETY: the caller's promise; shorter integers arrive as `int`.
        let value = unsafe { if self.length == Length::Int { i64::from(va.int()) } else { va.long() } };
        let unsigned = if self.length == Length::Int { u64::from(value as u32) } else { value as u64 };
        let digits = match self.conversion {
            b'd' | b'i' => value.unsigned_abs().to_string(),
            b'o' => format!("{unsigned:o}"),
            b'x' => format!("{unsigned:x}"),
            b'X' => format!("{unsigned:X}"),
            _ => unsigned.to_string(),
        };
        let sign = if matches!(self.conversion, b'd' | b'i') && value < 0 { "-" } else { "" };
        let mut fill = self.precision.unwrap_or(0).saturating_sub(digits.len());
        if self.zero && !self.left && self.precision.is_none() {
            fill = self.width.saturating_sub(digits.len() + sign.len());
        }
        format!("{sign}{}{digits}", "0".repeat(fill))
    }
}

/// Writes text padded to the spec's width.
fn pad(writer: &mut StrWriter, spec: &Spec, len: usize, write: impl FnOnce(&mut StrWriter)) {
    let padding = spec.width.saturating_sub(len);
    if !spec.left {
        (0..padding).for_each(|_| writer.push(u32::from(b' ')));
    }
    write(writer);
    if spec.left {
        (0..padding).for_each(|_| writer.push(u32::from(b' ')));
    }
}

/// Writes a string object, cut to the precision and padded to the width.
fn write_str(writer: &mut StrWriter, spec: &Spec, text: &Str) {
    let len = text.len().min(spec.precision.unwrap_or(usize::MAX));
    pad(writer, spec, len, |writer| writer.push_slice(text, 0, len));
}

/// The bytes of a C string, at most `limit`.
///
/// # Safety
/// `text` has a NUL or at least `limit` bytes.
unsafe fn c_bytes<'a>(text: *const c_char, limit: Option<usize>) -> &'a [u8] {
    // SAFETY: the caller's promise.
    unsafe {
        match limit {
            None => CStr::from_ptr(text).to_bytes(),
            Some(limit) => {
                let len = libc::strnlen(text, limit);
                std::slice::from_raw_parts(text.cast(), len)
            }
        }
    }
}

/// Writes a C string: UTF-8 with undecodable bytes replaced, precision counting bytes.
///
/// # Safety
/// `text` is a C string, or has as many bytes as the precision says.
unsafe fn write_c_str(writer: &mut StrWriter, spec: &Spec, text: *const c_char) {
    // SAFETY: the caller's promise.
    let bytes = unsafe { c_bytes(text, spec.precision) };
    let text = String::from_utf8_lossy(bytes);
    let len = text.chars().count();
    pad(writer, spec, len, |writer| text.chars().for_each(|c| writer.push(c as u32)));
}

/// Writes a C wide string, precision counting characters.
///
/// # Safety
/// `text` is a NUL-terminated wide string, or has as many characters as the precision says.
unsafe fn write_wide(writer: &mut StrWriter, spec: &Spec, text: *const libc::wchar_t) {
    let limit = spec.precision.unwrap_or(usize::MAX);
    // SAFETY: the caller's promise.
    let len = (0..limit).take_while(|at| unsafe { *text.add(*at) } != 0).count();
    // SAFETY: as above.
    pad(writer, spec, len, |writer| (0..len).for_each(|at| writer.push(unsafe { *text.add(at) } as u32)));
}

/// The type's fully qualified name; with a colon between module and name where the alternate form is asked for.
fn type_name(ty: &Type, alternate: bool, th: &mut Thread) -> PyResult<Ref<Str>> {
    if !alternate {
        return ty.fully_qualified_name(th);
    }
    let module = ty.get_attr(id!(__module__), th)?;
    let qualname = ty.qualname();
    match module.downcast::<Str>() {
        Some(module) if !module.eq_ascii("builtins") && !module.eq_ascii("__main__") => {
            let colon = Str::new(":")?;
            module.concat(&colon)?.concat(&qualname)
        }
        _ => Ok(qualname),
    }
}

/// `PyUnicode_FromFormatV`.
///
/// # Safety
/// The arguments are as the format says.
///
/// # Errors
/// `SystemError` for a wrong format, what `str()` and `repr()` of arguments raise, `OverflowError` for `%c` out of range.
pub unsafe fn unicode(format: &[u8], va: &mut VaList, th: &mut Thread) -> PyResult<Ref<Str>> {
    let mut writer = StrWriter::with_capacity(format.len() + 100);
    let mut rest = format;
    while let Some(at) = memchr(b'%', rest) {
        push_literal(&mut writer, &rest[..at], th)?;
        let from = &rest[at..];
        rest = &rest[at + 1..];
        let Ok(spec) = Spec::parse(&mut rest, va) else {
            return Err(raise!(th, SystemError, "invalid format string: {}", String::from_utf8_lossy(from)));
        };
        // SAFETY: the caller's promise: each conversion takes the argument that C passed for it; objects are live.
        unsafe {
            match spec.conversion {
                b'%' => writer.push(u32::from(b'%')),
                b'c' => {
                    let point = va.int();
                    if !(0..=0x10ffff).contains(&point) {
                        return Err(raise!(th, OverflowError, "character argument not in range(0x110000)"));
                    }
                    pad(&mut writer, &spec, 1, |writer| writer.push(point as u32));
                }
                b'p' => {
                    let text = format!("{:p}", va.pointer::<u8>());
                    pad(&mut writer, &spec, text.len(), |writer| writer.push_ascii(&text));
                }
                b's' if spec.length == Length::Long => write_wide(&mut writer, &spec, va.pointer()),
                b's' => write_c_str(&mut writer, &spec, va.pointer()),
                b'U' => write_str(&mut writer, &spec, argument::<Str>(va)),
                b'V' => {
                    let object = va.pointer::<Str>();
                    let text = va.pointer::<c_char>();
                    match object.as_ref() {
                        Some(object) => write_str(&mut writer, &spec, object),
                        None if spec.length == Length::Long => write_wide(&mut writer, &spec, text.cast()),
                        None => write_c_str(&mut writer, &spec, text),
                    }
                }
                b'S' => write_str(&mut writer, &spec, &*argument::<Object>(va).str(th)?),
                b'R' => write_str(&mut writer, &spec, &*argument::<Object>(va).repr(th)?),
                b'A' => write_str(&mut writer, &spec, &*argument::<Object>(va).ascii(th)?),
                b'T' => {
                    let ty = argument::<Object>(va).ob_type();
                    write_str(&mut writer, &spec, &*type_name(ty, spec.alternate, th)?);
                }
                b'N' => {
                    let object = argument::<Object>(va);
                    let Some(ty) = object.downcast::<Type>() else {
                        return Err(raise!(th, TypeError, "%N argument must be a type"));
                    };
                    write_str(&mut writer, &spec, &*type_name(ty, spec.alternate, th)?);
                }
                _ => {
                    let text = spec.integer(va);
                    pad(&mut writer, &spec, text.len(), |writer| writer.push_ascii(&text));
                }
            }
        }
    }
    push_literal(&mut writer, rest, th)?;
    writer.finish()
}

/// An object argument, borrowed for the call.
///
/// # Safety
/// A non-null object of layout `T` stands here.
unsafe fn argument<'a, T>(va: &mut VaList) -> &'a T {
    // SAFETY: the caller's promise.
    unsafe { &*va.pointer::<T>() }
}

fn memchr(byte: u8, text: &[u8]) -> Option<usize> {
    text.iter().position(|b| *b == byte)
}

/// The text between conversions, which must be ASCII.
fn push_literal(writer: &mut StrWriter, text: &[u8], th: &mut Thread) -> PyResult<()> {
    match std::str::from_utf8(text) {
        Ok(text) if text.is_ascii() => {
            writer.push_ascii(text);
            Ok(())
        }
        _ => {
            let byte = text.iter().find(|b| !b.is_ascii()).copied().unwrap_or(0);
            Err(raise!(
                th,
                ValueError,
                "PyUnicode_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII byte: 0x{byte:02x}"
            ))
        }
    }
}

/// `PyBytes_FromFormatV`. An unknown conversion ends the formatting: the rest of the format is copied as it stands.
///
/// # Safety
/// The arguments are as the format says.
///
/// # Errors
/// `OverflowError` for `%c` out of range.
pub unsafe fn bytes(format: &[u8], va: &mut VaList, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    let mut out = Vec::with_capacity(format.len());
    let mut rest = format;
    while let Some(at) = memchr(b'%', rest) {
        out.extend_from_slice(&rest[..at]);
        let from = &rest[at..];
        rest = &rest[at + 1..];
        // Widths are parsed and ignored; only a precision counts, for strings.
        while let [b'0'..=b'9', tail @ ..] = rest {
            rest = tail;
        }
        let mut precision = None;
        if let [b'.', tail @ ..] = rest {
            rest = tail;
            precision = number(&mut rest, va).ok().map(|(value, _)| value);
        }
        let mut length = Length::Int;
        if let [b'l' | b'z', tail @ ..] = rest {
            (length, rest) = (Length::Word, tail);
        }
        let [conversion, tail @ ..] = rest else {
            out.extend_from_slice(from);
            rest = &[];
            break;
        };
        rest = tail;
        let spec =
            Spec { left: false, zero: false, alternate: false, width: 0, precision, length, conversion: *conversion };
        // SAFETY: the caller's promise: each conversion takes the argument that C passed for it.
        unsafe {
            match conversion {
                b'%' => out.push(b'%'),
                b'c' => {
                    let byte = va.int();
                    let Ok(byte) = u8::try_from(byte) else {
                        return Err(raise!(
                            th,
                            OverflowError,
                            "PyBytes_FromFormatV(): %c format expects an integer in range [0; 255]"
                        ));
                    };
                    out.push(byte);
                }
                b'd' | b'i' | b'u' | b'x' => {
                    out.extend_from_slice(Spec { precision: None, ..spec }.integer(va).as_bytes());
                }
                b's' => out.extend_from_slice(c_bytes(va.pointer(), precision)),
                b'p' => out.extend_from_slice(format!("{:p}", va.pointer::<u8>()).as_bytes()),
                _ => {
                    out.extend_from_slice(from);
                    return Bytes::new(&out);
                }
            }
        }
    }
    out.extend_from_slice(rest);
    Bytes::new(&out)
}

/// `PyUnicode_FromFormat` for the C half.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_unicode_format(format: *const c_char, va: &mut VaList) -> PyResult<Ref<Str>> {
    // SAFETY: C callers hold the interpreter and pass what the format says.
    unsafe { unicode(CStr::from_ptr(format).to_bytes(), va, Thread::enter()) }
}

/// `PyBytes_FromFormat` for the C half.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_bytes_format(format: *const c_char, va: &mut VaList) -> PyResult<Ref<Bytes>> {
    // SAFETY: as above.
    unsafe { bytes(CStr::from_ptr(format).to_bytes(), va, Thread::enter()) }
}
