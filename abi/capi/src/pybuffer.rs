//! `pybuffer.h`, `memoryobject.h` and the old buffer functions of `abstract.h`.

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_runtime::heap;
use ks_runtime::objects::memoryobject::{self, Buffer, ManagedBuffer};
use ks_runtime::prelude::*;

use super::support::object;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CheckBuffer(value: &Object) -> c_int {
    c_int::from(memoryobject::is_buffer(value))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetBuffer(value: &Object, view: *mut Py_buffer, flags: c_int) -> Status {
    // SAFETY: called by C with the interpreter held; a null view is the exporter's to refuse.
    unsafe {
        let th = Thread::enter();
        match view.as_mut() {
            Some(view) => memoryobject::get_buffer(value, view, flags, th).into(),
            None => {
                let slot = value.ob_type().tp_as_buffer.get().and_then(|suite| suite.bf_getbuffer.get());
                slot.map_or(Status::ERROR, |slot| slot(value, view, flags))
            }
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_Release(view: &mut Py_buffer) {
    // SAFETY: called by C with the interpreter held.
    memoryobject::release(view, unsafe { Thread::enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_FillInfo(
    view: *mut Py_buffer,
    exporter: Option<&Object>,
    memory: *mut c_void,
    size: isize,
    readonly: c_int,
    flags: c_int,
) -> Status {
    // SAFETY: called by C with the interpreter held.
    unsafe {
        memoryobject::fill(view, exporter, memory, size.max(0) as usize, readonly != 0, flags, Thread::enter()).into()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_IsContiguous(view: &Py_buffer, order: c_char) -> c_int {
    c_int::from(memoryobject::is_contiguous(view, order as u8))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_GetPointer(view: &Py_buffer, indices: *const isize) -> *mut c_void {
    let mut place = view.buf.cast::<u8>();
    for at in 0..view.ndim.max(0) as usize {
        // SAFETY: called by C with a view that has strides, and indices in range.
        unsafe {
            place = place.offset(*view.strides.add(at) * *indices.add(at));
            if !view.suboffsets.is_null() && *view.suboffsets.add(at) >= 0 {
                place = place.cast::<*mut u8>().read_unaligned().offset(*view.suboffsets.add(at));
            }
        }
    }
    place.cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_SizeFromFormat(format: *const c_char) -> isize {
    // SAFETY: called by C with the interpreter held, with a NUL-terminated format.
    unsafe {
        let th = Thread::enter();
        let size = || -> PyResult<isize> {
            let module = ks_runtime::import::level::import_module(&*Str::intern_str("struct")?, th)?;
            let calcsize = module.get_attr(&*Str::intern_str("calcsize")?, th)?;
            let format = Str::decode_utf8(CStr::from_ptr(format).to_bytes(), None, th)?;
            calcsize.call(&[&format], th)?.as_isize(None, th)
        };
        let mut size = size;
        size().unwrap_or(-1)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_ToContiguous(
    to: *mut c_void,
    view: &Py_buffer,
    size: isize,
    order: c_char,
) -> Status {
    // SAFETY: called by C with the interpreter held, with room for `size` bytes.
    unsafe {
        let th = Thread::enter();
        if size != view.len {
            let _ = raise!(th, ValueError, "PyBuffer_ToContiguous: len != view->len");
            return Status::ERROR;
        }
        let mut bytes = Vec::new();
        if memoryobject::copy_to_vec(view, order as u8, &mut bytes, th).is_err() {
            return Status::ERROR;
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), to.cast(), bytes.len());
        Status::OK
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_FromContiguous(
    view: &Py_buffer,
    from: *const c_void,
    size: isize,
    order: c_char,
) -> Status {
    // SAFETY: called by C with a writable view and `size` bytes.
    unsafe {
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), size.max(0) as usize);
        memoryobject::copy_from_slice(view, order as u8, bytes);
    }
    Status::OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_FillContiguousStrides(
    ndim: c_int,
    shape: *mut isize,
    strides: *mut isize,
    itemsize: c_int,
    order: c_char,
) {
    if ndim <= 0 {
        return;
    }
    // SAFETY: called by C with `ndim` sizes and room for as many strides.
    unsafe {
        let shape = std::slice::from_raw_parts(shape, ndim as usize);
        let filled = memoryobject::contiguous_strides(shape, itemsize as isize, order as u8);
        std::ptr::copy_nonoverlapping(filled.as_ptr(), strides, filled.len());
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CopyData(to: &Object, from: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let copy = || -> PyResult<()> {
        if !memoryobject::is_buffer(to) || !memoryobject::is_buffer(from) {
            let message = "both destination and source must be bytes-like objects";
            return Err(raise!(th, TypeError, "{message}"));
        }
        let to = Buffer::get(to, PyBUF_FULL, th)?;
        let from = Buffer::get(from, PyBUF_FULL_RO, th)?;
        if to.view.len < from.view.len {
            let message = "destination is too small to receive data from source";
            return Err(raise!(th, BufferError, "{message}"));
        }
        let mut bytes = Vec::new();
        memoryobject::copy_to_vec(&from.view, b'C', &mut bytes, th)?;
        memoryobject::copy_from_slice(&to.view, b'C', &bytes);
        Ok(())
    };
    let mut copy = copy;
    copy().into()
}

/// The buffer functions of Python 2: the memory is lent without a hold on it.
fn old_buffer(value: &Object, start: *mut *mut c_void, size: *mut isize, flags: c_int) -> Status {
    // SAFETY: called by C with the interpreter held, with places for the results.
    unsafe {
        let th = Thread::enter();
        if start.is_null() || size.is_null() {
            let _ = th.bad_internal_call();
            return Status::ERROR;
        }
        match Buffer::get(value, flags, th) {
            Ok(buffer) => {
                *start = buffer.view.buf;
                *size = buffer.view.len;
                Status::OK
            }
            Err(Raised) => Status::ERROR,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CheckReadBuffer(value: &Object) -> c_int {
    if !memoryobject::is_buffer(value) {
        return 0;
    }
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match Buffer::get(value, PyBUF_SIMPLE, th) {
        Ok(_) => 1,
        Err(Raised) => {
            th.clear_raised();
            0
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_AsReadBuffer(value: &Object, start: *mut *mut c_void, size: *mut isize) -> Status {
    old_buffer(value, start, size, PyBUF_SIMPLE)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_AsCharBuffer(value: &Object, start: *mut *mut c_void, size: *mut isize) -> Status {
    old_buffer(value, start, size, PyBUF_SIMPLE)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_AsWriteBuffer(value: &Object, start: *mut *mut c_void, size: *mut isize) -> Status {
    old_buffer(value, start, size, PyBUF_WRITABLE)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMemoryView_FromObject(value: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    object(MemoryView::from_object(value, unsafe { Thread::enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMemoryView_FromMemory(memory: *mut c_char, size: isize, flags: c_int) -> PyResult {
    // SAFETY: called by C with the interpreter held, with memory that outlives the view.
    unsafe {
        let th = Thread::enter();
        let mut view = Py_buffer::EMPTY;
        memoryobject::fill_info(&mut view, None, memory.cast(), size.max(0) as usize);
        view.readonly = c_int::from(flags != PyBUF_WRITE);
        let managed = ManagedBuffer::with_view(view)?;
        object(MemoryView::on(&managed, managed.master(), th))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMemoryView_FromBuffer(info: &Py_buffer) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a view that outlives the new one.
    unsafe {
        let th = Thread::enter();
        if info.buf.is_null() {
            return Err(raise!(th, ValueError, "PyMemoryView_FromBuffer(): info->buf must not be NULL"));
        }
        let view = Py_buffer { obj: std::ptr::null_mut(), ..std::ptr::read(info) };
        let managed = ManagedBuffer::with_view(view)?;
        object(MemoryView::on(&managed, managed.master(), th))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMemoryView_GetContiguous(base: &Object, buffertype: c_int, order: c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let view = MemoryView::from_object(base, th)?;
    if buffertype == PyBUF_WRITE && view.view().readonly != 0 {
        return Err(raise!(th, BufferError, "underlying buffer is not writable"));
    }
    if memoryobject::is_contiguous(view.view(), order as u8) {
        return object(Ok(view));
    }
    if buffertype == PyBUF_WRITE {
        let message = "writable contiguous buffer requested for a non-contiguous object.";
        return Err(raise!(th, BufferError, "{message}"));
    }
    let mut bytes = Vec::new();
    memoryobject::copy_to_vec(view.view(), order as u8, &mut bytes, th)?;
    let copy = Bytes::new(&bytes)?;
    object(view.over_copy(&copy, order as u8, th))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBuffer_ReleaseInInterpreter(
    interp: *mut PyInterpreterState,
    view: &mut Py_buffer,
) -> c_int {
    let _ = interp;
    // SAFETY: called by C with the interpreter held.
    memoryobject::release(view, unsafe { Thread::enter() });
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBuffer_ReleaseInInterpreterAndRawFree(
    interp: *mut PyInterpreterState,
    view: *mut Py_buffer,
) -> c_int {
    let _ = interp;
    // SAFETY: called by C with the interpreter held; the struct is from `PyMem_RawMalloc`.
    unsafe {
        memoryobject::release(&mut *view, Thread::enter());
        heap::domains::free(heap::domains::Domain::Raw, view.cast());
    }
    0
}
