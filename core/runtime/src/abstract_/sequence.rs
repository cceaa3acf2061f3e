//! The sequence protocol (`PySequence_*`): lengths, items, membership, concatenation.

use crate::prelude::*;

/// The sequence slots of the object's type.
#[inline(always)]
pub(super) fn slots(object: &Object) -> Option<&'static PySequenceMethods> {
    object.ob_type().tp_as_sequence.get()
}

/// The mapping slots of the object's type.
#[inline(always)]
fn mapping(object: &Object) -> Option<&'static PyMappingMethods> {
    object.ob_type().tp_as_mapping.get()
}

/// `PySequence_Check`: has `sq_item` and is not a dict.
pub fn is_sequence(object: &Object) -> bool {
    !Dict::check(object) && slots(object).is_some_and(|methods| methods.sq_item.get().is_some())
}

/// `PyMapping_Check`: has `mp_subscript`.
pub fn is_mapping(object: &Object) -> bool {
    mapping(object).is_some_and(|methods| methods.mp_subscript.get().is_some())
}

/// A length slot's answer as a length. A negative one that is no error is the extension's bug, reported as such.
fn checked_len(len: Size, th: &mut Thread) -> PyResult<usize> {
    match usize::try_from(len.0) {
        Ok(len) => Ok(len),
        Err(_) if th.is_raised() => Err(Raised),
        Err(_) => Err(raise!(th, SystemError, "a length slot returned a negative value without setting an exception")),
    }
}

/// `PyObject_Size`.
pub fn len(object: &Object, th: &mut Thread) -> PyResult<usize> {
    if let Some(length) = slots(object).and_then(|methods| methods.sq_length.get()) {
        // SAFETY: a sequence slot of the object's type.
        return checked_len(unsafe { length(object) }, th);
    }
    mapping_len(object, th)
}

/// `PyMapping_Size`.
pub fn mapping_len(object: &Object, th: &mut Thread) -> PyResult<usize> {
    if let Some(length) = mapping(object).and_then(|methods| methods.mp_length.get()) {
        // SAFETY: a mapping slot of the object's type.
        return checked_len(unsafe { length(object) }, th);
    }
    let name = object.ob_type().display_name();
    if slots(object).is_some_and(|methods| methods.sq_length.get().is_some()) {
        return Err(raise!(th, TypeError, "{name:.200} is not a mapping"));
    }
    Err(raise!(th, TypeError, "object of type '{name:.200}' has no len()"))
}

/// `PySequence_Size`.
pub fn sequence_len(object: &Object, th: &mut Thread) -> PyResult<usize> {
    if let Some(length) = slots(object).and_then(|methods| methods.sq_length.get()) {
        // SAFETY: a sequence slot of the object's type.
        return checked_len(unsafe { length(object) }, th);
    }
    let name = object.ob_type().display_name();
    if mapping(object).is_some_and(|methods| methods.mp_length.get().is_some()) {
        return Err(raise!(th, TypeError, "{name:.200} is not a sequence"));
    }
    Err(raise!(th, TypeError, "object of type '{name:.200}' has no len()"))
}

/// `PyObject_LengthHint`: the length, `__length_hint__`, or `default`.
pub fn length_hint(object: &Object, default: usize, th: &mut Thread) -> PyResult<usize> {
    let has_len = slots(object).is_some_and(|methods| methods.sq_length.get().is_some())
        || mapping(object).is_some_and(|methods| methods.mp_length.get().is_some());
    if has_len {
        let length = len(object, th);
        if let Some(length) = crate::raise::catch(length, &exceptions::TypeError, th)? {
            return Ok(length);
        }
    }
    let Some(method) = object::lookup_special(object, id!(__length_hint__), th)? else {
        return Ok(default);
    };
    let answer = method.call(&[], th);
    let Some(answer) = crate::raise::catch(answer, &exceptions::TypeError, th)? else {
        return Ok(default);
    };
    if answer.is(not_implemented()) {
        return Ok(default);
    }
    let Some(hint) = answer.downcast::<Long>() else {
        return Err(raise!(
            th,
            TypeError,
            "__length_hint__ must be an integer, not {:.100}",
            answer.ob_type().display_name()
        ));
    };
    let hint = hint.to_isize(th)?;
    usize::try_from(hint).map_err(|_| raise!(th, ValueError, "__length_hint__() should return >= 0"))
}

