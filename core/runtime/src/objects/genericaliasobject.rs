//! `types.GenericAlias`: `list[int]`.

use crate::prelude::*;

/// `Py_GenericAlias`.
#[allow(unused_variables)]
pub fn new(origin: &Object, args: &Object, th: &mut Thread) -> PyResult {
    unwritten!("genericaliasobject::new")
}
