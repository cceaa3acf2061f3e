//! The type `type`: its slots, methods and attributes.

use super::{TypeOps, attributes, bases, heap_type, mro, new, static_type};
use crate::abstract_::instance as check;
use crate::heap;
use crate::objects::dictobject::inline_values;
use crate::prelude::*;

object_type!(
    /// `type` and metaclasses: a [`Type`] that Python code sees as an object.
    pub struct Class(Type): PyType_Type, flag Py_TPFLAGS_TYPE_SUBCLASS
);

impl Class {
    fn ty(&self) -> &'static Type {
        static_type(self.layout())
    }
}

#[pytype(
    static = PyType_Type,
    name = "type",
    layout = PyHeapTypeObject,
    itemsize = size_of::<PyMemberDef>(),
    flags(BASETYPE, HAVE_GC, TYPE_SUBCLASS, HAVE_VECTORCALL, ITEMS_AT_END),
    weaklistoffset = std::mem::offset_of!(Type, tp_weaklist),
    dictoffset = std::mem::offset_of!(Type, tp_dict),
    vectorcall_offset = std::mem::offset_of!(Type, tp_vectorcall),
    free = heap::gc::PyObject_GC_Del,
    doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    members = [MEMBERS],
)]
impl Class {
    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let ty = self.ty();
        let module = crate::raise::catch(attributes::module(ty, th), &exceptions::AttributeError, th)?;
        match module.and_then(|module| module.downcast_into::<Str>().ok()) {
            Some(module) if !module.eq(id!(builtins)) => Str::new(&format!("<class '{module}.{}'>", ty.qualname())),
            _ => Str::new(&format!("<class '{}'>", ty.display_name())),
        }
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let ty = self.ty();
        if std::ptr::eq(ty, &PyType_Type) {
            let plain = kwargs.is_none_or(|kwargs| kwargs.is_empty());
            if let [object] = args.items()
                && plain
            {
                return Ok(object.ob_type().to_ref());
            }
            if args.len() != 3 {
                return Err(raise!(th, TypeError, "type() takes 1 or 3 arguments"));
            }
        }
        let Some(new) = ty.tp_new.get() else {
            return Err(bases::no_instances(ty, th));
        };
        let kwargs = kwargs.map(|kwargs| &**kwargs);
        // SAFETY: the type's own slot.
        let object = unsafe { new(ty, args, kwargs) }?;
        // `__new__` may return anything; what is no instance is not initialized.
        let made = object.ob_type();
        if made.is_subtype_of(ty)
            && let Some(init) = made.tp_init.get()
        {
            // SAFETY: a slot of the object's type.
            unsafe { init(&object, args, kwargs) }.ok()?;
        }
        Ok(object)
    }

    #[slot]
    fn tp_vectorcall(ty: &'static Type, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
        // Stands in `type` itself only; metaclasses do not inherit it.
        if args.len() == 1 && std::ptr::eq(ty, &PyType_Type) {
            if !kwargs.is_none() {
                return Err(raise!(th, TypeError, "type() takes no keyword arguments"));
            }
            return Ok(args[0].ob_type().to_ref());
        }
        let args = Tuple::new(args)?;
        let kwargs = if kwargs.is_none() { None } else { Some(kwargs.to_dict(th)?) };
        match ty.ob_type().tp_call.get() {
            // SAFETY: a slot of the metatype.
            Some(call) => unsafe { call(ty, &args, kwargs.as_ref().map(|dict| &***dict)) },
            None => Err(th.bad_internal_call()),
        }
    }

    #[slot]
    fn tp_setattro(&self, name: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        attributes::type_set_attr(self.ty(), name, value, th)
    }

    #[slot]
    fn nb_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
        unionobject::type_or(left, right, th)
    }

    #[slot]
    fn tp_new(metatype: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        new::type_new(metatype, args, kwargs, th)
    }

    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        if args.len() == 1 && kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(raise!(th, TypeError, "type.__init__() takes no keyword arguments"));
        }
        if args.len() != 1 && args.len() != 3 {
            return Err(raise!(th, TypeError, "type.__init__() takes 1 or 3 arguments"));
        }
        Ok(())
    }

    #[slot]
    fn tp_dealloc(&self, th: &mut Thread) {
        let ty = self.ty();
        heap::gc_untrack(ty);
        attributes::release(ty, th);
        if let Some(heap_type) = heap_type(ty) {
            for field in [&heap_type.ht_name, &heap_type.ht_qualname, &heap_type.ht_slots, &heap_type.ht_module] {
                drop(field.take());
            }
            let keys = heap_type.ht_cached_keys.replace(std::ptr::null_mut());
            if !keys.is_null() {
                // SAFETY: the class's own reference to its table.
                unsafe { inline_values::release_shared_keys(keys) };
            }
            let name = heap_type._ht_tpname.replace(std::ptr::null_mut());
            // SAFETY: null, or the copy made for a spec; nothing uses the type's name any more.
            unsafe { heap::mem_free(name.cast()) };
        }
        // SAFETY: the fields are released.
        unsafe { heap::free_object(ty.as_ptr()) };
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let ty = self.ty();
        // Static types are never part of a cycle that could be collected.
        let Some(heap_type) = heap_type(ty) else { return };
        visit.visit(&ty.tp_dict);
        visit.visit(&ty.tp_cache);
        visit.visit(&ty.tp_mro);
        visit.visit(&ty.tp_bases);
        if let Some(base) = ty.tp_base.get() {
            visit.visit_object(base);
        }
        visit.visit(&heap_type.ht_module);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        let ty = self.ty();
        let Some(heap_type) = heap_type(ty) else { return };
        // The dict refers to nearly everything; the MRO contains the type itself. Bases and base stay for the destructor.
        ty.modified();
        if let Some(dict) = ty.tp_dict.get()
            && let Some(dict) = dict.downcast_into::<Dict>().ok()
        {
            dict.clear(th);
        }
        drop(heap_type.ht_module.take());
        drop(ty.tp_mro.take());
    }

    #[slot]
    fn tp_is_gc(&self) -> bool {
        self.layout().has_flags(Py_TPFLAGS_HEAPTYPE)
    }

    #[method(sig = "()", doc = "The method resolution order, as a list.")]
    fn mro(&self, th: &mut Thread) -> PyResult<Ref<List>> {
        let order = mro::compute(self.ty(), th)?;
        List::new(&order.items().iter().map(|class| &**class).collect::<Vec<_>>())
    }

    #[method(sig = "()", doc = "The direct subclasses that are alive.")]
    fn __subclasses__(&self) -> PyResult<Ref<List>> {
        attributes::subclass_list(self.ty())
    }

    #[classmethod(
        raw = FASTCALL | KEYWORDS,
        doc = "__prepare__($cls, name, bases, /, **kwds)\n--\n\nThe namespace that the class statement's body fills."
    )]
    fn __prepare__(_cls: &'static Type, _args: &[&Object], _kwargs: Kwargs<'_>) -> PyResult<Ref<Dict>> {
        Dict::new()
    }

    #[method(sig = "(instance, /)", doc = "Whether the object is an instance.")]
    fn __instancecheck__(&self, instance: &Object, th: &mut Thread) -> PyResult<bool> {
        check::real_is_instance(instance, self, th)
    }

    #[method(sig = "(subclass, /)", doc = "Whether the class is a subclass.")]
    fn __subclasscheck__(&self, subclass: &Object, th: &mut Thread) -> PyResult<bool> {
        check::real_is_subclass(subclass, self, th)
    }

    #[method(sig = "()", doc = "The names of the attributes of the type and its bases.")]
    fn __dir__(&self, th: &mut Thread) -> PyResult<Ref<List>> {
        let names = Dict::new()?;
        attributes::merge_class_dict(&names, self, th)?;
        names.keys()
    }

    #[method(sig = "()", doc = "Bytes of memory that the type takes.")]
    fn __sizeof__(&self) -> usize {
        attributes::sizeof(self.layout())
    }

    #[getter]
    fn __name__(&self) -> Ref<Str> {
        self.layout().short_name()
    }
    #[setter(name = "__name__")]
    fn set_name(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        attributes::set_name(self.ty(), value, th)
    }
    #[getter]
    fn __qualname__(&self) -> Ref<Str> {
        self.layout().qualname()
    }
    #[setter(name = "__qualname__")]
    fn set_qualname(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        attributes::set_qualname(self.ty(), value, th)
    }
    #[getter]
    fn __bases__(&self) -> PyResult {
        self.layout().tp_bases.get().map_or_else(|| Ok(none().to_ref()), Ok)
    }
    #[setter(name = "__bases__")]
    fn set_bases(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        attributes::set_bases(self.ty(), value, th)
    }
    #[getter]
    fn __mro__(&self) -> PyResult {
        self.layout().tp_mro.get().map_or_else(|| Ok(none().to_ref()), Ok)
    }
    #[getter]
    fn __module__(&self, th: &mut Thread) -> PyResult {
        attributes::module(self.ty(), th)
    }
    #[setter(name = "__module__")]
    fn set_module(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        attributes::set_module(self.ty(), value, th)
    }
    #[getter]
    fn __abstractmethods__(&self, th: &mut Thread) -> PyResult {
        attributes::abstract_methods(self.ty(), th)
    }
    #[setter(name = "__abstractmethods__")]
    fn set_abstract_methods(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        attributes::set_abstract_methods(self.ty(), value, th)
    }
    #[getter]
    fn __dict__(&self, th: &mut Thread) -> PyResult {
        match super::type_dict(self.layout()) {
            Some(dict) => descrobject::new_proxy(dict, th),
            None => Ok(none().to_ref()),
        }
    }
    #[getter]
    fn __doc__(&self, th: &mut Thread) -> PyResult {
        attributes::doc(self.ty(), th)
    }
    #[setter(name = "__doc__")]
    fn set_doc(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        attributes::set_doc(self.ty(), value, th)
    }
    #[getter]
    fn __text_signature__(&self, th: &mut Thread) -> PyResult {
        attributes::text_signature(self.ty(), th)
    }
    #[getter]
    fn __annotations__(&self, th: &mut Thread) -> PyResult {
        attributes::annotations(self.ty(), th)
    }
    #[setter(name = "__annotations__")]
    fn set_annotations(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        attributes::set_annotations(self.ty(), value, th)
    }
    #[getter]
    fn __type_params__(&self, th: &mut Thread) -> PyResult {
        attributes::type_params(self.ty(), th)
    }
    #[setter(name = "__type_params__")]
    fn set_type_params(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        attributes::set_type_params(self.ty(), value, th)
    }
}

const MEMBERS: &[PyMemberDef] = &[
    member!("__basicsize__", Type, tp_basicsize, Py_T_PYSSIZET, READONLY),
    member!("__itemsize__", Type, tp_itemsize, Py_T_PYSSIZET, READONLY),
    member!("__flags__", Type, tp_flags, Py_T_ULONG, READONLY),
    member!("__weakrefoffset__", Type, tp_weaklistoffset, Py_T_PYSSIZET, READONLY),
    member!("__base__", Type, tp_base, _Py_T_OBJECT, READONLY),
    member!("__dictoffset__", Type, tp_dictoffset, Py_T_PYSSIZET, READONLY),
];

/// Puts the attribute slots in that other code recognizes by their address.
pub(super) fn set_known_slots() {
    PyType_Type.tp_getattro.set(Some(attributes::type_getattro_slot));
}
