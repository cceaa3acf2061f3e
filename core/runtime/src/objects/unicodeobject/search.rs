//! Methods that search and replace.

use super::find::Finder;
use super::split::expect_str;
use super::units::Unit;
use super::*;
use crate::with_same_units;

/// Start and end of a slice, clipped to a length.
pub fn clip(start: Option<SliceIndex>, end: Option<SliceIndex>, len: usize) -> (usize, usize) {
    let at = |index: isize| {
        let index = if index < 0 { index.saturating_add(len as isize).max(0) } else { index };
        index as usize
    };
    let start = start.map_or(0, |start| at(start.0));
    let end = end.map_or(len, |end| at(end.0).min(len));
    (start, end)
}

/// What is searched for.
///
/// # Errors
/// `TypeError`.
fn needle<'a>(function: &str, object: &'a Object, th: &mut Thread) -> PyResult<&'a Str> {
    object.downcast::<Str>().ok_or_else(|| {
        let name = object.ob_type().display_name();
        raise!(th, TypeError, "{function}() argument 1 must be str, not {name:.50}")
    })
}

/// Text with up to `max` occurrences replaced.
fn replaced<U: Unit>(units: &[U], old: &[U], new: StrData<'_>, max: usize, text: &Str) -> PyResult<Ref<Str>> {
    let mut out = StrWriter::new();
    let data = text.data();
    let mut copied = 0;
    if old.is_empty() {
        out.reserve(data.len() + (data.len() + 1).min(max).saturating_mul(new.len()))?;
        for unit in units.iter().take(max) {
            out.push_data(new);
            out.push(unit.point());
            copied += 1;
        }
        if max > units.len() {
            out.push_data(new);
        }
        out.push_data(data.slice(copied, data.len()));
        return out.finish();
    }
    let finder = Finder::new(old);
    let mut count = 0;
    while count < max
        && let Some(at) = finder.find(units, copied)
    {
        out.push_data(data.slice(copied, at));
        out.push_data(new);
        copied = at + old.len();
        count += 1;
        if count % 256 == 0 {
            // Growth that a program asks for is checked now and then.
            out.reserve(new.len() * 256)?;
        }
    }
    if count == 0 {
        return text.to_exact();
    }
    out.push_data(data.slice(copied, data.len()));
    out.finish()
}

