//! Functions of numbers and characters.

use ks_runtime::abstract_::{BinaryOperator, ObjectOps};
use ks_runtime::prelude::*;

#[pyfunction(sig = "(x, /)", doc = "The absolute value of a number.")]
pub fn abs(x: &Object, th: &mut Thread) -> PyResult {
    x.absolute(th)
}

fn in_base(number: &Object, base: u32, th: &mut Thread) -> PyResult<Ref<Str>> {
    let number = ks_runtime::abstract_::number::index_any(number, th)?;
    number.format(base, true, th)
}

#[pyfunction(sig = "(number, /)", doc = "The binary representation of an integer.\n\n    >>> bin(10)\n    '0b1010'")]
pub fn bin(number: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    in_base(number, 2, th)
}

#[pyfunction(sig = "(number, /)", doc = "The octal representation of an integer.\n\n    >>> oct(8)\n    '0o10'")]
pub fn oct(number: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    in_base(number, 8, th)
}

#[pyfunction(
    sig = "(number, /)",
    doc = "The hexadecimal representation of an integer.\n\n    >>> hex(255)\n    '0xff'"
)]
pub fn hex(number: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    in_base(number, 16, th)
}

#[pyfunction(sig = "(i, /)", doc = "The string of one character with the ordinal i, 0 <= i <= 0x10ffff.")]
pub fn chr(i: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    let number = ks_runtime::abstract_::number::index_any(i, th)?;
    match number.to_i64_opt() {
        Some(point @ 0..=0x10ffff) => Str::from_char(point as u32),
        _ => Err(raise!(th, ValueError, "chr() arg not in range(0x110000)")),
    }
}

#[pyfunction(sig = "(c, /)", doc = "The ordinal of a character, or of a bytes object of length 1.")]
pub fn ord(c: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    let (len, value) = if let Some(text) = c.downcast::<Str>() {
        (text.len(), if text.len() == 1 { text.char_at(0) } else { 0 })
    } else if let Some(bytes) = c.downcast::<Bytes>() {
        let bytes = bytes.as_bytes();
        (bytes.len(), bytes.first().copied().map_or(0, u32::from))
    } else if let Some(bytes) = c.downcast::<ByteArray>() {
        let bytes = bytes.as_bytes(th);
        (bytes.len(), bytes.first().copied().map_or(0, u32::from))
    } else {
        return Err(raise!(
            th,
            TypeError,
            "ord() expected string of length 1, but {:.200} found",
            c.ob_type().display_name()
        ));
    };
    if len != 1 {
        return Err(raise!(th, TypeError, "ord() expected a character, but string of length {len} found"));
    }
    Long::from_i64(i64::from(value))
}

#[pyfunction(sig = "(x, y, /)", doc = "The tuple (x//y, x%y).")]
pub fn divmod(x: &Object, y: &Object, th: &mut Thread) -> PyResult {
    x.binary(BinaryOperator::Divmod, y, th)
}

#[pyfunction(
    sig = "(base, exp, mod=None)",
    doc = "base**exp, or base**exp % mod with three arguments, which ints compute without the huge power."
)]
pub fn pow(base: &Object, exp: &Object, r#mod: Option<&Object>, th: &mut Thread) -> PyResult {
    base.power(exp, r#mod.unwrap_or(none()), th)
}

#[pyfunction(
    sig = "(number, ndigits=None)",
    doc = "A number rounded to ndigits digits after the point; to an integer if ndigits is left out or None."
)]
pub fn round(number: &Object, ndigits: Option<&Object>, th: &mut Thread) -> PyResult {
    let Some(method) = object::lookup_special(number, id!(__round__), th)? else {
        return Err(raise!(
            th,
            TypeError,
            "type {:.100} doesn't define __round__ method",
            number.ob_type().display_name()
        ));
    };
    match ndigits {
        None => super::call0(&method, th),
        Some(ndigits) => method.call(&[ndigits], th),
    }
}
