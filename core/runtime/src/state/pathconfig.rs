//! Where the installation is: executable, prefixes, the module search path.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::config::Config;

/// The prefix assumed where none is found, as CPython's default.
const DEFAULT_PREFIX: &str = "/usr/local";

/// Computes every path that the configuration leaves open.
pub fn compute(config: &mut Config) {
    let executable = config.executable.clone().map_or_else(|| find_executable(&config.program_name), Some);
    let executable = executable.unwrap_or_default();
    let mut base_executable = config.base_executable.clone().unwrap_or_else(|| executable.clone());
    let mut search_from = Path::new(&executable).parent().map(Path::to_path_buf).unwrap_or_default();
    match virtual_environment(&search_from) {
        Some(home) => {
            if config.base_executable.is_none() {
                let name = Path::new(&executable).file_name().unwrap_or(OsStr::new("python3"));
                let candidate = home.join(name);
                base_executable = if candidate.is_file() {
                    candidate.into_os_string()
                } else {
                    // The environment was made by a program of another name.
                    fs::canonicalize(&executable).map_or(executable.clone(), PathBuf::into_os_string)
                };
            }
            search_from = home;
        }
        None => {
            if let Ok(real) = fs::canonicalize(&executable) {
                search_from = real.parent().map(Path::to_path_buf).unwrap_or(search_from);
            }
        }
    }
    config.executable.get_or_insert(executable);
    config.base_executable.get_or_insert(base_executable);

    let library = Path::new(&config.platlibdir).join("python3.13");
    let (mut prefix, mut exec_prefix) = match &config.home {
        Some(home) => {
            let mut parts = home.as_bytes().splitn(2, |byte| *byte == b':');
            let part = |bytes: Option<&[u8]>| bytes.map(|bytes| PathBuf::from(OsStr::from_bytes(bytes)));
            let prefix = part(parts.next());
            let exec_prefix = part(parts.next()).or_else(|| prefix.clone());
            (prefix, exec_prefix)
        }
        None => {
            let found = |landmark: &Path, directory: bool| {
                let exists = |at: &&Path| {
                    let at = at.join(landmark);
                    if directory { at.is_dir() } else { at.is_file() }
                };
                search_from.ancestors().find(exists).map(Path::to_path_buf)
            };
            let prefix = found(&library.join("os.py"), false).or_else(|| found(&library.join("os.pyc"), false));
            (prefix, found(&library.join("lib-dynload"), true))
        }
    };
    if config.pathconfig_warnings && config.module_search_paths.is_none() {
        if prefix.is_none() {
            eprintln!("Could not find platform independent libraries <prefix>");
        }
        if exec_prefix.is_none() {
            eprintln!("Could not find platform dependent libraries <exec_prefix>");
        }
    }
    let prefix = prefix.take().unwrap_or_else(|| DEFAULT_PREFIX.into());
    let exec_prefix = exec_prefix.take().unwrap_or_else(|| DEFAULT_PREFIX.into());
    let stdlib = prefix.join(&library);
    config.stdlib_dir.get_or_insert_with(|| stdlib.clone().into_os_string());
    if config.module_search_paths.is_none() {
        let mut paths: Vec<OsString> = Vec::new();
        if let Some(path) = &config.pythonpath_env {
            paths.extend(path.as_bytes().split(|byte| *byte == b':').map(|entry| OsStr::from_bytes(entry).to_owned()));
        }
        paths.push(prefix.join(&config.platlibdir).join("python313.zip").into_os_string());
        paths.push(stdlib.into_os_string());
        paths.push(exec_prefix.join(&library).join("lib-dynload").into_os_string());
        config.module_search_paths = Some(paths);
    }
    let prefix = config.prefix.get_or_insert(prefix.into_os_string()).clone();
    config.base_prefix.get_or_insert(prefix);
    let exec_prefix = config.exec_prefix.get_or_insert(exec_prefix.into_os_string()).clone();
    config.base_exec_prefix.get_or_insert(exec_prefix);
}

/// The absolute path of the program: as given if it has a slash, else the first on `PATH`.
fn find_executable(program: &OsStr) -> Option<OsString> {
    if program.as_bytes().contains(&b'/') {
        let path = Path::new(program);
        if path.is_absolute() {
            return Some(program.to_owned());
        }
        // A leading "./" says nothing in an absolute path.
        let relative = path.strip_prefix(".").unwrap_or(path);
        return std::env::current_dir().ok().map(|directory| directory.join(relative).into_os_string());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|at| is_executable(at)).map(|at| {
        let absolute = if at.is_absolute() { Ok(at.clone()) } else { std::env::current_dir().map(|dir| dir.join(&at)) };
        absolute.unwrap_or(at).into_os_string()
    })
}

fn is_executable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// The `home` of a virtual environment's `pyvenv.cfg`, beside the executable or one directory up.
fn virtual_environment(directory: &Path) -> Option<PathBuf> {
    let text = [Some(directory), directory.parent()]
        .into_iter()
        .flatten()
        .find_map(|directory| fs::read(directory.join("pyvenv.cfg")).ok())?;
    text.split(|byte| *byte == b'\n').find_map(|line| {
        let at = line.iter().position(|byte| *byte == b'=')?;
        let key = line[..at].trim_ascii();
        key.eq_ignore_ascii_case(b"home").then(|| PathBuf::from(OsStr::from_bytes(line[at + 1..].trim_ascii())))
    })
}
