//! What `gc` tells about the objects the collector knows.

use std::ffi::{c_int, c_void};

use super::list::Heads;
use super::{from_head, is_gc, is_tracked, state};
use crate::prelude::*;

/// The tracked objects of a generation, except `except`.
fn generation_objects(generation: usize, except: &List) -> PyResult<()> {
    for at in Heads::new(&state().generations[generation].head) {
        // SAFETY: listed headers stand before live objects; appending to a list runs no Python code and tracks nothing.
        let object = unsafe { &*from_head(at) };
        if !object.is(except) {
            except.push(object.to_ref())?;
        }
    }
    Ok(())
}

/// `gc.get_objects`: the tracked objects of one generation, or of all.
///
/// # Errors
/// `MemoryError`.
pub fn objects(generation: Option<usize>) -> PyResult<Ref<List>> {
    let list = List::new(&[])?;
    match generation {
        Some(generation) => generation_objects(generation, &list)?,
        None => {
            for generation in 0..NUM_GENERATIONS {
                generation_objects(generation, &list)?;
            }
        }
    }
    Ok(list)
}

/// `gc.get_referents`: what `tp_traverse` of the objects visits.
///
/// # Errors
/// `MemoryError`.
pub fn referents(objects: &[&Object]) -> PyResult<Ref<List>> {
    unsafe extern "C" fn visit(object: *mut Object, list: *mut c_void) -> c_int {
        // SAFETY: `tp_traverse` hands out live objects; `list` is the list below.
        let (object, list) = unsafe { (&*object, &*list.cast::<List>()) };
        c_int::from(list.push(object.to_ref()).is_err())
    }
    let list = List::new(&[])?;
    for object in objects {
        if !is_gc(object) {
            continue;
        }
        if let Some(slot) = object.ob_type().tp_traverse.get() {
            let argument = std::ptr::from_ref::<List>(&list).cast_mut().cast();
            // SAFETY: a slot of the object's type; the visitor runs no Python code.
            if unsafe { slot(object, visit, argument) } != 0 {
                return Err(Raised);
            }
        }
    }
    Ok(list)
}

/// `gc.get_referrers`: the tracked objects whose `tp_traverse` visits one of the objects.
///
/// # Errors
/// `MemoryError`.
pub fn referrers(targets: &Tuple) -> PyResult<Ref<List>> {
    unsafe extern "C" fn visit(object: *mut Object, targets: *mut c_void) -> c_int {
        // SAFETY: `targets` is the tuple below.
        let targets = unsafe { &*targets.cast::<Tuple>() };
        c_int::from(targets.items().iter().any(|target| std::ptr::eq(target.as_ptr(), object)))
    }
    let list = List::new(&[])?;
    for generation in &state().generations {
        for at in Heads::new(&generation.head) {
            // SAFETY: listed headers stand before live objects; appending to a list runs no Python code and tracks nothing.
            let object = unsafe { &*from_head(at) };
            if object.is(targets) || object.is(&list) {
                continue;
            }
            let Some(slot) = object.ob_type().tp_traverse.get() else { continue };
            // SAFETY: a slot of the object's type; the visitor runs no Python code.
            if unsafe { slot(object, visit, std::ptr::from_ref(targets).cast_mut().cast()) } != 0 {
                list.push(object.to_ref())?;
            }
        }
    }
    Ok(list)
}

/// `PyUnstable_GC_VisitObjects`: calls back with every tracked object until told to stop; collects nothing meanwhile.
///
/// # Safety
/// The callback may be called with `argument`.
pub unsafe fn visit_objects(callback: unsafe extern "C" fn(*mut Object, *mut c_void) -> c_int, argument: *mut c_void) {
    let state = state();
    let enabled = state.enabled.replace(0);
    'all: for generation in &state.generations {
        for at in Heads::new(&generation.head) {
            // SAFETY: listed headers stand before live objects.
            let object = unsafe { &*from_head(at) }.to_ref();
            // SAFETY: the caller's promise; a reference is held meanwhile.
            if unsafe { callback(object.as_ptr(), argument) } == 0 {
                break 'all;
            }
        }
    }
    state.enabled.set(enabled);
}

/// `gc.is_tracked`, for any object.
pub fn is_object_tracked(object: &Object) -> bool {
    is_gc(object) && is_tracked(object)
}
