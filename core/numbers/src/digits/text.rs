//! Between digits and text in any base from 2 to 36.

use super::{SHIFT, bigint, bit_length, trimmed};
use num_bigint::BigUint;
use num_traits::Zero;

/// The default of `sys.get_int_max_str_digits()`.
pub const DEFAULT_MAX_STR_DIGITS: usize = 4300;
/// Up to this many digits no limit is looked at (`sys.int_info.str_digits_check_threshold`).
pub const MAX_STR_DIGITS_THRESHOLD: usize = 640;

/// More digits than `sys.set_int_max_str_digits()` allows. `Display` gives the text of Python's ValueError.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDigits {
    pub limit: usize,
    /// How many there are; known only when text is read.
    pub found: Option<usize>,
}

impl std::fmt::Display for TooManyDigits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Exceeds the limit ({} digits) for integer string conversion", self.limit)?;
        if let Some(found) = self.found {
            write!(f, ": value has {found} digits")?;
        }
        f.write_str("; use sys.set_int_max_str_digits() to increase the limit")
    }
}

/// An integer read from text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    pub negative: bool,
    /// The normalized magnitude.
    pub digits: Vec<u32>,
    /// Where reading ended, white space after the number included.
    pub end: usize,
}

/// Why text is no integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// "invalid literal for int() with base %d: ..."; the base found, which a prefix decided if it was 0 and the
    /// place where reading ended.
    Invalid {
        base: u32,
        end: usize,
    },
    TooManyDigits(TooManyDigits),
}

/// The value of an ASCII letter or digit as a digit; 37 if it is neither.
#[inline]
pub fn digit_of(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => (byte - b'0') as u32,
        b'a'..=b'z' => (byte - b'a') as u32 + 10,
        b'A'..=b'Z' => (byte - b'A') as u32 + 10,
        _ => 37,
    }
}

/// The white space that may surround a number: that of C's `isspace` in ASCII.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Reads an integer as `PyLong_FromString` does: white space, a sign, a prefix that suits the base, digits with
/// single underscores between them, white space.
///
/// `base` is 0 (the prefix decides; a decimal number may not begin with 0) or 2 to 36. `limit` bounds the digits of
/// bases that are no power of two, 0 for no bound. Text after the number is not an error here: the caller compares
/// `end` with the length.
pub fn parse(text: &[u8], base: u32, limit: usize) -> Result<Parsed, ParseError> {
    let byte = |i: usize| text.get(i).copied().unwrap_or(0);
    let mut at = text.iter().take_while(|&&b| is_space(b)).count();
    let negative = byte(at) == b'-';
    if negative || byte(at) == b'+' {
        at += 1;
    }
    let prefix = match byte(at + 1) | 0x20 {
        b'x' => 16,
        b'o' => 8,
        b'b' => 2,
        _ => 0,
    };
    let prefix = if byte(at) == b'0' { prefix } else { 0 };
    let mut zero_only = false;
    let mut base = base;
    if base == 0 {
        base = if prefix != 0 { prefix } else { 10 };
        zero_only = prefix == 0 && byte(at) == b'0';
    }
    if prefix == base {
        at += 2;
        if byte(at) == b'_' {
            at += 1;
        }
    }
    let invalid = |end| Err(ParseError::Invalid { base, end });
    if byte(at) == b'_' {
        return invalid(at);
    }
    let start = at;
    let mut count = 0;
    let mut previous = 0;
    while at < text.len() && (text[at] == b'_' || digit_of(text[at]) < base) {
        if text[at] == b'_' {
            if previous == b'_' {
                return invalid(at);
            }
        } else {
            count += 1;
        }
        previous = text[at];
        at += 1;
    }
    if previous == b'_' || count == 0 {
        return invalid(at);
    }
    let values = text[start..at].iter().filter(|&&b| b != b'_').map(|&b| digit_of(b));
    if !base.is_power_of_two() && count > MAX_STR_DIGITS_THRESHOLD && limit > 0 && count > limit {
        return Err(ParseError::TooManyDigits(TooManyDigits { limit, found: Some(count) }));
    }
    let digits = if base.is_power_of_two() { from_bits(values, count, base) } else { from_values(values, count, base) };
    if zero_only && !digits.is_empty() {
        return invalid(at);
    }
    while at < text.len() && is_space(text[at]) {
        at += 1;
    }
    Ok(Parsed { negative: negative && !digits.is_empty(), digits, end: at })
}

