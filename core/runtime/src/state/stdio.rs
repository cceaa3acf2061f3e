//! `sys.stdin`, `sys.stdout`, `sys.stderr`.

use std::ffi::c_int;

use super::config::Config;
use super::lifecycle::config;
use crate::abstract_::ObjectOps;
use crate::prelude::*;

/// Opens the three streams and puts them into `sys`, with their `__…__` doubles. A closed descriptor gives `None`.
///
/// # Errors
/// What opening raises.
pub fn init(th: &mut Thread) -> PyResult<()> {
    let config = config(th);
    let io = crate::import::import_module(id!(io), th)?;
    let open = io.get_attr(id!(open), th)?;
    let builtins = th.interp().builtins.get();
    if let Some(builtins) = builtins {
        builtins.set_str(id!(open), &open, th)?;
    }
    let encoding = Config::name_of(&config.stdio_encoding);
    let errors = Config::name_of(&config.stdio_errors);
    let streams = [
        (0, "<stdin>", id!(stdin), "__stdin__", errors),
        (1, "<stdout>", id!(stdout), "__stdout__", errors),
        (2, "<stderr>", id!(stderr), "__stderr__", "backslashreplace"),
    ];
    for (fd, name, attribute, double, errors) in streams {
        let stream = open_stream(&io, fd, name, encoding, errors, th)?;
        if let Some(sysdict) = th.interp().sysdict.get() {
            sysdict.set_str(&*Str::intern_str(double)?, &stream, th)?;
            sysdict.set_str(attribute, &stream, th)?;
        }
    }
    Ok(())
}

fn is_valid(fd: c_int) -> bool {
    // SAFETY: asks about a descriptor.
    unsafe { libc::fcntl(fd, libc::F_GETFD) != -1 }
}

fn open_stream(io: &Object, fd: c_int, name: &str, encoding: &str, errors: &str, th: &mut Thread) -> PyResult {
    if !is_valid(fd) {
        return Ok(none().to_ref());
    }
    let buffered = config(th).buffered_stdio != 0;
    let write = fd != 0;
    let descriptor = Long::from_i64(i64::from(fd))?;
    let mode = Str::new(if write { "wb" } else { "rb" })?;
    // Only the output streams can be unbuffered.
    let buffering = Long::from_i64(if !buffered && write { 0 } else { -1 })?;
    let no = boolobject::bool_object(false);
    let arguments: [&Object; 7] = [&descriptor, &mode, &buffering, none(), none(), none(), no];
    let binary = io.call_method(id!(open), &arguments, th)?;
    let raw = if !buffered && write { binary.clone() } else { binary.get_attr(id!(raw), th)? };
    let name = Str::new(name)?;
    raw.set_attr(id!(name), &name, th)?;
    let is_tty = raw.call_method(id!(isatty), &[], th)?.is_true(th)?;
    let line_buffering = buffered && (is_tty || fd == 2);
    let wrapper = io.get_attr(id!(TextIOWrapper), th)?;
    let (encoding, errors, newline) = (Str::new(encoding)?, Str::new(errors)?, Str::new("\n")?);
    let stream = wrapper.call(
        &[
            &binary,
            &encoding,
            &errors,
            &newline,
            boolobject::bool_object(line_buffering),
            boolobject::bool_object(!buffered && write),
        ],
        th,
    )?;
    let mode = Str::new(if write { "w" } else { "r" })?;
    stream.set_attr(id!(mode), &mode, th)?;
    Ok(stream)
}

/// Flushes `sys.stdout` and `sys.stderr`: 0, or -1 if stdout could not be flushed (reported as unraisable).
pub fn flush(th: &mut Thread) -> c_int {
    let mut status = 0;
    let pending = th.take_raised();
    for (attribute, counts) in [(id!(stdout), true), (id!(stderr), false)] {
        let stream = match th.interp().sysdict.get() {
            Some(sysdict) => sysdict.get_str(attribute, th).ok().flatten(),
            None => None,
        };
        let Some(stream) = stream.filter(|stream| !stream.is(none())) else {
            continue;
        };
        let closed = stream.get_attr_opt(id!(closed), th).and_then(|closed| match closed {
            Some(closed) => closed.is_true(th),
            None => Ok(false),
        });
        if closed.unwrap_or(false) {
            continue;
        }
        if stream.call_method(id!(flush), &[], th).is_err() {
            if counts {
                let message = Str::new("Exception ignored on flushing sys.stdout").ok();
                exceptions::unraisable::write_unraisable_message(message.as_deref(), th);
                status = -1;
            } else {
                th.clear_raised();
            }
        }
    }
    th.clear_raised();
    if let Some(pending) = pending {
        let _ = th.restore_raised(pending);
    }
    status
}
