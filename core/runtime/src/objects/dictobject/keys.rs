//! Key tables: indices by hash, and entries in the order of insertion.
//!
//! A table is a header, `1 << dk_log2_index_bytes` bytes of indices and the entries. Dicts own one or share it: split dicts
//! and their class count references to theirs.

use std::cell::Cell;

use crate::heap;
use crate::prelude::*;

/// `PyDictKeysObject`, as the functions here pass it.
pub type Keys = PyDictKeysObject;

/// The table of dicts that never held anything: not counted, one empty slot that is never filled.
#[repr(C)]
struct EmptyKeys {
    header: Keys,
    indices: [u8; 8],
}
// SAFETY: never written.
unsafe impl Sync for EmptyKeys {}

static EMPTY: EmptyKeys = EmptyKeys {
    header: Keys {
        dk_refcnt: Cell::new(_Py_IMMORTAL_REFCNT),
        dk_log2_size: Cell::new(0),
        dk_log2_index_bytes: Cell::new(3),
        dk_kind: Cell::new(DICT_KEYS_UNICODE),
        dk_version: Cell::new(1),
        dk_usable: Cell::new(0),
        dk_nentries: Cell::new(0),
        dk_indices: [],
    },
    indices: [0xff; 8],
};

/// The table of empty dicts.
#[inline(always)]
pub fn empty() -> *mut Keys {
    (&raw const EMPTY).cast_mut().cast()
}

/// Entries that a table of `1 << log2_size` slots may hold: two thirds.
#[inline(always)]
pub fn usable_fraction(log2_size: u8) -> usize {
    (1usize << log2_size << 1) / 3
}

/// A size, as a logarithm, that is not below `size`: the number of bits of what CPython makes of it, which is at times twice
/// the smallest one. (`sys.getsizeof` tells.)
#[inline]
pub fn log2_for_size(size: usize) -> u8 {
    let bits = ((size | PyDict_MINSIZE) - 1) | (PyDict_MINSIZE - 1);
    (usize::BITS - bits.leading_zeros()) as u8
}

/// The size, as a logarithm, whose usable part holds `count` entries.
#[inline]
pub fn log2_for_entries(count: usize) -> u8 {
    log2_for_size(count.saturating_mul(3).saturating_add(1) / 2)
}

fn log2_index_bytes(log2_size: u8) -> u8 {
    log2_size
        + match log2_size {
            0..8 => 0,
            8..16 => 1,
            16..32 => 2,
            _ => 3,
        }
}

#[inline(always)]
fn entry_size(kind: u8) -> usize {
    if kind == DICT_KEYS_GENERAL { size_of::<PyDictKeyEntry>() } else { size_of::<PyDictUnicodeEntry>() }
}

/// A new empty table with one reference. A split one holds [`SHARED_KEYS_MAX_SIZE`] keys.
///
/// # Errors
/// `MemoryError`.
pub fn new(log2_size: u8, kind: u8) -> PyResult<*mut Keys> {
    let usable = if kind == DICT_KEYS_SPLIT { SHARED_KEYS_MAX_SIZE } else { usable_fraction(log2_size) };
    let log2_index_bytes = log2_index_bytes(log2_size);
    let index_bytes = 1usize << log2_index_bytes;
    let bytes = usable
        .checked_mul(entry_size(kind))
        .and_then(|entries| entries.checked_add(size_of::<Keys>() + index_bytes))
        .filter(|bytes| *bytes <= isize::MAX as usize && log2_size < 48);
    let memory = bytes.map_or(std::ptr::null_mut(), heap::mem_malloc);
    if memory.is_null() {
        return Err(heap::out_of_memory());
    }
    let keys = memory.cast::<Keys>();
    // SAFETY: freshly allocated, large enough for header and indices.
    unsafe {
        keys.write(Keys {
            dk_refcnt: Cell::new(1),
            dk_log2_size: Cell::new(log2_size),
            dk_log2_index_bytes: Cell::new(log2_index_bytes),
            dk_kind: Cell::new(kind),
            dk_version: Cell::new(0),
            dk_usable: Cell::new(usable as isize),
            dk_nentries: Cell::new(0),
            dk_indices: [],
        });
        // Every width spells "empty" as all ones.
        keys.add(1).cast::<u8>().write_bytes(0xff, index_bytes);
    }
    Ok(keys)
}

/// Another reference to a table.
#[inline]
pub fn incref(keys: &Keys) {
    if keys.dk_refcnt.get() != _Py_IMMORTAL_REFCNT {
        keys.dk_refcnt.set(keys.dk_refcnt.get() + 1);
    }
}