fn from_bits(values: impl DoubleEndedIterator<Item = u32>, count: usize, base: u32) -> Vec<u32> {
    let width = base.trailing_zeros();
    let mut out = Vec::with_capacity(count * width as usize / SHIFT as usize + 1);
    let (mut acc, mut bits) = (0u64, 0);
    for v in values.rev() {
        acc |= (v as u64) << bits;
        bits += width;
        if bits >= SHIFT {
            out.push(acc as u32 & super::MASK);
            acc >>= SHIFT;
            bits -= SHIFT;
        }
    }
    out.push(acc as u32);
    trimmed(out)
}

/// The most digits of a base whose value fits in 30 bits, and the base to that power.
fn chunk(base: u32) -> (usize, u32) {
    let (mut len, mut power) = (1, base);
    while let Some(next) = power.checked_mul(base).filter(|&p| p < super::BASE) {
        power = next;
        len += 1;
    }
    (len, power)
}

/// Up to this many 30-bit chunks the quadratic ways are used.
const SMALL: usize = 200;

fn from_values(values: impl Iterator<Item = u32>, count: usize, base: u32) -> Vec<u32> {
    let (len, power) = chunk(base);
    // The first chunk takes what makes the others whole.
    let mut chunks = Vec::with_capacity(count / len + 1);
    let (mut acc, mut missing) = (0, if count.is_multiple_of(len) { len } else { count % len });
    for v in values {
        acc = acc * base + v;
        missing -= 1;
        if missing == 0 {
            chunks.push(acc);
            (acc, missing) = (0, len);
        }
    }
    if chunks.len() <= SMALL {
        return horner(&chunks, power);
    }
    let mut powers = Vec::new();
    bigint::to_digits(&join(&chunks, power, &mut powers))
}

/// The number whose digits in base `power` are `chunks`, the most significant first.
fn horner(chunks: &[u32], power: u32) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::with_capacity(chunks.len() + 1);
    for &c in chunks {
        let mut carry = c as u64;
        for d in out.iter_mut() {
            carry += *d as u64 * power as u64;
            *d = carry as u32 & super::MASK;
            carry >>= SHIFT;
        }
        if carry != 0 {
            out.push(carry as u32);
        }
    }
    out
}

/// As [`horner`], splitting in halves; `powers[i]` is `power ** (SMALL * 2**i)`.
fn join(chunks: &[u32], power: u32, powers: &mut Vec<BigUint>) -> BigUint {
    if chunks.len() <= SMALL {
        return bigint::from_digits(&horner(chunks, power));
    }
    let mut level = 0;
    while SMALL << (level + 1) < chunks.len() {
        level += 1;
    }
    let (high, low) = chunks.split_at(chunks.len() - (SMALL << level));
    let high = join(high, power, powers);
    let low = join(low, power, powers);
    high * nth_power(power, level, powers) + low
}

fn nth_power(power: u32, level: usize, powers: &mut Vec<BigUint>) -> &BigUint {
    while powers.len() <= level {
        let next = match powers.last() {
            None => BigUint::from(power).pow(SMALL as u32),
            Some(last) => last * last,
        };
        powers.push(next);
    }
    &powers[level]
}

/// The digits of a number in base `power`, the least significant first; 0 has none.
fn split_small(a: &[u32], power: u32) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::with_capacity(a.len() + a.len() / 8 + 2);
    for &d in a.iter().rev() {
        let mut carry = d as u64;
        for c in out.iter_mut() {
            carry += (*c as u64) << SHIFT;
            *c = (carry % power as u64) as u32;
            carry /= power as u64;
        }
        while carry != 0 {
            out.push((carry % power as u64) as u32);
            carry /= power as u64;
        }
    }
    out
}

/// The same with a constant divisor, which the compiler turns into a multiplication.
fn split_decimal(a: &[u32]) -> Vec<u32> {
    const POWER: u64 = 1_000_000_000;
    let mut out: Vec<u32> = Vec::with_capacity(a.len() + a.len() / 8 + 2);
    for &d in a.iter().rev() {
        let mut carry = d as u64;
        for c in out.iter_mut() {
            carry += (*c as u64) << SHIFT;
            *c = (carry % POWER) as u32;
            carry /= POWER;
        }
        while carry != 0 {
            out.push((carry % POWER) as u32);
            carry /= POWER;
        }
    }
    out
}

