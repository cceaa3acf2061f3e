//! Running what the command line names (`Py_RunMain`).

use std::ffi::{CString, OsStr, OsString, c_int};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::lifecycle::{self, config, print_error};
use super::{cstdio, environment, pythonrun};
use crate::abstract_::ObjectOps;
use crate::prelude::*;

/// Whether the last program ended by a `KeyboardInterrupt`: the process then ends as if by the signal.
pub static UNHANDLED_INTERRUPT: AtomicBool = AtomicBool::new(false);

/// A string of the system as a Python string.
///
/// # Errors
/// `MemoryError`.
pub fn os_str(text: &OsStr, th: &mut Thread) -> PyResult<Ref<Str>> {
    Str::decode_fs(text.as_bytes(), th)
}

/// `Py_RunMain`: runs the program, ends the runtime and gives the exit code.
pub fn run_main() -> c_int {
    // SAFETY: the start has made this thread the one that holds the interpreter.
    let mut code = run_python(unsafe { Thread::enter() });
    if lifecycle::finalize() < 0 {
        // As CPython: output that could not be written is worth an exit code of its own.
        code = 120;
    }
    if UNHANDLED_INTERRUPT.load(Ordering::Relaxed) { exit_by_interrupt() } else { code }
}

/// Ends the process by SIGINT, so that a shell sees why it ended.
fn exit_by_interrupt() -> c_int {
    // SAFETY: the process is at its end.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::kill(libc::getpid(), libc::SIGINT);
    }
    128 + libc::SIGINT
}

fn run_python(th: &mut Thread) -> c_int {
    match prepare(th) {
        Ok(importer_path) => {
            let code = run_program(importer_path.is_some(), th);
            repl_after_program(code, th)
        }
        Err(Raised) => report(th),
    }
}

/// Prints the exception that ended the program and gives its exit code; `SystemExit` says its own.
pub fn report(th: &mut Thread) -> c_int {
    if let Some(code) = system_exit(th) {
        return code;
    }
    if th.raised_matches(&exceptions::KeyboardInterrupt) {
        UNHANDLED_INTERRUPT.store(true, Ordering::Relaxed);
    }
    print_error(th);
    1
}

/// Takes the `SystemExit` that is set and gives the exit code that it asks for; a message is printed on stderr. Not if a
/// prompt is to follow: then it is an exception like others.
pub fn system_exit(th: &mut Thread) -> Option<c_int> {
    if !th.raised_matches(&exceptions::SystemExit) || config(th).inspect > 0 {
        return None;
    }
    // SAFETY: the C library's stream.
    unsafe { libc::fflush(cstdio::stdout()) };
    let exception = th.take_raised()?;
    let code = match exception.get_attr_opt(id!(code), th) {
        Ok(Some(code)) => code,
        Ok(None) => return Some(1),
        Err(Raised) => {
            th.clear_raised();
            exception
        }
    };
    if code.is(none()) {
        return Some(0);
    }
    if let Some(number) = code.downcast::<Long>() {
        // Of a number that fits in C's long the low bits count; another stays behind as an exception.
        return Some(number.to_i64(th).map_or(-1, |number| number as c_int));
    }
    let stderr = th.interp().sysdict.get().and_then(|sysdict| sysdict.get_str(id!(stderr), th).ok().flatten());
    match (stderr.filter(|stream| !stream.is(none())), code.str(th)) {
        (Some(stream), Ok(text)) => {
            let line = Str::new("\n").and_then(|newline| text.concat(&newline));
            if line.and_then(|line| stream.call_method(id!(write), &[&line], th)).is_err() {
                th.clear_raised();
            }
        }
        (None, Ok(text)) => cstdio::error(&format!("{}\n", text.to_string_lossy())),
        (_, Err(Raised)) => th.clear_raised(),
    }
    Some(1)
}

/// Whether the command line names a program.
fn names_program(th: &Thread) -> bool {
    let config = config(th);
    config.run_command.is_some() || config.run_module.is_some() || config.run_filename.is_some()
}

/// Whether standard input is to be treated as a prompt.
fn stdin_is_interactive(th: &Thread) -> bool {
    cstdio::is_terminal(0) || config(th).interactive > 0
}

