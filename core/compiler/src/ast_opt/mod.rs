//! Folding of constants in the tree, before the symbol table is made.
//!
//! What is folded is what CPython 3.13 folds here, no more: the rest is the business of the flow graph.

mod arith;
mod complex;
mod format;

use ks_syntax::ast::*;

use crate::codegen::docstring;
use crate::depth::{Depth, Limits};
use crate::embedder::Embedder;
use crate::error::CompileResult;
use crate::names::Known;

pub use arith::{key_of, truth};

/// Left spines are taken apart instead of recursed into from this depth on.
const SPINE_DEPTH: u32 = 64;

/// Folds the constants of a tree in place.
///
/// # Errors
/// The recursion error, and what the embedder raises.
pub fn optimize(
    module: &mut Mod,
    known: &Known,
    level: u8,
    future_annotations: bool,
    limits: Limits,
    embedder: &mut dyn Embedder,
) -> CompileResult {
    let mut folder = Folder { known, level, future_annotations, depth: Depth::new(limits), nesting: 0, embedder };
    match module {
        Mod::Module { body, .. } => folder.body(body),
        Mod::Interactive { body } => folder.stmts(body),
        Mod::Expression { body } => folder.expr(body),
        Mod::FunctionType { .. } => Ok(()),
    }
}

struct Folder<'a> {
    known: &'a Known,
    level: u8,
    future_annotations: bool,
    depth: Depth,
    /// Open expressions.
    nesting: u32,
    embedder: &'a mut dyn Embedder,
}

fn placeholder() -> Expr {
    Expr { kind: ExprKind::Constant { value: Constant::None, kind: None }, span: Span::default() }
}

fn constant(value: Constant) -> ExprKind {
    ExprKind::Constant { value, kind: None }
}

