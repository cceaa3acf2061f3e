//! `fileutils.h` and `pycore_fileutils.h`: descriptors and files; the converters of `posixmodule.h`, `pycore_strhex.h`.

use std::ffi::{CStr, c_char, c_int, c_void};

use ks_modules::posix::path;
use ks_runtime::objects::bytesobject::byte_methods;
use ks_runtime::prelude::*;

/// The most that one `write` is asked for: more than an int has is refused by some systems.
const WRITE_MAX: usize = i32::MAX as usize;

/// The C functions' answer to a system call: its result, or -1 with `OSError` raised.
fn checked(result: c_int) -> c_int {
    if result < 0 {
        // SAFETY: called from C functions, with the interpreter held.
        let _ = path::os_error(unsafe { Thread::enter() });
    }
    result
}

fn set_inheritable(fd: c_int, inheritable: bool) -> c_int {
    // SAFETY: numbers only.
    unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFD);
        if flags < 0 {
            return flags;
        }
        let wanted = if inheritable { flags & !libc::FD_CLOEXEC } else { flags | libc::FD_CLOEXEC };
        if wanted == flags { 0 } else { libc::fcntl(fd, libc::F_SETFD, wanted) }
    }
}

/// `atomic_flag_works`, if there, holds what is known of the flag by which the descriptor was made non-inheritable: -1
/// nothing, 1 that it works.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_set_inheritable(
    fd: c_int,
    inheritable: c_int,
    atomic_flag_works: Option<&mut c_int>,
) -> c_int {
    if inheritable == 0
        && let Some(works) = atomic_flag_works
    {
        if *works == -1 {
            // SAFETY: numbers only.
            let flags = checked(unsafe { libc::fcntl(fd, libc::F_GETFD) });
            if flags < 0 {
                return -1;
            }
            *works = c_int::from(flags & libc::FD_CLOEXEC != 0);
        }
        if *works == 1 {
            return 0;
        }
    }
    checked(set_inheritable(fd, inheritable != 0))
}

