//! The token stream as `_tokenize.TokenizerIter` reports it: with columns in characters and the lines of each token.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use crate::ast::Interner;
use crate::error::ErrorClass;
use crate::lexer::{self, LexError, LexOptions, Lexed, Place};
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

/// Splits a source into tokens while it comes, in chunks as `readline` gives them, mostly one line each.
#[derive(Debug, Default)]
pub struct Tokenizer {
    /// Comments and non-logical line ends are tokens too, and operators are not told apart (what the `tokenize` module
    /// wants).
    extra_tokens: bool,
    /// Where the pending chunks begin, and how many came before.
    place: Place,
    before: usize,
    /// Chunks from the start of a logical line on.
    pending: Vec<String>,
    /// How many of their tokens and warnings have been told.
    told: usize,
    warned: usize,
    /// How many chunks must be pending before they are looked at again: a statement of many lines is not read anew for
    /// each.
    enough: usize,
    /// The last token of the chunks before.
    last: Option<TokenInfo>,
}

impl Tokenizer {
    pub fn new(extra_tokens: bool) -> Tokenizer {
        Tokenizer { extra_tokens, ..Tokenizer::default() }
    }

    /// The tokens that another chunk completes; after an error there are no more.
    pub fn feed(&mut self, chunk: String) -> TokenStream {
        /// Up to so many lines of a statement are looked at one by one.
        const FEW: usize = 16;
        if chunk.contains('\0') {
            let mut out = self.finish(false);
            out.error = out.error.or_else(|| Some(null_bytes(self.before + self.pending.len(), &chunk)));
            return out;
        }
        self.pending.push(chunk);
        if self.pending.len() < self.enough {
            return TokenStream::default();
        }
        let mut place = self.place.clone();
        let (stream, lexed) = self.lex(&mut place, true);
        let all = stream.all(&lexed, false, self.last.as_ref());
        // Behind a backslash a string goes on, too.
        let joined = self.pending.last().is_some_and(|line| line.trim_end_matches(['\r', '\n']).ends_with('\\'));
        if lexed.error.as_ref().is_some_and(|error| error.incomplete || error.eof || joined) {
            let len = self.pending.len();
            self.enough = if len < FEW { len + 1 } else { len + len / 4 };
            return TokenStream { error: None, ..self.rest(all) };
        }
        self.last = all.tokens.last().cloned().or(self.last.take());
        let out = self.rest(all);
        (self.told, self.warned, self.enough) = (0, 0, 0);
        self.before += self.pending.len();
        self.pending.clear();
        self.place = place;
        self.place.lineno = self.before as i32 + 1;
        out
    }

    /// The tokens that are left at the end. If the source is not complete, the stream just stops where the text does.
    pub fn finish(&mut self, complete: bool) -> TokenStream {
        if self.before + self.pending.len() == 0 && complete && !self.extra_tokens {
            return TokenStream::default();
        }
        let mut place = self.place.clone();
        let (stream, lexed) = self.lex(&mut place, false);
        let all = stream.all(&lexed, complete, self.last.as_ref());
        self.rest(all)
    }

    fn lex(&self, place: &mut Place, part: bool) -> (Stream, Lexed) {
        let stream = Stream::new(&self.pending, self.before, self.extra_tokens);
        let options = LexOptions { extra_tokens: self.extra_tokens, part, ..LexOptions::default() };
        let lexed = lexer::lex_from(place, &stream.source, options, &mut Interner::new());
        (stream, lexed)
    }

    /// What has not been told yet of the pending chunks' tokens.
    fn rest(&mut self, mut all: TokenStream) -> TokenStream {
        let before = std::mem::replace(&mut self.told, all.tokens.len());
        let warned = std::mem::replace(&mut self.warned, all.warnings.len());
        all.tokens.drain(..before.min(all.tokens.len()));
        all.warnings.drain(..warned.min(all.warnings.len()));
        for warning in &mut all.warnings {
            warning.token = warning.token.saturating_sub(before);
        }
        all
    }
}