impl Folder<'_> {
    fn body(&mut self, body: &mut [Stmt]) -> CompileResult {
        let had_docstring = docstring(body).is_some();
        self.stmts(body)?;
        // A folded expression must not become a docstring.
        if !had_docstring
            && docstring(body).is_some()
            && let Some(Stmt { kind: StmtKind::Expr { value }, .. }) = body.first_mut()
        {
            let span = value.span;
            let inner = std::mem::replace(&mut **value, placeholder());
            **value = Expr { kind: ExprKind::JoinedStr { values: vec![inner] }, span };
        }
        Ok(())
    }

    fn stmts(&mut self, body: &mut [Stmt]) -> CompileResult {
        body.iter_mut().try_for_each(|s| self.stmt(s))
    }

    fn exprs(&mut self, list: &mut [Expr]) -> CompileResult {
        list.iter_mut().try_for_each(|e| self.expr(e))
    }

    fn opt(&mut self, e: &mut Option<Box<Expr>>) -> CompileResult {
        e.as_deref_mut().map_or(Ok(()), |e| self.expr(e))
    }

    fn annotation(&mut self, e: &mut Option<Box<Expr>>) -> CompileResult {
        if self.future_annotations { Ok(()) } else { self.opt(e) }
    }

    #[inline(never)]
    fn arguments(&mut self, args: &mut Arguments) -> CompileResult {
        for arg in args.posonlyargs.iter_mut().chain(&mut args.args) {
            self.annotation(&mut arg.annotation)?;
        }
        if let Some(arg) = &mut args.vararg {
            self.annotation(&mut arg.annotation)?;
        }
        for arg in &mut args.kwonlyargs {
            self.annotation(&mut arg.annotation)?;
        }
        for default in args.kw_defaults.iter_mut().flatten() {
            self.expr(default)?;
        }
        if let Some(arg) = &mut args.kwarg {
            self.annotation(&mut arg.annotation)?;
        }
        self.exprs(&mut args.defaults)
    }

    fn type_params(&mut self, params: &mut [TypeParam]) -> CompileResult {
        for param in params {
            match &mut param.kind {
                TypeParamKind::TypeVar { bound, default_value, .. } => {
                    self.opt(bound)?;
                    self.opt(default_value)?;
                }
                TypeParamKind::ParamSpec { default_value, .. } | TypeParamKind::TypeVarTuple { default_value, .. } => {
                    self.opt(default_value)?;
                }
            }
        }
        Ok(())
    }

    fn stmt(&mut self, s: &mut Stmt) -> CompileResult {
        self.depth.enter()?;
        match &mut s.kind {
            StmtKind::FunctionDef { args, body, decorator_list, returns, type_params, .. }
            | StmtKind::AsyncFunctionDef { args, body, decorator_list, returns, type_params, .. } => {
                self.type_params(type_params)?;
                self.arguments(args)?;
                self.body(body)?;
                self.exprs(decorator_list)?;
                self.annotation(returns)?;
            }
            StmtKind::ClassDef { bases, keywords, body, decorator_list, type_params, .. } => {
                self.type_params(type_params)?;
                self.exprs(bases)?;
                for keyword in keywords {
                    self.expr(&mut keyword.value)?;
                }
                self.body(body)?;
                self.exprs(decorator_list)?;
            }
            StmtKind::Return { value } => self.opt(value)?,
            StmtKind::Delete { targets } => self.exprs(targets)?,
            StmtKind::Assign { targets, value, .. } => {
                self.exprs(targets)?;
                self.expr(value)?;
            }
            StmtKind::TypeAlias { name, type_params, value } => {
                self.expr(name)?;
                self.type_params(type_params)?;
                self.expr(value)?;
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target)?;
                self.expr(value)?;
            }
            StmtKind::AnnAssign { target, annotation, value, .. } => {
                self.expr(target)?;
                if !self.future_annotations {
                    self.expr(annotation)?;
                }
                self.opt(value)?;
            }
            StmtKind::For { target, iter, body, orelse, .. } => {
                self.expr(target)?;
                self.expr(iter)?;
                self.stmts(body)?;
                self.stmts(orelse)?;
                fold_iterable(iter);
            }
            StmtKind::AsyncFor { target, iter, body, orelse, .. } => {
                self.expr(target)?;
                self.expr(iter)?;
                self.stmts(body)?;
                self.stmts(orelse)?;
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test)?;
                self.stmts(body)?;
                self.stmts(orelse)?;
            }
            StmtKind::If { .. } => self.if_chain(s)?,
            StmtKind::With { items, body, .. } | StmtKind::AsyncWith { items, body, .. } => {
                for item in items {
                    self.expr(&mut item.context_expr)?;
                    self.opt(&mut item.optional_vars)?;
                }
                self.stmts(body)?;
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject)?;
                for case in cases {
                    self.pattern(&mut case.pattern)?;
                    self.opt(&mut case.guard)?;
                    self.stmts(&mut case.body)?;
                }
            }
            StmtKind::Raise { exc, cause } => {
                self.opt(exc)?;
                self.opt(cause)?;
            }
            StmtKind::Try { body, handlers, orelse, finalbody }
            | StmtKind::TryStar { body, handlers, orelse, finalbody } => {
                self.stmts(body)?;
                for handler in handlers {
                    let ExceptHandlerKind::ExceptHandler { type_, body, .. } = &mut handler.kind;
                    self.opt(type_)?;
                    self.stmts(body)?;
                }
                self.stmts(orelse)?;
                self.stmts(finalbody)?;
            }
            StmtKind::Assert { test, msg } => {
                self.expr(test)?;
                self.opt(msg)?;
            }
            StmtKind::Expr { value } => self.expr(value)?,
            StmtKind::Import { .. }
            | StmtKind::ImportFrom { .. }
            | StmtKind::Global { .. }
            | StmtKind::Nonlocal { .. }
            | StmtKind::Pass
            | StmtKind::Break
            | StmtKind::Continue => {}
        }
        self.depth.leave();
        Ok(())
    }

    /// An `if` with its `elif`s, without native recursion.
    fn if_chain(&mut self, mut s: &mut Stmt) -> CompileResult {
        let mut levels = 0;
        while let StmtKind::If { test, body, orelse } = &mut s.kind {
            self.expr(test)?;
            self.stmts(body)?;
            if !matches!(orelse.as_slice(), [Stmt { kind: StmtKind::If { .. }, .. }]) {
                self.stmts(orelse)?;
                break;
            }
            self.depth.enter()?;
            levels += 1;
            s = &mut orelse[0];
        }
        self.depth.leave_many(levels);
        Ok(())
    }

    fn pattern(&mut self, pattern: &mut Pattern) -> CompileResult {
        self.depth.enter()?;
        match &mut pattern.kind {
            PatternKind::MatchValue { value } => self.expr(value)?,
            PatternKind::MatchSingleton { .. } | PatternKind::MatchStar { .. } => {}
            PatternKind::MatchSequence { patterns } | PatternKind::MatchOr { patterns } => self.patterns(patterns)?,
            PatternKind::MatchMapping { keys, patterns, .. } => {
                self.exprs(keys)?;
                self.patterns(patterns)?;
            }
            PatternKind::MatchClass { cls, patterns, kwd_patterns, .. } => {
                self.expr(cls)?;
                self.patterns(patterns)?;
                self.patterns(kwd_patterns)?;
            }
            PatternKind::MatchAs { pattern, .. } => {
                if let Some(inner) = pattern {
                    self.pattern(inner)?;
                }
            }
        }
        self.depth.leave();
        Ok(())
    }

    fn patterns(&mut self, patterns: &mut [Pattern]) -> CompileResult {
        patterns.iter_mut().try_for_each(|p| self.pattern(p))
    }

    // ---- expressions ----

    fn expr(&mut self, e: &mut Expr) -> CompileResult {
        match &e.kind {
            ExprKind::Constant { .. } => return self.depth.leaf(),
            ExprKind::Name { id, ctx } => {
                self.depth.leaf()?;
                if *id == self.known.dunder_debug && *ctx == ExprContext::Load {
                    e.kind = constant(if self.level == 0 { Constant::True } else { Constant::False });
                }
                return Ok(());
            }
            _ => {}
        }
        self.depth.enter()?;
        self.nesting += 1;
        if self.nesting > SPINE_DEPTH && left_child(e).is_some_and(|left| left_child(left).is_some()) {
            self.spine(e)?;
        } else {
            if let Some(left) = left_child(e) {
                self.expr(left)?;
            }
            self.rest(e)?;
        }
        self.nesting -= 1;
        self.depth.leave();
        Ok(())
    }

    /// Folds a node with its whole left spine, holding the spine's nodes in a list instead of on the native stack.
    #[inline(never)]
    fn spine(&mut self, e: &mut Expr) -> CompileResult {
        let mut nodes = Vec::new();
        let mut node = std::mem::replace(e, placeholder());
        while let Some(left) = left_child(&mut node) {
            let left = std::mem::replace(left, placeholder());
            nodes.push(std::mem::replace(&mut node, left));
            self.depth.enter()?;
        }
        // The innermost node counts itself.
        self.depth.leave();
        self.expr(&mut node)?;
        while let Some(mut outer) = nodes.pop() {
            if let Some(left) = left_child(&mut outer) {
                *left = node;
            }
            self.rest(&mut outer)?;
            if !nodes.is_empty() {
                self.depth.leave();
            }
            node = outer;
        }
        *e = node;
        Ok(())
    }

    /// Folds a node whose left child, see [`left_child`], is done.
    fn rest(&mut self, e: &mut Expr) -> CompileResult {
        match &mut e.kind {
            ExprKind::BoolOp { values, .. } | ExprKind::JoinedStr { values } => self.exprs(values),
            ExprKind::NamedExpr { value, .. }
            | ExprKind::Await { value }
            | ExprKind::YieldFrom { value }
            | ExprKind::Starred { value, .. } => self.expr(value),
            ExprKind::BinOp { right, .. } => {
                self.expr(right)?;
                fold_binary(e);
                Ok(())
            }
            ExprKind::UnaryOp { operand, .. } => {
                self.expr(operand)?;
                self.fold_unary(e)
            }
            ExprKind::Lambda { args, body } => {
                self.arguments(args)?;
                self.expr(body)
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test)?;
                self.expr(body)?;
                self.expr(orelse)
            }
            ExprKind::Dict { keys, values } => {
                for key in keys.iter_mut().flatten() {
                    self.expr(key)?;
                }
                self.exprs(values)
            }
            ExprKind::Set { elts } | ExprKind::List { elts, .. } => self.exprs(elts),
            ExprKind::ListComp { elt, generators }
            | ExprKind::SetComp { elt, generators }
            | ExprKind::GeneratorExp { elt, generators } => {
                self.expr(elt)?;
                self.generators(generators)
            }
            ExprKind::DictComp { key, value, generators } => {
                self.expr(key)?;
                self.expr(value)?;
                self.generators(generators)
            }
            ExprKind::Yield { value } => self.opt(value),
            ExprKind::Compare { left, ops, comparators } => {
                self.expr(left)?;
                self.exprs(comparators)?;
                if matches!(ops.last(), Some(CmpOp::In | CmpOp::NotIn))
                    && let Some(last) = comparators.last_mut()
                {
                    fold_iterable(last);
                }
                Ok(())
            }
            ExprKind::Call { args, keywords, .. } => {
                self.exprs(args)?;
                for keyword in keywords {
                    self.expr(&mut keyword.value)?;
                }
                Ok(())
            }
            ExprKind::FormattedValue { value, format_spec, .. } => {
                self.expr(value)?;
                self.opt(format_spec)
            }
            ExprKind::Subscript { slice, .. } => {
                self.expr(slice)?;
                fold_subscript(e);
                Ok(())
            }
            ExprKind::Tuple { elts, .. } => {
                self.exprs(elts)?;
                fold_tuple(e);
                Ok(())
            }
            ExprKind::Slice { lower, upper, step } => {
                self.opt(lower)?;
                self.opt(upper)?;
                self.opt(step)
            }
            ExprKind::Attribute { .. } | ExprKind::Constant { .. } | ExprKind::Name { .. } => Ok(()),
        }
    }

    #[inline(never)]
    fn generators(&mut self, generators: &mut [Comprehension]) -> CompileResult {
        for generator in generators {
            self.expr(&mut generator.target)?;
            self.expr(&mut generator.iter)?;
            self.exprs(&mut generator.ifs)?;
            fold_iterable(&mut generator.iter);
        }
        Ok(())
    }

    #[inline(never)]
    fn fold_unary(&mut self, e: &mut Expr) -> CompileResult {
        let ExprKind::UnaryOp { op, operand } = &mut e.kind else { return Ok(()) };
        match &mut operand.kind {
            ExprKind::Constant { value, .. } => {
                if *op == UnaryOperator::Invert
                    && matches!(value, Constant::True | Constant::False)
                    && !self.embedder.inverting_bool()?
                {
                    return Ok(());
                }
                if let Some(value) = arith::unary(*op, value) {
                    e.kind = constant(value);
                }
            }
            // `not a is b` is `a is not b`.
            ExprKind::Compare { ops, .. } if *op == UnaryOperator::Not && ops.len() == 1 => {
                ops[0] = match ops[0] {
                    CmpOp::Is => CmpOp::IsNot,
                    CmpOp::IsNot => CmpOp::Is,
                    CmpOp::In => CmpOp::NotIn,
                    CmpOp::NotIn => CmpOp::In,
                    _ => return Ok(()),
                };
                *e = std::mem::replace(&mut **operand, placeholder());
            }
            _ => {}
        }
        Ok(())
    }
}

