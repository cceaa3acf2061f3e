//! The token "this thread holds the interpreter", which is also the thread state.
//!
//! `&mut Thread` in a signature means: *may run Python code*. `&Thread` means: reads the thread, or anchors a borrow of an
//! object's storage. A function without either cannot run Python code. A storage accessor ties its borrow to `&Thread`;
//! as long as that borrow lives, nothing that takes `&mut Thread` can be called, so "a pointer read before `__eq__` ran
//! and used after" does not compile. The token goes **last** in a parameter list, so that calls nest:
//! `a.set(b.get(th)?, th)`.

use std::arch::{asm, global_asm};
use std::cell::UnsafeCell;
use std::ops::Deref;

use crate::pystate::PyThreadState;

/// The thread state of the running thread; the token of the rules above. A zero-sized view at the address of the
/// [`PyThreadState`], so holding `&mut Thread` claims no exclusive access to the struct's memory, which C code writes too;
/// nor does `&Thread` claim that nothing is written there: it is a cell.
#[repr(C)]
pub struct Thread {
    _token: UnsafeCell<[u8; 0]>,
}

// `_Py_tss_tstate`: the current thread state, null while the thread does not hold the interpreter. Initial-exec, so a read
// is two instructions and calls nothing.
global_asm!(
    ".pushsection .tbss,\"awT\",@nobits",
    ".globl _Py_tss_tstate",
    ".hidden _Py_tss_tstate",
    ".type _Py_tss_tstate,@object",
    ".size _Py_tss_tstate,8",
    ".p2align 3",
    "_Py_tss_tstate:",
    ".zero 8",
    ".popsection",
);

impl Thread {
    /// The current thread state, or null when this thread does not hold the interpreter.
    #[inline(always)]
    pub fn current_ptr() -> *mut PyThreadState {
        let state: *mut PyThreadState;
        // SAFETY: reads this thread's `_Py_tss_tstate`, defined above, by the initial-exec TLS model; no memory is written.
        unsafe {
            asm!(
                "mov {0}, qword ptr [rip + _Py_tss_tstate@GOTTPOFF]",
                "mov {0}, qword ptr fs:[{0}]",
                out(reg) state,
                options(nostack, preserves_flags, readonly)
            );
        }
        state
    }

    /// Makes `state` the current thread state (null: none).
    ///
    /// # Safety
    /// The caller holds (or gives up, for null) the interpreter lock on behalf of `state`.
    #[inline(always)]
    pub unsafe fn set_current_ptr(state: *mut PyThreadState) {
        // SAFETY: writes this thread's `_Py_tss_tstate`, as above.
        unsafe {
            asm!(
                "mov {tmp}, qword ptr [rip + _Py_tss_tstate@GOTTPOFF]",
                "mov qword ptr fs:[{tmp}], {state}",
                tmp = out(reg) _,
                state = in(reg) state,
                options(nostack, preserves_flags)
            );
        }
    }

    /// The token, where C code called us: the C API's contract is that the caller holds the interpreter.
    ///
    /// # Safety
    /// The calling thread holds the interpreter, and no storage borrow of an outer Rust frame is relied on: only the entry
    /// of a function that C (or a slot) calls may use this.
    #[inline(always)]
    pub unsafe fn enter<'a>() -> &'a mut Thread {
        // SAFETY: a current thread state exists; `Thread` is zero-sized, so the reference covers no memory.
        unsafe { &mut *Thread::current_ptr().cast::<Thread>() }
    }

    /// The token of a given thread state.
    ///
    /// # Safety
    /// As [`Thread::enter`]; `state` is the current one.
    #[inline(always)]
    pub unsafe fn from_ptr<'a>(state: *mut PyThreadState) -> &'a mut Thread {
        // SAFETY: as above.
        unsafe { &mut *state.cast::<Thread>() }
    }

    /// The thread state's address, to hand to C.
    #[inline(always)]
    pub fn as_ptr(&self) -> *mut PyThreadState {
        (self as *const Thread).cast_mut().cast()
    }
}

impl Deref for Thread {
    type Target = PyThreadState;
    #[inline(always)]
    fn deref(&self) -> &PyThreadState {
        // SAFETY: a `Thread` stands at the address of a live `PyThreadState`, all of whose fields are cells.
        unsafe { &*self.as_ptr() }
    }
}
