//! `InstructionSequence` objects: the compiler's instructions before and between its passes, for CPython's tests of them
//! (`_testinternalcapi`), and the passes on them.

use std::cell::RefCell;
use std::ffi::c_int;

use ks_bytecode::{Flags, op};
use ks_compiler::assembler::Assembler;
use ks_compiler::flowgraph::{Cfg, FlowError};
use ks_compiler::instruction_sequence::{Instr, InstrSeq, Location};
use ks_compiler::unit::{ConstTable, ConstValue, NameTable, UnitMetadata};
use ks_syntax::ast::{Constant, Int, Interner, PyStr};

use crate::heap;
use crate::objects::codeobject::{constant_key, convert};
use crate::prelude::*;

/// Instructions as Python code gave them: nothing about them is sure.
#[derive(Default)]
struct Sequence {
    instrs: Vec<Row>,
    /// Places of the labels; `None` once jumps hold the places themselves.
    labels: Option<Vec<usize>>,
    next_label: c_int,
}

#[derive(Clone, Copy)]
struct Row {
    opcode: c_int,
    oparg: c_int,
    location: [c_int; 4],
}

/// A label that was never placed.
const UNPLACED: usize = usize::MAX;

#[repr(C)]
pub struct SequenceLayout {
    ob_base: Object,
    sequence: RefCell<Sequence>,
    nested: Field<List>,
}

object_type!(
    /// `InstructionSequence`
    pub struct InstructionSequence(SequenceLayout): _PyInstructionSequence_Type
);

fn opcode(row: &Row) -> Option<u16> {
    u16::try_from(row.opcode).ok().filter(|opcode| op::is_valid(*opcode))
}

impl Sequence {
    /// Puts places instead of labels into jumps.
    fn apply_labels(&mut self) {
        let Some(labels) = self.labels.take() else { return };
        for row in &mut self.instrs {
            if opcode(row).is_some_and(op::has_target)
                && let Some(place) = usize::try_from(row.oparg).ok().and_then(|label| labels.get(label))
            {
                row.oparg = c_int::try_from(*place).unwrap_or(-1);
            }
        }
    }
}

impl InstructionSequence {
    /// A new, empty one (`_PyInstructionSequence_New`).
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(th: &mut Thread) -> PyResult<Ref<InstructionSequence>> {
        _PyInstructionSequence_Type.ready(th)?;
        let object = crate::args::allocate(&_PyInstructionSequence_Type, th)?;
        // SAFETY: a new instance of the type; zeroed memory becomes an empty sequence.
        unsafe {
            let new = object.cast_unchecked::<InstructionSequence>();
            std::ptr::write((&raw const new.layout().sequence).cast_mut(), RefCell::default());
            Ok(new)
        }
    }

    fn from_rows(rows: Vec<Row>, th: &mut Thread) -> PyResult<Ref<InstructionSequence>> {
        let new = InstructionSequence::new(th)?;
        new.layout().sequence.borrow_mut().instrs = rows;
        Ok(new)
    }

    /// From what the compiler made, with the sequences inside.
    fn from_compiled(seq: &InstrSeq, th: &mut Thread) -> PyResult<Ref<InstructionSequence>> {
        let row = |instr: &Instr| {
            let Location { lineno, end_lineno, col_offset, end_col_offset } = instr.loc;
            let target = if op::has_target(instr.opcode) { seq.target(instr) } else { None };
            let oparg = target.map_or(instr.oparg, |place| place as c_int);
            Row { opcode: c_int::from(instr.opcode), oparg, location: [lineno, end_lineno, col_offset, end_col_offset] }
        };
        let new = InstructionSequence::from_rows(seq.instrs().iter().map(row).collect(), th)?;
        for inner in &seq.nested {
            let inner = InstructionSequence::from_compiled(inner, th)?;
            new.add(inner.into_object())?;
        }
        Ok(new)
    }

    fn add(&self, nested: Ref) -> PyResult<()> {
        let list = match self.layout().nested.get() {
            Some(list) => list,
            None => {
                let list = List::new(&[])?;
                self.layout().nested.init(list.clone());
                list
            }
        };
        list.push(nested)
    }

    /// For the compiler's passes.
    ///
    /// # Errors
    /// `ValueError` for instructions that do not exist and jumps that lead nowhere.
    fn to_compiler(&self, th: &mut Thread) -> PyResult<InstrSeq> {
        let mut sequence = self.layout().sequence.borrow_mut();
        sequence.apply_labels();
        let mut seq = InstrSeq::new();
        let labels: Vec<_> = sequence.instrs.iter().map(|_| seq.new_label()).collect();
        for (row, label) in sequence.instrs.iter().zip(&labels) {
            let Some(opcode) = opcode(row) else {
                return Err(raise!(th, ValueError, "invalid opcode: {}", row.opcode));
            };
            let [lineno, end_lineno, col_offset, end_col_offset] = row.location;
            let loc = Location { lineno, end_lineno, col_offset, end_col_offset };
            seq.use_label(*label);
            if op::has_target(opcode) {
                let Some(target) = usize::try_from(row.oparg).ok().and_then(|place| labels.get(place)) else {
                    return Err(raise!(th, ValueError, "jump to an invalid label: {}", row.oparg));
                };
                seq.add_jump(opcode, *target, loc);
            } else {
                seq.add_op(opcode, row.oparg, loc);
            }
        }
        Ok(seq)
    }
}

