//! `%` formatting of `str` and, reading and writing bytes as Latin-1, of `bytes` and `bytearray`.

use ks_numbers::float_text;

use super::*;
use crate::objects::exceptions::TypeError;
use crate::raise::catch;

const LEFT: u8 = 1;
const SIGN: u8 = 2;
const BLANK: u8 = 4;
const ALTERNATE: u8 = 8;
const ZERO: u8 = 16;

/// A conversion, taken apart.
struct Spec {
    flags: u8,
    width: usize,
    precision: Option<usize>,
    code: u32,
    /// Where the code stands, for the message about an unknown one.
    at: usize,
}

struct Formatter<'a> {
    format: StrData<'a>,
    at: usize,
    /// Whether it is `bytes` that are formatted.
    bytes: bool,
    /// What conversions take their values from: a tuple's items, or one object.
    args: Ref,
    tuple: bool,
    taken: usize,
    /// Named values, if the argument is a mapping.
    mapping: Option<Ref>,
    out: StrWriter,
}

/// `str % args`, or `bytes % args` with bytes in Latin-1.
pub fn format(format: StrData<'_>, bytes: bool, args: &Object, th: &mut Thread) -> PyResult<StrWriter> {
    let tuple = Tuple::check(args);
    let has_subscript = args.ob_type().tp_as_mapping.get().is_some_and(|suite| suite.mp_subscript.get().is_some());
    let text = if bytes { Bytes::check(args) || ByteArray::check(args) } else { Str::check(args) };
    let formatter = Formatter {
        format,
        at: 0,
        bytes,
        args: args.to_ref(),
        tuple,
        taken: 0,
        mapping: (has_subscript && !tuple && !text).then(|| args.to_ref()),
        out: StrWriter::with_capacity(format.len() + 32),
    };
    formatter.run(th)
}

