//! The evaluation loop: frames, instructions, specialization, calls from Python to Python.

use crate::layout::_PyStackChunk;

/// Frees one block of a thread's data stack.
///
/// # Safety
/// The block came from the data stack's allocator and holds no live frame.
pub unsafe fn free_chunk(chunk: *mut _PyStackChunk) {
    // SAFETY: the caller's promise; blocks come from the raw domain.
    unsafe { crate::heap::domains::free(crate::heap::domains::Domain::Raw, chunk.cast()) }
}

/// `PyEval_EvalCode`: runs a code object in namespaces.
///
/// # Errors
/// What the code raises.
#[allow(unused_variables)]
pub fn eval_code(
    code: &crate::layout::Object,
    globals: &crate::objects::Dict,
    locals: &crate::layout::Object,
    th: &mut crate::layout::Thread,
) -> crate::layout::PyResult {
    unwritten!("eval_code")
}
