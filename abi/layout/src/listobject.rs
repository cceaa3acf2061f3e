//! `cpython/listobject.h` and `pycore_list.h`.

use std::cell::Cell;

use crate::object::{Object, VarObject};
use crate::refs::Field;

/// `list` and its subclasses. `ob_size` items are in use.
#[repr(C)]
pub struct PyListObject {
    pub ob_base: VarObject,
    /// The items, each an owned reference; null while nothing is allocated.
    pub ob_item: Cell<*mut Field>,
    /// Items allocated.
    pub allocated: Cell<isize>,
}
object_layout!(PyListObject: ob_base -> VarObject);

/// `list_iterator`, `list_reverseiterator`.
#[repr(C)]
pub struct _PyListIterObject {
    pub ob_base: Object,
    pub it_index: Cell<isize>,
    /// NULL once exhausted.
    pub it_seq: Field<PyListObject>,
}
object_layout!(_PyListIterObject: ob_base -> Object);
