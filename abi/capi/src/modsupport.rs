//! `modsupport.h`, without the functions of variable arguments: making modules and filling them.

use std::ffi::{CStr, c_char, c_int, c_long};

use ks_runtime::prelude::*;

/// The token of an exported function.
///
/// # Safety
/// Called first thing in a function that C calls with the interpreter held.
unsafe fn enter<'a>() -> &'a mut Thread {
    // SAFETY: the caller's promise.
    unsafe { Thread::enter() }
}

/// The text of a name.
///
/// # Safety
/// A NUL-terminated string that outlives the borrow.
unsafe fn text<'a>(name: *const c_char) -> std::borrow::Cow<'a, str> {
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(name) }.to_string_lossy()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_Create2(def: &'static PyModuleDef, version: c_int) -> PyResult {
    const PYTHON_API_VERSION: c_int = 1013;
    const PYTHON_ABI_VERSION: c_int = 3;
    // SAFETY: called by C with the interpreter held; a definition has a name.
    unsafe {
        let th = enter();
        let name = text(def.m_name.get());
        if version != PYTHON_API_VERSION && version != PYTHON_ABI_VERSION {
            exceptions::warn(
                &exceptions::RuntimeWarning,
                format_args!(
                    "Python C API version mismatch for module {name:.100}: This Python has API version \
                     {PYTHON_API_VERSION}, module {name:.100} has version {version}."
                ),
                1,
                th,
            )?;
        }
        // A single-phase module in a package gets the full name that the importer knows.
        let full = match th.interp().package_context.get() {
            Some(full) if full.to_string_lossy().rsplit('.').next() == Some(&*name) => {
                drop(th.interp().package_context.take());
                full
            }
            _ => Str::new(&name)?,
        };
        Module::create(def, &full, th)?.into_py()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_FromDefAndSpec2(
    def: &'static PyModuleDef,
    spec: &Object,
    _version: c_int,
) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    Module::from_def_and_spec(def, spec, unsafe { enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_ExecDef(module: &Object, def: &'static PyModuleDef) -> Status {
    // SAFETY: called by C with the interpreter held.
    Module::exec_def(module, def, unsafe { enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_SetDocString(module: &Object, doc: *const c_char) -> Status {
    // SAFETY: called by C with the interpreter held, with a string.
    unsafe {
        let th = enter();
        let doc = Str::decode_utf8(CStr::from_ptr(doc).to_bytes(), None, th);
        doc.and_then(|doc| module.set_attr(id!(__doc__), &doc, th)).into()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddFunctions(module: &Object, functions: *const PyMethodDef) -> Status {
    // SAFETY: called by C with the interpreter held; the table outlives the module.
    unsafe {
        let th = enter();
        match module.downcast::<Module>() {
            Some(module) => module.add_functions(functions, th).into(),
            None => {
                let Raised = th.bad_internal_call();
                Status::ERROR
            }
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddObjectRef(module: &Object, name: *const c_char, value: Option<&Object>) -> Status {
    // SAFETY: called by C with the interpreter held, with a string.
    unsafe {
        let th = enter();
        let Some(module) = module.downcast::<Module>() else {
            let Raised = raise!(th, TypeError, "PyModule_AddObjectRef() first argument must be a module");
            return Status::ERROR;
        };
        let Some(value) = value else {
            if !th.is_raised() {
                let Raised = raise!(
                    th,
                    SystemError,
                    "PyModule_AddObjectRef() must be called with an exception raised if value is NULL"
                );
            }
            return Status::ERROR;
        };
        module.add(&text(name), value, th).into()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_Add(module: &Object, name: *const c_char, value: *mut Object) -> Status {
    // SAFETY: as that function; the reference to the value is taken over.
    unsafe {
        let value = Ref::from_raw_option(value);
        PyModule_AddObjectRef(module, name, value.as_deref())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddObject(module: &Object, name: *const c_char, value: *mut Object) -> Status {
    // SAFETY: as that function; the reference to the value is taken over only on success.
    unsafe {
        let status = PyModule_AddObjectRef(module, name, value.as_ref());
        if status == Status::OK {
            Object::decref(value);
        }
        status
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddIntConstant(module: &Object, name: *const c_char, value: c_long) -> Status {
    match Long::from_i64(value) {
        // SAFETY: as that function.
        Ok(value) => unsafe { PyModule_AddObjectRef(module, name, Some(&value)) },
        Err(Raised) => Status::ERROR,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddStringConstant(
    module: &Object,
    name: *const c_char,
    value: *const c_char,
) -> Status {
    // SAFETY: called by C with the interpreter held, with strings.
    unsafe {
        match Str::decode_utf8(CStr::from_ptr(value).to_bytes(), None, enter()) {
            Ok(value) => PyModule_AddObjectRef(module, name, Some(&value)),
            Err(Raised) => Status::ERROR,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddType(module: &Object, ty: &'static Type) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    match module.downcast::<Module>() {
        Some(module) => module.add_type(ty, th).into(),
        None => {
            let Raised = th.bad_internal_call();
            Status::ERROR
        }
    }
}
