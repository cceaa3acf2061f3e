//! Concatenation, repetition, slices, joining.

use super::units::{Unit, copy_to_kind};
use super::*;

/// Length of two strings together.
fn total(a: usize, b: usize) -> PyResult<usize> {
    a.checked_add(b).filter(|len| *len <= isize::MAX as usize).ok_or_else(too_large)
}

#[cold]
fn too_large() -> Raised {
    // SAFETY: raising for want of memory runs no Python code of the program.
    raise!(unsafe { Thread::enter() }, OverflowError, "strings are too large to concat")
}

/// Writes a string's units into new storage of `kind`, at index `at`.
///
/// # Safety
/// The storage has room for them and is wide enough.
unsafe fn place(data: StrData<'_>, storage: *mut u8, at: usize, kind: usize) {
    // SAFETY: the caller's promise.
    unsafe { with_units!(data, units => copy_to_kind(units, storage.add(at * kind), kind)) }
}

impl Str {
    /// `self[start:end]`, indices in range.
    pub fn substring(&self, start: usize, end: usize) -> PyResult<Ref<Str>> {
        if start == 0 && end == self.len() && Str::check_exact(self) {
            return Ok(Ref::new(self));
        }
        if start >= end {
            return Ok(Ref::new(empty_str()));
        }
        Str::from_data(self.data().slice(start, end))
    }

    /// `self + other`.
    ///
    /// # Errors
    /// `OverflowError`, `MemoryError`.
    pub fn concat(&self, other: &Str) -> PyResult<Ref<Str>> {
        if other.is_empty() {
            return self.to_exact();
        }
        if self.is_empty() {
            return other.to_exact();
        }
        let (a, b) = (self.data(), other.data());
        let max = a.max_char().max(b.max_char());
        let string = Str::alloc(total(a.len(), b.len())?, max)?;
        let (storage, kind) = (string.storage(), kind_of(max));
        // SAFETY: the new string has room for both, in the wider kind.
        unsafe {
            place(a, storage, 0, kind);
            place(b, storage, a.len(), kind);
        }
        Ok(string)
    }

    /// `self * count`.
    ///
    /// # Errors
    /// `OverflowError`, `MemoryError`.
    pub fn repeat(&self, count: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        if count < 1 || self.is_empty() {
            return Ok(Ref::new(empty_str()));
        }
        if count == 1 {
            return self.to_exact();
        }
        let (data, count) = (self.data(), count as usize);
        let Some(len) = data.len().checked_mul(count).filter(|len| *len <= isize::MAX as usize) else {
            return Err(raise!(th, OverflowError, "repeated string is too long"));
        };
        let string = Str::alloc(len, data.max_char())?;
        // SAFETY: the new string has `count` times the bytes.
        unsafe { fill_repeated(data.raw(), string.storage(), count) };
        Ok(string)
    }

    /// `self[key]`.
    pub(super) fn subscript(&self, key: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
        if crate::abstract_::number::is_index(key) {
            let mut index = key.as_isize(Some(&exceptions::IndexError), th)?;
            if index < 0 {
                index = index.wrapping_add(self.len() as isize);
            }
            return match usize::try_from(index) {
                Ok(index) if index < self.len() => Str::from_char(self.char_at(index)),
                _ => Err(raise!(th, IndexError, "string index out of range")),
            };
        }
        let Some(slice) = key.downcast::<Slice>() else {
            let name = key.ob_type().display_name();
            return Err(raise!(th, TypeError, "string indices must be integers, not '{name:.200}'"));
        };
        let (start, stop, step) = slice.unpack(th)?;
        let (start, _, count) = sliceobject::adjust_indices(self.len() as isize, start, stop, step);
        if count <= 0 {
            return Ok(Ref::new(empty_str()));
        }
        if step == 1 {
            return self.substring(start as usize, (start + count) as usize);
        }
        with_units!(self.data(), units => stepped(units, start, step, count))
    }

    /// `sep.join(items)`; `TypeError` names the item that is not a str.
    pub fn join(separator: &Str, items: &[&Object], th: &mut Thread) -> PyResult<Ref<Str>> {
        Joiner::new(Some(separator), items, th)?.join(th)
    }
}

struct Joiner<'a> {
    separator: StrData<'a>,
    items: &'a [&'a Object],
    len: usize,
    max: u32,
}

