//! The arguments of calls and of class definitions.

use super::{PResult, Parser, expr, trimmed};
use crate::ast::{Expr, ExprKind, Keyword};
use crate::token::TokenKind as T;

/// What came before in an argument list decides what may follow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    Positional,
    Keyword,
    DoubleStar,
}

impl Parser<'_> {
    /// `( … )` after a callee.
    pub(super) fn call_arguments(&mut self) -> PResult<(Vec<Expr>, Vec<Keyword>)> {
        let open = self.expect(T::LPar)?;
        if self.eat(T::RPar) {
            self.touch(25)?;
            return Ok((Vec::new(), Vec::new()));
        }
        self.watch_stack()?;
        let (mut args, keywords) = self.checked_arguments(true)?;
        self.expect(T::RPar)?;
        // A generator expression as the only argument borrows the call's parentheses.
        if let [only] = args.as_mut_slice()
            && keywords.is_empty()
            && matches!(only.kind, ExprKind::GeneratorExp { .. })
            && self.bare_generator == Some(only.span)
        {
            only.span = self.from(open.span);
        }
        Ok((args, keywords))
    }

    /// Arguments; in the second pass, what is wrong with them.
    pub(super) fn checked_arguments(&mut self, allow_generator: bool) -> PResult<(Vec<Expr>, Vec<Keyword>)> {
        if self.diagnosing {
            let mark = self.mark();
            let complete = |p: &mut Self| {
                let found = p.arguments(allow_generator)?;
                if p.at(T::RPar) { Ok(found) } else { p.fail() }
            };
            if let Some(found) = self.attempt(complete)? {
                return Ok(found);
            }
            self.diagnose_arguments()?;
            self.reset(mark);
        }
        self.arguments(allow_generator)
    }

    /// A positional argument: `name := value`, or an expression that nothing of the kind follows.
    fn argument_expression(&mut self) -> PResult<Expr> {
        if self.at(T::Name) && self.kind_at(1) == T::ColonEqual {
            return self.assignment_expression();
        }
        let value = self.expression()?;
        if self.at(T::ColonEqual) { self.fail() } else { Ok(value) }
    }

    /// Arguments up to (not including) the closing parenthesis.
    pub(super) fn arguments(&mut self, allow_generator: bool) -> PResult<(Vec<Expr>, Vec<Keyword>)> {
        let mut args = Vec::new();
        let mut keywords = Vec::new();
        let mut seen = Seen::Positional;
        let first = self.pos;
        while !self.at(T::RPar) {
            let start = self.span();
            // The first argument is tried as a generator expression's element before. Class definitions have none.
            let plain = matches!(self.kind(), T::Star | T::DoubleStar) || self.kind_at(1) == T::Equal;
            let levels = match (allow_generator, self.pos == first) {
                (true, true) if !plain => 24,
                (true, true) => 27,
                (true, false) => 28,
                (false, true) => 5,
                (false, false) => 6,
            };
            self.descend(levels)?;
            match self.kind() {
                T::Star => {
                    if seen == Seen::DoubleStar {
                        return self.fail();
                    }
                    args.push(self.starred_expression()?);
                }
                T::DoubleStar => {
                    self.advance();
                    let value = self.expression()?;
                    keywords.push(Keyword { arg: None, value, span: self.from(start) });
                    seen = Seen::DoubleStar;
                }
                T::Name if self.kind_at(1) == T::Equal => {
                    let arg = Some(self.advance().name);
                    self.advance();
                    let value = self.expression()?;
                    keywords.push(Keyword { arg, value, span: self.from(start) });
                    seen = seen.max(Seen::Keyword);
                }
                _ => {
                    if seen != Seen::Positional {
                        if self.at(T::Name) {
                            self.advance();
                        }
                        return self.fail();
                    }
                    let value = self.argument_expression()?;
                    if allow_generator
                        && self.pos > first
                        && args.is_empty()
                        && matches!(self.kind(), T::For | T::Async)
                    {
                        self.ascend(levels);
                        let generators = self.comprehensions()?;
                        if !self.at(T::RPar) {
                            return self.fail();
                        }
                        let span = self.from(start);
                        self.bare_generator = Some(span);
                        let kind = ExprKind::GeneratorExp { elt: Box::new(value), generators };
                        args.push(expr(kind, span));
                        break;
                    }
                    args.push(value);
                }
            }
            self.ascend(levels);
            if !self.eat(T::Comma) {
                break;
            }
        }
        Ok((trimmed(args), trimmed(keywords)))
    }
}
