//! `range` and its two iterators: over machine integers and over ints of any size.

use std::ffi::c_int;

use crate::abstract_::{BinaryOperator, number};
use crate::heap;
use crate::prelude::*;

object_type!(
    /// `range`
    pub struct Range(PyRangeObject): PyRange_Type
);

#[pytype(
    static = PyRange_Type,
    name = "range",
    layout = PyRangeObject,
    flags(SEQUENCE),
    doc = "range(stop)\nrange(start, stop[, step])\n\n\
           The integers from start (0 if left out) up to, but not including, stop, step (1 if left out) apart.",
    members = [&[
        member!("start", PyRangeObject, start, Py_T_OBJECT_EX, READONLY),
        member!("stop", PyRangeObject, stop, Py_T_OBJECT_EX, READONLY),
        member!("step", PyRangeObject, step, Py_T_OBJECT_EX, READONLY),
    ]],
)]
impl Range {
    #[new(sig = "(*args)", vectorcall)]
    fn py_new(_ty: &'static Type, args: &[&Object], th: &mut Thread) -> PyResult<Ref<Range>> {
        let (start, stop, step) = match *args {
            [stop] => (Long::from_isize(0)?, exact(stop, th)?, Long::from_isize(1)?),
            [start, stop] => (exact(start, th)?, exact(stop, th)?, Long::from_isize(1)?),
            [start, stop, step] => {
                let parts = (exact(start, th)?, exact(stop, th)?, exact(step, th)?);
                if parts.2.sign() == 0 {
                    return Err(raise!(th, ValueError, "range() arg 3 must not be zero"));
                }
                parts
            }
            [] => return Err(raise!(th, TypeError, "range expected at least 1 argument, got 0")),
            _ => return Err(raise!(th, TypeError, "range expected at most 3 arguments, got {}", args.len())),
        };
        Range::of(start, stop, step, th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            let layout = (*this).layout();
            drop(layout.start.take());
            drop(layout.stop.take());
            drop(layout.step.take());
            drop(layout.length.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let (start, stop, step, _) = self.parts();
        let (start_text, stop_text) = (start.as_object().repr(th)?, stop.as_object().repr(th)?);
        if step.compact_value() == Some(1) {
            return Str::new(&format!("range({}, {})", &*start_text, &*stop_text));
        }
        let step_text = step.as_object().repr(th)?;
        Str::new(&format!("range({}, {}, {})", &*start_text, &*stop_text, &*step_text))
    }

    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        // Equal ranges have equal hashes: only what distinguishes them goes in.
        let (start, _, step, length) = self.parts();
        let items = match length.compact_value() {
            Some(0) => [length.as_object(), none(), none()],
            Some(1) => [length.as_object(), start.as_object(), none()],
            _ => [length.as_object(), start.as_object(), step.as_object()],
        };
        tupleobject::hash_items(items.into_iter(), true, th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int) -> PyResult {
        let Some(other) = other.downcast::<Range>().filter(|_| matches!(op, Py_EQ | Py_NE)) else {
            return Ok(not_implemented().to_ref());
        };
        Ok(boolobject::bool_object(self.equals(other) == (op == Py_EQ)).to_ref())
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        let (start, stop, step, length) = self.parts();
        new_iter(start, stop, step, length)
    }

    #[slot]
    fn nb_bool(&self) -> bool {
        self.parts().3.sign() != 0
    }

    #[slot]
    fn sq_length(&self, th: &mut Thread) -> PyResult<isize> {
        self.parts().3.to_isize(th)
    }

    #[slot]
    fn sq_item(&self, index: isize, th: &mut Thread) -> PyResult {
        let index = Long::from_isize(index)?;
        let (_, _, _, length) = self.parts();
        if index.sign() < 0 || Long::compare(&index, length).is_ge() {
            return Err(raise!(th, IndexError, "range object index out of range"));
        }
        self.at(&index).map(Ref::into_object)
    }

    #[slot]
    fn sq_contains(&self, value: &Object, th: &mut Thread) -> PyResult<bool> {
        match value.downcast::<Long>().filter(|_| is_plain_int(value)) {
            Some(value) => self.has(value, th),
            None => search(self, value, th).map(|found| found.is_some()),
        }
    }

    #[slot]
    fn mp_length(&self, th: &mut Thread) -> PyResult<isize> {
        self.parts().3.to_isize(th)
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        if number::is_index(key) {
            let index = key.index(th)?;
            let (_, _, _, length) = self.parts();
            let index = if index.sign() < 0 { Long::add(&index, length)? } else { index };
            if index.sign() < 0 || Long::compare(&index, length).is_ge() {
                return Err(raise!(th, IndexError, "range object index out of range"));
            }
            return self.at(&index).map(Ref::into_object);
        }
        if let Some(slice) = key.downcast_exact::<Slice>() {
            let (_, _, step, length) = self.parts();
            let (from, to, by) = slice.long_indices(length, th)?;
            let step = Long::mul(step, &by)?;
            return Range::of(self.at(&from)?, self.at(&to)?, step, th).map(Ref::into_object);
        }
        let name = key.ob_type().display_name();
        Err(raise!(th, TypeError, "range indices must be integers or slices, not {name:.200}"))
    }

    #[method(sig = "()", no_text_signature, doc = "Return a reverse iterator.")]
    fn __reversed__(&self) -> PyResult {
        let (start, stop, step, length) = self.parts();
        let zero = Long::from_isize(0)?;
        let step_back = Long::sub(&zero, step)?;
        if length.sign() == 0 {
            return new_iter(start, stop, &step_back, length);
        }
        let last_index = Long::sub(length, &*Long::from_isize(1)?)?;
        let last = self.at(&last_index)?;
        let before = Long::sub(start, step)?;
        new_iter(&last, &before, &step_back, length)
    }

    #[method(sig = "()", no_text_signature)]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        let (start, stop, step, _) = self.parts();
        let arguments = Tuple::new(&[start.as_object(), stop.as_object(), step.as_object()])?;
        Tuple::new(&[PyRange_Type.as_object(), arguments.as_object()])
    }

    #[method(sig = "(value, /)", no_text_signature, doc = "Return the number of occurrences of value.")]
    fn count(&self, value: &Object, th: &mut Thread) -> PyResult<usize> {
        match value.downcast::<Long>().filter(|_| is_plain_int(value)) {
            Some(value) => Ok(usize::from(self.has(value, th)?)),
            None => crate::abstract_::sequence::count(self, value, th),
        }
    }

    #[method(
        sig = "(value, /)",
        no_text_signature,
        doc = "Return the index of value.\n\nRaises ValueError if the value is not present."
    )]
    fn index(&self, value: &Object, th: &mut Thread) -> PyResult {
        let Some(int) = value.downcast::<Long>().filter(|_| is_plain_int(value)) else {
            return crate::abstract_::sequence::position(self, value, th)?.into_py();
        };
        if !self.has(int, th)? {
            let text = value.repr(th)?;
            return Err(raise!(th, ValueError, "{} is not in range", &*text));
        }
        let (start, _, step, _) = self.parts();
        let distance = Long::sub(int, start)?;
        distance.as_object().binary(BinaryOperator::FloorDivide, step, th)
    }
}

