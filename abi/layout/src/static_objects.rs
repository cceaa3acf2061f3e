//! `pycore_global_objects.h` and `pycore_global_strings.h`: the objects that stand in `_PyRuntime` and live for ever: small
//! ints, one-byte bytes, the empty bytes and tuple, identifiers, and the strings of one Latin-1 character.
//!
//! Extension modules use their addresses, so the order is the header's. Strings that only we want stand in a table of our
//! own beside it; both come from `identifiers.toml`, and [`id!`](crate::id) gives either.

use std::cell::Cell;

use crate::bytesobject::PyBytesObject;
use crate::gc::PyGC_Head;
use crate::longintrepr::PyLongObject;
use crate::object::{Object, Type, VarObject};
use crate::opaque::Opaque;
use crate::refs::Field;
use crate::runtime::_PyRuntime;
use crate::tupleobject::PyTupleObject;
use crate::unicodeobject::{
    PyASCIIObject, PyCompactUnicodeObject, PyUnicode_1BYTE_KIND, SSTATE_INTERNED_IMMORTAL_STATIC,
    STATE_STATICALLY_ALLOCATED, unicode_state,
};

unsafe extern "C" {
    static PyUnicode_Type: Type;
    static PyLong_Type: Type;
    static PyBytes_Type: Type;
    static PyTuple_Type: Type;
}

/// Small ints: `-_PY_NSMALLNEGINTS` up to and without `_PY_NSMALLPOSINTS`.
pub const _PY_NSMALLPOSINTS: usize = 257;
pub const _PY_NSMALLNEGINTS: usize = 5;

/// A static ASCII string of `N - 1` characters and a NUL.
#[repr(C)]
pub struct StaticStr<const N: usize> {
    pub head: PyASCIIObject,
    data: [u8; N],
}

/// A static string of one character from U+0080 to U+00FF.
#[repr(C)]
pub struct StaticLatin1 {
    pub head: PyCompactUnicodeObject,
    data: [u8; 2],
}

/// A static bytes object of one byte.
#[repr(C)]
pub struct StaticByte {
    pub ob: PyBytesObject,
    eos: u8,
}

const fn string_head(length: usize, ascii: bool) -> PyASCIIObject {
    PyASCIIObject {
        ob_base: Object::immortal(&raw const PyUnicode_Type),
        length: Cell::new(length as isize),
        hash: Cell::new(-1),
        state: Cell::new(
            unicode_state(SSTATE_INTERNED_IMMORTAL_STATIC, PyUnicode_1BYTE_KIND, ascii) | STATE_STATICALLY_ALLOCATED,
        ),
    }
}

impl<const N: usize> StaticStr<N> {
    const fn new(text: &str) -> StaticStr<N> {
        let (text, mut data) = (text.as_bytes(), [0; N]);
        let mut at = 0;
        while at < text.len() {
            data[at] = text[at];
            at += 1;
        }
        StaticStr { head: string_head(N - 1, true), data }
    }
}

/// `_Py_static_objects`.
#[repr(C)]
pub struct _Py_static_objects {
    pub singletons: Singletons,
}

/// `_Py_static_objects.singletons`.
#[repr(C)]
pub struct Singletons {
    pub small_ints: [PyLongObject; _PY_NSMALLNEGINTS + _PY_NSMALLPOSINTS],
    pub bytes_empty: PyBytesObject,
    pub bytes_characters: [StaticByte; 256],
    pub strings: _Py_global_strings,
    pub _tuple_empty_gc_not_used: PyGC_Head,
    pub tuple_empty: PyTupleObject,
    pub _hamt_bitmap_node_empty_gc_not_used: PyGC_Head,
    /// Free: the runtime keeps its own.
    pub hamt_bitmap_node_empty: Opaque<40>,
    /// Free: the runtime keeps its own.
    pub context_token_missing: Opaque<16>,
}

/// `_Py_global_strings`.
#[repr(C)]
pub struct _Py_global_strings {
    pub literals: Literals,
    pub identifiers: Identifiers,
    pub ascii: [StaticStr<2>; 128],
    pub latin1: [StaticLatin1; 128],
}

/// The strings that only we want.
#[repr(C)]
pub struct OwnStrings {
    pub literals: OwnLiterals,
    pub identifiers: OwnIdentifiers,
}