impl Formatter<'_> {
    fn run(mut self, th: &mut Thread) -> PyResult<StrWriter> {
        loop {
            let percent = with_units!(self.format, units => {
                use super::units::Unit;
                units[self.at..].iter().position(|unit| unit.point() == u32::from('%'))
            });
            let end = percent.map_or(self.format.len(), |skip| self.at + skip);
            self.out.push_data(self.format.slice(self.at, end));
            if percent.is_none() {
                break;
            }
            self.at = end + 1;
            if self.peek() == Some('%'.into()) {
                self.at += 1;
                self.out.push('%'.into());
                continue;
            }
            let spec = self.spec(th)?;
            self.convert(&spec, th)?;
        }
        let left = if self.tuple { self.taken < self.count() } else { self.taken == 0 };
        if left && self.mapping.is_none() {
            let kind = if self.bytes { "bytes" } else { "string" };
            return Err(raise!(th, TypeError, "not all arguments converted during {kind} formatting"));
        }
        Ok(self.out)
    }

    fn count(&self) -> usize {
        self.args.downcast::<Tuple>().map_or(1, Tuple::len)
    }

    /// The next value.
    fn next_arg(&mut self, th: &mut Thread) -> PyResult {
        let found = if self.tuple {
            self.args.downcast::<Tuple>().and_then(|tuple| tuple.items().get(self.taken).cloned())
        } else {
            (self.taken == 0).then(|| self.args.clone())
        };
        self.taken += 1;
        found.ok_or_else(|| raise!(th, TypeError, "not enough arguments for format string"))
    }

    fn peek(&self) -> Option<u32> {
        (self.at < self.format.len()).then(|| self.format.at(self.at))
    }

    fn next_char(&mut self, th: &mut Thread) -> PyResult<u32> {
        let c = self.peek().ok_or_else(|| raise!(th, ValueError, "incomplete format"))?;
        self.at += 1;
        Ok(c)
    }

    /// Reads `(key)` and makes its value the argument.
    fn key(&mut self, th: &mut Thread) -> PyResult<()> {
        let Some(mapping) = self.mapping.clone() else {
            return Err(raise!(th, TypeError, "format requires a mapping"));
        };
        let start = self.at + 1;
        let mut depth = 1;
        self.at = start;
        while depth > 0 {
            match self.peek() {
                Some(0x29) => depth -= 1,
                Some(0x28) => depth += 1,
                Some(_) => {}
                None => return Err(raise!(th, ValueError, "incomplete format key")),
            }
            self.at += 1;
        }
        let part = self.format.slice(start, self.at - 1);
        let key = if self.bytes { Bytes::new(part.raw())?.into_object() } else { Str::from_data(part)?.into_object() };
        self.args = mapping.get_item(&key, th)?;
        self.tuple = false;
        self.taken = 0;
        Ok(())
    }

    /// A number in the format, or `*`; `most` is the limit of its C type.
    fn number(&mut self, too_big: &str, most: isize, th: &mut Thread) -> PyResult<isize> {
        if self.peek() == Some('*'.into()) {
            self.at += 1;
            let value = self.next_arg(th)?;
            let Some(number) = value.downcast::<Long>() else {
                return Err(raise!(th, TypeError, "* wants int"));
            };
            return if most < isize::MAX {
                crate::abstract_::number::as_c_int(number, th).map(|number| number as isize)
            } else {
                number.to_isize(th)
            };
        }
        let mut value = 0isize;
        while let Some(digit @ 0x30..0x3a) = self.peek() {
            value = value
                .checked_mul(10)
                .and_then(|value| value.checked_add((digit - 0x30) as isize))
                .filter(|value| *value <= most)
                .ok_or_else(|| raise!(th, ValueError, "{too_big} too big"))?;
            self.at += 1;
        }
        Ok(value)
    }

    fn spec(&mut self, th: &mut Thread) -> PyResult<Spec> {
        if self.peek() == Some('('.into()) {
            self.key(th)?;
        }
        let mut flags = 0;
        loop {
            flags |= match self.peek().and_then(char::from_u32) {
                Some('-') => LEFT,
                Some('+') => SIGN,
                Some(' ') => BLANK,
                Some('#') => ALTERNATE,
                Some('0') => ZERO,
                _ => break,
            };
            self.at += 1;
        }
        let width = self.number("width", isize::MAX, th)?;
        if width < 0 {
            flags |= LEFT;
        }
        let mut precision = None;
        if self.peek() == Some('.'.into()) {
            self.at += 1;
            let name = if self.bytes { "prec" } else { "precision" };
            precision = Some(self.number(name, i32::MAX as isize, th)?.max(0) as usize);
        }
        if let Some(0x68 | 0x6c | 0x4c) = self.peek() {
            self.at += 1;
        }
        let code = self.next_char(th)?;
        Ok(Spec { flags, width: width.unsigned_abs(), precision, code, at: self.at - 1 })
    }

    fn convert(&mut self, spec: &Spec, th: &mut Thread) -> PyResult<()> {
        let code = char::from_u32(spec.code).unwrap_or('\0');
        let known = match code {
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'c' | 's' | 'r' | 'a' => true,
            'b' => self.bytes,
            _ => false,
        };
        let value = self.next_arg(th)?;
        if !known {
            let shown = if (31..127).contains(&spec.code) { code } else { '?' };
            let (number, at) = (spec.code, spec.at);
            return Err(raise!(th, ValueError, "unsupported format character '{shown}' (0x{number:x}) at index {at}"));
        }
        match code {
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                let text = integer(&value, code, spec, th)?;
                self.put_number(spec, &text, code, th)
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let number = match Float::to_f64(&value, th) {
                    Err(Raised) if self.bytes && th.raised_matches(&TypeError) => {
                        th.clear_raised();
                        let name = value.ob_type().display_name();
                        return Err(raise!(th, TypeError, "float argument required, not {name:.200}"));
                    }
                    number => number?,
                };
                let mut text = Vec::new();
                let flags = if spec.flags & ALTERNATE != 0 { float_text::ALT } else { 0 };
                let precision = spec.precision.unwrap_or(6);
                text.try_reserve(precision).map_err(|_| th.no_memory())?;
                if float_text::format_double(number, code as u8, precision, flags, &mut text).is_err() {
                    return Err(th.bad_internal_call());
                }
                self.put_number(spec, &text, code, th)
            }
            'c' => {
                let point = if self.bytes { byte_char(&value, th)? } else { text_char(&value, th)? };
                self.put_text(spec, StrData::Ucs4(&[point]), false, th)
            }
            _ if self.bytes && matches!(code, 's' | 'b') => {
                let bytes = bytes_like(&value, th)?;
                self.put_text(spec, StrData::Latin1(&bytes), true, th)
            }
            _ => {
                let text = match code {
                    's' => value.str(th)?,
                    'r' if !self.bytes => value.repr(th)?,
                    _ => value.ascii(th)?,
                };
                if spec.width <= text.len() && spec.precision.is_none_or(|most| most >= text.len()) {
                    // The whole text: it is the result if nothing else is written.
                    self.out.push_str(&text);
                    return Ok(());
                }
                self.put_text(spec, text.data(), true, th)
            }
        }
    }

    fn pad(&mut self, point: u32, count: usize) -> PyResult<()> {
        if count > 0 {
            self.out.reserve(count)?;
            self.out.push_repeated(point, count);
        }
        Ok(())
    }

    /// Puts text, cut to the precision if it is to be, into the width.
    fn put_text(&mut self, spec: &Spec, text: StrData<'_>, cut: bool, th: &mut Thread) -> PyResult<()> {
        let _ = th;
        let len = if cut { spec.precision.map_or(text.len(), |most| most.min(text.len())) } else { text.len() };
        let padding = spec.width.saturating_sub(len);
        let left = spec.flags & LEFT != 0;
        if !left {
            self.pad(' '.into(), padding)?;
        }
        self.out.push_data(text.slice(0, len));
        if left {
            self.pad(' '.into(), padding)?;
        }
        Ok(())
    }

    /// Puts a number's text, with its sign in front and an `0x` behind it, into the width.
    fn put_number(&mut self, spec: &Spec, text: &[u8], code: char, th: &mut Thread) -> PyResult<()> {
        let _ = th;
        let (sign, text) = match text {
            [sign @ (b'-' | b'+'), rest @ ..] => (Some(*sign), rest),
            _ if spec.flags & SIGN != 0 => (Some(b'+'), text),
            _ if spec.flags & BLANK != 0 => (Some(b' '), text),
            _ => (None, text),
        };
        let has_prefix = spec.flags & ALTERNATE != 0 && matches!(code, 'x' | 'X' | 'o');
        let (prefix, digits) = text.split_at(if has_prefix { 2 } else { 0 });
        let padding = spec.width.saturating_sub(text.len() + usize::from(sign.is_some()));
        let left = spec.flags & LEFT != 0;
        let zeros = spec.flags & ZERO != 0 && !left;
        if !left && !zeros {
            self.pad(' '.into(), padding)?;
        }
        if let Some(sign) = sign {
            self.out.push(sign.into());
        }
        self.out.push_data(StrData::Ascii(prefix));
        if zeros {
            self.pad('0'.into(), padding)?;
        }
        self.out.push_data(StrData::Ascii(digits));
        if left {
            self.pad(' '.into(), padding)?;
        }
        Ok(())
    }
}

