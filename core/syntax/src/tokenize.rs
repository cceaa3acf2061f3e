//! The token stream as `_tokenize.TokenizerIter` reports it: with columns in characters and the lines of each token.

use std::borrow::Cow;
use std::rc::Rc;

use crate::ast::Interner;
use crate::error::ErrorClass;
use crate::lexer::{self, LexError, LexOptions, Lexed};
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
    /// The physical line, or the lines of a string literal that has several. Tokens of one line share it.
    pub line: Rc<str>,
}

/// What ended a stream of tokens before its end: the attributes of the `SyntaxError` that it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenError {
    pub class: ErrorClass,
    pub message: Cow<'static, str>,
    pub lineno: i32,
    pub offset: i32,
    pub place: ErrorPlace,
}

/// Which attributes an error has besides its line and offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorPlace {
    /// The text and an end.
    Range { text: String, end_lineno: i32, end_offset: i32 },
    /// The text, and None for the end.
    Start { text: String },
    /// None at all, and the place is not in `args`.
    Attributes,
}

/// A warning about a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenWarning {
    /// The index of the token it comes before.
    pub token: usize,
    pub lineno: i32,
    pub message: Cow<'static, str>,
}

/// The tokens of a source, and the error that ended them if one did.
#[derive(Clone, Debug, Default)]
pub struct TokenStream {
    pub tokens: Vec<TokenInfo>,
    pub warnings: Vec<TokenWarning>,
    pub error: Option<TokenError>,
}

/// Splits a source into tokens. The source comes in chunks as `readline` gives them, mostly one line each. With
/// `extra_tokens`, comments and non-logical line ends are tokens too, and operators are not told apart (what the
/// `tokenize` module wants). If the source is not complete, the stream just stops where the text does.
pub fn tokenize(chunks: &[String], extra_tokens: bool, complete: bool) -> TokenStream {
    let nul = chunks.iter().position(|chunk| chunk.contains('\0'));
    let whole = complete && nul.is_none();
    if chunks.is_empty() && complete && !extra_tokens {
        return TokenStream::default();
    }
    let stream = Stream::new(&chunks[..nul.unwrap_or(chunks.len())], extra_tokens);
    let mut interner = Interner::new();
    let lexed = lexer::lex(&stream.source, LexOptions { extra_tokens, ..LexOptions::default() }, &mut interner);
    let mut out = stream.all(&lexed, whole);
    if let (Some(index), None) = (nul, &out.error) {
        out.error = Some(null_bytes(index, &chunks[index]));
    }
    out
}

fn null_bytes(index: usize, chunk: &str) -> TokenError {
    let lineno = index as i32 + 1;
    let text = chunk.split('\0').next().unwrap_or("").to_owned();
    TokenError {
        class: ErrorClass::SyntaxError,
        message: "source code cannot contain null bytes".into(),
        lineno,
        offset: 0,
        place: ErrorPlace::Range { text, end_lineno: lineno, end_offset: 0 },
    }
}

fn characters(text: &str) -> i32 {
    text.chars().count() as i32
}

struct Stream {
    source: Source,
    /// The chunks, as they came.
    lines: Vec<Rc<str>>,
    /// Where each chunk starts in the source, and where the last one ends.
    starts: Vec<usize>,
    extra_tokens: bool,
}

impl Stream {
    fn new(chunks: &[String], extra_tokens: bool) -> Stream {
        let mut text = String::with_capacity(chunks.iter().map(|chunk| chunk.len() + 1).sum());
        let mut starts = Vec::with_capacity(chunks.len() + 1);
        for chunk in chunks {
            starts.push(text.len());
            text.push_str(chunk);
            // Each chunk is a line, ended or not.
            if !chunk.ends_with('\n') {
                text.push('\n');
            }
        }
        starts.push(text.len());
        let lines = chunks.iter().map(|chunk| Rc::from(chunk.as_str())).collect();
        Stream { source: Source::verbatim(&text), lines, starts, extra_tokens }
    }

    fn all(&self, lexed: &Lexed, whole: bool) -> TokenStream {
        let mut out = TokenStream { tokens: Vec::with_capacity(lexed.tokens.len()), ..TokenStream::default() };
        let mut warnings = lexed.warnings.iter().peekable();
        for (index, token) in lexed.tokens.iter().enumerate() {
            let at_end = self.is_at_end(token);
            if token.kind == T::ErrorToken || (!whole && at_end) {
                break;
            }
            while let Some(warning) = warnings.next_if(|warning| warning.token <= index) {
                let (lineno, message) = (warning.error.lineno, warning.error.message.clone());
                out.warnings.push(TokenWarning { token: out.tokens.len(), lineno, message });
            }
            let info = if at_end { self.at_end(token, out.tokens.last()) } else { self.info(token, out.tokens.last()) };
            out.tokens.push(info);
        }
        out.error = match &lexed.error {
            // A text that goes on may go on well.
            Some(error) if whole || !(error.incomplete || error.eof) => Some(self.error(error, &lexed.tokens)),
            _ => None,
        };
        out
    }

