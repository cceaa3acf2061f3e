//! Attributes of classes: reading and setting any, and those that every class has (`__name__`, `__bases__`, …).

use std::ffi::{CStr, c_char};

use super::{TypeOps, base_tuple, bases, docs, heap_type, mro, static_type, subclasses, type_dict, update};
use crate::heap;
use crate::prelude::*;

/// `type.__getattribute__` as a slot; its address marks metaclasses that use it.
pub unsafe extern "C" fn type_getattro_slot(class: &Object, name: &Object) -> PyResult {
    // SAFETY: a slot function; it is called for types only.
    let (th, class) = unsafe { (Thread::enter(), class.cast_unchecked::<Type>()) };
    let Some(text) = name.downcast::<Str>() else {
        return Err(object::bad_attribute_name(name, th));
    };
    match find(class, text, th)? {
        Some(value) => Ok(value),
        None => {
            let raised =
                raise!(th, AttributeError, "type object '{:.100}' has no attribute '{text}'", class.display_name());
            exceptions::set_attribute_error_context(class, text, th);
            Err(raised)
        }
    }
}

/// Attribute of a class; a missing one is `Ok(None)` and raises nothing. An `AttributeError` of a descriptor counts as
/// missing, too.
///
/// # Errors
/// What a descriptor raises.
pub fn type_get_attr_opt(class: &Type, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    let found = find(class, name, th);
    Ok(crate::raise::catch(found, &exceptions::AttributeError, th)?.flatten())
}

/// The attribute, bound; what a descriptor raises is handed on.
fn find(class: &Type, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    let metatype = class.ob_type();
    if !class.has_flags(Py_TPFLAGS_READY) && !class.has_flags(Py_TPFLAGS_READYING) {
        static_type(class).ready(th)?;
    }
    let of_meta = metatype.lookup(name, th).map(Object::to_ref);
    let meta_get = of_meta.as_ref().and_then(|attribute| attribute.ob_type().tp_descr_get.get());
    if let (Some(attribute), Some(get)) = (&of_meta, meta_get)
        && attribute.ob_type().tp_descr_set.get().is_some()
    {
        // SAFETY: a slot of the descriptor's type.
        return unsafe { get(attribute, Some(class), Some(metatype)) }.map(Some);
    }
    if let Some(attribute) = class.lookup(name, th).map(Object::to_ref) {
        return match attribute.ob_type().tp_descr_get.get() {
            // SAFETY: a slot of the descriptor's type.
            Some(get) => unsafe { get(&attribute, None, Some(class)) }.map(Some),
            None => Ok(Some(attribute)),
        };
    }
    match (of_meta, meta_get) {
        // SAFETY: a slot of the descriptor's type.
        (Some(attribute), Some(get)) => unsafe { get(&attribute, Some(class), Some(metatype)) }.map(Some),
        (attribute, _) => Ok(attribute),
    }
}

/// `type.__setattr__` and `type.__delattr__` (`None`).
///
/// # Errors
/// `TypeError` for a type that cannot change; `AttributeError`; what a descriptor of the metaclass raises.
pub fn type_set_attr(class: &Type, name: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    if class.has_flags(Py_TPFLAGS_IMMUTABLETYPE) {
        let name = name.repr(th)?;
        return Err(raise!(th, TypeError, "cannot set {name} attribute of immutable type '{}'", class.display_name()));
    }
    let Some(text) = name.downcast::<Str>() else {
        return Err(object::bad_attribute_name(name, th));
    };
    let text = Str::intern(Ref::new(text));
    let metatype = class.ob_type();
    if let Some(descriptor) = metatype.lookup(&text, th).map(Object::to_ref)
        && let Some(set) = descriptor.ob_type().tp_descr_set.get()
    {
        // SAFETY: a slot of the descriptor's type.
        unsafe { set(&descriptor, class, value) }.ok()?;
    } else {
        if class.tp_dict.is_null() {
            // A type that is still being made (mypyc does this); getting it ready fills the dictionary.
            class.tp_dict.init(Dict::new()?.into_object());
        }
        let Some(dict) = type_dict(class).map(Ref::new) else {
            return Err(th.bad_internal_call());
        };
        match value {
            Some(value) => dict.set_str(&text, value, th)?,
            None => {
                if dict.pop(&text, th)?.is_none() {
                    let raised = raise!(
                        th,
                        AttributeError,
                        "type object '{:.50}' has no attribute '{text}'",
                        class.display_name()
                    );
                    exceptions::set_attribute_error_context(class, &text, th);
                    return Err(raised);
                }
            }
        }
    }
    class.modified();
    if update::is_dunder(&text) {
        update::one(class, &text);
    }
    Ok(())
}

