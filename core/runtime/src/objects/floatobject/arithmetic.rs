//! The operators of `float`.

use std::cmp::Ordering;
use std::ffi::c_int;

use super::*;
use crate::objects::longobject::compare_result;

/// An operand as a float: floats and ints are; nothing else is.
#[inline(always)]
fn operand(object: &Object, th: &mut Thread) -> PyResult<Option<f64>> {
    if let Some(float) = object.downcast::<Float>() {
        return Ok(Some(float.value()));
    }
    match object.downcast::<Long>() {
        Some(long) => long.to_f64(th).map(Some),
        None => Ok(None),
    }
}

/// Both operands as floats, or nothing (`NotImplemented`).
#[inline(always)]
fn both(a: &Object, b: &Object, th: &mut Thread) -> PyResult<Option<(f64, f64)>> {
    if let (Some(a), Some(b)) = (a.downcast_exact::<Float>(), b.downcast_exact::<Float>()) {
        return Ok(Some((a.value(), b.value())));
    }
    let Some(a) = operand(a, th)? else { return Ok(None) };
    let Some(b) = operand(b, th)? else { return Ok(None) };
    Ok(Some((a, b)))
}

macro_rules! operands {
    ($a:ident, $b:ident, $th:ident) => {
        match both($a, $b, $th)? {
            Some(operands) => operands,
            None => return not_implemented().into_py(),
        }
    };
}

/// Remainder with the divisor's sign. The divisor is not zero.
fn remainder(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest == 0.0 {
        return 0.0f64.copysign(b);
    }
    if (b < 0.0) != (rest < 0.0) { rest + b } else { rest }
}

/// Quotient rounded down, and the remainder. The divisor is not zero.
fn floor_divmod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    // Exactly an integer but for rounding, as `a - rest` is a multiple of `b`.
    let mut quotient = (a - rest) / b;
    if rest == 0.0 {
        rest = 0.0f64.copysign(b);
    } else if (b < 0.0) != (rest < 0.0) {
        rest += b;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0.0f64.copysign(a / b), rest);
    }
    let mut whole = quotient.floor();
    if quotient - whole > 0.5 {
        whole += 1.0;
    }
    (whole, rest)
}

fn is_odd(value: f64) -> bool {
    value.abs() % 2.0 == 1.0
}

/// `base ** exponent` of floats or ints.
///
/// # Errors
/// `ZeroDivisionError` for zero to a negative power, `OverflowError`.
pub fn power(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
    let (base, exponent) = operands!(a, b, th);
    let value = if exponent == 0.0 || base == 1.0 {
        1.0
    } else if base.is_nan() {
        base
    } else if exponent.is_nan() {
        exponent
    } else if exponent.is_infinite() {
        let magnitude = base.abs();
        if magnitude == 1.0 {
            1.0
        } else if (exponent > 0.0) == (magnitude > 1.0) {
            exponent.abs()
        } else {
            0.0
        }
    } else if base.is_infinite() {
        match (exponent > 0.0, is_odd(exponent)) {
            (true, true) => base,
            (true, false) => base.abs(),
            (false, true) => 0.0f64.copysign(base),
            (false, false) => 0.0,
        }
    } else if base == 0.0 {
        if exponent < 0.0 {
            return Err(raise!(th, ZeroDivisionError, "0.0 cannot be raised to a negative power"));
        }
        if is_odd(exponent) { base } else { 0.0 }
    } else if base < 0.0 && exponent != exponent.floor() {
        return complexobject::power(base, exponent, th);
    } else {
        let magnitude = base.abs().powf(exponent);
        if magnitude.is_infinite() {
            return Err(overflow(th));
        }
        if base < 0.0 && is_odd(exponent) { -magnitude } else { magnitude }
    };
    Float::new(value).into_py()
}

/// `OverflowError` with the system's number and text for a result out of range.
#[cold]
fn overflow(th: &mut Thread) -> Raised {
    exceptions::from_errno(&exceptions::OverflowError, libc::ERANGE, None, None, th)
}

/// Whether the comparison of a float with a float or int holds; nothing for other operands.
fn compare(a: f64, b: &Object, op: c_int) -> Option<bool> {
    if let Some(b) = b.downcast::<Float>() {
        let b = b.value();
        return Some(match op {
            Py_LT => a < b,
            Py_LE => a <= b,
            Py_EQ => a == b,
            Py_NE => a != b,
            Py_GT => a > b,
            _ => a >= b,
        });
    }
    let b = b.downcast::<Long>()?;
    // An int may have more bits than a float; the comparison is exact.
    let ordering = match b.compact_value() {
        Some(b) => a.partial_cmp(&(b as f64)),
        None => digits::cmp_f64(b.as_int(), a).map(Ordering::reverse),
    };
    Some(ordering.map_or(op == Py_NE, |ordering| compare_result(ordering, op)))
}

#[pymethods]
impl Float {
    #[slot]
    fn nb_add(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        Float::new(a + b).into_py()
    }

    #[slot]
    fn nb_subtract(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        Float::new(a - b).into_py()
    }

    #[slot]
    fn nb_multiply(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        Float::new(a * b).into_py()
    }

    #[slot]
    fn nb_true_divide(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        if b == 0.0 {
            return Err(raise!(th, ZeroDivisionError, "float division by zero"));
        }
        Float::new(a / b).into_py()
    }

    #[slot]
    fn nb_remainder(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        if b == 0.0 {
            return Err(raise!(th, ZeroDivisionError, "float modulo by zero"));
        }
        Float::new(remainder(a, b)).into_py()
    }

    #[slot]
    fn nb_floor_divide(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        if b == 0.0 {
            return Err(raise!(th, ZeroDivisionError, "float floor division by zero"));
        }
        Float::new(floor_divmod(a, b).0).into_py()
    }

    #[slot]
    fn nb_divmod(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        if b == 0.0 {
            return Err(raise!(th, ZeroDivisionError, "float divmod()"));
        }
        let (quotient, rest) = floor_divmod(a, b);
        Tuple::from_array([Float::new(quotient)?.into_object(), Float::new(rest)?.into_object()]).into_py()
    }

    #[slot]
    fn nb_power(a: &Object, b: &Object, modulus: Option<&Object>, th: &mut Thread) -> PyResult {
        if modulus.is_some_and(|modulus| !modulus.is(none())) {
            return Err(raise!(th, TypeError, "pow() 3rd argument not allowed unless all arguments are integers"));
        }
        power(a, b, th)
    }

    #[slot]
    fn nb_negative(&self) -> PyResult<Ref<Float>> {
        Float::new(-self.value())
    }

    #[slot]
    fn nb_positive(&self) -> PyResult<Ref<Float>> {
        self.exact()
    }

    #[slot]
    fn nb_absolute(&self) -> PyResult<Ref<Float>> {
        Float::new(self.value().abs())
    }

    #[slot]
    fn nb_bool(&self) -> bool {
        self.value() != 0.0
    }

    #[slot]
    fn nb_int(&self, th: &mut Thread) -> PyResult<Ref<Long>> {
        Long::from_f64(self.value(), th)
    }

    #[slot]
    fn nb_float(&self) -> PyResult<Ref<Float>> {
        self.exact()
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int) -> &'static Object {
        match compare(self.value(), other, op) {
            Some(result) => boolobject::bool_object(result),
            None => not_implemented(),
        }
    }
}

impl Float {
    /// An exact float of the same value: the object itself if it is one.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn exact(&self) -> PyResult<Ref<Float>> {
        if Float::check_exact(self) { Ok(Ref::new(self)) } else { Float::new(self.value()) }
    }
}
