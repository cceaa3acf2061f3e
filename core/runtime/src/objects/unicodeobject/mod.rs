//! `str` (PEP 393): storage, comparison, hash, and the type. The methods stand in files by subject.

mod case;
mod create;
pub mod find;
pub mod intern;
pub mod iterator;
mod layout_methods;
mod ops;
pub mod percent;
mod repr;
pub mod search;
mod split;
pub mod template;
pub mod units;
pub mod utf8;
mod writer;

use std::cmp::Ordering;
use std::ffi::{c_char, c_int, c_void};

use crate::prelude::*;
use crate::{heap, pyhash, with_units};

pub use create::{Wtf8, from_wide, kind_of, latin1_char};
pub use layout_methods::translate;
pub use ops::{append, fill_repeated};
pub use repr::push_repr;
pub use units::Points;
pub use writer::StrWriter;

object_type!(
    /// `str`
    pub struct Str(PyASCIIObject): PyUnicode_Type, flag Py_TPFLAGS_UNICODE_SUBCLASS
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
    /// Number of code points.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.layout().length.get() as usize
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The storage.
    #[inline(always)]
    pub fn data(&self) -> StrData<'_> {
        let layout = self.layout();
        let (len, start) = (self.len(), layout.data());
        // SAFETY: the storage has `len` units of the kind that the state word says, and does not change once shared.
        unsafe {
            match layout.kind() {
                PyUnicode_1BYTE_KIND if layout.is_ascii() => StrData::Ascii(std::slice::from_raw_parts(start, len)),
                PyUnicode_1BYTE_KIND => StrData::Latin1(std::slice::from_raw_parts(start, len)),
                PyUnicode_2BYTE_KIND => StrData::Ucs2(std::slice::from_raw_parts(start.cast(), len)),
                _ => StrData::Ucs4(std::slice::from_raw_parts(start.cast(), len)),
            }
        }
    }

    /// The code point at `index`, which must be in range.
    #[inline(always)]
    pub fn char_at(&self, index: usize) -> u32 {
        self.data().at(index)
    }

    /// The code points.
    #[inline]
    pub fn points(&self) -> Points<'_> {
        self.data().iter()
    }

    /// Whether all characters are below 128.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.layout().is_ascii()
    }

    /// The text if it is ASCII.
    #[inline(always)]
    pub fn as_ascii(&self) -> Option<&str> {
        match self.data() {
            // SAFETY: ASCII is UTF-8.
            StrData::Ascii(units) => Some(unsafe { std::str::from_utf8_unchecked(units) }),
            _ => None,
        }
    }

    /// The cached hash, computed if need be; a str subclass's `__hash__` is not asked.
    #[inline(always)]
    pub fn hash(&self) -> isize {
        match self.layout().hash.get() {
            -1 => self.compute_hash(),
            hash => hash,
        }
    }

    #[inline(never)]
    fn compute_hash(&self) -> isize {
        let hash = pyhash::hash_bytes(self.data().raw());
        self.layout().hash.set(hash);
        hash
    }

    /// Same text (pointer, then length, kind, memory).
    #[inline]
    #[expect(
        clippy::should_implement_trait,
        reason = "`==` on objects would hide that other comparisons run Python code"
    )]
    pub fn eq(&self, other: &Str) -> bool {
        if std::ptr::eq(self, other) {
            return true;
        }
        let (a, b) = (self.layout(), other.layout());
        if a.length.get() != b.length.get() || a.kind() != b.kind() {
            return false;
        }
        self.data().raw() == other.data().raw()
    }

    /// Same text as an ASCII literal.
    #[inline]
    pub fn eq_ascii(&self, text: &str) -> bool {
        matches!(self.data(), StrData::Ascii(units) if units == text.as_bytes())
    }

    /// Code point order.
    pub fn compare(&self, other: &Str) -> Ordering {
        match (self.data(), other.data()) {
            (StrData::Ascii(a) | StrData::Latin1(a), StrData::Ascii(b) | StrData::Latin1(b)) => a.cmp(b),
            (StrData::Ucs2(a), StrData::Ucs2(b)) => a.cmp(b),
            (StrData::Ucs4(a), StrData::Ucs4(b)) => a.cmp(b),
            (a, b) => a.iter().cmp(b.iter()),
        }
    }

    /// As [`rich_compare`](ObjectOps::rich_compare) answers for two strings.
    #[inline]
    pub fn compare_op(&self, other: &Str, op: c_int) -> bool {
        match op {
            Py_EQ => self.eq(other),
            Py_NE => !self.eq(other),
            Py_LT => self.compare(other).is_lt(),
            Py_LE => self.compare(other).is_le(),
            Py_GT => self.compare(other).is_gt(),
            _ => self.compare(other).is_ge(),
        }
    }

    /// The fields behind those of an ASCII string, of a string that has them.
    #[inline(always)]
    fn compact(&self) -> Option<&PyCompactUnicodeObject> {
        let layout = self.layout();
        if layout.is_compact() && layout.is_ascii() {
            return None;
        }
        // SAFETY: all but compact ASCII strings begin with this layout.
        Some(unsafe { self.cast_unchecked() })
    }

    /// An instance of a subclass with the text of an exact string, in storage of its own (`unicode_subtype_new`).
    fn new_in_subtype(ty: &'static Type, text: &Str) -> PyResult {
        let object = ty.alloc(0)?;
        // SAFETY: instances of subclasses of `str` have the full layout, here freshly zeroed.
        let layout: &PyUnicodeObject = unsafe { object.as_object().cast_unchecked() };
        let data = text.data();
        let raw = data.raw();
        let size = raw.len() + data.kind();
        let memory = heap::mem_malloc(size);
        if memory.is_null() {
            return Err(heap::out_of_memory());
        }
        // SAFETY: `size` bytes were just allocated: the text and a NUL.
        unsafe {
            std::ptr::copy_nonoverlapping(raw.as_ptr(), memory, raw.len());
            std::ptr::write_bytes(memory.add(raw.len()), 0, data.kind());
        }
        layout.length.set(data.len() as isize);
        layout.hash.set(text.hash());
        let ascii = matches!(data, StrData::Ascii(_));
        layout.state.set(unicode_state(SSTATE_NOT_INTERNED, data.kind() as c_int, ascii) & !STATE_COMPACT);
        layout.data.set(memory.cast::<c_void>());
        if ascii {
            layout.utf8.set(memory.cast::<c_char>());
            layout.utf8_length.set(raw.len() as isize);
        }
        Ok(object)
    }
}

