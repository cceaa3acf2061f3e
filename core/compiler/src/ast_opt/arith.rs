//! Arithmetic on constants, as Python's own operators do it, and within the sizes that CPython folds.
//!
//! `None` from a function means "leave the expression as it is": the operation would raise, or its result would be
//! too big to be worth keeping.

use std::rc::Rc;

use ks_syntax::ast::{Constant, Int, Operator, PyStr, UnaryOperator};
use num_bigint::BigInt;
use num_traits::{FromPrimitive, Signed, ToPrimitive, Zero};

use super::complex;

/// Bits of the largest integer that a multiplication, power or shift may give.
const MAX_INT_SIZE: u64 = 128;
/// Items of the largest tuple that a repetition may give.
const MAX_COLLECTION_SIZE: i64 = 256;
/// Length of the longest string that a repetition may give.
const MAX_STR_SIZE: i64 = 4096;
/// Items, at all levels, of the largest tuple of tuples that a repetition may give.
const MAX_TOTAL_ITEMS: i64 = 1024;

/// Whether a constant is true.
pub fn truth(value: &Constant) -> bool {
    match value {
        Constant::None | Constant::False => false,
        Constant::True | Constant::Ellipsis | Constant::Foreign(_) => true,
        Constant::Int(Int::Small(value)) => *value != 0,
        Constant::Int(Int::Big(_)) => true,
        Constant::Float(value) => *value != 0.0,
        Constant::Complex(real, imag) => *real != 0.0 || *imag != 0.0,
        Constant::Str(text) => !text.is_empty(),
        Constant::Bytes(bytes) => !bytes.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
    }
}

/// A stand-in that is the same for all constants that Python thinks equal (`1`, `1.0`, `True`): as keys of a set or
/// dict they are one.
pub fn key_of(value: &Constant) -> Constant {
    match value {
        Constant::True => Constant::Int(Int::Small(1)),
        Constant::False => Constant::Int(Int::Small(0)),
        Constant::Float(float) => float_key(*float),
        Constant::Complex(real, 0.0) => float_key(*real),
        Constant::Complex(real, imag) => Constant::Complex(real + 0.0, *imag),
        Constant::Tuple(items) => Constant::Tuple(items.iter().map(key_of).collect()),
        _ => value.clone(),
    }
}

fn float_key(value: f64) -> Constant {
    match BigInt::from_f64(value) {
        Some(integer) if value == value.floor() => Constant::Int(Int::from(integer)),
        _ => Constant::Float(value),
    }
}

fn bool_constant(value: bool) -> Constant {
    if value { Constant::True } else { Constant::False }
}

/// A unary operator applied to a constant.
pub fn unary(op: UnaryOperator, operand: &Constant) -> Option<Constant> {
    if op == UnaryOperator::Not {
        return Some(bool_constant(!truth(operand)));
    }
    Some(match (Number::of(operand)?, op) {
        (Number::Int(value), UnaryOperator::Invert) => Constant::Int(match value {
            Int::Small(value) => Int::Small(!value),
            Int::Big(value) => Int::from(-BigInt::clone(&value) - 1),
        }),
        (Number::Int(value), UnaryOperator::USub) => Constant::Int(match value {
            Int::Small(value) => value.checked_neg().map_or_else(|| Int::from(-BigInt::from(value)), Int::Small),
            Int::Big(value) => Int::from(-BigInt::clone(&value)),
        }),
        (Number::Int(value), UnaryOperator::UAdd) => Constant::Int(value),
        (Number::Float(value), UnaryOperator::USub) => Constant::Float(-value),
        (Number::Float(value), UnaryOperator::UAdd) => Constant::Float(value),
        (Number::Complex(real, imag), UnaryOperator::USub) => Constant::Complex(-real, -imag),
        (Number::Complex(real, imag), UnaryOperator::UAdd) => Constant::Complex(real, imag),
        _ => return None,
    })
}

