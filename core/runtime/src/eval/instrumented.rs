//! The instrumented forms of instructions.

use super::regs::{Leave, Regs};
use crate::prelude::*;

pub(super) fn line(_r: &mut Regs) -> Result<u8, Leave> {
    unwritten!("INSTRUMENTED_LINE")
}

pub(super) fn instruction(_r: &mut Regs) -> Result<u8, Leave> {
    unwritten!("INSTRUMENTED_INSTRUCTION")
}
