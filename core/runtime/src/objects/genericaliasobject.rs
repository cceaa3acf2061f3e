//! `types.GenericAlias`: `list[int]`.

use std::ffi::c_int;

use crate::heap;
use crate::prelude::*;

object_type!(
    /// A parameterized generic.
    pub struct GenericAlias(gaobject): Py_GenericAliasType
);
object_type!(
    /// The iterator that `*tuple[int]` asks for.
    pub struct GenericAliasIterator(gaiterobject): GenericAliasIterator_Type
);

/// The iterator's fields.
#[repr(C)]
pub struct gaiterobject {
    ob_base: Object,
    obj: Field,
}
// SAFETY: begins with the header.
unsafe impl ObjectLayout for gaiterobject {}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for gaiterobject {}

/// `Py_GenericAlias`.
///
/// # Errors
/// `MemoryError`.
pub fn new(origin: &Object, args: &Object, _th: &mut Thread) -> PyResult {
    make(&Py_GenericAliasType, origin, args, false)
}

fn make(ty: &'static Type, origin: &Object, args: &Object, starred: bool) -> PyResult {
    let args = match args.downcast::<Tuple>() {
        Some(args) => Ref::new(args),
        None => Tuple::new(&[args])?,
    };
    let object = typeobject::alloc_no_track(ty, 0)?;
    // SAFETY: just allocated as an alias.
    let alias: &gaobject = unsafe { (*object).cast_unchecked() };
    alias.origin.init(origin.to_ref());
    alias.args.init(args.into_object());
    alias.starred.set(starred);
    // Calling it makes an instance of the origin.
    alias.vectorcall.set(Some(vectorcall));
    heap::gc_track(&object);
    Ok(object)
}

unsafe extern "C" fn vectorcall(
    this: &Object,
    args: *const *mut Object,
    nargsf: usize,
    names: Option<&Object>,
) -> PyResult {
    // SAFETY: a vectorcall function of an alias.
    unsafe {
        let th = Thread::enter();
        let alias: &GenericAlias = this.cast_unchecked();
        let count = nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET;
        let total = count + names.map_or(0, |names| names.cast_unchecked::<Tuple>().len());
        let made = alias.origin().call_kw(
            crate::args::slice_arguments(args, total, 0, &()),
            names.map(|names| names.cast_unchecked()),
            th,
        )?;
        set_original_class(&made, alias, th)?;
        Ok(made)
    }
}

/// Tells a new instance how its class was parameterized, where it can be told.
fn set_original_class(made: &Object, alias: &GenericAlias, th: &mut Thread) -> PyResult<()> {
    match made.set_attr(id!(__orig_class__), alias, th) {
        Ok(()) => Ok(()),
        Err(Raised) if th.raised_matches(&exceptions::AttributeError) || th.raised_matches(&exceptions::TypeError) => {
            th.clear_raised();
            Ok(())
        }
        Err(Raised) => Err(Raised),
    }
}

/// One argument as it is shown: `...`, a class by its qualified name, anything else by its repr.
///
/// # Errors
/// What reprs raise.
pub fn repr_item(item: &Object, text: &mut String, th: &mut Thread) -> PyResult<()> {
    if item.is(ellipsis()) {
        text.push_str("...");
        return Ok(());
    }
    let generic = item.get_attr_opt(id!(__origin__), th)?.is_some() && item.get_attr_opt(id!(__args__), th)?.is_some();
    if !generic
        && let Some(qualname) = item.get_attr_opt(id!(__qualname__), th)?
        && let Some(module) = item.get_attr_opt(id!(__module__), th)?
        && !module.is(none())
    {
        let builtin = module.downcast::<Str>().is_some_and(|module| module.eq(id!(builtins)));
        if !builtin {
            text.push_str(&module.str(th)?.to_string());
            text.push('.');
        }
        text.push_str(&qualname.str(th)?.to_string());
        return Ok(());
    }
    text.push_str(&item.repr(th)?.to_string());
    Ok(())
}

/// The items of a list among the arguments (`Callable[[int], str]`).
fn repr_list(list: &List, text: &mut String, th: &mut Thread) -> PyResult<()> {
    text.push('[');
    let mut index = 0;
    while let Some(item) = list.get(index) {
        if index > 0 {
            text.push_str(", ");
        }
        repr_item(&item, text, th)?;
        index += 1;
    }
    text.push(']');
    Ok(())
}

