//! What evaluation reads and writes of the C half of the interpreter state.

use std::cell::Cell;

use crate::prelude::*;

/// The C half of the interpreter that the thread belongs to.
#[inline(always)]
pub fn block(th: &PyThreadState) -> &'static PyInterpreterState {
    // SAFETY: the interpreter state outlives its threads.
    unsafe { &*th.interp.get() }
}

/// Functions and code objects by function version (`func_state`): borrowed, cleared when they die.
#[repr(C)]
pub struct FunctionVersions {
    /// The version that the next function gets; 0 once all are used up.
    pub next_version: Cell<u32>,
    /// By `version % 4096`: function and code.
    pub cache: [[Cell<*mut Object>; 2]; 4096],
}

const _: () = assert!(size_of::<FunctionVersions>() == 65544);

/// What evaluation needs in the C half of a new interpreter.
///
/// # Safety
/// The block is zeroed but for what was set already, and nobody else uses it yet.
pub unsafe fn init(block: *mut PyInterpreterState) {
    // SAFETY: the caller's promise; as in `function_versions`.
    let versions = unsafe { &*(*block).func_state.as_ptr().cast::<FunctionVersions>() };
    // 0 would say that none are left.
    versions.next_version.set(1);
}

/// Counts one of the events that optimizers bet against.
pub fn count_rare(counter: &Cell<u8>) {
    counter.set(counter.get().saturating_add(1));
}

/// The table of function versions.
#[inline(always)]
pub fn function_versions(th: &PyThreadState) -> &'static FunctionVersions {
    // SAFETY: the block is `struct _py_func_state`, zeroed at first, and lives as long as the interpreter.
    unsafe { &*block(th).func_state.as_ptr().cast::<FunctionVersions>() }
}
