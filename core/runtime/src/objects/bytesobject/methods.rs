//! The methods that only `bytes` has, and its iterator.

use super::byte_methods as algorithm;
use super::shared::ByteString;
use super::*;

impl ByteString for Bytes {
    fn view<'a>(&'a self, _: &'a Thread) -> &'a [u8] {
        self.as_bytes()
    }

    fn make(bytes: &[u8]) -> PyResult {
        Bytes::new(bytes)?.into_py()
    }

    fn part(&self, start: usize, end: usize, _: &Thread) -> PyResult {
        if start == 0 && end == self.len() && Bytes::check_exact(self) {
            return self.into_py();
        }
        Bytes::new(&self.as_bytes()[start..end])?.into_py()
    }
}

#[pymethods]
impl Bytes {
    #[classmethod(sig = "(string, /)", doc = "From pairs of hexadecimal digits; blanks between them are skipped.")]
    fn fromhex(cls: &'static Type, string: &Str, th: &mut Thread) -> PyResult {
        let bytes = Bytes::new(&algorithm::from_hex(string, th)?)?;
        if std::ptr::eq(cls, &PyBytes_Type) {
            return bytes.into_py();
        }
        cls.as_object().call(&[&bytes], th)
    }

    #[method(sig = "()", doc = "An exact bytes object of the same content.")]
    fn __bytes__(&self) -> PyResult<Ref<Bytes>> {
        self.to_exact()
    }

    #[method(sig = "()", no_text_signature)]
    fn __getnewargs__(&self) -> PyResult<Ref<Tuple>> {
        Tuple::from_array([self.to_exact()?.into_object()])
    }
}

object_type!(
    /// `bytes_iterator`
    pub struct BytesIterator(bytesiterobject): PyBytesIter_Type
);

/// `iter(bytes)`.
///
/// # Errors
/// `MemoryError`.
pub fn iterator(bytes: &Bytes) -> PyResult {
    let iterator = heap::new_object::<BytesIterator>(&PyBytesIter_Type)?;
    iterator.layout().it_seq.init(Ref::new(bytes.layout()));
    heap::gc_track(&iterator);
    iterator.into_py()
}

impl BytesIterator {
    fn sequence(&self) -> Option<Ref<PyBytesObject>> {
        self.layout().it_seq.get()
    }
}

#[pytype(static = PyBytesIter_Type, name = "bytes_iterator", layout = bytesiterobject, flags(HAVE_GC), no_new)]
impl BytesIterator {
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
        if let Some(byte) = sequence.as_bytes().get(index as usize) {
            self.layout().it_index.set(index + 1);
            return byte.into_py().map(Some);
        }
        self.layout().it_seq.set(None, th);
        Ok(None)
    }

    #[method(sig = "()", doc = "How many bytes are left.")]
    fn __length_hint__(&self) -> usize {
        let len = self.sequence().map_or(0, |sequence| sequence.as_bytes().len());
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
            self.layout().it_index.set(index.clamp(0, sequence.as_bytes().len() as isize));
        }
        Ok(())
    }
}
