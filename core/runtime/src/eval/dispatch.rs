//! The loop: fetches instructions and hands them to their bodies.

use std::cell::Cell;

use ks_bytecode::op;

use super::frame::IFrame;
use super::regs::{Leave, Regs, Step};
use super::specialize::{self, advance, attrs, call_forms, loops, triggers, values};
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
    // A run of the loop counts for two levels.
    let second = recursion::enter_unchecked(th);
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
    drop((guard, second));
    result
}

/// Runs something on a copy of the registers. What is not inlined gets the copy's address, so that the registers themselves
/// never have one and can live in machine registers.
macro_rules! on_copy {
    ($r:ident, $ip:expr, $copy:ident => $call:expr) => {{
        let mut copy = Regs { frame: $r.frame, this: $r.this, ip: $ip, sp: $r.sp, th: &mut *$r.th };
        let $copy = &mut copy;
        let result = $call;
        let Regs { frame, this, ip, sp, .. } = copy;
        ($r.frame, $r.this, $r.ip, $r.sp) = (frame, this, ip, sp);
        result
    }};
}

/// Executes one instruction: skips the caches, calls the body.
macro_rules! body {
    ($r:ident, $oparg:ident, $opcode:expr, $body:path) => {{
        const CACHES: usize = op::CACHES[op::DEOPT[op::DEINSTRUMENT[$opcode as usize] as usize] as usize] as usize;
        // SAFETY: instructions are followed by their caches.
        let ip = unsafe { $r.this.add(1 + CACHES) };
        on_copy!($r, ip, copy => $body(copy, $oparg))
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
            adaptive { $($family:ident => $choose:path, $general:path;)* }
            guarded { $($special:ident => $guarded:path;)* }
        ) => {
            'fetch: loop {
                // SAFETY: the instruction pointer stands at an instruction.
                let word = unsafe { *r.ip };
                let mut opcode = word as u8;
                let mut oparg = u32::from(word >> 8);
                loop {
                    let previous = r.this;
                    r.this = r.ip;
                    r.frame.instr_ptr.set(r.ip);
                    let step = match opcode {
                        $(op::$name => body!(r, oparg, op::$name, $body),)*
                        $(op::$family => {
                            let counter = r.cache(0);
                            if triggers(counter) {
                                let () = body!(r, oparg, op::$family, $choose);
                                r.ip = r.this;
                                opcode = r.opcode();
                                continue;
                            }
                            r.set_cache(0, advance(counter));
                            body!(r, oparg, op::$family, $general)
                        },)*
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
                        op::INSTRUMENTED_LINE | op::INSTRUMENTED_INSTRUCTION => {
                            let here = r.this;
                            let told = on_copy!(r, r.ip, copy => if opcode == op::INSTRUMENTED_LINE {
                                instrumented::line(copy, previous)
                            } else {
                                instrumented::instruction(copy)
                            });
                            match told {
                                Ok(original) => {
                                    if !std::ptr::eq(here, r.this) {
                                        // A trace function has jumped: the argument is that of the target.
                                        // SAFETY: an instruction of the code.
                                        oparg = u32::from(unsafe { *r.this } >> 8);
                                    }
                                    opcode = original;
                                    continue;
                                }
                                Err(leave) => Err(leave),
                            }
                        }
                        _ => on_copy!(r, r.ip, copy => unknown(copy, opcode)),
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
            DELETE_ATTR => names::delete_attr;
            UNARY_NEGATIVE => operators::unary_negative;
            UNARY_INVERT => operators::unary_invert;
            UNARY_NOT => operators::unary_not;
            DELETE_SUBSCR => operators::delete_subscr;
            BINARY_SLICE => operators::binary_slice;
            STORE_SLICE => operators::store_slice;
            IS_OP => operators::is_op;
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
            YIELD_VALUE => flow::yield_value;
            RETURN_VALUE => flow::return_value;
            RETURN_CONST => flow::return_const;
            RETURN_GENERATOR => flow::return_generator;
            INTERPRETER_EXIT => flow::interpreter_exit;
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
            INSTRUMENTED_RESUME => instrumented::resume;
            INSTRUMENTED_RETURN_VALUE => instrumented::return_value;
            INSTRUMENTED_RETURN_CONST => instrumented::return_const;
            INSTRUMENTED_YIELD_VALUE => instrumented::yield_value;
            INSTRUMENTED_CALL => instrumented::call;
            INSTRUMENTED_CALL_KW => instrumented::call_kw;
            INSTRUMENTED_CALL_FUNCTION_EX => instrumented::call_function_ex;
            INSTRUMENTED_LOAD_SUPER_ATTR => instrumented::load_super_attr;
            INSTRUMENTED_JUMP_FORWARD => instrumented::jump_forward;
            INSTRUMENTED_JUMP_BACKWARD => instrumented::jump_backward;
            INSTRUMENTED_POP_JUMP_IF_TRUE => instrumented::pop_jump_if_true;
            INSTRUMENTED_POP_JUMP_IF_FALSE => instrumented::pop_jump_if_false;
            INSTRUMENTED_POP_JUMP_IF_NONE => instrumented::pop_jump_if_none;
            INSTRUMENTED_POP_JUMP_IF_NOT_NONE => instrumented::pop_jump_if_not_none;
            INSTRUMENTED_FOR_ITER => instrumented::for_iter;
            INSTRUMENTED_END_FOR => instrumented::end_for;
            INSTRUMENTED_END_SEND => instrumented::end_send;
        }
        adaptive {
            LOAD_GLOBAL => specialize::load_global, names::load_global;
            LOAD_ATTR => specialize::load_attr, names::load_attr;
            STORE_ATTR => specialize::store_attr, names::store_attr;
            LOAD_SUPER_ATTR => specialize::load_super_attr, names::load_super_attr;
            TO_BOOL => specialize::to_bool, operators::to_bool;
            BINARY_OP => specialize::binary_op, operators::binary_op;
            BINARY_SUBSCR => specialize::binary_subscr, operators::binary_subscr;
            STORE_SUBSCR => specialize::store_subscr, operators::store_subscr;
            COMPARE_OP => specialize::compare_op, operators::compare_op;
            CONTAINS_OP => specialize::contains_op, operators::contains_op;
            UNPACK_SEQUENCE => specialize::unpack_sequence, build::unpack_sequence;
            FOR_ITER => specialize::for_iter, flow::for_iter;
            SEND => specialize::send, flow::send;
            CALL => specialize::call, calls::call;
        }
        guarded {
            RESUME_CHECK => flow::resume_check;
            BINARY_OP_ADD_INT => values::add_int;
            BINARY_OP_SUBTRACT_INT => values::subtract_int;
            BINARY_OP_MULTIPLY_INT => values::multiply_int;
            BINARY_OP_ADD_FLOAT => values::add_float;
            BINARY_OP_SUBTRACT_FLOAT => values::subtract_float;
            BINARY_OP_MULTIPLY_FLOAT => values::multiply_float;
            BINARY_OP_ADD_UNICODE => values::add_unicode;
            BINARY_OP_INPLACE_ADD_UNICODE => values::inplace_add_unicode;
            COMPARE_OP_INT => values::compare_int;
            COMPARE_OP_FLOAT => values::compare_float;
            COMPARE_OP_STR => values::compare_str;
            TO_BOOL_BOOL => values::to_bool_bool;
            TO_BOOL_INT => values::to_bool_int;
            TO_BOOL_LIST => values::to_bool_list;
            TO_BOOL_NONE => values::to_bool_none;
            TO_BOOL_STR => values::to_bool_str;
            TO_BOOL_ALWAYS_TRUE => values::to_bool_always_true;
            BINARY_SUBSCR_LIST_INT => values::subscr_list_int;
            BINARY_SUBSCR_TUPLE_INT => values::subscr_tuple_int;
            BINARY_SUBSCR_STR_INT => values::subscr_str_int;
            BINARY_SUBSCR_DICT => values::subscr_dict;
            BINARY_SUBSCR_GETITEM => values::subscr_getitem;
            STORE_SUBSCR_LIST_INT => values::store_subscr_list_int;
            STORE_SUBSCR_DICT => values::store_subscr_dict;
            CONTAINS_OP_DICT => values::contains_dict;
            CONTAINS_OP_SET => values::contains_set;
            UNPACK_SEQUENCE_TWO_TUPLE => values::unpack_two_tuple;
            UNPACK_SEQUENCE_TUPLE => values::unpack_tuple;
            UNPACK_SEQUENCE_LIST => values::unpack_list;
            FOR_ITER_LIST => loops::for_iter_list;
            FOR_ITER_TUPLE => loops::for_iter_tuple;
            FOR_ITER_RANGE => loops::for_iter_range;
            FOR_ITER_GEN => loops::for_iter_gen;
            SEND_GEN => loops::send_gen;
            LOAD_GLOBAL_MODULE => attrs::load_global_module;
            LOAD_GLOBAL_BUILTIN => attrs::load_global_builtin;
            LOAD_ATTR_INSTANCE_VALUE => attrs::instance_value;
            LOAD_ATTR_MODULE => attrs::module;
            LOAD_ATTR_WITH_HINT => attrs::with_hint;
            LOAD_ATTR_SLOT => attrs::slot;
            LOAD_ATTR_CLASS => attrs::class;
            LOAD_ATTR_PROPERTY => attrs::property;
            LOAD_ATTR_METHOD_WITH_VALUES => attrs::method_with_values;
            LOAD_ATTR_METHOD_NO_DICT => attrs::method_no_dict;
            LOAD_ATTR_METHOD_LAZY_DICT => attrs::method_lazy_dict;
            LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES => attrs::nondescriptor_with_values;
            LOAD_ATTR_NONDESCRIPTOR_NO_DICT => attrs::nondescriptor_no_dict;
            STORE_ATTR_INSTANCE_VALUE => attrs::store_instance_value;
            STORE_ATTR_SLOT => attrs::store_slot;
            STORE_ATTR_WITH_HINT => attrs::store_with_hint;
            LOAD_SUPER_ATTR_ATTR => attrs::super_attr;
            LOAD_SUPER_ATTR_METHOD => attrs::super_method;
            CALL_PY_EXACT_ARGS => call_forms::py_exact_args;
            CALL_BOUND_METHOD_EXACT_ARGS => call_forms::bound_method_exact_args;
            CALL_PY_GENERAL => call_forms::py_general;
            CALL_BOUND_METHOD_GENERAL => call_forms::bound_method_general;
            CALL_NON_PY_GENERAL => call_forms::non_py_general;
            CALL_BUILTIN_O => call_forms::builtin_o;
            CALL_BUILTIN_FAST => call_forms::builtin_fast;
            CALL_BUILTIN_FAST_WITH_KEYWORDS => call_forms::builtin_fast_with_keywords;
            CALL_BUILTIN_CLASS => call_forms::builtin_class;
            CALL_METHOD_DESCRIPTOR_O => call_forms::descriptor_o;
            CALL_METHOD_DESCRIPTOR_NOARGS => call_forms::descriptor_noargs;
            CALL_METHOD_DESCRIPTOR_FAST => call_forms::descriptor_fast;
            CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS => call_forms::descriptor_fast_with_keywords;
            CALL_TYPE_1 => call_forms::type_1;
            CALL_STR_1 => call_forms::str_1;
            CALL_TUPLE_1 => call_forms::tuple_1;
            CALL_LEN => call_forms::len;
            CALL_ISINSTANCE => call_forms::isinstance;
            CALL_LIST_APPEND => call_forms::list_append;
        }
    };
    registers.frame = local.frame;
    registers.this = local.this;
    registers.ip = local.ip;
    registers.sp = local.sp;
    step
}

/// Whether an instruction counts down to its specialization.
pub(crate) fn is_adaptive(opcode: u8) -> bool {
    matches!(
        opcode,
        op::LOAD_GLOBAL
            | op::LOAD_ATTR
            | op::STORE_ATTR
            | op::LOAD_SUPER_ATTR
            | op::TO_BOOL
            | op::BINARY_OP
            | op::BINARY_SUBSCR
            | op::STORE_SUBSCR
            | op::COMPARE_OP
            | op::CONTAINS_OP
            | op::UNPACK_SEQUENCE
            | op::FOR_ITER
            | op::SEND
            | op::CALL
    )
}

#[cold]
fn unknown(r: &mut Regs<'_>, opcode: u8) -> Step {
    let line = r.frame.line();
    let filename = r.frame.code().filename();
    Err(raise!(r.th, SystemError, "{}:{line}: unknown opcode {opcode}", filename.to_string_lossy()).into())
}
