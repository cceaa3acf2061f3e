//! Code words no compiler makes, deep nesting and runs without end: errors, never crashes.

use ks_sre::constants::{MAXREPEAT, op};
use ks_sre::{Error, Matcher, Mode, Program, Request, Text};

/// `(?:a|b)*c(?=d)(e)\1` and more, by hand: something of every shape for the mutations to start from.
fn samples() -> Vec<(Vec<u32>, usize)> {
    let branch = [op::BRANCH, 5, op::LITERAL, 97, op::JUMP, 7, 5, op::LITERAL, 98, op::JUMP, 2, 0];
    let mut repeat = vec![op::REPEAT, 3 + branch.len() as u32, 0, MAXREPEAT];
    repeat.extend(branch);
    repeat.extend([op::MAX_UNTIL, op::LITERAL, 99, op::ASSERT, 5, 1, op::LITERAL, 99, op::SUCCESS]);
    repeat.extend([op::MARK, 0, op::LITERAL, 101, op::MARK, 1, op::GROUPREF, 0, op::SUCCESS]);
    let sets = vec![
        op::IN,
        6,
        op::NEGATE,
        op::RANGE,
        97,
        99,
        op::FAILURE,
        op::REPEAT_ONE,
        9,
        0,
        MAXREPEAT,
        op::IN,
        4,
        op::LITERAL,
        97,
        op::FAILURE,
        op::SUCCESS,
        op::MIN_REPEAT_ONE,
        6,
        1,
        3,
        op::LITERAL,
        97,
        op::SUCCESS,
        op::ATOMIC_GROUP,
        4,
        op::LITERAL,
        98,
        op::SUCCESS,
        op::SUCCESS,
    ];
    let possessive = vec![
        op::INFO,
        4,
        0,
        0,
        9,
        op::POSSESSIVE_REPEAT,
        9,
        0,
        MAXREPEAT,
        op::MARK,
        0,
        op::LITERAL,
        97,
        op::MARK,
        1,
        op::SUCCESS,
        op::GROUPREF_EXISTS,
        0,
        6,
        op::LITERAL,
        98,
        op::JUMP,
        3,
        op::LITERAL,
        99,
        op::ASSERT_NOT,
        5,
        0,
        op::AT,
        5,
        op::SUCCESS,
        op::SUCCESS,
    ];
    let prefix = vec![op::INFO, 10, 1, 2, 2, 2, 2, 97, 98, 0, 0, op::LITERAL, 97, op::LITERAL, 98, op::SUCCESS];
    vec![(repeat, 1), (sets, 0), (possessive, 1), (prefix, 0)]
}

fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn mutated_words() {
    let text: Vec<u8> = b"abcabecceeaab\n".to_vec();
    let mut random = 88172645463325252u64;
    let mut m = Matcher::new();
    let mut accepted = 0;
    for (code, groups) in samples() {
        for round in 0..60_000 {
            let mut words = code.clone();
            for _ in 0..round % 4 {
                let at = next(&mut random) as usize % words.len();
                words[at] = match next(&mut random) % 4 {
                    0 => (next(&mut random) % 50) as u32,
                    1 => words[at].wrapping_add(1),
                    2 => words[at].wrapping_sub(1),
                    _ => next(&mut random) as u32,
                };
            }
            if next(&mut random).is_multiple_of(8) {
                words.truncate(next(&mut random) as usize % words.len());
            }
            let Ok(program) = Program::new(&words, groups) else {
                assert_ne!(words, code, "a good program was refused");
                continue;
            };
            accepted += 1;
            for mode in [Mode::Match, Mode::FullMatch, Mode::Search] {
                let mut checks = 0;
                let mut check = || {
                    checks += 1;
                    checks < 5
                };
                let request =
                    Request { text: Text::Bytes(&text), mode, start: 0, end: text.len(), must_advance: false };
                if m.run(&program, request, &mut check) == Ok(true) {
                    for g in 0..groups {
                        assert!(m.group(g).is_none_or(|(s, e)| s <= text.len() && e <= text.len()));
                    }
                }
            }
        }
    }
    assert!(accepted > 60_000, "only {accepted} programs were run");
}

/// One instruction around another, many times over.
fn nested(depth: usize, wrap: impl Fn(Vec<u32>) -> Vec<u32>) -> Vec<u32> {
    let mut code = vec![op::LITERAL, 97];
    for _ in 0..depth {
        code = wrap(code);
    }
    code.push(op::SUCCESS);
    code
}

#[test]
fn deep_nesting() {
    let wraps: [fn(Vec<u32>) -> Vec<u32>; 3] = [
        |inner| [&[op::ATOMIC_GROUP, inner.len() as u32 + 2][..], &inner, &[op::SUCCESS]].concat(),
        |inner| [&[op::REPEAT, inner.len() as u32 + 3, 1, 2][..], &inner, &[op::MAX_UNTIL]].concat(),
        |inner| [&[op::POSSESSIVE_REPEAT, inner.len() as u32 + 3, 1, 1][..], &inner, &[op::SUCCESS]].concat(),
    ];
    for wrap in wraps {
        let program = Program::new(&nested(5000, wrap), 0).expect("well formed");
        let mut m = Matcher::new();
        let request = Request { text: Text::Bytes(b"a"), mode: Mode::Match, start: 0, end: 1, must_advance: false };
        let mut steps = 0;
        let mut check = || {
            steps += 1;
            steps < 1000
        };
        assert_ne!(m.run(&program, request, &mut check), Ok(false));
    }
}

#[test]
fn long_text() {
    // (?:a|b)* over a million characters: a million choices, no native stack.
    let code = [
        op::REPEAT,
        15,
        0,
        MAXREPEAT,
        op::BRANCH,
        5,
        op::LITERAL,
        97,
        op::JUMP,
        7,
        5,
        op::LITERAL,
        98,
        op::JUMP,
        2,
        0,
        op::MAX_UNTIL,
        op::SUCCESS,
    ];
    let program = Program::new(&code, 0).expect("well formed");
    let text = b"ab".repeat(500_000);
    let request =
        Request { text: Text::Bytes(&text), mode: Mode::Match, start: 0, end: text.len(), must_advance: false };
    let mut m = Matcher::new();
    assert_eq!(m.run(&program, request, &mut || true), Ok(true));
    assert_eq!(m.span(), (0, text.len()));
}

#[test]
fn interruption() {
    // (a*)*b by hand takes exponential time on a run of a's.
    let code = [
        op::REPEAT,
        14,
        1,
        MAXREPEAT,
        op::REPEAT,
        9,
        1,
        MAXREPEAT,
        op::REPEAT_ONE,
        6,
        1,
        MAXREPEAT,
        op::LITERAL,
        97,
        op::SUCCESS,
    ];
    let mut code = code.to_vec();
    // Both repeats end where the words do so far.
    code[5] = 10;
    code.push(op::MAX_UNTIL);
    code[1] = 15;
    code.extend([op::MAX_UNTIL, op::LITERAL, 98, op::SUCCESS]);
    let program = Program::new(&code, 0).expect("well formed");
    let text = b"a".repeat(60);
    let request =
        Request { text: Text::Bytes(&text), mode: Mode::Match, start: 0, end: text.len(), must_advance: false };
    let mut left = 50;
    let mut check = || {
        left -= 1;
        left > 0
    };
    assert_eq!(Matcher::new().run(&program, request, &mut check), Err(Error::Interrupted));
}