/// Our own static strings.
pub static OWN_STRINGS: OwnStrings = OwnStrings { literals: OwnLiterals::NEW, identifiers: OwnIdentifiers::NEW };
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for OwnStrings {}

/// UTF-8 of U+0080 to U+00FF, a NUL after each.
static LATIN1_UTF8: [[u8; 3]; 128] = {
    let mut table = [[0; 3]; 128];
    let mut at = 0;
    while at < 128 {
        let c = at as u8 | 0x80;
        table[at] = [0xc0 | c >> 6, 0x80 | c & 0x3f, 0];
        at += 1;
    }
    table
};

impl _Py_static_objects {
    pub(crate) const NEW: _Py_static_objects = _Py_static_objects {
        singletons: Singletons {
            small_ints: small_ints(),
            bytes_empty: static_bytes(0, 0),
            bytes_characters: bytes_characters(),
            strings: _Py_global_strings {
                literals: Literals::NEW,
                identifiers: Identifiers::NEW,
                ascii: ascii(),
                latin1: latin1(),
            },
            _tuple_empty_gc_not_used: NO_GC_HEAD,
            tuple_empty: PyTupleObject {
                ob_base: VarObject { ob_base: Object::immortal(&raw const PyTuple_Type), ob_size: Cell::new(0) },
                ob_item: [Field::NULL],
            },
            _hamt_bitmap_node_empty_gc_not_used: NO_GC_HEAD,
            hamt_bitmap_node_empty: Opaque::ZERO,
            context_token_missing: Opaque::ZERO,
        },
    };
}

const NO_GC_HEAD: PyGC_Head = PyGC_Head { _gc_next: Cell::new(0), _gc_prev: Cell::new(0) };

const fn small_ints() -> [PyLongObject; _PY_NSMALLNEGINTS + _PY_NSMALLPOSINTS] {
    let mut ints = [const { PyLongObject::immortal(&raw const PyLong_Type, 0) }; _PY_NSMALLNEGINTS + _PY_NSMALLPOSINTS];
    let mut at = 0;
    while at < ints.len() {
        ints[at] = PyLongObject::immortal(&raw const PyLong_Type, at as i32 - _PY_NSMALLNEGINTS as i32);
        at += 1;
    }
    ints
}

const fn static_bytes(size: isize, byte: u8) -> PyBytesObject {
    PyBytesObject {
        ob_base: VarObject { ob_base: Object::immortal(&raw const PyBytes_Type), ob_size: Cell::new(size) },
        ob_shash: Cell::new(-1),
        ob_sval: [Cell::new(byte)],
    }
}

const fn bytes_characters() -> [StaticByte; 256] {
    let mut bytes = [const { StaticByte { ob: static_bytes(1, 0), eos: 0 } }; 256];
    let mut at = 0;
    while at < 256 {
        bytes[at].ob = static_bytes(1, at as u8);
        at += 1;
    }
    bytes
}

const fn ascii() -> [StaticStr<2>; 128] {
    let mut strings = [const { StaticStr::new("\0") }; 128];
    let mut at = 0;
    while at < 128 {
        strings[at].data[0] = at as u8;
        at += 1;
    }
    strings
}

const fn latin1() -> [StaticLatin1; 128] {
    const EMPTY: StaticLatin1 = StaticLatin1 {
        head: PyCompactUnicodeObject {
            _base: string_head(1, false),
            utf8_length: Cell::new(2),
            utf8: Cell::new(std::ptr::null_mut()),
        },
        data: [0; 2],
    };
    let mut strings = [EMPTY; 128];
    let mut at = 0;
    while at < 128 {
        strings[at].head.utf8 = Cell::new((&raw const LATIN1_UTF8[at]).cast_mut().cast());
        strings[at].data[0] = at as u8 | 0x80;
        at += 1;
    }
    strings
}

include!(concat!(env!("OUT_DIR"), "/static_strings.rs"));

/// A static string, named at compile time.
#[derive(Clone, Copy)]
pub struct StaticId(*const PyASCIIObject);

// SAFETY: the address of a static.
unsafe impl Sync for StaticId {}

impl StaticId {
    const fn new(string: *const PyASCIIObject) -> StaticId {
        StaticId(string)
    }

    /// The string: immortal and interned.
    #[inline(always)]
    pub const fn get(self) -> &'static PyASCIIObject {
        // SAFETY: made only of the addresses of statics, in the generated `ids`.
        unsafe { &*self.0 }
    }

    /// The string's address, for static initializers.
    #[inline(always)]
    pub const fn as_ptr(self) -> *const PyASCIIObject {
        self.0
    }
}

