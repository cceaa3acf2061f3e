//! `stat`, `lstat`, `fstat`, `statvfs` and their records.

use std::ffi::c_int;

use ks_runtime::objects::structseq;
use ks_runtime::prelude::*;

use super::path::{Path, check, dir_fd, link_flag, path, path_or_fd, retry};
use crate::record::{Record, float, int};

/// `os.stat_result`.
pub static STAT_RESULT: Record = Record::new(
    c"os.stat_result",
    c"stat_result: what stat, fstat and lstat tell about a file.\n\nThe first ten fields are items, too; there times are whole seconds.",
    &[
        (c"st_mode", c"protection bits"),
        (c"st_ino", c"inode"),
        (c"st_dev", c"device"),
        (c"st_nlink", c"number of hard links"),
        (c"st_uid", c"user ID of owner"),
        (c"st_gid", c"group ID of owner"),
        (c"st_size", c"total size, in bytes"),
        (structseq::UNNAMED, c"integer time of last access"),
        (structseq::UNNAMED, c"integer time of last modification"),
        (structseq::UNNAMED, c"integer time of last change"),
        (c"st_atime", c"time of last access"),
        (c"st_mtime", c"time of last modification"),
        (c"st_ctime", c"time of last change"),
        (c"st_atime_ns", c"time of last access in nanoseconds"),
        (c"st_mtime_ns", c"time of last modification in nanoseconds"),
        (c"st_ctime_ns", c"time of last change in nanoseconds"),
        (c"st_blksize", c"blocksize for filesystem I/O"),
        (c"st_blocks", c"number of blocks allocated"),
        (c"st_rdev", c"device type (if inode device)"),
    ],
    10,
);

/// `os.statvfs_result`.
pub static STATVFS_RESULT: Record = Record::new(
    c"os.statvfs_result",
    c"statvfs_result: what statvfs and fstatvfs tell about a file system.",
    &[
        (c"f_bsize", c""),
        (c"f_frsize", c""),
        (c"f_blocks", c""),
        (c"f_bfree", c""),
        (c"f_bavail", c""),
        (c"f_files", c""),
        (c"f_ffree", c""),
        (c"f_favail", c""),
        (c"f_flag", c""),
        (c"f_namemax", c""),
        (c"f_fsid", c""),
    ],
    10,
);

/// `stat_result.__new__`: where the float times are not given, the whole seconds stand for them.
unsafe extern "C" fn stat_result_new(ty: &'static Type, args: &Object, kwargs: Option<&Object>) -> PyResult {
    // SAFETY: the arguments of this slot handed on.
    let result = unsafe { structseq::new_slot(ty, args, kwargs) }?;
    for index in 7..10 {
        // SAFETY: the record has nineteen fields, set above.
        let (whole, precise) = unsafe { (structseq::field(&result, index), structseq::field(&result, index + 3)) };
        if precise.get().is_none_or(|value| value.is(none())) {
            drop(precise.replace(whole.get()));
        }
    }
    Ok(result)
}

/// Makes the records ready.
pub fn init(module: &Module, th: &mut Thread) -> PyResult<()> {
    STAT_RESULT.add_to(module, "stat_result", th)?;
    STAT_RESULT.class().tp_new.set(Some(stat_result_new));
    STATVFS_RESULT.add_to(module, "statvfs_result", th)
}

/// Nanoseconds of a time, as an int of any size.
fn nanoseconds(seconds: i64, nanoseconds: i64) -> PyResult {
    match seconds.checked_mul(1_000_000_000).and_then(|value| value.checked_add(nanoseconds)) {
        Some(value) => int(value),
        None => {
            let value = i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
            Ok(Long::from_bytes(&value.to_le_bytes(), true, true)?.into_object())
        }
    }
}

/// `os.stat_result` of what the system said.
pub fn stat_object(stat: &libc::stat) -> PyResult {
    let times =
        [(stat.st_atime, stat.st_atime_nsec), (stat.st_mtime, stat.st_mtime_nsec), (stat.st_ctime, stat.st_ctime_nsec)];
    let mut values = Vec::with_capacity(19);
    values.push(int(i64::from(stat.st_mode))?);
    values.push(Long::from_u64(stat.st_ino)?.into_object());
    values.push(Long::from_u64(stat.st_dev)?.into_object());
    values.push(Long::from_u64(stat.st_nlink)?.into_object());
    values.push(super::path::id_object(stat.st_uid)?);
    values.push(super::path::id_object(stat.st_gid)?);
    values.push(int(stat.st_size)?);
    for (seconds, _) in times {
        values.push(int(seconds)?);
    }
    for (seconds, nsec) in times {
        values.push(float(seconds as f64 + 1e-9 * nsec as f64)?);
    }
    for (seconds, nsec) in times {
        values.push(nanoseconds(seconds, nsec)?);
    }
    values.push(int(stat.st_blksize)?);
    values.push(int(stat.st_blocks)?);
    values.push(Long::from_u64(stat.st_rdev)?.into_object());
    STAT_RESULT.make(values)
}

