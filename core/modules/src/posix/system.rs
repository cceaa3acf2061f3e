//! What the system and this process are: environment, limits, ids, randomness, terminals, path arithmetic.

use std::ffi::{CStr, CString, c_int};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::fspath::{fs_encode, fs_path};
use ks_runtime::prelude::*;
use ks_runtime::state::audit;

use super::constants::{CONFSTR_NAMES, PATHCONF_NAMES, SYSCONF_NAMES};
use super::fd::ks_fs_encode;
use super::path::{Path, check, errno, fildes, gid, gid_item, id_object, os_error, path_or_fd, retry, set_errno, uid};
use crate::record::{Record, float, int};

/// `os.terminal_size`.
pub static TERMINAL_SIZE: Record = Record::new(
    c"os.terminal_size",
    c"A tuple of (columns, lines) for holding terminal window size",
    &[
        (c"columns", c"width of the terminal window in characters"),
        (c"lines", c"height of the terminal window in characters"),
    ],
    2,
);

/// `posix.uname_result`.
pub static UNAME_RESULT: Record = Record::new(
    c"posix.uname_result",
    c"uname_result: what the system says it is.",
    &[
        (c"sysname", c"operating system name"),
        (c"nodename", c"name of machine on network (implementation-defined)"),
        (c"release", c"operating system release"),
        (c"version", c"operating system version"),
        (c"machine", c"hardware identifier"),
    ],
    5,
);

/// `posix.times_result`.
pub static TIMES_RESULT: Record = Record::new(
    c"posix.times_result",
    c"times_result: processor times of this process and its children, in seconds.",
    &[
        (c"user", c"user time"),
        (c"system", c"system time"),
        (c"children_user", c"user time of children"),
        (c"children_system", c"system time of children"),
        (c"elapsed", c"elapsed time since an arbitrary point in the past"),
    ],
    5,
);

/// `environ`: the environment as bytes, as it was when the module was made.
pub fn environment(th: &mut Thread) -> PyResult<Ref<Dict>> {
    unsafe extern "C" {
        static environ: *const *const std::ffi::c_char;
    }
    let dict = Dict::new()?;
    // SAFETY: the C library's list, ended by null; the interpreter is held, so Python code does not change it now.
    let mut entry = unsafe { environ };
    while !entry.is_null() {
        // SAFETY: as above.
        let text = unsafe { *entry };
        if text.is_null() {
            break;
        }
        // SAFETY: entries are C strings.
        let text = unsafe { CStr::from_ptr(text) }.to_bytes();
        if let Some(at) = memchr::memchr(b'=', text) {
            let (name, value) = (Bytes::new(&text[..at])?, Bytes::new(&text[at + 1..])?);
            dict.set_default(&name, &value, th)?;
        }
        // SAFETY: the list goes on until its null.
        entry = unsafe { entry.add(1) };
    }
    Ok(dict)
}

#[pyfunction(sig = "(name, value, /)", doc = "Change or add an environment variable.")]
fn putenv(
    #[arg(with = ks_fs_encode)] name: Ref<Bytes>,
    #[arg(with = ks_fs_encode)] value: Ref<Bytes>,
    th: &mut Thread,
) -> PyResult<()> {
    if name.as_bytes().contains(&b'=') {
        return Err(raise!(th, ValueError, "illegal environment variable name"));
    }
    let (first, second) = (name.clone().into_object(), value.clone().into_object());
    audit::event(c"os.putenv", || Ok([first, second]), th)?;
    // SAFETY: bytes objects end with a NUL; the C library copies both.
    let result = unsafe { libc::setenv(name.as_bytes().as_ptr().cast(), value.as_bytes().as_ptr().cast(), 1) };
    check(result, th)
}

#[pyfunction(sig = "(name, /)", doc = "Remove an environment variable.")]
fn unsetenv(#[arg(with = ks_fs_encode)] name: Ref<Bytes>, th: &mut Thread) -> PyResult<()> {
    let shown = name.clone().into_object();
    audit::event(c"os.unsetenv", || Ok([shown]), th)?;
    // SAFETY: bytes objects end with a NUL.
    check(unsafe { libc::unsetenv(name.as_bytes().as_ptr().cast()) }, th)
}

