//! The iterator of views.

use std::cell::Cell;

use super::*;

/// `memory_iterator`.
#[repr(C)]
pub struct MemoryIterLayout {
    ob_base: Object,
    index: Cell<isize>,
    sequence: Field<MemoryView>,
    length: Cell<isize>,
    _format: Cell<usize>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for MemoryIterLayout {}

object_type!(
    /// `memory_iterator`
    pub struct MemoryIter(MemoryIterLayout): _PyMemoryIter_Type
);

/// `iter(memoryview)`.
pub(super) fn iterator(view: &MemoryView, th: &mut Thread) -> PyResult {
    view.check_released(th)?;
    match view.shape().len() {
        0 => return Err(raise!(th, TypeError, "invalid indexing of 0-dim memory")),
        1 => {}
        _ => return Err(raise!(th, NotImplementedError, "multi-dimensional sub-views are not implemented")),
    }
    if item::native(view.format()).is_none() {
        return Err(item::unsupported(view.format(), th));
    }
    let iterator = heap::new_object::<MemoryIter>(&_PyMemoryIter_Type)?;
    iterator.layout().length.set(view.shape()[0]);
    iterator.layout().sequence.init(Ref::new(view));
    heap::gc_track(&iterator);
    iterator.into_py()
}

#[pytype(static = _PyMemoryIter_Type,
    private, name = "memory_iterator", layout = MemoryIterLayout, flags(HAVE_GC), no_new)]
impl MemoryIter {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: a dead iterator.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().sequence.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().sequence);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let Some(view) = layout.sequence.get() else {
            return Ok(None);
        };
        let index = layout.index.get();
        if index < layout.length.get() {
            layout.index.set(index + 1);
            return index::item(&view, index, th).map(Some);
        }
        layout.sequence.set(None, th);
        Ok(None)
    }
}
