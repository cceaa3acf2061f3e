//! Configurations as dicts, for tests of the start (`pycore_initconfig.h`, `pycore_pylifecycle.h`).

use std::ffi::{OsString, c_int};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use ks_runtime::config_fields;
use ks_runtime::prelude::*;
use ks_runtime::state::{Config, flags, lifecycle, preconfig};

fn int(value: i64) -> PyResult {
    Ok(Long::from_i64(value)?.into_object())
}

fn text(value: &Option<OsString>, th: &mut Thread) -> PyResult {
    match value {
        Some(value) => Ok(Str::decode_fs(value.as_bytes(), th)?.into_object()),
        None => Ok(none().to_ref()),
    }
}

fn list(values: &[OsString], th: &mut Thread) -> PyResult {
    let items = values.iter().map(|value| Ok(Str::decode_fs(value.as_bytes(), th)?.into_object()));
    Ok(List::from_vec(items.collect::<PyResult<Vec<_>>>()?)?.into_object())
}

macro_rules! to_object {
    (int $value:expr, $th:expr) => {
        int(i64::from($value))?
    };
    (ulong $value:expr, $th:expr) => {
        int($value as i64)?
    };
    (text $value:expr, $th:expr) => {
        text(&$value, $th)?
    };
    (list $value:expr, $th:expr) => {
        list(&$value, $th)?
    };
}

macro_rules! from_object {
    (int $item:expr, $name:expr, $th:expr) => {
        small_value($item, $name, $th)?
    };
    (ulong $item:expr, $name:expr, $th:expr) => {
        seed_value($item, $name, $th)?
    };
    (text $item:expr, $name:expr, $th:expr) => {
        named_text($item, $name, $th)?
    };
    (list $item:expr, $name:expr, $th:expr) => {
        list_value($item, $name, $th)?
    };
}

fn item(dict: &Dict, name: &str, th: &mut Thread) -> PyResult {
    match dict.get_str(&*Str::new(name)?, th)? {
        Some(item) => Ok(item),
        None => Err(raise!(th, ValueError, "missing config key: {name}")),
    }
}

fn wrong_type(name: &str, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "invalid config type: {name}")
}

fn int_value(item: &Object, name: &str, th: &mut Thread) -> PyResult<i64> {
    match item.downcast::<Long>() {
        Some(number) => match number.to_i64_opt() {
            Some(number) => Ok(number),
            None => Err(raise!(th, ValueError, "invalid config value: {name}")),
        },
        None => Err(wrong_type(name, th)),
    }
}

fn invalid(name: &str, th: &mut Thread) -> Raised {
    raise!(th, ValueError, "invalid config value: {name}")
}

/// An option, which says something: only the number of processors may be left open.
fn small_value(item: &Object, name: &str, th: &mut Thread) -> PyResult<c_int> {
    let value = int_value(item, name, th)?;
    let fits = match name {
        "_config_init" => (1..=3).contains(&value),
        "cpu_count" => value >= -1,
        _ => value >= 0,
    };
    match c_int::try_from(value) {
        Ok(value) if fits => Ok(value),
        _ => Err(invalid(name, th)),
    }
}

fn seed_value(item: &Object, name: &str, th: &mut Thread) -> PyResult<u64> {
    let value = int_value(item, name, th)?;
    u32::try_from(value).map(u64::from).map_err(|_| invalid(name, th))
}

/// Texts that a read configuration always has.
const NEEDED: [&str; 7] = [
    "filesystem_encoding",
    "filesystem_errors",
    "stdio_encoding",
    "stdio_errors",
    "check_hash_pycs_mode",
    "program_name",
    "platlibdir",
];

fn named_text(item: &Object, name: &str, th: &mut Thread) -> PyResult<Option<OsString>> {
    let text = text_value(item, name, th)?;
    if text.is_none() && NEEDED.contains(&name) { Err(invalid(name, th)) } else { Ok(text) }
}

fn text_value(item: &Object, name: &str, th: &mut Thread) -> PyResult<Option<OsString>> {
    if item.is(none()) {
        return Ok(None);
    }
    match item.downcast::<Str>() {
        Some(text) => Ok(Some(OsString::from_vec(text.encode_fs(th)?.as_bytes().to_vec()))),
        None => Err(wrong_type(name, th)),
    }
}

fn list_value(item: &Object, name: &str, th: &mut Thread) -> PyResult<Vec<OsString>> {
    let items: Vec<Ref> = match (item.downcast::<List>(), item.downcast::<Tuple>()) {
        (Some(list), _) => list.items(th).iter().map(|item| item.to_ref()).collect(),
        (_, Some(tuple)) => tuple.items().iter().map(|item| item.to_ref()).collect(),
        _ => return Err(wrong_type(name, th)),
    };
    let mut texts = Vec::new();
    for item in items {
        match text_value(&item, name, th)? {
            Some(text) => texts.push(text),
            None => return Err(raise!(th, ValueError, "invalid config value: {name}")),
        }
    }
    Ok(texts)
}