/// Whether something is a type variable of one kind or another: it says how it is substituted.
fn is_parameter(object: &Object, th: &mut Thread) -> PyResult<bool> {
    if Type::check(object) {
        return Ok(false);
    }
    Ok(object.get_attr_opt(id!(__typing_subst__), th)?.is_some())
}

fn add_unique(parameters: &mut Vec<Ref>, parameter: &Object) {
    if !parameters.iter().any(|other| other.is(parameter)) {
        parameters.push(parameter.to_ref());
    }
}

/// `_Py_make_parameters`: the type variables in arguments, in the order of their first use.
///
/// # Errors
/// What reading attributes raises.
pub fn make_parameters(args: &Tuple, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut parameters = Vec::new();
    collect(args, &mut parameters, th)?;
    Tuple::from_vec(parameters)
}

fn collect(args: &Tuple, parameters: &mut Vec<Ref>, th: &mut Thread) -> PyResult<()> {
    for item in args.items() {
        if Type::check(item) {
            continue;
        }
        if is_parameter(item, th)? {
            add_unique(parameters, item);
            continue;
        }
        if let Some(own) = item.get_attr_opt(id!(__parameters__), th)?
            && let Some(own) = own.downcast::<Tuple>()
        {
            own.items().iter().for_each(|parameter| add_unique(parameters, parameter));
        } else if Tuple::check(item) || List::check(item) {
            let inner = Tuple::from_iterable(item, th)?;
            collect(&inner, parameters, th)?;
        }
    }
    Ok(())
}

/// The arguments of `*tuple[…]`, if `item` is such.
fn unpacked_args(item: &Object, th: &mut Thread) -> PyResult<Option<Ref<Tuple>>> {
    if Type::check(item) {
        return Ok(None);
    }
    let args = item.get_attr_opt(id!(__typing_unpacked_tuple_args__), th)?;
    Ok(args.and_then(|args| args.downcast_into::<Tuple>().ok()))
}

/// The subscript as a list of arguments, unpacked tuples taken apart.
fn unpack(item: &Object, th: &mut Thread) -> PyResult<Vec<Ref>> {
    let single = item.to_ref();
    let items = item.downcast::<Tuple>().map_or(std::slice::from_ref(&single), |items| items.items());
    let mut unpacked = Vec::with_capacity(items.len());
    for item in items {
        match unpacked_args(item, th)? {
            // `*tuple[int, ...]` stays as it is.
            Some(args) if !args.items().last().is_some_and(|last| last.is(ellipsis())) => {
                unpacked.extend(args.items().iter().cloned());
            }
            _ => unpacked.push(item.clone()),
        }
    }
    Ok(unpacked)
}

/// `_Py_subs_parameters`: `args` with `parameters` replaced by what `item` says.
///
/// # Errors
/// `TypeError` for something without parameters, or a wrong number of arguments; what substitution raises.
pub fn substitute(
    this: &Object,
    args: &Tuple,
    parameters: &Tuple,
    item: &Object,
    th: &mut Thread,
) -> PyResult<Ref<Tuple>> {
    if parameters.is_empty() {
        let shown = this.repr(th)?;
        return Err(raise!(th, TypeError, "{shown} is not a generic class"));
    }
    let mut given = Tuple::from_vec(unpack(item, th)?)?.into_object();
    for parameter in parameters.items() {
        if let Some(prepare) = parameter.get_attr_opt(id!(__typing_prepare_subst__), th)?
            && !prepare.is(none())
        {
            let wrapped = match given.downcast::<Tuple>() {
                Some(_) => given.clone(),
                None => Tuple::new(&[&given])?.into_object(),
            };
            given = prepare.call(&[this, &wrapped], th)?;
        }
    }
    let given = match given.downcast_into::<Tuple>() {
        Ok(given) => given,
        Err(single) => Tuple::from_array([single])?,
    };
    if given.len() != parameters.len() {
        let shown = this.repr(th)?;
        let what = if given.len() > parameters.len() { "many" } else { "few" };
        return Err(raise!(
            th,
            TypeError,
            "Too {what} arguments for {shown}; actual {}, expected {}",
            given.len(),
            parameters.len()
        ));
    }
    let replaced = replace(args.items(), parameters, &given, th)?;
    Tuple::from_vec(replaced)
}

