//! From Python objects to the Rust types of parameters.

use std::ffi::c_int;

use crate::objects::memoryobject::Buffer;
use crate::prelude::*;

/// A parameter's place in a call, for messages: "append() argument 1 must be …".
pub struct ArgName {
    /// The function, without parentheses.
    pub function: &'static str,
    /// `argument`, `argument 1` or `argument 'name'`.
    pub display: &'static str,
    /// Whether `None` is accepted, too.
    pub or_none: bool,
}

impl ArgName {
    pub const fn new(function: &'static str, display: &'static str, or_none: bool) -> ArgName {
        ArgName { function, display, or_none }
    }
}

/// A Rust type that an argument can be converted to. Borrows live as long as the call.
pub trait FromArg<'a>: Sized {
    /// Converts one argument.
    ///
    /// # Errors
    /// What CPython raises for an argument of a wrong type or value in this place.
    fn from_arg(object: &'a Object, at: &'static ArgName, th: &mut Thread) -> PyResult<Self>;
}

/// `_PyArg_BadArgument`: "f() argument 1 must be str, not int".
#[cold]
pub fn bad_argument(at: &ArgName, expected: &str, object: &Object, th: &mut Thread) -> Raised {
    let (function, display) = (at.function, at.display);
    let or_none = if at.or_none { " or None" } else { "" };
    if object.is(none()) {
        return raise!(th, TypeError, "{function:.200}() {display} must be {expected:.50}{or_none}, not None");
    }
    let actual = object.ob_type().display_name();
    raise!(th, TypeError, "{function:.200}() {display} must be {expected:.50}{or_none}, not {actual:.50}")
}

/// An argument that must be a type.
///
/// # Errors
/// `TypeError`.
#[inline]
pub fn type_argument(object: &Object, at: &'static ArgName, th: &mut Thread) -> PyResult<&'static Type> {
    if object.ob_type().has_flags(Py_TPFLAGS_TYPE_SUBCLASS) {
        // SAFETY: instances of `type` have the layout; the caller of the function keeps the argument alive during the call,
        // which is all that the callee may use it for without a reference of its own.
        Ok(unsafe { &*object.as_ptr().cast::<Type>() })
    } else {
        Err(bad_argument(at, "type", object, th))
    }
}

impl<'a, T: TypeInfo> FromArg<'a> for &'a T {
    #[inline(always)]
    fn from_arg(object: &'a Object, at: &'static ArgName, th: &mut Thread) -> PyResult<&'a T> {
        match object.downcast::<T>() {
            Some(value) => Ok(value),
            None => Err(bad_argument(at, &T::type_object().display_name(), object, th)),
        }
    }
}

/// Owned references, for functions that keep the argument.
impl<'a> FromArg<'a> for Ref {
    #[inline(always)]
    fn from_arg(object: &'a Object, _: &'static ArgName, _: &mut Thread) -> PyResult<Ref> {
        Ok(object.to_ref())
    }
}

impl<'a> FromArg<'a> for Ref<Long> {
    /// By `__index__`.
    #[inline]
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<Ref<Long>> {
        object.index(th)
    }
}

impl<'a> FromArg<'a> for bool {
    /// By truth value.
    #[inline]
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<bool> {
        object.is_true(th)
    }
}

impl<'a> FromArg<'a> for f64 {
    /// By `__float__` or `__index__`.
    #[inline]
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<f64> {
        match object.downcast_exact::<Float>() {
            Some(value) => Ok(value.value()),
            None => Float::to_f64(object, th),
        }
    }
}

impl<'a> FromArg<'a> for isize {
    /// `Py_ssize_t`, by `__index__`.
    #[inline]
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<isize> {
        match object.downcast_exact::<Long>().and_then(Long::compact_value) {
            Some(value) => Ok(value),
            None => object.index(th)?.to_isize(th),
        }
    }
}

/// `PyLong_AsLong`: the intermediate of the narrower signed C types.
#[inline]
fn c_long(object: &Object, th: &mut Thread) -> PyResult<i64> {
    if let Some(value) = object.downcast_exact::<Long>().and_then(Long::compact_value) {
        return Ok(value as i64);
    }
    let value = object.index(th)?;
    value.to_i64_opt().ok_or_else(|| raise!(th, OverflowError, "Python int too large to convert to C long"))
}

impl<'a> FromArg<'a> for i64 {
    /// C `long`, by `__index__`.
    #[inline]
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<i64> {
        c_long(object, th)
    }
}

impl<'a> FromArg<'a> for c_int {
    /// C `int`, by `__index__`.
    #[inline]
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<c_int> {
        if let Some(value) = object.downcast_exact::<Long>().and_then(Long::compact_value)
            && let Ok(value) = c_int::try_from(value)
        {
            return Ok(value);
        }
        let value = object.index(th)?.to_i64_opt().and_then(|value| c_int::try_from(value).ok());
        value.ok_or_else(|| raise!(th, OverflowError, "Python int too large to convert to C int"))
    }
}

