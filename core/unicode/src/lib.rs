//! Unicode 15.1 character data as `str` sees it: classification, case mappings, digit and numeric values, and the
//! normalization of identifiers.
//!
//! Everything takes a code point as `u32`, so that surrogates and any value a C caller passes are welcome: a value
//! beyond 0x10FFFF has no property and maps to itself. The tables come from `ci/generate/unicode.py`.

mod generated;

use generated::*;
use std::borrow::Cow;

pub use generated::UNIDATA_VERSION;

/// What characters with the same behaviour share. Case mappings are distances to the first mapped character.
pub(crate) struct Record {
    flags: u16,
    decimal: u8,
    digit: u8,
    lower: i32,
    upper: i32,
    title: i32,
    fold: i32,
}

/// `Record::decimal` and `Record::digit` of a character that is none.
const NO_DIGIT: u8 = 255;

static NOTHING: Record = Record { flags: 0, decimal: NO_DIGIT, digit: NO_DIGIT, lower: 0, upper: 0, title: 0, fold: 0 };

#[inline]
fn record(cp: u32) -> &'static Record {
    match PAGES.get((cp >> SHIFT) as usize) {
        Some(&page) => {
            let at = ((page as usize) << SHIFT) | (cp as usize & ((1 << SHIFT) - 1));
            &RECORDS[RECORD_OF[at] as usize]
        }
        None => &NOTHING,
    }
}

#[inline]
fn flags(cp: u32) -> u16 {
    if cp < 256 { LATIN1[cp as usize] } else { record(cp).flags }
}

#[inline]
fn has(cp: u32, flag: u16) -> bool {
    flags(cp) & flag != 0
}

/// A letter (`str.isalpha`).
#[inline]
pub fn is_alpha(cp: u32) -> bool {
    has(cp, ALPHA)
}

/// A digit of a decimal system (`str.isdecimal`); see [`decimal_value`].
#[inline]
pub fn is_decimal(cp: u32) -> bool {
    has(cp, DECIMAL)
}

/// A digit in any typography, such as a superscript (`str.isdigit`); see [`digit_value`].
#[inline]
pub fn is_digit(cp: u32) -> bool {
    has(cp, DIGIT)
}

/// A character with a numeric value (`str.isnumeric`); see [`numeric_value`].
#[inline]
pub fn is_numeric(cp: u32) -> bool {
    has(cp, NUMERIC)
}

/// A letter or anything with a numeric value (`str.isalnum`).
#[inline]
pub fn is_alnum(cp: u32) -> bool {
    has(cp, ALPHA | DECIMAL | DIGIT | NUMERIC)
}

/// Has the property Lowercase.
#[inline]
pub fn is_lower(cp: u32) -> bool {
    has(cp, LOWER)
}

/// Has the property Uppercase.
#[inline]
pub fn is_upper(cp: u32) -> bool {
    has(cp, UPPER)
}

/// Is a title-case letter (category Lt), such as U+01C5. Capital letters are not.
#[inline]
pub fn is_title(cp: u32) -> bool {
    has(cp, TITLE)
}

/// White space to `str.isspace`, `str.split` and `str.strip`.
#[inline]
pub fn is_space(cp: u32) -> bool {
    has(cp, SPACE)
}

/// Ends a line to `str.splitlines`.
#[inline]
pub fn is_linebreak(cp: u32) -> bool {
    has(cp, LINEBREAK)
}

/// Shown by `repr(str)` as it is (`str.isprintable`).
#[inline]
pub fn is_printable(cp: u32) -> bool {
    has(cp, PRINTABLE)
}

/// May start an identifier (XID_Start). The underscore is not among them though Python lets it start a name.
#[inline]
pub fn is_xid_start(cp: u32) -> bool {
    has(cp, XID_START)
}

/// May continue an identifier (XID_Continue; the underscore is one).
#[inline]
pub fn is_xid_continue(cp: u32) -> bool {
    has(cp, XID_CONTINUE)
}

/// Has the property Cased: what decides where `str.title` starts a word.
#[inline]
pub fn is_cased(cp: u32) -> bool {
    has(cp, CASED)
}

/// Has the property Case_Ignorable: looked through when a capital sigma is lowered.
#[inline]
pub fn is_case_ignorable(cp: u32) -> bool {
    has(cp, CASE_IGNORABLE)
}

#[inline]
fn shifted(cp: u32, delta: i32) -> u32 {
    cp.wrapping_add_signed(delta)
}

