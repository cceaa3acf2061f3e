//! `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.

use ks_bytecode::arg::{intrinsic_1, intrinsic_2};

use super::exc::raise_from_cause;
use super::frame::IFrame;
use super::regs::{Regs, Step};
use crate::objects::{genobject, typevarobject};
use crate::prelude::*;
use crate::state::InterpAccess;

pub(super) fn call_intrinsic_1(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    let answer = unary(oparg as u8, value, r.frame, r.th)?;
    r.push(answer);
    Ok(())
}

/// A unary intrinsic by its number; `frame` is the one it runs for.
pub fn unary(number: u8, value: Ref, frame: IFrame, th: &mut Thread) -> PyResult {
    match number {
        intrinsic_1::LIST_TO_TUPLE => match value.downcast::<List>() {
            Some(list) => Ok(list.to_tuple()?.into_object()),
            None => Err(raise!(th, SystemError, "LIST_TO_TUPLE of an object that is no list")),
        },
        intrinsic_1::UNARY_POSITIVE => value.positive(th),
        intrinsic_1::STOPITERATION_ERROR => stop_iteration_error(frame, value, th),
        intrinsic_1::ASYNC_GEN_WRAP => genobject::wrap_value(value),
        intrinsic_1::IMPORT_STAR => super::imports::import_star(frame, &value, th),
        intrinsic_1::PRINT => print_expression(&value, th),
        intrinsic_1::TYPEVAR => typevarobject::make_typevar(&value, th),
        intrinsic_1::PARAMSPEC => typevarobject::make_paramspec(&value, th),
        intrinsic_1::TYPEVARTUPLE => typevarobject::make_typevartuple(&value, th),
        intrinsic_1::SUBSCRIPT_GENERIC => typevarobject::subscript_generic(&value, th),
        intrinsic_1::TYPEALIAS => typevarobject::make_typealias(&value, th),
        _ => Err(raise!(th, SystemError, "invalid intrinsic function")),
    }
}

pub(super) fn call_intrinsic_2(r: &mut Regs, oparg: u32) -> Step {
    let second = r.pop();
    let first = r.pop();
    let answer = binary(oparg as u8, first, second, r.th)?;
    r.push(answer);
    Ok(())
}

/// A binary intrinsic by its number.
pub fn binary(number: u8, first: Ref, second: Ref, th: &mut Thread) -> PyResult {
    match number {
        intrinsic_2::PREP_RERAISE_STAR => crate::objects::exceptions::prep_reraise_star(&first, &second, th),
        intrinsic_2::TYPEVAR_WITH_BOUND => typevarobject::make_typevar_with_bound(&first, &second, th),
        intrinsic_2::TYPEVAR_WITH_CONSTRAINTS => typevarobject::make_typevar_with_constraints(&first, &second, th),
        intrinsic_2::SET_FUNCTION_TYPE_PARAMS => {
            // SAFETY: the compiler applies it to the function that it just made.
            let function = unsafe { first.cast_unchecked::<Function>() };
            function.layout().func_typeparams.set(Some(second), th);
            Ok(function.into_object())
        }
        intrinsic_2::SET_TYPEPARAM_DEFAULT => typevarobject::set_typeparam_default(&first, &second, th),
        _ => Err(raise!(th, SystemError, "invalid intrinsic function")),
    }
}

/// An expression statement at the interactive prompt: `sys.displayhook(value)`.
fn print_expression(value: &Object, th: &mut Thread) -> PyResult {
    let hook = match th.interp().sysdict.get() {
        Some(dict) => dict.get_str(id!(displayhook), th)?,
        None => None,
    };
    match hook {
        Some(hook) => hook.call(&[value], th),
        None => Err(raise!(th, RuntimeError, "lost sys.displayhook")),
    }
}

/// What leaves a generator's body: `StopIteration` (and `StopAsyncIteration` of an asynchronous generator) would be taken
/// for its end, so it becomes a `RuntimeError` (PEP 479).
fn stop_iteration_error(frame: IFrame, exception: Ref, th: &mut Thread) -> PyResult {
    let flags = frame.code().layout().co_flags.get();
    let stop = exception.ob_type().is_subtype_of(&exceptions::StopIteration);
    let message = if stop {
        if flags & CO_ASYNC_GENERATOR != 0 {
            "async generator raised StopIteration"
        } else if flags & CO_COROUTINE != 0 {
            "coroutine raised StopIteration"
        } else {
            "generator raised StopIteration"
        }
    } else if flags & CO_ASYNC_GENERATOR != 0 && exception.ob_type().is_subtype_of(&exceptions::StopAsyncIteration) {
        "async generator raised StopAsyncIteration"
    } else {
        return Ok(exception);
    };
    let _ = th.restore_raised(exception);
    let _ = raise_from_cause(&exceptions::RuntimeError, format_args!("{message}"), th);
    th.take_raised().ok_or(Raised)
}
