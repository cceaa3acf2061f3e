//! `__build_class__`: what a class statement calls.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

/// Replaces bases that are no types by what their `__mro_entries__` says; `None` if nothing changes.
pub fn resolve_bases(bases: &Tuple, th: &mut Thread) -> PyResult<Option<Ref<Tuple>>> {
    let mut resolved: Option<Vec<Ref>> = None;
    for (index, base) in bases.items().iter().enumerate() {
        let entries = if Type::check(base) {
            None
        } else {
            match base.get_attr_opt(id!(__mro_entries__), th)? {
                Some(method) => Some(method.call(&[bases], th)?),
                None => None,
            }
        };
        match entries {
            None => {
                if let Some(resolved) = &mut resolved {
                    resolved.push(base.clone());
                }
            }
            Some(entries) => {
                let Some(entries) = entries.downcast::<Tuple>() else {
                    return Err(raise!(th, TypeError, "__mro_entries__ must return a tuple"));
                };
                resolved.get_or_insert_with(|| bases.items()[..index].to_vec()).extend(entries.items().iter().cloned());
            }
        }
    }
    resolved.map(Tuple::from_vec).transpose()
}

/// The metaclass: the `metaclass` keyword, or the type of the first base; if it is a type, the most derived one.
fn metaclass(given: Option<Ref>, bases: &Tuple, th: &mut Thread) -> PyResult<Ref> {
    let candidate = match (given, bases.items().first()) {
        (Some(given), _) => given,
        (None, Some(first)) => first.ob_type().to_ref(),
        (None, None) => typeobject::PyType_Type.to_ref(),
    };
    if !Type::check(&candidate) {
        return Ok(candidate);
    }
    // SAFETY: the reference above keeps the class alive for this call, and metaclasses of bases live with them.
    let class = unsafe { &*candidate.as_ptr().cast::<Type>() };
    Ok(typeobject::calculate_metaclass(class, bases, th)?.to_ref())
}

#[pyfunction(
    raw = FASTCALL | KEYWORDS,
    doc = "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nInternal helper function used by the class statement."
)]
pub fn __build_class__(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
    let [function, name, original_bases @ ..] = args else {
        return Err(raise!(th, TypeError, "__build_class__: not enough arguments"));
    };
    let Some(function) = function.downcast::<Function>() else {
        return Err(raise!(th, TypeError, "__build_class__: func must be a function"));
    };
    let Some(name) = name.downcast::<Str>() else {
        return Err(raise!(th, TypeError, "__build_class__: name is not a string"));
    };
    let original_bases = Tuple::new(original_bases)?;
    let resolved = resolve_bases(&original_bases, th)?;
    let bases = resolved.as_ref().unwrap_or(&original_bases);
    let keywords = if kwargs.is_empty() { None } else { Some(kwargs.to_dict(th)?) };
    let given = match &keywords {
        Some(keywords) => keywords.pop(id!(metaclass), th)?,
        None => None,
    };
    let metaclass = metaclass(given, bases, th)?;
    let namespace = match metaclass.get_attr_opt(id!(__prepare__), th)? {
        None => Dict::new()?.into_object(),
        Some(prepare) => {
            let arguments = Tuple::from_array([name.to_ref(), bases.clone().into_object()])?;
            prepare.call_dict(&arguments, keywords.as_deref(), th)?
        }
    };
    if !ks_runtime::abstract_::sequence::is_mapping(&namespace) {
        let class_name = match metaclass.downcast::<Type>() {
            Some(class) => class.display_name().into_owned(),
            None => "<metaclass>".to_owned(),
        };
        return Err(raise!(
            th,
            TypeError,
            "{class_name:.200}.__prepare__() must return a mapping, not {:.200}",
            namespace.ob_type().display_name()
        ));
    }
    // SAFETY: no arguments.
    let cell = unsafe { ks_runtime::eval::vector(function, Some(namespace.clone()), std::ptr::null(), 0, None, th) }?;
    if resolved.is_some() {
        namespace.set_item(id!(__orig_bases__), &original_bases, th)?;
    }
    let arguments = Tuple::from_array([name.to_ref(), bases.clone().into_object(), namespace])?;
    let class = metaclass.call_dict(&arguments, keywords.as_deref(), th)?;
    check_class_cell(&cell, &class, name, th)?;
    Ok(class)
}

/// The `__class__` cell of the body must hold the class that was made.
fn check_class_cell(cell: &Object, class: &Object, name: &Str, th: &mut Thread) -> PyResult<()> {
    let (Some(cell), true) = (cell.downcast::<CellObject>(), Type::check(class)) else {
        return Ok(());
    };
    match cell.get() {
        Some(held) if held.is(class) => Ok(()),
        Some(held) => {
            let (name, held, class) = (name.repr()?, held.repr(th)?, class.repr(th)?);
            Err(raise!(th, TypeError, "__class__ set to {held} defining {name} as {class}"))
        }
        None => {
            let (name, class) = (name.repr()?, class.repr(th)?);
            Err(raise!(
                th,
                RuntimeError,
                "__class__ not set defining {name} as {class}. Was __classcell__ propagated to type.__new__?"
            ))
        }
    }
}
