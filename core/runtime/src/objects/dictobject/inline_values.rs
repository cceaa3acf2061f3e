//! Attributes kept inside instances: the managed `__dict__` word, and inline values with their shared key table.
//!
//! An instance of a type with `Py_TPFLAGS_MANAGED_DICT` has a word before its header for its dict. With
//! `Py_TPFLAGS_INLINE_VALUES`, the values stand behind the object's `tp_basicsize` bytes, in the order of the key table that
//! the class owns (`ht_cached_keys`); a dict is made only when somebody asks for it, and then shares these values until it
//! is changed beyond what a split table can hold.
//!
//! Also here: looking a string up in any key table without running Python code, which type attribute lookup rests on.

use super::insert::share_key;
use super::keys::{self, Probe};
use super::lookup::find_str;
use super::values;
use crate::heap;
use crate::prelude::*;

/// Words before the header where the managed dict and the weak reference list stand.
const MANAGED_DICT_WORD: usize = 3;
const MANAGED_WEAKREF_WORD: usize = 4;
/// `tp_weaklistoffset` of types with a managed list.
pub const MANAGED_WEAKREF_OFFSET: isize = -((MANAGED_WEAKREF_WORD * size_of::<*mut Object>()) as isize);

/// The managed dict word of an instance whose type has one.
///
/// # Safety
/// The object's type has `Py_TPFLAGS_MANAGED_DICT`.
#[inline(always)]
pub unsafe fn managed_dict_word(object: &Object) -> &Field<Dict> {
    // SAFETY: the caller's promise: the word stands before the collector's header.
    unsafe { &*object.as_ptr().cast::<Field<Dict>>().sub(MANAGED_DICT_WORD) }
}

/// The values inside an instance.
///
/// # Safety
/// The object's type has `Py_TPFLAGS_INLINE_VALUES`.
#[inline(always)]
pub unsafe fn inline_values(object: &Object) -> &PyDictValues {
    let offset = object.ob_type().tp_basicsize.get() as usize;
    // SAFETY: the caller's promise: the values follow the object.
    unsafe { &*object.as_ptr().cast::<u8>().add(offset).cast::<PyDictValues>() }
}

/// The key table that instances of a heap type share; null if there is none.
///
/// # Safety
/// `ty` is a heap type.
#[inline(always)]
pub unsafe fn cached_keys(ty: &Type) -> *mut PyDictKeysObject {
    // SAFETY: the caller's promise.
    unsafe { ty.cast_unchecked::<PyHeapTypeObject>() }.ht_cached_keys.get()
}

/// `shared_keys_usable_size`: how many values an instance made now has room for.
fn capacity(keys: &PyDictKeysObject) -> usize {
    (keys.dk_nentries.get() + keys.dk_usable.get()) as usize
}

/// `_PyInlineValuesSize`: bytes that an instance needs behind its `tp_basicsize`.
///
/// # Safety
/// `ty` is a heap type with `Py_TPFLAGS_INLINE_VALUES`.
#[inline]
pub unsafe fn inline_size(ty: &Type) -> usize {
    // SAFETY: the caller's promise: such a type has a key table.
    let count = capacity(unsafe { &*cached_keys(ty) });
    count.next_multiple_of(size_of::<usize>()) + (count + 1) * size_of::<usize>()
}

/// `_PyObject_InitInlineValues`: makes the (zeroed) values of a new instance valid and empty.
///
/// # Safety
/// The object's type is a heap type with `Py_TPFLAGS_INLINE_VALUES`, and the memory behind it is zeroed.
#[inline]
pub unsafe fn init(object: &Object) {
    // SAFETY: the caller's promise.
    unsafe {
        let keys = &*cached_keys(object.ob_type());
        // Leave a little room that instances made later may need; tables only grow towards it one key at a time.
        if keys.dk_usable.get() > 1 {
            keys.dk_usable.set(keys.dk_usable.get() - 1);
        }
        let values = inline_values(object);
        values.capacity.set(capacity(keys) as u8);
        values.size.set(0);
        values.embedded.set(1);
        values.valid.set(1);
    }
}

