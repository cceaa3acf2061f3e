//! UTF-8: the cached form of strings, and decoding of well-formed text. Error handling is in `codecs`.

use std::borrow::Cow;

use super::units::Unit;
use super::*;

/// Appends the UTF-8 form of a code point; a surrogate gets its three-byte form.
#[inline]
pub fn push_point(point: u32, out: &mut Vec<u8>) {
    match point {
        0..0x80 => out.push(point as u8),
        0x80..0x800 => out.extend_from_slice(&[0xc0 | (point >> 6) as u8, 0x80 | (point & 0x3f) as u8]),
        0x800..0x10000 => out.extend_from_slice(&[
            0xe0 | (point >> 12) as u8,
            0x80 | (point >> 6 & 0x3f) as u8,
            0x80 | (point & 0x3f) as u8,
        ]),
        _ => out.extend_from_slice(&[
            0xf0 | (point >> 18) as u8,
            0x80 | (point >> 12 & 0x3f) as u8,
            0x80 | (point >> 6 & 0x3f) as u8,
            0x80 | (point & 0x3f) as u8,
        ]),
    }
}

/// Whether a code point is a surrogate, which no encoding but a lenient one has.
#[inline(always)]
pub fn is_surrogate(point: u32) -> bool {
    (0xd800..0xe000).contains(&point)
}

fn encode_units<U: Unit>(units: &[U], out: &mut Vec<u8>) {
    units.iter().for_each(|unit| push_point(unit.point(), out));
}

impl Str {
    /// UTF-8 in which lone surrogates stand as their three-byte forms (`surrogatepass`).
    pub fn to_wtf8(&self) -> Vec<u8> {
        match self.data() {
            StrData::Ascii(units) => units.to_vec(),
            data => {
                let mut out = Vec::with_capacity(data.len() * 2);
                with_units!(data, units => encode_units(units, &mut out));
                out
            }
        }
    }

    /// The run of surrogates that keeps the text from being UTF-8, from `from` on.
    pub fn surrogates(&self, from: usize) -> Option<(usize, usize)> {
        let is = |point: u32| is_surrogate(point);
        let data = self.data();
        if data.kind() == 1 {
            return None;
        }
        let start = (from..data.len()).find(|at| is(data.at(*at)))?;
        let end = (start..data.len()).find(|at| !is(data.at(*at))).unwrap_or(data.len());
        Some((start, end))
    }

    /// The UTF-8 form if it is at hand: of ASCII text, or once asked for.
    #[inline]
    pub fn cached_utf8(&self) -> Option<&str> {
        if let Some(text) = self.as_ascii() {
            return Some(text);
        }
        let compact = self.compact()?;
        let utf8 = compact.utf8.get();
        if utf8.is_null() {
            return None;
        }
        // SAFETY: the cache holds well-formed UTF-8 for the string's life.
        Some(unsafe {
            let bytes = std::slice::from_raw_parts(utf8.cast::<u8>(), compact.utf8_length.get() as usize);
            std::str::from_utf8_unchecked(bytes)
        })
    }

    /// `PyUnicode_AsUTF8AndSize`: cached UTF-8, a NUL behind it; `UnicodeEncodeError` for lone surrogates.
    pub fn to_utf8(&self, th: &mut Thread) -> PyResult<&str> {
        if let Some(text) = self.cached_utf8() {
            return Ok(text);
        }
        if let Some((start, end)) = self.surrogates(0) {
            return Err(crate::codecs::errors::encode_error("utf-8", self, start, end, "surrogates not allowed", th));
        }
        let Some(compact) = self.compact() else {
            return Ok("");
        };
        let utf8 = self.to_wtf8();
        let memory = heap::mem_malloc(utf8.len() + 1);
        if memory.is_null() {
            return Err(th.no_memory());
        }
        // SAFETY: room for the bytes and a NUL was just allocated; the string owns it from here.
        unsafe {
            std::ptr::copy_nonoverlapping(utf8.as_ptr(), memory, utf8.len());
            memory.add(utf8.len()).write(0);
        }
        compact.utf8_length.set(utf8.len() as isize);
        compact.utf8.set(memory.cast::<c_char>());
        Ok(self.cached_utf8().unwrap_or_default())
    }

    /// As [`Str::to_c_string`], to read it here.
    pub fn to_c_text(&self, th: &mut Thread) -> PyResult<&str> {
        let text = self.to_utf8(th)?;
        if text.contains('\0') { Err(raise!(th, ValueError, "embedded null character")) } else { Ok(text) }
    }

    /// The UTF-8 form for C; `ValueError` "embedded null character".
    pub fn to_c_string(&self, th: &mut Thread) -> PyResult<std::ffi::CString> {
        let text = self.to_utf8(th)?;
        std::ffi::CString::new(text).map_err(|_| raise!(th, ValueError, "embedded null character"))
    }

    /// UTF-8 with surrogates replaced by U+FFFD, for messages to humans.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        match self.cached_utf8() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.points().map(|point| char::from_u32(point).unwrap_or('\u{fffd}')).collect()),
        }
    }

    /// `PyUnicode_DecodeUTF8` with an error handler name (`None`: strict).
    #[inline]
    pub fn decode_utf8(bytes: &[u8], errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Str::new(text),
            Err(_) => crate::codecs::utf8::decode(bytes, errors, true, th).map(|(text, _)| text),
        }
    }

    /// `PyUnicode_DecodeFSDefault`.
    pub fn decode_fs(bytes: &[u8], th: &mut Thread) -> PyResult<Ref<Str>> {
        crate::codecs::filesystem::decode(bytes, th)
    }

    /// `PyUnicode_EncodeFSDefault`.
    pub fn encode_fs(&self, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        crate::codecs::filesystem::encode(self, th)
    }
}
