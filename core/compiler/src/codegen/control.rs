//! `if`, `while`, `for`.

use ks_bytecode::op;

use super::blocks::{FBlock, FBlockKind};
use super::*;

impl<'a> Compiler<'a, '_> {
    /// An `if` with its `elif`s, which the tree nests, without native recursion.
    #[inline(never)]
    pub(super) fn if_chain(&mut self, mut s: &'a Stmt) -> CompileResult {
        let mut ends = Vec::new();
        while let StmtKind::If { test, body, orelse } = &s.kind {
            let end = self.new_label();
            ends.push(end);
            let next = if orelse.is_empty() { end } else { self.new_label() };
            self.jump_if(test, next, false)?;
            self.stmts(body)?;
            if orelse.is_empty() {
                break;
            }
            self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
            self.use_label(next);
            match orelse.as_slice() {
                [inner] if matches!(inner.kind, StmtKind::If { .. }) => s = inner,
                _ => {
                    self.stmts(orelse)?;
                    break;
                }
            }
        }
        while let Some(end) = ends.pop() {
            self.use_label(end);
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn while_(
        &mut self,
        s: &'a Stmt,
        test: &'a Expr,
        body: &'a [Stmt],
        orelse: &'a [Stmt],
    ) -> CompileResult {
        let at = loc(s.span);
        let (start, inner, anchor, end) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        self.use_label(start);
        self.push_fblock(FBlock { start: Some(start), exit: Some(end), ..FBlock::new(FBlockKind::WhileLoop, at) })?;
        self.jump_if(test, anchor, false)?;
        self.use_label(inner);
        self.stmts(body)?;
        // The test is repeated at the end, so that each round takes one jump.
        self.jump_if(test, inner, true)?;
        self.pop_fblock(FBlockKind::WhileLoop);
        self.use_label(anchor);
        self.stmts(orelse)?;
        self.use_label(end);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn for_(
        &mut self,
        s: &'a Stmt,
        target: &'a Expr,
        iter: &'a Expr,
        body: &'a [Stmt],
        orelse: &'a [Stmt],
    ) -> CompileResult {
        let (start, cleanup, end) = (self.new_label(), self.new_label(), self.new_label());
        self.push_fblock(FBlock {
            start: Some(start),
            exit: Some(end),
            ..FBlock::new(FBlockKind::ForLoop, loc(s.span))
        })?;
        self.expr(iter)?;
        let at = loc(iter.span);
        self.op(at, op::GET_ITER);
        self.use_label(start);
        self.jump(at, op::FOR_ITER, cleanup);
        // A line event for the target, if it is on a line of its own.
        self.op(loc(target.span), op::NOP);
        self.expr(target)?;
        self.stmts(body)?;
        self.jump(NO_LOCATION, op::JUMP, start);
        self.use_label(cleanup);
        self.op(NO_LOCATION, op::END_FOR);
        self.op(NO_LOCATION, op::POP_TOP);
        self.pop_fblock(FBlockKind::ForLoop);
        self.stmts(orelse)?;
        self.use_label(end);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn async_for(
        &mut self,
        s: &'a Stmt,
        target: &'a Expr,
        iter: &'a Expr,
        body: &'a [Stmt],
        orelse: &'a [Stmt],
    ) -> CompileResult {
        let at = loc(s.span);
        if !self.is_top_level_await() && self.unit.kind != ScopeKind::AsyncFunction {
            return self.error(at, "'async for' outside async function");
        }
        let (start, except, end) = (self.new_label(), self.new_label(), self.new_label());
        self.expr(iter)?;
        self.op(loc(iter.span), op::GET_AITER);
        self.use_label(start);
        self.push_fblock(FBlock { start: Some(start), exit: Some(end), ..FBlock::new(FBlockKind::ForLoop, at) })?;
        // The handler catches the StopAsyncIteration of `__anext__`.
        self.jump(at, op::SETUP_FINALLY, except);
        self.op(at, op::GET_ANEXT);
        self.load_none(at);
        self.add_yield_from(at, true);
        self.op(at, op::POP_BLOCK);
        self.expr(target)?;
        self.stmts(body)?;
        self.jump(NO_LOCATION, op::JUMP, start);
        self.pop_fblock(FBlockKind::ForLoop);
        self.use_label(except);
        self.op(loc(iter.span), op::END_ASYNC_FOR);
        self.stmts(orelse)?;
        self.use_label(end);
        Ok(())
    }
}