/// An exact int or bool: anything else may compare in a way of its own.
fn is_plain_int(value: &Object) -> bool {
    Long::check_exact(value) || std::ptr::eq(value.ob_type(), &boolobject::PyBool_Type)
}

/// The int that an argument stands for, exactly of type `int`.
fn exact(object: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    let value = object.index(th)?;
    if Long::check_exact(&value) { Ok(value) } else { Long::from_digits(value.sign() < 0, value.digits()) }
}

/// The index of an equal item, found by comparing one by one.
fn search(range: &Range, value: &Object, th: &mut Thread) -> PyResult<Option<usize>> {
    let iterator = range.tp_iter()?;
    let mut index = 0;
    while let Some(item) = iterator.iter_next(th)? {
        if item.rich_compare_bool(value, Py_EQ, th)? {
            return Ok(Some(index));
        }
        index += 1;
    }
    Ok(None)
}

impl Range {
    /// A range of exact ints; the step is not zero.
    fn of(start: Ref<Long>, stop: Ref<Long>, step: Ref<Long>, th: &mut Thread) -> PyResult<Ref<Range>> {
        let length = compute_length(&start, &stop, &step, th)?;
        let range = heap::new_object::<Range>(&PyRange_Type)?;
        let layout = range.layout();
        layout.start.init(start.into_object());
        layout.stop.init(stop.into_object());
        layout.step.init(step.into_object());
        layout.length.init(length.into_object());
        Ok(range)
    }

