//! `_collections`: the containers of `collections` that are built in.

mod defaultdict;
mod deque;

use std::cell::Cell;

use ks_runtime::abstract_::{BinaryOperator, ObjectOps};
use ks_runtime::heap;
use ks_runtime::objects::dictobject::PyDict_Type;
use ks_runtime::objects::odictobject::PyODict_Type;
use ks_runtime::prelude::*;

use defaultdict::DefaultDict_Type;
use deque::{Deque_Type, DequeIterator_Type, DequeReverseIterator_Type};

/// Whether lookups and stores of a mapping are those of `dict`.
fn acts_as_dict(mapping: &Object) -> bool {
    if Dict::check_exact(mapping) {
        return true;
    }
    let ty = mapping.ob_type();
    let same = |name: &Str| match (ty.lookup_ref(name), PyDict_Type.lookup_ref(name)) {
        (Some(own), Some(base)) => own.is(&base),
        _ => false,
    };
    Dict::check(mapping) && same(id!(get)) && same(id!(__setitem__))
}

#[pyfunction(sig = "(mapping, iterable, /)", doc = "Count the items of an iterable into a mapping.")]
fn _count_elements(mapping: &Object, iterable: &Object, th: &mut Thread) -> PyResult<()> {
    let iterator = iterable.iter(th)?;
    let one = Long::from_isize(1)?;
    let dict = if acts_as_dict(mapping) { mapping.downcast::<Dict>() } else { None };
    if let Some(dict) = dict {
        while let Some(key) = iterator.iter_next(th)? {
            let hash = key.hash(th)?;
            let count = match dict.get_known_hash(&key, hash, th)? {
                None => one.clone().into_object(),
                Some(count) => count.binary(BinaryOperator::Add, &one, th)?,
            };
            dict.set(&key, &count, th)?;
        }
        return Ok(());
    }
    let get = mapping.get_attr(id!(get), th)?;
    let zero = Long::zero();
    while let Some(key) = iterator.iter_next(th)? {
        let count = get.call(&[&key, &zero], th)?;
        let count = count.binary(BinaryOperator::Add, &one, th)?;
        mapping.set_item(&key, &count, th)?;
    }
    Ok(())
}

#[repr(C)]
pub struct TupleGetterLayout {
    ob_base: Object,
    index: Cell<isize>,
    doc: Field,
}

object_type!(
    /// `collections._tuplegetter`: the attributes of named tuples.
    pub struct TupleGetter(TupleGetterLayout): TupleGetter_Type
);

#[pytype(
    static = TupleGetter_Type,
    private,
    name = "collections._tuplegetter",
    layout = TupleGetterLayout,
    flags(HAVE_GC),
    members = [&[member!("__doc__", TupleGetterLayout, doc, _Py_T_OBJECT, 0)]],
)]
impl TupleGetter {
    #[new(sig = "(index, doc, /)")]
    fn py_new(ty: &'static Type, index: isize, doc: &Object, th: &mut Thread) -> PyResult<Ref<TupleGetter>> {
        // SAFETY: a new instance of this type.
        let getter = unsafe { ks_runtime::args::allocate(ty, th)?.cast_unchecked::<TupleGetter>() };
        getter.layout().index.set(index);
        getter.layout().doc.init(doc.to_ref());
        Ok(getter)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().doc.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().doc);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().doc.set(None, th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let doc = self.layout().doc.get().unwrap_or_else(|| none().to_ref()).repr(th)?;
        let name = self.ob_type().short_name();
        Str::new(&format!("{name}({}, {})", self.layout().index.get(), doc.to_string_lossy()))
    }

    #[slot]
    fn tp_descr_get(&self, object: Option<&Object>, _class: Option<&Object>, th: &mut Thread) -> PyResult {
        let Some(object) = object else { return Ok(self.to_ref()) };
        let index = self.layout().index.get();
        let Some(tuple) = object.downcast::<Tuple>() else {
            if object.is(none()) {
                return Ok(self.to_ref());
            }
            let name = object.ob_type().display_name();
            return Err(raise!(
                th,
                TypeError,
                "descriptor for index '{index}' for tuple subclasses doesn't apply to '{name}' object"
            ));
        };
        match usize::try_from(index).ok().and_then(|index| tuple.items().get(index)) {
            Some(item) => Ok(item.clone()),
            None => Err(raise!(th, IndexError, "tuple index out of range")),
        }
    }

    #[slot]
    fn tp_descr_set(&self, _object: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let action = if value.is_none() { "delete" } else { "set" };
        Err(raise!(th, AttributeError, "can't {action} attribute"))
    }

    #[method(sig = "()")]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        let index = Long::from_isize(self.layout().index.get())?.into_object();
        let doc = self.layout().doc.get().unwrap_or_else(|| none().to_ref());
        let arguments = Tuple::from_array([index, doc])?.into_object();
        Tuple::from_array([self.ob_type().as_object().to_ref(), arguments])
    }
}

pymodule! {
    name = "_collections",
    init = PyInit__collections,
    doc = "The containers of collections that are built in: deque and defaultdict.",
    functions = [_count_elements],
    types = [Deque_Type, DefaultDict_Type, PyODict_Type, DequeIterator_Type, DequeReverseIterator_Type, TupleGetter_Type],
}
