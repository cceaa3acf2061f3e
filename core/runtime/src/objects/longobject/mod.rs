//! `int`: objects over the digits of `ks-numbers`.
//!
//! Values of one digit ("compact") have paths of their own everywhere; values up to 60 bits go through machine arithmetic;
//! only what is longer is handed to the digit routines, which write their result into the new object.

mod arithmetic;
mod construct;
mod methods;
mod text;

use ks_numbers::digits::{self, Int, Len};

use crate::heap;
use crate::prelude::*;

pub use construct::from_object_with_base;
pub use text::{ascii_digits, max_str_digits};

object_type!(
    /// `int`
    pub struct Long(PyLongObject): PyLong_Type, flag Py_TPFLAGS_LONG_SUBCLASS
);

/// The head of an int, without digits: what `tp_basicsize` counts.
#[repr(C)]
pub struct Head {
    ob_base: Object,
    lv_tag: usize,
}

/// Bytes of an int with `digits` digits. There is room for one digit in zero, too.
#[inline(always)]
const fn size_with(digits: usize) -> usize {
    let digits = if digits == 0 { 1 } else { digits };
    std::mem::offset_of!(PyLongObject, long_value.ob_digit) + digits * size_of::<u32>()
}

/// More digits than this do not fit into memory (`MAX_LONG_DIGITS`).
const MAX_DIGITS: usize = (isize::MAX as usize - size_of::<Head>()) / size_of::<u32>();

/// An immortal int as a reference: nothing is counted.
#[inline(always)]
fn immortal(value: &'static Long) -> Ref<Long> {
    // SAFETY: an immortal object lives for ever, whatever its count says.
    unsafe { Ref::from_raw(std::ptr::from_ref(value).cast_mut()) }
}

#[inline(always)]
fn is_small(value: isize) -> bool {
    (-(_PY_NSMALLNEGINTS as isize)..(_PY_NSMALLPOSINTS as isize)).contains(&value)
}

/// The shared int of a small value.
#[inline(always)]
fn small(value: isize) -> Ref<Long> {
    debug_assert!(is_small(value));
    let index = (value + _PY_NSMALLNEGINTS as isize) as usize;
    immortal(Long::from_layout(&_PyRuntime.static_objects.singletons.small_ints[index]))
}

/// A new int with room for `digits` digits, not initialized but for being zero.
#[inline]
fn allocate(digits: usize) -> PyResult<Ref<Long>> {
    if digits > MAX_DIGITS {
        return Err(heap::out_of_memory());
    }
    heap::new_sized(&PyLong_Type, size_with(digits))
}

/// A new int of one digit that is not small.
#[inline]
fn medium(value: isize) -> PyResult<Ref<Long>> {
    // SAFETY: tag and digit are all there is beside the header.
    let object: Ref<Long> = unsafe { heap::new_plain(&PyLong_Type, size_with(1)) }?;
    let layout = object.layout();
    layout.long_value.lv_tag.set(long_tag(value.signum(), 1));
    layout.long_value.ob_digit[0].set(value.unsigned_abs() as u32);
    Ok(object)
}

/// An int that `write` fills in: it gets `capacity` digits, zeroed, and says how many it used.
///
/// # Errors
/// `MemoryError`.
#[inline]
fn build(capacity: usize, write: impl FnOnce(&mut [u32]) -> Len) -> PyResult<Ref<Long>> {
    let object = allocate(capacity)?;
    // SAFETY: the object was just made with that many digits, all zero, and nobody else has it.
    let out = unsafe { std::slice::from_raw_parts_mut(object.layout().digits_ptr(), capacity) };
    let Len { negative, len } = write(out);
    if len <= 1 {
        let digit = if len == 0 { 0 } else { out[0] as isize };
        let value = if negative { -digit } else { digit };
        if is_small(value) {
            return Ok(small(value));
        }
    }
    let sign = if len == 0 {
        0
    } else if negative {
        -1
    } else {
        1
    };
    object.layout().long_value.lv_tag.set(long_tag(sign, len));
    Ok(object)
}

