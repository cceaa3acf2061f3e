//! `functools.partial`.

use std::cell::Cell;
use std::mem::offset_of;

use ks_runtime::abstract_::{ObjectOps, call, repr_guard};
use ks_runtime::heap;
use ks_runtime::objects::exceptions::warnings;
use ks_runtime::objects::unicodeobject::StrWriter;
use ks_runtime::prelude::*;

#[repr(C)]
pub struct PartialLayout {
    ob_base: Object,
    function: Field,
    args: Field<Tuple>,
    keywords: Field<Dict>,
    dict: Field,
    weakreflist: Cell<*mut Object>,
    vectorcall: Cell<Option<vectorcallfunc>>,
}

object_type!(
    /// `functools.partial`
    pub struct Partial(PartialLayout): Partial_Type
);

/// What a call needs, owned: the call may replace it by `__setstate__`.
struct Parts {
    function: Ref,
    args: Ref<Tuple>,
    keywords: Ref<Dict>,
}

unsafe extern "C" fn vectorcall(
    this: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: called by C conventions, by a caller that holds the interpreter, on an instance of `partial`.
    unsafe {
        let th = Thread::enter();
        let this: &Partial = this.cast_unchecked();
        let kwnames = kwnames.map(|names| names.cast_unchecked::<Tuple>());
        let parts = this.parts(th)?;
        let count = nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET;
        let total = count + kwnames.map_or(0, Tuple::len);
        if parts.keywords.is_empty() {
            if parts.args.is_empty() {
                return call::vectorcall_raw(&parts.function, args, nargsf, kwnames, th);
            }
            let given = call::slice(args, total);
            return parts.call_joined(given, kwnames, th);
        }
        let given = call::slice(args, total);
        let mut keywords = parts.keywords.copy(th)?;
        if let Some(names) = kwnames {
            for (name, value) in names.items().iter().zip(&given[count..]) {
                keywords.set(name, value, th)?;
            }
        }
        let all = Tuple::from_vec(
            parts.args.items().iter().cloned().chain(given[..count].iter().map(|item| item.to_ref())).collect(),
        )?;
        let result = parts.function.call_dict(&all, Some(&keywords), th);
        // Keeps the dict's type in place for the call above, whatever it did.
        drop(std::mem::replace(&mut keywords, parts.keywords));
        result
    }
}

impl Parts {
    /// Calls with the kept arguments in front; no keywords are kept.
    fn call_joined(&self, given: &[&Object], kwnames: Option<&Tuple>, th: &mut Thread) -> PyResult {
        const SMALL: usize = 10;
        let kept = self.args.items();
        let total = kept.len() + given.len();
        if total <= SMALL {
            let mut all: [&Object; SMALL] = [none(); SMALL];
            for (place, item) in all.iter_mut().zip(kept.iter().map(|item| &**item).chain(given.iter().copied())) {
                *place = item;
            }
            return self.function.call_kw(&all[..total], kwnames, th);
        }
        let all: Vec<&Object> = kept.iter().map(|item| &**item).chain(given.iter().copied()).collect();
        self.function.call_kw(&all, kwnames, th)
    }
}

impl Partial {
    fn parts(&self, th: &mut Thread) -> PyResult<Parts> {
        let layout = self.layout();
        match (layout.function.get(), layout.args.get(), layout.keywords.get()) {
            (Some(function), Some(args), Some(keywords)) => Ok(Parts { function, args, keywords }),
            _ => Err(raise!(th, TypeError, "the partial object has been cleared")),
        }
    }
}

