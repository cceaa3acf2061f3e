//! Fields of C structs as attributes (`PyMember_GetOne`, `PyMember_SetOne`).

use std::ffi::{CStr, c_char, c_int, c_long, c_longlong, c_short, c_uint, c_ulong, c_ulonglong, c_ushort};

use crate::prelude::*;

/// The value of a field.
///
/// # Errors
/// `AttributeError` for an empty `Py_T_OBJECT_EX`; `SystemError` for an unknown type.
///
/// # Safety
/// `base` is the address of a struct that has the field.
pub unsafe fn get(base: *mut c_char, member: &PyMemberDef, th: &mut Thread) -> PyResult {
    if member.flags & Py_RELATIVE_OFFSET != 0 {
        return Err(raise!(th, SystemError, "PyMember_GetOne used with Py_RELATIVE_OFFSET"));
    }
    // SAFETY: the caller's promise; the row says of which type the field is.
    unsafe {
        let at = base.offset(member.offset);
        match member.type_ {
            Py_T_BOOL => (at.read() != 0).into_py(),
            Py_T_BYTE => i32::from(at.cast::<i8>().read()).into_py(),
            Py_T_UBYTE => at.cast::<u8>().read().into_py(),
            Py_T_SHORT => at.cast::<c_short>().read().into_py(),
            Py_T_USHORT => at.cast::<c_ushort>().read().into_py(),
            Py_T_INT => at.cast::<c_int>().read().into_py(),
            Py_T_UINT => at.cast::<c_uint>().read().into_py(),
            Py_T_LONG => at.cast::<c_long>().read().into_py(),
            Py_T_ULONG => at.cast::<c_ulong>().read().into_py(),
            Py_T_PYSSIZET => at.cast::<isize>().read().into_py(),
            Py_T_LONGLONG => at.cast::<c_longlong>().read().into_py(),
            Py_T_ULONGLONG => at.cast::<c_ulonglong>().read().into_py(),
            Py_T_FLOAT => f64::from(at.cast::<f32>().read()).into_py(),
            Py_T_DOUBLE => at.cast::<f64>().read().into_py(),
            Py_T_STRING => {
                let text = at.cast::<*const c_char>().read();
                if text.is_null() {
                    return Ok(none().to_ref());
                }
                Str::decode_utf8(CStr::from_ptr(text).to_bytes(), None, th)?.into_py()
            }
            Py_T_STRING_INPLACE => Str::decode_utf8(CStr::from_ptr(at).to_bytes(), None, th)?.into_py(),
            Py_T_CHAR => Str::decode_utf8(&[at.cast::<u8>().read()], None, th)?.into_py(),
            _Py_T_OBJECT => Ok(at.cast::<*mut Object>().read().as_ref().unwrap_or(none()).to_ref()),
            Py_T_OBJECT_EX => match at.cast::<*mut Object>().read().as_ref() {
                Some(value) => Ok(value.to_ref()),
                None => {
                    let object = &*base.cast::<Object>();
                    let name = CStr::from_ptr(member.name).to_string_lossy();
                    let class = object.ob_type().fully_qualified_name(th)?;
                    Err(raise!(th, AttributeError, "'{class:.200}' object has no attribute '{name}'"))
                }
            },
            _Py_T_NONE => Ok(none().to_ref()),
            _ => Err(raise!(
                th,
                SystemError,
                "bad memberdescr type for {}",
                CStr::from_ptr(member.name).to_string_lossy()
            )),
        }
    }
}

/// An integer for a C type: the value cut to 64 bits. Larger ones are an error; `th` may carry it.
fn integer(value: &Object, th: &mut Thread) -> PyResult<i64> {
    let value = value.index(th)?;
    match value.to_i64_opt() {
        Some(value) => Ok(value),
        None => Err(raise!(th, OverflowError, "Python int too large to convert to C long")),
    }
}

fn unsigned(value: &Object, th: &mut Thread) -> PyResult<u64> {
    let value = value.index(th)?;
    if value.sign() < 0 {
        exceptions::warn(&exceptions::RuntimeWarning, "Writing negative value into unsigned field", 1, th)?;
        return match value.to_i64_opt() {
            Some(value) => Ok(value as u64),
            None => Err(raise!(th, OverflowError, "Python int too large to convert to C long")),
        };
    }
    value.to_u64(th)
}

