//! `complex`.

use std::ffi::c_int;

use ks_numbers::float_text;

use crate::heap;
use crate::objects::formatter;
use crate::prelude::*;

object_type!(
    /// `complex`
    pub struct Complex(PyComplexObject): PyComplex_Type
);

/// Factor of the imaginary part's hash (`sys.hash_info.imag`).
const HASH_IMAG: usize = 1_000_003;

/// Why a complex operation has no result.
pub enum ComplexError {
    /// The result is not defined (`EDOM`).
    Domain,
    /// The result is too large (`ERANGE`).
    Range,
}

impl Complex {
    /// `PyComplex_FromDoubles`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(real: f64, imag: f64) -> PyResult<Ref<Complex>> {
        let object: Ref<Complex> = heap::new_object(&PyComplex_Type)?;
        object.layout().cval.set(Py_complex { real, imag });
        Ok(object)
    }

    /// The value.
    #[inline(always)]
    pub fn value(&self) -> Py_complex {
        self.layout().cval.get()
    }

    fn from_value(value: Py_complex) -> PyResult {
        Complex::new(value.real, value.imag).into_py()
    }

    /// `PyComplex_AsCComplex`: complex, `__complex__`, or a real number.
    ///
    /// # Errors
    /// What the conversion raises.
    pub fn to_value(object: &Object, th: &mut Thread) -> PyResult<Py_complex> {
        if let Some(complex) = object.downcast::<Complex>() {
            return Ok(complex.value());
        }
        if let Some(complex) = by_special_method(object, th)? {
            return Ok(complex.value());
        }
        Ok(Py_complex { real: Float::to_f64(object, th)?, imag: 0.0 })
    }
}

/// The parts of a complex number or of what converts to one.
///
/// # Errors
/// As [`Complex::to_value`].
pub fn to_parts(object: &Object, th: &mut Thread) -> PyResult<(f64, f64)> {
    Complex::to_value(object, th).map(|value| (value.real, value.imag))
}

/// What `__complex__` gives, if there is one.
fn by_special_method(object: &Object, th: &mut Thread) -> PyResult<Option<Ref<Complex>>> {
    let Some(method) = object::lookup_special(object, id!(__complex__), th)? else { return Ok(None) };
    let value = method.call(&[], th)?;
    let name = value.ob_type().display_name();
    match value.downcast_into::<Complex>() {
        Err(_) => Err(raise!(th, TypeError, "__complex__ returned non-complex (type {name:.200})")),
        Ok(value) if Complex::check_exact(&value) => Ok(Some(value)),
        Ok(value) => {
            exceptions::warn(
                &exceptions::DeprecationWarning,
                format_args!(
                    "__complex__ returned non-complex (type {name:.200}).  The ability to return an instance of a strict \
                     subclass of complex is deprecated, and may be removed in a future version of Python."
                ),
                1,
                th,
            )?;
            Ok(Some(value))
        }
    }
}

/// `_Py_c_prod`.
pub fn product(a: Py_complex, b: Py_complex) -> Py_complex {
    Py_complex { real: a.real * b.real - a.imag * b.imag, imag: a.real * b.imag + a.imag * b.real }
}

/// `_Py_c_quot`: the divisor's larger part is divided out first, so that nothing overflows needlessly (Smith's method).
///
/// # Errors
/// `Domain` for a division by zero.
pub fn quotient(a: Py_complex, b: Py_complex) -> Result<Py_complex, ComplexError> {
    let (real, imag) = (b.real.abs(), b.imag.abs());
    if real >= imag {
        if real == 0.0 {
            return Err(ComplexError::Domain);
        }
        let ratio = b.imag / b.real;
        let divisor = b.real + b.imag * ratio;
        Ok(Py_complex { real: (a.real + a.imag * ratio) / divisor, imag: (a.imag - a.real * ratio) / divisor })
    } else if imag >= real {
        let ratio = b.real / b.imag;
        let divisor = b.real * ratio + b.imag;
        Ok(Py_complex { real: (a.real * ratio + a.imag) / divisor, imag: (a.imag * ratio - a.real) / divisor })
    } else {
        // One of the parts is a NaN.
        Ok(Py_complex { real: f64::NAN, imag: f64::NAN })
    }
}

