//! Atoms: names, literals, and what stands in brackets.

use super::{PResult, Parser, construct, expr, trimmed};
use crate::ast::{Comprehension, Constant, Expr, ExprContext, ExprKind, Span};
use crate::token::TokenKind as T;

impl Parser<'_> {
    pub(super) fn atom(&mut self) -> PResult<Expr> {
        let token = self.token();
        if token.kind != T::Name {
            self.touch(1)?;
        }
        let kind = match token.kind {
            T::Name => ExprKind::Name { id: token.name, ctx: ExprContext::Load },
            T::Number => ExprKind::Constant { value: self.number(token)?, kind: None },
            T::String | T::FStringStart => return self.remember(construct::ATOM, Self::strings),
            T::True => ExprKind::Constant { value: Constant::True, kind: None },
            T::False => ExprKind::Constant { value: Constant::False, kind: None },
            T::None => ExprKind::Constant { value: Constant::None, kind: None },
            T::Ellipsis => ExprKind::Constant { value: Constant::Ellipsis, kind: None },
            T::LPar => return self.remember(construct::ATOM, Self::parenthesized),
            T::LSqb => return self.remember(construct::ATOM, Self::list),
            T::LBrace => return self.remember(construct::ATOM, Self::braced),
            _ => return self.fail(),
        };
        self.advance();
        Ok(expr(kind, token.span))
    }

    /// A tuple, a grouped expression, or a generator expression.
    fn parenthesized(&mut self) -> PResult<Expr> {
        let start = self.expect(T::LPar)?.span;
        if self.eat(T::RPar) {
            self.touch(29)?;
            let kind = ExprKind::Tuple { elts: Vec::new(), ctx: ExprContext::Load };
            return Ok(expr(kind, self.from(start)));
        }
        if self.at(T::Yield) {
            let value = self.below(28, Self::yield_expression)?;
            self.expect(T::RPar)?;
            return Ok(value);
        }
        let open = self.pos - 1;
        self.watch_stack()?;
        let first = self.below(28, |p| p.bracket_item(open))?;
        match self.kind() {
            T::Comma => {
                let elts = self.rest_of_items(first, T::RPar, open)?;
                self.expect(T::RPar)?;
                Ok(expr(ExprKind::Tuple { elts, ctx: ExprContext::Load }, self.from(start)))
            }
            T::For | T::Async => {
                if self.diagnosing {
                    self.diagnose_comprehension(open)?;
                }
                if matches!(first.kind, ExprKind::Starred { .. }) {
                    return self.fail();
                }
                let generators = self.comprehensions()?;
                self.expect(T::RPar)?;
                Ok(expr(ExprKind::GeneratorExp { elt: Box::new(first), generators }, self.from(start)))
            }
            T::RPar => {
                if matches!(first.kind, ExprKind::Starred { .. }) {
                    if self.diagnosing {
                        return self.raise_at(first.span, "cannot use starred expression here");
                    }
                    return self.fail();
                }
                self.advance();
                Ok(first)
            }
            _ => self.fail(),
        }
    }

    /// The first item after an opening bracket.
    fn bracket_item(&mut self, open: usize) -> PResult<Expr> {
        if self.diagnosing {
            self.diagnose_bracket_item(open)?;
        }
        self.star_named_expression()
    }

    /// The items after the first, each after a comma; a last comma is allowed.
    fn rest_of_items(&mut self, first: Expr, close: T, open: usize) -> PResult<Vec<Expr>> {
        let mut elts = Vec::with_capacity(4);
        elts.push(first);
        while self.eat(T::Comma) {
            if self.at(close) {
                break;
            }
            if self.diagnosing && close != T::RPar && matches!(self.kind(), T::For | T::Async) {
                self.diagnose_comprehension(open)?;
            }
            elts.push(self.below(30, Self::star_named_expression)?);
        }
        if self.diagnosing && close != T::RPar && matches!(self.kind(), T::For | T::Async) {
            self.diagnose_comprehension(open)?;
        }
        Ok(trimmed(elts))
    }

    fn list(&mut self) -> PResult<Expr> {
        self.watch_stack()?;
        let start = self.expect(T::LSqb)?.span;
        if self.eat(T::RSqb) {
            self.touch(30)?;
            let kind = ExprKind::List { elts: Vec::new(), ctx: ExprContext::Load };
            return Ok(expr(kind, self.from(start)));
        }
        let open = self.pos - 1;
        let first = self.below(29, |p| p.bracket_item(open))?;
        if matches!(self.kind(), T::For | T::Async) {
            if self.diagnosing {
                self.diagnose_comprehension(open)?;
            }
            if matches!(first.kind, ExprKind::Starred { .. }) {
                return self.fail();
            }
            let generators = self.comprehensions()?;
            self.expect(T::RSqb)?;
            return Ok(expr(ExprKind::ListComp { elt: Box::new(first), generators }, self.from(start)));
        }
        let elts = self.rest_of_items(first, T::RSqb, open)?;
        self.expect(T::RSqb)?;
        Ok(expr(ExprKind::List { elts, ctx: ExprContext::Load }, self.from(start)))
    }

    /// A set, a dictionary, or a comprehension of either.
    fn braced(&mut self) -> PResult<Expr> {
        self.watch_stack()?;
        let start = self.expect(T::LBrace)?.span;
        let open = self.pos - 1;
        if self.eat(T::RBrace) {
            self.touch(30)?;
            let kind = ExprKind::Dict { keys: Vec::new(), values: Vec::new() };
            return Ok(expr(kind, self.from(start)));
        }
        let mark = self.mark();
        if let Some(value) = self.attempt(|p| p.braced_items(start, open))? {
            return Ok(value);
        }
        self.diagnose_dictionary()?;
        self.reset(mark);
        self.braced_items(start, open)
    }

    fn braced_items(&mut self, start: Span, open: usize) -> PResult<Expr> {
        if self.at(T::DoubleStar) {
            return self.dictionary(start, None);
        }
        let first = self.below(29, |p| p.bracket_item(open))?;
        match self.kind() {
            T::Colon if !matches!(first.kind, ExprKind::Starred { .. }) => {
                // The key of a dictionary is an expression without `:=`, unless in parentheses.
                let key = self.tokens[open + 1].span;
                if matches!(first.kind, ExprKind::NamedExpr { .. }) && first.span.starts_with(key) {
                    return self.fail();
                }
                self.dictionary(start, Some(first))
            }
            T::For | T::Async => {
                if self.diagnosing {
                    self.diagnose_comprehension(open)?;
                }
                if matches!(first.kind, ExprKind::Starred { .. }) {
                    return self.fail();
                }
                let generators = self.comprehensions()?;
                self.expect(T::RBrace)?;
                Ok(expr(ExprKind::SetComp { elt: Box::new(first), generators }, self.from(start)))
            }
            _ => {
                let elts = self.rest_of_items(first, T::RBrace, open)?;
                self.expect(T::RBrace)?;
                Ok(expr(ExprKind::Set { elts }, self.from(start)))
            }
        }
    }

    /// A dictionary whose first key, if it has one, is read already.
    fn dictionary(&mut self, start: Span, first: Option<Expr>) -> PResult<Expr> {
        let (mut keys, mut values) = (Vec::with_capacity(4), Vec::with_capacity(4));
        let mut pending = first;
        loop {
            if let Some(key) = pending.take() {
                self.expect(T::Colon)?;
                let value = self.below(if keys.is_empty() { 29 } else { 30 }, Self::expression)?;
                if keys.is_empty() && matches!(self.kind(), T::For | T::Async) {
                    let generators = self.comprehensions()?;
                    self.expect(T::RBrace)?;
                    let kind = ExprKind::DictComp { key: Box::new(key), value: Box::new(value), generators };
                    return Ok(expr(kind, self.from(start)));
                }
                keys.push(Some(key));
                values.push(value);
            } else if self.eat(T::DoubleStar) {
                keys.push(None);
                values.push(self.below(23, Self::bitwise_or)?);
            } else {
                pending = Some(self.below(30, Self::expression)?);
                continue;
            }
            if !self.eat(T::Comma) || self.at(T::RBrace) {
                break;
            }
        }
        self.expect(T::RBrace)?;
        let kind = ExprKind::Dict { keys: trimmed(keys), values: trimmed(values) };
        Ok(expr(kind, self.from(start)))
    }

    /// The targets of a loop and the `in` after them.
    pub(super) fn for_target(&mut self, comprehension: bool) -> PResult<Expr> {
        if !self.diagnosing && !comprehension {
            return self.plain_for_target(comprehension);
        }
        match self.attempt(|p| p.plain_for_target(comprehension))? {
            Some(target) => Ok(target),
            None => {
                if comprehension {
                    self.expect_in()?;
                }
                if self.diagnosing {
                    self.diagnose_for_target()?;
                }
                self.plain_for_target(comprehension)
            }
        }
    }

    fn plain_for_target(&mut self, comprehension: bool) -> PResult<Expr> {
        if !comprehension {
            self.expect_target();
        }
        let target = self.star_targets()?;
        self.expect(T::In)?;
        Ok(target)
    }

    /// `for … in … if …`, one or more.
    pub(super) fn comprehensions(&mut self) -> PResult<Vec<Comprehension>> {
        let mut generators = Vec::with_capacity(1);
        generators.push(self.comprehension()?);
        while matches!(self.kind(), T::For | T::Async) {
            match self.maybe(Self::comprehension)? {
                Some(more) => generators.push(more),
                None => break,
            }
        }
        Ok(generators)
    }

    fn comprehension(&mut self) -> PResult<Comprehension> {
        let is_async = self.eat(T::Async);
        self.expect(T::For)?;
        let target = self.for_target(true)?;
        let iter = self.below(27, Self::disjunction)?;
        let mut ifs = Vec::new();
        while self.at(T::If) {
            let condition = |p: &mut Self| {
                p.advance();
                p.below(29, Self::disjunction)
            };
            match self.maybe(condition)? {
                Some(condition) => ifs.push(condition),
                None => break,
            }
        }
        if is_async {
            self.check_version(6, "Async comprehensions are")?;
        }
        Ok(Comprehension { target, iter, ifs, is_async: i32::from(is_async) })
    }

    /// `yield`, `yield x`, `yield from x`
    pub(super) fn yield_expression(&mut self) -> PResult<Expr> {
        let start = self.expect(T::Yield)?.span;
        if self.eat(T::From) {
            let value = Box::new(self.above(1, Self::expression)?);
            return Ok(expr(ExprKind::YieldFrom { value }, self.from(start)));
        }
        let value =
            if self.starts_expression() { Some(Box::new(self.below(1, Self::star_expressions)?)) } else { None };
        Ok(expr(ExprKind::Yield { value }, self.from(start)))
    }

    /// A `yield` or a tuple or expression: what may stand on the right of an assignment.
    pub(super) fn yield_or_star_expressions(&mut self) -> PResult<Expr> {
        if self.at(T::Yield) { self.yield_expression() } else { self.star_expressions() }
    }
}
