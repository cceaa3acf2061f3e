//! From the flow graph to a code unit: sizes and jump distances, the bytes of the code, exception and location tables,
//! names of locals and cells.

use ks_bytecode::{co, exception_table, location, op};
use ks_syntax::ast::{Interner, Name, PyStr};

use crate::flowgraph::{Cfg, FinalInstr, Finished, FlowError, Handler};
use crate::instruction_sequence::{InstrSeq, Location};
use crate::unit::{CodeUnit, ConstValue, UnitMetadata};

/// Makes code units; one serves a whole compilation, so that they share file name and names.
#[derive(Debug)]
pub struct Assembler {
    filename: PyStr,
    /// Texts of the names met so far, by [`Name::index`].
    texts: Vec<Option<PyStr>>,
}

impl Assembler {
    /// For the units of one source.
    pub fn new(filename: PyStr) -> Assembler {
        Assembler { filename, texts: Vec::new() }
    }

    /// Optimizes and assembles one unit. `names` is the interner of the names in `unit`.
    pub fn assemble(&mut self, seq: InstrSeq, mut unit: UnitMetadata, names: &Interner) -> Result<CodeUnit, FlowError> {
        let consts = std::mem::take(&mut unit.consts);
        let (cfg, consts) = Cfg::optimized(seq, consts, unit.varnames.len(), unit.nparams())?;
        self.finish(cfg, consts, unit, names)
    }

    /// Assembles a sequence as it is (`_testinternalcapi.assemble_code_object`): nothing is optimized.
    pub fn assemble_unoptimized(
        &mut self,
        seq: &InstrSeq,
        mut unit: UnitMetadata,
        names: &Interner,
    ) -> Result<CodeUnit, FlowError> {
        let consts = std::mem::take(&mut unit.consts).into_vec();
        let mut cfg = Cfg::from_sequence(seq)?;
        cfg.label_handlers()?;
        self.finish(cfg, consts, unit, names)
    }

    fn finish(
        &mut self,
        cfg: Cfg,
        consts: Vec<ConstValue>,
        unit: UnitMetadata,
        names: &Interner,
    ) -> Result<CodeUnit, FlowError> {
        let Finished { mut instrs, stackdepth, cell_places, nlocalsplus } = cfg.finish(&unit)?;
        resolve_jumps(&mut instrs);
        let (localsplusnames, localspluskinds) = self.localsplus(&unit, &cell_places, nlocalsplus, names);
        Ok(CodeUnit {
            argcount: unit.argcount,
            posonlyargcount: unit.posonlyargcount,
            kwonlyargcount: unit.kwonlyargcount,
            // A frame always has room for one value.
            stacksize: stackdepth.max(1),
            flags: unit.flags,
            code: code_bytes(&instrs),
            consts,
            names: unit.names.iter().map(|n| self.text(*n, names)).collect(),
            localsplusnames,
            localspluskinds,
            filename: self.filename.clone(),
            name: unit.name,
            qualname: unit.qualname,
            firstlineno: unit.firstlineno,
            linetable: location_table(&mut instrs, unit.firstlineno),
            exceptiontable: exception_table(&instrs),
        })
    }

    /// The text of a name, the same (shared) one each time.
    pub fn text(&mut self, name: Name, names: &Interner) -> PyStr {
        let index = name.index();
        if index >= self.texts.len() {
            self.texts.resize(names.len().max(index + 1), None);
        }
        self.texts[index].get_or_insert_with(|| names.get(name).into()).clone()
    }

