//! Trees from nodes that someone else made: the reading counterpart of [`Walk`](super::Walk), for `ast` objects.
//!
//! The order of reading and checking is CPython's, so that of several mistakes the same one is reported.

use std::any::Any;

use super::{Class, Constant, Expr, ExprKind, Mod, Name, Positions, PyStr, Span, Stmt, StmtKind, TypeIgnore, class};

/// What is wrong with a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The attribute is not there.
    Missing,
    /// The value is None, which the field may not be.
    Null,
    /// An item of the list is None.
    NullItem,
    /// The list became longer or shorter while it was read.
    Resized,
}

/// Nodes as someone else has them.
pub trait Source {
    /// A node, list or plain value.
    type Node;
    type Error;

    fn is_none(&mut self, node: &Self::Node) -> bool;
    /// The class of a node among the variants of `base`; `None` if it is of none of them.
    fn variant(&mut self, node: &Self::Node, base: Class) -> Result<Option<Class>, Self::Error>;
    /// An attribute, `None` if it is missing.
    fn attribute(&mut self, node: &Self::Node, name: &'static str) -> Result<Option<Self::Node>, Self::Error>;
    /// The length of a list; an error for anything else.
    fn list_len(&mut self, list: &Self::Node, owner: Class, field: &'static str) -> Result<usize, Self::Error>;
    /// An item of a list, `None` behind its end.
    fn list_item(&mut self, list: &Self::Node, index: usize) -> Option<Self::Node>;
    /// Before and after reading a child of a node of this class: bounds the recursion.
    fn enter(&mut self, owner: Class) -> Result<(), Self::Error>;
    fn leave(&mut self);

    /// The plain values. An identifier may be None.
    fn identifier(&mut self, value: &Self::Node) -> Result<Option<Name>, Self::Error>;
    fn string(&mut self, value: &Self::Node) -> Result<PyStr, Self::Error>;
    fn int(&mut self, value: &Self::Node) -> Result<i32, Self::Error>;
    fn constant(&mut self, value: &Self::Node) -> Result<Constant, Self::Error>;

    /// The error for a node that is not one of `base`.
    fn unexpected(&mut self, node: &Self::Node, base: Class) -> Self::Error;
    /// The error for a field.
    fn fault(&mut self, fault: Fault, owner: Class, field: &'static str) -> Self::Error;
}

/// What can be read. `None` is Python's None where a node is wanted.
pub trait Read: Sized + 'static {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error>;

    /// What an optional field is that is missing or None.
    fn missing() -> Option<Self> {
        None
    }
}

/// Reads a whole tree.
///
/// # Errors
/// What the source says.
pub fn read_module<S: Source>(source: &mut S, node: &S::Node) -> Result<Mod, S::Error> {
    match Mod::read(source, node)? {
        Some(module) => Ok(module),
        None => Err(source.unexpected(node, class::r#mod)),
    }
}

impl Read for Name {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        source.identifier(node)
    }
}

impl Read for PyStr {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        source.string(node).map(Some)
    }
}

impl Read for i32 {
    fn missing() -> Option<Self> {
        Some(0)
    }

    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        source.int(node).map(Some)
    }
}

impl Read for Constant {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        source.constant(node).map(Some)
    }
}

fn name_of(owner: Class, field: usize) -> &'static str {
    owner.info().fields.get(field).map_or("", |field| field.name)
}

fn child<T: Read, S: Source>(source: &mut S, value: &S::Node, owner: Class) -> Result<Option<T>, S::Error> {
    source.enter(owner)?;
    let result = T::read(source, value);
    source.leave();
    result
}

/// A field that must be there; whether it may be None is asked later, by [`present`].
pub(super) fn required<T: Read, S: Source>(
    source: &mut S,
    node: &S::Node,
    owner: Class,
    field: usize,
) -> Result<Option<T>, S::Error> {
    let name = name_of(owner, field);
    match source.attribute(node, name)? {
        Some(value) => child(source, &value, owner),
        None => Err(source.fault(Fault::Missing, owner, name)),
    }
}

