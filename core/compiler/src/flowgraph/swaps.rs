//! Runs of `SWAP`: reduced to the fewest that have the same effect, or done away with by reordering the stores and pops
//! that follow.

use ks_bytecode::op;

use super::{BlockId, Cfg, Instr};

fn swappable(i: &Instr) -> bool {
    i.is(op::STORE_FAST) || i.is(op::POP_TOP) || i.opcode == op::STORE_FAST_MAYBE_NULL
}

/// The local an instruction stores to.
fn stores_to(i: &Instr) -> Option<i32> {
    (i.is(op::STORE_FAST) || i.opcode == op::STORE_FAST_MAYBE_NULL).then_some(i.oparg)
}

impl Cfg {
    pub(super) fn optimize_swaps(&mut self, id: BlockId) {
        let instrs = &mut self[id].instrs;
        let mut i = 0;
        while i < instrs.len() {
            if instrs[i].is(op::SWAP) {
                i += shorten_run(&mut instrs[i..]);
                apply_statically(instrs, i);
            }
            i += 1;
        }
    }
}

/// Rewrites the run of swaps and NOPs that `instrs` starts with. Returns the distance to the last instruction of the run
/// if it was rewritten, else 0.
fn shorten_run(instrs: &mut [Instr]) -> usize {
    let len = instrs.iter().position(|i| !i.is(op::SWAP) && !i.is(op::NOP)).unwrap_or(instrs.len());
    let run = &mut instrs[..len];
    let swaps = || run.iter().filter(|i| i.is(op::SWAP)).map(|i| i.oparg as usize);
    if swaps().count() < 2 {
        return 0;
    }
    let depth = swaps().max().unwrap_or(0);
    // Where each item of the final stack (0 is the top) comes from.
    let mut from: Vec<usize> = (0..depth).collect();
    for n in swaps() {
        if n > 0 {
            from.swap(0, n - 1);
        }
    }
    // Each cycle of the permutation is undone through the top; working backwards from the end of the run puts the swaps
    // in the order that builds it.
    let mut wanted = Vec::with_capacity(len);
    let mut done = vec![false; depth];
    for start in 0..depth {
        if done[start] || from[start] == start {
            continue;
        }
        let mut at = start;
        loop {
            if at != 0 {
                wanted.push(at as i32 + 1);
            }
            if std::mem::replace(&mut done[at], true) {
                break;
            }
            at = from[at];
        }
    }
    debug_assert!(wanted.len() <= len);
    let mut wanted = wanted.into_iter();
    for i in run.iter_mut().rev() {
        match wanted.next() {
            Some(n) => i.set(op::SWAP, n),
            None => i.set_nop(),
        }
    }
    len - 1
}

/// The next instruction after `i` that takes the top of the stack and can change places; `None` if something else comes
/// first, or something on another line than `lineno` if that is given.
fn next_swappable(instrs: &[Instr], i: usize, lineno: Option<i32>) -> Option<usize> {
    for (at, instr) in instrs.iter().enumerate().skip(i + 1) {
        if lineno.is_some_and(|l| l >= 0 && instr.loc.lineno != l) {
            return None;
        }
        if instr.is(op::NOP) {
            continue;
        }
        return swappable(instr).then_some(at);
    }
    None
}

/// Applies the swap at `i`, and those before it, to the instructions that follow, as far as that is safe.
fn apply_statically(instrs: &mut [Instr], i: usize) {
    for at in (0..=i).rev() {
        let swap = instrs[at];
        if !swap.is(op::SWAP) {
            if swap.is(op::NOP) || swappable(&swap) {
                continue;
            }
            return;
        }
        let Some(first) = next_swappable(instrs, at, None) else { return };
        let lineno = instrs[first].loc.lineno;
        let mut second = first;
        for _ in 1..swap.oparg {
            match next_swappable(instrs, second, Some(lineno)) {
                Some(n) => second = n,
                None => return,
            }
        }
        let (a, b) = (stores_to(&instrs[first]), stores_to(&instrs[second]));
        if a.is_some() || b.is_some() {
            if a == b {
                return;
            }
            let between = instrs.get(first + 1..second).unwrap_or(&[]);
            if between.iter().filter_map(stores_to).any(|s| Some(s) == a || Some(s) == b) {
                return;
            }
        }
        instrs[at].set_nop();
        instrs.swap(first, second);
    }
}