impl std::fmt::Display for Str {
    /// A precision cuts, as it does for Rust's strings.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.to_string_lossy())
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

#[pytype(
    static = PyUnicode_Type,
    name = "str",
    layout = PyUnicodeObject,
    flags(BASETYPE, UNICODE_SUBCLASS, MATCH_SELF),
    doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nText. Of an object: what its __str__ gives, or its repr. Of bytes: decoded, by UTF-8 and strictly\nunless said otherwise.",
    methods = [case::METHODS, layout_methods::METHODS, search::METHODS, split::METHODS],
)]
impl Str {
    #[new(sig = "(object='', encoding='utf-8', errors='strict')")]
    fn py_new(
        ty: &'static Type,
        object: Option<&Object>,
        encoding: Option<&str>,
        errors: Option<&str>,
        th: &mut Thread,
    ) -> PyResult {
        let text = match object {
            None => Ref::new(empty_str()).into_object(),
            Some(object) if encoding.is_none() && errors.is_none() => object.str(th)?.into_object(),
            Some(object) => from_encoded_object(object, encoding, errors, th)?.into_object(),
        };
        if std::ptr::eq(ty, &PyUnicode_Type) {
            return Ok(text);
        }
        // SAFETY: both ways above give strings.
        Str::new_in_subtype(ty, unsafe { text.as_object().cast_unchecked() })
    }

