//! `genericaliasobject.h`.

use std::cell::Cell;

use crate::object::{Object, vectorcallfunc};
use crate::refs::Field;

/// `types.GenericAlias`.
#[repr(C)]
pub struct gaobject {
    pub ob_base: Object,
    pub origin: Field,
    pub args: Field,
    pub parameters: Field,
    pub weakreflist: Cell<*mut Object>,
    /// Made by unpacking: `*tuple[int]`.
    pub starred: Cell<bool>,
    pub vectorcall: Cell<Option<vectorcallfunc>>,
}
object_layout!(gaobject: ob_base -> Object);
