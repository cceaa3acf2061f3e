//! A stable, adaptive merge sort whose comparison may fail.
//!
//! Runs that are in order already are found and merged; the order of merges is that of powersort, which keeps the work
//! near the optimum for the runs at hand. Merging gallops where one run wins for long. Whenever a comparison fails, the
//! slice holds all its items, in some order.

use crate::prelude::*;

/// Runs shorter than this are extended by insertion.
const MIN_RUN: usize = 32;
/// Wins in a row after which merging gallops.
const MIN_GALLOP: usize = 7;

struct Run {
    start: usize,
    len: usize,
    /// Depth in the merge tree of the boundary to the run before.
    power: u32,
}

/// Sorts `items` by `less`.
///
/// # Errors
/// What `less` raises; `MemoryError`.
pub(super) fn sort<T: Copy>(
    items: &mut [T],
    less: impl FnMut(&T, &T, &mut Thread) -> PyResult<bool>,
    th: &mut Thread,
) -> PyResult<()> {
    let len = items.len();
    if len < 2 {
        return Ok(());
    }
    let mut sorter = Sorter { less, spare: Vec::new(), min_gallop: MIN_GALLOP };
    let min_run = min_run(len);
    let mut runs: Vec<Run> = Vec::new();
    let mut start = 0;
    while start < len {
        let rest = &mut items[start..];
        let mut run = sorter.count_run(rest, th)?;
        if run < min_run {
            let forced = min_run.min(rest.len());
            sorter.insertion_sort(&mut rest[..forced], run, th)?;
            run = forced;
        }
        let power = runs.last().map_or(0, |last| boundary_power(last.start, last.len, run, len));
        while runs.len() > 1 && runs.last().is_some_and(|last| last.power > power) {
            let Some(before) = runs.len().checked_sub(2) else { break };
            sorter.merge_at(items, &mut runs, before, th)?;
        }
        runs.push(Run { start, len: run, power });
        start += run;
    }
    while let Some(before) = runs.len().checked_sub(2) {
        // The shorter neighbour of the last run but one goes first.
        let earlier = before > 0 && runs[before - 1].len < runs[before + 1].len;
        sorter.merge_at(items, &mut runs, before - usize::from(earlier), th)?;
    }
    Ok(())
}

/// A run length such that `len` is a power of two of them, or a little less.
fn min_run(mut len: usize) -> usize {
    let mut odd = 0;
    while len >= 2 * MIN_RUN {
        odd |= len & 1;
        len >>= 1;
    }
    len + odd
}

