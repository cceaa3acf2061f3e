//! `__format__` of `str`, `int`, `float` and `complex`, over the mini-language of `ks-numbers`.

use std::ffi::CStr;

use ks_numbers::digits;
use ks_numbers::format_number::{self, FormatError, Locale};
use ks_numbers::format_spec::{self, FormatSpec, FormatSpecError};

use crate::objects::unicodeobject::StrData;
use crate::prelude::*;

/// The code points of a string.
pub fn code_points(text: &Str) -> Vec<u32> {
    match text.data() {
        StrData::Ascii(data) | StrData::Latin1(data) => data.iter().map(|point| u32::from(*point)).collect(),
        StrData::Ucs2(data) => data.iter().map(|point| u32::from(*point)).collect(),
        StrData::Ucs4(data) => data.to_vec(),
    }
}

/// Takes a specification apart; errors name the object's type.
fn parse(spec: &Str, kind: char, align: char, object: &Object, th: &mut Thread) -> PyResult<FormatSpec> {
    format_spec::parse(&code_points(spec), kind, align).map_err(|error| match error {
        FormatSpecError::Invalid => {
            let name = object.ob_type().display_name();
            raise!(th, ValueError, "Invalid format specifier '{spec}' for object of type '{name:.200}'")
        }
        error => raise!(th, ValueError, "{error}"),
    })
}

fn failed(error: FormatError, object: &Object, th: &mut Thread) -> Raised {
    match error {
        FormatError::Unknown(code) => {
            let text = format_number::unknown_code(code, &object.ob_type().display_name());
            raise!(th, ValueError, "{text}")
        }
        FormatError::Memory => th.no_memory(),
        error if error.is_overflow() => raise!(th, OverflowError, "{error}"),
        error => raise!(th, ValueError, "{error}"),
    }
}

/// What the C library's locale writes numbers with.
struct NumberLocale {
    decimal_point: Vec<u32>,
    thousands_sep: Vec<u32>,
    grouping: Vec<u8>,
}

impl NumberLocale {
    fn current() -> NumberLocale {
        let text = |pointer: *const std::ffi::c_char| {
            // SAFETY: fields of `localeconv` are C strings; no other thread sets the locale meanwhile, for this one holds
            // the interpreter.
            let bytes = unsafe { CStr::from_ptr(pointer) }.to_bytes();
            match std::str::from_utf8(bytes) {
                Ok(text) => text.chars().map(u32::from).collect(),
                Err(_) => bytes.iter().map(|byte| u32::from(*byte)).collect(),
            }
        };
        // SAFETY: as above.
        let conventions = unsafe { &*libc::localeconv() };
        // SAFETY: as above.
        let grouping = unsafe { CStr::from_ptr(conventions.grouping) }.to_bytes();
        // `CHAR_MAX` ends grouping; what follows does not count.
        NumberLocale {
            decimal_point: text(conventions.decimal_point),
            thousands_sep: text(conventions.thousands_sep),
            grouping: grouping.to_vec(),
        }
    }

    fn locale(&self) -> Locale<'_> {
        Locale { decimal_point: &self.decimal_point, thousands_sep: &self.thousands_sep, grouping: &self.grouping }
    }
}

/// Formats with the locale that the type character asks for.
fn with_locale(
    spec: &FormatSpec,
    object: &Object,
    th: &mut Thread,
    write: impl FnOnce(&Locale, &mut Vec<u32>) -> Result<(), FormatError>,
) -> PyResult<Ref<Str>> {
    let mut out = Vec::with_capacity(32);
    let result = if spec.kind == u32::from('n') {
        write(&NumberLocale::current().locale(), &mut out)
    } else {
        write(&Locale::C, &mut out)
    };
    match result {
        Ok(()) => Str::from_code_points(&out),
        Err(error) => Err(failed(error, object, th)),
    }
}

/// `format(int, spec)`.
///
/// # Errors
/// `ValueError` for a wrong specification; `OverflowError`.
pub fn format_int(value: &Long, spec: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return if Long::check_exact(value) { value.to_decimal(th) } else { value.str(th) };
    }
    let parsed = parse(spec, 'd', '>', value, th)?;
    match char::from_u32(parsed.kind) {
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
            let float = value.to_f64(th)?;
            return with_locale(&parsed, value, th, |locale, out| {
                format_number::format_float(float, &parsed, locale, out)
            });
        }
        Some('d' | 'n') => {
            let limit = longobject::max_str_digits(th);
            // Three bits at least per decimal digit: shorter numbers need no look.
            if limit > 0 && digits::bit_length(value.digits()) > 3 * limit as u64 {
                let mut text = Vec::new();
                if let Err(error) = digits::to_decimal(value.digits(), limit, &mut text) {
                    return Err(raise!(th, ValueError, "{error}"));
                }
            }
        }
        _ => {}
    }
    with_locale(&parsed, value, th, |locale, out| format_number::format_int(value.as_int(), &parsed, locale, out))
}

/// `format(float, spec)`.
///
/// # Errors
/// `ValueError` for a wrong specification.
pub fn format_float(value: &Float, spec: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return value.str(th);
    }
    let parsed = parse(spec, '\0', '>', value, th)?;
    let float = value.value();
    with_locale(&parsed, value, th, |locale, out| format_number::format_float(float, &parsed, locale, out))
}

/// `format(complex, spec)`.
///
/// # Errors
/// `ValueError` for a wrong specification.
pub fn format_complex(value: &Complex, spec: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return value.str(th);
    }
    let parsed = parse(spec, '\0', '>', value, th)?;
    let Py_complex { real, imag } = value.value();
    with_locale(&parsed, value, th, |locale, out| format_number::format_complex(real, imag, &parsed, locale, out))
}

/// `format(str, spec)`.
///
/// # Errors
/// `ValueError` for a wrong specification.
pub fn format_str(value: &Str, spec: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return if Str::check_exact(value) { Ok(Ref::new(value)) } else { value.str(th) };
    }
    let parsed = parse(spec, 's', '<', value, th)?;
    if parsed.kind != u32::from('s') {
        return Err(failed(FormatError::Unknown(parsed.kind), value, th));
    }
    let wrong = match char::from_u32(parsed.sign) {
        Some(' ') => Some("Space not allowed in string format specifier"),
        Some('+' | '-') => Some("Sign not allowed in string format specifier"),
        _ if parsed.no_negative_zero => Some("Negative zero coercion (z) not allowed in string format specifier"),
        _ if parsed.alternate => Some("Alternate form (#) not allowed in string format specifier"),
        _ if parsed.align == u32::from('=') => Some("'=' alignment not allowed in string format specifier"),
        _ => None,
    };
    if let Some(wrong) = wrong {
        return Err(raise!(th, ValueError, "{wrong}"));
    }
    let length = parsed.precision.map_or(value.len(), |precision| precision.min(value.len()));
    let (before, after) = format_number::padding(&parsed, length);
    if before == 0 && after == 0 && length == value.len() && Str::check_exact(value) {
        return Ok(Ref::new(value));
    }
    let total = before.saturating_add(after).saturating_add(length);
    if total > isize::MAX as usize / 8 {
        return Err(th.no_memory());
    }
    let mut out = crate::objects::unicodeobject::StrWriter::with_capacity(total);
    (0..before).for_each(|_| out.push(parsed.fill));
    out.push_slice(value, 0, length);
    (0..after).for_each(|_| out.push(parsed.fill));
    out.finish()
}
