//! `str.format`: replacement fields, and the parsers that `string.Formatter` uses.

use super::*;
use crate::objects::exceptions::KeyError;

/// A piece of a format string: literal text, and the field behind it.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// The literal text.
    pub literal: (usize, usize),
    /// The field, if one follows.
    pub field: Option<FieldRange>,
}

/// A replacement field, by places in the format string.
#[derive(Clone, Copy, Debug)]
pub struct FieldRange {
    pub name: (usize, usize),
    pub spec: (usize, usize),
    pub conversion: Option<u32>,
    /// Whether there are fields in the specification.
    pub nested: bool,
}

/// The pieces of a format string, one by one.
pub struct Pieces<'a> {
    text: StrData<'a>,
    at: usize,
    end: usize,
}

const OPEN: u32 = '{' as u32;
const CLOSE: u32 = '}' as u32;
const BRACKET: u32 = '[' as u32;
const BRACKET_END: u32 = ']' as u32;
const DOT: u32 = '.' as u32;

impl<'a> Pieces<'a> {
    /// The pieces of part of a string.
    pub fn new(text: StrData<'a>, start: usize, end: usize) -> Pieces<'a> {
        Pieces { text, at: start, end }
    }

    /// Where the next piece begins.
    pub fn position(&self) -> usize {
        self.at
    }

    fn char(&self) -> Option<u32> {
        (self.at < self.end).then(|| self.text.at(self.at))
    }

    /// The next piece.
    ///
    /// # Errors
    /// `ValueError`.
    pub fn next(&mut self, th: &mut Thread) -> PyResult<Option<Piece>> {
        if self.at == self.end {
            return Ok(None);
        }
        let start = self.at;
        while self.char().is_some_and(|c| c != OPEN && c != CLOSE) {
            self.at += 1;
        }
        let Some(brace) = self.char() else {
            return Ok(Some(Piece { literal: (start, self.end), field: None }));
        };
        let brace_at = self.at;
        self.at += 1;
        let next = self.char();
        if next == Some(brace) {
            self.at += 1;
            return Ok(Some(Piece { literal: (start, brace_at + 1), field: None }));
        }
        if brace == CLOSE {
            return Err(raise!(th, ValueError, "Single '}}' encountered in format string"));
        }
        if next.is_none() {
            return Err(raise!(th, ValueError, "Single '{{' encountered in format string"));
        }
        let field = self.field(th)?;
        Ok(Some(Piece { literal: (start, brace_at), field: Some(field) }))
    }

    /// A field, its brace read.
    fn field(&mut self, th: &mut Thread) -> PyResult<FieldRange> {
        let start = self.at;
        let mut in_brackets = false;
        let end = loop {
            let Some(c) = self.char() else {
                return Err(raise!(th, ValueError, "expected '}}' before end of string"));
            };
            match c {
                OPEN if !in_brackets => return Err(raise!(th, ValueError, "unexpected '{{' in field name")),
                BRACKET => in_brackets = true,
                BRACKET_END => in_brackets = false,
                CLOSE | 0x3a | 0x21 if !in_brackets => break self.at,
                _ => {}
            }
            self.at += 1;
        };
        let mut field = FieldRange { name: (start, end), spec: (end, end), conversion: None, nested: false };
        let mut c = self.text.at(end);
        self.at += 1;
        if c == 0x21 {
            let Some(conversion) = self.char() else {
                return Err(raise!(th, ValueError, "end of string while looking for conversion specifier"));
            };
            field.conversion = Some(conversion);
            self.at += 1;
            if let Some(next) = self.char() {
                self.at += 1;
                if next == CLOSE {
                    return Ok(field);
                }
                if next != 0x3a {
                    return Err(raise!(th, ValueError, "expected ':' after conversion specifier"));
                }
            }
            c = 0x3a;
        }
        if c == CLOSE {
            return Ok(field);
        }
        let spec = self.at;
        let mut depth = 1;
        while let Some(c) = self.char() {
            self.at += 1;
            match c {
                OPEN => {
                    depth += 1;
                    field.nested = true;
                }
                CLOSE => {
                    depth -= 1;
                    if depth == 0 {
                        field.spec = (spec, self.at - 1);
                        return Ok(field);
                    }
                }
                _ => {}
            }
        }
        Err(raise!(th, ValueError, "unmatched '{{' in format spec"))
    }
}

/// A name or a number in a field's name.
pub enum Key {
    Index(usize),
    Name((usize, usize)),
}

/// A number in digits of any script; `None` if it is something else.
fn number(text: StrData<'_>, (start, end): (usize, usize), th: &mut Thread) -> PyResult<Option<usize>> {
    if start == end {
        return Ok(None);
    }
    let mut value = 0usize;
    for point in text.slice(start, end).iter() {
        let Some(digit) = ks_unicode::decimal_value(point) else {
            return Ok(None);
        };
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(digit.into()))
            .filter(|value| *value <= isize::MAX as usize)
            .ok_or_else(|| raise!(th, ValueError, "Too many decimal digits in format string"))?;
    }
    Ok(Some(value))
}

