//! `memoryview`, and the buffer protocol with its guard.
//!
//! A view shares a managed buffer, which has acquired the exporter's buffer once and gives it back with the last view.

mod buffer;
mod cast;
mod compare;
mod index;
pub mod item;
mod iterator;
mod managed;
mod methods;

use std::ffi::{CStr, c_int};

use crate::heap;
use crate::prelude::*;

pub use buffer::{
    Buffer, FORMAT_B, contiguous_strides, copy_from_slice, copy_to_vec, each_item, fill, fill_info, get_buffer,
    is_buffer, is_contiguous, release,
};
pub use iterator::_PyMemoryIter_Type;
pub use managed::{_PyManagedBuffer_Type, ManagedBuffer};

object_type!(
    /// `memoryview`
    pub struct MemoryView(PyMemoryViewObject): PyMemoryView_Type
);

/// The size of a view without dimensions: shape, strides and suboffsets follow.
#[repr(C, align(8))]
struct ViewSize([u8; std::mem::offset_of!(PyMemoryViewObject, ob_array)]);

const WEAKLIST_OFFSET: usize = std::mem::offset_of!(PyMemoryViewObject, weakreflist);

impl MemoryView {
    /// `PyMemoryView_FromObject`.
    ///
    /// # Errors
    /// `TypeError` for an object without a buffer; what the exporter raises.
    pub fn from_object(object: &Object, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        MemoryView::from_object_flags(object, PyBUF_FULL_RO, th)
    }

    /// As [`MemoryView::from_object`], asking the exporter with other flags.
    ///
    /// # Errors
    /// As there.
    pub fn from_object_flags(object: &Object, flags: c_int, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        if let Some(view) = object.downcast::<MemoryView>() {
            view.check_usable(th)?;
            let managed = view.managed(th)?;
            return MemoryView::on(&managed, view.view(), th);
        }
        if !is_buffer(object) {
            let name = object.ob_type().display_name();
            return Err(raise!(th, TypeError, "memoryview: a bytes-like object is required, not '{name:.200}'"));
        }
        let managed = ManagedBuffer::acquire(object, flags, th)?;
        let master = managed.master();
        MemoryView::on(&managed, master, th)
    }

    /// A view of a managed buffer, with the geometry of `source`.
    ///
    /// # Errors
    /// `ValueError` for too many dimensions, `MemoryError`.
    pub fn on(managed: &ManagedBuffer, source: &Py_buffer, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        let ndim = source.ndim.max(0) as usize;
        let new = MemoryView::incomplete(managed, source, ndim, th)?;
        let view = new.view_mut();
        let (shape, strides, suboffsets) = new.arrays(ndim);
        match ndim {
            0 => {}
            1 => {
                // SAFETY: pointers of a valid view with one dimension.
                unsafe {
                    shape[0] = source.shape.as_ref().copied().unwrap_or(source.len / source.itemsize.max(1));
                    strides[0] = source.strides.as_ref().copied().unwrap_or(source.itemsize);
                }
            }
            _ => {
                // SAFETY: a view of several dimensions has a shape.
                unsafe {
                    shape.copy_from_slice(std::slice::from_raw_parts(source.shape, ndim));
                    if source.strides.is_null() {
                        strides.copy_from_slice(&contiguous_strides(shape, source.itemsize, b'C'));
                    } else {
                        strides.copy_from_slice(std::slice::from_raw_parts(source.strides, ndim));
                    }
                }
            }
        }
        if source.suboffsets.is_null() || ndim == 0 {
            view.suboffsets = std::ptr::null_mut();
        } else {
            // SAFETY: as above.
            unsafe { suboffsets.copy_from_slice(std::slice::from_raw_parts(source.suboffsets, ndim)) };
        }
        new.set_flags();
        Ok(new)
    }

    /// A view whose shape, strides and flags are still to be set; the arrays' addresses are in place.
    pub(super) fn incomplete(
        managed: &ManagedBuffer,
        source: &Py_buffer,
        ndim: usize,
        th: &mut Thread,
    ) -> PyResult<Ref<MemoryView>> {
        if ndim > PyBUF_MAX_NDIM {
            return Err(raise!(th, ValueError, "memoryview: number of dimensions must not exceed {PyBUF_MAX_NDIM}"));
        }
        let new = heap::new_var_object::<MemoryView>(&PyMemoryView_Type, 3 * ndim)?;
        let layout = new.layout();
        layout.hash.set(-1);
        let array = layout.ob_array.as_ptr().cast::<isize>().cast_mut();
        let at = |index: usize| if ndim == 0 { std::ptr::null_mut() } else { array.wrapping_add(index * ndim) };
        *new.view_mut() = Py_buffer {
            buf: source.buf,
            obj: source.obj,
            len: source.len,
            itemsize: source.itemsize,
            readonly: source.readonly,
            ndim: ndim as c_int,
            format: if source.format.is_null() { FORMAT_B } else { source.format },
            shape: at(0),
            strides: at(1),
            suboffsets: at(2),
            internal: source.internal,
        };
        layout.mbuf.init(Ref::new(managed.layout()));
        managed.add_export();
        heap::gc_track(&new);
        Ok(new)
    }

