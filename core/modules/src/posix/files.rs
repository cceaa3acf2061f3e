//! Files by name: directories, links, renaming, permissions, times.

use std::ffi::c_int;

use ks_runtime::abstract_::{BinaryOperator, ObjectOps};
use ks_runtime::args;
use ks_runtime::prelude::*;
use ks_runtime::state::audit;

use super::path::{
    Path, dir_fd, dst, errno, gid, link_flag, no_fd_with, os_error, path, path_fd_none, path_or_fd, src, uid,
};
use crate::record::int;

/// Raises `errno` about two files.
fn error2(first: &Path, second: &Path, th: &mut Thread) -> Raised {
    exceptions::from_errno(&exceptions::OSError, errno(), first.object(), second.object(), th)
}

fn fd_object(fd: c_int) -> PyResult {
    int(i64::from(if fd == libc::AT_FDCWD { -1 } else { fd }))
}

#[pyfunction(sig = "(path)", doc = "Change the current directory, by path or descriptor.")]
fn chdir(#[arg(with = path_or_fd)] path: Path, th: &mut Thread) -> PyResult<()> {
    audit::event(c"os.chdir", || Ok([path.shown()]), th)?;
    // SAFETY: the path is a C string.
    let result =
        th.allow_threads(|| unsafe { if path.fd != -1 { libc::fchdir(path.fd) } else { libc::chdir(path.as_ptr()) } });
    path.check(result, th)
}

#[pyfunction(sig = "(path)", doc = "Change the root directory of this process.")]
fn chroot(#[arg(with = path)] path: Path, th: &mut Thread) -> PyResult<()> {
    // SAFETY: the path is a C string.
    let result = th.allow_threads(|| unsafe { libc::chroot(path.as_ptr()) });
    path.check(result, th)
}

/// The current directory.
fn current_directory(th: &mut Thread) -> PyResult<Vec<u8>> {
    let mut buffer = vec![0u8; 1024];
    loop {
        let (address, len) = (buffer.as_mut_ptr().cast(), buffer.len());
        // SAFETY: the buffer's size is passed.
        let result = th.allow_threads(|| unsafe { libc::getcwd(address, len) });
        if !result.is_null() {
            buffer.truncate(memchr::memchr(0, &buffer).unwrap_or(0));
            return Ok(buffer);
        }
        if errno() != libc::ERANGE {
            return Err(os_error(th));
        }
        buffer.resize(buffer.len() * 2, 0);
    }
}

#[pyfunction(sig = "()", doc = "The current directory, as str.")]
fn getcwd(th: &mut Thread) -> PyResult<Ref<Str>> {
    let directory = current_directory(th)?;
    Str::decode_fs(&directory, th)
}

#[pyfunction(sig = "()", doc = "The current directory, as bytes.")]
fn getcwdb(th: &mut Thread) -> PyResult<Ref<Bytes>> {
    let directory = current_directory(th)?;
    Bytes::new(&directory)
}

#[pyfunction(
    sig = "(path, mode, *, dir_fd=None, effective_ids=False,\n       follow_symlinks=True)",
    doc = "Whether this process may access a file, with its real ids unless effective_ids is true."
)]
fn access(
    #[arg(with = path)] path: Path,
    mode: c_int,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    effective_ids: bool,
    follow_symlinks: bool,
    th: &mut Thread,
) -> bool {
    let flags = link_flag(follow_symlinks) | if effective_ids { libc::AT_EACCESS } else { 0 };
    // SAFETY: the path is a C string.
    th.allow_threads(|| unsafe { libc::faccessat(dir_fd, path.as_ptr(), mode, flags) }) == 0
}

#[pyfunction(sig = "(path, mode=511, *, dir_fd=None)", doc = "Make a directory; the umask takes from its mode.")]
fn mkdir(
    #[arg(with = path)] path: Path,
    mode: c_int,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    let shown = path.shown();
    audit::event(c"os.mkdir", || Ok([shown, int(i64::from(mode))?, fd_object(dir_fd)?]), th)?;
    // SAFETY: the path is a C string.
    let result = th.allow_threads(|| unsafe { libc::mkdirat(dir_fd, path.as_ptr(), mode as libc::mode_t) });
    path.check(result, th)
}

