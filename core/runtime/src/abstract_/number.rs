//! The number protocol: binary and unary operators, conversions to int and float (`PyNumber_*`).

use std::cell::Cell;
use std::ffi::c_int;

use super::BinaryOperator;
use super::sequence;
use crate::objects::unicodeobject::Str;
use crate::prelude::*;

impl BinaryOperator {
    /// The operator as messages write it.
    fn symbol(self) -> &'static str {
        match self {
            BinaryOperator::Add => "+",
            BinaryOperator::And => "&",
            BinaryOperator::FloorDivide => "//",
            BinaryOperator::LeftShift => "<<",
            BinaryOperator::MatrixMultiply => "@",
            BinaryOperator::Multiply => "*",
            BinaryOperator::Remainder => "%",
            BinaryOperator::Or => "|",
            BinaryOperator::Power => "** or pow()",
            BinaryOperator::RightShift => ">>",
            BinaryOperator::Subtract => "-",
            BinaryOperator::TrueDivide => "/",
            BinaryOperator::Xor => "^",
            BinaryOperator::Divmod => "divmod()",
        }
    }

    /// The augmented form as messages write it.
    fn inplace_symbol(self) -> &'static str {
        match self {
            BinaryOperator::Add => "+=",
            BinaryOperator::And => "&=",
            BinaryOperator::FloorDivide => "//=",
            BinaryOperator::LeftShift => "<<=",
            BinaryOperator::MatrixMultiply => "@=",
            BinaryOperator::Multiply => "*=",
            BinaryOperator::Remainder => "%=",
            BinaryOperator::Or => "|=",
            BinaryOperator::Power => "**=",
            BinaryOperator::RightShift => ">>=",
            BinaryOperator::Subtract => "-=",
            BinaryOperator::TrueDivide => "/=",
            BinaryOperator::Xor => "^=",
            BinaryOperator::Divmod => "divmod()",
        }
    }

    #[inline(always)]
    fn slot(self, ty: &Type) -> Option<binaryfunc> {
        let number = ty.tp_as_number.get()?;
        let cell: &Cell<Option<binaryfunc>> = match self {
            BinaryOperator::Add => &number.nb_add,
            BinaryOperator::And => &number.nb_and,
            BinaryOperator::FloorDivide => &number.nb_floor_divide,
            BinaryOperator::LeftShift => &number.nb_lshift,
            BinaryOperator::MatrixMultiply => &number.nb_matrix_multiply,
            BinaryOperator::Multiply => &number.nb_multiply,
            BinaryOperator::Remainder => &number.nb_remainder,
            BinaryOperator::Or => &number.nb_or,
            BinaryOperator::RightShift => &number.nb_rshift,
            BinaryOperator::Subtract => &number.nb_subtract,
            BinaryOperator::TrueDivide => &number.nb_true_divide,
            BinaryOperator::Xor => &number.nb_xor,
            BinaryOperator::Divmod => &number.nb_divmod,
            BinaryOperator::Power => return None,
        };
        cell.get()
    }

    #[inline(always)]
    fn inplace_slot(self, ty: &Type) -> Option<binaryfunc> {
        let number = ty.tp_as_number.get()?;
        let cell: &Cell<Option<binaryfunc>> = match self {
            BinaryOperator::Add => &number.nb_inplace_add,
            BinaryOperator::And => &number.nb_inplace_and,
            BinaryOperator::FloorDivide => &number.nb_inplace_floor_divide,
            BinaryOperator::LeftShift => &number.nb_inplace_lshift,
            BinaryOperator::MatrixMultiply => &number.nb_inplace_matrix_multiply,
            BinaryOperator::Multiply => &number.nb_inplace_multiply,
            BinaryOperator::Remainder => &number.nb_inplace_remainder,
            BinaryOperator::Or => &number.nb_inplace_or,
            BinaryOperator::RightShift => &number.nb_inplace_rshift,
            BinaryOperator::Subtract => &number.nb_inplace_subtract,
            BinaryOperator::TrueDivide => &number.nb_inplace_true_divide,
            BinaryOperator::Xor => &number.nb_inplace_xor,
            BinaryOperator::Divmod | BinaryOperator::Power => return None,
        };
        cell.get()
    }
}

