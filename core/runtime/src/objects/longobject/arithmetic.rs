//! The operators of `int`.

use super::*;

/// Both operands, if both are ints.
#[inline(always)]
fn both<'a>(a: &'a Object, b: &'a Object) -> Option<(&'a Long, &'a Long)> {
    Some((a.downcast::<Long>()?, b.downcast::<Long>()?))
}

/// `NotImplemented` as an owned reference.
#[inline(always)]
fn no_answer() -> PyResult {
    not_implemented().into_py()
}

impl Long {
    /// `a + b`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn add(a: &Long, b: &Long) -> PyResult<Ref<Long>> {
        match (a.compact_value(), b.compact_value()) {
            (Some(a), Some(b)) => Long::from_isize(a + b),
            _ => add_long(a, b),
        }
    }

    /// `a - b`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn sub(a: &Long, b: &Long) -> PyResult<Ref<Long>> {
        match (a.compact_value(), b.compact_value()) {
            (Some(a), Some(b)) => Long::from_isize(a - b),
            _ => sub_long(a, b),
        }
    }

    /// `a * b`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn mul(a: &Long, b: &Long) -> PyResult<Ref<Long>> {
        match (a.compact_value(), b.compact_value()) {
            (Some(a), Some(b)) => Long::from_isize(a * b),
            _ => mul_long(a, b),
        }
    }

    /// `a // b` and `a % b`.
    ///
    /// # Errors
    /// `ZeroDivisionError`.
    pub fn divmod(a: &Long, b: &Long, th: &mut Thread) -> PyResult<(Ref<Long>, Ref<Long>)> {
        if b.layout().is_zero() {
            return Err(raise!(th, ZeroDivisionError, "integer division or modulo by zero"));
        }
        if let (Some(a), Some(b)) = (a.value_60_bits(), b.value_60_bits()) {
            let (quotient, remainder) = floor_divmod(a, b);
            return Ok((Long::from_i64(quotient)?, Long::from_i64(remainder)?));
        }
        let (a, b) = (a.as_int(), b.as_int());
        let longest = a.digits.len().max(b.digits.len());
        let mut remainder = None;
        let quotient = build(longest - b.digits.len() + 2, |quotient| {
            let mut space = vec![0; longest];
            let (whole, rest) = digits::floor_divmod(a, b, quotient, &mut space);
            remainder = Some((rest, space));
            whole
        })?;
        match remainder {
            Some((rest, space)) => Ok((quotient, Long::from_digits(rest.negative, &space[..rest.len])?)),
            None => Err(th.bad_internal_call()),
        }
    }

    /// `a << shift`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn shift_left(a: &Long, shift: u64) -> PyResult<Ref<Long>> {
        if a.layout().is_zero() {
            return Ok(Long::zero());
        }
        if shift < 32
            && let Some(value) = a.compact_value()
        {
            return Long::from_isize(value << shift);
        }
        let int = a.as_int();
        let capacity = usize::try_from(shift / 30).ok().and_then(|whole| whole.checked_add(int.digits.len() + 1));
        let Some(capacity) = capacity else { return Err(heap::out_of_memory()) };
        build(capacity, |out| Len { negative: int.negative, len: digits::shl(int.digits, shift, out) })
    }

    /// `a >> shift`, rounded down.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn shift_right(a: &Long, shift: u64) -> PyResult<Ref<Long>> {
        if let Some(value) = a.value_60_bits() {
            return Long::from_i64(value >> shift.min(63));
        }
        let int = a.as_int();
        let whole = usize::try_from(shift / 30).unwrap_or(usize::MAX);
        build(int.digits.len().saturating_sub(whole) + 1, |out| digits::shr_floor(int, shift, out))
    }
}

#[inline(never)]
fn add_long(a: &Long, b: &Long) -> PyResult<Ref<Long>> {
    if let (Some(a), Some(b)) = (a.value_60_bits(), b.value_60_bits()) {
        return Long::from_i64(a + b);
    }
    let (a, b) = (a.as_int(), b.as_int());
    build(a.digits.len().max(b.digits.len()) + 1, |out| digits::add_signed(a, b, out))
}

