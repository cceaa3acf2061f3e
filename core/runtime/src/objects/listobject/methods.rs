//! The methods of `list`, in the order of the documentation.

use super::{List, iter, sort};
use crate::abstract_::items::{clip_search, wrap_index};
use crate::prelude::*;

#[pymethods]
impl List {
    #[method(sig = "(index, /)", coexist, doc = "Return self[index].")]
    fn __getitem__(&self, index: &Object, th: &mut Thread) -> PyResult {
        self.subscript(index, th)
    }

    #[method(sig = "()", doc = "Return a reverse iterator over the list.")]
    fn __reversed__(&self) -> PyResult {
        iter::new_reverse(self)
    }

    #[method(sig = "()", doc = "Return the size of the list in memory, in bytes.")]
    fn __sizeof__(&self) -> usize {
        self.ob_type().tp_basicsize.get() as usize + self.layout().allocated.get() as usize * size_of::<Field>()
    }

    #[method(sig = "()", name = "clear", doc = "Remove all items from list.")]
    fn py_clear(&self, th: &mut Thread) {
        self.clear(th);
    }

    #[method(sig = "()", doc = "Return a shallow copy of the list.")]
    fn copy(&self) -> PyResult<Ref<List>> {
        self.range(0, self.len())
    }

    #[method(sig = "(object, /)", doc = "Append object to the end of the list.")]
    fn append(&self, object: &Object) -> PyResult<()> {
        self.push(object.to_ref())
    }

    #[method(sig = "(index, object, /)", name = "insert", doc = "Insert object before index.")]
    fn py_insert(&self, index: isize, object: &Object) -> PyResult<()> {
        let len = self.len();
        let index = if index < 0 { index.saturating_add_unsigned(len).max(0) as usize } else { index as usize };
        self.insert(index, object.to_ref())
    }

    #[method(sig = "(iterable, /)", name = "extend", doc = "Extend list by appending elements from the iterable.")]
    fn py_extend(&self, iterable: &Object, th: &mut Thread) -> PyResult<()> {
        self.extend(iterable, th)
    }

    #[method(
        sig = "(index=-1, /)",
        doc = "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range."
    )]
    fn pop(&self, index: isize, th: &mut Thread) -> PyResult {
        let len = self.len();
        if len == 0 {
            return Err(raise!(th, IndexError, "pop from empty list"));
        }
        match wrap_index(index, len) {
            Some(index) => List::remove(self, index),
            None => Err(raise!(th, IndexError, "pop index out of range")),
        }
    }

    #[method(
        sig = "(value, /)",
        name = "remove",
        doc = "Remove first occurrence of value.\n\nRaises ValueError if the value is not present."
    )]
    fn py_remove(&self, value: &Object, th: &mut Thread) -> PyResult<()> {
        let mut index = 0;
        while let Some(item) = self.get(index) {
            if item.rich_compare_bool(value, Py_EQ, th)? {
                // The comparison may have changed the list.
                return self.set_slice(index, index + 1, None, th);
            }
            index += 1;
        }
        Err(raise!(th, ValueError, "list.remove(x): x not in list"))
    }

    #[method(
        sig = "(value, start=0, stop=sys.maxsize, /)",
        doc = "Return first index of value.\n\nRaises ValueError if the value is not present."
    )]
    fn index(
        &self,
        value: &Object,
        #[arg(default = SliceIndex(0))] start: SliceIndex,
        #[arg(default = SliceIndex(isize::MAX))] stop: SliceIndex,
        th: &mut Thread,
    ) -> PyResult<usize> {
        let (mut index, stop) = clip_search(start.0, stop.0, self.len());
        while index < stop
            && let Some(item) = self.get(index)
        {
            if item.rich_compare_bool(value, Py_EQ, th)? {
                return Ok(index);
            }
            index += 1;
        }
        let text = value.repr(th)?;
        Err(raise!(th, ValueError, "{} is not in list", &*text))
    }

    #[method(sig = "(value, /)", doc = "Return number of occurrences of value.")]
    fn count(&self, value: &Object, th: &mut Thread) -> PyResult<usize> {
        let mut count = 0;
        let mut index = 0;
        while let Some(item) = self.get(index) {
            if item.rich_compare_bool(value, Py_EQ, th)? {
                count += 1;
            }
            index += 1;
        }
        Ok(count)
    }

    #[method(sig = "()", name = "reverse", doc = "Reverse the items in place.")]
    fn py_reverse(&self) {
        self.reverse();
    }

    #[method(
        sig = "(*, key=None, reverse=False)",
        name = "sort",
        doc = "Sort the list in ascending order and return None.\n\n\
               The sort is in-place and stable. If a key function is given, it is applied once to each item, and the\n\
               items are sorted by the results. The reverse flag sorts in descending order."
    )]
    fn py_sort(&self, key: Option<&Object>, reverse: bool, th: &mut Thread) -> PyResult<()> {
        sort::sort(self, key, reverse, th)
    }

    #[classmethod(sig = "(object, /)", no_text_signature, doc = "Parametrized form, for type hints: list[int].")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }
}
