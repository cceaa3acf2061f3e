//! Where the installation is: executable, prefixes, the module search path (what `sys.path`'s documentation tells).

use std::ffi::{CStr, OsStr, OsString, c_void};
use std::fs;
use std::mem::MaybeUninit;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::config::Config;
use super::{cstdio, environment};

/// The prefix assumed where none is found, as CPython's default; a distribution may build another one in.
const DEFAULT_PREFIX: &str = match option_env!("KINGSNAKE_PREFIX") {
    Some(prefix) => prefix,
    None => "/usr/local",
};

/// What `Py_SetPath`, `Py_SetProgramName` and `Py_SetPythonHome` gave, and what `Py_GetPrefix` and its fellows answer.
#[derive(Clone, Debug, Default)]
pub struct Global {
    pub module_search_path: Option<OsString>,
    pub program_full_path: Option<OsString>,
    pub program_name: Option<OsString>,
    pub home: Option<OsString>,
    pub prefix: Option<OsString>,
    pub exec_prefix: Option<OsString>,
    pub stdlib_dir: Option<OsString>,
    /// What was computed, as opposed to given.
    pub calculated_path: Option<OsString>,
}

static GLOBAL: Mutex<Option<Global>> = Mutex::new(None);

/// Changes or reads the process-wide path configuration.
pub fn with_global<R>(work: impl FnOnce(&mut Global) -> R) -> R {
    let mut global = GLOBAL.lock().unwrap_or_else(PoisonError::into_inner);
    work(global.get_or_insert_default())
}

/// Forgets the process-wide path configuration (`_PyPathConfig_ClearGlobal`).
pub fn clear_global() {
    with_global(|global| *global = Global::default());
}

/// Says process-wide what was computed.
pub fn update_global(config: &Config) {
    with_global(|global| {
        let path = config.module_search_paths.iter().map(|entry| entry.as_bytes()).collect::<Vec<_>>().join(&b':');
        global.calculated_path = Some(OsString::from_vec(path));
        global.program_full_path.clone_from(&config.executable);
        global.program_name.clone_from(&config.program_name);
        global.home.clone_from(&config.home);
        global.prefix.clone_from(&config.prefix);
        global.exec_prefix.clone_from(&config.exec_prefix);
        global.stdlib_dir.clone_from(&config.stdlib_dir);
    });
}

/// Computes every path that the configuration leaves open.
pub fn compute(config: &mut Config) {
    let given = with_global(|global| global.clone());
    let global = |field: &Option<OsString>, value: &Option<OsString>| field.clone().or_else(|| value.clone());
    config.home = global(&config.home, &given.home);
    config.program_name = global(&config.program_name, &given.program_name);
    config.executable = global(&config.executable, &given.program_full_path);
    let set_path = given.module_search_path.filter(|_| config.module_search_paths_set == 0);
    if set_path.is_some() {
        // Who says where modules are says that there is no installation.
        config.prefix.get_or_insert_default();
        config.exec_prefix.get_or_insert_default();
    }
    if config.home.is_none() {
        config.home = environment::lookup(config.use_environment > 0, "PYTHONHOME");
    }
    if config.program_name.as_ref().is_none_or(|name| name.is_empty()) {
        config.program_name = Some(environment::program_name(config));
    }
    config.platlibdir.get_or_insert_with(|| "lib".into());
    let search_from = find_program(config);
    read_pth(config);
    let home = config.home.clone().filter(|home| !home.is_empty());
    let fixed = set_path.is_some();
    let found = Installation::find(config, home.as_deref(), &search_from, fixed);
    if config.module_search_paths_set == 0 {
        config.module_search_paths = match &set_path {
            Some(path) => split(path),
            None => found.search_path(config),
        };
        config.module_search_paths_set = 1;
    }
    if !fixed {
        config.stdlib_dir.get_or_insert_with(|| found.stdlib.clone().into_os_string());
    }
    let prefix = config.prefix.get_or_insert_with(|| found.prefix.into_os_string()).clone();
    config.base_prefix.get_or_insert(prefix);
    let exec_prefix = config.exec_prefix.get_or_insert_with(|| found.exec_prefix.into_os_string()).clone();
    config.base_exec_prefix.get_or_insert(exec_prefix);
}

