//! `pycore_runtime.h`: `_PyRuntime`, the state of the process, and the static objects in it.

use crate::interp::PyInterpreterState;
use crate::opaque::Opaque;
use crate::static_objects::_Py_static_objects;

/// `_PyRuntimeState`.
#[repr(C)]
pub struct _PyRuntimeState {
    pub head: Opaque<13840>,
    pub static_objects: _Py_static_objects,
    pub _main_interpreter: PyInterpreterState,
}
// SAFETY: touched only by the thread that holds the interpreter, or through atomics.
unsafe impl Sync for _PyRuntimeState {}

const _: () = assert!(std::mem::offset_of!(_PyRuntimeState, _main_interpreter) == 88352);

/// The state of the process. Debuggers find it by its section.
#[unsafe(no_mangle)]
#[unsafe(link_section = ".PyRuntime")]
pub static _PyRuntime: _PyRuntimeState = _PyRuntimeState {
    head: Opaque::ZERO,
    static_objects: _Py_static_objects::NEW,
    _main_interpreter: PyInterpreterState { rest: Opaque::ZERO },
};
