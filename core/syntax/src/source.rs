//! A source text ready for lexing: decoded, line ends unified, padded.

/// UTF-8 text that ends with a line end (unless empty), followed by a few zero bytes.
#[derive(Clone, Debug)]
pub struct Source {
    bytes: Vec<u8>,
    length: usize,
    /// Whether the final line end was added.
    pub implicit_newline: bool,
    /// Bytes that were not UTF-8, in order. Almost always none.
    pub undecodable: Vec<Undecodable>,
}

/// Bytes of the original that were not UTF-8; a replacement character stands for them.
#[derive(Clone, Copy, Debug)]
pub struct Undecodable {
    /// Where the replacement character is in the text.
    pub at: usize,
    /// How many bytes it stands for.
    pub length: usize,
    pub first: u8,
    /// The bytes, of which `length` count.
    pub bytes: [u8; 3],
    /// The bytes start a character that is not complete.
    pub truncated: bool,
}

impl Undecodable {
    /// What the codec says about them; `position` counts in the original bytes, and `last` tells that nothing follows
    /// in what is being decoded.
    pub fn message(&self, position: usize, last: bool) -> String {
        let reason = match self.first {
            0x80..0xc2 | 0xf5.. => "invalid start byte",
            _ if self.truncated && last => "unexpected end of data",
            _ => "invalid continuation byte",
        };
        if self.length > 1 {
            let end = position + self.length - 1;
            return format!("(unicode error) 'utf-8' codec can't decode bytes in position {position}-{end}: {reason}");
        }
        let byte = self.first;
        format!("(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {position}: {reason}")
    }
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
        Source { bytes, length, implicit_newline, undecodable: Vec::new() }
    }

    /// The text as it is, line ends too (`tokenize`).
    pub fn verbatim(text: &str) -> Source {
        let length = text.len();
        let mut bytes = Vec::with_capacity(length + PADDING);
        bytes.extend_from_slice(text.as_bytes());
        bytes.resize(length + PADDING, 0);
        Source { bytes, length, implicit_newline: false, undecodable: Vec::new() }
    }

    /// From bytes that are not all UTF-8: what cannot be decoded is replaced and noted.
    pub fn from_broken_utf8(bytes: &[u8], add_newline: bool) -> Source {
        const REPLACEMENT: &str = "\u{fffd}";
        let mut text = String::with_capacity(bytes.len() + 16);
        // Which of the replacement characters in the text are ours.
        let (mut ordinal, mut broken) = (0, Vec::new());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            ordinal += memchr::memmem::find_iter(chunk.valid().as_bytes(), REPLACEMENT).count();
            let invalid = chunk.invalid();
            if let Some(&first) = invalid.first() {
                let truncated = std::str::from_utf8(invalid).is_err_and(|e| e.error_len().is_none());
                let mut bytes = [0; 3];
                for (to, from) in bytes.iter_mut().zip(invalid) {
                    *to = *from;
                }
                broken.push((ordinal, Undecodable { at: 0, length: invalid.len(), first, bytes, truncated }));
                text.push_str(REPLACEMENT);
                ordinal += 1;
            }
        }
        let mut source = Source::new(&text, add_newline);
        let places: Vec<usize> = memchr::memmem::find_iter(source.text().as_bytes(), REPLACEMENT).collect();
        source.undecodable =
            broken.into_iter().map(|(ordinal, found)| Undecodable { at: places[ordinal], ..found }).collect();
        source
    }

    /// The undecodable bytes within a part of the text.
    pub fn undecodable_in(&self, start: usize, end: usize) -> &[Undecodable] {
        let from = self.undecodable.partition_point(|found| found.at < start);
        let to = self.undecodable.partition_point(|found| found.at < end);
        &self.undecodable[from..to]
    }

    /// How many bytes a part of the text had before replacement.
    pub fn original_length(&self, start: usize, end: usize) -> usize {
        let added: usize = self.undecodable_in(start, end).iter().map(|found| 3 - found.length).sum();
        (end - start) - added
    }

    /// A part of the text as it was before replacement.
    pub fn original(&self, start: usize, end: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(end.saturating_sub(start));
        let mut from = start;
        for found in self.undecodable_in(start, end) {
            out.extend_from_slice(self.slice(from, found.at).as_bytes());
            out.extend(found.bytes.iter().take(found.length));
            from = found.at + 3;
        }
        out.extend_from_slice(self.slice(from, end).as_bytes());
        out
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
        self.lines_from(lineno).next()
    }

    /// Where a 1-based line starts; the one behind the last line end is at the end of the text.
    pub fn line_start(&self, lineno: i32) -> Option<usize> {
        (1..lineno).try_fold(0, |start, _| self.behind_line(start))
    }

    /// The lines from this 1-based one on, without their line ends.
    pub fn lines_from(&self, lineno: i32) -> impl Iterator<Item = &str> {
        let mut start = self.line_start(lineno);
        std::iter::from_fn(move || {
            let from = start.filter(|start| *start < self.length)?;
            start = self.behind_line(from);
            Some(self.slice(from, start.map_or(self.length, |next| next - 1)))
        })
    }

    /// Where the line begins that follows the one at `start`.
    fn behind_line(&self, start: usize) -> Option<usize> {
        Some(start + memchr::memchr(b'\n', &self.bytes[start..self.length])? + 1)
    }
}
