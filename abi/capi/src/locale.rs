//! `fileutils.h`: the locale's codec.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::heap::domains::{self, Domain};
use ks_runtime::state::locale::{self, Errors};
use ks_runtime::state::wide;
use libc::wchar_t;

/// `(size_t)-1`: no memory; `(size_t)-2`: what cannot be decoded or encoded.
const NO_MEMORY: usize = usize::MAX;
const BAD_TEXT: usize = usize::MAX - 1;

/// `_Py_error_handler`, where the locale's codec knows it.
fn handler(errors: c_int) -> Option<Errors> {
    match errors {
        1 => Some(Errors::Strict),
        2 => Some(Errors::SurrogateEscape),
        6 => Some(Errors::SurrogatePass),
        _ => None,
    }
}

/// A copy of bytes with a NUL behind, allocated in a domain; null for lack of memory.
fn duplicate(bytes: &[u8], domain: Domain) -> *mut c_char {
    let copy = domains::malloc(domain, bytes.len() + 1);
    if !copy.is_null() {
        // SAFETY: room for the bytes and a NUL.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), copy, bytes.len());
            copy.add(bytes.len()).write(0);
        }
    }
    copy.cast()
}

/// Decodes with the locale's codec (UTF-8 in UTF-8 mode), escaping what it cannot; to be freed with `PyMem_RawFree`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_DecodeLocale(text: *const c_char, size: *mut usize) -> *mut wchar_t {
    let report = |length: usize| {
        // SAFETY: the caller's place, or null.
        if let Some(size) = unsafe { size.as_mut() } {
            *size = length;
        }
    };
    // SAFETY: the caller's C string.
    match locale::decode(unsafe { CStr::from_ptr(text) }.to_bytes()) {
        Ok(units) => {
            let copy = wide::duplicate(&units);
            report(if copy.is_null() { NO_MEMORY } else { units.len() });
            copy
        }
        Err(_) => {
            report(BAD_TEXT);
            std::ptr::null_mut()
        }
    }
}

/// Encodes with the locale's codec (UTF-8 in UTF-8 mode); to be freed with `PyMem_Free`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_EncodeLocale(text: *const wchar_t, error_pos: *mut usize) -> *mut c_char {
    // SAFETY: the caller's wide string and place, or null.
    let (result, place) = unsafe { (locale::encode(wide::units(text)), error_pos.as_mut()) };
    let (copy, position) = match result {
        Ok(bytes) => (duplicate(&bytes, Domain::Mem), NO_MEMORY),
        Err(position) => (std::ptr::null_mut(), position),
    };
    if let Some(place) = place {
        *place = position;
    }
    copy
}

/// 0; -1: no memory; -2: cannot be decoded, at `*wlen` for `*reason`; -3: unknown error handler.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_DecodeLocaleEx(
    text: *const c_char,
    out: *mut *mut wchar_t,
    length: *mut usize,
    reason: *mut *const c_char,
    current_locale: c_int,
    errors: c_int,
) -> c_int {
    let Some(errors) = handler(errors) else { return -3 };
    // SAFETY: the caller's C string and places, of which some may be null.
    unsafe {
        match locale::decode_with(CStr::from_ptr(text).to_bytes(), current_locale != 0, errors) {
            Ok(units) => {
                let copy = wide::duplicate(&units);
                if copy.is_null() {
                    return -1;
                }
                *out = copy;
                if let Some(length) = length.as_mut() {
                    *length = units.len();
                }
                0
            }
            Err(at) => {
                if let Some(length) = length.as_mut() {
                    *length = at;
                }
                if let Some(reason) = reason.as_mut() {
                    *reason = c"decoding error".as_ptr();
                }
                -2
            }
        }
    }
}

/// 0; -1: no memory; -2: cannot be encoded, at `*error_pos` for `*reason`; -3: unknown error handler.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_EncodeLocaleEx(
    text: *const wchar_t,
    out: *mut *mut c_char,
    error_pos: *mut usize,
    reason: *mut *const c_char,
    current_locale: c_int,
    errors: c_int,
) -> c_int {
    let Some(errors) = handler(errors) else { return -3 };
    // SAFETY: the caller's wide string and places, of which some may be null.
    unsafe {
        match locale::encode_with(wide::units(text), current_locale != 0, errors) {
            Ok(bytes) => {
                let copy = duplicate(&bytes, Domain::Mem);
                if copy.is_null() {
                    return -1;
                }
                *out = copy;
                0
            }
            Err(at) => {
                if let Some(place) = error_pos.as_mut() {
                    *place = at;
                }
                if let Some(reason) = reason.as_mut() {
                    *reason = c"encoding error".as_ptr();
                }
                -2
            }
        }
    }
}
