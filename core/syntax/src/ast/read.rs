//! Trees from nodes that someone else made: the reading counterpart of [`Walk`](super::Walk), for `ast` objects.
//!
//! The order of reading and checking is CPython's, so that of several mistakes the same one is reported.

use super::generated_read::{Items, Part, build, choice, fields};
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

/// A field of a class, as the reader sees it.
pub(super) struct Field {
    pub name: &'static str,
    pub what: What,
    pub how: How,
}

/// What a field's value, or an item of it, is.
#[derive(Clone, Copy)]
pub(super) enum What {
    Identifier,
    String,
    Int,
    Constant,
    /// A node without fields.
    Choice(Class),
    /// A node of one of several classes.
    Sum(Class),
    Product(Class),
}

/// How many values a field has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// It must be there; whether it may be None is asked when the whole node has been read.
    Required,
    /// It may be missing or None.
    Optional,
    /// A list; a missing one is empty.
    List,
    /// A list whose items may be None.
    OptionalList,
}

/// What has been read of a node: values and lists of each type, in the enum `Part`.
macro_rules! parts {
    ($($ty:ident),*) => {
        /// What has been read as a field's value. None is a value of any type.
        pub(super) enum Part {
            Null,
            $($ty($ty)),*,
            List(Items),
        }

        /// What has been read as a list.
        pub(super) enum Items {
            /// So many times None.
            Nulls(usize),
            $($ty(Vec<Option<$ty>>)),*
        }

        impl Items {
            /// Appends an item of the type that all of them have.
            pub(super) fn push(&mut self, item: Part) {
                match (&mut *self, item) {
                    $((Items::$ty(items), Part::$ty(item)) => items.push(Some(item)),)*
                    $((Items::Nulls(nulls), Part::$ty(item)) => {
                        let mut items: Vec<Option<$ty>> = (0..*nulls).map(|_| None).collect();
                        items.push(Some(item));
                        *self = Items::$ty(items);
                    })*
                    $((Items::$ty(items), _) => items.push(None),)*
                    (Items::Nulls(nulls), _) => *nulls += 1,
                }
            }

            /// Whether any of them is None.
            pub(super) fn has_null(&self) -> bool {
                match self {
                    Items::Nulls(nulls) => *nulls > 0,
                    $(Items::$ty(items) => items.iter().any(Option::is_none),)*
                }
            }
        }

        $(
            impl From<$ty> for Part {
                fn from(value: $ty) -> Part {
                    Part::$ty(value)
                }
            }

            impl FromPart for $ty {
                fn one(part: Part) -> Option<Self> {
                    match part {
                        Part::$ty(value) => Some(value),
                        _ => None,
                    }
                }

                fn items(part: Part) -> Vec<Option<Self>> {
                    match part {
                        Part::List(Items::$ty(items)) => items,
                        Part::List(Items::Nulls(nulls)) => (0..nulls).map(|_| None).collect(),
                        _ => Vec::new(),
                    }
                }
            }
        )*
    };
}
pub(super) use parts;

/// A type of values that nodes are made of.
pub(super) trait FromPart: Sized {
    fn one(part: Part) -> Option<Self>;
    fn items(part: Part) -> Vec<Option<Self>>;
}

/// What has been read of a node, field by field.
pub(super) struct Parts<'a>(std::vec::Drain<'a, Part>);

impl Parts<'_> {
    pub(super) fn one<T: FromPart>(&mut self) -> Option<T> {
        self.0.next().and_then(T::one)
    }

    /// A value that must not be None.
    pub(super) fn present<T: FromPart, S: Source>(
        &mut self,
        source: &mut S,
        owner: Class,
        field: usize,
    ) -> Result<T, S::Error> {
        self.one().ok_or_else(|| source.fault(Fault::Null, owner, fields(owner).get(field).map_or("", |f| f.name)))
    }

    pub(super) fn items<T: FromPart>(&mut self) -> Vec<Option<T>> {
        self.0.next().map(T::items).unwrap_or_default()
    }

    pub(super) fn all_items<T: FromPart>(&mut self) -> Vec<T> {
        self.items().into_iter().flatten().collect()
    }
}

/// A node whose fields are being read.
struct Open<N> {
    node: N,
    class: Class,
    span: Span,
    /// The field that is next or whose list is being read.
    field: usize,
    /// Where its parts start.
    first: usize,
    list: Option<Listing<N>>,
}

struct Listing<N> {
    list: N,
    len: usize,
    next: usize,
    items: Items,
}

/// Reads without native recursion, so that trees may be as deep as the source's own bound allows.
struct Reader<N> {
    open: Vec<Open<N>>,
    parts: Vec<Part>,
}

