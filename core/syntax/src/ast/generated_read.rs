// Generated from ast.toml by examples/gen_ast.rs; do not edit.

use super::generated::*;
use super::read::{Read, Source, list, optional, optional_list, present, required, span};
use super::{Constant, Name, PyStr, class};

impl Read for Mod {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        if source.is_none(node) {
            return Ok(None);
        }
        let kind = match source.variant(node, class::r#mod)? {
            Some(class::Module) => {
                let body = list::<Stmt, S>(source, node, class::Module, 0)?;
                let type_ignores = list::<TypeIgnore, S>(source, node, class::Module, 1)?;
                Mod::Module { body, type_ignores }
            }
            Some(class::Interactive) => {
                let body = list::<Stmt, S>(source, node, class::Interactive, 0)?;
                Mod::Interactive { body }
            }
            Some(class::Expression) => {
                let body = required::<Expr, S>(source, node, class::Expression, 0)?;
                Mod::Expression { body: Box::new(present(source, body, class::Expression, 0)?) }
            }
            Some(class::FunctionType) => {
                let argtypes = list::<Expr, S>(source, node, class::FunctionType, 0)?;
                let returns = required::<Expr, S>(source, node, class::FunctionType, 1)?;
                Mod::FunctionType { argtypes, returns: Box::new(present(source, returns, class::FunctionType, 1)?) }
            }
            _ => return Err(source.unexpected(node, class::r#mod)),
        };
        Ok(Some(kind))
    }
}

impl Read for Stmt {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        if source.is_none(node) {
            return Ok(None);
        }
        let span = span(source, node, class::stmt)?;
        let kind = match source.variant(node, class::stmt)? {
            Some(class::FunctionDef) => {
                let name = required::<Name, S>(source, node, class::FunctionDef, 0)?;
                let args = required::<Arguments, S>(source, node, class::FunctionDef, 1)?;
                let body = list::<Stmt, S>(source, node, class::FunctionDef, 2)?;
                let decorator_list = list::<Expr, S>(source, node, class::FunctionDef, 3)?;
                let returns = optional::<Expr, S>(source, node, class::FunctionDef, 4)?;
                let type_comment = optional::<PyStr, S>(source, node, class::FunctionDef, 5)?;
                let type_params = list::<TypeParam, S>(source, node, class::FunctionDef, 6)?;
                StmtKind::FunctionDef {
                    name: present(source, name, class::FunctionDef, 0)?,
                    args: Box::new(present(source, args, class::FunctionDef, 1)?),
                    body,
                    decorator_list,
                    returns: returns.map(Box::new),
                    type_comment,
                    type_params,
                }
            }
            Some(class::AsyncFunctionDef) => {
                let name = required::<Name, S>(source, node, class::AsyncFunctionDef, 0)?;
                let args = required::<Arguments, S>(source, node, class::AsyncFunctionDef, 1)?;
                let body = list::<Stmt, S>(source, node, class::AsyncFunctionDef, 2)?;
                let decorator_list = list::<Expr, S>(source, node, class::AsyncFunctionDef, 3)?;
                let returns = optional::<Expr, S>(source, node, class::AsyncFunctionDef, 4)?;
                let type_comment = optional::<PyStr, S>(source, node, class::AsyncFunctionDef, 5)?;
                let type_params = list::<TypeParam, S>(source, node, class::AsyncFunctionDef, 6)?;
                StmtKind::AsyncFunctionDef {
                    name: present(source, name, class::AsyncFunctionDef, 0)?,
                    args: Box::new(present(source, args, class::AsyncFunctionDef, 1)?),
                    body,
                    decorator_list,
                    returns: returns.map(Box::new),
                    type_comment,
                    type_params,
                }
            }
            Some(class::ClassDef) => {
                let name = required::<Name, S>(source, node, class::ClassDef, 0)?;
                let bases = list::<Expr, S>(source, node, class::ClassDef, 1)?;
                let keywords = list::<Keyword, S>(source, node, class::ClassDef, 2)?;
                let body = list::<Stmt, S>(source, node, class::ClassDef, 3)?;
                let decorator_list = list::<Expr, S>(source, node, class::ClassDef, 4)?;
                let type_params = list::<TypeParam, S>(source, node, class::ClassDef, 5)?;
                StmtKind::ClassDef {
                    name: present(source, name, class::ClassDef, 0)?,
                    bases,
                    keywords,
                    body,
                    decorator_list,
                    type_params,
                }
            }
            Some(class::Return) => {
                let value = optional::<Expr, S>(source, node, class::Return, 0)?;
                StmtKind::Return { value: value.map(Box::new) }
            }
            Some(class::Delete) => {
                let targets = list::<Expr, S>(source, node, class::Delete, 0)?;
                StmtKind::Delete { targets }
            }
            Some(class::Assign) => {
                let targets = list::<Expr, S>(source, node, class::Assign, 0)?;
                let value = required::<Expr, S>(source, node, class::Assign, 1)?;
                let type_comment = optional::<PyStr, S>(source, node, class::Assign, 2)?;
                StmtKind::Assign { targets, value: Box::new(present(source, value, class::Assign, 1)?), type_comment }
            }
            Some(class::TypeAlias) => {
                let name = required::<Expr, S>(source, node, class::TypeAlias, 0)?;
                let type_params = list::<TypeParam, S>(source, node, class::TypeAlias, 1)?;
                let value = required::<Expr, S>(source, node, class::TypeAlias, 2)?;
                StmtKind::TypeAlias {
                    name: Box::new(present(source, name, class::TypeAlias, 0)?),
                    type_params,
                    value: Box::new(present(source, value, class::TypeAlias, 2)?),
                }
            }
            Some(class::AugAssign) => {
                let target = required::<Expr, S>(source, node, class::AugAssign, 0)?;
                let op = required::<Operator, S>(source, node, class::AugAssign, 1)?;
                let value = required::<Expr, S>(source, node, class::AugAssign, 2)?;
                StmtKind::AugAssign {
                    target: Box::new(present(source, target, class::AugAssign, 0)?),
                    op: present(source, op, class::AugAssign, 1)?,
                    value: Box::new(present(source, value, class::AugAssign, 2)?),
                }
            }
            Some(class::AnnAssign) => {
                let target = required::<Expr, S>(source, node, class::AnnAssign, 0)?;
                let annotation = required::<Expr, S>(source, node, class::AnnAssign, 1)?;
                let value = optional::<Expr, S>(source, node, class::AnnAssign, 2)?;
                let simple = required::<i32, S>(source, node, class::AnnAssign, 3)?;
                StmtKind::AnnAssign {
                    target: Box::new(present(source, target, class::AnnAssign, 0)?),
                    annotation: Box::new(present(source, annotation, class::AnnAssign, 1)?),
                    value: value.map(Box::new),
                    simple: present(source, simple, class::AnnAssign, 3)?,
                }
            }
            Some(class::For) => {
                let target = required::<Expr, S>(source, node, class::For, 0)?;
                let iter = required::<Expr, S>(source, node, class::For, 1)?;
                let body = list::<Stmt, S>(source, node, class::For, 2)?;
                let orelse = list::<Stmt, S>(source, node, class::For, 3)?;
                let type_comment = optional::<PyStr, S>(source, node, class::For, 4)?;
                StmtKind::For {
                    target: Box::new(present(source, target, class::For, 0)?),
                    iter: Box::new(present(source, iter, class::For, 1)?),
                    body,
                    orelse,
                    type_comment,
                }
            }
            Some(class::AsyncFor) => {
                let target = required::<Expr, S>(source, node, class::AsyncFor, 0)?;
                let iter = required::<Expr, S>(source, node, class::AsyncFor, 1)?;
                let body = list::<Stmt, S>(source, node, class::AsyncFor, 2)?;
                let orelse = list::<Stmt, S>(source, node, class::AsyncFor, 3)?;
                let type_comment = optional::<PyStr, S>(source, node, class::AsyncFor, 4)?;
                StmtKind::AsyncFor {
                    target: Box::new(present(source, target, class::AsyncFor, 0)?),
                    iter: Box::new(present(source, iter, class::AsyncFor, 1)?),
                    body,
                    orelse,
                    type_comment,
                }
            }
            Some(class::While) => {
                let test = required::<Expr, S>(source, node, class::While, 0)?;
                let body = list::<Stmt, S>(source, node, class::While, 1)?;
                let orelse = list::<Stmt, S>(source, node, class::While, 2)?;
                StmtKind::While { test: Box::new(present(source, test, class::While, 0)?), body, orelse }
            }
            Some(class::If) => {
                let test = required::<Expr, S>(source, node, class::If, 0)?;
                let body = list::<Stmt, S>(source, node, class::If, 1)?;
                let orelse = list::<Stmt, S>(source, node, class::If, 2)?;
                StmtKind::If { test: Box::new(present(source, test, class::If, 0)?), body, orelse }
            }
            Some(class::With) => {
                let items = list::<WithItem, S>(source, node, class::With, 0)?;
                let body = list::<Stmt, S>(source, node, class::With, 1)?;
                let type_comment = optional::<PyStr, S>(source, node, class::With, 2)?;
                StmtKind::With { items, body, type_comment }
            }
            Some(class::AsyncWith) => {
                let items = list::<WithItem, S>(source, node, class::AsyncWith, 0)?;
                let body = list::<Stmt, S>(source, node, class::AsyncWith, 1)?;
                let type_comment = optional::<PyStr, S>(source, node, class::AsyncWith, 2)?;
                StmtKind::AsyncWith { items, body, type_comment }
            }
            Some(class::Match) => {
                let subject = required::<Expr, S>(source, node, class::Match, 0)?;
                let cases = list::<MatchCase, S>(source, node, class::Match, 1)?;
                StmtKind::Match { subject: Box::new(present(source, subject, class::Match, 0)?), cases }
            }
            Some(class::Raise) => {
                let exc = optional::<Expr, S>(source, node, class::Raise, 0)?;
                let cause = optional::<Expr, S>(source, node, class::Raise, 1)?;
                StmtKind::Raise { exc: exc.map(Box::new), cause: cause.map(Box::new) }
            }
            Some(class::Try) => {
                let body = list::<Stmt, S>(source, node, class::Try, 0)?;
                let handlers = list::<ExceptHandler, S>(source, node, class::Try, 1)?;
                let orelse = list::<Stmt, S>(source, node, class::Try, 2)?;
                let finalbody = list::<Stmt, S>(source, node, class::Try, 3)?;
                StmtKind::Try { body, handlers, orelse, finalbody }
            }
            Some(class::TryStar) => {
                let body = list::<Stmt, S>(source, node, class::TryStar, 0)?;
                let handlers = list::<ExceptHandler, S>(source, node, class::TryStar, 1)?;
                let orelse = list::<Stmt, S>(source, node, class::TryStar, 2)?;
                let finalbody = list::<Stmt, S>(source, node, class::TryStar, 3)?;
                StmtKind::TryStar { body, handlers, orelse, finalbody }
            }
            Some(class::Assert) => {
                let test = required::<Expr, S>(source, node, class::Assert, 0)?;
                let msg = optional::<Expr, S>(source, node, class::Assert, 1)?;
                StmtKind::Assert { test: Box::new(present(source, test, class::Assert, 0)?), msg: msg.map(Box::new) }
            }
            Some(class::Import) => {
                let names = list::<Alias, S>(source, node, class::Import, 0)?;
                StmtKind::Import { names }
            }
            Some(class::ImportFrom) => {
                let module = optional::<Name, S>(source, node, class::ImportFrom, 0)?;
                let names = list::<Alias, S>(source, node, class::ImportFrom, 1)?;
                let level = optional::<i32, S>(source, node, class::ImportFrom, 2)?;
                StmtKind::ImportFrom { module, names, level }
            }
            Some(class::Global) => {
                let names = list::<Name, S>(source, node, class::Global, 0)?;
                StmtKind::Global { names }
            }
            Some(class::Nonlocal) => {
                let names = list::<Name, S>(source, node, class::Nonlocal, 0)?;
                StmtKind::Nonlocal { names }
            }
            Some(class::Expr) => {
                let value = required::<Expr, S>(source, node, class::Expr, 0)?;
                StmtKind::Expr { value: Box::new(present(source, value, class::Expr, 0)?) }
            }
            Some(class::Pass) => StmtKind::Pass,
            Some(class::Break) => StmtKind::Break,
            Some(class::Continue) => StmtKind::Continue,
            _ => return Err(source.unexpected(node, class::stmt)),
        };
        Ok(Some(Self { kind, span }))
    }
}

