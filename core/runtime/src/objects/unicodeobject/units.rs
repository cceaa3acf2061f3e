//! Code units of the three widths, and what is done alike for each.

use super::StrData;

/// A code unit: `u8`, `u16` or `u32`, each holding a whole code point.
pub trait Unit: Copy + Ord + std::fmt::Debug + 'static {
    /// Bytes of a unit.
    const KIND: usize;
    /// The largest unit.
    const MAX: u32;
    /// The code point.
    fn point(self) -> u32;
    /// The unit of a code point that fits; bits beyond are dropped.
    fn from_point(point: u32) -> Self;
}

macro_rules! unit {
    ($($ty:ident),*) => {$(
        impl Unit for $ty {
            const KIND: usize = size_of::<$ty>();
            const MAX: u32 = $ty::MAX as u32;
            #[inline(always)]
            fn point(self) -> u32 {
                u32::from(self)
            }
            #[inline(always)]
            fn from_point(point: u32) -> $ty {
                point as $ty
            }
        }
    )*};
}
unit!(u8, u16, u32);

/// Evaluates an expression with the units of a string bound to a slice of `u8`, `u16` or `u32`.
#[macro_export]
macro_rules! with_units {
    ($data:expr, $units:ident => $body:expr) => {
        match $data {
            $crate::objects::unicodeobject::StrData::Ascii($units)
            | $crate::objects::unicodeobject::StrData::Latin1($units) => $body,
            $crate::objects::unicodeobject::StrData::Ucs2($units) => $body,
            $crate::objects::unicodeobject::StrData::Ucs4($units) => $body,
        }
    };
}

/// All bits of all units together: enough to tell the width they need, if not the largest one.
#[inline]
pub fn union_of<U: Unit>(units: &[U]) -> u32 {
    let mut all = 0;
    // In chunks, so that the compiler makes vector code and wide text ends early.
    for chunk in units.chunks(256) {
        all |= chunk.iter().fold(0, |all, unit| all | unit.point());
        if all > U::MAX >> 1 {
            break;
        }
    }
    all
}

/// Whether no unit is above 127.
#[inline]
pub fn is_ascii<U: Unit>(units: &[U]) -> bool {
    units.chunks(256).all(|chunk| chunk.iter().fold(0, |all, unit| all | unit.point()) < 128)
}

/// Copies units to a place of another width, in which they fit.
///
/// # Safety
/// `to` has room for all of them.
#[inline]
pub unsafe fn copy_units<S: Unit, D: Unit>(from: &[S], to: *mut D) {
    if S::KIND == D::KIND {
        // SAFETY: the caller's promise; units of the same width are the same.
        unsafe { std::ptr::copy_nonoverlapping(from.as_ptr().cast::<D>(), to, from.len()) };
        return;
    }
    for (at, unit) in from.iter().enumerate() {
        // SAFETY: the caller's promise.
        unsafe { to.add(at).write(D::from_point(unit.point())) };
    }
}

/// Copies units to raw storage of `kind` bytes per unit, in which they fit.
///
/// # Safety
/// `to` has room for all of them and is aligned.
#[inline]
pub unsafe fn copy_to_kind<S: Unit>(from: &[S], to: *mut u8, kind: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        match kind {
            1 => copy_units(from, to),
            2 => copy_units(from, to.cast::<u16>()),
            _ => copy_units(from, to.cast::<u32>()),
        }
    }
}

impl<'a> StrData<'a> {
    /// Number of code points.
    #[inline(always)]
    pub fn len(self) -> usize {
        with_units!(self, units => units.len())
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The code point at `index`, which must be in range.
    #[inline(always)]
    pub fn at(self, index: usize) -> u32 {
        with_units!(self, units => units[index].point())
    }

    /// Part of it, in range. ASCII stays ASCII; others are not narrowed.
    #[inline(always)]
    pub fn slice(self, start: usize, end: usize) -> StrData<'a> {
        match self {
            StrData::Ascii(units) => StrData::Ascii(&units[start..end]),
            StrData::Latin1(units) => StrData::Latin1(&units[start..end]),
            StrData::Ucs2(units) => StrData::Ucs2(&units[start..end]),
            StrData::Ucs4(units) => StrData::Ucs4(&units[start..end]),
        }
    }

    /// Bytes per code point.
    #[inline(always)]
    pub fn kind(self) -> usize {
        match self {
            StrData::Ascii(_) | StrData::Latin1(_) => 1,
            StrData::Ucs2(_) => 2,
            StrData::Ucs4(_) => 4,
        }
    }

    /// What `PyUnicode_MAX_CHAR_VALUE` gives: the largest code point that the storage may hold.
    #[inline(always)]
    pub fn max_char(self) -> u32 {
        match self {
            StrData::Ascii(_) => 0x7f,
            StrData::Latin1(_) => 0xff,
            StrData::Ucs2(_) => 0xffff,
            StrData::Ucs4(_) => 0x10ffff,
        }
    }

    /// The bytes of the storage.
    #[inline(always)]
    pub fn raw(self) -> &'a [u8] {
        match self {
            StrData::Ascii(units) | StrData::Latin1(units) => units,
            // SAFETY: units are plain memory.
            StrData::Ucs2(units) => unsafe { std::slice::from_raw_parts(units.as_ptr().cast(), units.len() * 2) },
            // SAFETY: as above.
            StrData::Ucs4(units) => unsafe { std::slice::from_raw_parts(units.as_ptr().cast(), units.len() * 4) },
        }
    }

    /// The code points, one by one.
    #[inline]
    pub fn iter(self) -> Points<'a> {
        Points { data: self, at: 0, end: self.len() }
    }
}

/// Iterator over code points.
#[derive(Clone)]
pub struct Points<'a> {
    data: StrData<'a>,
    at: usize,
    end: usize,
}

impl Iterator for Points<'_> {
    type Item = u32;
    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.at == self.end {
            return None;
        }
        let point = self.data.at(self.at);
        self.at += 1;
        Some(point)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.at, Some(self.end - self.at))
    }
}

impl DoubleEndedIterator for Points<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        if self.at == self.end {
            return None;
        }
        self.end -= 1;
        Some(self.data.at(self.end))
    }
}

impl ExactSizeIterator for Points<'_> {}
