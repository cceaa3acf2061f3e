//! Extension modules: shared libraries with a `PyInit_` function.

use std::ffi::{CStr, CString, c_int, c_void};

use super::builtin::InitFunction;
use crate::abstract_::ObjectOps;
use crate::prelude::*;
use crate::state::audit;

/// Suffixes of extension module files, in the order in which they are tried.
pub const SUFFIXES: [&str; 3] = [".cpython-313-x86_64-linux-gnu.so", ".abi3.so", ".so"];

/// The name of a module's init function: `PyInit_` or, for names outside ASCII, `PyInitU_` and the name in punycode.
fn init_name(name: &Str, th: &mut Thread) -> PyResult<CString> {
    let last = match (0..name.len()).rev().find(|at| name.char_at(*at) == u32::from(b'.')) {
        Some(dot) => name.substring(dot + 1, name.len())?,
        None => Ref::new(name),
    };
    let (prefix, text) = match last.as_ascii() {
        Some(text) => ("PyInit_", text.to_owned()),
        None => {
            let encoded = unicodeobject::encode(&last, "punycode", None, th)?;
            let bytes = encoded.downcast::<Bytes>().map(|bytes| bytes.as_bytes().to_vec()).unwrap_or_default();
            ("PyInitU_", String::from_utf8_lossy(&bytes).replace('-', "_"))
        }
    };
    CString::new(format!("{prefix}{text}")).map_err(|_| raise!(th, ValueError, "embedded null character"))
}

/// `dlopen`, with an `ImportError` that says what the linker said.
fn open(path: &CStr, name: &Str, path_object: &Str, th: &mut Thread) -> PyResult<*mut c_void> {
    let flags = th.interp().dlopen_flags.get();
    // SAFETY: loading a library runs its initializers: that is what importing an extension means.
    let handle = unsafe { libc::dlopen(path.as_ptr(), flags) };
    if !handle.is_null() {
        return Ok(handle);
    }
    // SAFETY: `dlerror` returns null or a string that is valid until the next call.
    let message = unsafe {
        let error = libc::dlerror();
        if error.is_null() { "unknown dlopen() error".into() } else { CStr::from_ptr(error).to_string_lossy() }
    };
    Err(exceptions::raise_import_error(&message, Some(name), Some(path_object), th))
}

/// `_imp.create_dynamic`: loads the library a spec names and makes its module. A single-phase module that was loaded
/// before is found again and not initialized twice.
///
/// # Errors
/// `ImportError`, `SystemError`, and what the initialization raises.
pub fn create_dynamic(spec: &Object, th: &mut Thread) -> PyResult {
    let name = spec.get_attr(id!(name), th)?;
    let path = spec.get_attr(id!(origin), th)?;
    let (Some(name), Some(path)) = (name.downcast::<Str>(), path.downcast::<Str>()) else {
        return Err(raise!(th, TypeError, "spec.name and spec.origin must be str"));
    };
    if let Some(module) = reload_single_phase(name, path, th)? {
        return Ok(module);
    }
    audit::event(c"import", || import_event_args(name, path), th)?;
    let encoded = path.encode_fs(th)?;
    let Ok(mut c_path) = CString::new(encoded.as_bytes()) else {
        return Err(raise!(th, ValueError, "embedded null byte"));
    };
    if !c_path.as_bytes().contains(&b'/') {
        // Without a slash the linker would search its own path.
        let relative = [b"./", c_path.as_bytes()].concat();
        c_path = CString::new(relative).unwrap_or(c_path);
    }
    let symbol = init_name(name, th)?;
    let handle = open(&c_path, name, path, th)?;
    // SAFETY: asks a library just opened for a symbol.
    let init = unsafe { libc::dlsym(handle, symbol.as_ptr()) };
    if init.is_null() {
        let message = format!("dynamic module does not define module export function ({})", symbol.to_string_lossy());
        return Err(exceptions::raise_import_error(&message, Some(name), Some(path), th));
    }
    // SAFETY: the symbol's name says what it is.
    let init = unsafe { std::mem::transmute::<*mut c_void, InitFunction>(init) };
    initialize(init, name, path, Some(path), spec, th)
}

