//! The exception state of a thread: raising, catching, chaining (`PyErr_*`).

use super::base;
use super::*;

/// `_PyErr_GetTopmostException`: the exception being handled, looking through generators that handle none.
pub fn topmost_exception(th: &Thread) -> Option<Ref> {
    let mut item = th.exc_info.get();
    // SAFETY: the items are part of the thread state and of running generators, linked while those run.
    while let Some(level) = unsafe { item.as_ref() } {
        // SAFETY: looked at and owned before anything else runs.
        if let Some(value) = unsafe { level.exc_value.borrow_unchecked() }
            && !value.is(none())
        {
            return Some(value.to_ref());
        }
        item = level.previous_item.get();
    }
    None
}

/// As [`topmost_exception`], without counting a reference: whether anything is being handled at all.
#[inline]
fn is_handling(th: &Thread) -> bool {
    let mut item = th.exc_info.get();
    // SAFETY: as in `topmost_exception`.
    while let Some(level) = unsafe { item.as_ref() } {
        let value = level.exc_value.as_ptr();
        if !value.is_null() && !std::ptr::eq(value, none()) {
            return true;
        }
        item = level.previous_item.get();
    }
    false
}

/// `class(value)` as the C API makes exceptions: a tuple is the arguments, `None` or nothing means none.
///
/// # Errors
/// What the class raises; `TypeError` if it does not give an exception.
pub fn create(class: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult {
    let made = match value.filter(|value| !value.is(none())) {
        None => class.call(&[], th)?,
        Some(value) => match value.downcast::<Tuple>() {
            Some(args) => class.call_dict(args, None, th)?,
            None => class.call(&[value], th)?,
        },
    };
    if BaseException::check(&made) {
        return Ok(made);
    }
    let class = class.repr(th)?;
    let name = made.ob_type().display_name();
    Err(raise!(th, TypeError, "calling {class} should have returned an instance of BaseException, not {name}"))
}

/// Gives `exception` the exception being handled as its context, and breaks the cycle that this would close.
fn chain_context(exception: &Ref, th: &mut Thread) {
    if !is_handling(th) {
        return;
    }
    let Some(handled) = topmost_exception(th) else { return };
    if handled.is(exception) {
        return;
    }
    // SAFETY: only exceptions are raised and handled.
    let layout = |object: &Ref| unsafe { &*object.as_ptr().cast::<PyBaseExceptionObject>() };
    let mut current = handled.clone();
    // A cycle that was there before is noticed by a second, slower walker.
    let mut slow = handled.clone();
    let mut slow_moves = false;
    while let Some(context) = layout(&current).context.get() {
        if context.is(exception) {
            layout(&current).context.set(None, th);
            break;
        }
        current = context;
        if current.is(&slow) {
            break;
        }
        if slow_moves && let Some(next) = layout(&slow).context.get() {
            slow = next;
        }
        slow_moves = !slow_moves;
    }
    layout(exception).context.set(Some(handled), th);
}

/// `PyErr_SetObject`: makes an instance of `class` from `value` unless it is one, chains it, and sets it.
pub fn set_object(class: &Object, value: Option<&Object>, th: &mut Thread) -> Raised {
    let is_class = class.downcast::<Type>().is_some_and(|class| class.has_flags(Py_TPFLAGS_BASE_EXC_SUBCLASS));
    if !is_class {
        let repr = match class.repr(th) {
            Ok(repr) => repr,
            Err(raised) => return raised,
        };
        return raise!(th, SystemError, "_PyErr_SetObject: exception {repr} is not a BaseException subclass");
    }
    let instance = match value {
        Some(value) if BaseException::check(value) => match value.ob_type().is_subclass(class, th) {
            Ok(true) => Some(value.to_ref()),
            Ok(false) => None,
            Err(raised) => return raised,
        },
        _ => None,
    };
    let exception = match instance {
        Some(exception) => exception,
        None => {
            th.clear_raised();
            match create(class, value, th) {
                Ok(exception) => exception,
                Err(raised) => return raised,
            }
        }
    };
    chain_context(&exception, th);
    th.restore_raised(exception)
}

/// A new instance of a built-in class with one argument, by the short way where the class allows it.
fn instantiate(class: &'static Type, value: &Object, th: &mut Thread) -> PyResult {
    if base::is_plain(class) && !value.is(none()) && !Tuple::check(value) {
        let args = Tuple::new(&[value])?;
        return base::allocate(class, args.into_object());
    }
    create(class, Some(value), th)
}

impl Raise for Thread {
    #[cold]
    fn raise(&mut self, class: &'static Type, message: impl Display) -> Raised {
        let text = match Str::new(&message.to_string()) {
            Ok(text) => text,
            Err(raised) => return raised,
        };
        self.raise_object(class, &text)
    }

    #[cold]
    fn raise_object(&mut self, class: &'static Type, value: &Object) -> Raised {
        if BaseException::check(value) || !class.has_flags(Py_TPFLAGS_BASE_EXC_SUBCLASS) {
            return set_object(class, Some(value), self);
        }
        self.clear_raised();
        match instantiate(class, value, self) {
            Ok(exception) => self.raise_instance(exception),
            Err(raised) => raised,
        }
    }

    fn raise_none(&mut self, class: &'static Type) -> Raised {
        if base::is_plain(class) {
            self.clear_raised();
            return match Tuple::new(&[]).and_then(|args| base::allocate(class, args.into_object())) {
                Ok(exception) => self.raise_instance(exception),
                Err(raised) => raised,
            };
        }
        set_object(class, None, self)
    }

    fn raise_instance(&mut self, exception: Ref) -> Raised {
        debug_assert!(BaseException::check(&exception));
        chain_context(&exception, self);
        self.restore_raised(exception)
    }

    #[inline]
    fn restore_raised(&mut self, exception: Ref) -> Raised {
        drop(self.current_exception.replace(Some(exception)));
        Raised
    }

    #[inline]
    fn take_raised(&mut self) -> Option<Ref> {
        self.current_exception.take()
    }

    #[inline]
    fn clear_raised(&mut self) {
        drop(self.current_exception.take());
    }

    #[inline(always)]
    fn is_raised(&self) -> bool {
        !self.current_exception.is_null()
    }

    #[inline]
    fn raised_matches(&self, class: &Type) -> bool {
        self.current_exception.borrow(self).is_some_and(|exception| exception.ob_type().is_subtype_of(class))
    }

    #[cold]
    fn no_memory(&mut self) -> Raised {
        match super::memoryerror::take(true) {
            Ok(exception) => {
                chain_context(&exception, self);
                self.restore_raised(exception)
            }
            Err(raised) => raised,
        }
    }

    #[cold]
    fn bad_internal_call(&mut self) -> Raised {
        self.raise(&SystemError, "bad argument to internal function")
    }

    #[cold]
    fn raise_os_error(&mut self, errno: i32, filename: Option<&Object>) -> Raised {
        super::oserror::from_errno(&OSError, errno, filename, None, self)
    }

    fn write_unraisable(&mut self, context: Option<&Object>) {
        super::unraisable::report(None, context, self);
    }
}

/// `PyErr_GivenExceptionMatches`: whether an exception (instance or class) is of `class`, which may be a tuple of classes.
/// Things that are no classes match by identity.
pub fn given_matches(exception: &Object, class: &Object) -> bool {
    if let Some(classes) = class.downcast::<Tuple>() {
        return classes.items().iter().any(|class| given_matches(exception, class));
    }
    let exception: &Object = if BaseException::check(exception) { exception.ob_type() } else { exception };
    match (exception_class(exception), exception_class(class)) {
        (Some(exception), Some(class)) => exception.is_subtype_of(class),
        _ => exception.is(class),
    }
}

/// `PyErr_ExceptionMatches`.
pub fn exception_matches(class: &Object, th: &Thread) -> bool {
    th.current_exception.borrow(th).is_some_and(|exception| given_matches(exception, class))
}

/// `PyExceptionClass_Check`.
pub(super) fn exception_class(object: &Object) -> Option<&Type> {
    object.downcast::<Type>().filter(|class| class.has_flags(Py_TPFLAGS_BASE_EXC_SUBCLASS))
}

/// `_PyErr_ChainExceptions1`: puts `exception` back, or makes it the context of what has been raised meanwhile.
pub fn chain_exceptions(exception: Ref, th: &mut Thread) {
    match th.take_raised() {
        None => {
            let _ = th.restore_raised(exception);
        }
        Some(newer) => {
            if let Some(newer) = newer.downcast::<BaseException>() {
                newer.set_context(Some(exception), th);
            }
            let _ = th.restore_raised(newer);
        }
    }
}

/// Makes `cause` the cause and the context of `exception` (`_PyErr_FormatFromCause`).
pub fn set_cause_and_context(exception: &Object, cause: Ref, th: &mut Thread) {
    if let Some(exception) = exception.downcast::<BaseException>() {
        exception.set_cause(Some(cause.clone()), th);
        exception.set_context(Some(cause), th);
    }
}

/// `_PyErr_FormatFromCause`: raises with what is set now as cause and context.
pub fn format_from_cause(class: &'static Type, message: impl Display, th: &mut Thread) -> Raised {
    let cause = th.take_raised();
    let raised = th.raise(class, message);
    if let (Some(cause), Some(exception)) = (cause, th.take_raised()) {
        set_cause_and_context(&exception, cause, th);
        return th.restore_raised(exception);
    }
    raised
}

/// `PyErr_NewExceptionWithDoc`: a new exception class; `name` is `module.class`.
///
/// # Errors
/// `SystemError` for a name without a dot; what making a class raises.
pub fn new_exception(
    name: &str,
    doc: Option<&str>,
    base: Option<&Object>,
    dict: Option<&Object>,
    th: &mut Thread,
) -> PyResult {
    let Some((module, class)) = name.rsplit_once('.') else {
        return Err(raise!(th, SystemError, "PyErr_NewException: name must be module.class"));
    };
    let namespace = match dict {
        None => Dict::new()?,
        Some(dict) => match dict.downcast::<Dict>() {
            Some(dict) => Ref::new(dict),
            None => return Err(th.bad_internal_call()),
        },
    };
    if let Some(doc) = doc {
        let doc = Str::new(doc)?;
        namespace.set_str(id!(__doc__), &doc, th)?;
    }
    if namespace.get_str(id!(__module__), th)?.is_none() {
        let module = Str::new(module)?;
        namespace.set_str(id!(__module__), &module, th)?;
    }
    let base = base.unwrap_or(&Exception);
    let bases = match base.downcast::<Tuple>() {
        Some(bases) => Ref::new(bases),
        None => Tuple::new(&[base])?,
    };
    let class = Str::new(class)?;
    typeobject::PyType_Type.call(&[&class, &bases, &namespace], th)
}
