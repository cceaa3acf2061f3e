//! `PyArg_Parse` and its fellows: C values from arguments by a format.

mod convert;
mod keywords;
mod text;

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use crate::va::VaList;
use convert::Converter;

/// Why an argument was refused.
pub(crate) enum Refused {
    /// An exception is set already.
    Raised,
    /// "must be str, not int", to be completed with the argument's place.
    Expected(String),
    /// The format itself is wrong: `SystemError`.
    Format(String),
}

impl From<Raised> for Refused {
    fn from(_: Raised) -> Refused {
        Refused::Raised
    }
}

/// What a format says besides its units: how many arguments, the function's name, a message of its own.
pub(crate) struct Format<'a> {
    /// The units, without `:name` and `;message`.
    pub units: &'a [u8],
    pub function: Option<String>,
    pub message: Option<String>,
    pub min: usize,
    pub max: usize,
}

impl<'a> Format<'a> {
    /// Counts the top-level units; groups in parentheses count as one.
    pub fn parse(format: &'a [u8], th: &mut Thread) -> PyResult<Format<'a>> {
        let mut parsed = Format { units: format, function: None, message: None, min: usize::MAX, max: 0 };
        let mut level = 0;
        let mut at = 0;
        while let Some(&byte) = format.get(at) {
            let rest = || String::from_utf8_lossy(&format[at + 1..]).into_owned();
            match byte {
                b'(' => {
                    if level == 0 {
                        parsed.max += 1;
                    }
                    level += 1;
                }
                b')' if level == 0 => return Err(raise!(th, SystemError, "excess ')' in getargs format")),
                b')' => level -= 1,
                b':' => {
                    parsed.function = Some(rest());
                    break;
                }
                b';' => {
                    parsed.message = Some(rest());
                    break;
                }
                b'|' if level == 0 => parsed.min = parsed.max,
                _ if level == 0 && byte.is_ascii_alphabetic() => parsed.max += 1,
                _ => {}
            }
            // `es` and `et` are one unit of two letters.
            at += if byte == b'e' && matches!(format.get(at + 1), Some(b's' | b't')) { 2 } else { 1 };
        }
        if level != 0 {
            return Err(raise!(th, SystemError, "missing ')' in getargs format"));
        }
        parsed.units = &format[..at];
        parsed.min = parsed.min.min(parsed.max);
        Ok(parsed)
    }

    /// The function as messages begin: its name and parentheses, or "function".
    pub fn callee(&self) -> String {
        match &self.function {
            Some(name) => format!("{name:.200}()"),
            None => "function".to_owned(),
        }
    }

    /// Raises for a refused argument. `path` is its number, and its numbers within nested groups; 0 for no number.
    pub fn refuse(&self, refused: Refused, path: &[usize], th: &mut Thread) -> Raised {
        let text = match refused {
            Refused::Raised => return Raised,
            Refused::Format(text) => return raise!(th, SystemError, "{text}"),
            Refused::Expected(text) => text,
        };
        if let Some(message) = &self.message {
            return raise!(th, TypeError, "{message}");
        }
        let mut place = self.function.as_ref().map_or(String::new(), |name| format!("{name:.200}() "));
        place.push_str("argument");
        if let [number, nested @ ..] = path
            && *number > 0
        {
            place.push_str(&format!(" {number}"));
            for item in nested {
                place.push_str(&format!(", item {}", item.wrapping_sub(1)));
            }
        }
        raise!(th, TypeError, "{place} {text:.256}")
    }
}

/// Converts `args` by a format of positional units.
///
/// # Safety
/// The variadic arguments are as the format says.
unsafe fn parse_items(args: &[&Object], format: &[u8], va: &mut VaList, th: &mut Thread) -> PyResult<()> {
    let format = Format::parse(format, th)?;
    if args.len() < format.min || format.max < args.len() {
        if let Some(message) = &format.message {
            return Err(raise!(th, TypeError, "{message}"));
        }
        let (bound, count) = match args.len() {
            _ if format.min == format.max => ("exactly", format.min),
            given if given < format.min => ("at least", format.min),
            _ => ("at most", format.max),
        };
        let callee = match &format.function {
            Some(name) => format!("{name:.150}()"),
            None => "function".to_owned(),
        };
        let plural = if count == 1 { "" } else { "s" };
        return Err(raise!(th, TypeError, "{callee} takes {bound} {count} argument{plural} ({} given)", args.len()));
    }
    let mut converter = Converter::new(format.units, va);
    for (index, arg) in args.iter().enumerate() {
        converter.skip_optional_mark();
        let mut path = vec![index + 1];
        // SAFETY: the caller's promise.
        if let Err(refused) = unsafe { converter.item(arg, &mut path, th) } {
            converter.undo(th);
            return Err(format.refuse(refused, &path, th));
        }
    }
    converter.skip_optional_mark();
    // Optional units without an argument may be left.
    if converter.next_unit().is_some_and(|unit| !unit.is_ascii_alphabetic() && unit != b'(') {
        let rest = converter.rest();
        converter.undo(th);
        return Err(raise!(th, SystemError, "bad format string: {rest:.200}"));
    }
    converter.keep();
    Ok(())
}

/// The items of an argument tuple, borrowed from the caller that holds it.
fn tuple_items(tuple: &Tuple) -> Vec<&Object> {
    tuple.items().iter().map(|item| &**item).collect()
}

/// The C functions' answer: 1, or 0 with the exception set.
fn answer(result: PyResult<()>) -> c_int {
    c_int::from(result.is_ok())
}

/// `PyArg_ParseTuple`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_parse_tuple(args: Option<&Object>, format: *const c_char, va: &mut VaList) -> c_int {
    // SAFETY: C callers hold the interpreter and pass what the format says; so throughout this file.
    unsafe {
        let th = Thread::enter();
        let Some(args) = args.and_then(Object::downcast::<Tuple>) else {
            let _ = raise!(th, SystemError, "new style getargs format but argument is not a tuple");
            return 0;
        };
        answer(parse_items(&tuple_items(args), CStr::from_ptr(format).to_bytes(), va, th))
    }
}

