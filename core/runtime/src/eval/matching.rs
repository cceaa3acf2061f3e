//! `match` statements.

use super::regs::{Regs, Step};
use super::unwind::as_type;
use crate::prelude::*;

pub(super) fn match_mapping(r: &mut Regs, _: u32) -> Step {
    let matches = r.peek(1).ob_type().has_flags(Py_TPFLAGS_MAPPING);
    r.push_bool(matches);
    Ok(())
}

pub(super) fn match_sequence(r: &mut Regs, _: u32) -> Step {
    let matches = r.peek(1).ob_type().has_flags(Py_TPFLAGS_SEQUENCE);
    r.push_bool(matches);
    Ok(())
}

/// Stack: subject, keys. Pushes a tuple of the values, or `None`.
pub(super) fn match_keys(r: &mut Regs, _: u32) -> Step {
    let answer = values_of_keys(r.peek(2), r.peek(1), r.th)?;
    r.push(answer.unwrap_or_else(|| none().to_ref()));
    Ok(())
}

/// `_PyEval_MatchKeys`: the values of all keys; `None` if one is missing.
pub fn values_of_keys(subject: &Object, keys: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
    let Some(keys) = keys.downcast::<Tuple>() else {
        return Err(raise!(th, SystemError, "match keys must be a tuple"));
    };
    if keys.is_empty() {
        return Ok(Some(Tuple::new(&[])?.into_object()));
    }
    // `get` with a sentinel, so that a `defaultdict` does not grow.
    let get = subject.get_attr(id!(get), th)?;
    let seen = Set::new(None, th)?;
    let missing = object::PyBaseObject_Type.as_object().call(&[], th)?;
    let mut values = Vec::with_capacity(keys.len());
    for key in keys.items() {
        if seen.contains(key, th)? {
            let text = key.repr(th)?;
            return Err(raise!(th, ValueError, "mapping pattern checks duplicate key ({text})"));
        }
        seen.add(key, th)?;
        let value = get.call(&[key, &missing], th)?;
        if value.is(&missing) {
            return Ok(None);
        }
        values.push(value);
    }
    Ok(Some(Tuple::from_vec(values)?.into_object()))
}

/// Stack: subject, class, names of keyword patterns. Pushes a tuple of attributes, or `None`.
pub(super) fn match_class(r: &mut Regs, oparg: u32) -> Step {
    let names = r.pop();
    let class = r.pop();
    let subject = r.pop();
    let attributes = attributes_of_class(&subject, &class, oparg as usize, &names, r.th)?;
    r.push(attributes.unwrap_or_else(|| none().to_ref()));
    Ok(())
}

/// One attribute of a class pattern; a name may occur only once.
fn attribute(subject: &Object, class: &Type, name: &Object, seen: &Set, th: &mut Thread) -> PyResult<Option<Ref>> {
    if seen.contains(name, th)? {
        let text = name.repr(th)?;
        let class = class.display_name();
        return Err(raise!(th, TypeError, "{class}() got multiple sub-patterns for attribute {text}"));
    }
    seen.add(name, th)?;
    match name.downcast::<Str>() {
        Some(name) => subject.get_attr_opt(name, th),
        None => {
            Err(raise!(th, TypeError, "attribute name must be string, not '{:.200}'", name.ob_type().display_name()))
        }
    }
}

/// `_PyEval_MatchClass`: the attributes that `positional` sub-patterns and the keyword `names` ask for; `None` if the subject
/// is no instance or lacks one.
pub fn attributes_of_class(
    subject: &Object,
    class: &Object,
    positional: usize,
    names: &Object,
    th: &mut Thread,
) -> PyResult<Option<Ref>> {
    let Some(ty) = as_type(class) else {
        return Err(raise!(th, TypeError, "called match pattern must be a class"));
    };
    let Some(names) = names.downcast::<Tuple>() else {
        return Err(raise!(th, SystemError, "match names must be a tuple"));
    };
    if !subject.is_instance(class, th)? {
        return Ok(None);
    }
    let seen = Set::new(None, th)?;
    let mut attributes = Vec::with_capacity(positional + names.len());
    if positional > 0 {
        let declared = class.get_attr_opt(id!(__match_args__), th)?;
        let mut match_self = false;
        let empty = Tuple::new(&[])?;
        let declared = match declared {
            None => {
                match_self = ty.has_flags(_Py_TPFLAGS_MATCH_SELF);
                empty
            }
            Some(declared) => match declared.downcast_exact::<Tuple>() {
                Some(tuple) => Ref::new(tuple),
                None => {
                    let class = ty.display_name();
                    let found = declared.ob_type().display_name();
                    return Err(raise!(th, TypeError, "{class}.__match_args__ must be a tuple (got {found})"));
                }
            },
        };
        let allowed = if match_self { 1 } else { declared.len() };
        if allowed < positional {
            let class = ty.display_name();
            let plural = if allowed == 1 { "" } else { "s" };
            return Err(raise!(
                th,
                TypeError,
                "{class}() accepts {allowed} positional sub-pattern{plural} ({positional} given)"
            ));
        }
        if match_self {
            attributes.push(subject.to_ref());
        } else {
            for name in &declared.items()[..positional] {
                if !Str::check_exact(name) {
                    let found = name.ob_type().display_name();
                    return Err(raise!(th, TypeError, "__match_args__ elements must be strings (got {found})"));
                }
                match attribute(subject, ty, name, &seen, th)? {
                    Some(value) => attributes.push(value),
                    None => return Ok(None),
                }
            }
        }
    }
    for name in names.items() {
        match attribute(subject, ty, name, &seen, th)? {
            Some(value) => attributes.push(value),
            None => return Ok(None),
        }
    }
    Ok(Some(Tuple::from_vec(attributes)?.into_object()))
}
