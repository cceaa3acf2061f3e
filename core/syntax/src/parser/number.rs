//! The values of number literals.

use std::borrow::Cow;

use num_bigint::BigInt;

use super::{PResult, Parser};
use crate::ast::{Constant, Int};
use crate::token::Token;

impl Parser<'_> {
    /// The value of a number token.
    pub(super) fn number(&mut self, token: Token) -> PResult<Constant> {
        let source = self.source;
        let text = source.slice(token.start as usize, token.end as usize);
        if let [digit @ b'0'..=b'9'] = text.as_bytes() {
            return Ok(Constant::Int(Int::Small(i64::from(digit - b'0'))));
        }
        let text = if memchr::memchr(b'_', text.as_bytes()).is_some() {
            self.check_version(6, "Underscores in numeric literals are")?;
            Cow::Owned(text.replace('_', ""))
        } else {
            Cow::Borrowed(text)
        };
        let bytes = text.as_bytes();
        let radix = match bytes {
            [b'0', b'x' | b'X', ..] => 16,
            [b'0', b'o' | b'O', ..] => 8,
            [b'0', b'b' | b'B', ..] => 2,
            _ => 10,
        };
        if radix != 10 {
            return Ok(Constant::Int(integer(&text[2..], radix)));
        }
        if let Some(imaginary) = text.strip_suffix(['j', 'J']) {
            return Ok(Constant::Complex(0.0, float(imaginary)));
        }
        if bytes.iter().any(|c| matches!(c, b'.' | b'e' | b'E')) {
            return Ok(Constant::Float(float(&text)));
        }
        let limit = self.embedder.int_max_str_digits();
        if limit != 0 && bytes.len() > limit {
            let digits = bytes.len();
            let message = format!(
                "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; \
                 use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer \
                 literals to avoid decimal conversion limits."
            );
            return self.raise_number(token, message);
        }
        Ok(Constant::Int(integer(&text, 10)))
    }
}

fn integer(digits: &str, radix: u32) -> Int {
    if let Ok(value) = i64::from_str_radix(digits, radix) {
        return Int::Small(value);
    }
    BigInt::parse_bytes(digits.as_bytes(), radix).unwrap_or_default().into()
}

/// The lexer has checked the form; the standard library's conversion rounds correctly.
fn float(text: &str) -> f64 {
    text.parse().unwrap_or(0.0)
}
