//! `pystate.h` and `cpython/pystate.h`: interpreter and thread states.

use std::ffi::{c_int, c_ulong};
use std::sync::PoisonError;

use ks_runtime::eval::IFrame;
use ks_runtime::prelude::*;
use ks_runtime::state::{Interp, breaker, thread};
use ks_runtime::unwritten::fatal;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_Get() -> *mut PyInterpreterState {
    // SAFETY: C callers hold the interpreter.
    unsafe { Thread::enter() }.interp.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_Main() -> *mut PyInterpreterState {
    (&raw const _PyRuntime._main_interpreter).cast_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_GetID(interp: *mut PyInterpreterState) -> i64 {
    if interp.is_null() {
        // SAFETY: C callers hold the interpreter.
        let Raised = raise!(unsafe { Thread::enter() }, RuntimeError, "no interpreter provided");
        return -1;
    }
    // SAFETY: the caller passes a live interpreter.
    unsafe { Interp::of(interp) }.id
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_GetDict(interp: *mut PyInterpreterState) -> *mut Object {
    // SAFETY: the caller passes a live interpreter.
    let interp = unsafe { Interp::of(interp) };
    if interp.dict.is_null()
        && let Ok(dict) = Dict::new()
    {
        interp.dict.init(dict);
    }
    interp.dict.as_ptr().cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_Get() -> *mut PyThreadState {
    let state = Thread::current_ptr();
    if state.is_null() {
        fatal(
            "PyThreadState_Get: the function must be called with the GIL held, after Python initialization and before \
             Python finalization, but the GIL is released (the current Python thread state is NULL)",
        );
    }
    state
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_GetUnchecked() -> *mut PyThreadState {
    Thread::current_ptr()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThreadState_GetCurrent() -> *mut PyThreadState {
    Thread::current_ptr()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_GetInterpreter(state: &PyThreadState) -> *mut PyInterpreterState {
    state.interp.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_GetID(state: &PyThreadState) -> u64 {
    state.id.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_GetDict() -> *mut Object {
    // SAFETY: null or the running thread's state.
    let Some(state) = (unsafe { Thread::current_ptr().as_ref() }) else {
        return std::ptr::null_mut();
    };
    if state.dict.is_null()
        && let Ok(dict) = Dict::new()
    {
        state.dict.init(dict.into_object());
    }
    state.dict.as_ptr()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGILState_Check() -> c_int {
    let state = Thread::current_ptr();
    c_int::from(!state.is_null() && state == thread::gilstate())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGILState_GetThisThreadState() -> *mut PyThreadState {
    thread::gilstate()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGILState_Ensure() -> c_int {
    // SAFETY: the state bound to this thread is alive until the last release; a new one is this thread's own.
    unsafe {
        let mut state = thread::gilstate();
        if state.is_null() {
            let interp = Interp::of((&raw const _PyRuntime._main_interpreter).cast_mut());
            state = thread::new_state(interp);
            if state.is_null() {
                fatal("Couldn't create thread-state for new thread");
            }
            thread::bind(&*state);
            thread::set_gilstate(state);
            (*state).gilstate_counter.set(0);
        }
        let locked = Thread::current_ptr() == state;
        if !locked {
            thread::attach(state);
        }
        (*state).gilstate_counter.set((*state).gilstate_counter.get() + 1);
        // PyGILState_LOCKED is 0, PyGILState_UNLOCKED is 1.
        c_int::from(!locked)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGILState_Release(before: c_int) {
    // SAFETY: matches an `Ensure` on this thread, which holds the interpreter.
    unsafe {
        let state = thread::gilstate();
        if state.is_null() {
            fatal("auto-releasing thread-state, but no thread-state for this thread");
        }
        let counter = (*state).gilstate_counter.get() - 1;
        (*state).gilstate_counter.set(counter);
        let ours = counter == 0 && before == 1 && !std::ptr::eq(state, initial_thread());
        if ours {
            thread::clear_state(&*state, Thread::enter());
            thread::set_gilstate(std::ptr::null_mut());
            thread::detach();
            thread::delete_state(state);
        } else if before == 1 {
            thread::detach();
        }
    }
}

/// The main thread's state, which is never deleted here.
fn initial_thread() -> *mut PyThreadState {
    (&raw const _PyRuntime._main_interpreter._initial_thread).cast_mut().cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_New(interp: *mut PyInterpreterState) -> *mut PyThreadState {
    // SAFETY: as that function.
    unsafe { _PyThreadState_NewBound(interp, _PyThreadState_WHENCE_UNKNOWN) }
}

/// A new state that belongs to the calling thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThreadState_NewBound(interp: *mut PyInterpreterState, whence: c_int) -> *mut PyThreadState {
    // SAFETY: as that function; the state is new.
    unsafe {
        let state = _PyThreadState_New(interp, whence);
        if let Some(state) = state.as_ref() {
            thread::bind(state);
            if thread::gilstate().is_null() {
                thread::set_gilstate(std::ptr::from_ref(state).cast_mut());
            }
        }
        state
    }
}

/// A new state, of no thread yet; null without memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThreadState_New(interp: *mut PyInterpreterState, whence: c_int) -> *mut PyThreadState {
    // SAFETY: the caller passes a live interpreter.
    unsafe {
        let state = thread::new_state(Interp::of(interp));
        if let Some(state) = state.as_ref() {
            state._whence.set(whence);
        }
        state
    }
}

/// An old name of [`_PyThreadState_New`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThreadState_Prealloc(interp: *mut PyInterpreterState) -> *mut PyThreadState {
    // SAFETY: as that function.
    unsafe { _PyThreadState_New(interp, _PyThreadState_WHENCE_UNKNOWN) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThreadState_Init(_state: *mut PyThreadState) {
    fatal("_PyThreadState_Init() is for internal use only");
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_Clear(state: &PyThreadState) {
    // SAFETY: C callers hold the interpreter.
    thread::clear_state(state, unsafe { Thread::enter() });
}

/// The state no longer stands for this native thread.
fn unbind(state: *mut PyThreadState) {
    if std::ptr::eq(thread::gilstate(), state) {
        thread::set_gilstate(std::ptr::null_mut());
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_Delete(state: *mut PyThreadState) {
    if state.is_null() {
        fatal("PyThreadState_Delete: NULL tstate");
    }
    if std::ptr::eq(state, Thread::current_ptr()) {
        fatal("PyThreadState_Delete: tstate is still current");
    }
    unbind(state);
    // SAFETY: the caller gives the state up.
    unsafe { delete(state) }
}

/// # Safety
/// A cleared state that nobody uses any more.
unsafe fn delete(state: *mut PyThreadState) {
    if !std::ptr::eq(state, initial_thread()) {
        // SAFETY: the caller's promise.
        unsafe { thread::delete_state(state) };
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_DeleteCurrent() {
    let state = Thread::current_ptr();
    if state.is_null() {
        fatal("PyThreadState_DeleteCurrent: the function must be called with the GIL held");
    }
    unbind(state);
    // SAFETY: the current state is this thread's, and is given up.
    unsafe {
        thread::detach();
        delete(state);
    }
}

/// Makes another state current (null: none); the one that was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_Swap(new: *mut PyThreadState) -> *mut PyThreadState {
    let old = Thread::current_ptr();
    // SAFETY: the caller holds the interpreter if a state is current; the new one is the calling thread's.
    unsafe {
        if !old.is_null() {
            thread::detach();
        }
        if !new.is_null() {
            thread::attach(new);
        }
    }
    old
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_Next(state: &PyThreadState) -> *mut PyThreadState {
    state.next.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_GetFrame(state: &PyThreadState) -> Option<Ref> {
    // SAFETY: C callers hold the interpreter, which keeps the frames of all its threads.
    unsafe {
        let th = Thread::enter();
        let frame = IFrame::first_complete(IFrame::from_ptr(state.current_frame.get()))?;
        match frame.frame_object(th) {
            Ok(frame) => Some(frame.into_object()),
            Err(Raised) => {
                th.clear_raised();
                None
            }
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_EnterTracing(state: &PyThreadState) {
    state.tracing.set(state.tracing.get() + 1);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_LeaveTracing(state: &PyThreadState) {
    state.tracing.set(state.tracing.get() - 1);
}

/// Has a thread raise an exception soon (NULL: takes that back); how many threads have that id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_SetAsyncExc(id: c_ulong, exception: Option<&Object>) -> c_int {
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    let interp = th.interp();
    let old = {
        let _lock = interp.threads_lock.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = interp.threads.get();
        loop {
            // SAFETY: listed states are alive while the list's lock is held.
            let Some(thread) = (unsafe { state.as_ref() }) else { return 0 };
            if thread.thread_id.get() == id {
                let old = thread.async_exc.replace(exception.map(Object::to_ref));
                breaker::set(thread, breaker::_PY_ASYNC_EXCEPTION_BIT);
                break old;
            }
            state = thread.next.get();
        }
    };
    drop(old);
    1
}

/// The dictionary of a state, borrowed; null without memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThreadState_GetDict(state: &PyThreadState) -> *mut Object {
    if state.dict.is_null() {
        match Dict::new() {
            Ok(dict) => state.dict.init(dict.into_object()),
            // SAFETY: C callers hold the interpreter.
            Err(Raised) => unsafe { Thread::enter() }.clear_raised(),
        }
    }
    state.dict.as_ptr()
}

/// `sys._current_frames()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThread_CurrentFrames() -> PyResult {
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    ks_modules::sys::_current_frames(th).map(Ref::into_object)
}
