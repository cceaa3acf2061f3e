//! Version texts.

/// `sys.version`'s first word: the micro version of the standard library that this library goes with.
pub const SHORT: &str = "3.13.0";

/// `sys.copyright` and the interactive banner's notice are about CPython, whose library this is used with.
pub const COMPILER: &str = concat!("[Kingsnake ", env!("CARGO_PKG_VERSION"), "]");

/// Where and when CPython would say that it was built.
pub const BUILD: &str = "main, Nov 21 2026, 00:00:00";

/// `sys.copyright`.
pub const COPYRIGHT: &str = "Copyright (c) 2026 The Kingsnake authors.";

/// `Py_GetVersion`: version, build and compiler; our name stands where CPython names its C compiler.
pub fn full() -> String {
    format!("{SHORT} ({BUILD}) {COMPILER}")
}
