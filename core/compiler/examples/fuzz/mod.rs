//! Sources made wrong at random, and the marshalled code of those that compile, for `examples/fuzz.rs` and the test of the
//! same name: the front end must answer all of them, without a panic, without an end of the native stack, and soon.

use std::time::{Duration, Instant};

use ks_compiler::depth::Limits;
use ks_compiler::embedder::Silent;
use ks_compiler::{Options, compile, symbols};
use ks_syntax::ast::PyStr;
use ks_syntax::embedder::NoEmbedder;
use ks_syntax::parser::{Mode, ParseOptions, parse_bytes};
use ks_syntax::tokenize::tokenize;

/// What the corpus starts from: every statement and most expressions.
pub const SEEDS: &[&str] = &[
    "def f[T: int = str, *A, **P](a, b=1, /, *c: int, d, e=2, **k) -> x:\n    '''doc'''\n    global y\n    return a\n",
    "class A[T](B, m=C):\n    x: int = 1\n    __y = 2\n    def f(self): return super().f(), __class__\n",
    "async def f():\n    async with a as b, c: await d\n    async for x in y: yield x\n    else: pass\n    return [i async for i in j if await k]\n",
    "try:\n    x\nexcept* A as e:\n    raise B from e\nelse:\n    y\nfinally:\n    z\n",
    "try: x\nexcept A: pass\nexcept (B, C) as e: del e\nexcept: raise\n",
    "match x:\n    case [1, -2.5, *_] | {'a': 3j, **rest} if y: pass\n    case A(b, c=d) as e: pass\n    case 'a' 'b' | None | a.b: pass\n    case _: pass\n",
    "for x, *y in z:\n    if a: continue\n    elif b: break\nelse:\n    while not c: pass\n    else: d\n",
    "with (a as b, c as d): pass\nwith a, (b): pass\n",
    "type X[T] = list[T]\nfrom . import a as b, c\nfrom ..x.y import (d,)\nimport e.f as g\nfrom z import *\n",
    "from __future__ import annotations\nx: 'y' = lambda *a, b=1, **c: (yield a)\n",
    "f'{x!r:>{w}} {y=} {{}} {f\"{z:{a}{b}}\"}' rb'\\x00' u'\\N{DASH}' 'a\\\nb'\n",
    "f'''{\nx\n}''' + '''a\n'b' ''' + \"\\u1234\\U00012345\\777\"\n",
    "a = b, *c = d[1:2, ::3, *e] = g(h, *i, j=k, **l) if m else n or not o and p\n",
    "a += b ** -c // ~d @ e << f | g & h ^ i < j <= k != l is not m not in n\n",
    "{**a, 'b': c, d: (e := f)}; {g, *h}; [i for j in k if l for m in n]; {o: p for q in r}; (s for t in u)\n",
    "assert a, b; del c, (d, [e.f]); nonlocal_ = 1_000 + 0xff + 0o17 + 0b11 + 1e10 + .5j\n",
    "@a.b(c)\n@d\nasync def e(): ...\n",
    "if 1:\n\tif 2:\n\t\tx\n\telse:\n\t\ty\nz = (\n  1, # comment\n  2)\n",
    "x = '%s %r' % (a, b); y = (1, 2)[0]; z = 2 ** 100 - 'a' * 3; w = not a in {1, 2}\n",
    "# -*- coding: latin-1 -*-\nx = '\\xe9'\n",
    "print((((((((((1))))))))), [[[[]]]], {{}})\nx if y else z if w else v\n",
    "def f():\n  def g():\n    nonlocal x\n    return [x for x in (lambda: x)()]\n  x = 1\n",
];

const WORDS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ";",
    ".",
    "...",
    "->",
    ":=",
    "=",
    "==",
    "!=",
    "<>",
    "+=",
    "**",
    "//",
    "@",
    "~",
    "!",
    "?",
    "$",
    "\\",
    "\\\n",
    "\n",
    "\n    ",
    "\t",
    "\r",
    "\r\n",
    "\x0c",
    "\0",
    "#",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"",
    "rb'",
    "f'''",
    "{x!r",
    "{x:",
    "}}",
    "{{",
    "if ",
    "else ",
    "elif ",
    "for ",
    "in ",
    "is ",
    "not ",
    "and ",
    "or ",
    "lambda ",
    "import ",
    "from ",
    "as ",
    "def ",
    "class ",
    "with ",
    "async ",
    "await ",
    "yield ",
    "return ",
    "del ",
    "None",
    "True",
    "print ",
    "match ",
    "case ",
    "type ",
    "except ",
    "try:",
    "finally:",
    "raise ",
    "global ",
    "nonlocal ",
    "assert ",
    "pass",
    "break",
    "continue",
    "0x",
    "1e",
    "1_",
    "09",
    "0_7",
    "1.5j",
    "*",
    "*a",
    "**b",
    "_",
    "__class__",
    "super()",
    "\u{e9}",
    "\u{20ac}",
    "\u{1f600}",
    "\u{3000}",
    "\u{feff}",
    "# type: ignore",
    "# type: int",
    "-> int",
    "\\N{",
    "\\x",
    "\\u",
    "\\777",
    "999999999999999999999999",
    "# coding: utf-8\n",
    "from __future__ import ",
];

/// xorshift64*
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() >> 11) as usize % n }
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// A part of a source, of whole lines if it is long.
fn piece(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let source = &corpus[random.below(corpus.len())];
    if source.len() < 2000 {
        return source.clone();
    }
    let lines: Vec<&[u8]> = source.split_inclusive(|&c| c == b'\n').collect();
    let start = random.below(lines.len());
    let count = 1 + random.below(40);
    lines.iter().skip(start).take(count).flat_map(|line| line.iter().copied()).collect()
}

