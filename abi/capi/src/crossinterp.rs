//! `pycore_crossinterp.h`: data, namespaces and exceptions that cross interpreters.

use std::ffi::{c_int, c_void};

use ks_runtime::heap::domains::{self, Domain};
use ks_runtime::prelude::*;
use ks_runtime::state::xi::{self, GetData, Namespace};
use ks_runtime::state::{Interp, thread};

type NewObject = unsafe extern "C" fn(*mut _PyCrossInterpreterData) -> *mut Object;

fn status(result: PyResult<()>) -> c_int {
    if result.is_ok() { 0 } else { -1 }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_New() -> *mut _PyCrossInterpreterData {
    let data = domains::calloc(Domain::Raw, 1, size_of::<_PyCrossInterpreterData>());
    if data.is_null() {
        // SAFETY: C callers hold the interpreter; so throughout this file.
        let Raised = unsafe { Thread::enter() }.no_memory();
    }
    data.cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_Free(data: *mut _PyCrossInterpreterData) {
    // SAFETY: the caller gives up what the function above made.
    unsafe {
        if let Some(data) = data.as_ref() {
            xi::clear(data);
        }
        domains::free(Domain::Raw, data.cast());
    }
}

/// The id of an interpreter that may be null.
unsafe fn id(interp: *mut PyInterpreterState) -> i64 {
    // SAFETY: null or a live interpreter.
    if interp.is_null() { -1 } else { unsafe { Interp::of(interp).id } }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_Init(
    data: &_PyCrossInterpreterData,
    interp: *mut PyInterpreterState,
    shared: *mut c_void,
    object: Option<&Object>,
    new_object: NewObject,
) {
    // SAFETY: as `id`.
    xi::fill(data, unsafe { id(interp) }, shared, object, new_object);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_InitWithSize(
    data: &_PyCrossInterpreterData,
    interp: *mut PyInterpreterState,
    size: usize,
    object: Option<&Object>,
    new_object: NewObject,
) -> c_int {
    // SAFETY: as above.
    unsafe { status(xi::fill_with_memory(data, id(interp), size, object, new_object, Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_Clear(
    _interp: *mut PyInterpreterState,
    data: &_PyCrossInterpreterData,
) {
    xi::clear(data);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_CheckCrossInterpreterData(object: &Object) -> c_int {
    // SAFETY: as above.
    status(xi::check(object, unsafe { Thread::enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GetCrossInterpreterData(object: &Object, data: &_PyCrossInterpreterData) -> c_int {
    // SAFETY: as above.
    status(xi::get_data(object, data, unsafe { Thread::enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_NewObject(data: &_PyCrossInterpreterData) -> PyResult {
    xi::new_object(data)
}

/// Frees what the data holds, for its interpreter; -1 if that is gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_Release(data: &_PyCrossInterpreterData) -> c_int {
    let empty = (data.data.get().is_null() || data.free.get().is_none()) && data.obj.is_null();
    if empty {
        data.data.set(std::ptr::null_mut());
        return 0;
    }
    if crate::interp::by_id(data.interpid.get()).is_null() {
        return -1;
    }
    xi::clear(data);
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_ReleaseAndRawFree(data: &_PyCrossInterpreterData) -> c_int {
    // SAFETY: as those functions.
    unsafe {
        let status = _PyCrossInterpreterData_Release(data);
        domains::free(Domain::Raw, std::ptr::from_ref(data).cast_mut().cast());
        status
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_RegisterClass(class: &Type, get_data: Option<GetData>) -> c_int {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    match get_data {
        Some(get_data) => status(xi::register(class, get_data, th)),
        None => {
            let Raised = raise!(th, ValueError, "missing 'getdata' func");
            -1
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_UnregisterClass(class: &Type) -> c_int {
    c_int::from(xi::unregister(class))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCrossInterpreterData_Lookup(object: &Object) -> Option<GetData> {
    xi::lookup(object)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_InitExcInfo(info: *mut _PyXI_excinfo, exception: Option<&Object>) -> c_int {
    // SAFETY: as above; the caller passes a place.
    unsafe {
        let th = Thread::enter();
        let Some(exception) = exception.filter(|exception| !exception.is(none())) else {
            let Raised = raise!(th, ValueError, "missing exc");
            return -1;
        };
        match xi::describe(exception, th) {
            Ok(described) => {
                info.write(described);
                0
            }
            Err(Raised) => -1,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_FormatExcInfo(info: &_PyXI_excinfo) -> PyResult {
    xi::format(info)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_ExcInfoAsObject(info: &_PyXI_excinfo) -> PyResult {
    // SAFETY: as above.
    xi::as_object(info, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_ClearExcInfo(info: &mut _PyXI_excinfo) {
    xi::forget(info);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_NamespaceFromNames(names: Option<&Object>) -> *mut Namespace {
    let Some(names) = names.filter(|names| !names.is(none())) else { return std::ptr::null_mut() };
    // SAFETY: as above.
    match Namespace::from_names(names, unsafe { Thread::enter() }) {
        Ok(namespace) => Box::into_raw(Box::new(namespace)),
        Err(Raised) => std::ptr::null_mut(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_FreeNamespace(namespace: *mut Namespace) {
    if !namespace.is_null() {
        // SAFETY: the caller gives up what the function above made.
        drop(unsafe { Box::from_raw(namespace) });
    }
}

/// The namespace as a dict.
fn as_dict<'a>(object: &'a Object, th: &mut Thread) -> PyResult<&'a Dict> {
    match object.downcast::<Dict>() {
        Some(dict) => Ok(dict),
        None => Err(raise!(th, TypeError, "expected dict, got {}", object.ob_type().display_name())),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_FillNamespaceFromDict(
    namespace: &mut Namespace,
    object: &Object,
    session: Option<&mut _PyXI_session>,
) -> c_int {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    let result = as_dict(object, th).and_then(|dict| namespace.fill(dict, th));
    if result.is_err()
        && let Some(session) = session
    {
        session._error_override = ERR_NOT_SHAREABLE;
        session.error_override = &raw mut session._error_override;
    }
    status(result)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_ApplyNamespace(
    namespace: &Namespace,
    object: &Object,
    default: Option<&Object>,
) -> c_int {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    status(as_dict(object, th).and_then(|dict| namespace.apply(dict, default, th)))
}

// `_PyXI_errcode`.
const ERR_NO_ERROR: c_int = 0;
const ERR_UNCAUGHT_EXCEPTION: c_int = -1;
const ERR_NO_MEMORY: c_int = -3;
const ERR_ALREADY_RUNNING: c_int = -4;
const ERR_MAIN_NS_FAILURE: c_int = -5;
const ERR_APPLY_NS_FAILURE: c_int = -6;
const ERR_NOT_SHAREABLE: c_int = -7;

/// `_PyXI_error`.
#[repr(C)]
pub struct _PyXI_error {
    interp: *mut PyInterpreterState,
    code: c_int,
    uncaught: _PyXI_excinfo,
}

impl _PyXI_error {
    /// Notes an error, and for an exception nobody caught, what it is.
    fn new(interp: *mut PyInterpreterState, code: c_int, th: &mut Thread) -> _PyXI_error {
        // SAFETY: pointers only.
        let mut error = _PyXI_error { interp, code, uncaught: unsafe { std::mem::zeroed() } };
        if code == ERR_UNCAUGHT_EXCEPTION
            && let Some(exception) = th.take_raised()
        {
            match xi::describe(&exception, th) {
                Ok(described) => error.uncaught = described,
                Err(Raised) => {
                    th.clear_raised();
                    error.code = ERR_NO_MEMORY;
                }
            }
        }
        th.clear_raised();
        error
    }
}

/// Raises the error, or, for an exception nobody caught, gives it as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_ApplyError(error: &_PyXI_error) -> Option<Ref> {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    let Raised = match error.code {
        ERR_UNCAUGHT_EXCEPTION => return xi::as_object(&error.uncaught, th).ok(),
        ERR_NO_ERROR => return None,
        ERR_NO_MEMORY => th.no_memory(),
        ERR_ALREADY_RUNNING => crate::interp::already_running(th),
        ERR_MAIN_NS_FAILURE => raise!(th, InterpreterError, "failed to get __main__ namespace"),
        ERR_APPLY_NS_FAILURE => raise!(th, InterpreterError, "failed to apply namespace to __main__"),
        ERR_NOT_SHAREABLE => xi::raise_not_shareable(th),
        _ => raise!(th, RuntimeError, "unsupported error code"),
    };
    None
}

/// The namespace of `__main__`.
fn main_namespace(th: &mut Thread) -> PyResult {
    let main = ks_runtime::import::modules::add(id!(__main__), th)?;
    main.get_attr(id!(__dict__), th)
}

/// Enters an interpreter to run something in its `__main__`; -1 with an exception if it cannot be.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_Enter(
    session: &mut _PyXI_session,
    interp: *mut PyInterpreterState,
    updates: Option<&Object>,
) -> c_int {
    // SAFETY: as above; the caller passes a live interpreter, and leaves the session by `_PyXI_Exit`.
    unsafe {
        let th = Thread::enter();
        let mut namespace = None;
        if let Some(updates) = updates {
            let filled = updates.len(th).and_then(|length| {
                if length == 0 {
                    return Ok(None);
                }
                let mut namespace = Namespace::from_names(updates, th)?;
                namespace.fill(as_dict(updates, th)?, th)?;
                Ok(Some(namespace))
            });
            match filled {
                Ok(filled) => namespace = filled,
                Err(Raised) => return -1,
            }
        }
        let previous = th.as_ptr();
        session.prev_tstate = previous;
        session.init_tstate = previous;
        session.own_init_tstate = 0;
        if !std::ptr::eq(th.interp().block, interp) {
            let state = crate::pystate::_PyThreadState_NewBound(interp, _PyThreadState_WHENCE_EXEC);
            if state.is_null() {
                let Raised = th.no_memory();
                return -1;
            }
            crate::pystate::PyThreadState_Swap(state);
            session.init_tstate = state;
            session.own_init_tstate = 1;
        }
        let th = Thread::enter();
        session.running = 0;
        let mut code = ERR_UNCAUGHT_EXCEPTION;
        let begun = (|| {
            if crate::interp::_PyInterpreterState_SetRunningMain(interp) < 0 {
                code = ERR_ALREADY_RUNNING;
                return Err(Raised);
            }
            session.running = 1;
            code = ERR_MAIN_NS_FAILURE;
            let main = main_namespace(th)?;
            session.main_ns = main.as_ptr();
            std::mem::forget(main.clone());
            if let Some(namespace) = &namespace {
                code = ERR_APPLY_NS_FAILURE;
                namespace.apply(as_dict(&main, th)?, None, th)?;
            }
            Ok(())
        })();
        if begun.is_ok() {
            return 0;
        }
        let error = _PyXI_error::new(interp, code, th);
        leave(session);
        drop(namespace);
        drop(_PyXI_ApplyError(&error));
        -1
    }
}

/// Goes back to the interpreter that the session came from.
unsafe fn leave(session: &mut _PyXI_session) {
    // SAFETY: the session was entered on this thread, whose state it holds.
    unsafe {
        drop(Ref::from_raw_option(std::mem::replace(&mut session.main_ns, std::ptr::null_mut())));
        if std::mem::replace(&mut session.running, 0) != 0 {
            crate::interp::_PyInterpreterState_SetNotRunningMain(&*Thread::enter().interp.get());
        }
        let own = session.init_tstate;
        if !std::ptr::eq(session.prev_tstate, own) {
            thread::clear_state(&*own, Thread::enter());
            crate::pystate::PyThreadState_Swap(session.prev_tstate);
            crate::pystate::PyThreadState_Delete(own);
        }
        session.prev_tstate = std::ptr::null_mut();
        session.init_tstate = std::ptr::null_mut();
        session.own_init_tstate = 0;
    }
}

/// Leaves it; an exception set is kept in the session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_Exit(session: &mut _PyXI_session) {
    // SAFETY: as above; `_error` has the size of the struct.
    unsafe {
        let th = Thread::enter();
        session.error = std::ptr::null_mut();
        if th.is_raised() {
            let mut code = ERR_UNCAUGHT_EXCEPTION;
            if !session.error_override.is_null() {
                code = *session.error_override;
                session.error_override = std::ptr::null_mut();
            }
            let place = session._error.as_ptr().cast::<_PyXI_error>();
            place.write(_PyXI_error::new(th.interp.get(), code, th));
            session.error = place.cast();
        }
        leave(session);
    }
}

const _: () = assert!(size_of::<_PyXI_error>() == 64);

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_HasCapturedException(session: &_PyXI_session) -> c_int {
    c_int::from(!session.error.is_null())
}

/// As [`_PyXI_ApplyError`] of what the session kept, which is forgotten.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyXI_ApplyCapturedException(session: &mut _PyXI_session) -> Option<Ref> {
    // SAFETY: null, or what `_PyXI_Exit` wrote.
    unsafe {
        let error = session.error.cast::<_PyXI_error>().as_mut()?;
        let result = _PyXI_ApplyError(error);
        xi::forget(&mut error.uncaught);
        session.error = std::ptr::null_mut();
        result
    }
}
