//! The units that hand out memory: buffers, read-only bytes, encoded text.

use std::ffi::{c_char, c_int};

use ks_runtime::prelude::*;

use super::Refused;
use super::convert::{Cleanup, Converter, c_name, expected};

/// Fills `view` with a contiguous buffer of `arg`.
///
/// # Safety
/// `view` is a place for a view.
pub(super) unsafe fn acquire(
    view: *mut Py_buffer,
    arg: &Object,
    flags: c_int,
    what: &str,
    th: &mut Thread,
) -> Result<(), Refused> {
    // SAFETY: the caller's promise.
    let view = unsafe { &mut *view };
    if let Err(raised) = memoryobject::get_buffer(arg, view, flags, th) {
        // What the object says stands, except of one that is to be writable.
        if flags & PyBUF_WRITABLE == 0 {
            return Err(raised.into());
        }
        th.clear_raised();
        return Err(expected(what, arg));
    }
    if !memoryobject::is_contiguous(view, b'C') {
        memoryobject::release(view, th);
        return Err(expected("contiguous buffer", arg));
    }
    Ok(())
}

/// The bytes of an object whose buffer need not be released: they live as long as the object is not changed.
pub(super) fn read_only_bytes<'a>(arg: &Object, th: &mut Thread) -> Result<&'a [u8], Refused> {
    let releases = arg.ob_type().tp_as_buffer.get().and_then(|methods| methods.bf_releasebuffer.get());
    if releases.is_some() {
        return Err(expected("read-only bytes-like object", arg));
    }
    let mut view = Py_buffer::EMPTY;
    // SAFETY: the view is a local; the bytes it shows stay valid after its release, as the exporter has none to do, for as
    // long as the caller's argument lives.
    unsafe {
        acquire(&raw mut view, arg, PyBUF_SIMPLE, "bytes-like object", th)?;
        let bytes = std::slice::from_raw_parts(view.buf.cast::<u8>(), view.len as usize);
        memoryobject::release(&mut view, th);
        Ok(bytes)
    }
}

/// `es`, `et`, with or without `#`: text in an encoding that the caller names, in memory of the caller's or new.
///
/// # Safety
/// As `Converter::item`.
pub(super) unsafe fn encoded(converter: &mut Converter<'_>, arg: &Object, th: &mut Thread) -> Result<(), Refused> {
    let keep_bytes = match converter.take_unit()? {
        b's' => false,
        b't' => true,
        _ => return Err(Refused::Format("(unknown parser marker combination)".to_owned())),
    };
    // SAFETY: the caller's promise: an encoding name and a `char **` stand here.
    let (encoding, place) = unsafe { (c_name(converter.va.pointer()), converter.va.pointer::<*mut c_char>()) };
    let owned;
    let bytes: Vec<u8> = if keep_bytes && let Some(bytes) = arg.downcast::<Bytes>() {
        bytes.as_bytes().to_vec()
    } else if keep_bytes && let Some(bytes) = arg.downcast::<ByteArray>() {
        bytes.as_bytes(th).to_vec()
    } else if let Some(text) = arg.downcast::<Str>() {
        owned = unicodeobject::encode(text, encoding.unwrap_or("utf-8"), None, th)?;
        match owned.downcast::<Bytes>() {
            Some(bytes) => bytes.as_bytes().to_vec(),
            None => return Err(Refused::Expected("(encoder failed to return bytes)".to_owned())),
        }
    } else {
        let what = if keep_bytes { "str, bytes or bytearray" } else { "str" };
        return Err(expected(what, arg));
    };
    let sized = converter.has_mark(b'#');
    // SAFETY: with `#` a `Py_ssize_t *` stands here.
    let len_place = if sized { unsafe { converter.va.pointer::<isize>() } } else { std::ptr::null_mut() };
    if !sized && bytes.contains(&0) {
        return Err(expected("encoded string without null bytes", arg));
    }
    // SAFETY: the places are the caller's; new memory is one byte longer than the text.
    unsafe {
        if sized && !(*place).is_null() {
            let room = *len_place;
            if bytes.len() as isize + 1 > room {
                return Err(raise!(
                    th,
                    ValueError,
                    "encoded string too long ({}, maximum length {})",
                    bytes.len(),
                    room - 1
                )
                .into());
            }
        } else {
            let memory = ks_runtime::heap::mem_malloc(bytes.len() + 1);
            if memory.is_null() {
                return Err(th.no_memory().into());
            }
            *place = memory.cast();
            converter.cleanups.push(Cleanup::Memory(place));
        }
        let target = (*place).cast::<u8>();
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), target, bytes.len());
        target.add(bytes.len()).write(0);
        if sized {
            *len_place = bytes.len() as isize;
        }
    }
    Ok(())
}