fn split(path: &OsStr) -> Vec<OsString> {
    path.as_bytes().split(|byte| *byte == b':').map(|entry| OsStr::from_bytes(entry).to_owned()).collect()
}

/// Finds the executable, of a virtual environment also what it was made from; where to look for the installation.
fn find_program(config: &mut Config) -> PathBuf {
    let name = config.program_name.clone().unwrap_or_default();
    let executable = config.executable.clone().or_else(|| find_executable(&name)).unwrap_or_default();
    let directory = Path::new(&executable).parent().map(Path::to_path_buf).unwrap_or_default();
    let mut base = config.base_executable.clone();
    let environment = if config.home.is_none() { virtual_environment(&directory) } else { None };
    let search_from = match environment {
        Some(home) => {
            if base.is_none() {
                let name = Path::new(&executable).file_name().unwrap_or(OsStr::new("python3"));
                let names = [name, OsStr::new("python3"), OsStr::new("python"), OsStr::new("python3.13")];
                let candidates = names.iter().map(|name| home.join(name)).find(|path| path.is_file());
                base = Some(match candidates {
                    Some(candidate) => candidate.into_os_string(),
                    // The environment was made by a program of another name.
                    None => fs::canonicalize(&executable).map_or(executable.clone(), PathBuf::into_os_string),
                });
            }
            home
        }
        None => {
            let real = fs::canonicalize(&executable).ok();
            real.and_then(|real| real.parent().map(Path::to_path_buf)).unwrap_or(directory)
        }
    };
    config.base_executable = base.or_else(|| Some(executable.clone()));
    config.executable.get_or_insert(executable);
    search_from
}

/// A file named as the executable with `._pth` behind says all of the module search path, and that nothing else counts.
fn read_pth(config: &mut Config) {
    let Some(executable) = config.executable.clone().filter(|executable| !executable.is_empty()) else { return };
    if config.module_search_paths_set != 0 {
        return;
    }
    let mut name = executable.clone();
    name.push("._pth");
    let Ok(text) = fs::read(&name) else { return };
    let directory = Path::new(&executable).parent().unwrap_or(Path::new("/"));
    config.isolated = 1;
    config.use_environment = 0;
    config.site_import = 0;
    config.safe_path = 1;
    config.module_search_paths_set = 1;
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
        match line {
            b"" => {}
            b"import site" => config.site_import = 1,
            line if line.starts_with(b"import ") => cstdio::error("unsupported 'import' line in ._pth file\n"),
            line => config.module_search_paths.push(normal(&directory.join(OsStr::from_bytes(line)))),
        }
    }
}

/// A path without `.` and without `..` that can be taken back.
fn normal(path: &Path) -> OsString {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out.into_os_string()
}

/// Where the standard library is.
struct Installation {
    prefix: PathBuf,
    exec_prefix: PathBuf,
    stdlib: PathBuf,
    platstdlib: PathBuf,
}