/// A binary operator applied to constants.
pub fn binary(op: Operator, left: &Constant, right: &Constant) -> Option<Constant> {
    match (op, left, right) {
        (Operator::BitAnd | Operator::BitOr | Operator::BitXor, _, _)
            if let (Some(a), Some(b)) = (as_bool(left), as_bool(right)) =>
        {
            return Some(bool_constant(match op {
                Operator::BitAnd => a & b,
                Operator::BitOr => a | b,
                _ => a ^ b,
            }));
        }
        (Operator::Add, Constant::Str(a), Constant::Str(b)) => {
            return Some(Constant::Str(PyStr::from_wtf8(&[a.as_bytes(), b.as_bytes()].concat())));
        }
        (Operator::Add, Constant::Bytes(a), Constant::Bytes(b)) => {
            return Some(Constant::Bytes(Rc::from([&a[..], &b[..]].concat())));
        }
        (Operator::Add, Constant::Tuple(a), Constant::Tuple(b)) => {
            return Some(Constant::Tuple([&a[..], &b[..]].concat().into()));
        }
        (Operator::Mult, _, _) => {
            if let (Some(Number::Int(count)), true) = (Number::of(left), is_sequence(right)) {
                return repeat(right, &count);
            }
            if let (true, Some(Number::Int(count))) = (is_sequence(left), Number::of(right)) {
                return repeat(left, &count);
            }
        }
        _ => {}
    }
    match (Number::of(left)?, Number::of(right)?) {
        (Number::Int(a), Number::Int(b)) => int_binary(op, &a, &b),
        (a @ Number::Complex(..), b) | (a, b @ Number::Complex(..)) => {
            complex::binary(op, a.to_complex()?, b.to_complex()?).map(|(re, im)| Constant::Complex(re, im))
        }
        (a, b) => float_binary(op, a.to_float()?, b.to_float()?),
    }
}

/// `value[index]` for a constant string, bytes or tuple.
pub fn subscript(value: &Constant, index: &Constant) -> Option<Constant> {
    let Some(Number::Int(Int::Small(index))) = Number::of(index) else { return None };
    let at = |len: usize| {
        let index = if index < 0 { index + len as i64 } else { index };
        usize::try_from(index).ok().filter(|&i| i < len)
    };
    match value {
        Constant::Tuple(items) => at(items.len()).map(|i| items[i].clone()),
        Constant::Bytes(bytes) => at(bytes.len()).map(|i| Constant::Int(Int::Small(i64::from(bytes[i])))),
        Constant::Str(text) => {
            let i = at(text.code_points().count())?;
            let code = text.code_points().nth(i)?;
            let mut buffer = Vec::with_capacity(4);
            PyStr::push_code_point(&mut buffer, code);
            Some(Constant::Str(PyStr::from_wtf8(&buffer)))
        }
        _ => None,
    }
}

fn as_bool(value: &Constant) -> Option<bool> {
    match value {
        Constant::True => Some(true),
        Constant::False => Some(false),
        _ => None,
    }
}

enum Number {
    Int(Int),
    Float(f64),
    Complex(f64, f64),
}

impl Number {
    fn of(value: &Constant) -> Option<Number> {
        Some(match value {
            Constant::True => Number::Int(Int::Small(1)),
            Constant::False => Number::Int(Int::Small(0)),
            Constant::Int(value) => Number::Int(value.clone()),
            Constant::Float(value) => Number::Float(*value),
            Constant::Complex(real, imag) => Number::Complex(*real, *imag),
            _ => return None,
        })
    }

    fn to_float(&self) -> Option<f64> {
        match self {
            Number::Int(value) => int_to_float(value),
            Number::Float(value) => Some(*value),
            Number::Complex(..) => None,
        }
    }

    fn to_complex(&self) -> Option<(f64, f64)> {
        match self {
            Number::Complex(real, imag) => Some((*real, *imag)),
            other => Some((other.to_float()?, 0.0)),
        }
    }
}

