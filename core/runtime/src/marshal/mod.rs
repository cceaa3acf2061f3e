//! `marshal`: objects to and from bytes, versions 0 to 4.

mod read;
mod write;

pub use read::{ByteSource, FileSource, Reader, SliceSource, call_method, loads};
pub use write::{Writer, dumps};

/// The version written by default (`Py_MARSHAL_VERSION`).
pub const VERSION: i32 = 4;

/// Nesting at which reading and writing give up.
const MAX_DEPTH: usize = 2000;

/// Set in a type byte when the object gets a number by which `REF` entries mean it again.
const FLAG_REF: u8 = 0x80;

/// The type bytes of the format.
mod code {
    pub const NULL: u8 = b'0';
    pub const NONE: u8 = b'N';
    pub const FALSE: u8 = b'F';
    pub const TRUE: u8 = b'T';
    pub const STOPITER: u8 = b'S';
    pub const ELLIPSIS: u8 = b'.';
    pub const INT: u8 = b'i';
    pub const INT64: u8 = b'I';
    pub const FLOAT: u8 = b'f';
    pub const BINARY_FLOAT: u8 = b'g';
    pub const COMPLEX: u8 = b'x';
    pub const BINARY_COMPLEX: u8 = b'y';
    pub const LONG: u8 = b'l';
    pub const STRING: u8 = b's';
    pub const INTERNED: u8 = b't';
    pub const REF: u8 = b'r';
    pub const TUPLE: u8 = b'(';
    pub const LIST: u8 = b'[';
    pub const DICT: u8 = b'{';
    pub const CODE: u8 = b'c';
    pub const UNICODE: u8 = b'u';
    pub const UNKNOWN: u8 = b'?';
    pub const SET: u8 = b'<';
    pub const FROZENSET: u8 = b'>';
    pub const ASCII: u8 = b'a';
    pub const ASCII_INTERNED: u8 = b'A';
    pub const SMALL_TUPLE: u8 = b')';
    pub const SHORT_ASCII: u8 = b'z';
    pub const SHORT_ASCII_INTERNED: u8 = b'Z';
}

/// Bits of a digit in the format; a digit of ours is two of these.
const SHORT_SHIFT: u32 = 15;
