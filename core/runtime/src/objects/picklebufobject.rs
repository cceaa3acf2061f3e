//! `pickle.PickleBuffer`: a buffer that pickle may leave outside of the stream (PEP 574).

use std::ffi::c_int;

use crate::heap;
use crate::objects::memoryobject;
use crate::prelude::*;

object_type!(
    /// `pickle.PickleBuffer`.
    pub struct PickleBuffer(PyPickleBufferObject): PyPickleBuffer_Type
);

/// `PyPickleBuffer_FromObject`.
///
/// # Errors
/// `TypeError` for an object without a buffer.
pub fn new(object: &Object, th: &mut Thread) -> PyResult {
    make(&PyPickleBuffer_Type, object, th)
}

fn make(ty: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
    let made = ty.alloc(0)?;
    // SAFETY: just allocated as a pickle buffer, its view zeroed.
    let view = unsafe { (*made).cast_unchecked::<PickleBuffer>().view() };
    memoryobject::get_buffer(object, view, PyBUF_FULL_RO, th)?;
    Ok(made)
}

impl PickleBuffer {
    /// The buffer held.
    ///
    /// # Safety
    /// No other reference to it is in use.
    #[allow(clippy::mut_from_ref)]
    unsafe fn view(&self) -> &mut Py_buffer {
        // SAFETY: the caller's promise; the view stands in a cell.
        unsafe { &mut *self.layout().view.get() }
    }

    /// Whether the buffer has been given back.
    fn is_released(&self) -> bool {
        // SAFETY: read at once.
        unsafe { self.view() }.obj.is_null()
    }

    fn check(&self, th: &mut Thread) -> PyResult<()> {
        if self.is_released() {
            return Err(raise!(th, ValueError, "operation forbidden on released PickleBuffer object"));
        }
        Ok(())
    }

    /// `PyPickleBuffer_GetBuffer`.
    ///
    /// # Errors
    /// `ValueError` after release.
    pub fn buffer(&self, th: &mut Thread) -> PyResult<*const Py_buffer> {
        self.check(th)?;
        Ok(self.layout().view.get())
    }

    /// `PyPickleBuffer_Release`.
    pub fn give_back(&self, th: &mut Thread) {
        if !self.is_released() {
            // SAFETY: all zero is a view of nothing; the old one is taken out before the exporter runs.
            let mut view = unsafe { std::ptr::replace(self.view(), std::mem::zeroed()) };
            memoryobject::release(&mut view, th);
        }
    }
}

#[pytype(
    static = PyPickleBuffer_Type,
    name = "pickle.PickleBuffer",
    layout = PyPickleBufferObject,
    flags(HAVE_GC),
    weaklistoffset = std::mem::offset_of!(PyPickleBufferObject, weakreflist),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    doc = "A buffer that pickle may hand over out of band.",
)]
impl PickleBuffer {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, _kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        match args.items() {
            [object] => make(ty, object, th),
            items => {
                Err(raise!(th, TypeError, "PickleBuffer() takes exactly 1 positional argument ({} given)", items.len()))
            }
        }
    }
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the destructor's contract.
        unsafe {
            let buffer = &*this;
            heap::gc_untrack(buffer);
            if !buffer.layout().weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(buffer, th);
            }
            buffer.give_back(th);
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        // SAFETY: null, or the owner that the buffer keeps alive.
        unsafe { visit.visit_ptr(self.view().obj) };
    }
    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.give_back(th);
    }
    #[slot]
    fn bf_getbuffer(&self, view: *mut Py_buffer, flags: c_int, th: &mut Thread) -> PyResult<()> {
        self.check(th)?;
        // SAFETY: the buffer is held, so its owner is alive.
        let owner = unsafe { Ref::from_borrowed(self.view().obj) };
        match owner {
            // SAFETY: the caller's buffer struct is valid for a write.
            Some(owner) => memoryobject::get_buffer(&owner, unsafe { &mut *view }, flags, th),
            None => Err(th.bad_internal_call()),
        }
    }
    #[slot]
    fn bf_releasebuffer(&self, _view: *mut Py_buffer) {
        // The consumer's buffer is the owner's, who is told.
    }
    #[method(sig = "()", doc = "The memory as a memoryview of plain bytes; it must be contiguous.")]
    fn raw(&self, th: &mut Thread) -> PyResult {
        self.check(th)?;
        // SAFETY: only looked at.
        let view = unsafe { self.view() };
        if view.suboffsets.is_null() && !memoryobject::is_contiguous(view, b'A') || !view.suboffsets.is_null() {
            return Err(raise!(th, BufferError, "cannot extract raw buffer from non-contiguous buffer"));
        }
        let made = MemoryView::from_object(self, th)?;
        // SAFETY: the new view is nobody else's yet; a contiguous buffer is `len` bytes whatever its shape.
        unsafe {
            let view = &mut *made.layout().view.get();
            view.format = c"B".as_ptr().cast_mut().cast();
            view.ndim = 1;
            view.itemsize = 1;
            view.suboffsets = std::ptr::null_mut();
            if !view.shape.is_null() {
                *view.shape = view.len;
            }
            view.strides = &raw mut view.itemsize;
        }
        made.into_py()
    }
    #[method(sig = "()", doc = "Gives the buffer back.")]
    fn release(&self, th: &mut Thread) {
        self.give_back(th);
    }
}
