//! The nodes of the tree. A node is never changed once it is built: what differs is copied along the path from the root.
//!
//! Five bits of a key's folded hash choose the place on each level. A bitmap node holds up to sixteen places as pairs: key
//! and value, or no key and a node of the next level. A node with more becomes an array of the 32 possible next nodes.
//! Keys of one hash stand in a collision node.

use crate::heap;
use crate::prelude::*;

/// Bits of the hash used up on each level.
const BITS: u32 = 5;
/// From this many places on a node is an array.
const ARRAY_MIN: usize = 16;

object_type!(
    /// Up to 16 places, as pairs.
    pub struct BitmapNode(PyHamtNode_Bitmap): _PyHamt_BitmapNode_Type
);
object_type!(
    /// All 32 places, each with a node or none.
    pub struct ArrayNode(PyHamtNode_Array): _PyHamt_ArrayNode_Type
);
object_type!(
    /// Pairs whose keys have one hash.
    pub struct CollisionNode(PyHamtNode_Collision): _PyHamt_CollisionNode_Type
);

/// The hash of a key, folded to 32 bits.
///
/// # Errors
/// What hashing the key raises.
pub fn hash_of(key: &Object, th: &mut Thread) -> PyResult<u32> {
    let hash = key.hash(th)? as u64;
    let folded = hash as u32 ^ (hash >> 32) as u32;
    Ok(if folded == u32::MAX { u32::MAX - 1 } else { folded })
}

fn place(hash: u32, shift: u32) -> usize {
    (hash >> shift & 31) as usize
}

fn bit(hash: u32, shift: u32) -> u32 {
    1 << place(hash, shift)
}

/// The places before `bit`.
fn index_of(bitmap: u32, bit: u32) -> usize {
    (bitmap & (bit - 1)).count_ones() as usize
}

/// Copies of the items, to build the next node from.
fn copy(fields: &[Field]) -> Vec<Option<Ref>> {
    fields.iter().map(Field::get).collect()
}

fn same_key(a: &Object, b: &Object, th: &mut Thread) -> PyResult<bool> {
    a.rich_compare_bool(b, Py_EQ, th)
}

/// What is left without a key.
pub enum Without {
    NotFound,
    Empty,
    Node(Ref),
}

impl BitmapNode {
    /// A node of these pairs, in the order of the bits.
    pub fn build(bitmap: u32, items: Vec<Option<Ref>>) -> PyResult<Ref<BitmapNode>> {
        debug_assert!(items.len() == 2 * bitmap.count_ones() as usize);
        let node = heap::new_var_object::<BitmapNode>(&_PyHamt_BitmapNode_Type, items.len())?;
        node.layout().b_bitmap.set(bitmap);
        for (field, item) in node.fields().iter().zip(items) {
            field.replace(item);
        }
        heap::gc_track(&node);
        Ok(node)
    }

    /// Keys and values, two fields to a place.
    pub fn fields(&self) -> &[Field] {
        // SAFETY: the node was allocated with `ob_size` fields.
        unsafe {
            let first = (&raw const self.layout().b_array).cast::<Field>();
            std::slice::from_raw_parts(first, self.layout().ob_base.ob_size.get() as usize)
        }
    }

    /// Key and value of a place; without a key the value is a node.
    fn pair(&self, index: usize, th: &mut Thread) -> PyResult<(Option<Ref>, Ref)> {
        match self.fields().get(2 * index..2 * index + 2) {
            Some([key, value]) => match value.get() {
                Some(value) => Ok((key.get(), value)),
                None => Err(broken(th)),
            },
            _ => Err(broken(th)),
        }
    }

    /// The only pair, if the node has one and it is no node.
    fn only_pair(node: &Object) -> Option<(Ref, Ref)> {
        match node.downcast_exact::<BitmapNode>()?.fields() {
            [key, value] => Some((key.get()?, value.get()?)),
            _ => None,
        }
    }

    /// This node with another value at an index of the fields.
    fn with_value(&self, index: usize, value: Ref) -> PyResult<Ref> {
        let mut items = copy(self.fields());
        if let Some(item) = items.get_mut(index) {
            *item = Some(value);
        }
        Ok(BitmapNode::build(self.layout().b_bitmap.get(), items)?.into_object())
    }

