//! Targets of assignments, loops, `with` and `del`: expressions turned around.

use super::{PResult, Parser, expr};
use crate::ast::{Expr, ExprContext, ExprKind};
use crate::token::TokenKind as T;

/// What a target is for: it decides what is allowed, and the words of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetUse {
    Assign,
    For,
    Delete,
}

impl Parser<'_> {
    /// Turns an expression into a target in place. False if it cannot be one.
    pub(super) fn make_target(target: &mut Expr, usage: TargetUse) -> bool {
        let context = if usage == TargetUse::Delete { ExprContext::Del } else { ExprContext::Store };
        match &mut target.kind {
            ExprKind::Name { ctx, .. } | ExprKind::Attribute { ctx, .. } | ExprKind::Subscript { ctx, .. } => {
                *ctx = context;
                true
            }
            ExprKind::List { elts, ctx } | ExprKind::Tuple { elts, ctx } => {
                *ctx = context;
                elts.iter_mut().all(|elt| Self::make_target(elt, usage))
            }
            ExprKind::Starred { value, ctx } if usage != TargetUse::Delete => {
                *ctx = context;
                Self::make_target(value, usage)
            }
            _ => false,
        }
    }

    /// The targets of `for`, up to `in`: their operators bind more tightly than the comparison `in` would.
    pub(super) fn star_targets(&mut self) -> PResult<Expr> {
        let start = self.span();
        let first = self.star_target()?;
        if !self.at(T::Comma) {
            return Ok(first);
        }
        let mut elts = vec![first];
        while self.eat(T::Comma) {
            if !self.starts_expression() {
                break;
            }
            elts.push(self.star_target()?);
        }
        Ok(expr(ExprKind::Tuple { elts, ctx: ExprContext::Store }, self.from(start)))
    }

    /// One target, perhaps starred.
    pub(super) fn star_target(&mut self) -> PResult<Expr> {
        let start = self.span();
        if self.eat(T::Star) {
            let mut value = self.target_atom()?;
            if !Self::make_target(&mut value, TargetUse::Assign) {
                return self.fail();
            }
            let kind = ExprKind::Starred { value: Box::new(value), ctx: ExprContext::Store };
            return Ok(expr(kind, self.from(start)));
        }
        let mut target = self.target_atom()?;
        if !Self::make_target(&mut target, TargetUse::Assign) {
            return self.fail();
        }
        Ok(target)
    }

    fn target_atom(&mut self) -> PResult<Expr> {
        if !matches!(
            self.kind(),
            T::Name
                | T::LPar
                | T::LSqb
                | T::LBrace
                | T::String
                | T::FStringStart
                | T::Number
                | T::Ellipsis
                | T::None
                | T::True
                | T::False
        ) {
            return self.fail();
        }
        self.primary()
    }

    /// A single name, attribute or subscript, as `+=` and annotations want; parentheses around it do not count.
    pub(super) fn is_single_target(target: &Expr) -> bool {
        matches!(target.kind, ExprKind::Name { .. } | ExprKind::Attribute { .. } | ExprKind::Subscript { .. })
    }

    /// The part of an expression that keeps it from being a target, if there is one.
    pub(super) fn invalid_target(target: &Expr, usage: TargetUse) -> Option<&Expr> {
        match &target.kind {
            ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => {
                elts.iter().find_map(|elt| Self::invalid_target(elt, usage))
            }
            ExprKind::Starred { .. } if usage == TargetUse::Delete => Some(target),
            ExprKind::Starred { value, .. } => Self::invalid_target(value, usage),
            // `for f() in x` reads as the comparison `f() in x`.
            ExprKind::Compare { left, ops, .. } if usage == TargetUse::For => {
                if ops.first() == Some(&crate::ast::CmpOp::In) { Self::invalid_target(left, usage) } else { None }
            }
            ExprKind::Name { .. } | ExprKind::Subscript { .. } | ExprKind::Attribute { .. } => None,
            _ => Some(target),
        }
    }
}
