//! What `list`, `tuple` and their kin share: collecting an iterable, comparing and showing runs of items.

use std::ffi::c_int;

use super::repr_guard;
use crate::objects::unicodeobject::StrWriter;
use crate::prelude::*;

/// What a comparison operator says about two ordered values.
#[inline(always)]
pub fn compare_op<T: Ord>(left: T, right: T, op: c_int) -> bool {
    match op {
        Py_LT => left < right,
        Py_LE => left <= right,
        Py_EQ => left == right,
        Py_NE => left != right,
        Py_GT => left > right,
        _ => left >= right,
    }
}

/// All items of an iterable. `hint` is the length assumed of one that does not tell.
///
/// # Errors
/// What iterating raises; `MemoryError`.
pub fn collect(iterable: &Object, hint: usize, th: &mut Thread) -> PyResult<Vec<Ref>> {
    let mut items = Vec::new();
    if let Some(tuple) = iterable.downcast_exact::<Tuple>() {
        reserve(&mut items, tuple.items().len(), th)?;
        items.extend_from_slice(tuple.items());
        return Ok(items);
    }
    if let Some(list) = iterable.downcast_exact::<List>() {
        reserve(&mut items, list.len(), th)?;
        items.extend_from_slice(list.items(th));
        return Ok(items);
    }
    let iterator = iterable.iter(th)?;
    let hint = iterable.length_hint(hint, th)?;
    reserve(&mut items, hint, th)?;
    while let Some(item) = iterator.iter_next(th)? {
        if items.len() == items.capacity() {
            reserve(&mut items, 1, th)?;
        }
        items.push(item);
    }
    Ok(items)
}

/// Makes room, or raises `MemoryError`.
///
/// # Errors
/// `MemoryError`.
pub fn reserve<T>(items: &mut Vec<T>, additional: usize, th: &mut Thread) -> PyResult<()> {
    items.try_reserve(additional).map_err(|_| th.no_memory())
}

/// `repr` of a sequence given item by item: `next` returns the item at an index, owned, or `None` at the end.
///
/// # Errors
/// What the items' `__repr__` raise.
pub fn repr_sequence(
    object: &Object,
    brackets: (&str, &str),
    recursive: &str,
    mut next: impl FnMut(usize) -> Option<Ref>,
    th: &mut Thread,
) -> PyResult<Ref<Str>> {
    let Some(_guard) = repr_guard::enter(object) else {
        return Str::from_ascii(recursive.as_bytes());
    };
    let mut out = StrWriter::with_capacity(64);
    out.push_ascii(brackets.0);
    let mut index = 0;
    while let Some(item) = next(index) {
        if index > 0 {
            out.push_ascii(", ");
        }
        out.push_str(&*item.repr(th)?);
        index += 1;
    }
    out.push_ascii(brackets.1);
    out.finish()
}

/// `start` and `stop` of an `index()` method, counted from the end if negative; `start` is not below 0.
pub fn clip_search(start: isize, stop: isize, len: usize) -> (usize, usize) {
    let clip = |value: isize| {
        if value < 0 { value.saturating_add_unsigned(len).max(0) as usize } else { value as usize }
    };
    (clip(start), clip(stop))
}

/// An index from Python: counted from the end if negative; `None` if out of range.
#[inline(always)]
pub fn wrap_index(index: isize, len: usize) -> Option<usize> {
    let index = if index < 0 { index.wrapping_add_unsigned(len) } else { index };
    if (index as usize) < len { Some(index as usize) } else { None }
}

/// `PySequence_Fast`: the items of an iterable; one that is none raises `TypeError` with `message`.
///
/// # Errors
/// `TypeError`; what iterating raises; `MemoryError`.
pub fn collect_fast(iterable: &Object, message: &str, th: &mut Thread) -> PyResult<Vec<Ref>> {
    if Tuple::check_exact(iterable) || List::check_exact(iterable) {
        return collect(iterable, 0, th);
    }
    let iterator = iterable.iter(th);
    match crate::raise::catch(iterator, &exceptions::TypeError, th)? {
        Some(iterator) => collect(&iterator, 8, th),
        None => Err(raise!(th, TypeError, "{message}")),
    }
}
