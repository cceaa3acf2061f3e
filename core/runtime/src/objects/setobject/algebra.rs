//! Union, intersection and their fellows, for methods and operators alike.

use super::{PyFrozenSet_Type, PySet_Type, Set, as_set, hash_of, is_any_set};
use crate::prelude::*;

/// The built-in type that results of operations on `object` have.
fn base_type(object: &Object) -> &'static Type {
    if object.ob_type().is_subtype_of(&PySet_Type) { &PySet_Type } else { &PyFrozenSet_Type }
}

impl Set {
    /// A copy of type `set` or `frozenset`, as this one is derived from.
    ///
    /// # Errors
    /// `MemoryError`.
    pub(super) fn copy_basetype(&self, th: &mut Thread) -> PyResult<Ref<Set>> {
        let new = Set::allocate(base_type(self))?;
        new.merge(self, th)?;
        Ok(new)
    }

    /// `_PySet_Update`: adds every item of an iterable.
    ///
    /// # Errors
    /// What iterating, `__hash__` and `__eq__` raise; `MemoryError`.
    pub fn update(&self, iterable: &Object, th: &mut Thread) -> PyResult<()> {
        if let Some(other) = as_set(iterable) {
            return self.merge(other, th);
        }
        if let Some(dict) = iterable.downcast_exact::<Dict>() {
            self.make_room(dict.len())?;
            let mut position = 0;
            while let Some((key, _, hash)) = dict.next_with_hash(&mut position) {
                self.add_entry(&key, hash, th)?;
            }
            return Ok(());
        }
        let iterator = iterable.iter(th)?;
        while let Some(item) = iterator.iter_next(th)? {
            let hash = hash_of(&item, th)?;
            self.add_entry(&item, hash, th)?;
        }
        Ok(())
    }

