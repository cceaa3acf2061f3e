//! Thread states: making, attaching, detaching, deleting.

use std::cell::Cell;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::interp::{Interp, InterpAccess};
use crate::prelude::*;

/// CPython's limits of release builds on x86-64 Linux.
pub const Py_C_RECURSION_LIMIT: i32 = 10_000;
pub const DEFAULT_RECURSION_LIMIT: i32 = 1000;

thread_local! {
    /// The state that `PyGILState_Ensure` finds for this native thread.
    static GILSTATE: Cell<*mut PyThreadState> = const { Cell::new(std::ptr::null_mut()) };
}

/// The thread state bound to this native thread for the `PyGILState` functions, or null.
pub fn gilstate() -> *mut PyThreadState {
    GILSTATE.get()
}

/// Binds a thread state to this native thread.
pub fn set_gilstate(state: *mut PyThreadState) {
    GILSTATE.set(state);
}

/// `_PyThreadState_New`: a state for a thread of `interp`, linked into its list, not attached.
pub fn new_state(interp: &'static Interp) -> *mut PyThreadState {
    let size = size_of::<_PyThreadStateImpl>();
    let state = crate::heap::domains::calloc(crate::heap::domains::Domain::Raw, 1, size).cast::<PyThreadState>();
    if state.is_null() {
        return state;
    }
    // SAFETY: zeroed memory of the struct's size.
    unsafe { init_state(state, interp) };
    state
}

/// Fills a zeroed state and links it into its interpreter's list.
///
/// # Safety
/// `state` is zeroed memory of a `_PyThreadStateImpl` that nobody else uses and that lives until the state is deleted.
pub unsafe fn init_state(state: *mut PyThreadState, interp: &'static Interp) {
    // SAFETY: the caller's promise; all-zero is valid for every field.
    let thread = unsafe { &*state };
    thread.interp.set(interp.block);
    thread.id.set(interp.next_thread_id.fetch_add(1, Ordering::Relaxed));
    // SAFETY: the C half lives as long as the interpreter.
    let limit = match unsafe { (*interp.block).ceval.recursion_limit.get() } {
        0 => DEFAULT_RECURSION_LIMIT,
        limit => limit,
    };
    thread.py_recursion_limit.set(limit);
    thread.py_recursion_remaining.set(limit);
    thread.c_recursion_remaining.set(Py_C_RECURSION_LIMIT);
    thread.exc_info.set((&raw const thread.exc_state).cast_mut());
    thread.what_event.set(-1);
    // Its owner's; `PyGILState_Release` and its like delete a state when the last count is gone.
    thread.gilstate_counter.set(1);
    let _lock = interp.threads_lock.lock().unwrap_or_else(PoisonError::into_inner);
    let first = interp.threads.get();
    thread.next.set(first);
    // SAFETY: listed states are alive while the list's lock is held.
    if let Some(first) = unsafe { first.as_ref() } {
        first.prev.set(state);
    }
    set_first(interp, state);
    // Code that is instrumented asks the thread which version of it should be. Under the list's lock: who sets another
    // version from now on sees this thread.
    // SAFETY: the C half lives as long as the interpreter.
    let version = unsafe { (*interp.block).ceval.instrumentation_version.get() };
    thread.eval_breaker.fetch_or(version, Ordering::SeqCst);
}

/// Sets the head of the list of thread states, here and where debuggers look for it. Under the list's lock.
fn set_first(interp: &Interp, state: *mut PyThreadState) {
    interp.threads.set(state);
    // SAFETY: the C half lives as long as the interpreter.
    unsafe { (*interp.block).threads.head.set(state) };
}

/// Says that the running native thread is `state`'s.
pub fn bind(state: &PyThreadState) {
    // SAFETY: both calls only ask who is running.
    unsafe {
        state.thread_id.set(libc::pthread_self());
        state.native_thread_id.set(libc::syscall(libc::SYS_gettid) as u64);
    }
}

/// `PyThreadState_Clear`: drops everything the state refers to.
pub fn clear_state(state: &PyThreadState, th: &mut Thread) {
    for field in [
        &state.dict,
        &state.async_exc,
        &state.current_exception,
        &state.exc_state.exc_value,
        &state.c_profileobj,
        &state.c_traceobj,
        &state.async_gen_firstiter,
        &state.async_gen_finalizer,
        &state.context,
        &state.previous_executor,
        &state.threading_local_key,
        &state.threading_local_sentinel,
    ] {
        field.set(None, th);
    }
    state.c_profilefunc.set(None);
    state.c_tracefunc.set(None);
}

