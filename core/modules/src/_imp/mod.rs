//! `_imp`: what importlib cannot do in Python.

use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::import::{builtin, code, extension, frozen, lock};
use ks_runtime::prelude::*;
use ks_runtime::state::Config;

#[pyfunction(sig = "()", doc = "File name suffixes of extension modules, in the order in which they are tried.")]
fn extension_suffixes() -> PyResult<Ref<List>> {
    let suffixes = extension::SUFFIXES.iter().map(|suffix| Ok(Str::new(suffix)?.into_object()));
    List::from_vec(suffixes.collect::<PyResult<Vec<_>>>()?)
}

#[pyfunction(sig = "()", doc = "Whether the import lock is held by any thread.")]
fn lock_held() -> bool {
    lock::is_held()
}

#[pyfunction(sig = "()", doc = "Acquire the import lock of this thread, waiting for other threads to release it.")]
fn acquire_lock(th: &mut Thread) {
    lock::acquire(th);
}

#[pyfunction(sig = "()", doc = "Release the import lock of this thread.")]
fn release_lock(th: &mut Thread) -> PyResult<()> {
    lock::release(th)
}

#[pyfunction(
    sig = "(name, /, *, withdata=False)",
    doc = "Find a frozen module: (data, is_package, original name), or None."
)]
fn find_frozen(name: &Str, withdata: bool, th: &mut Thread) -> PyResult {
    let found = match frozen::find(name, th) {
        Ok(found) => found,
        Err(frozen::Missing::NotFound | frozen::Missing::Disabled | frozen::Missing::BadName) => {
            return Ok(none().to_ref());
        }
        Err(missing) => return Err(frozen::raise_missing(missing, name, th)),
    };
    let data = if withdata {
        // SAFETY: the code is constant memory of the library.
        MemoryView::from_object(&*Bytes::new(found.code)?, th)?.into_object()
    } else {
        none().to_ref()
    };
    let origname = match found.origname.as_deref() {
        // A leading mark says: a package's `__init__` under its full name.
        Some(text) => Str::new(text)?.into_object(),
        None => none().to_ref(),
    };
    Ok(Tuple::from_array([data, boolobject::bool_object(found.is_package).to_ref(), origname])?.into_object())
}

#[pyfunction(sig = "(name, data=None, /)", doc = "Make the code object of a frozen module.")]
fn get_frozen_object(name: &Str, data: Option<&Object>, th: &mut Thread) -> PyResult {
    if let Some(data) = data {
        let buffer = memoryobject::Buffer::get(data, PyBUF_SIMPLE, th)?;
        let bytes = buffer.as_bytes().to_vec();
        if bytes.is_empty() {
            return Err(frozen::raise_missing(frozen::Missing::Invalid, name, th));
        }
        return frozen::code_object(&bytes, name, th);
    }
    match frozen::find(name, th) {
        Ok(found) => frozen::code_object(found.code, name, th),
        Err(missing) => Err(frozen::raise_missing(missing, name, th)),
    }
}

#[pyfunction(sig = "(name, /)", doc = "Whether a frozen module is a package.")]
fn is_frozen_package(name: &Str, th: &mut Thread) -> PyResult<bool> {
    match frozen::find(name, th) {
        Ok(found) => Ok(found.is_package),
        Err(frozen::Missing::Excluded) => Ok(false),
        Err(missing) => Err(frozen::raise_missing(missing, name, th)),
    }
}

#[pyfunction(sig = "(name, /)", doc = "Whether a module of that name is frozen.")]
fn is_frozen(name: &Str, th: &mut Thread) -> bool {
    frozen::find(name, th).is_ok()
}

#[pyfunction(sig = "(name, /)", doc = "Initialize a frozen module; None if there is none of that name.")]
fn init_frozen(name: &Str, th: &mut Thread) -> PyResult {
    if !frozen::import(name, th)? {
        return Ok(none().to_ref());
    }
    ks_runtime::import::modules::add(name, th)
}

#[pyfunction(sig = "()", doc = "Names of all frozen modules.")]
fn _frozen_module_names() -> PyResult<Ref<List>> {
    let names = frozen::names().map(|name| Ok(Str::new(&name.to_string_lossy())?.into_object()));
    List::from_vec(names.collect::<PyResult<Vec<_>>>()?)
}

