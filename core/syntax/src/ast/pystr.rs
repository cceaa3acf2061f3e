//! Text as Python has it: code points, lone surrogates included, kept as WTF-8.

use std::fmt;
use std::rc::Rc;

/// An immutable, cheaply cloned Python string. The bytes are UTF-8, except that lone surrogates (which a literal such as
/// `'\ud800'` makes) are encoded the same three-byte way (WTF-8).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PyStr(Rc<[u8]>);

impl PyStr {
    /// From bytes that the caller has made as WTF-8.
    pub fn from_wtf8(bytes: &[u8]) -> Self {
        PyStr(Rc::from(bytes))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text, unless it has lone surrogates.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The code points, surrogates included.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let mut rest: &[u8] = &self.0;
        std::iter::from_fn(move || {
            let &first = rest.first()?;
            let (length, mut value) = match first {
                0..0x80 => (1, u32::from(first)),
                0x80..0xe0 => (2, u32::from(first & 0x1f)),
                0xe0..0xf0 => (3, u32::from(first & 0x0f)),
                _ => (4, u32::from(first & 0x07)),
            };
            let length = length.min(rest.len());
            for &byte in &rest[1..length] {
                value = value << 6 | u32::from(byte & 0x3f);
            }
            rest = &rest[length..];
            Some(value)
        })
    }

    /// Appends one code point (up to 0x10FFFF, surrogates allowed) to a buffer of WTF-8.
    pub fn push_code_point(buffer: &mut Vec<u8>, code: u32) {
        match code {
            0..0x80 => buffer.push(code as u8),
            0x80..0x800 => buffer.extend([0xc0 | (code >> 6) as u8, 0x80 | (code & 0x3f) as u8]),
            0x800..0x1_0000 => {
                buffer.extend([0xe0 | (code >> 12) as u8, 0x80 | (code >> 6 & 0x3f) as u8, 0x80 | (code & 0x3f) as u8])
            }
            _ => buffer.extend([
                0xf0 | (code >> 18 & 0x07) as u8,
                0x80 | (code >> 12 & 0x3f) as u8,
                0x80 | (code >> 6 & 0x3f) as u8,
                0x80 | (code & 0x3f) as u8,
            ]),
        }
    }
}

impl From<&str> for PyStr {
    fn from(text: &str) -> Self {
        PyStr(Rc::from(text.as_bytes()))
    }
}

impl fmt::Debug for PyStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str() {
            Some(text) => write!(f, "{text:?}"),
            None => write!(f, "wtf8:{:?}", self.0),
        }
    }
}
