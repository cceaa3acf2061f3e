//! `listobject.h`.

use std::ffi::c_int;

use ks_runtime::prelude::*;

use crate::containers_support::bad_call;

/// The list that C passed, or `SystemError`.
fn list(object: Option<&Object>) -> PyResult<&List> {
    object.and_then(Object::downcast::<List>).ok_or_else(bad_call)
}

fn thread<'a>() -> &'a mut Thread {
    // SAFETY: called by C with the interpreter held.
    unsafe { Thread::enter() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_New(size: isize) -> PyResult<Ref<List>> {
    if size < 0 {
        return Err(bad_call());
    }
    List::unset(size as usize)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Size(object: Option<&Object>) -> Size {
    list(object).map(List::len).into()
}

fn field(object: Option<&Object>, index: isize, message: &str) -> PyResult<*mut Object> {
    let list = list(object)?;
    // SAFETY: the borrow ends here.
    match unsafe { list.fields() }.get(index as usize) {
        Some(field) => Ok(field.as_ptr()),
        None => Err(raise!(thread(), IndexError, "{message}")),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_GetItem(object: Option<&Object>, index: isize) -> *mut Object {
    field(object, index, "list index out of range").unwrap_or(std::ptr::null_mut())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_GetItemRef(object: Option<&Object>, index: isize) -> Option<Ref> {
    let Some(list) = object.and_then(Object::downcast::<List>) else {
        let _ = raise!(thread(), TypeError, "expected a list");
        return None;
    };
    let item = list.get(index as usize);
    if item.is_none() {
        let _ = raise!(thread(), IndexError, "list index out of range");
    }
    item
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_SetItem(object: Option<&Object>, index: isize, item: *mut Object) -> Status {
    // SAFETY: C gives the reference away.
    let item = unsafe { Ref::from_raw_option(item) };
    let Ok(list) = list(object) else { return Status::ERROR };
    // SAFETY: the borrow ends before the old item is dropped.
    match unsafe { list.fields() }.get(index as usize) {
        Some(field) => {
            drop(field.replace(item));
            Status::OK
        }
        None => {
            let _ = raise!(thread(), IndexError, "list assignment index out of range");
            Status::ERROR
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Insert(object: Option<&Object>, index: isize, item: Option<&Object>) -> Status {
    let insert = || {
        let list = list(object)?;
        let item = item.ok_or_else(bad_call)?;
        let index = if index < 0 { index.saturating_add_unsigned(list.len()).max(0) } else { index };
        list.insert(index as usize, item.to_ref())
    };
    insert().into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Append(object: Option<&Object>, item: Option<&Object>) -> Status {
    match (list(object), item) {
        (Ok(list), Some(item)) => list.push(item.to_ref()).into(),
        (Ok(_), None) => Err::<(), _>(bad_call()).into(),
        (Err(Raised), _) => Status::ERROR,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyList_AppendTakeRefListResize(object: &Object, item: *mut Object) -> Status {
    // SAFETY: C gives the reference away.
    match (list(Some(object)), unsafe { Ref::from_raw_option(item) }) {
        (Ok(list), Some(item)) => list.push(item).into(),
        _ => Status::ERROR,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_GetSlice(object: Option<&Object>, low: isize, high: isize) -> PyResult<Ref<List>> {
    list(object)?.get_slice(low, high)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_SetSlice(
    object: Option<&Object>,
    low: isize,
    high: isize,
    items: Option<&Object>,
) -> Status {
    let Ok(list) = list(object) else { return Status::ERROR };
    list.set_slice(low.max(0) as usize, high.max(0) as usize, items, thread()).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Extend(object: Option<&Object>, iterable: &Object) -> Status {
    let Ok(list) = list(object) else { return Status::ERROR };
    list.extend(iterable, thread()).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyList_Extend(object: &Object, iterable: &Object) -> PyResult {
    list(Some(object))?.extend(iterable, thread())?;
    Ok(none().to_ref())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Clear(object: Option<&Object>) -> Status {
    let Ok(list) = list(object) else { return Status::ERROR };
    list.clear(thread());
    Status::OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Sort(object: Option<&Object>) -> Status {
    let Ok(list) = list(object) else { return Status::ERROR };
    list.sort(thread()).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Reverse(object: Option<&Object>) -> c_int {
    match list(object) {
        Ok(list) => {
            list.reverse();
            0
        }
        Err(Raised) => -1,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_AsTuple(object: Option<&Object>) -> PyResult<Ref<Tuple>> {
    list(object)?.to_tuple()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyList_FromArraySteal(items: *const *mut Object, count: isize) -> PyResult<Ref<List>> {
    // SAFETY: C gives `count` references away.
    let owned = (0..count.max(0) as usize).map(|index| unsafe { Ref::from_raw(*items.add(index)) }).collect();
    List::from_vec(owned)
}
