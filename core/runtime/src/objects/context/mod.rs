//! Context variables (PEP 567): `Context`, `ContextVar`, `Token`.
//!
//! A thread has a current context, made when it is first needed, whose variables are a persistent map: copying a context
//! costs a reference. A variable remembers the value it found last; the thread counts how often its context changed, so
//! that such a memory can be told to be stale.

mod token;
mod var;

use std::ffi::c_int;
use std::mem::offset_of;

use super::hamt::{self, Hamt};
use crate::heap;
use crate::prelude::*;

pub use token::{PyContextToken_Type, Token};
pub use var::{ContextVar, PyContextVar_Type};

/// Completes the types; called once they are ready.
///
/// # Errors
/// `MemoryError`.
pub fn init(th: &mut Thread) -> PyResult<()> {
    token::init(th)
}

object_type!(
    /// `contextvars.Context`
    pub struct Context(PyContext): PyContext_Type
);

impl Context {
    /// `PyContext_New`: a context without variables.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new() -> PyResult<Ref<Context>> {
        Context::of(Hamt::new()?)
    }

    fn of(vars: Ref<Hamt>) -> PyResult<Ref<Context>> {
        let context = heap::new_object::<Context>(&PyContext_Type)?;
        // SAFETY: a hamt has the layout.
        context.layout().ctx_vars.init(unsafe { vars.cast_unchecked() });
        heap::gc_track(&context);
        Ok(context)
    }

    /// The thread's current context.
    ///
    /// # Errors
    /// `MemoryError`, when it has to be made.
    pub fn current(th: &mut Thread) -> PyResult<Ref<Context>> {
        if let Some(Ok(context)) = th.context.get().map(Ref::downcast_into::<Context>) {
            return Ok(context);
        }
        let context = Context::new()?;
        th.context.replace(Some(context.clone().into_object()));
        Ok(context)
    }

    /// The variables and their values.
    fn vars(&self) -> PyResult<Ref<Hamt>> {
        match self.layout().ctx_vars.get() {
            // SAFETY: the field holds a hamt.
            Some(vars) => Ok(unsafe { vars.cast_unchecked() }),
            // Only the collector clears it.
            None => Hamt::new(),
        }
    }

    fn set_vars(&self, vars: Ref<Hamt>, th: &mut Thread) {
        // SAFETY: a hamt has the layout.
        self.layout().ctx_vars.set(Some(unsafe { vars.cast_unchecked() }), th);
    }

    /// `PyContext_Copy`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn duplicate(&self) -> PyResult<Ref<Context>> {
        Context::of(self.vars()?)
    }

    /// `PyContext_Enter`: makes this the thread's context until [`Context::leave`].
    ///
    /// # Errors
    /// `RuntimeError` if it is entered already.
    pub fn enter(&self, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        if layout.ctx_entered.get() != 0 {
            let repr = self.repr(th)?;
            return Err(raise!(th, RuntimeError, "cannot enter context: {repr} is already entered"));
        }
        let before = th.context.replace(Some(self.to_ref()));
        // SAFETY: a thread's context is a context.
        layout.ctx_prev.replace(before.map(|before| unsafe { before.cast_unchecked() }));
        layout.ctx_entered.set(1);
        th.context_ver.set(th.context_ver.get() + 1);
        Ok(())
    }

    /// `PyContext_Exit`: gives the thread the context it had before.
    ///
    /// # Errors
    /// `RuntimeError` if it is not the thread's context.
    pub fn leave(&self, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        if layout.ctx_entered.get() == 0 {
            let repr = self.repr(th)?;
            return Err(raise!(th, RuntimeError, "cannot exit context: {repr} has not been entered"));
        }
        if th.context.as_ptr() != self.as_ptr() {
            return Err(raise!(
                th,
                RuntimeError,
                "cannot exit context: thread state references a different context object"
            ));
        }
        let before = layout.ctx_prev.take().map(Ref::into_object);
        layout.ctx_entered.set(0);
        th.context_ver.set(th.context_ver.get() + 1);
        let own = th.context.replace(before);
        drop(own);
        Ok(())
    }

    /// The value of what must be a variable.
    fn find(&self, key: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
        if !ContextVar::check_exact(key) {
            let repr = key.repr(th)?;
            return Err(raise!(th, TypeError, "a ContextVar key was expected, got {repr}"));
        }
        self.vars()?.find(key, th)
    }
}

#[pytype(
    static = PyContext_Type,
    name = "_contextvars.Context",
    layout = PyContext,
    flags(HAVE_GC),
    weaklistoffset = offset_of!(PyContext, ctx_weakreflist),
)]
impl Context {
    #[slot]
    fn tp_new(_ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<Context>> {
        if !args.is_empty() || kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(raise!(th, TypeError, "Context() does not accept any arguments"));
        }
        Context::new()
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function, and the callbacks of
        // weak references, which do not see it any more.
        unsafe {
            heap::gc_untrack(&*this);
            let layout = (*this).layout();
            if !layout.ctx_weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, Thread::enter());
            }
            drop(layout.ctx_prev.take());
            drop(layout.ctx_vars.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().ctx_prev);
        visit.visit(&self.layout().ctx_vars);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().ctx_prev.set(None, th);
        self.layout().ctx_vars.set(None, th);
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast_exact::<Context>().filter(|_| matches!(op, Py_EQ | Py_NE)) else {
            return Ok(not_implemented().to_ref());
        };
        let (vars, others) = (self.vars()?, other.vars()?);
        let equal = vars.equal(&others, th)?;
        Ok(boolobject::bool_object(equal == (op == Py_EQ)).to_ref())
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        hamt::keys(&*self.vars()?)
    }

    #[slot]
    fn mp_length(&self) -> PyResult<usize> {
        Ok(self.vars()?.len())
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        match self.find(key, th)? {
            Some(value) => Ok(value),
            None => Err(th.raise_object(&exceptions::KeyError, key)),
        }
    }

    #[slot]
    fn sq_contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        Ok(self.find(key, th)?.is_some())
    }

    #[method(sig = "(key, default=None, /)", doc = "The value of a variable in this context, or default.")]
    fn get(&self, key: &Object, default: &Object, th: &mut Thread) -> PyResult {
        Ok(self.find(key, th)?.unwrap_or_else(|| default.to_ref()))
    }

    #[method(sig = "()", doc = "The variables and their values.")]
    fn items(&self) -> PyResult {
        hamt::items(&*self.vars()?)
    }

    #[method(sig = "()", doc = "The variables.")]
    fn keys(&self) -> PyResult {
        hamt::keys(&*self.vars()?)
    }

    #[method(sig = "()", doc = "The values of the variables.")]
    fn values(&self) -> PyResult {
        hamt::values(&*self.vars()?)
    }

    #[method(sig = "()", doc = "A context with the same variables and values.")]
    fn copy(&self) -> PyResult<Ref<Context>> {
        self.duplicate()
    }

    #[method(raw = FASTCALL | KEYWORDS)]
    fn run(&self, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
        let Some((function, rest)) = args.split_first() else {
            return Err(raise!(th, TypeError, "run() missing 1 required positional argument"));
        };
        self.enter(th)?;
        let result = kwargs.call(function, rest, th);
        match self.leave(th) {
            Ok(()) => result,
            Err(Raised) => Err(Raised),
        }
    }
}
