//! `int`.

use crate::prelude::*;

object_type!(
    /// `int`
    pub struct Long(PyLongObject): PyLong_Type, flag Py_TPFLAGS_LONG_SUBCLASS
);

/// The type of `int`
#[unsafe(no_mangle)]
pub static PyLong_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"int",
    size_of::<PyLongObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_LONG_SUBCLASS,
);

impl Long {
    /// `PyLong_FromSsize_t`; small values are the shared immortal ones.
    #[allow(unused_variables)]
    pub fn from_isize(value: isize) -> PyResult<Ref<Long>> {
        unwritten!("Long::from_isize")
    }

    /// `PyLong_FromSize_t`.
    #[allow(unused_variables)]
    pub fn from_usize(value: usize) -> PyResult<Ref<Long>> {
        unwritten!("Long::from_usize")
    }

    /// `PyLong_FromLongLong`.
    #[allow(unused_variables)]
    pub fn from_i64(value: i64) -> PyResult<Ref<Long>> {
        unwritten!("Long::from_i64")
    }

    /// `PyLong_FromUnsignedLongLong`.
    #[allow(unused_variables)]
    pub fn from_u64(value: u64) -> PyResult<Ref<Long>> {
        unwritten!("Long::from_u64")
    }

    /// `PyLong_FromDouble`.
    #[allow(unused_variables)]
    pub fn from_f64(value: f64, th: &mut Thread) -> PyResult<Ref<Long>> {
        unwritten!("Long::from_f64")
    }

    /// From sign and 30-bit digits, least significant first.
    #[allow(unused_variables)]
    pub fn from_digits(negative: bool, digits: &[u32]) -> PyResult<Ref<Long>> {
        unwritten!("Long::from_digits")
    }

    /// `int(text, base)` for str, without surrounding conversion of the object kind.
    #[allow(unused_variables)]
    pub fn from_str_object(text: &Object, base: i32, th: &mut Thread) -> PyResult<Ref<Long>> {
        unwritten!("Long::from_str_object")
    }

    /// The digits, least significant first; immutable for the object's life.
    #[allow(unused_variables)]
    pub fn digits(&self) -> &[u32] {
        unwritten!("Long::digits")
    }

    /// -1, 0 or 1.
    #[allow(unused_variables)]
    pub fn sign(&self) -> i32 {
        unwritten!("Long::sign")
    }

    /// The value if one digit holds it (`_PyLong_IsCompact`).
    #[allow(unused_variables)]
    pub fn compact_value(&self) -> Option<isize> {
        unwritten!("Long::compact_value")
    }

    /// The value if it fits.
    #[allow(unused_variables)]
    pub fn to_i64_opt(&self) -> Option<i64> {
        unwritten!("Long::to_i64_opt")
    }

    /// `PyLong_AsLongLong`: `OverflowError` with CPython's text for C type `long` family if it does not fit.
    #[allow(unused_variables)]
    pub fn to_i64(&self, th: &mut Thread) -> PyResult<i64> {
        unwritten!("Long::to_i64")
    }

    /// `PyLong_AsSsize_t`.
    #[allow(unused_variables)]
    pub fn to_isize(&self, th: &mut Thread) -> PyResult<isize> {
        unwritten!("Long::to_isize")
    }

    /// `PyLong_AsUnsignedLongLong`.
    #[allow(unused_variables)]
    pub fn to_u64(&self, th: &mut Thread) -> PyResult<u64> {
        unwritten!("Long::to_u64")
    }

    /// `PyLong_AsUnsignedLongLongMask`: modulo 2**64.
    #[allow(unused_variables)]
    pub fn to_u64_mask(&self) -> u64 {
        unwritten!("Long::to_u64_mask")
    }

    /// `PyLong_AsDouble`: correctly rounded, `OverflowError` if too large.
    #[allow(unused_variables)]
    pub fn to_f64(&self, th: &mut Thread) -> PyResult<f64> {
        unwritten!("Long::to_f64")
    }

    /// `a + b`, `a - b`, `a * b` of exact ints.
    #[allow(unused_variables)]
    pub fn add(a: &Long, b: &Long) -> PyResult<Ref<Long>> {
        unwritten!("Long::add")
    }

    /// `a - b`.
    #[allow(unused_variables)]
    pub fn sub(a: &Long, b: &Long) -> PyResult<Ref<Long>> {
        unwritten!("Long::sub")
    }

    /// `a * b`.
    #[allow(unused_variables)]
    pub fn mul(a: &Long, b: &Long) -> PyResult<Ref<Long>> {
        unwritten!("Long::mul")
    }

    /// Three-way comparison.
    #[allow(unused_variables)]
    pub fn compare(a: &Long, b: &Long) -> std::cmp::Ordering {
        unwritten!("Long::compare")
    }

    /// `str(int)` in a base 2..36, with the `0x`-like prefix if asked.
    #[allow(unused_variables)]
    pub fn format(&self, base: u32, prefix: bool, th: &mut Thread) -> PyResult<Ref<Str>> {
        unwritten!("Long::format")
    }

    /// `_PyLong_AsByteArray`-like: two's complement into the whole of `out`.
    #[allow(unused_variables)]
    pub fn to_bytes(&self, out: &mut [u8], little_endian: bool, signed: bool, th: &mut Thread) -> PyResult<()> {
        unwritten!("Long::to_bytes")
    }

    /// `_PyLong_FromByteArray`.
    #[allow(unused_variables)]
    pub fn from_bytes(bytes: &[u8], little_endian: bool, signed: bool) -> PyResult<Ref<Long>> {
        unwritten!("Long::from_bytes")
    }
}
