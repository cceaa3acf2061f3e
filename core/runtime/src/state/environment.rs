//! Reading a configuration (`PyConfig_Read`): command line, `PYTHON*` variables, `-X` options, global variables, defaults.

use std::ffi::{CStr, OsStr, OsString, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::config::{Config, DEFAULT_MAX_STR_DIGITS, Start, Stop};
use super::preconfig::{self, Early};
use super::{cmdline, flags, locale};

/// A variable, unless the environment is to be ignored or the variable is empty.
pub fn lookup(use_environment: bool, name: &str) -> Option<OsString> {
    if use_environment { std::env::var_os(name).filter(|value| !value.is_empty()) } else { None }
}

fn variable(config: &Config, name: &str) -> Option<OsString> {
    lookup(config.use_environment > 0, name)
}

/// A decimal number, as C's `strtol` reads the whole text.
fn number(text: &[u8]) -> Option<c_int> {
    let text = std::str::from_utf8(text).ok()?.trim_ascii_start();
    text.strip_prefix('+').filter(|rest| !rest.starts_with(['+', '-'])).unwrap_or(text).parse().ok()
}

/// A variable that is a level: what is no number, and what is negative, stands for 1.
fn level(config: &Config, name: &str) -> c_int {
    match variable(config, name) {
        None => 0,
        Some(value) => number(value.as_bytes()).filter(|level| *level >= 0).unwrap_or(1),
    }
}

/// `PyConfig_Read`; with `paths`, what `getpath` finds out is filled in, too.
///
/// # Errors
/// `Stop::Exit` as the command line asks, `Stop::Error` for values that make no sense.
pub fn read(config: &mut Config, paths: bool) -> Start<()> {
    preconfig::ensure(config, None)?;
    flags::read(config);
    if config.orig_argv.is_empty() && !matches!(config.argv.as_slice(), [only] if only.is_empty()) {
        config.orig_argv = config.argv.clone();
    }
    let args = (config.parse_argv == 1).then_some(config.argv.as_slice());
    let early = Early::read(config.isolated, config.use_environment, config.dev_mode, args);
    config.isolated = early.isolated;
    config.use_environment = early.use_environment;
    config.dev_mode = early.dev_mode;
    config.warn_default_encoding |= c_int::from(early.warn_default_encoding);
    if config.isolated > 0 {
        config.user_site_directory = 0;
        config.safe_path = 1;
    }
    read_all(config, paths)?;
    if config.parse_argv == 1 {
        // Parsing what has been parsed would parse the program's own arguments.
        config.parse_argv = 2;
    }
    Ok(())
}

fn read_all(config: &mut Config, paths: bool) -> Start<()> {
    // The program's name is the first word, which parsing takes away.
    let mut line = cmdline::CommandLine { warnings: Vec::new() };
    if config.parse_argv == 1 {
        line = cmdline::parse(config)?;
    }
    config.xoptions.extend(super::presys::x_options());
    if let Some(file) = &config.run_filename {
        config.run_filename = Some(absolute(file));
    }
    read_flags(config);
    read_import_time(config);
    read_hash_seed(config)?;
    read_gil(config)?;
    read_complex(config)?;
    read_frozen(config)?;
    if paths {
        super::pathconfig::compute(config);
    }
    read_warnings(config, line.warnings);
    read_defaults(config);
    read_encodings(config);
    Ok(())
}

fn read_flags(config: &mut Config) {
    config.parser_debug = config.parser_debug.max(level(config, "PYTHONDEBUG").min(1));
    config.verbose = config.verbose.max(level(config, "PYTHONVERBOSE"));
    config.optimization_level = config.optimization_level.max(level(config, "PYTHONOPTIMIZE"));
    if config.inspect <= 0 && variable(config, "PYTHONINSPECT").is_some() {
        config.inspect = 1;
    }
    if level(config, "PYTHONDONTWRITEBYTECODE") > 0 {
        config.write_bytecode = 0;
    }
    if level(config, "PYTHONNOUSERSITE") > 0 {
        config.user_site_directory = 0;
    }
    if level(config, "PYTHONUNBUFFERED") > 0 {
        config.buffered_stdio = 0;
    }
    if variable(config, "PYTHONSAFEPATH").is_some() {
        config.safe_path = 1;
    }
    config.malloc_stats = config.malloc_stats.max(c_int::from(variable(config, "PYTHONMALLOCSTATS").is_some()));
    config.dump_refs = config.dump_refs.max(c_int::from(variable(config, "PYTHONDUMPREFS").is_some()));
    let unset = |field: &Option<OsString>, name: &str| field.clone().or_else(|| variable(config, name));
    let dump_refs_file = unset(&config.dump_refs_file, "PYTHONDUMPREFSFILE");
    let pythonpath_env = unset(&config.pythonpath_env, "PYTHONPATH");
    let platlibdir = unset(&config.platlibdir, "PYTHONPLATLIBDIR");
    (config.dump_refs_file, config.pythonpath_env, config.platlibdir) = (dump_refs_file, pythonpath_env, platlibdir);
    if config.has_xoption("showrefcount") {
        config.show_ref_count = 1;
    }
    if config.has_xoption("no_debug_ranges") || variable(config, "PYTHONNODEBUGRANGES").is_some() {
        config.code_debug_ranges = 0;
    }
}

fn read_import_time(config: &mut Config) {
    if config.has_xoption("importtime") || variable(config, "PYTHONPROFILEIMPORTTIME").is_some() {
        config.import_time = 1;
    }
}

fn read_hash_seed(config: &mut Config) -> Start<()> {
    if config.use_hash_seed >= 0 {
        return Ok(());
    }
    match variable(config, "PYTHONHASHSEED") {
        Some(value) if value != "random" => {
            let Some(seed) = value.to_str().and_then(|text| text.parse::<u32>().ok()) else {
                return Err(Stop::error(
                    c"config_init_hash_seed",
                    c"PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]",
                ));
            };
            config.use_hash_seed = 1;
            config.hash_seed = u64::from(seed);
        }
        _ => {
            config.use_hash_seed = 0;
            config.hash_seed = 0;
        }
    }
    Ok(())
}

fn read_gil(config: &Config) -> Start<()> {
    let variable = variable(config, "PYTHON_GIL");
    let value = config.xoption("gil").or(variable.as_deref().map(OsStr::as_bytes));
    let message = match value {
        None | Some(b"1") => return Ok(()),
        Some(b"0") => c"Disabling the GIL is not supported by this build",
        Some(_) => c"PYTHON_GIL / -X gil must be \"0\" or \"1\"",
    };
    Err(Stop::error(c"config_read_gil", message))
}

/// Options with a value, each of which has a variable, too.
fn read_complex(config: &mut Config) -> Start<()> {
    if config.faulthandler < 0
        && (variable(config, "PYTHONFAULTHANDLER").is_some() || config.has_xoption("faulthandler"))
    {
        config.faulthandler = 1;
    }
    if config.tracemalloc < 0 {
        read_tracemalloc(config)?;
    }
    if config.perf_profiling < 0 {
        if config.has_xoption("perf") || level(config, "PYTHONPERFSUPPORT") > 0 {
            config.perf_profiling = 1;
        }
        if config.has_xoption("perf_jit") || level(config, "PYTHON_PERF_JIT_SUPPORT") > 0 {
            config.perf_profiling = 2;
        }
    }
    if config.int_max_str_digits < 0 {
        read_max_str_digits(config)?;
    }
    if config.cpu_count < 0 {
        read_cpu_count(config)?;
    }
    if config.pycache_prefix.is_none() {
        config.pycache_prefix = match config.xoption("pycache_prefix") {
            // Without a value the option takes the variable's effect away.
            Some(path) => Some(OsStr::from_bytes(path).to_owned()).filter(|path| !path.is_empty()),
            None => variable(config, "PYTHONPYCACHEPREFIX"),
        };
    }
    Ok(())
}

fn read_tracemalloc(config: &mut Config) -> Start<()> {
    let step = c"config_init_tracemalloc";
    let frames = |text: &[u8], message: &'static CStr| {
        number(text).filter(|frames| *frames >= 0).ok_or(Stop::error(step, message))
    };
    if let Some(value) = variable(config, "PYTHONTRACEMALLOC") {
        config.tracemalloc = frames(value.as_bytes(), c"PYTHONTRACEMALLOC: invalid number of frames")?;
    }
    if let Some(option) = config.xoptions.iter().find(|option| option.as_bytes().starts_with(b"tracemalloc")) {
        match option.as_bytes() {
            b"tracemalloc" => config.tracemalloc = 1,
            option => {
                if let Some(value) = option.strip_prefix(b"tracemalloc=") {
                    config.tracemalloc = frames(value, c"-X tracemalloc=NFRAME: invalid number of frames")?;
                }
            }
        }
    }
    Ok(())
}

