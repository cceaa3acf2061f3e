//! `odictobject.h`: `collections.OrderedDict`.

use std::cell::Cell;
use std::ffi::{c_int, c_void};

use crate::dictobject::PyDictObject;
use crate::object::Object;
use crate::refs::Field;

/// A link of the order.
#[repr(C)]
pub struct _odictnode {
    pub key: Field,
    pub hash: Cell<isize>,
    pub next: Cell<*mut _odictnode>,
    pub prev: Cell<*mut _odictnode>,
}
shared_layout!(_odictnode);

/// `OrderedDict` and its subclasses.
#[repr(C)]
pub struct PyODictObject {
    pub od_dict: PyDictObject,
    pub od_first: Cell<*mut _odictnode>,
    pub od_last: Cell<*mut _odictnode>,
    pub od_fast_nodes: Cell<*mut *mut _odictnode>,
    pub od_fast_nodes_size: Cell<isize>,
    pub od_resize_sentinel: Cell<*mut c_void>,
    pub od_state: Cell<usize>,
    pub od_inst_dict: Field,
    pub od_weakreflist: Cell<*mut Object>,
}
object_layout!(PyODictObject: od_dict -> PyDictObject);

/// `odict_iterator`.
#[repr(C)]
pub struct odictiterobject {
    pub ob_base: Object,
    pub kind: Cell<c_int>,
    pub di_odict: Field<PyODictObject>,
    pub di_size: Cell<isize>,
    pub di_state: Cell<usize>,
    pub di_current: Field,
    pub di_result: Field,
}
object_layout!(odictiterobject: ob_base -> Object);
