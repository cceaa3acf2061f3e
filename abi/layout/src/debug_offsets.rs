//! `pycore_runtime.h`: the table by which debuggers and profilers read another process.

use crate::bytesobject::PyBytesObject;
use crate::code::PyCodeObject;
use crate::dictobject::PyDictObject;
use crate::floatobject::PyFloatObject;
use crate::frameobject::_PyInterpreterFrame;
use crate::gc::_gc_runtime_state;
use crate::interp::PyInterpreterState;
use crate::listobject::PyListObject;
use crate::longintrepr::PyLongObject;
use crate::object::{Object, Type};
use crate::pystate::PyThreadState;
use crate::runtime::_PyRuntimeState;
use crate::tupleobject::PyTupleObject;
use crate::unicodeobject::{PyASCIIObject, PyUnicodeObject};

/// Of `_PyRuntimeState`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _runtime_state {
    pub size: u64,
    pub finalizing: u64,
    pub interpreters_head: u64,
}

/// Of `PyInterpreterState`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _interpreter_state {
    pub size: u64,
    pub id: u64,
    pub next: u64,
    pub threads_head: u64,
    pub gc: u64,
    pub imports_modules: u64,
    pub sysdict: u64,
    pub builtins: u64,
    pub ceval_gil: u64,
    pub gil_runtime_state: u64,
    pub gil_runtime_state_enabled: u64,
    pub gil_runtime_state_locked: u64,
    pub gil_runtime_state_holder: u64,
}

/// Of `PyThreadState`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _thread_state {
    pub size: u64,
    pub prev: u64,
    pub next: u64,
    pub interp: u64,
    pub current_frame: u64,
    pub thread_id: u64,
    pub native_thread_id: u64,
    pub datastack_chunk: u64,
    pub status: u64,
}

/// Of `_PyInterpreterFrame`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _interpreter_frame {
    pub size: u64,
    pub previous: u64,
    pub executable: u64,
    pub instr_ptr: u64,
    pub localsplus: u64,
    pub owner: u64,
}

/// Of `PyCodeObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _code_object {
    pub size: u64,
    pub filename: u64,
    pub name: u64,
    pub qualname: u64,
    pub linetable: u64,
    pub firstlineno: u64,
    pub argcount: u64,
    pub localsplusnames: u64,
    pub localspluskinds: u64,
    pub co_code_adaptive: u64,
}

/// Of `PyObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _pyobject {
    pub size: u64,
    pub ob_type: u64,
}

/// Of `PyTypeObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _type_object {
    pub size: u64,
    pub tp_name: u64,
    pub tp_repr: u64,
    pub tp_flags: u64,
}

/// Of `PyTupleObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _tuple_object {
    pub size: u64,
    pub ob_item: u64,
    pub ob_size: u64,
}

/// Of `PyListObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _list_object {
    pub size: u64,
    pub ob_item: u64,
    pub ob_size: u64,
}

/// Of `PyDictObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _dict_object {
    pub size: u64,
    pub ma_keys: u64,
    pub ma_values: u64,
}

/// Of `PyFloatObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _float_object {
    pub size: u64,
    pub ob_fval: u64,
}

/// Of `PyLongObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _long_object {
    pub size: u64,
    pub lv_tag: u64,
    pub ob_digit: u64,
}

/// Of `PyBytesObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _bytes_object {
    pub size: u64,
    pub ob_size: u64,
    pub ob_sval: u64,
}

/// Of `PyASCIIObject`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _unicode_object {
    pub size: u64,
    pub state: u64,
    pub length: u64,
    pub asciiobject_size: u64,
}

/// Of `_gc_runtime_state`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _gc {
    pub size: u64,
    pub collecting: u64,
}

/// Sizes and offsets in bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _Py_DebugOffsets {
    pub cookie: [u8; 8],
    pub version: u64,
    pub free_threaded: u64,
    pub runtime_state: _runtime_state,
    pub interpreter_state: _interpreter_state,
    pub thread_state: _thread_state,
    pub interpreter_frame: _interpreter_frame,
    pub code_object: _code_object,
    pub pyobject: _pyobject,
    pub type_object: _type_object,
    pub tuple_object: _tuple_object,
    pub list_object: _list_object,
    pub dict_object: _dict_object,
    pub float_object: _float_object,
    pub long_object: _long_object,
    pub bytes_object: _bytes_object,
    pub unicode_object: _unicode_object,
    pub gc: _gc,
}

