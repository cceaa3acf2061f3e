//! Exceptions that nobody can be given: those of finalizers and callbacks, reported through `sys.unraisablehook`.

use std::ffi::CStr;
use std::fmt::Write;

use super::display::{print_traceback, sys_attribute};
use super::*;
use crate::eval::IFrame;
use crate::objects::structseq;
use crate::objects::typeobject::PyType_Type;

/// Names and docs.
const FIELDS: &[(&CStr, &CStr)] = &[
    (c"exc_type", c"class of the exception"),
    (c"exc_value", c"the exception"),
    (c"exc_traceback", c"its traceback"),
    (c"err_msg", c"what could not be done"),
    (c"object", c"what it happened to"),
];

static HOOK_ARGS: Type =
    Type::new_static(&PyType_Type, c"UnraisableHookArgs", size_of::<PyTupleObject>(), Py_TPFLAGS_DEFAULT);

/// The type of the hook's argument.
///
/// # Errors
/// `MemoryError`.
pub fn unraisable_hook_args_type(th: &mut Thread) -> PyResult<&'static Type> {
    let rows: Vec<_> = FIELDS.iter().map(|(name, doc)| (name.as_ptr(), doc.as_ptr())).collect();
    let doc = c"What sys.unraisablehook is called with.";
    structseq::init_static(&HOOK_ARGS, c"UnraisableHookArgs", doc.as_ptr(), &rows, FIELDS.len(), th)?;
    Ok(&HOOK_ARGS)
}

/// What is reported.
struct Report {
    exception: Ref,
    traceback: Option<Ref>,
    message: Option<Ref<Str>>,
    object: Option<Ref>,
}

/// `PyErr_FormatUnraisable` with the message made, or no message.
pub fn write_unraisable_message(message: Option<&Str>, th: &mut Thread) {
    report(message, None, th);
}

/// Reports the exception that is set. Leaves none set.
pub(super) fn report(message: Option<&Str>, object: Option<&Object>, th: &mut Thread) {
    let Some(exception) = th.take_raised() else { return };
    if let Some(base) = exception.downcast::<BaseException>()
        && base.layout().traceback.is_null()
    {
        add_place(base, th);
    }
    let traceback = exception.downcast::<BaseException>().and_then(BaseException::traceback);
    let mut report =
        Report { exception, traceback, message: message.map(Ref::new), object: object.map(Object::to_ref) };
    let failed = |report: &mut Report, message: &str, object: Option<Ref>, th: &mut Thread| {
        if let Some(exception) = th.take_raised() {
            report.traceback = exception.downcast::<BaseException>().and_then(BaseException::traceback);
            report.exception = exception;
        }
        report.message = Str::new(message).ok();
        report.object = object;
    };
    let Some(hook) = hook(th) else {
        print(&report, th);
        return;
    };
    match arguments(&report, th) {
        Err(Raised) => failed(&mut report, "Exception ignored on building sys.unraisablehook arguments", None, th),
        Ok(arguments) => {
            let audited =
                crate::state::audit::event(c"sys.unraisablehook", || Ok([hook.clone(), arguments.clone()]), th);
            if audited.is_err() {
                failed(&mut report, "Exception ignored in audit hook", None, th);
            } else if hook.is(none()) || hook.call(&[&arguments], th).is_ok() {
                return;
            } else {
                failed(&mut report, "Exception ignored in sys.unraisablehook", Some(hook), th);
            }
        }
    }
    print(&report, th);
}

/// `sys.unraisablehook`, `None` included.
fn hook(th: &mut Thread) -> Option<Ref> {
    let sysdict = th.interp().sysdict.get()?;
    match sysdict.get_str(id!(unraisablehook), th) {
        Ok(hook) => hook,
        Err(Raised) => {
            th.clear_raised();
            None
        }
    }
}

/// Gives an exception that was raised in C code the running frame as its traceback.
fn add_place(exception: &BaseException, th: &mut Thread) {
    let Some(frame) = IFrame::first_complete(IFrame::current(th)) else { return };
    let lasti = frame.lasti() * 2;
    let entry = frame.frame_object(th).and_then(|frame| traceback::new(None, &frame, lasti, -1));
    match entry {
        Ok(entry) => exception.layout().traceback.set(Some(entry.into_object()), th),
        Err(Raised) => th.clear_raised(),
    }
}

