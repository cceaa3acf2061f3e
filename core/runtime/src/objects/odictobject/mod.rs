//! `collections.OrderedDict`: a dict with an order of its own, in which keys can be moved.

mod iter;
mod order;

use std::ffi::c_int;
use std::mem::offset_of;

use super::dictobject::PyDict_Type;
use crate::abstract_::repr_guard;
use crate::args::Kwargs;
use crate::heap;
use crate::prelude::*;

pub use iter::{PyODictItems_Type, PyODictIter_Type, PyODictKeys_Type, PyODictValues_Type};

object_type!(
    /// `collections.OrderedDict`
    pub struct ODict(PyODictObject): PyODict_Type
);

/// The message of every iteration that finds the order changed.
const MUTATED: &str = "OrderedDict mutated during iteration";

impl ODict {
    /// `PyODict_New`: an empty one.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(th: &mut Thread) -> PyResult<Ref<ODict>> {
        match PyODict_Type.call(&[], th)?.downcast_into() {
            Ok(dict) => Ok(dict),
            Err(_) => Err(th.bad_internal_call()),
        }
    }

    /// The dict it is.
    pub fn as_dict(&self) -> &Dict {
        Dict::from_layout(&self.layout().od_dict)
    }

    fn hash_of(key: &Object, th: &mut Thread) -> PyResult<isize> {
        key.hash(th)
    }

    /// `PyODict_SetItem`; a new key goes to the end.
    ///
    /// # Errors
    /// What hashing and comparing keys raises.
    pub fn set(&self, key: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
        let hash = ODict::hash_of(key, th)?;
        let dict = self.as_dict();
        dict.set_known_hash(key, hash, value, th)?;
        if let Err(Raised) = self.add_node(key, hash, th) {
            // The dict must have no key without a node.
            let raised = th.take_raised();
            if dict.pop_known_hash(key, hash, th).is_err() {
                th.clear_raised();
            }
            return Err(match raised {
                Some(raised) => th.restore_raised(raised),
                None => Raised,
            });
        }
        Ok(())
    }

    /// `PyODict_DelItem`.
    ///
    /// # Errors
    /// `KeyError`; what hashing and comparing keys raises.
    pub fn delete(&self, key: &Object, th: &mut Thread) -> PyResult<()> {
        let hash = ODict::hash_of(key, th)?;
        self.remove_node(key, hash, th)?;
        match self.as_dict().pop_known_hash(key, hash, th)? {
            Some(_value) => Ok(()),
            None => Err(th.raise_object(&exceptions::KeyError, key)),
        }
    }

    /// Takes a key of the order out; its value, or else `default`.
    fn take(&self, key: &Object, hash: isize, default: Option<&Object>, th: &mut Thread) -> PyResult {
        // The node first: removing the value may run code.
        let value = match self.remove_node(key, hash, th)? {
            true => self.as_dict().pop_known_hash(key, hash, th)?,
            false => None,
        };
        match value.or_else(|| default.map(Object::to_ref)) {
            Some(value) => Ok(value),
            None => Err(th.raise_object(&exceptions::KeyError, key)),
        }
    }

    /// Whether the keys are equal, one by one in order.
    fn same_order(&self, other: &ODict, th: &mut Thread) -> PyResult<bool> {
        let states = (self.state(), other.state());
        let (mut ours, mut theirs) = (self.first(), other.first());
        while let (Some(a), Some(b)) = (ours, theirs) {
            let (Some(key), Some(other_key)) = (a.key(), b.key()) else { return Ok(false) };
            if !key.rich_compare_bool(&other_key, Py_EQ, th)? {
                return Ok(false);
            }
            if (self.state(), other.state()) != states {
                return Err(raise!(th, RuntimeError, "{MUTATED}"));
            }
            (ours, theirs) = (a.next(), b.next());
        }
        Ok(ours.is_none() && theirs.is_none())
    }

    /// The keys in order, owned.
    fn key_list(&self) -> Vec<Ref> {
        let mut keys = Vec::with_capacity(self.as_dict().len());
        let mut at = self.first();
        while let Some(node) = at {
            keys.extend(node.key());
            at = node.next();
        }
        keys
    }
}

/// Sets keys and values that come as pairs.
fn add_pairs(target: &Object, pairs: &Object, th: &mut Thread) -> PyResult<()> {
    let iterator = pairs.iter(th)?;
    while let Some(pair) = iterator.iter_next(th)? {
        let parts = pair.iter(th)?;
        let Some(key) = parts.iter_next(th)? else {
            return Err(raise!(th, ValueError, "need more than 0 values to unpack"));
        };
        let Some(value) = parts.iter_next(th)? else {
            return Err(raise!(th, ValueError, "need more than 1 value to unpack"));
        };
        if parts.iter_next(th)?.is_some() {
            return Err(raise!(th, ValueError, "too many values to unpack (expected 2)"));
        }
        target.set_item(&key, &value, th)?;
    }
    Ok(())
}

