//! Looking attributes up along the MRO: version tags, the method cache, invalidation, watchers.
//!
//! A type's version tag stands for the whole content of its MRO. Whatever changes it calls `modified`, which takes the tags
//! of the type and of all its subclasses away; so a type without a tag has no subclass with one.

use std::cell::Cell;

use super::{TypeOps, base_tuple, mro_tuple, subclasses, type_dict};
use crate::objects::dictobject::inline_values;
use crate::prelude::*;

/// log2 of the number of entries, and the longest name that is cached.
const SIZE_EXP: u32 = 12;
const MAX_NAME: usize = 100;
/// A type that changes this often is not given tags any more.
const MAX_VERSIONS_PER_CLASS: u16 = 1000;

/// One attribute of one version: `version` 0 is an unused entry.
#[repr(C)]
struct Entry {
    version: Cell<u32>,
    /// Owned: an address cannot be reused for another name while it stands here.
    name: Cell<*mut Object>,
    /// Borrowed; null says that there is no such attribute.
    value: Cell<*mut Object>,
}

/// The cache and the versions given out, in `PyInterpreterState.types` of the main interpreter: static types, and so their
/// versions, are the same in all.
#[repr(C)]
struct State {
    last_version_tag: Cell<u32>,
    cache: [Entry; 1 << SIZE_EXP],
}

const _: () = assert!(size_of::<State>() <= 108424);

fn state(_th: &PyThreadState) -> &State {
    // SAFETY: the opaque room is zeroed memory kept for this struct, which zeros are a valid value of.
    unsafe { &*_PyRuntime._main_interpreter.types.as_ptr().cast::<State>() }
}

/// The state where no token is at hand: readers of types hold the interpreter.
fn current() -> &'static PyThreadState {
    // SAFETY: type objects are used only by a thread that holds the interpreter.
    unsafe { &*Thread::current_ptr() }
}

#[inline(always)]
fn entry<'a>(state: &'a State, version: u32, name: &Str) -> &'a Entry {
    let hash = version as usize ^ (name.as_ptr() as usize >> 3);
    &state.cache[hash & ((1 << SIZE_EXP) - 1)]
}

/// `_PyType_Lookup`, borrowed.
#[inline]
pub(super) fn lookup<'a>(ty: &Type, name: &Str, thread: &'a PyThreadState) -> Option<&'a Object> {
    let version = ty.tp_version_tag.get();
    let entry = entry(state(thread), version, name);
    let value = if version != 0 && entry.version.get() == version && std::ptr::eq(entry.name.get(), name.as_ptr()) {
        entry.value.get()
    } else {
        lookup_uncached(ty, name, thread)
    };
    // SAFETY: what a type's dict holds stays there while nothing runs that could change it.
    unsafe { value.as_ref() }
}

#[inline(never)]
fn lookup_uncached(ty: &Type, name: &Str, thread: &PyThreadState) -> *mut Object {
    let value = find_in_mro(ty, name).map_or(std::ptr::null_mut(), Object::as_ptr);
    if Str::check_exact(name) && name.is_interned() && name.len() <= MAX_NAME {
        let version = assign_version(ty, thread);
        if version != 0 {
            let entry = entry(state(thread), version, name);
            entry.version.set(version);
            entry.value.set(value);
            let old = entry.name.replace(Ref::new(name.as_object()).into_raw());
            // SAFETY: the entry owned the old name; freeing a str runs no Python code.
            unsafe { drop(Ref::from_raw_option(old)) };
        }
    }
    value
}

/// The attribute found along the MRO, borrowed, without the cache (`find_name_in_mro`). Only keys that are exactly `str`
/// are looked at, so no Python code runs.
pub(super) fn find_in_mro<'a>(ty: &Type, name: &Str) -> Option<&'a Object> {
    let hash = name.hash();
    match mro_tuple(ty) {
        Some(mro) => mro.items().iter().find_map(|class| {
            // SAFETY: an MRO holds types.
            let class: &Type = unsafe { (**class).cast_unchecked() };
            // SAFETY: borrowed as the cache says.
            unsafe { inline_values::find_value(type_dict(class)?.layout(), name, hash) }
        }),
        // A static type that is being made ready, or never was.
        None => {
            let mut class = Some(ty);
            while let Some(candidate) = class {
                let found =
                    // SAFETY: borrowed as the cache says.
                    type_dict(candidate).and_then(|dict| unsafe { inline_values::find_value(dict.layout(), name, hash) });
                if found.is_some() {
                    return found;
                }
                class = candidate.tp_base.get();
            }
            None
        }
    }
}

/// `_PyType_LookupRef`.
pub(super) fn lookup_ref(ty: &Type, name: &Str) -> Option<Ref> {
    lookup(ty, name, current()).map(Object::to_ref)
}

