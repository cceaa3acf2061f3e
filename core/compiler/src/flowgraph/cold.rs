//! Code that only exceptions lead to goes to the end, out of the way of the instruction cache.

use ks_bytecode::op;

use super::{BlockId, Cfg, Instr};
use crate::instruction_sequence::Location;

impl Cfg {
    pub(super) fn move_cold_blocks(&mut self) {
        if self[BlockId::ENTRY].next.is_none() {
            return;
        }
        self.mark_temperatures();
        // Falling from cold into warm code becomes a jump.
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            if let Some(next) = self[id].next
                && self[id].cold
                && self[id].falls_through()
                && self[next].warm
            {
                self[next].labeled = true;
                let mut jump = Instr::new(op::JUMP_NO_INTERRUPT, 0, Location::NONE);
                jump.target = Some(next);
                let bridge = self.new_block_after(id);
                let block = &mut self[bridge];
                block.instrs.push(jump);
                block.cold = true;
                block.predecessors = 1;
            }
            cursor = self[id].next;
        }
        if self.partition() {
            self.remove_nops_and_jumps();
        }
    }

    /// Moves the cold blocks behind the others, both in their order. Returns whether there were any.
    fn partition(&mut self) -> bool {
        let mut order = Vec::with_capacity(self.blocks.len());
        let mut cold = Vec::new();
        for (id, block) in self.chain() {
            if block.cold { cold.push(id) } else { order.push(id) }
        }
        let any = !cold.is_empty();
        order.append(&mut cold);
        for pair in order.windows(2) {
            self[pair[0]].next = Some(pair[1]);
        }
        if let Some(last) = order.last() {
            self[*last].next = None;
        }
        any
    }

    /// Warm is what can be reached from the entry without an exception; cold, what can be reached from handlers only.
    fn mark_temperatures(&mut self) {
        self.clear_visited();
        let mut todo = vec![BlockId::ENTRY];
        self[BlockId::ENTRY].visited = true;
        self.spread(&mut todo, false);
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            let block = &mut self[id];
            cursor = block.next;
            if block.except_handler && !block.warm {
                block.visited = true;
                todo.push(id);
            }
        }
        self.spread(&mut todo, true);
    }

    fn spread(&mut self, todo: &mut Vec<BlockId>, cold: bool) {
        while let Some(id) = todo.pop() {
            let block = &mut self[id];
            if cold {
                block.cold = true;
            } else {
                block.warm = true;
            }
            let next = block.next.filter(|_| block.falls_through());
            let target = block.last().filter(|i| op::has_jump(i.opcode)).and_then(|i| i.target);
            for id in [next, target].into_iter().flatten() {
                if !self[id].warm && !std::mem::replace(&mut self[id].visited, true) {
                    todo.push(id);
                }
            }
        }
    }
}
