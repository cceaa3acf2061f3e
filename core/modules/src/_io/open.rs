//! `open`, `open_code`, `text_encoding`.

use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::fspath;
use ks_runtime::prelude::*;

use super::buffered::{BufferedRandom_Type, BufferedReader_Type, BufferedWriter_Type};
use super::fileio::{FileIO_Type, is_number};
use super::support::*;
use super::text::TextIOWrapper_Type;

/// The letters of `open`'s mode.
#[derive(Default)]
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

fn parse_mode(mode: &str) -> Option<Mode> {
    let mut parsed = Mode::default();
    for c in mode.chars() {
        let flag = match c {
            'x' => &mut parsed.creating,
            'r' => &mut parsed.reading,
            'w' => &mut parsed.writing,
            'a' => &mut parsed.appending,
            '+' => &mut parsed.updating,
            't' => &mut parsed.text,
            'b' => &mut parsed.binary,
            _ => return None,
        };
        if std::mem::replace(flag, true) {
            return None;
        }
    }
    Some(parsed)
}

impl Mode {
    fn raw(&self) -> String {
        let letters = [
            (self.creating, 'x'),
            (self.reading, 'r'),
            (self.writing, 'w'),
            (self.appending, 'a'),
            (self.updating, '+'),
        ];
        letters.into_iter().filter(|(set, _)| *set).map(|(_, letter)| letter).collect()
    }

    fn kinds(&self) -> usize {
        [self.creating, self.reading, self.writing, self.appending].into_iter().filter(|set| *set).count()
    }
}

#[pyfunction(
    sig = "(file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)",
    doc = "Open a file and return a stream over it. OSError if that fails.\n\nThe file is a path or a descriptor. The mode has one of 'r' (read, the default), 'w' (write anew),\n'x' (create, fail if it exists) and 'a' (append); '+' for both reading and writing; 't' for text (the\ndefault) or 'b' for bytes. Buffering is a size, 0 for none (bytes only), 1 for lines (text only),\n-1 for the default. Encoding, errors and newline are those of TextIOWrapper."
)]
pub fn open(
    file: &Object,
    mode: &str,
    buffering: c_int,
    encoding: Option<&str>,
    errors: Option<&str>,
    newline: Option<&str>,
    closefd: bool,
    opener: Option<&Object>,
    th: &mut Thread,
) -> PyResult {
    let file = if is_number(file) { file.to_ref() } else { fspath::fs_path(file, th)? };
    let Some(parsed) = parse_mode(mode) else {
        return Err(raise!(th, ValueError, "invalid mode: '{mode}'"));
    };
    if parsed.text && parsed.binary {
        return Err(raise!(th, ValueError, "can't have text and binary mode at once"));
    }
    if parsed.kinds() > 1 {
        return Err(raise!(th, ValueError, "must have exactly one of create/read/write/append mode"));
    }
    if parsed.binary {
        let given = [(encoding, "encoding"), (errors, "errors"), (newline, "newline")];
        if let Some((_, name)) = given.into_iter().find(|(value, _)| value.is_some()) {
            let article = if name == "newline" { "a" } else { "an" };
            return Err(raise!(th, ValueError, "binary mode doesn't take {article} {name} argument"));
        }
        if buffering == 1 {
            exceptions::warn(
                &exceptions::RuntimeWarning,
                "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
                1,
                th,
            )?;
        }
    }
    let raw_mode = Str::new(&parsed.raw())?;
    let opener = opener.unwrap_or(none());
    let raw = FileIO_Type.call(&[&file, &raw_mode, boolobject::bool_object(closefd), opener], th)?;
    match layers(&raw, mode, &parsed, buffering, encoding, errors, newline, th) {
        Ok(stream) => Ok(stream),
        Err((top, Raised)) => {
            let pending = th.take_raised();
            let closed = top.unwrap_or(raw).call_method(id!(close), &[], th);
            chain(pending, closed, th)?;
            Err(th.bad_internal_call())
        }
    }
}