/// `assign_version_tag`.
pub(super) fn assign_version(ty: &Type, thread: &PyThreadState) -> u32 {
    let version = ty.tp_version_tag.get();
    if version != 0 {
        return version;
    }
    let used = ty.tp_versions_used.get();
    if !ty.has_flags(Py_TPFLAGS_READY) || used >= MAX_VERSIONS_PER_CLASS {
        return 0;
    }
    let state = state(thread);
    // A class has a tag only if its bases have: otherwise changing them would not reach it.
    if let Some(bases) = base_tuple(ty) {
        for base in bases.items() {
            // SAFETY: bases are types.
            if assign_version(unsafe { (**base).cast_unchecked::<Type>() }, thread) == 0 {
                return 0;
            }
        }
    }
    let Some(next) = state.last_version_tag.get().checked_add(1) else {
        return 0;
    };
    state.last_version_tag.set(next);
    ty.tp_versions_used.set(used + 1);
    ty.tp_version_tag.set(next);
    next
}

/// `PyType_Modified`.
pub(super) fn modified(ty: &Type) {
    if ty.tp_version_tag.get() == 0 {
        return;
    }
    subclasses::for_each(ty, &mut |subclass| modified(subclass));
    let watched = ty.tp_watched.get();
    if watched != 0 {
        call_watchers(ty, watched);
    }
    ty.tp_version_tag.set(0);
    if ty.has_flags(Py_TPFLAGS_HEAPTYPE) {
        // SAFETY: a heap type.
        let heap: &PyHeapTypeObject = unsafe { ty.cast_unchecked() };
        heap._spec_cache.getitem.set(std::ptr::null_mut());
        heap._spec_cache.init.set(std::ptr::null_mut());
    }
}

#[cold]
fn call_watchers(ty: &Type, watched: u8) {
    // SAFETY: a change of a type is announced from inside the setter that makes it, which may run Python code.
    let th = unsafe { Thread::enter() };
    // SAFETY: the thread's interpreter.
    let watchers = unsafe { &(*th.interp.get()).type_watchers };
    for (bit, watcher) in watchers.iter().enumerate() {
        if watched & 1 << bit != 0
            && let Some(callback) = watcher.get()
        {
            // SAFETY: a watcher that was registered.
            if unsafe { callback(ty) }.ok().is_err() {
                th.write_unraisable(Some(ty));
            }
        }
    }
}

/// Forgets all cached lookups (`PyType_ClearCache`); the last version tag given.
pub fn clear_cache(th: &Thread) -> u32 {
    let state = state(th);
    for entry in &state.cache {
        entry.version.set(0);
        entry.value.set(std::ptr::null_mut());
        // SAFETY: the entry owned the name.
        unsafe { drop(Ref::from_raw_option(entry.name.replace(std::ptr::null_mut()))) };
    }
    state.last_version_tag.get()
}

/// `PyType_AddWatcher`: the watcher's number.
///
/// # Errors
/// `RuntimeError` when all are taken.
pub fn add_watcher(callback: PyType_WatchCallback, th: &mut Thread) -> PyResult<usize> {
    // SAFETY: the thread's interpreter.
    let watchers = unsafe { &(*th.interp.get()).type_watchers };
    // Watcher 0 is the interpreter's own.
    for (number, watcher) in watchers.iter().enumerate().skip(1) {
        if watcher.get().is_none() {
            watcher.set(Some(callback));
            return Ok(number);
        }
    }
    Err(raise!(th, RuntimeError, "no more type watcher IDs available"))
}

fn watcher(number: i32, th: &mut Thread) -> PyResult<&'static Cell<Option<PyType_WatchCallback>>> {
    if !(0..TYPE_MAX_WATCHERS as i32).contains(&number) {
        return Err(raise!(th, ValueError, "Invalid type watcher ID {number}"));
    }
    // SAFETY: the thread's interpreter, which outlives the call.
    let slot = unsafe { &(&(*th.interp.get()).type_watchers)[number as usize] };
    if slot.get().is_none() {
        return Err(raise!(th, ValueError, "No type watcher set for ID {number}"));
    }
    Ok(slot)
}

/// `PyType_ClearWatcher`.
///
/// # Errors
/// `ValueError` for a number that is not in use.
pub fn clear_watcher(number: i32, th: &mut Thread) -> PyResult<()> {
    watcher(number, th)?.set(None);
    Ok(())
}

/// `PyType_Watch` and `PyType_Unwatch`.
///
/// # Errors
/// `ValueError` for something that is no type or a number that is not in use.
pub fn watch(number: i32, object: &Object, on: bool, th: &mut Thread) -> PyResult<()> {
    let Some(ty) = object.downcast::<Type>() else {
        return Err(raise!(th, ValueError, "Cannot watch non-type"));
    };
    watcher(number, th)?;
    let bit = 1 << number;
    if on {
        // A type without a tag would not be announced.
        assign_version(ty, th);
        ty.tp_watched.set(ty.tp_watched.get() | bit);
    } else {
        ty.tp_watched.set(ty.tp_watched.get() & !bit);
    }
    Ok(())
}

/// The tag, for C code that asks for one (`PyUnstable_Type_AssignVersionTag`).
pub fn version_tag(ty: &'static Type) -> u32 {
    ty.assign_version_tag()
}

pub(super) fn assign_current(ty: &Type) -> u32 {
    assign_version(ty, current())
}
