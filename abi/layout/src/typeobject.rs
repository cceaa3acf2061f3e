//! `cpython/object.h`: heap types; `object.h`: specs; `descrobject.c`-independent parts of `pycore_typeobject.h`.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_uint, c_void};

use crate::dictobject::PyDictKeysObject;
use crate::object::{
    Object, PyAsyncMethods, PyBufferProcs, PyMappingMethods, PyNumberMethods, PySequenceMethods, Type,
};
use crate::refs::{Field, Status};

/// What specialized instructions remember of a class.
#[repr(C)]
pub struct _specialization_cache {
    /// Borrowed.
    pub getitem: Cell<*mut Object>,
    pub getitem_version: Cell<u32>,
    /// Borrowed.
    pub init: Cell<*mut Object>,
}
shared_layout!(_specialization_cache);

/// A class made at run time. Its members follow.
#[repr(C)]
pub struct PyHeapTypeObject {
    pub ht_type: Type,
    pub as_async: PyAsyncMethods,
    pub as_number: PyNumberMethods,
    pub as_mapping: PyMappingMethods,
    pub as_sequence: PySequenceMethods,
    pub as_buffer: PyBufferProcs,
    pub ht_name: Field,
    pub ht_slots: Field,
    pub ht_qualname: Field,
    /// The key table that instances share, or null.
    pub ht_cached_keys: Cell<*mut PyDictKeysObject>,
    pub ht_module: Field,
    /// What `tp_name` points at, when the type owns it.
    pub _ht_tpname: Cell<*mut c_char>,
    pub _spec_cache: _specialization_cache,
}
object_layout!(PyHeapTypeObject: ht_type -> Type);

/// A slot of a spec.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyType_Slot {
    pub slot: c_int,
    pub pfunc: *mut c_void,
}

/// What `PyType_FromSpec` makes a type of.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyType_Spec {
    pub name: *const c_char,
    pub basicsize: c_int,
    pub itemsize: c_int,
    pub flags: c_uint,
    pub slots: *mut PyType_Slot,
}

/// `super`.
#[repr(C)]
pub struct superobject {
    pub ob_base: Object,
    pub type_: Field<Type>,
    pub obj: Field,
    pub obj_type: Field<Type>,
}
object_layout!(superobject: ob_base -> Object);

pub const TYPE_MAX_WATCHERS: usize = 8;
pub type PyType_WatchCallback = unsafe extern "C" fn(&Type) -> Status;

// Type version tags: of static types, of others; the method cache.
pub const _Py_MAX_GLOBAL_TYPE_VERSION_TAG: c_uint = 131071;
pub const _Py_TYPE_BASE_VERSION_TAG: c_uint = 131072;
pub const MCACHE_SIZE_EXP: c_uint = 12;

pub const _Py_MAX_MANAGED_STATIC_BUILTIN_TYPES: usize = 200;
pub const _Py_MAX_MANAGED_STATIC_EXT_TYPES: usize = 10;
