//! Descriptors: open, read, write, seek, duplicate, flags, pipes, locks.

use std::ffi::{c_int, c_void};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::memoryobject::Buffer;
use ks_runtime::prelude::*;
use ks_runtime::state::audit;

use super::path::{Path, check, dir_fd, errno, fildes, os_error, path, path_or_fd, retry, retry_about, set_errno};
use crate::record::int;

/// No call reads or writes more at once (`_PY_WRITE_MAX` on 64-bit Linux).
const MAX_TRANSFER: usize = isize::MAX as usize;

#[pyfunction(
    sig = "(path, flags, mode=511, *, dir_fd=None)",
    doc = "Open a file and return its descriptor, which child processes do not inherit."
)]
fn open(
    #[arg(with = path)] path: Path,
    flags: c_int,
    mode: c_int,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<c_int> {
    let shown = path.shown();
    let audit_args = || Ok([shown, none().to_ref(), int(i64::from(flags))?]);
    audit::event(c"open", audit_args, th)?;
    let flags = flags | libc::O_CLOEXEC;
    // SAFETY: the path is a C string.
    let open = || unsafe { libc::openat(dir_fd, path.as_ptr(), flags, mode) } as isize;
    Ok(retry_about(path.object(), open, th)? as c_int)
}

#[pyfunction(sig = "(fd)", doc = "Close a descriptor.")]
fn close(fd: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: closing what the program says; interrupted or not, the descriptor is closed then.
    let result = th.allow_threads(|| unsafe { libc::close(fd) });
    if result < 0 && errno() != libc::EINTR { Err(os_error(th)) } else { Ok(()) }
}

#[pyfunction(sig = "(fd_low, fd_high, /)", doc = "Close the descriptors from fd_low up to fd_high, ignoring errors.")]
fn closerange(fd_low: c_int, fd_high: c_int, th: &mut Thread) {
    th.allow_threads(|| {
        for fd in fd_low.max(0)..fd_high {
            // SAFETY: as above.
            if unsafe { libc::close(fd) } < 0 && fd_high == c_int::MAX && errno() == libc::EBADF {
                // Nothing beyond the system's limit is open.
                // SAFETY: asks for a limit.
                if i64::from(fd) > unsafe { libc::sysconf(libc::_SC_OPEN_MAX) } {
                    break;
                }
            }
        }
    });
}

#[pyfunction(sig = "(fd, length, /)", doc = "Read up to length bytes.")]
fn read(fd: c_int, length: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    if length < 0 {
        set_errno(libc::EINVAL);
        return Err(os_error(th));
    }
    let mut buffer = vec_of(length as usize, th)?;
    let address = buffer.as_mut_ptr();
    // SAFETY: the buffer has that much room.
    let got = retry(|| unsafe { libc::read(fd, address.cast(), length as usize) }, th)? as usize;
    Bytes::new(&buffer[..got])
}

/// A zeroed buffer; `MemoryError` where memory is short.
fn vec_of(len: usize, th: &mut Thread) -> PyResult<Vec<u8>> {
    let mut buffer = Vec::new();
    if buffer.try_reserve_exact(len).is_err() {
        return Err(th.no_memory());
    }
    buffer.resize(len, 0);
    Ok(buffer)
}

#[pyfunction(sig = "(fd, data, /)", doc = "Write bytes; the number written.")]
fn write(fd: c_int, data: Buffer, th: &mut Thread) -> PyResult<isize> {
    let bytes = data.as_bytes();
    let (address, len) = (bytes.as_ptr(), bytes.len().min(MAX_TRANSFER));
    // SAFETY: the buffer is held.
    retry(|| unsafe { libc::write(fd, address.cast(), len) }, th)
}

#[pyfunction(sig = "(fd, length, offset, /)", doc = "Read up to length bytes from an offset; the position stays.")]
fn pread(fd: c_int, length: isize, offset: i64, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    if length < 0 {
        set_errno(libc::EINVAL);
        return Err(os_error(th));
    }
    let mut buffer = vec_of(length as usize, th)?;
    let address = buffer.as_mut_ptr();
    // SAFETY: the buffer has that much room.
    let got = retry(|| unsafe { libc::pread(fd, address.cast(), length as usize, offset) }, th)? as usize;
    Bytes::new(&buffer[..got])
}

#[pyfunction(sig = "(fd, buffer, offset, /)", doc = "Write bytes at an offset; the position stays.")]
fn pwrite(fd: c_int, buffer: Buffer, offset: i64, th: &mut Thread) -> PyResult<isize> {
    let bytes = buffer.as_bytes();
    let (address, len) = (bytes.as_ptr(), bytes.len());
    // SAFETY: the buffer is held.
    retry(|| unsafe { libc::pwrite(fd, address.cast(), len, offset) }, th)
}

/// The buffers of a vector call, held.
struct Vector {
    _buffers: Vec<Buffer>,
    places: Vec<libc::iovec>,
}

fn vector(buffers: &Object, function: &str, flags: c_int, th: &mut Thread) -> PyResult<Vector> {
    if !ks_runtime::abstract_::sequence::is_sequence(buffers) {
        return Err(raise!(th, TypeError, "{function}() arg 2 must be a sequence"));
    }
    let items = Tuple::from_vec(ks_runtime::abstract_::items::collect(buffers, 0, th)?)?;
    let mut held = Vec::new();
    let mut places = Vec::new();
    for item in items.items() {
        let buffer = Buffer::get(item, flags, th)?;
        let bytes = buffer.as_bytes();
        places.push(libc::iovec { iov_base: bytes.as_ptr().cast_mut().cast::<c_void>(), iov_len: bytes.len() });
        held.push(buffer);
    }
    Ok(Vector { _buffers: held, places })
}

#[pyfunction(sig = "(fd, buffers, /)", doc = "Read into several writable buffers in turn; the number of bytes read.")]
fn readv(fd: c_int, buffers: &Object, th: &mut Thread) -> PyResult<isize> {
    let vector = vector(buffers, "readv", PyBUF_WRITABLE, th)?;
    // SAFETY: the buffers are held and writable.
    retry(|| unsafe { libc::readv(fd, vector.places.as_ptr(), vector.places.len() as c_int) }, th)
}

#[pyfunction(sig = "(fd, buffers, /)", doc = "Write several buffers in turn; the number of bytes written.")]
fn writev(fd: c_int, buffers: &Object, th: &mut Thread) -> PyResult<isize> {
    let vector = vector(buffers, "writev", PyBUF_SIMPLE, th)?;
    // SAFETY: the buffers are held.
    retry(|| unsafe { libc::writev(fd, vector.places.as_ptr(), vector.places.len() as c_int) }, th)
}

#[pyfunction(sig = "(fd, buffers, offset, flags=0, /)", doc = "As readv, from an offset, with flags RWF_*.")]
fn preadv(fd: c_int, buffers: &Object, offset: i64, flags: c_int, th: &mut Thread) -> PyResult<isize> {
    let vector = vector(buffers, "preadv2", PyBUF_WRITABLE, th)?;
    let (places, count) = (vector.places.as_ptr(), vector.places.len() as c_int);
    // SAFETY: the buffers are held and writable.
    retry(|| unsafe { libc::preadv2(fd, places, count, offset, flags) }, th)
}

#[pyfunction(sig = "(fd, buffers, offset, flags=0, /)", doc = "As writev, at an offset, with flags RWF_*.")]
fn pwritev(fd: c_int, buffers: &Object, offset: i64, flags: c_int, th: &mut Thread) -> PyResult<isize> {
    let vector = vector(buffers, "pwritev2", PyBUF_SIMPLE, th)?;
    let (places, count) = (vector.places.as_ptr(), vector.places.len() as c_int);
    // SAFETY: the buffers are held.
    retry(|| unsafe { libc::pwritev2(fd, places, count, offset, flags) }, th)
}

#[pyfunction(
    sig = "(fd, position, whence, /)",
    doc = "Set the position of a descriptor; the new one, from the start. whence is SEEK_SET, SEEK_CUR or SEEK_END."
)]
fn lseek(fd: c_int, position: i64, whence: c_int, th: &mut Thread) -> PyResult<i64> {
    // SAFETY: numbers only.
    let result = th.allow_threads(|| unsafe { libc::lseek(fd, position, whence) });
    if result < 0 { Err(os_error(th)) } else { Ok(result) }
}