#[pyfunction(sig = "(path)", doc = "The path as str or bytes: itself, or what its __fspath__ gives.")]
fn fspath(path: &Object, th: &mut Thread) -> PyResult {
    fs_path(path, th)
}

#[pyfunction(sig = "(size, /)", doc = "Random bytes, fit for secrets.")]
fn urandom(size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    if size < 0 {
        return Err(raise!(th, ValueError, "negative argument not allowed"));
    }
    random_bytes(size as usize, 0, true, th)
}

#[pyfunction(sig = "(size, flags=0)", doc = "Random bytes from the system; perhaps fewer.")]
fn getrandom(size: isize, flags: c_int, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    if size < 0 {
        set_errno(libc::EINVAL);
        return Err(os_error(th));
    }
    random_bytes(size as usize, flags as u32, false, th)
}

fn random_bytes(size: usize, flags: u32, all: bool, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    let mut buffer = vec![0u8; size];
    let mut got = 0;
    while got < size {
        let (address, room) = (buffer[got..].as_mut_ptr(), size - got);
        // SAFETY: the buffer has that much room.
        got += retry(|| unsafe { libc::getrandom(address.cast(), room, flags) }, th)? as usize;
        if !all {
            break;
        }
    }
    Bytes::new(&buffer[..got])
}

#[pyfunction(
    sig = "(fd=<unrepresentable>, /)",
    doc = "The size of a terminal (standard output's by default) as (columns, lines)."
)]
fn get_terminal_size(#[arg(default = libc::STDOUT_FILENO)] fd: c_int, th: &mut Thread) -> PyResult {
    // SAFETY: plain numbers, filled by the call.
    let mut size: libc::winsize = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    check(unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut size) }, th)?;
    TERMINAL_SIZE.make(vec![int(i64::from(size.ws_col))?, int(i64::from(size.ws_row))?])
}

#[pyfunction(sig = "()", doc = "The number of logical processors, or None if unknown.")]
fn cpu_count(th: &mut Thread) -> PyResult {
    let configured = th.interp().config.get().map_or(-1, |config| config.cpu_count);
    if configured > 0 {
        return int(i64::from(configured));
    }
    // SAFETY: asks for a number.
    match unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) } {
        count if count >= 1 => int(count),
        _ => Ok(none().to_ref()),
    }
}

#[pyfunction(sig = "()", doc = "The name of the user logged in on the controlling terminal.")]
fn getlogin(th: &mut Thread) -> PyResult<Ref<Str>> {
    unsafe extern "C" {
        fn getlogin_r(name: *mut std::ffi::c_char, size: usize) -> c_int;
    }
    let mut buffer = [0u8; 256];
    // SAFETY: the buffer's size is passed.
    let error = unsafe { getlogin_r(buffer.as_mut_ptr().cast(), buffer.len()) };
    if error != 0 {
        return Err(th.raise_os_error(error, None));
    }
    let len = memchr::memchr(0, &buffer).unwrap_or(0);
    Str::decode_fs(&buffer[..len], th)
}

#[pyfunction(sig = "()", doc = "What the system says it is: sysname, nodename, release, version, machine.")]
fn uname(th: &mut Thread) -> PyResult {
    // SAFETY: plain bytes, filled by the call.
    let mut name: libc::utsname = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    check(unsafe { libc::uname(&raw mut name) }, th)?;
    let mut values = Vec::with_capacity(5);
    for text in [&name.sysname, &name.nodename, &name.release, &name.version, &name.machine] {
        // SAFETY: the system ends its texts with NULs.
        let text = unsafe { CStr::from_ptr(text.as_ptr()) };
        values.push(Str::decode_fs(text.to_bytes(), th)?.into_object());
    }
    UNAME_RESULT.make(values)
}

#[pyfunction(sig = "()", doc = "Processor times: user, system, children_user, children_system, elapsed.")]
fn times(th: &mut Thread) -> PyResult {
    // SAFETY: plain numbers, filled by the call.
    let mut times: libc::tms = unsafe { std::mem::zeroed() };
    set_errno(0);
    // SAFETY: as above.
    let elapsed = unsafe { libc::times(&raw mut times) };
    if elapsed == -1 && errno() != 0 {
        return Err(os_error(th));
    }
    // SAFETY: asks for a number.
    let ticks = unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64;
    let values = [times.tms_utime, times.tms_stime, times.tms_cutime, times.tms_cstime, elapsed];
    TIMES_RESULT.make(values.iter().map(|value| float(*value as f64 / ticks)).collect::<PyResult<_>>()?)
}