fn replace(args: &[Ref], parameters: &Tuple, given: &Tuple, th: &mut Thread) -> PyResult<Vec<Ref>> {
    let mut replaced = Vec::with_capacity(args.len());
    for arg in args {
        if Type::check(arg) {
            replaced.push(arg.clone());
            continue;
        }
        // Arguments may be nested in tuples and lists.
        if Tuple::check(arg) || List::check(arg) {
            let inner = Tuple::from_iterable(arg, th)?;
            let inner = replace(inner.items(), parameters, given, th)?;
            replaced.push(match List::check(arg) {
                true => List::from_vec(inner)?.into_object(),
                false => Tuple::from_vec(inner)?.into_object(),
            });
            continue;
        }
        let unpack = is_unpacked(arg, th)?;
        let new = match arg.get_attr_opt(id!(__typing_subst__), th)? {
            Some(subst) => {
                let index = parameters.items().iter().position(|parameter| parameter.is(arg));
                match index.and_then(|index| given.items().get(index)) {
                    Some(value) => subst.call(&[value], th)?,
                    None => arg.clone(),
                }
            }
            None => subscript_inner(arg, parameters, given, th)?,
        };
        if unpack && let Some(values) = new.downcast::<Tuple>() {
            replaced.extend(values.items().iter().cloned());
        } else if unpack
            && let Some(values) = unpacked_args(&new, th)?
            && !values.items().last().is_some_and(|last| last.is(ellipsis()))
        {
            replaced.extend(values.items().iter().cloned());
        } else {
            replaced.push(new);
        }
    }
    Ok(replaced)
}

/// Whether an argument stands for several (`*Ts`).
fn is_unpacked(object: &Object, th: &mut Thread) -> PyResult<bool> {
    match object.get_attr_opt(id!(__typing_is_unpacked_typevartuple__), th)? {
        Some(flag) => flag.is_true(th),
        None => Ok(false),
    }
}

/// An argument that is generic itself, subscripted with what its own parameters stand for.
fn subscript_inner(arg: &Object, parameters: &Tuple, given: &Tuple, th: &mut Thread) -> PyResult {
    let Some(own) = arg.get_attr_opt(id!(__parameters__), th)? else {
        return Ok(arg.to_ref());
    };
    let Some(own) = own.downcast_into::<Tuple>().ok().filter(|own| !own.is_empty()) else {
        return Ok(arg.to_ref());
    };
    let mut values = Vec::with_capacity(own.len());
    for parameter in own.items() {
        match parameters.items().iter().position(|other| other.is(parameter)) {
            Some(index) => {
                let value = given.items()[index].clone();
                // A tuple of types takes the place of a variable that stands for several.
                let several = value.downcast::<Tuple>().is_some()
                    && parameter.ob_type().get_attr_opt(id!(__iter__), th)?.is_some();
                match value.downcast::<Tuple>().filter(|_| several) {
                    Some(items) => values.extend(items.items().iter().cloned()),
                    None => values.push(value),
                }
            }
            None => values.push(parameter.clone()),
        }
    }
    let values = Tuple::from_vec(values)?;
    arg.get_item(&values, th)
}

/// Whether two aliases are the same.
///
/// # Errors
/// What comparing origins and arguments raises.
pub fn equal(a: &Object, b: &Object, th: &mut Thread) -> PyResult<bool> {
    let (Some(a), Some(b)) = (a.downcast::<GenericAlias>(), b.downcast::<GenericAlias>()) else {
        return Ok(false);
    };
    Ok(a.layout().starred.get() == b.layout().starred.get()
        && a.origin().rich_compare_bool(&b.origin(), Py_EQ, th)?
        && a.args().as_object().rich_compare_bool(&b.args(), Py_EQ, th)?)
}

impl GenericAlias {
    fn origin(&self) -> Ref {
        // Set when the alias is made.
        self.layout().origin.get().unwrap_or_else(|| none().to_ref())
    }

