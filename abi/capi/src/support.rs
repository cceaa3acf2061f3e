//! What several headers' functions need: arguments as C hands them over.

use std::ffi::{CStr, c_char};

use ks_runtime::objects::unicodeobject::units::copy_to_kind;
use ks_runtime::prelude::*;
use ks_runtime::with_units;

/// A result as a plain object.
pub fn object<T: ObjectLayout>(result: PyResult<Ref<T>>) -> PyResult {
    result.map(Ref::into_object)
}

/// The object as a string, if it is one.
pub fn text(value: Option<&Object>) -> Option<&Str> {
    value.and_then(|value| value.downcast::<Str>())
}

/// `PyErr_BadArgument`.
#[cold]
pub fn bad_argument() -> Raised {
    // SAFETY: called from C functions, with the interpreter held.
    raise!(unsafe { Thread::enter() }, TypeError, "bad argument type for built-in operation")
}

/// Bytes by address and count; a negative count is none.
///
/// # Safety
/// They stand there for as long as they are used.
pub unsafe fn bytes<'a>(start: *const c_char, size: isize) -> &'a [u8] {
    if start.is_null() || size <= 0 {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(start.cast(), size as usize) }
}

/// An optional NUL-terminated name.
///
/// # Safety
/// Null or NUL-terminated, and stands for as long as it is used.
pub unsafe fn name<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise. A name that is not UTF-8 is no codec's and no handler's.
    Some(unsafe { CStr::from_ptr(name) }.to_str().unwrap_or("\u{fffd}"))
}

/// Interns what a place holds.
///
/// # Safety
/// The place owns its object.
pub unsafe fn intern(place: *mut *mut Object, immortal: bool) {
    // SAFETY: the caller's promise; the reference moves through.
    unsafe {
        let Some(value) = place.as_mut().filter(|value| !value.is_null()) else {
            return;
        };
        if !Str::check_exact(&**value) {
            return;
        }
        let text: Ref<Str> = Ref::from_raw(*value).cast_unchecked();
        let text = if immortal { Str::intern_immortal(text) } else { Str::intern(text) };
        *value = text.into_raw().cast();
    }
}

/// A copy of another length, of the same kind: cut, or with zeros behind.
///
/// # Errors
/// `MemoryError`.
pub fn resized(text: &Str, length: usize) -> PyResult<Ref<Str>> {
    let data = text.data();
    let new = Str::alloc(length, data.max_char())?;
    if length > 0 {
        let part = data.slice(0, data.len().min(length));
        // SAFETY: the new string is as wide and has room for the part.
        unsafe { with_units!(part, units => copy_to_kind(units, new.storage(), data.kind())) };
    }
    Ok(new)
}