/// A negative index made positive with the sequence's length, if it has one; left alone otherwise.
fn from_end(object: &Object, methods: &PySequenceMethods, index: isize, th: &mut Thread) -> PyResult<isize> {
    match methods.sq_length.get() {
        Some(length) if index < 0 => {
            // SAFETY: a sequence slot of the object's type.
            let length = checked_len(unsafe { length(object) }, th)?;
            Ok(index.wrapping_add_unsigned(length))
        }
        _ => Ok(index),
    }
}

/// `PySequence_GetItem`.
pub fn item(object: &Object, index: isize, th: &mut Thread) -> PyResult {
    if let Some(methods) = slots(object)
        && let Some(get) = methods.sq_item.get()
    {
        let index = from_end(object, methods, index, th)?;
        // SAFETY: a sequence slot of the object's type.
        return unsafe { get(object, index) };
    }
    let name = object.ob_type().display_name();
    if is_mapping(object) {
        return Err(raise!(th, TypeError, "{name:.200} is not a sequence"));
    }
    Err(raise!(th, TypeError, "'{name:.200}' object does not support indexing"))
}

/// `PySequence_SetItem`; `None` is `PySequence_DelItem`.
pub fn set_item(object: &Object, index: isize, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    if let Some(methods) = slots(object)
        && let Some(set) = methods.sq_ass_item.get()
    {
        let index = from_end(object, methods, index, th)?;
        // SAFETY: a sequence slot of the object's type.
        return unsafe { set(object, index, value) }.ok();
    }
    let name = object.ob_type().display_name();
    if mapping(object).is_some_and(|methods| methods.mp_ass_subscript.get().is_some()) {
        return Err(raise!(th, TypeError, "{name:.200} is not a sequence"));
    }
    let what = if value.is_some() { "does not support item assignment" } else { "doesn't support item deletion" };
    Err(raise!(th, TypeError, "'{name:.200}' object {what}"))
}

/// `PyObject_GetItem`.
pub fn get_item(object: &Object, key: &Object, th: &mut Thread) -> PyResult {
    if let Some(subscript) = mapping(object).and_then(|methods| methods.mp_subscript.get()) {
        // SAFETY: a mapping slot of the object's type.
        return unsafe { subscript(object, key) };
    }
    if slots(object).is_some_and(|methods| methods.sq_item.get().is_some()) {
        let index = sequence_index(key, th)?;
        return item(object, index, th);
    }
    if let Some(class) = object.downcast::<Type>() {
        if std::ptr::eq(class, &typeobject::PyType_Type) {
            return genericaliasobject::new(object, key, th);
        }
        if let Some(method) = object.get_attr_opt(id!(__class_getitem__), th)?
            && !method.is(none())
        {
            return method.call(&[key], th);
        }
        return Err(raise!(th, TypeError, "type '{:.200}' is not subscriptable", class.display_name()));
    }
    Err(raise!(th, TypeError, "'{:.200}' object is not subscriptable", object.ob_type().display_name()))
}

/// The index that `key` is for a sequence without mapping slots.
fn sequence_index(key: &Object, th: &mut Thread) -> PyResult<isize> {
    if !super::number::is_index(key) {
        return Err(raise!(
            th,
            TypeError,
            "sequence index must be integer, not '{:.200}'",
            key.ob_type().display_name()
        ));
    }
    super::number::as_isize(key, Some(&exceptions::IndexError), th)
}

/// `PyObject_SetItem`; `None` is `PyObject_DelItem`.
pub fn assign_item(object: &Object, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    if let Some(assign) = mapping(object).and_then(|methods| methods.mp_ass_subscript.get()) {
        // SAFETY: a mapping slot of the object's type.
        return unsafe { assign(object, key, value) }.ok();
    }
    // An index gets as far as the sequence, though it may not take it.
    if let Some(methods) = slots(object)
        && (methods.sq_ass_item.get().is_some() || super::number::is_index(key))
    {
        let index = sequence_index(key, th)?;
        return set_item(object, index, value, th);
    }
    let what = if value.is_some() { "assignment" } else { "deletion" };
    Err(raise!(th, TypeError, "'{:.200}' object does not support item {what}", object.ob_type().display_name()))
}