#[pyfunction(sig = "(fd, /)", doc = "Whether a descriptor is of a terminal.")]
fn isatty(fd: c_int, th: &mut Thread) -> bool {
    // SAFETY: numbers only.
    th.allow_threads(|| unsafe { libc::isatty(fd) }) != 0
}

#[pyfunction(sig = "(fd, /)", doc = "Duplicate a descriptor; child processes do not inherit the new one.")]
fn dup(fd: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let result = th.allow_threads(|| unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) });
    check(result, th)?;
    Ok(result)
}

#[pyfunction(sig = "(fd, fd2, inheritable=True)", doc = "Duplicate a descriptor to a given number.")]
fn dup2(fd: c_int, fd2: c_int, inheritable: bool, th: &mut Thread) -> PyResult<c_int> {
    if fd < 0 || fd2 < 0 {
        set_errno(libc::EBADF);
        return Err(os_error(th));
    }
    // SAFETY: numbers only. `dup3` refuses equal numbers.
    let result = th.allow_threads(|| unsafe {
        if inheritable || fd == fd2 { libc::dup2(fd, fd2) } else { libc::dup3(fd, fd2, libc::O_CLOEXEC) }
    });
    check(result, th)?;
    if !inheritable && fd == fd2 {
        set_inheritable_flag(fd2, false, th)?;
    }
    Ok(result)
}