fn remove_at(path: &Path, dir_fd: c_int, flags: c_int, th: &mut Thread) -> PyResult<()> {
    let shown = path.shown();
    let event = if flags == 0 { c"os.remove" } else { c"os.rmdir" };
    audit::event(event, || Ok([shown, fd_object(dir_fd)?]), th)?;
    // SAFETY: the path is a C string.
    let result = th.allow_threads(|| unsafe { libc::unlinkat(dir_fd, path.as_ptr(), flags) });
    path.check(result, th)
}

#[pyfunction(sig = "(path, *, dir_fd=None)", doc = "Remove an empty directory.")]
fn rmdir(
    #[arg(with = path)] path: Path,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    remove_at(&path, dir_fd, libc::AT_REMOVEDIR, th)
}

#[pyfunction(sig = "(path, *, dir_fd=None)", doc = "Remove a file (same as remove()).")]
fn unlink(
    #[arg(with = path)] path: Path,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    remove_at(&path, dir_fd, 0, th)
}

#[pyfunction(sig = "(path, *, dir_fd=None)", doc = "Remove a file (same as unlink()).")]
fn remove(
    #[arg(with = path)] path: Path,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    remove_at(&path, dir_fd, 0, th)
}

fn move_file(src: &Path, dst: &Path, src_fd: c_int, dst_fd: c_int, th: &mut Thread) -> PyResult<()> {
    let (from, to) = (src.shown(), dst.shown());
    audit::event(c"os.rename", || Ok([from, to, fd_object(src_fd)?, fd_object(dst_fd)?]), th)?;
    // SAFETY: the paths are C strings.
    let result = th.allow_threads(|| unsafe { libc::renameat(src_fd, src.as_ptr(), dst_fd, dst.as_ptr()) });
    if result < 0 { Err(error2(src, dst, th)) } else { Ok(()) }
}

#[pyfunction(sig = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", doc = "Rename a file or directory.")]
fn rename(
    #[arg(with = src)] src: Path,
    #[arg(with = dst)] dst: Path,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] src_dir_fd: c_int,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dst_dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    move_file(&src, &dst, src_dir_fd, dst_dir_fd, th)
}

#[pyfunction(
    sig = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)",
    doc = "Rename a file or directory, over a file that is there already."
)]
fn replace(
    #[arg(with = src)] src: Path,
    #[arg(with = dst)] dst: Path,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] src_dir_fd: c_int,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dst_dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    move_file(&src, &dst, src_dir_fd, dst_dir_fd, th)
}

#[pyfunction(
    sig = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None,\n     follow_symlinks=True)",
    doc = "Make a hard link."
)]
fn link(
    #[arg(with = src)] src: Path,
    #[arg(with = dst)] dst: Path,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] src_dir_fd: c_int,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dst_dir_fd: c_int,
    follow_symlinks: bool,
    th: &mut Thread,
) -> PyResult<()> {
    let (from, to) = (src.shown(), dst.shown());
    audit::event(c"os.link", || Ok([from, to, fd_object(src_dir_fd)?, fd_object(dst_dir_fd)?]), th)?;
    let flags = if follow_symlinks { libc::AT_SYMLINK_FOLLOW } else { 0 };
    let plain = src_dir_fd == libc::AT_FDCWD && dst_dir_fd == libc::AT_FDCWD && follow_symlinks;
    // SAFETY: the paths are C strings. By default links are not followed, as the plain call does not here.
    let result = th.allow_threads(|| unsafe {
        if plain {
            libc::link(src.as_ptr(), dst.as_ptr())
        } else {
            libc::linkat(src_dir_fd, src.as_ptr(), dst_dir_fd, dst.as_ptr(), flags)
        }
    });
    if result < 0 { Err(error2(&src, &dst, th)) } else { Ok(()) }
}

#[pyfunction(
    sig = "(src, dst, target_is_directory=False, *, dir_fd=None)",
    doc = "Make a symbolic link at dst that points to src."
)]
fn symlink(
    #[arg(with = src)] src: Path,
    #[arg(with = dst)] dst: Path,
    target_is_directory: bool,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    let _ = target_is_directory;
    let (from, to) = (src.shown(), dst.shown());
    audit::event(c"os.symlink", || Ok([from, to, fd_object(dir_fd)?]), th)?;
    // SAFETY: the paths are C strings.
    let result = th.allow_threads(|| unsafe { libc::symlinkat(src.as_ptr(), dir_fd, dst.as_ptr()) });
    if result < 0 { Err(error2(&src, &dst, th)) } else { Ok(()) }
}

