//! A tree as a stream of events, in the order of fields: for dumping it and for making the Python objects of `ast`.

use super::{Constant, Name, PyStr, Span};

/// Receives a tree's parts. Between `begin` and `end` of a node come its fields, each announced by `field` and followed
/// by exactly one value: a node, a list, or one of the plain values.
pub trait Sink {
    /// A node of this class starts.
    fn begin(&mut self, class: &'static str);
    /// The field that the next value belongs to.
    fn field(&mut self, name: &'static str);
    /// The position of the innermost open node; comes after its fields.
    fn span(&mut self, span: Span);
    /// The innermost open node is complete.
    fn end(&mut self);
    /// A list of so many values starts.
    fn begin_list(&mut self, len: usize);
    fn end_list(&mut self);
    /// A node without fields, one of the operators or contexts.
    fn singleton(&mut self, class: &'static str);
    fn none(&mut self);
    fn name(&mut self, name: Name);
    fn string(&mut self, text: &PyStr);
    fn int(&mut self, value: i32);
    fn constant(&mut self, value: &Constant);
}

/// A tree that can tell its parts.
pub trait Walk {
    fn walk<S: Sink + ?Sized>(&self, sink: &mut S);
}
