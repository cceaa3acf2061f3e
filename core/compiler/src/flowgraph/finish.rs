//! The last steps on the graph: stack depth, places of cells, the code that sets a frame up, real instructions for
//! pseudo ones, jump directions.

use ks_bytecode::{co, op};

use super::{BlockId, Cfg, FlowError, Instr};
use crate::instruction_sequence::{Location, Opcode};
use crate::unit::UnitMetadata;

/// The handler of an instruction, for the exception table.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Handler {
    /// Index of its first instruction.
    pub target: u32,
    /// Stack depth when it starts, the exception included.
    pub startdepth: i32,
    /// Whether the offset of the raising instruction is pushed, too.
    pub preserve_lasti: bool,
}

/// An instruction in its final order; a jump's argument is the index of its target.
#[derive(Copy, Clone, Debug)]
pub struct FinalInstr {
    pub opcode: Opcode,
    pub oparg: i32,
    pub loc: Location,
    pub handler: Option<Handler>,
}

/// What the assembler needs.
pub struct Finished {
    pub instrs: Vec<FinalInstr>,
    /// Greatest depth of the value stack.
    pub stackdepth: u32,
    /// For each cell and free variable, its index in `co_localsplusnames`.
    pub cell_places: Vec<i32>,
    /// Length of `co_localsplusnames`.
    pub nlocalsplus: usize,
}

impl Cfg {
    /// Makes the graph a list of instructions that only lacks offsets.
    pub fn finish(mut self, unit: &UnitMetadata) -> Result<Finished, FlowError> {
        let stackdepth = self.stack_depth()?;
        let (cell_places, nlocalsplus) = self.place_cells(unit);
        self.convert_pseudo_ops();
        self.normalize_jumps();
        let leftover = |o| op::is_pseudo(o) && !op::is_unconditional_jump(o);
        if self.chain().flat_map(|(_, b)| &b.instrs).any(|i| leftover(i.opcode)) {
            return Err(FlowError::MalformedCfg);
        }
        Ok(Finished { instrs: self.into_list(), stackdepth, cell_places, nlocalsplus })
    }

    /// The greatest stack depth; sets the depth at the start of every reachable block.
    fn stack_depth(&mut self) -> Result<u32, FlowError> {
        self.each_block(|_, b| b.startdepth = -1);
        let mut max = 0;
        let mut todo = Vec::new();
        self.enter_at_depth(BlockId::ENTRY, 0, &mut todo)?;
        while let Some(id) = todo.pop() {
            let mut depth = self[id].startdepth;
            for at in 0..self[id].instrs.len() {
                let i = self[id].instrs[at];
                let effect = |jump| stack_effect(i.opcode, i.oparg, jump);
                if let Some(target) = i.target {
                    let there = depth + effect(true);
                    max = max.max(there);
                    self.enter_at_depth(target, there, &mut todo)?;
                }
                depth += effect(false);
                if depth < 0 {
                    return Err(FlowError::StackUnderflow);
                }
                max = max.max(depth);
            }
            if self[id].falls_through()
                && let Some(next) = self[id].next
            {
                self.enter_at_depth(next, depth, &mut todo)?;
            }
        }
        Ok(max as u32)
    }

    fn enter_at_depth(&mut self, id: BlockId, depth: i32, todo: &mut Vec<BlockId>) -> Result<(), FlowError> {
        let block = &mut self[id];
        if block.startdepth < 0 {
            block.startdepth = depth;
            todo.push(id);
        } else if block.startdepth != depth {
            return Err(FlowError::InconsistentDepth);
        }
        Ok(())
    }

