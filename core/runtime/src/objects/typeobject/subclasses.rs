//! `tp_subclasses`: a dict of weak references to the direct subclasses, by address.

use super::{TypeOps, base_tuple, mro_tuple};
use crate::prelude::*;

fn dict(ty: &Type) -> Option<&Dict> {
    // SAFETY: the word holds a dict that the type owns, or null.
    unsafe { ty.tp_subclasses.get().cast::<Dict>().as_ref() }
}

/// Calls `visit` for every direct subclass that is alive.
pub(super) fn for_each(ty: &Type, visit: &mut dyn FnMut(&'static Type)) {
    let Some(dict) = dict(ty) else { return };
    let dict = Ref::new(dict);
    let mut position = 0;
    while let Some((_, value)) = dict.next(&mut position) {
        let subclass = value.downcast::<WeakRef>().and_then(WeakRef::get);
        if let Some(subclass) = subclass.as_ref().and_then(|object| object.downcast::<Type>()) {
            // SAFETY: kept alive by the reference held during the visit; a visitor that keeps it takes its own.
            visit(unsafe { &*std::ptr::from_ref(subclass) });
        }
    }
}

/// The direct subclasses, in the order they were made.
pub(super) fn list(ty: &Type) -> Vec<Ref<Type>> {
    let mut found = Vec::new();
    for_each(ty, &mut |subclass| found.push(Ref::new(subclass)));
    found
}

/// Enters `ty` at `base`.
pub(super) fn add(base: &Type, ty: &Type, th: &mut Thread) -> PyResult<()> {
    let key = Long::from_usize(std::ptr::from_ref(ty) as usize)?;
    let reference = WeakRef::new(ty, None, th)?;
    if dict(base).is_none() {
        base.tp_subclasses.set(Dict::new()?.into_raw().cast());
    }
    match dict(base) {
        Some(dict) => dict.set(&key, &reference, th),
        None => Ok(()),
    }
}

/// Enters `ty` at all its bases.
pub(super) fn add_to_bases(ty: &Type, th: &mut Thread) -> PyResult<()> {
    let Some(bases) = base_tuple(ty).map(Ref::new) else { return Ok(()) };
    for base in bases.items() {
        if let Some(base) = base.downcast::<Type>() {
            add(base, ty, th)?;
        }
    }
    Ok(())
}

/// Takes `ty` out at `base`. Errors mean that there is nothing to take out any more, and are dropped.
pub(super) fn remove(base: &Type, ty: &Type, th: &mut Thread) {
    let Some(dict) = dict(base) else { return };
    let dict = Ref::new(dict);
    let Ok(key) = Long::from_usize(std::ptr::from_ref(ty) as usize) else {
        th.clear_raised();
        return;
    };
    if dict.pop(&key, th).is_err() {
        th.clear_raised();
    }
    if dict.is_empty() && base.tp_version_tag.get() == 0 {
        clear(base);
    }
}

/// Takes `ty` out at all `bases`.
pub(super) fn remove_from(bases: &Tuple, ty: &Type, th: &mut Thread) {
    for base in bases.items() {
        if let Some(base) = base.downcast::<Type>() {
            remove(base, ty, th);
        }
    }
}

/// Gives the dict back.
pub(super) fn clear(ty: &Type) {
    let dict = ty.tp_subclasses.replace(std::ptr::null_mut()).cast::<Dict>();
    // SAFETY: the type owned the dict.
    unsafe { drop(Ref::from_raw_option(dict)) };
}

/// `_PyType_SetFlagsRecursive`: sets the bits `mask` to `flags` in the type and, below it, in all mutable types.
pub fn set_flags_recursive(ty: &Type, mask: std::ffi::c_ulong, flags: std::ffi::c_ulong) {
    if ty.has_flags(Py_TPFLAGS_IMMUTABLETYPE) || ty.tp_flags.get() & mask == flags {
        return;
    }
    ty.modified();
    ty.tp_flags.set(ty.tp_flags.get() & !mask | flags);
    for_each(ty, &mut |subclass| set_flags_recursive(subclass, mask, flags));
}

/// Whether `ancestor` is in the MRO of `ty`, where that is known.
pub(super) fn is_in_mro(ty: &Type, ancestor: &Type) -> bool {
    mro_tuple(ty).is_some_and(|mro| mro.items().iter().any(|class| std::ptr::eq(class.as_ptr(), ancestor.as_ptr())))
}
