//! Instrumented instructions: which places of a code object tell which tools.
//!
//! For each code unit, `tools` are the tools of the instruction's own event, `line_tools` those of the line that begins
//! there, `per_instruction_tools` those that want every instruction. A place with such tools holds an instrumented
//! instruction: `INSTRUMENTED_LINE` hides `INSTRUMENTED_INSTRUCTION` hides the form of the event hides the plain one.

use ks_bytecode::{arg::resume, exception_table, op};

use super::event;
use crate::eval::breaker::EVENT_MASK;
use crate::eval::interp::block;
use crate::heap;
use crate::objects::codeobject::COUNTER_WARMUP;
use crate::prelude::*;

/// The monitoring data of a code object, if it has any.
fn data(code: &Code) -> Option<&_PyCoMonitoringData> {
    // SAFETY: null, or a block that belongs to the code object.
    unsafe { code.layout()._co_monitoring.get().as_ref() }
}

/// A zeroed array of one entry for each code unit, made on demand.
fn array<T>(field: &std::cell::Cell<*mut T>, count: usize) -> PyResult<*mut T> {
    if field.get().is_null() {
        let bytes = count * size_of::<T>();
        let memory = heap::mem_malloc(bytes);
        if memory.is_null() {
            return Err(heap::out_of_memory());
        }
        // SAFETY: fresh memory of that size.
        unsafe { memory.write_bytes(0, bytes) };
        field.set(memory.cast());
    }
    Ok(field.get())
}

fn ensure(code: &Code) -> PyResult<&_PyCoMonitoringData> {
    let pointer = array(&code.layout()._co_monitoring, 1)?;
    // SAFETY: made just now or before; lives as long as the code object.
    Ok(unsafe { &*pointer })
}

/// Frees the monitoring data of a dying code object.
pub fn free_data(code: &PyCodeObject) {
    let pointer = code._co_monitoring.replace(std::ptr::null_mut());
    // SAFETY: null, or a block that belonged to the code object, with its arrays.
    unsafe {
        let Some(data) = pointer.as_ref() else { return };
        heap::mem_free(data.tools.get());
        heap::mem_free(data.lines.get().cast());
        heap::mem_free(data.line_tools.get());
        heap::mem_free(data.per_instruction_opcodes.get());
        heap::mem_free(data.per_instruction_tools.get());
        heap::mem_free(pointer.cast());
    }
}

/// An entry of an array of tools; none if there is no array.
fn entry(array: *mut u8, index: usize) -> u8 {
    // SAFETY: null, or an array with an entry for each code unit.
    if array.is_null() { 0 } else { unsafe { *array.add(index) } }
}

/// The tools that an event at a place tells.
pub(super) fn tools_at(code: &Code, offset: usize, event: usize) -> u8 {
    let Some(data) = data(code) else { return 0 };
    match event {
        event::LINE => entry(data.line_tools.get(), offset),
        event::INSTRUCTION => entry(data.per_instruction_tools.get(), offset),
        _ => {
            let tools = entry(data.tools.get(), offset);
            tools & data.active_monitors.tools[event].get()
        }
    }
}

/// The events of a code object alone that a tool wants, as bits.
pub(super) fn local_events(code: &Code, tool: usize) -> u32 {
    let Some(data) = data(code) else { return 0 };
    (0..event::LOCAL)
        .filter(|event| data.local_monitors.tools[*event].get() >> tool & 1 != 0)
        .fold(0, |set, event| set | 1 << event)
}

pub(super) fn set_local_events(code: &Code, tool: usize, events: u32) -> PyResult<()> {
    let data = ensure(code)?;
    for event in 0..event::LOCAL {
        let cell = &data.local_monitors.tools[event];
        let bit = 1 << tool;
        cell.set(if events >> event & 1 != 0 { cell.get() | bit } else { cell.get() & !bit });
    }
    Ok(())
}

