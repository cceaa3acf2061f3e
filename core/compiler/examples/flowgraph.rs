//! Optimizes instruction sequences given as text, for comparison with CPython's `_testinternalcapi.optimize_cfg`; see
//! `ci/frontend/flowgraph_diff.py` for the other side and for the format.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Read, Write};

use ks_bytecode::op;
use ks_compiler::flowgraph::Cfg;
use ks_compiler::instruction_sequence::{InstrSeq, Label, Location};
use ks_compiler::unit::{ConstTable, ConstValue};
use ks_syntax::ast::{Constant, Int};

fn main() -> Result<(), Box<dyn Error>> {
    let mut input = String::new();
    io::stdin().read_to_string(&mut input)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut lines = input.lines();
    while let Some(head) = lines.next() {
        let numbers = |line: &str| line.split(' ').map(str::parse).collect::<Result<Vec<i32>, _>>();
        let &[count, nconsts, nlocals] = &numbers(head)?[..] else { return Err("bad header".into()) };
        let mut rows = Vec::new();
        for _ in 0..count {
            rows.push(numbers(lines.next().ok_or("truncated")?)?);
        }
        let mut seq = InstrSeq::new();
        let labels: Vec<Label> = (0..=count).map(|_| seq.new_label()).collect();
        for (i, row) in rows.iter().enumerate() {
            let &[opcode, oparg, lineno, end_lineno, col, end_col] = &row[..] else { return Err("bad row".into()) };
            let loc = Location { lineno, end_lineno, col_offset: col, end_col_offset: end_col };
            seq.use_label(labels[i]);
            if op::has_target(opcode as u16) {
                seq.add_jump(opcode as u16, labels[oparg as usize], loc);
            } else {
                seq.add_op(opcode as u16, oparg, loc);
            }
        }
        let mut consts = ConstTable::default();
        for i in 0..nconsts {
            consts.add(match i {
                1 => Constant::None,
                2 => Constant::False,
                3 => Constant::True,
                4 => Constant::Int(Int::Small(0)),
                i => Constant::Int(Int::Small(1000 + i as i64)),
            });
        }
        let (cfg, consts) = Cfg::optimized(seq, consts, nlocals as usize, 0)?;
        for (opcode, oparg, loc) in cfg.listing() {
            let Location { lineno, end_lineno, col_offset, end_col_offset } = loc;
            writeln!(out, "{opcode} {oparg} {lineno} {end_lineno} {col_offset} {end_col_offset}")?;
        }
        let mut text = String::new();
        for c in &consts {
            show(c, &mut text)?;
            text.push(' ');
        }
        writeln!(out, "= {}", text.trim_end())?;
    }
    Ok(())
}

fn show(value: &ConstValue, text: &mut String) -> std::fmt::Result {
    match value {
        ConstValue::Value(v) => show_value(v, text),
        ConstValue::Code(_) => write!(text, "code"),
    }
}

fn show_value(value: &Constant, text: &mut String) -> std::fmt::Result {
    match value {
        Constant::Int(Int::Small(i)) => write!(text, "{i}"),
        Constant::Tuple(items) => {
            text.push('(');
            for i in items.iter() {
                show_value(i, text)?;
                text.push(',');
            }
            text.push(')');
            Ok(())
        }
        other => write!(text, "{other:?}"),
    }
}
