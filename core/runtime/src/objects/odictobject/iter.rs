//! Iterators over the order, and the views.

use std::ffi::c_int;

use super::{MUTATED, ODict};
use crate::heap;
use crate::objects::dictobject::{PyDictItems_Type, PyDictKeys_Type, PyDictValues_Type};
use crate::prelude::*;

// What an iterator gives, in `kind`.
const REVERSED: c_int = 1;
const KEYS: c_int = 2;
const VALUES: c_int = 4;

object_type!(
    /// `odict_iterator`
    pub struct ODictIter(odictiterobject): PyODictIter_Type
);

fn new(dict: &ODict, kind: c_int) -> PyResult {
    let iterator = heap::new_object::<ODictIter>(&PyODictIter_Type)?;
    let layout = iterator.layout();
    if kind & (KEYS | VALUES) == KEYS | VALUES {
        layout.di_result.init(Tuple::new(&[none(), none()])?.into_object());
    }
    let node = if kind & REVERSED != 0 { dict.last() } else { dict.first() };
    layout.kind.set(kind);
    layout.di_current.replace(node.and_then(|node| node.key()));
    layout.di_size.set(dict.as_dict().len() as isize);
    layout.di_state.set(dict.state());
    // SAFETY: an ordered dict has the layout.
    layout.di_odict.init(unsafe { Ref::new(dict).cast_unchecked() });
    heap::gc_track(&iterator);
    Ok(iterator.into_object())
}

/// An iterator over the keys.
pub(super) fn keys(dict: &ODict, reversed: bool) -> PyResult {
    new(dict, if reversed { KEYS | REVERSED } else { KEYS })
}

impl ODictIter {
    fn dict(&self) -> Option<Ref<ODict>> {
        // SAFETY: the field holds an ordered dict.
        self.layout().di_odict.get().map(|dict| unsafe { dict.cast_unchecked() })
    }

    /// The next key; moves on.
    fn next_key(&self, dict: &ODict, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let Some(key) = layout.di_current.get() else { return Ok(None) };
        if dict.state() != layout.di_state.get() {
            return Err(raise!(th, RuntimeError, "{MUTATED}"));
        }
        if dict.as_dict().len() as isize != layout.di_size.get() {
            return Err(raise!(th, RuntimeError, "OrderedDict changed size during iteration"));
        }
        let hash = key.hash(th)?;
        let Some(node) = dict.find(&key, hash, th)? else {
            layout.di_current.set(None, th);
            return Err(th.raise_object(&exceptions::KeyError, &key));
        };
        let next = if layout.kind.get() & REVERSED != 0 { node.previous() } else { node.next() };
        let next = next.and_then(|next| next.key());
        layout.di_current.set(next, th);
        Ok(Some(key))
    }

    fn next_item(&self, dict: &ODict, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let Some(key) = self.next_key(dict, th)? else { return Ok(None) };
        if layout.kind.get() & VALUES == 0 {
            return Ok(Some(key));
        }
        let Some(value) = dict.as_dict().get(&key, th)? else {
            return Err(th.raise_object(&exceptions::KeyError, &key));
        };
        if layout.kind.get() & KEYS == 0 {
            return Ok(Some(value));
        }
        crate::objects::enumobject::pair(&layout.di_result, key, value).map(Some)
    }
}

#[pytype(
    static = PyODictIter_Type,
    name = "odict_iterator",
    layout = odictiterobject,
    flags(HAVE_GC),
    no_new,
)]
impl ODictIter {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let layout = (*this).layout();
            drop(layout.di_odict.take());
            drop(layout.di_current.take());
            drop(layout.di_result.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().di_odict);
        visit.visit(&self.layout().di_current);
        visit.visit(&self.layout().di_result);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let Some(dict) = self.dict() else { return Ok(None) };
        match self.next_item(&dict, th) {
            Ok(Some(item)) => Ok(Some(item)),
            // The end, for good; an error is one, too.
            ended => {
                self.layout().di_current.set(None, th);
                self.layout().di_odict.set(None, th);
                ended
            }
        }
    }

    #[method(sig = "()", doc = "Return state information for pickling")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        // What is left is taken from a copy, so that this iterator stays where it is.
        let list = match self.dict() {
            Some(dict) => {
                let copy = new(&dict, self.layout().kind.get())?;
                if let Some(iterator) = copy.downcast::<ODictIter>() {
                    let (ours, theirs) = (self.layout(), iterator.layout());
                    theirs.di_size.set(ours.di_size.get());
                    theirs.di_state.set(ours.di_state.get());
                    theirs.di_current.set(ours.di_current.get(), th);
                }
                List::from_iterable(&copy, th)?
            }
            None => List::new(&[])?,
        };
        let iter = crate::objects::iterobject::builtin(id!(iter), th)?;
        let arguments = Tuple::from_array([list.into_object()])?;
        Tuple::from_array([iter, arguments.into_object()])
    }
}

macro_rules! views {
    ($($(#[$meta:meta])* $wrapper:ident $static:ident $name:literal $base:ident $make:ident $kind:expr;)*) => {$(
        object_type!(
            $(#[$meta])*
            pub struct $wrapper(_PyDictViewObject): $static
        );

        #[pytype(
            static = $static,
            name = $name,
            layout = _PyDictViewObject,
            base = $base,
        )]
        impl $wrapper {
            #[slot]
            fn tp_iter(&self) -> PyResult {
                match viewed(self.layout()) {
                    Some(dict) => new(&dict, $kind),
                    None => Ok(none().to_ref()),
                }
            }

            #[method(sig = "()")]
            fn __reversed__(&self) -> PyResult {
                match viewed(self.layout()) {
                    Some(dict) => new(&dict, $kind | REVERSED),
                    None => Ok(none().to_ref()),
                }
            }
        }

        /// A view of an ordered dict.
        pub(super) fn $make(dict: &ODict) -> PyResult {
            let view = heap::new_object::<$wrapper>(&$static)?;
            view.layout().dv_dict.init(Ref::new(&dict.layout().od_dict));
            heap::gc_track(&view);
            Ok(view.into_object())
        }
    )*};
}
views! {
    /// `odict_keys`
    KeysView PyODictKeys_Type "odict_keys" PyDictKeys_Type keys_view KEYS;
    /// `odict_values`
    ValuesView PyODictValues_Type "odict_values" PyDictValues_Type values_view VALUES;
    /// `odict_items`
    ItemsView PyODictItems_Type "odict_items" PyDictItems_Type items_view KEYS | VALUES;
}

/// The dict viewed.
fn viewed(layout: &_PyDictViewObject) -> Option<Ref<ODict>> {
    // SAFETY: these views are made of ordered dicts.
    layout.dv_dict.get().map(|dict| unsafe { dict.cast_unchecked() })
}