    fn args(&self) -> Ref<Tuple> {
        match self.layout().args.get().map(Ref::downcast_into::<Tuple>) {
            Some(Ok(args)) => args,
            _ => crate::unwritten::fatal("a generic alias without arguments"),
        }
    }

    fn parameters(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        if self.layout().parameters.is_null() {
            let parameters = make_parameters(&self.args(), th)?;
            self.layout().parameters.set(Some(parameters.into_object()), th);
        }
        match self.layout().parameters.get().map(Ref::downcast_into::<Tuple>) {
            Some(Ok(parameters)) => Ok(parameters),
            _ => Err(th.bad_internal_call()),
        }
    }
}

/// Attributes that are the alias's own; all others are the origin's.
fn is_own(name: &Str) -> bool {
    const OWN: &[&str] = &[
        "__class__",
        "__origin__",
        "__args__",
        "__unpacked__",
        "__parameters__",
        "__typing_unpacked_tuple_args__",
        "__mro_entries__",
        "__reduce_ex__",
        "__reduce__",
        "__copy__",
        "__deepcopy__",
    ];
    OWN.iter().any(|own| name.eq_ascii(own))
}

/// Dunders that an instance would be asked for, which the origin must not answer.
fn is_blocked(name: &Str) -> bool {
    ["__bases__", "__copy__", "__deepcopy__"].iter().any(|blocked| name.eq_ascii(blocked))
}

#[pytype(
    static = Py_GenericAliasType,
    name = "types.GenericAlias",
    layout = gaobject,
    flags(BASETYPE, HAVE_GC, HAVE_VECTORCALL),
    weaklistoffset = std::mem::offset_of!(gaobject, weakreflist),
    vectorcall_offset = std::mem::offset_of!(gaobject, vectorcall),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    text_signature = "(origin, args, /)",
    doc = "A generic type with arguments (PEP 585): list[int] has __origin__ list and __args__ (int,).",
    members = [MEMBERS],
)]
impl GenericAlias {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        if kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(raise!(th, TypeError, "GenericAlias() takes no keyword arguments"));
        }
        match args.items() {
            [origin, args] => make(ty, origin, args, false),
            items => Err(raise!(th, TypeError, "GenericAlias expected 2 arguments, got {}", items.len())),
        }
    }
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the destructor's contract.
        unsafe {
            let alias = &*this;
            heap::gc_untrack(alias);
            if !alias.layout().weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(alias, th);
            }
            drop(alias.layout().origin.take());
            drop(alias.layout().args.take());
            drop(alias.layout().parameters.take());
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().origin);
        visit.visit(&self.layout().args);
        visit.visit(&self.layout().parameters);
    }
    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let mut text = String::new();
        if self.layout().starred.get() {
            text.push('*');
        }
        repr_item(&self.origin(), &mut text, th)?;
        text.push('[');
        let args = self.args();
        for (index, item) in args.items().iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            match item.downcast_exact::<List>() {
                Some(list) => repr_list(list, &mut text, th)?,
                None => repr_item(item, &mut text, th)?,
            }
        }
        if args.is_empty() {
            text.push_str("()");
        }
        text.push(']');
        Str::new(&text)
    }
    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        let origin = self.origin().hash(th)?;
        let args = self.args();
        Ok(origin ^ args.as_object().hash(th)?)
    }
    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let made = self.origin().call_dict(args, kwargs, th)?;
        set_original_class(&made, self, th)?;
        Ok(made)
    }
    #[slot]
    fn tp_getattro(&self, name: &Object, th: &mut Thread) -> PyResult {
        let Some(text) = name.downcast::<Str>() else {
            return Err(object::bad_attribute_name(name, th));
        };
        if !is_own(text) && !is_blocked(text) {
            return self.origin().get_attr(text, th);
        }
        object::generic_get_attr(self, text, th)
    }
    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        if !GenericAlias::check(other) || (op != Py_EQ && op != Py_NE) {
            return Ok(not_implemented().to_ref());
        }
        let same = equal(self, other, th)?;
        (same == (op == Py_EQ)).into_py()
    }
    #[slot]
    fn tp_iter(&self) -> PyResult {
        let starred = make(&Py_GenericAliasType, &self.origin(), &self.args(), true)?;
        let iterator = heap::new_object::<gaiterobject>(&GenericAliasIterator_Type)?;
        iterator.obj.init(starred);
        heap::gc_track(iterator.as_object());
        Ok(iterator.into_object())
    }
    #[slot]
    fn nb_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
        unionobject::type_or(left, right, th)
    }
    #[slot]
    fn mp_subscript(&self, item: &Object, th: &mut Thread) -> PyResult {
        let parameters = self.parameters(th)?;
        let args = substitute(self, &self.args(), &parameters, item, th)?;
        make(&Py_GenericAliasType, &self.origin(), &args, self.layout().starred.get())
    }
    #[method(sig = "(object, /)")]
    fn __mro_entries__(&self, _object: &Object) -> PyResult<Ref<Tuple>> {
        Tuple::new(&[&self.origin()])
    }
    #[method(sig = "(object, /)")]
    fn __instancecheck__(&self, _object: &Object, th: &mut Thread) -> PyResult {
        Err(raise!(th, TypeError, "isinstance() argument 2 cannot be a parameterized generic"))
    }
    #[method(sig = "(object, /)")]
    fn __subclasscheck__(&self, _object: &Object, th: &mut Thread) -> PyResult {
        Err(raise!(th, TypeError, "issubclass() argument 2 cannot be a parameterized generic"))
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self, th: &mut Thread) -> PyResult {
        if self.layout().starred.get() {
            // Only iterating makes a starred one.
            let plain = make(&Py_GenericAliasType, &self.origin(), &self.args(), false)?;
            let iterator = plain.iter(th)?;
            let next = crate::objects::descrobject::builtin(id!(next), th)?;
            let args = Tuple::from_array([iterator])?;
            return Tuple::from_array([next, args.into_object()])?.into_py();
        }
        let args = Tuple::from_array([self.origin(), self.args().into_object()])?;
        Tuple::from_array([self.ob_type().to_ref(), args.into_object()])?.into_py()
    }
    #[method(raw = NOARGS)]
    fn __dir__(&self, th: &mut Thread) -> PyResult {
        let names = self.origin().dir(th)?;
        for own in [
            "__origin__",
            "__args__",
            "__parameters__",
            "__mro_entries__",
            "__reduce_ex__",
            "__reduce__",
            "__copy__",
            "__deepcopy__",
            "__unpacked__",
            "__typing_unpacked_tuple_args__",
            "__class__",
        ] {
            let own = Str::intern_str(own)?;
            if !names.as_object().contains(&own, th)? {
                names.push(own.into_object())?;
            }
        }
        names.into_py()
    }
    #[getter(doc = "the type variables in the alias")]
    fn __parameters__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.parameters(th)
    }
    #[getter]
    fn __typing_unpacked_tuple_args__(&self) -> Ref {
        let is_tuple = std::ptr::eq(self.layout().origin.as_ptr(), tupleobject::PyTuple_Type.as_ptr());
        if self.layout().starred.get() && is_tuple { self.args().into_object() } else { none().to_ref() }
    }
}

