//! Jumps, iteration, returning, and the switch between generators and their callers.

use ks_bytecode::arg::resume;
use ks_bytecode::op;

use super::breaker;
use super::frame::{IFrame, clear_and_pop, pop_words};
use super::interp;
use super::monitoring;
use super::regs::{Leave, Regs, Step};
use crate::objects::genobject;
use crate::prelude::*;

#[inline(always)]
pub(super) fn jump_forward(r: &mut Regs, oparg: u32) -> Step {
    r.jump(oparg as isize);
    Ok(())
}

#[inline(always)]
pub(super) fn jump_backward(r: &mut Regs, oparg: u32) -> Step {
    r.check_breaker()?;
    r.jump(-(oparg as isize));
    Ok(())
}

#[inline(always)]
pub(super) fn jump_backward_no_interrupt(r: &mut Regs, oparg: u32) -> Step {
    r.jump(-(oparg as isize));
    Ok(())
}

/// The operand of a conditional jump is True or False.
#[inline(always)]
pub(super) fn pop_jump_if_false(r: &mut Regs, oparg: u32) -> Step {
    let condition = r.pop_raw();
    if std::ptr::eq(condition, boolobject::bool_object(false)) {
        r.jump(oparg as isize);
    }
    Ok(())
}

#[inline(always)]
pub(super) fn pop_jump_if_true(r: &mut Regs, oparg: u32) -> Step {
    let condition = r.pop_raw();
    if std::ptr::eq(condition, boolobject::bool_object(true)) {
        r.jump(oparg as isize);
    }
    Ok(())
}

#[inline(always)]
pub(super) fn pop_jump_if_none(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    if value.is(none()) {
        r.jump(oparg as isize);
    }
    Ok(())
}

#[inline(always)]
pub(super) fn pop_jump_if_not_none(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    if !value.is(none()) {
        r.jump(oparg as isize);
    }
    Ok(())
}

#[inline(always)]
pub(super) fn get_iter(r: &mut Regs, _: u32) -> Step {
    let iterable = r.pop();
    let iterator = crate::abstract_::iter::iter(&iterable, r.th)?;
    r.push(iterator);
    Ok(())
}

pub(super) fn get_yield_from_iter(r: &mut Regs, _: u32) -> Step {
    let iterable = r.peek(1);
    if std::ptr::eq(iterable.ob_type(), &genobject::PyCoro_Type) {
        let flags = r.code().layout().co_flags.get();
        if flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE) == 0 {
            return Err(
                raise!(r.th, TypeError, "cannot 'yield from' a coroutine object in a non-coroutine generator").into()
            );
        }
        return Ok(());
    }
    if std::ptr::eq(iterable.ob_type(), &genobject::PyGen_Type) {
        return Ok(());
    }
    let iterator = crate::abstract_::iter::iter(iterable, r.th)?;
    r.set(1, iterator);
    Ok(())
}

/// The iterator's next item, or `None` at its end.
#[inline(always)]
pub(super) fn next_item(r: &mut Regs) -> Result<Option<Ref>, Leave> {
    let iterator = r.peek(1);
    let Some(slot) = iterator.ob_type().tp_iternext.get() else {
        return Err(not_iterator(r));
    };
    // SAFETY: a slot of the iterator's type.
    if let Some(item) = unsafe { slot(iterator) } {
        return Ok(Some(item));
    }
    if r.th.is_raised() {
        if !r.th.raised_matches(&exceptions::StopIteration) {
            return Err(Leave::Error);
        }
        monitoring::raise(r.frame, r.this, r.th);
        r.th.clear_raised();
    }
    Ok(None)
}

#[cold]
fn not_iterator(r: &mut Regs) -> Leave {
    let name = r.peek(1).ob_type().display_name();
    raise!(r.th, TypeError, "'{name:.200}' object is not an iterator").into()
}

/// The loop is over: pops the iterator, and skips END_FOR and POP_TOP at the jump's target.
#[inline(always)]
pub(super) fn end_loop(r: &mut Regs, oparg: u32) {
    drop(r.pop());
    r.jump(oparg as isize + 2);
}

#[inline(always)]
pub(super) fn for_iter(r: &mut Regs, oparg: u32) -> Step {
    match next_item(r)? {
        Some(item) => r.push(item),
        None => end_loop(r, oparg),
    }
    Ok(())
}

/// RESUME: brings the code's instrumentation up to date, and lets others have their turn.
pub(super) fn resume(r: &mut Regs, oparg: u32) -> Step {
    let global = r.th.eval_breaker.load(std::sync::atomic::Ordering::Relaxed) & !breaker::EVENT_MASK;
    let code = r.code();
    if code.layout()._co_instrumentation_version.get() != global {
        monitoring::instrument(code, r.th)?;
        r.ip = r.this;
        return Ok(());
    }
    if oparg & u32::from(resume::OPARG_LOCATION_MASK) < u32::from(resume::AFTER_YIELD_FROM) {
        r.check_breaker()?;
    }
    r.set_opcode(op::RESUME_CHECK);
    Ok(())
}

/// RESUME_CHECK: nothing requested, nothing to instrument.
#[inline(always)]
pub(super) fn resume_check(r: &mut Regs, _: u32) -> super::regs::Guarded {
    let breaker = r.th.eval_breaker.load(std::sync::atomic::Ordering::Relaxed);
    Ok(breaker == r.code().layout()._co_instrumentation_version.get())
}

