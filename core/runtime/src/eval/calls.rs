//! The `CALL` family, and making functions.

use ks_bytecode::arg::make_function as attribute;

use super::binding::push_and_init;
use super::interp;
use super::regs::{Regs, Step};
use crate::abstract_::call;
use crate::objects::funcobject::_PyFunction_Vectorcall;
use crate::prelude::*;

/// The Python function that a callable is, if its frame can be entered without a native call.
#[inline(always)]
pub(super) fn enterable<'a>(callable: &'a Object, th: &Thread) -> Option<&'a Function> {
    let function = callable.downcast_exact::<Function>()?;
    let plain = function
        .layout()
        .vectorcall
        .get()
        .is_some_and(|f| std::ptr::fn_addr_eq(f, _PyFunction_Vectorcall as vectorcallfunc));
    if !plain || interp::block(th).eval_frame.get().is_some() {
        return None;
    }
    Some(function)
}

/// The namespace that a frame of the function is given: none for functions proper, the globals for module-like code.
#[inline(always)]
pub(super) fn locals_for(function: &Function) -> Option<Ref> {
    let optimized = function.code_flags() & CO_OPTIMIZED != 0;
    if optimized { None } else { function.layout().func_globals.get() }
}

/// Turns `NULL`/self and the arguments into one run of arguments. A bound method is taken apart. Returns their number; the
/// callable and, if it was `NULL`, the self slot stand below them.
#[inline(always)]
pub(super) fn unpack_method(r: &mut Regs, oparg: usize) -> usize {
    if !r.peek_raw(oparg + 1).is_null() {
        return oparg + 1;
    }
    let callable = r.peek(oparg + 2);
    if let Some(method) = callable.downcast_exact::<Method>() {
        // SAFETY: a bound method's parts are set for its life.
        let (function, this) =
            unsafe { (Ref::new(&*method.layout().im_func.as_ptr()), Ref::new(&*method.layout().im_self.as_ptr())) };
        r.replace_raw(oparg + 1, this.into_raw());
        r.set(oparg + 2, function);
        return oparg + 1;
    }
    oparg
}

#[inline(always)]
pub(super) fn call(r: &mut Regs, oparg: u32) -> Step {
    let oparg = oparg as usize;
    let total = unpack_method(r, oparg);
    let callable = r.peek(oparg + 2);
    if let Some(function) = enterable(callable, r.th) {
        let function = take_callable(r, oparg, function);
        let offset = total - oparg;
        return enter_with(r, function, total, offset, None);
    }
    call_object(r, oparg, total, None)?;
    r.check_breaker()
}

/// Takes the callable's reference off the stack, leaving NULL in its slot.
#[inline(always)]
fn take_callable(r: &mut Regs, oparg: usize, function: &Function) -> Ref<Function> {
    let raw = r.replace_raw(oparg + 2, std::ptr::null_mut());
    debug_assert!(std::ptr::eq(raw, function.as_ptr()));
    // SAFETY: the stack owned the reference; it is the function just looked at.
    unsafe { Ref::from_raw(raw.cast()) }
}

/// Enters a function whose `total` arguments are the topmost stack items; `in_self` of them (0 or 1) stand in the self slot.
/// The callable's slot, and the self slot where it is not an argument, are NULL by now.
#[inline(always)]
pub(super) fn enter_with(
    r: &mut Regs,
    function: Ref<Function>,
    total: usize,
    in_self: usize,
    kwnames: Option<Ref<Tuple>>,
) -> Step {
    let locals = locals_for(&function);
    let keywords = kwnames.as_ref().map_or(0, |names| names.len());
    // SAFETY: the arguments leave the stack and move into the frame.
    let frame = unsafe {
        r.sp = r.sp.sub(total);
        push_and_init(function, locals, r.sp, total - keywords, kwnames.as_deref(), r.th)
    };
    // SAFETY: the slots below the arguments are NULL.
    r.sp = unsafe { r.sp.sub(2 - in_self) };
    let frame = frame?;
    let length = r.length();
    r.enter(frame, length)
}