/// Refuses to delete a special attribute, or to set one of a type that cannot change.
fn check_special(class: &Type, value: Option<&Object>, name: &str, th: &mut Thread) -> PyResult<Ref> {
    let ty = class.display_name();
    if class.has_flags(Py_TPFLAGS_IMMUTABLETYPE) {
        return Err(raise!(th, TypeError, "cannot set '{name}' attribute of immutable type '{ty}'"));
    }
    match value {
        Some(value) => {
            object::audit_attribute(c"object.__setattr__", class, name, Some(value), th)?;
            Ok(value.to_ref())
        }
        None => Err(raise!(th, TypeError, "cannot delete '{name}' attribute of immutable type '{ty}'")),
    }
}

fn own_dict(class: &Type, th: &mut Thread) -> PyResult<Ref<Dict>> {
    match type_dict(class) {
        Some(dict) => Ok(Ref::new(dict)),
        None => Err(th.bad_internal_call()),
    }
}

/// `__module__`: of static types, what stands before the last dot of the name.
pub(super) fn module(class: &Type, th: &mut Thread) -> PyResult {
    if heap_type(class).is_some() {
        return match own_dict(class, th)?.get_str(id!(__module__), th)? {
            Some(module) => Ok(module),
            None => Err(raise!(th, AttributeError, "__module__")),
        };
    }
    let name = class.name().to_string_lossy();
    match name.rsplit_once('.') {
        Some((module, _)) => Str::intern_str(module)?.into_py(),
        None => id!(builtins).as_object().to_ref().into_py(),
    }
}

/// `_PyType_GetFullyQualifiedName`.
pub(super) fn fully_qualified_name(class: &Type, separator: char, th: &mut Thread) -> PyResult<Ref<Str>> {
    if heap_type(class).is_none() {
        return Str::new(&class.display_name());
    }
    let qualname = class.qualname();
    let module = module(class, th)?;
    match module.downcast::<Str>() {
        Some(module) if !module.eq(id!(builtins)) && !module.eq(id!(__main__)) => {
            let mut text = module.concat(&*Str::from_char(separator as u32)?)?;
            text = text.concat(&qualname)?;
            Ok(text)
        }
        _ => Ok(qualname),
    }
}

/// A name for a class, as UTF-8 without NULs.
fn checked_name(value: &Object, class: &Type, attribute: &str, th: &mut Thread) -> PyResult<Ref<Str>> {
    let Some(name) = value.downcast::<Str>() else {
        return Err(raise!(
            th,
            TypeError,
            "can only assign string to {}.{attribute}, not '{}'",
            class.display_name(),
            value.ob_type().display_name()
        ));
    };
    Ok(Ref::new(name))
}

/// Refuses names with NULs, which `tp_name` cannot hold.
pub(super) fn check_no_nul(name: &Str, th: &mut Thread) -> PyResult<()> {
    if name.to_utf8(th)?.contains('\0') {
        return Err(raise!(th, ValueError, "type name must not contain null characters"));
    }
    Ok(())
}

pub(super) fn set_name(class: &Type, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let value = check_special(class, value, "__name__", th)?;
    let name = checked_name(&value, class, "__name__", th)?;
    check_no_nul(&name, th)?;
    let Some(heap) = heap_type(class) else { return Err(th.bad_internal_call()) };
    // The UTF-8 form is kept by the string, which `ht_name` keeps; other code may still point at the old one meanwhile.
    class.tp_name.set(utf8_pointer(&name, th)?);
    heap.ht_name.set(Some(name.into_object()), th);
    class.modified();
    Ok(())
}

