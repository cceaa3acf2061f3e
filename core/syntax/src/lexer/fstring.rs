//! f-strings: the lexer alternates between their text and the expressions in it (PEP 701).

use super::{LexResult, LexWarning, Lexer, MAX_FSTRINGS};
use crate::token::TokenKind;

/// Deepest nesting of replacement fields within one f-string.
const MAX_FIELDS: i32 = 3;

/// The state of one open f-string.
#[derive(Clone, Copy, Debug)]
pub(super) struct FStringMode {
    quote: u8,
    quote_size: usize,
    raw: bool,
    /// Reading text, as opposed to an expression.
    pub in_text: bool,
    /// The text is a format specification.
    pub in_spec: bool,
    /// Open brackets of any kind since the f-string's start.
    pub depth: i32,
    /// The depth at which the innermost replacement field started; -1 outside of any.
    pub field: i32,
    /// Where the f-string started, for errors.
    start: usize,
    from: (i32, i32),
    first_line_start: usize,
}

impl Lexer<'_> {
    /// The start of an f-string; `self.pos` is at its first quote, `start` at its prefix.
    pub(super) fn fstring_start(&mut self, start: usize, raw: bool) -> LexResult {
        let quote = self.byte(self.pos);
        let triple = self.byte(self.pos + 1) == quote && self.byte(self.pos + 2) == quote;
        let quote_size = if triple { 3 } else { 1 };
        self.pos += quote_size;
        if self.fstrings.len() + 1 >= MAX_FSTRINGS {
            return Err(self.error_here("too many nested f-strings"));
        }
        let from = (self.lineno, self.column(start));
        self.push(TokenKind::FStringStart, start, self.pos);
        self.fstrings.push(FStringMode {
            quote,
            quote_size,
            raw,
            in_text: true,
            in_spec: false,
            depth: 0,
            field: -1,
            start,
            from,
            first_line_start: self.line_start,
        });
        Ok(())
    }

    /// The sort of string that the literal here would be if its quotes are those of the f-string around it.
    pub(super) fn innermost_fstring(&self, start: usize) -> &'static str {
        let text = &self.text[start..];
        let prefix = text.iter().take_while(|&&c| c != b'"' && c != b'\'').count();
        match self.fstrings.last() {
            Some(mode) if !mode.in_text && text[prefix] == mode.quote => {
                if mode.quote_size == 3 {
                    "triple-quoted string"
                } else {
                    "string"
                }
            }
            _ => "",
        }
    }

    /// Where the outermost open f-string starts.
    pub(super) fn outermost_fstring(&self) -> Option<usize> {
        self.fstrings.first().map(|mode| mode.start)
    }

    fn at_end_quote(&self, mode: &FStringMode) -> bool {
        self.text[self.pos..].starts_with(&[mode.quote; 3][..mode.quote_size])
    }

    /// Starts a replacement field at the `{` here.
    fn enter_field(&mut self) -> LexResult {
        if let Some(mode) = self.fstrings.last_mut() {
            mode.field += 1;
            mode.in_text = false;
            if mode.field >= MAX_FIELDS {
                return Err(self.error_here("f-string: expressions nested too deeply"));
            }
        }
        Ok(())
    }

    /// One piece of an f-string's text, or its end, or (without a token) the start of a replacement field.
    pub(super) fn fstring_text(&mut self) -> LexResult {
        let Some(&mode) = self.fstrings.last() else { return Ok(()) };
        let start = self.pos;
        let from = (self.lineno, self.column(start));
        if self.byte(start) == b'{' && self.byte(start + 1) != b'{' {
            return self.enter_field();
        }
        if self.at_end_quote(&mode) {
            self.pos += mode.quote_size;
            self.push(TokenKind::FStringEnd, start, self.pos);
            self.fstrings.pop();
            return Ok(());
        }
        let in_spec = mode.in_spec && mode.field >= 0;
        // Inside `\N{…}`.
        let mut named = false;
        loop {
            if self.at_end() || (mode.quote_size == 1 && self.byte(self.pos) == b'\n') {
                if in_spec && self.byte(self.pos) == b'\n' {
                    if let Some(mode) = self.fstrings.last_mut() {
                        mode.in_text = false;
                        mode.in_spec = false;
                    }
                    self.push_from(TokenKind::FStringMiddle, start, from, self.pos);
                    return Ok(());
                }
                let what = if mode.quote_size == 3 { "triple-quoted f-string" } else { "f-string" };
                if self.at_end() && self.lineno > 1 && self.line_start == self.end() {
                    self.lineno -= 1;
                }
                return Err(self.unterminated(mode.start, mode.from, mode.first_line_start, what, false));
            }
            let c = self.byte(self.pos);
            if c == mode.quote && self.at_end_quote(&mode) {
                self.push_from(TokenKind::FStringMiddle, start, from, self.pos);
                return Ok(());
            }
            self.pos += 1;
            match c {
                b'\n' => self.next_line(),
                b'{' => {
                    if self.byte(self.pos) != b'{' || in_spec {
                        self.pos -= 1;
                        self.push_from(TokenKind::FStringMiddle, start, from, self.pos);
                        return self.enter_field();
                    }
                    return self.doubled_brace(start, from);
                }
                b'}' => {
                    if named {
                        self.push_from(TokenKind::FStringMiddle, start, from, self.pos);
                        return Ok(());
                    }
                    if self.byte(self.pos) == b'}' && !in_spec && mode.field < 0 {
                        return self.doubled_brace(start, from);
                    }
                    self.pos -= 1;
                    if let Some(mode) = self.fstrings.last_mut() {
                        mode.in_text = false;
                    }
                    self.push_from(TokenKind::FStringMiddle, start, from, self.pos);
                    return Ok(());
                }
                b'\\' => {
                    let next = self.byte(self.pos);
                    if next == b'{' || next == b'}' {
                        // The brace keeps its meaning; the backslash is warned about.
                        if !mode.raw {
                            self.pos += 1;
                            let error = self.error_here(format!("invalid escape sequence '\\{}'", next as char));
                            self.pos -= 1;
                            self.out.warnings.push(LexWarning { token: self.out.tokens.len(), error });
                        }
                        continue;
                    }
                    if self.at_end() {
                        continue;
                    }
                    self.pos += 1;
                    if next == b'\r' && self.byte(self.pos) == b'\n' {
                        self.pos += 1;
                        self.next_line();
                    } else if next == b'\n' {
                        self.next_line();
                    } else if !mode.raw && next == b'N' && self.byte(self.pos) == b'{' {
                        self.pos += 1;
                        named = true;
                    }
                }
                _ => {}
            }
        }
    }

    /// A doubled brace stands for one, the last of its piece of text; the position covers both.
    fn doubled_brace(&mut self, start: usize, from: (i32, i32)) -> LexResult {
        self.pos += 1;
        self.push_from(TokenKind::FStringMiddle, start, from, self.pos);
        if let Some(token) = self.out.tokens.last_mut() {
            token.end -= 1;
        }
        Ok(())
    }
}