impl Read for Expr {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        if source.is_none(node) {
            return Ok(None);
        }
        let span = span(source, node, class::expr)?;
        let kind = match source.variant(node, class::expr)? {
            Some(class::BoolOp) => {
                let op = required::<BoolOperator, S>(source, node, class::BoolOp, 0)?;
                let values = list::<Expr, S>(source, node, class::BoolOp, 1)?;
                ExprKind::BoolOp { op: present(source, op, class::BoolOp, 0)?, values }
            }
            Some(class::NamedExpr) => {
                let target = required::<Expr, S>(source, node, class::NamedExpr, 0)?;
                let value = required::<Expr, S>(source, node, class::NamedExpr, 1)?;
                ExprKind::NamedExpr {
                    target: Box::new(present(source, target, class::NamedExpr, 0)?),
                    value: Box::new(present(source, value, class::NamedExpr, 1)?),
                }
            }
            Some(class::BinOp) => {
                let left = required::<Expr, S>(source, node, class::BinOp, 0)?;
                let op = required::<Operator, S>(source, node, class::BinOp, 1)?;
                let right = required::<Expr, S>(source, node, class::BinOp, 2)?;
                ExprKind::BinOp {
                    left: Box::new(present(source, left, class::BinOp, 0)?),
                    op: present(source, op, class::BinOp, 1)?,
                    right: Box::new(present(source, right, class::BinOp, 2)?),
                }
            }
            Some(class::UnaryOp) => {
                let op = required::<UnaryOperator, S>(source, node, class::UnaryOp, 0)?;
                let operand = required::<Expr, S>(source, node, class::UnaryOp, 1)?;
                ExprKind::UnaryOp {
                    op: present(source, op, class::UnaryOp, 0)?,
                    operand: Box::new(present(source, operand, class::UnaryOp, 1)?),
                }
            }
            Some(class::Lambda) => {
                let args = required::<Arguments, S>(source, node, class::Lambda, 0)?;
                let body = required::<Expr, S>(source, node, class::Lambda, 1)?;
                ExprKind::Lambda {
                    args: Box::new(present(source, args, class::Lambda, 0)?),
                    body: Box::new(present(source, body, class::Lambda, 1)?),
                }
            }
            Some(class::IfExp) => {
                let test = required::<Expr, S>(source, node, class::IfExp, 0)?;
                let body = required::<Expr, S>(source, node, class::IfExp, 1)?;
                let orelse = required::<Expr, S>(source, node, class::IfExp, 2)?;
                ExprKind::IfExp {
                    test: Box::new(present(source, test, class::IfExp, 0)?),
                    body: Box::new(present(source, body, class::IfExp, 1)?),
                    orelse: Box::new(present(source, orelse, class::IfExp, 2)?),
                }
            }
            Some(class::Dict) => {
                let keys = optional_list::<Expr, S>(source, node, class::Dict, 0)?;
                let values = list::<Expr, S>(source, node, class::Dict, 1)?;
                ExprKind::Dict { keys, values }
            }
            Some(class::Set) => {
                let elts = list::<Expr, S>(source, node, class::Set, 0)?;
                ExprKind::Set { elts }
            }
            Some(class::ListComp) => {
                let elt = required::<Expr, S>(source, node, class::ListComp, 0)?;
                let generators = list::<Comprehension, S>(source, node, class::ListComp, 1)?;
                ExprKind::ListComp { elt: Box::new(present(source, elt, class::ListComp, 0)?), generators }
            }
            Some(class::SetComp) => {
                let elt = required::<Expr, S>(source, node, class::SetComp, 0)?;
                let generators = list::<Comprehension, S>(source, node, class::SetComp, 1)?;
                ExprKind::SetComp { elt: Box::new(present(source, elt, class::SetComp, 0)?), generators }
            }
            Some(class::DictComp) => {
                let key = required::<Expr, S>(source, node, class::DictComp, 0)?;
                let value = required::<Expr, S>(source, node, class::DictComp, 1)?;
                let generators = list::<Comprehension, S>(source, node, class::DictComp, 2)?;
                ExprKind::DictComp {
                    key: Box::new(present(source, key, class::DictComp, 0)?),
                    value: Box::new(present(source, value, class::DictComp, 1)?),
                    generators,
                }
            }
            Some(class::GeneratorExp) => {
                let elt = required::<Expr, S>(source, node, class::GeneratorExp, 0)?;
                let generators = list::<Comprehension, S>(source, node, class::GeneratorExp, 1)?;
                ExprKind::GeneratorExp { elt: Box::new(present(source, elt, class::GeneratorExp, 0)?), generators }
            }
            Some(class::Await) => {
                let value = required::<Expr, S>(source, node, class::Await, 0)?;
                ExprKind::Await { value: Box::new(present(source, value, class::Await, 0)?) }
            }
            Some(class::Yield) => {
                let value = optional::<Expr, S>(source, node, class::Yield, 0)?;
                ExprKind::Yield { value: value.map(Box::new) }
            }
            Some(class::YieldFrom) => {
                let value = required::<Expr, S>(source, node, class::YieldFrom, 0)?;
                ExprKind::YieldFrom { value: Box::new(present(source, value, class::YieldFrom, 0)?) }
            }
            Some(class::Compare) => {
                let left = required::<Expr, S>(source, node, class::Compare, 0)?;
                let ops = list::<CmpOp, S>(source, node, class::Compare, 1)?;
                let comparators = list::<Expr, S>(source, node, class::Compare, 2)?;
                ExprKind::Compare { left: Box::new(present(source, left, class::Compare, 0)?), ops, comparators }
            }
            Some(class::Call) => {
                let func = required::<Expr, S>(source, node, class::Call, 0)?;
                let args = list::<Expr, S>(source, node, class::Call, 1)?;
                let keywords = list::<Keyword, S>(source, node, class::Call, 2)?;
                ExprKind::Call { func: Box::new(present(source, func, class::Call, 0)?), args, keywords }
            }
            Some(class::FormattedValue) => {
                let value = required::<Expr, S>(source, node, class::FormattedValue, 0)?;
                let conversion = required::<i32, S>(source, node, class::FormattedValue, 1)?;
                let format_spec = optional::<Expr, S>(source, node, class::FormattedValue, 2)?;
                ExprKind::FormattedValue {
                    value: Box::new(present(source, value, class::FormattedValue, 0)?),
                    conversion: present(source, conversion, class::FormattedValue, 1)?,
                    format_spec: format_spec.map(Box::new),
                }
            }
            Some(class::JoinedStr) => {
                let values = list::<Expr, S>(source, node, class::JoinedStr, 0)?;
                ExprKind::JoinedStr { values }
            }
            Some(class::Constant) => {
                let value = required::<Constant, S>(source, node, class::Constant, 0)?;
                let kind = optional::<PyStr, S>(source, node, class::Constant, 1)?;
                ExprKind::Constant { value: present(source, value, class::Constant, 0)?, kind }
            }
            Some(class::Attribute) => {
                let value = required::<Expr, S>(source, node, class::Attribute, 0)?;
                let attr = required::<Name, S>(source, node, class::Attribute, 1)?;
                let ctx = required::<ExprContext, S>(source, node, class::Attribute, 2)?;
                ExprKind::Attribute {
                    value: Box::new(present(source, value, class::Attribute, 0)?),
                    attr: present(source, attr, class::Attribute, 1)?,
                    ctx: present(source, ctx, class::Attribute, 2)?,
                }
            }
            Some(class::Subscript) => {
                let value = required::<Expr, S>(source, node, class::Subscript, 0)?;
                let slice = required::<Expr, S>(source, node, class::Subscript, 1)?;
                let ctx = required::<ExprContext, S>(source, node, class::Subscript, 2)?;
                ExprKind::Subscript {
                    value: Box::new(present(source, value, class::Subscript, 0)?),
                    slice: Box::new(present(source, slice, class::Subscript, 1)?),
                    ctx: present(source, ctx, class::Subscript, 2)?,
                }
            }
            Some(class::Starred) => {
                let value = required::<Expr, S>(source, node, class::Starred, 0)?;
                let ctx = required::<ExprContext, S>(source, node, class::Starred, 1)?;
                ExprKind::Starred {
                    value: Box::new(present(source, value, class::Starred, 0)?),
                    ctx: present(source, ctx, class::Starred, 1)?,
                }
            }
            Some(class::Name) => {
                let id = required::<Name, S>(source, node, class::Name, 0)?;
                let ctx = required::<ExprContext, S>(source, node, class::Name, 1)?;
                ExprKind::Name { id: present(source, id, class::Name, 0)?, ctx: present(source, ctx, class::Name, 1)? }
            }
            Some(class::List) => {
                let elts = list::<Expr, S>(source, node, class::List, 0)?;
                let ctx = required::<ExprContext, S>(source, node, class::List, 1)?;
                ExprKind::List { elts, ctx: present(source, ctx, class::List, 1)? }
            }
            Some(class::Tuple) => {
                let elts = list::<Expr, S>(source, node, class::Tuple, 0)?;
                let ctx = required::<ExprContext, S>(source, node, class::Tuple, 1)?;
                ExprKind::Tuple { elts, ctx: present(source, ctx, class::Tuple, 1)? }
            }
            Some(class::Slice) => {
                let lower = optional::<Expr, S>(source, node, class::Slice, 0)?;
                let upper = optional::<Expr, S>(source, node, class::Slice, 1)?;
                let step = optional::<Expr, S>(source, node, class::Slice, 2)?;
                ExprKind::Slice { lower: lower.map(Box::new), upper: upper.map(Box::new), step: step.map(Box::new) }
            }
            _ => return Err(source.unexpected(node, class::expr)),
        };
        Ok(Some(Self { kind, span }))
    }
}