fn read_max_str_digits(config: &mut Config) -> Start<()> {
    const MIN_DIGITS: c_int = 640;
    let step = c"config_init_int_max_str_digits";
    let digits = |text: &[u8], message: &'static CStr| {
        number(text).filter(|digits| *digits == 0 || *digits >= MIN_DIGITS).ok_or(Stop::error(step, message))
    };
    config.int_max_str_digits = DEFAULT_MAX_STR_DIGITS;
    if let Some(value) = variable(config, "PYTHONINTMAXSTRDIGITS") {
        let message = c"PYTHONINTMAXSTRDIGITS: invalid limit; must be >= 640 or 0 for unlimited.";
        config.int_max_str_digits = digits(value.as_bytes(), message)?;
    }
    if let Some(value) = config.xoption("int_max_str_digits") {
        let message = c"-X int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited.";
        config.int_max_str_digits = digits(value, message)?;
    }
    Ok(())
}

fn read_cpu_count(config: &mut Config) -> Start<()> {
    let count = |text: &[u8]| match text {
        b"default" => Ok(-1),
        text => number(text).filter(|count| *count > 0).ok_or(Stop::error(
            c"config_init_cpu_count",
            c"-X cpu_count=n option: n is missing or an invalid number, n must be greater than 0",
        )),
    };
    if let Some(value) = variable(config, "PYTHON_CPU_COUNT") {
        config.cpu_count = count(value.as_bytes())?;
    }
    if let Some(value) = config.xoption("cpu_count") {
        config.cpu_count = count(value)?;
    }
    Ok(())
}