#[pyfunction(sig = "()", doc = "The average number of runnable processes over 1, 5 and 15 minutes.")]
fn getloadavg(th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut loads = [0.0; 3];
    // SAFETY: room for three.
    if unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) } != 3 {
        return Err(raise!(th, OSError, "Load averages are unobtainable"));
    }
    Tuple::from_array([float(loads[0])?, float(loads[1])?, float(loads[2])?])
}

/// A configuration name: an int, or a text of the table.
fn name_of(object: &Object, table: &[(&str, i32)], th: &mut Thread) -> PyResult<c_int> {
    if ks_runtime::abstract_::number::is_index(object) {
        return object.as_c_int(th);
    }
    let Some(name) = object.downcast::<Str>() else {
        return Err(raise!(th, TypeError, "configuration names must be strings or integers"));
    };
    let found = name.as_ascii().and_then(|name| table.binary_search_by(|(known, _)| (*known).cmp(name)).ok());
    match found {
        Some(index) => Ok(table[index].1),
        None => Err(raise!(th, ValueError, "unrecognized configuration name")),
    }
}

fn confstr_name(object: &Object, _: &'static ArgName, th: &mut Thread) -> PyResult<c_int> {
    name_of(object, CONFSTR_NAMES, th)
}

fn pathconf_name(object: &Object, _: &'static ArgName, th: &mut Thread) -> PyResult<c_int> {
    name_of(object, PATHCONF_NAMES, th)
}

fn sysconf_name(object: &Object, _: &'static ArgName, th: &mut Thread) -> PyResult<c_int> {
    name_of(object, SYSCONF_NAMES, th)
}

#[pyfunction(sig = "(name, /)", doc = "A text of the system's configuration.")]
fn confstr(#[arg(with = confstr_name)] name: c_int, th: &mut Thread) -> PyResult {
    set_errno(0);
    // SAFETY: asks for the length.
    let len = unsafe { libc::confstr(name, std::ptr::null_mut(), 0) };
    if len == 0 {
        return if errno() != 0 { Err(os_error(th)) } else { Ok(none().to_ref()) };
    }
    let mut buffer = vec![0u8; len];
    // SAFETY: the buffer's size is passed.
    unsafe { libc::confstr(name, buffer.as_mut_ptr().cast(), len) };
    Str::decode_fs(&buffer[..len - 1], th)?.into_py()
}

/// A limit; -1 without an error means that there is none.
fn limit(ask: impl FnOnce() -> libc::c_long, path: Option<&Object>, th: &mut Thread) -> PyResult<i64> {
    set_errno(0);
    let value = ask();
    if value == -1 && errno() != 0 {
        let errno = errno();
        return Err(th.raise_os_error(errno, path));
    }
    Ok(value)
}

#[pyfunction(sig = "(name, /)", doc = "A number of the system's configuration.")]
fn sysconf(#[arg(with = sysconf_name)] name: c_int, th: &mut Thread) -> PyResult<i64> {
    // SAFETY: numbers only.
    limit(|| unsafe { libc::sysconf(name) }, None, th)
}

#[pyfunction(sig = "(path, name)", doc = "A limit of a file, by path or descriptor.")]
fn pathconf(
    #[arg(with = path_or_fd)] path: Path,
    #[arg(with = pathconf_name)] name: c_int,
    th: &mut Thread,
) -> PyResult<i64> {
    // SAFETY: the path is a C string.
    let ask =
        || unsafe { if path.fd != -1 { libc::fpathconf(path.fd, name) } else { libc::pathconf(path.as_ptr(), name) } };
    limit(ask, path.object(), th)
}

#[pyfunction(sig = "(fd, name, /)", doc = "A limit of an open file.")]
fn fpathconf(
    #[arg(with = fildes)] fd: c_int,
    #[arg(with = pathconf_name)] name: c_int,
    th: &mut Thread,
) -> PyResult<i64> {
    // SAFETY: numbers only.
    limit(|| unsafe { libc::fpathconf(fd, name) }, None, th)
}

