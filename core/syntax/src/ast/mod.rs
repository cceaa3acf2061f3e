//! The abstract syntax tree: node types (generated from `ast.toml`), positions, names, constants.

mod classes;
mod constant;
pub mod dump;
mod generated;
mod generated_classes;
mod generated_read;
mod interner;
mod pystr;
pub mod read;
mod walk;

pub use classes::{Class, ClassInfo, Count, FieldInfo, Positions, Value};
pub use constant::{Constant, Int};
pub use generated::*;
pub use generated_classes::{CLASSES, class};
pub use interner::{Interner, Name};
pub use pystr::{Origin, PyStr};
pub use walk::{Sink, Walk};

/// Where a node is in the source: 1-based lines, 0-based columns in UTF-8 bytes, the end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    pub lineno: i32,
    pub col_offset: i32,
    pub end_lineno: i32,
    pub end_col_offset: i32,
}

impl Span {
    /// From the start of `self` to the end of `other`.
    #[inline]
    pub fn to(self, other: Span) -> Span {
        Span { end_lineno: other.end_lineno, end_col_offset: other.end_col_offset, ..self }
    }

    /// Whether both start at the same place.
    #[inline]
    pub fn starts_with(self, other: Span) -> bool {
        self.lineno == other.lineno && self.col_offset == other.col_offset
    }
}

/// A parsed source: the tree and the names it uses.
#[derive(Clone, Debug)]
pub struct Ast {
    pub module: Mod,
    pub interner: Interner,
}