/// Leaves the running frame with a value, which the caller finds on its stack.
#[inline(always)]
pub(super) fn return_with(r: &mut Regs, value: Ref) -> Step {
    r.th.py_recursion_remaining.set(r.th.py_recursion_remaining.get() + 1);
    let dying = r.frame;
    dying.save_stack_pointer(r.sp);
    // SAFETY: every frame run by the loop has a caller: at least the entry frame.
    let caller = unsafe { IFrame::new(dying.previous.get()) };
    r.th.current_frame.set(caller.as_ptr());
    clear_and_pop(dying, r.th);
    r.resume_caller(caller, caller.return_offset.get() as usize);
    r.push(value);
    Ok(())
}

#[inline(always)]
pub(super) fn return_value(r: &mut Regs, _: u32) -> Step {
    let value = r.pop();
    return_with(r, value)
}

#[inline(always)]
pub(super) fn return_const(r: &mut Regs, oparg: u32) -> Step {
    let value = Ref::new(r.constant(oparg));
    return_with(r, value)
}

pub(super) fn interpreter_exit(_: &mut Regs, _: u32) -> Step {
    Err(Leave::Exit)
}

/// RETURN_GENERATOR: the frame moves into a new generator, which is what the call returns.
pub(super) fn return_generator(r: &mut Regs, _: u32) -> Step {
    let generator = genobject::make_for_frame(r.frame, r.th)?;
    let frame = r.frame;
    frame.save_stack_pointer(r.sp);
    frame.instr_ptr.set(r.ip);
    let inner = generator.layout().iframe();
    // SAFETY: the generator was allocated with room for the frame.
    unsafe {
        frame.move_to(inner);
        (*inner).owner.set(FRAME_OWNED_BY_GENERATOR);
    }
    generator.layout().gi_frame_state.set(FRAME_CREATED);
    heap_track(&generator);
    r.th.py_recursion_remaining.set(r.th.py_recursion_remaining.get() + 1);
    // SAFETY: every frame run by the loop has a caller.
    let caller = unsafe { IFrame::new(frame.previous.get()) };
    pop_words(frame, r.th);
    r.resume_caller(caller, caller.return_offset.get() as usize);
    r.push(generator);
    Ok(())
}

fn heap_track(generator: &Object) {
    crate::heap::gc_track(generator);
}

/// YIELD_VALUE: goes back to the caller, after its SEND or FOR_ITER. Never raises.
#[inline(always)]
pub(super) fn yield_value(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    let frame = r.frame;
    frame.instr_ptr.set(r.ip);
    let generator = frame.generator();
    generator.gi_frame_state.set(FRAME_SUSPENDED + oparg as i8);
    frame.save_stack_pointer(r.sp);
    r.th.exc_info.set(generator.gi_exc_state.previous_item.get());
    generator.gi_exc_state.previous_item.set(std::ptr::null_mut());
    r.th.py_recursion_remaining.set(r.th.py_recursion_remaining.get() + 1);
    // SAFETY: every frame run by the loop has a caller.
    let caller = unsafe { IFrame::new(frame.previous.get()) };
    frame.previous.set(std::ptr::null_mut());
    // SEND and FOR_ITER have one unit of cache.
    r.resume_caller(caller, 2);
    r.push(value);
    Ok(())
}

/// The generator or coroutine that an object is, if its frame can be entered without a native call.
#[inline(always)]
pub(super) fn enterable<'a>(object: &'a Object, th: &Thread) -> Option<&'a PyGenObject> {
    let ty = object.ob_type();
    if !std::ptr::eq(ty, &genobject::PyGen_Type) && !std::ptr::eq(ty, &genobject::PyCoro_Type) {
        return None;
    }
    // SAFETY: just checked.
    let generator = unsafe { object.cast_unchecked::<PyGenObject>() };
    if generator.gi_frame_state.get() >= FRAME_EXECUTING || interp::block(th).eval_frame.get().is_some() {
        return None;
    }
    Some(generator)
}

/// Sends a value into a generator's frame, which becomes the running one.
#[inline(always)]
pub(super) fn enter_generator(r: &mut Regs, generator: &PyGenObject, value: Ref, return_offset: usize) -> Step {
    // SAFETY: the generator's frame is live: it has not completed.
    let frame = unsafe { IFrame::new(generator.iframe()) };
    frame.push_suspended(value);
    generator.gi_frame_state.set(FRAME_EXECUTING);
    generator.gi_exc_state.previous_item.set(r.th.exc_info.get());
    r.th.exc_info.set(std::ptr::from_ref(&generator.gi_exc_state).cast_mut());
    r.enter(frame, return_offset)
}

#[inline(always)]
pub(super) fn send(r: &mut Regs, oparg: u32) -> Step {
    if let Some(generator) = enterable(r.peek(2), r.th) {
        let value = r.pop();
        let offset = r.length() + oparg as usize;
        return enter_generator(r, generator, value, offset);
    }
    send_to_object(r, oparg)
}

fn send_to_object(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    let receiver = r.peek(1);
    let answer = if value.is(none()) && crate::abstract_::iter::is_iterator(receiver) {
        match receiver.ob_type().tp_iternext.get() {
            // SAFETY: a slot of the receiver's type.
            Some(slot) => unsafe { slot(receiver) },
            None => None,
        }
    } else {
        receiver.call_method(id!(send), &[&value], r.th).ok()
    };
    if let Some(answer) = answer {
        r.push(answer);
        return Ok(());
    }
    if r.th.raised_matches(&exceptions::StopIteration) {
        monitoring::raise(r.frame, r.this, r.th);
    }
    let result = genobject::fetch_stop_iteration_value(r.th)?;
    r.push(result);
    r.jump(oparg as isize);
    Ok(())
}
