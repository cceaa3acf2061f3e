//! Finds the exception handler of every instruction by following the flow with a stack of open handlers.

use std::rc::Rc;

use ks_bytecode::{arg, op};

use super::{BlockId, Cfg, FlowError};

/// The handlers open at a point, innermost first; shared between the paths that have it in common.
type Open = Option<Rc<Opened>>;

struct Opened {
    handler: BlockId,
    depth: u32,
    outer: Open,
}

impl Drop for Opened {
    /// Unlinks one by one: a chain as deep as the source nests must not unwind on the native stack.
    fn drop(&mut self) {
        let mut next = self.outer.take();
        while let Some(mut node) = next.and_then(Rc::into_inner) {
            next = node.outer.take();
        }
    }
}

impl Cfg {
    /// Sets `except` of every instruction that a handler guards, and the marks of handler blocks. `POP_BLOCK` has then
    /// done its work and becomes a NOP; `SETUP_*` stays, so that handlers count as reachable.
    pub(crate) fn label_handlers(&mut self) -> Result<(), FlowError> {
        self.clear_visited();
        let mut todo: Vec<(BlockId, Open)> = vec![(BlockId::ENTRY, None)];
        self[BlockId::ENTRY].visited = true;
        while let Some((id, mut open)) = todo.pop() {
            let mut depth_at_yield = None;
            let mut instrs = std::mem::take(&mut self[id].instrs);
            for i in &mut instrs {
                let innermost = open.as_ref().map(|o| o.handler);
                match i.opcode {
                    op::SETUP_FINALLY | op::SETUP_CLEANUP | op::SETUP_WITH => {
                        let handler = i.target.ok_or(FlowError::MalformedCfg)?;
                        let block = &mut self[handler];
                        block.except_handler = true;
                        if i.opcode != op::SETUP_FINALLY {
                            block.preserve_lasti = true;
                        }
                        if !block.visited {
                            block.visited = true;
                            todo.push((handler, open.clone()));
                        }
                        let depth = open.as_ref().map_or(0, |o| o.depth) + 1;
                        open = Some(Rc::new(Opened { handler, depth, outer: open.take() }));
                        continue;
                    }
                    op::POP_BLOCK => {
                        let closed = open.take().ok_or(FlowError::BadHandlerNesting)?;
                        open = closed.outer.clone();
                        i.set_nop();
                        continue;
                    }
                    _ => {}
                }
                i.except = innermost;
                if op::has_jump(i.opcode) {
                    let target = i.target.ok_or(FlowError::MalformedCfg)?;
                    if !self[target].visited {
                        self[target].visited = true;
                        todo.push((target, open.clone()));
                    }
                } else if i.is(op::YIELD_VALUE) {
                    depth_at_yield = Some(open.as_ref().map_or(0, |o| o.depth));
                } else if i.is(op::RETURN_GENERATOR) {
                    i.except = None;
                } else if i.is(op::RESUME) && i.oparg != arg::resume::AT_FUNC_START as i32 {
                    // A generator whose only handler is the one that wraps its whole body can be closed without
                    // being resumed.
                    if depth_at_yield.take() == Some(1) {
                        i.oparg |= arg::resume::OPARG_DEPTH1_MASK as i32;
                    }
                }
            }
            self[id].instrs = instrs;
            if self[id].falls_through()
                && let Some(next) = self[id].next
                && !self[next].visited
            {
                self[next].visited = true;
                todo.push((next, open));
            }
        }
        Ok(())
    }
}