/// `_Py_set_inheritable`.
pub fn set_inheritable_flag(fd: c_int, inheritable: bool, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    let result = unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFD);
        if flags < 0 {
            flags
        } else {
            let wanted = if inheritable { flags & !libc::FD_CLOEXEC } else { flags | libc::FD_CLOEXEC };
            if wanted == flags { 0 } else { libc::fcntl(fd, libc::F_SETFD, wanted) }
        }
    };
    check(result, th)
}

#[pyfunction(sig = "(fd, /)", doc = "Whether child processes inherit a descriptor.")]
fn get_inheritable(fd: c_int, th: &mut Thread) -> PyResult<bool> {
    // SAFETY: numbers only.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
    check(flags, th)?;
    Ok(flags & libc::FD_CLOEXEC == 0)
}

#[pyfunction(sig = "(fd, inheritable, /)", doc = "Say whether child processes inherit a descriptor.")]
fn set_inheritable(fd: c_int, inheritable: c_int, th: &mut Thread) -> PyResult<()> {
    set_inheritable_flag(fd, inheritable != 0, th)
}

#[pyfunction(sig = "(fd, /)", doc = "Whether calls on a descriptor wait.")]
fn get_blocking(fd: c_int, th: &mut Thread) -> PyResult<bool> {
    // SAFETY: numbers only.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    check(flags, th)?;
    Ok(flags & libc::O_NONBLOCK == 0)
}

#[pyfunction(sig = "(fd, blocking, /)", doc = "Say whether calls on a descriptor wait.")]
fn set_blocking(fd: c_int, blocking: bool, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    let result = unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFL);
        let wanted = if blocking { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
        if flags < 0 { flags } else { libc::fcntl(fd, libc::F_SETFL, wanted) }
    };
    check(result, th)
}

#[pyfunction(sig = "()", doc = "A pipe: (read end, write end); child processes inherit neither.")]
fn pipe(th: &mut Thread) -> PyResult<Ref<Tuple>> {
    make_pipe(libc::O_CLOEXEC, th)
}

#[pyfunction(sig = "(flags, /)", doc = "A pipe with flags: (read end, write end).")]
fn pipe2(flags: c_int, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    make_pipe(flags, th)
}

fn make_pipe(flags: c_int, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut ends = [0; 2];
    // SAFETY: room for two.
    check(unsafe { libc::pipe2(ends.as_mut_ptr(), flags) }, th)?;
    Tuple::from_array([int(i64::from(ends[0]))?, int(i64::from(ends[1]))?])
}

