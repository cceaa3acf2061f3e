//! Numbers laid out as a format specification says: the `__format__` of `int`, `float` and `complex`.
//!
//! The result is code points, since fill characters and a locale's separators may be any.

use crate::digits::{self, Int};
use crate::float_text::{self, Kind};
use crate::format_spec::{FormatSpec, group_digits};

/// What a locale writes numbers with; used by the type `n`.
#[derive(Clone, Copy, Debug)]
pub struct Locale<'a> {
    pub decimal_point: &'a [u32],
    pub thousands_sep: &'a [u32],
    /// Sizes of groups, as in `localeconv()["grouping"]`.
    pub grouping: &'a [u8],
}

impl Locale<'static> {
    /// The locale "C".
    pub const C: Locale<'static> = Locale { decimal_point: &['.' as u32], thousands_sep: &[], grouping: &[] };
}

/// Why a number cannot be formatted so. `Display` gives the text of Python's exception, a ValueError unless said
/// otherwise, but for `Unknown`, for which see [`unknown_code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// The type's character means nothing here.
    Unknown(u32),
    NegativeZero,
    Precision,
    SignWithC,
    AlternateWithC,
    /// OverflowError
    CharRange,
    /// OverflowError
    TooLargeForLong,
    PrecisionTooBig,
    ComplexZeroPadding,
    ComplexAlignment,
    /// MemoryError
    Memory,
}

impl FormatError {
    /// Whether it is an OverflowError rather than a ValueError.
    pub fn is_overflow(self) -> bool {
        matches!(self, FormatError::CharRange | FormatError::TooLargeForLong)
    }
}

impl std::fmt::Display for FormatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FormatError::Unknown(_) => "Unknown format code",
            FormatError::NegativeZero => "Negative zero coercion (z) not allowed in integer format specifier",
            FormatError::Precision => "Precision not allowed in integer format specifier",
            FormatError::SignWithC => "Sign not allowed with integer format specifier 'c'",
            FormatError::AlternateWithC => "Alternate form (#) not allowed with integer format specifier 'c'",
            FormatError::CharRange => "%c arg not in range(0x110000)",
            FormatError::TooLargeForLong => "Python int too large to convert to C long",
            FormatError::PrecisionTooBig => "precision too big",
            FormatError::ComplexZeroPadding => "Zero padding is not allowed in complex format specifier",
            FormatError::Memory => "",
            FormatError::ComplexAlignment => "'=' alignment flag is not allowed in complex format specifier",
        })
    }
}

/// The text of the ValueError for a type character that an object's type does not know.
pub fn unknown_code(code: u32, type_name: &str) -> String {
    match code {
        33..128 => format!("Unknown format code '{}' for object of type '{type_name}'", code as u8 as char),
        _ => format!("Unknown format code '\\x{code:x}' for object of type '{type_name}'"),
    }
}

/// How many fill characters go before and after something of this length; `=` counts as `>`.
pub fn padding(spec: &FormatSpec, len: usize) -> (usize, usize) {
    let missing = spec.width.unwrap_or(0).saturating_sub(len);
    match char::from_u32(spec.align) {
        Some('<') => (0, missing),
        Some('^') => (missing / 2, missing - missing / 2),
        _ => (missing, 0),
    }
}

/// The parts of a number before it is laid out.
struct Parts<'a> {
    negative: bool,
    prefix: &'a [u8],
    /// The digits that may be grouped and padded with zeros between groups; none for `inf` and the like.
    digits: &'a [u8],
    point: bool,
    /// Copied as it is: decimals, exponent, a percent sign; or a whole text that is not digits.
    rest: &'a [u8],
    /// The character of type `c`.
    character: Option<u32>,
}

fn fill(out: &mut Vec<u32>, what: u32, count: usize) {
    out.resize(out.len() + count, what);
}

