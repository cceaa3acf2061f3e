//! The type of `bytearray`: construction, items and slices, the buffer.

use std::ffi::c_int;

use super::methods;
use super::*;
use crate::objects::bytesobject::{byte_of, shared};
use crate::objects::memoryobject::Buffer;
use crate::objects::unicodeobject::encode;
use crate::raise::catch;

/// The bytes of anything that a bytearray can be made of or extended with, but ints as sizes: `Ok(None)` if it is no
/// iterable.
pub(super) fn collect(source: &Object, th: &mut Thread) -> PyResult<Option<Vec<u8>>> {
    if memoryobject::is_buffer(source) {
        let view = Buffer::get(source, PyBUF_FULL_RO, th)?;
        let mut bytes = Vec::new();
        memoryobject::copy_to_vec(&view.view, b'C', &mut bytes, th)?;
        return Ok(Some(bytes));
    }
    let Some(iterator) = catch(source.iter(th), &exceptions::TypeError, th)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    while let Some(item) = iterator.iter_next(th)? {
        bytes.push(byte_of(&item, RANGE, th)?);
    }
    Ok(Some(bytes))
}

pub(super) const RANGE: &str = "byte must be in range(0, 256)";

impl ByteArray {
    /// Replaces `start..end` (in range) by other bytes, which are not its own.
    ///
    /// # Errors
    /// `BufferError` if the size changes while a buffer is lent, `MemoryError`.
    pub fn splice(&self, start: usize, end: usize, with: &[u8], th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let (len, gone) = (self.len(), end - start);
        if with.len() < gone {
            self.check_exports(th)?;
            let shrink = gone - with.len();
            if start == 0 && with.is_empty() {
                // Taking bytes from the front only moves the start.
                // SAFETY: stays inside the allocation.
                layout.ob_start.set(unsafe { layout.ob_start.get().add(gone) });
                layout.ob_base.ob_size.set((len - gone) as isize);
                return self.resize_storage(len - gone);
            }
            // SAFETY: the tail moves down inside the storage.
            unsafe {
                let to = self.start();
                std::ptr::copy(to.add(end), to.add(start + with.len()), len - end);
            }
            self.resize_storage(len - shrink)?;
        } else if with.len() > gone {
            self.check_exports(th)?;
            let grow = with.len() - gone;
            self.resize_storage(len.checked_add(grow).ok_or_else(|| th.no_memory())?)?;
            // SAFETY: the tail moves up inside the grown storage.
            unsafe {
                let to = self.start();
                std::ptr::copy(to.add(end), to.add(start + with.len()), len - end);
            }
        }
        if !with.is_empty() {
            // SAFETY: the gap has as many bytes.
            unsafe { std::ptr::copy(with.as_ptr(), self.start().add(start), with.len()) };
        }
        Ok(())
    }

    /// `bytearray.append` of many.
    ///
    /// # Errors
    /// As [`ByteArray::splice`].
    pub fn extend_with(&self, bytes: &[u8], th: &mut Thread) -> PyResult<()> {
        let len = self.len();
        self.splice(len, len, bytes, th)
    }

    /// `bytearray.append`.
    ///
    /// # Errors
    /// As [`ByteArray::splice`].
    pub fn push(&self, byte: u8, th: &mut Thread) -> PyResult<()> {
        let len = self.len();
        self.resize(len + 1, th)?;
        if let Some(last) = self.as_bytes_mut(th).get_mut(len) {
            *last = byte;
        }
        Ok(())
    }

    /// An index that may count from the end.
    fn index_of(&self, key: isize, th: &mut Thread) -> PyResult<usize> {
        let index = if key < 0 { key.wrapping_add(self.len() as isize) } else { key };
        match usize::try_from(index) {
            Ok(index) if index < self.len() => Ok(index),
            _ => Err(raise!(th, IndexError, "bytearray index out of range")),
        }
    }

    fn bad_index(key: &Object, th: &mut Thread) -> Raised {
        let name = key.ob_type().display_name();
        raise!(th, TypeError, "bytearray indices must be integers or slices, not {name:.200}")
    }

