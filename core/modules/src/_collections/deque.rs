//! `collections.deque`.

use std::cell::{Cell, UnsafeCell};
use std::collections::VecDeque;
use std::ffi::c_int;
use std::mem::offset_of;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::abstract_::items::{clip_search, compare_op, repr_sequence};
use ks_runtime::heap;
use ks_runtime::prelude::*;

/// Items that CPython keeps per block, and the bytes of a block; `__sizeof__` counts in these.
const BLOCK_LEN: usize = 64;
const BLOCK_BYTES: usize = 8 * (BLOCK_LEN + 2);

/// As large as CPython's, with the weak reference list in the same place.
#[repr(C)]
pub struct DequeLayout {
    ob_base: Object,
    items: UnsafeCell<VecDeque<Ref>>,
    /// The most items it holds; negative: no limit.
    maxlen: Cell<isize>,
    /// Changes with every change of length or order, for iterators to notice.
    state: Cell<usize>,
    _unused: [usize; 18],
    weakreflist: Cell<*mut Object>,
}

object_type!(
    /// `collections.deque`
    pub struct Deque(DequeLayout): Deque_Type
);

/// "deque mutated during …"
fn mutated(th: &mut Thread) -> Raised {
    raise!(th, RuntimeError, "deque mutated during iteration")
}

impl Deque {
    /// The items, for an operation that runs no Python code and drops no item.
    #[inline(always)]
    fn with<R>(&self, work: impl FnOnce(&mut VecDeque<Ref>) -> R) -> R {
        // SAFETY: the closures in this file touch nothing but the queue, so no second borrow arises.
        work(unsafe { &mut *self.layout().items.get() })
    }

    #[inline(always)]
    fn len(&self) -> usize {
        self.with(|items| items.len())
    }

    #[inline(always)]
    fn get(&self, index: usize) -> Option<Ref> {
        self.with(|items| items.get(index).cloned())
    }

    #[inline(always)]
    fn touch(&self) {
        self.layout().state.set(self.layout().state.get().wrapping_add(1));
    }

    #[inline(always)]
    fn limit(&self) -> usize {
        // A negative limit is none.
        self.layout().maxlen.get() as usize
    }

    fn reserve(&self, th: &mut Thread) -> PyResult<()> {
        self.with(|items| items.try_reserve(1)).map_err(|_| th.no_memory())
    }

    fn push_back(&self, item: Ref, th: &mut Thread) -> PyResult<()> {
        self.reserve(th)?;
        self.touch();
        let surplus = self.with(|items| {
            items.push_back(item);
            if items.len() > self.limit() { items.pop_front() } else { None }
        });
        drop(surplus);
        Ok(())
    }

    fn push_front(&self, item: Ref, th: &mut Thread) -> PyResult<()> {
        self.reserve(th)?;
        self.touch();
        let surplus = self.with(|items| {
            items.push_front(item);
            if items.len() > self.limit() { items.pop_back() } else { None }
        });
        drop(surplus);
        Ok(())
    }

    fn extend_with(&self, iterable: &Object, front: bool, th: &mut Thread) -> PyResult<()> {
        if iterable.is(self) {
            let copy = List::from_iterable(iterable, th)?;
            return self.extend_with(&copy, front, th);
        }
        let iterator = iterable.iter(th)?;
        while let Some(item) = iterator.iter_next(th)? {
            if front { self.push_front(item, th)? } else { self.push_back(item, th)? }
        }
        Ok(())
    }

    fn take_all(&self) {
        self.touch();
        // The items are dropped when the deque is empty already: their finalizers may use it.
        let items = self.with(std::mem::take);
        drop(items);
    }

    /// The place of an equal item between two indices.
    fn find(&self, value: &Object, start: usize, stop: usize, th: &mut Thread) -> PyResult<Option<usize>> {
        let state = self.layout().state.get();
        let mut index = start;
        while index < stop {
            let Some(item) = self.get(index) else { break };
            let equal = item.rich_compare_bool(value, Py_EQ, th)?;
            if equal {
                return Ok(Some(index));
            }
            if state != self.layout().state.get() {
                return Err(mutated(th));
            }
            index += 1;
        }
        Ok(None)
    }

