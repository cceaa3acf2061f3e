//! Iterators over sequences and over `callable, sentinel`.

use crate::heap;
use crate::prelude::*;

object_type!(
    /// `iterator`: over anything with `__getitem__`.
    pub struct SeqIter(seqiterobject): PySeqIter_Type
);

#[pytype(static = PySeqIter_Type, name = "iterator", layout = seqiterobject, flags(HAVE_GC))]
impl SeqIter {
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
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let Some(sequence) = layout.it_seq.get() else { return Ok(None) };
        let index = layout.it_index.get();
        if index == isize::MAX {
            return Err(raise!(th, OverflowError, "iter index too large"));
        }
        match sequence.sequence_item(index, th) {
            Ok(item) => {
                layout.it_index.set(index + 1);
                Ok(Some(item))
            }
            Err(Raised)
                if th.raised_matches(&exceptions::IndexError) || th.raised_matches(&exceptions::StopIteration) =>
            {
                th.clear_raised();
                layout.it_seq.set(None, th);
                Ok(None)
            }
            Err(Raised) => Err(Raised),
        }
    }

    #[method(sig = "()", no_text_signature, doc = "Return an estimate of the number of items left.")]
    fn __length_hint__(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let Some(sequence) = layout.it_seq.get() else { return 0isize.into_py() };
        let has_length =
            sequence.ob_type().tp_as_sequence.get().is_some_and(|methods| methods.sq_length.get().is_some());
        if !has_length {
            return Ok(not_implemented().to_ref());
        }
        let length = crate::abstract_::sequence::sequence_len(&sequence, th)? as isize;
        length.saturating_sub(layout.it_index.get()).max(0).into_py()
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        reduce(|| (layout.it_seq.get(), layout.it_index.get()), Tuple::empty(), id!(iter), th)
    }

    #[method(sig = "(state, /)", no_text_signature, doc = "Set state information for unpickling.")]
    fn __setstate__(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let index = state_index(state, th)?;
        if !self.layout().it_seq.is_null() {
            self.layout().it_index.set(index.max(0));
        }
        Ok(())
    }
}

object_type!(
    /// `callable_iterator`
    pub struct CallIter(calliterobject): PyCallIter_Type
);

#[pytype(static = PyCallIter_Type, name = "callable_iterator", layout = calliterobject, flags(HAVE_GC))]
impl CallIter {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().it_callable.take());
            drop((*this).layout().it_sentinel.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().it_callable);
        visit.visit(&self.layout().it_sentinel);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let Some(callable) = layout.it_callable.get() else { return Ok(None) };
        let end = match callable.call(&[], th) {
            Ok(value) => {
                // The call may have exhausted this very iterator.
                let Some(sentinel) = layout.it_sentinel.get() else { return Ok(None) };
                if !sentinel.rich_compare_bool(&value, Py_EQ, th)? {
                    return Ok(Some(value));
                }
                true
            }
            Err(Raised) if th.raised_matches(&exceptions::StopIteration) => {
                th.clear_raised();
                true
            }
            Err(Raised) => false,
        };
        if !end {
            return Err(Raised);
        }
        layout.it_callable.set(None, th);
        layout.it_sentinel.set(None, th);
        Ok(None)
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        // Looking the name up may run Python code that exhausts the iterator: read the fields afterwards.
        let iter = builtin(id!(iter), th)?;
        let layout = self.layout();
        let arguments = match (layout.it_callable.get(), layout.it_sentinel.get()) {
            (Some(callable), Some(sentinel)) => Tuple::from_array([callable, sentinel])?,
            _ => Tuple::new(&[Tuple::empty().as_object()])?,
        };
        Tuple::from_array([iter, arguments.into_object()])
    }
}

/// `PySeqIter_New`.
///
/// # Errors
/// `MemoryError`.
pub fn new_seq_iter(sequence: &Object) -> PyResult {
    let iterator = heap::new_object::<SeqIter>(&PySeqIter_Type)?;
    iterator.layout().it_seq.init(sequence.to_ref());
    heap::gc_track(&iterator);
    Ok(iterator.into_object())
}

/// `PyCallIter_New`.
///
/// # Errors
/// `MemoryError`.
pub fn new_call_iter(callable: &Object, sentinel: &Object) -> PyResult {
    let iterator = heap::new_object::<CallIter>(&PyCallIter_Type)?;
    iterator.layout().it_callable.init(callable.to_ref());
    iterator.layout().it_sentinel.init(sentinel.to_ref());
    heap::gc_track(&iterator);
    Ok(iterator.into_object())
}

/// `_PyEval_GetBuiltin`: what `builtins` has under a name.
///
/// # Errors
/// `AttributeError`.
pub fn builtin(name: &Str, th: &mut Thread) -> PyResult {
    crate::eval::builtin(name, th)
}

/// The pickling form of an index iterator: `(iter, (sequence,), index)`, or `(iter, (empty,))` once exhausted. The state is
/// asked for last: looking `iter` up may run Python code that exhausts the iterator.
///
/// # Errors
/// What looking `iter` up raises; `MemoryError`.
pub fn reduce(
    state: impl FnOnce() -> (Option<Ref>, isize),
    empty: &Object,
    function: &Str,
    th: &mut Thread,
) -> PyResult<Ref<Tuple>> {
    let function = builtin(function, th)?;
    match state() {
        (Some(sequence), index) => {
            let arguments = Tuple::from_array([sequence])?.into_object();
            let index = Long::from_isize(index)?.into_object();
            Tuple::from_array([function, arguments, index])
        }
        (None, _) => {
            let arguments = Tuple::new(&[empty])?.into_object();
            Tuple::from_array([function, arguments])
        }
    }
}

/// The index that `__setstate__` of an iterator takes (`PyLong_AsSsize_t`).
///
/// # Errors
/// `TypeError` for anything but an int; `OverflowError`.
pub fn state_index(state: &Object, th: &mut Thread) -> PyResult<isize> {
    match state.downcast::<Long>() {
        Some(index) => index.to_isize(th),
        None => Err(raise!(th, TypeError, "an integer is required")),
    }
}
