//! The instrumented forms of instructions: they tell the tools, then do what the plain form does.

use ks_bytecode::{arg::resume, op};

use super::monitoring::{self, event};
use super::regs::{Leave, Regs, Step};
use super::{breaker, calls, flow};
use crate::abstract_::call;
use crate::prelude::*;

/// Tells of an event with the stack saved in the frame, for a callback may look at the frame, and jump by setting its line.
/// True if it did: the registers then stand where it jumped to.
fn tell(r: &mut Regs, event: usize, args: &[&Object]) -> Result<bool, Leave> {
    if r.th.tracing.get() != 0 {
        return Ok(false);
    }
    let frame = r.frame;
    frame.save_stack_pointer(r.sp);
    let result = monitoring::fire_local(frame, r.this, event, args, r.th);
    r.sp = frame.take_stack_pointer();
    result?;
    if std::ptr::eq(frame.instr_ptr.get(), r.this) {
        return Ok(false);
    }
    r.ip = frame.instr_ptr.get();
    Ok(true)
}

/// Offset of the instruction being executed.
fn offset(r: &Regs) -> usize {
    r.offset() as usize
}

/// Keeps an adaptive instruction from being specialized while it is hidden: the specializer would overwrite what hides it.
fn pause(r: &mut Regs, opcode: u8) {
    if super::is_adaptive(opcode) {
        let counter = r.cache(0);
        r.set_cache(0, counter | 1 << 4);
    }
}

/// INSTRUMENTED_LINE: the number of the instruction to go on with.
pub(super) fn line(r: &mut Regs, previous: *mut u16) -> Result<u8, Leave> {
    let code = r.code();
    let here = offset(r);
    if r.th.tracing.get() == 0 {
        let line = code.addr2line(here as i32 * 2);
        // SAFETY: the previous instruction of this frame.
        let from = unsafe { previous.offset_from(code.layout().code_ptr()) };
        let mut wanted = line >= 0;
        if wanted && from >= 0 && (from as usize) < code.layout().unit_count() && from as usize != here {
            let before = code.unit(from as usize) as u8;
            let resumed = matches!(before, op::RESUME | op::INSTRUMENTED_RESUME | op::RESUME_CHECK);
            // Within a line nothing is told again; jumps back in it have an event of their own.
            if code.addr2line(from as i32 * 2) == line && !resumed {
                wanted = false;
            }
        }
        if wanted {
            let number = Long::from_i64(line.into())?;
            if tell_line(r, &number)? {
                r.this = r.ip;
                r.frame.instr_ptr.set(r.ip);
                let opcode = r.opcode();
                let index = offset(r);
                // The jump's target tells nothing again.
                return Ok(plain_at(r, opcode, index));
            }
        }
    }
    let hidden = monitoring::hidden_by_line(r.code(), here);
    pause(r, hidden);
    Ok(hidden)
}

fn plain_at(r: &mut Regs, opcode: u8, index: usize) -> u8 {
    let mut opcode = opcode;
    if opcode == op::INSTRUMENTED_LINE {
        opcode = monitoring::hidden_by_line(r.code(), index);
    }
    pause(r, opcode);
    opcode
}

/// `LINE` has the line instead of the offset.
fn tell_line(r: &mut Regs, line: &Object) -> Result<bool, Leave> {
    let frame = r.frame;
    frame.save_stack_pointer(r.sp);
    let result = monitoring::fire_line(frame, r.this, line, r.th);
    r.sp = frame.take_stack_pointer();
    result?;
    if std::ptr::eq(frame.instr_ptr.get(), r.this) {
        return Ok(false);
    }
    r.ip = frame.instr_ptr.get();
    Ok(true)
}

/// INSTRUMENTED_INSTRUCTION: the number of the instruction to go on with.
pub(super) fn instruction(r: &mut Regs) -> Result<u8, Leave> {
    let here = offset(r);
    let hidden = monitoring::hidden_by_instruction(r.code(), here);
    if tell(r, event::INSTRUCTION, &[])? {
        r.this = r.ip;
        return Ok(r.opcode());
    }
    pause(r, hidden);
    Ok(hidden)
}

pub(super) fn resume(r: &mut Regs, oparg: u32) -> Step {
    let global = r.th.eval_breaker.load(std::sync::atomic::Ordering::Relaxed) & !breaker::EVENT_MASK;
    if r.code().layout()._co_instrumentation_version.get() != global && r.th.tracing.get() == 0 {
        monitoring::instrument(r.code(), r.th)?;
        r.ip = r.this;
        return Ok(());
    }
    if oparg & u32::from(resume::OPARG_LOCATION_MASK) < u32::from(resume::AFTER_YIELD_FROM) {
        r.check_breaker()?;
    }
    let start = oparg & u32::from(resume::OPARG_LOCATION_MASK) == 0;
    tell(r, if start { event::PY_START } else { event::PY_RESUME }, &[])?;
    Ok(())
}

