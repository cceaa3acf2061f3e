//! The object protocol: attributes, text forms, hashing, comparison, truth, formatting, `dir` (`PyObject_*`).

use std::ffi::c_int;

use super::recursion;
use crate::prelude::*;

/// `PyObject_GetAttr`.
#[inline]
pub fn get_attr(object: &Object, name: &Str, th: &mut Thread) -> PyResult {
    let ty = object.ob_type();
    if let Some(slot) = ty.tp_getattro.get() {
        // SAFETY: a slot of the object's type.
        return unsafe { slot(object, name) }
            .inspect_err(|_| exceptions::set_attribute_error_context(object, name, th));
    }
    if let Some(slot) = ty.tp_getattr.get() {
        let text = name.to_c_string(th)?;
        // SAFETY: a slot of the object's type; the text outlives the call.
        return unsafe { slot(object, text.as_ptr()) }
            .inspect_err(|_| exceptions::set_attribute_error_context(object, name, th));
    }
    let raised = raise!(th, AttributeError, "'{:.100}' object has no attribute '{name}'", ty.display_name());
    exceptions::set_attribute_error_context(object, name, th);
    Err(raised)
}

/// `PyObject_GetOptionalAttr`.
#[inline]
pub fn get_attr_opt(object: &Object, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    let getattro = object.ob_type().tp_getattro.get();
    if getattro.is_some_and(|f| std::ptr::fn_addr_eq(f, object::generic_getattro_slot as getattrofunc)) {
        return object::generic_get_attr_opt(object, name, th);
    }
    if getattro.is_some_and(|f| std::ptr::fn_addr_eq(f, typeobject::type_getattro_slot as getattrofunc))
        && let Some(class) = object.downcast::<Type>()
    {
        return typeobject::type_get_attr_opt(class, name, th);
    }
    if let Some(module) = object.downcast_exact::<Module>() {
        // No message is composed only to be thrown away.
        let found = module.find(name, th);
        return Ok(crate::raise::catch(found, &exceptions::AttributeError, th)?.flatten());
    }
    let value = match getattro {
        // SAFETY: a slot of the object's type.
        Some(slot) => unsafe { slot(object, name) },
        None => get_attr(object, name, th),
    };
    crate::raise::catch(value, &exceptions::AttributeError, th)
}

/// `PyObject_SetAttr`; `None` deletes.
pub fn set_attr(object: &Object, name: &Str, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let name = &Str::intern(Ref::new(name));
    let ty = object.ob_type();
    if let Some(slot) = ty.tp_setattro.get() {
        // SAFETY: a slot of the object's type.
        return unsafe { slot(object, name, value) }.ok();
    }
    if let Some(slot) = ty.tp_setattr.get() {
        let text = name.to_c_string(th)?;
        // SAFETY: a slot of the object's type; the text outlives the call.
        return unsafe { slot(object, text.as_ptr(), value) }.ok();
    }
    let readable = ty.tp_getattro.get().is_some() || ty.tp_getattr.get().is_some();
    let what = if readable { "has only read-only attributes" } else { "has no attributes" };
    let action = if value.is_some() { "assign to" } else { "del" };
    Err(raise!(th, TypeError, "'{:.100}' object {what} ({action} .{name})", ty.display_name()))
}

/// `PyObject_HasAttrWithError`.
pub fn has_attr(object: &Object, name: &Str, th: &mut Thread) -> PyResult<bool> {
    Ok(get_attr_opt(object, name, th)?.is_some())
}

/// `PyObject_Repr`.
pub fn repr(object: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    let ty = object.ob_type();
    let Some(slot) = ty.tp_repr.get() else {
        return Str::new(&format!("<{} object at {object:p}>", ty.display_name()));
    };
    let guard = recursion::enter(" while getting the repr of an object", th)?;
    // SAFETY: a slot of the object's type.
    let text = unsafe { slot(object) };
    drop(guard);
    text?.downcast_into::<Str>().map_err(|other| {
        raise!(th, TypeError, "__repr__ returned non-string (type {:.200})", other.ob_type().display_name())
    })
}

