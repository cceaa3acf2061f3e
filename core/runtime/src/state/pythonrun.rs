//! Running source text and files in a namespace (`PyRun_*`).

use std::ffi::{CStr, c_int, c_void};

use super::{cstdio, lifecycle, prompt};
use crate::abstract_::ObjectOps;
use crate::compile::{self, Flags, Mode};
use crate::prelude::*;

/// The compiler flags that a run starts with, and those that `__future__` imports have added.
pub type RunFlags<'a> = Option<&'a mut PyCompilerFlags>;

/// The flags in the compiler's terms.
pub fn flags_of(flags: &RunFlags<'_>) -> Flags {
    match flags {
        Some(flags) => {
            let only_ast = flags.cf_flags & PyCF_ONLY_AST != 0;
            let feature_version = if only_ast { flags.cf_feature_version } else { Flags::default().feature_version };
            Flags { flags: flags.cf_flags, feature_version, ..Flags::default() }
        }
        None => Flags::default(),
    }
}

/// Adds the features that code has imported from `__future__` to the flags of what follows.
pub fn merge_flags(flags: &mut RunFlags<'_>, code: &Code) {
    if let Some(flags) = flags {
        flags.cf_flags |= code.layout().co_flags.get() & PyCF_MASK;
    }
}

/// `Py_file_input` and its fellows; `None` for what starts no program.
pub fn mode(start: c_int) -> Option<Mode> {
    match start {
        Py_file_input => Some(Mode::Exec),
        Py_eval_input => Some(Mode::Eval),
        Py_single_input => Some(Mode::Single),
        _ => None,
    }
}

/// `__main__.__dict__`.
///
/// # Errors
/// What finding the module raises.
pub fn main_dict(th: &mut Thread) -> PyResult<Ref<Dict>> {
    let main = crate::import::modules::add(id!(__main__), th)?;
    match main.downcast::<Module>() {
        Some(module) => Ok(module.dict()),
        None => Err(th.bad_internal_call()),
    }
}

/// Runs code in a namespace, which gets `__builtins__` if it has none.
///
/// # Errors
/// What the code raises.
pub fn run_code(code: &Code, globals: &Object, locals: &Object, th: &mut Thread) -> PyResult {
    let Some(globals) = globals.downcast::<Dict>() else {
        return Err(raise!(th, SystemError, "globals must be a real dict"));
    };
    if globals.get_str(id!(__builtins__), th)?.is_none()
        && let Some(builtins) = th.interp().builtins.get()
    {
        globals.set_str(id!(__builtins__), &builtins, th)?;
    }
    super::audit::event(c"exec", || Ok([code.to_ref()]), th)?;
    super::run::UNHANDLED_INTERRUPT.store(false, std::sync::atomic::Ordering::Relaxed);
    let result = crate::eval::eval_code(code, globals, locals, th);
    if result.is_err() && th.raised_matches(&exceptions::KeyboardInterrupt) {
        super::run::UNHANDLED_INTERRUPT.store(true, std::sync::atomic::Ordering::Relaxed);
    }
    result
}

/// `PyRun_StringFlags`.
///
/// # Errors
/// What compiling and running raise.
pub fn run_string(
    source: &[u8],
    filename: &Str,
    mode: Mode,
    globals: &Object,
    locals: &Object,
    mut flags: RunFlags<'_>,
    th: &mut Thread,
) -> PyResult {
    let code = compile::compile_source(source, filename, mode, flags_of(&flags), th)?;
    merge_flags(&mut flags, &code);
    run_code(&code, globals, locals, th)
}

/// `PyRun_SimpleStringFlags`: runs text in `__main__`. With a name, tracebacks find the source by it.
///
/// # Errors
/// What compiling and running raise, not printed yet.
pub fn run_simple_string(source: &[u8], name: Option<&Str>, mut flags: RunFlags<'_>, th: &mut Thread) -> PyResult<()> {
    let dict = main_dict(th)?;
    let Some(name) = name else {
        let filename = Str::new("<string>")?;
        return run_string(source, &filename, Mode::Exec, &dict, &dict, flags, th).map(drop);
    };
    let text = Str::decode_utf8(source, Some("surrogateescape"), th)?;
    let code = compile::compile_source(source, name, Mode::Exec, flags_of(&flags), th)?;
    // Warnings of the compiler do not find the source yet.
    register_source(name, &text, name, th);
    merge_flags(&mut flags, &code);
    run_code(&code, &dict, &dict, th).map(drop)
}

