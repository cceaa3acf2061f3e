//! Symbol table, code generation, flow graph, assembler and marshal-able code units.
//!
//! A tree goes through [`future`] (which features it turns on), [`ast_opt`] (constant folding), [`symtable`] (where
//! names live), [`codegen`] (instruction sequences), [`flowgraph`] and [`assembler`] (code units). Nothing here knows
//! of Python objects.

pub mod assembler;
pub mod ast_opt;
pub mod codegen;
pub mod depth;
pub mod embedder;
pub mod error;
pub mod flowgraph;
pub mod future;
pub mod indexed_set;
pub mod instruction_sequence;
pub mod marshal;
pub mod names;
pub mod symtable;
pub mod unit;
pub mod unmarshal;
pub mod unparse;
pub mod validate;

use std::rc::Rc;

use ks_syntax::ast::{Ast, PyStr};

use crate::codegen::Generated;
use crate::depth::Limits;
use crate::embedder::Embedder;
use crate::error::{CompileError, CompileResult};
use crate::instruction_sequence::InstrSeq;
use crate::names::Known;
use crate::symtable::SymbolTable;
use crate::unit::{CodeUnit, UnitMetadata};

/// How to compile, besides what the tree says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// 0; 1 leaves asserts out and makes `__debug__` false; 2 leaves docstrings out too.
    pub optimize: u8,
    /// `CO_FUTURE_*` flags inherited from the code that asks for the compilation.
    pub flags: u32,
    /// `await`, `async for` and `async with` may stand at module level (`PyCF_ALLOW_TOP_LEVEL_AWAIT`).
    pub top_level_await: bool,
    /// How deep the tree may be.
    pub limits: Limits,
}

/// Compiles a tree, whose constants are folded in place.
///
/// A tree that does not come from the parser must have passed [`validate::validate`].
///
/// # Errors
/// `SyntaxError`s that the parser does not see, and those of [`error::CompileError`].
pub fn compile(
    ast: &mut Ast,
    filename: &PyStr,
    options: &Options,
    embedder: &mut dyn Embedder,
) -> CompileResult<Rc<CodeUnit>> {
    Ok(compile_parts(ast, filename, options, embedder, false)?.code)
}

/// As [`compile`], but returns the outermost unit before optimization too (`_testinternalcapi.compiler_codegen`).
///
/// # Errors
/// As [`compile`].
pub fn compile_with_sequence(
    ast: &mut Ast,
    filename: &PyStr,
    options: &Options,
    embedder: &mut dyn Embedder,
) -> CompileResult<(InstrSeq, UnitMetadata, Rc<CodeUnit>)> {
    let Generated { code, before } = compile_parts(ast, filename, options, embedder, true)?;
    let (seq, metadata) = before.ok_or_else(|| CompileError::System("no sequence was kept".to_owned()))?;
    Ok((seq, metadata, code))
}

fn compile_parts(
    ast: &mut Ast,
    filename: &PyStr,
    options: &Options,
    embedder: &mut dyn Embedder,
    keep_sequences: bool,
) -> CompileResult<Generated> {
    let Ast { module, interner } = ast;
    let known = Known::new(interner);
    let mut future = future::future_features(module, interner)?;
    future.features |= options.flags;
    let future_annotations = future.features & ks_bytecode::co::CO_FUTURE_ANNOTATIONS != 0;
    ast_opt::optimize(module, &known, options.optimize, future_annotations, options.limits, embedder)?;
    let mut table = symbol_table(module, interner, &known, future_annotations, options)?;
    let settings = codegen::Settings {
        optimize: options.optimize,
        flags: future.features,
        future,
        top_level_await: options.top_level_await,
        keep_sequences,
        limits: options.limits,
    };
    codegen::generate(module, interner, &known, &mut table, filename, settings, embedder)
}

/// Folds the constants of a tree, as compiling it would.
///
/// # Errors
/// As [`compile`].
pub fn fold(ast: &mut Ast, options: &Options, embedder: &mut dyn Embedder) -> CompileResult {
    let Ast { module, interner } = ast;
    let known = Known::new(interner);
    let features = future::future_features(module, interner)?.features | options.flags;
    let future_annotations = features & ks_bytecode::co::CO_FUTURE_ANNOTATIONS != 0;
    ast_opt::optimize(module, &known, options.optimize, future_annotations, options.limits, embedder)
}

fn symbol_table(
    module: &ks_syntax::ast::Mod,
    interner: &mut ks_syntax::ast::Interner,
    known: &Known,
    future_annotations: bool,
    options: &Options,
) -> CompileResult<SymbolTable> {
    let settings =
        symtable::Settings { future_annotations, top_level_await: options.top_level_await, limits: options.limits };
    symtable::build(module, interner, known, settings)
}

/// The symbol table of a tree that is not going to be compiled (the `symtable` module).
///
/// # Errors
/// The `SyntaxError`s about names and scopes.
pub fn symbols(ast: &mut Ast, options: &Options) -> CompileResult<SymbolTable> {
    let Ast { module, interner } = ast;
    let known = Known::new(interner);
    let future = future::future_features(module, interner)?;
    let features = future.features | options.flags;
    let future_annotations = features & ks_bytecode::co::CO_FUTURE_ANNOTATIONS != 0;
    symbol_table(module, interner, &known, future_annotations, options)
}
