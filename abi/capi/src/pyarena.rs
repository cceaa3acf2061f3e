//! `internal/pycore_pyarena.h`: memory that is given back all at once. Our own compiler does without; it is for C code.

use std::alloc::{Layout, alloc, dealloc};
use std::cell::RefCell;
use std::ffi::{c_int, c_void};
use std::ptr::NonNull;

use ks_runtime::prelude::*;

/// What `PyArena *` points at; C code does not look inside.
#[derive(Default)]
pub struct Arena {
    pieces: RefCell<Vec<(NonNull<u8>, Layout)>>,
    objects: RefCell<Vec<Ref>>,
}

/// Every piece is aligned for any C type.
const ALIGNMENT: usize = 16;

impl Arena {
    fn allocate(&self, size: usize) -> Option<NonNull<u8>> {
        let layout = Layout::from_size_align(size.max(1), ALIGNMENT).ok()?;
        // SAFETY: the size is not zero.
        let piece = NonNull::new(unsafe { alloc(layout) })?;
        self.pieces.borrow_mut().push((piece, layout));
        Some(piece)
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        for (piece, layout) in self.pieces.take() {
            // SAFETY: allocated with this layout, and nobody may use it after the arena.
            unsafe { dealloc(piece.as_ptr(), layout) };
        }
        drop(self.objects.take());
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyArena_New() -> *mut Arena {
    Box::into_raw(Box::default())
}

/// # Safety
/// `arena` comes from [`_PyArena_New`] and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArena_Free(arena: *mut Arena) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(arena) });
}

/// # Safety
/// `arena` comes from [`_PyArena_New`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArena_Malloc(arena: &Arena, size: usize) -> *mut c_void {
    match arena.allocate(size) {
        Some(piece) => piece.as_ptr().cast(),
        None => {
            // SAFETY: called with the interpreter held.
            let _raised = unsafe { Thread::enter() }.no_memory();
            std::ptr::null_mut()
        }
    }
}

/// Takes over a reference, to drop it with the arena; -1 never happens.
///
/// # Safety
/// `arena` comes from [`_PyArena_New`]; `object` is a reference that the caller gives away.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArena_AddPyObject(arena: &Arena, object: *mut Object) -> c_int {
    // SAFETY: the caller's promise.
    arena.objects.borrow_mut().push(unsafe { Ref::from_raw(object) });
    0
}
