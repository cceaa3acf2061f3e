//! Unary and binary operators, comparisons, truth, subscripts.

use std::ffi::c_int;

use ks_bytecode::arg::{compare, nb};

use super::regs::{Regs, Step};
use crate::abstract_::{BinaryOperator, number, protocol, sequence};
use crate::prelude::*;

const OPERATORS: [BinaryOperator; 13] = [
    BinaryOperator::Add,
    BinaryOperator::And,
    BinaryOperator::FloorDivide,
    BinaryOperator::LeftShift,
    BinaryOperator::MatrixMultiply,
    BinaryOperator::Multiply,
    BinaryOperator::Remainder,
    BinaryOperator::Or,
    BinaryOperator::Power,
    BinaryOperator::RightShift,
    BinaryOperator::Subtract,
    BinaryOperator::TrueDivide,
    BinaryOperator::Xor,
];

/// `left op right` by the number of `BINARY_OP`.
#[inline]
pub fn binary_by_number(oparg: u32, left: &Object, right: &Object, th: &mut Thread) -> PyResult {
    let inplace = u32::from(nb::INPLACE);
    if oparg >= inplace {
        number::inplace(OPERATORS[(oparg - inplace) as usize % OPERATORS.len()], left, right, th)
    } else {
        number::binary(OPERATORS[oparg as usize], left, right, th)
    }
}

#[inline(always)]
pub(super) fn binary_op(r: &mut Regs, oparg: u32) -> Step {
    let right = r.pop();
    let left = r.pop();
    let value = binary_by_number(oparg, &left, &right, r.th)?;
    r.push(value);
    Ok(())
}

#[inline(always)]
pub(super) fn unary_negative(r: &mut Regs, _: u32) -> Step {
    let operand = r.pop();
    let value = number::negative(&operand, r.th)?;
    r.push(value);
    Ok(())
}

#[inline(always)]
pub(super) fn unary_invert(r: &mut Regs, _: u32) -> Step {
    let operand = r.pop();
    let value = number::invert(&operand, r.th)?;
    r.push(value);
    Ok(())
}

/// Follows TO_BOOL or a comparison made bool: the operand is True or False.
#[inline(always)]
pub(super) fn unary_not(r: &mut Regs, _: u32) -> Step {
    let operand = r.pop_raw();
    r.push_bool(std::ptr::eq(operand, boolobject::bool_object(false)));
    Ok(())
}

#[inline(always)]
pub(super) fn to_bool(r: &mut Regs, _: u32) -> Step {
    let operand = r.pop();
    let value = protocol::is_true(&operand, r.th)?;
    r.push_bool(value);
    Ok(())
}

#[inline(always)]
pub(super) fn compare_op(r: &mut Regs, oparg: u32) -> Step {
    let right = r.pop();
    let left = r.pop();
    let value = protocol::rich_compare(&left, &right, (oparg >> compare::SHIFT) as c_int, r.th)?;
    if oparg & u32::from(compare::TO_BOOL) != 0 {
        let truth = protocol::is_true(&value, r.th)?;
        r.push_bool(truth);
    } else {
        r.push(value);
    }
    Ok(())
}

#[inline(always)]
pub(super) fn is_op(r: &mut Regs, oparg: u32) -> Step {
    let right = r.pop();
    let left = r.pop();
    r.push_bool(left.is(&right) != (oparg != 0));
    Ok(())
}

#[inline(always)]
pub(super) fn contains_op(r: &mut Regs, oparg: u32) -> Step {
    let container = r.pop();
    let item = r.pop();
    let found = sequence::contains(&container, &item, r.th)?;
    r.push_bool(found != (oparg != 0));
    Ok(())
}

#[inline(always)]
pub(super) fn binary_subscr(r: &mut Regs, _: u32) -> Step {
    let key = r.pop();
    let container = r.pop();
    let value = sequence::get_item(&container, &key, r.th)?;
    r.push(value);
    Ok(())
}

#[inline(always)]
pub(super) fn store_subscr(r: &mut Regs, _: u32) -> Step {
    let key = r.pop();
    let container = r.pop();
    let value = r.pop();
    Ok(sequence::assign_item(&container, &key, Some(&value), r.th)?)
}

#[inline(always)]
pub(super) fn delete_subscr(r: &mut Regs, _: u32) -> Step {
    let key = r.pop();
    let container = r.pop();
    Ok(sequence::assign_item(&container, &key, None, r.th)?)
}

/// `_PyBuildSlice_ConsumeRefs`: takes stop and start from the stack.
#[inline(always)]
fn pop_slice(r: &mut Regs) -> PyResult<Ref<Slice>> {
    let stop = r.pop();
    let start = r.pop();
    Slice::new(Some(&start), Some(&stop), None)
}

#[inline(always)]
pub(super) fn binary_slice(r: &mut Regs, _: u32) -> Step {
    let slice = pop_slice(r);
    let container = r.pop();
    let value = sequence::get_item(&container, &*slice?, r.th)?;
    r.push(value);
    Ok(())
}

#[inline(always)]
pub(super) fn store_slice(r: &mut Regs, _: u32) -> Step {
    let slice = pop_slice(r);
    let container = r.pop();
    let value = r.pop();
    Ok(sequence::assign_item(&container, &*slice?, Some(&value), r.th)?)
}
