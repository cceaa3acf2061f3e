//! First pass of the symbol table: walks the tree in CPython's order and records what each block does to each name.

use ks_syntax::ast::*;

use super::analyze::analyze;
use super::*;
use crate::depth::{Depth, Limits};
use crate::error::{CompileError, CompileResult};
use crate::names::{Known, mangle};

/// What the builder must know of the compilation.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// `from __future__ import annotations` is on.
    pub future_annotations: bool,
    /// `await` and its kin may stand at module level.
    pub top_level_await: bool,
    pub limits: Limits,
}

/// Builds and analyzes the symbol table of a tree.
///
/// # Errors
/// The `SyntaxError`s about names and scopes, and the recursion error.
pub fn build(module: &Mod, interner: &mut Interner, known: &Known, settings: Settings) -> CompileResult<SymbolTable> {
    let mut builder = Builder {
        table: SymbolTable { blocks: Vec::new(), top: BlockId(0), by_node: Default::default() },
        stack: Vec::new(),
        private: None,
        depth: Depth::new(settings.limits),
        interner,
        known,
        settings,
    };
    let start = Span::default();
    builder.enter(known.top, BlockKind::Module, NodeKey::new(module, Part::Body), start);
    match module {
        Mod::Module { body, .. } | Mod::Interactive { body } => builder.stmts(body)?,
        Mod::Expression { body } => builder.expr(body)?,
        Mod::FunctionType { .. } => {
            return Err(CompileError::System("this compiler does not handle FunctionTypes".to_owned()));
        }
    }
    let Builder { mut table, interner, known, .. } = builder;
    analyze(&mut table, interner, known, settings.limits)?;
    Ok(table)
}

pub(super) struct Builder<'a> {
    pub(super) table: SymbolTable,
    /// Open blocks, the current one last.
    pub(super) stack: Vec<BlockId>,
    /// The class whose name mangles private names.
    pub(super) private: Option<Name>,
    pub(super) depth: Depth,
    pub(super) interner: &'a mut Interner,
    pub(super) known: &'a Known,
    pub(super) settings: Settings,
}