/// The arguments of the `import` event of an extension: name, path, `sys.path`, `sys.meta_path`, `sys.path_hooks`, the
/// latter three unknown.
fn import_event_args(name: &Str, path: &Str) -> PyResult<[Ref; 5]> {
    Ok([name.to_ref(), path.to_ref(), none().to_ref(), none().to_ref(), none().to_ref()])
}

/// Where the cache of single-phase modules keeps a module: its file and its name.
fn cache_key(name: &Str, path: &Str) -> (String, String) {
    (path.to_string_lossy().into_owned(), name.to_string_lossy().into_owned())
}

/// A single-phase module that this process has initialized already.
pub struct SinglePhase {
    def: &'static PyModuleDef,
    init: InitFunction,
}

/// Makes a known single-phase module again: from the copy of its dictionary, or by calling its init function.
fn reload_single_phase(name: &Str, path: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    let key = cache_key(name, path);
    let known = th.interp().single_phase.borrow().get(&key).map(|known| (known.def, known.init));
    let Some((def, init)) = known else {
        return Ok(None);
    };
    crate::state::subinterp::refuse_extension(name, th)?;
    let module = if def.m_size.get() == -1 {
        let Some(copy) = def.m_base.m_copy.get() else {
            return Ok(None);
        };
        let module = super::modules::add(name, th)?;
        if let Some(module) = module.downcast::<Module>() {
            module.dict().merge(&copy, 1, th)?;
        }
        module
    } else {
        // SAFETY: an init function that ran before; it returns a new reference or null.
        let module = with_package_context(name, th, |_| unsafe { Ref::from_raw_option(init()) });
        let Some(module) = module else {
            return Err(unreported(name, th));
        };
        super::modules::set(name, &module, th)?;
        module
    };
    add_to_state(&module, def, th)?;
    Ok(Some(module))
}

/// The exception of an initialization that failed; a `SystemError` if it set none.
fn unreported(name: &Str, th: &mut Thread) -> Raised {
    if th.is_raised() {
        return Raised;
    }
    raise!(th, SystemError, "initialization of {name} failed without raising an exception")
}

/// Calls `init` while the interpreter remembers the full name, which single-phase modules of packages take for theirs.
fn with_package_context<T>(name: &Str, th: &mut Thread, init: impl FnOnce(&mut Thread) -> T) -> T {
    let interp = th.interp();
    let dotted = (0..name.len()).any(|at| name.char_at(at) == u32::from(b'.'));
    let before = interp.package_context.replace(dotted.then(|| Ref::new(name)));
    let result = init(th);
    interp.package_context.set(before, th);
    result
}

/// Calls a module's init function and makes the module. `path` is the file, if there is one.
///
/// # Errors
/// `SystemError` for a function that breaks the protocol, and what it raises.
pub fn initialize(
    init: InitFunction,
    name: &Str,
    key: &Str,
    path: Option<&Str>,
    spec: &Object,
    th: &mut Thread,
) -> PyResult {
    // SAFETY: the function behind the module's `PyInit_` name.
    let result = with_package_context(name, th, |_| unsafe { init() });
    // SAFETY: the result is null or an object.
    let Some(object) = (unsafe { result.as_ref() }) else {
        return Err(unreported(name, th));
    };
    if th.is_raised() {
        let cause = th.take_raised();
        let raised = raise!(th, SystemError, "initialization of {name} raised unreported exception");
        if let (Some(cause), Some(new)) = (cause, th.take_raised()) {
            exceptions::set_cause_and_context(&new, cause, th);
            return Err(th.restore_raised(new));
        }
        return Err(raised);
    }
    if object.ob_type_ptr().is_null() {
        return Err(raise!(th, SystemError, "init function of {name} returned uninitialized object"));
    }
    if std::ptr::eq(object.ob_type(), &moduleobject::PyModuleDef_Type) {
        // SAFETY: the type says so; definitions are statics of the extension.
        let def = unsafe { &*result.cast::<PyModuleDef>() };
        return Module::from_def_and_spec(def, spec, th);
    }
    // SAFETY: a single-phase init returns a new reference.
    let module = unsafe { Ref::from_raw(result) };
    let def = module.downcast::<Module>().map(|module| module.layout().md_def.get());
    let Some(def) = def else {
        return Err(raise!(th, SystemError, "initialization of {name} did not return an extension module"));
    };
    // SAFETY: definitions are statics of the extension.
    let Some(def) = (unsafe { def.cast::<PyModuleDef>().as_ref() }) else {
        return Err(raise!(th, SystemError, "initialization of {name} did not return a valid extension module"));
    };
    crate::state::subinterp::refuse_extension(name, th)?;
    finish_single_phase(init, name, key, path, &module, def, th)?;
    Ok(module)
}