#[inline(never)]
fn sub_long(a: &Long, b: &Long) -> PyResult<Ref<Long>> {
    if let (Some(a), Some(b)) = (a.value_60_bits(), b.value_60_bits()) {
        return Long::from_i64(a - b);
    }
    let (a, b) = (a.as_int(), b.as_int());
    build(a.digits.len().max(b.digits.len()) + 1, |out| digits::sub_signed(a, b, out))
}

#[inline(never)]
fn mul_long(a: &Long, b: &Long) -> PyResult<Ref<Long>> {
    if let (Some(a), Some(b)) = (a.value_60_bits(), b.value_60_bits())
        && let Some(product) = a.checked_mul(b)
    {
        return Long::from_i64(product);
    }
    let negative = (a.sign() < 0) != (b.sign() < 0);
    let same = a.is(b);
    let (a, b) = (a.digits(), b.digits());
    build(a.len() + b.len(), |out| {
        let len = if same { digits::square(a, out) } else { digits::mul(a, b, out) };
        Len { negative, len }
    })
}

/// Quotient rounded down, remainder with the divisor's sign.
#[inline]
fn floor_divmod(a: i64, b: i64) -> (i64, i64) {
    let (quotient, remainder) = (a.wrapping_div(b), a.wrapping_rem(b));
    if remainder != 0 && (remainder < 0) != (b < 0) { (quotient - 1, remainder + b) } else { (quotient, remainder) }
}

fn remainder(a: &Long, b: &Long, th: &mut Thread) -> PyResult<Ref<Long>> {
    if b.layout().is_zero() {
        return Err(raise!(th, ZeroDivisionError, "integer modulo by zero"));
    }
    if let (Some(a), Some(b)) = (a.value_60_bits(), b.value_60_bits()) {
        return Long::from_i64(floor_divmod(a, b).1);
    }
    let (a, b) = (a.as_int(), b.as_int());
    let longest = a.digits.len().max(b.digits.len());
    build(longest, |out| {
        let mut space = vec![0; longest - b.digits.len() + 2];
        digits::floor_divmod(a, b, &mut space, out).1
    })
}

fn floor_divide(a: &Long, b: &Long, th: &mut Thread) -> PyResult<Ref<Long>> {
    if b.layout().is_zero() {
        return Err(raise!(th, ZeroDivisionError, "integer division or modulo by zero"));
    }
    if let (Some(a), Some(b)) = (a.value_60_bits(), b.value_60_bits()) {
        return Long::from_i64(floor_divmod(a, b).0);
    }
    let (a, b) = (a.as_int(), b.as_int());
    let longest = a.digits.len().max(b.digits.len());
    build(longest - b.digits.len() + 2, |out| {
        let mut space = vec![0; longest];
        digits::floor_divmod(a, b, out, &mut space).0
    })
}

fn true_divide(a: &Long, b: &Long, th: &mut Thread) -> PyResult<f64> {
    if b.layout().is_zero() {
        return Err(raise!(th, ZeroDivisionError, "division by zero"));
    }
    // Up to 53 bits both floats are exact, so the machine's quotient is the rounded one.
    const EXACT: u64 = 1 << 53;
    if let (Some(a), Some(b)) = (a.value_60_bits(), b.value_60_bits())
        && a.unsigned_abs() <= EXACT
        && b.unsigned_abs() <= EXACT
    {
        return Ok(a as f64 / b as f64);
    }
    match digits::true_divide(a.digits(), b.digits()) {
        Some(quotient) => Ok(if (a.sign() < 0) != (b.sign() < 0) { -quotient } else { quotient }),
        None => Err(raise!(th, OverflowError, "integer division result too large for a float")),
    }
}

