//! The format units: one argument to one or two C values.

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_runtime::abstract_::{ObjectOps, number};
use ks_runtime::prelude::*;

use super::{Refused, group_items, text};
use crate::va::VaList;

/// What must be given back when a later argument is refused.
pub(super) enum Cleanup {
    /// Memory that an `e` unit allocated; the pointer at this place is reset.
    Memory(*mut *mut c_char),
    /// A buffer that a `*` unit filled.
    Buffer(*mut Py_buffer),
    /// A converter that asked to be called again with a null object.
    Converter(unsafe extern "C" fn(*mut Object, *mut c_void) -> c_int, *mut c_void),
    /// A temporary whose data C was given; kept for the call's duration.
    #[expect(dead_code, reason = "held for its drop")]
    Temporary(Ref),
}

/// Walks a format and its variadic arguments.
pub(crate) struct Converter<'a> {
    units: &'a [u8],
    pub(super) va: &'a mut VaList,
    pub(super) cleanups: Vec<Cleanup>,
}

pub(super) fn expected(what: &str, arg: &Object) -> Refused {
    if arg.is(none()) {
        return Refused::Expected(format!("must be {what:.50}, not None"));
    }
    Refused::Expected(format!("must be {what:.50}, not {:.50}", arg.ob_type().display_name()))
}

/// The return value of a converter that asks for a cleanup call.
const Py_CLEANUP_SUPPORTED: c_int = 0x20000;

