//! `frame.f_lineno = line` in a trace function: the frame goes on at another line.
//!
//! Where that may be is found by following the code with a stack of kinds instead of values: the values on the stack must
//! fit what the code at the target expects there.

use std::rc::Rc;

use ks_bytecode::{exception_table, op, stack};

use super::event;
use crate::eval::frame::IFrame;
use crate::prelude::*;

/// What a stack slot holds, as far as jumps are concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Iterator,
    /// The exception that was being handled before.
    Except,
    Object,
    Null,
    /// Where an exception was raised.
    Lasti,
}

impl Kind {
    /// Whether a value of this kind does where `wanted` is expected.
    fn fits(self, wanted: Kind) -> bool {
        match wanted {
            Kind::Object => self != Kind::Null,
            Kind::Null => true,
            _ => self == wanted,
        }
    }
}

/// Deeper stacks are not analyzed.
const MAX_DEPTH: usize = 21;

/// The stack before an instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
enum State {
    /// The instruction has not been reached.
    Unknown,
    TooDeep,
    Stack(Rc<[Kind]>),
}

impl State {
    fn change(&self, change: impl FnOnce(&mut Vec<Kind>)) -> State {
        let State::Stack(kinds) = self else { return self.clone() };
        let mut kinds = kinds.to_vec();
        change(&mut kinds);
        if kinds.len() > MAX_DEPTH { State::TooDeep } else { State::Stack(kinds.into()) }
    }

    fn push(&self, kind: Kind) -> State {
        self.change(|kinds| kinds.push(kind))
    }

    fn pop(&self, count: usize) -> State {
        self.change(|kinds| kinds.truncate(kinds.len().saturating_sub(count)))
    }
}

/// The stacks before all instructions of a code object.
struct Analysis<'a> {
    code: &'a Code,
    states: Vec<State>,
    /// Something became known that an earlier instruction depends on.
    again: bool,
}

impl Analysis<'_> {
    fn of(code: &Code) -> Vec<State> {
        let len = code.layout().unit_count();
        let mut analysis = Analysis { code, states: vec![State::Unknown; len + 1], again: true };
        if let Some(first) = analysis.states.first_mut() {
            *first = State::Stack([].into());
        }
        while analysis.again {
            analysis.again = false;
            analysis.follow_instructions(len);
            analysis.follow_handlers();
        }
        analysis.states
    }

    fn set(&mut self, at: usize, state: State) {
        if let Some(place) = self.states.get_mut(at) {
            *place = state;
        }
    }

    fn follow_instructions(&mut self, len: usize) {
        let mut at = 0;
        while at < len {
            let before = self.states[at].clone();
            let mut oparg = usize::from(self.code.unit(at) >> 8);
            let mut opcode = self.code.base_opcode(at);
            while opcode == op::EXTENDED_ARG && at + 1 < len {
                at += 1;
                oparg = oparg << 8 | usize::from(self.code.unit(at) >> 8);
                opcode = self.code.base_opcode(at);
                self.set(at, before.clone());
            }
            let next = at + 1 + usize::from(op::CACHES[opcode as usize]);
            if before != State::Unknown {
                self.step(at, next, opcode, oparg, &before);
            }
            at = next;
        }
    }

    /// Tells what comes after an instruction what the stack is there.
    fn step(&mut self, at: usize, next: usize, opcode: u8, oparg: usize, before: &State) {
        let after = match opcode {
            op::POP_JUMP_IF_TRUE | op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
                let after = before.pop(1);
                self.set(next + oparg, after.clone());
                after
            }
            op::SEND => {
                self.set(next + oparg, before.clone());
                before.clone()
            }
            op::JUMP_FORWARD => return self.set(next + oparg, before.clone()),
            op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_INTERRUPT => {
                let Some(target) = next.checked_sub(oparg) else { return };
                self.again |= target < at && self.states[target] == State::Unknown;
                return self.set(target, before.clone());
            }
            op::GET_ITER | op::GET_AITER => before.pop(1).push(Kind::Iterator),
            op::FOR_ITER => {
                let after = before.push(Kind::Object);
                self.set(next + oparg, after.clone());
                after
            }
            op::END_ASYNC_FOR => before.pop(2),
            op::PUSH_EXC_INFO => before.push(Kind::Except),
            op::POP_EXCEPT => before.pop(1),
            op::RETURN_VALUE | op::RETURN_CONST | op::RAISE_VARARGS | op::RERAISE => return,
            op::PUSH_NULL => before.push(Kind::Null),
            op::LOAD_GLOBAL if oparg & 1 != 0 => before.push(Kind::Object).push(Kind::Null),
            op::LOAD_ATTR if oparg & 1 != 0 => before.pop(1).push(Kind::Object).push(Kind::Null),
            op::SWAP => before.change(|kinds| {
                let top = kinds.len().wrapping_sub(1);
                if let Some(other) = kinds.len().checked_sub(oparg)
                    && top < kinds.len()
                    && other < kinds.len()
                {
                    kinds.swap(top, other);
                }
            }),
            op::COPY => before.change(|kinds| {
                if let Some(kind) = kinds.len().checked_sub(oparg).and_then(|index| kinds.get(index)) {
                    kinds.push(*kind);
                }
            }),
            _ => {
                let effect = |jump| stack::effect(u16::from(opcode), oparg as i32, jump).unwrap_or(0);
                match effect(false).max(effect(true)) {
                    popped @ ..0 => before.pop(popped.unsigned_abs() as usize),
                    pushed => before.change(|kinds| {
                        kinds.extend(std::iter::repeat_n(Kind::Object, (pushed as usize).min(MAX_DEPTH + 1)));
                    }),
                }
            }
        };
        self.set(next, after);
    }

    fn follow_handlers(&mut self) {
        let Some(table) = self.code.layout().co_exceptiontable.get() else { return };
        let Some(table) = table.downcast::<Bytes>() else { return };
        for entry in exception_table::entries(table.as_bytes()) {
            let Some(guarded) = self.states.get(entry.start as usize).filter(|state| **state != State::Unknown) else {
                continue;
            };
            let mut handler = guarded.change(|kinds| kinds.truncate(entry.depth as usize));
            if entry.lasti {
                handler = handler.push(Kind::Lasti);
            }
            handler = handler.push(Kind::Except);
            let target = entry.target as usize;
            self.again |= self.states.get(target) == Some(&State::Unknown);
            self.set(target, handler);
        }
    }
}

