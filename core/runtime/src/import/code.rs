//! Running a code object as a module (`PyImport_ExecCodeModule*`), and file names of code.

use crate::abstract_::ObjectOps;
use crate::prelude::*;

/// Replaces the file name of code and of the code nested in it, where it is the old one.
pub fn replace_filename(code: &Code, old: &Object, new: &Str, th: &mut Thread) {
    let same = code.layout().co_filename.get().is_some_and(|name| {
        name.is(old) || matches!((name.downcast::<Str>(), old.downcast::<Str>()), (Some(a), Some(b)) if a.eq(b))
    });
    if !same {
        return;
    }
    code.layout().co_filename.set(Some(new.to_ref()), th);
    if let Some(consts) = code.layout().co_consts.get()
        && let Some(consts) = consts.downcast::<Tuple>()
    {
        for nested in consts.items().iter().filter_map(|constant| constant.downcast::<Code>()) {
            replace_filename(nested, old, new, th);
        }
    }
}

/// The dictionary of the module of that name, with `__builtins__` in it; the module is made if there is none.
fn module_dict(name: &Str, th: &mut Thread) -> PyResult<Ref<Dict>> {
    let module = super::modules::add(name, th)?;
    let Some(dict) = module.downcast::<Module>().map(Module::dict) else {
        return Err(th.bad_internal_call());
    };
    if dict.get_str(id!(__builtins__), th)?.is_none()
        && let Some(builtins) = th.interp().builtins.get()
    {
        dict.set_str(id!(__builtins__), &builtins, th)?;
    }
    Ok(dict)
}

/// `PyImport_ExecCodeModuleObject`: runs code as a module; what stands in `sys.modules` afterwards. A failed module leaves.
///
/// # Errors
/// What the code raises; `ImportError` if the module is gone afterwards.
pub fn exec_module(
    name: &Str,
    code: &Object,
    pathname: Option<&Object>,
    cpathname: Option<&Object>,
    th: &mut Thread,
) -> PyResult {
    let dict = module_dict(name, th)?;
    let Some(as_code) = code.downcast::<Code>() else {
        super::modules::remove(name, th);
        return Err(raise!(
            th,
            TypeError,
            "module code must be a code object, not {:.200}",
            code.ob_type().display_name()
        ));
    };
    let path = match pathname {
        Some(path) => path.to_ref(),
        None => as_code.filename().into_object(),
    };
    let run = |th: &mut Thread| {
        if let Some(external) = external(th)? {
            let cached = cpathname.unwrap_or(none());
            let fix = Str::intern_str("_fix_up_module")?;
            external.call_method(&fix, &[&dict, name, &path, cached], th)?;
        }
        crate::eval::eval_code(code, &dict, &dict, th)
    };
    if let Err(raised) = run(th) {
        super::modules::remove(name, th);
        return Err(raised);
    }
    match super::modules::get(name, th)? {
        Some(module) => Ok(module),
        None => {
            let text = ObjectOps::repr(name.as_object(), th)?;
            Err(raise!(th, ImportError, "Loaded module {text} not found in sys.modules"))
        }
    }
}

/// `_frozen_importlib_external`, once it is there.
fn external(th: &mut Thread) -> PyResult<Option<Ref>> {
    super::modules::get(&*Str::intern_str("_frozen_importlib_external")?, th)
}

/// `PyImport_ExecCodeModuleWithPathnames`: with only the compiled file's path, the source's is worked out from it.
///
/// # Errors
/// As [`exec_module`].
pub fn source_path(cpathname: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
    let Some(external) = external(th)? else { return Ok(None) };
    let path = external.call_method(&*Str::intern_str("_get_sourcefile")?, &[cpathname], th);
    match path {
        Ok(path) => Ok(Some(path)),
        Err(Raised) => {
            th.clear_raised();
            Ok(None)
        }
    }
}
