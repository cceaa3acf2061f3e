//! `cpython/genobject.h` and the types of `genobject.c`: generators, coroutines, asynchronous generators.

use std::cell::Cell;
use std::ffi::{c_char, c_int};

use crate::frameobject::_PyInterpreterFrame;
use crate::object::Object;
use crate::pystate::_PyErr_StackItem;
use crate::refs::Field;

/// `generator`. Its interpreter frame stands inside it.
#[repr(C)]
pub struct PyGenObject {
    pub ob_base: Object,
    pub gi_weakreflist: Cell<*mut Object>,
    pub gi_name: Field,
    pub gi_qualname: Field,
    pub gi_exc_state: _PyErr_StackItem,
    pub gi_origin_or_finalizer: Field,
    pub gi_hooks_inited: Cell<c_char>,
    pub gi_closed: Cell<c_char>,
    pub gi_running_async: Cell<c_char>,
    /// `FRAME_CREATED` … `FRAME_CLEARED`.
    pub gi_frame_state: Cell<i8>,
    /// The first word of the `_PyInterpreterFrame`.
    pub gi_iframe: [Cell<*mut Object>; 1],
}
object_layout!(PyGenObject: ob_base -> Object);

/// `coroutine`.
#[repr(C)]
pub struct PyCoroObject {
    pub ob_base: Object,
    pub cr_weakreflist: Cell<*mut Object>,
    pub cr_name: Field,
    pub cr_qualname: Field,
    pub cr_exc_state: _PyErr_StackItem,
    pub cr_origin_or_finalizer: Field,
    pub cr_hooks_inited: Cell<c_char>,
    pub cr_closed: Cell<c_char>,
    pub cr_running_async: Cell<c_char>,
    /// `FRAME_CREATED` … `FRAME_CLEARED`.
    pub cr_frame_state: Cell<i8>,
    /// The first word of the `_PyInterpreterFrame`.
    pub cr_iframe: [Cell<*mut Object>; 1],
}
object_layout!(PyCoroObject: ob_base -> Object);

/// `async_generator`.
#[repr(C)]
pub struct PyAsyncGenObject {
    pub ob_base: Object,
    pub ag_weakreflist: Cell<*mut Object>,
    pub ag_name: Field,
    pub ag_qualname: Field,
    pub ag_exc_state: _PyErr_StackItem,
    pub ag_origin_or_finalizer: Field,
    pub ag_hooks_inited: Cell<c_char>,
    pub ag_closed: Cell<c_char>,
    pub ag_running_async: Cell<c_char>,
    /// `FRAME_CREATED` … `FRAME_CLEARED`.
    pub ag_frame_state: Cell<i8>,
    /// The first word of the `_PyInterpreterFrame`.
    pub ag_iframe: [Cell<*mut Object>; 1],
}
object_layout!(PyAsyncGenObject: ob_base -> Object);

/// `coroutine_wrapper`.
#[repr(C)]
pub struct PyCoroWrapper {
    pub ob_base: Object,
    pub cw_coroutine: Field<PyCoroObject>,
}
object_layout!(PyCoroWrapper: ob_base -> Object);

/// `async_generator_asend`.
#[repr(C)]
pub struct PyAsyncGenASend {
    pub ob_base: Object,
    pub ags_gen: Field<PyAsyncGenObject>,
    pub ags_sendval: Field,
    pub ags_state: Cell<c_int>,
}
object_layout!(PyAsyncGenASend: ob_base -> Object);

/// `async_generator_athrow`.
#[repr(C)]
pub struct PyAsyncGenAThrow {
    pub ob_base: Object,
    pub agt_gen: Field<PyAsyncGenObject>,
    pub agt_args: Field,
    pub agt_state: Cell<c_int>,
}
object_layout!(PyAsyncGenAThrow: ob_base -> Object);

/// `async_generator_wrapped_value`.
#[repr(C)]
pub struct _PyAsyncGenWrappedValue {
    pub ob_base: Object,
    pub agw_val: Field,
}
object_layout!(_PyAsyncGenWrappedValue: ob_base -> Object);

/// `anext_awaitable`.
#[repr(C)]
pub struct anextawaitableobject {
    pub ob_base: Object,
    pub wrapped: Field,
    pub default_value: Field,
}
object_layout!(anextawaitableobject: ob_base -> Object);

/// `ags_state`, `agt_state`.
pub const AWAITABLE_STATE_INIT: c_int = 0;
pub const AWAITABLE_STATE_ITER: c_int = 1;
pub const AWAITABLE_STATE_CLOSED: c_int = 2;

impl PyGenObject {
    /// The frame inside; also of coroutines and asynchronous generators, which have the same layout.
    #[inline(always)]
    pub fn iframe(&self) -> *mut _PyInterpreterFrame {
        // SAFETY: stays inside the object, which is allocated with room for the frame.
        unsafe { self.as_ptr().byte_add(std::mem::offset_of!(PyGenObject, gi_iframe)).cast() }
    }
}