/// As [`enter_with`], of a callable on the stack that [`enterable`] has found to be a function.
pub(super) fn enter_prepared(r: &mut Regs, oparg: usize, total: usize, kwnames: Option<Ref<Tuple>>) -> Step {
    // SAFETY: just found to be one.
    let function = unsafe { r.peek(oparg + 2).cast_unchecked::<Function>() };
    let function = take_callable(r, oparg, function);
    enter_with(r, function, total, total - oparg, kwnames)
}

/// Calls through vectorcall, with `total` arguments on the stack, `oparg` of them above the self slot; replaces callable and
/// arguments by the result.
#[inline(always)]
pub(super) fn call_object(r: &mut Regs, oparg: usize, total: usize, kwnames: Option<&Tuple>) -> PyResult<()> {
    let callable = r.peek(oparg + 2);
    // SAFETY: the arguments stay on the stack, owned by it, while the call runs; the slot before the first one is ours, so
    // the callee may use it for a moment.
    let result = unsafe {
        let args = r.sp.sub(total);
        let keywords = kwnames.map_or(0, Tuple::len);
        call::vectorcall_raw(callable, args, (total - keywords) | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames, r.th)
    };
    r.drop_n(oparg + 2);
    r.push(result?);
    Ok(())
}

pub(super) fn call_kw(r: &mut Regs, oparg: u32) -> Step {
    // SAFETY: the compiler pushes a tuple of names.
    let kwnames = unsafe { r.pop().cast_unchecked::<Tuple>() };
    let oparg = oparg as usize;
    let total = unpack_method(r, oparg);
    let callable = r.peek(oparg + 2);
    if let Some(function) = enterable(callable, r.th) {
        let function = take_callable(r, oparg, function);
        return enter_with(r, function, total, total - oparg, Some(kwnames));
    }
    call_object(r, oparg, total, Some(&kwnames))?;
    r.check_breaker()
}

/// `f(*args, **kwargs)`. Stack: callable, NULL, arguments, keywords if bit 0 of oparg is set.
pub(super) fn call_function_ex(r: &mut Regs, oparg: u32) -> Step {
    let kwargs = if oparg & 1 != 0 { Some(r.pop()) } else { None };
    let args = r.pop();
    let _null = r.pop_opt();
    let callable = r.pop();
    let args = argument_tuple(&callable, args, r.th)?;
    // SAFETY: the compiler builds a dict for the keywords.
    let kwargs = kwargs.map(|kwargs| unsafe { kwargs.cast_unchecked::<Dict>() });
    if enterable(&callable, r.th).is_some() {
        // SAFETY: just found to be one.
        let function = unsafe { callable.cast_unchecked::<Function>() };
        let locals = locals_for(&function);
        let mut values: Vec<*mut Object> = Vec::with_capacity(args.len());
        let mut names = None;
        if let Some(kwargs) = kwargs.as_deref().filter(|kwargs| !kwargs.is_empty()) {
            names = Some(call::unpack_keywords(kwargs, &mut values, args.items(), r.th)?);
        } else {
            values.extend(args.items().iter().map(|item| item.clone().into_raw()));
        }
        // SAFETY: the references move into the frame.
        let frame = unsafe { push_and_init(function, locals, values.as_ptr(), args.len(), names.as_deref(), r.th)? };
        drop(args);
        let length = r.length();
        return r.enter(frame, length);
    }
    let result = call::call_dict(&callable, &args, kwargs.as_deref(), r.th)?;
    r.push(result);
    drop((callable, args, kwargs));
    r.check_breaker()
}

/// The positional arguments of `f(*args)` as an exact tuple.
pub(super) fn argument_tuple(callable: &Object, args: Ref, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    if Tuple::check_exact(&args) {
        // SAFETY: just checked.
        return Ok(unsafe { args.cast_unchecked() });
    }
    if args.ob_type().tp_iter.get().is_none() && !crate::abstract_::sequence::is_sequence(&args) {
        let name = function_text(callable, th)?;
        return Err(raise!(
            th,
            TypeError,
            "{name} argument after * must be an iterable, not {:.200}",
            args.ob_type().display_name()
        ));
    }
    Tuple::from_iterable(&args, th)
}

