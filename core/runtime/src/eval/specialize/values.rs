//! Special forms on values: operators, comparisons, truth, subscripts, unpacking.

use ks_bytecode::arg::compare;

use super::super::regs::{Guarded, Regs};
use crate::prelude::*;

/// Both operands, if they are exactly of a type.
#[inline(always)]
fn both<'a, T: TypeInfo>(r: &Regs) -> Option<(&'a T, &'a T)> {
    let (left, right) = (r.peek(2), r.peek(1));
    let ty = T::type_object();
    if !std::ptr::eq(left.ob_type(), ty) || !std::ptr::eq(right.ob_type(), ty) {
        return None;
    }
    // SAFETY: just checked.
    unsafe { Some((left.cast_unchecked(), right.cast_unchecked())) }
}

/// Replaces both operands by the result.
#[inline(always)]
fn replace_two(r: &mut Regs, value: Ref) {
    let right = r.pop();
    r.set(1, value);
    drop(right);
}

macro_rules! int_operator {
    ($name:ident, $compact:ident, $general:path) => {
        #[inline(always)]
        pub(in crate::eval) fn $name(r: &mut Regs, _: u32) -> Guarded {
            let Some((left, right)) = both::<Long>(r) else { return Ok(false) };
            let (a, b) = (left.layout(), right.layout());
            let value = if a.is_compact() && b.is_compact() {
                // One digit each: neither sum nor product leaves 64 bits.
                Long::from_i64((a.compact_value() as i64).$compact(b.compact_value() as i64))?
            } else {
                $general(left, right)?
            };
            replace_two(r, value.into_object());
            Ok(true)
        }
    };
}

int_operator!(add_int, wrapping_add, Long::add);
int_operator!(subtract_int, wrapping_sub, Long::sub);
int_operator!(multiply_int, wrapping_mul, Long::mul);

/// The result of a float operation, in the left operand's object if nobody else has it.
#[inline(always)]
fn float_result(r: &mut Regs, value: f64) -> Guarded {
    let left = r.peek(2);
    if left.refcnt() == 1 {
        // SAFETY: checked by the caller to be a float.
        unsafe { left.cast_unchecked::<PyFloatObject>() }.ob_fval.set(value);
        drop(r.pop());
        return Ok(true);
    }
    let value = Float::new(value)?;
    replace_two(r, value.into_object());
    Ok(true)
}

macro_rules! float_operator {
    ($name:ident, $operator:tt) => {
        #[inline(always)]
        pub(in crate::eval) fn $name(r: &mut Regs, _: u32) -> Guarded {
            let Some((left, right)) = both::<Float>(r) else { return Ok(false) };
            float_result(r, left.layout().value() $operator right.layout().value())
        }
    };
}

float_operator!(add_float, +);
float_operator!(subtract_float, -);
float_operator!(multiply_float, *);

#[inline(always)]
pub(in crate::eval) fn add_unicode(r: &mut Regs, _: u32) -> Guarded {
    let Some((left, right)) = both::<Str>(r) else { return Ok(false) };
    let value = left.concat(right)?;
    replace_two(r, value.into_object());
    Ok(true)
}

/// `s = s + t` for a local `s`: the variable gives its reference up first, so that the string can grow in place. The
/// STORE_FAST that follows is part of the instruction.
#[inline(always)]
pub(in crate::eval) fn inplace_add_unicode(r: &mut Regs, _: u32) -> Guarded {
    let Some((left, right)) = both::<Str>(r) else { return Ok(false) };
    // SAFETY: an instruction follows.
    let next = unsafe { *r.ip };
    if next as u8 != ks_bytecode::op::STORE_FAST {
        return Ok(false);
    }
    let local = r.local(u32::from(next >> 8));
    if !std::ptr::eq(local.as_ptr(), left.as_ptr()) {
        return Ok(false);
    }
    drop(local.take());
    let appended = left_of(r).concat(right)?;
    drop(r.pop());
    drop(local.replace(Some(appended.into_object())));
    r.jump(1);
    Ok(true)
}

/// Takes the left operand's reference off the stack; the right one moves down.
#[inline(always)]
fn left_of(r: &mut Regs) -> Ref<Str> {
    let right = r.pop_raw();
    let left = r.pop_raw();
    r.push_raw(right);
    // SAFETY: checked by the caller to be a str; the stack owned the reference.
    unsafe { Ref::from_raw(left.cast()) }
}

/// Replaces both operands by a bool.
#[inline(always)]
fn replace_two_bool(r: &mut Regs, value: bool) {
    let right = r.pop();
    let left = r.pop();
    r.push_bool(value);
    drop(left);
    drop(right);
}

/// The outcome bit of a three-way comparison, as the mask in COMPARE_OP's argument has it.
#[inline(always)]
fn outcome<T: PartialOrd>(a: T, b: T) -> u32 {
    if a == b {
        u32::from(compare::EQUALS)
    } else if a < b {
        u32::from(compare::LESS_THAN)
    } else if a > b {
        u32::from(compare::GREATER_THAN)
    } else {
        u32::from(compare::UNORDERED)
    }
}

