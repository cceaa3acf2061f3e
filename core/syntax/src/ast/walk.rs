//! A tree as a stream of events, in the order of fields: for dumping it and for making the Python objects of `ast`.

use super::{Class, Constant, Name, PyStr, Span};

/// Receives a tree's parts. Between `begin` and `end` of a node come its fields, each announced by `field` and followed
/// by exactly one value: a node, a list, or one of the plain values. An error ends the walk.
pub trait Sink {
    type Error;

    /// A node of this class starts.
    fn begin(&mut self, class: Class) -> Result<(), Self::Error>;
    /// The field that the next value belongs to.
    fn field(&mut self, name: &'static str) -> Result<(), Self::Error>;
    /// The position of the innermost open node; comes after its fields.
    fn span(&mut self, span: Span) -> Result<(), Self::Error>;
    /// The innermost open node is complete.
    fn end(&mut self) -> Result<(), Self::Error>;
    /// A list of so many values starts.
    fn begin_list(&mut self, len: usize) -> Result<(), Self::Error>;
    fn end_list(&mut self) -> Result<(), Self::Error>;
    /// A node without fields, one of the operators or contexts.
    fn singleton(&mut self, class: Class) -> Result<(), Self::Error>;
    fn none(&mut self) -> Result<(), Self::Error>;
    fn name(&mut self, name: Name) -> Result<(), Self::Error>;
    fn string(&mut self, text: &PyStr) -> Result<(), Self::Error>;
    fn int(&mut self, value: i32) -> Result<(), Self::Error>;
    fn constant(&mut self, value: &Constant) -> Result<(), Self::Error>;
}

/// A tree that can tell its parts.
pub trait Walk {
    /// # Errors
    /// The sink's.
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error>;
}