#[pyfunction(sig = "(path, *, dir_fd=None)", doc = "Where a symbolic link points to.")]
fn readlink(
    #[arg(with = path)] path: Path,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult {
    let mut buffer = [0u8; libc::PATH_MAX as usize];
    let (address, len) = (buffer.as_mut_ptr().cast(), buffer.len());
    // SAFETY: the path is a C string; the buffer's size is passed.
    let got = th.allow_threads(|| unsafe { libc::readlinkat(dir_fd, path.as_ptr(), address, len) });
    if got < 0 {
        return Err(path.error(th));
    }
    path.name(&buffer[..got as usize], th)
}

#[pyfunction(
    sig = "(path, mode, *, dir_fd=None,\n      follow_symlinks=(os.name != 'nt'))",
    doc = "Change the permissions of a file, by path or descriptor."
)]
fn chmod(
    #[arg(with = path_or_fd)] path: Path,
    mode: c_int,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    #[arg(default = true)] follow_symlinks: bool,
    th: &mut Thread,
) -> PyResult<()> {
    let shown = path.shown();
    audit::event(c"os.chmod", || Ok([shown, int(i64::from(mode))?, fd_object(dir_fd)?]), th)?;
    let bits = mode as libc::mode_t;
    // SAFETY: the path is a C string.
    let result = th.allow_threads(|| unsafe {
        if path.fd != -1 {
            libc::fchmod(path.fd, bits)
        } else {
            libc::fchmodat(dir_fd, path.as_ptr(), bits, link_flag(follow_symlinks))
        }
    });
    if result < 0 && !follow_symlinks && path.fd == -1 && matches!(errno(), libc::ENOTSUP) {
        let with = if dir_fd == libc::AT_FDCWD {
            "chmod: follow_symlinks unavailable on this platform"
        } else {
            "chmod: cannot use dir_fd and follow_symlinks together"
        };
        return Err(if dir_fd == libc::AT_FDCWD {
            raise!(th, NotImplementedError, "{with}")
        } else {
            raise!(th, ValueError, "{with}")
        });
    }
    path.check(result, th)
}

#[pyfunction(sig = "(fd, mode)", doc = "Change the permissions of an open file.")]
fn fchmod(fd: c_int, mode: c_int, th: &mut Thread) -> PyResult<()> {
    audit::event(c"os.chmod", || Ok([int(i64::from(fd))?, int(i64::from(mode))?, int(-1)?]), th)?;
    // SAFETY: numbers only.
    super::path::retry(|| unsafe { libc::fchmod(fd, mode as libc::mode_t) } as isize, th).map(drop)
}

fn change_owner(path: &Path, uid: u32, gid: u32, dir_fd: c_int, follow: bool, th: &mut Thread) -> PyResult<()> {
    let shown = path.shown();
    let ids = || Ok([shown, super::path::id_object(uid)?, super::path::id_object(gid)?, fd_object(dir_fd)?]);
    audit::event(c"os.chown", ids, th)?;
    // SAFETY: the path is a C string.
    let result = th.allow_threads(|| unsafe {
        if path.fd != -1 {
            libc::fchown(path.fd, uid, gid)
        } else {
            libc::fchownat(dir_fd, path.as_ptr(), uid, gid, link_flag(follow))
        }
    });
    path.check(result, th)
}

#[pyfunction(
    sig = "(path, uid, gid, *, dir_fd=None, follow_symlinks=True)",
    doc = "Change owner and group of a file, by path or descriptor; -1 leaves an id as it is."
)]
fn chown(
    #[arg(with = path_or_fd)] path: Path,
    #[arg(with = uid)] uid: u32,
    #[arg(with = gid)] gid: u32,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    follow_symlinks: bool,
    th: &mut Thread,
) -> PyResult<()> {
    no_fd_with("chown", &path, dir_fd, th)?;
    change_owner(&path, uid, gid, dir_fd, follow_symlinks, th)
}