/// The nearest float; `None` where Python raises `OverflowError`.
fn int_to_float(value: &Int) -> Option<f64> {
    match value {
        Int::Small(value) => Some(*value as f64),
        Int::Big(value) => true_divide(value, &BigInt::from(1)),
    }
}

fn is_sequence(value: &Constant) -> bool {
    matches!(value, Constant::Str(_) | Constant::Bytes(_) | Constant::Tuple(_) | Constant::FrozenSet(_))
}

fn repeat(value: &Constant, count: &Int) -> Option<Constant> {
    let count = match count {
        Int::Small(count) => *count,
        Int::Big(_) => return None,
    };
    let (size, limit) = match value {
        Constant::Str(text) => (text.code_points().count(), MAX_STR_SIZE),
        Constant::Bytes(bytes) => (bytes.len(), MAX_STR_SIZE),
        Constant::Tuple(items) => (items.len(), MAX_COLLECTION_SIZE),
        _ => return None,
    };
    if size == 0 {
        return Some(value.clone());
    }
    if count < 0 || count > limit / size as i64 {
        return None;
    }
    if count > 0 && matches!(value, Constant::Tuple(_)) && remaining_items(value, MAX_TOTAL_ITEMS / count) < 0 {
        return None;
    }
    let count = count as usize;
    Some(match value {
        Constant::Str(text) => Constant::Str(PyStr::from_wtf8(&text.as_bytes().repeat(count))),
        Constant::Bytes(bytes) => Constant::Bytes(Rc::from(bytes.repeat(count))),
        Constant::Tuple(items) => {
            let mut all = Vec::with_capacity(items.len() * count);
            for _ in 0..count {
                all.extend_from_slice(items);
            }
            Constant::Tuple(all.into())
        }
        _ => return None,
    })
}

/// What is left of `limit` items after counting those of `value` at all levels; negative if it has more.
fn remaining_items(value: &Constant, limit: i64) -> i64 {
    match value {
        Constant::Tuple(items) | Constant::FrozenSet(items) => {
            let mut left = limit - items.len() as i64;
            for item in items.iter() {
                if left < 0 {
                    break;
                }
                left = remaining_items(item, left);
            }
            left
        }
        _ => limit,
    }
}

fn is_zero(value: &Int) -> bool {
    matches!(value, Int::Small(0))
}

fn is_negative(value: &Int) -> bool {
    match value {
        Int::Small(value) => *value < 0,
        Int::Big(value) => value.is_negative(),
    }
}

/// Number of bits of the absolute value.
fn bits(value: &Int) -> u64 {
    match value {
        Int::Small(value) => u64::from(64 - value.unsigned_abs().leading_zeros()),
        Int::Big(value) => value.bits(),
    }
}