impl Str {
    /// `str.replace(old, new, max)`; negative: all.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn replace_with(&self, old: &Str, new: &Str, max: isize) -> PyResult<Ref<Str>> {
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        if max == 0
            || old.len() > self.len()
            || std::ptr::eq(old, new)
            || (old.len() == 1 && new.len() == 1 && old.char_at(0) == new.char_at(0))
        {
            return self.to_exact();
        }
        let (data, new) = (self.data(), new.data());
        with_same_units!(data, old.data(), units, old => replaced(units, old, new, max, self), else self.to_exact())
    }

    /// `PyUnicode_Tailmatch`.
    pub fn tail_match(&self, part: &Str, start: usize, end: usize, at_end: bool) -> bool {
        if start > self.len() || end < start || end - start < part.len() {
            return false;
        }
        self.has_at(part, if at_end { end - part.len() } else { start })
    }

    fn starts_or_ends(
        &self,
        part: &Object,
        [start, end]: [Option<SliceIndex>; 2],
        at_end: bool,
        th: &mut Thread,
    ) -> PyResult<bool> {
        let name = if at_end { "endswith" } else { "startswith" };
        let (start, end) = clip(start, end, self.len());
        if let Some(part) = part.downcast::<Str>() {
            return Ok(self.tail_match(part, start, end, at_end));
        }
        let Some(parts) = part.downcast::<Tuple>() else {
            let other = part.ob_type().display_name();
            return Err(raise!(th, TypeError, "{name} first arg must be str or a tuple of str, not {other:.100}"));
        };
        for part in parts.items() {
            let Some(part) = part.downcast::<Str>() else {
                let other = part.ob_type().display_name();
                return Err(raise!(th, TypeError, "tuple for {name} must only contain str, not {other:.100}"));
            };
            if self.tail_match(part, start, end, at_end) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn search(
        &self,
        function: &str,
        sub: &Object,
        [start, end]: [Option<SliceIndex>; 2],
        th: &mut Thread,
    ) -> PyResult<Option<usize>> {
        let sub = needle(function, sub, th)?;
        let (start, end) = clip(start, end, self.len());
        if start > end {
            return Ok(None);
        }
        Ok(if function.starts_with('r') { self.rfind_in(sub, start, end) } else { self.find_in(sub, start, end) })
    }
}

fn index_or_minus_one(found: Option<usize>) -> isize {
    found.map_or(-1, |at| at as isize)
}

#[pymethods]
impl Str {
    #[method(sig = "(sub[, start[, end]], /)", doc = "Where sub first stands within the slice, or -1.")]
    fn find(
        &self,
        sub: &Object,
        start: Option<SliceIndex>,
        end: Option<SliceIndex>,
        th: &mut Thread,
    ) -> PyResult<isize> {
        self.search("find", sub, [start, end], th).map(index_or_minus_one)
    }

    #[method(sig = "(sub[, start[, end]], /)", doc = "Where sub last stands within the slice, or -1.")]
    fn rfind(
        &self,
        sub: &Object,
        start: Option<SliceIndex>,
        end: Option<SliceIndex>,
        th: &mut Thread,
    ) -> PyResult<isize> {
        self.search("rfind", sub, [start, end], th).map(index_or_minus_one)
    }

    #[method(sig = "(sub[, start[, end]], /)", doc = "As find(), raising ValueError if it is not there.")]
    fn index(
        &self,
        sub: &Object,
        start: Option<SliceIndex>,
        end: Option<SliceIndex>,
        th: &mut Thread,
    ) -> PyResult<usize> {
        let found = self.search("index", sub, [start, end], th)?;
        found.ok_or_else(|| raise!(th, ValueError, "substring not found"))
    }

    #[method(sig = "(sub[, start[, end]], /)", doc = "As rfind(), raising ValueError if it is not there.")]
    fn rindex(
        &self,
        sub: &Object,
        start: Option<SliceIndex>,
        end: Option<SliceIndex>,
        th: &mut Thread,
    ) -> PyResult<usize> {
        let found = self.search("rindex", sub, [start, end], th)?;
        found.ok_or_else(|| raise!(th, ValueError, "substring not found"))
    }

    #[method(sig = "(sub[, start[, end]], /)", doc = "How often sub stands within the slice, without overlaps.")]
    fn count(
        &self,
        sub: &Object,
        start: Option<SliceIndex>,
        end: Option<SliceIndex>,
        th: &mut Thread,
    ) -> PyResult<usize> {
        let sub = needle("count", sub, th)?;
        let (start, end) = clip(start, end, self.len());
        Ok(if start > end { 0 } else { self.count_in(sub, start, end) })
    }

    #[method(sig = "(prefix[, start[, end]], /)", doc = "Whether the slice begins with prefix, or one of a tuple.")]
    fn startswith(
        &self,
        prefix: &Object,
        start: Option<SliceIndex>,
        end: Option<SliceIndex>,
        th: &mut Thread,
    ) -> PyResult<bool> {
        self.starts_or_ends(prefix, [start, end], false, th)
    }

    #[method(sig = "(suffix[, start[, end]], /)", doc = "Whether the slice ends with suffix, or one of a tuple.")]
    fn endswith(
        &self,
        suffix: &Object,
        start: Option<SliceIndex>,
        end: Option<SliceIndex>,
        th: &mut Thread,
    ) -> PyResult<bool> {
        self.starts_or_ends(suffix, [start, end], true, th)
    }

    #[method(sig = "(old, new, /, count=-1)", doc = "A copy with old replaced by new, count times at most.")]
    fn replace(&self, old: &Str, new: &Str, count: isize) -> PyResult<Ref<Str>> {
        self.replace_with(old, new, count)
    }

    #[method(sig = "(iterable, /)", name = "join", doc = "The strings of the iterable with this one between them.")]
    fn py_join(&self, iterable: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
        join_iterable(self, iterable, th)
    }
}

/// `PyUnicode_Join`.
///
/// # Errors
/// `TypeError`, and what the iterable raises.
pub fn join_iterable(separator: &Str, iterable: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    let items: Ref<Tuple> = match iterable.downcast_exact::<Tuple>() {
        Some(tuple) => Ref::new(tuple),
        None => Tuple::from_vec(crate::abstract_::items::collect_fast(iterable, "can only join an iterable", th)?)?,
    };
    let borrowed: Vec<&Object> = items.items().iter().map(|item| &**item).collect();
    Str::join(separator, &borrowed, th)
}

impl Str {
    /// `ensure_unicode` for the C interface.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn expect<'a>(object: &'a Object, th: &mut Thread) -> PyResult<&'a Str> {
        expect_str(object, th)
    }
}