impl Read for ExceptHandler {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        if source.is_none(node) {
            return Ok(None);
        }
        let span = span(source, node, class::excepthandler)?;
        let kind = match source.variant(node, class::excepthandler)? {
            Some(class::ExceptHandler) => {
                let type_ = optional::<Expr, S>(source, node, class::ExceptHandler, 0)?;
                let name = optional::<Name, S>(source, node, class::ExceptHandler, 1)?;
                let body = list::<Stmt, S>(source, node, class::ExceptHandler, 2)?;
                ExceptHandlerKind::ExceptHandler { type_: type_.map(Box::new), name, body }
            }
            _ => return Err(source.unexpected(node, class::excepthandler)),
        };
        Ok(Some(Self { kind, span }))
    }
}

impl Read for Pattern {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        if source.is_none(node) {
            return Ok(None);
        }
        let span = span(source, node, class::pattern)?;
        let kind = match source.variant(node, class::pattern)? {
            Some(class::MatchValue) => {
                let value = required::<Expr, S>(source, node, class::MatchValue, 0)?;
                PatternKind::MatchValue { value: Box::new(present(source, value, class::MatchValue, 0)?) }
            }
            Some(class::MatchSingleton) => {
                let value = required::<Constant, S>(source, node, class::MatchSingleton, 0)?;
                PatternKind::MatchSingleton { value: present(source, value, class::MatchSingleton, 0)? }
            }
            Some(class::MatchSequence) => {
                let patterns = list::<Pattern, S>(source, node, class::MatchSequence, 0)?;
                PatternKind::MatchSequence { patterns }
            }
            Some(class::MatchMapping) => {
                let keys = list::<Expr, S>(source, node, class::MatchMapping, 0)?;
                let patterns = list::<Pattern, S>(source, node, class::MatchMapping, 1)?;
                let rest = optional::<Name, S>(source, node, class::MatchMapping, 2)?;
                PatternKind::MatchMapping { keys, patterns, rest }
            }
            Some(class::MatchClass) => {
                let cls = required::<Expr, S>(source, node, class::MatchClass, 0)?;
                let patterns = list::<Pattern, S>(source, node, class::MatchClass, 1)?;
                let kwd_attrs = list::<Name, S>(source, node, class::MatchClass, 2)?;
                let kwd_patterns = list::<Pattern, S>(source, node, class::MatchClass, 3)?;
                PatternKind::MatchClass {
                    cls: Box::new(present(source, cls, class::MatchClass, 0)?),
                    patterns,
                    kwd_attrs,
                    kwd_patterns,
                }
            }
            Some(class::MatchStar) => {
                let name = optional::<Name, S>(source, node, class::MatchStar, 0)?;
                PatternKind::MatchStar { name }
            }
            Some(class::MatchAs) => {
                let pattern = optional::<Pattern, S>(source, node, class::MatchAs, 0)?;
                let name = optional::<Name, S>(source, node, class::MatchAs, 1)?;
                PatternKind::MatchAs { pattern: pattern.map(Box::new), name }
            }
            Some(class::MatchOr) => {
                let patterns = list::<Pattern, S>(source, node, class::MatchOr, 0)?;
                PatternKind::MatchOr { patterns }
            }
            _ => return Err(source.unexpected(node, class::pattern)),
        };
        Ok(Some(Self { kind, span }))
    }
}

