//! `list.sort`: the list is emptied while its items are sorted, so comparisons cannot touch the storage at work.
//!
//! Keys that are all short ints, floats or strings compare without running Python code and are sorted by their values.
//! Everything else goes through [`merge`], which may stop at any comparison and leaves all items in place then.

mod merge;

use std::cmp::Ordering;

use super::List;
use crate::prelude::*;

/// What is sorted: a key and the item it stands for, both owned by the storage taken out of the list or by the keys.
type Entry = (*mut Object, *mut Object);

/// Sorts the list in place.
///
/// # Errors
/// What `key` and the comparisons raise; `ValueError` if the list is modified meanwhile; `MemoryError`.
pub(super) fn sort(list: &List, key: Option<&Object>, reverse: bool, th: &mut Thread) -> PyResult<()> {
    let layout = list.layout();
    let len = list.len();
    let items = layout.ob_item.replace(std::ptr::null_mut());
    let allocated = layout.allocated.replace(-1);
    list.set_len(0);
    let values: &mut [*mut Object] = if items.is_null() {
        &mut []
    } else {
        // SAFETY: the storage belongs to nobody but this function now; its `len` fields are set.
        unsafe { std::slice::from_raw_parts_mut(items.cast(), len) }
    };
    let result = sort_values(values, key, reverse, th);
    // Whoever used the list meanwhile gave it storage of its own.
    let modified = layout.allocated.get() != -1;
    let theirs = layout.ob_item.replace(items);
    let theirs_len = list.len();
    layout.allocated.set(allocated);
    list.set_len(len);
    if !theirs.is_null() {
        // SAFETY: storage that was the list's, with `theirs_len` items.
        unsafe {
            for index in (0..theirs_len).rev() {
                super::drop_last((*theirs.add(index)).take(), th);
            }
            crate::heap::mem_free(theirs.cast());
        }
    }
    result?;
    if modified {
        return Err(raise!(th, ValueError, "list modified during sort"));
    }
    Ok(())
}

fn sort_values(values: &mut [*mut Object], key: Option<&Object>, reverse: bool, th: &mut Thread) -> PyResult<()> {
    let key = key.filter(|key| !key.is(none()));
    let Some(key) = key else {
        if values.len() < 2 {
            return Ok(());
        }
        if reverse {
            values.reverse();
        }
        let result = sort_by(values, |value| *value, th);
        if reverse {
            values.reverse();
        }
        return result;
    };
    let mut keys: Vec<Ref> = Vec::new();
    crate::abstract_::items::reserve(&mut keys, values.len(), th)?;
    for value in values.iter() {
        // SAFETY: the storage holds a reference to each value.
        keys.push(key.call(&[unsafe { &**value }], th)?);
    }
    let mut entries: Vec<Entry> = Vec::new();
    crate::abstract_::items::reserve(&mut entries, values.len(), th)?;
    entries.extend(keys.iter().zip(values.iter()).map(|(key, value)| (key.as_ptr(), *value)));
    if reverse {
        entries.reverse();
    }
    let result = sort_by(&mut entries, |entry| entry.0, th);
    if reverse {
        entries.reverse();
    }
    for (place, entry) in values.iter_mut().zip(entries) {
        *place = entry.1;
    }
    drop(keys);
    result
}

/// What all keys have in common.
enum Kind {
    Ints,
    Floats,
    Strings,
    Any,
}

fn kind_of<T>(entries: &[T], key: impl Fn(&T) -> *mut Object) -> Kind {
    // SAFETY: keys are live objects.
    let mut keys = entries.iter().map(|entry| unsafe { &*key(entry) });
    let Some(first) = entries.first() else { return Kind::Any };
    // SAFETY: as above.
    let ty = unsafe { &*key(first) }.ob_type();
    if std::ptr::eq(ty, &longobject::PyLong_Type)
        && keys.all(|key| key.downcast_exact::<Long>().is_some_and(|int| int.compact_value().is_some()))
    {
        Kind::Ints
    } else if std::ptr::eq(ty, &floatobject::PyFloat_Type)
        && keys.all(|key| key.downcast_exact::<Float>().is_some_and(|float| !float.value().is_nan()))
    {
        Kind::Floats
    } else if std::ptr::eq(ty, &unicodeobject::PyUnicode_Type) && keys.all(Str::check_exact) {
        Kind::Strings
    } else {
        Kind::Any
    }
}

