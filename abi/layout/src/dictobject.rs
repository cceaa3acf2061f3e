//! `cpython/dictobject.h` and `pycore_dict.h`: compact dicts, split keys, inline values.

use std::cell::Cell;
use std::ffi::c_int;

use crate::object::Object;
use crate::refs::{Field, Status};

/// `dict` and its subclasses.
#[repr(C)]
pub struct PyDictObject {
    pub ob_base: Object,
    /// Items in the dict.
    pub ma_used: Cell<isize>,
    /// Watcher bits low, version above.
    pub ma_version_tag: Cell<u64>,
    pub ma_keys: Cell<*mut PyDictKeysObject>,
    /// Values of a split table, or null: then the values are in the entries.
    pub ma_values: Cell<*mut PyDictValues>,
}
object_layout!(PyDictObject: ob_base -> Object);

/// A key table: this header, `1 << dk_log2_index_bytes` bytes of indices, then the entries.
#[repr(C)]
pub struct PyDictKeysObject {
    /// Dicts and types that share the table; `_Py_IMMORTAL_REFCNT` for the static empty one.
    pub dk_refcnt: Cell<isize>,
    pub dk_log2_size: Cell<u8>,
    pub dk_log2_index_bytes: Cell<u8>,
    /// `DICT_KEYS_*`.
    pub dk_kind: Cell<u8>,
    /// Given on demand to inline caches; 0 while none.
    pub dk_version: Cell<u32>,
    /// Entries still free.
    pub dk_usable: Cell<isize>,
    /// Entries used, deleted ones included.
    pub dk_nentries: Cell<isize>,
    /// Indices of 1, 2, 4 or 8 bytes, by size.
    pub dk_indices: [Cell<u8>; 0],
}
shared_layout!(PyDictKeysObject);

/// An entry of a table of kind `DICT_KEYS_GENERAL`.
#[repr(C)]
pub struct PyDictKeyEntry {
    pub me_hash: Cell<isize>,
    pub me_key: Field,
    pub me_value: Field,
}
shared_layout!(PyDictKeyEntry);

/// An entry of a table whose keys are all exactly `str`; split tables keep their values elsewhere.
#[repr(C)]
pub struct PyDictUnicodeEntry {
    pub me_key: Field,
    pub me_value: Field,
}
shared_layout!(PyDictUnicodeEntry);

/// Values of a split table. The insertion order, `size` bytes, follows the `capacity` values.
#[repr(C)]
pub struct PyDictValues {
    pub capacity: Cell<u8>,
    pub size: Cell<u8>,
    /// Whether it stands inside its object.
    pub embedded: Cell<u8>,
    /// Whether the embedded values are in use.
    pub valid: Cell<u8>,
    pub values: [Field; 1],
}
shared_layout!(PyDictValues);

/// `dict_keys`, `dict_values`, `dict_items`.
#[repr(C)]
pub struct _PyDictViewObject {
    pub ob_base: Object,
    pub dv_dict: Field<PyDictObject>,
}
object_layout!(_PyDictViewObject: ob_base -> Object);

/// The dict iterators.
#[repr(C)]
pub struct dictiterobject {
    pub ob_base: Object,
    pub di_dict: Field<PyDictObject>,
    pub di_used: Cell<isize>,
    pub di_pos: Cell<isize>,
    pub di_result: Field,
    pub len: Cell<isize>,
}
object_layout!(dictiterobject: ob_base -> Object);

/// `mappingproxy`.
#[repr(C)]
pub struct mappingproxyobject {
    pub ob_base: Object,
    pub mapping: Field,
}
object_layout!(mappingproxyobject: ob_base -> Object);

/// `dk_kind`.
pub const DICT_KEYS_GENERAL: u8 = 0;
pub const DICT_KEYS_UNICODE: u8 = 1;
pub const DICT_KEYS_SPLIT: u8 = 2;

/// Special indices.
pub const DKIX_EMPTY: isize = -1;
pub const DKIX_DUMMY: isize = -2;
pub const DKIX_ERROR: isize = -3;
pub const DKIX_KEY_CHANGED: isize = -4;

pub const PyDict_LOG_MINSIZE: u8 = 3;
pub const PyDict_MINSIZE: usize = 8;
pub const SHARED_KEYS_MAX_SIZE: usize = 30;
pub const NEXT_LOG2_SHARED_KEYS_MAX_SIZE: u8 = 6;
pub const DICT_MAX_WATCHERS: u32 = 8;
pub const DICT_WATCHED_MUTATION_BITS: u32 = 4;
/// Low bits of `ma_version_tag`: which watchers watch the dict.
pub const DICT_WATCHER_MASK: u64 = (1 << DICT_MAX_WATCHERS) - 1;
pub const DICT_WATCHER_AND_MODIFICATION_MASK: u64 = (1 << (DICT_MAX_WATCHERS + DICT_WATCHED_MUTATION_BITS)) - 1;
/// What one version step adds to `ma_version_tag`.
pub const DICT_VERSION_INCREMENT: u64 = 1 << (DICT_MAX_WATCHERS + DICT_WATCHED_MUTATION_BITS);

pub type PyDict_WatchEvent = c_int;
/// Event, dict, key, new value; returns -1 with an exception set on failure.
pub type PyDict_WatchCallback =
    unsafe extern "C" fn(PyDict_WatchEvent, &Object, Option<&Object>, Option<&Object>) -> Status;
pub const PyDict_EVENT_ADDED: PyDict_WatchEvent = 0;
pub const PyDict_EVENT_MODIFIED: PyDict_WatchEvent = 1;
pub const PyDict_EVENT_DELETED: PyDict_WatchEvent = 2;
pub const PyDict_EVENT_CLONED: PyDict_WatchEvent = 3;
pub const PyDict_EVENT_CLEARED: PyDict_WatchEvent = 4;
pub const PyDict_EVENT_DEALLOCATED: PyDict_WatchEvent = 5;