#[pyfunction(sig = "(code, /)", doc = "The text of an error number.")]
fn strerror(code: c_int, th: &mut Thread) -> PyResult<Ref<Str>> {
    let mut buffer = [0u8; 256];
    // SAFETY: the buffer's length is passed; the call ends its text with a NUL.
    unsafe { libc::strerror_r(code, buffer.as_mut_ptr().cast(), buffer.len()) };
    let len = memchr::memchr(0, &buffer).unwrap_or(0);
    Str::decode_fs(&buffer[..len], th)
}

macro_rules! own_ids {
    ($($name:ident: $doc:tt;)*) => {$(
        #[pyfunction(sig = "()", doc = $doc)]
        fn $name() -> PyResult {
            // SAFETY: asks for a number.
            id_object(unsafe { libc::$name() })
        }
    )*};
}
own_ids! {
    getuid: "This process's user id.";
    geteuid: "This process's effective user id.";
    getgid: "This process's group id.";
    getegid: "This process's effective group id.";
}

#[pyfunction(sig = "()", doc = "This process's id.")]
fn getpid() -> c_int {
    // SAFETY: asks for a number.
    unsafe { libc::getpid() }
}

#[pyfunction(sig = "()", doc = "The parent process's id.")]
fn getppid() -> c_int {
    // SAFETY: asks for a number.
    unsafe { libc::getppid() }
}

#[pyfunction(sig = "()", doc = "This process's group.")]
fn getpgrp() -> c_int {
    // SAFETY: asks for a number.
    unsafe { libc::getpgrp() }
}

#[pyfunction(sig = "(pid)", doc = "A process's group.")]
fn getpgid(pid: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let group = unsafe { libc::getpgid(pid) };
    check(group, th)?;
    Ok(group)
}

#[pyfunction(sig = "(pid, /)", doc = "A process's session.")]
fn getsid(pid: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let session = unsafe { libc::getsid(pid) };
    check(session, th)?;
    Ok(session)
}

#[pyfunction(sig = "()", doc = "Real, effective and saved user id.")]
fn getresuid(th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let (mut real, mut effective, mut saved) = (0, 0, 0);
    // SAFETY: room for three numbers.
    check(unsafe { libc::getresuid(&raw mut real, &raw mut effective, &raw mut saved) }, th)?;
    Tuple::from_array([id_object(real)?, id_object(effective)?, id_object(saved)?])
}

#[pyfunction(sig = "()", doc = "Real, effective and saved group id.")]
fn getresgid(th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let (mut real, mut effective, mut saved) = (0, 0, 0);
    // SAFETY: room for three numbers.
    check(unsafe { libc::getresgid(&raw mut real, &raw mut effective, &raw mut saved) }, th)?;
    Tuple::from_array([id_object(real)?, id_object(effective)?, id_object(saved)?])
}

macro_rules! set_ids {
    ($($sig:tt $name:ident($($id:ident: $kind:ident),+): $doc:tt;)*) => {$(
        #[pyfunction(sig = $sig, doc = $doc)]
        fn $name($(#[arg(with = $kind)] $id: u32,)+ th: &mut Thread) -> PyResult<()> {
            // SAFETY: numbers only.
            check(unsafe { libc::$name($($id),+) }, th)
        }
    )*};
}
set_ids! {
    "(uid, /)" setuid(uid: uid): "Set the user id of this process.";
    "(euid, /)" seteuid(euid: uid): "Set the effective user id of this process.";
    "(gid, /)" setgid(gid: gid): "Set the group id of this process.";
    "(egid, /)" setegid(egid: gid): "Set the effective group id of this process.";
    "(ruid, euid, /)" setreuid(ruid: uid, euid: uid): "Set real and effective user id.";
    "(rgid, egid, /)" setregid(rgid: gid, egid: gid): "Set real and effective group id.";
    "(ruid, euid, suid, /)" setresuid(ruid: uid, euid: uid, suid: uid): "Set real, effective and saved user id.";
    "(rgid, egid, sgid, /)" setresgid(rgid: gid, egid: gid, sgid: gid): "Set real, effective and saved group id.";
}

#[pyfunction(sig = "()", doc = "Begin a session, with this process as its leader.")]
fn setsid(th: &mut Thread) -> PyResult<()> {
    // SAFETY: no arguments.
    check(unsafe { libc::setsid() }, th)
}

#[pyfunction(sig = "()", doc = "Make this process the leader of its process group.")]
fn setpgrp(th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::setpgid(0, 0) }, th)
}

