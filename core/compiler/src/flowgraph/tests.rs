//! Small sequences before and after optimization, written one instruction a line: `name argument-or-label @line`, with
//! labels on lines of their own (`there:`). Expectations show jump targets as instruction numbers.

use std::collections::HashMap;

use ks_bytecode::op;
use ks_syntax::ast::Constant;

use super::*;
use crate::instruction_sequence::Label;

fn parse(text: &str) -> InstrSeq {
    let mut seq = InstrSeq::new();
    let mut labels: HashMap<&str, Label> = HashMap::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let mut label = |name, seq: &mut InstrSeq| *labels.entry(name).or_insert_with(|| seq.new_label());
        if let Some(name) = line.strip_suffix(':') {
            let label = label(name, &mut seq);
            seq.use_label(label);
            continue;
        }
        let (mut arg, mut loc) = ("0", Location::NONE);
        let mut words = line.split_whitespace();
        let opcode = words.next().and_then(op::by_name).expect("an opcode");
        for word in words {
            match word.strip_prefix('@') {
                Some(line) => loc = Location::new(line.parse().expect("a line"), 0, line.parse().expect("a line"), 0),
                None => arg = word,
            }
        }
        if op::has_target(opcode) {
            let label = label(arg, &mut seq);
            seq.add_jump(opcode, label, loc);
        } else {
            seq.add_op(opcode, arg.parse().expect("a number"), loc);
        }
    }
    seq
}

/// Constants: 0 is `None`, 1 true, 2 false, 3 and 4 strings.
fn optimize(text: &str, nlocals: usize) -> (String, Vec<ConstValue>) {
    let mut consts = ConstTable::default();
    for c in [Constant::None, Constant::True, Constant::False, Constant::Str("a".into()), Constant::Str("b".into())] {
        consts.add(c);
    }
    let (cfg, consts) = Cfg::optimized(parse(text), consts, nlocals, 0).expect("a well-formed sequence");
    let mut shown = String::new();
    for (opcode, oparg, loc) in cfg.listing() {
        shown.push_str(op::name(opcode).unwrap_or("?"));
        if op::flags(opcode).has(op::Flags::ARG) {
            shown.push_str(&format!(" {oparg}"));
        }
        if loc.lineno >= 0 {
            shown.push_str(&format!(" @{}", loc.lineno));
        }
        shown.push('\n');
    }
    (shown, consts)
}

#[track_caller]
fn check(before: &str, after: &str) {
    let (shown, _) = optimize(before, 8);
    let after: String = after.lines().map(str::trim).filter(|l| !l.is_empty()).map(|l| format!("{l}\n")).collect();
    assert_eq!(shown, after);
}

#[test]
fn constant_conditions_vanish() {
    check(
        "LOAD_CONST 1 @1
         POP_JUMP_IF_FALSE else @1
         LOAD_NAME 0 @2
         RETURN_VALUE @2
         else:
         LOAD_NAME 1 @3
         RETURN_VALUE @3",
        "NOP @1
         LOAD_NAME 0 @2
         RETURN_VALUE @2",
    );
}

#[test]
fn comparison_with_none_becomes_a_jump() {
    check(
        "LOAD_NAME 0 @1
         LOAD_CONST 0 @1
         IS_OP 1 @1
         POP_JUMP_IF_FALSE end @1
         LOAD_NAME 1 @2
         POP_TOP @2
         end:
         LOAD_NAME 2 @3
         RETURN_VALUE @3",
        "LOAD_NAME 0 @1
         POP_JUMP_IF_NONE 4 @1
         LOAD_NAME 1 @2
         POP_TOP @2
         LOAD_NAME 2 @3
         RETURN_VALUE @3",
    );
}

#[test]
fn tuples_of_constants_fold_and_unused_constants_go() {
    let text = "LOAD_CONST 3 @1
                LOAD_CONST 4 @1
                BUILD_TUPLE 2 @1
                RETURN_VALUE @1";
    let (shown, consts) = optimize(text, 0);
    assert_eq!(shown, "LOAD_CONST 1 @1\nRETURN_VALUE @1\n");
    let pair = Constant::Tuple([Constant::Str("a".into()), Constant::Str("b".into())].into());
    assert_eq!(consts, [ConstValue::Value(Constant::None), ConstValue::Value(pair)]);
}

#[test]
fn swapped_stores_change_places() {
    check(
        "LOAD_NAME 0 @1
         LOAD_NAME 1 @1
         SWAP 2 @1
         STORE_FAST 0 @1
         STORE_FAST 1 @1
         LOAD_CONST 0 @1
         RETURN_VALUE @1",
        "LOAD_NAME 0 @1
         LOAD_NAME 1 @1
         STORE_FAST_STORE_FAST 16 @1
         RETURN_CONST 0 @1",
    );
}

