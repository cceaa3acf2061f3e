//! Shifts and bitwise operations; negative numbers as infinitely extended two's complement.

use super::{Int, Len, MASK, SHIFT, normalized_len};

/// The number of bits of a magnitude without leading zeros (`int.bit_length`).
#[inline]
pub fn bit_length(a: &[u32]) -> u64 {
    match a.last() {
        None => 0,
        Some(top) => (a.len() as u64 - 1) * SHIFT as u64 + (32 - top.leading_zeros()) as u64,
    }
}

/// The number of ones in a magnitude (`int.bit_count`).
pub fn bit_count(a: &[u32]) -> u64 {
    a.iter().map(|d| d.count_ones() as u64).sum()
}

/// The number of zero bits at the bottom; 0 for zero.
pub fn trailing_zeros(a: &[u32]) -> u64 {
    match a.iter().position(|&d| d != 0) {
        None => 0,
        Some(at) => at as u64 * SHIFT as u64 + a[at].trailing_zeros() as u64,
    }
}

/// `a << n`, also right for a negative number's magnitude. `out` holds `a.len() + n / 30 + 1` digits.
pub fn shl(a: &[u32], n: u64, out: &mut [u32]) -> usize {
    if a.is_empty() {
        return 0;
    }
    let whole = (n / SHIFT as u64) as usize;
    let bits = (n % SHIFT as u64) as u32;
    let out = &mut out[..whole + a.len() + 1];
    out[..whole].fill(0);
    let mut carry = 0u64;
    for (o, &d) in out[whole..].iter_mut().zip(a) {
        carry |= (d as u64) << bits;
        *o = carry as u32 & MASK;
        carry >>= SHIFT;
    }
    out[whole + a.len()] = carry as u32;
    whole + a.len() + (carry != 0) as usize
}

/// `a >> n` of a magnitude: what falls off is dropped. `out` holds `a.len() - n / 30` digits, none if that is
/// negative.
pub fn shr(a: &[u32], n: u64, out: &mut [u32]) -> usize {
    let whole = n / SHIFT as u64;
    if whole >= a.len() as u64 {
        return 0;
    }
    let bits = (n % SHIFT as u64) as u32;
    let a = &a[whole as usize..];
    let out = &mut out[..a.len()];
    for (i, o) in out.iter_mut().enumerate() {
        let above = if i + 1 < a.len() { a[i + 1] as u64 } else { 0 };
        *o = ((above << SHIFT | a[i] as u64) >> bits) as u32 & MASK;
    }
    normalized_len(out)
}

/// Python's `a >> n`: rounded down, so that a negative number goes to -1. `out` holds
/// `max(a.len() - n / 30, 0) + 1` digits.
pub fn shr_floor(a: Int, n: u64, out: &mut [u32]) -> Len {
    let len = shr(a.digits, n, out);
    if !a.negative || trailing_zeros(a.digits) >= n {
        return Len::new(a.negative, len);
    }
    for digit in &mut out[..len] {
        if *digit != MASK {
            *digit += 1;
            return Len::new(true, len);
        }
        *digit = 0;
    }
    out[len] = 1;
    Len::new(true, len + 1)
}

/// `~a`. `out` holds `a.len() + 1` digits.
pub fn invert(a: Int, out: &mut [u32]) -> Len {
    if a.negative {
        Len::new(false, super::sub(a.digits, &[1], out))
    } else if a.digits.is_empty() {
        out[0] = 1;
        Len::new(true, 1)
    } else {
        Len::new(true, super::add(a.digits, &[1], out))
    }
}

/// The digits of an integer in two's complement, sign extended without end.
struct Complement<'a> {
    digits: std::slice::Iter<'a, u32>,
    /// All ones to flip a negative number's digits.
    flip: u32,
    carry: u32,
}

impl<'a> Complement<'a> {
    #[inline]
    fn new(a: Int<'a>) -> Self {
        Complement { digits: a.digits.iter(), flip: if a.negative { MASK } else { 0 }, carry: a.negative as u32 }
    }

    #[inline]
    fn next(&mut self) -> u32 {
        let t = (self.digits.next().copied().unwrap_or(0) ^ self.flip) + self.carry;
        self.carry = t >> SHIFT;
        t & MASK
    }
}

#[inline]
fn bitwise(a: Int, b: Int, negative: bool, out: &mut [u32], op: impl Fn(u32, u32) -> u32) -> Len {
    let len = a.digits.len().max(b.digits.len());
    let out = &mut out[..len + 1];
    let (mut x, mut y) = (Complement::new(a), Complement::new(b));
    let (flip, mut carry) = if negative { (MASK, 1) } else { (0, 0) };
    for o in out.iter_mut() {
        let t = (op(x.next(), y.next()) & MASK ^ flip) + carry;
        carry = t >> SHIFT;
        *o = t & MASK;
    }
    Len::new(negative, normalized_len(out))
}

/// `a & b`. `out` holds `max(a.len(), b.len()) + 1` digits.
pub fn and(a: Int, b: Int, out: &mut [u32]) -> Len {
    bitwise(a, b, a.negative && b.negative, out, |x, y| x & y)
}

/// `a | b`. `out` holds `max(a.len(), b.len()) + 1` digits.
pub fn or(a: Int, b: Int, out: &mut [u32]) -> Len {
    bitwise(a, b, a.negative || b.negative, out, |x, y| x | y)
}

/// `a ^ b`. `out` holds `max(a.len(), b.len()) + 1` digits.
pub fn xor(a: Int, b: Int, out: &mut [u32]) -> Len {
    bitwise(a, b, a.negative != b.negative, out, |x, y| x ^ y)
}