    fn with(&self, new: &Pair<'_>, shift: u32, th: &mut Thread) -> PyResult<(Ref, bool)> {
        let bitmap = self.layout().b_bitmap.get();
        let bit = bit(new.hash, shift);
        let index = index_of(bitmap, bit);
        if bitmap & bit != 0 {
            let (key, value) = self.pair(index, th)?;
            let Some(key) = key else {
                let (node, added) = with(&value, new, shift + BITS, th)?;
                return if node.is(&value) {
                    Ok((self.to_ref(), added))
                } else {
                    Ok((self.with_value(2 * index + 1, node)?, added))
                };
            };
            if same_key(new.key, &key, th)? {
                return if value.is(new.value) {
                    Ok((self.to_ref(), false))
                } else {
                    Ok((self.with_value(2 * index + 1, new.value.to_ref())?, false))
                };
            }
            let node = two(Pair { hash: hash_of(&key, th)?, key: &key, value: &value }, new, shift + BITS, th)?;
            let mut items = copy(self.fields());
            if let Some(items) = items.get_mut(2 * index..2 * index + 2) {
                items.clone_from_slice(&[None, Some(node)]);
            }
            return Ok((BitmapNode::build(bitmap, items)?.into_object(), true));
        }
        let count = bitmap.count_ones() as usize;
        if count >= ARRAY_MIN {
            return Ok((self.spread(new, shift, th)?, true));
        }
        let mut items = copy(self.fields());
        items.splice(2 * index..2 * index, [Some(new.key.to_ref()), Some(new.value.to_ref())]);
        Ok((BitmapNode::build(bitmap | bit, items)?.into_object(), true))
    }

    /// This node, which is full, and a new pair as an array.
    fn spread(&self, new: &Pair<'_>, shift: u32, th: &mut Thread) -> PyResult {
        let bitmap = self.layout().b_bitmap.get();
        let mut children: [Option<Ref>; 32] = [const { None }; 32];
        let mut index = 0;
        for (place, child) in children.iter_mut().enumerate() {
            if bitmap & 1 << place == 0 {
                continue;
            }
            let (key, value) = self.pair(index, th)?;
            *child = Some(match key {
                None => value,
                Some(key) => {
                    let hash = hash_of(&key, th)?;
                    single(&Pair { hash, key: &key, value: &value }, shift + BITS)?.into_object()
                }
            });
            index += 1;
        }
        children[place(new.hash, shift)] = Some(single(new, shift + BITS)?.into_object());
        Ok(ArrayNode::build(children, index + 1)?.into_object())
    }

    fn without(&self, hash: u32, key: &Object, shift: u32, th: &mut Thread) -> PyResult<Without> {
        let bitmap = self.layout().b_bitmap.get();
        let bit = bit(hash, shift);
        if bitmap & bit == 0 {
            return Ok(Without::NotFound);
        }
        let index = index_of(bitmap, bit);
        let (own, value) = self.pair(index, th)?;
        match own {
            Some(own) if !same_key(key, &own, th)? => return Ok(Without::NotFound),
            Some(_) => {}
            None => match without(&value, hash, key, shift + BITS, th)? {
                Without::NotFound => return Ok(Without::NotFound),
                Without::Empty => {}
                Without::Node(node) => {
                    let mut items = copy(self.fields());
                    if let Some(items) = items.get_mut(2 * index..2 * index + 2) {
                        // A single pair needs no node of its own.
                        let pair = match BitmapNode::only_pair(&node) {
                            Some((key, value)) => [Some(key), Some(value)],
                            None => [None, Some(node)],
                        };
                        items.clone_from_slice(&pair);
                    }
                    return Ok(Without::Node(BitmapNode::build(bitmap, items)?.into_object()));
                }
            },
        }
        if bitmap == bit {
            return Ok(Without::Empty);
        }
        let mut items = copy(self.fields());
        items.drain(2 * index..2 * index + 2);
        Ok(Without::Node(BitmapNode::build(bitmap & !bit, items)?.into_object()))
    }
}

impl ArrayNode {
    fn build(children: [Option<Ref>; 32], count: usize) -> PyResult<Ref<ArrayNode>> {
        let node = heap::new_object::<ArrayNode>(&_PyHamt_ArrayNode_Type)?;
        node.layout().a_count.set(count as isize);
        for (field, child) in node.layout().a_array.iter().zip(children) {
            // SAFETY: the children are nodes.
            field.replace(child.map(|child| unsafe { child.cast_unchecked() }));
        }
        heap::gc_track(&node);
        Ok(node)
    }

    /// The node at a place.
    pub fn child(&self, place: usize) -> Option<Ref> {
        self.layout().a_array.get(place)?.get().map(Ref::into_object)
    }

    fn count(&self) -> usize {
        self.layout().a_count.get() as usize
    }

    fn children(&self) -> [Option<Ref>; 32] {
        std::array::from_fn(|place| self.child(place))
    }

