// Generated from ast.toml by examples/gen_ast.rs; do not edit.

use super::generated::*;
use super::read::{Field, FromPart, How, Parts, Source, What, parts};
use super::{Class, Constant, Name, PyStr, Span, class};

parts!(
    Name,
    PyStr,
    i32,
    Constant,
    Mod,
    Stmt,
    Expr,
    ExceptHandler,
    Pattern,
    TypeIgnore,
    TypeParam,
    Comprehension,
    Arguments,
    Arg,
    Keyword,
    Alias,
    WithItem,
    MatchCase,
    ExprContext,
    BoolOperator,
    Operator,
    UnaryOperator,
    CmpOp
);

/// The fields of a class, in the order in which they are read.
pub(super) fn fields(class: Class) -> &'static [Field] {
    match class {
        class::Module => &[
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "type_ignores", what: What::Sum(class::type_ignore), how: How::List },
        ],
        class::Interactive => &[Field { name: "body", what: What::Sum(class::stmt), how: How::List }],
        class::Expression => &[Field { name: "body", what: What::Sum(class::expr), how: How::Required }],
        class::FunctionType => &[
            Field { name: "argtypes", what: What::Sum(class::expr), how: How::List },
            Field { name: "returns", what: What::Sum(class::expr), how: How::Required },
        ],
        class::FunctionDef => &[
            Field { name: "name", what: What::Identifier, how: How::Required },
            Field { name: "args", what: What::Product(class::arguments), how: How::Required },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "decorator_list", what: What::Sum(class::expr), how: How::List },
            Field { name: "returns", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "type_comment", what: What::String, how: How::Optional },
            Field { name: "type_params", what: What::Sum(class::type_param), how: How::List },
        ],
        class::AsyncFunctionDef => &[
            Field { name: "name", what: What::Identifier, how: How::Required },
            Field { name: "args", what: What::Product(class::arguments), how: How::Required },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "decorator_list", what: What::Sum(class::expr), how: How::List },
            Field { name: "returns", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "type_comment", what: What::String, how: How::Optional },
            Field { name: "type_params", what: What::Sum(class::type_param), how: How::List },
        ],
        class::ClassDef => &[
            Field { name: "name", what: What::Identifier, how: How::Required },
            Field { name: "bases", what: What::Sum(class::expr), how: How::List },
            Field { name: "keywords", what: What::Product(class::keyword), how: How::List },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "decorator_list", what: What::Sum(class::expr), how: How::List },
            Field { name: "type_params", what: What::Sum(class::type_param), how: How::List },
        ],
        class::Return => &[Field { name: "value", what: What::Sum(class::expr), how: How::Optional }],
        class::Delete => &[Field { name: "targets", what: What::Sum(class::expr), how: How::List }],
        class::Assign => &[
            Field { name: "targets", what: What::Sum(class::expr), how: How::List },
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
            Field { name: "type_comment", what: What::String, how: How::Optional },
        ],
        class::TypeAlias => &[
            Field { name: "name", what: What::Sum(class::expr), how: How::Required },
            Field { name: "type_params", what: What::Sum(class::type_param), how: How::List },
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
        ],
        class::AugAssign => &[
            Field { name: "target", what: What::Sum(class::expr), how: How::Required },
            Field { name: "op", what: What::Choice(class::operator), how: How::Required },
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
        ],
        class::AnnAssign => &[
            Field { name: "target", what: What::Sum(class::expr), how: How::Required },
            Field { name: "annotation", what: What::Sum(class::expr), how: How::Required },
            Field { name: "value", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "simple", what: What::Int, how: How::Required },
        ],
        class::For => &[
            Field { name: "target", what: What::Sum(class::expr), how: How::Required },
            Field { name: "iter", what: What::Sum(class::expr), how: How::Required },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "orelse", what: What::Sum(class::stmt), how: How::List },
            Field { name: "type_comment", what: What::String, how: How::Optional },
        ],
        class::AsyncFor => &[
            Field { name: "target", what: What::Sum(class::expr), how: How::Required },
            Field { name: "iter", what: What::Sum(class::expr), how: How::Required },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "orelse", what: What::Sum(class::stmt), how: How::List },
            Field { name: "type_comment", what: What::String, how: How::Optional },
        ],
        class::While => &[
            Field { name: "test", what: What::Sum(class::expr), how: How::Required },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "orelse", what: What::Sum(class::stmt), how: How::List },
        ],
        class::If => &[
            Field { name: "test", what: What::Sum(class::expr), how: How::Required },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "orelse", what: What::Sum(class::stmt), how: How::List },
        ],
        class::With => &[
            Field { name: "items", what: What::Product(class::withitem), how: How::List },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "type_comment", what: What::String, how: How::Optional },
        ],
        class::AsyncWith => &[
            Field { name: "items", what: What::Product(class::withitem), how: How::List },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "type_comment", what: What::String, how: How::Optional },
        ],
        class::Match => &[
            Field { name: "subject", what: What::Sum(class::expr), how: How::Required },
            Field { name: "cases", what: What::Product(class::match_case), how: How::List },
        ],
        class::Raise => &[
            Field { name: "exc", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "cause", what: What::Sum(class::expr), how: How::Optional },
        ],
        class::Try => &[
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "handlers", what: What::Sum(class::excepthandler), how: How::List },
            Field { name: "orelse", what: What::Sum(class::stmt), how: How::List },
            Field { name: "finalbody", what: What::Sum(class::stmt), how: How::List },
        ],
        class::TryStar => &[
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
            Field { name: "handlers", what: What::Sum(class::excepthandler), how: How::List },
            Field { name: "orelse", what: What::Sum(class::stmt), how: How::List },
            Field { name: "finalbody", what: What::Sum(class::stmt), how: How::List },
        ],
        class::Assert => &[
            Field { name: "test", what: What::Sum(class::expr), how: How::Required },
            Field { name: "msg", what: What::Sum(class::expr), how: How::Optional },
        ],
        class::Import => &[Field { name: "names", what: What::Product(class::alias), how: How::List }],
        class::ImportFrom => &[
            Field { name: "module", what: What::Identifier, how: How::Optional },
            Field { name: "names", what: What::Product(class::alias), how: How::List },
            Field { name: "level", what: What::Int, how: How::Optional },
        ],
        class::Global => &[Field { name: "names", what: What::Identifier, how: How::List }],
        class::Nonlocal => &[Field { name: "names", what: What::Identifier, how: How::List }],
        class::Expr => &[Field { name: "value", what: What::Sum(class::expr), how: How::Required }],
        class::BoolOp => &[
            Field { name: "op", what: What::Choice(class::boolop), how: How::Required },
            Field { name: "values", what: What::Sum(class::expr), how: How::List },
        ],
        class::NamedExpr => &[
            Field { name: "target", what: What::Sum(class::expr), how: How::Required },
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
        ],
        class::BinOp => &[
            Field { name: "left", what: What::Sum(class::expr), how: How::Required },
            Field { name: "op", what: What::Choice(class::operator), how: How::Required },
            Field { name: "right", what: What::Sum(class::expr), how: How::Required },
        ],
        class::UnaryOp => &[
            Field { name: "op", what: What::Choice(class::unaryop), how: How::Required },
            Field { name: "operand", what: What::Sum(class::expr), how: How::Required },
        ],
        class::Lambda => &[
            Field { name: "args", what: What::Product(class::arguments), how: How::Required },
            Field { name: "body", what: What::Sum(class::expr), how: How::Required },
        ],
        class::IfExp => &[
            Field { name: "test", what: What::Sum(class::expr), how: How::Required },
            Field { name: "body", what: What::Sum(class::expr), how: How::Required },
            Field { name: "orelse", what: What::Sum(class::expr), how: How::Required },
        ],
        class::Dict => &[
            Field { name: "keys", what: What::Sum(class::expr), how: How::OptionalList },
            Field { name: "values", what: What::Sum(class::expr), how: How::List },
        ],
        class::Set => &[Field { name: "elts", what: What::Sum(class::expr), how: How::List }],
        class::ListComp => &[
            Field { name: "elt", what: What::Sum(class::expr), how: How::Required },
            Field { name: "generators", what: What::Product(class::comprehension), how: How::List },
        ],
        class::SetComp => &[
            Field { name: "elt", what: What::Sum(class::expr), how: How::Required },
            Field { name: "generators", what: What::Product(class::comprehension), how: How::List },
        ],
        class::DictComp => &[
            Field { name: "key", what: What::Sum(class::expr), how: How::Required },
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
            Field { name: "generators", what: What::Product(class::comprehension), how: How::List },
        ],
        class::GeneratorExp => &[
            Field { name: "elt", what: What::Sum(class::expr), how: How::Required },
            Field { name: "generators", what: What::Product(class::comprehension), how: How::List },
        ],
        class::Await => &[Field { name: "value", what: What::Sum(class::expr), how: How::Required }],
        class::Yield => &[Field { name: "value", what: What::Sum(class::expr), how: How::Optional }],
        class::YieldFrom => &[Field { name: "value", what: What::Sum(class::expr), how: How::Required }],
        class::Compare => &[
            Field { name: "left", what: What::Sum(class::expr), how: How::Required },
            Field { name: "ops", what: What::Choice(class::cmpop), how: How::List },
            Field { name: "comparators", what: What::Sum(class::expr), how: How::List },
        ],
        class::Call => &[
            Field { name: "func", what: What::Sum(class::expr), how: How::Required },
            Field { name: "args", what: What::Sum(class::expr), how: How::List },
            Field { name: "keywords", what: What::Product(class::keyword), how: How::List },
        ],
        class::FormattedValue => &[
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
            Field { name: "conversion", what: What::Int, how: How::Required },
            Field { name: "format_spec", what: What::Sum(class::expr), how: How::Optional },
        ],
        class::JoinedStr => &[Field { name: "values", what: What::Sum(class::expr), how: How::List }],
        class::Constant => &[
            Field { name: "value", what: What::Constant, how: How::Required },
            Field { name: "kind", what: What::String, how: How::Optional },
        ],
        class::Attribute => &[
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
            Field { name: "attr", what: What::Identifier, how: How::Required },
            Field { name: "ctx", what: What::Choice(class::expr_context), how: How::Required },
        ],
        class::Subscript => &[
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
            Field { name: "slice", what: What::Sum(class::expr), how: How::Required },
            Field { name: "ctx", what: What::Choice(class::expr_context), how: How::Required },
        ],
        class::Starred => &[
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
            Field { name: "ctx", what: What::Choice(class::expr_context), how: How::Required },
        ],
        class::Name => &[
            Field { name: "id", what: What::Identifier, how: How::Required },
            Field { name: "ctx", what: What::Choice(class::expr_context), how: How::Required },
        ],
        class::List => &[
            Field { name: "elts", what: What::Sum(class::expr), how: How::List },
            Field { name: "ctx", what: What::Choice(class::expr_context), how: How::Required },
        ],
        class::Tuple => &[
            Field { name: "elts", what: What::Sum(class::expr), how: How::List },
            Field { name: "ctx", what: What::Choice(class::expr_context), how: How::Required },
        ],
        class::Slice => &[
            Field { name: "lower", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "upper", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "step", what: What::Sum(class::expr), how: How::Optional },
        ],
        class::ExceptHandler => &[
            Field { name: "type", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "name", what: What::Identifier, how: How::Optional },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
        ],
        class::MatchValue => &[Field { name: "value", what: What::Sum(class::expr), how: How::Required }],
        class::MatchSingleton => &[Field { name: "value", what: What::Constant, how: How::Required }],
        class::MatchSequence => &[Field { name: "patterns", what: What::Sum(class::pattern), how: How::List }],
        class::MatchMapping => &[
            Field { name: "keys", what: What::Sum(class::expr), how: How::List },
            Field { name: "patterns", what: What::Sum(class::pattern), how: How::List },
            Field { name: "rest", what: What::Identifier, how: How::Optional },
        ],
        class::MatchClass => &[
            Field { name: "cls", what: What::Sum(class::expr), how: How::Required },
            Field { name: "patterns", what: What::Sum(class::pattern), how: How::List },
            Field { name: "kwd_attrs", what: What::Identifier, how: How::List },
            Field { name: "kwd_patterns", what: What::Sum(class::pattern), how: How::List },
        ],
        class::MatchStar => &[Field { name: "name", what: What::Identifier, how: How::Optional }],
        class::MatchAs => &[
            Field { name: "pattern", what: What::Sum(class::pattern), how: How::Optional },
            Field { name: "name", what: What::Identifier, how: How::Optional },
        ],
        class::MatchOr => &[Field { name: "patterns", what: What::Sum(class::pattern), how: How::List }],
        class::TypeIgnore => &[
            Field { name: "lineno", what: What::Int, how: How::Required },
            Field { name: "tag", what: What::String, how: How::Required },
        ],
        class::TypeVar => &[
            Field { name: "name", what: What::Identifier, how: How::Required },
            Field { name: "bound", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "default_value", what: What::Sum(class::expr), how: How::Optional },
        ],
        class::ParamSpec => &[
            Field { name: "name", what: What::Identifier, how: How::Required },
            Field { name: "default_value", what: What::Sum(class::expr), how: How::Optional },
        ],
        class::TypeVarTuple => &[
            Field { name: "name", what: What::Identifier, how: How::Required },
            Field { name: "default_value", what: What::Sum(class::expr), how: How::Optional },
        ],
        class::comprehension => &[
            Field { name: "target", what: What::Sum(class::expr), how: How::Required },
            Field { name: "iter", what: What::Sum(class::expr), how: How::Required },
            Field { name: "ifs", what: What::Sum(class::expr), how: How::List },
            Field { name: "is_async", what: What::Int, how: How::Required },
        ],
        class::arguments => &[
            Field { name: "posonlyargs", what: What::Product(class::arg), how: How::List },
            Field { name: "args", what: What::Product(class::arg), how: How::List },
            Field { name: "vararg", what: What::Product(class::arg), how: How::Optional },
            Field { name: "kwonlyargs", what: What::Product(class::arg), how: How::List },
            Field { name: "kw_defaults", what: What::Sum(class::expr), how: How::OptionalList },
            Field { name: "kwarg", what: What::Product(class::arg), how: How::Optional },
            Field { name: "defaults", what: What::Sum(class::expr), how: How::List },
        ],
        class::arg => &[
            Field { name: "arg", what: What::Identifier, how: How::Required },
            Field { name: "annotation", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "type_comment", what: What::String, how: How::Optional },
        ],
        class::keyword => &[
            Field { name: "arg", what: What::Identifier, how: How::Optional },
            Field { name: "value", what: What::Sum(class::expr), how: How::Required },
        ],
        class::alias => &[
            Field { name: "name", what: What::Identifier, how: How::Required },
            Field { name: "asname", what: What::Identifier, how: How::Optional },
        ],
        class::withitem => &[
            Field { name: "context_expr", what: What::Sum(class::expr), how: How::Required },
            Field { name: "optional_vars", what: What::Sum(class::expr), how: How::Optional },
        ],
        class::match_case => &[
            Field { name: "pattern", what: What::Sum(class::pattern), how: How::Required },
            Field { name: "guard", what: What::Sum(class::expr), how: How::Optional },
            Field { name: "body", what: What::Sum(class::stmt), how: How::List },
        ],
        _ => &[],
    }
}

