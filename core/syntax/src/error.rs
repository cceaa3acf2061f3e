//! Errors and warnings of the front end, as plain values with the attributes that `SyntaxError` has.

use std::borrow::Cow;

/// The exception class an error becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    SyntaxError,
    IndentationError,
    TabError,
    /// `_IncompleteInputError`, which `codeop` asks for with `PyCF_ALLOW_INCOMPLETE_INPUT`.
    IncompleteInputError,
    /// The parser's own nesting limit; has no position.
    MemoryError,
    /// A tree too deep to be compiled; has no position.
    RecursionError,
    /// Bytes of a name that are no UTF-8, found while looking past another error. Has no position; `text` is the name, with
    /// a character for each byte.
    UnicodeDecodeError,
    /// An exception that the embedder raised (and holds) while it was asked something; has no position.
    Embedder,
}

impl ErrorClass {
    /// The Python name of the class.
    pub fn name(self) -> &'static str {
        match self {
            ErrorClass::SyntaxError => "SyntaxError",
            ErrorClass::IndentationError => "IndentationError",
            ErrorClass::TabError => "TabError",
            ErrorClass::IncompleteInputError => "_IncompleteInputError",
            ErrorClass::MemoryError => "MemoryError",
            ErrorClass::RecursionError => "RecursionError",
            ErrorClass::UnicodeDecodeError => "UnicodeDecodeError",
            ErrorClass::Embedder => "Exception",
        }
    }
}

/// A `SyntaxError` (or one of its relatives) before it is an object. The file name is the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub class: ErrorClass,
    pub message: Cow<'static, str>,
    /// 1-based line; 0 when there is none.
    pub lineno: i32,
    /// 1-based column in characters; 0 when there is none.
    pub offset: i32,
    pub end_lineno: i32,
    pub end_offset: i32,
    /// The source line, with its line end if the oracle would show one.
    pub text: Option<String>,
    /// Whether CPython takes the line from the file of that name, if there is one.
    pub text_of_file: bool,
}

impl SyntaxError {
    /// An error without a position.
    pub fn bare(class: ErrorClass, message: impl Into<Cow<'static, str>>) -> Self {
        SyntaxError {
            class,
            message: message.into(),
            lineno: 0,
            offset: 0,
            end_lineno: 0,
            end_offset: 0,
            text: None,
            text_of_file: false,
        }
    }
}

/// The category of a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarningClass {
    SyntaxWarning,
    DeprecationWarning,
}

/// A warning about the source. If it is to be an error, `as_error` is the `SyntaxError` that takes its place.
#[derive(Clone, Debug)]
pub struct Warning {
    pub class: WarningClass,
    pub message: String,
    pub lineno: i32,
    pub as_error: SyntaxError,
}
