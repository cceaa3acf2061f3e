//! `sys`.

mod configure;
mod frames;
mod hooks;
mod info;
mod monitoring;
mod settings;
mod stdlib_names;

use ks_runtime::prelude::*;

pub use configure::configure;
pub use frames::*;
use hooks::*;
pub use settings::size_in_bytes;
use settings::*;

pymodule! {
    name = "sys",
    def = SYS_DEF,
    doc = "The interpreter as a program sees it: how it was started, what it is, what it has loaded, and its hooks.",
    functions = [
        addaudithook, audit, breakpointhook, displayhook, excepthook, unraisablehook, exc_info, exception, exit,
        _getframe, _getframemodulename, _current_frames, _current_exceptions, call_tracing, settrace, gettrace,
        setprofile, getprofile, _settraceallthreads, _setprofileallthreads,
        getdefaultencoding, getdlopenflags, setdlopenflags, getallocatedblocks, getunicodeinternedsize,
        getfilesystemencoding, getfilesystemencodeerrors, getrefcount, getrecursionlimit, setrecursionlimit, getsizeof,
        setswitchinterval, getswitchinterval, intern, _is_interned, is_finalizing, _is_gil_enabled, _debugmallocstats,
        _clear_type_cache, _clear_internal_caches, _baserepl, set_coroutine_origin_tracking_depth,
        get_coroutine_origin_tracking_depth, set_asyncgen_hooks, get_asyncgen_hooks, get_int_max_str_digits,
        set_int_max_str_digits, _get_cpu_count_config, activate_stack_trampoline, deactivate_stack_trampoline,
        is_stack_trampoline_active,
    ],
}

/// Makes the module, with everything that depends on no configuration.
///
/// # Errors
/// `MemoryError`.
pub fn create(th: &mut Thread) -> PyResult<Ref<Module>> {
    let spec = namespaceobject::new(&[(id!(name), id!(sys).as_object())], th)?;
    let module = Module::from_def_and_spec(&SYS_DEF, &spec, th)?;
    Module::exec_def(&module, &SYS_DEF, th)?;
    let Ok(module) = module.downcast_into::<Module>() else {
        return Err(th.bad_internal_call());
    };
    let dict = module.dict();
    for name in ["breakpointhook", "displayhook", "excepthook", "unraisablehook"] {
        if let Some(hook) = dict.get_str(&*Str::intern_str(name)?, th)? {
            module.add(&format!("__{name}__"), &hook, th)?;
        }
    }
    if let Some(modules) = th.interp().modules.get() {
        module.add("modules", &modules, th)?;
    }
    // Errors before there are streams have to be told, too.
    crate::_io::stdprinter::PyStdPrinter_Type.ready(th)?;
    let printer = crate::_io::stdprinter::StdPrinter::new(2)?;
    module.add("stderr", &printer, th)?;
    module.add("__stderr__", &printer, th)?;
    info::add(&module, th)?;
    monitoring::add(&module, th)?;
    Ok(module)
}