#[pytype(
    static = _PyInstructionSequence_Type,
    private,
    name = "InstructionSequence",
    layout = SequenceLayout,
    flags(HAVE_GC),
    text_signature = "()",
    doc = "Instructions of the compiler and labels between them."
)]
impl InstructionSequence {
    #[new(sig = "()", name = "InstructionSequenceType")]
    fn py_new(_ty: &'static Type, th: &mut Thread) -> PyResult<Ref<InstructionSequence>> {
        InstructionSequence::new(th)
    }

    #[method(sig = "(label)", doc = "Put a label before the next instruction.")]
    fn use_label(&self, label: c_int, th: &mut Thread) -> PyResult<()> {
        // Far more labels than any source has.
        const MOST: usize = 1 << 24;
        let Some(index) = usize::try_from(label).ok().filter(|index| *index < MOST) else {
            return Err(raise!(th, ValueError, "invalid label: {label}"));
        };
        let mut sequence = self.layout().sequence.borrow_mut();
        let place = sequence.instrs.len();
        let labels = sequence.labels.get_or_insert_with(Vec::new);
        if labels.len() <= index {
            labels.resize(index + 1, UNPLACED);
        }
        labels[index] = place;
        Ok(())
    }

    #[method(
        sig = "(opcode, oparg, lineno, col_offset, end_lineno, end_col_offset)",
        doc = "Append an instruction. The line numbers come first, whatever the names say."
    )]
    #[allow(clippy::too_many_arguments, reason = "the arguments are Python's")]
    fn addop(
        &self,
        opcode: c_int,
        oparg: c_int,
        lineno: c_int,
        col_offset: c_int,
        end_lineno: c_int,
        end_col_offset: c_int,
    ) {
        let location = [lineno, col_offset, end_lineno, end_col_offset];
        self.layout().sequence.borrow_mut().instrs.push(Row { opcode, oparg, location });
    }

    #[method(sig = "()", doc = "A label that is not in use yet.")]
    fn new_label(&self) -> i64 {
        let mut sequence = self.layout().sequence.borrow_mut();
        sequence.next_label = sequence.next_label.wrapping_add(1);
        i64::from(sequence.next_label)
    }

    #[method(sig = "(nested)", doc = "Append the sequence of an inner scope.")]
    fn add_nested(&self, nested: &Object, th: &mut Thread) -> PyResult<()> {
        if nested.is(none()) {
            return Ok(());
        }
        if !InstructionSequence::check_exact(nested) {
            let name = nested.ob_type().ob_type().display_name();
            return Err(raise!(th, TypeError, "expected an instruction sequence, not {name}"));
        }
        self.add(nested.to_ref())
    }

    #[method(sig = "()", doc = "The sequences of inner scopes.")]
    fn get_nested(&self) -> PyResult {
        match self.layout().nested.get() {
            Some(list) => Ok(list.into_object()),
            None => Ok(List::new(&[])?.into_object()),
        }
    }

    #[method(sig = "()", doc = "The instructions as tuples; jumps tell the index of the instruction they lead to.")]
    fn get_instructions(&self) -> PyResult<Ref<List>> {
        let rows = {
            let mut sequence = self.layout().sequence.borrow_mut();
            sequence.apply_labels();
            sequence.instrs.clone()
        };
        let list = List::with_capacity(rows.len())?;
        for row in rows {
            let number = |value: c_int| Ok(Long::from_i64(i64::from(value))?.into_object());
            let oparg = if opcode(&row).is_none_or(|opcode| op::flags(opcode).has(Flags::ARG)) {
                number(row.oparg)?
            } else {
                none().to_ref()
            };
            let [a, b, c, d] = row.location;
            let tuple = [number(row.opcode)?, oparg, number(a)?, number(b)?, number(c)?, number(d)?];
            list.push(Tuple::from_array(tuple)?.into_object())?;
        }
        Ok(list)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let layout = (*this).layout();
            layout.nested.set(None, th);
            std::ptr::drop_in_place((&raw const layout.sequence).cast_mut());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().nested);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().nested.set(None, th);
    }
}

