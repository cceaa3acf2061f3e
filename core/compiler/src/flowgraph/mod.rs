//! The flow graph: basic blocks built from an instruction sequence, the optimizations CPython 3.13 makes on them, and
//! the way back to a sequence that the assembler can lay out.
//!
//! The passes, in the order they run:
//!
//! | pass | file |
//! | --- | --- |
//! | blocks from labels, jump targets resolved | [`build`] |
//! | which handler guards which instruction | [`handlers`] |
//! | inlining of small exits, unreachable code, NOPs and jumps | [`cleanup`] |
//! | line numbers for instructions without one | [`lines`] |
//! | constants, jump threading, tuples, swaps | [`peephole`], [`swaps`] |
//! | constants no longer used | [`peephole`] |
//! | loads that must check for an unbound local | [`unbound`] |
//! | pairs of instructions fused into one | [`peephole`] |
//! | code reached only by exceptions, moved to the end | [`cold`] |
//! | stack depth, cells and prefix, jump directions | [`finish`] |
//!
//! **What comes out must be CPython's bytecode to the byte**, so the order of passes and of the rewrites inside a pass is
//! part of the behaviour, not a matter of taste.

mod build;
mod cleanup;
mod cold;
mod finish;
mod handlers;
mod lines;
mod peephole;
mod swaps;
#[cfg(test)]
mod tests;
mod unbound;

use std::fmt;
use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

use ks_bytecode::op;

use crate::instruction_sequence::{InstrSeq, Location, Opcode};
use crate::unit::{ConstTable, ConstValue};

pub use finish::{FinalInstr, Finished, Handler};

/// A sequence that no valid source can lead to.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum FlowError {
    /// A jump or exit stands inside a block, a label was never placed, or a pseudo-instruction is left that code
    /// generation should have replaced.
    MalformedCfg,
    /// More is popped than was pushed.
    StackUnderflow,
    /// A block is reached with different stack depths.
    InconsistentDepth,
    /// A handler is closed that was never opened, or handlers are nested too deeply.
    BadHandlerNesting,
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FlowError::MalformedCfg => "malformed control flow graph.",
            FlowError::StackUnderflow => "Invalid CFG, stack underflow",
            FlowError::InconsistentDepth => "Invalid CFG, inconsistent stackdepth",
            FlowError::BadHandlerNesting => "Invalid CFG, exception handlers do not nest",
        })
    }
}

impl std::error::Error for FlowError {}

/// A block of one [`Cfg`].
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
struct BlockId(NonZeroU32);

impl BlockId {
    const ENTRY: BlockId = BlockId(NonZeroU32::MIN);

    fn from_index(index: usize) -> BlockId {
        // Indices count blocks in memory, so adding one cannot wrap.
        BlockId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// An instruction of a block.
#[derive(Copy, Clone, Debug)]
struct Instr {
    opcode: Opcode,
    oparg: i32,
    loc: Location,
    /// Where a jump or `SETUP_*` leads.
    target: Option<BlockId>,
    /// The handler that guards the instruction.
    except: Option<BlockId>,
}

impl Instr {
    fn new(opcode: impl Into<Opcode>, oparg: i32, loc: Location) -> Instr {
        Instr { opcode: opcode.into(), oparg, loc, target: None, except: None }
    }

    fn is(&self, opcode: u8) -> bool {
        self.opcode == opcode as Opcode
    }

    fn set(&mut self, opcode: impl Into<Opcode>, oparg: i32) {
        self.opcode = opcode.into();
        self.oparg = oparg;
    }

    /// Keeps only the position and the handler.
    fn set_nop(&mut self) {
        self.set(op::NOP, 0);
        self.target = None;
    }

    fn has_lineno(&self) -> bool {
        self.loc.lineno != Location::NONE.lineno
    }
}

#[derive(Clone, Default, Debug)]
struct Block {
    instrs: Vec<Instr>,
    /// The next block in the order of the code.
    next: Option<BlockId>,
    /// Ways in: fall-through, jumps and `SETUP_*`, as of the last [`Cfg::remove_unreachable`] and kept up since.
    predecessors: u32,
    /// Stack depth on entry; negative until worked out.
    startdepth: i32,
    /// Locals (the first 64) that may be unbound on entry.
    unbound: u64,
    /// Something in the original sequence jumped here.
    labeled: bool,
    /// The block starts an exception handler.
    except_handler: bool,
    /// The handler wants the offset of the instruction that raised.
    preserve_lasti: bool,
    warm: bool,
    cold: bool,
    /// Scratch mark of whichever traversal is running.
    visited: bool,
}

impl Block {
    fn last(&self) -> Option<&Instr> {
        self.instrs.last()
    }

    fn falls_through(&self) -> bool {
        match self.last() {
            None => true,
            Some(i) => !op::is_scope_exit(i.opcode) && !op::is_unconditional_jump(i.opcode),
        }
    }

    fn exits_scope(&self) -> bool {
        self.last().is_some_and(|i| op::is_scope_exit(i.opcode))
    }

    fn has_no_lineno(&self) -> bool {
        self.instrs.iter().all(|i| !i.has_lineno())
    }
}

/// The blocks of one code unit, in a list that starts at [`BlockId::ENTRY`].
pub struct Cfg {
    blocks: Vec<Block>,
}

impl Index<BlockId> for Cfg {
    type Output = Block;

    fn index(&self, id: BlockId) -> &Block {
        &self.blocks[id.index()]
    }
}

impl IndexMut<BlockId> for Cfg {
    fn index_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.index()]
    }
}