fn arguments(report: &Report, th: &mut Thread) -> PyResult {
    let class = unraisable_hook_args_type(th)?;
    let or_none = |value: Option<Ref>| value.unwrap_or_else(|| none().to_ref());
    let values = vec![
        report.exception.ob_type().to_ref(),
        report.exception.clone(),
        or_none(report.traceback.clone()),
        or_none(report.message.clone().map(Ref::into_object)),
        or_none(report.object.clone()),
    ];
    structseq::new(class, values)
}

/// The default `sys.unraisablehook`: prints the exception and where it could not be raised.
///
/// # Errors
/// `TypeError` for an argument of another type; what printing raises.
pub fn default_unraisablehook(arguments: &Object, th: &mut Thread) -> PyResult<()> {
    let class = unraisable_hook_args_type(th)?;
    if !std::ptr::eq(arguments.ob_type(), class) {
        return Err(raise!(th, TypeError, "sys.unraisablehook argument type must be UnraisableHookArgs"));
    }
    let mut items = Vec::new();
    for index in 0..FIELDS.len() {
        items.push(arguments.sequence_item(index as isize, th)?);
    }
    let not_none = |item: &Ref| (!item.is(none())).then(|| item.clone());
    let [class, value, traceback, message, object] = items.as_slice() else {
        return Err(th.bad_internal_call());
    };
    print_parts(
        Some(class),
        not_none(value).as_deref(),
        not_none(traceback).as_deref(),
        not_none(message).as_deref(),
        not_none(object).as_deref(),
        th,
    )
}

fn print(report: &Report, th: &mut Thread) {
    let class: &Object = report.exception.ob_type();
    let message = report.message.as_deref().map(|message| message.as_object());
    let printed = print_parts(
        Some(class),
        Some(&report.exception),
        report.traceback.as_deref(),
        message,
        report.object.as_deref(),
        th,
    );
    if printed.is_err() {
        th.clear_raised();
    }
}

fn print_parts(
    class: Option<&Object>,
    value: Option<&Object>,
    traceback: Option<&Object>,
    message: Option<&Object>,
    object: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    let Some(stream) = sys_attribute(id!(stderr), th) else { return Ok(()) };
    let mut head = String::new();
    let message = message.map(|message| message.str(th)).transpose()?;
    match (object, &message) {
        (Some(object), message) => {
            let message =
                message.as_ref().map_or_else(|| "Exception ignored in".into(), |message| message.to_string_lossy());
            let _ = write!(head, "{message}: ");
            match object.repr(th) {
                Ok(repr) => {
                    let _ = writeln!(head, "{repr}");
                }
                Err(Raised) => {
                    th.clear_raised();
                    head.push_str("<object repr() failed>\n");
                }
            }
        }
        (None, Some(message)) => {
            let _ = writeln!(head, "{message}:");
        }
        (None, None) => {}
    }
    let write = |text: &str, th: &mut Thread| -> PyResult<()> {
        let text = Str::new(text)?;
        stream.call_method(id!(write), &[&text], th).map(drop)
    };
    if !head.is_empty() {
        write(&head, th)?;
    }
    if let Some(traceback) = traceback.filter(|traceback| Traceback::check(traceback)) {
        print_traceback(&stream, traceback, th)?;
    }
    let Some(class) = class.and_then(|class| class.downcast::<Type>()) else { return Ok(()) };
    let mut line = String::new();
    match class.as_object().get_attr_opt(id!(__module__), th) {
        Ok(Some(module)) => match module.downcast::<Str>() {
            Some(module) if module.eq_ascii("builtins") || module.eq_ascii("__main__") => {}
            Some(module) => {
                let _ = write!(line, "{module}.");
            }
            None => line.push_str("<unknown>"),
        },
        Ok(None) => line.push_str("<unknown>"),
        Err(Raised) => {
            th.clear_raised();
            line.push_str("<unknown>");
        }
    }
    let _ = write!(line, "{}", class.qualname());
    if let Some(value) = value {
        match value.str(th) {
            Ok(text) => {
                let _ = write!(line, ": {text}");
            }
            Err(Raised) => {
                th.clear_raised();
                line.push_str(": <exception str() failed>");
            }
        }
    }
    line.push('\n');
    write(&line, th)?;
    stream.call_method(id!(flush), &[], th).map(drop)
}