    /// Start, stop, step and length: fixed once the range is made.
    #[inline(always)]
    pub fn parts(&self) -> (&Long, &Long, &Long, &Long) {
        let layout = self.layout();
        // SAFETY: set by `of` to exact ints and never changed.
        unsafe {
            let part = |field: &Field| (*field.as_ptr().cast_const()).cast_unchecked::<Long>() as *const Long;
            (&*part(&layout.start), &*part(&layout.stop), &*part(&layout.step), &*part(&layout.length))
        }
    }

    /// `start + index * step`, in range or not.
    fn at(&self, index: &Long) -> PyResult<Ref<Long>> {
        let (start, _, step, _) = self.parts();
        if let (Some(start), Some(step), Some(index)) =
            (start.compact_value(), step.compact_value(), index.compact_value())
        {
            // Compact values have 30 bits.
            return Long::from_isize(start + step * index);
        }
        Long::add(start, &*Long::mul(index, step)?)
    }

    /// Whether an int is in the range.
    fn has(&self, value: &Long, th: &mut Thread) -> PyResult<bool> {
        let (start, stop, step, _) = self.parts();
        let inside = if step.sign() > 0 {
            Long::compare(start, value).is_le() && Long::compare(value, stop).is_lt()
        } else {
            Long::compare(start, value).is_ge() && Long::compare(value, stop).is_gt()
        };
        if !inside {
            return Ok(false);
        }
        let distance = Long::sub(value, start)?;
        if let (Some(distance), Some(step)) = (distance.to_i64_opt(), step.to_i64_opt()) {
            return Ok(distance.wrapping_rem(step) == 0);
        }
        let rest = distance.as_object().binary(BinaryOperator::Remainder, step, th)?;
        Ok(!rest.is_true(th)?)
    }

    fn equals(&self, other: &Range) -> bool {
        let (a, b) = (self.parts(), other.parts());
        if self.is(other) {
            return true;
        }
        if Long::compare(a.3, b.3).is_ne() {
            return false;
        }
        match a.3.compact_value() {
            Some(0) => true,
            Some(1) => Long::compare(a.0, b.0).is_eq(),
            _ => Long::compare(a.0, b.0).is_eq() && Long::compare(a.2, b.2).is_eq(),
        }
    }
}

/// The number of items from `start` to `stop`.
fn compute_length(start: &Long, stop: &Long, step: &Long, th: &mut Thread) -> PyResult<Ref<Long>> {
    if let (Some(start), Some(stop), Some(step)) = (start.to_i64_opt(), stop.to_i64_opt(), step.to_i64_opt()) {
        return Long::from_u64(machine_length(start, stop, step));
    }
    let (low, high, step) = if step.sign() > 0 {
        (start, stop, Ref::new(step))
    } else {
        (stop, start, Long::sub(&*Long::from_isize(0)?, step)?)
    };
    if Long::compare(low, high).is_ge() {
        return Long::from_isize(0);
    }
    let one = Long::from_isize(1)?;
    let span = Long::sub(&*Long::sub(high, low)?, &one)?;
    let steps = span.as_object().binary(BinaryOperator::FloorDivide, &step, th)?;
    match steps.downcast::<Long>() {
        Some(steps) => Long::add(steps, &one),
        None => Err(th.bad_internal_call()),
    }
}

/// As [`compute_length`], for machine integers.
fn machine_length(start: i64, stop: i64, step: i64) -> u64 {
    let (low, high, step) =
        if step > 0 { (start, stop, step.unsigned_abs()) } else { (stop, start, step.unsigned_abs()) };
    if low >= high { 0 } else { (high.wrapping_sub(low) as u64 - 1) / step + 1 }
}

/// An iterator: over machine integers if every value it computes is one.
fn new_iter(start: &Long, stop: &Long, step: &Long, length: &Long) -> PyResult {
    if let (Some(first), Some(_), Some(by), Some(count)) =
        (start.to_i64_opt(), stop.to_i64_opt(), step.to_i64_opt(), length.to_i64_opt())
        && count.checked_mul(by).and_then(|span| span.checked_add(first)).is_some()
    {
        let iterator = heap::new_object::<RangeIter>(&PyRangeIter_Type)?;
        let layout = iterator.layout();
        layout.start.set(first);
        layout.step.set(by);
        layout.len.set(count);
        return Ok(iterator.into_object());
    }
    let iterator = heap::new_object::<LongRangeIter>(&PyLongRangeIter_Type)?;
    let layout = iterator.layout();
    layout.start.init(start.to_ref());
    layout.step.init(step.to_ref());
    layout.len.init(length.to_ref());
    Ok(iterator.into_object())
}

