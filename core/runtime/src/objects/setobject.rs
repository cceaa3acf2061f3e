//! `set` and `frozenset`.

use crate::prelude::*;

object_type!(
    /// `set`
    pub struct Set(PySetObject): PySet_Type
);

/// The type of `set`
#[unsafe(no_mangle)]
pub static PySet_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"set",
    size_of::<PySetObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | _Py_TPFLAGS_MATCH_SELF,
);

/// The type of `frozenset`
#[unsafe(no_mangle)]
pub static PyFrozenSet_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"frozenset",
    size_of::<PySetObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | _Py_TPFLAGS_MATCH_SELF,
);

impl Set {
    /// `PySet_New`.
    #[allow(unused_variables)]
    pub fn new(iterable: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Set>> {
        unwritten!("Set::new")
    }

    /// `PyFrozenSet_New`.
    #[allow(unused_variables)]
    pub fn new_frozen(iterable: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Set>> {
        unwritten!("Set::new_frozen")
    }

    /// `PySet_Add`.
    #[allow(unused_variables)]
    pub fn add(&self, key: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("Set::add")
    }

    /// `PySet_Contains`.
    #[allow(unused_variables)]
    pub fn contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        unwritten!("Set::contains")
    }

    /// `PySet_Discard`.
    #[allow(unused_variables)]
    pub fn discard(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        unwritten!("Set::discard")
    }

    /// `_PySet_Update`: adds every item of an iterable.
    #[allow(unused_variables)]
    pub fn update(&self, iterable: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("Set::update")
    }

    /// Number of elements.
    #[allow(unused_variables)]
    pub fn len(&self) -> usize {
        unwritten!("Set::len")
    }

    /// `_PySet_NextEntry`.
    #[allow(unused_variables)]
    pub fn next(&self, position: &mut usize) -> Option<Ref> {
        unwritten!("Set::next")
    }
}

/// `PyAnySet_Check`: a set, a frozenset, or an instance of a subclass.
#[allow(unused_variables)]
pub fn is_any_set(object: &Object) -> bool {
    unwritten!("setobject::is_any_set")
}

/// `PySet_CheckExact`.
pub fn is_exact_set(object: &Object) -> bool {
    std::ptr::eq(object.ob_type(), &PySet_Type)
}
