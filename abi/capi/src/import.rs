//! `import.h`.

use std::ffi::{CStr, c_char, c_int, c_long};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::import::builtin::{_inittab, InitFunction};
use ks_runtime::import::{self, extension, modules};
use ks_runtime::prelude::*;

/// A C string as an interned str object.
unsafe fn text(chars: *const c_char, th: &mut Thread) -> PyResult<Ref<Str>> {
    // SAFETY: the caller passes a C string.
    Ok(Str::intern(Str::decode_utf8(unsafe { CStr::from_ptr(chars) }.to_bytes(), None, th)?))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportModule(name: *const c_char) -> PyResult {
    // SAFETY: C callers hold the interpreter and pass a C string; so throughout this file.
    unsafe {
        let th = Thread::enter();
        let name = text(name, th)?;
        import::import_module(&name, th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportModuleNoBlock(name: *const c_char) -> PyResult {
    // SAFETY: as above.
    unsafe { PyImport_ImportModule(name) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_Import(name: &Object) -> PyResult {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    match name.downcast::<Str>() {
        Some(name) => import::import_module(name, th),
        None => Err(raise!(th, TypeError, "module name must be a string")),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportModuleLevelObject(
    name: &Object,
    globals: Option<&Object>,
    locals: Option<&Object>,
    fromlist: Option<&Object>,
    level: c_int,
) -> PyResult {
    // SAFETY: as above.
    import::import_level(name, globals, locals, fromlist, level, unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_GetModule(name: &Object) -> Option<Ref> {
    // SAFETY: as above.
    modules::get(name, unsafe { Thread::enter() }).ok().flatten()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_GetModuleDict() -> *mut Object {
    // SAFETY: as above; the interpreter owns the dict.
    unsafe { Thread::enter() }.interp().modules.as_ptr().cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_AddModuleRef(name: *const c_char) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let name = text(name, th)?;
        modules::add(&name, th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyImport_GetModuleAttr(module: &Object, attribute: &Object) -> PyResult {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    let (Some(module), Some(attribute)) = (module.downcast::<Str>(), attribute.downcast::<Str>()) else {
        return Err(th.bad_internal_call());
    };
    import::import_module(module, th)?.get_attr(attribute, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyImport_GetModuleAttrString(module: *const c_char, attribute: *const c_char) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let (module, attribute) = (text(module, th)?, text(attribute, th)?);
        import::import_module(&module, th)?.get_attr(&attribute, th)
    }
}

/// The module filed for a definition: borrowed, without an exception if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyState_FindModule(def: &PyModuleDef) -> *mut Object {
    // SAFETY: as above; the interpreter keeps the module.
    let found = extension::find_by_def(def, unsafe { Thread::enter() });
    found.map_or(std::ptr::null_mut(), |module| module.as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyState_AddModule(module: &Object, def: Option<&PyModuleDef>) -> Status {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    let Some(def) = def else {
        ks_runtime::unwritten::fatal("PyState_AddModule: module definition is NULL");
    };
    if extension::find_by_def(def, th).is_some_and(|filed| filed.is(module)) {
        ks_runtime::unwritten::fatal("PyState_AddModule: module already added");
    }
    extension::add_module(module, def, th).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyState_RemoveModule(def: &PyModuleDef) -> Status {
    // SAFETY: as above.
    extension::remove_module(def, unsafe { Thread::enter() }).into()
}

/// `sys.modules[name] = module`; -1 for an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyImport_SetModule(name: &Object, module: &Object) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let result = modules::set(name, module, unsafe { Thread::enter() });
    if result.is_ok() { 0 } else { -1 }
}

/// Forgets a single-phase module, so that importing it initializes it anew.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyImport_ClearExtension(name: &Str, file: &Str) -> c_int {
    // SAFETY: called by C with the interpreter held.
    extension::forget(name, file, unsafe { Thread::enter() });
    0
}

/// The module of that name, borrowed from `sys.modules`; a new one if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_AddModuleObject(name: &Object) -> *mut Object {
    // SAFETY: as above; `sys.modules` keeps the module.
    let th = unsafe { Thread::enter() };
    let module = match name.downcast::<Str>() {
        Some(name) => modules::add(name, th),
        None => Err(th.bad_internal_call()),
    };
    module.map_or(std::ptr::null_mut(), |module| module.as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_AddModule(name: *const c_char) -> *mut Object {
    // SAFETY: as above.
    unsafe {
        match text(name, Thread::enter()) {
            Ok(name) => PyImport_AddModuleObject(&name),
            Err(Raised) => std::ptr::null_mut(),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportModuleLevel(
    name: *const c_char,
    globals: Option<&Object>,
    locals: Option<&Object>,
    fromlist: Option<&Object>,
    level: c_int,
) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let name = text(name, th)?;
        import::import_level(&name, globals, locals, fromlist, level, th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ReloadModule(module: &Object) -> PyResult {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    let importlib = import::import_module(&*Str::intern_str("importlib")?, th)?;
    importlib.call_method(&*Str::intern_str("reload")?, &[module], th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_GetImporter(path: &Object) -> PyResult {
    // SAFETY: as above.
    import::importer::get(path, unsafe { Thread::enter() })
}

/// The magic number of `.pyc` files; -1 with an exception if importlib is not there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_GetMagicNumber() -> c_long {
    c_long::from(u32::from_le_bytes(ks_bytecode::MAGIC_BYTES))
}

/// `sys.implementation.cache_tag`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_GetMagicTag() -> *const c_char {
    c"cpython-313".as_ptr()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExecCodeModuleObject(
    name: &Object,
    code: &Object,
    pathname: Option<&Object>,
    cpathname: Option<&Object>,
) -> PyResult {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    match name.downcast::<Str>() {
        Some(name) => import::code::exec_module(name, code, pathname, cpathname, th),
        None => Err(th.bad_internal_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExecCodeModuleWithPathnames(
    name: *const c_char,
    code: &Object,
    pathname: *const c_char,
    cpathname: *const c_char,
) -> PyResult {
    // SAFETY: as above; paths may be null.
    unsafe {
        let th = Thread::enter();
        let name = text(name, th)?;
        let path = |path: *const c_char, th: &mut Thread| -> PyResult<Option<Ref>> {
            if path.is_null() {
                return Ok(None);
            }
            Ok(Some(Str::decode_fs(CStr::from_ptr(path).to_bytes(), th)?.into_object()))
        };
        let cpathname = path(cpathname, th)?;
        let pathname = match (path(pathname, th)?, &cpathname) {
            (None, Some(cpathname)) => import::code::source_path(cpathname, th)?,
            (pathname, _) => pathname,
        };
        import::code::exec_module(&name, code, pathname.as_deref(), cpathname.as_deref(), th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExecCodeModuleEx(
    name: *const c_char,
    code: &Object,
    pathname: *const c_char,
) -> PyResult {
    // SAFETY: as above.
    unsafe { PyImport_ExecCodeModuleWithPathnames(name, code, pathname, std::ptr::null()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExecCodeModule(name: *const c_char, code: &Object) -> PyResult {
    // SAFETY: as above.
    unsafe { PyImport_ExecCodeModuleWithPathnames(name, code, std::ptr::null(), std::ptr::null()) }
}

/// 1, or 0 if no frozen module has that name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportFrozenModuleObject(name: &Object) -> c_int {
    // SAFETY: as above.
    let th = unsafe { Thread::enter() };
    let Some(name) = name.downcast::<Str>() else { return 0 };
    import::frozen::import(name, th).map_or(-1, c_int::from)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportFrozenModule(name: *const c_char) -> c_int {
    // SAFETY: as above.
    unsafe { text(name, Thread::enter()).map_or(-1, |name| PyImport_ImportFrozenModuleObject(&name)) }
}

/// Adds built-in modules; the table ends with a null name. -1 if the runtime runs already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExtendInittab(table: *const _inittab) -> c_int {
    if ks_runtime::state::lifecycle::is_initialized() {
        ks_runtime::state::fatal::abort(
            Some("PyImport_ExtendInittab"),
            "PyImport_ExtendInittab() may not be called after Py_Initialize()",
        );
    }
    // SAFETY: the caller's table.
    unsafe { import::builtin::extend(table) };
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_AppendInittab(name: *const c_char, init: Option<InitFunction>) -> c_int {
    if ks_runtime::state::lifecycle::is_initialized() {
        ks_runtime::state::fatal::abort(
            Some("PyImport_AppendInittab"),
            "PyImport_AppendInittab() may not be called after Py_Initialize()",
        );
    }
    let table = [_inittab { name, initfunc: init }, _inittab::END];
    // SAFETY: the table above, whose name stays.
    unsafe { import::builtin::extend(table.as_ptr()) };
    0
}

/// As [`PyState_AddModule`], of a module that may be filed already; -1 for an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyState_AddModule(
    state: *mut PyThreadState,
    module: &Object,
    def: Option<&PyModuleDef>,
) -> c_int {
    // SAFETY: the current thread state.
    let th = unsafe { Thread::from_ptr(state) };
    let result = match def {
        Some(def) => extension::add_module(module, def, th),
        None => Err(th.bad_internal_call()),
    };
    if result.is_ok() { 0 } else { -1 }
}
