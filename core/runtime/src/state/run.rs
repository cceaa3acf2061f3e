//! Running what the command line names (`Py_RunMain`).

use std::ffi::{OsStr, OsString};
use std::io::IsTerminal;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::lifecycle::config;
use crate::abstract_::ObjectOps;
use crate::compile::{self, Flags, Mode};
use crate::prelude::*;

/// A string of the system as a Python string.
pub fn os_str(text: &OsStr, th: &mut Thread) -> PyResult<Ref<Str>> {
    Str::decode_fs(text.as_bytes(), th)
}

/// Runs the program and returns the exit code.
pub fn run_main(th: &mut Thread) -> i32 {
    let result = run(th);
    let mut code = match result {
        Ok(code) => code,
        Err(Raised) => report(th),
    };
    if inspects(th) {
        code = match run_repl(th) {
            Ok(()) => code,
            Err(Raised) => report(th),
        };
    }
    code
}

/// Prints the exception that ended the program and gives its exit code; `SystemExit` says its own.
fn report(th: &mut Thread) -> i32 {
    if th.raised_matches(&exceptions::SystemExit) {
        return exit_code(th);
    }
    let interrupted = th.raised_matches(&exceptions::KeyboardInterrupt);
    if let Some(exception) = th.take_raised() {
        exceptions::print_uncaught(&exception, th);
    }
    // As a shell reports a program that SIGINT ended.
    if interrupted { 130 } else { 1 }
}

/// The exit code that a raised `SystemExit` asks for; a message is printed on stderr.
pub fn exit_code(th: &mut Thread) -> i32 {
    let Some(exception) = th.take_raised() else {
        return 0;
    };
    let code = match exception.get_attr_opt(id!(code), th) {
        Ok(Some(code)) => code,
        _ => {
            th.clear_raised();
            return 0;
        }
    };
    if code.is(none()) {
        return 0;
    }
    if let Some(number) = code.downcast::<Long>() {
        return number.to_i64_opt().unwrap_or(-1) as i32;
    }
    let stderr = th.interp().sysdict.get().and_then(|sysdict| sysdict.get_str(id!(stderr), th).ok().flatten());
    let text = code.str(th);
    match (stderr.filter(|stream| !stream.is(none())), text) {
        (Some(stream), Ok(text)) => {
            let newline = Str::new("\n");
            let written = newline
                .and_then(|newline| text.concat(&newline))
                .and_then(|line| stream.call_method(id!(write), &[&line], th));
            if written.is_err() {
                th.clear_raised();
            }
        }
        (None, Ok(text)) => eprintln!("{text}"),
        (_, Err(Raised)) => th.clear_raised(),
    }
    1
}

fn inspects(th: &Thread) -> bool {
    let config = config(th);
    let asked = config.inspect || (config.use_environment && std::env::var_os("PYTHONINSPECT").is_some());
    asked
        && (config.run_command.is_some() || config.run_module.is_some() || config.run_filename.is_some())
        && std::io::stdin().is_terminal()
}

fn run(th: &mut Thread) -> PyResult<i32> {
    let config = config(th);
    let importer_path = match &config.run_filename {
        Some(file) => importer_path(file, th)?,
        None => None,
    };
    if importer_path.is_none() && !config.safe_path {
        prepend_sys_path_0(th)?;
    } else if let Some(path) = &importer_path {
        sys_path_insert(path, th)?;
    }
    if let Some(command) = &config.run_command {
        return run_command(command, th);
    }
    if let Some(module) = &config.run_module {
        return run_module(&*os_str(module, th)?, true, th);
    }
    if importer_path.is_some() {
        return run_module(id!(__main__), false, th);
    }
    if let Some(file) = &config.run_filename {
        return run_file(file, th);
    }
    run_stdin(th)
}

/// `sys.path[0]`: the script's directory, the current one for `-m`, the empty string otherwise.
fn sys_path_0(th: &mut Thread) -> PyResult<Option<Ref<Str>>> {
    let config = config(th);
    if config.run_module.is_some() {
        return match std::env::current_dir() {
            Ok(directory) => os_str(directory.as_os_str(), th).map(Some),
            Err(_) => Ok(None),
        };
    }
    let Some(file) = &config.run_filename else {
        return Str::new("").map(Some);
    };
    // A symbolic link stands for the file it leads to.
    let path = Path::new(file);
    let path = match std::fs::read_link(path) {
        Ok(target) if target.is_absolute() => target,
        Ok(target) => path.parent().map_or(target.clone(), |parent| parent.join(&target)),
        Err(_) => path.to_path_buf(),
    };
    let absolute = std::fs::canonicalize(&path).unwrap_or(path);
    let directory = absolute.parent().unwrap_or(Path::new(""));
    os_str(directory.as_os_str(), th).map(Some)
}