/// Gives a reference to a table back; with the last one, keys and values are released: Python code may run.
///
/// # Safety
/// The caller owns the reference and takes the table out of use first.
pub unsafe fn decref(keys: *mut Keys) {
    // SAFETY: the caller's promise.
    unsafe {
        let table = &*keys;
        let count = table.dk_refcnt.get();
        if count == _Py_IMMORTAL_REFCNT {
            return;
        }
        table.dk_refcnt.set(count - 1);
        if count == 1 {
            for index in 0..table.dk_nentries.get() as usize {
                let (key, value) = fields(table, index);
                drop(key.take());
                drop(value.take());
            }
            free(keys);
        }
    }
}

/// Frees a table's memory; what its entries refer to has moved elsewhere.
///
/// # Safety
/// The table is nobody's any more.
pub unsafe fn free(keys: *mut Keys) {
    // SAFETY: the caller's promise; made by `new`.
    unsafe { heap::mem_free(keys.cast()) }
}

/// Whether all keys are exactly `str` (general tables may happen to hold only such, too).
#[inline(always)]
pub fn is_unicode(keys: &Keys) -> bool {
    keys.dk_kind.get() != DICT_KEYS_GENERAL
}

/// Slots less one.
#[inline(always)]
pub fn mask(keys: &Keys) -> usize {
    (1usize << keys.dk_log2_size.get()) - 1
}

/// The bytes of a table (`_PyDict_KeysSize`).
pub fn size_in_bytes(keys: &Keys) -> usize {
    let usable = usable_fraction(keys.dk_log2_size.get());
    size_of::<Keys>() + (1usize << keys.dk_log2_index_bytes.get()) + usable * entry_size(keys.dk_kind.get())
}

#[inline(always)]
fn index_table(keys: &Keys) -> *mut u8 {
    // SAFETY: the indices follow the header.
    unsafe { std::ptr::from_ref(keys).add(1).cast_mut().cast() }
}

/// What stands in a slot: an entry's number, or a special value.
///
/// # Safety
/// `slot` is not above the mask.
#[inline(always)]
pub unsafe fn index_at(keys: &Keys, slot: usize) -> isize {
    let table = index_table(keys);
    // SAFETY: the caller's promise; the width follows from the size.
    unsafe {
        match keys.dk_log2_size.get() {
            0..8 => table.cast::<i8>().add(slot).read() as isize,
            8..16 => table.cast::<i16>().add(slot).read() as isize,
            16..32 => table.cast::<i32>().add(slot).read() as isize,
            _ => table.cast::<i64>().add(slot).read() as isize,
        }
    }
}

/// Writes a slot.
///
/// # Safety
/// As [`index_at`]; the table is not [`empty`].
#[inline(always)]
pub unsafe fn set_index(keys: &Keys, slot: usize, index: isize) {
    let table = index_table(keys);
    // SAFETY: the caller's promise.
    unsafe {
        match keys.dk_log2_size.get() {
            0..8 => table.cast::<i8>().add(slot).write(index as i8),
            8..16 => table.cast::<i16>().add(slot).write(index as i16),
            16..32 => table.cast::<i32>().add(slot).write(index as i32),
            _ => table.cast::<i64>().add(slot).write(index as i64),
        }
    }
}

#[inline(always)]
fn entries(keys: &Keys) -> *mut u8 {
    // SAFETY: the entries follow the indices.
    unsafe { index_table(keys).add(1usize << keys.dk_log2_index_bytes.get()) }
}

/// An entry of a table whose keys are all `str`.
///
/// # Safety
/// The table is of such a kind and has that many entries.
#[inline(always)]
pub unsafe fn unicode_entry<'a>(keys: &Keys, index: usize) -> &'a PyDictUnicodeEntry {
    // SAFETY: the caller's promise.
    unsafe { &*entries(keys).cast::<PyDictUnicodeEntry>().add(index) }
}

/// An entry of a general table.
///
/// # Safety
/// As [`unicode_entry`].
#[inline(always)]
pub unsafe fn general_entry<'a>(keys: &Keys, index: usize) -> &'a PyDictKeyEntry {
    // SAFETY: the caller's promise.
    unsafe { &*entries(keys).cast::<PyDictKeyEntry>().add(index) }
}

/// Key and value fields of an entry. (Of a split table, the value is unused and null.)
///
/// # Safety
/// The table has that many entries and lives on while the fields are in use.
#[inline(always)]
pub unsafe fn fields<'a>(keys: &Keys, index: usize) -> (&'a Field, &'a Field) {
    // SAFETY: the caller's promise.
    unsafe {
        if is_unicode(keys) {
            let entry = unicode_entry(keys, index);
            (&entry.me_key, &entry.me_value)
        } else {
            let entry = general_entry(keys, index);
            (&entry.me_key, &entry.me_value)
        }
    }
}

/// The hash of an entry's key, which must be set.
///
/// # Safety
/// As [`fields`].
#[inline(always)]
pub unsafe fn entry_hash(keys: &Keys, index: usize) -> isize {
    // SAFETY: the caller's promise; keys of tables that are not general are exactly `str`.
    unsafe {
        if is_unicode(keys) {
            (*unicode_entry(keys, index).me_key.as_ptr()).cast_unchecked::<Str>().hash()
        } else {
            general_entry(keys, index).me_hash.get()
        }
    }
}