/// A slot's answer, with `NotImplemented` turned into `None`.
#[inline(always)]
fn implemented(answer: PyResult) -> PyResult<Option<Ref>> {
    answer.map(|value| if value.is(not_implemented()) { None } else { Some(value) })
}

/// Tries the slots of both operands, a subclass's reflected one first; `None` if neither knows.
#[inline]
fn binary_slots(slot: impl Fn(&Type) -> Option<binaryfunc>, left: &Object, right: &Object) -> PyResult<Option<Ref>> {
    let left_slot = slot(left.ob_type());
    let mut right_slot = None;
    if !std::ptr::eq(left.ob_type(), right.ob_type()) {
        right_slot = slot(right.ob_type());
        if right_slot.map(|f| f as usize) == left_slot.map(|f| f as usize) {
            right_slot = None;
        }
    }
    if let Some(function) = left_slot {
        if let Some(reflected) = right_slot
            && right.ob_type().is_subtype_of(left.ob_type())
        {
            // SAFETY: a number slot of one operand's type, called with both operands, as the protocol says.
            if let Some(value) = implemented(unsafe { reflected(left, right) })? {
                return Ok(Some(value));
            }
            right_slot = None;
        }
        // SAFETY: as above.
        if let Some(value) = implemented(unsafe { function(left, right) })? {
            return Ok(Some(value));
        }
    }
    if let Some(function) = right_slot {
        // SAFETY: as above.
        return implemented(unsafe { function(left, right) });
    }
    Ok(None)
}

#[cold]
fn unsupported(symbol: &str, left: &Object, right: &Object, th: &mut Thread) -> Raised {
    raise!(
        th,
        TypeError,
        "unsupported operand type(s) for {symbol}: '{:.100}' and '{:.100}'",
        left.ob_type().display_name(),
        right.ob_type().display_name()
    )
}

/// `left op right`.
#[inline]
pub fn binary(op: BinaryOperator, left: &Object, right: &Object, th: &mut Thread) -> PyResult {
    if op == BinaryOperator::Power {
        return power(left, right, none(), th);
    }
    if let Some(value) = binary_slots(|ty| op.slot(ty), left, right)? {
        return Ok(value);
    }
    match op {
        BinaryOperator::Add => {
            if let Some(concat) = sequence::slots(left).and_then(|methods| methods.sq_concat.get()) {
                // SAFETY: a sequence slot of the left operand's type.
                return unsafe { concat(left, right) };
            }
        }
        BinaryOperator::Multiply => {
            if let Some(value) = multiply_sequence(left, right, false, th) {
                return value;
            }
        }
        BinaryOperator::RightShift => {
            if let Some(function) = left.downcast_exact::<CFunction>()
                && function.name_is(c"print")
            {
                return Err(raise!(
                    th,
                    TypeError,
                    "unsupported operand type(s) for >>: '{:.100}' and '{:.100}'. \
                     Did you mean \"print(<message>, file=<output_stream>)\"?",
                    left.ob_type().display_name(),
                    right.ob_type().display_name()
                ));
            }
        }
        _ => {}
    }
    Err(unsupported(op.symbol(), left, right, th))
}

/// `left op= right`.
#[inline]
pub fn inplace(op: BinaryOperator, left: &Object, right: &Object, th: &mut Thread) -> PyResult {
    if op == BinaryOperator::Power {
        return inplace_power(left, right, none(), th);
    }
    if let Some(function) = op.inplace_slot(left.ob_type()) {
        // SAFETY: a number slot of the left operand's type.
        if let Some(value) = implemented(unsafe { function(left, right) })? {
            return Ok(value);
        }
    }
    if let Some(value) = binary_slots(|ty| op.slot(ty), left, right)? {
        return Ok(value);
    }
    match op {
        BinaryOperator::Add => {
            if let Some(methods) = sequence::slots(left)
                && let Some(concat) = methods.sq_inplace_concat.get().or_else(|| methods.sq_concat.get())
            {
                // SAFETY: a sequence slot of the left operand's type.
                return unsafe { concat(left, right) };
            }
        }
        BinaryOperator::Multiply => {
            if let Some(value) = multiply_sequence(left, right, true, th) {
                return value;
            }
        }
        _ => {}
    }
    Err(unsupported(op.inplace_symbol(), left, right, th))
}

