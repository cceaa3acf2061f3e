//! `slice`.

use std::ffi::c_int;

use crate::abstract_::number;
use crate::heap;
use crate::prelude::*;

object_type!(
    /// `slice`
    pub struct Slice(PySliceObject): PySlice_Type
);

#[pytype(
    static = PySlice_Type,
    name = "slice",
    layout = PySliceObject,
    flags(HAVE_GC),
    doc = "slice(stop)\nslice(start, stop[, step])\n\nThe start, stop and step of a subscript such as a[i:j:k].",
    members = [&[
        member!("start", PySliceObject, start, _Py_T_OBJECT, READONLY),
        member!("stop", PySliceObject, stop, _Py_T_OBJECT, READONLY),
        member!("step", PySliceObject, step, _Py_T_OBJECT, READONLY),
    ]],
)]
impl Slice {
    #[new(sig = "(*args)")]
    fn py_new(_ty: &'static Type, args: &[&Object], th: &mut Thread) -> PyResult<Ref<Slice>> {
        match *args {
            [stop] => Slice::new(None, Some(stop), None),
            [start, stop] => Slice::new(Some(start), Some(stop), None),
            [start, stop, step] => Slice::new(Some(start), Some(stop), Some(step)),
            [] => Err(raise!(th, TypeError, "slice expected at least 1 argument, got 0")),
            _ => Err(raise!(th, TypeError, "slice expected at most 3 arguments, got {}", args.len())),
        }
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            let layout = (*this).layout();
            heap::gc_untrack(&*this);
            drop(layout.step.take());
            drop(layout.start.take());
            drop(layout.stop.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let layout = self.layout();
        visit.visit(&layout.start);
        visit.visit(&layout.stop);
        visit.visit(&layout.step);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let (start, stop, step) = self.parts();
        let (start, stop, step) = (start.repr(th)?, stop.repr(th)?, step.repr(th)?);
        let mut out = unicodeobject::StrWriter::with_capacity(32);
        out.push_ascii("slice(");
        out.push_str(&start);
        out.push_ascii(", ");
        out.push_str(&stop);
        out.push_ascii(", ");
        out.push_str(&step);
        out.push_ascii(")");
        out.finish()
    }

    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        let (start, stop, step) = self.parts();
        tupleobject::hash_items([start, stop, step].into_iter(), false, th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast_exact::<Slice>().filter(|_| Slice::check_exact(self)) else {
            return Ok(not_implemented().to_ref());
        };
        if self.is(other) {
            return Ok(boolobject::bool_object(matches!(op, Py_EQ | Py_LE | Py_GE)).to_ref());
        }
        let (a, b) = (self.parts(), other.parts());
        tupleobject::compare_items(&[a.0, a.1, a.2], &[b.0, b.1, b.2], op, th)
    }

    #[method(
        sig = "(object, /)",
        no_text_signature,
        name = "indices",
        doc = "S.indices(len) -> (start, stop, stride)\n\nThe start, stop and step that S means for a sequence of length len."
    )]
    fn py_indices(&self, object: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let length = object.index(th)?;
        if length.sign() < 0 {
            return Err(raise!(th, ValueError, "length should not be negative"));
        }
        let (start, stop, step) = self.long_indices(&length, th)?;
        Tuple::from_array([start.into_object(), stop.into_object(), step.into_object()])
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        let (start, stop, step) = self.parts();
        let arguments = Tuple::new(&[start, stop, step])?;
        Tuple::new(&[PySlice_Type.as_object(), arguments.as_object()])
    }
}

