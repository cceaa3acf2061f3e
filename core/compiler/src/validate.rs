//! Checks of a tree that Python code has put together: contexts, required children, names that cannot be.
//!
//! A parser's trees need none of this. The order of the checks is CPython's, so that of several mistakes the same one
//! is reported.

use ks_syntax::ast::*;

use crate::depth::{Depth, Limits};
use crate::error::{CompileError, CompileResult};

/// Checks a whole tree. `foreign` has the names of the classes of what [`Constant::Foreign`] stands for, from number 1.
///
/// # Errors
/// [`CompileError::Value`] or [`CompileError::Type`] with CPython's text, or the recursion error.
pub fn validate(module: &Mod, interner: &Interner, foreign: &[String], limits: Limits) -> CompileResult {
    let mut validator = Validator { interner, foreign, depth: Depth::new(limits) };
    match module {
        Mod::Module { body, .. } | Mod::Interactive { body } => validator.stmts(body),
        Mod::Expression { body } => validator.load(body),
        Mod::FunctionType { argtypes, returns } => {
            validator.exprs(argtypes, ExprContext::Load)?;
            validator.load(returns)
        }
    }
}

struct Validator<'a> {
    interner: &'a Interner,
    foreign: &'a [String],
    depth: Depth,
}

fn invalid<T>(message: impl Into<String>) -> CompileResult<T> {
    Err(CompileError::Value(message.into()))
}

fn none_in<T>(list: &str) -> CompileResult<T> {
    invalid(format!("None disallowed in {list} list"))
}

fn context_name(context: ExprContext) -> &'static str {
    match context {
        ExprContext::Load => "Load",
        ExprContext::Store => "Store",
        ExprContext::Del => "Del",
    }
}

fn positions(span: Span) -> CompileResult {
    let Span { lineno, col_offset, end_lineno, end_col_offset } = span;
    if lineno > end_lineno {
        return invalid(format!("AST node line range ({lineno}, {end_lineno}) is not valid"));
    }
    if lineno < 0 && end_lineno != lineno || col_offset < 0 && col_offset != end_col_offset {
        return invalid(format!(
            "AST node column range ({col_offset}, {end_col_offset}) for line range ({lineno}, {end_lineno}) is not valid"
        ));
    }
    if lineno == end_lineno && col_offset > end_col_offset {
        return invalid(format!("line {lineno}, column {col_offset}-{end_col_offset} is not a valid range"));
    }
    Ok(())
}

fn not_empty<T>(list: &[T], what: &str, owner: &str) -> CompileResult {
    if list.is_empty() { invalid(format!("empty {what} on {owner}")) } else { Ok(()) }
}

/// A number without a sign, real or imaginary as allowed.
fn is_number(e: &Expr, real: bool, imaginary: bool) -> bool {
    match &e.kind {
        ExprKind::Constant { value: Constant::Int(_) | Constant::Float(_), .. } => real,
        ExprKind::Constant { value: Constant::Complex(..), .. } => imaginary,
        _ => false,
    }
}

fn is_negative(e: &Expr, imaginary: bool) -> bool {
    matches!(&e.kind, ExprKind::UnaryOp { op: UnaryOperator::USub, operand } if is_number(operand, true, imaginary))
}

fn is_sum(e: &Expr) -> bool {
    matches!(
        &e.kind,
        ExprKind::BinOp { left, op: Operator::Add | Operator::Sub, right }
            if (is_number(left, true, false) || is_negative(left, false)) && is_number(right, false, true)
    )
}

