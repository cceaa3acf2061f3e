//! `Py_BuildValue`: objects from C values by a format.

use std::ffi::{CStr, c_char, c_void};

use ks_runtime::prelude::*;

use crate::va::VaList;

/// What ends a group of values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Text,
    Byte(u8),
}

struct Builder<'a> {
    format: &'a [u8],
    va: &'a mut VaList,
}

impl Builder<'_> {
    fn skip_separators(&mut self) {
        while let [b' ' | b'\t' | b',' | b':', rest @ ..] = self.format {
            self.format = rest;
        }
    }

    /// The values up to `end`, which is consumed. Once one fails the rest is still walked, so that references passed with
    /// `N` are given back.
    fn values(&mut self, end: End, th: &mut Thread) -> PyResult<Vec<Ref>> {
        let mut values = Vec::new();
        let mut failure = None;
        loop {
            self.skip_separators();
            match (self.format, end) {
                ([], End::Text) => break,
                ([], End::Byte(_)) => {
                    return Err(raise!(th, SystemError, "unmatched paren in format"));
                }
                ([byte, rest @ ..], End::Byte(expected)) if *byte == expected => {
                    self.format = rest;
                    break;
                }
                _ => {}
            }
            let pending = failure.is_some().then(|| th.take_raised()).flatten();
            let value = self.value(th);
            if let Some(pending) = pending {
                // The first error is the one to report.
                failure = Some(th.restore_raised(pending));
                continue;
            }
            match value {
                Ok(value) => values.push(value),
                Err(raised) => {
                    failure = Some(raised);
                    if self.format.is_empty() {
                        break;
                    }
                }
            }
        }
        match failure {
            None => Ok(values),
            Some(raised) => Err(raised),
        }
    }

    /// The length that `#` says follows the pointer.
    fn explicit_len(&mut self) -> Option<usize> {
        let [b'#', rest @ ..] = self.format else {
            return None;
        };
        self.format = rest;
        // SAFETY: `#` says that a `Py_ssize_t` stands here.
        usize::try_from(unsafe { self.va.long() }).ok()
    }

    /// One value.
    fn value(&mut self, th: &mut Thread) -> PyResult {
        let [code, rest @ ..] = self.format else {
            return Err(raise!(th, SystemError, "bad format char passed to Py_BuildValue"));
        };
        self.format = rest;
        // SAFETY: throughout: the caller of the variadic function passed what the format says; objects are live.
        unsafe {
            match code {
                b'(' => Ok(Tuple::from_vec(self.values(End::Byte(b')'), th)?)?.into_object()),
                b'[' => Ok(List::from_vec(self.values(End::Byte(b']'), th)?)?.into_object()),
                b'{' => self.dict(th),
                b'b' | b'B' | b'h' | b'i' => Ok(Long::from_i64(i64::from(self.va.int()))?.into_object()),
                b'H' => Ok(Long::from_i64(i64::from(self.va.int() as u16))?.into_object()),
                b'I' => Ok(Long::from_u64(u64::from(self.va.int() as u32))?.into_object()),
                b'n' | b'l' | b'L' => Ok(Long::from_i64(self.va.long())?.into_object()),
                b'k' | b'K' => Ok(Long::from_u64(self.va.long() as u64)?.into_object()),
                b'p' => Ok(boolobject::bool_object(self.va.int() != 0).to_ref()),
                b'd' | b'f' => Ok(Float::new(self.va.double())?.into_object()),
                b'D' => {
                    let value = self.va.pointer::<[f64; 2]>();
                    Ok(Complex::new((*value)[0], (*value)[1])?.into_object())
                }
                b'c' => Ok(Bytes::new(&[self.va.int() as u8])?.into_object()),
                b'C' => match u32::try_from(self.va.int()) {
                    Ok(point @ 0..=0x10ffff) => Ok(Str::from_char(point)?.into_object()),
                    _ => Err(raise!(th, ValueError, "character argument not in range(0x110000)")),
                },
                b's' | b'z' | b'U' => self.text(th),
                b'u' => self.wide_text(),
                b'y' => {
                    let text = self.va.pointer::<c_char>();
                    let len = self.explicit_len();
                    if text.is_null() {
                        return Ok(none().to_ref());
                    }
                    let len = len.unwrap_or_else(|| libc::strlen(text));
                    Ok(Bytes::new(std::slice::from_raw_parts(text.cast(), len))?.into_object())
                }
                b'N' | b'S' | b'O' => self.object(*code, th),
                _ => Err(raise!(th, SystemError, "bad format char passed to Py_BuildValue")),
            }
        }
    }

    /// `{key: value, …}`.
    fn dict(&mut self, th: &mut Thread) -> PyResult {
        let values = self.values(End::Byte(b'}'), th)?;
        let dict = Dict::new()?;
        let mut pairs = values.chunks_exact(2);
        for pair in &mut pairs {
            dict.set(&pair[0], &pair[1], th)?;
        }
        if !pairs.remainder().is_empty() {
            return Err(raise!(th, SystemError, "Bad dict format"));
        }
        Ok(dict.into_object())
    }

    /// UTF-8 text, or `None` for a null pointer.
    fn text(&mut self, th: &mut Thread) -> PyResult {
        // SAFETY: see `value`.
        unsafe {
            let text = self.va.pointer::<c_char>();
            let len = self.explicit_len();
            if text.is_null() {
                return Ok(none().to_ref());
            }
            let len = len.unwrap_or_else(|| libc::strlen(text));
            Ok(Str::decode_utf8(std::slice::from_raw_parts(text.cast(), len), None, th)?.into_object())
        }
    }

    /// Wide text, or `None` for a null pointer.
    fn wide_text(&mut self) -> PyResult {
        // SAFETY: see `value`.
        unsafe {
            let text = self.va.pointer::<libc::wchar_t>();
            let len = self.explicit_len();
            if text.is_null() {
                return Ok(none().to_ref());
            }
            let len = len.unwrap_or_else(|| libc::wcslen(text));
            let points = std::slice::from_raw_parts(text.cast::<u32>(), len);
            Ok(Str::from_code_points(points)?.into_object())
        }
    }

    /// An object, or with `O&` what a converter makes.
    fn object(&mut self, code: u8, th: &mut Thread) -> PyResult {
        // SAFETY: see `value`; a converter takes the pointer passed behind it.
        unsafe {
            if let [b'&', rest @ ..] = self.format {
                self.format = rest;
                type Converter = unsafe extern "C" fn(*mut c_void) -> PyResult;
                let converter = self.va.pointer::<c_void>();
                let argument = self.va.pointer::<c_void>();
                return std::mem::transmute::<*mut c_void, Converter>(converter)(argument);
            }
            let object = self.va.pointer::<Object>();
            let value = if code == b'N' { Ref::from_raw_option(object) } else { Ref::from_borrowed(object) };
            match value {
                Some(value) => Ok(value),
                None if th.is_raised() => Err(Raised),
                None => Err(raise!(th, SystemError, "NULL object passed to Py_BuildValue")),
            }
        }
    }
}

