//! `Py_ReprEnter`: a container that contains itself is shown as `[...]` instead of for ever.

use std::cell::RefCell;

use crate::prelude::*;

thread_local! {
    /// Addresses of the containers whose repr is being made on this thread, outermost first.
    static SHOWN: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// A container whose repr is being made; over when dropped (`Py_ReprLeave`).
#[must_use = "the container counts as shown until the guard drops"]
pub struct ReprGuard(usize);

/// Notes that the repr of `object` is being made; `None` if that is so already.
pub fn enter(object: &Object) -> Option<ReprGuard> {
    let address = std::ptr::from_ref(object) as usize;
    SHOWN.with_borrow_mut(|shown| {
        if shown.contains(&address) {
            return None;
        }
        shown.push(address);
        Some(ReprGuard(address))
    })
}

/// Forgets `object`, if it is noted.
pub fn leave(object: &Object) {
    forget(std::ptr::from_ref(object) as usize);
}

fn forget(address: usize) {
    SHOWN.with_borrow_mut(|shown| {
        if let Some(index) = shown.iter().rposition(|&other| other == address) {
            shown.remove(index);
        }
    });
}

impl Drop for ReprGuard {
    fn drop(&mut self) {
        forget(self.0);
    }
}
