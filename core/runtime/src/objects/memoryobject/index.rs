//! Indexing and slicing of views.

use super::item::{pack, unpack, unsupported};
use super::*;

/// `len(memoryview)`.
pub(super) fn length(view: &MemoryView, th: &mut Thread) -> PyResult<isize> {
    view.check_released(th)?;
    match view.shape() {
        [] => Err(raise!(th, TypeError, "0-dim memory has no length")),
        [first, ..] => Ok(*first),
    }
}

/// The address of an index in one dimension, from the address of the dimensions before it.
fn lookup(view: &MemoryView, base: *mut u8, index: isize, dimension: usize, th: &mut Thread) -> PyResult<*mut u8> {
    let count = view.shape()[dimension];
    let index = if index < 0 { index.wrapping_add(count) } else { index };
    if !(0..count).contains(&index) {
        let number = dimension + 1;
        return Err(raise!(th, IndexError, "index out of bounds on dimension {number}"));
    }
    // SAFETY: the index is in range, so the exporter has an item there; a suboffset says that its address stands there.
    unsafe {
        let place = base.offset(index * view.strides()[dimension]);
        Ok(match view.suboffsets().get(dimension) {
            Some(offset) if *offset >= 0 => place.cast::<*mut u8>().read().offset(*offset),
            _ => place,
        })
    }
}

/// The address of the item with those indices.
fn item_at(view: &MemoryView, key: &Tuple, th: &mut Thread) -> PyResult<*mut u8> {
    let (ndim, given) = (view.shape().len(), key.len());
    if given > ndim {
        return Err(raise!(th, TypeError, "cannot index {ndim}-dimension view with {given}-element tuple"));
    }
    let mut place = view.view().buf.cast::<u8>();
    for (dimension, index) in key.items().iter().enumerate() {
        let index = index.as_isize(Some(&exceptions::IndexError), th)?;
        view.check_released(th)?;
        place = lookup(view, place, index, dimension, th)?;
    }
    Ok(place)
}

fn is_tuple_of(key: &Object, is: fn(&Object) -> bool) -> Option<&Tuple> {
    key.downcast::<Tuple>().filter(|key| key.items().iter().all(|item| is(item)))
}

fn is_index_tuple(key: &Object) -> Option<&Tuple> {
    is_tuple_of(key, crate::abstract_::number::is_index)
}

fn is_slice_tuple(key: &Object) -> bool {
    is_tuple_of(key, Slice::check).is_some_and(|key| !key.is_empty())
}

/// The view of a slice in the first dimension.
fn sliced(view: &MemoryView, slice: &Slice, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
    view.check_usable(th)?;
    let managed = view.managed(th)?;
    // Holds the buffer, whatever the slice's numbers do to this view.
    let new = MemoryView::on(&managed, view.view(), th)?;
    let (start, stop, step) = slice.unpack(th)?;
    let (start, _, count) = sliceobject::adjust_indices(view.shape()[0], start, stop, step);
    let ndim = view.shape().len();
    let (shape, strides, _) = new.arrays(ndim);
    let geometry = new.view_mut();
    // As far as a slice without items may begin beyond the end, nobody reads there.
    geometry.buf = geometry.buf.wrapping_byte_offset(strides[0] * start);
    shape[0] = count;
    strides[0] = strides[0].wrapping_mul(step);
    geometry.len = shape.iter().product::<isize>() * geometry.itemsize;
    new.set_flags();
    Ok(new)
}

/// The item at an index, of a view of one dimension.
pub(super) fn item(view: &MemoryView, index: isize, th: &mut Thread) -> PyResult {
    view.check_released(th)?;
    match view.shape().len() {
        0 => Err(raise!(th, TypeError, "invalid indexing of 0-dim memory")),
        1 => {
            if item::native(view.format()).is_none() {
                return Err(unsupported(view.format(), th));
            }
            let place = lookup(view, view.view().buf.cast(), index, 0, th)?;
            // SAFETY: an item stands there.
            unsafe { unpack(place, view.format(), th) }
        }
        _ => Err(raise!(th, NotImplementedError, "multi-dimensional sub-views are not implemented")),
    }
}

#[pymethods]
impl MemoryView {
    #[slot(sq_item)]
    fn get_item_at(&self, index: isize, th: &mut Thread) -> PyResult {
        item(self, index, th)
    }