fn int_binary(op: Operator, a: &Int, b: &Int) -> Option<Constant> {
    if let (Int::Small(a), Int::Small(b)) = (a, b)
        && let Some(result) = small_binary(op, *a, *b)
    {
        return Some(result);
    }
    let value = match op {
        Operator::Add => a.to_bigint() + b.to_bigint(),
        Operator::Sub => a.to_bigint() - b.to_bigint(),
        Operator::Mult => {
            if !is_zero(a) && !is_zero(b) && bits(a) + bits(b) > MAX_INT_SIZE {
                return None;
            }
            a.to_bigint() * b.to_bigint()
        }
        Operator::Div => {
            if is_zero(b) {
                return None;
            }
            return true_divide(&a.to_bigint(), &b.to_bigint()).map(Constant::Float);
        }
        Operator::FloorDiv | Operator::Mod => {
            if is_zero(b) {
                return None;
            }
            let (a, b) = (a.to_bigint(), b.to_bigint());
            let (mut quotient, mut remainder) = (&a / &b, &a % &b);
            if !remainder.is_zero() && remainder.is_negative() != b.is_negative() {
                quotient -= 1;
                remainder += &b;
            }
            if op == Operator::Mod { remainder } else { quotient }
        }
        Operator::Pow => return int_power(a, b),
        Operator::LShift => {
            if is_negative(b) {
                return None;
            }
            if is_zero(a) {
                return Some(Constant::Int(Int::Small(0)));
            }
            let Int::Small(count) = b else { return None };
            let count = *count as u64;
            if count != 0 && (count > MAX_INT_SIZE || bits(a) > MAX_INT_SIZE - count) {
                return None;
            }
            a.to_bigint() << count
        }
        Operator::RShift => {
            if is_negative(b) {
                return None;
            }
            match b {
                Int::Small(count) => a.to_bigint() >> (*count as u64),
                Int::Big(_) => BigInt::from(if is_negative(a) { -1 } else { 0 }),
            }
        }
        Operator::BitOr => a.to_bigint() | b.to_bigint(),
        Operator::BitXor => a.to_bigint() ^ b.to_bigint(),
        Operator::BitAnd => a.to_bigint() & b.to_bigint(),
        Operator::MatMult => return None,
    };
    Some(Constant::Int(Int::from(value)))
}

/// The common case of machine words; `None` hands on to the general one.
fn small_binary(op: Operator, a: i64, b: i64) -> Option<Constant> {
    let value = match op {
        Operator::Add => a.checked_add(b)?,
        Operator::Sub => a.checked_sub(b)?,
        Operator::Mult => a.checked_mul(b)?,
        Operator::BitOr => a | b,
        Operator::BitXor => a ^ b,
        Operator::BitAnd => a & b,
        Operator::FloorDiv if b > 0 => a.div_euclid(b),
        Operator::Mod if b > 0 => a.rem_euclid(b),
        _ => return None,
    };
    Some(Constant::Int(Int::Small(value)))
}

fn int_power(a: &Int, b: &Int) -> Option<Constant> {
    if is_negative(b) {
        return float_binary(Operator::Pow, int_to_float(a)?, int_to_float(b)?);
    }
    if is_zero(a) {
        return Some(Constant::Int(Int::Small(i64::from(is_zero(b)))));
    }
    let Int::Small(exponent) = b else { return None };
    if *exponent > 0 && bits(a) > MAX_INT_SIZE / *exponent as u64 {
        return None;
    }
    Some(Constant::Int(Int::from(a.to_bigint().pow(u32::try_from(*exponent).ok()?))))
}

/// `a / b` rounded once, half to even; `None` where the result is too large for a float.
fn true_divide(a: &BigInt, b: &BigInt) -> Option<f64> {
    if a.is_zero() {
        return Some(if b.is_negative() { -0.0 } else { 0.0 });
    }
    let negative = a.is_negative() != b.is_negative();
    let (a, b) = (a.magnitude(), b.magnitude());
    // Scale so that the quotient has at least 66 bits: more than a float, and a remainder only matters as a sticky bit.
    let shift = 66 + b.bits() as i64 - a.bits() as i64;
    let (quotient, remainder) = if shift >= 0 {
        let scaled = a << shift as u64;
        (&scaled / b, &scaled % b)
    } else {
        let scaled = b << (-shift) as u64;
        (a / &scaled, a % &scaled)
    };
    let quotient = quotient.to_u128()? | u128::from(!remainder.is_zero());
    // The value is quotient * 2**-shift; the lowest bit a float can hold depends on the exponent.
    let top = 127 - i64::from(quotient.leading_zeros()) - shift;
    if top > 1023 {
        return None;
    }
    let lowest = (top - 52).max(-1074);
    let drop = lowest + shift;
    let mut mantissa = if drop >= 128 { 0 } else { quotient >> drop };
    let rest = if drop >= 128 { quotient } else { quotient & ((1u128 << drop) - 1) };
    let half = if drop >= 129 { u128::MAX } else { 1u128 << (drop - 1) };
    if rest > half || rest == half && mantissa & 1 == 1 {
        mantissa += 1;
    }
    // Exact: the mantissa has at most 53 bits, and both factors are powers of two in range.
    let value =
        if lowest < -1022 { f64::from_bits(mantissa as u64) } else { mantissa as f64 * 2f64.powi(lowest as i32) };
    value.is_finite().then_some(if negative { -value } else { value })
}

