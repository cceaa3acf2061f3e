//! `pycore_interp.h`: interpreters by id, their references, and who runs their `__main__`.

use std::ffi::{c_int, c_long, c_void};

use ks_runtime::prelude::*;
use ks_runtime::state::Interp;

/// The main interpreter.
fn main() -> *mut PyInterpreterState {
    (&raw const _PyRuntime._main_interpreter).cast_mut()
}

/// The interpreter of an id; null if there is none.
pub fn by_id(id: i64) -> *mut PyInterpreterState {
    let mut interp = _PyRuntime.interpreters.head.get();
    // SAFETY: listed interpreters are alive.
    while let Some(block) = unsafe { interp.as_ref() } {
        if block.id.get() == id {
            break;
        }
        interp = block.next.get();
    }
    interp
}

#[unsafe(no_mangle)]
pub extern "C" fn PyInterpreterState_Head() -> *mut PyInterpreterState {
    _PyRuntime.interpreters.head.get()
}

#[unsafe(no_mangle)]
pub extern "C" fn PyInterpreterState_Next(interp: &PyInterpreterState) -> *mut PyInterpreterState {
    interp.next.get()
}

#[unsafe(no_mangle)]
pub extern "C" fn PyInterpreterState_ThreadHead(interp: &PyInterpreterState) -> *mut PyThreadState {
    interp.threads.head.get()
}

/// More interpreters than one are not supported yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_New() -> *mut PyInterpreterState {
    ks_runtime::unwritten!("PyInterpreterState_New")
}

/// More interpreters than one are not supported yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_New(_state: *mut PyThreadState, _result: *mut c_void) -> PyStatus {
    ks_runtime::unwritten!("_PyInterpreterState_New")
}

/// Drops what an interpreter holds: only ever its own business here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_Clear(_interp: *mut PyInterpreterState) {
    ks_runtime::unwritten!("PyInterpreterState_Clear")
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_Delete(_interp: *mut PyInterpreterState) {
    ks_runtime::unwritten!("PyInterpreterState_Delete")
}

/// An id from an object; -1 for an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_ObjectToID(object: &Object) -> i64 {
    // SAFETY: C callers hold the interpreter; so throughout this file.
    let th = unsafe { Thread::enter() };
    if !ks_runtime::abstract_::number::is_index(object) {
        let name = object.ob_type().display_name();
        let Raised = raise!(th, TypeError, "interpreter ID must be an int, got {name:.100}");
        return -1;
    }
    let Ok(index) = object.index(th) else { return -1 };
    let id = index.to_i64_opt();
    let negative = match id {
        Some(id) => id < 0,
        None => index.as_int().negative,
    };
    if negative {
        if let Ok(text) = object.repr(th) {
            let Raised = raise!(th, ValueError, "interpreter ID must be a non-negative int, got {text}");
        }
        return -1;
    }
    id.unwrap_or_else(|| {
        if let Ok(text) = object.repr(th) {
            let Raised = raise!(th, OverflowError, "max interpreter ID is {}, got {text}", i64::MAX);
        }
        -1
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_LookUpID(id: i64) -> *mut PyInterpreterState {
    let interp = by_id(id);
    if id < 0 || interp.is_null() {
        // SAFETY: as above.
        let th = unsafe { Thread::enter() };
        let Raised = raise!(th, InterpreterNotFoundError, "unrecognized interpreter ID {id}");
        return std::ptr::null_mut();
    }
    interp
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_LookUpIDObject(object: &Object) -> *mut PyInterpreterState {
    // SAFETY: as above.
    match unsafe { _PyInterpreterState_ObjectToID(object) } {
        ..0 => std::ptr::null_mut(),
        // SAFETY: as above.
        id => unsafe { _PyInterpreterState_LookUpID(id) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_GetIDObject(interp: &PyInterpreterState) -> PyResult {
    Long::from_i64(interp.id.get()).map(Ref::into_object)
}

/// Nothing is to be prepared: the lock there guards the count.
#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_IDInitref(_interp: &PyInterpreterState) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_IDIncref(interp: &PyInterpreterState) -> c_int {
    interp.id_refcount.set(interp.id_refcount.get() + 1);
    0
}

/// The main interpreter stays when nobody refers to it.
#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_IDDecref(interp: &PyInterpreterState) {
    let count = interp.id_refcount.get() - 1;
    interp.id_refcount.set(count);
    if count == 0 && interp.requires_idref.get() != 0 && !std::ptr::eq(interp, main()) {
        let interp = std::ptr::from_ref(interp).cast_mut();
        // SAFETY: nothing refers to the interpreter any more; the calling thread holds another one.
        unsafe { crate::subinterp::_PyXI_EndInterpreter(interp, std::ptr::null_mut(), std::ptr::null_mut()) };
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_RequiresIDRef(interp: &PyInterpreterState) -> c_int {
    interp.requires_idref.get()
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_RequireIDRef(interp: &PyInterpreterState, required: c_int) {
    interp.requires_idref.set(c_int::from(required != 0));
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_IsReady(interp: &PyInterpreterState) -> c_int {
    interp._ready.get()
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_GetWhence(interp: &PyInterpreterState) -> c_long {
    interp._whence.get()
}

/// Whether a thread runs the interpreter's `__main__`. Of the main interpreter the program itself always does.
#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_IsRunningMain(interp: &PyInterpreterState) -> c_int {
    c_int::from(!interp.threads.main.get().is_null() || std::ptr::eq(interp, main()))
}

/// The `InterpreterError` of an interpreter whose `__main__` runs.
pub fn already_running(th: &mut Thread) -> Raised {
    raise!(th, InterpreterError, "interpreter already running")
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_FailIfRunningMain(interp: &PyInterpreterState) -> c_int {
    if interp.threads.main.get().is_null() {
        return 0;
    }
    // SAFETY: as above.
    let Raised = already_running(unsafe { Thread::enter() });
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_SetRunningMain(interp: *mut PyInterpreterState) -> c_int {
    // SAFETY: as above; the caller passes a live interpreter.
    unsafe {
        if _PyInterpreterState_FailIfRunningMain(&*interp) < 0 {
            return -1;
        }
        let th = Thread::enter();
        if !std::ptr::eq(th.interp.get(), interp) {
            let Raised = raise!(th, RuntimeError, "current tstate has wrong interpreter");
            return -1;
        }
        (*interp).threads.main.set(th.as_ptr());
    }
    0
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_SetNotRunningMain(interp: &PyInterpreterState) {
    interp.threads.main.set(std::ptr::null_mut());
}

/// The interpreter's `__main__`; NULL with an exception if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_InterpreterState_GetMainModule(interp: *mut PyInterpreterState) -> PyResult {
    // SAFETY: as above; the caller passes a live interpreter.
    unsafe {
        let th = Thread::enter();
        match Interp::of(interp).modules.get() {
            Some(modules) => modules.as_object().get_item(id!(__main__), th),
            None => Err(raise!(th, RuntimeError, "interpreter not initialized")),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_IsInterpreterFinalizing(interp: *mut PyInterpreterState) -> c_int {
    // SAFETY: the caller passes a live interpreter.
    c_int::from(ks_runtime::state::is_finalizing() || unsafe { Interp::of(interp).finalizing.get() })
}

/// Has a C function called when the interpreter ends, after its modules are gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_AtExit(
    interp: *mut PyInterpreterState,
    function: unsafe extern "C" fn(*mut c_void),
    data: *mut c_void,
) -> c_int {
    // SAFETY: the caller passes a live interpreter.
    unsafe { Interp::of(interp) }.atexit_c.borrow_mut().push((function, data as usize));
    0
}
