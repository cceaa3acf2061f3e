//! Statically nested blocks (loops, `try`, `with`, handlers) and leaving them by `return`, `break` and `continue`.

use ks_bytecode::op;

use super::*;
use crate::instruction_sequence::Label;

/// How deep blocks may nest (`CO_MAXBLOCKS`).
const MAX_BLOCKS: usize = 21;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FBlockKind {
    WhileLoop,
    ForLoop,
    TryExcept,
    FinallyTry,
    FinallyEnd,
    With,
    AsyncWith,
    HandlerCleanup,
    /// A value on the stack is kept over a `finally` body.
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehensionGenerator,
    StopIteration,
}

/// One block that a jump out of it has to undo.
#[derive(Clone, Copy)]
pub(super) struct FBlock<'a> {
    pub kind: FBlockKind,
    /// Where the block starts: the target of `continue`.
    pub start: Option<Label>,
    /// Where the block ends: the target of `break`.
    pub exit: Option<Label>,
    /// Position of the statement, for the instructions that leave it.
    pub at: Location,
    /// The statements of a `finally`, to be run on the way out.
    pub finalbody: &'a [Stmt],
    /// The name that an `except` clause binds.
    pub name: Option<Name>,
}

impl<'a> FBlock<'a> {
    pub(super) fn new(kind: FBlockKind, at: Location) -> FBlock<'a> {
        FBlock { kind, start: None, exit: None, at, finalbody: &[], name: None }
    }
}

impl<'a> Compiler<'a, '_> {
    pub(super) fn push_fblock(&mut self, block: FBlock<'a>) -> CompileResult {
        if self.unit.fblocks.len() >= MAX_BLOCKS {
            return self.error(block.at, "too many statically nested blocks");
        }
        self.unit.fblocks.push(block);
        Ok(())
    }

    pub(super) fn pop_fblock(&mut self, kind: FBlockKind) {
        let popped = self.unit.fblocks.pop();
        debug_assert!(popped.is_some_and(|block| block.kind == kind));
    }

    /// Emits what leaving the blocks takes, innermost first: all of them, or those inside the innermost loop, which is
    /// returned. With `preserve_tos` the value on the stack is kept.
    pub(super) fn unwind_fblocks(
        &mut self,
        at: &mut Location,
        preserve_tos: bool,
        to_loop: bool,
    ) -> CompileResult<Option<FBlock<'a>>> {
        let mut left = Vec::new();
        let mut found = None;
        while let Some(&top) = self.unit.fblocks.last() {
            if top.kind == FBlockKind::ExceptionGroupHandler {
                return self.error(*at, "'break', 'continue' and 'return' cannot appear in an except* block");
            }
            if to_loop && matches!(top.kind, FBlockKind::WhileLoop | FBlockKind::ForLoop) {
                found = Some(top);
                break;
            }
            // A `finally` body is compiled as if it stood outside its statement.
            self.unit.fblocks.pop();
            left.push(top);
            self.unwind_fblock(at, top, preserve_tos)?;
        }
        self.unit.fblocks.extend(left.into_iter().rev());
        Ok(found)
    }

    /// Emits what leaving one block takes.
    pub(super) fn unwind_fblock(&mut self, at: &mut Location, block: FBlock<'a>, preserve_tos: bool) -> CompileResult {
        match block.kind {
            FBlockKind::WhileLoop
            | FBlockKind::ExceptionHandler
            | FBlockKind::ExceptionGroupHandler
            | FBlockKind::AsyncComprehensionGenerator
            | FBlockKind::StopIteration => {}
            FBlockKind::ForLoop | FBlockKind::PopValue => {
                self.keep_tos(*at, preserve_tos);
                self.op(*at, op::POP_TOP);
            }
            FBlockKind::TryExcept => self.op(*at, op::POP_BLOCK),
            FBlockKind::FinallyTry => {
                self.op(*at, op::POP_BLOCK);
                if preserve_tos {
                    self.push_fblock(FBlock::new(FBlockKind::PopValue, *at))?;
                }
                self.stmts(block.finalbody)?;
                if preserve_tos {
                    self.pop_fblock(FBlockKind::PopValue);
                }
                // What follows runs after the `finally` body and belongs to no line.
                *at = NO_LOCATION;
            }
            FBlockKind::FinallyEnd => {
                self.keep_tos(*at, preserve_tos);
                self.op(*at, op::POP_TOP);
                self.keep_tos(*at, preserve_tos);
                self.op(*at, op::POP_BLOCK);
                self.op(*at, op::POP_EXCEPT);
            }
            FBlockKind::With | FBlockKind::AsyncWith => {
                *at = block.at;
                self.op(*at, op::POP_BLOCK);
                self.keep_tos(*at, preserve_tos);
                self.call_exit_with_nones(*at);
                if block.kind == FBlockKind::AsyncWith {
                    self.add_await(*at, 2);
                }
                self.op(*at, op::POP_TOP);
                *at = NO_LOCATION;
            }
            FBlockKind::HandlerCleanup => {
                if block.name.is_some() {
                    self.op(*at, op::POP_BLOCK);
                }
                self.keep_tos(*at, preserve_tos);
                self.op(*at, op::POP_BLOCK);
                self.op(*at, op::POP_EXCEPT);
                if let Some(name) = block.name {
                    self.unbind_exception(*at, name)?;
                }
            }
        }
        Ok(())
    }

    fn keep_tos(&mut self, at: Location, preserve_tos: bool) {
        if preserve_tos {
            self.op_i(at, op::SWAP, 2);
        }
    }

    /// `name = None; del name`, at the end of an `except` clause that binds a name.
    pub(super) fn unbind_exception(&mut self, at: Location, name: Name) -> CompileResult {
        self.load_none(at);
        self.name_op(at, name, ExprContext::Store)?;
        self.name_op(at, name, ExprContext::Del)
    }
}
