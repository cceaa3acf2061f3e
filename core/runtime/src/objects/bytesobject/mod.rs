//! `bytes`: storage, making, comparison, and the type. The methods that it shares with `bytearray` are in `byte_methods`.

pub mod byte_methods;
pub mod methods;
pub mod shared;

use std::ffi::c_int;

use crate::objects::unicodeobject::{StrWriter, encode};
use crate::prelude::*;
use crate::{heap, pyhash};

object_type!(
    /// `bytes`
    pub struct Bytes(PyBytesObject): PyBytes_Type, flag Py_TPFLAGS_BYTES_SUBCLASS
);

/// The size that `bytes` reports: the head and the NUL, without the struct's padding, where the bytes begin.
#[repr(C)]
struct BytesSize([u8; std::mem::offset_of!(PyBytesObject, ob_sval) + 1]);

impl Bytes {
    /// `PyBytes_FromStringAndSize`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn new(bytes: &[u8]) -> PyResult<Ref<Bytes>> {
        match *bytes {
            [] => Ok(Ref::new(empty_bytes())),
            [byte] => Ok(Ref::new(Bytes::from_layout(bytes_char(byte)))),
            _ => {
                let object = Bytes::alloc(bytes.len())?;
                // SAFETY: the new object has room for as many bytes.
                unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), object.layout().bytes_ptr(), bytes.len()) };
                Ok(object)
            }
        }
    }

    /// A new object of `len` zero bytes, not shared yet: to be filled by way of `layout().bytes_ptr()`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn alloc(len: usize) -> PyResult<Ref<Bytes>> {
        if len == 0 {
            return Ok(Ref::new(empty_bytes()));
        }
        Bytes::alloc_own(len)
    }

    /// As [`Bytes::alloc`], but new also if it is empty.
    fn alloc_own(len: usize) -> PyResult<Ref<Bytes>> {
        // Not rounded up to words: `tracemalloc` tells, and `sys.getsizeof` must agree.
        let size = std::mem::offset_of!(PyBytesObject, ob_sval) + 1;
        let Some(size) = size.checked_add(len).filter(|size| *size <= isize::MAX as usize) else {
            return Err(heap::out_of_memory());
        };
        let object = heap::new_sized::<Bytes>(&PyBytes_Type, size)?;
        object.layout().ob_base.ob_size.set(len as isize);
        object.layout().ob_shash.set(-1);
        Ok(object)
    }

    /// `len` zero bytes to be filled by `fill` before anybody sees the object.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn with_len(len: usize, fill: impl FnOnce(&mut [u8])) -> PyResult<Ref<Bytes>> {
        let object = Bytes::alloc(len)?;
        if len > 0 {
            // SAFETY: the new object has `len` bytes, and nobody else knows it.
            fill(unsafe { std::slice::from_raw_parts_mut(object.layout().bytes_ptr(), len) });
        }
        Ok(object)
    }

    /// The bytes: immutable for the object's life.
    #[inline(always)]
    pub fn as_bytes(&self) -> &[u8] {
        self.layout().as_bytes()
    }

    /// Number of bytes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.layout().ob_base.ob_size.get() as usize
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cached hash, computed if need be.
    #[inline]
    pub fn hash(&self) -> isize {
        let cell = &self.layout().ob_shash;
        match cell.get() {
            -1 => {
                let hash = pyhash::hash_bytes(self.as_bytes());
                cell.set(hash);
                hash
            }
            hash => hash,
        }
    }

    /// An exact `bytes` of the same content: itself, unless its type is a subclass.
    pub fn to_exact(&self) -> PyResult<Ref<Bytes>> {
        if Bytes::check_exact(self) { Ok(Ref::new(self)) } else { Bytes::new(self.as_bytes()) }
    }

    /// `repr(bytes)`.
    pub fn repr(&self) -> PyResult<Ref<Str>> {
        let mut out = StrWriter::with_capacity(self.len() + self.len() / 4 + 3);
        push_repr(self.as_bytes(), false, &mut out);
        out.finish()
    }
}

/// `b""`.
#[inline(always)]
pub fn empty_bytes() -> &'static Bytes {
    Bytes::from_layout(ks_layout::empty_bytes())
}