    /// The view's geometry.
    #[inline]
    pub fn view(&self) -> &Py_buffer {
        // SAFETY: written only while it is made.
        unsafe { &*self.layout().view.get() }
    }

    #[expect(clippy::mut_from_ref, reason = "only for a view under construction")]
    pub(super) fn view_mut(&self) -> &mut Py_buffer {
        // SAFETY: only for a view that is being made and that nobody else looks at.
        unsafe { &mut *self.layout().view.get() }
    }

    /// Shape, strides and suboffsets of a view under construction.
    #[expect(clippy::mut_from_ref, reason = "only for a view under construction")]
    pub(super) fn arrays(&self, ndim: usize) -> (&mut [isize], &mut [isize], &mut [isize]) {
        let array = self.layout().ob_array.as_ptr().cast::<isize>().cast_mut();
        // SAFETY: the object was made with room for three arrays of `ndim` words.
        unsafe {
            (
                std::slice::from_raw_parts_mut(array, ndim),
                std::slice::from_raw_parts_mut(array.add(ndim), ndim),
                std::slice::from_raw_parts_mut(array.add(2 * ndim), ndim),
            )
        }
    }

    /// The shape.
    pub fn shape(&self) -> &[isize] {
        let view = self.view();
        if view.shape.is_null() {
            return &[];
        }
        // SAFETY: points to the object's own array.
        unsafe { std::slice::from_raw_parts(view.shape, view.ndim as usize) }
    }

    /// The strides.
    pub fn strides(&self) -> &[isize] {
        let view = self.view();
        if view.strides.is_null() {
            return &[];
        }
        // SAFETY: points to the object's own array.
        unsafe { std::slice::from_raw_parts(view.strides, view.ndim as usize) }
    }

    /// The suboffsets, if there are any.
    pub fn suboffsets(&self) -> &[isize] {
        let view = self.view();
        if view.suboffsets.is_null() {
            return &[];
        }
        // SAFETY: points to the object's own array.
        unsafe { std::slice::from_raw_parts(view.suboffsets, view.ndim as usize) }
    }

    /// The items' format.
    pub fn format(&self) -> &CStr {
        // SAFETY: a NUL-terminated string that lives as long as the managed buffer; never null in a memoryview.
        unsafe { CStr::from_ptr(self.view().format) }
    }

    pub(super) fn managed(&self, th: &mut Thread) -> PyResult<Ref<ManagedBuffer>> {
        match self.layout().mbuf.get() {
            // SAFETY: the field holds managed buffers only.
            Some(managed) => Ok(unsafe { managed.cast_unchecked() }),
            None => Err(released(th)),
        }
    }

    /// Finds out what the geometry is.
    pub(super) fn set_flags(&self) {
        let view = self.view();
        let mut flags = 0;
        match view.ndim {
            0 => flags |= _Py_MEMORYVIEW_SCALAR | _Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN,
            // Unlike a buffer without items, a view of one has gaps if its step says so.
            1 if view.len == 0 && self.strides().first().is_some_and(|stride| *stride != view.itemsize) => {}
            _ => {
                if is_contiguous(view, b'C') {
                    flags |= _Py_MEMORYVIEW_C;
                }
                if is_contiguous(view, b'F') {
                    flags |= _Py_MEMORYVIEW_FORTRAN;
                }
            }
        }
        if !view.suboffsets.is_null() {
            flags |= _Py_MEMORYVIEW_PIL;
            flags &= !(_Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN);
        }
        self.layout().flags.set(flags);
    }

    pub(super) fn has(&self, flag: c_int) -> bool {
        self.layout().flags.get() & flag != 0
    }

    /// Whether the view or what it shares has been released.
    pub fn is_released(&self) -> bool {
        if self.has(_Py_MEMORYVIEW_RELEASED) {
            return true;
        }
        // SAFETY: looks at a flag only.
        match unsafe { self.layout().mbuf.borrow_unchecked() } {
            Some(managed) => managed.flags.get() & _Py_MANAGED_BUFFER_RELEASED != 0,
            None => true,
        }
    }

    /// # Errors
    /// `ValueError` if it has been released.
    pub fn check_released(&self, th: &mut Thread) -> PyResult<()> {
        if self.is_released() { Err(released(th)) } else { Ok(()) }
    }

    /// # Errors
    /// `ValueError` if it has been released, or no other view may be made of it.
    fn check_usable(&self, th: &mut Thread) -> PyResult<()> {
        self.check_released(th)?;
        if self.has(_Py_MEMORYVIEW_RESTRICTED) {
            return Err(raise!(th, ValueError, "cannot create new view on restricted memoryview"));
        }
        Ok(())
    }

