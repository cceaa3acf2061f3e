//! `pycore_hashtable.h`: a hash table of C pointers. The struct is open to extensions, which call through its fields.

use std::ffi::{c_int, c_void};

use ks_layout::{_Py_hashtable_allocator_t, _Py_hashtable_entry_t, _Py_hashtable_t, _Py_slist_item_t, _Py_slist_t};
use ks_runtime::heap::domains::{self, Domain};

type HashFunction = unsafe extern "C" fn(*const c_void) -> usize;
type CompareFunction = unsafe extern "C" fn(*const c_void, *const c_void) -> c_int;
type DestroyFunction = unsafe extern "C" fn(*mut c_void);
type VisitFunction = unsafe extern "C" fn(*mut _Py_hashtable_t, *const c_void, *const c_void, *mut c_void) -> c_int;

/// The fewest buckets; their number is a power of two.
const MIN_BUCKETS: usize = 16;

unsafe extern "C" fn default_malloc(size: usize) -> *mut c_void {
    domains::malloc(Domain::Mem, size).cast()
}

unsafe extern "C" fn default_free(pointer: *mut c_void) {
    // SAFETY: a block of `default_malloc`.
    unsafe { domains::free(Domain::Mem, pointer.cast()) }
}

/// Pointers are aligned: their low bits go to the top.
#[unsafe(no_mangle)]
pub extern "C" fn _Py_hashtable_hash_ptr(key: *const c_void) -> usize {
    (key as usize).rotate_right(4)
}

#[unsafe(no_mangle)]
pub extern "C" fn _Py_hashtable_compare_direct(first: *const c_void, second: *const c_void) -> c_int {
    c_int::from(std::ptr::eq(first, second))
}

/// A table by its address, as C has it; all its functions may be called as it says.
///
/// # Safety
/// For all methods: the table is a live one of `_Py_hashtable_new_full`, which one thread at a time uses.
trait Table {
    unsafe fn allocate(self, size: usize) -> *mut c_void;
    unsafe fn free(self, block: *mut c_void);
    unsafe fn hash(self, key: *const c_void) -> usize;
    unsafe fn bucket(self, hash: usize) -> *mut _Py_slist_t;
    unsafe fn find(self, key: *const c_void) -> (*mut _Py_hashtable_entry_t, *mut _Py_slist_item_t);
    unsafe fn resize(self);
    unsafe fn destroy_entry(self, entry: *mut _Py_hashtable_entry_t);
    unsafe fn visit(self, visit: impl FnMut(*mut _Py_hashtable_entry_t) -> c_int) -> c_int;
}

impl Table for *mut _Py_hashtable_t {
    unsafe fn allocate(self, size: usize) -> *mut c_void {
        // SAFETY: the table's own allocator.
        unsafe { (*self).alloc.malloc.map_or(std::ptr::null_mut(), |malloc| malloc(size)) }
    }

    unsafe fn free(self, block: *mut c_void) {
        // SAFETY: a block of the table's own allocator.
        unsafe {
            if let Some(free) = (*self).alloc.free {
                free(block);
            }
        }
    }

    unsafe fn hash(self, key: *const c_void) -> usize {
        // SAFETY: keys are what the function hashes.
        unsafe { (*self).hash_func.get().map_or(0, |hash| hash(key)) }
    }

    unsafe fn bucket(self, hash: usize) -> *mut _Py_slist_t {
        // SAFETY: the number of buckets is a power of two.
        unsafe { (*self).buckets.get().add(hash & ((*self).nbuckets.get() - 1)) }
    }

    /// The entry of a key and the one before it in its bucket; null if there is none.
    unsafe fn find(self, key: *const c_void) -> (*mut _Py_hashtable_entry_t, *mut _Py_slist_item_t) {
        // SAFETY: links of the table; keys are what the function compares.
        unsafe {
            let hash = self.hash(key);
            let mut before = std::ptr::null_mut();
            let mut item = (*self.bucket(hash)).head.get();
            while !item.is_null() {
                let entry = item.cast::<_Py_hashtable_entry_t>();
                let equal = (*entry).key_hash.get() == hash
                    && (*self).compare_func.get().is_some_and(|compare| compare(key, (*entry).key.get()) != 0);
                if equal {
                    return (entry, before);
                }
                before = item;
                item = (*item).next.get();
            }
            (std::ptr::null_mut(), before)
        }
    }

