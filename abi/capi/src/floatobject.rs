//! `floatobject.h`, `cpython/floatobject.h`, `pycore_floatobject.h`, `pystrtod.h`.

use std::ffi::{CStr, c_char, c_int};

use ks_numbers::float_text;
use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::objects::exceptions::set_object;
use ks_runtime::objects::floatobject;
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_FromDouble(value: f64) -> PyResult {
    Float::new(value).map(Ref::into_object)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_FromString(text: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    Float::from_str_object(text, unsafe { Thread::enter() }).map(Ref::into_object)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_AsDouble(object: Option<&Object>) -> f64 {
    if let Some(float) = object.and_then(|object| object.downcast::<Float>()) {
        return float.value();
    }
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match object {
        Some(object) => Float::to_f64(object, th).unwrap_or(-1.0),
        None => {
            let _ = raise!(th, TypeError, "bad argument type for built-in operation");
            -1.0
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_GetMax() -> f64 {
    f64::MAX
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_GetMin() -> f64 {
    f64::MIN_POSITIVE
}

/// A new reference to `sys.<name>`.
pub(crate) fn sys_info(name: &str, th: &mut Thread) -> PyResult {
    let sys = ks_runtime::import::import_module(id!(sys), th)?;
    sys.get_attr(&*Str::intern_str(name)?, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_GetInfo() -> PyResult {
    // SAFETY: called by C with the interpreter held.
    sys_info("float_info", unsafe { Thread::enter() })
}

/// # Safety
/// The object is a float whose count has become zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyFloat_ExactDealloc(object: *mut Object) {
    // SAFETY: the caller's promise.
    unsafe { heap::free_object(object) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_HashDouble(object: &Object, value: f64) -> isize {
    floatobject::hash_double(object, value)
}

/// A float as 16 bits, rounded half to even; nothing if it is too large.
fn to_half(value: f64) -> Option<u16> {
    let bits = value.to_bits();
    let sign = (bits >> 48) as u16 & 0x8000;
    if value.is_infinite() {
        return Some(sign | 0x7c00);
    }
    if value.is_nan() {
        return Some(sign | 0x7e00);
    }
    let magnitude = value.abs();
    if magnitude >= 65520.0 {
        return None;
    }
    // Scaled so that the last of the ten bits kept has weight one; below the smallest normal the weight is fixed.
    let exponent = (magnitude.to_bits() >> 52) as i32 - 1023;
    let exponent = exponent.max(-14);
    let units = (magnitude * 2f64.powi(10 - exponent)).round_ties_even() as u32;
    // A normal number has its leading bit in `units`, which adds one to the exponent field.
    let field = (exponent + 14) as u32;
    Some(sign | ((field << 10) + units) as u16)
}

fn from_half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, mantissa) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    match exponent {
        0x1f if mantissa == 0.0 => sign * f64::INFINITY,
        0x1f => f64::NAN.copysign(sign),
        0 => sign * mantissa * 2f64.powi(-24),
        _ => sign * (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    }
}

/// Stores bytes at `place`, the least significant first if `little`.
///
/// # Safety
/// `place` is valid for as many bytes.
unsafe fn store<const N: usize>(mut bytes: [u8; N], place: *mut u8, little: c_int) {
    if little == 0 {
        bytes.reverse();
    }
    // SAFETY: the caller's promise.
    unsafe { place.copy_from_nonoverlapping(bytes.as_ptr(), N) };
}

/// The bytes at `place`, the least significant first.
///
/// # Safety
/// `place` is valid for as many bytes.
unsafe fn load<const N: usize>(place: *const u8, little: c_int) -> [u8; N] {
    // SAFETY: the caller's promise.
    let mut bytes = unsafe { place.cast::<[u8; N]>().read() };
    if little == 0 {
        bytes.reverse();
    }
    bytes
}

#[cold]
fn too_large(format: &str) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let _ = raise!(unsafe { Thread::enter() }, OverflowError, "float too large to pack with {format} format");
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Pack2(value: f64, place: *mut u8, little: c_int) -> c_int {
    match to_half(value) {
        Some(half) => {
            // SAFETY: the caller's promise: room for two bytes.
            unsafe { store(half.to_le_bytes(), place, little) };
            0
        }
        None => too_large("e"),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Pack4(value: f64, place: *mut u8, little: c_int) -> c_int {
    let single = value as f32;
    if single.is_infinite() && value.is_finite() {
        return too_large("f");
    }
    // SAFETY: the caller's promise: room for four bytes.
    unsafe { store(single.to_le_bytes(), place, little) };
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Pack8(value: f64, place: *mut u8, little: c_int) -> c_int {
    // SAFETY: the caller's promise: room for eight bytes.
    unsafe { store(value.to_le_bytes(), place, little) };
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Unpack2(place: *const u8, little: c_int) -> f64 {
    // SAFETY: the caller's promise: two bytes.
    from_half(u16::from_le_bytes(unsafe { load(place, little) }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Unpack4(place: *const u8, little: c_int) -> f64 {
    // SAFETY: the caller's promise: four bytes.
    f64::from(f32::from_le_bytes(unsafe { load(place, little) }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Unpack8(place: *const u8, little: c_int) -> f64 {
    // SAFETY: the caller's promise: eight bytes.
    f64::from_le_bytes(unsafe { load(place, little) })
}

/// Reads a float at the front of the text; the whole text if `end` is null. -1 with an exception set on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_string_to_double(
    text: *const c_char,
    end: *mut *const c_char,
    overflow: Option<&Object>,
) -> f64 {
    // SAFETY: the C API's contract: a C string, and a place for a pointer or null.
    let bytes = unsafe { CStr::from_ptr(text) }.to_bytes();
    let parsed = float_text::parse(bytes);
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let shown = || String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let Some(parsed) = parsed.filter(|parsed| !end.is_null() || parsed.consumed == bytes.len()) else {
        let _ = raise!(th, ValueError, "could not convert string to float: '{}'", shown());
        return -1.0;
    };
    // SAFETY: as above; the text is that long.
    unsafe {
        if !end.is_null() {
            *end = text.add(parsed.consumed);
        }
    }
    if parsed.overflow
        && let Some(overflow) = overflow
    {
        if let Ok(message) = Str::new(&format!("value too large to convert to float: '{}'", shown())) {
            let _ = set_object(overflow, Some(&message), th);
        }
        return -1.0;
    }
    parsed.value
}

/// A float as text in a new block of `PyMem_Malloc`; null with an exception set on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_double_to_string(
    value: f64,
    code: c_char,
    precision: c_int,
    flags: c_int,
    kind: *mut c_int,
) -> *mut c_char {
    let mut text = Vec::new();
    let precision = usize::try_from(precision).unwrap_or(0);
    let Ok(written) = float_text::format_double(value, code as u8, precision, flags as u32, &mut text) else {
        // SAFETY: called by C with the interpreter held.
        let _ = unsafe { Thread::enter() }.bad_internal_call();
        return std::ptr::null_mut();
    };
    let block = heap::mem_malloc(text.len() + 1);
    if block.is_null() {
        // SAFETY: as above.
        let _ = unsafe { Thread::enter() }.no_memory();
        return std::ptr::null_mut();
    }
    // SAFETY: the block has room for the text and a NUL; `kind` is null or a place for an int.
    unsafe {
        block.copy_from_nonoverlapping(text.as_ptr(), text.len());
        block.add(text.len()).write(0);
        if !kind.is_null() {
            *kind = written as c_int;
        }
    }
    block.cast()
}
