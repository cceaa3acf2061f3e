//! Searching: substrings and characters, in units of any width.

use std::borrow::Cow;

use memchr::memmem;

use super::units::Unit;
use super::*;

fn raw<U: Unit>(units: &[U]) -> &[u8] {
    // SAFETY: units are plain memory.
    unsafe { std::slice::from_raw_parts(units.as_ptr().cast(), size_of_val(units)) }
}

/// Where the needle first stands.
pub fn find<U: Unit>(hay: &[U], needle: &[U]) -> Option<usize> {
    if needle.len() > hay.len() {
        return None;
    }
    if U::KIND == 1 {
        return match raw(needle) {
            [] => Some(0),
            [one] => memchr::memchr(*one, raw(hay)),
            needle => memmem::find(raw(hay), needle),
        };
    }
    Finder::new(needle).find(hay, 0)
}

/// Where the needle last stands.
pub fn rfind<U: Unit>(hay: &[U], needle: &[U]) -> Option<usize> {
    if needle.is_empty() {
        return Some(hay.len());
    }
    if needle.len() > hay.len() {
        return None;
    }
    if let [one] = needle {
        return if U::KIND == 1 {
            memchr::memrchr(one.point() as u8, raw(hay))
        } else {
            hay.iter().rposition(|unit| unit == one)
        };
    }
    let finder = memmem::FinderRev::new(raw(needle));
    let mut end = size_of_val(hay);
    loop {
        let at = finder.rfind(&raw(hay)[..end])?;
        if at % U::KIND == 0 {
            return Some(at / U::KIND);
        }
        // Found between two units.
        end = at + size_of_val(needle) - 1;
    }
}

/// A needle to be searched for many times.
pub struct Finder<'n> {
    finder: memmem::Finder<'n>,
    units: usize,
}

impl<'n> Finder<'n> {
    /// A finder of `needle`.
    pub fn new<U: Unit>(needle: &'n [U]) -> Finder<'n> {
        Finder { finder: memmem::Finder::new(raw(needle)), units: needle.len() }
    }

    /// Where the needle first stands at `from` or after.
    #[inline]
    pub fn find<U: Unit>(&self, hay: &[U], from: usize) -> Option<usize> {
        if self.units == 0 {
            return (from <= hay.len()).then_some(from);
        }
        let bytes = raw(hay);
        let mut start = from * U::KIND;
        loop {
            let at = start + self.finder.find(bytes.get(start..)?)?;
            if at.is_multiple_of(U::KIND) {
                return Some(at / U::KIND);
            }
            // Found between two units.
            start = at + 1;
        }
    }
}

/// How often the needle stands there, not overlapping; stops at `max`.
pub fn count<U: Unit>(hay: &[U], needle: &[U], max: usize) -> usize {
    if needle.is_empty() {
        return (hay.len() + 1).min(max);
    }
    if let [one] = needle {
        let count = if U::KIND == 1 {
            memchr::memchr_iter(one.point() as u8, raw(hay)).count()
        } else {
            hay.iter().filter(|unit| *unit == one).count()
        };
        return count.min(max);
    }
    let finder = Finder::new(needle);
    let (mut found, mut from) = (0, 0);
    while found < max
        && let Some(at) = finder.find(hay, from)
    {
        found += 1;
        from = at + needle.len();
    }
    found
}

/// The needle in units of the haystack's width; `None` if its storage is wider, so that it cannot stand in there.
pub fn as_units_of<'a, U: Unit>(_hay: &[U], needle: StrData<'a>) -> Option<Cow<'a, [U]>>
where
    [U]: ToOwned<Owned = Vec<U>>,
{
    if needle.kind() > U::KIND {
        return None;
    }
    if needle.kind() == U::KIND {
        let raw = needle.raw();
        // SAFETY: storage of the kind that `U` is.
        return Some(Cow::Borrowed(unsafe { std::slice::from_raw_parts(raw.as_ptr().cast(), needle.len()) }));
    }
    Some(Cow::Owned(needle.iter().map(U::from_point).collect()))
}

/// Evaluates an expression with two strings' units in the width of the first, or gives `$none` if the second is wider.
#[macro_export]
macro_rules! with_same_units {
    ($hay_data:expr, $needle_data:expr, $hay:ident, $needle:ident => $body:expr, else $none:expr) => {
        $crate::with_units!($hay_data, $hay => {
            match $crate::objects::unicodeobject::find::as_units_of($hay, $needle_data) {
                Some($needle) => {
                    let $needle = &$needle[..];
                    $body
                }
                None => $none,
            }
        })
    };
}

impl Str {
    /// Whether `text` stands in it.
    #[inline]
    pub fn contains_str(&self, text: &Str) -> bool {
        self.find_in(text, 0, self.len()).is_some()
    }

    /// Where `text` first stands within `start..end`, which is in range.
    pub fn find_in(&self, text: &Str, start: usize, end: usize) -> Option<usize> {
        let hay = self.data().slice(start, end);
        let found = with_same_units!(hay, text.data(), hay, needle => find(hay, needle), else None);
        found.map(|at| at + start)
    }

    /// Where `text` last stands within `start..end`, which is in range.
    pub fn rfind_in(&self, text: &Str, start: usize, end: usize) -> Option<usize> {
        let hay = self.data().slice(start, end);
        let found = with_same_units!(hay, text.data(), hay, needle => rfind(hay, needle), else None);
        found.map(|at| at + start)
    }

    /// How often `text` stands within `start..end`.
    pub fn count_in(&self, text: &Str, start: usize, end: usize) -> usize {
        let hay = self.data().slice(start, end);
        with_same_units!(hay, text.data(), hay, needle => count(hay, needle, usize::MAX), else 0)
    }

    /// Where a character first stands within `start..end`.
    pub fn find_char(&self, point: u32, start: usize, end: usize) -> Option<usize> {
        let hay = self.data().slice(start, end);
        let found = match hay {
            StrData::Ascii(units) | StrData::Latin1(units) => {
                u8::try_from(point).ok().and_then(|byte| memchr::memchr(byte, units))
            }
            StrData::Ucs2(units) => units.iter().position(|unit| u32::from(*unit) == point),
            StrData::Ucs4(units) => units.iter().position(|unit| *unit == point),
        };
        found.map(|at| at + start)
    }

    /// Where a character last stands within `start..end`.
    pub fn rfind_char(&self, point: u32, start: usize, end: usize) -> Option<usize> {
        let hay = self.data().slice(start, end);
        with_units!(hay, units => units.iter().rposition(|unit| unit.point() == point)).map(|at| at + start)
    }

    /// Whether `text` stands at `at`, which is in range.
    pub fn has_at(&self, text: &Str, at: usize) -> bool {
        if text.len() > self.len() - at {
            return false;
        }
        let part = self.data().slice(at, at + text.len());
        match (part, text.data()) {
            (part, text) if part.kind() == text.kind() => part.raw() == text.raw(),
            (part, text) if part.kind() < text.kind() => false,
            (part, text) => part.iter().eq(text.iter()),
        }
    }
}
