//! Parameters of functions and lambdas.

use super::{PResult, Parser, expr};
use crate::ast::{Arg, Arguments, Expr, ExprKind, Span};
use crate::token::TokenKind as T;

impl Parser<'_> {
    pub(super) fn lambda(&mut self) -> PResult<Expr> {
        let start = self.expect(T::Lambda)?.span;
        let args = if self.at(T::Colon) { Arguments::default() } else { self.below(8, |p| p.parameters(true))? };
        if self.diagnosing {
            self.diagnose_lambda_in_fstring(start)?;
        }
        self.expect(T::Colon)?;
        let body = Box::new(self.below(2, Self::expression)?);
        Ok(expr(ExprKind::Lambda { args: Box::new(args), body }, self.from(start)))
    }

    /// A parameter list up to its closing token: `)`, or `:` for a lambda.
    pub(super) fn parameters(&mut self, lambda: bool) -> PResult<Arguments> {
        if self.diagnosing {
            self.diagnose_parameters(lambda)?;
        }
        let mut out = Arguments::default();
        let result = self.parameter_list(lambda, &mut out);
        if !out.posonlyargs.is_empty() && self.error.is_none() {
            // What is wrong behind the slash does not matter.
            self.check_version(8, "Positional-only parameters are")?;
        }
        result?;
        Ok(out)
    }

    fn parameter_list(&mut self, lambda: bool, out: &mut Arguments) -> PResult<()> {
        let close = if lambda { T::Colon } else { T::RPar };
        let mut seen_star = false;
        loop {
            match self.kind() {
                T::Slash => {
                    if seen_star || !out.posonlyargs.is_empty() || out.args.is_empty() {
                        return self.fail();
                    }
                    self.advance();
                    let more = !self.at(close);
                    if more {
                        self.expect(T::Comma)?;
                    }
                    out.posonlyargs = std::mem::take(&mut out.args);
                    if !more || self.at(close) {
                        break;
                    }
                    continue;
                }
                T::Star => {
                    if seen_star {
                        return self.fail();
                    }
                    seen_star = true;
                    self.advance();
                    if self.at(T::Comma) {
                        // A bare star: a parameter must follow.
                        self.advance();
                        if !self.at(T::Name) {
                            return self.fail();
                        }
                        continue;
                    }
                    let arg = self.parameter(lambda, true)?;
                    out.vararg = Some(Box::new(arg));
                    if self.at(T::Equal) {
                        return self.fail();
                    }
                    let more = self.parameter_end(close)?;
                    if let Some(arg) = out.vararg.as_deref_mut()
                        && !lambda
                    {
                        arg.type_comment = self.type_comment();
                    }
                    if !more {
                        break;
                    }
                }
                T::DoubleStar => {
                    self.advance();
                    let mut arg = self.parameter(lambda, false)?;
                    self.eat(T::Comma);
                    if !lambda {
                        arg.type_comment = self.type_comment();
                    }
                    out.kwarg = Some(Box::new(arg));
                    break;
                }
                T::Name => {
                    let mut arg = self.parameter(lambda, false)?;
                    let default = if self.eat(T::Equal) { Some(self.default_value()?) } else { None };
                    if !seen_star && default.is_none() && !out.defaults.is_empty() {
                        return self.fail();
                    }
                    let more = self.parameter_end(close)?;
                    if !lambda {
                        arg.type_comment = self.type_comment();
                    }
                    if seen_star {
                        out.kwonlyargs.push(arg);
                        out.kw_defaults.push(default);
                    } else {
                        out.defaults.extend(default);
                        out.args.push(arg);
                    }
                    if !more {
                        break;
                    }
                }
                _ => return self.fail(),
            }
            if self.at(close) {
                break;
            }
        }
        out.posonlyargs.shrink_to_fit();
        out.args.shrink_to_fit();
        out.kwonlyargs.shrink_to_fit();
        out.kw_defaults.shrink_to_fit();
        out.defaults.shrink_to_fit();
        Ok(())
    }

    fn default_value(&mut self) -> PResult<Expr> {
        if self.diagnosing && (self.at(T::RPar) || self.at(T::Comma)) {
            let equal = self.tokens[self.pos - 1].span;
            return self.raise_at(equal, "expected default value expression");
        }
        self.expression()
    }

    /// After a parameter: true after a comma, false where a type comment or the end must follow.
    fn parameter_end(&mut self, close: T) -> PResult<bool> {
        if self.eat(T::Comma) {
            return Ok(true);
        }
        if self.at(close) || close == T::RPar && self.at(T::TypeComment) { Ok(false) } else { self.fail() }
    }

    fn parameter(&mut self, lambda: bool, starred: bool) -> PResult<Arg> {
        let name = self.name()?;
        let mut annotation = None;
        if !lambda && self.eat(T::Colon) {
            // Its default, where there is one, is a level higher.
            let value = if starred { self.star_expression_any()? } else { self.below(1, Self::expression)? };
            annotation = Some(Box::new(value));
        }
        let span: Span = self.from(name.span);
        Ok(Arg { arg: name.name, annotation, type_comment: None, span })
    }

    /// `*args: *Ts`
    fn star_expression_any(&mut self) -> PResult<Expr> {
        if self.at(T::Star) { self.starred_bitwise_or() } else { self.expression() }
    }
}
