// Generated from ast.toml by examples/gen_ast.rs; do not edit.

use super::{Class, Constant, Name, PyStr, Sink, Span, Walk, class};

/// The classes of `ast.mod`.
#[derive(Clone, Debug, PartialEq)]
pub enum Mod {
    Module { body: Vec<Stmt>, type_ignores: Vec<TypeIgnore> },
    Interactive { body: Vec<Stmt> },
    Expression { body: Box<Expr> },
    FunctionType { argtypes: Vec<Expr>, returns: Box<Expr> },
}

impl Walk for Mod {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self {
            Mod::Module { body, type_ignores } => {
                sink.begin(class::Module)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("type_ignores")?;
                sink.begin_list(type_ignores.len())?;
                for item in type_ignores {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            Mod::Interactive { body } => {
                sink.begin(class::Interactive)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            Mod::Expression { body } => {
                sink.begin(class::Expression)?;
                sink.field("body")?;
                body.walk(sink)?;
            }
            Mod::FunctionType { argtypes, returns } => {
                sink.begin(class::FunctionType)?;
                sink.field("argtypes")?;
                sink.begin_list(argtypes.len())?;
                for item in argtypes {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("returns")?;
                returns.walk(sink)?;
            }
        }
        sink.end()
    }
}

/// A `stmt` node with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

/// The classes of `ast.stmt`.
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    FunctionDef {
        name: Name,
        args: Box<Arguments>,
        body: Vec<Stmt>,
        decorator_list: Vec<Expr>,
        returns: Option<Box<Expr>>,
        type_comment: Option<PyStr>,
        type_params: Vec<TypeParam>,
    },
    AsyncFunctionDef {
        name: Name,
        args: Box<Arguments>,
        body: Vec<Stmt>,
        decorator_list: Vec<Expr>,
        returns: Option<Box<Expr>>,
        type_comment: Option<PyStr>,
        type_params: Vec<TypeParam>,
    },
    ClassDef {
        name: Name,
        bases: Vec<Expr>,
        keywords: Vec<Keyword>,
        body: Vec<Stmt>,
        decorator_list: Vec<Expr>,
        type_params: Vec<TypeParam>,
    },
    Return {
        value: Option<Box<Expr>>,
    },
    Delete {
        targets: Vec<Expr>,
    },
    Assign {
        targets: Vec<Expr>,
        value: Box<Expr>,
        type_comment: Option<PyStr>,
    },
    TypeAlias {
        name: Box<Expr>,
        type_params: Vec<TypeParam>,
        value: Box<Expr>,
    },
    AugAssign {
        target: Box<Expr>,
        op: Operator,
        value: Box<Expr>,
    },
    AnnAssign {
        target: Box<Expr>,
        annotation: Box<Expr>,
        value: Option<Box<Expr>>,
        simple: i32,
    },
    For {
        target: Box<Expr>,
        iter: Box<Expr>,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
        type_comment: Option<PyStr>,
    },
    AsyncFor {
        target: Box<Expr>,
        iter: Box<Expr>,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
        type_comment: Option<PyStr>,
    },
    While {
        test: Box<Expr>,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    If {
        test: Box<Expr>,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    With {
        items: Vec<WithItem>,
        body: Vec<Stmt>,
        type_comment: Option<PyStr>,
    },
    AsyncWith {
        items: Vec<WithItem>,
        body: Vec<Stmt>,
        type_comment: Option<PyStr>,
    },
    Match {
        subject: Box<Expr>,
        cases: Vec<MatchCase>,
    },
    Raise {
        exc: Option<Box<Expr>>,
        cause: Option<Box<Expr>>,
    },
    Try {
        body: Vec<Stmt>,
        handlers: Vec<ExceptHandler>,
        orelse: Vec<Stmt>,
        finalbody: Vec<Stmt>,
    },
    TryStar {
        body: Vec<Stmt>,
        handlers: Vec<ExceptHandler>,
        orelse: Vec<Stmt>,
        finalbody: Vec<Stmt>,
    },
    Assert {
        test: Box<Expr>,
        msg: Option<Box<Expr>>,
    },
    Import {
        names: Vec<Alias>,
    },
    ImportFrom {
        module: Option<Name>,
        names: Vec<Alias>,
        level: Option<i32>,
    },
    Global {
        names: Vec<Name>,
    },
    Nonlocal {
        names: Vec<Name>,
    },
    Expr {
        value: Box<Expr>,
    },
    Pass,
    Break,
    Continue,
}

impl Walk for Stmt {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        match &self.kind {
            StmtKind::FunctionDef { name, args, body, decorator_list, returns, type_comment, type_params } => {
                sink.begin(class::FunctionDef)?;
                sink.field("name")?;
                sink.name(*name)?;
                sink.field("args")?;
                args.walk(sink)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("decorator_list")?;
                sink.begin_list(decorator_list.len())?;
                for item in decorator_list {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("returns")?;
                match returns {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
                sink.field("type_comment")?;
                match type_comment {
                    Some(value) => {
                        sink.string(value)?;
                    }
                    None => sink.none()?,
                }
                sink.field("type_params")?;
                sink.begin_list(type_params.len())?;
                for item in type_params {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::AsyncFunctionDef { name, args, body, decorator_list, returns, type_comment, type_params } => {
                sink.begin(class::AsyncFunctionDef)?;
                sink.field("name")?;
                sink.name(*name)?;
                sink.field("args")?;
                args.walk(sink)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("decorator_list")?;
                sink.begin_list(decorator_list.len())?;
                for item in decorator_list {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("returns")?;
                match returns {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
                sink.field("type_comment")?;
                match type_comment {
                    Some(value) => {
                        sink.string(value)?;
                    }
                    None => sink.none()?,
                }
                sink.field("type_params")?;
                sink.begin_list(type_params.len())?;
                for item in type_params {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::ClassDef { name, bases, keywords, body, decorator_list, type_params } => {
                sink.begin(class::ClassDef)?;
                sink.field("name")?;
                sink.name(*name)?;
                sink.field("bases")?;
                sink.begin_list(bases.len())?;
                for item in bases {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("keywords")?;
                sink.begin_list(keywords.len())?;
                for item in keywords {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("decorator_list")?;
                sink.begin_list(decorator_list.len())?;
                for item in decorator_list {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("type_params")?;
                sink.begin_list(type_params.len())?;
                for item in type_params {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::Return { value } => {
                sink.begin(class::Return)?;
                sink.field("value")?;
                match value {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
            }
            StmtKind::Delete { targets } => {
                sink.begin(class::Delete)?;
                sink.field("targets")?;
                sink.begin_list(targets.len())?;
                for item in targets {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::Assign { targets, value, type_comment } => {
                sink.begin(class::Assign)?;
                sink.field("targets")?;
                sink.begin_list(targets.len())?;
                for item in targets {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("value")?;
                value.walk(sink)?;
                sink.field("type_comment")?;
                match type_comment {
                    Some(value) => {
                        sink.string(value)?;
                    }
                    None => sink.none()?,
                }
            }
            StmtKind::TypeAlias { name, type_params, value } => {
                sink.begin(class::TypeAlias)?;
                sink.field("name")?;
                name.walk(sink)?;
                sink.field("type_params")?;
                sink.begin_list(type_params.len())?;
                for item in type_params {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("value")?;
                value.walk(sink)?;
            }
            StmtKind::AugAssign { target, op, value } => {
                sink.begin(class::AugAssign)?;
                sink.field("target")?;
                target.walk(sink)?;
                sink.field("op")?;
                op.walk(sink)?;
                sink.field("value")?;
                value.walk(sink)?;
            }
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                sink.begin(class::AnnAssign)?;
                sink.field("target")?;
                target.walk(sink)?;
                sink.field("annotation")?;
                annotation.walk(sink)?;
                sink.field("value")?;
                match value {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
                sink.field("simple")?;
                sink.int(*simple)?;
            }
            StmtKind::For { target, iter, body, orelse, type_comment } => {
                sink.begin(class::For)?;
                sink.field("target")?;
                target.walk(sink)?;
                sink.field("iter")?;
                iter.walk(sink)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("orelse")?;
                sink.begin_list(orelse.len())?;
                for item in orelse {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("type_comment")?;
                match type_comment {
                    Some(value) => {
                        sink.string(value)?;
                    }
                    None => sink.none()?,
                }
            }
            StmtKind::AsyncFor { target, iter, body, orelse, type_comment } => {
                sink.begin(class::AsyncFor)?;
                sink.field("target")?;
                target.walk(sink)?;
                sink.field("iter")?;
                iter.walk(sink)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("orelse")?;
                sink.begin_list(orelse.len())?;
                for item in orelse {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("type_comment")?;
                match type_comment {
                    Some(value) => {
                        sink.string(value)?;
                    }
                    None => sink.none()?,
                }
            }
            StmtKind::While { test, body, orelse } => {
                sink.begin(class::While)?;
                sink.field("test")?;
                test.walk(sink)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("orelse")?;
                sink.begin_list(orelse.len())?;
                for item in orelse {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::If { test, body, orelse } => {
                sink.begin(class::If)?;
                sink.field("test")?;
                test.walk(sink)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("orelse")?;
                sink.begin_list(orelse.len())?;
                for item in orelse {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::With { items, body, type_comment } => {
                sink.begin(class::With)?;
                sink.field("items")?;
                sink.begin_list(items.len())?;
                for item in items {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("type_comment")?;
                match type_comment {
                    Some(value) => {
                        sink.string(value)?;
                    }
                    None => sink.none()?,
                }
            }
            StmtKind::AsyncWith { items, body, type_comment } => {
                sink.begin(class::AsyncWith)?;
                sink.field("items")?;
                sink.begin_list(items.len())?;
                for item in items {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("type_comment")?;
                match type_comment {
                    Some(value) => {
                        sink.string(value)?;
                    }
                    None => sink.none()?,
                }
            }
            StmtKind::Match { subject, cases } => {
                sink.begin(class::Match)?;
                sink.field("subject")?;
                subject.walk(sink)?;
                sink.field("cases")?;
                sink.begin_list(cases.len())?;
                for item in cases {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::Raise { exc, cause } => {
                sink.begin(class::Raise)?;
                sink.field("exc")?;
                match exc {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
                sink.field("cause")?;
                match cause {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
            }
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                sink.begin(class::Try)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("handlers")?;
                sink.begin_list(handlers.len())?;
                for item in handlers {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("orelse")?;
                sink.begin_list(orelse.len())?;
                for item in orelse {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("finalbody")?;
                sink.begin_list(finalbody.len())?;
                for item in finalbody {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::TryStar { body, handlers, orelse, finalbody } => {
                sink.begin(class::TryStar)?;
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("handlers")?;
                sink.begin_list(handlers.len())?;
                for item in handlers {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("orelse")?;
                sink.begin_list(orelse.len())?;
                for item in orelse {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("finalbody")?;
                sink.begin_list(finalbody.len())?;
                for item in finalbody {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::Assert { test, msg } => {
                sink.begin(class::Assert)?;
                sink.field("test")?;
                test.walk(sink)?;
                sink.field("msg")?;
                match msg {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
            }
            StmtKind::Import { names } => {
                sink.begin(class::Import)?;
                sink.field("names")?;
                sink.begin_list(names.len())?;
                for item in names {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            StmtKind::ImportFrom { module, names, level } => {
                sink.begin(class::ImportFrom)?;
                sink.field("module")?;
                match module {
                    Some(value) => {
                        sink.name(*value)?;
                    }
                    None => sink.none()?,
                }
                sink.field("names")?;
                sink.begin_list(names.len())?;
                for item in names {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("level")?;
                match level {
                    Some(value) => {
                        sink.int(*value)?;
                    }
                    None => sink.none()?,
                }
            }
            StmtKind::Global { names } => {
                sink.begin(class::Global)?;
                sink.field("names")?;
                sink.begin_list(names.len())?;
                for item in names {
                    sink.name(*item)?;
                }
                sink.end_list()?;
            }
            StmtKind::Nonlocal { names } => {
                sink.begin(class::Nonlocal)?;
                sink.field("names")?;
                sink.begin_list(names.len())?;
                for item in names {
                    sink.name(*item)?;
                }
                sink.end_list()?;
            }
            StmtKind::Expr { value } => {
                sink.begin(class::Expr)?;
                sink.field("value")?;
                value.walk(sink)?;
            }
            StmtKind::Pass => {
                sink.begin(class::Pass)?;
            }
            StmtKind::Break => {
                sink.begin(class::Break)?;
            }
            StmtKind::Continue => {
                sink.begin(class::Continue)?;
            }
        }
        sink.span(self.span)?;
        sink.end()
    }
}

/// A `expr` node with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

/// The classes of `ast.expr`.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    BoolOp { op: BoolOperator, values: Vec<Expr> },
    NamedExpr { target: Box<Expr>, value: Box<Expr> },
    BinOp { left: Box<Expr>, op: Operator, right: Box<Expr> },
    UnaryOp { op: UnaryOperator, operand: Box<Expr> },
    Lambda { args: Box<Arguments>, body: Box<Expr> },
    IfExp { test: Box<Expr>, body: Box<Expr>, orelse: Box<Expr> },
    Dict { keys: Vec<Option<Expr>>, values: Vec<Expr> },
    Set { elts: Vec<Expr> },
    ListComp { elt: Box<Expr>, generators: Vec<Comprehension> },
    SetComp { elt: Box<Expr>, generators: Vec<Comprehension> },
    DictComp { key: Box<Expr>, value: Box<Expr>, generators: Vec<Comprehension> },
    GeneratorExp { elt: Box<Expr>, generators: Vec<Comprehension> },
    Await { value: Box<Expr> },
    Yield { value: Option<Box<Expr>> },
    YieldFrom { value: Box<Expr> },
    Compare { left: Box<Expr>, ops: Vec<CmpOp>, comparators: Vec<Expr> },
    Call { func: Box<Expr>, args: Vec<Expr>, keywords: Vec<Keyword> },
    FormattedValue { value: Box<Expr>, conversion: i32, format_spec: Option<Box<Expr>> },
    JoinedStr { values: Vec<Expr> },
    Constant { value: Constant, kind: Option<PyStr> },
    Attribute { value: Box<Expr>, attr: Name, ctx: ExprContext },
    Subscript { value: Box<Expr>, slice: Box<Expr>, ctx: ExprContext },
    Starred { value: Box<Expr>, ctx: ExprContext },
    Name { id: Name, ctx: ExprContext },
    List { elts: Vec<Expr>, ctx: ExprContext },
    Tuple { elts: Vec<Expr>, ctx: ExprContext },
    Slice { lower: Option<Box<Expr>>, upper: Option<Box<Expr>>, step: Option<Box<Expr>> },
}

impl Walk for Expr {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        match &self.kind {
            ExprKind::BoolOp { op, values } => {
                sink.begin(class::BoolOp)?;
                sink.field("op")?;
                op.walk(sink)?;
                sink.field("values")?;
                sink.begin_list(values.len())?;
                for item in values {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::NamedExpr { target, value } => {
                sink.begin(class::NamedExpr)?;
                sink.field("target")?;
                target.walk(sink)?;
                sink.field("value")?;
                value.walk(sink)?;
            }
            ExprKind::BinOp { left, op, right } => {
                sink.begin(class::BinOp)?;
                sink.field("left")?;
                left.walk(sink)?;
                sink.field("op")?;
                op.walk(sink)?;
                sink.field("right")?;
                right.walk(sink)?;
            }
            ExprKind::UnaryOp { op, operand } => {
                sink.begin(class::UnaryOp)?;
                sink.field("op")?;
                op.walk(sink)?;
                sink.field("operand")?;
                operand.walk(sink)?;
            }
            ExprKind::Lambda { args, body } => {
                sink.begin(class::Lambda)?;
                sink.field("args")?;
                args.walk(sink)?;
                sink.field("body")?;
                body.walk(sink)?;
            }
            ExprKind::IfExp { test, body, orelse } => {
                sink.begin(class::IfExp)?;
                sink.field("test")?;
                test.walk(sink)?;
                sink.field("body")?;
                body.walk(sink)?;
                sink.field("orelse")?;
                orelse.walk(sink)?;
            }
            ExprKind::Dict { keys, values } => {
                sink.begin(class::Dict)?;
                sink.field("keys")?;
                sink.begin_list(keys.len())?;
                for item in keys {
                    match item {
                        Some(value) => {
                            value.walk(sink)?;
                        }
                        None => sink.none()?,
                    }
                }
                sink.end_list()?;
                sink.field("values")?;
                sink.begin_list(values.len())?;
                for item in values {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::Set { elts } => {
                sink.begin(class::Set)?;
                sink.field("elts")?;
                sink.begin_list(elts.len())?;
                for item in elts {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::ListComp { elt, generators } => {
                sink.begin(class::ListComp)?;
                sink.field("elt")?;
                elt.walk(sink)?;
                sink.field("generators")?;
                sink.begin_list(generators.len())?;
                for item in generators {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::SetComp { elt, generators } => {
                sink.begin(class::SetComp)?;
                sink.field("elt")?;
                elt.walk(sink)?;
                sink.field("generators")?;
                sink.begin_list(generators.len())?;
                for item in generators {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::DictComp { key, value, generators } => {
                sink.begin(class::DictComp)?;
                sink.field("key")?;
                key.walk(sink)?;
                sink.field("value")?;
                value.walk(sink)?;
                sink.field("generators")?;
                sink.begin_list(generators.len())?;
                for item in generators {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::GeneratorExp { elt, generators } => {
                sink.begin(class::GeneratorExp)?;
                sink.field("elt")?;
                elt.walk(sink)?;
                sink.field("generators")?;
                sink.begin_list(generators.len())?;
                for item in generators {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::Await { value } => {
                sink.begin(class::Await)?;
                sink.field("value")?;
                value.walk(sink)?;
            }
            ExprKind::Yield { value } => {
                sink.begin(class::Yield)?;
                sink.field("value")?;
                match value {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
            }
            ExprKind::YieldFrom { value } => {
                sink.begin(class::YieldFrom)?;
                sink.field("value")?;
                value.walk(sink)?;
            }
            ExprKind::Compare { left, ops, comparators } => {
                sink.begin(class::Compare)?;
                sink.field("left")?;
                left.walk(sink)?;
                sink.field("ops")?;
                sink.begin_list(ops.len())?;
                for item in ops {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("comparators")?;
                sink.begin_list(comparators.len())?;
                for item in comparators {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::Call { func, args, keywords } => {
                sink.begin(class::Call)?;
                sink.field("func")?;
                func.walk(sink)?;
                sink.field("args")?;
                sink.begin_list(args.len())?;
                for item in args {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("keywords")?;
                sink.begin_list(keywords.len())?;
                for item in keywords {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                sink.begin(class::FormattedValue)?;
                sink.field("value")?;
                value.walk(sink)?;
                sink.field("conversion")?;
                sink.int(*conversion)?;
                sink.field("format_spec")?;
                match format_spec {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
            }
            ExprKind::JoinedStr { values } => {
                sink.begin(class::JoinedStr)?;
                sink.field("values")?;
                sink.begin_list(values.len())?;
                for item in values {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            ExprKind::Constant { value, kind } => {
                sink.begin(class::Constant)?;
                sink.field("value")?;
                sink.constant(value)?;
                sink.field("kind")?;
                match kind {
                    Some(value) => {
                        sink.string(value)?;
                    }
                    None => sink.none()?,
                }
            }
            ExprKind::Attribute { value, attr, ctx } => {
                sink.begin(class::Attribute)?;
                sink.field("value")?;
                value.walk(sink)?;
                sink.field("attr")?;
                sink.name(*attr)?;
                sink.field("ctx")?;
                ctx.walk(sink)?;
            }
            ExprKind::Subscript { value, slice, ctx } => {
                sink.begin(class::Subscript)?;
                sink.field("value")?;
                value.walk(sink)?;
                sink.field("slice")?;
                slice.walk(sink)?;
                sink.field("ctx")?;
                ctx.walk(sink)?;
            }
            ExprKind::Starred { value, ctx } => {
                sink.begin(class::Starred)?;
                sink.field("value")?;
                value.walk(sink)?;
                sink.field("ctx")?;
                ctx.walk(sink)?;
            }
            ExprKind::Name { id, ctx } => {
                sink.begin(class::Name)?;
                sink.field("id")?;
                sink.name(*id)?;
                sink.field("ctx")?;
                ctx.walk(sink)?;
            }
            ExprKind::List { elts, ctx } => {
                sink.begin(class::List)?;
                sink.field("elts")?;
                sink.begin_list(elts.len())?;
                for item in elts {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("ctx")?;
                ctx.walk(sink)?;
            }
            ExprKind::Tuple { elts, ctx } => {
                sink.begin(class::Tuple)?;
                sink.field("elts")?;
                sink.begin_list(elts.len())?;
                for item in elts {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("ctx")?;
                ctx.walk(sink)?;
            }
            ExprKind::Slice { lower, upper, step } => {
                sink.begin(class::Slice)?;
                sink.field("lower")?;
                match lower {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
                sink.field("upper")?;
                match upper {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
                sink.field("step")?;
                match step {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
            }
        }
        sink.span(self.span)?;
        sink.end()
    }
}

/// A `excepthandler` node with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct ExceptHandler {
    pub kind: ExceptHandlerKind,
    pub span: Span,
}

/// The classes of `ast.excepthandler`.
#[derive(Clone, Debug, PartialEq)]
pub enum ExceptHandlerKind {
    ExceptHandler { type_: Option<Box<Expr>>, name: Option<Name>, body: Vec<Stmt> },
}

impl Walk for ExceptHandler {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        match &self.kind {
            ExceptHandlerKind::ExceptHandler { type_, name, body } => {
                sink.begin(class::ExceptHandler)?;
                sink.field("type")?;
                match type_ {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
                sink.field("name")?;
                match name {
                    Some(value) => {
                        sink.name(*value)?;
                    }
                    None => sink.none()?,
                }
                sink.field("body")?;
                sink.begin_list(body.len())?;
                for item in body {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
        }
        sink.span(self.span)?;
        sink.end()
    }
}

/// A `pattern` node with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    pub kind: PatternKind,
    pub span: Span,
}

/// The classes of `ast.pattern`.
#[derive(Clone, Debug, PartialEq)]
pub enum PatternKind {
    MatchValue { value: Box<Expr> },
    MatchSingleton { value: Constant },
    MatchSequence { patterns: Vec<Pattern> },
    MatchMapping { keys: Vec<Expr>, patterns: Vec<Pattern>, rest: Option<Name> },
    MatchClass { cls: Box<Expr>, patterns: Vec<Pattern>, kwd_attrs: Vec<Name>, kwd_patterns: Vec<Pattern> },
    MatchStar { name: Option<Name> },
    MatchAs { pattern: Option<Box<Pattern>>, name: Option<Name> },
    MatchOr { patterns: Vec<Pattern> },
}

impl Walk for Pattern {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        match &self.kind {
            PatternKind::MatchValue { value } => {
                sink.begin(class::MatchValue)?;
                sink.field("value")?;
                value.walk(sink)?;
            }
            PatternKind::MatchSingleton { value } => {
                sink.begin(class::MatchSingleton)?;
                sink.field("value")?;
                sink.constant(value)?;
            }
            PatternKind::MatchSequence { patterns } => {
                sink.begin(class::MatchSequence)?;
                sink.field("patterns")?;
                sink.begin_list(patterns.len())?;
                for item in patterns {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            PatternKind::MatchMapping { keys, patterns, rest } => {
                sink.begin(class::MatchMapping)?;
                sink.field("keys")?;
                sink.begin_list(keys.len())?;
                for item in keys {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("patterns")?;
                sink.begin_list(patterns.len())?;
                for item in patterns {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("rest")?;
                match rest {
                    Some(value) => {
                        sink.name(*value)?;
                    }
                    None => sink.none()?,
                }
            }
            PatternKind::MatchClass { cls, patterns, kwd_attrs, kwd_patterns } => {
                sink.begin(class::MatchClass)?;
                sink.field("cls")?;
                cls.walk(sink)?;
                sink.field("patterns")?;
                sink.begin_list(patterns.len())?;
                for item in patterns {
                    item.walk(sink)?;
                }
                sink.end_list()?;
                sink.field("kwd_attrs")?;
                sink.begin_list(kwd_attrs.len())?;
                for item in kwd_attrs {
                    sink.name(*item)?;
                }
                sink.end_list()?;
                sink.field("kwd_patterns")?;
                sink.begin_list(kwd_patterns.len())?;
                for item in kwd_patterns {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
            PatternKind::MatchStar { name } => {
                sink.begin(class::MatchStar)?;
                sink.field("name")?;
                match name {
                    Some(value) => {
                        sink.name(*value)?;
                    }
                    None => sink.none()?,
                }
            }
            PatternKind::MatchAs { pattern, name } => {
                sink.begin(class::MatchAs)?;
                sink.field("pattern")?;
                match pattern {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
                sink.field("name")?;
                match name {
                    Some(value) => {
                        sink.name(*value)?;
                    }
                    None => sink.none()?,
                }
            }
            PatternKind::MatchOr { patterns } => {
                sink.begin(class::MatchOr)?;
                sink.field("patterns")?;
                sink.begin_list(patterns.len())?;
                for item in patterns {
                    item.walk(sink)?;
                }
                sink.end_list()?;
            }
        }
        sink.span(self.span)?;
        sink.end()
    }
}

/// The classes of `ast.type_ignore`.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeIgnore {
    TypeIgnore { lineno: i32, tag: PyStr },
}

impl Walk for TypeIgnore {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self {
            TypeIgnore::TypeIgnore { lineno, tag } => {
                sink.begin(class::TypeIgnore)?;
                sink.field("lineno")?;
                sink.int(*lineno)?;
                sink.field("tag")?;
                sink.string(tag)?;
            }
        }
        sink.end()
    }
}

/// A `type_param` node with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeParam {
    pub kind: TypeParamKind,
    pub span: Span,
}

/// The classes of `ast.type_param`.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeParamKind {
    TypeVar { name: Name, bound: Option<Box<Expr>>, default_value: Option<Box<Expr>> },
    ParamSpec { name: Name, default_value: Option<Box<Expr>> },
    TypeVarTuple { name: Name, default_value: Option<Box<Expr>> },
}

impl Walk for TypeParam {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        match &self.kind {
            TypeParamKind::TypeVar { name, bound, default_value } => {
                sink.begin(class::TypeVar)?;
                sink.field("name")?;
                sink.name(*name)?;
                sink.field("bound")?;
                match bound {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
                sink.field("default_value")?;
                match default_value {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
            }
            TypeParamKind::ParamSpec { name, default_value } => {
                sink.begin(class::ParamSpec)?;
                sink.field("name")?;
                sink.name(*name)?;
                sink.field("default_value")?;
                match default_value {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
            }
            TypeParamKind::TypeVarTuple { name, default_value } => {
                sink.begin(class::TypeVarTuple)?;
                sink.field("name")?;
                sink.name(*name)?;
                sink.field("default_value")?;
                match default_value {
                    Some(value) => {
                        value.walk(sink)?;
                    }
                    None => sink.none()?,
                }
            }
        }
        sink.span(self.span)?;
        sink.end()
    }
}

/// `ast.comprehension`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comprehension {
    pub target: Expr,
    pub iter: Expr,
    pub ifs: Vec<Expr>,
    pub is_async: i32,
}

impl Walk for Comprehension {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.begin(class::comprehension)?;
        sink.field("target")?;
        self.target.walk(sink)?;
        sink.field("iter")?;
        self.iter.walk(sink)?;
        sink.field("ifs")?;
        sink.begin_list(self.ifs.len())?;
        for item in &self.ifs {
            item.walk(sink)?;
        }
        sink.end_list()?;
        sink.field("is_async")?;
        sink.int(self.is_async)?;
        sink.end()
    }
}

/// `ast.arguments`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Arguments {
    pub posonlyargs: Vec<Arg>,
    pub args: Vec<Arg>,
    pub vararg: Option<Box<Arg>>,
    pub kwonlyargs: Vec<Arg>,
    pub kw_defaults: Vec<Option<Expr>>,
    pub kwarg: Option<Box<Arg>>,
    pub defaults: Vec<Expr>,
}

impl Walk for Arguments {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.begin(class::arguments)?;
        sink.field("posonlyargs")?;
        sink.begin_list(self.posonlyargs.len())?;
        for item in &self.posonlyargs {
            item.walk(sink)?;
        }
        sink.end_list()?;
        sink.field("args")?;
        sink.begin_list(self.args.len())?;
        for item in &self.args {
            item.walk(sink)?;
        }
        sink.end_list()?;
        sink.field("vararg")?;
        match &self.vararg {
            Some(value) => {
                value.walk(sink)?;
            }
            None => sink.none()?,
        }
        sink.field("kwonlyargs")?;
        sink.begin_list(self.kwonlyargs.len())?;
        for item in &self.kwonlyargs {
            item.walk(sink)?;
        }
        sink.end_list()?;
        sink.field("kw_defaults")?;
        sink.begin_list(self.kw_defaults.len())?;
        for item in &self.kw_defaults {
            match item {
                Some(value) => {
                    value.walk(sink)?;
                }
                None => sink.none()?,
            }
        }
        sink.end_list()?;
        sink.field("kwarg")?;
        match &self.kwarg {
            Some(value) => {
                value.walk(sink)?;
            }
            None => sink.none()?,
        }
        sink.field("defaults")?;
        sink.begin_list(self.defaults.len())?;
        for item in &self.defaults {
            item.walk(sink)?;
        }
        sink.end_list()?;
        sink.end()
    }
}

/// `ast.arg`.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    pub arg: Name,
    pub annotation: Option<Box<Expr>>,
    pub type_comment: Option<PyStr>,
    pub span: Span,
}

impl Walk for Arg {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.begin(class::arg)?;
        sink.field("arg")?;
        sink.name(self.arg)?;
        sink.field("annotation")?;
        match &self.annotation {
            Some(value) => {
                value.walk(sink)?;
            }
            None => sink.none()?,
        }
        sink.field("type_comment")?;
        match &self.type_comment {
            Some(value) => {
                sink.string(value)?;
            }
            None => sink.none()?,
        }
        sink.span(self.span)?;
        sink.end()
    }
}

/// `ast.keyword`.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyword {
    pub arg: Option<Name>,
    pub value: Expr,
    pub span: Span,
}

impl Walk for Keyword {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.begin(class::keyword)?;
        sink.field("arg")?;
        match &self.arg {
            Some(value) => {
                sink.name(*value)?;
            }
            None => sink.none()?,
        }
        sink.field("value")?;
        self.value.walk(sink)?;
        sink.span(self.span)?;
        sink.end()
    }
}

/// `ast.alias`.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    pub name: Name,
    pub asname: Option<Name>,
    pub span: Span,
}

impl Walk for Alias {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.begin(class::alias)?;
        sink.field("name")?;
        sink.name(self.name)?;
        sink.field("asname")?;
        match &self.asname {
            Some(value) => {
                sink.name(*value)?;
            }
            None => sink.none()?,
        }
        sink.span(self.span)?;
        sink.end()
    }
}

/// `ast.withitem`.
#[derive(Clone, Debug, PartialEq)]
pub struct WithItem {
    pub context_expr: Expr,
    pub optional_vars: Option<Box<Expr>>,
}

impl Walk for WithItem {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.begin(class::withitem)?;
        sink.field("context_expr")?;
        self.context_expr.walk(sink)?;
        sink.field("optional_vars")?;
        match &self.optional_vars {
            Some(value) => {
                value.walk(sink)?;
            }
            None => sink.none()?,
        }
        sink.end()
    }
}

/// `ast.match_case`.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchCase {
    pub pattern: Pattern,
    pub guard: Option<Box<Expr>>,
    pub body: Vec<Stmt>,
}

impl Walk for MatchCase {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.begin(class::match_case)?;
        sink.field("pattern")?;
        self.pattern.walk(sink)?;
        sink.field("guard")?;
        match &self.guard {
            Some(value) => {
                value.walk(sink)?;
            }
            None => sink.none()?,
        }
        sink.field("body")?;
        sink.begin_list(self.body.len())?;
        for item in &self.body {
            item.walk(sink)?;
        }
        sink.end_list()?;
        sink.end()
    }
}

/// The classes of `ast.expr_context`, none of which has fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExprContext {
    Load,
    Store,
    Del,
}

impl ExprContext {
    /// The Python class.
    pub fn class(self) -> Class {
        match self {
            ExprContext::Load => class::Load,
            ExprContext::Store => class::Store,
            ExprContext::Del => class::Del,
        }
    }
}

impl Walk for ExprContext {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singleton(self.class())
    }
}

/// The classes of `ast.boolop`, none of which has fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoolOperator {
    And,
    Or,
}

impl BoolOperator {
    /// The Python class.
    pub fn class(self) -> Class {
        match self {
            BoolOperator::And => class::And,
            BoolOperator::Or => class::Or,
        }
    }
}

impl Walk for BoolOperator {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singleton(self.class())
    }
}

/// The classes of `ast.operator`, none of which has fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

impl Operator {
    /// The Python class.
    pub fn class(self) -> Class {
        match self {
            Operator::Add => class::Add,
            Operator::Sub => class::Sub,
            Operator::Mult => class::Mult,
            Operator::MatMult => class::MatMult,
            Operator::Div => class::Div,
            Operator::Mod => class::Mod,
            Operator::Pow => class::Pow,
            Operator::LShift => class::LShift,
            Operator::RShift => class::RShift,
            Operator::BitOr => class::BitOr,
            Operator::BitXor => class::BitXor,
            Operator::BitAnd => class::BitAnd,
            Operator::FloorDiv => class::FloorDiv,
        }
    }
}

impl Walk for Operator {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singleton(self.class())
    }
}

/// The classes of `ast.unaryop`, none of which has fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    Invert,
    Not,
    UAdd,
    USub,
}

impl UnaryOperator {
    /// The Python class.
    pub fn class(self) -> Class {
        match self {
            UnaryOperator::Invert => class::Invert,
            UnaryOperator::Not => class::Not,
            UnaryOperator::UAdd => class::UAdd,
            UnaryOperator::USub => class::USub,
        }
    }
}

impl Walk for UnaryOperator {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singleton(self.class())
    }
}

/// The classes of `ast.cmpop`, none of which has fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CmpOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

impl CmpOp {
    /// The Python class.
    pub fn class(self) -> Class {
        match self {
            CmpOp::Eq => class::Eq,
            CmpOp::NotEq => class::NotEq,
            CmpOp::Lt => class::Lt,
            CmpOp::LtE => class::LtE,
            CmpOp::Gt => class::Gt,
            CmpOp::GtE => class::GtE,
            CmpOp::Is => class::Is,
            CmpOp::IsNot => class::IsNot,
            CmpOp::In => class::In,
            CmpOp::NotIn => class::NotIn,
        }
    }
}

impl Walk for CmpOp {
    fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singleton(self.class())
    }
}
