//! `contextvars.ContextVar`.

use super::{Context, Token};
use crate::heap;
use crate::prelude::*;

object_type!(
    /// `contextvars.ContextVar`
    pub struct ContextVar(PyContextVar): PyContextVar_Type
);

impl ContextVar {
    /// `PyContextVar_New`.
    ///
    /// # Errors
    /// `TypeError` for a name that is no string.
    pub fn new(name: &Object, default: Option<&Object>, th: &mut Thread) -> PyResult<Ref<ContextVar>> {
        if !Str::check(name) {
            return Err(raise!(th, TypeError, "context variable name must be a str"));
        }
        let hash = name.hash(th)?;
        let var = heap::new_object::<ContextVar>(&PyContextVar_Type)?;
        let layout = var.layout();
        layout.var_name.init(name.to_ref());
        layout.var_default.replace(default.map(Object::to_ref));
        let hash = hash ^ object::hash_pointer(var.as_ptr().cast_const().cast());
        layout.var_hash.set(if hash == -1 { -2 } else { hash });
        if heap::gc::is_object_tracked(name) || default.is_some_and(tupleobject::may_be_tracked) {
            heap::gc_track(&var);
        }
        Ok(var)
    }

    /// The value in the thread's context; no default counts.
    fn find(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        if th.context.is_null() {
            return Ok(None);
        }
        let layout = self.layout();
        if layout.var_cached_tsid.get() == th.id.get() && layout.var_cached_tsver.get() == th.context_ver.get() {
            // SAFETY: the value found last, in the context the thread is still in, which keeps it: setting and resetting
            // the variable change the memory.
            if let Some(value) = unsafe { Ref::from_borrowed(layout.var_cached.get()) } {
                return Ok(Some(value));
            }
        }
        let value = Context::current(th)?.vars()?.find(self, th)?;
        if let Some(value) = &value {
            self.remember(value, th);
        }
        Ok(value)
    }

    fn remember(&self, value: &Object, th: &Thread) {
        let layout = self.layout();
        layout.var_cached.set(value.as_ptr());
        layout.var_cached_tsid.set(th.id.get());
        layout.var_cached_tsver.set(th.context_ver.get());
    }

    fn forget(&self) {
        self.layout().var_cached.set(std::ptr::null_mut());
        self.layout().var_cached_tsid.set(0);
        self.layout().var_cached_tsver.set(0);
    }

    /// `PyContextVar_Get`: the value, or else the default given, or else the variable's.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn value(&self, default: Option<&Object>, th: &mut Thread) -> PyResult<Option<Ref>> {
        if let Some(value) = self.find(th)? {
            return Ok(Some(value));
        }
        Ok(default.map(Object::to_ref).or_else(|| self.layout().var_default.get()))
    }

    /// Puts a value into the thread's context.
    fn assign(&self, value: &Object, th: &mut Thread) -> PyResult<()> {
        self.forget();
        let context = Context::current(th)?;
        let vars = context.vars()?.with(self, value, th)?;
        context.set_vars(vars, th);
        self.remember(value, th);
        Ok(())
    }

    /// `PyContextVar_Set`: puts a value into the thread's context; the token that can undo it.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn set_value(&self, value: &Object, th: &mut Thread) -> PyResult<Ref<Token>> {
        let context = Context::current(th)?;
        let old = context.vars()?.find(self, th)?;
        let token = Token::new(&context, self, old)?;
        self.assign(value, th)?;
        Ok(token)
    }

    /// `PyContextVar_Reset`: undoes what made the token.
    ///
    /// # Errors
    /// `RuntimeError` if the token was used, `ValueError` if it is of another variable or another context.
    pub fn reset_to(&self, token: &Token, th: &mut Thread) -> PyResult<()> {
        let layout = token.layout();
        if layout.tok_used.get() != 0 {
            let repr = token.repr(th)?;
            return Err(raise!(th, RuntimeError, "{repr} has already been used once"));
        }
        if layout.tok_var.as_ptr().cast() != self.as_ptr() {
            let repr = token.repr(th)?;
            return Err(raise!(th, ValueError, "{repr} was created by a different ContextVar"));
        }
        let context = Context::current(th)?;
        if layout.tok_ctx.as_ptr().cast() != context.as_ptr() {
            let repr = token.repr(th)?;
            return Err(raise!(th, ValueError, "{repr} was created in a different Context"));
        }
        layout.tok_used.set(1);
        if let Some(old) = layout.tok_oldval.get() {
            return self.assign(&old, th);
        }
        self.forget();
        match context.vars()?.without(self, th)? {
            Some(vars) => {
                context.set_vars(vars, th);
                Ok(())
            }
            None => Err(th.raise_object(&exceptions::LookupError, self)),
        }
    }
}

