//! Between `int` and text.

use std::borrow::Cow;

use ks_numbers::digits::{ParseError, parse, to_decimal};

use super::*;
use crate::objects::memoryobject::Buffer;
use crate::objects::unicodeobject::StrData;

/// `sys.get_int_max_str_digits()`; 0 is no limit.
#[inline]
pub fn max_str_digits(th: &Thread) -> usize {
    usize::try_from(th.interp().int_max_str_digits.get()).unwrap_or(0)
}

/// The text of a number with decimal digits of any script as ASCII digits, white space as blanks, and everything else that
/// is not ASCII as `?`, which no number contains.
pub fn ascii_digits(text: &Str) -> Cow<'_, [u8]> {
    if let StrData::Ascii(bytes) = text.data() {
        return Cow::Borrowed(bytes);
    }
    let convert = |point: u32| match point {
        0..=0x7f => point as u8,
        _ if ks_unicode::is_space(point) => b' ',
        _ => ks_unicode::decimal_value(point).map_or(b'?', |digit| b'0' + digit),
    };
    Cow::Owned((0..text.len()).map(|index| convert(text.char_at(index))).collect())
}

impl Long {
    /// `str(int)`.
    ///
    /// # Errors
    /// `ValueError` for more digits than `sys.set_int_max_str_digits` allows.
    pub fn to_decimal(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        if let Some(value) = self.value_60_bits() {
            let mut buffer = [0u8; 24];
            return Str::from_ascii(decimal(value, &mut buffer));
        }
        let mut text = Vec::with_capacity(self.digits().len() * 10 + 2);
        if self.sign() < 0 {
            text.push(b'-');
        }
        match to_decimal(self.digits(), max_str_digits(th), &mut text) {
            Ok(()) => Str::from_ascii(&text),
            Err(error) => Err(raise!(th, ValueError, "{error}")),
        }
    }

    /// The text in a base from 2 to 36, with the prefix `0b`, `0o` or `0x` if asked.
    ///
    /// # Errors
    /// As [`Long::to_decimal`].
    pub fn format(&self, base: u32, prefix: bool, th: &mut Thread) -> PyResult<Ref<Str>> {
        if base == 10 {
            return self.to_decimal(th);
        }
        let mut text = Vec::with_capacity(self.digits().len() * 30 / (31 - base.leading_zeros() as usize).max(1) + 4);
        if self.sign() < 0 {
            text.push(b'-');
        }
        if prefix {
            text.extend_from_slice(match base {
                2 => b"0b",
                8 => b"0o",
                16 => b"0x",
                _ => b"",
            });
        }
        digits::format_radix(self.digits(), base, &mut text);
        Str::from_ascii(&text)
    }

    /// An int from text: `str`, `bytes`, `bytearray` or a buffer. `base` is 0 or 2 to 36.
    ///
    /// # Errors
    /// Those of `int(text, base)`.
    pub fn from_str_object(text: &Object, base: i32, th: &mut Thread) -> PyResult<Ref<Long>> {
        if let Some(string) = text.downcast::<Str>() {
            return match read(&ascii_digits(string), base, th)? {
                Some(value) => Ok(value),
                None => Err(invalid_literal(text, base, th)),
            };
        }
        let buffer;
        let bytes = match text.downcast::<Bytes>() {
            Some(bytes) => bytes.as_bytes(),
            None => {
                buffer = Buffer::get(text, PyBUF_SIMPLE, th)?;
                buffer.as_bytes()
            }
        };
        match read(bytes, base, th)? {
            Some(value) => Ok(value),
            None => {
                let shown = Bytes::new(&bytes[..bytes.len().min(200)])?;
                Err(invalid_literal(&shown, base, th))
            }
        }
    }
}

/// Reads the whole of `text`; nothing if it is no number.
fn read(text: &[u8], base: i32, th: &mut Thread) -> PyResult<Option<Ref<Long>>> {
    // Most numbers are a few decimal digits and nothing else.
    if base == 10 && !text.is_empty() && text.len() <= 18 && text.iter().all(u8::is_ascii_digit) {
        let value = text.iter().fold(0i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        return Long::from_i64(value).map(Some);
    }
    match parse(text, base as u32, max_str_digits(th)) {
        Ok(parsed) if parsed.end == text.len() => Long::from_digits(parsed.negative, &parsed.digits).map(Some),
        Ok(_) | Err(ParseError::Invalid { .. }) => Ok(None),
        Err(ParseError::TooManyDigits(error)) => Err(raise!(th, ValueError, "{error}")),
    }
}

#[cold]
fn invalid_literal(text: &Object, base: i32, th: &mut Thread) -> Raised {
    match text.repr(th) {
        Ok(repr) => {
            raise!(th, ValueError, "invalid literal for int() with base {base}: {:.200}", repr.to_string_lossy())
        }
        Err(raised) => raised,
    }
}

/// The decimal text of a machine integer, in `buffer`.
fn decimal(value: i64, buffer: &mut [u8; 24]) -> &[u8] {
    let mut at = buffer.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    &buffer[at..]
}
