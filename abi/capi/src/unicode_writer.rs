//! `_PyUnicodeWriter_*`: the string writer that extension modules use inline.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::objects::unicodeobject::StrData;
use ks_runtime::objects::unicodeobject::units::copy_to_kind;
use ks_runtime::prelude::*;
use ks_runtime::with_units;

use super::support::{bytes, object, resized};

/// The writer's buffer.
///
/// # Safety
/// The buffer is null or a string.
unsafe fn buffer(writer: &_PyUnicodeWriter) -> Option<&Str> {
    // SAFETY: the caller's promise.
    unsafe { writer.buffer.cast::<Str>().as_ref() }
}

/// Puts a new buffer in place and the fields that depend on it.
///
/// # Safety
/// The writer owns its buffer.
unsafe fn set_buffer(writer: &mut _PyUnicodeWriter, new: Ref<Str>) {
    // SAFETY: the caller's promise.
    unsafe {
        let old = std::mem::replace(&mut writer.buffer, new.into_raw().cast());
        drop(Ref::from_raw_option(old));
        update(writer);
    }
}

/// # Safety
/// The buffer is a string.
unsafe fn update(writer: &mut _PyUnicodeWriter) {
    // SAFETY: the caller's promise.
    let Some((max, storage, kind, len)) = (unsafe { buffer(writer) })
        .map(|text| (text.data().max_char(), text.storage(), text.data().kind(), text.len()))
    else {
        return;
    };
    writer.maxchar = max;
    writer.data = storage.cast();
    if writer.readonly == 0 {
        writer.kind = kind as c_int;
        writer.size = len as isize;
    } else {
        // A shared string: the next write copies it.
        writer.kind = 0;
        writer.size = 0;
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_Init(writer: &mut _PyUnicodeWriter) {
    *writer = _PyUnicodeWriter {
        buffer: std::ptr::null_mut(),
        data: std::ptr::null_mut(),
        kind: 0,
        maxchar: 0,
        size: 0,
        pos: 0,
        min_length: 0,
        min_char: 0,
        overallocate: 0,
        readonly: 0,
    };
}

fn prepare(writer: &mut _PyUnicodeWriter, length: isize, maxchar: u32) -> PyResult<()> {
    if maxchar <= writer.maxchar && length <= writer.size - writer.pos {
        return Ok(());
    }
    let max = maxchar.max(writer.min_char);
    let Some(mut size) = writer.pos.checked_add(length) else {
        return Err(ks_runtime::heap::out_of_memory());
    };
    // SAFETY: the writer owns its buffer; new buffers have room for what is copied.
    unsafe {
        let Some(old) = buffer(writer) else {
            if writer.overallocate != 0 {
                size = size.saturating_add(size / 4);
            }
            let new = Str::alloc(size.max(writer.min_length) as usize, max)?;
            set_buffer(writer, new);
            return Ok(());
        };
        if size > writer.size {
            if writer.overallocate != 0 {
                size = size.saturating_add(size / 4);
            }
            size = size.max(writer.min_length);
        } else {
            size = writer.size;
        }
        let new = Str::alloc(size as usize, max.max(writer.maxchar))?;
        let part = old.data().slice(0, writer.pos as usize);
        with_units!(part, units => copy_to_kind(units, new.storage(), new.data().kind()));
        writer.readonly = 0;
        set_buffer(writer, new);
    }
    Ok(())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_PrepareInternal(
    writer: &mut _PyUnicodeWriter,
    length: isize,
    maxchar: u32,
) -> Status {
    prepare(writer, length, maxchar).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_PrepareKindInternal(writer: &mut _PyUnicodeWriter, kind: c_int) -> Status {
    let max = match kind {
        PyUnicode_1BYTE_KIND => 0xff,
        PyUnicode_2BYTE_KIND => 0xffff,
        _ => 0x10ffff,
    };
    prepare(writer, 0, max).into()
}

fn write(writer: &mut _PyUnicodeWriter, data: StrData<'_>, max: u32) -> PyResult<()> {
    if data.is_empty() {
        return Ok(());
    }
    prepare(writer, data.len() as isize, max)?;
    // SAFETY: there is room, in a kind that is wide enough.
    unsafe {
        let kind = writer.kind as usize;
        let place = writer.data.cast::<u8>().add(writer.pos as usize * kind);
        with_units!(data, units => copy_to_kind(units, place, kind));
    }
    writer.pos += data.len() as isize;
    Ok(())
}

/// The largest character of part of a string.
fn largest(data: StrData<'_>) -> u32 {
    match data {
        StrData::Ascii(_) => 0x7f,
        _ => data.iter().max().unwrap_or(0),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteChar(writer: &mut _PyUnicodeWriter, point: u32) -> Status {
    write(writer, StrData::Ucs4(&[point]), point).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteStr(writer: &mut _PyUnicodeWriter, text: &Object) -> Status {
    // SAFETY: called by C with a string.
    let text: &Str = unsafe { text.cast_unchecked() };
    if text.is_empty() {
        return Status::OK;
    }
    if writer.buffer.is_null() && writer.overallocate == 0 && Str::check_exact(text) {
        // Shared until something else is written.
        writer.readonly = 1;
        writer.buffer = Ref::new(text).into_raw().cast();
        // SAFETY: a string.
        unsafe { update(writer) };
        writer.pos = text.len() as isize;
        return Status::OK;
    }
    let data = text.data();
    write(writer, data, data.max_char()).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteSubstring(
    writer: &mut _PyUnicodeWriter,
    text: &Object,
    start: isize,
    end: isize,
) -> Status {
    // SAFETY: called by C with a string.
    let whole: &Str = unsafe { text.cast_unchecked() };
    let end = (end.max(0) as usize).min(whole.len());
    let start = (start.max(0) as usize).min(end);
    if start == 0 && end == whole.len() {
        // SAFETY: as above.
        return unsafe { _PyUnicodeWriter_WriteStr(writer, text) };
    }
    let data = whole.data().slice(start, end);
    write(writer, data, largest(data)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteASCIIString(
    writer: &mut _PyUnicodeWriter,
    text: *const c_char,
    size: isize,
) -> Status {
    // SAFETY: called by C with `size` ASCII bytes, or a NUL behind them.
    let text = unsafe { if size < 0 { CStr::from_ptr(text).to_bytes() } else { bytes(text, size) } };
    write(writer, StrData::Ascii(text), 0x7f).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteLatin1String(
    writer: &mut _PyUnicodeWriter,
    text: *const c_char,
    size: isize,
) -> Status {
    // SAFETY: called by C with `size` bytes.
    let text = unsafe { bytes(text, size) };
    let data = if text.is_ascii() { StrData::Ascii(text) } else { StrData::Latin1(text) };
    write(writer, data, data.max_char()).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_Finish(writer: &mut _PyUnicodeWriter) -> PyResult {
    // SAFETY: the writer owns its buffer and gives it up.
    let taken =
        unsafe { Ref::from_raw_option(std::mem::replace(&mut writer.buffer, std::ptr::null_mut()).cast::<Str>()) };
    let length = writer.pos as usize;
    match taken {
        Some(text) if length > 0 => {
            if writer.readonly != 0 {
                return Ok(text.into_object());
            }
            let data = text.data().slice(0, length);
            if length == 1 {
                return object(Str::from_char(data.at(0)));
            }
            if length == text.len() && largest(data) > text_floor(data) {
                return Ok(text.into_object());
            }
            if largest(data) > text_floor(data) { object(resized(&text, length)) } else { object(Str::from_data(data)) }
        }
        _ => object(Ok(Ref::new(empty_str()))),
    }
}

/// What the next narrower kind holds: a string whose characters all fit it is not as it should be.
fn text_floor(data: StrData<'_>) -> u32 {
    match data {
        StrData::Ascii(_) => 0,
        StrData::Latin1(_) => 0x7f,
        StrData::Ucs2(_) => 0xff,
        StrData::Ucs4(_) => 0xffff,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_Dealloc(writer: &mut _PyUnicodeWriter) {
    // SAFETY: the writer owns its buffer and gives it up.
    drop(unsafe { Ref::from_raw_option(std::mem::replace(&mut writer.buffer, std::ptr::null_mut())) });
}
