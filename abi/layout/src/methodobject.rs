//! `cpython/methodobject.h`: functions written in C.

use std::cell::Cell;

use crate::object::{Object, PyMethodDef, Type, vectorcallfunc};
use crate::refs::Field;

/// `builtin_function_or_method`.
#[repr(C)]
pub struct PyCFunctionObject {
    pub ob_base: Object,
    pub m_ml: Cell<*const PyMethodDef>,
    /// What the function is bound to: an object, a module, or NULL.
    pub m_self: Field,
    /// `__module__`.
    pub m_module: Field,
    pub m_weakreflist: Cell<*mut Object>,
    pub vectorcall: Cell<Option<vectorcallfunc>>,
}
object_layout!(PyCFunctionObject: ob_base -> Object);

/// The same with `METH_METHOD`: knows its defining class.
#[repr(C)]
pub struct PyCMethodObject {
    pub func: PyCFunctionObject,
    pub mm_class: Field<Type>,
}
object_layout!(PyCMethodObject: func -> PyCFunctionObject);
