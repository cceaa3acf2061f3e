//! `try` in all its forms, `with` and `async with`.

use ks_bytecode::{arg, op};

use super::blocks::{FBlock, FBlockKind};
use super::*;
use crate::instruction_sequence::Label;

/// The parts of an `except` clause.
fn parts(handler: &ExceptHandler) -> (Option<&Expr>, Option<Name>, &[Stmt]) {
    let ExceptHandlerKind::ExceptHandler { type_, name, body } = &handler.kind;
    (type_.as_deref(), *name, body)
}

impl<'a> Compiler<'a, '_> {
    #[inline(never)]
    pub(super) fn try_finally(
        &mut self,
        s: &'a Stmt,
        body: &'a [Stmt],
        handlers: &'a [ExceptHandler],
        orelse: &'a [Stmt],
        finalbody: &'a [Stmt],
        is_star: bool,
    ) -> CompileResult {
        let at = loc(s.span);
        let (start, end, cleanup, exit) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        self.jump(at, op::SETUP_FINALLY, end);
        self.use_label(start);
        self.push_fblock(FBlock {
            start: Some(start),
            exit: Some(end),
            finalbody,
            ..FBlock::new(FBlockKind::FinallyTry, at)
        })?;
        if handlers.is_empty() {
            self.stmts(body)?;
        } else if is_star {
            self.try_star(s, body, handlers, orelse)?;
        } else {
            self.try_except(s, body, handlers, orelse)?;
        }
        self.op(NO_LOCATION, op::POP_BLOCK);
        self.pop_fblock(FBlockKind::FinallyTry);
        self.stmts(finalbody)?;
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, exit);

        // The same statements again, with an exception pending.
        self.use_label(end);
        self.push_fblock(FBlock { start: Some(end), ..FBlock::new(FBlockKind::FinallyEnd, at) })?;
        self.jump(NO_LOCATION, op::SETUP_CLEANUP, cleanup);
        self.op(NO_LOCATION, op::PUSH_EXC_INFO);
        self.stmts(finalbody)?;
        self.op_i(NO_LOCATION, op::RERAISE, 0);
        self.pop_fblock(FBlockKind::FinallyEnd);
        self.use_label(cleanup);
        self.pop_except_and_reraise();
        self.use_label(exit);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn try_except(
        &mut self,
        s: &'a Stmt,
        body: &'a [Stmt],
        handlers: &'a [ExceptHandler],
        orelse: &'a [Stmt],
    ) -> CompileResult {
        let at = loc(s.span);
        let (start, except, end, cleanup) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        self.jump(at, op::SETUP_FINALLY, except);
        self.use_label(start);
        self.push_fblock(FBlock { start: Some(start), ..FBlock::new(FBlockKind::TryExcept, at) })?;
        self.stmts(body)?;
        self.pop_fblock(FBlockKind::TryExcept);
        self.op(NO_LOCATION, op::POP_BLOCK);
        self.stmts(orelse)?;
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
        self.use_label(except);
        self.jump(NO_LOCATION, op::SETUP_CLEANUP, cleanup);
        self.op(NO_LOCATION, op::PUSH_EXC_INFO);
        self.push_fblock(FBlock::new(FBlockKind::ExceptionHandler, at))?;
        for (i, handler) in handlers.iter().enumerate() {
            if parts(handler).0.is_none() && i + 1 < handlers.len() {
                return self.error(loc(handler.span), "default 'except:' must be last");
            }
            let next = self.new_label();
            self.except_clause(handler, next, end)?;
            self.use_label(next);
        }
        self.pop_fblock(FBlockKind::ExceptionHandler);
        self.op_i(NO_LOCATION, op::RERAISE, 0);
        self.use_label(cleanup);
        self.pop_except_and_reraise();
        self.use_label(end);
        Ok(())
    }

    #[inline(never)]
    fn except_clause(&mut self, handler: &'a ExceptHandler, next: Label, end: Label) -> CompileResult {
        let at = loc(handler.span);
        let (type_, name, body) = parts(handler);
        if let Some(type_) = type_ {
            self.expr(type_)?;
            self.op(at, op::CHECK_EXC_MATCH);
            self.jump(at, op::POP_JUMP_IF_FALSE, next);
        }
        let Some(name) = name else {
            let start = self.new_label();
            self.use_label(start);
            self.op(at, op::POP_TOP);
            self.push_fblock(FBlock { start: Some(start), ..FBlock::new(FBlockKind::HandlerCleanup, at) })?;
            self.stmts(body)?;
            self.pop_fblock(FBlockKind::HandlerCleanup);
            self.op(NO_LOCATION, op::POP_BLOCK);
            self.op(NO_LOCATION, op::POP_EXCEPT);
            self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
            return Ok(());
        };
        let (cleanup_end, start) = (self.new_label(), self.new_label());
        self.store_name(at, name)?;
        // The name is unbound again however the body ends.
        self.jump(at, op::SETUP_CLEANUP, cleanup_end);
        self.use_label(start);
        self.push_fblock(FBlock {
            start: Some(start),
            name: Some(name),
            ..FBlock::new(FBlockKind::HandlerCleanup, at)
        })?;
        self.stmts(body)?;
        self.pop_fblock(FBlockKind::HandlerCleanup);
        self.op(NO_LOCATION, op::POP_BLOCK);
        self.op(NO_LOCATION, op::POP_BLOCK);
        self.op(NO_LOCATION, op::POP_EXCEPT);
        self.unbind_exception(NO_LOCATION, name)?;
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
        self.use_label(cleanup_end);
        self.unbind_exception(NO_LOCATION, name)?;
        self.op_i(NO_LOCATION, op::RERAISE, 1);
        Ok(())
    }

    /// `try` with `except*`. While handlers run, the stack holds the original group, the list of what they raised, and
    /// the part of the group not handled yet.
    #[inline(never)]
    pub(super) fn try_star(
        &mut self,
        s: &'a Stmt,
        body: &'a [Stmt],
        handlers: &'a [ExceptHandler],
        orelse: &'a [Stmt],
    ) -> CompileResult {
        let at = loc(s.span);
        let (start, except, else_, end) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        let (cleanup, reraise_star, reraise) = (self.new_label(), self.new_label(), self.new_label());
        self.jump(at, op::SETUP_FINALLY, except);
        self.use_label(start);
        self.push_fblock(FBlock { start: Some(start), ..FBlock::new(FBlockKind::TryExcept, at) })?;
        self.stmts(body)?;
        self.pop_fblock(FBlockKind::TryExcept);
        self.op(NO_LOCATION, op::POP_BLOCK);
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, else_);
        self.use_label(except);
        self.jump(NO_LOCATION, op::SETUP_CLEANUP, cleanup);
        self.op(NO_LOCATION, op::PUSH_EXC_INFO);
        self.push_fblock(FBlock::new(FBlockKind::ExceptionGroupHandler, at))?;
        for (i, handler) in handlers.iter().enumerate() {
            if i == 0 {
                let at = loc(handler.span);
                self.op_i(at, op::BUILD_LIST, 0);
                self.op_i(at, op::COPY, 2);
            }
            self.except_star_clause(handler)?;
            if i + 1 == handlers.len() {
                // What is left of the group goes to the list as well.
                self.op_i(NO_LOCATION, op::LIST_APPEND, 1);
                self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, reraise_star);
            }
        }
        self.pop_fblock(FBlockKind::ExceptionGroupHandler);
        self.use_label(reraise_star);
        self.op_i(NO_LOCATION, op::CALL_INTRINSIC_2, i32::from(arg::intrinsic_2::PREP_RERAISE_STAR));
        self.op_i(NO_LOCATION, op::COPY, 1);
        self.jump(NO_LOCATION, op::POP_JUMP_IF_NOT_NONE, reraise);
        self.op(NO_LOCATION, op::POP_TOP);
        self.op(NO_LOCATION, op::POP_BLOCK);
        self.op(NO_LOCATION, op::POP_EXCEPT);
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
        self.use_label(reraise);
        self.op(NO_LOCATION, op::POP_BLOCK);
        self.op_i(NO_LOCATION, op::SWAP, 2);
        self.op(NO_LOCATION, op::POP_EXCEPT);
        self.op_i(NO_LOCATION, op::RERAISE, 0);
        self.use_label(cleanup);
        self.pop_except_and_reraise();
        self.use_label(else_);
        self.stmts(orelse)?;
        self.use_label(end);
        Ok(())
    }

    #[inline(never)]
    fn except_star_clause(&mut self, handler: &'a ExceptHandler) -> CompileResult {
        let at = loc(handler.span);
        let (type_, name, body) = parts(handler);
        let (done, with_error, no_match) = (self.new_label(), self.new_label(), self.new_label());
        let (cleanup_end, start) = (self.new_label(), self.new_label());
        if let Some(type_) = type_ {
            self.expr(type_)?;
            self.op(at, op::CHECK_EG_MATCH);
            self.op_i(at, op::COPY, 1);
            self.jump(at, op::POP_JUMP_IF_NONE, no_match);
        }
        match name {
            Some(name) => self.store_name(at, name)?,
            None => self.op(at, op::POP_TOP),
        }
        self.jump(at, op::SETUP_CLEANUP, cleanup_end);
        self.use_label(start);
        self.push_fblock(FBlock { start: Some(start), name, ..FBlock::new(FBlockKind::HandlerCleanup, at) })?;
        self.stmts(body)?;
        self.pop_fblock(FBlockKind::HandlerCleanup);
        self.op(NO_LOCATION, op::POP_BLOCK);
        if let Some(name) = name {
            self.unbind_exception(NO_LOCATION, name)?;
        }
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, done);
        self.use_label(cleanup_end);
        if let Some(name) = name {
            self.unbind_exception(NO_LOCATION, name)?;
        }
        // What the body raised goes to the list.
        self.op_i(NO_LOCATION, op::LIST_APPEND, 3);
        self.op(NO_LOCATION, op::POP_TOP);
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, with_error);
        self.use_label(done);
        self.op(NO_LOCATION, op::NOP);
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, with_error);
        self.use_label(no_match);
        self.op(at, op::POP_TOP);
        self.use_label(with_error);
        Ok(())
    }

    // ---- with ----

    #[inline(never)]
    pub(super) fn with(&mut self, items: &'a [WithItem], body: &'a [Stmt]) -> CompileResult {
        let Some((item, rest)) = items.split_first() else {
            return Err(CompileError::Value("With with no items".to_owned()));
        };
        let at = loc(item.context_expr.span);
        let (start, final_, exit, cleanup) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        self.expr(&item.context_expr)?;
        self.op(at, op::BEFORE_WITH);
        self.jump(at, op::SETUP_WITH, final_);
        self.use_label(start);
        self.push_fblock(FBlock { start: Some(start), exit: Some(final_), ..FBlock::new(FBlockKind::With, at) })?;
        self.with_target(at, item)?;
        if rest.is_empty() {
            self.stmts(body)?;
        } else {
            self.with(rest, body)?;
        }
        self.op(NO_LOCATION, op::POP_BLOCK);
        self.pop_fblock(FBlockKind::With);
        self.call_exit_with_nones(at);
        self.op(at, op::POP_TOP);
        self.jump(at, op::JUMP, exit);
        self.use_label(final_);
        self.jump(at, op::SETUP_CLEANUP, cleanup);
        self.op(at, op::PUSH_EXC_INFO);
        self.op(at, op::WITH_EXCEPT_START);
        self.with_except_finish(cleanup);
        self.use_label(exit);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn async_with(&mut self, s: &'a Stmt, items: &'a [WithItem], body: &'a [Stmt]) -> CompileResult {
        if !self.is_top_level_await() && self.unit.kind != ScopeKind::AsyncFunction {
            return self.error(loc(s.span), "'async with' outside async function");
        }
        let Some((item, rest)) = items.split_first() else {
            return Err(CompileError::Value("AsyncWith with no items".to_owned()));
        };
        let at = loc(item.context_expr.span);
        let (start, final_, exit, cleanup) = (self.new_label(), self.new_label(), self.new_label(), self.new_label());
        self.expr(&item.context_expr)?;
        self.op(at, op::BEFORE_ASYNC_WITH);
        self.add_await(at, 1);
        self.jump(at, op::SETUP_WITH, final_);
        self.use_label(start);
        self.push_fblock(FBlock { start: Some(start), exit: Some(final_), ..FBlock::new(FBlockKind::AsyncWith, at) })?;
        self.with_target(at, item)?;
        if rest.is_empty() {
            self.stmts(body)?;
        } else {
            self.async_with(s, rest, body)?;
        }
        self.pop_fblock(FBlockKind::AsyncWith);
        self.op(at, op::POP_BLOCK);
        self.call_exit_with_nones(at);
        self.add_await(at, 2);
        self.op(at, op::POP_TOP);
        self.jump(at, op::JUMP, exit);
        self.use_label(final_);
        self.jump(at, op::SETUP_CLEANUP, cleanup);
        self.op(at, op::PUSH_EXC_INFO);
        self.op(at, op::WITH_EXCEPT_START);
        self.add_await(at, 2);
        self.with_except_finish(cleanup);
        self.use_label(exit);
        Ok(())
    }

    #[inline(never)]
    fn with_target(&mut self, at: Location, item: &'a WithItem) -> CompileResult {
        match &item.optional_vars {
            Some(target) => self.expr(target),
            None => {
                self.op(at, op::POP_TOP);
                Ok(())
            }
        }
    }

    /// After the exit function saw an exception: a true result swallows it.
    fn with_except_finish(&mut self, cleanup: Label) {
        let (suppress, exit) = (self.new_label(), self.new_label());
        self.op(NO_LOCATION, op::TO_BOOL);
        self.jump(NO_LOCATION, op::POP_JUMP_IF_TRUE, suppress);
        self.op_i(NO_LOCATION, op::RERAISE, 2);
        self.use_label(suppress);
        self.op(NO_LOCATION, op::POP_TOP);
        self.op(NO_LOCATION, op::POP_BLOCK);
        self.op(NO_LOCATION, op::POP_EXCEPT);
        self.op(NO_LOCATION, op::POP_TOP);
        self.op(NO_LOCATION, op::POP_TOP);
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, exit);
        self.use_label(cleanup);
        self.pop_except_and_reraise();
        self.use_label(exit);
    }
}
