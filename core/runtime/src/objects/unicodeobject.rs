//! `str` (PEP 393).

use crate::prelude::*;

object_type!(
    /// `str`
    pub struct Str(PyASCIIObject): PyUnicode_Type, flag Py_TPFLAGS_UNICODE_SUBCLASS
);

/// The type of `str`
#[unsafe(no_mangle)]
pub static PyUnicode_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"str",
    size_of::<PyASCIIObject>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_UNICODE_SUBCLASS,
);

/// The storage of a string: immutable, so it lives as long as the string.
#[derive(Clone, Copy)]
pub enum StrData<'a> {
    Ascii(&'a [u8]),
    Latin1(&'a [u8]),
    Ucs2(&'a [u16]),
    Ucs4(&'a [u32]),
}

impl Str {
    /// From UTF-8 text.
    #[allow(unused_variables)]
    pub fn new(text: &str) -> PyResult<Ref<Str>> {
        unwritten!("Str::new")
    }

    /// From bytes known to be ASCII.
    #[allow(unused_variables)]
    pub fn from_ascii(text: &[u8]) -> PyResult<Ref<Str>> {
        unwritten!("Str::from_ascii")
    }

    /// From latin-1 bytes.
    #[allow(unused_variables)]
    pub fn from_latin1(text: &[u8]) -> PyResult<Ref<Str>> {
        unwritten!("Str::from_latin1")
    }

    /// From UTF-8 that may encode lone surrogates (WTF-8, as the compiler's constants are).
    #[allow(unused_variables)]
    pub fn from_wtf8(text: &[u8]) -> PyResult<Ref<Str>> {
        unwritten!("Str::from_wtf8")
    }

    /// From code points, in the narrowest kind.
    #[allow(unused_variables)]
    pub fn from_code_points(points: &[u32]) -> PyResult<Ref<Str>> {
        unwritten!("Str::from_code_points")
    }

    /// One code point.
    #[allow(unused_variables)]
    pub fn from_char(point: u32) -> PyResult<Ref<Str>> {
        unwritten!("Str::from_char")
    }

    /// `PyUnicode_DecodeUTF8` with an error handler name (`None`: strict).
    #[allow(unused_variables)]
    pub fn decode_utf8(bytes: &[u8], errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
        unwritten!("Str::decode_utf8")
    }

    /// `PyUnicode_DecodeFSDefault`.
    #[allow(unused_variables)]
    pub fn decode_fs(bytes: &[u8], th: &mut Thread) -> PyResult<Ref<Str>> {
        unwritten!("Str::decode_fs")
    }

    /// `PyUnicode_EncodeFSDefault`.
    #[allow(unused_variables)]
    pub fn encode_fs(&self, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        unwritten!("Str::encode_fs")
    }

    /// `PyUnicode_InternInPlace`: the interned string equal to `text`.
    #[allow(unused_variables)]
    pub fn intern(text: Ref<Str>) -> Ref<Str> {
        unwritten!("Str::intern")
    }

    /// Interns UTF-8 text.
    #[allow(unused_variables)]
    pub fn intern_str(text: &str) -> PyResult<Ref<Str>> {
        unwritten!("Str::intern_str")
    }

    /// Whether the string is interned.
    #[allow(unused_variables)]
    pub fn is_interned(&self) -> bool {
        unwritten!("Str::is_interned")
    }

    /// Number of code points.
    #[allow(unused_variables)]
    pub fn len(&self) -> usize {
        unwritten!("Str::len")
    }

    /// The storage.
    #[allow(unused_variables)]
    pub fn data(&self) -> StrData<'_> {
        unwritten!("Str::data")
    }

    /// The code point at `index`, which must be in range.
    #[allow(unused_variables)]
    pub fn char_at(&self, index: usize) -> u32 {
        unwritten!("Str::char_at")
    }

    /// The text if it is ASCII.
    #[allow(unused_variables)]
    pub fn as_ascii(&self) -> Option<&str> {
        unwritten!("Str::as_ascii")
    }

    /// `PyUnicode_AsUTF8AndSize`: cached UTF-8; `UnicodeEncodeError` for lone surrogates.
    #[allow(unused_variables)]
    pub fn to_utf8(&self, th: &mut Thread) -> PyResult<&str> {
        unwritten!("Str::to_utf8")
    }

    /// The UTF-8 form for C; `ValueError` "embedded null character".
    #[allow(unused_variables)]
    pub fn to_c_string(&self, th: &mut Thread) -> PyResult<std::ffi::CString> {
        unwritten!("Str::to_c_string")
    }

    /// UTF-8 with surrogates replaced by U+FFFD, for messages to humans.
    #[allow(unused_variables)]
    pub fn to_string_lossy(&self) -> std::borrow::Cow<'_, str> {
        unwritten!("Str::to_string_lossy")
    }

    /// The cached hash, computed if need be; a str subclass's `__hash__` is not asked.
    #[allow(unused_variables)]
    pub fn hash(&self) -> isize {
        unwritten!("Str::hash")
    }

    /// Same text (pointer, then length, kind, memory).
    #[allow(unused_variables)]
    pub fn eq(&self, other: &Str) -> bool {
        unwritten!("Str::eq")
    }

    /// Same text as an ASCII literal.
    #[allow(unused_variables)]
    pub fn eq_ascii(&self, text: &str) -> bool {
        unwritten!("Str::eq_ascii")
    }

    /// Code point order.
    #[allow(unused_variables)]
    pub fn compare(&self, other: &Str) -> std::cmp::Ordering {
        unwritten!("Str::compare")
    }

    /// `self[start:end]`, indices in range.
    #[allow(unused_variables)]
    pub fn substring(&self, start: usize, end: usize) -> PyResult<Ref<Str>> {
        unwritten!("Str::substring")
    }

    /// `self + other`.
    #[allow(unused_variables)]
    pub fn concat(&self, other: &Str) -> PyResult<Ref<Str>> {
        unwritten!("Str::concat")
    }

    /// `sep.join(items)`; `TypeError` names the item that is not a str.
    #[allow(unused_variables)]
    pub fn join(separator: &Str, items: &[&Object], th: &mut Thread) -> PyResult<Ref<Str>> {
        unwritten!("Str::join")
    }

    /// `repr(str)`.
    #[allow(unused_variables)]
    pub fn repr(&self) -> PyResult<Ref<Str>> {
        unwritten!("Str::repr")
    }

    /// `str % args`.
    #[allow(unused_variables)]
    pub fn modulo(&self, args: &Object, th: &mut Thread) -> PyResult {
        unwritten!("Str::modulo")
    }
}

impl std::fmt::Display for Str {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_string_lossy())
    }
}

