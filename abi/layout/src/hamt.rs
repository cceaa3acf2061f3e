//! `pycore_hamt.h`: the persistent map of contexts.

use std::cell::Cell;

use crate::object::{Object, VarObject, binaryfunc};
use crate::refs::Field;

/// What every node begins with.
#[repr(C)]
pub struct PyHamtNode {
    pub ob_base: Object,
}
object_layout!(PyHamtNode: ob_base -> Object);

/// A node with up to 16 children.
#[repr(C)]
pub struct PyHamtNode_Bitmap {
    pub ob_base: VarObject,
    pub b_bitmap: Cell<u32>,
    pub b_array: [Field; 1],
}
object_layout!(PyHamtNode_Bitmap: ob_base -> VarObject);

/// A node with 17 to 32 children.
#[repr(C)]
pub struct PyHamtNode_Array {
    pub ob_base: Object,
    pub a_array: [Field<PyHamtNode>; 32],
    pub a_count: Cell<isize>,
}
object_layout!(PyHamtNode_Array: ob_base -> Object);

/// Keys of one hash.
#[repr(C)]
pub struct PyHamtNode_Collision {
    pub ob_base: VarObject,
    pub c_hash: Cell<i32>,
    pub c_array: [Field; 1],
}
object_layout!(PyHamtNode_Collision: ob_base -> VarObject);

/// `hamt`.
#[repr(C)]
pub struct PyHamtObject {
    pub ob_base: Object,
    pub h_root: Field<PyHamtNode>,
    pub h_weakreflist: Cell<*mut Object>,
    pub h_count: Cell<isize>,
}
object_layout!(PyHamtObject: ob_base -> Object);

/// A position in the tree.
#[repr(C)]
pub struct PyHamtIteratorState {
    pub i_nodes: [Cell<*mut PyHamtNode>; _Py_HAMT_MAX_TREE_DEPTH],
    pub i_pos: [Cell<isize>; 8],
    pub i_level: Cell<i8>,
}
shared_layout!(PyHamtIteratorState);

/// `hamt_keys`, `hamt_values`, `hamt_items` iterators.
#[repr(C)]
pub struct PyHamtIterator {
    pub ob_base: Object,
    pub hi_obj: Field<PyHamtObject>,
    pub hi_iter: PyHamtIteratorState,
    pub hi_yield: Cell<Option<binaryfunc>>,
}
object_layout!(PyHamtIterator: ob_base -> Object);

pub const _Py_HAMT_MAX_TREE_DEPTH: usize = 8;