fn prepend_sys_path_0(th: &mut Thread) -> PyResult<()> {
    match sys_path_0(th)? {
        Some(path) => sys_path_insert(&path, th),
        None => Ok(()),
    }
}

fn sys_path_insert(entry: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(sysdict) = th.interp().sysdict.get() else {
        return Err(raise!(th, RuntimeError, "lost sys.path"));
    };
    match sysdict.get_str(id!(path), th)? {
        Some(path) if List::check(&path) => match path.downcast::<List>() {
            Some(list) => list.insert(0, entry.to_ref()),
            None => Ok(()),
        },
        _ => Err(raise!(th, RuntimeError, "can't get sys.path")),
    }
}

/// The file as an entry of `sys.path` if something on `sys.path_hooks` can import from it: a directory or a zip file.
fn importer_path(file: &OsStr, th: &mut Thread) -> PyResult<Option<Ref>> {
    let path = os_str(file, th)?;
    let Some(sysdict) = th.interp().sysdict.get() else {
        return Ok(None);
    };
    let Some(hooks) = sysdict.get_str(id!(path_hooks), th)? else {
        return Ok(None);
    };
    let Some(hooks) = hooks.downcast::<List>() else {
        return Ok(None);
    };
    let mut index = 0;
    while let Some(hook) = hooks.get(index) {
        let importer = hook.call(&[&path], th);
        if crate::raise::catch(importer, &exceptions::ImportError, th)?.is_some() {
            return Ok(Some(path.into_object()));
        }
        index += 1;
    }
    Ok(None)
}

/// `__main__.__dict__`.
fn main_dict(th: &mut Thread) -> PyResult<Ref<Dict>> {
    let main = crate::import::modules::add(id!(__main__), th)?;
    match main.downcast::<Module>() {
        Some(module) => Ok(module.dict()),
        None => Err(th.bad_internal_call()),
    }
}

/// Compiles and runs source text in `__main__`.
fn run_source(source: &[u8], filename: &Str, flags: Flags, th: &mut Thread) -> PyResult<()> {
    let dict = main_dict(th)?;
    let code = compile::compile_source(source, filename, Mode::Exec, flags, th)?;
    crate::eval::eval_code(&code, &dict, &dict, th)?;
    Ok(())
}

fn run_command(command: &OsStr, th: &mut Thread) -> PyResult<i32> {
    let source = os_str(command, th)?;
    crate::state::audit::event(c"cpython.run_command", || Ok([source.clone().into_object()]), th)?;
    let filename = Str::new("<string>")?;
    let text = source.to_utf8(th)?.as_bytes().to_vec();
    register_source(&source, &filename, th)?;
    let flags = Flags { flags: compile::PyCF_IGNORE_COOKIE, ..Flags::default() };
    run_source(&text, &filename, flags, th)?;
    Ok(0)
}

/// Lets `linecache` know a source that is in no file, so that tracebacks can show its lines.
fn register_source(source: &Str, filename: &Str, th: &mut Thread) -> PyResult<()> {
    let linecache = Str::intern_str("linecache")?;
    let register = crate::import::import_module(&linecache, th).and_then(|linecache| {
        let name = Str::intern_str("_register_code")?;
        linecache.call_method(&name, &[filename, source, filename], th)
    });
    if register.is_err() {
        // Tracebacks without lines are better than no program.
        th.clear_raised();
    }
    Ok(())
}

fn run_module(module: &Str, set_argv0: bool, th: &mut Thread) -> PyResult<i32> {
    crate::state::audit::event(c"cpython.run_module", || Ok([module.to_ref()]), th)?;
    let runpy = crate::import::import_module(&*Str::intern_str("runpy")?, th)?;
    let run = Str::intern_str("_run_module_as_main")?;
    runpy.call_method(&run, &[module, boolobject::bool_object(set_argv0)], th)?;
    Ok(0)
}

/// Sets `__file__` and its fellows in `__main__`, runs, and takes them back.
fn run_in_main(source: &[u8], filename: &Str, loader: &str, flags: Flags, th: &mut Thread) -> PyResult<()> {
    let dict = main_dict(th)?;
    let had_file = dict.get_str(id!(__file__), th)?.is_some();
    if !had_file {
        dict.set_str(id!(__file__), filename, th)?;
        dict.set_str(id!(__cached__), none(), th)?;
    }
    set_loader(&dict, filename, loader, th)?;
    let code = compile::compile_file(source, filename, flags, th);
    let result = code.and_then(|code| crate::eval::eval_code(&code, &dict, &dict, th).map(drop));
    if !had_file {
        let pending = th.take_raised();
        for name in [id!(__file__), id!(__cached__)] {
            if dict.pop(name, th).is_err() {
                th.clear_raised();
            }
        }
        if let Some(pending) = pending {
            return Err(th.restore_raised(pending));
        }
    }
    result
}

