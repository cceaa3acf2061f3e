//! `match` (PEP 634).
//!
//! While a pattern is matched, the stack holds, from the top: what the pattern still needs (`on_top` values), then the
//! values captured so far, in reverse order of `stores`. A failing test jumps to a place that pops just as many.

use std::collections::HashSet;

use ks_bytecode::op;

use super::*;
use crate::instruction_sequence::{Label, Opcode};

/// The state of matching one `case`.
#[derive(Default)]
struct Context {
    /// Names captured so far; their values are on the stack.
    stores: Vec<Name>,
    /// Whether a pattern that always matches may stand here.
    allow_irrefutable: bool,
    /// `fail_pop[n]` pops `n` values and goes on with the next case.
    fail_pop: Vec<Label>,
    /// Values on the stack above the captured ones.
    on_top: usize,
}

/// `_`, or a capture's lack of a pattern.
fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern.kind, PatternKind::MatchAs { name: None, .. })
}

fn is_star_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern.kind, PatternKind::MatchStar { name: None })
}

impl<'a> Compiler<'a, '_> {
    pub(super) fn match_(&mut self, subject: &'a Expr, cases: &'a [MatchCase]) -> CompileResult {
        self.expr(subject)?;
        let end = self.new_label();
        let Some(last) = cases.last() else {
            return Err(CompileError::Value("Match with no cases".to_owned()));
        };
        // A final `case _` needs no copy of the subject and no test.
        let has_default = is_wildcard(&last.pattern) && cases.len() > 1;
        let tested = cases.len() - usize::from(has_default);
        for (i, case) in cases[..tested].iter().enumerate() {
            let at = loc(case.pattern.span);
            let is_last = i + 1 == tested;
            if !is_last {
                self.op_i(at, op::COPY, 1);
            }
            let mut context =
                Context { allow_irrefutable: case.guard.is_some() || i + 1 == cases.len(), ..Context::default() };
            self.pattern(&case.pattern, &mut context)?;
            for &name in &context.stores {
                self.store_name(at, name)?;
            }
            if let Some(guard) = &case.guard {
                let fail = self.fail_label(&mut context, 0);
                self.jump_if(guard, fail, false)?;
            }
            if !is_last {
                self.op(at, op::POP_TOP);
            }
            self.stmts(&case.body)?;
            self.jump(NO_LOCATION, op::JUMP, end);
            // Cleaning up after a failure belongs to the pattern, not to the body above.
            self.emit_fail_pop(at, &mut context);
        }
        if has_default {
            let at = loc(last.pattern.span);
            self.op(at, if cases.len() == 1 { op::POP_TOP } else { op::NOP });
            if let Some(guard) = &last.guard {
                self.jump_if(guard, end, false)?;
            }
            self.stmts(&last.body)?;
        }
        self.use_label(end);
        Ok(())
    }

    // ---- failing ----

    /// The label that pops `count` values.
    fn fail_label(&mut self, context: &mut Context, count: usize) -> Label {
        while context.fail_pop.len() <= count {
            let label = self.new_label();
            context.fail_pop.push(label);
        }
        context.fail_pop[count]
    }

    /// Goes on with the next case, popping all that this one has left on the stack.
    fn jump_to_fail_pop(&mut self, at: Location, context: &mut Context, opcode: impl Into<Opcode>) {
        let label = self.fail_label(context, context.on_top + context.stores.len());
        self.jump(at, opcode, label);
    }

    fn emit_fail_pop(&mut self, at: Location, context: &mut Context) {
        while let Some(label) = context.fail_pop.pop() {
            self.use_label(label);
            if !context.fail_pop.is_empty() {
                self.op(at, op::POP_TOP);
            }
        }
    }

    /// Moves the top value below the `count - 1` values under it.
    fn rotate(&mut self, at: Location, count: usize) {
        for depth in (2..=count).rev() {
            self.op_i(at, op::SWAP, depth as i32);
        }
    }

    /// Keeps the top value for a name, or drops it.
    fn capture(&mut self, at: Location, name: Option<Name>, context: &mut Context) -> CompileResult {
        let Some(name) = name else {
            self.op(at, op::POP_TOP);
            return Ok(());
        };
        self.check_forbidden(at, name, ExprContext::Store)?;
        if context.stores.contains(&name) {
            return self.duplicate_store(at, name);
        }
        self.rotate(at, context.on_top + context.stores.len() + 1);
        context.stores.push(name);
        Ok(())
    }

    fn duplicate_store<T>(&self, at: Location, name: Name) -> CompileResult<T> {
        self.error(at, format!("multiple assignments to name {} in pattern", self.quoted(name)))
    }

    fn quoted(&self, name: Name) -> String {
        crate::unparse::repr_text(self.text(name))
    }

    // ---- patterns ----

    fn subpattern(&mut self, pattern: &'a Pattern, context: &mut Context) -> CompileResult {
        let before = std::mem::replace(&mut context.allow_irrefutable, true);
        self.pattern(pattern, context)?;
        context.allow_irrefutable = before;
        Ok(())
    }

    fn pattern(&mut self, pattern: &'a Pattern, context: &mut Context) -> CompileResult {
        self.depth.enter()?;
        let at = loc(pattern.span);
        match &pattern.kind {
            PatternKind::MatchValue { value } => {
                // Signs and sums of numbers are folded by now.
                if !matches!(value.kind, ExprKind::Constant { .. } | ExprKind::Attribute { .. }) {
                    return self.error(at, "patterns may only match literals and attribute lookups");
                }
                self.expr(value)?;
                self.compare_op(at, CmpOp::Eq);
                self.op(at, op::TO_BOOL);
                self.jump_to_fail_pop(at, context, op::POP_JUMP_IF_FALSE);
            }
            PatternKind::MatchSingleton { value } => {
                self.load_const(at, value.clone());
                self.compare_op(at, CmpOp::Is);
                self.jump_to_fail_pop(at, context, op::POP_JUMP_IF_FALSE);
            }
            PatternKind::MatchSequence { patterns } => self.sequence(at, patterns, context)?,
            PatternKind::MatchMapping { keys, patterns, rest } => {
                self.mapping(at, keys, patterns, *rest, context)?;
            }
            PatternKind::MatchClass { cls, patterns, kwd_attrs, kwd_patterns } => {
                self.class_pattern(at, cls, patterns, kwd_attrs, kwd_patterns, context)?;
            }
            PatternKind::MatchStar { name } => self.capture(at, *name, context)?,
            PatternKind::MatchAs { pattern: None, name } => {
                if !context.allow_irrefutable {
                    let message = match name {
                        Some(name) => {
                            format!("name capture {} makes remaining patterns unreachable", self.quoted(*name))
                        }
                        None => "wildcard makes remaining patterns unreachable".to_owned(),
                    };
                    return self.error(at, message);
                }
                self.capture(at, *name, context)?;
            }
            PatternKind::MatchAs { pattern: Some(inner), name } => {
                context.on_top += 1;
                self.op_i(at, op::COPY, 1);
                self.pattern(inner, context)?;
                context.on_top -= 1;
                self.capture(at, *name, context)?;
            }
            PatternKind::MatchOr { patterns } => self.or_pattern(at, patterns, context)?,
        }
        self.depth.leave();
        Ok(())
    }

    /// Compares the length of the subject.
    fn check_length(&mut self, at: Location, operator: CmpOp, length: usize, context: &mut Context) {
        self.op(at, op::GET_LEN);
        self.load_int(at, length as i64);
        self.compare_op(at, operator);
        self.jump_to_fail_pop(at, context, op::POP_JUMP_IF_FALSE);
    }

    fn sequence(&mut self, at: Location, patterns: &'a [Pattern], context: &mut Context) -> CompileResult {
        let is_star = |pattern: &Pattern| matches!(pattern.kind, PatternKind::MatchStar { .. });
        let star = patterns.iter().position(is_star);
        if patterns.iter().filter(|pattern| is_star(pattern)).count() > 1 {
            return self.error(at, "multiple starred names in sequence pattern");
        }
        let only_wildcards = patterns.iter().all(|pattern| is_wildcard(pattern) || is_star_wildcard(pattern));
        context.on_top += 1;
        self.op(at, op::MATCH_SEQUENCE);
        self.jump_to_fail_pop(at, context, op::POP_JUMP_IF_FALSE);
        match star {
            None => self.check_length(at, CmpOp::Eq, patterns.len(), context),
            Some(_) if patterns.len() > 1 => self.check_length(at, CmpOp::GtE, patterns.len() - 1, context),
            Some(_) => {}
        }
        context.on_top -= 1;
        match star {
            _ if only_wildcards => self.op(at, op::POP_TOP),
            Some(star) if is_star_wildcard(&patterns[star]) => {
                self.sequence_by_index(at, patterns, star, context)?;
            }
            _ => self.sequence_by_unpacking(at, patterns, star, context)?,
        }
        Ok(())
    }

    fn sequence_by_unpacking(
        &mut self,
        at: Location,
        patterns: &'a [Pattern],
        star: Option<usize>,
        context: &mut Context,
    ) -> CompileResult {
        match star {
            None => self.op_i(at, op::UNPACK_SEQUENCE, patterns.len() as i32),
            Some(star) => {
                let after = patterns.len() - star - 1;
                if star >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                    return self.error(at, "too many expressions in star-unpacking sequence pattern");
                }
                self.op_i(at, op::UNPACK_EX, (star | after << 8) as i32);
            }
        }
        context.on_top += patterns.len();
        for pattern in patterns {
            context.on_top -= 1;
            self.subpattern(pattern, context)?;
        }
        Ok(())
    }

    /// With `*_`, only the items that are looked at are fetched.
    fn sequence_by_index(
        &mut self,
        at: Location,
        patterns: &'a [Pattern],
        star: usize,
        context: &mut Context,
    ) -> CompileResult {
        context.on_top += 1;
        for (i, pattern) in patterns.iter().enumerate() {
            if i == star || is_wildcard(pattern) {
                continue;
            }
            self.op_i(at, op::COPY, 1);
            if i < star {
                self.load_int(at, i as i64);
            } else {
                // Not every sequence takes negative indices.
                self.op(at, op::GET_LEN);
                self.load_int(at, (patterns.len() - i) as i64);
                self.binary_op(at, Operator::Sub, false);
            }
            self.op(at, op::BINARY_SUBSCR);
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 1;
        self.op(at, op::POP_TOP);
        Ok(())
    }

    fn class_pattern(
        &mut self,
        at: Location,
        class: &'a Expr,
        patterns: &'a [Pattern],
        attrs: &[Name],
        attr_patterns: &'a [Pattern],
        context: &mut Context,
    ) -> CompileResult {
        if attrs.len() != attr_patterns.len() {
            let message = format!(
                "kwd_attrs ({}) / kwd_patterns ({}) length mismatch in class pattern",
                attrs.len(),
                attr_patterns.len()
            );
            return self.error(at, message);
        }
        for (i, (&attr, pattern)) in attrs.iter().zip(attr_patterns).enumerate() {
            self.check_forbidden(loc(pattern.span), attr, ExprContext::Store)?;
            if let Some(other) = attrs[i + 1..].iter().position(|&other| other == attr) {
                let message = format!("attribute name repeated in class pattern: {}", self.text(attr));
                return self.error(loc(attr_patterns[i + 1 + other].span), message);
            }
        }
        self.expr(class)?;
        let names = attrs.iter().map(|&attr| self.name_constant(attr)).collect();
        self.load_const(at, Constant::Tuple(names));
        self.op_i(at, op::MATCH_CLASS, patterns.len() as i32);
        self.op_i(at, op::COPY, 1);
        self.load_none(at);
        self.op_i(at, op::IS_OP, 1);
        // On the stack: a tuple of the attributes, or None.
        context.on_top += 1;
        self.jump_to_fail_pop(at, context, op::POP_JUMP_IF_FALSE);
        let count = patterns.len() + attrs.len();
        self.op_i(at, op::UNPACK_SEQUENCE, count as i32);
        context.on_top += count;
        context.on_top -= 1;
        for pattern in patterns.iter().chain(attr_patterns) {
            context.on_top -= 1;
            if is_wildcard(pattern) {
                self.op(at, op::POP_TOP);
            } else {
                self.subpattern(pattern, context)?;
            }
        }
        Ok(())
    }

    fn mapping(
        &mut self,
        at: Location,
        keys: &'a [Expr],
        patterns: &'a [Pattern],
        rest: Option<Name>,
        context: &mut Context,
    ) -> CompileResult {
        if keys.len() != patterns.len() {
            let message =
                format!("keys ({}) / patterns ({}) length mismatch in mapping pattern", keys.len(), patterns.len());
            return self.error(at, message);
        }
        context.on_top += 1;
        self.op(at, op::MATCH_MAPPING);
        self.jump_to_fail_pop(at, context, op::POP_JUMP_IF_FALSE);
        if keys.is_empty() && rest.is_none() {
            context.on_top -= 1;
            self.op(at, op::POP_TOP);
            return Ok(());
        }
        if !keys.is_empty() {
            self.check_length(at, CmpOp::GtE, keys.len(), context);
        }
        let mut seen = HashSet::new();
        for key in keys {
            match &key.kind {
                ExprKind::Constant { value, .. } => {
                    if !seen.insert(crate::ast_opt::key_of(value)) {
                        let repr = crate::unparse::repr(value);
                        return self.error(at, format!("mapping pattern checks duplicate key ({repr})"));
                    }
                }
                ExprKind::Attribute { .. } => {}
                _ => {
                    return self.error(at, "mapping pattern keys may only match literals and attribute lookups");
                }
            }
            self.expr(key)?;
        }
        self.op_i(at, op::BUILD_TUPLE, keys.len() as i32);
        self.op(at, op::MATCH_KEYS);
        // Above the subject are now the tuple of keys and that of values, or None.
        context.on_top += 2;
        self.op_i(at, op::COPY, 1);
        self.load_none(at);
        self.op_i(at, op::IS_OP, 1);
        self.jump_to_fail_pop(at, context, op::POP_JUMP_IF_FALSE);
        self.op_i(at, op::UNPACK_SEQUENCE, keys.len() as i32);
        context.on_top += keys.len();
        context.on_top -= 1;
        for pattern in patterns {
            context.on_top -= 1;
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 2;
        match rest {
            Some(rest) => {
                // A copy of the subject without the keys that were matched.
                self.op_i(at, op::BUILD_MAP, 0);
                self.op_i(at, op::SWAP, 3);
                self.op_i(at, op::DICT_UPDATE, 2);
                self.op_i(at, op::UNPACK_SEQUENCE, keys.len() as i32);
                for left in (1..=keys.len()).rev() {
                    self.op_i(at, op::COPY, 1 + left as i32);
                    self.op_i(at, op::SWAP, 2);
                    self.op(at, op::DELETE_SUBSCR);
                }
                self.capture(at, Some(rest), context)
            }
            None => {
                self.op(at, op::POP_TOP);
                self.op(at, op::POP_TOP);
                Ok(())
            }
        }
    }

    fn or_pattern(&mut self, at: Location, patterns: &'a [Pattern], context: &mut Context) -> CompileResult {
        let end = self.new_label();
        let different = "alternative patterns bind different names";
        // What the first alternative captures; the others must capture the same, and are brought into its order.
        let mut control: Option<Vec<Name>> = None;
        for (i, alternative) in patterns.iter().enumerate() {
            let alt_at = loc(alternative.span);
            let mut inner = Context {
                allow_irrefutable: i + 1 == patterns.len() && context.allow_irrefutable,
                ..Context::default()
            };
            self.op_i(alt_at, op::COPY, 1);
            self.pattern(alternative, &mut inner)?;
            match &control {
                None => control = Some(std::mem::take(&mut inner.stores)),
                Some(control) => {
                    if inner.stores.len() != control.len() {
                        return self.error(at, different);
                    }
                    for (wanted, name) in control.iter().enumerate().rev() {
                        let Some(found) = inner.stores.iter().position(|store| store == name) else {
                            return self.error(at, different);
                        };
                        if found == wanted {
                            continue;
                        }
                        // Rotate the names up to this one below those between it and its place, on both stacks.
                        let rotated: Vec<Name> = inner.stores.drain(..=found).collect();
                        let place = wanted - found;
                        inner.stores.splice(place..place, rotated);
                        for _ in 0..=found {
                            self.rotate(alt_at, wanted + 1);
                        }
                    }
                }
            }
            self.jump(alt_at, op::JUMP, end);
            self.emit_fail_pop(alt_at, &mut inner);
        }
        self.op(at, op::POP_TOP);
        self.jump_to_fail_pop(at, context, op::JUMP);
        self.use_label(end);
        // Move the captured values below the subject and all else that is kept on top.
        let control = control.unwrap_or_default();
        let depth = control.len() + 1 + context.on_top + context.stores.len();
        for name in control {
            self.rotate(at, depth);
            if context.stores.contains(&name) {
                return self.duplicate_store(at, name);
            }
            context.stores.push(name);
        }
        self.op(at, op::POP_TOP);
        Ok(())
    }
}
