//! From an instruction sequence to basic blocks.

use ks_bytecode::op;

use super::{Block, BlockId, Cfg, FlowError, Instr};
use crate::instruction_sequence::InstrSeq;

fn is_terminator(opcode: u16) -> bool {
    op::has_jump(opcode) || op::is_scope_exit(opcode)
}

impl Cfg {
    /// A block starts at the beginning, after every jump or exit, and where a jump or `SETUP_*` leads.
    ///
    /// # Errors
    /// A jump without a place to go.
    pub(crate) fn from_sequence(seq: &InstrSeq) -> Result<Cfg, FlowError> {
        const NOT_A_TARGET: u32 = 0;
        const A_TARGET: u32 = 1;
        let instrs = seq.instrs();
        // Marks first; then, for each target, the index of its block plus two.
        let mut starts = vec![NOT_A_TARGET; instrs.len()];
        let mut block_count = 1;
        for i in instrs.iter().filter(|i| op::has_target(i.opcode)) {
            let position = seq.target_position(i.oparg).ok_or(FlowError::MalformedCfg)?;
            *starts.get_mut(position).ok_or(FlowError::MalformedCfg)? = A_TARGET;
            block_count += 2;
        }
        let mut cfg = Cfg { blocks: Vec::with_capacity(block_count) };
        let mut current = cfg.new_block();
        let mut from = 0;
        loop {
            let labeled = starts.get(from) == Some(&A_TARGET);
            let ends = |at: usize| is_terminator(instrs[at].opcode) || starts.get(at + 1) == Some(&A_TARGET);
            let to = (from..instrs.len()).find(|at| ends(*at)).map_or(instrs.len(), |at| at + 1);
            if labeled {
                starts[from] = current.index() as u32 + 2;
            }
            let block = &mut cfg[current];
            block.labeled = labeled;
            block.instrs.extend(instrs[from..to].iter().map(|i| Instr::new(i.opcode, i.oparg, i.loc)));
            if to == instrs.len() {
                break;
            }
            from = to;
            current = cfg.new_block_after(current);
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