/// `base ** exponent` for an exponent that is not negative.
fn power(base: &Long, exponent: &Long) -> PyResult<Ref<Long>> {
    if exponent.layout().is_zero() {
        return Ok(small(1));
    }
    let odd = exponent.digits().first().is_some_and(|digit| digit & 1 != 0);
    match base.compact_value() {
        Some(0) => return Ok(Long::zero()),
        Some(1) => return Ok(small(1)),
        Some(-1) => return Ok(small(if odd { -1 } else { 1 })),
        _ => {}
    }
    let Some(times) = exponent.to_i64_opt().map(|value| value as u64) else {
        return Err(heap::out_of_memory());
    };
    if let (Some(value), Ok(times)) = (base.compact_value(), u32::try_from(times))
        && let Some(result) = (value as i64).checked_pow(times)
    {
        return Long::from_i64(result);
    }
    let bits = u128::from(digits::bit_length(base.digits()) - 1) * u128::from(times);
    if bits / 30 > (MAX_DIGITS / 8) as u128 {
        return Err(heap::out_of_memory());
    }
    let result = digits::pow(base.digits(), times);
    Long::from_digits(base.sign() < 0 && odd, &result)
}

/// `base ** exponent % modulus`.
fn power_modulo(base: &Long, exponent: &Long, modulus: &Long, th: &mut Thread) -> PyResult<Ref<Long>> {
    if modulus.layout().is_zero() {
        return Err(raise!(th, ValueError, "pow() 3rd argument cannot be 0"));
    }
    let divisor = modulus.digits();
    if divisor == [1] {
        return Ok(Long::zero());
    }
    let mut negative = base.sign() < 0;
    let inverse;
    let mut magnitude = base.digits();
    if exponent.sign() < 0 {
        let Some(inverted) = digits::inv_mod(magnitude, divisor) else {
            return Err(raise!(th, ValueError, "base is not invertible for the given modulus"));
        };
        inverse = inverted;
        magnitude = &inverse;
    }
    let odd = exponent.digits().first().is_some_and(|digit| digit & 1 != 0);
    negative &= odd;
    let result = digits::pow_mod(magnitude, exponent.digits(), divisor);
    let result = Long::from_digits(negative, &result)?;
    // The result takes the sign of the modulus.
    if result.sign() != 0 && (result.sign() < 0) != (modulus.sign() < 0) {
        Long::add(&result, modulus)
    } else {
        Ok(result)
    }
}

/// A shift count: `None` if it is beyond all sizes.
fn shift_count(count: &Long, th: &mut Thread) -> PyResult<Option<u64>> {
    if count.sign() < 0 {
        return Err(raise!(th, ValueError, "negative shift count"));
    }
    Ok(count.to_u64_opt())
}

/// One of `&`, `|`, `^`: on machine words, and on digits.
#[inline(always)]
fn bitwise(
    a: &Object,
    b: &Object,
    words: impl Fn(i64, i64) -> i64,
    long: impl Fn(Int, Int, &mut [u32]) -> Len,
) -> PyResult {
    let Some((a, b)) = both(a, b) else { return no_answer() };
    if let (Some(a), Some(b)) = (a.value_60_bits(), b.value_60_bits()) {
        return Long::from_i64(words(a, b)).into_py();
    }
    let (a, b) = (a.as_int(), b.as_int());
    build(a.digits.len().max(b.digits.len()) + 1, |out| long(a, b, out)).into_py()
}

#[pymethods]
impl Long {
    #[slot]
    fn nb_add(a: &Object, b: &Object) -> PyResult {
        match both(a, b) {
            Some((a, b)) => Long::add(a, b).into_py(),
            None => no_answer(),
        }
    }

    #[slot]
    fn nb_subtract(a: &Object, b: &Object) -> PyResult {
        match both(a, b) {
            Some((a, b)) => Long::sub(a, b).into_py(),
            None => no_answer(),
        }
    }

    #[slot]
    fn nb_multiply(a: &Object, b: &Object) -> PyResult {
        match both(a, b) {
            Some((a, b)) => Long::mul(a, b).into_py(),
            None => no_answer(),
        }
    }

    #[slot]
    fn nb_remainder(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        match both(a, b) {
            Some((a, b)) => remainder(a, b, th).into_py(),
            None => no_answer(),
        }
    }