fn flow_error(error: FlowError, th: &mut Thread) -> Raised {
    match error {
        FlowError::MalformedCfg => raise!(th, SystemError, "{error}"),
        _ => raise!(th, ValueError, "{error}"),
    }
}

/// The names of a table, in order, each with its number.
fn numbered(table: &NameTable, interner: &Interner, th: &mut Thread) -> PyResult<Ref> {
    let dict = Dict::new()?;
    for (index, name) in table.iter().enumerate() {
        dict.set_str(&*Str::intern_str(interner.get(*name))?, &*Long::from_usize(index)?, th)?;
    }
    Ok(dict.into_object())
}

/// `_PyCompile_CodeGen`: an unoptimized sequence, and a dict of what else is known of the unit.
///
/// # Errors
/// What compiling raises.
pub fn generated(seq: &InstrSeq, unit: &UnitMetadata, interner: &Interner, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let sequence = InstructionSequence::from_compiled(seq, th)?;
    let metadata = Dict::new()?;
    let set = |name: &str, value: Ref, th: &mut Thread| metadata.set_str(&*Str::intern_str(name)?, &value, th);
    set("name", Str::from_wtf8(unit.name.as_bytes())?.into_object(), th)?;
    let consts = Dict::new()?;
    for (index, value) in unit.consts.as_slice().iter().enumerate() {
        let value = match value {
            ConstValue::Value(value) => convert::constant(value, th)?,
            ConstValue::Code(unit) => Code::from_unit(unit, interner, th)?.into_object(),
        };
        let key = constant_key(&value, th)?;
        consts.set(&key, &*Long::from_usize(index)?, th)?;
    }
    set("consts", consts.into_object(), th)?;
    for (name, table) in [
        ("names", &unit.names),
        ("varnames", &unit.varnames),
        ("cellvars", &unit.cellvars),
        ("freevars", &unit.freevars),
    ] {
        let table = numbered(table, interner, th)?;
        set(name, table, th)?;
    }
    for (name, count) in [
        ("argcount", unit.argcount),
        ("posonlyargcount", unit.posonlyargcount),
        ("kwonlyargcount", unit.kwonlyargcount),
    ] {
        set(name, Long::from_i64(i64::from(count))?.into_object(), th)?;
    }
    Tuple::from_array([sequence.into_object(), metadata.into_object()])
}

/// `_PyCompile_OptimizeCfg`: the optimized sequence; the list of constants becomes those that are still used.
///
/// # Errors
/// `ValueError` for what is no sequence or none that can be compiled.
pub fn optimize_cfg(
    instructions: &Object,
    consts: &Object,
    nlocals: c_int,
    th: &mut Thread,
) -> PyResult<Ref<InstructionSequence>> {
    let Some(sequence) = instructions.downcast_exact::<InstructionSequence>() else {
        return Err(raise!(th, ValueError, "expected an instruction sequence"));
    };
    let Some(list) = consts.downcast::<List>() else { return Err(th.bad_internal_call()) };
    let seq = sequence.to_compiler(th)?;
    let originals: Vec<Ref> = list.items(th).to_vec();
    let mut table = ConstTable::default();
    for (index, object) in originals.iter().enumerate() {
        let value = match crate::ast::constant(object, th) {
            Ok(value) => value,
            Err(Raised) => {
                // The passes need not know what it is: a number that nothing else has stands for it.
                th.clear_raised();
                Constant::Complex(f64::NAN, index as f64)
            }
        };
        table.push(value);
    }
    for row in &sequence.layout().sequence.borrow().instrs {
        let out_of_range = usize::try_from(row.oparg).map_or(true, |index| index >= originals.len());
        if opcode(row).is_some_and(|opcode| op::flags(opcode).has(Flags::CONST)) && out_of_range {
            return Err(raise!(th, ValueError, "invalid index of a constant: {}", row.oparg));
        }
    }
    let known: Vec<ConstValue> = table.as_slice().to_vec();
    let nlocals = usize::try_from(nlocals).unwrap_or(0);
    let (cfg, kept) = Cfg::optimized(seq, table, nlocals, 0).map_err(|error| flow_error(error, th))?;
    let mut objects = Vec::with_capacity(kept.len());
    for value in &kept {
        let original = known.iter().position(|known| known == value).and_then(|index| originals.get(index));
        objects.push(match (original, value) {
            (Some(object), _) => object.clone(),
            (None, ConstValue::Value(value)) => convert::constant(value, th)?,
            (None, ConstValue::Code(unit)) => Code::from_unit(unit, &Interner::new(), th)?.into_object(),
        });
    }
    list.clear(th);
    for object in objects {
        list.push(object)?;
    }
    let row = |(opcode, oparg, loc): (u16, i32, Location)| Row {
        opcode: c_int::from(opcode),
        oparg,
        location: [loc.lineno, loc.end_lineno, loc.col_offset, loc.end_col_offset],
    };
    InstructionSequence::from_rows(cfg.listing().into_iter().map(row).collect(), th)
}