#[pyfunction(sig = "(path, uid, gid)", doc = "Change owner and group of a file; of a symbolic link, the link's own.")]
fn lchown(
    #[arg(with = path)] path: Path,
    #[arg(with = uid)] uid: u32,
    #[arg(with = gid)] gid: u32,
    th: &mut Thread,
) -> PyResult<()> {
    change_owner(&path, uid, gid, libc::AT_FDCWD, false, th)
}

#[pyfunction(sig = "(fd, uid, gid)", doc = "Change owner and group of an open file.")]
fn fchown(fd: c_int, #[arg(with = uid)] uid: u32, #[arg(with = gid)] gid: u32, th: &mut Thread) -> PyResult<()> {
    let ids = || Ok([int(i64::from(fd))?, super::path::id_object(uid)?, super::path::id_object(gid)?, int(-1)?]);
    audit::event(c"os.chown", ids, th)?;
    // SAFETY: numbers only.
    super::path::retry(|| unsafe { libc::fchown(fd, uid, gid) } as isize, th).map(drop)
}

#[pyfunction(sig = "(path, mode=438, *, dir_fd=None)", doc = "Make a named pipe.")]
fn mkfifo(
    #[arg(with = path)] path: Path,
    mode: c_int,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    // SAFETY: the path is a C string.
    let make = || unsafe { libc::mkfifoat(dir_fd, path.as_ptr(), mode as libc::mode_t) } as isize;
    super::path::retry(make, th).map(drop)
}

#[pyfunction(sig = "(path, mode=384, device=0, *, dir_fd=None)", doc = "Make a file, device file or named pipe.")]
fn mknod(
    #[arg(with = path)] path: Path,
    mode: c_int,
    #[arg(default = 0)] device: u64,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult<()> {
    // SAFETY: the path is a C string.
    let make = || unsafe { libc::mknodat(dir_fd, path.as_ptr(), mode as libc::mode_t, device) } as isize;
    super::path::retry(make, th).map(drop)
}

#[pyfunction(sig = "(device, /)", doc = "The major number of a device number.")]
fn major(#[arg(with = device_number)] device: u64) -> i64 {
    or_no_device(libc::major(device))
}

/// A device number, or -1 for none.
fn device_number(number: &Object, at: &'static args::ArgName, th: &mut Thread) -> PyResult<u64> {
    if number.downcast::<Long>().and_then(Long::to_i64_opt) == Some(-1) {
        return Ok(u64::MAX);
    }
    args::FromArg::from_arg(number, at, th)
}

/// Half of a device number; that of no device is -1, too.
fn or_no_device(half: u32) -> i64 {
    if half == u32::MAX { -1 } else { half.into() }
}

#[pyfunction(sig = "(device, /)", doc = "The minor number of a device number.")]
fn minor(#[arg(with = device_number)] device: u64) -> i64 {
    or_no_device(libc::minor(device))
}

#[pyfunction(sig = "(major, minor, /)", doc = "A device number from major and minor number.")]
fn makedev(
    #[arg(with = device_number)] major: u64,
    #[arg(with = device_number)] minor: u64,
    th: &mut Thread,
) -> PyResult {
    if major == u64::MAX && minor == u64::MAX {
        return crate::record::int(-1);
    }
    match (u32::try_from(major), u32::try_from(minor)) {
        (Ok(major), Ok(minor)) => libc::makedev(major, minor).into_py(),
        _ => Err(raise!(th, OverflowError, "Python int too large to convert to C unsigned int")),
    }
}

#[pyfunction(sig = "(mask, /)", doc = "Set the mask of permissions that new files do not get; the old one.")]
fn umask(mask: c_int) -> u32 {
    // SAFETY: numbers only.
    unsafe { libc::umask(mask as libc::mode_t) }
}

/// A time in seconds as (seconds, nanoseconds), rounded down.
fn split_seconds(time: &Object, th: &mut Thread) -> PyResult<libc::timespec> {
    if let Some(time) = time.downcast::<Float>() {
        let value = time.value();
        if value.is_nan() {
            return Err(raise!(th, ValueError, "Invalid value NaN (not a number)"));
        }
        let mut seconds = value.floor();
        let mut nanoseconds = ((value - seconds) * 1e9).floor();
        if nanoseconds >= 1e9 {
            nanoseconds -= 1e9;
            seconds += 1.0;
        }
        if !(-9.223_372_036_854_776e18..9.223_372_036_854_776e18).contains(&seconds) {
            return Err(raise!(th, OverflowError, "timestamp out of range for platform time_t"));
        }
        return Ok(libc::timespec { tv_sec: seconds as i64, tv_nsec: nanoseconds as i64 });
    }
    let number = time.index(th)?;
    match number.to_i64_opt() {
        Some(seconds) => Ok(libc::timespec { tv_sec: seconds, tv_nsec: 0 }),
        None => Err(raise!(th, OverflowError, "timestamp out of range for platform time_t")),
    }
}