/// The NUL-terminated UTF-8 form that a string keeps.
pub(super) fn utf8_pointer(text: &Str, th: &mut Thread) -> PyResult<*const c_char> {
    // The string's own buffer ends with a NUL.
    Ok(text.to_utf8(th)?.as_ptr().cast())
}

pub(super) fn set_qualname(class: &Type, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let value = check_special(class, value, "__qualname__", th)?;
    let name = checked_name(&value, class, "__qualname__", th)?;
    let Some(heap) = heap_type(class) else { return Err(th.bad_internal_call()) };
    heap.ht_qualname.set(Some(name.into_object()), th);
    Ok(())
}

pub(super) fn set_module(class: &Type, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let value = check_special(class, value, "__module__", th)?;
    class.modified();
    let dict = own_dict(class, th)?;
    dict.pop(id!(__firstlineno__), th)?;
    dict.set_str(id!(__module__), &value, th)
}

pub(super) fn abstract_methods(class: &Type, th: &mut Thread) -> PyResult {
    // `type` has the descriptor itself in its dict.
    if !std::ptr::eq(class, &super::PyType_Type)
        && let Some(methods) = own_dict(class, th)?.get_str(id!(__abstractmethods__), th)?
    {
        return Ok(methods);
    }
    Err(th.raise_object(&exceptions::AttributeError, id!(__abstractmethods__)))
}

pub(super) fn set_abstract_methods(class: &Type, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let dict = own_dict(class, th)?;
    let is_abstract = match value {
        Some(value) => {
            let truth = value.is_true(th)?;
            dict.set_str(id!(__abstractmethods__), value, th)?;
            truth
        }
        None => {
            if dict.pop(id!(__abstractmethods__), th)?.is_none() {
                return Err(th.raise_object(&exceptions::AttributeError, id!(__abstractmethods__)));
            }
            false
        }
    };
    class.modified();
    let flags = class.tp_flags.get() & !Py_TPFLAGS_IS_ABSTRACT;
    class.tp_flags.set(if is_abstract { flags | Py_TPFLAGS_IS_ABSTRACT } else { flags });
    Ok(())
}

/// The C docstring, if any.
fn c_doc(class: &Type) -> Option<&CStr> {
    let doc = class.tp_doc.get();
    // SAFETY: null, or a string that lives as long as the type.
    (!doc.is_null()).then(|| unsafe { CStr::from_ptr(doc) })
}

pub(super) fn doc(class: &Type, th: &mut Thread) -> PyResult {
    if heap_type(class).is_none() && c_doc(class).is_some() {
        return docs::internal_doc(class.name().to_bytes(), c_doc(class), th);
    }
    let Some(doc) = own_dict(class, th)?.get_str(id!(__doc__), th)? else {
        return Ok(none().to_ref());
    };
    match doc.ob_type().tp_descr_get.get() {
        // SAFETY: a slot of the descriptor's type.
        Some(get) => unsafe { get(&doc, None, Some(class)) },
        None => Ok(doc),
    }
}

pub(super) fn set_doc(class: &Type, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let value = check_special(class, value, "__doc__", th)?;
    class.modified();
    own_dict(class, th)?.set_str(id!(__doc__), &value, th)
}

pub(super) fn text_signature(class: &Type, th: &mut Thread) -> PyResult {
    docs::internal_text_signature(class.name().to_bytes(), c_doc(class), th)
}

pub(super) fn annotations(class: &Type, th: &mut Thread) -> PyResult {
    if heap_type(class).is_none() {
        return Err(raise!(
            th,
            AttributeError,
            "type object '{}' has no attribute '__annotations__'",
            class.display_name()
        ));
    }
    let dict = own_dict(class, th)?;
    match dict.get_str(id!(__annotations__), th)? {
        Some(annotations) => match annotations.ob_type().tp_descr_get.get() {
            // SAFETY: a slot of the descriptor's type.
            Some(get) => unsafe { get(&annotations, None, Some(class)) },
            None => Ok(annotations),
        },
        None => {
            let annotations = Dict::new()?;
            dict.set_str(id!(__annotations__), &annotations, th)?;
            class.modified();
            annotations.into_py()
        }
    }
}

