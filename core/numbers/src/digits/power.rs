//! Powers, greatest common divisors, inverses and roots.

use super::{Int, SHIFT, add_signed, bigint, cmp, divmod, mul, normalized_len, square, to_u64, trimmed};
use std::cmp::Ordering;

fn words(n: u64) -> Vec<u32> {
    let mut out = [0; 3];
    let len = super::from_u64(n, &mut out);
    out[..len].to_vec()
}

/// `base ** exponent` of a magnitude.
///
/// The result has about `bit_length(base) * exponent` bits: the caller refuses what cannot fit in memory.
pub fn pow(base: &[u32], exponent: u64) -> Vec<u32> {
    if exponent == 0 {
        return vec![1];
    }
    match base {
        [] => return Vec::new(),
        [1] => return vec![1],
        // A power of two is one shift.
        [x] if x.is_power_of_two() => {
            let bits = x.trailing_zeros() as u64 * exponent;
            let mut out = vec![0; (bits / SHIFT as u64) as usize + 2];
            let len = super::shl(&[1], bits, &mut out);
            out.truncate(len);
            return out;
        }
        _ => {}
    }
    let mut result = base.to_vec();
    for bit in (0..exponent.ilog2()).rev() {
        let mut next = vec![0; 2 * result.len() + base.len()];
        let len = square(&result, &mut next);
        next.truncate(len);
        result = next;
        if exponent >> bit & 1 != 0 {
            let mut next = vec![0; result.len() + base.len()];
            let len = mul(&result, base, &mut next);
            next.truncate(len);
            result = next;
        }
    }
    result
}

/// `base ** exponent % modulus` of magnitudes, `modulus` not zero (that panics).
pub fn pow_mod(base: &[u32], exponent: &[u32], modulus: &[u32]) -> Vec<u32> {
    assert!(!modulus.is_empty(), "a zero modulus reaches the digits");
    if modulus == [1] {
        return Vec::new();
    }
    if modulus.len() <= 2 {
        let m = to_u64(modulus).unwrap_or(u64::MAX) as u128;
        let mut rest = vec![0; base.len().max(2)];
        let mut unused = vec![0; base.len() + 1];
        let (_, len) = divmod(base, modulus, &mut unused, &mut rest);
        let start = to_u64(&rest[..len]).unwrap_or(0) as u128;
        let mut result = 1u128;
        for &d in exponent.iter().rev() {
            for bit in (0..SHIFT).rev() {
                result = result * result % m;
                if d >> bit & 1 != 0 {
                    result = result * start % m;
                }
            }
        }
        return words(result as u64);
    }
    let power = bigint::from_digits(base).modpow(&bigint::from_digits(exponent), &bigint::from_digits(modulus));
    bigint::to_digits(&power)
}

/// The inverse of `a` modulo `n`, in `0..n`; None if they have a common divisor. `n` is not zero.
pub fn inv_mod(a: &[u32], n: &[u32]) -> Option<Vec<u32>> {
    // Euclid's algorithm, keeping only the factor of `a`; the factors are below `n` in magnitude.
    let (mut r0, mut r1) = (n.to_vec(), a.to_vec());
    let (mut s0, mut s1) = ((false, Vec::new()), (false, vec![1]));
    while !r1.is_empty() {
        let mut q = vec![0; r0.len().saturating_sub(r1.len()) + 1];
        let mut r = vec![0; r0.len().max(r1.len())];
        let (qlen, rlen) = divmod(&r0, &r1, &mut q, &mut r);
        r.truncate(rlen);
        let mut product = vec![0; qlen + s1.1.len()];
        let len = mul(&q[..qlen], &s1.1, &mut product);
        let mut next = vec![0; s0.1.len().max(len) + 1];
        let len = add_signed(Int::new(s0.0, &s0.1), Int::new(!s1.0, &product[..len]), &mut next);
        next.truncate(len.len);
        (r0, r1) = (r1, r);
        (s0, s1) = (s1, (len.negative, next));
    }
    if r0 != [1] {
        return None;
    }
    let (negative, digits) = s0;
    let mut reduced = vec![0; digits.len().max(n.len()) + 1];
    let mut unused = vec![0; digits.len().max(n.len()) - n.len() + 2];
    let modulus = Int { negative: false, digits: n };
    let (_, len) = super::floor_divmod(Int::new(negative, &digits), modulus, &mut unused, &mut reduced);
    reduced.truncate(len.len);
    Some(reduced)
}