    #[slot(mp_subscript)]
    fn subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        self.check_released(th)?;
        let ndim = self.shape().len();
        if ndim == 0 {
            if key.downcast::<Tuple>().is_some_and(|key| key.is_empty()) {
                // SAFETY: the one item stands there.
                return unsafe { unpack(self.view().buf.cast(), self.format(), th) };
            }
            if key.is(ellipsis()) {
                return self.into_py();
            }
            return Err(raise!(th, TypeError, "invalid indexing of 0-dim memory"));
        }
        if crate::abstract_::number::is_index(key) {
            let index = key.as_isize(Some(&exceptions::IndexError), th)?;
            return item(self, index, th);
        }
        if let Some(slice) = key.downcast::<Slice>() {
            return sliced(self, slice, th)?.into_py();
        }
        if let Some(key) = is_index_tuple(key) {
            if item::native(self.format()).is_none() {
                return Err(unsupported(self.format(), th));
            }
            if key.len() < ndim {
                return Err(raise!(th, NotImplementedError, "sub-views are not implemented"));
            }
            let place = item_at(self, key, th)?;
            // SAFETY: an item stands there.
            return unsafe { unpack(place, self.format(), th) };
        }
        if is_slice_tuple(key) {
            return Err(raise!(th, NotImplementedError, "multi-dimensional slicing is not implemented"));
        }
        Err(raise!(th, TypeError, "memoryview: invalid slice key"))
    }

    #[slot(mp_ass_subscript)]
    fn assign_subscript(&self, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        self.check_released(th)?;
        if item::native(self.format()).is_none() {
            return Err(unsupported(self.format(), th));
        }
        if self.view().readonly != 0 {
            return Err(raise!(th, TypeError, "cannot modify read-only memory"));
        }
        let Some(value) = value else {
            return Err(raise!(th, TypeError, "cannot delete memory"));
        };
        let ndim = self.shape().len();
        if ndim == 0 {
            if key.is(ellipsis()) || key.downcast::<Tuple>().is_some_and(|key| key.is_empty()) {
                // SAFETY: the one item stands there.
                return unsafe { pack(self, self.view().buf.cast(), self.format(), value, th) };
            }
            return Err(raise!(th, TypeError, "invalid indexing of 0-dim memory"));
        }
        if crate::abstract_::number::is_index(key) {
            if ndim > 1 {
                return Err(raise!(th, NotImplementedError, "sub-views are not implemented"));
            }
            let index = key.as_isize(Some(&exceptions::IndexError), th)?;
            self.check_released(th)?;
            let place = lookup(self, self.view().buf.cast(), index, 0, th)?;
            // SAFETY: an item stands there.
            return unsafe { pack(self, place, self.format(), value, th) };
        }
        if let Some(slice) = key.downcast::<Slice>()
            && ndim == 1
        {
            let source = Buffer::get(value, PyBUF_FULL_RO, th)?;
            let target = sliced(self, slice, th)?;
            self.check_released(th)?;
            if !same_structure(&target, &source.view) {
                let message = "memoryview assignment: lvalue and rvalue have different structures";
                return Err(raise!(th, ValueError, "{message}"));
            }
            // Copied aside first: the two may overlap.
            let mut bytes = Vec::new();
            copy_to_vec(&source.view, b'C', &mut bytes, th)?;
            copy_from_slice(target.view(), b'C', &bytes);
            return Ok(());
        }
        if let Some(key) = is_index_tuple(key) {
            if key.len() < ndim {
                return Err(raise!(th, NotImplementedError, "sub-views are not implemented"));
            }
            let place = item_at(self, key, th)?;
            // SAFETY: an item stands there.
            return unsafe { pack(self, place, self.format(), value, th) };
        }
        if Slice::check(key) || is_slice_tuple(key) {
            let message = "memoryview slice assignments are currently restricted to ndim = 1";
            return Err(raise!(th, NotImplementedError, "{message}"));
        }
        Err(raise!(th, TypeError, "memoryview: invalid slice key"))
    }
}

/// Whether the items of two views of one dimension correspond.
fn same_structure(target: &MemoryView, source: &Py_buffer) -> bool {
    let format = if source.format.is_null() {
        c"B"
    } else {
        // SAFETY: a NUL-terminated string of the exporter.
        unsafe { CStr::from_ptr(source.format) }
    };
    let plain = |format: &CStr| format.to_bytes().strip_prefix(b"@").unwrap_or(format.to_bytes()).to_vec();
    let count = if source.ndim == 1 && !source.shape.is_null() {
        // SAFETY: a shape of one dimension.
        unsafe { *source.shape }
    } else {
        source.len / source.itemsize.max(1)
    };
    source.ndim == 1
        && source.itemsize == target.view().itemsize
        && plain(format) == plain(target.format())
        && count == target.shape()[0]
}
