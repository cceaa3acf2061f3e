//! f-strings: texts and replacement fields.

use super::string::join;
use super::{Fail, PResult, Parser, construct, expr};
use crate::ast::{Constant, Expr, ExprKind, PyStr, Span};
use crate::token::{Token, TokenKind as T};

impl Parser<'_> {
    /// One f-string, as a `JoinedStr` whose parts are not joined yet.
    pub(super) fn fstring(&mut self) -> PResult<Expr> {
        let start = self.expect(T::FStringStart)?;
        let prefix = self.text(start).as_bytes();
        let raw = prefix.iter().any(|c| matches!(c, b'r' | b'R'));
        self.watch_stack()?;
        let mut values = Vec::with_capacity(4);
        // The texts are decoded at the end, where errors in them are reported too.
        let mut texts: Vec<(usize, Token)> = Vec::new();
        loop {
            match self.kind() {
                T::FStringMiddle => {
                    let token = self.advance();
                    self.check_middle(token, true)?;
                    if self.has_escape(token) && !raw {
                        texts.push((values.len(), token));
                        values.push(expr(ExprKind::JoinedStr { values: Vec::new() }, token.span));
                    } else {
                        values.push(self.fstring_middle(token, raw, token.span)?);
                    }
                }
                T::LBrace => {
                    let open = self.token();
                    let first = values.len();
                    self.replacement_field(raw, &mut values)?;
                    // The text of `{x=}` is decoded like any other.
                    if !raw && values[first..].iter().any(has_backslash) {
                        texts.push((first, open));
                    }
                }
                _ => break,
            }
        }
        if !self.at(T::FStringEnd) {
            return self.fail();
        }
        let end = self.span();
        for (index, token) in texts {
            values[index] = match token.kind {
                T::FStringMiddle => self.fstring_middle(token, raw, end)?,
                _ => self.field_text(&values[index], token, end)?,
            };
        }
        self.advance();
        // Texts that come to nothing, such as a joined line's end, are no part of it.
        values.retain(|part| !is_empty_text(part));
        Ok(expr(ExprKind::JoinedStr { values }, self.from(start.span)))
    }

    /// A text must not have bytes that are not UTF-8: the error is the codec's own. It decodes the whole at once, or only
    /// what is between escapes.
    fn check_middle(&mut self, token: Token, whole: bool) -> PResult<()> {
        if self.source.undecodable.is_empty() { Ok(()) } else { self.check_decodable_middle(token, whole) }
    }

    /// A text of a format specification: its escapes count even if the string is raw, and errors in it are the codec's.
    fn spec_text(&mut self, token: Token) -> PResult<Expr> {
        let source = self.source;
        let text = source.slice(token.start as usize, token.end as usize).as_bytes();
        match self.unescape(text, token, token.span) {
            Ok(value) => Ok(expr(ExprKind::Constant { value: Constant::Str(value), kind: None }, token.span)),
            Err(Fail) => self.raise_escape(text),
        }
    }

    /// The text of a replacement field that shows its expression, with its escapes replaced.
    fn field_text(&mut self, text: &Expr, open: Token, place: Span) -> PResult<Expr> {
        let ExprKind::Constant { value: Constant::Str(source), .. } = &text.kind else { return self.fail() };
        let value = self.unescape(source.as_bytes(), Token { kind: T::FStringMiddle, ..open }, place)?;
        Ok(expr(ExprKind::Constant { value: Constant::Str(value), kind: None }, text.span))
    }

    fn has_escape(&self, token: Token) -> bool {
        memchr::memchr(b'\\', &self.source.padded()[token.start as usize..token.end as usize]).is_some()
    }

    /// The value of a piece of text; errors in it are reported at `place`.
    fn fstring_middle(&mut self, token: Token, raw: bool, place: Span) -> PResult<Expr> {
        let source = self.source;
        let text = source.slice(token.start as usize, token.end as usize).as_bytes();
        let value = if raw || memchr::memchr(b'\\', text).is_none() {
            // A backslash before a replacement field is a text of its own.
            PyStr::from_wtf8(text)
        } else {
            self.unescape(text, token, place)?
        };
        Ok(expr(ExprKind::Constant { value: Constant::Str(value), kind: None }, token.span))
    }

    /// `{expression=!r:spec}`
    fn replacement_field(&mut self, raw: bool, values: &mut Vec<Expr>) -> PResult<()> {
        if !self.diagnosing {
            return self.plain_field(raw, values);
        }
        if self.attempt(|p| p.remember(construct::FIELD, |p| p.plain_field(raw, values)))?.is_some() {
            return Ok(());
        }
        self.expect(T::LBrace)?;
        self.diagnose_replacement_field(raw)?;
        self.fail()
    }

    fn plain_field(&mut self, raw: bool, values: &mut Vec<Expr>) -> PResult<()> {
        let open = self.expect(T::LBrace)?;
        let value = Box::new(self.below(33, Self::yield_or_star_expressions)?);
        let debug = self.eat(T::Equal);
        // What follows the debugging `=`: its start ends the text that is shown.
        let after = self.token();
        let mut conversion_name = None;
        if self.at(T::Exclamation) {
            let mark = self.advance();
            let name = self.name()?;
            if name.start != mark.end {
                let message = "f-string: conversion type must come right after the exclamanation mark";
                return self.raise_at(mark.span.to(name.span), message);
            }
            conversion_name = Some(name);
        }
        let mut format_spec = None;
        if self.at(T::Colon) {
            let colon = self.advance();
            let parts = self.format_spec(raw)?;
            let span = self.from(colon.span);
            let values = join(parts);
            format_spec = Some(Box::new(expr(ExprKind::JoinedStr { values }, span)));
        }
        let close = self.expect(T::RBrace)?;
        let mut conversion = match conversion_name {
            None => -1,
            Some(name) => match self.text(name) {
                "s" => 115,
                "r" => 114,
                "a" => 97,
                other => {
                    let message =
                        format!("f-string: invalid conversion character '{other}': expected 's', 'r', or 'a'");
                    // What follows the field has not been looked at.
                    self.pos -= 1;
                    return self.raise_at(name.span, message);
                }
            },
        };
        if debug {
            let text = self.source.slice(open.end as usize, after.start as usize);
            let text = without_comments(text);
            let span = Span {
                lineno: open.span.end_lineno,
                col_offset: open.span.end_col_offset,
                end_lineno: after.span.lineno,
                end_col_offset: after.span.col_offset,
            };
            let value = Constant::Str(PyStr::from(&*text));
            values.push(expr(ExprKind::Constant { value, kind: None }, span));
            if conversion == -1 && format_spec.is_none() {
                conversion = 114;
            }
        }
        let span = open.span.to(close.span);
        values.push(expr(ExprKind::FormattedValue { value, conversion, format_spec }, span));
        Ok(())
    }
}

impl Parser<'_> {
    pub(super) fn format_spec(&mut self, raw: bool) -> PResult<Vec<Expr>> {
        let mut parts = Vec::new();
        loop {
            match self.kind() {
                T::FStringMiddle => {
                    let token = self.advance();
                    self.check_middle(token, false)?;
                    parts.push(self.spec_text(token)?);
                }
                T::LBrace => self.below(4, |p| p.replacement_field(raw, &mut parts))?,
                _ => return Ok(parts),
            }
        }
    }
}

fn has_backslash(part: &Expr) -> bool {
    matches!(&part.kind, ExprKind::Constant { value: Constant::Str(text), .. } if text.as_bytes().contains(&b'\\'))
}

fn is_empty_text(part: &Expr) -> bool {
    matches!(&part.kind, ExprKind::Constant { value: Constant::Str(text), .. } if text.is_empty())
}

/// An expression's text as `{x=}` shows it. A `#` within a string does not start a comment.
fn without_comments(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('#') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut quote: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            ('\'' | '"', Some(open)) if c == open => quote = None,
            ('#', None) => {
                for c in chars.by_ref() {
                    if c == '\n' {
                        out.push(c);
                        break;
                    }
                }
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out.into()
}
