//! `codecs.h` and `pyhash.h`.

use std::ffi::{c_char, c_int, c_void};

use ks_runtime::codecs::registry;
use ks_runtime::prelude::*;
use ks_runtime::pyhash;

use super::support::{bytes, name};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Register(search: Option<&Object>) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match search {
        Some(search) => registry::register(search, th).into(),
        None => {
            let _ = th.bad_internal_call();
            Status::ERROR
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Unregister(search: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    registry::unregister(search, unsafe { Thread::enter() }).into()
}

/// The codec of that name.
///
/// # Safety
/// Null or NUL-terminated.
unsafe fn lookup(encoding: *const c_char, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    // SAFETY: the caller's promise.
    match unsafe { name(encoding) } {
        Some(encoding) => registry::lookup(encoding, th),
        None => Err(th.bad_internal_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_KnownEncoding(encoding: *const c_char) -> c_int {
    // SAFETY: called by C with the interpreter held.
    unsafe {
        let th = Thread::enter();
        match lookup(encoding, th) {
            Ok(_) => 1,
            Err(Raised) => {
                th.clear_raised();
                0
            }
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Encode(value: &Object, encoding: *const c_char, errors: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    unsafe { registry::encode(value, name(encoding).unwrap_or("utf-8"), name(errors), Thread::enter()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Decode(value: &Object, encoding: *const c_char, errors: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    unsafe { registry::decode(value, name(encoding).unwrap_or("utf-8"), name(errors), Thread::enter()) }
}

/// An item of a codec's tuple.
///
/// # Safety
/// As [`lookup`].
unsafe fn codec_item(encoding: *const c_char, index: usize) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let codec = unsafe { lookup(encoding, Thread::enter()) }?;
    Ok(codec.items()[index].clone())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Encoder(encoding: *const c_char) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe { codec_item(encoding, 0) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Decoder(encoding: *const c_char) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe { codec_item(encoding, 1) }
}

/// Calls with an optional error handler's name.
///
/// # Safety
/// Null or NUL-terminated.
unsafe fn call_with_errors(
    callable: &Object,
    first: Option<&Object>,
    errors: *const c_char,
    th: &mut Thread,
) -> PyResult {
    // SAFETY: the caller's promise.
    let errors = match unsafe { name(errors) } {
        Some(errors) => Some(Str::new(errors)?),
        None => None,
    };
    let mut args: Vec<&Object> = Vec::new();
    args.extend(first);
    if let Some(errors) = &errors {
        args.push(errors);
    }
    callable.call(&args, th)
}

/// # Safety
/// As [`lookup`].
unsafe fn stream(encoding: *const c_char, index: usize, stream: &Object, errors: *const c_char) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe {
        let class = codec_item(encoding, index)?;
        call_with_errors(&class, Some(stream), errors, Thread::enter())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_StreamReader(
    encoding: *const c_char,
    object: &Object,
    errors: *const c_char,
) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe { stream(encoding, 2, object, errors) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_StreamWriter(
    encoding: *const c_char,
    object: &Object,
    errors: *const c_char,
) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe { stream(encoding, 3, object, errors) }
}

/// # Safety
/// As [`lookup`].
unsafe fn incremental(encoding: *const c_char, attribute: &str, errors: *const c_char) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe {
        let th = Thread::enter();
        let codec = lookup(encoding, th)?;
        let class = codec.get_attr(&*Str::intern_str(attribute)?, th)?;
        call_with_errors(&class, None, errors, th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_IncrementalEncoder(encoding: *const c_char, errors: *const c_char) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe { incremental(encoding, "incrementalencoder", errors) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_IncrementalDecoder(encoding: *const c_char, errors: *const c_char) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe { incremental(encoding, "incrementaldecoder", errors) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_RegisterError(handler: *const c_char, function: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    unsafe { registry::register_error(name(handler).unwrap_or("strict"), function, Thread::enter()).into() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_LookupError(handler: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    unsafe { registry::lookup_error(name(handler).unwrap_or("strict"), Thread::enter()) }
}

macro_rules! error_handlers {
    ($($function:ident => $name:literal),* $(,)?) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $function(exception: &Object) -> PyResult {
            // SAFETY: called by C with the interpreter held.
            let th = unsafe { Thread::enter() };
            registry::lookup_error($name, th)?.call(&[exception], th)
        }
    )*};
}
error_handlers!(
    PyCodec_StrictErrors => "strict",
    PyCodec_IgnoreErrors => "ignore",
    PyCodec_ReplaceErrors => "replace",
    PyCodec_XMLCharRefReplaceErrors => "xmlcharrefreplace",
    PyCodec_BackslashReplaceErrors => "backslashreplace",
    PyCodec_NameReplaceErrors => "namereplace",
);

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_HashBytes(start: *const c_void, size: isize) -> isize {
    // SAFETY: called by C with `size` bytes.
    pyhash::hash_bytes(unsafe { bytes(start.cast(), size) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_HashPointer(pointer: *const c_void) -> isize {
    pyhash::hash_pointer(pointer)
}

static HASH_FUNCTION: PyHash_FuncDef =
    PyHash_FuncDef { hash: Some(_Py_HashBytes), name: c"siphash13".as_ptr(), hash_bits: 64, seed_bits: 128 };

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyHash_GetFuncDef() -> *const PyHash_FuncDef {
    &HASH_FUNCTION
}
