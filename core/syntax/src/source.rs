//! A source text ready for lexing: decoded, line ends unified, padded.

/// UTF-8 text that ends with a line end (unless empty), followed by a few zero bytes.
#[derive(Clone, Debug)]
pub struct Source {
    bytes: Vec<u8>,
    length: usize,
    /// Whether the final line end was added.
    pub implicit_newline: bool,
}

/// Zero bytes after the text: as many as the lexer looks ahead.
const PADDING: usize = 8;

impl Source {
    /// From decoded text. `\r\n` and `\r` become `\n`, and with `add_newline` a missing line end is added.
    pub fn new(text: &str, add_newline: bool) -> Source {
        let mut bytes = Vec::with_capacity(text.len() + 1 + PADDING);
        let mut rest = text.as_bytes();
        while let Some(at) = memchr::memchr(b'\r', rest) {
            bytes.extend_from_slice(&rest[..at]);
            bytes.push(b'\n');
            rest = &rest[at + 1..];
            if rest.first() == Some(&b'\n') {
                rest = &rest[1..];
            }
        }
        bytes.extend_from_slice(rest);
        let implicit_newline = add_newline && bytes.last().is_some_and(|&c| c != b'\n');
        if implicit_newline {
            bytes.push(b'\n');
        }
        let length = bytes.len();
        bytes.resize(length + PADDING, 0);
        Source { bytes, length, implicit_newline }
    }

    /// Bytes of text.
    pub fn len(&self) -> usize {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The text and the zero bytes after it.
    pub fn padded(&self) -> &[u8] {
        &self.bytes
    }

    /// The text proper.
    pub fn text(&self) -> &str {
        self.slice(0, self.length)
    }

    /// A part of the text; bounds within a character give the empty string.
    pub fn slice(&self, start: usize, end: usize) -> &str {
        // The whole came from a `&str`, so only the two bounds need a look.
        let fine = |at: usize| at <= self.length && (at == self.length || self.bytes[at] & 0xc0 != 0x80);
        if start > end || !fine(start) || !fine(end) {
            return "";
        }
        // SAFETY: the bytes up to `length` are UTF-8 (ASCII bytes were replaced and added only), and both bounds lie on
        // character boundaries.
        unsafe { std::str::from_utf8_unchecked(&self.bytes[start..end]) }
    }

    /// The 1-based line without its line end.
    pub fn line(&self, lineno: i32) -> Option<&str> {
        let mut start = 0;
        for _ in 1..lineno {
            start += memchr::memchr(b'\n', &self.bytes[start..self.length])? + 1;
        }
        if start >= self.length {
            return None;
        }
        let end = memchr::memchr(b'\n', &self.bytes[start..self.length]).map_or(self.length, |n| start + n);
        Some(self.slice(start, end))
    }
}
