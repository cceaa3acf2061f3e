//! The engine: a loop over instructions and a stack of choices to come back to.
//!
//! Every choice remembers the registers of its moment. What is overwritten later (a group's position set anew, a
//! repeat's count) goes onto a trail, and coming back to a choice undoes the trail down to it. Lookaround, atomic groups
//! and possessive repeats put a *barrier* onto the same stack: `SUCCESS` then means that of the innermost barrier, and
//! drops the choices above it.

use crate::chars::{
    Char, ascii_to_lower, in_category, in_matches, is_locale_word, is_unicode_word, is_word, locale_lower, locale_same,
};
use crate::constants::{MAXREPEAT, at, op};
use crate::program::Program;
use crate::{Mode, Request, Text};
use ks_unicode::to_lower;

/// Why a run ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The check asked for it; its exception is the caller's.
    Interrupted,
    /// No memory for the stack (MemoryError).
    Memory,
}

/// No position, no repeat, no barrier.
const NONE: usize = usize::MAX;

/// What coming back to an entry of the stack means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Try the alternative whose skip is at `pc`.
    Branch,
    /// A greedy repeat of one character at `pc` that began at `ptr`: try with fewer than `count`.
    RepeatOne,
    /// A lazy repeat of one character at `pc` that matched `count` of them up to `ptr`: try one more.
    MinRepeatOne,
    /// The greedy repeat whose `MAX_UNTIL` is at `pc` cannot have another item from here: go on behind it.
    MaxUntil,
    /// What is behind the lazy repeat whose `MIN_UNTIL` is at `pc` does not match: have another item, number `count`.
    MinUntil,
    /// Barriers: a lookaround, an atomic group, or the possessive repeat at `pc` with `count` items so far.
    Assert,
    AssertNot,
    Atomic,
    Possessive,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    kind: Kind,
    pc: u32,
    lastmark: i32,
    lastindex: i32,
    ptr: usize,
    count: usize,
    repeat: usize,
    repeats: usize,
    barrier: usize,
    trail: usize,
}

/// One repeat being matched (`REPEAT` to `..._UNTIL`).
#[derive(Clone, Copy, Debug)]
struct Repeat {
    /// Where its `REPEAT` is.
    pc: usize,
    /// The one around it.
    outer: usize,
    /// Items matched; one less while the first has not begun.
    count: isize,
    /// Where the last optional item began, against repeating nothing for ever.
    last: usize,
}

#[derive(Clone, Copy, Debug)]
enum Undo {
    Mark { index: usize, old: usize },
    Repeat { index: usize, count: isize, last: usize },
}

impl Undo {
    #[inline]
    fn apply(self, marks: &mut [usize], repeats: &mut [Repeat]) {
        match self {
            Undo::Mark { index, old } => marks[index] = old,
            Undo::Repeat { index, count, last } => {
                let r = &mut repeats[index];
                (r.count, r.last) = (count, last);
            }
        }
    }
}

/// The registers and stacks of a run, and its result: the groups of the last match.
#[derive(Debug, Default)]
pub struct Matcher {
    marks: Vec<usize>,
    lastmark: i32,
    lastindex: i32,
    stack: Vec<Entry>,
    trail: Vec<Undo>,
    repeats: Vec<Repeat>,
    span: (usize, usize),
}

impl Matcher {
    /// A matcher for any program.
    pub fn new() -> Matcher {
        Matcher { lastmark: -1, lastindex: -1, ..Matcher::default() }
    }

    /// Matches or searches; the result is whether there is a match, which [`Matcher::span`] and [`Matcher::group`] then
    /// describe.
    ///
    /// `check` is called every few thousand steps; if it returns false, the run ends with [`Error::Interrupted`].
    pub fn run(&mut self, program: &Program, request: Request, check: &mut dyn FnMut() -> bool) -> Result<bool, Error> {
        self.marks.clear();
        self.marks.try_reserve(2 * program.groups).map_err(|_| Error::Memory)?;
        self.marks.resize(2 * program.groups, NONE);
        let found = match request.text {
            Text::Latin1(text) | Text::Bytes(text) => Run::start(self, program, text, &request, check),
            Text::U16(text) => Run::start(self, program, text, &request, check),
            Text::U32(text) => Run::start(self, program, text, &request, check),
        };
        self.let_go();
        found
    }

