//! The token stream as `_tokenize.TokenizerIter` reports it: with columns in characters and the lines of each token.

use crate::ast::Interner;
use crate::error::SyntaxError;
use crate::lexer::{self, LexOptions};
use crate::source::Source;
use crate::token::{Token, TokenKind as T};

/// One token of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// The number in the `token` module; with extra tokens every operator is `OP`.
    pub kind: u8,
    pub string: String,
    /// Line (from 1) and column in characters (from 0; -1 for none).
    pub start: (i32, i32),
    pub end: (i32, i32),
    /// The physical line, or the lines of a string literal that has several.
    pub line: String,
}

impl TokenInfo {
    /// Whether the end of the text makes this token.
    pub fn ends_stream(&self) -> bool {
        self.kind == T::EndMarker as u8
    }
}

/// The tokens of a source, and the error that ended them if one did.
#[derive(Clone, Debug)]
pub struct TokenStream {
    pub tokens: Vec<TokenInfo>,
    pub error: Option<SyntaxError>,
}

/// Splits a source into tokens. With `extra_tokens`, comments and non-logical line ends are tokens too, and operators are
/// not told apart (what the `tokenize` module wants).
pub fn tokenize(text: &str, extra_tokens: bool) -> TokenStream {
    let source = Source::new(text, true);
    let mut interner = Interner::new();
    let lexed = lexer::lex(&source, LexOptions { type_comments: false, extra_tokens }, &mut interner);
    let stream = Stream { original: lines(text), source: &source, extra_tokens };
    let mut tokens = Vec::with_capacity(lexed.tokens.len());
    for token in &lexed.tokens {
        if token.kind == T::ErrorToken {
            break;
        }
        tokens.push(stream.info(token));
    }
    let error = lexed.error.map(|error| {
        let line = source.line(error.lineno).unwrap_or("").to_owned();
        let (message, lineno, offset) = if error.eof && error.at >= source.len() {
            // The end of the text is reported on a line of its own.
            let lineno = source.text().bytes().filter(|&c| c == b'\n').count() as i32;
            let message =
                if lexed.open.is_empty() { error.message } else { "unexpected EOF in multi-line statement".into() };
            (message, lineno, 0)
        } else {
            (error.message, error.lineno, error.offset)
        };
        SyntaxError {
            class: error.class,
            message,
            lineno,
            offset,
            end_lineno: lineno,
            end_offset: error.end_offset,
            text: Some(line),
        }
    });
    TokenStream { tokens, error }
}

/// The lines of a text, with their line ends as they are.
fn lines(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut start = 0;
    while let Some(n) = memchr::memchr2(b'\n', b'\r', &bytes[start..]) {
        let mut end = start + n + 1;
        if bytes[end - 1] == b'\r' && bytes.get(end) == Some(&b'\n') {
            end += 1;
        }
        out.push(&text[start..end]);
        start = end;
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
    out
}

struct Stream<'a> {
    original: Vec<&'a str>,
    source: &'a Source,
    extra_tokens: bool,
}

impl Stream<'_> {
    fn line(&self, lineno: i32) -> &str {
        let index = usize::try_from(lineno - 1).ok();
        index.and_then(|index| self.original.get(index)).copied().unwrap_or("")
    }

    /// A byte column of a line, in characters.
    fn characters(&self, lineno: i32, column: i32) -> i32 {
        let line = self.line(lineno).as_bytes();
        let Ok(column) = usize::try_from(column) else { return -1 };
        let within = &line[..column.min(line.len())];
        (within.iter().filter(|&&c| c & 0xc0 != 0x80).count() + (column - within.len())) as i32
    }

    fn info(&self, token: &Token) -> TokenInfo {
        let last = self.original.len() as i32;
        let span = token.span;
        let at_end = token.end as usize >= self.source.len();
        let trailing = token.kind == T::EndMarker || (token.kind == T::Dedent && at_end);
        if trailing && self.extra_tokens {
            let end = (last + 1, 0);
            let kind = token.kind.python_number();
            return TokenInfo { kind, string: String::new(), start: end, end, line: String::new() };
        }
        let string_like = matches!(token.kind, T::String | T::FStringStart | T::FStringMiddle | T::FStringEnd);
        let first = if string_like { span.lineno } else { span.end_lineno };
        let line: String = (first..=span.end_lineno).map(|lineno| self.line(lineno)).collect();
        let start = (span.lineno, self.characters(span.lineno, span.col_offset));
        let mut end = (span.end_lineno, self.characters(span.end_lineno, span.end_col_offset));
        let mut string = self.source.slice(token.start as usize, token.end as usize).to_owned();
        if token.kind == T::FStringMiddle {
            // Of a doubled brace only one is the token's.
            let doubled = (span.end_col_offset - span.col_offset) as usize == string.len() + 1
                && span.lineno == span.end_lineno
                || span.lineno != span.end_lineno && (string.ends_with('{') || string.ends_with('}'));
            if doubled && self.source.slice(token.end as usize, token.end as usize + 1).starts_with(['{', '}']) {
                let wide = self.source.slice(token.end as usize - 1, token.end as usize + 1);
                if wide == "{{" || wide == "}}" {
                    end.1 -= 1;
                }
            }
        }
        if string_like && span.lineno < span.end_lineno && line.contains('\r') {
            // The text between has its own line ends.
            string = self.between(&line, span);
        }
        let mut kind = token.kind.python_number();
        if self.extra_tokens {
            if token.kind.is_operator() {
                kind = T::Op as u8;
            } else if matches!(token.kind, T::Newline | T::Nl) {
                let line_end = self.line(span.lineno);
                string = if line_end.ends_with("\r\n") {
                    "\r\n".to_owned()
                } else if line_end.ends_with('\n') {
                    "\n".to_owned()
                } else {
                    String::new()
                };
                if string.len() == 2 {
                    end.1 = start.1 + 2;
                }
            }
        }
        TokenInfo { kind, string, start, end, line }
    }

    fn between(&self, lines: &str, span: crate::ast::Span) -> String {
        let before = span.col_offset as usize;
        let after = self.line(span.end_lineno).len() - span.end_col_offset as usize;
        lines.get(before..lines.len() - after).unwrap_or("").to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> Vec<(u8, String)> {
        tokenize(text, true).tokens.into_iter().map(|t| (t.kind, t.string)).collect()
    }

    #[test]
    fn comments_and_line_ends_are_tokens() {
        let found = strings("x = 1 # c\n\n(\n)");
        let expected: Vec<(u8, &str)> = vec![
            (1, "x"),
            (55, "="),
            (2, "1"),
            (62, "# c"),
            (4, "\n"),
            (63, "\n"),
            (55, "("),
            (63, "\n"),
            (55, ")"),
            (4, ""),
            (0, ""),
        ];
        let expected: Vec<(u8, String)> = expected.into_iter().map(|(k, s)| (k, s.to_owned())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn columns_are_characters() {
        let tokens = tokenize("é = 'à' + b", true).tokens;
        assert_eq!(tokens[2].start, (1, 4));
        assert_eq!(tokens[2].end, (1, 7));
    }
}
