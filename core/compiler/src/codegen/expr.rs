//! Expressions.

use std::collections::HashSet;

use ks_bytecode::{arg, op};

use super::*;
use crate::instruction_sequence::Label;
use crate::unit::ConstValue;

/// How a display with starred items is built.
#[derive(Clone, Copy)]
pub(super) struct Display {
    build: u8,
    append: u8,
    extend: u8,
    /// The result is turned into a tuple.
    tuple: bool,
}

pub(super) const LIST: Display =
    Display { build: op::BUILD_LIST, append: op::LIST_APPEND, extend: op::LIST_EXTEND, tuple: false };
pub(super) const TUPLE: Display = Display { tuple: true, ..LIST };
pub(super) const SET: Display =
    Display { build: op::BUILD_SET, append: op::SET_ADD, extend: op::SET_UPDATE, tuple: false };

fn constant_of(e: &Expr) -> Option<&Constant> {
    match &e.kind {
        ExprKind::Constant { value, .. } => Some(value),
        _ => None,
    }
}

/// The values of expressions that are all constants.
fn constants_of<'e>(list: impl IntoIterator<Item = &'e Expr>) -> Option<Vec<Constant>> {
    list.into_iter().map(|e| constant_of(e).cloned()).collect()
}

/// A slice of two parts has instructions of its own.
pub(super) fn is_two_part_slice(slice: &Expr) -> bool {
    matches!(&slice.kind, ExprKind::Slice { step: None, .. })
}