    /// Gives cells and free variables their places after (or, for parameters and other locals, among) the locals, adds
    /// the instructions a frame starts with, and renumbers the arguments.
    fn place_cells(&mut self, unit: &UnitMetadata) -> (Vec<i32>, usize) {
        let nlocals = unit.varnames.len();
        let ncells = unit.cellvars.len();
        let nfree = unit.freevars.len();
        let mut extra = nlocals as i32;
        let mut places = Vec::with_capacity(ncells + nfree);
        for cell in unit.cellvars.iter() {
            places.push(match unit.varnames.index_of(cell) {
                Some(local) => local as i32,
                None => {
                    extra += 1;
                    extra - 1
                }
            });
        }
        places.extend((0..nfree as i32).map(|i| extra + i));

        let mut prefix = Vec::new();
        if nfree > 0 {
            prefix.push(Instr::new(op::COPY_FREE_VARS, nfree as i32, Location::NONE));
        }
        let mut cells: Vec<i32> = places[..ncells].to_vec();
        cells.sort_unstable();
        prefix.extend(cells.into_iter().map(|place| Instr::new(op::MAKE_CELL, place, Location::NONE)));
        if unit.flags & (co::CO_GENERATOR | co::CO_COROUTINE | co::CO_ASYNC_GENERATOR) != 0 {
            let loc = Location::new(unit.firstlineno, -1, unit.firstlineno, -1);
            prefix.push(Instr::new(op::RETURN_GENERATOR, 0, loc));
            prefix.push(Instr::new(op::POP_TOP, 0, loc));
        }

        self.each_block(|_, b| {
            for i in &mut b.instrs {
                // `MAKE_CELL` occurs for the cells of inlined comprehensions.
                let names_cell = match u8::try_from(i.opcode) {
                    Ok(o) => matches!(
                        o,
                        op::LOAD_DEREF
                            | op::STORE_DEREF
                            | op::DELETE_DEREF
                            | op::LOAD_FROM_DICT_OR_DEREF
                            | op::MAKE_CELL
                    ),
                    Err(_) => i.opcode == op::LOAD_CLOSURE,
                };
                if names_cell && let Some(place) = places.get(i.oparg as usize) {
                    i.oparg = *place;
                }
            }
        });
        self[BlockId::ENTRY].instrs.splice(0..0, prefix);
        (places, extra as usize + nfree)
    }

    /// Puts real instructions in the place of those pseudo-instructions that do not depend on direction.
    fn convert_pseudo_ops(&mut self) {
        self.each_block(|_, b| {
            for i in &mut b.instrs {
                match i.opcode {
                    o if op::is_block_push(o) => i.set_nop(),
                    op::LOAD_CLOSURE => i.opcode = op::LOAD_FAST.into(),
                    op::STORE_FAST_MAYBE_NULL => i.opcode = op::STORE_FAST.into(),
                    _ => {}
                }
            }
        });
        self.remove_nops();
    }

    /// Conditional jumps only go forward: one that would go back is reversed and jumps over an unconditional jump.
    fn normalize_jumps(&mut self) {
        self.clear_visited();
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            self[id].visited = true;
            let next = self[id].next;
            if let Some(last) = self[id].last().copied()
                && op::has_jump(last.opcode)
                && !op::is_unconditional_jump(last.opcode)
                && let Some(target) = last.target
                && self[target].visited
                && let Some(reversed) = reverse(last.opcode)
            {
                let mut jump = Instr::new(op::JUMP, 0, last.loc);
                jump.target = Some(target);
                let back = self.new_block_after(id);
                self[back].instrs.push(jump);
                self[back].cold = self[id].cold;
                if let Some(last) = self[id].instrs.last_mut() {
                    last.opcode = reversed.into();
                    last.target = next;
                }
            }
            cursor = self[id].next;
        }
    }

    fn into_list(mut self) -> Vec<FinalInstr> {
        let mut starts = vec![0u32; self.blocks.len()];
        let mut count = 0;
        for (id, block) in self.chain() {
            starts[id.index()] = count;
            count += block.instrs.len() as u32;
        }
        let mut list = Vec::with_capacity(count as usize);
        let mut cursor = Some(BlockId::ENTRY);
        while let Some(id) = cursor {
            cursor = self[id].next;
            // The block's own list is given back as soon as it has been copied.
            for i in std::mem::take(&mut self[id].instrs) {
                let handler = i.except.map(|h| Handler {
                    target: starts[h.index()],
                    startdepth: self[h].startdepth,
                    preserve_lasti: self[h].preserve_lasti,
                });
                let oparg = i.target.map_or(i.oparg, |t| starts[t.index()] as i32);
                list.push(FinalInstr { opcode: i.opcode, oparg, loc: i.loc, handler });
            }
        }
        list
    }
}

fn stack_effect(opcode: Opcode, oparg: i32, jump: bool) -> i32 {
    // Sequences hold valid opcodes only.
    ks_bytecode::stack::effect(opcode, oparg, jump).unwrap_or(0)
}

fn reverse(opcode: Opcode) -> Option<u8> {
    Some(match u8::try_from(opcode).ok()? {
        op::POP_JUMP_IF_NOT_NONE => op::POP_JUMP_IF_NONE,
        op::POP_JUMP_IF_NONE => op::POP_JUMP_IF_NOT_NONE,
        op::POP_JUMP_IF_FALSE => op::POP_JUMP_IF_TRUE,
        op::POP_JUMP_IF_TRUE => op::POP_JUMP_IF_FALSE,
        _ => return None,
    })
}
