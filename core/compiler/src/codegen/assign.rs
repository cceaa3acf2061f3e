//! Assignment: targets that unpack, augmented and annotated assignment.

use ks_bytecode::op;

use super::expr::is_two_part_slice;
use super::*;

impl<'a> Compiler<'a, '_> {
    /// Unpacks the value on the stack into several targets.
    #[inline(never)]
    pub(super) fn unpack_into(&mut self, at: Location, elts: &'a [Expr]) -> CompileResult {
        let starred = |e: &Expr| matches!(e.kind, ExprKind::Starred { .. });
        let stars = elts.iter().filter(|e| starred(e)).count();
        match elts.iter().position(starred) {
            None => self.op_i(at, op::UNPACK_SEQUENCE, elts.len() as i32),
            Some(star) => {
                let after = elts.len() - star - 1;
                if star >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                    return self.error(at, "too many expressions in star-unpacking assignment");
                }
                if stars > 1 {
                    return self.error(at, "multiple starred expressions in assignment");
                }
                self.op_i(at, op::UNPACK_EX, (star | after << 8) as i32);
            }
        }
        for elt in elts {
            match &elt.kind {
                ExprKind::Starred { value, .. } => self.expr(value)?,
                _ => self.expr(elt)?,
            }
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn augmented(
        &mut self,
        s: &'a Stmt,
        target: &'a Expr,
        operator: Operator,
        value: &'a Expr,
    ) -> CompileResult {
        let at = loc(target.span);
        match &target.kind {
            ExprKind::Attribute { value: object, attr, .. } => {
                self.expr(object)?;
                self.op_i(at, op::COPY, 1);
                self.op_name(self.attr_location(at, target, *attr), op::LOAD_ATTR, *attr);
            }
            ExprKind::Subscript { value: object, slice, .. } => {
                self.expr(object)?;
                if is_two_part_slice(slice) {
                    self.slice(slice)?;
                    for _ in 0..3 {
                        self.op_i(at, op::COPY, 3);
                    }
                    self.op(at, op::BINARY_SLICE);
                } else {
                    self.expr(slice)?;
                    self.op_i(at, op::COPY, 2);
                    self.op_i(at, op::COPY, 2);
                    self.op(at, op::BINARY_SUBSCR);
                }
            }
            ExprKind::Name { id, .. } => self.load_name(at, *id)?,
            // By their numbers in the grammar.
            kind => {
                let number = match kind {
                    ExprKind::Starred { .. } => 23,
                    ExprKind::List { .. } => 25,
                    _ => 26,
                };
                return Err(CompileError::System(format!("invalid node type ({number}) for augmented assignment")));
            }
        }
        self.expr(value)?;
        self.binary_op(loc(s.span), operator, true);
        match &target.kind {
            ExprKind::Attribute { attr, .. } => {
                let at = self.attr_location(at, target, *attr);
                self.op_i(at, op::SWAP, 2);
                self.op_name(at, op::STORE_ATTR, *attr);
            }
            ExprKind::Subscript { slice, .. } => {
                if is_two_part_slice(slice) {
                    for depth in [4, 3, 2] {
                        self.op_i(at, op::SWAP, depth);
                    }
                    self.op(at, op::STORE_SLICE);
                } else {
                    self.op_i(at, op::SWAP, 3);
                    self.op_i(at, op::SWAP, 2);
                    self.op(at, op::STORE_SUBSCR);
                }
            }
            ExprKind::Name { id, .. } => self.store_name(at, *id)?,
            _ => {}
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn annotated(
        &mut self,
        s: &'a Stmt,
        target: &'a Expr,
        annotation: &'a Expr,
        value: Option<&'a Expr>,
        simple: bool,
    ) -> CompileResult {
        let at = loc(s.span);
        if let Some(value) = value {
            self.expr(value)?;
            self.expr(target)?;
        }
        let in_namespace = matches!(self.unit.kind, ScopeKind::Module | ScopeKind::Class);
        match &target.kind {
            ExprKind::Name { id, .. } => {
                self.check_forbidden(at, *id, ExprContext::Store)?;
                if simple && in_namespace {
                    self.annotation(annotation)?;
                    self.op_name(at, op::LOAD_NAME, self.known.dunder_annotations);
                    let name = self.mangled(*id);
                    self.load_name_constant(at, name);
                    self.op(at, op::STORE_SUBSCR);
                }
            }
            ExprKind::Attribute { value: object, attr, .. } => {
                self.check_forbidden(at, *attr, ExprContext::Store)?;
                if value.is_none() {
                    self.evaluate_only(object)?;
                }
            }
            ExprKind::Subscript { value: object, slice, .. } => {
                if value.is_none() {
                    self.evaluate_only(object)?;
                    self.evaluate_subscript(slice)?;
                }
            }
            _ => return Err(CompileError::System("invalid node type for annotated assignment".to_owned())),
        }
        // The annotation of anything but a simple name is evaluated and forgotten, where it is evaluated at all.
        if !simple && !self.future_annotations() && in_namespace {
            self.evaluate_only(annotation)?;
        }
        Ok(())
    }

    #[inline(never)]
    fn evaluate_only(&mut self, e: &'a Expr) -> CompileResult {
        self.expr(e)?;
        self.op(loc(e.span), op::POP_TOP);
        Ok(())
    }

    #[inline(never)]
    fn evaluate_subscript(&mut self, e: &'a Expr) -> CompileResult {
        match &e.kind {
            ExprKind::Slice { lower, upper, step } => {
                for part in [lower, upper, step].into_iter().flatten() {
                    self.evaluate_only(part)?;
                }
                Ok(())
            }
            ExprKind::Tuple { elts, .. } => elts.iter().try_for_each(|elt| self.evaluate_subscript(elt)),
            _ => self.evaluate_only(e),
        }
    }
}