/// Sets `sys.path[0]` and prints the banner; the program's path if it is one that can be imported from.
fn prepare(th: &mut Thread) -> PyResult<Option<Ref>> {
    let config = config(th);
    let importer = match &config.run_filename {
        Some(file) => importer_path(file, th)?,
        None => None,
    };
    import_readline(th);
    let path = match &importer {
        Some(path) => Some(path.clone()),
        None if config.safe_path == 0 => match sys_path_0(&config.argv) {
            Some(path) => Some(os_str(&path, th)?.into_object()),
            None => None,
        },
        None => None,
    };
    if let Some(path) = path {
        if let Some(text) = path.downcast::<Str>() {
            let bytes = text.encode_fs(th)?;
            let text = OsString::from_vec(bytes.as_bytes().to_vec());
            lifecycle::update_config(|config| config.sys_path_0 = Some(text), th);
        }
        sys_path_insert(&path, th)?;
    }
    print_banner(th);
    Ok(importer)
}

fn run_program(from_importer: bool, th: &mut Thread) -> c_int {
    let config = config(th);
    UNHANDLED_INTERRUPT.store(false, Ordering::Relaxed);
    if let Some(command) = &config.run_command {
        return run_command(command, th);
    }
    if let Some(module) = &config.run_module {
        return run_module(module, true, th);
    }
    if from_importer {
        return run_module(OsStr::new("__main__"), false, th);
    }
    match &config.run_filename {
        Some(file) => run_file(file, th),
        None => run_stdin(th),
    }
}

/// `readline` makes prompts better, but must not be found beside the script.
fn import_readline(th: &mut Thread) {
    let config = config(th);
    if config.isolated > 0 || (config.inspect == 0 && names_program(th)) || !cstdio::is_terminal(0) {
        return;
    }
    for name in ["readline", "rlcompleter"] {
        let imported = Str::intern_str(name).and_then(|name| crate::import::import_module(&name, th));
        if imported.is_err() {
            th.clear_raised();
            return;
        }
    }
}

/// What `sys.path[0]` is for a command line (`_PyPathConfig_ComputeSysPath0`): the script's directory, the current one for
/// `-m`, the empty string otherwise; `None` for nothing.
pub fn sys_path_0(argv: &[OsString]) -> Option<OsString> {
    let first = argv.first()?;
    match first.as_bytes() {
        b"-m" => std::env::current_dir().ok().map(Into::into),
        b"-c" => Some(OsString::new()),
        _ => {
            // A symbolic link stands for the file it leads to.
            let path = Path::new(first);
            let path = match std::fs::read_link(path) {
                Ok(target) if target.is_absolute() => target,
                Ok(target) if target.as_os_str().as_bytes().contains(&b'/') => {
                    path.parent().map_or(target.clone(), |parent| parent.join(&target))
                }
                _ => path.to_path_buf(),
            };
            let path = std::fs::canonicalize(&path).unwrap_or(path).into_os_string();
            let bytes = path.as_bytes();
            let end = bytes.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash.max(1));
            Some(OsStr::from_bytes(&bytes[..end]).to_owned())
        }
    }
}

/// Puts an entry at the front of `sys.path`.
///
/// # Errors
/// `RuntimeError` if there is no such list.
pub fn sys_path_insert(entry: &Object, th: &mut Thread) -> PyResult<()> {
    let path = match th.interp().sysdict.get() {
        Some(sysdict) => sysdict.get_str(id!(path), th)?,
        None => None,
    };
    match path.as_ref().and_then(|path| path.downcast::<List>()) {
        Some(list) => list.insert(0, entry.to_ref()),
        None => Err(raise!(th, RuntimeError, "unable to get sys.path")),
    }
}

/// The file as an entry of `sys.path` if something on `sys.path_hooks` can import from it: a directory or a zip file.
fn importer_path(file: &OsStr, th: &mut Thread) -> PyResult<Option<Ref>> {
    let path = os_str(file, th)?;
    let importer = crate::import::importer::get(&path, th);
    match importer {
        Ok(importer) if importer.is(none()) => Ok(None),
        Ok(_) => Ok(Some(path.into_object())),
        Err(Raised) => {
            cstdio::error("Failed checking if argv[0] is an import path entry\n");
            Err(Raised)
        }
    }
}

fn run_command(command: &OsStr, th: &mut Thread) -> c_int {
    let result = (|| {
        let source = os_str(command, th)?;
        super::audit::event(c"cpython.run_command", || Ok([source.clone().into_object()]), th)?;
        let Ok(text) = source.to_utf8(th) else {
            cstdio::error("Unable to decode the command from the command line:\n");
            return Err(Raised);
        };
        let text = text.as_bytes().to_vec();
        let name = Str::new("<string>")?;
        Ok((text, name))
    })();
    let (text, name) = match result {
        Ok(found) => found,
        Err(Raised) => return report(th),
    };
    let mut flags = PyCompilerFlags { cf_flags: PyCF_IGNORE_COOKIE, cf_feature_version: 13 };
    let done = pythonrun::run_simple_string(&text, Some(&name), Some(&mut flags), th);
    match done {
        Ok(()) => 0,
        Err(Raised) => {
            print_error(th);
            1
        }
    }
}