/// A field's name, taken apart: what comes first, then attributes and items.
pub struct FieldName<'a> {
    text: StrData<'a>,
    at: usize,
    end: usize,
}

impl<'a> FieldName<'a> {
    /// The first part, and what reads the others.
    ///
    /// # Errors
    /// `ValueError`.
    pub fn new(text: StrData<'a>, (start, end): (usize, usize), th: &mut Thread) -> PyResult<(Key, FieldName<'a>)> {
        let stop = (start..end).find(|at| matches!(text.at(*at), DOT | BRACKET)).unwrap_or(end);
        let key = match number(text, (start, stop), th)? {
            Some(index) => Key::Index(index),
            None => Key::Name((start, stop)),
        };
        Ok((key, FieldName { text, at: stop, end }))
    }

    /// The parts from a place on.
    pub fn resume(text: StrData<'a>, at: usize, end: usize) -> FieldName<'a> {
        FieldName { text, at, end }
    }

    /// Where the next part begins.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next part, and whether it is an attribute.
    ///
    /// # Errors
    /// `ValueError`.
    pub fn next(&mut self, th: &mut Thread) -> PyResult<Option<(bool, Key)>> {
        if self.at == self.end {
            return Ok(None);
        }
        let kind = self.text.at(self.at);
        self.at += 1;
        let start = self.at;
        let range = match kind {
            DOT => {
                let mut rest = start..self.end;
                let stop = rest.find(|at| matches!(self.text.at(*at), DOT | BRACKET)).unwrap_or(self.end);
                self.at = stop;
                (start, stop)
            }
            BRACKET => {
                let Some(stop) = (start..self.end).find(|at| self.text.at(*at) == BRACKET_END) else {
                    return Err(raise!(th, ValueError, "Missing ']' in format string"));
                };
                self.at = stop + 1;
                (start, stop)
            }
            _ => {
                let message = "Only '.' or '[' may follow ']' in format field specifier";
                return Err(raise!(th, ValueError, "{message}"));
            }
        };
        if range.0 == range.1 {
            return Err(raise!(th, ValueError, "Empty attribute in format string"));
        }
        if kind == DOT {
            return Ok(Some((true, Key::Name(range))));
        }
        let key = number(self.text, range, th)?.map_or(Key::Name(range), Key::Index);
        Ok(Some((false, key)))
    }
}

/// How positional fields are numbered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Unknown,
    Automatic,
    Manual,
}

struct Template<'a> {
    whole: &'a Str,
    text: StrData<'a>,
    args: Option<&'a [&'a Object]>,
    names: Names<'a>,
    numbering: Numbering,
    next: usize,
}

