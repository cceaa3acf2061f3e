//! The second pass: the mistakes that have messages of their own.
//!
//! Each function is called where its mistake could start (or where the ordinary parse would fail for it), tries
//! whether it is there, and either raises or leaves the position as it was.

use super::targets::TargetUse;
use super::{Mark, PResult, Parser};
use crate::ast::{Comprehension, Constant, Expr, ExprKind, Span};
use crate::token::TokenKind as T;

/// What an expression is called in messages.
pub fn expression_name(expr: &Expr) -> &'static str {
    match &expr.kind {
        ExprKind::Attribute { .. } => "attribute",
        ExprKind::Subscript { .. } => "subscript",
        ExprKind::Starred { .. } => "starred",
        ExprKind::Name { .. } => "name",
        ExprKind::List { .. } => "list",
        ExprKind::Tuple { .. } => "tuple",
        ExprKind::Lambda { .. } => "lambda",
        ExprKind::Call { .. } => "function call",
        ExprKind::BoolOp { .. } | ExprKind::BinOp { .. } | ExprKind::UnaryOp { .. } => "expression",
        ExprKind::GeneratorExp { .. } => "generator expression",
        ExprKind::Yield { .. } | ExprKind::YieldFrom { .. } => "yield expression",
        ExprKind::Await { .. } => "await expression",
        ExprKind::ListComp { .. } => "list comprehension",
        ExprKind::SetComp { .. } => "set comprehension",
        ExprKind::DictComp { .. } => "dict comprehension",
        ExprKind::Dict { .. } => "dict literal",
        ExprKind::Set { .. } => "set display",
        ExprKind::JoinedStr { .. } | ExprKind::FormattedValue { .. } => "f-string expression",
        ExprKind::Constant { value, .. } => match value {
            Constant::None => "None",
            Constant::False => "False",
            Constant::True => "True",
            Constant::Ellipsis => "ellipsis",
            _ => "literal",
        },
        ExprKind::Compare { .. } => "comparison",
        ExprKind::IfExp { .. } => "conditional expression",
        ExprKind::NamedExpr { .. } => "named expression",
        ExprKind::Slice { .. } => "slice",
    }
}

/// The last expression of `for … in … if …`, or what is given if there is none.
fn end_of_comprehensions(generators: &[Comprehension], otherwise: Span) -> Span {
    generators.last().map_or(otherwise, |last| last.ifs.last().unwrap_or(&last.iter).span)
}

/// The searches that are made once per token.
mod search {
    pub const EXPRESSION: u16 = 1;
    pub const NAMED: u16 = 2;
    pub const FOR: u16 = 4;
    pub const DICTIONARY: u16 = 8;
    pub const ARGUMENTS: u16 = 16;
    pub const PARAMETERS: u16 = 32;
    pub const COMPREHENSION: u16 = 64;
    pub const FIELD: u16 = 128;
    pub const TRAILER: u16 = 256;
    pub const STRINGS: u16 = 512;
    pub const DISJUNCTION: u16 = 1024;
}

