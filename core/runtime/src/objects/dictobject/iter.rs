//! The iterators over keys, values and items, in both directions.

use super::Dict;
use crate::heap;
use crate::prelude::*;

/// What an iterator gives of each entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Keys,
    Values,
    Items,
}

macro_rules! iterator {
    ($(#[$meta:meta])* $wrapper:ident, $type:ident, $name:tt, $what:expr, $step:ident) => {
        object_type!(
            $(#[$meta])*
            pub struct $wrapper(dictiterobject): $type
        );

        #[pytype(static = $type, name = $name, layout = dictiterobject, flags(HAVE_GC))]
        impl $wrapper {
            #[slot]
            fn tp_dealloc(this: *mut Self) {
                // SAFETY: called with the last reference gone; nothing touches the object but this function.
                unsafe {
                    heap::gc_untrack(&*this);
                    drop((*this).layout().di_dict.take());
                    drop((*this).layout().di_result.take());
                    heap::free_object(this.cast());
                }
            }

            #[slot]
            fn tp_traverse(&self, visit: &mut Visitor) {
                visit.visit(&self.layout().di_dict);
                visit.visit(&self.layout().di_result);
            }

            #[slot]
            fn tp_iter(&self) -> Ref {
                self.to_ref()
            }

            #[slot]
            fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
                match $step(self.layout(), th)? {
                    Some((key, value)) => give($what, self.layout(), key, value).map(Some),
                    None => Ok(None),
                }
            }

            #[method(sig = "()", no_text_signature, doc = "Return an estimate of the number of items left.")]
            fn __length_hint__(&self) -> isize {
                length_hint(self.layout())
            }

            #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
            fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
                reduce(self.layout(), &$type, $what, th)
            }
        }
    };
}

iterator!(
    /// `dict_keyiterator`
    KeyIter, PyDictIterKey_Type, "dict_keyiterator", What::Keys, forward
);
iterator!(
    /// `dict_valueiterator`
    ValueIter, PyDictIterValue_Type, "dict_valueiterator", What::Values, forward
);
iterator!(
    /// `dict_itemiterator`
    ItemIter, PyDictIterItem_Type, "dict_itemiterator", What::Items, forward
);
iterator!(
    /// `dict_reversekeyiterator`
    RevKeyIter, PyDictRevIterKey_Type, "dict_reversekeyiterator", What::Keys, backward
);
iterator!(
    /// `dict_reversevalueiterator`
    RevValueIter, PyDictRevIterValue_Type, "dict_reversevalueiterator", What::Values, backward
);
iterator!(
    /// `dict_reverseitemiterator`
    RevItemIter, PyDictRevIterItem_Type, "dict_reverseitemiterator", What::Items, backward
);

/// Makes an iterator of type `ty`.
fn new(dict: &Dict, ty: &'static Type, reverse: bool, what: What) -> PyResult {
    let iterator = heap::new_object::<KeyIter>(ty)?;
    let layout = iterator.layout();
    layout.di_used.set(dict.len() as isize);
    layout.len.set(dict.len() as isize);
    layout.di_pos.set(if reverse { dict.last_position() } else { 0 });
    layout.di_dict.init(Ref::new(dict.layout()));
    if what == What::Items {
        // Reused for as long as nobody keeps it.
        layout.di_result.init(Tuple::new(&[none(), none()])?.into_object());
    }
    heap::gc_track(&iterator);
    Ok(iterator.into_object())
}

/// `iter(dict)`.
pub(super) fn keys(dict: &Dict) -> PyResult {
    new(dict, &PyDictIterKey_Type, false, What::Keys)
}

/// `iter(dict.values())`.
pub(super) fn values(dict: &Dict) -> PyResult {
    new(dict, &PyDictIterValue_Type, false, What::Values)
}

/// `iter(dict.items())`.
pub(super) fn items(dict: &Dict) -> PyResult {
    new(dict, &PyDictIterItem_Type, false, What::Items)
}

/// `reversed(dict)`.
pub(super) fn reversed_keys(dict: &Dict) -> PyResult {
    new(dict, &PyDictRevIterKey_Type, true, What::Keys)
}

/// `reversed(dict.values())`.
pub(super) fn reversed_values(dict: &Dict) -> PyResult {
    new(dict, &PyDictRevIterValue_Type, true, What::Values)
}

