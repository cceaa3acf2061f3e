//! Between digits and machine integers, bytes and floats; the hash of an integer.

use super::{Int, Len, MASK, SHIFT, bit_length, cmp_signed, divmod, shl, trailing_zeros};
use std::cmp::Ordering;

/// Bits of the prime the numeric hashes are taken modulo (`sys.hash_info.hash_bits`).
pub const HASH_BITS: u32 = 61;
/// The prime the numeric hashes are taken modulo (`sys.hash_info.modulus`).
pub const HASH_MODULUS: u64 = (1 << HASH_BITS) - 1;
/// The hash of infinity (`sys.hash_info.inf`).
pub const HASH_INF: i64 = 314159;

/// Writes a machine integer as digits. `out` holds 3 digits.
#[inline]
pub fn from_u64(n: u64, out: &mut [u32]) -> usize {
    out[0] = n as u32 & MASK;
    if n >> SHIFT == 0 {
        return (n != 0) as usize;
    }
    out[1] = (n >> SHIFT) as u32 & MASK;
    out[2] = (n >> (2 * SHIFT)) as u32;
    if out[2] != 0 { 3 } else { 2 }
}

/// The magnitude as a machine integer, if it fits.
#[inline]
pub fn to_u64(a: &[u32]) -> Option<u64> {
    match *a {
        [] => Some(0),
        [x] => Some(x as u64),
        [x, y] => Some((y as u64) << SHIFT | x as u64),
        [x, y, z] if z < 16 => Some((z as u64) << (2 * SHIFT) | (y as u64) << SHIFT | x as u64),
        _ => None,
    }
}

/// The integer as a machine integer, if it fits.
#[inline]
pub fn to_i64(a: Int) -> Option<i64> {
    let n = to_u64(a.digits)?;
    if a.negative { 0i64.checked_sub_unsigned(n) } else { i64::try_from(n).ok() }
}

/// Why an integer cannot be written as bytes; the text is that of Python's OverflowError.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BytesError {
    /// "can't convert negative int to unsigned"
    Negative,
    /// "int too big to convert"
    TooBig,
}

impl std::fmt::Display for BytesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            BytesError::Negative => "can't convert negative int to unsigned",
            BytesError::TooBig => "int too big to convert",
        })
    }
}

/// The fewest bytes in which two's complement can hold the integer: 0 for zero, else with room for the sign.
pub fn signed_byte_length(a: Int) -> u64 {
    if a.digits.is_empty() {
        return 0;
    }
    let bits = bit_length(a.digits);
    // The most negative number of a size needs no further bit for the sign.
    let lowest = a.negative && trailing_zeros(a.digits) == bits - 1;
    (bits - lowest as u64) / 8 + 1
}

/// Fills `out` with the integer (`int.to_bytes`), in two's complement if `signed`.
///
/// On `TooBig`, `out` holds what fits, as `_PyLong_AsByteArray` leaves it for those who want the low bytes.
pub fn to_bytes(a: Int, out: &mut [u8], little: bool, signed: bool) -> Result<(), BytesError> {
    if a.negative && !signed {
        return Err(BytesError::Negative);
    }
    let (flip, mut carry) = if a.negative { (MASK, 1u32) } else { (0, 0) };
    let mut digits = a.digits.iter();
    let (mut acc, mut bits) = (0u64, 0);
    let len = out.len();
    for i in 0..len {
        if bits < 8 {
            let t = (digits.next().copied().unwrap_or(0) ^ flip) + carry;
            carry = t >> SHIFT;
            acc |= ((t & MASK) as u64) << bits;
            bits += SHIFT;
        }
        out[if little { i } else { len - 1 - i }] = acc as u8;
        acc >>= 8;
        bits -= 8;
    }
    let room = 8 * len as u64;
    // CPython lets -1, which is nothing but sign, go into no bytes at all.
    let bare_sign = len == 0 && a.negative && a.digits == [1];
    let fits = if signed { signed_byte_length(a) <= len as u64 || bare_sign } else { bit_length(a.digits) <= room };
    if fits { Ok(()) } else { Err(BytesError::TooBig) }
}