/// `PyObject_Str`.
pub fn str(object: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    if let Some(text) = object.downcast_exact::<Str>() {
        return Ok(Ref::new(text));
    }
    let Some(slot) = object.ob_type().tp_str.get() else {
        return repr(object, th);
    };
    let guard = recursion::enter(" while getting the str of an object", th)?;
    // SAFETY: a slot of the object's type.
    let text = unsafe { slot(object) };
    drop(guard);
    text?.downcast_into::<Str>().map_err(|other| {
        raise!(th, TypeError, "__str__ returned non-string (type {:.200})", other.ob_type().display_name())
    })
}

/// `PyObject_ASCII`: the repr with everything outside ASCII escaped.
pub fn ascii(object: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    let text = repr(object, th)?;
    if text.as_ascii().is_some() {
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len() * 2);
    for index in 0..text.len() {
        use std::fmt::Write;
        let point = text.char_at(index);
        // Writing to a `String` cannot fail.
        let _ = match point {
            0..=0x7f => {
                out.push(point as u8 as char);
                Ok(())
            }
            0x80..=0xff => write!(out, "\\x{point:02x}"),
            0x100..=0xffff => write!(out, "\\u{point:04x}"),
            _ => write!(out, "\\U{point:08x}"),
        };
    }
    Str::from_ascii(out.as_bytes())
}

/// `PyObject_Bytes`.
pub fn bytes(object: &Object, th: &mut Thread) -> PyResult {
    if Bytes::check_exact(object) {
        return Ok(object.to_ref());
    }
    if let Some(method) = object::lookup_special(object, id!(__bytes__), th)? {
        let value = method.call(&[], th)?;
        if !Bytes::check(&value) {
            return Err(raise!(
                th,
                TypeError,
                "__bytes__ returned non-bytes (type {:.200})",
                value.ob_type().display_name()
            ));
        }
        return Ok(value);
    }
    bytesobject::from_object(object, th)
}

/// `PyObject_Format`; no spec is the empty one.
pub fn format(object: &Object, spec: Option<&Str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    if spec.is_none_or(|spec| spec.is_empty()) {
        if let Some(text) = object.downcast_exact::<Str>() {
            return Ok(Ref::new(text));
        }
        if Long::check_exact(object) {
            return str(object, th);
        }
    }
    let Some(method) = object::lookup_special(object, id!(__format__), th)? else {
        return Err(raise!(th, TypeError, "Type {:.100} doesn't define __format__", object.ob_type().display_name()));
    };
    let empty = empty_str();
    let spec = match spec {
        Some(spec) => spec.as_object(),
        None => empty.as_object(),
    };
    let text = method.call(&[spec], th)?;
    text.downcast_into::<Str>().map_err(|other| {
        raise!(th, TypeError, "__format__ must return a str, not {:.200}", other.ob_type().display_name())
    })
}

/// `PyObject_Hash`.
#[inline]
pub fn hash(object: &Object, th: &mut Thread) -> PyResult<isize> {
    let ty = object.ob_type();
    if let Some(slot) = ty.tp_hash.get() {
        // SAFETY: a slot of the object's type.
        return unsafe { slot(object) }.get();
    }
    if !ty.has_flags(Py_TPFLAGS_READY) {
        ty.ready(th)?;
        if let Some(slot) = ty.tp_hash.get() {
            // SAFETY: a slot of the object's type.
            return unsafe { slot(object) }.get();
        }
    }
    Err(not_hashable(object, th))
}

/// `PyObject_HashNotImplemented`'s error.
#[cold]
pub fn not_hashable(object: &Object, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "unhashable type: '{:.200}'", object.ob_type().display_name())
}

