//! `type`: static and heap types, readying, inheritance, the method cache, attribute lookup, class creation.

mod attributes;
mod bases;
mod buffer;
mod cache;
mod dispatch;
mod docs;
mod inherit;
mod instance;
mod methods;
mod mro;
mod new;
mod ready;
mod slotdefs;
pub mod spec;
mod subclasses;
mod update;
mod wrappers;

use std::borrow::Cow;

use crate::prelude::*;

pub use super::supertype::PySuper_Type;
pub(crate) use attributes::merge_class_dict;
pub use attributes::{type_get_attr_opt, type_getattro_slot, type_set_attr};
pub use bases::{best_base, calculate_metaclass, compatible_for_assignment};
pub use cache::{add_watcher, clear_cache, clear_watcher, version_tag, watch};
pub use dispatch::{call_special, slot_tp_getattr_hook, slot_tp_getattro};
pub use docs::{internal_doc, internal_text_signature};
pub(crate) use instance::dict_field;
pub use instance::{
    alloc_no_track, call_finalizer, call_finalizer_from_dealloc, generic_alloc, subtype_clear, subtype_dealloc,
    subtype_traverse,
};
pub use methods::{Class, PyType_Type};
pub(crate) use new::current_globals;
pub use new::new_class;
pub use ready::{add_module_attribute, init_builtin_types};
pub use subclasses::set_flags_recursive;
pub use update::hash_not_implemented;
pub use wrappers::tp_new_wrapper;

/// What can be asked of a type.
pub trait TypeOps {
    /// `_PyType_Lookup`: the attribute found along the MRO, borrowed through the method cache; raises nothing.
    fn lookup<'a>(&self, name: &Str, th: &'a Thread) -> Option<&'a Object>;
    /// As [`TypeOps::lookup`], owned, for use across calls.
    fn lookup_ref(&self, name: &Str) -> Option<Ref>;
    /// `PyType_Ready`.
    fn ready(&'static self, th: &mut Thread) -> PyResult<()>;
    /// `PyType_Modified`: invalidates version tags and caches of the type and its subclasses.
    fn modified(&self);
    /// The type's current version tag, assigning one if possible; 0 if none is to be had.
    fn assign_version_tag(&'static self) -> u32;
    /// `tp_alloc`: a new zeroed instance with one reference, GC-tracked if the type is.
    fn alloc(&'static self, nitems: isize) -> PyResult;
    /// `__name__` (the part of a static type's `tp_name` after the last dot).
    fn short_name(&self) -> Ref<Str>;
    /// `__qualname__`.
    fn qualname(&self) -> Ref<Str>;
    /// `_PyType_GetFullyQualifiedName`-like: `module.qualname`, without `builtins.` and `__main__.`.
    fn fully_qualified_name(&self, th: &mut Thread) -> PyResult<Ref<Str>>;
    /// The name for messages: `%.200s` of `tp_name`.
    fn display_name(&self) -> Cow<'_, str>;
}

impl TypeOps for Type {
    #[inline]
    fn lookup<'a>(&self, name: &Str, th: &'a Thread) -> Option<&'a Object> {
        cache::lookup(self, name, th)
    }
    #[inline]
    fn lookup_ref(&self, name: &Str) -> Option<Ref> {
        cache::lookup_ref(self, name)
    }
    fn ready(&'static self, th: &mut Thread) -> PyResult<()> {
        ready::ready(self, th)
    }
    fn modified(&self) {
        cache::modified(self);
    }
    fn assign_version_tag(&'static self) -> u32 {
        cache::assign_current(self)
    }
    #[inline]
    fn alloc(&'static self, nitems: isize) -> PyResult {
        match self.tp_alloc.get() {
            // SAFETY: the type's own allocator.
            Some(alloc) if !std::ptr::fn_addr_eq(alloc, generic_alloc as allocfunc) => unsafe { alloc(self, nitems) },
            _ => instance::alloc(self, nitems),
        }
    }
    fn short_name(&self) -> Ref<Str> {
        if let Some(name) = heap_type(self).and_then(|heap| heap.ht_name.get()?.downcast_into::<Str>().ok()) {
            return name;
        }
        let name = self.name().to_string_lossy();
        Str::new(name.rsplit('.').next().unwrap_or(&name)).unwrap_or_else(|Raised| Ref::new(empty_str()))
    }
    fn qualname(&self) -> Ref<Str> {
        match heap_type(self).and_then(|heap| heap.ht_qualname.get()?.downcast_into::<Str>().ok()) {
            Some(name) => name,
            None => self.short_name(),
        }
    }
    fn fully_qualified_name(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        attributes::fully_qualified_name(self, '.', th)
    }
    fn display_name(&self) -> Cow<'_, str> {
        self.name().to_string_lossy()
    }
}