/// Reads bytes (`int.from_bytes`), in two's complement if `signed`: the sign and the normalized magnitude.
pub fn from_bytes(bytes: &[u8], little: bool, signed: bool) -> (bool, Vec<u32>) {
    let len = bytes.len();
    let at = |i: usize| bytes[if little { i } else { len - 1 - i }];
    let negative = signed && len > 0 && at(len - 1) & 0x80 != 0;
    let flip = if negative { 0xff } else { 0 };
    let mut out = Vec::with_capacity(len * 8 / SHIFT as usize + 1);
    let (mut acc, mut bits) = (0u64, 0);
    for i in 0..len {
        acc |= ((at(i) ^ flip) as u64) << bits;
        bits += 8;
        if bits >= SHIFT {
            out.push(acc as u32 & MASK);
            acc >>= SHIFT;
            bits -= SHIFT;
        }
    }
    out.push(acc as u32);
    if negative {
        let mut carry = 1;
        for d in out.iter_mut() {
            carry += *d;
            *d = carry & MASK;
            carry >>= SHIFT;
        }
        if carry != 0 {
            out.push(carry);
        }
    }
    let out = super::trimmed(out);
    (negative, out)
}

/// A number of 64 bits, the top one set, times a power of two: what a magnitude begins with.
struct Leading {
    bits: u64,
    /// Whether anything below the 64 bits is not zero.
    sticky: bool,
    /// The bit length of the whole.
    length: u64,
}

fn leading(a: &[u32]) -> Leading {
    let length = bit_length(a);
    let mut bits = 0u64;
    let mut have = 0;
    let mut rest = a.iter().rev();
    let mut sticky = false;
    for &d in rest.by_ref() {
        let width = if have == 0 { 32 - d.leading_zeros() } else { SHIFT };
        let take = width.min(64 - have);
        bits = if take == 64 { d as u64 } else { bits << take | (d >> (width - take)) as u64 };
        have += take;
        if have == 64 {
            sticky = d & ((1u32 << (width - take)) - 1) != 0;
            break;
        }
    }
    sticky |= rest.any(|&d| d != 0);
    if have < 64 {
        bits <<= 64 - have;
    }
    Leading { bits, sticky, length }
}

/// 64 leading bits to 53, half to even; the result may be 2**53.
fn round_53(bits: u64, sticky: bool) -> u64 {
    let kept = bits >> 11;
    let rest = bits & 0x7ff;
    let up = rest > 0x400 || rest == 0x400 && (sticky || kept & 1 != 0);
    kept + up as u64
}

/// `m * 2**e` where the result is exact, subnormal results included; `m` at most 2**53.
pub(crate) fn scale(m: u64, e: i32) -> f64 {
    let two_to = |n: i32| f64::from_bits(((n + 1023) as u64) << 52);
    let half = e / 2;
    m as f64 * two_to(half) * two_to(e - half)
}

/// The nearest float to a magnitude, half to even; None if that is beyond the largest ("int too large to convert to
/// float").
pub fn to_f64(a: &[u32]) -> Option<f64> {
    match to_u64(a) {
        Some(n) => Some(n as f64),
        None => {
            let lead = leading(a);
            let m = round_53(lead.bits, lead.sticky);
            if lead.length > 1024 || lead.length == 1024 && m == 1 << 53 {
                return None;
            }
            Some(scale(m, lead.length as i32 - 53))
        }
    }
}

/// A magnitude as a fraction in `[0.5, 1)`, rounded half to even, and an exponent of two (`_PyLong_Frexp`); zero gives
/// zeros. Any size has one.
pub fn frexp(a: &[u32]) -> (f64, i64) {
    if a.is_empty() {
        return (0.0, 0);
    }
    let lead = leading(a);
    let m = round_53(lead.bits, lead.sticky);
    if m == 1 << 53 { (0.5, lead.length as i64 + 1) } else { (scale(m, -53), lead.length as i64) }
}

