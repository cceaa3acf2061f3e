//! `tuple`.

use crate::prelude::*;

object_type!(
    /// `tuple`
    pub struct Tuple(PyTupleObject): PyTuple_Type, flag Py_TPFLAGS_TUPLE_SUBCLASS
);

/// The type of `tuple`
#[unsafe(no_mangle)]
pub static PyTuple_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"tuple",
    size_of::<PyTupleObject>(),
    Py_TPFLAGS_DEFAULT
        | Py_TPFLAGS_BASETYPE
        | Py_TPFLAGS_HAVE_GC
        | Py_TPFLAGS_TUPLE_SUBCLASS
        | Py_TPFLAGS_SEQUENCE
        | _Py_TPFLAGS_MATCH_SELF,
);

impl Tuple {
    /// A tuple of new references to `items`; the empty one is the shared immortal.
    #[allow(unused_variables)]
    pub fn new(items: &[&Object]) -> PyResult<Ref<Tuple>> {
        unwritten!("Tuple::new")
    }

    /// A tuple that takes the references over.
    #[allow(unused_variables)]
    pub fn from_vec(items: Vec<Ref>) -> PyResult<Ref<Tuple>> {
        unwritten!("Tuple::from_vec")
    }

    /// As [`Tuple::from_vec`], of a fixed number.
    #[allow(unused_variables)]
    pub fn from_array<const N: usize>(items: [Ref; N]) -> PyResult<Ref<Tuple>> {
        unwritten!("Tuple::usize>")
    }

    /// `PySequence_Tuple`.
    #[allow(unused_variables)]
    pub fn from_iterable(object: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        unwritten!("Tuple::from_iterable")
    }

    /// The items: immutable, so they live as long as the tuple.
    #[allow(unused_variables)]
    pub fn items(&self) -> &[Ref] {
        unwritten!("Tuple::items")
    }

    /// Number of items.
    #[allow(unused_variables)]
    pub fn len(&self) -> usize {
        unwritten!("Tuple::len")
    }
}