    fn with(&self, new: &Pair<'_>, shift: u32, th: &mut Thread) -> PyResult<(Ref, bool)> {
        let place = place(new.hash, shift);
        let (node, added, grown) = match self.child(place) {
            None => (single(new, shift + BITS)?.into_object(), true, 1),
            Some(child) => {
                let (node, added) = with(&child, new, shift + BITS, th)?;
                if node.is(&child) {
                    return Ok((self.to_ref(), added));
                }
                (node, added, 0)
            }
        };
        let mut children = self.children();
        children[place] = Some(node);
        Ok((ArrayNode::build(children, self.count() + grown)?.into_object(), added))
    }

    fn without(&self, hash: u32, key: &Object, shift: u32, th: &mut Thread) -> PyResult<Without> {
        let place = place(hash, shift);
        let Some(child) = self.child(place) else { return Ok(Without::NotFound) };
        let mut children = self.children();
        let count = match without(&child, hash, key, shift + BITS, th)? {
            Without::NotFound => return Ok(Without::NotFound),
            Without::Node(node) => {
                children[place] = Some(node);
                self.count()
            }
            Without::Empty => {
                children[place] = None;
                self.count() - 1
            }
        };
        if count >= ARRAY_MIN {
            return Ok(Without::Node(ArrayNode::build(children, count)?.into_object()));
        }
        let mut bitmap = 0;
        let mut items = Vec::with_capacity(2 * count);
        for (place, child) in children.into_iter().enumerate() {
            let Some(child) = child else { continue };
            bitmap |= 1 << place;
            match BitmapNode::only_pair(&child) {
                Some((key, value)) => items.extend([Some(key), Some(value)]),
                None => items.extend([None, Some(child)]),
            }
        }
        Ok(Without::Node(BitmapNode::build(bitmap, items)?.into_object()))
    }
}

impl CollisionNode {
    fn build(hash: u32, items: Vec<Option<Ref>>) -> PyResult<Ref<CollisionNode>> {
        let node = heap::new_var_object::<CollisionNode>(&_PyHamt_CollisionNode_Type, items.len())?;
        node.layout().c_hash.set(hash as i32);
        for (field, item) in node.fields().iter().zip(items) {
            field.replace(item);
        }
        heap::gc_track(&node);
        Ok(node)
    }

    /// Keys and values in turn.
    pub fn fields(&self) -> &[Field] {
        // SAFETY: the node was allocated with `ob_size` fields.
        unsafe {
            let first = (&raw const self.layout().c_array).cast::<Field>();
            std::slice::from_raw_parts(first, self.layout().ob_base.ob_size.get() as usize)
        }
    }

    fn hash(&self) -> u32 {
        self.layout().c_hash.get() as u32
    }

    /// The index of a key among the fields.
    fn position(&self, key: &Object, th: &mut Thread) -> PyResult<Option<usize>> {
        for (index, pair) in self.fields().chunks_exact(2).enumerate() {
            if let Some(own) = pair[0].get()
                && same_key(key, &own, th)?
            {
                return Ok(Some(2 * index));
            }
        }
        Ok(None)
    }

    fn with(&self, new: &Pair<'_>, shift: u32, th: &mut Thread) -> PyResult<(Ref, bool)> {
        if new.hash != self.hash() {
            // The keys part on this level: a bitmap node takes this node's place.
            let node = BitmapNode::build(bit(self.hash(), shift), vec![None, Some(self.to_ref())])?;
            return node.with(new, shift, th);
        }
        let mut items = copy(self.fields());
        match self.position(new.key, th)? {
            Some(index) => {
                let Some(value) = items.get_mut(index + 1) else { return Err(broken(th)) };
                if value.as_ref().is_some_and(|value| value.is(new.value)) {
                    return Ok((self.to_ref(), false));
                }
                *value = Some(new.value.to_ref());
                Ok((CollisionNode::build(self.hash(), items)?.into_object(), false))
            }
            None => {
                items.extend([Some(new.key.to_ref()), Some(new.value.to_ref())]);
                Ok((CollisionNode::build(self.hash(), items)?.into_object(), true))
            }
        }
    }

    fn without(&self, hash: u32, key: &Object, shift: u32, th: &mut Thread) -> PyResult<Without> {
        if hash != self.hash() {
            return Ok(Without::NotFound);
        }
        let Some(index) = self.position(key, th)? else { return Ok(Without::NotFound) };
        let mut items = copy(self.fields());
        items.drain(index..index + 2);
        Ok(match items.len() {
            0 => Without::Empty,
            2 => Without::Node(BitmapNode::build(bit(hash, shift), items)?.into_object()),
            _ => Without::Node(CollisionNode::build(hash, items)?.into_object()),
        })
    }
}

/// A key with its hash, and a value.
pub struct Pair<'a> {
    pub hash: u32,
    pub key: &'a Object,
    pub value: &'a Object,
}