#[pyfunction(sig = "(pid, pgrp, /)", doc = "Put a process into a process group.")]
fn setpgid(pid: c_int, pgrp: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::setpgid(pid, pgrp) }, th)
}

fn id_list(ids: &[u32]) -> PyResult<Ref<List>> {
    List::from_vec(ids.iter().map(|id| id_object(*id)).collect::<PyResult<_>>()?)
}

#[pyfunction(sig = "()", doc = "The supplementary groups of this process.")]
fn getgroups(th: &mut Thread) -> PyResult<Ref<List>> {
    // SAFETY: asks for the number first, then fills a list of that size.
    let count = unsafe { libc::getgroups(0, std::ptr::null_mut()) };
    check(count, th)?;
    let mut groups = vec![0; count as usize];
    // SAFETY: as above.
    let count = unsafe { libc::getgroups(count, groups.as_mut_ptr()) };
    check(count, th)?;
    id_list(&groups[..count as usize])
}

#[pyfunction(sig = "(groups, /)", doc = "Set the supplementary groups of this process.")]
fn setgroups(groups: &Object, th: &mut Thread) -> PyResult<()> {
    if !ks_runtime::abstract_::sequence::is_sequence(groups) {
        return Err(raise!(th, TypeError, "setgroups argument must be a sequence"));
    }
    let items = ks_runtime::abstract_::items::collect(groups, 0, th)?;
    if items.len() > 65536 {
        return Err(raise!(th, ValueError, "too many groups"));
    }
    let mut ids = Vec::with_capacity(items.len());
    for item in &items {
        if !Long::check(item) {
            return Err(raise!(th, TypeError, "groups must be integers"));
        }
        ids.push(gid_item(item, th)?);
    }
    // SAFETY: the list's size is passed.
    check(unsafe { libc::setgroups(ids.len(), ids.as_ptr()) }, th)
}

#[pyfunction(sig = "(user, group, /)", doc = "The groups that a user belongs to, the given one among them.")]
fn getgrouplist(user: &str, #[arg(with = gid)] group: u32, th: &mut Thread) -> PyResult<Ref<List>> {
    let Ok(user) = CString::new(user) else { return Err(raise!(th, ValueError, "embedded null character")) };
    let mut groups = vec![0; 64];
    loop {
        let mut count = groups.len() as c_int;
        // SAFETY: the list's size is passed, and the needed one comes back.
        if unsafe { libc::getgrouplist(user.as_ptr(), group, groups.as_mut_ptr(), &raw mut count) } >= 0 {
            return id_list(&groups[..count.max(0) as usize]);
        }
        if groups.len() > 1 << 20 {
            return Err(os_error(th));
        }
        groups.resize(groups.len() * 2, 0);
    }
}

#[pyfunction(sig = "(username, gid, /)", doc = "Give this process the groups of a user, and the given one.")]
fn initgroups(
    #[arg(with = ks_fs_encode)] username: Ref<Bytes>,
    #[arg(with = gid)] gid: u32,
    th: &mut Thread,
) -> PyResult<()> {
    // SAFETY: bytes objects end with a NUL.
    check(unsafe { libc::initgroups(username.as_bytes().as_ptr().cast(), gid) }, th)
}

#[pyfunction(sig = "(increment, /)", doc = "Add to the niceness of this process; the new one.")]
fn nice(increment: c_int, th: &mut Thread) -> PyResult<c_int> {
    set_errno(0);
    // SAFETY: numbers only.
    let value = unsafe { libc::nice(increment) };
    if value == -1 && errno() != 0 { Err(os_error(th)) } else { Ok(value) }
}

#[pyfunction(sig = "(which, who)", doc = "The niceness of processes (PRIO_PROCESS, PRIO_PGRP or PRIO_USER).")]
fn getpriority(which: c_int, who: c_int, th: &mut Thread) -> PyResult<c_int> {
    set_errno(0);
    // SAFETY: numbers only.
    let value = unsafe { libc::getpriority(which as u32, who as u32) };
    if value == -1 && errno() != 0 { Err(os_error(th)) } else { Ok(value) }
}

