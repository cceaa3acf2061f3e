//! What `float` reads and writes: decimal and hexadecimal text, rounding, hashing.
//!
//! Everything is exact: output digits are those of the float's true value, rounded half to even, and input is the
//! float nearest to the text. Text is ASCII.

mod hex;
mod parse;

pub use hex::{FromHexError, from_hex, to_hex};
pub use parse::{Parsed, parse, without_underscores};

use crate::digits::{HASH_BITS, HASH_INF, HASH_MODULUS};
use std::io::Write;

/// Always write a sign (`Py_DTSF_SIGN`).
pub const SIGN: u32 = 1;
/// End a number that looks like an integer with `.0` (`Py_DTSF_ADD_DOT_0`).
pub const ADD_DOT_0: u32 = 2;
/// The alternate form: keep the point and trailing zeros (`Py_DTSF_ALT`).
pub const ALT: u32 = 4;
/// Write a negative zero, or what is rounded to it, without its sign (`Py_DTSF_NO_NEG_0`).
pub const NO_NEG_0: u32 = 8;

/// What was written; the discriminants are `Py_DTST_*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Kind {
    Finite = 0,
    Infinite = 1,
    Nan = 2,
}

/// The precision passed for a format that takes none is not 0, or the format code is unknown: an internal error of
/// the caller (`SystemError` in Python).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadFormat;

/// A finite float has no more significant digits than this, so that more need not be asked for.
const MAX_SIGNIFICANT: usize = 800;
/// A finite float has no more digits than this after the point.
const MAX_DECIMALS: usize = 1100;

/// Room for the text of a float with few digits, and with any number of them.
const SMALL: usize = 64;
const LARGE: usize = MAX_SIGNIFICANT + 16;

/// Significant digits, without zeros at the end, and where the point is: the value is 0.DIGITS * 10**point.
#[derive(Clone, Copy)]
struct Decimal<'a> {
    digits: &'a [u8],
    point: i32,
}

