//! What code generation emits: a flat list of instructions whose jumps name labels.
//!
//! Opcodes are those of [`ks_bytecode::op`], pseudo-instructions included. A jump or `SETUP_*` keeps its label in the
//! argument until [`crate::flowgraph`] resolves it.

use ks_bytecode::op;

pub use ks_bytecode::location::Location;

/// A real or pseudo opcode.
pub type Opcode = u16;

/// A place in an [`InstrSeq`] that jumps can name. Made before its place is known, see [`InstrSeq::use_label`].
#[derive(Copy, Clone, PartialEq, Eq, Debug, Hash)]
pub struct Label(u32);

impl Label {
    /// The label's index in its sequence.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    pub(crate) fn as_oparg(self) -> i32 {
        self.0 as i32
    }
}

/// One instruction. For opcodes with a target ([`op::has_target`]) `oparg` is the number of a label.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Instr {
    pub opcode: Opcode,
    pub oparg: i32,
    pub loc: Location,
}

/// The instructions of one code unit, in source order, before any optimization.
#[derive(Clone, Default, Debug)]
pub struct InstrSeq {
    instrs: Vec<Instr>,
    /// Per label, the index of the instruction it stands before; [`UNPLACED`] until `use_label`.
    labels: Vec<u32>,
    /// Sequences of the functions, classes and comprehensions inside, in order of appearance. Filled only when a
    /// caller wants to look at code before optimization (`_testinternalcapi.compiler_codegen`).
    pub nested: Vec<InstrSeq>,
}

const UNPLACED: u32 = u32::MAX;

impl InstrSeq {
    /// An empty sequence.
    pub fn new() -> InstrSeq {
        InstrSeq::default()
    }

    /// Appends an instruction without a jump target. `oparg` is 0 for instructions that take none.
    #[inline]
    pub fn add_op(&mut self, opcode: impl Into<Opcode>, oparg: i32, loc: Location) {
        let opcode = opcode.into();
        debug_assert!(op::is_valid(opcode) && !op::has_target(opcode));
        self.instrs.push(Instr { opcode, oparg, loc });
    }

    /// Appends a jump or a `SETUP_*` to `target`.
    #[inline]
    pub fn add_jump(&mut self, opcode: impl Into<Opcode>, target: Label, loc: Location) {
        let opcode = opcode.into();
        debug_assert!(op::has_target(opcode));
        self.instrs.push(Instr { opcode, oparg: target.as_oparg(), loc });
    }

    /// Makes a label that is not placed yet.
    #[inline]
    pub fn new_label(&mut self) -> Label {
        let label = Label(self.labels.len() as u32);
        self.labels.push(UNPLACED);
        label
    }

    /// Places `label` before the next instruction to be added. Several labels may stand at one place; placing one
    /// again moves it.
    #[inline]
    pub fn use_label(&mut self, label: Label) {
        self.labels[label.index()] = self.instrs.len() as u32;
    }

    /// Whether `label` has been placed.
    pub fn is_placed(&self, label: Label) -> bool {
        self.labels[label.index()] != UNPLACED
    }

    /// Inserts an instruction without a target at `position`; labels at or after that place move along with their
    /// instructions.
    pub fn insert(&mut self, position: usize, opcode: impl Into<Opcode>, oparg: i32, loc: Location) {
        self.instrs.insert(position, Instr { opcode: opcode.into(), oparg, loc });
        for place in &mut self.labels {
            if *place != UNPLACED && *place as usize >= position {
                *place += 1;
            }
        }
    }

    /// As [`InstrSeq::insert`], for a jump or `SETUP_*`.
    pub fn insert_jump(&mut self, position: usize, opcode: impl Into<Opcode>, target: Label, loc: Location) {
        self.insert(position, opcode, target.as_oparg(), loc);
    }

    /// The instructions so far.
    pub fn instrs(&self) -> &[Instr] {
        &self.instrs
    }

    /// The last instruction, for the rare case that it is patched after the fact.
    pub fn last_mut(&mut self) -> Option<&mut Instr> {
        self.instrs.last_mut()
    }

    /// Number of instructions so far: the position the next one will have.
    pub fn len(&self) -> usize {
        self.instrs.len()
    }

    /// Whether nothing has been emitted.
    pub fn is_empty(&self) -> bool {
        self.instrs.is_empty()
    }

    /// Where `label` stands, as an index into [`InstrSeq::instrs`] (the length, if at the very end).
    pub fn position(&self, label: Label) -> Option<usize> {
        self.labels.get(label.index()).copied().filter(|p| *p != UNPLACED).map(|p| p as usize)
    }

    /// Where an instruction's label stands.
    pub fn target(&self, instr: &Instr) -> Option<usize> {
        self.target_position(instr.oparg)
    }

    /// Where the label numbered `oparg` stands; `None` if there is no such label or it was never placed.
    pub(crate) fn target_position(&self, oparg: i32) -> Option<usize> {
        u32::try_from(oparg).ok().and_then(|n| self.position(Label(n)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_move_with_insertions() {
        let mut s = InstrSeq::new();
        let (a, b) = (s.new_label(), s.new_label());
        s.add_op(op::NOP, 0, Location::NONE);
        s.use_label(a);
        s.add_jump(op::JUMP, a, Location::NONE);
        s.use_label(b);
        s.insert_jump(0, op::SETUP_CLEANUP, b, Location::NONE);
        assert_eq!(s.position(a), Some(2));
        assert_eq!(s.position(b), Some(3));
        assert_eq!(s.len(), 3);
    }
}
