//! String literals: their values, and how adjacent ones are joined.

use std::rc::Rc;

use super::{Fail, PResult, Parser, PendingWarning, expr};
use crate::ast::{Constant, Expr, ExprKind, PyStr, Span};
use crate::embedder::NoNames;
use crate::source::Undecodable;
use crate::token::{Token, TokenKind as T};

impl Parser<'_> {
    /// One or more adjacent string literals.
    pub(super) fn strings(&mut self) -> PResult<Expr> {
        // The first reading of the second pass decides whether warnings are given: further ones would not decode again.
        let stale = self.second_pass && !self.first_look_at_strings();
        let outer = std::mem::replace(&mut self.stale_strings, stale);
        let result = self.adjacent_strings();
        self.stale_strings = outer;
        result
    }

    fn adjacent_strings(&mut self) -> PResult<Expr> {
        let first = self.token();
        if first.kind == T::String && !matches!(self.kind_at(1), T::String | T::FStringStart) {
            // The commonest case has no parts to join.
            let part = self.string_literal(first)?;
            self.advance();
            return Ok(part);
        }
        let mut parts = Vec::with_capacity(2);
        let (mut has_bytes, mut has_text, mut has_fstring) = (false, false, false);
        loop {
            let part = match self.kind() {
                T::String => {
                    let part = self.string_literal(self.token())?;
                    self.advance();
                    part
                }
                T::FStringStart => {
                    has_fstring = true;
                    self.fstring()?
                }
                _ => break,
            };
            match part.kind {
                ExprKind::Constant { value: Constant::Bytes(_), .. } => has_bytes = true,
                _ => has_text = true,
            }
            parts.push(part);
        }
        let span = self.from(first.span);
        if has_bytes && has_text {
            return self.raise("cannot mix bytes and nonbytes literals");
        }
        if has_bytes {
            let mut bytes = Vec::new();
            for part in &parts {
                if let ExprKind::Constant { value: Constant::Bytes(piece), .. } = &part.kind {
                    bytes.extend_from_slice(piece);
                }
            }
            return Ok(expr(ExprKind::Constant { value: Constant::Bytes(Rc::from(bytes)), kind: None }, span));
        }
        if !has_fstring {
            let mut text = Vec::new();
            let mut kind = None;
            for (index, part) in parts.into_iter().enumerate() {
                if let ExprKind::Constant { value: Constant::Str(piece), kind: prefix } = part.kind {
                    text.extend_from_slice(piece.as_bytes());
                    if index == 0 {
                        kind = prefix;
                    }
                }
            }
            let value = Constant::Str(PyStr::from_wtf8(&text));
            return Ok(expr(ExprKind::Constant { value, kind }, span));
        }
        Ok(expr(ExprKind::JoinedStr { values: join(parts) }, span))
    }

    /// The value of a string token.
    fn string_literal(&mut self, token: Token) -> PResult<Expr> {
        let source = self.source;
        let text = source.slice(token.start as usize, token.end as usize).as_bytes();
        let (mut raw, mut bytes, mut unicode) = (false, false, false);
        let mut at = 0;
        loop {
            match text[at] {
                b'r' | b'R' => raw = true,
                b'b' | b'B' => bytes = true,
                b'u' | b'U' => unicode = text[at] == b'u',
                _ => break,
            }
            at += 1;
        }
        let quote = text[at];
        let quotes = if text.len() >= at + 6 && text[at + 1] == quote && text[at + 2] == quote { 3 } else { 1 };
        let body = &text[at + quotes..text.len() - quotes];
        if !source.undecodable.is_empty() {
            self.check_decodable(token, token.start as usize + at + quotes, bytes, raw)?;
        }
        let value = if bytes {
            if !body.is_ascii() {
                return self.raise_at(token.span, "bytes can only contain ASCII literal characters");
            }
            Constant::Bytes(if raw { Rc::from(body) } else { self.unescape_bytes(body, token)? })
        } else if raw || memchr::memchr(b'\\', body).is_none() {
            Constant::Str(PyStr::from_wtf8(body))
        } else {
            Constant::Str(self.unescape(body, token, token.span)?)
        };
        let kind = if unicode { Some(PyStr::from("u")) } else { None };
        Ok(expr(ExprKind::Constant { value, kind }, token.span))
    }

    /// Replaces the escapes of a text literal.
    pub(super) fn unescape(&mut self, body: &[u8], token: Token, place: Span) -> PResult<PyStr> {
        let mut out = Vec::with_capacity(body.len());
        let mut rest = body;
        // What to warn about, if the whole is fine otherwise.
        let mut warning = None;
        while let Some(at) = memchr::memchr(b'\\', rest) {
            out.extend_from_slice(&rest[..at]);
            let here = body.len() - rest.len() + at;
            let c = rest.get(at + 1).copied().unwrap_or(b'\\');
            rest = rest.get(at + 2..).unwrap_or(&[]);
            match c {
                b'\n' => {}
                b'\\' | b'\'' | b'"' => out.push(c),
                b'a' => out.push(7),
                b'b' => out.push(8),
                b't' => out.push(9),
                b'n' => out.push(10),
                b'v' => out.push(11),
                b'f' => out.push(12),
                b'r' => out.push(13),
                b'0'..=b'7' => {
                    let (value, used) = octal(c, rest);
                    rest = &rest[used..];
                    if value > 0o377 && warning.is_none() {
                        let digits = String::from_utf8_lossy(&body[here + 1..here + 2 + used]).into_owned();
                        warning = Some(format!("invalid octal escape sequence '\\{digits}'"));
                    }
                    PyStr::push_code_point(&mut out, value);
                }
                b'x' | b'u' | b'U' => {
                    let (digits, name) = match c {
                        b'x' => (2, "\\xXX"),
                        b'u' => (4, "\\uXXXX"),
                        _ => (8, "\\UXXXXXXXX"),
                    };
                    let found = rest.iter().take(digits).take_while(|c| c.is_ascii_hexdigit()).count();
                    if found < digits {
                        let end = escaped_position(body, here) + 1 + found;
                        return self.bad_escape(place, body, here, end, &format!("truncated {name} escape"));
                    }
                    let mut value = 0u32;
                    for &digit in &rest[..digits] {
                        value = value << 4 | (digit as char).to_digit(16).unwrap_or(0);
                    }
                    rest = &rest[digits..];
                    if value > 0x10_ffff {
                        let end = escaped_position(body, here) + 1 + digits;
                        return self.bad_escape(place, body, here, end, "illegal Unicode character");
                    }
                    PyStr::push_code_point(&mut out, value);
                }
                b'N' => {
                    let close = if rest.first() == Some(&b'{') { memchr::memchr(b'}', rest) } else { None };
                    let Some(close) = close.filter(|&n| n > 1) else {
                        let close = if rest.first() == Some(&b'{') {
                            memchr::memchr(b'}', rest).map_or(rest.len(), |n| n + 1)
                        } else {
                            0
                        };
                        let seen = escaped_length(&rest[..close]);
                        let end = escaped_position(body, here) + 1 + seen;
                        return self.bad_escape(place, body, here, end, "malformed \\N character escape");
                    };
                    let name = std::str::from_utf8(&rest[1..close]).unwrap_or("");
                    match self.embedder.unicode_name(name) {
                        Ok(Some(code)) => PyStr::push_code_point(&mut out, code),
                        Ok(None) => {
                            let end = escaped_position(body, here) + 1 + escaped_length(&rest[..=close]);
                            return self.bad_escape(place, body, here, end, "unknown Unicode character name");
                        }
                        Err(NoNames) => {
                            let what = "\\N escapes not supported (can't load unicodedata module)";
                            return self.raise_at(place, format!("(unicode error) {what}"));
                        }
                    }
                    rest = &rest[close + 1..];
                }
                _ => {
                    // An unknown escape stands for itself.
                    out.push(b'\\');
                    let from = body.len() - rest.len() - 1;
                    let length = utf8_length(c);
                    // Of a character outside ASCII CPython says nothing.
                    if warning.is_none() && c < 0x80 {
                        warning = Some(format!("invalid escape sequence '\\{}'", c as char));
                    }
                    out.extend_from_slice(&body[from..(from + length).min(body.len())]);
                    rest = &body[(from + length).min(body.len())..];
                }
            }
        }
        out.extend_from_slice(rest);
        if let Some(message) = warning {
            // Of braces the lexer has warned.
            let of_brace = message.ends_with("{'") || message.ends_with("}'");
            if token.kind != T::FStringMiddle || !of_brace {
                self.warn_escape(token, place, &message);
            }
        }
        Ok(PyStr::from_wtf8(&out))
    }

    fn unescape_bytes(&mut self, body: &[u8], token: Token) -> PResult<Rc<[u8]>> {
        let Some(_) = memchr::memchr(b'\\', body) else { return Ok(Rc::from(body)) };
        let mut out = Vec::with_capacity(body.len());
        let mut rest = body;
        let mut warning = None;
        while let Some(at) = memchr::memchr(b'\\', rest) {
            out.extend_from_slice(&rest[..at]);
            let here = body.len() - rest.len() + at;
            let c = rest.get(at + 1).copied().unwrap_or(b'\\');
            rest = rest.get(at + 2..).unwrap_or(&[]);
            match c {
                b'\n' => {}
                b'\\' | b'\'' | b'"' => out.push(c),
                b'a' => out.push(7),
                b'b' => out.push(8),
                b't' => out.push(9),
                b'n' => out.push(10),
                b'v' => out.push(11),
                b'f' => out.push(12),
                b'r' => out.push(13),
                b'0'..=b'7' => {
                    let (value, used) = octal(c, rest);
                    rest = &rest[used..];
                    if value > 0o377 && warning.is_none() {
                        let digits = String::from_utf8_lossy(&body[here + 1..here + 2 + used]).into_owned();
                        warning = Some(format!("invalid octal escape sequence '\\{digits}'"));
                    }
                    out.push(value as u8);
                }
                b'x' => {
                    let found = rest.iter().take(2).take_while(|c| c.is_ascii_hexdigit()).count();
                    if found < 2 {
                        let message = format!("(value error) invalid \\x escape at position {here}");
                        return self.raise_at(token.span, message);
                    }
                    let digit = |c: u8| (c as char).to_digit(16).unwrap_or(0) as u8;
                    out.push(digit(rest[0]) << 4 | digit(rest[1]));
                    rest = &rest[2..];
                }
                _ => {
                    out.push(b'\\');
                    out.push(c);
                    if warning.is_none() {
                        warning = Some(format!("invalid escape sequence '\\{}'", c as char));
                    }
                }
            }
        }
        out.extend_from_slice(rest);
        if let Some(message) = warning {
            self.warn_escape(token, token.span, &message);
        }
        Ok(Rc::from(out))
    }

    /// A literal must not have bytes that are not UTF-8.
    #[cold]
    fn check_decodable(&mut self, token: Token, body: usize, bytes: bool, raw: bool) -> PResult<()> {
        let source = self.source;
        let (start, end) = (token.start as usize, token.end as usize);
        let Some(found) = source.undecodable_in(start, end).first() else { return Ok(()) };
        let span = token.span;
        if bytes {
            return self.raise_at(span, "bytes can only contain ASCII literal characters");
        }
        let quote = source.padded()[body - 1];
        let last = source.padded()[found.at + 3] == quote;
        let whole = raw || memchr::memchr(b'\\', &source.padded()[body..end]).is_none();
        self.raise_at(span, self.undecodable_message(found, body, end, whole, last))
    }

    /// What the codec says of the first bytes that it cannot decode in a part of the text, of which they are the `last`.
    fn undecodable_message(&self, found: &Undecodable, start: usize, end: usize, whole: bool, last: bool) -> String {
        let text = self.source.padded();
        if whole {
            return found.message(self.source.original_length(start, found.at), last);
        }
        // With escapes in the literal, runs of non-ASCII characters are decoded one by one.
        let run = text[start..found.at].iter().rev().take_while(|&&c| c >= 0x80).count();
        let last = found.at + 3 == end || text[found.at + 3] < 0x80;
        found.message(self.source.original_length(found.at - run, found.at), last)
    }

    /// The same for a piece of an f-string.
    #[cold]
    pub(super) fn check_decodable_middle(&mut self, token: Token, whole: bool) -> PResult<()> {
        let (start, end) = (token.start as usize, token.end as usize);
        let Some(found) = self.source.undecodable_in(start, end).first() else { return Ok(()) };
        let message = self.undecodable_message(found, start, end, whole, found.at + 3 == end);
        let (mut from, mut to) = (start, end);
        if !whole {
            // The codec gets only a run of non-ASCII characters.
            let text = &self.source.padded()[start..end];
            let at = found.at - start;
            from = found.at - text[..at].iter().rev().take_while(|&&c| c >= 0x80).count();
            to = found.at + text[at..].iter().take_while(|&&c| c >= 0x80).count();
        }
        self.raise_undecodable(&message, &self.source.original(from, to))
    }

    /// The error about an escape that has just been found, as the codec raises it.
    #[cold]
    pub(super) fn raise_escape<R>(&mut self, text: &[u8]) -> PResult<R> {
        let message = self.error.as_deref().map_or("", |error| &error.message);
        let Some(message) = message.strip_prefix("(unicode error) ").filter(|m| m.starts_with("'unicodeescape'"))
        else {
            return Err(Fail);
        };
        let message = message.to_owned();
        self.error = None;
        let mut bytes = Vec::with_capacity(text.len());
        for c in String::from_utf8_lossy(text).chars() {
            if c.is_ascii() {
                bytes.push(c as u8);
            } else {
                bytes.extend_from_slice(format!("\\U{:08x}", c as u32).as_bytes());
            }
        }
        self.raise_undecodable(&message, &bytes)
    }

    #[cold]
    fn bad_escape<R>(&mut self, span: Span, body: &[u8], start: usize, end: usize, what: &str) -> PResult<R> {
        let start = escaped_position(body, start);
        let message =
            format!("(unicode error) 'unicodeescape' codec can't decode bytes in position {start}-{end}: {what}");
        self.raise_at(span, message)
    }

    /// Notes a `SyntaxWarning` for an escape in a literal. It is given once, at the end of the
    /// pass that succeeds or at least got that far.
    #[cold]
    fn warn_escape(&mut self, token: Token, place: Span, message: &str) {
        // A construct that is tried twice is warned about once.
        if self.diagnosing || self.stale_strings || self.warnings.iter().any(|w| w.start == token.start) {
            return;
        }
        let lineno = place.lineno;
        let error = self.error_at(place, message.to_owned());
        self.warnings.push(PendingWarning {
            token: self.pos,
            start: token.start,
            lineno,
            message: message.to_owned(),
            error,
        });
    }
}

