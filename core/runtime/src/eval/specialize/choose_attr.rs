//! The choice of special forms of attributes and globals.

use std::mem::offset_of;

use ks_bytecode::op;

use super::{keys_of, keys_version, settle};
use crate::eval::regs::Regs;
use crate::objects::dictobject::inline_values;
use crate::objects::object::{generic_getattro_slot, generic_setattro_slot};
use crate::objects::typeobject::type_getattro_slot;
use crate::prelude::*;

/// What a name is in a class.
enum Kind {
    /// Nothing: an instance may have it.
    Absent,
    /// A function or method descriptor.
    Method(Ref),
    /// A value that is no descriptor.
    Plain(Ref),
    /// A descriptor with `__get__` only, that is no method.
    NonOverriding,
    Property(Ref),
    /// A member of `__slots__` or of a C struct or the object's class, as an owned object field at this distance.
    Slot(usize),
    /// Anything whose rules the forms do not follow.
    Other,
}

fn analyze(ty: &Type, name: &Str, store: bool) -> Kind {
    if store {
        if ty.tp_setattro.get().is_none_or(|f| f as usize != generic_setattro_slot as *const () as usize) {
            return Kind::Other;
        }
    } else if ty.tp_getattro.get().is_none_or(|f| f as usize != generic_getattro_slot as *const () as usize) {
        return Kind::Other;
    }
    let Some(descriptor) = ty.lookup_ref(name) else { return Kind::Absent };
    let class = descriptor.ob_type();
    if !class.has_flags(Py_TPFLAGS_IMMUTABLETYPE) {
        // Its class may get `__get__` or `__set__` at any time.
        return Kind::Other;
    }
    if class.tp_descr_set.get().is_some() {
        if std::ptr::eq(class, &descrobject::PyMemberDescr_Type) {
            // SAFETY: just checked; the definition outlives the descriptor.
            let descriptor = unsafe { (*descriptor).cast_unchecked::<PyMemberDescrObject>() };
            // A class may have the member of another under a name of its own; reading it is an error.
            if descriptor.d_common.d_type.get().is_none_or(|owner| !ty.is_subtype_of(&owner)) {
                return Kind::Other;
            }
            // SAFETY: as above.
            let member = unsafe { &*descriptor.d_member.get() };
            let readable = member.flags & Py_AUDIT_READ == 0 && (!store || member.flags & Py_READONLY == 0);
            if member.type_ == Py_T_OBJECT_EX && readable && member.flags & Py_RELATIVE_OFFSET == 0 {
                return Kind::Slot(member.offset as usize);
            }
            return Kind::Other;
        }
        let own_class = || object::PyBaseObject_Type.lookup_ref(name).is_some_and(|own| own.is(&descriptor));
        if !store && std::ptr::eq(name, id!(__class__)) && own_class() {
            return Kind::Slot(Object::OB_TYPE_OFFSET);
        }
        if std::ptr::eq(class, &descrobject::PyProperty_Type) && !store {
            return Kind::Property(descriptor);
        }
        return Kind::Other;
    }
    if class.tp_descr_get.get().is_some() {
        if class.has_flags(Py_TPFLAGS_METHOD_DESCRIPTOR) {
            return Kind::Method(descriptor);
        }
        return Kind::NonOverriding;
    }
    Kind::Plain(descriptor)
}

/// Puts the type's version into the cache; false if it has none.
fn remember_type(r: &mut Regs, ty: &'static Type) -> bool {
    match ty.assign_version_tag() {
        0 => false,
        version => {
            r.set_cache_u32(1, version);
            true
        }
    }
}

/// An attribute in the instance's own values or dict.
fn dict_access(r: &mut Regs, owner: &Object, name: &Str, store: bool) -> Option<u8> {
    let ty = owner.ob_type();
    if !ty.has_flags(Py_TPFLAGS_MANAGED_DICT) {
        return None;
    }
    let hash = name.hash();
    // SAFETY: the flags vouch for the values and the word of the dict.
    unsafe {
        let inline = ty.has_flags(Py_TPFLAGS_INLINE_VALUES)
            && inline_values::is_valid(owner)
            && (!store || inline_values::managed_dict_word(owner).is_null());
        if inline {
            let keys = &*inline_values::cached_keys(ty);
            let (index, _) = inline_values::find(keys, name, hash);
            let index = usize::try_from(index).ok()?;
            if !remember_type(r, ty) {
                return None;
            }
            if store {
                r.set_cache(3, u16::try_from(index).ok()?);
                return Some(op::STORE_ATTR_INSTANCE_VALUE);
            }
            let values = ty.tp_basicsize.get() as usize + offset_of!(PyDictValues, values);
            r.set_cache(3, u16::try_from(values + index * size_of::<usize>()).ok()?);
            return Some(op::LOAD_ATTR_INSTANCE_VALUE);
        }
        let dict = inline_values::managed_dict_word(owner).as_ptr().as_ref()?;
        if !Dict::check_exact(dict) {
            return None;
        }
        let keys = keys_of(dict);
        if keys.dk_kind.get() != DICT_KEYS_UNICODE || !dict.layout().ma_values.get().is_null() {
            return None;
        }
        let (index, _) = inline_values::find(keys, name, hash);
        let index = u16::try_from(index).ok()?;
        if !remember_type(r, ty) {
            return None;
        }
        r.set_cache(3, index);
        Some(if store { op::STORE_ATTR_WITH_HINT } else { op::LOAD_ATTR_WITH_HINT })
    }
}

