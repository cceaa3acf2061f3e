//! `cpython/setobject.h`.

use std::cell::Cell;

use crate::object::Object;
use crate::refs::Field;

/// An entry: empty while `key` is null.
#[repr(C)]
pub struct setentry {
    pub key: Field,
    pub hash: Cell<isize>,
}
shared_layout!(setentry);

/// `set`, `frozenset` and their subclasses.
#[repr(C)]
pub struct PySetObject {
    pub ob_base: Object,
    /// Entries active or deleted.
    pub fill: Cell<isize>,
    /// Entries active.
    pub used: Cell<isize>,
    /// Table size less one; the size is a power of two.
    pub mask: Cell<isize>,
    /// The table: `smalltable` or an allocation.
    pub table: Cell<*mut setentry>,
    /// Of frozensets; -1 while unknown.
    pub hash: Cell<isize>,
    /// Where `pop` goes on searching.
    pub finger: Cell<isize>,
    pub smalltable: [setentry; 8],
    pub weakreflist: Cell<*mut Object>,
}
object_layout!(PySetObject: ob_base -> Object);

/// `set_iterator`.
#[repr(C)]
pub struct setiterobject {
    pub ob_base: Object,
    pub si_set: Field<PySetObject>,
    pub si_used: Cell<isize>,
    pub si_pos: Cell<isize>,
    pub len: Cell<isize>,
}
object_layout!(setiterobject: ob_base -> Object);

/// Entries in the object itself.
pub const PySet_MINSIZE: usize = 8;
