//! Raising, catching and chaining: the `PyErr_*` state on the thread, for Rust.
//!
//! `Raised` says "the exception is set on this thread". Functions here set it and hand the token back, so that a failing
//! path reads `return Err(raise!(th, TypeError, "…"))`.

use std::fmt::Display;

use crate::prelude::*;

/// Raises a built-in exception with a formatted message: `raise!(th, TypeError, "'{}' object …", name)`.
/// The message is built with Rust's formatting; strings from Python implement `Display`.
#[macro_export]
macro_rules! raise {
    ($th:expr, $class:ident, $($format:tt)+) => {
        $crate::raise::Raise::raise($th, &$crate::objects::exceptions::$class, format_args!($($format)+))
    };
}

/// The exception state of a thread.
pub trait Raise {
    /// `PyErr_SetString`/`PyErr_Format`: instantiates `class` with the message, chains the exception being handled as its
    /// `__context__`, and sets it.
    fn raise(&mut self, class: &'static Type, message: impl Display) -> Raised;
    /// `PyErr_SetObject`: `class(value)`.
    fn raise_object(&mut self, class: &'static Type, value: &Object) -> Raised;
    /// `PyErr_SetNone`.
    fn raise_none(&mut self, class: &'static Type) -> Raised;
    /// Sets an exception instance as it is, chaining `__context__` (`raise exc` semantics without traceback work).
    fn raise_instance(&mut self, exception: Ref) -> Raised;
    /// `PyErr_SetRaisedException`: puts back what [`Raise::take_raised`] took, unchanged.
    fn restore_raised(&mut self, exception: Ref) -> Raised;
    /// `PyErr_GetRaisedException`: clears the state and hands the exception out.
    fn take_raised(&mut self) -> Option<Ref>;
    /// `PyErr_Clear`.
    fn clear_raised(&mut self);
    /// `PyErr_Occurred() != NULL`.
    fn is_raised(&self) -> bool;
    /// `PyErr_ExceptionMatches` for a class (not a tuple): false if nothing is set.
    fn raised_matches(&self, class: &Type) -> bool;
    /// `PyErr_NoMemory`.
    fn no_memory(&mut self) -> Raised;
    /// `PyErr_BadInternalCall`: the `SystemError` of C calls with a wrong argument.
    fn bad_internal_call(&mut self) -> Raised;
    /// `PyErr_SetFromErrno`-like: `OSError(errno, strerror, filename…)` of the right subclass.
    fn raise_os_error(&mut self, errno: i32, filename: Option<&Object>) -> Raised;
    /// `PyErr_WriteUnraisable` / `PyErr_FormatUnraisable`: reports the set exception through `sys.unraisablehook`.
    fn write_unraisable(&mut self, context: Option<&Object>);
}

/// `Err` becomes `Ok(None)` if the exception is an instance of `class`, which is then cleared.
pub fn catch<T>(result: PyResult<T>, class: &'static Type, th: &mut Thread) -> PyResult<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Raised) if th.raised_matches(class) => {
            th.clear_raised();
            Ok(None)
        }
        Err(Raised) => Err(Raised),
    }
}
