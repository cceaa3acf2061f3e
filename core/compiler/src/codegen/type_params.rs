//! Type parameters and type aliases (PEP 695, PEP 696).

use ks_bytecode::{arg, op};

use super::*;

impl<'a> Compiler<'a, '_> {
    /// Enters the scope of a definition's type parameters.
    pub(super) fn enter_type_params(
        &mut self,
        s: &'a Stmt,
        name: Name,
        firstlineno: i32,
        private: Option<Name>,
    ) -> CompileResult {
        let text = format!("<generic parameters of {}>", self.text(name));
        let scope_name = self.interner.intern(&text);
        self.enter_scope(NodeKey::new(s, Part::TypeParams), ScopeKind::TypeParams, scope_name, firstlineno, private)
    }

    /// Ends that scope, returning the value on its stack, and makes a function of it.
    pub(super) fn leave_type_params(&mut self, at: Location) -> CompileResult {
        let code = self.exit_scope(false)?;
        self.make_closure(at, code, 0)
    }

    /// Makes the type parameters, stores them, and leaves a tuple of them on the stack.
    pub(super) fn type_params(&mut self, params: &'a [TypeParam]) -> CompileResult {
        let mut seen_default = false;
        for param in params {
            let at = loc(param.span);
            let (name, default, allow_starred) = match &param.kind {
                TypeParamKind::TypeVar { name, bound, default_value } => {
                    self.load_name_constant(at, *name);
                    match bound {
                        None => self.op_i(at, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::TYPEVAR)),
                        Some(bound) => {
                            self.lazy_value(bound, *name, NodeKey::new(param, Part::Body), false)?;
                            let intrinsic = if matches!(bound.kind, ExprKind::Tuple { .. }) {
                                arg::intrinsic_2::TYPEVAR_WITH_CONSTRAINTS
                            } else {
                                arg::intrinsic_2::TYPEVAR_WITH_BOUND
                            };
                            self.op_i(at, op::CALL_INTRINSIC_2, i32::from(intrinsic));
                        }
                    }
                    (*name, default_value, false)
                }
                TypeParamKind::TypeVarTuple { name, default_value } => {
                    self.load_name_constant(at, *name);
                    self.op_i(at, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::TYPEVARTUPLE));
                    (*name, default_value, true)
                }
                TypeParamKind::ParamSpec { name, default_value } => {
                    self.load_name_constant(at, *name);
                    self.op_i(at, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::PARAMSPEC));
                    (*name, default_value, false)
                }
            };
            if let Some(default) = default {
                seen_default = true;
                self.lazy_value(default, name, NodeKey::new(param, Part::Default), allow_starred)?;
                self.op_i(at, op::CALL_INTRINSIC_2, i32::from(arg::intrinsic_2::SET_TYPEPARAM_DEFAULT));
            } else if seen_default {
                let name = self.text(name);
                let message = format!("non-default type parameter '{name}' follows default type parameter");
                return self.error(at, message);
            }
            self.op_i(at, op::COPY, 1);
            self.store_name(at, name)?;
        }
        if let Some(first) = params.first() {
            self.op_i(loc(first.span), op::BUILD_TUPLE, params.len() as i32);
        }
        Ok(())
    }

    /// A bound or default as a function, called when the value is asked for.
    fn lazy_value(&mut self, e: &'a Expr, name: Name, key: NodeKey, allow_starred: bool) -> CompileResult {
        self.enter_scope(key, ScopeKind::TypeParams, name, e.span.lineno, None)?;
        let at = loc(e.span);
        match &e.kind {
            ExprKind::Starred { value, .. } if allow_starred => {
                self.expr(value)?;
                self.op_i(at, op::UNPACK_SEQUENCE, 1);
            }
            _ => self.expr(e)?,
        }
        self.op(at, op::RETURN_VALUE);
        let code = self.exit_scope(true)?;
        self.make_closure(at, code, 0)
    }

    pub(super) fn type_alias(&mut self, s: &'a Stmt) -> CompileResult {
        let StmtKind::TypeAlias { name, type_params, value } = &s.kind else { return Ok(()) };
        let ExprKind::Name { id: name, .. } = name.kind else {
            return Err(CompileError::Type("TypeAlias with non-Name name".into()));
        };
        let at = loc(s.span);
        let is_generic = !type_params.is_empty();
        if is_generic {
            self.enter_type_params(s, name, s.span.lineno, None)?;
            self.load_name_constant(at, name);
            self.type_params(type_params)?;
        } else {
            self.load_name_constant(at, name);
            self.load_none(at);
        }
        self.enter_scope(NodeKey::new(s, Part::Body), ScopeKind::Function, name, s.span.lineno, None)?;
        // The first constant must not be taken for a docstring.
        self.add_const(Constant::None);
        self.expr(value)?;
        self.op(at, op::RETURN_VALUE);
        let code = self.exit_scope(false)?;
        self.make_closure(at, code, 0)?;
        self.op_i(at, op::BUILD_TUPLE, 3);
        self.op_i(at, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::TYPEALIAS));
        if is_generic {
            self.leave_type_params(at)?;
            self.op(at, op::PUSH_NULL);
            self.op_i(at, op::CALL, 0);
        }
        self.store_name(at, name)
    }
}
