//! `typing.ParamSpec` and its `args` and `kwargs`.

use std::ffi::c_int;

use super::*;
use crate::heap;
use crate::objects::dictobject::inline_values;

object_type!(
    /// A parameter specification.
    pub struct ParamSpec(paramspecobject): ParamSpec_Type
);
object_type!(
    /// `P.args`.
    pub struct ParamSpecArgs(paramspecattrobject): ParamSpecArgs_Type
);
object_type!(
    /// `P.kwargs`.
    pub struct ParamSpecKwargs(paramspecattrobject): ParamSpecKwargs_Type
);

fn allocate(name: &Str, bound: Option<Ref>, default: Option<Ref>) -> PyResult<Ref<ParamSpec>> {
    let object = typeobject::alloc_no_track(&ParamSpec_Type, 0)?;
    // SAFETY: just allocated as a parameter specification.
    let made: Ref<ParamSpec> = unsafe { object.cast_unchecked() };
    let fields = made.layout();
    fields.name.init(name.to_ref());
    fields.bound.replace(bound);
    fields.default_value.replace(default);
    heap::gc_track(&made);
    Ok(made)
}

pub(super) fn make(name: &Str) -> PyResult {
    let made = allocate(name, None, None)?;
    made.layout().infer_variance.set(true);
    made.into_py()
}

impl ParamSpec {
    fn fields(&self) -> [&Field; 4] {
        let fields = self.layout();
        [&fields.name, &fields.bound, &fields.default_value, &fields.evaluate_default]
    }
}

#[pytype(
    static = ParamSpec_Type,
    private,
    name = "typing.ParamSpec",
    layout = paramspecobject,
    flags(HAVE_GC, MANAGED_DICT, MANAGED_WEAKREF),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    doc = "Parameter specification: stands for the parameters of a callable.\n\nBest made by a parameter list, as P in\n\n    type IntFunc[**P] = Callable[P, int]\n\nor by hand: ParamSpec('P'). P.args and P.kwargs annotate *args and **kwargs.\n\n    >>> P = ParamSpec('P')\n    >>> P.__name__\n    'P'",
    members = [MEMBERS],
)]
impl ParamSpec {
    #[new(
        sig = "(name, *, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)"
    )]
    fn py_new(
        _ty: &'static Type,
        name: &Str,
        #[arg(keep_none)] bound: Option<&Object>,
        #[arg(keep_none)] default: Option<&Object>,
        covariant: bool,
        contravariant: bool,
        infer_variance: bool,
        th: &mut Thread,
    ) -> PyResult {
        check_variance(covariant, contravariant, infer_variance, th)?;
        let bound = type_check(bound.unwrap_or(none()), "Bound must be a type.", th)?;
        let made = allocate(name, Some(bound), Some(default.unwrap_or(no_default()).to_ref()))?;
        let fields = made.layout();
        fields.covariant.set(covariant);
        fields.contravariant.set(contravariant);
        fields.infer_variance.set(infer_variance);
        set_module(&made, th)?;
        made.into_py()
    }
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the destructor's contract; the type has a managed dict and weak references.
        unsafe {
            let parameter = &*this;
            heap::gc_untrack(parameter);
            for field in parameter.fields() {
                drop(field.take());
            }
            inline_values::clear_managed_dict(parameter, th);
            weakrefobject::clear_weakrefs(parameter, th);
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        for field in self.fields() {
            visit.visit(field);
        }
        // SAFETY: the type has a managed dict.
        unsafe { inline_values::visit_managed_dict(self, visit) };
    }
    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        for field in &self.fields()[1..] {
            drop(field.take());
        }
        // SAFETY: the type has a managed dict.
        unsafe { inline_values::clear_managed_dict(self, th) };
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let fields = self.layout();
        variance_repr(
            &name_of(&fields.name),
            fields.covariant.get(),
            fields.contravariant.get(),
            fields.infer_variance.get(),
        )
    }
    #[slot]
    fn nb_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
        make_union(left, right, th)
    }
    #[method(sig = "(arg, /)")]
    fn __typing_subst__(&self, arg: &Object, th: &mut Thread) -> PyResult {
        call_typing(id!(_paramspec_subst), &[self, arg], th)
    }
    #[method(sig = "(alias, args, /)")]
    fn __typing_prepare_subst__(&self, alias: &Object, args: &Object, th: &mut Thread) -> PyResult {
        call_typing(id!(_paramspec_prepare_subst), &[self, alias, args], th)
    }
    #[method(sig = "()")]
    fn has_default(&self) -> bool {
        has_default(&self.layout().default_value, &self.layout().evaluate_default)
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self) -> Ref<Str> {
        name_of(&self.layout().name)
    }
    #[method(sig = "(object, /)")]
    fn __mro_entries__(&self, _object: &Object, th: &mut Thread) -> PyResult {
        Err(no_subclass("ParamSpec", th))
    }
    #[getter(doc = "The positional arguments, for annotating *args.")]
    fn args(&self) -> PyResult {
        attribute(&ParamSpecArgs_Type, self)
    }
    #[getter(doc = "The keyword arguments, for annotating **kwargs.")]
    fn kwargs(&self) -> PyResult {
        attribute(&ParamSpecKwargs_Type, self)
    }
    #[getter(doc = "The default, or NoDefault.")]
    fn __default__(&self, th: &mut Thread) -> PyResult {
        default_of(&self.layout().default_value, &self.layout().evaluate_default, th)
    }
}