fn set_loader(dict: &Dict, filename: &Str, loader: &str, th: &mut Thread) -> PyResult<()> {
    let external = crate::import::import_module(&*Str::intern_str("_frozen_importlib_external")?, th)?;
    let class = external.get_attr(&*Str::intern_str(loader)?, th)?;
    let loader = class.call(&[id!(__main__), filename], th)?;
    dict.set_str(id!(__loader__), &loader, th)
}

fn run_file(file: &OsStr, th: &mut Thread) -> PyResult<i32> {
    let name = os_str(file, th)?;
    crate::state::audit::event(c"cpython.run_file", || Ok([name.clone().into_object()]), th)?;
    let program = config(th).executable.clone().unwrap_or_else(|| config(th).program_name.clone());
    let program = program.to_string_lossy().into_owned();
    let shown = absolute(file);
    if Path::new(file).is_dir() {
        eprintln!("{program}: {:?} is a directory, cannot continue", file.to_string_lossy());
        return Ok(1);
    }
    let contents = match std::fs::read(file) {
        Ok(contents) => contents,
        Err(error) => {
            let errno = error.raw_os_error().unwrap_or(0);
            // SAFETY: `strerror` returns a string that is valid until the next call.
            let text = unsafe { std::ffi::CStr::from_ptr(libc::strerror(errno)) }.to_string_lossy().into_owned();
            eprintln!("{program}: can't open file '{}': [Errno {errno}] {text}", shown.to_string_lossy());
            return Ok(2);
        }
    };
    let name = os_str(file, th)?;
    if file.as_bytes().ends_with(b".pyc") || contents.starts_with(&ks_bytecode::MAGIC_BYTES) {
        return run_pyc(&contents, &name, th);
    }
    let mut source = contents.as_slice();
    if config(th).skip_source_first_line
        && let Some(end) = source.iter().position(|byte| *byte == b'\n')
    {
        // The line's end stays, so that line numbers do.
        source = &source[end..];
    }
    run_in_main(source, &name, "SourceFileLoader", Flags::default(), th)?;
    Ok(0)
}

fn absolute(file: &OsStr) -> OsString {
    let path = Path::new(file);
    if path.is_absolute() {
        return file.to_owned();
    }
    std::env::current_dir().map_or(file.to_owned(), |directory| directory.join(path).into_os_string())
}

fn run_pyc(contents: &[u8], name: &Str, th: &mut Thread) -> PyResult<i32> {
    const HEADER: usize = 16;
    if contents.len() < HEADER || !contents.starts_with(&ks_bytecode::MAGIC_BYTES) {
        return Err(raise!(th, RuntimeError, "Bad magic number in .pyc file"));
    }
    let code = crate::marshal::loads(&contents[HEADER..], true, th)?;
    if !Code::check(&code) {
        return Err(raise!(th, RuntimeError, "Bad code object in .pyc file"));
    }
    let dict = main_dict(th)?;
    dict.set_str(id!(__file__), name, th)?;
    set_loader(&dict, name, "SourcelessFileLoader", th)?;
    crate::eval::eval_code(&code, &dict, &dict, th)?;
    Ok(0)
}

fn run_stdin(th: &mut Thread) -> PyResult<i32> {
    crate::state::audit::event::<0>(c"cpython.run_stdin", || Ok([]), th)?;
    if std::io::stdin().is_terminal() || config(th).interactive {
        print_banner(th);
        run_repl(th)?;
        return Ok(0);
    }
    let mut source = Vec::new();
    use std::io::Read;
    let read = th.allow_threads(|| std::io::stdin().lock().read_to_end(&mut source));
    if let Err(error) = read {
        return Err(th.raise_os_error(error.raw_os_error().unwrap_or(0), None));
    }
    let filename = Str::new("<stdin>")?;
    run_in_main(&source, &filename, "SourceFileLoader", Flags::default(), th)?;
    Ok(0)
}

fn print_banner(th: &Thread) {
    if config(th).quiet {
        return;
    }
    eprintln!("Python {} on linux", super::version::full());
    if config(th).site_import {
        eprintln!("Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.");
    }
}

/// The interactive prompt: `_pyrepl` on a terminal that can do it, else a plain loop.
fn run_repl(th: &mut Thread) -> PyResult<()> {
    let main = Str::intern_str("_pyrepl.__main__")?;
    if std::io::stdin().is_terminal() && std::env::var_os("PYTHON_BASIC_REPL").is_none() {
        return run_module(&main, false, th).map(drop);
    }
    super::prompt::run(th)
}

/// The plain prompt, for `_pyrepl` where it cannot run itself (`sys._baserepl`).
///
/// # Errors
/// `SystemExit`.
pub fn base_repl(th: &mut Thread) -> PyResult<()> {
    super::prompt::run(th)
}
