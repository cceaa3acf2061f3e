//! Methods that lay text out, encode it, translate it and format with it.

use super::*;
use crate::objects::exceptions::LookupError;
use crate::raise::catch;

impl Str {
    /// Text with characters put around it.
    fn padded(&self, left: usize, right: usize, fill: u32, th: &mut Thread) -> PyResult<Ref<Str>> {
        if left == 0 && right == 0 {
            return self.to_exact();
        }
        if left
            .checked_add(right)
            .and_then(|sum| sum.checked_add(self.len()))
            .is_none_or(|len| len > isize::MAX as usize)
        {
            return Err(raise!(th, OverflowError, "padded string is too long"));
        }
        let mut out = StrWriter::new();
        out.reserve(left + right + self.len())?;
        out.push_repeated(fill, left);
        out.push_str(self);
        out.push_repeated(fill, right);
        out.finish()
    }

    /// How many characters the text lacks to the width.
    fn missing(&self, width: isize) -> usize {
        (width.max(0) as usize).saturating_sub(self.len())
    }
}

/// The fill character of `center` and its fellows.
fn fill_char(fill: Option<&Object>, th: &mut Thread) -> PyResult<u32> {
    let Some(fill) = fill else {
        return Ok(' '.into());
    };
    let Some(text) = fill.downcast::<Str>() else {
        let name = fill.ob_type().display_name();
        return Err(raise!(th, TypeError, "The fill character must be a unicode character, not {name:.100}"));
    };
    if text.len() != 1 {
        return Err(raise!(th, TypeError, "The fill character must be exactly one character long"));
    }
    Ok(text.char_at(0))
}

/// What a translation table has for a character.
enum Translation {
    Same,
    Gone,
    Char(u32),
    Text(Ref<Str>),
}

fn translation(table: &Object, point: u32, th: &mut Thread) -> PyResult<Translation> {
    let key = Long::from_u64(point.into())?;
    let value = match table.downcast_exact::<Dict>() {
        Some(table) => table.get(&key, th)?,
        None => {
            let value = table.get_item(&key, th);
            catch(value, &LookupError, th)?
        }
    };
    let Some(value) = value else {
        return Ok(Translation::Same);
    };
    if value.is(none()) {
        return Ok(Translation::Gone);
    }
    if let Some(number) = value.downcast::<Long>() {
        let point = number.to_i64_opt().and_then(|number| u32::try_from(number).ok());
        return match point {
            Some(point @ 0..0x110000) => Ok(Translation::Char(point)),
            _ => Err(raise!(th, ValueError, "character mapping must be in range(0x110000)")),
        };
    }
    match value.downcast_into::<Str>() {
        Ok(text) => Ok(Translation::Text(text)),
        Err(_) => Err(raise!(th, TypeError, "character mapping must return integer, None or str")),
    }
}

/// `str.translate`.
///
/// # Errors
/// What the table raises.
pub fn translate(text: &Str, table: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    let mut out = StrWriter::with_capacity(text.len());
    // What is known of ASCII characters: nothing, that they go, or what they become.
    const UNKNOWN: u16 = 0xffff;
    const GONE: u16 = 0xfffe;
    let mut known = [UNKNOWN; 128];
    for point in text.points() {
        if let Some(entry) = known.get(point as usize).filter(|entry| **entry != UNKNOWN) {
            if *entry != GONE {
                out.push((*entry).into());
            }
            continue;
        }
        let found = translation(table, point, th)?;
        let entry = match found {
            Translation::Same => {
                out.push(point);
                point as u16
            }
            Translation::Gone => GONE,
            Translation::Char(to) => {
                out.push(to);
                if to < 0xfffe { to as u16 } else { UNKNOWN }
            }
            Translation::Text(text) => {
                out.push_str(&text);
                UNKNOWN
            }
        };
        if point < 128 {
            known[point as usize] = entry;
        }
    }
    out.finish()
}

#[pymethods]
impl Str {
    #[method(sig = "(encoding='utf-8', errors='strict')", name = "encode", doc = "The text in bytes of an encoding.")]
    fn py_encode(&self, encoding: Option<&str>, errors: Option<&str>, th: &mut Thread) -> PyResult {
        encode(self, encoding.unwrap_or("utf-8"), errors, th)
    }

