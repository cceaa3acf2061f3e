//! `operator.itemgetter`, `attrgetter` and `methodcaller`.

use std::cell::Cell;
use std::mem::offset_of;

use ks_runtime::abstract_::{ObjectOps, call, repr_guard};
use ks_runtime::heap;
use ks_runtime::objects::unicodeobject::StrWriter;
use ks_runtime::prelude::*;

/// The one argument of a call.
fn one_argument<'a>(name: &str, args: &[&'a Object], kwargs: bool, th: &mut Thread) -> PyResult<&'a Object> {
    if kwargs {
        return Err(raise!(th, TypeError, "{name}() takes no keyword arguments"));
    }
    match args {
        [only] => Ok(only),
        _ => Err(raise!(th, TypeError, "{name} expected 1 argument, got {}", args.len())),
    }
}

/// Defines the C function of a getter's vectorcall around `$wrapper::apply`.
macro_rules! vectorcall {
    ($name:ident, $wrapper:ident, $python:literal) => {
        unsafe extern "C" fn $name(
            this: &Object,
            args: *const *mut Object,
            nargsf: usize,
            kwnames: Option<&Object>,
        ) -> PyResult {
            // SAFETY: called by C conventions, by a caller that holds the interpreter, on an instance of the type.
            unsafe {
                let th = Thread::enter();
                let args = call::slice(args, nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET);
                let kwargs = kwnames.is_some_and(|names| names.cast_unchecked::<Tuple>().len() != 0);
                let object = one_argument($python, args, kwargs, th)?;
                this.cast_unchecked::<$wrapper>().apply(object, th)
            }
        }
    };
}

/// `name(repr, repr, …)` of the items, with keywords if there are any.
fn show(this: &Object, items: &[Ref], keywords: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<Str>> {
    let Some(_guard) = repr_guard::enter(this) else {
        return Str::new(&format!("{}(...)", this.ob_type().display_name()));
    };
    let mut out = StrWriter::with_capacity(64);
    out.push_utf8(&this.ob_type().display_name());
    out.push_ascii("(");
    let mut separator = "";
    for item in items {
        out.push_ascii(separator);
        out.push_str(&*item.repr(th)?);
        separator = ", ";
    }
    if let Some(keywords) = keywords {
        let mut position = 0;
        while let Some((name, value)) = keywords.next(&mut position) {
            out.push_ascii(separator);
            out.push_str(&*name.str(th)?);
            out.push_ascii("=");
            out.push_str(&*value.repr(th)?);
            separator = ", ";
        }
    }
    out.push_ascii(")");
    out.finish()
}

fn refuse_keywords(name: &str, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
    if kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
        return Err(raise!(th, TypeError, "{name}() takes no keyword arguments"));
    }
    Ok(())
}

fn class_of(object: &Object) -> Ref {
    object.ob_type().as_object().to_ref()
}

#[repr(C)]
pub struct ItemGetterLayout {
    ob_base: Object,
    /// The keys, as they were given.
    items: Field<Tuple>,
    count: Cell<usize>,
    /// The only key as an index into tuples, or -1.
    index: Cell<isize>,
    vectorcall: Cell<Option<vectorcallfunc>>,
}

object_type!(
    /// `operator.itemgetter`
    pub struct ItemGetter(ItemGetterLayout): ItemGetter_Type
);

vectorcall!(itemgetter_vectorcall, ItemGetter, "itemgetter");

impl ItemGetter {
    fn keys(&self) -> Ref<Tuple> {
        self.layout().items.get().unwrap_or_else(|| Ref::new(Tuple::empty()))
    }

    fn apply(&self, object: &Object, th: &mut Thread) -> PyResult {
        let index = self.layout().index.get();
        if index >= 0
            && let Some(tuple) = object.downcast_exact::<Tuple>()
            && let Some(item) = tuple.items().get(index as usize)
        {
            return Ok(item.clone());
        }
        let keys = self.keys();
        if let [key] = keys.items() {
            return object.get_item(key, th);
        }
        let mut found = Vec::with_capacity(keys.len());
        for key in keys.items() {
            found.push(object.get_item(key, th)?);
        }
        Ok(Tuple::from_vec(found)?.into_object())
    }
}