/// The first bit in which the midpoints of two adjacent runs differ, as fractions of the whole.
fn boundary_power(start: usize, left: usize, right: usize, len: usize) -> u32 {
    // Twice the midpoints, so that they are whole numbers below `2 * len`.
    let (mut a, mut b) = (2 * start + left, 2 * start + 2 * left + right);
    let mut power = 0;
    loop {
        power += 1;
        if a >= len {
            a -= len;
            b -= len;
        } else if b >= len {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

struct Sorter<T, F> {
    less: F,
    spare: Vec<T>,
    min_gallop: usize,
}

impl<T: Copy, F: FnMut(&T, &T, &mut Thread) -> PyResult<bool>> Sorter<T, F> {
    /// The length of the run at the start, which is made ascending. Descending runs may hold equal items: those are
    /// turned around twice and so keep their order.
    fn count_run(&mut self, items: &mut [T], th: &mut Thread) -> PyResult<usize> {
        let mut len = 1;
        while len < items.len() && !(self.less)(&items[len], &items[len - 1], th)? {
            len += 1;
        }
        if len >= items.len() {
            return Ok(items.len());
        }
        // The next item is less than the last one. Going down is possible if those so far are all equal.
        if len > 1 {
            if (self.less)(&items[0], &items[len - 1], th)? {
                return Ok(len);
            }
            items[..len].reverse();
        }
        len += 1;
        let mut equal = 0;
        while len < items.len() {
            if (self.less)(&items[len], &items[len - 1], th)? {
                items[len - 1 - equal..len].reverse();
                equal = 0;
            } else if (self.less)(&items[len - 1], &items[len], th)? {
                break;
            } else {
                equal += 1;
            }
            len += 1;
        }
        items[len - 1 - equal..len].reverse();
        items[..len].reverse();
        // What comes next may go on upwards.
        while len < items.len() && !(self.less)(&items[len], &items[len - 1], th)? {
            len += 1;
        }
        Ok(len)
    }

    /// Sorts `items`, of which the first `sorted` are in order.
    fn insertion_sort(&mut self, items: &mut [T], sorted: usize, th: &mut Thread) -> PyResult<()> {
        for next in sorted.max(1)..items.len() {
            let item = items[next];
            let place = self.upper_bound(&items[..next], &item, th)?;
            items.copy_within(place..next, place + 1);
            items[place] = item;
        }
        Ok(())
    }

    /// How many of the ordered `items` are not greater than `item`.
    fn upper_bound(&mut self, items: &[T], item: &T, th: &mut Thread) -> PyResult<usize> {
        let (mut low, mut high) = (0, items.len());
        while low < high {
            let middle = (low + high) / 2;
            if (self.less)(item, &items[middle], th)? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }

    /// How many of the ordered `items` are less than `item`.
    fn lower_bound(&mut self, items: &[T], item: &T, th: &mut Thread) -> PyResult<usize> {
        let (mut low, mut high) = (0, items.len());
        while low < high {
            let middle = (low + high) / 2;
            if (self.less)(&items[middle], item, th)? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// [`Sorter::upper_bound`], quick if the place is near the start.
    fn upper_from_start(&mut self, items: &[T], item: &T, th: &mut Thread) -> PyResult<usize> {
        let (mut low, mut probe) = (0, 0);
        while probe < items.len() {
            if (self.less)(item, &items[probe], th)? {
                return Ok(low + self.upper_bound(&items[low..probe], item, th)?);
            }
            low = probe + 1;
            probe = next_probe(probe);
        }
        Ok(low + self.upper_bound(&items[low..], item, th)?)
    }

    /// [`Sorter::lower_bound`], quick if the place is near the start.
    fn lower_from_start(&mut self, items: &[T], item: &T, th: &mut Thread) -> PyResult<usize> {
        let (mut low, mut probe) = (0, 0);
        while probe < items.len() {
            if !(self.less)(&items[probe], item, th)? {
                return Ok(low + self.lower_bound(&items[low..probe], item, th)?);
            }
            low = probe + 1;
            probe = next_probe(probe);
        }
        Ok(low + self.lower_bound(&items[low..], item, th)?)
    }

    /// [`Sorter::upper_bound`], quick if the place is near the end.
    fn upper_from_end(&mut self, items: &[T], item: &T, th: &mut Thread) -> PyResult<usize> {
        let (mut high, mut probe) = (items.len(), 0);
        while probe < items.len() {
            let at = items.len() - 1 - probe;
            if !(self.less)(item, &items[at], th)? {
                return Ok(at + 1 + self.upper_bound(&items[at + 1..high], item, th)?);
            }
            high = at;
            probe = next_probe(probe);
        }
        self.upper_bound(&items[..high], item, th)
    }

    /// [`Sorter::lower_bound`], quick if the place is near the end.
    fn lower_from_end(&mut self, items: &[T], item: &T, th: &mut Thread) -> PyResult<usize> {
        let (mut high, mut probe) = (items.len(), 0);
        while probe < items.len() {
            let at = items.len() - 1 - probe;
            if (self.less)(&items[at], item, th)? {
                return Ok(at + 1 + self.lower_bound(&items[at + 1..high], item, th)?);
            }
            high = at;
            probe = next_probe(probe);
        }
        self.lower_bound(&items[..high], item, th)
    }

    /// Merges the run of that index and the next into one.
    fn merge_at(&mut self, items: &mut [T], runs: &mut Vec<Run>, index: usize, th: &mut Thread) -> PyResult<()> {
        let right = runs.remove(index + 1);
        let left = &mut runs[index];
        let start = left.start;
        let middle = left.len;
        left.len += right.len;
        let both = &mut items[start..start + middle + right.len];
        // What is in its place already need not move.
        let skip = self.upper_from_start(&both[..middle], &both[middle], th)?;
        if skip == middle {
            return Ok(());
        }
        let end = middle + self.lower_from_end(&both[middle..], &both[middle - 1], th)?;
        if end == middle {
            return Ok(());
        }
        let both = &mut both[skip..end];
        let middle = middle - skip;
        let shorter = middle.min(both.len() - middle);
        self.spare.clear();
        crate::abstract_::items::reserve(&mut self.spare, shorter, th)?;
        let mut spare = std::mem::take(&mut self.spare);
        let result = if middle <= both.len() - middle {
            spare.extend_from_slice(&both[..middle]);
            // Always `out + (spare.len() - left) == right`: the gap is as long as what is put aside.
            let mut at = Upwards { left: 0, right: middle, out: 0 };
            let result = self.merge_up(both, &spare, &mut at, th);
            let mut place = at.out;
            if result.is_ok() {
                // Either the right run is used up, or one item of the left run is left, which is the greatest of all.
                both.copy_within(at.right.., at.out);
                place = both.len() - (spare.len() - at.left);
            }
            both[place..place + spare.len() - at.left].copy_from_slice(&spare[at.left..]);
            result
        } else {
            spare.extend_from_slice(&both[middle..]);
            // `left` items of the left run and `right` items put aside are still to be placed, before `left + right`.
            let mut at = Downwards { left: middle, right: spare.len() };
            let result = self.merge_down(both, &spare, &mut at, th);
            let mut place = at.left;
            if result.is_ok() {
                // Either the left run is used up, or one item of the right run is left, which is the least of all.
                both.copy_within(..at.left, at.right);
                place = 0;
            }
            both[place..place + at.right].copy_from_slice(&spare[..at.right]);
            result
        };
        self.spare = spare;
        result
    }

    /// Merges from the start, the left run put aside. Its last item is greater than all of the right run, whose first
    /// item is less than all of the left run.
    fn merge_up(&mut self, items: &mut [T], spare: &[T], at: &mut Upwards, th: &mut Thread) -> PyResult<()> {
        at.take_right(items, 1);
        if at.right == items.len() || spare.len() == 1 {
            return Ok(());
        }
        let mut min_gallop = self.min_gallop;
        loop {
            let (mut left_wins, mut right_wins) = (0, 0);
            loop {
                if (self.less)(&items[at.right], &spare[at.left], th)? {
                    at.take_right(items, 1);
                    (left_wins, right_wins) = (0, right_wins + 1);
                    if at.right == items.len() {
                        return Ok(());
                    }
                    if right_wins >= min_gallop {
                        break;
                    }
                } else {
                    at.take_left(items, spare, 1);
                    (left_wins, right_wins) = (left_wins + 1, 0);
                    if at.left + 1 == spare.len() {
                        return Ok(());
                    }
                    if left_wins >= min_gallop {
                        break;
                    }
                }
            }
            min_gallop += 1;
            loop {
                min_gallop = (min_gallop - 1).max(1);
                self.min_gallop = min_gallop;
                let taken = self.upper_from_start(&spare[at.left..], &items[at.right], th)?;
                at.take_left(items, spare, taken);
                if at.left + 1 >= spare.len() {
                    return Ok(());
                }
                at.take_right(items, 1);
                if at.right == items.len() {
                    return Ok(());
                }
                let moved = self.lower_from_start(&items[at.right..], &spare[at.left], th)?;
                at.take_right(items, moved);
                if at.right == items.len() {
                    return Ok(());
                }
                at.take_left(items, spare, 1);
                if at.left + 1 == spare.len() {
                    return Ok(());
                }
                if taken < MIN_GALLOP && moved < MIN_GALLOP {
                    break;
                }
            }
            // Leaving the gallop costs.
            min_gallop += 1;
            self.min_gallop = min_gallop;
        }
    }

    /// Merges from the end, the right run put aside. Its first item is less than all of the left run, whose last item
    /// is greater than all of the right run.
    fn merge_down(&mut self, items: &mut [T], spare: &[T], at: &mut Downwards, th: &mut Thread) -> PyResult<()> {
        at.take_left(items, 1);
        if at.left == 0 || at.right == 1 {
            return Ok(());
        }
        let mut min_gallop = self.min_gallop;
        loop {
            let (mut left_wins, mut right_wins) = (0, 0);
            loop {
                if (self.less)(&spare[at.right - 1], &items[at.left - 1], th)? {
                    at.take_left(items, 1);
                    (left_wins, right_wins) = (left_wins + 1, 0);
                    if at.left == 0 {
                        return Ok(());
                    }
                    if left_wins >= min_gallop {
                        break;
                    }
                } else {
                    at.take_right(items, spare, 1);
                    (left_wins, right_wins) = (0, right_wins + 1);
                    if at.right == 1 {
                        return Ok(());
                    }
                    if right_wins >= min_gallop {
                        break;
                    }
                }
            }
            min_gallop += 1;
            loop {
                min_gallop = (min_gallop - 1).max(1);
                self.min_gallop = min_gallop;
                let moved = at.left - self.upper_from_end(&items[..at.left], &spare[at.right - 1], th)?;
                at.take_left(items, moved);
                if at.left == 0 {
                    return Ok(());
                }
                at.take_right(items, spare, 1);
                if at.right == 1 {
                    return Ok(());
                }
                let taken = at.right - self.lower_from_end(&spare[..at.right], &items[at.left - 1], th)?;
                at.take_right(items, spare, taken);
                if at.right <= 1 {
                    return Ok(());
                }
                at.take_left(items, 1);
                if at.left == 0 {
                    return Ok(());
                }
                if taken < MIN_GALLOP && moved < MIN_GALLOP {
                    break;
                }
            }
            min_gallop += 1;
            self.min_gallop = min_gallop;
        }
    }
}

/// The index to look at next when galloping.
fn next_probe(probe: usize) -> usize {
    2 * probe + 1
}

/// How far a merge from the start has come.
struct Upwards {
    left: usize,
    right: usize,
    out: usize,
}

impl Upwards {
    fn take_left<T: Copy>(&mut self, items: &mut [T], spare: &[T], count: usize) {
        items[self.out..self.out + count].copy_from_slice(&spare[self.left..self.left + count]);
        self.left += count;
        self.out += count;
    }

    fn take_right<T: Copy>(&mut self, items: &mut [T], count: usize) {
        items.copy_within(self.right..self.right + count, self.out);
        self.right += count;
        self.out += count;
    }
}

/// How far a merge from the end has come.
struct Downwards {
    left: usize,
    right: usize,
}

impl Downwards {
    fn take_left<T: Copy>(&mut self, items: &mut [T], count: usize) {
        self.left -= count;
        items.copy_within(self.left..self.left + count, self.left + self.right);
    }

    fn take_right<T: Copy>(&mut self, items: &mut [T], spare: &[T], count: usize) {
        self.right -= count;
        items[self.left + self.right..self.left + self.right + count]
            .copy_from_slice(&spare[self.right..self.right + count]);
    }
}
