//! `genericaliasobject.h`, `pycore_unionobject.h`, `pycore_namespace.h`.

use ks_runtime::objects::{genericaliasobject as alias, namespaceobject, unionobject};
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GenericAlias(origin: &Object, args: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    alias::new(origin, args, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_union_type_or(left: &Object, right: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    unionobject::type_or(left, right, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyNamespace_New(attributes: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    namespaceobject::from_dict(attributes, unsafe { Thread::enter() })
}
