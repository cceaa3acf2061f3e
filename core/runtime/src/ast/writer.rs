//! From the front end's tree to `ast` objects.

use std::ffi::c_int;

use ks_syntax::ast::{Ast, Class, Constant, Interner, Name, PyStr, Sink, Span, Walk};

use super::{Node, State, position_names, state};
use crate::abstract_::recursion;
use crate::objects::codeobject::convert;
use crate::prelude::*;

/// What is said of a tree that is too deep.
pub const RECURSION_MESSAGE: &str = "maximum recursion depth exceeded during ast construction";

/// What is being built.
enum Open {
    Node { class: Class, dict: Ref<Dict>, next: usize },
    List(Ref<List>),
}

struct Writer<'a> {
    interner: &'a Interner,
    /// Identifiers made so far, by [`Name::index`].
    names: Vec<Option<Ref<Str>>>,
    state: &'static State,
    open: Vec<Open>,
    /// How many more nodes may be open.
    levels: c_int,
    result: Option<Ref>,
    th: &'a mut Thread,
}

/// The objects of a tree.
///
/// # Errors
/// `MemoryError`; `RecursionError` for a tree too deep.
pub fn module_object(ast: &Ast, th: &mut Thread) -> PyResult {
    let state = state(th)?;
    let names = vec![None; ast.interner.len()];
    let levels = th.c_recursion_remaining.get();
    let mut writer = Writer { interner: &ast.interner, names, state, open: Vec::new(), levels, result: None, th };
    ast.module.walk(&mut writer)?;
    match writer.result {
        Some(module) => Ok(module),
        None => Err(th.bad_internal_call()),
    }
}

impl Writer<'_> {
    /// Puts a value where it belongs: the field that is next, or the end of the list.
    fn put(&mut self, value: Ref) -> PyResult<()> {
        match self.open.last_mut() {
            None => {
                self.result = Some(value);
                Ok(())
            }
            Some(Open::List(list)) => list.push(value),
            Some(Open::Node { class, dict, next }) => {
                let name = self.state.fields(*class).items().get(*next);
                *next += 1;
                match name.and_then(|name| name.downcast::<Str>()) {
                    Some(name) => dict.set_str(name, &value, self.th),
                    None => Err(self.th.bad_internal_call()),
                }
            }
        }
    }
}

impl Sink for Writer<'_> {
    type Error = Raised;

    fn begin(&mut self, class: Class) -> PyResult<()> {
        self.levels -= 1;
        if self.levels < 0 || recursion::stack_is_low() {
            return Err(raise!(self.th, RecursionError, "{RECURSION_MESSAGE}"));
        }
        let dict = Dict::new()?;
        self.open.push(Open::Node { class, dict, next: 0 });
        Ok(())
    }

    fn field(&mut self, _name: &'static str) -> PyResult<()> {
        Ok(())
    }

    fn span(&mut self, span: Span) -> PyResult<()> {
        let Some(Open::Node { dict, .. }) = self.open.last() else { return Err(self.th.bad_internal_call()) };
        let values = [span.lineno, span.col_offset, span.end_lineno, span.end_col_offset];
        for (name, value) in position_names().into_iter().zip(values) {
            dict.set_str(name, &*Long::from_i64(i64::from(value))?, self.th)?;
        }
        Ok(())
    }

    fn end(&mut self) -> PyResult<()> {
        let Some(Open::Node { class, dict, .. }) = self.open.pop() else { return Err(self.th.bad_internal_call()) };
        self.levels += 1;
        let node = Node::with_dict(self.state.class(class), dict, self.th)?;
        self.put(node)
    }

    fn begin_list(&mut self, len: usize) -> PyResult<()> {
        self.open.push(Open::List(List::with_capacity(len)?));
        Ok(())
    }

    fn end_list(&mut self) -> PyResult<()> {
        let Some(Open::List(list)) = self.open.pop() else { return Err(self.th.bad_internal_call()) };
        self.put(list.into_object())
    }

    fn singleton(&mut self, class: Class) -> PyResult<()> {
        match self.state.singleton(class) {
            Some(node) => self.put(node.clone()),
            None => Err(self.th.bad_internal_call()),
        }
    }

    fn none(&mut self) -> PyResult<()> {
        self.put(none().to_ref())
    }

    fn name(&mut self, name: Name) -> PyResult<()> {
        let text = match self.names.get(name.index()) {
            Some(Some(text)) => text.clone(),
            _ => {
                let text = Str::intern_str(self.interner.get(name))?;
                if let Some(place) = self.names.get_mut(name.index()) {
                    *place = Some(text.clone());
                }
                text
            }
        };
        self.put(text.into_object())
    }

    fn string(&mut self, text: &PyStr) -> PyResult<()> {
        let text = Str::from_wtf8(text.as_bytes())?;
        self.put(text.into_object())
    }

    fn int(&mut self, value: i32) -> PyResult<()> {
        let value = Long::from_i64(i64::from(value))?;
        self.put(value.into_object())
    }

    fn constant(&mut self, value: &Constant) -> PyResult<()> {
        let value = convert::constant(value, self.th)?;
        self.put(value)
    }
}