/// An attribute of the class that instances do not shadow.
fn class_attribute(r: &mut Regs, owner: &Object, name: &Str, found: &Object, method: bool) -> Option<u8> {
    let ty = owner.ob_type();
    let opcode = if ty.has_flags(Py_TPFLAGS_INLINE_VALUES) {
        // SAFETY: the flag vouches for the table.
        let keys = unsafe { &*inline_values::cached_keys(ty) };
        if inline_values::find(keys, name, name.hash()).0 >= 0 {
            return None;
        }
        let version = keys_version(keys, r.th);
        if version == 0 {
            return None;
        }
        r.set_cache_u32(3, version);
        if method { op::LOAD_ATTR_METHOD_WITH_VALUES } else { op::LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES }
    } else {
        let offset = if ty.has_flags(Py_TPFLAGS_MANAGED_DICT) {
            // The word of the managed dict stands before the collector's header.
            // SAFETY: the flag vouches for the word.
            let word = unsafe { std::ptr::from_ref(inline_values::managed_dict_word(owner)) };
            word as isize - owner.as_ptr() as isize
        } else {
            ty.tp_dictoffset.get()
        };
        if offset == 0 {
            if method { op::LOAD_ATTR_METHOD_NO_DICT } else { op::LOAD_ATTR_NONDESCRIPTOR_NO_DICT }
        } else {
            let positive_or_managed = offset > 0 || ty.has_flags(Py_TPFLAGS_MANAGED_DICT);
            if !method || !positive_or_managed {
                return None;
            }
            // SAFETY: the field is there, by the type.
            if unsafe { !(*owner.as_ptr().byte_offset(offset).cast::<*mut Object>()).is_null() } {
                return None;
            }
            r.set_cache(3, i16::try_from(offset).ok()? as u16);
            op::LOAD_ATTR_METHOD_LAZY_DICT
        }
    };
    if !remember_type(r, ty) {
        return None;
    }
    r.set_cache_ptr(5, found.as_ptr());
    Some(opcode)
}

fn of_module(r: &mut Regs, module: &Module, name: &Str) -> Option<u8> {
    // SAFETY: a module's dict is a dict.
    let dict = unsafe { module.layout().md_dict.as_ptr().cast::<Dict>().as_ref() }?;
    let keys = keys_of(dict);
    if keys.dk_kind.get() != DICT_KEYS_UNICODE
        || inline_values::find(keys, id!(__getattr__), id!(__getattr__).hash()).0 >= 0
    {
        return None;
    }
    let (index, _) = inline_values::find(keys, name, name.hash());
    let index = u16::try_from(index).ok()?;
    let version = keys_version(keys, r.th);
    if version == 0 {
        return None;
    }
    r.set_cache_u32(1, version);
    r.set_cache(3, index);
    Some(op::LOAD_ATTR_MODULE)
}

fn of_class(r: &mut Regs, class: &'static Type, name: &Str) -> Option<u8> {
    // Other metaclasses may have attributes that come first.
    if !std::ptr::eq(class.ob_type(), &typeobject::PyType_Type)
        || class.tp_getattro.get().is_none()
        || typeobject::PyType_Type
            .tp_getattro
            .get()
            .is_none_or(|f| f as usize != type_getattro_slot as *const () as usize)
        || typeobject::PyType_Type.lookup_ref(name).is_some()
    {
        return None;
    }
    let found = class.lookup_ref(name)?;
    let descriptor = found.ob_type();
    if !descriptor.has_flags(Py_TPFLAGS_IMMUTABLETYPE) {
        return None;
    }
    // A method of a class is itself, unbound; other descriptors may be anything.
    if descriptor.tp_descr_get.get().is_some() && !descriptor.has_flags(Py_TPFLAGS_METHOD_DESCRIPTOR) {
        return None;
    }
    if !remember_type(r, class) {
        return None;
    }
    r.set_cache_ptr(5, found.as_ptr());
    Some(op::LOAD_ATTR_CLASS)
}

