//! Why a compilation can fail, as values: the embedder makes the exceptions.

use std::borrow::Cow;

use ks_syntax::ast::{PyStr, Span};

/// A compilation's failure.
#[derive(Debug, Clone)]
pub enum CompileError {
    /// `SyntaxError`.
    Syntax(SyntaxError),
    /// `RecursionError` with CPython's text for it, see [`RECURSION_MESSAGE`].
    Recursion,
    /// `OverflowError` with this text.
    Overflow(&'static str),
    /// `SystemError` with this text: the tree is not one that a parser makes.
    System(String),
    /// `ValueError` with this text: the tree is not one that a parser makes.
    Value(String),
    /// `TypeError` with this text: the tree is not one that a parser makes.
    Type(Cow<'static, str>),
    /// `UnicodeEncodeError`: this text has lone surrogates, which UTF-8 has not.
    Encode(PyStr),
    /// The embedder's hook has raised an exception of its own (a warning turned into an error).
    Raised,
}

/// The text of [`CompileError::Recursion`].
pub const RECURSION_MESSAGE: &str = "maximum recursion depth exceeded during compilation";

/// A `SyntaxError` found after parsing.
#[derive(Debug, Clone)]
pub struct SyntaxError {
    pub message: String,
    /// Line from 1 and column from 0, in UTF-8 bytes (the exception's `offset` is one more).
    pub start: (i32, i32),
    /// Likewise, exclusive; without a column the exception's `end_offset` is None.
    pub end: (i32, Option<i32>),
    /// Whether `args` holds the position too. The symbol table and `__future__` checks set the attributes only.
    pub position_in_args: bool,
}

impl SyntaxError {
    fn new(span: Span, message: String, position_in_args: bool) -> SyntaxError {
        SyntaxError {
            message,
            start: (span.lineno, span.col_offset),
            end: (span.end_lineno, Some(span.end_col_offset)),
            position_in_args,
        }
    }
}

/// What every pass returns.
pub type CompileResult<T = ()> = Result<T, CompileError>;

impl CompileError {
    /// An error of code generation: the position is in `args`.
    pub fn at(span: Span, message: impl Into<String>) -> CompileError {
        CompileError::Syntax(SyntaxError::new(span, message.into(), true))
    }

    /// An error of the symbol table or of a future statement: the position is in the attributes only.
    pub fn early(span: Span, message: impl Into<String>) -> CompileError {
        CompileError::Syntax(SyntaxError::new(span, message.into(), false))
    }

    /// An error of a future statement: of its end only the line is told, as that of the start.
    pub fn future(span: Span, message: impl Into<String>) -> CompileError {
        let mut error = SyntaxError::new(span, message.into(), false);
        error.end = (span.lineno, None);
        CompileError::Syntax(error)
    }
}
