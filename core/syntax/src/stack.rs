//! How much of the thread's native stack is left.

use std::cell::Cell;

/// Kept free for what runs on top of the caller: error construction, the embedder's callbacks, dropping trees.
const MARGIN: usize = 192 * 1024;

/// What a level of a tree takes of the native stack when the tree is dropped, at most, in bytes.
pub const DROPPED_LEVEL: usize = 256;

thread_local! {
    /// See [`lowest_address`]; `usize::MAX` until it is known.
    static LOWEST: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// The lowest address that the current thread's stack may be used down to, or 0 if the system does not tell.
#[inline]
pub fn lowest_address() -> usize {
    match LOWEST.get() {
        usize::MAX => find_lowest_address(),
        known => known,
    }
}

#[cold]
fn find_lowest_address() -> usize {
    let lowest = ask_lowest_address();
    LOWEST.set(lowest);
    lowest
}

fn ask_lowest_address() -> usize {
    // SAFETY: the attributes are initialized by `pthread_getattr_np` before they are read, and destroyed once; the
    // out-pointers are valid for writes.
    unsafe {
        let mut attributes = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return 0;
        }
        let mut address = std::ptr::null_mut();
        let mut size = 0;
        let status = libc::pthread_attr_getstack(attributes.as_ptr(), &mut address, &mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        if status == 0 { address as usize + MARGIN.min(size / 2) } else { 0 }
    }
}

/// About where the stack ends now.
#[inline(always)]
pub fn current_address() -> usize {
    let marker = 0u8;
    std::ptr::from_ref(std::hint::black_box(&marker)).addr()
}
