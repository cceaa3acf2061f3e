//! Setting the import system up at start.

use super::{builtin, frozen, modules};
use crate::abstract_::ObjectOps;
use crate::prelude::*;

/// A line of `-v`.
fn say(text: &str, th: &Thread) {
    if crate::state::lifecycle::config(th).verbose > 0 {
        crate::state::cstdio::error(&format!("{text}\n"));
    }
}

/// Makes a built-in module before importlib exists, as `importlib._bootstrap` does for `sys` and `_imp` later.
///
/// # Errors
/// What its initialization raises.
pub fn create_early_builtin(name: &str, th: &mut Thread) -> PyResult {
    let text = Str::intern_str(name)?;
    let spec = namespaceobject::new(&[(id!(name), text.as_object())], th)?;
    let module = builtin::create(&spec, &text, th)?;
    if let Some(as_module) = module.downcast::<Module>() {
        let def = as_module.layout().md_def.get().cast::<PyModuleDef>();
        // SAFETY: a module's definition is null or a static.
        if let Some(def) = unsafe { def.as_ref() } {
            Module::exec_def(&module, def, th)?;
        }
    }
    Ok(module)
}

/// `init_importlib`: runs the frozen `importlib._bootstrap` and installs its importers for built-in and frozen modules.
///
/// # Errors
/// What any of it raises.
pub fn install(sys: &Object, th: &mut Thread) -> PyResult<()> {
    let name = Str::intern_str("_frozen_importlib")?;
    if !frozen::import(&name, th)? {
        return Err(raise!(th, ImportError, "importlib is not frozen into this library"));
    }
    let Some(importlib) = modules::get(&name, th)? else {
        return Err(raise!(th, ImportError, "couldn't get _frozen_importlib from sys.modules"));
    };
    th.interp().importlib.set(Some(importlib.clone()), th);
    say("import _frozen_importlib # frozen", th);
    let imp = create_early_builtin("_imp", th)?;
    modules::set(&*Str::intern_str("_imp")?, &imp, th)?;
    say("import _imp # builtin", th);
    // What the importers install themselves in.
    for name in ["meta_path", "path_hooks"] {
        sys.set_attr(&*Str::intern_str(name)?, &*List::with_capacity(0)?, th)?;
    }
    sys.set_attr(&*Str::intern_str("path_importer_cache")?, &*Dict::new()?, th)?;
    importlib.call_method(id!(_install), &[sys, &imp], th)?;
    Ok(())
}

/// `init_importlib_external` and the import of zipimport: path-based importing.
///
/// # Errors
/// What any of it raises.
pub fn install_external(th: &mut Thread) -> PyResult<()> {
    let Some(importlib) = th.interp().importlib.get() else {
        return Err(raise!(th, ImportError, "the import system has not been set up"));
    };
    importlib.call_method(id!(_install_external_importers), &[], th)?;
    install_zipimport(th)
}

/// Puts `zipimport.zipimporter` first among the path hooks.
fn install_zipimport(th: &mut Thread) -> PyResult<()> {
    let hooks = match th.interp().sysdict.get() {
        Some(sysdict) => sysdict.get_str(id!(path_hooks), th)?,
        None => None,
    };
    let Some(hooks) = hooks else {
        return Err(raise!(th, RuntimeError, "unable to get sys.path_hooks"));
    };
    say("# installing zipimport hook", th);
    let zipimport = super::import_module(&*Str::intern_str("zipimport")?, th)?;
    if let (Some(importer), Some(hooks)) = (zipimport.get_attr_opt(id!(zipimporter), th)?, hooks.downcast::<List>()) {
        hooks.insert(0, importer)?;
        say("# installed zipimport hook", th);
    }
    Ok(())
}
