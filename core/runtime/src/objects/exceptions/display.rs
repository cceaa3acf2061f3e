//! What is printed of an exception in the end: through the module `traceback`, or, where that cannot be used, plainly.

use std::fmt::Write;

use super::*;
use crate::abstract_::recursion;

/// `sys.<name>`, if it is there and not `None`.
pub(super) fn sys_attribute(name: &Str, th: &mut Thread) -> Option<Ref> {
    let sysdict = th.interp().sysdict.get()?;
    match sysdict.get_str(name, th) {
        Ok(value) => value.filter(|value| !value.is(none())),
        Err(Raised) => {
            th.clear_raised();
            None
        }
    }
}

/// Writes text to `sys.stderr`, if there is one; failing to does not matter.
pub fn write_to_stderr(text: &Str, th: &mut Thread) {
    if let Some(stream) = sys_attribute(id!(stderr), th)
        && stream.call_method(id!(write), &[text], th).is_err()
    {
        th.clear_raised();
    }
}

/// Writes text to a stream.
fn write_text(stream: &Object, text: &str, th: &mut Thread) -> PyResult<()> {
    let text = Str::new(text)?;
    stream.call_method(id!(write), &[&text], th).map(drop)
}

/// `PyErr_Display`, which is the default `sys.excepthook`: prints on `sys.stderr`. Raises nothing.
pub fn display_exception(value: &Object, traceback: Option<&Object>, th: &mut Thread) {
    if let Some(exception) = value.downcast::<BaseException>()
        && let Some(traceback) = traceback.filter(|traceback| Traceback::check(traceback))
        && exception.layout().traceback.is_null()
    {
        exception.layout().traceback.set(Some(traceback.to_ref()), th);
    }
    let stream = match th.interp().sysdict.get().map(|sysdict| sysdict.get_str(id!(stderr), th)) {
        Some(Ok(Some(stream))) => stream,
        Some(Err(Raised)) => {
            th.clear_raised();
            return;
        }
        _ => {
            eprintln!("lost sys.stderr");
            return;
        }
    };
    if stream.is(none()) {
        return;
    }
    display_on(&stream, value, th);
}

/// Prints an exception on a stream. Raises nothing.
pub fn display_on(stream: &Object, value: &Object, th: &mut Thread) {
    // What is being raised meanwhile is kept.
    let pending = th.take_raised();
    if print_by_module(stream, value, th).is_err() {
        th.clear_raised();
        let mut seen = Vec::new();
        let printed = print_plainly(stream, value, &mut seen, th);
        let flushed = printed.and_then(|()| stream.call_method(id!(flush), &[], th));
        if flushed.is_err() {
            th.clear_raised();
        }
    }
    if let Some(pending) = pending {
        let _ = th.restore_raised(pending);
    }
}

/// Prints by `traceback._print_exception_bltin`.
fn print_by_module(stream: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
    // The function prints on `sys.stderr`.
    let is_stderr = sys_attribute(id!(stderr), th).is_some_and(|stderr| stderr.is(stream));
    if !is_stderr || th.interp().modules.is_null() || !BaseException::check(value) {
        return Err(Raised);
    }
    let module = crate::import::import_module(id!(traceback), th)?;
    let print = module.get_attr(id!(_print_exception_bltin), th)?;
    print.call(&[value], th).map(drop)
}

/// Prints an exception with its causes and contexts, without help of Python code.
fn print_plainly(stream: &Object, value: &Object, seen: &mut Vec<usize>, th: &mut Thread) -> PyResult<()> {
    let guard = recursion::enter(" in print_exception_recursive", th)?;
    seen.push(value.as_ptr() as usize);
    if let Some(exception) = value.downcast::<BaseException>() {
        let is_new = |other: &Ref, seen: &Vec<usize>| !seen.contains(&(other.as_ptr() as usize));
        if let Some(cause) = exception.cause() {
            if is_new(&cause, seen) {
                print_plainly(stream, &cause, seen, th)?;
                let text = "\nThe above exception was the direct cause of the following exception:\n\n";
                write_text(stream, text, th)?;
            }
        } else if let Some(context) = exception.context()
            && exception.layout().suppress_context.get() == 0
            && is_new(&context, seen)
        {
            print_plainly(stream, &context, seen, th)?;
            let text = "\nDuring handling of the above exception, another exception occurred:\n\n";
            write_text(stream, text, th)?;
        }
    }
    let printed = print_one(stream, value, th);
    drop(guard);
    printed
}

