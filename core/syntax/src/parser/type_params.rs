//! Type parameter lists: `[T: bound = default, *Ts, **P]`.

use super::{PResult, Parser};
use crate::ast::{ExprKind, TypeParam, TypeParamKind};
use crate::token::TokenKind as T;

impl Parser<'_> {
    /// The type parameters here, or none.
    pub(super) fn type_params(&mut self) -> PResult<Vec<TypeParam>> {
        if !self.at(T::LSqb) {
            return Ok(Vec::new());
        }
        self.advance();
        if self.at(T::RSqb) && self.diagnosing {
            let close = self.span();
            return self.raise_from(close, "Type parameter list cannot be empty");
        }
        let mut params = Vec::new();
        loop {
            params.push(self.below(if params.is_empty() { 4 } else { 5 }, Self::type_param)?);
            if !self.eat(T::Comma) || self.at(T::RSqb) {
                break;
            }
        }
        self.expect(T::RSqb)?;
        self.check_version_behind(12, "Type parameter lists are")?;
        Ok(params)
    }

    fn type_param(&mut self) -> PResult<TypeParam> {
        let start = self.span();
        let stars = match self.kind() {
            T::Star => 1,
            T::DoubleStar => 2,
            _ => 0,
        };
        if stars > 0 {
            self.advance();
        }
        let name = self.name()?.name;
        let mut bound = None;
        if self.at(T::Colon) {
            if stars > 0 {
                return self.bound_on_star(stars);
            }
            self.advance();
            bound = Some(Box::new(self.expression()?));
        }
        let mut default_value = None;
        if self.eat(T::Equal) {
            let value = if stars == 1 { self.star_expression()? } else { self.expression_since(13)? };
            default_value = Some(Box::new(value));
            self.check_version(13, "Type parameter defaults are")?;
        }
        let kind = match stars {
            0 => TypeParamKind::TypeVar { name, bound, default_value },
            1 => TypeParamKind::TypeVarTuple { name, default_value },
            _ => TypeParamKind::ParamSpec { name, default_value },
        };
        Ok(TypeParam { kind, span: self.from(start) })
    }

    #[cold]
    fn bound_on_star(&mut self, stars: u32) -> PResult<TypeParam> {
        let colon = self.advance();
        let bound = self.leniently(Self::expression)?;
        let what = if matches!(bound.kind, ExprKind::Tuple { .. }) { "constraints" } else { "bound" };
        let with = if stars == 1 { "TypeVarTuple" } else { "ParamSpec" };
        self.raise_from(colon.span, format!("cannot use {what} with {with}"))
    }
}
