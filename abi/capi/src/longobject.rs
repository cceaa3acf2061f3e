//! `longobject.h`, `cpython/longobject.h`, `pycore_long.h`: making ints, and arithmetic that extensions use.
//! Conversions to C types stand in [`super::longobject_as`].

use std::ffi::{CStr, c_char, c_int, c_long, c_longlong, c_uint, c_ulong, c_ulonglong, c_void};

use ks_numbers::digits::{self, ParseError};
use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::longobject;
use ks_runtime::prelude::*;

fn object(value: PyResult<Ref<Long>>) -> PyResult {
    value.map(Ref::into_object)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromLong(value: c_long) -> PyResult {
    object(Long::from_i64(value))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromUnsignedLong(value: c_ulong) -> PyResult {
    object(Long::from_u64(value))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromLongLong(value: c_longlong) -> PyResult {
    object(Long::from_i64(value))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromUnsignedLongLong(value: c_ulonglong) -> PyResult {
    object(Long::from_u64(value))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromSsize_t(value: isize) -> PyResult {
    object(Long::from_isize(value))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromSize_t(value: usize) -> PyResult {
    object(Long::from_usize(value))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromVoidPtr(pointer: *mut c_void) -> PyResult {
    object(Long::from_usize(pointer as usize))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromDouble(value: f64) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    object(Long::from_f64(value, unsafe { Thread::enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_FromTime_t(value: libc::time_t) -> PyResult {
    object(Long::from_i64(value))
}

/// A group number; -1 stands for "unchanged".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_FromGid(gid: libc::gid_t) -> PyResult {
    if gid == libc::gid_t::MAX { object(Long::from_i64(-1)) } else { object(Long::from_u64(u64::from(gid))) }
}

fn check_base(base: c_int, th: &mut Thread) -> PyResult<u32> {
    match base {
        0 | 2..=36 => Ok(base as u32),
        _ => Err(raise!(th, ValueError, "int() arg 2 must be >= 2 and <= 36")),
    }
}

/// Reads the whole of a C string; `end`, if not null, gets where reading ended, also on failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromString(text: *const c_char, end: *mut *const c_char, base: c_int) -> PyResult {
    // SAFETY: called by C with the interpreter held; a C string.
    let (th, bytes) = unsafe { (Thread::enter(), CStr::from_ptr(text).to_bytes()) };
    let checked = check_base(base, th)?;
    let (result, stop) = match digits::parse(bytes, checked, longobject::max_str_digits(th)) {
        Ok(parsed) => {
            let stop = parsed.end;
            (if stop == bytes.len() { Ok(parsed) } else { Err(None) }, stop)
        }
        Err(ParseError::Invalid { end, .. }) => (Err(None), end),
        Err(ParseError::TooManyDigits(error)) => (Err(Some(error)), 0),
    };
    if !end.is_null() {
        // SAFETY: a place for a pointer; the text is that long.
        unsafe { *end = text.add(stop) };
    }
    match result {
        Ok(parsed) => object(Long::from_digits(parsed.negative, &parsed.digits)),
        Err(Some(error)) => Err(raise!(th, ValueError, "{error}")),
        Err(None) => {
            let shown = Str::decode_utf8(&bytes[..bytes.len().min(200)], Some("replace"), th)?.repr()?;
            Err(raise!(th, ValueError, "invalid literal for int() with base {base}: {shown:.200}"))
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromUnicodeObject(text: &Object, base: c_int) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    check_base(base, th)?;
    object(Long::from_str_object(text, base, th))
}

/// # Safety
/// `bytes` has `count` bytes.
unsafe fn bytes_at<'a>(bytes: *const u8, count: usize) -> &'a [u8] {
    if count == 0 {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(bytes, count) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_FromByteArray(
    bytes: *const u8,
    count: usize,
    little_endian: c_int,
    is_signed: c_int,
) -> PyResult {
    // SAFETY: the C API's contract.
    let bytes = unsafe { bytes_at(bytes, count) };
    object(Long::from_bytes(bytes, little_endian != 0, is_signed != 0))
}

/// Bits of `flags` for native bytes.
pub(crate) const LITTLE_ENDIAN: c_int = 1;
pub(crate) const UNSIGNED_BUFFER: c_int = 4;
pub(crate) const REJECT_NEGATIVE: c_int = 8;
pub(crate) const ALLOW_INDEX: c_int = 16;

/// Whether `flags` ask for the least significant byte first; this is so on this machine by default, too.
pub(crate) fn is_little(flags: c_int) -> bool {
    flags == -1 || flags & 2 != 0 || flags & LITTLE_ENDIAN != 0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromNativeBytes(bytes: *const u8, count: usize, flags: c_int) -> PyResult {
    if bytes.is_null() {
        // SAFETY: called by C with the interpreter held.
        return Err(unsafe { Thread::enter() }.bad_internal_call());
    }
    let signed = flags == -1 || flags & UNSIGNED_BUFFER == 0;
    // SAFETY: the C API's contract.
    object(Long::from_bytes(unsafe { bytes_at(bytes, count) }, is_little(flags), signed))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromUnsignedNativeBytes(bytes: *const u8, count: usize, flags: c_int) -> PyResult {
    if bytes.is_null() {
        // SAFETY: called by C with the interpreter held.
        return Err(unsafe { Thread::enter() }.bad_internal_call());
    }
    // SAFETY: the C API's contract.
    object(Long::from_bytes(unsafe { bytes_at(bytes, count) }, is_little(flags), false))
}

/// A new positive int with that many digits, to be filled in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_New(count: isize) -> PyResult {
    match usize::try_from(count) {
        Ok(count) => object(Long::with_room(count)),
        // SAFETY: called by C with the interpreter held.
        Err(_) => Err(unsafe { Thread::enter() }.bad_internal_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_FromDigits(negative: c_int, count: isize, ob_digit: *const u32) -> PyResult {
    let count = usize::try_from(count).unwrap_or(0);
    // SAFETY: the C API's contract: that many digits.
    let magnitude = if count == 0 { &[][..] } else { unsafe { std::slice::from_raw_parts(ob_digit, count) } };
    object(Long::from_digits(negative != 0, magnitude))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Copy(value: &Long) -> PyResult {
    object(Long::from_digits(value.sign() < 0, value.digits()))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_GetInfo() -> PyResult {
    // SAFETY: called by C with the interpreter held.
    super::floatobject::sys_info("int_info", unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Long_IsCompact(value: &Long) -> c_int {
    c_int::from(value.layout().is_compact())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Long_CompactValue(value: &Long) -> isize {
    value.layout().compact_value()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Sign(value: &Long) -> c_int {
    value.sign()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_NumBits(value: &Long) -> usize {
    digits::bit_length(value.digits()) as usize
}

/// A fraction of magnitude at least a half and below one, and the exponent of two.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Frexp(value: &Long, exponent: *mut i64) -> f64 {
    let (fraction, power) = digits::frexp(value.digits());
    // SAFETY: the C API's contract: a place for the exponent.
    unsafe { *exponent = power };
    if value.sign() < 0 { -fraction } else { fraction }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Add(a: &Long, b: &Long) -> PyResult {
    object(Long::add(a, b))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Subtract(a: &Long, b: &Long) -> PyResult {
    object(Long::sub(a, b))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Multiply(a: &Long, b: &Long) -> PyResult {
    object(Long::mul(a, b))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Lshift(value: &Long, shift: usize) -> PyResult {
    object(Long::shift_left(value, shift as u64))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Rshift(value: &Long, shift: usize) -> PyResult {
    object(Long::shift_right(value, shift as u64))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_GCD(a: &Object, b: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (a, b) = (a.index(th)?, b.index(th)?);
    object(Long::from_digits(false, &digits::gcd(a.digits(), b.digits())))
}

/// The pair of the quotient rounded to the nearest int (half to even) and what remains.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_DivmodNear(a: &Object, b: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (Some(a), Some(b)) = (a.downcast::<Long>(), b.downcast::<Long>()) else {
        return Err(raise!(th, TypeError, "non-integer arguments in division"));
    };
    let (mut quotient, mut rest) = Long::divmod(a, b, th)?;
    // The remainder has the divisor's sign, so that magnitudes can be compared.
    let twice = Long::shift_left(&rest, 1)?;
    let odd = quotient.digits().first().is_some_and(|digit| digit & 1 != 0);
    let ordering = digits::cmp(twice.digits(), b.digits());
    if ordering.is_gt() || (ordering.is_eq() && odd) {
        quotient = Long::add(&quotient, &*Long::from_i64(1)?)?;
        rest = Long::sub(&rest, b)?;
    }
    Tuple::from_array([quotient.into_object(), rest.into_object()]).map(Ref::into_object)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Format(value: &Object, base: c_int) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (Some(value), 2..=36) = (value.downcast::<Long>(), base) else {
        return Err(th.bad_internal_call());
    };
    value.format(base as c_uint, true, th).map(Ref::into_object)
}