/// Lets `linecache` know a source that is in no file, so that tracebacks can show its lines.
pub fn register_source(key: &Str, source: &Str, name: &Str, th: &mut Thread) {
    let registered = Str::intern_str("linecache").and_then(|linecache| {
        let linecache = crate::import::import_module(&linecache, th)?;
        linecache.call_method(&*Str::intern_str("_register_code")?, &[key, source, name], th)
    });
    if registered.is_err() {
        // Tracebacks without lines are better than no program.
        th.clear_raised();
    }
}

/// Reads what is left of a C stream.
///
/// # Safety
/// `file` is an open stream.
///
/// # Errors
/// `OSError`.
pub unsafe fn read_file(file: *mut libc::FILE, th: &mut Thread) -> PyResult<Vec<u8>> {
    let mut contents = Vec::new();
    loop {
        // SAFETY: the caller's stream; the buffer's own size.
        let (count, errno) = th.allow_threads(|| unsafe {
            let mut buffer = [0u8; 8192];
            *libc::__errno_location() = 0;
            let count = libc::fread(buffer.as_mut_ptr().cast::<c_void>(), 1, buffer.len(), file);
            contents.extend_from_slice(&buffer[..count]);
            (count, if libc::ferror(file) != 0 { *libc::__errno_location() } else { 0 })
        });
        match errno {
            0 if count == 0 => return Ok(contents),
            0 => {}
            libc::EINTR => {
                // SAFETY: as above.
                unsafe { libc::clearerr(file) };
                super::handle_signals(th)?;
            }
            errno => return Err(th.raise_os_error(errno, None)),
        }
    }
}

/// `PyRun_FileExFlags`: compiles and runs what is left of a stream.
///
/// # Safety
/// `file` is an open stream, closed here if `close` says so.
///
/// # Errors
/// What reading, compiling and running raise.
#[allow(clippy::too_many_arguments)]
pub unsafe fn run_file(
    file: *mut libc::FILE,
    filename: &Str,
    mode: Mode,
    globals: &Object,
    locals: &Object,
    close: bool,
    mut flags: RunFlags<'_>,
    th: &mut Thread,
) -> PyResult {
    // SAFETY: the caller's promise; so below.
    let source = unsafe { read_file(file, th) };
    if close {
        // SAFETY: as above.
        unsafe { libc::fclose(file) };
    }
    let code = compile::compile_file(&source?, filename, mode, flags_of(&flags), th)?;
    merge_flags(&mut flags, &code);
    run_code(&code, globals, locals, th)
}

/// Whether a program that stands at a stream's beginning is compiled: by its name or its magic number.
unsafe fn is_pyc(file: *mut libc::FILE, filename: &Str, close: bool) -> bool {
    if filename.to_string_lossy().ends_with(".pyc") {
        return true;
    }
    // A stream that stays open must not be read ahead of.
    if !close {
        return false;
    }
    let mut magic = [0u8; 2];
    // SAFETY: the caller's open stream, put back to its beginning.
    unsafe {
        if libc::ftell(file) != 0 {
            return false;
        }
        let read = libc::fread(magic.as_mut_ptr().cast::<c_void>(), 1, magic.len(), file);
        libc::rewind(file);
        read == magic.len() && magic == ks_bytecode::MAGIC_BYTES[..2]
    }
}

/// `__main__.__loader__` for a program of a file.
fn set_loader(dict: &Dict, filename: &Str, loader: &str, th: &mut Thread) -> PyResult<()> {
    let external = crate::import::import_module(&*Str::intern_str("_frozen_importlib_external")?, th)?;
    let class = external.get_attr(&*Str::intern_str(loader)?, th)?;
    let loader = class.call(&[id!(__main__), filename], th)?;
    dict.set_str(id!(__loader__), &loader, th)
}

fn run_pyc(contents: &[u8], dict: &Dict, flags: &mut RunFlags<'_>, th: &mut Thread) -> PyResult<()> {
    const HEADER: usize = 16;
    let magic = &contents[..contents.len().min(ks_bytecode::MAGIC_BYTES.len())];
    if magic.len() == ks_bytecode::MAGIC_BYTES.len() && magic != ks_bytecode::MAGIC_BYTES {
        return Err(raise!(th, RuntimeError, "Bad magic number in .pyc file"));
    }
    let Some((_, body)) = contents.split_at_checked(HEADER) else {
        return Err(raise!(th, EOFError, "EOF read where not expected"));
    };
    let code = crate::marshal::loads(body, true, th);
    if code.is_err() {
        th.clear_raised();
    }
    let Some(code) = code.as_ref().ok().and_then(|code| code.downcast::<Code>()) else {
        return Err(raise!(th, RuntimeError, "Bad code object in .pyc file"));
    };
    run_code(code, dict, dict, th)?;
    merge_flags(flags, code);
    Ok(())
}

