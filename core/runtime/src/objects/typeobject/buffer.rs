//! The buffer protocol in Python (PEP 688): `__buffer__` and `__release_buffer__`, both ways.

use std::ffi::c_int;

use super::{TypeOps, slot_word};
use crate::heap;
use crate::objects::memoryobject;
use crate::prelude::*;

object_type!(
    /// Owner of a buffer that a `__buffer__` method exported: holds the memoryview it came from, and the object.
    pub struct BufferWrapper(bufferwrapper): BufferWrapper_Type
);

/// The wrapper's fields, as in CPython.
#[repr(C)]
pub struct bufferwrapper {
    ob_base: Object,
    mv: Field,
    obj: Field,
}
// SAFETY: begins with the header.
unsafe impl ObjectLayout for bufferwrapper {}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for bufferwrapper {}

#[pytype(
    static = BufferWrapper_Type,
    private,
    name = "_buffer_wrapper",
    layout = bufferwrapper,
    flags(HAVE_GC),
    alloc = super::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
)]
impl BufferWrapper {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().mv.take());
            drop((*this).layout().obj.take());
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().mv);
        visit.visit(&self.layout().obj);
    }
    #[slot]
    fn bf_releasebuffer(&self, view: *mut Py_buffer, th: &mut Thread) {
        let fields = self.layout();
        let (Some(exported), Some(object)) = (fields.mv.get(), fields.obj.get()) else {
            return;
        };
        if let Some(release) = exported.ob_type().tp_as_buffer.get().and_then(|suite| suite.bf_releasebuffer.get()) {
            // SAFETY: the memoryview's own slot, with the view that it filled.
            unsafe { release(&exported, view) };
        }
        // A method written in Python is told; one of C is called by the memoryview, when that is released.
        let told = object.ob_type().tp_as_buffer.get().is_some_and(|suite| {
            slot_word(&suite.bf_releasebuffer) == super::dispatch::slot_bf_releasebuffer as releasebufferproc as usize
        });
        // SAFETY: a memoryview, which `get_buffer` checked.
        let same_owner = unsafe {
            let layout = (*exported).cast_unchecked::<PyMemoryViewObject>();
            std::ptr::eq((*layout.view.get()).obj, object.as_ptr())
        };
        if told && !same_owner {
            tell(&object, &exported, th);
        }
        drop(exported);
        fields.mv.set(None, th);
        fields.obj.set(None, th);
    }
}

/// Calls `object.__release_buffer__(view)`. What goes wrong is reported as unraisable; an exception that is set stays.
fn tell(object: &Object, view: &Object, th: &mut Thread) {
    let saved = th.take_raised();
    if super::call_special(id!(__release_buffer__), &[object, view], th).is_err() {
        let class = object.ob_type().display_name();
        let message = Str::new(&format!("Exception ignored in __release_buffer__ of {class}"));
        exceptions::write_unraisable_message(message.ok().as_deref(), th);
    }
    if let Some(saved) = saved {
        let _ = th.restore_raised(saved);
    }
}

/// `object.__buffer__(flags)` of a C type: a memoryview of what `export`, the slot found, exports.
///
/// # Errors
/// What the export raises.
pub(super) fn from_export(object: &Object, flags: c_int, export: getbufferproc, th: &mut Thread) -> PyResult {
    let managed = memoryobject::ManagedBuffer::acquire_by(object, flags, export)?;
    MemoryView::on(&managed, managed.master(), th)?.into_py()
}

/// `object.__release_buffer__(view)` of a C type.
///
/// # Errors
/// `TypeError` for something that is no memoryview, `ValueError` for the view of another object or one released already.
pub(super) fn release_from(object: &Object, view: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(view) = view.downcast::<MemoryView>() else {
        return Err(raise!(th, TypeError, "expected a memoryview object"));
    };
    // SAFETY: a memoryview's buffer description, read in one go.
    let owner = unsafe { (*view.layout().view.get()).obj };
    if owner.is_null() {
        return Ok(());
    }
    if !std::ptr::eq(owner, object) {
        return Err(raise!(th, ValueError, "memoryview's buffer is not this object"));
    }
    if view.layout().flags.get() & _Py_MEMORYVIEW_RELEASED != 0 {
        return Err(raise!(th, ValueError, "memoryview's buffer has already been released"));
    }
    view.release_view(th)
}

/// Exports the buffer of `exported`, which `__buffer__` of `object` returned, as that of `object`.
///
/// # Errors
/// What the export raises.
///
/// # Safety
/// `view` is valid for a write.
pub(super) unsafe fn export_through(
    object: &Object,
    exported: &MemoryView,
    view: *mut Py_buffer,
    flags: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    let wrapper = BufferWrapper_Type.alloc(0)?;
    // SAFETY: the caller's promise; a failed export leaves the view without an owner.
    unsafe {
        memoryobject::get_buffer(exported, &mut *view, flags, th)?;
        let fields: &bufferwrapper = (*wrapper).cast_unchecked();
        // The view's reference to the memoryview becomes the wrapper's, and the wrapper owns the view.
        fields.mv.replace(Ref::from_raw_option((*view).obj));
        fields.obj.replace(Some(object.to_ref()));
        (*view).obj = wrapper.into_raw();
    }
    Ok(())
}

/// The release slot of a class with a `__release_buffer__` written in Python whose memory a base of C exports: the method is
/// told with a view of its own, which nobody can keep, then the base releases.
///
/// # Safety
/// `view` was filled by the object's `bf_getbuffer`.
pub(super) unsafe fn release_through(object: &Object, view: *mut Py_buffer, th: &mut Thread) {
    let saved = th.take_raised();
    // SAFETY: the caller's promise. The copy owns no reference.
    let description = unsafe { Py_buffer { obj: std::ptr::null_mut(), ..std::ptr::read(view) } };
    let made = memoryobject::ManagedBuffer::with_view(description)
        .and_then(|managed| MemoryView::on(&managed, managed.master(), th));
    match made {
        Ok(shown) => {
            let flags = &shown.layout().flags;
            flags.set(flags.get() | _Py_MEMORYVIEW_RESTRICTED);
            tell(object, &shown, th);
            if shown.release_view(th).is_err() {
                th.write_unraisable(Some(object));
            }
        }
        Err(Raised) => th.write_unraisable(Some(object)),
    }
    if let Some(saved) = saved {
        let _ = th.restore_raised(saved);
    }
    if let Some(release) = super::dispatch::base_releasebuffer(object.ob_type()) {
        // SAFETY: the slot of a base of the object's type.
        unsafe { release(object, view) };
    }
}