    /// The chunk that a byte lies in.
    fn chunk(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1).min(self.lines.len().saturating_sub(1))
    }

    fn place(&self, chunk: usize, at: usize) -> (i32, i32) {
        (chunk as i32 + 1, characters(self.source.slice(self.starts[chunk], at)))
    }

    /// Whether the end of the text makes a token.
    fn is_at_end(&self, token: &Token) -> bool {
        let at_end = token.start as usize >= self.source.len();
        token.kind == T::EndMarker || (token.kind == T::Dedent && at_end)
    }

    fn at_end(&self, token: &Token, before: Option<&TokenInfo>) -> TokenInfo {
        let last = self.lines.len() as i32;
        let kind = token.kind.python_number();
        if self.extra_tokens {
            return TokenInfo {
                kind,
                string: String::new(),
                start: (last + 1, 0),
                end: (last + 1, 0),
                line: Rc::from(""),
            };
        }
        // The line is told again if it was told before.
        let line =
            before.filter(|before| before.end.0 == last).map_or_else(|| Rc::from(""), |before| before.line.clone());
        TokenInfo { kind, string: String::new(), start: (last.max(1), -1), end: (last.max(1), -1), line }
    }

    fn info(&self, token: &Token, before: Option<&TokenInfo>) -> TokenInfo {
        let (from, to) = (token.start as usize, token.end as usize);
        // Text that ends with a line end ends at the start of the next line.
        let until = if to > from && token.kind != T::FStringMiddle { to - 1 } else { to };
        let (first, last) = (self.chunk(from), self.chunk(until));
        let string_like = matches!(token.kind, T::String | T::FStringStart | T::FStringMiddle | T::FStringEnd);
        let line = match before {
            _ if string_like && first < last => {
                let lines = self.source.slice(self.starts[first], self.starts[last + 1]);
                let ended = self.lines[last].ends_with('\n');
                Rc::from(if ended { lines } else { lines.strip_suffix('\n').unwrap_or(lines) })
            }
            Some(before) if Rc::ptr_eq(&before.line, &self.lines[last]) => before.line.clone(),
            _ => self.lines[last].clone(),
        };
        let kind = token.kind.python_number();
        if token.span.col_offset < 0 {
            let lineno = last as i32 + 1;
            return TokenInfo { kind, string: String::new(), start: (lineno, -1), end: (lineno, -1), line };
        }
        if matches!(token.kind, T::Newline | T::Nl) {
            return self.line_end(token, line);
        }
        let start = self.place(first, from);
        let end = self.place(last, to);
        let kind = if self.extra_tokens && token.kind.is_operator() { T::Op as u8 } else { kind };
        TokenInfo { kind, string: self.source.slice(from, to).to_owned(), start, end, line }
    }

    /// The end of a line; the line feed itself is not in the token's range, and counts only among extra tokens.
    fn line_end(&self, token: &Token, line: Rc<str>) -> TokenInfo {
        let (from, to) = (token.start as usize, token.end as usize - 1);
        let chunk = self.chunk(to);
        let (start, mut end) = (self.place(chunk, from), self.place(chunk, to));
        let mut string = self.source.slice(from, to).to_owned();
        if self.extra_tokens {
            end.1 += 1;
            if line.ends_with('\n') {
                string = if string.starts_with('\r') { "\r\n".to_owned() } else { "\n".to_owned() };
            }
        }
        TokenInfo { kind: token.kind.python_number(), string, start, end, line }
    }

    /// Where the lexer's buffer starts at a byte: it goes back as far as the token being read, with the lines that a
    /// backslash joins, and within an f-string to where that starts.
    fn buffer_start(&self, at: usize, error: &LexError, tokens: &[Token]) -> usize {
        let mut chunk = match error.fstring_start {
            Some(start) => self.chunk(start),
            None => self.chunk(at),
        };
        let entered =
            |token: &&Token| token.end as usize > self.starts[chunk] && (token.start as usize) < self.starts[chunk];
        if let Some(token) = tokens.iter().rev().find(entered).filter(|token| token.kind == T::String) {
            chunk = self.chunk(token.start as usize);
        }
        while chunk > 0 && self.lines[chunk - 1].trim_end_matches(['\r', '\n']).ends_with('\\') {
            chunk -= 1;
        }
        self.starts[chunk]
    }

    fn error(&self, error: &LexError, tokens: &[Token]) -> TokenError {
        let (class, message) = (error.class, error.message.clone());
        let at = error.at.min(self.source.len()).saturating_sub(1);
        if error.precedence {
            let line = self.source.line(error.lineno).unwrap_or("");
            let text = line.strip_suffix('\r').unwrap_or(line).to_owned();
            let place = ErrorPlace::Range { text, end_lineno: error.lineno, end_offset: error.end_offset };
            return TokenError { class, message, lineno: error.lineno, offset: error.offset, place };
        }
        if self.lines.is_empty() {
            return TokenError { class, message, lineno: 1, offset: 0, place: ErrorPlace::Attributes };
        }
        let chunk = self.chunk(at);
        let end = self.starts[chunk + 1];
        let lineno = chunk as i32 + 1;
        if error.eof {
            let joined = self.lines[chunk].trim_end_matches(['\r', '\n']).ends_with('\\');
            let from = if joined || error.fstring_start.is_some() { self.buffer_start(at, error, tokens) } else { end };
            return TokenError {
                class,
                message: "unexpected EOF in multi-line statement".into(),
                lineno,
                offset: (end - from) as i32,
                place: ErrorPlace::Attributes,
            };
        }
        let text = self.source.slice(self.buffer_start(at, error, tokens), end);
        let offset = characters(text);
        let text = text.strip_suffix('\n').unwrap_or(text).to_owned();
        TokenError { class, message, lineno, offset, place: ErrorPlace::Start { text } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split_inclusive('\n').map(str::to_owned).collect()
    }

    fn strings(text: &str) -> Vec<(u8, String)> {
        tokenize(&lines(text), true, true).tokens.into_iter().map(|t| (t.kind, t.string)).collect()
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
        let tokens = tokenize(&lines("é = 'à' + b"), true, true).tokens;
        assert_eq!(tokens[2].start, (1, 4));
        assert_eq!(tokens[2].end, (1, 7));
    }
}
