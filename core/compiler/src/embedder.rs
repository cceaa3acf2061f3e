//! What the compiler asks of whoever runs it.

use ks_syntax::ast::Span;

use crate::error::CompileResult;

/// Receives warnings, which need the interpreter's filters.
pub trait Embedder {
    /// A `SyntaxWarning` about the code at `span`. An error stops the compilation; the implementation turns a warning
    /// that the filters make an error into a `SyntaxError` with the same text and position, as CPython does.
    fn syntax_warning(&mut self, message: &str, span: Span) -> CompileResult;

    /// `~True` is about to be folded, which warns of its deprecation. `false` means that the warning became an
    /// exception, now cleared: the expression is then left alone.
    fn inverting_bool(&mut self) -> CompileResult<bool>;
}

/// An embedder without an interpreter: warnings go nowhere.
#[derive(Debug, Default, Clone, Copy)]
pub struct Silent;

impl Embedder for Silent {
    fn syntax_warning(&mut self, _message: &str, _span: Span) -> CompileResult {
        Ok(())
    }

    fn inverting_bool(&mut self) -> CompileResult<bool> {
        Ok(true)
    }
}
