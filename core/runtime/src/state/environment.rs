//! `PYTHON*` variables and `-X` options.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;

use super::config::{Config, Start, Stop};

/// A variable, unless the environment is to be ignored or the variable is empty.
fn variable(config: &Config, name: &str) -> Option<OsString> {
    if !config.use_environment {
        return None;
    }
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// A variable that is a number if it looks like one, and 1 if it says anything else.
fn level(config: &Config, name: &str) -> i32 {
    match variable(config, name) {
        None => 0,
        Some(value) => value.to_str().and_then(|text| text.parse().ok()).filter(|level| *level >= 0).unwrap_or(1),
    }
}

fn error(message: &str) -> Stop {
    Stop::Error(message.to_owned())
}

/// Applies what the command line left open.
///
/// # Errors
/// `Stop::Error` for values that make no sense.
pub fn read(config: &mut Config) -> Start<()> {
    let set = |config: &Config, name: &str| variable(config, name).is_some();
    if set(config, "PYTHONDONTWRITEBYTECODE") {
        config.write_bytecode = false;
    }
    config.parser_debug = config.parser_debug.max(level(config, "PYTHONDEBUG"));
    config.verbose = config.verbose.max(level(config, "PYTHONVERBOSE"));
    config.optimization_level = config.optimization_level.max(level(config, "PYTHONOPTIMIZE"));
    config.inspect |= set(config, "PYTHONINSPECT");
    if set(config, "PYTHONNOUSERSITE") {
        config.user_site_directory = false;
    }
    config.safe_path |= set(config, "PYTHONSAFEPATH");
    if set(config, "PYTHONUNBUFFERED") {
        config.buffered_stdio = false;
    }
    config.dev_mode |= config.xoption("dev").is_some() || set(config, "PYTHONDEVMODE");
    config.faulthandler |=
        config.dev_mode || config.xoption("faulthandler").is_some() || set(config, "PYTHONFAULTHANDLER");
    config.import_time |= config.xoption("importtime").is_some() || set(config, "PYTHONPROFILEIMPORTTIME");
    if config.xoption("no_debug_ranges").is_some() || set(config, "PYTHONNODEBUGRANGES") {
        config.code_debug_ranges = false;
    }
    config.warn_default_encoding |=
        config.xoption("warn_default_encoding").is_some() || set(config, "PYTHONWARNDEFAULTENCODING");
    config.perf_profiling |= i32::from(config.xoption("perf").is_some() || set(config, "PYTHONPERFSUPPORT"));
    config.malloc_stats |= set(config, "PYTHONMALLOCSTATS");
    read_frozen(config)?;
    read_numbers(config)?;
    read_hash_seed(config)?;
    if config.pycache_prefix.is_none() {
        let option = config.xoptions.iter().rev().find_map(|option| option.as_bytes().strip_prefix(b"pycache_prefix="));
        config.pycache_prefix = match option {
            Some(path) => Some(std::ffi::OsStr::from_bytes(path).to_owned()).filter(|path| !path.is_empty()),
            None if config.xoption("pycache_prefix").is_some() => None,
            None => variable(config, "PYTHONPYCACHEPREFIX"),
        };
    }
    if config.pythonpath_env.is_none() {
        config.pythonpath_env = variable(config, "PYTHONPATH");
    }
    if config.home.is_none() {
        config.home = variable(config, "PYTHONHOME");
    }
    if let Some(name) = variable(config, "PYTHONPLATLIBDIR") {
        config.platlibdir = name;
    }
    read_warnings(config);
    read_stdio(config);
    Ok(())
}

fn read_frozen(config: &mut Config) -> Start<()> {
    let value = match config.xoption("frozen_modules") {
        Some(value) => Some(value.to_owned()),
        None => variable(config, "PYTHON_FROZEN_MODULES").map(|value| value.to_string_lossy().into_owned()),
    };
    config.use_frozen_modules = match value.as_deref() {
        None => config.use_frozen_modules,
        Some("on" | "") => true,
        Some("off") => false,
        Some(_) => {
            return Err(error("bad value for option -X frozen_modules (expected \"on\" or \"off\")"));
        }
    };
    Ok(())
}

fn read_numbers(config: &mut Config) -> Start<()> {
    const MIN_DIGITS: i32 = 640;
    let fits = |digits: &i32| *digits == 0 || *digits >= MIN_DIGITS;
    if let Some(value) = config.xoption("int_max_str_digits") {
        config.int_max_str_digits = value
            .parse()
            .ok()
            .filter(fits)
            .ok_or_else(|| error("-X int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited."))?;
    } else if let Some(value) = variable(config, "PYTHONINTMAXSTRDIGITS") {
        config.int_max_str_digits = value
            .to_str()
            .and_then(|text| text.parse().ok())
            .filter(fits)
            .ok_or_else(|| error("PYTHONINTMAXSTRDIGITS: invalid limit; must be >= 640 or 0 for unlimited."))?;
    }
    let count = |value: &str, message: &str| match value {
        "default" => Ok(-1),
        text => text.parse().ok().filter(|count| *count > 0).ok_or_else(|| error(message)),
    };
    if let Some(value) = config.xoption("cpu_count") {
        config.cpu_count =
            count(value, "-X cpu_count=n option: n is missing or an invalid number, n must be greater than 0")?;
    } else if let Some(value) = variable(config, "PYTHON_CPU_COUNT") {
        config.cpu_count = count(
            &value.to_string_lossy(),
            "PYTHON_CPU_COUNT=n option: n is missing or an invalid number, n must be greater than 0",
        )?;
    }
    let frames = |value: &str| match value {
        "" => Some(1),
        text => text.parse().ok().filter(|frames| (0..=65535).contains(frames)),
    };
    if let Some(value) = config.xoption("tracemalloc") {
        config.tracemalloc = frames(value).ok_or_else(|| error("-X tracemalloc=NFRAME: invalid number of frames"))?;
    } else if let Some(value) = variable(config, "PYTHONTRACEMALLOC") {
        config.tracemalloc =
            frames(&value.to_string_lossy()).ok_or_else(|| error("PYTHONTRACEMALLOC: invalid number of frames"))?;
    }
    Ok(())
}

fn read_hash_seed(config: &mut Config) -> Start<()> {
    let Some(value) = variable(config, "PYTHONHASHSEED") else {
        return Ok(());
    };
    config.hash_seed = match value.to_str() {
        Some("random") => None,
        text => Some(
            text.and_then(|text| text.parse().ok())
                .ok_or_else(|| error("PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]"))?,
        ),
    };
    Ok(())
}

/// The filters in the order of `sys.warnoptions`: dev mode, the variable, `-W`, `-b`; the last ones win.
fn read_warnings(config: &mut Config) {
    let mut filters = Vec::new();
    if config.dev_mode {
        filters.push("default".into());
    }
    if let Some(value) = variable(config, "PYTHONWARNINGS") {
        let items = value.as_bytes().split(|byte| *byte == b',').filter(|item| !item.is_empty());
        filters.extend(items.map(|item| std::ffi::OsStr::from_bytes(item).to_owned()));
    }
    filters.append(&mut config.warnoptions);
    match config.bytes_warning {
        0 => {}
        1 => filters.push("default::BytesWarning".into()),
        _ => filters.push("error::BytesWarning".into()),
    }
    // Each filter once, at its last place.
    let mut kept: Vec<OsString> = Vec::new();
    for filter in filters {
        kept.retain(|known| *known != filter);
        kept.push(filter);
    }
    config.warnoptions = kept;
}

fn read_stdio(config: &mut Config) {
    if config.stdio_encoding.is_none()
        && let Some(value) = variable(config, "PYTHONIOENCODING")
    {
        let text = value.to_string_lossy();
        let (encoding, errors) = text.split_once(':').unwrap_or((&text, ""));
        if !encoding.is_empty() {
            config.stdio_encoding = Some(encoding.to_owned());
        }
        if !errors.is_empty() {
            config.stdio_errors.get_or_insert_with(|| errors.to_owned());
        } else if !encoding.is_empty() {
            config.stdio_errors.get_or_insert_with(|| "strict".to_owned());
        }
    }
    if config.stdio_encoding.is_none() {
        config.stdio_encoding = Some(if config.utf8_mode { "utf-8".to_owned() } else { super::locale::encoding() });
    }
    if config.stdio_errors.is_none() {
        let lenient = config.utf8_mode || super::locale::is_lenient();
        config.stdio_errors = Some(if lenient { "surrogateescape" } else { "strict" }.to_owned());
    }
}
