//! `object` itself, generic attribute access, instance dictionaries, and the singletons `None`, `NotImplemented`,
//! `Ellipsis`.

mod base;
mod reduce;
mod singletons;

use super::typeobject::call_special;
use crate::objects::dictobject::inline_values;
use crate::prelude::*;

pub use base::{BaseObject, PyBaseObject_Type, hash_pointer, set_known_slots};
pub use reduce::get_state;
pub use singletons::{
    _Py_EllipsisObject, _Py_NoneStruct, _Py_NotImplementedStruct, _PyNone_Type, _PyNotImplemented_Type, PyEllipsis_Type,
};

/// `None`, borrowed; `.to_ref()` for an owned reference.
#[inline(always)]
pub fn none() -> &'static Object {
    &_Py_NoneStruct
}

/// `NotImplemented`, borrowed.
#[inline(always)]
pub fn not_implemented() -> &'static Object {
    &_Py_NotImplementedStruct
}

/// `...`, borrowed.
#[inline(always)]
pub fn ellipsis() -> &'static Object {
    &_Py_EllipsisObject
}

/// The error of an attribute name that is not a str.
#[cold]
pub fn bad_attribute_name(name: &Object, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "attribute name must be string, not '{:.200}'", name.ob_type().display_name())
}

#[cold]
fn no_attribute(object: &Object, name: &Str, th: &mut Thread) -> Raised {
    let raised =
        raise!(th, AttributeError, "'{:.100}' object has no attribute '{name}'", object.ob_type().display_name());
    exceptions::set_attribute_error_context(object, name, th);
    raised
}

/// What the instance's own storage has under `name`.
#[inline]
fn own_attribute(object: &Object, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    let ty = object.ob_type();
    // SAFETY: the flags and the offset say where the attributes of instances are; what is found is owned at once.
    unsafe {
        if ty.has_any_flag(Py_TPFLAGS_INLINE_VALUES) && inline_values::is_valid(object) {
            return Ok(inline_values::get(object, name).map(Object::to_ref));
        }
        let dict = if ty.has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
            inline_values::managed_dict_word(object).get()
        } else {
            typeobject::dict_field(object).and_then(Field::get)
        };
        match dict {
            Some(dict) => dict.get_str(name, th),
            None => Ok(None),
        }
    }
}

/// The attribute, or nothing; what a descriptor raises is handed on.
#[inline]
fn find(object: &Object, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    let ty = object.ob_type();
    if !ty.has_any_flag(Py_TPFLAGS_READY) {
        ty.ready(th)?;
    }
    let descriptor = ty.lookup(name, th).map(Object::to_ref);
    let get = descriptor.as_ref().and_then(|descriptor| descriptor.ob_type().tp_descr_get.get());
    if let (Some(descriptor), Some(get)) = (&descriptor, get)
        && descriptor.ob_type().tp_descr_set.get().is_some()
    {
        // SAFETY: a slot of the descriptor's type.
        return unsafe { get(descriptor, Some(object), Some(ty)) }.map(Some);
    }
    if let Some(value) = own_attribute(object, name, th)? {
        return Ok(Some(value));
    }
    match (descriptor, get) {
        // SAFETY: a slot of the descriptor's type.
        (Some(descriptor), Some(get)) => unsafe { get(&descriptor, Some(object), Some(ty)) }.map(Some),
        (descriptor, _) => Ok(descriptor),
    }
}

/// `PyObject_GenericGetAttr`: data descriptors of the type, the instance dictionary, the rest of the type.
///
/// # Errors
/// `AttributeError`, and what descriptors raise.
#[inline]
pub fn generic_get_attr(object: &Object, name: &Str, th: &mut Thread) -> PyResult {
    match find(object, name, th)? {
        Some(value) => Ok(value),
        None => Err(no_attribute(object, name, th)),
    }
}

/// As [`generic_get_attr`]; a missing attribute is `Ok(None)` and raises nothing. An `AttributeError` of a descriptor counts
/// as missing, too.
///
/// # Errors
/// What descriptors raise.
#[inline]
pub fn generic_get_attr_opt(object: &Object, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    let found = find(object, name, th);
    if found.is_err() && !th.is_raised() {
        // C getters say so that there is nothing.
        return Ok(None);
    }
    Ok(crate::raise::catch(found, &exceptions::AttributeError, th)?.flatten())
}

/// `_PyObject_GenericGetAttrWithDict` with a dict of the caller's instead of the instance's own.
///
/// # Errors
/// As [`generic_get_attr`].
pub fn generic_get_attr_with_dict(object: &Object, name: &Str, dict: &Dict, th: &mut Thread) -> PyResult<Option<Ref>> {
    let ty = object.ob_type();
    let descriptor = ty.lookup(name, th).map(Object::to_ref);
    let get = descriptor.as_ref().and_then(|descriptor| descriptor.ob_type().tp_descr_get.get());
    if let (Some(descriptor), Some(get)) = (&descriptor, get)
        && descriptor.ob_type().tp_descr_set.get().is_some()
    {
        // SAFETY: a slot of the descriptor's type.
        return unsafe { get(descriptor, Some(object), Some(ty)) }.map(Some);
    }
    if let Some(value) = dict.get_str(name, th)? {
        return Ok(Some(value));
    }
    match (descriptor, get) {
        // SAFETY: a slot of the descriptor's type.
        (Some(descriptor), Some(get)) => unsafe { get(&descriptor, Some(object), Some(ty)) }.map(Some),
        (descriptor, _) => Ok(descriptor),
    }
}

