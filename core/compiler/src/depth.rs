//! Bounded recursion over the tree: a count that gives CPython's `RecursionError` at CPython's depth, and a check of
//! the native stack for callers that run with little of it.

use ks_syntax::stack;

use crate::error::{CompileError, CompileResult};

/// Nesting at which CPython 3.13 gives up (`Py_C_RECURSION_LIMIT`), of which the caller has used some already.
pub const DEFAULT_LIMIT: u32 = 10_000;

/// How deep a compilation may go.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Levels of nodes.
    pub depth: u32,
    /// Bytes of native stack, if less than the thread has left.
    pub stack: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: DEFAULT_LIMIT, stack: usize::MAX }
    }
}

/// Counts the levels of one pass.
#[derive(Debug)]
pub struct Depth {
    level: u32,
    limits: Limits,
    /// The address that the native stack must not grow beyond.
    lowest: usize,
}

impl Depth {
    /// Starts counting from the caller's frame.
    pub fn new(limits: Limits) -> Depth {
        let lowest = stack::current_address().saturating_sub(limits.stack).max(stack::lowest_address());
        Depth { level: 0, limits, lowest }
    }

    /// One level down, or the recursion error.
    #[inline]
    pub fn enter(&mut self) -> CompileResult {
        self.level += 1;
        let far = self.level > self.limits.depth || stack::current_address() < self.lowest;
        if far { Err(CompileError::Recursion) } else { Ok(()) }
    }

    /// Whether there is room for a node without children, one level down.
    #[inline]
    pub fn leaf(&mut self) -> CompileResult {
        if self.level >= self.limits.depth { Err(CompileError::Recursion) } else { Ok(()) }
    }

    /// One level up again. Not needed on the error path: the pass is over then.
    #[inline]
    pub fn leave(&mut self) {
        self.level -= 1;
    }

    /// Takes back `levels` calls of [`Depth::enter`] made without native recursion.
    #[inline]
    pub fn leave_many(&mut self, levels: u32) {
        self.level -= levels;
    }
}
