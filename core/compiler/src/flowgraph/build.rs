//! From an instruction sequence to basic blocks.

use ks_bytecode::op;

use super::{Block, BlockId, Cfg, FlowError, Instr};
use crate::instruction_sequence::InstrSeq;

fn is_terminator(opcode: u16) -> bool {
    op::has_jump(opcode) || op::is_scope_exit(opcode)
}

impl Cfg {
    /// A block starts at the beginning, after every jump or exit, and where a jump or `SETUP_*` leads.
    pub(super) fn from_sequence(seq: &InstrSeq) -> Result<Cfg, FlowError> {
        const NOT_A_TARGET: u32 = 0;
        const A_TARGET: u32 = 1;
        let instrs = seq.instrs();
        // Marks first; then, for each target, the number of its block (as `BlockId` has it) plus one.
        let mut starts = vec![NOT_A_TARGET; instrs.len()];
        for i in instrs.iter().filter(|i| op::has_target(i.opcode)) {
            let position = seq.target_position(i.oparg).ok_or(FlowError::MalformedCfg)?;
            *starts.get_mut(position).ok_or(FlowError::MalformedCfg)? = A_TARGET;
        }
        let mut cfg = Cfg { blocks: Vec::new() };
        let mut current = cfg.new_block();
        let mut terminated = false;
        for (position, i) in instrs.iter().enumerate() {
            let is_target = starts[position] == A_TARGET;
            if terminated || (is_target && !cfg[current].instrs.is_empty()) {
                current = cfg.new_block_after(current);
            }
            if is_target {
                cfg[current].labeled = true;
                starts[position] = current.index() as u32 + 2;
            }
            terminated = is_terminator(i.opcode);
            cfg[current].instrs.push(Instr::new(i.opcode, i.oparg, i.loc));
        }
        for i in cfg.blocks.iter_mut().flat_map(|b| &mut b.instrs).filter(|i| op::has_target(i.opcode)) {
            let position = seq.target_position(i.oparg).ok_or(FlowError::MalformedCfg)?;
            i.target = Some(BlockId::from_index(starts[position] as usize - 2));
            i.oparg = 0;
        }
        Ok(cfg)
    }

    /// Nothing may follow a jump or an exit within its block.
    pub(super) fn check_terminators(&self) -> Result<(), FlowError> {
        let ends_well = |b: &Block| match b.instrs.split_last() {
            Some((_, body)) => !body.iter().any(|i| is_terminator(i.opcode)),
            None => true,
        };
        if self.blocks.iter().all(ends_well) { Ok(()) } else { Err(FlowError::MalformedCfg) }
    }
}