impl<'a> Converter<'a> {
    pub fn new(units: &'a [u8], va: &'a mut VaList) -> Converter<'a> {
        Converter { units, va, cleanups: Vec::new() }
    }

    /// Steps over `|` and `$`.
    pub fn skip_optional_mark(&mut self) {
        while let [b'|' | b'$', rest @ ..] = self.units {
            self.units = rest;
        }
    }

    pub fn next_unit(&self) -> Option<u8> {
        self.units.first().copied()
    }

    pub fn advance(&mut self) {
        self.units = &self.units[1..];
    }

    /// What is left of the format, for messages.
    pub fn rest(&self) -> String {
        String::from_utf8_lossy(self.units).into_owned()
    }

    /// Success: what was allocated is the caller's now.
    pub fn keep(mut self) {
        self.cleanups.clear();
    }

    /// Failure: gives everything back, keeping the exception.
    pub fn undo(self, th: &mut Thread) {
        let pending = th.take_raised();
        for cleanup in self.cleanups.into_iter().rev() {
            // SAFETY: the places were given by the caller for this call and hold what the unit put there.
            unsafe {
                match cleanup {
                    Cleanup::Memory(place) => {
                        ks_runtime::heap::mem_free((*place).cast());
                        *place = std::ptr::null_mut();
                    }
                    Cleanup::Buffer(view) => memoryobject::release(&mut *view, th),
                    Cleanup::Converter(converter, place) => {
                        converter(std::ptr::null_mut(), place);
                    }
                    Cleanup::Temporary(_) => {}
                }
            }
        }
        if let Some(pending) = pending {
            let _ = th.restore_raised(pending);
        }
    }

    /// A place that the caller gave for a result.
    ///
    /// # Safety
    /// The unit says that a `T *` stands here.
    unsafe fn place<T>(&mut self) -> *mut T {
        // SAFETY: the caller's promise.
        unsafe { self.va.pointer() }
    }

    /// Steps over `mark` if the unit has it.
    pub(super) fn has_mark(&mut self, mark: u8) -> bool {
        match self.units {
            [byte, rest @ ..] if *byte == mark => {
                self.units = rest;
                true
            }
            _ => false,
        }
    }

    /// Converts one argument: a group of units for a sequence, or one unit. `path` ends up as the place of the item refused.
    ///
    /// # Safety
    /// The variadic arguments are as the format says.
    pub unsafe fn item(&mut self, arg: &Object, path: &mut Vec<usize>, th: &mut Thread) -> Result<(), Refused> {
        if !self.has_mark(b'(') {
            // SAFETY: the caller's promise.
            return unsafe { self.unit(arg, th) };
        }
        let mut level = 0;
        let mut count = 0;
        for (at, &byte) in self.units.iter().enumerate() {
            match byte {
                b'(' => {
                    count += usize::from(level == 0);
                    level += 1;
                }
                b')' if level == 0 => break,
                b')' => level -= 1,
                _ if level == 0 && byte.is_ascii_alphabetic() => {
                    count += usize::from(!(at > 0 && self.units[at - 1] == b'e' && matches!(byte, b's' | b't')));
                }
                _ => {}
            }
        }
        let Some(items) = group_items(arg, th)? else {
            let name = arg.ob_type().display_name();
            let name = if arg.is(none()) { "None" } else { &name };
            return Err(Refused::Expected(format!("must be {count}-item sequence, not {name:.50}")));
        };
        if items.len() != count {
            return Err(Refused::Expected(format!("must be sequence of length {count}, not {}", items.len())));
        }
        path.push(0);
        let depth = path.len();
        for (index, item) in items.into_iter().enumerate() {
            path.truncate(depth);
            path[depth - 1] = index + 1;
            // SAFETY: the caller's promise.
            unsafe { self.item(&item, path, th) }?;
            self.cleanups.push(Cleanup::Temporary(item));
        }
        path.truncate(depth - 1);
        self.has_mark(b')');
        Ok(())
    }

    /// Steps over one item without an argument: its places are taken and left alone.
    ///
    /// # Safety
    /// As [`Converter::item`].
    pub unsafe fn skip_item(&mut self) -> Result<(), Refused> {
        // SAFETY: the caller's promise: as many pointers stand here as the unit says.
        unsafe {
            let unit = self.take_unit()?;
            match unit {
                b'(' => {
                    while self.next_unit().is_some_and(|unit| unit != b')') {
                        self.skip_item()?;
                    }
                    self.has_mark(b')');
                }
                b'e' => {
                    self.take_unit()?;
                    self.place::<c_void>();
                    self.place::<c_void>();
                    if self.has_mark(b'#') {
                        self.place::<c_void>();
                    }
                }
                b's' | b'z' | b'y' | b'w' => {
                    self.place::<c_void>();
                    if !self.has_mark(b'*') && self.has_mark(b'#') {
                        self.place::<c_void>();
                    }
                }
                b'O' => {
                    self.place::<c_void>();
                    if self.has_mark(b'!') || self.has_mark(b'&') {
                        self.place::<c_void>();
                    }
                }
                b'b' | b'B' | b'h' | b'H' | b'i' | b'I' | b'l' | b'k' | b'L' | b'K' | b'n' | b'f' | b'd' | b'D'
                | b'c' | b'C' | b'p' | b'S' | b'Y' | b'U' => {
                    self.place::<c_void>();
                }
                other => {
                    return Err(Refused::Format(format!("impossible<bad format char> '{}'", other as char)));
                }
            }
        }
        Ok(())
    }

    pub(super) fn take_unit(&mut self) -> Result<u8, Refused> {
        match self.units {
            [unit, rest @ ..] => {
                self.units = rest;
                Ok(*unit)
            }
            [] => Err(Refused::Format("format ended before its arguments".to_owned())),
        }
    }

    /// One unit.
    ///
    /// # Safety
    /// As [`Converter::item`].
    unsafe fn unit(&mut self, arg: &Object, th: &mut Thread) -> Result<(), Refused> {
        let unit = self.take_unit()?;
        // SAFETY: the caller's promise: a place of the unit's type stands next.
        unsafe {
            match unit {
                b'b' => *self.place::<u8>() = bounded(arg, 0, 255, "unsigned byte integer", th)? as u8,
                b'B' => *self.place::<u8>() = mask(arg, th)? as u8,
                b'h' => *self.place::<i16>() = bounded(arg, -32768, 32767, "signed short integer", th)? as i16,
                b'H' => *self.place::<u16>() = mask(arg, th)? as u16,
                b'i' => {
                    let (low, high) = (i64::from(c_int::MIN), i64::from(c_int::MAX));
                    *self.place::<c_int>() = bounded(arg, low, high, "signed integer", th)? as c_int;
                }
                b'I' => *self.place::<u32>() = mask(arg, th)? as u32,
                b'l' | b'L' => *self.place::<i64>() = number::index_any(arg, th)?.to_i64(th)?,
                b'k' | b'K' => match arg.downcast::<Long>() {
                    Some(value) => *self.place::<u64>() = value.to_u64_mask(),
                    None => return Err(expected("int", arg)),
                },
                b'n' => {
                    let value = number::index_any(arg, th)?;
                    *self.place::<isize>() = value.to_isize(th)?;
                }
                b'f' => *self.place::<f32>() = Float::to_f64(arg, th)? as f32,
                b'd' => *self.place::<f64>() = Float::to_f64(arg, th)?,
                b'D' => {
                    let (real, imag) = complexobject::to_parts(arg, th)?;
                    *self.place::<[f64; 2]>() = [real, imag];
                }
                b'c' => *self.place::<u8>() = one_byte(arg, th)?,
                b'C' => match arg.downcast::<Str>() {
                    Some(text) if text.len() == 1 => *self.place::<u32>() = text.char_at(0),
                    _ => return Err(expected("a unicode character", arg)),
                },
                b'p' => *self.place::<c_int>() = c_int::from(arg.is_true(th)?),
                b's' | b'z' => self.text(arg, unit == b'z', th)?,
                b'y' => self.bytes(arg, th)?,
                b'e' => text::encoded(self, arg, th)?,
                b'S' => self.instance::<Bytes>(arg, "bytes")?,
                b'Y' => self.instance::<ByteArray>(arg, "bytearray")?,
                b'U' => self.instance::<Str>(arg, "str")?,
                b'O' => self.object(arg, th)?,
                b'w' => self.writable(arg, th)?,
                other => return Err(Refused::Format(format!("impossible<bad format char> '{}'", other as char))),
            }
        }
        Ok(())
    }

    /// `S`, `Y`, `U`: the object itself if it is of the type.
    ///
    /// # Safety
    /// As [`Converter::item`].
    unsafe fn instance<T: TypeInfo>(&mut self, arg: &Object, name: &str) -> Result<(), Refused> {
        // SAFETY: the caller's promise.
        let place = unsafe { self.place::<*mut Object>() };
        if !T::check(arg) {
            return Err(expected(name, arg));
        }
        // SAFETY: as above.
        unsafe { *place = arg.as_ptr() };
        Ok(())
    }

    /// `O`, `O!`, `O&`.
    ///
    /// # Safety
    /// As [`Converter::item`].
    unsafe fn object(&mut self, arg: &Object, th: &mut Thread) -> Result<(), Refused> {
        // SAFETY: the caller's promise: a type and a place, a converter and a place, or a place.
        unsafe {
            if self.has_mark(b'!') {
                let ty = &*self.place::<Type>();
                let place = self.place::<*mut Object>();
                if !arg.ob_type().is_subtype_of(ty) {
                    return Err(expected(&ty.display_name(), arg));
                }
                *place = arg.as_ptr();
            } else if self.has_mark(b'&') {
                type Convert = unsafe extern "C" fn(*mut Object, *mut c_void) -> c_int;
                let converter = std::mem::transmute::<*mut c_void, Convert>(self.place());
                let place = self.place::<c_void>();
                match converter(arg.as_ptr(), place) {
                    0 if th.is_raised() => return Err(Refused::Raised),
                    0 => return Err(Refused::Expected("(unspecified)".to_owned())),
                    Py_CLEANUP_SUPPORTED => self.cleanups.push(Cleanup::Converter(converter, place)),
                    _ => {}
                }
            } else {
                *self.place::<*mut Object>() = arg.as_ptr();
            }
        }
        Ok(())
    }

    /// `s`, `z`: UTF-8 text; with `#` also its length, bytes allowed; with `*` as a buffer.
    ///
    /// # Safety
    /// As [`Converter::item`].
    unsafe fn text(&mut self, arg: &Object, or_none: bool, th: &mut Thread) -> Result<(), Refused> {
        // SAFETY: the caller's promise: a view; or a pointer and perhaps a length.
        unsafe {
            if self.has_mark(b'*') {
                let view = self.place::<Py_buffer>();
                if or_none && arg.is(none()) {
                    view.write(Py_buffer { itemsize: 1, readonly: 1, ndim: 1, ..Py_buffer::EMPTY });
                } else if let Some(text) = arg.downcast::<Str>() {
                    let utf8 = text.to_utf8(th)?;
                    memoryobject::fill_info(&mut *view, Some(arg), utf8.as_ptr().cast_mut().cast(), utf8.len());
                } else {
                    text::acquire(view, arg, PyBUF_SIMPLE, "bytes-like object", th)?;
                }
                self.cleanups.push(Cleanup::Buffer(view));
                return Ok(());
            }
            let place = self.place::<*const c_char>();
            let len_place = if self.has_mark(b'#') { self.place::<isize>() } else { std::ptr::null_mut() };
            let bytes: &[u8] = if or_none && arg.is(none()) {
                *place = std::ptr::null();
                if !len_place.is_null() {
                    *len_place = 0;
                }
                return Ok(());
            } else if let Some(text) = arg.downcast::<Str>() {
                text.to_utf8(th)?.as_bytes()
            } else if len_place.is_null() {
                return Err(expected(if or_none { "str or None" } else { "str" }, arg));
            } else {
                text::read_only_bytes(arg, th)?
            };
            *place = bytes.as_ptr().cast();
            if !len_place.is_null() {
                *len_place = bytes.len() as isize;
            } else if bytes.contains(&0) {
                return Err(raise!(th, ValueError, "embedded null character").into());
            }
        }
        Ok(())
    }

    /// `y`: bytes; with `#` also their length; with `*` as a buffer.
    ///
    /// # Safety
    /// As [`Converter::item`].
    unsafe fn bytes(&mut self, arg: &Object, th: &mut Thread) -> Result<(), Refused> {
        // SAFETY: the caller's promise: a view; or a pointer and perhaps a length.
        unsafe {
            if self.has_mark(b'*') {
                let view = self.place::<Py_buffer>();
                text::acquire(view, arg, PyBUF_SIMPLE, "bytes-like object", th)?;
                self.cleanups.push(Cleanup::Buffer(view));
                return Ok(());
            }
            let place = self.place::<*const c_char>();
            let bytes = text::read_only_bytes(arg, th)?;
            *place = bytes.as_ptr().cast();
            if self.has_mark(b'#') {
                *self.place::<isize>() = bytes.len() as isize;
            } else if bytes.contains(&0) {
                return Err(raise!(th, ValueError, "embedded null byte").into());
            }
        }
        Ok(())
    }

    /// `w*`: a writable buffer.
    ///
    /// # Safety
    /// As [`Converter::item`].
    unsafe fn writable(&mut self, arg: &Object, th: &mut Thread) -> Result<(), Refused> {
        if !self.has_mark(b'*') {
            return Err(Refused::Format("impossible<use of 'w' format character>".to_owned()));
        }
        // SAFETY: the caller's promise: a view stands here.
        unsafe {
            let view = self.place::<Py_buffer>();
            text::acquire(view, arg, PyBUF_WRITABLE, "read-write bytes-like object", th)?;
            self.cleanups.push(Cleanup::Buffer(view));
        }
        Ok(())
    }
}