fn split_chunks(a: &[u32], base: u32, power: u32) -> Vec<u32> {
    if base == 10 { split_decimal(a) } else { split_small(a, power) }
}

/// Appends the chunks of `n`, the least significant first, by splitting in halves; `exactly` says to pad with zeros.
fn split_large(
    n: BigUint,
    base: u32,
    power: u32,
    level: usize,
    powers: &mut Vec<BigUint>,
    exactly: bool,
    out: &mut Vec<u32>,
) {
    let goal = out.len() + (SMALL << level);
    if level == 0 || n.is_zero() {
        // At the bottom at most SMALL chunks are left.
        out.extend(split_chunks(&bigint::to_digits(&n), base, power));
    } else {
        let (high, low) = bigint::div_rem(&n, nth_power(power, level - 1, powers));
        let more = !high.is_zero();
        split_large(low, base, power, level - 1, powers, exactly || more, out);
        if more {
            split_large(high, base, power, level - 1, powers, false, out);
        }
    }
    if exactly {
        out.resize(goal, 0);
    }
}

/// Appends the text of a magnitude in a base from 2 to 36, in small letters and without a prefix.
pub fn format_radix(a: &[u32], base: u32, out: &mut Vec<u8>) {
    if a.is_empty() {
        out.push(b'0');
    } else if base.is_power_of_two() {
        let width = base.trailing_zeros();
        let count = bit_length(a).div_ceil(width as u64) as usize;
        let start = out.len();
        out.resize(start + count, b'0');
        let mut digits = a.iter();
        let (mut acc, mut bits) = (0u64, 0);
        for o in out[start..].iter_mut().rev() {
            if bits < width {
                acc |= (digits.next().copied().unwrap_or(0) as u64) << bits;
                bits += SHIFT;
            }
            *o = LETTERS[(acc as u32 & (base - 1)) as usize];
            acc >>= width;
            bits -= width;
        }
    } else {
        let (len, power) = chunk(base);
        let chunks = if a.len() <= SMALL {
            split_chunks(a, base, power)
        } else {
            let n = bigint::from_digits(a);
            let (mut powers, mut level) = (Vec::new(), 0);
            // Levels enough that SMALL << level chunks hold the number.
            while nth_power(power, level, &mut powers) <= &n {
                level += 1;
            }
            let mut chunks = Vec::new();
            split_large(n, base, power, level, &mut powers, false, &mut chunks);
            chunks
        };
        let start = out.len();
        out.resize(start + len * chunks.len(), b'0');
        for (o, &c) in out[start..].rchunks_exact_mut(len).zip(&chunks) {
            let mut c = c;
            for o in o.iter_mut().rev() {
                *o = LETTERS[(c % base) as usize];
                c /= base;
            }
        }
        let zeros = out[start..].iter().take_while(|&&b| b == b'0').count();
        out.drain(start..start + zeros);
    }
}

const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// Appends a magnitude in decimal, unless it has more digits than `limit` (0: no limit).
///
/// A number far beyond the limit is refused before any work is done.
pub fn to_decimal(a: &[u32], limit: usize, out: &mut Vec<u8>) -> Result<(), TooManyDigits> {
    if let Some(n) = super::to_u64(a) {
        let mut buffer = [0; 20];
        let mut at = buffer.len();
        let mut n = n;
        loop {
            at -= 1;
            buffer[at] = b'0' + (n % 10) as u8;
            n /= 10;
            if n == 0 {
                break;
            }
        }
        out.extend_from_slice(&buffer[at..]);
        return Ok(());
    }
    let refuse = Err(TooManyDigits { limit, found: None });
    // 2**(bits-1) has floor((bits-1) * log10 2) + 1 digits; 0.30102 is a little below log10 2.
    let at_least = (bit_length(a) - 1) as u128 * 30102 / 100_000 + 1;
    if limit > 0 && at_least > limit.max(MAX_STR_DIGITS_THRESHOLD) as u128 {
        return refuse;
    }
    let start = out.len();
    format_radix(a, 10, out);
    let count = out.len() - start;
    if limit > 0 && count > MAX_STR_DIGITS_THRESHOLD && count > limit {
        out.truncate(start);
        return refuse;
    }
    Ok(())
}