    fn localsplus(
        &mut self,
        unit: &UnitMetadata,
        cell_places: &[i32],
        len: usize,
        names: &Interner,
    ) -> (Vec<PyStr>, Vec<u8>) {
        let mut kinds = vec![0u8; len];
        let mut which: Vec<Option<Name>> = vec![None; len];
        let mut set = |place: usize, name: Name, kind: u8| {
            kinds[place] |= kind;
            which[place] = Some(name);
        };
        for (place, name) in unit.varnames.iter().enumerate() {
            let hidden = if unit.fasthidden.contains(name) { co::CO_FAST_HIDDEN } else { 0 };
            set(place, *name, co::CO_FAST_LOCAL | hidden);
        }
        let (cells, free) = cell_places.split_at(unit.cellvars.len());
        for (place, name) in cells.iter().zip(unit.cellvars.iter()) {
            set(*place as usize, *name, co::CO_FAST_CELL);
        }
        for (place, name) in free.iter().zip(unit.freevars.iter()) {
            set(*place as usize, *name, co::CO_FAST_FREE);
        }
        (which.into_iter().flatten().map(|n| self.text(n, names)).collect(), kinds)
    }
}

fn cache_units(i: &FinalInstr) -> u32 {
    op::CACHES.get(i.opcode as usize).copied().unwrap_or(0) as u32
}

/// How many `EXTENDED_ARG` the argument needs.
fn prefix_units(i: &FinalInstr) -> u32 {
    match i.oparg as u32 {
        0..=0xff => 0,
        0x100..=0xffff => 1,
        0x1_0000..=0xff_ffff => 2,
        _ => 3,
    }
}

/// Size in code units, with prefixes and caches.
fn size(i: &FinalInstr) -> u32 {
    prefix_units(i) + 1 + cache_units(i)
}

/// Decides the direction of jumps and replaces target indices by distances.
fn resolve_jumps(instrs: &mut [FinalInstr]) {
    let mut jumps = Vec::new();
    for (index, i) in instrs.iter_mut().enumerate() {
        if !op::has_jump(i.opcode) {
            continue;
        }
        let forward = i.oparg as usize > index;
        match (i.opcode, forward) {
            (op::JUMP | op::JUMP_NO_INTERRUPT, true) => i.opcode = op::JUMP_FORWARD.into(),
            (op::JUMP, false) => i.opcode = op::JUMP_BACKWARD.into(),
            (op::JUMP_NO_INTERRUPT, false) => i.opcode = op::JUMP_BACKWARD_NO_INTERRUPT.into(),
            _ => {}
        }
        jumps.push((index, i.oparg as usize));
    }
    if jumps.is_empty() {
        return;
    }
    // Distances depend on the sizes of instructions, and those on the distances: repeat until the sizes hold. The first
    // round takes the indices of the targets for distances, as CPython does; that decides how a borderline case ends.
    let mut offsets = vec![0u32; instrs.len()];
    loop {
        let mut total = 0;
        for (offset, i) in offsets.iter_mut().zip(&*instrs) {
            *offset = total;
            total += size(i);
        }
        let mut grew = false;
        for &(index, target) in &jumps {
            let before = size(&instrs[index]);
            let after = offsets[index] + before;
            instrs[index].oparg = offsets.get(target).copied().unwrap_or(total).abs_diff(after) as i32;
            grew |= size(&instrs[index]) != before;
        }
        if !grew {
            return;
        }
    }
}

fn code_bytes(instrs: &[FinalInstr]) -> Vec<u8> {
    let units: u32 = instrs.iter().map(size).sum();
    let mut out = Vec::with_capacity(units as usize * 2);
    for i in instrs {
        let arg = i.oparg as u32;
        for n in (1..=prefix_units(i)).rev() {
            out.extend([op::EXTENDED_ARG, (arg >> (8 * n)) as u8]);
        }
        debug_assert!(!op::is_pseudo(i.opcode));
        out.extend([i.opcode as u8, arg as u8]);
        out.resize(out.len() + cache_units(i) as usize * 2, 0);
    }
    out
}

