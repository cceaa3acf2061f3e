//! The static objects: their places in `_PyRuntime`, and what they say of themselves.

use std::mem::offset_of;

use ks_layout::*;

/// Stands in for the runtime's types, whose addresses the static objects hold.
macro_rules! stand_in {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        static $name: Type = Type::new_static(std::ptr::null(), c"", 0, 0);
    )*};
}
stand_in!(PyUnicode_Type PyLong_Type PyBytes_Type PyTuple_Type);

/// Offset of `object` in `_PyRuntime`.
fn offset<T>(object: &T) -> usize {
    std::ptr::from_ref(object).addr() - (&raw const _PyRuntime).addr()
}

fn text(string: &PyASCIIObject) -> String {
    // SAFETY: a static string of one byte per character.
    let bytes = unsafe { std::slice::from_raw_parts(string.data(), string.length.get() as usize) };
    bytes.iter().copied().map(char::from).collect()
}

#[test]
fn places() {
    assert_eq!(offset_of!(_PyRuntimeState, static_objects), 13840);
    assert_eq!(offset(small_int(0)), 0x36b0);
    assert_eq!(offset(small_int(1)), 0x36d0);
    assert_eq!(offset(id!("<NULL>")), 0x8810);
    assert_eq!(offset(id!("json.decoder")), 0x8a50);
    assert_eq!(offset(latin1_char(b'.')), 0x12948);
    assert_eq!(offset(latin1_char(0x80)), 80040);
    assert_eq!(offset(id!(CANCELLED)), 0x8b68);
    assert_eq!(offset(id!(__name__)), 0xa278);
    assert_eq!(offset(id!(true)), 0x11a18);
    assert_eq!(offset(id!(write)), 0x11fe0);
    assert_eq!(offset(empty_bytes()), 22224);
    assert_eq!(offset(empty_tuple()), 88248);
    assert!(std::ptr::eq(id!("__name__"), id!(__name__)));
}

#[test]
fn contents() {
    for (name, string) in &STATIC_STRINGS {
        assert_eq!(text(string.get()), *name);
        assert!(string.get().is_compact() && string.get().is_ascii() && string.get().is_immortal());
    }
    for byte in 0..=255 {
        assert_eq!(text(latin1_char(byte)), char::from(byte).to_string());
        assert_eq!(bytes_char(byte).as_bytes(), [byte]);
    }
    for value in -5..=256 {
        assert_eq!(small_int(value).compact_value(), value);
    }
    assert!(small_int_if(257).is_none() && small_int_if(-6).is_none());
    let latin1 = latin1_char(0xe9);
    // SAFETY: a Latin-1 string, which has its UTF-8 form from the start.
    let utf8 = unsafe { std::ffi::CStr::from_ptr((*latin1.as_ptr().cast::<PyCompactUnicodeObject>()).utf8.get()) };
    assert_eq!(utf8.to_bytes(), "é".as_bytes());
    assert_eq!(text(id!(self)), "self");
    assert!(std::ptr::eq(id!("."), latin1_char(b'.')));
    assert_eq!(empty_str().length.get(), 0);
    assert_eq!(empty_tuple().fields().len(), 0);
}