/// Whether the upper values of one stack can be dropped so that the rest fits another.
fn compatible(from: &State, to: &State) -> bool {
    match (from, to) {
        (State::Stack(from), State::Stack(to)) => {
            from.len() >= to.len() && from.iter().zip(to.iter()).all(|(from, to)| from.fits(*to))
        }
        _ => false,
    }
}

/// Why code cannot be entered with another stack than its own.
fn explain(target: &State) -> &'static str {
    match target {
        State::TooDeep => "stack is too deep to analyze",
        State::Unknown => "can't jump into an exception handler, or code may be unreachable",
        State::Stack(kinds) => match kinds.last() {
            Some(Kind::Except) => "can't jump into an 'except' block as there's no exception",
            Some(Kind::Lasti) => "can't jump into a re-raising block as there's no location",
            Some(Kind::Iterator) => "can't jump into the body of a for loop",
            Some(Kind::Object | Kind::Null) | None => "incompatible stacks",
        },
    }
}

/// The instructions at which the line changes, with the line.
fn line_starts(code: &Code) -> Vec<(usize, i32)> {
    let mut starts = Vec::new();
    let (mut at, mut last) = (0, -1);
    for (location, units) in code.locations() {
        if location.lineno != last && location.lineno >= 0 {
            last = location.lineno;
            starts.push((at, last));
        }
        at += units as usize;
    }
    starts
}

/// Events at which a jump is possible, and why at others it is not.
fn check_event(what: i32) -> Result<(), &'static str> {
    match usize::try_from(what) {
        Err(_) => Err("f_lineno can only be set in a trace function"),
        Ok(event::PY_START) => Err("can't jump from the 'call' trace event of a new frame"),
        Ok(event::CALL | event::C_RETURN) => Err("can't jump during a call"),
        Ok(event::LINE | event::PY_YIELD) => Ok(()),
        Ok(_) => Err("can only jump from a 'line' trace event"),
    }
}

