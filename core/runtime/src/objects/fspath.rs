//! Paths: str, bytes, and objects with `__fspath__` (PEP 519).

use crate::abstract_::ObjectOps;
use crate::prelude::*;

/// `PyOS_FSPath`: the path as str or bytes.
///
/// # Errors
/// `TypeError` for what is no path.
pub fn fs_path(path: &Object, th: &mut Thread) -> PyResult {
    if Str::check(path) || Bytes::check(path) {
        return Ok(path.to_ref());
    }
    let name = path.ob_type().display_name();
    let Some(method) = object::lookup_special(path, id!(__fspath__), th)?.filter(|method| !method.is(none())) else {
        return Err(raise!(th, TypeError, "expected str, bytes or os.PathLike object, not {name:.200}"));
    };
    let text = method.call(&[], th)?;
    if Str::check(&text) || Bytes::check(&text) {
        return Ok(text);
    }
    Err(raise!(
        th,
        TypeError,
        "expected {name:.200}.__fspath__() to return str or bytes, not {:.200}",
        text.ob_type().display_name()
    ))
}

/// `PyUnicode_FSDecoder`: a path as str.
///
/// # Errors
/// As [`fs_path`]; `ValueError` for a path with a NUL.
pub fn fs_decode(path: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    let path = fs_path(path, th)?;
    let text = match path.downcast_into::<Str>() {
        Ok(text) => text,
        Err(bytes) => match bytes.downcast::<Bytes>() {
            Some(bytes) => Str::decode_fs(bytes.as_bytes(), th)?,
            None => return Err(th.bad_internal_call()),
        },
    };
    if (0..text.len()).any(|at| text.char_at(at) == 0) {
        return Err(raise!(th, ValueError, "embedded null character"));
    }
    Ok(text)
}

/// `PyUnicode_FSConverter`: a path as the bytes that the system takes.
///
/// # Errors
/// As [`fs_path`]; `ValueError` for a path with a NUL; `UnicodeEncodeError`.
pub fn fs_encode(path: &Object, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    let path = fs_path(path, th)?;
    let bytes = match path.downcast_into::<Bytes>() {
        Ok(bytes) => bytes,
        Err(text) => match text.downcast::<Str>() {
            Some(text) => text.encode_fs(th)?,
            None => return Err(th.bad_internal_call()),
        },
    };
    if bytes.as_bytes().contains(&0) {
        return Err(raise!(th, ValueError, "embedded null byte"));
    }
    Ok(bytes)
}