fn truncated(what: &str, th: &mut Thread) -> PyResult<()> {
    exceptions::warn(&exceptions::RuntimeWarning, format_args!("Truncation of value to {what}"), 1, th)
}

/// Sets a field, or empties it for `None`.
///
/// # Errors
/// `AttributeError` for a read-only field or an empty one to be deleted; `TypeError` for a value of a wrong type.
///
/// # Safety
/// As [`get`].
pub unsafe fn set(base: *mut c_char, member: &PyMemberDef, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    if member.flags & Py_RELATIVE_OFFSET != 0 {
        return Err(raise!(th, SystemError, "PyMember_SetOne used with Py_RELATIVE_OFFSET"));
    }
    if member.flags & Py_READONLY != 0 {
        return Err(raise!(th, AttributeError, "readonly attribute"));
    }
    // SAFETY: the caller's promise; the row says of which type the field is.
    unsafe {
        let at = base.offset(member.offset);
        let Some(value) = value else {
            return match member.type_ {
                Py_T_OBJECT_EX | _Py_T_OBJECT => {
                    let field = &*at.cast::<Field>();
                    if member.type_ == Py_T_OBJECT_EX && field.is_null() {
                        let name = CStr::from_ptr(member.name).to_string_lossy();
                        return Err(raise!(th, AttributeError, "{name}"));
                    }
                    field.set(None, th);
                    Ok(())
                }
                _ => Err(raise!(th, TypeError, "can't delete numeric/char attribute")),
            };
        };
        macro_rules! narrow {
            ($ty:ty, $what:literal) => {{
                let value = integer(value, th)?;
                at.cast::<$ty>().write(value as $ty);
                if <$ty>::try_from(value).is_err() {
                    truncated($what, th)?;
                }
            }};
        }
        match member.type_ {
            Py_T_BOOL => {
                if !std::ptr::eq(value.ob_type(), &boolobject::PyBool_Type) {
                    return Err(raise!(th, TypeError, "attribute value type must be bool"));
                }
                at.write(c_char::from(value.is(boolobject::bool_object(true))));
            }
            Py_T_BYTE => narrow!(i8, "char"),
            Py_T_UBYTE => narrow!(u8, "unsigned char"),
            Py_T_SHORT => narrow!(c_short, "short"),
            Py_T_USHORT => narrow!(c_ushort, "unsigned short"),
            Py_T_INT => narrow!(c_int, "int"),
            Py_T_UINT => {
                let value = unsigned(value, th)?;
                at.cast::<c_uint>().write(value as c_uint);
                if c_uint::try_from(value).is_err() {
                    truncated("unsigned int", th)?;
                }
            }
            Py_T_LONG => at.cast::<c_long>().write(integer(value, th)?),
            Py_T_ULONG => at.cast::<c_ulong>().write(unsigned(value, th)?),
            Py_T_PYSSIZET => at.cast::<isize>().write(value.index(th)?.to_isize(th)?),
            Py_T_LONGLONG => at.cast::<c_longlong>().write(value.index(th)?.to_i64(th)?),
            Py_T_ULONGLONG => at.cast::<c_ulonglong>().write(unsigned(value, th)?),
            Py_T_FLOAT => at.cast::<f32>().write(Float::to_f64(value, th)? as f32),
            Py_T_DOUBLE => at.cast::<f64>().write(Float::to_f64(value, th)?),
            _Py_T_OBJECT | Py_T_OBJECT_EX => (*at.cast::<Field>()).set(Some(value.to_ref()), th),
            Py_T_CHAR => match value.downcast::<Str>().and_then(Str::as_ascii).map(str::as_bytes) {
                Some([byte]) => at.cast::<u8>().write(*byte),
                _ => return Err(raise!(th, TypeError, "bad argument type for built-in operation")),
            },
            Py_T_STRING | Py_T_STRING_INPLACE => return Err(raise!(th, TypeError, "readonly attribute")),
            _ => {
                let name = CStr::from_ptr(member.name).to_string_lossy();
                return Err(raise!(th, SystemError, "bad memberdescr type for {name}"));
            }
        }
    }
    Ok(())
}
