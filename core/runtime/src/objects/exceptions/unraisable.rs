//! Exceptions that nobody can be given: `sys.unraisablehook`.
use super::*;

/// `PyErr_FormatUnraisable` with the message made, or no message.
pub fn write_unraisable_message(message: Option<&Str>, th: &mut Thread) {
    report(message, None, th);
}

/// Reports the exception that is set.
pub(super) fn report(message: Option<&Str>, object: Option<&Object>, th: &mut Thread) {
    let _ = (message, object, th);
    unwritten!("write_unraisable")
}
