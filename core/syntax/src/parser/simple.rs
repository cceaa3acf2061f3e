//! Simple statements.

use super::targets::TargetUse;
use super::{PResult, Parser, expr, trimmed};
use crate::ast::{Alias, Expr, ExprContext, ExprKind, Operator, Span, Stmt, StmtKind};
use crate::token::TokenKind as T;

fn augmented_operator(kind: T) -> Option<Operator> {
    Some(match kind {
        T::PlusEqual => Operator::Add,
        T::MinEqual => Operator::Sub,
        T::StarEqual => Operator::Mult,
        T::AtEqual => Operator::MatMult,
        T::SlashEqual => Operator::Div,
        T::PercentEqual => Operator::Mod,
        T::AmperEqual => Operator::BitAnd,
        T::VBarEqual => Operator::BitOr,
        T::CircumflexEqual => Operator::BitXor,
        T::LeftShiftEqual => Operator::LShift,
        T::RightShiftEqual => Operator::RShift,
        T::DoubleStarEqual => Operator::Pow,
        T::DoubleSlashEqual => Operator::FloorDiv,
        _ => return None,
    })
}

impl Parser<'_> {
    /// Simple statements up to the end of the line.
    pub(super) fn simple_statements(&mut self, body: &mut Vec<Stmt>) -> PResult<()> {
        let mut levels = 0;
        loop {
            let statement = self.below(levels, Self::simple_statement)?;
            levels = 2;
            body.push(statement);
            if self.eat(T::Newline) {
                return Ok(());
            }
            if self.diagnosing && !self.at(T::Semi) {
                self.diagnose_statement_end()?;
            }
            self.expect(T::Semi)?;
            if self.eat(T::Newline) {
                return Ok(());
            }
        }
    }

    fn simple_statement(&mut self) -> PResult<Stmt> {
        let start = self.span();
        let kind = match self.kind() {
            T::Pass => {
                self.touch(1)?;
                self.advance();
                StmtKind::Pass
            }
            T::Break => {
                self.advance();
                StmtKind::Break
            }
            T::Continue => {
                self.advance();
                StmtKind::Continue
            }
            T::Return => {
                self.advance();
                let value = if self.starts_expression() {
                    Some(Box::new(self.below(1, Self::star_expressions)?))
                } else {
                    None
                };
                StmtKind::Return { value }
            }
            T::Raise => {
                self.advance();
                let (mut exc, mut cause) = (None, None);
                if self.starts_expression() && !self.at(T::Star) {
                    exc = Some(Box::new(self.above(1, Self::expression)?));
                    if self.eat(T::From) {
                        cause = Some(Box::new(self.expression()?));
                    }
                }
                StmtKind::Raise { exc, cause }
            }
            T::Global | T::Nonlocal => {
                let global = self.advance().kind == T::Global;
                let mut names = vec![self.name()?.name];
                while self.eat(T::Comma) {
                    names.push(self.name()?.name);
                }
                if global { StmtKind::Global { names } } else { StmtKind::Nonlocal { names } }
            }
            T::Assert => {
                self.advance();
                let test = Box::new(self.above(1, Self::expression)?);
                let msg = if self.eat(T::Comma) { Some(Box::new(self.expression()?)) } else { None };
                StmtKind::Assert { test, msg }
            }
            T::Del => self.delete()?,
            T::Import => self.import()?,
            T::From => self.import_from()?,
            T::Name
                if self.kind_at(1) == T::Name
                    && self.token().name == self.soft.type_
                    && self.at_soft(self.soft.type_) =>
            {
                match self.diagnosed_assignment()? {
                    Some(kind) => kind,
                    None => match self.attempt(Self::type_alias)? {
                        Some(kind) => kind,
                        None => self.plain_expression_statement()?,
                    },
                }
            }
            _ => self.expression_statement()?,
        };
        Ok(Stmt { kind, span: self.from(start) })
    }

    fn type_alias(&mut self) -> PResult<StmtKind> {
        self.advance();
        let name = self.name()?;
        let type_params = self.type_params()?;
        self.expect(T::Equal)?;
        let value = Box::new(self.above(1, Self::expression)?);
        self.check_version(12, "Type statement is")?;
        let name = Box::new(expr(ExprKind::Name { id: name.name, ctx: ExprContext::Store }, name.span));
        Ok(StmtKind::TypeAlias { name, type_params, value })
    }

    /// An expression, or an assignment of any sort.
    fn expression_statement(&mut self) -> PResult<StmtKind> {
        match self.diagnosed_assignment()? {
            Some(kind) => Ok(kind),
            None => self.plain_expression_statement(),
        }
    }

    /// In the second pass: an assignment, or what is wrong with it.
    fn diagnosed_assignment(&mut self) -> PResult<Option<StmtKind>> {
        if !self.diagnosing {
            return Ok(None);
        }
        let mark = self.mark();
        match self.attempt(Self::plain_expression_statement)? {
            Some(StmtKind::Expr { .. }) | None => {}
            found => return Ok(found),
        }
        self.reset(mark);
        self.diagnose_assignment()?;
        Ok(None)
    }

    fn plain_expression_statement(&mut self) -> PResult<StmtKind> {
        let first = self.pos;
        self.expect_target();
        // The rules that look for mistakes lie between.
        let levels = u32::from(self.at(T::Yield)) + if self.second_pass { 7 } else { 0 };
        let mut value = self.below(levels, Self::yield_or_star_expressions)?;
        match self.kind() {
            T::Equal => self.assignment(first, value),
            T::Colon if Self::is_single_target(&value) => {
                let simple = matches!(value.kind, ExprKind::Name { .. }) && self.tokens[first].kind != T::LPar;
                Self::make_target(&mut value, TargetUse::Assign);
                self.advance();
                let annotation = Box::new(self.above(1, |p| p.expression_since(6))?);
                let assigned = match self.eat(T::Equal) {
                    true => Some(Box::new(self.below(3, Self::yield_or_star_expressions)?)),
                    false => None,
                };
                self.check_version(
                    6,
                    if simple { "Variable annotation syntax is" } else { "Variable annotations syntax is" },
                )?;
                let simple = i32::from(simple);
                Ok(StmtKind::AnnAssign { target: Box::new(value), annotation, value: assigned, simple })
            }
            kind => {
                let Some(op) = augmented_operator(kind) else {
                    return Ok(StmtKind::Expr { value: Box::new(value) });
                };
                if !Self::is_single_target(&value) {
                    return self.fail();
                }
                Self::make_target(&mut value, TargetUse::Assign);
                self.advance();
                if op == Operator::MatMult {
                    self.check_version_behind(5, "The '@' operator is")?;
                }
                let right = Box::new(self.below(2, Self::yield_or_star_expressions)?);
                Ok(StmtKind::AugAssign { target: Box::new(value), op, value: right })
            }
        }
    }

    fn assignment(&mut self, _first: usize, first_value: Expr) -> PResult<StmtKind> {
        let mut targets = Vec::with_capacity(1);
        let mut value = first_value;
        while self.at(T::Equal) {
            if !Self::make_target(&mut value, TargetUse::Assign) {
                return self.fail();
            }
            self.advance();
            targets.push(value);
            value = self.below(2, Self::yield_or_star_expressions)?;
        }
        let type_comment = self.type_comment();
        Ok(StmtKind::Assign { targets, value: Box::new(value), type_comment })
    }

    fn delete(&mut self) -> PResult<StmtKind> {
        self.advance();
        let start = self.pos;
        if !self.diagnosing {
            return self.delete_targets();
        }
        match self.attempt(Self::delete_targets)? {
            Some(kind) => Ok(kind),
            None => {
                self.diagnose_delete(start)?;
                self.fail()
            }
        }
    }

    fn delete_targets(&mut self) -> PResult<StmtKind> {
        let mut targets = Vec::with_capacity(1);
        loop {
            if !self.starts_expression() {
                return self.fail();
            }
            if self.at(T::Star) {
                return self.fail();
            }
            self.descend(1)?;
            self.expect_target();
            let mut target = self.primary()?;
            self.ascend(1);
            if !Self::make_target(&mut target, TargetUse::Delete) {
                return self.fail();
            }
            targets.push(target);
            if !self.eat(T::Comma) || matches!(self.kind(), T::Semi | T::Newline) {
                break;
            }
        }
        if !matches!(self.kind(), T::Semi | T::Newline) {
            return self.fail();
        }
        Ok(StmtKind::Delete { targets })
    }

    fn import(&mut self) -> PResult<StmtKind> {
        let start = self.advance().span;
        if self.diagnosing {
            self.diagnose_import(start)?;
        }
        let mut names = Vec::with_capacity(1);
        loop {
            let start = self.span();
            let name = self.dotted_name()?;
            let asname = if self.eat(T::As) { Some(self.name()?.name) } else { None };
            names.push(Alias { name, asname, span: self.from(start) });
            if !self.eat(T::Comma) {
                break;
            }
        }
        Ok(StmtKind::Import { names })
    }

    /// `a.b.c` as one name.
    pub(super) fn dotted_name(&mut self) -> PResult<crate::ast::Name> {
        let first = self.name()?;
        if !self.at(T::Dot) {
            return Ok(first.name);
        }
        let mut text = self.interner.get(first.name).to_owned();
        while self.eat(T::Dot) {
            let part = self.name()?;
            text.push('.');
            text.push_str(self.interner.get(part.name));
        }
        Ok(self.interner.intern(&text))
    }

    fn import_from(&mut self) -> PResult<StmtKind> {
        self.advance();
        let mut level = 0;
        loop {
            match self.kind() {
                T::Dot => level += 1,
                T::Ellipsis => level += 3,
                _ => break,
            }
            self.advance();
        }
        let module = if self.at(T::Import) && level > 0 { None } else { Some(self.dotted_name()?) };
        self.expect(T::Import)?;
        let mut names = Vec::new();
        if self.at(T::Star) {
            let span = self.advance().span;
            let name = self.interner.intern("*");
            names.push(Alias { name, asname: None, span });
        } else if self.eat(T::LPar) {
            self.import_names(&mut names, true)?;
            self.expect(T::RPar)?;
        } else {
            if self.diagnosing {
                self.diagnose_import_names()?;
            }
            self.import_names(&mut names, false)?;
        }
        Ok(StmtKind::ImportFrom { module, names: trimmed(names), level: Some(level) })
    }

    fn import_names(&mut self, names: &mut Vec<Alias>, parenthesized: bool) -> PResult<()> {
        loop {
            let start: Span = self.span();
            let name = self.name()?.name;
            let asname = if self.eat(T::As) { Some(self.name()?.name) } else { None };
            names.push(Alias { name, asname, span: self.from(start) });
            if !self.at(T::Comma) {
                return Ok(());
            }
            self.advance();
            if parenthesized && self.at(T::RPar) {
                return Ok(());
            }
            if self.diagnosing && !parenthesized && self.at(T::Newline) {
                return self.raise("trailing comma not allowed without surrounding parentheses");
            }
        }
    }
}
