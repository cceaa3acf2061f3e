//! `min` and `max`.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

#[pyfunction(
    raw = FASTCALL | KEYWORDS,
    doc = "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nThe biggest item of an iterable, or of two or more arguments; the default if the iterable is empty."
)]
pub fn max(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
    extreme("max", args, kwargs, Py_GT, th)
}

#[pyfunction(
    raw = FASTCALL | KEYWORDS,
    doc = "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nThe smallest item of an iterable, or of two or more arguments; the default if the iterable is empty."
)]
pub fn min(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
    extreme("min", args, kwargs, Py_LT, th)
}

/// The keyword arguments `key` and `default`.
fn options(name: &str, kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult<(Option<Ref>, Option<Ref>)> {
    if kwargs.len() > 2 {
        let given = kwargs.len();
        return Err(raise!(th, TypeError, "{name}() takes at most 2 keyword arguments ({given} given)"));
    }
    let key = kwargs.get(id!(key), th)?;
    let default = kwargs.get(id!(default), th)?;
    let known = usize::from(key.is_some()) + usize::from(default.is_some());
    if kwargs.len() > known {
        for (keyword, _) in kwargs.iter() {
            if let Some(keyword) = keyword.downcast::<Str>()
                && !keyword.eq_ascii("key")
                && !keyword.eq_ascii("default")
            {
                let text = keyword.to_string_lossy();
                let hint = ks_runtime::suggestions::closest(&text, ["key", "default"].into_iter());
                return Err(match hint {
                    Some(hint) => raise!(
                        th,
                        TypeError,
                        "{name}() got an unexpected keyword argument '{text}'. Did you mean '{hint}'?"
                    ),
                    None => raise!(th, TypeError, "{name}() got an unexpected keyword argument '{text}'"),
                });
            }
        }
    }
    Ok((key.filter(|key| !key.is(none())), default))
}

fn extreme(name: &str, args: &[&Object], kwargs: Kwargs<'_>, op: std::ffi::c_int, th: &mut Thread) -> PyResult {
    if args.is_empty() {
        return Err(raise!(th, TypeError, "{name} expected at least 1 argument, got 0"));
    }
    let (key, default) = if kwargs.is_empty() { (None, None) } else { options(name, kwargs, th)? };
    let mut best: Option<(Ref, Ref)> = None;
    let mut consider = |item: Ref, th: &mut Thread| -> PyResult<()> {
        let value = match &key {
            Some(key) => key.call(&[&item], th)?,
            None => item.clone(),
        };
        let better = match &best {
            Some((_, known)) => value.rich_compare_bool(known, op, th)?,
            None => true,
        };
        if better {
            let old = best.replace((item, value));
            drop(old);
        }
        Ok(())
    };
    if let [iterable] = args {
        let iterator = iterable.iter(th)?;
        while let Some(item) = iterator.iter_next(th)? {
            consider(item, th)?;
        }
    } else {
        if default.is_some() {
            return Err(raise!(
                th,
                TypeError,
                "Cannot specify a default for {name}() with multiple positional arguments"
            ));
        }
        for item in args {
            consider(item.to_ref(), th)?;
        }
    }
    match (best, default) {
        (Some((item, _)), _) => Ok(item),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(raise!(th, ValueError, "{name}() iterable argument is empty")),
    }
}
