//! The C locale at start: PEP 538 coercion, the locale's codec, and what encoding it means.

use std::ffi::{CStr, c_char, c_int, c_void};

use libc::wchar_t;

use super::{cstdio, flags};

/// Locales that `LC_CTYPE` is coerced to, in the order in which they are tried.
const TARGETS: [&CStr; 3] = [c"C.UTF-8", c"C.utf8", c"UTF-8"];

unsafe extern "C" {
    fn mbrtowc(to: *mut wchar_t, from: *const c_char, size: usize, state: *mut MbState) -> usize;
    fn wcrtomb(to: *mut c_char, from: wchar_t, state: *mut MbState) -> usize;
}

/// `mbstate_t`.
#[repr(C, align(8))]
#[derive(Default)]
struct MbState([u8; 8]);

/// Why text could not be decoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    Memory,
    Undecodable,
}

/// What to do with bytes and characters that the codec has none for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Errors {
    Strict,
    SurrogateEscape,
    SurrogatePass,
}

/// The name of a category's current locale.
fn name(category: c_int) -> String {
    // SAFETY: asks for the name, which is valid until the next `setlocale`.
    unsafe {
        let name = libc::setlocale(category, std::ptr::null());
        if name.is_null() { String::new() } else { CStr::from_ptr(name).to_string_lossy().into_owned() }
    }
}

/// The name of the current `LC_CTYPE` locale.
pub fn ctype() -> String {
    name(libc::LC_CTYPE)
}

/// The locales of all categories, to be restored.
pub fn save_all() -> String {
    name(libc::LC_ALL)
}

/// Restores what [`save_all`] gave.
pub fn restore_all(saved: &str) {
    if let Ok(saved) = std::ffi::CString::new(saved) {
        set(libc::LC_ALL, &saved);
    }
}

fn set(category: c_int, name: &CStr) -> bool {
    // SAFETY: start-up is single-threaded.
    unsafe { !libc::setlocale(category, name.as_ptr()).is_null() }
}

/// Sets a category as the user's environment says (`_Py_SetLocaleFromEnv`).
pub fn set_from_environment(category: c_int) -> *mut c_char {
    // SAFETY: `setlocale` with a constant.
    unsafe { libc::setlocale(category, c"".as_ptr()) }
}

/// The codeset of the current locale.
pub fn codeset() -> String {
    // SAFETY: asks for a string that is valid until the next call.
    unsafe { CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) }.to_string_lossy().into_owned()
}

/// The encoding of the locale (`locale.getencoding()`): UTF-8 in UTF-8 mode and where the locale names none.
pub fn encoding() -> String {
    if flags::utf8_mode() {
        return "utf-8".to_owned();
    }
    match codeset() {
        name if name.is_empty() => "UTF-8".to_owned(),
        name => name,
    }
}

/// Whether the `LC_CTYPE` locale is the one that stands for no choice.
pub fn is_legacy() -> bool {
    ctype() == "C"
}

/// Whether the `LC_CTYPE` locale is C or POSIX.
pub fn is_posix() -> bool {
    matches!(ctype().as_str(), "C" | "POSIX")
}

/// Whether the standard streams accept bytes that cannot be decoded: so in the C locale and what it is coerced to.
pub fn is_lenient() -> bool {
    let name = ctype();
    matches!(name.as_str(), "C" | "POSIX") || TARGETS.iter().any(|target| target.to_str() == Ok(&name))
}

/// Coerces the C locale (PEP 538); whether that was done. Children are to see it.
pub fn coerce(warn: bool) -> bool {
    let fixed = std::env::var_os("LC_ALL").is_some_and(|value| !value.is_empty());
    if !fixed {
        for target in TARGETS {
            if !set(libc::LC_CTYPE, target) {
                continue;
            }
            // A locale without a codeset is none that could be used.
            if codeset().is_empty() {
                set(libc::LC_CTYPE, c"C");
                continue;
            }
            if warn {
                cstdio::error(&format!(
                    "Python detected LC_CTYPE=C: LC_CTYPE coerced to {} (set another locale or PYTHONCOERCECLOCALE=0 to \
                     disable this locale coercion behavior).\n",
                    target.to_string_lossy()
                ));
            }
            // SAFETY: start-up is single-threaded; `setenv` copies.
            unsafe { libc::setenv(c"LC_CTYPE".as_ptr(), target.as_ptr(), 1) };
            set_from_environment(libc::LC_ALL);
            return true;
        }
    }
    set_from_environment(libc::LC_CTYPE);
    false
}

/// The warning for a program that runs in the C locale after all.
pub fn warn_about_legacy() {
    cstdio::error(
        "Python runtime initialized with LC_CTYPE=C (a locale with default ASCII encoding), which may cause Unicode \
         compatibility problems. Using C.UTF-8, C.utf8, or UTF-8 (if available) as alternative Unicode-compatible locales \
         is recommended.\n",
    );
}

enum Codec {
    Utf8,
    Ascii,
    Locale,
}