macro_rules! conversions {
    ($($kind:ident $name:ident,)+) => {
        fn as_dict(config: &Config, th: &mut Thread) -> PyResult<Ref<Dict>> {
            let dict = Dict::new()?;
            $(
                let value = to_object!($kind config.$name, th);
                dict.set_str(&*Str::intern_str(stringify!($name))?, &value, th)?;
            )+
            Ok(dict)
        }

        fn from_dict(dict: &Dict, th: &mut Thread) -> PyResult<Config> {
            Ok(Config {
                $($name: {
                    let item = item(dict, stringify!($name), th)?;
                    from_object!($kind &item, stringify!($name), th)
                },)+
            })
        }
    };
}

config_fields!(conversions);

/// Reads a C configuration, or raises.
unsafe fn read(config: &PyConfig, th: &mut Thread) -> PyResult<Config> {
    // SAFETY: the caller's configuration.
    unsafe { Config::from_c(config) }.map_err(|_| th.no_memory())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyConfig_AsDict(config: &PyConfig) -> PyResult {
    // SAFETY: C callers hold the interpreter; the caller's configuration.
    unsafe {
        let th = Thread::enter();
        let config = read(config, th)?;
        super::support::object(as_dict(&config, th))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyConfig_FromDict(config: &mut PyConfig, dict: &Object) -> c_int {
    // SAFETY: C callers hold the interpreter; the caller's configuration.
    let th = unsafe { Thread::enter() };
    let values = match dict.downcast::<Dict>() {
        Some(dict) => from_dict(dict, th),
        None => Err(raise!(th, TypeError, "dict expected")),
    };
    let Ok(values) = values else { return -1 };
    // SAFETY: as above.
    if unsafe { values.write_c(config) }.is_err() {
        let Raised = th.no_memory();
        return -1;
    }
    0
}

fn preconfig_dict(th: &mut Thread) -> PyResult<Ref<Dict>> {
    let config = preconfig::current();
    let dict = Dict::new()?;
    for (name, value) in [
        ("_config_init", config._config_init),
        ("parse_argv", config.parse_argv),
        ("isolated", config.isolated),
        ("use_environment", config.use_environment),
        ("configure_locale", config.configure_locale),
        ("coerce_c_locale", config.coerce_c_locale),
        ("coerce_c_locale_warn", config.coerce_c_locale_warn),
        ("utf8_mode", config.utf8_mode),
        ("dev_mode", config.dev_mode),
        ("allocator", config.allocator),
    ] {
        dict.set_str(&*Str::intern_str(name)?, &*int(i64::from(value))?, th)?;
    }
    Ok(dict)
}

fn global_dict(th: &mut Thread) -> PyResult<Ref<Dict>> {
    let dict = Dict::new()?;
    let config = lifecycle::config(th);
    for (name, value) in [
        ("Py_FileSystemDefaultEncoding", &config.filesystem_encoding),
        ("Py_FileSystemDefaultEncodeErrors", &config.filesystem_errors),
    ] {
        let value = text(value, th)?;
        dict.set_str(&*Str::intern_str(name)?, &value, th)?;
    }
    for name in ["Py_HasFileSystemDefaultEncoding", "_Py_HasFileSystemDefaultEncodeErrors"] {
        dict.set_str(&*Str::intern_str(name)?, &*int(0)?, th)?;
    }
    for (name, value) in flags::all() {
        dict.set_str(&*Str::intern_str(name)?, &*int(i64::from(value))?, th)?;
    }
    Ok(dict)
}

/// `{"global_config": …, "pre_config": …, "config": …}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_GetConfigsAsDict() -> PyResult {
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    let result = Dict::new()?;
    let parts = [
        ("global_config", global_dict(th)?),
        ("pre_config", preconfig_dict(th)?),
        ("config", as_dict(lifecycle::config(th), th)?),
    ];
    for (name, part) in parts {
        result.set_str(&*Str::intern_str(name)?, &part, th)?;
    }
    Ok(result.into_object())
}

/// CPython computes paths by a frozen module; here they are computed by the library itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_Get_Getpath_CodeObject() -> PyResult {
    // SAFETY: C callers hold the interpreter.
    Err(raise!(unsafe { Thread::enter() }, NotImplementedError, "getpath is not a frozen module here"))
}

const GILS: [&str; 3] = ["default", "shared", "own"];

/// The flags of an interpreter's configuration, by name.
fn interpreter_flags(config: &mut PyInterpreterConfig) -> [(&'static str, &mut c_int); 6] {
    [
        ("use_main_obmalloc", &mut config.use_main_obmalloc),
        ("allow_fork", &mut config.allow_fork),
        ("allow_exec", &mut config.allow_exec),
        ("allow_threads", &mut config.allow_threads),
        ("allow_daemon_threads", &mut config.allow_daemon_threads),
        ("check_multi_interp_extensions", &mut config.check_multi_interp_extensions),
    ]
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterConfig_AsDict(config: &mut PyInterpreterConfig) -> PyResult {
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    let dict = Dict::new()?;
    let gil = usize::try_from(config.gil).ok().and_then(|gil| GILS.get(gil));
    for (name, flag) in interpreter_flags(config) {
        dict.set_str(&*Str::intern_str(name)?, boolobject::bool_object(*flag != 0), th)?;
    }
    let Some(gil) = gil else {
        return Err(raise!(th, ValueError, "invalid interpreter config 'gil' value"));
    };
    dict.set_str(&*Str::intern_str("gil")?, &*Str::new(gil)?, th)?;
    Ok(dict.into_object())
}

/// Sets the fields that a dict names; all must be there unless `partial`, and no others.
fn update(config: &mut PyInterpreterConfig, dict: &Object, partial: bool, th: &mut Thread) -> PyResult<()> {
    let Some(dict) = dict.downcast::<Dict>() else {
        return Err(raise!(th, TypeError, "dict expected"));
    };
    let dict = dict.copy(th)?;
    let take = |name: &str, th: &mut Thread| -> PyResult<Option<Ref>> {
        let found = dict.pop(&*Str::new(name)?, th)?;
        if found.is_none() && !partial {
            return Err(raise!(th, ValueError, "missing config key: {name}"));
        }
        Ok(found)
    };
    for (name, flag) in interpreter_flags(config) {
        if let Some(value) = take(name, th)? {
            *flag = c_int::from(value.is_true(th)?);
        }
    }
    if let Some(value) = take("gil", th)? {
        let Some(value) = value.downcast::<Str>() else {
            return Err(wrong_type("gil", th));
        };
        match GILS.iter().position(|name| value.eq_ascii(name)) {
            Some(gil) => config.gil = gil as c_int,
            None => {
                return Err(raise!(th, ValueError, "unsupported interpreter config .gil value '{value}'"));
            }
        }
    }
    match dict.len() {
        0 => Ok(()),
        1 => {
            let name = dict.next(&mut 0).map_or_else(|| none().to_ref(), |(name, _)| name);
            let name = name.repr(th)?;
            Err(raise!(th, ValueError, "config dict has 1 extra item ({name})"))
        }
        count => {
            let name = dict.next(&mut 0).map_or_else(|| none().to_ref(), |(name, _)| name);
            let name = name.repr(th)?;
            Err(raise!(th, ValueError, "config dict has {count} extra items ({name})"))
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterConfig_InitFromDict(config: &mut PyInterpreterConfig, dict: &Object) -> Status {
    // SAFETY: C callers hold the interpreter.
    update(config, dict, false, unsafe { Thread::enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterConfig_UpdateFromDict(
    config: &mut PyInterpreterConfig,
    dict: &Object,
) -> Status {
    // SAFETY: C callers hold the interpreter.
    update(config, dict, true, unsafe { Thread::enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterConfig_InitFromState(
    config: &mut PyInterpreterConfig,
    interp: *mut PyInterpreterState,
) -> Status {
    // SAFETY: the caller's live interpreter.
    let features = unsafe { (*interp).feature_flags.get() };
    let has = |flag| c_int::from(features & flag != 0);
    *config = PyInterpreterConfig {
        use_main_obmalloc: has(Py_RTFLAGS_USE_MAIN_OBMALLOC),
        allow_fork: has(Py_RTFLAGS_FORK),
        allow_exec: has(Py_RTFLAGS_EXEC),
        allow_threads: has(Py_RTFLAGS_THREADS),
        allow_daemon_threads: has(Py_RTFLAGS_DAEMON_THREADS),
        check_multi_interp_extensions: has(Py_RTFLAGS_MULTI_INTERP_EXTENSIONS),
        // The main interpreter has a lock of its own; all others share it.
        gil: if interp == (&raw const _PyRuntime._main_interpreter).cast_mut() {
            PyInterpreterConfig_OWN_GIL
        } else {
            PyInterpreterConfig_SHARED_GIL
        },
    };
    Ok(()).into()
}
