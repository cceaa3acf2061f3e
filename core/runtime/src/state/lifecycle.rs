//! Start-up of the runtime and of its main interpreter.

use std::ffi::c_int;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

use super::config::{Config, Start, Stop};
use super::interp::Interp;
use super::{cstdio, environment, flags, locale, pathconfig, preconfig, thread, wide};
use crate::abstract_::ObjectOps;
use crate::prelude::*;

pub use super::teardown::{at_exit, finalize};

/// What the runtime needs of the rooms above it: the two modules that exist before anything can be imported, and what to do
/// at the end.
pub struct CoreModules {
    /// Makes `sys`, with all that needs no import.
    pub create_sys: fn(&mut Thread) -> PyResult<Ref<Module>>,
    /// Makes `builtins`, exceptions included.
    pub create_builtins: fn(&mut Thread) -> PyResult<Ref<Module>>,
    /// Puts what the configuration says into `sys`: paths, flags, options.
    pub configure_sys: fn(&mut Thread) -> PyResult<()>,
    /// Calls the functions of `atexit`.
    pub at_exit: fn(&mut Thread),
}

static CORE: AtomicPtr<CoreModules> = AtomicPtr::new(std::ptr::null_mut());

/// What was given to [`initialize`].
pub(super) fn core() -> Option<&'static CoreModules> {
    // SAFETY: null, or a `&'static CoreModules` that was stored below.
    unsafe { CORE.load(Ordering::Relaxed).as_ref() }
}

/// `Py_IsInitialized`.
pub fn is_initialized() -> bool {
    _PyRuntime.initialized.get() != 0
}

/// `Py_InitializeFromConfig`. A second call changes what can be changed.
///
/// # Errors
/// `Stop::Error` names the step that failed; its exception is still set then, if there is a thread.
pub fn initialize(config: &Config, core: &'static CoreModules) -> Start<()> {
    CORE.store(std::ptr::from_ref(core).cast_mut(), Ordering::Relaxed);
    preconfig::ensure(config, None)?;
    let mut config = config.clone();
    environment::read(&mut config, true)?;
    let init_main = config._init_main != 0;
    write_globals(&config)?;
    if _PyRuntime.core_initialized.get() == 0 {
        initialize_core(config, core)?;
    } else {
        // SAFETY: the thread that started the runtime holds the interpreter.
        let th = unsafe { Thread::enter() };
        set_config(config, th)?;
        step(c"pyinit_core_reconfigure", c"fail to reconfigure Python", (core.configure_sys)(th))?;
    }
    if init_main && !is_initialized() {
        initialize_main()?;
    }
    Ok(())
}

/// Says process-wide what the configuration says.
fn write_globals(config: &Config) -> Start<()> {
    flags::write(config);
    if config.configure_c_stdio != 0 {
        cstdio::configure(config.buffered_stdio != 0, config.interactive > 0);
    }
    // SAFETY: start-up is single-threaded.
    unsafe {
        let preconfig = &mut *_PyRuntime.preconfig.get();
        preconfig.isolated = config.isolated;
        preconfig.use_environment = config.use_environment;
        preconfig.dev_mode = config.dev_mode;
        wide::list_to_c(&mut *_PyRuntime.orig_argv.get(), &config.orig_argv)?;
    }
    pathconfig::update_global(config);
    Ok(())
}

fn step(name: &'static std::ffi::CStr, message: &'static std::ffi::CStr, result: PyResult<()>) -> Start<()> {
    result.map_err(|Raised| Stop::error(name, message))
}

fn failed(message: &'static std::ffi::CStr, result: PyResult<()>) -> Start<()> {
    result.map_err(|Raised| Stop::Error(None, message))
}

