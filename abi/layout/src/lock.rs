//! `cpython/lock.h` and `pycore_lock.h`.

use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize};

/// `PyMutex`: one byte.
#[repr(C)]
pub struct PyMutex {
    /// Bit 0 locked, bit 1 with waiters.
    pub _bits: AtomicU8,
}

/// `_PyOnceFlag`.
#[repr(C)]
pub struct _PyOnceFlag {
    pub v: AtomicU8,
}

impl PyMutex {
    /// Unlocked.
    pub const fn new() -> PyMutex {
        PyMutex { _bits: AtomicU8::new(0) }
    }
}

impl Default for PyMutex {
    fn default() -> Self {
        Self::new()
    }
}

pub const _Py_UNLOCKED: u8 = 0;
pub const _Py_LOCKED: u8 = 1;
pub const _Py_HAS_PARKED: u8 = 2;
pub const _Py_ONCE_INITIALIZED: u8 = 4;

/// `PyEvent`.
#[repr(C)]
pub struct PyEvent {
    pub v: AtomicU8,
}

/// `_PyRWMutex`.
#[repr(C)]
pub struct _PyRWMutex {
    pub bits: AtomicUsize,
}

/// `_PyRecursiveMutex`.
#[repr(C)]
pub struct _PyRecursiveMutex {
    pub mutex: PyMutex,
    /// The thread that holds it.
    pub thread: AtomicU64,
    /// How often it took it, less one.
    pub level: AtomicUsize,
}
