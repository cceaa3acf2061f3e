//! Which bases go together: layouts, metaclasses, and which classes objects may be moved between.

use super::{TypeOps, heap_type, slot_word, static_type};
use crate::objects::object::PyBaseObject_Type;
use crate::prelude::*;

/// The nearest class, from `ty` down its bases, that adds to the layout of instances.
pub(super) fn solid_base(ty: &Type) -> &Type {
    let base = ty.tp_base.get().map_or(&PyBaseObject_Type, |base| solid_base(base));
    if ty.tp_basicsize.get() != base.tp_basicsize.get() || ty.tp_itemsize.get() != base.tp_itemsize.get() {
        ty
    } else {
        base
    }
}

/// `best_base`: of several bases, the one whose layout the new class extends.
///
/// # Errors
/// `TypeError` for something that is no type, a type that cannot be a base, or layouts that exclude each other.
pub fn best_base(bases: &Tuple, th: &mut Thread) -> PyResult<&'static Type> {
    let mut best: Option<(&'static Type, &'static Type)> = None;
    for base in bases.items() {
        let Some(base) = base.downcast::<Type>().map(static_type) else {
            return Err(raise!(th, TypeError, "bases must be types"));
        };
        // A class whose `mro()` is running has its dict already: it is incomplete, not new.
        if base.tp_dict.is_null() {
            base.ready(th)?;
        }
        if !base.has_flags(Py_TPFLAGS_BASETYPE) {
            return Err(raise!(th, TypeError, "type '{:.100}' is not an acceptable base type", base.display_name()));
        }
        let candidate = static_type(solid_base(base));
        match best {
            Some((solid, _)) if solid.is_subtype_of(candidate) => {}
            Some((solid, _)) if !candidate.is_subtype_of(solid) => {
                return Err(raise!(th, TypeError, "multiple bases have instance lay-out conflict"));
            }
            _ => best = Some((candidate, base)),
        }
    }
    match best {
        Some((_, base)) => Ok(base),
        None => Err(th.bad_internal_call()),
    }
}

/// `_PyType_CalculateMetaclass`: the most derived of `metatype` and the types of the bases.
///
/// # Errors
/// `TypeError` if none derives from all others.
pub fn calculate_metaclass(metatype: &'static Type, bases: &Tuple, th: &mut Thread) -> PyResult<&'static Type> {
    let mut winner = metatype;
    for base in bases.items() {
        let candidate = base.ob_type();
        if winner.is_subtype_of(candidate) {
            continue;
        }
        if !candidate.is_subtype_of(winner) {
            return Err(raise!(
                th,
                TypeError,
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses \
                 of all its bases"
            ));
        }
        winner = candidate;
    }
    Ok(winner)
}

/// Whether a class adds nothing to its base's layout.
fn same_layout_as_base(child: &Type) -> Option<&'static Type> {
    let parent = child.tp_base.get()?;
    let same = child.tp_basicsize.get() == parent.tp_basicsize.get()
        && child.tp_itemsize.get() == parent.tp_itemsize.get()
        && child.tp_dictoffset.get() == parent.tp_dictoffset.get()
        && child.tp_weaklistoffset.get() == parent.tp_weaklistoffset.get()
        && child.has_flags(Py_TPFLAGS_HAVE_GC) == parent.has_flags(Py_TPFLAGS_HAVE_GC)
        && (slot_word(&child.tp_clear) == super::subtype_clear as inquiry as usize
            || slot_word(&child.tp_clear) == slot_word(&parent.tp_clear));
    same.then_some(parent)
}

/// Whether two classes with the same base add the same slots to it.
fn same_slots_added(a: &Type, b: &Type, th: &mut Thread) -> PyResult<bool> {
    let (Some(base), Some(other)) = (a.tp_base.get(), b.tp_base.get()) else {
        return Ok(false);
    };
    if !std::ptr::eq(base, other) {
        return Ok(false);
    }
    const WORD: isize = size_of::<*mut Object>() as isize;
    let mut size = base.tp_basicsize.get();
    if a.tp_dictoffset.get() == size && b.tp_dictoffset.get() == size {
        size += WORD;
    }
    if a.tp_weaklistoffset.get() == size && b.tp_weaklistoffset.get() == size {
        size += WORD;
    }
    let slots = |ty: &Type| heap_type(ty).and_then(|heap| heap.ht_slots.get());
    if let (Some(own), Some(theirs)) = (slots(a), slots(b)) {
        if !own.rich_compare_bool(&theirs, Py_EQ, th)? {
            return Ok(false);
        }
        size += WORD * own.len(th)? as isize;
    }
    Ok(size == a.tp_basicsize.get() && size == b.tp_basicsize.get())
}

/// Whether instances of `old` can become instances of `new` as they are; `attribute` names what is assigned.
///
/// # Errors
/// `TypeError` if not.
pub fn compatible_for_assignment(old: &Type, new: &Type, attribute: &str, th: &mut Thread) -> PyResult<()> {
    if slot_word(&new.tp_free) != slot_word(&old.tp_free) {
        return Err(raise!(
            th,
            TypeError,
            "{attribute} assignment: '{}' deallocator differs from '{}'",
            new.display_name(),
            old.display_name()
        ));
    }
    let (mut new_base, mut old_base) = (new, old);
    while let Some(base) = same_layout_as_base(new_base) {
        new_base = base;
    }
    while let Some(base) = same_layout_as_base(old_base) {
        old_base = base;
    }
    const PLACES: std::ffi::c_ulong = Py_TPFLAGS_PREHEADER | Py_TPFLAGS_INLINE_VALUES;
    let same = (std::ptr::eq(new_base, old_base) || same_slots_added(new_base, old_base, th)?)
        && old.tp_flags.get() & PLACES == new.tp_flags.get() & PLACES;
    if same {
        return Ok(());
    }
    Err(raise!(
        th,
        TypeError,
        "{attribute} assignment: '{}' object layout differs from '{}'",
        new.display_name(),
        old.display_name()
    ))
}

/// The error of calling a type that cannot be instantiated.
#[cold]
pub(super) fn no_instances(ty: &Type, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "cannot create '{}' instances", ty.display_name())
}
