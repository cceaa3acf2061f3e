//! What `bytes` and `bytearray` do alike, on plain slices: searching, splitting, case, layout, hexadecimal.

use memchr::memmem;

use crate::objects::memoryobject::Buffer;
use crate::objects::unicodeobject::find::{self, Finder};
use crate::prelude::*;

/// What is searched for: bytes-like, or one byte as an int.
pub enum Needle {
    Byte([u8; 1]),
    Buffer(Buffer),
}

impl Needle {
    /// # Errors
    /// `TypeError` "argument should be integer or bytes-like object, not 'X'", `ValueError` for an int out of range.
    pub fn of(object: &Object, th: &mut Thread) -> PyResult<Needle> {
        if crate::objects::memoryobject::is_buffer(object) {
            return Buffer::get(object, PyBUF_SIMPLE, th).map(Needle::Buffer);
        }
        if !crate::abstract_::number::is_index(object) {
            let name = object.ob_type().display_name();
            let wanted = "argument should be integer or bytes-like object";
            return Err(raise!(th, TypeError, "{wanted}, not '{name:.200}'"));
        }
        match u8::try_from(object.as_isize(None, th)?) {
            Ok(byte) => Ok(Needle::Byte([byte])),
            Err(_) => Err(raise!(th, ValueError, "byte must be in range(0, 256)")),
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Needle::Byte(byte) => byte,
            Needle::Buffer(buffer) => buffer.as_bytes(),
        }
    }
}

/// Where the needle first, or last, stands within a slice.
pub fn search(hay: &[u8], needle: &[u8], (start, end): (usize, usize), from_right: bool) -> Option<usize> {
    let part = hay.get(start..end)?;
    let found = if from_right { find::rfind(part, needle) } else { find::find(part, needle) };
    found.map(|at| at + start)
}

/// Whether the slice begins or ends with the part.
pub fn tail_match(bytes: &[u8], part: &[u8], (start, end): (usize, usize), at_end: bool) -> bool {
    match bytes.get(start..end) {
        Some(slice) if at_end => slice.ends_with(part),
        Some(slice) => slice.starts_with(part),
        None => false,
    }
}

/// White space among ASCII characters, as C's `isspace` has it.
#[inline(always)]
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | 9..=13)
}

/// Ranges of the words between white space.
pub fn words(bytes: &[u8], max: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        at += bytes[at..].iter().take_while(|byte| is_space(**byte)).count();
        if at == bytes.len() {
            return out;
        }
        if out.len() == max {
            out.push((at, bytes.len()));
            return out;
        }
        let start = at;
        at += bytes[at..].iter().take_while(|byte| !is_space(**byte)).count();
        out.push((start, at));
    }
}

/// As [`words`], counted from the right; in reading order.
pub fn words_from_right(bytes: &[u8], max: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut end = bytes.len();
    loop {
        end -= bytes[..end].iter().rev().take_while(|byte| is_space(**byte)).count();
        if end == 0 {
            break;
        }
        if out.len() == max {
            out.push((0, end));
            break;
        }
        let last = end;
        end -= bytes[..end].iter().rev().take_while(|byte| !is_space(**byte)).count();
        out.push((end, last));
    }
    out.reverse();
    out
}

/// Ranges between separators, which are not empty.
pub fn pieces(bytes: &[u8], separator: &[u8], max: usize) -> Vec<(usize, usize)> {
    let finder = Finder::new(separator);
    let mut out = Vec::new();
    let mut start = 0;
    while out.len() < max
        && let Some(at) = finder.find(bytes, start)
    {
        out.push((start, at));
        start = at + separator.len();
    }
    out.push((start, bytes.len()));
    out
}

/// As [`pieces`], counted from the right; in reading order.
pub fn pieces_from_right(bytes: &[u8], separator: &[u8], max: usize) -> Vec<(usize, usize)> {
    let finder = memmem::FinderRev::new(separator);
    let mut out = Vec::new();
    let mut end = bytes.len();
    while out.len() < max
        && let Some(at) = finder.rfind(&bytes[..end])
    {
        out.push((at + separator.len(), end));
        end = at;
    }
    out.push((0, end));
    out.reverse();
    out
}

/// Ranges of lines, with or without their ends.
pub fn lines(bytes: &[u8], keep: bool) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let text = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let end = match bytes[text..] {
            [b'\r', b'\n', ..] => text + 2,
            [] => text,
            _ => text + 1,
        };
        out.push((start, if keep { end } else { text }));
        start = end;
    }
    out
}

/// What is left after stripping; `chars` `None` strips white space.
pub fn stripped(bytes: &[u8], chars: Option<&[u8]>, left: bool, right: bool) -> (usize, usize) {
    let gone = |byte: u8| chars.map_or_else(|| is_space(byte), |chars| chars.contains(&byte));
    let start = if left { bytes.iter().take_while(|byte| gone(**byte)).count() } else { 0 };
    let right = if right { bytes[start..].iter().rev().take_while(|byte| gone(**byte)).count() } else { 0 };
    (start, bytes.len() - right)
}

