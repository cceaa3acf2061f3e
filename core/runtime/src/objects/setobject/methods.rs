//! The methods of `set` and `frozenset`.

use super::{Set, as_set, hash_of, key_error, lookup_key};
use crate::prelude::*;

/// What both types have.
pub mod shared {
    use super::*;

    #[pymethods]
    impl Set {
        #[method(sig = "(object, /)", coexist, doc = "x.__contains__(y) <==> y in x.")]
        fn __contains__(&self, object: &Object, th: &mut Thread) -> PyResult<bool> {
            Set::contains(self, object, th)
        }

        #[method(
            sig = "(*others)",
            name = "difference",
            doc = "Return a new set with elements of the set that are in none of the others."
        )]
        fn py_difference(&self, others: &[&Object], th: &mut Thread) -> PyResult<Ref<Set>> {
            let Some((first, rest)) = others.split_first() else { return self.copy_basetype(th) };
            let result = Set::difference(self, first, th)?;
            for other in rest {
                result.subtract(other, th)?;
            }
            Ok(result)
        }

        #[method(
            sig = "(*others)",
            name = "intersection",
            doc = "Return a new set with elements of the set that are in all others."
        )]
        fn py_intersection(&self, others: &[&Object], th: &mut Thread) -> PyResult<Ref<Set>> {
            self.intersection_of_all(others, th)
        }

        #[method(sig = "(other, /)", doc = "Return True if the set and other have no element in common.")]
        fn isdisjoint(&self, other: &Object, th: &mut Thread) -> PyResult<bool> {
            self.is_disjoint(other, th)
        }

        #[method(sig = "(other, /)", doc = "Report whether other contains all elements of this set.")]
        fn issubset(&self, other: &Object, th: &mut Thread) -> PyResult<bool> {
            self.is_subset(other, th)
        }

        #[method(sig = "(other, /)", doc = "Report whether this set contains all elements of other.")]
        fn issuperset(&self, other: &Object, th: &mut Thread) -> PyResult<bool> {
            self.is_superset(other, th)
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            let items = List::from_iterable(self, th)?;
            let arguments = Tuple::from_array([items.into_object()])?;
            let state = self.call_method(id!(__getstate__), &[], th)?;
            Tuple::from_array([self.ob_type().to_ref(), arguments.into_object(), state])
        }

        #[method(sig = "()", doc = "S.__sizeof__() -> size of S in memory, in bytes.")]
        fn __sizeof__(&self) -> usize {
            self.ob_type().tp_basicsize.get() as usize + self.external_bytes()
        }

        #[method(
            sig = "(other, /)",
            name = "symmetric_difference",
            doc = "Return a new set with elements in either the set or other but not both."
        )]
        fn py_symmetric_difference(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<Set>> {
            Set::symmetric_difference(self, other, th)
        }

        #[method(
            sig = "(*others)",
            name = "union",
            doc = "Return a new set with elements from the set and all others."
        )]
        fn py_union(&self, others: &[&Object], th: &mut Thread) -> PyResult<Ref<Set>> {
            let result = self.copy_basetype(th)?;
            for other in others {
                result.update(other, th)?;
            }
            Ok(result)
        }

        #[classmethod(sig = "(object, /)", doc = "Parametrized form, for type hints: set[int].")]
        fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
            genericaliasobject::new(cls, object, th)
        }
    }
}

/// What only `frozenset` has.
pub mod frozen {
    use super::*;

    #[pymethods]
    impl Set {
        #[method(sig = "()", name = "copy", doc = "Return a shallow copy of a set.")]
        fn py_copy_frozen(&self, th: &mut Thread) -> PyResult {
            if std::ptr::eq(self.ob_type(), &super::super::PyFrozenSet_Type) {
                return Ok(self.to_ref());
            }
            self.copy_basetype(th).map(Ref::into_object)
        }
    }
}

/// What only `set` has.
pub mod mutable {
    use super::*;

