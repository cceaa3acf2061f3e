//! `pycore_pylifecycle.h`: random bytes of the system.

use std::ffi::{c_int, c_uint, c_void};

use ks_runtime::prelude::*;

/// Fills memory with random bytes; -1 with the exception set.
unsafe fn random(buffer: *mut c_void, size: isize, flags: c_uint) -> c_int {
    let mut done = 0;
    while done < size {
        // SAFETY: the caller gives `size` bytes.
        let got = unsafe { libc::getrandom(buffer.byte_offset(done), (size - done) as usize, flags) };
        if got < 0 {
            // SAFETY: `errno` of the failed call; C callers hold the interpreter.
            let errno = unsafe { *libc::__errno_location() };
            if errno == libc::EINTR {
                continue;
            }
            if errno == libc::EAGAIN && flags != 0 {
                // The pool is not filled yet at boot: what urandom gives has to do.
                // SAFETY: as above.
                return unsafe { random(buffer, size, libc::GRND_INSECURE) };
            }
            // SAFETY: as above.
            let _ = unsafe { Thread::enter() }.raise_os_error(errno, None);
            return -1;
        }
        done += got;
    }
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyOS_URandomNonblock(buffer: *mut c_void, size: isize) -> c_int {
    // SAFETY: as above.
    unsafe { random(buffer, size, libc::GRND_NONBLOCK) }
}