fn location_table(instrs: &mut [FinalInstr], firstlineno: i32) -> Vec<u8> {
    let mut following = Location::NONE;
    for i in instrs.iter_mut().rev() {
        if i.loc == Location::NEXT {
            let leaves = op::has_jump(i.opcode) || op::is_scope_exit(i.opcode);
            i.loc = if leaves { Location::NONE } else { following };
        }
        following = i.loc;
    }
    let mut writer = location::Writer::new(firstlineno);
    let (mut loc, mut units) = (Location::NONE, 0);
    for i in &*instrs {
        if i.loc != loc {
            writer.add(loc, units);
            (loc, units) = (i.loc, 0);
        }
        units += size(i);
    }
    writer.add(loc, units);
    writer.finish()
}

fn exception_table(instrs: &[FinalInstr]) -> Vec<u8> {
    let mut out = Vec::new();
    if instrs.iter().all(|i| i.handler.is_none()) {
        return out;
    }
    let mut offsets = Vec::with_capacity(instrs.len() + 1);
    let mut total = 0;
    for i in instrs {
        offsets.push(total);
        total += size(i);
    }
    let mut finish = |handler: Option<Handler>, start: u32, end: u32| {
        if let Some(h) = handler {
            let pushed = 1 + h.preserve_lasti as i32;
            let depth = (h.startdepth - pushed).max(0) as u32;
            let target = offsets.get(h.target as usize).copied().unwrap_or(total);
            exception_table::write(
                &mut out,
                &exception_table::Entry { start, end, target, depth, lasti: h.preserve_lasti },
            );
        }
    };
    let (mut handler, mut start) = (None::<Handler>, 0);
    for (i, &offset) in instrs.iter().zip(&offsets) {
        if i.handler.map(|h| h.target) != handler.map(|h| h.target) {
            finish(handler, start, offset);
            (handler, start) = (i.handler, offset);
        }
    }
    finish(handler, start, total);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit() -> UnitMetadata {
        UnitMetadata::new("<module>".into(), "<module>".into(), 1)
    }

    #[test]
    fn far_jumps_are_extended() {
        let mut seq = InstrSeq::new();
        let end = seq.new_label();
        let loc = Location::new(1, 0, 1, 1);
        seq.add_op(op::LOAD_NAME, 0, loc);
        seq.add_jump(op::POP_JUMP_IF_TRUE, end, loc);
        for _ in 0..200 {
            seq.add_op(op::LOAD_NAME, 0, loc);
            seq.add_op(op::POP_TOP, 0, loc);
        }
        seq.use_label(end);
        seq.add_op(op::LOAD_NAME, 0, loc);
        seq.add_op(op::RETURN_VALUE, 0, loc);
        let code = Assembler::new("f".into()).assemble(seq, unit(), &Interner::new());
        let code = code.expect("a well-formed sequence");
        let jump = &code.code[2..8];
        assert_eq!(jump, [op::EXTENDED_ARG, 1, op::POP_JUMP_IF_TRUE, 144, 0, 0]);
        assert_eq!(code.stacksize, 1);
    }

    #[test]
    fn sequences_can_be_taken_as_they_are() {
        let mut seq = InstrSeq::new();
        let mut unit = unit();
        unit.consts.add(ks_syntax::ast::Constant::None);
        let loc = Location::new(1, 0, 1, 1);
        seq.add_op(op::NOP, 0, loc);
        seq.add_op(op::LOAD_CONST, 0, loc);
        seq.add_op(op::RETURN_VALUE, 0, loc);
        let code = Assembler::new("f".into()).assemble_unoptimized(&seq, unit, &Interner::new());
        assert_eq!(code.map(|c| c.code), Ok(vec![op::LOAD_CONST, 0, op::RETURN_VALUE, 0]));
    }

    #[test]
    fn underflow_is_an_error() {
        let mut seq = InstrSeq::new();
        seq.add_op(op::POP_TOP, 0, Location::NONE);
        seq.add_op(op::RETURN_VALUE, 0, Location::NONE);
        let code = Assembler::new("f".into()).assemble(seq, unit(), &Interner::new());
        assert_eq!(code, Err(FlowError::StackUnderflow));
    }
}
