//! A pattern's code words, checked once so that the engine can trust them.
//!
//! The words come from Python code (`_sre.compile` takes any list), so everything the engine relies on is established
//! here: every instruction is whole and in its region, every jump lands on an instruction, every set is well formed,
//! every group exists. The check keeps its own stack; nesting costs no native one.

use crate::chars::in_matches;
use crate::constants::{MAXGROUPS, at, category, info, op};

/// The code words are not what a pattern compiler makes: "invalid SRE code" (RuntimeError).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCode;

impl std::fmt::Display for InvalidCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("invalid SRE code")
    }
}

type Checked<T = ()> = Result<T, InvalidCode>;

/// How a search finds places worth trying.
#[derive(Clone, Debug)]
pub(crate) enum Plan {
    /// Every place, or only the first if the pattern begins with the beginning of the text.
    Everywhere { only_first: bool },
    /// Where this text is. `skip` words of the pattern are known to match it then, which are `skip / 2` characters.
    Prefix { text: Box<[u32]>, overlap: Box<[u32]>, skip: usize, literal: bool },
    /// Where a character of the set at this word is.
    Set { set: usize },
}

/// A checked pattern.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) code: Box<[u32]>,
    /// At the place of an `IN` instruction: 1 + the index of its bitmap, or 0.
    pub(crate) bitmap_of: Box<[u32]>,
    /// For each `IN` instruction that no locale decides, which of the first 256 characters it accepts.
    pub(crate) bitmaps: Vec<[u64; 4]>,
    pub(crate) groups: usize,
    /// Whether there is a possessive repeat of more than single characters.
    pub(crate) possessive: bool,
    /// The first instruction after the `INFO` block.
    pub(crate) start: usize,
    /// The least length of a match.
    pub(crate) min_width: usize,
    pub(crate) plan: Plan,
}

impl Program {
    /// Checks the words of a pattern with this many groups.
    pub fn new(code: &[u32], groups: usize) -> Result<Program, InvalidCode> {
        if groups > MAXGROUPS as usize || code.len() > i32::MAX as usize {
            return Err(InvalidCode);
        }
        let (sets, possessive) =
            Checker { code, groups, frames: Vec::new(), sets: Vec::new(), possessive: false }.check()?;
        let mut program = Program {
            code: code.into(),
            bitmap_of: vec![0; code.len()].into(),
            bitmaps: Vec::with_capacity(sets.len()),
            groups,
            possessive,
            start: 0,
            min_width: 0,
            plan: Plan::Everywhere { only_first: false },
        };
        for pc in sets {
            if code[pc] != op::IN_LOC_IGNORE && !asks_locale(code, pc + 2) {
                let mut map = [0u64; 4];
                for ch in 0..256 {
                    map[ch as usize / 64] |= (in_matches(code, pc, ch) as u64) << (ch % 64);
                }
                program.bitmaps.push(map);
                program.bitmap_of[pc] = program.bitmaps.len() as u32;
            }
        }
        program.read_info();
        Ok(program)
    }

    /// The code words.
    pub fn code(&self) -> &[u32] {
        &self.code
    }

    /// How many groups the pattern has, not counting the whole match.
    pub fn groups(&self) -> usize {
        self.groups
    }

    fn read_info(&mut self) {
        let code = &self.code;
        let mut charset = None;
        let mut prefix = None;
        if code[0] == op::INFO {
            self.start = 1 + code[1] as usize;
            self.min_width = code[3] as usize;
            if code[2] & info::PREFIX != 0 {
                prefix = Some(code[5] as usize);
            } else if code[2] & info::CHARSET != 0 {
                charset = Some(5);
            }
        }
        let start = self.start;
        if let Some(len) = prefix.filter(|&len| len > 0) {
            let text = &code[7..7 + len];
            // What may be skipped has to be there: instructions for just these characters.
            let wanted = (code[6] as usize).min(len);
            let present = text[..wanted]
                .iter()
                .enumerate()
                .take_while(|&(i, &c)| code.get(start + 2 * i) == Some(&op::LITERAL) && code[start + 2 * i + 1] == c);
            self.plan = Plan::Prefix {
                skip: 2 * present.count(),
                literal: code[2] & info::LITERAL != 0,
                overlap: code[7 + len..7 + 2 * len].into(),
                text: text.into(),
            };
        } else if let Some(set) = charset {
            self.plan = Plan::Set { set };
        } else {
            let only_first = code[start] == op::AT && matches!(code[start + 1], at::BEGINNING | at::BEGINNING_STRING);
            self.plan = Plan::Everywhere { only_first };
        }
    }
}

