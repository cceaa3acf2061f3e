//! Number literals.

use super::{LexResult, LexWarning, Lexer, is_continue};
use crate::token::TokenKind;

impl Lexer<'_> {
    /// A number; `self.pos` is at its first digit, or at a point before one.
    pub(super) fn number(&mut self) -> LexResult {
        let start = self.pos;
        let kind = match self.byte(start) {
            b'.' => {
                self.pos += 1;
                self.fraction()?
            }
            b'0' => match self.byte(start + 1) | 0x20 {
                b'x' => self.radix("hexadecimal", |c| c.is_ascii_hexdigit())?,
                b'o' => self.radix("octal", |c| (b'0'..b'8').contains(&c))?,
                b'b' => self.radix("binary", |c| c == b'0' || c == b'1')?,
                _ => self.leading_zero()?,
            },
            _ => {
                self.digits()?;
                match self.byte(self.pos) {
                    b'.' => {
                        self.pos += 1;
                        self.fraction()?
                    }
                    b'e' | b'E' | b'j' | b'J' => self.exponent("decimal")?,
                    _ => "decimal",
                }
            }
        };
        // `tokenize` takes what follows for a token of its own.
        if !self.options.extra_tokens {
            self.end_of_number(kind)?;
        }
        self.push(TokenKind::Number, start, self.pos);
        Ok(())
    }

    /// Decimal digits with single underscores between them; the first may be missing.
    fn digits(&mut self) -> LexResult {
        loop {
            while self.byte(self.pos).is_ascii_digit() {
                self.pos += 1;
            }
            if self.byte(self.pos) != b'_' {
                return Ok(());
            }
            self.pos += 1;
            if !self.byte(self.pos).is_ascii_digit() {
                return Err(self.error_here("invalid decimal literal"));
            }
        }
    }

    /// After the point.
    fn fraction(&mut self) -> LexResult<&'static str> {
        if self.byte(self.pos).is_ascii_digit() {
            self.digits()?;
        }
        self.exponent("decimal")
    }

    /// An exponent and the imaginary unit, if they are there. An `e` that starts no exponent is left alone.
    fn exponent(&mut self, kind: &'static str) -> LexResult<&'static str> {
        if self.byte(self.pos) | 0x20 == b'e' {
            let next = self.byte(self.pos + 1);
            if next == b'+' || next == b'-' {
                if !self.byte(self.pos + 2).is_ascii_digit() {
                    self.pos += 2;
                    return Err(self.error_here("invalid decimal literal"));
                }
                self.pos += 2;
                self.digits()?;
            } else if next.is_ascii_digit() {
                self.pos += 1;
                self.digits()?;
            } else {
                return Ok(kind);
            }
        }
        if self.byte(self.pos) | 0x20 == b'j' {
            self.pos += 1;
            return Ok("imaginary");
        }
        Ok(kind)
    }

    fn radix(&mut self, kind: &'static str, is_digit: fn(u8) -> bool) -> LexResult<&'static str> {
        self.pos += 2;
        loop {
            if self.byte(self.pos) == b'_' {
                self.pos += 1;
            }
            let c = self.byte(self.pos);
            if !is_digit(c) {
                return Err(if c.is_ascii_digit() {
                    self.wrong_digit(c, kind)
                } else {
                    self.error_here(format!("invalid {kind} literal"))
                });
            }
            while is_digit(self.byte(self.pos)) {
                self.pos += 1;
            }
            if self.byte(self.pos) != b'_' {
                break;
            }
        }
        let c = self.byte(self.pos);
        if c.is_ascii_digit() {
            return Err(self.wrong_digit(c, kind));
        }
        Ok(kind)
    }

    #[cold]
    fn wrong_digit(&mut self, digit: u8, kind: &str) -> super::LexError {
        self.pos += 1;
        self.error_here(format!("invalid digit '{}' in {kind} literal", digit as char))
    }

    /// A zero: alone, repeated, or the start of a float. Other decimal integers cannot start with it.
    fn leading_zero(&mut self) -> LexResult<&'static str> {
        let start = self.pos;
        loop {
            while self.byte(self.pos) == b'0' {
                self.pos += 1;
            }
            if self.byte(self.pos) != b'_' {
                break;
            }
            self.pos += 1;
            if !self.byte(self.pos).is_ascii_digit() {
                return Err(self.error_here("invalid decimal literal"));
            }
        }
        let zeros_end = self.pos;
        let mut nonzero = self.byte(self.pos).is_ascii_digit();
        if nonzero {
            self.digits()?;
        }
        nonzero &= !self.options.extra_tokens;
        match self.byte(self.pos) {
            b'.' => {
                self.pos += 1;
                self.fraction()
            }
            b'j' | b'J' => self.exponent("decimal"),
            // What is no exponent is an error of its own kind.
            b'e' | b'E' => self.exponent("decimal"),
            _ if nonzero => Err(self.leading_zeros_error(start, zeros_end)),
            _ => Ok("decimal"),
        }
    }

    #[cold]
    fn leading_zeros_error(&self, start: usize, zeros_end: usize) -> super::LexError {
        let message =
            "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
        self.error_range(message, self.column(start) + 1, self.column(zeros_end) + 1)
    }

    /// Nothing that could belong to a name may follow, except certain keywords, which are only warned about.
    #[inline]
    fn end_of_number(&mut self, kind: &'static str) -> LexResult {
        let c = self.byte(self.pos);
        if c < 128 && is_continue(c) { self.number_tail(kind) } else { Ok(()) }
    }

    #[cold]
    fn number_tail(&mut self, kind: &'static str) -> LexResult {
        let rest = &self.text[self.pos..];
        let whole = |word: &[u8]| rest.starts_with(word) && !is_continue(rest[word.len()]);
        let keyword = match rest[0] {
            b'a' => whole(b"and"),
            b'e' => whole(b"else"),
            b'f' => whole(b"for"),
            b'i' => matches!(rest[1], b'f' | b'n' | b's'),
            b'n' => whole(b"not"),
            b'o' => whole(b"or"),
            _ => false,
        };
        let error = self.error_here(format!("invalid {kind} literal"));
        if !keyword {
            return Err(error);
        }
        self.out.warnings.push(LexWarning { token: self.out.tokens.len(), error });
        Ok(())
    }
}