/// `sequence * n` or `n * sequence`; `None` if neither operand is a sequence that repeats.
fn multiply_sequence(left: &Object, right: &Object, inplace: bool, th: &mut Thread) -> Option<PyResult> {
    if let Some(methods) = sequence::slots(left) {
        let first = if inplace { methods.sq_inplace_repeat.get() } else { None };
        if let Some(repeat) = first.or_else(|| methods.sq_repeat.get()) {
            return Some(repeat_sequence(repeat, left, right, th));
        }
    }
    let repeat = sequence::slots(right)?.sq_repeat.get()?;
    Some(repeat_sequence(repeat, right, left, th))
}

fn repeat_sequence(repeat: ssizeargfunc, sequence: &Object, count: &Object, th: &mut Thread) -> PyResult {
    if !is_index(count) {
        return Err(raise!(
            th,
            TypeError,
            "can't multiply sequence by non-int of type '{:.200}'",
            count.ob_type().display_name()
        ));
    }
    let count = as_isize(count, Some(&exceptions::OverflowError), th)?;
    // SAFETY: a sequence slot of `sequence`'s type.
    unsafe { repeat(sequence, count) }
}

type PowerSlot = fn(&Type) -> Option<ternaryfunc>;

fn nb_power(ty: &Type) -> Option<ternaryfunc> {
    ty.tp_as_number.get()?.nb_power.get()
}

fn nb_inplace_power(ty: &Type) -> Option<ternaryfunc> {
    ty.tp_as_number.get()?.nb_inplace_power.get()
}

/// `pow(base, exponent, modulus)`; without modulus it is `None`.
pub fn power(base: &Object, exponent: &Object, modulus: &Object, th: &mut Thread) -> PyResult {
    ternary(nb_power, "** or pow()", base, exponent, modulus, th)
}

/// `base **= exponent`.
pub fn inplace_power(base: &Object, exponent: &Object, modulus: &Object, th: &mut Thread) -> PyResult {
    if let Some(function) = nb_inplace_power(base.ob_type()) {
        // SAFETY: a number slot of the left operand's type.
        if let Some(value) = implemented(unsafe { function(base, exponent, Some(modulus)) })? {
            return Ok(value);
        }
    }
    ternary(nb_power, "**=", base, exponent, modulus, th)
}

fn ternary(slot: PowerSlot, symbol: &str, a: &Object, b: &Object, c: &Object, th: &mut Thread) -> PyResult {
    let same = |x: Option<ternaryfunc>, y: Option<ternaryfunc>| x.map(|f| f as usize) == y.map(|f| f as usize);
    let first = slot(a.ob_type());
    let mut second = None;
    if !std::ptr::eq(a.ob_type(), b.ob_type()) {
        second = slot(b.ob_type()).filter(|_| !same(slot(b.ob_type()), first));
    }
    let tried_second = second;
    if let Some(function) = first {
        if let Some(reflected) = second
            && b.ob_type().is_subtype_of(a.ob_type())
        {
            // SAFETY: a number slot of one operand's type, called with all of them, as the protocol says.
            if let Some(value) = implemented(unsafe { reflected(a, b, Some(c)) })? {
                return Ok(value);
            }
            second = None;
        }
        // SAFETY: as above.
        if let Some(value) = implemented(unsafe { function(a, b, Some(c)) })? {
            return Ok(value);
        }
    }
    if let Some(function) = second {
        // SAFETY: as above.
        if let Some(value) = implemented(unsafe { function(a, b, Some(c)) })? {
            return Ok(value);
        }
    }
    let third = slot(c.ob_type());
    if let Some(function) = third
        && !same(third, first)
        && !same(third, tried_second)
    {
        // SAFETY: as above.
        if let Some(value) = implemented(unsafe { function(a, b, Some(c)) })? {
            return Ok(value);
        }
    }
    if c.is(none()) {
        return Err(unsupported(symbol, a, b, th));
    }
    Err(raise!(
        th,
        TypeError,
        "unsupported operand type(s) for {symbol}: '{:.100}', '{:.100}', '{:.100}'",
        a.ob_type().display_name(),
        b.ob_type().display_name(),
        c.ob_type().display_name()
    ))
}

