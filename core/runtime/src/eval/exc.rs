//! Exceptions, `with` statements, and the asynchronous protocols.

use super::regs::{Leave, Regs, Step};
use super::unwind::{do_raise, exception_matches, is_exception_class};
use super::{frame::IFrame, monitoring};
use crate::objects::genobject;
use crate::objects::object::lookup_special;
use crate::prelude::*;

pub(super) fn raise_varargs(r: &mut Regs, oparg: u32) -> Step {
    let (exception, cause) = match oparg {
        0 => (None, None),
        1 => (Some(r.pop()), None),
        2 => {
            let cause = r.pop();
            (Some(r.pop()), Some(cause))
        }
        _ => return Err(raise!(r.th, SystemError, "bad RAISE_VARARGS oparg").into()),
    };
    let leave = do_raise(exception, cause, r.th);
    if leave == Leave::Reraise {
        monitoring::reraise(r.frame, r.this, r.th);
    }
    Err(leave)
}

pub(super) fn reraise(r: &mut Regs, oparg: u32) -> Step {
    let exception = r.pop();
    if oparg > 0 {
        // The instruction that raised first, so that the line number is right.
        let lasti = r.peek(oparg as usize).downcast::<Long>().and_then(Long::compact_value);
        match lasti {
            Some(lasti) => {
                // SAFETY: the offset was saved by this frame when it entered the handler.
                let instruction = unsafe { r.code().layout().code_ptr().offset(lasti) };
                r.frame.instr_ptr.set(instruction);
            }
            None => return Err(raise!(r.th, SystemError, "lasti is not an int").into()),
        }
    }
    let _ = r.th.restore_raised(exception);
    monitoring::reraise(r.frame, r.this, r.th);
    Err(Leave::Reraise)
}

/// The state of the innermost handled exception.
#[inline(always)]
fn exc_info<'a>(r: &Regs) -> &'a _PyErr_StackItem {
    // SAFETY: the thread always has one.
    unsafe { &*r.th.exc_info.get() }
}

pub(super) fn push_exc_info(r: &mut Regs, _: u32) -> Step {
    let exception = r.pop();
    let previous = exc_info(r).exc_value.replace(Some(exception.clone()));
    r.push(previous.unwrap_or_else(|| none().to_ref()));
    r.push(exception);
    Ok(())
}

pub(super) fn pop_except(r: &mut Regs, _: u32) -> Step {
    let previous = r.pop();
    let previous = if previous.is(none()) { None } else { Some(previous) };
    drop(exc_info(r).exc_value.replace(previous));
    Ok(())
}

pub(super) fn check_exc_match(r: &mut Regs, _: u32) -> Step {
    let pattern = r.pop();
    check_except_type(&pattern, r.th)?;
    let matches = exception_matches(r.peek(1), &pattern);
    r.push_bool(matches);
    Ok(())
}

/// `_PyEval_CheckExceptTypeValid`.
pub fn check_except_type(pattern: &Object, th: &mut Thread) -> PyResult<()> {
    let valid = match pattern.downcast::<Tuple>() {
        Some(patterns) => patterns.items().iter().all(|pattern| is_exception_class(pattern)),
        None => is_exception_class(pattern),
    };
    if valid {
        return Ok(());
    }
    Err(raise!(th, TypeError, "catching classes that do not inherit from BaseException is not allowed"))
}

/// `_PyEval_CheckExceptStarTypeValid`.
pub fn check_except_star_type(pattern: &Object, th: &mut Thread) -> PyResult<()> {
    check_except_type(pattern, th)?;
    let group: &Object = &exceptions::BaseExceptionGroup;
    let mut is_group = false;
    match pattern.downcast::<Tuple>() {
        Some(patterns) => {
            for pattern in patterns.items() {
                is_group |= pattern.is_subclass(group, th)?;
            }
        }
        None => is_group = pattern.is_subclass(group, th)?,
    }
    if is_group {
        return Err(raise!(th, TypeError, "catching ExceptionGroup with except* is not allowed. Use except instead."));
    }
    Ok(())
}

pub(super) fn check_eg_match(r: &mut Regs, _: u32) -> Step {
    let pattern = r.pop();
    check_except_star_type(&pattern, r.th)?;
    let exception = r.pop();
    let (matched, rest) = exception_group_match(&exception, &pattern, r.frame, r.th)?;
    r.push(rest);
    match matched {
        Some(matched) => {
            drop(exc_info(r).exc_value.replace(Some(matched.clone())));
            r.push(matched);
        }
        None => r.push_new(none()),
    }
    Ok(())
}

