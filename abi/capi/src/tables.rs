//! Constant data that the headers declare: character classes, digits, token names, versions.

use std::ffi::{CStr, c_char, c_int, c_longlong, c_uint, c_ulong};

use ks_layout::{
    PY_CTF_DIGIT, PY_CTF_LOWER, PY_CTF_SPACE, PY_CTF_UPPER, PY_CTF_XDIGIT, PY_VERSION_HEX, Py_EQ, Py_GE, Py_GT, Py_LE,
    Py_LT, Py_NE,
};

/// Pointers to constant text.
#[repr(transparent)]
pub struct Texts<const N: usize>([*const c_char; N]);

// SAFETY: points at constants.
unsafe impl<const N: usize> Sync for Texts<N> {}

impl<const N: usize> Texts<N> {
    const fn new(texts: [&'static CStr; N]) -> Texts<N> {
        let mut pointers = [std::ptr::null(); N];
        let mut at = 0;
        while at < N {
            pointers[at] = texts[at].as_ptr();
            at += 1;
        }
        Texts(pointers)
    }
}

/// `PY_VERSION_HEX` of the library.
#[unsafe(no_mangle)]
pub static Py_Version: c_ulong = PY_VERSION_HEX as c_ulong;

/// The longest time-out of a lock, in microseconds.
#[unsafe(no_mangle)]
pub static PY_TIMEOUT_MAX: c_longlong = i64::MAX / 1000;

/// The comparison that holds of swapped operands, by `Py_LT` … `Py_GE`.
#[unsafe(no_mangle)]
pub static _Py_SwappedOp: [c_int; 6] = {
    let mut swapped = [0; 6];
    swapped[Py_LT as usize] = Py_GT;
    swapped[Py_LE as usize] = Py_GE;
    swapped[Py_EQ as usize] = Py_EQ;
    swapped[Py_NE as usize] = Py_NE;
    swapped[Py_GT as usize] = Py_LT;
    swapped[Py_GE as usize] = Py_LE;
    swapped
};

/// A table that a function of the byte fills.
macro_rules! table {
    ($kind:ty, $size:literal, |$byte:ident| $value:expr) => {{
        let mut table: [$kind; $size] = [0; $size];
        let mut at = 0;
        while at < $size {
            let $byte = at as u8;
            table[at] = $value;
            at += 1;
        }
        table
    }};
}

/// `PY_CTF_*` of each byte; of ASCII alone, whatever the locale.
#[unsafe(no_mangle)]
pub static _Py_ctype_table: [c_uint; 256] = table!(c_uint, 256, |byte| {
    let mut flags = 0;
    if byte.is_ascii_lowercase() {
        flags |= PY_CTF_LOWER;
    }
    if byte.is_ascii_uppercase() {
        flags |= PY_CTF_UPPER;
    }
    if byte.is_ascii_digit() {
        flags |= PY_CTF_DIGIT;
    }
    if byte.is_ascii_hexdigit() {
        flags |= PY_CTF_XDIGIT;
    }
    // Unlike Rust's notion, a vertical tab is one.
    if matches!(byte, b'\t'..=b'\r' | b' ') {
        flags |= PY_CTF_SPACE;
    }
    flags
});

/// ASCII lower case of each byte.
#[unsafe(no_mangle)]
pub static _Py_ctype_tolower: [u8; 256] = table!(u8, 256, |byte| byte.to_ascii_lowercase());

/// ASCII upper case of each byte.
#[unsafe(no_mangle)]
pub static _Py_ctype_toupper: [u8; 256] = table!(u8, 256, |byte| byte.to_ascii_uppercase());

/// Whether `str` methods take an ASCII character for white space.
#[unsafe(no_mangle)]
pub static _Py_ascii_whitespace: [u8; 128] =
    table!(u8, 128, |byte| matches!(byte, b'\t'..=b'\r' | 0x1c..=0x1f | b' ') as u8);

/// The digit that each byte stands for in bases up to 36; 37 if none.
#[unsafe(no_mangle)]
pub static _PyLong_DigitValue: [u8; 256] = table!(u8, 256, |byte| match byte {
    b'0'..=b'9' => byte - b'0',
    b'a'..=b'z' => byte - b'a' + 10,
    b'A'..=b'Z' => byte - b'A' + 10,
    _ => 37,
});

/// The digits of lower-case hexadecimal.
#[unsafe(no_mangle)]
pub static Py_hexdigits: Texts<1> = Texts::new([c"0123456789abcdef"]);

/// Names of the tokens, by number.
#[unsafe(no_mangle)]
#[rustfmt::skip]
pub static _PyParser_TokenNames: Texts<67> = Texts::new([
    c"ENDMARKER", c"NAME", c"NUMBER", c"STRING", c"NEWLINE", c"INDENT", c"DEDENT",
    c"LPAR", c"RPAR", c"LSQB", c"RSQB", c"COLON", c"COMMA", c"SEMI", c"PLUS", c"MINUS", c"STAR", c"SLASH", c"VBAR", c"AMPER",
    c"LESS", c"GREATER", c"EQUAL", c"DOT", c"PERCENT", c"LBRACE", c"RBRACE", c"EQEQUAL", c"NOTEQUAL", c"LESSEQUAL",
    c"GREATEREQUAL", c"TILDE", c"CIRCUMFLEX", c"LEFTSHIFT", c"RIGHTSHIFT", c"DOUBLESTAR", c"PLUSEQUAL", c"MINEQUAL",
    c"STAREQUAL", c"SLASHEQUAL", c"PERCENTEQUAL", c"AMPEREQUAL", c"VBAREQUAL", c"CIRCUMFLEXEQUAL", c"LEFTSHIFTEQUAL",
    c"RIGHTSHIFTEQUAL", c"DOUBLESTAREQUAL", c"DOUBLESLASH", c"DOUBLESLASHEQUAL", c"AT", c"ATEQUAL", c"RARROW", c"ELLIPSIS",
    c"COLONEQUAL", c"EXCLAMATION",
    c"OP", c"TYPE_IGNORE", c"TYPE_COMMENT", c"SOFT_KEYWORD", c"FSTRING_START", c"FSTRING_MIDDLE", c"FSTRING_END",
    c"COMMENT", c"NL", c"<ERRORTOKEN>", c"<ENCODING>", c"<N_TOKENS>",
]);