impl Read for TypeIgnore {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        if source.is_none(node) {
            return Ok(None);
        }
        let kind = match source.variant(node, class::type_ignore)? {
            Some(class::TypeIgnore) => {
                let lineno = required::<i32, S>(source, node, class::TypeIgnore, 0)?;
                let tag = required::<PyStr, S>(source, node, class::TypeIgnore, 1)?;
                TypeIgnore::TypeIgnore {
                    lineno: present(source, lineno, class::TypeIgnore, 0)?,
                    tag: present(source, tag, class::TypeIgnore, 1)?,
                }
            }
            _ => return Err(source.unexpected(node, class::type_ignore)),
        };
        Ok(Some(kind))
    }
}

impl Read for TypeParam {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        if source.is_none(node) {
            return Ok(None);
        }
        let span = span(source, node, class::type_param)?;
        let kind = match source.variant(node, class::type_param)? {
            Some(class::TypeVar) => {
                let name = required::<Name, S>(source, node, class::TypeVar, 0)?;
                let bound = optional::<Expr, S>(source, node, class::TypeVar, 1)?;
                let default_value = optional::<Expr, S>(source, node, class::TypeVar, 2)?;
                TypeParamKind::TypeVar {
                    name: present(source, name, class::TypeVar, 0)?,
                    bound: bound.map(Box::new),
                    default_value: default_value.map(Box::new),
                }
            }
            Some(class::ParamSpec) => {
                let name = required::<Name, S>(source, node, class::ParamSpec, 0)?;
                let default_value = optional::<Expr, S>(source, node, class::ParamSpec, 1)?;
                TypeParamKind::ParamSpec {
                    name: present(source, name, class::ParamSpec, 0)?,
                    default_value: default_value.map(Box::new),
                }
            }
            Some(class::TypeVarTuple) => {
                let name = required::<Name, S>(source, node, class::TypeVarTuple, 0)?;
                let default_value = optional::<Expr, S>(source, node, class::TypeVarTuple, 1)?;
                TypeParamKind::TypeVarTuple {
                    name: present(source, name, class::TypeVarTuple, 0)?,
                    default_value: default_value.map(Box::new),
                }
            }
            _ => return Err(source.unexpected(node, class::type_param)),
        };
        Ok(Some(Self { kind, span }))
    }
}

