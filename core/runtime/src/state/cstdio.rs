//! The streams of the C library, which Python shares with the program around it.

use std::ffi::{c_int, c_void};

unsafe extern "C" {
    #[link_name = "stdin"]
    static C_STDIN: *mut libc::FILE;
    #[link_name = "stdout"]
    static C_STDOUT: *mut libc::FILE;
    #[link_name = "stderr"]
    static C_STDERR: *mut libc::FILE;
}

/// `stdin` of the C library.
pub fn stdin() -> *mut libc::FILE {
    // SAFETY: the C library's variable; so below.
    unsafe { C_STDIN }
}

/// `stdout` of the C library.
pub fn stdout() -> *mut libc::FILE {
    // SAFETY: as above.
    unsafe { C_STDOUT }
}

/// `stderr` of the C library.
pub fn stderr() -> *mut libc::FILE {
    // SAFETY: as above.
    unsafe { C_STDERR }
}

/// Writes text to a C stream and flushes it. Failures have nowhere to be told.
///
/// # Safety
/// `stream` is an open stream.
pub unsafe fn write(stream: *mut libc::FILE, text: &[u8]) {
    // SAFETY: by the contract.
    unsafe {
        libc::fwrite(text.as_ptr().cast::<c_void>(), 1, text.len(), stream);
        libc::fflush(stream);
    }
}

/// Writes to the C library's `stdout`.
pub fn print(text: &str) {
    // SAFETY: the C library's own stream.
    unsafe { write(stdout(), text.as_bytes()) };
}

/// Writes to the C library's `stderr`.
pub fn error(text: &str) {
    // SAFETY: the C library's own stream.
    unsafe { write(stderr(), text.as_bytes()) };
}

/// Whether a descriptor is a terminal.
pub fn is_terminal(fd: c_int) -> bool {
    // SAFETY: asks about a descriptor.
    unsafe { libc::isatty(fd) != 0 }
}

/// Sets the buffering of the C streams as the configuration says.
pub fn configure(buffered: bool, interactive: bool) {
    let set = |stream, mode, size| {
        // SAFETY: a stream of the C library that nothing was done with yet, with a buffer of its own.
        unsafe { libc::setvbuf(stream, std::ptr::null_mut(), mode, size) };
    };
    if !buffered {
        for stream in [stdin(), stdout(), stderr()] {
            set(stream, libc::_IONBF, 8192);
        }
    } else if interactive {
        for stream in [stdin(), stdout()] {
            set(stream, libc::_IOLBF, 8192);
        }
    }
}
