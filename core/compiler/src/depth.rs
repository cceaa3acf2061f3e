//! Bounded recursion over the tree: a count that gives CPython's `RecursionError` at CPython's depth, and a check of
//! the native stack for callers that run with little of it.

use ks_syntax::stack;

use crate::error::{CompileError, CompileResult};

/// Nesting at which CPython 3.13 gives up (`Py_C_RECURSION_LIMIT`).
pub const DEFAULT_LIMIT: u32 = 10_000;
/// Native stack a compilation may use, in bytes, unless the embedder says otherwise.
pub const DEFAULT_STACK: usize = 6 << 20;

/// How deep a compilation may go.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Levels of nodes.
    pub depth: u32,
    /// Bytes of native stack.
    pub stack: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: DEFAULT_LIMIT, stack: DEFAULT_STACK }
    }
}

/// Counts the levels of one pass.
#[derive(Debug)]
pub struct Depth {
    level: u32,
    limits: Limits,
    /// Address of a local variable of whoever started the pass.
    base: usize,
    /// The address that the native stack must not grow beyond; `usize::MAX` until it is needed.
    lowest: usize,
}

/// From this level on, the native stack is watched.
const UNUSUAL_LEVEL: u32 = 40;

/// Address of the current stack frame, nearly.
#[inline(always)]
fn here() -> usize {
    let marker = 0u8;
    std::ptr::from_ref(&marker).addr()
}

impl Depth {
    /// Starts counting from the caller's frame.
    pub fn new(limits: Limits) -> Depth {
        Depth { level: 0, limits, base: here(), lowest: usize::MAX }
    }

    /// One level down, or the recursion error.
    #[inline]
    pub fn enter(&mut self) -> CompileResult {
        self.level += 1;
        if self.level > UNUSUAL_LEVEL { self.check() } else { Ok(()) }
    }

    fn check(&mut self) -> CompileResult {
        if self.lowest == usize::MAX {
            self.lowest = self.base.saturating_sub(self.limits.stack).max(stack::lowest_address());
        }
        if self.level > self.limits.depth || here() < self.lowest { Err(CompileError::Recursion) } else { Ok(()) }
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