impl Cfg {
    /// Builds the graph and runs every optimization. `consts` is the unit's table, `nlocals` the number of its local
    /// variables, of which the first `nparams` are bound on entry. The constants still used come back, in their order.
    pub fn optimized(
        seq: InstrSeq,
        consts: ConstTable,
        nlocals: usize,
        nparams: usize,
    ) -> Result<(Cfg, Vec<ConstValue>), FlowError> {
        let mut cfg = Cfg::from_sequence(&seq)?;
        drop(seq);
        cfg.label_handlers()?;
        let mut consts = consts;
        cfg.optimize(&mut consts)?;
        let consts = cfg.drop_unused_consts(consts.into_vec());
        cfg.check_unbound_locals(nlocals, nparams);
        cfg.fuse_instructions();
        cfg.move_cold_blocks();
        cfg.resolve_line_numbers();
        Ok((cfg, consts))
    }

    fn optimize(&mut self, consts: &mut ConstTable) -> Result<(), FlowError> {
        self.check_terminators()?;
        self.inline_small_blocks();
        self.remove_unreachable();
        self.resolve_line_numbers();
        self.fold_const_tests(consts);
        self.optimize_blocks(consts);
        self.remove_nops_and_pairs();
        self.remove_unreachable();
        self.remove_nops_and_jumps();
        Ok(())
    }

    /// The sequence as it stands, for showing: opcode, argument (for jumps, the index of the target instruction) and
    /// position.
    pub fn listing(&self) -> Vec<(Opcode, i32, Location)> {
        let mut starts = vec![0; self.blocks.len()];
        let mut offset = 0;
        for (id, block) in self.chain() {
            starts[id.index()] = offset;
            offset += block.instrs.len() as i32;
        }
        self.chain()
            .flat_map(|(_, block)| &block.instrs)
            .map(|i| (i.opcode, i.target.map_or(i.oparg, |t| starts[t.index()]), i.loc))
            .collect()
    }

    /// The blocks in the order of the code.
    fn chain(&self) -> impl Iterator<Item = (BlockId, &Block)> {
        let mut cursor = Some(BlockId::ENTRY);
        std::iter::from_fn(move || {
            let id = cursor?;
            let block = &self[id];
            cursor = block.next;
            Some((id, block))
        })
    }

    /// Calls `f` for every block in the order of the code.
    fn each_block(&mut self, mut f: impl FnMut(BlockId, &mut Block)) {
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            let block = &mut self[id];
            f(id, block);
            cursor = block.next;
        }
    }

    fn new_block(&mut self) -> BlockId {
        let id = BlockId::from_index(self.blocks.len());
        self.blocks.push(Block { startdepth: -1, ..Block::default() });
        id
    }

    /// Makes a block that follows `after` in the order of the code.
    fn new_block_after(&mut self, after: BlockId) -> BlockId {
        let id = self.new_block();
        self[id].next = self[after].next;
        self[after].next = Some(id);
        id
    }

    /// `id` itself if it has instructions, else the first block after it that does.
    fn nonempty(&self, id: Option<BlockId>) -> Option<BlockId> {
        let mut cursor = id;
        while let Some(id) = cursor
            && self[id].instrs.is_empty()
        {
            cursor = self[id].next;
        }
        cursor
    }

    fn clear_visited(&mut self) {
        self.each_block(|_, b| b.visited = false);
    }
}
