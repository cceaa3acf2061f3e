//! `tuple` and its iterator.

use std::ffi::c_int;
use std::ops::Deref;

use crate::abstract_::items::{clip_search, collect, compare_op, repr_sequence, wrap_index};
use crate::abstract_::number;
use crate::abstract_::recursion::require_stack;
use crate::heap::{self, trashcan};
use crate::prelude::*;

object_type!(
    /// `tuple`
    pub struct Tuple(PyTupleObject): PyTuple_Type, flag Py_TPFLAGS_TUPLE_SUBCLASS
);

#[pytype(
    static = PyTuple_Type,
    name = "tuple",
    // The items follow the count.
    layout = VarObject,
    itemsize = size_of::<*mut Object>(),
    flags(BASETYPE, HAVE_GC, TUPLE_SUBCLASS, SEQUENCE, MATCH_SELF),
    text_signature = "(iterable=(), /)",
    doc = "Immutable sequence of the items of iterable, or the empty one.\n\nA tuple given as argument is returned itself.",
)]
impl Tuple {
    #[new(sig = "(iterable=(), /)", vectorcall)]
    fn py_new(ty: &'static Type, iterable: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let items = match iterable {
            None => Ref::new(Tuple::empty()),
            Some(iterable) => Tuple::from_iterable(iterable, th)?,
        };
        if std::ptr::eq(ty, &PyTuple_Type) {
            return Ok(items);
        }
        let object = match ty.tp_alloc.get() {
            // SAFETY: the type's own allocator.
            Some(alloc) => unsafe { alloc(ty, items.len() as isize) }?,
            None => ty.alloc(items.len() as isize)?,
        };
        // SAFETY: an instance of a subclass of `tuple`, with room for the items.
        let new = unsafe { object.cast_unchecked::<Tuple>() };
        for (field, item) in new.layout().fields().iter().zip(items.items()) {
            field.init(item.clone());
        }
        Ok(new)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let Some(_guard) = trashcan::enter_own(&*this, &PyTuple_Type) else { return };
            for field in (*this).layout().fields().iter().rev() {
                drop(field.take());
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        // From the end, which `gc.get_referents` shows.
        for field in self.layout().fields().iter().rev() {
            visit.visit(field);
        }
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let items = self.items();
        let brackets = ("(", if items.len() == 1 { ",)" } else { ")" });
        repr_sequence(self, brackets, "(...)", |index| items.get(index).cloned(), th)
    }

    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        require_stack(" while hashing a tuple", th)?;
        hash_items(self.items().iter().map(|item| &**item), true, th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        match other.downcast::<Tuple>() {
            Some(other) => compare_items(self.items(), other.items(), op, th),
            None => Ok(not_implemented().to_ref()),
        }
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        TupleIter::new(self)
    }

    #[slot]
    fn sq_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn sq_concat(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        if self.is_empty()
            && let Some(other) = other.downcast_exact::<Tuple>()
        {
            return Ok(Ref::new(other));
        }
        let Some(other) = other.downcast::<Tuple>() else {
            let name = other.ob_type().display_name();
            return Err(raise!(th, TypeError, "can only concatenate tuple (not \"{name:.200}\") to tuple"));
        };
        if other.is_empty() && Tuple::check_exact(self) {
            return Ok(Ref::new(self));
        }
        Tuple::fill(self.len() + other.len(), self.items().iter().chain(other.items()).cloned())
    }

    #[slot]
    fn sq_repeat(&self, count: isize, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        if (self.is_empty() || count == 1) && Tuple::check_exact(self) {
            return Ok(Ref::new(self));
        }
        let count = count.max(0) as usize;
        let Some(len) = self.len().checked_mul(count).filter(|len| *len <= isize::MAX as usize) else {
            return Err(th.no_memory());
        };
        Tuple::fill(len, self.items().iter().cycle().take(len).cloned())
    }

    #[slot]
    fn sq_item(&self, index: isize, th: &mut Thread) -> PyResult {
        match self.items().get(index as usize) {
            Some(item) => Ok(item.clone()),
            None => Err(raise!(th, IndexError, "tuple index out of range")),
        }
    }

