//! `dict`: compact tables, split keys, inline values, versions and watchers.

pub mod inline_values;
pub mod views;

use crate::prelude::*;

object_type!(
    /// `dict`
    pub struct Dict(PyDictObject): PyDict_Type, flag Py_TPFLAGS_DICT_SUBCLASS
);

/// The type of `dict`
#[unsafe(no_mangle)]
pub static PyDict_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"dict",
    size_of::<PyDictObject>(),
    Py_TPFLAGS_DEFAULT
        | Py_TPFLAGS_BASETYPE
        | Py_TPFLAGS_HAVE_GC
        | Py_TPFLAGS_DICT_SUBCLASS
        | Py_TPFLAGS_MAPPING
        | _Py_TPFLAGS_MATCH_SELF,
);

impl Dict {
    /// An empty dict.
    #[allow(unused_variables)]
    pub fn new() -> PyResult<Ref<Dict>> {
        unwritten!("Dict::new")
    }

    /// An empty dict presized for `capacity` entries.
    #[allow(unused_variables)]
    pub fn with_capacity(capacity: usize) -> PyResult<Ref<Dict>> {
        unwritten!("Dict::with_capacity")
    }

    /// `PyDict_Size`.
    #[allow(unused_variables)]
    pub fn len(&self) -> usize {
        unwritten!("Dict::len")
    }

    /// `PyDict_GetItemRef`: may run `__hash__`/`__eq__`.
    #[allow(unused_variables)]
    pub fn get(&self, key: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
        unwritten!("Dict::get")
    }

    /// Lookup by string where every key that can match is an exact str: runs no Python code in that case, and only then needs none.
    #[allow(unused_variables)]
    pub fn get_str(&self, key: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
        unwritten!("Dict::get_str")
    }

    /// `_PyDict_GetItem_KnownHash`.
    #[allow(unused_variables)]
    pub fn get_known_hash(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Option<Ref>> {
        unwritten!("Dict::get_known_hash")
    }

    /// `PyDict_SetItem`.
    #[allow(unused_variables)]
    pub fn set(&self, key: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("Dict::set")
    }

    /// `PyDict_SetItem` with a string key.
    #[allow(unused_variables)]
    pub fn set_str(&self, key: &Str, value: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("Dict::set_str")
    }

    /// `PyDict_DelItem`: `KeyError` if missing.
    #[allow(unused_variables)]
    pub fn del(&self, key: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("Dict::del")
    }

    /// `PyDict_Pop`: the value, if there was one.
    #[allow(unused_variables)]
    pub fn pop(&self, key: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
        unwritten!("Dict::pop")
    }

    /// `PyDict_Contains`.
    #[allow(unused_variables)]
    pub fn contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        unwritten!("Dict::contains")
    }

    /// `PyDict_SetDefaultRef`: the value that stands there afterwards, and whether it was there before.
    #[allow(unused_variables)]
    pub fn set_default(&self, key: &Object, default: &Object, th: &mut Thread) -> PyResult<(Ref, bool)> {
        unwritten!("Dict::set_default")
    }

    /// `PyDict_Copy`.
    #[allow(unused_variables)]
    pub fn copy(&self, th: &mut Thread) -> PyResult<Ref<Dict>> {
        unwritten!("Dict::copy")
    }

    /// `PyDict_Clear`.
    #[allow(unused_variables)]
    pub fn clear(&self, th: &mut Thread) {
        unwritten!("Dict::clear")
    }

    /// `PyDict_Merge(override)`: 0 keep, 1 override, 2 `KeyError` on a duplicate.
    #[allow(unused_variables)]
    pub fn merge(&self, other: &Object, override_: i32, th: &mut Thread) -> PyResult<()> {
        unwritten!("Dict::merge")
    }

    /// `PyDict_Next`: the entry at or after `*position`, owned.
    #[allow(unused_variables)]
    pub fn next(&self, position: &mut usize) -> Option<(Ref, Ref)> {
        unwritten!("Dict::next")
    }

    /// `PyDict_Keys`.
    #[allow(unused_variables)]
    pub fn keys(&self) -> PyResult<Ref<List>> {
        unwritten!("Dict::keys")
    }

    /// `PyDict_Values`.
    #[allow(unused_variables)]
    pub fn values(&self) -> PyResult<Ref<List>> {
        unwritten!("Dict::values")
    }

    /// `PyDict_Items`.
    #[allow(unused_variables)]
    pub fn items(&self) -> PyResult<Ref<List>> {
        unwritten!("Dict::items")
    }
}
