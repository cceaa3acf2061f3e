//! `unicodeobject.h`, `cpython/unicodeobject.h`, `pycore_unicodeobject.h`: making strings, asking and changing them.
//! Encodings stand in [`super::unicode_codecs`], the string writer in [`super::unicode_writer`].

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_runtime::objects::unicodeobject::search::join_iterable;
use ks_runtime::objects::unicodeobject::{self, StrWriter};
use ks_runtime::prelude::*;
use ks_runtime::{heap, with_units};

use super::support::{self, bad_argument, object, text};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_New(size: isize, maxchar: u32) -> PyResult {
    let Ok(size) = usize::try_from(size) else {
        // SAFETY: called by C with the interpreter held.
        return Err(raise!(unsafe { Thread::enter() }, SystemError, "Negative size passed to PyUnicode_New"));
    };
    if maxchar > 0x10ffff {
        let message = "invalid maximum character passed to PyUnicode_New";
        // SAFETY: as above.
        return Err(raise!(unsafe { Thread::enter() }, SystemError, "{message}"));
    }
    object(Str::alloc(size, maxchar))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromStringAndSize(bytes: *const c_char, size: isize) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` bytes stand there.
    unsafe {
        let th = Thread::enter();
        if size < 0 {
            return Err(raise!(th, SystemError, "Negative size passed to PyUnicode_FromStringAndSize"));
        }
        if bytes.is_null() {
            if size == 0 {
                return object(Ok(Ref::new(empty_str())));
            }
            return Err(raise!(
                th,
                SystemError,
                "NULL string with positive size with NULL passed to PyUnicode_FromStringAndSize"
            ));
        }
        object(Str::decode_utf8(support::bytes(bytes, size), None, th))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromString(bytes: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a NUL-terminated string.
    unsafe { object(Str::decode_utf8(CStr::from_ptr(bytes).to_bytes(), None, Thread::enter())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromKindAndData(kind: c_int, buffer: *const c_void, size: isize) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` characters of that kind stand there.
    unsafe {
        let Ok(size) = usize::try_from(size) else {
            return Err(raise!(Thread::enter(), ValueError, "size must be positive"));
        };
        if size == 0 {
            return object(Ok(Ref::new(empty_str())));
        }
        object(match kind {
            PyUnicode_1BYTE_KIND => Str::from_latin1(std::slice::from_raw_parts(buffer.cast(), size)),
            PyUnicode_2BYTE_KIND => Str::from_units(std::slice::from_raw_parts(buffer.cast::<u16>(), size)),
            PyUnicode_4BYTE_KIND => Str::from_units(std::slice::from_raw_parts(buffer.cast::<u32>(), size)),
            _ => return Err(raise!(Thread::enter(), SystemError, "invalid kind")),
        })
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromWideChar(wide: *const libc::wchar_t, size: isize) -> PyResult {
    // SAFETY: called by C with the interpreter held; `size` characters stand there, or they end with a NUL.
    unsafe {
        if wide.is_null() {
            if size == 0 {
                return object(Ok(Ref::new(empty_str())));
            }
            return Err(Thread::enter().bad_internal_call());
        }
        let size = usize::try_from(size).unwrap_or_else(|_| libc::wcslen(wide));
        let points: &[u32] = std::slice::from_raw_parts(wide.cast(), size);
        if let Some(bad) = points.iter().find(|point| **point > 0x10ffff) {
            let message = format!("character U+{bad:x} is not in range [U+0000; U+10ffff]");
            return Err(raise!(Thread::enter(), ValueError, "{message}"));
        }
        object(Str::from_units(points))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromOrdinal(ordinal: c_int) -> PyResult {
    match u32::try_from(ordinal) {
        Ok(point @ 0..0x110000) => object(Str::from_char(point)),
        // SAFETY: called by C with the interpreter held.
        _ => Err(raise!(unsafe { Thread::enter() }, ValueError, "chr() arg not in range(0x110000)")),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromObject(value: &Object) -> PyResult {
    match value.downcast::<Str>() {
        Some(text) => object(text.to_exact()),
        None => {
            let name = value.ob_type().display_name();
            // SAFETY: called by C with the interpreter held.
            let th = unsafe { Thread::enter() };
            Err(raise!(th, TypeError, "Can't convert '{name:.100}' object to str implicitly"))
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_Copy(value: Option<&Object>) -> PyResult {
    match text(value) {
        Some(text) => object(text.copied()),
        // SAFETY: called by C with the interpreter held.
        None => Err(unsafe { Thread::enter() }.bad_internal_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_FromId(id: *mut _Py_Identifier) -> PyResult<&'static Str> {
    // SAFETY: called by C with the interpreter held, with a static identifier.
    unsafe {
        Ok(Str::intern_immortal(Str::decode_utf8(
            CStr::from_ptr((*id).string.get()).to_bytes(),
            None,
            Thread::enter(),
        )?)
        .leak())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_GetLength(value: Option<&Object>) -> Size {
    match text(value) {
        Some(text) => Size(text.len() as isize),
        None => {
            let _ = bad_argument();
            Size::ERROR
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_GetSize(_value: *mut Object) -> Size {
    // SAFETY: called by C with the interpreter held.
    let _ = raise!(unsafe { Thread::enter() }, RuntimeError, "PyUnicode_GetSize has been removed.");
    Size::ERROR
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_ReadChar(value: Option<&Object>, index: isize) -> u32 {
    let Some(text) = text(value) else {
        let _ = bad_argument();
        return u32::MAX;
    };
    match usize::try_from(index) {
        Ok(index) if index < text.len() => text.char_at(index),
        _ => {
            // SAFETY: called by C with the interpreter held.
            let _ = raise!(unsafe { Thread::enter() }, IndexError, "string index out of range");
            u32::MAX
        }
    }
}

/// Whether a string may still be written: exact, not hashed, not interned, not shared.
fn is_modifiable(text: &Str) -> bool {
    text.refcnt() == 1
        && text.layout().hash.get() == -1
        && !text.is_interned()
        && text.layout().is_compact()
        && Str::check_exact(text)
}

fn check_modifiable(text: &Str, th: &mut Thread) -> PyResult<()> {
    if is_modifiable(text) {
        return Ok(());
    }
    Err(raise!(th, SystemError, "Cannot modify a string currently used"))
}

/// Writes a character of a string that may be written.
///
/// # Safety
/// The index is in range, and the storage wide enough.
unsafe fn write(text: &Str, index: usize, point: u32) {
    let storage = text.storage();
    // SAFETY: the caller's promise.
    unsafe {
        match text.layout().kind() {
            PyUnicode_1BYTE_KIND => storage.add(index).write(point as u8),
            PyUnicode_2BYTE_KIND => storage.cast::<u16>().add(index).write(point as u16),
            _ => storage.cast::<u32>().add(index).write(point),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_WriteChar(value: Option<&Object>, index: isize, point: u32) -> Status {
    let Some(text) = text(value) else {
        return Status::from(Err::<(), _>(bad_argument()));
    };
    // SAFETY: called by C with the interpreter held; index and width are checked.
    unsafe {
        let th = Thread::enter();
        let index = match usize::try_from(index) {
            Ok(index) if index < text.len() => index,
            _ => {
                let _ = raise!(th, IndexError, "string index out of range");
                return Status::ERROR;
            }
        };
        if check_modifiable(text, th).is_err() {
            return Status::ERROR;
        }
        if point > text.data().max_char() {
            let _ = raise!(th, ValueError, "character out of range");
            return Status::ERROR;
        }
        write(text, index, point);
        Status::OK
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Fill(value: Option<&Object>, start: isize, length: isize, point: u32) -> Size {
    // SAFETY: called by C with the interpreter held; range and width are checked.
    unsafe {
        let th = Thread::enter();
        let Some(text) = text(value) else {
            let _ = th.bad_internal_call();
            return Size::ERROR;
        };
        if check_modifiable(text, th).is_err() {
            return Size::ERROR;
        }
        if point > text.data().max_char() {
            let _ = raise!(th, ValueError, "fill character is bigger than the string maximum character");
            return Size::ERROR;
        }
        let Ok(start) = usize::try_from(start) else {
            let _ = raise!(th, IndexError, "string index out of range");
            return Size::ERROR;
        };
        let count = text.len().saturating_sub(start).min(length.max(0) as usize);
        (start..start + count).for_each(|index| write(text, index, point));
        Size(count as isize)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_CopyCharacters(
    to: Option<&Object>,
    to_start: isize,
    from: Option<&Object>,
    from_start: isize,
    how_many: isize,
) -> Size {
    // SAFETY: called by C with the interpreter held; ranges and width are checked.
    unsafe {
        let th = Thread::enter();
        let (Some(to), Some(from)) = (text(to), text(from)) else {
            let _ = th.bad_internal_call();
            return Size::ERROR;
        };
        let (Ok(to_start), Ok(from_start)) = (usize::try_from(to_start), usize::try_from(from_start)) else {
            let _ = raise!(th, IndexError, "string index out of range");
            return Size::ERROR;
        };
        if from_start > from.len() || to_start > to.len() {
            let _ = raise!(th, IndexError, "string index out of range");
            return Size::ERROR;
        }
        let Ok(how_many) = usize::try_from(how_many) else {
            let _ = raise!(th, SystemError, "how_many cannot be negative");
            return Size::ERROR;
        };
        let count = how_many.min(from.len() - from_start);
        if to_start + count > to.len() {
            let message =
                format!("Cannot write {count} characters at {to_start} in a string of {} characters", to.len());
            let _ = raise!(th, SystemError, "{message}");
            return Size::ERROR;
        }
        if count == 0 {
            return Size(0);
        }
        if check_modifiable(to, th).is_err() {
            return Size::ERROR;
        }
        let part = from.data().slice(from_start, from_start + count);
        let max = to.data().max_char();
        if part.max_char() > max && part.iter().any(|point| point > max) {
            let message = "Cannot copy characters of a string into a string with a smaller maximum character";
            let _ = raise!(th, SystemError, "{message}");
            return Size::ERROR;
        }
        for (index, point) in part.iter().enumerate() {
            write(to, to_start + index, point);
        }
        Size(count as isize)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Resize(place: *mut *mut Object, length: isize) -> Status {
    // SAFETY: called by C with the interpreter held; the place owns its object.
    unsafe {
        let th = Thread::enter();
        let value = if place.is_null() { None } else { (*place).as_ref() };
        let (Some(text), Ok(length)) = (text(value), usize::try_from(length)) else {
            let _ = th.bad_internal_call();
            return Status::ERROR;
        };
        if text.len() == length {
            return Status::OK;
        }
        if length > 0 && !text.is_empty() && check_modifiable(text, th).is_err() {
            return Status::ERROR;
        }
        let Ok(new) = support::resized(text, length) else {
            return Status::ERROR;
        };
        let old = std::mem::replace(&mut *place, new.into_raw().cast());
        Object::decref(old);
        Status::OK
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Substring(value: &Object, start: isize, end: isize) -> PyResult {
    let Some(text) = value.downcast::<Str>() else {
        return Err(bad_argument());
    };
    let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end)) else {
        // SAFETY: called by C with the interpreter held.
        return Err(raise!(unsafe { Thread::enter() }, IndexError, "string index out of range"));
    };
    object(text.substring(start, end.min(text.len())))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUCS4(
    value: Option<&Object>,
    buffer: *mut u32,
    size: isize,
    copy_null: c_int,
) -> *mut u32 {
    // SAFETY: called by C with the interpreter held; `size` characters fit the buffer.
    unsafe {
        let th = Thread::enter();
        let Some(text) = text(value) else {
            let _ = bad_argument();
            return std::ptr::null_mut();
        };
        if buffer.is_null() || size < 0 {
            let _ = th.bad_internal_call();
            return std::ptr::null_mut();
        }
        if (size as usize) < text.len() + usize::from(copy_null != 0) {
            let _ = raise!(th, SystemError, "string is longer than the buffer");
            if copy_null != 0 && size > 0 {
                *buffer = 0;
            }
            return std::ptr::null_mut();
        }
        with_units!(text.data(), units => unicodeobject::units::copy_units(units, buffer));
        if copy_null != 0 {
            buffer.add(text.len()).write(0);
        }
        buffer
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUCS4Copy(value: Option<&Object>) -> *mut u32 {
    let Some(found) = text(value) else {
        let _ = bad_argument();
        return std::ptr::null_mut();
    };
    let size = found.len() + 1;
    let buffer = heap::mem_malloc(size * 4).cast::<u32>();
    if buffer.is_null() {
        let _ = heap::out_of_memory();
        return buffer;
    }
    // SAFETY: the buffer has that size.
    unsafe { PyUnicode_AsUCS4(value, buffer, size as isize, 1) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsWideChar(value: Option<&Object>, buffer: *mut libc::wchar_t, size: isize) -> Size {
    // SAFETY: called by C with the interpreter held; `size` characters fit the buffer.
    unsafe {
        let Some(text) = text(value) else {
            let _ = Thread::enter().bad_internal_call();
            return Size::ERROR;
        };
        let len = text.len();
        if buffer.is_null() {
            return Size(len as isize + 1);
        }
        let size = size.max(0) as usize;
        let copied = len.min(size);
        let part = text.data().slice(0, copied);
        with_units!(part, units => unicodeobject::units::copy_units(units, buffer.cast::<u32>()));
        if size > len {
            buffer.add(len).write(0);
        }
        Size(copied as isize)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsWideCharString(value: Option<&Object>, size: *mut isize) -> *mut libc::wchar_t {
    // SAFETY: called by C with the interpreter held.
    unsafe {
        let th = Thread::enter();
        let Some(text) = text(value) else {
            let _ = th.bad_internal_call();
            return std::ptr::null_mut();
        };
        if size.is_null() && text.find_char(0, 0, text.len()).is_some() {
            let _ = raise!(th, ValueError, "embedded null character");
            return std::ptr::null_mut();
        }
        let buffer = PyUnicode_AsUCS4Copy(value);
        if !size.is_null() && !buffer.is_null() {
            *size = text.len() as isize;
        }
        buffer.cast()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_InternInPlace(place: *mut *mut Object) {
    // SAFETY: called by C with the interpreter held; the place owns its object.
    unsafe { support::intern(place, false) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_InternImmortal(place: *mut *mut Object) {
    // SAFETY: as above.
    unsafe {
        let message = "PyUnicode_InternImmortal() is deprecated; use PyUnicode_InternInPlace() instead";
        let th = Thread::enter();
        if exceptions::warn(&exceptions::DeprecationWarning, message, 1, th).is_err() {
            th.write_unraisable(None);
        }
        support::intern(place, true);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_InternInPlace(_interp: *mut PyInterpreterState, place: *mut *mut Object) {
    // SAFETY: as above.
    unsafe { support::intern(place, false) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_InternMortal(_interp: *mut PyInterpreterState, place: *mut *mut Object) {
    // SAFETY: as above.
    unsafe { support::intern(place, false) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_InternImmortal(_interp: *mut PyInterpreterState, place: *mut *mut Object) {
    // SAFETY: as above.
    unsafe { support::intern(place, true) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_InternFromString(bytes: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a NUL-terminated string.
    let text = unsafe { Str::decode_utf8(CStr::from_ptr(bytes).to_bytes(), None, Thread::enter())? };
    object(Ok(Str::intern(text)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Compare(a: &Object, b: &Object) -> c_int {
    match (a.downcast::<Str>(), b.downcast::<Str>()) {
        (Some(a), Some(b)) => a.compare(b) as c_int,
        _ => {
            let (a, b) = (a.ob_type().display_name(), b.ob_type().display_name());
            // SAFETY: called by C with the interpreter held.
            let _ = raise!(unsafe { Thread::enter() }, TypeError, "Can't compare {a:.100} and {b:.100}");
            -1
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_CompareWithASCIIString(value: &Object, other: *const c_char) -> c_int {
    // SAFETY: called by C with a string and a NUL-terminated string, read as Latin-1.
    unsafe {
        let value: &Str = value.cast_unchecked();
        let other = CStr::from_ptr(other).to_bytes().iter().map(|byte| u32::from(*byte));
        value.points().cmp(other) as c_int
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_EqualToUTF8(value: &Object, other: *const c_char) -> c_int {
    // SAFETY: called by C with a string and a NUL-terminated string.
    unsafe { PyUnicode_EqualToUTF8AndSize(value, other, CStr::from_ptr(other).to_bytes().len() as isize) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_EqualToUTF8AndSize(value: &Object, other: *const c_char, size: isize) -> c_int {
    // SAFETY: called by C with a string and `size` bytes.
    unsafe {
        let value: &Str = value.cast_unchecked();
        let other = support::bytes(other, size);
        c_int::from(match value.cached_utf8() {
            Some(utf8) => utf8.as_bytes() == other,
            None => value.surrogates(0).is_none() && value.to_wtf8() == other,
        })
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_EqualToASCIIString(value: &Object, other: *const c_char) -> c_int {
    // SAFETY: called by C with a string and a NUL-terminated string.
    unsafe { PyUnicode_EqualToUTF8(value, other) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_Equal(a: &Object, b: &Object) -> c_int {
    // SAFETY: called by C with strings.
    unsafe { c_int::from(a.cast_unchecked::<Str>().eq(b.cast_unchecked())) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_RichCompare(a: &Object, b: &Object, op: c_int) -> PyResult {
    if !(Py_LT..=Py_GE).contains(&op) {
        return Err(bad_argument());
    }
    match (a.downcast::<Str>(), b.downcast::<Str>()) {
        (Some(a), Some(b)) => a.compare_op(b, op).into_py(),
        _ => not_implemented().into_py(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Contains(value: &Object, part: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Some(part) = part.downcast::<Str>() else {
        let name = part.ob_type().display_name();
        let _ = raise!(th, TypeError, "'in <string>' requires string as left operand, not {name:.100}");
        return Status::ERROR;
    };
    Str::expect(value, th).map(|value| value.contains_str(part)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Concat(a: &Object, b: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let a = Str::expect(a, th)?;
    let Some(b) = b.downcast::<Str>() else {
        let name = b.ob_type().display_name();
        return Err(raise!(th, TypeError, "can only concatenate str (not \"{name:.200}\") to str"));
    };
    object(a.concat(b))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Append(place: *mut *mut Object, right: Option<&Object>) {
    // SAFETY: called by C with the interpreter held; the place owns its object or is NULL after an error.
    unsafe {
        let th = Thread::enter();
        let Some(left) = place.as_ref().and_then(|place| Ref::from_raw_option(*place)) else {
            if !th.is_raised() {
                let _ = th.bad_internal_call();
            }
            return;
        };
        *place = std::ptr::null_mut();
        let (Ok(left), Some(right)) = (left.downcast_into::<Str>(), text(right)) else {
            let _ = th.bad_internal_call();
            return;
        };
        if let Ok(result) = unicodeobject::append(left, right) {
            *place = result.into_raw().cast();
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AppendAndDel(place: *mut *mut Object, right: *mut Object) {
    // SAFETY: as above; the reference to `right` is given up.
    unsafe {
        PyUnicode_Append(place, right.as_ref());
        drop(Ref::from_raw_option(right));
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Split(value: &Object, separator: Option<&Object>, max: isize) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let value = Str::expect(value, th)?;
    let separator = match separator {
        Some(separator) => Some(Str::expect(separator, th)?),
        None => None,
    };
    object(value.split_at(separator, max, th))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_RSplit(value: &Object, separator: Option<&Object>, max: isize) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let value = Str::expect(value, th)?;
    let separator = match separator {
        Some(separator) => Some(Str::expect(separator, th)?),
        None => None,
    };
    object(value.rsplit_at(separator, max, th))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Splitlines(value: &Object, keep: c_int) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let value = Str::expect(value, unsafe { Thread::enter() })?;
    object(value.split_lines(keep != 0))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Partition(value: &Object, separator: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let value = Str::expect(value, th)?;
    object(value.partition_at(separator, false, th))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_RPartition(value: &Object, separator: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let value = Str::expect(value, th)?;
    object(value.partition_at(separator, true, th))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Replace(value: &Object, old: &Object, new: &Object, max: isize) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (value, old, new) = (Str::expect(value, th)?, Str::expect(old, th)?, Str::expect(new, th)?);
    object(value.replace_with(old, new, max))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Join(separator: Option<&Object>, items: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let separator = match separator {
        Some(separator) => Str::expect(separator, th)?,
        None => id!(" "),
    };
    object(join_iterable(separator, items, th))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_JoinArray(
    separator: Option<&Object>,
    items: *const *mut Object,
    count: isize,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; `count` objects stand there.
    unsafe {
        let th = Thread::enter();
        let separator = match separator {
            Some(separator) => Str::expect(separator, th)?,
            None => id!(" "),
        };
        let items: &[&Object] = if count <= 0 { &[] } else { std::slice::from_raw_parts(items.cast(), count as usize) };
        object(Str::join(separator, items, th))
    }
}

fn range(start: isize, end: isize, len: usize) -> (usize, usize) {
    unicodeobject::search::clip(Some(SliceIndex(start)), Some(SliceIndex(end)), len)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Find(
    value: &Object,
    part: &Object,
    start: isize,
    end: isize,
    direction: c_int,
) -> isize {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (Ok(value), Ok(part)) = (Str::expect(value, th), Str::expect(part, th)) else {
        return -2;
    };
    let (start, end) = range(start, end, value.len());
    if start > end {
        return -1;
    }
    let found = if direction > 0 { value.find_in(part, start, end) } else { value.rfind_in(part, start, end) };
    found.map_or(-1, |at| at as isize)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FindChar(
    value: &Object,
    point: u32,
    start: isize,
    end: isize,
    direction: c_int,
) -> isize {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Ok(value) = Str::expect(value, th) else {
        return -2;
    };
    if start < 0 || end < 0 {
        let _ = raise!(th, IndexError, "string index out of range");
        return -2;
    }
    let end = (end as usize).min(value.len());
    let start = start as usize;
    if start >= end {
        return -1;
    }
    let found = if direction > 0 { value.find_char(point, start, end) } else { value.rfind_char(point, start, end) };
    found.map_or(-1, |at| at as isize)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Count(value: &Object, part: &Object, start: isize, end: isize) -> Size {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (Ok(value), Ok(part)) = (Str::expect(value, th), Str::expect(part, th)) else {
        return Size::ERROR;
    };
    let (start, end) = range(start, end, value.len());
    Size(if start > end { 0 } else { value.count_in(part, start, end) as isize })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Tailmatch(
    value: &Object,
    part: &Object,
    start: isize,
    end: isize,
    direction: c_int,
) -> Size {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (Ok(value), Ok(part)) = (Str::expect(value, th), Str::expect(part, th)) else {
        return Size::ERROR;
    };
    let (start, end) = range(start, end, value.len());
    Size(isize::from(value.tail_match(part, start, end, direction > 0)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Translate(value: &Object, table: &Object, errors: *const c_char) -> PyResult {
    let _ = errors;
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let value = Str::expect(value, th)?;
    object(unicodeobject::translate(value, table, th))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Format(format: Option<&Object>, args: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let (Some(format), Some(args)) = (format, args) else {
        return Err(th.bad_internal_call());
    };
    Str::expect(format, th)?.modulo(args, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_IsIdentifier(value: &Object) -> c_int {
    c_int::from(value.downcast::<Str>().is_some_and(Str::is_identifier))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_ScanIdentifier(value: &Object) -> isize {
    let Some(text) = value.downcast::<Str>() else {
        return 0;
    };
    let mut points = text.points().enumerate();
    match points.next() {
        Some((_, first)) if first == '_'.into() || ks_unicode::is_xid_start(first) => {}
        _ => return 0,
    }
    let end = points.find(|(_, point)| !ks_unicode::is_xid_continue(*point));
    end.map_or(text.len(), |(at, _)| at) as isize
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_TransformDecimalAndSpaceToASCII(value: Option<&Object>) -> PyResult {
    let Some(text) = text(value) else {
        // SAFETY: called by C with the interpreter held.
        return Err(unsafe { Thread::enter() }.bad_internal_call());
    };
    if text.is_ascii() {
        return object(text.to_exact());
    }
    let mut out = StrWriter::with_capacity(text.len());
    for point in text.points() {
        match ks_unicode::ascii_in_number(point) {
            Some(byte) => out.push(byte.into()),
            None => {
                out.push('?'.into());
                break;
            }
        }
    }
    object(out.finish())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_CheckConsistency(_value: *mut Object, _content: c_int) -> c_int {
    1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_ExactDealloc(value: *mut Object) {
    // SAFETY: called by C with a dead string.
    unsafe { Object::dealloc(value) }
}

macro_rules! character_questions {
    ($($name:ident => $function:path),* $(,)?) => {$(
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(point: u32) -> c_int {
            c_int::from($function(point))
        }
    )*};
}
character_questions!(
    _PyUnicode_IsAlpha => ks_unicode::is_alpha,
    _PyUnicode_IsDecimalDigit => ks_unicode::is_decimal,
    _PyUnicode_IsDigit => ks_unicode::is_digit,
    _PyUnicode_IsLinebreak => ks_unicode::is_linebreak,
    _PyUnicode_IsLowercase => ks_unicode::is_lower,
    _PyUnicode_IsNumeric => ks_unicode::is_numeric,
    _PyUnicode_IsPrintable => ks_unicode::is_printable,
    _PyUnicode_IsTitlecase => ks_unicode::is_title,
    _PyUnicode_IsUppercase => ks_unicode::is_upper,
    _PyUnicode_IsWhitespace => ks_unicode::is_space,
);

macro_rules! character_mappings {
    ($($name:ident => $function:path),* $(,)?) => {$(
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(point: u32) -> u32 {
            $function(point)
        }
    )*};
}
character_mappings!(
    _PyUnicode_ToLowercase => ks_unicode::to_lower,
    _PyUnicode_ToUppercase => ks_unicode::to_upper,
    _PyUnicode_ToTitlecase => ks_unicode::to_title,
);

#[unsafe(no_mangle)]
pub extern "C" fn _PyUnicode_ToDecimalDigit(point: u32) -> c_int {
    ks_unicode::decimal_value(point).map_or(-1, c_int::from)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyUnicode_ToDigit(point: u32) -> c_int {
    ks_unicode::digit_value(point).map_or(-1, c_int::from)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyUnicode_ToNumeric(point: u32) -> f64 {
    ks_unicode::numeric_value(point).unwrap_or(-1.0)
}