/// One character for one: the first of [`lower_full`], as `Py_UNICODE_TOLOWER` gives it.
#[inline]
pub fn to_lower(cp: u32) -> u32 {
    if cp < 128 {
        return if cp.wrapping_sub(0x41) < 26 { cp | 0x20 } else { cp };
    }
    shifted(cp, record(cp).lower)
}

/// One character for one: the first of [`upper_full`], as `Py_UNICODE_TOUPPER` gives it.
#[inline]
pub fn to_upper(cp: u32) -> u32 {
    if cp < 128 {
        return if cp.wrapping_sub(0x61) < 26 { cp & !0x20 } else { cp };
    }
    shifted(cp, record(cp).upper)
}

/// One character for one: the first of [`title_full`], as `Py_UNICODE_TOTITLE` gives it.
#[inline]
pub fn to_title(cp: u32) -> u32 {
    if cp < 128 {
        return to_upper(cp);
    }
    shifted(cp, record(cp).title)
}

#[cold]
fn expansion(cp: u32, which: usize, out: &mut [u32; 3]) -> usize {
    match EXPANSIONS.binary_search_by_key(&cp, |entry| entry.0) {
        Ok(at) => {
            *out = EXPANSIONS[at].1[which];
            // Only whole mappings are stored: at least one character, then zeros.
            1 + out[1..].iter().filter(|&&c| c != 0).count()
        }
        Err(_) => {
            out[0] = cp;
            1
        }
    }
}

macro_rules! full_mapping {
    ($(#[$doc:meta])* $name:ident, $field:ident, $which:expr) => {
        $(#[$doc])*
        ///
        /// Writes the characters to the front of `out` and returns how many there are, 1 to 3.
        #[inline]
        pub fn $name(cp: u32, out: &mut [u32; 3]) -> usize {
            let r = record(cp);
            if r.flags & EXPANDS != 0 {
                return expansion(cp, $which, out);
            }
            out[0] = shifted(cp, r.$field);
            1
        }
    };
}

full_mapping!(
    /// The characters `str.lower` puts for this one, but for a final capital sigma, which the caller sees to.
    lower_full,
    lower,
    0
);
full_mapping!(
    /// The characters `str.upper` puts for this one.
    upper_full,
    upper,
    1
);
full_mapping!(
    /// The characters `str.title` puts for this one at the start of a word.
    title_full,
    title,
    2
);
full_mapping!(
    /// The characters `str.casefold` puts for this one.
    fold_full,
    fold,
    3
);

/// The value 0..=9 of a decimal digit (`unicodedata.decimal`; what `int()` and `float()` read).
#[inline]
pub fn decimal_value(cp: u32) -> Option<u8> {
    if cp < 128 {
        let digit = cp.wrapping_sub(0x30);
        return (digit < 10).then_some(digit as u8);
    }
    let value = record(cp).decimal;
    (value != NO_DIGIT).then_some(value)
}

/// What `int()`, `float()` and `complex()` read in place of a character: ASCII as it is, the ASCII digit for a decimal
/// digit of any script, a blank for white space; None for what no number contains.
#[inline]
pub fn ascii_in_number(cp: u32) -> Option<u8> {
    if cp < 128 {
        Some(cp as u8)
    } else if is_space(cp) {
        Some(b' ')
    } else {
        decimal_value(cp).map(|digit| b'0' + digit)
    }
}

/// The value 0..=9 of a digit in any typography (`unicodedata.digit`).
#[inline]
pub fn digit_value(cp: u32) -> Option<u8> {
    let value = record(cp).digit;
    (value != NO_DIGIT).then_some(value)
}

/// The numeric value of a character (`unicodedata.numeric`), which may be a fraction or negative.
#[inline]
pub fn numeric_value(cp: u32) -> Option<f64> {
    if !is_numeric(cp) {
        return None;
    }
    let at = NUMERIC_CHARS.binary_search(&cp).ok()?;
    Some(NUMERIC_VALUES[NUMERIC_VALUE_OF[at] as usize])
}

/// Normalization form KC, to which Python brings every identifier (PEP 3131). ASCII is returned as it is.
///
/// The normalization crate may know a later Unicode than 15.1; by the stability policy they agree on every
/// character assigned in 15.1, and only those can be part of an identifier.
pub fn nfkc(text: &str) -> Cow<'_, str> {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().collect())
}