/// `PyRun_SimpleFileExFlags`: runs a stream's program in `__main__`, with `__file__` set meanwhile. False after an
/// exception, which has been printed.
///
/// # Safety
/// As [`run_file`].
pub unsafe fn run_simple_file(
    file: *mut libc::FILE,
    filename: &Str,
    close: bool,
    flags: RunFlags<'_>,
    th: &mut Thread,
) -> bool {
    let Ok(dict) = main_dict(th) else {
        lifecycle::print_error(th);
        return false;
    };
    let had_file = match dict.get_str(id!(__file__), th) {
        Ok(found) => found.is_some(),
        Err(Raised) => {
            lifecycle::print_error(th);
            return false;
        }
    };
    if !had_file {
        let set = dict.set_str(id!(__file__), filename, th).and_then(|()| dict.set_str(id!(__cached__), none(), th));
        if set.is_err() {
            lifecycle::print_error(th);
            return false;
        }
    }
    // SAFETY: the caller's promise.
    let result = unsafe { run_in_main(file, filename, close, &dict, flags, th) };
    super::stdio::flush(th);
    let done = match result {
        Ok(done) => done,
        Err(Raised) => {
            lifecycle::print_error(th);
            false
        }
    };
    if !had_file {
        for name in [id!(__file__), id!(__cached__)] {
            if dict.pop(name, th).is_err() {
                lifecycle::print_error(th);
            }
        }
    }
    done
}

unsafe fn run_in_main(
    file: *mut libc::FILE,
    filename: &Str,
    close: bool,
    dict: &Dict,
    mut flags: RunFlags<'_>,
    th: &mut Thread,
) -> PyResult<bool> {
    // SAFETY: the caller's open stream, closed once.
    unsafe {
        if is_pyc(file, filename, close) {
            if close {
                libc::fclose(file);
            }
            let path = filename.encode_fs(th)?;
            let contents = std::fs::read(std::path::Path::new(
                <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(path.as_bytes()),
            ));
            let Ok(contents) = contents else {
                cstdio::error("python: Can't reopen .pyc file\n");
                return Ok(false);
            };
            if set_loader(dict, filename, "SourcelessFileLoader", th).is_err() {
                cstdio::error("python: failed to set __main__.__loader__\n");
                return Err(Raised);
            }
            run_pyc(&contents, dict, &mut flags, th)?;
            return Ok(true);
        }
        // The program on standard input has no file that a loader could read.
        if !filename.eq_ascii("<stdin>") && set_loader(dict, filename, "SourceFileLoader", th).is_err() {
            cstdio::error("python: failed to set __main__.__loader__\n");
            return Err(Raised);
        }
        run_file(file, filename, Mode::Exec, dict, dict, close, flags, th)?;
    }
    Ok(true)
}

/// `Py_FdIsInteractive`: whether a stream is to be treated as a prompt.
///
/// # Safety
/// `file` is an open stream.
pub unsafe fn is_interactive(file: *mut libc::FILE, filename: Option<&[u8]>, interactive: bool) -> bool {
    // SAFETY: the caller's promise.
    if cstdio::is_terminal(unsafe { libc::fileno(file) }) {
        return true;
    }
    interactive && filename.is_none_or(|name| matches!(name, b"<stdin>" | b"???"))
}

/// `PyRun_AnyFileExFlags`: a prompt on what is interactive, else a program. False after an exception, which has been
/// printed.
///
/// # Safety
/// As [`run_file`].
pub unsafe fn run_any_file(
    file: *mut libc::FILE,
    filename: &Str,
    close: bool,
    flags: RunFlags<'_>,
    th: &mut Thread,
) -> bool {
    let interactive = lifecycle::config(th).interactive > 0;
    let name = filename.to_string_lossy().into_owned();
    // SAFETY: the caller's promise; so below.
    unsafe {
        if !is_interactive(file, Some(name.as_bytes()), interactive) {
            return run_simple_file(file, filename, close, flags, th);
        }
        let done = prompt::run(file, filename, flags, th);
        if close {
            libc::fclose(file);
        }
        done
    }
}

/// A C string as a file name.
///
/// # Safety
/// NUL-terminated, or null.
///
/// # Errors
/// `UnicodeDecodeError`.
pub unsafe fn filename(name: *const std::ffi::c_char, default: &str, th: &mut Thread) -> PyResult<Ref<Str>> {
    if name.is_null() {
        return Str::new(default);
    }
    // SAFETY: the caller's promise.
    Str::decode_fs(unsafe { CStr::from_ptr(name) }.to_bytes(), th)
}