    /// Gives back the memory of a run that needed much of it.
    fn let_go(&mut self) {
        const KEPT: usize = 1024;
        if self.stack.capacity() > KEPT {
            self.stack = Vec::new();
        }
        if self.trail.capacity() > KEPT {
            self.trail = Vec::new();
        }
        if self.repeats.capacity() > KEPT {
            self.repeats = Vec::new();
        }
    }

    /// Begin and end of the last match.
    pub fn span(&self) -> (usize, usize) {
        self.span
    }

    /// Begin and end of a group of the last match, 0 being the first group; None if it took no part.
    pub fn group(&self, index: usize) -> Option<(usize, usize)> {
        let at = 2 * index;
        if (at + 1) as i64 > self.lastmark as i64 {
            return None;
        }
        match (self.marks[at], self.marks[at + 1]) {
            (NONE, _) | (_, NONE) => None,
            span => Some(span),
        }
    }

    /// `Match.lastindex`: the number, from 1, of the last group that was closed.
    pub fn last_index(&self) -> Option<usize> {
        usize::try_from(self.lastindex).ok()
    }

    pub(crate) fn set_span(&mut self, start: usize, end: usize) {
        self.span = (start, end);
    }

    /// Undoes the trail down to a length as far as repeats go. What it holds of marks stays, for an earlier choice to
    /// undo; of each mark only the oldest position is needed.
    #[cold]
    fn undo_repeats(&mut self, down_to: usize) {
        let mut at = self.trail.len();
        while at > down_to {
            at -= 1;
            if let undo @ Undo::Repeat { .. } = self.trail[at] {
                undo.apply(&mut self.marks, &mut self.repeats);
            }
        }
        let mut kept = down_to;
        for i in down_to..self.trail.len() {
            let Undo::Mark { index: this, .. } = self.trail[i] else { continue };
            let known = |u: &Undo| matches!(u, Undo::Mark { index, .. } if *index == this);
            if !self.trail[down_to..kept].iter().any(known) {
                self.trail[kept] = self.trail[i];
                kept += 1;
            }
        }
        self.trail.truncate(kept);
    }

    /// Forgets groups and choices before an attempt.
    fn reset(&mut self) {
        self.lastmark = -1;
        self.lastindex = -1;
        self.stack.clear();
        self.trail.clear();
        self.repeats.clear();
    }
}

/// A run over text of one width.
pub(crate) struct Run<'a, C> {
    pub(crate) m: &'a mut Matcher,
    pub(crate) program: &'a Program,
    code: &'a [u32],
    /// The text up to the end of the request.
    pub(crate) text: &'a [C],
    /// All of it: what comes before a position is seen even when `match` is asked to begin behind the end.
    whole: &'a [C],
    pub(crate) from: usize,
    full: bool,
    /// Where a match may not end.
    pub(crate) forbidden: usize,
    steps: u32,
    check: &'a mut dyn FnMut() -> bool,
}

fn push<T>(stack: &mut Vec<T>, value: T) -> Result<(), Error> {
    if stack.len() == stack.capacity() {
        stack.try_reserve(stack.len().max(16)).map_err(|_| Error::Memory)?;
    }
    stack.push(value);
    Ok(())
}

impl<'a, C: Char> Run<'a, C> {
    fn start(
        m: &'a mut Matcher,
        program: &'a Program,
        whole: &'a [C],
        request: &Request,
        check: &'a mut dyn FnMut() -> bool,
    ) -> Result<bool, Error> {
        let text = &whole[..request.end.min(whole.len())];
        let from = request.start.min(whole.len());
        m.reset();
        let forbidden = if request.must_advance { from } else { NONE };
        let full = request.mode == Mode::FullMatch;
        let mut run = Run { m, program, code: &program.code, text, whole, from, full, forbidden, steps: 0, check };
        if request.mode == Mode::Search { run.search() } else { run.attempt(program.start, from, from) }
    }

