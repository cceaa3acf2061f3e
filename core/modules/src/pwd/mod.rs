//! `pwd`: the user database.

use std::ffi::{CStr, CString};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use crate::posix::path::{id_object, uid};
use crate::record::Record;

/// `pwd.struct_passwd`.
static PASSWD: Record = Record::new(
    c"pwd.struct_passwd",
    c"pwd.struct_passwd: an entry of the user database.",
    &[
        (c"pw_name", c"user name"),
        (c"pw_passwd", c"password"),
        (c"pw_uid", c"user id"),
        (c"pw_gid", c"group id"),
        (c"pw_gecos", c"real name"),
        (c"pw_dir", c"home directory"),
        (c"pw_shell", c"shell program"),
    ],
    7,
);

fn entry(passwd: &libc::passwd, th: &mut Thread) -> PyResult {
    let text = |pointer: *const std::ffi::c_char, th: &mut Thread| -> PyResult {
        // SAFETY: the C library's text, or null.
        match unsafe { pointer.as_ref().map(|text| CStr::from_ptr(text)) } {
            Some(text) => Ok(Str::decode_fs(text.to_bytes(), th)?.into_object()),
            None => Ok(none().to_ref()),
        }
    };
    PASSWD.make(vec![
        text(passwd.pw_name, th)?,
        text(passwd.pw_passwd, th)?,
        id_object(passwd.pw_uid)?,
        id_object(passwd.pw_gid)?,
        text(passwd.pw_gecos, th)?,
        text(passwd.pw_dir, th)?,
        text(passwd.pw_shell, th)?,
    ])
}

/// Asks by one of the `_r` calls, with a buffer as large as it needs.
fn find(
    mut ask: impl FnMut(*mut libc::passwd, *mut u8, usize, *mut *mut libc::passwd) -> i32,
    th: &mut Thread,
) -> PyResult<Option<Ref>> {
    let mut buffer = vec![0u8; 1024];
    loop {
        // SAFETY: numbers and null pointers.
        let mut passwd: libc::passwd = unsafe { std::mem::zeroed() };
        let mut found = std::ptr::null_mut();
        match ask(&raw mut passwd, buffer.as_mut_ptr(), buffer.len(), &raw mut found) {
            libc::ERANGE if buffer.len() < 1 << 24 => buffer.resize(buffer.len() * 2, 0),
            0 if !found.is_null() => return entry(&passwd, th).map(Some),
            _ => return Ok(None),
        }
    }
}

#[pyfunction(sig = "(uidobj, /)", doc = "The entry of a user id.")]
fn getpwuid(uidobj: &Object, th: &mut Thread) -> PyResult {
    const AT: &ArgName = &ArgName::new("getpwuid", "argument", false);
    let id = match uid(uidobj, AT, th) {
        Ok(id) => id,
        Err(Raised) if th.raised_matches(&exceptions::OverflowError) => {
            th.clear_raised();
            return Err(raise!(th, KeyError, "getpwuid(): uid not found"));
        }
        Err(Raised) => return Err(Raised),
    };
    // SAFETY: the buffer's size is passed.
    let found =
        find(|passwd, buffer, len, found| unsafe { libc::getpwuid_r(id, passwd, buffer.cast(), len, found) }, th)?;
    match found {
        Some(entry) => Ok(entry),
        None => {
            let shown = uidobj.str(th)?;
            Err(raise!(th, KeyError, "getpwuid(): uid not found: {shown}"))
        }
    }
}

#[pyfunction(sig = "(name, /)", doc = "The entry of a user name.")]
fn getpwnam(name: &Str, th: &mut Thread) -> PyResult {
    let text = name.encode_fs(th)?;
    let Ok(text) = CString::new(text.as_bytes()) else {
        return Err(raise!(th, ValueError, "embedded null byte"));
    };
    let address = text.as_ptr();
    // SAFETY: a C string; the buffer's size is passed.
    let ask =
        |passwd, buffer: *mut u8, len, found| unsafe { libc::getpwnam_r(address, passwd, buffer.cast(), len, found) };
    match find(ask, th)? {
        Some(entry) => Ok(entry),
        None => {
            let shown = name.repr()?;
            Err(raise!(th, KeyError, "getpwnam(): name not found: {shown}"))
        }
    }
}

#[pyfunction(sig = "()", doc = "All entries.")]
fn getpwall(th: &mut Thread) -> PyResult<Ref<List>> {
    let mut entries = Vec::new();
    // SAFETY: the C library's own iteration and storage; the interpreter is held meanwhile.
    unsafe {
        libc::setpwent();
        let result = loop {
            match libc::getpwent().as_ref() {
                None => break Ok(()),
                Some(passwd) => match entry(passwd, th) {
                    Ok(entry) => entries.push(entry),
                    Err(raised) => break Err(raised),
                },
            }
        };
        libc::endpwent();
        result?;
    }
    List::from_vec(entries)
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    match module.downcast::<Module>() {
        Some(module) => PASSWD.add_to(module, "struct_passwd", th),
        None => Err(th.bad_internal_call()),
    }
}

pymodule! {
    name = "pwd",
    init = PyInit_pwd,
    doc = "The user database: entries of users by name or id.",
    functions = [getpwuid, getpwnam, getpwall],
    exec = exec,
}
