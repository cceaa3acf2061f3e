//! Wide strings and their lists, as `PyConfig` holds them: allocated with `PyMem_RawMalloc`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use libc::wchar_t;

use super::config::{Start, Stop, decoded_error};
use super::locale;
use crate::heap::domains::{self, Domain};
use crate::layout::PyWideStringList;

/// The units of a NUL-terminated wide string.
///
/// # Safety
/// `text` is NUL-terminated and lives as long as the result is used.
pub unsafe fn units<'a>(text: *const wchar_t) -> &'a [wchar_t] {
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(text, libc::wcslen(text)) }
}

/// A copy of wide characters, with a NUL behind; null for lack of memory.
pub fn duplicate(text: &[wchar_t]) -> *mut wchar_t {
    let size = (text.len() + 1) * size_of::<wchar_t>();
    let copy = domains::malloc(Domain::Raw, size).cast::<wchar_t>();
    if !copy.is_null() {
        // SAFETY: room for the text and the NUL.
        unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr(), copy, text.len());
            copy.add(text.len()).write(0);
        }
    }
    copy
}

/// Frees a wide string and forgets it.
///
/// # Safety
/// Null, or allocated here and used by nobody else.
pub unsafe fn free_text(place: &mut *mut wchar_t) {
    let old = std::mem::replace(place, std::ptr::null_mut());
    // SAFETY: the caller's promise.
    unsafe { domains::free(Domain::Raw, old.cast()) };
}

/// Frees a list's strings and forgets them.
///
/// # Safety
/// As [`free_text`], for each.
pub unsafe fn free_list(list: &mut PyWideStringList) {
    // SAFETY: the caller's promise: `length` strings.
    unsafe {
        for at in 0..list.length.max(0) as usize {
            free_text(&mut *list.items.add(at));
        }
        domains::free(Domain::Raw, list.items.cast());
    }
    list.length = 0;
    list.items = std::ptr::null_mut();
}

/// Puts a string at `index` of a list (`PyWideStringList_Insert`).
///
/// # Safety
/// The list is valid.
///
/// # Errors
/// No memory.
pub unsafe fn insert(list: &mut PyWideStringList, index: usize, text: &[wchar_t]) -> Start<()> {
    let length = list.length.max(0) as usize;
    let copy = duplicate(text);
    if copy.is_null() {
        return Err(Stop::NO_MEMORY);
    }
    // SAFETY: the items are null or allocated here; the new block has room for one more.
    unsafe {
        let size = (length + 1) * size_of::<*mut wchar_t>();
        let items = domains::realloc(Domain::Raw, list.items.cast(), size).cast::<*mut wchar_t>();
        if items.is_null() {
            domains::free(Domain::Raw, copy.cast());
            return Err(Stop::NO_MEMORY);
        }
        let index = index.min(length);
        std::ptr::copy(items.add(index), items.add(index + 1), length - index);
        items.add(index).write(copy);
        list.items = items;
    }
    list.length += 1;
    Ok(())
}

/// A text of the system from a wide string that may be null.
///
/// # Safety
/// Null or NUL-terminated.
///
/// # Errors
/// What cannot be encoded.
pub unsafe fn text_from_c(text: *const wchar_t) -> Start<Option<OsString>> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    let text = unsafe { units(text) };
    match locale::encode(text) {
        Ok(bytes) => Ok(Some(OsString::from_vec(bytes))),
        Err(_) => Err(Stop::Error(None, c"cannot encode the configuration to the locale encoding")),
    }
}

/// Texts of the system from a list of wide strings.
///
/// # Safety
/// The list is valid.
///
/// # Errors
/// What cannot be encoded.
pub unsafe fn list_from_c(list: &PyWideStringList) -> Start<Vec<OsString>> {
    // SAFETY: the caller's promise: `length` strings.
    (0..list.length.max(0) as usize).filter_map(|at| unsafe { text_from_c(*list.items.add(at)) }.transpose()).collect()
}

/// A new wide string for a text of the system.
///
/// # Errors
/// No memory; what cannot be decoded.
pub fn from_text(text: &OsStr) -> Start<*mut wchar_t> {
    let units = locale::decode(text.as_bytes()).map_err(|failure| decoded_error(failure, "the configuration"))?;
    let copy = duplicate(&units);
    if copy.is_null() { Err(Stop::NO_MEMORY) } else { Ok(copy) }
}

/// Replaces a wide string.
///
/// # Safety
/// As [`free_text`].
///
/// # Errors
/// As [`from_text`].
pub unsafe fn text_to_c(place: &mut *mut wchar_t, text: Option<&OsStr>) -> Start<()> {
    let new = match text {
        Some(text) => from_text(text)?,
        None => std::ptr::null_mut(),
    };
    // SAFETY: the caller's promise.
    unsafe { free_text(place) };
    *place = new;
    Ok(())
}

/// Replaces a list of wide strings.
///
/// # Safety
/// As [`free_list`].
///
/// # Errors
/// As [`from_text`].
pub unsafe fn list_to_c(list: &mut PyWideStringList, texts: &[OsString]) -> Start<()> {
    // SAFETY: the caller's promise; what is inserted is a wide string of ours.
    unsafe {
        free_list(list);
        for text in texts {
            let units =
                locale::decode(text.as_bytes()).map_err(|failure| decoded_error(failure, "the configuration"))?;
            insert(list, list.length as usize, &units)?;
        }
    }
    Ok(())
}
