//! Arithmetic on the magnitudes of `int`: little-endian slices of 30-bit digits, the least significant first.
//!
//! Conventions of every function here:
//!
//! - Inputs are *normalized*: no zero digit at the top; zero is the empty slice. ([`trim`] brings a slice to that; the
//!   one-digit zero that a `PyLongObject` holds in memory is trimmed by its tag already.) An input that is not gives a
//!   wrong result or a panic, never undefined behaviour.
//! - Results go to the front of a buffer of the caller's, whose least length each function states, and the normalized
//!   length is returned; digits beyond it are unspecified. A shorter buffer panics. Functions whose result is large or
//!   whose size is not known ahead return a `Vec`, normalized too.
//! - Signed operations take [`Int`] and give [`Len`]. The sign of zero is `false`.

mod bigint;
mod bits;
mod convert;
mod div;
mod mul;
mod power;
mod text;

pub use bits::{and, bit_count, bit_length, invert, or, shl, shr, shr_floor, trailing_zeros, xor};
pub(crate) use convert::scale;
pub use convert::{
    BytesError, HASH_BITS, HASH_INF, HASH_MODULUS, cmp_f64, frexp, from_bytes, from_f64, from_u64, hash,
    signed_byte_length, to_bytes, to_f64, to_i64, to_u64, true_divide,
};
pub use div::{div_small, divmod, floor_divmod, rem_small};
pub use mul::{mul, mul_small, square};
pub use power::{gcd, inv_mod, isqrt, pow, pow_mod};
pub use text::{
    DEFAULT_MAX_STR_DIGITS, MAX_STR_DIGITS_THRESHOLD, ParseError, Parsed, TooManyDigits, digit_of, format_radix, parse,
    to_decimal,
};

use std::cmp::Ordering;

/// Bits per digit (`PyLong_SHIFT`).
pub const SHIFT: u32 = 30;
/// One more than the largest digit (`PyLong_BASE`).
pub const BASE: u32 = 1 << SHIFT;
/// The largest digit (`PyLong_MASK`).
pub const MASK: u32 = BASE - 1;

/// A borrowed integer: sign and normalized magnitude. Zero is never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int<'a> {
    pub negative: bool,
    pub digits: &'a [u32],
}

/// Sign and normalized length of a result that was written into the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Len {
    pub negative: bool,
    pub len: usize,
}

impl Len {
    #[inline]
    pub(crate) fn new(negative: bool, len: usize) -> Len {
        Len { negative: negative && len != 0, len }
    }
}

impl<'a> Int<'a> {
    /// The integer with this magnitude, trimmed, and sign.
    #[inline]
    pub fn new(negative: bool, digits: &'a [u32]) -> Int<'a> {
        let digits = trim(digits);
        Int { negative: negative && !digits.is_empty(), digits }
    }

    /// The same number with the other sign.
    #[inline]
    pub fn negated(self) -> Int<'a> {
        Int { negative: !self.negative && !self.digits.is_empty(), digits: self.digits }
    }
}

/// The length of a slice without the zero digits at its top.
#[inline]
pub fn normalized_len(digits: &[u32]) -> usize {
    let mut n = digits.len();
    while n > 0 && digits[n - 1] == 0 {
        n -= 1;
    }
    n
}

/// The slice without the zero digits at its top.
#[inline]
pub fn trim(digits: &[u32]) -> &[u32] {
    &digits[..normalized_len(digits)]
}

/// A vector cut to its normalized length.
pub(crate) fn trimmed(mut digits: Vec<u32>) -> Vec<u32> {
    digits.truncate(normalized_len(&digits));
    digits
}

/// Compares two magnitudes.
#[inline]
pub fn cmp(a: &[u32], b: &[u32]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// Compares two integers.
#[inline]
pub fn cmp_signed(a: Int, b: Int) -> Ordering {
    match (a.negative, b.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => cmp(a.digits, b.digits),
        (true, true) => cmp(b.digits, a.digits),
    }
}

/// The sum of two magnitudes. `out` holds `max(a.len(), b.len()) + 1` digits.
pub fn add(a: &[u32], b: &[u32], out: &mut [u32]) -> usize {
    let (a, b) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let out = &mut out[..a.len() + 1];
    let (low, high) = a.split_at(b.len());
    let mut carry = 0;
    for ((o, &x), &y) in out.iter_mut().zip(low).zip(b) {
        carry += x + y;
        *o = carry & MASK;
        carry >>= SHIFT;
    }
    for (o, &x) in out[b.len()..].iter_mut().zip(high) {
        carry += x;
        *o = carry & MASK;
        carry >>= SHIFT;
    }
    out[a.len()] = carry;
    a.len() + (carry != 0) as usize
}

/// The difference `a - b` of two magnitudes, where `a >= b`. `out` holds `a.len()` digits.
pub fn sub(a: &[u32], b: &[u32], out: &mut [u32]) -> usize {
    debug_assert!(cmp(a, b) != Ordering::Less);
    let out = &mut out[..a.len()];
    let (low, high) = a.split_at(b.len());
    let mut borrow = 0u32;
    for ((o, &x), &y) in out.iter_mut().zip(low).zip(b) {
        let t = x.wrapping_sub(y).wrapping_sub(borrow);
        *o = t & MASK;
        borrow = t >> 31;
    }
    for (o, &x) in out[b.len()..].iter_mut().zip(high) {
        let t = x.wrapping_sub(borrow);
        *o = t & MASK;
        borrow = t >> 31;
    }
    normalized_len(out)
}

/// The sum of two integers. `out` holds `max(a.len(), b.len()) + 1` digits.
pub fn add_signed(a: Int, b: Int, out: &mut [u32]) -> Len {
    if a.negative == b.negative {
        return Len::new(a.negative, add(a.digits, b.digits, out));
    }
    match cmp(a.digits, b.digits) {
        Ordering::Equal => Len { negative: false, len: 0 },
        Ordering::Greater => Len::new(a.negative, sub(a.digits, b.digits, out)),
        Ordering::Less => Len::new(b.negative, sub(b.digits, a.digits, out)),
    }
}

/// The difference of two integers. `out` holds `max(a.len(), b.len()) + 1` digits.
pub fn sub_signed(a: Int, b: Int, out: &mut [u32]) -> Len {
    add_signed(a, b.negated(), out)
}

/// Working space: on the stack while it is small.
pub(crate) struct Scratch {
    small: [u32; Scratch::SMALL],
    large: Vec<u32>,
    len: usize,
}

impl Scratch {
    const SMALL: usize = 48;

    pub(crate) fn zeroed(len: usize) -> Scratch {
        let large = if len > Scratch::SMALL { vec![0; len] } else { Vec::new() };
        Scratch { small: [0; Scratch::SMALL], large, len }
    }

    pub(crate) fn as_mut(&mut self) -> &mut [u32] {
        if self.len > Scratch::SMALL { &mut self.large } else { &mut self.small[..self.len] }
    }
}