    /// Makes the number of buckets fit the number of entries; without memory the table stays as it is.
    unsafe fn resize(self) {
        // SAFETY: new room replaces the old; all entries move.
        unsafe {
            let table = &*self;
            let wanted = (table.nentries.get() * 10 / 3).max(MIN_BUCKETS).next_power_of_two();
            let old_count = table.nbuckets.get();
            if wanted == old_count {
                return;
            }
            let room = self.allocate(wanted * size_of::<_Py_slist_t>()).cast::<_Py_slist_t>();
            if room.is_null() {
                return;
            }
            room.write_bytes(0, wanted);
            let old = table.buckets.replace(room);
            table.nbuckets.set(wanted);
            for at in 0..old_count {
                let mut item = (*old.add(at)).head.get();
                while !item.is_null() {
                    let next = (*item).next.get();
                    let bucket = self.bucket((*item.cast::<_Py_hashtable_entry_t>()).key_hash.get());
                    (*item).next.set((*bucket).head.replace(item));
                    item = next;
                }
            }
            self.free(old.cast());
        }
    }

    unsafe fn destroy_entry(self, entry: *mut _Py_hashtable_entry_t) {
        // SAFETY: the entry is out of the table; key and value are what the functions take.
        unsafe {
            if let Some(destroy) = (*self).key_destroy_func.get() {
                destroy((*entry).key.get());
            }
            if let Some(destroy) = (*self).value_destroy_func.get() {
                destroy((*entry).value.get());
            }
            self.free(entry.cast());
        }
    }

    /// Until one visit returns something else than 0, which is returned. The entry visited may be freed.
    unsafe fn visit(self, mut visit: impl FnMut(*mut _Py_hashtable_entry_t) -> c_int) -> c_int {
        // SAFETY: links of the table.
        unsafe {
            for at in 0..(*self).nbuckets.get() {
                let mut item = (*(*self).buckets.get().add(at)).head.get();
                while !item.is_null() {
                    let next = (*item).next.get();
                    let result = visit(item.cast());
                    if result != 0 {
                        return result;
                    }
                    item = next;
                }
            }
        }
        0
    }
}