const MEMBERS: &[PyMemberDef] = &[
    member!("__origin__", gaobject, origin, _Py_T_OBJECT, READONLY),
    member!("__args__", gaobject, args, _Py_T_OBJECT, READONLY),
    member!("__unpacked__", gaobject, starred, Py_T_BOOL, READONLY),
];

#[pytype(
    static = GenericAliasIterator_Type,
    private,
    name = "generic_alias_iterator",
    layout = gaiterobject,
    flags(HAVE_GC),
)]
impl GenericAliasIterator {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().obj.take());
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().obj);
    }
    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().obj.take());
    }
    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }
    #[slot]
    fn tp_iternext(&self) -> Option<Ref> {
        self.layout().obj.take()
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self, th: &mut Thread) -> PyResult {
        let iter = crate::objects::descrobject::builtin(id!(iter), th)?;
        // A used-up one is an iterator over nothing.
        let object = match self.layout().obj.get() {
            None => Tuple::new(&[])?.into_object(),
            Some(starred) => match starred.downcast::<GenericAlias>() {
                Some(alias) => make(&Py_GenericAliasType, &alias.origin(), &alias.args(), false)?,
                None => Tuple::new(&[])?.into_object(),
            },
        };
        let args = Tuple::from_array([object])?;
        Tuple::from_array([iter, args.into_object()])?.into_py()
    }
}
