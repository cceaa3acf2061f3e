//! The buffer protocol: acquiring and releasing views, their geometry, copying them.

use std::ffi::{c_char, c_int, c_void};

use crate::prelude::*;

/// An acquired buffer, released on drop.
pub struct Buffer {
    /// Boxed, because shapes and strides of simple exporters point into the view itself.
    pub view: Box<Py_buffer>,
}

impl Buffer {
    /// `PyObject_GetBuffer`.
    ///
    /// # Errors
    /// `TypeError` "a bytes-like object is required, not 'X'", `BufferError`, and what the exporter raises.
    pub fn get(object: &Object, flags: c_int, th: &mut Thread) -> PyResult<Buffer> {
        let mut view = Box::new(Py_buffer::EMPTY);
        get_buffer(object, &mut view, flags, th)?;
        Ok(Buffer { view })
    }

    /// A contiguous buffer's bytes. The exporter keeps them in place while the buffer is held, but they may change.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        if self.view.len <= 0 || self.view.buf.is_null() {
            return &[];
        }
        // SAFETY: the exporter promises `len` bytes there until the view is released.
        unsafe { std::slice::from_raw_parts(self.view.buf.cast(), self.view.len as usize) }
    }

    /// A writable contiguous buffer's bytes.
    #[inline]
    pub fn as_bytes_mut(&mut self) -> &mut [u8] {
        if self.view.len <= 0 || self.view.buf.is_null() || self.view.readonly != 0 {
            return &mut [];
        }
        // SAFETY: as above; the exporter said that it is writable.
        unsafe { std::slice::from_raw_parts_mut(self.view.buf.cast(), self.view.len as usize) }
    }

    /// Number of bytes.
    #[inline]
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // SAFETY: as when a `Ref` is dropped, Python code may run; a buffer is dropped by the thread that holds the
        // interpreter, outside of storage borrows.
        release(&mut self.view, unsafe { Thread::enter() });
    }
}

/// `PyObject_CheckBuffer`.
#[inline]
pub fn is_buffer(object: &Object) -> bool {
    object.ob_type().tp_as_buffer.get().is_some_and(|suite| suite.bf_getbuffer.get().is_some())
}

/// `PyObject_GetBuffer` into a view of the caller's.
///
/// # Errors
/// `TypeError` for an object without a buffer, and what the exporter raises.
pub fn get_buffer(object: &Object, view: &mut Py_buffer, flags: c_int, th: &mut Thread) -> PyResult<()> {
    if flags != PyBUF_SIMPLE && (flags == PyBUF_READ || flags == PyBUF_WRITE) {
        return Err(th.bad_internal_call());
    }
    match object.ob_type().tp_as_buffer.get().and_then(|suite| suite.bf_getbuffer.get()) {
        // SAFETY: the slot of the object's own type.
        Some(slot) => unsafe { slot(object, view, flags) }.ok(),
        None => {
            let name = object.ob_type().display_name();
            Err(raise!(th, TypeError, "a bytes-like object is required, not '{name:.100}'"))
        }
    }
}

/// `PyBuffer_Release`.
pub fn release(view: &mut Py_buffer, th: &mut Thread) {
    let _ = th;
    // SAFETY: the view owns a reference to its exporter.
    let Some(object) = (unsafe { Ref::from_raw_option(view.obj) }) else {
        return;
    };
    if let Some(slot) = object.ob_type().tp_as_buffer.get().and_then(|suite| suite.bf_releasebuffer.get()) {
        // SAFETY: the slot of the exporter's own type, with the view that it filled.
        unsafe { slot(&object, view) };
    }
    view.obj = std::ptr::null_mut();
    drop(object);
}

/// The format of plain bytes.
pub const FORMAT_B: *mut c_char = c"B".as_ptr().cast_mut();

/// `PyBuffer_FillInfo`.
///
/// # Errors
/// `BufferError` if a writable view of read-only memory is asked for.
///
/// # Safety
/// `view` is null or valid, and the exporter keeps the memory until the view is released.
pub unsafe fn fill(
    view: *mut Py_buffer,
    exporter: Option<&Object>,
    memory: *mut c_void,
    len: usize,
    readonly: bool,
    flags: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    // SAFETY: the caller's promise.
    let Some(view) = (unsafe { view.as_mut() }) else {
        return Err(raise!(th, BufferError, "PyBuffer_FillInfo: view==NULL argument is obsolete"));
    };
    if flags != PyBUF_SIMPLE {
        if flags == PyBUF_READ || flags == PyBUF_WRITE {
            return Err(th.bad_internal_call());
        }
        if flags & PyBUF_WRITABLE != 0 && readonly {
            return Err(raise!(th, BufferError, "Object is not writable."));
        }
    }
    fill_info(view, exporter, memory, len);
    view.readonly = c_int::from(readonly);
    view.format = if flags & PyBUF_FORMAT != 0 { FORMAT_B } else { std::ptr::null_mut() };
    view.shape = if flags & PyBUF_ND != 0 { &raw mut view.len } else { std::ptr::null_mut() };
    let strides = flags & PyBUF_STRIDES == PyBUF_STRIDES;
    view.strides = if strides { &raw mut view.itemsize } else { std::ptr::null_mut() };
    Ok(())
}

/// `PyBuffer_FillInfo` for read-only memory and no flags.
pub fn fill_info(view: &mut Py_buffer, exporter: Option<&Object>, memory: *mut c_void, len: usize) {
    *view = Py_buffer {
        buf: memory,
        obj: exporter.map_or(std::ptr::null_mut(), |exporter| exporter.to_ref().into_raw()),
        len: len as isize,
        itemsize: 1,
        readonly: 1,
        ndim: 1,
        ..Py_buffer::EMPTY
    };
}