/// `PyObject_IsTrue`.
#[inline]
pub fn is_true(object: &Object, th: &mut Thread) -> PyResult<bool> {
    if object.is(boolobject::bool_object(true)) {
        return Ok(true);
    }
    if object.is(boolobject::bool_object(false)) || object.is(none()) {
        return Ok(false);
    }
    let ty = object.ob_type();
    if let Some(slot) = ty.tp_as_number.get().and_then(|methods| methods.nb_bool.get()) {
        // SAFETY: a slot of the object's type.
        return unsafe { slot(object) }.truth();
    }
    if ty.tp_as_mapping.get().is_some_and(|methods| methods.mp_length.get().is_some()) {
        return Ok(super::sequence::mapping_len(object, th)? != 0);
    }
    if ty.tp_as_sequence.get().is_some_and(|methods| methods.sq_length.get().is_some()) {
        return Ok(super::sequence::sequence_len(object, th)? != 0);
    }
    Ok(true)
}

/// The comparison that holds for swapped operands.
fn swapped(op: c_int) -> c_int {
    match op {
        Py_LT => Py_GT,
        Py_LE => Py_GE,
        Py_GT => Py_LT,
        Py_GE => Py_LE,
        other => other,
    }
}

fn comparison_symbol(op: c_int) -> &'static str {
    match op {
        Py_LT => "<",
        Py_LE => "<=",
        Py_EQ => "==",
        Py_NE => "!=",
        Py_GT => ">",
        _ => ">=",
    }
}

/// `PyObject_RichCompare`.
#[inline]
pub fn rich_compare(left: &Object, right: &Object, op: c_int, th: &mut Thread) -> PyResult {
    let guard = recursion::enter(" in comparison", th)?;
    let answer = compare_slots(left, right, op);
    drop(guard);
    match answer? {
        Some(value) => Ok(value),
        None => match op {
            Py_EQ => Ok(boolobject::bool_object(left.is(right)).to_ref()),
            Py_NE => Ok(boolobject::bool_object(!left.is(right)).to_ref()),
            _ => Err(raise!(
                th,
                TypeError,
                "'{}' not supported between instances of '{:.100}' and '{:.100}'",
                comparison_symbol(op),
                left.ob_type().display_name(),
                right.ob_type().display_name()
            )),
        },
    }
}

/// Asks both operands' slots, a subclass's first; `None` if neither knows.
#[inline]
fn compare_slots(left: &Object, right: &Object, op: c_int) -> PyResult<Option<Ref>> {
    let right_slot = right.ob_type().tp_richcompare.get();
    let mut right_asked = false;
    if !std::ptr::eq(left.ob_type(), right.ob_type())
        && let Some(slot) = right_slot
        && right.ob_type().is_subtype_of(left.ob_type())
    {
        right_asked = true;
        // SAFETY: a slot of the right operand's type.
        let answer = unsafe { slot(right, left, swapped(op)) }?;
        if !answer.is(not_implemented()) {
            return Ok(Some(answer));
        }
    }
    if let Some(slot) = left.ob_type().tp_richcompare.get() {
        // SAFETY: a slot of the left operand's type.
        let answer = unsafe { slot(left, right, op) }?;
        if !answer.is(not_implemented()) {
            return Ok(Some(answer));
        }
    }
    if let Some(slot) = right_slot.filter(|_| !right_asked) {
        // SAFETY: a slot of the right operand's type.
        let answer = unsafe { slot(right, left, swapped(op)) }?;
        if !answer.is(not_implemented()) {
            return Ok(Some(answer));
        }
    }
    Ok(None)
}

/// `PyObject_RichCompareBool`: identical objects are equal.
#[inline]
pub fn rich_compare_bool(left: &Object, right: &Object, op: c_int, th: &mut Thread) -> PyResult<bool> {
    if left.is(right) {
        match op {
            Py_EQ => return Ok(true),
            Py_NE => return Ok(false),
            _ => {}
        }
    }
    let answer = rich_compare(left, right, op, th)?;
    is_true(&answer, th)
}

/// `PyObject_Dir` of an object.
pub fn dir(object: &Object, th: &mut Thread) -> PyResult<Ref<List>> {
    let Some(method) = object::lookup_special(object, id!(__dir__), th)? else {
        return Err(raise!(th, TypeError, "object does not provide __dir__"));
    };
    let names = method.call(&[], th)?;
    let list = List::from_iterable(&names, th)?;
    list.sort(th)?;
    Ok(list)
}