/// Warns of what is likely a mistake, if `-b` asks for that.
///
/// # Errors
/// The warning, where it is an error (`-bb`).
pub fn bytes_warning(message: &str, th: &mut Thread) -> PyResult<()> {
    if th.interp().config.get().is_none_or(|config| config.bytes_warning == 0) {
        return Ok(());
    }
    exceptions::warn(&exceptions::BytesWarning, message, 1, th)
}

/// Appends `repr(bytes)`.
pub fn push_repr(bytes: &[u8], escape_apostrophes: bool, out: &mut StrWriter) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    out.push('b'.into());
    out.push(quote.into());
    for &byte in bytes {
        match byte {
            b'\n' => out.push_ascii("\\n"),
            b'\r' => out.push_ascii("\\r"),
            b'\t' => out.push_ascii("\\t"),
            b'\\' => out.push_ascii("\\\\"),
            b'\'' if escape_apostrophes || quote == '\'' => out.push_ascii("\\'"),
            0x20..0x7f => out.push(byte.into()),
            _ => {
                out.push_ascii("\\x");
                out.push(HEX[usize::from(byte >> 4)].into());
                out.push(HEX[usize::from(byte & 15)].into());
            }
        }
    }
    out.push(quote.into());
}

/// Hexadecimal digits.
pub const HEX: &[u8; 16] = b"0123456789abcdef";

/// `PyBytes_FromObject`: from a buffer, or an iterable of ints.
///
/// # Errors
/// `TypeError`, `ValueError`, and what the object raises.
pub fn from_object(object: &Object, th: &mut Thread) -> PyResult {
    if Bytes::check_exact(object) {
        return Ok(object.to_ref());
    }
    if memoryobject::is_buffer(object) {
        let view = memoryobject::Buffer::get(object, PyBUF_FULL_RO, th)?;
        let mut bytes = Vec::new();
        memoryobject::copy_to_vec(&view.view, b'C', &mut bytes, th)?;
        return Bytes::new(&bytes)?.into_py();
    }
    if !Str::check(object)
        && let Some(iterator) = crate::raise::catch(object.iter(th), &exceptions::TypeError, th)?
    {
        let mut bytes = Vec::with_capacity(object.length_hint(64, th)?.min(1 << 16));
        collect_ints(&iterator, "bytes must be in range(0, 256)", th, |byte| bytes.push(byte))?;
        return Bytes::new(&bytes)?.into_py();
    }
    let name = object.ob_type().display_name();
    Err(raise!(th, TypeError, "cannot convert '{name:.200}' object to bytes"))
}

/// Hands each int of an iterator to `push`.
pub(crate) fn collect_ints(
    iterator: &Object,
    range_message: &str,
    th: &mut Thread,
    mut push: impl FnMut(u8),
) -> PyResult<()> {
    while let Some(item) = iterator.iter_next(th)? {
        push(byte_of(&item, range_message, th)?);
    }
    Ok(())
}

/// An int of the range of a byte.
///
/// # Errors
/// `ValueError` with the text given, `TypeError`.
pub fn byte_of(item: &Object, range_message: &str, th: &mut Thread) -> PyResult<u8> {
    let value = match item.downcast_exact::<Long>().and_then(Long::compact_value) {
        Some(value) => value,
        None => item.as_isize(None, th)?,
    };
    u8::try_from(value).map_err(|_| raise!(th, ValueError, "{range_message}"))
}