/// Calls a unary number slot, or raises "bad operand type for `what`".
fn unary(
    what: &str,
    slot: impl Fn(&PyNumberMethods) -> Option<unaryfunc>,
    operand: &Object,
    th: &mut Thread,
) -> PyResult {
    match operand.ob_type().tp_as_number.get().and_then(slot) {
        // SAFETY: a number slot of the operand's type.
        Some(function) => unsafe { function(operand) },
        None => Err(raise!(th, TypeError, "bad operand type for {what}: '{:.200}'", operand.ob_type().display_name())),
    }
}

/// `-operand`.
pub fn negative(operand: &Object, th: &mut Thread) -> PyResult {
    unary("unary -", |methods| methods.nb_negative.get(), operand, th)
}

/// `+operand`.
pub fn positive(operand: &Object, th: &mut Thread) -> PyResult {
    unary("unary +", |methods| methods.nb_positive.get(), operand, th)
}

/// `~operand`.
pub fn invert(operand: &Object, th: &mut Thread) -> PyResult {
    unary("unary ~", |methods| methods.nb_invert.get(), operand, th)
}

/// `abs(operand)`.
pub fn absolute(operand: &Object, th: &mut Thread) -> PyResult {
    unary("abs()", |methods| methods.nb_absolute.get(), operand, th)
}

/// `PyIndex_Check`: whether the type has `__index__`.
#[inline]
pub fn is_index(object: &Object) -> bool {
    object.ob_type().tp_as_number.get().is_some_and(|methods| methods.nb_index.get().is_some())
}

/// `PyNumber_Check`: whether the type converts to int, float or complex.
pub fn is_number(object: &Object) -> bool {
    object.downcast::<Complex>().is_some()
        || object.ob_type().tp_as_number.get().is_some_and(|methods| {
            methods.nb_index.get().is_some() || methods.nb_int.get().is_some() || methods.nb_float.get().is_some()
        })
}

/// Checks what `__int__`-like methods returned: an int, with a `DeprecationWarning` for a strict subclass of it.
fn checked_int(value: Ref, method: &str, th: &mut Thread) -> PyResult<Ref<Long>> {
    if Long::check_exact(&value) {
        // SAFETY: just checked.
        return Ok(unsafe { value.cast_unchecked() });
    }
    match value.downcast_into::<Long>() {
        Ok(value) => {
            exceptions::warn(
                &exceptions::DeprecationWarning,
                format_args!(
                    "{method} returned non-int (type {:.200}).  The ability to return an instance of a strict subclass of \
                     int is deprecated, and may be removed in a future version of Python.",
                    value.ob_type().display_name()
                ),
                1,
                th,
            )?;
            Ok(value)
        }
        Err(value) => {
            Err(raise!(th, TypeError, "{method} returned non-int (type {:.200})", value.ob_type().display_name()))
        }
    }
}

/// `_PyNumber_Index`: an int (or instance of a subclass) equal to the object, by `__index__`.
#[inline]
pub fn index_any(object: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    if let Some(value) = object.downcast::<Long>() {
        return Ok(Ref::new(value));
    }
    let Some(slot) = object.ob_type().tp_as_number.get().and_then(|methods| methods.nb_index.get()) else {
        return Err(raise!(
            th,
            TypeError,
            "'{:.200}' object cannot be interpreted as an integer",
            object.ob_type().display_name()
        ));
    };
    // SAFETY: a number slot of the object's type.
    let value = unsafe { slot(object) }?;
    checked_int(value, "__index__", th)
}

/// `PyNumber_Index`: as [`index_any`], but an exact int.
pub fn index(object: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    let value = index_any(object, th)?;
    exact(value)
}

/// The same number as an exact int.
fn exact(value: Ref<Long>) -> PyResult<Ref<Long>> {
    if Long::check_exact(&value) { Ok(value) } else { Long::from_digits(value.sign() < 0, value.digits()) }
}