    fn new_like(&self, maxlen: isize, th: &mut Thread) -> PyResult<Ref<Deque>> {
        let _ = self;
        let new = Deque::tp_new(&Deque_Type, Tuple::empty(), None, th)?;
        new.layout().maxlen.set(maxlen);
        Ok(new)
    }

    fn copied(&self, th: &mut Thread) -> PyResult<Ref<Deque>> {
        let maxlen = self.layout().maxlen.get();
        if Deque::check_exact(self) {
            let new = self.new_like(maxlen, th)?;
            let copy = self.with(|items| items.clone());
            new.with(|items| *items = copy);
            return Ok(new);
        }
        let class = self.ob_type();
        let result = if maxlen < 0 {
            class.call(&[self], th)?
        } else {
            let maxlen = Long::from_isize(maxlen)?;
            class.call(&[self, &maxlen], th)?
        };
        result.downcast_into::<Deque>().map_err(|other| {
            let (class, other) = (class.display_name(), other.ob_type().display_name());
            raise!(th, TypeError, "{class:.200}() must return a deque, not {other:.200}")
        })
    }

    fn remove_at(&self, index: usize) -> Option<Ref> {
        self.touch();
        self.with(|items| items.remove(index))
    }

    fn repeat(&self, count: isize, th: &mut Thread) -> PyResult<()> {
        let len = self.len();
        if len == 0 || count == 1 {
            return Ok(());
        }
        if count <= 0 {
            self.take_all();
            return Ok(());
        }
        let count = count as usize;
        let total = len.checked_mul(count).filter(|total| *total <= isize::MAX as usize / 8);
        let Some(total) = total else { return Err(th.no_memory()) };
        let kept = total.min(self.limit());
        self.touch();
        let unit = self.with(|items| items.clone());
        let fresh = (|| {
            let mut fresh = VecDeque::new();
            fresh.try_reserve_exact(kept).ok()?;
            // The last `kept` of the repeated items.
            let start = total - kept;
            fresh.extend((start..total).map(|index| unit[index % len].clone()));
            Some(fresh)
        })();
        let Some(fresh) = fresh else { return Err(th.no_memory()) };
        let old = self.with(|items| std::mem::replace(items, fresh));
        drop(old);
        drop(unit);
        Ok(())
    }

    fn turn(&self, count: isize) {
        self.with(|items| {
            let len = items.len();
            if len > 1 {
                items.rotate_right(count.rem_euclid(len as isize) as usize);
            }
        });
        self.touch();
    }
}

#[pytype(
    static = Deque_Type,
    private,
    name = "collections.deque",
    layout = DequeLayout,
    flags(BASETYPE, HAVE_GC, SEQUENCE),
    weaklistoffset = offset_of!(DequeLayout, weakreflist),
    text_signature = "([iterable[, maxlen]])",
    doc = "A list-like sequence that is fast at both its ends."
)]
impl Deque {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<Deque>> {
        let object = ks_runtime::args::allocate(ty, th)?;
        // SAFETY: a new instance of this type or a subclass; its queue is written before anybody reads it.
        unsafe {
            let deque = object.cast_unchecked::<Deque>();
            deque.layout().items.get().write(VecDeque::new());
            deque.layout().maxlen.set(-1);
            Ok(deque)
        }
    }

