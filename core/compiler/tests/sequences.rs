//! Instructions before optimization, for small sources. Each file of `sequences` holds a source, a line of three
//! dashes, and the instructions that CPython 3.13 makes of it; `ci/frontend/bytecode_diff.py rewrite` writes these.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ks_bytecode::op;
use ks_compiler::embedder::Silent;
use ks_compiler::instruction_sequence::InstrSeq;
use ks_compiler::{Options, compile_with_sequence};
use ks_syntax::embedder::NoEmbedder;
use ks_syntax::parser::{ParseOptions, parse};

fn write(out: &mut String, seq: &InstrSeq) {
    for (i, instr) in seq.instrs().iter().enumerate() {
        let oparg = if op::has_target(instr.opcode) {
            seq.target(instr).expect("a label without a place").to_string()
        } else if op::flags(instr.opcode).has(op::Flags::ARG) {
            instr.oparg.to_string()
        } else {
            "None".to_owned()
        };
        let (name, at) = (op::name(instr.opcode).expect("an opcode without a name"), instr.loc);
        let _ =
            writeln!(out, "{i} {name} {oparg} {} {} {} {}", at.lineno, at.end_lineno, at.col_offset, at.end_col_offset);
    }
    for nested in &seq.nested {
        out.push_str("nested\n");
        write(out, nested);
    }
}

#[test]
fn sequences_are_those_of_cpython() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sequences");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("a case").path();
        let text = fs::read_to_string(&path).expect("a readable case");
        let (source, expected) = text.split_once("---\n").expect("a line of dashes");
        let mut ast = parse(source, ParseOptions::default(), &mut NoEmbedder).expect("a valid source");
        let (seq, _, _) = compile_with_sequence(&mut ast, &"<test>".into(), &Options::default(), &mut Silent)
            .expect("a source that compiles");
        let mut found = String::new();
        write(&mut found, &seq);
        for (line, (ours, theirs)) in found.lines().zip(expected.lines()).enumerate() {
            assert_eq!(ours, theirs, "{}, instruction line {line}", path.display());
        }
        assert_eq!(found.lines().count(), expected.lines().count(), "{}", path.display());
        count += 1;
    }
    assert!(count >= 9);
}
