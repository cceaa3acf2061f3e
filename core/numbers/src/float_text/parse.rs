//! Decimal text to float.

use std::borrow::Cow;

/// A float at the front of some text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parsed {
    pub value: f64,
    /// How many bytes of the text it took.
    pub consumed: usize,
    /// The text is beyond the largest float; the value is infinite then ("value too large to convert to float").
    pub overflow: bool,
}

fn starts_with(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word))
}

fn digit_count(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Longer text, or a larger exponent, goes through [`tame`].
const PLAIN: usize = 4000;

/// Reads the longest float at the front of the text as `PyOS_string_to_double` does, `inf`, `infinity` and `nan` in any
/// case included; None if there is none. White space and underscores are the caller's matter.
pub fn parse(text: &[u8]) -> Option<Parsed> {
    let (negative, start) = match text.first() {
        Some(b'-') => (true, 1),
        Some(b'+') => (false, 1),
        _ => (false, 0),
    };
    let body = &text[start..];
    let whole = digit_count(body);
    let mut at = whole;
    let mut fraction = 0;
    if body.get(at) == Some(&b'.') {
        fraction = digit_count(&body[at + 1..]);
        at += 1 + fraction;
    }
    if whole + fraction == 0 {
        let signed = |v: f64| if negative { -v } else { v };
        let (value, len) = if starts_with(body, b"infinity") {
            (signed(f64::INFINITY), 8)
        } else if starts_with(body, b"inf") {
            (signed(f64::INFINITY), 3)
        } else if starts_with(body, b"nan") {
            (signed(f64::NAN), 3)
        } else {
            return None;
        };
        return Some(Parsed { value, consumed: start + len, overflow: false });
    }
    let mantissa = &body[..at];
    let mut exponent: &[u8] = &[];
    if matches!(body.get(at), Some(b'e' | b'E')) {
        let sign = matches!(body.get(at + 1), Some(b'+' | b'-')) as usize;
        let count = digit_count(&body[at + 1 + sign..]);
        if count > 0 {
            exponent = &body[at + 1..at + 1 + sign + count];
            at += 1 + sign + count;
        }
    }
    let magnitude =
        if mantissa.len() > PLAIN || exponent.len() > 5 { tame(mantissa, exponent)? } else { number(&body[..at])? };
    let value = if negative { -magnitude } else { magnitude };
    Some(Parsed { value, consumed: start + at, overflow: value.is_infinite() })
}

/// What the standard library reads; it rounds correctly.
fn number(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Brings a long number to a short exponent first, since mantissa and exponent may each be extreme and cancel out.
fn tame(mantissa: &[u8], exponent: &[u8]) -> Option<f64> {
    let mut digits = Vec::with_capacity(mantissa.len() + 8);
    // The value is 0.DIGITS * 10**point.
    let mut point = 0i64;
    let mut after = false;
    for &b in mantissa {
        match b {
            b'.' => after = true,
            b'0' if digits.is_empty() => point -= after as i64,
            _ => {
                digits.push(b);
                point += !after as i64;
            }
        }
    }
    if digits.is_empty() {
        return Some(0.0);
    }
    let (negative, power) = match exponent {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    // No text in memory is long enough to make up for an exponent that saturates.
    let power = power.iter().fold(0i64, |e, &b| e.saturating_mul(10).saturating_add((b - b'0') as i64));
    let power = point.saturating_add(if negative { -power } else { power });
    if power > 400 {
        return Some(f64::INFINITY);
    }
    if power < -400 {
        return Some(0.0);
    }
    let mut text = b"0.".to_vec();
    text.append(&mut digits);
    text.extend_from_slice(format!("e{power}").as_bytes());
    number(&text)
}

/// The text without its underscores; None if one is not between two digits, as in every number Python reads.
pub fn without_underscores(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !text.contains(&b'_') {
        return Some(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut previous = 0u8;
    for &b in text {
        if b == b'_' {
            if !previous.is_ascii_digit() {
                return None;
            }
        } else {
            if previous == b'_' && !b.is_ascii_digit() {
                return None;
            }
            out.push(b);
        }
        previous = b;
    }
    (previous != b'_').then_some(Cow::Owned(out))
}