impl<'a> Compiler<'a, '_> {
    pub(super) fn exprs(&mut self, list: &'a [Expr]) -> CompileResult {
        list.iter().try_for_each(|e| self.expr(e))
    }

    /// Evaluates an expression onto the stack; a target is stored to or deleted.
    pub(super) fn expr(&mut self, e: &'a Expr) -> CompileResult {
        match &e.kind {
            ExprKind::Constant { value, .. } => {
                self.load_const(loc(e.span), value.clone());
                return Ok(());
            }
            ExprKind::Name { id, ctx } => return self.name_op(loc(e.span), *id, *ctx),
            _ => {}
        }
        self.depth.enter()?;
        match &e.kind {
            ExprKind::Call { func, args, keywords } => self.call(e, func, args, keywords)?,
            ExprKind::Attribute { .. } => self.attribute(e)?,
            ExprKind::Subscript { value, slice, ctx } => self.subscript(loc(e.span), value, slice, *ctx)?,
            ExprKind::BinOp { .. } => self.binary_chain(e)?,
            _ => self.expr_inner(e)?,
        }
        self.depth.leave();
        Ok(())
    }

    #[inline(never)]
    fn expr_inner(&mut self, e: &'a Expr) -> CompileResult {
        let at = loc(e.span);
        match &e.kind {
            ExprKind::NamedExpr { target, value } => {
                self.expr(value)?;
                self.op_i(at, op::COPY, 1);
                self.expr(target)
            }
            ExprKind::BoolOp { op, values } => self.bool_op(at, *op, values),
            ExprKind::UnaryOp { op, operand } => {
                self.expr(operand)?;
                match op {
                    UnaryOperator::Invert => self.op(at, op::UNARY_INVERT),
                    UnaryOperator::USub => self.op(at, op::UNARY_NEGATIVE),
                    UnaryOperator::Not => {
                        self.op(at, op::TO_BOOL);
                        self.op(at, op::UNARY_NOT);
                    }
                    UnaryOperator::UAdd => {
                        self.op_i(at, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::UNARY_POSITIVE));
                    }
                }
                Ok(())
            }
            ExprKind::Lambda { args, body } => self.lambda(e, args, body),
            ExprKind::IfExp { test, body, orelse } => {
                let (end, next) = (self.new_label(), self.new_label());
                self.jump_if(test, next, false)?;
                self.expr(body)?;
                self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
                self.use_label(next);
                self.expr(orelse)?;
                self.use_label(end);
                Ok(())
            }
            ExprKind::Dict { keys, values } => self.dict(at, keys, values),
            ExprKind::Set { elts } => self.display(at, elts, 0, SET),
            ExprKind::ListComp { .. }
            | ExprKind::SetComp { .. }
            | ExprKind::DictComp { .. }
            | ExprKind::GeneratorExp { .. } => self.comprehension(e),
            ExprKind::Yield { value } => {
                if !self.block().is_function_like() {
                    return self.error(at, "'yield' outside function");
                }
                match value {
                    Some(value) => self.expr(value)?,
                    None => self.load_none(at),
                }
                self.add_yield(at);
                Ok(())
            }
            ExprKind::YieldFrom { value } => {
                if !self.block().is_function_like() {
                    return self.error(at, "'yield from' outside function");
                }
                if self.unit.kind == ScopeKind::AsyncFunction {
                    return self.error(at, "'yield from' inside async function");
                }
                self.expr(value)?;
                self.op(at, op::GET_YIELD_FROM_ITER);
                self.load_none(at);
                self.add_yield_from(at, false);
                Ok(())
            }
            ExprKind::Await { value } => {
                if !self.is_top_level_await() {
                    if !self.block().is_function_like() {
                        return self.error(at, "'await' outside function");
                    }
                    if !matches!(self.unit.kind, ScopeKind::AsyncFunction | ScopeKind::Comprehension) {
                        return self.error(at, "'await' outside async function");
                    }
                }
                self.expr(value)?;
                self.add_await(at, 0);
                Ok(())
            }
            ExprKind::Compare { left, ops, comparators } => self.compare(e, left, ops, comparators),
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                self.expr(value)?;
                let conversion = match u8::try_from(*conversion) {
                    Err(_) if *conversion == -1 => None,
                    Ok(b's') => Some(arg::convert::STR),
                    Ok(b'r') => Some(arg::convert::REPR),
                    Ok(b'a') => Some(arg::convert::ASCII),
                    _ => {
                        let message = format!("Unrecognized conversion character {conversion}");
                        return Err(CompileError::System(message));
                    }
                };
                if let Some(conversion) = conversion {
                    self.op_i(at, op::CONVERT_VALUE, i32::from(conversion));
                }
                match format_spec {
                    Some(spec) => {
                        self.expr(spec)?;
                        self.op(at, op::FORMAT_WITH_SPEC);
                    }
                    None => self.op(at, op::FORMAT_SIMPLE),
                }
                Ok(())
            }
            ExprKind::JoinedStr { values } => self.joined_str(at, values),
            ExprKind::Subscript { value, slice, ctx } => self.subscript(at, value, slice, *ctx),
            ExprKind::Starred { ctx: ExprContext::Store, .. } => {
                self.error(at, "starred assignment target must be in a list or tuple")
            }
            ExprKind::Starred { .. } => self.error(at, "can't use starred expression here"),
            ExprKind::Slice { .. } => {
                let parts = self.slice(e)?;
                self.op_i(at, op::BUILD_SLICE, parts);
                Ok(())
            }
            ExprKind::List { elts, ctx } => match ctx {
                ExprContext::Load => self.display(at, elts, 0, LIST),
                ExprContext::Store => self.unpack_into(at, elts),
                ExprContext::Del => self.exprs(elts),
            },
            ExprKind::Tuple { elts, ctx } => match ctx {
                ExprContext::Load => self.display(at, elts, 0, TUPLE),
                ExprContext::Store => self.unpack_into(at, elts),
                ExprContext::Del => self.exprs(elts),
            },
            ExprKind::BinOp { .. } => self.binary_chain(e),
            ExprKind::Attribute { .. } => self.attribute(e),
            ExprKind::Call { func, args, keywords } => self.call(e, func, args, keywords),
            ExprKind::Constant { value, .. } => {
                self.load_const(at, value.clone());
                Ok(())
            }
            ExprKind::Name { id, ctx } => self.name_op(at, *id, *ctx),
        }
    }

    /// A binary operator with the chain of those nested in its left operand, without native recursion.
    #[inline(never)]
    fn binary_chain(&mut self, e: &'a Expr) -> CompileResult {
        let mut chain = vec![e];
        let mut at = e;
        while let ExprKind::BinOp { left, .. } = &at.kind {
            at = left;
            chain.push(left);
        }
        // The innermost left operand is no operator.
        if let Some(innermost) = chain.pop() {
            self.expr(innermost)?;
        }
        for node in chain.into_iter().rev() {
            if let ExprKind::BinOp { op, right, .. } = &node.kind {
                self.expr(right)?;
                self.binary_op(loc(node.span), *op, false);
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn bool_op(&mut self, at: Location, operator: BoolOperator, values: &'a [Expr]) -> CompileResult {
        let opcode = match operator {
            BoolOperator::And => op::POP_JUMP_IF_FALSE,
            BoolOperator::Or => op::POP_JUMP_IF_TRUE,
        };
        let end = self.new_label();
        let Some((last, others)) = values.split_last() else {
            return Err(CompileError::Value("BoolOp with less than 2 values".to_owned()));
        };
        for value in others {
            self.expr(value)?;
            self.op_i(at, op::COPY, 1);
            self.op(at, op::TO_BOOL);
            self.jump(at, opcode, end);
            self.op(at, op::POP_TOP);
        }
        self.expr(last)?;
        self.use_label(end);
        Ok(())
    }

    #[inline(never)]
    fn compare(&mut self, e: &'a Expr, left: &'a Expr, ops: &[CmpOp], comparators: &'a [Expr]) -> CompileResult {
        self.check_compare(e)?;
        let at = loc(e.span);
        self.expr(left)?;
        let Some(((last_op, ops), (last, others))) = ops.split_last().zip(comparators.split_last()) else {
            return Err(CompileError::Value("Compare with no comparators".to_owned()));
        };
        if others.is_empty() {
            self.expr(last)?;
            self.compare_op(at, *last_op);
            return Ok(());
        }
        let cleanup = self.new_label();
        for (op, comparator) in ops.iter().zip(others) {
            self.chained_compare(at, *op, comparator)?;
            self.op_i(at, op::COPY, 1);
            self.op(at, op::TO_BOOL);
            self.jump(at, op::POP_JUMP_IF_FALSE, cleanup);
            self.op(at, op::POP_TOP);
        }
        self.expr(last)?;
        self.compare_op(at, *last_op);
        let end = self.new_label();
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
        self.use_label(cleanup);
        self.op_i(at, op::SWAP, 2);
        self.op(at, op::POP_TOP);
        self.use_label(end);
        Ok(())
    }

    /// One link of a chained comparison: the right operand stays below the result.
    #[inline(never)]
    fn chained_compare(&mut self, at: Location, operator: CmpOp, right: &'a Expr) -> CompileResult {
        self.expr(right)?;
        self.op_i(at, op::SWAP, 2);
        self.op_i(at, op::COPY, 2);
        self.compare_op(at, operator);
        Ok(())
    }

    /// Jumps to `target` if the truth of `e` is `when`; falls through otherwise.
    #[inline(never)]
    pub(super) fn jump_if(&mut self, e: &'a Expr, target: Label, when: bool) -> CompileResult {
        self.depth.enter()?;
        match &e.kind {
            ExprKind::UnaryOp { op: UnaryOperator::Not, operand } => self.jump_if(operand, target, !when)?,
            ExprKind::BoolOp { op, values } => {
                let short = *op == BoolOperator::Or;
                let next = if short == when { target } else { self.new_label() };
                let Some((last, others)) = values.split_last() else {
                    return Err(CompileError::Value("BoolOp with less than 2 values".to_owned()));
                };
                for value in others {
                    self.jump_if(value, next, short)?;
                }
                self.jump_if(last, target, when)?;
                if next != target {
                    self.use_label(next);
                }
            }
            ExprKind::IfExp { test, body, orelse } => {
                let (end, next) = (self.new_label(), self.new_label());
                self.jump_if(test, next, false)?;
                self.jump_if(body, target, when)?;
                self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
                self.use_label(next);
                self.jump_if(orelse, target, when)?;
                self.use_label(end);
            }
            ExprKind::Compare { left, ops, comparators } if ops.len() > 1 => {
                self.jump_if_compare(e, left, ops, comparators, target, when)?;
            }
            _ => {
                self.expr(e)?;
                self.op(loc(e.span), op::TO_BOOL);
                self.jump(loc(e.span), conditional(when), target);
            }
        }
        self.depth.leave();
        Ok(())
    }

    #[inline(never)]
    fn jump_if_compare(
        &mut self,
        e: &'a Expr,
        left: &'a Expr,
        ops: &[CmpOp],
        comparators: &'a [Expr],
        target: Label,
        when: bool,
    ) -> CompileResult {
        self.check_compare(e)?;
        let at = loc(e.span);
        let cleanup = self.new_label();
        self.expr(left)?;
        let Some(((last_op, ops), (last, others))) = ops.split_last().zip(comparators.split_last()) else {
            return Ok(());
        };
        for (op, comparator) in ops.iter().zip(others) {
            self.chained_compare(at, *op, comparator)?;
            self.op(at, op::TO_BOOL);
            self.jump(at, op::POP_JUMP_IF_FALSE, cleanup);
        }
        self.expr(last)?;
        self.compare_op(at, *last_op);
        self.op(at, op::TO_BOOL);
        self.jump(at, conditional(when), target);
        let end = self.new_label();
        self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
        self.use_label(cleanup);
        self.op(at, op::POP_TOP);
        if !when {
            self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, target);
        }
        self.use_label(end);
        Ok(())
    }

    // ---- containers ----

    /// A list, tuple or set of `elts`, with `pushed` values for it on the stack already.
    #[inline(never)]
    pub(super) fn display(&mut self, at: Location, elts: &'a [Expr], pushed: usize, how: Display) -> CompileResult {
        let to_tuple = i32::from(arg::intrinsic_1::LIST_TO_TUPLE);
        if elts.len() > 2
            && let Some(items) = constants_of(elts)
        {
            if how.tuple && pushed == 0 {
                self.load_const(at, Constant::Tuple(items.into()));
                return Ok(());
            }
            let folded = if how.append == op::SET_ADD { frozenset(items) } else { Constant::Tuple(items.into()) };
            self.op_i(at, how.build, pushed as i32);
            self.load_const(at, folded);
            self.op_i(at, how.extend, 1);
            if how.tuple {
                self.op_i(at, op::CALL_INTRINSIC_1, to_tuple);
            }
            return Ok(());
        }
        let starred = elts.iter().any(|e| matches!(e.kind, ExprKind::Starred { .. }));
        let big = elts.len() + pushed > STACK_USE_GUIDELINE;
        if !starred && !big {
            self.exprs(elts)?;
            let build = if how.tuple { op::BUILD_TUPLE } else { how.build };
            self.op_i(at, build, (elts.len() + pushed) as i32);
            return Ok(());
        }
        let mut built = big;
        if big {
            self.op_i(at, how.build, pushed as i32);
        }
        for (i, elt) in elts.iter().enumerate() {
            if let ExprKind::Starred { value, .. } = &elt.kind {
                if !built {
                    self.op_i(at, how.build, (i + pushed) as i32);
                    built = true;
                }
                self.expr(value)?;
                self.op_i(at, how.extend, 1);
            } else {
                self.expr(elt)?;
                if built {
                    self.op_i(at, how.append, 1);
                }
            }
        }
        if how.tuple {
            self.op_i(at, op::CALL_INTRINSIC_1, to_tuple);
        }
        Ok(())
    }

    #[inline(never)]
    fn dict(&mut self, at: Location, keys: &'a [Option<Expr>], values: &'a [Expr]) -> CompileResult {
        let mut have_dict = false;
        let mut pending = 0;
        for (i, (key, value)) in keys.iter().zip(values).enumerate() {
            if key.is_none() {
                if pending > 0 {
                    self.dict_part(at, keys, values, i - pending, i, &mut have_dict)?;
                    pending = 0;
                }
                if !have_dict {
                    self.op_i(at, op::BUILD_MAP, 0);
                    have_dict = true;
                }
                self.expr(value)?;
                self.op_i(at, op::DICT_UPDATE, 1);
            } else if pending * 2 > STACK_USE_GUIDELINE {
                self.dict_part(at, keys, values, i - pending, i + 1, &mut have_dict)?;
                pending = 0;
            } else {
                pending += 1;
            }
        }
        if pending > 0 {
            let end = values.len();
            self.dict_part(at, keys, values, end - pending, end, &mut have_dict)?;
        }
        if !have_dict {
            self.op_i(at, op::BUILD_MAP, 0);
        }
        Ok(())
    }

    /// A dict of some of a display's items, merged into the one on the stack if there is one.
    #[inline(never)]
    fn dict_part(
        &mut self,
        at: Location,
        keys: &'a [Option<Expr>],
        values: &'a [Expr],
        begin: usize,
        end: usize,
        have_dict: &mut bool,
    ) -> CompileResult {
        let (Some(keys), Some(values)) = (keys.get(begin..end), values.get(begin..end)) else {
            let message = "Dict doesn't have the same number of keys as values";
            return Err(CompileError::Value(message.to_owned()));
        };
        let count = values.len();
        let big = count * 2 > STACK_USE_GUIDELINE;
        if count > 1
            && !big
            && let Some(constants) = constants_of(keys.iter().flatten())
        {
            self.exprs(values)?;
            self.load_const(at, Constant::Tuple(constants.into()));
            self.op_i(at, op::BUILD_CONST_KEY_MAP, count as i32);
        } else {
            if big {
                self.op_i(at, op::BUILD_MAP, 0);
            }
            for (key, value) in keys.iter().flatten().zip(values) {
                self.expr(key)?;
                self.expr(value)?;
                if big {
                    self.op_i(at, op::MAP_ADD, 1);
                }
            }
            if !big {
                self.op_i(at, op::BUILD_MAP, count as i32);
            }
        }
        if std::mem::replace(have_dict, true) {
            self.op_i(at, op::DICT_UPDATE, 1);
        }
        Ok(())
    }

    #[inline(never)]
    fn joined_str(&mut self, at: Location, values: &'a [Expr]) -> CompileResult {
        if values.len() > STACK_USE_GUIDELINE {
            self.load_const(at, Constant::Str("".into()));
            let join = self.interner.intern("join");
            self.op_name(at, op::LOAD_METHOD, join);
            self.op_i(at, op::BUILD_LIST, 0);
            for value in values {
                self.expr(value)?;
                self.op_i(at, op::LIST_APPEND, 1);
            }
            self.op_i(at, op::CALL, 1);
            return Ok(());
        }
        self.exprs(values)?;
        match values.len() {
            0 => self.load_const(at, Constant::Str("".into())),
            1 => {}
            count => self.op_i(at, op::BUILD_STRING, count as i32),
        }
        Ok(())
    }

    // ---- attributes and subscripts ----

    #[inline(never)]
    fn attribute(&mut self, e: &'a Expr) -> CompileResult {
        let ExprKind::Attribute { value, attr, ctx } = &e.kind else { return Ok(()) };
        let at = loc(e.span);
        if *ctx == ExprContext::Load && self.is_plain_super(value, *attr) {
            let zero_args = self.super_args(value)?;
            let opcode = if zero_args { op::LOAD_ZERO_SUPER_ATTR } else { u16::from(op::LOAD_SUPER_ATTR) };
            self.op_name(at, opcode, *attr);
            let at = self.attr_location(at, e, *attr);
            self.op(at, op::NOP);
            return Ok(());
        }
        if *ctx == ExprContext::Store {
            self.note_static_attribute(value, *attr);
        }
        self.expr(value)?;
        let at = self.attr_location(at, e, *attr);
        match ctx {
            ExprContext::Load => self.op_name(at, op::LOAD_ATTR, *attr),
            ExprContext::Store => {
                self.check_forbidden(at, *attr, ExprContext::Store)?;
                self.op_name(at, op::STORE_ATTR, *attr);
            }
            ExprContext::Del => self.op_name(at, op::DELETE_ATTR, *attr),
        }
        Ok(())
    }

    /// Remembers what methods assign to `self`, for `__static_attributes__` of the class around.
    fn note_static_attribute(&mut self, object: &Expr, attr: Name) {
        let ExprKind::Name { id, .. } = object.kind else { return };
        if self.text(id) != "self" {
            return;
        }
        if let Some(class) = self.stack.iter_mut().rev().find(|unit| unit.kind == ScopeKind::Class) {
            class.static_attributes.insert(attr);
        }
    }

    /// The position `at` from an attribute's name on, if the name is on another line than `at` starts on.
    pub(super) fn attr_location(&self, mut at: Location, e: &Expr, attr: Name) -> Location {
        if at.lineno != e.span.end_lineno {
            at.lineno = e.span.end_lineno;
            let width = self.text(attr).chars().count() as i32;
            if width <= e.span.end_col_offset {
                at.col_offset = e.span.end_col_offset - width;
            } else {
                // Not from a source text: there are no columns to tell.
                at.col_offset = -1;
                at.end_col_offset = -1;
            }
        }
        at
    }

    #[inline(never)]
    fn subscript(&mut self, at: Location, value: &'a Expr, slice: &'a Expr, ctx: ExprContext) -> CompileResult {
        if ctx == ExprContext::Load {
            self.check_subscripted(value)?;
            self.check_index(value, slice)?;
        }
        self.expr(value)?;
        if is_two_part_slice(slice) && ctx != ExprContext::Del {
            self.slice(slice)?;
            self.op(at, if ctx == ExprContext::Load { op::BINARY_SLICE } else { op::STORE_SLICE });
        } else {
            self.expr(slice)?;
            self.op(
                at,
                match ctx {
                    ExprContext::Load => op::BINARY_SUBSCR,
                    ExprContext::Store => op::STORE_SUBSCR,
                    ExprContext::Del => op::DELETE_SUBSCR,
                },
            );
        }
        Ok(())
    }

    /// The parts of a slice; returns how many there are.
    #[inline(never)]
    pub(super) fn slice(&mut self, e: &'a Expr) -> CompileResult<i32> {
        let ExprKind::Slice { lower, upper, step } = &e.kind else {
            return Err(CompileError::System("not a slice".to_owned()));
        };
        for part in [lower, upper] {
            match part {
                Some(part) => self.expr(part)?,
                None => self.load_none(loc(e.span)),
            }
        }
        match step {
            Some(step) => {
                self.expr(step)?;
                Ok(3)
            }
            None => Ok(2),
        }
    }

    /// Adds a constant to the table without loading it: the first constant is what `__doc__` is made from.
    pub(super) fn add_const(&mut self, value: Constant) {
        self.unit.meta.consts.add(ConstValue::Value(value));
    }
}

fn conditional(when: bool) -> u8 {
    if when { op::POP_JUMP_IF_TRUE } else { op::POP_JUMP_IF_FALSE }
}

/// A frozen set of constants: of those that Python thinks equal, the first stays.
pub(crate) fn frozenset(mut items: Vec<Constant>) -> Constant {
    let mut seen = HashSet::with_capacity(items.len());
    items.retain(|item| seen.insert(crate::ast_opt::key_of(item)));
    Constant::FrozenSet(items.into())
}