/// `_PyDict_NewKeysForClass`: an empty split table.
///
/// # Errors
/// `MemoryError`.
pub fn new_shared_keys() -> PyResult<*mut PyDictKeysObject> {
    keys::new(NEXT_LOG2_SHARED_KEYS_MAX_SIZE, DICT_KEYS_SPLIT)
}

/// `_PyDictKeys_DecRef` for a class's table: gives the type's share back.
///
/// # Safety
/// `table` was made by [`new_shared_keys`] and the caller owns one of its references.
pub unsafe fn release_shared_keys(table: *mut PyDictKeysObject) {
    // SAFETY: the caller's promise.
    unsafe { keys::decref(table) }
}

/// Where `name` stands: its entry's index (or [`DKIX_EMPTY`]), and the index slot at which the search ended.
///
/// The order of probing is that of `dict`. Keys that are not exactly `str` never match.
#[inline]
pub fn find(table: &PyDictKeysObject, name: &Str, hash: isize) -> (isize, usize) {
    if keys::is_unicode(table) && Str::check_exact(name) {
        return find_str(table, name, hash);
    }
    let mut probe = Probe::new(hash, keys::mask(table));
    loop {
        // SAFETY: slots are masked; indices that are not negative are of entries in use.
        unsafe {
            let index = keys::index_at(table, probe.slot);
            if index == DKIX_EMPTY {
                return (DKIX_EMPTY, probe.slot);
            }
            if index >= 0 {
                let key = keys::fields(table, index as usize).0.as_ptr();
                if std::ptr::eq(key, name.as_object()) {
                    return (index, probe.slot);
                }
                if keys::entry_hash(table, index as usize) == hash
                    && let Some(key) = (*key).downcast_exact::<Str>()
                    && key.eq(name)
                {
                    return (index, probe.slot);
                }
            }
        }
        probe.advance();
    }
}

/// The value of `name` in a dict, borrowed; runs no Python code: only keys that are exactly `str` are compared.
///
/// # Safety
/// The borrow ends before the dict is changed.
#[inline]
pub unsafe fn find_value<'a>(dict: &PyDictObject, name: &Str, hash: isize) -> Option<&'a Object> {
    let dict = Dict::from_layout(dict);
    // SAFETY: nothing runs in here; an index found is of an entry in use. The borrow's end is the caller's promise.
    unsafe {
        let (index, _) = find(dict.table(), name, hash);
        if index < 0 { None } else { dict.value_field(index).as_ptr().as_ref() }
    }
}

/// `_PyObject_TryGetInstanceAttribute`: the value of `name` inside the instance, borrowed. `None`: not there. The values
/// must be valid.
///
/// # Safety
/// The object's type is a heap type with `Py_TPFLAGS_INLINE_VALUES`; the borrow ends before Python code runs.
#[inline]
pub unsafe fn get<'a>(object: &Object, name: &Str) -> Option<&'a Object> {
    // SAFETY: the caller's promise.
    unsafe {
        let values = inline_values(object);
        let keys = &*cached_keys(object.ob_type());
        let (index, _) = find(keys, name, name.hash());
        if index < 0 || index >= isize::from(values.capacity.get()) {
            return None;
        }
        values::field(values, index as usize).as_ptr().as_ref()
    }
}

/// Whether the values inside an instance are in use.
///
/// # Safety
/// The object's type has `Py_TPFLAGS_INLINE_VALUES`.
#[inline(always)]
pub unsafe fn is_valid(object: &Object) -> bool {
    // SAFETY: the caller's promise.
    unsafe { inline_values(object) }.valid.get() != 0
}