#[pyfunction(sig = "(fd)", doc = "Write what the system still holds of a file to its device.")]
fn fsync(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    retry(|| unsafe { libc::fsync(fd) } as isize, th).map(drop)
}

#[pyfunction(sig = "(fd)", doc = "As fsync, but for the file's data only.")]
fn fdatasync(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    retry(|| unsafe { libc::fdatasync(fd) } as isize, th).map(drop)
}

#[pyfunction(sig = "()", doc = "Write all that the system still holds to its devices.")]
fn sync(th: &mut Thread) {
    // SAFETY: no arguments.
    th.allow_threads(|| unsafe { libc::sync() });
}

#[pyfunction(sig = "(fd, length, /)", doc = "Make a file a given number of bytes long.")]
fn ftruncate(fd: c_int, length: i64, th: &mut Thread) -> PyResult<()> {
    let (shown, size) = (int(i64::from(fd))?, int(length)?);
    audit::event(c"os.truncate", || Ok([shown, size]), th)?;
    // SAFETY: numbers only.
    retry(|| unsafe { libc::ftruncate(fd, length) } as isize, th).map(drop)
}

#[pyfunction(sig = "(path, length)", doc = "Make a file, by path or descriptor, a given number of bytes long.")]
fn truncate(#[arg(with = path_or_fd)] path: Path, length: i64, th: &mut Thread) -> PyResult<()> {
    let (shown, size) = (path.shown(), int(length)?);
    audit::event(c"os.truncate", || Ok([shown, size]), th)?;
    // SAFETY: the path is a C string.
    let result = th.allow_threads(|| unsafe {
        if path.fd != -1 { libc::ftruncate(path.fd, length) } else { libc::truncate(path.as_ptr(), length) }
    });
    path.check(result, th)
}

#[pyfunction(sig = "(fd, offset, length, /)", doc = "Make sure that disk space is there for a part of a file.")]
fn posix_fallocate(fd: c_int, offset: i64, length: i64, th: &mut Thread) -> PyResult<()> {
    // SAFETY: takes numbers only.
    numbered(|| unsafe { libc::posix_fallocate(fd, offset, length) }, th)
}

#[pyfunction(sig = "(fd, offset, length, advice, /)", doc = "Say how a part of a file will be used.")]
fn posix_fadvise(fd: c_int, offset: i64, length: i64, advice: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: takes numbers only.
    numbered(|| unsafe { libc::posix_fadvise(fd, offset, length, advice) }, th)
}

/// Calls that return their error number.
fn numbered(mut call: impl FnMut() -> c_int, th: &mut Thread) -> PyResult<()> {
    let call = || match call() {
        0 => 0,
        error => {
            set_errno(error);
            -1
        }
    };
    retry(call, th).map(drop)
}

#[pyfunction(sig = "(fd, command, length, /)", doc = "Lock, test or unlock a part of a file (F_LOCK, F_TLOCK, …).")]
fn lockf(fd: c_int, command: c_int, length: i64, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    retry(|| unsafe { libc::lockf(fd, command, length) } as isize, th).map(drop)
}

/// An offset that may be None.
fn offset_or_none(offset: Option<&Object>, th: &mut Thread) -> PyResult<Option<i64>> {
    match offset {
        None => Ok(None),
        Some(offset) => offset.index(th)?.to_i64(th).map(Some),
    }
}

fn as_pointer(offset: &mut Option<i64>) -> *mut i64 {
    offset.as_mut().map_or(std::ptr::null_mut(), std::ptr::from_mut)
}

#[pyfunction(
    sig = "(src, dst, count, offset_src=None,\n                offset_dst=None)",
    doc = "Copy bytes from one descriptor to another inside the system; the number copied."
)]
fn copy_file_range(
    src: c_int,
    dst: c_int,
    count: isize,
    offset_src: Option<&Object>,
    offset_dst: Option<&Object>,
    th: &mut Thread,
) -> PyResult<isize> {
    if count < 0 {
        return Err(raise!(th, ValueError, "negative value for 'count' not allowed"));
    }
    let mut from = offset_or_none(offset_src, th)?;
    let mut to = offset_or_none(offset_dst, th)?;
    let (from, to) = (as_pointer(&mut from), as_pointer(&mut to));
    // SAFETY: the offsets live until the call is over.
    retry(|| unsafe { libc::copy_file_range(src, from, dst, to, count as usize, 0) }, th)
}

