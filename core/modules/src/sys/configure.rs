//! What the configuration puts into `sys`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use ks_runtime::objects::structseq::FieldDef;
use ks_runtime::prelude::*;
use ks_runtime::state::lifecycle::config;

use super::info::{int, record};

fn path(value: Option<&OsString>, th: &mut Thread) -> PyResult {
    match value {
        Some(value) => Ok(Str::decode_fs(value.as_bytes(), th)?.into_object()),
        None => Ok(none().to_ref()),
    }
}

fn list(values: &[OsString], th: &mut Thread) -> PyResult<Ref<List>> {
    let items = values.iter().map(|value| path(Some(value), th)).collect::<PyResult<Vec<_>>>()?;
    List::from_vec(items)
}

/// The dict of `-X` options: values are strings, or `True` without one.
fn xoptions(options: &[OsString], th: &mut Thread) -> PyResult<Ref<Dict>> {
    let dict = Dict::new()?;
    for option in options {
        let bytes = option.as_bytes();
        let (name, value) = match bytes.iter().position(|byte| *byte == b'=') {
            Some(at) => (&bytes[..at], Some(OsStr::from_bytes(&bytes[at + 1..]).to_owned())),
            None => (bytes, None),
        };
        let name = Str::decode_fs(name, th)?;
        let value = match value {
            Some(value) => path(Some(&value), th)?,
            None => boolobject::bool_object(true).to_ref(),
        };
        dict.set(&name, &value, th)?;
    }
    Ok(dict)
}

macro_rules! flag_fields {
    ($($name:literal),+ $(,)?) => {
        &[$(FieldDef { name: $name, doc: c"Set on the command line or by the environment" }),+]
    };
}

const FLAGS: &[FieldDef] = flag_fields![
    c"debug",
    c"inspect",
    c"interactive",
    c"optimize",
    c"dont_write_bytecode",
    c"no_user_site",
    c"no_site",
    c"ignore_environment",
    c"verbose",
    c"bytes_warning",
    c"quiet",
    c"hash_randomization",
    c"isolated",
    c"dev_mode",
    c"utf8_mode",
    c"warn_default_encoding",
    c"safe_path",
    c"int_max_str_digits",
];

fn flags(th: &mut Thread) -> PyResult {
    let config = config(th);
    let bit = |value: bool| int(i64::from(value));
    let truth = |value: bool| boolobject::bool_object(value).to_ref();
    let values = vec![
        int(i64::from(config.parser_debug))?,
        bit(config.inspect)?,
        bit(config.interactive)?,
        int(i64::from(config.optimization_level))?,
        bit(!config.write_bytecode)?,
        bit(!config.user_site_directory)?,
        bit(!config.site_import)?,
        bit(!config.use_environment)?,
        int(i64::from(config.verbose))?,
        int(i64::from(config.bytes_warning))?,
        bit(config.quiet)?,
        bit(config.hash_seed != Some(0))?,
        bit(config.isolated)?,
        truth(config.dev_mode),
        bit(config.utf8_mode)?,
        bit(config.warn_default_encoding)?,
        truth(config.safe_path),
        int(i64::from(config.int_max_str_digits))?,
    ];
    record(c"sys.flags", c"How the interpreter was started.", FLAGS, values, true, th)
}

/// Fills `sys` from the configuration.
///
/// # Errors
/// `MemoryError`, `UnicodeDecodeError`.
pub fn configure(th: &mut Thread) -> PyResult<()> {
    let config = config(th);
    let Some(sys) = th.interp().sysdict.get() else {
        return Err(raise!(th, RuntimeError, "lost sys"));
    };
    let set = |name: &str, value: &Object, th: &mut Thread| sys.set_str(&*Str::intern_str(name)?, value, th);
    let paths = [
        ("executable", &config.executable),
        ("_base_executable", &config.base_executable),
        ("prefix", &config.prefix),
        ("base_prefix", &config.base_prefix),
        ("exec_prefix", &config.exec_prefix),
        ("base_exec_prefix", &config.base_exec_prefix),
        ("pycache_prefix", &config.pycache_prefix),
        ("_stdlib_dir", &config.stdlib_dir),
        ("_home", &config.home),
    ];
    for (name, value) in paths {
        let value = path(value.as_ref(), th)?;
        set(name, &value, th)?;
    }
    let lists: [(&str, &[OsString]); 4] = [
        ("path", config.module_search_paths.as_deref().unwrap_or_default()),
        ("argv", &config.argv),
        ("orig_argv", &config.orig_argv),
        ("warnoptions", &config.warnoptions),
    ];
    for (name, values) in lists {
        let value = list(values, th)?;
        set(name, &value, th)?;
    }
    let platlibdir = path(Some(&config.platlibdir), th)?;
    set("platlibdir", &platlibdir, th)?;
    let options = xoptions(&config.xoptions, th)?;
    set("_xoptions", &options, th)?;
    let flags = flags(th)?;
    set("flags", &flags, th)?;
    set("dont_write_bytecode", boolobject::bool_object(!config.write_bytecode), th)?;
    Ok(())
}
