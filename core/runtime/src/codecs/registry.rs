//! The registry of codecs and of error handlers (`PyCodec_*`).

use crate::prelude::*;

/// `_PyCodec_InitRegistry`: empty search path, cache and the built-in error handlers.
///
/// # Errors
/// `MemoryError`.
pub fn init(th: &mut Thread) -> PyResult<()> {
    let _ = th;
    unwritten!("codecs::init")
}

/// The error handler of that name.
///
/// # Errors
/// `LookupError`.
pub fn lookup_error(name: &str, th: &mut Thread) -> PyResult {
    let _ = (name, th);
    unwritten!("codecs::lookup_error")
}

/// Decodes with a codec of the registry that is known to make text.
///
/// # Errors
/// `LookupError`, `TypeError` if it is not such a codec, and what the codec raises.
pub fn decode_text(bytes: &Object, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    let _ = (bytes, encoding, errors, th);
    unwritten!("codecs::decode_text")
}

/// Encodes with a codec of the registry.
///
/// # Errors
/// As [`decode_text`].
pub fn encode_text(text: &Str, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult {
    let _ = (text, encoding, errors, th);
    unwritten!("codecs::encode_text")
}
