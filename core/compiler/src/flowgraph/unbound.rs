//! Which loads of locals may find nothing and must check (`LOAD_FAST_CHECK`).

use ks_bytecode::op;

use super::{BlockId, Cfg};

/// Only this many locals are followed from block to block, one bit each.
const TRACKED: usize = 64;

impl Cfg {
    /// Turns `LOAD_FAST` of a local that may be unbound into `LOAD_FAST_CHECK`. The first `nparams` of the `nlocals`
    /// locals are bound on entry.
    pub(super) fn check_unbound_locals(&mut self, nlocals: usize, nparams: usize) {
        if nlocals == 0 {
            return;
        }
        if nlocals > TRACKED {
            self.check_untracked_locals(nlocals);
        }
        self.clear_visited();
        let tracked = nlocals.min(TRACKED);
        let below = |n: usize| if n >= TRACKED { u64::MAX } else { (1 << n) - 1 };
        let mut todo = Vec::new();
        self.now_unbound(BlockId::ENTRY, below(tracked) & !below(nparams), &mut todo);
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            self.scan_locals(id, &mut todo);
            cursor = self[id].next;
        }
        while let Some(id) = todo.pop() {
            self[id].visited = false;
            self.scan_locals(id, &mut todo);
        }
    }

    fn now_unbound(&mut self, id: BlockId, mask: u64, todo: &mut Vec<BlockId>) {
        let block = &mut self[id];
        if block.unbound | mask != block.unbound {
            block.unbound |= mask;
            if !std::mem::replace(&mut block.visited, true) {
                todo.push(id);
            }
        }
    }

    fn scan_locals(&mut self, id: BlockId, todo: &mut Vec<BlockId>) {
        let mut unbound = self[id].unbound;
        for at in 0..self[id].instrs.len() {
            let i = self[id].instrs[at];
            if let Some(handler) = i.except {
                self.now_unbound(handler, unbound, todo);
            }
            if !(0..TRACKED as i32).contains(&i.oparg) {
                continue;
            }
            let bit = 1u64 << i.oparg;
            if i.is(op::DELETE_FAST) || i.is(op::LOAD_FAST_AND_CLEAR) || i.opcode == op::STORE_FAST_MAYBE_NULL {
                unbound |= bit;
            } else if i.is(op::STORE_FAST) || i.is(op::LOAD_FAST_CHECK) {
                unbound &= !bit;
            } else if i.is(op::LOAD_FAST) {
                if unbound & bit != 0 {
                    self[id].instrs[at].opcode = op::LOAD_FAST_CHECK.into();
                }
                unbound &= !bit;
            }
        }
        if self[id].falls_through()
            && let Some(next) = self[id].next
        {
            self.now_unbound(next, unbound, todo);
        }
        if let Some(target) = self[id].last().filter(|i| op::has_jump(i.opcode)).and_then(|i| i.target) {
            self.now_unbound(target, unbound, todo);
        }
    }

    /// Locals beyond the tracked ones count as bound only after a store or a checked load in the same block.
    fn check_untracked_locals(&mut self, nlocals: usize) {
        // The number of the block in which each local was last known to be bound.
        let mut bound_in = vec![0usize; nlocals - TRACKED];
        let mut number = 0;
        self.each_block(|_, b| {
            number += 1;
            for i in &mut b.instrs {
                let Some(known) = usize::try_from(i.oparg).ok().and_then(|n| bound_in.get_mut(n.wrapping_sub(TRACKED)))
                else {
                    continue;
                };
                if i.is(op::DELETE_FAST) || i.is(op::LOAD_FAST_AND_CLEAR) || i.opcode == op::STORE_FAST_MAYBE_NULL {
                    *known = number - 1;
                } else if i.is(op::STORE_FAST) {
                    *known = number;
                } else if i.is(op::LOAD_FAST) {
                    if *known != number {
                        i.opcode = op::LOAD_FAST_CHECK.into();
                    }
                    *known = number;
                }
            }
        });
    }
}