/// A copy with up to `max` occurrences replaced.
///
/// # Errors
/// `MemoryError`.
pub fn replaced(bytes: &[u8], old: &[u8], new: &[u8], max: usize, th: &mut Thread) -> PyResult<Vec<u8>> {
    let mut out: Vec<u8> = Vec::new();
    let count = if old.is_empty() { (bytes.len() + 1).min(max) } else { find::count(bytes, old, max) };
    let size = count
        .checked_mul(new.len())
        .and_then(|size| size.checked_add(bytes.len() - count.min(bytes.len() / old.len().max(1)) * old.len()))
        .filter(|size| *size <= isize::MAX as usize);
    let Some(size) = size else {
        return Err(raise!(th, OverflowError, "replace bytes is too long"));
    };
    out.try_reserve(size).map_err(|_| th.no_memory())?;
    let mut copied = 0;
    if old.is_empty() {
        for at in 0..count {
            out.extend_from_slice(new);
            if at < bytes.len() {
                out.push(bytes[at]);
                copied = at + 1;
            }
        }
    } else {
        let finder = Finder::new(old);
        for _ in 0..count {
            let Some(at) = finder.find(bytes, copied) else { break };
            out.extend_from_slice(&bytes[copied..at]);
            out.extend_from_slice(new);
            copied = at + old.len();
        }
    }
    out.extend_from_slice(&bytes[copied..]);
    Ok(out)
}

/// `expandtabs`.
///
/// # Errors
/// `OverflowError`, `MemoryError`.
pub fn expanded(bytes: &[u8], size: usize, th: &mut Thread) -> PyResult<Vec<u8>> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut column = 0usize;
    for &byte in bytes {
        if byte == b'\t' {
            if size > 0 {
                let spaces = size - column % size;
                out.try_reserve(spaces).map_err(|_| raise!(th, OverflowError, "result too long"))?;
                out.resize(out.len() + spaces, b' ');
                column += spaces;
            }
        } else {
            out.push(byte);
            column = if matches!(byte, b'\n' | b'\r') { 0 } else { column + 1 };
        }
    }
    Ok(out)
}

/// Bytes with others put around them.
///
/// # Errors
/// `MemoryError`.
pub fn padded(bytes: &[u8], left: usize, right: usize, fill: u8, th: &mut Thread) -> PyResult<Vec<u8>> {
    let mut out = Vec::new();
    out.try_reserve(left.saturating_add(right).saturating_add(bytes.len())).map_err(|_| th.no_memory())?;
    out.resize(left, fill);
    out.extend_from_slice(bytes);
    out.resize(out.len() + right, fill);
    Ok(out)
}

/// `zfill`.
///
/// # Errors
/// `MemoryError`.
pub fn zero_filled(bytes: &[u8], missing: usize, th: &mut Thread) -> PyResult<Vec<u8>> {
    let mut out = padded(bytes, missing, 0, b'0', th)?;
    if let Some(sign @ (b'+' | b'-')) = bytes.first() {
        out[missing] = b'0';
        out[0] = *sign;
    }
    Ok(out)
}

