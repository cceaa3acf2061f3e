//! Special forms of calls.

use std::mem::transmute;

use super::super::binding::push_and_init;
use super::super::calls::locals_for;
use super::super::frame::frame_words;
use super::super::interp;
use super::super::regs::{Guarded, Regs, Step};
use crate::abstract_::{call, recursion};
use crate::objects::methodobject::{MethFast, MethFastKeywords, MethNoArgs};
use crate::prelude::*;

/// Enters a function whose parameters are exactly the topmost `count` stack items; `below` more slots under them are
/// dropped. The function stays alive by whoever holds it.
#[inline(always)]
pub(in crate::eval) fn enter_exact(
    r: &mut Regs,
    function: &Function,
    count: usize,
    below: usize,
    return_offset: usize,
) -> Step {
    let code = function.code_unchecked();
    let frame = super::super::frame::push_words(frame_words(code), r.th)?;
    frame.init(Ref::new(function), None, code, count);
    // SAFETY: the arguments move from the stack into the frame's first slots.
    unsafe {
        r.sp = r.sp.sub(count);
        std::ptr::copy_nonoverlapping(r.sp, frame.slots(), count);
    }
    r.drop_n(below);
    r.enter(frame, return_offset)
}

/// The Python function of the version in the cache.
#[inline(always)]
fn cached_function<'a>(r: &Regs, callable: &'a Object) -> Option<&'a Function> {
    let function = callable.downcast_exact::<Function>()?;
    if function.layout().func_version.get() != r.cache_u32(1) || interp::block(r.th).eval_frame.get().is_some() {
        return None;
    }
    Some(function)
}

/// Takes the bound method under `oparg` arguments apart: its function and self go to the two slots.
#[inline(always)]
fn expand_method<'a>(r: &Regs, oparg: usize) -> Option<&'a Method> {
    if !r.peek_raw(oparg + 1).is_null() {
        return None;
    }
    r.peek(oparg + 2).downcast_exact::<Method>()
}

#[inline(always)]
fn put_method_parts(r: &mut Regs, oparg: usize, method: &Method) {
    let function = method.function().to_ref();
    let this = method.this().to_ref();
    r.replace_raw(oparg + 1, this.into_raw());
    r.set(oparg + 2, function);
}

/// Whether there is room for another Python frame.
#[inline(always)]
fn has_recursion_left(r: &Regs) -> bool {
    r.th.py_recursion_remaining.get() > 1
}

