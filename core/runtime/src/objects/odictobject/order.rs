//! The order: a list of nodes, one for each key, and a table that finds the node of a dict's entry.
//!
//! The table is made anew when the dict has another key table. Where code has gone behind our back to the dict's own
//! methods, a key may have no node, or a node no key: the former are not part of the order, the latter raise `KeyError`.

use std::collections::HashMap;

use super::ODict;
use crate::heap;
use crate::prelude::*;

/// A node of the order. Valid until something runs that may change the dict.
#[derive(Clone, Copy)]
pub(super) struct Node(*mut _odictnode);

impl Node {
    fn get(&self) -> &_odictnode {
        // SAFETY: see above: nodes live until they are taken out of the order.
        unsafe { &*self.0 }
    }

    pub fn key(&self) -> Option<Ref> {
        self.get().key.get()
    }

    pub fn hash(&self) -> isize {
        self.get().hash.get()
    }

    fn of(pointer: *mut _odictnode) -> Option<Node> {
        (!pointer.is_null()).then_some(Node(pointer))
    }

    pub fn next(&self) -> Option<Node> {
        Node::of(self.get().next.get())
    }

    pub fn previous(&self) -> Option<Node> {
        Node::of(self.get().prev.get())
    }

    pub fn is(&self, other: Node) -> bool {
        self.0 == other.0
    }
}

impl ODict {
    pub(super) fn first(&self) -> Option<Node> {
        Node::of(self.layout().od_first.get())
    }

    pub(super) fn last(&self) -> Option<Node> {
        Node::of(self.layout().od_last.get())
    }

    /// Counts changes of the order.
    pub(super) fn state(&self) -> usize {
        self.layout().od_state.get()
    }

    fn changed(&self) {
        self.layout().od_state.set(self.state().wrapping_add(1));
    }

    /// The table's place for an entry, if the table is up to date.
    fn place(&self, entry: usize) -> Option<*mut *mut _odictnode> {
        let layout = self.layout();
        let in_step = layout.od_resize_sentinel.get() == layout.od_dict.ma_keys.get().cast()
            && layout.od_fast_nodes_size.get() as usize == self.as_dict().entry_bound();
        if !in_step || entry >= layout.od_fast_nodes_size.get() as usize || layout.od_fast_nodes.get().is_null() {
            return None;
        }
        // SAFETY: below the table's size.
        Some(unsafe { layout.od_fast_nodes.get().add(entry) })
    }

    /// Makes the table anew. A node belongs to the entry whose key is the node's very object.
    fn rebuild(&self) -> PyResult<()> {
        let (layout, dict) = (self.layout(), self.as_dict());
        let bound = dict.entry_bound();
        let size = bound.checked_mul(size_of::<*mut _odictnode>()).ok_or_else(heap::out_of_memory)?;
        let table = heap::mem_malloc(size).cast::<*mut _odictnode>();
        if table.is_null() {
            return Err(heap::out_of_memory());
        }
        let mut nodes = HashMap::new();
        let mut at = self.first();
        while let Some(node) = at {
            nodes.insert(node.get().key.as_ptr(), node.0);
            at = node.next();
        }
        for entry in 0..bound {
            let key = dict.entry_key(entry);
            let node = if key.is_null() { None } else { nodes.get(&key).copied() };
            // SAFETY: the new table has room for `bound` addresses.
            unsafe { table.add(entry).write(node.unwrap_or(std::ptr::null_mut())) };
        }
        let old = layout.od_fast_nodes.replace(table);
        // SAFETY: from here, too, or null.
        unsafe { heap::mem_free(old.cast()) };
        layout.od_fast_nodes_size.set(bound as isize);
        layout.od_resize_sentinel.set(layout.od_dict.ma_keys.get().cast());
        Ok(())
    }

    /// The table's place for an entry that is in use.
    fn current_place(&self, entry: usize) -> PyResult<*mut *mut _odictnode> {
        let key = self.as_dict().entry_key(entry);
        if let Some(place) = self.place(entry) {
            // SAFETY: places hold null or nodes.
            let node = Node::of(unsafe { *place });
            // A node of another key: its entry was used anew.
            if node.is_none_or(|node| node.get().key.as_ptr() == key) {
                return Ok(place);
            }
        }
        self.rebuild()?;
        self.place(entry).ok_or_else(heap::out_of_memory)
    }

