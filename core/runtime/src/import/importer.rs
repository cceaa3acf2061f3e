//! `PyImport_GetImporter`: what can import from an entry of `sys.path`.

use crate::abstract_::ObjectOps;
use crate::prelude::*;

fn sys_value(name: &str, th: &mut Thread) -> PyResult<Option<Ref>> {
    match th.interp().sysdict.get() {
        Some(sysdict) => sysdict.get_str(&*Str::intern_str(name)?, th),
        None => Ok(None),
    }
}

/// The importer of an entry, from `sys.path_importer_cache` or made by the first of `sys.path_hooks` that can; `None` (the
/// object) if none can.
///
/// # Errors
/// `RuntimeError` without hooks or cache; what a hook raises, `ImportError` excepted.
pub fn get(path: &Object, th: &mut Thread) -> PyResult {
    let Some(cache) = sys_value("path_importer_cache", th)? else {
        return Err(raise!(th, RuntimeError, "unable to get sys.path_importer_cache"));
    };
    let Some(hooks) = sys_value("path_hooks", th)? else {
        return Err(raise!(th, RuntimeError, "unable to get sys.path_hooks"));
    };
    let (Some(hooks), Some(cache)) = (hooks.downcast::<List>(), cache.downcast::<Dict>()) else {
        return Err(th.bad_internal_call());
    };
    if let Some(importer) = cache.get(path, th)? {
        return Ok(importer);
    }
    // Hooks that look at this entry meanwhile find nothing.
    cache.set(path, none(), th)?;
    let mut index = 0;
    while let Some(hook) = hooks.get(index) {
        let importer = hook.call(&[path], th);
        if let Some(importer) = crate::raise::catch(importer, &exceptions::ImportError, th)? {
            cache.set(path, &importer, th)?;
            return Ok(importer);
        }
        index += 1;
    }
    Ok(none().to_ref())
}
