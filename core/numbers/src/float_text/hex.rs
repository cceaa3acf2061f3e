//! `float.hex` and `float.fromhex`.

use crate::digits::digit_of;
use std::io::Write;

/// Appends `value.hex()`.
pub fn to_hex(value: f64, out: &mut Vec<u8>) {
    if !value.is_finite() {
        super::repr(value, out);
        return;
    }
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let raw = value.abs().to_bits();
    let (e, m) = ((raw >> 52) as i32, raw & ((1 << 52) - 1));
    // Writing to a vector cannot fail.
    let written = match (e, m) {
        (0, 0) => write!(out, "0x0.0p+0"),
        (0, _) => write!(out, "0x0.{m:013x}p-1022"),
        _ => write!(out, "0x1.{m:013x}p{:+}", e - 1023),
    };
    debug_assert!(written.is_ok());
}

/// Why text is no hexadecimal float. `Display` gives the text of Python's exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromHexError {
    /// ValueError
    Invalid,
    /// OverflowError
    TooLarge,
    /// ValueError
    TooLong,
}

impl std::fmt::Display for FromHexError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FromHexError::Invalid => "invalid hexadecimal floating-point string",
            FromHexError::TooLarge => "hexadecimal value too large to represent as a float",
            FromHexError::TooLong => "hexadecimal string too long to convert",
        })
    }
}

/// Reads a hexadecimal float as `float.fromhex` does, white space around it included.
pub fn from_hex(text: &[u8]) -> Result<f64, FromHexError> {
    let space = |b: &u8| matches!(b, b' ' | b'\t'..=b'\r');
    let start = text.iter().position(|b| !space(b)).unwrap_or(text.len());
    let end = text.iter().rposition(|b| !space(b)).map_or(start, |i| i + 1);
    let text = &text[start..end];
    let (negative, body) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let signed = |v: f64| if negative { -v } else { v };
    if body.eq_ignore_ascii_case(b"inf") || body.eq_ignore_ascii_case(b"infinity") {
        return Ok(signed(f64::INFINITY));
    }
    if body.eq_ignore_ascii_case(b"nan") {
        return Ok(signed(f64::NAN));
    }
    let body = match body {
        [b'0', b'x' | b'X', rest @ ..] => rest,
        rest => rest,
    };
    // The value is `bits` times a power of two, with something more below if `sticky`.
    let (mut bits, mut sticky, mut power, mut count, mut after) = (0u64, false, 0i64, 0usize, false);
    let mut at = 0;
    while let Some(&b) = body.get(at) {
        match digit_of(b) {
            v if v < 16 => {
                count += 1;
                if bits >> 60 == 0 {
                    bits = bits << 4 | v as u64;
                    power -= 4 * after as i64;
                } else {
                    sticky |= v != 0;
                    power += 4 * !after as i64;
                }
            }
            _ if b == b'.' && !after => after = true,
            _ => break,
        }
        at += 1;
    }
    if count == 0 {
        return Err(FromHexError::Invalid);
    }
    if let Some(b'p' | b'P') = body.get(at) {
        let (down, digits) = match &body[at + 1..] {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(FromHexError::Invalid);
        }
        let e = digits.iter().fold(0i64, |e, &b| e.saturating_mul(10).saturating_add((b - b'0') as i64));
        power = power.saturating_add(if down { -e } else { e });
    } else if at != body.len() {
        return Err(FromHexError::Invalid);
    }
    if bits == 0 {
        return Ok(signed(0.0));
    }
    let shift = bits.leading_zeros();
    bits <<= shift;
    // The top bit stands for 2**top.
    let top = power.saturating_sub(shift as i64).saturating_add(63);
    if top > 1023 {
        return Err(FromHexError::TooLarge);
    }
    if top < -1076 {
        return Ok(signed(0.0));
    }
    // 53 bits are kept, fewer below the smallest normal float.
    let keep = (top + 1075).clamp(0, 53) as u32;
    let (kept, rest) = match keep {
        0 => (0, bits),
        _ => (bits >> (64 - keep), bits << keep),
    };
    let half = 1u64 << 63;
    let up = match keep {
        // Nothing kept: only the top bit's own place can be half a unit, and then only exactly.
        0 => top == -1075 && (rest > half || sticky),
        _ => rest > half || rest == half && (sticky || kept & 1 != 0),
    };
    let m = kept + up as u64;
    if top == 1023 && m == 1 << 53 {
        return Err(FromHexError::TooLarge);
    }
    Ok(signed(crate::digits::scale(m, (top - keep as i64 + 1).max(-1074) as i32)))
}
