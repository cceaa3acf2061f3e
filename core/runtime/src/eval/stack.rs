//! Instructions that move values: locals, cells, constants, the stack itself.

use super::regs::{Leave, Regs, Step};
use super::unwind;
use crate::prelude::*;

#[inline(always)]
pub(super) fn nop(_: &mut Regs, _: u32) -> Step {
    Ok(())
}

#[inline(always)]
pub(super) fn load_fast(r: &mut Regs, oparg: u32) -> Step {
    let value = r.local(oparg).as_ptr();
    debug_assert!(!value.is_null());
    // SAFETY: the compiler emits this form only where the local is bound.
    unsafe { (*value).incref() };
    r.push_raw(value);
    Ok(())
}

#[inline(always)]
pub(super) fn load_fast_check(r: &mut Regs, oparg: u32) -> Step {
    match r.local(oparg).get() {
        Some(value) => {
            r.push(value);
            Ok(())
        }
        None => Err(unbound(r, oparg)),
    }
}

#[cold]
#[inline(never)]
fn unbound(r: &mut Regs, index: u32) -> Leave {
    unwind::unbound_error(r.frame.code(), index as usize, r.th).into()
}

#[inline(always)]
pub(super) fn load_fast_and_clear(r: &mut Regs, oparg: u32) -> Step {
    let value = r.local(oparg).take();
    r.push_opt(value);
    Ok(())
}

#[inline(always)]
pub(super) fn load_fast_load_fast(r: &mut Regs, oparg: u32) -> Step {
    load_fast(r, oparg >> 4)?;
    load_fast(r, oparg & 15)
}

#[inline(always)]
pub(super) fn store_fast(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop_opt();
    drop(r.local(oparg).replace(value));
    Ok(())
}

#[inline(always)]
pub(super) fn store_fast_load_fast(r: &mut Regs, oparg: u32) -> Step {
    store_fast(r, oparg >> 4)?;
    load_fast(r, oparg & 15)
}

#[inline(always)]
pub(super) fn store_fast_store_fast(r: &mut Regs, oparg: u32) -> Step {
    store_fast(r, oparg >> 4)?;
    store_fast(r, oparg & 15)
}

#[inline(always)]
pub(super) fn delete_fast(r: &mut Regs, oparg: u32) -> Step {
    match r.local(oparg).take() {
        Some(value) => {
            drop(value);
            Ok(())
        }
        None => Err(unbound(r, oparg)),
    }
}

#[inline(always)]
pub(super) fn load_const(r: &mut Regs, oparg: u32) -> Step {
    let value = r.constant(oparg);
    r.push_new(value);
    Ok(())
}

#[inline(always)]
pub(super) fn pop_top(r: &mut Regs, _: u32) -> Step {
    drop(r.pop_opt());
    Ok(())
}

#[inline(always)]
pub(super) fn push_null(r: &mut Regs, _: u32) -> Step {
    r.push_null();
    Ok(())
}

#[inline(always)]
pub(super) fn copy(r: &mut Regs, oparg: u32) -> Step {
    let value = r.peek(oparg as usize);
    r.push_new(value);
    Ok(())
}

#[inline(always)]
pub(super) fn swap(r: &mut Regs, oparg: u32) -> Step {
    let top = r.peek_raw(1);
    let other = r.replace_raw(oparg as usize, top);
    r.replace_raw(1, other);
    Ok(())
}

#[inline(always)]
pub(super) fn end_for(r: &mut Regs, _: u32) -> Step {
    drop(r.pop());
    Ok(())
}

#[inline(always)]
pub(super) fn end_send(r: &mut Regs, _: u32) -> Step {
    let value = r.pop();
    r.set(1, value);
    Ok(())
}

/// The cell in a slot.
#[inline(always)]
pub(super) fn cell<'a>(r: &Regs, index: u32) -> &'a CellObject {
    // SAFETY: the compiler's index of a cell or free variable: MAKE_CELL or COPY_FREE_VARS has put a cell there, which the
    // frame keeps.
    unsafe { &*r.local(index).as_ptr().cast::<CellObject>() }
}

#[inline(always)]
pub(super) fn make_cell(r: &mut Regs, oparg: u32) -> Step {
    let value = r.local(oparg).take();
    let made = CellObject::new(value)?;
    drop(r.local(oparg).replace(Some(made.into_object())));
    Ok(())
}

#[inline(always)]
pub(super) fn copy_free_vars(r: &mut Regs, oparg: u32) -> Step {
    let closure = r.frame.function().layout().func_closure.as_ptr();
    let count = oparg as usize;
    let first = r.code().layout().co_nlocalsplus.get() as usize - count;
    for index in 0..count {
        // SAFETY: the closure of a function whose code has free variables is a tuple of that many cells.
        let cell = unsafe { &*(*(*closure.cast::<PyTupleObject>()).items_ptr().add(index)).as_ptr() };
        drop(r.frame.slot(first + index).replace(Some(Ref::new(cell))));
    }
    Ok(())
}

#[inline(always)]
pub(super) fn load_deref(r: &mut Regs, oparg: u32) -> Step {
    match cell(r, oparg).get() {
        Some(value) => {
            r.push(value);
            Ok(())
        }
        None => Err(unbound(r, oparg)),
    }
}

#[inline(always)]
pub(super) fn store_deref(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    cell(r, oparg).set(Some(value), r.th);
    Ok(())
}

#[inline(always)]
pub(super) fn delete_deref(r: &mut Regs, oparg: u32) -> Step {
    match cell(r, oparg).layout().ob_ref.take() {
        Some(value) => {
            drop(value);
            Ok(())
        }
        None => Err(unbound(r, oparg)),
    }
}

/// Class bodies: the namespace first, then the cell.
pub(super) fn load_from_dict_or_deref(r: &mut Regs, oparg: u32) -> Step {
    let namespace = r.pop();
    let Some(name) = r.code().local_name(oparg as usize) else {
        return Err(unbound(r, oparg));
    };
    if let Some(value) = super::names::mapping_get(&namespace, name, r.th)? {
        r.push(value);
        return Ok(());
    }
    drop(namespace);
    load_deref(r, oparg)
}
