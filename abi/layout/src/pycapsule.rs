//! `pycapsule.h`.

use std::cell::Cell;
use std::ffi::{c_char, c_void};

use crate::object::{Object, inquiry, traverseproc};

/// `PyCapsule`.
#[repr(C)]
pub struct PyCapsule {
    pub ob_base: Object,
    pub pointer: Cell<*mut c_void>,
    pub name: Cell<*const c_char>,
    pub context: Cell<*mut c_void>,
    pub destructor: Cell<Option<PyCapsule_Destructor>>,
    pub traverse_func: Cell<Option<traverseproc>>,
    pub clear_func: Cell<Option<inquiry>>,
}
object_layout!(PyCapsule: ob_base -> Object);

pub type PyCapsule_Destructor = unsafe extern "C" fn(&Object);
