//! `print`, `input`, `breakpoint`.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

/// A stream of `sys`; `RuntimeError` if it is lost.
fn stream(name: &Str, th: &mut Thread) -> PyResult {
    let found = match th.interp().sysdict.get() {
        Some(sysdict) => sysdict.get_str(name, th)?,
        None => None,
    };
    match found {
        Some(stream) => Ok(stream),
        None => Err(raise!(th, RuntimeError, "lost sys.{name}")),
    }
}

/// A separator or end: `None` is the default.
fn text_option(name: &str, value: Option<&Object>, th: &mut Thread) -> PyResult<Option<Ref<Str>>> {
    match value {
        None => Ok(None),
        Some(value) => match value.downcast::<Str>() {
            Some(text) => Ok(Some(Ref::new(text))),
            None => Err(raise!(
                th,
                TypeError,
                "{name} must be None or a string, not {:.200}",
                value.ob_type().display_name()
            )),
        },
    }
}

#[pyfunction(
    sig = "(*args, sep=' ', end='\\n', file=None, flush=False)",
    doc = "Print the values to a stream, or to sys.stdout by default.\n\n  sep\n    stands between values, a space by default.\n  end\n    stands after the last value, a newline by default.\n  file\n    an object with a write method; the current sys.stdout by default.\n  flush\n    whether to flush the stream by force."
)]
pub fn print(
    args: &[&Object],
    #[arg(with = object_or_none)] sep: Option<&Object>,
    #[arg(with = object_or_none)] end: Option<&Object>,
    file: Option<&Object>,
    #[arg(default = false)] flush: bool,
    th: &mut Thread,
) -> PyResult<()> {
    let file = match file {
        Some(file) => file.to_ref(),
        None => {
            let stdout = stream(id!(stdout), th)?;
            // No standard output, as in a program without a console.
            if stdout.is(none()) {
                return Ok(());
            }
            stdout
        }
    };
    let sep = text_option("sep", sep, th)?;
    let end = text_option("end", end, th)?;
    let write = |text: &Object, th: &mut Thread| -> PyResult<()> {
        let text = text.str(th)?;
        file.call_method(id!(write), &[&text], th)?;
        Ok(())
    };
    for (index, value) in args.iter().enumerate() {
        if index > 0 {
            match &sep {
                Some(sep) => write(sep, th)?,
                None => write(id!(" "), th)?,
            }
        }
        write(value, th)?;
    }
    match &end {
        Some(end) => write(end, th)?,
        None => write(id!("\n"), th)?,
    }
    if flush {
        file.call_method(id!(flush), &[], th)?;
    }
    Ok(())
}

/// Python `None` as absence.
fn object_or_none<'a>(object: &'a Object, _at: &'static ArgName, _th: &mut Thread) -> PyResult<Option<&'a Object>> {
    Ok(Some(object).filter(|object| !object.is(none())))
}

#[pyfunction(
    raw = FASTCALL | KEYWORDS,
    doc = "breakpoint($module, /, *args, **kws)\n--\n\nEnter the debugger that sys.breakpointhook() starts with these arguments; pdb by default."
)]
pub fn breakpoint(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
    let name = Str::intern_str("breakpointhook")?;
    let hook = match th.interp().sysdict.get() {
        Some(sysdict) => sysdict.get_str(&name, th)?,
        None => None,
    };
    let Some(hook) = hook else {
        return Err(raise!(th, RuntimeError, "lost sys.breakpointhook"));
    };
    ks_runtime::state::audit::event(c"builtins.breakpoint", || Ok([hook.clone()]), th)?;
    let kwargs = kwargs.to_dict(th)?;
    hook.call_dict(&*Tuple::new(args)?, Some(&kwargs), th)
}

/// The descriptor behind a standard stream, if it is that of the process.
fn is_console(stream: &Object, fd: i64, th: &mut Thread) -> bool {
    let number = stream.call_method(id!(fileno), &[], th);
    let number = number.and_then(|number| number.as_isize(None, th));
    match number {
        // SAFETY: asks about a descriptor.
        Ok(number) => number as i64 == fd && unsafe { libc::isatty(fd as i32) } == 1,
        Err(Raised) => {
            th.clear_raised();
            false
        }
    }
}

#[pyfunction(
    sig = "(prompt='', /)",
    doc = "Read a line from standard input, without its newline, after printing the prompt. EOFError at the end of input."
)]
pub fn input(#[arg(keep_none)] prompt: Option<&Object>, th: &mut Thread) -> PyResult {
    let (stdin, stdout) = (stream(id!(stdin), th)?, stream(id!(stdout), th)?);
    let stderr = stream(id!(stderr), th)?;
    for (stream, name) in [(&stdin, "stdin"), (&stdout, "stdout"), (&stderr, "stderr")] {
        if stream.is(none()) {
            return Err(raise!(th, RuntimeError, "input(): lost sys.{name}"));
        }
    }
    let shown = prompt.unwrap_or(none()).to_ref();
    ks_runtime::state::audit::event(c"builtins.input", || Ok([shown]), th)?;
    if stderr.call_method(id!(flush), &[], th).is_err() {
        th.clear_raised();
    }
    let console = is_console(&stdin, 0, th) && is_console(&stdout, 1, th);
    if let Some(prompt) = prompt {
        let text = prompt.str(th)?;
        stdout.call_method(id!(write), &[&text], th)?;
    }
    if stdout.call_method(id!(flush), &[], th).is_err() {
        th.clear_raised();
    }
    let _ = console;
    let line = stdin.call_method(id!(readline), &[], th)?;
    let Some(text) = line.downcast::<Str>() else {
        return Err(raise!(th, TypeError, "object.readline() returned non-string"));
    };
    let line = match text.len() {
        0 => return Err(raise!(th, EOFError, "EOF when reading a line")),
        len if text.char_at(len - 1) == u32::from(b'\n') => text.substring(0, len - 1)?,
        _ => Ref::new(text),
    };
    let result = line.clone().into_object();
    ks_runtime::state::audit::event(c"builtins.input/result", || Ok([result]), th)?;
    Ok(line.into_object())
}
