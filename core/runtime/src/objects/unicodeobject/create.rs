//! Making strings: allocation by the widest character, and from text of any width.

use std::ffi::c_int;

use super::units::{Unit, copy_to_kind, is_ascii, union_of};
use super::*;
use crate::heap;

/// Bytes per code point of a string with that largest character.
#[inline(always)]
pub fn kind_of(max_char: u32) -> usize {
    match max_char {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

impl Str {
    /// `PyUnicode_New`: a compact string of `len` zero characters that may hold characters up to `max_char`. It is not
    /// shared yet: fill it (through [`Str::storage`]) before anybody else sees it.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn alloc(len: usize, max_char: u32) -> PyResult<Ref<Str>> {
        if len == 0 {
            return Ok(Ref::new(empty_str()));
        }
        let kind = kind_of(max_char);
        let ascii = max_char < 128;
        let head = if ascii { size_of::<PyASCIIObject>() } else { size_of::<PyCompactUnicodeObject>() };
        let size = len
            .checked_add(1)
            .and_then(|units| units.checked_mul(kind))
            .and_then(|bytes| bytes.checked_add(head))
            .filter(|size| *size < isize::MAX as usize - 64);
        let Some(size) = size else {
            return Err(heap::out_of_memory());
        };
        let string = heap::new_sized::<Str>(&PyUnicode_Type, size)?;
        let layout = string.layout();
        layout.length.set(len as isize);
        layout.hash.set(-1);
        layout.state.set(unicode_state(SSTATE_NOT_INTERNED, kind as c_int, ascii));
        Ok(string)
    }

    /// Where the characters stand, to fill a string that is not shared yet.
    #[inline(always)]
    pub fn storage(&self) -> *mut u8 {
        self.layout().data()
    }

    /// A new string of units that are known to need the width of `max_char`.
    #[inline]
    fn filled<U: Unit>(units: &[U], max_char: u32) -> PyResult<Ref<Str>> {
        let string = Str::alloc(units.len(), max_char)?;
        if !units.is_empty() {
            // SAFETY: the new string has room for as many units, which fit its kind.
            unsafe { copy_to_kind(units, string.storage(), kind_of(max_char)) };
        }
        Ok(string)
    }

    /// From UTF-8 text.
    pub fn new(text: &str) -> PyResult<Ref<Str>> {
        if text.is_ascii() {
            return Str::from_ascii(text.as_bytes());
        }
        let (mut len, mut max) = (0, 0);
        for c in text.chars() {
            len += 1;
            max |= c as u32;
        }
        Str::from_points_known(text.chars().map(|c| c as u32), len, max)
    }

    /// A string of `len` code points whose bits are all in `union`.
    pub fn from_points_known(points: impl Iterator<Item = u32>, len: usize, union: u32) -> PyResult<Ref<Str>> {
        if len == 1 && union < 256 {
            return Ok(Ref::new(latin1_char(union)));
        }
        let string = Str::alloc(len, union.min(0x10ffff))?;
        let data = string.storage();
        // SAFETY: `points` yields at most `len` items (the zip sees to it), and the kind is that of their union.
        unsafe {
            match kind_of(union) {
                1 => (0..len).zip(points).for_each(|(at, point)| data.add(at).write(point as u8)),
                2 => (0..len).zip(points).for_each(|(at, point)| data.cast::<u16>().add(at).write(point as u16)),
                _ => (0..len).zip(points).for_each(|(at, point)| data.cast::<u32>().add(at).write(point)),
            }
        }
        Ok(string)
    }

    /// From bytes known to be ASCII.
    pub fn from_ascii(text: &[u8]) -> PyResult<Ref<Str>> {
        debug_assert!(text.is_ascii());
        match *text {
            [] => Ok(Ref::new(empty_str())),
            [one] => Ok(Ref::new(latin1_char(u32::from(one)))),
            _ => Str::filled(text, 0x7f),
        }
    }

    /// From ASCII bytes, as an object of its own even where one exists once and for all.
    pub fn unshared_ascii(text: &[u8]) -> PyResult<Ref<Str>> {
        Str::filled(text, 0x7f)
    }

    /// From latin-1 bytes.
    pub fn from_latin1(text: &[u8]) -> PyResult<Ref<Str>> {
        match *text {
            [] => Ok(Ref::new(empty_str())),
            [one] => Ok(Ref::new(latin1_char(u32::from(one)))),
            _ => Str::filled(text, if text.is_ascii() { 0x7f } else { 0xff }),
        }
    }

    /// From units of any width, in the narrowest kind.
    pub fn from_units<U: Unit>(units: &[U]) -> PyResult<Ref<Str>> {
        if units.is_empty() {
            return Ok(Ref::new(empty_str()));
        }
        let union = if U::KIND == 1 {
            if is_ascii(units) { 0x7f } else { 0xff }
        } else if U::KIND == 4 {
            // The union may be wider than any unit only within a kind: kinds are powers of two.
            units.iter().fold(0, |all, unit| all | unit.point())
        } else {
            union_of(units)
        };
        if let [one] = units
            && one.point() < 256
        {
            return Ok(Ref::new(latin1_char(one.point())));
        }
        Str::filled(units, union.min(0x10ffff))
    }

    /// From a part of a string's storage, in the narrowest kind.
    pub fn from_data(data: StrData<'_>) -> PyResult<Ref<Str>> {
        match data {
            StrData::Ascii(units) => Str::from_ascii(units),
            StrData::Latin1(units) => Str::from_latin1(units),
            StrData::Ucs2(units) => Str::from_units(units),
            StrData::Ucs4(units) => Str::from_units(units),
        }
    }

    /// From UTF-8 that may encode lone surrogates (WTF-8, as the compiler's constants are).
    pub fn from_wtf8(text: &[u8]) -> PyResult<Ref<Str>> {
        if text.is_ascii() {
            return Str::from_ascii(text);
        }
        let (mut len, mut max) = (0, 0);
        for point in Wtf8(text) {
            len += 1;
            max |= point;
        }
        Str::from_points_known(Wtf8(text), len, max)
    }

    /// From code points, in the narrowest kind.
    pub fn from_code_points(points: &[u32]) -> PyResult<Ref<Str>> {
        Str::from_units(points)
    }

    /// One code point.
    pub fn from_char(point: u32) -> PyResult<Ref<Str>> {
        if point < 256 {
            return Ok(Ref::new(latin1_char(point)));
        }
        Str::filled(&[point], point.min(0x10ffff))
    }

    /// An exact `str` of the same text: itself, unless its type is a subclass.
    pub fn to_exact(&self) -> PyResult<Ref<Str>> {
        if Str::check_exact(self) { Ok(Ref::new(self)) } else { Str::copied(self) }
    }

    /// A new exact `str` of the same text (`_PyUnicode_Copy`): never a shared one but for the empty string.
    pub fn copied(&self) -> PyResult<Ref<Str>> {
        let data = self.data();
        with_units!(data, units => Str::filled(units, data.max_char()))
    }
}

/// The shared string of a character below 256.
#[inline(always)]
pub fn latin1_char(point: u32) -> &'static Str {
    Str::from_layout(ks_layout::latin1_char(point as u8))
}