/// `PyThreadState_Delete`: unlinks and frees a cleared state that is not the current one.
///
/// # Safety
/// Nobody uses the state afterwards.
pub unsafe fn delete_state(state: *mut PyThreadState) {
    // SAFETY: the caller's promise: alive until here.
    unsafe {
        unlink(&*state);
        free_state(state);
    }
}

/// Takes a state out of its interpreter's list.
fn unlink(thread: &PyThreadState) {
    let interp = thread.interp();
    let _lock = interp.threads_lock.lock().unwrap_or_else(PoisonError::into_inner);
    let (prev, next) = (thread.prev.get(), thread.next.get());
    // SAFETY: listed states are alive while the list's lock is held.
    unsafe {
        match prev.as_ref() {
            Some(prev) => prev.next.set(next),
            None => set_first(interp, next),
        }
        if let Some(next) = next.as_ref() {
            next.prev.set(prev);
        }
    }
}

/// Frees the memory of an unlinked state, its data stack included.
///
/// # Safety
/// Nobody uses the state afterwards.
unsafe fn free_state(state: *mut PyThreadState) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut chunk = (*state).datastack_chunk.get();
        while !chunk.is_null() {
            let previous = (*chunk).previous;
            crate::eval::free_chunk(chunk);
            chunk = previous;
        }
        crate::heap::domains::free(crate::heap::domains::Domain::Raw, state.cast());
    }
}

/// In the child of `fork`: the states of the threads that are gone are unlinked, cleared and freed.
pub fn delete_others(th: &mut Thread) {
    let own = th.as_ptr();
    let mut others = Vec::new();
    let mut state = th.interp().threads.get();
    // SAFETY: only this thread exists; listed states are alive until freed below.
    while let Some(thread) = unsafe { state.as_ref() } {
        if !std::ptr::eq(state, own) {
            others.push(state);
        }
        state = thread.next.get();
    }
    let initial = (&raw const _PyRuntime._main_interpreter._initial_thread).cast_mut().cast();
    for state in others {
        // SAFETY: as above; the runtime's first state is not memory of its own.
        unsafe {
            clear_state(&*state, th);
            unlink(&*state);
            if !std::ptr::eq(state, initial) {
                free_state(state);
            }
        }
    }
}

/// Acquires the interpreter lock for `state` and makes it current (`PyEval_RestoreThread`, `_PyThreadState_Attach`).
///
/// Once the interpreter is being torn down by another thread this never returns: the thread sleeps until the process ends.
///
/// # Safety
/// `state` is alive, belongs to this native thread, and no state is current.
pub unsafe fn attach(state: *mut PyThreadState) {
    // SAFETY: the caller's promise.
    unsafe {
        let thread = &*state;
        let interp = thread.interp();
        interp.gil.acquire(thread);
        if interp.finalizing.get() && super::gil_must_not_return(state) {
            interp.gil.release(Some(thread));
            loop {
                libc::pause();
            }
        }
        Thread::set_current_ptr(state);
    }
}

/// Makes no state current and lets the interpreter lock go (`PyEval_SaveThread`); returns the state that was current.
///
/// # Safety
/// The calling thread holds the interpreter.
pub unsafe fn detach() -> *mut PyThreadState {
    let state = Thread::current_ptr();
    // SAFETY: the caller's promise: a current state exists.
    unsafe {
        Thread::set_current_ptr(std::ptr::null_mut());
        (*state).interp().gil.release(Some(&*state));
    }
    state
}

/// Running without the interpreter.
pub trait Detach {
    /// Lets other threads run Python while `work` does something that touches no object (a blocking system call).
    fn allow_threads<T>(&mut self, work: impl FnOnce() -> T) -> T;
}

impl Detach for Thread {
    fn allow_threads<T>(&mut self, work: impl FnOnce() -> T) -> T {
        // SAFETY: this thread holds the interpreter (it has the token), gives it up around `work`, which has no token, and
        // takes it back for the same state. `errno` is kept, for callers look at it after the call they made.
        unsafe {
            let state = detach();
            let result = work();
            let errno = *libc::__errno_location();
            attach(state);
            *libc::__errno_location() = errno;
            result
        }
    }
}