#[pytype(
    static = ItemGetter_Type,
    private,
    name = "operator.itemgetter",
    layout = ItemGetterLayout,
    flags(HAVE_GC, HAVE_VECTORCALL),
    vectorcall_offset = offset_of!(ItemGetterLayout, vectorcall),
    members = [&[member!("__vectorcalloffset__", ItemGetterLayout, vectorcall, Py_T_PYSSIZET, READONLY)]],
    text_signature = "(item, /, *items)",
    doc = "A function that looks items up.\n\nAfter f = itemgetter(2), f(r) is r[2]. After g = itemgetter(2, 5, 3), g(r) is (r[2], r[5], r[3])."
)]
impl ItemGetter {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<ItemGetter>> {
        refuse_keywords("itemgetter", kwargs, th)?;
        if args.is_empty() {
            return Err(raise!(th, TypeError, "itemgetter expected 1 argument, got 0"));
        }
        // SAFETY: a new instance of this type.
        let new = unsafe { ks_runtime::args::allocate(ty, th)?.cast_unchecked::<ItemGetter>() };
        let layout = new.layout();
        let index = match args.items() {
            [only] => only.downcast_exact::<Long>().and_then(Long::compact_value).filter(|index| *index >= 0),
            _ => None,
        };
        layout.index.set(index.unwrap_or(-1));
        layout.count.set(args.len());
        layout.items.init(Ref::new(args));
        layout.vectorcall.set(Some(itemgetter_vectorcall));
        Ok(new)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().items.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().items);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().items.set(None, th);
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        call::vectorcall_call(self, args, kwargs, th)
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        show(self, self.keys().items(), None, th)
    }

    #[method(sig = "()", doc = "Return state information for pickling")]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        Tuple::from_array([class_of(self), self.keys().into_object()])
    }

    #[getter(name = "__text_signature__")]
    fn text_signature(&self) -> &'static str {
        "(obj, /)"
    }
}

#[repr(C)]
pub struct AttrGetterLayout {
    ob_base: Object,
    /// The names, as they were given, interned.
    names: Field<Tuple>,
    /// A name, or for a dotted one the tuple of its parts.
    paths: Field<Tuple>,
    vectorcall: Cell<Option<vectorcallfunc>>,
}

object_type!(
    /// `operator.attrgetter`
    pub struct AttrGetter(AttrGetterLayout): AttrGetter_Type
);

vectorcall!(attrgetter_vectorcall, AttrGetter, "attrgetter");

/// Follows one path of attributes.
fn follow(object: &Object, path: &Object, th: &mut Thread) -> PyResult {
    if let Some(name) = path.downcast_exact::<Str>() {
        return object.get_attr(name, th);
    }
    let mut found = object.to_ref();
    if let Some(parts) = path.downcast::<Tuple>() {
        for part in parts.items() {
            if let Some(name) = part.downcast::<Str>() {
                found = found.get_attr(name, th)?;
            }
        }
    }
    Ok(found)
}

impl AttrGetter {
    fn names(&self) -> Ref<Tuple> {
        self.layout().names.get().unwrap_or_else(|| Ref::new(Tuple::empty()))
    }

    fn apply(&self, object: &Object, th: &mut Thread) -> PyResult {
        let Some(paths) = self.layout().paths.get() else { return Err(th.bad_internal_call()) };
        if let [path] = paths.items() {
            return follow(object, path, th);
        }
        let mut found = Vec::with_capacity(paths.len());
        for path in paths.items() {
            found.push(follow(object, path, th)?);
        }
        Ok(Tuple::from_vec(found)?.into_object())
    }
}

#[pytype(
    static = AttrGetter_Type,
    private,
    name = "operator.attrgetter",
    layout = AttrGetterLayout,
    flags(HAVE_GC, HAVE_VECTORCALL),
    vectorcall_offset = offset_of!(AttrGetterLayout, vectorcall),
    members = [&[member!("__vectorcalloffset__", AttrGetterLayout, vectorcall, Py_T_PYSSIZET, READONLY)]],
    text_signature = "(attr, /, *attrs)",
    doc = "A function that looks attributes up.\n\nAfter f = attrgetter('name'), f(r) is r.name. After g = attrgetter('name', 'date'), g(r) is (r.name, r.date).\nAfter h = attrgetter('name.first'), h(r) is r.name.first."
)]
impl AttrGetter {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<AttrGetter>> {
        refuse_keywords("attrgetter", kwargs, th)?;
        if args.is_empty() {
            return Err(raise!(th, TypeError, "attrgetter expected 1 argument, got 0"));
        }
        let mut names = Vec::with_capacity(args.len());
        let mut paths = Vec::with_capacity(args.len());
        for argument in args.items() {
            let Some(name) = argument.downcast::<Str>() else {
                return Err(raise!(th, TypeError, "attribute name must be a string"));
            };
            let name = Str::intern(name.to_exact()?);
            let len = name.len();
            let mut parts = Vec::new();
            let mut start = 0;
            while let Some(dot) = name.find_char(u32::from('.'), start, len) {
                parts.push(Str::intern(name.substring(start, dot)?).into_object());
                start = dot + 1;
            }
            if parts.is_empty() {
                paths.push(name.clone().into_object());
            } else {
                parts.push(Str::intern(name.substring(start, len)?).into_object());
                paths.push(Tuple::from_vec(parts)?.into_object());
            }
            names.push(name.into_object());
        }
        let (names, paths) = (Tuple::from_vec(names)?, Tuple::from_vec(paths)?);
        // SAFETY: a new instance of this type.
        let new = unsafe { ks_runtime::args::allocate(ty, th)?.cast_unchecked::<AttrGetter>() };
        new.layout().names.init(names);
        new.layout().paths.init(paths);
        new.layout().vectorcall.set(Some(attrgetter_vectorcall));
        Ok(new)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().names.take());
            drop((*this).layout().paths.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().names);
        visit.visit(&self.layout().paths);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().names.set(None, th);
        self.layout().paths.set(None, th);
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        call::vectorcall_call(self, args, kwargs, th)
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        show(self, self.names().items(), None, th)
    }

    #[method(sig = "()", doc = "Return state information for pickling")]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        Tuple::from_array([class_of(self), self.names().into_object()])
    }

    #[getter(name = "__text_signature__")]
    fn text_signature(&self) -> &'static str {
        "(obj, /)"
    }
}

