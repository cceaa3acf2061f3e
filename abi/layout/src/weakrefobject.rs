//! `cpython/weakrefobject.h`.

use std::cell::Cell;

use crate::object::{Object, vectorcallfunc};
use crate::refs::Field;

/// `weakref.ref`, the proxies, and subclasses.
#[repr(C)]
pub struct PyWeakReference {
    pub ob_base: Object,
    /// The referent, not owned; `None` once it is gone.
    pub wr_object: Cell<*mut Object>,
    pub wr_callback: Field,
    /// Of the referent; -1 while unknown.
    pub hash: Cell<isize>,
    /// Links of the referent's list.
    pub wr_prev: Cell<*mut PyWeakReference>,
    pub wr_next: Cell<*mut PyWeakReference>,
    pub vectorcall: Cell<Option<vectorcallfunc>>,
}
object_layout!(PyWeakReference: ob_base -> Object);
