//! The loop: fetches instructions and hands them to their bodies.

use std::cell::Cell;

use ks_bytecode::op;

use super::frame::IFrame;
use super::regs::{Leave, Regs, Step};
use super::unwind::{Resolved, unwind};
use super::{
    build, calls, exc, flow, imports, instrumented, interp, intrinsics, matching, monitoring, names, operators, stack,
};
use crate::abstract_::recursion;
use crate::prelude::*;

/// What the entry frame executes: whoever returns or yields to it leaves the loop. Yields come back two units later than
/// returns. A first unit keeps the offset of the instruction pointer positive.
static TRAMPOLINE: [u16; 6] = {
    let exit = op::INTERPRETER_EXIT as u16;
    [op::NOP as u16, exit, exit, exit, exit, op::RESUME as u16]
};

/// Runs a frame to its end (`_PyEval_EvalFrame`): by the replacement that PEP 523 allows, or by the loop below.
#[inline]
pub fn eval_frame(frame: IFrame, throw: bool, th: &mut Thread) -> PyResult {
    match interp::block(th).eval_frame.get() {
        None => run(frame, throw, th),
        // SAFETY: the function set with `_PyInterpreterState_SetEvalFrameFunc` takes a new frame and pops it.
        Some(evaluate) => unsafe {
            Ref::from_raw_option(evaluate(th.as_ptr(), frame.as_ptr(), throw.into())).ok_or(Raised)
        },
    }
}

/// `_PyEval_EvalFrameDefault`: runs a frame, and those it calls, until it returns or yields. The frame is popped, unless a
/// generator owns it. With `throw`, the exception set on the thread is raised where the frame stands.
pub fn run(frame: IFrame, throw: bool, th: &mut Thread) -> PyResult {
    let Ok(guard) = recursion::enter("", th) else {
        // The caller gives the frame up in any case.
        if frame.owner.get() == FRAME_OWNED_BY_THREAD {
            super::frame::clear_and_pop(frame, th);
        } else {
            super::frame::clear_generator(frame, th);
        }
        return Err(Raised);
    };
    let entry = _PyInterpreterFrame {
        f_executable: Field::immortal(none()),
        previous: Cell::new(th.current_frame.get()),
        f_funcobj: Field::NULL,
        f_globals: Cell::new(std::ptr::null_mut()),
        f_builtins: Cell::new(std::ptr::null_mut()),
        f_locals: Field::NULL,
        frame_obj: Field::NULL,
        // SAFETY: inside the array; the code of the entry frame is never written.
        instr_ptr: Cell::new(unsafe { TRAMPOLINE.as_ptr().add(1).cast_mut() }),
        stacktop: Cell::new(0),
        return_offset: Cell::new(0),
        owner: Cell::new(FRAME_OWNED_BY_CSTACK),
        localsplus: [Cell::new(std::ptr::null_mut())],
    };
    // SAFETY: the entry frame lives until this function returns, by when it is out of the frame chain.
    let entry = unsafe { IFrame::new((&raw const entry).cast_mut()) };
    frame.previous.set(entry.as_ptr());
    let mut r =
        Regs { frame: entry, this: std::ptr::null_mut(), ip: std::ptr::null_mut(), sp: std::ptr::null_mut(), th };
    let mut start = r.start(frame);
    if throw && start.is_ok() {
        // The exception belongs to the YIELD_VALUE before the instruction to be executed next.
        // SAFETY: a suspended frame stands after its first instruction.
        r.this = unsafe { r.ip.sub(1) };
        start = match monitoring::throw(&mut r) {
            Ok(()) | Err(_) => Err(Leave::Error),
        };
    }
    let result = evaluate(&mut r, start, entry);
    let Regs { th, .. } = r;
    th.current_frame.set(entry.previous.get());
    drop(guard);
    result
}

/// Executes one instruction: sets `this`, skips the caches, calls the body.
macro_rules! body {
    ($r:ident, $oparg:ident, $opcode:expr, $body:path) => {{
        // SAFETY: instructions are followed by their caches.
        $r.ip = unsafe {
            $r.this.add(1 + op::CACHES[op::DEOPT[op::DEINSTRUMENT[$opcode as usize] as usize] as usize] as usize)
        };
        $body($r, $oparg)
    }};
}

fn evaluate(r: &mut Regs<'_>, start: Step, entry: IFrame) -> PyResult {
    let mut step = start;
    loop {
        if let Err(leave) = step {
            if leave == Leave::Exit {
                return Ok(r.pop());
            }
            if let Resolved::Raised = unwind(r, leave, entry) {
                return Err(Raised);
            }
        }
        step = execute(r);
    }
}

