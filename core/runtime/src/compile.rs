//! Source text to code objects: the front end as the interpreter uses it.

use crate::prelude::*;

/// What is compiled (`Py_file_input`, `Py_eval_input`, `Py_single_input`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Exec,
    Eval,
    Single,
}

/// `PyCompilerFlags` and the like.
#[derive(Clone, Copy, Debug)]
pub struct Flags {
    /// `PyCF_*` and `CO_FUTURE_*` bits.
    pub flags: i32,
    pub feature_version: i32,
    /// -1: the interpreter's level.
    pub optimize: i32,
}

impl Default for Flags {
    fn default() -> Flags {
        Flags { flags: 0, feature_version: 13, optimize: -1 }
    }
}

/// The source is UTF-8, whatever a coding cookie says (`PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE`).
pub const PyCF_IGNORE_COOKIE: i32 = 0x0800;

/// Compiles source text.
///
/// # Errors
/// `SyntaxError` and its subclasses with all their attributes, `ValueError` for NUL bytes, `RecursionError`, `MemoryError`,
/// and what warnings raise.
#[allow(unused_variables)]
pub fn compile_source(source: &[u8], filename: &Str, mode: Mode, flags: Flags, th: &mut Thread) -> PyResult<Ref<Code>> {
    unwritten!("compile_source")
}

/// Whether an object is a node of an abstract syntax tree (`PyAST_Check`).
///
/// # Errors
/// What importing `_ast` raises.
#[allow(unused_variables)]
pub fn is_ast(object: &Object, th: &mut Thread) -> PyResult<bool> {
    unwritten!("compile::is_ast")
}

/// Compiles a tree of `ast` nodes; with `PyCF_ONLY_AST`, validates and returns it.
///
/// # Errors
/// `TypeError` and `ValueError` for trees that mean nothing, and what compiling raises.
#[allow(unused_variables)]
pub fn compile_ast(tree: &Object, filename: &Str, mode: Mode, flags: Flags, th: &mut Thread) -> PyResult {
    unwritten!("compile::compile_ast")
}

/// Parses source text to a tree of `ast` nodes.
///
/// # Errors
/// As [`compile_source`].
#[allow(unused_variables)]
pub fn parse_to_ast(source: &[u8], filename: &Str, mode: Mode, flags: Flags, th: &mut Thread) -> PyResult {
    unwritten!("compile::parse_to_ast")
}

/// Parses a function type comment to an `ast.FunctionType`.
///
/// # Errors
/// As [`compile_source`].
#[allow(unused_variables)]
pub fn parse_function_type(source: &Object, filename: &Str, flags: Flags, th: &mut Thread) -> PyResult {
    unwritten!("compile::parse_function_type")
}
