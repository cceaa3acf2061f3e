//! The choice of special forms for operators, loops and sequences.

use ks_bytecode::arg::nb;
use ks_bytecode::op;

use super::settle;
use crate::eval::regs::Regs;
use crate::objects::listobject::PyListIter_Type;
use crate::objects::rangeobject::PyRangeIter_Type;
use crate::objects::tupleobject::PyTupleIter_Type;
use crate::prelude::*;

fn is<T: TypeInfo>(object: &Object) -> bool {
    T::check_exact(object)
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn binary_op(r: &mut Regs, oparg: u32) {
    let (left, right) = (r.peek(2), r.peek(1));
    let ints = is::<Long>(left) && is::<Long>(right);
    let floats = is::<Float>(left) && is::<Float>(right);
    let inplace = u32::from(nb::INPLACE);
    let operator = if oparg >= inplace { oparg - inplace } else { oparg } as u8;
    let choice = match operator {
        nb::ADD if is::<Str>(left) && is::<Str>(right) => {
            // SAFETY: instructions follow: this one cannot be the last.
            let next = unsafe { *r.this.add(1 + op::CACHES[op::BINARY_OP as usize] as usize) };
            let stores_back =
                next as u8 == op::STORE_FAST && std::ptr::eq(r.local(u32::from(next >> 8)).as_ptr(), left.as_ptr());
            Some(if stores_back { op::BINARY_OP_INPLACE_ADD_UNICODE } else { op::BINARY_OP_ADD_UNICODE })
        }
        nb::ADD if ints => Some(op::BINARY_OP_ADD_INT),
        nb::ADD if floats => Some(op::BINARY_OP_ADD_FLOAT),
        nb::MULTIPLY if ints => Some(op::BINARY_OP_MULTIPLY_INT),
        nb::MULTIPLY if floats => Some(op::BINARY_OP_MULTIPLY_FLOAT),
        nb::SUBTRACT if ints => Some(op::BINARY_OP_SUBTRACT_INT),
        nb::SUBTRACT if floats => Some(op::BINARY_OP_SUBTRACT_FLOAT),
        _ => None,
    };
    settle(r, choice);
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn compare_op(r: &mut Regs, oparg: u32) {
    let (left, right) = (r.peek(2), r.peek(1));
    let compact = |object: &Object| object.downcast_exact::<Long>().is_some_and(|value| value.layout().is_compact());
    // The forms give a bool, which the general instruction does only if it is asked to.
    let choice = if is::<Float>(left) && is::<Float>(right) {
        Some(op::COMPARE_OP_FLOAT)
    } else if compact(left) && compact(right) {
        Some(op::COMPARE_OP_INT)
    } else if is::<Str>(left) && is::<Str>(right) && matches!((oparg >> 5) as i32, Py_EQ | Py_NE) {
        Some(op::COMPARE_OP_STR)
    } else {
        None
    };
    settle(r, choice);
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn to_bool(r: &mut Regs, _: u32) {
    let value = r.peek(1);
    let ty = value.ob_type();
    let choice = if std::ptr::eq(ty, &boolobject::PyBool_Type) {
        Some(op::TO_BOOL_BOOL)
    } else if is::<Long>(value) {
        Some(op::TO_BOOL_INT)
    } else if is::<List>(value) {
        Some(op::TO_BOOL_LIST)
    } else if value.is(none()) {
        Some(op::TO_BOOL_NONE)
    } else if is::<Str>(value) {
        Some(op::TO_BOOL_STR)
    } else if ty.has_flags(Py_TPFLAGS_HEAPTYPE)
        && ty.tp_as_number.get().is_none_or(|methods| methods.nb_bool.get().is_none())
        && ty.tp_as_mapping.get().is_none_or(|methods| methods.mp_length.get().is_none())
        && ty.tp_as_sequence.get().is_none_or(|methods| methods.sq_length.get().is_none())
    {
        match ty.assign_version_tag() {
            0 => None,
            version => {
                r.set_cache_u32(1, version);
                Some(op::TO_BOOL_ALWAYS_TRUE)
            }
        }
    } else {
        None
    };
    settle(r, choice);
}

fn small_index(key: &Object) -> bool {
    key.downcast_exact::<Long>().is_some_and(|key| key.layout().is_nonnegative_compact())
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn binary_subscr(r: &mut Regs, _: u32) {
    let (container, key) = (r.peek(2), r.peek(1));
    let choice = if is::<List>(container) && small_index(key) {
        Some(op::BINARY_SUBSCR_LIST_INT)
    } else if is::<Tuple>(container) && small_index(key) {
        Some(op::BINARY_SUBSCR_TUPLE_INT)
    } else if is::<Str>(container) && small_index(key) {
        Some(op::BINARY_SUBSCR_STR_INT)
    } else if is::<Dict>(container) {
        Some(op::BINARY_SUBSCR_DICT)
    } else {
        python_getitem(r, container)
    };
    settle(r, choice);
}

/// A `__getitem__` of Python with exactly two parameters is remembered in its class.
fn python_getitem(r: &Regs, container: &Object) -> Option<u8> {
    let ty = container.ob_type();
    if !ty.has_flags(Py_TPFLAGS_HEAPTYPE) {
        return None;
    }
    let method = ty.lookup_ref(id!(__getitem__))?;
    let function = method.downcast_exact::<Function>()?;
    if super::choose_call::simple_argcount(function) != Some(2) {
        return None;
    }
    let version = function.version(r.th);
    if version == 0 || ty.assign_version_tag() == 0 {
        return None;
    }
    // SAFETY: a heap type.
    let cache = unsafe { &ty.cast_unchecked::<PyHeapTypeObject>()._spec_cache };
    cache.getitem.set(function.as_ptr());
    cache.getitem_version.set(version);
    Some(op::BINARY_SUBSCR_GETITEM)
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn store_subscr(r: &mut Regs, _: u32) {
    let (container, key) = (r.peek(2), r.peek(1));
    let choice = if is::<List>(container) && small_index(key) {
        Some(op::STORE_SUBSCR_LIST_INT)
    } else if is::<Dict>(container) {
        Some(op::STORE_SUBSCR_DICT)
    } else {
        None
    };
    settle(r, choice);
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn contains_op(r: &mut Regs, _: u32) {
    let container = r.peek(1);
    let ty = container.ob_type();
    let choice = if is::<Dict>(container) {
        Some(op::CONTAINS_OP_DICT)
    } else if std::ptr::eq(ty, &setobject::PySet_Type) || std::ptr::eq(ty, &setobject::PyFrozenSet_Type) {
        Some(op::CONTAINS_OP_SET)
    } else {
        None
    };
    settle(r, choice);
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn unpack_sequence(r: &mut Regs, oparg: u32) {
    let sequence = r.peek(1);
    let choice = if let Some(tuple) = sequence.downcast_exact::<Tuple>() {
        match tuple.len() {
            length if length != oparg as usize => None,
            2 => Some(op::UNPACK_SEQUENCE_TWO_TUPLE),
            _ => Some(op::UNPACK_SEQUENCE_TUPLE),
        }
    } else if sequence.downcast_exact::<List>().is_some_and(|list| list.len() == oparg as usize) {
        Some(op::UNPACK_SEQUENCE_LIST)
    } else {
        None
    };
    settle(r, choice);
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn for_iter(r: &mut Regs, _: u32) {
    let ty = r.peek(1).ob_type();
    let choice = if std::ptr::eq(ty, &PyListIter_Type) {
        Some(op::FOR_ITER_LIST)
    } else if std::ptr::eq(ty, &PyTupleIter_Type) {
        Some(op::FOR_ITER_TUPLE)
    } else if std::ptr::eq(ty, &PyRangeIter_Type) {
        Some(op::FOR_ITER_RANGE)
    } else if std::ptr::eq(ty, &genobject::PyGen_Type) {
        Some(op::FOR_ITER_GEN)
    } else {
        None
    };
    settle(r, choice);
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn send(r: &mut Regs, _: u32) {
    let ty = r.peek(2).ob_type();
    let plain = std::ptr::eq(ty, &genobject::PyGen_Type) || std::ptr::eq(ty, &genobject::PyCoro_Type);
    settle(r, plain.then_some(op::SEND_GEN));
}
