//! The two halves of a C docstring: `name(signature)\n--\n\n` in front, then the text that `__doc__` shows.

use crate::prelude::*;

const END: &[u8] = b")\n--\n\n";

/// Where the signature (from its opening parenthesis to its closing one, inclusive) ends and the text begins.
fn split<'a>(name: &[u8], doc: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let short = name.rsplit(|&byte| byte == b'.').next().unwrap_or(name);
    let rest = doc.strip_prefix(short)?;
    if rest.first() != Some(&b'(') {
        return None;
    }
    // A signature has no empty line in it.
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(END) {
            return Some((&rest[..=at], &rest[at + END.len()..]));
        }
        if rest[at..].starts_with(b"\n\n") {
            return None;
        }
        at += 1;
    }
    None
}

/// What `__doc__` shows of a C docstring; `None` for no text.
///
/// # Errors
/// `MemoryError`, and `UnicodeDecodeError` of a docstring that is not UTF-8.
pub fn internal_doc(name: &[u8], doc: Option<&std::ffi::CStr>, th: &mut Thread) -> PyResult {
    let Some(doc) = doc.map(std::ffi::CStr::to_bytes) else {
        return Ok(none().to_ref());
    };
    let text = split(name, doc).map_or(doc, |(_, text)| text);
    if text.is_empty() {
        return Ok(none().to_ref());
    }
    Str::decode_utf8(text, None, th)?.into_py()
}

/// What `__text_signature__` shows of a C docstring; `None` if it has no signature.
///
/// # Errors
/// As [`internal_doc`].
pub fn internal_text_signature(name: &[u8], doc: Option<&std::ffi::CStr>, th: &mut Thread) -> PyResult {
    match doc.and_then(|doc| split(name, doc.to_bytes())) {
        Some((signature, _)) => Str::decode_utf8(signature, None, th)?.into_py(),
        None => Ok(none().to_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn signatures() {
        let both = split(b"a.f", b"f($self, x, /)\n--\n\nText.");
        assert_eq!(both, Some((&b"($self, x, /)"[..], &b"Text."[..])));
        assert_eq!(split(b"f", b"f(x) -> y\n\nText"), None);
        assert_eq!(split(b"f", b"Text"), None);
        assert_eq!(split(b"f", b"f()\n--\n\n"), Some((&b"()"[..], &b""[..])));
    }
}