/// Builds a string piece by piece (`_PyUnicodeWriter`'s role), widening its storage when a wider character arrives. Also a
/// `std::fmt::Write`.
pub struct StrWriter {
    _points: Vec<u32>,
}

impl StrWriter {
    /// An empty writer with room for `capacity` code points.
    #[allow(unused_variables)]
    pub fn with_capacity(capacity: usize) -> StrWriter {
        unwritten!("StrWriter::with_capacity")
    }

    /// Appends one code point.
    #[allow(unused_variables)]
    pub fn push(&mut self, point: u32) {
        unwritten!("StrWriter::push")
    }

    /// Appends ASCII text.
    #[allow(unused_variables)]
    pub fn push_ascii(&mut self, text: &str) {
        unwritten!("StrWriter::push_ascii")
    }

    /// Appends a string.
    #[allow(unused_variables)]
    pub fn push_str(&mut self, text: &Str) {
        unwritten!("StrWriter::push_str")
    }

    /// Appends `text[start..end]`.
    #[allow(unused_variables)]
    pub fn push_slice(&mut self, text: &Str, start: usize, end: usize) {
        unwritten!("StrWriter::push_slice")
    }

    /// The string built.
    #[allow(unused_variables)]
    pub fn finish(self) -> PyResult<Ref<Str>> {
        unwritten!("StrWriter::finish")
    }
}

impl std::fmt::Write for StrWriter {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        text.chars().for_each(|c| self.push(c as u32));
        Ok(())
    }
}

/// The shared empty string.
#[inline(always)]
pub fn empty_str() -> &'static Str {
    Str::from_layout(ks_layout::empty_str())
}

/// The static interned string of a name: `id!(__name__)`, `id!("<lambda>")`. The names are listed in `abi/layout`'s
/// `identifiers.toml`; one that is missing there does not compile, add it.
#[macro_export]
macro_rules! id {
    ($($name:tt)+) => {
        $crate::objects::Str::from_layout($crate::layout::id!($($name)+))
    };
}

/// `PyUnicode_AsEncodedString`-like: through the codec registry, with a short cut for the built-in encodings.
#[allow(unused_variables)]
pub fn encode(text: &Str, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult {
    unwritten!("unicodeobject::encode")
}

impl Str {
    /// UTF-8 in which lone surrogates stand as their three-byte forms (`surrogatepass`).
    pub fn to_wtf8(&self) -> Vec<u8> {
        unwritten!("Str::to_wtf8")
    }
}

/// `PyUnicode_FromWideChar` of a NUL-terminated wide string.
///
/// # Safety
/// `text` is a NUL-terminated wide string.
#[allow(unused_variables)]
pub unsafe fn from_wide(text: *const libc::wchar_t) -> PyResult<Ref<Str>> {
    unwritten!("unicodeobject::from_wide")
}

/// Sets the secret that hashes of str and bytes depend on: from a seed (0: no randomization), or random.
#[allow(unused_variables)]
pub fn init_hash_secret(seed: Option<u32>) {
    unwritten!("unicodeobject::init_hash_secret")
}

/// `_PyCodec_InitRegistry`: empty search path, cache and the built-in error handlers.
#[allow(unused_variables)]
pub fn init_codec_registry(th: &mut Thread) -> PyResult<()> {
    unwritten!("unicodeobject::init_codec_registry")
}
