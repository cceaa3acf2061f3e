//! What a type takes over from its bases when it is made ready.

use std::cell::Cell;

use super::{slot_word, type_dict};
use crate::heap;
use crate::objects::dictobject::inline_values;
use crate::prelude::*;

/// Bits that every subclass has, too.
const INHERITED: std::ffi::c_ulong = Py_TPFLAGS_BASE_EXC_SUBCLASS
    | Py_TPFLAGS_TYPE_SUBCLASS
    | Py_TPFLAGS_LONG_SUBCLASS
    | Py_TPFLAGS_BYTES_SUBCLASS
    | Py_TPFLAGS_UNICODE_SUBCLASS
    | Py_TPFLAGS_TUPLE_SUBCLASS
    | Py_TPFLAGS_LIST_SUBCLASS
    | Py_TPFLAGS_DICT_SUBCLASS
    | _Py_TPFLAGS_MATCH_SELF
    | Py_TPFLAGS_ITEMS_AT_END;

pub(super) fn add_flags(ty: &Type, flags: std::ffi::c_ulong) {
    ty.tp_flags.set(ty.tp_flags.get() | flags);
}

/// `inherit_special`: sizes, offsets, collection, the bits of the built-in families; from the best base only.
pub(super) fn special(ty: &Type, base: &Type) {
    if !ty.has_flags(Py_TPFLAGS_HAVE_GC)
        && base.has_flags(Py_TPFLAGS_HAVE_GC)
        && ty.tp_traverse.get().is_none()
        && ty.tp_clear.get().is_none()
    {
        add_flags(ty, Py_TPFLAGS_HAVE_GC);
        ty.tp_traverse.set(base.tp_traverse.get());
        ty.tp_clear.set(base.tp_clear.get());
    }
    add_flags(ty, base.tp_flags.get() & (Py_TPFLAGS_PREHEADER | INHERITED));
    if ty.tp_basicsize.get() == 0 {
        ty.tp_basicsize.set(base.tp_basicsize.get());
    }
    for (own, theirs) in [
        (&ty.tp_itemsize, &base.tp_itemsize),
        (&ty.tp_weaklistoffset, &base.tp_weaklistoffset),
        (&ty.tp_dictoffset, &base.tp_dictoffset),
    ] {
        if own.get() == 0 {
            own.set(theirs.get());
        }
    }
}

/// Copies a slot that the type leaves empty and that `base` defines itself, rather than has from its own base.
#[inline(always)]
fn copy<T: Copy>(ty: &Cell<Option<T>>, base: &Cell<Option<T>>, basebase: Option<&Cell<Option<T>>>) {
    if ty.get().is_none() && base.get().is_some() && basebase.is_none_or(|slot| slot_word(slot) != slot_word(base)) {
        ty.set(base.get());
    }
}

macro_rules! copy_slots {
    ($ty:expr, $base:expr, $basebase:expr; $($slot:ident)*) => {
        $(copy(&$ty.$slot, &$base.$slot, $basebase.map(|basebase| &basebase.$slot));)*
    };
}

macro_rules! copy_suite {
    ($ty:expr, $base:expr, $basebase:expr, $suite:ident; $($slot:ident)*) => {
        if let (Some(own), Some(theirs)) = ($ty.$suite.get(), $base.$suite.get()) {
            let basebase = $basebase.and_then(|basebase| basebase.$suite.get());
            copy_slots!(own, theirs, basebase; $($slot)*);
        }
    };
}

/// Whether the type's own dict defines `__eq__` or `__hash__`.
fn overrides_hash(ty: &Type) -> bool {
    let has = |name: &Str| {
        // SAFETY: only whether there is one is looked at.
        type_dict(ty)
            .is_some_and(|dict| unsafe { inline_values::find_value(dict.layout(), name, name.hash()) }.is_some())
    };
    has(id!(__eq__)) || has(id!(__hash__))
}