/// The order in which slots are looked at: all of them in the end, guided by all bits of the hash.
#[derive(Clone, Copy)]
pub struct Probe {
    pub slot: usize,
    perturb: usize,
    mask: usize,
}

impl Probe {
    #[inline(always)]
    pub fn new(hash: isize, mask: usize) -> Probe {
        Probe { slot: hash as usize & mask, perturb: hash as usize, mask }
    }

    #[inline(always)]
    pub fn advance(&mut self) {
        self.perturb >>= 5;
        self.slot = self.slot.wrapping_mul(5).wrapping_add(self.perturb).wrapping_add(1) & self.mask;
    }
}

/// The first slot on a hash's way that no entry has: where a new one goes.
///
/// # Safety
/// The table has a free slot (every one has).
#[inline]
pub unsafe fn free_slot(keys: &Keys, hash: isize) -> usize {
    let mut probe = Probe::new(hash, mask(keys));
    // SAFETY: the probe's slots are masked.
    while unsafe { index_at(keys, probe.slot) } >= 0 {
        probe.advance();
    }
    probe.slot
}

/// The slot that holds an entry's number.
///
/// # Safety
/// The entry is in the table under that hash.
pub unsafe fn slot_of(keys: &Keys, hash: isize, index: isize) -> usize {
    let mut probe = Probe::new(hash, mask(keys));
    // SAFETY: the probe's slots are masked.
    while unsafe { index_at(keys, probe.slot) } != index {
        probe.advance();
    }
    probe.slot
}

/// Adds an entry to a table that has room for it, into a slot known to be free; the references are taken over.
///
/// # Safety
/// `dk_usable` is positive, `slot` free, and the key of the table's kind.
#[inline]
pub unsafe fn append(keys: &Keys, slot: usize, hash: isize, key: Ref, value: Option<Ref>) {
    let index = keys.dk_nentries.get();
    // SAFETY: the caller's promise; the entry beyond the last is uninitialized memory of the table.
    unsafe {
        set_index(keys, slot, index);
        write_entry(keys, index as usize, hash, key, value);
    }
    keys.dk_version.set(0);
    keys.dk_nentries.set(index + 1);
    keys.dk_usable.set(keys.dk_usable.get() - 1);
}

/// Writes an entry over memory that holds none.
///
/// # Safety
/// The table has room for the entry; the key is of the table's kind.
#[inline(always)]
pub unsafe fn write_entry(keys: &Keys, index: usize, hash: isize, key: Ref, value: Option<Ref>) {
    // SAFETY: the caller's promise.
    unsafe {
        if is_unicode(keys) {
            let entry = PyDictUnicodeEntry { me_key: Field::new(Some(key)), me_value: Field::new(value) };
            entries(keys).cast::<PyDictUnicodeEntry>().add(index).write(entry);
        } else {
            let entry =
                PyDictKeyEntry { me_hash: Cell::new(hash), me_key: Field::new(Some(key)), me_value: Field::new(value) };
            entries(keys).cast::<PyDictKeyEntry>().add(index).write(entry);
        }
    }
}

/// Fills the slots of a new table for the entries `0..count`, all of whose keys are set.
///
/// # Safety
/// The slots are all empty, and the entries written.
pub unsafe fn build_indices(keys: &Keys, count: usize) {
    let mask = mask(keys);
    for index in 0..count {
        // SAFETY: the caller's promise; slots are masked.
        unsafe {
            let mut probe = Probe::new(entry_hash(keys, index), mask);
            while index_at(keys, probe.slot) != DKIX_EMPTY {
                probe.advance();
            }
            set_index(keys, probe.slot, index as isize);
        }
    }
}

/// A copy of a combined table, each key and value referenced once more.
///
/// # Errors
/// `MemoryError`.
///
/// # Safety
/// The table is combined and not [`empty`].
pub unsafe fn copy(keys: &Keys) -> PyResult<*mut Keys> {
    let new = new(keys.dk_log2_size.get(), keys.dk_kind.get())?;
    // SAFETY: both tables have the same size and kind; every pair of fields up to `dk_nentries` is set or null.
    unsafe {
        let count = keys.dk_nentries.get() as usize;
        index_table(&*new).copy_from_nonoverlapping(index_table(keys), 1 << keys.dk_log2_index_bytes.get());
        entries(&*new).copy_from_nonoverlapping(entries(keys), count * entry_size(keys.dk_kind.get()));
        (*new).dk_usable.set(keys.dk_usable.get());
        (*new).dk_nentries.set(keys.dk_nentries.get());
        for index in 0..count {
            let (key, value) = fields(&*new, index);
            if let Some(value) = value.as_ptr().as_ref() {
                value.incref();
                if let Some(key) = key.as_ptr().as_ref() {
                    key.incref();
                }
            }
        }
    }
    Ok(new)
}
