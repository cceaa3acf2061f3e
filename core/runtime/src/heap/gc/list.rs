//! Circular doubly linked lists of collector's headers. A list's own head is a header that belongs to no object. The low
//! bits of `_gc_prev` belong to the element, not to the link, and are kept by every operation here.

use crate::layout::{_PyGC_PREV_MASK, PyGC_Head};

#[inline(always)]
fn address(head: &PyGC_Head) -> usize {
    std::ptr::from_ref(head) as usize
}

#[inline(always)]
pub(super) fn next<'a>(head: &PyGC_Head) -> &'a PyGC_Head {
    // SAFETY: links of a listed header lead to live headers.
    unsafe { &*(head._gc_next.get() as *const PyGC_Head) }
}

#[inline(always)]
pub(super) fn prev<'a>(head: &PyGC_Head) -> &'a PyGC_Head {
    // SAFETY: as above.
    unsafe { &*((head._gc_prev.get() & _PyGC_PREV_MASK) as *const PyGC_Head) }
}

#[inline(always)]
pub(super) fn set_prev(head: &PyGC_Head, prev: &PyGC_Head) {
    head._gc_prev.set(head._gc_prev.get() & !_PyGC_PREV_MASK | address(prev));
}

#[inline(always)]
pub(super) fn set_next(head: &PyGC_Head, next: &PyGC_Head) {
    head._gc_next.set(address(next));
}

pub(super) fn make_empty(list: &PyGC_Head) {
    list._gc_next.set(address(list));
    list._gc_prev.set(address(list));
}

pub(super) fn is_empty(list: &PyGC_Head) -> bool {
    list._gc_next.get() == address(list)
}

/// Appends an unlisted header.
#[inline(always)]
pub(super) fn append(list: &PyGC_Head, head: &PyGC_Head) {
    let last = prev(list);
    set_next(last, head);
    set_prev(head, last);
    set_next(head, list);
    list._gc_prev.set(address(head));
}

/// Takes a header out; it is untracked afterwards, and keeps only its "finalized" bit.
#[inline(always)]
pub(super) fn remove(head: &PyGC_Head) {
    let (before, after) = (prev(head), next(head));
    set_next(before, after);
    set_prev(after, before);
    head._gc_next.set(0);
    head._gc_prev.set(head._gc_prev.get() & crate::layout::_PyGC_PREV_MASK_FINALIZED);
}

/// Moves a listed header to the end of `list`.
pub(super) fn move_to(head: &PyGC_Head, list: &PyGC_Head) {
    let (before, after) = (prev(head), next(head));
    set_next(before, after);
    set_prev(after, before);
    append(list, head);
}

/// Appends all of `from` to `to`, leaving `from` empty.
pub(super) fn merge(from: &PyGC_Head, to: &PyGC_Head) {
    if !is_empty(from) {
        let (first, last, to_last) = (next(from), prev(from), prev(to));
        set_next(to_last, first);
        set_prev(first, to_last);
        set_next(last, to);
        to._gc_prev.set(address(last));
    }
    make_empty(from);
}

/// The headers of a list, first to last. The one yielded may be moved or removed meanwhile, its successor may not.
pub struct Heads<'a> {
    list: &'a PyGC_Head,
    at: &'a PyGC_Head,
}

impl<'a> Heads<'a> {
    /// Iterates over `list`.
    pub fn new(list: &'a PyGC_Head) -> Heads<'a> {
        Heads { list, at: next(list) }
    }
}

impl<'a> Iterator for Heads<'a> {
    type Item = &'a PyGC_Head;
    fn next(&mut self) -> Option<&'a PyGC_Head> {
        if std::ptr::eq(self.at, self.list) {
            return None;
        }
        let head = self.at;
        self.at = next(head);
        Some(head)
    }
}
