//! `cpython/code.h`: code objects.

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_runtime::eval::interp::block;
use ks_runtime::heap;
use ks_runtime::objects::codeobject::{self, CodeArguments, CodeExtra};
use ks_runtime::prelude::*;

/// A code object that C passes.
unsafe fn code<'a>(object: *mut PyCodeObject) -> &'a Code {
    // SAFETY: the C API's contract.
    unsafe { &*object.cast::<Code>() }
}

fn given(made: PyResult<Ref<Code>>) -> *mut PyCodeObject {
    made.map_or(std::ptr::null_mut(), |code| code.into_raw().cast())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Code_NewWithPosOnlyArgs(
    argcount: c_int,
    posonlyargcount: c_int,
    kwonlyargcount: c_int,
    nlocals: c_int,
    stacksize: c_int,
    flags: c_int,
    code: Option<&Object>,
    consts: Option<&Object>,
    names: Option<&Object>,
    varnames: Option<&Object>,
    freevars: Option<&Object>,
    cellvars: Option<&Object>,
    filename: Option<&Object>,
    name: Option<&Object>,
    qualname: Option<&Object>,
    firstlineno: c_int,
    linetable: Option<&Object>,
    exceptiontable: Option<&Object>,
) -> *mut PyCodeObject {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let bytes = |object: Option<&Object>| object.and_then(|object| object.downcast::<Bytes>()).map(Ref::new);
    let tuple = |object: Option<&Object>| object.and_then(|object| object.downcast::<Tuple>()).map(Ref::new);
    let text = |object: Option<&Object>| object.and_then(|object| object.downcast::<Str>()).map(Ref::new);
    let parts = (|| {
        Some(CodeArguments {
            argcount,
            posonlyargcount,
            kwonlyargcount,
            nlocals,
            stacksize,
            flags,
            code: bytes(code)?,
            consts: tuple(consts)?,
            names: tuple(names)?,
            varnames: tuple(varnames)?,
            filename: text(filename)?,
            name: text(name)?,
            qualname: text(qualname)?,
            firstlineno,
            linetable: bytes(linetable)?,
            exceptiontable: bytes(exceptiontable)?,
            freevars: tuple(freevars)?,
            cellvars: tuple(cellvars)?,
        })
    })();
    match parts {
        Some(parts) => given(parts.make(th)),
        None => {
            let _ = th.bad_internal_call();
            std::ptr::null_mut()
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Code_New(
    argcount: c_int,
    kwonlyargcount: c_int,
    nlocals: c_int,
    stacksize: c_int,
    flags: c_int,
    code: Option<&Object>,
    consts: Option<&Object>,
    names: Option<&Object>,
    varnames: Option<&Object>,
    freevars: Option<&Object>,
    cellvars: Option<&Object>,
    filename: Option<&Object>,
    name: Option<&Object>,
    qualname: Option<&Object>,
    firstlineno: c_int,
    linetable: Option<&Object>,
    exceptiontable: Option<&Object>,
) -> *mut PyCodeObject {
    // SAFETY: as above.
    unsafe {
        PyUnstable_Code_NewWithPosOnlyArgs(
            argcount,
            0,
            kwonlyargcount,
            nlocals,
            stacksize,
            flags,
            code,
            consts,
            names,
            varnames,
            freevars,
            cellvars,
            filename,
            name,
            qualname,
            firstlineno,
            linetable,
            exceptiontable,
        )
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_NewEmpty(
    filename: *const c_char,
    name: *const c_char,
    firstlineno: c_int,
) -> *mut PyCodeObject {
    // SAFETY: called by C with the interpreter held, with C strings.
    unsafe {
        let th = Thread::enter();
        let filename = CStr::from_ptr(filename).to_bytes();
        let name = CStr::from_ptr(name).to_string_lossy();
        given(codeobject::empty(filename, &name, firstlineno, th))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_Addr2Line(object: *mut PyCodeObject, offset: c_int) -> c_int {
    // SAFETY: a code object.
    unsafe { code(object) }.addr2line(offset)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_Addr2Location(
    object: *mut PyCodeObject,
    offset: c_int,
    start_line: *mut c_int,
    start_column: *mut c_int,
    end_line: *mut c_int,
    end_column: *mut c_int,
) -> c_int {
    // SAFETY: a code object; the results go where the caller says.
    unsafe {
        let code = code(object);
        if offset < 0 {
            *start_line = code.layout().co_firstlineno.get();
            *start_column = 0;
            *end_line = *start_line;
            *end_column = 0;
            return 1;
        }
        let location = code.location(offset);
        *start_line = location.lineno;
        *start_column = location.col_offset;
        *end_line = location.end_lineno;
        *end_column = location.end_col_offset;
        1
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_GetCode(object: *mut PyCodeObject) -> PyResult {
    // SAFETY: a code object.
    Ok(unsafe { code(object) }.bytecode()?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_GetVarnames(object: *mut PyCodeObject) -> PyResult {
    // SAFETY: a code object.
    unsafe { code(object) }.varnames()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_GetCellvars(object: *mut PyCodeObject) -> PyResult {
    // SAFETY: a code object.
    unsafe { code(object) }.cellvars()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_GetFreevars(object: *mut PyCodeObject) -> PyResult {
    // SAFETY: a code object.
    unsafe { code(object) }.freevars()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCode_ConstantKey(constant: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    codeobject::constant_key(constant, unsafe { Thread::enter() })
}

/// Returns the code unchanged, as since 3.10.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_Optimize(
    code: &Object,
    _consts: Option<&Object>,
    _names: Option<&Object>,
    _lnotab: Option<&Object>,
) -> PyResult {
    Ok(code.to_ref())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_AddWatcher(callback: PyCode_WatchCallback) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let interp = block(th);
    for (index, slot) in interp.code_watchers.iter().enumerate() {
        if slot.get().is_none() {
            slot.set(Some(callback));
            interp.active_code_watchers.set(interp.active_code_watchers.get() | 1 << index);
            return index as c_int;
        }
    }
    let _ = raise!(th, RuntimeError, "no more code watcher IDs available");
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_ClearWatcher(watcher: c_int) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let interp = block(th);
    let Some(slot) = usize::try_from(watcher).ok().and_then(|index| interp.code_watchers.get(index)) else {
        let _ = raise!(th, ValueError, "Invalid code watcher ID {watcher}");
        return -1;
    };
    if slot.get().is_none() {
        let _ = raise!(th, ValueError, "No code watcher set for ID {watcher}");
        return -1;
    }
    slot.set(None);
    interp.active_code_watchers.set(interp.active_code_watchers.get() & !(1 << watcher));
    0
}

/// Where the extra value of an index stands.
unsafe fn extra_slot(extra: *mut CodeExtra, index: usize) -> *mut *mut c_void {
    // SAFETY: the block has more than `index` values.
    unsafe { (&raw mut (*extra).extras).cast::<*mut c_void>().add(index) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Code_GetExtra(object: &Object, index: isize, result: *mut *mut c_void) -> c_int {
    // SAFETY: called by C with the interpreter held; the result goes where the caller says.
    unsafe {
        let Some(code) = object.downcast::<Code>() else {
            let _ = Thread::enter().bad_internal_call();
            return -1;
        };
        let extra = code.layout().co_extra.get().cast::<CodeExtra>();
        *result = match usize::try_from(index) {
            Ok(index) if !extra.is_null() && index < (*extra).size => *extra_slot(extra, index),
            _ => std::ptr::null_mut(),
        };
        0
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Code_SetExtra(object: &Object, index: isize, value: *mut c_void) -> c_int {
    // SAFETY: called by C with the interpreter held; the block belongs to the code object.
    unsafe {
        let th = Thread::enter();
        let interp = block(th);
        let users = interp.co_extra_user_count.get() as usize;
        let (Some(code), Some(index)) =
            (object.downcast::<Code>(), usize::try_from(index).ok().filter(|index| *index < users))
        else {
            let _ = th.bad_internal_call();
            return -1;
        };
        let field = &code.layout().co_extra;
        let mut extra = field.get().cast::<CodeExtra>();
        let size = if extra.is_null() { 0 } else { (*extra).size };
        if size <= index {
            let bytes = size_of::<CodeExtra>() + (users - 1) * size_of::<*mut c_void>();
            extra = heap::mem_realloc(extra.cast(), bytes).cast::<CodeExtra>();
            if extra.is_null() {
                let _ = th.no_memory();
                return -1;
            }
            for fresh in size..users {
                *extra_slot(extra, fresh) = std::ptr::null_mut();
            }
            (*extra).size = users;
            field.set(extra.cast());
        }
        let slot = extra_slot(extra, index);
        if !(*slot).is_null()
            && let Some(free) = interp.co_extra_freefuncs[index].get()
        {
            free(*slot);
        }
        *slot = value;
        0
    }
}

/// `PyCodeAddressRange`.
#[repr(C)]
pub struct PyCodeAddressRange {
    pub ar_start: c_int,
    pub ar_end: c_int,
    pub ar_line: c_int,
}

/// The bounds of the run of instructions on the line of `lasti`, and that line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCode_CheckLineNumber(lasti: c_int, bounds: *mut PyCodeAddressRange) -> c_int {
    // Only the bounds that the caller keeps tell the code, in a part that is private to CPython's own line iterator.
    let _ = (lasti, bounds);
    ks_runtime::unwritten::stop("_PyCode_CheckLineNumber")
}