/// `_PyObject_FunctionStr`: how messages call a callable.
pub(crate) fn function_text(callable: &Object, th: &mut Thread) -> PyResult<String> {
    let Some(qualname) = callable.get_attr_opt(id!(__qualname__), th)? else {
        return Ok(callable.str(th)?.to_string());
    };
    let qualname = qualname.str(th)?;
    let module = callable.get_attr_opt(id!(__module__), th)?;
    match module {
        Some(module) if !module.is(none()) => {
            let module = module.str(th)?;
            if module.eq_ascii("builtins") { Ok(format!("{qualname}()")) } else { Ok(format!("{module}.{qualname}()")) }
        }
        _ => Ok(format!("{qualname}()")),
    }
}

/// Rewords the exception that merging keyword arguments raised (`_PyEval_FormatKwargsError`).
#[cold]
pub fn kwargs_error(callable: &Object, kwargs: &Object, th: &mut Thread) -> Raised {
    if th.raised_matches(&exceptions::AttributeError) {
        th.clear_raised();
        return match function_text(callable, th) {
            Ok(name) => raise!(
                th,
                TypeError,
                "{name} argument after ** must be a mapping, not {:.200}",
                kwargs.ob_type().display_name()
            ),
            Err(raised) => raised,
        };
    }
    if th.raised_matches(&exceptions::KeyError)
        && let Some(exception) = th.take_raised()
    {
        // SAFETY: a KeyError is an exception.
        let args = unsafe { (*exception).cast_unchecked::<BaseException>() }.layout().args.get();
        if let Some(args) = args.as_ref().and_then(|args| args.downcast::<Tuple>())
            && args.len() == 1
        {
            return match (function_text(callable, th), args.items()[0].str(th)) {
                (Ok(name), Ok(key)) => {
                    raise!(th, TypeError, "{name} got multiple values for keyword argument '{key}'")
                }
                (Err(raised), _) | (_, Err(raised)) => raised,
            };
        }
        return th.restore_raised(exception);
    }
    Raised
}

pub(super) fn make_function(r: &mut Regs, _: u32) -> Step {
    let code = r.pop();
    let Some(code) = code.downcast::<Code>() else {
        return Err(raise!(r.th, SystemError, "MAKE_FUNCTION without code").into());
    };
    let function = Function::new(code, r.frame.globals(), None, r.th)?;
    function.layout().func_version.set(code.layout().co_version.get());
    crate::objects::funcobject::remember_version(&function, r.th);
    r.push(function);
    Ok(())
}

pub(super) fn set_function_attribute(r: &mut Regs, oparg: u32) -> Step {
    let function = r.pop();
    let value = r.pop();
    {
        // SAFETY: the compiler applies it to the function that it just made.
        let layout = unsafe { function.cast_unchecked::<Function>() };
        let parts = layout.layout();
        let field = match oparg as u8 {
            attribute::CLOSURE => &parts.func_closure,
            attribute::ANNOTATIONS => &parts.func_annotations,
            attribute::KWDEFAULTS => &parts.func_kwdefaults,
            attribute::DEFAULTS => &parts.func_defaults,
            _ => return Err(raise!(r.th, SystemError, "bad SET_FUNCTION_ATTRIBUTE oparg").into()),
        };
        field.set(Some(value), r.th);
        r.push(layout);
    }
    Ok(())
}

/// After the `__init__` of an inlined class call: it must have returned `None`.
pub(super) fn exit_init_check(r: &mut Regs, _: u32) -> Step {
    let value = r.pop();
    if value.is(none()) {
        return Ok(());
    }
    let found = value.ob_type().display_name();
    Err(raise!(r.th, TypeError, "__init__() should return None, not '{found:.200}'").into())
}
