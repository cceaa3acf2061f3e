//! The encodings of `unicodeobject.h`: strings from and to bytes.

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_runtime::codecs::{self, charmap, escapes, registry, single_byte, utf7, utf8, utf16_32};
use ks_runtime::objects::unicodeobject;
use ks_runtime::prelude::*;

use super::support::{self, bad_argument, bytes, name, object, text};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUTF8AndSize(value: Option<&Object>, size: *mut isize) -> *const c_char {
    let found = match text(value) {
        // SAFETY: called by C with the interpreter held.
        Some(text) => text.to_utf8(unsafe { Thread::enter() }),
        None => Err(bad_argument()),
    };
    // SAFETY: `size` is null or a place for a number.
    let size = unsafe { size.as_mut() };
    match found {
        Ok(utf8) => {
            if let Some(size) = size {
                *size = utf8.len() as isize;
            }
            utf8.as_ptr().cast()
        }
        Err(Raised) => {
            if let Some(size) = size {
                *size = -1;
            }
            std::ptr::null()
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUTF8(value: Option<&Object>) -> *const c_char {
    // SAFETY: the caller's promises.
    unsafe { PyUnicode_AsUTF8AndSize(value, std::ptr::null_mut()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_AsUTF8NoNUL(value: Option<&Object>) -> *const c_char {
    let mut size = 0;
    // SAFETY: called by C with the interpreter held.
    unsafe {
        let utf8 = PyUnicode_AsUTF8AndSize(value, &mut size);
        if !utf8.is_null() && bytes(utf8, size).contains(&0) {
            let _ = raise!(Thread::enter(), ValueError, "embedded null character");
            return std::ptr::null();
        }
        utf8
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_GetDefaultEncoding() -> *const c_char {
    c"utf-8".as_ptr()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromEncodedObject(
    value: Option<&Object>,
    encoding: *const c_char,
    errors: *const c_char,
) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    unsafe {
        let th = Thread::enter();
        match value {
            Some(value) => object(unicodeobject::from_encoded_object(value, name(encoding), name(errors), th)),
            None => Err(th.bad_internal_call()),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Decode(
    start: *const c_char,
    size: isize,
    encoding: *const c_char,
    errors: *const c_char,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there.
    unsafe { object(codecs::decode(bytes(start, size), name(encoding), name(errors), Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsEncodedString(
    value: Option<&Object>,
    encoding: *const c_char,
    errors: *const c_char,
) -> PyResult {
    let Some(text) = text(value) else {
        return Err(bad_argument());
    };
    // SAFETY: called by C with the interpreter held.
    unsafe { codecs::encode(text, name(encoding).unwrap_or("utf-8"), name(errors), Thread::enter()) }
}

/// The deprecated functions that go through any codec.
macro_rules! any_codec {
    ($($function:ident, $codec:path, $wanted:expr;)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $function(
            value: Option<&Object>,
            encoding: *const c_char,
            errors: *const c_char,
        ) -> PyResult {
            let Some(value) = text(value) else {
                return Err(bad_argument());
            };
            // SAFETY: called by C with the interpreter held.
            unsafe {
                let th = Thread::enter();
                let message = concat!(stringify!($function), "() is deprecated");
                exceptions::warn(&exceptions::DeprecationWarning, message, 1, th)?;
                let encoding = name(encoding).unwrap_or("utf-8");
                let result = $codec(value, encoding, name(errors), th)?;
                if $wanted && !Str::check(&result) {
                    let other = result.ob_type().display_name();
                    let message = format!("'{encoding:.400}' codec returned '{other:.400}' instead of 'str'");
                    return Err(raise!(th, TypeError, "{message}"));
                }
                Ok(result)
            }
        }
    )*};
}
any_codec! {
    PyUnicode_AsDecodedObject, registry::decode, false;
    PyUnicode_AsDecodedUnicode, registry::decode, true;
    PyUnicode_AsEncodedObject, registry::encode, false;
    PyUnicode_AsEncodedUnicode, registry::encode, true;
}

/// The functions of one decoder without state.
macro_rules! decoders {
    ($($function:ident => |$input:ident, $errors:ident, $th:ident| $body:expr;)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $function(start: *const c_char, size: isize, errors: *const c_char) -> PyResult {
            // SAFETY: called by C with the interpreter held; `size` bytes stand there.
            let ($input, $errors, $th) = unsafe { (bytes(start, size), name(errors), Thread::enter()) };
            object($body)
        }
    )*};
}
decoders! {
    PyUnicode_DecodeUTF8 => |input, errors, th| Str::decode_utf8(input, errors, th);
    PyUnicode_DecodeASCII => |input, errors, th| single_byte::decode_ascii(input, errors, th);
    PyUnicode_DecodeLatin1 => |input, _errors, _th| Str::from_latin1(input);
    PyUnicode_DecodeUnicodeEscape => |input, errors, th| {
        escapes::decode_unicode_warning(input, errors, true, th).map(|(text, _)| text)
    };
    PyUnicode_DecodeRawUnicodeEscape => |input, errors, th| {
        escapes::decode_raw_unicode(input, errors, true, th).map(|(text, _)| text)
    };
}

/// Stores how much was used, where somebody asks.
///
/// # Safety
/// `place` is null or a place for a number.
unsafe fn store_used(result: PyResult<(Ref<Str>, usize)>, place: *mut isize) -> PyResult {
    let (text, used) = result?;
    // SAFETY: the caller's promise.
    if let Some(place) = unsafe { place.as_mut() } {
        *place = used as isize;
    }
    Ok(text.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF8Stateful(
    start: *const c_char,
    size: isize,
    errors: *const c_char,
    consumed: *mut isize,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there.
    unsafe { store_used(utf8::decode(bytes(start, size), name(errors), consumed.is_null(), Thread::enter()), consumed) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF7(start: *const c_char, size: isize, errors: *const c_char) -> PyResult {
    // SAFETY: as below.
    unsafe { PyUnicode_DecodeUTF7Stateful(start, size, errors, std::ptr::null_mut()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF7Stateful(
    start: *const c_char,
    size: isize,
    errors: *const c_char,
    consumed: *mut isize,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there.
    unsafe { store_used(utf7::decode(bytes(start, size), name(errors), consumed.is_null(), Thread::enter()), consumed) }
}

/// The functions of a decoder that knows byte orders.
macro_rules! wide_decoders {
    ($($plain:ident, $stateful:ident, $decode:path;)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $stateful(
            start: *const c_char,
            size: isize,
            errors: *const c_char,
            byteorder: *mut c_int,
            consumed: *mut isize,
        ) -> PyResult {
            // SAFETY: called by C with the interpreter held; `size` bytes stand there.
            unsafe {
                let mut order = byteorder.as_ref().map_or(0, |order| order.signum());
                let last = consumed.is_null();
                let result = $decode(bytes(start, size), name(errors), &mut order, last, Thread::enter());
                if let Some(place) = byteorder.as_mut()
                    && result.is_ok()
                {
                    *place = order;
                }
                store_used(result, consumed)
            }
        }

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $plain(
            start: *const c_char,
            size: isize,
            errors: *const c_char,
            byteorder: *mut c_int,
        ) -> PyResult {
            // SAFETY: the caller's promises.
            unsafe { $stateful(start, size, errors, byteorder, std::ptr::null_mut()) }
        }
    )*};
}
wide_decoders! {
    PyUnicode_DecodeUTF16, PyUnicode_DecodeUTF16Stateful, utf16_32::decode16;
    PyUnicode_DecodeUTF32, PyUnicode_DecodeUTF32Stateful, utf16_32::decode32;
}

/// The functions of one encoder.
macro_rules! encoders {
    ($($function:ident => |$text:ident, $th:ident| $body:expr;)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $function(value: Option<&Object>) -> PyResult {
            let Some($text) = text(value) else {
                return Err(bad_argument());
            };
            // SAFETY: called by C with the interpreter held.
            let $th = unsafe { Thread::enter() };
            object($body)
        }
    )*};
}
encoders! {
    PyUnicode_AsUTF8String => |text, th| utf8::encode(text, None, th);
    PyUnicode_AsASCIIString => |text, th| single_byte::encode_ascii(text, None, th);
    PyUnicode_AsLatin1String => |text, th| single_byte::encode_latin1(text, None, th);
    PyUnicode_AsUTF16String => |text, th| utf16_32::encode16(text, None, 0, th);
    PyUnicode_AsUTF32String => |text, th| utf16_32::encode32(text, None, 0, th);
    PyUnicode_AsUnicodeEscapeString => |text, _th| escapes::encode_unicode(text);
    PyUnicode_AsRawUnicodeEscapeString => |text, _th| escapes::encode_raw_unicode(text);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_AsUTF8String(value: Option<&Object>, errors: *const c_char) -> PyResult {
    let Some(text) = text(value) else {
        return Err(bad_argument());
    };
    // SAFETY: called by C with the interpreter held.
    unsafe { object(utf8::encode(text, name(errors), Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_EncodeUTF16(
    value: Option<&Object>,
    errors: *const c_char,
    byteorder: c_int,
) -> PyResult {
    let Some(text) = text(value) else {
        return Err(bad_argument());
    };
    // SAFETY: called by C with the interpreter held.
    unsafe { object(utf16_32::encode16(text, name(errors), byteorder, Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_EncodeUTF32(
    value: Option<&Object>,
    errors: *const c_char,
    byteorder: c_int,
) -> PyResult {
    let Some(text) = text(value) else {
        return Err(bad_argument());
    };
    // SAFETY: called by C with the interpreter held.
    unsafe { object(utf16_32::encode32(text, name(errors), byteorder, Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_DecodeUnicodeEscapeInternal(
    start: *const c_char,
    size: isize,
    errors: *const c_char,
    consumed: *mut isize,
    first_invalid: *mut *const c_char,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there.
    unsafe {
        let last = consumed.is_null();
        let (text, used, invalid) = escapes::decode_unicode(bytes(start, size), name(errors), last, Thread::enter())?;
        if let Some(place) = first_invalid.as_mut() {
            *place = invalid.map_or(std::ptr::null(), |at| start.add(at));
        }
        store_used(Ok((text, used)), consumed)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeCharmap(
    start: *const c_char,
    size: isize,
    mapping: Option<&Object>,
    errors: *const c_char,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there.
    unsafe {
        object(match mapping {
            Some(mapping) => charmap::decode(bytes(start, size), mapping, name(errors), Thread::enter()),
            None => Str::from_latin1(bytes(start, size)),
        })
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsCharmapString(value: Option<&Object>, mapping: Option<&Object>) -> PyResult {
    let (Some(text), Some(mapping)) = (text(value), mapping) else {
        return Err(bad_argument());
    };
    // SAFETY: called by C with the interpreter held.
    unsafe { object(charmap::encode(text, mapping, None, Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_BuildEncodingMap(value: Option<&Object>) -> PyResult {
    let Some(text) = text(value).filter(|text| !text.is_empty()) else {
        return Err(bad_argument());
    };
    // SAFETY: called by C with the interpreter held.
    unsafe { object(charmap::build(text, Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeFSDefaultAndSize(start: *const c_char, size: isize) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there.
    unsafe { object(Str::decode_fs(bytes(start, size), Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeFSDefault(start: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a NUL-terminated string.
    unsafe { object(Str::decode_fs(CStr::from_ptr(start).to_bytes(), Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_EncodeFSDefault(value: Option<&Object>) -> PyResult {
    let Some(text) = text(value) else {
        return Err(bad_argument());
    };
    // SAFETY: called by C with the interpreter held.
    unsafe { object(text.encode_fs(Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeLocaleAndSize(
    start: *const c_char,
    size: isize,
    errors: *const c_char,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there.
    unsafe {
        let th = Thread::enter();
        let encoding = locale_encoding();
        object(codecs::decode(bytes(start, size), Some(encoding), name(errors), th))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeLocale(start: *const c_char, errors: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a NUL-terminated string.
    unsafe { PyUnicode_DecodeLocaleAndSize(start, CStr::from_ptr(start).to_bytes().len() as isize, errors) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_EncodeLocale(value: Option<&Object>, errors: *const c_char) -> PyResult {
    let Some(text) = text(value) else {
        return Err(bad_argument());
    };
    // SAFETY: called by C with the interpreter held.
    unsafe {
        let th = Thread::enter();
        if text.find_char(0, 0, text.len()).is_some() {
            return Err(raise!(th, ValueError, "embedded null character"));
        }
        codecs::encode(text, locale_encoding(), name(errors), th)
    }
}

/// The encoding of the C library's current locale.
fn locale_encoding() -> &'static str {
    // SAFETY: the C library's string stays until the locale changes; a name that is not ASCII is no encoding.
    let name = unsafe { CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) };
    match name.to_bytes() {
        b"ANSI_X3.4-1968" | b"" | b"UTF-8" => "utf-8",
        _ => name.to_str().unwrap_or("utf-8"),
    }
}

/// Asks `os.fspath`-like for a path: `str` or `bytes`.
fn path(value: &Object, th: &mut Thread) -> PyResult {
    if Str::check(value) || Bytes::check(value) {
        return Ok(value.to_ref());
    }
    unsafe extern "C" {
        fn PyOS_FSPath(path: &Object) -> PyResult;
    }
    let _ = th;
    // SAFETY: called with the interpreter held.
    unsafe { PyOS_FSPath(value) }
}

const CLEANUP_SUPPORTED: c_int = 0x20000;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FSConverter(value: Option<&Object>, place: *mut c_void) -> c_int {
    let place = place.cast::<*mut Object>();
    // SAFETY: called by C with the interpreter held; the place takes an object, and owned one when cleaning up.
    unsafe {
        let Some(value) = value else {
            drop(Ref::from_raw_option(std::mem::replace(&mut *place, std::ptr::null_mut())));
            return 1;
        };
        let th = Thread::enter();
        let Ok(found) = path(value, th) else {
            return 0;
        };
        let encoded = match found.downcast::<Str>() {
            Some(text) => text.encode_fs(th).map(Ref::into_object),
            None => Ok(found),
        };
        let Ok(encoded) = encoded else {
            return 0;
        };
        if encoded.downcast::<Bytes>().is_some_and(|bytes| bytes.as_bytes().contains(&0)) {
            let _ = raise!(th, ValueError, "embedded null byte");
            return 0;
        }
        *place = encoded.into_raw();
        CLEANUP_SUPPORTED
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FSDecoder(value: Option<&Object>, place: *mut c_void) -> c_int {
    let place = place.cast::<*mut Object>();
    // SAFETY: as above.
    unsafe {
        let Some(value) = value else {
            if !(*place).is_null() {
                drop(Ref::from_raw_option(std::mem::replace(&mut *place, std::ptr::null_mut())));
            }
            return 1;
        };
        let th = Thread::enter();
        let Ok(found) = path(value, th) else {
            return 0;
        };
        let text = match found.downcast_into::<Str>() {
            Ok(text) => text,
            Err(other) => {
                let Some(bytes) = other.downcast::<Bytes>() else {
                    let _ = bad_argument();
                    return 0;
                };
                let Ok(text) = Str::decode_fs(bytes.as_bytes(), th) else {
                    return 0;
                };
                text
            }
        };
        if text.find_char(0, 0, text.len()).is_some() {
            let _ = raise!(th, ValueError, "embedded null character");
            return 0;
        }
        *place = text.into_raw().cast();
        CLEANUP_SUPPORTED
    }
}

/// `_Py_error_handler`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_GetErrorHandler(errors: *const c_char) -> c_int {
    // SAFETY: null or NUL-terminated.
    match unsafe { support::name(errors) } {
        None | Some("strict") => 1,
        Some("surrogateescape") => 2,
        Some("replace") => 3,
        Some("ignore") => 4,
        Some("backslashreplace") => 5,
        Some("surrogatepass") => 6,
        Some("xmlcharrefreplace") => 7,
        Some(_) => 8,
    }
}
