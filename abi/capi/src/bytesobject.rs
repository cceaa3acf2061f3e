//! `bytesobject.h`, `cpython/bytesobject.h`, `pycore_bytesobject.h`, `bytearrayobject.h`.

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::codecs::escapes;
use ks_runtime::objects::bytesobject::{self, byte_methods};
use ks_runtime::objects::{bytearrayobject, unicodeobject};
use ks_runtime::prelude::*;

use super::support::{bytes, name, object};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_FromStringAndSize(start: *const c_char, size: isize) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there, or they are to be filled in.
    unsafe {
        if size < 0 {
            let message = "Negative size passed to PyBytes_FromStringAndSize";
            return Err(raise!(Thread::enter(), SystemError, "{message}"));
        }
        if start.is_null() { object(Bytes::alloc(size as usize)) } else { object(Bytes::new(bytes(start, size))) }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_FromString(start: *const c_char) -> PyResult {
    // SAFETY: called by C with a NUL-terminated string.
    unsafe { object(Bytes::new(CStr::from_ptr(start).to_bytes())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_FromObject(value: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match value {
        Some(value) => bytesobject::from_object(value, th),
        None => Err(th.bad_internal_call()),
    }
}

/// The object as bytes.
fn expect<'a>(value: &'a Object, th: &mut Thread) -> PyResult<&'a Bytes> {
    value.downcast::<Bytes>().ok_or_else(|| {
        let name = value.ob_type().display_name();
        raise!(th, TypeError, "expected bytes, {name:.200} found")
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_Size(value: &Object) -> Size {
    // SAFETY: called by C with the interpreter held.
    expect(value, unsafe { Thread::enter() }).map(Bytes::len).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_AsString(value: &Object) -> *mut c_char {
    // SAFETY: called by C with the interpreter held.
    match expect(value, unsafe { Thread::enter() }) {
        Ok(bytes) => bytes.layout().bytes_ptr().cast(),
        Err(Raised) => std::ptr::null_mut(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_AsStringAndSize(value: &Object, start: *mut *mut c_char, size: *mut isize) -> Status {
    // SAFETY: called by C with the interpreter held, with places for the results.
    unsafe {
        let th = Thread::enter();
        if start.is_null() {
            let _ = th.bad_internal_call();
            return Status::ERROR;
        }
        let Ok(bytes) = expect(value, th) else {
            return Status::ERROR;
        };
        *start = bytes.layout().bytes_ptr().cast();
        match size.as_mut() {
            Some(size) => *size = bytes.len() as isize,
            None if bytes.as_bytes().contains(&0) => {
                let _ = raise!(th, ValueError, "embedded null byte");
                return Status::ERROR;
            }
            None => {}
        }
        Status::OK
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_Repr(value: &Object, smart_quotes: c_int) -> PyResult {
    let _ = smart_quotes;
    // SAFETY: called by C with the interpreter held.
    object(expect(value, unsafe { Thread::enter() })?.repr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_Concat(place: *mut *mut Object, other: Option<&Object>) {
    // SAFETY: called by C with the interpreter held; the place owns its object.
    unsafe {
        let th = Thread::enter();
        let Some(left) = Ref::from_raw_option(*place) else {
            return;
        };
        *place = std::ptr::null_mut();
        let Some(other) = other else {
            return;
        };
        let Some(bytes) = left.downcast::<Bytes>() else {
            let _ = th.bad_internal_call();
            return;
        };
        if let Ok(result) = bytesobject::concat(bytes, other, th) {
            *place = result.into_raw().cast();
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_ConcatAndDel(place: *mut *mut Object, other: *mut Object) {
    // SAFETY: as above; the reference to `other` is given up.
    unsafe {
        PyBytes_Concat(place, other.as_ref());
        drop(Ref::from_raw_option(other));
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_DecodeEscape(
    start: *const c_char,
    size: isize,
    errors: *const c_char,
    _unicode: isize,
    _recode: *const c_char,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there.
    unsafe { object(escapes::decode_bytes_warning(bytes(start, size), name(errors), Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytes_DecodeEscape(
    start: *const c_char,
    size: isize,
    errors: *const c_char,
    first_invalid: *mut *const c_char,
) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let (decoded, invalid) = escapes::decode_bytes(bytes(start, size), name(errors), Thread::enter())?;
        if let Some(place) = first_invalid.as_mut() {
            *place = invalid.map_or(std::ptr::null(), |at| start.add(at));
        }
        object(Bytes::new(&decoded))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytes_Resize(place: *mut *mut Object, size: isize) -> Status {
    // SAFETY: called by C with the interpreter held; the place owns its object.
    unsafe {
        let th = Thread::enter();
        let old = Ref::from_raw_option(std::mem::replace(&mut *place, std::ptr::null_mut()));
        let (Some(old), Ok(size)) = (old, usize::try_from(size)) else {
            let _ = th.bad_internal_call();
            return Status::ERROR;
        };
        let Some(bytes) = old.downcast::<Bytes>() else {
            let _ = th.bad_internal_call();
            return Status::ERROR;
        };
        if bytes.len() == size {
            *place = old.into_raw();
            return Status::OK;
        }
        if !bytes.is_empty() && size > 0 && bytes.refcnt() != 1 {
            let _ = th.bad_internal_call();
            return Status::ERROR;
        }
        let Ok(new) = Bytes::alloc(size) else {
            return Status::ERROR;
        };
        let kept = bytes.len().min(size);
        if kept > 0 {
            std::ptr::copy_nonoverlapping(bytes.layout().bytes_ptr(), new.layout().bytes_ptr(), kept);
        }
        *place = new.into_raw().cast();
        Status::OK
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytes_Join(separator: &Object, items: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let separator = expect(separator, th)?;
    object(Bytes::new(&byte_methods::joined(separator.as_bytes(), &*byte_methods::items_to_join(items, th)?, th)?))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytes_Find(
    hay: *const c_char,
    hay_size: isize,
    needle: *const c_char,
    needle_size: isize,
    offset: isize,
) -> isize {
    // SAFETY: called by C with that many bytes.
    let found = unsafe { unicodeobject::find::find(bytes(hay, hay_size), bytes(needle, needle_size)) };
    found.map_or(-1, |at| at as isize + offset)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytes_ReverseFind(
    hay: *const c_char,
    hay_size: isize,
    needle: *const c_char,
    needle_size: isize,
    offset: isize,
) -> isize {
    // SAFETY: called by C with that many bytes.
    let found = unsafe { unicodeobject::find::rfind(bytes(hay, hay_size), bytes(needle, needle_size)) };
    found.map_or(-1, |at| at as isize + offset)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytes_Repeat(to: *mut c_char, size: isize, from: *const c_char, unit: isize) {
    if size <= 0 || unit <= 0 {
        return;
    }
    // SAFETY: called by C; `size` is a multiple of `unit`.
    unsafe { unicodeobject::fill_repeated(bytes(from, unit), to.cast(), (size / unit) as usize) }
}

// The writer of bytes. It always writes into an object: the small buffer inside stays unused.

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytesWriter_Init(writer: *mut _PyBytesWriter) {
    // SAFETY: called by C with memory for the struct.
    unsafe {
        (*writer).buffer = std::ptr::null_mut();
        (*writer).allocated = 0;
        (*writer).min_size = 0;
        (*writer).use_bytearray = 0;
        (*writer).overallocate = 0;
        (*writer).use_small_buffer = 0;
    }
}

/// Where the writer's bytes begin.
///
/// # Safety
/// The buffer is bytes or a bytearray.
unsafe fn writer_start(writer: &_PyBytesWriter) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe {
        match writer.buffer.as_ref() {
            None => std::ptr::null_mut(),
            Some(buffer) if writer.use_bytearray != 0 => buffer.cast_unchecked::<ByteArray>().start(),
            Some(buffer) => buffer.cast_unchecked::<Bytes>().layout().bytes_ptr(),
        }
    }
}

/// Makes room for `size` bytes in all, keeping the first `used`.
///
/// # Safety
/// As [`writer_start`].
unsafe fn writer_resize(writer: &mut _PyBytesWriter, used: usize, size: usize) -> PyResult<*mut u8> {
    let size = if writer.overallocate != 0 { size.saturating_add(size / 4) } else { size };
    // SAFETY: both buffers have room for what is copied.
    unsafe {
        let old = writer_start(writer);
        let new = if writer.use_bytearray != 0 {
            let array = ByteArray::new(&[])?;
            array.resize(size, Thread::enter())?;
            array.into_object()
        } else {
            // Never the shared empty object, which is not to be written.
            Bytes::alloc(size.max(2))?.into_object()
        };
        let before = Ref::from_raw_option(std::mem::replace(&mut writer.buffer, new.into_raw()));
        let start = writer_start(writer);
        if used > 0 {
            std::ptr::copy_nonoverlapping(old, start, used);
        }
        drop(before);
        writer.allocated = size as isize;
        Ok(start)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytesWriter_Alloc(writer: &mut _PyBytesWriter, size: isize) -> *mut c_void {
    // SAFETY: called by C with an initialized writer.
    unsafe {
        writer.min_size = size;
        let wanted = (size.max(0) as usize).max(16);
        writer_resize(writer, 0, wanted).map_or(std::ptr::null_mut(), |start| start.cast())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytesWriter_Resize(
    writer: &mut _PyBytesWriter,
    at: *mut c_void,
    size: isize,
) -> *mut c_void {
    // SAFETY: called by C with a place inside the writer's bytes.
    unsafe {
        let used = at as usize - writer_start(writer) as usize;
        match writer_resize(writer, used, size.max(0) as usize) {
            Ok(start) => start.add(used).cast(),
            Err(Raised) => std::ptr::null_mut(),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytesWriter_Prepare(
    writer: &mut _PyBytesWriter,
    at: *mut c_void,
    size: isize,
) -> *mut c_void {
    if size == 0 {
        return at;
    }
    // SAFETY: as above.
    unsafe {
        let Some(min_size) = writer.min_size.checked_add(size) else {
            let _ = Thread::enter().no_memory();
            return std::ptr::null_mut();
        };
        writer.min_size = min_size;
        if min_size > writer.allocated { _PyBytesWriter_Resize(writer, at, min_size) } else { at }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytesWriter_WriteBytes(
    writer: &mut _PyBytesWriter,
    at: *mut c_void,
    from: *const c_void,
    size: isize,
) -> *mut c_void {
    // SAFETY: as above, with `size` bytes to copy.
    unsafe {
        let at = _PyBytesWriter_Prepare(writer, at, size);
        if at.is_null() {
            return at;
        }
        std::ptr::copy_nonoverlapping(from.cast::<u8>(), at.cast::<u8>(), size.max(0) as usize);
        at.byte_offset(size)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytesWriter_Finish(writer: &mut _PyBytesWriter, at: *mut c_void) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let start = writer_start(writer);
        let size = if start.is_null() { 0 } else { at as usize - start as usize };
        let written = bytes(start.cast(), size as isize);
        let result =
            if writer.use_bytearray != 0 { object(ByteArray::new(written)) } else { object(Bytes::new(written)) };
        _PyBytesWriter_Dealloc(writer);
        result
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytesWriter_Dealloc(writer: &mut _PyBytesWriter) {
    // SAFETY: the writer owns its buffer and gives it up.
    drop(unsafe { Ref::from_raw_option(std::mem::replace(&mut writer.buffer, std::ptr::null_mut())) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_FromStringAndSize(start: *const c_char, size: isize) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there, or they are to be filled in.
    unsafe {
        if size < 0 {
            let message = "Negative size passed to PyByteArray_FromStringAndSize";
            return Err(raise!(Thread::enter(), SystemError, "{message}"));
        }
        if !start.is_null() {
            return object(ByteArray::new(bytes(start, size)));
        }
        let array = ByteArray::new(&[])?;
        array.resize(size as usize, Thread::enter())?;
        object(Ok(array))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_FromObject(value: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    bytearrayobject::PyByteArray_Type.as_object().call(&[value], th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_Concat(a: &Object, b: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    object(bytearrayobject::concat(a, b, unsafe { Thread::enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_Size(value: &Object) -> isize {
    // SAFETY: called by C with a bytearray.
    unsafe { value.cast_unchecked::<ByteArray>() }.len() as isize
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_AsString(value: &Object) -> *mut c_char {
    // SAFETY: called by C with a bytearray.
    unsafe { value.cast_unchecked::<ByteArray>() }.start().cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_Resize(value: &Object, size: isize) -> Status {
    // SAFETY: called by C with the interpreter held, with a bytearray.
    unsafe {
        let th = Thread::enter();
        match usize::try_from(size) {
            Ok(size) => value.cast_unchecked::<ByteArray>().resize(size, th).into(),
            Err(_) => {
                let _ = raise!(th, ValueError, "Can only resize to positive sizes, got {size}");
                Status::ERROR
            }
        }
    }
}
