//! Compound statements and blocks.

use super::{Fail, PResult, Parser, trimmed};
use crate::ast::{Arguments, ExceptHandler, ExceptHandlerKind, Expr, MatchCase, PyStr, Span, Stmt, StmtKind, WithItem};
use crate::token::TokenKind as T;

impl Parser<'_> {
    /// One statement, or several simple ones on a line; true for a compound one.
    pub(super) fn statement(&mut self, body: &mut Vec<Stmt>) -> PResult<bool> {
        let start = self.span();
        self.deep = 0;
        let kind = match self.kind() {
            T::If => self.if_statement(false)?,
            T::While => self.while_statement()?,
            T::For => self.for_statement(false)?,
            T::Try => self.try_statement()?,
            T::With => self.with_statement(false)?,
            T::Def => self.function(Vec::new(), false)?,
            T::Class => self.class(Vec::new())?,
            T::At => {
                let (kind, span) = self.decorated()?;
                body.push(Stmt { kind, span: self.from(span) });
                return Ok(true);
            }
            T::Async => match self.kind_at(1) {
                T::Def => {
                    self.advance();
                    self.function(Vec::new(), true)?
                }
                T::For => {
                    self.advance();
                    self.for_statement(true)?
                }
                T::With => {
                    self.advance();
                    self.with_statement(true)?
                }
                _ => {
                    self.advance();
                    return self.fail();
                }
            },
            T::Name if self.may_be_match() => match self.attempt(Self::match_statement)? {
                Some(kind) => kind,
                None => {
                    self.simple_statements(body)?;
                    return Ok(false);
                }
            },
            T::Indent => return self.fail(),
            _ => {
                self.simple_statements(body)?;
                return Ok(false);
            }
        };
        let span = self.from(start);
        body.push(Stmt { kind, span });
        Ok(true)
    }

    /// The body of a compound statement, after its colon.
    pub(super) fn block(&mut self) -> PResult<Vec<Stmt>> {
        let mut body = Vec::with_capacity(1);
        if !self.eat(T::Newline) {
            self.below(3, |p| p.simple_statements(&mut body))?;
            return Ok(body);
        }
        if !self.at(T::Indent) {
            if self.diagnosing {
                return self.raise_indentation("expected an indented block");
            }
            return self.fail();
        }
        self.advance();
        self.descend(6)?;
        while !self.at(T::Dedent) {
            if self.at(T::EndMarker) {
                return self.fail();
            }
            self.statement(&mut body)?;
        }
        self.ascend(6);
        self.advance();
        Ok(trimmed(body))
    }

    /// The colon and the block of a statement. In the second pass a missing block or colon is named.
    fn colon_and_block(&mut self, what: &str, header: Span) -> PResult<Vec<Stmt>> {
        self.colon()?;
        self.named_block(what, header)
    }

    /// The colon after a header that is complete but for it.
    fn colon(&mut self) -> PResult<()> {
        if !self.at(T::Colon) && self.diagnosing && self.at(T::Newline) {
            return self.raise("expected ':'");
        }
        self.expect(T::Colon)?;
        Ok(())
    }

    fn named_block(&mut self, what: &str, header: Span) -> PResult<Vec<Stmt>> {
        if self.diagnosing && self.at(T::Newline) && self.kind_at(1) != T::Indent {
            return self.missing_block(what, header);
        }
        self.block()
    }

    /// At the line end behind which a block is missing.
    fn missing_block<R>(&mut self, what: &str, header: Span) -> PResult<R> {
        self.advance();
        let line = header.lineno;
        self.raise_indentation(format!("expected an indented block after {what} on line {line}"))
    }

    fn if_statement(&mut self, elif: bool) -> PResult<StmtKind> {
        // A long chain of `elif` is read in a loop and nested at the end.
        let what = if elif { "'elif' statement" } else { "'if' statement" };
        let start = self.advance().span;
        let test = self.above(1, Self::named_expression)?;
        let body = self.colon_and_block(what, start)?;
        let mut branches = Vec::new();
        let mut levels = 0;
        while self.at(T::Elif) {
            self.descend(1)?;
            levels += 1;
            let start = self.advance().span;
            let test = self.above(1, Self::named_expression)?;
            let body = self.colon_and_block("'elif' statement", start)?;
            branches.push((start, test, body));
        }
        let mut orelse = self.else_block()?;
        self.ascend(levels);
        for (start, test, body) in branches.into_iter().rev() {
            let span = self.from(start);
            orelse = vec![Stmt { kind: StmtKind::If { test: Box::new(test), body, orelse }, span }];
        }
        Ok(StmtKind::If { test: Box::new(test), body, orelse })
    }

    fn else_block(&mut self) -> PResult<Vec<Stmt>> {
        if !self.at(T::Else) {
            return Ok(Vec::new());
        }
        let start = self.advance().span;
        self.expect_forced(T::Colon, ":")?;
        self.below(1, |p| p.named_block("'else' statement", start))
    }

    fn while_statement(&mut self) -> PResult<StmtKind> {
        let start = self.advance().span;
        let test = Box::new(self.above(1, Self::named_expression)?);
        let body = self.colon_and_block("'while' statement", start)?;
        let orelse = self.else_block()?;
        Ok(StmtKind::While { test, body, orelse })
    }

    fn for_statement(&mut self, is_async: bool) -> PResult<StmtKind> {
        let start = self.expect(T::For)?.span;
        let target = Box::new(self.for_target(false)?);
        let iter = Box::new(self.star_expressions()?);
        self.colon()?;
        let type_comment = self.type_comment();
        let body = self.named_block("'for' statement", start)?;
        let orelse = self.else_block()?;
        if is_async {
            self.check_version(5, "Async for loops are")?;
            Ok(StmtKind::AsyncFor { target, iter, body, orelse, type_comment })
        } else {
            Ok(StmtKind::For { target, iter, body, orelse, type_comment })
        }
    }

    fn with_statement(&mut self, is_async: bool) -> PResult<StmtKind> {
        let start = self.expect(T::With)?.span;
        let mut items = Vec::with_capacity(1);
        let mut done = false;
        if self.at(T::LPar)
            && self.closes_before_colon()
            && let Some(found) = self.attempt(Self::parenthesized_with_items)?
        {
            items = found;
            done = true;
        }
        if !done {
            let mark = self.mark();
            let mut plain = |p: &mut Self| {
                loop {
                    items.push(p.below(u32::from(!items.is_empty()), Self::with_item)?);
                    if !p.eat(T::Comma) {
                        return p.colon();
                    }
                }
            };
            if plain(self).is_err() {
                if self.error.is_none() {
                    // How far the other way would have come is where the error is.
                    self.reset(mark);
                    self.attempt(Self::parenthesized_with_items)?;
                }
                return Err(Fail);
            }
        } else {
            self.colon()?;
        }
        let type_comment = self.type_comment();
        let body = self.named_block("'with' statement", start)?;
        if is_async {
            self.check_version_behind(5, "Async with statements are")?;
            Ok(StmtKind::AsyncWith { items, body, type_comment })
        } else {
            Ok(StmtKind::With { items, body, type_comment })
        }
    }

    /// Whether the bracket here is closed directly before a colon or, for the sake of messages, a line end.
    fn closes_before_colon(&self) -> bool {
        let mut depth = 0usize;
        for (ahead, token) in self.tokens[self.pos..].iter().enumerate() {
            match token.kind {
                T::LPar | T::LSqb | T::LBrace => depth += 1,
                T::RPar | T::RSqb | T::RBrace => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        let next = self.kind_at(ahead + 1);
                        return next == T::Colon || (self.diagnosing && next == T::Newline);
                    }
                }
                T::EndMarker | T::ErrorToken => return self.diagnosing,
                _ => {}
            }
        }
        false
    }

    fn parenthesized_with_items(&mut self) -> PResult<Vec<WithItem>> {
        self.expect(T::LPar)?;
        let mut items = Vec::new();
        loop {
            items.push(self.with_item()?);
            if !self.eat(T::Comma) || self.at(T::RPar) {
                break;
            }
        }
        self.expect(T::RPar)?;
        if self.at(T::Colon) || (self.diagnosing && self.at(T::Newline)) { Ok(items) } else { self.fail() }
    }

    fn with_item(&mut self) -> PResult<WithItem> {
        let context_expr = self.expression()?;
        let mut optional_vars = None;
        if self.at(T::As) {
            self.advance();
            let target = match self.diagnosing {
                false => self.with_target()?,
                true => match self.attempt(Self::with_target)? {
                    Some(target) => target,
                    None => {
                        self.diagnose_with_target()?;
                        return self.fail();
                    }
                },
            };
            optional_vars = Some(Box::new(target));
        }
        Ok(WithItem { context_expr, optional_vars })
    }

    fn with_target(&mut self) -> PResult<Expr> {
        self.descend(1)?;
        self.expect_target();
        let target = self.star_target()?;
        self.ascend(1);
        // Before a line end only the colon is missing.
        let missing_colon = self.diagnosing && self.at(T::Newline);
        if missing_colon || matches!(self.kind(), T::Comma | T::RPar | T::Colon) { Ok(target) } else { self.fail() }
    }

    fn try_statement(&mut self) -> PResult<StmtKind> {
        let start = self.advance().span;
        self.expect_forced(T::Colon, ":")?;
        if self.diagnosing && self.at(T::Except) {
            // The handlers are looked at even if they come at once.
            self.except_handlers(&mut Vec::new())?;
            return self.fail();
        }
        let body = self.named_block("'try' statement", start)?;
        let (mut orelse, mut finalbody) = (Vec::new(), Vec::new());
        let mut handlers = Vec::new();
        let star = self.except_handlers(&mut handlers)?;
        if !handlers.is_empty() {
            orelse = self.else_block()?;
        }
        if self.at(T::Finally) {
            let start = self.advance().span;
            self.expect_forced(T::Colon, ":")?;
            finalbody = self.below(1, |p| p.named_block("'finally' statement", start))?;
        } else if handlers.is_empty() {
            if self.diagnosing {
                return self.raise("expected 'except' or 'finally' block");
            }
            return self.fail();
        }
        if star == Some(true) {
            self.check_version(11, "Exception groups are")?;
            return Ok(StmtKind::TryStar { body, handlers, orelse, finalbody });
        }
        Ok(StmtKind::Try { body, handlers, orelse, finalbody })
    }

    /// The handlers of a `try`; whether they have stars.
    fn except_handlers(&mut self, handlers: &mut Vec<ExceptHandler>) -> PResult<Option<bool>> {
        let mut star = None;
        while self.at(T::Except) {
            let is_star = self.kind_at(1) == T::Star;
            if star.is_some_and(|star| star != is_star) {
                if self.diagnosing {
                    return self.diagnose_mixed_except(is_star);
                }
                self.advance();
                if star == Some(true) {
                    self.check_version(11, "Exception groups are")?;
                }
                return self.fail();
            }
            let handler = self.except_handler(is_star);
            if handler.is_err() && star == Some(true) && self.error.is_none() {
                // Those before it are refused without a look at what is wrong with this one.
                self.check_version(11, "Exception groups are")?;
            }
            handlers.push(handler?);
            star = Some(is_star);
        }
        Ok(star)
    }

    fn except_handler(&mut self, star: bool) -> PResult<ExceptHandler> {
        let start = self.expect(T::Except)?.span;
        if star {
            self.advance();
        }
        if self.diagnosing {
            self.diagnose_except(star)?;
        }
        let (mut type_, mut name) = (None, None);
        if star || !self.at(T::Colon) {
            type_ = Some(Box::new(self.expression()?));
            if self.eat(T::As) {
                name = Some(self.name()?.name);
            }
        }
        self.colon()?;
        let what = if star { "'except*' statement" } else { "'except' statement" };
        let body = self.below(2, |p| p.named_block(what, start))?;
        Ok(ExceptHandler { kind: ExceptHandlerKind::ExceptHandler { type_, name, body }, span: self.from(start) })
    }

    fn decorated(&mut self) -> PResult<(StmtKind, Span)> {
        let mut decorators = Vec::new();
        while self.eat(T::At) {
            decorators.push(self.below(2, Self::named_expression)?);
            self.expect(T::Newline)?;
        }
        let start = self.span();
        let kind = match self.kind() {
            T::Def => self.function(decorators, false)?,
            T::Class => self.class(decorators)?,
            T::Async => {
                self.advance();
                self.function(decorators, true)?
            }
            _ => return self.fail(),
        };
        Ok((kind, start))
    }

    fn function(&mut self, decorator_list: Vec<Expr>, is_async: bool) -> PResult<StmtKind> {
        let start = self.expect(T::Def)?.span;
        let name = self.name()?.name;
        let type_params = self.attempt(Self::type_params)?.unwrap_or_default();
        self.expect_forced(T::LPar, "(")?;
        let args = if self.at(T::RPar) { Arguments::default() } else { self.below(5, |p| p.parameters(false))? };
        let args = Box::new(args);
        self.expect(T::RPar)?;
        let mut returns = None;
        if self.at(T::RArrow) {
            let annotation = |p: &mut Self| {
                p.advance();
                p.expression()
            };
            returns = self.attempt(annotation)?.map(Box::new);
        }
        self.expect_forced(T::Colon, ":")?;
        if self.diagnosing && self.at(T::Newline) && self.kind_at(1) == T::TypeComment {
            // In search of mistakes no type comment is expected before the block.
            return self.missing_block("function definition", start);
        }
        let type_comment = self.function_type_comment()?;
        let body = self.below(1, |p| p.named_block("function definition", start))?;
        if is_async {
            self.check_version_behind(5, "Async functions are")?;
            return Ok(StmtKind::AsyncFunctionDef {
                name,
                args,
                body,
                decorator_list,
                returns,
                type_comment,
                type_params,
            });
        }
        Ok(StmtKind::FunctionDef { name, args, body, decorator_list, returns, type_comment, type_params })
    }

    /// The type comment after a function's colon, or on the next line before its body.
    fn function_type_comment(&mut self) -> PResult<Option<PyStr>> {
        if self.at(T::Newline) && self.kind_at(1) == T::TypeComment {
            let follows = (self.kind_at(2), self.kind_at(3)) == (T::Newline, T::Indent);
            if follows {
                self.advance();
                return Ok(self.type_comment());
            }
        }
        if self.diagnosing
            && self.at(T::TypeComment)
            && self.kind_at(1) == T::Newline
            && self.kind_at(2) == T::TypeComment
            && self.kind_at(3) == T::Newline
            && self.kind_at(4) == T::Indent
        {
            self.pos += 4;
            return self.raise("Cannot have two type comments on def");
        }
        Ok(self.type_comment())
    }

    fn class(&mut self, decorator_list: Vec<Expr>) -> PResult<StmtKind> {
        let start = self.expect(T::Class)?.span;
        let name = self.name()?.name;
        let type_params = self.type_params()?;
        let (mut bases, mut keywords) = (Vec::new(), Vec::new());
        if self.eat(T::LPar) {
            if !self.at(T::RPar) {
                (bases, keywords) = self.checked_arguments(false)?;
            }
            self.expect(T::RPar)?;
        }
        let body = self.below(1, |p| p.colon_and_block("class definition", start))?;
        Ok(StmtKind::ClassDef { name, bases, keywords, body, decorator_list, type_params })
    }

    /// Whether a statement that starts with the name `match` can be a match statement, going by the next token.
    fn may_be_match(&self) -> bool {
        let token = self.token();
        if token.name != self.soft.match_ || !self.is_plain(&token) {
            return false;
        }
        matches!(
            self.kind_at(1),
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

    fn match_statement(&mut self) -> PResult<StmtKind> {
        let header = self.advance().span;
        let start = self.span();
        let starred = self.at(T::Star);
        let first = self.below(1, Self::star_named_expression)?;
        let subject = if self.at(T::Comma) {
            self.match_subject_tuple(start, first)?
        } else if starred {
            return self.fail();
        } else {
            first
        };
        if self.diagnosing && self.at(T::Newline) {
            return self.raise("expected ':'");
        }
        self.expect(T::Colon)?;
        self.expect(T::Newline)?;
        if self.diagnosing && !self.at(T::Indent) {
            let line = header.lineno;
            let message = format!("expected an indented block after 'match' statement on line {line}");
            return self.raise_indentation(message);
        }
        self.expect(T::Indent)?;
        let mut cases = Vec::new();
        while self.at_soft(self.soft.case) {
            cases.push(self.below(2, Self::match_case)?);
        }
        if cases.is_empty() {
            return self.fail();
        }
        self.expect(T::Dedent)?;
        self.check_version(10, "Pattern matching is")?;
        Ok(StmtKind::Match { subject: Box::new(subject), cases })
    }

    fn match_subject_tuple(&mut self, start: Span, first: Expr) -> PResult<Expr> {
        use crate::ast::{ExprContext, ExprKind};
        let mut elts = vec![first];
        while self.eat(T::Comma) {
            if !self.starts_expression() {
                break;
            }
            elts.push(self.below(3, Self::star_named_expression)?);
        }
        Ok(super::expr(ExprKind::Tuple { elts, ctx: ExprContext::Load }, self.from(start)))
    }

    fn match_case(&mut self) -> PResult<MatchCase> {
        let header = self.advance().span;
        let pattern = self.patterns()?;
        let guard = if self.eat(T::If) { Some(Box::new(self.named_expression()?)) } else { None };
        self.colon()?;
        let body = self.named_block("'case' statement", header)?;
        Ok(MatchCase { pattern, guard, body })
    }
}
