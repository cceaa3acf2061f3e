//! The node classes as data: names, bases, fields, docstrings. The table itself is generated from `ast.toml`.

use super::generated_classes::CLASSES;

/// A class of `_ast`: an index into [`CLASSES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Class(pub(super) u8);

impl Class {
    /// All of them, in the order of `_ast`.
    pub fn all() -> impl Iterator<Item = Class> {
        (0..CLASSES.len() as u8).map(Class)
    }

    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    #[inline]
    pub fn info(self) -> &'static ClassInfo {
        &CLASSES[self.0 as usize]
    }

    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The concrete classes of a base, which follow it.
    pub fn variants(self) -> impl Iterator<Item = Class> {
        (self.0 + 1..CLASSES.len() as u8).map(Class).take_while(move |class| class.info().base == self)
    }
}

/// What a class is.
#[derive(Debug)]
pub struct ClassInfo {
    pub name: &'static str,
    /// The base class; that of `AST` is itself.
    pub base: Class,
    pub fields: &'static [FieldInfo],
    /// Whether nodes have positions; `None`: what the base says.
    pub positions: Option<Positions>,
    /// The docstring; empty for none.
    pub doc: &'static str,
}

/// Whether nodes of a class have positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Positions {
    No,
    /// All of it must be there.
    Whole,
    /// The end may be missing or None.
    EndOptional,
}

/// A field of a class.
#[derive(Debug)]
pub struct FieldInfo {
    pub name: &'static str,
    pub value: Value,
    pub count: Count,
}

/// The type of a field's value or items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    Node(Class),
    Str,
    Int,
    Object,
}

/// How many values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    One,
    Optional,
    Many,
}
