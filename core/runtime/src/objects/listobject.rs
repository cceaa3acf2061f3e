//! `list`: storage, slots and methods. Sorting and the iterators stand beside.

pub mod iter;
mod methods;
mod sort;
mod subscript;

use std::ffi::c_int;

use crate::abstract_::items::{compare_op, repr_sequence};
use crate::heap::{self, trashcan};
use crate::prelude::*;

pub use iter::{PyListIter_Type, PyListRevIter_Type};

object_type!(
    /// `list`
    pub struct List(PyListObject): PyList_Type, flag Py_TPFLAGS_LIST_SUBCLASS
);

#[pytype(
    static = PyList_Type,
    name = "list",
    layout = PyListObject,
    flags(BASETYPE, HAVE_GC, LIST_SUBCLASS, SEQUENCE, MATCH_SELF),
    text_signature = "(iterable=(), /)",
    doc = "Mutable sequence of the items of iterable, or an empty one.",
    methods = [methods::METHODS],
    slots = [subscript::mp_subscript, subscript::mp_ass_subscript, subscript::mp_length],
)]
impl List {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Object, _kwargs: Option<&Object>, th: &mut Thread) -> PyResult {
        crate::args::allocate(ty, th)
    }

    #[init(sig = "(iterable=(), /)", vectorcall)]
    fn py_init(&self, iterable: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        self.clear(th);
        match iterable {
            Some(iterable) => self.extend(iterable, th),
            None => Ok(()),
        }
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let Some(_guard) = trashcan::enter_own(&*this, &PyList_Type) else { return };
            let layout = (*this).layout();
            let items = layout.ob_item.get();
            if !items.is_null() {
                for index in (0..layout.ob_base.ob_size.get() as usize).rev() {
                    drop((*items.add(index)).take());
                }
                heap::mem_free(items.cast());
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        // SAFETY: the callbacks of a traversal change no list.
        // From the end, which `gc.get_referents` shows.
        for field in unsafe { self.fields() }.iter().rev() {
            visit.visit(field);
        }
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.clear(th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        repr_sequence(self, ("[", "]"), "[...]", |index| self.get(index), th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast::<List>() else { return Ok(not_implemented().to_ref()) };
        if self.len() != other.len() && matches!(op, Py_EQ | Py_NE) {
            return Ok(boolobject::bool_object(op == Py_NE).to_ref());
        }
        let mut index = 0;
        // Comparisons may change the lists: look at the lengths each time.
        while let (Some(a), Some(b)) = (self.get(index), other.get(index)) {
            if !a.rich_compare_bool(&b, Py_EQ, th)? {
                // The comparison may have shortened a list: then this was not the difference.
                if index >= self.len() || index >= other.len() {
                    break;
                }
                return match op {
                    Py_EQ => Ok(boolobject::bool_object(false).to_ref()),
                    Py_NE => Ok(boolobject::bool_object(true).to_ref()),
                    _ => a.rich_compare(&b, op, th),
                };
            }
            index += 1;
        }
        Ok(boolobject::bool_object(compare_op(self.len(), other.len(), op)).to_ref())
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        iter::new(self)
    }

    #[slot]
    fn sq_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn sq_concat(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<List>> {
        let Some(other) = other.downcast::<List>() else {
            let name = other.ob_type().display_name();
            return Err(raise!(th, TypeError, "can only concatenate list (not \"{name:.200}\") to list"));
        };
        let new = List::with_capacity(self.len() + other.len())?;
        new.push_all(self.items(th));
        new.push_all(other.items(th));
        Ok(new)
    }

    #[slot]
    fn sq_repeat(&self, count: isize, th: &mut Thread) -> PyResult<Ref<List>> {
        let count = count.max(0) as usize;
        let len = self.repeated_len(count, th)?;
        let new = List::with_capacity(len)?;
        if len > 0 {
            for _ in 0..count {
                new.push_all(self.items(th));
            }
        }
        Ok(new)
    }

    #[slot]
    fn sq_item(&self, index: isize, th: &mut Thread) -> PyResult {
        match self.get(index as usize) {
            Some(item) => Ok(item),
            None => Err(raise!(th, IndexError, "list index out of range")),
        }
    }

    #[slot]
    fn sq_ass_item(&self, index: isize, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        if index as usize >= self.len() {
            return Err(raise!(th, IndexError, "list assignment index out of range"));
        }
        match value {
            Some(value) => {
                self.set(index as usize, value.to_ref(), th);
                Ok(())
            }
            None => {
                drop(self.remove(index as usize)?);
                Ok(())
            }
        }
    }

    #[slot]
    fn sq_contains(&self, value: &Object, th: &mut Thread) -> PyResult<bool> {
        let mut index = 0;
        while let Some(item) = self.get(index) {
            if item.rich_compare_bool(value, Py_EQ, th)? {
                return Ok(true);
            }
            index += 1;
        }
        Ok(false)
    }

    #[slot]
    fn sq_inplace_concat(&self, other: &Object, th: &mut Thread) -> PyResult {
        self.extend(other, th)?;
        Ok(self.to_ref())
    }

    #[slot]
    fn sq_inplace_repeat(&self, count: isize, th: &mut Thread) -> PyResult {
        let old = self.len();
        if old == 0 || count == 1 {
            return Ok(self.to_ref());
        }
        if count < 1 {
            self.clear(th);
            return Ok(self.to_ref());
        }
        let len = self.repeated_len(count as usize, th)?;
        self.resize(len)?;
        let items = self.layout().ob_item.get();
        for index in old..len {
            // SAFETY: the storage has `len` fields; those before `index` are set, those from it on are not.
            unsafe { items.add(index).write(Field::new((*items.add(index - old)).get())) };
        }
        Ok(self.to_ref())
    }
}

impl List {
    /// An empty list with room for exactly `capacity` items.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn with_capacity(capacity: usize) -> PyResult<Ref<List>> {
        let list = heap::new_object::<List>(&PyList_Type)?;
        if capacity > 0 {
            list.reserve_exact(capacity)?;
        }
        heap::gc_track(&list);
        Ok(list)
    }

    /// A list of `len` items that C sets one by one: NULL until then (`PyList_New`).
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn unset(len: usize) -> PyResult<Ref<List>> {
        let list = List::with_capacity(len)?;
        for index in 0..len {
            // SAFETY: there is room for `len` items.
            unsafe { list.layout().ob_item.get().add(index).write(Field::NULL) };
        }
        list.set_len(len);
        Ok(list)
    }

    /// A list of new references to `items`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(items: &[&Object]) -> PyResult<Ref<List>> {
        let list = List::with_capacity(items.len())?;
        for (index, item) in items.iter().enumerate() {
            list.write(index, item.to_ref());
        }
        list.set_len(items.len());
        Ok(list)
    }

    /// A list that takes the references over.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn from_vec(items: Vec<Ref>) -> PyResult<Ref<List>> {
        let list = List::with_capacity(items.len())?;
        list.take_all(items);
        Ok(list)
    }

    /// `PySequence_List`.
    ///
    /// # Errors
    /// What iterating raises; `MemoryError`.
    pub fn from_iterable(object: &Object, th: &mut Thread) -> PyResult<Ref<List>> {
        let list = List::with_capacity(0)?;
        list.extend(object, th)?;
        Ok(list)
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.layout().ob_base.ob_size.get() as usize
    }

    /// Whether there are no items.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`, owned, if in range.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Option<Ref> {
        // SAFETY: the borrow ends with the reference count's increment.
        unsafe { self.fields() }.get(index)?.get()
    }

    /// The items, while nothing can run that changes the list.
    #[inline(always)]
    pub fn items<'a>(&'a self, _th: &'a Thread) -> &'a [Ref] {
        // SAFETY: nothing that changes the list runs while the token is borrowed; a list that has been handed out has all
        // its items set, and a set `Field` has the representation of `Ref`.
        unsafe {
            let fields = self.fields();
            std::slice::from_raw_parts(fields.as_ptr().cast(), fields.len())
        }
    }

    /// The item fields, as C sees them: a list that C has not filled yet has NULLs.
    ///
    /// # Safety
    /// The list is not resized while the slice is in use.
    #[inline(always)]
    pub unsafe fn fields<'a>(&self) -> &'a [Field] {
        let items = self.layout().ob_item.get();
        if items.is_null() {
            return &[];
        }
        // SAFETY: `ob_size` fields are in use; the rest is the caller's promise.
        unsafe { std::slice::from_raw_parts(items, self.len()) }
    }

    /// `list.append`; takes the reference over.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn push(&self, item: Ref) -> PyResult<()> {
        let len = self.len();
        if (len as isize) < self.layout().allocated.get() {
            self.set_len(len + 1);
        } else {
            self.resize(len + 1)?;
        }
        self.write(len, item);
        Ok(())
    }

    /// Replaces the item at `index`, which must be in range.
    #[inline]
    pub fn set(&self, index: usize, item: Ref, th: &mut Thread) {
        // SAFETY: the borrow of the storage ends before the old item is dropped.
        let old = match unsafe { self.fields() }.get(index) {
            Some(field) => field.replace(Some(item)),
            None => Some(item),
        };
        drop_last(old, th);
    }

    /// `list.insert`, index clamped.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn insert(&self, index: usize, item: Ref) -> PyResult<()> {
        let len = self.len();
        let index = index.min(len);
        self.resize(len + 1)?;
        let items = self.layout().ob_item.get();
        // SAFETY: the storage has room for one item more; the tail moves up by one.
        unsafe { std::ptr::copy(items.add(index), items.add(index + 1), len - index) };
        self.write(index, item);
        Ok(())
    }

    /// Takes the item at `index`, which must be in range, out of the list.
    ///
    /// # Errors
    /// `MemoryError`; the list is unchanged then.
    pub fn remove(&self, index: usize) -> PyResult<Ref> {
        let len = self.len();
        let items = self.layout().ob_item.get();
        debug_assert!(index < len);
        // SAFETY: `index` is in range; the tail moves down over it, and its reference is handed out.
        let item = unsafe {
            let item = items.add(index).read().take();
            std::ptr::copy(items.add(index + 1), items.add(index), len - index - 1);
            item
        };
        // Shrinking storage does not fail; if the allocator refuses, the old block is kept.
        self.shrink(len - 1);
        item.ok_or_else(heap::out_of_memory)
    }

    /// `list.clear`.
    pub fn clear(&self, th: &mut Thread) {
        let layout = self.layout();
        let items = layout.ob_item.replace(std::ptr::null_mut());
        if items.is_null() {
            return;
        }
        let len = self.len();
        self.set_len(0);
        layout.allocated.set(0);
        // The list is empty already: finalizers may use it.
        // SAFETY: the storage was taken out of the list and is nobody else's.
        unsafe {
            for index in (0..len).rev() {
                drop_last((*items.add(index)).take(), th);
            }
            heap::mem_free(items.cast());
        }
    }

    /// `list.extend`.
    ///
    /// # Errors
    /// What iterating raises; `MemoryError`.
    pub fn extend(&self, iterable: &Object, th: &mut Thread) -> PyResult<()> {
        let fast = if let Some(tuple) = iterable.downcast_exact::<Tuple>() {
            tuple.len()
        } else if let Some(list) = iterable.downcast_exact::<List>() {
            list.len()
        } else {
            return self.extend_slowly(iterable, th);
        };
        if fast == 0 {
            return Ok(());
        }
        let len = self.len();
        if self.layout().ob_item.get().is_null() {
            self.reserve_exact(fast.next_multiple_of(2))?;
        } else {
            self.resize(len + fast)?;
            self.set_len(len);
        }
        // `iterable` may be this very list: its storage is looked at after the resize, and only its first items.
        match iterable.downcast_exact::<Tuple>() {
            Some(tuple) => self.push_all(tuple.items()),
            None => {
                if let Some(list) = iterable.downcast_exact::<List>() {
                    self.push_all(&list.items(th)[..fast]);
                }
            }
        }
        Ok(())
    }

    fn extend_slowly(&self, iterable: &Object, th: &mut Thread) -> PyResult<()> {
        let ty = iterable.ob_type();
        if std::ptr::eq(ty, &setobject::PySet_Type)
            || std::ptr::eq(ty, &setobject::PyFrozenSet_Type)
            || std::ptr::eq(ty, &dictobject::PyDict_Type)
        {
            // Sets and dicts tell their number exactly and are read without running anything.
            self.reserve_more(iterable.len(th)?)?;
            let mut position = 0;
            if let Some(dict) = iterable.downcast_exact::<Dict>() {
                while let Some((key, _)) = dict.next(&mut position) {
                    self.push(key)?;
                }
            } else {
                // SAFETY: an exact set or frozenset.
                let set = unsafe { iterable.cast_unchecked::<Set>() };
                while let Some(key) = set.next(&mut position) {
                    self.push(key)?;
                }
            }
            return Ok(());
        }
        if let Some(done) = dictobject::views::extend_list(self, iterable)? {
            return Ok(done);
        }
        let iterator = iterable.iter(th)?;
        let hint = iterable.length_hint(8, th)?;
        let len = self.len();
        if hint <= isize::MAX as usize - len {
            if self.layout().ob_item.get().is_null() {
                if hint > 0 {
                    self.reserve_exact(hint.checked_next_multiple_of(2).unwrap_or(hint))?;
                }
            } else {
                self.resize(len + hint)?;
                self.set_len(len);
            }
        }
        let result = loop {
            match iterator.iter_next(th) {
                Ok(Some(item)) => self.push(item)?,
                Ok(None) => break Ok(()),
                Err(Raised) => break Err(Raised),
            }
        };
        result?;
        if (self.len() as isize) < self.layout().allocated.get() {
            self.shrink(self.len());
        }
        Ok(())
    }

    /// `PyList_AsTuple`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn to_tuple(&self) -> PyResult<Ref<Tuple>> {
        // SAFETY: making a tuple runs nothing that could change the list; a list handed out has all its items set.
        let items = unsafe {
            let fields = self.fields();
            std::slice::from_raw_parts(fields.as_ptr().cast::<&Object>(), fields.len())
        };
        Tuple::new(items)
    }

    /// `list.sort()`.
    ///
    /// # Errors
    /// What comparing raises; `ValueError` if the list is modified meanwhile.
    pub fn sort(&self, th: &mut Thread) -> PyResult<()> {
        sort::sort(self, None, false, th)
    }

    /// `list.reverse()`.
    pub fn reverse(&self) {
        let items = self.layout().ob_item.get();
        if !items.is_null() {
            // SAFETY: the storage is this list's alone; swapping fields runs nothing.
            unsafe { std::slice::from_raw_parts_mut(items, self.len()) }.reverse();
        }
    }

    /// Makes room for `additional` items more, ahead of need as appending does.
    ///
    /// # Errors
    /// `MemoryError`.
    pub(crate) fn reserve_more(&self, additional: usize) -> PyResult<()> {
        let len = self.len();
        self.resize(len + additional)?;
        self.set_len(len);
        Ok(())
    }

    /// Makes room for exactly `capacity` items in a list that has no storage.
    fn reserve_exact(&self, capacity: usize) -> PyResult<()> {
        let items = match capacity.checked_mul(size_of::<Field>()) {
            Some(bytes) if bytes <= isize::MAX as usize => heap::mem_malloc(bytes),
            _ => std::ptr::null_mut(),
        };
        if items.is_null() {
            return Err(heap::out_of_memory());
        }
        self.layout().ob_item.set(items.cast());
        self.layout().allocated.set(capacity as isize);
        Ok(())
    }

    /// Makes `ob_size` `len`, growing the storage ahead of need as CPython does. Items added are not set yet.
    ///
    /// # Errors
    /// `MemoryError`; nothing has changed then.
    pub(super) fn resize(&self, len: usize) -> PyResult<()> {
        let layout = self.layout();
        let allocated = layout.allocated.get();
        if allocated >= len as isize && len as isize >= allocated >> 1 {
            self.set_len(len);
            return Ok(());
        }
        if self.reallocate(len) {
            self.set_len(len);
            Ok(())
        } else {
            Err(heap::out_of_memory())
        }
    }

    /// As [`List::resize`] for fewer items: the surplus is gone already.
    fn shrink(&self, len: usize) {
        let allocated = self.layout().allocated.get();
        if (len as isize) < allocated >> 1 || (len as isize) > allocated {
            self.reallocate(len);
        }
        self.set_len(len);
    }

    /// Gives the storage the size that fits `len` items; whether there was memory for it.
    fn reallocate(&self, len: usize) -> bool {
        let layout = self.layout();
        let Some(mut capacity) = len.checked_add((len >> 3) + 6).map(|capacity| capacity & !3) else { return false };
        // Do not grow ahead when much is added at once.
        if len.wrapping_sub(self.len()) as isize > capacity.wrapping_sub(len) as isize {
            let Some(rounded) = len.checked_add(3) else { return false };
            capacity = rounded & !3;
        }
        let items = layout.ob_item.get();
        if len == 0 {
            // SAFETY: the storage is this list's, and no item is left in it.
            unsafe { heap::mem_free(items.cast()) };
            layout.ob_item.set(std::ptr::null_mut());
            layout.allocated.set(0);
            return true;
        }
        let Some(bytes) = capacity.checked_mul(size_of::<Field>()).filter(|bytes| *bytes <= isize::MAX as usize) else {
            return false;
        };
        // SAFETY: the storage is null or from the same allocator, and replaced at once.
        let moved = unsafe { heap::mem_realloc(items.cast(), bytes) };
        if moved.is_null() {
            return false;
        }
        layout.ob_item.set(moved.cast());
        layout.allocated.set(capacity as isize);
        true
    }

    #[inline(always)]
    fn set_len(&self, len: usize) {
        self.layout().ob_base.ob_size.set(len as isize);
    }

    /// Puts an item into a place that holds none; the storage reaches so far.
    #[inline(always)]
    fn write(&self, index: usize, item: Ref) {
        // SAFETY: the callers made room.
        unsafe { self.layout().ob_item.get().add(index).write(Field::new(Some(item))) };
    }

    /// Appends new references; there is room for them.
    #[inline]
    fn push_all(&self, items: &[Ref]) {
        let len = self.len();
        for (index, item) in items.iter().enumerate() {
            self.write(len + index, item.clone());
        }
        self.set_len(len + items.len());
    }

    /// Appends references taken over; there is room for them.
    fn take_all(&self, items: Vec<Ref>) {
        let len = self.len();
        let count = items.len();
        for (index, item) in items.into_iter().enumerate() {
            self.write(len + index, item);
        }
        self.set_len(len + count);
    }

    fn repeated_len(&self, count: usize, th: &mut Thread) -> PyResult<usize> {
        let len = self.len().checked_mul(count).filter(|len| *len <= isize::MAX as usize);
        len.ok_or_else(|| th.no_memory())
    }
}

/// Drops what may be a last reference: Python code may run.
#[inline(always)]
fn drop_last(item: Option<Ref>, _th: &mut Thread) {
    drop(item);
}