#[pytype(
    static = Partial_Type,
    private,
    name = "functools.partial",
    layout = PartialLayout,
    flags(BASETYPE, HAVE_GC, HAVE_VECTORCALL),
    dictoffset = offset_of!(PartialLayout, dict),
    weaklistoffset = offset_of!(PartialLayout, weakreflist),
    vectorcall_offset = offset_of!(PartialLayout, vectorcall),
    members = [&[
        member!("__vectorcalloffset__", PartialLayout, vectorcall, Py_T_PYSSIZET, READONLY),
        member!("func", PartialLayout, function, _Py_T_OBJECT, READONLY, "The function that is called."),
        member!("args", PartialLayout, args, _Py_T_OBJECT, READONLY, "The arguments that stand in front."),
        member!("keywords", PartialLayout, keywords, _Py_T_OBJECT, READONLY, "The keyword arguments, which a call may override."),
    ]],
    text_signature = "(func, /, *args, **keywords)",
    doc = "A function with some of its arguments given already."
)]
impl Partial {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<Partial>> {
        let Some((function, rest)) = args.items().split_first() else {
            return Err(raise!(th, TypeError, "type 'partial' takes at least one argument"));
        };
        if !function.is_callable() {
            return Err(raise!(th, TypeError, "the first argument must be callable"));
        }
        // A partial of a plain partial is made one.
        let inner = function.downcast::<Partial>().filter(|inner| {
            let same = |ty: &Type| ty.tp_call.get().map(|slot| slot as usize);
            same(inner.ob_type()) == same(&Partial_Type) && inner.layout().dict.is_null()
        });
        let inner = match inner {
            Some(inner) => Some(inner.parts(th)?),
            None => None,
        };
        // SAFETY: a new instance of this type or a subclass.
        let new = unsafe { ks_runtime::args::allocate(ty, th)?.cast_unchecked::<Partial>() };
        let keywords = match &inner {
            Some(inner) if !inner.keywords.is_empty() => {
                let keywords = inner.keywords.copy(th)?;
                if let Some(kwargs) = kwargs {
                    keywords.merge(kwargs, 1, th)?;
                }
                keywords
            }
            _ => match kwargs {
                Some(kwargs) => kwargs.copy(th)?,
                None => Dict::new()?,
            },
        };
        let args = match &inner {
            Some(inner) => Tuple::from_vec(inner.args.items().iter().chain(rest).cloned().collect())?,
            None => Tuple::from_vec(rest.to_vec())?,
        };
        let function = inner.map_or_else(|| function.clone(), |inner| inner.function);
        let layout = new.layout();
        layout.function.init(function);
        layout.args.init(args);
        layout.keywords.init(keywords);
        layout.vectorcall.set(Some(vectorcall));
        Ok(new)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            if !(*this).layout().weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            (*this).tp_clear(th);
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let layout = self.layout();
        visit.visit(&layout.function);
        visit.visit(&layout.args);
        visit.visit(&layout.keywords);
        visit.visit(&layout.dict);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        let layout = self.layout();
        layout.function.set(None, th);
        layout.args.set(None, th);
        layout.keywords.set(None, th);
        layout.dict.set(None, th);
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        call::call_vectorcall_with_dict(vectorcall, self, args.items(), kwargs, th)
    }

    #[slot]
    fn tp_descr_get(&self, object: Option<&Object>, _class: Option<&Object>, th: &mut Thread) -> PyResult {
        if object.is_some_and(|object| !object.is(none())) {
            warnings::warn(
                &exceptions::FutureWarning,
                "functools.partial will be a method descriptor in future Python versions; wrap it in staticmethod() if you want to preserve the old behavior",
                1,
                th,
            )?;
        }
        Ok(self.to_ref())
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let Some(_guard) = repr_guard::enter(self) else { return Str::from_ascii(b"...") };
        let mut out = StrWriter::with_capacity(64);
        let name = self.ob_type().fully_qualified_name(th)?;
        out.push_str(&name);
        out.push_ascii("(");
        let parts = self.parts(th)?;
        out.push_str(&*parts.function.repr(th)?);
        for argument in parts.args.items() {
            out.push_ascii(", ");
            out.push_str(&*argument.repr(th)?);
        }
        let mut position = 0;
        while let Some((name, value)) = parts.keywords.next(&mut position) {
            out.push_ascii(", ");
            out.push_str(&*name.str(th)?);
            out.push_ascii("=");
            out.push_str(&*value.repr(th)?);
        }
        out.push_ascii(")");
        out.finish()
    }

    #[method(sig = "()", no_text_signature)]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let parts = self.parts(th)?;
        let dict = self.layout().dict.get().unwrap_or_else(|| none().to_ref());
        let arguments = Tuple::from_array([parts.function.clone()])?.into_object();
        let state = Tuple::from_array([parts.function, parts.args.into_object(), parts.keywords.into_object(), dict])?;
        Tuple::from_array([self.ob_type().as_object().to_ref(), arguments, state.into_object()])
    }

    #[method(sig = "(state, /)", no_text_signature)]
    fn __setstate__(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let parts = state.downcast::<Tuple>().map(Tuple::items);
        let invalid = "invalid partial state";
        let Some([function, args, keywords, dict]) = parts else {
            return Err(raise!(th, TypeError, "{invalid}"));
        };
        let (Some(args), true) = (args.downcast::<Tuple>(), function.is_callable()) else {
            return Err(raise!(th, TypeError, "{invalid}"));
        };
        let keywords = if keywords.is(none()) {
            Dict::new()?
        } else if let Some(exact) = keywords.downcast_exact::<Dict>() {
            Ref::new(exact)
        } else if let Some(dict) = keywords.downcast::<Dict>() {
            dict.copy(th)?
        } else {
            return Err(raise!(th, TypeError, "{invalid}"));
        };
        let args = if Tuple::check_exact(args) { Ref::new(args) } else { Tuple::from_vec(args.items().to_vec())? };
        let dict = if dict.is(none()) { None } else { Some(dict.clone()) };
        let layout = self.layout();
        layout.function.set(Some(function.clone()), th);
        layout.args.set(Some(args), th);
        layout.keywords.set(Some(keywords), th);
        layout.dict.set(dict, th);
        Ok(())
    }

    #[classmethod(sig = "(object, /)", doc = "See PEP 585")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }

    #[getter(name = "__dict__")]
    fn dict(&self, th: &mut Thread) -> PyResult {
        object::generic_get_dict(self, th)
    }

    #[setter(name = "__dict__")]
    fn set_dict(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        object::generic_set_dict(self, value, th)
    }
}