impl Read for Comprehension {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        let target = required::<Expr, S>(source, node, class::comprehension, 0)?;
        let iter = required::<Expr, S>(source, node, class::comprehension, 1)?;
        let ifs = list::<Expr, S>(source, node, class::comprehension, 2)?;
        let is_async = required::<i32, S>(source, node, class::comprehension, 3)?;

        Ok(Some(Self {
            target: present(source, target, class::comprehension, 0)?,
            iter: present(source, iter, class::comprehension, 1)?,
            ifs,
            is_async: present(source, is_async, class::comprehension, 3)?,
        }))
    }
}

impl Read for Arguments {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        let posonlyargs = list::<Arg, S>(source, node, class::arguments, 0)?;
        let args = list::<Arg, S>(source, node, class::arguments, 1)?;
        let vararg = optional::<Arg, S>(source, node, class::arguments, 2)?;
        let kwonlyargs = list::<Arg, S>(source, node, class::arguments, 3)?;
        let kw_defaults = optional_list::<Expr, S>(source, node, class::arguments, 4)?;
        let kwarg = optional::<Arg, S>(source, node, class::arguments, 5)?;
        let defaults = list::<Expr, S>(source, node, class::arguments, 6)?;

        Ok(Some(Self {
            posonlyargs,
            args,
            vararg: vararg.map(Box::new),
            kwonlyargs,
            kw_defaults,
            kwarg: kwarg.map(Box::new),
            defaults,
        }))
    }
}

