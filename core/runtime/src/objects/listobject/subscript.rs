//! `list[index]` and `list[slice]`: reading, assigning, deleting.

use super::{List, drop_last};
use crate::abstract_::items::{collect_fast, wrap_index};
use crate::abstract_::number;
use crate::prelude::*;

#[pymethods]
impl List {
    #[slot]
    fn mp_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        self.subscript(key, th)
    }

    #[slot]
    fn mp_ass_subscript(&self, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        if let Some(slice) = key.downcast_exact::<Slice>() {
            return self.assign_slice(slice, value, th);
        }
        let index = list_index(key, th)?;
        let Some(index) = wrap_index(index, self.len()) else {
            return Err(raise!(th, IndexError, "list assignment index out of range"));
        };
        match value {
            Some(value) => self.set(index, value.to_ref(), th),
            None => drop_last(Some(self.remove(index)?), th),
        }
        Ok(())
    }
}

fn list_index(key: &Object, th: &mut Thread) -> PyResult<isize> {
    if let Some(index) = key.downcast_exact::<Long>().and_then(Long::compact_value) {
        return Ok(index);
    }
    if !number::is_index(key) {
        let name = key.ob_type().display_name();
        return Err(raise!(th, TypeError, "list indices must be integers or slices, not {name:.200}"));
    }
    key.as_isize(Some(&exceptions::IndexError), th)
}

impl List {
    /// `self[key]`.
    ///
    /// # Errors
    /// `IndexError`, `TypeError`, what `__index__` raises.
    #[inline]
    pub fn subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        if let Some(slice) = key.downcast_exact::<Slice>() {
            let (start, stop, step) = slice.unpack(th)?;
            let (start, _, count) = sliceobject::adjust_indices(self.len() as isize, start, stop, step);
            let new = List::with_capacity(count as usize)?;
            let items = self.items(th);
            if step == 1 {
                new.push_all(&items[start as usize..(start + count) as usize]);
            } else {
                for index in 0..count {
                    new.push(items[(start + index * step) as usize].clone())?;
                }
            }
            return Ok(new.into_object());
        }
        let index = list_index(key, th)?;
        match wrap_index(index, self.len()).and_then(|index| self.get(index)) {
            Some(item) => Ok(item),
            None => Err(raise!(th, IndexError, "list index out of range")),
        }
    }

    /// A copy of `self[low:high]`, both in range.
    pub(super) fn range(&self, low: usize, high: usize) -> PyResult<Ref<List>> {
        let new = List::with_capacity(high - low)?;
        for index in low..high {
            if let Some(item) = self.get(index) {
                new.push(item)?;
            }
        }
        Ok(new)
    }

    /// `PyList_GetSlice`, both bounds clipped.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn get_slice(&self, low: isize, high: isize) -> PyResult<Ref<List>> {
        let low = (low.max(0) as usize).min(self.len());
        let high = (high.max(0) as usize).min(self.len()).max(low);
        self.range(low, high)
    }

    /// `list[low:high] = items`, bounds clipped; `None` deletes.
    ///
    /// # Errors
    /// `TypeError` for what is not iterable; what iterating raises; `MemoryError`.
    pub fn set_slice(&self, low: usize, high: usize, items: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        self.set_slice_or(low, high, items, "can only assign an iterable", th)
    }

    /// [`List::set_slice`], with what to say of a value that is not iterable.
    fn set_slice_or(
        &self,
        low: usize,
        high: usize,
        items: Option<&Object>,
        message: &str,
        th: &mut Thread,
    ) -> PyResult<()> {
        let new = match items {
            Some(items) => collect_fast(items, message, th)?,
            None => Vec::new(),
        };
        let old = self.replace_range(low, high, new)?;
        for item in old.into_iter().rev() {
            drop_last(Some(item), th);
        }
        Ok(())
    }

    /// Puts `new` in the place of `self[low:high]`, bounds clipped, and hands the old items out.
    fn replace_range(&self, low: usize, high: usize, new: Vec<Ref>) -> PyResult<Vec<Ref>> {
        let len = self.len();
        let low = low.min(len);
        let high = high.min(len).max(low);
        let (removed, added) = (high - low, new.len());
        let mut old: Vec<Ref> = Vec::new();
        if old.try_reserve(removed).is_err() {
            return Err(crate::heap::out_of_memory());
        }
        let new_len = len - removed + added;
        if added > removed {
            self.resize(new_len)?;
        }
        let items = self.layout().ob_item.get();
        // SAFETY: the storage reaches to the longer of both lengths. The items between the bounds move to `old`, then the
        // tail moves to its new place, then the new items are written over what is vacant.
        unsafe {
            for index in low..high {
                old.extend((*items.add(index)).take());
            }
            if added != removed && !items.is_null() {
                std::ptr::copy(items.add(high), items.add(low + added), len - high);
            }
            for (index, item) in new.into_iter().enumerate() {
                self.write(low + index, item);
            }
        }
        if added < removed {
            self.shrink(new_len);
        }
        Ok(old)
    }

    fn assign_slice(&self, slice: &Slice, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let (start, stop, step) = slice.unpack(th)?;
        let (start, stop, count) = sliceobject::adjust_indices(self.len() as isize, start, stop, step);
        const MESSAGE: &str = "must assign iterable to extended slice";
        if step == 1 {
            return self.set_slice_or(start as usize, stop as usize, value, MESSAGE, th);
        }
        let Some(value) = value else {
            return self.delete_steps(start, step, count as usize, th);
        };
        let new = collect_fast(value, MESSAGE, th)?;
        // Iterating may have changed the list.
        let (start, _, count) = {
            let (start, stop, step) = slice.unpack(th)?;
            sliceobject::adjust_indices(self.len() as isize, start, stop, step)
        };
        if new.len() != count as usize {
            return Err(raise!(
                th,
                ValueError,
                "attempt to assign sequence of size {} to extended slice of size {count}",
                new.len()
            ));
        }
        let mut old = Vec::new();
        crate::abstract_::items::reserve(&mut old, new.len(), th)?;
        // SAFETY: nothing runs in the loop; the indices are in range.
        let fields = unsafe { self.fields() };
        for (index, item) in new.into_iter().enumerate() {
            old.extend(fields[(start + index as isize * step) as usize].replace(Some(item)));
        }
        for item in old {
            drop_last(Some(item), th);
        }
        Ok(())
    }

    /// Deletes `count` items, `step` apart from `start` on.
    fn delete_steps(&self, start: isize, step: isize, count: usize, th: &mut Thread) -> PyResult<()> {
        if count == 0 {
            return Ok(());
        }
        let (first, step) = if step < 0 { (start + step * (count as isize - 1), -step) } else { (start, step) };
        let (first, step) = (first as usize, step as usize);
        let mut old = Vec::new();
        crate::abstract_::items::reserve(&mut old, count, th)?;
        let len = self.len();
        let items = self.layout().ob_item.get();
        // SAFETY: nothing runs in the loop. Every index is below `len`; what is kept moves down over what is taken out.
        unsafe {
            let mut to = first;
            let mut next = first;
            for from in first..len {
                if from == next && old.len() < count {
                    old.extend((*items.add(from)).take());
                    next = next.saturating_add(step);
                } else {
                    items.add(to).write(items.add(from).read());
                    to += 1;
                }
            }
        }
        self.shrink(len - count);
        for item in old {
            drop_last(Some(item), th);
        }
        Ok(())
    }
}