/// The event of an instruction, by its plain number.
fn event_of(opcode: u8, oparg: u8) -> Option<usize> {
    Some(match opcode {
        op::RETURN_VALUE | op::RETURN_CONST => event::PY_RETURN,
        op::CALL | op::CALL_KW | op::CALL_FUNCTION_EX | op::LOAD_SUPER_ATTR => event::CALL,
        op::RESUME if oparg & resume::OPARG_LOCATION_MASK == 0 => event::PY_START,
        op::RESUME => event::PY_RESUME,
        op::YIELD_VALUE => event::PY_YIELD,
        op::JUMP_FORWARD | op::JUMP_BACKWARD => event::JUMP,
        op::POP_JUMP_IF_FALSE
        | op::POP_JUMP_IF_TRUE
        | op::POP_JUMP_IF_NONE
        | op::POP_JUMP_IF_NOT_NONE
        | op::FOR_ITER => event::BRANCH,
        op::END_FOR | op::END_SEND => event::STOP_ITERATION,
        _ => return None,
    })
}

/// The form of an instruction that tells its event.
fn instrumented_form(opcode: u8) -> u8 {
    match opcode {
        op::RESUME => op::INSTRUMENTED_RESUME,
        op::RETURN_VALUE => op::INSTRUMENTED_RETURN_VALUE,
        op::RETURN_CONST => op::INSTRUMENTED_RETURN_CONST,
        op::YIELD_VALUE => op::INSTRUMENTED_YIELD_VALUE,
        op::CALL => op::INSTRUMENTED_CALL,
        op::CALL_KW => op::INSTRUMENTED_CALL_KW,
        op::CALL_FUNCTION_EX => op::INSTRUMENTED_CALL_FUNCTION_EX,
        op::LOAD_SUPER_ATTR => op::INSTRUMENTED_LOAD_SUPER_ATTR,
        op::JUMP_FORWARD => op::INSTRUMENTED_JUMP_FORWARD,
        op::JUMP_BACKWARD => op::INSTRUMENTED_JUMP_BACKWARD,
        op::POP_JUMP_IF_FALSE => op::INSTRUMENTED_POP_JUMP_IF_FALSE,
        op::POP_JUMP_IF_TRUE => op::INSTRUMENTED_POP_JUMP_IF_TRUE,
        op::POP_JUMP_IF_NONE => op::INSTRUMENTED_POP_JUMP_IF_NONE,
        op::POP_JUMP_IF_NOT_NONE => op::INSTRUMENTED_POP_JUMP_IF_NOT_NONE,
        op::FOR_ITER => op::INSTRUMENTED_FOR_ITER,
        op::END_FOR => op::INSTRUMENTED_END_FOR,
        op::END_SEND => op::INSTRUMENTED_END_SEND,
        other => other,
    }
}

/// The offsets of the instructions of a code object, with plain numbers.
fn instructions(code: &Code) -> Vec<(usize, u8)> {
    let count = code.layout().unit_count();
    let mut all = Vec::new();
    let mut index = 0;
    while index < count {
        let opcode = code.base_opcode(index);
        all.push((index, opcode));
        index += 1 + op::CACHES[opcode as usize] as usize;
    }
    all
}

/// The line of each code unit; -1 for none.
fn lines_of(code: &Code) -> Vec<i32> {
    let mut lines = Vec::with_capacity(code.layout().unit_count());
    for (location, units) in code.locations() {
        lines.extend(std::iter::repeat_n(location.lineno, units as usize));
    }
    lines
}