#[pytype(
    static = PyBytes_Type,
    name = "bytes",
    layout = BytesSize,
    itemsize = 1,
    flags(BASETYPE, BYTES_SUBCLASS, MATCH_SELF),
    doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> copy\nbytes(int) -> that many zero bytes\nbytes() -> empty\n\nImmutable sequence of ints from 0 to 255.",
    methods = [methods::METHODS, shared::BYTES_METHODS],
)]
impl Bytes {
    #[new(sig = "(source=b'', encoding='utf-8', errors='strict')")]
    fn py_new(
        ty: &'static Type,
        source: Option<&Object>,
        encoding: Option<&str>,
        errors: Option<&str>,
        th: &mut Thread,
    ) -> PyResult {
        let made = Bytes::made_from(source, encoding, errors, th)?;
        if std::ptr::eq(ty, &PyBytes_Type) {
            return Ok(made);
        }
        let Some(bytes) = made.downcast::<Bytes>() else {
            return Err(th.bad_internal_call());
        };
        let object = ty.alloc(bytes.len() as isize)?;
        // SAFETY: an instance of a subclass, with room for as many bytes.
        unsafe {
            let layout: &PyBytesObject = object.as_object().cast_unchecked();
            std::ptr::copy_nonoverlapping(bytes.as_bytes().as_ptr(), layout.bytes_ptr(), bytes.len());
            layout.ob_shash.set(bytes.layout().ob_shash.get());
        }
        Ok(object)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: a dead object without fields.
        unsafe { heap::free_object(this.cast()) }
    }

    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        self.repr()
    }

    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        bytes_warning("str() on a bytes instance", th)?;
        self.repr()
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        self.hash()
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast::<Bytes>() else {
            if matches!(op, Py_EQ | Py_NE) && Str::check(other) {
                bytes_warning("Comparison between bytes and string", th)?;
            } else if matches!(op, Py_EQ | Py_NE) && Long::check(other) {
                bytes_warning("Comparison between bytes and int", th)?;
            }
            return Ok(not_implemented().to_ref());
        };
        let (a, b) = (self.as_bytes(), other.as_bytes());
        let same = std::ptr::eq(self, other);
        let answer = match op {
            Py_EQ => same || a == b,
            Py_NE => !same && a != b,
            Py_LT => a < b,
            Py_LE => a <= b,
            Py_GT => a > b,
            _ => a >= b,
        };
        Ok(boolobject::bool_object(answer).to_ref())
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        methods::iterator(self)
    }

    #[slot]
    fn nb_remainder(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let Some(format) = a.downcast::<Bytes>() else {
            return Ok(not_implemented().to_ref());
        };
        let format = unicodeobject::StrData::Latin1(format.as_bytes());
        let out = unicodeobject::percent::format(format, true, b, th)?;
        Bytes::new(out.data().raw())?.into_py()
    }

    #[slot]
    fn sq_contains(&self, item: &Object, th: &mut Thread) -> PyResult<bool> {
        shared::contains(self, item, th)
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
    fn sq_concat(&self, other: &Object, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        concat(self, other, th)
    }

    #[slot]
    fn sq_repeat(&self, count: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        let (bytes, count) = (self.as_bytes(), count.max(0) as usize);
        let Some(len) = bytes.len().checked_mul(count).filter(|len| *len <= isize::MAX as usize) else {
            return Err(raise!(th, OverflowError, "repeated bytes are too long"));
        };
        if len == bytes.len() && Bytes::check_exact(self) {
            return Ok(Ref::new(self));
        }
        let object = Bytes::alloc_own(len)?;
        if len > 0 {
            // SAFETY: room for `count` copies.
            unsafe { unicodeobject::fill_repeated(bytes, object.layout().bytes_ptr(), count) };
        }
        Ok(object)
    }

    #[slot]
    fn sq_item(&self, index: isize, th: &mut Thread) -> PyResult<u8> {
        let byte = usize::try_from(index).ok().and_then(|index| self.as_bytes().get(index));
        byte.copied().ok_or_else(|| raise!(th, IndexError, "index out of range"))
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        let bytes = self.as_bytes();
        if crate::abstract_::number::is_index(key) {
            let mut index = key.as_isize(Some(&exceptions::IndexError), th)?;
            if index < 0 {
                index = index.wrapping_add(bytes.len() as isize);
            }
            return match usize::try_from(index).ok().and_then(|index| bytes.get(index)) {
                Some(byte) => byte.into_py(),
                None => Err(raise!(th, IndexError, "index out of range")),
            };
        }
        let Some(slice) = key.downcast::<Slice>() else {
            let name = key.ob_type().display_name();
            return Err(raise!(th, TypeError, "byte indices must be integers or slices, not {name:.200}"));
        };
        let (start, stop, step) = slice.unpack(th)?;
        let (start, _, count) = sliceobject::adjust_indices(bytes.len() as isize, start, stop, step);
        if count <= 0 {
            return empty_bytes().into_py();
        }
        if step == 1 {
            if count as usize == bytes.len() && Bytes::check_exact(self) {
                return self.into_py();
            }
            return Bytes::new(&bytes[start as usize..(start + count) as usize])?.into_py();
        }
        let picked: Vec<u8> = (0..count).map(|at| bytes[(start + at * step) as usize]).collect();
        Bytes::new(&picked)?.into_py()
    }

    #[slot]
    fn bf_getbuffer(&self, view: *mut Py_buffer, flags: c_int, th: &mut Thread) -> PyResult<()> {
        let memory = self.layout().bytes_ptr().cast();
        // SAFETY: the caller's view.
        unsafe { memoryobject::fill(view, Some(self), memory, self.len(), true, flags, th) }
    }
}

