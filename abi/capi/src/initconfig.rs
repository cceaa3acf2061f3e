//! `cpython/initconfig.h`: `PyStatus`, `PyWideStringList`, `PyPreConfig`, `PyConfig`.

use std::ffi::{CStr, OsStr, OsString, c_char, c_int};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use ks_runtime::prelude::*;
use ks_runtime::state::config::{self, decoded_error};
use ks_runtime::state::{Config, Start, Stop, environment, fatal, lifecycle, locale, preconfig, wide};
use libc::wchar_t;

/// The result of a step in C.
pub fn to_status(result: Start<()>) -> PyStatus {
    match result {
        Ok(()) => PyStatus::OK,
        Err(Stop::Exit(exitcode)) => PyStatus { _type: _PyStatus_TYPE_EXIT, exitcode, ..PyStatus::OK },
        Err(Stop::Error(func, message)) => PyStatus {
            _type: _PyStatus_TYPE_ERROR,
            func: func.map_or(std::ptr::null(), CStr::as_ptr),
            err_msg: message.as_ptr(),
            ..PyStatus::OK
        },
    }
}

/// What C hands back of a step.
///
/// # Safety
/// Its strings are NUL-terminated and stay.
unsafe fn from_status(status: &PyStatus) -> Option<Stop> {
    // SAFETY: the caller's promise.
    let text = |text: *const c_char| (!text.is_null()).then(|| unsafe { CStr::from_ptr::<'static>(text) });
    match status._type {
        _PyStatus_TYPE_EXIT => Some(Stop::Exit(status.exitcode)),
        _PyStatus_TYPE_ERROR => {
            Some(Stop::Error(text(status.func), text(status.err_msg).unwrap_or(c"<message not set>")))
        }
        _ => None,
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_Ok() -> PyStatus {
    PyStatus::OK
}

#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_Error(message: *const c_char) -> PyStatus {
    PyStatus { _type: _PyStatus_TYPE_ERROR, err_msg: message, ..PyStatus::OK }
}

#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_NoMemory() -> PyStatus {
    PyStatus_Error(c"memory allocation failed".as_ptr())
}

#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_Exit(exitcode: c_int) -> PyStatus {
    PyStatus { _type: _PyStatus_TYPE_EXIT, exitcode, ..PyStatus::OK }
}

#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_IsError(status: PyStatus) -> c_int {
    c_int::from(status._type == _PyStatus_TYPE_ERROR)
}

#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_IsExit(status: PyStatus) -> c_int {
    c_int::from(status._type == _PyStatus_TYPE_EXIT)
}

#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_Exception(status: PyStatus) -> c_int {
    c_int::from(status._type != _PyStatus_TYPE_OK)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_ExitStatusException(status: PyStatus) -> ! {
    // SAFETY: a status that C made, with strings that stay.
    match unsafe { from_status(&status) } {
        Some(stop) => fatal::exit_status(stop),
        None => fatal::abort(Some("Py_ExitStatusException"), "Py_ExitStatusException() must not be called on success"),
    }
}