/// The child on the left end of a node, which chains of operators, attributes, subscripts and calls nest in.
fn left_child(e: &mut Expr) -> Option<&mut Expr> {
    match &mut e.kind {
        ExprKind::BinOp { left, .. } => Some(left),
        ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => Some(value),
        ExprKind::Call { func, .. } => Some(func),
        _ => None,
    }
}

fn constant_of(e: &Expr) -> Option<&Constant> {
    match &e.kind {
        ExprKind::Constant { value, .. } => Some(value),
        _ => None,
    }
}

#[inline(never)]
fn fold_binary(e: &mut Expr) {
    let ExprKind::BinOp { left, op, right } = &mut e.kind else { return };
    let Some(left) = constant_of(left) else { return };
    if let (Operator::Mod, Constant::Str(format), ExprKind::Tuple { elts, .. }) = (*op, left, &mut right.kind) {
        if elts.iter().any(|e| matches!(e.kind, ExprKind::Starred { .. })) {
            return;
        }
        match format::to_fstring(format, std::mem::take(elts)) {
            Ok(values) => e.kind = ExprKind::JoinedStr { values },
            Err(untouched) => *elts = untouched,
        }
        return;
    }
    if *op == Operator::Mod && matches!(left, Constant::Str(_) | Constant::Bytes(_)) {
        return;
    }
    if let Some(right) = constant_of(right)
        && let Some(value) = arith::binary(*op, left, right)
    {
        e.kind = constant(value);
    }
}

