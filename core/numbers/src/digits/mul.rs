//! Multiplication.

use super::{MASK, SHIFT, bigint, normalized_len};

/// From this many digits in the shorter factor on, `num-bigint` is faster in spite of the repacking.
const BIG: usize = 40;

/// The product of two magnitudes. `out` holds `a.len() + b.len()` digits.
pub fn mul(a: &[u32], b: &[u32], out: &mut [u32]) -> usize {
    let (a, b) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    match b {
        [] => 0,
        [x] => mul_small(a, *x, out),
        _ if b.len() >= BIG => bigint::write_digits(&(bigint::from_digits(a) * bigint::from_digits(b)), out),
        _ => schoolbook(a, b, &mut out[..a.len() + b.len()]),
    }
}

/// The product of a magnitude and one digit. `out` holds `a.len() + 1` digits.
#[inline]
pub fn mul_small(a: &[u32], x: u32, out: &mut [u32]) -> usize {
    let out = &mut out[..a.len() + 1];
    let mut carry = 0u64;
    for (o, &d) in out.iter_mut().zip(a) {
        carry += d as u64 * x as u64;
        *o = carry as u32 & MASK;
        carry >>= SHIFT;
    }
    out[a.len()] = carry as u32;
    normalized_len(out)
}

fn schoolbook(a: &[u32], b: &[u32], out: &mut [u32]) -> usize {
    out.fill(0);
    for (i, &x) in b.iter().enumerate() {
        let row = &mut out[i..i + a.len() + 1];
        let mut carry = 0u64;
        for (o, &d) in row.iter_mut().zip(a) {
            carry += *o as u64 + d as u64 * x as u64;
            *o = carry as u32 & MASK;
            carry >>= SHIFT;
        }
        row[a.len()] = carry as u32;
    }
    normalized_len(out)
}

/// The square of a magnitude. `out` holds `2 * a.len()` digits.
pub fn square(a: &[u32], out: &mut [u32]) -> usize {
    if a.len() >= BIG {
        let n = bigint::from_digits(a);
        return bigint::write_digits(&(&n * &n), out);
    }
    let out = &mut out[..2 * a.len()];
    out.fill(0);
    for (i, &x) in a.iter().enumerate() {
        // Every product of two different digits occurs twice; the square of a digit once.
        let row = &mut out[2 * i..];
        let mut carry = row[0] as u64 + x as u64 * x as u64;
        row[0] = carry as u32 & MASK;
        carry >>= SHIFT;
        let twice = 2 * x as u64;
        let rest = &a[i + 1..];
        for (o, &d) in row[1..].iter_mut().zip(rest) {
            carry += *o as u64 + d as u64 * twice;
            *o = carry as u32 & MASK;
            carry >>= SHIFT;
        }
        for o in row[1 + rest.len()..].iter_mut() {
            if carry == 0 {
                break;
            }
            carry += *o as u64;
            *o = carry as u32 & MASK;
            carry >>= SHIFT;
        }
    }
    normalized_len(out)
}