fn read_frozen(config: &mut Config) -> Start<()> {
    let (value, message) = match config.xoption("frozen_modules") {
        Some(value) => (value.to_vec(), c"bad value for option -X frozen_modules (expected \"on\" or \"off\")"),
        None => match variable(config, "PYTHON_FROZEN_MODULES") {
            Some(value) => {
                (value.as_bytes().to_vec(), c"bad value for PYTHON_FROZEN_MODULES (expected \"on\" or \"off\")")
            }
            None => return Ok(()),
        },
    };
    config.use_frozen_modules = match value.as_slice() {
        b"on" | b"" => 1,
        b"off" => 0,
        _ => return Err(Stop::Error(None, message)),
    };
    Ok(())
}

/// The filters in the order of `sys.warnoptions`: dev mode, the variable, `-W`, `-b`, what the embedder gave; the last
/// ones win. Each stands there once.
fn read_warnings(config: &mut Config, command_line: Vec<OsString>) {
    let given = std::mem::take(&mut config.warnoptions);
    let mut filters: Vec<OsString> = Vec::new();
    if config.dev_mode > 0 {
        filters.push("default".into());
    }
    if let Some(value) = variable(config, "PYTHONWARNINGS") {
        let items = value.as_bytes().split(|byte| *byte == b',').filter(|item| !item.is_empty());
        filters.extend(items.map(|item| OsStr::from_bytes(item).to_owned()));
    }
    filters.extend(command_line);
    match config.bytes_warning {
        ..=0 => {}
        1 => filters.push("default::BytesWarning".into()),
        _ => filters.push("error::BytesWarning".into()),
    }
    filters.extend(super::presys::warn_options());
    filters.extend(given);
    for filter in filters {
        if !config.warnoptions.contains(&filter) {
            config.warnoptions.push(filter);
        }
    }
}

fn read_defaults(config: &mut Config) {
    if config.dev_mode > 0 && config.faulthandler < 0 {
        config.faulthandler = 1;
    }
    for field in [
        &mut config.faulthandler,
        &mut config.tracemalloc,
        &mut config.perf_profiling,
        &mut config.dev_mode,
        &mut config.configure_c_stdio,
    ] {
        *field = (*field).max(0);
    }
    if config.argv.is_empty() {
        config.argv.push(OsString::new());
    }
    config.check_hash_pycs_mode.get_or_insert_with(|| "default".into());
}

fn read_encodings(config: &mut Config) {
    config.filesystem_encoding.get_or_insert_with(|| locale::encoding().into());
    config.filesystem_errors.get_or_insert_with(|| "surrogateescape".into());
    if config.stdio_encoding.is_some() && config.stdio_errors.is_some() {
        return;
    }
    if let Some(value) = variable(config, "PYTHONIOENCODING") {
        let bytes = value.as_bytes();
        let colon = bytes.iter().position(|byte| *byte == b':').unwrap_or(bytes.len());
        let encoding = &bytes[..colon];
        let mut errors = bytes.get(colon + 1..).filter(|errors| !errors.is_empty());
        if !encoding.is_empty() {
            config.stdio_encoding.get_or_insert_with(|| OsStr::from_bytes(encoding).to_owned());
            // Who names an encoding means it.
            errors = errors.or(Some(b"strict"));
        }
        if let Some(errors) = errors {
            config.stdio_errors.get_or_insert_with(|| OsStr::from_bytes(errors).to_owned());
        }
    }
    let lenient = flags::utf8_mode() || locale::is_lenient();
    config.stdio_encoding.get_or_insert_with(|| locale::encoding().into());
    config.stdio_errors.get_or_insert_with(|| if lenient { "surrogateescape" } else { "strict" }.into());
}

/// The program's name: the first word of the command line, `python3` without one.
pub fn program_name(config: &Config) -> OsString {
    match config.orig_argv.first() {
        Some(name) if !name.is_empty() => name.clone(),
        _ => "python3".into(),
    }
}

/// The absolute path of a file.
pub fn absolute(file: &OsStr) -> OsString {
    let path = Path::new(file);
    if path.is_absolute() {
        return file.to_owned();
    }
    match std::env::current_dir() {
        Ok(directory) => {
            let mut joined = directory.into_os_string();
            joined.push("/");
            joined.push(file);
            joined
        }
        Err(_) => file.to_owned(),
    }
}