#[inline(always)]
pub(in crate::eval) fn compare_int(r: &mut Regs, oparg: u32) -> Guarded {
    let Some((left, right)) = both::<Long>(r) else { return Ok(false) };
    let (a, b) = (left.layout(), right.layout());
    if !a.is_compact() || !b.is_compact() {
        return Ok(false);
    }
    let value = outcome(a.compact_value(), b.compact_value()) & oparg != 0;
    replace_two_bool(r, value);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn compare_float(r: &mut Regs, oparg: u32) -> Guarded {
    let Some((left, right)) = both::<Float>(r) else { return Ok(false) };
    let value = outcome(left.layout().value(), right.layout().value()) & oparg != 0;
    replace_two_bool(r, value);
    Ok(true)
}

/// `==` and `!=` only.
#[inline(always)]
pub(in crate::eval) fn compare_str(r: &mut Regs, oparg: u32) -> Guarded {
    let Some((left, right)) = both::<Str>(r) else { return Ok(false) };
    let equal = left.eq(right);
    let bit = if equal { compare::EQUALS } else { compare::LESS_THAN };
    replace_two_bool(r, u32::from(bit) & oparg != 0);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn to_bool_bool(r: &mut Regs, _: u32) -> Guarded {
    Ok(std::ptr::eq(r.peek(1).ob_type(), &boolobject::PyBool_Type))
}

/// Replaces the operand by a bool.
#[inline(always)]
fn replace_bool(r: &mut Regs, value: bool) -> Guarded {
    let operand = r.pop();
    r.push_bool(value);
    drop(operand);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn to_bool_int(r: &mut Regs, _: u32) -> Guarded {
    let Some(value) = r.peek(1).downcast_exact::<Long>() else { return Ok(false) };
    replace_bool(r, !value.layout().is_zero())
}

#[inline(always)]
pub(in crate::eval) fn to_bool_list(r: &mut Regs, _: u32) -> Guarded {
    let Some(value) = r.peek(1).downcast_exact::<List>() else { return Ok(false) };
    replace_bool(r, value.layout().ob_base.ob_size.get() != 0)
}

#[inline(always)]
pub(in crate::eval) fn to_bool_none(r: &mut Regs, _: u32) -> Guarded {
    if !r.peek(1).is(none()) {
        return Ok(false);
    }
    replace_bool(r, false)
}

#[inline(always)]
pub(in crate::eval) fn to_bool_str(r: &mut Regs, _: u32) -> Guarded {
    let Some(value) = r.peek(1).downcast_exact::<Str>() else { return Ok(false) };
    replace_bool(r, value.layout().length.get() != 0)
}

/// Instances of a class with neither `__bool__` nor `__len__`.
#[inline(always)]
pub(in crate::eval) fn to_bool_always_true(r: &mut Regs, _: u32) -> Guarded {
    if r.peek(1).ob_type().tp_version_tag.get() != r.cache_u32(1) {
        return Ok(false);
    }
    replace_bool(r, true)
}

/// A subscript that is a small non-negative int.
#[inline(always)]
fn small_index(key: &Object) -> Option<usize> {
    let key = key.downcast_exact::<Long>()?.layout();
    if key.is_nonnegative_compact() { Some(key.compact_value() as usize) } else { None }
}

#[inline(always)]
pub(in crate::eval) fn subscr_list_int(r: &mut Regs, _: u32) -> Guarded {
    let Some(list) = r.peek(2).downcast_exact::<List>() else { return Ok(false) };
    let Some(index) = small_index(r.peek(1)) else { return Ok(false) };
    let layout = list.layout();
    if index >= layout.ob_base.ob_size.get() as usize {
        return Ok(false);
    }
    // SAFETY: the index is in range; items of a list are set.
    let value = unsafe { Ref::new(&*(*layout.ob_item.get().add(index)).as_ptr()) };
    replace_two(r, value);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn subscr_tuple_int(r: &mut Regs, _: u32) -> Guarded {
    let Some(tuple) = r.peek(2).downcast_exact::<Tuple>() else { return Ok(false) };
    let Some(index) = small_index(r.peek(1)) else { return Ok(false) };
    let Some(value) = tuple.items().get(index).cloned() else { return Ok(false) };
    replace_two(r, value);
    Ok(true)
}

/// Only characters below 128, which are shared.
#[inline(always)]
pub(in crate::eval) fn subscr_str_int(r: &mut Regs, _: u32) -> Guarded {
    let Some(text) = r.peek(2).downcast_exact::<Str>() else { return Ok(false) };
    let Some(index) = small_index(r.peek(1)) else { return Ok(false) };
    if index >= text.layout().length.get() as usize {
        return Ok(false);
    }
    let character = text.char_at(index);
    if character >= 128 {
        return Ok(false);
    }
    let value = Str::from_char(character)?;
    replace_two(r, value.into_object());
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn subscr_dict(r: &mut Regs, _: u32) -> Guarded {
    let Some(dict) = r.peek(2).downcast_exact::<Dict>() else { return Ok(false) };
    let key = r.peek(1);
    match dict.get(key, r.th)? {
        Some(value) => {
            replace_two(r, value);
            Ok(true)
        }
        // The error is the general instruction's.
        None => Ok(false),
    }
}

/// A Python `__getitem__`: its frame is entered.
#[inline(always)]
pub(in crate::eval) fn subscr_getitem(r: &mut Regs, _: u32) -> Guarded {
    let ty = r.peek(2).ob_type();
    if !ty.has_flags(Py_TPFLAGS_HEAPTYPE) || super::super::interp::block(r.th).eval_frame.get().is_some() {
        return Ok(false);
    }
    // SAFETY: a heap type; the cached function is alive while its version is the one remembered.
    let (function, version) = unsafe {
        let cache = &ty.cast_unchecked::<PyHeapTypeObject>()._spec_cache;
        (cache.getitem.get().cast::<Function>().as_ref(), cache.getitem_version.get())
    };
    let Some(function) = function else { return Ok(false) };
    if function.layout().func_version.get() != version || version == 0 {
        return Ok(false);
    }
    let length = r.length();
    super::call_forms::enter_exact(r, function, 2, 0, length)?;
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn store_subscr_list_int(r: &mut Regs, _: u32) -> Guarded {
    let Some(list) = r.peek(2).downcast_exact::<List>() else { return Ok(false) };
    let Some(index) = small_index(r.peek(1)) else { return Ok(false) };
    let layout = list.layout();
    if index >= layout.ob_base.ob_size.get() as usize {
        return Ok(false);
    }
    let key = r.pop();
    let container = r.pop();
    let value = r.pop();
    // SAFETY: the index is in range; items of a list are set.
    let old = unsafe { (*layout.ob_item.get().add(index)).replace(Some(value)) };
    drop(old);
    drop(container);
    drop(key);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn store_subscr_dict(r: &mut Regs, _: u32) -> Guarded {
    if !Dict::check_exact(r.peek(2)) {
        return Ok(false);
    }
    let key = r.pop();
    let container = r.pop();
    let value = r.pop();
    // SAFETY: just checked.
    unsafe { (*container).cast_unchecked::<Dict>() }.set(&key, &value, r.th)?;
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn contains_dict(r: &mut Regs, oparg: u32) -> Guarded {
    let Some(dict) = r.peek(1).downcast_exact::<Dict>() else { return Ok(false) };
    let item = r.peek(2);
    let found = dict.contains(item, r.th)?;
    replace_two_bool(r, found != (oparg != 0));
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn contains_set(r: &mut Regs, oparg: u32) -> Guarded {
    let container = r.peek(1);
    let ty = container.ob_type();
    if !std::ptr::eq(ty, &setobject::PySet_Type) && !std::ptr::eq(ty, &setobject::PyFrozenSet_Type) {
        return Ok(false);
    }
    // SAFETY: just checked.
    let set = unsafe { container.cast_unchecked::<Set>() };
    let item = r.peek(2);
    let found = set.contains(item, r.th)?;
    replace_two_bool(r, found != (oparg != 0));
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn unpack_two_tuple(r: &mut Regs, _: u32) -> Guarded {
    let Some(tuple) = r.peek(1).downcast_exact::<Tuple>() else { return Ok(false) };
    let [first, second] = tuple.items() else { return Ok(false) };
    let (first, second) = (first.clone(), second.clone());
    let sequence = r.pop();
    r.push(second);
    r.push(first);
    drop(sequence);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn unpack_tuple(r: &mut Regs, oparg: u32) -> Guarded {
    let Some(tuple) = r.peek(1).downcast_exact::<Tuple>() else { return Ok(false) };
    let items = tuple.items();
    if items.len() != oparg as usize {
        return Ok(false);
    }
    let sequence = r.pop();
    for item in items.iter().rev() {
        r.push(item.clone());
    }
    drop(sequence);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn unpack_list(r: &mut Regs, oparg: u32) -> Guarded {
    let Some(list) = r.peek(1).downcast_exact::<List>() else { return Ok(false) };
    let count = oparg as usize;
    let layout = list.layout();
    if layout.ob_base.ob_size.get() as usize != count {
        return Ok(false);
    }
    let sequence = r.pop();
    for index in (0..count).rev() {
        // SAFETY: in range; items of a list are set, and nothing runs in between.
        let item = unsafe { Ref::new(&*(*layout.ob_item.get().add(index)).as_ptr()) };
        r.push(item);
    }
    drop(sequence);
    Ok(true)
}
