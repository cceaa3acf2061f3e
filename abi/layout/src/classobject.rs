//! `cpython/classobject.h`: bound methods.

use std::cell::Cell;

use crate::object::{Object, vectorcallfunc};
use crate::refs::Field;

/// `method`.
#[repr(C)]
pub struct PyMethodObject {
    pub ob_base: Object,
    pub im_func: Field,
    pub im_self: Field,
    pub im_weakreflist: Cell<*mut Object>,
    pub vectorcall: Cell<Option<vectorcallfunc>>,
}
object_layout!(PyMethodObject: ob_base -> Object);

/// `instancemethod`.
#[repr(C)]
pub struct PyInstanceMethodObject {
    pub ob_base: Object,
    pub func: Field,
}
object_layout!(PyInstanceMethodObject: ob_base -> Object);
