//! Walking a tree, and the iterators that do.

use std::cell::Cell;

use super::Hamt;
use super::node::{ArrayNode, BitmapNode, CollisionNode};
use crate::heap;
use crate::prelude::*;

/// A position in a tree, which somebody keeps alive.
pub(super) struct Position(PyHamtIteratorState);

impl Position {
    /// Before the first pair.
    pub fn at(root: &Object) -> Position {
        let state = PyHamtIteratorState {
            i_nodes: std::array::from_fn(|_| Cell::new(std::ptr::null_mut())),
            i_pos: Default::default(),
            i_level: Cell::new(0),
        };
        state.i_nodes[0].set(root.as_ptr().cast());
        Position(state)
    }

    /// The next pair.
    pub fn next(&self) -> Option<(Ref, Ref)> {
        // SAFETY: the tree lives as long as the position is used, and nodes do not change.
        unsafe { next(&self.0) }
    }
}

/// The next pair.
///
/// # Safety
/// The nodes of the position are alive.
unsafe fn next(state: &PyHamtIteratorState) -> Option<(Ref, Ref)> {
    loop {
        let level = usize::try_from(state.i_level.get()).ok()?;
        let (node, position) = (state.i_nodes.get(level)?, state.i_pos.get(level)?);
        // SAFETY: the caller's promise.
        let node = unsafe { node.get().cast::<Object>().as_ref() }?;
        let index = position.get() as usize;
        let child = if let Some(array) = node.downcast_exact::<ArrayNode>() {
            let found = (index..32).find_map(|place| Some((place, array.child(place)?)));
            found.map(|(place, child)| {
                position.set(place as isize + 1);
                child
            })
        } else {
            let fields = match node.downcast_exact::<BitmapNode>() {
                Some(bitmap) => bitmap.fields(),
                None => node.downcast_exact::<CollisionNode>()?.fields(),
            };
            match fields.get(index..index + 2) {
                Some([key, value]) => {
                    position.set(index as isize + 2);
                    let value = value.get()?;
                    if let Some(key) = key.get() {
                        return Some((key, value));
                    }
                    Some(value)
                }
                _ => None,
            }
        };
        match child {
            // The tree keeps its nodes: the position need not own them.
            Some(child) => {
                state.i_nodes.get(level + 1)?.set(child.as_ptr().cast());
                state.i_pos.get(level + 1)?.set(0);
                state.i_level.set(level as i8 + 1);
            }
            None => state.i_level.set(level as i8 - 1),
        }
    }
}

fn new(map: &Hamt, ty: &'static Type, make: binaryfunc) -> PyResult {
    let iterator = heap::new_object::<PyHamtIterator>(ty)?;
    // SAFETY: a hamt has the layout.
    iterator.hi_obj.init(unsafe { Ref::new(map).cast_unchecked() });
    iterator.hi_iter.i_nodes[0].set(map.layout().h_root.as_ptr());
    iterator.hi_yield.set(Some(make));
    heap::gc_track(iterator.as_object());
    Ok(iterator.into_object())
}

unsafe extern "C" fn make_key(key: &Object, _value: &Object) -> PyResult {
    Ok(key.to_ref())
}

unsafe extern "C" fn make_value(_key: &Object, value: &Object) -> PyResult {
    Ok(value.to_ref())
}

unsafe extern "C" fn make_item(key: &Object, value: &Object) -> PyResult {
    Ok(Tuple::new(&[key, value])?.into_object())
}

/// `_PyHamt_NewIterKeys`.
///
/// # Errors
/// `MemoryError`.
pub fn keys(map: &Hamt) -> PyResult {
    new(map, &_PyHamtKeys_Type, make_key)
}

/// `_PyHamt_NewIterValues`.
///
/// # Errors
/// `MemoryError`.
pub fn values(map: &Hamt) -> PyResult {
    new(map, &_PyHamtValues_Type, make_value)
}

/// `_PyHamt_NewIterItems`.
///
/// # Errors
/// `MemoryError`.
pub fn items(map: &Hamt) -> PyResult {
    new(map, &_PyHamtItems_Type, make_item)
}

macro_rules! iterators {
    ($($name:ident $static:ident $text:literal)*) => {$(
        object_type!(
            /// An iterator over a hamt.
            pub struct $name(PyHamtIterator): $static
        );

        #[pytype(
            static = $static,
            private,
            name = $text,
            layout = PyHamtIterator,
            flags(HAVE_GC),
            no_new,
        )]
        impl $name {
            #[slot]
            fn tp_dealloc(this: *mut Self) {
                // SAFETY: called with the last reference gone; nothing touches the object but this function.
                unsafe {
                    heap::gc_untrack(&*this);
                    drop((*this).layout().hi_obj.take());
                    heap::free_object(this.cast());
                }
            }

            #[slot]
            fn tp_traverse(&self, visit: &mut Visitor) {
                visit.visit(&self.layout().hi_obj);
            }

            #[slot]
            fn tp_clear(&self, th: &mut Thread) {
                self.layout().hi_iter.i_level.set(-1);
                self.layout().hi_obj.set(None, th);
            }

            #[slot]
            fn mp_length(&self) -> usize {
                self.layout().hi_obj.get().map_or(0, |map| map.h_count.get() as usize)
            }

            #[slot]
            fn tp_iter(&self) -> Ref {
                self.to_ref()
            }

            #[slot]
            fn tp_iternext(&self) -> PyResult<Option<Ref>> {
                let layout = self.layout();
                let Some(_map) = layout.hi_obj.get() else { return Ok(None) };
                // SAFETY: the map owns the tree, and is alive.
                let pair = unsafe { next(&layout.hi_iter) };
                match (pair, layout.hi_yield.get()) {
                    // SAFETY: one of the functions above.
                    (Some((key, value)), Some(make)) => unsafe { make(&key, &value) }.map(Some),
                    _ => Ok(None),
                }
            }
        }
    )*};
}
iterators! {
    Keys _PyHamtKeys_Type "keys"
    Values _PyHamtValues_Type "values"
    Items _PyHamtItems_Type "items"
}