/// The text of an integer: a minus sign, `0x` if asked for, zeros up to the precision, digits.
fn integer(value: &Object, code: char, spec: &Spec, th: &mut Thread) -> PyResult<Vec<u8>> {
    let decimal = matches!(code, 'd' | 'i' | 'u');
    let number = match value.downcast::<Long>() {
        Some(number) => Some(Ref::new(number)),
        None if !crate::abstract_::number::is_number(value) => None,
        None => {
            let number = if decimal { value.long(th) } else { value.index(th) };
            catch(number, &TypeError, th)?
        }
    };
    let Some(number) = number else {
        let name = value.ob_type().display_name();
        let wanted = if decimal { "a real number" } else { "an integer" };
        return Err(raise!(th, TypeError, "%{code} format: {wanted} is required, not {name:.200}"));
    };
    let base = match code {
        'o' => 8,
        'x' | 'X' => 16,
        _ => 10,
    };
    let text = if base == 10 { number.to_decimal(th)? } else { number.format(base, false, th)? };
    let text = text.as_ascii().unwrap_or_default().as_bytes();
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let mut out = Vec::new();
    let zeros = spec.precision.unwrap_or(0).saturating_sub(digits.len());
    out.try_reserve(zeros.saturating_add(digits.len() + 3)).map_err(|_| th.no_memory())?;
    if negative {
        out.push(b'-');
    }
    if spec.flags & ALTERNATE != 0 && base != 10 {
        out.extend_from_slice(if base == 8 { b"0o" } else { b"0x" });
    }
    out.resize(out.len() + zeros, b'0');
    out.extend_from_slice(digits);
    if code == 'X' {
        out.make_ascii_uppercase();
    }
    Ok(out)
}

