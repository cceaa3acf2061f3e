//! `property`.

use super::*;

object_type!(
    /// An attribute computed by Python functions.
    pub struct Property(propertyobject): PyProperty_Type
);

/// What `None` stands for here: no function.
fn given(value: Option<&Object>) -> Option<Ref> {
    value.filter(|value| !value.is(none())).map(Object::to_ref)
}

impl Property {
    /// `__name__`: that of `__set_name__`, else the getter's.
    fn own_name(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        if let Some(name) = self.layout().prop_name.get() {
            return Ok(Some(name));
        }
        match self.layout().prop_get.get() {
            Some(get) => get.get_attr_opt(id!(__name__), th),
            None => Ok(None),
        }
    }

    #[cold]
    fn missing(&self, instance: &Object, what: &str, th: &mut Thread) -> Raised {
        fn text(this: &Property, instance: &Object, th: &mut Thread) -> PyResult<(Option<Ref<Str>>, Ref<Str>)> {
            let name = this.own_name(th)?;
            let name = name.map(|name| name.repr(th)).transpose()?;
            let class = instance.ob_type().qualname();
            Ok((name, class.repr()?))
        }
        match text(self, instance, th) {
            Err(Raised) => Raised,
            Ok((Some(name), class)) => raise!(th, AttributeError, "property {name} of {class} object has no {what}"),
            Ok((None, class)) => raise!(th, AttributeError, "property of {class} object has no {what}"),
        }
    }

    /// A property like this one with some functions replaced.
    fn with(&self, get: Option<&Object>, set: Option<&Object>, del: Option<&Object>, th: &mut Thread) -> PyResult {
        let fields = self.layout();
        let pick = |new: Option<&Object>, field: &Field| match new {
            Some(new) => new.to_ref(),
            None => field.get().unwrap_or_else(|| none().to_ref()),
        };
        let get = pick(get, &fields.prop_get);
        let set = pick(set, &fields.prop_set);
        let del = pick(del, &fields.prop_del);
        // A doc that came from the getter comes from the new getter again.
        let doc = if fields.getter_doc.get() != 0 && !get.is(none()) {
            none().to_ref()
        } else {
            fields.prop_doc.get().unwrap_or_else(|| none().to_ref())
        };
        let new = self.ob_type().as_object().call(&[&get, &set, &del, &doc], th)?;
        if let Some(copy) = new.downcast::<Property>() {
            copy.layout().prop_name.set(fields.prop_name.get(), th);
        }
        Ok(new)
    }
}

