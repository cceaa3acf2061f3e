//! `setobject.h`.

use std::ffi::c_int;

use ks_runtime::objects::setobject::{FrozenSet, as_set};
use ks_runtime::prelude::*;

use crate::containers_support::bad_call;

fn thread<'a>() -> &'a mut Thread {
    // SAFETY: called by C with the interpreter held.
    unsafe { Thread::enter() }
}

/// The set or frozenset that C passed, or `SystemError`.
fn any(object: Option<&Object>) -> PyResult<&Set> {
    object.and_then(as_set).ok_or_else(bad_call)
}

/// The set, not frozen, that C passed, or `SystemError`.
fn mutable(object: Option<&Object>) -> PyResult<&Set> {
    object.and_then(Object::downcast::<Set>).ok_or_else(bad_call)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_New(iterable: Option<&Object>) -> PyResult<Ref<Set>> {
    Set::new(iterable, thread())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrozenSet_New(iterable: Option<&Object>) -> PyResult {
    match iterable.filter(|iterable| FrozenSet::check_exact(iterable)) {
        Some(frozen) => Ok(frozen.to_ref()),
        None => Set::new_frozen(iterable, thread()).map(Ref::into_object),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Size(object: Option<&Object>) -> Size {
    any(object).map(Set::len).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Clear(object: Option<&Object>) -> Status {
    mutable(object).and_then(|set| set.clear(thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Contains(object: Option<&Object>, key: &Object) -> Status {
    any(object).and_then(|set| set.contains_hashable(key, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySet_Contains(set: &Set, key: &Object) -> Status {
    set.contains(key, thread()).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Discard(object: Option<&Object>, key: &Object) -> Status {
    mutable(object).and_then(|set| set.discard_hashable(key, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Add(object: Option<&Object>, key: &Object) -> Status {
    // A frozenset that nobody else has seen is still being filled.
    let target = object.filter(|object| Set::check(object) || object.refcnt() == 1);
    any(target).and_then(|set| set.add(key, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Pop(object: Option<&Object>) -> PyResult {
    mutable(object)?.pop(thread())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySet_Update(object: Option<&Object>, iterable: &Object) -> Status {
    mutable(object).and_then(|set| set.update(iterable, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySet_NextEntry(
    object: Option<&Object>,
    position: &mut isize,
    key: *mut *mut Object,
    hash: *mut isize,
) -> c_int {
    // SAFETY: as C called us; the set keeps the element alive.
    unsafe {
        let found = _PySet_NextEntryRef(object, position, key, hash);
        if found > 0 {
            drop(Ref::from_raw(*key));
        }
        found
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySet_NextEntryRef(
    object: Option<&Object>,
    position: &mut isize,
    key: *mut *mut Object,
    hash: *mut isize,
) -> c_int {
    let Ok(set) = any(object) else { return -1 };
    let mut at = position.max(&mut 0).unsigned_abs();
    let found = set.next_with_hash(&mut at);
    *position = at as isize;
    match found {
        Some((element, element_hash)) => {
            // SAFETY: C passes places for the results.
            unsafe {
                *key = element.into_raw();
                *hash = element_hash;
            }
            1
        }
        None => 0,
    }
}