fn lay_out(parts: &Parts, spec: &FormatSpec, locale: &Locale, out: &mut Vec<u32>) -> Result<(), FormatError> {
    // Width and precision come from outside; what they ask for may not be had.
    let size = spec.width.unwrap_or(0).max(parts.rest.len()).saturating_add(parts.digits.len() * 2 + 64);
    out.try_reserve(size).map_err(|_| FormatError::Memory)?;
    let (separator, sizes) = match spec.kind == 'n' as u32 {
        true => (locale.thousands_sep, locale.grouping),
        false => spec.grouping.rule(),
    };
    let decimal_point = if spec.kind == 'n' as u32 { locale.decimal_point } else { Locale::C.decimal_point };
    let sign = match (parts.negative, char::from_u32(spec.sign)) {
        (true, _) => Some('-'),
        (false, Some(c @ ('+' | ' '))) => Some(c),
        _ => None,
    };
    let point = if parts.point { decimal_point } else { &[] };
    let fixed = sign.is_some() as usize
        + parts.prefix.len()
        + point.len()
        + parts.rest.len()
        + parts.character.is_some() as usize;
    let inside = spec.align == '=' as u32;
    let mut grouped = Vec::new();
    if !parts.digits.is_empty() {
        let zeros = inside && spec.fill == '0' as u32;
        let least = if zeros { spec.width.unwrap_or(0).saturating_sub(fixed) } else { 0 };
        grouped.try_reserve(least.saturating_add(64)).map_err(|_| FormatError::Memory)?;
        group_digits(parts.digits, least, sizes, separator, &mut grouped);
    }
    let (before, after) = padding(spec, fixed + grouped.len());
    if !inside {
        fill(out, spec.fill, before);
    }
    out.extend(sign.map(u32::from));
    out.extend(parts.prefix.iter().map(|&b| u32::from(b)));
    if inside {
        fill(out, spec.fill, before);
    }
    out.extend_from_slice(&grouped);
    out.extend_from_slice(point);
    out.extend(parts.rest.iter().map(|&b| u32::from(b)));
    out.extend(parts.character);
    fill(out, spec.fill, after);
    Ok(())
}

/// Appends an integer as types `b c d n o x X` write it; no type means `d`.
///
/// The types of `float` (`e f g E F G %`) give [`FormatError::Unknown`] like any other: the caller converts the number
/// and formats the float. Neither does it look at `sys.get_int_max_str_digits()`: see
/// [`digits::to_decimal`].
pub fn format_int(value: Int, spec: &FormatSpec, locale: &Locale, out: &mut Vec<u32>) -> Result<(), FormatError> {
    let kind = if spec.kind == 0 { 'd' } else { char::from_u32(spec.kind).unwrap_or('?') };
    let (base, prefix): (u32, &[u8]) = match kind {
        'd' | 'n' => (10, b""),
        'b' => (2, b"0b"),
        'o' => (8, b"0o"),
        'x' => (16, b"0x"),
        'X' => (16, b"0X"),
        'c' => (0, b""),
        _ => return Err(FormatError::Unknown(spec.kind)),
    };
    if spec.precision.is_some() {
        return Err(FormatError::Precision);
    }
    if spec.no_negative_zero {
        return Err(FormatError::NegativeZero);
    }
    let mut parts = Parts {
        negative: value.negative,
        prefix: if spec.alternate { prefix } else { b"" },
        digits: &[],
        point: false,
        rest: &[],
        character: None,
    };
    if base == 0 {
        if spec.sign != 0 {
            return Err(FormatError::SignWithC);
        }
        if spec.alternate {
            return Err(FormatError::AlternateWithC);
        }
        let code = digits::to_i64(value).ok_or(FormatError::TooLargeForLong)?;
        let code = u32::try_from(code).ok().filter(|&c| c < 0x110000).ok_or(FormatError::CharRange)?;
        parts.character = Some(code);
        return lay_out(&parts, spec, locale, out);
    }
    let mut text = Vec::new();
    digits::format_radix(value.digits, base, &mut text);
    if kind == 'X' {
        text.make_ascii_uppercase();
    }
    parts.digits = &text;
    lay_out(&parts, spec, locale, out)
}

