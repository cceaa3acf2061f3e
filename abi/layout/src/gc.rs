//! `pycore_gc.h`.

use std::cell::Cell;
use std::ffi::c_int;

use crate::refs::Field;

/// Stands before every collectable object.
#[repr(C)]
pub struct PyGC_Head {
    /// Address of the next head; 0 while untracked.
    pub _gc_next: Cell<usize>,
    /// Address of the previous head, with flags in the low bits; a count during a collection.
    pub _gc_prev: Cell<usize>,
}
shared_layout!(PyGC_Head);

/// A generation.
#[repr(C)]
pub struct gc_generation {
    pub head: PyGC_Head,
    pub threshold: Cell<c_int>,
    pub count: Cell<c_int>,
}
shared_layout!(gc_generation);

/// What `gc.get_stats` tells.
#[repr(C)]
pub struct gc_generation_stats {
    pub collections: Cell<isize>,
    pub collected: Cell<isize>,
    pub uncollectable: Cell<isize>,
}
shared_layout!(gc_generation_stats);

/// The collector of an interpreter.
#[repr(C)]
pub struct _gc_runtime_state {
    pub trash_delete_later: Field,
    pub trash_delete_nesting: Cell<c_int>,
    pub enabled: Cell<c_int>,
    pub debug: Cell<c_int>,
    pub generations: [gc_generation; 3],
    pub generation0: Cell<*mut PyGC_Head>,
    pub permanent_generation: gc_generation,
    pub generation_stats: [gc_generation_stats; 3],
    pub collecting: Cell<c_int>,
    pub garbage: Field,
    pub callbacks: Field,
    pub long_lived_total: Cell<isize>,
    pub long_lived_pending: Cell<isize>,
}
shared_layout!(_gc_runtime_state);

/// Low bits of `_gc_prev`.
pub const _PyGC_PREV_MASK_FINALIZED: usize = 1;
pub const _PyGC_PREV_MASK_COLLECTING: usize = 2;
pub const _PyGC_PREV_SHIFT: u32 = 2;
pub const _PyGC_PREV_MASK: usize = usize::MAX << _PyGC_PREV_SHIFT;
pub const NUM_GENERATIONS: usize = 3;
/// Debug flags of `gc.set_debug`.
pub const _PyGC_DEBUG_STATS: c_int = 1;
pub const _PyGC_DEBUG_COLLECTABLE: c_int = 2;
pub const _PyGC_DEBUG_UNCOLLECTABLE: c_int = 4;
pub const _PyGC_DEBUG_SAVEALL: c_int = 32;