    /// `memoryview.release()`.
    ///
    /// # Errors
    /// `BufferError` while buffers of it are lent.
    pub fn release_view(&self, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        if self.has(_Py_MEMORYVIEW_RELEASED) {
            return Ok(());
        }
        let exports = layout.exports.get();
        if exports > 0 {
            let plural = if exports == 1 { "" } else { "s" };
            return Err(raise!(th, BufferError, "memoryview has {exports} exported buffer{plural}"));
        }
        layout.flags.set(layout.flags.get() | _Py_MEMORYVIEW_RELEASED);
        if let Ok(managed) = self.managed(th) {
            managed.drop_export(th);
        }
        Ok(())
    }
}

#[cold]
fn released(th: &mut Thread) -> Raised {
    raise!(th, ValueError, "operation forbidden on released memoryview object")
}

#[pytype(
    static = PyMemoryView_Type,
    name = "memoryview",
    layout = ViewSize,
    itemsize = 8,
    flags(HAVE_GC, SEQUENCE),
    weaklistoffset = WEAKLIST_OFFSET,
    text_signature = "(object)",
    doc = "A view of the memory of an object.",
    methods = [methods::METHODS],
    getset = [methods::GETSET],
    slots = [compare::tp_richcompare, compare::tp_hash, index::mp_subscript, index::mp_ass_subscript, index::sq_item],
)]
impl MemoryView {
    #[new(sig = "(object)")]
    fn py_new(ty: &'static Type, object: &Object, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        let _ = ty;
        MemoryView::from_object(object, th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: a dead view.
        unsafe {
            let view = &*this;
            heap::gc_untrack(view);
            let th = Thread::enter();
            if view.release_view(th).is_err() {
                th.clear_raised();
            }
            drop(view.layout().mbuf.take());
            if !view.layout().weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(view, th);
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().mbuf);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        if self.layout().exports.get() == 0 {
            if self.release_view(th).is_err() {
                th.clear_raised();
            }
            drop(self.layout().mbuf.take());
        }
    }

    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let released = if self.has(_Py_MEMORYVIEW_RELEASED) { "released " } else { "" };
        Str::new(&format!("<{released}memory at {self:p}>"))
    }

    #[slot]
    fn tp_iter(&self, th: &mut Thread) -> PyResult {
        iterator::iterator(self, th)
    }

    #[slot]
    fn sq_length(&self, th: &mut Thread) -> PyResult<isize> {
        index::length(self, th)
    }

    #[slot]
    fn mp_length(&self, th: &mut Thread) -> PyResult<isize> {
        index::length(self, th)
    }

    #[slot]
    fn bf_getbuffer(&self, out: *mut Py_buffer, flags: c_int, th: &mut Thread) -> PyResult<()> {
        self.check_usable(th)?;
        // SAFETY: the caller's view.
        let Some(out) = (unsafe { out.as_mut() }) else {
            return Err(raise!(th, BufferError, "memoryview: view==NULL argument is obsolete"));
        };
        let source = self.view();
        let mut view = Py_buffer {
            buf: source.buf,
            obj: std::ptr::null_mut(),
            len: source.len,
            itemsize: source.itemsize,
            readonly: source.readonly,
            ndim: source.ndim,
            format: source.format,
            shape: source.shape,
            strides: source.strides,
            suboffsets: source.suboffsets,
            internal: std::ptr::null_mut(),
        };
        let wants = |flag: c_int| flags & flag == flag;
        let (c, fortran) = (self.has(_Py_MEMORYVIEW_C), self.has(_Py_MEMORYVIEW_FORTRAN));
        let refusal = if wants(PyBUF_WRITABLE) && source.readonly != 0 {
            "is not writable"
        } else if wants(PyBUF_C_CONTIGUOUS) && !c {
            "is not C-contiguous"
        } else if wants(PyBUF_F_CONTIGUOUS) && !fortran {
            "is not Fortran contiguous"
        } else if wants(PyBUF_ANY_CONTIGUOUS) && !c && !fortran {
            "is not contiguous"
        } else if !wants(PyBUF_INDIRECT) && self.has(_Py_MEMORYVIEW_PIL) {
            "requires suboffsets"
        } else if !wants(PyBUF_STRIDES) && !c {
            "is not C-contiguous"
        } else {
            ""
        };
        if !refusal.is_empty() {
            return Err(raise!(th, BufferError, "memoryview: underlying buffer {refusal}"));
        }
        if !wants(PyBUF_FORMAT) {
            view.format = std::ptr::null_mut();
        }
        if !wants(PyBUF_STRIDES) {
            view.strides = std::ptr::null_mut();
        }
        if !wants(PyBUF_ND) {
            if !view.format.is_null() {
                let message = "memoryview: cannot cast to unsigned bytes if the format flag is present";
                return Err(raise!(th, BufferError, "{message}"));
            }
            view.ndim = 1;
            view.shape = std::ptr::null_mut();
        }
        view.obj = self.to_ref().into_raw();
        *out = view;
        self.layout().exports.set(self.layout().exports.get() + 1);
        Ok(())
    }

    #[slot]
    fn bf_releasebuffer(&self, view: *mut Py_buffer) {
        let _ = view;
        self.layout().exports.set(self.layout().exports.get() - 1);
    }
}