macro_rules! offsets {
    ($table:ident, $of:ty, $($field:ident: $($path:tt).+),*) => {
        $table { size: size_of::<$of>() as u64, $($field: std::mem::offset_of!($of, $($path).+) as u64),* }
    };
}

const INTERPRETER_STATE: _interpreter_state = _interpreter_state {
    size: size_of::<PyInterpreterState>() as u64,
    id: std::mem::offset_of!(PyInterpreterState, id) as u64,
    next: std::mem::offset_of!(PyInterpreterState, next) as u64,
    threads_head: std::mem::offset_of!(PyInterpreterState, threads.head) as u64,
    gc: std::mem::offset_of!(PyInterpreterState, gc) as u64,
    imports_modules: std::mem::offset_of!(PyInterpreterState, imports.modules) as u64,
    sysdict: std::mem::offset_of!(PyInterpreterState, sysdict) as u64,
    builtins: std::mem::offset_of!(PyInterpreterState, builtins) as u64,
    ceval_gil: std::mem::offset_of!(PyInterpreterState, ceval.gil) as u64,
    gil_runtime_state: std::mem::offset_of!(PyInterpreterState, _gil) as u64,
    // Only a build that can do without the lock has the flag.
    gil_runtime_state_enabled: 0,
    gil_runtime_state_locked: std::mem::offset_of!(PyInterpreterState, _gil.locked) as u64,
    gil_runtime_state_holder: std::mem::offset_of!(PyInterpreterState, _gil.last_holder) as u64,
};

impl _Py_DebugOffsets {
    /// The truth about this library.
    pub const NEW: _Py_DebugOffsets = _Py_DebugOffsets {
        cookie: *b"xdebugpy",
        version: crate::version::PY_VERSION_HEX as u64,
        free_threaded: 0,
        runtime_state: offsets!(_runtime_state, _PyRuntimeState, finalizing: _finalizing, interpreters_head: interpreters.head),
        interpreter_state: INTERPRETER_STATE,
        thread_state: offsets!(_thread_state, PyThreadState,
            prev: prev, next: next, interp: interp, current_frame: current_frame, thread_id: thread_id,
            native_thread_id: native_thread_id, datastack_chunk: datastack_chunk, status: _status),
        interpreter_frame: offsets!(_interpreter_frame, _PyInterpreterFrame,
            previous: previous, executable: f_executable, instr_ptr: instr_ptr, localsplus: localsplus, owner: owner),
        code_object: offsets!(_code_object, PyCodeObject,
            filename: co_filename, name: co_name, qualname: co_qualname, linetable: co_linetable,
            firstlineno: co_firstlineno, argcount: co_argcount, localsplusnames: co_localsplusnames,
            localspluskinds: co_localspluskinds, co_code_adaptive: co_code_adaptive),
        pyobject: _pyobject { size: size_of::<Object>() as u64, ob_type: Object::OB_TYPE_OFFSET as u64 },
        type_object: offsets!(_type_object, Type, tp_name: tp_name, tp_repr: tp_repr, tp_flags: tp_flags),
        tuple_object: offsets!(_tuple_object, PyTupleObject, ob_item: ob_item, ob_size: ob_base.ob_size),
        list_object: offsets!(_list_object, PyListObject, ob_item: ob_item, ob_size: ob_base.ob_size),
        dict_object: offsets!(_dict_object, PyDictObject, ma_keys: ma_keys, ma_values: ma_values),
        float_object: offsets!(_float_object, PyFloatObject, ob_fval: ob_fval),
        long_object: offsets!(_long_object, PyLongObject, lv_tag: long_value.lv_tag, ob_digit: long_value.ob_digit),
        bytes_object: offsets!(_bytes_object, PyBytesObject, ob_size: ob_base.ob_size, ob_sval: ob_sval),
        unicode_object: _unicode_object {
            size: size_of::<PyUnicodeObject>() as u64,
            state: std::mem::offset_of!(PyASCIIObject, state) as u64,
            length: std::mem::offset_of!(PyASCIIObject, length) as u64,
            asciiobject_size: size_of::<PyASCIIObject>() as u64,
        },
        gc: offsets!(_gc, _gc_runtime_state, collecting: collecting),
    };
}