/// The whole part of a float, not infinite or NaN (for those it writes nothing sensible). `out` holds 36 digits.
pub fn from_f64(f: f64, out: &mut [u32]) -> Len {
    let raw = f.to_bits();
    let e = (raw >> 52 & 0x7ff) as i32 - 1075;
    let m = raw & ((1 << 52) - 1) | 1 << 52;
    let negative = f < 0.0;
    let mut words = [0; 3];
    if e <= 0 {
        let n = if e > -64 { m >> -e } else { 0 };
        return Len::new(negative, from_u64(n, out));
    }
    let len = from_u64(m, &mut words);
    Len::new(negative, shl(&words[..len], e as u64, out))
}

/// Compares an integer with a float by their exact values; None for a NaN.
pub fn cmp_f64(a: Int, f: f64) -> Option<Ordering> {
    if f.is_infinite() {
        return Some(if f > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    if f.is_nan() {
        return None;
    }
    let mut whole = [0; 36];
    let len = from_f64(f, &mut whole);
    let truncated = Int { negative: len.negative, digits: &whole[..len.len] };
    // What was cut off the float decides only if the rest is equal.
    Some(cmp_signed(a, truncated).then_with(|| 0.0f64.total_cmp(&(f.fract() + 0.0))))
}

/// The hash of an integer (`int.__hash__`): the value modulo 2**61 - 1 with its sign, and -2 instead of -1.
#[inline]
pub fn hash(a: Int) -> i64 {
    let mut x = 0u64;
    for &d in a.digits.iter().rev() {
        x = (x << SHIFT & HASH_MODULUS | x >> (HASH_BITS - SHIFT)) + d as u64;
        if x >= HASH_MODULUS {
            x -= HASH_MODULUS;
        }
    }
    let signed = if a.negative { -(x as i64) } else { x as i64 };
    if signed == -1 { -2 } else { signed }
}

/// The correctly rounded quotient of two magnitudes (`int.__truediv__`), `b` not zero (that panics); None if it is
/// beyond the largest float ("integer division result too large for a float").
pub fn true_divide(a: &[u32], b: &[u32]) -> Option<f64> {
    assert!(!b.is_empty(), "division by zero reaches the digits");
    if let (Some(x), Some(y)) = (to_u64(a), to_u64(b))
        && x <= 1 << 53
        && y <= 1 << 53
    {
        return Some(x as f64 / y as f64);
    }
    if a.is_empty() {
        return Some(0.0);
    }
    let apart = bit_length(a) as i64 - bit_length(b) as i64;
    if apart > 1024 {
        return None;
    }
    if apart < -1076 {
        return Some(0.0);
    }
    // A quotient of 55 or 56 bits, fewer where the result is subnormal, then rounded with what is left over.
    let e = (apart - 55).max(-1076);
    let size = (e.unsigned_abs() / SHIFT as u64) as usize + 2;
    let shifted = |d: &[u32], n: u64| {
        let mut out = vec![0; d.len() + size];
        let len = shl(d, n, &mut out);
        out.truncate(len);
        out
    };
    let (x, y) = if e >= 0 { (a.to_vec(), shifted(b, e as u64)) } else { (shifted(a, -e as u64), b.to_vec()) };
    let mut quotient = vec![0; (x.len() + 1).saturating_sub(y.len()).max(1)];
    let mut remainder = vec![0; x.len().max(y.len())];
    let (qlen, rlen) = divmod(&x, &y, &mut quotient, &mut remainder);
    let q = to_u64(&quotient[..qlen])?;
    let bits = 64 - q.leading_zeros() as i64;
    let drop = (bits - 53).max(-1074 - e).max(0) as u32;
    let (kept, rest) = if drop == 0 { (q, 0) } else { (q >> drop, q & ((1 << drop) - 1)) };
    let half = if drop == 0 { u64::MAX } else { 1 << (drop - 1) };
    let up = rest > half || rest == half && (rlen != 0 || kept & 1 != 0);
    let m = kept + up as u64;
    let e = e + drop as i64;
    if m != 0 && (64 - m.leading_zeros()) as i64 + e > 1024 {
        return None;
    }
    Some(scale(m, e as i32))
}
