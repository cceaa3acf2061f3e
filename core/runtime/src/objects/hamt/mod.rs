//! `hamt`: a persistent map (a hash array mapped trie), in which contexts keep their variables. Copying one is copying a
//! reference; setting a key makes a new map that shares most nodes with the old.

mod iter;
mod node;

use std::ffi::c_int;
use std::mem::offset_of;

use crate::heap;
use crate::prelude::*;

use iter::Position;
pub use iter::{items, keys, values};
use node::{BitmapNode, Pair, Without};

object_type!(
    /// `hamt`
    pub struct Hamt(PyHamtObject): _PyHamt_Type
);

impl Hamt {
    /// `_PyHamt_New`: an empty map.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new() -> PyResult<Ref<Hamt>> {
        Hamt::build(BitmapNode::build(0, Vec::new())?.into_object(), 0)
    }

    fn build(root: Ref, count: usize) -> PyResult<Ref<Hamt>> {
        let map = heap::new_object::<Hamt>(&_PyHamt_Type)?;
        // SAFETY: the root is a node.
        map.layout().h_root.init(unsafe { root.cast_unchecked() });
        map.layout().h_count.set(count as isize);
        heap::gc_track(&map);
        Ok(map)
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.layout().h_count.get() as usize
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The root; a map that the collector has cleared has none.
    fn root(&self) -> Option<Ref> {
        self.layout().h_root.get().map(Ref::into_object)
    }

    /// `_PyHamt_Assoc`: this map with a key set.
    ///
    /// # Errors
    /// What hashing and comparing keys raises.
    pub fn with(&self, key: &Object, value: &Object, th: &mut Thread) -> PyResult<Ref<Hamt>> {
        let hash = node::hash_of(key, th)?;
        let Some(root) = self.root() else { return Hamt::new()?.with(key, value, th) };
        let (new, added) = node::with(&root, &Pair { hash, key, value }, 0, th)?;
        if new.is(&root) {
            return Ok(Ref::new(self));
        }
        Hamt::build(new, self.len() + usize::from(added))
    }

    /// `_PyHamt_Without`: this map without a key; `None` if it does not have it.
    ///
    /// # Errors
    /// What hashing and comparing keys raises.
    pub fn without(&self, key: &Object, th: &mut Thread) -> PyResult<Option<Ref<Hamt>>> {
        let hash = node::hash_of(key, th)?;
        let Some(root) = self.root() else { return Ok(None) };
        Ok(match node::without(&root, hash, key, 0, th)? {
            Without::NotFound => None,
            Without::Empty => Some(Hamt::new()?),
            Without::Node(root) => Some(Hamt::build(root, self.len() - 1)?),
        })
    }

    /// `_PyHamt_Find`: the value of a key.
    ///
    /// # Errors
    /// What hashing and comparing keys raises.
    pub fn find(&self, key: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
        if self.is_empty() {
            return Ok(None);
        }
        let hash = node::hash_of(key, th)?;
        match self.root() {
            Some(root) => node::find(root, hash, key, th),
            None => Ok(None),
        }
    }

    /// `_PyHamt_Eq`: the same keys with equal values.
    ///
    /// # Errors
    /// What hashing and comparing raises.
    pub fn equal(&self, other: &Hamt, th: &mut Thread) -> PyResult<bool> {
        if self.is(other) {
            return Ok(true);
        }
        if self.len() != other.len() {
            return Ok(false);
        }
        let Some(root) = self.root() else { return Ok(true) };
        let position = Position::at(&root);
        while let Some((key, value)) = position.next() {
            match other.find(&key, th)? {
                Some(theirs) if value.rich_compare_bool(&theirs, Py_EQ, th)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}

#[pytype(
    static = _PyHamt_Type,
    private,
    name = "hamt",
    layout = PyHamtObject,
    flags(HAVE_GC),
    weaklistoffset = offset_of!(PyHamtObject, h_weakreflist),
)]
impl Hamt {
    #[slot]
    fn tp_new(_ty: &'static Type, _args: &Object, _kwargs: Option<&Object>) -> PyResult<Ref<Hamt>> {
        Hamt::new()
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function, and the callbacks of
        // weak references, which do not see it any more.
        unsafe {
            heap::gc_untrack(&*this);
            if !(*this).layout().h_weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, Thread::enter());
            }
            drop((*this).layout().h_root.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().h_root);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().h_root.set(None, th);
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast_exact::<Hamt>().filter(|_| matches!(op, Py_EQ | Py_NE)) else {
            return Ok(not_implemented().to_ref());
        };
        let equal = self.equal(other, th)?;
        Ok(boolobject::bool_object(equal == (op == Py_EQ)).to_ref())
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        iter::keys(self)
    }

    #[slot]
    fn mp_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        match self.find(key, th)? {
            Some(value) => Ok(value),
            None => Err(th.raise_object(&exceptions::KeyError, key)),
        }
    }

    #[slot]
    fn sq_contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        Ok(self.find(key, th)?.is_some())
    }

    #[method(sig = "(key, value, /)", no_text_signature)]
    fn set(&self, key: &Object, value: &Object, th: &mut Thread) -> PyResult<Ref<Hamt>> {
        self.with(key, value, th)
    }

    #[method(sig = "(key, default=None, /)", no_text_signature)]
    fn get(&self, key: &Object, default: &Object, th: &mut Thread) -> PyResult {
        Ok(self.find(key, th)?.unwrap_or_else(|| default.to_ref()))
    }

    #[method(sig = "(object, /)")]
    fn delete(&self, object: &Object, th: &mut Thread) -> PyResult<Ref<Hamt>> {
        Ok(self.without(object, th)?.unwrap_or_else(|| Ref::new(self)))
    }

    #[method(sig = "()", name = "items")]
    fn py_items(&self) -> PyResult {
        iter::items(self)
    }

    #[method(sig = "()", name = "keys")]
    fn py_keys(&self) -> PyResult {
        iter::keys(self)
    }

    #[method(sig = "()", name = "values")]
    fn py_values(&self) -> PyResult {
        iter::values(self)
    }
}