fn gcd_u64(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The greatest common divisor of two magnitudes.
///
/// Lehmer's algorithm: while both are large, the leading bits decide many steps of Euclid's algorithm at once.
pub fn gcd(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (mut x, mut y) = if cmp(a, b) == Ordering::Less { (b.to_vec(), a.to_vec()) } else { (a.to_vec(), b.to_vec()) };
    while x.len() > 2 {
        if y.is_empty() {
            return x;
        }
        // The leading 60 bits of x, and the bits of y in the same place.
        let drop = super::bit_length(&x) - 60;
        let (mut p, mut q) = (leading(&x, drop) as i64, leading(&y, drop) as i64);
        // Cosequences: the numbers p, q stand for are (ca*x - cb*y) and (cd*y - cc*x), up to sign.
        let (mut ca, mut cb, mut cc, mut cd) = (1i64, 0i64, 0i64, 1i64);
        let mut steps = 0u32;
        while q + cc > 0 && q + cd > 0 {
            let s = (p + ca) / (q + cc);
            if s != (p + cb) / (q + cd) {
                break;
            }
            // The factors must stay within a digit, so that one pass can apply them.
            let (na, nb) = (ca - s * cc, cb - s * cd);
            if na.unsigned_abs() >= 1 << SHIFT || nb.unsigned_abs() >= 1 << SHIFT {
                break;
            }
            (ca, cc) = (cc, na);
            (cb, cd) = (cd, nb);
            (p, q) = (q, p - s * q);
            steps += 1;
        }
        if steps == 0 {
            let mut quotient = vec![0; x.len() - y.len() + 1];
            let mut rest = vec![0; x.len()];
            let (_, len) = divmod(&x, &y, &mut quotient, &mut rest);
            rest.truncate(len);
            (x, y) = (y, rest);
        } else {
            let (nx, ny) = (combine(&x, ca, &y, cb), combine(&x, cc, &y, cd));
            (x, y) = (nx, ny);
        }
    }
    if y.is_empty() {
        return x;
    }
    match (to_u64(&x), to_u64(&y)) {
        (Some(p), Some(q)) => words(gcd_u64(p, q)),
        // Two digits always fit in 64 bits.
        _ => x,
    }
}

/// The bits of a magnitude from bit `drop` up, which are at most 60.
fn leading(a: &[u32], drop: u64) -> u64 {
    let mut out = [0; 4];
    let whole = ((drop / SHIFT as u64) as usize).min(a.len());
    let len = super::shr(&a[whole..], drop % SHIFT as u64, &mut out);
    to_u64(&out[..len]).unwrap_or(0)
}

/// `x * f + y * g`, known not to be negative; the factors are within a digit.
fn combine(x: &[u32], f: i64, y: &[u32], g: i64) -> Vec<u32> {
    let mut out = vec![0; x.len() + 1];
    let mut carry = 0i64;
    for (i, o) in out.iter_mut().enumerate() {
        let digit = |d: &[u32]| d.get(i).map_or(0, |&v| v as i64);
        carry += digit(x) * f + digit(y) * g;
        *o = carry as u32 & super::MASK;
        carry >>= SHIFT;
    }
    debug_assert_eq!(carry, 0);
    trimmed(out)
}

/// The integer square root, rounded down.
pub fn isqrt(a: &[u32]) -> Vec<u32> {
    match to_u64(a) {
        Some(n) => words(n.isqrt()),
        None => bigint::to_digits(&bigint::from_digits(&a[..normalized_len(a)]).sqrt()),
    }
}