/// A node with one pair.
fn single(pair: &Pair<'_>, shift: u32) -> PyResult<Ref<BitmapNode>> {
    BitmapNode::build(bit(pair.hash, shift), vec![Some(pair.key.to_ref()), Some(pair.value.to_ref())])
}

/// A node with two pairs of different keys.
fn two(old: Pair<'_>, new: &Pair<'_>, shift: u32, th: &mut Thread) -> PyResult {
    if old.hash == new.hash {
        let items = [old.key, old.value, new.key, new.value].map(|item| Some(item.to_ref()));
        return Ok(CollisionNode::build(old.hash, items.to_vec())?.into_object());
    }
    Ok(single(&old, shift)?.with(new, shift, th)?.0)
}

/// A tree that is not as it is built here.
fn broken(th: &mut Thread) -> Raised {
    raise!(th, RuntimeError, "a node of a hamt is broken")
}

/// The tree `node` with a pair put in, and whether its key is new.
///
/// # Errors
/// What hashing and comparing keys raises.
pub fn with(node: &Object, new: &Pair<'_>, shift: u32, th: &mut Thread) -> PyResult<(Ref, bool)> {
    if let Some(node) = node.downcast_exact::<BitmapNode>() {
        node.with(new, shift, th)
    } else if let Some(node) = node.downcast_exact::<ArrayNode>() {
        node.with(new, shift, th)
    } else if let Some(node) = node.downcast_exact::<CollisionNode>() {
        node.with(new, shift, th)
    } else {
        Err(broken(th))
    }
}

/// The tree `node` without a key.
///
/// # Errors
/// What comparing keys raises.
pub fn without(node: &Object, hash: u32, key: &Object, shift: u32, th: &mut Thread) -> PyResult<Without> {
    if let Some(node) = node.downcast_exact::<BitmapNode>() {
        node.without(hash, key, shift, th)
    } else if let Some(node) = node.downcast_exact::<ArrayNode>() {
        node.without(hash, key, shift, th)
    } else if let Some(node) = node.downcast_exact::<CollisionNode>() {
        node.without(hash, key, shift, th)
    } else {
        Err(broken(th))
    }
}

/// The value of a key.
///
/// # Errors
/// What comparing keys raises.
pub fn find(root: Ref, hash: u32, key: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
    let mut node = root;
    let mut shift = 0;
    loop {
        let next = if let Some(bitmap_node) = node.downcast_exact::<BitmapNode>() {
            let bitmap = bitmap_node.layout().b_bitmap.get();
            let bit = bit(hash, shift);
            if bitmap & bit == 0 {
                return Ok(None);
            }
            match bitmap_node.pair(index_of(bitmap, bit), th)? {
                (None, child) => child,
                (Some(own), value) => return Ok(same_key(key, &own, th)?.then_some(value)),
            }
        } else if let Some(array) = node.downcast_exact::<ArrayNode>() {
            match array.child(place(hash, shift)) {
                Some(child) => child,
                None => return Ok(None),
            }
        } else if let Some(collision) = node.downcast_exact::<CollisionNode>() {
            if collision.hash() != hash {
                return Ok(None);
            }
            return Ok(match collision.position(key, th)? {
                Some(index) => collision.fields().get(index + 1).and_then(Field::get),
                None => None,
            });
        } else {
            return Err(broken(th));
        };
        node = next;
        shift += BITS;
    }
}

#[pytype(
    static = _PyHamt_BitmapNode_Type,
    private,
    name = "hamt_bitmap_node",
    layout = PyHamtNode_Bitmap,
    itemsize = size_of::<Field>(),
    flags(HAVE_GC),
    no_new,
)]
impl BitmapNode {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            for field in (*this).fields() {
                drop(field.take());
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        for field in self.fields() {
            visit.visit(field);
        }
    }
}

#[pytype(
    static = _PyHamt_ArrayNode_Type,
    private,
    name = "hamt_array_node",
    layout = PyHamtNode_Array,
    flags(HAVE_GC),
    no_new,
)]
impl ArrayNode {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            for field in &(*this).layout().a_array {
                drop(field.take());
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        for field in &self.layout().a_array {
            visit.visit(field);
        }
    }
}

#[pytype(
    static = _PyHamt_CollisionNode_Type,
    private,
    name = "hamt_collision_node",
    layout = PyHamtNode_Collision,
    itemsize = size_of::<Field>(),
    flags(HAVE_GC),
    no_new,
)]
impl CollisionNode {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            for field in (*this).fields() {
                drop(field.take());
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        for field in self.fields() {
            visit.visit(field);
        }
    }
}