#[inline(always)]
pub(in crate::eval) fn py_exact_args(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let Some(function) = cached_function(r, r.peek(oparg + 2)) else { return Ok(false) };
    let with_self = !r.peek_raw(oparg + 1).is_null();
    let count = oparg + usize::from(with_self);
    if function.code_unchecked().layout().co_argcount.get() as usize != count || !has_recursion_left(r) {
        return Ok(false);
    }
    let length = r.length();
    enter_exact(r, function, count, 2 - usize::from(with_self), length)?;
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn bound_method_exact_args(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let Some(method) = expand_method(r, oparg) else { return Ok(false) };
    let Some(function) = cached_function(r, method.function()) else { return Ok(false) };
    if function.code_unchecked().layout().co_argcount.get() as usize != oparg + 1 || !has_recursion_left(r) {
        return Ok(false);
    }
    put_method_parts(r, oparg, method);
    let length = r.length();
    enter_exact(r, function, oparg + 1, 1, length)?;
    Ok(true)
}

/// Enters a function by binding arguments to its parameters.
#[inline(always)]
fn enter_general(r: &mut Regs, function: &Function, count: usize, below: usize) -> Step {
    let locals = locals_for(function);
    // SAFETY: the arguments move from the stack into the frame.
    let frame = unsafe {
        r.sp = r.sp.sub(count);
        push_and_init(Ref::new(function), locals, r.sp, count, None, r.th)
    };
    r.drop_n(below);
    let frame = frame?;
    let length = r.length();
    r.enter(frame, length)
}

#[inline(always)]
pub(in crate::eval) fn py_general(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let Some(function) = cached_function(r, r.peek(oparg + 2)) else { return Ok(false) };
    let with_self = usize::from(!r.peek_raw(oparg + 1).is_null());
    enter_general(r, function, oparg + with_self, 2 - with_self)?;
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn bound_method_general(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let Some(method) = expand_method(r, oparg) else { return Ok(false) };
    let Some(function) = cached_function(r, method.function()) else { return Ok(false) };
    put_method_parts(r, oparg, method);
    enter_general(r, function, oparg + 1, 1)?;
    Ok(true)
}

/// Replaces callable and arguments by the result of a call.
#[inline(always)]
fn finish(r: &mut Regs, oparg: usize, result: PyResult) -> Guarded {
    r.drop_n(oparg + 2);
    r.push(result?);
    r.check_breaker()?;
    Ok(true)
}

/// The number of arguments, with the one in the self slot.
#[inline(always)]
fn total(r: &Regs, oparg: usize) -> usize {
    oparg + usize::from(!r.peek_raw(oparg + 1).is_null())
}

/// Anything that is called by vectorcall and is no Python function or method.
#[inline(always)]
pub(in crate::eval) fn non_py_general(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let callable = r.peek(oparg + 2);
    if Function::check_exact(callable) || Method::check_exact(callable) {
        return Ok(false);
    }
    let total = total(r, oparg);
    // SAFETY: the arguments stay on the stack, owned by it; the slot before them is ours.
    let result =
        unsafe { call::vectorcall_raw(callable, r.sp.sub(total), total | PY_VECTORCALL_ARGUMENTS_OFFSET, None, r.th) };
    finish(r, oparg, result)
}

/// The built-in function under `oparg` arguments, if it has the calling convention.
#[inline(always)]
fn builtin<'a>(r: &Regs, oparg: usize, convention: i32) -> Option<&'a CFunction> {
    let function = r.peek(oparg + 2).downcast_exact::<CFunction>()?;
    let flags = function.def().ml_flags & !(METH_CLASS | METH_STATIC | METH_COEXIST);
    if flags == convention { Some(function) } else { None }
}

#[inline(always)]
pub(in crate::eval) fn builtin_o(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    if total(r, oparg) != 1 {
        return Ok(false);
    }
    let Some(function) = builtin(r, oparg, METH_O) else { return Ok(false) };
    let guard = recursion::enter(" while calling a Python object", r.th)?;
    // SAFETY: the convention says which type the function has.
    let result = unsafe {
        let meth: MethNoArgs = transmute(function.def().ml_meth);
        meth(function.self_argument(), r.peek_raw(1))
    };
    drop(guard);
    let result = call::check_result(Some(function), result, "", r.th);
    finish(r, oparg, result)
}

#[inline(always)]
pub(in crate::eval) fn builtin_fast(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let Some(function) = builtin(r, oparg, METH_FASTCALL) else { return Ok(false) };
    let total = total(r, oparg);
    // SAFETY: as above; the arguments stay on the stack.
    let result = unsafe {
        let meth: MethFast = transmute(function.def().ml_meth);
        meth(function.self_argument(), r.sp.sub(total), total as isize)
    };
    let result = call::check_result(Some(function), result, "", r.th);
    finish(r, oparg, result)
}

#[inline(always)]
pub(in crate::eval) fn builtin_fast_with_keywords(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let Some(function) = builtin(r, oparg, METH_FASTCALL | METH_KEYWORDS) else { return Ok(false) };
    let total = total(r, oparg);
    // SAFETY: as above.
    let result = unsafe {
        let meth: MethFastKeywords = transmute(function.def().ml_meth);
        meth(function.self_argument(), r.sp.sub(total), total as isize, std::ptr::null_mut())
    };
    let result = call::check_result(Some(function), result, "", r.th);
    finish(r, oparg, result)
}

/// A class written in C with a vectorcall constructor.
#[inline(always)]
pub(in crate::eval) fn builtin_class(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let callable = r.peek(oparg + 2);
    let Some(class) = callable.downcast::<Type>() else { return Ok(false) };
    let Some(construct) = class.tp_vectorcall.get() else { return Ok(false) };
    let total = total(r, oparg);
    // SAFETY: the arguments stay on the stack; the slot before them is ours.
    let result = unsafe { construct(callable, r.sp.sub(total), total | PY_VECTORCALL_ARGUMENTS_OFFSET, None) };
    let result = call::check_result(Some(callable), result, "", r.th);
    finish(r, oparg, result)
}

/// The method descriptor of a C type under `oparg` arguments, if it has the calling convention and fits the first argument.
#[inline(always)]
fn descriptor<'a>(r: &Regs, oparg: usize, convention: i32) -> Option<&'a PyMethodDef> {
    let callable = r.peek(oparg + 2);
    if !std::ptr::eq(callable.ob_type(), &descrobject::PyMethodDescr_Type) {
        return None;
    }
    // SAFETY: just checked; the definition and the type outlive the descriptor.
    unsafe {
        let layout = callable.cast_unchecked::<PyMethodDescrObject>();
        let def = &*layout.d_method.get();
        if def.ml_flags & !METH_COEXIST != convention {
            return None;
        }
        let first = r.peek_raw(total(r, oparg)).as_ref()?;
        let owner = &*layout.d_common.d_type.as_ptr();
        if !std::ptr::eq(first.ob_type(), owner) {
            return None;
        }
        Some(def)
    }
}

#[inline(always)]
pub(in crate::eval) fn descriptor_o(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    if total(r, oparg) != 2 {
        return Ok(false);
    }
    let Some(def) = descriptor(r, oparg, METH_O) else { return Ok(false) };
    let guard = recursion::enter(" while calling a Python object", r.th)?;
    // SAFETY: the convention says which type the function has.
    let result = unsafe {
        let meth: MethNoArgs = transmute(def.ml_meth);
        meth(r.peek_raw(2), r.peek_raw(1))
    };
    drop(guard);
    let callable = r.peek(oparg + 2);
    let result = call::check_result(Some(callable), result, "", r.th);
    finish(r, oparg, result)
}

#[inline(always)]
pub(in crate::eval) fn descriptor_noargs(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    if total(r, oparg) != 1 {
        return Ok(false);
    }
    let Some(def) = descriptor(r, oparg, METH_NOARGS) else { return Ok(false) };
    let guard = recursion::enter(" while calling a Python object", r.th)?;
    // SAFETY: the convention says which type the function has.
    let result = unsafe {
        let meth: MethNoArgs = transmute(def.ml_meth);
        meth(r.peek_raw(1), std::ptr::null_mut())
    };
    drop(guard);
    let callable = r.peek(oparg + 2);
    let result = call::check_result(Some(callable), result, "", r.th);
    finish(r, oparg, result)
}

#[inline(always)]
pub(in crate::eval) fn descriptor_fast(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let Some(def) = descriptor(r, oparg, METH_FASTCALL) else { return Ok(false) };
    let total = total(r, oparg);
    // SAFETY: the convention says which type the function has; the arguments stay on the stack.
    let result = unsafe {
        let meth: MethFast = transmute(def.ml_meth);
        meth(r.peek_raw(total), r.sp.sub(total - 1), (total - 1) as isize)
    };
    let callable = r.peek(oparg + 2);
    let result = call::check_result(Some(callable), result, "", r.th);
    finish(r, oparg, result)
}

#[inline(always)]
pub(in crate::eval) fn descriptor_fast_with_keywords(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let Some(def) = descriptor(r, oparg, METH_FASTCALL | METH_KEYWORDS) else { return Ok(false) };
    let total = total(r, oparg);
    // SAFETY: as above.
    let result = unsafe {
        let meth: MethFastKeywords = transmute(def.ml_meth);
        meth(r.peek_raw(total), r.sp.sub(total - 1), (total - 1) as isize, std::ptr::null_mut())
    };
    let callable = r.peek(oparg + 2);
    let result = call::check_result(Some(callable), result, "", r.th);
    finish(r, oparg, result)
}

#[inline(always)]
pub(in crate::eval) fn type_1(r: &mut Regs, oparg: u32) -> Guarded {
    if oparg != 1 || !r.peek_raw(2).is_null() || !std::ptr::eq(r.peek_raw(3), typeobject::PyType_Type.as_ptr()) {
        return Ok(false);
    }
    let argument = r.pop();
    let class = argument.ob_type().to_ref();
    r.drop_n(2);
    r.push(class);
    drop(argument);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn str_1(r: &mut Regs, oparg: u32) -> Guarded {
    if oparg != 1 || !r.peek_raw(2).is_null() || !std::ptr::eq(r.peek_raw(3), Str::type_object().as_ptr()) {
        return Ok(false);
    }
    let argument = r.peek(1);
    let result = argument.str(r.th).map(Ref::into_object);
    finish(r, 1, result)
}

#[inline(always)]
pub(in crate::eval) fn tuple_1(r: &mut Regs, oparg: u32) -> Guarded {
    if oparg != 1 || !r.peek_raw(2).is_null() || !std::ptr::eq(r.peek_raw(3), Tuple::type_object().as_ptr()) {
        return Ok(false);
    }
    let argument = r.peek(1);
    let result = Tuple::from_iterable(argument, r.th).map(Ref::into_object);
    finish(r, 1, result)
}

#[inline(always)]
pub(in crate::eval) fn len(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let expected = interp::block(r.th).callable_cache.len.as_ptr();
    if total(r, oparg) != 1 || expected.is_null() || !std::ptr::eq(r.peek_raw(oparg + 2), expected) {
        return Ok(false);
    }
    let argument = r.peek(1);
    let result = argument.len(r.th).and_then(Long::from_usize).map(Ref::into_object);
    r.drop_n(oparg + 2);
    r.push(result?);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn isinstance(r: &mut Regs, oparg: u32) -> Guarded {
    let oparg = oparg as usize;
    let expected = interp::block(r.th).callable_cache.isinstance.as_ptr();
    if total(r, oparg) != 2 || expected.is_null() || !std::ptr::eq(r.peek_raw(oparg + 2), expected) {
        return Ok(false);
    }
    let (object, class) = (r.peek(2), r.peek(1));
    let result = object.is_instance(class, r.th);
    r.drop_n(oparg + 2);
    r.push_bool(result?);
    Ok(true)
}

/// `list.append` as a statement: the POP_TOP that follows is part of the instruction.
#[inline(always)]
pub(in crate::eval) fn list_append(r: &mut Regs, oparg: u32) -> Guarded {
    let expected = interp::block(r.th).callable_cache.list_append.as_ptr();
    if oparg != 1 || expected.is_null() || !std::ptr::eq(r.peek_raw(3), expected) || r.peek_raw(2).is_null() {
        return Ok(false);
    }
    let Some(list) = r.peek(2).downcast_exact::<List>() else { return Ok(false) };
    if r.opcode_at(0) != ks_bytecode::op::POP_TOP {
        return Ok(false);
    }
    let item = r.pop();
    list.push(item)?;
    r.drop_n(2);
    r.jump(1);
    Ok(true)
}