impl<'a> Decimal<'a> {
    /// Turns the text of a positive number, such as `123.45` or `1.2e-7`, into its digits where it stands.
    fn read(text: &'a mut [u8]) -> Decimal<'a> {
        let (mut len, mut exponent) = (0, 0i32);
        let mut point = None;
        for at in 0..text.len() {
            match text[at] {
                b'.' => point = Some(len as i32),
                b'e' => {
                    let (negative, digits) = match &text[at + 1..] {
                        [b'-', rest @ ..] => (true, rest),
                        rest => (false, rest),
                    };
                    exponent = digits.iter().fold(0, |e, &b| e * 10 + (b - b'0') as i32);
                    if negative {
                        exponent = -exponent;
                    }
                    break;
                }
                digit => {
                    text[len] = digit;
                    len += 1;
                }
            }
        }
        let point = point.unwrap_or(len as i32) + exponent;
        let digits = &text[..len];
        match (digits.iter().position(|&b| b != b'0'), digits.iter().rposition(|&b| b != b'0')) {
            (Some(first), Some(last)) => Decimal { digits: &digits[first..=last], point: point - first as i32 },
            _ => Decimal { digits: b"0", point: 1 },
        }
    }

    /// The fewest digits that read back as the same float, and of those the nearest.
    fn shortest(value: f64, buffer: &'a mut [u8; SMALL]) -> Decimal<'a> {
        let mut text = ryu::Buffer::new();
        let text = text.format_finite(value.abs()).as_bytes();
        let buffer = &mut buffer[..text.len()];
        buffer.copy_from_slice(text);
        Decimal::read(buffer)
    }

    /// `count` significant digits, at least 1; the buffer has room for them, a point and an exponent.
    fn significant(value: f64, count: usize, buffer: &'a mut [u8]) -> Decimal<'a> {
        let size = buffer.len();
        let mut rest = &mut buffer[..];
        let written = write!(rest, "{:.*e}", count.min(MAX_SIGNIFICANT) - 1, value.abs());
        debug_assert!(written.is_ok());
        let len = size - rest.len();
        Decimal::read(&mut buffer[..len])
    }
}

/// How `repr` decides about an exponent.
fn repr_has_exponent(number: &Decimal) -> bool {
    number.point <= -4 || number.point > 16
}

/// Appends `repr(value)`.
pub fn repr(value: f64, out: &mut Vec<u8>) {
    if !value.is_finite() {
        special(value, 0, false, out);
        return;
    }
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let mut buffer = [0; SMALL];
    let number = Decimal::shortest(value, &mut buffer);
    assemble(&number, repr_has_exponent(&number), 0, true, false, b'e', out);
}

fn special(value: f64, flags: u32, upper: bool, out: &mut Vec<u8>) -> Kind {
    let nan = value.is_nan();
    // The sign of a NaN is never shown.
    if value < 0.0 {
        out.push(b'-');
    } else if flags & SIGN != 0 {
        out.push(b'+');
    }
    out.extend_from_slice(match (nan, upper) {
        (true, false) => b"nan",
        (true, true) => b"NAN",
        (false, false) => b"inf",
        (false, true) => b"INF",
    });
    if nan { Kind::Nan } else { Kind::Infinite }
}

/// Writes digits with the point in its place, or after the first digit and with an exponent. Zeros fill up to
/// `wanted` digits counted from the first one.
fn assemble(n: &Decimal, exponent: bool, wanted: usize, dot_0: bool, alt: bool, e: u8, out: &mut Vec<u8>) {
    let (digits, point) = (n.digits, if exponent { 1 } else { n.point });
    let zeros = |out: &mut Vec<u8>, count: usize| out.resize(out.len() + count, b'0');
    // Before the point.
    let whole = point.max(0) as usize;
    if whole == 0 {
        out.push(b'0');
    } else {
        let have = digits.len().min(whole);
        out.extend_from_slice(&digits[..have]);
        zeros(out, whole - have);
    }
    // After it.
    let leading = (-point).max(0) as usize;
    let rest = digits.get(whole..).unwrap_or(&[]);
    let padding = wanted.saturating_sub(digits.len().max(whole));
    if !rest.is_empty() || padding > 0 {
        out.push(b'.');
        zeros(out, leading);
        out.extend_from_slice(rest);
        zeros(out, padding);
    } else if dot_0 && !exponent {
        out.extend_from_slice(b".0");
    } else if alt {
        out.push(b'.');
    }
    if exponent {
        let value = n.point - 1;
        out.push(e);
        out.push(if value < 0 { b'-' } else { b'+' });
        let magnitude = value.unsigned_abs();
        if magnitude >= 100 {
            out.push(b'0' + (magnitude / 100) as u8);
        }
        out.push(b'0' + (magnitude / 10 % 10) as u8);
        out.push(b'0' + (magnitude % 10) as u8);
    }
}

/// Appends a float as `PyOS_double_to_string` writes it.
///
/// `code` is one of `e f g E F G`, or `r` for `repr`, whose precision must be 0. `flags` is a set of [`SIGN`],
/// [`ADD_DOT_0`], [`ALT`] and [`NO_NEG_0`]. Memory for the precision is the caller's to reserve where it is large.
/// Percentages are the caller's: 100 times the value, code `f`, a `%`.
pub fn format_double(value: f64, code: u8, precision: usize, flags: u32, out: &mut Vec<u8>) -> Result<Kind, BadFormat> {
    let (upper, code) = (code.is_ascii_uppercase(), code.to_ascii_lowercase());
    if !matches!(code, b'e' | b'f' | b'g' | b'r') || code == b'r' && (upper || precision != 0) {
        return Err(BadFormat);
    }
    if !value.is_finite() {
        return Ok(special(value, flags, upper, out));
    }
    let (alt, dot_0, e) = (flags & ALT != 0, flags & ADD_DOT_0 != 0, if upper { b'E' } else { b'e' });
    let start = out.len();
    let mut sign = value.is_sign_negative();
    if sign {
        out.push(b'-');
    } else if flags & SIGN != 0 {
        out.push(b'+');
    }
    match code {
        b'f' => {
            let some = precision.min(MAX_DECIMALS);
            // Writing to a vector cannot fail.
            let written = write!(out, "{:.*}", some, value.abs());
            debug_assert!(written.is_ok());
            out.resize(out.len() + (precision - some), b'0');
            if precision == 0 && dot_0 {
                out.extend_from_slice(b".0");
            } else if precision == 0 && alt {
                out.push(b'.');
            }
            sign &= flags & NO_NEG_0 != 0 && out[start..].iter().all(|b| !(b'1'..=b'9').contains(b));
        }
        _ => {
            let count = match code {
                b'e' => precision.saturating_add(1),
                _ => precision.max(1),
            };
            let mut small = [0; SMALL];
            let mut large = Vec::new();
            let number = if code == b'r' {
                Decimal::shortest(value, &mut small)
            } else if count <= SMALL - 16 {
                Decimal::significant(value, count, &mut small)
            } else {
                large.resize(LARGE, 0);
                Decimal::significant(value, count, &mut large)
            };
            let (exponent, wanted) = match code {
                b'r' => (repr_has_exponent(&number), 0),
                b'e' => (true, count),
                _ => {
                    let last = count - dot_0 as usize;
                    let large = number.point > 0 && number.point as usize > last;
                    (number.point <= -4 || large, if alt { count } else { 0 })
                }
            };
            sign &= flags & NO_NEG_0 != 0 && number.digits == b"0";
            assemble(&number, exponent, wanted, dot_0, alt, e, out);
        }
    }
    if sign {
        // It was a negative zero after all.
        if flags & SIGN != 0 {
            out[start] = b'+';
        } else {
            out.remove(start);
        }
    }
    Ok(Kind::Finite)
}

/// `round(value, ndigits)`: the float nearest to the value rounded, half to even, at that decimal place; None if it is
/// beyond the largest float ("rounded value too large to represent").
pub fn round(value: f64, ndigits: i64) -> Option<f64> {
    // Beyond 323 places no float has a digit to drop; before the 308th none has one to keep.
    if !value.is_finite() || value == 0.0 || ndigits > 323 {
        return Some(value);
    }
    if ndigits < -308 {
        return Some(0.0 * value);
    }
    let mut text = Vec::with_capacity(32);
    if ndigits >= 0 {
        let written = write!(text, "{:.*}", ndigits as usize, value.abs());
        debug_assert!(written.is_ok());
    } else {
        let mut buffer = [0; LARGE];
        let exact = Decimal::significant(value, MAX_SIGNIFICANT, &mut buffer);
        let keep = exact.point as i64 + ndigits;
        if keep < 0 {
            return Some(0.0 * value);
        }
        let (kept, rest) = exact.digits.split_at(exact.digits.len().min(keep as usize));
        let odd = kept.last().is_some_and(|b| b & 1 != 0);
        let up = match rest {
            [] => false,
            [b'5'] => odd,
            [first, ..] => *first >= b'5',
        };
        text.push(b'0');
        text.extend_from_slice(kept);
        if up {
            let mut at = text.len() - 1;
            while text[at] == b'9' {
                text[at] = b'0';
                at -= 1;
            }
            text[at] += 1;
        }
        // Digits cut short stand for the places up to the one kept; the rest is zeros.
        let zeros = exact.point as i64 - kept.len() as i64;
        let written = write!(text, "e{zeros}");
        debug_assert!(written.is_ok());
    }
    let rounded = parse(&text)?;
    (!rounded.overflow).then_some(rounded.value.copysign(value))
}

/// A finite float as an odd integer, or 0, times a power of two, without its sign. (`float.as_integer_ratio` puts the
/// power into the numerator or the denominator.)
pub fn integer_ratio(value: f64) -> (u64, i32) {
    let raw = value.abs().to_bits();
    if raw == 0 {
        return (0, 0);
    }
    let (mantissa, exponent) = match (raw >> 52) as i32 {
        0 => (raw, -1074),
        e => (raw & ((1 << 52) - 1) | 1 << 52, e - 1075),
    };
    let zeros = mantissa.trailing_zeros();
    (mantissa >> zeros, exponent + zeros as i32)
}

/// The hash of a float (`float.__hash__`), equal to that of an equal integer; None for a NaN, which is hashed by its
/// object's address.
pub fn hash(value: f64) -> Option<i64> {
    if value.is_nan() {
        return None;
    }
    if value.is_infinite() {
        return Some(if value > 0.0 { HASH_INF } else { -HASH_INF });
    }
    let (m, e) = integer_ratio(value);
    // Times 2**e modulo 2**61 - 1 is a rotation of 61 bits.
    let turn = e.rem_euclid(HASH_BITS as i32) as u32;
    let x = (m << turn & HASH_MODULUS) | ((m as u128) << turn >> HASH_BITS) as u64;
    let signed = if value < 0.0 { -(x as i64) } else { x as i64 };
    Some(if signed == -1 { -2 } else { signed })
}