/// `reversed(dict.items())`.
pub(super) fn reversed_items(dict: &Dict) -> PyResult {
    new(dict, &PyDictRevIterItem_Type, true, What::Items)
}

/// The dict, if the iterator is not exhausted and the dict still has as many entries.
#[inline(always)]
fn unchanged(layout: &dictiterobject, th: &mut Thread) -> PyResult<Option<Ref<PyDictObject>>> {
    let Some(dict) = layout.di_dict.get() else { return Ok(None) };
    if layout.di_used.get() != dict.ma_used.get() {
        // And so it stays.
        layout.di_used.set(-1);
        return Err(raise!(th, RuntimeError, "dictionary changed size during iteration"));
    }
    Ok(Some(dict))
}

#[inline]
fn forward(layout: &dictiterobject, th: &mut Thread) -> PyResult<Option<(Ref, Ref)>> {
    let Some(dict) = unchanged(layout, th)? else { return Ok(None) };
    let mut position = layout.di_pos.get() as usize;
    let Some(entry) = Dict::from_layout(&dict).next(&mut position) else {
        drop(layout.di_dict.take());
        return Ok(None);
    };
    if layout.len.get() == 0 {
        drop(layout.di_dict.take());
        return Err(raise!(th, RuntimeError, "dictionary keys changed during iteration"));
    }
    layout.di_pos.set(position as isize);
    layout.len.set(layout.len.get() - 1);
    Ok(Some(entry))
}

#[inline]
fn backward(layout: &dictiterobject, th: &mut Thread) -> PyResult<Option<(Ref, Ref)>> {
    let Some(dict) = unchanged(layout, th)? else { return Ok(None) };
    let mut position = layout.di_pos.get();
    let Some(entry) = Dict::from_layout(&dict).entry_before(&mut position) else {
        drop(layout.di_dict.take());
        return Ok(None);
    };
    layout.di_pos.set(position);
    layout.len.set(layout.len.get() - 1);
    Ok(Some(entry))
}

/// The part of an entry that an iterator gives.
#[inline(always)]
fn give(what: What, layout: &dictiterobject, key: Ref, value: Ref) -> PyResult {
    match what {
        What::Keys => Ok(key),
        What::Values => Ok(value),
        What::Items => {
            // SAFETY: the borrow ends before anything is dropped.
            if let Some(pair) = unsafe { layout.di_result.borrow_unchecked() }
                && pair.refcnt() == 1
            {
                let pair = pair.to_ref();
                // SAFETY: a tuple of two, made by `new`, that nobody else has.
                let old = unsafe {
                    let fields = Object::cast_unchecked::<Tuple>(&pair).layout().fields();
                    (fields[0].replace(Some(key)), fields[1].replace(Some(value)))
                };
                // The collector may have given up a pair of objects that were no containers.
                if !heap::gc_is_tracked(&pair) {
                    heap::gc_track(&pair);
                }
                drop(old);
                return Ok(pair);
            }
            Tuple::from_array([key, value]).map(Ref::into_object)
        }
    }
}

fn length_hint(layout: &dictiterobject) -> isize {
    match layout.di_dict.get() {
        Some(dict) if layout.di_used.get() == dict.ma_used.get() => layout.len.get(),
        _ => 0,
    }
}

/// `(iter, (list of what is left,))`; the iterator does not move.
fn reduce(layout: &dictiterobject, ty: &'static Type, what: What, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    // Looking the name up may run Python code that advances the iterator: copy it afterwards.
    let iter = iterobject::builtin(id!(iter), th)?;
    let copy = heap::new_object::<KeyIter>(ty)?;
    let theirs = copy.layout();
    theirs.di_used.set(layout.di_used.get());
    theirs.di_pos.set(layout.di_pos.get());
    theirs.len.set(layout.len.get());
    theirs.di_dict.replace(layout.di_dict.get());
    if what == What::Items {
        theirs.di_result.init(Tuple::new(&[none(), none()])?.into_object());
    }
    heap::gc_track(&copy);
    let left = List::from_iterable(&copy, th)?;
    let arguments = Tuple::from_array([left.into_object()])?;
    Tuple::from_array([iter, arguments.into_object()])
}