object_type!(
    /// `range_iterator`
    pub struct RangeIter(_PyRangeIterObject): PyRangeIter_Type
);

#[pytype(static = PyRangeIter_Type, name = "range_iterator", layout = _PyRangeIterObject, no_new)]
impl RangeIter {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; it holds no references.
        unsafe { heap::free_object(this.cast()) };
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self) -> PyResult<Option<Ref<Long>>> {
        let layout = self.layout();
        let left = layout.len.get();
        if left <= 0 {
            return Ok(None);
        }
        let value = layout.start.get();
        layout.start.set(value.wrapping_add(layout.step.get()));
        layout.len.set(left - 1);
        Long::from_i64(value).map(Some)
    }

    #[method(sig = "()", no_text_signature, doc = "Return an estimate of the number of items left.")]
    fn __length_hint__(&self) -> i64 {
        self.layout().len.get()
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let (start, step) = (layout.start.get(), layout.step.get());
        let stop = Long::from_i64(start.wrapping_add(layout.len.get().wrapping_mul(step)))?;
        reduce(Long::from_i64(start)?, stop, Long::from_i64(step)?, th)
    }

    #[method(sig = "(state, /)", no_text_signature, doc = "Set state information for unpickling.")]
    fn __setstate__(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let skip = iterobject::state_index(state, th)? as i64;
        let layout = self.layout();
        let skip = skip.clamp(0, layout.len.get());
        layout.start.set(layout.start.get().wrapping_add(skip.wrapping_mul(layout.step.get())));
        layout.len.set(layout.len.get() - skip);
        Ok(())
    }
}

object_type!(
    /// `longrange_iterator`
    pub struct LongRangeIter(longrangeiterobject): PyLongRangeIter_Type
);

#[pytype(static = PyLongRangeIter_Type, name = "longrange_iterator", layout = longrangeiterobject, no_new)]
impl LongRangeIter {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            drop((*this).layout().start.take());
            drop((*this).layout().step.take());
            drop((*this).layout().len.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let (start, step, left) = self.parts(th)?;
        if left.sign() <= 0 {
            return Ok(None);
        }
        let layout = self.layout();
        layout.start.set(Some(Long::add(&start, &step)?.into_object()), th);
        layout.len.set(Some(Long::sub(&left, &*Long::from_isize(1)?)?.into_object()), th);
        Ok(Some(start.into_object()))
    }

    #[method(sig = "()", no_text_signature, doc = "Return an estimate of the number of items left.")]
    fn __length_hint__(&self, th: &mut Thread) -> PyResult<Ref<Long>> {
        Ok(self.parts(th)?.2)
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let (start, step, left) = self.parts(th)?;
        let stop = Long::add(&start, &*Long::mul(&left, &step)?)?;
        reduce(start, stop, step, th)
    }

    #[method(sig = "(state, /)", no_text_signature, doc = "Set state information for unpickling.")]
    fn __setstate__(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let Some(skip) = state.downcast::<Long>() else {
            let name = state.ob_type().display_name();
            return Err(raise!(th, TypeError, "state must be an int, not {name:.200}"));
        };
        let (start, step, left) = self.parts(th)?;
        let skip = if skip.sign() < 0 { Long::from_isize(0)? } else { Ref::new(skip) };
        let skip = if Long::compare(&skip, &left).is_gt() { left.clone() } else { skip };
        let layout = self.layout();
        layout.start.set(Some(Long::add(&start, &*Long::mul(&skip, &step)?)?.into_object()), th);
        layout.len.set(Some(Long::sub(&left, &skip)?.into_object()), th);
        Ok(())
    }
}

impl LongRangeIter {
    fn parts(&self, th: &mut Thread) -> PyResult<(Ref<Long>, Ref<Long>, Ref<Long>)> {
        let layout = self.layout();
        let part = |field: &Field| field.get().and_then(|value| value.downcast_into::<Long>().ok());
        match (part(&layout.start), part(&layout.step), part(&layout.len)) {
            (Some(start), Some(step), Some(left)) => Ok((start, step, left)),
            _ => Err(th.bad_internal_call()),
        }
    }
}

/// `(iter, (range(…),), None)`.
fn reduce(start: Ref<Long>, stop: Ref<Long>, step: Ref<Long>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let range = Range::of(start, stop, step, th)?;
    let arguments = Tuple::from_array([range.into_object()])?;
    Tuple::from_array([iterobject::builtin(id!(iter), th)?, arguments.into_object(), none().to_ref()])
}
