//! Warnings.
use super::*;

/// `PyErr_WarnFormat`.
///
/// # Errors
/// What the filters turn into an exception.
pub fn warn(category: &'static Type, message: impl Display, stack_level: isize, th: &mut Thread) -> PyResult<()> {
    let message = Str::new(&message.to_string())?;
    warn_object(Some(category), &message, stack_level, None, th)
}

/// `PyErr_WarnEx` with the message made.
///
/// # Errors
/// What the filters turn into an exception.
pub fn warn_object(
    category: Option<&Object>,
    message: &Object,
    stack_level: isize,
    source: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    let _ = (category, message, stack_level, source, th);
    unwritten!("exceptions::warn")
}

/// `PyErr_WarnExplicitObject`.
///
/// # Errors
/// What the filters turn into an exception.
pub fn warn_explicit(
    category: Option<&Object>,
    message: &Object,
    filename: &Str,
    lineno: c_int,
    module: Option<&Str>,
    registry: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    let _ = (category, message, filename, lineno, module, registry, th);
    unwritten!("exceptions::warn_explicit")
}
