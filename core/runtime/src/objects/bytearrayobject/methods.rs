//! The methods that only `bytearray` has, and its iterator.

use super::slots::{RANGE, collect};
use super::*;
use crate::objects::bytesobject::shared::ByteString;
use crate::objects::bytesobject::{byte_methods, byte_of};

impl ByteString for ByteArray {
    fn view<'a>(&'a self, th: &'a Thread) -> &'a [u8] {
        self.as_bytes(th)
    }

    fn make(bytes: &[u8]) -> PyResult {
        ByteArray::new(bytes)?.into_py()
    }
}

impl ByteArray {
    /// `(type, arguments, state)`; before protocol 3 the bytes go as Latin-1 text.
    fn reduced(&self, protocol: i32, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let state = object::get_state(self, false, th)?;
        let arguments = if self.is_empty() {
            Tuple::new(&[])?
        } else if protocol < 3 {
            let text = Str::from_latin1(self.as_bytes(th))?;
            Tuple::new(&[&text, &*Str::new("latin-1")?])?
        } else {
            Tuple::from_array([Bytes::new(self.as_bytes(th))?.into_object()])?
        };
        Tuple::from_array([self.ob_type().to_ref(), arguments.into_object(), state])
    }
}

#[pymethods]
impl ByteArray {
    #[method(sig = "()", doc = "How many bytes are allocated.")]
    fn __alloc__(&self) -> isize {
        self.layout().ob_alloc.get()
    }

    #[method(sig = "()", doc = "State for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.reduced(2, th)
    }

    #[method(sig = "(proto=0, /)", doc = "State for pickling.")]
    fn __reduce_ex__(&self, proto: i32, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.reduced(proto, th)
    }

    #[method(sig = "()", doc = "Size in memory, in bytes.")]
    fn __sizeof__(&self) -> usize {
        self.ob_type().tp_basicsize.get() as usize + self.layout().ob_alloc.get() as usize
    }

    #[method(sig = "(item, /)", doc = "Add a byte at the end.")]
    fn append(&self, item: &Object, th: &mut Thread) -> PyResult<()> {
        let byte = byte_of(item, RANGE, th)?;
        self.extend_with(&[byte], th)
    }

    #[method(sig = "()", doc = "Take all bytes out.")]
    fn clear(&self, th: &mut Thread) -> PyResult<()> {
        self.resize(0, th)
    }

    #[method(sig = "()", doc = "A copy.")]
    fn copy(&self, th: &mut Thread) -> PyResult<Ref<ByteArray>> {
        ByteArray::new(self.as_bytes(th))
    }

    #[method(sig = "(iterable_of_ints, /)", doc = "Add the bytes of an iterable or a buffer at the end.")]
    fn extend(&self, iterable_of_ints: &Object, th: &mut Thread) -> PyResult<()> {
        if Str::check(iterable_of_ints) && !iterable_of_ints.len(th).is_ok_and(|len| len == 0) {
            return Err(raise!(th, TypeError, "expected iterable of integers; got: 'str'"));
        }
        if !memoryobject::is_buffer(iterable_of_ints) {
            // Nothing is reserved by the hint, but its errors are errors of this.
            iterable_of_ints.length_hint(32, th)?;
        }
        match collect(iterable_of_ints, th)? {
            Some(bytes) => self.extend_with(&bytes, th),
            None => {
                let name = iterable_of_ints.ob_type().display_name();
                Err(raise!(th, TypeError, "can't extend bytearray with {name:.100}"))
            }
        }
    }

    #[classmethod(sig = "(string, /)", doc = "From pairs of hexadecimal digits; blanks between them are skipped.")]
    fn fromhex(cls: &'static Type, string: &Str, th: &mut Thread) -> PyResult {
        let bytes = byte_methods::from_hex(string, th)?;
        if std::ptr::eq(cls, &PyByteArray_Type) {
            return ByteArray::new(&bytes)?.into_py();
        }
        cls.as_object().call(&[&*Bytes::new(&bytes)?], th)
    }

    #[method(sig = "(index, item, /)", doc = "Put a byte before that place.")]
    fn insert(&self, index: isize, item: &Object, th: &mut Thread) -> PyResult<()> {
        let byte = byte_of(item, RANGE, th)?;
        let len = self.len() as isize;
        let at = if index < 0 { index.saturating_add(len).max(0) } else { index.min(len) } as usize;
        self.splice(at, at, &[byte], th)
    }

    #[method(sig = "(index=-1, /)", doc = "Take the byte at that place out and return it.")]
    fn pop(&self, index: isize, th: &mut Thread) -> PyResult<u8> {
        let len = self.len();
        if len == 0 {
            return Err(raise!(th, IndexError, "pop from empty bytearray"));
        }
        let index = if index < 0 { index.wrapping_add(len as isize) } else { index };
        let Some(at) = usize::try_from(index).ok().filter(|at| *at < len) else {
            return Err(raise!(th, IndexError, "pop index out of range"));
        };
        let byte = self.as_bytes(th)[at];
        self.splice(at, at + 1, &[], th)?;
        Ok(byte)
    }

    #[method(sig = "(value, /)", doc = "Take the first such byte out.")]
    fn remove(&self, value: &Object, th: &mut Thread) -> PyResult<()> {
        let byte = byte_of(value, RANGE, th)?;
        match memchr::memchr(byte, self.as_bytes(th)) {
            Some(at) => self.splice(at, at + 1, &[], th),
            None => Err(raise!(th, ValueError, "value not found in bytearray")),
        }
    }

    #[method(sig = "()", doc = "Turn the order of the bytes round.")]
    fn reverse(&self, th: &mut Thread) {
        self.as_bytes_mut(th).reverse();
    }
}