#[pytype(
    static = PyProperty_Type,
    name = "property",
    layout = propertyobject,
    flags(HAVE_GC, BASETYPE),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    text_signature = "(fget=None, fset=None, fdel=None, doc=None)",
    doc = "Attribute computed by functions.\n\n  fget, fset, fdel: called to get, set and delete it\n  doc: its docstring, by default that of fget\n\nMostly used as a decorator: @property makes the getter, @<name>.setter and\n@<name>.deleter the others.",
    members = [MEMBERS],
)]
impl Property {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>) -> PyResult {
        ty.alloc(0)
    }
    #[init(sig = "(fget=None, fset=None, fdel=None, doc=None)")]
    fn py_init(
        &self,
        fget: Option<&Object>,
        fset: Option<&Object>,
        fdel: Option<&Object>,
        doc: Option<&Object>,
        th: &mut Thread,
    ) -> PyResult<()> {
        let fields = self.layout();
        fields.prop_get.set(given(fget), th);
        fields.prop_set.set(given(fset), th);
        fields.prop_del.set(given(fdel), th);
        fields.prop_doc.set(None, th);
        fields.prop_name.set(None, th);
        fields.getter_doc.set(0);
        let mut text = given(doc);
        if text.is_none()
            && let Some(get) = fields.prop_get.get()
        {
            text = get.get_attr_opt(id!(__doc__), th)?.filter(|doc| !doc.is(none()));
            fields.getter_doc.set(i32::from(text.is_some()));
        }
        if std::ptr::eq(self.ob_type(), &PyProperty_Type) {
            fields.prop_doc.set(text, th);
            return Ok(());
        }
        // A subclass has a `__doc__` of its own in the way, so the doc is an attribute of the instance.
        let text = text.unwrap_or_else(|| none().to_ref());
        match self.set_attr(id!(__doc__), &text, th) {
            Ok(()) => Ok(()),
            // Subclasses with slots have no place for it; that only matters for one taken from the getter.
            Err(Raised) if fields.getter_doc.get() == 0 && th.raised_matches(&exceptions::AttributeError) => {
                th.clear_raised();
                Ok(())
            }
            Err(Raised) => Err(Raised),
        }
    }
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe {
            heap::gc_untrack(&*this);
            let Some(_guard) = heap::trashcan::enter_own(&*this, &PyProperty_Type) else { return };
            let fields = (*this).layout();
            for field in [&fields.prop_get, &fields.prop_set, &fields.prop_del, &fields.prop_doc, &fields.prop_name] {
                drop(field.take());
            }
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let fields = self.layout();
        for field in [&fields.prop_get, &fields.prop_set, &fields.prop_del, &fields.prop_doc, &fields.prop_name] {
            visit.visit(field);
        }
    }
    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().prop_doc.take());
    }
    #[slot]
    fn tp_descr_get(&self, instance: Option<&Object>, _owner: Option<&Object>, th: &mut Thread) -> PyResult {
        let Some(instance) = instance.filter(|instance| !instance.is(none())) else {
            return Ok(self.to_ref());
        };
        match self.layout().prop_get.get() {
            Some(get) => get.call(&[instance], th),
            None => Err(self.missing(instance, "getter", th)),
        }
    }
    #[slot]
    fn tp_descr_set(&self, instance: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let (field, what) = match value {
            Some(_) => (&self.layout().prop_set, "setter"),
            None => (&self.layout().prop_del, "deleter"),
        };
        let Some(function) = field.get() else {
            return Err(self.missing(instance, what, th));
        };
        match value {
            Some(value) => function.call(&[instance, value], th),
            None => function.call(&[instance], th),
        }
        .map(drop)
    }
    #[method(sig = "(object, /)", doc = "A copy of the property with another getter.")]
    fn getter(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.with(Some(object), None, None, th)
    }
    #[method(sig = "(object, /)", doc = "A copy of the property with another setter.")]
    fn setter(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.with(None, Some(object), None, th)
    }
    #[method(sig = "(object, /)", doc = "A copy of the property with another deleter.")]
    fn deleter(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.with(None, None, Some(object), th)
    }
    #[method(raw = VARARGS, doc = "__set_name__($self, owner, name, /)\n--\n\nTells the property its name.")]
    fn __set_name__(&self, args: &Object, th: &mut Thread) -> PyResult<()> {
        let items = args.downcast::<Tuple>().map_or(&[][..], |args| args.items());
        let [_, name] = items else {
            return Err(raise!(
                th,
                TypeError,
                "__set_name__() takes 2 positional arguments but {} were given",
                items.len()
            ));
        };
        self.layout().prop_name.set(Some(name.clone()), th);
        Ok(())
    }
    #[getter]
    fn __name__(&self, th: &mut Thread) -> PyResult {
        match self.own_name(th)? {
            Some(name) => Ok(name),
            None => Err(raise!(th, AttributeError, "'property' object has no attribute '__name__'")),
        }
    }
    #[setter(name = "__name__")]
    fn set_name(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        self.layout().prop_name.set(value.map(Object::to_ref), th);
        Ok(())
    }
    #[getter]
    fn __isabstractmethod__(&self, th: &mut Thread) -> PyResult<bool> {
        let fields = self.layout();
        for field in [&fields.prop_get, &fields.prop_set, &fields.prop_del] {
            let Some(function) = field.get() else { continue };
            if let Some(flag) = function.get_attr_opt(id!(__isabstractmethod__), th)?
                && flag.is_true(th)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

const MEMBERS: &[PyMemberDef] = &[
    member!("fget", propertyobject, prop_get, _Py_T_OBJECT, READONLY),
    member!("fset", propertyobject, prop_set, _Py_T_OBJECT, READONLY),
    member!("fdel", propertyobject, prop_del, _Py_T_OBJECT, READONLY),
    member!("__doc__", propertyobject, prop_doc, _Py_T_OBJECT),
];
