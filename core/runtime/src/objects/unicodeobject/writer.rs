//! `StrWriter`: a string built piece by piece.

use super::units::Unit;
use super::*;

enum Units {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

/// Builds a string piece by piece (`_PyUnicodeWriter`'s role), widening its storage when a wider character arrives. Also a
/// `std::fmt::Write`.
pub struct StrWriter {
    /// The only string pushed so far: the result, if nothing follows. `units` is empty then.
    whole: Option<Ref<Str>>,
    units: Units,
    /// Whether a character above 127 has been pushed.
    not_ascii: bool,
}

fn widened<S: Unit, D: Unit>(units: &[S], more: usize) -> Vec<D> {
    let mut wide = Vec::with_capacity((units.len() + more).max(units.capacity_hint()));
    wide.extend(units.iter().map(|unit| D::from_point(unit.point())));
    wide
}

trait CapacityHint {
    fn capacity_hint(&self) -> usize;
}

impl<T> CapacityHint for [T] {
    fn capacity_hint(&self) -> usize {
        self.len() + self.len() / 4 + 16
    }
}

impl Default for StrWriter {
    fn default() -> Self {
        StrWriter::new()
    }
}

impl StrWriter {
    /// An empty writer.
    pub fn new() -> StrWriter {
        StrWriter { whole: None, units: Units::One(Vec::new()), not_ascii: false }
    }

    /// An empty writer with room for `capacity` code points.
    pub fn with_capacity(capacity: usize) -> StrWriter {
        StrWriter { whole: None, units: Units::One(Vec::with_capacity(capacity)), not_ascii: false }
    }

    /// Number of code points so far.
    pub fn len(&self) -> usize {
        if let Some(whole) = &self.whole {
            return whole.len();
        }
        match &self.units {
            Units::One(units) => units.len(),
            Units::Two(units) => units.len(),
            Units::Four(units) => units.len(),
        }
    }

    /// Whether nothing has been pushed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What has been written.
    pub fn data(&self) -> StrData<'_> {
        if let Some(whole) = &self.whole {
            return whole.data();
        }
        match &self.units {
            Units::One(units) if self.not_ascii => StrData::Latin1(units),
            Units::One(units) => StrData::Ascii(units),
            Units::Two(units) => StrData::Ucs2(units),
            Units::Four(units) => StrData::Ucs4(units),
        }
    }

    /// Makes room for `count` more code points.
    ///
    /// # Errors
    /// `MemoryError`: for sizes that a program asks for.
    pub fn reserve(&mut self, count: usize) -> PyResult<()> {
        self.settle();
        let result = match &mut self.units {
            Units::One(units) => units.try_reserve(count),
            Units::Two(units) => units.try_reserve(count),
            Units::Four(units) => units.try_reserve(count),
        };
        result.map_err(|_| crate::heap::out_of_memory())
    }

    /// Something follows the only string: its text goes into the storage.
    #[inline(always)]
    fn settle(&mut self) {
        if let Some(whole) = self.whole.take() {
            self.push_data(whole.data());
        }
    }

    /// Makes the storage wide enough for `max`.
    #[cold]
    fn widen(&mut self, max: u32) {
        self.not_ascii = true;
        match &self.units {
            Units::One(units) if max > 0xffff => self.units = Units::Four(widened(units, 1)),
            Units::One(units) if max > 0xff => self.units = Units::Two(widened(units, 1)),
            Units::Two(units) if max > 0xffff => self.units = Units::Four(widened(units, 1)),
            _ => {}
        }
    }

    #[inline(always)]
    fn fits(&self, max: u32) -> bool {
        match self.units {
            Units::One(_) => max < 128 || (self.not_ascii && max < 256),
            Units::Two(_) => max < 0x10000,
            Units::Four(_) => true,
        }
    }

    /// Appends one code point.
    #[inline]
    pub fn push(&mut self, point: u32) {
        self.settle();
        if !self.fits(point) {
            self.widen(point);
        }
        match &mut self.units {
            Units::One(units) => units.push(point as u8),
            Units::Two(units) => units.push(point as u16),
            Units::Four(units) => units.push(point),
        }
    }

    /// Appends one code point `count` times.
    pub fn push_repeated(&mut self, point: u32, count: usize) {
        self.settle();
        if !self.fits(point) {
            self.widen(point);
        }
        match &mut self.units {
            Units::One(units) => units.resize(units.len() + count, point as u8),
            Units::Two(units) => units.resize(units.len() + count, point as u16),
            Units::Four(units) => units.resize(units.len() + count, point),
        }
    }

    /// Appends ASCII text. (Text that is not ASCII is welcome, too.)
    #[inline]
    pub fn push_ascii(&mut self, text: &str) {
        self.push_utf8(text);
    }

    /// Appends UTF-8 text.
    pub fn push_utf8(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.settle();
        if text.is_ascii() {
            self.push_units(text.as_bytes());
        } else {
            text.chars().for_each(|c| self.push(c as u32));
        }
    }

    /// Appends units known to fit.
    #[inline]
    fn push_units<U: Unit>(&mut self, from: &[U]) {
        match &mut self.units {
            Units::One(units) => extend(units, from),
            Units::Two(units) => extend(units, from),
            Units::Four(units) => extend(units, from),
        }
    }

    /// Appends part of a string's storage.
    pub fn push_data(&mut self, data: StrData<'_>) {
        if data.is_empty() {
            return;
        }
        self.settle();
        let max = match data {
            StrData::Ascii(_) => 0x7f,
            StrData::Latin1(_) => 0xff,
            // The storage may be wider than this part needs.
            StrData::Ucs2(units) if !self.fits(0xffff) => units.iter().fold(0, |max, unit| max | u32::from(*unit)),
            StrData::Ucs4(units) if !self.fits(0x10ffff) => units.iter().fold(0, |max, unit| max | unit),
            _ => 0,
        };
        if !self.fits(max) {
            self.widen(max);
        }
        with_units!(data, units => self.push_units(units));
    }

    /// Appends a string.
    #[inline]
    pub fn push_str(&mut self, text: &Str) {
        if self.is_empty() && Str::check_exact(text) {
            self.whole = Some(Ref::new(text));
            return;
        }
        self.push_data(text.data());
    }

    /// Appends `text[start..end]`.
    #[inline]
    pub fn push_slice(&mut self, text: &Str, start: usize, end: usize) {
        if start == 0 && end == text.len() {
            return self.push_str(text);
        }
        self.push_data(text.data().slice(start, end));
    }

    /// Appends code points.
    pub fn push_points(&mut self, points: &[u32]) {
        self.push_data(StrData::Ucs4(points));
    }

    /// The string built.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn finish(mut self) -> PyResult<Ref<Str>> {
        if let Some(whole) = self.whole.take() {
            return Ok(whole);
        }
        match &self.units {
            Units::One(units) if !self.not_ascii => Str::from_ascii(units),
            Units::One(units) => Str::from_latin1(units),
            Units::Two(units) => Str::from_units(units),
            Units::Four(units) => Str::from_units(units),
        }
    }
}

#[inline]
fn extend<S: Unit, D: Unit>(to: &mut Vec<D>, from: &[S]) {
    to.reserve(from.len());
    // SAFETY: room was just made, and the units written are counted.
    unsafe {
        units::copy_units(from, to.as_mut_ptr().add(to.len()));
        to.set_len(to.len() + from.len());
    }
}

impl std::fmt::Write for StrWriter {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push_utf8(text);
        Ok(())
    }
}
