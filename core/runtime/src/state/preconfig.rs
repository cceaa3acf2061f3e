//! The earliest stage of a start (`Py_PreInitialize`): locale, UTF-8 mode, memory allocators.

use std::ffi::{OsString, c_int};

use super::cmdline::{Choice, Words};
use super::config::{Config, Start, Stop, xoption};
use super::{environment, flags, locale};
use crate::heap::domains::{self, Domain};
use crate::layout::{_PyConfig_INIT_COMPAT, _PyConfig_INIT_ISOLATED, _PyConfig_INIT_PYTHON, _PyRuntime, PyPreConfig};

// `PyMemAllocatorName`.
const NOT_SET: c_int = 0;
const DEBUG: c_int = 2;

/// Allocators by the names of `PYTHONMALLOC`.
const ALLOCATORS: [(&[u8], c_int); 8] = [
    (b"default", 1),
    (b"debug", DEBUG),
    (b"malloc", 3),
    (b"malloc_debug", 4),
    (b"pymalloc", 5),
    (b"pymalloc_debug", 6),
    (b"mimalloc", 7),
    (b"mimalloc_debug", 8),
];

/// `_PyPreConfig_InitCompatConfig`: the legacy start, which leaves the locale and `PYTHONUTF8` alone.
pub const fn compat() -> PyPreConfig {
    PyPreConfig {
        _config_init: _PyConfig_INIT_COMPAT,
        parse_argv: 0,
        isolated: -1,
        use_environment: -1,
        configure_locale: 1,
        coerce_c_locale: 0,
        coerce_c_locale_warn: 0,
        utf8_mode: 0,
        dev_mode: -1,
        allocator: NOT_SET,
    }
}

/// `PyPreConfig_InitPythonConfig`.
pub const fn python() -> PyPreConfig {
    PyPreConfig {
        _config_init: _PyConfig_INIT_PYTHON,
        parse_argv: 1,
        isolated: 0,
        use_environment: 1,
        coerce_c_locale: -1,
        coerce_c_locale_warn: -1,
        utf8_mode: -1,
        ..compat()
    }
}

/// `PyPreConfig_InitIsolatedConfig`.
pub const fn isolated() -> PyPreConfig {
    PyPreConfig {
        _config_init: _PyConfig_INIT_ISOLATED,
        isolated: 1,
        use_environment: 0,
        configure_locale: 0,
        dev_mode: 0,
        ..compat()
    }
}

/// What the earliest stage decided.
pub fn current() -> PyPreConfig {
    // SAFETY: written by the one thread that starts the runtime, before there are others.
    unsafe { *_PyRuntime.preconfig.get() }
}

/// Whether the stage is over.
pub fn is_done() -> bool {
    _PyRuntime.preinitialized.get() != 0
}

/// The options that matter before any text is decoded.
#[derive(Default)]
pub struct EarlyOptions {
    pub isolated: bool,
    pub ignore_environment: bool,
    pub xoptions: Vec<OsString>,
}

/// Reads them from a command line; wrong usage is found later.
pub fn early_options(args: &[OsString]) -> EarlyOptions {
    let mut options = EarlyOptions::default();
    let mut words = Words::new(args);
    loop {
        match words.next_option() {
            Ok(None | Some(Choice::Command(_) | Choice::Module(_))) => return options,
            Ok(Some(Choice::Letter(b'E'))) => options.ignore_environment = true,
            Ok(Some(Choice::Letter(b'I'))) => options.isolated = true,
            Ok(Some(Choice::XOption(option))) => options.xoptions.push(option),
            Ok(Some(_)) => {}
            Err(_) => {
                if !words.skip_wrong() {
                    return options;
                }
            }
        }
    }
}

/// `_PyPreCmdline_Read`: what command line and environment say about the fields that both stages have.
pub struct Early {
    pub isolated: c_int,
    pub use_environment: c_int,
    pub dev_mode: c_int,
    pub warn_default_encoding: bool,
    pub xoptions: Vec<OsString>,
}

