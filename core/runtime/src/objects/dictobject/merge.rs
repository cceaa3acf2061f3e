//! Filling a dict from mappings and from pairs (`update`, `|=`, the constructor).

use super::keys;
use super::{Dict, PyDict_Type, watch};
use crate::abstract_::items::collect_fast;
use crate::heap;
use crate::prelude::*;

impl Dict {
    /// `PyDict_Merge(override)`: 0 keep, 1 override, 2 `KeyError` on a duplicate.
    ///
    /// # Errors
    /// What the mapping's methods, `__hash__` and `__eq__` raise; `RuntimeError` if the other dict changes meanwhile;
    /// `MemoryError`.
    pub fn merge(&self, other: &Object, override_: i32, th: &mut Thread) -> PyResult<()> {
        match other.downcast::<Dict>() {
            Some(other) if iterates_plainly(other) => self.merge_dict(other, override_, th),
            _ => self.merge_mapping(other, override_, th),
        }
    }

    fn merge_dict(&self, other: &Dict, mut override_: i32, th: &mut Thread) -> PyResult<()> {
        if other.is(self) || other.is_empty() {
            return Ok(());
        }
        if self.is_empty() {
            // Nothing to compare with, so that every key is just set.
            override_ = 1;
            if self.clone_table(other, th)? {
                return Ok(());
            }
        }
        // SAFETY: only sizes are read.
        let (room, unicode) =
            unsafe { (keys::usable_fraction(self.table().dk_log2_size.get()), keys::is_unicode(other.table())) };
        if room < other.len() {
            self.resize(keys::log2_for_entries(self.len() + other.len()), unicode)?;
        }
        // SAFETY: only the count is read.
        let entries = |dict: &Dict| unsafe { dict.table() }.dk_nentries.get();
        let before = entries(other);
        let mut position = 0;
        while let Some((key, value, hash)) = other.entry_at(&mut position) {
            if override_ == 1 || !self.contains_known_hash(&key, hash, th)? {
                self.insert(key, hash, value, th)?;
            } else if override_ != 0 {
                return Err(super::key_error(&key, th));
            }
            if entries(other) != before {
                return Err(raise!(th, RuntimeError, "dict mutated during update"));
            }
        }
        Ok(())
    }

    /// Takes a copy of a whole table where that is what merging would give; whether it did.
    fn clone_table(&self, other: &Dict, th: &mut Thread) -> PyResult<bool> {
        if self.is_split() || other.is_split() {
            return Ok(false);
        }
        let clean = |other: &Dict| {
            // SAFETY: only sizes are read.
            let table = unsafe { other.table() };
            let log2_size = table.dk_log2_size.get();
            other.layout().ma_used.get() == table.dk_nentries.get()
                && (log2_size == PyDict_LOG_MINSIZE || keys::usable_fraction(log2_size - 1) < other.len())
        };
        if !clean(other) {
            return Ok(false);
        }
        watch::notify(self, PyDict_EVENT_CLONED, Some(other), None, th);
        if !self.is_empty() || self.is_split() || !clean(other) || other.is_empty() {
            // A watcher interfered.
            return Ok(false);
        }
        let layout = self.layout();
        // SAFETY: nothing runs until the new table is in place.
        let old = unsafe { layout.ma_keys.replace(keys::copy(other.table())?) };
        layout.ma_used.set(other.layout().ma_used.get());
        if heap::gc_is_tracked(other) && !heap::gc_is_tracked(self) {
            heap::gc_track(self);
        }
        // SAFETY: the dict's reference to its old table, which holds no entries.
        unsafe { keys::decref(old) };
        Ok(true)
    }

    fn merge_mapping(&self, other: &Object, override_: i32, th: &mut Thread) -> PyResult<()> {
        let names = other.call_method(id!(keys), &[], th)?;
        let iterator = names.iter(th)?;
        while let Some(key) = iterator.iter_next(th)? {
            if override_ != 1 && self.contains(&key, th)? {
                if override_ == 0 {
                    continue;
                }
                return Err(super::key_error(&key, th));
            }
            let value = other.get_item(&key, th)?;
            self.set(&key, &value, th)?;
        }
        Ok(())
    }

    /// `PyDict_MergeFromSeq2`: from an iterable of pairs.
    ///
    /// # Errors
    /// `TypeError`, `ValueError` for what is no pair; what iterating, `__hash__` and `__eq__` raise; `MemoryError`.
    pub fn merge_pairs(&self, pairs: &Object, override_: bool, th: &mut Thread) -> PyResult<()> {
        let iterator = pairs.iter(th)?;
        let mut number = 0usize;
        while let Some(item) = iterator.iter_next(th)? {
            let message = format!("cannot convert dictionary update sequence element #{number} to a sequence");
            let pair = collect_fast(&item, &message, th)?;
            let [key, value] = &pair[..] else {
                return Err(raise!(
                    th,
                    ValueError,
                    "dictionary update sequence element #{number} has length {}; 2 is required",
                    pair.len()
                ));
            };
            if override_ {
                self.set(key, value, th)?;
            } else {
                self.set_default(key, value, th)?;
            }
            number += 1;
        }
        Ok(())
    }

    /// What `dict(arg)` and `update(arg)` do: a mapping if it has `keys`, else pairs.
    ///
    /// # Errors
    /// As [`Dict::merge`] and [`Dict::merge_pairs`].
    pub fn update_from(&self, arg: &Object, th: &mut Thread) -> PyResult<()> {
        if Dict::check_exact(arg) || arg.has_attr(id!(keys), th)? {
            return self.merge(arg, 1, th);
        }
        self.merge_pairs(arg, true, th)
    }
}

/// Whether iterating a dict is what `dict` does, so that its table may be read directly.
pub(super) fn iterates_plainly(dict: &Dict) -> bool {
    dict.ob_type().tp_iter.get().map(|f| f as usize) == PyDict_Type.tp_iter.get().map(|f| f as usize)
}