/// The character of `%c` in text.
fn text_char(value: &Object, th: &mut Thread) -> PyResult<u32> {
    if let Some(text) = value.downcast::<Str>() {
        if text.len() == 1 {
            return Ok(text.char_at(0));
        }
    } else if crate::abstract_::number::is_index(value) {
        let number = value.as_isize(None, th)?;
        return u32::try_from(number)
            .ok()
            .filter(|point| *point < 0x110000)
            .ok_or_else(|| raise!(th, OverflowError, "%c arg not in range(0x110000)"));
    }
    Err(raise!(th, TypeError, "%c requires int or char"))
}

/// The byte of `%c` in bytes.
fn byte_char(value: &Object, th: &mut Thread) -> PyResult<u32> {
    let one = match (value.downcast::<Bytes>(), value.downcast::<ByteArray>()) {
        (Some(bytes), _) => Some(bytes.as_bytes()).filter(|bytes| bytes.len() == 1).map(|bytes| bytes[0]),
        (_, Some(array)) => Some(array.as_bytes(th)).filter(|bytes| bytes.len() == 1).map(|bytes| bytes[0]),
        _ if crate::abstract_::number::is_index(value) => {
            let number = value.as_isize(None, th)?;
            let byte = u8::try_from(number).map_err(|_| raise!(th, OverflowError, "%c arg not in range(256)"))?;
            Some(byte)
        }
        _ => None,
    };
    match one {
        Some(byte) => Ok(byte.into()),
        None => Err(raise!(th, TypeError, "%c requires an integer in range(256) or a single byte")),
    }
}

/// The bytes of `%b`.
fn bytes_like(value: &Object, th: &mut Thread) -> PyResult<Vec<u8>> {
    if let Some(bytes) = value.downcast::<Bytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    if let Some(array) = value.downcast::<ByteArray>() {
        return Ok(array.as_bytes(th).to_vec());
    }
    if let Some(method) = object::lookup_special(value, id!(__bytes__), th)? {
        let result = method.call(&[], th)?;
        return match result.downcast::<Bytes>() {
            Some(bytes) => Ok(bytes.as_bytes().to_vec()),
            None => {
                let name = result.ob_type().display_name();
                Err(raise!(th, TypeError, "__bytes__ returned non-bytes (type {name:.200})"))
            }
        };
    }
    if memoryobject::is_buffer(value) {
        let buffer = memoryobject::Buffer::get(value, PyBUF_FULL_RO, th)?;
        let mut bytes = Vec::new();
        memoryobject::copy_to_vec(&buffer.view, b'C', &mut bytes, th)?;
        return Ok(bytes);
    }
    let name = value.ob_type().display_name();
    let wanted = "%b requires a bytes-like object, or an object that implements __bytes__";
    Err(raise!(th, TypeError, "{wanted}, not '{name:.100}'"))
}
