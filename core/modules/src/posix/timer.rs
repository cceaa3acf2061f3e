//! Timers that notify through a descriptor.

use std::ffi::c_int;

use ks_runtime::prelude::*;

use super::path::{check, fildes};
use crate::record::{float, int};

#[pyfunction(sig = "(clockid, /, *, flags=0)", doc = "A descriptor of a new timer.")]
fn timerfd_create(clockid: c_int, flags: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let fd = th.allow_threads(|| unsafe { libc::timerfd_create(clockid, flags) });
    check(fd, th)?;
    Ok(fd)
}

fn from_seconds(seconds: f64) -> libc::timespec {
    let whole = seconds.floor();
    libc::timespec { tv_sec: whole as i64, tv_nsec: ((seconds - whole) * 1e9) as i64 }
}

fn from_nanoseconds(nanoseconds: i64) -> libc::timespec {
    libc::timespec { tv_sec: nanoseconds.div_euclid(1_000_000_000), tv_nsec: nanoseconds.rem_euclid(1_000_000_000) }
}

type Show = fn(&libc::timespec) -> PyResult;

fn show_seconds(time: &libc::timespec) -> PyResult {
    float(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)
}

fn show_nanoseconds(time: &libc::timespec) -> PyResult {
    int(time.tv_sec.saturating_mul(1_000_000_000).saturating_add(time.tv_nsec))
}

fn answer(value: &libc::itimerspec, show: Show) -> PyResult<Ref<Tuple>> {
    Tuple::from_array([show(&value.it_value)?, show(&value.it_interval)?])
}

fn empty() -> libc::itimerspec {
    let zero = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    libc::itimerspec { it_interval: zero, it_value: zero }
}

fn set(fd: c_int, flags: c_int, new: &libc::itimerspec, show: Show, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut old = empty();
    // SAFETY: both structs are ours.
    let result = th.allow_threads(|| unsafe { libc::timerfd_settime(fd, flags, new, &raw mut old) });
    check(result, th)?;
    answer(&old, show)
}

#[pyfunction(
    sig = "(fd, /, *, flags=0, initial=0.0, interval=0.0)",
    doc = "Start or stop a timer, in seconds; what was left: (next expiration, interval)."
)]
fn timerfd_settime(
    #[arg(with = fildes)] fd: c_int,
    flags: c_int,
    initial: f64,
    interval: f64,
    th: &mut Thread,
) -> PyResult<Ref<Tuple>> {
    let new = libc::itimerspec { it_value: from_seconds(initial), it_interval: from_seconds(interval) };
    set(fd, flags, &new, show_seconds, th)
}

#[pyfunction(
    sig = "(fd, /, *, flags=0, initial=0, interval=0)",
    doc = "Start or stop a timer, in nanoseconds; what was left: (next expiration, interval)."
)]
fn timerfd_settime_ns(
    #[arg(with = fildes)] fd: c_int,
    flags: c_int,
    initial: i64,
    interval: i64,
    th: &mut Thread,
) -> PyResult<Ref<Tuple>> {
    let new = libc::itimerspec { it_value: from_nanoseconds(initial), it_interval: from_nanoseconds(interval) };
    set(fd, flags, &new, show_nanoseconds, th)
}

fn get(fd: c_int, show: Show, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut value = empty();
    // SAFETY: the struct is ours.
    let result = th.allow_threads(|| unsafe { libc::timerfd_gettime(fd, &raw mut value) });
    check(result, th)?;
    answer(&value, show)
}

#[pyfunction(sig = "(fd, /)", doc = "What is left of a timer, in seconds: (next expiration, interval).")]
fn timerfd_gettime(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    get(fd, show_seconds, th)
}

#[pyfunction(sig = "(fd, /)", doc = "What is left of a timer, in nanoseconds: (next expiration, interval).")]
fn timerfd_gettime_ns(#[arg(with = fildes)] fd: c_int, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    get(fd, show_nanoseconds, th)
}