    /// `self[slice] = bytes`, or its deletion.
    fn assign_slice(&self, slice: &Slice, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let (start, stop, step) = slice.unpack(th)?;
        let bytes = match value {
            None => Vec::new(),
            Some(value) if memoryobject::is_buffer(value) => {
                let mut bytes = Vec::new();
                let view = Buffer::get(value, PyBUF_FULL_RO, th)?;
                memoryobject::copy_to_vec(&view.view, b'C', &mut bytes, th)?;
                bytes
            }
            Some(value) => {
                let wrong = "can assign only bytes, buffers, or iterables of ints in range(0, 256)";
                if Long::check(value) || Str::check(value) {
                    return Err(raise!(th, TypeError, "{wrong}"));
                }
                match collect(value, th)? {
                    Some(bytes) => bytes,
                    None => return Err(raise!(th, TypeError, "{wrong}")),
                }
            }
        };
        // Only now, as the value's code may have changed the size.
        let (mut start, mut stop, count) = sliceobject::adjust_indices(self.len() as isize, start, stop, step);
        if step == 1 {
            stop = stop.max(start);
            return self.splice(start as usize, stop as usize, &bytes, th);
        }
        if bytes.is_empty() {
            if count == 0 {
                return Ok(());
            }
            self.check_exports(th)?;
            let mut step = step;
            if step < 0 {
                start += step * (count - 1);
                step = -step;
            }
            let mut kept = Vec::with_capacity(self.len());
            for (at, byte) in self.as_bytes(th).iter().enumerate() {
                let offset = at as isize - start;
                if offset < 0 || offset % step != 0 || offset / step >= count {
                    kept.push(*byte);
                }
            }
            let len = self.len();
            return self.splice(0, len, &kept, th);
        }
        if bytes.len() as isize != count {
            let size = bytes.len();
            let message = format!("attempt to assign bytes of size {size} to extended slice of size {count}");
            return Err(raise!(th, ValueError, "{message}"));
        }
        let storage = self.as_bytes_mut(th);
        for (at, byte) in (0..count).zip(bytes) {
            storage[(start + at * step) as usize] = byte;
        }
        Ok(())
    }
}

/// Two byte strings compared; `None` if the other has no buffer.
fn compare(a: &Object, b: &Object, op: c_int, th: &mut Thread) -> PyResult<Option<bool>> {
    if !memoryobject::is_buffer(a) || !memoryobject::is_buffer(b) {
        if matches!(op, Py_EQ | Py_NE) && (Str::check(a) || Str::check(b)) {
            bytesobject::bytes_warning("Comparison between bytearray and string", th)?;
        }
        return Ok(None);
    }
    let both = (Buffer::get(a, PyBUF_SIMPLE, th), Buffer::get(b, PyBUF_SIMPLE, th));
    let (Ok(a), Ok(b)) = both else {
        th.clear_raised();
        return Ok(None);
    };
    let (a, b) = (a.as_bytes(), b.as_bytes());
    Ok(Some(match op {
        Py_EQ => a == b,
        Py_NE => a != b,
        Py_LT => a < b,
        Py_LE => a <= b,
        Py_GT => a > b,
        _ => a >= b,
    }))
}

