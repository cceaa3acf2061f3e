//! "Did you mean …?": the closest of some names to a misspelt one.

/// What replacing, inserting or deleting a letter costs.
const MOVE: usize = 2;
/// What a letter in the other case costs.
const CASE: usize = 1;
/// Longer names are not compared.
const MAX_NAME: usize = 40;
/// More candidates than that are not looked at.
const MAX_CANDIDATES: usize = 750;

/// The candidate closest to `name`, if one is close: CPython's measure, a weighted edit distance of at most a third of the
/// letters. The first of equally close ones wins.
pub fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    if candidates.clone().nth(MAX_CANDIDATES - 1).is_some() {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == name {
            continue;
        }
        let limit = (name.len() + candidate.len() + 3) * MOVE / 6;
        let limit = best.map_or(limit, |(distance, _)| limit.min(distance.saturating_sub(1)));
        if let Some(distance) = distance(name.as_bytes(), candidate.as_bytes(), limit) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn substitution(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE
    } else {
        MOVE
    }
}

/// The weighted edit distance, if it is at most `limit`.
fn distance(mut a: &[u8], mut b: &[u8], limit: usize) -> Option<usize> {
    let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (a, b) = (&a[common..], &b[common..]);
    let common = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (a, b) = (&a[..a.len() - common], &b[..b.len() - common]);
    if a.is_empty() || b.is_empty() {
        let distance = (a.len() + b.len()) * MOVE;
        return (distance <= limit).then_some(distance);
    }
    if a.len() > MAX_NAME || b.len() > MAX_NAME {
        return None;
    }
    if a.len().abs_diff(b.len()) * MOVE > limit {
        return None;
    }
    // One row of the classic table; `row[i]` is the distance of `a[..=i]` to the part of `b` done so far.
    let mut row: [usize; MAX_NAME] = std::array::from_fn(|index| (index + 1) * MOVE);
    let mut last = 0;
    for (done, &y) in b.iter().enumerate() {
        let mut diagonal = done * MOVE;
        let mut left = (done + 1) * MOVE;
        let mut smallest = usize::MAX;
        for (cell, &x) in row.iter_mut().zip(a) {
            let value = (diagonal + substitution(x, y)).min((*cell).min(left) + MOVE);
            diagonal = *cell;
            *cell = value;
            left = value;
            smallest = smallest.min(value);
        }
        if smallest > limit {
            return None;
        }
        last = left;
    }
    (last <= limit).then_some(last)
}

/// How far apart two names are, if at most `max_cost` (`None`: no bound); else one more than that.
pub fn edit_cost(a: &str, b: &str, max_cost: Option<usize>) -> usize {
    let limit = max_cost.unwrap_or(MOVE * a.len().max(b.len()));
    distance(a.as_bytes(), b.as_bytes(), limit).unwrap_or(limit + 1)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn close_and_not() {
        let names = ["key", "reverse"];
        assert_eq!(closest("revers", names.into_iter()), Some("reverse"));
        assert_eq!(closest("Key", names.into_iter()), Some("key"));
        assert_eq!(closest("x", names.into_iter()), None);
    }
}