    /// Counts a step, and now and then asks whether to go on.
    #[inline]
    pub(crate) fn step(&mut self) -> Result<(), Error> {
        self.steps = self.steps.wrapping_add(1);
        if self.steps & 0xfff == 0 && !(self.check)() {
            return Err(Error::Interrupted);
        }
        Ok(())
    }

    /// Tries to match from `pc` at `ptr`; on success the match is said to begin at `begin`.
    pub(crate) fn attempt(&mut self, pc: usize, ptr: usize, begin: usize) -> Result<bool, Error> {
        // Behind the end a match without characters is still found, as CPython does.
        if begin <= self.text.len() && self.text.len() - begin < self.program.min_width {
            return Ok(false);
        }
        self.m.reset();
        match self.execute(pc, ptr)? {
            Some(end) => {
                self.m.span = (begin, end);
                Ok(true)
            }
            None => Ok(false),
        }
    }

    #[inline(always)]
    fn char_at(&self, ptr: usize) -> Option<u32> {
        self.text.get(ptr).map(|c| c.code())
    }

    /// Whether the `IN` instruction of any kind at `pc` accepts a character.
    #[inline]
    fn in_set(&self, pc: usize, ch: u32) -> bool {
        if ch < 256 {
            let map = self.program.bitmap_of[pc];
            if map != 0 {
                return self.program.bitmaps[map as usize - 1][ch as usize / 64] >> (ch % 64) & 1 != 0;
            }
        }
        in_matches(self.code, pc, ch)
    }

    /// Whether the one-character instruction at `pc` accepts a character.
    #[inline]
    fn accepts(&self, pc: usize, ch: u32) -> bool {
        let arg = || self.code[pc + 1];
        match self.code[pc] {
            op::ANY => ch != '\n' as u32,
            op::ANY_ALL => true,
            op::LITERAL => ch == arg(),
            op::NOT_LITERAL => ch != arg(),
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => self.in_set(pc, ch),
            op::CATEGORY => in_category(arg(), ch),
            op::LITERAL_IGNORE => ascii_to_lower(ch) == arg(),
            op::NOT_LITERAL_IGNORE => ascii_to_lower(ch) != arg(),
            op::LITERAL_UNI_IGNORE => to_lower(ch) == arg(),
            op::NOT_LITERAL_UNI_IGNORE => to_lower(ch) != arg(),
            op::LITERAL_LOC_IGNORE => locale_same(arg(), ch),
            op::NOT_LITERAL_LOC_IGNORE => !locale_same(arg(), ch),
            _ => false,
        }
    }

    /// How many characters from `ptr` on the instruction at `pc` accepts, at most `max`.
    fn count(&self, pc: usize, ptr: usize, max: u32) -> usize {
        let rest = &self.text[ptr..];
        let rest = if max == MAXREPEAT { rest } else { &rest[..rest.len().min(max as usize)] };
        let stop = match self.code[pc] {
            op::ANY_ALL => None,
            op::ANY => C::find(rest, 0, '\n' as u32),
            op::NOT_LITERAL => C::find(rest, 0, self.code[pc + 1]),
            op::LITERAL => {
                let wanted = self.code[pc + 1];
                rest.iter().position(|c| c.code() != wanted)
            }
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE if self.program.bitmap_of[pc] != 0 => {
                let map = &self.program.bitmaps[self.program.bitmap_of[pc] as usize - 1];
                rest.iter().position(|c| {
                    let ch = c.code();
                    let within = if ch < 256 {
                        map[ch as usize / 64] >> (ch % 64) & 1 != 0
                    } else {
                        in_matches(self.code, pc, ch)
                    };
                    !within
                })
            }
            _ => rest.iter().position(|c| !self.accepts(pc, c.code())),
        };
        stop.unwrap_or(rest.len())
    }