fn sort_by<T: Copy>(entries: &mut [T], key: impl Fn(&T) -> *mut Object + Copy, th: &mut Thread) -> PyResult<()> {
    // SAFETY (of the three casts below): `kind_of` looked at every key, and nothing has run since.
    match kind_of(entries, key) {
        Kind::Ints => sort_by_value(
            entries,
            // SAFETY: see above.
            |entry| unsafe { (*key(entry)).cast_unchecked::<Long>() }.compact_value().unwrap_or(0),
            Ord::cmp,
            th,
        ),
        Kind::Floats => sort_by_value(
            entries,
            // SAFETY: see above.
            |entry| unsafe { (*key(entry)).cast_unchecked::<Float>() }.value(),
            |a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal),
            th,
        ),
        Kind::Strings => {
            // SAFETY: see above.
            let text = |entry: &T| unsafe { (*key(entry)).cast_unchecked::<Str>() };
            entries.sort_by(|a, b| text(a).compare(text(b)));
            Ok(())
        }
        Kind::Any => {
            // SAFETY: keys are live: the caller holds a reference to each.
            merge::sort(entries, |a, b, th| unsafe { less(&*key(a), &*key(b), th) }, th)
        }
    }
}

/// Sorts by values that are read out of the keys once.
fn sort_by_value<T: Copy, V: Copy>(
    entries: &mut [T],
    value: impl Fn(&T) -> V,
    compare: impl Fn(&V, &V) -> Ordering,
    th: &mut Thread,
) -> PyResult<()> {
    let mut pairs = Vec::new();
    crate::abstract_::items::reserve(&mut pairs, entries.len(), th)?;
    pairs.extend(entries.iter().map(|entry| (value(entry), *entry)));
    pairs.sort_by(|a, b| compare(&a.0, &b.0));
    for (place, pair) in entries.iter_mut().zip(pairs) {
        *place = pair.1;
    }
    Ok(())
}

/// `a < b`, without a call for the commonest types.
fn less(a: &Object, b: &Object, th: &mut Thread) -> PyResult<bool> {
    if std::ptr::eq(a.ob_type(), b.ob_type()) {
        if let (Some(a), Some(b)) = (a.downcast_exact::<Str>(), b.downcast_exact::<Str>()) {
            return Ok(a.compare(b).is_lt());
        }
        if let (Some(a), Some(b)) = (a.downcast_exact::<Long>(), b.downcast_exact::<Long>()) {
            return Ok(Long::compare(a, b).is_lt());
        }
        if let (Some(a), Some(b)) = (a.downcast_exact::<Float>(), b.downcast_exact::<Float>()) {
            return Ok(a.value() < b.value());
        }
        if let (Some(a), Some(b)) = (a.downcast_exact::<Tuple>(), b.downcast_exact::<Tuple>()) {
            for (a, b) in a.items().iter().zip(b.items()) {
                if !equal(a, b, th)? {
                    return less(a, b, th);
                }
            }
            return Ok(a.len() < b.len());
        }
    }
    a.rich_compare(b, Py_LT, th)?.is_true(th)
}

/// `a is b or a == b`, without a call for the commonest types.
fn equal(a: &Object, b: &Object, th: &mut Thread) -> PyResult<bool> {
    if a.is(b) {
        return Ok(true);
    }
    if let (Some(a), Some(b)) = (a.downcast_exact::<Str>(), b.downcast_exact::<Str>()) {
        return Ok(a.eq(b));
    }
    if let (Some(a), Some(b)) = (a.downcast_exact::<Long>(), b.downcast_exact::<Long>()) {
        return Ok(Long::compare(a, b).is_eq());
    }
    a.rich_compare_bool(b, Py_EQ, th)
}