#[pyfunction(
    sig = "(src, dst, count, offset_src=None, offset_dst=None,\n       flags=0)",
    doc = "Move bytes between descriptors, one of them a pipe's, inside the system; the number moved."
)]
fn splice(
    src: c_int,
    dst: c_int,
    count: isize,
    offset_src: Option<&Object>,
    offset_dst: Option<&Object>,
    flags: c_int,
    th: &mut Thread,
) -> PyResult<isize> {
    if count < 0 {
        return Err(raise!(th, ValueError, "negative value for 'count' not allowed"));
    }
    let mut from = offset_or_none(offset_src, th)?;
    let mut to = offset_or_none(offset_dst, th)?;
    let (from, to) = (as_pointer(&mut from), as_pointer(&mut to));
    // SAFETY: the offsets live until the call is over.
    retry(|| unsafe { libc::splice(src, from, dst, to, count as usize, flags as u32) }, th)
}

#[pyfunction(
    sig = "(out_fd, in_fd, offset, count)",
    doc = "Copy bytes from descriptor in_fd to out_fd inside the system; the number copied."
)]
fn sendfile(
    out_fd: c_int,
    in_fd: c_int,
    #[arg(keep_none)] offset: &Object,
    count: isize,
    th: &mut Thread,
) -> PyResult<isize> {
    let offset = (!offset.is(none())).then_some(offset);
    let mut offset = offset_or_none(offset, th)?;
    let offset = as_pointer(&mut offset);
    // SAFETY: the offset lives until the call is over.
    retry(|| unsafe { libc::sendfile(out_fd, in_fd, offset, count as usize) }, th)
}

#[pyfunction(sig = "(name, flags=MFD_CLOEXEC)", doc = "An anonymous file in memory; its descriptor.")]
fn memfd_create(
    #[arg(with = ks_fs_encode)] name: Ref<Bytes>,
    #[arg(default = libc::MFD_CLOEXEC)] flags: u32,
    th: &mut Thread,
) -> PyResult<c_int> {
    let address = name.as_bytes().as_ptr().cast();
    // SAFETY: bytes objects end with a NUL.
    let fd = th.allow_threads(|| unsafe { libc::memfd_create(address, flags) });
    check(fd, th)?;
    Ok(fd)
}

/// `PyUnicode_FSConverter` as an argument's converter.
pub fn ks_fs_encode(object: &Object, _: &'static ArgName, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    ks_runtime::objects::fspath::fs_encode(object, th)
}

#[pyfunction(sig = "(initval, flags=EFD_CLOEXEC)", doc = "A descriptor for notifying by a counter.")]
fn eventfd(initval: u32, #[arg(default = libc::EFD_CLOEXEC)] flags: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let fd = th.allow_threads(|| unsafe { libc::eventfd(initval, flags) });
    check(fd, th)?;
    Ok(fd)
}

#[pyfunction(sig = "(fd)", doc = "Read the counter of an eventfd.")]
fn eventfd_read(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<u64> {
    let mut value = 0;
    // SAFETY: room for the number.
    let result = th.allow_threads(|| unsafe { libc::eventfd_read(fd, &raw mut value) });
    check(result, th)?;
    Ok(value)
}

#[pyfunction(sig = "(fd, value)", doc = "Add to the counter of an eventfd.")]
fn eventfd_write(#[arg(with = fildes)] fd: c_int, value: u64, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    let result = th.allow_threads(|| unsafe { libc::eventfd_write(fd, value) });
    check(result, th)
}

#[pyfunction(sig = "(fd)", doc = "The encoding of a terminal, or None if the descriptor is not of one.")]
fn device_encoding(fd: c_int, th: &mut Thread) -> PyResult {
    // SAFETY: numbers only.
    if th.allow_threads(|| unsafe { libc::isatty(fd) }) == 0 {
        return Ok(none().to_ref());
    }
    if ks_runtime::state::flags::utf8_mode() {
        return "utf-8".into_py();
    }
    // SAFETY: the C library's own constant text.
    let name = unsafe { std::ffi::CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) };
    let name = name.to_string_lossy();
    if name.is_empty() { "utf-8".into_py() } else { name.into_owned().into_py() }
}

