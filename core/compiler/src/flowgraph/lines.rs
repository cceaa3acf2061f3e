//! Line numbers for instructions that have none: artificial code takes the line of what leads to it.

use ks_bytecode::op;
use ks_bytecode::op::Flags;

use super::{Block, BlockId, Cfg};
use crate::instruction_sequence::Location;

/// Whether the block leaves the scope or may run other code (so that a tracer sees it), all without a line.
fn needs_line(block: &Block) -> bool {
    let shows = block.exits_scope() || block.instrs.iter().any(|i| op::flags(i.opcode).has(Flags::EVAL_BREAK));
    shows && block.has_no_lineno()
}

impl Cfg {
    /// Gives a line to everything that can have one.
    pub(super) fn resolve_line_numbers(&mut self) {
        self.split_exits_without_line();
        self.propagate_lines();
    }

    /// An exit without a line that several jumps share is copied, one for each jump, so that each can have the line it
    /// was reached from.
    fn split_exits_without_line(&mut self) {
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            let jump = self[id].last().filter(|i| op::has_jump(i.opcode)).map(|i| (i.target, i.loc));
            if let Some((target, loc)) = jump
                && let Some(target) = self.nonempty(target)
                && self[target].predecessors > 1
                && needs_line(&self[target])
            {
                let mut instrs = self[target].instrs.clone();
                instrs[0].loc = loc;
                let copy = self.new_block_after(target);
                let block = &mut self[copy];
                block.instrs = instrs;
                block.predecessors = 1;
                block.labeled = true;
                self[target].predecessors -= 1;
                if let Some(last) = self[id].instrs.last_mut() {
                    last.target = Some(copy);
                }
            }
            cursor = self[id].next;
        }
        // What is left can only be reached by falling into it.
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            let next = self[id].next;
            if let Some(next) = next
                && self[id].falls_through()
                && let Some(loc) = self[id].last().map(|i| i.loc)
                && needs_line(&self[next])
            {
                self[next].instrs[0].loc = loc;
            }
            cursor = next;
        }
    }

    /// Within a block a line lasts until the next one; it passes on to blocks that have no other way in.
    fn propagate_lines(&mut self) {
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            let block = &mut self[id];
            cursor = block.next;
            let Some(&last) = block.last() else { continue };
            let mut loc = Location::NONE;
            for i in &mut block.instrs {
                if i.has_lineno() {
                    loc = i.loc;
                } else {
                    i.loc = loc;
                }
            }
            let falls = block.falls_through();
            if falls && let Some(next) = cursor {
                self.pass_line_on(next, loc);
            }
            if op::has_jump(last.opcode)
                && let Some(target) = last.target
            {
                self.pass_line_on(target, loc);
            }
        }
    }

    fn pass_line_on(&mut self, to: BlockId, loc: Location) {
        let block = &mut self[to];
        if block.predecessors == 1
            && let Some(first) = block.instrs.first_mut()
            && !first.has_lineno()
        {
            first.loc = loc;
        }
    }
}
