//! The lexer: source text to tokens, all of them in one pass.
//!
//! The parser works on the finished list, so looking ahead and starting over cost nothing. An error ends the list with
//! an `ErrorToken`; it is reported only when the parser gets there, or when the parser has an error of its own before it
//! and the lexer's is of the kind that takes precedence.

mod error;
mod fstring;
mod number;

pub use error::{LexError, OpenBracket};
use fstring::FStringMode;

use crate::ast::{Interner, Name, Span};
use crate::source::Source;
use crate::token::{Token, TokenKind};

/// Deepest nesting of indented blocks, counting the module itself.
const MAX_INDENT: usize = 100;
/// Deepest nesting of brackets.
const MAX_LEVEL: usize = 200;
/// Deepest nesting of f-strings.
const MAX_FSTRINGS: usize = 150;
/// For so many tokens at the most is there room before it is known how dense they are.
const FIRST_TOKENS: usize = 512;
/// Columns to the next tab stop, for the first of the two ways of counting indentation; the other counts a tab as one.
const TAB_SIZE: u32 = 8;

/// What the lexer is to report beyond what a plain parse needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct LexOptions {
    /// `# type:` comments become tokens.
    pub type_comments: bool,
    /// Comments and line ends inside statements become tokens, and indentation tokens get positions (`tokenize`).
    pub extra_tokens: bool,
    /// The text goes on: its end closes no blocks.
    pub part: bool,
}

/// A `# type: ignore` comment: its line and what follows the word.
#[derive(Clone, Debug)]
pub struct TypeIgnoreComment {
    pub lineno: i32,
    pub tag: (u32, u32),
}

/// A number directly followed by a keyword (`1if x else y`), which is deprecated.
#[derive(Clone, Debug)]
pub struct LexWarning {
    /// The index of the token it belongs to.
    pub token: usize,
    pub error: LexError,
}

/// The result of lexing.
#[derive(Debug)]
pub struct Lexed {
    /// Ends with `EndMarker` or `ErrorToken`.
    pub tokens: Vec<Token>,
    pub error: Option<LexError>,
    pub type_ignores: Vec<TypeIgnoreComment>,
    pub warnings: Vec<LexWarning>,
    /// Brackets still open where the tokens end.
    pub open: Vec<OpenBracket>,
    /// Blocks still open where the text ends without a line end.
    pub open_blocks: usize,
}

struct Lexer<'s> {
    source: &'s Source,
    /// The source text with zero bytes after it, so that looking a few bytes ahead is always in range.
    text: &'s [u8],
    pos: usize,
    lineno: i32,
    line_start: usize,
    options: LexOptions,
    interner: &'s mut Interner,
    out: Lexed,
    indents: Vec<(u32, u32)>,
    brackets: Vec<OpenBracket>,
    fstrings: Vec<FStringMode>,
    /// Where the last comment that made no token starts: the end of its line starts there too.
    skipped_comment: usize,
}

/// Whether a byte can start an identifier; all non-ASCII bytes can, until the whole is checked.
const START: u8 = 1;
/// Whether a byte can continue an identifier.
const CONTINUE: u8 = 2;

static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let c = i as u8;
        if c.is_ascii_alphabetic() || c == b'_' || c >= 128 {
            table[i] = START | CONTINUE;
        } else if c.is_ascii_digit() {
            table[i] = CONTINUE;
        }
        i += 1;
    }
    table
};

#[inline]
fn is_start(c: u8) -> bool {
    CLASS[c as usize] & START != 0
}

#[inline]
fn is_continue(c: u8) -> bool {
    CLASS[c as usize] & CONTINUE != 0
}

type LexResult<T = ()> = Result<T, LexError>;

/// Where a part of a text begins that is lexed by itself: at the start of a logical line.
#[derive(Clone, Debug)]
pub struct Place {
    pub lineno: i32,
    /// Columns of the blocks that are open, by both ways of counting.
    indents: Vec<(u32, u32)>,
}

impl Default for Place {
    fn default() -> Place {
        Place { lineno: 1, indents: vec![(0, 0)] }
    }
}

/// Splits a source into tokens.
pub fn lex(source: &Source, options: LexOptions, interner: &mut Interner) -> Lexed {
    lex_from(&mut Place::default(), source, options, interner)
}