    #[slot]
    fn sq_contains(&self, value: &Object, th: &mut Thread) -> PyResult<bool> {
        for item in self.items() {
            if item.rich_compare_bool(value, Py_EQ, th)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    #[slot]
    fn mp_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        if let Some(slice) = key.downcast_exact::<Slice>() {
            return self.slice(slice, th);
        }
        if !number::is_index(key) {
            let name = key.ob_type().display_name();
            return Err(raise!(th, TypeError, "tuple indices must be integers or slices, not {name:.200}"));
        }
        let index = key.as_isize(Some(&exceptions::IndexError), th)?;
        match wrap_index(index, self.len()) {
            Some(index) => Ok(self.items()[index].clone()),
            None => Err(raise!(th, IndexError, "tuple index out of range")),
        }
    }

    #[method(sig = "()")]
    fn __getnewargs__(&self) -> PyResult<Ref<Tuple>> {
        let copy = Tuple::fill(self.len(), self.items().iter().cloned())?;
        Tuple::from_array([copy.into_object()])
    }

    #[method(
        sig = "(value, start=0, stop=sys.maxsize, /)",
        doc = "Return the first index of value.\n\nRaises ValueError if the value is not present."
    )]
    fn index(
        &self,
        value: &Object,
        #[arg(default = SliceIndex(0))] start: SliceIndex,
        #[arg(default = SliceIndex(isize::MAX))] stop: SliceIndex,
        th: &mut Thread,
    ) -> PyResult<usize> {
        let (start, stop) = clip_search(start.0, stop.0, self.len());
        for (index, item) in self.items().iter().enumerate().take(stop).skip(start) {
            if item.rich_compare_bool(value, Py_EQ, th)? {
                return Ok(index);
            }
        }
        Err(raise!(th, ValueError, "tuple.index(x): x not in tuple"))
    }

    #[method(sig = "(value, /)", doc = "Return the number of occurrences of value.")]
    fn count(&self, value: &Object, th: &mut Thread) -> PyResult<usize> {
        let mut count = 0;
        for item in self.items() {
            if item.rich_compare_bool(value, Py_EQ, th)? {
                count += 1;
            }
        }
        Ok(count)
    }

    #[classmethod(sig = "(object, /)", no_text_signature, doc = "Parametrized form, for type hints: tuple[int, str].")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }
}

impl Tuple {
    /// The empty tuple, which is immortal.
    #[inline(always)]
    pub fn empty() -> &'static Tuple {
        Tuple::from_layout(empty_tuple())
    }

    /// A tuple whose `len` items are still NULL and must be filled before anybody sees it; `len` is not 0. Untracked.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn allocate(len: usize) -> PyResult<Ref<Tuple>> {
        heap::new_var_object::<Tuple>(&PyTuple_Type, len)
    }

    /// A tuple of the `len` items that `items` gives.
    #[inline]
    fn fill(len: usize, items: impl Iterator<Item = Ref>) -> PyResult<Ref<Tuple>> {
        if len == 0 {
            return Ok(Ref::new(Tuple::empty()));
        }
        let tuple = Tuple::allocate(len)?;
        for (field, item) in tuple.layout().fields().iter().zip(items) {
            field.init(item);
        }
        heap::gc_track(&tuple);
        Ok(tuple)
    }

    /// A tuple of new references to `items`; the empty one is the shared immortal.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn new(items: &[&Object]) -> PyResult<Ref<Tuple>> {
        Tuple::fill(items.len(), items.iter().map(|item| item.to_ref()))
    }

    /// A tuple that takes the references over.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn from_vec(items: Vec<Ref>) -> PyResult<Ref<Tuple>> {
        Tuple::fill(items.len(), items.into_iter())
    }

    /// As [`Tuple::from_vec`], of a fixed number.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn from_array<const N: usize>(items: [Ref; N]) -> PyResult<Ref<Tuple>> {
        Tuple::fill(N, items.into_iter())
    }

    /// `PySequence_Tuple`: an exact tuple is returned itself.
    ///
    /// # Errors
    /// What iterating raises; `MemoryError`.
    pub fn from_iterable(object: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        if let Some(tuple) = object.downcast_exact::<Tuple>() {
            return Ok(Ref::new(tuple));
        }
        if let Some(list) = object.downcast_exact::<List>() {
            return list.to_tuple();
        }
        Tuple::from_vec(collect(object, 10, th)?)
    }

    /// The items: immutable, so they live as long as the tuple.
    #[inline(always)]
    pub fn items(&self) -> &[Ref] {
        let fields = self.layout().fields();
        // SAFETY: in a tuple that has been handed out every item is set, and a set `Field` has the representation of `Ref`.
        unsafe { std::slice::from_raw_parts(fields.as_ptr().cast(), fields.len()) }
    }

    /// How many items there are.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.layout().ob_base.ob_size.get() as usize
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `self[slice]`.
    fn slice(&self, slice: &Slice, th: &mut Thread) -> PyResult {
        let (start, stop, step) = slice.unpack(th)?;
        let (start, _, count) = sliceobject::adjust_indices(self.len() as isize, start, stop, step);
        if start == 0 && step == 1 && count as usize == self.len() && Tuple::check_exact(self) {
            return Ok(self.to_ref());
        }
        let items = self.items();
        let picked = (0..count).map(|index| items[(start + index * step) as usize].clone());
        Tuple::fill(count as usize, picked).map(Ref::into_object)
    }

    /// `PyTuple_GetSlice`, both bounds clipped.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn range(&self, low: isize, high: isize) -> PyResult<Ref<Tuple>> {
        let low = (low.max(0) as usize).min(self.len());
        let high = (high.max(0) as usize).min(self.len()).max(low);
        if low == 0 && high == self.len() && Tuple::check_exact(self) {
            return Ok(Ref::new(self));
        }
        Tuple::fill(high - low, self.items()[low..high].iter().cloned())
    }

    /// `_PyTuple_MaybeUntrack`: the collector need not look at a tuple of objects that cannot be part of a cycle.
    pub fn maybe_untrack(&self) {
        if !Tuple::check_exact(self) || !heap::gc_is_tracked(self) {
            return;
        }
        for field in self.layout().fields() {
            // SAFETY: a field is NULL or holds a live object.
            match unsafe { field.as_ptr().as_ref() } {
                // Not complete yet.
                None => return,
                Some(item) if may_be_tracked(item) => return,
                Some(_) => {}
            }
        }
        heap::gc_untrack(self);
    }
}