const MEMBERS: &[PyMemberDef] = &[
    member!("__name__", paramspecobject, name, _Py_T_OBJECT, READONLY),
    member!("__bound__", paramspecobject, bound, _Py_T_OBJECT, READONLY),
    member!("__covariant__", paramspecobject, covariant, Py_T_BOOL, READONLY),
    member!("__contravariant__", paramspecobject, contravariant, Py_T_BOOL, READONLY),
    member!("__infer_variance__", paramspecobject, infer_variance, Py_T_BOOL, READONLY),
];

/// `P.args` or `P.kwargs` of anything.
fn attribute(ty: &'static Type, origin: &Object) -> PyResult {
    let object = typeobject::alloc_no_track(ty, 0)?;
    // SAFETY: just allocated with this layout.
    unsafe { (*object).cast_unchecked::<paramspecattrobject>() }.__origin__.init(origin.to_ref());
    heap::gc_track(&object);
    Ok(object)
}

fn origin(fields: &paramspecattrobject) -> Ref {
    fields.__origin__.get().unwrap_or_else(|| none().to_ref())
}

fn attribute_repr(fields: &paramspecattrobject, suffix: &str, th: &mut Thread) -> PyResult<Ref<Str>> {
    let origin = origin(fields);
    match origin.downcast_exact::<ParamSpec>() {
        Some(parameter) => Str::new(&format!("{}.{suffix}", name_of(&parameter.layout().name))),
        None => Str::new(&format!("{}.{suffix}", origin.repr(th)?)),
    }
}

fn attribute_compare(this: &Object, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
    if !std::ptr::eq(this.ob_type(), other.ob_type()) || (op != Py_EQ && op != Py_NE) {
        return Ok(not_implemented().to_ref());
    }
    // SAFETY: both are of the same type, which has this layout.
    let (own, theirs) = unsafe { (origin(this.cast_unchecked()), origin(other.cast_unchecked())) };
    own.rich_compare(&theirs, op, th)
}

const ATTRIBUTE_MEMBERS: &[PyMemberDef] =
    &[member!("__origin__", paramspecattrobject, __origin__, _Py_T_OBJECT, READONLY)];

/// # Safety
/// Called by the destructor of `P.args` or `P.kwargs`.
unsafe fn attribute_dealloc(this: *mut Object, th: &mut Thread) {
    // SAFETY: the caller's promise; the types have weak references.
    unsafe {
        heap::gc_untrack(&*this);
        drop((*this).cast_unchecked::<paramspecattrobject>().__origin__.take());
        weakrefobject::clear_weakrefs(&*this, th);
        heap::free_object(this);
    }
}

#[pytype(
    static = ParamSpecArgs_Type,
    private,
    name = "typing.ParamSpecArgs",
    layout = paramspecattrobject,
    flags(HAVE_GC, MANAGED_WEAKREF),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    doc = "P.args of a ParamSpec P, which is its __origin__.\n\n    >>> P = ParamSpec('P')\n    >>> P.args.__origin__ is P\n    True",
    members = [ATTRIBUTE_MEMBERS],
)]
impl ParamSpecArgs {
    #[new(sig = "(origin)")]
    fn py_new(_ty: &'static Type, origin: &Object) -> PyResult {
        attribute(&ParamSpecArgs_Type, origin)
    }
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the destructor's contract.
        unsafe { attribute_dealloc(this.cast(), th) };
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().__origin__);
    }
    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        attribute_repr(self.layout(), "args", th)
    }
    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        attribute_compare(self, other, op, th)
    }
    #[method(sig = "(object, /)")]
    fn __mro_entries__(&self, _object: &Object, th: &mut Thread) -> PyResult {
        Err(no_subclass("ParamSpecArgs", th))
    }
}

#[pytype(
    static = ParamSpecKwargs_Type,
    private,
    name = "typing.ParamSpecKwargs",
    layout = paramspecattrobject,
    flags(HAVE_GC, MANAGED_WEAKREF),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    doc = "P.kwargs of a ParamSpec P, which is its __origin__.\n\n    >>> P = ParamSpec('P')\n    >>> P.kwargs.__origin__ is P\n    True",
    members = [ATTRIBUTE_MEMBERS],
)]
impl ParamSpecKwargs {
    #[new(sig = "(origin)")]
    fn py_new(_ty: &'static Type, origin: &Object) -> PyResult {
        attribute(&ParamSpecKwargs_Type, origin)
    }
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the destructor's contract.
        unsafe { attribute_dealloc(this.cast(), th) };
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().__origin__);
    }
    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        attribute_repr(self.layout(), "kwargs", th)
    }
    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        attribute_compare(self, other, op, th)
    }
    #[method(sig = "(object, /)")]
    fn __mro_entries__(&self, _object: &Object, th: &mut Thread) -> PyResult {
        Err(no_subclass("ParamSpecKwargs", th))
    }
}
