//! From a failed parse to the error that is reported.

use std::borrow::Cow;

use super::{Fail, Origin, PResult, Parser};
use crate::ast::Span;
use crate::embedder::WarnOutcome;
use crate::error::{ErrorClass, SyntaxError, Warning, WarningClass};
use crate::lexer::LexError;
use crate::token::{Token, TokenKind as T};

type Message = Cow<'static, str>;

impl Parser<'_> {
    /// Fails with an error at the last token that was looked at.
    #[cold]
    pub(super) fn raise<R>(&mut self, message: impl Into<Message>) -> PResult<R> {
        self.raise_last(ErrorClass::SyntaxError, message.into())
    }

    #[cold]
    pub(super) fn raise_indentation<R>(&mut self, message: impl Into<Message>) -> PResult<R> {
        self.raise_last(ErrorClass::IndentationError, message.into())
    }

    #[cold]
    fn raise_last<R>(&mut self, class: ErrorClass, message: Message) -> PResult<R> {
        self.look_around();
        if self.lexer_error_reached() {
            return self.raise_lexer_error();
        }
        let error = self.error_at_token(class, self.tokens[self.filled], message);
        self.set_error(error)
    }

    /// Fails with an error that covers a range.
    #[cold]
    pub(super) fn raise_at<R>(&mut self, span: Span, message: impl Into<Message>) -> PResult<R> {
        self.look_around();
        if self.lexer_error_reached() {
            return self.raise_lexer_error();
        }
        let error = self.error_at(span, message);
        self.set_error(error)
    }

    /// Fails with an error from the start of a range to where the lexer would be.
    #[cold]
    pub(super) fn raise_from<R>(&mut self, span: Span, message: impl Into<Message>) -> PResult<R> {
        self.look_around();
        if self.lexer_error_reached() {
            return self.raise_lexer_error();
        }
        let last = self.tokens[self.filled];
        let column =
            if last.span.end_col_offset < 0 { self.column_of(last.end as usize) } else { last.span.end_col_offset };
        let mut error = self.error_at(span, message);
        error.end_lineno = last.span.end_lineno;
        error.end_offset = self.characters(span.lineno, self.original_column(last.span.end_lineno, column));
        self.set_error(error)
    }

    /// Fails with an error about a number, which has a line but no columns.
    #[cold]
    pub(super) fn raise_number<R>(&mut self, token: Token, message: String) -> PResult<R> {
        self.look_around();
        let mut error = self.error_at(token.span, message);
        error.offset = 0;
        error.end_offset = 0;
        self.set_error(error)
    }

    /// Fails with the codec's error about bytes that are no UTF-8.
    #[cold]
    pub(super) fn raise_undecodable<R>(&mut self, message: &str, bytes: &[u8]) -> PResult<R> {
        self.look_around();
        self.set_error(undecodable_error(message, bytes))
    }

    fn set_error<R>(&mut self, error: SyntaxError) -> PResult<R> {
        if self.error.is_none() {
            self.error = Some(Box::new(error));
        }
        Err(Fail)
    }

    pub(super) fn take_error(&mut self) -> Box<SyntaxError> {
        let unknown = || Box::new(SyntaxError::bare(ErrorClass::SyntaxError, "invalid syntax"));
        self.error.take().unwrap_or_else(unknown)
    }

    fn look_around(&mut self) {
        self.filled = self.filled.max(self.furthest).max(self.pos);
    }

    fn lexer_error_reached(&self) -> bool {
        self.tokens[self.filled].kind == T::ErrorToken
    }

    #[cold]
    fn raise_lexer_error<R>(&mut self) -> PResult<R> {
        let error = self.lexer_error();
        self.set_error(error)
    }

    /// The text that an error on this line shows. Lines that the lexer has left come without their line end; the one it
    /// is on comes with it, and with the lines before it if a string runs over them.
    fn error_text(&self, lineno: i32) -> Option<String> {
        let last = self.tokens[self.filled.max(self.furthest)];
        let line = self.source.line(lineno);
        if last.span.end_lineno > lineno {
            return line.map(str::to_owned);
        }
        if self.options.origin != Origin::Text {
            return line.map(|line| format!("{line}{}", if self.has_line_end(lineno) { "\n" } else { "" }));
        }
        let mut first = lineno;
        for token in self.tokens[..=self.filled].iter().rev() {
            if token.span.end_lineno < first {
                break;
            }
            if token.span.end_lineno == first && token.span.lineno < first && token.kind >= T::String {
                first = token.span.lineno;
            }
        }
        first = self.continued_from(first);
        let mut text = String::new();
        let mut lines = self.source.lines_from(first);
        for number in first..=lineno {
            text.push_str(lines.next().unwrap_or(""));
            if number < lineno || self.has_line_end(number) {
                text.push('\n');
            }
        }
        Some(text)
    }

    /// The first of the lines that backslashes join to this one after their first token.
    fn continued_from(&self, lineno: i32) -> i32 {
        let mut first = lineno;
        for token in self.tokens.iter().rev() {
            if token.kind == T::ErrorToken && token.span.end_lineno < first {
                continue;
            }
            if token.span.end_lineno >= first {
                // A string that began before.
                first = first.min(token.span.lineno.max(1));
                continue;
            }
            let layout = matches!(token.kind, T::Newline | T::Indent | T::Dedent | T::EndMarker | T::ErrorToken);
            if layout {
                break;
            }
            let mut between = self.source.slice(token.end as usize, self.line_start(first));
            while first > token.span.end_lineno {
                let Some(before) = between.strip_suffix("\\\n") else { return first };
                let line = before.rfind('\n').map_or(0, |at| at + 1);
                // A backslash in a comment joins nothing.
                if before[line..].contains('#') {
                    return first;
                }
                between = &before[..line];
                first -= 1;
            }
            first = token.span.lineno;
        }
        first
    }

    /// Where a line starts in the text.
    fn line_start(&self, lineno: i32) -> usize {
        self.source.line_start(lineno).unwrap_or(self.source.len())
    }

    fn has_line_end(&self, lineno: i32) -> bool {
        lineno > 0 && self.source.line_start(lineno + 1).is_some()
    }

    /// A byte column as it was before bytes that could not be decoded were replaced.
    fn original_column(&self, lineno: i32, column: i32) -> i32 {
        if self.source.undecodable.is_empty() || column <= 0 {
            return column;
        }
        let start = self.line_start(lineno);
        self.source.original_length(start, start + column as usize) as i32
    }

    /// A byte column counted from 1, in characters of a line; at most one past the line's end.
    fn characters(&self, lineno: i32, column: i32) -> i32 {
        if column <= 0 {
            return column;
        }
        let text = self.error_text(lineno).unwrap_or_default();
        let bytes = text.as_bytes();
        let column = (column as usize).min(bytes.len() + 1);
        let within = &bytes[..column.min(bytes.len())];
        let characters = within.iter().filter(|&&c| c & 0xc0 != 0x80).count();
        (characters + (column - within.len())) as i32
    }

    /// An error that covers a range.
    pub(super) fn error_at(&self, span: Span, message: impl Into<Message>) -> SyntaxError {
        SyntaxError {
            class: ErrorClass::SyntaxError,
            message: message.into(),
            lineno: span.lineno,
            offset: self.characters(span.lineno, self.original_column(span.lineno, span.col_offset) + 1),
            end_lineno: span.end_lineno,
            end_offset: self.characters(span.lineno, self.original_column(span.end_lineno, span.end_col_offset) + 1),
            text: self.error_text(span.lineno),
            text_of_file: self.options.mode == super::Mode::Exec,
        }
    }

    /// An error at a token. Those without a place of their own are where the lexer was.
    fn error_at_token(&self, class: ErrorClass, token: Token, message: Message) -> SyntaxError {
        let mut error = self.error_at(token.span, message);
        error.class = class;
        if token.span.col_offset == -1 {
            let column = self.original_column(token.span.lineno, self.column_of(token.end as usize));
            error.offset = self.characters(token.span.lineno, column);
            error.end_offset = -1;
        }
        error
    }

    /// The byte column of a place in the text.
    fn column_of(&self, at: usize) -> i32 {
        let text = self.source.text().as_bytes();
        let mut at = at.min(text.len());
        if at == text.len() && at > 0 && text[at - 1] == b'\n' {
            // At the end the lexer is still on the last line, behind its line end.
            let line_start = memchr::memrchr(b'\n', &text[..at - 1]).map_or(0, |n| n + 1);
            return (at - line_start) as i32;
        }
        let line_start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |n| n + 1);
        at -= line_start;
        at as i32
    }

    /// What `Single` mode says to a second statement: at the last token of the first.
    pub(super) fn more_than_one_statement(&mut self) -> Box<SyntaxError> {
        self.filled = self.pos.saturating_sub(1);
        self.furthest = 0;
        let message = "multiple statements found while compiling a single statement";
        Box::new(self.error_at_token(ErrorClass::SyntaxError, self.tokens[self.filled], message.into()))
    }

    /// The lexer's error as it is reported when the parser gets to it.
    fn lexer_error(&mut self) -> SyntaxError {
        let Some(error) = self.lexed.error.clone() else {
            return SyntaxError::bare(ErrorClass::SyntaxError, "invalid syntax");
        };
        if error.eof && !self.lexed.open.is_empty() {
            return self.unclosed_bracket();
        }
        self.report_lexer_error(&error)
    }

    fn report_lexer_error(&self, error: &LexError) -> SyntaxError {
        let line = self.source.line(error.lineno).unwrap_or("");
        let mut text = line.to_owned();
        if !error.precedence && self.has_line_end(error.lineno) {
            text.push('\n');
        }
        let mut offset = error.offset;
        if !error.precedence {
            // The lexer's buffer still has the lines that this one continues, and one error counts from its start.
            let first = self.continued_from(error.lineno);
            let lines = self.source.lines_from(first).take((error.lineno - first) as usize);
            let before: String = lines.flat_map(|line| [line, "\n"]).collect();
            if error.from_buffer {
                offset += before.chars().count() as i32;
            }
            if self.options.origin == Origin::Text {
                text.insert_str(0, &before);
            }
        }
        if error.undecodable.is_some() {
            offset = text.bytes().take(offset as usize).filter(|c| c & 0xc0 != 0x80).count() as i32;
        }
        SyntaxError {
            class: error.class,
            message: error.message.clone(),
            lineno: error.lineno,
            offset,
            end_lineno: error.lineno,
            end_offset: error.end_offset,
            text: Some(text),
            text_of_file: !error.precedence && self.options.mode == super::Mode::Exec,
        }
    }

    /// "'(' was never closed", for the innermost bracket that is still open at the end.
    fn unclosed_bracket(&mut self) -> SyntaxError {
        self.filled = self.tokens.len() - 1;
        let Some(open) = self.lexed.open.last() else {
            return SyntaxError::bare(ErrorClass::SyntaxError, "invalid syntax");
        };
        let span = Span { lineno: open.lineno, col_offset: open.column, end_lineno: open.lineno, end_col_offset: -1 };
        let mut error = self.error_at(span, format!("'{}' was never closed", open.bracket as char));
        error.end_offset = 0;
        error
    }

    /// Whether the lexer had met the end of the text when the parser stopped.
    fn at_end_of_source(&self) -> bool {
        let token = self.tokens[self.filled];
        match token.kind {
            T::ErrorToken => self.lexed.error.as_ref().is_some_and(|e| e.incomplete),
            T::EndMarker => true,
            // These end without a look at the next character.
            T::String if token.end as usize >= self.source.len() => {
                matches!(self.text(token).trim_start_matches(|c: char| c.is_ascii_alphabetic()), "''" | "\"\"")
            }
            T::FStringEnd
            | T::Ellipsis
            | T::LeftShiftEqual
            | T::RightShiftEqual
            | T::DoubleStarEqual
            | T::DoubleSlashEqual => false,
            // The colon before a format specification.
            T::Colon if self.lexed.error.as_ref().is_some_and(|e| e.in_fstring && !e.eof) => false,
            T::Newline => token.start == token.end && token.start as usize == self.source.len(),
            _ => token.end as usize >= self.source.len(),
        }
    }

    /// After the first pass failed: finds out what to report.
    pub(super) fn explain(&mut self) -> Box<SyntaxError> {
        self.look_around();
        if let Some(error) = &self.error
            && !matches!(error.class, ErrorClass::SyntaxError | ErrorClass::IndentationError | ErrorClass::TabError)
        {
            if error.class == ErrorClass::UnicodeDecodeError {
                let error = self.error.take();
                let _ = self.flush_warnings_read(self.filled);
                self.error = self.error.take().or(error);
            }
            return self.take_error();
        }
        let last = self.furthest;
        if self.options.allow_incomplete && self.at_end_of_source() {
            self.error = None;
            let _ = self.flush_warnings_before();
            if self.error.is_some() {
                return self.take_error();
            }
            let token = self.tokens[self.filled];
            let message = Cow::Borrowed("incomplete input");
            let mut error = self.error_at_token(ErrorClass::IncompleteInputError, token, message);
            if token.kind == T::ErrorToken
                && let Some(unfinished) = self.lexed.error.as_ref().filter(|e| !e.eof)
            {
                // Within a string: all of it that there is, since the last replacement field if it has any.
                let before = self.filled.checked_sub(1).map(|at| self.tokens[at].span.end_lineno);
                let first = before.filter(|_| unfinished.in_fstring).unwrap_or(token.span.lineno);
                let start = self.line_start(self.continued_from(first));
                error.text = Some(self.source.slice(start, self.source.len()).to_owned());
            }
            return Box::new(error);
        }
        if self.error.is_some() && !self.forced {
            return self.prefer_lexer_error();
        }
        let first_error = self.error.take();
        if first_error.is_none() && self.tokens[last].kind == T::ErrorToken {
            let error = self.lexer_error();
            self.error = Some(Box::new(error));
            return self.prefer_lexer_error();
        }
        self.diagnosing = true;
        self.second_pass = true;
        self.failed.clear();
        self.pos = 0;
        self.level = self.top_level();
        self.targets = 0..0;
        self.deep = 0;
        let _ = self.module();
        self.look_around();
        self.error = self.error.take().or(first_error);
        if self.error.is_some() {
            return self.prefer_lexer_error();
        }
        if self.tokens[self.filled].kind == T::ErrorToken {
            let error = self.lexer_error();
            self.error = Some(Box::new(error));
            return self.prefer_lexer_error();
        }
        let token = self.tokens[last];
        if matches!(token.kind, T::Indent | T::Dedent) {
            let _ = self.flush_warnings_read(self.filled);
            if self.error.is_some() {
                return self.take_error();
            }
            let message = if token.kind == T::Indent { "unexpected indent" } else { "unexpected unindent" };
            return Box::new(self.error_at_token(
                ErrorClass::IndentationError,
                self.tokens[self.filled],
                Cow::Borrowed(message),
            ));
        }
        self.error = Some(Box::new(self.error_at(token.span, "invalid syntax")));
        self.prefer_any_lexer_error()
    }

    /// The parser's error, unless the lexer has one further on that is more to the point.
    fn prefer_any_lexer_error(&mut self) -> Box<SyntaxError> {
        let mut fallback = self.take_error();
        let _ = self.flush_warnings_before();
        if let Some(error) = self.error.take() {
            let Some(literal) = self.refused_literal.take() else { return error };
            self.filled = literal;
            fallback = error;
        }
        if self.options.origin == Origin::Prompt {
            return fallback;
        }
        if !matches!(fallback.class, ErrorClass::SyntaxError | ErrorClass::IndentationError | ErrorClass::TabError) {
            return fallback;
        }
        let Some(error) = self.lexed.error.clone() else { return fallback };
        if self.tokens[self.filled].kind == T::ErrorToken {
            return fallback;
        }
        if error.overrides {
            return Box::new(self.report_lexer_error(&error));
        }
        if let Some(bytes) = &error.undecodable {
            return if error.in_fstring { fallback } else { Box::new(undecodable_error(&error.message, bytes)) };
        }
        let line = self.tokens[self.filled].span.lineno;
        if error.in_fstring {
            return fallback;
        }
        if self.lexed.open.last().is_some_and(|open| line > open.lineno) {
            return Box::new(self.unclosed_bracket());
        }
        fallback
    }

    /// The same for an error with a message of its own: where the text's end has been met nothing is read any more.
    fn prefer_lexer_error(&mut self) -> Box<SyntaxError> {
        if !self.at_end_of_source() {
            return self.prefer_any_lexer_error();
        }
        let error = self.error.take();
        let _ = self.flush_warnings_before();
        self.error = self.error.take().or(error);
        self.take_error()
    }

    /// Hands out the warnings of a successful parse.
    pub(super) fn flush_warnings(&mut self) -> Result<(), Box<SyntaxError>> {
        let single = self.options.mode == super::Mode::Single;
        self.filled = if single { self.pos.saturating_sub(1) } else { self.tokens.len() - 1 };
        match self.flush_warnings_before() {
            Ok(()) => Ok(()),
            Err(Fail) => Err(self.take_error()),
        }
    }

    /// Hands out the warnings up to the furthest token.
    fn flush_warnings_before(&mut self) -> PResult<()> {
        // After an error the whole text was read in search of the lexer's own; after one interactive statement it was not.
        let read = if self.options.mode == super::Mode::Single && !self.second_pass { self.filled } else { usize::MAX };
        self.flush_warnings_read(read)
    }

    /// The same, where the lexer has read up to a token.
    fn flush_warnings_read(&mut self, read: usize) -> PResult<()> {
        let mut warnings: Vec<(usize, WarningClass, i32, String, SyntaxError, bool)> = Vec::new();
        for warning in self.lexed.warnings.iter().filter(|w| w.token <= read) {
            let error = self.report_lexer_error(&warning.error);
            let message = warning.error.message.clone().into_owned();
            warnings.push((warning.token, WarningClass::SyntaxWarning, error.lineno, message, error, false));
        }
        let filled = self.filled;
        for warning in std::mem::take(&mut self.warnings).into_iter().filter(|w| w.token <= filled) {
            // So it was before escapes became stricter.
            let class = match self.options.feature_version {
                ..12 => WarningClass::DeprecationWarning,
                _ => WarningClass::SyntaxWarning,
            };
            warnings.push((warning.token, class, warning.lineno, warning.message, warning.error, true));
        }
        warnings.sort_by_key(|w| w.0);
        for (token, class, lineno, message, as_error, literal) in warnings {
            let warning = Warning { class, message, lineno, as_error };
            match self.embedder.warn(&warning) {
                WarnOutcome::Done => {}
                WarnOutcome::Error => {
                    self.refused_literal = literal.then_some(token);
                    self.error = Some(Box::new(warning.as_error));
                    return Err(Fail);
                }
                WarnOutcome::Raised => {
                    self.error = Some(Box::new(SyntaxError::bare(ErrorClass::Embedder, "")));
                    return Err(Fail);
                }
            }
        }
        Ok(())
    }
}

/// A `UnicodeDecodeError` with the bytes it is about.
fn undecodable_error(message: &str, bytes: &[u8]) -> SyntaxError {
    let message = message.trim_start_matches("(unicode error) ").to_owned();
    let text = Some(bytes.iter().map(|&byte| byte as char).collect());
    SyntaxError { text, ..SyntaxError::bare(ErrorClass::UnicodeDecodeError, message) }
}