impl Validator<'_> {
    fn name(&self, name: Name) -> CompileResult {
        match self.interner.get(name) {
            text @ ("None" | "True" | "False") => {
                invalid(format!("identifier field can't represent '{text}' constant"))
            }
            _ => Ok(()),
        }
    }

    fn capture(&self, name: Name) -> CompileResult {
        if self.interner.get(name) == "_" {
            return invalid("can't capture name '_' in patterns");
        }
        self.name(name)
    }

    // ---- statements ----

    fn stmts(&mut self, body: &[Stmt]) -> CompileResult {
        body.iter().try_for_each(|s| if s.is_absent() { none_in("statement") } else { self.stmt(s) })
    }

    fn body(&mut self, body: &[Stmt], owner: &str) -> CompileResult {
        not_empty(body, "body", owner)?;
        self.stmts(body)
    }

    fn stmt(&mut self, s: &Stmt) -> CompileResult {
        self.depth.enter()?;
        positions(s.span)?;
        self.stmt_inner(s)?;
        self.depth.leave();
        Ok(())
    }

    fn stmt_inner(&mut self, s: &Stmt) -> CompileResult {
        match &s.kind {
            StmtKind::FunctionDef { args, body, decorator_list, returns, type_params, .. }
            | StmtKind::AsyncFunctionDef { args, body, decorator_list, returns, type_params, .. } => {
                let is_async = matches!(s.kind, StmtKind::AsyncFunctionDef { .. });
                self.body(body, if is_async { "AsyncFunctionDef" } else { "FunctionDef" })?;
                self.type_params(type_params)?;
                self.arguments(args)?;
                self.exprs(decorator_list, ExprContext::Load)?;
                self.opt(returns)
            }
            StmtKind::ClassDef { bases, keywords, body, decorator_list, type_params, .. } => {
                self.body(body, "ClassDef")?;
                self.type_params(type_params)?;
                self.exprs(bases, ExprContext::Load)?;
                self.keywords(keywords)?;
                self.exprs(decorator_list, ExprContext::Load)
            }
            StmtKind::Return { value } => self.opt(value),
            StmtKind::Delete { targets } => {
                not_empty(targets, "targets", "Delete")?;
                self.exprs(targets, ExprContext::Del)
            }
            StmtKind::Assign { targets, value, .. } => {
                not_empty(targets, "targets", "Assign")?;
                self.exprs(targets, ExprContext::Store)?;
                self.load(value)
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target, ExprContext::Store)?;
                self.load(value)
            }
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                if *simple != 0 && !matches!(target.kind, ExprKind::Name { .. }) {
                    return Err(CompileError::Type("AnnAssign with simple non-Name target".into()));
                }
                self.expr(target, ExprContext::Store)?;
                self.opt(value)?;
                self.load(annotation)
            }
            StmtKind::TypeAlias { name, type_params, value } => {
                if !matches!(name.kind, ExprKind::Name { .. }) {
                    return Err(CompileError::Type("TypeAlias with non-Name name".into()));
                }
                self.expr(name, ExprContext::Store)?;
                self.type_params(type_params)?;
                self.load(value)
            }
            StmtKind::For { target, iter, body, orelse, .. }
            | StmtKind::AsyncFor { target, iter, body, orelse, .. } => {
                self.expr(target, ExprContext::Store)?;
                self.load(iter)?;
                let is_async = matches!(s.kind, StmtKind::AsyncFor { .. });
                self.body(body, if is_async { "AsyncFor" } else { "For" })?;
                self.stmts(orelse)
            }
            StmtKind::While { test, body, orelse } => {
                self.load(test)?;
                self.body(body, "While")?;
                self.stmts(orelse)
            }
            StmtKind::If { .. } => self.if_chain(s),
            StmtKind::With { items, body, .. } | StmtKind::AsyncWith { items, body, .. } => {
                let is_async = matches!(s.kind, StmtKind::AsyncWith { .. });
                let owner = if is_async { "AsyncWith" } else { "With" };
                not_empty(items, "items", owner)?;
                for item in items {
                    self.load(&item.context_expr)?;
                    if let Some(target) = &item.optional_vars {
                        self.expr(target, ExprContext::Store)?;
                    }
                }
                self.body(body, owner)
            }
            StmtKind::Match { subject, cases } => {
                self.load(subject)?;
                not_empty(cases, "cases", "Match")?;
                for case in cases {
                    self.pattern(&case.pattern, false)?;
                    self.opt(&case.guard)?;
                    self.body(&case.body, "match_case")?;
                }
                Ok(())
            }
            StmtKind::Raise { exc, cause } => {
                if exc.is_none() && cause.is_some() {
                    return invalid("Raise with cause but no exception");
                }
                self.opt(exc)?;
                self.opt(cause)
            }
            StmtKind::Try { body, handlers, orelse, finalbody } => self.try_("Try", body, handlers, orelse, finalbody),
            StmtKind::TryStar { body, handlers, orelse, finalbody } => {
                self.try_("TryStar", body, handlers, orelse, finalbody)
            }
            StmtKind::Assert { test, msg } => {
                self.load(test)?;
                self.opt(msg)
            }
            StmtKind::Import { names } => not_empty(names, "names", "Import"),
            StmtKind::ImportFrom { names, level, .. } => {
                if level.is_some_and(|level| level < 0) {
                    return invalid("Negative ImportFrom level");
                }
                not_empty(names, "names", "ImportFrom")
            }
            StmtKind::Global { names } => not_empty(names, "names", "Global"),
            StmtKind::Nonlocal { names } => not_empty(names, "names", "Nonlocal"),
            StmtKind::Expr { value } => self.load(value),
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => Ok(()),
        }
    }

    /// An `if` with its `elif`s, without native recursion.
    fn if_chain(&mut self, mut s: &Stmt) -> CompileResult {
        let mut levels = 0;
        while let StmtKind::If { test, body, orelse } = &s.kind {
            self.load(test)?;
            self.body(body, "If")?;
            match orelse.as_slice() {
                [next] if matches!(next.kind, StmtKind::If { .. }) => {
                    self.depth.enter()?;
                    positions(next.span)?;
                    levels += 1;
                    s = next;
                }
                _ => {
                    self.stmts(orelse)?;
                    break;
                }
            }
        }
        self.depth.leave_many(levels);
        Ok(())
    }

    fn try_(
        &mut self,
        owner: &str,
        body: &[Stmt],
        handlers: &[ExceptHandler],
        orelse: &[Stmt],
        finalbody: &[Stmt],
    ) -> CompileResult {
        self.body(body, owner)?;
        if handlers.is_empty() && finalbody.is_empty() {
            return invalid(format!("{owner} has neither except handlers nor finalbody"));
        }
        if handlers.is_empty() && !orelse.is_empty() {
            return invalid(format!("{owner} has orelse but no except handlers"));
        }
        for handler in handlers {
            let ExceptHandlerKind::ExceptHandler { type_, body, .. } = &handler.kind;
            // Nobody looks at those of `except*`.
            if owner == "Try" {
                positions(handler.span)?;
            }
            self.opt(type_)?;
            self.body(body, "ExceptHandler")?;
        }
        self.stmts(finalbody)?;
        self.stmts(orelse)
    }

    fn type_params(&mut self, params: &[TypeParam]) -> CompileResult {
        for param in params {
            positions(param.span)?;
            match &param.kind {
                TypeParamKind::TypeVar { name, bound, default_value } => {
                    self.name(*name)?;
                    self.opt(bound)?;
                    self.opt(default_value)?;
                }
                TypeParamKind::ParamSpec { name, default_value }
                | TypeParamKind::TypeVarTuple { name, default_value } => {
                    self.name(*name)?;
                    self.opt(default_value)?;
                }
            }
        }
        Ok(())
    }

    fn arguments(&mut self, args: &Arguments) -> CompileResult {
        self.args(&args.posonlyargs)?;
        self.args(&args.args)?;
        if let Some(arg) = &args.vararg {
            self.opt(&arg.annotation)?;
        }
        self.args(&args.kwonlyargs)?;
        if let Some(arg) = &args.kwarg {
            self.opt(&arg.annotation)?;
        }
        if args.defaults.len() > args.posonlyargs.len() + args.args.len() {
            return invalid("more positional defaults than args on arguments");
        }
        if args.kw_defaults.len() != args.kwonlyargs.len() {
            return invalid("length of kwonlyargs is not the same as kw_defaults on arguments");
        }
        self.exprs(&args.defaults, ExprContext::Load)?;
        args.kw_defaults.iter().flatten().try_for_each(|default| self.load(default))
    }

    fn args(&mut self, args: &[Arg]) -> CompileResult {
        for arg in args {
            positions(arg.span)?;
            self.opt(&arg.annotation)?;
        }
        Ok(())
    }

    fn keywords(&mut self, keywords: &[Keyword]) -> CompileResult {
        keywords.iter().try_for_each(|keyword| self.load(&keyword.value))
    }

    // ---- patterns ----

    fn pattern(&mut self, pattern: &Pattern, star_ok: bool) -> CompileResult {
        self.depth.enter()?;
        positions(pattern.span)?;
        match &pattern.kind {
            PatternKind::MatchValue { value } => self.match_value(value)?,
            PatternKind::MatchSingleton { value } => {
                if !matches!(value, Constant::None | Constant::True | Constant::False) {
                    return invalid("MatchSingleton can only contain True, False and None");
                }
            }
            PatternKind::MatchSequence { patterns } => self.patterns(patterns, true)?,
            PatternKind::MatchMapping { keys, patterns, rest } => {
                if keys.len() != patterns.len() {
                    return invalid("MatchMapping doesn't have the same number of keys as patterns");
                }
                if let Some(rest) = rest {
                    self.capture(*rest)?;
                }
                for key in keys {
                    let singleton = matches!(
                        &key.kind,
                        ExprKind::Constant { value: Constant::None | Constant::True | Constant::False, .. }
                    );
                    if !singleton {
                        self.match_value(key)?;
                    }
                }
                self.patterns(patterns, false)?;
            }
            PatternKind::MatchClass { cls, patterns, kwd_attrs, kwd_patterns } => {
                if kwd_attrs.len() != kwd_patterns.len() {
                    return invalid("MatchClass doesn't have the same number of keyword attributes as patterns");
                }
                self.load(cls)?;
                let mut class: &Expr = cls;
                while let ExprKind::Attribute { value, .. } = &class.kind {
                    class = value;
                }
                if !matches!(class.kind, ExprKind::Name { .. }) {
                    return invalid("MatchClass cls field can only contain Name or Attribute nodes.");
                }
                kwd_attrs.iter().try_for_each(|attr| self.name(*attr))?;
                self.patterns(patterns, false)?;
                self.patterns(kwd_patterns, false)?;
            }
            PatternKind::MatchStar { name } => {
                if !star_ok {
                    return invalid("can't use MatchStar here");
                }
                if let Some(name) = name {
                    self.capture(*name)?;
                }
            }
            PatternKind::MatchAs { pattern: inner, name } => {
                if let Some(name) = name {
                    self.capture(*name)?;
                }
                match (inner, name) {
                    (None, _) => {}
                    (Some(_), None) => {
                        return invalid("MatchAs must specify a target name if a pattern is given");
                    }
                    (Some(inner), Some(_)) => self.pattern(inner, false)?,
                }
            }
            PatternKind::MatchOr { patterns } => {
                if patterns.len() < 2 {
                    return invalid("MatchOr requires at least 2 patterns");
                }
                self.patterns(patterns, false)?;
            }
        }
        self.depth.leave();
        Ok(())
    }

    fn patterns(&mut self, patterns: &[Pattern], star_ok: bool) -> CompileResult {
        patterns.iter().try_for_each(|pattern| self.pattern(pattern, star_ok))
    }

    /// What a pattern may compare with.
    fn match_value(&mut self, value: &Expr) -> CompileResult {
        self.load(value)?;
        let fits = match &value.kind {
            ExprKind::Constant { value, .. } => match value {
                Constant::Int(_)
                | Constant::Float(_)
                | Constant::Complex(..)
                | Constant::Str(_)
                | Constant::Bytes(_) => true,
                _ => return invalid("unexpected constant inside of a literal pattern"),
            },
            ExprKind::Attribute { .. } | ExprKind::JoinedStr { .. } => true,
            ExprKind::UnaryOp { .. } => is_negative(value, true),
            ExprKind::BinOp { .. } => is_sum(value),
            _ => false,
        };
        if fits { Ok(()) } else { invalid("patterns may only match literals and attribute lookups") }
    }

    // ---- expressions ----

    fn load(&mut self, e: &Expr) -> CompileResult {
        self.expr(e, ExprContext::Load)
    }

    fn opt(&mut self, e: &Option<Box<Expr>>) -> CompileResult {
        e.as_deref().map_or(Ok(()), |e| self.load(e))
    }

    fn exprs(&mut self, list: &[Expr], context: ExprContext) -> CompileResult {
        list.iter().try_for_each(|e| if e.is_absent() { none_in("expression") } else { self.expr(e, context) })
    }

    fn expr(&mut self, e: &Expr, context: ExprContext) -> CompileResult {
        self.depth.enter()?;
        positions(e.span)?;
        let own = match &e.kind {
            ExprKind::Name { id, ctx } => {
                self.name(*id)?;
                Some(*ctx)
            }
            ExprKind::Attribute { ctx, .. }
            | ExprKind::Subscript { ctx, .. }
            | ExprKind::Starred { ctx, .. }
            | ExprKind::List { ctx, .. }
            | ExprKind::Tuple { ctx, .. } => Some(*ctx),
            _ => None,
        };
        match own {
            Some(own) if own != context => {
                let (wanted, found) = (context_name(context), context_name(own));
                return invalid(format!("expression must have {wanted} context but has {found} instead"));
            }
            None if context != ExprContext::Load => {
                let wanted = context_name(context);
                return invalid(format!("expression which can't be assigned to in {wanted} context"));
            }
            _ => {}
        }
        self.children(e, context)?;
        self.depth.leave();
        Ok(())
    }

    fn children(&mut self, e: &Expr, context: ExprContext) -> CompileResult {
        match &e.kind {
            ExprKind::BoolOp { values, .. } => {
                if values.len() < 2 {
                    return invalid("BoolOp with less than 2 values");
                }
                self.exprs(values, ExprContext::Load)
            }
            ExprKind::BinOp { left, right, .. } => {
                self.load(left)?;
                self.load(right)
            }
            ExprKind::UnaryOp { operand, .. } => self.load(operand),
            ExprKind::Lambda { args, body } => {
                self.arguments(args)?;
                self.load(body)
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.load(test)?;
                self.load(body)?;
                self.load(orelse)
            }
            ExprKind::Dict { keys, values } => {
                if keys.len() != values.len() {
                    return invalid("Dict doesn't have the same number of keys as values");
                }
                keys.iter().flatten().try_for_each(|key| self.load(key))?;
                self.exprs(values, ExprContext::Load)
            }
            ExprKind::Set { elts } => self.exprs(elts, ExprContext::Load),
            ExprKind::ListComp { elt, generators }
            | ExprKind::SetComp { elt, generators }
            | ExprKind::GeneratorExp { elt, generators } => {
                self.generators(generators)?;
                self.load(elt)
            }
            ExprKind::DictComp { key, value, generators } => {
                self.generators(generators)?;
                self.load(key)?;
                self.load(value)
            }
            ExprKind::Yield { value } => self.opt(value),
            ExprKind::YieldFrom { value } | ExprKind::Await { value } => self.load(value),
            ExprKind::Compare { left, ops, comparators } => {
                if comparators.is_empty() {
                    return invalid("Compare with no comparators");
                }
                if ops.len() != comparators.len() {
                    return invalid("Compare has a different number of comparators and operands");
                }
                self.exprs(comparators, ExprContext::Load)?;
                self.load(left)
            }
            ExprKind::Call { func, args, keywords } => {
                self.load(func)?;
                self.exprs(args, ExprContext::Load)?;
                self.keywords(keywords)
            }
            ExprKind::JoinedStr { values } => self.exprs(values, ExprContext::Load),
            ExprKind::FormattedValue { value, format_spec, .. } => {
                self.load(value)?;
                self.opt(format_spec)
            }
            ExprKind::Attribute { value, .. } => self.load(value),
            ExprKind::Subscript { value, slice, .. } => {
                self.load(slice)?;
                self.load(value)
            }
            ExprKind::Starred { value, .. } => self.expr(value, context),
            ExprKind::Slice { lower, upper, step } => {
                self.opt(lower)?;
                self.opt(upper)?;
                self.opt(step)
            }
            ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => self.exprs(elts, context),
            ExprKind::NamedExpr { target, value } => {
                if !matches!(target.kind, ExprKind::Name { .. }) {
                    return Err(CompileError::Type("NamedExpr target must be a Name".into()));
                }
                self.load(value)
            }
            ExprKind::Constant { value, .. } => self.constant(value),
            ExprKind::Name { .. } => Ok(()),
        }
    }

    fn constant(&self, value: &Constant) -> CompileResult {
        match value {
            Constant::Foreign(number) => {
                let class = (*number as usize).checked_sub(1).and_then(|index| self.foreign.get(index));
                let class = class.map_or("NoneType", String::as_str);
                Err(CompileError::Type(format!("got an invalid type in Constant: {class}").into()))
            }
            Constant::Tuple(items) | Constant::FrozenSet(items) => {
                items.iter().try_for_each(|item| self.constant(item))
            }
            _ => Ok(()),
        }
    }

    fn generators(&mut self, generators: &[Comprehension]) -> CompileResult {
        if generators.is_empty() {
            return invalid("comprehension with no generators");
        }
        for generator in generators {
            self.expr(&generator.target, ExprContext::Store)?;
            self.load(&generator.iter)?;
            self.exprs(&generator.ifs, ExprContext::Load)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ks_syntax::embedder::NoEmbedder;
    use ks_syntax::parser::{ParseOptions, parse};

    use super::*;

    /// The message about a tree that `change` has spoilt.
    fn complaint(source: &str, change: impl FnOnce(&mut StmtKind)) -> String {
        let mut ast = parse(source, ParseOptions::default(), &mut NoEmbedder).expect("a source that parses");
        let Mod::Module { body, .. } = &mut ast.module else { panic!("no module") };
        change(&mut body[0].kind);
        match validate(&ast.module, &ast.interner, &[], Limits::default()) {
            Ok(()) => "ok".to_owned(),
            Err(CompileError::Value(message)) => message,
            Err(CompileError::Type(message)) => message.into_owned(),
            Err(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn parsed_trees_are_valid() {
        let source = "@d\ndef f[T: int](a, /, b=1, *c: T, d, e=2, **g) -> 1:\n  x, *y = [z for z in a if b]\n  \
                      del x[0], y.z\n  match a:\n    case {1: _, None: x, **r} | [-1, 1+2j, *_] as q: pass\n    \
                      case A.B(1, c=x.y): pass\n";
        assert_eq!(complaint(source, |_| {}), "ok");
    }

    #[test]
    fn spoilt_trees_are_refused() {
        let emptied = complaint("if x: pass", |kind| {
            if let StmtKind::If { body, .. } = kind {
                body.clear();
            }
        });
        assert_eq!(emptied, "empty body on If");
        let stored = complaint("x = y", |kind| {
            if let StmtKind::Assign { targets, value, .. } = kind {
                std::mem::swap(&mut targets[0], value);
            }
        });
        assert_eq!(stored, "expression must have Store context but has Load instead");
        let uncaught = complaint("try: pass\nexcept: pass", |kind| {
            if let StmtKind::Try { handlers, .. } = kind {
                handlers.clear();
            }
        });
        assert_eq!(uncaught, "Try has neither except handlers nor finalbody");
        let constant = complaint("x = 1", |kind| {
            if let StmtKind::Assign { targets, value, .. } = kind {
                targets[0] = (**value).clone();
            }
        });
        assert_eq!(constant, "expression which can't be assigned to in Store context");
        let star = complaint("match x:\n  case [*y]: pass", |kind| {
            if let StmtKind::Match { cases, .. } = kind
                && let PatternKind::MatchSequence { patterns } = &mut cases[0].pattern.kind
            {
                cases[0].pattern = patterns.remove(0);
            }
        });
        assert_eq!(star, "can't use MatchStar here");
    }
}