/// Raises what a step reported (`_PyErr_SetFromPyStatus`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_SetFromPyStatus(status: PyStatus) {
    // SAFETY: C callers hold the interpreter; a status that C made.
    let (th, stop) = unsafe { (Thread::enter(), from_status(&status)) };
    let Raised = match stop {
        Some(Stop::Error(Some(func), message)) => {
            raise!(th, ValueError, "{}: {}", func.to_string_lossy(), message.to_string_lossy())
        }
        Some(Stop::Error(None, message)) => raise!(th, ValueError, "{}", message.to_string_lossy()),
        Some(Stop::Exit(code)) => raise!(th, ValueError, "Python exited with code {code}"),
        None => raise!(th, SystemError, "_PyErr_SetFromPyStatus() status is not an error"),
    };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWideStringList_Append(list: &mut PyWideStringList, item: *const wchar_t) -> PyStatus {
    // SAFETY: the caller's list and wide string.
    unsafe { PyWideStringList_Insert(list, list.length, item) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWideStringList_Insert(
    list: &mut PyWideStringList,
    index: isize,
    item: *const wchar_t,
) -> PyStatus {
    let Ok(index) = usize::try_from(index) else {
        return to_status(Err(Stop::error(c"PyWideStringList_Insert", c"PyWideStringList_Insert index must be >= 0")));
    };
    // SAFETY: the caller's list and wide string.
    to_status(unsafe { wide::insert(list, index, wide::units(item)) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyPreConfig_InitCompatConfig(config: &mut PyPreConfig) {
    *config = preconfig::compat();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPreConfig_InitPythonConfig(config: &mut PyPreConfig) {
    *config = preconfig::python();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPreConfig_InitIsolatedConfig(config: &mut PyPreConfig) {
    *config = preconfig::isolated();
}

/// Words of a command line in C.
///
/// # Safety
/// `count` strings.
pub unsafe fn byte_words(count: isize, words: *const *const c_char) -> Vec<OsString> {
    // SAFETY: the caller's promise.
    let word = |at| unsafe { OsStr::from_bytes(CStr::from_ptr(*words.add(at)).to_bytes()).to_owned() };
    (0..count.max(0) as usize).map(word).collect()
}

/// Words of a command line in wide characters, encoded as the locale says or, where it cannot, in UTF-8.
///
/// # Safety
/// `count` wide strings.
pub unsafe fn wide_words(count: isize, words: *const *const wchar_t) -> Vec<OsString> {
    let word = |at| {
        // SAFETY: the caller's promise.
        let units = unsafe { wide::units(*words.add(at)) };
        let bytes = locale::encode(units).unwrap_or_else(|_| {
            units.iter().filter_map(|unit| char::from_u32(*unit as u32)).collect::<String>().into_bytes()
        });
        OsString::from_vec(bytes)
    };
    (0..count.max(0) as usize).map(word).collect()
}

fn preinitialize(config: Option<&PyPreConfig>, args: Option<Vec<OsString>>) -> PyStatus {
    match config {
        Some(config) => to_status(preconfig::initialize(config, args.as_deref())),
        None => to_status(Err(Stop::error(c"_Py_PreInitializeFromPyArgv", c"preinitialization config is NULL"))),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_PreInitialize(config: Option<&PyPreConfig>) -> PyStatus {
    preinitialize(config, None)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_PreInitializeFromBytesArgs(
    config: Option<&PyPreConfig>,
    argc: isize,
    argv: *const *const c_char,
) -> PyStatus {
    // SAFETY: the caller's words.
    preinitialize(config, Some(unsafe { byte_words(argc, argv) }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_PreInitializeFromArgs(
    config: Option<&PyPreConfig>,
    argc: isize,
    argv: *const *const wchar_t,
) -> PyStatus {
    // SAFETY: the caller's words.
    preinitialize(config, Some(unsafe { wide_words(argc, argv) }))
}

/// Fills a configuration that holds nothing yet.
unsafe fn init(place: *mut PyConfig, config: &Config) {
    // SAFETY: the caller's memory; all zeros is a configuration without texts.
    unsafe {
        place.write_bytes(0, 1);
        // Without texts nothing can fail.
        let _ = config.write_c(&mut *place);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyConfig_InitCompatConfig(config: *mut PyConfig) {
    // SAFETY: the caller's memory.
    unsafe { init(config, &Config::compat()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_InitPythonConfig(config: *mut PyConfig) {
    // SAFETY: the caller's memory.
    unsafe { init(config, &Config::python()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_InitIsolatedConfig(config: *mut PyConfig) {
    // SAFETY: the caller's memory.
    unsafe { init(config, &Config::isolated()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_Clear(config: &mut PyConfig) {
    // SAFETY: the caller's configuration, whose texts were allocated by these functions.
    unsafe { config::clear_c(config) }
}

/// Does the earliest stage as a configuration says.
unsafe fn ensure_preinitialized(config: &PyConfig, args: Option<&[OsString]>) -> Start<()> {
    if preconfig::is_done() {
        return Ok(());
    }
    // SAFETY: the caller's configuration.
    preconfig::ensure(&unsafe { Config::from_c(config)? }, args)
}

/// Replaces a text of a configuration.
unsafe fn set_text(place: &mut *mut wchar_t, text: Option<&[wchar_t]>) -> Start<()> {
    let new = match text {
        Some(text) => wide::duplicate(text),
        None => std::ptr::null_mut(),
    };
    if text.is_some() && new.is_null() {
        return Err(Stop::NO_MEMORY);
    }
    // SAFETY: a text that was allocated by these functions.
    unsafe { wide::free_text(place) };
    *place = new;
    Ok(())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetString(
    config: &PyConfig,
    place: *mut *mut wchar_t,
    text: *const wchar_t,
) -> PyStatus {
    // SAFETY: the caller's configuration, one of its fields and a wide string.
    to_status(unsafe {
        ensure_preinitialized(config, None)
            .and_then(|()| set_text(&mut *place, if text.is_null() { None } else { Some(wide::units(text)) }))
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetBytesString(
    config: &PyConfig,
    place: *mut *mut wchar_t,
    text: *const c_char,
) -> PyStatus {
    let set = || -> Start<()> {
        // SAFETY: as above.
        unsafe {
            ensure_preinitialized(config, None)?;
            if text.is_null() {
                return set_text(&mut *place, None);
            }
            let units =
                locale::decode(CStr::from_ptr(text).to_bytes()).map_err(|failure| decoded_error(failure, "string"))?;
            set_text(&mut *place, Some(&units))
        }
    };
    to_status(set())
}

unsafe fn set_list(list: &mut PyWideStringList, items: &[*const wchar_t]) -> Start<()> {
    let mut new = PyWideStringList { length: 0, items: std::ptr::null_mut() };
    // SAFETY: the caller's wide strings, copied before the old list goes: they may be its own.
    unsafe {
        for (at, item) in items.iter().enumerate() {
            wide::insert(&mut new, at, wide::units(*item))?;
        }
        wide::free_list(list);
    }
    *list = new;
    Ok(())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetWideStringList(
    config: &PyConfig,
    list: *mut PyWideStringList,
    length: isize,
    items: *const *const wchar_t,
) -> PyStatus {
    // SAFETY: the caller's configuration, one of its lists, and `length` wide strings.
    to_status(unsafe {
        let items: &[_] = if length > 0 { std::slice::from_raw_parts(items, length as usize) } else { &[] };
        ensure_preinitialized(config, None).and_then(|()| set_list(&mut *list, items))
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetArgv(config: *mut PyConfig, argc: isize, argv: *const *const wchar_t) -> PyStatus {
    // SAFETY: the caller's configuration and words.
    to_status(unsafe {
        let words = wide_words(argc, argv);
        let items: &[_] = if argc > 0 { std::slice::from_raw_parts(argv, argc as usize) } else { &[] };
        ensure_preinitialized(&*config, Some(&words)).and_then(|()| set_list(&mut (*config).argv, items))
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetBytesArgv(
    config: *mut PyConfig,
    argc: isize,
    argv: *const *const c_char,
) -> PyStatus {
    // SAFETY: the caller's configuration and words.
    to_status(unsafe {
        let words = byte_words(argc, argv);
        ensure_preinitialized(&*config, Some(&words)).and_then(|()| wide::list_to_c(&mut (*config).argv, &words))
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_Read(config: &mut PyConfig) -> PyStatus {
    let mut read = || -> Start<()> {
        // SAFETY: the caller's configuration.
        unsafe {
            ensure_preinitialized(config, None)?;
            let mut values = Config::from_c(config)?;
            environment::read(&mut values, false)?;
            values.write_c(config)
        }
    };
    to_status(read())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_InitializeFromConfig(config: Option<&PyConfig>) -> PyStatus {
    let Some(config) = config else {
        return to_status(Err(Stop::error(c"Py_InitializeFromConfig", c"initialization config is NULL")));
    };
    let start = || -> Start<()> {
        // SAFETY: the caller's configuration.
        unsafe {
            ensure_preinitialized(config, None)?;
            lifecycle::initialize(&Config::from_c(config)?, &ks_modules::CORE_MODULES)
        }
    };
    to_status(start())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_InitializeMain() -> PyStatus {
    to_status(lifecycle::initialize_main())
}

/// The configuration of the running interpreter, for reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_GetConfig() -> *const PyConfig {
    // SAFETY: C callers hold the interpreter; its block lives as long as it does.
    unsafe { (*Thread::enter().interp().block).config.get() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_GetConfigCopy(config: &mut PyConfig) -> c_int {
    // SAFETY: C callers hold the interpreter; the caller's configuration.
    unsafe {
        let th = Thread::enter();
        match lifecycle::config(th).write_c(config) {
            Ok(()) => 0,
            Err(_) => {
                let Raised = th.no_memory();
                -1
            }
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_SetConfig(config: &PyConfig) -> c_int {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let set = Config::from_c(config).and_then(|mut config| {
            environment::read(&mut config, true)?;
            lifecycle::set_config(config, th)
        });
        match set {
            Ok(()) => match (ks_modules::CORE_MODULES.configure_sys)(th) {
                Ok(()) => 0,
                Err(Raised) => -1,
            },
            Err(stop) => {
                _PyErr_SetFromPyStatus(to_status(Err(stop)));
                -1
            }
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetArgcArgv(argc: *mut c_int, argv: *mut *mut *mut wchar_t) {
    // SAFETY: written by the start only; the caller's places, or null.
    unsafe {
        let words = &*_PyRuntime.orig_argv.get();
        if let Some(argc) = argc.as_mut() {
            *argc = words.length as c_int;
        }
        if let Some(argv) = argv.as_mut() {
            *argv = words.items;
        }
    }
}
