//! `co_linetable`: source positions of instructions (PEP 626, PEP 657; the format is described in CPython's
//! `Objects/locations.md`).
//!
//! An entry's first byte is `0x80 | kind << 3 | (units - 1)`, covering one to eight code units.

use crate::varint::{read_svarint, read_uvarint, write_svarint, write_uvarint};

/// Kinds 0 to 9 hold columns below 80 on the same line.
pub const KIND_SHORT0: u8 = 0;
/// Kinds 10 to 12 move on by zero to two lines and hold columns below 128.
pub const KIND_ONE_LINE0: u8 = 10;
/// A line and no columns.
pub const KIND_NO_COLUMNS: u8 = 13;
/// Everything as varints.
pub const KIND_LONG: u8 = 14;
/// No position at all.
pub const KIND_NONE: u8 = 15;

/// A source range; -1 stands for "unknown" in every field. Lines count from 1, columns from 0 in UTF-8 bytes.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Hash)]
pub struct Location {
    pub lineno: i32,
    pub end_lineno: i32,
    pub col_offset: i32,
    pub end_col_offset: i32,
}

impl Location {
    /// An instruction that has no place in the source.
    pub const NONE: Location = Location::unknown(-1);
    /// Takes over the position of the instruction that follows.
    pub const NEXT: Location = Location::unknown(-2);

    const fn unknown(lineno: i32) -> Location {
        Location { lineno, end_lineno: lineno, col_offset: lineno, end_col_offset: lineno }
    }

    /// A range from its four parts, in the order of `ast` attributes.
    pub const fn new(lineno: i32, col_offset: i32, end_lineno: i32, end_col_offset: i32) -> Location {
        Location { lineno, end_lineno, col_offset, end_col_offset }
    }
}

/// Writes a table entry by entry.
pub struct Writer {
    out: Vec<u8>,
    line: i32,
}

impl Writer {
    /// Starts a table for a code object whose `co_firstlineno` is `firstlineno`.
    pub fn new(firstlineno: i32) -> Writer {
        Writer { out: Vec::new(), line: firstlineno }
    }

    /// Gives `units` code units, which may be more than one entry can hold, the position `loc`.
    pub fn add(&mut self, loc: Location, mut units: u32) {
        while units > 8 {
            self.entry(loc, 8);
            units -= 8;
        }
        if units > 0 {
            self.entry(loc, units);
        }
    }

    /// The finished table.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    fn head(&mut self, kind: u8, units: u32) {
        self.out.push(0x80 | kind << 3 | (units - 1) as u8);
    }

    fn entry(&mut self, loc: Location, units: u32) {
        if loc.lineno == Location::NONE.lineno {
            return self.head(KIND_NONE, units);
        }
        // Trees may say anything of where their nodes are: like C, the numbers wrap.
        let delta = loc.lineno.wrapping_sub(self.line);
        let (column, end_column) = (loc.col_offset, loc.end_col_offset);
        if column < 0 || end_column < 0 {
            if loc.end_lineno == loc.lineno || loc.end_lineno < 0 {
                self.head(KIND_NO_COLUMNS, units);
                write_svarint(&mut self.out, delta);
                self.line = loc.lineno;
                return;
            }
        } else if loc.end_lineno == loc.lineno {
            if delta == 0 && column < 80 && end_column >= column && end_column - column < 16 {
                self.head(KIND_SHORT0 + (column >> 3) as u8, units);
                self.out.push(((column & 7) << 4 | (end_column - column)) as u8);
                return;
            }
            if (0..3).contains(&delta) && column < 128 && end_column < 128 {
                self.head(KIND_ONE_LINE0 + delta as u8, units);
                self.out.push(column as u8);
                self.out.push(end_column as u8);
                self.line = loc.lineno;
                return;
            }
        }
        self.head(KIND_LONG, units);
        write_svarint(&mut self.out, delta);
        write_uvarint(&mut self.out, loc.end_lineno.wrapping_sub(loc.lineno) as u32);
        write_uvarint(&mut self.out, column.wrapping_add(1) as u32);
        write_uvarint(&mut self.out, end_column.wrapping_add(1) as u32);
        self.line = loc.lineno;
    }
}

