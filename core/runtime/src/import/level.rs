//! The import statement's work (`PyImport_ImportModuleLevelObject`).

use std::time::Instant;

use super::modules;
use crate::abstract_::ObjectOps;
use crate::objects::traceback::Traceback;
use crate::prelude::*;
use crate::state::audit;

/// `importlib._bootstrap`.
fn importlib(th: &mut Thread) -> PyResult {
    match th.interp().importlib.get() {
        Some(importlib) => Ok(importlib),
        None => Err(raise!(th, ImportError, "the import system has not been set up")),
    }
}

/// `import name` for C code (`PyImport_Import` with level 0): the module itself, not its top-level package. Uses the
/// `__import__` of the running code's builtins.
///
/// # Errors
/// What importing raises.
pub fn import_module(name: &Str, th: &mut Thread) -> PyResult {
    if let Some(module) = modules::get(name, th)?
        && !module.is(none())
    {
        ensure_initialized(&module, name, th)?;
        return Ok(module);
    }
    let from_list = Tuple::new(&[id!(__name__)])?;
    import_level(name, None, None, Some(&from_list), 0, th)?;
    match modules::get(name, th)? {
        Some(module) => Ok(module),
        None => Err(th.raise_object(&exceptions::KeyError, name)),
    }
}

/// `__import__(name, globals, locals, fromlist, level)`.
///
/// # Errors
/// What importing raises.
pub fn import_level(
    name: &Object,
    globals: Option<&Object>,
    _locals: Option<&Object>,
    from_list: Option<&Object>,
    level: i32,
    th: &mut Thread,
) -> PyResult {
    let imported = import_at_level(name, globals, from_list, level, th);
    if imported.is_err() && th.interp().config.get().is_none_or(|config| config.verbose == 0) {
        hide_importlib(th);
    }
    imported
}

/// Takes importlib's own entries out of the traceback of the exception that is set: all of them of an `ImportError`, else
/// those around a module's execution.
fn hide_importlib(th: &mut Thread) {
    let Some(exception) = th.take_raised() else { return };
    let Some(base) = exception.downcast::<BaseException>() else {
        let _ = th.restore_raised(exception);
        return;
    };
    let always = exception.ob_type().is_subtype_of(&exceptions::ImportError);
    // The entry whose `tb_next` is to be set; none is the exception's own traceback.
    let mut before_chunk: Option<Ref<Traceback>> = None;
    let mut previous: Option<Ref<Traceback>> = None;
    let mut inside = false;
    let mut entry = base.traceback().and_then(|entry| entry.downcast_into::<Traceback>().ok());
    while let Some(current) = entry {
        let next = current.next();
        let frame = current.frame();
        let code = frame.as_ref().map(|frame| frame.code());
        let now_inside = code.is_some_and(|code| {
            let filename = code.filename();
            filename.eq_ascii("<frozen importlib._bootstrap>")
                || filename.eq_ascii("<frozen importlib._bootstrap_external>")
        });
        if now_inside && !inside {
            before_chunk = previous.clone();
        }
        inside = now_inside;
        let removes = || code.is_some_and(|code| code.name().eq_ascii("_call_with_frames_removed"));
        if inside && (always || removes()) {
            match &before_chunk {
                Some(entry) => entry.set_next(next.clone()),
                None => base.layout().traceback.set(next.clone().map(Ref::into_object), th),
            }
            previous = before_chunk.clone();
        } else {
            previous = Some(current);
        }
        entry = next;
    }
    let _ = th.restore_raised(exception);
}