/// Prints traceback, place, name, message and notes of one exception; then the members, if it is a group.
fn print_one(stream: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(exception) = value.downcast::<BaseException>() else {
        let name = value.ob_type().display_name();
        let text = format!("TypeError: print_exception(): Exception expected for value, {name} found\n");
        return write_text(stream, &text, th);
    };
    if let Some(traceback) = exception.traceback() {
        print_traceback(stream, &traceback, th)?;
    }
    print_place(stream, exception, th)?;
    let mut line = qualified_name(exception.ob_type(), th)?;
    match exception.str(th) {
        Ok(text) if text.is_empty() => {}
        Ok(text) => {
            let _ = write!(line, ": {text}");
        }
        Err(Raised) => {
            th.clear_raised();
            line.push_str(": <exception str() failed>");
        }
    }
    line.push('\n');
    write_text(stream, &line, th)?;
    print_notes(stream, exception, th)?;
    if let Some(group) = exception.downcast::<ExceptionGroupObject>() {
        let members = group.exceptions();
        for (index, member) in members.downcast::<Tuple>().map_or(&[][..], Tuple::items).iter().enumerate() {
            write_text(stream, &format!("---------------- {} ----------------\n", index + 1), th)?;
            let guard = recursion::enter(" in print_exception_group", th)?;
            let printed = print_one(stream, member, th);
            drop(guard);
            printed?;
        }
    }
    Ok(())
}

/// The class's name with its module, unless that is `builtins` or `__main__`.
fn qualified_name(class: &'static Type, th: &mut Thread) -> PyResult<String> {
    let module = class.as_object().get_attr_opt(id!(__module__), th);
    let module = crate::raise::catch(module, &Exception, th)?.flatten();
    let module = module.map(Ref::downcast_into::<Str>);
    let name = class.qualname();
    Ok(match module {
        Some(Ok(module)) if module.eq_ascii("builtins") || module.eq_ascii("__main__") => name.to_string(),
        Some(Ok(module)) => format!("{module}.{name}"),
        _ => format!("<unknown>.{name}"),
    })
}

/// The place in the source that a `SyntaxError` tells of.
fn print_place(stream: &Object, exception: &BaseException, th: &mut Thread) -> PyResult<()> {
    let Some(error) = exception.downcast::<SyntaxErrorObject>() else { return Ok(()) };
    let layout = error.layout();
    if layout.print_file_and_line.is_null() {
        return Ok(());
    }
    let filename = match super::fields::not_none(&layout.filename) {
        Some(filename) => filename.str(th)?,
        None => Ref::new(id!("<string>")),
    };
    let Some(line) = layout.lineno.get().and_then(|line| line.downcast::<Long>().and_then(Long::to_i64_opt)) else {
        return Ok(());
    };
    write_text(stream, &format!("  File \"{filename}\", line {line}\n"), th)?;
    if let Some(source) = super::fields::not_none(&layout.text) {
        let source = source.str(th)?;
        let source = source.to_string_lossy();
        write_text(stream, &format!("    {}\n", source.trim()), th)?;
        if let Some(offset) =
            layout.offset.get().and_then(|offset| offset.downcast::<Long>().and_then(Long::to_i64_opt))
        {
            let indent = source.chars().take_while(|c| c.is_whitespace()).count() as i64;
            let before = usize::try_from(offset - 1 - indent).unwrap_or(0).min(source.chars().count());
            write_text(stream, &format!("    {}^\n", " ".repeat(before)), th)?;
        }
    }
    Ok(())
}

fn print_notes(stream: &Object, exception: &BaseException, th: &mut Thread) -> PyResult<()> {
    let Some(notes) = exception.get_attr_opt(id!(__notes__), th)? else { return Ok(()) };
    if !crate::abstract_::sequence::is_sequence(&notes) || Str::check(&notes) {
        let repr = notes.repr(th)?;
        return write_text(stream, &format!("{repr}\n"), th);
    }
    let notes = List::from_iterable(&notes, th)?;
    let mut index = 0;
    while let Some(note) = notes.get(index) {
        let text = note.str(th)?;
        write_text(stream, &format!("{text}\n"), th)?;
        index += 1;
    }
    Ok(())
}

/// A line of a traceback that is repeated more often than this is counted instead.
const REPEATS: usize = 3;
/// `sys.tracebacklimit` where it is not set.
const LIMIT: i64 = 1000;

