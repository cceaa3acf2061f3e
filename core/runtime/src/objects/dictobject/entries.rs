//! Entries by number, for `OrderedDict`, which keeps something of its own for each.

use super::{Dict, keys, lookup};
use crate::prelude::*;

impl Dict {
    /// The number of a key's entry.
    ///
    /// # Errors
    /// What `__eq__` of a key raises.
    pub(crate) fn entry_of(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Option<usize>> {
        Ok(usize::try_from(lookup::find(self, key, hash, th)?).ok())
    }

    /// The key in an entry; null for a removed one.
    pub(crate) fn entry_key(&self, entry: usize) -> *mut Object {
        // SAFETY: nothing runs in here.
        let table = unsafe { self.table() };
        if entry >= table.dk_nentries.get() as usize {
            return std::ptr::null_mut();
        }
        // SAFETY: the entry has been used.
        unsafe { keys::fields(table, entry).0.as_ptr() }
    }

    /// More than the number of any entry that the key table can have.
    pub(crate) fn entry_bound(&self) -> usize {
        // SAFETY: nothing runs in here.
        1 << unsafe { self.table() }.dk_log2_size.get()
    }
}
