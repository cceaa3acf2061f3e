//! Changing a dict: insertion, deletion, growth, and the way from a split table to a combined one.

use super::keys::{self, Keys};
use super::{Dict, lookup, values, watch};
use crate::heap;
use crate::prelude::*;

/// Where an insertion puts its value.
enum Place {
    /// Among the values of a split table.
    Shared(usize),
    /// In an entry that is there.
    Entry(isize),
    /// In a new entry.
    Missing,
}

impl Dict {
    /// Sets `key`, whose hash is given; both references are taken over.
    ///
    /// # Errors
    /// What `__eq__` of a key raises; `MemoryError`.
    pub(super) fn insert(&self, key: Ref, hash: isize, value: Ref, th: &mut Thread) -> PyResult<()> {
        self.maintain_tracking(&key, &value);
        match self.place_for(&key, hash, th)? {
            Place::Shared(index) => {
                self.set_shared(index, &key, value, th);
                Ok(())
            }
            Place::Entry(index) => self.replace_value(index, &key, value, th),
            Place::Missing => {
                watch::notify(self, PyDict_EVENT_ADDED, Some(&key), Some(&value), th);
                self.insert_new(key, hash, value)
            }
        }
    }

    /// Sets `key` if it is missing: its value, and whether it was there. Keys are compared once only.
    ///
    /// # Errors
    /// As [`Dict::insert`].
    pub(super) fn insert_default(
        &self,
        key: &Object,
        hash: isize,
        value: &Object,
        th: &mut Thread,
    ) -> PyResult<(Ref, bool)> {
        let place = self.place_for(key, hash, th)?;
        // SAFETY: the place was just found.
        let found = unsafe {
            match place {
                Place::Shared(index) => values::field(self.layout().ma_values.get(), index).get(),
                Place::Entry(index) => self.value_field(index).get(),
                Place::Missing => None,
            }
        };
        if let Some(found) = found {
            return Ok((found, true));
        }
        self.maintain_tracking(key, value);
        match place {
            Place::Shared(index) => self.set_shared(index, key, value.to_ref(), th),
            _ => {
                watch::notify(self, PyDict_EVENT_ADDED, Some(key), Some(value), th);
                self.insert_new(key.to_ref(), hash, value.to_ref())?;
            }
        }
        Ok((value.to_ref(), false))
    }

