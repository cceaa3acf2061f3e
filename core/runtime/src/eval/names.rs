//! Instructions on names: globals, class and module namespaces, attributes.

use super::regs::{Regs, Step};
use super::unwind::name_error;
use crate::abstract_::protocol;
use crate::objects::object as base;
use crate::prelude::*;

/// A name in a mapping; a `KeyError` of a mapping that is not a dict means "missing" (`PyMapping_GetOptionalItem`).
#[inline]
pub(super) fn mapping_get(mapping: &Object, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    match mapping.downcast_exact::<Dict>() {
        Some(dict) => dict.get_str(name, th),
        None => {
            let item = mapping.get_item(name, th);
            crate::raise::catch(item, &exceptions::KeyError, th)
        }
    }
}

/// A global name, or a built-in one.
#[inline]
pub(super) fn global(globals: &Object, builtins: &Object, name: &Str, th: &mut Thread) -> PyResult {
    if let Some(value) = mapping_get(globals, name, th)? {
        return Ok(value);
    }
    match mapping_get(builtins, name, th)? {
        Some(value) => Ok(value),
        None => Err(name_error(name, th)),
    }
}

#[inline(always)]
pub(super) fn load_global(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg >> 1);
    let value = global(r.frame.globals(), r.frame.builtins(), name, r.th)?;
    r.push(value);
    if oparg & 1 != 0 {
        r.push_null();
    }
    Ok(())
}

pub(super) fn load_name(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg);
    let Some(locals) = r.frame.locals() else {
        return Err(raise!(r.th, SystemError, "no locals").into());
    };
    let value = match mapping_get(locals, name, r.th)? {
        Some(value) => value,
        None => global(r.frame.globals(), r.frame.builtins(), name, r.th)?,
    };
    r.push(value);
    Ok(())
}

pub(super) fn load_from_dict_or_globals(r: &mut Regs, oparg: u32) -> Step {
    let namespace = r.pop();
    let name = r.name(oparg);
    let value = match mapping_get(&namespace, name, r.th)? {
        Some(value) => value,
        None => global(r.frame.globals(), r.frame.builtins(), name, r.th)?,
    };
    r.push(value);
    Ok(())
}

pub(super) fn load_locals(r: &mut Regs, _: u32) -> Step {
    let Some(locals) = r.frame.locals() else {
        return Err(raise!(r.th, SystemError, "no locals").into());
    };
    r.push_new(locals);
    Ok(())
}

pub(super) fn load_build_class(r: &mut Regs, _: u32) -> Step {
    match mapping_get(r.frame.builtins(), id!(__build_class__), r.th)? {
        Some(value) => {
            r.push(value);
            Ok(())
        }
        None => Err(raise!(r.th, NameError, "__build_class__ not found").into()),
    }
}

#[inline(always)]
pub(super) fn load_assertion_error(r: &mut Regs, _: u32) -> Step {
    r.push_new(&exceptions::AssertionError);
    Ok(())
}

fn set_name_in(namespace: &Object, name: &Str, value: &Object, th: &mut Thread) -> PyResult<()> {
    match namespace.downcast_exact::<Dict>() {
        Some(dict) => dict.set_str(name, value, th),
        None => namespace.set_item(name, value, th),
    }
}

pub(super) fn store_name(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg);
    let value = r.pop();
    match r.frame.locals() {
        Some(locals) => Ok(set_name_in(locals, name, &value, r.th)?),
        None => Err(raise!(r.th, SystemError, "no locals found when storing {name}").into()),
    }
}

pub(super) fn delete_name(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg);
    let Some(locals) = r.frame.locals() else {
        return Err(raise!(r.th, SystemError, "no locals when deleting {name}").into());
    };
    if locals.del_item(name, r.th).is_err() {
        if r.th.raised_matches(&exceptions::KeyError) {
            r.th.clear_raised();
            return Err(name_error(name, r.th).into());
        }
        return Err(Raised.into());
    }
    Ok(())
}

#[inline(always)]
pub(super) fn store_global(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg);
    let value = r.pop();
    // SAFETY: globals of a frame are a dict: `exec` and function creation check it.
    let globals = unsafe { r.frame.globals().cast_unchecked::<Dict>() };
    Ok(globals.set_str(name, &value, r.th)?)
}

pub(super) fn delete_global(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg);
    // SAFETY: as above.
    let globals = unsafe { r.frame.globals().cast_unchecked::<Dict>() };
    match globals.pop(name, r.th)? {
        Some(value) => {
            drop(value);
            Ok(())
        }
        None => Err(name_error(name, r.th).into()),
    }
}

pub(super) fn setup_annotations(r: &mut Regs, _: u32) -> Step {
    let Some(locals) = r.frame.locals() else {
        return Err(raise!(r.th, SystemError, "no locals found when setting up annotations").into());
    };
    if mapping_get(locals, id!(__annotations__), r.th)?.is_none() {
        let annotations = Dict::new()?;
        set_name_in(locals, id!(__annotations__), &annotations, r.th)?;
    }
    Ok(())
}

#[inline(always)]
pub(super) fn load_attr(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg >> 1);
    if oparg & 1 != 0 {
        // A method call: the function and its self, or the attribute and NULL.
        let owner = r.pop();
        let (callable, takes_self) = base::get_method(&owner, name, r.th)?;
        r.push(callable);
        if takes_self {
            r.push(owner);
        } else {
            r.push_null();
            drop(owner);
        }
        return Ok(());
    }
    let owner = r.pop();
    let value = protocol::get_attr(&owner, name, r.th)?;
    r.push(value);
    Ok(())
}

#[inline(always)]
pub(super) fn store_attr(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg);
    let owner = r.pop();
    let value = r.pop();
    Ok(protocol::set_attr(&owner, name, Some(&value), r.th)?)
}

#[inline(always)]
pub(super) fn delete_attr(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg);
    let owner = r.pop();
    Ok(protocol::set_attr(&owner, name, None, r.th)?)
}

/// `super().name` and `super(a, b).name`: a method, or any attribute.
pub(super) fn load_super_attr(r: &mut Regs, oparg: u32) -> Step {
    let name = r.name(oparg >> 2);
    let this = r.pop();
    let class = r.pop();
    let global_super = r.pop();
    let made =
        if oparg & 2 != 0 { global_super.call(&[&class, &this], r.th)? } else { global_super.call(&[], r.th)? };
    let value = protocol::get_attr(&made, name, r.th)?;
    r.push(value);
    if oparg & 1 != 0 {
        r.push_null();
    }
    Ok(())
}