/// Executes instructions until one does not simply go on.
#[inline(never)]
fn execute(registers: &mut Regs<'_>) -> Step {
    // The registers are kept in locals of this function while it runs.
    let mut local = Regs {
        frame: registers.frame,
        this: registers.this,
        ip: registers.ip,
        sp: registers.sp,
        // SAFETY: the token of the registers, which nobody uses while this function runs.
        th: unsafe { Thread::from_ptr(registers.th.as_ptr()) },
    };
    let r = &mut local;
    macro_rules! table {
        (
            plain { $($name:ident => $body:path;)* }
            guarded { $($special:ident => $guarded:path;)* }
        ) => {
            'fetch: loop {
                // SAFETY: the instruction pointer stands at an instruction.
                let word = unsafe { *r.ip };
                let mut opcode = word as u8;
                let mut oparg = u32::from(word >> 8);
                loop {
                    r.this = r.ip;
                    r.frame.instr_ptr.set(r.ip);
                    let step = match opcode {
                        $(op::$name => body!(r, oparg, op::$name, $body),)*
                        $(op::$special => match body!(r, oparg, op::$special, $guarded) {
                            Ok(true) => Ok(()),
                            Ok(false) => {
                                r.ip = r.this;
                                opcode = op::DEOPT[op::$special as usize];
                                continue;
                            }
                            Err(leave) => Err(leave),
                        },)*
                        op::EXTENDED_ARG => {
                            // SAFETY: another instruction follows.
                            let word = unsafe {
                                r.ip = r.ip.add(1);
                                *r.ip
                            };
                            opcode = word as u8;
                            oparg = oparg << 8 | u32::from(word >> 8);
                            continue;
                        }
                        op::INSTRUMENTED_LINE => match instrumented::line(r) {
                            Ok(original) => {
                                opcode = original;
                                continue;
                            }
                            Err(leave) => Err(leave),
                        },
                        op::INSTRUMENTED_INSTRUCTION => match instrumented::instruction(r) {
                            Ok(original) => {
                                opcode = original;
                                continue;
                            }
                            Err(leave) => Err(leave),
                        },
                        _ => unknown(r, opcode),
                    };
                    match step {
                        Ok(()) => continue 'fetch,
                        Err(leave) => break 'fetch Err(leave),
                    }
                }
            }
        };
    }
    let step = table! {
        plain {
            NOP => stack::nop;
            RESUME => flow::resume;
            LOAD_FAST => stack::load_fast;
            LOAD_FAST_CHECK => stack::load_fast_check;
            LOAD_FAST_AND_CLEAR => stack::load_fast_and_clear;
            LOAD_FAST_LOAD_FAST => stack::load_fast_load_fast;
            LOAD_CONST => stack::load_const;
            STORE_FAST => stack::store_fast;
            STORE_FAST_LOAD_FAST => stack::store_fast_load_fast;
            STORE_FAST_STORE_FAST => stack::store_fast_store_fast;
            DELETE_FAST => stack::delete_fast;
            POP_TOP => stack::pop_top;
            PUSH_NULL => stack::push_null;
            COPY => stack::copy;
            SWAP => stack::swap;
            END_FOR => stack::end_for;
            END_SEND => stack::end_send;
            MAKE_CELL => stack::make_cell;
            COPY_FREE_VARS => stack::copy_free_vars;
            LOAD_DEREF => stack::load_deref;
            STORE_DEREF => stack::store_deref;
            DELETE_DEREF => stack::delete_deref;
            LOAD_FROM_DICT_OR_DEREF => stack::load_from_dict_or_deref;
            LOAD_GLOBAL => names::load_global;
            LOAD_NAME => names::load_name;
            LOAD_FROM_DICT_OR_GLOBALS => names::load_from_dict_or_globals;
            LOAD_LOCALS => names::load_locals;
            LOAD_BUILD_CLASS => names::load_build_class;
            LOAD_ASSERTION_ERROR => names::load_assertion_error;
            STORE_NAME => names::store_name;
            DELETE_NAME => names::delete_name;
            STORE_GLOBAL => names::store_global;
            DELETE_GLOBAL => names::delete_global;
            SETUP_ANNOTATIONS => names::setup_annotations;
            LOAD_ATTR => names::load_attr;
            STORE_ATTR => names::store_attr;
            DELETE_ATTR => names::delete_attr;
            LOAD_SUPER_ATTR => names::load_super_attr;
            UNARY_NEGATIVE => operators::unary_negative;
            UNARY_INVERT => operators::unary_invert;
            UNARY_NOT => operators::unary_not;
            TO_BOOL => operators::to_bool;
            BINARY_OP => operators::binary_op;
            BINARY_SUBSCR => operators::binary_subscr;
            STORE_SUBSCR => operators::store_subscr;
            DELETE_SUBSCR => operators::delete_subscr;
            BINARY_SLICE => operators::binary_slice;
            STORE_SLICE => operators::store_slice;
            COMPARE_OP => operators::compare_op;
            IS_OP => operators::is_op;
            CONTAINS_OP => operators::contains_op;
            BUILD_TUPLE => build::build_tuple;
            BUILD_LIST => build::build_list;
            BUILD_SET => build::build_set;
            BUILD_MAP => build::build_map;
            BUILD_CONST_KEY_MAP => build::build_const_key_map;
            BUILD_SLICE => build::build_slice;
            BUILD_STRING => build::build_string;
            LIST_APPEND => build::list_append;
            LIST_EXTEND => build::list_extend;
            SET_ADD => build::set_add;
            SET_UPDATE => build::set_update;
            MAP_ADD => build::map_add;
            DICT_UPDATE => build::dict_update;
            DICT_MERGE => build::dict_merge;
            CONVERT_VALUE => build::convert_value;
            FORMAT_SIMPLE => build::format_simple;
            FORMAT_WITH_SPEC => build::format_with_spec;
            GET_LEN => build::get_len;
            UNPACK_SEQUENCE => build::unpack_sequence;
            UNPACK_EX => build::unpack_ex;
            JUMP_FORWARD => flow::jump_forward;
            JUMP_BACKWARD => flow::jump_backward;
            JUMP_BACKWARD_NO_INTERRUPT => flow::jump_backward_no_interrupt;
            POP_JUMP_IF_FALSE => flow::pop_jump_if_false;
            POP_JUMP_IF_TRUE => flow::pop_jump_if_true;
            POP_JUMP_IF_NONE => flow::pop_jump_if_none;
            POP_JUMP_IF_NOT_NONE => flow::pop_jump_if_not_none;
            GET_ITER => flow::get_iter;
            GET_YIELD_FROM_ITER => flow::get_yield_from_iter;
            FOR_ITER => flow::for_iter;
            SEND => flow::send;
            YIELD_VALUE => flow::yield_value;
            RETURN_VALUE => flow::return_value;
            RETURN_CONST => flow::return_const;
            RETURN_GENERATOR => flow::return_generator;
            INTERPRETER_EXIT => flow::interpreter_exit;
            CALL => calls::call;
            CALL_KW => calls::call_kw;
            CALL_FUNCTION_EX => calls::call_function_ex;
            CALL_INTRINSIC_1 => intrinsics::call_intrinsic_1;
            CALL_INTRINSIC_2 => intrinsics::call_intrinsic_2;
            MAKE_FUNCTION => calls::make_function;
            SET_FUNCTION_ATTRIBUTE => calls::set_function_attribute;
            EXIT_INIT_CHECK => calls::exit_init_check;
            RAISE_VARARGS => exc::raise_varargs;
            RERAISE => exc::reraise;
            PUSH_EXC_INFO => exc::push_exc_info;
            POP_EXCEPT => exc::pop_except;
            CHECK_EXC_MATCH => exc::check_exc_match;
            CHECK_EG_MATCH => exc::check_eg_match;
            BEFORE_WITH => exc::before_with;
            BEFORE_ASYNC_WITH => exc::before_async_with;
            WITH_EXCEPT_START => exc::with_except_start;
            CLEANUP_THROW => exc::cleanup_throw;
            END_ASYNC_FOR => exc::end_async_for;
            GET_AITER => exc::get_aiter;
            GET_ANEXT => exc::get_anext;
            GET_AWAITABLE => exc::get_awaitable;
            IMPORT_NAME => imports::import_name;
            IMPORT_FROM => imports::import_from;
            MATCH_MAPPING => matching::match_mapping;
            MATCH_SEQUENCE => matching::match_sequence;
            MATCH_KEYS => matching::match_keys;
            MATCH_CLASS => matching::match_class;
        }
        guarded {
            RESUME_CHECK => flow::resume_check;
        }
    };
    registers.frame = local.frame;
    registers.this = local.this;
    registers.ip = local.ip;
    registers.sp = local.sp;
    step
}

#[cold]
fn unknown(r: &mut Regs<'_>, opcode: u8) -> Step {
    let line = r.frame.line();
    eprintln!("XXX lineno: {line}, opcode: {opcode}");
    Err(raise!(r.th, SystemError, "unknown opcode").into())
}