/// `_PyEval_ExceptionGroupMatch`: what `except*` handles (if anything), and the rest, `None` if nothing is left.
pub fn exception_group_match(
    exception: &Object,
    pattern: &Object,
    frame: IFrame,
    th: &mut Thread,
) -> PyResult<(Option<Ref>, Ref)> {
    if exception.is(none()) {
        return Ok((None, none().to_ref()));
    }
    if exception_matches(exception, pattern) {
        if exception.ob_type().is_subtype_of(&exceptions::BaseExceptionGroup) {
            return Ok((Some(exception.to_ref()), none().to_ref()));
        }
        // A naked exception is caught as a group of one, with the traceback of this frame.
        let group: &Object = &exceptions::BaseExceptionGroup;
        let members = Tuple::new(&[exception])?;
        let wrapped = group.call(&[empty_str(), &members], th)?;
        let object = frame.frame_object(th)?;
        let entry = traceback::new(None, &object, frame.lasti() * 2, object.line_number())?;
        // SAFETY: an exception group is an exception.
        let wrapped = unsafe { wrapped.cast_unchecked::<BaseException>() };
        wrapped.layout().traceback.set(Some(entry.into_object()), th);
        return Ok((Some(wrapped.into_object()), none().to_ref()));
    }
    if exception.ob_type().is_subtype_of(&exceptions::BaseExceptionGroup) {
        let pair = exception.call_method(id!(split), &[pattern], th)?;
        let Some(parts) = pair.downcast::<Tuple>() else {
            let class = exception.ob_type().display_name();
            let other = pair.ob_type().display_name();
            return Err(raise!(th, TypeError, "{class:.200}.split must return a tuple, not {other:.200}"));
        };
        if parts.len() < 2 {
            let class = exception.ob_type().display_name();
            let length = parts.len();
            return Err(raise!(th, TypeError, "{class:.200}.split must return a 2-tuple, got tuple of size {length}"));
        }
        let items = parts.items();
        let matched = if items[0].is(none()) { None } else { Some(items[0].clone()) };
        return Ok((matched, items[1].clone()));
    }
    Ok((None, exception.to_ref()))
}

pub(super) fn before_with(r: &mut Regs, _: u32) -> Step {
    let manager = r.pop();
    let Some(enter) = lookup_special(&manager, id!(__enter__), r.th)? else {
        let name = manager.ob_type().display_name();
        return Err(
            raise!(r.th, TypeError, "'{name:.200}' object does not support the context manager protocol").into()
        );
    };
    let Some(exit) = lookup_special(&manager, id!(__exit__), r.th)? else {
        let name = manager.ob_type().display_name();
        return Err(raise!(
            r.th,
            TypeError,
            "'{name:.200}' object does not support the context manager protocol (missed __exit__ method)"
        )
        .into());
    };
    drop(manager);
    let value = enter.call(&[], r.th)?;
    r.push(exit);
    r.push(value);
    Ok(())
}

pub(super) fn before_async_with(r: &mut Regs, _: u32) -> Step {
    let manager = r.pop();
    let Some(enter) = lookup_special(&manager, id!(__aenter__), r.th)? else {
        let name = manager.ob_type().display_name();
        return Err(raise!(
            r.th,
            TypeError,
            "'{name:.200}' object does not support the asynchronous context manager protocol"
        )
        .into());
    };
    let Some(exit) = lookup_special(&manager, id!(__aexit__), r.th)? else {
        let name = manager.ob_type().display_name();
        return Err(raise!(
            r.th,
            TypeError,
            "'{name:.200}' object does not support the asynchronous context manager protocol (missed __aexit__ method)"
        )
        .into());
    };
    drop(manager);
    let value = enter.call(&[], r.th)?;
    r.push(exit);
    r.push(value);
    Ok(())
}

/// Stack: `exit`, saved instruction offset, previous exception, exception. Pushes what `exit(type, exc, traceback)` says.
pub(super) fn with_except_start(r: &mut Regs, _: u32) -> Step {
    let exception = r.peek(1);
    let exit = r.peek(4);
    let class: &Object = exception.ob_type();
    // SAFETY: the value is the exception that the handler was entered with.
    let traceback = unsafe { exception.cast_unchecked::<BaseException>() }.layout().traceback.get();
    let traceback = traceback.unwrap_or_else(|| none().to_ref());
    let answer = exit.call(&[class, exception, &traceback], r.th)?;
    r.push(answer);
    Ok(())
}