/// `PySequence_Contains`.
pub fn contains(object: &Object, value: &Object, th: &mut Thread) -> PyResult<bool> {
    if let Some(contains) = slots(object).and_then(|methods| methods.sq_contains.get()) {
        // SAFETY: a sequence slot of the object's type.
        return unsafe { contains(object, value) }.truth();
    }
    contains_by_iteration(object, value, th)
}

/// `_PySequence_IterSearch` for `in`: whether iterating gives something equal to `value`.
pub fn contains_by_iteration(object: &Object, value: &Object, th: &mut Thread) -> PyResult<bool> {
    let iterator = search_iter(object, th)?;
    while let Some(item) = iterator.iter_next(th)? {
        if item.rich_compare_bool(value, Py_EQ, th)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// An iterator for searching, with the wording of `in` for what is not iterable.
fn search_iter(object: &Object, th: &mut Thread) -> PyResult {
    let iterator = object.iter(th);
    match crate::raise::catch(iterator, &exceptions::TypeError, th)? {
        Some(iterator) => Ok(iterator),
        None => {
            Err(raise!(th, TypeError, "argument of type '{:.200}' is not iterable", object.ob_type().display_name()))
        }
    }
}

/// `PySequence_Count`.
pub fn count(object: &Object, value: &Object, th: &mut Thread) -> PyResult<usize> {
    let iterator = search_iter(object, th)?;
    let mut count = 0;
    while let Some(item) = iterator.iter_next(th)? {
        if item.rich_compare_bool(value, Py_EQ, th)? {
            count += 1;
        }
    }
    Ok(count)
}

/// `PySequence_Index`.
pub fn position(object: &Object, value: &Object, th: &mut Thread) -> PyResult<usize> {
    let iterator = search_iter(object, th)?;
    let mut index = 0;
    while let Some(item) = iterator.iter_next(th)? {
        if item.rich_compare_bool(value, Py_EQ, th)? {
            return Ok(index);
        }
        index += 1;
    }
    Err(raise!(th, ValueError, "sequence.index(x): x not in sequence"))
}

/// `PySequence_Concat`; with `inplace`, `PySequence_InPlaceConcat`.
pub fn concat(left: &Object, right: &Object, inplace: bool, th: &mut Thread) -> PyResult {
    if let Some(methods) = slots(left) {
        let first = if inplace { methods.sq_inplace_concat.get() } else { None };
        if let Some(concat) = first.or_else(|| methods.sq_concat.get()) {
            // SAFETY: a sequence slot of the left operand's type.
            return unsafe { concat(left, right) };
        }
    }
    // A class with `__add__` concatenates through its number slot.
    if is_sequence(left) && is_sequence(right) {
        use super::BinaryOperator::Add;
        return if inplace { left.inplace(Add, right, th) } else { left.binary(Add, right, th) };
    }
    Err(raise!(th, TypeError, "'{:.200}' object can't be concatenated", left.ob_type().display_name()))
}

/// `PySequence_Repeat`; with `inplace`, `PySequence_InPlaceRepeat`.
pub fn repeat(object: &Object, count: isize, inplace: bool, th: &mut Thread) -> PyResult {
    if let Some(methods) = slots(object) {
        let first = if inplace { methods.sq_inplace_repeat.get() } else { None };
        if let Some(repeat) = first.or_else(|| methods.sq_repeat.get()) {
            // SAFETY: a sequence slot of the object's type.
            return unsafe { repeat(object, count) };
        }
    }
    if is_sequence(object) {
        use super::BinaryOperator::Multiply;
        let count = Long::from_isize(count)?;
        return if inplace { object.inplace(Multiply, &count, th) } else { object.binary(Multiply, &count, th) };
    }
    Err(raise!(th, TypeError, "'{:.200}' object can't be repeated", object.ob_type().display_name()))
}