/// Puts buffer and text layer over a raw file. An error comes with the layer to close, if it is not the raw file.
fn layers(
    raw: &Ref,
    mode: &str,
    parsed: &Mode,
    buffering: c_int,
    encoding: Option<&str>,
    errors: Option<&str>,
    newline: Option<&str>,
    th: &mut Thread,
) -> Result<Ref, (Option<Ref>, Raised)> {
    let raised = |raised: Raised| (None, raised);
    let mut size = buffering as isize;
    let mut lines = size == 1;
    if size < 0 {
        lines = raw.call_method(id!(isatty), &[], th).and_then(|answer| answer.is_true(th)).map_err(raised)?;
    }
    if lines {
        size = -1;
    }
    if size < 0 {
        size = raw.get_attr(id!(_blksize), th).and_then(|size| size.as_isize(None, th)).map_err(raised)?;
    }
    if size < 0 {
        return Err((None, raise!(th, ValueError, "invalid buffering size")));
    }
    if size == 0 {
        if !parsed.binary {
            return Err((None, raise!(th, ValueError, "can't have unbuffered text I/O")));
        }
        return Ok(raw.clone());
    }
    let class = if parsed.updating {
        &BufferedRandom_Type
    } else if parsed.creating || parsed.writing || parsed.appending {
        &BufferedWriter_Type
    } else if parsed.reading {
        &BufferedReader_Type
    } else {
        return Err((None, raise!(th, ValueError, "unknown mode: '{mode}'")));
    };
    let size = Long::from_isize(size).map_err(raised)?;
    let buffer = class.call(&[&**raw, &size], th).map_err(raised)?;
    if parsed.binary {
        return Ok(buffer);
    }
    let text = |th: &mut Thread| -> PyResult<(Ref, Ref<Str>)> {
        let optional = |text: Option<&str>| match text {
            Some(text) => Ok(Str::new(text)?.into_object()),
            None => Ok(none().to_ref()),
        };
        let (encoding, errors, newline) = (optional(encoding)?, optional(errors)?, optional(newline)?);
        let lines = boolobject::bool_object(lines);
        let stream = TextIOWrapper_Type.call(&[&buffer, &encoding, &errors, &newline, lines], th)?;
        Ok((stream, Str::new(mode)?))
    };
    match text(th) {
        Ok((stream, mode)) => match stream.set_attr(id!(mode), &mode, th) {
            Ok(()) => Ok(stream),
            Err(raised) => Err((Some(stream), raised)),
        },
        Err(raised) => Err((Some(buffer), raised)),
    }
}

/// `PyFile_OpenCodeObject`: the file's bytes, to be read as code; by the embedder's hook, if there is one.
///
/// # Errors
/// As `open`, and what the hook raises.
pub fn open_code_object(path: &Str, th: &mut Thread) -> PyResult {
    if let Some(hook) = _PyRuntime.open_code_hook.get() {
        // SAFETY: the embedder's function, with the data that came with it; its result is owned, or null after an error.
        let opened = unsafe { Ref::from_raw_option(hook(path.as_ptr(), _PyRuntime.open_code_userdata.get())) };
        return opened.ok_or(Raised);
    }
    open(path, "rb", -1, None, None, None, true, None, th)
}

#[pyfunction(sig = "(path)", doc = "Open a file for reading code, as bytes; hooks of an embedder may check it.")]
pub fn open_code(path: &Str, th: &mut Thread) -> PyResult {
    open_code_object(path, th)
}

#[pyfunction(
    sig = "(encoding, stacklevel=2, /)",
    doc = "For functions that take an encoding and pass it to open(): 'locale' or 'utf-8' for None, else the encoding.\n\nNone warns with EncodingWarning if such warnings are on."
)]
pub fn text_encoding(encoding: &Object, stacklevel: c_int, th: &mut Thread) -> PyResult {
    if !encoding.is(none()) {
        return Ok(encoding.to_ref());
    }
    warn_default_encoding(stacklevel as isize, th)?;
    let utf8 = ks_runtime::state::flags::utf8_mode();
    Ok(if utf8 { Str::new("utf-8")? } else { Ref::new(id!(locale)) }.into_object())
}

/// `EncodingWarning` for an encoding that was not given, if asked for (PEP 597).
pub fn warn_default_encoding(stack_level: isize, th: &mut Thread) -> PyResult<()> {
    if ks_runtime::state::lifecycle::config(th).warn_default_encoding > 0 {
        exceptions::warn(&exceptions::EncodingWarning, "'encoding' argument not specified", stack_level, th)?;
    }
    Ok(())
}
