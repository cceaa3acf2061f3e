//! Splitting and stripping.

use super::find::{Finder, rfind};
use super::units::Unit;
use super::*;
use crate::with_same_units;

/// Whether a unit is white space.
#[inline(always)]
fn is_space<U: Unit>(unit: U) -> bool {
    ks_unicode::is_space(unit.point())
}

/// Ranges of the words between runs of white space, from the left.
fn words<U: Unit>(units: &[U], max: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        while at < units.len() && is_space(units[at]) {
            at += 1;
        }
        if at == units.len() {
            return out;
        }
        if out.len() == max {
            out.push((at, units.len()));
            return out;
        }
        let start = at;
        while at < units.len() && !is_space(units[at]) {
            at += 1;
        }
        out.push((start, at));
    }
}

/// As [`words`], from the right; in reading order.
fn words_from_right<U: Unit>(units: &[U], max: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut end = units.len();
    loop {
        while end > 0 && is_space(units[end - 1]) {
            end -= 1;
        }
        if end == 0 {
            break;
        }
        if out.len() == max {
            out.push((0, end));
            break;
        }
        let last = end;
        while end > 0 && !is_space(units[end - 1]) {
            end -= 1;
        }
        out.push((end, last));
    }
    out.reverse();
    out
}

/// Ranges between separators.
fn pieces<U: Unit>(units: &[U], separator: &[U], max: usize) -> Vec<(usize, usize)> {
    let finder = Finder::new(separator);
    let mut out = Vec::new();
    let mut start = 0;
    while out.len() < max
        && let Some(at) = finder.find(units, start)
    {
        out.push((start, at));
        start = at + separator.len();
    }
    out.push((start, units.len()));
    out
}

/// As [`pieces`], from the right; in reading order.
fn pieces_from_right<U: Unit>(units: &[U], separator: &[U], max: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut end = units.len();
    while out.len() < max
        && let Some(at) = rfind(&units[..end], separator)
    {
        out.push((at + separator.len(), end));
        end = at;
    }
    out.push((0, end));
    out.reverse();
    out
}

/// Ranges of lines, and where each ends without its line break.
fn lines<U: Unit>(units: &[U]) -> Vec<(usize, usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let found = units[start..].iter().position(|unit| ks_unicode::is_linebreak(unit.point()));
        let text_end = found.map_or(units.len(), |at| start + at);
        let mut end = text_end;
        if end < units.len() {
            let crlf = units[end].point() == 13 && units.get(end + 1).is_some_and(|next| next.point() == 10);
            end += if crlf { 2 } else { 1 };
        }
        out.push((start, text_end, end));
        start = end;
    }
    out
}

/// Which ends are stripped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Left,
    Right,
    Both,
}

impl Str {
    fn parts(&self, ranges: &[(usize, usize)]) -> PyResult<Ref<List>> {
        let parts = ranges.iter().map(|(start, end)| Ok(self.substring(*start, *end)?.into_object()));
        List::from_vec(parts.collect::<PyResult<Vec<_>>>()?)
    }

    /// `str.split(separator, max)`; `None` splits at white space.
    ///
    /// # Errors
    /// `ValueError` for an empty separator.
    pub fn split_at(&self, separator: Option<&Str>, max: isize, th: &mut Thread) -> PyResult<Ref<List>> {
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        let data = self.data();
        let ranges = match separator {
            None => with_units!(data, units => words(units, max)),
            Some(separator) if separator.is_empty() => return Err(raise!(th, ValueError, "empty separator")),
            Some(separator) => {
                with_same_units!(data, separator.data(), units, separator => pieces(units, separator, max), else vec![(0, data.len())])
            }
        };
        self.parts(&ranges)
    }

    /// `str.rsplit(separator, max)`.
    ///
    /// # Errors
    /// `ValueError` for an empty separator.
    pub fn rsplit_at(&self, separator: Option<&Str>, max: isize, th: &mut Thread) -> PyResult<Ref<List>> {
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        let data = self.data();
        let ranges = match separator {
            None => with_units!(data, units => words_from_right(units, max)),
            Some(separator) if separator.is_empty() => return Err(raise!(th, ValueError, "empty separator")),
            Some(separator) => {
                with_same_units!(data, separator.data(), units, separator => pieces_from_right(units, separator, max), else vec![(0, data.len())])
            }
        };
        self.parts(&ranges)
    }

    /// `str.splitlines(keep)`.
    pub fn split_lines(&self, keep: bool) -> PyResult<Ref<List>> {
        let lines = with_units!(self.data(), units => lines(units));
        let ranges: Vec<_> = lines.iter().map(|(start, text, end)| (*start, if keep { *end } else { *text })).collect();
        self.parts(&ranges)
    }

