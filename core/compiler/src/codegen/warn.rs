//! `SyntaxWarning`s about code that is legal and surely wrong.

use super::*;

/// The type that evaluating an expression gives, where that is plain to see.
fn inferred_type(e: &Expr) -> Option<&'static str> {
    Some(match &e.kind {
        ExprKind::Tuple { .. } => "tuple",
        ExprKind::List { .. } | ExprKind::ListComp { .. } => "list",
        ExprKind::Dict { .. } | ExprKind::DictComp { .. } => "dict",
        ExprKind::Set { .. } | ExprKind::SetComp { .. } => "set",
        ExprKind::GeneratorExp { .. } => "generator",
        ExprKind::Lambda { .. } => "function",
        ExprKind::JoinedStr { .. } | ExprKind::FormattedValue { .. } => "str",
        ExprKind::Constant { value, .. } => match value {
            Constant::None => "NoneType",
            Constant::True | Constant::False => "bool",
            Constant::Ellipsis => "ellipsis",
            Constant::Int(_) => "int",
            Constant::Float(_) => "float",
            Constant::Complex(..) => "complex",
            Constant::Str(_) => "str",
            Constant::Bytes(_) => "bytes",
            Constant::Tuple(_) => "tuple",
            Constant::FrozenSet(_) => "frozenset",
            Constant::Foreign(_) => return None,
        },
        _ => return None,
    })
}

/// Whether `is` with this operand says something about identity.
fn has_identity(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Constant { value, .. } => {
            matches!(value, Constant::None | Constant::True | Constant::False | Constant::Ellipsis)
        }
        _ => true,
    }
}

impl Compiler<'_, '_> {
    pub(super) fn warn(&mut self, span: Span, message: &str) -> CompileResult {
        self.embedder.syntax_warning(message, span)
    }

    /// `x is 1`.
    pub(super) fn check_compare(&mut self, e: &Expr) -> CompileResult {
        let ExprKind::Compare { left, ops, comparators } = &e.kind else { return Ok(()) };
        let mut left: &Expr = left;
        for (op, right) in ops.iter().zip(comparators) {
            if matches!(op, CmpOp::Is | CmpOp::IsNot) && !(has_identity(left) && has_identity(right)) {
                let literal = if has_identity(left) { right } else { left };
                let type_name = inferred_type(literal).unwrap_or("object");
                let message = if *op == CmpOp::Is {
                    format!("\"is\" with '{type_name}' literal. Did you mean \"==\"?")
                } else {
                    format!("\"is not\" with '{type_name}' literal. Did you mean \"!=\"?")
                };
                return self.warn(e.span, &message);
            }
            left = right;
        }
        Ok(())
    }

    /// `"text" (argument)`.
    pub(super) fn check_called(&mut self, e: &Expr) -> CompileResult {
        match &e.kind {
            ExprKind::Constant { .. }
            | ExprKind::Tuple { .. }
            | ExprKind::List { .. }
            | ExprKind::ListComp { .. }
            | ExprKind::Dict { .. }
            | ExprKind::DictComp { .. }
            | ExprKind::Set { .. }
            | ExprKind::SetComp { .. }
            | ExprKind::GeneratorExp { .. }
            | ExprKind::JoinedStr { .. }
            | ExprKind::FormattedValue { .. } => {
                let type_name = inferred_type(e).unwrap_or("object");
                let message = format!("'{type_name}' object is not callable; perhaps you missed a comma?");
                self.warn(e.span, &message)
            }
            _ => Ok(()),
        }
    }

    /// `{1} [2]`.
    pub(super) fn check_subscripted(&mut self, e: &Expr) -> CompileResult {
        match &e.kind {
            ExprKind::Constant {
                value:
                    Constant::None
                    | Constant::Ellipsis
                    | Constant::True
                    | Constant::False
                    | Constant::Int(_)
                    | Constant::Float(_)
                    | Constant::Complex(..)
                    | Constant::FrozenSet(_),
                ..
            }
            | ExprKind::Set { .. }
            | ExprKind::SetComp { .. }
            | ExprKind::GeneratorExp { .. }
            | ExprKind::Lambda { .. } => {
                let type_name = inferred_type(e).unwrap_or("object");
                let message = format!("'{type_name}' object is not subscriptable; perhaps you missed a comma?");
                self.warn(e.span, &message)
            }
            _ => Ok(()),
        }
    }

    /// `[1, 2] [3, 4]`.
    pub(super) fn check_index(&mut self, e: &Expr, index: &Expr) -> CompileResult {
        let Some(index_type) = inferred_type(index) else { return Ok(()) };
        if matches!(index_type, "int" | "bool") {
            return Ok(());
        }
        match &e.kind {
            ExprKind::Constant { value: Constant::Str(_) | Constant::Bytes(_) | Constant::Tuple(_), .. }
            | ExprKind::Tuple { .. }
            | ExprKind::List { .. }
            | ExprKind::ListComp { .. }
            | ExprKind::JoinedStr { .. }
            | ExprKind::FormattedValue { .. } => {
                let type_name = inferred_type(e).unwrap_or("object");
                let message = format!(
                    "{type_name} indices must be integers or slices, not {index_type}; perhaps you missed a comma?"
                );
                self.warn(e.span, &message)
            }
            _ => Ok(()),
        }
    }
}
