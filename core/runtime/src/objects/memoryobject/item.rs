//! Items of a view: reading and writing them by their native format.

use super::*;

/// The one character of a native format (`B`, `@i`), if it is one.
pub fn native(format: &CStr) -> Option<u8> {
    let bytes = format.to_bytes();
    let bytes = bytes.strip_prefix(b"@").unwrap_or(bytes);
    match bytes {
        [code] if size_of_code(*code) > 0 => Some(*code),
        _ => None,
    }
}

/// Bytes of an item of that format; 0 for one that is not native.
pub fn size_of_code(code: u8) -> usize {
    match code {
        b'c' | b'b' | b'B' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' => 8,
        _ => 0,
    }
}

#[cold]
pub(super) fn unsupported(format: &CStr, th: &mut Thread) -> Raised {
    raise!(th, NotImplementedError, "memoryview: format {} not supported", format.to_string_lossy())
}

/// The item at an address.
///
/// # Errors
/// `NotImplementedError` for other formats, `MemoryError`.
///
/// # Safety
/// An item of the format stands there.
pub unsafe fn unpack(place: *const u8, format: &CStr, th: &mut Thread) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe {
        macro_rules! read {
            ($ty:ty) => {
                place.cast::<$ty>().read_unaligned()
            };
        }
        let Some(code) = native(format) else {
            return Err(unsupported(format, th));
        };
        match code {
            b'B' => read!(u8).into_py(),
            b'b' => i64::from(read!(i8)).into_py(),
            b'c' => Bytes::new(&[read!(u8)])?.into_py(),
            b'?' => (read!(u8) != 0).into_py(),
            b'h' => read!(i16).into_py(),
            b'H' => read!(u16).into_py(),
            b'i' => read!(i32).into_py(),
            b'I' => read!(u32).into_py(),
            b'l' | b'q' | b'n' => read!(i64).into_py(),
            b'L' | b'Q' | b'N' | b'P' => read!(u64).into_py(),
            b'e' => half_to_f64(read!(u16)).into_py(),
            b'f' => f64::from(read!(f32)).into_py(),
            _ => read!(f64).into_py(),
        }
    }
}

/// An IEEE half-precision number.
pub fn half_to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 0x3ff));
    match exponent {
        0 => sign * fraction * (-24f64).exp2(),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN.copysign(sign),
        _ => sign * (1.0 + fraction / 1024.0) * f64::from(exponent - 15).exp2(),
    }
}

/// The nearest half-precision number; `None` if it is too large.
pub fn half_from_f64(value: f64) -> Option<u16> {
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    let magnitude = value.abs();
    if value.is_nan() {
        return Some(sign | 0x7e00);
    }
    if magnitude.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // Multiples of the unit in the last place, which is the smallest subnormal at least.
    let exponent = if magnitude < (-14f64).exp2() { -14 } else { (magnitude.to_bits() >> 52) as i32 - 1023 };
    if exponent > 15 {
        return None;
    }
    let units = (magnitude * f64::from(10 - exponent).exp2()).round_ties_even() as u32;
    // A carry out of the fraction goes into the exponent by itself.
    let bits = if units < 1024 { units } else { (((exponent + 15) as u32) << 10) + (units - 1024) };
    if bits >= 0x7c00 { None } else { Some(sign | bits as u16) }
}

/// Writes an item at an address.
///
/// # Errors
/// `TypeError` "memoryview: invalid type for format 'X'", `ValueError` "… invalid value …".
///
/// # Safety
/// There is room for an item of the format, and nothing that runs Python code takes it away: the caller holds the buffer.
pub unsafe fn pack(view: &MemoryView, place: *mut u8, format: &CStr, value: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(code) = native(format) else {
        return Err(unsupported(format, th));
    };
    let bad = |what: &str, th: &mut Thread| {
        let shown = format.to_string_lossy();
        if what == "type" {
            raise!(th, TypeError, "memoryview: invalid type for format '{shown}'")
        } else {
            raise!(th, ValueError, "memoryview: invalid value for format '{shown}'")
        }
    };
    let refused = |th: &mut Thread| {
        if th.raised_matches(&exceptions::TypeError) {
            th.clear_raised();
            return bad("type", th);
        }
        if th.raised_matches(&exceptions::OverflowError) || th.raised_matches(&exceptions::ValueError) {
            th.clear_raised();
            return bad("value", th);
        }
        Raised
    };
    let bytes: [u8; 8] = match code {
        b'e' | b'f' | b'd' => {
            let number = Float::to_f64(value, th).map_err(|Raised| refused(th))?;
            match code {
                b'd' => number.to_ne_bytes(),
                b'f' => widen(&(number as f32).to_ne_bytes()),
                _ => match half_from_f64(number) {
                    Some(bits) => widen(&bits.to_ne_bytes()),
                    None => return Err(bad("value", th)),
                },
            }
        }
        b'?' => widen(&[u8::from(value.is_true(th)?)]),
        b'c' => match value.downcast::<Bytes>().map(Bytes::as_bytes) {
            Some([byte]) => widen(&[*byte]),
            Some(_) => return Err(bad("value", th)),
            None => return Err(bad("type", th)),
        },
        _ => {
            let number = value.index(th).map_err(|Raised| refused(th))?;
            let bits = 8 * size_of_code(code) as u32;
            let bytes = if code == b'P' && number.sign() < 0 {
                // An address may be given as a negative number.
                number.to_i64_opt().map(i64::to_ne_bytes)
            } else if code.is_ascii_uppercase() {
                let value = number.to_u64_opt().filter(|value| bits == 64 || *value < 1 << bits);
                value.map(u64::to_ne_bytes)
            } else {
                let bound = 1i64 << (bits - 1).min(62);
                let value = number.to_i64_opt().filter(|value| bits == 64 || (-bound..bound).contains(value));
                value.map(i64::to_ne_bytes)
            };
            match bytes {
                Some(bytes) => bytes,
                None => return Err(bad("value", th)),
            }
        }
    };
    // Converting the value may have released the view.
    view.check_released(th)?;
    // SAFETY: the caller's promise.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), place, size_of_code(code)) };
    Ok(())
}

fn widen(bytes: &[u8]) -> [u8; 8] {
    let mut out = [0; 8];
    out[..bytes.len()].copy_from_slice(bytes);
    out
}