    /// Where `key` is or would be, in a table that can take it: from a split table a combined one is made if it must be.
    fn place_for(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Place> {
        let layout = self.layout();
        if layout.ma_keys.get() == keys::empty() {
            return Ok(Place::Missing);
        }
        let is_str = Str::check_exact(key);
        // SAFETY: the table is looked at before anything runs.
        if !is_str && keys::is_unicode(unsafe { self.table() }) {
            self.grow(false)?;
        }
        if self.is_split() {
            // SAFETY: as above; the table of a split dict has keys that are exactly `str`, as this one is.
            let index = unsafe { share_key(self.table(), key, hash) };
            // SAFETY: a split dict has values.
            if index >= 0 && index < isize::from(unsafe { (*layout.ma_values.get()).capacity.get() }) {
                return Ok(Place::Shared(index as usize));
            }
            self.grow(true)?;
        }
        let index = lookup::find(self, key, hash, th)?;
        Ok(if index >= 0 { Place::Entry(index) } else { Place::Missing })
    }

    /// Adds an entry for a key known to be missing. Runs nothing.
    fn insert_new(&self, key: Ref, hash: isize, value: Ref) -> PyResult<()> {
        let layout = self.layout();
        // SAFETY: nothing runs in here.
        unsafe {
            // A comparison or a watcher may have emptied or changed the dict.
            if layout.ma_keys.get() == keys::empty() {
                layout.ma_keys.set(keys::new(PyDict_LOG_MINSIZE, kind_for(Str::check_exact(&key)))?);
            } else if self.is_split() || (keys::is_unicode(self.table()) && !Str::check_exact(&key)) {
                self.grow(Str::check_exact(&key))?;
            }
            if self.table().dk_usable.get() <= 0 {
                self.grow(true)?;
            }
            let table = self.table();
            let slot = keys::free_slot(table, hash);
            keys::append(table, slot, hash, key, Some(value));
        }
        layout.ma_used.set(layout.ma_used.get() + 1);
        Ok(())
    }

    /// Replaces the value of an entry just found.
    fn replace_value(&self, index: isize, key: &Object, value: Ref, th: &mut Thread) -> PyResult<()> {
        if watch::is_watched(self) {
            // A watcher may change the dict: find the place again.
            watch::send(self, PyDict_EVENT_MODIFIED, Some(key), Some(&value), th);
            let hash = lookup::hash_of(key, th)?;
            watch::touch(self);
            let index = lookup::find(self, key, hash, th)?;
            if index < 0 {
                return self.insert_new(key.to_ref(), hash, value);
            }
            // SAFETY: just found.
            let old = unsafe { self.value_field(index) }.replace(Some(value));
            super::drop_last(old, th);
            return Ok(());
        }
        // SAFETY: just found; the old value is dropped when the new one is in place.
        let field = unsafe { self.value_field(index) };
        if std::ptr::eq(field.as_ptr(), value.as_ptr()) {
            return Ok(());
        }
        watch::touch(self);
        super::drop_last(field.replace(Some(value)), th);
        Ok(())
    }

    /// Sets the value of a shared key, which has a place among this dict's values.
    fn set_shared(&self, index: usize, key: &Object, value: Ref, th: &mut Thread) {
        let layout = self.layout();
        let event = {
            // SAFETY: the caller: below the capacity.
            let field = unsafe { values::field(layout.ma_values.get(), index) };
            if field.is_null() { PyDict_EVENT_ADDED } else { PyDict_EVENT_MODIFIED }
        };
        watch::notify(self, event, Some(key), Some(&value), th);
        let values = layout.ma_values.get();
        if values.is_null() {
            // A watcher made the dict a combined one.
            if let Some(name) = key.downcast_exact::<Str>()
                && let Err(Raised) = self.insert(key.to_ref(), name.hash(), value, th)
            {
                th.write_unraisable(Some(key));
            }
            return;
        }
        // SAFETY: below the capacity; the old value is dropped when the new one is in place.
        unsafe {
            let old = values::field(values, index).replace(Some(value));
            if old.is_none() {
                values::note_set(values, index);
                layout.ma_used.set(layout.ma_used.get() + 1);
            }
            super::drop_last(old, th);
        }
    }

    /// Sets an exact `str` that is not in the dict yet or is: the whole work where keys are strings.
    #[inline]
    pub(super) fn insert_str(&self, key: &Str, value: &Object, th: &mut Thread) -> PyResult<()> {
        let hash = key.hash();
        if !self.is_split() && !watch::is_watched(self) {
            // SAFETY: nothing runs while the table is looked at.
            unsafe {
                let table = self.table();
                if keys::is_unicode(table) {
                    let (index, slot) = lookup::find_str(table, key, hash);
                    if index >= 0 {
                        let field = self.value_field(index);
                        if !std::ptr::eq(field.as_ptr(), value) {
                            self.maintain_tracking(key, value);
                            watch::touch(self);
                            super::drop_last(field.replace(Some(value.to_ref())), th);
                        }
                        return Ok(());
                    }
                    if table.dk_usable.get() > 0 {
                        self.maintain_tracking(key, value);
                        watch::touch(self);
                        // The slot where the search ended is empty; CPython reuses an earlier slot of a deleted entry.
                        let slot = if table.dk_nentries.get() == self.layout().ma_used.get() {
                            slot
                        } else {
                            keys::free_slot(table, hash)
                        };
                        keys::append(table, slot, hash, key.to_ref(), Some(value.to_ref()));
                        self.layout().ma_used.set(self.layout().ma_used.get() + 1);
                        return Ok(());
                    }
                }
            }
        }
        self.insert(key.to_ref(), hash, value.to_ref(), th)
    }

    /// Tells the collector about a dict that begins to hold what can be part of a cycle.
    #[inline(always)]
    fn maintain_tracking(&self, key: &Object, value: &Object) {
        if !heap::gc_is_tracked(self) && (tupleobject::may_be_tracked(value) || tupleobject::may_be_tracked(key)) {
            heap::gc_track(self);
        }
    }

    /// Makes room for more (`insertion_resize`): three times what is in use. With `unicode` false the new table is general.
    pub(super) fn grow(&self, unicode: bool) -> PyResult<()> {
        self.resize(keys::log2_for_size(self.len().saturating_mul(3)), unicode)
    }

    /// Moves everything to a new combined table, of strings only if the old one is and `unicode` says so. Runs nothing.
    ///
    /// # Errors
    /// `MemoryError`; nothing has changed then.
    pub(super) fn resize(&self, log2_size: u8, unicode: bool) -> PyResult<()> {
        let layout = self.layout();
        let old_pointer = layout.ma_keys.get();
        // SAFETY: nothing runs in here. The new table has room for `ma_used` entries, as every caller's size has.
        unsafe {
            let old = &*old_pointer;
            let kind = kind_for(unicode && keys::is_unicode(old));
            let new_pointer = keys::new(log2_size, kind)?;
            let new = &*new_pointer;
            let old_values = layout.ma_values.get();
            let mut count = 0;
            if !old_values.is_null() {
                for &index in values::order(old_values).iter() {
                    let (key, _) = keys::fields(old, index as usize);
                    let value = values::field(old_values, index as usize).take();
                    if let (Some(key), Some(value)) = (key.get(), value) {
                        let hash = keys::entry_hash(old, index as usize);
                        keys::write_entry(new, count, hash, key, Some(value));
                        count += 1;
                    }
                }
            } else {
                for index in 0..old.dk_nentries.get() as usize {
                    let (key, value) = keys::fields(old, index);
                    if value.is_null() {
                        continue;
                    }
                    let hash = keys::entry_hash(old, index);
                    // The references move over.
                    if let (Some(key), Some(value)) = (key.take(), value.take()) {
                        keys::write_entry(new, count, hash, key, Some(value));
                        count += 1;
                    }
                }
            }
            debug_assert_eq!(count, self.len());
            keys::build_indices(new, count);
            new.dk_nentries.set(count as isize);
            new.dk_usable.set(new.dk_usable.get() - count as isize);
            layout.ma_keys.set(new_pointer);
            if !old_values.is_null() {
                layout.ma_values.set(std::ptr::null_mut());
                release_values(old_values);
                // A shared table: other dicts or the class have references to its keys.
                keys::decref(old_pointer);
            } else if old.dk_refcnt.get() != _Py_IMMORTAL_REFCNT {
                keys::free(old_pointer);
            }
        }
        Ok(())
    }

    /// Takes the entry `index`, just found under `hash` and holding a value, out of the dict and hands its value out.
    pub(super) fn remove_entry(&self, index: isize, hash: isize) -> Option<(Ref, Ref)> {
        let layout = self.layout();
        layout.ma_used.set(layout.ma_used.get() - 1);
        watch::touch(self);
        // SAFETY: nothing runs in here; the entry was just found.
        unsafe {
            let table = self.table();
            let (key, value) = keys::fields(table, index as usize);
            let values = layout.ma_values.get();
            if !values.is_null() {
                let value = values::field(values, index as usize).take()?;
                values::note_unset(values, index as usize);
                return Some((key.get()?, value));
            }
            let slot = keys::slot_of(table, hash, index);
            keys::set_index(table, slot, DKIX_DUMMY);
            table.dk_version.set(0);
            if !keys::is_unicode(table) {
                keys::general_entry(table, index as usize).me_hash.set(0);
            }
            Some((key.take()?, value.take()?))
        }
    }

    /// Removes a key; key and value if it was there.
    ///
    /// # Errors
    /// What `__eq__` of a key raises.
    pub(super) fn remove(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Option<(Ref, Ref)>> {
        let mut index = lookup::find(self, key, hash, th)?;
        // SAFETY: just found; the field is only looked at.
        if index < 0 || unsafe { self.value_field(index) }.is_null() {
            return Ok(None);
        }
        if watch::is_watched(self) {
            watch::send(self, PyDict_EVENT_DELETED, Some(key), None, th);
            index = lookup::find(self, key, hash, th)?;
            // SAFETY: as above.
            if index < 0 || unsafe { self.value_field(index) }.is_null() {
                return Ok(None);
            }
        }
        Ok(self.remove_entry(index, hash))
    }

    /// `PyDict_Clear`.
    pub fn clear(&self, th: &mut Thread) {
        let layout = self.layout();
        if layout.ma_keys.get() == keys::empty() {
            return;
        }
        watch::notify(self, PyDict_EVENT_CLEARED, None, None, th);
        let old_keys = layout.ma_keys.get();
        let old_values = layout.ma_values.get();
        layout.ma_used.set(0);
        // SAFETY: the dict is made empty before anything is dropped. Values inside an object stay in use, and with them the
        // shared table.
        unsafe {
            if old_values.is_null() {
                layout.ma_keys.set(keys::empty());
                keys::decref(old_keys);
            } else if (*old_values).embedded.get() != 0 {
                clear_embedded(old_values, th);
            } else {
                layout.ma_values.set(std::ptr::null_mut());
                layout.ma_keys.set(keys::empty());
                drop_values(old_values);
                keys::decref(old_keys);
            }
        }
    }
}

/// The kind of a new combined table.
#[inline(always)]
pub(super) fn kind_for(unicode: bool) -> u8 {
    if unicode { DICT_KEYS_UNICODE } else { DICT_KEYS_GENERAL }
}

/// Adds an exact `str` to a shared table if it is not there and there is room: its number, or [`DKIX_EMPTY`].
///
/// # Safety
/// The table is split, the key exactly `str`.
pub(super) unsafe fn share_key(table: &Keys, key: &Object, hash: isize) -> isize {
    // SAFETY: the caller's promise.
    let (index, slot) = lookup::find_str(table, unsafe { key.cast_unchecked::<Str>() }, hash);
    if index >= 0 || table.dk_usable.get() <= 0 {
        return index;
    }
    let index = table.dk_nentries.get();
    // SAFETY: there is room, and the search ended at an empty slot.
    unsafe { keys::append(table, slot, hash, key.to_ref(), None) };
    index
}

/// Ends the use of values whose references have moved elsewhere: marks those inside an object, frees others.
unsafe fn release_values(values: *mut PyDictValues) {
    // SAFETY: the caller: the dict does not refer to them any more.
    unsafe {
        (*values).size.set(0);
        if (*values).embedded.get() != 0 {
            (*values).valid.set(0);
        } else {
            values::free(values);
        }
    }
}

/// Drops the values of a dict's own array and frees it.
///
/// # Safety
/// Nothing refers to the array any more.
pub(super) unsafe fn drop_values(array: *mut PyDictValues) {
    // SAFETY: the caller's promise.
    unsafe {
        for index in 0..(*array).capacity.get() as usize {
            drop(values::field(array, index).take());
        }
        values::free(array);
    }
}

/// Unsets the values inside an object one by one; finalizers may set some again.
unsafe fn clear_embedded(array: *mut PyDictValues, th: &mut Thread) {
    // SAFETY: the caller: the object is alive, as its dict is that shares its values.
    unsafe {
        (*array).size.set(0);
        let mut old = Vec::with_capacity((*array).capacity.get() as usize);
        for index in 0..(*array).capacity.get() as usize {
            old.extend(values::field(array, index).take());
        }
        for value in old {
            super::drop_last(Some(value), th);
        }
    }
}