/// `_Py_c_pow`: by polar coordinates.
///
/// # Errors
/// `Domain` for zero to a negative or complex power, `Range`.
pub fn general_power(base: Py_complex, exponent: Py_complex) -> Result<Py_complex, ComplexError> {
    if exponent.real == 0.0 && exponent.imag == 0.0 {
        return Ok(Py_complex { real: 1.0, imag: 0.0 });
    }
    if base.real == 0.0 && base.imag == 0.0 {
        if exponent.imag != 0.0 || exponent.real < 0.0 {
            return Err(ComplexError::Domain);
        }
        return Ok(Py_complex { real: 0.0, imag: 0.0 });
    }
    let magnitude = base.real.hypot(base.imag);
    let angle = base.imag.atan2(base.real);
    let mut length = magnitude.powf(exponent.real);
    let mut phase = angle * exponent.real;
    if exponent.imag != 0.0 {
        length *= (-angle * exponent.imag).exp();
        phase += exponent.imag * magnitude.ln();
    }
    if phase.is_infinite() {
        // It has no sine.
        return Err(ComplexError::Domain);
    }
    in_range(Py_complex { real: length * phase.cos(), imag: length * phase.sin() })
}

fn in_range(value: Py_complex) -> Result<Py_complex, ComplexError> {
    if value.real.is_infinite() || value.imag.is_infinite() { Err(ComplexError::Range) } else { Ok(value) }
}

/// `base ** exponent` for a whole exponent of modest size, by squaring.
fn whole_power(base: Py_complex, exponent: i64) -> Result<Py_complex, ComplexError> {
    let one = Py_complex { real: 1.0, imag: 0.0 };
    let (mut result, mut square) = (one, base);
    let times = exponent.unsigned_abs();
    let mut bit = 1;
    while bit <= times {
        if times & bit != 0 {
            result = product(result, square);
        }
        bit <<= 1;
        square = product(square, square);
    }
    if exponent > 0 { Ok(result) } else { quotient(one, result) }
}

fn power_of(base: Py_complex, exponent: Py_complex, th: &mut Thread) -> PyResult {
    // Whole exponents up to this go by multiplication, which is more exact.
    const WHOLE: f64 = 100.0;
    let whole = exponent.imag == 0.0 && exponent.real == exponent.real.floor() && exponent.real.abs() <= WHOLE;
    let result =
        if whole { whole_power(base, exponent.real as i64).and_then(in_range) } else { general_power(base, exponent) };
    match result {
        Ok(value) => Complex::from_value(value),
        Err(ComplexError::Domain) => Err(raise!(th, ZeroDivisionError, "0.0 to a negative or complex power")),
        Err(ComplexError::Range) => Err(raise!(th, OverflowError, "complex exponentiation")),
    }
}

/// A negative float to a power that is not whole.
///
/// # Errors
/// `OverflowError`.
pub(super) fn power(base: f64, exponent: f64, th: &mut Thread) -> PyResult {
    power_of(Py_complex { real: base, imag: 0.0 }, Py_complex { real: exponent, imag: 0.0 }, th)
}

/// An operand as a complex number: complex numbers, floats and ints are; nothing else is.
fn operand(object: &Object, th: &mut Thread) -> PyResult<Option<Py_complex>> {
    if let Some(complex) = object.downcast::<Complex>() {
        return Ok(Some(complex.value()));
    }
    if let Some(float) = object.downcast::<Float>() {
        return Ok(Some(Py_complex { real: float.value(), imag: 0.0 }));
    }
    match object.downcast::<Long>() {
        Some(long) => Ok(Some(Py_complex { real: long.to_f64(th)?, imag: 0.0 })),
        None => Ok(None),
    }
}

macro_rules! operands {
    ($a:ident, $b:ident, $th:ident) => {{
        let Some(a) = operand($a, $th)? else { return not_implemented().into_py() };
        let Some(b) = operand($b, $th)? else { return not_implemented().into_py() };
        (a, b)
    }};
}

/// One part of a complex number in text.
fn part(value: f64, flags: u32, out: &mut Vec<u8>) {
    // The code and precision are right, so that nothing can fail.
    let written = float_text::format_double(value, b'r', 0, flags, out);
    debug_assert!(written.is_ok());
}

/// Reads a complex number without white space around it.
fn read(text: &[u8]) -> Option<Py_complex> {
    let mut text = floatobject::strip(text);
    if let Some(inner) = text.strip_prefix(b"(") {
        text = floatobject::strip(inner.strip_suffix(b")")?);
    }
    let number = |text: &[u8]| float_text::parse(text).map(|parsed| (parsed.value, parsed.consumed));
    // `j` alone, or with a sign, is one.
    let unit = |text: &[u8]| match text.first() {
        Some(b'+') => (1.0, 1),
        Some(b'-') => (-1.0, 1),
        _ => (1.0, 0),
    };
    let is_j = |text: &[u8]| matches!(text, [b'j' | b'J']);
    match number(text) {
        None => {
            let (imag, used) = unit(text);
            is_j(&text[used..]).then_some(Py_complex { real: 0.0, imag })
        }
        Some((first, used)) => {
            let rest = &text[used..];
            match rest {
                [] => Some(Py_complex { real: first, imag: 0.0 }),
                [b'j' | b'J'] => Some(Py_complex { real: 0.0, imag: first }),
                [b'+' | b'-', ..] => {
                    let (imag, used) = number(rest).unwrap_or_else(|| unit(rest));
                    is_j(&rest[used..]).then_some(Py_complex { real: first, imag })
                }
                _ => None,
            }
        }
    }
}