/// Reads a whole tree.
///
/// # Errors
/// What the source says.
pub fn read_module<S: Source>(source: &mut S, node: S::Node) -> Result<Mod, S::Error> {
    if source.is_none(&node) {
        return Err(source.unexpected(&node, class::r#mod));
    }
    let mut reader = Reader { open: Vec::new(), parts: Vec::new() };
    reader.begin(source, node, What::Sum(class::r#mod))?;
    loop {
        if let Some(part) = reader.step(source)? {
            return Ok(Mod::one(part).unwrap_or(Mod::Interactive { body: Vec::new() }));
        }
    }
}

impl<N> Reader<N> {
    /// Starts to read a value; returns it if it has no fields.
    fn begin<S: Source<Node = N>>(&mut self, source: &mut S, node: N, what: What) -> Result<Option<Part>, S::Error> {
        let part = match what {
            What::Identifier => source.identifier(&node)?.map_or(Part::Null, Part::from),
            What::String => source.string(&node)?.into(),
            What::Int => source.int(&node)?.into(),
            What::Constant => source.constant(&node)?.into(),
            What::Choice(base) => choice(source, &node, base)?,
            What::Sum(_) if source.is_none(&node) => Part::Null,
            What::Sum(base) => {
                let span = span(source, &node, base)?;
                match source.variant(&node, base)? {
                    Some(class) => self.open(node, class, span),
                    None => return Err(source.unexpected(&node, base)),
                }
                return Ok(None);
            }
            What::Product(class) => {
                self.open(node, class, Span::default());
                return Ok(None);
            }
        };
        Ok(Some(part))
    }

    fn open(&mut self, node: N, class: Class, span: Span) {
        self.open.push(Open { node, class, span, field: 0, first: self.parts.len(), list: None });
    }

    /// Reads a child of the innermost node.
    fn child<S: Source<Node = N>>(
        &mut self,
        source: &mut S,
        node: N,
        owner: Class,
        what: What,
    ) -> Result<(), S::Error> {
        source.enter(owner)?;
        if let Some(part) = self.begin(source, node, what)? {
            source.leave();
            self.deliver(source, part)?;
        }
        Ok(())
    }

    /// One field, item or end of the innermost node. Returns the outermost when it is complete.
    fn step<S: Source<Node = N>>(&mut self, source: &mut S) -> Result<Option<Part>, S::Error> {
        let Some(open) = self.open.last_mut() else { return Ok(Some(Part::Null)) };
        let class = open.class;
        let Some(field) = fields(class).get(open.field) else { return self.finish(source) };
        if let Some(listing) = &mut open.list {
            if listing.next < listing.len {
                let Some(item) = source.list_item(&listing.list, listing.next) else {
                    return Err(source.fault(Fault::Resized, class, field.name));
                };
                listing.next += 1;
                self.child(source, item, class, field.what)?;
                return Ok(None);
            }
            let items = std::mem::replace(&mut listing.items, Items::Nulls(0));
            if field.how == How::List && items.has_null() {
                return Err(source.fault(Fault::NullItem, class, field.name));
            }
            open.list = None;
            self.deliver(source, Part::List(items))?;
            return Ok(None);
        }
        let value = source.attribute(&open.node, field.name)?;
        match (field.how, value) {
            (How::Required, None) => return Err(source.fault(Fault::Missing, class, field.name)),
            (How::Required, Some(value)) => self.child(source, value, class, field.what)?,
            (How::Optional, Some(value)) if !source.is_none(&value) => self.child(source, value, class, field.what)?,
            (How::Optional, _) => self.deliver(source, missing(field.what))?,
            (How::List | How::OptionalList, None) => self.deliver(source, Part::List(Items::Nulls(0)))?,
            (How::List | How::OptionalList, Some(list)) => {
                let len = source.list_len(&list, class, field.name)?;
                open.list = Some(Listing { list, len, next: 0, items: Items::Nulls(0) });
            }
        }
        Ok(None)
    }

    /// The innermost node is complete.
    fn finish<S: Source<Node = N>>(&mut self, source: &mut S) -> Result<Option<Part>, S::Error> {
        let Some(open) = self.open.pop() else { return Ok(Some(Part::Null)) };
        // The position of a product comes last, that of a sum is known already.
        let placed = matches!(open.class.info().positions, Some(Positions::Whole | Positions::EndOptional));
        let span = if placed { span(source, &open.node, open.class)? } else { open.span };
        let part = build(source, open.class, span, &mut Parts(self.parts.drain(open.first..)))?;
        if self.open.is_empty() {
            return Ok(Some(part));
        }
        source.leave();
        self.deliver(source, part)?;
        Ok(None)
    }

    /// Puts a value where it belongs: into the list or the fields of the innermost node.
    fn deliver<S: Source<Node = N>>(&mut self, source: &mut S, part: Part) -> Result<(), S::Error> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        let Some(listing) = &mut open.list else {
            self.parts.push(part);
            open.field += 1;
            return Ok(());
        };
        let field = fields(open.class).get(open.field);
        let name = field.map_or("", |field| field.name);
        listing.items.push(match (part, field) {
            (Part::Null, Some(field)) if field.how == How::List => absent(field.what),
            (part, _) => part,
        });
        if source.list_len(&listing.list, open.class, name)? != listing.len {
            return Err(source.fault(Fault::Resized, open.class, name));
        }
        Ok(())
    }
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

/// What None is read as in a list of such items; those that stay None are refused at once.
fn absent(what: What) -> Part {
    match what {
        What::Sum(class::expr) => Expr::absent().into(),
        What::Sum(class::stmt) => {
            Stmt { kind: StmtKind::Expr { value: Box::new(Expr::absent()) }, span: Span::default() }.into()
        }
        What::Sum(class::type_ignore) => TypeIgnore::TypeIgnore { lineno: 0, tag: "".into() }.into(),
        _ => Part::Null,
    }
}

/// What an optional field is that is missing or None.
fn missing(what: What) -> Part {
    match what {
        What::Int => 0.into(),
        _ => Part::Null,
    }
}

/// The position of a node; the end, where it may be and is not told, is the start.
fn span<S: Source>(source: &mut S, node: &S::Node, owner: Class) -> Result<Span, S::Error> {
    if owner.info().positions == Some(Positions::No) {
        return Ok(Span::default());
    }
    let mut number = |name: &'static str, default: Option<i32>| match source.attribute(node, name)? {
        Some(value) if default.is_none() || !source.is_none(&value) => {
            source.enter(owner)?;
            let number = source.int(&value);
            source.leave();
            number
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
