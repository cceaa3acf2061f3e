//! `import.h`.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::abstract_::ObjectOps;
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
