//! What every layout file uses: the marker implementations of its structs, and memory that only a length is known of.

use std::cell::UnsafeCell;

/// `N` bytes (a multiple of 8), aligned to 8, at a fixed place in a struct of CPython's, whose content nothing outside reads.
#[repr(C, align(8))]
pub struct Opaque<const N: usize>(UnsafeCell<[u8; N]>);

// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl<const N: usize> Sync for Opaque<N> {}

impl<const N: usize> Opaque<N> {
    /// All zero.
    pub const ZERO: Opaque<N> = Opaque(UnsafeCell::new([0; N]));

    /// The memory as a `T`, which must fit: the runtime keeps structs of its own in such places.
    ///
    /// # Safety
    /// All zero bytes are a valid `T` (or one has been written), and the place is used as no other type.
    #[inline(always)]
    pub const unsafe fn as_ref<T>(&self) -> &T {
        const { assert!(size_of::<T>() <= N && align_of::<T>() <= 8) };
        // SAFETY: size and alignment were checked; the rest is the caller's promise.
        unsafe { &*self.as_ptr().cast::<T>() }
    }

    /// The memory.
    pub const fn as_ptr(&self) -> *mut u8 {
        self.0.get().cast()
    }
}

/// Declares that a struct is an object's: it begins with a header, is shared under the interpreter lock, and derefs to what
/// it begins with.
macro_rules! object_layout {
    ($name:ident: $first:ident -> $target:ty) => {
        // SAFETY: touched only by the thread that holds the interpreter.
        unsafe impl Sync for $name {}
        // SAFETY: begins with the header.
        unsafe impl crate::refs::ObjectLayout for $name {}
        const _: () = assert!(std::mem::offset_of!($name, $first) == 0);
        impl std::ops::Deref for $name {
            type Target = $target;
            #[inline(always)]
            fn deref(&self) -> &$target {
                &self.$first
            }
        }
    };
}

/// Declares that a struct which is not an object is shared under the interpreter lock.
macro_rules! shared_layout {
    ($name:ident) => {
        // SAFETY: touched only by the thread that holds the interpreter.
        unsafe impl Sync for $name {}
    };
}