impl Read for Arg {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        let arg = required::<Name, S>(source, node, class::arg, 0)?;
        let annotation = optional::<Expr, S>(source, node, class::arg, 1)?;
        let type_comment = optional::<PyStr, S>(source, node, class::arg, 2)?;

        let span = span(source, node, class::arg)?;
        Ok(Some(Self {
            arg: present(source, arg, class::arg, 0)?,
            annotation: annotation.map(Box::new),
            type_comment,
            span,
        }))
    }
}

impl Read for Keyword {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        let arg = optional::<Name, S>(source, node, class::keyword, 0)?;
        let value = required::<Expr, S>(source, node, class::keyword, 1)?;

        let span = span(source, node, class::keyword)?;
        Ok(Some(Self { arg, value: present(source, value, class::keyword, 1)?, span }))
    }
}

impl Read for Alias {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        let name = required::<Name, S>(source, node, class::alias, 0)?;
        let asname = optional::<Name, S>(source, node, class::alias, 1)?;

        let span = span(source, node, class::alias)?;
        Ok(Some(Self { name: present(source, name, class::alias, 0)?, asname, span }))
    }
}

impl Read for WithItem {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        let context_expr = required::<Expr, S>(source, node, class::withitem, 0)?;
        let optional_vars = optional::<Expr, S>(source, node, class::withitem, 1)?;

