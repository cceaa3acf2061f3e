//! `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.

use ks_bytecode::arg::{intrinsic_1, intrinsic_2};

use super::exc::raise_from_cause;
use super::regs::{Regs, Step};
use crate::objects::{genobject, typevarobject};
use crate::prelude::*;
use crate::state::InterpAccess;

pub(super) fn call_intrinsic_1(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    let answer = match oparg as u8 {
        intrinsic_1::LIST_TO_TUPLE => match value.downcast::<List>() {
            Some(list) => list.to_tuple()?.into_object(),
            None => return Err(raise!(r.th, SystemError, "LIST_TO_TUPLE of an object that is no list").into()),
        },
        intrinsic_1::UNARY_POSITIVE => value.positive(r.th)?,
        intrinsic_1::STOPITERATION_ERROR => stop_iteration_error(r, value)?,
        intrinsic_1::ASYNC_GEN_WRAP => genobject::wrap_value(value)?,
        intrinsic_1::IMPORT_STAR => super::imports::import_star(r, &value)?,
        intrinsic_1::PRINT => print_expression(&value, r.th)?,
        intrinsic_1::TYPEVAR => typevarobject::make_typevar(&value, r.th)?,
        intrinsic_1::PARAMSPEC => typevarobject::make_paramspec(&value, r.th)?,
        intrinsic_1::TYPEVARTUPLE => typevarobject::make_typevartuple(&value, r.th)?,
        intrinsic_1::SUBSCRIPT_GENERIC => typevarobject::subscript_generic(&value, r.th)?,
        intrinsic_1::TYPEALIAS => typevarobject::make_typealias(&value, r.th)?,
        _ => return Err(raise!(r.th, SystemError, "bad CALL_INTRINSIC_1 oparg").into()),
    };
    r.push(answer);
    Ok(())
}

pub(super) fn call_intrinsic_2(r: &mut Regs, oparg: u32) -> Step {
    let second = r.pop();
    let first = r.pop();
    let answer = match oparg as u8 {
        intrinsic_2::PREP_RERAISE_STAR => crate::objects::exceptions::prep_reraise_star(&first, &second, r.th)?,
        intrinsic_2::TYPEVAR_WITH_BOUND => typevarobject::make_typevar_with_bound(&first, &second, r.th)?,
        intrinsic_2::TYPEVAR_WITH_CONSTRAINTS => typevarobject::make_typevar_with_constraints(&first, &second, r.th)?,
        intrinsic_2::SET_FUNCTION_TYPE_PARAMS => {
            // SAFETY: the compiler applies it to the function that it just made.
            let function = unsafe { first.cast_unchecked::<Function>() };
            function.layout().func_typeparams.set(Some(second), r.th);
            function.into_object()
        }
        intrinsic_2::SET_TYPEPARAM_DEFAULT => typevarobject::set_typeparam_default(&first, &second, r.th)?,
        _ => return Err(raise!(r.th, SystemError, "bad CALL_INTRINSIC_2 oparg").into()),
    };
    r.push(answer);
    Ok(())
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
fn stop_iteration_error(r: &mut Regs, exception: Ref) -> PyResult {
    let flags = r.code().layout().co_flags.get();
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
    let _ = r.th.restore_raised(exception);
    let _ = raise_from_cause(&exceptions::RuntimeError, format_args!("{message}"), r.th);
    r.th.take_raised().ok_or(Raised)
}
