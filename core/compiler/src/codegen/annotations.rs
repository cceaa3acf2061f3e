//! Annotations of functions and variables.

use ks_bytecode::{co, op};

use super::*;

/// Whether any statement of a module or class body, inside control flow too, is an annotated assignment.
pub(super) fn any_annotation(body: &[Stmt]) -> bool {
    body.iter().any(|s| match &s.kind {
        StmtKind::AnnAssign { .. } => true,
        StmtKind::For { body, orelse, .. }
        | StmtKind::AsyncFor { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::If { body, orelse, .. } => any_annotation(body) || any_annotation(orelse),
        StmtKind::With { body, .. } | StmtKind::AsyncWith { body, .. } => any_annotation(body),
        StmtKind::Match { cases, .. } => cases.iter().any(|case| any_annotation(&case.body)),
        StmtKind::Try { body, handlers, orelse, finalbody }
        | StmtKind::TryStar { body, handlers, orelse, finalbody } => {
            any_annotation(body)
                || handlers.iter().any(|handler| {
                    let ExceptHandlerKind::ExceptHandler { body, .. } = &handler.kind;
                    any_annotation(body)
                })
                || any_annotation(finalbody)
                || any_annotation(orelse)
        }
        _ => false,
    })
}

impl<'a> Compiler<'a, '_> {
    pub(super) fn future_annotations(&self) -> bool {
        self.settings.flags & co::CO_FUTURE_ANNOTATIONS != 0
    }

    /// An annotation's value, or its source text under `from __future__ import annotations`.
    pub(super) fn annotation(&mut self, e: &'a Expr) -> CompileResult {
        if self.future_annotations() {
            let text = crate::unparse::expression(e, self.interner, self.settings.limits)?;
            self.load_const(loc(e.span), Constant::Str(text));
            Ok(())
        } else {
            self.expr(e)
        }
    }

    /// A tuple of names and annotations, if a function has any.
    pub(super) fn function_annotations(
        &mut self,
        at: Location,
        args: &'a Arguments,
        returns: Option<&'a Expr>,
    ) -> CompileResult<bool> {
        let mut count = 0;
        for arg in args
            .args
            .iter()
            .chain(&args.posonlyargs)
            .chain(args.vararg.as_deref())
            .chain(&args.kwonlyargs)
            .chain(args.kwarg.as_deref())
        {
            if let Some(annotation) = &arg.annotation {
                self.argument_annotation(at, arg.arg, annotation)?;
                count += 2;
            }
        }
        if let Some(returns) = returns {
            self.argument_annotation(at, self.known.return_, returns)?;
            count += 2;
        }
        if count > 0 {
            self.op_i(at, op::BUILD_TUPLE, count);
        }
        Ok(count > 0)
    }

    fn argument_annotation(&mut self, at: Location, name: Name, annotation: &'a Expr) -> CompileResult {
        let name = self.mangled(name);
        self.load_name_constant(at, name);
        match &annotation.kind {
            // `*args: *Ts`: the one item of `Ts`.
            ExprKind::Starred { value, .. } if !self.future_annotations() => {
                self.expr(value)?;
                self.op_i(at, op::UNPACK_SEQUENCE, 1);
                Ok(())
            }
            _ => self.annotation(annotation),
        }
    }
}