fn initialize_core(config: Config, core: &CoreModules) -> Start<()> {
    static HASHING: OnceLock<()> = OnceLock::new();
    // Strings that outlive an interpreter keep their hashes.
    HASHING.get_or_init(|| {
        unicodeobject::init_hash_secret((config.use_hash_seed != 0).then_some(config.hash_seed as u32));
    });
    super::set_finalizing(None);
    let interp = Interp::init_main();
    interp.int_max_str_digits.set(config.int_max_str_digits);
    // SAFETY: the first thread of the runtime: nobody holds the interpreter, and this state is new and this thread's.
    let th = unsafe {
        let state = (&raw mut (*interp.block)._initial_thread).cast::<PyThreadState>();
        std::ptr::write_bytes(state.cast::<u8>(), 0, size_of::<_PyThreadStateImpl>());
        thread::init_state(state, interp);
        thread::bind(&*state);
        thread::set_gilstate(state);
        super::signals::set_main_thread(&*state);
        thread::attach(state);
        Thread::enter()
    };
    let install_importlib = config._install_importlib != 0;
    set_config(config, th)?;
    step(c"pycore_init_types", c"failed to initialize the built-in types", typeobject::init_builtin_types(th))?;
    step(c"pycore_init_types", c"can't init context types", context::init(th))?;
    step(c"pycore_init_types", c"failed to initialize an exception type", exceptions::init(th))?;
    step(c"pycore_init_types", c"failed to initialize NotShareableError", crate::state::xi::init(th))?;
    step(c"pycore_init_builtins", c"can't initialize sys and builtins", create_core(core, th))?;
    // importlib asks for `sys.flags` from its first line on.
    failed(c"failed to update the Python config", (core.configure_sys)(th))?;
    if install_importlib {
        failed(c"failed to initialize importlib", install_importlib_modules(th))?;
    }
    _PyRuntime.core_initialized.set(1);
    Ok(())
}

/// The second half of the start: everything that imports Python code (`_Py_InitializeMain`).
///
/// # Errors
/// As [`initialize`].
pub fn initialize_main() -> Start<()> {
    if _PyRuntime.core_initialized.get() == 0 {
        return Err(Stop::error(c"_Py_InitializeMain", c"runtime core not initialized"));
    }
    // SAFETY: called by the thread that initializes the runtime, which holds the interpreter.
    let th = unsafe { Thread::enter() };
    if config(th)._install_importlib == 0 {
        _PyRuntime.initialized.set(1);
        return Ok(());
    }
    // The configuration may have been changed between the two halves.
    if let Some(core) = core() {
        failed(c"failed to update the Python config", (core.configure_sys)(th))?;
    }
    failed(c"external importer setup failed", crate::import::bootstrap::install_external(th))?;
    if config(th).faulthandler > 0 && !super::faults::enable(libc::STDERR_FILENO, true, None, th) {
        return Err(Stop::Error(None, c"failed to enable the fault handler"));
    }
    failed(c"Failed to import encodings module", import_encodings(th))?;
    init_encodings(th)?;
    failed(c"can't initialize signals", super::signals::initialize(config(th).install_signal_handlers != 0, th))?;
    let frames = config(th).tracemalloc;
    if frames > 0 {
        step(c"init_interp_main", c"can't start tracemalloc", crate::heap::tracemalloc::start(frames.into(), th))?;
    }
    if preconfig::current().coerce_c_locale_warn != 0 && locale::is_legacy() {
        locale::warn_about_legacy();
    }
    step(c"init_sys_streams", c"can't initialize sys standard streams", super::stdio::init(th))?;
    failed(c"can't create __main__ module", add_main_module(th))?;
    import_warnings(th);
    _PyRuntime.initialized.set(1);
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    unsafe { (*th.interp().block)._ready.set(1) };
    if config(th).site_import != 0 {
        let site = Str::intern_str("site").and_then(|name| crate::import::import_module(&name, th));
        step(c"init_import_site", c"Failed to import the site module", site.map(drop))?;
    }
    Ok(())
}

/// The configuration of the running interpreter.
pub fn config(th: &Thread) -> &'static Config {
    static DEFAULT: OnceLock<Config> = OnceLock::new();
    match th.interp().config.get() {
        Some(config) => config,
        None => DEFAULT.get_or_init(Config::python),
    }
}

