//! The generational cycle collector over `PyGC_Head`.
//!
//! Container objects are tracked in doubly linked lists, one per generation, through the two words before their header.
//! A collection subtracts from copies of the reference counts what the objects refer to among themselves; what is left at
//! zero and not reachable from the rest is garbage: weak references to it are cleared, its finalizers run, and if it is
//! still garbage then, `tp_clear` breaks the cycles. Collections start only at the evaluation loop's breaker, never inside
//! an allocation.

mod collect;
mod inspect;
mod list;

use std::ffi::c_int;

use crate::prelude::*;

pub use collect::{Reason, collect, collect_all_at_exit, run_scheduled, tell_uncollectable};
pub use inspect::{is_object_tracked, objects, referents, referrers, visit_objects};
pub use list::Heads;

/// The running interpreter's collector.
#[inline(always)]
pub fn state() -> &'static _gc_runtime_state {
    // SAFETY: called by a thread that holds the interpreter, whose state lives for the rest of the process or, for further
    // interpreters, longer than every call made in it.
    unsafe { state_of((*Thread::current_ptr()).interp.get()) }
}

/// The collector of an interpreter.
///
/// # Safety
/// `interp` is alive.
#[inline(always)]
pub unsafe fn state_of(interp: *mut PyInterpreterState) -> &'static _gc_runtime_state {
    // SAFETY: the caller's promise.
    unsafe { &(*interp).gc }
}

/// The collector's header of an object whose type has `Py_TPFLAGS_HAVE_GC`.
#[inline(always)]
pub fn head(object: &Object) -> &PyGC_Head {
    // SAFETY: such an object is allocated with the header before it.
    unsafe { &*std::ptr::from_ref(object).cast::<PyGC_Head>().sub(1) }
}

/// The object behind a header.
#[inline(always)]
pub fn from_head(head: *const PyGC_Head) -> *mut Object {
    head.wrapping_add(1).cast::<Object>().cast_mut()
}

/// `PyObject_IS_GC`: whether the object has a collector's header.
#[inline(always)]
pub fn is_gc(object: &Object) -> bool {
    let ty = object.ob_type();
    ty.has_any_flag(Py_TPFLAGS_HAVE_GC)
        // SAFETY: a slot of the object's type; it never fails.
        && ty.tp_is_gc.get().is_none_or(|slot| unsafe { slot(object) }.0 != 0)
}

/// `_PyObject_GC_IS_TRACKED`; the object has a collector's header.
#[inline(always)]
pub fn is_tracked(object: &Object) -> bool {
    head(object)._gc_next.get() != 0
}

/// `PyObject_GC_Track`: puts the object into the youngest generation.
#[inline(always)]
pub fn track(object: &Object) {
    let head = head(object);
    debug_assert!(head._gc_next.get() == 0, "object already tracked by the garbage collector");
    list::append(&state().generations[0].head, head);
}

/// `PyObject_GC_UnTrack`: harmless if not tracked.
#[inline(always)]
pub fn untrack(object: &Object) {
    let head = head(object);
    if head._gc_next.get() != 0 {
        list::remove(head);
    }
}

/// Whether the object's finalizer has run (`PyObject_GC_IsFinalized`).
#[inline(always)]
pub fn is_finalized(object: &Object) -> bool {
    head(object)._gc_prev.get() & _PyGC_PREV_MASK_FINALIZED != 0
}

/// Notes that the object's finalizer has run; it will not run again.
#[inline(always)]
pub fn set_finalized(object: &Object) {
    let prev = &head(object)._gc_prev;
    prev.set(prev.get() | _PyGC_PREV_MASK_FINALIZED);
}

/// Counts a new container and schedules a collection when enough have accumulated.
#[inline(always)]
pub(super) fn count_allocation() {
    let state = state();
    let young = &state.generations[0];
    let count = young.count.get() + 1;
    young.count.set(count);
    if count > young.threshold.get() {
        schedule(state);
    }
}

#[cold]
fn schedule(state: &_gc_runtime_state) {
    if state.enabled.get() == 0 || state.generations[0].threshold.get() == 0 || state.collecting.get() != 0 {
        return;
    }
    // SAFETY: a thread that allocates holds the interpreter and has a state.
    let thread = unsafe { &*Thread::current_ptr() };
    if thread.current_exception.is_null() {
        crate::state::breaker::set(thread, crate::state::breaker::_PY_GC_SCHEDULED_BIT);
    }
}

/// Counts a freed container.
#[inline(always)]
pub(super) fn count_free() {
    let young = &state().generations[0];
    if young.count.get() > 0 {
        young.count.set(young.count.get() - 1);
    }
}

/// Makes the lists of a new interpreter's collector empty and sets the default thresholds.
pub fn init(state: &_gc_runtime_state) {
    const THRESHOLDS: [c_int; NUM_GENERATIONS] = [2000, 10, 10];
    for (generation, threshold) in state.generations.iter().zip(THRESHOLDS) {
        list::make_empty(&generation.head);
        generation.threshold.set(threshold);
        generation.count.set(0);
    }
    list::make_empty(&state.permanent_generation.head);
    state.generation0.set((&raw const state.generations[0].head).cast_mut());
    state.enabled.set(1);
}

/// `gc.freeze`: moves every tracked object out of the collector's sight.
pub fn freeze() {
    let state = state();
    for generation in &state.generations {
        list::merge(&generation.head, &state.permanent_generation.head);
        generation.count.set(0);
    }
}

/// `gc.unfreeze`: moves frozen objects into the oldest generation.
pub fn unfreeze() {
    let state = state();
    list::merge(&state.permanent_generation.head, &state.generations[NUM_GENERATIONS - 1].head);
}

/// What objects outlive their interpreter become another one's to collect.
pub fn inherit(from: &_gc_runtime_state, to: &_gc_runtime_state) {
    let heir = &to.generations[NUM_GENERATIONS - 1].head;
    for generation in &from.generations {
        list::merge(&generation.head, heir);
    }
    list::merge(&from.permanent_generation.head, heir);
}

/// `gc.get_freeze_count`.
pub fn freeze_count() -> usize {
    Heads::new(&state().permanent_generation.head).count()
}

/// `PyObject_GC_Del` as `tp_free`.
///
/// # Safety
/// As `free`: the object is dead, and its type has `Py_TPFLAGS_HAVE_GC`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_Del(object: *mut std::ffi::c_void) {
    // SAFETY: the caller's promise.
    unsafe { super::object::free_memory(object.cast()) }
}
