//! Hooks: audit, display, uncaught exceptions, the debugger; and leaving.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;
use ks_runtime::state::audit as hooks;

#[pyfunction(sig = "(hook)", doc = "Add a callable that is told of every audit event.")]
pub fn addaudithook(hook: &Object, th: &mut Thread) -> PyResult<()> {
    // Whoever listens already may object by raising a RuntimeError.
    let told = hooks::event::<0>(c"sys.addaudithook", || Ok([]), th);
    if let Err(Raised) = told {
        if th.raised_matches(&exceptions::RuntimeError) {
            th.clear_raised();
            return Ok(());
        }
        return Err(Raised);
    }
    let interp = th.interp();
    if interp.audit_hooks.is_null() {
        interp.audit_hooks.init(List::with_capacity(1)?);
    }
    match interp.audit_hooks.get() {
        Some(list) => list.push(hook.to_ref()),
        None => Err(th.bad_internal_call()),
    }
}

#[pyfunction(raw = FASTCALL, doc = "audit($module, event, /, *args)\n--\n\nTell the audit hooks of an event and its arguments.")]
pub fn audit(_module: &Object, args: &[&Object], th: &mut Thread) -> PyResult<()> {
    let [event, rest @ ..] = args else {
        return Err(raise!(th, TypeError, "audit expected at least 1 argument, got 0"));
    };
    if !hooks::is_watched(th) {
        return Ok(());
    }
    let Some(event) = event.downcast::<Str>() else {
        return Err(raise!(
            th,
            TypeError,
            "expected str for argument 'event', not {:.200}",
            event.ob_type().display_name()
        ));
    };
    let event = event.to_c_string(th)?;
    let args = Tuple::new(rest)?;
    hooks::audit(&event, &args, th)
}

#[pyfunction(
    raw = FASTCALL | KEYWORDS,
    doc = "breakpointhook($module, /, *args, **kwargs)\n--\n\nWhat breakpoint() calls: the debugger that PYTHONBREAKPOINT names, pdb.set_trace by default."
)]
pub fn breakpointhook(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
    let wanted = std::env::var("PYTHONBREAKPOINT").unwrap_or_default();
    if wanted == "0" {
        return Ok(none().to_ref());
    }
    let wanted = if wanted.is_empty() { "pdb.set_trace".to_owned() } else { wanted };
    let (module, attribute) = wanted.rsplit_once('.').unwrap_or(("builtins", &wanted));
    let found = if module.is_empty() {
        None
    } else {
        let found = Str::intern_str(module)
            .and_then(|module| ks_runtime::import::import_module(&module, th))
            .and_then(|module| module.get_attr(&*Str::intern_str(attribute)?, th));
        match found {
            Ok(hook) => Some(hook),
            Err(Raised)
                if th.raised_matches(&exceptions::ImportError) || th.raised_matches(&exceptions::AttributeError) =>
            {
                th.clear_raised();
                None
            }
            Err(Raised) => return Err(Raised),
        }
    };
    let hook = match found {
        Some(hook) => hook,
        None => {
            let message = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{wanted}\"");
            exceptions::warn(&exceptions::RuntimeWarning, message, 0, th)?;
            return Ok(none().to_ref());
        }
    };
    let kwargs = kwargs.to_dict(th)?;
    hook.call_dict(&*Tuple::new(args)?, Some(&kwargs), th)
}

#[pyfunction(sig = "(object, /)", doc = "Print an object to sys.stdout and keep it in builtins._, as the prompt does.")]
pub fn displayhook(object: &Object, th: &mut Thread) -> PyResult<()> {
    if object.is(none()) {
        return Ok(());
    }
    let Some(builtins) = th.interp().builtins.get() else {
        return Err(raise!(th, RuntimeError, "lost builtins module"));
    };
    let underscore = Str::intern_str("_")?;
    // While printing, `_` must not keep the previous value alive.
    builtins.set_str(&underscore, none(), th)?;
    let stdout = match th.interp().sysdict.get() {
        Some(sys) => sys.get_str(id!(stdout), th)?,
        None => None,
    };
    let Some(stdout) = stdout.filter(|stream| !stream.is(none())) else {
        return Err(raise!(th, RuntimeError, "lost sys.stdout"));
    };
    let text = object.repr(th)?;
    let written = stdout.call_method(id!(write), &[&text], th);
    if let Err(Raised) = written {
        if !th.raised_matches(&exceptions::UnicodeEncodeError) {
            return Err(Raised);
        }
        th.clear_raised();
        write_escaped(&stdout, &text, th)?;
    }
    stdout.call_method(id!(write), &[&*Str::new("\n")?], th)?;
    builtins.set_str(&underscore, object, th)
}

/// Writes text that the stream's encoding cannot express, with escapes.
fn write_escaped(stream: &Object, text: &Str, th: &mut Thread) -> PyResult<()> {
    let encoding = stream.get_attr(id!(encoding), th)?.str(th)?;
    let encoded = unicodeobject::encode(text, &encoding.to_string_lossy(), Some("backslashreplace"), th)?;
    match stream.get_attr_opt(id!(buffer), th)? {
        Some(buffer) => buffer.call_method(id!(write), &[&encoded], th)?,
        None => {
            let bytes = encoded.downcast::<Bytes>().map(|bytes| bytes.as_bytes().to_vec()).unwrap_or_default();
            let text = unicodeobject::decode(&bytes, Some(&encoding.to_string_lossy()), Some("strict"), th)?;
            stream.call_method(id!(write), &[&text], th)?
        }
    };
    Ok(())
}

#[pyfunction(sig = "(exctype, value, traceback, /)", doc = "Print an exception and its traceback to sys.stderr.")]
pub fn excepthook(exctype: &Object, value: &Object, traceback: &Object, th: &mut Thread) -> PyResult<()> {
    let _ = exctype;
    if let (Some(exception), Some(traceback)) = (value.downcast::<BaseException>(), traceback.downcast::<Traceback>())
        && exception.layout().traceback.is_null()
    {
        exception.layout().traceback.set(Some(traceback.to_ref()), th);
    }
    ks_runtime::objects::traceback::print_exception(value, th);
    Ok(())
}

#[pyfunction(sig = "(unraisable, /)", doc = "Report an exception that nobody can catch.")]
pub fn unraisablehook(unraisable: &Object, th: &mut Thread) -> PyResult<()> {
    exceptions::default_unraisablehook(unraisable, th)
}

#[pyfunction(
    sig = "()",
    doc = "Type, value and traceback of the exception being handled; three Nones if there is none."
)]
pub fn exc_info(th: &mut Thread) -> PyResult<Ref<Tuple>> {
    match ks_runtime::eval::handled_exception(th) {
        None => Tuple::new(&[none(), none(), none()]),
        Some(exception) => {
            let ty = exception.ob_type().to_ref();
            let traceback = exception.get_attr(id!(__traceback__), th)?;
            Tuple::from_array([ty, exception, traceback])
        }
    }
}

#[pyfunction(sig = "()", doc = "The exception being handled, or None.")]
pub fn exception(th: &mut Thread) -> PyResult {
    Ok(ks_runtime::eval::handled_exception(th).unwrap_or_else(|| none().to_ref()))
}

#[pyfunction(
    sig = "(status=None, /)",
    doc = "Leave the program by raising SystemExit(status): None is success, an int the exit code, else a message."
)]
pub fn exit(status: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    Err(match status {
        None => th.raise_none(&exceptions::SystemExit),
        Some(status) => th.raise_object(&exceptions::SystemExit, status),
    })
}