impl Slice {
    /// `PySlice_New`: what is missing is `None`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(start: Option<&Object>, stop: Option<&Object>, step: Option<&Object>) -> PyResult<Ref<Slice>> {
        let slice = heap::new_object::<Slice>(&PySlice_Type)?;
        let layout = slice.layout();
        layout.start.init(start.unwrap_or(none()).to_ref());
        layout.stop.init(stop.unwrap_or(none()).to_ref());
        layout.step.init(step.unwrap_or(none()).to_ref());
        heap::gc_track(&slice);
        Ok(slice)
    }

    /// Start, stop and step: fixed once the slice is made.
    #[inline]
    pub fn parts(&self) -> (&Object, &Object, &Object) {
        let layout = self.layout();
        // SAFETY: set by `new` and never changed; a slice has no `tp_clear`.
        let part = |field: &Field| unsafe { field.borrow_unchecked() }.unwrap_or(none());
        (part(&layout.start), part(&layout.stop), part(&layout.step))
    }

    /// `PySlice_Unpack`: start, stop, step, with step not zero. Out of range values are clipped.
    ///
    /// # Errors
    /// `ValueError` for a step of zero; `TypeError` for what is no index; what `__index__` raises.
    pub fn unpack(&self, th: &mut Thread) -> PyResult<(isize, isize, isize)> {
        let (start, stop, step) = self.parts();
        let step = match index_value(step, th)? {
            None => 1,
            Some(0) => return Err(raise!(th, ValueError, "slice step cannot be zero")),
            // So that `-step` does not overflow.
            Some(step) => step.max(-isize::MAX),
        };
        let start = index_value(start, th)?.unwrap_or(if step < 0 { isize::MAX } else { 0 });
        let stop = index_value(stop, th)?.unwrap_or(if step < 0 { isize::MIN } else { isize::MAX });
        Ok((start, stop, step))
    }

    /// `_PySlice_GetLongIndices`: [`Slice::unpack`] and [`adjust_indices`] for a length and indices of any size.
    ///
    /// # Errors
    /// As [`Slice::unpack`].
    pub fn long_indices(&self, length: &Long, th: &mut Thread) -> PyResult<(Ref<Long>, Ref<Long>, Ref<Long>)> {
        let (start, stop, step) = self.parts();
        let zero = Long::from_isize(0)?;
        let minus_one = Long::from_isize(-1)?;
        let step = if step.is(none()) { Long::from_isize(1)? } else { long_index(step, th)? };
        let negative = step.sign() < 0;
        if step.sign() == 0 {
            return Err(raise!(th, ValueError, "slice step cannot be zero"));
        }
        let (lower, upper) =
            if negative { (minus_one.clone(), Long::add(length, &minus_one)?) } else { (zero, Ref::new(length)) };
        let bound = |part: &Object, default: &Ref<Long>, th: &mut Thread| {
            if part.is(none()) {
                return Ok(default.clone());
            }
            let mut value = long_index(part, th)?;
            if value.sign() < 0 {
                value = Long::add(&value, length)?;
                if Long::compare(&value, &lower).is_lt() {
                    value = lower.clone();
                }
            } else if Long::compare(&value, &upper).is_gt() {
                value = upper.clone();
            }
            Ok(value)
        };
        let start = bound(start, if negative { &upper } else { &lower }, th)?;
        let stop = bound(stop, if negative { &lower } else { &upper }, th)?;
        Ok((start, stop, step))
    }
}

/// `_PyEval_SliceIndex`: the value of a slice's part, clipped to `isize`; `None` for `None`.
///
/// # Errors
/// `TypeError` for what is no index; what `__index__` raises.
#[inline]
pub fn index_value(part: &Object, th: &mut Thread) -> PyResult<Option<isize>> {
    if part.is(none()) {
        return Ok(None);
    }
    if let Some(value) = part.downcast_exact::<Long>().and_then(Long::compact_value) {
        return Ok(Some(value));
    }
    if !number::is_index(part) {
        return Err(no_index(th));
    }
    part.as_isize(None, th).map(Some)
}

fn long_index(part: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    if !number::is_index(part) {
        return Err(no_index(th));
    }
    part.index(th)
}

#[cold]
fn no_index(th: &mut Thread) -> Raised {
    raise!(th, TypeError, "slice indices must be integers or None or have an __index__ method")
}

/// `PySlice_AdjustIndices`: start, stop and the number of items for a sequence of `length`.
#[inline]
pub fn adjust_indices(length: isize, start: isize, stop: isize, step: isize) -> (isize, isize, isize) {
    let bound = |value: isize| {
        if value < 0 {
            let value = value.saturating_add(length);
            if value < 0 { if step < 0 { -1 } else { 0 } } else { value }
        } else if value >= length {
            if step < 0 { length - 1 } else { length }
        } else {
            value
        }
    };
    let (start, stop) = (bound(start), bound(stop));
    let count = if step < 0 {
        if stop < start { (start - stop - 1) / -step + 1 } else { 0 }
    } else if start < stop {
        (stop - start - 1) / step + 1
    } else {
        0
    };
    (start, stop, count)
}
