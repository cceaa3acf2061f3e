//! Rewrites that look at a few neighbouring instructions: constants whose use is known, tuples of constants, jumps to
//! jumps, conversions done twice, fused loads and stores.

use ks_bytecode::{arg, op};
use ks_syntax::ast::Constant;

use super::{BlockId, Cfg, Instr};
use crate::unit::{ConstTable, ConstValue};

/// Arguments below this fit into half of a fused instruction's argument.
const FUSE_LIMIT: i32 = 16;

fn const_at(consts: &ConstTable, index: i32) -> Option<&ConstValue> {
    usize::try_from(index).ok().and_then(|i| consts.as_slice().get(i))
}

impl Cfg {
    /// Works out tests, comparisons with `None` and returns of constants.
    pub(super) fn fold_const_tests(&mut self, consts: &mut ConstTable) {
        self.each_block(|_, b| fold_const_tests_in(&mut b.instrs, consts));
    }

    /// The general rewrites, block by block.
    pub(super) fn optimize_blocks(&mut self, consts: &mut ConstTable) {
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            self.optimize_block(id, consts);
            cursor = self[id].next;
        }
    }

    fn optimize_block(&mut self, id: BlockId, consts: &mut ConstTable) {
        let mut i = 0;
        while i < self[id].instrs.len() {
            let instr = self[id].instrs[i];
            if op::has_jump(instr.opcode) {
                // A jump that was led further on is looked at once more, from its place.
                if !self.thread_jump(id, i, instr) {
                    i += 1;
                }
            } else {
                rewrite(&mut self[id].instrs, i, consts);
                i += 1;
            }
        }
        self.optimize_swaps(id);
    }

    /// Leads a jump to a jump on to where that goes. Returns whether anything changed.
    fn thread_jump(&mut self, id: BlockId, i: usize, jump: Instr) -> bool {
        let Some(target) = jump.target else { return false };
        let Some(&onward) = self[target].instrs.first() else { return false };
        let opcode = if op::is_unconditional_jump(jump.opcode) {
            match onward.opcode {
                op::JUMP => op::JUMP,
                op::JUMP_NO_INTERRUPT => jump.opcode,
                _ => return false,
            }
        } else {
            // `FOR_ITER` and `SEND` only go forward, which nobody can promise here.
            let conditional =
                [op::POP_JUMP_IF_FALSE, op::POP_JUMP_IF_TRUE, op::POP_JUMP_IF_NONE, op::POP_JUMP_IF_NOT_NONE];
            if onward.opcode != op::JUMP || !conditional.iter().any(|c| jump.is(*c)) {
                return false;
            }
            jump.opcode
        };
        if onward.target == jump.target {
            return false;
        }
        let block = &mut self[id];
        // The old jump's line stays, as a NOP, as long as nothing else shows it.
        block.instrs[i].set_nop();
        let mut new = Instr::new(opcode, 0, onward.loc);
        new.target = onward.target;
        block.instrs.push(new);
        true
    }

    /// Drops constants that no instruction refers to any more, except the first, which may be the docstring.
    pub(super) fn drop_unused_consts(&mut self, consts: Vec<ConstValue>) -> Vec<ConstValue> {
        if consts.is_empty() {
            return consts;
        }
        let uses_const = |i: &Instr| op::flags(i.opcode).has(op::Flags::CONST);
        let mut used = vec![false; consts.len()];
        used[0] = true;
        for i in self.chain().flat_map(|(_, b)| &b.instrs).filter(|i| uses_const(i)) {
            if let Some(u) = used.get_mut(i.oparg as usize) {
                *u = true;
            }
        }
        if used.iter().all(|u| *u) {
            return consts;
        }
        let mut new_index = Vec::with_capacity(used.len());
        let mut count = 0;
        for u in &used {
            new_index.push(count);
            count += *u as i32;
        }
        self.each_block(|_, b| {
            for i in b.instrs.iter_mut().filter(|i| uses_const(i)) {
                if let Some(n) = new_index.get(i.oparg as usize) {
                    i.oparg = *n;
                }
            }
        });
        consts.into_iter().zip(used).filter_map(|(c, u)| u.then_some(c)).collect()
    }

    /// Fuses pairs of loads and stores of low-numbered locals.
    pub(super) fn fuse_instructions(&mut self) {
        self.each_block(|_, b| {
            for i in 1..b.instrs.len() {
                let (first, second) = (b.instrs[i - 1], b.instrs[i]);
                let fused = if first.is(op::LOAD_FAST) && second.is(op::LOAD_FAST) {
                    op::LOAD_FAST_LOAD_FAST
                } else if first.is(op::STORE_FAST) && second.is(op::LOAD_FAST) {
                    op::STORE_FAST_LOAD_FAST
                } else if first.is(op::STORE_FAST) && second.is(op::STORE_FAST) {
                    op::STORE_FAST_STORE_FAST
                } else {
                    continue;
                };
                let (line1, line2) = (first.loc.lineno, second.loc.lineno);
                let other_line = line1 >= 0 && line2 >= 0 && line1 != line2;
                if !other_line && first.oparg < FUSE_LIMIT && second.oparg < FUSE_LIMIT {
                    b.instrs[i - 1].set(fused, first.oparg << 4 | second.oparg);
                    b.instrs[i].set_nop();
                }
            }
        });
        self.remove_nops();
    }
}

