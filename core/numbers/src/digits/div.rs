//! Division.

use super::{BASE, Int, Len, MASK, SHIFT, Scratch, bigint, cmp, normalized_len};
use std::cmp::Ordering;

/// From this many digits in divisor and quotient on, `num-bigint` is faster in spite of the repacking.
const BIG: usize = 60;

/// The quotient by one digit, not zero, and the remainder. `quotient` holds `a.len()` digits.
#[inline]
pub fn div_small(a: &[u32], b: u32, quotient: &mut [u32]) -> (usize, u32) {
    let quotient = &mut quotient[..a.len()];
    let mut rest = 0u64;
    for (q, &d) in quotient.iter_mut().zip(a).rev() {
        rest = rest << SHIFT | d as u64;
        *q = (rest / b as u64) as u32;
        rest %= b as u64;
    }
    (normalized_len(quotient), rest as u32)
}

/// The remainder by one digit, not zero.
#[inline]
pub fn rem_small(a: &[u32], b: u32) -> u32 {
    a.iter().rev().fold(0u64, |rest, &d| (rest << SHIFT | d as u64) % b as u64) as u32
}

/// Quotient and remainder of two magnitudes; returns their lengths. `b` is not zero (that panics).
///
/// `quotient` holds `a.len() - b.len() + 1` digits (none if `a` is shorter than `b`), `remainder` holds
/// `max(a.len(), b.len())`.
pub fn divmod(a: &[u32], b: &[u32], quotient: &mut [u32], remainder: &mut [u32]) -> (usize, usize) {
    assert!(!b.is_empty(), "division by zero reaches the digits");
    if cmp(a, b) == Ordering::Less {
        remainder[..a.len()].copy_from_slice(a);
        return (0, a.len());
    }
    if let [x] = b {
        let (len, rest) = div_small(a, *x, quotient);
        remainder[0] = rest;
        return (len, (rest != 0) as usize);
    }
    if let ([a0, a1], [b0, b1]) = (a, b) {
        let (x, y) = ((*a1 as u64) << SHIFT | *a0 as u64, (*b1 as u64) << SHIFT | *b0 as u64);
        quotient[0] = (x / y) as u32;
        remainder[0] = (x % y) as u32 & MASK;
        remainder[1] = ((x % y) >> SHIFT) as u32;
        return (1, normalized_len(&remainder[..2]));
    }
    if b.len() >= BIG && a.len() - b.len() >= BIG {
        let (q, r) = bigint::div_rem(&bigint::from_digits(a), &bigint::from_digits(b));
        return (bigint::write_digits(&q, quotient), bigint::write_digits(&r, remainder));
    }
    knuth(a, b, quotient, remainder)
}

/// Knuth's algorithm D (The Art of Computer Programming, volume 2, section 4.3.1), two digits or more in `b <= a`.
fn knuth(a: &[u32], b: &[u32], quotient: &mut [u32], remainder: &mut [u32]) -> (usize, usize) {
    let n = b.len();
    let m = a.len() - n;
    let shift = b[n - 1].leading_zeros() - (32 - SHIFT);
    let mut scratch = Scratch::zeroed(a.len() + 1 + n);
    let (u, v) = scratch.as_mut().split_at_mut(a.len() + 1);
    shift_up(a, shift, u);
    shift_up(b, shift, v);
    let (top, second) = (v[n - 1] as u64, v[n - 2] as u64);
    for j in (0..=m).rev() {
        let high = (u[j + n] as u64) << SHIFT | u[j + n - 1] as u64;
        let mut guess = high / top;
        let mut rest = high % top;
        while guess >= BASE as u64 || guess * second > (rest << SHIFT | u[j + n - 2] as u64) {
            guess -= 1;
            rest += top;
            if rest >= BASE as u64 {
                break;
            }
        }
        let window = &mut u[j..=j + n];
        let (mut carry, mut borrow) = (0u64, 0u32);
        for (w, &d) in window.iter_mut().zip(v.iter()) {
            carry += guess * d as u64;
            let t = w.wrapping_sub(carry as u32 & MASK).wrapping_sub(borrow);
            *w = t & MASK;
            borrow = t >> 31;
            carry >>= SHIFT;
        }
        let t = window[n].wrapping_sub(carry as u32).wrapping_sub(borrow);
        window[n] = t & MASK;
        if t >> 31 != 0 {
            // One too many, which is rare: put the divisor back once.
            guess -= 1;
            let mut carry = 0;
            for (w, &d) in window.iter_mut().zip(v.iter()) {
                carry += *w + d;
                *w = carry & MASK;
                carry >>= SHIFT;
            }
            window[n] = (window[n] + carry) & MASK;
        }
        quotient[j] = guess as u32;
    }
    for i in 0..n {
        let above = if i + 1 < n { u[i + 1] } else { 0 };
        remainder[i] = ((above as u64) << SHIFT >> shift) as u32 & MASK | u[i] >> shift;
    }
    (normalized_len(&quotient[..=m]), normalized_len(&remainder[..n]))
}

/// `out` = `a` shifted up by less than a digit; `out` may be one digit longer than `a`, for what leaves the top.
fn shift_up(a: &[u32], shift: u32, out: &mut [u32]) {
    let mut carry = 0u64;
    for (o, &d) in out.iter_mut().zip(a) {
        carry |= (d as u64) << shift;
        *o = carry as u32 & MASK;
        carry >>= SHIFT;
    }
    if let Some(o) = out.get_mut(a.len()) {
        *o = carry as u32;
    }
}

/// Python's `divmod`: the quotient rounded down, the remainder with the sign of `b`. `b` is not zero (that panics).
///
/// `quotient` holds `max(a.len(), b.len()) - b.len() + 2` digits, `remainder` holds `max(a.len(), b.len())`.
pub fn floor_divmod(a: Int, b: Int, quotient: &mut [u32], remainder: &mut [u32]) -> (Len, Len) {
    let (mut qlen, mut rlen) = divmod(a.digits, b.digits, quotient, remainder);
    let negative = a.negative != b.negative;
    if negative && rlen != 0 {
        // Towards zero was one step too high.
        let mut at = 0;
        loop {
            if at == qlen {
                quotient[at] = 1;
                qlen += 1;
                break;
            }
            if quotient[at] != MASK {
                quotient[at] += 1;
                break;
            }
            quotient[at] = 0;
            at += 1;
        }
        let mut borrow = 0u32;
        for (i, &d) in b.digits.iter().enumerate() {
            let below = if i < rlen { remainder[i] } else { 0 };
            let t = d.wrapping_sub(below).wrapping_sub(borrow);
            remainder[i] = t & MASK;
            borrow = t >> 31;
        }
        rlen = normalized_len(&remainder[..b.digits.len()]);
    }
    (Len::new(negative, qlen), Len::new(b.negative, rlen))
}