#[inline(never)]
fn fold_subscript(e: &mut Expr) {
    if let ExprKind::Subscript { value, slice, ctx: ExprContext::Load } = &e.kind
        && let (Some(value), Some(slice)) = (constant_of(value), constant_of(slice))
        && let Some(value) = arith::subscript(value, slice)
    {
        e.kind = constant(value);
    }
}

/// The values of expressions that are all constants.
fn constants_of(elts: &[Expr]) -> Option<Vec<Constant>> {
    elts.iter().map(|e| constant_of(e).cloned()).collect()
}

#[inline(never)]
fn fold_tuple(e: &mut Expr) {
    if let ExprKind::Tuple { elts, ctx: ExprContext::Load } = &e.kind
        && let Some(items) = constants_of(elts)
    {
        e.kind = constant(Constant::Tuple(items.into()));
    }
}

/// A list or set display that is only iterated over or searched can be a constant.
#[inline(never)]
fn fold_iterable(e: &mut Expr) {
    match &mut e.kind {
        ExprKind::List { elts, ctx } => {
            if elts.iter().any(|e| matches!(e.kind, ExprKind::Starred { .. })) {
                return;
            }
            e.kind = ExprKind::Tuple { elts: std::mem::take(elts), ctx: *ctx };
            fold_tuple(e);
        }
        ExprKind::Set { elts } => {
            if let Some(items) = constants_of(elts) {
                e.kind = constant(crate::codegen::frozenset(items));
            }
        }
        _ => {}
    }
}