/// Whether a line begins at each code unit: where the line changes, and at the targets of jumps and handlers.
fn line_starts(code: &Code, instructions: &[(usize, u8)]) -> Vec<bool> {
    let lines = lines_of(code);
    let count = code.layout().unit_count();
    let mut starts = vec![false; count];
    let line_at = |index: usize| lines.get(index).copied().unwrap_or(-1);
    let is_hidden = |opcode: u8| matches!(opcode, op::RESUME | op::END_FOR | op::END_SEND | op::END_ASYNC_FOR);
    let first = code.layout()._co_firsttraceable.get() as usize;
    let mut current = -1;
    for &(index, opcode) in instructions {
        if index < first {
            continue;
        }
        let line = line_at(index);
        match opcode {
            op::RESUME => {}
            op::END_ASYNC_FOR | op::END_SEND | op::END_FOR => current = line,
            _ => {
                if line >= 0 && line != current {
                    starts[index] = true;
                }
                current = line;
            }
        }
    }
    let opcodes: std::collections::HashMap<usize, u8> = instructions.iter().copied().collect();
    let mut mark = |target: usize| {
        if target >= first && line_at(target) >= 0 && opcodes.get(&target).is_some_and(|opcode| !is_hidden(*opcode)) {
            starts[target] = true;
        }
    };
    let mut extended = 0usize;
    for &(index, opcode) in instructions {
        let oparg = extended << 8 | (code.unit(index) >> 8) as usize;
        extended = if opcode == op::EXTENDED_ARG { oparg } else { 0 };
        let next = index + 1 + op::CACHES[opcode as usize] as usize;
        match opcode {
            op::FOR_ITER => mark(next + oparg + 2),
            op::JUMP_FORWARD
            | op::POP_JUMP_IF_FALSE
            | op::POP_JUMP_IF_TRUE
            | op::POP_JUMP_IF_NONE
            | op::POP_JUMP_IF_NOT_NONE => mark(next + oparg),
            op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_INTERRUPT => mark(next.saturating_sub(oparg)),
            op::SEND => mark(next + oparg),
            _ => {}
        }
    }
    for entry in exception_table::entries(code.exception_table()) {
        let target = entry.target as usize;
        if opcodes.get(&target).is_some_and(|opcode| *opcode != op::POP_EXCEPT && *opcode != op::RERAISE) {
            mark(target);
        }
    }
    starts
}

/// `_Py_Instrument`: brings a code object up to date with the tools' wishes.
pub fn instrument(code: &Code, th: &mut Thread) -> PyResult<()> {
    let version = block(th).ceval.instrumentation_version.get() & !EVENT_MASK;
    if code.layout()._co_instrumentation_version.get() == version {
        return Ok(());
    }
    force(code, th)
}

/// As [`instrument`], even if the version has not changed.
pub(super) fn force(code: &Code, th: &mut Thread) -> PyResult<()> {
    let layout = code.layout();
    let interp = block(th);
    let version = interp.ceval.instrumentation_version.get() & !EVENT_MASK;
    let restarted = interp.last_restart_version.get() > layout._co_instrumentation_version.get();
    layout._co_instrumentation_version.set(version);
    if layout.co_flags.get() & CO_NO_MONITORING_EVENTS != 0 {
        return Ok(());
    }
    let wanted_by = |event: usize| {
        let local = data(code).map_or(0, |data| data.local_monitors.tools[event].get());
        interp.monitors.tools[event].get() | local
    };
    let wanted: Vec<u8> = (0..event::LOCAL).map(wanted_by).collect();
    if wanted.iter().all(|tools| *tools == 0) && data(code).is_none() {
        return Ok(());
    }
    let data = ensure(code)?;
    let count = layout.unit_count();
    let tools = array(&data.tools, count)?;
    let mut added = [0u8; event::LOCAL];
    let mut removed = [0u8; event::LOCAL];
    for event in 0..event::LOCAL {
        let active = data.active_monitors.tools[event].get();
        // After a restart the places that callbacks had switched off are on again.
        added[event] = if restarted { wanted[event] } else { wanted[event] & !active };
        removed[event] = active & !wanted[event];
        data.active_monitors.tools[event].set(wanted[event]);
    }
    let by_line = added[event::LINE] | removed[event::LINE] != 0 || !data.line_tools.get().is_null();
    let by_instruction =
        added[event::INSTRUCTION] | removed[event::INSTRUCTION] != 0 || !data.per_instruction_tools.get().is_null();
    let instructions = instructions(code);
    let starts = if by_line { line_starts(code, &instructions) } else { Vec::new() };
    let first = layout._co_firsttraceable.get() as usize;
    // SAFETY: the arrays have an entry for each code unit.
    unsafe {
        let (line_tools, lines) = if by_line {
            (array(&data.line_tools, count)?, array(&data.lines, count)?)
        } else {
            (std::ptr::null_mut(), std::ptr::null_mut())
        };
        let (instruction_tools, inner) = if by_instruction {
            (array(&data.per_instruction_tools, count)?, array(&data.per_instruction_opcodes, count)?)
        } else {
            (std::ptr::null_mut(), std::ptr::null_mut())
        };
        for &(index, plain) in &instructions {
            let oparg = (code.unit(index) >> 8) as u8;
            if let Some(event) = event_of(plain, oparg) {
                let cell = tools.add(index);
                *cell = *cell & !removed[event] | added[event];
            }
            if by_line && starts[index] {
                let cell = line_tools.add(index);
                *cell = *cell & !removed[event::LINE] | added[event::LINE];
            }
            if by_instruction && index >= first && plain != op::RESUME && plain != op::EXTENDED_ARG {
                let cell = instruction_tools.add(index);
                *cell = *cell & !removed[event::INSTRUCTION] | added[event::INSTRUCTION];
            }
            place(code, data, index, plain, (line_tools, lines), (instruction_tools, inner));
        }
    }
    Ok(())
}