    #[init(sig = "(iterable=<unrepresentable>, maxlen=None)")]
    fn py_init(
        &self,
        #[arg(keep_none)] iterable: Option<&Object>,
        maxlen: Option<&Object>,
        th: &mut Thread,
    ) -> PyResult<()> {
        let mut limit = -1;
        if let Some(maxlen) = maxlen {
            let Some(value) = maxlen.downcast::<Long>() else {
                return Err(raise!(th, TypeError, "an integer is required"));
            };
            limit = value.to_isize(th)?;
            if limit < 0 {
                return Err(raise!(th, ValueError, "maxlen must be non-negative"));
            }
        }
        self.layout().maxlen.set(limit);
        if self.len() > 0 {
            self.take_all();
        }
        match iterable {
            Some(iterable) => self.extend_with(iterable, false, th),
            None => Ok(()),
        }
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let Some(_guard) = heap::trashcan::enter_own(&*this, &Deque_Type) else { return };
            if !(*this).layout().weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            std::ptr::drop_in_place((*this).layout().items.get());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        // SAFETY: the callbacks of a traversal change no deque.
        for item in unsafe { &*self.layout().items.get() } {
            visit.visit_object(item);
        }
    }

    #[slot]
    fn tp_clear(&self) {
        self.take_all();
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let name = self.ob_type().short_name();
        let maxlen = self.layout().maxlen.get();
        let list = repr_sequence(self, ("[", "]"), "[...]", |index| self.get(index), th)?;
        if list.eq_ascii("[...]") {
            return Ok(list);
        }
        let mut out = unicodeobject::StrWriter::with_capacity(list.len() + 16);
        out.push_str(&name);
        out.push_ascii("(");
        out.push_str(&list);
        if maxlen >= 0 {
            out.push_ascii(&format!(", maxlen={maxlen}"));
        }
        out.push_ascii(")");
        out.finish()
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast::<Deque>() else { return Ok(not_implemented().to_ref()) };
        if self.is(other) && matches!(op, Py_EQ | Py_LE | Py_GE) {
            return true.into_py();
        }
        if matches!(op, Py_EQ | Py_NE) && self.len() != other.len() {
            return (op == Py_NE).into_py();
        }
        let states = (self.layout().state.get(), other.layout().state.get());
        let mut index = 0;
        while let (Some(a), Some(b)) = (self.get(index), other.get(index)) {
            if !a.rich_compare_bool(&b, Py_EQ, th)? {
                return match op {
                    Py_EQ => false.into_py(),
                    Py_NE => true.into_py(),
                    _ => a.rich_compare(&b, op, th),
                };
            }
            if states != (self.layout().state.get(), other.layout().state.get()) {
                return Err(mutated(th));
            }
            index += 1;
        }
        compare_op(self.len(), other.len(), op).into_py()
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        Ok(DequeIterator::over(self, 0)?.into_object())
    }

