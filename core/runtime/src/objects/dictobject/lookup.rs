//! Finding a key.
//!
//! Tables of strings are searched without running Python code. Otherwise `__eq__` may run and may change the dict: the
//! search starts anew if it did.

use super::Dict;
use super::keys::{self, Keys, Probe};
use super::values;
use crate::prelude::*;

/// The hash of a key.
///
/// # Errors
/// What `__hash__` raises.
#[inline(always)]
pub(super) fn hash_of(key: &Object, th: &mut Thread) -> PyResult<isize> {
    match key.downcast_exact::<Str>() {
        Some(key) => Ok(key.hash()),
        None => key.hash(th),
    }
}

/// Where an exact `str` stands in a table of strings: its entry's number (or [`DKIX_EMPTY`]), and the slot where the search
/// ended.
#[inline]
pub(super) fn find_str(table: &Keys, key: &Str, hash: isize) -> (isize, usize) {
    let mut probe = Probe::new(hash, keys::mask(table));
    loop {
        // SAFETY: slots are masked; numbers that are not negative are of entries in use, whose keys are exactly `str`.
        unsafe {
            let index = keys::index_at(table, probe.slot);
            if index >= 0 {
                let found = keys::unicode_entry(table, index as usize).me_key.as_ptr();
                if std::ptr::eq(found, key.as_object()) {
                    return (index, probe.slot);
                }
                let found = (*found).cast_unchecked::<Str>();
                if found.hash() == hash && found.eq(key) {
                    return (index, probe.slot);
                }
            } else if index == DKIX_EMPTY {
                return (DKIX_EMPTY, probe.slot);
            }
        }
        probe.advance();
    }
}

/// The number of a key's entry, or [`DKIX_EMPTY`].
///
/// # Errors
/// What `__eq__` of a key raises.
#[inline]
pub(super) fn find(dict: &Dict, key: &Object, hash: isize, th: &mut Thread) -> PyResult<isize> {
    // SAFETY: the table is looked at before anything runs.
    let table = unsafe { dict.table() };
    if keys::is_unicode(table)
        && let Some(key) = key.downcast_exact::<Str>()
    {
        return Ok(find_str(table, key, hash).0);
    }
    find_general(dict, key, hash, th)
}

/// The fields of key and, unless the table is split, value; and the hash if the key in the table may equal one of that hash.
#[inline(always)]
unsafe fn candidate(table: &Keys, index: usize) -> (*mut Object, isize) {
    // SAFETY: the caller: the entry is in use.
    unsafe { (keys::fields(table, index).0.as_ptr(), keys::entry_hash(table, index)) }
}

fn find_general(dict: &Dict, key: &Object, hash: isize, th: &mut Thread) -> PyResult<isize> {
    'anew: loop {
        let start = dict.layout().ma_keys.get();
        // SAFETY: a dict has a table; it is only looked at as long as it is still the dict's.
        let table = unsafe { &*start };
        let log2_size = table.dk_log2_size.get();
        let mut probe = Probe::new(hash, keys::mask(table));
        loop {
            // SAFETY: slots are masked; numbers that are not negative are of entries in use.
            unsafe {
                let index = keys::index_at(table, probe.slot);
                if index == DKIX_EMPTY {
                    return Ok(DKIX_EMPTY);
                }
                if index >= 0 {
                    let (found, found_hash) = candidate(table, index as usize);
                    if std::ptr::eq(found, key) {
                        return Ok(index);
                    }
                    if found_hash == hash {
                        let found = &*found;
                        match equal_fast(found, key) {
                            Some(true) => return Ok(index),
                            Some(false) => {}
                            None => {
                                let found = found.to_ref();
                                let equal = found.rich_compare_bool(key, Py_EQ, th)?;
                                // The comparison may have changed the dict under us.
                                if !std::ptr::eq(dict.layout().ma_keys.get(), start)
                                    || table.dk_log2_size.get() != log2_size
                                    || table.dk_nentries.get() <= index
                                    || !std::ptr::eq(keys::fields(table, index as usize).0.as_ptr(), found.as_ptr())
                                {
                                    continue 'anew;
                                }
                                if equal {
                                    return Ok(index);
                                }
                            }
                        }
                    }
                }
            }
            probe.advance();
        }
    }
}

/// Whether two different objects of one of the commonest key types are equal; `None`: ask them.
#[inline(always)]
pub(crate) fn equal_fast(a: &Object, b: &Object) -> Option<bool> {
    if !std::ptr::eq(a.ob_type(), b.ob_type()) {
        return None;
    }
    if let (Some(a), Some(b)) = (a.downcast_exact::<Str>(), b.downcast_exact::<Str>()) {
        return Some(a.eq(b));
    }
    if let (Some(a), Some(b)) = (a.downcast_exact::<Long>(), b.downcast_exact::<Long>()) {
        return Some(Long::compare(a, b).is_eq());
    }
    None
}

impl Dict {
    /// The key table.
    ///
    /// # Safety
    /// The borrow ends before anything runs that may change the dict.
    #[inline(always)]
    pub(super) unsafe fn table<'a>(&self) -> &'a Keys {
        // SAFETY: a dict always has a table; the rest is the caller's promise.
        unsafe { &*self.layout().ma_keys.get() }
    }

    /// Whether keys are shared and values stand elsewhere.
    #[inline(always)]
    pub(super) fn is_split(&self) -> bool {
        !self.layout().ma_values.get().is_null()
    }

    /// The field that holds the value of an entry; null if a shared key has none here.
    ///
    /// # Safety
    /// The entry is in use; the borrow ends before anything runs that may change the dict.
    #[inline(always)]
    pub(super) unsafe fn value_field<'a>(&self, index: isize) -> &'a Field {
        let values = self.layout().ma_values.get();
        // SAFETY: the caller's promise; a key that this dict knows has a place among its values.
        unsafe {
            if values.is_null() {
                keys::fields(self.table(), index as usize).1
            } else if index < isize::from((*values).capacity.get()) {
                values::field(values, index as usize)
            } else {
                &NO_VALUE
            }
        }
    }

    /// The value of a key whose hash is known, borrowed.
    ///
    /// # Safety
    /// The borrow ends before anything runs that may change the dict.
    #[inline]
    pub(super) unsafe fn find_value<'a>(
        &self,
        key: &Object,
        hash: isize,
        th: &mut Thread,
    ) -> PyResult<Option<&'a Object>> {
        let index = find(self, key, hash, th)?;
        if index < 0 {
            return Ok(None);
        }
        // SAFETY: the entry was just found, and nothing has run since.
        Ok(unsafe { self.value_field(index).as_ptr().as_ref() })
    }
}

/// The value of keys that were added to a shared table after this dict's values were made.
static NO_VALUE: Field = Field::NULL;
