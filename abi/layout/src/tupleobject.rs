//! `cpython/tupleobject.h` and `pycore_tuple.h`.

use std::cell::Cell;

use crate::object::{Object, VarObject};
use crate::refs::Field;

/// `tuple` and its subclasses.
#[repr(C)]
pub struct PyTupleObject {
    pub ob_base: VarObject,
    /// The first item; the others follow.
    pub ob_item: [Field; 1],
}
object_layout!(PyTupleObject: ob_base -> VarObject);

/// `tuple_iterator`.
#[repr(C)]
pub struct _PyTupleIterObject {
    pub ob_base: Object,
    pub it_index: Cell<isize>,
    pub it_seq: Field<PyTupleObject>,
}
object_layout!(_PyTupleIterObject: ob_base -> Object);

impl PyTupleObject {
    /// Where the items stand.
    #[inline(always)]
    pub fn items_ptr(&self) -> *mut Field {
        // SAFETY: stays inside the object.
        unsafe { self.as_ptr().byte_add(std::mem::offset_of!(PyTupleObject, ob_item)).cast() }
    }

    /// The item fields. All are filled in a tuple that has been handed out, and then stay as they are.
    #[inline(always)]
    pub fn fields(&self) -> &[Field] {
        // SAFETY: the object is allocated with `ob_size` items.
        unsafe { std::slice::from_raw_parts(self.items_ptr(), self.ob_base.ob_size.get() as usize) }
    }
}
