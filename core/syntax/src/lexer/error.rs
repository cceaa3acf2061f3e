//! The lexer's errors.

use std::borrow::Cow;

use super::Lexer;
use crate::error::ErrorClass;

/// A bracket not yet closed.
#[derive(Clone, Copy, Debug)]
pub struct OpenBracket {
    pub bracket: u8,
    pub lineno: i32,
    /// In bytes.
    pub column: i32,
    pub start: u32,
}

/// What stopped the lexer. There are two sorts: those with a full position, which take precedence over whatever the
/// parser found before them, and the plain ones, which count only if the parser gets there.
#[derive(Clone, Debug)]
pub struct LexError {
    pub class: ErrorClass,
    pub message: Cow<'static, str>,
    pub lineno: i32,
    /// Final `offset` and `end_offset`, in characters.
    pub offset: i32,
    pub end_offset: i32,
    /// Whether the error is one with a full position.
    pub precedence: bool,
    /// Whether it takes precedence over the parser's. Those within an f-string do not.
    pub overrides: bool,
    /// Whether an f-string is open.
    pub in_fstring: bool,
    /// Where the outermost open f-string starts.
    pub fstring_start: Option<usize>,
    /// The text ended too early: an unclosed bracket is to be named if there is one.
    pub eof: bool,
    /// The end of the text was met inside a string or in place of a line's continuation, which more input could mend.
    pub incomplete: bool,
    /// Whether the offset counts from the start of the first of several joined lines.
    pub from_buffer: bool,
    /// For bytes that cannot be decoded in what would be a name: the name's original bytes. The offset is in bytes then.
    pub undecodable: Option<Vec<u8>>,
    /// How far the lexer had read.
    pub at: usize,
}

impl Lexer<'_> {
    /// Characters from the line's start to a byte offset.
    fn characters(&self, from: usize, to: usize) -> i32 {
        self.source.slice(from, to.max(from)).chars().count() as i32
    }

    /// An error whose position is the character just read.
    #[cold]
    pub(super) fn error_here(&self, message: impl Into<Cow<'static, str>>) -> LexError {
        let offset = self.characters(self.line_start, self.pos);
        self.error_range(message, offset, offset)
    }

    #[cold]
    pub(super) fn error_range(&self, message: impl Into<Cow<'static, str>>, offset: i32, end_offset: i32) -> LexError {
        LexError {
            class: ErrorClass::SyntaxError,
            message: message.into(),
            lineno: self.lineno,
            offset,
            end_offset,
            precedence: true,
            overrides: self.fstrings.is_empty(),
            in_fstring: !self.fstrings.is_empty(),
            fstring_start: self.outermost_fstring(),
            eof: false,
            incomplete: false,
            from_buffer: false,
            undecodable: None,
            at: self.pos,
        }
    }

    fn plain(&self, class: ErrorClass, message: &'static str, offset: i32, end_offset: i32) -> LexError {
        LexError { class, precedence: false, overrides: false, ..self.error_range(message, offset, end_offset) }
    }

    /// Bytes that cannot be decoded in what would be a name, which has been read.
    #[cold]
    pub(super) fn undecodable_name(&self, start: usize, message: String) -> LexError {
        // The column is that of the original bytes; it is counted in the text shown, with its replacements.
        let offset = self.source.original_length(self.line_start, self.pos) as i32;
        let undecodable = Some(self.source.original(start, self.pos));
        LexError { precedence: false, overrides: false, undecodable, ..self.error_range(message, offset, -1) }
    }

    #[cold]
    pub(super) fn tab_error(&self) -> LexError {
        self.plain(ErrorClass::TabError, "inconsistent use of tabs and spaces in indentation", 1, 0)
    }

    #[cold]
    pub(super) fn too_deep_error(&self) -> LexError {
        self.plain(ErrorClass::IndentationError, "too many levels of indentation", 1, 0)
    }

    #[cold]
    pub(super) fn dedent_error(&self) -> LexError {
        let line_end = memchr::memchr(b'\n', &self.text[self.pos..]).map_or(self.end(), |n| self.pos + n + 1);
        // The column is that of the original bytes, counted in the text with replacements.
        let column = self.source.original_length(self.line_start, line_end);
        let line = self.text[self.line_start..].iter().take(column);
        let offset = line.filter(|&&c| c & 0xc0 != 0x80).count() as i32;
        self.plain(ErrorClass::IndentationError, "unindent does not match any outer indentation level", offset, -1)
    }

    #[cold]
    pub(super) fn continuation_error(&self) -> LexError {
        let offset = self.characters(self.line_start, self.pos) + i32::from(self.pos < self.end());
        let message = "unexpected character after line continuation character";
        LexError { from_buffer: true, ..self.plain(ErrorClass::SyntaxError, message, offset, 0) }
    }

    #[cold]
    pub(super) fn continuation_eof_error(&self) -> LexError {
        let offset = self.characters(self.line_start, self.pos);
        LexError {
            eof: true,
            incomplete: true,
            ..self.plain(ErrorClass::SyntaxError, "unexpected EOF while parsing", offset, -1)
        }
    }

    #[cold]
    pub(super) fn eof_error(&self) -> LexError {
        let lineno = self.place_of_layout().lineno;
        let error = self.plain(ErrorClass::SyntaxError, "unexpected EOF while parsing", 0, -1);
        LexError { eof: true, incomplete: true, lineno, ..error }
    }

    /// A string literal without an end; it is reported where it starts.
    #[cold]
    pub(super) fn unterminated(
        &mut self,
        start: usize,
        from: (i32, i32),
        first_line_start: usize,
        what: &str,
        escaped_quote: bool,
    ) -> LexError {
        let detected = self.lineno;
        if what == self.innermost_fstring(start) {
            // The quote is likely the end of the f-string around it.
            let offset = self.characters(first_line_start, start) + 1;
            let error = self.error_range("f-string: expecting '}'", offset, offset);
            return LexError { lineno: from.0, at: start + 1, ..error };
        }
        let hint = if escaped_quote { "; perhaps you escaped the end quote?" } else { "" };
        let message = format!("unterminated {what} literal (detected at line {detected}){hint}");
        let offset = self.characters(first_line_start, start) + 1;
        LexError {
            class: ErrorClass::SyntaxError,
            message: message.into(),
            lineno: from.0,
            offset,
            end_offset: offset,
            precedence: true,
            overrides: self.fstrings.is_empty(),
            in_fstring: !self.fstrings.is_empty(),
            fstring_start: self.outermost_fstring(),
            eof: false,
            incomplete: self.pos >= self.end() && what != "f-string",
            from_buffer: false,
            undecodable: None,
            at: start + 1,
        }
    }
}
