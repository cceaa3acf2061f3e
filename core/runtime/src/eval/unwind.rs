//! Raising and unwinding: from an exception to its handler, or out of the frame.

use ks_bytecode::exception_table;

use super::frame::{IFrame, clear_and_pop};
use super::monitoring;
use super::regs::{Leave, Regs};
use crate::prelude::*;

/// `_Py_CheckRecursiveCallPy`: the counter of Python frames has run out.
#[cold]
#[inline(never)]
pub(super) fn check_python_recursion(th: &mut Thread) -> PyResult<()> {
    if th.recursion_headroom.get() > 0 {
        if th.py_recursion_remaining.get() < -50 {
            crate::unwritten::fatal("Cannot recover from Python stack overflow.");
        }
        return Ok(());
    }
    if th.py_recursion_remaining.get() <= 0 {
        th.recursion_headroom.set(th.recursion_headroom.get() + 1);
        let raised = raise!(th, RecursionError, "maximum recursion depth exceeded");
        th.recursion_headroom.set(th.recursion_headroom.get() - 1);
        return Err(raised);
    }
    Ok(())
}

/// What the loop does about an instruction that did not simply end.
pub(super) enum Resolved {
    /// The registers stand at a handler, or at the caller's next instruction.
    Continue,
    /// The entry frame was reached: nothing handles the exception.
    Raised,
}

/// Finds what handles the exception set on the thread, popping frames until one does.
///
/// `entry` is the loop's own frame on the C stack.
#[cold]
#[inline(never)]
pub(super) fn unwind(r: &mut Regs<'_>, mut leave: Leave, entry: IFrame) -> Resolved {
    loop {
        match leave {
            Leave::Error => {
                if !r.th.is_raised() {
                    let _ = raise!(r.th, SystemError, "error return without exception set");
                }
                if !r.frame.is_incomplete() {
                    add_traceback(r);
                }
                monitoring::raise(r.frame, r.this, r.th);
                leave = Leave::Reraise;
            }
            Leave::Reraise => {
                if to_handler(r) {
                    return Resolved::Continue;
                }
                leave = Leave::Unwind;
            }
            Leave::Unwind => {
                r.th.py_recursion_remaining.set(r.th.py_recursion_remaining.get() + 1);
                let dying = r.frame;
                // SAFETY: every frame run by the loop has a caller: at least the entry frame.
                let caller = unsafe { IFrame::new(dying.previous.get()) };
                r.th.current_frame.set(caller.as_ptr());
                if dying.stacktop.get() < 0 {
                    dying.save_stack_pointer(r.sp);
                }
                clear_and_pop(dying, r.th);
                caller.return_offset.set(0);
                r.frame = caller;
                if caller == entry {
                    return Resolved::Raised;
                }
                r.resume_caller(caller, 0);
                leave = Leave::Error;
            }
            Leave::Exit => unreachable!("the loop has handled the exit"),
        }
    }
}

fn add_traceback(r: &mut Regs<'_>) {
    // Out of memory for the frame object: the exception set then is that one, as in CPython.
    if let Ok(frame) = r.frame.frame_object(r.th) {
        let _ = traceback::here(&frame, r.th);
    }
}

/// Enters the handler of the instruction being executed, if it has one. Releases the stack above the handler's depth.
fn to_handler(r: &mut Regs<'_>) -> bool {
    let code = r.code();
    let table = code.exception_table();
    let base = r.frame.stack_base();
    let entry = exception_table::lookup(table, r.offset() as u32);
    let Some(entry) = entry else {
        // SAFETY: the stack pointer stands at or above the stack's base.
        let count = unsafe { r.sp.offset_from(base) } as usize;
        pop_values(r, count);
        monitoring::unwind(r.frame, r.this, r.th);
        return false;
    };
    // SAFETY: as above.
    let depth = unsafe { r.sp.offset_from(base) } as usize;
    pop_values(r, depth.saturating_sub(entry.depth as usize));
    if entry.lasti {
        match Long::from_isize(r.frame.lasti() as isize) {
            Ok(lasti) => r.push(lasti),
            Err(Raised) => return false,
        }
    }
    let Some(exception) = r.th.take_raised() else {
        return false;
    };
    r.push(exception);
    // SAFETY: the handler is an offset into the code.
    r.ip = unsafe { code.layout().code_ptr().add(entry.target as usize) };
    r.this = r.ip;
    match monitoring::handled(r) {
        Ok(()) => true,
        Err(Raised) => {
            r.frame.instr_ptr.set(r.ip);
            to_handler(r)
        }
    }
}

/// Pops values; destructors that run code put the exception aside themselves.
fn pop_values(r: &mut Regs<'_>, count: usize) {
    for _ in 0..count {
        drop(r.pop_opt());
    }
}

/// The type that an object is, if it is one.
#[inline]
pub(crate) fn as_type(object: &Object) -> Option<&'static Type> {
    // SAFETY: a type object that the thread is about to instantiate or compare outlives the operation: the exception, or
    // the caller, keeps it.
    object.downcast::<Type>().map(|ty| unsafe { &*std::ptr::from_ref(ty) })
}

/// `PyExceptionClass_Check`.
#[inline]
pub fn is_exception_class(object: &Object) -> bool {
    as_type(object).is_some_and(|ty| ty.has_flags(Py_TPFLAGS_BASE_EXC_SUBCLASS))
}