impl Parser<'_> {
    /// Parses without looking for mistakes in this expression itself.
    fn quietly<R>(&mut self, parse: impl FnOnce(&mut Self) -> PResult<R>) -> PResult<R> {
        let outer = std::mem::replace(&mut self.diagnosing, false);
        let top = std::mem::replace(&mut self.quiet_from, self.pos);
        let result = parse(self);
        self.diagnosing = outer;
        self.quiet_from = top;
        result
    }

    /// A disjunction in the second pass: one that has been read without looking for mistakes is not read again with.
    pub(super) fn noted_disjunction(&mut self) -> PResult<Expr> {
        if !self.diagnosing {
            self.unexamined(search::DISJUNCTION);
            return self.plain_disjunction();
        }
        if self.examined.get(self.pos).is_some_and(|seen| seen & search::DISJUNCTION != 0) {
            return self.quietly(Self::plain_disjunction);
        }
        self.plain_disjunction()
    }

    /// In the first pass: parses as the second would, being content with the beginning of what does not parse as a whole,
    /// but without looking for mistakes.
    #[cold]
    pub(super) fn leniently<R>(&mut self, parse: impl FnOnce(&mut Self) -> PResult<R>) -> PResult<R> {
        if self.second_pass {
            return parse(self);
        }
        let failed = std::mem::take(&mut self.failed);
        let examined = std::mem::take(&mut self.examined);
        self.second_pass = true;
        let result = parse(self);
        self.second_pass = false;
        self.failed = failed;
        self.examined = examined;
        result
    }

    /// Whether an expression can be read here, whatever follows it.
    #[cold]
    pub(super) fn begins_expression(&mut self) -> PResult<bool> {
        if self.second_pass {
            return Ok(false);
        }
        let mark = self.mark();
        let found = self.leniently(|p| p.attempt(Self::expression))?.is_some();
        if found {
            self.reset(mark);
        }
        Ok(found)
    }

    /// Tries something, with the position after it or as before.
    fn try_expression(&mut self) -> PResult<Option<Expr>> {
        self.attempt(Self::expression)
    }

    fn raise_invalid_target(&mut self, target: &Expr, usage: TargetUse) -> PResult<()> {
        let Some(bad) = Self::invalid_target(target, usage) else { return Ok(()) };
        let name = expression_name(bad);
        let verb = if usage == TargetUse::Delete { "delete" } else { "assign to" };
        self.raise_at(bad.span, format!("cannot {verb} {name}"))
    }

    /// Whether the brackets around a token are open there.
    fn in_brackets(&self, at: usize) -> bool {
        let mut depth = 0i32;
        for token in self.tokens[..at].iter().rev() {
            match token.kind {
                T::RPar | T::RSqb | T::RBrace => depth += 1,
                T::LPar | T::LSqb | T::LBrace => {
                    depth -= 1;
                    if depth < 0 {
                        return true;
                    }
                }
                T::Newline => return false,
                _ => {}
            }
        }
        false
    }

    /// Two expressions side by side, a conditional without `else`, and Python 2's statements.
    pub(super) fn diagnose_expression(&mut self) -> PResult<()> {
        if !self.diagnosing {
            // What has been read without looking for mistakes is not read again with.
            if self.pos != self.quiet_from {
                self.unexamined(search::EXPRESSION);
            }
            return Ok(());
        }
        if self.raw_named > 0 || !self.unexamined(search::EXPRESSION) {
            return Ok(());
        }
        let mark = self.mark();
        // An adjacent string is usually a misspelt prefix, and a soft keyword may well be followed by an expression.
        let token = self.token();
        let soft = token.kind == T::Name && {
            // CPython takes the beginnings of soft keywords for them here.
            let name = self.text(token);
            ["match", "case", "type", "_"].iter().any(|keyword| keyword.starts_with(name))
        };
        let prefix_like = token.kind == T::Name && self.kind_at(1) == T::String;
        let Some(left) = self.attempt(Self::disjunction)? else {
            return Ok(());
        };
        let left_end = self.pos;
        if !(prefix_like || soft) && self.starts_expression() && !self.at(T::Star) {
            self.raw_named += 1;
            let right = self.quietly(|p| p.attempt(Self::expression));
            self.raw_named -= 1;
            if let Some(right) = right? {
                let legacy = matches!(left.kind, ExprKind::Name { .. })
                    && token.kind == T::Name
                    && (token.name == self.soft.print || token.name == self.soft.exec);
                if !legacy && self.in_brackets(left_end) {
                    return self.raise_at(left.span.to(right.span), "invalid syntax. Perhaps you forgot a comma?");
                }
            }
            self.reset(Mark { pos: left_end, ..mark });
        }
        if self.at(T::If) {
            self.advance();
            if let Some(test) = self.attempt(Self::disjunction)?
                && !matches!(self.kind(), T::Else | T::Colon)
            {
                let span = left.span.to(test.span);
                return self.raise_at(span, "expected 'else' after 'if' expression");
            }
        }
        self.reset(mark);
        // `print x`
        if token.kind == T::Name && self.kind_at(1) != T::LPar {
            self.advance();
            self.descend(4)?;
            if self.starts_expression()
                && let Some(rest) = self.attempt(Self::star_expressions)?
                && (token.name == self.soft.print || token.name == self.soft.exec)
            {
                let name = self.interner.get(token.name).to_owned();
                let message = format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
                return self.raise_at(token.span.to(rest.span), message);
            }
            self.reset(mark);
        }
        Ok(())
    }

    /// `a + not b`; the position is at the operator.
    #[cold]
    pub(super) fn diagnose_arithmetic(&mut self) -> PResult<()> {
        let mark = self.mark();
        self.advance();
        self.diagnose_not(Self::inversion)?;
        self.reset(mark);
        Ok(())
    }

    /// `-not a`
    pub(super) fn diagnose_factor(&mut self) -> PResult<()> {
        if matches!(self.kind(), T::Plus | T::Minus | T::Tilde) && self.kind_at(1) == T::Not {
            let mark = self.mark();
            self.advance();
            self.diagnose_not(Self::factor)?;
            self.reset(mark);
        }
        Ok(())
    }

    fn diagnose_not(&mut self, operand: fn(&mut Self) -> PResult<Expr>) -> PResult<()> {
        let not = self.advance().span;
        if let Some(operand) = self.attempt(operand)? {
            let span = not.to(operand.span);
            return self.raise_at(span, "'not' after an operator must be parenthesized");
        }
        Ok(())
    }

    /// `*x = y` among arguments or indices.
    pub(super) fn diagnose_starred_assignment(&mut self, start: Span) -> PResult<()> {
        let mark = self.mark();
        self.advance();
        if let Some(value) = self.attempt(Self::expression)? {
            let message = "cannot assign to iterable argument unpacking";
            return self.raise_at(start.to(value.span), message);
        }
        self.reset(mark);
        Ok(())
    }

    /// An opening bracket after an atom is first looked at as if it were a comprehension's, whatever comes of it.
    pub(super) fn diagnose_trailer(&mut self) -> PResult<()> {
        if !self.unexamined(search::TRAILER) || !self.diagnosing {
            return Ok(());
        }
        let mark = self.mark();
        let open = self.pos;
        let call = self.advance().kind == T::LPar;
        if self.at(T::Star) {
            if self.attempt(Self::starred_expression)?.is_some() && matches!(self.kind(), T::For | T::Async) {
                self.diagnose_comprehension(open)?;
            }
            self.pos = open + 1;
        }
        if !call && self.attempt(Self::star_named_expression)?.is_some() && self.eat(T::Comma) {
            while !matches!(self.kind(), T::For | T::Async) && self.attempt(Self::star_named_expression)?.is_some() {
                if !self.eat(T::Comma) {
                    break;
                }
            }
            if matches!(self.kind(), T::For | T::Async) {
                self.diagnose_comprehension(open)?;
            }
        }
        self.reset(mark);
        Ok(())
    }

    /// `=` in place of `==` or `:=`.
    pub(super) fn diagnose_named_expression(&mut self) -> PResult<()> {
        if !self.unexamined(search::NAMED) {
            return Ok(());
        }
        let mark = self.mark();
        let first = self.token();
        if let Some(left) = self.try_expression()?
            && self.at(T::ColonEqual)
        {
            self.advance();
            if self.attempt(Self::expression)?.is_some() {
                let name = expression_name(&left);
                return self.raise_at(left.span, format!("cannot use assignment expressions with {name}"));
            }
        }
        self.reset(mark);
        if first.kind == T::Name && self.kind_at(1) == T::Equal {
            self.advance();
            self.advance();
            if let Some(right) = self.attempt(Self::bitwise_or)?
                && !matches!(self.kind(), T::Equal | T::ColonEqual)
            {
                let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
                return self.raise_at(first.span.to(right.span), message);
            }
            self.reset(mark);
        }
        if !self.begins_with_display()?
            && let Some(left) = self.attempt(Self::bitwise_or)?
            && self.eat(T::Equal)
            && self.attempt(Self::bitwise_or)?.is_some()
            && !matches!(self.kind(), T::Equal | T::ColonEqual)
        {
            let name = expression_name(&left);
            let message = format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?");
            return self.raise_at(left.span, message);
        }
        self.reset(mark);
        Ok(())
    }

    /// Whether a list, a tuple in parentheses, a generator expression or a singleton is here, whatever follows it.
    fn begins_with_display(&mut self) -> PResult<bool> {
        let mark = self.mark();
        let start = self.span();
        if matches!(self.kind(), T::True | T::False | T::None) {
            return Ok(true);
        }
        if !matches!(self.kind(), T::LPar | T::LSqb) {
            return Ok(false);
        }
        let atom = self.attempt(Self::atom)?;
        self.reset(mark);
        Ok(atom.is_some_and(|atom| {
            let display =
                matches!(atom.kind, ExprKind::List { .. } | ExprKind::Tuple { .. } | ExprKind::GeneratorExp { .. });
            // Of another pair of parentheses around it nothing remains but its start.
            display && atom.span.starts_with(start)
        }))
    }

    /// Assignments to what cannot be assigned to.
    pub(super) fn diagnose_assignment(&mut self) -> PResult<()> {
        let mark = self.mark();
        // Annotations.
        let first = self.token();
        if !self.at(T::Yield)
            && let Some(target) = self.attempt(Self::star_named_expression)?
        {
            if self.at(T::Colon) && !Self::is_single_target(&target) && !matches!(target.kind, ExprKind::Starred { .. })
            {
                self.advance();
                if self.attempt(Self::expression)?.is_some() {
                    let message = match &target.kind {
                        ExprKind::List { .. } => "only single target (not list) can be annotated",
                        ExprKind::Tuple { .. } => "only single target (not tuple) can be annotated",
                        _ => "illegal target for annotation",
                    };
                    return self.raise_at(target.span, message);
                }
            } else if self.at(T::Comma) {
                self.advance();
                while self.starts_expression() && self.attempt(Self::star_named_expression)?.is_some() {
                    self.eat(T::Comma);
                }
                if self.eat(T::Colon) && self.attempt(Self::expression)?.is_some() {
                    return self.raise_at(target.span, "only single target (not tuple) can be annotated");
                }
            }
        }
        self.reset(mark);
        let _ = first;
        // Assignments, maybe chained.
        loop {
            let yields = self.at(T::Yield);
            let Some(target) = self.attempt(Self::yield_or_star_expressions)? else { break };
            if self.at(T::Equal) {
                if yields {
                    return self.raise_at(target.span, "assignment to yield expression not possible");
                }
                if let Some(bad) = Self::invalid_target(&target, TargetUse::Assign) {
                    let name = expression_name(bad);
                    return self.raise_at(bad.span, format!("cannot assign to {name}"));
                }
                self.advance();
                continue;
            }
            if self.kind().is_augmented_assignment() && !yields && !Self::is_single_target(&target) {
                self.advance();
                if self.attempt(Self::yield_or_star_expressions)?.is_some() {
                    let name = expression_name(&target);
                    let message = format!("'{name}' is an illegal expression for augmented assignment");
                    return self.raise_at(target.span, message);
                }
            }
            break;
        }
        self.reset(mark);
        Ok(())
    }

    /// What follows a complete simple statement without belonging to it.
    pub(super) fn diagnose_statement_end(&mut self) -> PResult<()> {
        Ok(())
    }

    pub(super) fn diagnose_delete(&mut self, start: usize) -> PResult<()> {
        self.pos = start;
        if let Some(targets) = self.attempt(Self::star_expressions)? {
            self.raise_invalid_target(&targets, TargetUse::Delete)?;
        }
        Ok(())
    }

    /// A comprehension's `for` with something other than `in` after its variables: an error whichever pass it is.
    pub(super) fn expect_in(&mut self) -> PResult<()> {
        let mark = self.mark();
        if self.leniently(|p| p.attempt(Self::bitwise_or))?.is_some() {
            while self.eat(T::Comma) {
                if self.leniently(|p| p.attempt(Self::bitwise_or))?.is_none() {
                    break;
                }
            }
            if !self.at(T::In) {
                return self.raise("'in' expected after for-loop variables");
            }
        }
        self.reset(mark);
        Ok(())
    }

    pub(super) fn diagnose_for_target(&mut self) -> PResult<()> {
        if !self.unexamined(search::FOR) {
            return Ok(());
        }
        let mark = self.mark();
        if let Some(targets) = self.attempt(Self::star_expressions)? {
            self.raise_invalid_target(&targets, TargetUse::For)?;
        }
        self.reset(mark);
        Ok(())
    }

    pub(super) fn diagnose_with_target(&mut self) -> PResult<()> {
        let mark = self.mark();
        if let Some(target) = self.try_expression()?
            && matches!(self.kind(), T::Comma | T::RPar | T::Colon)
        {
            self.raise_invalid_target(&target, TargetUse::Assign)?;
        }
        self.reset(mark);
        Ok(())
    }

    /// Stars right after an opening parenthesis.
    pub(super) fn diagnose_bracket_item(&mut self, open: usize) -> PResult<()> {
        if self.at(T::Star) {
            let mark = self.mark();
            self.attempt(Self::starred_expression)?;
            self.reset(mark);
        }
        if self.tokens[open].kind == T::LPar && self.at(T::DoubleStar) {
            let mark = self.mark();
            let stars = self.advance().span;
            if self.attempt(Self::expression)?.is_some() && self.at(T::RPar) {
                return self.raise_at(stars, "cannot use double starred expression here");
            }
            self.reset(mark);
        }
        Ok(())
    }

    /// At the `for` of what might be a comprehension, with its opening bracket.
    pub(super) fn diagnose_comprehension(&mut self, open: usize) -> PResult<()> {
        if !self.unexamined(search::COMPREHENSION) {
            return Ok(());
        }
        let mark = self.mark();
        let at_for = self.pos;
        if self.attempt(Self::comprehensions)?.is_none() {
            return Ok(());
        }
        self.reset(Mark { pos: open + 1, ..mark });
        let item = self.star_named_expression()?;
        if self.pos == at_for && matches!(item.kind, ExprKind::Starred { .. }) {
            return self.raise_at(item.span, "iterable unpacking cannot be used in comprehension");
        }
        if self.tokens[open].kind != T::LPar && self.at(T::Comma) {
            let mut last = self.advance().span;
            while self.pos < at_for {
                last = self.star_named_expression()?.span;
                self.eat(T::Comma);
            }
            let message = "did you forget parentheses around the comprehension target?";
            return self.raise_at(item.span.to(last), message);
        }
        self.reset(mark);
        Ok(())
    }

    /// After `{`: dictionaries with something missing or wrong.
    pub(super) fn diagnose_dictionary(&mut self) -> PResult<()> {
        if self.second_pass && !self.unexamined(search::DICTIONARY) {
            return Ok(());
        }
        let mark = self.mark();
        if self.diagnosing && self.at(T::DoubleStar) {
            let stars = self.advance().span;
            if self.attempt(Self::bitwise_or)?.is_some()
                && matches!(self.kind(), T::For | T::Async)
                && self.attempt(Self::comprehensions)?.is_some()
                && self.at(T::RBrace)
            {
                return self.raise_at(stars, "dict unpacking cannot be used in dict comprehension");
            }
            self.reset(mark);
        }
        let mut pairs = 0;
        loop {
            if self.eat(T::DoubleStar) {
                if self.attempt(Self::bitwise_or)?.is_none() {
                    break;
                }
            } else {
                let Some(key) = self.try_expression()? else { break };
                if !self.at(T::Colon) {
                    if pairs > 0 {
                        let mut span = key.span;
                        span.col_offset = key.span.end_col_offset - 1;
                        let mut error = self.error_at(span, "':' expected after dictionary key");
                        error.end_offset = 0;
                        return self.raise_ready(error);
                    }
                    break;
                }
                let colon = self.advance().span;
                if self.at(T::Star) {
                    let star = self.advance().span;
                    if self.attempt(Self::bitwise_or)?.is_some() {
                        let message = "cannot use a starred expression in a dictionary value";
                        return self.raise_from(star, message);
                    }
                    break;
                }
                if matches!(self.kind(), T::RBrace | T::Comma) {
                    let message = "expression expected after dictionary key and ':'";
                    return self.raise_at(colon, message);
                }
                if self.attempt(Self::expression)?.is_none() {
                    break;
                }
            }
            pairs += 1;
            if !self.eat(T::Comma) || self.at(T::RBrace) {
                break;
            }
        }
        self.reset(mark);
        Ok(())
    }

    fn raise_ready<R>(&mut self, error: crate::error::SyntaxError) -> PResult<R> {
        let message = error.message.clone();
        let result = self.raise::<R>(message);
        if let Some(slot) = self.error.as_deref_mut()
            && slot.message == error.message
        {
            *slot = error;
        }
        result
    }

    /// The arguments of a call or class, at the first of them.
    pub(super) fn diagnose_arguments(&mut self) -> PResult<()> {
        if !self.unexamined(search::ARGUMENTS) {
            return Ok(());
        }
        let mark = self.mark();
        let (mut count, mut positional) = (0, 0);
        let (mut keyword, mut unpacked) = (false, false);
        while !self.at(T::RPar) {
            let start = self.token();
            match start.kind {
                T::Star => {
                    if unpacked {
                        let comma = self.tokens[self.pos - 1].span;
                        if self.attempt(Self::starred_expression)?.is_none() {
                            break;
                        }
                        let message = "iterable argument unpacking follows keyword argument unpacking";
                        return self.raise_from(comma, message);
                    }
                    let Some(value) = self.attempt(Self::starred_expression)? else { break };
                    if matches!(self.kind(), T::For | T::Async) {
                        if let Some(generators) = self.attempt(Self::comprehensions)?
                            && positional > 0
                        {
                            let span = value.span.to(end_of_comprehensions(&generators, value.span));
                            return self.raise_at(span, "Generator expression must be parenthesized");
                        }
                        break;
                    }
                    positional += 1;
                }
                T::DoubleStar => {
                    self.advance();
                    if self.attempt(Self::expression)?.is_none() {
                        break;
                    }
                    if self.at(T::Equal) {
                        self.advance();
                        if let Some(value) = self.attempt(Self::expression)? {
                            let message = "cannot assign to keyword argument unpacking";
                            return self.raise_at(start.span.to(value.span), message);
                        }
                        break;
                    }
                    unpacked = true;
                    keyword = true;
                }
                T::True | T::False | T::None if self.kind_at(1) == T::Equal => {
                    let name = self.text(start).to_owned();
                    let equal = self.tokens[self.pos + 1].span;
                    return self.raise_at(start.span.to(equal), format!("cannot assign to {name}"));
                }
                T::Name if self.kind_at(1) == T::Equal => {
                    self.advance();
                    let equal = self.advance().span;
                    if matches!(self.kind(), T::Comma | T::RPar) {
                        return self.raise_at(start.span.to(equal), "expected argument value expression");
                    }
                    if self.attempt(Self::expression)?.is_none() {
                        break;
                    }
                    if matches!(self.kind(), T::For | T::Async) && self.attempt(Self::comprehensions)?.is_some() {
                        let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
                        return self.raise_at(start.span.to(equal), message);
                    }
                    keyword = true;
                }
                _ => {
                    let named = start.kind == T::Name && self.kind_at(1) == T::ColonEqual;
                    let value = if named {
                        self.attempt(Self::assignment_expression)?
                    } else {
                        self.attempt(Self::expression)?
                    };
                    let Some(value) = value else { break };
                    if self.at(T::ColonEqual) {
                        break;
                    }
                    if self.at(T::Equal) && !named {
                        let equal = self.span();
                        let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
                        return self.raise_at(value.span.to(equal), message);
                    }
                    if matches!(self.kind(), T::For | T::Async) {
                        let Some(generators) = self.attempt(Self::comprehensions)? else { break };
                        let end = end_of_comprehensions(&generators, value.span);
                        let comma = count == 0 && self.eat(T::Comma);
                        if comma {
                            self.attempt(|p| p.arguments(false))?;
                        }
                        if count > 0 || comma {
                            let message = "Generator expression must be parenthesized";
                            return self.raise_at(value.span.to(end), message);
                        }
                        break;
                    }
                    if keyword {
                        let message = if unpacked {
                            "positional argument follows keyword argument unpacking"
                        } else {
                            "positional argument follows keyword argument"
                        };
                        if self.eat(T::Comma) {
                            self.attempt(Self::following_arguments)?;
                        }
                        return self.raise(message);
                    }
                    positional += 1;
                }
            }
            count += 1;
            if !self.eat(T::Comma) {
                break;
            }
        }
        self.reset(mark);
        Ok(())
    }

    /// The arguments after one in the wrong place, of which only assignments are of interest.
    fn following_arguments(&mut self) -> PResult<()> {
        loop {
            let start = self.token();
            let equal = self.tokens.get(self.pos + 1).filter(|next| next.kind == T::Equal).map(|next| next.span);
            match (start.kind, equal) {
                (T::True | T::False | T::None, Some(equal)) => {
                    let message = format!("cannot assign to {}", self.text(start));
                    return self.raise_at(start.span.to(equal), message);
                }
                (T::Name, Some(_)) => {
                    self.advance();
                    self.advance();
                    self.expression()?;
                }
                (T::DoubleStar, _) => {
                    self.advance();
                    self.expression()?;
                }
                (T::Star, _) => {
                    self.starred_expression()?;
                }
                (T::Name, None) if self.kind_at(1) == T::ColonEqual => {
                    self.assignment_expression()?;
                }
                _ => {
                    let value = self.expression()?;
                    if self.at(T::Equal) {
                        let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
                        return self.raise_at(value.span.to(self.span()), message);
                    }
                }
            }
            if !self.eat(T::Comma) {
                return Ok(());
            }
        }
    }

    /// Whether the string literals here have not been read yet.
    pub(super) fn first_look_at_strings(&mut self) -> bool {
        self.unexamined(search::STRINGS)
    }

    /// Whether a parameter list that starts here has not been looked at yet.
    pub(super) fn first_look_at_parameters(&mut self) -> bool {
        self.unexamined(search::PARAMETERS)
    }

    /// A colon after `lambda` within an f-string starts a format specification instead.
    pub(super) fn diagnose_lambda_in_fstring(&mut self, start: Span) -> PResult<()> {
        if self.at(T::Colon) && matches!(self.kind_at(1), T::FStringMiddle) {
            let colon = self.span();
            let message = "f-string: lambda expressions are not allowed without parentheses";
            return self.raise_at(start.to(colon), message);
        }
        Ok(())
    }

    pub(super) fn diagnose_as_pattern(&mut self) -> PResult<()> {
        let token = self.token();
        if self.at_soft(self.soft.underscore) {
            return self.raise_at(token.span, "cannot use '_' as a target");
        }
        if token.kind != T::Name
            && let Some(target) = self.try_expression()?
        {
            return self.raise_at(target.span, "invalid pattern target");
        }
        Ok(())
    }

    pub(super) fn diagnose_import(&mut self, start: Span) -> PResult<()> {
        let mark = self.mark();
        if self.at(T::Newline) {
            let span = self.span();
            return self.raise_from(span, "Expected one or more names after 'import'");
        }
        let mut names = 0;
        while self.attempt(Self::dotted_name)?.is_some() {
            names += 1;
            if !self.eat(T::Comma) {
                break;
            }
        }
        if names > 0 && self.eat(T::From) && self.attempt(Self::dotted_name)?.is_some() {
            return self.raise_from(start, "Did you mean to use 'from ... import ...' instead?");
        }
        self.reset(mark);
        Ok(())
    }

    pub(super) fn diagnose_import_names(&mut self) -> PResult<()> {
        if self.at(T::Newline) {
            let span = self.span();
            return self.raise_from(span, "Expected one or more names after 'import'");
        }
        Ok(())
    }

    /// After `except` (and its star).
    pub(super) fn diagnose_except(&mut self, star: bool) -> PResult<()> {
        if self.at(T::Newline) && !star {
            return self.raise("expected ':'");
        }
        if star && matches!(self.kind(), T::Newline | T::Colon) {
            return self.raise("expected one or more exception types");
        }
        let mark = self.mark();
        if let Some(first) = self.try_expression()?
            && self.eat(T::Comma)
            && self.attempt(Self::expressions)?.is_some()
        {
            if self.eat(T::As) {
                self.eat(T::Name);
            }
            if self.at(T::Colon) {
                return self.raise_from(first.span, "multiple exception types must be parenthesized");
            }
        }
        self.reset(mark);
        Ok(())
    }

    /// At an `except` that is not of the sort that its `try` has had.
    pub(super) fn diagnose_mixed_except<R>(&mut self, star: bool) -> PResult<R> {
        let mut span = self.advance().span;
        if star {
            span = span.to(self.advance().span);
        }
        self.diagnose_except(star)?;
        if star || !self.at(T::Colon) {
            self.expression()?;
            if self.eat(T::As) {
                self.name()?;
            }
        }
        if self.at(T::Newline) {
            return self.raise("expected ':'");
        }
        if !self.at(T::Colon) {
            return self.fail();
        }
        self.raise_at(span, "cannot have both 'except' and 'except*' on the same 'try'")
    }

    /// After the `{` of a replacement field that does not parse.
    pub(super) fn diagnose_replacement_field(&mut self, raw: bool) -> PResult<()> {
        if !self.unexamined(search::FIELD) {
            return Ok(());
        }
        let token = self.token();
        let what = match token.kind {
            T::Equal => "=",
            T::Exclamation => "!",
            T::Colon => ":",
            T::RBrace => "}",
            _ => "",
        };
        if !what.is_empty() {
            return self.raise_at(token.span, format!("f-string: valid expression required before '{what}'"));
        }
        if self.attempt(Self::yield_or_star_expressions)?.is_none() {
            return self.raise_here("f-string: expecting a valid expression after '{'");
        }
        if !matches!(self.kind(), T::Equal | T::Exclamation | T::Colon | T::RBrace) {
            return self.raise_here("f-string: expecting '=', or '!', or ':', or '}'");
        }
        if self.eat(T::Equal) && !matches!(self.kind(), T::Exclamation | T::Colon | T::RBrace) {
            return self.raise_here("f-string: expecting '!', or ':', or '}'");
        }
        if self.eat(T::Exclamation) {
            if matches!(self.kind(), T::Colon | T::RBrace) {
                return self.raise_here("f-string: missing conversion character");
            }
            if !self.at(T::Name) {
                return self.raise_here("f-string: invalid conversion character");
            }
            self.advance();
            if !matches!(self.kind(), T::Colon | T::RBrace) {
                return self.raise_here("f-string: expecting ':' or '}'");
            }
        }
        if self.eat(T::Colon) {
            let _ = self.format_spec(raw)?;
            if !self.at(T::RBrace) {
                return self.raise_here("f-string: expecting '}', or format specs");
            }
        }
        if !self.at(T::RBrace) {
            return self.raise_here("f-string: expecting '}'");
        }
        Ok(())
    }

    /// An error at the current token.
    fn raise_here<R>(&mut self, message: &'static str) -> PResult<R> {
        let span = self.span();
        self.raise_at(span, message)
    }
}
