//! The type `object`.

use std::ffi::c_int;

use super::{generic_getattro_slot, generic_setattro_slot, reduce};
use crate::heap;
use crate::objects::dictobject::inline_values;
use crate::objects::typeobject::slot_word;
use crate::prelude::*;

object_type!(
    /// Any object.
    pub struct BaseObject(Object): PyBaseObject_Type
);

/// Whether a call has arguments that `object` has no use for.
fn excess(args: &Tuple, kwargs: Option<&Dict>) -> bool {
    !args.is_empty() || kwargs.is_some_and(|kwargs| !kwargs.is_empty())
}

fn has_own_new(ty: &Type) -> bool {
    slot_word(&ty.tp_new) != slot_word(&PyBaseObject_Type.tp_new)
}

fn has_own_init(ty: &Type) -> bool {
    slot_word(&ty.tp_init) != slot_word(&PyBaseObject_Type.tp_init)
}

#[pytype(
    static = PyBaseObject_Type,
    name = "object",
    layout = Object,
    flags(BASETYPE),
    alloc = typeobject::generic_alloc,
    free = heap::PyObject_Free,
    text_signature = "()",
    doc = "The base class of all classes.\n\nAn instance has no attributes of its own, and none can be set.",
)]
impl BaseObject {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract; an object has no fields.
        unsafe { heap::free_object(this.cast()) };
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let ty = self.ob_type();
        let name = ty.qualname();
        let module = ty.get_attr_opt(id!(__module__), th)?;
        match module.and_then(|module| module.downcast_into::<Str>().ok()) {
            Some(module) if !module.eq(id!(builtins)) => {
                Str::new(&format!("<{module}.{name} object at {:p}>", self.as_object()))
            }
            _ => Str::new(&format!("<{} object at {:p}>", ty.display_name(), self.as_object())),
        }
    }

    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.as_object().repr(th)
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        hash_pointer(self.as_ptr().cast_const().cast())
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        compare_identity(self, other, op, th)
    }

    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        let ty = self.ob_type();
        if excess(args, kwargs) {
            if has_own_init(ty) {
                return Err(raise!(
                    th,
                    TypeError,
                    "object.__init__() takes exactly one argument (the instance to initialize)"
                ));
            }
            if !has_own_new(ty) {
                return Err(raise!(
                    th,
                    TypeError,
                    "{:.200}.__init__() takes exactly one argument (the instance to initialize)",
                    ty.display_name()
                ));
            }
        }
        Ok(())
    }

    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        if excess(args, kwargs) {
            if has_own_new(ty) {
                return Err(raise!(
                    th,
                    TypeError,
                    "object.__new__() takes exactly one argument (the type to instantiate)"
                ));
            }
            if !has_own_init(ty) {
                return Err(raise!(th, TypeError, "{:.200}() takes no arguments", ty.display_name()));
            }
        }
        if ty.has_flags(Py_TPFLAGS_IS_ABSTRACT) {
            return Err(abstract_class(ty, th));
        }
        ty.alloc(0)
    }

    #[method(sig = "(protocol, /)", doc = "How to make the object again, for pickle.")]
    fn __reduce_ex__(&self, protocol: c_int, th: &mut Thread) -> PyResult {
        reduce::reduce_ex(self, protocol, th)
    }

    #[method(sig = "()", doc = "How to make the object again, for pickle.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult {
        reduce::common_reduce(self, 0, th)
    }

    #[method(sig = "()", doc = "The attributes to be pickled.")]
    fn __getstate__(&self, th: &mut Thread) -> PyResult {
        reduce::default_state(self, false, th)
    }

    #[classmethod(
        sig = "(object, /)",
        doc = "Asked by issubclass() of abstract base classes: True, False, or NotImplemented to go by the usual rules."
    )]
    fn __subclasshook__(_cls: &'static Type, _object: &Object) -> PyResult {
        Ok(not_implemented().to_ref())
    }

    #[classmethod(sig = "()", doc = "Called when a class is subclassed; does nothing unless overridden.")]
    fn __init_subclass__(_cls: &'static Type) {}

    #[method(sig = "(format_spec, /)", doc = "str(self); any format_spec is an error.")]
    fn __format__(&self, format_spec: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
        if !format_spec.is_empty() {
            return Err(raise!(
                th,
                TypeError,
                "unsupported format string passed to {:.200}.__format__",
                self.ob_type().display_name()
            ));
        }
        self.as_object().str(th)
    }

    #[method(sig = "()", doc = "Bytes of memory that the object takes.")]
    fn __sizeof__(&self) -> isize {
        let ty = self.ob_type();
        let mut size = ty.tp_basicsize.get();
        if ty.tp_itemsize.get() > 0 {
            // SAFETY: a type with items has a count behind its header.
            let count = unsafe { self.as_object().cast_unchecked::<VarObject>() }.ob_size.get();
            size += count.wrapping_mul(ty.tp_itemsize.get());
        }
        if ty.has_any_flag(Py_TPFLAGS_INLINE_VALUES) {
            // SAFETY: the flag is only on heap types with a key table.
            size += unsafe { inline_values::inline_size(ty) } as isize;
        }
        size
    }

    #[method(sig = "()", doc = "The names of the object's attributes.")]
    fn __dir__(&self, th: &mut Thread) -> PyResult<Ref<List>> {
        let names = match self.get_attr_opt(id!(__dict__), th)? {
            Some(dict) => match dict.downcast_into::<Dict>() {
                Ok(dict) => dict.copy(th)?,
                Err(_) => Dict::new()?,
            },
            None => Dict::new()?,
        };
        if let Some(class) = self.get_attr_opt(id!(__class__), th)? {
            typeobject::merge_class_dict(&names, &class, th)?;
        }
        names.keys()
    }

    #[getter(doc = "the object's class")]
    fn __class__(&self) -> Ref {
        self.ob_type().to_ref()
    }

    #[setter(name = "__class__")]
    fn set_class(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(value) = value else {
            return Err(raise!(th, TypeError, "can't delete __class__ attribute"));
        };
        let Some(new) = value.downcast::<Type>() else {
            return Err(raise!(
                th,
                TypeError,
                "__class__ must be set to a class, not '{}' object",
                value.ob_type().display_name()
            ));
        };
        super::audit_attribute(c"object.__setattr__", self, "__class__", Some(value), th)?;
        let old = self.ob_type();
        let module = &moduleobject::PyModule_Type;
        let modules = new.is_subtype_of(module) && old.is_subtype_of(module);
        if !modules && (new.has_flags(Py_TPFLAGS_IMMUTABLETYPE) || old.has_flags(Py_TPFLAGS_IMMUTABLETYPE)) {
            return Err(raise!(
                th,
                TypeError,
                "__class__ assignment only supported for mutable types or ModuleType subclasses"
            ));
        }
        typeobject::compatible_for_assignment(old, new, "__class__", th)?;
        crate::eval::interp::count_rare(&crate::eval::interp::block(th).rare_events.set_class);
        if old.has_any_flag(Py_TPFLAGS_INLINE_VALUES) {
            // The values inside go by the old class's key table.
            // SAFETY: the flag says so.
            unsafe { inline_values::detach_object(self)? };
        }
        if new.has_flags(Py_TPFLAGS_HEAPTYPE) {
            new.incref();
        }
        self.set_ob_type(new);
        if old.has_flags(Py_TPFLAGS_HEAPTYPE) {
            // SAFETY: the object owned a reference to its class.
            unsafe { Object::decref(old.as_ptr()) };
        }
        Ok(())
    }
}

