//! Small helpers for the fields of exceptions.

use super::*;

/// What a field holds, or `None`.
#[inline]
pub(super) fn or_none(field: &Field) -> Ref {
    field.get().unwrap_or_else(|| none().to_ref())
}

/// What a field holds, unless it is empty or `None`.
#[inline]
pub(super) fn not_none(field: &Field) -> Option<Ref> {
    field.get().filter(|value| !value.is(none()))
}

/// Raises `TypeError` if there are keyword arguments (`_PyArg_NoKeywords`).
#[inline]
pub(super) fn no_keywords(name: &str, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
    match kwargs {
        Some(kwargs) if !kwargs.is_empty() => Err(raise!(th, TypeError, "{name:.200}() takes no keyword arguments")),
        _ => Ok(()),
    }
}

/// Keyword-only arguments, each stored in its field: the constructors of the exceptions that know a name, a path, ….
/// `function` is the name used in messages.
pub(super) fn keyword_fields<const N: usize>(
    function: &str,
    kwargs: Option<&Dict>,
    fields: [(&Str, &Field); N],
    th: &mut Thread,
) -> PyResult<()> {
    let mut found: [Option<Ref>; N] = [const { None }; N];
    if let Some(kwargs) = kwargs
        && !kwargs.is_empty()
    {
        let given = kwargs.len();
        if given > N {
            let s = if N == 1 { "" } else { "s" };
            return Err(raise!(th, TypeError, "{function}() takes at most {N} keyword argument{s} ({given} given)"));
        }
        let mut known = 0;
        for (slot, (name, _)) in found.iter_mut().zip(&fields) {
            *slot = kwargs.get_str(name, th)?;
            known += usize::from(slot.is_some());
        }
        if known < given {
            return Err(unexpected_keyword(function, kwargs, &fields.map(|(name, _)| name), th));
        }
    }
    for (value, (_, field)) in found.into_iter().zip(fields) {
        field.set(value, th);
    }
    Ok(())
}

#[cold]
fn unexpected_keyword(function: &str, kwargs: &Dict, names: &[&Str], th: &mut Thread) -> Raised {
    let mut position = 0;
    while let Some((key, _)) = kwargs.next(&mut position) {
        let Some(key) = key.downcast::<Str>() else {
            return raise!(th, TypeError, "keywords must be strings");
        };
        if names.iter().any(|name| name.eq(key)) {
            continue;
        }
        let text = key.to_string_lossy();
        let known: Vec<_> = names.iter().map(|name| name.to_string_lossy()).collect();
        let close = crate::suggestions::closest(&text, known.iter().map(|name| &**name));
        let hint = close.map_or_else(String::new, |close| format!(". Did you mean '{close}'?"));
        return raise!(th, TypeError, "{function}() got an unexpected keyword argument '{text}'{hint}");
    }
    th.bad_internal_call()
}