fn fold_const_tests_in(instrs: &mut [Instr], consts: &mut ConstTable) {
    // The constant on top of the stack before instruction `i`, while it can only be copied.
    let mut loaded = None;
    for i in 0..instrs.len() {
        let copied = loaded.filter(|_| instrs[i].is(op::COPY) && instrs[i].oparg == 1);
        loaded = copied.or(instrs[i].is(op::LOAD_CONST).then_some(instrs[i].oparg));
        let Some(index) = loaded else { continue };
        let (Some(next), Some(value)) = (instrs.get(i + 1).copied(), const_at(consts, index)) else { continue };
        if next.is(op::POP_JUMP_IF_FALSE) || next.is(op::POP_JUMP_IF_TRUE) {
            let taken = value.truth() == next.is(op::POP_JUMP_IF_TRUE);
            instrs[i].set_nop();
            if taken {
                instrs[i + 1].opcode = op::JUMP;
            } else {
                instrs[i + 1].set_nop();
            }
        } else if next.is(op::IS_OP) && value.is_none() {
            fold_none_test(&mut instrs[i..]);
        } else if next.is(op::RETURN_VALUE) {
            instrs[i].set_nop();
            instrs[i + 1].set(op::RETURN_CONST, index);
        } else if next.is(op::TO_BOOL) {
            let value = if value.truth() { Constant::True } else { Constant::False };
            let index = consts.add(value);
            instrs[i].set_nop();
            instrs[i + 1].set(op::LOAD_CONST, index);
        }
    }
}

/// `LOAD_CONST None; IS_OP; [TO_BOOL;] POP_JUMP_IF_…` needs no comparison.
fn fold_none_test(instrs: &mut [Instr]) {
    let mut at = 2;
    if instrs.get(at).is_some_and(|i| i.is(op::TO_BOOL)) {
        instrs[at].set_nop();
        at += 1;
    }
    let Some(jump) = instrs.get(at) else { return };
    let is_not = instrs[1].oparg != 0;
    let if_none = if jump.is(op::POP_JUMP_IF_TRUE) {
        !is_not
    } else if jump.is(op::POP_JUMP_IF_FALSE) {
        is_not
    } else {
        return;
    };
    instrs[0].set_nop();
    instrs[1].set_nop();
    instrs[at].opcode = if if_none { op::POP_JUMP_IF_NONE } else { op::POP_JUMP_IF_NOT_NONE }.into();
}

/// The rewrites that start at instruction `i`, which is no jump.
fn rewrite(instrs: &mut [Instr], i: usize, consts: &mut ConstTable) {
    let (opcode, oparg) = (instrs[i].opcode, instrs[i].oparg);
    let Ok(opcode) = u8::try_from(opcode) else { return };
    let next = instrs.get(i + 1).map_or(op::CACHE as u16, |n| n.opcode);
    let then = |o: u8| next == o as u16;
    match opcode {
        op::BUILD_TUPLE => {
            if then(op::UNPACK_SEQUENCE) && instrs[i + 1].oparg == oparg {
                match oparg {
                    1 => {
                        instrs[i].set_nop();
                        instrs[i + 1].set_nop();
                        return;
                    }
                    2 | 3 => {
                        instrs[i].set_nop();
                        instrs[i + 1].opcode = op::SWAP.into();
                        return;
                    }
                    _ => {}
                }
            }
            if let Some(start) = i.checked_sub(oparg as usize) {
                fold_tuple(&mut instrs[start..=i], consts);
            }
        }
        op::COMPARE_OP if then(op::TO_BOOL) => {
            instrs[i].set_nop();
            instrs[i + 1].set(op::COMPARE_OP, oparg | arg::compare::TO_BOOL as i32);
        }
        // These give a bool already.
        op::CONTAINS_OP | op::IS_OP | op::UNARY_NOT if then(op::TO_BOOL) => {
            instrs[i].set_nop();
            instrs[i + 1].set(opcode, oparg);
        }
        // What the first one negates is a bool, so nothing else need be done.
        op::UNARY_NOT if then(op::UNARY_NOT) => {
            instrs[i].set_nop();
            instrs[i + 1].set_nop();
        }
        op::TO_BOOL if then(op::TO_BOOL) => instrs[i].set_nop(),
        op::LOAD_GLOBAL if then(op::PUSH_NULL) && oparg & 1 == 0 => {
            instrs[i].oparg = oparg | 1;
            instrs[i + 1].set_nop();
        }
        // Of two stores to one local, the first is for nothing (unless a debugger could stop between them).
        op::STORE_FAST
            if then(op::STORE_FAST)
                && instrs[i + 1].oparg == oparg
                && instrs[i + 1].loc.lineno == instrs[i].loc.lineno =>
        {
            instrs[i].set(op::POP_TOP, 0);
        }
        op::SWAP if oparg == 1 => instrs[i].set_nop(),
        _ => {}
    }
}

/// Makes one constant of a tuple display whose items, all but the last of `instrs`, are constants.
fn fold_tuple(instrs: &mut [Instr], consts: &mut ConstTable) {
    let Some((build, items)) = instrs.split_last_mut() else { return };
    let mut values = Vec::with_capacity(items.len());
    for i in &*items {
        let value = i.is(op::LOAD_CONST).then(|| const_at(consts, i.oparg)).flatten();
        match value {
            Some(ConstValue::Value(v)) => values.push(v.clone()),
            _ => return,
        }
    }
    build.set(op::LOAD_CONST, consts.add(Constant::Tuple(values.into())));
    for i in items {
        i.set_nop();
    }
}