/// A time in nanoseconds as (seconds, nanoseconds).
fn split_nanoseconds(time: &Object, th: &mut Thread) -> PyResult<libc::timespec> {
    let billion = Long::from_i64(1_000_000_000)?;
    let parts = time.binary(BinaryOperator::Divmod, &billion, th)?;
    let Some([seconds, rest]) = parts.downcast::<Tuple>().map(Tuple::items) else {
        return Err(raise!(
            th,
            TypeError,
            "{:.200}.__divmod__() must return a 2-tuple, not {:.200}",
            time.ob_type().display_name(),
            parts.ob_type().display_name()
        ));
    };
    Ok(libc::timespec { tv_sec: seconds.index(th)?.to_i64(th)?, tv_nsec: rest.index(th)?.to_i64(th)? })
}

#[pyfunction(
    sig = "(path, times=None, *, ns=<unrepresentable>,\n      dir_fd=None, follow_symlinks=True)",
    doc = "Set access and modification time of a file, by path or descriptor: as (atime, mtime) in seconds by times, in\nnanoseconds by ns, or to now."
)]
fn utime(
    #[arg(with = path_or_fd)] path: Path,
    times: Option<&Object>,
    ns: Option<&Object>,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    follow_symlinks: bool,
    th: &mut Thread,
) -> PyResult<()> {
    if times.is_some() && ns.is_some() {
        return Err(raise!(th, ValueError, "utime: you may specify either 'times' or 'ns' but not both"));
    }
    let now = libc::timespec { tv_sec: 0, tv_nsec: libc::UTIME_NOW };
    let stamps = match (times, ns) {
        (Some(times), _) => match times.downcast_exact::<Tuple>().map(Tuple::items) {
            Some([access, modification]) => [split_seconds(access, th)?, split_seconds(modification, th)?],
            _ => return Err(raise!(th, TypeError, "utime: 'times' must be either a tuple of two ints or None")),
        },
        (None, Some(ns)) => match ns.downcast_exact::<Tuple>().map(Tuple::items) {
            Some([access, modification]) => [split_nanoseconds(access, th)?, split_nanoseconds(modification, th)?],
            _ => return Err(raise!(th, TypeError, "utime: 'ns' must be a tuple of two ints")),
        },
        (None, None) => [now, now],
    };
    if path.fd != -1 && dir_fd != libc::AT_FDCWD {
        return Err(raise!(th, ValueError, "utime: can't specify dir_fd without matching path"));
    }
    if path.fd != -1 && !follow_symlinks {
        return Err(raise!(th, ValueError, "utime: cannot use fd and follow_symlinks together"));
    }
    let (shown, given) = (path.shown(), |value: Option<&Object>| value.unwrap_or(none()).to_ref());
    audit::event(c"os.utime", || Ok([shown, given(times), given(ns), fd_object(dir_fd)?]), th)?;
    // SAFETY: the path is a C string; two times are given.
    let result = th.allow_threads(|| unsafe {
        if path.fd != -1 {
            libc::futimens(path.fd, stamps.as_ptr())
        } else {
            libc::utimensat(dir_fd, path.as_ptr(), stamps.as_ptr(), link_flag(follow_symlinks))
        }
    });
    path.check(result, th)
}