#[repr(C)]
pub struct MethodCallerLayout {
    ob_base: Object,
    name: Field<Str>,
    args: Field<Tuple>,
    keywords: Field<Dict>,
    _unused: [usize; 2],
    vectorcall: Cell<Option<vectorcallfunc>>,
}

object_type!(
    /// `operator.methodcaller`
    pub struct MethodCaller(MethodCallerLayout): MethodCaller_Type
);

vectorcall!(methodcaller_vectorcall, MethodCaller, "methodcaller");

impl MethodCaller {
    fn parts(&self, th: &mut Thread) -> PyResult<(Ref<Str>, Ref<Tuple>)> {
        match (self.layout().name.get(), self.layout().args.get()) {
            (Some(name), Some(args)) => Ok((name, args)),
            _ => Err(th.bad_internal_call()),
        }
    }

    fn apply(&self, object: &Object, th: &mut Thread) -> PyResult {
        let (name, args) = self.parts(th)?;
        if let Some(keywords) = self.layout().keywords.get() {
            let method = object.get_attr(&name, th)?;
            return method.call_dict(&args, Some(&keywords), th);
        }
        let args: Vec<&Object> = args.items().iter().map(|item| &**item).collect();
        object.call_method(&name, &args, th)
    }
}

#[pytype(
    static = MethodCaller_Type,
    private,
    name = "operator.methodcaller",
    layout = MethodCallerLayout,
    flags(HAVE_GC, HAVE_VECTORCALL),
    vectorcall_offset = offset_of!(MethodCallerLayout, vectorcall),
    members = [&[member!("__vectorcalloffset__", MethodCallerLayout, vectorcall, Py_T_PYSSIZET, READONLY)]],
    text_signature = "(name, /, *args, **kwargs)",
    doc = "A function that calls a method.\n\nAfter f = methodcaller('name'), f(r) is r.name(). After g = methodcaller('name', 'date', foo=1),\ng(r) is r.name('date', foo=1)."
)]
impl MethodCaller {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<MethodCaller>> {
        let Some((name, rest)) = args.items().split_first() else {
            return Err(raise!(th, TypeError, "methodcaller needs at least one argument, the method name"));
        };
        let Some(name) = name.downcast::<Str>() else {
            return Err(raise!(th, TypeError, "method name must be a string"));
        };
        let name = Str::intern(name.to_exact()?);
        let rest = Tuple::from_vec(rest.to_vec())?;
        let keywords = match kwargs.filter(|kwargs| !kwargs.is_empty()) {
            Some(kwargs) => Some(kwargs.copy(th)?),
            None => None,
        };
        // SAFETY: a new instance of this type.
        let new = unsafe { ks_runtime::args::allocate(ty, th)?.cast_unchecked::<MethodCaller>() };
        new.layout().name.init(name);
        new.layout().args.init(rest);
        new.layout().keywords.replace(keywords);
        new.layout().vectorcall.set(Some(methodcaller_vectorcall));
        Ok(new)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            (*this).tp_clear(th);
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().name);
        visit.visit(&self.layout().args);
        visit.visit(&self.layout().keywords);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().name.set(None, th);
        self.layout().args.set(None, th);
        self.layout().keywords.set(None, th);
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        call::vectorcall_call(self, args, kwargs, th)
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let (name, args) = self.parts(th)?;
        let mut items = vec![name.into_object()];
        items.extend_from_slice(args.items());
        let keywords = self.layout().keywords.get();
        show(self, &items, keywords.as_deref(), th)
    }

    #[method(sig = "()", doc = "Return state information for pickling")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let (name, args) = self.parts(th)?;
        let Some(keywords) = self.layout().keywords.get() else {
            let mut items = vec![name.into_object()];
            items.extend_from_slice(args.items());
            return Tuple::from_array([class_of(self), Tuple::from_vec(items)?.into_object()]);
        };
        let functools = ks_runtime::import::import_module(&*Str::intern_str("functools")?, th)?;
        let partial = functools.get_attr(&*Str::intern_str("partial")?, th)?;
        let fixed = Tuple::from_array([class_of(self), name.into_object()])?;
        let constructor = partial.call_dict(&fixed, Some(&keywords), th)?;
        Tuple::from_array([constructor, args.into_object()])
    }

    #[getter(name = "__text_signature__")]
    fn text_signature(&self) -> &'static str {
        "(obj, /)"
    }
}
