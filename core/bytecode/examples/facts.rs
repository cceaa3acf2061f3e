//! Prints the instruction table, then decodes the code-object tables named on standard input, for comparison with
//! CPython; see `ci/frontend/bytecode_facts.py`.

use std::fmt::Write as _;
use std::io::{self, BufRead, Write};

use ks_bytecode::{arg, exception_table, location, op, stack};

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for number in 0..op::COUNT as u16 {
        let Some(name) = op::name(number) else { continue };
        let byte = u8::try_from(number).ok();
        let caches = byte.map_or(0, |b| op::CACHES[op::DEOPT[b as usize] as usize]);
        let base = byte.map_or(number, |b| op::DEOPT[b as usize].into());
        write!(out, "{name} {number} {base} {caches} {}", op::flags(number).0)?;
        for arg in [0, 1, 2, 3, 7, 255, 258, 1029] {
            for jump in [false, true] {
                match stack::effect(number, arg, jump) {
                    Some(effect) => write!(out, " {effect}")?,
                    None => write!(out, " -")?,
                }
            }
        }
        writeln!(out)?;
    }
    let operators: Vec<String> = arg::nb::OPS.iter().map(|(name, sign)| format!("{name}:{sign}")).collect();
    writeln!(out, "{}", arg::intrinsic_1::NAMES.join(" "))?;
    writeln!(out, "{}", arg::intrinsic_2::NAMES.join(" "))?;
    writeln!(out, "{}", operators.join(" "))?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut words = line.split(' ');
        let mut word = || words.next().unwrap_or_default();
        let (first, lines, handlers) = (word().parse().unwrap_or(0), unhex(word()), unhex(word()));
        let mut text = String::from("=");
        for (l, units) in location::entries(&lines, first) {
            for _ in 0..units {
                let _ = write!(text, " {},{},{},{}", l.lineno, l.end_lineno, l.col_offset, l.end_col_offset);
            }
        }
        text.push_str(" |");
        for e in exception_table::entries(&handlers) {
            let _ = write!(text, " {},{},{},{},{}", e.start, e.end, e.target, e.depth, e.lasti as u8);
        }
        // Looking up must agree with reading from the start.
        for offset in 0..exception_table::entries(&handlers).last().map_or(0, |e| e.end + 2) {
            let found = exception_table::lookup(&handlers, offset);
            let read = exception_table::entries(&handlers).find(|e| (e.start..e.end).contains(&offset));
            if found != read {
                let _ = write!(text, " lookup({offset})={found:?}");
            }
        }
        writeln!(out, "{text}")?;
    }
    Ok(())
}