fn import_at_level(
    name: &Object,
    globals: Option<&Object>,
    from_list: Option<&Object>,
    level: i32,
    th: &mut Thread,
) -> PyResult {
    let Some(name) = name.downcast::<Str>() else {
        return Err(raise!(th, TypeError, "module name must be a string"));
    };
    if level < 0 {
        return Err(raise!(th, ValueError, "level must be >= 0"));
    }
    let absolute = if level > 0 {
        resolve_name(name, globals, level as usize, th)?
    } else if name.is_empty() {
        return Err(raise!(th, ValueError, "Empty module name"));
    } else {
        Ref::new(name)
    };
    let module = match modules::get(&absolute, th)? {
        Some(module) if !module.is(none()) => {
            ensure_initialized(&module, &absolute, th)?;
            module
        }
        _ => find_and_load(&absolute, th)?,
    };
    let has_from = match from_list {
        Some(list) if !list.is(none()) => list.is_true(th)?,
        _ => false,
    };
    if !has_from {
        return top_level(module, name, &absolute, level, th);
    }
    let Some(from_list) = from_list else {
        return Ok(module);
    };
    if module.get_attr_opt(id!(__path__), th)?.is_none() {
        return Ok(module);
    }
    let importlib = importlib(th)?;
    let Some(import) = th.interp().import_func.get() else {
        return Ok(module);
    };
    importlib.call_method(id!(_handle_fromlist), &[&module, from_list, &import], th)
}

/// What `import a.b` binds: `a`; with a level, the package that the first part of the name stands in.
fn top_level(module: Ref, name: &Str, absolute: &Str, level: i32, th: &mut Thread) -> PyResult {
    if name.is_empty() {
        return Ok(module);
    }
    let dot = u32::from(b'.');
    let Some(first_dot) = (0..name.len()).find(|at| name.char_at(*at) == dot) else {
        return Ok(module);
    };
    if level == 0 {
        let front = name.substring(0, first_dot)?;
        return import_level(&front, None, None, None, 0, th);
    }
    let cut = name.len() - first_dot;
    let front = absolute.substring(0, absolute.len() - cut)?;
    match modules::get(&front, th)? {
        Some(module) => Ok(module),
        None => {
            let text = front.repr()?;
            Err(raise!(th, KeyError, "{text} not in sys.modules as expected"))
        }
    }
}

/// Waits for another thread that is initializing the module, unless that would deadlock.
fn ensure_initialized(module: &Object, name: &Str, th: &mut Thread) -> PyResult<()> {
    let Some(spec) = module.get_attr_opt(id!(__spec__), th)? else {
        return Ok(());
    };
    if !is_initializing(&spec, th)? {
        return Ok(());
    }
    importlib(th)?.call_method(id!(_lock_unlock_module), &[name], th)?;
    Ok(())
}

/// Whether a spec says that its module is being initialized.
///
/// # Errors
/// What reading the attribute raises.
pub fn is_initializing(spec: &Object, th: &mut Thread) -> PyResult<bool> {
    if spec.is(none()) {
        return Ok(false);
    }
    match spec.get_attr_opt(id!(_initializing), th)? {
        Some(value) => value.is_true(th),
        None => Ok(false),
    }
}

/// `importlib._bootstrap._find_and_load`, with its audit event and, if asked for, its times on stderr.
fn find_and_load(name: &Str, th: &mut Thread) -> PyResult {
    if audit::is_watched(th) {
        let mut args = vec![name.to_ref(), none().to_ref()];
        for attribute in [id!(path), id!(meta_path), id!(path_hooks)] {
            let value = match th.interp().sysdict.get() {
                Some(sysdict) => sysdict.get_str(attribute, th)?,
                None => None,
            };
            args.push(value.unwrap_or_else(|| none().to_ref()));
        }
        let args = Tuple::from_vec(args)?;
        audit::audit(c"import", &args, th)?;
    }
    let importlib = importlib(th)?;
    let Some(import) = th.interp().import_func.get() else {
        return Err(raise!(th, ImportError, "__import__ not found"));
    };
    let interp = th.interp();
    let timed = interp.config.get().is_some_and(|config| config.import_time != 0);
    if !timed {
        return importlib.call_method(id!(_find_and_load), &[name, &import], th);
    }
    let times = &interp.import_times;
    if times.get().level == 0 && !times.get().header {
        eprintln!("import time: self [us] | cumulative | imported package");
    }
    let outer = times.get();
    times.set(ImportTimes { level: outer.level + 1, nested: 0, header: true });
    let start = Instant::now();
    let module = importlib.call_method(id!(_find_and_load), &[name, &import], th);
    let total = start.elapsed().as_nanos() as u64;
    let nested = times.get().nested;
    let micros = |nanos: u64| nanos.div_ceil(1000);
    eprintln!(
        "import time: {:9} | {:10} | {:width$}{name}",
        micros(total.saturating_sub(nested)),
        micros(total),
        "",
        width = outer.level * 2
    );
    times.set(ImportTimes { level: outer.level, nested: outer.nested + total, header: true });
    module
}