impl Early {
    /// Decides the fields; `args` is the command line, if it is to be parsed.
    pub fn read(isolated: c_int, use_environment: c_int, dev_mode: c_int, args: Option<&[OsString]>) -> Early {
        let options = args.map(early_options).unwrap_or_default();
        let isolated = if options.isolated { 1 } else { isolated.max(0) };
        let use_environment =
            if isolated > 0 || options.ignore_environment { 0 } else { c_int::from(use_environment > 0) };
        let asked = |name: &str, variable: &str| {
            xoption(&options.xoptions, name).is_some() || environment::lookup(use_environment > 0, variable).is_some()
        };
        let dev_mode = if dev_mode < 0 { c_int::from(asked("dev", "PYTHONDEVMODE")) } else { dev_mode };
        let warn_default_encoding = asked("warn_default_encoding", "PYTHONWARNDEFAULTENCODING");
        Early { isolated, use_environment, dev_mode, warn_default_encoding, xoptions: options.xoptions }
    }
}

/// `Py_PreInitializeFromArgs`. Does nothing if it has been done.
///
/// # Errors
/// `Stop::Error` for settings that mean nothing.
pub fn initialize(source: &PyPreConfig, args: Option<&[OsString]>) -> Start<()> {
    if is_done() {
        return Ok(());
    }
    let runtime = &_PyRuntime;
    runtime._initialized.set(1);
    runtime.preinitializing.set(1);
    let mut config = *source;
    read(&mut config, args)?;
    write(&mut config)?;
    runtime.preinitializing.set(0);
    runtime.preinitialized.set(1);
    Ok(())
}

/// Does the stage with what the second stage's configuration says, if nobody has done it.
///
/// # Errors
/// As [`initialize`].
pub fn ensure(config: &Config, args: Option<&[OsString]>) -> Start<()> {
    if is_done() {
        return Ok(());
    }
    let mut early = match config._config_init {
        _PyConfig_INIT_PYTHON => python(),
        _PyConfig_INIT_ISOLATED => isolated(),
        _ => compat(),
    };
    let inherit = |field: &mut c_int, value: c_int| {
        if value != -1 {
            *field = value;
        }
    };
    inherit(&mut early.parse_argv, config.parse_argv);
    inherit(&mut early.isolated, config.isolated);
    inherit(&mut early.use_environment, config.use_environment);
    inherit(&mut early.dev_mode, config.dev_mode);
    let own: Option<&[OsString]> = if config.parse_argv != 0 { Some(&config.argv) } else { None };
    initialize(&early, args.or(own))
}

fn read(config: &mut PyPreConfig, args: Option<&[OsString]>) -> Start<()> {
    flags::read_preconfig(config);
    let saved = locale::save_all();
    if config.configure_locale != 0 && locale::set_from_environment(libc::LC_CTYPE).is_null() {
        // The locale that the environment names does not exist: C it is.
        locale::restore_all(&saved);
    }
    let result = decide(config, args);
    locale::restore_all(&saved);
    result
}

fn decide(config: &mut PyPreConfig, args: Option<&[OsString]>) -> Start<()> {
    let args = args.filter(|_| config.parse_argv != 0);
    let early = Early::read(config.isolated, config.use_environment, config.dev_mode, args);
    config.isolated = early.isolated;
    config.use_environment = early.use_environment;
    config.dev_mode = early.dev_mode;
    let environment = config.use_environment > 0;
    decide_coercion(config, environment);
    decide_utf8_mode(config, &early, environment)?;
    decide_allocator(config, environment)
}