/// The next source to try.
pub fn mutated(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut source = piece(random, corpus);
    for _ in 0..1 + random.below(5) {
        let at = random.below(source.len() + 1);
        let end = (at + 1 + random.below(12)).min(source.len());
        match random.below(12) {
            0 | 1 => drop(source.drain(at..end)),
            2..5 => drop(source.splice(at..at, random.pick(WORDS).bytes())),
            5 => drop(source.splice(at..end, random.pick(WORDS).bytes())),
            6 => {
                let copy = source[at..end].to_vec();
                let other = random.below(source.len() + 1);
                source.splice(other..other, copy);
            }
            7 => {
                let byte = random.next() as u8;
                source.splice(at..end.min(at + 1), [byte]);
            }
            8 => {
                let other = piece(random, corpus);
                source.splice(at..at, other);
            }
            9 => {
                // Much of the same: nesting, chains, long tokens.
                let count = [10, 50, 99, 150, 250, 1500, 7000][random.below(7)];
                let word = random.pick(WORDS).repeat(count);
                source.splice(at..at, word.into_bytes());
            }
            10 => {
                let copy = source[at..end].to_vec();
                let count = [3, 30, 120, 600, 3000][random.below(5)];
                source.splice(at..end, copy.repeat(count));
            }
            _ => source.truncate(at),
        }
        source.truncate(200_000);
    }
    source
}

/// All that the front end does with a source, in ways that the number chooses among.
pub fn exercise(source: &[u8], choice: u64, stack: usize) {
    let mode = [Mode::Exec, Mode::Exec, Mode::Exec, Mode::Eval, Mode::Single, Mode::FuncType][(choice % 6) as usize];
    let bit = |n: u32| choice >> (8 + n) & 1 == 1;
    let options = ParseOptions {
        mode,
        type_comments: bit(0),
        allow_incomplete: bit(1),
        dont_imply_dedent: bit(2),
        feature_version: if bit(3) { 13 } else { (choice >> 20) as u8 % 14 },
        only_ast: bit(4),
        ..ParseOptions::default()
    };
    if bit(5) && bit(6) {
        let lines: Vec<String> = String::from_utf8_lossy(source).split_inclusive('\n').map(str::to_owned).collect();
        tokenize(&lines, bit(7));
    }
    let Ok(mut ast) = parse_bytes(source, options, &mut NoEmbedder) else { return };
    if mode == Mode::FuncType {
        return;
    }
    let limits = Limits { stack: Limits::default().stack.min(stack), ..Limits::default() };
    let options = Options { optimize: (choice >> 32) as u8 % 3, top_level_await: bit(9), limits, ..Options::default() };
    if ks_compiler::validate::validate(&ast.module, &ast.interner, &[], limits).is_err() {
        return;
    }
    if bit(10) {
        let _ = symbols(&mut ast, &options);
    }
    if let Ok(code) = compile(&mut ast, &PyStr::from("fuzz"), &options, &mut Silent) {
        let data = ks_compiler::marshal::dumps(&code);
        let mut random = Random::new(choice);
        for _ in 0..8 {
            if let Ok(code) = ks_compiler::unmarshal::loads(&corrupted(&mut random, &data)) {
                ks_compiler::marshal::dumps(&code);
            }
        }
    }
}

/// Marshalled code with a few faults.
fn corrupted(random: &mut Random, data: &[u8]) -> Vec<u8> {
    // Type bytes, numbers of objects, sizes that are too large or negative.
    const PIECES: &[&[u8]] = &[
        b"N",
        b"c",
        b"r\0\0\0\0",
        b"r\x01\0\0\0",
        b")\0",
        b")\x01",
        b"\xa9\x02",
        b"(\xff\xff\xff\x7f",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x80",
        b">\x01\0\0\0",
        b"s\0\0\0\0",
        b"z\x01a",
        b"l\x02\0\0\0",
        b"?",
        b"\xe3",
        b"\x7f",
    ];
    let mut data = data.to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(data.len() + 1);
        let end = (at + 1 + random.below(6)).min(data.len());
        match random.below(8) {
            0 => data.truncate(at),
            1 => drop(data.drain(at..end)),
            2 => drop(data.splice(at..end, random.pick(PIECES).iter().copied())),
            3 => drop(data.splice(at..at, random.pick(PIECES).repeat([1, 3, 150, 3000][random.below(4)]))),
            4 => {
                let copy = data[at..end].to_vec();
                data.splice(at..at, copy);
            }
            _ => {
                let byte = random.next() as u8;
                data.splice(at..end.min(at + 1), [byte]);
            }
        }
    }
    data
}

/// What came of a run.
pub struct Ran {
    pub count: u64,
    pub longest: Duration,
    /// The source that took longest.
    pub slowest: Vec<u8>,
}

/// Tries sources until the time is over, each told to `before`.
pub fn run(seed: u64, time: Duration, corpus: &[Vec<u8>], stack: usize, mut before: impl FnMut(&[u8])) -> Ran {
    let mut random = Random::new(seed);
    let start = Instant::now();
    let mut ran = Ran { count: 0, longest: Duration::ZERO, slowest: Vec::new() };
    while start.elapsed() < time {
        let source = mutated(&mut random, corpus);
        let choice = random.next();
        before(&source);
        let began = Instant::now();
        exercise(&source, choice, stack);
        let took = began.elapsed();
        if took > ran.longest {
            ran.longest = took;
            ran.slowest = source;
        }
        ran.count += 1;
    }
    ran
}