/// The values of a format, as a list.
///
/// # Safety
/// The arguments are as the format says.
pub unsafe fn values(format: &[u8], va: &mut VaList, th: &mut Thread) -> PyResult<Vec<Ref>> {
    Builder { format, va }.values(End::Text, th)
}

/// `Py_VaBuildValue`: nothing is `None`, one value is itself, several are a tuple.
///
/// # Safety
/// The arguments are as the format says.
pub unsafe fn build(format: &[u8], va: &mut VaList, th: &mut Thread) -> PyResult {
    // SAFETY: the caller's promise.
    let mut values = unsafe { values(format, va, th) }?;
    match values.len() {
        0 => Ok(none().to_ref()),
        1 => Ok(values.remove(0)),
        _ => Ok(Tuple::from_vec(values)?.into_object()),
    }
}

/// `Py_BuildValue` for the C half.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_build_value(format: *const c_char, va: &mut VaList) -> PyResult {
    // SAFETY: C callers hold the interpreter and pass what the format says.
    unsafe { build(CStr::from_ptr(format).to_bytes(), va, Thread::enter()) }
}

/// `PyTuple_Pack` for the C half.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_tuple_pack(count: isize, va: &mut VaList) -> PyResult<Ref<Tuple>> {
    // SAFETY: the caller passed `count` live objects.
    let items = (0..count).map(|_| unsafe { (*va.pointer::<Object>()).to_ref() }).collect();
    Tuple::from_vec(items)
}