        Ok(Some(Self {
            context_expr: present(source, context_expr, class::withitem, 0)?,
            optional_vars: optional_vars.map(Box::new),
        }))
    }
}

impl Read for MatchCase {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        let pattern = required::<Pattern, S>(source, node, class::match_case, 0)?;
        let guard = optional::<Expr, S>(source, node, class::match_case, 1)?;
        let body = list::<Stmt, S>(source, node, class::match_case, 2)?;

        Ok(Some(Self { pattern: present(source, pattern, class::match_case, 0)?, guard: guard.map(Box::new), body }))
    }
}

impl Read for ExprContext {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        match source.variant(node, class::expr_context)? {
            Some(class::Load) => Ok(Some(ExprContext::Load)),
            Some(class::Store) => Ok(Some(ExprContext::Store)),
            Some(class::Del) => Ok(Some(ExprContext::Del)),
            _ => Err(source.unexpected(node, class::expr_context)),
        }
    }
}

impl Read for BoolOperator {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        match source.variant(node, class::boolop)? {
            Some(class::And) => Ok(Some(BoolOperator::And)),
            Some(class::Or) => Ok(Some(BoolOperator::Or)),
            _ => Err(source.unexpected(node, class::boolop)),
        }
    }
}

impl Read for Operator {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        match source.variant(node, class::operator)? {
            Some(class::Add) => Ok(Some(Operator::Add)),
            Some(class::Sub) => Ok(Some(Operator::Sub)),
            Some(class::Mult) => Ok(Some(Operator::Mult)),
            Some(class::MatMult) => Ok(Some(Operator::MatMult)),
            Some(class::Div) => Ok(Some(Operator::Div)),
            Some(class::Mod) => Ok(Some(Operator::Mod)),
            Some(class::Pow) => Ok(Some(Operator::Pow)),
            Some(class::LShift) => Ok(Some(Operator::LShift)),
            Some(class::RShift) => Ok(Some(Operator::RShift)),
            Some(class::BitOr) => Ok(Some(Operator::BitOr)),
            Some(class::BitXor) => Ok(Some(Operator::BitXor)),
            Some(class::BitAnd) => Ok(Some(Operator::BitAnd)),
            Some(class::FloorDiv) => Ok(Some(Operator::FloorDiv)),
            _ => Err(source.unexpected(node, class::operator)),
        }
    }
}