/// Where named values come from.
#[derive(Clone, Copy)]
pub enum Names<'a> {
    Kwargs(&'a Dict),
    Mapping(&'a Object),
}

/// `str.format`; without `args`, `str.format_map`.
///
/// # Errors
/// `ValueError`, `IndexError`, `KeyError`, and what the values raise.
pub fn format(text: &Str, args: Option<&[&Object]>, names: Names<'_>, th: &mut Thread) -> PyResult<Ref<Str>> {
    let data = text.data();
    let mut template = Template { whole: text, text: data, args, names, numbering: Numbering::Unknown, next: 0 };
    let mut out = StrWriter::with_capacity(data.len() + 16);
    template.run(0, data.len(), 2, &mut out, th)?;
    out.finish()
}

impl Template<'_> {
    fn run(&mut self, start: usize, end: usize, depth: usize, out: &mut StrWriter, th: &mut Thread) -> PyResult<()> {
        if depth == 0 {
            return Err(raise!(th, ValueError, "Max string recursion exceeded"));
        }
        let mut pieces = Pieces::new(self.text, start, end);
        while let Some(piece) = pieces.next(th)? {
            out.push_slice(self.whole, piece.literal.0, piece.literal.1);
            if let Some(field) = piece.field {
                self.put(&field, depth, out, th)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, field: &FieldRange, depth: usize, out: &mut StrWriter, th: &mut Thread) -> PyResult<()> {
        let mut value = self.value(field.name, th)?;
        match field.conversion.map(char::from_u32) {
            None => {}
            Some(Some('r')) => value = value.repr(th)?.into_object(),
            Some(Some('s')) => value = value.str(th)?.into_object(),
            Some(Some('a')) => value = value.ascii(th)?.into_object(),
            Some(other) => {
                let message = match other {
                    Some(c @ '!'..='~') => format!("{c}"),
                    _ => format!("\\x{:x}", field.conversion.unwrap_or_default()),
                };
                return Err(raise!(th, ValueError, "Unknown conversion specifier {message}"));
            }
        }
        let (start, end) = field.spec;
        if start == end {
            if let Some(text) = value.downcast_exact::<Str>() {
                out.push_str(text);
                return Ok(());
            }
            out.push_str(&*value.format(None, th)?);
            return Ok(());
        }
        let spec = if field.nested {
            let mut spec = StrWriter::new();
            self.run(start, end, depth - 1, &mut spec, th)?;
            spec.finish()?
        } else {
            Str::from_data(self.text.slice(start, end))?
        };
        out.push_str(&*value.format(Some(&spec), th)?);
        Ok(())
    }

    fn number(&mut self, automatic: bool, th: &mut Thread) -> PyResult<()> {
        let wanted = if automatic { Numbering::Automatic } else { Numbering::Manual };
        if self.numbering == Numbering::Unknown {
            self.numbering = wanted;
        }
        if self.numbering == wanted {
            return Ok(());
        }
        let (manual, auto) = ("manual field specification", "automatic field numbering");
        let (from, to) = if automatic { (manual, auto) } else { (auto, manual) };
        Err(raise!(th, ValueError, "cannot switch from {from} to {to}"))
    }

    /// The object that a field names.
    fn value(&mut self, name: (usize, usize), th: &mut Thread) -> PyResult {
        let (first, mut rest) = FieldName::new(self.text, name, th)?;
        let index = match first {
            Key::Index(index) => {
                self.number(false, th)?;
                Some(index)
            }
            Key::Name((start, end)) if start == end => {
                self.number(true, th)?;
                self.next += 1;
                Some(self.next - 1)
            }
            Key::Name(_) => None,
        };
        let mut value = match (index, first) {
            (Some(index), _) => {
                let Some(args) = self.args else {
                    return Err(raise!(th, ValueError, "Format string contains positional fields"));
                };
                match args.get(index) {
                    Some(value) => value.to_ref(),
                    None => {
                        let message = format!("Replacement index {index} out of range for positional args tuple");
                        return Err(raise!(th, IndexError, "{message}"));
                    }
                }
            }
            (None, Key::Name((start, end))) => self.named(start, end, th)?,
            (None, Key::Index(_)) => return Err(th.bad_internal_call()),
        };
        while let Some((attribute, key)) = rest.next(th)? {
            value = match key {
                Key::Name((start, end)) if attribute => {
                    value.get_attr(&*Str::from_data(self.text.slice(start, end))?, th)?
                }
                Key::Name((start, end)) => value.get_item(&*Str::from_data(self.text.slice(start, end))?, th)?,
                Key::Index(index) if crate::abstract_::sequence::is_sequence(&value) => {
                    value.sequence_item(index as isize, th)?
                }
                Key::Index(index) => value.get_item(&*Long::from_usize(index)?, th)?,
            };
        }
        Ok(value)
    }

    fn named(&self, start: usize, end: usize, th: &mut Thread) -> PyResult {
        let key = Str::from_data(self.text.slice(start, end))?;
        match self.names {
            Names::Kwargs(kwargs) => match kwargs.get_str(&key, th)? {
                Some(value) => Ok(value),
                None => Err(th.raise_object(&KeyError, &key)),
            },
            Names::Mapping(mapping) => mapping.get_item(&key, th),
        }
    }
}