/// `PyObject_GenericSetAttr`; `None` deletes.
///
/// # Errors
/// `AttributeError`, and what descriptors raise.
pub fn generic_set_attr(object: &Object, name: &Str, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let ty = object.ob_type();
    if !ty.has_any_flag(Py_TPFLAGS_READY) {
        ty.ready(th)?;
    }
    let descriptor = ty.lookup(name, th);
    let has_descriptor = descriptor.is_some();
    if let Some(descriptor) = descriptor
        && let Some(set) = descriptor.ob_type().tp_descr_set.get()
    {
        let descriptor = descriptor.to_ref();
        // SAFETY: a slot of the descriptor's type.
        return unsafe { set(&descriptor, object, value) }.ok();
    }
    // SAFETY: the flags and the offset say where the attributes of instances are.
    unsafe {
        if ty.has_any_flag(Py_TPFLAGS_INLINE_VALUES) && inline_values::is_valid(object) {
            return inline_values::store(object, name, value, th);
        }
    }
    match dict_to_write(object)? {
        Some(dict) => set_in_dict(object, &dict, name, value, th),
        None => {
            let type_name = ty.display_name();
            let raised = if has_descriptor {
                raise!(th, AttributeError, "'{type_name:.100}' object attribute '{name}' is read-only")
            } else if ty.tp_setattro.get().map(|f| f as usize) == Some(generic_setattro_slot as *const () as usize) {
                raise!(
                    th,
                    AttributeError,
                    "'{type_name:.100}' object has no attribute '{name}' and no __dict__ for setting new attributes"
                )
            } else {
                raise!(th, AttributeError, "'{type_name:.100}' object has no attribute '{name}'")
            };
            exceptions::set_attribute_error_context(object, name, th);
            Err(raised)
        }
    }
}

fn set_in_dict(object: &Object, dict: &Dict, name: &Str, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    match value {
        Some(value) => dict.set_str(name, value, th),
        None => match dict.pop(name, th)? {
            Some(_) => Ok(()),
            None => Err(no_attribute(object, name, th)),
        },
    }
}

/// `_PyObject_GenericSetAttrWithDict` with a dict of the caller's.
///
/// # Errors
/// As [`generic_set_attr`].
pub fn generic_set_attr_with_dict(
    object: &Object,
    name: &Str,
    value: Option<&Object>,
    dict: &Dict,
    th: &mut Thread,
) -> PyResult<()> {
    if let Some(descriptor) = object.ob_type().lookup(name, th).map(Object::to_ref)
        && let Some(set) = descriptor.ob_type().tp_descr_set.get()
    {
        // SAFETY: a slot of the descriptor's type.
        return unsafe { set(&descriptor, object, value) }.ok();
    }
    set_in_dict(object, dict, name, value, th)
}

/// `_PyObject_GetMethod`: `Ok((callable, true))` when `callable` takes `object` as its first argument.
///
/// # Errors
/// `AttributeError`, and what descriptors raise.
pub fn get_method(object: &Object, name: &Str, th: &mut Thread) -> PyResult<(Ref, bool)> {
    let ty = object.ob_type();
    if ty.tp_getattro.get().map(|f| f as usize) != Some(generic_getattro_slot as *const () as usize) {
        return Ok((object.get_attr(name, th)?, false));
    }
    let descriptor = ty.lookup(name, th).map(Object::to_ref);
    let mut get = None;
    let mut is_method = false;
    if let Some(descriptor) = &descriptor {
        let kind = descriptor.ob_type();
        if kind.has_any_flag(Py_TPFLAGS_METHOD_DESCRIPTOR) {
            is_method = true;
        } else {
            get = kind.tp_descr_get.get();
            if let Some(get) = get.filter(|_| kind.tp_descr_set.get().is_some()) {
                // SAFETY: a slot of the descriptor's type.
                return Ok((unsafe { get(descriptor, Some(object), Some(ty)) }?, false));
            }
        }
    }
    if let Some(value) = own_attribute(object, name, th)? {
        return Ok((value, false));
    }
    match (descriptor, get) {
        (Some(descriptor), _) if is_method => Ok((descriptor, true)),
        // SAFETY: a slot of the descriptor's type.
        (Some(descriptor), Some(get)) => Ok((unsafe { get(&descriptor, Some(object), Some(ty)) }?, false)),
        (Some(descriptor), None) => Ok((descriptor, false)),
        (None, _) => Err(no_attribute(object, name, th)),
    }
}

