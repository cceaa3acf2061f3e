//! `cpython/compile.h`, `internal/pycore_compile.h`: what the compiler knows of instructions, as `_opcode` tells it.

use std::ffi::c_int;

use ks_bytecode::{Flags as OpFlags, arg, op, stack};
use ks_runtime::compile::{self, Flags, Mode};
use ks_runtime::instruction_sequence::{self, Description, InstructionSequence};
use ks_runtime::prelude::*;

/// `PY_INVALID_STACK_EFFECT`
const INVALID_STACK_EFFECT: c_int = c_int::MAX;

/// A stack effect has a few units per unit of the argument: beyond this bound they would not fit a C int.
const ARGUMENT_BOUND: c_int = c_int::MAX / 8;

fn number(opcode: c_int) -> Option<u16> {
    u16::try_from(opcode).ok().filter(|&op| op::is_valid(op))
}

fn has(opcode: c_int, flag: OpFlags) -> c_int {
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
    // It has no row of its own in CPython's tables.
    number(opcode).is_some_and(|op| op != u16::from(op::INSTRUMENTED_LINE)).into()
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasArg(opcode: c_int) -> c_int {
    has(opcode, OpFlags::ARG)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasConst(opcode: c_int) -> c_int {
    has(opcode, OpFlags::CONST)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasName(opcode: c_int) -> c_int {
    has(opcode, OpFlags::NAME)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasJump(opcode: c_int) -> c_int {
    has(opcode, OpFlags::JUMP)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasFree(opcode: c_int) -> c_int {
    has(opcode, OpFlags::FREE)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyCompile_OpcodeHasLocal(opcode: c_int) -> c_int {
    has(opcode, OpFlags::LOCAL)
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

/// The flags that C code hands over, and how much to optimize.
fn flags(flags: Option<&PyCompilerFlags>, optimize: c_int) -> Flags {
    match flags {
        Some(flags) => Flags { flags: flags.cf_flags, feature_version: flags.cf_feature_version, optimize },
        None => Flags { optimize, ..Flags::default() },
    }
}

/// # Safety
/// A C function: the arguments are what its prototype says, and the interpreter is held.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCompile_CodeGen(
    ast: &Object,
    filename: &Object,
    compiler_flags: Option<&PyCompilerFlags>,
    optimize: c_int,
    compile_mode: c_int,
) -> PyResult {
    // SAFETY: the caller's promise.
    let th = unsafe { Thread::enter() };
    let mode = match compile_mode {
        0 => Mode::Exec,
        1 => Mode::Eval,
        2 => Mode::Single,
        _ => return Err(th.bad_internal_call()),
    };
    let Some(filename) = filename.downcast::<Str>() else { return Err(th.bad_internal_call()) };
    compile::generate(ast, filename, mode, flags(compiler_flags, optimize), th)?.into_py()
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCompile_OptimizeCfg(instructions: &Object, consts: &Object, nlocals: c_int) -> PyResult {
    // SAFETY: the caller's promise.
    instruction_sequence::optimize_cfg(instructions, consts, nlocals, unsafe { Thread::enter() })?.into_py()
}

/// # Safety
/// As above; the fields of `unit` are objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCompile_Assemble(
    unit: &_PyCompile_CodeUnitMetadata,
    filename: &Object,
    instructions: &Object,
) -> PyResult {
    // SAFETY: the caller's promise; the dicts are borrowed from it.
    unsafe {
        let description = Description {
            name: &*unit.u_name,
            qualname: &*unit.u_qualname,
            consts: &*unit.u_consts,
            names: &*unit.u_names,
            varnames: &*unit.u_varnames,
            cellvars: &*unit.u_cellvars,
            freevars: &*unit.u_freevars,
            fasthidden: &*unit.u_fasthidden,
            argcount: unit.u_argcount,
            posonlyargcount: unit.u_posonlyargcount,
            kwonlyargcount: unit.u_kwonlyargcount,
            firstlineno: unit.u_firstlineno,
        };
        instruction_sequence::assemble(&description, filename, instructions, Thread::enter())?.into_py()
    }
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCompile_CleanDoc(doc: &Object) -> PyResult {
    // SAFETY: the caller's promise.
    let th = unsafe { Thread::enter() };
    match doc.downcast::<Str>() {
        Some(doc) => compile::clean_doc(doc, th)?.into_py(),
        None => Err(th.bad_internal_call()),
    }
}

/// # Safety
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInstructionSequence_New() -> PyResult {
    // SAFETY: the caller's promise.
    InstructionSequence::new(unsafe { Thread::enter() })?.into_py()
}
