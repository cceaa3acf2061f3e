//! The second pass over parameter lists.
//!
//! The mistakes are looked for one after the other, each from the start of the list: which one is reported depends on
//! that order, not on which comes first in the text.

use super::{PResult, Parser};
use crate::ast::Span;
use crate::token::TokenKind as T;

/// Whether a parameter has a default value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Default {
    Without,
    With,
    Either,
}

impl Parser<'_> {
    /// A parameter list, at its first token.
    pub(super) fn diagnose_parameters(&mut self, lambda: bool) -> PResult<()> {
        if !self.first_look_at_parameters() {
            return Ok(());
        }
        let mark = self.mark();
        self.diagnose_slash(lambda)?;
        self.reset(mark);
        self.diagnose_missing_default(lambda)?;
        self.reset(mark);
        self.diagnose_tuple_parameter(lambda)?;
        self.reset(mark);
        self.diagnose_slash_behind_star(lambda)?;
        self.reset(mark);
        if !self.slash_parameters(lambda, Default::Without)? && self.slash_parameters(lambda, Default::With)? {
            self.parameters_of(lambda, Default::With)?;
        } else {
            self.parameters_of(lambda, Default::Without)?;
            self.parameters_of(lambda, Default::With)?;
        }
        self.diagnose_stars(lambda)?;
        self.reset(mark);
        Ok(())
    }

    /// What ends the list.
    fn at_list_end(&self, lambda: bool) -> bool {
        self.at(if lambda { T::Colon } else { T::RPar })
    }

    /// A name with or without annotation; its span.
    fn bare_parameter(&mut self, lambda: bool) -> PResult<Option<Span>> {
        if !self.at(T::Name) {
            return Ok(None);
        }
        let start = self.advance().span;
        if !lambda && self.at(T::Colon) {
            let annotation = |p: &mut Self| {
                p.advance();
                p.expression()
            };
            self.attempt(annotation)?;
        }
        Ok(Some(self.from(start)))
    }

    /// One parameter and the comma after it, if it is of this sort; its span.
    fn parameter_of(&mut self, lambda: bool, default: Default) -> PResult<Option<Span>> {
        let mark = self.mark();
        let Some(span) = self.bare_parameter(lambda)? else { return Ok(None) };
        let mut has_default = false;
        if default != Default::Without && self.at(T::Equal) {
            let equal = self.advance().span;
            has_default = self.attempt(Self::expression)?.is_some();
            if !has_default && matches!(self.kind(), T::RPar | T::Comma) {
                return self.raise_at(equal, "expected default value expression");
            }
        }
        let ended = if self.eat(T::Comma) {
            self.eat(T::TypeComment);
            true
        } else {
            self.eat(T::TypeComment);
            self.at_list_end(lambda)
        };
        if ended && (has_default || default != Default::With) {
            return Ok(Some(span));
        }
        self.reset(mark);
        Ok(None)
    }

    /// As many parameters of this sort as there are: how many.
    fn parameters_of(&mut self, lambda: bool, default: Default) -> PResult<usize> {
        let mut count = 0;
        while self.parameter_of(lambda, default)?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// Parameters and the slash after them, if it is there; with defaults, at least the last has one.
    fn slash_parameters(&mut self, lambda: bool, default: Default) -> PResult<bool> {
        let mark = self.mark();
        let mut count = self.parameters_of(lambda, Default::Without)?;
        if default == Default::With {
            count = self.parameters_of(lambda, Default::With)?;
        }
        if count > 0 && self.eat(T::Slash) && (self.eat(T::Comma) || self.at_list_end(lambda)) {
            return Ok(true);
        }
        self.reset(mark);
        Ok(false)
    }

    fn any_slash_parameters(&mut self, lambda: bool) -> PResult<bool> {
        Ok(self.slash_parameters(lambda, Default::Without)? || self.slash_parameters(lambda, Default::With)?)
    }

    /// A slash at the start, or a second one.
    fn diagnose_slash(&mut self, lambda: bool) -> PResult<()> {
        if self.at(T::Slash) {
            let slash = self.advance().span;
            if self.at(T::Comma) {
                return self.raise_at(slash, "at least one argument must precede /");
            }
            return Ok(());
        }
        if self.any_slash_parameters(lambda)? {
            self.parameters_of(lambda, Default::Either)?;
            if self.at(T::Slash) {
                let slash = self.span();
                return self.raise_at(slash, "/ may appear only once");
            }
        }
        Ok(())
    }

    fn diagnose_missing_default(&mut self, lambda: bool) -> PResult<()> {
        self.slash_parameters(lambda, Default::Without)?;
        self.parameters_of(lambda, Default::Without)?;
        if (self.slash_parameters(lambda, Default::With)? || self.parameters_of(lambda, Default::With)? > 0)
            && let Some(span) = self.parameter_of(lambda, Default::Without)?
        {
            return self.raise_at(span, "parameter without a default follows parameter with a default");
        }
        Ok(())
    }

    /// Python 2's tuple parameters.
    fn diagnose_tuple_parameter(&mut self, lambda: bool) -> PResult<()> {
        self.parameters_of(lambda, Default::Without)?;
        if !self.at(T::LPar) {
            return Ok(());
        }
        let open = self.advance().span;
        let mut inside = 0;
        while self.bare_parameter(lambda)?.is_some() {
            inside += 1;
            if !self.eat(T::Comma) {
                break;
            }
        }
        if inside > 0 && self.at(T::RPar) {
            let span = open.to(self.span());
            let what = if lambda { "Lambda expression" } else { "Function" };
            return self.raise_at(span, format!("{what} parameters cannot be parenthesized"));
        }
        Ok(())
    }

    fn diagnose_slash_behind_star(&mut self, lambda: bool) -> PResult<()> {
        let mark = self.mark();
        self.any_slash_parameters(lambda)?;
        self.parameters_of(lambda, Default::Either)?;
        if self.eat(T::Star) && (self.eat(T::Comma) || self.parameter_of(lambda, Default::Without)?.is_some()) {
            self.parameters_of(lambda, Default::Either)?;
            if self.at(T::Slash) {
                let slash = self.span();
                return self.raise_at(slash, "/ must be ahead of *");
            }
        }
        self.reset(mark);
        if self.parameters_of(lambda, Default::Either)? > 0 && self.eat(T::Slash) && self.at(T::Star) {
            let star = self.span();
            return self.raise_at(star, "expected comma between / and *");
        }
        Ok(())
    }

    /// What comes after the parameters that may be given by position.
    fn diagnose_stars(&mut self, lambda: bool) -> PResult<()> {
        if !self.at(T::Star) {
            return self.diagnose_double_star(lambda);
        }
        let mark = self.mark();
        let star = self.advance().span;
        let comma = self.eat(T::Comma);
        if self.at_list_end(lambda) || comma && self.at(T::DoubleStar) {
            let message = "named arguments must follow bare *";
            return if lambda { self.raise(message) } else { self.raise_at(star, message) };
        }
        if comma && self.at(T::TypeComment) {
            return self.raise("bare * has associated type comment");
        }
        if !comma && self.bare_parameter(lambda)?.is_some() && self.at(T::Equal) {
            let equal = self.span();
            return self.raise_at(equal, "var-positional argument cannot have default value");
        }
        self.reset(mark);
        self.advance();
        if self.eat(T::Comma) || self.parameter_of(lambda, Default::Without)?.is_some() {
            self.parameters_of(lambda, Default::Either)?;
            if self.at(T::Star) {
                let second = self.advance().span;
                if self.eat(T::Comma) || self.parameter_of(lambda, Default::Without)?.is_some() {
                    return self.raise_at(second, "* argument may appear only once");
                }
            }
        }
        self.reset(mark);
        self.advance();
        if !self.eat(T::Comma) && self.parameter_of(lambda, Default::Without)?.is_none() {
            self.starred_annotation(lambda)?;
        }
        self.parameters_of(lambda, Default::Either)?;
        self.diagnose_double_star(lambda)
    }

    /// `Ts: *Ts,`
    fn starred_annotation(&mut self, lambda: bool) -> PResult<()> {
        if lambda || !self.at(T::Name) || self.kind_at(1) != T::Colon || self.kind_at(2) != T::Star {
            return Ok(());
        }
        self.advance();
        self.advance();
        self.attempt(Self::starred_bitwise_or)?;
        self.eat(T::Comma);
        Ok(())
    }

    fn diagnose_double_star(&mut self, lambda: bool) -> PResult<()> {
        if !self.eat(T::DoubleStar) || self.bare_parameter(lambda)?.is_none() {
            return Ok(());
        }
        if self.at(T::Equal) {
            let equal = self.span();
            return self.raise_at(equal, "var-keyword argument cannot have default value");
        }
        if !self.eat(T::Comma) {
            return Ok(());
        }
        let span = match self.kind() {
            T::Star | T::DoubleStar | T::Slash => Some(self.span()),
            _ => self.bare_parameter(lambda)?,
        };
        match span {
            Some(span) => self.raise_at(span, "arguments cannot follow var-keyword argument"),
            None => Ok(()),
        }
    }
}
