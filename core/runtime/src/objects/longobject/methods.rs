//! The methods of `int`.

use super::*;
use crate::objects::formatter;

/// `byteorder`: whether the bytes go from the least significant one on.
fn is_little(order: Option<&Str>, th: &mut Thread) -> PyResult<bool> {
    match order {
        None => Ok(false),
        Some(order) if order.eq_ascii("big") => Ok(false),
        Some(order) if order.eq_ascii("little") => Ok(true),
        Some(_) => Err(raise!(th, ValueError, "byteorder must be either 'little' or 'big'")),
    }
}

/// `round(value, -places)` to the nearest multiple of `10**places`, half to even.
fn round_to(value: &Long, places: &Long, th: &mut Thread) -> PyResult<Ref<Long>> {
    let ten = Long::from_isize(10)?;
    let unit = ten.power(places, none(), th)?;
    let Some(unit) = unit.downcast::<Long>() else {
        return Err(th.bad_internal_call());
    };
    let (quotient, rest) = Long::divmod(value, unit, th)?;
    let twice = Long::shift_left(&rest, 1)?;
    let odd = quotient.digits().first().is_some_and(|digit| digit & 1 != 0);
    let up = match Long::compare(&twice, unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => odd,
        std::cmp::Ordering::Greater => true,
    };
    let low = Long::sub(value, &rest)?;
    if up { Long::add(&low, unit) } else { Ok(low) }
}

#[pymethods]
impl Long {
    #[method(sig = "()", doc = "The number itself: it has no imaginary part.")]
    fn conjugate(&self) -> PyResult<Ref<Long>> {
        self.exact()
    }

    #[method(
        sig = "()",
        doc = "Number of bits of the magnitude, without leading zeros.\n\n    >>> (10).bit_length()\n    4"
    )]
    fn bit_length(&self) -> u64 {
        digits::bit_length(self.digits())
    }

    #[method(sig = "()", doc = "Number of ones among the bits of the magnitude.\n\n    >>> (10).bit_count()\n    2")]
    fn bit_count(&self) -> u64 {
        digits::bit_count(self.digits())
    }

    #[method(
        sig = "(length=1, byteorder='big', *, signed=False)",
        name = "to_bytes",
        doc = "The number as length bytes, in two's complement if signed.\n\n\
            byteorder is 'big' (most significant byte first) or 'little'. OverflowError if the bytes are too few."
    )]
    fn py_to_bytes(
        &self,
        length: isize,
        byteorder: Option<&Str>,
        signed: bool,
        th: &mut Thread,
    ) -> PyResult<Ref<Bytes>> {
        let little = is_little(byteorder, th)?;
        let Ok(length) = usize::try_from(length) else {
            return Err(raise!(th, ValueError, "length argument must be non-negative"));
        };
        // No bytes are not filled in, but the number must be nothing, too.
        let mut outcome = if length == 0 { digits::to_bytes(self.as_int(), &mut [], little, signed) } else { Ok(()) };
        let bytes = Bytes::with_len(length, |out| outcome = digits::to_bytes(self.as_int(), out, little, signed))?;
        match outcome {
            Ok(()) => Ok(bytes),
            Err(error) => Err(raise!(th, OverflowError, "{error}")),
        }
    }

    #[classmethod(
        sig = "(bytes, byteorder='big', *, signed=False)",
        name = "from_bytes",
        doc = "The number that bytes (or an iterable of byte values) stand for, in two's complement if signed."
    )]
    fn py_from_bytes(
        cls: &'static Type,
        bytes: &Object,
        byteorder: Option<&Str>,
        signed: bool,
        th: &mut Thread,
    ) -> PyResult {
        let little = is_little(byteorder, th)?;
        let bytes = bytes.bytes(th)?;
        let Some(bytes) = bytes.downcast::<Bytes>() else {
            return Err(th.bad_internal_call());
        };
        let number = Long::from_bytes(bytes.as_bytes(), little, signed)?;
        if std::ptr::eq(cls, &PyLong_Type) { Ok(number.into_object()) } else { cls.call(&[&number], th) }
    }

    #[method(sig = "()", doc = "The pair (self, 1).\n\n    >>> (3).as_integer_ratio()\n    (3, 1)")]
    fn as_integer_ratio(&self) -> PyResult<Ref<Tuple>> {
        Tuple::from_array([self.exact()?.into_object(), small(1).into_object()])
    }

    #[method(sig = "()", doc = "The number itself.")]
    fn __trunc__(&self) -> PyResult<Ref<Long>> {
        self.exact()
    }

    #[method(sig = "()", doc = "The number itself.")]
    fn __floor__(&self) -> PyResult<Ref<Long>> {
        self.exact()
    }

    #[method(sig = "()", doc = "The number itself.")]
    fn __ceil__(&self) -> PyResult<Ref<Long>> {
        self.exact()
    }

    #[method(
        sig = "(ndigits=<unrepresentable>, /)",
        doc = "The number itself, or rounded to a power of ten (half to even) if ndigits is negative."
    )]
    fn __round__(&self, ndigits: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Long>> {
        let Some(ndigits) = ndigits else { return self.exact() };
        let ndigits = ndigits.index(th)?;
        if ndigits.sign() >= 0 {
            return self.exact();
        }
        let places = ndigits.nb_negative_value()?;
        // Rounding to more places than there are digits leaves nothing.
        let too_many =
            places.to_i64_opt().is_none_or(|places| places as u64 > digits::bit_length(self.digits()) / 3 + 2);
        if too_many {
            return Ok(Long::zero());
        }
        round_to(self, &places, th)
    }

    #[method(sig = "()")]
    fn __getnewargs__(&self) -> PyResult<Ref<Tuple>> {
        Tuple::from_array([Long::from_digits(self.sign() < 0, self.digits())?.into_object()])
    }

    #[method(sig = "(format_spec, /)", doc = "Text as the format specification says.")]
    fn __format__(&self, format_spec: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
        formatter::format_int(self, format_spec, th)
    }

    #[method(sig = "()", doc = "Size in memory, in bytes.")]
    fn __sizeof__(&self) -> usize {
        let basic = self.ob_type().tp_basicsize.get() as usize;
        basic + self.digits().len().max(1) * size_of::<u32>()
    }

    #[method(sig = "()", doc = "True: every int is an integer.")]
    fn is_integer(&self) -> bool {
        true
    }

    #[getter(doc = "the number itself")]
    fn real(&self) -> PyResult<Ref<Long>> {
        self.exact()
    }

    #[getter(doc = "0")]
    fn imag(&self) -> Ref<Long> {
        Long::zero()
    }

    #[getter(doc = "the number itself")]
    fn numerator(&self) -> PyResult<Ref<Long>> {
        self.exact()
    }

    #[getter(doc = "1")]
    fn denominator(&self) -> Ref<Long> {
        small(1)
    }
}

impl Long {
    /// `-self`.
    fn nb_negative_value(&self) -> PyResult<Ref<Long>> {
        Long::from_digits(self.sign() > 0, self.digits())
    }
}
