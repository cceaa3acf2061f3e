//! The registry of codecs and of error handlers (`PyCodec_*`).

use super::handlers;
use crate::prelude::*;

/// `_PyCodec_InitRegistry`: empty search path, cache and the built-in error handlers.
///
/// # Errors
/// `MemoryError`.
pub fn init(th: &mut Thread) -> PyResult<()> {
    let interp = th.interp();
    interp.codec_search_path.set(Some(List::with_capacity(0)?), th);
    interp.codec_search_cache.set(Some(Dict::new()?), th);
    let handlers = Dict::new()?;
    for (name, method) in handlers::BUILT_IN {
        let function = CFunction::new(method, None, None, None)?;
        handlers.set_str(&*Str::intern_str(name)?, &function, th)?;
    }
    interp.codec_error_registry.set(Some(handlers), th);
    Ok(())
}

fn missing(th: &mut Thread) -> Raised {
    raise!(th, SystemError, "codec registry is not initialized")
}

/// `PyCodec_Register`.
///
/// # Errors
/// `TypeError`.
pub fn register(search: &Object, th: &mut Thread) -> PyResult<()> {
    if !search.is_callable() {
        return Err(raise!(th, TypeError, "argument must be callable"));
    }
    let path = th.interp().codec_search_path.get().ok_or_else(|| missing(th))?;
    path.push(search.to_ref())
}

/// `PyCodec_Unregister`: forgets the search function and what was found so far.
///
/// # Errors
/// `MemoryError`.
pub fn unregister(search: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(path) = th.interp().codec_search_path.get() else {
        return Ok(());
    };
    let mut index = 0;
    while let Some(item) = path.get(index) {
        if item.is(search) {
            if let Some(cache) = th.interp().codec_search_cache.get() {
                cache.clear(th);
            }
            return path.set_slice(index, index + 1, None, th);
        }
        index += 1;
    }
    Ok(())
}

/// `_PyCodec_Lookup`: the codec of that name, a tuple of four.
///
/// # Errors
/// `LookupError`, and what search functions raise.
pub fn lookup(encoding: &str, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let interp = th.interp();
    let cache = interp.codec_search_cache.get().ok_or_else(|| missing(th))?;
    let name = Str::intern_str(&super::normalize(encoding))?;
    if let Some(found) = cache.get(&name, th)?
        && let Ok(found) = found.downcast_into::<Tuple>()
    {
        return Ok(found);
    }
    let path = interp.codec_search_path.get().ok_or_else(|| missing(th))?;
    if path.is_empty() {
        let message = "no codec search functions registered: can't find encoding";
        return Err(raise!(th, LookupError, "{message}"));
    }
    let mut index = 0;
    while let Some(search) = path.get(index) {
        index += 1;
        let result = search.call(&[&name], th)?;
        if result.is(none()) {
            continue;
        }
        match result.downcast_into::<Tuple>() {
            Ok(codec) if codec.len() == 4 => {
                cache.set(&name, &codec, th)?;
                return Ok(codec);
            }
            _ => return Err(raise!(th, TypeError, "codec search functions must return 4-tuples")),
        }
    }
    Err(raise!(th, LookupError, "unknown encoding: {encoding}"))
}

/// `_PyCodec_LookupTextEncoding`: as [`lookup`], refusing codecs that are not for text; `alternate` is what to use then.
///
/// # Errors
/// As [`lookup`].
pub fn lookup_text(encoding: &str, alternate: &str, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let codec = lookup(encoding, th)?;
    if !Tuple::check_exact(&codec)
        && let Some(flag) = codec.get_attr_opt(&*Str::intern_str("_is_text_encoding")?, th)?
        && !flag.is_true(th)?
    {
        let message = format!("'{encoding:.400}' is not a text encoding; use {alternate} to handle arbitrary codecs");
        return Err(raise!(th, LookupError, "{message}"));
    }
    Ok(codec)
}

/// Calls one of a codec's functions; what it raises gets a note that tells where.
fn convert(
    function: &Object,
    object: &Object,
    encoding: &str,
    errors: Option<&str>,
    [operation, bad_result]: [&str; 2],
    th: &mut Thread,
) -> PyResult {
    let result = match errors {
        Some(errors) => function.call(&[object, &*Str::new(errors)?], th),
        None => function.call(&[object], th),
    };
    let result = match result {
        Ok(result) => result,
        Err(Raised) => return Err(add_note(&format!("{operation} with '{encoding}' codec failed"), th)),
    };
    match result.downcast::<Tuple>().map(Tuple::items) {
        Some([value, _]) => Ok(value.clone()),
        _ => Err(raise!(th, TypeError, "{bad_result} must return a tuple (object, integer)")),
    }
}

