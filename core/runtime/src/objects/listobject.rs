//! `list`.

use crate::prelude::*;

object_type!(
    /// `list`
    pub struct List(PyListObject): PyList_Type, flag Py_TPFLAGS_LIST_SUBCLASS
);

/// The type of `list`
#[unsafe(no_mangle)]
pub static PyList_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"list",
    size_of::<PyListObject>(),
    Py_TPFLAGS_DEFAULT
        | Py_TPFLAGS_BASETYPE
        | Py_TPFLAGS_HAVE_GC
        | Py_TPFLAGS_LIST_SUBCLASS
        | Py_TPFLAGS_SEQUENCE
        | _Py_TPFLAGS_MATCH_SELF,
);

impl List {
    /// An empty list with room for `capacity` items.
    #[allow(unused_variables)]
    pub fn with_capacity(capacity: usize) -> PyResult<Ref<List>> {
        unwritten!("List::with_capacity")
    }

    /// A list of new references to `items`.
    #[allow(unused_variables)]
    pub fn new(items: &[&Object]) -> PyResult<Ref<List>> {
        unwritten!("List::new")
    }

    /// A list that takes the references over.
    #[allow(unused_variables)]
    pub fn from_vec(items: Vec<Ref>) -> PyResult<Ref<List>> {
        unwritten!("List::from_vec")
    }

    /// `PySequence_List`.
    #[allow(unused_variables)]
    pub fn from_iterable(object: &Object, th: &mut Thread) -> PyResult<Ref<List>> {
        unwritten!("List::from_iterable")
    }

    /// Number of items.
    #[allow(unused_variables)]
    pub fn len(&self) -> usize {
        unwritten!("List::len")
    }

    /// The item at `index`, owned, if in range.
    #[allow(unused_variables)]
    pub fn get(&self, index: usize) -> Option<Ref> {
        unwritten!("List::get")
    }

    /// The items, while nothing can run that changes the list.
    #[allow(unused_variables)]
    pub fn items<'a>(&'a self, th: &'a Thread) -> &'a [Ref] {
        unwritten!("List::items")
    }

    /// `list.append`; takes the reference over.
    #[allow(unused_variables)]
    pub fn push(&self, item: Ref) -> PyResult<()> {
        unwritten!("List::push")
    }

    /// Replaces the item at `index`, which must be in range.
    #[allow(unused_variables)]
    pub fn set(&self, index: usize, item: Ref, th: &mut Thread) {
        unwritten!("List::set")
    }

    /// `list.insert`, index clamped.
    #[allow(unused_variables)]
    pub fn insert(&self, index: usize, item: Ref) -> PyResult<()> {
        unwritten!("List::insert")
    }

    /// `list.extend`.
    #[allow(unused_variables)]
    pub fn extend(&self, iterable: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("List::extend")
    }

    /// `list.sort()`.
    #[allow(unused_variables)]
    pub fn sort(&self, th: &mut Thread) -> PyResult<()> {
        unwritten!("List::sort")
    }

    /// `PyList_AsTuple`.
    #[allow(unused_variables)]
    pub fn to_tuple(&self) -> PyResult<Ref<Tuple>> {
        unwritten!("List::to_tuple")
    }

    /// `list[low:high] = items`; `None` deletes.
    #[allow(unused_variables)]
    pub fn set_slice(&self, low: usize, high: usize, items: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        unwritten!("List::set_slice")
    }
}
