//! The classes of `_ast`, and trees as objects.
//!
//! The classes are made from the table in `ks_syntax::ast`, once per interpreter: `AST` as a heap type with slots of its
//! own, the others by calling `type`, as `class` statements would.

mod node;
mod reader;
mod writer;

use ks_syntax::ast::{Class, Count, FieldInfo, Positions, Value, class};

use crate::prelude::*;

pub use node::Node;
pub use reader::{Originals, Tree, constant, read_module};
pub use writer::{RECURSION_MESSAGE, module_object};

/// The classes of one interpreter.
pub struct State {
    /// By [`Class::index`].
    classes: Vec<Ref<Type>>,
    /// `_fields` as the classes were made with, by [`Class::index`].
    fields: Vec<Ref<Tuple>>,
    /// The nodes of classes without fields that trees share (`Load()`, `Add()`), by [`Class::index`].
    singletons: Vec<Option<Ref>>,
}

/// Names of the attributes that say where a node is.
fn position_names() -> [&'static Str; 4] {
    [id!(lineno), id!(col_offset), id!(end_lineno), id!(end_col_offset)]
}

impl State {
    pub fn class(&self, class: Class) -> &Type {
        &self.classes[class.index()]
    }

    /// Which class a type is; `None` for a subclass or something else.
    fn find(&self, ty: &Type) -> Option<Class> {
        Class::all().find(|class| std::ptr::eq(self.class(*class), ty))
    }

    fn fields(&self, class: Class) -> &Tuple {
        &self.fields[class.index()]
    }

    fn singleton(&self, class: Class) -> Option<&Ref> {
        self.singletons[class.index()].as_ref()
    }

    /// All classes with their names.
    pub fn classes(&self) -> impl Iterator<Item = (&'static str, &Type)> {
        Class::all().map(|class| (class.name(), self.class(class)))
    }
}

/// The interpreter's classes, made when they are first asked for.
///
/// # Errors
/// `MemoryError`.
pub fn state(th: &mut Thread) -> PyResult<&'static State> {
    if let Some(state) = th.interp().ast.get() {
        return Ok(state);
    }
    let made = make(th)?;
    Ok(th.interp().ast.get_or_init(|| made))
}

/// `PyAST_Check`: whether an object is a node.
///
/// # Errors
/// What the check raises.
pub fn is_ast(object: &Object, th: &mut Thread) -> PyResult<bool> {
    // No node can exist before its class does.
    match th.interp().ast.get() {
        Some(state) => crate::abstract_::instance::is_instance(object, state.class(class::AST), th),
        None => Ok(false),
    }
}

fn make(th: &mut Thread) -> PyResult<State> {
    let base = node::make_type(th)?;
    let empty = Tuple::new(&[])?;
    for name in [id!(_fields), id!(__match_args__), id!(_attributes)] {
        base.set_attr(name, &empty, th)?;
    }
    let mut state = State { classes: vec![base], fields: vec![empty], singletons: vec![None] };
    for class in Class::all().skip(1) {
        make_class(class, &mut state, th)?;
    }
    // A field's type may be a class that comes later.
    for class in Class::all().skip(1) {
        let info = class.info();
        if info.base == class::AST && info.fields.is_empty() {
            continue;
        }
        let types = Dict::new()?;
        for field in info.fields {
            types.set_str(&*Str::intern_str(field.name)?, &*field_type(field, &state, th)?, th)?;
        }
        let ty = &state.classes[class.index()];
        ty.set_attr(id!(_field_types), &types, th)?;
        ty.set_attr(id!(__annotations__), &types, th)?;
    }
    Ok(state)
}

/// Makes the class itself, and its shared node if it is an operator or a context.
fn make_class(class: Class, state: &mut State, th: &mut Thread) -> PyResult<()> {
    let info = class.info();
    let mut names = Vec::with_capacity(info.fields.len());
    for field in info.fields {
        names.push(Str::intern_str(field.name)?.into_object());
    }
    let fields = Tuple::from_vec(names)?;
    let namespace = Dict::new()?;
    namespace.set_str(id!(_fields), &fields, th)?;
    namespace.set_str(id!(__match_args__), &fields, th)?;
    namespace.set_str(id!(__module__), id!(ast), th)?;
    namespace.set_str(id!(__doc__), &*Str::new(info.doc)?, th)?;
    let bases = Tuple::new(&[state.class(info.base)])?;
    // Fields of the same name have a string of their own.
    let name = Str::new(info.name)?;
    let made = crate::args::PyType_Type.call(&[&name, &bases, &namespace], th)?;
    let Ok(ty) = made.downcast_into::<Type>() else { return Err(th.bad_internal_call()) };
    if let Some(positions) = info.positions {
        let names: &[&Object] = match positions {
            Positions::No => &[],
            _ => &position_names().map(|name| &**name),
        };
        ty.set_attr(id!(_attributes), &*Tuple::new(names)?, th)?;
    }
    for (name, field) in fields.items().iter().zip(info.fields) {
        if let (Count::Optional, Some(name)) = (field.count, name.downcast::<Str>()) {
            ty.set_attr(name, none(), th)?;
        }
    }
    if info.positions == Some(Positions::EndOptional) {
        ty.set_attr(id!(end_lineno), none(), th)?;
        ty.set_attr(id!(end_col_offset), none(), th)?;
    }
    // `Pass` and its fellows have positions, so each is a node of its own.
    let shared = info.fields.is_empty() && info.base != class::AST && info.base.info().positions == Some(Positions::No);
    let singleton = if shared { Some(crate::args::allocate(typeobject::static_type(&ty), th)?) } else { None };
    state.classes.push(ty);
    state.fields.push(fields);
    state.singletons.push(singleton);
    Ok(())
}

/// What `_field_types` says of a field: a class, `list[class]` or `class | None`.
fn field_type(field: &FieldInfo, state: &State, th: &mut Thread) -> PyResult {
    let item: &Object = match field.value {
        Value::Node(class) => state.class(class),
        Value::Str => &unicodeobject::PyUnicode_Type,
        Value::Int => &longobject::PyLong_Type,
        Value::Object => &object::PyBaseObject_Type,
    };
    match field.count {
        Count::One => Ok(item.to_ref()),
        Count::Many => genericaliasobject::new(&listobject::PyList_Type, item, th),
        Count::Optional => unionobject::type_or(item, none(), th),
    }
}
