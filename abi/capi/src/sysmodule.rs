//! `sysmodule.h`: the names in `sys`.

use std::ffi::{CStr, OsString, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;

use ks_runtime::prelude::*;
use ks_runtime::state::{audit, fatal, presys, run, wide};
use libc::wchar_t;

/// `sys`'s entry, borrowed from it; an error of the look-up is dropped, an exception that was set before stays.
fn lookup(name: impl FnOnce(&mut Thread) -> PyResult, th: &mut Thread) -> *mut Object {
    let Some(sysdict) = th.interp().sysdict.get() else {
        return std::ptr::null_mut();
    };
    let before = th.take_raised();
    let found = name(th).and_then(|name| sysdict.get(&name, th));
    match before {
        Some(before) => _ = th.restore_raised(before),
        None => th.clear_raised(),
    }
    found.ok().flatten().map_or(std::ptr::null_mut(), |value| value.as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_GetObject(name: *const c_char) -> *mut Object {
    // SAFETY: the caller holds the interpreter and passes a C string.
    let (name, th) = unsafe { (CStr::from_ptr(name).to_bytes(), Thread::enter()) };
    lookup(|th| Ok(Str::decode_utf8(name, None, th)?.into_object()), th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySys_GetAttr(_state: *mut PyThreadState, name: &Object) -> *mut Object {
    // SAFETY: the caller holds the interpreter.
    lookup(|_| Ok(name.to_ref()), unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_SetObject(name: *const c_char, value: Option<&Object>) -> Status {
    // SAFETY: the caller holds the interpreter and passes a C string.
    let (name, th) = unsafe { (CStr::from_ptr(name).to_bytes(), Thread::enter()) };
    set(name, value, th).into()
}

fn set(name: &[u8], value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let Some(sysdict) = th.interp().sysdict.get() else {
        return Err(th.bad_internal_call());
    };
    let name = Str::intern(Str::decode_utf8(name, None, th)?);
    match value {
        Some(value) => sysdict.set(&name, value, th),
        None => sysdict.pop(&name, th).map(drop),
    }
}

/// The size in bytes; `(size_t)-1` for an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySys_GetSizeOf(object: &Object) -> usize {
    // SAFETY: the caller holds the interpreter.
    ks_modules::sys::size_in_bytes(object, unsafe { Thread::enter() }).unwrap_or(usize::MAX)
}

/// The options of `-X`: borrowed from `sys`, made if it has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_GetXOptions() -> *mut Object {
    // SAFETY: the caller holds the interpreter.
    let th = unsafe { Thread::enter() };
    let options = |th: &mut Thread| -> PyResult {
        let Some(sysdict) = th.interp().sysdict.get() else {
            return Err(th.bad_internal_call());
        };
        let name = Str::intern_str("_xoptions")?;
        match sysdict.get_str(&name, th)? {
            Some(options) if Dict::check(&options) => Ok(options),
            _ => {
                let options = Dict::new()?;
                sysdict.set_str(&name, &options, th)?;
                Ok(options.into_object())
            }
        }
    };
    // `sys` keeps it.
    options(th).map_or(std::ptr::null_mut(), |options| options.as_ptr())
}

/// A text of the system from what C hands over; `None` ends in a fatal error, as memory did.
unsafe fn system_text(text: *const wchar_t) -> OsString {
    // SAFETY: the caller's wide string.
    match unsafe { wide::text_from_c(text) } {
        Ok(text) => text.unwrap_or_default(),
        Err(_) => fatal::abort(None, "out of memory"),
    }
}

/// `sys.warnoptions`, if there is an interpreter.
fn warn_options(th: &mut Thread) -> PyResult<Option<Ref<List>>> {
    let Some(sysdict) = th.interp().sysdict.get() else { return Ok(None) };
    let name = Str::intern_str("warnoptions")?;
    if let Some(options) = sysdict.get_str(&name, th)?
        && let Ok(options) = options.downcast_into::<List>()
    {
        return Ok(Some(options));
    }
    let options = List::with_capacity(0)?;
    sysdict.set_str(&name, &options, th)?;
    Ok(Some(options))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AddWarnOption(option: *const wchar_t) {
    if Thread::current_ptr().is_null() {
        // SAFETY: the caller's wide string.
        presys::add_warn_option(unsafe { system_text(option) });
        return;
    }
    // SAFETY: the caller holds the interpreter and passes a wide string.
    let (th, option) = unsafe { (Thread::enter(), system_text(option)) };
    let added = Str::decode_fs(option.as_bytes(), th)
        .and_then(|option| warn_options(th)?.map_or(Ok(()), |options| options.push(option.into_object())));
    if added.is_err() {
        th.clear_raised();
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AddWarnOptionUnicode(option: &Object) {
    // SAFETY: the caller holds the interpreter.
    let th = unsafe { Thread::enter() };
    if warn_options(th).and_then(|options| options.map_or(Ok(()), |options| options.push(option.to_ref()))).is_err() {
        th.clear_raised();
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_HasWarnOptions() -> c_int {
    if Thread::current_ptr().is_null() {
        return 0;
    }
    // SAFETY: the caller holds the interpreter.
    let th = unsafe { Thread::enter() };
    match warn_options(th) {
        Ok(options) => c_int::from(options.is_some_and(|options| !options.is_empty())),
        Err(Raised) => {
            th.clear_raised();
            0
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_ResetWarnOptions() {
    if Thread::current_ptr().is_null() {
        presys::clear_warn_options();
        return;
    }
    // SAFETY: the caller holds the interpreter.
    let th = unsafe { Thread::enter() };
    match warn_options(th) {
        Ok(Some(options)) => options.clear(th),
        Ok(None) => {}
        Err(Raised) => th.clear_raised(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AddXOption(option: *const wchar_t) {
    // SAFETY: the caller's wide string.
    let option = unsafe { system_text(option) };
    if Thread::current_ptr().is_null() {
        presys::add_x_option(option);
        return;
    }
    // SAFETY: the caller holds the interpreter.
    let th = unsafe { Thread::enter() };
    let add = |th: &mut Thread| -> PyResult<()> {
        let bytes = option.as_bytes();
        let equals = bytes.iter().position(|byte| *byte == b'=');
        let name = Str::decode_fs(&bytes[..equals.unwrap_or(bytes.len())], th)?;
        let value = match equals {
            Some(at) => Str::decode_fs(&bytes[at + 1..], th)?.into_object(),
            None => boolobject::bool_object(true).to_ref(),
        };
        // SAFETY: borrowed from `sys`, or null with an exception.
        match unsafe { PySys_GetXOptions().as_ref() } {
            Some(options) => options.set_item(&name, &value, th),
            None => Err(Raised),
        }
    };
    if add(th).is_err() {
        th.clear_raised();
    }
}

/// Sets `sys.argv` and, if asked for, puts the script's directory at the front of `sys.path`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_SetArgvEx(argc: c_int, argv: *const *const wchar_t, update_path: c_int) {
    // SAFETY: the caller holds the interpreter and passes `argc` wide strings.
    let (th, mut words) = unsafe { (Thread::enter(), crate::initconfig::wide_words(argc as isize, argv)) };
    if words.is_empty() {
        words.push(OsString::new());
    }
    let set = |th: &mut Thread| -> PyResult<()> {
        let items = words.iter().map(|word| Ok(Str::decode_fs(word.as_bytes(), th)?.into_object()));
        let list = List::from_vec(items.collect::<PyResult<Vec<_>>>()?)?;
        self::set(b"argv", Some(&list), th)
    };
    if set(th).is_err() {
        fatal::abort(Some("PySys_SetArgvEx"), "can't assign sys.argv");
    }
    if update_path == 0 {
        return;
    }
    if let Some(path) = run::sys_path_0(&words) {
        let inserted = Str::decode_fs(path.as_bytes(), th).and_then(|path| run::sys_path_insert(&path, th));
        if inserted.is_err() {
            fatal::abort(Some("PySys_SetArgvEx"), "can't compute path0 from argv");
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_SetArgv(argc: c_int, argv: *const *const wchar_t) {
    let isolated = ks_runtime::state::flags::get(&ks_runtime::state::flags::Py_IsolatedFlag);
    // SAFETY: as above.
    unsafe { PySys_SetArgvEx(argc, argv, c_int::from(isolated == 0)) }
}

/// Sets `sys.path` from a text with colons.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_SetPath(path: *const wchar_t) {
    // SAFETY: the caller holds the interpreter and passes a wide string.
    let (th, path) = unsafe { (Thread::enter(), system_text(path)) };
    let set = |th: &mut Thread| -> PyResult<()> {
        let entries = path.as_bytes().split(|byte| *byte == b':');
        let entries = entries.map(|entry| Ok(Str::decode_fs(entry, th)?.into_object()));
        let list = List::from_vec(entries.collect::<PyResult<Vec<_>>>()?)?;
        self::set(b"path", Some(&list), th)
    };
    if set(th).is_err() {
        fatal::abort(Some("PySys_SetPath"), "can't assign sys.path");
    }
}

/// Adds an audit hook for the whole process. Hooks that are there may object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AddAuditHook(hook: audit::Py_AuditHookFunction, data: *mut c_void) -> c_int {
    if !Thread::current_ptr().is_null() {
        // SAFETY: the caller holds the interpreter.
        let th = unsafe { Thread::enter() };
        if audit::event::<0>(c"sys.addaudithook", || Ok([]), th).is_err() {
            // An objection of class RuntimeError is quiet.
            if th.raised_matches(&exceptions::RuntimeError) {
                th.clear_raised();
                return 0;
            }
            return -1;
        }
    }
    audit::add_c_hook(hook, data);
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AuditTuple(event: *const c_char, args: Option<&Object>) -> Status {
    // SAFETY: the caller holds the interpreter and passes a C string.
    let (event, th) = unsafe { (CStr::from_ptr(event), Thread::enter()) };
    if !audit::is_watched(th) {
        return Ok(()).into();
    }
    let tell = |th: &mut Thread| match args {
        None => audit::audit(event, &*Tuple::new(&[])?, th),
        Some(args) => match args.downcast::<Tuple>() {
            Some(args) => audit::audit(event, args, th),
            None => Err(raise!(th, TypeError, "args must be tuple, got {}", args.ob_type().display_name())),
        },
    };
    tell(th).into()
}