/// `PyErr_SetNone` of a class known only as an object.
pub fn raise_class(class: &Object, th: &mut Thread) -> Raised {
    match as_type(class) {
        Some(ty) => th.raise_none(ty),
        None => raise!(th, SystemError, "exception {:?} not a BaseException subclass", class),
    }
}

/// `PyErr_GivenExceptionMatches`: `exception` is an instance or a class, `pattern` a class or a tuple of patterns.
pub fn exception_matches(exception: &Object, pattern: &Object) -> bool {
    if let Some(patterns) = pattern.downcast::<Tuple>() {
        return patterns.items().iter().any(|pattern| exception_matches(exception, pattern));
    }
    let class: &Object = if BaseException::check(exception) { exception.ob_type() } else { exception };
    if is_exception_class(class)
        && is_exception_class(pattern)
        && let (Some(class), Some(pattern)) = (as_type(class), as_type(pattern))
    {
        return class.is_subtype_of(pattern);
    }
    class.is(pattern)
}

/// The exception being handled (`_PyErr_GetTopmostException`), owned.
pub fn handled_exception(th: &Thread) -> Option<Ref> {
    let mut item = th.exc_info.get();
    loop {
        // SAFETY: the chain of the thread's exception states is live; each is on the C stack or in a generator.
        let state = unsafe { &*item };
        let value = state.exc_value.get();
        if let Some(value) = value
            && !value.is(none())
        {
            return Some(value);
        }
        let previous = state.previous_item.get();
        if previous.is_null() {
            return None;
        }
        item = previous;
    }
}

/// `raise`, `raise exc`, `raise exc from cause`. Says whether the traceback goes on as it is (a bare `raise`).
pub(super) fn do_raise(exception: Option<Ref>, cause: Option<Ref>, th: &mut Thread) -> Leave {
    let Some(exception) = exception else {
        return match handled_exception(th) {
            Some(exception) => {
                let _ = th.restore_raised(exception);
                Leave::Reraise
            }
            None => {
                let _ = raise!(th, RuntimeError, "No active exception to reraise");
                Leave::Error
            }
        };
    };
    match try_raise(exception, cause, th) {
        Ok(raised) => raised.into(),
        Err(raised) => raised.into(),
    }
}

fn instantiate(class: &Object, th: &mut Thread) -> PyResult {
    let value = class.call(&[], th)?;
    if BaseException::check(&value) {
        return Ok(value);
    }
    let class_text = class.repr(th)?;
    let type_text = value.ob_type().as_object().repr(th)?;
    Err(raise!(
        th,
        TypeError,
        "calling {class_text} should have returned an instance of BaseException, not {type_text}"
    ))
}

fn try_raise(exception: Ref, cause: Option<Ref>, th: &mut Thread) -> PyResult<Raised> {
    let value = if is_exception_class(&exception) {
        instantiate(&exception, th)?
    } else if BaseException::check(&exception) {
        exception
    } else {
        return Err(raise!(th, TypeError, "exceptions must derive from BaseException"));
    };
    if let Some(cause) = cause {
        let cause = if is_exception_class(&cause) {
            Some(instantiate(&cause, th)?)
        } else if BaseException::check(&cause) {
            Some(cause)
        } else if cause.is(none()) {
            None
        } else {
            return Err(raise!(th, TypeError, "exception causes must derive from BaseException"));
        };
        // SAFETY: just checked to be an exception.
        let layout = unsafe { value.cast_unchecked::<BaseException>() };
        let state = layout.layout();
        state.suppress_context.set(1);
        state.cause.set(cause, th);
        return Ok(th.raise_instance(layout.into_object()));
    }
    Ok(th.raise_instance(value))
}

/// `_PyEval_FormatExcCheckArg` for `NameError`: the message, with the name kept in the exception.
#[cold]
pub(super) fn name_error(name: &Str, th: &mut Thread) -> Raised {
    let raised = raise!(th, NameError, "name '{name:.200}' is not defined");
    set_name(name, th);
    raised
}

/// Puts the name into a `NameError` being raised, for the suggestion that the traceback prints.
pub fn set_name(name: &Str, th: &mut Thread) {
    let Some(exception) = th.current_exception.get() else { return };
    if !exception.ob_type().is_subtype_of(&exceptions::NameError) {
        return;
    }
    // SAFETY: instances of `NameError` and its subclasses begin with its layout.
    let state = unsafe { exception.cast_unchecked::<PyNameErrorObject>() };
    if state.name.is_null() {
        state.name.set(Some(name.to_ref()), th);
    }
}

/// `_PyEval_FormatExcUnbound`, for a cell or free variable, and `UnboundLocalError` for a local one.
#[cold]
pub fn unbound_error(code: &Code, index: usize, th: &mut Thread) -> Raised {
    let Some(name) = code.local_name(index) else {
        return raise!(th, SystemError, "variable index out of range");
    };
    let free_from = code.layout().co_nlocalsplus.get() - code.layout().co_nfreevars.get();
    if (index as i32) < free_from {
        return raise!(
            th,
            UnboundLocalError,
            "cannot access local variable '{name:.200}' where it is not associated with a value"
        );
    }
    let raised = raise!(
        th,
        NameError,
        "cannot access free variable '{name:.200}' where it is not associated with a value in enclosing scope"
    );
    set_name(name, th);
    raised
}
