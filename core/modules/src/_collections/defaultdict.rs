//! `collections.defaultdict`.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::abstract_::repr_guard;
use ks_runtime::heap;
use ks_runtime::objects::dictobject::PyDict_Type;
use ks_runtime::objects::unicodeobject::StrWriter;
use ks_runtime::prelude::*;

/// A dict and the function that makes missing values.
#[repr(C)]
pub struct DefaultDictLayout {
    dict: PyDictObject,
    default_factory: Field,
}

object_type!(
    /// `collections.defaultdict`
    pub struct DefaultDict(DefaultDictLayout): DefaultDict_Type
);

impl DefaultDict {
    fn as_dict(&self) -> &Dict {
        Dict::from_layout(&self.layout().dict)
    }

    fn factory(&self) -> Option<Ref> {
        self.layout().default_factory.get()
    }

    /// `type(self)(default_factory, source)`.
    fn like(&self, source: &Object, th: &mut Thread) -> PyResult {
        let factory = self.factory().unwrap_or_else(|| none().to_ref());
        self.ob_type().call(&[&factory, source], th)
    }
}

#[pytype(
    static = DefaultDict_Type,
    private,
    name = "collections.defaultdict",
    layout = DefaultDictLayout,
    base = PyDict_Type,
    flags(BASETYPE, HAVE_GC),
    members = [&[member!("default_factory", DefaultDictLayout, default_factory, _Py_T_OBJECT, 0, "Makes the values of missing keys; called by __missing__().")]],
    doc = "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nA dict that calls default_factory, without arguments, for the value of a missing key.\nThe other arguments are those of dict."
)]
impl DefaultDict {
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        let mut factory = None;
        let mut rest = Ref::new(Tuple::empty());
        if let Some((first, others)) = args.items().split_first() {
            if !first.is_callable() && !first.is(none()) {
                return Err(raise!(th, TypeError, "first argument must be callable or None"));
            }
            if !first.is(none()) {
                factory = Some(first.clone());
            }
            let others: Vec<Ref> = others.to_vec();
            rest = Tuple::from_vec(others)?;
        }
        self.layout().default_factory.set(factory, th);
        match PyDict_Type.tp_init.get() {
            // SAFETY: the slot of the base type, for an instance of a subclass.
            Some(init) => unsafe { init(self, &rest, kwargs.map(|kwargs| kwargs.as_object())).ok() },
            None => Ok(()),
        }
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; the base's destructor does the rest, and counts on a tracked object
        // no more than this one does.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().default_factory.take());
            if let Some(dealloc) = PyDict_Type.tp_dealloc.get() {
                dealloc(this.cast());
            }
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().default_factory);
        if visit.stopped() {
            return;
        }
        if let Some(traverse) = PyDict_Type.tp_traverse.get() {
            let (function, argument) = visit.parts();
            // SAFETY: the slot of the base type.
            let result = unsafe { traverse(self, function, argument) };
            visit.record(result);
        }
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().default_factory.set(None, th);
        self.as_dict().clear(th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let base = match PyDict_Type.tp_repr.get() {
            // SAFETY: the slot of the base type.
            Some(repr) => unsafe { repr(self)? }.str(th)?,
            None => return Err(th.bad_internal_call()),
        };
        let mut out = StrWriter::with_capacity(base.len() + 32);
        out.push_str(&self.ob_type().short_name());
        out.push_ascii("(");
        match self.factory() {
            None => out.push_ascii("None"),
            // The factory may be a method of this dict, whose repr shows it.
            Some(factory) => match repr_guard::enter(&factory) {
                None => out.push_ascii("..."),
                Some(_guard) => out.push_str(&*factory.repr(th)?),
            },
        }
        out.push_ascii(", ");
        out.push_str(&base);
        out.push_ascii(")");
        out.finish()
    }

    #[slot]
    fn nb_or(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (own, other) = match a.downcast::<DefaultDict>() {
            Some(own) => (own, b),
            None => match b.downcast::<DefaultDict>() {
                Some(own) => (own, a),
                None => return Ok(not_implemented().to_ref()),
            },
        };
        if !Dict::check(other) {
            return Ok(not_implemented().to_ref());
        }
        let new = own.like(a, th)?;
        let Some(dict) = new.downcast::<Dict>() else { return Err(th.bad_internal_call()) };
        dict.merge(b, 1, th)?;
        Ok(new)
    }

    #[method(
        sig = "(object, /)",
        name = "__missing__",
        doc = "Called by __getitem__ for a key that is missing: makes and stores its value."
    )]
    fn missing(&self, object: &Object, th: &mut Thread) -> PyResult {
        let Some(factory) = self.factory().filter(|factory| !factory.is(none())) else {
            let args = Tuple::new(&[object])?;
            return Err(th.raise_object(&exceptions::KeyError, &args));
        };
        let value = factory.call(&[], th)?;
        self.set_item(object, &value, th)?;
        Ok(value)
    }

    #[method(sig = "()", doc = "A shallow copy.")]
    fn copy(&self, th: &mut Thread) -> PyResult {
        self.like(self, th)
    }

    #[method(sig = "()", doc = "A shallow copy.")]
    fn __copy__(&self, th: &mut Thread) -> PyResult {
        self.like(self, th)
    }

    #[method(sig = "()", doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let arguments = match self.factory().filter(|factory| !factory.is(none())) {
            None => Ref::new(Tuple::empty()),
            Some(factory) => Tuple::from_array([factory])?,
        };
        let items = self.call_method(id!(items), &[], th)?.iter(th)?;
        let class = self.ob_type().as_object().to_ref();
        Tuple::from_array([class, arguments.into_object(), none().to_ref(), none().to_ref(), items])
    }

    #[classmethod(sig = "(object, /)", doc = "See PEP 585")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }
}
