//! Emitting instructions: constants, names, jumps, and the small groups of instructions that recur.

use ks_bytecode::{arg, op};
use ks_syntax::ast::*;

use super::*;
use crate::instruction_sequence::{Label, Opcode};
use crate::names::mangle;
use crate::symtable::{Block, Scope};

impl<'a> Compiler<'a, '_> {
    #[inline]
    pub(super) fn op(&mut self, at: Location, opcode: impl Into<Opcode>) {
        self.unit.seq.add_op(opcode, 0, at);
    }

    #[inline]
    pub(super) fn op_i(&mut self, at: Location, opcode: impl Into<Opcode>, oparg: i32) {
        self.unit.seq.add_op(opcode, oparg, at);
    }

    #[inline]
    pub(super) fn jump(&mut self, at: Location, opcode: impl Into<Opcode>, target: Label) {
        self.unit.seq.add_jump(opcode, target, at);
    }

    #[inline]
    pub(super) fn new_label(&mut self) -> Label {
        self.unit.seq.new_label()
    }

    #[inline]
    pub(super) fn use_label(&mut self, label: Label) {
        self.unit.seq.use_label(label);
    }

    /// The current scope's block of the symbol table.
    #[inline]
    pub(super) fn block(&self) -> &Block {
        &self.table[self.unit.block]
    }

    // ---- constants ----

    pub(super) fn load_const(&mut self, at: Location, value: Constant) {
        let index = self.unit.meta.consts.add(value);
        self.op_i(at, op::LOAD_CONST, index);
    }

    pub(super) fn load_none(&mut self, at: Location) {
        self.load_const(at, Constant::None);
    }

    pub(super) fn load_int(&mut self, at: Location, value: i64) {
        self.load_const(at, Constant::Int(Int::Small(value)));
    }

    pub(super) fn name_constant(&self, name: Name) -> Constant {
        Constant::Str(PyStr::identifier(self.text(name)))
    }

    pub(super) fn load_name_constant(&mut self, at: Location, name: Name) {
        let value = self.name_constant(name);
        self.load_const(at, value);
    }

    // ---- names ----

    /// The name that `name` stands for in the current scope.
    pub(super) fn mangled(&mut self, name: Name) -> Name {
        if self.unit.private.is_none() || self.block().mangled_names.as_ref().is_some_and(|set| !set.contains(&name)) {
            return name;
        }
        mangle(self.interner, self.unit.private, name)
    }

    /// An instruction whose argument is an index into `co_names`; private names are mangled.
    pub(super) fn op_name(&mut self, at: Location, opcode: impl Into<Opcode>, name: Name) {
        let name = self.mangled(name);
        self.op_plain_name(at, opcode, name);
    }

    /// As [`Self::op_name`], for names that are never mangled.
    pub(super) fn op_plain_name(&mut self, at: Location, opcode: impl Into<Opcode>, name: Name) {
        // Some instructions keep flags in the low bits of their argument.
        let index = self.unit.meta.names.insert(name) as i32;
        let opcode = opcode.into();
        let (opcode, oparg) = if opcode == u16::from(op::LOAD_ATTR) {
            (opcode, index << 1)
        } else if opcode == op::LOAD_METHOD {
            (u16::from(op::LOAD_ATTR), index << 1 | 1)
        } else if opcode == u16::from(op::LOAD_SUPER_ATTR) {
            (opcode, index << 2 | 2)
        } else if opcode == op::LOAD_SUPER_METHOD {
            (u16::from(op::LOAD_SUPER_ATTR), index << 2 | 3)
        } else if opcode == op::LOAD_ZERO_SUPER_ATTR {
            (u16::from(op::LOAD_SUPER_ATTR), index << 2)
        } else if opcode == op::LOAD_ZERO_SUPER_METHOD {
            (u16::from(op::LOAD_SUPER_ATTR), index << 2 | 1)
        } else {
            (opcode, index)
        };
        self.op_i(at, opcode, oparg);
    }

    /// An instruction on a fast local.
    pub(super) fn op_local(&mut self, at: Location, opcode: impl Into<Opcode>, name: Name) {
        let index = self.unit.meta.varnames.insert(name) as i32;
        self.op_i(at, opcode, index);
    }

    /// The number of a cell or free variable as instructions count them.
    pub(super) fn cell_index(&self, name: Name) -> Option<i32> {
        self.unit.meta.cellvars.index_of(&name).map(|i| i as i32)
    }

    /// As [`Self::cell_index`], for free variables.
    pub(super) fn free_index(&self, name: Name) -> Option<i32> {
        let cells = self.unit.meta.cellvars.len() as i32;
        self.unit.meta.freevars.index_of(&name).map(|i| i as i32 + cells)
    }

    fn deref_index(&self, name: Name, scope: Scope) -> CompileResult<i32> {
        let index = if scope == Scope::Cell { self.cell_index(name) } else { self.free_index(name) };
        index.ok_or_else(|| CompileError::System(format!("no cell for name '{}'", self.text(name))))
    }

    /// Names that cannot be assigned to or deleted although the grammar allows it.
    pub(super) fn check_forbidden(&self, at: Location, name: Name, ctx: ExprContext) -> CompileResult {
        if name == self.known.dunder_debug {
            match ctx {
                ExprContext::Store => return self.error(at, "cannot assign to __debug__"),
                ExprContext::Del => return self.error(at, "cannot delete __debug__"),
                ExprContext::Load => {}
            }
        }
        Ok(())
    }

    pub(super) fn load_name(&mut self, at: Location, name: Name) -> CompileResult {
        self.name_op(at, name, ExprContext::Load)
    }

    pub(super) fn store_name(&mut self, at: Location, name: Name) -> CompileResult {
        self.name_op(at, name, ExprContext::Store)
    }

    /// Loads, stores or deletes a variable, wherever it lives.
    pub(super) fn name_op(&mut self, at: Location, name: Name, ctx: ExprContext) -> CompileResult {
        self.check_forbidden(at, name, ctx)?;
        let name = self.mangled(name);
        let block = self.block();
        let scope = block.scope_of(name);
        let function_like = block.is_function_like();
        let in_class = block.kind == BlockKind::Class;
        let sees_class = block.can_see_class_scope;
        match scope {
            Scope::Free | Scope::Cell => {
                let index = self.deref_index(name, scope)?;
                let opcode = match ctx {
                    ExprContext::Load if in_class && self.unit.in_inlined_comp == 0 => {
                        self.op(at, op::LOAD_LOCALS);
                        op::LOAD_FROM_DICT_OR_DEREF
                    }
                    ExprContext::Load if sees_class => {
                        self.load_classdict(at)?;
                        op::LOAD_FROM_DICT_OR_DEREF
                    }
                    ExprContext::Load => op::LOAD_DEREF,
                    ExprContext::Store => op::STORE_DEREF,
                    ExprContext::Del => op::DELETE_DEREF,
                };
                self.op_i(at, opcode, index);
            }
            Scope::Local if function_like || self.unit.fast_hidden.get(&name) == Some(&true) => {
                let opcode = match ctx {
                    ExprContext::Load => op::LOAD_FAST,
                    ExprContext::Store => op::STORE_FAST,
                    ExprContext::Del => op::DELETE_FAST,
                };
                self.op_local(at, opcode, name);
            }
            Scope::GlobalExplicit => self.global_op(at, name, ctx, false)?,
            Scope::GlobalImplicit if function_like => self.global_op(at, name, ctx, sees_class)?,
            _ => {
                let opcode = match ctx {
                    // Inside an inlined comprehension the class namespace is out of sight.
                    ExprContext::Load if in_class && self.unit.in_inlined_comp > 0 => {
                        return self.global_op(at, name, ctx, false);
                    }
                    ExprContext::Load => op::LOAD_NAME,
                    ExprContext::Store => op::STORE_NAME,
                    ExprContext::Del => op::DELETE_NAME,
                };
                let index = self.unit.meta.names.insert(name) as i32;
                self.op_i(at, opcode, index);
            }
        }
        Ok(())
    }

    fn global_op(&mut self, at: Location, name: Name, ctx: ExprContext, through_class: bool) -> CompileResult {
        if ctx == ExprContext::Load && through_class {
            self.load_classdict(at)?;
        }
        let index = self.unit.meta.names.insert(name) as i32;
        match ctx {
            ExprContext::Load if through_class => self.op_i(at, op::LOAD_FROM_DICT_OR_GLOBALS, index),
            ExprContext::Load => self.op_i(at, op::LOAD_GLOBAL, index << 1),
            ExprContext::Store => self.op_i(at, op::STORE_GLOBAL, index),
            ExprContext::Del => self.op_i(at, op::DELETE_GLOBAL, index),
        }
        Ok(())
    }

    /// Puts the namespace of the class around an annotation scope on the stack.
    fn load_classdict(&mut self, at: Location) -> CompileResult {
        let index = self.deref_index(self.known.dunder_classdict, Scope::Free)?;
        self.op_i(at, op::LOAD_DEREF, index);
        Ok(())
    }

    // ---- operators ----

    pub(super) fn binary_op(&mut self, at: Location, operator: Operator, in_place: bool) {
        let number = match operator {
            Operator::Add => arg::nb::ADD,
            Operator::Sub => arg::nb::SUBTRACT,
            Operator::Mult => arg::nb::MULTIPLY,
            Operator::MatMult => arg::nb::MATRIX_MULTIPLY,
            Operator::Div => arg::nb::TRUE_DIVIDE,
            Operator::Mod => arg::nb::REMAINDER,
            Operator::Pow => arg::nb::POWER,
            Operator::LShift => arg::nb::LSHIFT,
            Operator::RShift => arg::nb::RSHIFT,
            Operator::BitOr => arg::nb::OR,
            Operator::BitXor => arg::nb::XOR,
            Operator::BitAnd => arg::nb::AND,
            Operator::FloorDiv => arg::nb::FLOOR_DIVIDE,
        };
        let number = if in_place { number + arg::nb::INPLACE } else { number };
        self.op_i(at, op::BINARY_OP, i32::from(number));
    }

    pub(super) fn compare_op(&mut self, at: Location, operator: CmpOp) {
        let number = match operator {
            CmpOp::Eq => arg::compare::EQ,
            CmpOp::NotEq => arg::compare::NE,
            CmpOp::Lt => arg::compare::LT,
            CmpOp::LtE => arg::compare::LE,
            CmpOp::Gt => arg::compare::GT,
            CmpOp::GtE => arg::compare::GE,
            CmpOp::Is => return self.op_i(at, op::IS_OP, 0),
            CmpOp::IsNot => return self.op_i(at, op::IS_OP, 1),
            CmpOp::In => return self.op_i(at, op::CONTAINS_OP, 0),
            CmpOp::NotIn => return self.op_i(at, op::CONTAINS_OP, 1),
        };
        self.op_i(at, op::COMPARE_OP, i32::from(arg::compare::oparg(number)));
    }

    // ---- generators ----

    /// `yield`: an asynchronous generator wraps what it yields.
    pub(super) fn add_yield(&mut self, at: Location) {
        let block = self.block();
        if block.generator && block.coroutine {
            self.op_i(at, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::ASYNC_GEN_WRAP));
        }
        self.op_i(at, op::YIELD_VALUE, 0);
        self.op_i(at, op::RESUME, i32::from(arg::resume::AFTER_YIELD));
    }

    /// Delegates to the iterator under the value to be sent, until it is exhausted: `yield from` and `await`.
    pub(super) fn add_yield_from(&mut self, at: Location, is_await: bool) {
        let (send, fail, exit) = (self.new_label(), self.new_label(), self.new_label());
        self.use_label(send);
        self.jump(at, op::SEND, exit);
        // The handler catches what `close` and `throw` raise.
        self.jump(at, op::SETUP_FINALLY, fail);
        self.op_i(at, op::YIELD_VALUE, 1);
        self.op(NO_LOCATION, op::POP_BLOCK);
        let after = if is_await { arg::resume::AFTER_AWAIT } else { arg::resume::AFTER_YIELD_FROM };
        self.op_i(at, op::RESUME, i32::from(after));
        self.jump(at, op::JUMP_NO_INTERRUPT, send);
        self.use_label(fail);
        self.op(at, op::CLEANUP_THROW);
        self.use_label(exit);
        self.op(at, op::END_SEND);
    }

    /// Awaits the object on the stack; `kind` is the argument of `GET_AWAITABLE` (0, or 1 and 2 for what `__aenter__`
    /// and `__aexit__` returned).
    pub(super) fn add_await(&mut self, at: Location, kind: i32) {
        self.op_i(at, op::GET_AWAITABLE, kind);
        self.load_none(at);
        self.add_yield_from(at, true);
    }

    /// Raises the exception being handled again, after taking it off the stack of handled ones.
    pub(super) fn pop_except_and_reraise(&mut self) {
        self.op_i(NO_LOCATION, op::COPY, 3);
        self.op(NO_LOCATION, op::POP_EXCEPT);
        self.op_i(NO_LOCATION, op::RERAISE, 1);
    }

    /// Calls a context manager's exit function with three `None`s.
    pub(super) fn call_exit_with_nones(&mut self, at: Location) {
        for _ in 0..3 {
            self.load_none(at);
        }
        self.op_i(at, op::CALL, 2);
    }
}