/// Adds a note to the exception that is set.
fn add_note(note: &str, th: &mut Thread) -> Raised {
    let Some(exception) = th.take_raised() else {
        return Raised;
    };
    let added = Str::new(note).and_then(|note| exception.call_method(id!(add_note), &[&note], th));
    if added.is_err() {
        th.clear_raised();
    }
    th.restore_raised(exception)
}

const ENCODING: [&str; 2] = ["encoding", "encoder"];
const DECODING: [&str; 2] = ["decoding", "decoder"];

/// `PyCodec_Encode`: with any codec.
///
/// # Errors
/// `LookupError`, and what the codec raises.
pub fn encode(object: &Object, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult {
    let codec = lookup(encoding, th)?;
    convert(&codec.items()[0], object, encoding, errors, ENCODING, th)
}

/// `PyCodec_Decode`: with any codec.
///
/// # Errors
/// `LookupError`, and what the codec raises.
pub fn decode(object: &Object, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult {
    let codec = lookup(encoding, th)?;
    convert(&codec.items()[1], object, encoding, errors, DECODING, th)
}

/// `_PyCodec_EncodeText`.
///
/// # Errors
/// As [`lookup_text`], and what the codec raises.
pub fn encode_any_text(object: &Object, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult {
    let codec = lookup_text(encoding, "codecs.encode()", th)?;
    convert(&codec.items()[0], object, encoding, errors, ENCODING, th)
}

/// `_PyCodec_DecodeText`.
///
/// # Errors
/// As [`lookup_text`], and what the codec raises.
pub fn decode_any_text(object: &Object, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult {
    let codec = lookup_text(encoding, "codecs.decode()", th)?;
    convert(&codec.items()[1], object, encoding, errors, DECODING, th)
}

/// Decodes with a codec of the registry, which must make text.
///
/// # Errors
/// `LookupError`, `TypeError` if it is not such a codec, and what the codec raises.
pub fn decode_text(bytes: &Object, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    decode_any_text(bytes, encoding, errors, th)?.downcast_into::<Str>().map_err(|result| {
        let name = result.ob_type().display_name().into_owned();
        let hint = "use codecs.decode() to decode to arbitrary types";
        raise!(th, TypeError, "'{encoding:.400}' decoder returned '{name:.400}' instead of 'str'; {hint}")
    })
}

/// Encodes with a codec of the registry, which must make bytes.
///
/// # Errors
/// As [`decode_text`].
pub fn encode_text(text: &Str, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult {
    let result = encode_any_text(text, encoding, errors, th)?;
    if Bytes::check(&result) {
        return Ok(result);
    }
    let hint = "use codecs.encode() to encode to arbitrary types";
    if let Some(array) = result.downcast::<ByteArray>() {
        let message = format!("encoder {encoding} returned bytearray instead of bytes; {hint}");
        exceptions::warn(&exceptions::RuntimeWarning, message, 1, th)?;
        return Bytes::new(array.as_bytes(th))?.into_py();
    }
    let name = result.ob_type().display_name().into_owned();
    Err(raise!(th, TypeError, "'{encoding:.400}' encoder returned '{name:.400}' instead of 'bytes'; {hint}"))
}

/// `PyCodec_RegisterError`.
///
/// # Errors
/// `TypeError`.
pub fn register_error(name: &str, handler: &Object, th: &mut Thread) -> PyResult<()> {
    if !handler.is_callable() {
        return Err(raise!(th, TypeError, "handler must be callable"));
    }
    let registry = th.interp().codec_error_registry.get().ok_or_else(|| missing(th))?;
    registry.set_str(&*Str::new(name)?, handler, th)
}

/// `PyCodec_LookupError`: the error handler of that name.
///
/// # Errors
/// `LookupError`.
pub fn lookup_error(name: &str, th: &mut Thread) -> PyResult {
    let registry = th.interp().codec_error_registry.get().ok_or_else(|| missing(th))?;
    match registry.get_str(&*Str::new(name)?, th)? {
        Some(handler) => Ok(handler),
        None => Err(raise!(th, LookupError, "unknown error handler name '{name:.400}'")),
    }
}
