//! The operations of `dict` for Rust code (`PyDict_*`).

use super::keys;
use super::lookup::{self, hash_of};
use super::{Dict, PyDict_Type, insert, values, watch};
use crate::heap;
use crate::prelude::*;

impl Dict {
    /// An empty dict. The collector does not look at it until it holds what can be part of a cycle.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn new() -> PyResult<Ref<Dict>> {
        Dict::over(keys::empty())
    }

    /// A dict that takes over a reference to a table; no entries are counted yet.
    #[inline]
    fn over(table: *mut keys::Keys) -> PyResult<Ref<Dict>> {
        let dict = heap::new_object::<Dict>(&PyDict_Type)?;
        dict.layout().ma_keys.set(table);
        watch::touch(&dict);
        Ok(dict)
    }

    /// `_PyDict_NewPresized`: an empty dict presized for `capacity` entries of any key.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn with_capacity(capacity: usize) -> PyResult<Ref<Dict>> {
        Dict::presized(capacity, false)
    }

    /// An empty dict presized for `capacity` entries; with `unicode`, all keys will be exactly `str`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn presized(capacity: usize, unicode: bool) -> PyResult<Ref<Dict>> {
        /// More is not believed.
        const MAX_PRESIZE: usize = 128 * 1024;
        if capacity <= keys::usable_fraction(PyDict_LOG_MINSIZE) {
            return Dict::new();
        }
        let log2_size = if capacity > keys::usable_fraction(MAX_PRESIZE.trailing_zeros() as u8) {
            MAX_PRESIZE.trailing_zeros() as u8
        } else {
            keys::log2_for_entries(capacity)
        };
        let table = keys::new(log2_size, insert::kind_for(unicode))?;
        // SAFETY: on failure the table's only reference is given back.
        Dict::over(table).inspect_err(|_| unsafe { keys::decref(table) })
    }

    /// `_PyDict_FromItems`: keys and values in turn.
    ///
    /// # Errors
    /// What hashing and comparing keys raise; `MemoryError`.
    pub fn from_pairs(pairs: &[&Object], th: &mut Thread) -> PyResult<Ref<Dict>> {
        let unicode = pairs.iter().step_by(2).all(|key| Str::check_exact(key));
        let dict = Dict::presized(pairs.len() / 2, unicode)?;
        for pair in pairs.chunks_exact(2) {
            dict.set(pair[0], pair[1], th)?;
        }
        Ok(dict)
    }

    /// `new_dict_with_shared_keys`: an empty dict that shares a class's key table.
    ///
    /// # Errors
    /// `MemoryError`.
    ///
    /// # Safety
    /// `table` is a live split table.
    pub unsafe fn with_shared_keys(table: *mut keys::Keys) -> PyResult<Ref<Dict>> {
        // SAFETY: the caller's promise.
        unsafe {
            let capacity = ((*table).dk_nentries.get() + (*table).dk_usable.get()) as usize;
            let array = values::new(capacity)?;
            let dict = Dict::over(table).inspect_err(|_| values::free(array))?;
            keys::incref(&*table);
            dict.layout().ma_values.set(array);
            Ok(dict)
        }
    }

    /// `PyDict_Size`.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.layout().ma_used.get() as usize
    }

    /// Whether there are no entries.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `PyDict_GetItemRef`: may run `__hash__`/`__eq__`.
    ///
    /// # Errors
    /// What those raise.
    #[inline]
    pub fn get(&self, key: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
        let hash = hash_of(key, th)?;
        self.get_known_hash(key, hash, th)
    }

    /// Lookup by string where every key that can match is an exact str: runs no Python code in that case, and only then
    /// needs none.
    ///
    /// # Errors
    /// What `__eq__` of a key that is no exact str raises.
    #[inline]
    pub fn get_str(&self, key: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
        // SAFETY: nothing runs while the table is looked at.
        unsafe {
            let table = self.table();
            if keys::is_unicode(table) && Str::check_exact(key) {
                let (index, _) = lookup::find_str(table, key, key.hash());
                return Ok(if index < 0 { None } else { self.value_field(index).get() });
            }
        }
        self.get(key, th)
    }

    /// `_PyDict_GetItem_KnownHash`.
    ///
    /// # Errors
    /// What `__eq__` of a key raises.
    #[inline]
    pub fn get_known_hash(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Option<Ref>> {
        // SAFETY: the borrow ends with the reference count's increment.
        Ok(unsafe { self.find_value(key, hash, th)? }.map(Object::to_ref))
    }

    /// `PyDict_SetItem`.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise; `MemoryError`.
    #[inline]
    pub fn set(&self, key: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
        match key.downcast_exact::<Str>() {
            Some(key) => self.insert_str(key, value, th),
            None => {
                let hash = key.hash(th)?;
                self.insert(key.to_ref(), hash, value.to_ref(), th)
            }
        }
    }

    /// `_PyDict_SetItem_KnownHash`.
    ///
    /// # Errors
    /// What `__eq__` raises; `MemoryError`.
    pub fn set_known_hash(&self, key: &Object, hash: isize, value: &Object, th: &mut Thread) -> PyResult<()> {
        self.insert(key.to_ref(), hash, value.to_ref(), th)
    }

    /// `PyDict_SetItem` with a string key.
    ///
    /// # Errors
    /// As [`Dict::set`].
    #[inline]
    pub fn set_str(&self, key: &Str, value: &Object, th: &mut Thread) -> PyResult<()> {
        self.set(key, value, th)
    }

    /// `PyDict_DelItem`.
    ///
    /// # Errors
    /// `KeyError` if missing; what `__hash__` and `__eq__` raise.
    pub fn del(&self, key: &Object, th: &mut Thread) -> PyResult<()> {
        let hash = hash_of(key, th)?;
        match self.remove(key, hash, th)? {
            Some(entry) => {
                super::drop_last(Some(entry), th);
                Ok(())
            }
            None => Err(super::key_error(key, th)),
        }
    }

    /// `PyDict_Pop`: the value, if there was one.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise.
    pub fn pop(&self, key: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
        // As CPython: the key of an empty dict is not hashed.
        if self.is_empty() {
            return Ok(None);
        }
        let hash = hash_of(key, th)?;
        self.pop_known_hash(key, hash, th)
    }

    /// `_PyDict_Pop_KnownHash`.
    ///
    /// # Errors
    /// What `__eq__` raises.
    pub fn pop_known_hash(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Option<Ref>> {
        let Some((key, value)) = self.remove(key, hash, th)? else { return Ok(None) };
        super::drop_last(Some(key), th);
        Ok(Some(value))
    }

    /// `PyDict_Contains`.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise.
    #[inline]
    pub fn contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        let hash = hash_of(key, th)?;
        self.contains_known_hash(key, hash, th)
    }

    /// `_PyDict_Contains_KnownHash`.
    ///
    /// # Errors
    /// What `__eq__` raises.
    pub fn contains_known_hash(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<bool> {
        // SAFETY: the borrow ends here.
        Ok(unsafe { self.find_value(key, hash, th)? }.is_some())
    }

    /// `PyDict_SetDefaultRef`: the value that stands there afterwards, and whether it was there before.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise; `MemoryError`.
    pub fn set_default(&self, key: &Object, default: &Object, th: &mut Thread) -> PyResult<(Ref, bool)> {
        let hash = hash_of(key, th)?;
        self.insert_default(key, hash, default, th)
    }

    /// `PyDict_Copy`: an exact dict.
    ///
    /// # Errors
    /// `MemoryError`; what comparing keys raises, for subclasses that iterate in a way of their own.
    pub fn copy(&self, th: &mut Thread) -> PyResult<Ref<Dict>> {
        if self.is_empty() {
            return Dict::new();
        }
        if self.is_split() {
            // SAFETY: nothing runs in the block.
            return unsafe { self.copy_split() };
        }
        // SAFETY: nothing runs while the table is looked at.
        let dense = unsafe { self.table() }.dk_nentries.get() as usize * 2 / 3 <= self.len();
        if dense && Dict::check_exact(self) {
            return self.copy_combined();
        }
        let copy = Dict::new()?;
        copy.merge(self, 1, th)?;
        Ok(copy)
    }

    fn copy_combined(&self) -> PyResult<Ref<Dict>> {
        // SAFETY: nothing runs in here; a dict with entries has a table that is not the empty one.
        let table = unsafe { keys::copy(self.table())? };
        // SAFETY: on failure the table's only reference is given back.
        let copy = Dict::over(table).inspect_err(|_| unsafe { keys::decref(table) })?;
        copy.layout().ma_used.set(self.layout().ma_used.get());
        if heap::gc_is_tracked(self) {
            heap::gc_track(&copy);
        }
        Ok(copy)
    }

    /// A copy that shares the keys.
    unsafe fn copy_split(&self) -> PyResult<Ref<Dict>> {
        // SAFETY: the caller: the dict is split.
        unsafe {
            let array = self.layout().ma_values.get();
            let capacity = (*array).capacity.get() as usize;
            let new = values::new(capacity)?;
            let table = self.layout().ma_keys.get();
            let copy = Dict::over(table).inspect_err(|_| values::free(new))?;
            keys::incref(&*table);
            (*new).size.set((*array).size.get());
            values::order(new).copy_from_slice(values::order(array));
            for index in 0..capacity {
                if let Some(value) = values::field(array, index).get() {
                    values::field(new, index).init(value);
                }
            }
            copy.layout().ma_values.set(new);
            copy.layout().ma_used.set(self.layout().ma_used.get());
            if heap::gc_is_tracked(self) {
                heap::gc_track(&copy);
            }
            Ok(copy)
        }
    }

    /// The entry at or after `*position`, with its key's hash; `position` moves behind it.
    #[inline]
    pub(super) fn entry_at(&self, position: &mut usize) -> Option<(Ref, Ref, isize)> {
        // SAFETY: nothing runs in here but reference counts' increments.
        unsafe {
            let table = self.table();
            let array = self.layout().ma_values.get();
            if !array.is_null() {
                let index = *values::order(array).get(*position)? as usize;
                *position += 1;
                let key = keys::fields(table, index).0.get()?;
                return Some((key, values::field(array, index).get()?, keys::entry_hash(table, index)));
            }
            let count = table.dk_nentries.get() as usize;
            while *position < count {
                let index = *position;
                *position += 1;
                let (key, value) = keys::fields(table, index);
                if let Some(value) = value.get() {
                    return Some((key.get()?, value, keys::entry_hash(table, index)));
                }
            }
            None
        }
    }

    /// The entry at or before `*position`, going backwards; `None` at the beginning.
    pub(super) fn entry_before(&self, position: &mut isize) -> Option<(Ref, Ref)> {
        // SAFETY: as in `entry_at`.
        unsafe {
            let table = self.table();
            let array = self.layout().ma_values.get();
            if !array.is_null() {
                let order = values::order(array);
                let index = *order.get(usize::try_from(*position).ok()?)? as usize;
                *position -= 1;
                return Some((keys::fields(table, index).0.get()?, values::field(array, index).get()?));
            }
            while *position >= 0 && *position < table.dk_nentries.get() {
                let index = *position as usize;
                *position -= 1;
                let (key, value) = keys::fields(table, index);
                if let Some(value) = value.get() {
                    return Some((key.get()?, value));
                }
            }
            None
        }
    }

    /// Where [`Dict::entry_before`] begins.
    pub(super) fn last_position(&self) -> isize {
        if self.is_split() {
            self.layout().ma_used.get() - 1
        } else {
            // SAFETY: only a count is read.
            unsafe { self.table() }.dk_nentries.get() - 1
        }
    }

    /// `PyDict_Next`: the entry at or after `*position`, owned.
    #[inline]
    pub fn next(&self, position: &mut usize) -> Option<(Ref, Ref)> {
        self.entry_at(position).map(|(key, value, _)| (key, value))
    }

    /// `_PyDict_Next`: as [`Dict::next`], with the key's hash.
    #[inline]
    pub fn next_with_hash(&self, position: &mut usize) -> Option<(Ref, Ref, isize)> {
        self.entry_at(position)
    }

    /// `PyDict_Keys`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn keys(&self) -> PyResult<Ref<List>> {
        self.list(|key, _| Ok(key))
    }

    /// `PyDict_Values`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn values(&self) -> PyResult<Ref<List>> {
        self.list(|_, value| Ok(value))
    }

    /// `PyDict_Items`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn items(&self) -> PyResult<Ref<List>> {
        self.list(|key, value| Tuple::from_array([key, value]).map(Ref::into_object))
    }

    fn list(&self, pick: impl Fn(Ref, Ref) -> PyResult) -> PyResult<Ref<List>> {
        let list = List::with_capacity(self.len())?;
        let mut position = 0;
        while let Some((key, value)) = self.next(&mut position) {
            list.push(pick(key, value)?)?;
        }
        Ok(list)
    }

    /// The last entry, taken out; `None` if the dict is empty (`popitem`).
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn pop_last(&self, th: &mut Thread) -> PyResult<Option<(Ref, Ref)>> {
        if self.is_empty() {
            return Ok(None);
        }
        if self.is_split() {
            // SAFETY: only the size is read.
            let log2_size = unsafe { self.table() }.dk_log2_size.get();
            self.resize(log2_size, true)?;
        }
        if watch::is_watched(self) {
            let mut position = self.last_position();
            if let Some((key, _)) = self.entry_before(&mut position) {
                watch::send(self, PyDict_EVENT_DELETED, Some(&key), None, th);
            }
        }
        let mut index = self.last_position();
        // SAFETY: nothing runs in here; indices are below the number of entries.
        unsafe {
            let table = self.table();
            while index >= 0 && keys::fields(table, index as usize).1.is_null() {
                index -= 1;
            }
            if index < 0 {
                return Ok(None);
            }
            let hash = keys::entry_hash(table, index as usize);
            let entry = self.remove_entry(index, hash);
            // Deleted entries at the end need not be looked at again.
            table.dk_nentries.set(index);
            Ok(entry)
        }
    }

    /// `_PyDict_MaybeUntrack`: the collector need not look at a dict whose keys and values cannot be part of a cycle.
    pub fn maybe_untrack(&self) {
        if !Dict::check_exact(self) || !heap::gc_is_tracked(self) || self.is_split() {
            return;
        }
        // SAFETY: nothing runs in here.
        unsafe {
            let table = self.table();
            for index in 0..table.dk_nentries.get() as usize {
                let (key, value) = keys::fields(table, index);
                if let Some(value) = value.as_ptr().as_ref() {
                    if tupleobject::may_be_tracked(value) {
                        return;
                    }
                    if let Some(key) = key.as_ptr().as_ref()
                        && tupleobject::may_be_tracked(key)
                    {
                        return;
                    }
                }
            }
        }
        heap::gc_untrack(self);
    }

    /// `_PyDict_SizeOf`: bytes of the dict and its tables.
    pub fn size_in_bytes(&self) -> usize {
        let mut size = self.ob_type().tp_basicsize.get() as usize;
        // SAFETY: only sizes are read.
        unsafe {
            let table = self.table();
            if self.is_split() {
                size += (table.dk_nentries.get() + table.dk_usable.get()) as usize * size_of::<Field>();
            }
            // A shared table counts with the class.
            if table.dk_refcnt.get() == 1 {
                size += keys::size_in_bytes(table);
            }
        }
        size
    }

    /// Tells the inline caches' version of the key table (`_PyDictKeys_GetVersionForCurrentState`); 0 if there is none.
    #[inline]
    pub fn keys_version(&self) -> u32 {
        // SAFETY: only the version is touched.
        watch::keys_version(unsafe { self.table() })
    }
}