/// Finds a static string by its text; for constants, where a text that is not in the table stops the compilation.
pub const fn static_string(text: &str) -> StaticId {
    if let [character @ 0..128] = *text.as_bytes() {
        return StaticId::new(&raw const _PyRuntime.static_objects.singletons.strings.ascii[character as usize].head);
    }
    let mut at = 0;
    while at < STATIC_STRINGS.len() {
        if equal(STATIC_STRINGS[at].0.as_bytes(), text.as_bytes()) {
            return STATIC_STRINGS[at].1;
        }
        at += 1;
    }
    panic!("no such string in identifiers.toml")
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The static interned string of that name: `id!(__name__)`, `id!("<lambda>")`. Borrowed; it lives for ever.
///
/// A name that is in no table does not compile; add it to `[own_identifiers]` or `[own_literals]` of `identifiers.toml`.
#[macro_export]
macro_rules! id {
    (self) => {
        $crate::ids::self_.get()
    };
    (super) => {
        $crate::ids::super_.get()
    };
    (false) => {
        $crate::ids::r#false.get()
    };
    (true) => {
        $crate::ids::r#true.get()
    };
    (as) => {
        $crate::ids::r#as.get()
    };
    (async) => {
        $crate::ids::r#async.get()
    };
    (await) => {
        $crate::ids::r#await.get()
    };
    (break) => {
        $crate::ids::r#break.get()
    };
    (const) => {
        $crate::ids::r#const.get()
    };
    (continue) => {
        $crate::ids::r#continue.get()
    };
    (final) => {
        $crate::ids::r#final.get()
    };
    (for) => {
        $crate::ids::r#for.get()
    };
    (in) => {
        $crate::ids::r#in.get()
    };
    (loop) => {
        $crate::ids::r#loop.get()
    };
    (match) => {
        $crate::ids::r#match.get()
    };
    (mod) => {
        $crate::ids::r#mod.get()
    };
    (return) => {
        $crate::ids::r#return.get()
    };
    (type) => {
        $crate::ids::r#type.get()
    };
    (yield) => {
        $crate::ids::r#yield.get()
    };
    ($name:ident) => {
        $crate::ids::$name.get()
    };
    ($text:literal) => {
        const { $crate::static_string($text) }.get()
    };
}

/// The int `value`, which must lie from -5 to 256 (else this panics).
#[inline(always)]
pub fn small_int(value: isize) -> &'static PyLongObject {
    &_PyRuntime.static_objects.singletons.small_ints[(value + _PY_NSMALLNEGINTS as isize) as usize]
}

/// The int `value`, if it is one of the small ones.
#[inline(always)]
pub fn small_int_if(value: isize) -> Option<&'static PyLongObject> {
    let at = value.wrapping_add(_PY_NSMALLNEGINTS as isize) as usize;
    _PyRuntime.static_objects.singletons.small_ints.get(at)
}

/// The string of one character up to U+00FF.
#[inline(always)]
pub fn latin1_char(character: u8) -> &'static PyASCIIObject {
    let strings = &_PyRuntime.static_objects.singletons.strings;
    if character < 128 {
        &strings.ascii[character as usize].head
    } else {
        &strings.latin1[character as usize - 128].head._base
    }
}

/// `""`.
#[inline(always)]
pub fn empty_str() -> &'static PyASCIIObject {
    literal_ids::empty.get()
}

/// `b""`.
#[inline(always)]
pub fn empty_bytes() -> &'static PyBytesObject {
    &_PyRuntime.static_objects.singletons.bytes_empty
}

/// The bytes object of one byte.
#[inline(always)]
pub fn bytes_char(byte: u8) -> &'static PyBytesObject {
    &_PyRuntime.static_objects.singletons.bytes_characters[byte as usize].ob
}

/// `()`.
#[inline(always)]
pub fn empty_tuple() -> &'static PyTupleObject {
    &_PyRuntime.static_objects.singletons.tuple_empty
}

/// Every static string, for the table of interned strings: the named ones, then those of one character.
pub fn static_strings() -> impl Iterator<Item = &'static PyASCIIObject> {
    STATIC_STRINGS.iter().map(|(_, id)| id.get()).chain((0..=255).map(latin1_char))
}