    #[method(sig = "(width, fillchar=' ', /)", doc = "A copy in the middle of that width.")]
    fn center(&self, width: isize, fillchar: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Str>> {
        let fill = fill_char(fillchar, th)?;
        let missing = self.missing(width);
        // An odd character goes to the left if the width is odd.
        let left = missing / 2 + (missing & width.max(0) as usize & 1);
        self.padded(left, missing - left, fill, th)
    }

    #[method(sig = "(width, fillchar=' ', /)", doc = "A copy at the left of that width.")]
    fn ljust(&self, width: isize, fillchar: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Str>> {
        let fill = fill_char(fillchar, th)?;
        self.padded(0, self.missing(width), fill, th)
    }

    #[method(sig = "(width, fillchar=' ', /)", doc = "A copy at the right of that width.")]
    fn rjust(&self, width: isize, fillchar: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Str>> {
        let fill = fill_char(fillchar, th)?;
        self.padded(self.missing(width), 0, fill, th)
    }

    #[method(sig = "(width, /)", doc = "A copy filled with zeros, behind the sign, to that width.")]
    fn zfill(&self, width: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        let missing = self.missing(width);
        if missing == 0 {
            return self.to_exact();
        }
        let sign = usize::from(!self.is_empty() && matches!(self.char_at(0), 0x2b | 0x2d));
        let mut out = StrWriter::new();
        out.reserve(self.len() + missing).map_err(|_| th.no_memory())?;
        out.push_slice(self, 0, sign);
        out.push_repeated('0'.into(), missing);
        out.push_slice(self, sign, self.len());
        out.finish()
    }

    #[method(sig = "(tabsize=8)", doc = "A copy with tabs made spaces.")]
    fn expandtabs(&self, tabsize: i32, th: &mut Thread) -> PyResult<Ref<Str>> {
        let size = tabsize.max(0) as usize;
        if self.points().all(|point| point != 9) {
            return self.to_exact();
        }
        let mut out = StrWriter::with_capacity(self.len());
        let mut column = 0usize;
        for point in self.points() {
            match point {
                9 => {
                    if size > 0 {
                        let spaces = size - column % size;
                        if out.len() + spaces > isize::MAX as usize {
                            return Err(raise!(th, OverflowError, "new string is too long"));
                        }
                        out.reserve(spaces)?;
                        out.push_repeated(' '.into(), spaces);
                        column += spaces;
                    }
                }
                _ => {
                    out.push(point);
                    column = if matches!(point, 10 | 13) { 0 } else { column + 1 };
                }
            }
        }
        out.finish()
    }

    #[method(
        sig = "(table, /)",
        name = "translate",
        doc = "A copy with characters put by a table that is keyed by their numbers."
    )]
    fn py_translate(&self, table: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
        translate(self, table, th)
    }

    #[staticmethod(
        sig = "(x, y=<unrepresentable>, z=<unrepresentable>, /)",
        no_text_signature,
        doc = "A table for translate(): of a dict, or of two strings of equal length and one of what goes."
    )]
    fn maketrans(x: &Object, y: Option<&Str>, z: Option<&Str>, th: &mut Thread) -> PyResult<Ref<Dict>> {
        let table = Dict::new()?;
        let number = |point: u32| Long::from_u64(point.into());
        if let Some(y) = y {
            let Some(x) = x.downcast::<Str>() else {
                let message = "first maketrans argument must be a string if there is a second argument";
                return Err(raise!(th, TypeError, "{message}"));
            };
            if x.len() != y.len() {
                let message = "the first two maketrans arguments must have equal length";
                return Err(raise!(th, ValueError, "{message}"));
            }
            for (from, to) in x.points().zip(y.points()) {
                table.set(&*number(from)?, &*number(to)?, th)?;
            }
            for gone in z.into_iter().flat_map(Str::points) {
                table.set(&*number(gone)?, none(), th)?;
            }
            return Ok(table);
        }
        let Some(x) = x.downcast_exact::<Dict>() else {
            let message = "if you give only one argument to maketrans it must be a dict";
            return Err(raise!(th, TypeError, "{message}"));
        };
        let mut position = 0;
        while let Some((key, value)) = x.next(&mut position) {
            if let Some(text) = key.downcast::<Str>() {
                if text.len() != 1 {
                    let message = "string keys in translate table must be of length 1";
                    return Err(raise!(th, ValueError, "{message}"));
                }
                table.set(&*number(text.char_at(0))?, &value, th)?;
            } else if Long::check(&key) {
                table.set(&key, &value, th)?;
            } else {
                let message = "keys in translate table must be strings or integers";
                return Err(raise!(th, TypeError, "{message}"));
            }
        }
        Ok(table)
    }

    #[method(raw = VARARGS | KEYWORDS, sig = "(*args, **kwargs)", name = "format", doc = "The text with its fields in braces replaced by arguments.")]
    fn py_format(&self, args: &Object, kwargs: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Str>> {
        let items: Vec<&Object> =
            args.downcast::<Tuple>().map_or(&[][..], Tuple::items).iter().map(|item| &**item).collect();
        let empty;
        let kwargs = match kwargs.and_then(|kwargs| kwargs.downcast::<Dict>()) {
            Some(kwargs) => kwargs,
            None => {
                empty = Dict::new()?;
                &*empty
            }
        };
        template::format(self, Some(&items), template::Names::Kwargs(kwargs), th)
    }

    #[method(sig = "(mapping, /)", doc = "The text with its fields in braces replaced by values of a mapping.")]
    fn format_map(&self, mapping: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
        template::format(self, None, template::Names::Mapping(mapping), th)
    }

    #[method(sig = "(format_spec, /)", doc = "The text laid out by a specification.")]
    fn __format__(&self, format_spec: &Str, th: &mut Thread) -> PyResult {
        if format_spec.is_empty() {
            return if Str::check_exact(self) { self.into_py() } else { self.str(th)?.into_py() };
        }
        formatter::format_str(self, format_spec, th)?.into_py()
    }

    #[method(sig = "()", doc = "Size in memory, in bytes.")]
    fn __sizeof__(&self) -> usize {
        let data = self.data();
        let layout = self.layout();
        let units = (data.len() + 1) * data.kind();
        match self.compact() {
            None => size_of::<PyASCIIObject>() + units,
            Some(compact) => {
                let head = if layout.is_compact() {
                    size_of::<PyCompactUnicodeObject>()
                } else {
                    size_of::<PyUnicodeObject>()
                };
                let utf8 = compact.utf8.get().cast::<u8>();
                let cached =
                    if utf8.is_null() || utf8 == layout.data() { 0 } else { compact.utf8_length.get() as usize + 1 };
                head + units + cached
            }
        }
    }

    #[method(sig = "()", no_text_signature)]
    fn __getnewargs__(&self) -> PyResult<Ref<Tuple>> {
        Tuple::from_array([self.copied()?.into_object()])
    }
}
