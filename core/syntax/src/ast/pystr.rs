//! Text as Python has it: code points, lone surrogates included, kept as WTF-8.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// What CPython's object of a string would be, which shows in marshalled code: whether it is interned, and so the same
/// object as a name of that spelling, before any code object sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Origin {
    /// A literal: an object of its own, except that short ones exist once and for all.
    Text,
    /// An identifier in a constant's place: interned.
    Identifier,
    /// Made from other text, and an object of its own however short.
    Made,
}

/// An immutable, cheaply cloned Python string. The bytes are UTF-8, except that lone surrogates (which a literal such as
/// `'\ud800'` makes) are encoded the same three-byte way (WTF-8).
///
/// Equality, order and hash are the text's; the [`Origin`] does not count.
#[derive(Clone)]
pub struct PyStr {
    /// The text and, in the last byte, the origin: so that a string is no larger than its text's pointer and length.
    data: Rc<[u8]>,
}

impl PyStr {
    fn with_origin(text: &[u8], origin: Origin) -> Self {
        let mut data = Rc::new_uninit_slice(text.len() + 1);
        // Just made, so nobody else has it.
        if let Some(bytes) = Rc::get_mut(&mut data) {
            bytes[..text.len()].write_copy_of_slice(text);
            bytes[text.len()].write(origin as u8);
        }
        // SAFETY: all bytes were written, for the reference was the only one.
        PyStr { data: unsafe { data.assume_init() } }
    }

    /// From bytes that the caller has made as WTF-8.
    pub fn from_wtf8(text: &[u8]) -> Self {
        Self::with_origin(text, Origin::Text)
    }

    /// An identifier as a string.
    pub fn identifier(text: &str) -> Self {
        Self::with_origin(text.as_bytes(), Origin::Identifier)
    }

    /// From WTF-8 that was computed.
    pub fn made(text: &[u8]) -> Self {
        Self::with_origin(text, Origin::Made)
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.data.split_last().map_or(&[], |(_, text)| text)
    }

    pub fn origin(&self) -> Origin {
        match self.data.last() {
            Some(1) => Origin::Identifier,
            Some(2) => Origin::Made,
            _ => Origin::Text,
        }
    }

    /// The text, unless it has lone surrogates.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    /// The code points, surrogates included.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let mut rest: &[u8] = self.as_bytes();
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

impl PartialEq for PyStr {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for PyStr {}

impl Hash for PyStr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl PartialOrd for PyStr {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PyStr {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl From<&str> for PyStr {
    fn from(text: &str) -> Self {
        PyStr::from_wtf8(text.as_bytes())
    }
}

impl fmt::Debug for PyStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str() {
            Some(text) => write!(f, "{text:?}"),
            None => write!(f, "wtf8:{:?}", self.as_bytes()),
        }
    }
}