impl Read for UnaryOperator {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        match source.variant(node, class::unaryop)? {
            Some(class::Invert) => Ok(Some(UnaryOperator::Invert)),
            Some(class::Not) => Ok(Some(UnaryOperator::Not)),
            Some(class::UAdd) => Ok(Some(UnaryOperator::UAdd)),
            Some(class::USub) => Ok(Some(UnaryOperator::USub)),
            _ => Err(source.unexpected(node, class::unaryop)),
        }
    }
}

impl Read for CmpOp {
    fn read<S: Source>(source: &mut S, node: &S::Node) -> Result<Option<Self>, S::Error> {
        match source.variant(node, class::cmpop)? {
            Some(class::Eq) => Ok(Some(CmpOp::Eq)),
            Some(class::NotEq) => Ok(Some(CmpOp::NotEq)),
            Some(class::Lt) => Ok(Some(CmpOp::Lt)),
            Some(class::LtE) => Ok(Some(CmpOp::LtE)),
            Some(class::Gt) => Ok(Some(CmpOp::Gt)),
            Some(class::GtE) => Ok(Some(CmpOp::GtE)),
            Some(class::Is) => Ok(Some(CmpOp::Is)),
            Some(class::IsNot) => Ok(Some(CmpOp::IsNot)),
            Some(class::In) => Ok(Some(CmpOp::In)),
            Some(class::NotIn) => Ok(Some(CmpOp::NotIn)),
            _ => Err(source.unexpected(node, class::cmpop)),
        }
    }
}