/// Files a new single-phase module: its file name, the cache, the per-definition index, `sys.modules`.
fn finish_single_phase(
    init: InitFunction,
    name: &Str,
    key: &Str,
    path: Option<&Str>,
    module: &Ref,
    def: &'static PyModuleDef,
    th: &mut Thread,
) -> PyResult<()> {
    def.m_base.m_init.set(Some(init));
    let Some(as_module) = module.downcast::<Module>() else {
        return Err(th.bad_internal_call());
    };
    if let Some(path) = path {
        as_module.dict().set_str(id!(__file__), path, th)?;
    }
    if def.m_size.get() == -1 {
        let copy = as_module.dict().copy(th)?;
        def.m_base.m_copy.set(Some(copy.into_object()), th);
    }
    th.interp().single_phase.borrow_mut().insert(cache_key(name, key), SinglePhase { def, init });
    add_to_state(module, def, th)?;
    super::modules::set(name, module, th)
}

/// `PyState_AddModule` without its checks: files the module under its definition's index.
fn add_to_state(module: &Ref, def: &PyModuleDef, th: &mut Thread) -> PyResult<()> {
    let index = def.m_base.m_index.get();
    let Ok(index) = usize::try_from(index) else {
        return Ok(());
    };
    let old = {
        let mut modules = th.interp().modules_by_index.borrow_mut();
        if modules.len() <= index {
            modules.resize_with(index + 1, || None);
        }
        modules[index].replace(module.clone())
    };
    drop(old);
    Ok(())
}

/// `PyState_FindModule`: the module filed for a definition, borrowed from the interpreter.
pub fn find_by_def(def: &PyModuleDef, th: &Thread) -> Option<Ref> {
    if !def.m_slots.get().is_null() {
        return None;
    }
    let index = usize::try_from(def.m_base.m_index.get()).ok().filter(|index| *index > 0)?;
    th.interp().modules_by_index.borrow().get(index).cloned().flatten()
}

/// `PyState_AddModule`.
///
/// # Errors
/// `SystemError` for a multi-phase definition.
pub fn add_module(module: &Object, def: &PyModuleDef, th: &mut Thread) -> PyResult<()> {
    if !def.m_slots.get().is_null() {
        return Err(raise!(th, SystemError, "PyState_AddModule called on module with slots"));
    }
    add_to_state(&module.to_ref(), def, th)
}

/// `PyState_RemoveModule`.
///
/// # Errors
/// `SystemError` for a multi-phase definition.
pub fn remove_module(def: &PyModuleDef, th: &mut Thread) -> PyResult<()> {
    if !def.m_slots.get().is_null() {
        return Err(raise!(th, SystemError, "PyState_RemoveModule called on module with slots"));
    }
    let old = usize::try_from(def.m_base.m_index.get())
        .ok()
        .and_then(|index| th.interp().modules_by_index.borrow_mut().get_mut(index).and_then(Option::take));
    drop(old);
    Ok(())
}

/// The default of `sys.getdlopenflags`.
pub const DEFAULT_DLOPEN_FLAGS: c_int = libc::RTLD_NOW;

/// `_PyImport_ClearExtension`: forgets a single-phase module.
pub fn forget(name: &Str, path: &Str, th: &mut Thread) {
    let known = th.interp().single_phase.borrow_mut().remove(&cache_key(name, path));
    if let Some(known) = known {
        known.def.m_base.m_copy.set(None, th);
        if remove_module(known.def, th).is_err() {
            th.clear_raised();
        }
    }
}
