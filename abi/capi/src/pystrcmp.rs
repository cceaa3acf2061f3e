//! `pystrcmp.h`, `mystrtoul`, `_Py_normpath`: texts of C.

use std::ffi::{CStr, c_char, c_int, c_long, c_ulong};

/// Compares without regard to the case of ASCII letters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_mystricmp(first: *const c_char, second: *const c_char) -> c_int {
    // SAFETY: the caller passes strings.
    unsafe { compare(CStr::from_ptr(first).to_bytes_with_nul(), CStr::from_ptr(second).to_bytes_with_nul()) }
}

fn compare(first: &[u8], second: &[u8]) -> c_int {
    for (a, b) in first.iter().zip(second) {
        let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
        if a != b || a == 0 {
            return c_int::from(a) - c_int::from(b);
        }
    }
    0
}

/// As above, of so many characters at most.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_mystrnicmp(first: *const c_char, second: *const c_char, size: isize) -> c_int {
    for at in 0..size.max(0) as usize {
        // SAFETY: the caller passes strings, which are not read past their ends.
        let (a, b) = unsafe { (*first.add(at) as u8, *second.add(at) as u8) };
        let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
        if a != b || a == 0 {
            return c_int::from(a) - c_int::from(b);
        }
    }
    0
}

/// Reads an unsigned number in a base (0: by its prefix); too large a one gives the largest and `ERANGE`. `end` gets where
/// the number ends.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_strtoul(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_ulong {
    // SAFETY: the caller passes a string and a place or null.
    unsafe {
        let bytes = CStr::from_ptr(text).to_bytes();
        let (value, length) = parse(bytes, base);
        if let Some(end) = end.as_mut() {
            *end = text.add(length).cast_mut();
        }
        value.unwrap_or_else(|| {
            *libc::__errno_location() = libc::ERANGE;
            c_ulong::MAX
        })
    }
}

/// Value (none: too large) and length.
fn parse(bytes: &[u8], base: c_int) -> (Option<c_ulong>, usize) {
    let mut at = bytes.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0x0b).count();
    let marked = |letter: u8, digit: fn(&u8) -> bool| {
        bytes.get(at) == Some(&b'0')
            && bytes.get(at + 1).is_some_and(|byte| byte.to_ascii_lowercase() == letter)
            && bytes.get(at + 2).is_some_and(digit)
    };
    let prefixed = if marked(b'x', u8::is_ascii_hexdigit) {
        Some(16)
    } else if marked(b'o', |byte| (b'0'..=b'7').contains(byte)) {
        Some(8)
    } else if marked(b'b', |byte| matches!(byte, b'0' | b'1')) {
        Some(2)
    } else {
        None
    };
    let base = match (base, prefixed) {
        (0, Some(base)) => {
            at += 2;
            base
        }
        (0, None) if bytes.get(at) == Some(&b'0') => {
            // Nothing but zeros begins with a zero.
            let zeros = bytes[at..].iter().take_while(|byte| **byte == b'0').count();
            return (Some(0), at + zeros);
        }
        (0, None) => 10,
        (2..=36, prefixed) => {
            if prefixed == Some(base) {
                at += 2;
            }
            base
        }
        _ => return (Some(0), 0),
    };
    let mut value: Option<c_ulong> = Some(0);
    while let Some(digit) = bytes.get(at).and_then(|byte| char::from(*byte).to_digit(base as u32)) {
        value = value
            .and_then(|value| value.checked_mul(base as c_ulong))
            .and_then(|value| value.checked_add(c_ulong::from(digit)));
        at += 1;
    }
    (value, at)
}

/// Reads a signed number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_strtol(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_long {
    // SAFETY: the caller passes a string and a place or null.
    unsafe {
        let bytes = CStr::from_ptr(text).to_bytes();
        let blank = bytes.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0x0b).count();
        let sign = bytes.get(blank).copied().filter(|byte| matches!(byte, b'+' | b'-'));
        let start = blank + usize::from(sign.is_some());
        let magnitude = PyOS_strtoul(text.add(start), end, base);
        let negative = sign == Some(b'-');
        match c_long::try_from(magnitude) {
            Ok(value) => {
                if negative {
                    -value
                } else {
                    value
                }
            }
            Err(_) if negative && magnitude == c_long::MIN.unsigned_abs() => c_long::MIN,
            Err(_) => {
                *libc::__errno_location() = libc::ERANGE;
                c_long::MAX
            }
        }
    }
}

/// Takes `.`, `..` and doubled slashes out of a path, in place; its start. The current directory is an empty path.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_normpath(path: *mut libc::wchar_t, size: isize) -> *mut libc::wchar_t {
    const SLASH: libc::wchar_t = b'/' as libc::wchar_t;
    const DOT: libc::wchar_t = b'.' as libc::wchar_t;
    if path.is_null() {
        return path;
    }
    // SAFETY: the caller passes so many characters, or (negative) a string; the result is no longer.
    unsafe {
        let length = match usize::try_from(size) {
            Ok(size) => (0..size).find(|at| *path.add(*at) == 0).unwrap_or(size),
            Err(_) => libc::wcslen(path),
        };
        if length == 0 {
            return path;
        }
        let text = std::slice::from_raw_parts(path, length).to_vec();
        // Two slashes at the start, and no third, mean something of their own.
        let leading = text.iter().take_while(|unit| **unit == SLASH).count();
        let root = if leading == 2 { 2 } else { leading.min(1) };
        let mut parts: Vec<&[libc::wchar_t]> = Vec::new();
        for part in text.split(|unit| *unit == SLASH) {
            match part {
                [] | [DOT] => {}
                [DOT, DOT] => match parts.last() {
                    Some([DOT, DOT]) | None if root == 0 => parts.push(part),
                    _ => drop(parts.pop()),
                },
                part => parts.push(part),
            }
        }
        let mut result = vec![SLASH; root];
        result.extend(parts.join(&SLASH));
        path.copy_from_nonoverlapping(result.as_ptr(), result.len());
        if result.len() < length || size < 0 {
            path.add(result.len()).write(0);
        }
    }
    path
}
