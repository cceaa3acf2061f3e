//! The `import` statement.

use super::frame::IFrame;
use super::names::mapping_get;
use super::regs::{Regs, Step};
use crate::prelude::*;
use crate::state::InterpAccess;

pub(super) fn import_name(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg);
    let from_list = r.pop();
    let level = r.pop();
    let module = import(r, name, &from_list, &level)?;
    r.push(module);
    Ok(())
}

fn import(r: &mut Regs, name: &Str, from_list: &Object, level: &Object) -> PyResult {
    let function = mapping_get(r.frame.builtins(), id!(__import__), r.th)?;
    let Some(function) = function else {
        return Err(raise!(r.th, ImportError, "__import__ not found"));
    };
    let globals = r.frame.globals();
    let locals = r.frame.locals().unwrap_or(none());
    if std::ptr::eq(function.as_ptr(), r.th.interp().import_func.as_ptr()) {
        // The original function: no need to build its arguments.
        let level = level.as_c_int(r.th)?;
        return crate::import::import_level(name, Some(globals), Some(locals), Some(from_list), level, r.th);
    }
    function.call(&[name, globals, locals, from_list, level], r.th)
}

pub(super) fn import_from(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg);
    let value = attribute_of_module(r.peek(1), name, r.th)?;
    r.push(value);
    Ok(())
}

/// `from module import name`: an attribute, or a submodule that is being imported.
pub fn attribute_of_module(module: &Object, name: &Str, th: &mut Thread) -> PyResult {
    if let Some(value) = module.get_attr_opt(name, th)? {
        return Ok(value);
    }
    let package = module.get_attr_opt(id!(__name__), th)?.filter(|package| Str::check(package));
    if let Some(text) = package.as_ref().and_then(|package| package.downcast::<Str>()) {
        let full = Str::new(&format!("{text}.{name}"))?;
        if let Some(modules) = th.interp().modules.get()
            && let Some(found) = mapping_get(&modules, &full, th)?
        {
            return Ok(found);
        }
    }
    Err(cannot_import(module, name, package, th)?)
}

/// The error of a name that a module does not have, telling of circular imports.
#[cold]
fn cannot_import(module: &Object, name: &Str, package: Option<Ref>, th: &mut Thread) -> PyResult<Raised> {
    let package = match package {
        Some(package) => package,
        None => Str::new("<unknown module name>")?.into_object(),
    };
    let spec = module.get_attr_opt(id!(__spec__), th)?;
    let mut origin = None;
    let mut initializing = false;
    if let Some(spec) = &spec {
        if let Some(has_location) = spec.get_attr_opt(id!(has_location), th)?
            && has_location.is_true(th)?
        {
            origin = spec.get_attr_opt(id!(origin), th)?.filter(|origin| Str::check(origin));
        }
        initializing = crate::import::level::is_initializing(spec, th)?;
    }
    if origin.is_none() {
        origin = module.get_attr_opt(id!(__file__), th)?.filter(|file| Str::check(file));
    }
    let name_text = name.repr()?;
    let package_text = package.repr(th)?;
    let message = match &origin {
        None => format!("cannot import name {name_text} from {package_text} (unknown location)"),
        Some(origin) => {
            let place = origin.str(th)?;
            if initializing {
                format!(
                    "cannot import name {name_text} from partially initialized module {package_text} \
                     (most likely due to a circular import) ({place})"
                )
            } else {
                format!("cannot import name {name_text} from {package_text} ({place})")
            }
        }
    };
    let message = Str::new(&message)?;
    Ok(exceptions::set_import_error(
        &exceptions::ImportError,
        Some(&message),
        Some(&package),
        origin.as_deref(),
        Some(name),
        th,
    ))
}

/// `from module import *`, into the namespace of the running frame.
pub(super) fn import_star(frame: IFrame, module: &Object, th: &mut Thread) -> PyResult {
    let Some(locals) = frame.locals() else {
        return Err(raise!(th, SystemError, "no locals found during 'import *'"));
    };
    let mut skip_private = false;
    let names = match module.get_attr_opt(id!(__all__), th)? {
        Some(all) => all,
        None => {
            skip_private = true;
            let Some(dict) = module.get_attr_opt(id!(__dict__), th)? else {
                return Err(raise!(th, ImportError, "from-import-* object has no __dict__ and no __all__"));
            };
            dict.call_method(id!(keys), &[], th)?
        }
    };
    let names: Ref = if skip_private { List::from_iterable(&names, th)?.into_object() } else { names };
    let mut position = 0;
    loop {
        let item = match names.sequence_item(position, th) {
            Ok(item) => item,
            Err(Raised) if th.raised_matches(&exceptions::IndexError) => {
                th.clear_raised();
                break;
            }
            Err(Raised) => return Err(Raised),
        };
        position += 1;
        let Some(name) = item.downcast::<Str>() else {
            let module_name = module.get_attr(id!(__name__), th)?;
            let Some(module_name) = module_name.downcast::<Str>() else {
                let found = module_name.ob_type().display_name();
                return Err(raise!(th, TypeError, "module __name__ must be a string, not {found:.100}"));
            };
            let found = item.ob_type().display_name();
            let (what, container) = if skip_private { ("Key", "__dict__") } else { ("Item", "__all__") };
            return Err(raise!(th, TypeError, "{what} in {module_name}.{container} must be str, not {found:.100}"));
        };
        if skip_private && !name.is_empty() && name.char_at(0) == u32::from(b'_') {
            continue;
        }
        let value = module.get_attr(name, th)?;
        match locals.downcast_exact::<Dict>() {
            Some(dict) => dict.set_str(name, &value, th)?,
            None => locals.set_item(name, &value, th)?,
        }
    }
    Ok(none().to_ref())
}