/// Whether the locale has a say in what is in the set.
fn asks_locale(code: &[u32], mut at: usize) -> bool {
    loop {
        at += match code[at] {
            op::CATEGORY if code[at + 1] & !1 == category::LOC_WORD => return true,
            op::LITERAL | op::CATEGORY => 2,
            op::RANGE | op::RANGE_UNI_IGNORE => 3,
            op::CHARSET => 9,
            op::BIGCHARSET => 66 + 8 * code[at + 1] as usize,
            op::NEGATE => 1,
            _ => return false,
        };
    }
}

/// A region being read: a sequence of instructions that ends at `end`.
struct Frame {
    pc: usize,
    end: usize,
    /// The first branch of a conditional, which may end with a jump over the second.
    conditional: bool,
}

struct Checker<'a> {
    code: &'a [u32],
    groups: usize,
    frames: Vec<Frame>,
    /// The `IN` instructions met.
    sets: Vec<usize>,
    /// Whether a `POSSESSIVE_REPEAT` was met.
    possessive: bool,
}

fn ensure(condition: bool) -> Checked {
    if condition { Ok(()) } else { Err(InvalidCode) }
}

impl Checker<'_> {
    fn check(mut self) -> Checked<(Vec<usize>, bool)> {
        let last = self.code.len().checked_sub(1).ok_or(InvalidCode)?;
        ensure(self.code[last] == op::SUCCESS)?;
        self.region(0, last);
        while let Some(frame) = self.frames.last() {
            if frame.pc == frame.end {
                self.frames.pop();
            } else {
                self.instruction()?;
            }
        }
        Ok((self.sets, self.possessive))
    }

    fn region(&mut self, pc: usize, end: usize) {
        self.frames.push(Frame { pc, end, conditional: false });
    }

    /// The word at `at`, which lies before `end`.
    fn word(&self, at: usize, end: usize) -> Checked<u32> {
        ensure(at < end)?;
        Ok(self.code[at])
    }

    /// Where the skip at `at` leads: forward, within `end`.
    fn target(&self, at: usize, end: usize) -> Checked<usize> {
        let skip = self.word(at, end)? as usize;
        ensure(skip <= end - at)?;
        Ok(at + skip)
    }

    /// Reads one instruction of the innermost region, putting the regions within it on the stack.
    fn instruction(&mut self) -> Checked {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let (start, end, conditional) = (frame.pc, frame.end, frame.conditional);
        let at = start + 1;
        // Where the region goes on, and the regions within, to be read before.
        let (next, inner) = match self.code[start] {
            op::SUCCESS | op::FAILURE | op::ANY | op::ANY_ALL => (at, Vec::new()),
            op::MARK => {
                ensure((self.word(at, end)? as usize) < 2 * self.groups)?;
                (at + 1, Vec::new())
            }
            op::LITERAL
            | op::NOT_LITERAL
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE => {
                self.word(at, end)?;
                (at + 1, Vec::new())
            }
            op::AT => {
                ensure(self.word(at, end)? < at::COUNT)?;
                (at + 1, Vec::new())
            }
            op::CATEGORY => {
                ensure(self.word(at, end)? < category::COUNT)?;
                (at + 1, Vec::new())
            }
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                let next = self.target(at, end)?;
                self.set(at + 1, next)?;
                self.sets.push(start);
                (next, Vec::new())
            }
            op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_UNI_IGNORE | op::GROUPREF_LOC_IGNORE => {
                ensure((self.word(at, end)? as usize) < self.groups)?;
                (at + 1, Vec::new())
            }
            op::INFO => (self.info(at, end)?, Vec::new()),
            op::BRANCH => self.branch(at, end)?,
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                let next = self.target(at, end)?;
                self.bounds(at, next)?;
                ensure(next >= at + 5 && self.code[next - 1] == op::SUCCESS)?;
                self.single(at + 3, next - 1)?;
                (next, vec![(at + 3, next - 1)])
            }
            op::REPEAT => {
                let until = self.target(at, end)?;
                self.bounds(at, until)?;
                ensure(matches!(self.word(until, end)?, op::MAX_UNTIL | op::MIN_UNTIL))?;
                (until + 1, vec![(at + 3, until)])
            }
            op::POSSESSIVE_REPEAT => {
                let success = self.target(at, end)?;
                self.bounds(at, success)?;
                ensure(self.word(success, end)? == op::SUCCESS)?;
                self.possessive = true;
                (success + 1, vec![(at + 3, success)])
            }
            op::ATOMIC_GROUP => {
                let next = self.target(at, end)?;
                ensure(next >= at + 2 && self.code[next - 1] == op::SUCCESS)?;
                (next, vec![(at + 1, next - 1)])
            }
            op::ASSERT | op::ASSERT_NOT => {
                let next = self.target(at, end)?;
                ensure(next >= at + 3 && self.code[next - 1] == op::SUCCESS)?;
                // A look behind further than any text is not made by the compiler.
                ensure(self.code[at + 1] <= i32::MAX as u32)?;
                (next, vec![(at + 2, next - 1)])
            }
            op::GROUPREF_EXISTS => {
                ensure((self.word(at, end)? as usize) < self.groups)?;
                // This skip counts from the word before it.
                let skip = self.word(at + 1, end)? as usize;
                ensure(skip >= 2 && skip <= end - at)?;
                self.advance(at + skip);
                self.frames.push(Frame { pc: at + 2, end: at + skip, conditional: true });
                return Ok(());
            }
            op::JUMP if conditional && start + 2 == end => {
                // The second branch lies behind this region, in the one around it.
                self.frames.pop();
                let outer = self.frames.last().ok_or(InvalidCode)?.end;
                let past = self.target(end - 1, outer)?;
                ensure(past >= end)?;
                self.advance(past);
                self.region(end, past);
                return Ok(());
            }
            _ => return Err(InvalidCode),
        };
        self.advance(next);
        for (from, to) in inner {
            self.region(from, to);
        }
        Ok(())
    }

    fn advance(&mut self, pc: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.pc = pc;
        }
    }

    /// The least and greatest count after a skip at `at`.
    fn bounds(&self, at: usize, end: usize) -> Checked {
        ensure(end >= at + 3 && self.code[at + 1] <= self.code[at + 2])
    }

    /// One instruction that takes one character, and nothing else.
    fn single(&self, at: usize, end: usize) -> Checked {
        let next = match self.code[at] {
            op::ANY | op::ANY_ALL => at + 1,
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => self.target(at + 1, end)?,
            op::CATEGORY
            | op::LITERAL
            | op::NOT_LITERAL
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE => at + 2,
            _ => return Err(InvalidCode),
        };
        ensure(next == end)
    }

    /// The alternatives whose first skip is at `at`: where they all lead, and their regions.
    fn branch(&self, mut at: usize, end: usize) -> Checked<(usize, Vec<(usize, usize)>)> {
        let mut regions = Vec::new();
        let mut common = None;
        while self.word(at, end)? != 0 {
            let next = self.target(at, end)?;
            ensure(next >= at + 3 && self.code[next - 2] == op::JUMP)?;
            let past = self.target(next - 1, end)?;
            ensure(*common.get_or_insert(past) == past)?;
            regions.push((at + 1, next - 2));
            at = next;
        }
        ensure(common.is_none_or(|past| past == at + 1))?;
        Ok((at + 1, regions))
    }

    /// The set from `at` to `end`, its closing word included.
    fn set(&self, mut at: usize, end: usize) -> Checked {
        loop {
            match self.word(at, end)? {
                op::FAILURE => return ensure(at + 1 == end),
                op::NEGATE => at += 1,
                op::LITERAL => at += 2,
                op::CATEGORY => {
                    ensure(self.word(at + 1, end)? < category::COUNT)?;
                    at += 2;
                }
                op::RANGE | op::RANGE_UNI_IGNORE => at += 3,
                op::CHARSET => at += 9,
                op::BIGCHARSET => {
                    let blocks = self.word(at + 1, end)? as usize;
                    ensure(blocks <= 256 && at + 66 + 8 * blocks < end)?;
                    let index = &self.code[at + 2..at + 66];
                    ensure(index.iter().flat_map(|w| w.to_ne_bytes()).all(|block| (block as usize) < blocks))?;
                    at += 66 + 8 * blocks;
                }
                _ => return Err(InvalidCode),
            }
        }
    }

    /// The block with hints for a search; returns where it ends.
    fn info(&self, at: usize, end: usize) -> Checked<usize> {
        let next = self.target(at, end)?;
        ensure(next >= at + 4)?;
        let flags = self.code[at + 1];
        let (prefix, charset) = (flags & info::PREFIX != 0, flags & info::CHARSET != 0);
        ensure(flags & !(info::PREFIX | info::LITERAL | info::CHARSET) == 0 && !(prefix && charset))?;
        ensure(prefix || flags & info::LITERAL == 0)?;
        if prefix {
            let (len, skip) = (self.word(at + 4, next)? as usize, self.word(at + 5, next)? as usize);
            ensure(skip <= len && len <= next && at + 6 + 2 * len == next)?;
            ensure(self.code[at + 6 + len..next].iter().all(|&o| (o as usize) < len))?;
        } else if charset {
            self.set(at + 4, next)?;
        } else {
            ensure(next == at + 4)?;
        }
        Ok(next)
    }
}
