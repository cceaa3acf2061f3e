//! Further interpreters: `Py_NewInterpreter` and its fellows.

use std::ffi::c_long;

use ks_runtime::prelude::*;
use ks_runtime::state::subinterp::{self, Settings};
use ks_runtime::state::{Interp, fatal, thread};

/// What a configuration asks for.
fn settings(config: &PyInterpreterConfig) -> Result<Settings, &'static std::ffi::CStr> {
    if config.use_main_obmalloc == 0 && config.check_multi_interp_extensions == 0 {
        return Err(c"per-interpreter obmalloc does not support single-phase init extension modules");
    }
    let own_gil = match config.gil {
        PyInterpreterConfig_DEFAULT_GIL | PyInterpreterConfig_SHARED_GIL => false,
        PyInterpreterConfig_OWN_GIL => true,
        _ => return Err(c"invalid interpreter config 'gil' value"),
    };
    let features = [
        (config.use_main_obmalloc, Py_RTFLAGS_USE_MAIN_OBMALLOC),
        (config.allow_fork, Py_RTFLAGS_FORK),
        (config.allow_exec, Py_RTFLAGS_EXEC),
        (config.allow_threads, Py_RTFLAGS_THREADS),
        (config.allow_daemon_threads, Py_RTFLAGS_DAEMON_THREADS),
        (config.check_multi_interp_extensions, Py_RTFLAGS_MULTI_INTERP_EXTENSIONS),
    ];
    let features = features.iter().filter(|(wanted, _)| *wanted != 0).fold(0, |all, (_, flag)| all | flag);
    Ok(Settings { features, own_gil, whence: _PyInterpreterState_WHENCE_CAPI })
}

fn error(message: &'static std::ffi::CStr) -> PyStatus {
    PyStatus {
        _type: _PyStatus_TYPE_ERROR,
        func: c"new_interpreter".as_ptr(),
        err_msg: message.as_ptr(),
        ..PyStatus::OK
    }
}

/// Makes an interpreter and its first thread state, which is current then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_NewInterpreterFromConfig(
    state: *mut *mut PyThreadState,
    config: &PyInterpreterConfig,
) -> PyStatus {
    // SAFETY: the caller holds the interpreter of the current thread state, if there is one.
    let made = settings(config).and_then(|settings| unsafe { subinterp::create(settings) });
    let (made, status) = match made {
        Ok(made) => (made, PyStatus::OK),
        Err(message) => (std::ptr::null_mut(), error(message)),
    };
    // SAFETY: the caller's place.
    unsafe { state.write(made) };
    status
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_NewInterpreter() -> *mut PyThreadState {
    // SAFETY: as above.
    match unsafe { subinterp::create(Settings::LEGACY) } {
        Ok(made) => made,
        Err(message) => fatal::fatal_error(Some(b"new_interpreter"), message.to_bytes()),
    }
}

/// Takes the interpreter of the current thread state apart.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_EndInterpreter(state: *mut PyThreadState) {
    if state != Thread::current_ptr() {
        fatal::fatal_error(Some(b"Py_EndInterpreter"), b"thread is not current");
    }
    // SAFETY: the current thread state, which the caller gives up.
    unsafe {
        if (*state).current_frame.get().is_null() {
            subinterp::end(Thread::enter());
        } else {
            fatal::fatal_error(Some(b"Py_EndInterpreter"), b"thread still has a frame");
        }
    }
}

/// Makes `state` current, or none; the one that was.
unsafe fn swap(state: *mut PyThreadState) -> *mut PyThreadState {
    let before = Thread::current_ptr();
    // SAFETY: the caller: a current state is held, and the new one is this thread's.
    unsafe {
        if !before.is_null() {
            thread::detach();
        }
        if !state.is_null() {
            thread::attach(state);
        }
    }
    before
}

/// As [`Py_NewInterpreterFromConfig`]; the new state stays current if the caller asks for it, else the former is again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_NewInterpreter(
    config: &PyInterpreterConfig,
    whence: *mut c_long,
    state: *mut *mut PyThreadState,
    saved: *mut *mut PyThreadState,
) -> *mut PyInterpreterState {
    // SAFETY: the caller holds the interpreter, and its places are null or valid.
    unsafe {
        let before = Thread::current_ptr();
        let mut made = std::ptr::null_mut();
        let status = Py_NewInterpreterFromConfig(&raw mut made, config);
        if made.is_null() {
            let th = Thread::enter();
            let text = std::ffi::CStr::from_ptr(status.err_msg).to_string_lossy();
            let cause = raise!(th, RuntimeError, "new_interpreter: {text}");
            let cause = (cause, th.take_raised()).1;
            let Raised = raise!(th, InterpreterError, "sub-interpreter creation failed");
            if let Some(cause) = cause {
                exceptions::chain_exceptions(cause, th);
            }
            return std::ptr::null_mut();
        }
        let interp = (*made).interp.get();
        (*interp)._whence.set(if whence.is_null() { _PyInterpreterState_WHENCE_XI } else { *whence });
        let mut kept = before;
        if state.is_null() {
            thread::clear_state(&*made, Thread::enter());
            swap(before);
            thread::delete_state(made);
            kept = std::ptr::null_mut();
        } else {
            *state = made;
        }
        if !saved.is_null() {
            *saved = kept;
        }
        interp
    }
}

/// Takes an interpreter apart, with the given state, the current one, or a new one of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_EndInterpreter(
    interp: *mut PyInterpreterState,
    state: *mut PyThreadState,
    saved: *mut *mut PyThreadState,
) {
    // SAFETY: the caller holds an interpreter, gives this one up, and its places are null or valid.
    unsafe {
        let current = Thread::current_ptr();
        let mut before = std::ptr::null_mut();
        if state.is_null() {
            if current.is_null() || (*current).interp.get() != interp {
                let new = thread::new_state(Interp::of(interp));
                if new.is_null() {
                    fatal::fatal_error(Some(b"_PyXI_EndInterpreter"), b"out of memory");
                }
                thread::bind(&*new);
                before = swap(new);
            }
        } else if state != current {
            before = swap(state);
        }
        subinterp::end(Thread::enter());
        if !saved.is_null() {
            before = *saved;
        }
        if !before.is_null() {
            thread::attach(before);
        }
    }
}