pub(super) fn return_value(r: &mut Regs, oparg: u32) -> Step {
    let value = r.peek(1).to_ref();
    tell(r, event::PY_RETURN, &[&value])?;
    flow::return_value(r, oparg)
}

pub(super) fn return_const(r: &mut Regs, oparg: u32) -> Step {
    let value = r.constant(oparg);
    tell(r, event::PY_RETURN, &[value])?;
    flow::return_const(r, oparg)
}

pub(super) fn yield_value(r: &mut Regs, oparg: u32) -> Step {
    if r.th.tracing.get() == 0 {
        // The callback sees the generator as it will be: suspended, behind the instruction, the value off the stack. If it
        // sets the line, that is where the generator goes on.
        let value = r.pop();
        let frame = r.frame;
        frame.generator().gi_frame_state.set(FRAME_SUSPENDED + oparg as i8);
        frame.instr_ptr.set(r.ip);
        frame.save_stack_pointer(r.sp);
        let result = monitoring::fire_local(frame, r.this, event::PY_YIELD, &[&value], r.th);
        r.sp = frame.take_stack_pointer();
        frame.generator().gi_frame_state.set(FRAME_EXECUTING);
        r.ip = frame.instr_ptr.get();
        r.push(value);
        if let Err(raised) = result {
            frame.instr_ptr.set(r.this);
            return Err(raised.into());
        }
    }
    flow::yield_value(r, oparg)
}

/// Tells of a jump or branch, and goes there.
fn jump_to(r: &mut Regs, target: *mut u16, event: usize) -> Step {
    r.ip = target;
    if r.th.tracing.get() != 0 {
        return Ok(());
    }
    // SAFETY: the target is in the code.
    let offset = unsafe { target.offset_from(r.code().layout().code_ptr()) };
    let offset = Long::from_isize(offset * 2)?;
    let frame = r.frame;
    // The frame is at the target already, as the callback sees it.
    frame.instr_ptr.set(target);
    frame.save_stack_pointer(r.sp);
    let result = monitoring::fire_local(frame, r.this, event, &[&offset], r.th);
    r.sp = frame.take_stack_pointer();
    r.ip = frame.instr_ptr.get();
    Ok(result?)
}

/// The address `units` after the next instruction.
fn ahead(r: &Regs, units: isize) -> *mut u16 {
    // SAFETY: jumps of compiled code stay inside it.
    unsafe { r.ip.offset(units) }
}

pub(super) fn jump_forward(r: &mut Regs, oparg: u32) -> Step {
    let target = ahead(r, oparg as isize);
    jump_to(r, target, event::JUMP)
}

pub(super) fn jump_backward(r: &mut Regs, oparg: u32) -> Step {
    r.check_breaker()?;
    let target = ahead(r, -(oparg as isize));
    jump_to(r, target, event::JUMP)
}

fn branch(r: &mut Regs, oparg: u32, taken: bool) -> Step {
    let target = ahead(r, if taken { oparg as isize } else { 0 });
    jump_to(r, target, event::BRANCH)
}

pub(super) fn pop_jump_if_true(r: &mut Regs, oparg: u32) -> Step {
    let condition = r.pop();
    branch(r, oparg, condition.is(boolobject::bool_object(true)))
}

pub(super) fn pop_jump_if_false(r: &mut Regs, oparg: u32) -> Step {
    let condition = r.pop();
    branch(r, oparg, condition.is(boolobject::bool_object(false)))
}

pub(super) fn pop_jump_if_none(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    branch(r, oparg, value.is(none()))
}

pub(super) fn pop_jump_if_not_none(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    branch(r, oparg, !value.is(none()))
}

pub(super) fn for_iter(r: &mut Regs, oparg: u32) -> Step {
    let target = match flow::next_item(r)? {
        Some(item) => {
            r.push(item);
            r.ip
        }
        None => {
            flow::end_loop(r, oparg);
            r.ip
        }
    };
    jump_to(r, target, event::BRANCH)
}

pub(super) fn end_for(r: &mut Regs, _: u32) -> Step {
    let value = r.peek(1).to_ref();
    if Generator::check_exact(r.peek(2)) {
        monitoring::stop_iteration(r.frame, r.this, &value, r.th)?;
    }
    drop(r.pop());
    Ok(())
}

