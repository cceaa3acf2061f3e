//! `cpython/pytime.h`: nanoseconds.

/// Nanoseconds, of a duration or a clock.
pub type PyTime_t = i64;
pub const PyTime_MIN: PyTime_t = i64::MIN;
pub const PyTime_MAX: PyTime_t = i64::MAX;