    #[slot]
    fn nb_divmod(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        match both(a, b) {
            Some((a, b)) => {
                let (quotient, remainder) = Long::divmod(a, b, th)?;
                Tuple::from_array([quotient.into_object(), remainder.into_object()]).into_py()
            }
            None => no_answer(),
        }
    }

    #[slot]
    fn nb_power(a: &Object, b: &Object, modulus: Option<&Object>, th: &mut Thread) -> PyResult {
        let Some((base, exponent)) = both(a, b) else { return no_answer() };
        let modulus = match modulus {
            None => None,
            Some(modulus) if modulus.is(none()) => None,
            Some(modulus) => match modulus.downcast::<Long>() {
                Some(modulus) => Some(modulus),
                None => return no_answer(),
            },
        };
        match modulus {
            Some(modulus) => power_modulo(base, exponent, modulus, th).into_py(),
            None if exponent.sign() < 0 => {
                // A fraction: the float operation does it.
                let base = Float::new(base.to_f64(th)?)?;
                let exponent = Float::new(exponent.to_f64(th)?)?;
                floatobject::power(&base, &exponent, th)
            }
            None => power(base, exponent).into_py(),
        }
    }

    #[slot]
    fn nb_negative(&self) -> PyResult<Ref<Long>> {
        match self.compact_value() {
            Some(value) => Long::from_isize(-value),
            None => Long::from_digits(self.sign() > 0, self.digits()),
        }
    }

    #[slot]
    fn nb_positive(&self) -> PyResult<Ref<Long>> {
        self.exact()
    }

    #[slot]
    fn nb_absolute(&self) -> PyResult<Ref<Long>> {
        if self.sign() < 0 { self.nb_negative() } else { self.exact() }
    }

    #[slot]
    fn nb_bool(&self) -> bool {
        !self.layout().is_zero()
    }

    #[slot]
    fn nb_invert(&self) -> PyResult<Ref<Long>> {
        match self.compact_value() {
            Some(value) => Long::from_isize(!value),
            None => build(self.digits().len() + 1, |out| digits::invert(self.as_int(), out)),
        }
    }

    #[slot]
    fn nb_lshift(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let Some((value, count)) = both(a, b) else { return no_answer() };
        match shift_count(count, th)? {
            Some(count) => Long::shift_left(value, count).into_py(),
            None if value.layout().is_zero() => Long::zero().into_py(),
            None => Err(raise!(th, OverflowError, "too many digits in integer")),
        }
    }

    #[slot]
    fn nb_rshift(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let Some((value, count)) = both(a, b) else { return no_answer() };
        let count = shift_count(count, th)?.unwrap_or(u64::MAX);
        Long::shift_right(value, count).into_py()
    }

    #[slot]
    pub(crate) fn nb_and(a: &Object, b: &Object) -> PyResult {
        bitwise(a, b, |a, b| a & b, digits::and)
    }

    #[slot]
    pub(crate) fn nb_xor(a: &Object, b: &Object) -> PyResult {
        bitwise(a, b, |a, b| a ^ b, digits::xor)
    }

    #[slot]
    pub(crate) fn nb_or(a: &Object, b: &Object) -> PyResult {
        bitwise(a, b, |a, b| a | b, digits::or)
    }

    #[slot]
    fn nb_int(&self) -> PyResult<Ref<Long>> {
        self.exact()
    }

    #[slot]
    fn nb_float(&self, th: &mut Thread) -> PyResult<f64> {
        self.to_f64(th)
    }

    #[slot]
    fn nb_floor_divide(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        match both(a, b) {
            Some((a, b)) => floor_divide(a, b, th).into_py(),
            None => no_answer(),
        }
    }

    #[slot]
    fn nb_true_divide(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        match both(a, b) {
            Some((a, b)) => true_divide(a, b, th).into_py(),
            None => no_answer(),
        }
    }

    #[slot]
    fn nb_index(&self) -> PyResult<Ref<Long>> {
        self.exact()
    }
}
