//! The method table that `bytes` and `bytearray` have in common.

use super::byte_methods as algorithm;
use super::byte_methods::Needle;
use crate::objects::memoryobject::Buffer;
use crate::objects::unicodeobject::search::clip;
use crate::prelude::*;

/// A type of byte strings.
pub trait ByteString: TypeInfo {
    /// The bytes, while nothing can run that changes them.
    fn view<'a>(&'a self, th: &'a Thread) -> &'a [u8];

    /// A new object of the exact type.
    ///
    /// # Errors
    /// `MemoryError`.
    fn make(bytes: &[u8]) -> PyResult;

    /// A part of it; an immutable type may give itself for the whole.
    ///
    /// # Errors
    /// `MemoryError`.
    fn part(&self, start: usize, end: usize, th: &Thread) -> PyResult {
        Self::make(&self.view(th)[start..end])
    }
}

/// Whether a part of a byte string stands at one end, for one pattern or a tuple of them.
fn starts_or_ends<T: ByteString>(
    this: &T,
    pattern: &Object,
    [start, end]: [Option<SliceIndex>; 2],
    at_end: bool,
    th: &mut Thread,
) -> PyResult<bool> {
    if let Some(patterns) = pattern.downcast::<Tuple>() {
        for pattern in patterns.items() {
            let pattern = Buffer::get(pattern, PyBUF_SIMPLE, th)?;
            let bytes = this.view(th);
            if algorithm::tail_match(bytes, pattern.as_bytes(), clip(start, end, bytes.len()), at_end) {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match Buffer::get(pattern, PyBUF_SIMPLE, th) {
        Ok(pattern) => {
            let bytes = this.view(th);
            Ok(algorithm::tail_match(bytes, pattern.as_bytes(), clip(start, end, bytes.len()), at_end))
        }
        Err(Raised) if th.raised_matches(&exceptions::TypeError) => {
            th.clear_raised();
            let name = if at_end { "endswith" } else { "startswith" };
            let other = pattern.ob_type().display_name();
            Err(raise!(th, TypeError, "{name} first arg must be bytes or a tuple of bytes, not {other:.100}"))
        }
        Err(Raised) => Err(Raised),
    }
}

fn search<T: ByteString>(
    this: &T,
    needle: &Object,
    [start, end]: [Option<SliceIndex>; 2],
    from_right: bool,
    th: &mut Thread,
) -> PyResult<Option<usize>> {
    let needle = Needle::of(needle, th)?;
    let bytes = this.view(th);
    Ok(algorithm::search(bytes, needle.as_bytes(), clip(start, end, bytes.len()), from_right))
}

fn found_or_raise(found: Option<usize>, th: &mut Thread) -> PyResult<usize> {
    found.ok_or_else(|| raise!(th, ValueError, "subsection not found"))
}

fn parts<T: ByteString>(this: &T, ranges: &[(usize, usize)], th: &mut Thread) -> PyResult<Ref<List>> {
    let parts = ranges.iter().map(|(start, end)| this.part(*start, *end, th));
    List::from_vec(parts.collect::<PyResult<Vec<_>>>()?)
}

/// `split` and `rsplit`.
fn split<T: ByteString>(
    this: &T,
    separator: Option<&Object>,
    max: isize,
    from_right: bool,
    th: &mut Thread,
) -> PyResult<Ref<List>> {
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    let ranges = match separator {
        None if from_right => algorithm::words_from_right(this.view(th), max),
        None => algorithm::words(this.view(th), max),
        Some(separator) => {
            let separator = Buffer::get(separator, PyBUF_SIMPLE, th)?;
            if separator.is_empty() {
                return Err(raise!(th, ValueError, "empty separator"));
            }
            let split = if from_right { algorithm::pieces_from_right } else { algorithm::pieces };
            split(this.view(th), separator.as_bytes(), max)
        }
    };
    parts(this, &ranges, th)
}

fn partition<T: ByteString>(this: &T, separator: &Object, from_right: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let buffer = Buffer::get(separator, PyBUF_SIMPLE, th)?;
    if buffer.is_empty() {
        return Err(raise!(th, ValueError, "empty separator"));
    }
    let bytes = this.view(th);
    let len = bytes.len();
    let found = algorithm::search(bytes, buffer.as_bytes(), (0, len), from_right);
    let middle = match separator.downcast_exact::<T>() {
        Some(_) if T::type_object().has_flags(Py_TPFLAGS_BYTES_SUBCLASS) => separator.to_ref(),
        _ => T::make(buffer.as_bytes())?,
    };
    match found {
        Some(at) => Tuple::from_array([this.part(0, at, th)?, middle, this.part(at + buffer.len(), len, th)?]),
        None if from_right => Tuple::from_array([T::make(&[])?, T::make(&[])?, this.part(0, len, th)?]),
        None => Tuple::from_array([this.part(0, len, th)?, T::make(&[])?, T::make(&[])?]),
    }
}

fn strip<T: ByteString>(this: &T, chars: Option<&Object>, [left, right]: [bool; 2], th: &mut Thread) -> PyResult {
    let chars = match chars {
        Some(chars) => Some(Buffer::get(chars, PyBUF_SIMPLE, th)?),
        None => None,
    };
    let (start, end) = algorithm::stripped(this.view(th), chars.as_ref().map(Buffer::as_bytes), left, right);
    this.part(start, end, th)
}

/// The fill byte of `center` and its fellows.
fn fill_byte(function: &str, fill: Option<&Object>, th: &mut Thread) -> PyResult<u8> {
    let Some(fill) = fill else {
        return Ok(b' ');
    };
    let byte = match (fill.downcast::<Bytes>(), fill.downcast::<ByteArray>()) {
        (Some(bytes), _) => Some(bytes.as_bytes()),
        (_, Some(array)) => Some(array.as_bytes(th)),
        _ => None,
    };
    if let Some([byte]) = byte {
        return Ok(*byte);
    }
    let name = fill.ob_type().display_name();
    Err(raise!(th, TypeError, "{function}() argument 2 must be a byte string of length 1, not {name:.50}"))
}

/// `center`, `ljust`, `rjust`, by where the missing bytes go.
fn justify<T: ByteString>(
    this: &T,
    width: isize,
    fill: u8,
    left: fn(usize, usize) -> usize,
    th: &mut Thread,
) -> PyResult {
    let len = this.view(th).len();
    let width = width.max(0) as usize;
    let missing = width.saturating_sub(len);
    if missing == 0 {
        return this.part(0, len, th);
    }
    let left = left(missing, width);
    let bytes = this.view(th).to_vec();
    T::make(&algorithm::padded(&bytes, left, missing - left, fill, th)?)
}

fn translate<T: ByteString>(this: &T, table: &Object, delete: Option<&Object>, th: &mut Thread) -> PyResult {
    let table = if table.is(none()) { None } else { Some(Buffer::get(table, PyBUF_SIMPLE, th)?) };
    if table.as_ref().is_some_and(|table| table.len() != 256) {
        return Err(raise!(th, ValueError, "translation table must be 256 characters long"));
    }
    let delete = match delete {
        Some(delete) => Some(Buffer::get(delete, PyBUF_SIMPLE, th)?),
        None => None,
    };
    let gone = delete.as_ref().map_or(&[][..], Buffer::as_bytes);
    let bytes = this.view(th);
    let out = algorithm::translated(bytes, table.as_ref().map(Buffer::as_bytes), gone);
    if out == bytes {
        return this.part(0, bytes.len(), th);
    }
    T::make(&out)
}

/// Whether there are bytes, and all are as asked.
fn all<T: ByteString>(this: &T, is: fn(&u8) -> bool, th: &Thread) -> bool {
    let bytes = this.view(th);
    !bytes.is_empty() && bytes.iter().all(is)
}

/// `item in bytes`.
///
/// # Errors
/// `TypeError`, `ValueError`.
pub fn contains<T: ByteString>(this: &T, item: &Object, th: &mut Thread) -> PyResult<bool> {
    if crate::abstract_::number::is_index(item) {
        let byte = u8::try_from(item.as_isize(None, th)?);
        let byte = byte.map_err(|_| raise!(th, ValueError, "byte must be in range(0, 256)"))?;
        return Ok(memchr::memchr(byte, this.view(th)).is_some());
    }
    let part = Buffer::get(item, PyBUF_SIMPLE, th)?;
    Ok(unicodeobject::find::find(this.view(th), part.as_bytes()).is_some())
}

macro_rules! byte_string_methods {
    ($name:ident, $table:ident) => {
        #[pymethods(methods = $table)]
        impl $name {
            #[method(sig = "()", doc = "A copy whose first byte is a capital letter and the rest small.")]
            fn capitalize(&self, th: &mut Thread) -> PyResult {
                Self::make(&algorithm::capitalized(self.view(th)))
            }

            #[method(sig = "(width, fillchar=b' ', /)", doc = "A copy in the middle of that width.")]
            fn center(&self, width: isize, fillchar: Option<&Object>, th: &mut Thread) -> PyResult {
                let fill = fill_byte("center", fillchar, th)?;
                justify(self, width, fill, |missing, width| missing / 2 + (missing & width & 1), th)
            }

            #[method(
                sig = "(sub[, start[, end]], /)",
                doc = "How often sub stands within the slice, without overlaps."
            )]
            fn count(
                &self,
                sub: &Object,
                start: Option<SliceIndex>,
                end: Option<SliceIndex>,
                th: &mut Thread,
            ) -> PyResult<usize> {
                let sub = Needle::of(sub, th)?;
                let bytes = self.view(th);
                let (start, end) = clip(start, end, bytes.len());
                let part = bytes.get(start..end);
                Ok(part.map_or(0, |part| unicodeobject::find::count(part, sub.as_bytes(), usize::MAX)))
            }

            #[method(sig = "(encoding='utf-8', errors='strict')", doc = "The text that the bytes are in an encoding.")]
            fn decode(&self, encoding: Option<&str>, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
                unicodeobject::from_encoded_object(self, encoding, errors, th)
            }

            #[method(
                sig = "(suffix[, start[, end]], /)",
                doc = "Whether the slice ends with suffix, or one of a tuple."
            )]
            fn endswith(
                &self,
                suffix: &Object,
                start: Option<SliceIndex>,
                end: Option<SliceIndex>,
                th: &mut Thread,
            ) -> PyResult<bool> {
                starts_or_ends(self, suffix, [start, end], true, th)
            }

            #[method(sig = "(tabsize=8)", doc = "A copy with tabs made spaces.")]
            fn expandtabs(&self, tabsize: i32, th: &mut Thread) -> PyResult {
                let bytes = self.view(th).to_vec();
                Self::make(&algorithm::expanded(&bytes, tabsize.max(0) as usize, th)?)
            }

            #[method(sig = "(sub[, start[, end]], /)", doc = "Where sub first stands within the slice, or -1.")]
            fn find(
                &self,
                sub: &Object,
                start: Option<SliceIndex>,
                end: Option<SliceIndex>,
                th: &mut Thread,
            ) -> PyResult<isize> {
                Ok(search(self, sub, [start, end], false, th)?.map_or(-1, |at| at as isize))
            }

            #[method(sig = "(sep=<unrepresentable>, bytes_per_sep=1)", doc = "The bytes in hexadecimal digits, groups of them with a separator between if there is one.\n\n    >>> bytes(range(4)).hex('-', 2)\n    '0001-0203'")]
            fn hex(&self, sep: Option<&Object>, bytes_per_sep: i32, th: &mut Thread) -> PyResult<Ref<Str>> {
                let bytes = self.view(th).to_vec();
                Str::from_ascii(&algorithm::hex(&bytes, sep, bytes_per_sep, th)?)
            }

            #[method(sig = "(sub[, start[, end]], /)", doc = "As find(), raising ValueError if it is not there.")]
            fn index(
                &self,
                sub: &Object,
                start: Option<SliceIndex>,
                end: Option<SliceIndex>,
                th: &mut Thread,
            ) -> PyResult<usize> {
                let found = search(self, sub, [start, end], false, th)?;
                found_or_raise(found, th)
            }

            #[method(sig = "()", doc = "Whether there are bytes, all of them ASCII letters or digits.")]
            fn isalnum(&self, th: &mut Thread) -> bool {
                all(self, u8::is_ascii_alphanumeric, th)
            }

            #[method(sig = "()", doc = "Whether there are bytes, all of them ASCII letters.")]
            fn isalpha(&self, th: &mut Thread) -> bool {
                all(self, u8::is_ascii_alphabetic, th)
            }

            #[method(sig = "()", doc = "Whether all bytes are ASCII.")]
            fn isascii(&self, th: &mut Thread) -> bool {
                self.view(th).is_ascii()
            }

            #[method(sig = "()", doc = "Whether there are bytes, all of them ASCII digits.")]
            fn isdigit(&self, th: &mut Thread) -> bool {
                all(self, u8::is_ascii_digit, th)
            }

            #[method(sig = "()", doc = "Whether there are letters, all of them small.")]
            fn islower(&self, th: &mut Thread) -> bool {
                let bytes = self.view(th);
                bytes.iter().any(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase)
            }

            #[method(sig = "()", doc = "Whether there are bytes, all of them white space.")]
            fn isspace(&self, th: &mut Thread) -> bool {
                all(self, |byte| algorithm::is_space(*byte), th)
            }

            #[method(sig = "()", doc = "Whether words begin with a capital and go on small.")]
            fn istitle(&self, th: &mut Thread) -> bool {
                algorithm::is_title(self.view(th))
            }

            #[method(sig = "()", doc = "Whether there are letters, all of them capital.")]
            fn isupper(&self, th: &mut Thread) -> bool {
                let bytes = self.view(th);
                bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase)
            }

            #[method(
                sig = "(iterable_of_bytes, /)",
                doc = "The byte strings of the iterable with this one between them."
            )]
            fn join(&self, iterable_of_bytes: &Object, th: &mut Thread) -> PyResult {
                // Held, so that no item's code changes the separator's size.
                let held = Buffer::get(self, PyBUF_SIMPLE, th)?;
                let separator = held.as_bytes();
                let items = algorithm::items_to_join(iterable_of_bytes, th)?;
                if let [one] = items.items()
                    && Bytes::check_exact(one)
                    && std::ptr::eq(one.ob_type(), Self::type_object())
                {
                    return Ok(one.clone());
                }
                Self::make(&algorithm::joined(separator, &items, th)?)
            }

            #[method(sig = "(width, fillchar=b' ', /)", doc = "A copy at the left of that width.")]
            fn ljust(&self, width: isize, fillchar: Option<&Object>, th: &mut Thread) -> PyResult {
                let fill = fill_byte("ljust", fillchar, th)?;
                justify(self, width, fill, |_, _| 0, th)
            }

            #[method(sig = "()", doc = "A copy in small letters.")]
            fn lower(&self, th: &mut Thread) -> PyResult {
                Self::make(&self.view(th).to_ascii_lowercase())
            }

            #[method(sig = "(bytes=None, /)", doc = "A copy without white space, or those bytes, at the front.")]
            fn lstrip(&self, bytes: Option<&Object>, th: &mut Thread) -> PyResult {
                strip(self, bytes, [true, false], th)
            }

            #[staticmethod(
                sig = "(frm, to, /)",
                no_text_signature,
                doc = "A table for translate() that maps each byte of the first to that of the second."
            )]
            fn maketrans(frm: Buffer, to: Buffer, th: &mut Thread) -> PyResult<Ref<Bytes>> {
                algorithm::make_table(frm.as_bytes(), to.as_bytes(), th)
            }

            #[method(sig = "(sep, /)", doc = "The part before the first separator, the separator, and the rest.")]
            fn partition(&self, sep: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
                partition(self, sep, false, th)
            }

            #[method(sig = "(old, new, count=-1, /)", doc = "A copy with old replaced by new, count times at most.")]
            fn replace(&self, old: Buffer, new: Buffer, count: isize, th: &mut Thread) -> PyResult {
                let max = usize::try_from(count).unwrap_or(usize::MAX);
                let bytes = self.view(th);
                let (old, new) = (old.as_bytes(), new.as_bytes());
                if max == 0 || (!old.is_empty() && unicodeobject::find::find(bytes, old).is_none()) {
                    return self.part(0, bytes.len(), th);
                }
                let bytes = bytes.to_vec();
                Self::make(&algorithm::replaced(&bytes, old, new, max, th)?)
            }

            #[method(sig = "(prefix, /)", doc = "A copy without the prefix, if it is there.")]
            fn removeprefix(&self, prefix: Buffer, th: &mut Thread) -> PyResult {
                let bytes = self.view(th);
                let start = if bytes.starts_with(prefix.as_bytes()) { prefix.len() } else { 0 };
                self.part(start, bytes.len(), th)
            }

            #[method(sig = "(suffix, /)", doc = "A copy without the suffix, if it is there.")]
            fn removesuffix(&self, suffix: Buffer, th: &mut Thread) -> PyResult {
                let bytes = self.view(th);
                let gone = if bytes.ends_with(suffix.as_bytes()) { suffix.len() } else { 0 };
                self.part(0, bytes.len() - gone, th)
            }

            #[method(sig = "(sub[, start[, end]], /)", doc = "Where sub last stands within the slice, or -1.")]
            fn rfind(
                &self,
                sub: &Object,
                start: Option<SliceIndex>,
                end: Option<SliceIndex>,
                th: &mut Thread,
            ) -> PyResult<isize> {
                Ok(search(self, sub, [start, end], true, th)?.map_or(-1, |at| at as isize))
            }

            #[method(sig = "(sub[, start[, end]], /)", doc = "As rfind(), raising ValueError if it is not there.")]
            fn rindex(
                &self,
                sub: &Object,
                start: Option<SliceIndex>,
                end: Option<SliceIndex>,
                th: &mut Thread,
            ) -> PyResult<usize> {
                let found = search(self, sub, [start, end], true, th)?;
                found_or_raise(found, th)
            }

            #[method(sig = "(width, fillchar=b' ', /)", doc = "A copy at the right of that width.")]
            fn rjust(&self, width: isize, fillchar: Option<&Object>, th: &mut Thread) -> PyResult {
                let fill = fill_byte("rjust", fillchar, th)?;
                justify(self, width, fill, |missing, _| missing, th)
            }

            #[method(sig = "(sep, /)", doc = "The part before the last separator, the separator, and the rest.")]
            fn rpartition(&self, sep: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
                partition(self, sep, true, th)
            }

            #[method(sig = "(sep=None, maxsplit=-1)", doc = "As split(), counting from the right.")]
            fn rsplit(&self, sep: Option<&Object>, maxsplit: isize, th: &mut Thread) -> PyResult<Ref<List>> {
                split(self, sep, maxsplit, true, th)
            }

            #[method(sig = "(bytes=None, /)", doc = "A copy without white space, or those bytes, at the end.")]
            fn rstrip(&self, bytes: Option<&Object>, th: &mut Thread) -> PyResult {
                strip(self, bytes, [false, true], th)
            }

            #[method(sig = "(sep=None, maxsplit=-1)", doc = "A list of the parts between separators, or of the words.")]
            fn split(&self, sep: Option<&Object>, maxsplit: isize, th: &mut Thread) -> PyResult<Ref<List>> {
                split(self, sep, maxsplit, false, th)
            }

            #[method(sig = "(keepends=False)", doc = "A list of the lines.")]
            fn splitlines(&self, keepends: bool, th: &mut Thread) -> PyResult<Ref<List>> {
                let ranges = algorithm::lines(self.view(th), keepends);
                parts(self, &ranges, th)
            }

            #[method(
                sig = "(prefix[, start[, end]], /)",
                doc = "Whether the slice begins with prefix, or one of a tuple."
            )]
            fn startswith(
                &self,
                prefix: &Object,
                start: Option<SliceIndex>,
                end: Option<SliceIndex>,
                th: &mut Thread,
            ) -> PyResult<bool> {
                starts_or_ends(self, prefix, [start, end], false, th)
            }

            #[method(sig = "(bytes=None, /)", doc = "A copy without white space, or those bytes, at both ends.")]
            fn strip(&self, bytes: Option<&Object>, th: &mut Thread) -> PyResult {
                strip(self, bytes, [true, true], th)
            }

            #[method(sig = "()", doc = "A copy with capital and small letters exchanged.")]
            fn swapcase(&self, th: &mut Thread) -> PyResult {
                Self::make(&algorithm::swapped(self.view(th)))
            }

            #[method(sig = "()", doc = "A copy in which words begin with a capital and go on small.")]
            fn title(&self, th: &mut Thread) -> PyResult {
                Self::make(&algorithm::titled(self.view(th)))
            }

            #[method(
                sig = "(table, /, delete=b'')",
                doc = "A copy without the bytes to delete, the others put by a table."
            )]
            fn translate(&self, table: &Object, delete: Option<&Object>, th: &mut Thread) -> PyResult {
                translate(self, table, delete, th)
            }

            #[method(sig = "()", doc = "A copy in capital letters.")]
            fn upper(&self, th: &mut Thread) -> PyResult {
                Self::make(&self.view(th).to_ascii_uppercase())
            }

            #[method(sig = "(width, /)", doc = "A copy filled with zeros, behind the sign, to that width.")]
            fn zfill(&self, width: isize, th: &mut Thread) -> PyResult {
                let len = self.view(th).len();
                let missing = (width.max(0) as usize).saturating_sub(len);
                if missing == 0 {
                    return self.part(0, len, th);
                }
                let bytes = self.view(th).to_vec();
                Self::make(&algorithm::zero_filled(&bytes, missing, th)?)
            }
        }
    };
}

byte_string_methods!(Bytes, BYTES_METHODS);
byte_string_methods!(ByteArray, BYTEARRAY_METHODS);
