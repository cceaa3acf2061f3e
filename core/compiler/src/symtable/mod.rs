//! The symbol table: which names each scope uses and binds, and where each name lives.
//!
//! Built in two passes. [`build`] walks the tree and records, per block, what is done to each name; `analyze` then
//! decides for each name whether it is local, a cell, free or global, and which comprehensions are inlined (PEP 709).
//! The numbers are those that CPython's `_symtable` module shows.

mod analyze;
mod build;
mod expressions;

use ks_syntax::ast::{Name, Span};

use crate::names::{IntMap, NameMap, NameSet};

pub use build::{Settings, build};

/// Declared global.
pub const DEF_GLOBAL: u32 = 1;
/// Assigned to.
pub const DEF_LOCAL: u32 = 2;
/// A parameter.
pub const DEF_PARAM: u32 = 4;
/// Declared nonlocal.
pub const DEF_NONLOCAL: u32 = 8;
/// Read.
pub const USE: u32 = 16;
/// Free in an inner block; CPython does not use it either.
pub const DEF_FREE: u32 = 32;
/// A free variable of a method that is also bound in the class.
pub const DEF_FREE_CLASS: u32 = 64;
/// Bound by an import.
pub const DEF_IMPORT: u32 = 128;
/// Annotated.
pub const DEF_ANNOT: u32 = 256;
/// An iteration variable of a comprehension.
pub const DEF_COMP_ITER: u32 = 512;
/// A type parameter.
pub const DEF_TYPE_PARAM: u32 = 1024;
/// A cell of an inlined comprehension.
pub const DEF_COMP_CELL: u32 = 2048;
/// Any way of binding.
pub const DEF_BOUND: u32 = DEF_LOCAL | DEF_PARAM | DEF_IMPORT;
/// Where the scope is kept within the flags.
pub const SCOPE_OFFSET: u32 = 12;
/// The scope's bits, after shifting.
pub const SCOPE_MASK: u32 = DEF_GLOBAL | DEF_LOCAL | DEF_PARAM | DEF_NONLOCAL;

/// Where a name lives, seen from one block. The numbers are CPython's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Scope {
    /// Not in the block's table at all.
    Unknown = 0,
    /// Local, used here only.
    Local = 1,
    /// Global by declaration.
    GlobalExplicit = 2,
    /// Global because no enclosing function binds it.
    GlobalImplicit = 3,
    /// A variable of an enclosing function.
    Free = 4,
    /// Local, and used by an inner block too.
    Cell = 5,
}

impl Scope {
    /// The scope kept in a symbol's flags.
    pub fn of_flags(flags: u32) -> Scope {
        match flags >> SCOPE_OFFSET & SCOPE_MASK {
            1 => Scope::Local,
            2 => Scope::GlobalExplicit,
            3 => Scope::GlobalImplicit,
            4 => Scope::Free,
            5 => Scope::Cell,
            _ => Scope::Unknown,
        }
    }
}

/// What makes a block. The numbers are CPython's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum BlockKind {
    Function = 0,
    Class = 1,
    Module = 2,
    /// An annotation under `from __future__ import annotations`: looked at for errors, never run.
    Annotation = 3,
    /// The value of a `type` statement.
    TypeAlias = 4,
    /// The type parameters of a generic function, class or alias.
    TypeParameters = 5,
    /// The bound, constraints or default of a type parameter.
    TypeVariable = 6,
}

/// Which comprehension a block is, if one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ComprehensionKind {
    None = 0,
    List = 1,
    Dict = 2,
    Set = 3,
    Generator = 4,
}

/// A block's place in [`SymbolTable::blocks`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlockId(pub u32);

/// Which of the blocks that a node can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The node's own: a function's body, a class, a comprehension, the bound of a type variable.
    Body,
    /// Its type parameters.
    TypeParams,
    /// The default value of a type parameter.
    Default,
}

/// A node of the tree, by its address: the tree does not move between the symbol table and code generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeKey {
    address: usize,
    part: Part,
}

impl NodeKey {
    /// The key of a node.
    pub fn new<T>(node: &T, part: Part) -> NodeKey {
        NodeKey { address: std::ptr::from_ref(node).addr(), part }
    }
}

/// Names and their flags, in order of first appearance.
#[derive(Debug, Default, Clone)]
pub struct Symbols {
    entries: Vec<(Name, u32)>,
    index: NameMap<u32>,
}