/// Splits the text that begins at a place, which becomes the place behind it.
pub fn lex_from(place: &mut Place, source: &Source, options: LexOptions, interner: &mut Interner) -> Lexed {
    let text = source.padded();
    let mut lexer = Lexer {
        source,
        text,
        pos: 0,
        lineno: place.lineno,
        line_start: 0,
        options,
        interner,
        out: Lexed {
            tokens: Vec::with_capacity((text.len() / 8 + 8).min(FIRST_TOKENS)),
            error: None,
            type_ignores: Vec::new(),
            warnings: Vec::new(),
            open: Vec::new(),
            open_blocks: 0,
        },
        indents: std::mem::take(&mut place.indents),
        brackets: Vec::new(),
        fstrings: Vec::new(),
        skipped_comment: usize::MAX,
    };
    if let Err(error) = lexer.run() {
        let at = error.at.min(lexer.end()) as u32;
        let span = Span { lineno: error.lineno, col_offset: -1, end_lineno: error.lineno, end_col_offset: -1 };
        let kind = TokenKind::ErrorToken;
        lexer.add(Token { kind, span, start: at, end: at, name: Name::default() });
        lexer.out.error = Some(error);
    }
    *place = Place { lineno: lexer.lineno, indents: lexer.indents };
    lexer.out.open = lexer.brackets;
    lexer.out.tokens.shrink_to_fit();
    lexer.out
}

