//! Special forms of globals and attributes.

use super::super::regs::{Guarded, Regs};
use super::{call_forms, keys_of, unicode_entry};
use crate::objects::dictobject::inline_values;
use crate::prelude::*;

#[inline(always)]
pub(in crate::eval) fn load_global_module(r: &mut Regs, oparg: u32) -> Guarded {
    let Some(globals) = r.frame.globals().downcast_exact::<Dict>() else { return Ok(false) };
    let keys = keys_of(globals);
    if keys.dk_version.get() != u32::from(r.cache(1)) {
        return Ok(false);
    }
    // SAFETY: the version vouches for the table.
    let Some(value) = (unsafe { unicode_entry(keys, r.cache(3) as usize) }).me_value.get() else {
        return Ok(false);
    };
    push_attribute(r, value, oparg);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn load_global_builtin(r: &mut Regs, oparg: u32) -> Guarded {
    let (Some(globals), Some(builtins)) =
        (r.frame.globals().downcast_exact::<Dict>(), r.frame.builtins().downcast_exact::<Dict>())
    else {
        return Ok(false);
    };
    let keys = keys_of(builtins);
    if keys_of(globals).dk_version.get() != u32::from(r.cache(1)) || keys.dk_version.get() != u32::from(r.cache(2)) {
        return Ok(false);
    }
    // SAFETY: the version vouches for the table.
    let Some(value) = (unsafe { unicode_entry(keys, r.cache(3) as usize) }).me_value.get() else {
        return Ok(false);
    };
    push_attribute(r, value, oparg);
    Ok(true)
}

/// Pushes a value, and NULL after it if a call follows.
#[inline(always)]
fn push_attribute(r: &mut Regs, value: Ref, oparg: u32) {
    r.push(value);
    if oparg & 1 != 0 {
        r.push_null();
    }
}

/// Replaces the owner by its attribute.
#[inline(always)]
fn replace_owner(r: &mut Regs, value: Ref, oparg: u32) {
    let owner = r.pop();
    push_attribute(r, value, oparg);
    drop(owner);
}

#[inline(always)]
fn type_matches(r: &Regs, owner: &Object) -> bool {
    owner.ob_type().tp_version_tag.get() == r.cache_u32(1)
}

/// The field at a distance in bytes from an object.
///
/// # Safety
/// The object has a field there, by its type's version.
#[inline(always)]
unsafe fn field_at(owner: &Object, offset: usize) -> &Field {
    // SAFETY: the caller's promise.
    unsafe { &*owner.as_ptr().byte_add(offset).cast::<Field>() }
}

#[inline(always)]
pub(in crate::eval) fn instance_value(r: &mut Regs, oparg: u32) -> Guarded {
    let owner = r.peek(1);
    if !type_matches(r, owner) {
        return Ok(false);
    }
    // SAFETY: the type has inline values, by its version; the distance is that of one of them.
    unsafe {
        if inline_values::inline_values(owner).valid.get() == 0 {
            return Ok(false);
        }
        let Some(value) = field_at(owner, r.cache(3) as usize).get() else { return Ok(false) };
        replace_owner(r, value, oparg);
    }
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn module(r: &mut Regs, oparg: u32) -> Guarded {
    let Some(owner) = r.peek(1).downcast_exact::<Module>() else { return Ok(false) };
    // SAFETY: a module's dict is a dict.
    let Some(dict) = (unsafe { owner.layout().md_dict.as_ptr().cast::<Dict>().as_ref() }) else { return Ok(false) };
    let keys = keys_of(dict);
    if keys.dk_version.get() != r.cache_u32(1) {
        return Ok(false);
    }
    // SAFETY: the version vouches for the table.
    let Some(value) = (unsafe { unicode_entry(keys, r.cache(3) as usize) }).me_value.get() else {
        return Ok(false);
    };
    replace_owner(r, value, oparg);
    Ok(true)
}

/// The entry that the hint in the cache points at, if it is the name's, in an instance's dict.
#[inline(always)]
fn hinted<'a>(r: &Regs, owner: &'a Object, name: &Str) -> Option<(&'a Dict, &'a Field)> {
    // SAFETY: the type has a managed dict, by its version; entries below the number in use are filled.
    unsafe {
        let dict = inline_values::managed_dict_word(owner).as_ptr().as_ref()?;
        let keys = keys_of(dict);
        let hint = r.cache(3) as usize;
        if keys.dk_kind.get() != DICT_KEYS_UNICODE || hint >= keys.dk_nentries.get() as usize {
            return None;
        }
        let entry = unicode_entry(keys, hint);
        if !std::ptr::eq(entry.me_key.as_ptr(), name.as_ptr()) || entry.me_value.is_null() {
            return None;
        }
        Some((dict, &entry.me_value))
    }
}

#[inline(always)]
pub(in crate::eval) fn with_hint(r: &mut Regs, oparg: u32) -> Guarded {
    let owner = r.peek(1);
    if !type_matches(r, owner) {
        return Ok(false);
    }
    let Some((_, field)) = hinted(r, owner, r.name(oparg >> 1)) else { return Ok(false) };
    let Some(value) = field.get() else { return Ok(false) };
    replace_owner(r, value, oparg);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn slot(r: &mut Regs, oparg: u32) -> Guarded {
    let owner = r.peek(1);
    if !type_matches(r, owner) {
        return Ok(false);
    }
    // SAFETY: the type has a member there, by its version.
    let Some(value) = (unsafe { field_at(owner, r.cache(3) as usize) }).get() else { return Ok(false) };
    replace_owner(r, value, oparg);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn class(r: &mut Regs, oparg: u32) -> Guarded {
    let Some(owner) = r.peek(1).downcast::<Type>() else { return Ok(false) };
    if owner.tp_version_tag.get() != r.cache_u32(1) {
        return Ok(false);
    }
    let value = cached(r);
    replace_owner(r, value, oparg);
    Ok(true)
}

/// What the cache remembers of the type: alive as long as the type's version is the same.
#[inline(always)]
fn cached(r: &Regs) -> Ref {
    // SAFETY: the version vouches for the object, which the type keeps.
    unsafe { Ref::new(&*r.cache_ptr(5)) }
}

#[inline(always)]
fn values_valid(owner: &Object) -> bool {
    // SAFETY: called for types with inline values, by their version.
    unsafe { inline_values::inline_values(owner).valid.get() != 0 }
}

/// Whether instances cannot shadow the class's attribute: the names that their class shares are those of the cache.
#[inline(always)]
fn shared_keys_match(r: &Regs, owner: &Object) -> bool {
    // SAFETY: types with inline values are heap types with a shared table.
    unsafe { (*inline_values::cached_keys(owner.ob_type())).dk_version.get() == r.cache_u32(3) }
}

/// Pushes function and self for a call.
#[inline(always)]
fn push_method(r: &mut Regs) {
    let function = cached(r);
    let owner = r.replace_raw(1, function.into_raw());
    r.push_raw(owner);
}

#[inline(always)]
pub(in crate::eval) fn method_with_values(r: &mut Regs, _: u32) -> Guarded {
    let owner = r.peek(1);
    if !type_matches(r, owner) || !values_valid(owner) || !shared_keys_match(r, owner) {
        return Ok(false);
    }
    push_method(r);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn method_no_dict(r: &mut Regs, _: u32) -> Guarded {
    if !type_matches(r, r.peek(1)) {
        return Ok(false);
    }
    push_method(r);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn method_lazy_dict(r: &mut Regs, _: u32) -> Guarded {
    let owner = r.peek(1);
    if !type_matches(r, owner) {
        return Ok(false);
    }
    let offset = r.cache(3) as i16 as isize;
    // SAFETY: the type has a dict field there, by its version.
    let dict = unsafe { *owner.as_ptr().byte_offset(offset).cast::<*mut Object>() };
    if !dict.is_null() {
        return Ok(false);
    }
    push_method(r);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn nondescriptor_with_values(r: &mut Regs, oparg: u32) -> Guarded {
    let owner = r.peek(1);
    if !type_matches(r, owner) || !values_valid(owner) || !shared_keys_match(r, owner) {
        return Ok(false);
    }
    let value = cached(r);
    replace_owner(r, value, oparg);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn nondescriptor_no_dict(r: &mut Regs, oparg: u32) -> Guarded {
    if !type_matches(r, r.peek(1)) {
        return Ok(false);
    }
    let value = cached(r);
    replace_owner(r, value, oparg);
    Ok(true)
}

/// A property whose getter is a Python function: its frame is entered.
#[inline(always)]
pub(in crate::eval) fn property(r: &mut Regs, _: u32) -> Guarded {
    if !type_matches(r, r.peek(1)) || super::super::interp::block(r.th).eval_frame.get().is_some() {
        return Ok(false);
    }
    // SAFETY: the type's version vouches for the property, which keeps its getter.
    let function = unsafe { &*r.cache_ptr(5).cast::<Function>() };
    if function.layout().func_version.get() != r.cache_u32(3) {
        return Ok(false);
    }
    let length = r.length();
    call_forms::enter_exact(r, function, 1, 0, length)?;
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn store_instance_value(r: &mut Regs, _: u32) -> Guarded {
    let owner = r.peek(1);
    if !type_matches(r, owner) {
        return Ok(false);
    }
    // SAFETY: the type has inline values, by its version; the index is of one of them.
    unsafe {
        if !inline_values::managed_dict_word(owner).is_null() {
            return Ok(false);
        }
        let values = inline_values::inline_values(owner);
        if values.valid.get() == 0 {
            return Ok(false);
        }
        let index = r.cache(3) as usize;
        let owner = r.pop();
        let value = r.pop();
        let field = &*values.values.as_ptr().add(index);
        let old = field.replace(Some(value));
        if old.is_none() {
            // The order of insertion stands behind the values.
            let order = values.values.as_ptr().add(values.capacity.get() as usize).cast_mut().cast::<u8>();
            let size = values.size.get();
            *order.add(size as usize) = index as u8;
            values.size.set(size + 1);
        }
        drop(old);
        drop(owner);
    }
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn store_slot(r: &mut Regs, _: u32) -> Guarded {
    if !type_matches(r, r.peek(1)) {
        return Ok(false);
    }
    let owner = r.pop();
    let value = r.pop();
    // SAFETY: the type has a member there, by its version.
    let old = unsafe { field_at(&owner, r.cache(3) as usize) }.replace(Some(value));
    drop(old);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn store_with_hint(r: &mut Regs, oparg: u32) -> Guarded {
    let owner = r.peek(1);
    if !type_matches(r, owner) {
        return Ok(false);
    }
    let Some((dict, field)) = hinted(r, owner, r.name(oparg)) else { return Ok(false) };
    let tag = &dict.layout().ma_version_tag;
    if tag.get() & DICT_WATCHER_MASK != 0 {
        return Ok(false);
    }
    let owner = r.pop();
    let value = r.pop();
    let old = field.replace(Some(value));
    tag.set(tag.get().wrapping_add(DICT_VERSION_INCREMENT));
    drop(old);
    drop(owner);
    Ok(true)
}

/// `super().name` where `super` is the built-in: the lookup without a super object.
#[inline(always)]
pub(in crate::eval) fn super_attr(r: &mut Regs, oparg: u32) -> Guarded {
    if oparg & 1 != 0 || !is_plain_super(r) {
        return Ok(false);
    }
    let Some(class) = super::super::unwind::as_type(r.peek(2)) else { return Ok(false) };
    let (value, _) = crate::objects::supertype::lookup_method(class, r.peek(1), r.name(oparg >> 2), false, r.th)?;
    r.drop_n(3);
    r.push(value);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn super_method(r: &mut Regs, oparg: u32) -> Guarded {
    if oparg & 1 == 0 || !is_plain_super(r) {
        return Ok(false);
    }
    let Some(class) = super::super::unwind::as_type(r.peek(2)) else { return Ok(false) };
    let (value, takes_self) =
        crate::objects::supertype::lookup_method(class, r.peek(1), r.name(oparg >> 2), true, r.th)?;
    let this = r.pop();
    drop(r.pop());
    drop(r.pop());
    r.push(value);
    if takes_self {
        r.push(this);
    } else {
        r.push_null();
        drop(this);
    }
    Ok(true)
}

#[inline(always)]
fn is_plain_super(r: &Regs) -> bool {
    std::ptr::eq(r.peek_raw(3), typeobject::PySuper_Type.as_ptr())
}