#[test]
fn runs_of_swaps_shrink() {
    check(
        "LOAD_NAME 0 @1
         LOAD_NAME 1 @1
         LOAD_NAME 2 @1
         SWAP 3 @1
         SWAP 2 @1
         SWAP 3 @1
         BUILD_LIST 3 @1
         RETURN_VALUE @1",
        "LOAD_NAME 0 @1
         LOAD_NAME 1 @1
         LOAD_NAME 2 @1
         SWAP 2 @1
         SWAP 3 @1
         SWAP 2 @1
         BUILD_LIST 3 @1
         RETURN_VALUE @1",
    );
}

#[test]
fn handlers_go_to_the_end() {
    check(
        "SETUP_FINALLY handler @1
         LOAD_NAME 0 @2
         POP_TOP @2
         POP_BLOCK
         JUMP end
         handler:
         PUSH_EXC_INFO
         POP_TOP @3
         POP_EXCEPT @3
         JUMP end
         end:
         LOAD_NAME 0 @5
         LOAD_NAME 0 @5
         LOAD_NAME 0 @5
         LOAD_NAME 0 @5
         BUILD_LIST 4 @5
         RETURN_VALUE @5",
        "SETUP_FINALLY 9 @1
         LOAD_NAME 0 @2
         POP_TOP @2
         LOAD_NAME 0 @5
         LOAD_NAME 0 @5
         LOAD_NAME 0 @5
         LOAD_NAME 0 @5
         BUILD_LIST 4 @5
         RETURN_VALUE @5
         PUSH_EXC_INFO
         POP_TOP @3
         POP_EXCEPT @3
         JUMP_NO_INTERRUPT 3 @3",
    );
}

#[test]
fn loads_that_may_fail_check() {
    check(
        "LOAD_NAME 0 @1
         POP_JUMP_IF_FALSE else @1
         LOAD_CONST 1 @2
         STORE_FAST 0 @2
         else:
         LOAD_FAST 0 @3
         POP_TOP @4
         LOAD_FAST 0 @5
         RETURN_VALUE @5",
        "LOAD_NAME 0 @1
         POP_JUMP_IF_FALSE 4 @1
         LOAD_CONST 1 @2
         STORE_FAST 0 @2
         LOAD_FAST_CHECK 0 @3
         POP_TOP @4
         LOAD_FAST 0 @5
         RETURN_VALUE @5",
    );
}

#[test]
fn many_locals_are_followed_within_blocks() {
    check_many("STORE_FAST 70 @1", "LOAD_FAST 70 @3");
    check_many("STORE_FAST 69 @1", "LOAD_FAST_CHECK 70 @3");
}

#[track_caller]
fn check_many(store: &str, load: &str) {
    let (shown, _) = optimize(&format!("LOAD_CONST 1 @1\n{store}\nLOAD_FAST 70 @3\nRETURN_VALUE @3"), 80);
    assert!(shown.contains(load), "{shown}");
}

#[test]
fn bad_sequences_are_errors() {
    let run = |text: &str| Cfg::optimized(parse(text), ConstTable::default(), 0, 0).map(|_| ());
    assert_eq!(run("POP_BLOCK\nLOAD_CONST 0\nRETURN_VALUE"), Err(FlowError::BadHandlerNesting));
    let mut seq = InstrSeq::new();
    let nowhere = seq.new_label();
    seq.add_jump(op::JUMP, nowhere, Location::NONE);
    assert!(Cfg::optimized(seq, ConstTable::default(), 0, 0).is_err());
}

/// Whatever the sequence, the outcome is code or an error, never a panic.
#[test]
fn any_sequence_is_survived() {
    use crate::assembler::Assembler;
    use crate::unit::UnitMetadata;
    use ks_syntax::ast::Interner;

    let opcodes: Vec<Opcode> = (1..op::COUNT as u16).filter(|o| op::is_valid(*o) && !(119..=254).contains(o)).collect();
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below
    };
    let mut assembled = 0;
    for _ in 0..4000 {
        let mut seq = InstrSeq::new();
        let labels: Vec<Label> = (0..8).map(|_| seq.new_label()).collect();
        for _ in 0..random(40) {
            if random(3) == 0 {
                seq.use_label(labels[random(8)]);
            }
            let loc = if random(2) == 0 { Location::NONE } else { Location::new(random(4) as i32, 0, 4, 9) };
            // Half the time something that does not underflow, so that later passes see something, too.
            let harmless = [op::LOAD_CONST, op::NOP, op::LOAD_FAST, op::SWAP, op::COPY].map(Opcode::from);
            let opcode = if random(2) == 0 { harmless[random(5)] } else { opcodes[random(opcodes.len())] };
            if op::has_target(opcode) {
                seq.add_jump(opcode, labels[random(8)], loc);
            } else {
                seq.add_op(opcode, random(70) as i32, loc);
            }
        }
        for label in labels {
            if random(8) != 0 && !seq.is_placed(label) {
                seq.use_label(label);
            }
        }
        seq.add_op(op::RETURN_CONST, 0, Location::NONE);
        let mut unit = UnitMetadata::new("u".into(), "u".into(), 1);
        unit.consts.add(Constant::None);
        let done = Assembler::new("f".into()).assemble(seq, unit, &Interner::new());
        assembled += done.is_ok() as u32;
    }
    assert!(assembled > 50, "{assembled} of 4000 reached the end");
}
