//! `python3.13`: hands its arguments to the library as the system gave them.

#![no_main]

use std::ffi::{c_char, c_int};

unsafe extern "C" {
    fn Py_BytesMain(argc: c_int, argv: *const *const c_char) -> c_int;
}

/// The C entry point, so that the arguments arrive untouched.
#[unsafe(no_mangle)]
pub extern "C" fn main(argc: c_int, argv: *const *const c_char) -> c_int {
    // SAFETY: these are the arguments that the system passed to the program.
    unsafe { Py_BytesMain(argc, argv) }
}
