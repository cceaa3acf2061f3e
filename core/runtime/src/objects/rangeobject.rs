//! `range`.

use crate::prelude::*;

/// The type of `range`
#[unsafe(no_mangle)]
pub static PyRange_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"range", size_of::<Object>(), Py_TPFLAGS_DEFAULT);

/// The type of short range iterators
#[unsafe(no_mangle)]
pub static PyRangeIter_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"range_iterator", size_of::<Object>(), Py_TPFLAGS_DEFAULT);