/// Makes a node of what has been read of it.
pub(super) fn build<S: Source>(
    source: &mut S,
    class: Class,
    span: Span,
    parts: &mut Parts<'_>,
) -> Result<Part, S::Error> {
    Ok(match class {
        class::Module => Part::from(Mod::Module { body: parts.all_items(), type_ignores: parts.all_items() }),
        class::Interactive => Part::from(Mod::Interactive { body: parts.all_items() }),
        class::Expression => {
            Part::from(Mod::Expression { body: Box::new(parts.present(source, class::Expression, 0)?) })
        }
        class::FunctionType => Part::from(Mod::FunctionType {
            argtypes: parts.all_items(),
            returns: Box::new(parts.present(source, class::FunctionType, 1)?),
        }),
        class::FunctionDef => Part::from(Stmt {
            span,
            kind: StmtKind::FunctionDef {
                name: parts.present(source, class::FunctionDef, 0)?,
                args: Box::new(parts.present(source, class::FunctionDef, 1)?),
                body: parts.all_items(),
                decorator_list: parts.all_items(),
                returns: parts.one().map(Box::new),
                type_comment: parts.one(),
                type_params: parts.all_items(),
            },
        }),
        class::AsyncFunctionDef => Part::from(Stmt {
            span,
            kind: StmtKind::AsyncFunctionDef {
                name: parts.present(source, class::AsyncFunctionDef, 0)?,
                args: Box::new(parts.present(source, class::AsyncFunctionDef, 1)?),
                body: parts.all_items(),
                decorator_list: parts.all_items(),
                returns: parts.one().map(Box::new),
                type_comment: parts.one(),
                type_params: parts.all_items(),
            },
        }),
        class::ClassDef => Part::from(Stmt {
            span,
            kind: StmtKind::ClassDef {
                name: parts.present(source, class::ClassDef, 0)?,
                bases: parts.all_items(),
                keywords: parts.all_items(),
                body: parts.all_items(),
                decorator_list: parts.all_items(),
                type_params: parts.all_items(),
            },
        }),
        class::Return => Part::from(Stmt { span, kind: StmtKind::Return { value: parts.one().map(Box::new) } }),
        class::Delete => Part::from(Stmt { span, kind: StmtKind::Delete { targets: parts.all_items() } }),
        class::Assign => Part::from(Stmt {
            span,
            kind: StmtKind::Assign {
                targets: parts.all_items(),
                value: Box::new(parts.present(source, class::Assign, 1)?),
                type_comment: parts.one(),
            },
        }),
        class::TypeAlias => Part::from(Stmt {
            span,
            kind: StmtKind::TypeAlias {
                name: Box::new(parts.present(source, class::TypeAlias, 0)?),
                type_params: parts.all_items(),
                value: Box::new(parts.present(source, class::TypeAlias, 2)?),
            },
        }),
        class::AugAssign => Part::from(Stmt {
            span,
            kind: StmtKind::AugAssign {
                target: Box::new(parts.present(source, class::AugAssign, 0)?),
                op: parts.present(source, class::AugAssign, 1)?,
                value: Box::new(parts.present(source, class::AugAssign, 2)?),
            },
        }),
        class::AnnAssign => Part::from(Stmt {
            span,
            kind: StmtKind::AnnAssign {
                target: Box::new(parts.present(source, class::AnnAssign, 0)?),
                annotation: Box::new(parts.present(source, class::AnnAssign, 1)?),
                value: parts.one().map(Box::new),
                simple: parts.present(source, class::AnnAssign, 3)?,
            },
        }),
        class::For => Part::from(Stmt {
            span,
            kind: StmtKind::For {
                target: Box::new(parts.present(source, class::For, 0)?),
                iter: Box::new(parts.present(source, class::For, 1)?),
                body: parts.all_items(),
                orelse: parts.all_items(),
                type_comment: parts.one(),
            },
        }),
        class::AsyncFor => Part::from(Stmt {
            span,
            kind: StmtKind::AsyncFor {
                target: Box::new(parts.present(source, class::AsyncFor, 0)?),
                iter: Box::new(parts.present(source, class::AsyncFor, 1)?),
                body: parts.all_items(),
                orelse: parts.all_items(),
                type_comment: parts.one(),
            },
        }),
        class::While => Part::from(Stmt {
            span,
            kind: StmtKind::While {
                test: Box::new(parts.present(source, class::While, 0)?),
                body: parts.all_items(),
                orelse: parts.all_items(),
            },
        }),
        class::If => Part::from(Stmt {
            span,
            kind: StmtKind::If {
                test: Box::new(parts.present(source, class::If, 0)?),
                body: parts.all_items(),
                orelse: parts.all_items(),
            },
        }),
        class::With => Part::from(Stmt {
            span,
            kind: StmtKind::With { items: parts.all_items(), body: parts.all_items(), type_comment: parts.one() },
        }),
        class::AsyncWith => Part::from(Stmt {
            span,
            kind: StmtKind::AsyncWith { items: parts.all_items(), body: parts.all_items(), type_comment: parts.one() },
        }),
        class::Match => Part::from(Stmt {
            span,
            kind: StmtKind::Match {
                subject: Box::new(parts.present(source, class::Match, 0)?),
                cases: parts.all_items(),
            },
        }),
        class::Raise => Part::from(Stmt {
            span,
            kind: StmtKind::Raise { exc: parts.one().map(Box::new), cause: parts.one().map(Box::new) },
        }),
        class::Try => Part::from(Stmt {
            span,
            kind: StmtKind::Try {
                body: parts.all_items(),
                handlers: parts.all_items(),
                orelse: parts.all_items(),
                finalbody: parts.all_items(),
            },
        }),
        class::TryStar => Part::from(Stmt {
            span,
            kind: StmtKind::TryStar {
                body: parts.all_items(),
                handlers: parts.all_items(),
                orelse: parts.all_items(),
                finalbody: parts.all_items(),
            },
        }),
        class::Assert => Part::from(Stmt {
            span,
            kind: StmtKind::Assert {
                test: Box::new(parts.present(source, class::Assert, 0)?),
                msg: parts.one().map(Box::new),
            },
        }),
        class::Import => Part::from(Stmt { span, kind: StmtKind::Import { names: parts.all_items() } }),
        class::ImportFrom => Part::from(Stmt {
            span,
            kind: StmtKind::ImportFrom { module: parts.one(), names: parts.all_items(), level: parts.one() },
        }),
        class::Global => Part::from(Stmt { span, kind: StmtKind::Global { names: parts.all_items() } }),
        class::Nonlocal => Part::from(Stmt { span, kind: StmtKind::Nonlocal { names: parts.all_items() } }),
        class::Expr => {
            Part::from(Stmt { span, kind: StmtKind::Expr { value: Box::new(parts.present(source, class::Expr, 0)?) } })
        }
        class::Pass => Part::from(Stmt { span, kind: StmtKind::Pass }),
        class::Break => Part::from(Stmt { span, kind: StmtKind::Break }),
        class::Continue => Part::from(Stmt { span, kind: StmtKind::Continue }),
        class::BoolOp => Part::from(Expr {
            span,
            kind: ExprKind::BoolOp { op: parts.present(source, class::BoolOp, 0)?, values: parts.all_items() },
        }),
        class::NamedExpr => Part::from(Expr {
            span,
            kind: ExprKind::NamedExpr {
                target: Box::new(parts.present(source, class::NamedExpr, 0)?),
                value: Box::new(parts.present(source, class::NamedExpr, 1)?),
            },
        }),
        class::BinOp => Part::from(Expr {
            span,
            kind: ExprKind::BinOp {
                left: Box::new(parts.present(source, class::BinOp, 0)?),
                op: parts.present(source, class::BinOp, 1)?,
                right: Box::new(parts.present(source, class::BinOp, 2)?),
            },
        }),
        class::UnaryOp => Part::from(Expr {
            span,
            kind: ExprKind::UnaryOp {
                op: parts.present(source, class::UnaryOp, 0)?,
                operand: Box::new(parts.present(source, class::UnaryOp, 1)?),
            },
        }),
        class::Lambda => Part::from(Expr {
            span,
            kind: ExprKind::Lambda {
                args: Box::new(parts.present(source, class::Lambda, 0)?),
                body: Box::new(parts.present(source, class::Lambda, 1)?),
            },
        }),
        class::IfExp => Part::from(Expr {
            span,
            kind: ExprKind::IfExp {
                test: Box::new(parts.present(source, class::IfExp, 0)?),
                body: Box::new(parts.present(source, class::IfExp, 1)?),
                orelse: Box::new(parts.present(source, class::IfExp, 2)?),
            },
        }),
        class::Dict => {
            Part::from(Expr { span, kind: ExprKind::Dict { keys: parts.items(), values: parts.all_items() } })
        }
        class::Set => Part::from(Expr { span, kind: ExprKind::Set { elts: parts.all_items() } }),
        class::ListComp => Part::from(Expr {
            span,
            kind: ExprKind::ListComp {
                elt: Box::new(parts.present(source, class::ListComp, 0)?),
                generators: parts.all_items(),
            },
        }),
        class::SetComp => Part::from(Expr {
            span,
            kind: ExprKind::SetComp {
                elt: Box::new(parts.present(source, class::SetComp, 0)?),
                generators: parts.all_items(),
            },
        }),
        class::DictComp => Part::from(Expr {
            span,
            kind: ExprKind::DictComp {
                key: Box::new(parts.present(source, class::DictComp, 0)?),
                value: Box::new(parts.present(source, class::DictComp, 1)?),
                generators: parts.all_items(),
            },
        }),
        class::GeneratorExp => Part::from(Expr {
            span,
            kind: ExprKind::GeneratorExp {
                elt: Box::new(parts.present(source, class::GeneratorExp, 0)?),
                generators: parts.all_items(),
            },
        }),
        class::Await => Part::from(Expr {
            span,
            kind: ExprKind::Await { value: Box::new(parts.present(source, class::Await, 0)?) },
        }),
        class::Yield => Part::from(Expr { span, kind: ExprKind::Yield { value: parts.one().map(Box::new) } }),
        class::YieldFrom => Part::from(Expr {
            span,
            kind: ExprKind::YieldFrom { value: Box::new(parts.present(source, class::YieldFrom, 0)?) },
        }),
        class::Compare => Part::from(Expr {
            span,
            kind: ExprKind::Compare {
                left: Box::new(parts.present(source, class::Compare, 0)?),
                ops: parts.all_items(),
                comparators: parts.all_items(),
            },
        }),
        class::Call => Part::from(Expr {
            span,
            kind: ExprKind::Call {
                func: Box::new(parts.present(source, class::Call, 0)?),
                args: parts.all_items(),
                keywords: parts.all_items(),
            },
        }),
        class::FormattedValue => Part::from(Expr {
            span,
            kind: ExprKind::FormattedValue {
                value: Box::new(parts.present(source, class::FormattedValue, 0)?),
                conversion: parts.present(source, class::FormattedValue, 1)?,
                format_spec: parts.one().map(Box::new),
            },
        }),
        class::JoinedStr => Part::from(Expr { span, kind: ExprKind::JoinedStr { values: parts.all_items() } }),
        class::Constant => Part::from(Expr {
            span,
            kind: ExprKind::Constant { value: parts.present(source, class::Constant, 0)?, kind: parts.one() },
        }),
        class::Attribute => Part::from(Expr {
            span,
            kind: ExprKind::Attribute {
                value: Box::new(parts.present(source, class::Attribute, 0)?),
                attr: parts.present(source, class::Attribute, 1)?,
                ctx: parts.present(source, class::Attribute, 2)?,
            },
        }),
        class::Subscript => Part::from(Expr {
            span,
            kind: ExprKind::Subscript {
                value: Box::new(parts.present(source, class::Subscript, 0)?),
                slice: Box::new(parts.present(source, class::Subscript, 1)?),
                ctx: parts.present(source, class::Subscript, 2)?,
            },
        }),
        class::Starred => Part::from(Expr {
            span,
            kind: ExprKind::Starred {
                value: Box::new(parts.present(source, class::Starred, 0)?),
                ctx: parts.present(source, class::Starred, 1)?,
            },
        }),
        class::Name => Part::from(Expr {
            span,
            kind: ExprKind::Name {
                id: parts.present(source, class::Name, 0)?,
                ctx: parts.present(source, class::Name, 1)?,
            },
        }),
        class::List => Part::from(Expr {
            span,
            kind: ExprKind::List { elts: parts.all_items(), ctx: parts.present(source, class::List, 1)? },
        }),
        class::Tuple => Part::from(Expr {
            span,
            kind: ExprKind::Tuple { elts: parts.all_items(), ctx: parts.present(source, class::Tuple, 1)? },
        }),
        class::Slice => Part::from(Expr {
            span,
            kind: ExprKind::Slice {
                lower: parts.one().map(Box::new),
                upper: parts.one().map(Box::new),
                step: parts.one().map(Box::new),
            },
        }),
        class::ExceptHandler => Part::from(ExceptHandler {
            span,
            kind: ExceptHandlerKind::ExceptHandler {
                type_: parts.one().map(Box::new),
                name: parts.one(),
                body: parts.all_items(),
            },
        }),
        class::MatchValue => Part::from(Pattern {
            span,
            kind: PatternKind::MatchValue { value: Box::new(parts.present(source, class::MatchValue, 0)?) },
        }),
        class::MatchSingleton => Part::from(Pattern {
            span,
            kind: PatternKind::MatchSingleton { value: parts.present(source, class::MatchSingleton, 0)? },
        }),
        class::MatchSequence => {
            Part::from(Pattern { span, kind: PatternKind::MatchSequence { patterns: parts.all_items() } })
        }
        class::MatchMapping => Part::from(Pattern {
            span,
            kind: PatternKind::MatchMapping { keys: parts.all_items(), patterns: parts.all_items(), rest: parts.one() },
        }),
        class::MatchClass => Part::from(Pattern {
            span,
            kind: PatternKind::MatchClass {
                cls: Box::new(parts.present(source, class::MatchClass, 0)?),
                patterns: parts.all_items(),
                kwd_attrs: parts.all_items(),
                kwd_patterns: parts.all_items(),
            },
        }),
        class::MatchStar => Part::from(Pattern { span, kind: PatternKind::MatchStar { name: parts.one() } }),
        class::MatchAs => Part::from(Pattern {
            span,
            kind: PatternKind::MatchAs { pattern: parts.one().map(Box::new), name: parts.one() },
        }),
        class::MatchOr => Part::from(Pattern { span, kind: PatternKind::MatchOr { patterns: parts.all_items() } }),
        class::TypeIgnore => Part::from(TypeIgnore::TypeIgnore {
            lineno: parts.present(source, class::TypeIgnore, 0)?,
            tag: parts.present(source, class::TypeIgnore, 1)?,
        }),
        class::TypeVar => Part::from(TypeParam {
            span,
            kind: TypeParamKind::TypeVar {
                name: parts.present(source, class::TypeVar, 0)?,
                bound: parts.one().map(Box::new),
                default_value: parts.one().map(Box::new),
            },
        }),
        class::ParamSpec => Part::from(TypeParam {
            span,
            kind: TypeParamKind::ParamSpec {
                name: parts.present(source, class::ParamSpec, 0)?,
                default_value: parts.one().map(Box::new),
            },
        }),
        class::TypeVarTuple => Part::from(TypeParam {
            span,
            kind: TypeParamKind::TypeVarTuple {
                name: parts.present(source, class::TypeVarTuple, 0)?,
                default_value: parts.one().map(Box::new),
            },
        }),
        class::comprehension => Part::from(Comprehension {
            target: parts.present(source, class::comprehension, 0)?,
            iter: parts.present(source, class::comprehension, 1)?,
            ifs: parts.all_items(),
            is_async: parts.present(source, class::comprehension, 3)?,
        }),
        class::arguments => Part::from(Arguments {
            posonlyargs: parts.all_items(),
            args: parts.all_items(),
            vararg: parts.one().map(Box::new),
            kwonlyargs: parts.all_items(),
            kw_defaults: parts.items(),
            kwarg: parts.one().map(Box::new),
            defaults: parts.all_items(),
        }),
        class::arg => Part::from(Arg {
            arg: parts.present(source, class::arg, 0)?,
            annotation: parts.one().map(Box::new),
            type_comment: parts.one(),
            span,
        }),
        class::keyword => {
            Part::from(Keyword { arg: parts.one(), value: parts.present(source, class::keyword, 1)?, span })
        }
        class::alias => Part::from(Alias { name: parts.present(source, class::alias, 0)?, asname: parts.one(), span }),
        class::withitem => Part::from(WithItem {
            context_expr: parts.present(source, class::withitem, 0)?,
            optional_vars: parts.one().map(Box::new),
        }),
        class::match_case => Part::from(MatchCase {
            pattern: parts.present(source, class::match_case, 0)?,
            guard: parts.one().map(Box::new),
            body: parts.all_items(),
        }),
        _ => Part::Null,
    })
}