/// The text of a float for a specification, its sign included; `dot_0` is for a missing type.
fn float_digits(value: f64, spec: &FormatSpec, dot_0: bool) -> Result<Vec<u8>, FormatError> {
    let mut flags = 0;
    if spec.alternate {
        flags |= float_text::ALT;
    }
    if spec.no_negative_zero {
        flags |= float_text::NO_NEG_0;
    }
    let (mut code, mut value, mut default, mut percent) = ('r', value, 6, false);
    match char::from_u32(spec.kind) {
        Some('\0') => {
            default = 0;
            if dot_0 {
                flags |= float_text::ADD_DOT_0;
            }
        }
        Some('n') => code = 'g',
        Some('%') => {
            (code, percent) = ('f', true);
            value *= 100.0;
        }
        Some(c @ ('e' | 'f' | 'g' | 'E' | 'F' | 'G')) => code = c,
        _ => return Err(FormatError::Unknown(spec.kind)),
    }
    if spec.precision.is_some_and(|p| p > i32::MAX as usize) {
        return Err(FormatError::PrecisionTooBig);
    }
    if code == 'r' && spec.precision.is_some() {
        code = 'g';
    }
    let mut text = Vec::new();
    text.try_reserve(spec.precision.unwrap_or(0) + 400).map_err(|_| FormatError::Memory)?;
    // Only codes that exist get here, and `r` without a precision.
    let kind = float_text::format_double(value, code as u8, spec.precision.unwrap_or(default), flags, &mut text);
    debug_assert!(matches!(kind, Ok(Kind::Finite | Kind::Infinite | Kind::Nan)));
    if percent {
        text.push(b'%');
    }
    Ok(text)
}

fn lay_out_float(text: &[u8], spec: &FormatSpec, locale: &Locale, out: &mut Vec<u32>) -> Result<(), FormatError> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (whole, rest) = text.split_at(text.iter().take_while(|b| b.is_ascii_digit()).count());
    let (point, rest) = match rest {
        [b'.', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    lay_out(&Parts { negative, prefix: b"", digits: whole, point, rest, character: None }, spec, locale, out)
}

/// Appends a float as types `e f g n E F G %` write it, or like `repr` where no type is given (`spec.kind` 0).
pub fn format_float(value: f64, spec: &FormatSpec, locale: &Locale, out: &mut Vec<u32>) -> Result<(), FormatError> {
    let text = float_digits(value, spec, true)?;
    lay_out_float(&text, spec, locale, out)
}

/// Appends a complex number as types `e f g n E F G` write it, or like `repr`, in parentheses if there is a real part,
/// where no type is given (`spec.kind` 0).
pub fn format_complex(
    real: f64,
    imaginary: f64,
    spec: &FormatSpec,
    locale: &Locale,
    out: &mut Vec<u32>,
) -> Result<(), FormatError> {
    if spec.kind == '%' as u32 {
        return Err(FormatError::Unknown(spec.kind));
    }
    let (first, second) = (float_digits(real, spec, false)?, float_digits(imaginary, spec, false)?);
    if spec.fill == '0' as u32 {
        return Err(FormatError::ComplexZeroPadding);
    }
    if spec.align == '=' as u32 {
        return Err(FormatError::ComplexAlignment);
    }
    let bare = spec.kind == 0 && real == 0.0 && real.is_sign_positive();
    let parentheses = spec.kind == 0 && !bare;
    let mut part = FormatSpec { width: None, align: '<' as u32, ..*spec };
    let mut text = Vec::new();
    if parentheses {
        text.push('(' as u32);
    }
    if !bare {
        lay_out_float(&first, &part, locale, &mut text)?;
        part.sign = '+' as u32;
    }
    lay_out_float(&second, &part, locale, &mut text)?;
    text.push('j' as u32);
    if parentheses {
        text.push(')' as u32);
    }
    let (before, after) = padding(spec, text.len());
    out.try_reserve(before.saturating_add(after).saturating_add(text.len())).map_err(|_| FormatError::Memory)?;
    fill(out, spec.fill, before);
    out.append(&mut text);
    fill(out, spec.fill, after);
    Ok(())
}
