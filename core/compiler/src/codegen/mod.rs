//! Code generation: the tree and its symbol table become instruction sequences and tables, one unit per scope.
//!
//! Instructions, their order and their positions are those CPython 3.13 emits before its flow graph is optimized, so
//! that everything after can be compared with it step by step.

mod annotations;
mod assign;
mod blocks;
mod call;
mod class;
mod comprehension;
mod control;
mod docstring;
mod emit;
mod expr;
mod function;
mod pattern;
mod scope;
mod stmt;
mod try_with;
mod type_params;
mod warn;

use std::rc::Rc;

use ks_bytecode::op;
use ks_syntax::ast::*;

use crate::assembler::Assembler;
use crate::depth::{Depth, Limits};
use crate::embedder::Embedder;
use crate::error::{CompileError, CompileResult};
use crate::future::Future;
use crate::instruction_sequence::{InstrSeq, Location};
use crate::names::{Known, NameMap};
use crate::symtable::{BlockId, BlockKind, NodeKey, Part, SymbolTable};
use crate::unit::{CodeUnit, NameTable, UnitMetadata};

pub use docstring::{clean_docstring, docstring};
pub(crate) use expr::frozenset;

/// Most values that are put on the stack before a container is built from them.
const STACK_USE_GUIDELINE: usize = 30;

/// What kind of scope a unit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ScopeKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    TypeParams,
}

/// A scope being compiled.
struct Unit<'a> {
    block: BlockId,
    kind: ScopeKind,
    /// The class whose name mangles private names.
    private: Option<Name>,
    name: Name,
    seq: InstrSeq,
    meta: UnitMetadata,
    /// Statically enclosing blocks, innermost last.
    fblocks: Vec<blocks::FBlock<'a>>,
    /// Names of inlined comprehensions in a scope without fast locals; `true` while inside one that binds the name.
    fast_hidden: NameMap<bool>,
    /// Nesting of inlined comprehensions.
    in_inlined_comp: u32,
    /// In a class: attributes that its methods assign to `self`.
    static_attributes: NameTable,
}

/// What the compiler is told from outside.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// `optimize`: 0, 1 (no asserts) or 2 (no docstrings either).
    pub optimize: u8,
    /// Flags that all code objects inherit: `CO_FUTURE_*`.
    pub flags: u32,
    pub future: Future,
    /// `await` and its kin may stand at module level.
    pub top_level_await: bool,
    /// Keep the sequence of the outermost unit, and in it those of inner ones, for looking at.
    pub keep_sequences: bool,
    pub limits: Limits,
}

/// What a tree becomes.
pub struct Generated {
    pub code: Rc<CodeUnit>,
    /// The outermost unit before optimization, if sequences are kept.
    pub before: Option<(InstrSeq, UnitMetadata)>,
}

/// Compiles a tree whose symbol table has been made.
///
/// # Errors
/// The `SyntaxError`s of code generation, the recursion error, and what the embedder raises.
pub fn generate(
    module: &Mod,
    interner: &mut Interner,
    known: &Known,
    table: &mut SymbolTable,
    filename: &PyStr,
    settings: Settings,
    embedder: &mut dyn Embedder,
) -> CompileResult<Generated> {
    let compiler = Compiler::new(module, interner, known, table, filename, settings, embedder)?;
    compiler.module(module)
}

struct Compiler<'a, 'c> {
    interner: &'c mut Interner,
    known: &'c Known,
    table: &'c mut SymbolTable,
    assembler: Assembler,
    settings: Settings,
    embedder: &'c mut dyn Embedder,
    depth: Depth,
    /// Statements are from a prompt: the values of expressions are shown.
    interactive: bool,
    unit: Unit<'a>,
    /// The units around the current one, outermost first.
    stack: Vec<Unit<'a>>,
}

fn loc(span: Span) -> Location {
    Location::new(span.lineno, span.col_offset, span.end_lineno, span.end_col_offset)
}

fn span_of(loc: Location) -> Span {
    Span {
        lineno: loc.lineno,
        col_offset: loc.col_offset,
        end_lineno: loc.end_lineno,
        end_col_offset: loc.end_col_offset,
    }
}

const NO_LOCATION: Location = Location::NONE;

impl<'a, 'c> Compiler<'a, 'c> {
    fn new(
        module: &'a Mod,
        interner: &'c mut Interner,
        known: &'c Known,
        table: &'c mut SymbolTable,
        filename: &PyStr,
        settings: Settings,
        embedder: &'c mut dyn Embedder,
    ) -> CompileResult<Self> {
        let key = NodeKey::new(module, Part::Body);
        let block = table.lookup(key).ok_or_else(unknown_block)?;
        let unit = scope::new_unit(table, interner, known, block, ScopeKind::Module, known.module, 1, None);
        let mut compiler = Compiler {
            interner,
            known,
            table,
            assembler: Assembler::new(filename.clone()),
            settings,
            embedder,
            depth: Depth::new(settings.limits),
            interactive: false,
            unit,
            stack: Vec::new(),
        };
        compiler.op_i(Location::new(0, 0, 1, 0), op::RESUME, i32::from(ks_bytecode::arg::resume::AT_FUNC_START));
        Ok(compiler)
    }

    fn module(mut self, module: &'a Mod) -> CompileResult<Generated> {
        let start = Location::new(1, 0, 1, 0);
        let add_none = match module {
            Mod::Module { body, .. } => {
                self.body(start, body)?;
                true
            }
            Mod::Interactive { body } => {
                self.interactive = true;
                if annotations::any_annotation(body) {
                    self.op(start, op::SETUP_ANNOTATIONS);
                }
                self.stmts(body)?;
                true
            }
            Mod::Expression { body } => {
                self.expr(body)?;
                false
            }
            Mod::FunctionType { .. } => {
                return Err(CompileError::System("module kind 4 should not be possible".to_owned()));
            }
        };
        self.finish_top(add_none)
    }

    /// The statements of a module or class, with its docstring and annotations dict.
    fn body(&mut self, mut start: Location, body: &'a [Stmt]) -> CompileResult {
        if self.unit.kind == ScopeKind::Module
            && let Some(first) = body.first()
        {
            start = loc(first.span);
        }
        if annotations::any_annotation(body) {
            self.op(start, op::SETUP_ANNOTATIONS);
        }
        let mut rest = body;
        if let Some(text) = docstring(body)
            && let Some((first, others)) = body.split_first()
        {
            rest = others;
            if self.settings.optimize < 2 {
                let at = match &first.kind {
                    StmtKind::Expr { value } => loc(value.span),
                    _ => start,
                };
                self.load_const(at, Constant::Str(clean_docstring(text)?));
                self.store_name(NO_LOCATION, self.known.dunder_doc)?;
            }
        }
        self.stmts(rest)
    }

    /// Whether `await` may stand here although this is a module.
    fn is_top_level_await(&self) -> bool {
        self.settings.top_level_await && self.block().kind == BlockKind::Module
    }

    fn error<T>(&self, at: Location, message: impl Into<String>) -> CompileResult<T> {
        Err(CompileError::at(span_of(at), message))
    }

    fn text(&self, name: Name) -> &str {
        self.interner.get(name)
    }
}

/// The symbol table has no block for a node: it is not from this tree.
fn unknown_block() -> CompileError {
    CompileError::System("unknown symbol table entry".to_owned())
}
