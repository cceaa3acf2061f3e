//! `_warnings`: the interpreter's part of `warnings`. The work is done in the runtime, which warns, too.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::exceptions::warnings;
use ks_runtime::prelude::*;

/// A tuple of strings.
fn prefixes<'a>(object: Option<&'a Object>, th: &mut Thread) -> PyResult<Option<&'a Tuple>> {
    let Some(object) = object else { return Ok(None) };
    let Some(tuple) = object.downcast::<Tuple>() else {
        let name = object.ob_type().display_name();
        return Err(raise!(th, TypeError, "warn() argument 'skip_file_prefixes' must be tuple, not {name:.50}"));
    };
    for item in tuple.items() {
        if !Str::check(item) {
            let name = item.ob_type().display_name();
            return Err(raise!(th, TypeError, "Found non-str '{name}' in skip_file_prefixes."));
        }
    }
    Ok(Some(tuple))
}

#[pyfunction(
    sig = "(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=<unrepresentable>)",
    doc = "Issue a warning: show it, ignore it or raise it, as the filters say.\n\n\
        stacklevel tells which caller is blamed; source is the object that tracemalloc may know;\n\
        frames of files that begin with one of skip_file_prefixes are not counted."
)]
fn warn(
    message: &Object,
    category: Option<&Object>,
    stacklevel: isize,
    source: Option<&Object>,
    skip_file_prefixes: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    let prefixes = prefixes(skip_file_prefixes, th)?;
    warnings::warn_with_skips(message, category, stacklevel, source, prefixes, th)
}

#[pyfunction(
    sig = "(message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None)",
    doc = "Issue a warning for a place that the caller names."
)]
fn warn_explicit(
    message: &Object,
    category: &Object,
    filename: &Str,
    lineno: std::ffi::c_int,
    module: Option<&Object>,
    registry: Option<&Object>,
    module_globals: Option<&Object>,
    source: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    let mut line = None;
    if let Some(globals) = module_globals {
        let Some(globals) = globals.downcast::<Dict>() else {
            let name = globals.ob_type().display_name();
            return Err(raise!(th, TypeError, "module_globals must be a dict, not '{name:.200}'"));
        };
        line = warnings::source_line(globals, lineno, th)?;
    }
    let place = warnings::Place { filename, lineno, module, registry, source_line: line.as_deref() };
    warnings::warn_explicit_with(category, message, &place, source, th)
}

#[pyfunction(sig = "()", doc = "To be called after the filters were changed.")]
fn _filters_mutated(th: &mut Thread) -> PyResult<()> {
    warnings::filters_mutated(th)
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let state = warnings::state(th)?;
    let values = [
        (id!(filters), state.filters.get()),
        (id!(_onceregistry), state.once_registry.get()),
        (id!(_defaultaction), state.default_action.get()),
    ];
    for (name, value) in values {
        if let Some(value) = value {
            module.set_attr(name, &value, th)?;
        }
    }
    Ok(())
}

pymodule! {
    name = "_warnings",
    init = _PyWarnings_Init,
    doc = "Warning filters, as far as the interpreter itself needs them.",
    functions = [warn, warn_explicit, _filters_mutated],
    exec = exec,
}
