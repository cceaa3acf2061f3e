//! `pystate.h` and `cpython/pystate.h`: interpreter and thread states.

use std::ffi::c_int;

use ks_runtime::prelude::*;
use ks_runtime::state::thread;

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
    // SAFETY: the caller passes a live interpreter.
    unsafe { ks_runtime::state::Interp::of(interp) }.id
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_GetDict(interp: *mut PyInterpreterState) -> *mut Object {
    // SAFETY: the caller passes a live interpreter.
    let interp = unsafe { ks_runtime::state::Interp::of(interp) };
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
        ks_runtime::unwritten::fatal(
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
            let interp = ks_runtime::state::Interp::of((&raw const _PyRuntime._main_interpreter).cast_mut());
            state = thread::new_state(interp);
            if state.is_null() {
                ks_runtime::unwritten::fatal("Couldn't create thread-state for new thread");
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
            ks_runtime::unwritten::fatal("auto-releasing thread-state, but no thread-state for this thread");
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
