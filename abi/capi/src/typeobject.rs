//! `object.h`, `cpython/object.h`, `pycore_typeobject.h`: types.

use std::ffi::{c_int, c_uint, c_ulong, c_void};

use ks_runtime::objects::typeobject::{self as types, spec};
use ks_runtime::prelude::*;

/// The token of an exported function.
///
/// # Safety
/// Called first thing in a function that C calls with the interpreter held.
unsafe fn enter<'a>() -> &'a mut Thread {
    // SAFETY: the caller's promise.
    unsafe { Thread::enter() }
}

/// A borrowed reference, as C gets it; null with the exception set.
fn borrowed(result: PyResult<&Object>) -> *mut Object {
    result.map_or(std::ptr::null_mut(), Object::as_ptr)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_Ready(ty: &'static Type) -> Status {
    // SAFETY: called by C with the interpreter held.
    ty.ready(unsafe { enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_IsSubtype(ty: &Type, ancestor: &Type) -> c_int {
    c_int::from(ty.is_subtype_of(ancestor))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GenericNew(
    ty: &'static Type,
    _args: Option<&Object>,
    _kwargs: Option<&Object>,
) -> PyResult {
    ty.alloc(0)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetFlags(ty: &Type) -> c_ulong {
    ty.tp_flags.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_SUPPORTS_WEAKREFS(ty: &Type) -> c_int {
    c_int::from(ty.tp_weaklistoffset.get() != 0)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_Modified(ty: &Type) {
    ty.modified();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_ClearCache() -> c_uint {
    // SAFETY: called by C with the interpreter held.
    types::clear_cache(unsafe { enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Type_AssignVersionTag(ty: &'static Type) -> c_int {
    c_int::from(ty.assign_version_tag() != 0)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_AddWatcher(callback: PyType_WatchCallback) -> c_int {
    // SAFETY: called by C with the interpreter held.
    types::add_watcher(callback, unsafe { enter() }).map_or(-1, |number| number as c_int)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_ClearWatcher(number: c_int) -> Status {
    // SAFETY: called by C with the interpreter held.
    types::clear_watcher(number, unsafe { enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_Watch(number: c_int, object: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    types::watch(number, object, true, unsafe { enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_Unwatch(number: c_int, object: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    types::watch(number, object, false, unsafe { enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_FromMetaclass(
    metaclass: Option<&'static Type>,
    module: Option<&Object>,
    description: &PyType_Spec,
    bases: Option<&Object>,
) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    spec::from_spec(metaclass, module, description, bases, unsafe { enter() })?.into_py()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_FromModuleAndSpec(
    module: Option<&Object>,
    description: &PyType_Spec,
    bases: Option<&Object>,
) -> PyResult {
    // SAFETY: as that function.
    unsafe { PyType_FromMetaclass(None, module, description, bases) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_FromSpecWithBases(description: &PyType_Spec, bases: Option<&Object>) -> PyResult {
    // SAFETY: as that function.
    unsafe { PyType_FromMetaclass(None, None, description, bases) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_FromSpec(description: &PyType_Spec) -> PyResult {
    // SAFETY: as that function.
    unsafe { PyType_FromMetaclass(None, None, description, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetSlot(ty: &Type, slot: c_int) -> *mut c_void {
    // SAFETY: called by C with the interpreter held.
    spec::get_slot(ty, slot, unsafe { enter() }).unwrap_or(std::ptr::null_mut())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetModule(ty: &Type) -> *mut Object {
    // SAFETY: called by C with the interpreter held.
    borrowed(spec::module_of(ty, unsafe { enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetModuleState(ty: &Type) -> *mut c_void {
    // SAFETY: called by C with the interpreter held.
    let module = spec::module_of(ty, unsafe { enter() });
    module.ok().and_then(|module| module.downcast::<Module>()).map_or(std::ptr::null_mut(), Module::state)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetModuleByDef(ty: &Type, def: *const PyModuleDef) -> *mut Object {
    // SAFETY: called by C with the interpreter held.
    borrowed(spec::module_by_def(ty, def, unsafe { enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyType_GetModuleByDef2(left: &Type, right: &Type, def: *const PyModuleDef) -> *mut Object {
    if let Some(module) = spec::find_module_by_def(left, def) {
        return module.as_ptr();
    }
    // SAFETY: called by C with the interpreter held.
    borrowed(spec::module_by_def(right, def, unsafe { enter() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetTypeDataSize(ty: &Type) -> isize {
    spec::type_data_size(ty)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetName(ty: &Type) -> PyResult {
    ty.short_name().into_py()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetQualName(ty: &Type) -> PyResult {
    ty.qualname().into_py()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetFullyQualifiedName(ty: &Type) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    ty.fully_qualified_name(unsafe { enter() })?.into_py()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetModuleName(ty: &Type) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    types::module_name(ty, unsafe { enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetDict(ty: &Type) -> *mut Object {
    types::type_dict(ty).map_or(std::ptr::null_mut(), |dict| dict.to_ref().into_raw())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyType_GetDict(ty: &Type) -> *mut Object {
    types::type_dict(ty).map_or(std::ptr::null_mut(), |dict| dict.as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyType_Name(ty: &Type) -> *const std::ffi::c_char {
    let name = ty.name();
    match name.to_bytes().iter().rposition(|&byte| byte == b'.') {
        // SAFETY: within the string.
        Some(dot) => unsafe { name.as_ptr().add(dot + 1) },
        None => name.as_ptr(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyType_Lookup(ty: &Type, name: &Object) -> *mut Object {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let found = name.downcast::<Str>().and_then(|name| ty.lookup(name, th));
    found.map_or(std::ptr::null_mut(), Object::as_ptr)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyType_LookupRef(ty: &Type, name: &Object) -> *mut Object {
    let found = name.downcast::<Str>().and_then(|name| ty.lookup_ref(name));
    found.map_or(std::ptr::null_mut(), Ref::into_raw)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyStaticType_InitForExtension(_interp: *mut PyInterpreterState, ty: &'static Type) -> Status {
    // SAFETY: called by C with the interpreter held.
    ty.ready(unsafe { enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySuper_Lookup(
    class: &Type,
    object: &Object,
    name: &Object,
    method_found: *mut c_int,
) -> PyResult {
    // SAFETY: called by C with the interpreter held; the place is null or valid for a write.
    unsafe {
        let th = enter();
        let Some(name) = name.downcast::<Str>() else {
            return Err(object::bad_attribute_name(name, th));
        };
        let (value, unbound) = supertype::lookup_method(class, object, name, !method_found.is_null(), th)?;
        if let Some(place) = method_found.as_mut() {
            *place = c_int::from(unbound);
        }
        Ok(value)
    }
}