impl<'a> FromArg<'a> for u8 {
    /// C `unsigned char`, by `__index__`, checked.
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<u8> {
        match c_long(object, th)? {
            value if value < 0 => Err(raise!(th, OverflowError, "unsigned byte integer is less than minimum")),
            value => u8::try_from(value)
                .map_err(|_| raise!(th, OverflowError, "unsigned byte integer is greater than maximum")),
        }
    }
}

impl<'a> FromArg<'a> for i16 {
    /// C `short`, by `__index__`.
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<i16> {
        let value = c_long(object, th)?;
        let bound = if value < 0 { "less than minimum" } else { "greater than maximum" };
        i16::try_from(value).map_err(|_| raise!(th, OverflowError, "signed short integer is {bound}"))
    }
}

/// The unsigned C types take ints only, and refuse negative ones.
fn unsigned(object: &Object, overflow: &str, th: &mut Thread) -> PyResult<u64> {
    let Some(value) = object.downcast::<Long>() else {
        return Err(raise!(th, TypeError, "an integer is required"));
    };
    if value.sign() < 0 {
        return Err(raise!(th, ValueError, "value must be positive"));
    }
    match value.digits() {
        [] => Ok(0),
        [low] => Ok(u64::from(*low)),
        [low, high] => Ok(u64::from(*low) | u64::from(*high) << 30),
        [low, high, top] if *top < 16 => Ok(u64::from(*low) | u64::from(*high) << 30 | u64::from(*top) << 60),
        _ => Err(raise!(th, OverflowError, "{overflow}")),
    }
}

impl<'a> FromArg<'a> for u64 {
    /// C `unsigned long long`, checked.
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<u64> {
        unsigned(object, "int too big to convert", th)
    }
}

impl<'a> FromArg<'a> for usize {
    /// `size_t`, checked.
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<usize> {
        unsigned(object, "Python int too large to convert to C size_t", th).map(|value| value as usize)
    }
}

impl<'a> FromArg<'a> for u32 {
    /// C `unsigned int`, checked.
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<u32> {
        let value = unsigned(object, "Python int too large to convert to C unsigned long", th)?;
        u32::try_from(value).map_err(|_| raise!(th, OverflowError, "Python int too large for C unsigned int"))
    }
}

impl<'a> FromArg<'a> for u16 {
    /// C `unsigned short`, checked.
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<u16> {
        let value = unsigned(object, "Python int too large to convert to C unsigned long", th)?;
        u16::try_from(value).map_err(|_| raise!(th, OverflowError, "Python int too large for C unsigned short"))
    }
}

/// An index that is clipped to the range of `Py_ssize_t`, as slices clip theirs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SliceIndex(pub isize);

impl<'a> FromArg<'a> for SliceIndex {
    fn from_arg(object: &'a Object, at: &'static ArgName, th: &mut Thread) -> PyResult<SliceIndex> {
        if !crate::abstract_::number::is_index(object) {
            let or_none = if at.or_none { "or None " } else { "" };
            return Err(raise!(th, TypeError, "slice indices must be integers {or_none}or have an __index__ method"));
        }
        object.as_isize(None, th).map(SliceIndex)
    }
}

/// The one character of a `str` of length 1 (which may be a lone surrogate, so it is no `char`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodePoint(pub u32);

impl<'a> FromArg<'a> for CodePoint {
    fn from_arg(object: &'a Object, at: &'static ArgName, th: &mut Thread) -> PyResult<CodePoint> {
        match object.downcast::<Str>() {
            Some(text) if text.len() == 1 => Ok(CodePoint(text.char_at(0))),
            _ => Err(bad_argument(at, "a unicode character", object, th)),
        }
    }
}

impl<'a> FromArg<'a> for &'a str {
    /// The UTF-8 form of a `str`, without NULs, as C functions take it.
    fn from_arg(object: &'a Object, at: &'static ArgName, th: &mut Thread) -> PyResult<&'a str> {
        let text = <&'a Str>::from_arg(object, at, th)?.to_utf8(th)?;
        if text.contains('\0') {
            return Err(raise!(th, ValueError, "embedded null character"));
        }
        Ok(text)
    }
}

impl<'a> FromArg<'a> for Buffer {
    /// A readable contiguous buffer, released when the function is done.
    fn from_arg(object: &'a Object, _: &'static ArgName, th: &mut Thread) -> PyResult<Buffer> {
        Buffer::get(object, PyBUF_SIMPLE, th)
    }
}

/// A writable contiguous buffer, released when the function is done.
pub struct WritableBuffer(pub Buffer);

impl<'a> FromArg<'a> for WritableBuffer {
    fn from_arg(object: &'a Object, at: &'static ArgName, th: &mut Thread) -> PyResult<WritableBuffer> {
        match Buffer::get(object, PyBUF_WRITABLE, th) {
            Ok(buffer) => Ok(WritableBuffer(buffer)),
            Err(Raised) => {
                th.clear_raised();
                Err(bad_argument(at, "read-write bytes-like object", object, th))
            }
        }
    }
}
