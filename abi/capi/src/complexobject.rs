//! `complexobject.h`, `cpython/complexobject.h`.

use ks_runtime::objects::complexobject::{self, ComplexError};
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_FromDoubles(real: f64, imag: f64) -> PyResult {
    Complex::new(real, imag).map(Ref::into_object)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_FromCComplex(value: Py_complex) -> PyResult {
    Complex::new(value.real, value.imag).map(Ref::into_object)
}

/// Value of anything that converts to a complex number; real part -1 with an exception set if it does not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_AsCComplex(object: &Object) -> Py_complex {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    Complex::to_value(object, th).unwrap_or(Py_complex { real: -1.0, imag: 0.0 })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_RealAsDouble(object: &Object) -> f64 {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    Complex::to_value(object, th).map_or(-1.0, |value| value.real)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_ImagAsDouble(object: &Object) -> f64 {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    Complex::to_value(object, th).map_or(-1.0, |value| value.imag)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_sum(a: Py_complex, b: Py_complex) -> Py_complex {
    Py_complex { real: a.real + b.real, imag: a.imag + b.imag }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_diff(a: Py_complex, b: Py_complex) -> Py_complex {
    Py_complex { real: a.real - b.real, imag: a.imag - b.imag }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_neg(a: Py_complex) -> Py_complex {
    Py_complex { real: -a.real, imag: -a.imag }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_prod(a: Py_complex, b: Py_complex) -> Py_complex {
    complexobject::product(a, b)
}

/// The result, or zero with `errno` set.
fn or_errno(result: Result<Py_complex, ComplexError>) -> Py_complex {
    result.unwrap_or_else(|error| {
        let (errno, value) = match error {
            ComplexError::Domain => (libc::EDOM, 0.0),
            ComplexError::Range => (libc::ERANGE, f64::INFINITY),
        };
        // SAFETY: the address of this thread's `errno`.
        unsafe { *libc::__errno_location() = errno };
        Py_complex { real: value, imag: value }
    })
}

/// Division by zero sets `errno` to `EDOM`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_quot(a: Py_complex, b: Py_complex) -> Py_complex {
    or_errno(complexobject::quotient(a, b))
}

/// Sets `errno` to `EDOM` for zero to a negative or complex power.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_pow(a: Py_complex, b: Py_complex) -> Py_complex {
    or_errno(complexobject::general_power(a, b))
}

/// Sets `errno` to `ERANGE` if the magnitude is too large, else to 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_abs(a: Py_complex) -> f64 {
    let magnitude = a.real.hypot(a.imag);
    let too_large = magnitude.is_infinite() && a.real.is_finite() && a.imag.is_finite();
    // SAFETY: the address of this thread's `errno`.
    unsafe { *libc::__errno_location() = if too_large { libc::ERANGE } else { 0 } };
    magnitude
}