/// `_PyObject_StoreInstanceAttribute`: sets (or deletes, for `None`) an attribute of an instance whose inline values are
/// valid.
///
/// # Errors
/// `AttributeError` when the attribute to delete is missing; `MemoryError`; what the dict raises when one is needed.
///
/// # Safety
/// The object's type is a heap type with `Py_TPFLAGS_INLINE_VALUES`, and its values are valid.
pub unsafe fn store(object: &Object, name: &Str, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    // SAFETY: the caller's promise.
    let (values, keys, dict) =
        unsafe { (inline_values(object), &*cached_keys(object.ob_type()), managed_dict_word(object).get()) };
    let index = if !Str::check_exact(name) {
        DKIX_EMPTY
    } else if value.is_some() {
        // SAFETY: a class's table is split, and the name exactly `str`.
        unsafe { share_key(keys, name, name.hash()) }
    } else {
        find(keys, name, name.hash()).0
    };
    if index < 0 || index >= isize::from(values.capacity.get()) {
        let dict = match dict {
            Some(dict) => dict,
            // SAFETY: as above.
            None => unsafe { materialize(object)? },
        };
        return match value {
            Some(value) => dict.set_str(name, value, th),
            None => {
                if dict.pop(name, th)?.is_none() {
                    return Err(missing(object, name, th));
                }
                Ok(())
            }
        };
    }
    // A dict that shares the values has its own version, watchers and count to keep.
    if let Some(dict) = dict {
        return match value {
            Some(value) => dict.set_str(name, value, th),
            None => {
                if dict.pop(name, th)?.is_none() {
                    return Err(missing(object, name, th));
                }
                Ok(())
            }
        };
    }
    // SAFETY: the index is below the capacity.
    let cell = unsafe { values::field(values, index as usize) };
    let was_set = !cell.is_null();
    match value {
        Some(value) => {
            if !was_set {
                // SAFETY: `size` is below the capacity, as this value was not set.
                unsafe { values::note_set(values, index as usize) };
            }
            cell.set(Some(value.to_ref()), th);
        }
        None if !was_set => return Err(missing(object, name, th)),
        None => {
            // SAFETY: the value is set.
            unsafe { values::note_unset(values, index as usize) };
            cell.set(None, th);
        }
    }
    Ok(())
}

#[cold]
fn missing(object: &Object, name: &Str, th: &mut Thread) -> Raised {
    let raised =
        raise!(th, AttributeError, "'{:.100}' object has no attribute '{name}'", object.ob_type().display_name());
    exceptions::set_attribute_error_context(object, name, th);
    raised
}

/// `_PyObject_MaterializeManagedDict` for valid inline values: a dict that shares them, put into the managed word.
///
/// # Errors
/// `MemoryError`.
///
/// # Safety
/// The object's type is a heap type with `Py_TPFLAGS_INLINE_VALUES`, its values are valid, and it has no dict yet.
pub unsafe fn materialize(object: &Object) -> PyResult<Ref<Dict>> {
    // SAFETY: the caller's promise.
    unsafe {
        let values = inline_values(object);
        let keys = &*cached_keys(object.ob_type());
        let dict = Dict::new()?;
        let layout = dict.layout();
        keys.dk_refcnt.set(keys.dk_refcnt.get() + 1);
        // A new dict has the static empty table, which is not counted, and no values.
        layout.ma_keys.set(std::ptr::from_ref(keys).cast_mut());
        layout.ma_values.set(std::ptr::from_ref(values).cast_mut());
        layout.ma_used.set(isize::from(values.size.get()));
        if !heap::gc_is_tracked(&dict) {
            heap::gc_track(&dict);
        }
        managed_dict_word(object).init(dict.clone());
        Ok(dict)
    }
}

/// `_PyDict_DetachFromObject`: the object is going or gets another dict; one that shares its inline values gets a copy.
///
/// # Errors
/// `MemoryError`.
///
/// # Safety
/// The object's type has `Py_TPFLAGS_INLINE_VALUES`.
unsafe fn detach(object: &Object, dict: &Dict) -> PyResult<()> {
    // SAFETY: the caller's promise.
    unsafe {
        let values = inline_values(object);
        let layout = dict.layout();
        if values.valid.get() == 0 || !std::ptr::eq(layout.ma_values.get(), values) {
            return Ok(());
        }
        let count = values.capacity.get() as usize;
        let size = count.next_multiple_of(size_of::<usize>()) + (count + 1) * size_of::<usize>();
        let copy = heap::mem_malloc(size);
        if copy.is_null() {
            return Err(heap::out_of_memory());
        }
        copy.copy_from_nonoverlapping(std::ptr::from_ref(values).cast(), size);
        let copy = copy.cast::<PyDictValues>();
        (*copy).embedded.set(0);
        layout.ma_values.set(copy);
        // The references moved to the copy.
        values.valid.set(0);
        for index in 0..count {
            std::mem::forget(values::field(values, index).take());
        }
    }
    Ok(())
}