/// The keys of a dict that numbers them, in that order.
fn keys_in_order(dict: &Object, th: &mut Thread) -> PyResult<Vec<Ref>> {
    let Some(dict) = dict.downcast::<Dict>() else { return Err(th.bad_internal_call()) };
    let mut pairs = Vec::with_capacity(dict.len());
    let mut position = 0;
    while let Some((key, index)) = dict.next(&mut position) {
        pairs.push((crate::abstract_::number::as_c_int(&index, th)?, key));
    }
    pairs.sort_by_key(|(index, _)| *index);
    Ok(pairs.into_iter().map(|(_, key)| key).collect())
}

/// What `_PyCompile_Assemble` is told of the unit.
pub struct Description<'a> {
    pub name: &'a Object,
    pub qualname: &'a Object,
    pub consts: &'a Object,
    pub names: &'a Object,
    pub varnames: &'a Object,
    pub cellvars: &'a Object,
    pub freevars: &'a Object,
    pub fasthidden: &'a Object,
    pub argcount: isize,
    pub posonlyargcount: isize,
    pub kwonlyargcount: isize,
    pub firstlineno: c_int,
}

/// `_PyCompile_Assemble`: a code object of a sequence as it is.
///
/// # Errors
/// `TypeError` and `ValueError` for what is no sequence or none that can be assembled.
pub fn assemble(
    unit: &Description<'_>,
    filename: &Object,
    instructions: &Object,
    th: &mut Thread,
) -> PyResult<Ref<Code>> {
    let Some(sequence) = instructions.downcast_exact::<InstructionSequence>() else {
        return Err(raise!(th, TypeError, "expected an instruction sequence"));
    };
    let seq = sequence.to_compiler(th)?;
    let text = |object: &Object, th: &mut Thread| match object.downcast::<Str>() {
        Some(text) => Ok(PyStr::from_wtf8(&text.to_wtf8())),
        None => Err(th.bad_internal_call()),
    };
    let mut interner = Interner::new();
    let mut table = |dict: &Object, th: &mut Thread| -> PyResult<NameTable> {
        let mut table = NameTable::new();
        for key in keys_in_order(dict, th)? {
            let Some(name) = key.downcast::<Str>() else { return Err(th.bad_internal_call()) };
            table.insert(interner.intern(name.to_utf8(th)?));
        }
        Ok(table)
    };
    let mut consts = keys_in_order(unit.consts, th)?;
    for constant in &mut consts {
        // Some keys are pairs of a type and the constant, or the like.
        let inner = constant.downcast_exact::<Tuple>().and_then(|pair| pair.items().get(1)).cloned();
        if let Some(inner) = inner {
            *constant = inner;
        }
    }
    let mut metadata = UnitMetadata::new(text(unit.name, th)?, text(unit.qualname, th)?, unit.firstlineno);
    metadata.names = table(unit.names, th)?;
    metadata.varnames = table(unit.varnames, th)?;
    metadata.cellvars = table(unit.cellvars, th)?;
    metadata.freevars = table(unit.freevars, th)?;
    let hidden = table(unit.fasthidden, th)?;
    metadata.fasthidden = hidden.iter().copied().collect();
    let count = |count: isize| u32::try_from(count).unwrap_or(0);
    metadata.argcount = count(unit.argcount);
    metadata.posonlyargcount = count(unit.posonlyargcount);
    metadata.kwonlyargcount = count(unit.kwonlyargcount);
    for index in 0..consts.len() {
        metadata.consts.push(Constant::Int(Int::Small(index as i64)));
    }
    let locals = metadata.varnames.len() + metadata.cellvars.len() + metadata.freevars.len();
    for row in &sequence.layout().sequence.borrow().instrs {
        let local =
            opcode(row).is_some_and(|opcode| op::flags(opcode).has(Flags::LOCAL) || op::flags(opcode).has(Flags::FREE));
        let fits = |index: c_int| usize::try_from(index).is_ok_and(|index| index < locals);
        let fit = match opcode(row).and_then(|opcode| u8::try_from(opcode).ok()) {
            // Two in one.
            Some(op::LOAD_FAST_LOAD_FAST | op::STORE_FAST_LOAD_FAST | op::STORE_FAST_STORE_FAST) => {
                fits(row.oparg >> 4) && fits(row.oparg & 15)
            }
            _ => fits(row.oparg),
        };
        if local && !fit {
            return Err(raise!(th, ValueError, "invalid index of a local variable: {}", row.oparg));
        }
    }
    let unit = Assembler::new(text(filename, th)?)
        .assemble_unoptimized(&seq, metadata, &interner)
        .map_err(|error| flow_error(error, th))?;
    Code::with_consts(&unit, consts, th)
}
