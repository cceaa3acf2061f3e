//! Special forms of loops: iteration over lists, tuples, ranges and generators; sending to generators.

use super::super::flow::{end_loop, enter_generator, enterable};
use super::super::regs::{Guarded, Regs};
use crate::objects::genobject::PyGen_Type;
use crate::objects::listobject::PyListIter_Type;
use crate::objects::rangeobject::PyRangeIter_Type;
use crate::objects::tupleobject::PyTupleIter_Type;
use crate::prelude::*;

#[inline(always)]
pub(in crate::eval) fn for_iter_list(r: &mut Regs, oparg: u32) -> Guarded {
    let iterator = r.peek(1);
    if !std::ptr::eq(iterator.ob_type(), &PyListIter_Type) {
        return Ok(false);
    }
    // SAFETY: just checked; items of a list are set.
    unsafe {
        let state = iterator.cast_unchecked::<_PyListIterObject>();
        if let Some(list) = state.it_seq.as_ptr().as_ref() {
            let index = state.it_index.get();
            if index < list.ob_base.ob_size.get() {
                let item = Ref::new(&*(*list.ob_item.get().offset(index)).as_ptr());
                state.it_index.set(index + 1);
                r.push(item);
                return Ok(true);
            }
            state.it_index.set(-1);
            drop(state.it_seq.take());
        }
    }
    end_loop(r, oparg);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn for_iter_tuple(r: &mut Regs, oparg: u32) -> Guarded {
    let iterator = r.peek(1);
    if !std::ptr::eq(iterator.ob_type(), &PyTupleIter_Type) {
        return Ok(false);
    }
    // SAFETY: just checked; items of a tuple are set.
    unsafe {
        let state = iterator.cast_unchecked::<_PyTupleIterObject>();
        if let Some(tuple) = state.it_seq.as_ptr().as_ref() {
            let index = state.it_index.get();
            if index < tuple.ob_base.ob_size.get() {
                let item = Ref::new(&*(*tuple.items_ptr().offset(index)).as_ptr());
                state.it_index.set(index + 1);
                r.push(item);
                return Ok(true);
            }
            drop(state.it_seq.take());
        }
    }
    end_loop(r, oparg);
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn for_iter_range(r: &mut Regs, oparg: u32) -> Guarded {
    let iterator = r.peek(1);
    if !std::ptr::eq(iterator.ob_type(), &PyRangeIter_Type) {
        return Ok(false);
    }
    // SAFETY: just checked.
    let state = unsafe { iterator.cast_unchecked::<_PyRangeIterObject>() };
    let left = state.len.get();
    if left <= 0 {
        end_loop(r, oparg);
        return Ok(true);
    }
    let value = state.start.get();
    let item = Long::from_i64(value)?;
    state.start.set(value.wrapping_add(state.step.get()));
    state.len.set(left - 1);
    r.push(item);
    Ok(true)
}

/// Enters the generator's frame; it comes back after this instruction, or at the loop's end.
#[inline(always)]
pub(in crate::eval) fn for_iter_gen(r: &mut Regs, oparg: u32) -> Guarded {
    let iterator = r.peek(1);
    if !std::ptr::eq(iterator.ob_type(), &PyGen_Type) {
        return Ok(false);
    }
    let Some(generator) = enterable(iterator, r.th) else { return Ok(false) };
    let offset = r.length() + oparg as usize;
    enter_generator(r, generator, none().to_ref(), offset)?;
    Ok(true)
}

#[inline(always)]
pub(in crate::eval) fn send_gen(r: &mut Regs, oparg: u32) -> Guarded {
    let Some(generator) = enterable(r.peek(2), r.th) else { return Ok(false) };
    let value = r.pop();
    let offset = r.length() + oparg as usize;
    enter_generator(r, generator, value, offset)?;
    Ok(true)
}