/// Sets the keys and values of a mapping, or of pairs.
fn update_from(target: &Object, source: &Object, th: &mut Thread) -> PyResult<()> {
    if let Some(dict) = source.downcast_exact::<Dict>() {
        return add_pairs(target, &*dict.items()?, th);
    }
    if let Some(keys) = source.get_attr_opt(id!(keys), th)? {
        let keys = keys.call(&[], th)?;
        let iterator = keys.iter(th)?;
        while let Some(key) = iterator.iter_next(th)? {
            let value = source.get_item(&key, th)?;
            target.set_item(&key, &value, th)?;
        }
        return Ok(());
    }
    if let Some(items) = source.get_attr_opt(id!(items), th)? {
        let items = items.call(&[], th)?;
        return add_pairs(target, &items, th);
    }
    add_pairs(target, source, th)
}

#[pytype(
    static = PyODict_Type,
    name = "collections.OrderedDict",
    layout = PyODictObject,
    base = PyDict_Type,
    flags(BASETYPE, HAVE_GC),
    weaklistoffset = offset_of!(PyODictObject, od_weakreflist),
    dictoffset = offset_of!(PyODictObject, od_inst_dict),
    methods = [METHODS],
    getset = [GETSET],
    doc = "Dictionary that remembers insertion order",
)]
impl ODict {
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        if args.len() > 1 {
            return Err(raise!(th, TypeError, "expected at most 1 arguments, got {}", args.len()));
        }
        if let Some(source) = args.items().first() {
            update_from(self, source, th)?;
        }
        match kwargs {
            Some(kwargs) if !kwargs.is_empty() => add_pairs(self, &*kwargs.items()?, th),
            _ => Ok(()),
        }
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; the base's destructor does the rest, and counts on a tracked object
        // no more than this one does.
        unsafe {
            let dict = &*this;
            heap::gc_untrack(dict);
            let Some(_guard) = heap::trashcan::enter_own(dict, &PyODict_Type) else { return };
            drop(dict.layout().od_inst_dict.take());
            if !dict.layout().od_weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(dict, Thread::enter());
            }
            dict.remove_all_nodes();
            if let Some(dealloc) = PyDict_Type.tp_dealloc.get() {
                dealloc(this.cast());
            }
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().od_inst_dict);
        self.visit_nodes(visit);
        if visit.stopped() {
            return;
        }
        if let Some(traverse) = PyDict_Type.tp_traverse.get() {
            let (function, argument) = visit.parts();
            // SAFETY: the slot of the base type.
            let result = unsafe { traverse(self, function, argument) };
            visit.record(result);
        }
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().od_inst_dict.set(None, th);
        self.remove_all_nodes();
        self.as_dict().clear(th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<String> {
        let name = self.ob_type().short_name();
        if self.as_dict().is_empty() {
            return Ok(format!("{name}()"));
        }
        let Some(_guard) = repr_guard::enter(self) else { return Ok("...".to_owned()) };
        let plain = Dict::new()?;
        plain.merge(self, 1, th)?;
        Ok(format!("{name}({})", plain.repr(th)?))
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        if !Dict::check(other) || !matches!(op, Py_EQ | Py_NE) {
            return Ok(not_implemented().to_ref());
        }
        let equal = match PyDict_Type.tp_richcompare.get() {
            // SAFETY: the slot of the base type.
            Some(compare) => unsafe { compare(self, other, Py_EQ) }?.is_true(th)?,
            None => return Err(th.bad_internal_call()),
        };
        let equal = match other.downcast::<ODict>() {
            Some(other) if equal => self.same_order(other, th)?,
            _ => equal,
        };
        Ok(boolobject::bool_object(equal == (op == Py_EQ)).to_ref())
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        iter::keys(self, false)
    }

    #[slot]
    fn mp_ass_subscript(&self, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        match value {
            Some(value) => self.set(key, value, th),
            None => self.delete(key, th),
        }
    }

    #[slot]
    fn nb_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
        let (class, other) = match left.downcast::<ODict>() {
            Some(left) => (left.ob_type(), right),
            None => (right.ob_type(), left),
        };
        if !Dict::check(other) {
            return Ok(not_implemented().to_ref());
        }
        let new = class.call(&[left], th)?;
        update_from(&new, right, th)?;
        Ok(new)
    }

    #[slot]
    fn nb_inplace_or(&self, other: &Object, th: &mut Thread) -> PyResult {
        update_from(self, other, th)?;
        Ok(self.to_ref())
    }
}

