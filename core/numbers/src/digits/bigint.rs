//! The bridge to `num-bigint`, for sizes where its 64-bit limbs and fast multiplication pay for the repacking, and
//! the division it lacks: one whose cost is that of a few multiplications.

use super::{MASK, SHIFT};
use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::Zero;

/// Digits of 30 bits as a big integer.
pub(crate) fn from_digits(digits: &[u32]) -> BigUint {
    let mut words = Vec::with_capacity(digits.len() * SHIFT as usize / 32 + 1);
    let (mut acc, mut bits) = (0u64, 0);
    for &d in digits {
        acc |= (d as u64) << bits;
        bits += SHIFT;
        if bits >= 32 {
            words.push(acc as u32);
            acc >>= 32;
            bits -= 32;
        }
    }
    words.push(acc as u32);
    BigUint::new(words)
}

/// How many 30-bit digits a big integer takes.
pub(crate) fn digit_len(n: &BigUint) -> usize {
    n.bits().div_ceil(SHIFT as u64) as usize
}

/// Writes a big integer as 30-bit digits and returns the normalized length.
pub(crate) fn write_digits(n: &BigUint, out: &mut [u32]) -> usize {
    let len = digit_len(n);
    let out = &mut out[..len];
    let (mut acc, mut bits, mut at) = (0u128, 0, 0);
    for limb in n.iter_u64_digits() {
        acc |= (limb as u128) << bits;
        bits += 64;
        while bits >= SHIFT && at < len {
            out[at] = acc as u32 & MASK;
            at += 1;
            acc >>= SHIFT;
            bits -= SHIFT;
        }
    }
    if at < len {
        out[at] = acc as u32 & MASK;
    }
    len
}

/// A big integer as normalized 30-bit digits.
pub(crate) fn to_digits(n: &BigUint) -> Vec<u32> {
    let mut out = vec![0; digit_len(n)];
    write_digits(n, &mut out);
    out
}

/// Below this many bits in the quotient or the divisor, schoolbook division is as fast.
const RECURSE_BITS: u64 = 4096;

/// Quotient and remainder, `b` not zero.
///
/// The recursive division of Brent and Zimmermann, "Modern Computer Arithmetic", algorithms 1.8 and 1.9, on bits.
pub(crate) fn div_rem(a: &BigUint, b: &BigUint) -> (BigUint, BigUint) {
    let n = b.bits();
    if a.bits() < n {
        return (BigUint::zero(), a.clone());
    }
    if n < RECURSE_BITS || a.bits() - n < RECURSE_BITS {
        return a.div_rem(b);
    }
    // Blocks of the divisor's size from the top keep every step balanced.
    let blocks = (a.bits() - n).div_ceil(n);
    let mut quotient = BigUint::zero();
    let mut rest = a >> (blocks * n);
    for i in (0..=blocks).rev() {
        if i != blocks {
            rest = (rest << n) | slice(a, i * n, n);
        }
        let (q, r) = balanced(&rest, b);
        quotient = (quotient << n) + q;
        rest = r;
    }
    (quotient, rest)
}

/// The `len` bits of `a` from bit `from` up.
fn slice(a: &BigUint, from: u64, len: u64) -> BigUint {
    let high = a >> (from + len);
    (a >> from) - (high << len)
}

/// Division where the quotient has at most about as many bits as the divisor.
fn balanced(a: &BigUint, b: &BigUint) -> (BigUint, BigUint) {
    if a.bits() < b.bits() + RECURSE_BITS {
        return a.div_rem(b);
    }
    let half = (a.bits() - b.bits()).div_ceil(2);
    let b_high = b >> half;
    let b_low = slice(b, 0, half);

    let (mut q1, r1) = balanced(&(a >> (2 * half)), &b_high);
    let rest = (r1 << (2 * half)) + slice(a, 0, 2 * half);
    let rest = subtract(rest, (&q1 * &b_low) << half, &(b << half), &mut q1);

    let (mut q0, r0) = balanced(&(&rest >> half), &b_high);
    let rest = (r0 << half) + slice(&rest, 0, half);
    let rest = subtract(rest, &q0 * &b_low, b, &mut q0);
    ((q1 << half) + q0, rest)
}

/// `from - what`, adding `step` and counting `quotient` down until that is not negative.
fn subtract(mut from: BigUint, what: BigUint, step: &BigUint, quotient: &mut BigUint) -> BigUint {
    while from < what {
        from += step;
        *quotient -= 1u32;
    }
    from - what
}