fn run_module(module: &OsStr, set_argv0: bool, th: &mut Thread) -> c_int {
    let run = |th: &mut Thread| {
        let module = os_str(module, th)?;
        super::audit::event(c"cpython.run_module", || Ok([module.clone().into_object()]), th)?;
        let runpy = crate::import::import_module(&*Str::intern_str("runpy")?, th)?;
        let run = Str::intern_str("_run_module_as_main")?;
        runpy.call_method(&run, &[&module, boolobject::bool_object(set_argv0)], th)
    };
    match run(th) {
        Ok(_) => 0,
        Err(Raised) => report(th),
    }
}

fn run_file(file: &OsStr, th: &mut Thread) -> c_int {
    let Ok(name) = os_str(file, th) else { return report(th) };
    if super::audit::event(c"cpython.run_file", || Ok([name.clone().into_object()]), th).is_err() {
        return report(th);
    }
    let program = config(th).program_name.clone().unwrap_or_default();
    let stream = match open_program(file) {
        Ok(stream) => stream,
        Err(errno) => {
            // SAFETY: `strerror` returns a string that is valid until the next call.
            let reason = unsafe { std::ffi::CStr::from_ptr(libc::strerror(errno)) }.to_string_lossy().into_owned();
            complain(&program, "can't open file ", &name, &format!(": [Errno {errno}] {reason}\n"), th);
            return 2;
        }
    };
    if Path::new(file).is_dir() {
        // SAFETY: opened above.
        unsafe { libc::fclose(stream) };
        complain(&program, "", &name, " is a directory, cannot continue\n", th);
        return 1;
    }
    if config(th).skip_source_first_line > 0 {
        // SAFETY: opened above. The line's end stays, so that line numbers do.
        unsafe {
            loop {
                match libc::fgetc(stream) {
                    libc::EOF => break,
                    byte if byte == c_int::from(b'\n') => {
                        libc::ungetc(byte, stream);
                        break;
                    }
                    _ => {}
                }
            }
        }
    }
    // Signals that came during the start.
    if super::handle_signals(th).is_err() {
        // SAFETY: opened above.
        unsafe { libc::fclose(stream) };
        return report(th);
    }
    let mut flags = PyCompilerFlags { cf_flags: 0, cf_feature_version: 13 };
    // SAFETY: opened above and closed there.
    c_int::from(!unsafe { pythonrun::run_any_file(stream, &name, true, Some(&mut flags), th) })
}

/// Says on `sys.stderr` what is wrong with the program's file.
fn complain(program: &OsStr, before: &str, name: &Str, after: &str, th: &mut Thread) {
    let text = os_str(program, th).and_then(|program| {
        let name = ObjectOps::repr(name.as_object(), th)?;
        Str::new(&format!("{}: {before}{}{after}", program.to_string_lossy(), name.to_string_lossy()))
    });
    match text {
        Ok(text) => exceptions::write_to_stderr(&text, th),
        Err(Raised) => th.clear_raised(),
    }
}

/// Opens a program's file; children do not inherit it.
fn open_program(file: &OsStr) -> Result<*mut libc::FILE, c_int> {
    let Ok(path) = CString::new(file.as_bytes()) else { return Err(libc::ENOENT) };
    // SAFETY: C strings.
    unsafe {
        let stream = libc::fopen(path.as_ptr(), c"rbe".as_ptr());
        if stream.is_null() { Err(*libc::__errno_location()) } else { Ok(stream) }
    }
}

fn run_stdin(th: &mut Thread) -> c_int {
    if stdin_is_interactive(th) {
        // The prompt is what runs: it ends with the program.
        lifecycle::update_config(|config| config.inspect = 0, th);
        if let Some(code) = run_startup(th).or_else(|| run_interactive_hook(th)) {
            return code;
        }
    }
    if super::handle_signals(th).is_err() || super::audit::event::<0>(c"cpython.run_stdin", || Ok([]), th).is_err() {
        return report(th);
    }
    start_prompt(false, th)
}

/// The prompt on a terminal is `_pyrepl`'s, unless it is told not to; else whatever standard input holds is run.
fn start_prompt(startup: bool, th: &mut Thread) -> c_int {
    let plain = environment::lookup(config(th).use_environment > 0, "PYTHON_BASIC_REPL").is_some();
    if cstdio::is_terminal(0) && !plain {
        return match pyrepl(startup, th) {
            Ok(()) => 0,
            Err(Raised) => report(th),
        };
    }
    c_int::from(!run_c_stdin(th))
}