#[pytype(
    static = PyContextVar_Type,
    name = "_contextvars.ContextVar",
    layout = PyContextVar,
    flags(HAVE_GC),
    members = [&[member!("name", PyContextVar, var_name, _Py_T_OBJECT, READONLY)]],
)]
impl ContextVar {
    #[slot]
    fn tp_new(_ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<ContextVar>> {
        let mut name = match args.items() {
            [] => None,
            [name] => Some(name.clone()),
            more => {
                let given = more.len();
                return Err(raise!(th, TypeError, "ContextVar() takes at most 1 positional argument ({given} given)"));
            }
        };
        let mut default = None;
        if let Some(kwargs) = kwargs {
            default = kwargs.get(id!(default), th)?;
            if name.is_none() {
                name = kwargs.get(id!(name), th)?;
            }
            let mut position = 0;
            while let Some((key, _)) = kwargs.next(&mut position) {
                let Some(key) = key.downcast::<Str>() else {
                    return Err(raise!(th, TypeError, "keywords must be strings"));
                };
                if !key.eq(id!(default)) && (!key.eq(id!(name)) || !args.is_empty()) {
                    return Err(raise!(th, TypeError, "ContextVar() got an unexpected keyword argument '{key}'"));
                }
            }
        }
        let Some(name) = name else {
            return Err(raise!(th, TypeError, "ContextVar() missing required argument 'name' (pos 1)"));
        };
        ContextVar::new(&name, default.as_deref(), th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let layout = (*this).layout();
            layout.var_cached.set(std::ptr::null_mut());
            drop(layout.var_name.take());
            drop(layout.var_default.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().var_name);
        visit.visit(&self.layout().var_default);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().var_name.set(None, th);
        self.layout().var_default.set(None, th);
        self.forget();
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<String> {
        let layout = self.layout();
        let name = layout.var_name.get().unwrap_or_else(|| none().to_ref()).repr(th)?;
        let default = match layout.var_default.get() {
            Some(default) => format!(" default={}", default.repr(th)?),
            None => String::new(),
        };
        Ok(format!("<ContextVar name={name}{default} at {:p}>", self.as_ptr()))
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        self.layout().var_hash.get()
    }

    #[method(
        sig = "(default=<unrepresentable>, /)",
        doc = "The variable's value in the current context, or else default, or else the variable's own default.\n\nLookupError if there is none of them."
    )]
    fn get(&self, default: Option<&Object>, th: &mut Thread) -> PyResult {
        match self.value(default, th)? {
            Some(value) => Ok(value),
            None => Err(th.raise_object(&exceptions::LookupError, self)),
        }
    }

    #[method(
        sig = "(value, /)",
        doc = "Give the variable a value in the current context.\n\nReturns a token that reset() takes to undo this."
    )]
    fn set(&self, value: &Object, th: &mut Thread) -> PyResult<Ref<Token>> {
        self.set_value(value, th)
    }

    #[method(sig = "(token, /)", doc = "Give the variable the value it had before the set() that returned token.")]
    fn reset(&self, token: &Object, th: &mut Thread) -> PyResult<()> {
        match token.downcast_exact::<Token>() {
            Some(token) => self.reset_to(token, th),
            None => {
                let repr = token.repr(th)?;
                Err(raise!(th, TypeError, "expected an instance of Token, got {repr}"))
            }
        }
    }

    #[classmethod(sig = "(object, /)", doc = "Parametrized form, for type hints.")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }
}