fn from_text(text: &Str, th: &mut Thread) -> PyResult<Py_complex> {
    let ascii = longobject::ascii_digits(text);
    let plain = match float_text::without_underscores(&ascii) {
        Some(plain) => plain,
        None => {
            let repr = text.repr()?;
            return Err(raise!(th, ValueError, "could not convert string to complex: {repr}"));
        }
    };
    read(&plain).ok_or_else(|| raise!(th, ValueError, "complex() arg is a malformed string"))
}

/// Whether an object can stand for a number in `complex(…)`.
fn is_number(object: &Object) -> bool {
    Complex::check(object)
        || object
            .ob_type()
            .tp_as_number
            .get()
            .is_some_and(|methods| methods.nb_float.get().is_some() || methods.nb_index.get().is_some())
}

/// An argument's value, and whether it was complex itself.
fn argument(object: &Object, th: &mut Thread) -> PyResult<(Py_complex, bool)> {
    match object.downcast::<Complex>() {
        Some(complex) => Ok((complex.value(), true)),
        None => Ok((Py_complex { real: object.float(th)?.value(), imag: 0.0 }, false)),
    }
}

fn construct(real: Option<&Object>, imag: Option<&Object>, th: &mut Thread) -> PyResult<Py_complex> {
    if let Some(text) = real.and_then(|real| real.downcast::<Str>()) {
        if imag.is_some() {
            return Err(raise!(th, TypeError, "complex() can't take second arg if first is a string"));
        }
        return from_text(text, th);
    }
    if imag.is_some_and(Str::check) {
        return Err(raise!(th, TypeError, "complex() second arg can't be a string"));
    }
    let zero = Long::zero();
    let real = real.unwrap_or(&zero);
    let special = by_special_method(real, th)?;
    let real = special.as_ref().map_or(real, |special| special.as_object());
    if !is_number(real) {
        let name = real.ob_type().display_name();
        return Err(raise!(th, TypeError, "complex() first argument must be a string or a number, not '{name:.200}'"));
    }
    if let Some(imag) = imag.filter(|imag| !is_number(imag)) {
        let name = imag.ob_type().display_name();
        return Err(raise!(th, TypeError, "complex() second argument must be a number, not '{name:.200}'"));
    }
    let (real, is_complex) = argument(real, th)?;
    let Some(imag) = imag else { return Ok(real) };
    // Both arguments may be complex: the result is `real + imag * 1j`. Parts that are not there are not added, for the
    // sign of a zero.
    let (imag, imag_is_complex) = argument(imag, th)?;
    let mut value = Py_complex { real: real.real, imag: imag.real };
    if imag_is_complex {
        value.real -= imag.imag;
    }
    if is_complex {
        value.imag += real.imag;
    }
    Ok(value)
}

/// Whether a complex number equals an object; nothing if the object is no number.
fn equals(value: Py_complex, other: &Object) -> Option<bool> {
    if let Some(other) = other.downcast::<Complex>() {
        let other = other.value();
        return Some(value.real == other.real && value.imag == other.imag);
    }
    if let Some(other) = other.downcast::<Float>() {
        return Some(value.real == other.value() && value.imag == 0.0);
    }
    let other = other.downcast::<Long>()?;
    let same = || ks_numbers::digits::cmp_f64(other.as_int(), value.real).is_some_and(std::cmp::Ordering::is_eq);
    Some(value.imag == 0.0 && same())
}

