//! Generators, coroutines, asynchronous generators.

use crate::prelude::*;

object_type!(
    /// Generators
    pub struct Generator(PyGenObject): PyGen_Type
);

/// The type of generators
#[unsafe(no_mangle)]
pub static PyGen_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"generator", size_of::<PyGenObject>(), Py_TPFLAGS_DEFAULT);

/// The type of coroutines
#[unsafe(no_mangle)]
pub static PyCoro_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"coroutine", size_of::<PyGenObject>(), Py_TPFLAGS_DEFAULT);

/// The type of asynchronous generators
#[unsafe(no_mangle)]
pub static PyAsyncGen_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"async_generator", size_of::<PyGenObject>(), Py_TPFLAGS_DEFAULT);
