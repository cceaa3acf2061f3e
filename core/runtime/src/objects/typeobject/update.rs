//! Keeping slots in step with the methods of a class: after it was made, and whenever a dunder is set or deleted.

use std::ffi::c_void;
use std::mem::offset_of;

use super::slotdefs::{SLOTDEFS, name, slot_address};
use super::{cache, slot_word, subclasses, type_dict};
use crate::objects::dictobject::inline_values;
use crate::prelude::*;

/// The hash slot of types whose `__hash__` is `None` (`PyObject_HashNotImplemented`).
#[unsafe(export_name = "PyObject_HashNotImplemented")]
pub unsafe extern "C" fn hash_not_implemented(this: &Object) -> Size {
    // SAFETY: a slot function.
    let th = unsafe { Thread::enter() };
    let Raised = crate::abstract_::protocol::not_hashable(this, th);
    Size::ERROR
}

fn read(slot: *mut usize) -> usize {
    // SAFETY: the address of a slot of a live type.
    unsafe { slot.read() }
}

/// The one filled slot of those that `wanted` stands for (`__add__`: `nb_add`, `sq_concat`); `None` if several are filled or
/// none.
fn only_filled(ty: &Type, wanted: &Str) -> Option<*mut usize> {
    let mut found = None;
    for row in SLOTDEFS.iter().filter(|row| std::ptr::eq(name(row), wanted)) {
        let Some(slot) = slot_address(ty, row.offset as usize).filter(|&slot| read(slot) != 0) else { continue };
        if found.is_some() {
            return None;
        }
        found = Some(slot);
    }
    found
}

/// `update_one_slot`: decides what stands in the slot of `rows` (all rows of one offset), going by the methods that the MRO
/// gives for their names. One C function behind all of them is put there directly; anything else takes the dispatcher.
fn update_group(ty: &Type, rows: &[wrapperbase]) {
    let Some(slot) = rows.first().and_then(|row| slot_address(ty, row.offset as usize)) else { return };
    let offset = rows[0].offset as usize;
    let mut specific: *mut c_void = std::ptr::null_mut();
    let mut generic: *mut c_void = std::ptr::null_mut();
    let mut use_generic = false;
    for row in rows {
        let Some(descriptor) = cache::find_in_mro(ty, name(row)) else {
            if offset == offset_of!(Type, tp_iternext) {
                specific = crate::abstract_::iter::_PyObject_NextNotImplemented as *const () as *mut c_void;
            }
            continue;
        };
        let wrapper = descriptor.downcast_exact::<descrobject::WrapperDescr>().map(|wrapper| wrapper.layout());
        // SAFETY: a wrapper descriptor's row lives as long as it.
        let of_row = wrapper.map(|wrapper| (wrapper, unsafe { &*wrapper.d_base.get() }));
        if let Some((wrapper, base)) = of_row.filter(|(_, base)| std::ptr::eq(base.name_strobj, row.name_strobj)) {
            if only_filled(ty, name(row)).is_none_or(|only| only == slot) {
                generic = row.function;
            }
            let same_wrapper = base.wrapper.map(|f| f as usize) == row.wrapper.map(|f| f as usize);
            let owner = wrapper.d_common.d_type.as_ptr();
            // SAFETY: the descriptor owns its type.
            let applies = unsafe { owner.as_ref() }.is_some_and(|owner| ty.is_subtype_of(owner));
            if (specific.is_null() || specific == wrapper.d_wrapped.get()) && same_wrapper && applies {
                specific = wrapper.d_wrapped.get();
            } else {
                use_generic = true;
            }
        } else if offset == offset_of!(Type, tp_new) && is_new_wrapper(descriptor) {
            // `__new__` of a built-in base: the slot was inherited and stays.
            specific = slot_word(&ty.tp_new) as *mut c_void;
        } else if offset == offset_of!(Type, tp_hash) && descriptor.is(none()) {
            specific = hash_not_implemented as *const () as *mut c_void;
        } else {
            use_generic = true;
            generic = row.function;
            if offset == offset_of!(Type, tp_call) {
                // Vectorcall would go past a `__call__` written in Python.
                ty.tp_flags.set(ty.tp_flags.get() & !Py_TPFLAGS_HAVE_VECTORCALL);
            }
        }
    }
    let value = if !specific.is_null() && !use_generic { specific } else { generic };
    // SAFETY: the slot's address, and a function of its type or null.
    unsafe { slot.write(value as usize) };
}

/// Whether `object` is the `__new__` of a built-in type.
fn is_new_wrapper(object: &Object) -> bool {
    object.downcast_exact::<CFunction>().is_some_and(|function| {
        // SAFETY: a C function's method row lives as long as it.
        let method = unsafe { &*function.layout().m_ml.get() }.ml_meth;
        method.map(|f| f as usize) == Some(super::tp_new_wrapper as *const () as usize)
    })
}

/// The rows of one slot, group by group.
fn groups() -> impl Iterator<Item = &'static [wrapperbase]> {
    SLOTDEFS.chunk_by(|a, b| a.offset == b.offset)
}

/// `fixup_slot_dispatchers`: all slots of a new class.
pub(super) fn all(ty: &Type) {
    for rows in groups() {
        update_group(ty, rows);
    }
}

/// Whether a name is that of a method that slots follow.
pub(super) fn is_dunder(name: &Str) -> bool {
    let length = name.len();
    let underscore = |index| name.char_at(index) == u32::from(b'_');
    length > 4 && underscore(0) && underscore(1) && underscore(length - 1) && underscore(length - 2)
}

/// `update_slot`: the slots that `changed` stands for, in the type and in all subclasses that do not define it themselves.
pub(super) fn one(ty: &Type, changed: &Str) {
    let affected: Vec<&'static [wrapperbase]> =
        groups().filter(|rows| rows.iter().any(|row| std::ptr::eq(name(row), changed))).collect();
    if !affected.is_empty() {
        update_recursively(ty, changed, &affected);
    }
}

fn update_recursively(ty: &Type, changed: &Str, affected: &[&'static [wrapperbase]]) {
    for rows in affected {
        update_group(ty, rows);
    }
    subclasses::for_each(ty, &mut |subclass| {
        // SAFETY: only whether there is one is looked at.
        let own = type_dict(subclass)
            .and_then(|dict| unsafe { inline_values::find_value(dict.layout(), changed, changed.hash()) });
        if own.is_none() {
            update_recursively(subclass, changed, affected);
        }
    });
}

/// `update_all_slots`: after the bases changed.
pub(super) fn everything(ty: &Type) {
    all(ty);
    subclasses::for_each(ty, &mut |subclass| everything(subclass));
}