    #[pymethods]
    impl Set {
        #[method(
            sig = "(object, /)",
            name = "add",
            doc = "Add an element to a set.\n\nThis has no effect if the element is already present."
        )]
        fn py_add(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            Set::add(self, object, th)
        }

        #[method(sig = "()", name = "clear", doc = "Remove all elements from this set.")]
        fn py_clear(&self, th: &mut Thread) -> PyResult<()> {
            Set::clear(self, th)
        }

        #[method(sig = "()", name = "copy", doc = "Return a shallow copy of a set.")]
        fn py_copy(&self, th: &mut Thread) -> PyResult<Ref<Set>> {
            self.copy_basetype(th)
        }

        #[method(sig = "(*others)", doc = "Update the set, removing elements found in others.")]
        fn difference_update(&self, others: &[&Object], th: &mut Thread) -> PyResult<()> {
            for other in others {
                self.subtract(other, th)?;
            }
            Ok(())
        }

        #[method(
            sig = "(object, /)",
            name = "discard",
            doc = "Remove an element from a set if it is a member.\n\n\
                   Unlike set.remove(), a missing element raises nothing."
        )]
        fn py_discard(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            Set::discard(self, object, th).map(drop)
        }

        #[method(sig = "(*others)", doc = "Update the set, keeping only elements found in it and all others.")]
        fn intersection_update(&self, others: &[&Object], th: &mut Thread) -> PyResult<()> {
            let kept = self.intersection_of_all(others, th)?;
            self.swap_bodies(&kept);
            Ok(())
        }

        #[method(
            sig = "()",
            doc = "Remove and return an arbitrary set element.\n\nRaises KeyError if the set is empty."
        )]
        pub fn pop(&self, th: &mut Thread) -> PyResult {
            self.pop_any().ok_or_else(|| raise!(th, KeyError, "pop from an empty set"))
        }

        #[method(
            sig = "(object, /)",
            doc = "Remove an element from a set; it must be a member.\n\n\
                   If the element is not a member, raise a KeyError."
        )]
        fn remove(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            if !Set::discard(self, object, th)? {
                return Err(key_error(object, th));
            }
            Ok(())
        }

        #[method(sig = "(other, /)", doc = "Update the set, keeping only elements found in either set, but not both.")]
        fn symmetric_difference_update(&self, other: &Object, th: &mut Thread) -> PyResult<()> {
            self.symmetric_update(other, th)
        }

        #[method(sig = "(*others)", name = "update", doc = "Update the set, adding elements from all others.")]
        fn py_update(&self, others: &[&Object], th: &mut Thread) -> PyResult<()> {
            for other in others {
                Set::update(self, other, th)?;
            }
            Ok(())
        }
    }
}

impl Set {
    fn intersection_of_all(&self, others: &[&Object], th: &mut Thread) -> PyResult<Ref<Set>> {
        let Some((first, rest)) = others.split_first() else { return self.copy_basetype(th) };
        let mut result = Set::intersection(self, first, th)?;
        for other in rest {
            result = Set::intersection(&result, other, th)?;
        }
        Ok(result)
    }

    /// `in`; a set, which has no hash, is looked up as the frozenset of its elements.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise; `MemoryError`.
    pub fn contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        lookup_key(key, th, |key, hash, th| self.contains_entry(key, hash, th))
    }

    /// `set.discard`; whether the key was there. A set is looked up as a frozenset.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise; `MemoryError`.
    pub fn discard(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        lookup_key(key, th, |key, hash, th| Ok(self.discard_entry(key, hash, th)?.is_some()))
    }

    /// `PySet_Contains`: a set has no hash here.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise.
    pub fn contains_hashable(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        let hash = hash_of(key, th)?;
        self.contains_entry(key, hash, th)
    }

    /// `PySet_Discard`: a set has no hash here.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise.
    pub fn discard_hashable(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        let hash = hash_of(key, th)?;
        Ok(self.discard_entry(key, hash, th)?.is_some())
    }

    /// `PySet_Add`.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise; `MemoryError`.
    #[inline]
    pub fn add(&self, key: &Object, th: &mut Thread) -> PyResult<()> {
        let hash = hash_of(key, th)?;
        self.add_entry(key, hash, th).map(drop)
    }

    /// `_PySet_NextEntry`.
    #[inline]
    pub fn next(&self, position: &mut usize) -> Option<Ref> {
        self.entry_at(position).map(|(key, _)| key)
    }

    /// As [`Set::next`], with the hash.
    #[inline]
    pub fn next_with_hash(&self, position: &mut usize) -> Option<(Ref, isize)> {
        self.entry_at(position)
    }

    /// `self == other` for a set.
    pub(super) fn equals(&self, other: &Object, th: &mut Thread) -> PyResult<bool> {
        let Some(set) = as_set(other) else { return Ok(false) };
        let (ours, theirs) = (self.layout().hash.get(), set.layout().hash.get());
        if self.len() != set.len() || (ours != -1 && theirs != -1 && ours != theirs) {
            return Ok(false);
        }
        self.is_subset(other, th)
    }
}
