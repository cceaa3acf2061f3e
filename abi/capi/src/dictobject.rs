//! `dictobject.h`.

use std::ffi::{c_char, c_int};

use ks_runtime::objects::dictobject::{key_error, watch};
use ks_runtime::prelude::*;

use crate::containers_support::{bad_call, lend, store, text};

/// The dict that C passed, or `SystemError`.
fn dict(object: Option<&Object>) -> PyResult<&Dict> {
    object.and_then(Object::downcast::<Dict>).ok_or_else(bad_call)
}

fn thread<'a>() -> &'a mut Thread {
    // SAFETY: called by C with the interpreter held.
    unsafe { Thread::enter() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_New() -> PyResult<Ref<Dict>> {
    Dict::new()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_NewPresized(capacity: isize) -> PyResult<Ref<Dict>> {
    Dict::with_capacity(capacity.max(0) as usize)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_FromItems(
    keys: *const *mut Object,
    key_step: isize,
    values: *const *mut Object,
    value_step: isize,
    count: isize,
) -> PyResult<Ref<Dict>> {
    let mut pairs: Vec<&Object> = Vec::with_capacity(2 * count as usize);
    for index in 0..count {
        // SAFETY: C passes `count` keys and values, so many pointers apart.
        unsafe {
            pairs.push(&**keys.offset(index * key_step));
            pairs.push(&**values.offset(index * value_step));
        }
    }
    Dict::from_pairs(&pairs, thread())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Size(object: Option<&Object>) -> Size {
    dict(object).map(Dict::len).into()
}

/// A lookup whose errors are not the caller's: reported, not raised; an exception set before stays.
fn quietly(look: impl FnOnce(&mut Thread) -> PyResult<Option<Ref>>) -> *mut Object {
    let th = thread();
    let before = th.take_raised();
    let found = look(th);
    if found.is_err() {
        th.write_unraisable(None);
    }
    if let Some(before) = before {
        let _ = th.restore_raised(before);
    }
    lend(found)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItem(object: Option<&Object>, key: &Object) -> *mut Object {
    match object.and_then(Object::downcast::<Dict>) {
        Some(dict) => quietly(|th| dict.get(key, th)),
        None => std::ptr::null_mut(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItemWithError(object: Option<&Object>, key: &Object) -> *mut Object {
    lend(dict(object).and_then(|dict| dict.get(key, thread())))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItemRef(object: Option<&Object>, key: &Object, result: *mut *mut Object) -> c_int {
    // SAFETY: C passes a place for the result.
    unsafe { store(dict(object).and_then(|dict| dict.get(key, thread())), result) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItemString(object: Option<&Object>, key: *const c_char) -> *mut Object {
    let Some(dict) = object.and_then(Object::downcast::<Dict>) else { return std::ptr::null_mut() };
    quietly(|th| {
        // SAFETY: C passes a string.
        let key = unsafe { text(key, th)? };
        dict.get_str(&key, th)
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_GetItemStringWithError(object: Option<&Object>, key: *const c_char) -> *mut Object {
    let th = thread();
    // SAFETY: C passes a string.
    lend(dict(object).and_then(|dict| dict.get_str(&*unsafe { text(key, th)? }, th)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItemStringRef(
    object: Option<&Object>,
    key: *const c_char,
    result: *mut *mut Object,
) -> c_int {
    let th = thread();
    // SAFETY: C passes a string and a place for the result.
    unsafe { store(dict(object).and_then(|dict| dict.get_str(&*text(key, th)?, th)), result) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_GetItem_KnownHash(object: Option<&Object>, key: &Object, hash: isize) -> *mut Object {
    lend(dict(object).and_then(|dict| dict.get_known_hash(key, hash, thread())))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_GetItemRef_KnownHash_LockHeld(
    object: &Object,
    key: &Object,
    hash: isize,
    result: *mut *mut Object,
) -> c_int {
    // SAFETY: C passes a place for the result.
    unsafe { store(dict(Some(object)).and_then(|dict| dict.get_known_hash(key, hash, thread())), result) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_SetItem(object: Option<&Object>, key: &Object, value: &Object) -> Status {
    dict(object).and_then(|dict| dict.set(key, value, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_SetItem_Take2(object: &Object, key: *mut Object, value: *mut Object) -> Status {
    // SAFETY: C gives both references away.
    let (key, value) = unsafe { (Ref::from_raw(key), Ref::from_raw(value)) };
    dict(Some(object)).and_then(|dict| dict.set(&key, &value, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_SetItem_KnownHash(
    object: Option<&Object>,
    key: &Object,
    value: &Object,
    hash: isize,
) -> Status {
    dict(object).and_then(|dict| dict.set_known_hash(key, hash, value, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_SetItem_KnownHash_LockHeld(
    object: &Object,
    key: &Object,
    value: &Object,
    hash: isize,
) -> Status {
    dict(Some(object)).and_then(|dict| dict.set_known_hash(key, hash, value, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_SetItemString(object: Option<&Object>, key: *const c_char, value: &Object) -> Status {
    let th = thread();
    let set = |th: &mut Thread| {
        // SAFETY: C passes a string.
        let key = Str::intern(unsafe { text(key, th)? });
        dict(object)?.set_str(&key, value, th)
    };
    set(th).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_DelItem(object: Option<&Object>, key: &Object) -> Status {
    dict(object).and_then(|dict| dict.del(key, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_DelItemString(object: Option<&Object>, key: *const c_char) -> Status {
    let th = thread();
    // SAFETY: C passes a string.
    dict(object).and_then(|dict| dict.del(&*unsafe { text(key, th)? }, th)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_DelItem_KnownHash(object: Option<&Object>, key: &Object, hash: isize) -> Status {
    let th = thread();
    let delete = |th: &mut Thread| match dict(object)?.pop_known_hash(key, hash, th)? {
        Some(_) => Ok(()),
        None => Err(key_error(key, th)),
    };
    delete(th).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_DelItemIf(
    object: Option<&Object>,
    key: &Object,
    predicate: unsafe extern "C" fn(&Object, *mut std::ffi::c_void) -> c_int,
    argument: *mut std::ffi::c_void,
) -> c_int {
    let th = thread();
    let delete = |th: &mut Thread| {
        let dict = dict(object)?;
        let Some(value) = dict.get(key, th)? else { return Ok(false) };
        // SAFETY: the predicate and its argument belong together.
        if !Status(unsafe { predicate(&value, argument) }).truth()? {
            return Ok(false);
        }
        dict.del(key, th).map(|()| true)
    };
    Status::from(delete(th)).0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Clear(object: Option<&Object>) {
    if let Some(dict) = object.and_then(Object::downcast::<Dict>) {
        dict.clear(thread());
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Next(
    object: Option<&Object>,
    position: &mut isize,
    key: *mut *mut Object,
    value: *mut *mut Object,
) -> c_int {
    // SAFETY: C passes places for the results, or null.
    unsafe { next(object, position, key, value, std::ptr::null_mut()) }
}

unsafe fn next(
    object: Option<&Object>,
    position: &mut isize,
    key: *mut *mut Object,
    value: *mut *mut Object,
    hash: *mut isize,
) -> c_int {
    let Some(dict) = object.and_then(Object::downcast::<Dict>) else { return 0 };
    let Ok(mut at) = usize::try_from(*position) else { return 0 };
    let Some((found_key, found_value, found_hash)) = dict.next_with_hash(&mut at) else { return 0 };
    *position = at as isize;
    // SAFETY: the caller's promise; the dict keeps both alive.
    unsafe {
        if !key.is_null() {
            *key = found_key.as_ptr();
        }
        if !value.is_null() {
            *value = found_value.as_ptr();
        }
        if !hash.is_null() {
            *hash = found_hash;
        }
    }
    1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Keys(object: Option<&Object>) -> PyResult<Ref<List>> {
    dict(object)?.keys()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Values(object: Option<&Object>) -> PyResult<Ref<List>> {
    dict(object)?.values()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Items(object: Option<&Object>) -> PyResult<Ref<List>> {
    dict(object)?.items()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Copy(object: Option<&Object>) -> PyResult<Ref<Dict>> {
    dict(object)?.copy(thread())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Contains(object: &Object, key: &Object) -> Status {
    dict(Some(object)).and_then(|dict| dict.contains(key, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_ContainsString(object: &Object, key: *const c_char) -> Status {
    let th = thread();
    // SAFETY: C passes a string.
    dict(Some(object)).and_then(|dict| dict.contains(&*unsafe { text(key, th)? }, th)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Update(object: Option<&Object>, other: Option<&Object>) -> Status {
    // SAFETY: as C called us.
    unsafe { _PyDict_MergeEx(object, other, 1) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Merge(object: Option<&Object>, other: Option<&Object>, override_: c_int) -> Status {
    // SAFETY: as C called us.
    unsafe { _PyDict_MergeEx(object, other, c_int::from(override_ != 0)) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_MergeEx(object: Option<&Object>, other: Option<&Object>, override_: c_int) -> Status {
    match (dict(object), other) {
        (Ok(dict), Some(other)) => dict.merge(other, override_, thread()).into(),
        (Ok(_), None) => Err::<(), _>(bad_call()).into(),
        (Err(Raised), _) => Status::ERROR,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_MergeFromSeq2(object: &Object, pairs: &Object, override_: c_int) -> Status {
    dict(Some(object)).and_then(|dict| dict.merge_pairs(pairs, override_ != 0, thread())).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_SetDefault(
    object: Option<&Object>,
    key: &Object,
    default: Option<&Object>,
) -> *mut Object {
    let default = default.unwrap_or(none());
    lend(dict(object).and_then(|dict| dict.set_default(key, default, thread())).map(|(value, _)| Some(value)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_SetDefaultRef(
    object: Option<&Object>,
    key: &Object,
    default: &Object,
    result: *mut *mut Object,
) -> c_int {
    let outcome = dict(object).and_then(|dict| dict.set_default(key, default, thread()));
    let was_there = matches!(outcome, Ok((_, true)));
    // SAFETY: C passes a place for the result, or null.
    let status = unsafe { store(outcome.map(|(value, _)| Some(value)), result) };
    if status < 0 { -1 } else { c_int::from(was_there) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Pop(object: Option<&Object>, key: &Object, result: *mut *mut Object) -> c_int {
    // SAFETY: C passes a place for the result, or null.
    unsafe { store(dict(object).and_then(|dict| dict.pop(key, thread())), result) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_PopString(
    object: Option<&Object>,
    key: *const c_char,
    result: *mut *mut Object,
) -> c_int {
    let th = thread();
    // SAFETY: C passes a string and a place for the result, or null.
    unsafe { store(dict(object).and_then(|dict| dict.pop(&*text(key, th)?, th)), result) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_Pop(object: Option<&Object>, key: &Object, default: Option<&Object>) -> PyResult {
    let th = thread();
    match (dict(object)?.pop(key, th)?, default) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.to_ref()),
        (None, None) => Err(key_error(key, th)),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_LoadGlobal(globals: &Object, builtins: &Object, key: &Object) -> Option<Ref> {
    let th = thread();
    let mut load = || {
        let hash = key.hash(th)?;
        match dict(Some(globals))?.get_known_hash(key, hash, th)? {
            Some(value) => Ok(Some(value)),
            None => dict(Some(builtins))?.get_known_hash(key, hash, th),
        }
    };
    load().ok().flatten()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_SizeOf(object: &Object) -> isize {
    object.downcast::<Dict>().map_or(0, |dict| dict.size_in_bytes() as isize)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_AddWatcher(callback: PyDict_WatchCallback) -> c_int {
    watch::add_watcher(callback, thread()).map_or(-1, |id| id as c_int)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_ClearWatcher(id: c_int) -> Status {
    watch::clear_watcher(id as isize, thread()).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Watch(id: c_int, object: &Object) -> Status {
    watch::watch(id as isize, object, true, thread()).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Unwatch(id: c_int, object: &Object) -> Status {
    watch::watch(id as isize, object, false, thread()).into()
}
