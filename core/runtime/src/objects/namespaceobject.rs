//! `types.SimpleNamespace`.

use crate::prelude::*;

/// `_PyNamespace_New`, from names and values.
#[allow(unused_variables)]
pub fn new(attributes: &[(&Str, &Object)], th: &mut Thread) -> PyResult {
    unwritten!("namespaceobject::new")
}
