//! `types.UnionType`: `int | str`.

use crate::prelude::*;

/// `_PyUnion_Check`.
#[allow(unused_variables)]
pub fn is_union(object: &Object) -> bool {
    unwritten!("unionobject::is_union")
}

/// The members of a union; `None` for anything else.
#[allow(unused_variables)]
pub fn args(object: &Object) -> Option<Ref<Tuple>> {
    unwritten!("unionobject::args")
}

/// `_Py_union_type_or`: `left | right` of types.
#[allow(unused_variables)]
pub fn type_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
    unwritten!("unionobject::type_or")
}