/// The table of the same code with its lines only.
pub fn without_columns(table: &[u8]) -> Vec<u8> {
    // Lines are told as differences: those of a code object that begins at any line are the same.
    let mut writer = Writer::new(0);
    let mut rest = entries(table, 0);
    while let Some(&head) = rest.table.first() {
        let Some((location, units)) = rest.next() else { break };
        if head >> 3 & 15 == KIND_NONE {
            writer.head(KIND_NONE, units);
        } else {
            writer.head(KIND_NO_COLUMNS, units);
            write_svarint(&mut writer.out, location.lineno.wrapping_sub(writer.line));
            writer.line = location.lineno;
        }
    }
    writer.finish()
}

/// The entries of a table: position and the number of code units that have it. Stops at the first truncated entry.
#[derive(Clone)]
pub struct Entries<'a> {
    table: &'a [u8],
    line: i32,
}

/// Reads a table of a code object whose `co_firstlineno` is `firstlineno`.
pub fn entries(table: &[u8], firstlineno: i32) -> Entries<'_> {
    Entries { table, line: firstlineno }
}

impl Iterator for Entries<'_> {
    type Item = (Location, u32);

    fn next(&mut self) -> Option<(Location, u32)> {
        let (&head, rest) = self.table.split_first()?;
        self.table = rest;
        let units = (head & 7) as u32 + 1;
        let kind = head >> 3 & 15;
        let mut byte = || {
            let (&b, rest) = self.table.split_first()?;
            self.table = rest;
            Some(b as i32)
        };
        let loc = match kind {
            KIND_NONE => Location::NONE,
            KIND_LONG => {
                self.line = self.line.wrapping_add(read_svarint(&mut self.table)?);
                let lines = read_uvarint(&mut self.table)? as i32;
                let column = read_uvarint(&mut self.table)? as i32 - 1;
                let end_column = read_uvarint(&mut self.table)? as i32 - 1;
                Location::new(self.line, column, self.line.wrapping_add(lines), end_column)
            }
            KIND_NO_COLUMNS => {
                self.line = self.line.wrapping_add(read_svarint(&mut self.table)?);
                Location::new(self.line, -1, self.line, -1)
            }
            10..=12 => {
                self.line = self.line.wrapping_add((kind - KIND_ONE_LINE0) as i32);
                let (column, end_column) = (byte()?, byte()?);
                Location::new(self.line, column, self.line, end_column)
            }
            _ => {
                let b = byte()?;
                let column = (kind as i32) << 3 | b >> 4 & 7;
                Location::new(self.line, column, self.line, column + (b & 15))
            }
        };
        Some((loc, units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let positions = [
            Location::new(10, 0, 10, 5),
            Location::new(10, 79, 10, 94),
            Location::new(11, 100, 11, 127),
            Location::new(13, 200, 13, 300),
            Location::NONE,
            Location::new(9, 4, 30, 2),
            Location::new(9, -1, 9, -1),
            Location::new(9, 8, 9, 3),
        ];
        let mut w = Writer::new(10);
        for (i, p) in positions.iter().enumerate() {
            w.add(*p, i as u32 % 8 + 1);
        }
        let table = w.finish();
        let read: Vec<_> = entries(&table, 10).collect();
        let want: Vec<_> = positions.iter().enumerate().map(|(i, p)| (*p, i as u32 % 8 + 1)).collect();
        assert_eq!(read, want);
        let lines: Vec<_> = entries(&without_columns(&table), 10).collect();
        let want: Vec<_> =
            want.iter().map(|(at, units)| (Location::new(at.lineno, -1, at.lineno, -1), *units)).collect();
        assert_eq!(lines, want);
    }
}
