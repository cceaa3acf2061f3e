//! Passes that only take away: unreachable blocks, NOPs, jumps to the next instruction, values pushed and popped.

use ks_bytecode::op;

use super::{BlockId, Cfg};

/// A scope exit of up to this many instructions is copied to the jumps that lead to it.
const MAX_COPY_SIZE: usize = 4;

impl Cfg {
    /// Replaces jumps to short exits, and to blocks without a line that themselves end in a jump or exit, by a copy of
    /// what they lead to, until there are no more.
    pub(super) fn inline_small_blocks(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            let mut cursor = Some(BlockId::ENTRY);
            while let Some(id) = cursor {
                changed |= self.inline_at_end(id);
                cursor = self[id].next;
            }
        }
    }

    fn inline_at_end(&mut self, id: BlockId) -> bool {
        let Some(&jump) = self[id].last() else { return false };
        let Some(target) = jump.target.filter(|_| op::is_unconditional_jump(jump.opcode)) else { return false };
        let block = &self[target];
        // An endless loop of artificial jumps would be unrolled for ever. No source leads to one.
        if target == id || block.last().is_some_and(|i| i.target == Some(target)) {
            return false;
        }
        let small_exit = block.exits_scope() && block.instrs.len() <= MAX_COPY_SIZE;
        let no_line = block.has_no_lineno() && !block.falls_through();
        if !small_exit && !no_line {
            return false;
        }
        let copy = block.instrs.clone();
        self[target].predecessors = self[target].predecessors.saturating_sub(1);
        let instrs = &mut self[id].instrs;
        if let Some(last) = instrs.last_mut() {
            last.set_nop();
        }
        instrs.extend(copy);
        if no_line
            && let Some(last) = instrs.last_mut()
            && op::is_unconditional_jump(last.opcode)
            && jump.opcode == op::JUMP
        {
            // Going round by the first jump allowed interrupts; so must the shorter way.
            last.opcode = op::JUMP;
        }
        true
    }

    /// Counts the ways into each block and empties the blocks that have none.
    pub(super) fn remove_unreachable(&mut self) {
        self.each_block(|_, b| {
            b.visited = false;
            b.predecessors = 0;
        });
        let entry = &mut self[BlockId::ENTRY];
        entry.predecessors = 1;
        entry.visited = true;
        let mut todo = vec![BlockId::ENTRY];
        while let Some(id) = todo.pop() {
            let mut reach = |block: &mut super::Block, id| {
                block.predecessors += 1;
                if !std::mem::replace(&mut block.visited, true) {
                    todo.push(id);
                }
            };
            if self[id].falls_through()
                && let Some(next) = self[id].next
            {
                reach(&mut self[next], next);
            }
            for i in 0..self[id].instrs.len() {
                if let Some(target) = self[id].instrs[i].target {
                    reach(&mut self[target], target);
                }
            }
        }
        self.each_block(|_, b| {
            if b.predecessors == 0 {
                b.instrs.clear();
                b.except_handler = false;
            }
        });
    }

    /// Removes NOPs whose line is shown by a neighbour as well. Returns how many.
    pub(super) fn remove_nops(&mut self) -> usize {
        let mut removed = 0;
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            removed += self.remove_nops_in(id);
            cursor = self[id].next;
        }
        removed
    }

    fn remove_nops_in(&mut self, id: BlockId) -> usize {
        if !self[id].instrs.iter().any(|i| i.is(op::NOP)) {
            return 0;
        }
        // The line that a NOP at the very end would be merged with.
        let line_after = self
            .nonempty(self[id].next)
            .and_then(|next| self[next].instrs.iter().find(|i| !i.is(op::NOP) || i.has_lineno()).map(|i| i.loc.lineno));
        let instrs = &mut self[id].instrs;
        let before = instrs.len();
        let mut kept = 0;
        let mut previous_line = -1;
        for i in 0..before {
            let lineno = instrs[i].loc.lineno;
            if instrs[i].is(op::NOP) {
                if !instrs[i].has_lineno() || previous_line == lineno {
                    continue;
                }
                if i + 1 < before {
                    let next = instrs[i + 1];
                    if next.loc.lineno == lineno {
                        continue;
                    }
                    if !next.has_lineno() {
                        instrs[i + 1].loc = instrs[i].loc;
                        continue;
                    }
                } else if line_after == Some(lineno) {
                    continue;
                }
            }
            if kept != i {
                instrs[kept] = instrs[i];
            }
            kept += 1;
            previous_line = lineno;
        }
        instrs.truncate(kept);
        before - kept
    }

    /// Unmakes the jumps that lead where control goes anyway. Returns how many.
    fn remove_jumps(&mut self) -> usize {
        let mut removed = 0;
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            let next = self[id].next;
            cursor = next;
            let Some(last) = self[id].last().filter(|i| op::is_unconditional_jump(i.opcode)) else { continue };
            let target = self.nonempty(last.target);
            if target.is_some() && target == self.nonempty(next) {
                removed += 1;
                if let Some(last) = self[id].instrs.last_mut() {
                    last.set_nop();
                }
            }
        }
        removed
    }

    /// Both of them, until neither finds anything: each makes work for the other.
    pub(super) fn remove_nops_and_jumps(&mut self) {
        while self.remove_nops() + self.remove_jumps() > 0 {}
    }

    /// Removes NOPs, and constants or copies that are popped at once.
    pub(super) fn remove_nops_and_pairs(&mut self) {
        let mut done = false;
        while !done {
            done = true;
            // The instruction that control certainly came from.
            let mut previous: Option<(BlockId, usize)> = None;
            let mut cursor = Some(BlockId::ENTRY);
            while let Some(id) = cursor {
                self.remove_nops_in(id);
                if self[id].labeled {
                    previous = None;
                }
                for i in 0..self[id].instrs.len() {
                    if self[id].instrs[i].is(op::POP_TOP)
                        && let Some((block, at)) = previous
                    {
                        let pushed = &mut self[block].instrs[at];
                        if pushed.is(op::LOAD_CONST) || (pushed.is(op::COPY) && pushed.oparg == 1) {
                            pushed.set_nop();
                            self[id].instrs[i].set_nop();
                            done = false;
                        }
                    }
                    previous = Some((id, i));
                }
                let block = &self[id];
                if !block.falls_through() || block.last().is_some_and(|i| op::has_jump(i.opcode)) {
                    previous = None;
                }
                cursor = block.next;
            }
        }
    }
}
