//! `repr(str)`.

use std::fmt::Write;

use super::units::Unit;
use super::*;

/// The quote that `repr` puts around text with these characters in it.
fn quote(data: StrData<'_>) -> u32 {
    let has = |point: u32| with_units!(data, units => units.iter().any(|unit| unit.point() == point));
    if has('\''.into()) && !has('"'.into()) { '"'.into() } else { '\''.into() }
}

/// Appends `repr(text)`; what Rust's formatting cannot fail at is not checked.
pub fn push_repr(data: StrData<'_>, out: &mut StrWriter) {
    let quote = quote(data);
    out.push(quote);
    for point in data.iter() {
        push_escaped(point, quote, out);
    }
    out.push(quote);
}

fn push_escaped(point: u32, quote: u32, out: &mut StrWriter) {
    let result = match point {
        0x0a => out.write_str("\\n"),
        0x0d => out.write_str("\\r"),
        0x09 => out.write_str("\\t"),
        0x5c => out.write_str("\\\\"),
        _ if point == quote => {
            out.push('\\'.into());
            out.push(point);
            Ok(())
        }
        _ if (0x20..0x7f).contains(&point) || (point > 0x7f && ks_unicode::is_printable(point)) => {
            out.push(point);
            Ok(())
        }
        0..=0xff => write!(out, "\\x{point:02x}"),
        0x100..=0xffff => write!(out, "\\u{point:04x}"),
        _ => write!(out, "\\U{point:08x}"),
    };
    debug_assert!(result.is_ok());
}

impl Str {
    /// `repr(str)`.
    pub fn repr(&self) -> PyResult<Ref<Str>> {
        let data = self.data();
        if let StrData::Ascii(units) = data
            && units.iter().all(|byte| matches!(byte, 0x20..0x7f) && *byte != b'\\' && *byte != b'\'')
        {
            let string = Str::alloc(units.len() + 2, 0x7f)?;
            let storage = string.storage();
            // SAFETY: the new string has room for the text and two quotes.
            unsafe {
                storage.write(b'\'');
                std::ptr::copy_nonoverlapping(units.as_ptr(), storage.add(1), units.len());
                storage.add(units.len() + 1).write(b'\'');
            }
            return Ok(string);
        }
        let mut out = StrWriter::with_capacity(self.len() + self.len() / 8 + 2);
        push_repr(data, &mut out);
        out.finish()
    }
}
