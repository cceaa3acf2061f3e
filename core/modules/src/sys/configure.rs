//! What the configuration puts into `sys`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use ks_runtime::objects::structseq::{self, FieldDef};
use ks_runtime::prelude::*;
use ks_runtime::state::lifecycle::config;
use ks_runtime::state::preconfig;

use super::info::{int, record_type};

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
    c"gil",
];

fn flags(th: &mut Thread) -> PyResult {
    let config = config(th);
    let bit = |value: bool| int(i64::from(value));
    let truth = |value: bool| boolobject::bool_object(value).to_ref();
    let not = |value: i32| bit(value == 0);
    let number = |value: i32| int(i64::from(value));
    let values = vec![
        bit(config.parser_debug != 0)?,
        bit(config.inspect != 0)?,
        bit(config.interactive != 0)?,
        number(config.optimization_level)?,
        not(config.write_bytecode)?,
        not(config.user_site_directory)?,
        not(config.site_import)?,
        not(config.use_environment)?,
        number(config.verbose)?,
        number(config.bytes_warning)?,
        bit(config.quiet != 0)?,
        bit(config.use_hash_seed == 0 || config.hash_seed != 0)?,
        bit(config.isolated != 0)?,
        truth(config.dev_mode != 0),
        number(preconfig::current().utf8_mode)?,
        number(config.warn_default_encoding)?,
        truth(config.safe_path != 0),
        number(config.int_max_str_digits)?,
        int(1)?,
    ];
    let class = record_type(c"sys.flags", c"How the interpreter was started.", FLAGS, FLAGS.len() - 1, true, th)?;
    structseq::new(class, values)
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
        ("path", &config.module_search_paths),
        ("argv", &config.argv),
        ("orig_argv", &config.orig_argv),
        ("warnoptions", &config.warnoptions),
    ];
    for (name, values) in lists {
        let value = list(values, th)?;
        set(name, &value, th)?;
    }
    let platlibdir = path(config.platlibdir.as_ref(), th)?;
    set("platlibdir", &platlibdir, th)?;
    let options = xoptions(&config.xoptions, th)?;
    set("_xoptions", &options, th)?;
    let flags = flags(th)?;
    set("flags", &flags, th)?;
    set("dont_write_bytecode", boolobject::bool_object(config.write_bytecode == 0), th)?;
    Ok(())
}
