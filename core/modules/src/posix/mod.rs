//! `posix`: the system's calls, as `os` re-exports them.

mod constants;
mod exec;
mod fd;
mod files;
pub mod path;
pub mod process;
mod scandir;
mod stat;
mod system;
mod timer;

use ks_runtime::prelude::*;

use exec::*;
use fd::*;
use files::*;
use process::*;
use scandir::*;
use stat::*;
use system::*;
use timer::*;

/// A dict of names and numbers.
fn names(table: &[(&str, i32)], th: &mut Thread) -> PyResult<Ref<Dict>> {
    let dict = Dict::new()?;
    for (name, number) in table {
        dict.set_str(&*Str::intern_str(name)?, &*Long::from_i64(i64::from(*number))?, th)?;
    }
    Ok(dict)
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(module) = module.downcast::<Module>() else { return Err(th.bad_internal_call()) };
    for (name, value) in constants::NUMBERS {
        module.add(name, &*Long::from_i64(*value)?, th)?;
    }
    for (name, table) in [
        ("confstr_names", constants::CONFSTR_NAMES),
        ("pathconf_names", constants::PATHCONF_NAMES),
        ("sysconf_names", constants::SYSCONF_NAMES),
    ] {
        module.add(name, &*names(table, th)?, th)?;
    }
    let have = constants::HAVE_FUNCTIONS.iter().map(|name| Ok(Str::new(name)?.into_object()));
    module.add("_have_functions", &*List::from_vec(have.collect::<PyResult<_>>()?)?, th)?;
    let environ = system::environment(th)?;
    module.add("environ", &environ, th)?;
    module.add("error", exceptions::OSError.as_object(), th)?;
    stat::init(module, th)?;
    scandir::init(module, th)?;
    process::init(module, th)?;
    system::TERMINAL_SIZE.add_to(module, "terminal_size", th)?;
    system::UNAME_RESULT.add_to(module, "uname_result", th)?;
    system::TIMES_RESULT.add_to(module, "times_result", th)
}

pymodule! {
    name = "posix",
    init = PyInit_posix,
    doc = "The operating system's functions.\n\nos has them, too, and is the module to use.",
    functions = [
        stat, access, ttyname, chdir, chmod, fchmod, chown, fchown, lchown, chroot, ctermid, getcwd, getcwdb, link,
        listdir, lstat, mkdir, nice, getpriority, setpriority, posix_spawn, posix_spawnp, readlink,
        copy_file_range, splice, rename, replace, rmdir, symlink, system, umask, uname, unlink, remove, utime, times,
        execv, execve, fork, register_at_fork, sched_get_priority_max, sched_get_priority_min, sched_getparam,
        sched_getscheduler, sched_rr_get_interval, sched_setparam, sched_setscheduler, sched_yield, sched_setaffinity,
        sched_getaffinity, posix_openpt, grantpt, unlockpt, ptsname, openpty, login_tty, forkpty, getegid, geteuid,
        getgid, getgrouplist, getgroups, getpid, getpgrp, getppid, getuid, getlogin, kill, killpg, setuid, seteuid,
        setegid, setreuid, setregid, setgid, setgroups, initgroups, getpgid, setpgrp, wait, wait3, wait4, waitid,
        waitpid, waitstatus_to_exitcode, pidfd_open, setns, unshare, getsid, setsid, setpgid, tcgetpgrp, tcsetpgrp,
        open, close, closerange, device_encoding, dup, dup2, lockf, lseek, read, readv, pread, preadv, write, writev,
        pwrite, pwritev, sendfile, fstat, isatty, pipe, pipe2, mkfifo, mknod, major, minor, makedev, ftruncate,
        truncate, posix_fallocate, posix_fadvise, putenv, unsetenv, strerror, fchdir, fsync, sync, fdatasync,
        WCOREDUMP, WIFCONTINUED, WIFSTOPPED, WIFSIGNALED, WIFEXITED, WEXITSTATUS, WTERMSIG, WSTOPSIG, fstatvfs,
        statvfs, confstr, sysconf, fpathconf, pathconf, abort, _exit, getloadavg, urandom, setresuid, setresgid,
        getresuid, getresgid, getxattr, setxattr, removexattr, listxattr, get_terminal_size, cpu_count,
        get_inheritable, set_inheritable, get_blocking, set_blocking, scandir, fspath, getrandom, memfd_create,
        eventfd, eventfd_read, eventfd_write, timerfd_create, timerfd_settime, timerfd_settime_ns, timerfd_gettime,
        timerfd_gettime_ns, _path_normpath, _path_splitroot_ex, _is_inputhook_installed, _inputhook,
    ],
    exec = exec,
}
