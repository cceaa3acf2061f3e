//! Expressions, from the loosest operators down to the unary ones.

use super::{PResult, Parser, construct, expr, trimmed};
use crate::ast::{BoolOperator, CmpOp, Expr, ExprContext, ExprKind, Operator, Span, UnaryOperator};
use crate::token::TokenKind as T;

/// How tightly shifts and multiplications bind.
const SHIFT: u8 = 4;
const TERM: u8 = 6;

/// How tightly a binary operator binds (0: it is none), and what it is.
#[inline(always)]
fn binary_operator(kind: T) -> (u8, Operator) {
    match kind {
        T::VBar => (1, Operator::BitOr),
        T::Circumflex => (2, Operator::BitXor),
        T::Amper => (3, Operator::BitAnd),
        T::LeftShift => (4, Operator::LShift),
        T::RightShift => (4, Operator::RShift),
        T::Plus => (5, Operator::Add),
        T::Minus => (5, Operator::Sub),
        T::Star => (6, Operator::Mult),
        T::Slash => (6, Operator::Div),
        T::DoubleSlash => (6, Operator::FloorDiv),
        T::Percent => (6, Operator::Mod),
        T::At => (6, Operator::MatMult),
        _ => (0, Operator::Add),
    }
}

impl Parser<'_> {
    /// `star_expressions`: a tuple without parentheses, or a single expression.
    pub(super) fn star_expressions(&mut self) -> PResult<Expr> {
        let start = self.span();
        let first = self.star_expression()?;
        if !self.at(T::Comma) {
            return Ok(first);
        }
        self.rest_of_tuple(start, first, Self::star_expression)
    }

    /// `expressions`: the same without stars.
    pub(super) fn expressions(&mut self) -> PResult<Expr> {
        let start = self.span();
        let first = self.expression()?;
        if !self.at(T::Comma) {
            return Ok(first);
        }
        self.rest_of_tuple(start, first, Self::expression)
    }

    fn rest_of_tuple(&mut self, start: Span, first: Expr, item: fn(&mut Self) -> PResult<Expr>) -> PResult<Expr> {
        let mut elts = vec![first];
        while self.eat(T::Comma) {
            if !self.starts_expression() {
                break;
            }
            match self.maybe(|p| p.below(2, item))? {
                Some(item) => elts.push(item),
                None => break,
            }
        }
        let kind = ExprKind::Tuple { elts: trimmed(elts), ctx: ExprContext::Load };
        Ok(expr(kind, self.from(start)))
    }

    /// Whether the current token can start an expression (or a starred one).
    #[inline]
    pub(super) fn starts_expression(&self) -> bool {
        matches!(
            self.kind(),
            T::Name
                | T::Number
                | T::String
                | T::FStringStart
                | T::LPar
                | T::LSqb
                | T::LBrace
                | T::Minus
                | T::Plus
                | T::Tilde
                | T::Star
                | T::Ellipsis
                | T::Not
                | T::Lambda
                | T::Await
                | T::None
                | T::True
                | T::False
        )
    }

    /// `*x` or an expression.
    #[inline]
    pub(super) fn star_expression(&mut self) -> PResult<Expr> {
        if self.at(T::Star) { self.above(5, Self::starred_bitwise_or) } else { self.expression() }
    }

    /// `*x` or a named expression.
    #[inline]
    pub(super) fn star_named_expression(&mut self) -> PResult<Expr> {
        if self.at(T::Star) { self.above(6, Self::starred_bitwise_or) } else { self.named_expression() }
    }

    pub(super) fn starred_bitwise_or(&mut self) -> PResult<Expr> {
        let start = self.expect(T::Star)?.span;
        let value = Box::new(self.bitwise_or()?);
        Ok(expr(ExprKind::Starred { value, ctx: ExprContext::Load }, self.from(start)))
    }

    /// `name := value` or an expression not followed by `:=`.
    pub(super) fn named_expression(&mut self) -> PResult<Expr> {
        if self.at(T::Name) && self.kind_at(1) == T::ColonEqual {
            return self.assignment_expression();
        }
        if self.diagnosing {
            self.diagnose_named_expression()?;
        }
        let value = self.expression()?;
        if self.at(T::ColonEqual) {
            return self.fail();
        }
        Ok(value)
    }

    pub(super) fn assignment_expression(&mut self) -> PResult<Expr> {
        let name = self.name()?;
        self.expect(T::ColonEqual)?;
        let target = Box::new(expr(ExprKind::Name { id: name.name, ctx: ExprContext::Store }, name.span));
        let value = Box::new(self.below(1, |p| p.expression_since(8))?);
        self.check_version(8, "Assignment expressions are")?;
        Ok(expr(ExprKind::NamedExpr { target, value }, self.from(name.span)))
    }

    /// A conditional expression, a lambda, or anything tighter.
    pub(super) fn expression(&mut self) -> PResult<Expr> {
        if self.at(T::Lambda) {
            let construct = if self.diagnosing { construct::LAMBDA } else { construct::QUIET_LAMBDA };
            return self.remember(construct, Self::lambda);
        }
        if self.second_pass {
            self.diagnose_expression()?;
        }
        let start = self.span();
        let body = self.disjunction()?;
        if self.at(T::If) { self.conditional(start, body) } else { Ok(body) }
    }

    fn conditional(&mut self, start: Span, body: Expr) -> PResult<Expr> {
        let rest = |p: &mut Self| {
            p.advance();
            let test = Box::new(p.disjunction()?);
            p.expect(T::Else)?;
            p.descend(1)?;
            let orelse = Box::new(p.expression()?);
            p.ascend(1);
            Ok((test, orelse))
        };
        let Some((test, orelse)) = self.maybe(rest)? else { return Ok(body) };
        Ok(expr(ExprKind::IfExp { test, body: Box::new(body), orelse }, self.from(start)))
    }

    /// `or`
    pub(super) fn disjunction(&mut self) -> PResult<Expr> {
        if self.second_pass { self.noted_disjunction() } else { self.plain_disjunction() }
    }

    pub(super) fn plain_disjunction(&mut self) -> PResult<Expr> {
        let start = self.span();
        let first = self.conjunction()?;
        if !self.at(T::Or) {
            return Ok(first);
        }
        let mut values = vec![first];
        while self.at(T::Or) {
            let right = |p: &mut Self| {
                p.advance();
                p.below(2, Self::conjunction)
            };
            match self.maybe(right)? {
                Some(value) => values.push(value),
                None => break,
            }
        }
        if values.len() == 1
            && let Some(only) = values.pop()
        {
            return Ok(only);
        }
        Ok(expr(ExprKind::BoolOp { op: BoolOperator::Or, values: trimmed(values) }, self.from(start)))
    }

    /// `and`
    fn conjunction(&mut self) -> PResult<Expr> {
        let start = self.span();
        let first = self.inversion()?;
        if !self.at(T::And) {
            return Ok(first);
        }
        let mut values = vec![first];
        while self.at(T::And) {
            let right = |p: &mut Self| {
                p.advance();
                p.below(2, Self::inversion)
            };
            match self.maybe(right)? {
                Some(value) => values.push(value),
                None => break,
            }
        }
        if values.len() == 1
            && let Some(only) = values.pop()
        {
            return Ok(only);
        }
        Ok(expr(ExprKind::BoolOp { op: BoolOperator::And, values: trimmed(values) }, self.from(start)))
    }

    /// `not`
    pub(super) fn inversion(&mut self) -> PResult<Expr> {
        if !self.at(T::Not) {
            return self.comparison();
        }
        let start = self.advance().span;
        self.descend(1)?;
        let operand = Box::new(self.inversion()?);
        self.ascend(1);
        Ok(expr(ExprKind::UnaryOp { op: UnaryOperator::Not, operand }, self.from(start)))
    }

    /// The comparison operator here, and how many tokens it has.
    #[inline]
    fn comparison_operator(&mut self) -> PResult<Option<(CmpOp, usize)>> {
        Ok(Some(match self.kind() {
            T::EqEqual => (CmpOp::Eq, 1),
            T::NotEqual => {
                let old_style = self.source.padded()[self.token().start as usize] == b'<';
                if old_style != self.options.barry_as_flufl {
                    if old_style {
                        return Ok(None);
                    }
                    return self.raise("with Barry as BDFL, use '<>' instead of '!='");
                }
                (CmpOp::NotEq, 1)
            }
            T::Less => (CmpOp::Lt, 1),
            T::LessEqual => (CmpOp::LtE, 1),
            T::Greater => (CmpOp::Gt, 1),
            T::GreaterEqual => (CmpOp::GtE, 1),
            T::In => (CmpOp::In, 1),
            T::Is if self.kind_at(1) == T::Not => (CmpOp::IsNot, 2),
            T::Is => (CmpOp::Is, 1),
            T::Not => {
                if self.kind_at(1) != T::In {
                    self.furthest = self.furthest.max(self.pos + 1);
                    return Ok(None);
                }
                (CmpOp::NotIn, 2)
            }
            _ => return Ok(None),
        }))
    }

    fn comparison(&mut self) -> PResult<Expr> {
        let start = self.span();
        let left = self.bitwise_or()?;
        let Some((op, tokens)) = self.comparison_operator()? else { return Ok(left) };
        let (mut op, mut tokens) = (op, tokens);
        let (mut ops, mut comparators) = (Vec::with_capacity(1), Vec::with_capacity(1));
        loop {
            let right = |p: &mut Self| {
                for _ in 0..tokens {
                    p.advance();
                }
                p.below(3, Self::bitwise_or)
            };
            let Some(right) = self.maybe(right)? else { break };
            ops.push(op);
            comparators.push(right);
            match self.comparison_operator()? {
                Some(next) => (op, tokens) = next,
                None => break,
            }
        }
        if ops.is_empty() {
            return Ok(left);
        }
        Ok(expr(ExprKind::Compare { left: Box::new(left), ops, comparators }, self.from(start)))
    }

    /// All binary operators but the power.
    #[inline]
    pub(super) fn bitwise_or(&mut self) -> PResult<Expr> {
        self.binary(1)
    }

    /// Binary operators that bind at least as tightly as `min`.
    fn binary(&mut self, min: u8) -> PResult<Expr> {
        let start = self.span();
        let outer = std::mem::take(&mut self.deep);
        if self.diagnosing && min <= TERM {
            self.diagnose_factor()?;
        }
        let mut left = self.factor()?;
        // Whether all so far is a sum at the start of a shift.
        let mut sum = min <= SHIFT;
        loop {
            let (precedence, op) = binary_operator(self.kind());
            if precedence == 0 || precedence < min {
                break;
            }
            sum &= precedence > SHIFT;
            if sum && self.diagnosing && self.kind_at(1) == T::Not {
                self.diagnose_arithmetic()?;
            }
            let right = |p: &mut Self| {
                p.advance();
                p.binary(precedence + 1)
            };
            let too_new = op == Operator::MatMult && self.options.feature_version < 5;
            let right = if too_new { self.leniently(|p| p.maybe(right))? } else { self.maybe(right)? };
            let Some(right) = right else { break };
            self.link(&mut left);
            if too_new {
                self.check_version(5, "The '@' operator is")?;
            }
            let span = start.to(self.tokens[self.pos - 1].span);
            left = expr(ExprKind::BinOp { left: Box::new(left), op, right: Box::new(right) }, span);
        }
        self.deep = self.deep.max(outer);
        Ok(left)
    }

    /// Unary operators, then the power.
    pub(super) fn factor(&mut self) -> PResult<Expr> {
        let op = match self.kind() {
            T::Minus => UnaryOperator::USub,
            T::Plus => UnaryOperator::UAdd,
            T::Tilde => UnaryOperator::Invert,
            _ => return self.power(),
        };
        let start = self.advance().span;
        self.descend(1)?;
        let operand = Box::new(self.factor()?);
        self.ascend(1);
        Ok(expr(ExprKind::UnaryOp { op, operand }, self.from(start)))
    }

    fn power(&mut self) -> PResult<Expr> {
        let start = self.span();
        let left = if self.at(T::Await) { self.await_primary()? } else { self.primary()? };
        if !self.at(T::DoubleStar) {
            return Ok(left);
        }
        let right = |p: &mut Self| {
            p.advance();
            p.descend(2)?;
            let right = p.factor()?;
            p.ascend(2);
            Ok(Box::new(right))
        };
        let Some(right) = self.maybe(right)? else { return Ok(left) };
        Ok(expr(ExprKind::BinOp { left: Box::new(left), op: Operator::Pow, right }, self.from(start)))
    }

    fn await_primary(&mut self) -> PResult<Expr> {
        let start = self.expect(T::Await)?.span;
        let value = Box::new(self.primary()?);
        self.check_version(5, "Await expressions are")?;
        Ok(expr(ExprKind::Await { value }, self.from(start)))
    }

    /// An atom with its trailers: attributes, calls and subscripts.
    pub(super) fn primary(&mut self) -> PResult<Expr> {
        let start = self.span();
        let outer = std::mem::take(&mut self.deep);
        let level = self.level;
        if self.targets.contains(&self.pos) {
            self.level = self.targets_level + (self.pos - self.targets.start) as u32;
        }
        let mut left = self.atom()?;
        loop {
            if self.second_pass && matches!(self.kind(), T::LPar | T::LSqb | T::LBrace) {
                self.diagnose_trailer()?;
            }
            let kind = match self.kind() {
                T::Dot => {
                    let attribute = |p: &mut Self| {
                        p.advance();
                        p.name()
                    };
                    let Some(attr) = self.maybe(attribute)? else { break };
                    ExprKind::Attribute { value: Box::new(left), attr: attr.name, ctx: ExprContext::Load }
                }
                T::LPar => {
                    let Some((args, keywords)) =
                        self.maybe(|p| p.remember(construct::ARGUMENTS, Self::call_arguments))?
                    else {
                        break;
                    };
                    ExprKind::Call { func: Box::new(left), args, keywords }
                }
                T::LSqb => {
                    let subscript = |p: &mut Self| {
                        p.watch_stack()?;
                        p.advance();
                        let slice = p.slices()?;
                        p.expect(T::RSqb)?;
                        Ok(Box::new(slice))
                    };
                    let Some(slice) = self.maybe(|p| p.remember(construct::SUBSCRIPT, subscript))? else { break };
                    ExprKind::Subscript { value: Box::new(left), slice, ctx: ExprContext::Load }
                }
                _ => break,
            };
            left = expr(kind, start.to(self.tokens[self.pos - 1].span));
            self.link(&mut left);
        }
        self.level = level;
        self.deep = self.deep.max(outer);
        Ok(left)
    }

    /// What is between the brackets of a subscript.
    fn slices(&mut self) -> PResult<Expr> {
        let start = self.span();
        let starred = self.at(T::Star);
        let first = if starred { self.below(26, Self::starred_expression)? } else { self.below(24, Self::slice)? };
        if !self.at(T::Comma) {
            // A single starred index is a tuple of one.
            if starred {
                let kind = ExprKind::Tuple { elts: vec![first], ctx: ExprContext::Load };
                return Ok(expr(kind, self.from(start)));
            }
            return Ok(first);
        }
        let mut elts = vec![first];
        while self.eat(T::Comma) {
            if self.at(T::RSqb) {
                break;
            }
            let item = if self.at(T::Star) { Self::starred_expression } else { Self::slice };
            elts.push(self.below(27, item)?);
        }
        Ok(expr(ExprKind::Tuple { elts, ctx: ExprContext::Load }, self.from(start)))
    }

    /// `*x`, where any expression may follow the star.
    pub(super) fn starred_expression(&mut self) -> PResult<Expr> {
        let start = self.expect(T::Star)?.span;
        let value = match self.attempt(Self::expression)? {
            Some(value) => Box::new(value),
            // A star without an expression, not even a part of one, is an error at once, whichever pass it is.
            None if !self.begins_expression()? => return self.raise("Invalid star expression"),
            None => return self.fail(),
        };
        if self.diagnosing && self.at(T::Equal) {
            self.diagnose_starred_assignment(start)?;
        }
        Ok(expr(ExprKind::Starred { value, ctx: ExprContext::Load }, self.from(start)))
    }

    fn slice(&mut self) -> PResult<Expr> {
        let start = self.span();
        let mut lower = None;
        if !self.at(T::Colon) {
            let value = self.named_expression()?;
            // A named expression can be a bound only in parentheses.
            let bare_name = matches!(value.kind, ExprKind::NamedExpr { .. }) && value.span.starts_with(start);
            if bare_name || !self.at(T::Colon) {
                return Ok(value);
            }
            lower = Some(Box::new(value));
        }
        self.expect(T::Colon)?;
        let upper = self.slice_part()?;
        let step = if self.eat(T::Colon) { self.below(1, Self::slice_part)? } else { None };
        Ok(expr(ExprKind::Slice { lower, upper, step }, self.from(start)))
    }

    fn slice_part(&mut self) -> PResult<Option<Box<Expr>>> {
        if matches!(self.kind(), T::Colon | T::Comma | T::RSqb) {
            return Ok(None);
        }
        Ok(Some(Box::new(self.expression()?)))
    }
}
