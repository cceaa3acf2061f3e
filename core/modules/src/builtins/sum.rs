//! `sum`, which adds ints and floats without making objects for the steps.

use ks_runtime::abstract_::{BinaryOperator, ObjectOps};
use ks_runtime::prelude::*;

/// A sum of floats with its rounding error (Neumaier's compensated summation).
struct FloatSum {
    high: f64,
    low: f64,
}

impl FloatSum {
    fn add(&mut self, x: f64) {
        let total = self.high + x;
        self.low += if self.high.abs() >= x.abs() { (self.high - total) + x } else { (x - total) + self.high };
        self.high = total;
    }

    fn value(&self) -> f64 {
        // The error is meaningless once the sum is infinite or no number.
        if self.low != 0.0 && self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

#[pyfunction(
    sig = "(iterable, /, start=0)",
    doc = "The sum of a start value and an iterable of numbers.\n\nFor numbers only: for strings use ''.join(), for iterables itertools.chain()."
)]
pub fn sum(iterable: &Object, start: Option<&Object>, th: &mut Thread) -> PyResult {
    let iterator = iterable.iter(th)?;
    let mut total = match start {
        None => Long::from_i64(0)?.into_object(),
        Some(start) => {
            let advice = if Str::check(start) {
                Some("strings [use ''.join(seq) instead]")
            } else if Bytes::check(start) {
                Some("bytes [use b''.join(seq) instead]")
            } else if ByteArray::check(start) {
                Some("bytearray [use b''.join(seq) instead]")
            } else {
                None
            };
            if let Some(advice) = advice {
                return Err(raise!(th, TypeError, "sum() can't sum {advice}"));
            }
            start.to_ref()
        }
    };
    let mut pending = None;
    if let Some(first) = total.downcast_exact::<Long>().and_then(Long::to_i64_opt) {
        let mut sum = first;
        pending = loop {
            let Some(item) = iterator.iter_next(th)? else {
                return Ok(Long::from_i64(sum)?.into_object());
            };
            let number = match item.downcast_exact::<Long>() {
                Some(number) => number.to_i64_opt(),
                None if item.is(boolobject::bool_object(true)) => Some(1),
                None if item.is(boolobject::bool_object(false)) => Some(0),
                None => None,
            };
            match number.and_then(|number| sum.checked_add(number)) {
                Some(next) => sum = next,
                None => break Some(item),
            }
        };
        total = Long::from_i64(sum)?.into_object();
        total = match pending.take() {
            Some(item) => total.binary(BinaryOperator::Add, &item, th)?,
            None => total,
        };
    }
    if let Some(first) = total.downcast_exact::<Float>() {
        let mut sum = FloatSum { high: first.value(), low: 0.0 };
        pending = loop {
            let Some(item) = iterator.iter_next(th)? else {
                return Ok(Float::new(sum.value())?.into_object());
            };
            if let Some(number) = item.downcast_exact::<Float>() {
                sum.add(number.value());
            } else if let Some(number) = item.downcast::<Long>().and_then(Long::to_i64_opt) {
                sum.high += number as f64;
            } else {
                break Some(item);
            }
        };
        total = Float::new(sum.value())?.into_object();
    }
    if let Some(item) = pending {
        total = total.binary(BinaryOperator::Add, &item, th)?;
    }
    while let Some(item) = iterator.iter_next(th)? {
        total = total.binary(BinaryOperator::Add, &item, th)?;
    }
    Ok(total)
}