/// The state of `-X importtime`: nesting, and nanoseconds spent in nested imports.
#[derive(Clone, Copy, Default)]
pub struct ImportTimes {
    level: usize,
    nested: u64,
    header: bool,
}

/// The absolute name of a relative import.
fn resolve_name(name: &Str, globals: Option<&Object>, level: usize, th: &mut Thread) -> PyResult<Ref<Str>> {
    let Some(globals) = globals else {
        return Err(raise!(th, KeyError, "'__name__' not in globals"));
    };
    let Some(globals) = globals.downcast::<Dict>() else {
        return Err(raise!(th, TypeError, "globals must be a dict"));
    };
    let package = package_of(globals, th)?;
    if package.is_empty() {
        return Err(raise!(th, ImportError, "attempted relative import with no known parent package"));
    }
    let dot = u32::from(b'.');
    let mut end = package.len();
    for _ in 1..level {
        match (0..end).rev().find(|at| package.char_at(*at) == dot) {
            Some(at) => end = at,
            None => {
                return Err(raise!(th, ImportError, "attempted relative import beyond top-level package"));
            }
        }
    }
    let base = package.substring(0, end)?;
    if name.is_empty() {
        return Ok(base);
    }
    base.concat(&*Str::new(".")?)?.concat(name)
}

/// The package that code with these globals belongs to: `__package__`, `__spec__.parent`, or worked out from `__name__`.
fn package_of(globals: &Dict, th: &mut Thread) -> PyResult<Ref<Str>> {
    let package = globals.get_str(id!(__package__), th)?.filter(|package| !package.is(none()));
    let spec = globals.get_str(id!(__spec__), th)?.filter(|spec| !spec.is(none()));
    if let Some(package) = package {
        let Ok(package) = package.downcast_into::<Str>() else {
            return Err(raise!(th, TypeError, "package must be a string"));
        };
        if let Some(spec) = spec {
            let parent = spec.get_attr(id!(parent), th)?;
            if !package.rich_compare_bool(&parent, Py_EQ, th)? {
                let (a, b) = (package.repr()?, ObjectOps::repr(&*parent, th)?);
                let message = format!("__package__ != __spec__.parent ({a} != {b})");
                exceptions::warn(&exceptions::DeprecationWarning, message, 1, th)?;
            }
        }
        return Ok(package);
    }
    if let Some(spec) = spec {
        let parent = spec.get_attr(id!(parent), th)?;
        return parent.downcast_into::<Str>().map_err(|_| raise!(th, TypeError, "__spec__.parent must be a string"));
    }
    exceptions::warn(
        &exceptions::ImportWarning,
        "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__",
        1,
        th,
    )?;
    let Some(name) = globals.get_str(id!(__name__), th)? else {
        return Err(raise!(th, KeyError, "'__name__' not in globals"));
    };
    let Ok(name) = name.downcast_into::<Str>() else {
        return Err(raise!(th, TypeError, "__name__ must be a string"));
    };
    if globals.get_str(id!(__path__), th)?.is_some() {
        return Ok(name);
    }
    let dot = u32::from(b'.');
    match (0..name.len()).rev().find(|at| name.char_at(*at) == dot) {
        Some(at) => name.substring(0, at),
        None => Err(raise!(th, ImportError, "attempted relative import with no known parent package")),
    }
}