/// `_PyObject_LookupSpecial`: looks `name` up on the type and binds it; missing is `Ok(None)`.
///
/// # Errors
/// What binding raises.
pub fn lookup_special(object: &Object, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    let ty = object.ob_type();
    let Some(found) = ty.lookup(name, th).map(Object::to_ref) else {
        return Ok(None);
    };
    match found.ob_type().tp_descr_get.get() {
        // SAFETY: a slot of the descriptor's type.
        Some(get) => unsafe { get(&found, Some(object), Some(ty)) }.map(Some),
        None => Ok(Some(found)),
    }
}

/// Calls a special method without making a bound one; missing is `Ok(None)`. `args[0]` is the object.
///
/// # Errors
/// What the method raises.
pub fn call_special_method(name: &Str, args: &[&Object], th: &mut Thread) -> PyResult<Option<Ref>> {
    call_special(name, args, th)
}

/// The instance dictionary if it has been made (`_PyObject_GetDictPtr` and the managed one), without making it.
pub fn instance_dict(object: &Object) -> Option<Ref<Dict>> {
    // SAFETY: the flags and the offset say where the dict of instances is.
    unsafe {
        if object.ob_type().has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
            inline_values::managed_dict_word(object).get()
        } else {
            typeobject::dict_field(object)?.get()
        }
    }
}

/// The instance dictionary, made if need be; `None` if instances have none.
fn dict_to_write(object: &Object) -> PyResult<Option<Ref<Dict>>> {
    let ty = object.ob_type();
    // SAFETY: the flags and the offset say where the dict of instances is.
    unsafe {
        let field = if ty.has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
            let word = inline_values::managed_dict_word(object);
            if word.is_null() && ty.has_any_flag(Py_TPFLAGS_INLINE_VALUES) && inline_values::is_valid(object) {
                return inline_values::materialize(object).map(Some);
            }
            word
        } else {
            match typeobject::dict_field(object) {
                Some(field) => field,
                None => return Ok(None),
            }
        };
        match field.get() {
            Some(dict) => Ok(Some(dict)),
            None => {
                let dict = Dict::new()?;
                field.init(dict.clone());
                Ok(Some(dict))
            }
        }
    }
}

/// `PyObject_GenericGetDict`: the instance dictionary, made if need be.
///
/// # Errors
/// `AttributeError` if instances have none.
pub fn generic_get_dict(object: &Object, th: &mut Thread) -> PyResult {
    match dict_to_write(object)? {
        Some(dict) => dict.into_py(),
        None => Err(raise!(th, AttributeError, "This object has no __dict__")),
    }
}

/// `PyObject_GenericSetDict`: replaces the instance dictionary.
///
/// # Errors
/// `AttributeError`, `TypeError`.
pub fn generic_set_dict(object: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    if value.is_none() {
        return Err(raise!(th, TypeError, "cannot delete __dict__"));
    }
    replace_dict(object, value, th)
}

/// Replaces the instance dictionary, or takes it away.
///
/// # Errors
/// `AttributeError` if instances have none, `TypeError` for something that is no dict.
pub fn replace_dict(object: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let new = match value.map(|value| value.downcast::<Dict>().ok_or(value)) {
        None => None,
        Some(Ok(dict)) => Some(Ref::new(dict)),
        Some(Err(other)) => {
            return Err(raise!(
                th,
                TypeError,
                "__dict__ must be set to a dictionary, not a '{:.200}'",
                other.ob_type().display_name()
            ));
        }
    };
    // SAFETY: the flags and the offset say where the dict of instances is.
    unsafe {
        if object.ob_type().has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
            return inline_values::set_managed_dict(object, new);
        }
        match typeobject::dict_field(object) {
            Some(field) => {
                field.set(new, th);
                Ok(())
            }
            None => Err(raise!(th, AttributeError, "This object has no __dict__")),
        }
    }
}

/// Tells the audit hooks of reading or setting an attribute that matters.
///
/// # Errors
/// What a hook raises.
pub fn audit_attribute(
    event: &std::ffi::CStr,
    object: &Object,
    name: &str,
    value: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    use crate::state::audit;
    if !audit::is_watched(th) {
        return Ok(());
    }
    let name = Str::new(name)?;
    let args = match value {
        Some(value) => Tuple::new(&[object, &name, value])?,
        None => Tuple::new(&[object, &name])?,
    };
    audit::audit(event, &args, th)
}

/// `PyObject_GenericGetAttr` as a slot; its address marks types that use it.
#[unsafe(export_name = "PyObject_GenericGetAttr")]
pub unsafe extern "C" fn generic_getattro_slot(object: &Object, name: &Object) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { Thread::enter() };
    match name.downcast::<Str>() {
        Some(name) => generic_get_attr(object, name, th),
        None => Err(bad_attribute_name(name, th)),
    }
}

/// `PyObject_GenericSetAttr` as a slot; its address marks types that use it.
#[unsafe(export_name = "PyObject_GenericSetAttr")]
pub unsafe extern "C" fn generic_setattro_slot(object: &Object, name: &Object, value: Option<&Object>) -> Status {
    // SAFETY: a slot function.
    let th = unsafe { Thread::enter() };
    match name.downcast::<Str>() {
        Some(name) => generic_set_attr(object, name, value, th).into(),
        None => {
            let Raised = bad_attribute_name(name, th);
            Status::ERROR
        }
    }
}