    #[slot]
    fn sq_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn sq_concat(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<Deque>> {
        if !Deque::check(other) {
            let name = other.ob_type().display_name();
            return Err(raise!(th, TypeError, "can only concatenate deque (not \"{name:.200}\") to deque"));
        }
        let new = self.copied(th)?;
        new.extend_with(other, false, th)?;
        Ok(new)
    }

    #[slot]
    fn sq_inplace_concat(&self, other: &Object, th: &mut Thread) -> PyResult {
        self.extend_with(other, false, th)?;
        Ok(self.to_ref())
    }

    #[slot]
    fn sq_repeat(&self, count: isize, th: &mut Thread) -> PyResult<Ref<Deque>> {
        let new = self.copied(th)?;
        new.repeat(count, th)?;
        Ok(new)
    }

    #[slot]
    fn sq_inplace_repeat(&self, count: isize, th: &mut Thread) -> PyResult {
        self.repeat(count, th)?;
        Ok(self.to_ref())
    }

    #[slot]
    fn sq_item(&self, index: isize, th: &mut Thread) -> PyResult {
        let item = usize::try_from(index).ok().and_then(|index| self.get(index));
        item.ok_or_else(|| raise!(th, IndexError, "deque index out of range"))
    }

    #[slot]
    fn sq_ass_item(&self, index: isize, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(index) = usize::try_from(index).ok().filter(|index| *index < self.len()) else {
            return Err(raise!(th, IndexError, "deque index out of range"));
        };
        let old = match value {
            None => self.remove_at(index),
            Some(value) => {
                let value = value.to_ref();
                self.with(|items| items.get_mut(index).map(|item| std::mem::replace(item, value)))
            }
        };
        drop(old);
        Ok(())
    }

    #[slot]
    fn sq_contains(&self, value: &Object, th: &mut Thread) -> PyResult<bool> {
        self.find(value, 0, self.len(), th).map(|found| found.is_some())
    }

    #[method(sig = "(item, /)", doc = "Add an item on the right side.")]
    fn append(&self, item: &Object, th: &mut Thread) -> PyResult<()> {
        self.push_back(item.to_ref(), th)
    }

    #[method(sig = "(item, /)", doc = "Add an item on the left side.")]
    fn appendleft(&self, item: &Object, th: &mut Thread) -> PyResult<()> {
        self.push_front(item.to_ref(), th)
    }

    #[method(sig = "()", doc = "Remove all items.")]
    fn clear(&self) {
        self.take_all();
    }

    #[method(sig = "()", doc = "Return a shallow copy of a deque.")]
    fn __copy__(&self, th: &mut Thread) -> PyResult<Ref<Deque>> {
        self.copied(th)
    }

    #[method(sig = "()", doc = "Return a shallow copy of a deque.")]
    fn copy(&self, th: &mut Thread) -> PyResult<Ref<Deque>> {
        self.copied(th)
    }

    #[method(sig = "(value, /)", doc = "How many items are equal to value.")]
    fn count(&self, value: &Object, th: &mut Thread) -> PyResult<usize> {
        let state = self.layout().state.get();
        let (mut index, mut count) = (0, 0);
        while let Some(item) = self.get(index) {
            count += usize::from(item.rich_compare_bool(value, Py_EQ, th)?);
            if state != self.layout().state.get() {
                return Err(mutated(th));
            }
            index += 1;
        }
        Ok(count)
    }

    #[method(sig = "(iterable, /)", doc = "Add the items of an iterable on the right side.")]
    fn extend(&self, iterable: &Object, th: &mut Thread) -> PyResult<()> {
        self.extend_with(iterable, false, th)
    }

    #[method(
        sig = "(iterable, /)",
        doc = "Add the items of an iterable on the left side, one by one: the last is first then."
    )]
    fn extendleft(&self, iterable: &Object, th: &mut Thread) -> PyResult<()> {
        self.extend_with(iterable, true, th)
    }

    #[method(
        raw = FASTCALL,
        doc = "index($self, value, [start, [stop]])\n--\n\nThe index of the first item equal to value.\n\nRaises ValueError if there is none."
    )]
    fn index(&self, args: &[&Object], th: &mut Thread) -> PyResult<usize> {
        let (value, bounds) = match args {
            [value, bounds @ ..] if bounds.len() <= 2 => (value, bounds),
            [] => return Err(raise!(th, TypeError, "index expected at least 1 argument, got 0")),
            _ => return Err(raise!(th, TypeError, "index expected at most 3 arguments, got {}", args.len())),
        };
        let mut limits = [0, isize::MAX];
        for (limit, bound) in limits.iter_mut().zip(bounds) {
            if !ks_runtime::abstract_::number::is_index(bound) {
                return Err(raise!(th, TypeError, "slice indices must be integers or have an __index__ method"));
            }
            *limit = bound.as_isize(None, th)?;
        }
        let len = self.len();
        let (start, stop) = clip_search(limits[0], limits[1], len);
        match self.find(value, start, stop.min(len), th)? {
            Some(index) => Ok(index),
            None => {
                let value = value.repr(th)?;
                Err(raise!(th, ValueError, "{value} is not in deque"))
            }
        }
    }

    #[method(sig = "(index, value, /)", doc = "Put value in front of the item at index.")]
    fn insert(&self, index: isize, value: &Object, th: &mut Thread) -> PyResult<()> {
        let len = self.len();
        if len == self.limit() {
            return Err(raise!(th, IndexError, "deque already at its maximum size"));
        }
        self.reserve(th)?;
        let index = if index < 0 { index.saturating_add_unsigned(len).max(0) as usize } else { index as usize };
        self.touch();
        let value = value.to_ref();
        self.with(|items| items.insert(index.min(items.len()), value));
        Ok(())
    }

    #[method(sig = "()", doc = "Remove and return the item on the right side.")]
    fn pop(&self, th: &mut Thread) -> PyResult {
        let item = self.with(VecDeque::pop_back);
        self.touch();
        item.ok_or_else(|| raise!(th, IndexError, "pop from an empty deque"))
    }

    #[method(sig = "()", doc = "Remove and return the item on the left side.")]
    fn popleft(&self, th: &mut Thread) -> PyResult {
        let item = self.with(VecDeque::pop_front);
        self.touch();
        item.ok_or_else(|| raise!(th, IndexError, "pop from an empty deque"))
    }

    #[method(sig = "()", doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let state = object::get_state(self, false, th)?;
        let iterator = self.iter(th)?;
        let maxlen = self.layout().maxlen.get();
        let arguments = if maxlen < 0 {
            Ref::new(Tuple::empty())
        } else {
            Tuple::from_array([Tuple::empty().to_ref(), Long::from_isize(maxlen)?.into_object()])?
        };
        Tuple::from_array([self.ob_type().as_object().to_ref(), arguments.into_object(), state, iterator])
    }

    #[method(sig = "(value, /)", doc = "Remove the first item equal to value.")]
    fn remove(&self, value: &Object, th: &mut Thread) -> PyResult<()> {
        let state = self.layout().state.get();
        let (mut index, len) = (0, self.len());
        while index < len {
            let Some(item) = self.get(index) else { break };
            let equal = item.rich_compare_bool(value, Py_EQ, th)?;
            if state != self.layout().state.get() {
                return Err(raise!(th, IndexError, "deque mutated during remove()."));
            }
            if equal {
                let old = self.remove_at(index);
                drop(old);
                return Ok(());
            }
            index += 1;
        }
        let value = value.repr(th)?;
        Err(raise!(th, ValueError, "{value} is not in deque"))
    }

    #[method(sig = "()", doc = "Return a reverse iterator over the deque.")]
    fn __reversed__(&self) -> PyResult<Ref<DequeReverseIterator>> {
        DequeReverseIterator::over(self, 0)
    }

    #[method(sig = "()", doc = "Turn the order of the items round.")]
    fn reverse(&self) {
        self.with(|items| items.make_contiguous().reverse());
    }

    #[method(sig = "(n=1, /)", doc = "Move n items from the right end to the left; to the right for negative n.")]
    fn rotate(&self, n: isize) {
        self.turn(n);
    }

    #[method(sig = "()", doc = "Return the size of the deque in memory, in bytes.")]
    fn __sizeof__(&self) -> usize {
        // CPython fills an empty deque from its block's second place.
        let blocks = (1 + self.len()).div_ceil(BLOCK_LEN);
        self.ob_type().tp_basicsize.get() as usize + blocks * BLOCK_BYTES
    }

    #[classmethod(sig = "(object, /)", doc = "See PEP 585")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }

    #[getter(doc = "maximum size of a deque or None if unbounded")]
    fn maxlen(&self) -> PyResult {
        match self.layout().maxlen.get() {
            limit if limit < 0 => Ok(none().to_ref()),
            limit => limit.into_py(),
        }
    }
}