/// What [`required`] has read must not be None.
pub(super) fn present<T, S: Source>(
    source: &mut S,
    value: Option<T>,
    owner: Class,
    field: usize,
) -> Result<T, S::Error> {
    value.ok_or_else(|| source.fault(Fault::Null, owner, name_of(owner, field)))
}

/// A field that may be missing or None.
pub(super) fn optional<T: Read, S: Source>(
    source: &mut S,
    node: &S::Node,
    owner: Class,
    field: usize,
) -> Result<Option<T>, S::Error> {
    match source.attribute(node, name_of(owner, field))? {
        Some(value) if !source.is_none(&value) => child(source, &value, owner),
        _ => Ok(T::missing()),
    }
}

/// A list whose items may be None. A missing one is empty.
pub(super) fn optional_list<T: Read, S: Source>(
    source: &mut S,
    node: &S::Node,
    owner: Class,
    field: usize,
) -> Result<Vec<Option<T>>, S::Error> {
    let name = name_of(owner, field);
    let Some(list) = source.attribute(node, name)? else { return Ok(Vec::new()) };
    let len = source.list_len(&list, owner, name)?;
    let mut items = Vec::new();
    for index in 0..len {
        let Some(item) = source.list_item(&list, index) else {
            return Err(source.fault(Fault::Resized, owner, name));
        };
        items.push(child(source, &item, owner)?);
        if source.list_len(&list, owner, name)? != len {
            return Err(source.fault(Fault::Resized, owner, name));
        }
    }
    Ok(items)
}

impl Expr {
    /// What stands for None in a list of statements or expressions: a constant that is no object's. Checking the tree
    /// refuses it, which is later than other things are found.
    fn absent() -> Expr {
        Expr { kind: ExprKind::Constant { value: Constant::Foreign(0), kind: None }, span: Span::default() }
    }

    /// Whether Python's None was read instead.
    pub fn is_absent(&self) -> bool {
        matches!(self.kind, ExprKind::Constant { value: Constant::Foreign(0), .. })
    }
}

impl Stmt {
    /// Whether Python's None was read instead.
    pub fn is_absent(&self) -> bool {
        matches!(&self.kind, StmtKind::Expr { value } if value.is_absent())
    }
}

/// What None is read as in a list of such items, if it is not refused at once.
fn absent<T: 'static>() -> Option<T> {
    let mut expr = Some(Expr::absent());
    let mut stmt = Some(Stmt { kind: StmtKind::Expr { value: Box::new(Expr::absent()) }, span: Span::default() });
    let mut ignore = Some(TypeIgnore::TypeIgnore { lineno: 0, tag: "".into() });
    let known: [&mut dyn Any; 3] = [&mut expr, &mut stmt, &mut ignore];
    known.into_iter().find_map(|item| item.downcast_mut::<Option<T>>()?.take())
}

/// A list. A missing one is empty.
pub(super) fn list<T: Read, S: Source>(
    source: &mut S,
    node: &S::Node,
    owner: Class,
    field: usize,
) -> Result<Vec<T>, S::Error> {
    let items = optional_list(source, node, owner, field)?;
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        match item.or_else(absent) {
            Some(item) => all.push(item),
            None => return Err(source.fault(Fault::NullItem, owner, name_of(owner, field))),
        }
    }
    Ok(all)
}

/// The position of a node; the end, where it may be and is not told, is the start.
pub(super) fn span<S: Source>(source: &mut S, node: &S::Node, owner: Class) -> Result<Span, S::Error> {
    let mut number = |name: &'static str, default: Option<i32>| match source.attribute(node, name)? {
        Some(value) if default.is_none() || !source.is_none(&value) => {
            child::<i32, S>(source, &value, owner).map(Option::unwrap_or_default)
        }
        _ => default.ok_or_else(|| source.fault(Fault::Missing, owner, name)),
    };
    let lineno = number("lineno", None)?;
    let col_offset = number("col_offset", None)?;
    let optional = owner.info().positions == Some(Positions::EndOptional);
    let end_lineno = number("end_lineno", optional.then_some(lineno))?;
    let end_col_offset = number("end_col_offset", optional.then_some(col_offset))?;
    Ok(Span { lineno, col_offset, end_lineno, end_col_offset })
}