/// Gives an object whose class is about to change a dict that no longer shares the values inside it.
///
/// # Errors
/// `MemoryError`.
///
/// # Safety
/// The object's type is a heap type with `Py_TPFLAGS_INLINE_VALUES`.
pub unsafe fn detach_object(object: &Object) -> PyResult<()> {
    // SAFETY: the caller's promise.
    unsafe {
        if !is_valid(object) {
            return Ok(());
        }
        let dict = match managed_dict_word(object).get() {
            Some(dict) => dict,
            None => materialize(object)?,
        };
        detach(object, &dict)
    }
}

/// Releases the values inside an instance that has no dict.
///
/// # Safety
/// The object's type has `Py_TPFLAGS_INLINE_VALUES`.
unsafe fn clear_values(object: &Object) {
    // SAFETY: the caller's promise.
    unsafe {
        let values = inline_values(object);
        if values.valid.get() == 0 {
            return;
        }
        values.valid.set(0);
        for index in 0..values.capacity.get() as usize {
            drop(values::field(values, index).take());
        }
    }
}

/// `_PyObject_SetManagedDict`: replaces the managed dict (`None`: none, and the attributes are gone).
///
/// # Errors
/// `MemoryError`; nothing has changed then.
///
/// # Safety
/// The object's type has `Py_TPFLAGS_MANAGED_DICT`.
pub unsafe fn set_managed_dict(object: &Object, new: Option<Ref<Dict>>) -> PyResult<()> {
    // SAFETY: the caller's promise.
    unsafe {
        let word = managed_dict_word(object);
        if object.ob_type().has_any_flag(Py_TPFLAGS_INLINE_VALUES) {
            match word.get() {
                Some(old) => {
                    detach(object, &old)?;
                    drop(word.replace(new));
                }
                None => {
                    word.replace(new);
                    clear_values(object);
                }
            }
        } else {
            drop(word.replace(new));
        }
    }
    Ok(())
}

/// `PyObject_ClearManagedDict`: what `tp_clear` and destructors do. Out of memory, a dict that others still hold is left
/// empty rather than pointing into the object.
///
/// # Safety
/// The object's type has `Py_TPFLAGS_MANAGED_DICT`.
pub unsafe fn clear_managed_dict(object: &Object, th: &mut Thread) {
    // SAFETY: the caller's promise.
    if unsafe { set_managed_dict(object, None) }.is_err() {
        th.write_unraisable(None);
        // SAFETY: the caller's promise.
        unsafe {
            if let Some(dict) = managed_dict_word(object).take() {
                dict.clear(th);
                let values = inline_values(object);
                if std::ptr::eq(dict.layout().ma_values.get(), values) {
                    dict.layout().ma_values.set(std::ptr::null_mut());
                }
            }
        }
    }
}

/// `PyObject_VisitManagedDict`.
///
/// # Safety
/// The object's type has `Py_TPFLAGS_MANAGED_DICT`.
pub unsafe fn visit_managed_dict(object: &Object, visit: &mut Visitor) {
    // SAFETY: the caller's promise.
    unsafe {
        if object.ob_type().has_any_flag(Py_TPFLAGS_INLINE_VALUES) {
            let values = inline_values(object);
            if values.valid.get() != 0 {
                for index in 0..values.capacity.get() as usize {
                    visit.visit(values::field(values, index));
                }
            }
        }
        visit.visit(managed_dict_word(object));
    }
}

/// The address of the weak reference list word of an object whose type has a managed one.
///
/// # Safety
/// The object's type has `Py_TPFLAGS_MANAGED_WEAKREF`.
pub unsafe fn managed_weakref_word(object: &Object) -> *mut *mut Object {
    // SAFETY: the caller's promise.
    unsafe { object.as_ptr().cast::<*mut Object>().sub(MANAGED_WEAKREF_WORD) }
}