/// An iterator over a deque; as large as CPython's.
#[repr(C)]
pub struct DequeIteratorLayout {
    ob_base: Object,
    deque: Field<Deque>,
    /// What the deque's `state` was.
    state: Cell<usize>,
    /// Items to come.
    counter: Cell<usize>,
    _unused: [usize; 2],
}

impl DequeIteratorLayout {
    fn start(&self, deque: &Deque, skip: usize) {
        self.deque.init(Ref::new(deque));
        self.state.set(deque.layout().state.get());
        self.counter.set(deque.len().saturating_sub(skip));
    }

    fn next(&self, reverse: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
        let Some(deque) = self.deque.borrow(th) else { return Ok(None) };
        if deque.layout().state.get() != self.state.get() {
            self.counter.set(0);
            return Err(mutated(th));
        }
        let left = self.counter.get();
        if left == 0 {
            return Ok(None);
        }
        self.counter.set(left - 1);
        let index = if reverse { left - 1 } else { deque.len().wrapping_sub(left) };
        Ok(deque.get(index))
    }

    fn reduce(&self, class: &'static Type) -> PyResult<Ref<Tuple>> {
        let deque = self.deque.get();
        let done = deque.as_ref().map_or(0, |deque| deque.len().saturating_sub(self.counter.get()));
        let deque = deque.map_or_else(|| none().to_ref(), Ref::into_object);
        let arguments = Tuple::from_array([deque, Long::from_usize(done)?.into_object()])?;
        Tuple::from_array([class.as_object().to_ref(), arguments.into_object()])
    }
}

