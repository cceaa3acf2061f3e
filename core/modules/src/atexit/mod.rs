//! `atexit`: functions to call when the interpreter ends.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::exceptions::unraisable::write_unraisable_message;
use ks_runtime::prelude::*;

/// The interpreter's list: `(function, args, kwargs)`, or `None` where one was unregistered.
fn callbacks(th: &Thread) -> PyResult<Ref<List>> {
    let field = &th.interp().atexit;
    if let Some(list) = field.get() {
        return Ok(list);
    }
    let list = List::new(&[])?;
    field.replace(Some(list.clone()));
    Ok(list)
}

/// Calls what is registered, the last first, and forgets it all; what goes wrong is reported.
pub fn run(th: &mut Thread) {
    let Some(list) = th.interp().atexit.get() else { return };
    let mut index = list.len();
    while index > 0 {
        index -= 1;
        let Some(entry) = list.get(index) else { continue };
        let Some([function, args, kwargs]) = entry.downcast::<Tuple>().and_then(|entry| entry.items().first_chunk())
        else {
            continue;
        };
        let Some(args) = args.downcast::<Tuple>() else { continue };
        if function.call_dict(args, kwargs.downcast::<Dict>(), th).is_ok() {
            continue;
        }
        // The function's repr may fail, too: the exception to report is set aside meanwhile.
        let raised = th.take_raised();
        let text = match function.repr(th) {
            Ok(repr) => Str::new(&format!("Exception ignored in atexit callback {}", repr.to_string_lossy())),
            Err(Raised) => {
                th.clear_raised();
                Str::new("Exception ignored in atexit callback")
            }
        };
        let text = text.ok();
        if let Some(raised) = raised {
            let Raised = th.restore_raised(raised);
        }
        write_unraisable_message(text.as_deref(), th);
    }
    clear(th);
}

fn clear(th: &mut Thread) {
    let old = th.interp().atexit.take();
    drop(old);
}

#[pyfunction(
    raw = FASTCALL | KEYWORDS,
    sig = "(func, /, *args, **kwargs)",
    doc = "Have func(*args, **kwargs) called when the interpreter ends.\n\nReturns func, so that it can be used as a decorator."
)]
fn register(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
    let Some((function, rest)) = args.split_first() else {
        return Err(raise!(th, TypeError, "register() takes at least 1 argument (0 given)"));
    };
    if !function.is_callable() {
        return Err(raise!(th, TypeError, "the first argument must be callable"));
    }
    let rest = Tuple::new(rest)?.into_object();
    let kwargs = if kwargs.is_none() { none().to_ref() } else { kwargs.to_dict(th)?.into_object() };
    let entry = Tuple::from_array([function.to_ref(), rest, kwargs])?;
    callbacks(th)?.push(entry.into_object())?;
    Ok(function.to_ref())
}

#[pyfunction(sig = "(func, /)", doc = "Forget a function, however often it was registered.")]
fn unregister(func: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(list) = th.interp().atexit.get() else { return Ok(()) };
    let mut index = 0;
    while let Some(entry) = list.get(index) {
        if let Some(function) = entry.downcast::<Tuple>().and_then(|entry| entry.items().first())
            && function.rich_compare_bool(func, Py_EQ, th)?
            && index < list.len()
        {
            list.set(index, none().to_ref(), th);
        }
        index += 1;
    }
    Ok(())
}

#[pyfunction(sig = "()", doc = "Forget all registered functions.")]
fn _clear(th: &mut Thread) {
    clear(th);
}

#[pyfunction(sig = "()", doc = "Call all registered functions and forget them.")]
fn _run_exitfuncs(th: &mut Thread) {
    run(th);
}

#[pyfunction(sig = "()", doc = "How many functions are registered.")]
fn _ncallbacks(th: &mut Thread) -> usize {
    th.interp().atexit.get().map_or(0, |list| list.len())
}

pymodule! {
    name = "atexit",
    init = PyInit_atexit,
    doc = "Functions to call when the interpreter ends, with register() and unregister().",
    functions = [register, _clear, unregister, _run_exitfuncs, _ncallbacks],
}