pub(super) fn end_send(r: &mut Regs, oparg: u32) -> Step {
    let value = r.peek(1).to_ref();
    let ty = r.peek(2).ob_type();
    if std::ptr::eq(ty, &genobject::PyGen_Type) || std::ptr::eq(ty, &genobject::PyCoro_Type) {
        monitoring::stop_iteration(r.frame, r.this, &value, r.th)?;
    }
    super::stack::end_send(r, oparg)
}

/// Tells how a call of something that is not Python code ended.
fn tell_result(r: &mut Regs, callable: &Object, first: &Object, result: PyResult) -> PyResult {
    let event = if result.is_ok() { event::C_RETURN } else { event::C_RAISE };
    let saved = r.th.take_raised();
    let told = monitoring::fire_call(r.frame, r.this, event, &[callable, first], r.th);
    match (told, saved) {
        (Err(raised), _) => Err(raised),
        (Ok(()), Some(exception)) => Err(r.th.restore_raised(exception)),
        (Ok(()), None) => result,
    }
}

fn call_with(r: &mut Regs, oparg: usize, kwnames: Option<Ref<Tuple>>) -> Step {
    let callable = r.peek(oparg + 2).to_ref();
    let with_self = usize::from(!r.peek_raw(oparg + 1).is_null());
    let first = match oparg + with_self {
        0 => monitoring::MISSING.to_ref(),
        count => r.peek(count).to_ref(),
    };
    tell(r, event::CALL, &[&callable, &first])?;
    let total = calls::unpack_method(r, oparg);
    // A bound method is told of as its function when the call ends.
    let target = r.peek(oparg + 2);
    let (callable, first) =
        if target.is(&callable) { (callable, first) } else { (target.to_ref(), r.peek(total).to_ref()) };
    if calls::enterable(target, r.th).is_some() {
        return calls::enter_prepared(r, oparg, total, kwnames);
    }
    let keywords = kwnames.as_ref().map_or(0, |names| names.len());
    // SAFETY: the arguments stay on the stack, owned by it; the slot before them is ours.
    let result = unsafe {
        let args = r.sp.sub(total);
        let count = (total - keywords) | PY_VECTORCALL_ARGUMENTS_OFFSET;
        call::vectorcall_raw(target, args, count, kwnames.as_deref(), r.th)
    };
    let result = tell_result(r, &callable, &first, result);
    r.drop_n(oparg + 2);
    r.push(result?);
    r.check_breaker()
}

pub(super) fn call(r: &mut Regs, oparg: u32) -> Step {
    call_with(r, oparg as usize, None)
}

pub(super) fn call_kw(r: &mut Regs, oparg: u32) -> Step {
    // SAFETY: the compiler pushes a tuple of names.
    let kwnames = unsafe { r.pop().cast_unchecked::<Tuple>() };
    call_with(r, oparg as usize, Some(kwnames))
}

pub(super) fn call_function_ex(r: &mut Regs, oparg: u32) -> Step {
    let depth = 1 + (oparg & 1) as usize;
    let callable = r.peek(depth + 2).to_ref();
    let args = r.peek(depth);
    let first = match args.downcast_exact::<Tuple>().and_then(|args| args.items().first()) {
        Some(first) => first.clone(),
        None => monitoring::MISSING.to_ref(),
    };
    tell(r, event::CALL, &[&callable, &first])?;
    if calls::enterable(&callable, r.th).is_some() {
        return calls::call_function_ex(r, oparg);
    }
    let kwargs = if oparg & 1 != 0 { Some(r.pop()) } else { None };
    let args = r.pop();
    drop(r.pop_opt());
    drop(r.pop());
    let args = calls::argument_tuple(&callable, args, r.th)?;
    // SAFETY: the compiler builds a dict for the keywords.
    let kwargs = kwargs.map(|kwargs| unsafe { kwargs.cast_unchecked::<Dict>() });
    let result = call::call_dict(&callable, &args, kwargs.as_deref(), r.th);
    let result = tell_result(r, &callable, &first, result)?;
    r.push(result);
    r.check_breaker()
}

pub(super) fn load_super_attr(r: &mut Regs, oparg: u32) -> Step {
    let global_super = r.peek(3).to_ref();
    let first = if oparg & 2 != 0 { r.peek(2).to_ref() } else { monitoring::MISSING.to_ref() };
    tell(r, event::CALL, &[&global_super, &first])?;
    let name = r.name(oparg >> 2);
    let this = r.pop();
    let class = r.pop();
    drop(r.pop());
    let made = if oparg & 2 != 0 { global_super.call(&[&class, &this], r.th) } else { global_super.call(&[], r.th) };
    let made = tell_result(r, &global_super, &first, made)?;
    let value = made.get_attr(name, r.th)?;
    r.push(value);
    if oparg & 1 != 0 {
        r.push_null();
    }
    Ok(())
}