/// `PyType_GetModuleName`: `__module__`.
///
/// # Errors
/// `AttributeError` for a class without one.
pub fn module_name(ty: &Type, th: &mut Thread) -> PyResult {
    attributes::module(ty, th)
}

/// The address of the dict field of an object whose type keeps one in the object; null otherwise (`_PyObject_GetDictPtr`).
///
/// # Safety
/// The type has no managed dict.
pub unsafe fn dict_field_pointer(object: &Object) -> *mut *mut Object {
    // SAFETY: the caller's promise.
    match unsafe { dict_field(object) } {
        Some(field) => std::ptr::from_ref(field).cast_mut().cast(),
        None => std::ptr::null_mut(),
    }
}

/// The type's own attributes; `None` before it is made ready. Borrowed: the dict of a type is not replaced while it lives.
#[inline(always)]
pub fn type_dict(ty: &Type) -> Option<&Dict> {
    // SAFETY: `tp_dict` holds a dict or null, and is set once.
    unsafe { ty.tp_dict.as_ptr().cast::<Dict>().as_ref() }
}

/// The MRO; `None` before it is computed. Borrowed until Python code runs.
#[inline(always)]
pub(crate) fn mro_tuple(ty: &Type) -> Option<&Tuple> {
    // SAFETY: `tp_mro` holds a tuple or null.
    unsafe { ty.tp_mro.as_ptr().cast::<Tuple>().as_ref() }
}

/// The bases. Borrowed until Python code runs.
#[inline(always)]
pub(crate) fn base_tuple(ty: &Type) -> Option<&Tuple> {
    // SAFETY: `tp_bases` holds a tuple or null.
    unsafe { ty.tp_bases.as_ptr().cast::<Tuple>().as_ref() }
}

/// An object known to be a type.
#[inline(always)]
pub(crate) fn class_of(object: &Object) -> &Type {
    debug_assert!(object.downcast::<Type>().is_some());
    // SAFETY: the callers take it out of an MRO or a tuple of bases, which hold types only.
    unsafe { object.cast_unchecked() }
}

/// The heap type's struct, if it is one.
#[inline(always)]
pub fn heap_type(ty: &Type) -> Option<&PyHeapTypeObject> {
    // SAFETY: the flag says so.
    if ty.has_any_flag(Py_TPFLAGS_HEAPTYPE) { Some(unsafe { ty.cast_unchecked() }) } else { None }
}

/// A type as the interfaces take it: alive as long as whatever refers to it, which the caller sees to.
#[inline(always)]
pub fn static_type(ty: &Type) -> &'static Type {
    // SAFETY: types are handed around under this name by convention; whoever stores one owns a reference to it.
    unsafe { &*std::ptr::from_ref(ty) }
}

/// The raw word of a slot, whatever its type, for comparisons and for copying by offset.
#[inline(always)]
pub(crate) fn slot_word<T: Copy>(slot: &std::cell::Cell<Option<T>>) -> usize {
    const { assert!(size_of::<Option<T>>() == size_of::<usize>()) };
    // SAFETY: function pointers and references in `Option` are one word, null for `None`.
    unsafe { slot.as_ptr().cast::<usize>().read() }
}
