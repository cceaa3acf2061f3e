//! The methods of `float`.

use ks_numbers::float_text::FromHexError;

use super::*;
use crate::objects::formatter;

#[pymethods]
impl Float {
    #[method(sig = "()", doc = "The number itself: it has no imaginary part.")]
    fn conjugate(&self) -> PyResult<Ref<Float>> {
        self.exact()
    }

    #[method(sig = "()", doc = "The whole part as an int.")]
    fn __trunc__(&self, th: &mut Thread) -> PyResult<Ref<Long>> {
        Long::from_f64(self.value(), th)
    }

    #[method(sig = "()", doc = "The greatest int that is not greater.")]
    fn __floor__(&self, th: &mut Thread) -> PyResult<Ref<Long>> {
        Long::from_f64(self.value().floor(), th)
    }

    #[method(sig = "()", doc = "The least int that is not less.")]
    fn __ceil__(&self, th: &mut Thread) -> PyResult<Ref<Long>> {
        Long::from_f64(self.value().ceil(), th)
    }

    #[method(
        sig = "(ndigits=None, /)",
        doc = "The nearest int, or the nearest float with ndigits decimal places; half to even."
    )]
    fn __round__(&self, ndigits: Option<&Object>, th: &mut Thread) -> PyResult {
        let Some(ndigits) = ndigits else {
            return Long::from_f64(self.value().round_ties_even(), th).into_py();
        };
        let ndigits = ndigits.as_isize(None, th)?;
        match float_text::round(self.value(), ndigits as i64) {
            Some(value) => Float::new(value).into_py(),
            None => Err(raise!(th, OverflowError, "rounded value too large to represent")),
        }
    }

    #[method(
        sig = "()",
        doc = "The pair of coprime ints, the second positive, whose quotient is the number.\n\n    >>> (0.75).as_integer_ratio()\n    (3, 4)"
    )]
    fn as_integer_ratio(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let value = self.value();
        if value.is_nan() {
            return Err(raise!(th, ValueError, "cannot convert NaN to integer ratio"));
        }
        if value.is_infinite() {
            return Err(raise!(th, OverflowError, "cannot convert Infinity to integer ratio"));
        }
        let (odd, exponent) = float_text::integer_ratio(value);
        let odd = if value < 0.0 { -(odd as i64) } else { odd as i64 };
        let odd = Long::from_i64(odd)?;
        let one = Long::from_i64(1)?;
        let shift = u64::from(exponent.unsigned_abs());
        let (numerator, denominator) =
            if exponent >= 0 { (Long::shift_left(&odd, shift)?, one) } else { (odd, Long::shift_left(&one, shift)?) };
        Tuple::from_array([numerator.into_object(), denominator.into_object()])
    }

    #[classmethod(
        sig = "(string, /)",
        doc = "A float from hexadecimal text.\n\n    >>> float.fromhex('0x1.8p1')\n    3.0"
    )]
    fn fromhex(cls: &'static Type, string: &Object, th: &mut Thread) -> PyResult {
        let Some(string) = string.downcast::<Str>() else {
            return Err(raise!(th, TypeError, "bad argument type for built-in operation"));
        };
        let value = match float_text::from_hex(string.to_utf8(th)?.as_bytes()) {
            Ok(value) => value,
            Err(error @ FromHexError::TooLarge) => return Err(raise!(th, OverflowError, "{error}")),
            Err(error) => return Err(raise!(th, ValueError, "{error}")),
        };
        let float = Float::new(value)?;
        if std::ptr::eq(cls, &PyFloat_Type) { Ok(float.into_object()) } else { cls.call(&[&float], th) }
    }

    #[method(
        sig = "()",
        doc = "Hexadecimal text that stands for exactly the number.\n\n    >>> (3.0).hex()\n    '0x1.8000000000000p+1'"
    )]
    fn hex(&self) -> PyResult<Ref<Str>> {
        let mut text = Vec::with_capacity(32);
        float_text::to_hex(self.value(), &mut text);
        Str::from_ascii(&text)
    }

    #[method(sig = "()", doc = "Whether the number is an integer.")]
    fn is_integer(&self) -> bool {
        let value = self.value();
        value.is_finite() && value.floor() == value
    }

    #[method(sig = "()")]
    fn __getnewargs__(&self) -> PyResult<Ref<Tuple>> {
        Tuple::from_array([Float::new(self.value())?.into_object()])
    }

    #[classmethod(
        sig = "(typestr, /)",
        doc = "How 'double' or 'float' is stored: 'IEEE, little-endian'. For Python's own tests."
    )]
    fn __getformat__(cls: &'static Type, typestr: &str, th: &mut Thread) -> PyResult<Ref<Str>> {
        let _ = cls;
        match typestr {
            "double" | "float" => Str::new("IEEE, little-endian"),
            _ => Err(raise!(th, ValueError, "__getformat__() argument 1 must be 'double' or 'float'")),
        }
    }

    #[method(sig = "(format_spec, /)", doc = "Text as the format specification says.")]
    fn __format__(&self, format_spec: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
        formatter::format_float(self, format_spec, th)
    }

    #[getter(doc = "the number itself")]
    fn real(&self) -> PyResult<Ref<Float>> {
        self.exact()
    }

    #[getter(doc = "0.0")]
    fn imag(&self) -> f64 {
        0.0
    }
}