/// As [`_Py_set_inheritable`]; raises nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_set_inheritable_async_safe(
    fd: c_int,
    inheritable: c_int,
    _atomic_flag_works: *mut c_int,
) -> c_int {
    set_inheritable(fd, inheritable != 0)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_dup(fd: c_int) -> c_int {
    // SAFETY: numbers only; the caller holds the interpreter.
    checked(unsafe { Thread::enter().allow_threads(|| libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0)) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_IsValidFD(fd: c_int) -> c_int {
    // SAFETY: numbers only.
    c_int::from(fd >= 0 && unsafe { libc::fcntl(fd, libc::F_GETFD) } >= 0)
}

/// Opens a file that child processes do not inherit; a signal's handler may raise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_open(name: *const c_char, flags: c_int) -> c_int {
    // SAFETY: the caller holds the interpreter and passes a C string.
    let (th, text) = unsafe { (Thread::enter(), CStr::from_ptr(name)) };
    let shown = match Str::decode_fs(text.to_bytes(), th) {
        Ok(shown) => shown,
        Err(Raised) => return -1,
    };
    let seen = shown.clone();
    let arguments = || Ok([seen.into_object(), none().to_ref(), Long::from_i64(flags.into())?.into_object()]);
    if ks_runtime::state::audit::event(c"open", arguments, th).is_err() {
        return -1;
    }
    // SAFETY: a C string.
    let open = || unsafe { libc::open(name, flags | libc::O_CLOEXEC) as isize };
    path::retry_about(Some(&shown), open, th).map_or(-1, |fd| fd as c_int)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_open_noraise(name: *const c_char, flags: c_int) -> c_int {
    // SAFETY: the caller passes a C string.
    unsafe { libc::open(name, flags | libc::O_CLOEXEC) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_write(fd: c_int, bytes: *const c_void, count: usize) -> isize {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    // SAFETY: the caller passes that many bytes.
    path::retry(|| unsafe { libc::write(fd, bytes, count.min(WRITE_MAX)) }, th).unwrap_or(-1)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_write_noraise(fd: c_int, bytes: *const c_void, count: usize) -> isize {
    loop {
        // SAFETY: the caller passes that many bytes.
        let written = unsafe { libc::write(fd, bytes, count.min(WRITE_MAX)) };
        if written >= 0 || path::errno() != libc::EINTR {
            return written;
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_fstat(fd: c_int, status: *mut libc::stat) -> c_int {
    // SAFETY: the caller holds the interpreter and passes a place.
    checked(unsafe { Thread::enter().allow_threads(|| libc::fstat(fd, status)) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_fstat_noraise(fd: c_int, status: *mut libc::stat) -> c_int {
    // SAFETY: the caller passes a place.
    unsafe { libc::fstat(fd, status) }
}

/// Opens a C file that child processes do not inherit; null with an exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_fopen_obj(name: &Object, mode: *const c_char) -> *mut libc::FILE {
    // SAFETY: the caller holds the interpreter and passes a C string.
    let (th, mode) = unsafe { (Thread::enter(), CStr::from_ptr(mode)) };
    fopen(name, mode, th).unwrap_or(std::ptr::null_mut())
}

fn fopen(name: &Object, mode: &CStr, th: &mut Thread) -> PyResult<*mut libc::FILE> {
    let text = mode.to_string_lossy();
    let arguments = || Ok([name.to_ref(), Str::new(&text)?.into_object(), Long::from_i64(0)?.into_object()]);
    ks_runtime::state::audit::event(c"open", arguments, th)?;
    let bytes = fspath::fs_encode(name, th)?;
    let file = loop {
        // SAFETY: bytes end with a NUL, and these have no other.
        let open = || unsafe { libc::fopen(bytes.as_bytes().as_ptr().cast(), mode.as_ptr()) };
        let file = th.allow_threads(open);
        if !file.is_null() {
            break file;
        }
        let errno = path::errno();
        if errno != libc::EINTR {
            return Err(th.raise_os_error(errno, Some(name)));
        }
        ks_runtime::state::handle_signals(th)?;
    };
    // SAFETY: just opened.
    let fd = unsafe { libc::fileno(file) };
    if set_inheritable(fd, false) < 0 {
        let raised = path::os_error(th);
        // SAFETY: ours, and nobody's from here on.
        unsafe { libc::fclose(file) };
        return Err(raised);
    }
    Ok(file)
}

/// A converter of `O&`: 1, or 0 with an exception.
unsafe fn id(result: PyResult<u32>, place: *mut c_void) -> c_int {
    match result {
        Ok(id) => {
            // SAFETY: the caller passes a place for a `uid_t` or `gid_t`.
            unsafe { *place.cast::<u32>() = id };
            1
        }
        Err(Raised) => 0,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_Uid_Converter(value: &Object, place: *mut c_void) -> c_int {
    // SAFETY: the caller holds the interpreter and passes a place.
    unsafe { id(path::uid_item(value, Thread::enter()), place) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_Gid_Converter(value: &Object, place: *mut c_void) -> c_int {
    // SAFETY: as above.
    unsafe { id(path::gid_item(value, Thread::enter()), place) }
}

/// Digits of bytes at an address.
unsafe fn digits(start: *const c_char, len: isize, separator: Option<&Object>, group: c_int) -> PyResult<Vec<u8>> {
    // SAFETY: the caller holds the interpreter and passes that many bytes.
    unsafe { byte_methods::hex(crate::support::bytes(start, len), separator, group, Thread::enter()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_strhex(start: *const c_char, len: isize) -> PyResult {
    // SAFETY: as the caller promises.
    Ok(Str::from_ascii(&unsafe { digits(start, len, None, 0) }?)?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_strhex_bytes_with_sep(
    start: *const c_char,
    len: isize,
    separator: Option<&Object>,
    group: c_int,
) -> PyResult {
    // SAFETY: as the caller promises.
    Ok(Bytes::new(&unsafe { digits(start, len, separator, group) }?)?.into_object())
}

/// 0; -1 with `errno`; -2 with an exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_stat(path: &Object, status: *mut libc::stat) -> c_int {
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    let Ok(bytes) = ks_runtime::objects::fspath::fs_encode(path, th) else { return -2 };
    let Ok(name) = std::ffi::CString::new(bytes.as_bytes()) else {
        let Raised = raise!(th, ValueError, "embedded null byte");
        return -2;
    };
    // SAFETY: a C string and the caller's struct.
    unsafe { libc::stat(name.as_ptr(), status) }
}

/// Closes a range of descriptors, whatever of them is open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_closerange(first: c_int, last: c_int) {
    let first = first.max(0);
    if last < first {
        return;
    }
    // SAFETY: closing descriptors, as the caller asked.
    unsafe {
        if libc::syscall(libc::SYS_close_range, first, last, 0) == 0 {
            return;
        }
        // Kernels before 5.9: no more than may be open.
        let limit = libc::sysconf(libc::_SC_OPEN_MAX);
        let last = if limit > 0 { last.min((limit - 1).min(c_int::MAX as i64) as c_int) } else { last };
        for fd in first..=last {
            libc::close(fd);
        }
    }
}
