//! The trashcan: bounds the native recursion of deallocating deeply nested containers.
//!
//! A container's destructor calls [`enter`]. Beyond a depth, the object is put on the thread's `delete_later` chain instead
//! of being taken apart, and the outermost destructor works the chain off. The protocol is CPython 3.13's, for extensions
//! inline its half of it: `c_recursion_remaining` counts the depth, the chain links through `_gc_prev`.

use crate::abstract_::recursion::{stack_is_low, stack_room};
use crate::prelude::*;

/// Nested destructors allowed below the thread's remaining native recursion.
const HEADROOM: i32 = 50;

/// Bytes of native stack without which the chain is not worked off: its destructors would only lengthen it again.
const ROOM: usize = 8 * 1024;

/// One level of container destruction; left on drop, when the outermost level also works off what was put aside.
pub struct TrashGuard(());

/// Enters a container's destructor. `None`: too deep, the object was put aside and will be destroyed later; return at once.
/// The object must be untracked.
#[inline]
pub fn enter(object: &Object) -> Option<TrashGuard> {
    // SAFETY: destructors run on a thread that holds the interpreter.
    let thread = unsafe { &*Thread::current_ptr() };
    if thread.c_recursion_remaining.get() <= HEADROOM || stack_is_low() {
        deposit(thread, object);
        return None;
    }
    thread.c_recursion_remaining.set(thread.c_recursion_remaining.get() - 1);
    Some(TrashGuard(()))
}

impl Drop for TrashGuard {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: as in `enter`.
        let thread = unsafe { &*Thread::current_ptr() };
        thread.c_recursion_remaining.set(thread.c_recursion_remaining.get() + 1);
        if !thread.delete_later.get().is_null() && thread.c_recursion_remaining.get() > HEADROOM * 2 {
            destroy_chain(thread);
        }
    }
}

/// `_PyTrash_thread_deposit_object`.
pub fn deposit(thread: &PyThreadState, object: &Object) {
    let head = super::gc::head(object);
    let finalized = head._gc_prev.get() & _PyGC_PREV_MASK_FINALIZED;
    head._gc_prev.set(thread.delete_later.get() as usize | finalized);
    thread.delete_later.set(object.as_ptr());
}

/// `_PyTrash_thread_destroy_chain`. Near the end of the native stack the chain stays, for a destructor further out.
#[cold]
pub fn destroy_chain(thread: &PyThreadState) {
    if stack_room() < ROOM {
        return;
    }
    // Whatever the destructors below put aside joins the chain and is worked off by this loop, not by a nested one.
    thread.c_recursion_remaining.set(thread.c_recursion_remaining.get() - 1);
    loop {
        let object = thread.delete_later.get();
        if object.is_null() {
            break;
        }
        // SAFETY: chained objects are dead but whole: count zero, untracked, their destructor not run beyond `enter`.
        unsafe {
            let head = super::gc::head(&*object);
            thread.delete_later.set((head._gc_prev.get() & _PyGC_PREV_MASK) as *mut Object);
            head._gc_prev.set(head._gc_prev.get() & _PyGC_PREV_MASK_FINALIZED);
            Object::dealloc(object);
        }
    }
    thread.c_recursion_remaining.set(thread.c_recursion_remaining.get() + 1);
}

/// As [`enter`], for the destructor of `own`, which subclasses' destructors call, too: theirs have entered already, and
/// putting the object aside is theirs to do.
#[inline]
pub fn enter_own(object: &Object, own: &Type) -> Option<Option<TrashGuard>> {
    let same = object.ob_type().tp_dealloc.get().map(|f| f as usize) == own.tp_dealloc.get().map(|f| f as usize);
    if same { enter(object).map(Some) } else { Some(None) }
}
