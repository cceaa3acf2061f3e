//! The hash of byte strings, text and pointers, and the process's secret.

use std::cell::UnsafeCell;

use siphasher::sip::SipHasher13;

use crate::layout::_Py_HashSecret_t;

/// The secret in the place where C code looks for it.
#[repr(transparent)]
pub struct HashSecret(UnsafeCell<_Py_HashSecret_t>);

// SAFETY: written once, before there are threads.
unsafe impl Sync for HashSecret {}

/// The process's secret: random, from `PYTHONHASHSEED`, or all zero.
#[unsafe(no_mangle)]
pub static _Py_HashSecret: HashSecret = HashSecret(UnsafeCell::new(_Py_HashSecret_t { uc: [0; 24] }));

/// `_Py_HashRandomization_Init`: fills the secret. `seed` is `None` for a random one; 0 turns randomization off.
///
/// # Safety
/// Runs before any string is hashed, while there is one thread.
pub unsafe fn init_secret(seed: Option<u32>) {
    let mut secret = [0u8; 24];
    match seed {
        Some(0) => {}
        Some(seed) => {
            // The generator that CPython uses too, so that hashes agree for a given PYTHONHASHSEED.
            let mut x = seed;
            for byte in &mut secret {
                x = x.wrapping_mul(214_013).wrapping_add(2_531_011);
                *byte = (x >> 16) as u8;
            }
        }
        None => {
            // SAFETY: fills the array; a short count leaves zeros, which is the hash without randomization.
            unsafe { libc::getrandom(secret.as_mut_ptr().cast(), secret.len(), 0) };
        }
    }
    // SAFETY: the caller's promise.
    unsafe { (*_Py_HashSecret.0.get()).uc = secret };
}

/// `_Py_HashBytes`: never -1, and 0 for no bytes.
#[inline]
pub fn hash_bytes(bytes: &[u8]) -> isize {
    if bytes.is_empty() {
        return 0;
    }
    // SAFETY: written before the first hash; every bit pattern is valid.
    let key = unsafe { (*_Py_HashSecret.0.get()).siphash };
    match SipHasher13::new_with_keys(key.k0, key.k1).hash(bytes) as isize {
        -1 => -2,
        hash => hash,
    }
}

/// `_Py_HashPointer`.
#[inline(always)]
pub fn hash_pointer<T>(pointer: *const T) -> isize {
    // The low bits are zero by alignment.
    match (pointer as usize).rotate_right(4) as isize {
        -1 => -2,
        hash => hash,
    }
}