impl<'a> Joiner<'a> {
    fn new(separator: Option<&'a Str>, items: &'a [&'a Object], th: &mut Thread) -> PyResult<Joiner<'a>> {
        let separator = separator.map_or(StrData::Ascii(b" "), Str::data);
        let mut max = if items.len() > 1 { separator.max_char() } else { 0 };
        let gaps = separator.len().checked_mul(items.len().saturating_sub(1));
        let mut len = gaps;
        for (at, item) in items.iter().enumerate() {
            let Some(text) = item.downcast::<Str>() else {
                let name = item.ob_type().display_name();
                return Err(raise!(th, TypeError, "sequence item {at}: expected str instance, {name:.80} found"));
            };
            let data = text.data();
            max = max.max(data.max_char());
            len = len.and_then(|len| len.checked_add(data.len()));
        }
        match len.filter(|len| *len <= isize::MAX as usize) {
            Some(len) => Ok(Joiner { separator, items, len, max }),
            None => Err(raise!(th, OverflowError, "join() result is too long for a Python string")),
        }
    }

    fn join(self, _th: &mut Thread) -> PyResult<Ref<Str>> {
        let text = |item: &'a Object| -> &'a Str {
            // SAFETY: `new` has checked each item.
            unsafe { item.cast_unchecked() }
        };
        if let [one] = self.items
            && Str::check_exact(one)
        {
            return Ok(Ref::new(text(one)));
        }
        let string = Str::alloc(self.len, self.max)?;
        if self.len == 0 {
            return Ok(string);
        }
        let (storage, kind) = (string.storage(), kind_of(self.max));
        let mut at = 0;
        for (number, item) in self.items.iter().enumerate() {
            // SAFETY: the new string has room for all, in the widest kind; immutable strings keep their lengths.
            unsafe {
                if number > 0 {
                    place(self.separator, storage, at, kind);
                    at += self.separator.len();
                }
                let data = text(item).data();
                place(data, storage, at, kind);
                at += data.len();
            }
        }
        Ok(string)
    }
}

/// Writes `count` copies of `unit` to `to`, doubling what is there.
///
/// # Safety
/// `to` has room for them.
pub unsafe fn fill_repeated(unit: &[u8], to: *mut u8, count: usize) {
    let total = unit.len() * count;
    // SAFETY: the caller's promise; each step copies from what is written into what is not.
    unsafe {
        if let [byte] = unit {
            std::ptr::write_bytes(to, *byte, total);
            return;
        }
        std::ptr::copy_nonoverlapping(unit.as_ptr(), to, unit.len());
        let mut done = unit.len();
        while done < total {
            let next = done.min(total - done);
            std::ptr::copy_nonoverlapping(to, to.add(done), next);
            done += next;
        }
    }
}

/// Every `step`th unit.
fn stepped<U: Unit>(units: &[U], start: isize, step: isize, count: isize) -> PyResult<Ref<Str>> {
    let picked: Vec<U> = (0..count).map(|at| units[(start + at * step) as usize]).collect();
    Str::from_units(&picked)
}

/// `PyUnicode_Append`: `left + right`, in place where nobody else has `left`.
///
/// # Errors
/// `OverflowError`, `MemoryError`.
pub fn append(left: Ref<Str>, right: &Str) -> PyResult<Ref<Str>> {
    let layout = left.layout();
    let (a, b) = (left.data(), right.data());
    let alone = left.refcnt() == 1 && layout.is_compact() && !left.is_interned() && Str::check_exact(&left);
    if !alone || b.is_empty() || a.is_empty() || b.max_char() > a.max_char() {
        return left.concat(right);
    }
    let (old, kind) = (a.len(), a.kind());
    let len = total(old, b.len())?;
    let head = layout.data() as usize - left.as_ptr() as usize;
    let Some(size) = (len + 1).checked_mul(kind).and_then(|size| size.checked_add(head)) else {
        return Err(heap::out_of_memory());
    };
    if let Some(compact) = left.compact()
        && !compact.utf8.get().is_null()
    {
        // SAFETY: the cached form is the string's own and about to be out of date.
        unsafe { heap::mem_free(compact.utf8.replace(std::ptr::null_mut()).cast()) };
        compact.utf8_length.set(0);
    }
    // SAFETY: the only reference is ours, so the block may move; `right` is another object, as `left` has one reference.
    unsafe {
        let block = heap::domains::realloc(heap::domains::Domain::Object, left.as_ptr().cast(), size);
        if block.is_null() {
            return Err(heap::out_of_memory());
        }
        std::mem::forget(left);
        let string: Ref<Str> = Ref::from_raw(block.cast());
        string.layout().length.set(len as isize);
        string.layout().hash.set(-1);
        let storage = string.storage();
        place(b, storage, old, kind);
        std::ptr::write_bytes(storage.add(len * kind), 0, kind);
        Ok(string)
    }
}