/// The exception that `throw()` left in a delegation: the value of `StopIteration` ends it, others go on.
pub(super) fn cleanup_throw(r: &mut Regs, _: u32) -> Step {
    let exception = r.peek(1);
    if exception_matches(exception, &exceptions::StopIteration) {
        // SAFETY: an instance of `StopIteration`.
        let value = unsafe { exception.cast_unchecked::<PyStopIterationObject>() }.value.get();
        r.drop_n(3);
        r.push_new(none());
        r.push(value.unwrap_or_else(|| none().to_ref()));
        return Ok(());
    }
    let _ = r.th.restore_raised(exception.to_ref());
    monitoring::reraise(r.frame, r.this, r.th);
    Err(Leave::Reraise)
}

pub(super) fn end_async_for(r: &mut Regs, _: u32) -> Step {
    if exception_matches(r.peek(1), &exceptions::StopAsyncIteration) {
        r.drop_n(2);
        return Ok(());
    }
    let exception = r.pop();
    let _ = r.th.restore_raised(exception);
    monitoring::reraise(r.frame, r.this, r.th);
    Err(Leave::Reraise)
}

pub(super) fn get_aiter(r: &mut Regs, _: u32) -> Step {
    let object = r.pop();
    let ty = object.ob_type();
    let Some(slot) = ty.tp_as_async.get().and_then(|methods| methods.am_aiter.get()) else {
        let name = ty.display_name();
        return Err(
            raise!(r.th, TypeError, "'async for' requires an object with __aiter__ method, got {name:.100}").into()
        );
    };
    // SAFETY: a slot of the object's type.
    let iterator = unsafe { slot(&object) }?;
    if iterator.ob_type().tp_as_async.get().is_none_or(|methods| methods.am_anext.get().is_none()) {
        let name = iterator.ob_type().display_name();
        return Err(raise!(
            r.th,
            TypeError,
            "'async for' received an object from __aiter__ that does not implement __anext__: {name:.100}"
        )
        .into());
    }
    r.push(iterator);
    Ok(())
}

pub(super) fn get_anext(r: &mut Regs, _: u32) -> Step {
    let iterator = r.peek(1);
    let ty = iterator.ob_type();
    let Some(slot) = ty.tp_as_async.get().and_then(|methods| methods.am_anext.get()) else {
        let name = ty.display_name();
        return Err(
            raise!(r.th, TypeError, "'async for' requires an iterator with __anext__ method, got {name:.100}").into()
        );
    };
    // SAFETY: a slot of the iterator's type.
    let next = unsafe { slot(iterator) }?;
    if std::ptr::eq(ty, &genobject::PyAsyncGen_Type) {
        r.push(next);
        return Ok(());
    }
    match genobject::get_awaitable_iter(&next, r.th) {
        Ok(awaitable) => {
            r.push(awaitable);
            Ok(())
        }
        Err(Raised) => {
            let name = next.ob_type().display_name();
            Err(raise_from_cause(
                &exceptions::TypeError,
                format_args!("'async for' received an invalid object from __anext__: {name:.100}"),
                r.th,
            )
            .into())
        }
    }
}

/// `_PyErr_FormatFromCause`: raises with the exception now set as cause and context.
pub(crate) fn raise_from_cause(class: &'static Type, message: std::fmt::Arguments<'_>, th: &mut Thread) -> Raised {
    exceptions::format_from_cause(class, message, th)
}

/// `_PyEval_FormatAwaitableError`: says, in place of what is raised, which method of `async with` gave no awaitable.
pub fn awaitable_error(ty: &Type, oparg: u32, th: &mut Thread) {
    let method = match oparg {
        1 => "__aenter__",
        2 => "__aexit__",
        _ => return,
    };
    if ty.tp_as_async.get().is_none_or(|methods| methods.am_await.get().is_none()) {
        let name = ty.display_name();
        let Raised = raise!(
            th,
            TypeError,
            "'async with' received an object from {method} that does not implement __await__: {name:.100}"
        );
    }
}

/// `await`: oparg tells where it stands, for the message.
pub(super) fn get_awaitable(r: &mut Regs, oparg: u32) -> Step {
    let object = r.pop();
    let iterator = match genobject::get_awaitable_iter(&object, r.th) {
        Ok(iterator) => iterator,
        Err(raised) => {
            awaitable_error(object.ob_type(), oparg, r.th);
            return Err(raised.into());
        }
    };
    if std::ptr::eq(iterator.ob_type(), &genobject::PyCoro_Type) && genobject::yields_from(&iterator).is_some() {
        return Err(raise!(r.th, RuntimeError, "coroutine is being awaited already").into());
    }
    r.push(iterator);
    Ok(())
}
