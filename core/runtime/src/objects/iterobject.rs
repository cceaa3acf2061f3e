//! Iterators over sequences and over `callable, sentinel`.

use crate::prelude::*;

/// The type of sequence iterators
#[unsafe(no_mangle)]
pub static PySeqIter_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"iterator", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of callable iterators
#[unsafe(no_mangle)]
pub static PyCallIter_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"callable_iterator", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// `PySeqIter_New`.
#[allow(unused_variables)]
pub fn new_seq_iter(sequence: &Object) -> PyResult {
    unwritten!("iterobject::new_seq_iter")
}

/// `PyCallIter_New`.
#[allow(unused_variables)]
pub fn new_call_iter(callable: &Object, sentinel: &Object) -> PyResult {
    unwritten!("iterobject::new_call_iter")
}