    /// Calls of `str` itself; what is said of wrong arguments by position is not what `tp_new` says.
    #[slot]
    fn tp_vectorcall(ty: &'static Type, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
        if !kwargs.is_none() && !kwargs.is_empty() {
            let (args, kwargs) = (Tuple::new(args)?, kwargs.to_dict(th)?);
            return match ty.tp_new.get() {
                // SAFETY: the type's own slot.
                Some(new) => unsafe { new(ty, &args, Some(&kwargs)) },
                None => Err(th.bad_internal_call()),
            };
        }
        let mut text = [None; 2];
        for ((place, name), argument) in text.iter_mut().zip(["encoding", "errors"]).zip(args.iter().skip(1)) {
            let Some(argument) = argument.downcast::<Str>() else {
                let class = argument.ob_type().display_name();
                return Err(raise!(th, TypeError, "str() argument '{name}' must be str, not {class:.50}"));
            };
            let argument = argument.to_utf8(th)?;
            if argument.contains('\0') {
                return Err(raise!(th, ValueError, "embedded null character"));
            }
            *place = Some(argument);
        }
        match args {
            [] | [_] | [_, _] | [_, _, _] => Str::py_new(ty, args.first().copied(), text[0], text[1], th),
            _ => Err(raise!(th, TypeError, "str expected at most 3 arguments, got {}", args.len())),
        }
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: a dead string.
        unsafe {
            let string = &*this;
            let layout = string.layout();
            match layout.interned() {
                SSTATE_NOT_INTERNED => {}
                SSTATE_INTERNED_MORTAL => {
                    // Looking it up must not free it again.
                    string.set_refcnt(1);
                    intern::forget(string);
                    string.set_refcnt(0);
                }
                _ => {
                    // Somebody gave back more references than there were; immortal strings stay.
                    string.make_immortal();
                    return;
                }
            }
            if layout.is_statically_allocated() {
                string.make_immortal();
                return;
            }
            if let Some(compact) = string.compact() {
                let data = layout.data();
                let utf8 = compact.utf8.get().cast::<u8>();
                if !utf8.is_null() && utf8 != data {
                    heap::mem_free(utf8);
                }
                if !layout.is_compact() {
                    heap::mem_free(data);
                }
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        self.repr()
    }

    #[slot]
    fn tp_str(&self) -> PyResult<Ref<Str>> {
        self.to_exact()
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        self.hash()
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int) -> Ref {
        match other.downcast::<Str>() {
            Some(other) => boolobject::bool_object(self.compare_op(other, op)).to_ref(),
            None => not_implemented().to_ref(),
        }
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        iterator::iterator(self)
    }

    #[slot]
    fn sq_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn mp_length(&self) -> usize {
        self.len()
    }

    #[slot]
    fn sq_concat(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
        let Some(text) = other.downcast::<Str>() else {
            let name = other.ob_type().display_name();
            return Err(raise!(th, TypeError, "can only concatenate str (not \"{name:.200}\") to str"));
        };
        self.concat(text)
    }

    #[slot]
    fn sq_repeat(&self, count: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.repeat(count, th)
    }

    #[slot]
    fn sq_item(&self, index: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        match usize::try_from(index) {
            Ok(index) if index < self.len() => Str::from_char(self.char_at(index)),
            _ => Err(raise!(th, IndexError, "string index out of range")),
        }
    }

    #[slot]
    fn sq_contains(&self, item: &Object, th: &mut Thread) -> PyResult<bool> {
        let Some(text) = item.downcast::<Str>() else {
            let name = item.ob_type().display_name();
            return Err(raise!(th, TypeError, "'in <string>' requires string as left operand, not {name:.100}"));
        };
        Ok(self.contains_str(text))
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.subscript(key, th)
    }

    #[slot]
    fn nb_remainder(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        match a.downcast::<Str>() {
            Some(text) => text.modulo(b, th),
            None => Ok(not_implemented().to_ref()),
        }
    }
}

/// `PyUnicode_FromEncodedObject`: decodes a bytes-like object.
///
/// # Errors
/// `TypeError` for a `str` or what is not bytes-like, and what decoding raises.
pub fn from_encoded_object(
    object: &Object,
    encoding: Option<&str>,
    errors: Option<&str>,
    th: &mut Thread,
) -> PyResult<Ref<Str>> {
    if let Some(bytes) = object.downcast::<Bytes>() {
        let bytes = Ref::new(bytes);
        return decode(bytes.as_bytes(), encoding, errors, th);
    }
    if Str::check(object) {
        return Err(raise!(th, TypeError, "decoding str is not supported"));
    }
    match memoryobject::Buffer::get(object, PyBUF_SIMPLE, th) {
        Ok(buffer) => decode(buffer.as_bytes(), encoding, errors, th),
        Err(Raised) => {
            th.clear_raised();
            let name = object.ob_type().display_name();
            Err(raise!(th, TypeError, "decoding to str: need a bytes-like object, {name:.80} found"))
        }
    }
}

/// `PyUnicode_AsEncodedString`-like: through the codec registry, with a short cut for the built-in encodings.
pub fn encode(text: &Str, encoding: &str, errors: Option<&str>, th: &mut Thread) -> PyResult {
    crate::codecs::encode(text, encoding, errors, th)
}

/// `PyUnicode_Decode`: through the codec registry, with a short cut for the built-in encodings.
pub fn decode(bytes: &[u8], encoding: Option<&str>, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    crate::codecs::decode(bytes, encoding, errors, th)
}

impl Str {
    /// `str % args`.
    pub fn modulo(&self, args: &Object, th: &mut Thread) -> PyResult {
        let out = percent::format(self.data(), false, args, th)?;
        // Without a conversion the text is the result itself.
        if self.points().all(|point| point != u32::from(b'%')) {
            return self.to_exact()?.into_py();
        }
        out.finish()?.into_py()
    }
}

/// Sets the secret that hashes of str and bytes depend on: from a seed (0: no randomization), or random.
pub fn init_hash_secret(seed: Option<u32>) {
    // SAFETY: start-up calls this before the first string is hashed.
    unsafe { pyhash::init_secret(seed) }
}

/// `_PyCodec_InitRegistry`: empty search path, cache and the built-in error handlers.
pub fn init_codec_registry(th: &mut Thread) -> PyResult<()> {
    crate::codecs::registry::init(th)
}
