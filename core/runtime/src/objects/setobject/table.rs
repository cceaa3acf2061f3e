//! The hash table of sets: linear probes within a short stretch, then jumps guided by the hash.
//!
//! The order of iteration is that of the table, so slots are chosen as CPython chooses them.

use super::Set;
use crate::abstract_::items::reserve;
use crate::heap;
use crate::objects::dictobject::equal_fast;
use crate::prelude::*;

/// Slots looked at one after the other before jumping.
const LINEAR_PROBES: usize = 9;

/// Stands in the slots of elements that were removed.
static DUMMY: Object = Object::immortal(&object::PyBaseObject_Type);

/// `_PySet_Dummy`: its address, for C.
#[repr(transparent)]
pub struct DummyPointer(*const Object);
// SAFETY: points at an immortal object.
unsafe impl Sync for DummyPointer {}
#[unsafe(no_mangle)]
pub static _PySet_Dummy: DummyPointer = DummyPointer(&DUMMY);

#[inline(always)]
fn is_dummy(key: *mut Object) -> bool {
    std::ptr::eq(key, &DUMMY)
}

/// Where a search ended.
enum Place {
    /// The element's slot.
    Found(usize),
    /// Where it would go: the last slot on the way whose element was removed, or else the unused one at the end.
    Free(usize),
}

/// The slots to look at, in order.
struct Probe {
    slot: usize,
    left: usize,
    start: usize,
    perturb: usize,
    mask: usize,
}

impl Probe {
    #[inline(always)]
    fn new(hash: isize, mask: usize) -> Probe {
        let start = hash as usize & mask;
        Probe { slot: start, left: Probe::stretch(start, mask), start, perturb: hash as usize, mask }
    }

    #[inline(always)]
    fn stretch(start: usize, mask: usize) -> usize {
        if start + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 }
    }

    #[inline(always)]
    fn advance(&mut self) {
        if self.left > 0 {
            self.left -= 1;
            self.slot += 1;
            return;
        }
        self.perturb >>= 5;
        self.start = self.start.wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb) & self.mask;
        self.slot = self.start;
        self.left = Probe::stretch(self.start, self.mask);
    }
}

impl Set {
    /// Makes the table of a new set the small one inside it.
    pub(super) fn init_table(&self) {
        let layout = self.layout();
        layout.mask.set(PySet_MINSIZE as isize - 1);
        layout.table.set(self.small_table());
        layout.hash.set(-1);
    }

    #[inline(always)]
    fn small_table(&self) -> *mut setentry {
        (&raw const self.layout().smalltable).cast_mut().cast()
    }

    #[inline(always)]
    fn mask(&self) -> usize {
        self.layout().mask.get() as usize
    }

    /// Whether the table stands outside the object; its bytes if so.
    pub(super) fn external_bytes(&self) -> usize {
        let layout = self.layout();
        if layout.table.get() == self.small_table() { 0 } else { (self.mask() + 1) * size_of::<setentry>() }
    }

    /// The slots.
    ///
    /// # Safety
    /// Nothing runs that may change the set while the slice is in use.
    #[inline(always)]
    pub(super) unsafe fn slots<'a>(&self) -> &'a [setentry] {
        // SAFETY: the table has `mask + 1` slots.
        unsafe { std::slice::from_raw_parts(self.layout().table.get(), self.mask() + 1) }
    }