macro_rules! deque_iterator {
    ($wrapper:ident, $static:ident, $name:tt, $doc:tt, $reverse:literal) => {
        object_type!(
            #[doc = $doc]
            pub struct $wrapper(DequeIteratorLayout): $static
        );

        impl $wrapper {
            fn over(deque: &Deque, skip: usize) -> PyResult<Ref<$wrapper>> {
                let iterator = heap::new_object::<$wrapper>(&$static)?;
                iterator.layout().start(deque, skip);
                heap::gc_track(&iterator);
                Ok(iterator)
            }
        }

        #[pytype(static = $static, private, name = $name, layout = DequeIteratorLayout, flags(HAVE_GC))]
        impl $wrapper {
            #[slot]
            fn tp_new(
                _ty: &'static Type,
                args: &Tuple,
                _kwargs: Option<&Dict>,
                th: &mut Thread,
            ) -> PyResult<Ref<$wrapper>> {
                let (deque, rest) = match args.items() {
                    [deque, rest @ ..] if rest.len() <= 1 => (deque, rest),
                    [] => return Err(raise!(th, TypeError, "function takes at least 1 argument (0 given)")),
                    items => {
                        return Err(raise!(
                            th,
                            TypeError,
                            "function takes at most 2 arguments ({} given)",
                            items.len()
                        ));
                    }
                };
                let Some(deque) = deque.downcast::<Deque>() else {
                    let name = deque.ob_type().display_name();
                    return Err(raise!(th, TypeError, "argument 1 must be collections.deque, not {name}"));
                };
                let skip = match rest {
                    [skip] => skip.as_isize(Some(&exceptions::OverflowError), th)?,
                    _ => 0,
                };
                $wrapper::over(deque, skip.max(0) as usize)
            }

            #[slot]
            fn tp_dealloc(this: *mut Self) {
                // SAFETY: called with the last reference gone; nothing touches the object but this function.
                unsafe {
                    heap::gc_untrack(&*this);
                    drop((*this).layout().deque.take());
                    heap::free_object(this.cast());
                }
            }

            #[slot]
            fn tp_traverse(&self, visit: &mut Visitor) {
                visit.visit(&self.layout().deque);
            }

            #[slot]
            fn tp_iter(&self) -> Ref {
                self.to_ref()
            }

            #[slot]
            fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
                self.layout().next($reverse, th)
            }

            #[method(sig = "()", doc = "How many items are to come.")]
            fn __length_hint__(&self) -> usize {
                self.layout().counter.get()
            }

            #[method(sig = "()", doc = "Return state information for pickling.")]
            fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
                self.layout().reduce(&$static)
            }
        }
    };
}

deque_iterator!(DequeIterator, DequeIterator_Type, "collections._deque_iterator", "Iterator over a deque.", false);
deque_iterator!(
    DequeReverseIterator,
    DequeReverseIterator_Type,
    "collections._deque_reverse_iterator",
    "Iterator over a deque from its right end.",
    true
);
