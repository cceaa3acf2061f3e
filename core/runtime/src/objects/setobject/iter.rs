//! `set_iterator`.

use super::Set;
use crate::heap;
use crate::prelude::*;

object_type!(
    /// `set_iterator`
    pub struct SetIter(setiterobject): PySetIter_Type
);

#[pytype(static = PySetIter_Type, name = "set_iterator", layout = setiterobject, flags(HAVE_GC))]
impl SetIter {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().si_set.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().si_set);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let Some(set) = layout.si_set.get() else { return Ok(None) };
        if layout.si_used.get() != set.used.get() {
            // And so it stays.
            layout.si_used.set(-1);
            return Err(raise!(th, RuntimeError, "Set changed size during iteration"));
        }
        let mut position = layout.si_pos.get() as usize;
        let element = Set::from_layout(&set).next(&mut position);
        layout.si_pos.set(position as isize);
        if element.is_none() {
            drop(layout.si_set.take());
        } else {
            layout.len.set(layout.len.get() - 1);
        }
        Ok(element)
    }

    #[method(sig = "()", no_text_signature, doc = "Return an estimate of the number of items left.")]
    fn __length_hint__(&self) -> isize {
        let layout = self.layout();
        match layout.si_set.get() {
            Some(set) if layout.si_used.get() == set.used.get() => layout.len.get(),
            _ => 0,
        }
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        // What is left, by an iterator of its own.
        let copy = heap::new_object::<SetIter>(&PySetIter_Type)?;
        copy.layout().si_set.replace(layout.si_set.get());
        copy.layout().si_used.set(layout.si_used.get());
        copy.layout().si_pos.set(layout.si_pos.get());
        copy.layout().len.set(layout.len.get());
        heap::gc_track(&copy);
        let left = List::from_iterable(&copy, th)?;
        let arguments = Tuple::from_array([left.into_object()])?;
        Tuple::from_array([iterobject::builtin(id!(iter), th)?, arguments.into_object()])
    }
}

/// `iter(set)`.
pub(super) fn new(set: &Set) -> PyResult {
    let iterator = heap::new_object::<SetIter>(&PySetIter_Type)?;
    let layout = iterator.layout();
    layout.si_used.set(set.len() as isize);
    layout.len.set(set.len() as isize);
    layout.si_set.init(Ref::new(set.layout()));
    heap::gc_track(&iterator);
    Ok(iterator.into_object())
}
