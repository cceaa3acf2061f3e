//! Lines and positions of instructions: `co_lines()`, `co_positions()`, `PyCode_Addr2Line`.

use std::cell::Cell;

use ks_bytecode::location::{self, Location};

use super::Code;
use crate::heap;
use crate::prelude::*;

impl Code {
    /// `PyCode_Addr2Line`: the line of the instruction at a byte offset; -1 if unknown, `co_firstlineno` for offset -1.
    pub fn addr2line(&self, offset: i32) -> i32 {
        if offset < 0 {
            return self.layout().co_firstlineno.get();
        }
        self.location(offset).lineno
    }

    /// The position of the instruction at a byte offset.
    pub fn location(&self, offset: i32) -> Location {
        let mut end = 0;
        for (location, units) in self.locations() {
            end += units as i32 * 2;
            if offset < end {
                return location;
            }
        }
        Location::NONE
    }

    /// The entries of the location table.
    pub fn locations(&self) -> location::Entries<'_> {
        location::entries(self.line_table(), self.layout().co_firstlineno.get())
    }

    /// Runs of instructions of one line: start and end in bytes, and the line (-1: none).
    pub fn line_ranges(&self) -> Vec<(i32, i32, i32)> {
        let mut ranges: Vec<(i32, i32, i32)> = Vec::new();
        let mut offset = 0;
        for (location, units) in self.locations() {
            let end = offset + units as i32 * 2;
            match ranges.last_mut() {
                Some(last) if last.2 == location.lineno => last.1 = end,
                _ => ranges.push((offset, end, location.lineno)),
            }
            offset = end;
        }
        ranges
    }
}

/// `line_iterator`, in Rust's layout: nothing outside looks inside.
#[repr(C)]
pub struct LineIteratorObject {
    ob_base: Object,
    code: Field<Code>,
    ranges: Cell<*mut Vec<(i32, i32, i32)>>,
    next: Cell<usize>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for LineIteratorObject {}

object_type!(
    /// What `co_lines()` returns.
    pub struct LineIterator(LineIteratorObject): PyLineIterator_Type
);

impl LineIterator {
    /// Over the lines of a code object.
    pub fn new(code: &Code) -> PyResult<Ref<LineIterator>> {
        let made = heap::new_object::<LineIterator>(&PyLineIterator_Type)?;
        made.layout().code.init(Ref::new(code));
        made.layout().ranges.set(Box::into_raw(Box::new(code.line_ranges())));
        Ok(made)
    }
}

#[pytype(
    static = PyLineIterator_Type,
    private,
    name = "line_iterator",
    layout = LineIteratorObject,
)]
impl LineIterator {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole, and owns its list.
        unsafe {
            let state = (*this).layout();
            drop(state.code.take());
            drop(Box::from_raw(state.ranges.get()));
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self) -> PyResult<Option<Ref>> {
        let state = self.layout();
        let index = state.next.get();
        // SAFETY: the list lives as long as the iterator and is never changed.
        let Some(&(start, end, line)) = (unsafe { &*state.ranges.get() }).get(index) else {
            return Ok(None);
        };
        state.next.set(index + 1);
        let line = if line == -1 { none().to_ref() } else { Long::from_i64(line.into())?.into_object() };
        let items = [Long::from_i64(start.into())?.into_object(), Long::from_i64(end.into())?.into_object(), line];
        Ok(Some(Tuple::from_array(items)?.into_object()))
    }
}

/// `positions_iterator`.
#[repr(C)]
pub struct PositionsIteratorObject {
    ob_base: Object,
    code: Field<Code>,
    /// Bytes of the table that have been read, and the line they lead to.
    entries: Cell<*mut Vec<(Location, u32)>>,
    next: Cell<usize>,
    used: Cell<u32>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for PositionsIteratorObject {}

object_type!(
    /// What `co_positions()` returns.
    pub struct PositionsIterator(PositionsIteratorObject): PyPositionsIterator_Type
);

impl PositionsIterator {
    /// Over the positions of a code object's units.
    pub fn new(code: &Code) -> PyResult<Ref<PositionsIterator>> {
        let made = heap::new_object::<PositionsIterator>(&PyPositionsIterator_Type)?;
        made.layout().code.init(Ref::new(code));
        made.layout().entries.set(Box::into_raw(Box::new(code.locations().collect())));
        Ok(made)
    }
}

fn number_or_none(value: i32) -> PyResult {
    if value == -1 { Ok(none().to_ref()) } else { Ok(Long::from_i64(value.into())?.into_object()) }
}

#[pytype(
    static = PyPositionsIterator_Type,
    private,
    name = "positions_iterator",
    layout = PositionsIteratorObject,
)]
impl PositionsIterator {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole, and owns its list.
        unsafe {
            let state = (*this).layout();
            drop(state.code.take());
            drop(Box::from_raw(state.entries.get()));
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self) -> PyResult<Option<Ref>> {
        let state = self.layout();
        // SAFETY: the list lives as long as the iterator and is never changed.
        let entries = unsafe { &*state.entries.get() };
        while let Some((location, units)) = entries.get(state.next.get()) {
            if state.used.get() < *units {
                state.used.set(state.used.get() + 1);
                let items = [
                    number_or_none(location.lineno)?,
                    number_or_none(location.end_lineno)?,
                    number_or_none(location.col_offset)?,
                    number_or_none(location.end_col_offset)?,
                ];
                return Ok(Some(Tuple::from_array(items)?.into_object()));
            }
            state.next.set(state.next.get() + 1);
            state.used.set(0);
        }
        Ok(None)
    }
}

/// `co_lnotab`: the line table in the form that it had before 3.10.
pub(super) fn lnotab(code: &Code) -> Vec<u8> {
    let mut table = Vec::new();
    let mut line = code.layout().co_firstlineno.get();
    let mut written = 0;
    let mut offset = 0;
    for (location, units) in code.locations() {
        if location != Location::NONE && location.lineno != line {
            let mut bytes = offset - written;
            let mut lines = location.lineno.wrapping_sub(line);
            while bytes > 255 {
                table.extend([255, 0]);
                bytes -= 255;
            }
            while lines > 127 {
                table.extend([bytes as u8, 127]);
                bytes = 0;
                lines -= 127;
            }
            while lines < -128 {
                table.extend([bytes as u8, (-128i8) as u8]);
                bytes = 0;
                lines += 128;
            }
            table.extend([bytes as u8, lines as i8 as u8]);
            written = offset;
            line = location.lineno;
        }
        offset += units as i32 * 2;
    }
    table
}