fn decide_coercion(config: &mut PyPreConfig, environment: bool) {
    if config.configure_locale == 0 {
        config.coerce_c_locale = 0;
        config.coerce_c_locale_warn = 0;
        return;
    }
    if let Some(value) = environment::lookup(environment, "PYTHONCOERCECLOCALE") {
        match value.to_str() {
            Some("0") if config.coerce_c_locale < 0 => config.coerce_c_locale = 0,
            Some("0") => {}
            Some("warn") if config.coerce_c_locale_warn < 0 => config.coerce_c_locale_warn = 1,
            Some("warn") => {}
            _ if config.coerce_c_locale < 0 => config.coerce_c_locale = 1,
            _ => {}
        }
    }
    // Asking for coercion means: if the locale is C.
    if config.coerce_c_locale < 0 || config.coerce_c_locale == 1 {
        config.coerce_c_locale = if locale::is_legacy() { 2 } else { 0 };
    }
    config.coerce_c_locale_warn = config.coerce_c_locale_warn.max(0);
}

fn decide_utf8_mode(config: &mut PyPreConfig, early: &Early, environment: bool) -> Start<()> {
    if config.utf8_mode >= 0 {
        return Ok(());
    }
    let step = c"preconfig_init_utf8_mode";
    if let Some(value) = early.xoptions.iter().find(|option| option.as_encoded_bytes().starts_with(b"utf8")) {
        match value.as_encoded_bytes() {
            b"utf8" | b"utf8=1" => config.utf8_mode = 1,
            b"utf8=0" => config.utf8_mode = 0,
            option if option.starts_with(b"utf8=") => {
                return Err(Stop::error(step, c"invalid -X utf8 option value"));
            }
            _ => {}
        }
        if config.utf8_mode >= 0 {
            return Ok(());
        }
    }
    if let Some(value) = environment::lookup(environment, "PYTHONUTF8") {
        config.utf8_mode = match value.to_str() {
            Some("1") => 1,
            Some("0") => 0,
            _ => return Err(Stop::error(step, c"invalid PYTHONUTF8 environment variable value")),
        };
        return Ok(());
    }
    config.utf8_mode = c_int::from(locale::is_posix());
    Ok(())
}

fn decide_allocator(config: &mut PyPreConfig, environment: bool) -> Start<()> {
    if config.allocator == NOT_SET
        && let Some(value) = environment::lookup(environment, "PYTHONMALLOC")
    {
        let found = ALLOCATORS.iter().find(|(name, _)| *name == value.as_encoded_bytes());
        config.allocator = match found {
            Some((_, allocator)) => *allocator,
            None => return Err(Stop::error(c"preconfig_init_allocator", c"PYTHONMALLOC: unknown allocator")),
        };
    }
    if config.dev_mode > 0 && config.allocator == NOT_SET {
        config.allocator = DEBUG;
    }
    Ok(())
}

fn write(config: &mut PyPreConfig) -> Start<()> {
    match config.allocator {
        NOT_SET => {}
        // mimalloc is not part of this library: its place is taken by the allocator that is.
        1 | DEBUG | 5..=8 => set_allocators(domains::SMALL),
        3 | 4 => set_allocators(domains::SYSTEM),
        _ => return Err(Stop::error(c"_PyPreConfig_Write", c"Unknown PYTHONMALLOC allocator")),
    }
    if matches!(config.allocator, DEBUG | 4 | 6 | 8) {
        crate::heap::debug::set_up();
    }
    flags::write_preconfig(config);
    if config.configure_locale != 0 {
        if config.coerce_c_locale != 0 {
            let coerced = locale::coerce(config.coerce_c_locale_warn != 0);
            if !coerced {
                config.coerce_c_locale = 0;
            }
        } else {
            locale::set_from_environment(libc::LC_CTYPE);
        }
    }
    // SAFETY: as in `current`.
    unsafe { *_PyRuntime.preconfig.get() = *config };
    Ok(())
}

fn set_allocators(allocator: domains::PyMemAllocatorEx) {
    for domain in [Domain::Mem, Domain::Object] {
        domains::set_allocator(domain, allocator);
    }
}
