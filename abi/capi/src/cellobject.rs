//! `cpython/cellobject.h`.

use std::ffi::c_int;

use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCell_New(value: Option<&Object>) -> PyResult {
    Ok(CellObject::new(value.map(Object::to_ref))?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCell_Get(cell: &Object) -> Option<Ref> {
    match cell.downcast_exact::<CellObject>() {
        Some(cell) => cell.get(),
        None => {
            // SAFETY: called by C with the interpreter held.
            let _ = unsafe { Thread::enter() }.bad_internal_call();
            None
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCell_Set(cell: &Object, value: Option<&Object>) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match cell.downcast_exact::<CellObject>() {
        Some(cell) => {
            cell.set(value.map(Object::to_ref), th);
            0
        }
        None => {
            let _ = th.bad_internal_call();
            -1
        }
    }
}
