//! `pycore_frame.h`: interpreter frames and frame objects.

use std::cell::Cell;
use std::ffi::{c_char, c_int};

use crate::object::Object;
use crate::refs::Field;

/// One activation of a code object, on the data stack or inside a generator. Locals, cells and stack follow.
#[repr(C)]
pub struct _PyInterpreterFrame {
    /// The code object, or None in the frame that C code runs in.
    pub f_executable: Field,
    pub previous: Cell<*mut _PyInterpreterFrame>,
    /// The function, owned.
    pub f_funcobj: Field,
    /// Borrowed from the function.
    pub f_globals: Cell<*mut Object>,
    /// Borrowed from the function.
    pub f_builtins: Cell<*mut Object>,
    /// The namespace of class and module bodies, or NULL.
    pub f_locals: Field,
    /// The frame object once somebody asked for it, or NULL.
    pub frame_obj: Field<PyFrameObject>,
    /// The instruction being executed, or to be executed next.
    pub instr_ptr: Cell<*mut u16>,
    /// Index into `localsplus` while the frame does not run.
    pub stacktop: Cell<c_int>,
    /// Code units from the call to where it returns.
    pub return_offset: Cell<u16>,
    /// `FRAME_OWNED_BY_*`.
    pub owner: Cell<c_char>,
    /// The first slot; the others follow.
    pub localsplus: [Cell<*mut Object>; 1],
}
shared_layout!(_PyInterpreterFrame);

/// `frame`.
#[repr(C)]
pub struct PyFrameObject {
    pub ob_base: Object,
    pub f_back: Field<PyFrameObject>,
    pub f_frame: Cell<*mut _PyInterpreterFrame>,
    pub f_trace: Field,
    /// Line to report; 0 unless set. Extension code writes it.
    pub f_lineno: Cell<c_int>,
    pub f_trace_lines: Cell<c_char>,
    pub f_trace_opcodes: Cell<c_char>,
    pub f_extra_locals: Field,
    pub f_locals_cache: Field,
    /// Room for the interpreter frame, once it has to outlive its activation.
    pub _f_frame_data: [Cell<*mut Object>; 1],
}
object_layout!(PyFrameObject: ob_base -> Object);

/// `FrameLocalsProxy`: the write-through view of a frame's locals (PEP 667).
#[repr(C)]
pub struct PyFrameLocalsProxyObject {
    pub ob_base: Object,
    pub frame: Field<PyFrameObject>,
}
object_layout!(PyFrameLocalsProxyObject: ob_base -> Object);

/// `_PyInterpreterFrame.owner`.
pub const FRAME_OWNED_BY_THREAD: c_char = 0;
pub const FRAME_OWNED_BY_GENERATOR: c_char = 1;
pub const FRAME_OWNED_BY_FRAME_OBJECT: c_char = 2;
pub const FRAME_OWNED_BY_CSTACK: c_char = 3;

/// `gi_frame_state`.
pub const FRAME_CREATED: i8 = -3;
pub const FRAME_SUSPENDED: i8 = -2;
pub const FRAME_SUSPENDED_YIELD_FROM: i8 = -1;
pub const FRAME_EXECUTING: i8 = 0;
pub const FRAME_COMPLETED: i8 = 1;
pub const FRAME_CLEARED: i8 = 4;

/// Words of `_PyInterpreterFrame` before the locals.
pub const FRAME_SPECIALS_SIZE: usize = std::mem::offset_of!(_PyInterpreterFrame, localsplus) / size_of::<*mut Object>();

impl _PyInterpreterFrame {
    /// Where locals, cells, free variables and then the stack stand.
    #[inline(always)]
    pub fn localsplus_ptr(this: *mut _PyInterpreterFrame) -> *mut *mut Object {
        // Plain address arithmetic: the slots follow the head in the same allocation.
        this.cast::<*mut Object>().wrapping_add(FRAME_SPECIALS_SIZE)
    }
}

// What `PyUnstable_ExecutableKinds` is indexed by.
pub const PyUnstable_EXECUTABLE_KIND_SKIP: c_int = 0;
pub const PyUnstable_EXECUTABLE_KIND_PY_FUNCTION: c_int = 1;
pub const PyUnstable_EXECUTABLE_KIND_BUILTIN_FUNCTION: c_int = 3;
pub const PyUnstable_EXECUTABLE_KIND_METHOD_DESCRIPTOR: c_int = 4;
pub const PyUnstable_EXECUTABLE_KINDS: c_int = 5;