object_type!(
    /// `bytearray_iterator`
    pub struct ByteArrayIterator(bytearrayiterobject): PyByteArrayIter_Type
);

/// `iter(bytearray)`.
///
/// # Errors
/// `MemoryError`.
pub fn iterator(array: &ByteArray) -> PyResult {
    let iterator = heap::new_object::<ByteArrayIterator>(&PyByteArrayIter_Type)?;
    iterator.layout().it_seq.init(Ref::new(array.layout()));
    heap::gc_track(&iterator);
    iterator.into_py()
}

impl ByteArrayIterator {
    fn sequence(&self) -> Option<Ref<PyByteArrayObject>> {
        self.layout().it_seq.get()
    }
}

#[pytype(
    static = PyByteArrayIter_Type,
    name = "bytearray_iterator",
    layout = bytearrayiterobject,
    flags(HAVE_GC),
    no_new
)]
impl ByteArrayIterator {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: a dead iterator.
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
        let Some(sequence) = self.sequence() else {
            return Ok(None);
        };
        let index = self.layout().it_index.get();
        let byte = ByteArray::from_layout(&sequence).as_bytes(th).get(index as usize).copied();
        if let Some(byte) = byte {
            self.layout().it_index.set(index + 1);
            return byte.into_py().map(Some);
        }
        self.layout().it_seq.set(None, th);
        Ok(None)
    }

    #[method(sig = "()", doc = "How many bytes are left.")]
    fn __length_hint__(&self) -> usize {
        let len = self.sequence().map_or(0, |sequence| ByteArray::from_layout(&sequence).len());
        len.saturating_sub(self.layout().it_index.get() as usize)
    }

    #[method(sig = "()", doc = "State for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let state = || (self.sequence().map(Ref::into_object), self.layout().it_index.get());
        iterobject::reduce(state, Tuple::empty(), id!(iter), th)
    }

    #[method(sig = "(object, /)", doc = "Set the state from pickling.")]
    fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
        let index = iterobject::state_index(object, th)?;
        if let Some(sequence) = self.sequence() {
            let len = ByteArray::from_layout(&sequence).len() as isize;
            self.layout().it_index.set(index.clamp(0, len));
        }
        Ok(())
    }
}
