//! `longobject.h`: from ints to C types. -1 with an exception set is the answer where there is none.

use std::ffi::{c_int, c_long, c_longlong, c_uint, c_ulong, c_ulonglong, c_ushort, c_void};

use ks_numbers::digits;
use ks_runtime::abstract_::{ObjectOps, number};
use ks_runtime::prelude::*;

use super::longobject::{ALLOW_INDEX, REJECT_NEGATIVE, UNSIGNED_BUFFER, is_little};

/// The argument as an int, by `__index__` if it is none.
fn by_index(object: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Long>> {
    match object {
        Some(object) => number::index_any(object, th),
        None => Err(th.bad_internal_call()),
    }
}

/// The argument, which must be an int.
fn only_int<'a>(object: Option<&'a Object>, th: &mut Thread) -> PyResult<&'a Long> {
    match object.map(|object| object.downcast::<Long>()) {
        Some(Some(value)) => Ok(value),
        Some(None) => Err(raise!(th, TypeError, "an integer is required")),
        None => Err(th.bad_internal_call()),
    }
}

/// `OverflowError` for a value that a C type cannot hold.
fn too_large(c_type: &str, th: &mut Thread) -> Raised {
    raise!(th, OverflowError, "Python int too large to convert to C {c_type}")
}

/// The value if it is an int of modest size: the way that nearly all calls take.
#[inline(always)]
fn quick(object: Option<&Object>) -> Option<i64> {
    object?.downcast::<Long>()?.to_i64_opt()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsLong(object: Option<&Object>) -> c_long {
    if let Some(value) = quick(object) {
        return value;
    }
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    by_index(object, th).and_then(|value| value.to_i64(th)).unwrap_or(-1)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsInt(object: Option<&Object>) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Ok(value) = by_index(object, th) else { return -1 };
    match value.to_i64_opt().and_then(|value| c_int::try_from(value).ok()) {
        Some(value) => value,
        None => {
            let _ = too_large("int", th);
            -1
        }
    }
}

/// `overflow` becomes the sign of a value out of range, else 0.
unsafe fn and_overflow(object: Option<&Object>, overflow: *mut c_int) -> i64 {
    // SAFETY: the C API's contract: a place for an int.
    unsafe { *overflow = 0 };
    if let Some(value) = quick(object) {
        return value;
    }
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Ok(value) = by_index(object, th) else { return -1 };
    value.to_i64_opt().unwrap_or_else(|| {
        // SAFETY: as above.
        unsafe { *overflow = value.sign() };
        -1
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsLongAndOverflow(object: Option<&Object>, overflow: *mut c_int) -> c_long {
    // SAFETY: the C API's contract.
    unsafe { and_overflow(object, overflow) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsLongLongAndOverflow(object: Option<&Object>, overflow: *mut c_int) -> c_longlong {
    // SAFETY: the C API's contract.
    unsafe { and_overflow(object, overflow) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsLongLong(object: Option<&Object>) -> c_longlong {
    if let Some(value) = quick(object) {
        return value;
    }
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Ok(value) = by_index(object, th) else { return -1 };
    value.to_i64_opt().unwrap_or_else(|| {
        let _ = raise!(th, OverflowError, "int too big to convert");
        -1
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsSsize_t(object: Option<&Object>) -> isize {
    if let Some(value) = quick(object) {
        return value as isize;
    }
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    only_int(object, th).and_then(|value| value.to_isize(th)).unwrap_or(-1)
}

/// An unsigned value of 64 bits.
fn unsigned(object: Option<&Object>, negative: &str, c_type: &str) -> u64 {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Ok(value) = only_int(object, th) else { return u64::MAX };
    value.to_u64_opt().unwrap_or_else(|| {
        let _ = if value.sign() < 0 { raise!(th, OverflowError, "{negative}") } else { too_large(c_type, th) };
        u64::MAX
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsUnsignedLong(object: Option<&Object>) -> c_ulong {
    unsigned(object, "can't convert negative value to unsigned int", "unsigned long")
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsSize_t(object: Option<&Object>) -> usize {
    unsigned(object, "can't convert negative value to size_t", "size_t") as usize
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsUnsignedLongLong(object: Option<&Object>) -> c_ulonglong {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    only_int(object, th).and_then(|value| value.to_u64(th)).unwrap_or(u64::MAX)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsUnsignedLongMask(object: Option<&Object>) -> c_ulong {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    by_index(object, th).map_or(u64::MAX, |value| value.to_u64_mask())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsUnsignedLongLongMask(object: Option<&Object>) -> c_ulonglong {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    by_index(object, th).map_or(u64::MAX, |value| value.to_u64_mask())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsDouble(object: Option<&Object>) -> f64 {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    only_int(object, th).and_then(|value| value.to_f64(th)).unwrap_or(-1.0)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsVoidPtr(object: Option<&Object>) -> *mut c_void {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Ok(value) = only_int(object, th) else { return std::ptr::null_mut() };
    let address = match value.sign() {
        ..0 => value.to_i64(th).map(|value| value as usize),
        _ => value.to_u64_opt().map(|value| value as usize).ok_or_else(|| too_large("unsigned long", th)),
    };
    address.map_or(std::ptr::null_mut(), |address| address as *mut c_void)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_AsTime_t(object: Option<&Object>) -> libc::time_t {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Ok(value) = by_index(object, th) else { return -1 };
    value.to_i64_opt().unwrap_or_else(|| {
        let _ = raise!(th, OverflowError, "timestamp out of range for platform time_t");
        -1
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_AsByteArray(
    value: &Long,
    bytes: *mut u8,
    count: usize,
    little_endian: c_int,
    is_signed: c_int,
    with_exceptions: c_int,
) -> c_int {
    // SAFETY: the C API's contract: room for that many bytes.
    let out = if count == 0 { &mut [][..] } else { unsafe { std::slice::from_raw_parts_mut(bytes, count) } };
    match digits::to_bytes(value.as_int(), out, little_endian != 0, is_signed != 0) {
        Ok(()) => 0,
        Err(error) => {
            if with_exceptions != 0 {
                // SAFETY: called by C with the interpreter held.
                let _ = raise!(unsafe { Thread::enter() }, OverflowError, "{error}");
            }
            -1
        }
    }
}

/// Stores the low bytes of a number; returns how many hold it all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsNativeBytes(
    object: Option<&Object>,
    buffer: *mut u8,
    count: isize,
    flags: c_int,
) -> isize {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (Some(object), Ok(size)) = (object, usize::try_from(count)) else {
        let _ = th.bad_internal_call();
        return -1;
    };
    let asks = |flag: c_int| flags != -1 && flags & flag != 0;
    let value = match object.downcast::<Long>() {
        Some(value) => Ok(Ref::new(value)),
        None if asks(ALLOW_INDEX) => number::index_any(object, th),
        None => Err(raise!(th, TypeError, "expect int, got {:.200}", object.ob_type().display_name())),
    };
    let Ok(value) = value else { return -1 };
    if asks(REJECT_NEGATIVE) && value.sign() < 0 {
        let _ = raise!(th, ValueError, "Cannot convert negative int");
        return -1;
    }
    if size > 0 {
        // SAFETY: the C API's contract: room for that many bytes.
        let out = unsafe { std::slice::from_raw_parts_mut(buffer, size) };
        // What does not fit is cut off.
        let _ = digits::to_bytes(value.as_int(), out, is_little(flags), true);
    }
    let is_unsigned = flags == -1 || flags & UNSIGNED_BUFFER != 0;
    let bits = digits::bit_length(value.digits());
    let fits_unsigned = value.sign() > 0 && size > 0 && bits <= 8 * size as u64;
    if let Some(small) = value.compact_value() {
        if size == 0 || size >= size_of::<isize>() {
            return size_of::<isize>() as isize;
        }
        let rest = small >> (8 * size - 1);
        return if rest == 0 || rest == -1 || (fits_unsigned && is_unsigned) {
            count
        } else if fits_unsigned {
            count + 1
        } else {
            size_of::<isize>() as isize
        };
    }
    let needed = digits::signed_byte_length(value.as_int()) as isize;
    if needed == count + 1 && fits_unsigned && is_unsigned { count } else { needed }
}

/// An unsigned value for the argument parser, which refuses negative ones.
fn converted(object: &Object, overflow: &str, th: &mut Thread) -> PyResult<u64> {
    let value = only_int(Some(object), th)?;
    if value.sign() < 0 {
        return Err(raise!(th, ValueError, "value must be positive"));
    }
    value.to_u64_opt().ok_or_else(|| raise!(th, OverflowError, "{overflow}"))
}

macro_rules! converters {
    ($($name:ident: $type:ty, $overflow:literal, $narrow:literal;)*) => {$(
        #[doc = concat!("A converter for `O&`: stores a `", stringify!($type), "`; 1, or 0 with an exception set.")]
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(object: &Object, place: *mut $type) -> c_int {
            // SAFETY: called by C with the interpreter held.
            let th = unsafe { Thread::enter() };
            let Ok(value) = converted(object, $overflow, th) else { return 0 };
            match <$type>::try_from(value) {
                Ok(value) => {
                    // SAFETY: the C API's contract: a place for the value.
                    unsafe { *place = value };
                    1
                }
                Err(_) => {
                    let _ = raise!(th, OverflowError, $narrow);
                    0
                }
            }
        }
    )*};
}
converters! {
    _PyLong_UnsignedShort_Converter: c_ushort,
        "Python int too large to convert to C unsigned long", "Python int too large for C unsigned short";
    _PyLong_UnsignedInt_Converter: c_uint,
        "Python int too large to convert to C unsigned long", "Python int too large for C unsigned int";
    _PyLong_UnsignedLong_Converter: c_ulong, "Python int too large to convert to C unsigned long", "";
    _PyLong_UnsignedLongLong_Converter: c_ulonglong, "int too big to convert", "";
    _PyLong_Size_t_Converter: usize, "Python int too large to convert to C size_t", "";
}

/// A file descriptor from an int or from what has `fileno()`.
fn file_descriptor(object: &Object, th: &mut Thread) -> PyResult<c_int> {
    let number = match object.downcast::<Long>() {
        Some(value) => Ref::new(value),
        None => match object.get_attr_opt(id!(fileno), th)? {
            Some(method) => match method.call(&[], th)?.downcast_into::<Long>() {
                Ok(value) => value,
                Err(_) => return Err(raise!(th, TypeError, "fileno() returned a non-integer")),
            },
            None => {
                return Err(raise!(th, TypeError, "argument must be an int, or have a fileno() method."));
            }
        },
    };
    let Some(number) = number.to_i64_opt().and_then(|value| c_int::try_from(value).ok()) else {
        return Err(too_large("int", th));
    };
    if number < 0 {
        return Err(raise!(th, ValueError, "file descriptor cannot be a negative integer ({number})"));
    }
    Ok(number)
}

/// -1 with an exception set if the object stands for no file descriptor.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_AsFileDescriptor(object: &Object) -> c_int {
    // SAFETY: called by C with the interpreter held.
    file_descriptor(object, unsafe { Thread::enter() }).unwrap_or(-1)
}

/// A converter for `O&`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_FileDescriptor_Converter(object: &Object, place: *mut c_int) -> c_int {
    // SAFETY: called by C with the interpreter held; a place for an int.
    unsafe {
        match file_descriptor(object, Thread::enter()) {
            Ok(number) => {
                *place = number;
                1
            }
            Err(Raised) => 0,
        }
    }
}

/// A converter for `O&`: `None` leaves the place as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_convert_optional_to_ssize_t(object: &Object, place: *mut isize) -> c_int {
    if object.is(none()) {
        return 1;
    }
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    if !number::is_index(object) {
        let name = object.ob_type().display_name();
        let _ = raise!(th, TypeError, "argument should be integer or None, not '{name:.200}'");
        return 0;
    }
    match object.as_isize(Some(&ks_runtime::objects::exceptions::OverflowError), th) {
        Ok(value) => {
            // SAFETY: a place for the value.
            unsafe { *place = value };
            1
        }
        Err(Raised) => 0,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyNumber_Index(object: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match object {
        Some(object) => number::index_any(object, th).map(Ref::into_object),
        None => Err(raise!(th, SystemError, "null argument to internal routine")),
    }
}