/// The operator or context that a node stands for.
pub(super) fn choice<S: Source>(source: &mut S, node: &S::Node, base: Class) -> Result<Part, S::Error> {
    let variant = source.variant(node, base)?;
    match base {
        class::expr_context => match variant {
            Some(class::Load) => Ok(Part::from(ExprContext::Load)),
            Some(class::Store) => Ok(Part::from(ExprContext::Store)),
            Some(class::Del) => Ok(Part::from(ExprContext::Del)),
            _ => Err(source.unexpected(node, base)),
        },
        class::boolop => match variant {
            Some(class::And) => Ok(Part::from(BoolOperator::And)),
            Some(class::Or) => Ok(Part::from(BoolOperator::Or)),
            _ => Err(source.unexpected(node, base)),
        },
        class::operator => match variant {
            Some(class::Add) => Ok(Part::from(Operator::Add)),
            Some(class::Sub) => Ok(Part::from(Operator::Sub)),
            Some(class::Mult) => Ok(Part::from(Operator::Mult)),
            Some(class::MatMult) => Ok(Part::from(Operator::MatMult)),
            Some(class::Div) => Ok(Part::from(Operator::Div)),
            Some(class::Mod) => Ok(Part::from(Operator::Mod)),
            Some(class::Pow) => Ok(Part::from(Operator::Pow)),
            Some(class::LShift) => Ok(Part::from(Operator::LShift)),
            Some(class::RShift) => Ok(Part::from(Operator::RShift)),
            Some(class::BitOr) => Ok(Part::from(Operator::BitOr)),
            Some(class::BitXor) => Ok(Part::from(Operator::BitXor)),
            Some(class::BitAnd) => Ok(Part::from(Operator::BitAnd)),
            Some(class::FloorDiv) => Ok(Part::from(Operator::FloorDiv)),
            _ => Err(source.unexpected(node, base)),
        },
        class::unaryop => match variant {
            Some(class::Invert) => Ok(Part::from(UnaryOperator::Invert)),
            Some(class::Not) => Ok(Part::from(UnaryOperator::Not)),
            Some(class::UAdd) => Ok(Part::from(UnaryOperator::UAdd)),
            Some(class::USub) => Ok(Part::from(UnaryOperator::USub)),
            _ => Err(source.unexpected(node, base)),
        },
        class::cmpop => match variant {
            Some(class::Eq) => Ok(Part::from(CmpOp::Eq)),
            Some(class::NotEq) => Ok(Part::from(CmpOp::NotEq)),
            Some(class::Lt) => Ok(Part::from(CmpOp::Lt)),
            Some(class::LtE) => Ok(Part::from(CmpOp::LtE)),
            Some(class::Gt) => Ok(Part::from(CmpOp::Gt)),
            Some(class::GtE) => Ok(Part::from(CmpOp::GtE)),
            Some(class::Is) => Ok(Part::from(CmpOp::Is)),
            Some(class::IsNot) => Ok(Part::from(CmpOp::IsNot)),
            Some(class::In) => Ok(Part::from(CmpOp::In)),
            Some(class::NotIn) => Ok(Part::from(CmpOp::NotIn)),
            _ => Err(source.unexpected(node, base)),
        },
        _ => Err(source.unexpected(node, base)),
    }
}