    fn position(&self, which: u32, ptr: usize) -> bool {
        let end = self.text.len();
        let newline = |i: usize| self.char_at(i) == Some('\n' as u32);
        let previous = || self.whole.get(ptr.wrapping_sub(1)).map(|c| c.code());
        let boundary = |word: fn(u32) -> bool, wanted: bool| {
            // In empty text there is neither a boundary nor its absence.
            let before = previous().is_some_and(word);
            let after = self.char_at(ptr).is_some_and(word);
            end > 0 && (before != after) == wanted
        };
        match which {
            at::BEGINNING | at::BEGINNING_STRING => ptr == 0,
            at::BEGINNING_LINE => ptr == 0 || previous() == Some('\n' as u32),
            at::END => ptr == end || ptr + 1 == end && newline(ptr),
            at::END_LINE => ptr == end || newline(ptr),
            at::END_STRING => ptr == end,
            at::BOUNDARY => boundary(is_word, true),
            at::NON_BOUNDARY => boundary(is_word, false),
            at::LOC_BOUNDARY => boundary(is_locale_word, true),
            at::LOC_NON_BOUNDARY => boundary(is_locale_word, false),
            at::UNI_BOUNDARY => boundary(is_unicode_word, true),
            at::UNI_NON_BOUNDARY => boundary(is_unicode_word, false),
            _ => false,
        }
    }

    /// What a group holds, for a reference to it.
    fn referred(&self, group: u32) -> Option<(usize, usize)> {
        let at = 2 * group as usize;
        if at as i64 >= self.m.lastmark as i64 {
            return None;
        }
        match (self.m.marks[at], self.m.marks[at + 1]) {
            (NONE, _) | (_, NONE) => None,
            (start, end) => (end >= start).then_some((start, end)),
        }
    }

    /// Where the text at `ptr` ends if it repeats a group, characters compared as `fold` makes them.
    fn repeats_group(&self, group: u32, ptr: usize, fold: impl Fn(u32) -> u32) -> Option<usize> {
        let (start, end) = self.referred(group)?;
        if start == end {
            return Some(ptr);
        }
        let there = self.text.get(ptr..ptr.checked_add(end - start)?)?;
        let same = self.text[start..end].iter().zip(there).all(|(a, b)| a == b || fold(a.code()) == fold(b.code()));
        same.then_some(ptr + there.len())
    }

    fn set_mark(&mut self, index: usize, ptr: usize) -> Result<(), Error> {
        let m = &mut *self.m;
        if index & 1 != 0 {
            m.lastindex = index as i32 / 2 + 1;
        }
        if index as i32 > m.lastmark {
            // Marks above the last one hold what earlier attempts left there; nobody has looked at them.
            let first = (m.lastmark + 1) as usize;
            m.marks[first..index].fill(NONE);
            m.lastmark = index as i32;
        } else if !m.stack.is_empty() {
            push(&mut m.trail, Undo::Mark { index, old: m.marks[index] })?;
        }
        m.marks[index] = ptr;
        Ok(())
    }

    fn set_repeat(&mut self, index: usize, count: isize, last: usize) -> Result<(), Error> {
        let m = &mut *self.m;
        let r = &mut m.repeats[index];
        if !m.stack.is_empty() {
            push(&mut m.trail, Undo::Repeat { index, count: r.count, last: r.last })?;
        }
        (r.count, r.last) = (count, last);
        Ok(())
    }