/// Makes a configuration the interpreter's. The old one stays allocated: it may be in use.
///
/// # Errors
/// `Stop::Error` for text that C cannot be shown.
pub fn set_config(mut config: Config, th: &mut Thread) -> Start<()> {
    if let Some(name) = native_codec(Config::name_of(&config.filesystem_encoding)) {
        config.filesystem_encoding = Some(name.into());
    }
    let config: &'static Config = Box::leak(Box::new(config));
    let interp = th.interp();
    interp.config.set(Some(config));
    // SAFETY: the interpreter's block, whose configuration this thread alone writes while it holds the interpreter.
    unsafe { config.write_c(&mut *(*interp.block).config.get())? };
    set_filesystem_codec(config, th);
    Ok(())
}

/// Changes something in the interpreter's configuration.
pub fn update_config(change: impl FnOnce(&mut Config), th: &mut Thread) {
    let mut config = config(th).clone();
    change(&mut config);
    // Text that was shown before can be shown again.
    let _ = set_config(config, th);
}

/// The codec's own name for an encoding that is known without the codec registry.
fn native_codec(name: &str) -> Option<&'static str> {
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
    match plain.as_str() {
        "utf8" => Some("utf-8"),
        "ansix341968" | "ascii" | "usascii" | "646" => Some("ascii"),
        "iso88591" | "latin1" => Some("iso8859-1"),
        _ => None,
    }
}

fn set_filesystem_codec(config: &Config, th: &mut Thread) {
    let (encoding, errors) = (Config::name_of(&config.filesystem_encoding), Config::name_of(&config.filesystem_errors));
    flags::set_filesystem_encoding(encoding, errors);
    // SAFETY: the interpreter's block, as in `set_config`.
    let codec = unsafe { &(*th.interp().block).unicode.fs_codec };
    codec.encoding.set(flags::Py_FileSystemDefaultEncoding.load(Ordering::Relaxed));
    codec.errors.set(flags::Py_FileSystemDefaultEncodeErrors.load(Ordering::Relaxed));
    codec.utf8.set(c_int::from(encoding == "utf-8"));
    // `_Py_error_handler`.
    codec.error_handler.set(match errors {
        "strict" => 1,
        "surrogateescape" => 2,
        "replace" => 3,
        "ignore" => 4,
        "backslashreplace" => 5,
        "surrogatepass" => 6,
        "xmlcharrefreplace" => 7,
        _ => 8,
    });
}

/// Prints and clears the exception that is set, before `sys.excepthook` can be relied on.
pub fn print_early(th: &mut Thread) {
    let Some(exception) = th.take_raised() else {
        return;
    };
    let stderr = th.interp().sysdict.get().and_then(|sys| sys.get_str(id!(stderr), th).ok().flatten());
    if stderr.is_some_and(|stream| !stream.is(none())) {
        traceback::print_exception(&exception, th);
        return;
    }
    th.clear_raised();
    let name = exception.ob_type().display_name();
    match exception.str(th) {
        Ok(text) => cstdio::error(&format!("{name}: {text}\n")),
        Err(Raised) => {
            th.clear_raised();
            cstdio::error(&format!("{name}\n"));
        }
    }
}

/// `PyErr_PrintEx`: prints and clears the exception that is set; a `SystemExit` ends the process, unless a prompt is to
/// follow.
pub fn print_error_with(set_last: bool, th: &mut Thread) {
    if let Some(code) = super::run::system_exit(th) {
        exit(code);
    }
    let Some(exception) = th.take_raised() else { return };
    if let Some(exit_raised) = exceptions::print_uncaught_with(&exception, set_last, th) {
        // The hook itself asked for the end.
        let Raised = th.restore_raised(exit_raised);
        if let Some(code) = super::run::system_exit(th) {
            exit(code);
        }
        th.clear_raised();
    }
}

/// `PyErr_Print`.
pub fn print_error(th: &mut Thread) {
    print_error_with(true, th);
}

/// `Py_Exit`: ends runtime and process.
pub fn exit(code: c_int) -> ! {
    // As CPython: output that could not be written is worth an exit code of its own.
    let code = if finalize() < 0 { 120 } else { code };
    // SAFETY: ends the process, as the program asked.
    unsafe { libc::exit(code) }
}

