//! `sys.modules`.

use crate::abstract_::ObjectOps;
use crate::prelude::*;

/// `sys.modules` of the interpreter.
///
/// # Errors
/// `RuntimeError` before it exists and after it is gone.
pub fn dict(th: &mut Thread) -> PyResult<Ref> {
    match th.interp().modules.get() {
        Some(modules) => Ok(modules.into_object()),
        None => Err(raise!(th, RuntimeError, "unable to get sys.modules")),
    }
}

/// `PyImport_GetModule`: `sys.modules.get(name)`. `sys.modules` may have been replaced by any mapping.
///
/// # Errors
/// What the lookup raises, `KeyError` excepted.
pub fn get(name: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
    let modules = dict(th)?;
    if let Some(modules) = modules.downcast_exact::<Dict>() {
        return modules.get(name, th);
    }
    let found = modules.get_item(name, th);
    crate::raise::catch(found, &exceptions::KeyError, th)
}

/// `sys.modules[name] = module`.
///
/// # Errors
/// What the store raises.
pub fn set(name: &Object, module: &Object, th: &mut Thread) -> PyResult<()> {
    dict(th)?.set_item(name, module, th)
}

/// `PyImport_AddModuleRef`: the module of that name in `sys.modules`, a new empty one if there is none.
///
/// # Errors
/// `MemoryError`, and what the lookup raises.
pub fn add(name: &Str, th: &mut Thread) -> PyResult {
    if let Some(module) = get(name, th)?
        && Module::check(&module)
    {
        return Ok(module);
    }
    let module = Module::new(name, th)?.into_object();
    set(name, &module, th)?;
    Ok(module)
}

/// Takes a module whose import failed out of `sys.modules`, keeping the exception.
pub fn remove(name: &Object, th: &mut Thread) {
    let pending = th.take_raised();
    let removed = dict(th).and_then(|modules| modules.del_item(name, th));
    if removed.is_err() {
        th.clear_raised();
    }
    if let Some(pending) = pending {
        let _ = th.restore_raised(pending);
    }
}
