//! The matching engine behind `_sre`: pattern code words against text, free of objects.
//!
//! A [`Program`] is a list of code words, as the standard library's `re._compiler` makes them, that was checked. A
//! [`Matcher`] holds the registers and the stacks of a run, and is used again for the next. Text is the storage of a
//! `str` or the bytes of a buffer.
//!
//! The engine backtracks like CPython's and agrees with it on every group and position, but keeps its choices on a
//! stack of its own: no pattern or text makes the native stack grow, and the memory used is proportional to the text.

#![deny(clippy::unwrap_used, clippy::expect_used)]

mod chars;
pub mod constants;
mod engine;
mod program;
mod search;

pub use chars::{ascii_is_cased, ascii_to_lower, unicode_is_cased, unicode_to_lower};
pub use engine::{Error, Matcher};
pub use program::{InvalidCode, Program};

/// What is searched: the characters of a `str` in the width of its storage, or bytes.
#[derive(Clone, Copy, Debug)]
pub enum Text<'a> {
    Latin1(&'a [u8]),
    U16(&'a [u16]),
    U32(&'a [u32]),
    Bytes(&'a [u8]),
}

impl Text<'_> {
    /// The number of characters.
    pub fn len(&self) -> usize {
        match self {
            Text::Latin1(t) | Text::Bytes(t) => t.len(),
            Text::U16(t) => t.len(),
            Text::U32(t) => t.len(),
        }
    }

    /// Whether there are no characters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Where a match has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// At the start.
    Match,
    /// At the start, up to the end.
    FullMatch,
    /// Anywhere.
    Search,
}

/// One request to a [`Matcher`].
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub text: Text<'a>,
    pub mode: Mode,
    /// Where to begin; what lies before is still seen by `^`, `\b` and lookbehind.
    pub start: usize,
    /// Where the text is taken to end; clamped to its length.
    pub end: usize,
    /// Refuse an empty match at `start`: set by `finditer`, `sub` and the like when the match before was empty
    /// or ended there.
    pub must_advance: bool,
}