#[pyfunction(sig = "(override, /)", doc = "For tests: 1 uses frozen modules, -1 does not, 0 as configured.")]
fn _override_frozen_modules_for_tests(r#override: c_int) {
    frozen::set_override(r#override);
}

#[pyfunction(
    sig = "(override, /)",
    doc = "For tests: overrides the check of extension modules in subinterpreters; returns the old value."
)]
fn _override_multi_interp_extensions_check(r#override: c_int, th: &mut Thread) -> PyResult<Ref<Long>> {
    if th.interp().id == 0 {
        return Err(raise!(
            th,
            RuntimeError,
            "_imp._override_multi_interp_extensions_check() cannot be used in the main interpreter"
        ));
    }
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    let check = unsafe { &(*th.interp().block).imports.override_multi_interp_extensions_check };
    Long::from_i64(check.replace(r#override).into())
}

#[pyfunction(sig = "(name, /)", doc = "1 for a built-in module, -1 for one that is not initialized again, else 0.")]
fn is_builtin(name: &Str) -> PyResult<Ref<Long>> {
    Long::from_i64(i64::from(builtin::kind(name)))
}

#[pyfunction(sig = "(spec, /)", doc = "Make the built-in module of a spec.")]
fn create_builtin(spec: &Object, th: &mut Thread) -> PyResult {
    let name = spec.get_attr(id!(name), th)?;
    let Some(name) = name.downcast::<Str>() else {
        return Err(raise!(th, TypeError, "name must be string, not {:.200}", name.ob_type().display_name()));
    };
    builtin::create(spec, name, th)
}

#[pyfunction(sig = "(mod, /)", doc = "Run the initialization of a built-in module.")]
fn exec_builtin(r#mod: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    exec_module(r#mod, th)
}

#[pyfunction(sig = "(spec, file=<unrepresentable>, /)", doc = "Load the extension module of a spec.")]
fn create_dynamic(spec: &Object, file: Option<&Object>, th: &mut Thread) -> PyResult {
    let _ = file;
    extension::create_dynamic(spec, th)
}

#[pyfunction(sig = "(mod, /)", doc = "Run the initialization of an extension module.")]
fn exec_dynamic(r#mod: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    exec_module(r#mod, th)
}

/// Runs the exec slots of a module that has not had them run.
fn exec_module(module: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    let Some(as_module) = module.downcast::<Module>() else {
        return Long::from_i64(0);
    };
    let def = as_module.layout().md_def.get().cast::<PyModuleDef>();
    // SAFETY: a module's definition is null or a static.
    let Some(def) = (unsafe { def.as_ref() }) else {
        return Long::from_i64(0);
    };
    // A module with state is executed once: the state is what says that it was.
    if !as_module.layout().md_state.get().is_null() {
        return Long::from_i64(0);
    }
    Module::exec_def(module, def, th)?;
    Long::from_i64(0)
}

#[pyfunction(sig = "(code, path, /)", doc = "Change the file name in a code object and in those nested in it.")]
fn _fix_co_filename(code: &Object, path: &Str, th: &mut Thread) -> PyResult<()> {
    let Some(code) = code.downcast::<Code>() else {
        return Err(raise!(
            th,
            TypeError,
            "_fix_co_filename() argument 1 must be code, not {:.50}",
            code.ob_type().display_name()
        ));
    };
    let Some(old) = code.layout().co_filename.get() else {
        return Ok(());
    };
    if !old.rich_compare_bool(path, Py_EQ, th)? {
        code::replace_filename(code, &old, path, th);
    }
    Ok(())
}

#[pyfunction(sig = "(key, source)", doc = "The hash of a module's source that a hash-based .pyc file carries.")]
fn source_hash(key: i64, source: &Object, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    use std::hash::Hasher;
    let buffer = memoryobject::Buffer::get(source, PyBUF_SIMPLE, th)?;
    let mut hasher = siphasher::sip::SipHasher13::new_with_keys(key as u64, 0);
    hasher.write(buffer.as_bytes());
    Bytes::new(&hasher.finish().to_le_bytes())
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let config = ks_runtime::state::lifecycle::config(th);
    let mode = match Config::name_of(&config.check_hash_pycs_mode) {
        "" => "default",
        mode => mode,
    };
    let mode = Str::new(mode)?;
    module.set_attr(&*Str::intern_str("check_hash_based_pycs")?, &mode, th)
}

pymodule! {
    name = "_imp",
    init = PyInit__imp,
    doc = "(Extremely) low-level import machinery bits as used by importlib.",
    functions = [
        extension_suffixes, lock_held, acquire_lock, release_lock, find_frozen, get_frozen_object, is_frozen_package,
        is_frozen, init_frozen, _frozen_module_names, _override_frozen_modules_for_tests,
        _override_multi_interp_extensions_check, is_builtin, create_builtin, exec_builtin, create_dynamic, exec_dynamic,
        _fix_co_filename, source_hash,
    ],
    exec = exec,
}
