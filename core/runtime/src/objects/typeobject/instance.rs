//! Instances of classes: allocation, traversal, clearing, destruction.

use std::ffi::{c_int, c_void};

use super::{heap_type, slot_word};
use crate::heap::{self, gc, trashcan};
use crate::objects::dictobject::inline_values;
use crate::prelude::*;

/// `PyType_GenericAlloc`.
#[unsafe(export_name = "PyType_GenericAlloc")]
pub unsafe extern "C" fn generic_alloc(ty: &'static Type, nitems: isize) -> PyResult {
    alloc(ty, nitems)
}

/// A new zeroed instance, tracked if the type is collected.
#[inline]
pub(super) fn alloc(ty: &'static Type, nitems: isize) -> PyResult {
    let object = alloc_no_track(ty, nitems)?;
    if ty.has_any_flag(Py_TPFLAGS_HAVE_GC) {
        heap::gc_track(&object);
    }
    Ok(object)
}

/// As [`alloc`], not tracked yet (`_PyType_AllocNoTrack`).
///
/// # Errors
/// `MemoryError`.
#[inline]
pub fn alloc_no_track(ty: &'static Type, nitems: isize) -> PyResult {
    let itemsize = ty.tp_itemsize.get();
    // One item more than asked for: what ends variable-size objects of C.
    let size = if itemsize == 0 {
        let size = ty.tp_basicsize.get() as usize;
        size.next_multiple_of(size_of::<usize>())
    } else {
        match heap::var_size(ty, (nitems as usize).saturating_add(1)) {
            Some(size) => size,
            None => return Err(heap::out_of_memory()),
        }
    };
    let inline = ty.has_any_flag(Py_TPFLAGS_INLINE_VALUES);
    // SAFETY: the flag is only on heap types with a key table.
    let extra = if inline { unsafe { inline_values::inline_size(ty) } } else { 0 };
    let object = heap::new_sized::<Object>(ty, size + extra)?;
    if itemsize != 0 {
        // SAFETY: a type with items has a count behind its header.
        unsafe { (*object).cast_unchecked::<VarObject>() }.ob_size.set(nitems);
    }
    if inline {
        // SAFETY: the values are behind the object, zeroed.
        unsafe { inline_values::init(&object) };
    }
    Ok(object)
}

/// `PyObject_CallFinalizer`: runs `tp_finalize`, once in the object's life.
pub fn call_finalizer(object: &Object) {
    let ty = object.ob_type();
    let Some(finalize) = ty.tp_finalize.get() else { return };
    let collected = gc::is_gc(object);
    if collected && gc::is_finalized(object) {
        return;
    }
    // SAFETY: a slot of the object's type.
    unsafe { finalize(object.as_ptr()) };
    if collected {
        gc::set_finalized(object);
    }
}

/// `PyObject_CallFinalizerFromDealloc`: the object's count is zero. `false`: the finalizer made it live on.
///
/// # Safety
/// Called by the object's destructor, before anything is taken apart.
pub unsafe fn call_finalizer_from_dealloc(object: *mut Object) -> bool {
    // SAFETY: the object is still whole.
    let object = unsafe { &*object };
    object.set_refcnt(1);
    call_finalizer(object);
    let count = object.refcnt() - 1;
    if object.is_immortal() {
        return false;
    }
    object.set_refcnt(count);
    count == 0
}

/// The fields that `__slots__` made: rows behind a heap type.
fn slot_members(ty: &Type) -> &[PyMemberDef] {
    let Some(heap) = heap_type(ty) else { return &[] };
    let count = heap.ht_type.ob_base.ob_size.get().max(0) as usize;
    // SAFETY: a heap type has `ob_size` member rows behind its metatype's basic size.
    unsafe {
        let start = ty.as_ptr().cast::<u8>().add(ty.ob_type().tp_basicsize.get() as usize);
        std::slice::from_raw_parts(start.cast::<PyMemberDef>(), count)
    }
}

/// The field of an instance that a member row describes.
///
/// # Safety
/// The row belongs to a class of the instance.
unsafe fn member_field<'a>(object: &Object, member: &PyMemberDef) -> &'a Field {
    // SAFETY: the caller's promise.
    unsafe { &*object.as_ptr().cast::<u8>().offset(member.offset).cast::<Field>() }
}

fn object_members(ty: &Type) -> impl Iterator<Item = &PyMemberDef> {
    slot_members(ty).iter().filter(|member| member.type_ == Py_T_OBJECT_EX && member.flags & Py_READONLY == 0)
}

fn clear_slots(ty: &Type, object: &Object) {
    for member in object_members(ty) {
        // SAFETY: the row is of a class of the object.
        drop(unsafe { member_field(object, member) }.take());
    }
}

/// The dict field at `tp_dictoffset`, for types that have one of their own in the object.
///
/// # Safety
/// The offset is the type's, and not that of a managed dict.
pub(crate) unsafe fn dict_field(object: &Object) -> Option<&Field<Dict>> {
    let ty = object.ob_type();
    let mut offset = ty.tp_dictoffset.get();
    if offset == 0 {
        return None;
    }
    if offset < 0 {
        // From the end of a variable-size object.
        // SAFETY: a type with items has a count behind its header.
        let count = unsafe { object.cast_unchecked::<VarObject>() }.ob_size.get().unsigned_abs();
        let size = heap::var_size(ty, count)?;
        offset += size as isize;
    }
    // SAFETY: the caller's promise.
    Some(unsafe { &*object.as_ptr().cast::<u8>().offset(offset).cast::<Field<Dict>>() })
}

