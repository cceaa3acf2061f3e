//! `cpython/unicodeobject.h` and `pycore_unicodeobject.h`: strings (PEP 393) and the string writer.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_void};

use crate::object::Object;

/// Head of every string. In a compact ASCII string the characters and a NUL follow.
#[repr(C)]
pub struct PyASCIIObject {
    pub ob_base: Object,
    /// Characters, without the NUL.
    pub length: Cell<isize>,
    /// -1 while unknown.
    pub hash: Cell<isize>,
    /// Bit fields `interned:2 kind:3 compact:1 ascii:1 statically_allocated:1`.
    pub state: Cell<u32>,
}
object_layout!(PyASCIIObject: ob_base -> Object);

/// A compact string that is not all ASCII; characters and a NUL character follow.
#[repr(C)]
pub struct PyCompactUnicodeObject {
    pub _base: PyASCIIObject,
    /// Bytes of `utf8`, without the NUL.
    pub utf8_length: Cell<isize>,
    /// UTF-8 form once asked for, or null.
    pub utf8: Cell<*mut c_char>,
}
object_layout!(PyCompactUnicodeObject: _base -> PyASCIIObject);

/// A string whose characters stand elsewhere: of `str` subclasses.
#[repr(C)]
pub struct PyUnicodeObject {
    pub _base: PyCompactUnicodeObject,
    /// The characters, in units of `kind` bytes.
    pub data: Cell<*mut c_void>,
}
object_layout!(PyUnicodeObject: _base -> PyCompactUnicodeObject);

/// A string under construction (`pycore_unicodeobject.h`); used inline by extension modules.
#[repr(C)]
pub struct _PyUnicodeWriter {
    pub buffer: *mut Object,
    pub data: *mut c_void,
    pub kind: c_int,
    pub maxchar: u32,
    pub size: isize,
    pub pos: isize,
    pub min_length: isize,
    pub min_char: u32,
    pub overallocate: u8,
    pub readonly: u8,
}

/// `state.interned`: two bits, one of the `SSTATE_*` values.
pub const STATE_INTERNED_MASK: u32 = 3;
/// `state.kind`: three bits, bytes per character.
pub const STATE_KIND_SHIFT: u32 = 2;
pub const STATE_KIND_MASK: u32 = 7 << STATE_KIND_SHIFT;
/// `state.compact`: the characters follow the head.
pub const STATE_COMPACT: u32 = 1 << 5;
/// `state.ascii`: all characters are below 128.
pub const STATE_ASCII: u32 = 1 << 6;
/// `state.statically_allocated`: never freed.
pub const STATE_STATICALLY_ALLOCATED: u32 = 1 << 7;

pub const SSTATE_NOT_INTERNED: u32 = 0;
pub const SSTATE_INTERNED_MORTAL: u32 = 1;
pub const SSTATE_INTERNED_IMMORTAL: u32 = 2;
pub const SSTATE_INTERNED_IMMORTAL_STATIC: u32 = 3;

pub const PyUnicode_1BYTE_KIND: c_int = 1;
pub const PyUnicode_2BYTE_KIND: c_int = 2;
pub const PyUnicode_4BYTE_KIND: c_int = 4;

/// The state word of a compact string.
pub const fn unicode_state(interned: u32, kind: c_int, ascii: bool) -> u32 {
    interned | (kind as u32) << STATE_KIND_SHIFT | STATE_COMPACT | if ascii { STATE_ASCII } else { 0 }
}

impl PyASCIIObject {
    /// `SSTATE_*`.
    #[inline(always)]
    pub fn interned(&self) -> u32 {
        self.state.get() & STATE_INTERNED_MASK
    }

    #[inline(always)]
    pub fn set_interned(&self, interned: u32) {
        self.state.set(self.state.get() & !STATE_INTERNED_MASK | interned);
    }

    /// Bytes per character: 1, 2 or 4.
    #[inline(always)]
    pub fn kind(&self) -> c_int {
        ((self.state.get() & STATE_KIND_MASK) >> STATE_KIND_SHIFT) as c_int
    }

    #[inline(always)]
    pub fn is_compact(&self) -> bool {
        self.state.get() & STATE_COMPACT != 0
    }

    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.state.get() & STATE_ASCII != 0
    }

    #[inline(always)]
    pub fn is_statically_allocated(&self) -> bool {
        self.state.get() & STATE_STATICALLY_ALLOCATED != 0
    }

    /// `PyUnicode_DATA`: where the characters stand.
    #[inline(always)]
    pub fn data(&self) -> *mut u8 {
        let start = self.as_ptr();
        // SAFETY: the state word says which of the three layouts the object has, and the address stays inside it.
        unsafe {
            if !self.is_compact() {
                (*start.cast::<PyUnicodeObject>()).data.get().cast()
            } else if self.is_ascii() {
                start.cast::<PyASCIIObject>().add(1).cast()
            } else {
                start.cast::<PyCompactUnicodeObject>().add(1).cast()
            }
        }
    }
}

pub const Py_UNICODE_REPLACEMENT_CHARACTER: u32 = 65533;