fn pyrepl(startup: bool, th: &mut Thread) -> PyResult<()> {
    let Ok(main) = Str::intern_str("_pyrepl.main").and_then(|name| crate::import::import_module(&name, th)) else {
        cstdio::error("Could not import _pyrepl.main\n");
        return Err(Raised);
    };
    let Ok(console) = Str::intern_str("interactive_console").and_then(|name| main.get_attr(&name, th)) else {
        cstdio::error("Could not access _pyrepl.main.interactive_console\n");
        return Err(Raised);
    };
    let arguments = Dict::new()?;
    arguments.set_str(&*Str::intern_str("pythonstartup")?, boolobject::bool_object(startup), th)?;
    let nothing = Tuple::new(&[])?;
    console.call_dict(&nothing, Some(&arguments), th).map(drop)
}

/// Runs the C library's `stdin`: a prompt or a program. False after an exception, which has been printed.
fn run_c_stdin(th: &mut Thread) -> bool {
    let Ok(name) = Str::new("<stdin>") else { return false };
    let mut flags = PyCompilerFlags { cf_flags: 0, cf_feature_version: 13 };
    // SAFETY: the C library's stream, which stays open.
    unsafe { pythonrun::run_any_file(cstdio::stdin(), &name, false, Some(&mut flags), th) }
}

/// The file that `PYTHONSTARTUP` names; `Some` with the exit code if that is the end.
fn run_startup(th: &mut Thread) -> Option<c_int> {
    let file = environment::lookup(config(th).use_environment > 0, "PYTHONSTARTUP")?;
    let Ok(name) = os_str(&file, th) else { return Some(report(th)) };
    if super::audit::event(c"cpython.run_startup", || Ok([name.clone().into_object()]), th).is_err() {
        return Some(report(th));
    }
    let Ok(stream) = open_program(&file) else {
        // SAFETY: this thread's own.
        let errno = unsafe { *libc::__errno_location() };
        cstdio::error("Could not open PYTHONSTARTUP\n");
        let Raised = th.raise_os_error(errno, Some(&name));
        print_error(th);
        return None;
    };
    let mut flags = PyCompilerFlags { cf_flags: 0, cf_feature_version: 13 };
    // SAFETY: opened above, closed there.
    unsafe { pythonrun::run_simple_file(stream, &name, true, Some(&mut flags), th) };
    th.clear_raised();
    None
}

/// `sys.__interactivehook__`, which sets the prompt up; `Some` with the exit code if that is the end.
fn run_interactive_hook(th: &mut Thread) -> Option<c_int> {
    let sysdict = th.interp().sysdict.get()?;
    let hook = Str::intern_str("__interactivehook__").and_then(|name| sysdict.get_str(&name, th));
    let hook = match hook {
        Ok(hook) => hook?,
        Err(Raised) => {
            th.clear_raised();
            return None;
        }
    };
    let run = super::audit::event(c"cpython.run_interactivehook", || Ok([hook.clone()]), th)
        .and_then(|()| hook.call(&[], th));
    match run {
        Ok(_) => None,
        Err(Raised) => {
            cstdio::error("Failed calling sys.__interactivehook__\n");
            report(th);
            None
        }
    }
}

fn repl_after_program(code: c_int, th: &mut Thread) -> c_int {
    // Asked for last, so that a program can ask for it.
    let asked =
        config(th).inspect > 0 || environment::lookup(config(th).use_environment > 0, "PYTHONINSPECT").is_some();
    if !asked || !stdin_is_interactive(th) {
        return code;
    }
    lifecycle::update_config(|config| config.inspect = 0, th);
    UNHANDLED_INTERRUPT.store(false, Ordering::Relaxed);
    if let Some(code) = run_interactive_hook(th) {
        return code;
    }
    start_prompt(true, th)
}

fn print_banner(th: &Thread) {
    let config = config(th);
    if config.quiet > 0 || (config.verbose == 0 && (names_program(th) || !stdin_is_interactive(th))) {
        return;
    }
    cstdio::error(&format!("Python {} on linux\n", super::version::full()));
    if config.site_import != 0 {
        cstdio::error("Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n");
    }
}

/// The plain prompt, for `_pyrepl` where it cannot run itself (`sys._baserepl`).
///
/// # Errors
/// None of its own: what fails is printed.
pub fn base_repl(th: &mut Thread) -> PyResult<()> {
    run_c_stdin(th);
    Ok(())
}
