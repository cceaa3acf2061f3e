//! Patterns of `match` statements.

use super::{PResult, Parser, expr};
use crate::ast::{Constant, Expr, ExprContext, ExprKind, Operator, Pattern, PatternKind, Span, UnaryOperator};
use crate::token::TokenKind as T;

#[inline]
fn pattern(kind: PatternKind, span: Span) -> Pattern {
    Pattern { kind, span }
}

impl Parser<'_> {
    /// The patterns of a `case`: one, or an open sequence.
    pub(super) fn patterns(&mut self) -> PResult<Pattern> {
        let start = self.span();
        let first = self.maybe_star_pattern()?;
        if !self.at(T::Comma) {
            if matches!(first.kind, PatternKind::MatchStar { .. }) {
                return self.fail();
            }
            return Ok(first);
        }
        let patterns = self.rest_of_sequence(first, |kind| matches!(kind, T::Colon | T::If))?;
        Ok(pattern(PatternKind::MatchSequence { patterns }, self.from(start)))
    }

    fn rest_of_sequence(&mut self, first: Pattern, is_end: fn(T) -> bool) -> PResult<Vec<Pattern>> {
        let mut patterns = vec![first];
        while self.eat(T::Comma) {
            if is_end(self.kind()) {
                break;
            }
            match self.maybe(Self::maybe_star_pattern)? {
                Some(pattern) => patterns.push(pattern),
                None => break,
            }
        }
        Ok(patterns)
    }

    fn maybe_star_pattern(&mut self) -> PResult<Pattern> {
        if !self.at(T::Star) {
            return self.pattern();
        }
        let start = self.advance().span;
        let name = self.name()?;
        if matches!(self.kind(), T::Dot | T::LPar | T::Equal) {
            return self.fail();
        }
        let wildcard = name.name == self.soft.underscore;
        let name = if wildcard { None } else { Some(name.name) };
        Ok(pattern(PatternKind::MatchStar { name }, self.from(start)))
    }

    /// An alternative with or without `as`.
    fn pattern(&mut self) -> PResult<Pattern> {
        let start = self.span();
        self.descend(5)?;
        let inner = self.or_pattern()?;
        self.ascend(5);
        if !self.at(T::As) {
            return Ok(inner);
        }
        self.advance();
        let name = match self.diagnosing {
            false => self.capture_name()?,
            true => match self.attempt(Self::capture_name)? {
                Some(name) => name,
                None => {
                    self.diagnose_as_pattern()?;
                    return self.fail();
                }
            },
        };
        let kind = PatternKind::MatchAs { pattern: Some(Box::new(inner)), name: Some(name) };
        Ok(pattern(kind, self.from(start)))
    }

    /// A name that a pattern binds.
    fn capture_name(&mut self) -> PResult<crate::ast::Name> {
        if self.at_soft(self.soft.underscore) {
            return self.fail();
        }
        let name = self.name()?;
        if matches!(self.kind(), T::Dot | T::LPar | T::Equal) {
            return self.fail();
        }
        Ok(name.name)
    }

    fn or_pattern(&mut self) -> PResult<Pattern> {
        let start = self.span();
        let first = self.closed_pattern()?;
        if !self.at(T::VBar) {
            return Ok(first);
        }
        let mut patterns = vec![first];
        while self.eat(T::VBar) {
            patterns.push(self.closed_pattern()?);
        }
        Ok(pattern(PatternKind::MatchOr { patterns }, self.from(start)))
    }

    fn closed_pattern(&mut self) -> PResult<Pattern> {
        let start = self.span();
        let singleton = match self.kind() {
            T::None => Constant::None,
            T::True => Constant::True,
            T::False => Constant::False,
            T::Number | T::Minus | T::String | T::FStringStart => {
                let value = Box::new(self.literal_expression()?);
                return Ok(pattern(PatternKind::MatchValue { value }, self.from(start)));
            }
            T::Name => return self.name_pattern(),
            T::LPar => return self.group_or_sequence(),
            T::LSqb => {
                self.advance();
                let patterns = if self.at(T::RSqb) {
                    Vec::new()
                } else {
                    let first = self.maybe_star_pattern()?;
                    self.rest_of_sequence(first, |kind| kind == T::RSqb)?
                };
                self.expect(T::RSqb)?;
                return Ok(pattern(PatternKind::MatchSequence { patterns }, self.from(start)));
            }
            T::LBrace => return self.mapping_pattern(),
            _ => return self.fail(),
        };
        self.advance();
        Ok(pattern(PatternKind::MatchSingleton { value: singleton }, start))
    }

    fn group_or_sequence(&mut self) -> PResult<Pattern> {
        let start = self.expect(T::LPar)?.span;
        if self.eat(T::RPar) {
            return Ok(pattern(PatternKind::MatchSequence { patterns: Vec::new() }, self.from(start)));
        }
        let first = self.maybe_star_pattern()?;
        if self.at(T::Comma) {
            let patterns = self.rest_of_sequence(first, |kind| kind == T::RPar)?;
            self.expect(T::RPar)?;
            return Ok(pattern(PatternKind::MatchSequence { patterns }, self.from(start)));
        }
        if matches!(first.kind, PatternKind::MatchStar { .. }) {
            return self.fail();
        }
        self.expect(T::RPar)?;
        Ok(first)
    }

    /// A capture, a wildcard, a dotted value, or a class.
    fn name_pattern(&mut self) -> PResult<Pattern> {
        let start = self.span();
        let wildcard = self.at_soft(self.soft.underscore);
        let name = self.name()?;
        if wildcard {
            return Ok(pattern(PatternKind::MatchAs { pattern: None, name: None }, name.span));
        }
        let mut value = expr(ExprKind::Name { id: name.name, ctx: ExprContext::Load }, name.span);
        let mut dotted = false;
        while self.eat(T::Dot) {
            dotted = true;
            let attr = self.name()?.name;
            self.link(&mut value);
            let kind = ExprKind::Attribute { value: Box::new(value), attr, ctx: ExprContext::Load };
            value = expr(kind, self.from(start));
        }
        match self.kind() {
            T::LPar => return self.class_pattern(start, value),
            T::Equal => return self.fail(),
            _ => {}
        }
        if dotted {
            return Ok(pattern(PatternKind::MatchValue { value: Box::new(value) }, self.from(start)));
        }
        let wildcard = name.name == self.soft.underscore;
        let captured = if wildcard { None } else { Some(name.name) };
        Ok(pattern(PatternKind::MatchAs { pattern: None, name: captured }, name.span))
    }

    fn class_pattern(&mut self, start: Span, cls: Expr) -> PResult<Pattern> {
        self.expect(T::LPar)?;
        let (mut patterns, mut kwd_attrs, mut kwd_patterns) = (Vec::new(), Vec::new(), Vec::new());
        while !self.at(T::RPar) {
            if self.at(T::Name) && self.kind_at(1) == T::Equal {
                kwd_attrs.push(self.advance().name);
                self.advance();
                kwd_patterns.push(self.pattern()?);
            } else if kwd_attrs.is_empty() {
                patterns.push(self.pattern()?);
            } else {
                return self.positional_after_keyword();
            }
            if !self.eat(T::Comma) {
                break;
            }
        }
        self.expect(T::RPar)?;
        let kind = PatternKind::MatchClass { cls: Box::new(cls), patterns, kwd_attrs, kwd_patterns };
        Ok(pattern(kind, self.from(start)))
    }

    #[cold]
    fn positional_after_keyword(&mut self) -> PResult<Pattern> {
        if !self.diagnosing {
            if self.at(T::Name) {
                self.advance();
            }
            return self.fail();
        }
        let first = self.pattern()?.span;
        let mut last = first;
        while self.at(T::Comma) {
            self.advance();
            if self.at(T::RPar) || self.at(T::Name) && self.kind_at(1) == T::Equal {
                break;
            }
            last = self.pattern()?.span;
        }
        self.raise_at(first.to(last), "positional patterns follow keyword patterns")
    }

    fn mapping_pattern(&mut self) -> PResult<Pattern> {
        let start = self.expect(T::LBrace)?.span;
        let (mut keys, mut patterns, mut rest) = (Vec::new(), Vec::new(), None);
        while !self.at(T::RBrace) {
            if self.eat(T::DoubleStar) {
                rest = Some(self.capture_name()?);
                self.eat(T::Comma);
                break;
            }
            keys.push(self.mapping_key()?);
            self.expect(T::Colon)?;
            patterns.push(self.pattern()?);
            if !self.eat(T::Comma) {
                break;
            }
        }
        self.expect(T::RBrace)?;
        Ok(pattern(PatternKind::MatchMapping { keys, patterns, rest }, self.from(start)))
    }

    fn mapping_key(&mut self) -> PResult<Expr> {
        let token = self.token();
        let value = match token.kind {
            T::None => Constant::None,
            T::True => Constant::True,
            T::False => Constant::False,
            T::Number | T::Minus | T::String | T::FStringStart => return self.literal_expression(),
            T::Name => {
                let start = token.span;
                self.advance();
                let mut value = expr(ExprKind::Name { id: token.name, ctx: ExprContext::Load }, start);
                if !self.at(T::Dot) {
                    return self.fail();
                }
                while self.eat(T::Dot) {
                    let attr = self.name()?.name;
                    self.link(&mut value);
                    let kind = ExprKind::Attribute { value: Box::new(value), attr, ctx: ExprContext::Load };
                    value = expr(kind, self.from(start));
                }
                return Ok(value);
            }
            _ => return self.fail(),
        };
        self.advance();
        Ok(expr(ExprKind::Constant { value, kind: None }, token.span))
    }

    /// A string, a number with or without sign, or a complex number written as a sum.
    fn literal_expression(&mut self) -> PResult<Expr> {
        let start = self.span();
        if matches!(self.kind(), T::String | T::FStringStart) {
            let value = self.strings()?;
            return Ok(value);
        }
        let left = self.signed_number()?;
        let op = match self.kind() {
            T::Plus => Operator::Add,
            T::Minus => Operator::Sub,
            _ => return Ok(left),
        };
        let is_complex = |e: &Expr| matches!(e.kind, ExprKind::Constant { value: Constant::Complex(..), .. });
        let real = match &left.kind {
            ExprKind::UnaryOp { operand, .. } => !is_complex(operand),
            _ => !is_complex(&left),
        };
        if !real {
            let span = match &left.kind {
                ExprKind::UnaryOp { operand, .. } => operand.span,
                _ => left.span,
            };
            return self.raise_at(span, "real number required in complex literal");
        }
        self.advance();
        let token = self.token();
        if token.kind != T::Number {
            return self.fail();
        }
        let right = self.atom()?;
        if !is_complex(&right) {
            // What follows has not been looked at.
            self.pos -= 1;
            return self.raise_at(right.span, "imaginary number required in complex literal");
        }
        let kind = ExprKind::BinOp { left: Box::new(left), op, right: Box::new(right) };
        Ok(expr(kind, self.from(start)))
    }

    fn signed_number(&mut self) -> PResult<Expr> {
        let start = self.span();
        let negative = self.eat(T::Minus);
        if !self.at(T::Number) {
            return self.fail();
        }
        let number = self.atom()?;
        if !negative {
            return Ok(number);
        }
        let kind = ExprKind::UnaryOp { op: UnaryOperator::USub, operand: Box::new(number) };
        Ok(expr(kind, self.from(start)))
    }
}