impl Lexer<'_> {
    /// The end of the text proper.
    #[inline]
    fn end(&self) -> usize {
        self.source.len()
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.text[at]
    }

    #[inline]
    fn at_end(&self) -> bool {
        self.pos >= self.end()
    }

    #[inline]
    fn column(&self, at: usize) -> i32 {
        (at - self.line_start) as i32
    }

    #[inline]
    fn add(&mut self, token: Token) {
        if self.out.tokens.len() == self.out.tokens.capacity() {
            self.make_room();
        }
        self.out.tokens.push(token);
    }

    /// Makes room for the tokens of the rest of the text, if they are as dense there as before; but text may be all strings
    /// and comments, so the room stays in proportion to what there is.
    #[cold]
    fn make_room(&mut self) {
        let tokens = self.out.tokens.len();
        let rest = self.end().saturating_sub(self.pos);
        let expected = (tokens as u64 * rest as u64 / self.pos.max(1) as u64) as usize;
        self.out.tokens.reserve_exact((expected + expected / 16).clamp(tokens / 8 + 8, tokens * 4 + 8));
    }

    /// Adds a token that lies on the current line.
    #[inline]
    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        let span = Span {
            lineno: self.lineno,
            col_offset: self.column(start),
            end_lineno: self.lineno,
            end_col_offset: self.column(end),
        };
        self.add(Token { kind, span, start: start as u32, end: end as u32, name: Name::default() });
    }

    /// Adds a token that started on an earlier line and ends at `end` of the current one.
    fn push_from(&mut self, kind: TokenKind, start: usize, from: (i32, i32), end: usize) {
        let span = Span {
            lineno: from.0,
            col_offset: from.1,
            end_lineno: self.lineno,
            end_col_offset: (end as i64 - self.line_start as i64) as i32,
        };
        self.add(Token { kind, span, start: start as u32, end: end as u32, name: Name::default() });
    }

    /// Takes note that the byte before `self.pos` ended a line.
    #[inline]
    fn next_line(&mut self) {
        self.lineno += 1;
        self.line_start = self.pos;
    }

    fn run(&mut self) -> LexResult {
        let mut at_line_start = true;
        loop {
            if at_line_start {
                at_line_start = false;
                match self.indentation()? {
                    LineStart::Code => {}
                    LineStart::Blank => {
                        at_line_start = true;
                        continue;
                    }
                    LineStart::End => return self.finish(),
                }
            }
            if let Some(mode) = self.fstrings.last()
                && mode.in_text
            {
                self.fstring_text()?;
                continue;
            }
            // Spaces within a line.
            let mut c = self.byte(self.pos);
            while c == b' ' || c == b'\t' || c == b'\x0c' {
                self.pos += 1;
                c = self.byte(self.pos);
            }
            let start = self.pos;
            if is_start(c) {
                self.name_or_prefixed_string()?;
                continue;
            }
            match c {
                b'\n' => at_line_start = self.line_end(start),
                b'0'..=b'9' => self.number()?,
                b'#' => self.comment(),
                b'\'' | b'"' => self.string(start)?,
                b'.' => {
                    if self.byte(start + 1).is_ascii_digit() {
                        self.number()?;
                    } else if self.byte(start + 1) == b'.' && self.byte(start + 2) == b'.' {
                        self.pos += 3;
                        self.push(TokenKind::Ellipsis, start, self.pos);
                    } else {
                        self.pos += 1;
                        self.push(TokenKind::Dot, start, self.pos);
                    }
                }
                b'(' | b'[' | b'{' => self.open_bracket(c)?,
                b')' | b']' | b'}' => self.close_bracket(c)?,
                b'\\' => self.continuation()?,
                b'\r' => at_line_start = self.carriage_return(start)?,
                0 if self.at_end() => {
                    self.out.open_blocks = self.indents.len() - 1;
                    return self.finish();
                }
                _ => self.operator(c)?,
            }
        }
    }

    /// The tokens at the end of the text.
    fn finish(&mut self) -> LexResult {
        if !self.brackets.is_empty() || !self.fstrings.is_empty() {
            return Err(self.eof_error());
        }
        let span = self.place_of_layout();
        let end = self.end() as u32;
        self.add(Token { kind: TokenKind::EndMarker, span, start: end, end, name: Name::default() });
        Ok(())
    }

    /// The position of a token without a place of its own: just the line the lexer is on, which at the end of the text
    /// is still the last one.
    fn place_of_layout(&self) -> Span {
        let mut lineno = if self.end() == 0 { 0 } else { self.lineno };
        if lineno > 1 && self.pos >= self.end() && self.line_start >= self.end() {
            lineno -= 1;
        }
        Span { lineno, col_offset: -1, end_lineno: lineno, end_col_offset: -1 }
    }

    /// Reads the start of a logical line: blank lines are passed over, the others open and close blocks.
    fn indentation(&mut self) -> LexResult<LineStart> {
        let (mut column, mut alternative) = (0u32, 0u32);
        // Set by a backslash in the indentation: the columns before it count.
        let mut continued = None;
        loop {
            match self.byte(self.pos) {
                b' ' => {
                    column += 1;
                    alternative += 1;
                }
                b'\t' => {
                    column = (column / TAB_SIZE + 1) * TAB_SIZE;
                    alternative += 1;
                }
                b'\x0c' => (column, alternative) = (0, 0),
                b'\\' => {
                    continued = continued.filter(|&before| before != 0).or(Some(column));
                    self.pos += 1;
                    self.continued_line()?;
                    continue;
                }
                _ => break,
            }
            self.pos += 1;
        }
        let c = self.byte(self.pos);
        if c == b'#' {
            let before = self.out.tokens.len();
            self.comment();
            let start = self.pos;
            self.pos += usize::from(self.byte(start) == b'\r' && self.byte(start + 1) == b'\n');
            if self.byte(self.pos) == b'\n' {
                self.pos += 1;
                if self.out.tokens.len() > before && !self.options.extra_tokens {
                    // A type comment makes its line count.
                    self.push(TokenKind::Newline, start, self.pos);
                }
                if self.options.extra_tokens {
                    self.push(TokenKind::Nl, start, self.pos);
                }
                self.next_line();
            } else if self.at_end() && !self.options.extra_tokens {
                // Interactive input that ends in such a line ends no blocks.
                self.out.open_blocks = self.indents.len() - 1;
                return Ok(LineStart::End);
            }
            return Ok(LineStart::Blank);
        }
        let carriage_return = c == b'\r' && self.byte(self.pos + 1) == b'\n';
        if c == b'\n' || carriage_return {
            let start = self.pos;
            self.pos += 1 + usize::from(carriage_return);
            if self.options.extra_tokens {
                self.push(TokenKind::Nl, start, self.pos);
            }
            self.next_line();
            return Ok(LineStart::Blank);
        }
        let at_end = self.at_end();
        if at_end && self.options.part {
            return Ok(LineStart::End);
        }
        let (column, alternative) = match continued {
            // Tabs are counted in one way only.
            Some(before) if before != 0 => (before, before),
            _ => (column, alternative),
        };
        let &(top, top_alternative) = self.indents.last().unwrap_or(&(0, 0));
        if column == top {
            if alternative != top_alternative {
                return Err(self.tab_error());
            }
        } else if column > top {
            if self.indents.len() >= MAX_INDENT {
                return Err(self.too_deep_error());
            }
            if alternative <= top_alternative {
                return Err(self.tab_error());
            }
            self.indents.push((column, alternative));
            self.block_token(TokenKind::Indent);
        } else {
            while self.indents.len() > 1 && column < self.indents[self.indents.len() - 1].0 {
                self.indents.pop();
                self.block_token(TokenKind::Dedent);
            }
            let &(top, top_alternative) = self.indents.last().unwrap_or(&(0, 0));
            if column != top {
                self.forget_dedents();
                return Err(self.dedent_error());
            }
            if alternative != top_alternative {
                self.forget_dedents();
                return Err(self.tab_error());
            }
        }
        Ok(if at_end { LineStart::End } else { LineStart::Code })
    }

    /// The DEDENT tokens of a line with an error in its indentation are never seen.
    fn forget_dedents(&mut self) {
        while self.out.tokens.last().is_some_and(|t| t.kind == TokenKind::Dedent && t.end == self.pos as u32) {
            self.out.tokens.pop();
        }
    }

    fn block_token(&mut self, kind: TokenKind) {
        let mut span = self.place_of_layout();
        let mut start = self.pos;
        if self.options.extra_tokens {
            let column = self.column(self.pos);
            span = Span { lineno: self.lineno, col_offset: column, end_lineno: self.lineno, end_col_offset: column };
            if kind == TokenKind::Indent {
                span.col_offset = 0;
                start = self.line_start;
            }
        }
        let end = self.pos as u32;
        self.add(Token { kind, span, start: start as u32, end, name: Name::default() });
    }

    /// After a backslash: the rest of the line must be empty, and another must follow.
    fn continued_line(&mut self) -> LexResult {
        self.pos += usize::from(self.byte(self.pos) == b'\r' && self.byte(self.pos + 1) == b'\n');
        if self.byte(self.pos) != b'\n' {
            return Err(self.continuation_error());
        }
        self.pos += 1;
        if self.at_end() {
            return Err(self.continuation_eof_error());
        }
        self.next_line();
        Ok(())
    }

    fn continuation(&mut self) -> LexResult {
        self.pos += 1;
        self.continued_line()
    }

    /// A comment up to its line's end.
    fn comment(&mut self) {
        let start = self.pos;
        let line_end = memchr::memchr2(b'\n', b'\r', &self.text[start..]).map_or(self.end(), |n| start + n);
        self.pos = line_end;
        if self.options.type_comments && self.type_comment(start, line_end) {
            return;
        }
        if self.options.extra_tokens {
            self.push(TokenKind::Comment, start, line_end);
        } else {
            self.skipped_comment = start;
        }
    }

    /// Recognizes `# type: …` and `# type: ignore…`.
    fn type_comment(&mut self, start: usize, end: usize) -> bool {
        let blank = |c: u8| c == b' ' || c == b'\t';
        let mut at = start + 1;
        while at < end && blank(self.byte(at)) {
            at += 1;
        }
        if !self.text[at..end].starts_with(b"type:") {
            return false;
        }
        at += 5;
        if at == self.end() {
            return false;
        }
        while at < end && blank(self.byte(at)) {
            at += 1;
        }
        let rest = &self.text[at..end];
        if let Some(tag) = rest.strip_prefix(b"ignore")
            && !tag.first().is_some_and(|&c| c >= 128 || c.is_ascii_alphanumeric())
        {
            let tag = ((at + 6) as u32, end as u32);
            self.out.type_ignores.push(TypeIgnoreComment { lineno: self.lineno, tag });
            return true;
        }
        self.push(TokenKind::TypeComment, at, end);
        true
    }

    fn name_or_prefixed_string(&mut self) -> LexResult {
        let start = self.pos;
        let mut at = start;
        // String prefixes: at most one of each letter, in the combinations that exist.
        let (mut b, mut u, mut r, mut f) = (false, false, false, false);
        loop {
            let c = self.byte(at);
            match c {
                b'b' | b'B' if !(b || u || f) => b = true,
                b'u' | b'U' if !(b || u || r || f) => u = true,
                b'r' | b'R' if !(r || u) => r = true,
                b'f' | b'F' if !(f || b || u) => f = true,
                b'\'' | b'"' if at > start => {
                    self.pos = at;
                    return if f { self.fstring_start(start, r) } else { self.string(start) };
                }
                _ => break,
            }
            at += 1;
        }
        let mut all = 0u8;
        while is_continue(self.byte(at)) {
            all |= self.byte(at);
            at += 1;
        }
        self.pos = at;
        let text = &self.text[start..at];
        if all >= 128 || text[0] >= 128 {
            return self.non_ascii_name(start);
        }
        if let Some(kind) = TokenKind::keyword(text) {
            self.push(kind, start, at);
            return Ok(());
        }
        // SAFETY: the bytes are ASCII.
        let text = unsafe { std::str::from_utf8_unchecked(text) };
        let name = self.interner.intern(text);
        self.push_name(name, start);
        Ok(())
    }

    #[inline]
    fn push_name(&mut self, name: Name, start: usize) {
        let span = Span {
            lineno: self.lineno,
            col_offset: self.column(start),
            end_lineno: self.lineno,
            end_col_offset: self.column(self.pos),
        };
        let (start, end) = (start as u32, self.pos as u32);
        self.add(Token { kind: TokenKind::Name, span, start, end, name });
    }

    #[cold]
    fn non_ascii_name(&mut self, start: usize) -> LexResult {
        let text = self.source.slice(start, self.pos);
        if let Some(found) = self.source.undecodable_in(start, self.pos).first() {
            let message = found.message(self.source.original_length(start, found.at), found.at + 3 == self.pos);
            return Err(self.undecodable_name(start, message));
        }
        // `tokenize` takes any such characters for a name.
        let checked = if self.options.extra_tokens { "" } else { text };
        for (index, (at, c)) in checked.char_indices().enumerate() {
            let code = c as u32;
            let fine =
                if index == 0 { c == '_' || ks_unicode::is_xid_start(code) } else { ks_unicode::is_xid_continue(code) };
            if !fine {
                self.pos = start + at + c.len_utf8();
                let message = if ks_unicode::is_printable(code) {
                    format!("invalid character '{c}' (U+{code:04X})")
                } else {
                    format!("invalid non-printable character U+{code:04X}")
                };
                return Err(self.error_here(message));
            }
        }
        let normal = ks_unicode::nfkc(text);
        // A name that normalizes to a keyword's spelling is still a name.
        let name = self.interner.intern(&normal);
        self.push_name(name, start);
        Ok(())
    }

    /// A string literal that is not an f-string; `self.pos` is at its first quote, `start` at its prefix.
    fn string(&mut self, start: usize) -> LexResult {
        let quote = self.byte(self.pos);
        let from = (self.lineno, self.column(start));
        let first_line_start = self.line_start;
        let mut at = self.pos + 1;
        let triple = self.byte(at) == quote && self.byte(at + 1) == quote;
        if !triple && self.byte(at) == quote {
            self.pos = at + 1;
            self.push(TokenKind::String, start, self.pos);
            return Ok(());
        }
        let end = self.end();
        if triple {
            at += 2;
            loop {
                at = at.min(end);
                let rest = &self.text[at..end];
                match memchr::memchr3(quote, b'\\', b'\n', rest) {
                    None => {
                        self.pos = end;
                        return Err(self.unterminated(start, from, first_line_start, "triple-quoted string", false));
                    }
                    Some(n) => {
                        at += n;
                        match self.byte(at) {
                            b'\n' => {
                                at += 1;
                                self.pos = at;
                                if at < end {
                                    self.next_line();
                                }
                            }
                            b'\\' => {
                                at += 1;
                                if self.byte(at) == b'\n' {
                                    continue;
                                }
                                at += 1;
                            }
                            _ if self.byte(at + 1) == quote && self.byte(at + 2) == quote => {
                                self.pos = at + 3;
                                self.push_from(TokenKind::String, start, from, self.pos);
                                return Ok(());
                            }
                            _ => at += 1,
                        }
                    }
                }
            }
        }
        let mut escaped_quote = false;
        loop {
            at = at.min(end);
            let rest = &self.text[at..end];
            match memchr::memchr3(quote, b'\\', b'\n', rest) {
                Some(n) if self.byte(at + n) == quote => {
                    self.pos = at + n + 1;
                    self.push_from(TokenKind::String, start, from, self.pos);
                    return Ok(());
                }
                Some(n) if self.byte(at + n) == b'\\' => {
                    at += n + 1;
                    at += usize::from(self.byte(at) == b'\r' && self.byte(at + 1) == b'\n');
                    let escaped = self.byte(at);
                    escaped_quote |= escaped == quote;
                    at += 1;
                    if escaped == b'\n' {
                        self.pos = at.min(end);
                        if at >= end {
                            return Err(self.unterminated(start, from, first_line_start, "string", escaped_quote));
                        }
                        self.next_line();
                    }
                }
                found => {
                    self.pos = found.map_or(end, |n| at + n);
                    return Err(self.unterminated(start, from, first_line_start, "string", escaped_quote));
                }
            }
        }
    }

    fn open_bracket(&mut self, c: u8) -> LexResult {
        let start = self.pos;
        self.pos += 1;
        if self.brackets.len() >= MAX_LEVEL {
            return Err(self.error_here("too many nested parentheses"));
        }
        let column = self.column(start);
        self.brackets.push(OpenBracket { bracket: c, lineno: self.lineno, column, start: start as u32 });
        if let Some(mode) = self.fstrings.last_mut() {
            mode.depth += 1;
        }
        let kind = match c {
            b'(' => TokenKind::LPar,
            b'[' => TokenKind::LSqb,
            _ => TokenKind::LBrace,
        };
        self.push(kind, start, self.pos);
        Ok(())
    }

    fn close_bracket(&mut self, c: u8) -> LexResult {
        let start = self.pos;
        self.pos += 1;
        if c == b'}' && self.fstrings.last().is_some_and(|mode| mode.depth == 0) {
            return Err(self.error_here("f-string: single '}' is not allowed"));
        }
        // Brackets opened outside an f-string cannot be closed inside it.
        let open = self.brackets.pop();
        if self.options.extra_tokens {
            // Whether they match is not asked.
            self.closed_bracket(c, start);
            if self.fstrings.last().is_some_and(|mode| mode.depth < 0) {
                self.out.tokens.pop();
                return Err(self.error_here(format!("f-string: unmatched '{}'", c as char)));
            }
            return Ok(());
        }
        let Some(open) = open else {
            let prefix = if self.fstrings.is_empty() { "" } else { "f-string: " };
            return Err(self.error_here(format!("{prefix}unmatched '{}'", c as char)));
        };
        let matching = matches!((open.bracket, c), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        if !matching {
            let (in_fstring, at_field) =
                self.fstrings.last().map_or((false, false), |mode| (true, mode.depth - 1 == mode.field));
            if in_fstring && at_field && open.bracket == b'{' {
                return Err(self.error_here(format!("f-string: unmatched '{}'", c as char)));
            }
            let (c, o) = (c as char, open.bracket as char);
            let message = if open.lineno == self.lineno {
                format!("closing parenthesis '{c}' does not match opening parenthesis '{o}'")
            } else {
                let line = open.lineno;
                format!("closing parenthesis '{c}' does not match opening parenthesis '{o}' on line {line}")
            };
            return Err(self.error_here(message));
        }
        self.closed_bracket(c, start);
        Ok(())
    }

    fn closed_bracket(&mut self, c: u8, start: usize) {
        if let Some(mode) = self.fstrings.last_mut() {
            mode.depth -= 1;
            if c == b'}' && mode.depth == mode.field {
                mode.field -= 1;
                mode.in_text = true;
                mode.in_spec = false;
            }
        }
        let kind = match c {
            b')' => TokenKind::RPar,
            b']' => TokenKind::RSqb,
            _ => TokenKind::RBrace,
        };
        self.push(kind, start, self.pos);
    }

    /// A carriage return, which only `tokenize` sees: part of a line end or of the token that follows. Names have been
    /// looked for before, so that their first letter is an operator.
    fn carriage_return(&mut self, start: usize) -> LexResult<bool> {
        // Before the token, which may be a string that ends on another line.
        let column = self.column(start);
        self.pos += 1;
        let told = self.out.tokens.len();
        match self.byte(self.pos) {
            b'\n' => return Ok(self.line_end(start)),
            b'0'..=b'9' => self.number()?,
            b'\'' | b'"' => self.string(self.pos)?,
            c @ (b'(' | b'[' | b'{') => self.open_bracket(c)?,
            c @ (b')' | b']' | b'}') => self.close_bracket(c)?,
            c if b",:=+-*/%@&|^~<>;".contains(&c) => self.operator(c)?,
            _ => {
                let next = self.source.slice(self.pos, self.end()).chars().next().map_or(0, char::len_utf8);
                self.pos += next;
                self.push(TokenKind::Op, start, self.pos);
            }
        }
        if let Some(token) = self.out.tokens.get_mut(told) {
            token.start = start as u32;
            token.span.col_offset = column;
        }
        Ok(false)
    }

    /// A line's end, the token of which starts at `start`; whether a logical line starts after it.
    fn line_end(&mut self, start: usize) -> bool {
        self.pos += 1;
        let ends = self.brackets.is_empty();
        if ends {
            let commented = (self.line_start..start).contains(&self.skipped_comment);
            let start = if commented { self.skipped_comment } else { start };
            self.skipped_comment = usize::MAX;
            self.push(TokenKind::Newline, start, self.pos);
        } else if self.options.extra_tokens {
            self.push(TokenKind::Nl, start, self.pos);
        }
        self.next_line();
        ends
    }

    fn operator(&mut self, c: u8) -> LexResult {
        use TokenKind as T;
        let start = self.pos;
        if c == b':'
            && let Some(mode) = self.fstrings.last_mut()
            && mode.depth - 1 == mode.field
        {
            mode.in_text = true;
            mode.in_spec = true;
            self.pos += 1;
            self.push(T::Colon, start, self.pos);
            return Ok(());
        }
        let (second, third) = (self.byte(start + 1), self.byte(start + 2));
        let equal = second == b'=';
        let (kind, length) = match c {
            b',' => (T::Comma, 1),
            b':' if equal => (T::ColonEqual, 2),
            b':' => (T::Colon, 1),
            b'=' if equal => (T::EqEqual, 2),
            b'=' => (T::Equal, 1),
            b'+' if equal => (T::PlusEqual, 2),
            b'+' => (T::Plus, 1),
            b'-' if equal => (T::MinEqual, 2),
            b'-' if second == b'>' => (T::RArrow, 2),
            b'-' => (T::Minus, 1),
            b'*' if second == b'*' && third == b'=' => (T::DoubleStarEqual, 3),
            b'*' if second == b'*' => (T::DoubleStar, 2),
            b'*' if equal => (T::StarEqual, 2),
            b'*' => (T::Star, 1),
            b'/' if second == b'/' && third == b'=' => (T::DoubleSlashEqual, 3),
            b'/' if second == b'/' => (T::DoubleSlash, 2),
            b'/' if equal => (T::SlashEqual, 2),
            b'/' => (T::Slash, 1),
            b'%' if equal => (T::PercentEqual, 2),
            b'%' => (T::Percent, 1),
            b'@' if equal => (T::AtEqual, 2),
            b'@' => (T::At, 1),
            b'&' if equal => (T::AmperEqual, 2),
            b'&' => (T::Amper, 1),
            b'|' if equal => (T::VBarEqual, 2),
            b'|' => (T::VBar, 1),
            b'^' if equal => (T::CircumflexEqual, 2),
            b'^' => (T::Circumflex, 1),
            b'<' if second == b'<' && third == b'=' => (T::LeftShiftEqual, 3),
            b'<' if second == b'<' => (T::LeftShift, 2),
            b'<' if equal => (T::LessEqual, 2),
            b'<' if second == b'>' => (T::NotEqual, 2),
            b'<' => (T::Less, 1),
            b'>' if second == b'>' && third == b'=' => (T::RightShiftEqual, 3),
            b'>' if second == b'>' => (T::RightShift, 2),
            b'>' if equal => (T::GreaterEqual, 2),
            b'>' => (T::Greater, 1),
            b'!' if equal => (T::NotEqual, 2),
            b'!' => (T::Exclamation, 1),
            b'~' => (T::Tilde, 1),
            b';' => (T::Semi, 1),
            0..=31 | 127 => {
                self.pos += 1;
                return Err(self.error_here(format!("invalid non-printable character U+{c:04X}")));
            }
            _ => (T::Op, 1),
        };
        self.pos += length;
        self.push(kind, start, self.pos);
        Ok(())
    }
}

enum LineStart {
    Code,
    Blank,
    End,
}
