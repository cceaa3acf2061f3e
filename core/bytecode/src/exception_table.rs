//! `co_exceptiontable`: which instructions are guarded by which handler.
//!
//! Each entry is four numbers: start, size and handler in code units, and `depth << 1 | lasti`. A number is big-endian,
//! six bits a byte, bit 6 set on all but its last byte; bit 7 marks the first byte of an entry, so that a search can
//! start anywhere.

/// One guarded range.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// First guarded instruction, in code units.
    pub start: u32,
    /// First instruction after the range, in code units.
    pub end: u32,
    /// The handler's first instruction, in code units.
    pub target: u32,
    /// Stack items that are kept when the handler is entered.
    pub depth: u32,
    /// Whether the offset of the raising instruction is pushed below the exception.
    pub lasti: bool,
}

fn write_item(out: &mut Vec<u8>, value: u32, first: bool) {
    let start = if first { 0x80 } else { 0 };
    let groups = (32 - value.leading_zeros()).div_ceil(6).max(1);
    for g in (0..groups).rev() {
        let more = if g > 0 { 0x40 } else { 0 };
        let mark = if g == groups - 1 { start } else { 0 };
        out.push((value >> (6 * g) & 0x3f) as u8 | more | mark);
    }
}

/// Appends an entry.
pub fn write(out: &mut Vec<u8>, e: &Entry) {
    write_item(out, e.start, true);
    write_item(out, e.end - e.start, false);
    write_item(out, e.target, false);
    write_item(out, e.depth << 1 | e.lasti as u32, false);
}

#[inline]
fn read_item(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0u32;
    loop {
        let (&b, rest) = bytes.split_first()?;
        *bytes = rest;
        value = value << 6 | (b & 0x3f) as u32;
        if b & 0x40 == 0 {
            return Some(value);
        }
    }
}

/// The entries of a table, in order. Stops at the first truncated entry.
#[derive(Clone)]
pub struct Entries<'a>(&'a [u8]);

/// Reads a table.
pub fn entries(table: &[u8]) -> Entries<'_> {
    Entries(table)
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let start = read_item(&mut self.0)?;
        let size = read_item(&mut self.0)?;
        let target = read_item(&mut self.0)?;
        let dl = read_item(&mut self.0)?;
        Some(Entry { start, end: start.saturating_add(size), target, depth: dl >> 1, lasti: dl & 1 != 0 })
    }
}

/// The handler of the instruction at `offset` (in code units), found by bisection.
pub fn lookup(table: &[u8], offset: u32) -> Option<Entry> {
    // Ranges do not overlap and are sorted. Narrow down to a few entries, then read them one after the other.
    const LINEAR_SEARCH_BYTES: usize = 40;
    let entry_at_or_before = |mut i: usize| {
        while i > 0 && table[i] & 0x80 == 0 {
            i -= 1;
        }
        i
    };
    let (mut low, mut high) = (0, table.len());
    while high - low > LINEAR_SEARCH_BYTES {
        let middle = entry_at_or_before(low + (high - low) / 2);
        let start = read_item(&mut &table[middle..])?;
        if start == offset {
            return entries(&table[middle..]).next();
        }
        if start < offset {
            if middle == low {
                break;
            }
            low = middle;
        } else {
            if middle == low {
                return None;
            }
            high = middle;
        }
    }
    entries(&table[low..]).take_while(|e| e.start <= offset).find(|e| offset < e.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_and_lookup() {
        let all: Vec<Entry> = (0..500u32)
            .map(|i| Entry { start: i * 70, end: i * 70 + 40, target: i * 3000, depth: i % 9, lasti: i % 2 == 1 })
            .collect();
        let mut table = Vec::new();
        for e in &all {
            write(&mut table, e);
        }
        assert_eq!(entries(&table).collect::<Vec<_>>(), all);
        for (i, e) in all.iter().enumerate() {
            assert_eq!(lookup(&table, e.start), Some(*e), "{i}");
            assert_eq!(lookup(&table, e.end - 1), Some(*e));
            assert_eq!(lookup(&table, e.end), None);
        }
        assert_eq!(lookup(&[], 3), None);
    }
}