/// Flattens the parts of an f-string, joins adjacent texts, and drops empty ones.
pub(super) fn join(parts: Vec<Expr>) -> Vec<Expr> {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part.kind {
            ExprKind::JoinedStr { values } => flat.extend(values),
            _ => flat.push(part),
        }
    }
    let mut out: Vec<Expr> = Vec::with_capacity(flat.len());
    let mut run: Vec<Expr> = Vec::new();
    for part in flat {
        if matches!(part.kind, ExprKind::Constant { .. }) {
            run.push(part);
        } else {
            flush_run(&mut run, &mut out);
            out.push(part);
        }
    }
    flush_run(&mut run, &mut out);
    out
}

fn flush_run(run: &mut Vec<Expr>, out: &mut Vec<Expr>) {
    let span = match run.as_slice() {
        [] => return,
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
    };
    if run.len() == 1
        && let Some(only) = run.pop()
    {
        let empty = matches!(&only.kind, ExprKind::Constant { value: Constant::Str(text), .. } if text.is_empty());
        if !empty {
            out.push(only);
        }
        return;
    }
    let mut text = Vec::new();
    let mut kind = None;
    for (index, part) in run.drain(..).enumerate() {
        if let ExprKind::Constant { value: Constant::Str(piece), kind: prefix } = part.kind {
            text.extend_from_slice(piece.as_bytes());
            if index == 0 {
                kind = prefix;
            }
        }
    }
    if !text.is_empty() {
        out.push(expr(ExprKind::Constant { value: Constant::Str(PyStr::from_wtf8(&text)), kind }, span));
    }
}

/// Up to three octal digits, the first already read: the value and how many more were used.
fn octal(first: u8, rest: &[u8]) -> (u32, usize) {
    let mut value = u32::from(first - b'0');
    let mut used = 0;
    while used < 2 && rest.get(used).is_some_and(|c| (b'0'..b'8').contains(c)) {
        value = value << 3 | u32::from(rest[used] - b'0');
        used += 1;
    }
    (value, used)
}

fn utf8_length(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// CPython decodes escapes from a text in which each non-ASCII character was replaced by a ten-byte escape first; the
/// positions its messages name count in that text.
fn escaped_length(text: &[u8]) -> usize {
    text.iter()
        .map(|&c| {
            if c < 0x80 {
                1
            } else if c & 0xc0 == 0x80 {
                0
            } else {
                10
            }
        })
        .sum()
}

fn escaped_position(body: &[u8], at: usize) -> usize {
    escaped_length(&body[..at])
}
