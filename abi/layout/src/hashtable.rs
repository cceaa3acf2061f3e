//! `pycore_hashtable.h`: the C hash table that some extension modules are handed.

use std::cell::Cell;
use std::ffi::{c_int, c_void};

/// How the table allocates.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _Py_hashtable_allocator_t {
    pub malloc: Option<unsafe extern "C" fn(usize) -> *mut c_void>,
    pub free: Option<unsafe extern "C" fn(*mut c_void)>,
}

/// A link.
#[repr(C)]
pub struct _Py_slist_item_t {
    pub next: Cell<*mut _Py_slist_item_t>,
}
shared_layout!(_Py_slist_item_t);

/// A bucket.
#[repr(C)]
pub struct _Py_slist_t {
    pub head: Cell<*mut _Py_slist_item_t>,
}
shared_layout!(_Py_slist_t);

/// An entry.
#[repr(C)]
pub struct _Py_hashtable_entry_t {
    pub _Py_slist_item: _Py_slist_item_t,
    pub key_hash: Cell<usize>,
    pub key: Cell<*mut c_void>,
    pub value: Cell<*mut c_void>,
}
shared_layout!(_Py_hashtable_entry_t);

/// The table.
#[repr(C)]
pub struct _Py_hashtable_t {
    pub nentries: Cell<usize>,
    pub nbuckets: Cell<usize>,
    pub buckets: Cell<*mut _Py_slist_t>,
    pub get_entry_func:
        Cell<Option<unsafe extern "C" fn(*mut _Py_hashtable_t, *const c_void) -> *mut _Py_hashtable_entry_t>>,
    pub hash_func: Cell<Option<unsafe extern "C" fn(*const c_void) -> usize>>,
    pub compare_func: Cell<Option<unsafe extern "C" fn(*const c_void, *const c_void) -> c_int>>,
    pub key_destroy_func: Cell<Option<unsafe extern "C" fn(*mut c_void)>>,
    pub value_destroy_func: Cell<Option<unsafe extern "C" fn(*mut c_void)>>,
    pub alloc: _Py_hashtable_allocator_t,
}
shared_layout!(_Py_hashtable_t);
