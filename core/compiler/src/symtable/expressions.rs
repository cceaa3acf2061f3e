//! First pass of the symbol table, continued: expressions, and what comprehensions and `:=` do to scopes.

use ks_syntax::ast::*;

use super::build::Builder;
use super::*;
use crate::error::{CompileError, CompileResult};

const NAMED_EXPRESSION: &str = "named expression";
const YIELD_EXPRESSION: &str = "yield expression";
const AWAIT_EXPRESSION: &str = "await expression";

impl Builder<'_> {
    /// Visits an expression. The left spine of operators, attributes, subscripts and calls, which grows with the
    /// length of a line rather than with nesting, is walked without native recursion.
    pub(super) fn expr(&mut self, e: &Expr) -> CompileResult {
        self.depth.enter()?;
        match &e.kind {
            ExprKind::BinOp { .. }
            | ExprKind::Attribute { .. }
            | ExprKind::Subscript { .. }
            | ExprKind::Call { .. } => self.spine(e)?,
            ExprKind::Name { id, ctx } => self.name(e, *id, *ctx)?,
            ExprKind::Constant { .. } => {}
            _ => self.expr_inner(e)?,
        }
        self.depth.leave();
        Ok(())
    }

    fn name(&mut self, e: &Expr, id: Name, ctx: ExprContext) -> CompileResult {
        let load = ctx == ExprContext::Load;
        self.define(id, if load { USE } else { DEF_LOCAL }, e.span)?;
        // `super()` without arguments needs the class.
        if load && id == self.known.super_ && self.cur().is_function_like() {
            self.define(self.known.dunder_class, USE, e.span)?;
        }
        Ok(())
    }

    fn spine(&mut self, e: &Expr) -> CompileResult {
        let mut pending = vec![e];
        let mut at = e;
        loop {
            at = match &at.kind {
                ExprKind::BinOp { left, .. } => left,
                ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => value,
                ExprKind::Call { func, .. } => func,
                _ => break,
            };
            self.depth.enter()?;
            pending.push(at);
        }
        // The last one is not part of the spine.
        if let Some(innermost) = pending.pop() {
            match &innermost.kind {
                ExprKind::Name { id, ctx } => self.name(innermost, *id, *ctx)?,
                ExprKind::Constant { .. } => {}
                _ => self.expr_inner(innermost)?,
            }
        }
        while let Some(node) = pending.pop() {
            self.depth.leave();
            match &node.kind {
                ExprKind::BinOp { right, .. } => self.expr(right)?,
                ExprKind::Subscript { slice, .. } => self.expr(slice)?,
                ExprKind::Call { args, keywords, .. } => {
                    self.exprs(args)?;
                    for keyword in keywords {
                        self.expr(&keyword.value)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn expr_inner(&mut self, e: &Expr) -> CompileResult {
        match &e.kind {
            ExprKind::NamedExpr { target, value } => {
                self.refuse_in_annotation(NAMED_EXPRESSION, e.span)?;
                self.named_expr(e, target, value)
            }
            ExprKind::BoolOp { values, .. } | ExprKind::JoinedStr { values } => self.exprs(values),
            ExprKind::UnaryOp { operand, .. } => self.expr(operand),
            ExprKind::Lambda { args, body } => {
                self.exprs(&args.defaults)?;
                for default in args.kw_defaults.iter().flatten() {
                    self.expr(default)?;
                }
                self.enter(self.known.lambda, BlockKind::Function, NodeKey::new(e, Part::Body), e.span);
                self.arguments(args)?;
                self.expr(body)?;
                self.exit();
                Ok(())
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test)?;
                self.expr(body)?;
                self.expr(orelse)
            }
            ExprKind::Dict { keys, values } => {
                for key in keys.iter().flatten() {
                    self.expr(key)?;
                }
                self.exprs(values)
            }
            ExprKind::Set { elts } | ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => self.exprs(elts),
            ExprKind::ListComp { elt, generators } => {
                self.comprehension(e, ComprehensionKind::List, generators, elt, None)
            }
            ExprKind::SetComp { elt, generators } => {
                self.comprehension(e, ComprehensionKind::Set, generators, elt, None)
            }
            ExprKind::GeneratorExp { elt, generators } => {
                self.comprehension(e, ComprehensionKind::Generator, generators, elt, None)
            }
            ExprKind::DictComp { key, value, generators } => {
                self.comprehension(e, ComprehensionKind::Dict, generators, key, Some(value))
            }
            ExprKind::Yield { value } => {
                self.refuse_in_annotation(YIELD_EXPRESSION, e.span)?;
                self.opt(value)?;
                self.yields(e)
            }
            ExprKind::YieldFrom { value } => {
                self.refuse_in_annotation(YIELD_EXPRESSION, e.span)?;
                self.expr(value)?;
                self.yields(e)
            }
            ExprKind::Await { value } => {
                self.refuse_in_annotation(AWAIT_EXPRESSION, e.span)?;
                self.expr(value)?;
                self.cur().coroutine = true;
                Ok(())
            }
            ExprKind::Compare { left, comparators, .. } => {
                self.expr(left)?;
                self.exprs(comparators)
            }
            ExprKind::FormattedValue { value, format_spec, .. } => {
                self.expr(value)?;
                self.opt(format_spec)
            }
            ExprKind::Starred { value, .. } => self.expr(value),
            ExprKind::Slice { lower, upper, step } => {
                self.opt(lower)?;
                self.opt(upper)?;
                self.opt(step)
            }
            ExprKind::BinOp { .. }
            | ExprKind::Attribute { .. }
            | ExprKind::Subscript { .. }
            | ExprKind::Call { .. } => self.spine(e),
            ExprKind::Name { id, ctx } => self.name(e, *id, *ctx),
            ExprKind::Constant { .. } => Ok(()),
        }
    }

    fn yields(&mut self, e: &Expr) -> CompileResult {
        let block = self.cur();
        block.generator = true;
        let message = match block.comprehension {
            ComprehensionKind::None => return Ok(()),
            ComprehensionKind::List => "'yield' inside list comprehension",
            ComprehensionKind::Set => "'yield' inside set comprehension",
            ComprehensionKind::Dict => "'yield' inside dict comprehension",
            ComprehensionKind::Generator => "'yield' inside generator expression",
        };
        Err(CompileError::early(e.span, message))
    }

    fn named_expr(&mut self, e: &Expr, target: &Expr, value: &Expr) -> CompileResult {
        if self.cur().comp_iter_expr > 0 {
            let message = "assignment expression cannot be used in a comprehension iterable expression";
            return Err(CompileError::early(e.span, message));
        }
        if self.cur().comprehension != ComprehensionKind::None {
            self.bind_outside_comprehension(target)?;
        }
        self.expr(value)?;
        self.expr(target)
    }

    /// `:=` in a comprehension binds in the nearest function or module around it.
    fn bind_outside_comprehension(&mut self, target: &Expr) -> CompileResult {
        let ExprKind::Name { id: name, .. } = target.kind else { return Ok(()) };
        let span = target.span;
        for depth in (0..self.stack.len()).rev() {
            let id = self.stack[depth];
            if self.table[id].comprehension != ComprehensionKind::None {
                let flags = self.flags_in(id, name);
                if flags & DEF_COMP_ITER != 0 && flags & (DEF_LOCAL | DEF_GLOBAL) != 0 {
                    return self.error_about(
                        "assignment expression cannot rebind comprehension iteration variable '{}'",
                        name,
                        span,
                    );
                }
                continue;
            }
            let place = match self.table[id].kind {
                BlockKind::Function => {
                    let flags = self.flags_in(id, name);
                    let declared = if flags & DEF_GLOBAL != 0 { DEF_GLOBAL } else { DEF_NONLOCAL };
                    self.define(name, declared, span)?;
                    self.record_directive(name, span);
                    return self.define_in(id, name, DEF_LOCAL, span);
                }
                BlockKind::Module => {
                    self.define(name, DEF_GLOBAL, span)?;
                    self.record_directive(name, span);
                    return self.define_in(id, name, DEF_GLOBAL, span);
                }
                BlockKind::Class => "in a class body",
                BlockKind::TypeParameters => "within the definition of a generic",
                BlockKind::TypeAlias => "in a type alias",
                BlockKind::TypeVariable => "in a TypeVar bound",
                BlockKind::Annotation => continue,
            };
            let message = format!("assignment expression within a comprehension cannot be used {place}");
            return Err(CompileError::early(span, message));
        }
        Ok(())
    }

    fn comprehension(
        &mut self,
        e: &Expr,
        kind: ComprehensionKind,
        generators: &[Comprehension],
        elt: &Expr,
        value: Option<&Expr>,
    ) -> CompileResult {
        let Some((outermost, rest)) = generators.split_first() else {
            return Err(CompileError::Value("comprehension with no generators".to_owned()));
        };
        // The outermost iterable belongs to the scope around.
        self.cur().comp_iter_expr += 1;
        self.expr(&outermost.iter)?;
        self.cur().comp_iter_expr -= 1;
        let name = match kind {
            ComprehensionKind::List => self.known.listcomp,
            ComprehensionKind::Set => self.known.setcomp,
            ComprehensionKind::Dict => self.known.dictcomp,
            _ => self.known.genexpr,
        };
        self.enter(name, BlockKind::Function, NodeKey::new(e, Part::Body), e.span);
        self.cur().comprehension = kind;
        if outermost.is_async != 0 {
            self.cur().coroutine = true;
        }
        self.define(self.known.implicit_arg, DEF_PARAM, e.span)?;
        self.comprehension_target(&outermost.target)?;
        self.exprs(&outermost.ifs)?;
        for generator in rest {
            self.comprehension_target(&generator.target)?;
            self.cur().comp_iter_expr += 1;
            self.expr(&generator.iter)?;
            self.cur().comp_iter_expr -= 1;
            self.exprs(&generator.ifs)?;
            if generator.is_async != 0 {
                self.cur().coroutine = true;
            }
        }
        if let Some(value) = value {
            self.expr(value)?;
        }
        self.expr(elt)?;
        let is_generator = kind == ComprehensionKind::Generator;
        self.cur().generator = is_generator;
        let is_async = self.cur().coroutine && !is_generator;
        self.exit();
        if is_async {
            self.cur().coroutine = true;
        }
        Ok(())
    }

    fn comprehension_target(&mut self, target: &Expr) -> CompileResult {
        self.cur().comp_iter_target = true;
        self.expr(target)?;
        self.cur().comp_iter_target = false;
        Ok(())
    }
}