/// `PyNumber_AsSsize_t`: by `__index__`; a value out of range raises `overflow`, or is clipped for `None`.
pub fn as_isize(object: &Object, overflow: Option<&'static Type>, th: &mut Thread) -> PyResult<isize> {
    if let Some(value) = object.downcast_exact::<Long>().and_then(Long::compact_value) {
        return Ok(value);
    }
    let value = index_any(object, th)?;
    if let Some(value) = value.to_i64_opt() {
        return Ok(value as isize);
    }
    match overflow {
        None => Ok(if value.sign() < 0 { isize::MIN } else { isize::MAX }),
        Some(class) => Err(th.raise(
            class,
            format_args!("cannot fit '{:.200}' into an index-sized integer", object.ob_type().display_name()),
        )),
    }
}

/// `PyLong_AsInt` of an object with `__index__`.
pub fn as_c_int(object: &Object, th: &mut Thread) -> PyResult<c_int> {
    let value = index_any(object, th)?.to_i64_opt().and_then(|value| c_int::try_from(value).ok());
    value.ok_or_else(|| raise!(th, OverflowError, "Python int too large to convert to C int"))
}

/// `PyNumber_Long`: `int(object)`.
pub fn long(object: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    if let Some(value) = object.downcast_exact::<Long>() {
        return Ok(Ref::new(value));
    }
    let methods = object.ob_type().tp_as_number.get();
    if let Some(slot) = methods.and_then(|methods| methods.nb_int.get()) {
        // SAFETY: a number slot of the object's type.
        let value = unsafe { slot(object) }?;
        return exact(checked_int(value, "__int__", th)?);
    }
    if methods.is_some_and(|methods| methods.nb_index.get().is_some()) {
        return index(object, th);
    }
    if let Some(method) = object::lookup_special(object, id!(__trunc__), th)? {
        exceptions::warn(
            &exceptions::DeprecationWarning,
            "The delegation of int() to __trunc__ is deprecated.",
            1,
            th,
        )?;
        let value = method.call(&[], th)?;
        if let Some(value) = value.downcast::<Long>() {
            return exact(Ref::new(value));
        }
        if !is_index(&value) {
            return Err(raise!(
                th,
                TypeError,
                "__trunc__ returned non-Integral (type {:.200})",
                value.ob_type().display_name()
            ));
        }
        return index(&value, th);
    }
    if Str::check(object) || Bytes::check(object) || ByteArray::check(object) {
        return Long::from_str_object(object, 10, th);
    }
    let mut has_buffer = false;
    if let Some(methods) = object.ob_type().tp_as_buffer.get() {
        has_buffer = methods.bf_getbuffer.get().is_some();
    }
    if has_buffer {
        return Long::from_str_object(object, 10, th);
    }
    Err(raise!(
        th,
        TypeError,
        "int() argument must be a string, a bytes-like object or a real number, not '{:.200}'",
        object.ob_type().display_name()
    ))
}

/// `PyNumber_Float`: `float(object)`.
pub fn float(object: &Object, th: &mut Thread) -> PyResult<Ref<Float>> {
    if let Some(value) = object.downcast_exact::<Float>() {
        return Ok(Ref::new(value));
    }
    let methods = object.ob_type().tp_as_number.get();
    if let Some(slot) = methods.and_then(|methods| methods.nb_float.get()) {
        // SAFETY: a number slot of the object's type.
        let value = unsafe { slot(object) }?;
        if let Some(value) = value.downcast_exact::<Float>() {
            return Ok(Ref::new(value));
        }
        let Some(float) = value.downcast::<Float>() else {
            return Err(raise!(
                th,
                TypeError,
                "{:.50}.__float__ returned non-float (type {:.50})",
                object.ob_type().display_name(),
                value.ob_type().display_name()
            ));
        };
        exceptions::warn(
            &exceptions::DeprecationWarning,
            format_args!(
                "{:.50}.__float__ returned non-float (type {:.50}).  The ability to return an instance of a strict subclass \
                 of float is deprecated, and may be removed in a future version of Python.",
                object.ob_type().display_name(),
                value.ob_type().display_name()
            ),
            1,
            th,
        )?;
        return Float::new(float.value());
    }
    if methods.is_some_and(|methods| methods.nb_index.get().is_some()) {
        let value = index_any(object, th)?.to_f64(th)?;
        return Float::new(value);
    }
    if let Some(value) = object.downcast::<Float>() {
        return Float::new(value.value());
    }
    Float::from_str_object(object, th)
}
