//! Case: `upper`, `lower`, `title`, `casefold`, `capitalize`, `swapcase`, and the questions about characters.

use super::units::Unit;
use super::*;

/// Whether a capital sigma at `at` ends a word, so that its small form is the final one.
fn is_final_sigma(data: StrData<'_>, at: usize) -> bool {
    let before = data.slice(0, at).iter().rev().find(|point| !ks_unicode::is_case_ignorable(*point));
    if !before.is_some_and(ks_unicode::is_cased) {
        return false;
    }
    let after = data.slice(at + 1, data.len()).iter().find(|point| !ks_unicode::is_case_ignorable(*point));
    !after.is_some_and(ks_unicode::is_cased)
}

/// The small letters of the character at `at`.
fn lower_at(data: StrData<'_>, at: usize, out: &mut [u32; 3]) -> usize {
    let point = data.at(at);
    if point == 0x3a3 {
        out[0] = if is_final_sigma(data, at) { 0x3c2 } else { 0x3c3 };
        return 1;
    }
    ks_unicode::lower_full(point, out)
}

/// Maps each character, by its index, to one to three.
fn mapped(text: &Str, map: impl Fn(StrData<'_>, usize, &mut [u32; 3]) -> usize) -> PyResult<Ref<Str>> {
    let data = text.data();
    let mut out = StrWriter::with_capacity(data.len());
    let mut place = [0; 3];
    for at in 0..data.len() {
        let count = map(data, at, &mut place);
        place[..count].iter().for_each(|point| out.push(*point));
    }
    out.finish()
}

/// A new ASCII string with each byte mapped.
fn mapped_ascii(units: &[u8], map: impl Fn(u8) -> u8) -> PyResult<Ref<Str>> {
    if units.len() < 2 {
        return Str::from_ascii(&units.iter().map(|byte| map(*byte)).collect::<Vec<_>>());
    }
    let string = Str::alloc(units.len(), 0x7f)?;
    let storage = string.storage();
    for (at, byte) in units.iter().enumerate() {
        // SAFETY: the new string has as many bytes.
        unsafe { storage.add(at).write(map(*byte)) };
    }
    Ok(string)
}

fn swap_case(data: StrData<'_>, at: usize, out: &mut [u32; 3]) -> usize {
    let point = data.at(at);
    if ks_unicode::is_upper(point) {
        lower_at(data, at, out)
    } else if ks_unicode::is_lower(point) {
        ks_unicode::upper_full(point, out)
    } else {
        out[0] = point;
        1
    }
}

/// Whether there are characters, and all are as asked.
fn all(text: &Str, is: impl Fn(u32) -> bool) -> bool {
    !text.is_empty() && with_units!(text.data(), units => units.iter().all(|unit| is(unit.point())))
}

/// Whether there are cased characters, and all of them are of one case.
fn all_cased(text: &Str, wanted: impl Fn(u32) -> bool, unwanted: impl Fn(u32) -> bool) -> bool {
    let mut cased = false;
    for point in text.points() {
        if unwanted(point) {
            return false;
        }
        cased |= wanted(point);
    }
    cased
}

impl Str {
    /// `str.lower()`.
    pub fn lower(&self) -> PyResult<Ref<Str>> {
        match self.data() {
            StrData::Ascii(units) => mapped_ascii(units, |byte| byte.to_ascii_lowercase()),
            _ => mapped(self, lower_at),
        }
    }

    /// `str.upper()`.
    pub fn upper(&self) -> PyResult<Ref<Str>> {
        match self.data() {
            StrData::Ascii(units) => mapped_ascii(units, |byte| byte.to_ascii_uppercase()),
            _ => mapped(self, |data, at, out| ks_unicode::upper_full(data.at(at), out)),
        }
    }

    /// `str.isidentifier()`.
    pub fn is_identifier(&self) -> bool {
        let mut points = self.points();
        let start = points.next().is_some_and(|point| point == '_'.into() || ks_unicode::is_xid_start(point));
        start && points.all(ks_unicode::is_xid_continue)
    }
}

#[pymethods]
impl Str {
    #[method(sig = "()", name = "lower", doc = "A copy in small letters.")]
    fn py_lower(&self) -> PyResult<Ref<Str>> {
        self.lower()
    }

    #[method(sig = "()", name = "upper", doc = "A copy in capital letters.")]
    fn py_upper(&self) -> PyResult<Ref<Str>> {
        self.upper()
    }

    #[method(sig = "()", doc = "A copy fit for comparing without regard to case.")]
    fn casefold(&self) -> PyResult<Ref<Str>> {
        match self.data() {
            StrData::Ascii(units) => mapped_ascii(units, |byte| byte.to_ascii_lowercase()),
            _ => mapped(self, |data, at, out| ks_unicode::fold_full(data.at(at), out)),
        }
    }

    #[method(sig = "()", doc = "A copy whose first character is a capital and the rest small.")]
    fn capitalize(&self) -> PyResult<Ref<Str>> {
        mapped(self, |data, at, out| match at {
            0 => ks_unicode::title_full(data.at(0), out),
            _ => lower_at(data, at, out),
        })
    }

    #[method(sig = "()", doc = "A copy with capital and small letters exchanged.")]
    fn swapcase(&self) -> PyResult<Ref<Str>> {
        mapped(self, swap_case)
    }

    #[method(sig = "()", doc = "A copy in which words begin with a capital and go on small.")]
    fn title(&self) -> PyResult<Ref<Str>> {
        mapped(self, |data, at, out| {
            if at > 0 && ks_unicode::is_cased(data.at(at - 1)) {
                lower_at(data, at, out)
            } else {
                ks_unicode::title_full(data.at(at), out)
            }
        })
    }

    #[method(sig = "()", doc = "Whether all characters are ASCII.")]
    fn isascii(&self) -> bool {
        self.is_ascii()
    }

    #[method(sig = "()", doc = "Whether there are cased characters, all of them small.")]
    fn islower(&self) -> bool {
        let unwanted = |point| ks_unicode::is_upper(point) || ks_unicode::is_title(point);
        all_cased(self, ks_unicode::is_lower, unwanted)
    }

    #[method(sig = "()", doc = "Whether there are cased characters, all of them capital.")]
    fn isupper(&self) -> bool {
        let unwanted = |point| ks_unicode::is_lower(point) || ks_unicode::is_title(point);
        all_cased(self, ks_unicode::is_upper, unwanted)
    }

    #[method(sig = "()", doc = "Whether words begin with a capital and go on small.")]
    fn istitle(&self) -> bool {
        let (mut cased, mut previous) = (false, false);
        for point in self.points() {
            if ks_unicode::is_upper(point) || ks_unicode::is_title(point) {
                if previous {
                    return false;
                }
                (cased, previous) = (true, true);
            } else if ks_unicode::is_lower(point) {
                if !previous {
                    return false;
                }
                cased = true;
            } else {
                previous = false;
            }
        }
        cased
    }

    #[method(sig = "()", doc = "Whether there are characters, all of them white space.")]
    fn isspace(&self) -> bool {
        all(self, ks_unicode::is_space)
    }

    #[method(sig = "()", doc = "Whether there are characters, all of them decimal digits.")]
    fn isdecimal(&self) -> bool {
        all(self, ks_unicode::is_decimal)
    }

    #[method(sig = "()", doc = "Whether there are characters, all of them digits.")]
    fn isdigit(&self) -> bool {
        all(self, ks_unicode::is_digit)
    }

    #[method(sig = "()", doc = "Whether there are characters, all of them with a numeric value.")]
    fn isnumeric(&self) -> bool {
        all(self, ks_unicode::is_numeric)
    }

    #[method(sig = "()", doc = "Whether there are characters, all of them letters.")]
    fn isalpha(&self) -> bool {
        all(self, ks_unicode::is_alpha)
    }

    #[method(sig = "()", doc = "Whether there are characters, all of them letters or digits.")]
    fn isalnum(&self) -> bool {
        all(self, ks_unicode::is_alnum)
    }

    #[method(sig = "()", doc = "Whether it could be a name; keyword.iskeyword() knows those that are taken.")]
    fn isidentifier(&self) -> bool {
        self.is_identifier()
    }

    #[method(sig = "()", doc = "Whether repr() would show all characters as they are.")]
    fn isprintable(&self) -> bool {
        self.points().all(ks_unicode::is_printable)
    }
}