unsafe extern "C" fn get_entry(table: *mut _Py_hashtable_t, key: *const c_void) -> *mut _Py_hashtable_entry_t {
    // SAFETY: called with a table of ours.
    unsafe { table.find(key).0 }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_hashtable_new_full(
    hash: HashFunction,
    compare: CompareFunction,
    key_destroy: Option<DestroyFunction>,
    value_destroy: Option<DestroyFunction>,
    allocator: Option<&_Py_hashtable_allocator_t>,
) -> *mut _Py_hashtable_t {
    let alloc = allocator
        .copied()
        .unwrap_or(_Py_hashtable_allocator_t { malloc: Some(default_malloc), free: Some(default_free) });
    let Some(malloc) = alloc.malloc else { return std::ptr::null_mut() };
    // SAFETY: the caller's allocator gives blocks of the size asked for, or null.
    unsafe {
        let table = malloc(size_of::<_Py_hashtable_t>()).cast::<_Py_hashtable_t>();
        if table.is_null() {
            return table;
        }
        let buckets = malloc(MIN_BUCKETS * size_of::<_Py_slist_t>()).cast::<_Py_slist_t>();
        if buckets.is_null() {
            if let Some(free) = alloc.free {
                free(table.cast());
            }
            return std::ptr::null_mut();
        }
        buckets.write_bytes(0, MIN_BUCKETS);
        table.write(_Py_hashtable_t {
            nentries: 0.into(),
            nbuckets: MIN_BUCKETS.into(),
            buckets: buckets.into(),
            get_entry_func: Some(get_entry as _).into(),
            hash_func: Some(hash).into(),
            compare_func: Some(compare).into(),
            key_destroy_func: key_destroy.into(),
            value_destroy_func: value_destroy.into(),
            alloc,
        });
        table
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_hashtable_new(hash: HashFunction, compare: CompareFunction) -> *mut _Py_hashtable_t {
    // SAFETY: as that function.
    unsafe { _Py_hashtable_new_full(hash, compare, None, None, None) }
}

#[unsafe(no_mangle)]
pub extern "C" fn _Py_hashtable_len(table: &_Py_hashtable_t) -> usize {
    table.nentries.get()
}

/// In bytes.
#[unsafe(no_mangle)]
pub extern "C" fn _Py_hashtable_size(table: &_Py_hashtable_t) -> usize {
    size_of::<_Py_hashtable_t>()
        + table.nbuckets.get() * size_of::<_Py_slist_t>()
        + table.nentries.get() * size_of::<_Py_hashtable_entry_t>()
}

/// The key must not be in the table yet. -1 without memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_hashtable_set(
    table: *mut _Py_hashtable_t,
    key: *const c_void,
    value: *mut c_void,
) -> c_int {
    // SAFETY: the caller passes a table.
    unsafe {
        let entry = table.allocate(size_of::<_Py_hashtable_entry_t>()).cast::<_Py_hashtable_entry_t>();
        if entry.is_null() {
            return -1;
        }
        (*table).nentries.set((*table).nentries.get() + 1);
        if (*table).nentries.get() * 2 > (*table).nbuckets.get() {
            table.resize();
        }
        let hash = table.hash(key);
        let bucket = table.bucket(hash);
        entry.write(_Py_hashtable_entry_t {
            _Py_slist_item: _Py_slist_item_t { next: (*bucket).head.get().into() },
            key_hash: hash.into(),
            key: key.cast_mut().into(),
            value: value.into(),
        });
        (*bucket).head.set(entry.cast());
    }
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_hashtable_get(table: *mut _Py_hashtable_t, key: *const c_void) -> *mut c_void {
    // SAFETY: the caller passes a table.
    unsafe { table.find(key).0.as_ref().map_or(std::ptr::null_mut(), |entry| entry.value.get()) }
}

/// Takes the entry out without destroying key and value; the value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_hashtable_steal(table: *mut _Py_hashtable_t, key: *const c_void) -> *mut c_void {
    // SAFETY: the caller passes a table.
    unsafe {
        let (entry, before) = table.find(key);
        if entry.is_null() {
            return std::ptr::null_mut();
        }
        let next = (*entry)._Py_slist_item.next.get();
        match before.as_ref() {
            Some(before) => before.next.set(next),
            None => (*table.bucket((*entry).key_hash.get())).head.set(next),
        }
        let count = (*table).nentries.get() - 1;
        (*table).nentries.set(count);
        let value = (*entry).value.get();
        table.free(entry.cast());
        if count * 10 < (*table).nbuckets.get() {
            table.resize();
        }
        value
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_hashtable_foreach(
    table: *mut _Py_hashtable_t,
    function: VisitFunction,
    argument: *mut c_void,
) -> c_int {
    // SAFETY: the caller passes a table, and a function with its argument.
    unsafe { table.visit(|entry| function(table, (*entry).key.get(), (*entry).value.get(), argument)) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_hashtable_clear(table: *mut _Py_hashtable_t) {
    // SAFETY: the caller passes a table; its buckets are emptied after the entries are gone.
    unsafe {
        table.visit(|entry| {
            table.destroy_entry(entry);
            0
        });
        (*table).buckets.get().write_bytes(0, (*table).nbuckets.get());
        (*table).nentries.set(0);
        table.resize();
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_hashtable_destroy(table: *mut _Py_hashtable_t) {
    // SAFETY: the caller passes a table that nobody uses afterwards.
    unsafe {
        table.visit(|entry| {
            table.destroy_entry(entry);
            0
        });
        table.free((*table).buckets.get().cast());
        table.free(table.cast());
    }
}