#[pyfunction(sig = "(path, attribute, *, follow_symlinks=True)", doc = "The value of a file's extended attribute.")]
fn getxattr(
    #[arg(with = path_or_fd)] path: Path,
    #[arg(with = super::path::attribute)] attribute: Path,
    follow_symlinks: bool,
    th: &mut Thread,
) -> PyResult<Ref<Bytes>> {
    let (shown, name) = (path.shown(), attribute.shown());
    audit::event(c"os.getxattr", || Ok([shown, name]), th)?;
    let mut buffer = vec![0u8; 64 * 1024];
    let (address, len) = (buffer.as_mut_ptr().cast(), buffer.len());
    // SAFETY: C strings; the buffer's size is passed, and no value is longer.
    let got = th.allow_threads(|| unsafe {
        match (path.fd, follow_symlinks) {
            (-1, true) => libc::getxattr(path.as_ptr(), attribute.as_ptr(), address, len),
            (-1, false) => libc::lgetxattr(path.as_ptr(), attribute.as_ptr(), address, len),
            (fd, _) => libc::fgetxattr(fd, attribute.as_ptr(), address, len),
        }
    });
    if got < 0 { Err(path.error(th)) } else { Bytes::new(&buffer[..got as usize]) }
}

#[pyfunction(
    sig = "(path, attribute, value, flags=0, *,\n         follow_symlinks=True)",
    doc = "Set a file's extended attribute."
)]
fn setxattr(
    #[arg(with = path_or_fd)] path: Path,
    #[arg(with = super::path::attribute)] attribute: Path,
    value: ks_runtime::objects::memoryobject::Buffer,
    flags: c_int,
    follow_symlinks: bool,
    th: &mut Thread,
) -> PyResult<()> {
    let bytes = value.as_bytes();
    let (shown, name, copy) = (path.shown(), attribute.shown(), Bytes::new(bytes)?.into_object());
    audit::event(c"os.setxattr", || Ok([shown, name, copy, int(i64::from(flags))?]), th)?;
    let (address, len) = (bytes.as_ptr().cast(), bytes.len());
    // SAFETY: C strings; the buffer is held.
    let result = th.allow_threads(|| unsafe {
        match (path.fd, follow_symlinks) {
            (-1, true) => libc::setxattr(path.as_ptr(), attribute.as_ptr(), address, len, flags),
            (-1, false) => libc::lsetxattr(path.as_ptr(), attribute.as_ptr(), address, len, flags),
            (fd, _) => libc::fsetxattr(fd, attribute.as_ptr(), address, len, flags),
        }
    });
    path.check(result, th)
}

#[pyfunction(sig = "(path, attribute, *, follow_symlinks=True)", doc = "Remove a file's extended attribute.")]
fn removexattr(
    #[arg(with = path_or_fd)] path: Path,
    #[arg(with = super::path::attribute)] attribute: Path,
    follow_symlinks: bool,
    th: &mut Thread,
) -> PyResult<()> {
    let (shown, name) = (path.shown(), attribute.shown());
    audit::event(c"os.removexattr", || Ok([shown, name]), th)?;
    // SAFETY: C strings.
    let result = th.allow_threads(|| unsafe {
        match (path.fd, follow_symlinks) {
            (-1, true) => libc::removexattr(path.as_ptr(), attribute.as_ptr()),
            (-1, false) => libc::lremovexattr(path.as_ptr(), attribute.as_ptr()),
            (fd, _) => libc::fremovexattr(fd, attribute.as_ptr()),
        }
    });
    path.check(result, th)
}

#[pyfunction(sig = "(path=None, *, follow_symlinks=True)", doc = "The names of a file's extended attributes.")]
fn listxattr(
    #[arg(with = path_fd_none, default = Path::current())] path: Path,
    follow_symlinks: bool,
    th: &mut Thread,
) -> PyResult<Ref<List>> {
    audit::event(c"os.listxattr", || Ok([path.shown()]), th)?;
    let mut buffer = vec![0u8; 64 * 1024];
    let (address, len) = (buffer.as_mut_ptr().cast(), buffer.len());
    // SAFETY: C strings; the buffer's size is passed, and no list is longer.
    let got = th.allow_threads(|| unsafe {
        match (path.fd, follow_symlinks) {
            (-1, true) => libc::listxattr(path.as_ptr(), address, len),
            (-1, false) => libc::llistxattr(path.as_ptr(), address, len),
            (fd, _) => libc::flistxattr(fd, address, len),
        }
    });
    if got < 0 {
        return Err(path.error(th));
    }
    let names = buffer[..got as usize].split(|byte| *byte == 0).filter(|name| !name.is_empty());
    let names = names.map(|name| Ok(Str::decode_fs(name, th)?.into_object())).collect::<PyResult<Vec<_>>>()?;
    List::from_vec(names)
}