/// The nearest base with a destructor (or other slot, by `word`) that is not the one of classes.
fn native_base(ty: &Type, word: impl Fn(&Type) -> usize, own: usize) -> &Type {
    let mut base = ty;
    while word(base) == own {
        match base.tp_base.get() {
            Some(next) => base = next,
            None => break,
        }
    }
    base
}

/// `subtype_traverse`.
pub unsafe extern "C" fn subtype_traverse(object: &Object, visit: visitproc, arg: *mut c_void) -> c_int {
    let ty = object.ob_type();
    let mut visitor = Visitor::new(visit, arg);
    let mut base = ty;
    while slot_word(&base.tp_traverse) == subtype_traverse as traverseproc as usize {
        for member in object_members(base) {
            // SAFETY: the row is of a class of the object.
            visitor.visit(unsafe { member_field(object, member) });
        }
        match base.tp_base.get() {
            Some(next) => base = next,
            None => break,
        }
    }
    if ty.has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
        // A base written in C that has a managed dict too visits it itself: once is enough.
        if !base.has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
            // SAFETY: the flag says so.
            unsafe { inline_values::visit_managed_dict(object, &mut visitor) };
        }
    } else if ty.tp_dictoffset.get() != base.tp_dictoffset.get()
        // SAFETY: the type's own offset.
        && let Some(dict) = unsafe { dict_field(object) }
    {
        visitor.visit(dict);
    }
    let inherited = base.tp_traverse.get();
    // An instance owns its class; a base written in C that is a heap type visits it itself.
    if ty.has_any_flag(Py_TPFLAGS_HEAPTYPE) && (inherited.is_none() || !base.has_any_flag(Py_TPFLAGS_HEAPTYPE)) {
        visitor.visit_object(ty);
    }
    if visitor.stopped() {
        return crate::args::IntoVisit::into_visit((), &visitor);
    }
    match inherited {
        // SAFETY: a base's slot.
        Some(traverse) => unsafe { traverse(object, visit, arg) },
        None => 0,
    }
}

/// `subtype_clear`.
pub unsafe extern "C" fn subtype_clear(object: &Object) -> Status {
    let ty = object.ob_type();
    let mut base = ty;
    while slot_word(&base.tp_clear) == subtype_clear as inquiry as usize {
        clear_slots(base, object);
        match base.tp_base.get() {
            Some(next) => base = next,
            None => break,
        }
    }
    if ty.has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
        if !base.has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
            // SAFETY: the flag says so; the collector's `tp_clear` runs with the interpreter held.
            unsafe { inline_values::clear_managed_dict(object, Thread::enter()) };
        }
    } else if ty.tp_dictoffset.get() != base.tp_dictoffset.get()
        // SAFETY: the type's own offset.
        && let Some(dict) = unsafe { dict_field(object) }
    {
        drop(dict.take());
    }
    match base.tp_clear.get() {
        // SAFETY: a base's slot.
        Some(clear) => unsafe { clear(object) },
        None => Status::OK,
    }
}

/// `subtype_dealloc`.
pub unsafe extern "C" fn subtype_dealloc(this: *mut Object) {
    // SAFETY: the object's count has just become zero; it is whole until its base's destructor ran.
    unsafe {
        let object = &*this;
        let ty = object.ob_type();
        let base = native_base(ty, |ty| slot_word(&ty.tp_dealloc), subtype_dealloc as destructor as usize);
        let collected = ty.has_any_flag(Py_TPFLAGS_HAVE_GC);
        let _guard = if collected {
            heap::gc_untrack(object);
            match trashcan::enter(object) {
                Some(guard) => Some(guard),
                None => return,
            }
        } else {
            None
        };
        if ty.tp_finalize.get().is_some() {
            if collected {
                heap::gc_track(object);
            }
            if !call_finalizer_from_dealloc(this) {
                return;
            }
            if collected {
                heap::gc_untrack(object);
            }
        }
        let th = Thread::enter();
        let weak = ty.tp_weaklistoffset.get() != 0 && base.tp_weaklistoffset.get() == 0;
        if weak {
            weakrefobject::clear_weakrefs(object, th);
        }
        if let Some(del) = ty.tp_del.get() {
            if collected {
                heap::gc_track(object);
            }
            del(this);
            if object.refcnt() > 0 {
                return;
            }
            if collected {
                heap::gc_untrack(object);
            }
        }
        let mut class = ty;
        while slot_word(&class.tp_dealloc) == subtype_dealloc as destructor as usize {
            clear_slots(class, object);
            match class.tp_base.get() {
                Some(next) => class = next,
                None => break,
            }
        }
        if ty.has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
            if !base.has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
                inline_values::clear_managed_dict(object, th);
            }
        } else if ty.tp_dictoffset.get() != 0
            && base.tp_dictoffset.get() == 0
            && let Some(dict) = dict_field(object)
        {
            drop(dict.take());
        }
        // A finalizer may have assigned `__class__`.
        let ty = object.ob_type();
        if collected && base.has_any_flag(Py_TPFLAGS_HAVE_GC) {
            heap::gc_track(object);
        }
        // A base that is a heap type gives the reference to the class back itself.
        let owns_class = ty.has_any_flag(Py_TPFLAGS_HEAPTYPE) && !base.has_any_flag(Py_TPFLAGS_HEAPTYPE);
        if let Some(dealloc) = base.tp_dealloc.get() {
            dealloc(this);
        }
        if owns_class {
            Object::decref(ty.as_ptr());
        }
    }
}
