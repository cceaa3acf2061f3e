//! `list_iterator` and `list_reverseiterator`.

use super::List;
use crate::heap;
use crate::prelude::*;

object_type!(
    /// `list_iterator`
    pub struct ListIter(_PyListIterObject): PyListIter_Type
);

#[pytype(static = PyListIter_Type, name = "list_iterator", layout = _PyListIterObject, flags(HAVE_GC))]
impl ListIter {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().it_seq.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().it_seq);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self) -> Option<Ref> {
        let layout = self.layout();
        // SAFETY: nothing runs while the borrow lives but a reference count's increment.
        let list = List::from_layout(unsafe { layout.it_seq.borrow_unchecked() }?);
        let index = layout.it_index.get();
        match list.get(index as usize) {
            Some(item) => {
                layout.it_index.set(index + 1);
                Some(item)
            }
            None => {
                drop(layout.it_seq.take());
                None
            }
        }
    }

    #[method(sig = "()", no_text_signature, doc = "Return an estimate of the number of items left.")]
    fn __length_hint__(&self) -> isize {
        let layout = self.layout();
        match layout.it_seq.get() {
            Some(list) => (List::from_layout(&list).len() as isize).saturating_sub(layout.it_index.get()).max(0),
            None => 0,
        }
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let empty = List::with_capacity(0)?;
        let state = || (layout.it_seq.get().map(Ref::into_object), layout.it_index.get());
        iterobject::reduce(state, &empty, id!(iter), th)
    }

    #[method(sig = "(state, /)", no_text_signature, doc = "Set state information for unpickling.")]
    fn __setstate__(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let index = iterobject::state_index(state, th)?;
        let layout = self.layout();
        if let Some(list) = layout.it_seq.get() {
            layout.it_index.set(index.clamp(0, List::from_layout(&list).len() as isize));
        }
        Ok(())
    }
}

object_type!(
    /// `list_reverseiterator`
    pub struct ListRevIter(_PyListIterObject): PyListRevIter_Type
);

#[pytype(static = PyListRevIter_Type, name = "list_reverseiterator", layout = _PyListIterObject, flags(HAVE_GC))]
impl ListRevIter {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().it_seq.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().it_seq);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self) -> Option<Ref> {
        let layout = self.layout();
        // SAFETY: nothing runs while the borrow lives but a reference count's increment.
        let list = List::from_layout(unsafe { layout.it_seq.borrow_unchecked() }?);
        let index = layout.it_index.get();
        match list.get(index as usize) {
            Some(item) => {
                layout.it_index.set(index - 1);
                Some(item)
            }
            None => {
                layout.it_index.set(-1);
                drop(layout.it_seq.take());
                None
            }
        }
    }

    #[method(sig = "()", no_text_signature, doc = "Return an estimate of the number of items left.")]
    fn __length_hint__(&self) -> isize {
        let left = self.layout().it_index.get() + 1;
        match self.layout().it_seq.get() {
            Some(list) if left <= List::from_layout(&list).len() as isize => left,
            _ => 0,
        }
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let state = || (layout.it_seq.get().map(Ref::into_object), layout.it_index.get());
        let empty = List::with_capacity(0)?;
        // Exhausted iterators of both kinds are alike.
        let function = if layout.it_seq.is_null() { id!(iter) } else { id!(reversed) };
        iterobject::reduce(state, &empty, function, th)
    }

    #[method(sig = "(state, /)", no_text_signature, doc = "Set state information for unpickling.")]
    fn __setstate__(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let index = iterobject::state_index(state, th)?;
        let layout = self.layout();
        if let Some(list) = layout.it_seq.get() {
            layout.it_index.set(index.clamp(-1, List::from_layout(&list).len() as isize - 1));
        }
        Ok(())
    }
}

/// `iter(list)`.
pub(super) fn new(list: &List) -> PyResult {
    let iterator = heap::new_object::<ListIter>(&PyListIter_Type)?;
    iterator.layout().it_seq.init(Ref::new(list.layout()));
    heap::gc_track(&iterator);
    Ok(iterator.into_object())
}

/// `reversed(list)`.
pub(super) fn new_reverse(list: &List) -> PyResult {
    let iterator = heap::new_object::<ListRevIter>(&PyListRevIter_Type)?;
    iterator.layout().it_index.set(list.len() as isize - 1);
    iterator.layout().it_seq.init(Ref::new(list.layout()));
    heap::gc_track(&iterator);
    Ok(iterator.into_object())
}