/// `a + b` where `a` is `bytes` and `b` has a buffer.
pub fn concat(a: &Bytes, other: &Object, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    let joined = |a: &[u8], b: &[u8], th: &mut Thread| {
        let Some(len) = a.len().checked_add(b.len()).filter(|len| *len <= isize::MAX as usize) else {
            return Err(th.no_memory());
        };
        Bytes::with_len(len, |to| {
            to[..a.len()].copy_from_slice(a);
            to[a.len()..].copy_from_slice(b);
        })
    };
    if let Some(b) = other.downcast_exact::<Bytes>() {
        if a.is_empty() {
            return Ok(Ref::new(b));
        }
        if b.is_empty() && Bytes::check_exact(a) {
            return Ok(Ref::new(a));
        }
        return joined(a.as_bytes(), b.as_bytes(), th);
    }
    match memoryobject::Buffer::get(other, PyBUF_SIMPLE, th) {
        Ok(buffer) => joined(a.as_bytes(), buffer.as_bytes(), th),
        Err(Raised) => {
            th.clear_raised();
            let (other, a) = (other.ob_type().display_name(), a.ob_type().display_name());
            Err(raise!(th, TypeError, "can't concat {other:.100} to {a:.100}"))
        }
    }
}

impl Bytes {
    /// `bytes(source, encoding, errors)`: an object that is `bytes` or, by `__bytes__`, of a subclass.
    fn made_from(source: Option<&Object>, encoding: Option<&str>, errors: Option<&str>, th: &mut Thread) -> PyResult {
        let Some(source) = source else {
            if encoding.is_some() || errors.is_some() {
                let what = if encoding.is_some() { "encoding" } else { "errors" };
                return Err(raise!(th, TypeError, "{what} without a string argument"));
            }
            return empty_bytes().into_py();
        };
        if let Some(encoding) = encoding {
            let Some(text) = source.downcast::<Str>() else {
                return Err(raise!(th, TypeError, "encoding without a string argument"));
            };
            return encode(text, encoding, errors, th);
        }
        if errors.is_some() {
            let message = if Str::check(source) {
                "string argument without an encoding"
            } else {
                "errors without a string argument"
            };
            return Err(raise!(th, TypeError, "{message}"));
        }
        if Bytes::check_exact(source) {
            return Ok(source.to_ref());
        }
        if let Some(method) = object::lookup_special(source, id!(__bytes__), th)? {
            let result = method.call(&[], th)?;
            if Bytes::check(&result) {
                return Ok(result);
            }
            let name = result.ob_type().display_name();
            return Err(raise!(th, TypeError, "__bytes__ returned non-bytes (type {name:.200})"));
        }
        if Str::check(source) {
            return Err(raise!(th, TypeError, "string argument without an encoding"));
        }
        if crate::abstract_::number::is_index(source) {
            let size = source.as_isize(Some(&exceptions::OverflowError), th);
            if let Some(size) = crate::raise::catch(size, &exceptions::TypeError, th)? {
                let Ok(size) = usize::try_from(size) else {
                    return Err(raise!(th, ValueError, "negative count"));
                };
                return Bytes::alloc(size)?.into_py();
            }
        }
        from_object(source, th)
    }
}
