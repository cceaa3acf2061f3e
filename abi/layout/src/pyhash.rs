//! `pyhash.h` and `cpython/pyhash.h`.

use std::ffi::{c_char, c_int, c_void};

/// `_Py_HashSecret_t`, a union of the keys' uses: 24 random bytes.
#[repr(C)]
pub union _Py_HashSecret_t {
    pub uc: [u8; 24],
    pub fnv: HashSecretFnv,
    pub siphash: HashSecretSiphash,
    pub djbx33a: HashSecretDjbx33a,
    pub expat: HashSecretExpat,
}

/// Unused by this build's hash function.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HashSecretFnv {
    pub prefix: isize,
    pub suffix: isize,
}

/// The key of the string hash.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HashSecretSiphash {
    pub k0: u64,
    pub k1: u64,
}

/// The seed of the short-string hash (unused by this build).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HashSecretDjbx33a {
    pub padding: [u8; 16],
    pub suffix: isize,
}

/// The salt handed to expat.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HashSecretExpat {
    pub padding: [u8; 16],
    pub hashsalt: isize,
}

/// `PyHash_FuncDef`.
#[repr(C)]
pub struct PyHash_FuncDef {
    pub hash: Option<unsafe extern "C" fn(*const c_void, isize) -> isize>,
    pub name: *const c_char,
    pub hash_bits: c_int,
    pub seed_bits: c_int,
}
// SAFETY: constants.
unsafe impl Sync for PyHash_FuncDef {}

pub const _PyHASH_BITS: u32 = 61;
pub const _PyHASH_MODULUS: u64 = (1 << _PyHASH_BITS) - 1;
pub const _PyHASH_INF: isize = 314_159;
pub const _PyHASH_IMAG: usize = 1_000_003;

pub const PyHASH_MULTIPLIER: c_int = 1000003;
pub const Py_HASH_CUTOFF: c_int = 0;
pub const Py_HASH_SIPHASH24: c_int = 1;
pub const Py_HASH_FNV: c_int = 2;
pub const Py_HASH_SIPHASH13: c_int = 3;
pub const Py_HASH_ALGORITHM: c_int = 3;