    /// The node of a key, and the table's place for it.
    fn find_place(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Option<(Node, *mut *mut _odictnode)>> {
        if self.first().is_none() {
            return Ok(None);
        }
        let Some(entry) = self.as_dict().entry_of(key, hash, th)? else { return Ok(None) };
        let place = self.current_place(entry)?;
        // SAFETY: places hold null or nodes.
        Ok(Node::of(unsafe { *place }).map(|node| (node, place)))
    }

    /// The node of a key.
    pub(super) fn find(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<Option<Node>> {
        Ok(self.find_place(key, hash, th)?.map(|(node, _)| node))
    }

    /// Gives a key that has just been put into the dict its node, at the end, if it has none.
    pub(super) fn add_node(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<()> {
        let Some(entry) = self.as_dict().entry_of(key, hash, th)? else {
            return Err(th.raise_object(&exceptions::KeyError, key));
        };
        let place = self.current_place(entry)?;
        // SAFETY: places hold null or nodes.
        if unsafe { !(*place).is_null() } {
            return Ok(());
        }
        let node = heap::mem_malloc(size_of::<_odictnode>()).cast::<_odictnode>();
        if node.is_null() {
            return Err(heap::out_of_memory());
        }
        // SAFETY: the entry's key is alive; the node's memory is new; the place is the entry's.
        unsafe {
            node.write(_odictnode {
                key: Field::new(Ref::from_borrowed(self.as_dict().entry_key(entry))),
                hash: hash.into(),
                next: std::ptr::null_mut::<_odictnode>().into(),
                prev: std::ptr::null_mut::<_odictnode>().into(),
            });
            *place = node;
        }
        self.link_last(Node(node));
        Ok(())
    }

    fn link_last(&self, node: Node) {
        let layout = self.layout();
        let last = layout.od_last.replace(node.0);
        node.get().prev.set(last);
        node.get().next.set(std::ptr::null_mut());
        match Node::of(last) {
            Some(last) => last.get().next.set(node.0),
            None => layout.od_first.set(node.0),
        }
        self.changed();
    }

    fn link_first(&self, node: Node) {
        let layout = self.layout();
        let first = layout.od_first.replace(node.0);
        node.get().next.set(first);
        node.get().prev.set(std::ptr::null_mut());
        match Node::of(first) {
            Some(first) => first.get().prev.set(node.0),
            None => layout.od_last.set(node.0),
        }
        self.changed();
    }

    fn unlink(&self, node: Node) {
        let layout = self.layout();
        let (previous, next) = (node.get().prev.get(), node.get().next.get());
        match Node::of(previous) {
            Some(previous) => previous.get().next.set(next),
            None => layout.od_first.set(next),
        }
        match Node::of(next) {
            Some(next) => next.get().prev.set(previous),
            None => layout.od_last.set(previous),
        }
        self.changed();
    }

    /// Moves a node to one end of the order.
    pub(super) fn move_node(&self, node: Node, to_end: bool) {
        self.unlink(node);
        if to_end { self.link_last(node) } else { self.link_first(node) }
    }

    /// Takes the node of a key, if it has one, out of the order; whether it had.
    pub(super) fn remove_node(&self, key: &Object, hash: isize, th: &mut Thread) -> PyResult<bool> {
        let Some((node, place)) = self.find_place(key, hash, th)? else { return Ok(false) };
        // SAFETY: the place was just found, and nothing has run since.
        unsafe { *place = std::ptr::null_mut() };
        self.unlink(node);
        free(node);
        Ok(true)
    }

    /// Takes all nodes out of the order, and gives the table up.
    pub(super) fn remove_all_nodes(&self) {
        let layout = self.layout();
        let table = layout.od_fast_nodes.replace(std::ptr::null_mut());
        // SAFETY: from `rebuild`, or null.
        unsafe { heap::mem_free(table.cast()) };
        layout.od_fast_nodes_size.set(0);
        layout.od_resize_sentinel.set(std::ptr::null_mut());
        self.changed();
        let first = layout.od_first.replace(std::ptr::null_mut());
        layout.od_last.set(std::ptr::null_mut());
        let mut at = Node::of(first);
        while let Some(node) = at {
            at = node.next();
            free(node);
        }
    }

    /// The keys that the nodes hold, for the collector.
    pub(super) fn visit_nodes(&self, visit: &mut Visitor) {
        let mut at = self.first();
        while let Some(node) = at {
            visit.visit(&node.get().key);
            at = node.next();
        }
    }
}

/// Frees a node that is out of the order, then drops its key.
fn free(node: Node) {
    let key = node.get().key.take();
    // SAFETY: from `add_node`, and nobody's any more.
    unsafe { heap::mem_free(node.0.cast()) };
    drop(key);
}