    /// A new set of the elements that are also in `other`.
    ///
    /// # Errors
    /// As [`Set::update`].
    pub(super) fn intersection(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<Set>> {
        if self.is(other) {
            return self.copy_basetype(th);
        }
        let result = Set::allocate(base_type(self))?;
        if let Some(other) = as_set(other) {
            // Walk through the smaller.
            let (asked, walked) = if other.len() > self.len() { (other, self) } else { (self, other) };
            let mut position = 0;
            while let Some((key, hash)) = walked.entry_at(&mut position) {
                if asked.contains_entry(&key, hash, th)? {
                    result.add_entry(&key, hash, th)?;
                }
            }
            return Ok(result);
        }
        let iterator = other.iter(th)?;
        while let Some(key) = iterator.iter_next(th)? {
            let hash = hash_of(&key, th)?;
            if self.contains_entry(&key, hash, th)? {
                result.add_entry(&key, hash, th)?;
            }
        }
        Ok(result)
    }

    /// Removes the elements of `other`.
    ///
    /// # Errors
    /// As [`Set::update`].
    pub(super) fn subtract(&self, other: &Object, th: &mut Thread) -> PyResult<()> {
        if self.is(other) {
            return self.clear(th);
        }
        if let Some(set) = as_set(other) {
            // Of a much bigger set, only what both have matters.
            let common = if set.len() >> 3 > self.len() { Some(set.intersection(self, th)?) } else { None };
            let set = common.as_deref().unwrap_or(set);
            let mut position = 0;
            while let Some((key, hash)) = set.entry_at(&mut position) {
                drop(self.discard_entry(&key, hash, th)?);
            }
        } else {
            let iterator = other.iter(th)?;
            while let Some(key) = iterator.iter_next(th)? {
                let hash = hash_of(&key, th)?;
                drop(self.discard_entry(&key, hash, th)?);
            }
        }
        self.tidy()
    }

    /// A new set of the elements that are not in `other`.
    ///
    /// # Errors
    /// As [`Set::update`].
    pub(super) fn difference(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<Set>> {
        let other_len = if let Some(other) = as_set(other) {
            other.len()
        } else if let Some(other) = other.downcast_exact::<Dict>() {
            other.len()
        } else {
            usize::MAX
        };
        // If the other is much smaller, look its elements up here, not ours there.
        if other_len == usize::MAX || self.len() >> 2 > other_len {
            let result = self.copy_basetype(th)?;
            result.subtract(other, th)?;
            return Ok(result);
        }
        let result = Set::allocate(base_type(self))?;
        let mut position = 0;
        while let Some((key, hash)) = self.entry_at(&mut position) {
            let there = if let Some(other) = as_set(other) {
                other.contains_entry(&key, hash, th)?
            } else if let Some(other) = other.downcast_exact::<Dict>() {
                other.contains_known_hash(&key, hash, th)?
            } else {
                false
            };
            if !there {
                result.add_entry(&key, hash, th)?;
            }
        }
        Ok(result)
    }

    /// Keeps the elements that are in one of both only.
    ///
    /// # Errors
    /// As [`Set::update`].
    pub(super) fn symmetric_update(&self, other: &Object, th: &mut Thread) -> PyResult<()> {
        if self.is(other) {
            return self.clear(th);
        }
        let toggle = |key: &Object, hash: isize, th: &mut Thread| -> PyResult<()> {
            if self.discard_entry(key, hash, th)?.is_none() {
                self.add_entry(key, hash, th)?;
            }
            Ok(())
        };
        if let Some(dict) = other.downcast_exact::<Dict>() {
            let mut position = 0;
            while let Some((key, _, hash)) = dict.next_with_hash(&mut position) {
                toggle(&key, hash, th)?;
            }
            return Ok(());
        }
        // An iterable may name an element twice: it counts once.
        let made;
        let other = match as_set(other) {
            Some(other) => other,
            None => {
                made = Set::allocate(base_type(self))?;
                made.update(other, th)?;
                &*made
            }
        };
        let mut position = 0;
        while let Some((key, hash)) = other.entry_at(&mut position) {
            toggle(&key, hash, th)?;
        }
        Ok(())
    }

    /// A new set of the elements that are in one of both only.
    ///
    /// # Errors
    /// As [`Set::update`].
    pub(super) fn symmetric_difference(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<Set>> {
        let result = Set::allocate(base_type(self))?;
        result.update(other, th)?;
        result.symmetric_update(self, th)?;
        Ok(result)
    }

    /// Whether `other` has all elements.
    ///
    /// # Errors
    /// As [`Set::update`].
    pub(super) fn is_subset(&self, other: &Object, th: &mut Thread) -> PyResult<bool> {
        let Some(other) = as_set(other) else {
            return Ok(self.intersection(other, th)?.len() == self.len());
        };
        if self.len() > other.len() {
            return Ok(false);
        }
        let mut position = 0;
        while let Some((key, hash)) = self.entry_at(&mut position) {
            if !other.contains_entry(&key, hash, th)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether all elements of `other` are in this set.
    ///
    /// # Errors
    /// As [`Set::update`].
    pub(super) fn is_superset(&self, other: &Object, th: &mut Thread) -> PyResult<bool> {
        if let Some(other) = as_set(other) {
            return other.is_subset(self, th);
        }
        let iterator = other.iter(th)?;
        while let Some(key) = iterator.iter_next(th)? {
            let hash = hash_of(&key, th)?;
            if !self.contains_entry(&key, hash, th)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether no element is in `other`.
    ///
    /// # Errors
    /// As [`Set::update`].
    pub(super) fn is_disjoint(&self, other: &Object, th: &mut Thread) -> PyResult<bool> {
        if self.is(other) {
            return Ok(self.is_empty());
        }
        if let Some(other) = as_set(other) {
            let (asked, walked) = if other.len() > self.len() { (other, self) } else { (self, other) };
            let mut position = 0;
            while let Some((key, hash)) = walked.entry_at(&mut position) {
                if asked.contains_entry(&key, hash, th)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        let iterator = other.iter(th)?;
        while let Some(key) = iterator.iter_next(th)? {
            let hash = hash_of(&key, th)?;
            if self.contains_entry(&key, hash, th)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// A binary operator: both operands are sets, or it is not for us.
macro_rules! operator {
    ($name:ident, $method:ident) => {
        pub(super) fn $name(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
            match (as_set(left), is_any_set(right)) {
                (Some(left), true) => left.$method(right, th).map(Ref::into_object),
                _ => Ok(not_implemented().to_ref()),
            }
        }
    };
}
operator!(and, intersection);
operator!(sub, difference);
operator!(xor, symmetric_difference);
operator!(or, union);

impl Set {
    fn union(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<Set>> {
        let result = self.copy_basetype(th)?;
        result.update(other, th)?;
        Ok(result)
    }
}
