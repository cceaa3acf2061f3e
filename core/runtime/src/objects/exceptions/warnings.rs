//! Warnings: the filters, which warning has been shown where, and how it is shown (`_warnings`, `PyErr_Warn*`).
//!
//! The filters and registries are those of the Python module `warnings` once that has been imported: programs replace and
//! change them there. Before, the interpreter's own ones count.

use super::*;
use crate::eval::IFrame;

/// The interpreter's own part of the state, filled in when it is first looked at.
pub fn state(th: &mut Thread) -> PyResult<&'static _warnings_runtime_state> {
    // SAFETY: the thread belongs to a live interpreter.
    let state = unsafe { &(*th.interp.get()).warnings };
    if state.filters.is_null() {
        let filters = default_filters()?;
        state.filters.set(Some(filters.into_object()), th);
    }
    if state.once_registry.is_null() {
        let registry = Dict::new()?;
        state.once_registry.set(Some(registry.into_object()), th);
    }
    if state.default_action.is_null() {
        let action = Str::intern_str("default")?;
        state.default_action.set(Some(action.into_object()), th);
    }
    Ok(state)
}

/// What is ignored unless something else is asked for: what concerns developers only, but for deprecations in the
/// user's own program.
fn default_filters() -> PyResult<Ref<List>> {
    let filter = |action: &str, category: &'static Type, module: Option<&'static Object>| -> PyResult<Ref> {
        let action = Str::intern_str(action)?;
        let line = Long::zero();
        Ok(Tuple::new(&[&action, none(), category, module.unwrap_or(none()), &line])?.into_object())
    };
    List::from_vec(vec![
        filter("default", &DeprecationWarning, Some(id!(__main__)))?,
        filter("ignore", &DeprecationWarning, None)?,
        filter("ignore", &PendingDeprecationWarning, None)?,
        filter("ignore", &ImportWarning, None)?,
        filter("ignore", &ResourceWarning, None)?,
    ])
}

/// Says that the filters were changed: what was shown before is forgotten.
pub fn filters_mutated(th: &mut Thread) -> PyResult<()> {
    let state = state(th)?;
    state.filters_version.set(state.filters_version.get() + 1);
    Ok(())
}

/// An attribute of the module `warnings`, if that has been imported (or, for `import`, can be).
pub(crate) fn warnings_attribute(name: &Str, import: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
    if th.interp().modules.is_null() {
        return Ok(None);
    }
    let module = if import {
        if crate::state::is_finalizing() {
            return Ok(None);
        }
        let module = crate::import::import_module(id!(warnings), th);
        crate::raise::catch(module, &ImportError, th)?
    } else {
        crate::import::modules::get(id!(warnings), th)?
    };
    match module {
        Some(module) => module.get_attr_opt(name, th),
        None => Ok(None),
    }
}

