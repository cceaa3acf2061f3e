//! `typing.TypeVarTuple`.

use super::*;
use crate::heap;
use crate::objects::dictobject::inline_values;

object_type!(
    /// A type variable that stands for several types.
    pub struct TypeVarTuple(typevartupleobject): TypeVarTuple_Type
);

pub(super) fn make(name: &Str, default: Option<Ref>) -> PyResult {
    let object = typeobject::alloc_no_track(&TypeVarTuple_Type, 0)?;
    // SAFETY: just allocated with this layout.
    let fields: &typevartupleobject = unsafe { (*object).cast_unchecked() };
    fields.name.init(name.to_ref());
    fields.default_value.replace(default);
    heap::gc_track(&object);
    Ok(object)
}

/// `Unpack[Ts]`.
pub(super) fn unpack(this: &Object, th: &mut Thread) -> PyResult {
    let unpack = crate::import::import_module(id!(typing), th)?.get_attr(id!(Unpack), th)?;
    unpack.get_item(this, th)
}

impl TypeVarTuple {
    fn fields(&self) -> [&Field; 3] {
        let fields = self.layout();
        [&fields.name, &fields.default_value, &fields.evaluate_default]
    }
}

#[pytype(
    static = TypeVarTuple_Type,
    private,
    name = "typing.TypeVarTuple",
    layout = typevartupleobject,
    flags(HAVE_GC, MANAGED_DICT, MANAGED_WEAKREF),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    doc = "Type variable tuple: stands for any number of types.\n\nBest made by a parameter list, as Ts in\n\n    class Array[*Ts]: ...\n\nor by hand: TypeVarTuple('Ts').",
    members = [MEMBERS],
)]
impl TypeVarTuple {
    #[new(sig = "(name, *, default=typing.NoDefault)")]
    fn py_new(_ty: &'static Type, name: &Str, #[arg(keep_none)] default: Option<&Object>, th: &mut Thread) -> PyResult {
        let made = make(name, Some(default.unwrap_or(no_default()).to_ref()))?;
        set_module(&made, th)?;
        Ok(made)
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
    fn tp_repr(&self) -> Ref<Str> {
        name_of(&self.layout().name)
    }
    #[slot]
    fn tp_iter(&self, th: &mut Thread) -> PyResult {
        let unpacked = unpack(self, th)?;
        Tuple::from_array([unpacked])?.as_object().iter(th)
    }
    #[method(sig = "(arg, /)")]
    fn __typing_subst__(&self, _arg: &Object, th: &mut Thread) -> PyResult {
        Err(raise!(th, TypeError, "Substitution of bare TypeVarTuple is not supported"))
    }
    #[method(sig = "(alias, args, /)")]
    fn __typing_prepare_subst__(&self, alias: &Object, args: &Object, th: &mut Thread) -> PyResult {
        call_typing(id!(_typevartuple_prepare_subst), &[self, alias, args], th)
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self) -> Ref<Str> {
        name_of(&self.layout().name)
    }
    #[method(sig = "()")]
    fn has_default(&self) -> bool {
        has_default(&self.layout().default_value, &self.layout().evaluate_default)
    }
    #[method(sig = "(object, /)")]
    fn __mro_entries__(&self, _object: &Object, th: &mut Thread) -> PyResult {
        Err(no_subclass("TypeVarTuple", th))
    }
    #[getter(doc = "The default, or NoDefault.")]
    fn __default__(&self, th: &mut Thread) -> PyResult {
        default_of(&self.layout().default_value, &self.layout().evaluate_default, th)
    }
}

const MEMBERS: &[PyMemberDef] = &[member!("__name__", typevartupleobject, name, _Py_T_OBJECT, READONLY)];
