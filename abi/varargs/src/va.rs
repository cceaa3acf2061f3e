//! The cursor over variadic arguments.

use std::ffi::{c_double, c_int, c_long, c_void};

/// The C half's cursor: `ks_va` of `shims/va.h`. Only ever behind a reference.
#[repr(C)]
pub struct VaList {
    _opaque: [u8; 0],
}

unsafe extern "C" {
    fn ks_va_pointer(va: *mut VaList) -> *mut c_void;
    fn ks_va_int(va: *mut VaList) -> c_int;
    fn ks_va_long(va: *mut VaList) -> c_long;
    fn ks_va_double(va: *mut VaList) -> c_double;
}

impl VaList {
    /// The next argument, a pointer.
    ///
    /// # Safety
    /// For this and its fellows: the caller of the variadic function passed an argument of that type here, as the format
    /// that it also passed says.
    #[inline]
    pub unsafe fn pointer<T>(&mut self) -> *mut T {
        // SAFETY: the caller's promise.
        unsafe { ks_va_pointer(self).cast() }
    }

    /// The next argument, an `int` (also `char` and `short`, which promote).
    ///
    /// # Safety
    /// See [`VaList::pointer`].
    #[inline]
    pub unsafe fn int(&mut self) -> c_int {
        // SAFETY: the caller's promise.
        unsafe { ks_va_int(self) }
    }

    /// The next argument, a `long`, `long long`, `Py_ssize_t` or `intmax_t`: all 64 bits here.
    ///
    /// # Safety
    /// See [`VaList::pointer`].
    #[inline]
    pub unsafe fn long(&mut self) -> i64 {
        // SAFETY: the caller's promise.
        unsafe { ks_va_long(self) }
    }

    /// The next argument, a `double`.
    ///
    /// # Safety
    /// See [`VaList::pointer`].
    #[inline]
    pub unsafe fn double(&mut self) -> f64 {
        // SAFETY: the caller's promise.
        unsafe { ks_va_double(self) }
    }
}