/// A dimension of a view: items and bytes from one to the next.
fn dimension(view: &Py_buffer, at: usize) -> (isize, isize) {
    // SAFETY: a view with a shape or strides has `ndim` of them.
    unsafe {
        let shape = if view.shape.is_null() { view.len / view.itemsize.max(1) } else { *view.shape.add(at) };
        let stride = if view.strides.is_null() { view.itemsize } else { *view.strides.add(at) };
        (shape, stride)
    }
}

fn is_contiguous_in(view: &Py_buffer, mut dimensions: impl Iterator<Item = usize>) -> bool {
    if view.len == 0 || view.strides.is_null() {
        return true;
    }
    let mut expected = view.itemsize;
    dimensions.all(|at| {
        let (shape, stride) = dimension(view, at);
        let right = shape <= 1 || stride == expected;
        expected = expected.wrapping_mul(shape);
        right
    })
}

/// `PyBuffer_IsContiguous`; order `C`, `F` or `A`.
pub fn is_contiguous(view: &Py_buffer, order: u8) -> bool {
    if !view.suboffsets.is_null() {
        return false;
    }
    let ndim = view.ndim.max(0) as usize;
    let c_order = || is_contiguous_in(view, (0..ndim).rev());
    // Without strides the items are in C order; with one dimension both are the same.
    let f_order = || {
        if view.strides.is_null() && view.len != 0 {
            return ndim <= 1 || (0..ndim).filter(|at| dimension(view, *at).0 > 1).count() <= 1;
        }
        is_contiguous_in(view, 0..ndim)
    };
    match order {
        b'C' => c_order(),
        b'F' => f_order(),
        b'A' => c_order() || f_order(),
        _ => false,
    }
}

/// `PyBuffer_FillContiguousStrides`.
pub fn contiguous_strides(shape: &[isize], itemsize: isize, order: u8) -> Vec<isize> {
    let mut strides = vec![0; shape.len()];
    let mut next = itemsize;
    let mut place = |at: usize| {
        strides[at] = next;
        next = next.wrapping_mul(shape[at]);
    };
    if shape.len() <= 1 || order == b'F' {
        (0..shape.len()).for_each(&mut place)
    } else {
        (0..shape.len()).rev().for_each(&mut place)
    }
    strides
}

/// Calls `visit` with the address of every item, the last index running fastest (`C`) or the first (`F`).
///
/// # Safety
/// The view is held.
pub unsafe fn each_item(view: &Py_buffer, order: u8, mut visit: impl FnMut(*mut u8)) {
    let ndim = view.ndim.max(0) as usize;
    let (shape, strides): (Vec<isize>, Vec<isize>) = if view.strides.is_null() && !view.shape.is_null() {
        let shape: Vec<isize> = (0..ndim).map(|at| dimension(view, at).0).collect();
        let strides = contiguous_strides(&shape, view.itemsize, b'C');
        (shape, strides)
    } else {
        (0..ndim).map(|at| dimension(view, at)).unzip()
    };
    if shape.contains(&0) {
        return;
    }
    let mut index = vec![0isize; ndim];
    loop {
        let mut place = view.buf.cast::<u8>();
        for at in 0..ndim {
            // SAFETY: indices are within the shape, so the exporter has an item there; suboffsets say that a pointer
            // stands in the place.
            unsafe {
                place = place.offset(index[at] * strides[at]);
                if !view.suboffsets.is_null() && *view.suboffsets.add(at) >= 0 {
                    place = place.cast::<*mut u8>().read_unaligned().offset(*view.suboffsets.add(at));
                }
            }
        }
        visit(place);
        let mut step = |at: usize| {
            index[at] += 1;
            if index[at] < shape[at] {
                return true;
            }
            index[at] = 0;
            false
        };
        let more = if order == b'F' { (0..ndim).any(&mut step) } else { (0..ndim).rev().any(&mut step) };
        if !more {
            return;
        }
    }
}

/// `PyBuffer_ToContiguous`: appends the items of a view in the order asked for (`A`: C unless the view is Fortran only).
///
/// # Errors
/// `MemoryError`.
pub fn copy_to_vec(view: &Py_buffer, order: u8, out: &mut Vec<u8>, th: &mut Thread) -> PyResult<()> {
    let len = view.len.max(0) as usize;
    out.try_reserve(len).map_err(|_| th.no_memory())?;
    if len == 0 {
        return Ok(());
    }
    if is_contiguous(view, order) {
        // SAFETY: a contiguous view has `len` bytes in place.
        out.extend_from_slice(unsafe { std::slice::from_raw_parts(view.buf.cast(), len) });
        return Ok(());
    }
    // SAFETY: the view is held by the caller; each item has `itemsize` bytes.
    unsafe {
        each_item(view, order, |item| {
            out.extend_from_slice(std::slice::from_raw_parts(item, view.itemsize as usize));
        });
    }
    Ok(())
}

/// `PyBuffer_FromContiguous`: fills the items of a writable view, in the order given, from bytes.
pub fn copy_from_slice(view: &Py_buffer, order: u8, bytes: &[u8]) {
    let len = bytes.len().min(view.len.max(0) as usize);
    if is_contiguous(view, order) {
        // SAFETY: a contiguous view has `len` bytes in place, and the caller holds it writable.
        unsafe { std::ptr::copy(bytes.as_ptr(), view.buf.cast(), len) };
        return;
    }
    let mut items = bytes[..len].chunks_exact(view.itemsize.max(1) as usize);
    // SAFETY: as above.
    unsafe {
        each_item(view, order, |place| {
            if let Some(item) = items.next() {
                std::ptr::copy_nonoverlapping(item.as_ptr(), place, item.len());
            }
        });
    }
}