/// `_PyArg_ParseStack`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_parse_stack(
    args: *const &Object,
    nargs: isize,
    format: *const c_char,
    va: &mut VaList,
) -> c_int {
    // SAFETY: see `ks_parse_tuple`; `args` holds `nargs` live objects.
    unsafe {
        let args = if nargs == 0 { &[][..] } else { std::slice::from_raw_parts(args, nargs as usize) };
        answer(parse_items(args, CStr::from_ptr(format).to_bytes(), va, Thread::enter()))
    }
}

/// `PyArg_Parse`: one object, not in a tuple.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_parse(arg: Option<&Object>, format: *const c_char, va: &mut VaList) -> c_int {
    // SAFETY: see `ks_parse_tuple`.
    unsafe {
        let th = Thread::enter();
        answer(parse_old(arg, CStr::from_ptr(format).to_bytes(), va, th))
    }
}

/// The old style: no unit takes no object, one unit takes the object itself.
unsafe fn parse_old(arg: Option<&Object>, format: &[u8], va: &mut VaList, th: &mut Thread) -> PyResult<()> {
    let format = Format::parse(format, th)?;
    let callee = format.callee();
    match (format.max, arg) {
        (0, None) => return Ok(()),
        (0, Some(_)) => return Err(raise!(th, TypeError, "{callee} takes no arguments")),
        (1, None) => {
            return Err(raise!(th, TypeError, "{callee} takes at least one argument"));
        }
        (1, Some(_)) => {}
        _ => return Err(raise!(th, SystemError, "old style getargs format uses new features")),
    }
    let Some(arg) = arg else {
        return Err(th.bad_internal_call());
    };
    let mut converter = Converter::new(format.units, va);
    let mut path = vec![0];
    // SAFETY: see `ks_parse_tuple`.
    match unsafe { converter.item(arg, &mut path, th) } {
        Ok(()) => {
            converter.keep();
            Ok(())
        }
        Err(refused) => {
            converter.undo(th);
            Err(format.refuse(refused, &path, th))
        }
    }
}

/// `PyArg_UnpackTuple`: borrowed references into `PyObject **`s.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_unpack_tuple(
    args: Option<&Object>,
    name: *const c_char,
    min: isize,
    max: isize,
    va: &mut VaList,
) -> c_int {
    // SAFETY: see `ks_parse_tuple`.
    unsafe {
        let th = Thread::enter();
        let Some(args) = args.and_then(Object::downcast::<Tuple>) else {
            let _ = raise!(th, SystemError, "PyArg_UnpackTuple() argument list is not a tuple");
            return 0;
        };
        let items = args.items();
        let name = (!name.is_null()).then(|| CStr::from_ptr(name).to_string_lossy());
        let given = items.len() as isize;
        if given < min || max < given {
            let (bound, count) = if given < min { ("at least ", min) } else { ("at most ", max) };
            let bound = if min == max { "" } else { bound };
            let plural = if count == 1 { "" } else { "s" };
            let callee = match &name {
                Some(name) => format!("{name:.200} expected"),
                None => "unpacked tuple should have".to_owned(),
            };
            let comma = if name.is_some() { format!(", got {given}") } else { format!(", but has {given}") };
            let what = if name.is_some() { "argument" } else { "element" };
            let _ = raise!(th, TypeError, "{callee} {bound}{count} {what}{plural}{comma}");
            return 0;
        }
        for item in items {
            *va.pointer::<*mut Object>() = item.as_ptr();
        }
        1
    }
}

/// The length of a sequence given for a group, and its items.
fn group_items(arg: &Object, th: &mut Thread) -> PyResult<Option<Vec<Ref>>> {
    if !ks_runtime::abstract_::sequence::is_sequence(arg) || Str::check(arg) || Bytes::check(arg) {
        return Ok(None);
    }
    let len = arg.len(th)?;
    (0..len).map(|index| arg.sequence_item(index as isize, th)).collect::<PyResult<Vec<_>>>().map(Some)
}