/// `PyTraceBack_Print`: `Traceback (most recent call last):`, then file, line, function and source of each entry.
///
/// # Errors
/// What writing raises.
pub fn print_traceback(stream: &Object, traceback: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(first) = traceback.downcast::<Traceback>() else {
        return Err(th.bad_internal_call());
    };
    let mut limit = LIMIT;
    if let Some(value) = sys_attribute(id!(tracebacklimit), th)
        && let Some(value) = value.downcast::<Long>()
    {
        limit = value.to_i64_opt().unwrap_or(i64::MAX);
        if limit <= 0 {
            return Ok(());
        }
    }
    write_text(stream, "Traceback (most recent call last):\n", th)?;
    let mut entries = Vec::new();
    let mut next = Some(Ref::new(first));
    while let Some(entry) = next {
        next = entry.next();
        entries.push(entry);
    }
    let skipped = entries.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
    let mut last: Option<(Ref<Str>, c_int, Ref<Str>)> = None;
    let mut count = 0;
    for entry in entries.drain(skipped..) {
        let Some(frame) = entry.frame() else { continue };
        let code = frame.code();
        let (filename, name, line) = (code.filename(), Ref::new(code.name()), entry.line());
        let same = last.as_ref().is_some_and(|(last_file, last_line, last_name)| {
            last_file.eq(&filename) && *last_line == line && last_name.eq(&name)
        });
        if !same {
            if count > REPEATS {
                print_repeats(stream, count, th)?;
            }
            last = Some((filename.clone(), line, name.clone()));
            count = 0;
        }
        count += 1;
        if count <= REPEATS {
            print_entry(stream, &filename, line, &name, th)?;
        }
    }
    if count > REPEATS {
        print_repeats(stream, count, th)?;
    }
    Ok(())
}

fn print_repeats(stream: &Object, count: usize, th: &mut Thread) -> PyResult<()> {
    let more = count - REPEATS;
    let s = if more == 1 { "" } else { "s" };
    write_text(stream, &format!("  [Previous line repeated {more} more time{s}]\n"), th)
}

fn print_entry(stream: &Object, filename: &Str, line: c_int, name: &Str, th: &mut Thread) -> PyResult<()> {
    write_text(stream, &format!("  File \"{filename}\", line {line}, in {name}\n"), th)?;
    if let Some(source) = program_text(filename, line, th)
        && let Some(source) = source.downcast::<Str>()
    {
        let source = source.to_string_lossy();
        let source = source.trim_start_matches([' ', '\t', '\x0c']).trim_end_matches('\n');
        write_text(stream, &format!("    {source}\n"), th)?;
    }
    Ok(())
}

/// `sys.<name> = value`; failing to does not matter.
fn set_sys_attribute(name: &Str, value: &Object, th: &mut Thread) {
    if let Some(sysdict) = th.interp().sysdict.get()
        && sysdict.set_str(name, value, th).is_err()
    {
        th.clear_raised();
    }
}

/// Prints an exception that nothing caught, through `sys.excepthook` (`PyErr_PrintEx` without the exit). Gives the
/// `SystemExit` that the hook raised, if it did.
fn print_by_hook(exception: &Object, set_last: bool, th: &mut Thread) -> Option<Ref> {
    let base = exception.downcast::<BaseException>();
    let traceback = base.and_then(BaseException::traceback).unwrap_or_else(|| none().to_ref());
    let class = exception.ob_type();
    if set_last {
        set_sys_attribute(id!(last_exc), exception, th);
        set_sys_attribute(id!(last_type), class, th);
        set_sys_attribute(id!(last_value), exception, th);
        set_sys_attribute(id!(last_traceback), &traceback, th);
    }
    let hook = match th.interp().sysdict.get().map(|sysdict| sysdict.get_str(id!(excepthook), th)) {
        Some(Ok(hook)) => hook,
        Some(Err(Raised)) => {
            th.clear_raised();
            None
        }
        None => None,
    };
    let audited = crate::state::audit::event(
        c"sys.excepthook",
        || {
            let hook = hook.clone().unwrap_or_else(|| none().to_ref());
            Ok([hook, class.to_ref(), exception.to_ref(), traceback.clone()])
        },
        th,
    );
    if audited.is_err() {
        if th.raised_matches(&RuntimeError) {
            th.clear_raised();
            return None;
        }
        th.write_unraisable(None);
    }
    let Some(hook) = hook else {
        if let Ok(text) = Str::new("sys.excepthook is missing\n") {
            write_to_stderr(&text, th);
        }
        display_exception(exception, Some(&traceback), th);
        return None;
    };
    if hook.call(&[class, exception, &traceback], th).is_ok() {
        return None;
    }
    if th.raised_matches(&SystemExit) {
        return th.take_raised();
    }
    let second = th.take_raised();
    let say = |text: &str, th: &mut Thread| {
        if let Ok(text) = Str::new(text) {
            write_to_stderr(&text, th);
        }
    };
    say("Error in sys.excepthook:\n", th);
    if let Some(second) = second {
        display_exception(&second, None, th);
    }
    say("\nOriginal exception was:\n", th);
    display_exception(exception, Some(&traceback), th);
    None
}

/// Prints an exception that nothing caught, through `sys.excepthook`, and sets `sys.last_exc` and its fellows.
pub fn print_uncaught(exception: &Object, th: &mut Thread) {
    let _ = print_by_hook(exception, true, th);
}

/// As [`print_uncaught`], with a say in whether `sys.last_exc` is set. A `SystemExit` that the hook raised is handed out: the
/// caller exits the process.
pub fn print_uncaught_with(exception: &Object, set_last: bool, th: &mut Thread) -> Option<Ref> {
    print_by_hook(exception, set_last, th)
}