/// Why an int does not fit a C type; the texts differ by function.
#[derive(Clone, Copy)]
enum CType {
    Long,
    Size,
}

impl Long {
    /// The shared zero.
    #[inline(always)]
    pub fn zero() -> Ref<Long> {
        small(0)
    }

    /// `PyLong_FromSsize_t`; small values are the shared immortal ones.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn from_isize(value: isize) -> PyResult<Ref<Long>> {
        if is_small(value) {
            Ok(small(value))
        } else if value.unsigned_abs() <= PyLong_MASK as usize {
            medium(value)
        } else {
            Long::large(value < 0, value.unsigned_abs() as u64)
        }
    }

    #[inline(never)]
    fn large(negative: bool, magnitude: u64) -> PyResult<Ref<Long>> {
        build(3, |out| Len { negative, len: digits::from_u64(magnitude, out) })
    }

    /// `PyLong_FromSize_t`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn from_usize(value: usize) -> PyResult<Ref<Long>> {
        Long::from_u64(value as u64)
    }

    /// `PyLong_FromLongLong`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn from_i64(value: i64) -> PyResult<Ref<Long>> {
        Long::from_isize(value as isize)
    }

    /// `PyLong_FromUnsignedLongLong`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn from_u64(value: u64) -> PyResult<Ref<Long>> {
        if value <= isize::MAX as u64 { Long::from_isize(value as isize) } else { Long::large(false, value) }
    }

    /// `PyLong_FromDouble`.
    ///
    /// # Errors
    /// `OverflowError` for an infinity, `ValueError` for a NaN.
    pub fn from_f64(value: f64, th: &mut Thread) -> PyResult<Ref<Long>> {
        // Within the range of `isize` a cast truncates as wanted.
        if value.abs() < 9e18 {
            return Long::from_isize(value as isize);
        }
        if value.is_nan() {
            return Err(raise!(th, ValueError, "cannot convert float NaN to integer"));
        }
        if value.is_infinite() {
            return Err(raise!(th, OverflowError, "cannot convert float infinity to integer"));
        }
        build(36, |out| digits::from_f64(value, out))
    }

    /// From sign and 30-bit digits, least significant first.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn from_digits(negative: bool, magnitude: &[u32]) -> PyResult<Ref<Long>> {
        let magnitude = digits::trim(magnitude);
        build(magnitude.len(), |out| {
            out[..magnitude.len()].copy_from_slice(magnitude);
            Len { negative, len: magnitude.len() }
        })
    }

    /// `_PyLong_New`: a positive int with that many digits, all zero, for C code that fills them in.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn with_room(count: usize) -> PyResult<Ref<Long>> {
        let object = allocate(count)?;
        object.layout().long_value.lv_tag.set(long_tag(if count == 0 { 0 } else { 1 }, count));
        Ok(object)
    }

    /// Sign and digits, for the digit routines.
    #[inline(always)]
    pub fn as_int(&self) -> Int<'_> {
        Int { negative: self.layout().is_negative(), digits: self.layout().digits() }
    }

    /// The digits, least significant first; immutable for the object's life.
    #[inline(always)]
    pub fn digits(&self) -> &[u32] {
        self.layout().digits()
    }

    /// -1, 0 or 1.
    #[inline(always)]
    pub fn sign(&self) -> i32 {
        self.layout().sign() as i32
    }

    /// The value if one digit holds it (`_PyLong_IsCompact`).
    #[inline(always)]
    pub fn compact_value(&self) -> Option<isize> {
        let layout = self.layout();
        if layout.is_compact() { Some(layout.compact_value()) } else { None }
    }

    /// The value if two digits hold it.
    #[inline(always)]
    fn value_60_bits(&self) -> Option<i64> {
        let layout = self.layout();
        let tag = layout.long_value.lv_tag.get();
        if tag < 2 << NON_SIZE_BITS {
            Some(layout.compact_value() as i64)
        } else if tag < 3 << NON_SIZE_BITS {
            let digits = layout.digits();
            let magnitude = (i64::from(digits[1]) << 30) | i64::from(digits[0]);
            Some(layout.sign() as i64 * magnitude)
        } else {
            None
        }
    }

    /// The value if it fits.
    #[inline]
    pub fn to_i64_opt(&self) -> Option<i64> {
        self.value_60_bits().or_else(|| digits::to_i64(self.as_int()))
    }

    /// `PyLong_AsLong` of an int.
    ///
    /// # Errors
    /// `OverflowError`: "Python int too large to convert to C long".
    #[inline]
    pub fn to_i64(&self, th: &mut Thread) -> PyResult<i64> {
        self.to_i64_opt().ok_or_else(|| too_large(CType::Long, th))
    }

    /// `PyLong_AsSsize_t`.
    ///
    /// # Errors
    /// `OverflowError`.
    #[inline]
    pub fn to_isize(&self, th: &mut Thread) -> PyResult<isize> {
        self.to_i64_opt().map(|value| value as isize).ok_or_else(|| too_large(CType::Size, th))
    }

    /// `PyLong_AsUnsignedLongLong`.
    ///
    /// # Errors
    /// `OverflowError` for a negative number and one that does not fit.
    pub fn to_u64(&self, th: &mut Thread) -> PyResult<u64> {
        if self.sign() < 0 {
            return Err(raise!(th, OverflowError, "can't convert negative int to unsigned"));
        }
        digits::to_u64(self.digits()).ok_or_else(|| raise!(th, OverflowError, "int too big to convert"))
    }

    /// The value if it is not negative and fits.
    #[inline]
    pub fn to_u64_opt(&self) -> Option<u64> {
        if self.sign() < 0 { None } else { digits::to_u64(self.digits()) }
    }

    /// `PyLong_AsUnsignedLongLongMask`: modulo 2**64.
    pub fn to_u64_mask(&self) -> u64 {
        let low = self.digits().iter().take(3).enumerate();
        let magnitude = low.fold(0u64, |sum, (index, digit)| sum | u64::from(*digit).wrapping_shl(30 * index as u32));
        if self.sign() < 0 { magnitude.wrapping_neg() } else { magnitude }
    }

    /// `PyLong_AsDouble`: correctly rounded.
    ///
    /// # Errors
    /// `OverflowError` if too large.
    #[inline]
    pub fn to_f64(&self, th: &mut Thread) -> PyResult<f64> {
        self.to_f64_opt().ok_or_else(|| raise!(th, OverflowError, "int too large to convert to float"))
    }

    /// The nearest float, unless that is beyond the largest one.
    #[inline]
    pub fn to_f64_opt(&self) -> Option<f64> {
        match self.value_60_bits() {
            Some(value) => Some(value as f64),
            None => digits::to_f64(self.digits()).map(|value| if self.sign() < 0 { -value } else { value }),
        }
    }

    /// Three-way comparison.
    #[inline]
    pub fn compare(a: &Long, b: &Long) -> std::cmp::Ordering {
        match (a.compact_value(), b.compact_value()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => digits::cmp_signed(a.as_int(), b.as_int()),
        }
    }

    /// Same value.
    #[inline]
    pub fn equal(a: &Long, b: &Long) -> bool {
        a.layout().long_value.lv_tag.get() == b.layout().long_value.lv_tag.get() && a.digits() == b.digits()
    }

    /// The hash: the value modulo 2**61 - 1.
    #[inline]
    pub fn hash_value(&self) -> isize {
        match self.compact_value() {
            Some(-1) => -2,
            Some(value) => value,
            None => digits::hash(self.as_int()) as isize,
        }
    }

    /// An exact int of the same value: the object itself if it is one.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn exact(&self) -> PyResult<Ref<Long>> {
        if Long::check_exact(self) { Ok(Ref::new(self)) } else { Long::from_digits(self.sign() < 0, self.digits()) }
    }

    /// `_PyLong_AsByteArray`: two's complement into the whole of `out`.
    ///
    /// # Errors
    /// `OverflowError`.
    pub fn to_bytes(&self, out: &mut [u8], little_endian: bool, signed: bool, th: &mut Thread) -> PyResult<()> {
        digits::to_bytes(self.as_int(), out, little_endian, signed)
            .map_err(|error| raise!(th, OverflowError, "{error}"))
    }

    /// `_PyLong_FromByteArray`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn from_bytes(bytes: &[u8], little_endian: bool, signed: bool) -> PyResult<Ref<Long>> {
        if bytes.len() <= 8 && !bytes.is_empty() {
            return Long::from_few_bytes(bytes, little_endian, signed);
        }
        let (negative, magnitude) = digits::from_bytes(bytes, little_endian, signed);
        Long::from_digits(negative, &magnitude)
    }

    fn from_few_bytes(bytes: &[u8], little_endian: bool, signed: bool) -> PyResult<Ref<Long>> {
        let join = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        let value = if little_endian { bytes.iter().rev().fold(0, join) } else { bytes.iter().fold(0, join) };
        if !signed {
            return Long::from_u64(value);
        }
        let unused = 64 - 8 * bytes.len() as u32;
        Long::from_i64(((value << unused) as i64) >> unused)
    }
}