/// `frame.f_lineno = line`.
///
/// # Errors
/// `ValueError` where that cannot be, and what the warning about unbound variables becomes.
pub fn set_line(frame: &Frame, line: &Long, th: &mut Thread) -> PyResult<()> {
    if let Err(message) = check_event(th.what_event.get()) {
        return Err(raise!(th, ValueError, "{message}"));
    }
    if th.tracing.get() == 0 || frame.owns_activation() {
        return Err(raise!(th, ValueError, "f_lineno can only be set in a trace function"));
    }
    let Some(wanted) = line.to_i64_opt().and_then(|line| i32::try_from(line).ok()) else {
        return Err(raise!(th, ValueError, "lineno out of range"));
    };
    let activation = frame.activation();
    let code = Ref::new(activation.code());
    if wanted < code.layout().co_firstlineno.get() {
        return Err(raise!(th, ValueError, "line {wanted} comes before the current code block"));
    }
    let starts = line_starts(&code);
    let Some(line) = starts.iter().map(|(_, line)| *line).filter(|line| *line >= wanted).min() else {
        return Err(raise!(th, ValueError, "line {wanted} comes after the current code block"));
    };
    let states = Analysis::of(&code);
    let here = usize::try_from(activation.lasti()).ok().and_then(|at| states.get(at)).cloned();
    let here = here.unwrap_or(State::Unknown);
    // Of the instructions of the line the one with the deepest stack that fits; the first of these.
    let (mut best, mut message): (Option<(usize, usize)>, _) = (None, None);
    for (at, _) in starts.iter().filter(|start| start.1 == line) {
        let Some(target) = states.get(*at) else { break };
        if let (true, State::Stack(kinds)) = (compatible(&here, target), target) {
            if best.is_none_or(|(_, depth)| kinds.len() > depth) {
                best = Some((*at, kinds.len()));
            }
        } else if message.is_none() {
            message = match here {
                State::TooDeep => Some("stack to deep to analyze"),
                State::Unknown => Some("can't jump from unreachable code"),
                State::Stack(_) => Some(explain(target)),
            };
        }
    }
    let (Some((target, depth)), State::Stack(kinds)) = (best, here) else {
        let message = message.unwrap_or("cannot find bytecode for specified line");
        return Err(raise!(th, ValueError, "{message}"));
    };
    // Bytecode forged by hand may not keep what the analysis assumes.
    let suspended = usize::from(is_suspended(activation));
    let height = activation.stacktop.get() - code.layout().co_nlocalsplus.get();
    if usize::try_from(height) != Ok(kinds.len().wrapping_sub(suspended)) {
        return Err(raise!(th, ValueError, "incompatible stacks"));
    }
    bind_unbound(activation, &code, th)?;
    unwind(activation, &kinds, depth, th);
    frame.layout().f_lineno.set(0);
    // SAFETY: the target is an instruction of the code.
    activation.instr_ptr.set(unsafe { code.layout().code_ptr().add(target) });
    Ok(())
}

/// The code at the target may count on any local variable being bound.
fn bind_unbound(activation: IFrame, code: &Code, th: &mut Thread) -> PyResult<()> {
    let slots = code.layout().co_nlocalsplus.get().max(0) as usize;
    let unbound = (0..slots).filter(|index| activation.slot(*index).is_null()).count();
    if unbound == 0 {
        return Ok(());
    }
    let plural = if unbound == 1 { "" } else { "s" };
    exceptions::warn(
        &exceptions::RuntimeWarning,
        format_args!("assigning None to {unbound} unbound local{plural}"),
        0,
        th,
    )?;
    for index in 0..slots {
        if activation.slot(index).is_null() {
            activation.slot(index).init(none().to_ref());
        }
    }
    Ok(())
}

/// Whether a generator has just yielded a value, which is off its stack already.
fn is_suspended(activation: IFrame) -> bool {
    activation.is_in_generator() && activation.generator().gi_frame_state.get() == FRAME_SUSPENDED
}

/// Drops the values above `depth`; leaving a handler puts the exception back that was handled before.
fn unwind(activation: IFrame, kinds: &[Kind], depth: usize, th: &mut Thread) {
    let mut kinds = kinds.to_vec();
    if is_suspended(activation) {
        // What was yielded is off the stack already.
        kinds.pop();
    }
    while kinds.len() > depth {
        let top = activation.stacktop.get() - 1;
        activation.stacktop.set(top);
        // SAFETY: the stack is saved in the frame, and as deep as the analysis says; it owns its values.
        let value = unsafe { Ref::from_raw_option(*activation.slots().offset(top as isize)) };
        if kinds.pop() == Some(Kind::Except) {
            let previous = value.filter(|value| !value.is(none()));
            // SAFETY: a running thread has a current exception record.
            let record = unsafe { &*th.exc_info.get() };
            drop(record.exc_value.replace(previous));
        } else {
            drop(value);
        }
    }
}