/// `title`.
pub fn titled(bytes: &[u8]) -> Vec<u8> {
    let mut in_word = false;
    let map = |byte: &u8| {
        let mapped = if in_word { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
        in_word = byte.is_ascii_alphabetic();
        mapped
    };
    bytes.iter().map(map).collect()
}

/// `istitle`.
pub fn is_title(bytes: &[u8]) -> bool {
    let (mut cased, mut in_word) = (false, false);
    for byte in bytes {
        if byte.is_ascii_uppercase() {
            if in_word {
                return false;
            }
            (cased, in_word) = (true, true);
        } else if byte.is_ascii_lowercase() {
            if !in_word {
                return false;
            }
            cased = true;
        } else {
            in_word = false;
        }
    }
    cased
}

/// `capitalize`.
pub fn capitalized(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_ascii_lowercase();
    if let Some(first) = out.first_mut() {
        first.make_ascii_uppercase();
    }
    out
}

/// `swapcase`.
pub fn swapped(bytes: &[u8]) -> Vec<u8> {
    let swap = |byte: &u8| if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { *byte };
    bytes.iter().map(swap).collect()
}

/// `translate`: without the bytes of `delete`, the others by the table of 256, if there is one.
pub fn translated(bytes: &[u8], table: Option<&[u8]>, delete: &[u8]) -> Vec<u8> {
    let mut gone = [false; 256];
    delete.iter().for_each(|byte| gone[usize::from(*byte)] = true);
    let kept = bytes.iter().filter(|byte| !gone[usize::from(**byte)]);
    match table {
        Some(table) => kept.map(|byte| table.get(usize::from(*byte)).copied().unwrap_or(*byte)).collect(),
        None => kept.copied().collect(),
    }
}

/// The separator of `hex`: one ASCII character, as `str` or `bytes`.
fn hex_separator(separator: &Object, th: &mut Thread) -> PyResult<u8> {
    if separator.len(th)? != 1 {
        return Err(raise!(th, ValueError, "sep must be length 1."));
    }
    let point = if let Some(text) = separator.downcast::<Str>() {
        Some(text.char_at(0))
    } else {
        separator.downcast::<Bytes>().and_then(|bytes| bytes.as_bytes().first().copied().map(u32::from))
    };
    let Some(point) = point else {
        return Err(raise!(th, TypeError, "sep must be str or bytes."));
    };
    u8::try_from(point).ok().filter(u8::is_ascii).ok_or_else(|| raise!(th, ValueError, "sep must be ASCII."))
}

/// `hex`: two digits for each byte, groups of `group` bytes counted from the right, or from the left if negative.
///
/// # Errors
/// `TypeError`, `ValueError` for the separator.
pub fn hex(bytes: &[u8], separator: Option<&Object>, group: i32, th: &mut Thread) -> PyResult<Vec<u8>> {
    let separator = match separator {
        Some(separator) => Some(hex_separator(separator, th)?).filter(|_| group != 0),
        None => None,
    };
    let digits = |byte: u8| {
        [
            crate::objects::bytesobject::HEX[usize::from(byte >> 4)],
            crate::objects::bytesobject::HEX[usize::from(byte & 15)],
        ]
    };
    let mut out = Vec::new();
    out.try_reserve(bytes.len().saturating_mul(3)).map_err(|_| th.no_memory())?;
    let size = group.unsigned_abs() as usize;
    for (at, byte) in bytes.iter().enumerate() {
        if let Some(separator) = separator
            && at > 0
            && (if group < 0 { at } else { bytes.len() - at }) % size == 0
        {
            out.push(separator);
        }
        out.extend_from_slice(&digits(*byte));
    }
    Ok(out)
}

/// `fromhex`.
///
/// # Errors
/// `ValueError`.
pub fn from_hex(text: &Str, th: &mut Thread) -> PyResult<Vec<u8>> {
    let bad = |at: usize, th: &mut Thread| {
        raise!(th, ValueError, "non-hexadecimal number found in fromhex() arg at position {at}")
    };
    let Some(ascii) = text.as_ascii().map(str::as_bytes) else {
        let at = text.points().position(|point| point > 127).unwrap_or(0);
        return Err(bad(at, th));
    };
    let digit = |at: usize| ascii.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(ascii.len() / 2);
    let mut at = 0;
    while at < ascii.len() {
        if is_space(ascii[at]) {
            at += 1;
            continue;
        }
        let high = digit(at).ok_or_else(|| bad(at, th))?;
        let low = digit(at + 1).ok_or_else(|| bad(at + 1, th))?;
        out.push((high << 4 | low) as u8);
        at += 2;
    }
    Ok(out)
}

/// `maketrans`.
///
/// # Errors
/// `ValueError`, `TypeError`.
pub fn make_table(from: &[u8], to: &[u8], th: &mut Thread) -> PyResult<Ref<Bytes>> {
    if from.len() != to.len() {
        return Err(raise!(th, ValueError, "maketrans arguments must have same length"));
    }
    Bytes::with_len(256, |table| {
        (0..=255).for_each(|byte| table[usize::from(byte)] = byte);
        from.iter().zip(to).for_each(|(from, to)| table[usize::from(*from)] = *to);
    })
}

/// What `join` is to join.
///
/// # Errors
/// `TypeError` for what is not iterable, and what iterating raises.
pub fn items_to_join(iterable: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    if let Some(tuple) = iterable.downcast_exact::<Tuple>() {
        return Ok(Ref::new(tuple));
    }
    Tuple::from_vec(crate::abstract_::items::collect_fast(iterable, "can only join an iterable", th)?)
}

/// `join`: the buffers of the items with a separator between them.
///
/// # Errors
/// `TypeError` names the item without a buffer.
pub fn joined(separator: &[u8], items: &Tuple, th: &mut Thread) -> PyResult<Vec<u8>> {
    let mut out = Vec::new();
    for (at, item) in items.items().iter().enumerate() {
        let mut put = |bytes: &[u8], th: &mut Thread| {
            let size = bytes.len() + if at > 0 { separator.len() } else { 0 };
            out.try_reserve(size).map_err(|_| th.no_memory())?;
            if at > 0 {
                out.extend_from_slice(separator);
            }
            out.extend_from_slice(bytes);
            Ok(())
        };
        if let Some(bytes) = item.downcast_exact::<Bytes>() {
            put(bytes.as_bytes(), th)?;
            continue;
        }
        match Buffer::get(item, PyBUF_SIMPLE, th) {
            Ok(buffer) => put(buffer.as_bytes(), th)?,
            Err(Raised) => {
                th.clear_raised();
                let name = item.ob_type().display_name();
                let wanted = "expected a bytes-like object";
                return Err(raise!(th, TypeError, "sequence item {at}: {wanted}, {name:.80} found"));
            }
        }
    }
    Ok(out)
}