/// All tokens of a source.
pub fn tokenize(chunks: &[String], extra_tokens: bool) -> TokenStream {
    let mut tokenizer = Tokenizer::new(extra_tokens);
    let mut out = TokenStream::default();
    let mut add = |part: TokenStream| {
        let before = out.tokens.len();
        out.tokens.extend(part.tokens);
        out.warnings.extend(part.warnings.into_iter().map(|w| TokenWarning { token: w.token + before, ..w }));
        out.error = part.error;
        out.error.is_some()
    };
    for chunk in chunks {
        if add(tokenizer.feed(chunk.clone())) {
            return out;
        }
    }
    add(tokenizer.finish(true));
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
    /// How many chunks came before.
    before: usize,
    extra_tokens: bool,
    /// The last place asked for, as chunk, byte and column: those of a long line are counted from one to the next.
    reached: Cell<(usize, usize, i32)>,
}

impl Stream {
    fn new(chunks: &[String], before: usize, extra_tokens: bool) -> Stream {
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
        Stream { source: Source::verbatim(&text), lines, starts, before, extra_tokens, reached: Cell::new((0, 0, 0)) }
    }

    fn all(&self, lexed: &Lexed, whole: bool, last: Option<&TokenInfo>) -> TokenStream {
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
            let before = out.tokens.last().or(last);
            let info = if at_end { self.at_end(token, before) } else { self.info(token, before) };
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

    fn lineno(&self, chunk: usize) -> i32 {
        (self.before + chunk) as i32 + 1
    }

    fn place(&self, chunk: usize, at: usize) -> (i32, i32) {
        let (from, before) = match self.reached.get() {
            (line, from, column) if line == chunk && from <= at => (from, column),
            _ => (self.starts[chunk], 0),
        };
        let column = before + characters(self.source.slice(from, at));
        self.reached.set((chunk, at, column));
        (self.lineno(chunk), column)
    }

    /// Whether the end of the text makes a token.
    fn is_at_end(&self, token: &Token) -> bool {
        let at_end = token.start as usize >= self.source.len();
        token.kind == T::EndMarker || (token.kind == T::Dedent && at_end)
    }

    fn at_end(&self, token: &Token, before: Option<&TokenInfo>) -> TokenInfo {
        let last = (self.before + self.lines.len()) as i32;
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
            let lineno = self.lineno(last);
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
            let line = self.source.line(error.lineno - self.before as i32).unwrap_or("");
            let text = line.strip_suffix('\r').unwrap_or(line).to_owned();
            let place = ErrorPlace::Range { text, end_lineno: error.lineno, end_offset: error.end_offset };
            return TokenError { class, message, lineno: error.lineno, offset: error.offset, place };
        }
        if self.lines.is_empty() {
            return TokenError { class, message, lineno: 1, offset: 0, place: ErrorPlace::Attributes };
        }
        let chunk = self.chunk(at);
        let end = self.starts[chunk + 1];
        let lineno = self.lineno(chunk);
        if error.eof {
            let joined = self.lines[chunk].trim_end_matches(['\r', '\n']).ends_with('\\');
            let mut from =
                if joined || error.fstring_start.is_some() { self.buffer_start(at, error, tokens) } else { end };
            if joined && error.fstring_start.is_none() {
                // Nothing is kept of lines that have nothing but the backslash, as long as they come first.
                let bare = |line: &&Rc<str>| line.trim() == "\\";
                let first = self.chunk(from);
                from = self.starts[first + self.lines[first..=chunk].iter().take_while(bare).count()];
            }
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
        tokenize(&lines(text), true).tokens.into_iter().map(|t| (t.kind, t.string)).collect()
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
        let tokens = tokenize(&lines("é = 'à' + b"), true).tokens;
        assert_eq!(tokens[2].start, (1, 4));
        assert_eq!(tokens[2].end, (1, 7));
    }
}