    /// Brings everything back to the moment an entry was made, but for what CPython does not bring back: it saves the
    /// positions of groups only where they can be overwritten, which it takes to be within a repeat that counts.
    /// In a possessive repeat the difference shows: `(?:(a)|b)*+` leaves an empty group in `ab`.
    #[inline]
    fn restore(&mut self, entry: &Entry) {
        let m = &mut *self.m;
        if m.trail.len() > entry.trail {
            let whole = match entry.kind {
                Kind::Branch | Kind::RepeatOne | Kind::MinRepeatOne | Kind::AssertNot => entry.repeat != NONE,
                Kind::MinUntil => m.repeats[entry.repeat].outer != NONE,
                Kind::MaxUntil => true,
                Kind::Possessive => entry.count >= self.code[entry.pc as usize + 2] as usize,
                Kind::Assert | Kind::Atomic => false,
            };
            if whole {
                while m.trail.len() > entry.trail
                    && let Some(undo) = m.trail.pop()
                {
                    undo.apply(&mut m.marks, &mut m.repeats);
                }
            } else {
                m.undo_repeats(entry.trail);
            }
        }
        m.lastmark = entry.lastmark;
        m.lastindex = entry.lastindex;
        m.repeats.truncate(entry.repeats);
    }

    /// Runs from `pc` at `ptr`; where the match ends, or None if there is none.
    #[expect(clippy::collapsible_match, reason = "an instruction that fails is not to be matched against the others")]
    fn execute(&mut self, mut pc: usize, mut ptr: usize) -> Result<Option<usize>, Error> {
        let code = self.code;
        let end = self.text.len();
        // The innermost repeat, and the place of the innermost barrier on the stack.
        let mut repeat = NONE;
        let mut barrier = NONE;

        macro_rules! choice {
            ($kind:ident, $pc:expr, $ptr:expr, $count:expr) => {{
                let entry = Entry {
                    kind: Kind::$kind,
                    pc: $pc as u32,
                    lastmark: self.m.lastmark,
                    lastindex: self.m.lastindex,
                    ptr: $ptr,
                    count: $count,
                    repeat,
                    repeats: self.m.repeats.len(),
                    barrier,
                    trail: self.m.trail.len(),
                };
                push(&mut self.m.stack, entry)?
            }};
        }

        // A choice with nothing left is worth an entry only for the marks it brings back (see `restore`), which matters
        // if a choice before it does not.
        macro_rules! exhausted {
            () => {
                repeat != NONE && self.program.possessive
            };
        }

        'run: loop {
            self.step()?;
            // An instruction that fails falls out of this block; one that does not goes round the loop.
            'fail: {
                let arg = |n: usize| code[pc + n];
                match code[pc] {
                    op::LITERAL => {
                        if self.char_at(ptr) == Some(arg(1)) {
                            (pc, ptr) = (pc + 2, ptr + 1);
                            continue 'run;
                        }
                    }
                    op::ANY | op::ANY_ALL => {
                        if self.char_at(ptr).is_some_and(|ch| self.accepts(pc, ch)) {
                            (pc, ptr) = (pc + 1, ptr + 1);
                            continue 'run;
                        }
                    }
                    op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                        if self.char_at(ptr).is_some_and(|ch| self.in_set(pc, ch)) {
                            (pc, ptr) = (pc + 1 + arg(1) as usize, ptr + 1);
                            continue 'run;
                        }
                    }
                    op::NOT_LITERAL
                    | op::CATEGORY
                    | op::LITERAL_IGNORE
                    | op::NOT_LITERAL_IGNORE
                    | op::LITERAL_UNI_IGNORE
                    | op::NOT_LITERAL_UNI_IGNORE
                    | op::LITERAL_LOC_IGNORE
                    | op::NOT_LITERAL_LOC_IGNORE => {
                        if self.char_at(ptr).is_some_and(|ch| self.accepts(pc, ch)) {
                            (pc, ptr) = (pc + 2, ptr + 1);
                            continue 'run;
                        }
                    }
                    op::MARK => {
                        self.set_mark(arg(1) as usize, ptr)?;
                        pc += 2;
                        continue 'run;
                    }
                    op::AT => {
                        if self.position(arg(1), ptr) {
                            pc += 2;
                            continue 'run;
                        }
                    }
                    op::JUMP | op::INFO => {
                        pc += 1 + arg(1) as usize;
                        continue 'run;
                    }
                    op::BRANCH => {
                        if let Some((this, next)) = self.alternative(pc + 1, ptr) {
                            if code[next] != 0 || exhausted!() {
                                choice!(Branch, next, ptr, 0);
                            }
                            pc = this + 1;
                            continue 'run;
                        }
                    }
                    op::REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                        let (min, max) = (arg(2) as usize, arg(3));
                        let tail = pc + 1 + arg(1) as usize;
                        if ptr <= end && end - ptr >= min {
                            let count = self.count(pc + 4, ptr, max);
                            if count >= min {
                                if code[pc] == op::POSSESSIVE_REPEAT_ONE {
                                    (pc, ptr) = (tail, ptr + count);
                                    continue 'run;
                                }
                                if let Some(count) = self.fewer(tail, ptr, min, count) {
                                    if count > min || exhausted!() {
                                        choice!(RepeatOne, pc, ptr, count);
                                    }
                                    (pc, ptr) = (tail, ptr + count);
                                    continue 'run;
                                }
                            }
                        }
                    }
                    op::MIN_REPEAT_ONE => {
                        let min = arg(2) as usize;
                        if ptr <= end && end - ptr >= min && self.count(pc + 4, ptr, arg(2)) >= min {
                            let (count, there) = (min, ptr + min);
                            if let Some(more) = self.lazily(pc, there, count) {
                                let tail = pc + 1 + arg(1) as usize;
                                choice!(MinRepeatOne, pc, there + more, count + more);
                                (pc, ptr) = (tail, there + more);
                                continue 'run;
                            }
                        }
                    }
                    op::REPEAT => {
                        push(&mut self.m.repeats, Repeat { pc, outer: repeat, count: -1, last: NONE })?;
                        repeat = self.m.repeats.len() - 1;
                        pc += 1 + arg(1) as usize;
                        continue 'run;
                    }
                    op::MAX_UNTIL => {
                        let r = self.m.repeats[repeat];
                        let (min, max) = (code[r.pc + 2], code[r.pc + 3]);
                        let count = r.count + 1;
                        if (count as usize) < min as usize {
                            self.set_repeat(repeat, count, r.last)?;
                            pc = r.pc + 4;
                        } else if (max == MAXREPEAT || (count as usize) < max as usize) && ptr != r.last {
                            choice!(MaxUntil, pc, ptr, 0);
                            self.set_repeat(repeat, count, ptr)?;
                            pc = r.pc + 4;
                        } else {
                            repeat = r.outer;
                            pc += 1;
                        }
                        continue 'run;
                    }
                    op::MIN_UNTIL => {
                        let r = self.m.repeats[repeat];
                        let count = r.count + 1;
                        if (count as usize) < code[r.pc + 2] as usize {
                            self.set_repeat(repeat, count, r.last)?;
                            pc = r.pc + 4;
                        } else {
                            choice!(MinUntil, pc, ptr, count as usize);
                            repeat = r.outer;
                            pc += 1;
                        }
                        continue 'run;
                    }
                    op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_UNI_IGNORE | op::GROUPREF_LOC_IGNORE => {
                        let past = match code[pc] {
                            op::GROUPREF => self.repeats_group(arg(1), ptr, |ch| ch),
                            op::GROUPREF_IGNORE => self.repeats_group(arg(1), ptr, ascii_to_lower),
                            op::GROUPREF_UNI_IGNORE => self.repeats_group(arg(1), ptr, to_lower),
                            _ => self.repeats_group(arg(1), ptr, locale_lower),
                        };
                        if let Some(past) = past {
                            (pc, ptr) = (pc + 2, past);
                            continue 'run;
                        }
                    }
                    op::GROUPREF_EXISTS => {
                        pc += if self.referred(arg(1)).is_some() { 3 } else { 1 + arg(2) as usize };
                        continue 'run;
                    }
                    op::ASSERT => {
                        let back = arg(2) as usize;
                        if ptr >= back {
                            choice!(Assert, pc, ptr, 0);
                            barrier = self.m.stack.len() - 1;
                            (pc, ptr) = (pc + 3, ptr - back);
                            continue 'run;
                        }
                    }
                    op::ASSERT_NOT => {
                        let back = arg(2) as usize;
                        if ptr < back {
                            pc += 1 + arg(1) as usize;
                        } else {
                            choice!(AssertNot, pc, ptr, 0);
                            barrier = self.m.stack.len() - 1;
                            (pc, ptr) = (pc + 3, ptr - back);
                        }
                        continue 'run;
                    }
                    op::ATOMIC_GROUP => {
                        choice!(Atomic, pc, ptr, 0);
                        barrier = self.m.stack.len() - 1;
                        pc += 2;
                        continue 'run;
                    }
                    op::POSSESSIVE_REPEAT => {
                        if arg(3) == 0 {
                            pc += 2 + arg(1) as usize;
                        } else {
                            choice!(Possessive, pc, ptr, 0);
                            barrier = self.m.stack.len() - 1;
                            pc += 4;
                        }
                        continue 'run;
                    }
                    op::SUCCESS => {
                        if barrier == NONE {
                            if !(self.full && ptr != end || ptr == self.forbidden) {
                                return Ok(Some(ptr));
                            }
                            break 'fail;
                        }
                        // The choices within the barrier are given up; the trail stays for those before it.
                        let entry = self.m.stack[barrier];
                        self.m.stack.truncate(barrier);
                        (barrier, repeat) = (entry.barrier, entry.repeat);
                        let at = entry.pc as usize;
                        match entry.kind {
                            Kind::AssertNot => {
                                self.restore(&entry);
                                break 'fail;
                            }
                            Kind::Assert => {
                                (pc, ptr) = (at + 1 + code[at + 1] as usize, entry.ptr);
                            }
                            Kind::Possessive => {
                                let count = entry.count + 1;
                                let (min, max) = (code[at + 2] as usize, code[at + 3]);
                                // An optional item without characters is the last one.
                                let moved = ptr != entry.ptr || entry.count < min;
                                if count < min || moved && (max == MAXREPEAT || count < max as usize) {
                                    choice!(Possessive, at, ptr, count);
                                    barrier = self.m.stack.len() - 1;
                                    pc = at + 4;
                                } else {
                                    pc = at + 2 + code[at + 1] as usize;
                                }
                            }
                            _ => pc = at + 1 + code[at + 1] as usize,
                        }
                        continue 'run;
                    }
                    // FAILURE; the check of the program leaves nothing else.
                    _ => {}
                }
            }

            // Back to the last choice that has something left to try.
            loop {
                let Some(entry) = self.m.stack.pop() else { return Ok(None) };
                self.restore(&entry);
                (pc, ptr) = (entry.pc as usize, entry.ptr);
                (repeat, barrier) = (entry.repeat, entry.barrier);
                match entry.kind {
                    Kind::Branch => {
                        if let Some((this, next)) = self.alternative(pc, ptr) {
                            if code[next] != 0 || exhausted!() {
                                choice!(Branch, next, ptr, 0);
                            }
                            pc = this + 1;
                            continue 'run;
                        }
                    }
                    Kind::RepeatOne => {
                        let min = code[pc + 2] as usize;
                        let tail = pc + 1 + code[pc + 1] as usize;
                        if entry.count > min
                            && let Some(count) = self.fewer(tail, ptr, min, entry.count - 1)
                        {
                            if count > min || exhausted!() {
                                choice!(RepeatOne, pc, ptr, count);
                            }
                            (pc, ptr) = (tail, ptr + count);
                            continue 'run;
                        }
                    }
                    Kind::MinRepeatOne => {
                        let max = code[pc + 3];
                        let may = max == MAXREPEAT || entry.count < max as usize;
                        if may
                            && self.char_at(ptr).is_some_and(|ch| self.accepts(pc + 4, ch))
                            && let Some(more) = self.lazily(pc, ptr + 1, entry.count + 1)
                        {
                            let tail = pc + 1 + code[pc + 1] as usize;
                            choice!(MinRepeatOne, pc, ptr + 1 + more, entry.count + 1 + more);
                            (pc, ptr) = (tail, ptr + 1 + more);
                            continue 'run;
                        }
                    }
                    Kind::MaxUntil => {
                        repeat = self.m.repeats[repeat].outer;
                        pc += 1;
                        continue 'run;
                    }
                    Kind::MinUntil => {
                        let r = self.m.repeats[repeat];
                        let max = code[r.pc + 3];
                        if (max == MAXREPEAT || entry.count < max as usize) && ptr != r.last {
                            self.set_repeat(repeat, entry.count as isize, ptr)?;
                            pc = r.pc + 4;
                            continue 'run;
                        }
                    }
                    Kind::AssertNot => {
                        pc += 1 + code[pc + 1] as usize;
                        continue 'run;
                    }
                    Kind::Possessive if entry.count >= code[pc + 2] as usize => {
                        pc += 2 + code[pc + 1] as usize;
                        continue 'run;
                    }
                    Kind::Assert | Kind::Atomic | Kind::Possessive => {}
                }
                self.step()?;
            }
        }
    }

    /// The first alternative from the skip at `at` on that may match at `ptr`, and the skip of the next one, if there
    /// is a next: else the word there is 0.
    #[inline]
    fn alternative(&self, mut at: usize, ptr: usize) -> Option<(usize, usize)> {
        let code = self.code;
        while code[at] != 0 {
            let next = at + code[at] as usize;
            let first = at + 1;
            let hopeless = match code[first] {
                op::LITERAL => self.char_at(ptr) != Some(code[first + 1]),
                op::IN => !self.char_at(ptr).is_some_and(|ch| self.in_set(first, ch)),
                _ => false,
            };
            if !hopeless {
                return Some((at, next));
            }
            at = next;
        }
        None
    }

    /// The instruction that decides with one character whether what begins at `tail` has a chance.
    #[inline]
    fn decisive(&self, mut tail: usize) -> Option<usize> {
        // Where positions of groups outlive a failure (see `restore`), they have to be set even for nothing.
        while self.code[tail] == op::MARK && !self.program.possessive {
            tail += 2;
        }
        matches!(self.code[tail], op::LITERAL | op::IN).then_some(tail)
    }

    /// The greatest count from `count` down to `min` with which what begins at `tail` has a chance.
    #[inline]
    fn fewer(&self, tail: usize, ptr: usize, min: usize, count: usize) -> Option<usize> {
        let Some(next) = self.decisive(tail) else { return Some(count) };
        let places = self.text.get(ptr + min..(ptr + count + 1).min(self.text.len()))?;
        let found = if self.code[next] == op::LITERAL {
            let wanted = self.code[next + 1];
            places.iter().rposition(|c| c.code() == wanted)
        } else {
            places.iter().rposition(|c| self.in_set(next, c.code()))
        };
        found.map(|i| i + min)
    }

    /// How many more characters the lazy repeat at `pc`, which has `count` of them before `ptr`, needs at least until
    /// what is behind it has a chance; None if it cannot get there.
    #[inline]
    fn lazily(&self, pc: usize, ptr: usize, count: usize) -> Option<usize> {
        let Some(next) = self.decisive(pc + 1 + self.code[pc + 1] as usize) else { return Some(0) };
        let max = self.code[pc + 3];
        let mut more = 0;
        loop {
            let ch = self.char_at(ptr + more)?;
            if self.accepts(next, ch) {
                return Some(more);
            }
            if max != MAXREPEAT && count + more >= max as usize || !self.accepts(pc + 4, ch) {
                return None;
            }
            more += 1;
        }
    }
}