    fn strip_ends(&self, chars: Option<&Object>, ends: Ends, name: &str, th: &mut Thread) -> PyResult<Ref<Str>> {
        let range = |stripped: &dyn Fn(u32) -> bool| {
            let data = self.data();
            let mut start = 0;
            let mut end = data.len();
            if ends != Ends::Right {
                while start < end && stripped(data.at(start)) {
                    start += 1;
                }
            }
            if ends != Ends::Left {
                while end > start && stripped(data.at(end - 1)) {
                    end -= 1;
                }
            }
            (start, end)
        };
        let (start, end) = match chars {
            None => range(&|point| ks_unicode::is_space(point)),
            Some(chars) => {
                let Some(chars) = chars.downcast::<Str>() else {
                    return Err(raise!(th, TypeError, "{name} arg must be None or str"));
                };
                let chars = chars.data();
                range(&|point| chars.iter().any(|other| other == point))
            }
        };
        self.substring(start, end)
    }

    /// The three parts of `partition` at `found`, or the whole on the side given.
    fn parts_at(&self, separator: &Str, found: Option<usize>, whole_first: bool) -> PyResult<Ref<Tuple>> {
        let empty = || Ref::new(empty_str()).into_object();
        match found {
            Some(at) => Tuple::from_array([
                self.substring(0, at)?.into_object(),
                separator.to_ref(),
                self.substring(at + separator.len(), self.len())?.into_object(),
            ]),
            None if whole_first => Tuple::from_array([self.to_exact()?.into_object(), empty(), empty()]),
            None => Tuple::from_array([empty(), empty(), self.to_exact()?.into_object()]),
        }
    }

    /// `str.partition`, from either end.
    ///
    /// # Errors
    /// `ValueError` for an empty separator, `TypeError`.
    pub fn partition_at(&self, separator: &Object, from_right: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let separator = expect_str(separator, th)?;
        if separator.is_empty() {
            return Err(raise!(th, ValueError, "empty separator"));
        }
        let found =
            if from_right { self.rfind_in(separator, 0, self.len()) } else { self.find_in(separator, 0, self.len()) };
        self.parts_at(separator, found, !from_right)
    }
}

/// `ensure_unicode`.
///
/// # Errors
/// `TypeError`.
pub(super) fn expect_str<'a>(object: &'a Object, th: &mut Thread) -> PyResult<&'a Str> {
    object.downcast::<Str>().ok_or_else(|| {
        let name = object.ob_type().display_name();
        raise!(th, TypeError, "must be str, not {name:.100}")
    })
}

/// A separator argument: `None` or a string.
fn separator<'a>(object: Option<&'a Object>, th: &mut Thread) -> PyResult<Option<&'a Str>> {
    match object {
        None => Ok(None),
        Some(object) => match object.downcast::<Str>() {
            Some(separator) => Ok(Some(separator)),
            None => {
                let name = object.ob_type().display_name();
                Err(raise!(th, TypeError, "must be str or None, not {name:.100}"))
            }
        },
    }
}

#[pymethods]
impl Str {
    #[method(sig = "(sep=None, maxsplit=-1)", doc = "A list of the parts between separators, or of the words.")]
    fn split(&self, sep: Option<&Object>, maxsplit: isize, th: &mut Thread) -> PyResult<Ref<List>> {
        let separator = separator(sep, th)?;
        self.split_at(separator, maxsplit, th)
    }

    #[method(sig = "(sep=None, maxsplit=-1)", doc = "As split(), counting from the right.")]
    fn rsplit(&self, sep: Option<&Object>, maxsplit: isize, th: &mut Thread) -> PyResult<Ref<List>> {
        let separator = separator(sep, th)?;
        self.rsplit_at(separator, maxsplit, th)
    }

    #[method(sig = "(keepends=False)", doc = "A list of the lines.")]
    fn splitlines(&self, keepends: bool) -> PyResult<Ref<List>> {
        self.split_lines(keepends)
    }

    #[method(sig = "(sep, /)", doc = "The part before the first separator, the separator, and the rest.")]
    fn partition(&self, sep: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.partition_at(sep, false, th)
    }

    #[method(sig = "(sep, /)", doc = "The part before the last separator, the separator, and the rest.")]
    fn rpartition(&self, sep: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.partition_at(sep, true, th)
    }

    #[method(sig = "(chars=None, /)", doc = "A copy without white space, or those characters, at both ends.")]
    fn strip(&self, chars: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.strip_ends(chars, Ends::Both, "strip", th)
    }

    #[method(sig = "(chars=None, /)", doc = "A copy without white space, or those characters, at the front.")]
    fn lstrip(&self, chars: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.strip_ends(chars, Ends::Left, "lstrip", th)
    }

    #[method(sig = "(chars=None, /)", doc = "A copy without white space, or those characters, at the end.")]
    fn rstrip(&self, chars: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.strip_ends(chars, Ends::Right, "rstrip", th)
    }

    #[method(sig = "(prefix, /)", doc = "A copy without the prefix, if it is there.")]
    fn removeprefix(&self, prefix: &Str) -> PyResult<Ref<Str>> {
        let skip = if self.len() >= prefix.len() && self.has_at(prefix, 0) { prefix.len() } else { 0 };
        self.substring(skip, self.len())
    }

    #[method(sig = "(suffix, /)", doc = "A copy without the suffix, if it is there.")]
    fn removesuffix(&self, suffix: &Str) -> PyResult<Ref<Str>> {
        let end = match self.len().checked_sub(suffix.len()) {
            Some(at) if self.has_at(suffix, at) => at,
            _ => self.len(),
        };
        self.substring(0, end)
    }
}
