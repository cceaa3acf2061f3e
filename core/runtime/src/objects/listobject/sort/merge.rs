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
        while runs.last().is_some_and(|last| last.power > power) {
            sorter.merge_last(items, &mut runs, th)?;
        }
        runs.push(Run { start, len: run, power });
        start += run;
    }
    while runs.len() > 1 {
        sorter.merge_last(items, &mut runs, th)?;
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
    /// The length of the run at the start, which is made ascending.
    fn count_run(&mut self, items: &mut [T], th: &mut Thread) -> PyResult<usize> {
        if items.len() < 2 {
            return Ok(items.len());
        }
        let mut len = 2;
        if (self.less)(&items[1], &items[0], th)? {
            while len < items.len() && (self.less)(&items[len], &items[len - 1], th)? {
                len += 1;
            }
            items[..len].reverse();
        } else {
            while len < items.len() && !(self.less)(&items[len], &items[len - 1], th)? {
                len += 1;
            }
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
        let (mut low, mut reach) = (0, 1);
        while low < items.len() {
            let probe = (low + reach).min(items.len()) - 1;
            if (self.less)(item, &items[probe], th)? {
                return Ok(low + self.upper_bound(&items[low..probe], item, th)?);
            }
            low = probe + 1;
            reach *= 2;
        }
        Ok(low)
    }

    /// [`Sorter::lower_bound`], quick if the place is near the start.
    fn lower_from_start(&mut self, items: &[T], item: &T, th: &mut Thread) -> PyResult<usize> {
        let (mut low, mut reach) = (0, 1);
        while low < items.len() {
            let probe = (low + reach).min(items.len()) - 1;
            if !(self.less)(&items[probe], item, th)? {
                return Ok(low + self.lower_bound(&items[low..probe], item, th)?);
            }
            low = probe + 1;
            reach *= 2;
        }
        Ok(low)
    }

    /// [`Sorter::upper_bound`], quick if the place is near the end.
    fn upper_from_end(&mut self, items: &[T], item: &T, th: &mut Thread) -> PyResult<usize> {
        let (mut high, mut reach) = (items.len(), 1);
        while high > 0 {
            let probe = high.saturating_sub(reach);
            if !(self.less)(item, &items[probe], th)? {
                return Ok(probe + 1 + self.upper_bound(&items[probe + 1..high], item, th)?);
            }
            high = probe;
            reach *= 2;
        }
        Ok(0)
    }

    /// [`Sorter::lower_bound`], quick if the place is near the end.
    fn lower_from_end(&mut self, items: &[T], item: &T, th: &mut Thread) -> PyResult<usize> {
        let (mut high, mut reach) = (items.len(), 1);
        while high > 0 {
            let probe = high.saturating_sub(reach);
            if (self.less)(&items[probe], item, th)? {
                return Ok(probe + 1 + self.lower_bound(&items[probe + 1..high], item, th)?);
            }
            high = probe;
            reach *= 2;
        }
        Ok(0)
    }

    /// Merges the last two runs into one.
    fn merge_last(&mut self, items: &mut [T], runs: &mut Vec<Run>, th: &mut Thread) -> PyResult<()> {
        let Some(right) = runs.pop() else { return Ok(()) };
        let Some(left) = runs.last_mut() else { return Ok(()) };
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
        let both = &mut both[skip..end];
        let middle = middle - skip;
        let shorter = middle.min(both.len() - middle);
        self.spare.clear();
        crate::abstract_::items::reserve(&mut self.spare, shorter, th)?;
        if middle <= both.len() - middle { self.merge_up(both, middle, th) } else { self.merge_down(both, middle, th) }
    }

    /// Merges from the start, the left run put aside.
    fn merge_up(&mut self, items: &mut [T], middle: usize, th: &mut Thread) -> PyResult<()> {
        let mut spare = std::mem::take(&mut self.spare);
        spare.extend_from_slice(&items[..middle]);
        // Always `out + (spare.len() - left) == right`: the gap is as long as what is put aside.
        let (mut left, mut right, mut out) = (0, middle, 0);
        let result = self.merge_up_from(items, &spare, &mut left, &mut right, &mut out, th);
        items[out..out + spare.len() - left].copy_from_slice(&spare[left..]);
        self.spare = spare;
        result
    }

    fn merge_up_from(
        &mut self,
        items: &mut [T],
        spare: &[T],
        left: &mut usize,
        right: &mut usize,
        out: &mut usize,
        th: &mut Thread,
    ) -> PyResult<()> {
        while *left < spare.len() && *right < items.len() {
            let (mut left_wins, mut right_wins) = (0, 0);
            while *left < spare.len() && *right < items.len() && left_wins.max(right_wins) < self.min_gallop {
                if (self.less)(&items[*right], &spare[*left], th)? {
                    items[*out] = items[*right];
                    *right += 1;
                    (left_wins, right_wins) = (0, right_wins + 1);
                } else {
                    items[*out] = spare[*left];
                    *left += 1;
                    (left_wins, right_wins) = (left_wins + 1, 0);
                }
                *out += 1;
            }
            while *left < spare.len() && *right < items.len() {
                let taken = self.upper_from_start(&spare[*left..], &items[*right], th)?;
                items[*out..*out + taken].copy_from_slice(&spare[*left..*left + taken]);
                *left += taken;
                *out += taken;
                if *left == spare.len() {
                    break;
                }
                let moved = self.lower_from_start(&items[*right..], &spare[*left], th)?;
                items.copy_within(*right..*right + moved, *out);
                *right += moved;
                *out += moved;
                if taken < MIN_GALLOP && moved < MIN_GALLOP {
                    self.min_gallop += 1;
                    break;
                }
                self.min_gallop = (self.min_gallop - 1).max(1);
            }
        }
        Ok(())
    }

    /// Merges from the end, the right run put aside.
    fn merge_down(&mut self, items: &mut [T], middle: usize, th: &mut Thread) -> PyResult<()> {
        let mut spare = std::mem::take(&mut self.spare);
        spare.extend_from_slice(&items[middle..]);
        // `left` items of the left run and `right` items put aside are still to be placed, before `left + right`.
        let (mut left, mut right) = (middle, spare.len());
        let result = self.merge_down_from(items, &spare, &mut left, &mut right, th);
        items[left..left + right].copy_from_slice(&spare[..right]);
        self.spare = spare;
        result
    }

    fn merge_down_from(
        &mut self,
        items: &mut [T],
        spare: &[T],
        left: &mut usize,
        right: &mut usize,
        th: &mut Thread,
    ) -> PyResult<()> {
        while *left > 0 && *right > 0 {
            let (mut left_wins, mut right_wins) = (0, 0);
            while *left > 0 && *right > 0 && left_wins.max(right_wins) < self.min_gallop {
                let out = *left + *right - 1;
                if (self.less)(&spare[*right - 1], &items[*left - 1], th)? {
                    items[out] = items[*left - 1];
                    *left -= 1;
                    (left_wins, right_wins) = (left_wins + 1, 0);
                } else {
                    items[out] = spare[*right - 1];
                    *right -= 1;
                    (left_wins, right_wins) = (0, right_wins + 1);
                }
            }
            while *left > 0 && *right > 0 {
                let keep = self.upper_from_end(&items[..*left], &spare[*right - 1], th)?;
                let moved = *left - keep;
                items.copy_within(keep..*left, keep + *right);
                *left = keep;
                if *left == 0 {
                    break;
                }
                let keep = self.lower_from_end(&spare[..*right], &items[*left - 1], th)?;
                let taken = *right - keep;
                items[*left + keep..*left + *right].copy_from_slice(&spare[keep..*right]);
                *right = keep;
                if taken < MIN_GALLOP && moved < MIN_GALLOP {
                    self.min_gallop += 1;
                    break;
                }
                self.min_gallop = (self.min_gallop - 1).max(1);
            }
        }
        Ok(())
    }
}