/// `_PyObject_GC_MAY_BE_TRACKED`: whether the object can be part of a cycle, now or once it is filled.
pub fn may_be_tracked(object: &Object) -> bool {
    heap::gc::is_gc(object) && (!Tuple::check_exact(object) || heap::gc_is_tracked(object))
}

/// The hash of a tuple of `items` (xxHash as CPython varies it); slices leave the length out.
///
/// # Errors
/// What the items' `__hash__` raise.
pub fn hash_items<'a>(items: impl Iterator<Item = &'a Object>, with_length: bool, th: &mut Thread) -> PyResult<isize> {
    const PRIME_1: usize = 11400714785074694791;
    const PRIME_2: usize = 14029467366897019727;
    const PRIME_5: usize = 2870177450012600261;
    let mut acc = PRIME_5;
    let mut len = 0usize;
    for item in items {
        let lane = match item.downcast_exact::<Str>() {
            Some(text) => text.hash(),
            None => item.hash(th)?,
        };
        acc = acc.wrapping_add((lane as usize).wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
        len += 1;
    }
    if with_length {
        acc = acc.wrapping_add(len ^ (PRIME_5 ^ 3527539));
    }
    Ok(if acc == usize::MAX { 1546275796 } else { acc as isize })
}

/// Compares sequences of immutable storage item by item: the first that differ decide.
///
/// # Errors
/// What the items' comparison raises.
pub fn compare_items<T: Deref<Target = Object>>(left: &[T], right: &[T], op: c_int, th: &mut Thread) -> PyResult {
    for (a, b) in left.iter().zip(right) {
        if !a.rich_compare_bool(b, Py_EQ, th)? {
            return match op {
                Py_EQ => Ok(boolobject::bool_object(false).to_ref()),
                Py_NE => Ok(boolobject::bool_object(true).to_ref()),
                _ => a.rich_compare(b, op, th),
            };
        }
    }
    Ok(boolobject::bool_object(compare_op(left.len(), right.len(), op)).to_ref())
}

object_type!(
    /// `tuple_iterator`
    pub struct TupleIter(_PyTupleIterObject): PyTupleIter_Type
);

#[pytype(
    static = PyTupleIter_Type,
    name = "tuple_iterator",
    layout = _PyTupleIterObject,
    flags(HAVE_GC),
)]
impl TupleIter {
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
        let tuple = Tuple::from_layout(unsafe { layout.it_seq.borrow_unchecked() }?);
        let index = layout.it_index.get();
        match tuple.items().get(index as usize) {
            Some(item) => {
                layout.it_index.set(index + 1);
                Some(item.clone())
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
            Some(tuple) => (Tuple::from_layout(&tuple).len() as isize).wrapping_sub(layout.it_index.get()),
            None => 0,
        }
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let state = || (layout.it_seq.get().map(Ref::into_object), layout.it_index.get());
        iterobject::reduce(state, Tuple::empty(), id!(iter), th)
    }

    #[method(sig = "(state, /)", no_text_signature, doc = "Set state information for unpickling.")]
    fn __setstate__(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let index = iterobject::state_index(state, th)?;
        let layout = self.layout();
        if let Some(tuple) = layout.it_seq.get() {
            layout.it_index.set(index.clamp(0, Tuple::from_layout(&tuple).len() as isize));
        }
        Ok(())
    }
}

impl TupleIter {
    fn new(tuple: &Tuple) -> PyResult {
        let iterator = heap::new_object::<TupleIter>(&PyTupleIter_Type)?;
        iterator.layout().it_seq.init(Ref::new(tuple.layout()));
        heap::gc_track(&iterator);
        Ok(iterator.into_object())
    }
}
