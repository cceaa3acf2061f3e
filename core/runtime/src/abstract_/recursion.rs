//! The bound on native recursion (`Py_EnterRecursiveCall`).
//!
//! Two limits apply: CPython's counter `c_recursion_remaining`, which C extensions decrement inline, and the real end of
//! the thread's native stack, so that no depth of nesting overflows it however large our frames are.

use std::cell::Cell;
use std::ffi::c_int;

use crate::prelude::*;

/// Bytes kept free at the end of a native stack: room to raise and report `RecursionError` and for C code in between.
const STACK_MARGIN: usize = 128 * 1024;

thread_local! {
    /// The lowest address that native frames of this thread may reach; 0 until computed.
    static STACK_LIMIT: Cell<usize> = const { Cell::new(0) };
}

/// One level of native recursion, left on drop.
#[must_use = "the level is left when the guard drops"]
pub struct RecursionGuard(*const Cell<c_int>);

impl Drop for RecursionGuard {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: a guard lives within the call that made it, hence within the thread state's life.
        let remaining = unsafe { &*self.0 };
        remaining.set(remaining.get() + 1);
    }
}

/// Enters one level; `context` completes the message: "maximum recursion depth exceeded" + `" in comparison"`.
///
/// # Errors
/// `RecursionError`.
#[inline]
pub fn enter(context: &str, th: &mut Thread) -> PyResult<RecursionGuard> {
    let remaining = th.c_recursion_remaining.get() - 1;
    th.c_recursion_remaining.set(remaining);
    if remaining < 0 || stack_is_low() {
        check(context, th)?;
    }
    Ok(RecursionGuard(&raw const th.c_recursion_remaining))
}

/// `_Py_CheckRecursiveCall`: called with the counter already decremented; increments it again when it raises.
///
/// # Errors
/// `RecursionError`.
#[cold]
pub fn check(context: &str, th: &mut Thread) -> PyResult<()> {
    let remaining = th.c_recursion_remaining.get();
    if th.recursion_headroom.get() > 0 {
        if remaining < -50 {
            crate::unwritten::fatal("Cannot recover from Python stack overflow.");
        }
        if !stack_is_low() {
            return Ok(());
        }
    }
    if remaining < 0 || stack_is_low() {
        th.recursion_headroom.set(th.recursion_headroom.get() + 1);
        let raised = raise!(th, RecursionError, "maximum recursion depth exceeded{context}");
        th.recursion_headroom.set(th.recursion_headroom.get() - 1);
        th.c_recursion_remaining.set(th.c_recursion_remaining.get() + 1);
        return Err(raised);
    }
    Ok(())
}

/// Whether the native stack is nearly used up.
#[inline]
pub fn stack_is_low() -> bool {
    let marker = 0u8;
    let here = &raw const marker as usize;
    let limit = STACK_LIMIT.get();
    here < limit || (limit == 0 && here < compute_stack_limit())
}

/// How many bytes of native stack are left, but for the margin.
pub fn stack_room() -> usize {
    let marker = 0u8;
    let here = &raw const marker as usize;
    let limit = match STACK_LIMIT.get() {
        0 => compute_stack_limit(),
        limit => limit,
    };
    here.saturating_sub(limit)
}

#[cold]
fn compute_stack_limit() -> usize {
    // SAFETY: queries the running thread's own stack; the attribute object is initialized by the first call.
    let limit = unsafe {
        let mut attributes = std::mem::zeroed::<libc::pthread_attr_t>();
        if libc::pthread_getattr_np(libc::pthread_self(), &raw mut attributes) != 0 {
            1
        } else {
            let mut low = std::ptr::null_mut();
            let mut size = 0;
            let status = libc::pthread_attr_getstack(&raw const attributes, &raw mut low, &raw mut size);
            libc::pthread_attr_destroy(&raw mut attributes);
            if status == 0 { low as usize + STACK_MARGIN.min(size / 4) } else { 1 }
        }
    };
    STACK_LIMIT.set(limit);
    limit
}

/// For recursions that no counter bounds: raises where the native stack is nearly used up, as by a tuple that contains itself.
///
/// # Errors
/// `RecursionError`.
#[inline]
pub fn require_stack(context: &str, th: &mut Thread) -> PyResult<()> {
    if stack_is_low() { enter(context, th).map(drop) } else { Ok(()) }
}

/// `Py_ReprEnter`: false if the object's repr is being made already, further out. Otherwise call [`repr_leave`] afterwards;
/// Rust code uses the guard of `repr_guard` instead.
///
/// # Errors
/// None yet: kept for the C function, which can fail.
pub fn repr_enter(object: &Object, _th: &mut Thread) -> PyResult<bool> {
    match super::repr_guard::enter(object) {
        Some(guard) => {
            std::mem::forget(guard);
            Ok(true)
        }
        None => Ok(false),
    }
}

/// `Py_ReprLeave`.
pub fn repr_leave(object: &Object, _th: &mut Thread) {
    super::repr_guard::leave(object);
}
