//! `contextvars.Token`, and what it shows where a variable had no value.

use super::{Context, ContextVar};
use crate::heap;
use crate::prelude::*;

object_type!(
    /// `contextvars.Token`
    pub struct Token(PyContextToken): PyContextToken_Type
);

object_type!(
    /// The type of `Token.MISSING`.
    pub struct Missing(Object): _PyContextTokenMissing_Type
);

/// `Token.MISSING`.
static MISSING: Object = Object::immortal(&_PyContextTokenMissing_Type);

impl Token {
    pub(super) fn new(context: &Context, var: &ContextVar, old: Option<Ref>) -> PyResult<Ref<Token>> {
        let token = heap::new_object::<Token>(&PyContextToken_Type)?;
        let layout = token.layout();
        // SAFETY: the objects have the layouts.
        unsafe {
            layout.tok_ctx.init(Ref::new(context).cast_unchecked());
            layout.tok_var.init(Ref::new(var).cast_unchecked());
        }
        layout.tok_oldval.replace(old);
        heap::gc_track(&token);
        Ok(token)
    }
}

mod unhashable {
    use crate::prelude::*;

    pub(super) const SLOT_tp_hash: hashfunc = typeobject::hash_not_implemented;
}

/// Puts `Token.MISSING` into its class.
///
/// # Errors
/// `MemoryError`.
pub(super) fn init(th: &mut Thread) -> PyResult<()> {
    match PyContextToken_Type.tp_dict.get().map(Ref::downcast_into::<Dict>) {
        Some(Ok(dict)) => dict.set_str(&*Str::intern_str("MISSING")?, &MISSING, th),
        _ => Err(th.bad_internal_call()),
    }
}

#[pytype(
    static = PyContextToken_Type,
    name = "_contextvars.Token",
    layout = PyContextToken,
    flags(HAVE_GC),
    slots = [unhashable::tp_hash],
)]
impl Token {
    #[slot]
    fn tp_new(_ty: &'static Type, _args: &Object, _kwargs: Option<&Object>, th: &mut Thread) -> PyResult {
        Err(raise!(th, RuntimeError, "Tokens can only be created by ContextVars"))
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let layout = (*this).layout();
            drop(layout.tok_ctx.take());
            drop(layout.tok_var.take());
            drop(layout.tok_oldval.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().tok_ctx);
        visit.visit(&self.layout().tok_var);
        visit.visit(&self.layout().tok_oldval);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().tok_ctx.set(None, th);
        self.layout().tok_var.set(None, th);
        self.layout().tok_oldval.set(None, th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<String> {
        let layout = self.layout();
        let used = if layout.tok_used.get() != 0 { " used" } else { "" };
        let var = layout.tok_var.get().map_or_else(|| none().to_ref(), Ref::into_object).repr(th)?;
        Ok(format!("<Token{used} var={var} at {:p}>", self.as_ptr()))
    }

    #[getter(name = "var")]
    fn var(&self) -> Ref {
        self.layout().tok_var.get().map_or_else(|| none().to_ref(), Ref::into_object)
    }

    #[getter(name = "old_value")]
    fn old_value(&self) -> Ref {
        self.layout().tok_oldval.get().unwrap_or_else(|| MISSING.to_ref())
    }

    #[classmethod(sig = "(object, /)", doc = "Parametrized form, for type hints.")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }
}

#[pytype(static = _PyContextTokenMissing_Type, private, name = "Token.MISSING", layout = Object, no_new)]
impl Missing {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: a static object.
        unsafe { &*this }.make_immortal();
    }

    #[slot]
    fn tp_repr(&self) -> &'static str {
        "<Token.MISSING>"
    }
}