/// Puts the right form of an instruction in its place.
unsafe fn place(
    code: &Code,
    data: &_PyCoMonitoringData,
    index: usize,
    plain: u8,
    line: (*mut u8, *mut _PyCoLineInstrumentationData),
    instruction: (*mut u8, *mut u8),
) {
    let current = code.unit(index) as u8;
    let mut opcode = if entry(data.tools.get(), index) != 0 { instrumented_form(plain) } else { plain };
    // SAFETY: the caller: arrays with an entry for each code unit, or null.
    unsafe {
        if entry(instruction.0, index) != 0 {
            *instruction.1.add(index) = opcode;
            opcode = op::INSTRUMENTED_INSTRUCTION;
        }
        if entry(line.0, index) != 0 {
            (*line.1.add(index)).original_opcode.set(opcode);
            opcode = op::INSTRUMENTED_LINE;
        }
    }
    if opcode == plain && op::DEOPT[current as usize] == plain {
        // Not instrumented before or after: specialization stays.
        return;
    }
    code.set_opcode(index, opcode);
    if opcode == plain && op::CACHES[plain as usize] > 0 && crate::eval::is_adaptive(plain) {
        code.set_unit(index + 1, COUNTER_WARMUP);
    }
}

/// Removes a tool from an event at one place.
pub(super) fn remove_tool(code: &Code, offset: usize, event: usize, tool: usize) {
    let Some(data) = data(code) else { return };
    let array = match event {
        event::LINE => data.line_tools.get(),
        event::INSTRUCTION => data.per_instruction_tools.get(),
        _ => data.tools.get(),
    };
    if array.is_null() {
        return;
    }
    let plain = code.base_opcode(offset);
    // SAFETY: arrays have an entry for each code unit.
    unsafe {
        *array.add(offset) &= !(1 << tool);
        let line = (data.line_tools.get(), data.lines.get());
        let instruction = (data.per_instruction_tools.get(), data.per_instruction_opcodes.get());
        place(code, data, offset, plain, line, instruction);
    }
}

/// What a line instrument hides, and the line.
pub(in crate::eval) fn hidden_by_line(code: &Code, offset: usize) -> u8 {
    // SAFETY: called where an INSTRUMENTED_LINE stands or stood, so the array is there.
    data(code).map_or(op::NOP, |data| unsafe { (*data.lines.get().add(offset)).original_opcode.get() })
}

/// What an instruction instrument hides.
pub(in crate::eval) fn hidden_by_instruction(code: &Code, offset: usize) -> u8 {
    data(code).map_or(op::NOP, |data| entry(data.per_instruction_opcodes.get(), offset))
}