fn codec() -> Codec {
    if flags::utf8_mode() {
        return Codec::Utf8;
    }
    current_codec()
}

fn current_codec() -> Codec {
    if is_posix() {
        return Codec::Ascii;
    }
    match codeset().as_str() {
        "UTF-8" | "utf8" => Codec::Utf8,
        _ => Codec::Locale,
    }
}

/// Decodes with the locale's codec (UTF-8 in UTF-8 mode); what cannot be decoded becomes surrogates.
///
/// # Errors
/// For what no surrogate can stand for.
pub fn decode(bytes: &[u8]) -> Result<Vec<wchar_t>, Failure> {
    decode_with(bytes, false, Errors::SurrogateEscape).map_err(|_| Failure::Undecodable)
}

/// As [`decode`], with an error handler; by the locale even in UTF-8 mode if `current` says so.
///
/// # Errors
/// The place of the first byte that cannot be decoded.
pub fn decode_with(bytes: &[u8], current: bool, errors: Errors) -> Result<Vec<wchar_t>, usize> {
    let mut out = Vec::with_capacity(bytes.len());
    let codec = if current { current_codec() } else { codec() };
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        let (unit, length) = match codec {
            _ if first < 0x80 && !matches!(codec, Codec::Locale) => (Some(wchar_t::from(first)), 1),
            Codec::Ascii => (None, 1),
            Codec::Utf8 => utf8_character(&bytes[at..], errors == Errors::SurrogatePass),
            Codec::Locale => locale_character(&bytes[at..]),
        };
        match unit {
            Some(unit) => out.push(unit),
            None if errors == Errors::SurrogateEscape && first >= 0x80 => out.push(0xdc00 + wchar_t::from(first)),
            None => return Err(at),
        }
        at += length.max(1);
    }
    Ok(out)
}

/// The first character of UTF-8 text and its length; `None` for one bad byte.
fn utf8_character(bytes: &[u8], surrogates: bool) -> (Option<wchar_t>, usize) {
    let width = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return (None, 1),
    };
    let Some(part) = bytes.get(..width) else { return (None, 1) };
    if let Ok(text) = std::str::from_utf8(part) {
        return (text.chars().next().map(|character| character as wchar_t), width);
    }
    if surrogates && let [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf] = *part {
        return (Some(0xd000 | (wchar_t::from(second & 0x3f) << 6) | wchar_t::from(third & 0x3f)), 3);
    }
    (None, 1)
}

fn locale_character(bytes: &[u8]) -> (Option<wchar_t>, usize) {
    let mut unit: wchar_t = 0;
    let mut state = MbState::default();
    // SAFETY: reads at most the slice; writes one character and a state of ours.
    let length = unsafe { mbrtowc(&raw mut unit, bytes.as_ptr().cast(), bytes.len(), &raw mut state) };
    match length {
        // The codec's (size_t)-1 and -2: bad, incomplete.
        length if length > bytes.len() => (None, 1),
        // A surrogate would be taken for an escaped byte.
        _ if (0xd800..=0xdfff).contains(&unit) => (None, 1),
        length => (Some(unit), length),
    }
}

/// Encodes with the locale's codec (UTF-8 in UTF-8 mode); surrogates that stand for bytes become those bytes.
///
/// # Errors
/// The place of the first character that cannot be encoded.
pub fn encode(text: &[wchar_t]) -> Result<Vec<u8>, usize> {
    encode_with(text, false, Errors::SurrogateEscape)
}

/// As [`encode`], with an error handler; by the locale even in UTF-8 mode if `current` says so.
///
/// # Errors
/// As [`encode`].
pub fn encode_with(text: &[wchar_t], current: bool, errors: Errors) -> Result<Vec<u8>, usize> {
    let codec = if current { current_codec() } else { codec() };
    let mut out = Vec::with_capacity(text.len());
    for (at, &unit) in text.iter().enumerate() {
        if errors == Errors::SurrogateEscape && (0xdc80..=0xdcff).contains(&unit) {
            out.push((unit - 0xdc00) as u8);
            continue;
        }
        match codec {
            _ if (0..0x80).contains(&unit) => out.push(unit as u8),
            Codec::Ascii => return Err(at),
            Codec::Utf8 => match u32::try_from(unit).ok().and_then(char::from_u32) {
                Some(character) => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
                None if errors == Errors::SurrogatePass && (0xd800..=0xdfff).contains(&unit) => {
                    out.extend([0xed, 0x80 | (unit >> 6 & 0x3f) as u8, 0x80 | (unit & 0x3f) as u8]);
                }
                None => return Err(at),
            },
            Codec::Locale => {
                let mut bytes = [0u8; 16];
                let mut state = MbState::default();
                // SAFETY: no character takes more than `MB_LEN_MAX`, which is 16; the state is ours.
                let length = unsafe { wcrtomb(bytes.as_mut_ptr().cast::<c_void>().cast(), unit, &raw mut state) };
                out.extend_from_slice(bytes.get(..length).ok_or(at)?);
            }
        }
    }
    Ok(out)
}
