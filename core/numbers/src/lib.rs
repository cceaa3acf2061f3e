//! Integer digits, float text and the format mini-language: arithmetic and conversions that know nothing of objects.
//!
//! - [`digits`]: what `int` computes, on magnitudes of 30-bit digits as `PyLongObject` stores them.
//! - [`float_text`]: what `float` reads and writes.
//! - [`format_spec`]: the parser of the format mini-language and the grouping of digits.
//! - [`format_number`]: numbers laid out as a format specification says.

pub mod digits;
pub mod float_text;
pub mod format_number;
pub mod format_spec;
