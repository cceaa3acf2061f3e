//! `cpython/longintrepr.h` and `pycore_long.h`: integers.

use std::cell::Cell;
use std::ffi::c_int;

use crate::object::{Object, Type};

/// The value of an int: tag and digits of 30 bits, least significant first.
#[repr(C)]
pub struct _PyLongValue {
    /// Sign in the low two bits, number of digits from bit 3 on.
    pub lv_tag: Cell<usize>,
    /// The first digit; the others follow.
    pub ob_digit: [Cell<u32>; 1],
}
shared_layout!(_PyLongValue);

/// `int` and its subclasses.
#[repr(C)]
pub struct PyLongObject {
    pub ob_base: Object,
    pub long_value: _PyLongValue,
}
object_layout!(PyLongObject: ob_base -> Object);

/// Bits per digit.
pub const PyLong_SHIFT: u32 = 30;
pub const PyLong_BASE: u32 = 1 << PyLong_SHIFT;
pub const PyLong_MASK: u32 = PyLong_BASE - 1;
/// Decimal digits per `_PyLong_DECIMAL_BASE` step of a conversion.
pub const _PyLong_DECIMAL_SHIFT: u32 = 9;
pub const _PyLong_DECIMAL_BASE: u32 = 1_000_000_000;

/// The sign in the low bits of `lv_tag`: 0 positive, 1 zero, 2 negative.
pub const SIGN_MASK: usize = 3;
pub const SIGN_ZERO: usize = 1;
pub const SIGN_NEGATIVE: usize = 2;
/// Bits of `lv_tag` below the number of digits.
pub const NON_SIZE_BITS: u32 = 3;
pub const _PyLong_FALSE_TAG: usize = long_tag(0, 0);
pub const _PyLong_TRUE_TAG: usize = long_tag(1, 1);

/// The tag of a number of `sign` (-1, 0, 1) with `digits` digits.
#[inline(always)]
pub const fn long_tag(sign: isize, digits: usize) -> usize {
    (1 - sign) as usize | digits << NON_SIZE_BITS
}

impl PyLongObject {
    /// Number of digits; 0 for zero.
    #[inline(always)]
    pub fn digit_count(&self) -> usize {
        self.long_value.lv_tag.get() >> NON_SIZE_BITS
    }

    /// -1, 0 or 1.
    #[inline(always)]
    pub fn sign(&self) -> isize {
        1 - (self.long_value.lv_tag.get() & SIGN_MASK) as isize
    }

    #[inline(always)]
    pub fn is_zero(&self) -> bool {
        self.long_value.lv_tag.get() & SIGN_MASK == SIGN_ZERO
    }

    #[inline(always)]
    pub fn is_negative(&self) -> bool {
        self.long_value.lv_tag.get() & SIGN_MASK == SIGN_NEGATIVE
    }

    /// Whether the value fits in one digit (zero included), so that [`PyLongObject::compact_value`] gives it.
    #[inline(always)]
    pub fn is_compact(&self) -> bool {
        self.long_value.lv_tag.get() < 2 << NON_SIZE_BITS
    }

    /// Whether it is a compact number that is not negative.
    #[inline(always)]
    pub fn is_nonnegative_compact(&self) -> bool {
        self.long_value.lv_tag.get() & !SIGN_ZERO <= 1 << NON_SIZE_BITS
    }

    /// The value of a compact int.
    #[inline(always)]
    pub fn compact_value(&self) -> isize {
        debug_assert!(self.is_compact());
        self.sign() * self.long_value.ob_digit[0].get() as isize
    }

    /// The digits, least significant first; none for zero. An int never changes once handed out.
    #[inline(always)]
    pub fn digits(&self) -> &[u32] {
        // SAFETY: an int is allocated with `digit_count` digits behind its header; `from_ref` of the whole object keeps
        // the address valid for them, as they belong to the same allocation.
        unsafe { std::slice::from_raw_parts(self.digits_ptr(), self.digit_count()) }
    }

    /// Where the digits stand: to fill in a new int.
    #[inline(always)]
    pub fn digits_ptr(&self) -> *mut u32 {
        // SAFETY: stays inside the object.
        unsafe { self.as_ptr().byte_add(std::mem::offset_of!(PyLongObject, long_value.ob_digit)).cast() }
    }

    /// A compact immortal int for statics.
    pub const fn immortal(ob_type: *const Type, value: i32) -> PyLongObject {
        let sign = if value < 0 { -1 } else { (value != 0) as isize };
        PyLongObject {
            ob_base: Object::immortal(ob_type),
            long_value: _PyLongValue {
                lv_tag: Cell::new(long_tag(sign, (value != 0) as usize)),
                ob_digit: [Cell::new(value.unsigned_abs())],
            },
        }
    }
}

// Flags of `PyLong_AsNativeBytes` and its kin.
pub const Py_ASNATIVEBYTES_DEFAULTS: c_int = -1;
pub const Py_ASNATIVEBYTES_BIG_ENDIAN: c_int = 0;
pub const Py_ASNATIVEBYTES_LITTLE_ENDIAN: c_int = 1;
pub const Py_ASNATIVEBYTES_NATIVE_ENDIAN: c_int = 3;
pub const Py_ASNATIVEBYTES_UNSIGNED_BUFFER: c_int = 4;
pub const Py_ASNATIVEBYTES_REJECT_NEGATIVE: c_int = 8;
pub const Py_ASNATIVEBYTES_ALLOW_INDEX: c_int = 16;

// Digits that int-to-text conversions allow by default, and at the least.
pub const _PY_LONG_DEFAULT_MAX_STR_DIGITS: c_int = 4300;
pub const _PY_LONG_MAX_STR_DIGITS_THRESHOLD: c_int = 640;