pub(super) fn set_annotations(class: &Type, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    if class.has_flags(Py_TPFLAGS_IMMUTABLETYPE) {
        return Err(raise!(
            th,
            TypeError,
            "cannot set '__annotations__' attribute of immutable type '{}'",
            class.display_name()
        ));
    }
    let dict = own_dict(class, th)?;
    match value {
        Some(value) => dict.set_str(id!(__annotations__), value, th)?,
        None => {
            if dict.pop(id!(__annotations__), th)?.is_none() {
                return Err(raise!(th, AttributeError, "__annotations__"));
            }
        }
    }
    class.modified();
    Ok(())
}

pub(super) fn type_params(class: &Type, th: &mut Thread) -> PyResult {
    if !std::ptr::eq(class, &super::PyType_Type)
        && let Some(params) = own_dict(class, th)?.get_str(id!(__type_params__), th)?
    {
        return Ok(params);
    }
    Tuple::new(&[])?.into_py()
}

pub(super) fn set_type_params(class: &Type, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let value = check_special(class, value, "__type_params__", th)?;
    own_dict(class, th)?.set_str(id!(__type_params__), &value, th)?;
    class.modified();
    Ok(())
}

/// `__bases__ = …`: checks the new bases, recomputes the MRO of the class and of all its subclasses, and the slots.
pub(super) fn set_bases(class: &Type, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let value = check_special(class, value, "__bases__", th)?;
    let name = class.display_name().into_owned();
    let Some(new_bases) = value.downcast::<Tuple>().map(Ref::new) else {
        return Err(raise!(
            th,
            TypeError,
            "can only assign tuple to {name}.__bases__, not {}",
            value.ob_type().display_name()
        ));
    };
    if new_bases.is_empty() {
        return Err(raise!(th, TypeError, "can only assign non-empty tuple to {name}.__bases__, not ()"));
    }
    for base in new_bases.items() {
        let Some(base) = base.downcast::<Type>() else {
            return Err(raise!(
                th,
                TypeError,
                "{name}.__bases__ must be tuple of classes, not '{}'",
                base.ob_type().display_name()
            ));
        };
        // The base chain, too: during `mro()` the MRO may not say it yet.
        let mut ancestor = Some(base);
        let cycle = base.is_subtype_of(class)
            || std::iter::from_fn(|| {
                let current = ancestor?;
                ancestor = current.tp_base.get();
                Some(current)
            })
            .any(|ancestor| std::ptr::eq(ancestor, class));
        if cycle {
            return Err(raise!(th, TypeError, "a __bases__ item causes an inheritance cycle"));
        }
    }
    let new_base = bases::best_base(&new_bases, th)?;
    let Some(old_base) = class.tp_base.get() else { return Err(th.bad_internal_call()) };
    bases::compatible_for_assignment(old_base, new_base, "__bases__", th)?;
    crate::eval::interp::count_rare(&crate::eval::interp::block(th).rare_events.set_bases);

    let old_bases = class.tp_bases.replace(Some(new_bases.clone().into_object()));
    new_base.incref();
    class.tp_base.set(Some(new_base));
    let mut undo: Vec<(Ref<Type>, Option<Ref>, Option<Ref>)> = Vec::new();
    if let Err(Raised) = update_hierarchy(class, &mut undo, th) {
        // Back to what it was, except where somebody else has changed it since.
        for (ty, new, old) in undo.into_iter().rev() {
            let current = ty.tp_mro.get();
            let ours = match (&current, &new) {
                (Some(current), Some(new)) => current.is(new),
                _ => false,
            };
            if ours {
                drop(ty.tp_mro.replace(old));
                ty.modified();
            }
        }
        if std::ptr::eq(class.tp_bases.as_ptr(), new_bases.as_ptr().cast()) {
            drop(class.tp_bases.replace(old_bases));
            class.tp_base.set(Some(old_base));
            // SAFETY: the reference taken above.
            unsafe { Object::decref(new_base.as_ptr()) };
        }
        return Err(Raised);
    }
    drop(undo);
    // A nested assignment (from `mro()`) leaves nothing more to do here.
    let mut result = Ok(());
    if std::ptr::eq(class.tp_bases.as_ptr(), new_bases.as_ptr().cast()) {
        if let Some(old) = old_bases.as_ref().and_then(|old| old.downcast::<Tuple>()) {
            subclasses::remove_from(old, class, th);
        }
        result = subclasses::add_to_bases(class, th);
        update::everything(class);
    }
    drop(old_bases);
    // SAFETY: the class owned a reference to its old base.
    unsafe { Object::decref(old_base.as_ptr()) };
    result
}