#[pytype(
    static = PyComplex_Type,
    name = "complex",
    layout = PyComplexObject,
    flags(BASETYPE),
    text_signature = "(real=0, imag=0)",
    doc = "A complex number from text or from its parts: real + imag*1j.",
    slots = [tp_getattro],
    members = [MEMBERS],
)]
impl Complex {
    #[new(sig = "(real=0, imag=0)")]
    fn py_new(ty: &'static Type, real: Option<&Object>, imag: Option<&Object>, th: &mut Thread) -> PyResult {
        let exact = std::ptr::eq(ty, &PyComplex_Type);
        if exact
            && imag.is_none()
            && let Some(complex) = real.filter(|real| Complex::check_exact(real))
        {
            return Ok(complex.to_ref());
        }
        let value = construct(real, imag, th)?;
        if exact {
            return Complex::from_value(value);
        }
        let object = ty.alloc(0)?;
        // SAFETY: an instance of a subclass of `complex`.
        unsafe { (*object).cast_unchecked::<PyComplexObject>() }.cval.set(value);
        Ok(object)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is going; it holds nothing.
        unsafe { heap::free_object(this.cast()) }
    }

    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let Py_complex { real, imag } = self.value();
        let mut text = Vec::with_capacity(48);
        if real == 0.0 && real.is_sign_positive() {
            part(imag, 0, &mut text);
            text.push(b'j');
        } else {
            text.push(b'(');
            part(real, 0, &mut text);
            part(imag, float_text::SIGN, &mut text);
            text.extend_from_slice(b"j)");
        }
        Str::from_ascii(&text)
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        let Py_complex { real, imag } = self.value();
        let real = floatobject::hash_double(self, real) as usize;
        let imag = floatobject::hash_double(self, imag) as usize;
        real.wrapping_add(HASH_IMAG.wrapping_mul(imag)) as isize
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int) -> &'static Object {
        let equal = if matches!(op, Py_EQ | Py_NE) { equals(self.value(), other) } else { None };
        match equal {
            Some(equal) => boolobject::bool_object(equal == (op == Py_EQ)),
            None => not_implemented(),
        }
    }

    #[slot]
    fn nb_add(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        Complex::new(a.real + b.real, a.imag + b.imag).into_py()
    }

    #[slot]
    fn nb_subtract(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        Complex::new(a.real - b.real, a.imag - b.imag).into_py()
    }

    #[slot]
    fn nb_multiply(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        Complex::from_value(product(a, b))
    }

    #[slot]
    fn nb_true_divide(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (a, b) = operands!(a, b, th);
        match quotient(a, b) {
            Ok(value) => Complex::from_value(value),
            Err(_) => Err(raise!(th, ZeroDivisionError, "complex division by zero")),
        }
    }

    #[slot]
    fn nb_power(a: &Object, b: &Object, modulus: Option<&Object>, th: &mut Thread) -> PyResult {
        let (base, exponent) = operands!(a, b, th);
        if modulus.is_some_and(|modulus| !modulus.is(none())) {
            return Err(raise!(th, ValueError, "complex modulo"));
        }
        power_of(base, exponent, th)
    }

    #[slot]
    fn nb_negative(&self) -> PyResult<Ref<Complex>> {
        let Py_complex { real, imag } = self.value();
        Complex::new(-real, -imag)
    }

    #[slot]
    fn nb_positive(&self) -> PyResult<Ref<Complex>> {
        self.exact()
    }

    #[slot]
    fn nb_absolute(&self, th: &mut Thread) -> PyResult<f64> {
        let Py_complex { real, imag } = self.value();
        let magnitude = real.hypot(imag);
        if magnitude.is_infinite() && real.is_finite() && imag.is_finite() {
            return Err(raise!(th, OverflowError, "absolute value too large"));
        }
        Ok(magnitude)
    }

    #[slot]
    fn nb_bool(&self) -> bool {
        let Py_complex { real, imag } = self.value();
        real != 0.0 || imag != 0.0
    }

    #[method(sig = "()", doc = "The number with the sign of the imaginary part changed.")]
    fn conjugate(&self) -> PyResult<Ref<Complex>> {
        let Py_complex { real, imag } = self.value();
        Complex::new(real, -imag)
    }

    #[method(sig = "()", doc = "The number as an instance of exactly complex.")]
    fn __complex__(&self) -> PyResult<Ref<Complex>> {
        self.exact()
    }

    #[method(sig = "()")]
    fn __getnewargs__(&self) -> PyResult<Ref<Tuple>> {
        let Py_complex { real, imag } = self.value();
        Tuple::from_array([Float::new(real)?.into_object(), Float::new(imag)?.into_object()])
    }

    #[method(sig = "(format_spec, /)", doc = "Text as the format specification says.")]
    fn __format__(&self, format_spec: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
        formatter::format_complex(self, format_spec, th)
    }

    /// An exact complex of the same value: the object itself if it is one.
    fn exact(&self) -> PyResult<Ref<Complex>> {
        let Py_complex { real, imag } = self.value();
        if Complex::check_exact(self) { Ok(Ref::new(self)) } else { Complex::new(real, imag) }
    }
}

const fn member(name: &'static std::ffi::CStr, offset: usize, doc: &'static std::ffi::CStr) -> PyMemberDef {
    PyMemberDef {
        name: name.as_ptr(),
        type_: Py_T_DOUBLE,
        offset: (std::mem::offset_of!(PyComplexObject, cval) + offset) as isize,
        flags: Py_READONLY,
        doc: doc.as_ptr(),
    }
}

const MEMBERS: &[PyMemberDef] = &[
    member(c"real", std::mem::offset_of!(Py_complex, real), c"the real part of a complex number"),
    member(c"imag", std::mem::offset_of!(Py_complex, imag), c"the imaginary part of a complex number"),
];

const SLOT_tp_getattro: getattrofunc = object::generic_getattro_slot;