fn choose_load(r: &mut Regs, oparg: u32) -> Option<u8> {
    let owner = r.peek(1);
    let name = r.name(oparg >> 1);
    let ty = owner.ob_type();
    if !ty.has_flags(Py_TPFLAGS_READY) {
        return None;
    }
    if let Some(module) = owner.downcast_exact::<Module>() {
        return of_module(r, module, name);
    }
    if let Some(class) = crate::eval::unwind::as_type(owner) {
        return of_class(r, class, name);
    }
    let is_call = oparg & 1 != 0;
    match analyze(ty, name, false) {
        Kind::Absent => dict_access(r, owner, name, false),
        Kind::Method(method) if is_call => class_attribute(r, owner, name, &method, true),
        Kind::Plain(value) => match dict_access_if_set(r, owner, name) {
            Some(opcode) => Some(opcode),
            None if is_call => None,
            None => class_attribute(r, owner, name, &value, false),
        },
        Kind::Property(property) if !is_call => property_getter(r, ty, &property),
        Kind::Slot(offset) => {
            if !remember_type(r, ty) {
                return None;
            }
            r.set_cache(3, u16::try_from(offset).ok()?);
            Some(op::LOAD_ATTR_SLOT)
        }
        _ => None,
    }
}

/// An instance attribute that shadows the class's value, if the instance has it now.
fn dict_access_if_set(r: &mut Regs, owner: &Object, name: &Str) -> Option<u8> {
    if !owner.ob_type().has_flags(Py_TPFLAGS_INLINE_VALUES) {
        return None;
    }
    // SAFETY: the flag vouches for the values.
    unsafe {
        if !inline_values::is_valid(owner) || inline_values::get(owner, name).is_none() {
            return None;
        }
    }
    dict_access(r, owner, name, false)
}

fn property_getter(r: &mut Regs, ty: &'static Type, property: &Object) -> Option<u8> {
    // SAFETY: a property.
    let getter = unsafe { property.cast_unchecked::<propertyobject>() }.prop_get.get()?;
    let function = getter.downcast_exact::<Function>()?;
    if super::choose_call::simple_argcount(function) != Some(1)
        || crate::eval::interp::block(r.th).eval_frame.get().is_some()
    {
        return None;
    }
    let version = function.version(r.th);
    if version == 0 || !remember_type(r, ty) {
        return None;
    }
    r.set_cache_u32(3, version);
    r.set_cache_ptr(5, function.as_ptr());
    Some(op::LOAD_ATTR_PROPERTY)
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn load_attr(r: &mut Regs, oparg: u32) {
    let choice = choose_load(r, oparg);
    settle(r, choice);
}

fn choose_store(r: &mut Regs, oparg: u32) -> Option<u8> {
    let owner = r.peek(1);
    let name = r.name(oparg);
    let ty = owner.ob_type();
    if !ty.has_flags(Py_TPFLAGS_READY) || Module::check_exact(owner) || Type::check(owner) {
        return None;
    }
    match analyze(ty, name, true) {
        Kind::Absent => dict_access(r, owner, name, true),
        Kind::Slot(offset) => {
            if !remember_type(r, ty) {
                return None;
            }
            r.set_cache(3, u16::try_from(offset).ok()?);
            Some(op::STORE_ATTR_SLOT)
        }
        Kind::Plain(_) | Kind::Method(_) => dict_access(r, owner, name, true),
        _ => None,
    }
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn store_attr(r: &mut Regs, oparg: u32) {
    let choice = choose_store(r, oparg);
    settle(r, choice);
}

fn choose_global(r: &mut Regs, oparg: u32) -> Option<u8> {
    let name = r.name(oparg >> 1);
    let globals = r.frame.globals().downcast_exact::<Dict>()?;
    let keys = keys_of(globals);
    if keys.dk_kind.get() != DICT_KEYS_UNICODE {
        return None;
    }
    let hash = name.hash();
    let (index, _) = inline_values::find(keys, name, hash);
    let version = u16::try_from(keys_version(keys, r.th)).ok().filter(|version| *version != 0);
    if index >= 0 {
        r.set_cache(1, version?);
        r.set_cache(3, u16::try_from(index).ok()?);
        return Some(op::LOAD_GLOBAL_MODULE);
    }
    let builtins = r.frame.builtins().downcast_exact::<Dict>()?;
    let builtin_keys = keys_of(builtins);
    if builtin_keys.dk_kind.get() != DICT_KEYS_UNICODE {
        return None;
    }
    let (index, _) = inline_values::find(builtin_keys, name, hash);
    let index = u16::try_from(index).ok()?;
    let builtin_version = u16::try_from(keys_version(builtin_keys, r.th)).ok().filter(|version| *version != 0)?;
    r.set_cache(1, version?);
    r.set_cache(2, builtin_version);
    r.set_cache(3, index);
    Some(op::LOAD_GLOBAL_BUILTIN)
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn load_global(r: &mut Regs, oparg: u32) {
    let choice = choose_global(r, oparg);
    settle(r, choice);
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn load_super_attr(r: &mut Regs, oparg: u32) {
    let plain = std::ptr::eq(r.peek_raw(3), typeobject::PySuper_Type.as_ptr()) && Type::check(r.peek(2));
    let method = oparg & 1 != 0;
    settle(r, plain.then_some(if method { op::LOAD_SUPER_ATTR_METHOD } else { op::LOAD_SUPER_ATTR_ATTR }));
}