/// An int within bounds, or `OverflowError`.
fn bounded(arg: &Object, low: i64, high: i64, what: &str, th: &mut Thread) -> Result<i64, Refused> {
    let value = number::index_any(arg, th)?.to_i64(th)?;
    if value < low {
        return Err(raise!(th, OverflowError, "{what} is less than minimum").into());
    }
    if value > high {
        return Err(raise!(th, OverflowError, "{what} is greater than maximum").into());
    }
    Ok(value)
}

/// An int modulo 2**64.
fn mask(arg: &Object, th: &mut Thread) -> PyResult<u64> {
    Ok(number::index_any(arg, th)?.to_u64_mask())
}

/// `c`: the byte of a bytes or bytearray of length 1.
fn one_byte(arg: &Object, th: &mut Thread) -> Result<u8, Refused> {
    let bytes = if let Some(bytes) = arg.downcast::<Bytes>() {
        bytes.as_bytes()
    } else if let Some(bytes) = arg.downcast::<ByteArray>() {
        bytes.as_bytes(th)
    } else {
        &[]
    };
    match bytes {
        [byte] => Ok(*byte),
        _ => Err(expected("a byte string of length 1", arg)),
    }
}

/// The C string at `text` as UTF-8, for names inside formats.
///
/// # Safety
/// `text` is null or a C string that outlives the result.
pub(super) unsafe fn c_name<'a>(text: *const c_char) -> Option<&'a str> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(text) }.to_str().ok()
}