    /// Number of elements.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.layout().used.get() as usize
    }

    /// Whether there are no elements.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Looks for a key: runs `__eq__` of keys with the same hash, and starts anew if that changes the set.
    #[inline]
    fn search(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Place> {
        'anew: loop {
            let table = self.layout().table.get();
            let mask = self.mask();
            let mut probe = Probe::new(hash, mask);
            let mut vacant = None;
            loop {
                // SAFETY: slots are within the mask, and the table is still the set's.
                let entry = unsafe { &*table.add(probe.slot) };
                let found = entry.key.as_ptr();
                if found.is_null() {
                    return Ok(Place::Free(vacant.unwrap_or(probe.slot)));
                }
                if entry.hash.get() == -1 {
                    vacant = Some(probe.slot);
                } else if entry.hash.get() == hash {
                    if std::ptr::eq(found, key) {
                        return Ok(Place::Found(probe.slot));
                    }
                    // SAFETY: a key in use: no object hashes to the -1 of removed elements.
                    let found = unsafe { &*found };
                    match equal_fast(found, key) {
                        Some(true) => return Ok(Place::Found(probe.slot)),
                        Some(false) => {}
                        None => {
                            let found = found.to_ref();
                            let equal = found.rich_compare_bool(key, Py_EQ, th)?;
                            if self.layout().table.get() != table
                                || self.mask() != mask
                                || !std::ptr::eq(entry.key.as_ptr(), found.as_ptr())
                            {
                                continue 'anew;
                            }
                            if equal {
                                return Ok(Place::Found(probe.slot));
                            }
                        }
                    }
                }
                probe.advance();
            }
        }
    }

    /// Whether a key of known hash is an element.
    ///
    /// # Errors
    /// What `__eq__` raises.
    #[inline]
    pub(super) fn contains_entry(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<bool> {
        Ok(matches!(self.search(key, hash, th)?, Place::Found(_)))
    }

    /// Adds a key of known hash; whether it was new.
    ///
    /// # Errors
    /// What `__eq__` raises; `MemoryError`.
    #[inline]
    pub(super) fn add_entry(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<bool> {
        // The caller's reference may be the set's own, which a comparison could take away.
        let key = key.to_ref();
        let Place::Free(slot) = self.search(&key, hash, th)? else { return Ok(false) };
        let layout = self.layout();
        // SAFETY: nothing has run since the search.
        let entry = unsafe { &*layout.table.get().add(slot) };
        // What was there is nothing, or the immortal mark of a removed element.
        let reused = entry.key.replace(Some(key)).is_some();
        entry.hash.set(hash);
        layout.used.set(layout.used.get() + 1);
        if reused {
            return Ok(true);
        }
        layout.fill.set(layout.fill.get() + 1);
        if layout.fill.get() * 5 >= layout.mask.get() * 3 {
            let used = self.len();
            self.resize(if used > 50000 { used * 2 } else { used * 4 })?;
        }
        Ok(true)
    }

    /// Takes a key of known hash out; the element removed, if there was one.
    ///
    /// # Errors
    /// What `__eq__` raises.
    pub(super) fn discard_entry(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Option<Ref>> {
        match self.search(key, hash, th)? {
            Place::Found(slot) => Ok(self.vacate(slot)),
            Place::Free(_) => Ok(None),
        }
    }

    /// Takes the element of a slot out.
    fn vacate(&self, slot: usize) -> Option<Ref> {
        let layout = self.layout();
        // SAFETY: a slot of the table; nothing has run since it was found.
        let entry = unsafe { &*layout.table.get().add(slot) };
        let old = entry.key.replace(Some(DUMMY.to_ref()));
        entry.hash.set(-1);
        layout.used.set(layout.used.get() - 1);
        old
    }

    /// `set.pop`: any element, the search going on where the last one ended.
    pub(super) fn pop_any(&self) -> Option<Ref> {
        if self.is_empty() {
            return None;
        }
        let mask = self.mask();
        let mut slot = self.layout().finger.get() as usize & mask;
        // SAFETY: nothing runs in here.
        let slots = unsafe { self.slots() };
        loop {
            let key = slots[slot].key.as_ptr();
            if !key.is_null() && !is_dummy(key) {
                break;
            }
            slot = if slot == mask { 0 } else { slot + 1 };
        }
        let element = self.vacate(slot);
        self.layout().finger.set(slot as isize + 1);
        element
    }

    /// The element at or after `*position`, with its hash; `position` moves behind it.
    #[inline]
    pub(crate) fn entry_at(&self, position: &mut usize) -> Option<(Ref, isize)> {
        // SAFETY: nothing runs in here but a reference count's increment.
        let slots = unsafe { self.slots() };
        while *position < slots.len() {
            let entry = &slots[*position];
            *position += 1;
            let key = entry.key.as_ptr();
            if !key.is_null() && !is_dummy(key) {
                return Some((entry.key.get()?, entry.hash.get()));
            }
        }
        None
    }

    /// Puts a key into a table that has neither removed elements nor this one.
    unsafe fn place(table: *mut setentry, mask: usize, key: Option<Ref>, hash: isize) {
        let mut probe = Probe::new(hash, mask);
        // SAFETY: the caller: a table of `mask + 1` slots, not all of them in use.
        unsafe {
            while !(*table.add(probe.slot)).key.is_null() {
                probe.advance();
            }
            let entry = &*table.add(probe.slot);
            entry.key.replace(key);
            entry.hash.set(hash);
        }
    }

    /// Moves all elements to a table with more than `min_used` slots. Runs nothing.
    ///
    /// # Errors
    /// `MemoryError`; nothing has changed then.
    pub(super) fn resize(&self, min_used: usize) -> PyResult<()> {
        let mut size = PySet_MINSIZE;
        while size <= min_used {
            let Some(doubled) = size.checked_mul(2) else { return Err(heap::out_of_memory()) };
            size = doubled;
        }
        let layout = self.layout();
        let old = layout.table.get();
        let was_small = old == self.small_table();
        let old_len = self.mask() + 1;
        if size == PySet_MINSIZE && was_small && layout.fill.get() == layout.used.get() {
            // Nothing to get rid of.
            return Ok(());
        }
        let table = if size == PySet_MINSIZE {
            self.small_table()
        } else {
            let table = match size.checked_mul(size_of::<setentry>()) {
                Some(bytes) if bytes <= isize::MAX as usize => heap::mem_malloc(bytes),
                _ => std::ptr::null_mut(),
            };
            if table.is_null() {
                return Err(heap::out_of_memory());
            }
            // SAFETY: freshly allocated; zeroed slots are unused ones.
            unsafe { table.write_bytes(0, size * size_of::<setentry>()) };
            table.cast()
        };
        // SAFETY: nothing runs in here; the references move from the old slots to the new ones. From the small table into
        // itself they go through `kept`.
        unsafe {
            let mut kept: [(Option<Ref>, isize); PySet_MINSIZE] = Default::default();
            let mut count = 0;
            let through = was_small && table == old;
            for index in 0..old_len {
                let entry = &*old.add(index);
                let key = entry.key.take();
                let hash = entry.hash.replace(0);
                let Some(key) = key.filter(|key| !is_dummy(key.as_ptr())) else { continue };
                if through {
                    kept[count] = (Some(key), hash);
                    count += 1;
                } else {
                    Set::place(table, size - 1, Some(key), hash);
                }
            }
            for (key, hash) in kept.into_iter().take(count) {
                Set::place(table, size - 1, key, hash);
            }
            layout.table.set(table);
            layout.mask.set(size as isize - 1);
            layout.fill.set(layout.used.get());
            if !was_small && old != table {
                heap::mem_free(old.cast());
            }
        }
        Ok(())
    }

    /// Adds all elements of another set (`set_merge`).
    ///
    /// # Errors
    /// What `__eq__` raises; `MemoryError`.
    pub(super) fn merge(&self, other: &Set, th: &mut Thread) -> PyResult<()> {
        if other.is(self) || other.is_empty() {
            return Ok(());
        }
        let layout = self.layout();
        self.make_room(other.len())?;
        if layout.fill.get() == 0 {
            // No comparisons: the elements differ from each other.
            // SAFETY: nothing runs in here.
            unsafe {
                let clean = other.layout().fill.get() == other.layout().used.get();
                let (from, to) = (other.slots(), self.slots());
                if clean && from.len() == to.len() {
                    for (from, to) in from.iter().zip(to) {
                        to.key.replace(from.key.get());
                        to.hash.set(from.hash.get());
                    }
                } else {
                    for entry in from {
                        if !is_dummy(entry.key.as_ptr())
                            && let Some(key) = entry.key.get()
                        {
                            Set::place(layout.table.get(), self.mask(), Some(key), entry.hash.get());
                        }
                    }
                }
            }
            layout.fill.set(other.layout().used.get());
            layout.used.set(other.layout().used.get());
            return Ok(());
        }
        let mut position = 0;
        while let Some((key, hash)) = other.entry_at(&mut position) {
            self.add_entry(&key, hash, th)?;
        }
        Ok(())
    }

    /// Grows the table once for `more` elements, if they would make it too full.
    ///
    /// # Errors
    /// `MemoryError`.
    pub(super) fn make_room(&self, more: usize) -> PyResult<()> {
        let layout = self.layout();
        if (layout.fill.get() + more as isize) * 5 >= layout.mask.get() * 3 {
            self.resize((self.len() + more) * 2)?;
        }
        Ok(())
    }

    /// Gets rid of the marks of removed elements if they are many.
    ///
    /// # Errors
    /// `MemoryError`.
    pub(super) fn tidy(&self) -> PyResult<()> {
        let layout = self.layout();
        if layout.fill.get() - layout.used.get() <= layout.mask.get() / 4 {
            return Ok(());
        }
        let used = self.len();
        self.resize(if used > 50000 { used * 2 } else { used * 4 })
    }

    /// Makes the set empty and hands the elements out, to be dropped when the set is right.
    ///
    /// # Errors
    /// `MemoryError`; nothing has changed then.
    fn empty_out(&self, th: &mut Thread) -> PyResult<Vec<Ref>> {
        let layout = self.layout();
        let mut old = Vec::new();
        reserve(&mut old, self.len(), th)?;
        let table = layout.table.get();
        // SAFETY: nothing runs in here.
        for entry in unsafe { self.slots() } {
            entry.hash.set(0);
            old.extend(entry.key.take().filter(|key| !is_dummy(key.as_ptr())));
        }
        layout.fill.set(0);
        layout.used.set(0);
        layout.finger.set(0);
        self.init_table();
        if table != self.small_table() {
            // SAFETY: the set does not refer to it any more.
            unsafe { heap::mem_free(table.cast()) };
        }
        Ok(old)
    }

    /// `set.clear`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn clear(&self, th: &mut Thread) -> PyResult<()> {
        if self.layout().fill.get() == 0 {
            return Ok(());
        }
        let old = self.empty_out(th)?;
        super::drop_last(old, th);
        Ok(())
    }

    /// Exchanges the elements of two sets.
    ///
    /// # Safety
    /// The sets are mutable or not handed out yet.
    pub(super) fn swap_bodies(&self, other: &Set) {
        let (a, b) = (self.layout(), other.layout());
        let (a_small, b_small) = (a.table.get() == self.small_table(), b.table.get() == other.small_table());
        a.fill.swap(&b.fill);
        a.used.swap(&b.used);
        a.mask.swap(&b.mask);
        a.table.swap(&b.table);
        for (x, y) in a.smalltable.iter().zip(&b.smalltable) {
            let key = x.key.take();
            x.key.replace(y.key.replace(key));
            x.hash.swap(&y.hash);
        }
        if b_small {
            a.table.set(self.small_table());
        }
        if a_small {
            b.table.set(other.small_table());
        }
        a.hash.set(-1);
        b.hash.set(-1);
    }

    /// Releases everything, for the destructor.
    ///
    /// # Safety
    /// The set is dead.
    pub(super) unsafe fn release(&self) {
        let table = self.layout().table.get();
        if table.is_null() {
            return;
        }
        // SAFETY: the caller's promise: nobody else sees the set.
        unsafe {
            for entry in self.slots() {
                drop(entry.key.take());
            }
            if table != self.small_table() {
                heap::mem_free(table.cast());
            }
        }
    }

    /// The hash of the elements, whatever their order.
    pub(super) fn elements_hash(&self) -> isize {
        fn shuffle(bits: usize) -> usize {
            ((bits ^ 89869747) ^ (bits << 16)).wrapping_mul(3644798167)
        }
        let mut hash = 0;
        let mut position = 0;
        while let Some((_, element)) = self.entry_at(&mut position) {
            hash ^= shuffle(element as usize);
        }
        hash ^= (self.len() + 1).wrapping_mul(1927868237);
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash.wrapping_mul(69069).wrapping_add(907133923);
        if hash == usize::MAX { 590923713 } else { hash as isize }
    }
}