/// `inherit_slots`: from one class of the MRO.
pub(super) fn slots(ty: &Type, base: &Type) {
    // Slots of a suite that a base shares with its own base count as not defined by it.
    let basebase = base.tp_base.get();
    copy_suite!(ty, base, basebase, tp_as_number;
        nb_add nb_subtract nb_multiply nb_remainder nb_divmod nb_power nb_negative nb_positive nb_absolute nb_bool nb_invert
        nb_lshift nb_rshift nb_and nb_xor nb_or nb_int nb_float nb_inplace_add nb_inplace_subtract nb_inplace_multiply
        nb_inplace_remainder nb_inplace_power nb_inplace_lshift nb_inplace_rshift nb_inplace_and nb_inplace_xor
        nb_inplace_or nb_true_divide nb_floor_divide nb_inplace_true_divide nb_inplace_floor_divide nb_index
        nb_matrix_multiply nb_inplace_matrix_multiply);
    copy_suite!(ty, base, basebase, tp_as_async; am_await am_aiter am_anext am_send);
    copy_suite!(ty, base, basebase, tp_as_sequence;
        sq_length sq_concat sq_repeat sq_item sq_ass_item sq_contains sq_inplace_concat sq_inplace_repeat);
    copy_suite!(ty, base, basebase, tp_as_mapping; mp_length mp_subscript mp_ass_subscript);
    copy_suite!(ty, base, basebase, tp_as_buffer; bf_getbuffer bf_releasebuffer);

    copy_slots!(ty, base, basebase; tp_dealloc);
    if ty.tp_getattr.get().is_none() && ty.tp_getattro.get().is_none() {
        ty.tp_getattr.set(base.tp_getattr.get());
        ty.tp_getattro.set(base.tp_getattro.get());
    }
    if ty.tp_setattr.get().is_none() && ty.tp_setattro.get().is_none() {
        ty.tp_setattr.set(base.tp_setattr.get());
        ty.tp_setattro.set(base.tp_setattro.get());
    }
    copy_slots!(ty, base, basebase; tp_repr);
    // `tp_vectorcall_offset` goes with `tp_call`.
    if ty.tp_vectorcall_offset.get() == 0 {
        ty.tp_vectorcall_offset.set(base.tp_vectorcall_offset.get());
    }
    if ty.tp_call.get().is_none() && base.has_flags(Py_TPFLAGS_HAVE_VECTORCALL) {
        add_flags(ty, Py_TPFLAGS_HAVE_VECTORCALL);
    }
    copy_slots!(ty, base, basebase; tp_call tp_str);
    // Comparison and hash go together, and only if neither is overridden.
    if ty.tp_richcompare.get().is_none() && ty.tp_hash.get().is_none() && !overrides_hash(ty) {
        ty.tp_richcompare.set(base.tp_richcompare.get());
        ty.tp_hash.set(base.tp_hash.get());
    }
    copy_slots!(ty, base, basebase; tp_iter tp_iternext tp_descr_get);
    if base.tp_descr_get.get().is_some()
        && slot_word(&ty.tp_descr_get) == slot_word(&base.tp_descr_get)
        && ty.has_flags(Py_TPFLAGS_IMMUTABLETYPE)
        && base.has_flags(Py_TPFLAGS_METHOD_DESCRIPTOR)
    {
        add_flags(ty, Py_TPFLAGS_METHOD_DESCRIPTOR);
    }
    copy_slots!(ty, base, basebase; tp_descr_set tp_init tp_alloc tp_is_gc tp_finalize);
    if ty.has_flags(Py_TPFLAGS_HAVE_GC) == base.has_flags(Py_TPFLAGS_HAVE_GC) {
        copy_slots!(ty, base, basebase; tp_free);
    } else if ty.has_flags(Py_TPFLAGS_HAVE_GC)
        && ty.tp_free.get().is_none()
        && slot_word(&base.tp_free) == heap::PyObject_Free as freefunc as usize
    {
        // A type that adds collection to one without takes the matching way of freeing.
        ty.tp_free.set(Some(heap::gc::PyObject_GC_Del));
    }
}

/// Which patterns match: `SEQUENCE` or `MAPPING`, from the first class of the MRO that says.
pub(super) fn collection_flags(ty: &Type, base: &Type) {
    const COLLECTION: std::ffi::c_ulong = Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING;
    if ty.tp_flags.get() & COLLECTION == 0 {
        add_flags(ty, base.tp_flags.get() & COLLECTION);
    }
}

/// Suites that the type has none of come whole from the best base.
pub(super) fn suites(ty: &Type, base: &Type) {
    macro_rules! whole {
        ($($suite:ident)*) => {
            $(if ty.$suite.get().is_none() {
                ty.$suite.set(base.$suite.get());
            })*
        };
    }
    whole!(tp_as_async tp_as_number tp_as_sequence tp_as_mapping tp_as_buffer);
}