#[pymethods]
impl ODict {
    #[classmethod(
        sig = "(iterable, value=None)",
        doc = "A new ordered dictionary with keys from iterable, all with the same value."
    )]
    fn fromkeys(cls: &'static Type, iterable: &Object, value: &Object, th: &mut Thread) -> PyResult {
        super::dictobject::from_keys(cls, iterable, value, th)
    }

    #[method(sig = "()")]
    fn __sizeof__(&self) -> usize {
        let nodes = if self.first().is_some() { self.as_dict().len() * size_of::<_odictnode>() } else { 0 };
        let table = self.layout().od_fast_nodes_size.get() as usize * size_of::<*mut _odictnode>();
        self.as_dict().size_in_bytes() + table + nodes
    }

    #[method(sig = "()", doc = "Return state information for pickling")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let state = object::get_state(self, false, th)?;
        let items = self.call_method(id!(items), &[], th)?.iter(th)?;
        Tuple::from_array([
            self.ob_type().as_object().to_ref(),
            Tuple::empty().as_object().to_ref(),
            state,
            none().to_ref(),
            items,
        ])
    }

    #[method(
        sig = "(key, default=None)",
        doc = "Put key into the dictionary with the value default if it is not there.\n\nReturns the value of key."
    )]
    fn setdefault(&self, key: &Object, default: &Object, th: &mut Thread) -> PyResult {
        if ODict::check_exact(self) {
            if let Some(value) = self.as_dict().get(key, th)? {
                return Ok(value);
            }
            self.set(key, default, th)?;
            return Ok(default.to_ref());
        }
        if self.contains(key, th)? {
            return self.get_item(key, th);
        }
        self.set_item(key, default, th)?;
        Ok(default.to_ref())
    }

    #[method(
        sig = "(key, default=<unrepresentable>)",
        doc = "Take key out and return its value.\n\nIf it is not there, return default, or raise KeyError without one."
    )]
    fn pop(&self, key: &Object, default: Option<&Object>, th: &mut Thread) -> PyResult {
        let hash = ODict::hash_of(key, th)?;
        self.take(key, hash, default, th)
    }

    #[method(sig = "(last=True)", doc = "Take the last, or else the first, key and value out and return them.")]
    fn popitem(&self, last: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let node = if last { self.last() } else { self.first() };
        let Some((key, hash)) = node.and_then(|node| Some((node.key()?, node.hash()))) else {
            return Err(raise!(th, KeyError, "dictionary is empty"));
        };
        let value = self.take(&key, hash, None, th)?;
        Tuple::from_array([key, value])
    }

    #[method(sig = "()")]
    fn keys(&self) -> PyResult {
        iter::keys_view(self)
    }

    #[method(sig = "()")]
    fn values(&self) -> PyResult {
        iter::values_view(self)
    }

    #[method(sig = "()")]
    fn items(&self) -> PyResult {
        iter::items_view(self)
    }

    #[method(raw = FASTCALL | KEYWORDS)]
    fn update(&self, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult<()> {
        if args.len() > 1 {
            let given = args.len();
            return Err(raise!(th, TypeError, "update() takes at most 1 positional argument ({given} given)"));
        }
        if let Some(source) = args.first() {
            update_from(self, source, th)?;
        }
        if kwargs.is_none() {
            return Ok(());
        }
        let pairs = kwargs.to_dict(th)?.items()?;
        add_pairs(self, &pairs, th)
    }

    #[method(sig = "()", doc = "Take all items out.")]
    fn clear(&self, th: &mut Thread) {
        self.as_dict().clear(th);
        self.remove_all_nodes();
    }

    #[method(sig = "()", doc = "A shallow copy.")]
    fn copy(&self, th: &mut Thread) -> PyResult {
        let exact = ODict::check_exact(self);
        let copy = if exact { ODict::new(th)?.into_object() } else { self.ob_type().call(&[], th)? };
        for key in self.key_list() {
            let value = match exact {
                true => match self.as_dict().get(&key, th)? {
                    Some(value) => value,
                    None => return Err(th.raise_object(&exceptions::KeyError, &key)),
                },
                false => self.get_item(&key, th)?,
            };
            copy.set_item(&key, &value, th)?;
        }
        Ok(copy)
    }

    #[method(sig = "()", doc = "An iterator over the keys, from the last to the first.")]
    fn __reversed__(&self) -> PyResult {
        iter::keys(self, true)
    }

    #[method(
        sig = "(key, last=True)",
        doc = "Move a key to the end, or to the beginning if last is false.\n\nKeyError if it is not there."
    )]
    fn move_to_end(&self, key: &Object, last: bool, th: &mut Thread) -> PyResult<()> {
        let hash = ODict::hash_of(key, th)?;
        let Some(node) = self.find(key, hash, th)? else {
            return Err(th.raise_object(&exceptions::KeyError, key));
        };
        let there = if last { self.last() } else { self.first() };
        if !there.is_some_and(|there| there.is(node)) {
            self.move_node(node, last);
        }
        Ok(())
    }

    #[getter(name = "__dict__")]
    fn dict(&self, th: &mut Thread) -> PyResult {
        object::generic_get_dict(self, th)
    }
}
