//! `pythonrun.h`: compiling and running text and files; the prompt.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::compile::{self, Flags, Mode};
use ks_runtime::prelude::*;
use ks_runtime::state::pythonrun::{self, RunFlags};
use ks_runtime::state::{lifecycle, prompt, readline};

/// `errcode.h`: the input has ended.
const E_EOF: c_int = 11;

/// The mode for `Py_file_input` and its fellows.
fn mode_of(start: c_int, th: &mut Thread) -> PyResult<Mode> {
    pythonrun::mode(start).ok_or_else(|| raise!(th, SystemError, "invalid start symbol {start}"))
}

/// 0, or -1 after printing the exception.
fn printed(result: PyResult<()>, th: &mut Thread) -> c_int {
    match result {
        Ok(()) => 0,
        Err(Raised) => {
            lifecycle::print_error(th);
            -1
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_StringFlags(
    text: *const c_char,
    start: c_int,
    globals: &Object,
    locals: &Object,
    flags: RunFlags<'_>,
) -> PyResult {
    // SAFETY: C callers hold the interpreter and pass C strings, open streams, flags or null; so throughout this file.
    let (th, text) = unsafe { (Thread::enter(), CStr::from_ptr(text).to_bytes()) };
    let mode = mode_of(start, th)?;
    let name = Str::new("<string>")?;
    pythonrun::run_string(text, &name, mode, globals, locals, flags, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_String(
    text: *const c_char,
    start: c_int,
    globals: &Object,
    locals: &Object,
) -> PyResult {
    // SAFETY: as above.
    unsafe { PyRun_StringFlags(text, start, globals, locals, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleStringFlags(text: *const c_char, flags: RunFlags<'_>) -> c_int {
    // SAFETY: as above.
    let (th, text) = unsafe { (Thread::enter(), CStr::from_ptr(text).to_bytes()) };
    let result = pythonrun::run_simple_string(text, None, flags, th);
    printed(result, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleString(text: *const c_char) -> c_int {
    // SAFETY: as above.
    unsafe { PyRun_SimpleStringFlags(text, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_FileExFlags(
    file: *mut libc::FILE,
    name: *const c_char,
    start: c_int,
    globals: &Object,
    locals: &Object,
    close: c_int,
    flags: RunFlags<'_>,
) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let mode = mode_of(start, th)?;
        let name = pythonrun::filename(name, "???", th)?;
        pythonrun::run_file(file, &name, mode, globals, locals, close != 0, flags, th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_File(
    file: *mut libc::FILE,
    name: *const c_char,
    start: c_int,
    globals: &Object,
    locals: &Object,
) -> PyResult {
    // SAFETY: as above.
    unsafe { PyRun_FileExFlags(file, name, start, globals, locals, 0, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_FileEx(
    file: *mut libc::FILE,
    name: *const c_char,
    start: c_int,
    globals: &Object,
    locals: &Object,
    close: c_int,
) -> PyResult {
    // SAFETY: as above.
    unsafe { PyRun_FileExFlags(file, name, start, globals, locals, close, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_FileFlags(
    file: *mut libc::FILE,
    name: *const c_char,
    start: c_int,
    globals: &Object,
    locals: &Object,
    flags: RunFlags<'_>,
) -> PyResult {
    // SAFETY: as above.
    unsafe { PyRun_FileExFlags(file, name, start, globals, locals, 0, flags) }
}

/// The stream's name; an undecodable one is printed as an exception.
unsafe fn file_name(name: *const c_char, th: &mut Thread) -> Option<Ref<Str>> {
    // SAFETY: the caller's C string, or null.
    match unsafe { pythonrun::filename(name, "???", th) } {
        Ok(name) => Some(name),
        Err(Raised) => {
            lifecycle::print_error(th);
            None
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_AnyFileExFlags(
    file: *mut libc::FILE,
    name: *const c_char,
    close: c_int,
    flags: RunFlags<'_>,
) -> c_int {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let Some(name) = file_name(name, th) else { return -1 };
        if pythonrun::run_any_file(file, &name, close != 0, flags, th) { 0 } else { -1 }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_AnyFile(file: *mut libc::FILE, name: *const c_char) -> c_int {
    // SAFETY: as above.
    unsafe { PyRun_AnyFileExFlags(file, name, 0, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_AnyFileEx(file: *mut libc::FILE, name: *const c_char, close: c_int) -> c_int {
    // SAFETY: as above.
    unsafe { PyRun_AnyFileExFlags(file, name, close, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_AnyFileFlags(file: *mut libc::FILE, name: *const c_char, flags: RunFlags<'_>) -> c_int {
    // SAFETY: as above.
    unsafe { PyRun_AnyFileExFlags(file, name, 0, flags) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleFileExFlags(
    file: *mut libc::FILE,
    name: *const c_char,
    close: c_int,
    flags: RunFlags<'_>,
) -> c_int {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let Some(name) = file_name(name, th) else { return -1 };
        if pythonrun::run_simple_file(file, &name, close != 0, flags, th) { 0 } else { -1 }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleFile(file: *mut libc::FILE, name: *const c_char) -> c_int {
    // SAFETY: as above.
    unsafe { PyRun_SimpleFileExFlags(file, name, 0, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleFileEx(file: *mut libc::FILE, name: *const c_char, close: c_int) -> c_int {
    // SAFETY: as above.
    unsafe { PyRun_SimpleFileExFlags(file, name, close, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveLoopFlags(
    file: *mut libc::FILE,
    name: *const c_char,
    flags: RunFlags<'_>,
) -> c_int {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let Some(name) = file_name(name, th) else { return -1 };
        if prompt::run(file, &name, flags, th) { 0 } else { -1 }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveLoop(file: *mut libc::FILE, name: *const c_char) -> c_int {
    // SAFETY: as above.
    unsafe { PyRun_InteractiveLoopFlags(file, name, None) }
}

/// 0 after a statement, `E_EOF` at the end, -1 after an exception, which has been printed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveOneObject(
    file: *mut libc::FILE,
    name: &Object,
    mut flags: RunFlags<'_>,
) -> c_int {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    let outcome = match name.downcast::<Str>() {
        Some(name) => prompt::run_one(file, name, &mut flags, th),
        None => Err(th.bad_internal_call()),
    };
    match outcome {
        Ok(prompt::Outcome::Done) => 0,
        Ok(prompt::Outcome::EndOfInput) => E_EOF,
        Err(Raised) => {
            lifecycle::print_error(th);
            ks_runtime::state::stdio::flush(th);
            -1
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveOneFlags(
    file: *mut libc::FILE,
    name: *const c_char,
    flags: RunFlags<'_>,
) -> c_int {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let Some(name) = file_name(name, th) else { return -1 };
        PyRun_InteractiveOneObject(file, &name, flags)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveOne(file: *mut libc::FILE, name: *const c_char) -> c_int {
    // SAFETY: as above.
    unsafe { PyRun_InteractiveOneFlags(file, name, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_CompileStringObject(
    text: *const c_char,
    filename: &Object,
    start: c_int,
    mut flags: RunFlags<'_>,
    optimize: c_int,
) -> PyResult {
    // SAFETY: as above.
    let (th, text) = unsafe { (Thread::enter(), CStr::from_ptr(text).to_bytes()) };
    let Some(filename) = filename.downcast::<Str>() else {
        return Err(th.bad_internal_call());
    };
    let how = Flags { optimize, ..pythonrun::flags_of(&flags) };
    let mode = mode_of(start, th)?;
    if how.flags & PyCF_ONLY_AST != 0 {
        return compile::parse_to_ast(text, filename, mode.into(), how, th);
    }
    let code = compile::compile_source(text, filename, mode, how, th)?;
    pythonrun::merge_flags(&mut flags, &code);
    Ok(code.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_CompileStringExFlags(
    text: *const c_char,
    filename: *const c_char,
    start: c_int,
    flags: RunFlags<'_>,
    optimize: c_int,
) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let name = pythonrun::filename(filename, "???", Thread::enter())?;
        Py_CompileStringObject(text, &name, start, flags, optimize)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_CompileStringFlags(
    text: *const c_char,
    filename: *const c_char,
    start: c_int,
    flags: RunFlags<'_>,
) -> PyResult {
    // SAFETY: as above.
    unsafe { Py_CompileStringExFlags(text, filename, start, flags, -1) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_CompileString(text: *const c_char, filename: *const c_char, start: c_int) -> PyResult {
    // SAFETY: as above.
    unsafe { Py_CompileStringExFlags(text, filename, start, None, -1) }
}

/// A line with its end, to be freed with `PyMem_Free`; empty at the end of input, null with an exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_Readline(
    input: *mut libc::FILE,
    output: *mut libc::FILE,
    prompt: *const c_char,
) -> *mut c_char {
    use ks_runtime::heap::domains::{self, Domain};
    // SAFETY: as above.
    let (th, prompt) = unsafe { (Thread::enter(), if prompt.is_null() { c"" } else { CStr::from_ptr(prompt) }) };
    // SAFETY: C passes open streams.
    let Ok(line) = (unsafe { readline::read_line(input, output, prompt, th) }) else {
        return std::ptr::null_mut();
    };
    let line = line.unwrap_or_default();
    let copy = domains::malloc(Domain::Mem, line.len() + 1);
    if copy.is_null() {
        let Raised = th.no_memory();
        return std::ptr::null_mut();
    }
    // SAFETY: room for the line and a NUL.
    unsafe {
        std::ptr::copy_nonoverlapping(line.as_ptr(), copy, line.len());
        copy.add(line.len()).write(0);
    }
    copy.cast()
}

/// `getenv`, unless the environment is to be ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GETENV(name: *const c_char) -> *mut c_char {
    use ks_runtime::state::flags;
    if flags::get(&flags::Py_IgnoreEnvironmentFlag) != 0 {
        return std::ptr::null_mut();
    }
    // SAFETY: a C string.
    unsafe { libc::getenv(name) }
}

/// The program that a frozen executable holds: its frozen module `__main__`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_FrozenMain(argc: c_int, argv: *const *const c_char) -> c_int {
    use ks_runtime::state::{Config, config::Start, fatal, preconfig, run};
    let start = || -> Start<()> {
        // SAFETY: the program's own arguments.
        let args = unsafe { crate::initconfig::byte_words(argc as isize, argv) };
        preconfig::initialize(&preconfig::python(), Some(&args))?;
        // A frozen program depends on nothing of the installation.
        let config = Config { argv: args, parse_argv: 0, pathconfig_warnings: 0, site_import: 0, ..Config::python() };
        lifecycle::initialize(&config, &ks_modules::CORE_MODULES)
    };
    if let Err(stop) = start() {
        fatal::exit_status(stop);
    }
    // SAFETY: the start has made this thread the one that holds the interpreter.
    let th = unsafe { Thread::enter() };
    let main = id!(__main__);
    let code = match ks_runtime::import::frozen::import(main, th) {
        Ok(true) => 0,
        Ok(false) => fatal::abort(Some("Py_FrozenMain"), "the __main__ module is not frozen"),
        Err(Raised) => run::report(th),
    };
    if lifecycle::finalize() < 0 { 120 } else { code }
}
