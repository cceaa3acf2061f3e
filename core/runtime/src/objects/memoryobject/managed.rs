//! `managedbuffer`: an acquired buffer that memory views share.

use super::*;

object_type!(
    /// `managedbuffer`
    pub struct ManagedBuffer(_PyManagedBufferObject): _PyManagedBuffer_Type
);

impl ManagedBuffer {
    /// An empty one.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new() -> PyResult<Ref<ManagedBuffer>> {
        let managed = heap::new_object::<ManagedBuffer>(&_PyManagedBuffer_Type)?;
        heap::gc_track(&managed);
        Ok(managed)
    }

    /// Acquires an object's buffer.
    ///
    /// # Errors
    /// What the exporter raises.
    pub fn acquire(object: &Object, flags: c_int, th: &mut Thread) -> PyResult<Ref<ManagedBuffer>> {
        let managed = ManagedBuffer::new()?;
        // SAFETY: the struct is the new object's; it does not move.
        let master = unsafe { &mut *managed.layout().master.get() };
        let result = get_buffer(object, master, flags, th);
        if result.is_err() {
            // Whatever the exporter left there is not owned.
            master.obj = std::ptr::null_mut();
        }
        result.map(|()| managed)
    }

    /// As [`ManagedBuffer::acquire`], by an exporting slot of the caller's choice.
    ///
    /// # Errors
    /// What the slot raises.
    pub fn acquire_by(object: &Object, flags: c_int, export: getbufferproc) -> PyResult<Ref<ManagedBuffer>> {
        let managed = ManagedBuffer::new()?;
        // SAFETY: the struct is the new object's; it does not move.
        let master = unsafe { &mut *managed.layout().master.get() };
        // SAFETY: the slot is one of the object's type or of a base.
        let result = unsafe { export(object, master, flags) }.ok();
        if result.is_err() {
            master.obj = std::ptr::null_mut();
        }
        result.map(|()| managed)
    }

    /// Takes a view over, as it is.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn with_view(view: Py_buffer) -> PyResult<Ref<ManagedBuffer>> {
        let managed = ManagedBuffer::new()?;
        // SAFETY: the new object's struct.
        unsafe { *managed.layout().master.get() = view };
        Ok(managed)
    }

    /// Gives the buffer a copy of a format's text, which it frees.
    pub(super) fn own_format(&self, format: &CStr, th: &mut Thread) -> PyResult<*mut std::ffi::c_char> {
        let text = format.to_bytes_with_nul();
        let copy = heap::mem_malloc(text.len());
        if copy.is_null() {
            return Err(th.no_memory());
        }
        // SAFETY: as many bytes were just allocated; the managed buffer is new and nobody looks at it.
        unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr(), copy, text.len());
            (*self.layout().master.get()).format = copy.cast();
        }
        self.layout().flags.set(self.layout().flags.get() | _Py_MANAGED_BUFFER_FREE_FORMAT);
        Ok(copy.cast())
    }

    /// The buffer.
    pub fn master(&self) -> &Py_buffer {
        // SAFETY: written only while it is made and when it is released.
        unsafe { &*self.layout().master.get() }
    }

    pub(super) fn add_export(&self) {
        self.layout().exports.set(self.layout().exports.get() + 1);
    }

    pub(super) fn drop_export(&self, th: &mut Thread) {
        let exports = self.layout().exports.get() - 1;
        self.layout().exports.set(exports);
        if exports == 0 {
            self.release_buffer(th);
        }
    }

    fn release_buffer(&self, th: &mut Thread) {
        let flags = &self.layout().flags;
        if flags.get() & _Py_MANAGED_BUFFER_RELEASED != 0 {
            return;
        }
        flags.set(flags.get() | _Py_MANAGED_BUFFER_RELEASED);
        heap::gc_untrack(self);
        // SAFETY: nobody uses the buffer any more.
        let master = unsafe { &mut *self.layout().master.get() };
        if flags.get() & _Py_MANAGED_BUFFER_FREE_FORMAT != 0 {
            // SAFETY: the format was allocated for this buffer.
            unsafe { heap::mem_free(master.format.cast()) };
        }
        release(master, th);
    }
}

#[pytype(
    static = _PyManagedBuffer_Type,
    private,
    name = "managedbuffer",
    layout = _PyManagedBufferObject,
    flags(HAVE_GC),
)]
impl ManagedBuffer {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: a dead object.
        unsafe {
            (*this).release_buffer(Thread::enter());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        // SAFETY: the exporter is null or alive.
        unsafe { visit.visit_ptr(self.master().obj) };
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.release_buffer(th);
    }
}
