//! Versions of dicts and key tables, and the watchers of PEP-less `PyDict_Watch`.

use super::Dict;
use super::keys::Keys;
use crate::prelude::*;

/// The running interpreter's counters and callbacks.
#[inline(always)]
fn state() -> &'static _Py_dict_state {
    // SAFETY: called by a thread that holds the interpreter, whose state outlives the call.
    unsafe { &(*(*Thread::current_ptr()).interp.get()).dict_state }
}

/// Gives a dict that has changed, or is about to, a version that no dict had before.
#[inline(always)]
pub(super) fn touch(dict: &Dict) {
    let counter = &state().global_version;
    let version = counter.get().wrapping_add(DICT_VERSION_INCREMENT);
    counter.set(version);
    let tag = &dict.layout().ma_version_tag;
    tag.set(version | (tag.get() & DICT_WATCHER_AND_MODIFICATION_MASK));
}

/// Tells the watchers of a dict what is about to happen to it, then gives it a new version.
#[inline(always)]
pub(super) fn notify(
    dict: &Dict,
    event: PyDict_WatchEvent,
    key: Option<&Object>,
    value: Option<&Object>,
    th: &mut Thread,
) {
    if dict.layout().ma_version_tag.get() & DICT_WATCHER_MASK != 0 {
        send(dict, event, key, value, th);
    }
    touch(dict);
}

/// Whether anybody watches the dict.
#[inline(always)]
pub(super) fn is_watched(dict: &Dict) -> bool {
    dict.layout().ma_version_tag.get() & DICT_WATCHER_MASK != 0
}

#[cold]
pub(super) fn send(
    dict: &Dict,
    event: PyDict_WatchEvent,
    key: Option<&Object>,
    value: Option<&Object>,
    th: &mut Thread,
) {
    let bits = dict.layout().ma_version_tag.get() & DICT_WATCHER_MASK;
    for (index, watcher) in state().watchers.iter().enumerate() {
        if bits & (1 << index) == 0 {
            continue;
        }
        let Some(callback) = watcher.get() else { continue };
        // SAFETY: a callback registered for these events; all objects live through the call.
        if unsafe { callback(event, dict, key, value) }.ok().is_err() {
            report(dict, event, th);
        }
    }
}

/// A watcher raised: its dict may be about to die, so it is described, not handed over.
#[cold]
fn report(dict: &Dict, event: PyDict_WatchEvent, th: &mut Thread) {
    let event = match event {
        PyDict_EVENT_ADDED => "PyDict_EVENT_ADDED",
        PyDict_EVENT_MODIFIED => "PyDict_EVENT_MODIFIED",
        PyDict_EVENT_DELETED => "PyDict_EVENT_DELETED",
        PyDict_EVENT_CLONED => "PyDict_EVENT_CLONED",
        PyDict_EVENT_CLEARED => "PyDict_EVENT_CLEARED",
        _ => "PyDict_EVENT_DEALLOCATED",
    };
    let raised = th.take_raised();
    let context = Str::new(&format!("{event} watcher callback for <dict at {:p}>", std::ptr::from_ref(dict)));
    if let Some(raised) = raised {
        let _ = th.restore_raised(raised);
    }
    th.write_unraisable(context.as_ref().ok().map(|text| text.as_object()));
}

/// `PyDict_AddWatcher`: the id.
///
/// # Errors
/// `RuntimeError` if all are taken.
pub fn add_watcher(callback: PyDict_WatchCallback, th: &mut Thread) -> PyResult<usize> {
    // The first ids are the interpreter's own.
    for (index, watcher) in state().watchers.iter().enumerate().skip(RESERVED) {
        if watcher.get().is_none() {
            watcher.set(Some(callback));
            return Ok(index);
        }
    }
    Err(raise!(th, RuntimeError, "no more dict watcher IDs available"))
}

/// Watchers that `PyDict_AddWatcher` does not hand out.
const RESERVED: usize = 2;

fn check_id(id: isize, th: &mut Thread) -> PyResult<usize> {
    if !(0..DICT_MAX_WATCHERS as isize).contains(&id) {
        return Err(raise!(th, ValueError, "Invalid dict watcher ID {id}"));
    }
    if state().watchers[id as usize].get().is_none() {
        return Err(raise!(th, ValueError, "No dict watcher set for ID {id}"));
    }
    Ok(id as usize)
}

/// `PyDict_ClearWatcher`.
///
/// # Errors
/// `ValueError` for an id that is not in use.
pub fn clear_watcher(id: isize, th: &mut Thread) -> PyResult<()> {
    let id = check_id(id, th)?;
    state().watchers[id].set(None);
    Ok(())
}

/// `PyDict_Watch`, or with `on` false `PyDict_Unwatch`.
///
/// # Errors
/// `ValueError` for an id that is not in use, or an object that is no dict.
pub fn watch(id: isize, object: &Object, on: bool, th: &mut Thread) -> PyResult<()> {
    let Some(dict) = object.downcast::<Dict>() else {
        return Err(raise!(th, ValueError, "Cannot watch non-dictionary"));
    };
    let id = check_id(id, th)?;
    let tag = &dict.layout().ma_version_tag;
    tag.set(if on { tag.get() | 1 << id } else { tag.get() & !(1 << id) });
    Ok(())
}

/// `_PyDictKeys_GetVersionForCurrentState`: the table's version, given now if it has none; 0 if there are none left.
#[inline]
pub fn keys_version(keys: &Keys) -> u32 {
    /// What the counter says once all versions are used up; versions begin behind it.
    const EXHAUSTED: u32 = 1;
    if keys.dk_version.get() != 0 {
        return keys.dk_version.get();
    }
    let next = &state().next_keys_version;
    let version = match next.get() {
        EXHAUSTED => return 0,
        0 => EXHAUSTED + 1,
        version => version,
    };
    next.set(match version.wrapping_add(1) {
        0 => EXHAUSTED,
        version => version,
    });
    keys.dk_version.set(version);
    version
}