#[pyfunction(sig = "(fd)", doc = "Change the current directory to an open one.")]
fn fchdir(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<()> {
    let shown = int(i64::from(fd))?;
    audit::event(c"os.chdir", || Ok([shown]), th)?;
    // SAFETY: numbers only.
    retry(|| unsafe { libc::fchdir(fd) } as isize, th).map(drop)
}

#[pyfunction(sig = "(fd, /)", doc = "Prepare a terminal as the standard streams of a new session.")]
fn login_tty(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::login_tty(fd) }, th)
}

#[pyfunction(sig = "(fd, /)", doc = "The process group in the foreground of a terminal.")]
fn tcgetpgrp(fd: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let group = unsafe { libc::tcgetpgrp(fd) };
    check(group, th)?;
    Ok(group)
}

#[pyfunction(sig = "(fd, pgid, /)", doc = "Put a process group into the foreground of a terminal.")]
fn tcsetpgrp(fd: c_int, pgid: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::tcsetpgrp(fd, pgid) }, th)
}

/// A terminal's name, by one of the calls that write it into a buffer.
fn terminal_name(call: impl Fn(*mut std::ffi::c_char, usize) -> c_int, th: &mut Thread) -> PyResult<Ref<Str>> {
    let mut buffer = [0u8; 512];
    let error = call(buffer.as_mut_ptr().cast(), buffer.len());
    if error != 0 {
        return Err(th.raise_os_error(if error < 0 { errno() } else { error }, None));
    }
    let len = memchr::memchr(0, &buffer).unwrap_or(buffer.len());
    Str::decode_fs(&buffer[..len], th)
}

#[pyfunction(sig = "(fd, /)", doc = "The path of a terminal.")]
fn ttyname(fd: c_int, th: &mut Thread) -> PyResult<Ref<Str>> {
    // SAFETY: the buffer's size is passed.
    terminal_name(|buffer, size| unsafe { libc::ttyname_r(fd, buffer, size) }, th)
}

#[pyfunction(sig = "(fd, /)", doc = "The path of the other side of a pseudo-terminal.")]
fn ptsname(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<Ref<Str>> {
    // SAFETY: the buffer's size is passed.
    terminal_name(|buffer, size| unsafe { libc::ptsname_r(fd, buffer, size) }, th)
}

#[pyfunction(sig = "()", doc = "The path of the controlling terminal.")]
fn ctermid(th: &mut Thread) -> PyResult<Ref<Str>> {
    Str::decode_fs(b"/dev/tty", th)
}

#[pyfunction(sig = "(oflag, /)", doc = "Open a pseudo-terminal.")]
fn posix_openpt(oflag: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let fd = unsafe { libc::posix_openpt(oflag | libc::O_CLOEXEC) };
    check(fd, th)?;
    Ok(fd)
}

#[pyfunction(sig = "(fd, /)", doc = "Give access to the other side of a pseudo-terminal.")]
fn grantpt(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::grantpt(fd) }, th)
}

#[pyfunction(sig = "(fd, /)", doc = "Unlock the other side of a pseudo-terminal.")]
fn unlockpt(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::unlockpt(fd) }, th)
}

#[pyfunction(sig = "()", doc = "A new pseudo-terminal: (master, slave) descriptors.")]
fn openpty(th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let (mut master, mut slave) = (-1, -1);
    let nothing = std::ptr::null_mut::<c_void>();
    // SAFETY: room for two descriptors; the rest is optional.
    let result =
        unsafe { libc::openpty(&raw mut master, &raw mut slave, nothing.cast(), nothing.cast(), nothing.cast()) };
    check(result, th)?;
    set_inheritable_flag(master, false, th)?;
    set_inheritable_flag(slave, false, th)?;
    Tuple::from_array([int(i64::from(master))?, int(i64::from(slave))?])
}
