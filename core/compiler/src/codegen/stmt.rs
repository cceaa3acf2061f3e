//! Statements that are neither definitions nor compound.

use ks_bytecode::{arg, op};

use super::*;

/// Whether something starts behind where something else does.
fn is_behind(span: Span, other: Span) -> bool {
    (span.lineno, span.col_offset) > (other.lineno, other.col_offset)
}

impl<'a> Compiler<'a, '_> {
    pub(super) fn stmts(&mut self, body: &'a [Stmt]) -> CompileResult {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    fn stmt(&mut self, s: &'a Stmt) -> CompileResult {
        self.depth.enter()?;
        self.stmt_inner(s)?;
        self.depth.leave();
        Ok(())
    }

    #[inline(never)]
    fn stmt_inner(&mut self, s: &'a Stmt) -> CompileResult {
        let at = loc(s.span);
        match &s.kind {
            StmtKind::FunctionDef { .. } | StmtKind::AsyncFunctionDef { .. } => self.function_def(s),
            StmtKind::ClassDef { .. } => self.class_def(s),
            StmtKind::TypeAlias { .. } => self.type_alias(s),
            StmtKind::Return { value } => self.return_(s, value.as_deref()),
            StmtKind::Delete { targets } => self.exprs(targets),
            StmtKind::Assign { targets, value, .. } => {
                self.expr(value)?;
                for (i, target) in targets.iter().enumerate() {
                    if i + 1 < targets.len() {
                        self.op_i(at, op::COPY, 1);
                    }
                    self.expr(target)?;
                }
                Ok(())
            }
            StmtKind::AugAssign { target, op, value } => self.augmented(s, target, *op, value),
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                self.annotated(s, target, annotation, value.as_deref(), *simple != 0)
            }
            StmtKind::For { target, iter, body, orelse, .. } => self.for_(s, target, iter, body, orelse),
            StmtKind::AsyncFor { target, iter, body, orelse, .. } => self.async_for(s, target, iter, body, orelse),
            StmtKind::While { test, body, orelse } => self.while_(s, test, body, orelse),
            StmtKind::If { .. } => self.if_chain(s),
            StmtKind::Match { subject, cases } => self.match_(subject, cases),
            StmtKind::With { items, body, .. } => self.with(items, body),
            StmtKind::AsyncWith { items, body, .. } => self.async_with(s, items, body),
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                if finalbody.is_empty() {
                    self.try_except(s, body, handlers, orelse)
                } else {
                    self.try_finally(s, body, handlers, orelse, finalbody, false)
                }
            }
            StmtKind::TryStar { body, handlers, orelse, finalbody } => {
                if finalbody.is_empty() {
                    self.try_star(s, body, handlers, orelse)
                } else {
                    self.try_finally(s, body, handlers, orelse, finalbody, true)
                }
            }
            StmtKind::Raise { exc, cause } => {
                let mut count = 0;
                if let Some(exc) = exc {
                    self.expr(exc)?;
                    count += 1;
                    if let Some(cause) = cause {
                        self.expr(cause)?;
                        count += 1;
                    }
                }
                self.op_i(at, op::RAISE_VARARGS, count);
                Ok(())
            }
            StmtKind::Assert { test, msg } => self.assert_(s, test, msg.as_deref()),
            StmtKind::Import { names } => names.iter().try_for_each(|alias| self.import(at, alias)),
            StmtKind::ImportFrom { module, names, level } => self.import_from(s, *module, names, level.unwrap_or(0)),
            StmtKind::Global { .. } | StmtKind::Nonlocal { .. } => Ok(()),
            StmtKind::Expr { value } => self.expression_statement(at, value),
            StmtKind::Pass => {
                self.op(at, op::NOP);
                Ok(())
            }
            StmtKind::Break => self.break_(at),
            StmtKind::Continue => self.continue_(at),
        }
    }

    #[inline(never)]
    fn expression_statement(&mut self, at: Location, value: &'a Expr) -> CompileResult {
        if self.interactive && self.stack.is_empty() {
            self.expr(value)?;
            self.op_i(at, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::PRINT));
        } else if matches!(value.kind, ExprKind::Constant { .. }) {
            self.op(at, op::NOP);
            return Ok(());
        } else {
            self.expr(value)?;
        }
        self.op(NO_LOCATION, op::POP_TOP);
        Ok(())
    }

    #[inline(never)]
    fn return_(&mut self, s: &'a Stmt, value: Option<&'a Expr>) -> CompileResult {
        let mut at = loc(s.span);
        let constant = match value.map(|value| &value.kind) {
            None => Some(Constant::None),
            Some(ExprKind::Constant { value, .. }) => Some(value.clone()),
            Some(_) => None,
        };
        let block = self.block();
        if !block.is_function_like() {
            return self.error(at, "'return' outside function");
        }
        if value.is_some() && block.coroutine && block.generator {
            return self.error(at, "'return' with value in async generator");
        }
        if let Some(value) = value {
            if constant.is_none() {
                self.expr(value)?;
            } else {
                at = loc(value.span);
                self.op(at, op::NOP);
            }
        }
        if value.is_none_or(|value| value.span.lineno != s.span.lineno) {
            at = loc(s.span);
            self.op(at, op::NOP);
        }
        self.unwind_fblocks(&mut at, constant.is_none(), false)?;
        if let Some(constant) = constant {
            self.load_const(at, constant);
        }
        self.op(at, op::RETURN_VALUE);
        Ok(())
    }

    fn break_(&mut self, origin: Location) -> CompileResult {
        let mut at = origin;
        self.op(at, op::NOP);
        let Some(block) = self.unwind_fblocks(&mut at, false, true)? else {
            return self.error(origin, "'break' outside loop");
        };
        self.unwind_fblock(&mut at, block, false)?;
        if let Some(exit) = block.exit {
            self.jump(at, op::JUMP, exit);
        }
        Ok(())
    }

    fn continue_(&mut self, origin: Location) -> CompileResult {
        let mut at = origin;
        self.op(at, op::NOP);
        let Some(block) = self.unwind_fblocks(&mut at, false, true)? else {
            return self.error(origin, "'continue' not properly in loop");
        };
        if let Some(start) = block.start {
            self.jump(at, op::JUMP, start);
        }
        Ok(())
    }

    #[inline(never)]
    fn assert_(&mut self, s: &'a Stmt, test: &'a Expr, msg: Option<&'a Expr>) -> CompileResult {
        let always_true = match &test.kind {
            ExprKind::Tuple { elts, .. } => !elts.is_empty(),
            ExprKind::Constant { value: Constant::Tuple(items), .. } => !items.is_empty(),
            _ => false,
        };
        if always_true {
            self.warn(s.span, "assertion is always true, perhaps remove parentheses?")?;
        }
        if self.settings.optimize > 0 {
            return Ok(());
        }
        let at = loc(s.span);
        let end = self.new_label();
        self.jump_if(test, end, true)?;
        self.op(at, op::LOAD_ASSERTION_ERROR);
        if let Some(msg) = msg {
            self.expr(msg)?;
            self.op_i(at, op::CALL, 0);
        }
        self.op_i(loc(test.span), op::RAISE_VARARGS, 1);
        self.use_label(end);
        Ok(())
    }

    // ---- imports ----

    fn import(&mut self, at: Location, alias: &Alias) -> CompileResult {
        self.load_int(at, 0);
        self.load_none(at);
        self.op_name(at, op::IMPORT_NAME, alias.name);
        let text = self.text(alias.name).to_owned();
        let mut parts = text.split('.');
        let first = parts.next().unwrap_or_default();
        match alias.asname {
            None => {
                let first = self.interner.intern(first);
                self.store_name(at, first)
            }
            Some(asname) => {
                // `import a.b.c as d` gives the innermost module, got at through the others.
                let mut dotted = false;
                for part in parts {
                    if dotted {
                        self.op_i(at, op::SWAP, 2);
                        self.op(at, op::POP_TOP);
                    }
                    let part = self.interner.intern(part);
                    self.op_plain_name(at, op::IMPORT_FROM, part);
                    dotted = true;
                }
                self.store_name(at, asname)?;
                if dotted {
                    self.op(at, op::POP_TOP);
                }
                Ok(())
            }
        }
    }

    #[inline(never)]
    fn import_from(&mut self, s: &'a Stmt, module: Option<Name>, names: &[Alias], level: i32) -> CompileResult {
        let at = loc(s.span);
        self.load_int(at, i64::from(level));
        if level == 0 && module == Some(self.known.dunder_future) && is_behind(s.span, self.settings.future.location) {
            return self.error(at, "from __future__ imports must occur at the beginning of the file");
        }
        let listed = names.iter().map(|alias| self.name_constant(alias.name)).collect();
        self.load_const(at, Constant::Tuple(listed));
        self.op_name(at, op::IMPORT_NAME, module.unwrap_or(self.known.empty));
        for (i, alias) in names.iter().enumerate() {
            if i == 0 && alias.name == self.known.star {
                self.op_i(at, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::IMPORT_STAR));
                self.op(NO_LOCATION, op::POP_TOP);
                return Ok(());
            }
            self.op_name(at, op::IMPORT_FROM, alias.name);
            self.store_name(at, alias.asname.unwrap_or(alias.name))?;
        }
        self.op(at, op::POP_TOP);
        Ok(())
    }
}