pub(super) fn create_core(core: &CoreModules, th: &mut Thread) -> PyResult<()> {
    let interp = th.interp();
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    let block = unsafe { &*interp.block };
    let modules = Dict::new()?;
    // Programs that look in from outside find these in the block.
    block.imports.modules.set(Some(modules.to_ref()), th);
    interp.modules.set(Some(modules), th);
    let sys = (core.create_sys)(th)?;
    block.sysdict.set(Some(sys.dict().into_object()), th);
    interp.sysdict.set(Some(sys.dict()), th);
    crate::import::modules::set(id!(sys), &sys, th)?;
    let builtins = (core.create_builtins)(th)?;
    let dict = builtins.dict();
    block.builtins.set(Some(dict.to_ref()), th);
    interp.builtins.set(Some(dict.clone()), th);
    crate::import::modules::set(id!(builtins), &builtins, th)?;
    let copy = dict.copy(th)?;
    interp.builtins_copy.set(Some(copy), th);
    let import = dict.get_str(id!(__import__), th)?;
    interp.import_func.set(import, th);
    Ok(())
}

pub(super) fn install_importlib_modules(th: &mut Thread) -> PyResult<()> {
    match crate::import::modules::get(id!(sys), th)? {
        Some(sys) => crate::import::bootstrap::install(&sys, th),
        None => Err(raise!(th, RuntimeError, "lost sys")),
    }
}

pub(super) fn import_encodings(th: &mut Thread) -> PyResult<()> {
    crate::objects::unicodeobject::init_codec_registry(th)?;
    crate::import::import_module(&*Str::intern_str("encodings")?, th)?;
    Ok(())
}

/// The names that the codecs of file names and standard streams call themselves by.
fn init_encodings(th: &mut Thread) -> Start<()> {
    let codec_name = |name: &str, th: &mut Thread| -> PyResult<String> {
        let codecs = crate::import::import_module(&*Str::intern_str("_codecs")?, th)?;
        let codec = codecs.call_method(&*Str::intern_str("lookup")?, &[&*Str::new(name)?], th)?;
        Ok(codec.get_attr(id!(name), th)?.str(th)?.to_string_lossy().into_owned())
    };
    let current = config(th);
    let filesystem = codec_name(Config::name_of(&current.filesystem_encoding), th).map_err(|Raised| {
        Stop::error(c"init_fs_encoding", c"failed to get the Python codec of the filesystem encoding")
    })?;
    let stdio = codec_name(Config::name_of(&current.stdio_encoding), th).map_err(|Raised| {
        Stop::error(c"init_stdio_encoding", c"failed to get the Python codec name of the stdio encoding")
    })?;
    update_config(
        |config| {
            config.filesystem_encoding = Some(filesystem.into());
            config.stdio_encoding = Some(stdio.into());
        },
        th,
    );
    Ok(())
}

/// `__main__`, empty but for `__builtins__` and a loader.
pub(super) fn add_main_module(th: &mut Thread) -> PyResult<()> {
    let main = crate::import::modules::add(id!(__main__), th)?;
    let Some(dict) = main.downcast::<Module>().map(Module::dict) else {
        return Err(th.bad_internal_call());
    };
    let annotations = Dict::new()?;
    dict.set_str(id!(__annotations__), &annotations, th)?;
    if dict.get_str(id!(__builtins__), th)?.is_none()
        && let Some(builtins) = crate::import::modules::get(id!(builtins), th)?
    {
        dict.set_str(id!(__builtins__), &builtins, th)?;
    }
    let loader = dict.get_str(id!(__loader__), th)?;
    if loader.is_none_or(|loader| loader.is(none()))
        && let Some(importlib) = th.interp().importlib.get()
    {
        let loader = importlib.get_attr(&*Str::intern_str("BuiltinImporter")?, th)?;
        dict.set_str(id!(__loader__), &loader, th)?;
    }
    Ok(())
}

pub(super) fn import_warnings(th: &mut Thread) {
    if config(th).warnoptions.is_empty() {
        return;
    }
    if crate::import::import_module(id!(warnings), th).is_err() {
        cstdio::error("'import warnings' failed; traceback:\n");
        print_error(th);
    }
}
