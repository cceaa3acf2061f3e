//! Iterators over strings: one for ASCII, one for all others.

use super::*;

object_type!(
    /// `str_ascii_iterator`
    pub struct StrAsciiIterator(unicodeiterobject): _PyUnicodeASCIIIter_Type
);
object_type!(
    /// `str_iterator`
    pub struct StrIterator(unicodeiterobject): PyUnicodeIter_Type
);

/// `iter(str)`.
///
/// # Errors
/// `MemoryError`.
pub fn iterator(text: &Str) -> PyResult {
    let ty = if text.is_ascii() { &_PyUnicodeASCIIIter_Type } else { &PyUnicodeIter_Type };
    let iterator = heap::new_object::<unicodeiterobject>(ty)?;
    iterator.it_seq.init(text.to_ref());
    heap::gc_track(iterator.as_object());
    Ok(iterator.into_object())
}

fn next(iterator: &unicodeiterobject, th: &mut Thread) -> PyResult<Option<Ref<Str>>> {
    let Some(sequence) = iterator.it_seq.get() else {
        return Ok(None);
    };
    let index = iterator.it_index.get() as usize;
    if let Some(text) = sequence.downcast::<Str>()
        && index < text.len()
    {
        iterator.it_index.set(index as isize + 1);
        return Str::from_char(text.char_at(index)).map(Some);
    }
    iterator.it_seq.set(None, th);
    Ok(None)
}

fn length_hint(iterator: &unicodeiterobject) -> usize {
    let len = iterator.it_seq.get().and_then(|sequence| sequence.downcast::<Str>().map(Str::len));
    len.unwrap_or(0).saturating_sub(iterator.it_index.get() as usize)
}

/// `(iter, (rest,), index)`, or `(iter, ("",))` at the end.
fn reduce(iterator: &unicodeiterobject, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let function = iterobject::builtin(id!(iter), th)?;
    match iterator.it_seq.get() {
        Some(sequence) => Tuple::from_array([
            function,
            Tuple::from_array([sequence])?.into_object(),
            Long::from_isize(iterator.it_index.get())?.into_object(),
        ]),
        None => {
            let empty = Ref::new(empty_str()).into_object();
            Tuple::from_array([function, Tuple::from_array([empty])?.into_object()])
        }
    }
}

fn set_state(iterator: &unicodeiterobject, state: &Object, th: &mut Thread) -> PyResult<()> {
    let index = state.as_isize(None, th)?;
    let len = iterator.it_seq.get().and_then(|sequence| sequence.downcast::<Str>().map(Str::len));
    if let Some(len) = len {
        iterator.it_index.set(index.clamp(0, len as isize));
    }
    Ok(())
}

macro_rules! text_iterator {
    ($wrapper:ident, $static:ident, $name:tt $(, $key:tt)?) => {
        #[pytype(static = $static, $($key,)? name = $name, layout = unicodeiterobject, flags(HAVE_GC), no_new)]
        impl $wrapper {
            #[slot]
            fn tp_dealloc(this: *mut Self) {
                // SAFETY: a dead iterator.
                unsafe {
                    heap::gc_untrack((*this).as_object());
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
            fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref<Str>>> {
                next(self.layout(), th)
            }

            #[method(sig = "()", doc = "How many characters are left.")]
            fn __length_hint__(&self) -> usize {
                length_hint(self.layout())
            }

            #[method(sig = "()", doc = "State for pickling.")]
            fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
                reduce(self.layout(), th)
            }

            #[method(sig = "(object, /)", doc = "Set the state from pickling.")]
            fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
                set_state(self.layout(), object, th)
            }
        }
    };
}

text_iterator!(StrAsciiIterator, _PyUnicodeASCIIIter_Type, "str_ascii_iterator", private);
text_iterator!(StrIterator, PyUnicodeIter_Type, "str_iterator");