/// Up to this many symbols are searched one after another.
const LINEAR: usize = 8;

impl Symbols {
    #[inline]
    fn position(&self, name: Name) -> Option<usize> {
        if self.entries.len() <= LINEAR {
            self.entries.iter().position(|entry| entry.0 == name)
        } else {
            self.index.get(&name).map(|&i| i as usize)
        }
    }

    /// The flags of a name, if it occurs in the block.
    #[inline]
    pub fn get(&self, name: Name) -> Option<u32> {
        self.position(name).map(|i| self.entries[i].1)
    }

    /// Sets the flags of a name.
    pub fn insert(&mut self, name: Name, flags: u32) {
        match self.position(name) {
            Some(i) => self.entries[i].1 = flags,
            None => {
                self.entries.push((name, flags));
                match self.entries.len() {
                    ..=LINEAR => {}
                    len if len == LINEAR + 1 => self.reindex(),
                    len => {
                        self.index.insert(name, len as u32 - 1);
                    }
                }
            }
        }
    }

    /// Removes a name.
    fn remove(&mut self, name: Name) {
        if let Some(i) = self.position(name) {
            self.entries.remove(i);
            self.reindex();
        }
    }

    fn reindex(&mut self) {
        self.index.clear();
        self.index.extend(self.entries.iter().enumerate().map(|(i, entry)| (entry.0, i as u32)));
    }

    /// Names and flags, in order of first appearance.
    pub fn iter(&self) -> impl Iterator<Item = (Name, u32)> + '_ {
        self.entries.iter().copied()
    }

    /// Number of names.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// One scope.
#[derive(Debug)]
pub struct Block {
    pub name: Name,
    pub kind: BlockKind,
    /// All names of the block (mangled), with their flags and, after analysis, scopes.
    pub symbols: Symbols,
    /// Parameters, in order.
    pub varnames: Vec<Name>,
    pub children: Vec<BlockId>,
    /// `global` and `nonlocal` declarations with their positions.
    pub directives: Vec<(Name, Span)>,
    /// In the type parameters of a class: the only names that are mangled.
    pub mangled_names: Option<NameSet>,
    /// For messages: what the block of a type variable is ("a TypeVar bound").
    pub scope_info: Option<&'static str>,
    /// Inside a function, at any depth.
    pub nested: bool,
    pub generator: bool,
    pub coroutine: bool,
    pub comprehension: ComprehensionKind,
    pub varargs: bool,
    pub varkeywords: bool,
    /// Has a `return` with a value.
    pub returns_value: bool,
    /// A class whose methods use `__class__`.
    pub needs_class_closure: bool,
    /// A class whose inner annotation scopes look names up in its namespace.
    pub needs_classdict: bool,
    /// A comprehension that is compiled into its parent.
    pub comp_inlined: bool,
    /// Set while the iteration target of a comprehension is visited.
    pub comp_iter_target: bool,
    /// An annotation scope directly inside a class.
    pub can_see_class_scope: bool,
    /// Nesting of iterables of comprehensions being visited.
    pub comp_iter_expr: u32,
    /// Where the block's statement or expression is.
    pub span: Span,
}

impl Block {
    /// Whether names bound in the block are local to it and seen by inner blocks.
    pub fn is_function_like(&self) -> bool {
        matches!(
            self.kind,
            BlockKind::Function | BlockKind::TypeVariable | BlockKind::TypeAlias | BlockKind::TypeParameters
        )
    }

    /// Where `name` (mangled) lives.
    pub fn scope_of(&self, name: Name) -> Scope {
        self.symbols.get(name).map_or(Scope::Unknown, Scope::of_flags)
    }
}

/// The scopes of one source.
#[derive(Debug)]
pub struct SymbolTable {
    pub blocks: Vec<Block>,
    /// The module's block.
    pub top: BlockId,
    by_node: IntMap<NodeKey, BlockId>,
}

impl SymbolTable {
    /// The block of a node.
    pub fn lookup(&self, key: NodeKey) -> Option<BlockId> {
        self.by_node.get(&key).copied()
    }
}

impl std::ops::Index<BlockId> for SymbolTable {
    type Output = Block;
    #[inline]
    fn index(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }
}

impl std::ops::IndexMut<BlockId> for SymbolTable {
    #[inline]
    fn index_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.0 as usize]
    }
}