/// Whether a filter's pattern (`None`, a string, or something with a `match` method) fits.
fn fits(pattern: &Object, text: &Object, th: &mut Thread) -> PyResult<bool> {
    if pattern.is(none()) {
        return Ok(true);
    }
    if let Some(pattern) = pattern.downcast_exact::<Str>() {
        return match text.downcast::<Str>() {
            Some(text) => Ok(pattern.eq(text)),
            None => pattern.rich_compare_bool(text, Py_EQ, th),
        };
    }
    pattern.call_method(id!(r#match), &[text], th)?.is_true(th)
}

/// What the filters say is to be done, and the filter that says so (`None` where none does).
fn find_action(
    category: &Object,
    text: &Object,
    lineno: c_int,
    module: &Object,
    th: &mut Thread,
) -> PyResult<(Ref<Str>, Ref)> {
    let state = state(th)?;
    if let Some(filters) = warnings_attribute(id!(filters), false, th)? {
        state.filters.set(Some(filters), th);
    }
    let filters = super::fields::or_none(&state.filters);
    let Some(list) = filters.downcast::<List>() else {
        return Err(raise!(th, ValueError, "_warnings.filters must be a list"));
    };
    let mut index = 0;
    // Matching runs Python code, which may change the list.
    while let Some(filter) = list.get(index) {
        let parts = filter.downcast::<Tuple>().map(Tuple::items);
        let Some([action, message, class, from, line]) = parts else {
            return Err(raise!(th, ValueError, "_warnings.filters item {index} isn't a 5-tuple"));
        };
        let Some(action) = action.downcast::<Str>() else {
            let name = action.ob_type().display_name();
            return Err(raise!(th, TypeError, "action must be a string, not '{name:.200}'"));
        };
        let applies = fits(message, text, th)? && fits(from, module, th)? && category.is_subclass(class, th)?;
        let line = match line.downcast::<Long>() {
            Some(line) => line.to_isize(th)?,
            None => return Err(raise!(th, TypeError, "an integer is required")),
        };
        if applies && (line == 0 || line == lineno as isize) {
            return Ok((Ref::new(action), filter.clone()));
        }
        index += 1;
    }
    if let Some(action) = warnings_attribute(id!(defaultaction), false, th)? {
        if !Str::check(&action) {
            let name = action.ob_type().display_name();
            return Err(raise!(th, TypeError, "_warnings.defaultaction must be a string, not '{name:.200}'"));
        }
        state.default_action.set(Some(action), th);
    }
    match super::fields::or_none(&state.default_action).downcast_into::<Str>() {
        Ok(action) => Ok((action, none().to_ref())),
        Err(_) => Err(raise!(th, ValueError, "_warnings.defaultaction not found")),
    }
}

/// The registry for `once`.
fn once_registry(th: &mut Thread) -> PyResult<Ref> {
    let state = state(th)?;
    if let Some(registry) = warnings_attribute(id!(onceregistry), false, th)? {
        if !Dict::check(&registry) {
            let name = registry.ob_type().display_name();
            return Err(raise!(th, TypeError, "_warnings.onceregistry must be a dict, not '{name:.200}'"));
        }
        state.once_registry.set(Some(registry), th);
    }
    Ok(super::fields::or_none(&state.once_registry))
}

/// Whether a registry has the key, put there since the filters were changed last. If not and `record`, it has it then.
fn already_warned(registry: &Object, key: &Object, record: bool, th: &mut Thread) -> PyResult<bool> {
    let Some(registry) = registry.downcast::<Dict>() else { return Ok(false) };
    let current = state(th)?.filters_version.get();
    let version = registry.get_str(id!(version), th)?;
    let known = version.as_deref().and_then(|version| version.downcast_exact::<Long>()).and_then(Long::to_i64_opt);
    if known == Some(current) {
        if let Some(found) = registry.get(key, th)? {
            return found.is_true(th);
        }
    } else {
        registry.clear(th);
        let version = Long::from_i64(current)?;
        registry.set_str(id!(version), &version, th)?;
    }
    if record {
        registry.set(key, boolobject::bool_object(true), th)?;
    }
    Ok(false)
}

/// The module's name for a file name.
fn module_of_file(filename: &Str) -> PyResult<Ref<Str>> {
    let length = filename.len();
    if length == 0 {
        return Str::new("<unknown>");
    }
    if length >= 3 && filename.substring(length - 3, length)?.eq_ascii(".py") {
        return filename.substring(0, length - 3);
    }
    Ok(Ref::new(filename))
}

/// A warning on its way.
pub struct Place<'a> {
    pub filename: &'a Str,
    pub lineno: c_int,
    /// The module's name; `None` (the object) late in shut-down, when nothing is said any more.
    pub module: Option<&'a Object>,
    pub registry: Option<&'a Object>,
    /// The source line, where the module's loader gave it.
    pub source_line: Option<&'a Object>,
}

/// Shows, ignores or raises a warning, as the filters say.
///
/// # Errors
/// The warning itself, if the filters say so; wrong filters.
pub fn warn_explicit_with(
    category: &Object,
    message: &Object,
    place: &Place<'_>,
    source: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    if place.module.is_some_and(|module| module.is(none())) {
        return Ok(());
    }
    let registry = place.registry.filter(|registry| !registry.is(none()));
    if registry.is_some_and(|registry| !Dict::check(registry)) {
        return Err(raise!(th, TypeError, "'registry' must be a dict or None"));
    }
    let derived;
    let module = match place.module {
        Some(module) => module,
        None => {
            derived = module_of_file(place.filename)?;
            derived.as_object()
        }
    };
    let (text, message, category): (Ref, Ref, Ref) = if message.is_instance(&Warning, th)? {
        (message.str(th)?.into_object(), message.to_ref(), message.ob_type().to_ref())
    } else {
        (message.to_ref(), category.call(&[message], th)?, category.to_ref())
    };
    let line = Long::from_i64(i64::from(place.lineno))?;
    let key = Tuple::new(&[&text, &category, &line])?;
    if let Some(registry) = registry
        && already_warned(registry, &key, false, th)?
    {
        return Ok(());
    }
    let (action, filter) = find_action(&category, &text, place.lineno, module, th)?;
    if action.eq_ascii("error") {
        return Err(set_object(&category, Some(&message), th));
    }
    if action.eq_ascii("ignore") {
        return Ok(());
    }
    if !action.eq_ascii("always") {
        if let Some(registry) = registry.and_then(|registry| registry.downcast::<Dict>()) {
            registry.set(&key, boolobject::bool_object(true), th)?;
        }
        let said = if action.eq_ascii("once") {
            let registry = match registry {
                Some(registry) => registry.to_ref(),
                None => once_registry(th)?,
            };
            already_warned(&registry, &*Tuple::new(&[&text, &category])?, true, th)?
        } else if action.eq_ascii("module") {
            match registry {
                Some(registry) => already_warned(registry, &*Tuple::new(&[&text, &category])?, true, th)?,
                None => false,
            }
        } else if action.eq_ascii("default") {
            false
        } else {
            let (action, filter) = (action.repr()?, filter.repr(th)?);
            return Err(raise!(th, RuntimeError, "Unrecognized action ({action}) in warnings.filters:\n {filter}"));
        };
        if said {
            return Ok(());
        }
    }
    show(&category, &text, &message, place, &line, source, th)
}

/// Shows a warning through `warnings._showwarnmsg`, or on `sys.stderr` while `warnings` is not there.
fn show(
    category: &Object,
    text: &Object,
    message: &Object,
    place: &Place<'_>,
    line: &Object,
    source: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    // With a source, tracemalloc's trace of it is to be shown, which only the Python code can do.
    let Some(function) = warnings_attribute(id!(_showwarnmsg), source.is_some(), th)? else {
        return show_plain(category, text, place, th);
    };
    if !function.is_callable() {
        return Err(raise!(th, TypeError, "warnings._showwarnmsg() must be set to a callable"));
    }
    let Some(class) = warnings_attribute(id!(WarningMessage), false, th)? else {
        return Err(raise!(th, RuntimeError, "unable to get warnings.WarningMessage"));
    };
    let source = source.unwrap_or(none());
    let message = class.call(&[message, category, place.filename, line, none(), none(), source], th)?;
    function.call(&[&message], th).map(drop)
}

/// `file:line: Category: text` and the source line.
fn show_plain(category: &Object, text: &Object, place: &Place<'_>, th: &mut Thread) -> PyResult<()> {
    let name = category.get_attr(id!(__name__), th)?.str(th)?;
    let text = text.str(th)?;
    let mut out = StrWriter::with_capacity(128);
    out.push_str(place.filename);
    out.push_ascii(&format!(":{}: ", place.lineno));
    out.push_str(&name);
    out.push_ascii(": ");
    out.push_str(&text);
    out.push_ascii("\n");
    let line = match place.source_line {
        Some(line) => Some(line.to_ref()),
        None => shown_line(place, th),
    };
    if let Some(line) = line.as_deref().and_then(|line| line.downcast::<Str>()).filter(|line| !line.is_empty()) {
        let length = line.len();
        let blank = |at: &usize| matches!(char::from_u32(line.char_at(*at)), Some(' ' | '\t' | '\x0c'));
        let start = (0..length).find(|at| !blank(at)).unwrap_or(length);
        let end = if length > start && line.char_at(length - 1) == '\n' as u32 { length - 1 } else { length };
        out.push_ascii("  ");
        out.push_slice(line, start, end);
        out.push_ascii("\n");
    }
    let out = out.finish()?;
    super::display::write_to_stderr(&out, th);
    Ok(())
}

/// The line that a warning is about: as `linecache` knows it, which has sources that are in no file, too.
fn shown_line(place: &Place<'_>, th: &mut Thread) -> Option<Ref> {
    let cached = Str::intern_str("linecache").and_then(|linecache| {
        let linecache = crate::import::import_module(&linecache, th)?;
        let lineno = Long::from_i64(i64::from(place.lineno))?;
        linecache.call_method(&*Str::intern_str("getline")?, &[place.filename, &lineno], th)
    });
    match cached {
        Ok(line) if line.downcast::<Str>().is_some() => Some(line),
        Ok(_) => program_text(place.filename, place.lineno, th),
        Err(Raised) => {
            th.clear_raised();
            program_text(place.filename, place.lineno, th)
        }
    }
}

/// Whether a file is part of the import system, whose frames a warning is not blamed on.
fn is_internal(filename: &Str) -> bool {
    let text = filename.to_string_lossy();
    text.contains("importlib") && text.contains("_bootstrap")
}

/// Whether the file name begins with one of the prefixes.
fn is_skipped(filename: &Str, prefixes: Option<&Tuple>) -> bool {
    let Some(prefixes) = prefixes else { return false };
    let text = filename.to_string_lossy();
    let begins =
        |prefix: &Ref| prefix.downcast::<Str>().is_some_and(|prefix| text.starts_with(&*prefix.to_string_lossy()));
    prefixes.items().iter().any(begins)
}

/// The frame whose code is blamed.
fn blamed_frame(stack_level: isize, prefixes: Option<&Tuple>, th: &Thread) -> Option<IFrame> {
    let back = |frame: IFrame| IFrame::first_complete(frame.previous_frame());
    let mut frame = IFrame::first_complete(IFrame::current(th));
    let mut level = stack_level;
    let plain = level <= 0 || frame.is_some_and(|frame| is_internal(&frame.code().filename()));
    level -= 1;
    while level > 0
        && let Some(current) = frame
    {
        frame = back(current);
        if !plain {
            while let Some(candidate) = frame {
                let filename = candidate.code().filename();
                if !is_internal(&filename) && !is_skipped(&filename, prefixes) {
                    break;
                }
                frame = back(candidate);
            }
        }
        level -= 1;
    }
    frame
}

/// Where a warning comes from.
struct Origin {
    filename: Ref<Str>,
    lineno: c_int,
    module: Ref,
    registry: Ref,
}

fn origin(stack_level: isize, prefixes: Option<&Tuple>, th: &mut Thread) -> PyResult<Origin> {
    let (globals, filename, lineno) = match blamed_frame(stack_level, prefixes, th) {
        Some(frame) => (Some(frame.globals().to_ref()), frame.code().filename(), frame.line()),
        None => (th.interp().sysdict.get().map(Ref::into_object), Str::new("<sys>")?, 0),
    };
    let Some(globals) = globals.and_then(|globals| globals.downcast_into::<Dict>().ok()) else {
        return Err(th.bad_internal_call());
    };
    let registry = match globals.get_str(id!(__warningregistry__), th)? {
        Some(registry) => registry,
        None => {
            let registry = Dict::new()?.into_object();
            globals.set_str(id!(__warningregistry__), &registry, th)?;
            registry
        }
    };
    let module = match globals.get_str(id!(__name__), th)? {
        Some(name) if name.is(none()) || Str::check(&name) => name,
        _ => Str::new("<string>")?.into_object(),
    };
    Ok(Origin { filename, lineno, module, registry })
}

/// The category of a message: its class if it is a warning itself.
fn category_of(message: &Object, category: Option<&Object>, th: &mut Thread) -> PyResult<Ref> {
    let category = if message.is_instance(&Warning, th)? {
        message.ob_type().to_ref()
    } else {
        category.filter(|category| !category.is(none())).map_or_else(|| UserWarning.to_ref(), Object::to_ref)
    };
    let fits = Type::check(&category) && category.is_subclass(&Warning, th)?;
    if fits {
        return Ok(category);
    }
    let name = category.ob_type().display_name();
    Err(raise!(th, TypeError, "category must be a Warning subclass, not '{name}'"))
}

/// `warnings.warn`.
///
/// # Errors
/// The warning itself, if the filters say so; `TypeError` for a category that is none.
pub fn warn_with_skips(
    message: &Object,
    category: Option<&Object>,
    stack_level: isize,
    source: Option<&Object>,
    prefixes: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult<()> {
    let category = category_of(message, category, th)?;
    let prefixes = prefixes.filter(|prefixes| !prefixes.is_empty());
    let stack_level = if prefixes.is_some() { stack_level.max(2) } else { stack_level };
    warn_from(message, &category, stack_level, source, prefixes, th)
}

fn warn_from(
    message: &Object,
    category: &Object,
    stack_level: isize,
    source: Option<&Object>,
    prefixes: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult<()> {
    let origin = origin(stack_level, prefixes, th)?;
    let place = Place {
        filename: &origin.filename,
        lineno: origin.lineno,
        module: Some(&origin.module),
        registry: Some(&origin.registry),
        source_line: None,
    };
    warn_explicit_with(category, message, &place, source.filter(|source| !source.is(none())), th)
}

/// `PyErr_WarnFormat`.
///
/// # Errors
/// The warning itself, if the filters say so.
pub fn warn(category: &'static Type, message: impl Display, stack_level: isize, th: &mut Thread) -> PyResult<()> {
    let message = Str::new(&message.to_string())?;
    warn_from(&message, category, stack_level, None, None, th)
}

/// `PyErr_WarnEx` and `PyErr_ResourceWarning` with the message made; no category is `RuntimeWarning`.
///
/// # Errors
/// The warning itself, if the filters say so.
pub fn warn_object(
    category: Option<&Object>,
    message: &Object,
    stack_level: isize,
    source: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    warn_from(message, category.unwrap_or(&RuntimeWarning), stack_level, source, None, th)
}

/// `PyErr_WarnExplicitObject`; no category is `RuntimeWarning`.
///
/// # Errors
/// The warning itself, if the filters say so.
pub fn warn_explicit(
    category: Option<&Object>,
    message: &Object,
    filename: &Str,
    lineno: c_int,
    module: Option<&Str>,
    registry: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    let place =
        Place { filename, lineno, module: module.map(|module| module.as_object()), registry, source_line: None };
    warn_explicit_with(category.unwrap_or(&RuntimeWarning), message, &place, None, th)
}

/// The source line that a module's loader knows (PEP 302), for modules that stand in no file.
pub fn source_line(module_globals: &Dict, lineno: c_int, th: &mut Thread) -> PyResult<Option<Ref>> {
    let Some(loader) = module_globals.get_str(id!(__loader__), th)? else { return Ok(None) };
    let Some(name) = module_globals.get_str(id!(__name__), th)? else { return Ok(None) };
    let Some(get_source) = loader.get_attr_opt(id!(get_source), th)? else { return Ok(None) };
    let source = get_source.call(&[&name], th)?;
    if source.is(none()) {
        return Ok(None);
    }
    let lines = source.call_method(id!(splitlines), &[], th)?;
    lines.sequence_item(lineno as isize - 1, th).map(Some)
}