impl Installation {
    fn find(config: &Config, home: Option<&OsStr>, search_from: &Path, quiet: bool) -> Installation {
        let platlibdir = Path::new(config.platlibdir.as_deref().unwrap_or(OsStr::new("lib")));
        let library = platlibdir.join("python3.13");
        let mut warn = config.pathconfig_warnings > 0 && config.module_search_paths_set == 0 && !quiet;
        let (prefix, exec_prefix) = match home {
            Some(home) => {
                warn = false;
                let mut parts = home.as_bytes().splitn(2, |byte| *byte == b':');
                let part = |bytes: Option<&[u8]>| bytes.map(|bytes| PathBuf::from(OsStr::from_bytes(bytes)));
                let prefix = part(parts.next());
                (prefix.clone(), part(parts.next()).or(prefix))
            }
            None => {
                let zip = platlibdir.join("python313.zip");
                let beside = library_directory();
                let search = |landmark: &Path, test: fn(&Path) -> bool| {
                    let starts = [Some(search_from), beside.as_deref()];
                    let found =
                        |start: &Path| start.ancestors().find(|at| test(&at.join(landmark))).map(Path::to_path_buf);
                    starts.into_iter().flatten().find_map(found)
                };
                let prefix = search(&zip, Path::is_file)
                    .or_else(|| search(&library.join("os.py"), Path::is_file))
                    .or_else(|| search(&library.join("os.pyc"), Path::is_file));
                (prefix, search(&library.join("lib-dynload"), Path::is_dir))
            }
        };
        let missing = (prefix.is_none(), exec_prefix.is_none());
        let prefix = prefix.unwrap_or_else(|| DEFAULT_PREFIX.into());
        let exec_prefix = exec_prefix.unwrap_or_else(|| DEFAULT_PREFIX.into());
        let stdlib = prefix.join(&library);
        let platstdlib = exec_prefix.join(&library).join("lib-dynload");
        if warn && missing.0 && !stdlib.join("os.py").is_file() {
            cstdio::error("Could not find platform independent libraries <prefix>\n");
        }
        if warn && missing.1 && !platstdlib.is_dir() {
            cstdio::error("Could not find platform dependent libraries <exec_prefix>\n");
        }
        Installation { prefix, exec_prefix, stdlib, platstdlib }
    }

    fn search_path(&self, config: &Config) -> Vec<OsString> {
        let mut paths: Vec<OsString> = Vec::new();
        if let Some(path) = &config.pythonpath_env {
            paths.extend(split(path).iter().map(|entry| environment::absolute(entry)).map(without_trailing_slash));
        }
        let platlibdir = config.platlibdir.as_deref().unwrap_or(OsStr::new("lib"));
        paths.push(self.prefix.join(platlibdir).join("python313.zip").into_os_string());
        paths.push(self.stdlib.clone().into_os_string());
        paths.push(self.platstdlib.clone().into_os_string());
        paths
    }
}

/// An empty entry of `PYTHONPATH` is the current directory.
fn without_trailing_slash(entry: OsString) -> OsString {
    let bytes = entry.as_bytes();
    match bytes.strip_suffix(b"/") {
        Some(rest) if !rest.is_empty() => OsStr::from_bytes(rest).to_owned(),
        _ => entry,
    }
}

/// The directory that holds this library: beside it lies the standard library that it was made for.
fn library_directory() -> Option<PathBuf> {
    let mut info = MaybeUninit::<libc::Dl_info>::zeroed();
    let here = library_directory as fn() -> Option<PathBuf> as *const c_void;
    // SAFETY: an address of this library, and a struct of ours.
    let info = unsafe {
        if libc::dladdr(here, info.as_mut_ptr()) == 0 {
            return None;
        }
        info.assume_init()
    };
    if info.dli_fname.is_null() {
        return None;
    }
    // SAFETY: the loader's string.
    let file = OsStr::from_bytes(unsafe { CStr::from_ptr(info.dli_fname) }.to_bytes());
    fs::canonicalize(file).ok()?.parent().map(Path::to_path_buf)
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

/// The `home` of a virtual environment's `pyvenv.cfg`, one directory above the executable or beside it.
fn virtual_environment(directory: &Path) -> Option<PathBuf> {
    let text = [directory.parent(), Some(directory)]
        .into_iter()
        .flatten()
        .find_map(|directory| fs::read(directory.join("pyvenv.cfg")).ok())?;
    text.split(|byte| *byte == b'\n').find_map(|line| {
        let at = line.iter().position(|byte| *byte == b'=')?;
        let key = line[..at].trim_ascii();
        key.eq_ignore_ascii_case(b"home").then(|| PathBuf::from(OsStr::from_bytes(line[at + 1..].trim_ascii())))
    })
}