#[cold]
fn too_large(target: CType, th: &mut Thread) -> Raised {
    match target {
        CType::Long => raise!(th, OverflowError, "Python int too large to convert to C long"),
        CType::Size => raise!(th, OverflowError, "Python int too large to convert to C ssize_t"),
    }
}

#[pytype(
    static = PyLong_Type,
    name = "int",
    layout = Head,
    itemsize = size_of::<u32>(),
    flags(BASETYPE, LONG_SUBCLASS, MATCH_SELF),
    doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\n\
        A number truncated towards zero, or the integer that text says in a base of 2 to 36\n\
        (0: as its prefix tells).\n\n    >>> int('ff', 16)\n    255",
    methods = [methods::METHODS],
    getset = [methods::GETSET],
    slots = [
        construct::tp_new, construct::tp_vectorcall,
        arithmetic::nb_add, arithmetic::nb_subtract, arithmetic::nb_multiply, arithmetic::nb_remainder,
        arithmetic::nb_divmod, arithmetic::nb_power, arithmetic::nb_negative, arithmetic::nb_positive,
        arithmetic::nb_absolute, arithmetic::nb_bool, arithmetic::nb_invert, arithmetic::nb_lshift,
        arithmetic::nb_rshift, arithmetic::nb_and, arithmetic::nb_xor, arithmetic::nb_or, arithmetic::nb_int,
        arithmetic::nb_float, arithmetic::nb_floor_divide, arithmetic::nb_true_divide, arithmetic::nb_index,
        tp_getattro,
    ],
)]
impl Long {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is going; it holds nothing.
        unsafe { heap::free_object(this.cast()) }
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.to_decimal(th)
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        self.hash_value()
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: std::ffi::c_int) -> &'static Object {
        let Some(other) = other.downcast::<Long>() else { return not_implemented() };
        let result = match op {
            Py_EQ => self.is(other) || Long::equal(self, other),
            Py_NE => !self.is(other) && !Long::equal(self, other),
            _ => compare_result(Long::compare(self, other), op),
        };
        boolobject::bool_object(result)
    }
}

const SLOT_tp_getattro: getattrofunc = object::generic_getattro_slot;

/// What an ordering means for a comparison operator.
#[inline]
pub(crate) fn compare_result(ordering: std::cmp::Ordering, op: std::ffi::c_int) -> bool {
    match op {
        Py_LT => ordering.is_lt(),
        Py_LE => ordering.is_le(),
        Py_EQ => ordering.is_eq(),
        Py_NE => ordering.is_ne(),
        Py_GT => ordering.is_gt(),
        _ => ordering.is_ge(),
    }
}