fn float_binary(op: Operator, a: f64, b: f64) -> Option<Constant> {
    let value = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div => {
            if b == 0.0 {
                return None;
            }
            a / b
        }
        Operator::FloorDiv | Operator::Mod => {
            if b == 0.0 {
                return None;
            }
            let (quotient, remainder) = float_divmod(a, b);
            if op == Operator::Mod { remainder } else { quotient }
        }
        Operator::Pow => return float_power(a, b),
        _ => return None,
    };
    Some(Constant::Float(value))
}

/// Floor division of floats: the remainder has the sign of the divisor.
fn float_divmod(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder != 0.0 {
        if (b < 0.0) != (remainder < 0.0) {
            remainder += b;
            quotient -= 1.0;
        }
    } else {
        remainder = 0f64.copysign(b);
    }
    if quotient == 0.0 {
        return (0f64.copysign(a / b), remainder);
    }
    let floor = quotient.floor();
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, remainder)
}

fn float_power(a: f64, b: f64) -> Option<Constant> {
    if b != 0.0 && a == 0.0 && b < 0.0 {
        return None; // ZeroDivisionError
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && b != b.floor() {
        return complex::power((a, 0.0), (b, 0.0)).map(|(re, im)| Constant::Complex(re, im));
    }
    let value = a.powf(b);
    if value.is_infinite() && a.is_finite() && b.is_finite() {
        return None; // OverflowError
    }
    Some(Constant::Float(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(value: i64) -> Constant {
        Constant::Int(Int::Small(value))
    }

    #[test]
    fn division_rounds_once() {
        let a = BigInt::from(10).pow(30);
        assert_eq!(true_divide(&a, &BigInt::from(3)), Some(1e30 / 3.0));
        assert_eq!(true_divide(&BigInt::from(1), &(BigInt::from(1) << 1074)), Some(5e-324));
        assert_eq!(true_divide(&BigInt::from(1), &(BigInt::from(1) << 1080)), Some(0.0));
        assert_eq!(true_divide(&(BigInt::from(1) << 1024), &BigInt::from(1)), None);
    }

    #[test]
    fn keys_follow_equality() {
        let big = Constant::Int(Int::from(BigInt::from(1) << 70));
        assert_eq!(key_of(&Constant::True), key_of(&Constant::Float(1.0)));
        assert_eq!(key_of(&Constant::Float(-0.0)), key_of(&Constant::False));
        assert_eq!(key_of(&Constant::Complex(2f64.powi(70), -0.0)), key_of(&big));
        assert_ne!(key_of(&Constant::Float(0.5)), key_of(&Constant::False));
        assert_ne!(key_of(&Constant::Str("1".into())), key_of(&Constant::True));
    }

    #[test]
    fn sizes_are_limited() {
        assert_eq!(binary(Operator::Pow, &int(2), &int(200)), None);
        assert_eq!(binary(Operator::LShift, &int(1), &int(128)), None);
        assert!(binary(Operator::LShift, &int(1), &int(127)).is_some());
        assert_eq!(binary(Operator::Mult, &Constant::Str("ab".into()), &int(2049)), None);
        assert_eq!(binary(Operator::BitAnd, &Constant::True, &Constant::False), Some(Constant::False));
        assert_eq!(binary(Operator::FloorDiv, &int(-7), &int(2)), Some(int(-4)));
        assert_eq!(binary(Operator::Mod, &int(7), &int(-2)), Some(int(-1)));
    }
}