#[pyfunction(sig = "(which, who, priority)", doc = "Set the niceness of processes.")]
fn setpriority(which: c_int, who: c_int, priority: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::setpriority(which as u32, who as u32, priority) }, th)
}

/// A part of a path, as str or bytes like the whole.
fn part(whole: &Object, bytes: &[u8]) -> PyResult {
    if Bytes::check(whole) { Bytes::new(bytes)?.into_py() } else { Str::from_wtf8(bytes)?.into_py() }
}

/// The text of a path argument; NULs and lone surrogates are allowed here.
fn path_text(path: &Object, function: &str, th: &mut Thread) -> PyResult<(Ref, Vec<u8>)> {
    if !Str::check(path) && !Bytes::check(path) && object::lookup_special(path, id!(__fspath__), th)?.is_none() {
        return Err(raise!(
            th,
            TypeError,
            "{function}: path should be string, bytes or os.PathLike, not {:.200}",
            path.ob_type().display_name()
        ));
    }
    let path = fs_path(path, th)?;
    let text = match path.downcast::<Str>() {
        Some(text) => text.to_wtf8(),
        None => path.downcast::<Bytes>().map(|bytes| bytes.as_bytes().to_vec()).unwrap_or_default(),
    };
    Ok((path, text))
}

/// How many slashes stand for the root at the start: POSIX lets exactly two mean something of their own.
fn root_len(text: &[u8]) -> usize {
    match text {
        [b'/', b'/', b'/', ..] => 1,
        [b'/', b'/', ..] => 2,
        [b'/', ..] => 1,
        _ => 0,
    }
}

/// A path without `.`, `..` where it can be resolved, and needless slashes.
pub fn normalize(text: &[u8]) -> Vec<u8> {
    let root = root_len(text);
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in text[root..].split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => match parts.last() {
                Some(last) if *last != b".." => drop(parts.pop()),
                None if root > 0 => {}
                _ => parts.push(part),
            },
            part => parts.push(part),
        }
    }
    let mut result = text[..root].to_vec();
    result.extend(parts.join(&b'/'));
    if result.is_empty() { b".".to_vec() } else { result }
}

#[pyfunction(sig = "(path)", doc = "Normalize a path: no double slashes, no '.', no '..' behind a name.")]
fn _path_normpath(path: &Object, th: &mut Thread) -> PyResult {
    let (path, text) = path_text(path, "_path_normpath", th)?;
    part(&path, &normalize(&text))
}

#[pyfunction(sig = "(path)", doc = "Split a path into drive (always empty here), root and the rest.")]
fn _path_splitroot_ex(path: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let (path, text) = path_text(path, "_path_splitroot_ex", th)?;
    let root = root_len(&text);
    Tuple::from_array([part(&path, b"")?, part(&path, &text[..root])?, part(&path, &text[root..])?])
}

#[pyfunction(sig = "()", doc = "Whether something is called while the interpreter waits for a line.")]
fn _is_inputhook_installed() -> bool {
    false
}

#[pyfunction(sig = "()", doc = "Call what wants to run while the interpreter waits for a line.")]
fn _inputhook() -> PyResult<Ref<Long>> {
    Ok(Long::zero())
}

#[pyfunction(sig = "(fd, nstype=0)", doc = "Move this thread into a namespace, given by a descriptor.")]
fn setns(#[arg(with = fildes)] fd: c_int, nstype: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    let result = th.allow_threads(|| unsafe { libc::setns(fd, nstype) });
    check(result, th)
}

#[pyfunction(sig = "(flags)", doc = "Give this thread namespaces of its own.")]
fn unshare(flags: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    let result = th.allow_threads(|| unsafe { libc::unshare(flags) });
    check(result, th)
}

#[pyfunction(sig = "(command)", doc = "Run a command in a shell and return its wait status.")]
fn system(#[arg(with = ks_fs_encode)] command: Ref<Bytes>, th: &mut Thread) -> PyResult<c_int> {
    let shown = command.clone().into_object();
    audit::event(c"os.system", || Ok([shown]), th)?;
    let address = command.as_bytes().as_ptr();
    // SAFETY: bytes objects end with a NUL.
    Ok(th.allow_threads(|| unsafe { libc::system(address.cast()) }))
}

/// Converts a path object for functions of other files.
pub fn encode(object: &Object, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    fs_encode(object, th)
}
