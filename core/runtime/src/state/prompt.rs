//! The plain interactive prompt (`PyRun_InteractiveLoop`).

use std::io::BufRead;

use crate::abstract_::ObjectOps;
use crate::compile::{self, Flags, Mode};
use crate::prelude::*;

/// `sys.ps1` or `sys.ps2`, set to its default if missing.
fn prompt(name: &str, default: &str, th: &mut Thread) -> PyResult<String> {
    let name = Str::intern_str(name)?;
    let Some(sysdict) = th.interp().sysdict.get() else {
        return Ok(default.to_owned());
    };
    match sysdict.get_str(&name, th)? {
        Some(value) => Ok(value.str(th)?.to_string_lossy().into_owned()),
        None => {
            sysdict.set_str(&name, &*Str::new(default)?, th)?;
            Ok(default.to_owned())
        }
    }
}

/// A line of standard input, with its end; `None` at the end of input.
fn read_line(th: &mut Thread) -> PyResult<Option<String>> {
    let mut line = Vec::new();
    let read = th.allow_threads(|| std::io::stdin().lock().read_until(b'\n', &mut line));
    match read {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(String::from_utf8_lossy(&line).into_owned())),
        Err(error) => Err(th.raise_os_error(error.raw_os_error().unwrap_or(0), None)),
    }
}

/// Whether a statement needs no further line: a blank line ends a block, and one-line statements end themselves.
fn is_complete(source: &str, filename: &Str, th: &mut Thread) -> PyResult<Option<Ref<Code>>> {
    /// `PyCF_DONT_IMPLY_DEDENT | PyCF_ALLOW_INCOMPLETE_INPUT`.
    const INTERACTIVE: i32 = 0x200 | 0x4000;
    let flags = Flags { flags: INTERACTIVE | compile::PyCF_IGNORE_COOKIE, ..Flags::default() };
    let code = compile::compile_source(source.as_bytes(), filename, Mode::Single, flags, th);
    match code {
        Ok(code) => Ok(Some(code)),
        Err(Raised) if th.raised_matches(&exceptions::_PyExc_IncompleteInputError) => {
            th.clear_raised();
            Ok(None)
        }
        Err(Raised) => Err(Raised),
    }
}

/// Reads, runs and prints until the input ends; `SystemExit` ends it with an error.
///
/// # Errors
/// `SystemExit`.
pub fn run(th: &mut Thread) -> PyResult<()> {
    let filename = Str::new("<stdin>")?;
    loop {
        match statement(&filename, th) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(Raised) if th.raised_matches(&exceptions::SystemExit) => return Err(Raised),
            Err(Raised) => {
                if let Some(exception) = th.take_raised() {
                    exceptions::print_uncaught(&exception, th);
                }
            }
        }
        super::stdio::flush(th);
    }
}

/// One statement; false at the end of input.
fn statement(filename: &Str, th: &mut Thread) -> PyResult<bool> {
    let mut source = String::new();
    let mut text = prompt("ps1", ">>> ", th)?;
    loop {
        eprint!("{text}");
        let Some(line) = read_line(th)? else {
            if source.is_empty() {
                return Ok(false);
            }
            break;
        };
        if source.is_empty() && line.trim().is_empty() {
            return Ok(true);
        }
        source.push_str(&line);
        if let Some(code) = is_complete(&source, filename, th)? {
            return execute(&code, th);
        }
        text = prompt("ps2", "... ", th)?;
    }
    let flags = Flags { flags: compile::PyCF_IGNORE_COOKIE, ..Flags::default() };
    let code = compile::compile_source(source.as_bytes(), filename, Mode::Single, flags, th)?;
    execute(&code, th)
}

fn execute(code: &Code, th: &mut Thread) -> PyResult<bool> {
    let main = crate::import::modules::add(id!(__main__), th)?;
    let Some(dict) = main.downcast::<Module>().map(Module::dict) else {
        return Err(th.bad_internal_call());
    };
    crate::eval::eval_code(code, &dict, &dict, th)?;
    Ok(true)
}