/// A zeroed struct for the system to fill.
pub fn empty_stat() -> libc::stat {
    // SAFETY: plain numbers.
    unsafe { std::mem::zeroed() }
}

fn do_stat(function: &str, path: &Path, dir_fd: c_int, follow_symlinks: bool, th: &mut Thread) -> PyResult {
    if path.fd != -1 && dir_fd != libc::AT_FDCWD {
        return Err(raise!(th, ValueError, "{function}: can't specify dir_fd without matching path"));
    }
    if path.fd != -1 && !follow_symlinks && function != "stat" {
        return Err(raise!(th, ValueError, "{function}: cannot use fd and follow_symlinks together"));
    }
    let mut stat = empty_stat();
    // SAFETY: the path is a C string, the struct is ours.
    let result = th.allow_threads(|| unsafe {
        if path.fd != -1 {
            libc::fstat(path.fd, &raw mut stat)
        } else {
            libc::fstatat(dir_fd, path.as_ptr(), &raw mut stat, link_flag(follow_symlinks))
        }
    });
    path.check(result, th)?;
    stat_object(&stat)
}

#[pyfunction(sig = "(path, *, dir_fd=None, follow_symlinks=True)", doc = "Tell about a file, by path or descriptor.")]
fn stat(
    #[arg(with = path_or_fd)] path: Path,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    follow_symlinks: bool,
    th: &mut Thread,
) -> PyResult {
    do_stat("stat", &path, dir_fd, follow_symlinks, th)
}

#[pyfunction(sig = "(path, *, dir_fd=None)", doc = "Tell about a file; of a symbolic link, about the link itself.")]
fn lstat(
    #[arg(with = path)] path: Path,
    #[arg(with = dir_fd, default = libc::AT_FDCWD)] dir_fd: c_int,
    th: &mut Thread,
) -> PyResult {
    do_stat("lstat", &path, dir_fd, false, th)
}

#[pyfunction(sig = "(fd)", doc = "Tell about the file that a descriptor is open on.")]
fn fstat(fd: c_int, th: &mut Thread) -> PyResult {
    let mut stat = empty_stat();
    // SAFETY: the struct is ours.
    retry(|| unsafe { libc::fstat(fd, &raw mut stat) } as isize, th)?;
    stat_object(&stat)
}

fn statvfs_object(stat: &libc::statvfs) -> PyResult {
    let values = [
        stat.f_bsize,
        stat.f_frsize,
        stat.f_blocks,
        stat.f_bfree,
        stat.f_bavail,
        stat.f_files,
        stat.f_ffree,
        stat.f_favail,
        stat.f_flag,
        stat.f_namemax,
        stat.f_fsid,
    ];
    let values = values.iter().map(|value| Ok(Long::from_u64(*value)?.into_object()));
    STATVFS_RESULT.make(values.collect::<PyResult<_>>()?)
}

#[pyfunction(sig = "(path)", doc = "Tell about the file system that a path, or an open file, is on.")]
fn statvfs(#[arg(with = path_or_fd)] path: Path, th: &mut Thread) -> PyResult {
    // SAFETY: plain numbers.
    let mut stat: libc::statvfs = unsafe { std::mem::zeroed() };
    // SAFETY: the path is a C string, the struct is ours.
    let result = th.allow_threads(|| unsafe {
        if path.fd != -1 { libc::fstatvfs(path.fd, &raw mut stat) } else { libc::statvfs(path.as_ptr(), &raw mut stat) }
    });
    path.check(result, th)?;
    statvfs_object(&stat)
}

#[pyfunction(sig = "(fd, /)", doc = "Tell about the file system that an open file is on.")]
fn fstatvfs(fd: c_int, th: &mut Thread) -> PyResult {
    // SAFETY: plain numbers.
    let mut stat: libc::statvfs = unsafe { std::mem::zeroed() };
    // SAFETY: the struct is ours.
    let result = th.allow_threads(|| unsafe { libc::fstatvfs(fd, &raw mut stat) });
    check(result, th)?;
    statvfs_object(&stat)
}
