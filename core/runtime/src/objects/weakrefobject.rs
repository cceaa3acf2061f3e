//! Weak references and proxies.

use crate::prelude::*;

object_type!(
    /// Weak references
    pub struct WeakRef(PyWeakReference): _PyWeakref_RefType
);

/// The type of weak references
#[unsafe(no_mangle)]
pub static _PyWeakref_RefType: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"weakref.ReferenceType",
    size_of::<PyWeakReference>(),
    Py_TPFLAGS_DEFAULT,
);

/// The type of weak proxies
#[unsafe(no_mangle)]
pub static _PyWeakref_ProxyType: Type =
    Type::new_static(&typeobject::PyType_Type, c"weakref.ProxyType", size_of::<PyWeakReference>(), Py_TPFLAGS_DEFAULT);

/// The type of weak proxies of callables
#[unsafe(no_mangle)]
pub static _PyWeakref_CallableProxyType: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"weakref.CallableProxyType",
    size_of::<PyWeakReference>(),
    Py_TPFLAGS_DEFAULT,
);

impl WeakRef {
    /// `PyWeakref_NewRef`.
    #[allow(unused_variables)]
    pub fn new(object: &Object, callback: Option<&Object>, th: &mut Thread) -> PyResult {
        unwritten!("WeakRef::new")
    }

    /// `PyWeakref_GetRef`: the object if it still lives.
    #[allow(unused_variables)]
    pub fn get(&self) -> Option<Ref> {
        unwritten!("WeakRef::get")
    }
}

/// `PyObject_ClearWeakRefs`: called by destructors of weakly referenceable objects; runs callbacks.
#[allow(unused_variables)]
pub fn clear_weakrefs(object: &Object, th: &mut Thread) {
    unwritten!("weakref::clear_weakrefs")
}

/// Clears every weak reference to `object` and returns, owned, those that have a callback still to be called.
#[allow(unused_variables)]
pub fn clear_refs_keeping_callbacks(object: &Object) -> Vec<Ref> {
    unwritten!("weakref::clear_refs_keeping_callbacks")
}

/// Calls and drops the callback of a cleared weak reference; what it raises is unraisable.
#[allow(unused_variables)]
pub fn run_callback(reference: &Object, th: &mut Thread) {
    unwritten!("weakref::run_callback")
}