/// `Py_HashPointer`: the address, with the bits that are always zero moved to the top.
pub fn hash_pointer(pointer: *const std::ffi::c_void) -> isize {
    let hash = (pointer as usize).rotate_right(4) as isize;
    if hash == -1 { -2 } else { hash }
}

/// The error of instantiating an abstract class, which names the methods that are missing.
#[cold]
fn abstract_class(ty: &Type, th: &mut Thread) -> Raised {
    fn names(ty: &Type, th: &mut Thread) -> PyResult<(Ref<Str>, usize)> {
        let methods = ty.get_attr(id!(__abstractmethods__), th)?;
        let list = List::from_iterable(&methods, th)?;
        list.sort(th)?;
        let list = list.to_tuple()?;
        let items: Vec<&Object> = list.items().iter().map(|item| &**item).collect();
        let separator = Str::new("', '")?;
        Ok((Str::join(&separator, &items, th)?, items.len()))
    }
    match names(ty, th) {
        Err(Raised) => Raised,
        Ok((joined, count)) => {
            let plural = if count > 1 { "s" } else { "" };
            raise!(
                th,
                TypeError,
                "Can't instantiate abstract class {} without an implementation for abstract method{plural} '{joined}'",
                ty.display_name()
            )
        }
    }
}

/// Puts the attribute slots in that other code recognizes by their address.
pub fn set_known_slots() {
    PyBaseObject_Type.tp_getattro.set(Some(generic_getattro_slot));
    PyBaseObject_Type.tp_setattro.set(Some(generic_setattro_slot));
}

/// How objects without an order of their own compare: equal to themselves only.
pub(super) fn compare_identity(object: &Object, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
    match op {
        Py_EQ if object.is(other) => true.into_py(),
        Py_NE => {
            // The opposite of `==`, where that is defined.
            let Some(compare) = object.ob_type().tp_richcompare.get() else {
                return Ok(not_implemented().to_ref());
            };
            // SAFETY: a slot of the object's type.
            let equal = unsafe { compare(object, other, Py_EQ) }?;
            if equal.is(not_implemented()) {
                return Ok(equal);
            }
            (!equal.is_true(th)?).into_py()
        }
        _ => Ok(not_implemented().to_ref()),
    }
}
