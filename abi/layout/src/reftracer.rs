//! `PyRefTracer_SetTracer`: a C function that sees each object made and destroyed.

use std::cell::Cell;
use std::ffi::{c_int, c_void};

use crate::object::Object;

/// Object, event, and what it was set with.
pub type RefTracer = unsafe extern "C" fn(*mut Object, c_int, *mut c_void) -> c_int;

pub const PyRefTracer_CREATE: c_int = 0;
pub const PyRefTracer_DESTROY: c_int = 1;

struct Tracer {
    function: Cell<Option<RefTracer>>,
    data: Cell<*mut c_void>,
}

// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for Tracer {}

static TRACER: Tracer = Tracer { function: Cell::new(None), data: Cell::new(std::ptr::null_mut()) };

/// Sets the function and what it is called with.
pub fn set_ref_tracer(function: Option<RefTracer>, data: *mut c_void) {
    TRACER.function.set(function);
    TRACER.data.set(data);
}

/// What was set.
pub fn ref_tracer() -> (Option<RefTracer>, *mut c_void) {
    (TRACER.function.get(), TRACER.data.get())
}

/// Tells the function, if there is one.
///
/// # Safety
/// `object` is whole: just made, or not yet taken apart.
#[inline(always)]
pub unsafe fn trace_object(object: *mut Object, event: c_int) {
    if let Some(function) = TRACER.function.get() {
        // SAFETY: set by C code for this; the object by the contract.
        unsafe { function(object, event, TRACER.data.get()) };
    }
}