/// Code points of well-formed WTF-8; what is not well-formed gives U+FFFD.
#[derive(Clone)]
pub struct Wtf8<'a>(pub &'a [u8]);

impl Iterator for Wtf8<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let (&first, rest) = self.0.split_first()?;
        let (count, bits) = match first {
            0..0x80 => (0, u32::from(first)),
            0xc2..0xe0 => (1, u32::from(first & 0x1f)),
            0xe0..0xf0 => (2, u32::from(first & 0x0f)),
            0xf0..0xf5 => (3, u32::from(first & 0x07)),
            _ => (0, Py_UNICODE_REPLACEMENT_CHARACTER),
        };
        let Some((tail, rest)) = rest.split_at_checked(count) else {
            self.0 = rest;
            return Some(Py_UNICODE_REPLACEMENT_CHARACTER);
        };
        self.0 = rest;
        Some(tail.iter().fold(bits, |bits, byte| bits << 6 | u32::from(byte & 0x3f)).min(0x10ffff))
    }
}

/// `PyUnicode_FromWideChar` of a NUL-terminated wide string.
///
/// # Safety
/// `text` is a NUL-terminated wide string.
pub unsafe fn from_wide(text: *const libc::wchar_t) -> PyResult<Ref<Str>> {
    // SAFETY: the caller's promise; `wchar_t` is a 32-bit code point here.
    let points = unsafe { std::slice::from_raw_parts(text.cast::<u32>(), libc::wcslen(text)) };
    Str::from_units(points)
}