#[pytype(
    static = PyByteArray_Type,
    name = "bytearray",
    layout = PyByteArrayObject,
    flags(BASETYPE, MATCH_SELF),
    doc = "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> copy\nbytearray(int) -> that many zero bytes\nbytearray() -> empty\n\nMutable sequence of ints from 0 to 255.",
    methods = [methods::METHODS, shared::BYTEARRAY_METHODS],
)]
impl ByteArray {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>) -> PyResult {
        let _ = (args, kwargs);
        ty.alloc(0)
    }

    #[init(sig = "(source=b'', encoding='utf-8', errors='strict')")]
    fn py_init(
        &self,
        source: Option<&Object>,
        encoding: Option<&str>,
        errors: Option<&str>,
        th: &mut Thread,
    ) -> PyResult<()> {
        if !self.is_empty() {
            self.resize(0, th)?;
        }
        let Some(source) = source else {
            if encoding.is_some() || errors.is_some() {
                let what = if encoding.is_some() { "encoding" } else { "errors" };
                return Err(raise!(th, TypeError, "{what} without a string argument"));
            }
            return Ok(());
        };
        if let Some(text) = source.downcast::<Str>() {
            let Some(encoding) = encoding else {
                return Err(raise!(th, TypeError, "string argument without an encoding"));
            };
            let encoded = encode(text, encoding, errors, th)?;
            let Some(bytes) = encoded.downcast::<Bytes>() else {
                return Err(th.bad_internal_call());
            };
            return self.extend_with(bytes.as_bytes(), th);
        }
        if encoding.is_some() || errors.is_some() {
            let what = if encoding.is_some() { "encoding" } else { "errors" };
            return Err(raise!(th, TypeError, "{what} without a string argument"));
        }
        if crate::abstract_::number::is_index(source) {
            let size = source.as_isize(Some(&exceptions::OverflowError), th);
            if let Some(size) = catch(size, &exceptions::TypeError, th)? {
                let Ok(size) = usize::try_from(size) else {
                    return Err(raise!(th, ValueError, "negative count"));
                };
                if size > 0 {
                    self.resize(size, th)?;
                    self.as_bytes_mut(th).fill(0);
                }
                return Ok(());
            }
        }
        if !memoryobject::is_buffer(source)
            && let Some(iterator) = catch(source.iter(th), &exceptions::TypeError, th)?
        {
            // Byte by byte: the iterator may look at the array.
            while let Some(item) = iterator.iter_next(th)? {
                let byte = byte_of(&item, RANGE, th)?;
                self.push(byte, th)?;
            }
            return Ok(());
        }
        match collect(source, th)? {
            Some(bytes) => self.extend_with(&bytes, th),
            None => {
                let name = source.ob_type().display_name();
                Err(raise!(th, TypeError, "cannot convert '{name:.200}' object to bytearray"))
            }
        }
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: a dead array.
        unsafe {
            let array = &*this;
            if array.layout().ob_exports.get() > 0 {
                let th = Thread::enter();
                let _ = raise!(th, SystemError, "deallocated bytearray object has exported buffers");
                th.write_unraisable(None);
            }
            heap::mem_free(array.layout().ob_bytes.get());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let name = self.ob_type().short_name();
        let mut out = unicodeobject::StrWriter::with_capacity(self.len() + 16);
        out.push_str(&name);
        out.push_ascii("(");
        let bytes = self.as_bytes(th);
        bytesobject::push_repr(bytes, true, &mut out);
        out.push_ascii(")");
        out.finish()
    }

    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        bytesobject::bytes_warning("str() on a bytearray instance", th)?;
        self.repr(th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        Ok(match compare(self, other, op, th)? {
            Some(answer) => boolobject::bool_object(answer).to_ref(),
            None => not_implemented().to_ref(),
        })
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        methods::iterator(self)
    }

    #[slot]
    fn nb_remainder(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let Some(array) = a.downcast::<ByteArray>() else {
            return Ok(not_implemented().to_ref());
        };
        let format = array.as_bytes(th).to_vec();
        let out = unicodeobject::percent::format(unicodeobject::StrData::Latin1(&format), true, b, th)?;
        ByteArray::new(out.data().raw())?.into_py()
    }

    #[slot]
    fn sq_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn mp_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn sq_concat(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<ByteArray>> {
        concat(self, other, th)
    }

    #[slot]
    fn sq_inplace_concat(&self, other: &Object, th: &mut Thread) -> PyResult {
        match Buffer::get(other, PyBUF_SIMPLE, th) {
            Ok(buffer) => {
                let bytes = buffer.as_bytes().to_vec();
                drop(buffer);
                self.extend_with(&bytes, th)?;
            }
            Err(Raised) => {
                th.clear_raised();
                let (other, this) = (other.ob_type().display_name(), self.ob_type().display_name());
                return Err(raise!(th, TypeError, "can't concat {other:.100} to {this:.100}"));
            }
        }
        self.into_py()
    }

    #[slot]
    fn sq_repeat(&self, count: isize, th: &mut Thread) -> PyResult<Ref<ByteArray>> {
        let Some(len) = self.len().checked_mul(count.max(0) as usize).filter(|len| *len < isize::MAX as usize) else {
            return Err(th.no_memory());
        };
        let array = ByteArray::new(&[])?;
        array.resize_storage(len)?;
        if len > 0 {
            // SAFETY: the new array has `count` times the bytes.
            unsafe { unicodeobject::fill_repeated(self.as_bytes(th), array.start(), count as usize) };
        }
        Ok(array)
    }

    #[slot]
    fn sq_inplace_repeat(&self, count: isize, th: &mut Thread) -> PyResult {
        let (old, count) = (self.len(), count.max(0) as usize);
        let Some(len) = old.checked_mul(count).filter(|len| *len < isize::MAX as usize) else {
            return Err(th.no_memory());
        };
        let bytes = self.as_bytes(th).to_vec();
        self.resize(len, th)?;
        if len > 0 {
            // SAFETY: the array has `count` times the bytes.
            unsafe { unicodeobject::fill_repeated(&bytes, self.start(), count) };
        }
        self.into_py()
    }

    #[slot]
    fn sq_item(&self, index: isize, th: &mut Thread) -> PyResult<u8> {
        let byte = usize::try_from(index).ok().and_then(|index| self.as_bytes(th).get(index).copied());
        byte.ok_or_else(|| raise!(th, IndexError, "bytearray index out of range"))
    }

    #[slot]
    fn sq_ass_item(&self, index: isize, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        if index < 0 {
            return Err(raise!(th, IndexError, "bytearray index out of range"));
        }
        let at = self.index_of(index, th)?;
        match value {
            None => self.splice(at, at + 1, &[], th),
            Some(value) => {
                let byte = byte_of(value, RANGE, th)?;
                let at = self.index_of(index, th)?;
                self.as_bytes_mut(th)[at] = byte;
                Ok(())
            }
        }
    }

    #[slot]
    fn sq_contains(&self, item: &Object, th: &mut Thread) -> PyResult<bool> {
        shared::contains(self, item, th)
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        if crate::abstract_::number::is_index(key) {
            let index = key.as_isize(Some(&exceptions::IndexError), th)?;
            let index = self.index_of(index, th)?;
            return self.as_bytes(th)[index].into_py();
        }
        let Some(slice) = key.downcast::<Slice>() else {
            return Err(ByteArray::bad_index(key, th));
        };
        let (start, stop, step) = slice.unpack(th)?;
        let (start, _, count) = sliceobject::adjust_indices(self.len() as isize, start, stop, step);
        let bytes = self.as_bytes(th);
        if count <= 0 {
            return ByteArray::new(&[])?.into_py();
        }
        if step == 1 {
            return ByteArray::new(&bytes[start as usize..(start + count) as usize])?.into_py();
        }
        let picked: Vec<u8> = (0..count).map(|at| bytes[(start + at * step) as usize]).collect();
        ByteArray::new(&picked)?.into_py()
    }

    #[slot]
    fn mp_ass_subscript(&self, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        if crate::abstract_::number::is_index(key) {
            let index = key.as_isize(Some(&exceptions::IndexError), th)?;
            return match value {
                None => {
                    let at = self.index_of(index, th)?;
                    self.splice(at, at + 1, &[], th)
                }
                Some(value) => {
                    self.index_of(index, th)?;
                    let byte = byte_of(value, RANGE, th)?;
                    let at = self.index_of(index, th)?;
                    self.as_bytes_mut(th)[at] = byte;
                    Ok(())
                }
            };
        }
        match key.downcast::<Slice>() {
            Some(slice) => self.assign_slice(slice, value, th),
            None => Err(ByteArray::bad_index(key, th)),
        }
    }

    #[slot]
    fn bf_getbuffer(&self, view: *mut Py_buffer, flags: c_int, th: &mut Thread) -> PyResult<()> {
        // SAFETY: the caller's view; while it is lent the array does not move its bytes.
        unsafe { memoryobject::fill(view, Some(self), self.start().cast(), self.len(), false, flags, th) }?;
        self.layout().ob_exports.set(self.layout().ob_exports.get() + 1);
        Ok(())
    }

    #[slot]
    fn bf_releasebuffer(&self, view: *mut Py_buffer) {
        let _ = view;
        self.layout().ob_exports.set(self.layout().ob_exports.get() - 1);
    }
}

/// `PyByteArray_Concat`.
pub fn concat(a: &Object, b: &Object, th: &mut Thread) -> PyResult<Ref<ByteArray>> {
    let both = (Buffer::get(a, PyBUF_SIMPLE, th), Buffer::get(b, PyBUF_SIMPLE, th));
    let (Ok(left), Ok(right)) = both else {
        th.clear_raised();
        let (b, a) = (b.ob_type().display_name(), a.ob_type().display_name());
        return Err(raise!(th, TypeError, "can't concat {b:.100} to {a:.100}"));
    };
    let array = ByteArray::new(left.as_bytes())?;
    array.extend_with(right.as_bytes(), th)?;
    Ok(array)
}
