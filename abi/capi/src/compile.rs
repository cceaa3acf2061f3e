//! `cpython/compile.h`, `internal/pycore_compile.h`: what the compiler knows of instructions, as `_opcode` tells it.

use std::ffi::c_int;

use ks_bytecode::{Flags, arg, op, stack};
use ks_runtime::prelude::*;

/// `PY_INVALID_STACK_EFFECT`
const INVALID_STACK_EFFECT: c_int = c_int::MAX;

/// A stack effect has a few units per unit of the argument: beyond this bound they would not fit a C int.
const ARGUMENT_BOUND: c_int = c_int::MAX / 8;

fn number(opcode: c_int) -> Option<u16> {
    u16::try_from(opcode).ok().filter(|&op| op::is_valid(op))
}

fn has(opcode: c_int, flag: Flags) -> c_int {
    number(opcode).is_some_and(|op| op::flags(op).has(flag)).into()
}

fn effect(opcode: c_int, oparg: c_int, jump: bool) -> Option<c_int> {
    stack::effect(number(opcode)?, oparg.clamp(-ARGUMENT_BOUND, ARGUMENT_BOUND), jump)
}

/// The greater of the effects with the jump taken and not taken.
#[unsafe(no_mangle)]
pub extern "C" fn PyCompile_OpcodeStackEffect(opcode: c_int, oparg: c_int) -> c_int {
    effect(opcode, oparg, false).max(effect(opcode, oparg, true)).unwrap_or(INVALID_STACK_EFFECT)
}

/// `jump`: 1 the jump is taken, 0 it is not, -1 the greater effect of both.
#[unsafe(no_mangle)]
pub extern "C" fn PyCompile_OpcodeStackEffectWithJump(opcode: c_int, oparg: c_int, jump: c_int) -> c_int {
    if jump < 0 {
        return PyCompile_OpcodeStackEffect(opcode, oparg);
    }
    effect(opcode, oparg, jump != 0).unwrap_or(INVALID_STACK_EFFECT)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeIsValid(opcode: c_int) -> c_int {
    number(opcode).is_some().into()
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasArg(opcode: c_int) -> c_int {
    has(opcode, Flags::ARG)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasConst(opcode: c_int) -> c_int {
    has(opcode, Flags::CONST)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasName(opcode: c_int) -> c_int {
    has(opcode, Flags::NAME)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasJump(opcode: c_int) -> c_int {
    has(opcode, Flags::JUMP)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasFree(opcode: c_int) -> c_int {
    has(opcode, Flags::FREE)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasLocal(opcode: c_int) -> c_int {
    has(opcode, Flags::LOCAL)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasExc(opcode: c_int) -> c_int {
    number(opcode).is_some_and(op::is_block_push).into()
}

/// `NULL` without an exception where there is no such number.
fn name_of(names: &[&str], index: c_int) -> PyResult<Option<Ref>> {
    match usize::try_from(index).ok().and_then(|index| names.get(index)) {
        Some(name) => Str::new(name)?.into_py().map(Some),
        None => Ok(None),
    }
}

/// A new reference, or `NULL` without an exception where there is no such intrinsic function.
#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_GetUnaryIntrinsicName(index: c_int) -> Option<Ref> {
    name_of(&arg::intrinsic_1::NAMES, index).ok().flatten()
}

/// A new reference, or `NULL` without an exception where there is no such intrinsic function.
#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_GetBinaryIntrinsicName(index: c_int) -> Option<Ref> {
    name_of(&arg::intrinsic_2::NAMES, index).ok().flatten()
}