/// Recomputes the MRO of `ty` and, where it changed, of its subclasses; `undo` collects type, new and old order.
fn update_hierarchy(ty: &Type, undo: &mut Vec<(Ref<Type>, Option<Ref>, Option<Ref>)>, th: &mut Thread) -> PyResult<()> {
    let Some(old) = mro::update(ty, th)? else {
        return Ok(());
    };
    undo.push((Ref::new(ty), ty.tp_mro.get(), old));
    for subclass in subclasses::list(ty) {
        update_hierarchy(&subclass, undo, th)?;
    }
    Ok(())
}

/// The class's own attributes and, recursively, those of its `__bases__`, into `names` (`merge_class_dict`).
///
/// # Errors
/// What reading the attributes raises.
pub(crate) fn merge_class_dict(names: &Dict, class: &Object, th: &mut Thread) -> PyResult<()> {
    if let Some(own) = class.get_attr_opt(id!(__dict__), th)? {
        names.merge(&own, 1, th)?;
    }
    let Some(bases) = class.get_attr_opt(id!(__bases__), th)? else {
        return Ok(());
    };
    let count = bases.len(th)?;
    for index in 0..count {
        let base = bases.sequence_item(index as isize, th)?;
        merge_class_dict(names, &base, th)?;
    }
    Ok(())
}

/// `type.__subclasses__`.
pub(super) fn subclass_list(class: &Type) -> PyResult<Ref<List>> {
    List::from_vec(subclasses::list(class).into_iter().map(Ref::into_object).collect())
}

/// `type.__sizeof__`.
pub(super) fn sizeof(class: &Type) -> usize {
    match heap_type(class) {
        None => size_of::<Type>(),
        Some(heap) => {
            // SAFETY: null or the class's table.
            let keys = unsafe { heap.ht_cached_keys.get().as_ref() };
            let keys = keys.map_or(0, |keys| {
                size_of::<PyDictKeysObject>()
                    + (1usize << keys.dk_log2_index_bytes.get())
                    + SHARED_KEYS_MAX_SIZE * size_of::<PyDictUnicodeEntry>()
            });
            size_of::<PyHeapTypeObject>() + keys
        }
    }
}

/// Gives back what a heap type owns; its memory stays.
pub(super) fn release(class: &Type, th: &mut Thread) {
    let saved = th.take_raised();
    if let Some(bases) = base_tuple(class).map(Ref::new) {
        subclasses::remove_from(&bases, class, th);
    }
    if let Some(saved) = saved {
        let _ = th.restore_raised(saved);
    }
    weakrefobject::clear_weakrefs(class, th);
    if let Some(base) = class.tp_base.take() {
        // SAFETY: a heap type owns a reference to its base.
        unsafe { Object::decref(base.as_ptr()) };
    }
    for field in [&class.tp_dict, &class.tp_bases, &class.tp_mro, &class.tp_cache] {
        drop(field.take());
    }
    subclasses::clear(class);
    // SAFETY: a heap type's doc is its own copy.
    unsafe { heap::mem_free(class.tp_doc.replace(std::ptr::null()).cast_mut().cast()) };
}