impl Builder<'_> {
    // ---- blocks ----

    pub(super) fn cur_id(&self) -> BlockId {
        self.stack.last().copied().unwrap_or(self.table.top)
    }

    pub(super) fn cur(&mut self) -> &mut Block {
        let id = self.cur_id();
        &mut self.table[id]
    }

    pub(super) fn enter(&mut self, name: Name, kind: BlockKind, key: NodeKey, span: Span) {
        let parent = self.stack.last().copied();
        let nested = parent.is_some_and(|id| self.table[id].nested || self.table[id].is_function_like());
        // What is inside the iterable of a comprehension stays so in inner scopes.
        let comp_iter_expr = parent.map_or(0, |id| self.table[id].comp_iter_expr);
        // In the type parameters of a class few names are mangled, and as few in the scopes inside; in classes all are.
        let mangled_names = match parent {
            Some(id) if kind != BlockKind::Class => self.table[id].mangled_names.clone(),
            _ => None,
        };
        let id = BlockId(self.table.blocks.len() as u32);
        self.table.blocks.push(Block {
            name,
            kind,
            symbols: Symbols::default(),
            varnames: Vec::new(),
            children: Vec::new(),
            directives: Vec::new(),
            mangled_names,
            scope_info: None,
            nested,
            generator: false,
            coroutine: false,
            comprehension: ComprehensionKind::None,
            varargs: false,
            varkeywords: false,
            returns_value: false,
            needs_class_closure: false,
            needs_classdict: false,
            comp_inlined: false,
            comp_iter_target: false,
            can_see_class_scope: false,
            comp_iter_expr,
            span,
        });
        self.table.by_node.insert(key, id);
        self.stack.push(id);
        // An annotation that is never run has no effect on the scopes around it.
        if kind != BlockKind::Annotation
            && let Some(parent) = parent
        {
            self.table[parent].children.push(id);
        }
    }

    pub(super) fn exit(&mut self) {
        self.stack.pop();
    }

    /// Enters the block of a type parameter list, with the hidden names it needs.
    fn enter_type_params(
        &mut self,
        name: Name,
        statement: &Stmt,
        has_defaults: bool,
        has_kwdefaults: bool,
    ) -> CompileResult {
        let in_class = self.cur().kind == BlockKind::Class;
        let key = NodeKey::new(statement, Part::TypeParams);
        let span = statement.span;
        self.enter(name, BlockKind::TypeParameters, key, span);
        if in_class {
            self.cur().can_see_class_scope = true;
            self.define(self.known.dunder_classdict, USE, span)?;
        }
        if matches!(statement.kind, StmtKind::ClassDef { .. }) {
            // The class reads the parameters, and the generic base is called with them.
            self.define(self.known.type_params, DEF_LOCAL, span)?;
            self.define(self.known.type_params, USE, span)?;
            self.define(self.known.generic_base, DEF_LOCAL, span)?;
            self.define(self.known.generic_base, USE, span)?;
        }
        if has_defaults {
            self.define(self.known.defaults, DEF_PARAM, span)?;
        }
        if has_kwdefaults {
            self.define(self.known.kwdefaults, DEF_PARAM, span)?;
        }
        Ok(())
    }

    // ---- names ----

    fn mangled(&mut self, block: BlockId, name: Name) -> Name {
        if self.private.is_none() || self.table[block].mangled_names.as_ref().is_some_and(|set| !set.contains(&name)) {
            return name;
        }
        mangle(self.interner, self.private, name)
    }

    /// Flags of `name` in `block` so far.
    pub(super) fn flags_in(&mut self, block: BlockId, name: Name) -> u32 {
        let name = self.mangled(block, name);
        self.table[block].symbols.get(name).unwrap_or(0)
    }

    pub(super) fn define(&mut self, name: Name, flag: u32, span: Span) -> CompileResult {
        if flag & DEF_TYPE_PARAM != 0
            && let Some(names) = &mut self.cur().mangled_names
        {
            names.insert(name);
        }
        self.define_in(self.cur_id(), name, flag, span)
    }

    pub(super) fn define_in(&mut self, id: BlockId, name: Name, flag: u32, span: Span) -> CompileResult {
        let mangled = self.mangled(id, name);
        let block = &self.table[id];
        let before = block.symbols.get(mangled).unwrap_or(0);
        if flag & before & DEF_PARAM != 0 {
            return self.error_about("duplicate argument '{}' in function definition", name, span);
        }
        if flag & before & DEF_TYPE_PARAM != 0 {
            return self.error_about("duplicate type parameter '{}'", name, span);
        }
        let mut flags = before | flag;
        if block.comp_iter_target {
            if flags & (DEF_GLOBAL | DEF_NONLOCAL) != 0 {
                return self.error_about(
                    "comprehension inner loop cannot rebind assignment expression target '{}'",
                    name,
                    span,
                );
            }
            flags |= DEF_COMP_ITER;
        }
        let block = &mut self.table[id];
        block.symbols.insert(mangled, flags);
        if flag & DEF_PARAM != 0 {
            block.varnames.push(mangled);
        } else if flag & DEF_GLOBAL != 0 {
            // A global statement also makes the name known to the module.
            let top = self.table.top;
            let symbols = &mut self.table[top].symbols;
            let there = symbols.get(mangled).unwrap_or(0);
            symbols.insert(mangled, there | flag);
        }
        Ok(())
    }

    pub(super) fn error_about<T>(&self, template: &str, name: Name, span: Span) -> CompileResult<T> {
        Err(CompileError::early(span, template.replace("{}", self.interner.get(name))))
    }

    pub(super) fn record_directive(&mut self, name: Name, span: Span) {
        let id = self.cur_id();
        let name = self.mangled(id, name);
        self.table[id].directives.push((name, span));
    }

    /// Refuses expressions that must not stand in annotation scopes.
    pub(super) fn refuse_in_annotation(&mut self, what: &str, span: Span) -> CompileResult {
        let block = self.cur();
        let place = match block.kind {
            BlockKind::Annotation => "an annotation",
            BlockKind::TypeVariable => block.scope_info.unwrap_or("a type variable"),
            BlockKind::TypeAlias => "a type alias",
            BlockKind::TypeParameters => "the definition of a generic",
            _ => return Ok(()),
        };
        Err(CompileError::early(span, format!("{what} cannot be used within {place}")))
    }

    // ---- statements ----

    fn stmts(&mut self, body: &[Stmt]) -> CompileResult {
        body.iter().try_for_each(|statement| self.stmt(statement))
    }

    pub(super) fn exprs(&mut self, list: &[Expr]) -> CompileResult {
        list.iter().try_for_each(|e| self.expr(e))
    }

    pub(super) fn opt(&mut self, e: &Option<Box<Expr>>) -> CompileResult {
        e.as_deref().map_or(Ok(()), |e| self.expr(e))
    }

    fn stmt(&mut self, statement: &Stmt) -> CompileResult {
        self.depth.enter()?;
        self.stmt_inner(statement)?;
        self.depth.leave();
        Ok(())
    }

    fn stmt_inner(&mut self, s: &Stmt) -> CompileResult {
        match &s.kind {
            StmtKind::FunctionDef { name, args, body, decorator_list, returns, type_params, .. } => {
                self.function(s, false, *name, args, body, decorator_list, returns.as_deref(), type_params)
            }
            StmtKind::AsyncFunctionDef { name, args, body, decorator_list, returns, type_params, .. } => {
                self.function(s, true, *name, args, body, decorator_list, returns.as_deref(), type_params)
            }
            StmtKind::ClassDef { .. } => self.class(s),
            StmtKind::Return { value } => {
                if value.is_some() {
                    self.opt(value)?;
                    self.cur().returns_value = true;
                }
                Ok(())
            }
            StmtKind::Delete { targets } => self.exprs(targets),
            StmtKind::Assign { targets, value, .. } => {
                self.exprs(targets)?;
                self.expr(value)
            }
            StmtKind::TypeAlias { .. } => self.type_alias(s),
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target)?;
                self.expr(value)
            }
            StmtKind::AnnAssign { .. } => self.annotated_assignment(s),
            StmtKind::For { target, iter, body, orelse, .. } => {
                self.expr(target)?;
                self.expr(iter)?;
                self.stmts(body)?;
                self.stmts(orelse)
            }
            StmtKind::AsyncFor { target, iter, body, orelse, .. } => {
                self.module_becomes_coroutine();
                self.expr(target)?;
                self.expr(iter)?;
                self.stmts(body)?;
                self.stmts(orelse)
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test)?;
                self.stmts(body)?;
                self.stmts(orelse)
            }
            StmtKind::If { .. } => self.if_chain(s),
            StmtKind::With { items, body, .. } => self.with(items, body),
            StmtKind::AsyncWith { items, body, .. } => {
                self.module_becomes_coroutine();
                self.with(items, body)
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject)?;
                for case in cases {
                    self.pattern(&case.pattern)?;
                    self.opt(&case.guard)?;
                    self.stmts(&case.body)?;
                }
                Ok(())
            }
            StmtKind::Raise { exc, cause } => {
                if exc.is_some() {
                    self.opt(exc)?;
                    self.opt(cause)?;
                }
                Ok(())
            }
            StmtKind::Try { body, handlers, orelse, finalbody }
            | StmtKind::TryStar { body, handlers, orelse, finalbody } => {
                self.stmts(body)?;
                for handler in handlers {
                    let ExceptHandlerKind::ExceptHandler { type_, name, body } = &handler.kind;
                    self.opt(type_)?;
                    if let Some(name) = name {
                        self.define(*name, DEF_LOCAL, handler.span)?;
                    }
                    self.stmts(body)?;
                }
                self.stmts(orelse)?;
                self.stmts(finalbody)
            }
            StmtKind::Assert { test, msg } => {
                self.expr(test)?;
                self.opt(msg)
            }
            StmtKind::Import { names } | StmtKind::ImportFrom { names, .. } => {
                names.iter().try_for_each(|alias| self.alias(alias))
            }
            StmtKind::Global { names } => {
                names.iter().try_for_each(|name| self.directive(*name, DEF_GLOBAL, "global", s.span))
            }
            StmtKind::Nonlocal { names } => {
                names.iter().try_for_each(|name| self.directive(*name, DEF_NONLOCAL, "nonlocal", s.span))
            }
            StmtKind::Expr { value } => self.expr(value),
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => Ok(()),
        }
    }

    /// An `if` with its `elif`s, which the tree nests, without native recursion.
    fn if_chain(&mut self, mut s: &Stmt) -> CompileResult {
        let mut levels = 0;
        while let StmtKind::If { test, body, orelse } = &s.kind {
            self.expr(test)?;
            self.stmts(body)?;
            match orelse.as_slice() {
                [next] if matches!(next.kind, StmtKind::If { .. }) => {
                    self.depth.enter()?;
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

    /// `async with` and `async for` at module level make it a coroutine, where that is allowed.
    fn module_becomes_coroutine(&mut self) {
        if self.settings.top_level_await && self.cur().kind == BlockKind::Module {
            self.cur().coroutine = true;
        }
    }

    fn with(&mut self, items: &[WithItem], body: &[Stmt]) -> CompileResult {
        for item in items {
            self.expr(&item.context_expr)?;
            self.opt(&item.optional_vars)?;
        }
        self.stmts(body)
    }

    fn function(
        &mut self,
        s: &Stmt,
        is_async: bool,
        name: Name,
        args: &Arguments,
        body: &[Stmt],
        decorators: &[Expr],
        returns: Option<&Expr>,
        type_params: &[TypeParam],
    ) -> CompileResult {
        self.define(name, DEF_LOCAL, s.span)?;
        self.exprs(&args.defaults)?;
        for default in args.kw_defaults.iter().flatten() {
            self.expr(default)?;
        }
        self.exprs(decorators)?;
        if !type_params.is_empty() {
            // Every parser's tree has a list of defaults, if an empty one: the parameter is always there.
            self.enter_type_params(name, s, true, args.kw_defaults.iter().any(Option::is_some))?;
            self.type_params(type_params)?;
        }
        self.annotations(s, args, returns)?;
        self.enter(name, BlockKind::Function, NodeKey::new(s, Part::Body), s.span);
        self.cur().coroutine = is_async;
        self.arguments(args)?;
        self.stmts(body)?;
        self.exit();
        if !type_params.is_empty() {
            self.exit();
        }
        Ok(())
    }

    fn annotations(&mut self, s: &Stmt, args: &Arguments, returns: Option<&Expr>) -> CompileResult {
        let future = self.settings.future_annotations;
        if future {
            let key = NodeKey::new(args, Part::Body);
            self.enter(self.known.annotation, BlockKind::Annotation, key, s.span);
        }
        for arg in args.posonlyargs.iter().chain(&args.args) {
            self.opt(&arg.annotation)?;
        }
        for arg in [&args.vararg, &args.kwarg].into_iter().flatten() {
            self.opt(&arg.annotation)?;
        }
        for arg in &args.kwonlyargs {
            self.opt(&arg.annotation)?;
        }
        if future {
            self.exit();
        }
        match returns {
            Some(returns) => self.annotation(returns),
            None => Ok(()),
        }
    }

    fn annotation(&mut self, e: &Expr) -> CompileResult {
        if self.settings.future_annotations {
            let key = NodeKey::new(e, Part::TypeParams);
            self.enter(self.known.annotation, BlockKind::Annotation, key, e.span);
            self.expr(e)?;
            self.exit();
            Ok(())
        } else {
            self.expr(e)
        }
    }

    pub(super) fn arguments(&mut self, args: &Arguments) -> CompileResult {
        for arg in args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs) {
            self.define(arg.arg, DEF_PARAM, arg.span)?;
        }
        if let Some(arg) = &args.vararg {
            self.define(arg.arg, DEF_PARAM, arg.span)?;
            self.cur().varargs = true;
        }
        if let Some(arg) = &args.kwarg {
            self.define(arg.arg, DEF_PARAM, arg.span)?;
            self.cur().varkeywords = true;
        }
        Ok(())
    }

    fn class(&mut self, s: &Stmt) -> CompileResult {
        let StmtKind::ClassDef { name, bases, keywords, body, decorator_list, type_params } = &s.kind else {
            return Ok(());
        };
        self.define(*name, DEF_LOCAL, s.span)?;
        self.exprs(decorator_list)?;
        let outer = self.private;
        if !type_params.is_empty() {
            self.enter_type_params(*name, s, false, false)?;
            self.private = Some(*name);
            self.cur().mangled_names = Some(NameSet::default());
            self.type_params(type_params)?;
        }
        self.exprs(bases)?;
        for keyword in keywords {
            self.expr(&keyword.value)?;
        }
        self.enter(*name, BlockKind::Class, NodeKey::new(s, Part::Body), s.span);
        self.private = Some(*name);
        if !type_params.is_empty() {
            self.define(self.known.dunder_type_params, DEF_LOCAL, s.span)?;
            self.define(self.known.type_params, USE, s.span)?;
        }
        self.stmts(body)?;
        self.exit();
        if !type_params.is_empty() {
            self.exit();
        }
        self.private = outer;
        Ok(())
    }

    fn type_alias(&mut self, s: &Stmt) -> CompileResult {
        let StmtKind::TypeAlias { name, type_params, value } = &s.kind else { return Ok(()) };
        self.expr(name)?;
        let ExprKind::Name { id, .. } = name.kind else {
            return Err(CompileError::Type("TypeAlias with non-Name name".into()));
        };
        let in_class = self.cur().kind == BlockKind::Class;
        if !type_params.is_empty() {
            self.enter_type_params(id, s, false, false)?;
            self.type_params(type_params)?;
        }
        self.enter(id, BlockKind::TypeAlias, NodeKey::new(s, Part::Body), s.span);
        self.cur().can_see_class_scope = in_class;
        if in_class {
            self.define(self.known.dunder_classdict, USE, value.span)?;
        }
        self.expr(value)?;
        self.exit();
        if !type_params.is_empty() {
            self.exit();
        }
        Ok(())
    }

    fn type_params(&mut self, params: &[TypeParam]) -> CompileResult {
        for param in params {
            let (name, default, info) = match &param.kind {
                TypeParamKind::TypeVar { name, bound, default_value } => {
                    self.define(*name, DEF_TYPE_PARAM | DEF_LOCAL, param.span)?;
                    if let Some(bound) = bound {
                        let is_tuple = matches!(bound.kind, ExprKind::Tuple { .. });
                        let info = if is_tuple { "a TypeVar constraint" } else { "a TypeVar bound" };
                        self.type_variable(bound, *name, NodeKey::new(param, Part::Body), info)?;
                    }
                    (*name, default_value, "a TypeVar default")
                }
                TypeParamKind::ParamSpec { name, default_value } => {
                    self.define(*name, DEF_TYPE_PARAM | DEF_LOCAL, param.span)?;
                    (*name, default_value, "a ParamSpec default")
                }
                TypeParamKind::TypeVarTuple { name, default_value } => {
                    self.define(*name, DEF_TYPE_PARAM | DEF_LOCAL, param.span)?;
                    (*name, default_value, "a TypeVarTuple default")
                }
            };
            if let Some(default) = default {
                self.type_variable(default, name, NodeKey::new(param, Part::Default), info)?;
            }
        }
        Ok(())
    }

    fn type_variable(&mut self, e: &Expr, name: Name, key: NodeKey, info: &'static str) -> CompileResult {
        let in_class = self.cur().can_see_class_scope;
        self.enter(name, BlockKind::TypeVariable, key, e.span);
        self.cur().can_see_class_scope = in_class;
        if in_class {
            self.define(self.known.dunder_classdict, USE, e.span)?;
        }
        self.cur().scope_info = Some(info);
        self.expr(e)?;
        self.exit();
        Ok(())
    }

    fn annotated_assignment(&mut self, s: &Stmt) -> CompileResult {
        let StmtKind::AnnAssign { target, annotation, value, simple } = &s.kind else { return Ok(()) };
        if let ExprKind::Name { id, .. } = target.kind {
            let here = self.cur_id();
            let flags = self.flags_in(here, id);
            if flags & (DEF_GLOBAL | DEF_NONLOCAL) != 0 && here != self.table.top && *simple != 0 {
                let template = if flags & DEF_GLOBAL != 0 {
                    "annotated name '{}' can't be global"
                } else {
                    "annotated name '{}' can't be nonlocal"
                };
                return self.error_about(template, id, s.span);
            }
            if *simple != 0 {
                self.define(id, DEF_ANNOT | DEF_LOCAL, target.span)?;
            } else if value.is_some() {
                self.define(id, DEF_LOCAL, target.span)?;
            }
        } else {
            self.expr(target)?;
        }
        self.annotation(annotation)?;
        self.opt(value)
    }

    fn alias(&mut self, alias: &Alias) -> CompileResult {
        let name = alias.asname.unwrap_or(alias.name);
        if name == self.known.star {
            if self.cur().kind != BlockKind::Module {
                return Err(CompileError::early(alias.span, "import * only allowed at module level"));
            }
            return Ok(());
        }
        // `import a.b` binds `a`.
        let text = self.interner.get(name);
        let stored = match text.find('.') {
            None => name,
            Some(dot) => {
                let first = text[..dot].to_owned();
                self.interner.intern(&first)
            }
        };
        self.define(stored, DEF_IMPORT, alias.span)
    }

    /// One name of a `global` or `nonlocal` statement.
    fn directive(&mut self, name: Name, flag: u32, word: &str, span: Span) -> CompileResult {
        let here = self.cur_id();
        let flags = self.flags_in(here, name);
        if flags & (DEF_PARAM | DEF_LOCAL | USE | DEF_ANNOT) != 0 {
            let text = self.interner.get(name);
            let message = if flags & DEF_PARAM != 0 {
                format!("name '{text}' is parameter and {word}")
            } else if flags & USE != 0 {
                format!("name '{text}' is used prior to {word} declaration")
            } else if flags & DEF_ANNOT != 0 {
                format!("annotated name '{text}' can't be {word}")
            } else {
                format!("name '{text}' is assigned to before {word} declaration")
            };
            return Err(CompileError::early(span, message));
        }
        self.define(name, flag, span)?;
        self.record_directive(name, span);
        Ok(())
    }

    // ---- patterns ----

    fn pattern(&mut self, pattern: &Pattern) -> CompileResult {
        self.depth.enter()?;
        match &pattern.kind {
            PatternKind::MatchValue { value } => self.expr(value)?,
            PatternKind::MatchSingleton { .. } => {}
            PatternKind::MatchSequence { patterns } | PatternKind::MatchOr { patterns } => self.patterns(patterns)?,
            PatternKind::MatchStar { name } => self.capture(*name, pattern.span)?,
            PatternKind::MatchMapping { keys, patterns, rest } => {
                self.exprs(keys)?;
                self.patterns(patterns)?;
                self.capture(*rest, pattern.span)?;
            }
            PatternKind::MatchClass { cls, patterns, kwd_patterns, .. } => {
                self.expr(cls)?;
                self.patterns(patterns)?;
                self.patterns(kwd_patterns)?;
            }
            PatternKind::MatchAs { pattern: inner, name } => {
                if let Some(inner) = inner {
                    self.pattern(inner)?;
                }
                self.capture(*name, pattern.span)?;
            }
        }
        self.depth.leave();
        Ok(())
    }

    fn patterns(&mut self, patterns: &[Pattern]) -> CompileResult {
        patterns.iter().try_for_each(|p| self.pattern(p))
    }

    fn capture(&mut self, name: Option<Name>, span: Span) -> CompileResult {
        name.map_or(Ok(()), |name| self.define(name, DEF_LOCAL, span))
    }
}
