//! `cpython/pytime.h`, `pycore_time.h`: clocks in nanoseconds, times from and to Python and C.

use std::ffi::{c_char, c_int};

use ks_runtime::prelude::*;

type PyTime_t = i64;

/// A clock's time; -1 if the system refuses.
fn read(id: libc::clockid_t, result: *mut PyTime_t) -> c_int {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: room for the time; the caller's place is valid by the C API's contract.
    unsafe {
        if libc::clock_gettime(id, &raw mut time) != 0 {
            *result = 0;
            return -1;
        }
        *result = time.tv_sec.saturating_mul(1_000_000_000).saturating_add(time.tv_nsec);
    }
    0
}

fn read_or_raise(id: libc::clockid_t, result: *mut PyTime_t) -> c_int {
    let status = read(id, result);
    if status < 0 {
        // SAFETY: the caller holds the interpreter.
        let Raised = exceptions::raise_errno(None, unsafe { Thread::enter() });
    }
    status
}

macro_rules! clocks {
    ($($name:ident $raw:ident $id:ident;)*) => {$(
        /// The clock's time in nanoseconds.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(result: *mut PyTime_t) -> c_int {
            read_or_raise(libc::$id, result)
        }

        /// The clock's time in nanoseconds; raises nothing.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $raw(result: *mut PyTime_t) -> c_int {
            read(libc::$id, result)
        }
    )*};
}
clocks! {
    PyTime_Time PyTime_TimeRaw CLOCK_REALTIME;
    PyTime_Monotonic PyTime_MonotonicRaw CLOCK_MONOTONIC;
    PyTime_PerfCounter PyTime_PerfCounterRaw CLOCK_MONOTONIC;
}

/// Nanoseconds as seconds.
#[unsafe(no_mangle)]
pub extern "C" fn PyTime_AsSecondsDouble(time: PyTime_t) -> f64 {
    if time % 1_000_000_000 == 0 { (time / 1_000_000_000) as f64 } else { time as f64 / 1e9 }
}

/// Nanoseconds in a second.
const BILLION: i64 = 1_000_000_000;

// `_PyTime_round_t`.
const ROUND_FLOOR: c_int = 0;
const ROUND_CEILING: c_int = 1;
const ROUND_HALF_EVEN: c_int = 2;

/// A float rounded as `_PyTime_round_t` says.
fn round(value: f64, how: c_int) -> f64 {
    match how {
        ROUND_FLOOR => value.floor(),
        ROUND_CEILING => value.ceil(),
        ROUND_HALF_EVEN => value.round_ties_even(),
        _ if value >= 0.0 => value.ceil(),
        _ => value.floor(),
    }
}

/// A time in units of `unit` nanoseconds.
fn divide(time: PyTime_t, unit: i64, how: c_int) -> i64 {
    let (floor, rest) = (time.div_euclid(unit), time.rem_euclid(unit));
    let up = match how {
        ROUND_FLOOR => false,
        ROUND_CEILING => rest > 0,
        ROUND_HALF_EVEN => rest * 2 > unit || (rest * 2 == unit && floor % 2 != 0),
        _ => rest > 0 && time >= 0,
    };
    floor + i64::from(up)
}

/// Whether a whole float is a 64-bit integer.
fn fits(value: f64) -> bool {
    (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value)
}

fn time_t_overflow(th: &mut Thread) -> Raised {
    raise!(th, OverflowError, "timestamp out of range for platform time_t")
}

fn time_overflow(th: &mut Thread) -> Raised {
    raise!(th, OverflowError, "timestamp too large to convert to C PyTime_t")
}

fn number(value: f64, th: &mut Thread) -> PyResult<f64> {
    if value.is_nan() {
        return Err(raise!(th, ValueError, "Invalid value NaN (not a number)"));
    }
    Ok(value)
}

/// A result at its place; -1 for a failure.
///
/// # Safety
/// The place may be written.
unsafe fn store<T>(result: PyResult<T>, place: *mut T) -> c_int {
    match result {
        Ok(value) => {
            // SAFETY: the caller's promise.
            unsafe { place.write(value) };
            0
        }
        Err(Raised) => -1,
    }
}

/// A number of units of `unit` nanoseconds.
fn from_object(object: &Object, unit: i64, how: c_int, th: &mut Thread) -> PyResult<PyTime_t> {
    if let Some(value) = object.downcast::<Float>() {
        let value = round(number(value.value(), th)? * unit as f64, how);
        return if fits(value) { Ok(value as i64) } else { Err(time_t_overflow(th)) };
    }
    match object.index(th)?.to_i64_opt().and_then(|value| value.checked_mul(unit)) {
        Some(time) => Ok(time),
        None => Err(time_overflow(th)),
    }
}

/// Whole seconds and the rest, in parts of a second.
fn split(object: &Object, parts: f64, how: c_int, th: &mut Thread) -> PyResult<(i64, i64)> {
    let Some(value) = object.downcast::<Float>() else {
        return match object.index(th)?.to_i64_opt() {
            Some(seconds) => Ok((seconds, 0)),
            None => Err(time_t_overflow(th)),
        };
    };
    let value = number(value.value(), th)?;
    let mut seconds = value.trunc();
    let mut rest = round((value - seconds) * parts, how);
    if rest >= parts {
        rest -= parts;
        seconds += 1.0;
    } else if rest < 0.0 {
        rest += parts;
        seconds -= 1.0;
    }
    if fits(seconds) { Ok((seconds as i64, rest as i64)) } else { Err(time_t_overflow(th)) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTime_ObjectToTime_t(object: &Object, seconds: *mut libc::time_t, how: c_int) -> c_int {
    // SAFETY: called by C with the interpreter held and a place.
    unsafe {
        let th = Thread::enter();
        let result = match object.downcast::<Float>() {
            Some(value) => number(value.value(), th).and_then(|value| {
                let value = round(value, how);
                if fits(value) { Ok(value as i64) } else { Err(time_t_overflow(th)) }
            }),
            None => split(object, 1.0, how, th).map(|(seconds, _)| seconds),
        };
        store(result, seconds)
    }
}

macro_rules! splitters {
    ($($name:ident $parts:literal;)*) => {$(
        /// Seconds and parts of a second at their places.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(object: &Object, seconds: *mut i64, parts: *mut i64, how: c_int) -> c_int {
            // SAFETY: called by C with the interpreter held and two places.
            unsafe {
                match split(object, $parts, how, Thread::enter()) {
                    Ok((whole, rest)) => {
                        *seconds = whole;
                        *parts = rest;
                        0
                    }
                    Err(Raised) => {
                        *parts = 0;
                        -1
                    }
                }
            }
        }
    )*};
}
splitters! {
    _PyTime_ObjectToTimeval 1e6;
    _PyTime_ObjectToTimespec 1e9;
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyTime_FromSeconds(seconds: c_int) -> PyTime_t {
    i64::from(seconds) * BILLION
}

/// From an int of nanoseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTime_FromLong(result: *mut PyTime_t, object: &Object) -> c_int {
    // SAFETY: called by C with the interpreter held and a place.
    unsafe {
        let th = Thread::enter();
        let time = match object.downcast::<Long>() {
            Some(value) => value.to_i64_opt().ok_or_else(|| time_overflow(th)),
            None => Err(raise!(th, TypeError, "expect int, got {}", object.ob_type().display_name())),
        };
        store(time, result)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTime_FromSecondsObject(result: *mut PyTime_t, object: &Object, how: c_int) -> c_int {
    // SAFETY: called by C with the interpreter held and a place.
    unsafe { store(from_object(object, BILLION, how, Thread::enter()), result) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTime_FromMillisecondsObject(result: *mut PyTime_t, object: &Object, how: c_int) -> c_int {
    // SAFETY: called by C with the interpreter held and a place.
    unsafe { store(from_object(object, 1_000_000, how, Thread::enter()), result) }
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyTime_AsMilliseconds(time: PyTime_t, how: c_int) -> PyTime_t {
    divide(time, 1_000_000, how)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyTime_AsMicroseconds(time: PyTime_t, how: c_int) -> PyTime_t {
    divide(time, 1000, how)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyTime_AsLong(time: PyTime_t) -> PyResult {
    Long::from_i64(time).map(Ref::into_object)
}

fn timeval(time: PyTime_t, how: c_int) -> libc::timeval {
    let microseconds = divide(time, 1000, how);
    libc::timeval { tv_sec: microseconds.div_euclid(1_000_000), tv_usec: microseconds.rem_euclid(1_000_000) }
}

fn timespec(time: PyTime_t) -> libc::timespec {
    libc::timespec { tv_sec: time.div_euclid(BILLION), tv_nsec: time.rem_euclid(BILLION) }
}

/// Cannot fail: seconds have as many bits as nanoseconds.
#[unsafe(no_mangle)]
pub extern "C" fn _PyTime_AsTimeval(time: PyTime_t, result: &mut libc::timeval, how: c_int) -> c_int {
    *result = timeval(time, how);
    0
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyTime_AsTimeval_clamp(time: PyTime_t, result: &mut libc::timeval, how: c_int) {
    *result = timeval(time, how);
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyTime_AsTimevalTime_t(
    time: PyTime_t,
    seconds: &mut libc::time_t,
    microseconds: &mut c_int,
    how: c_int,
) -> c_int {
    let time = timeval(time, how);
    *seconds = time.tv_sec;
    // Less than a million.
    *microseconds = time.tv_usec as c_int;
    0
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyTime_AsTimespec(time: PyTime_t, result: &mut libc::timespec) -> c_int {
    *result = timespec(time);
    0
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyTime_AsTimespec_clamp(time: PyTime_t, result: &mut libc::timespec) {
    *result = timespec(time);
}

/// `_Py_clock_info_t`.
#[repr(C)]
pub struct _Py_clock_info_t {
    implementation: *const c_char,
    monotonic: c_int,
    adjustable: c_int,
    /// In seconds.
    resolution: f64,
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTime_MonotonicWithInfo(
    result: *mut PyTime_t,
    info: Option<&mut _Py_clock_info_t>,
) -> c_int {
    if let Some(info) = info {
        let mut resolution = libc::timespec { tv_sec: 0, tv_nsec: 1 };
        // SAFETY: a struct of ours.
        if unsafe { libc::clock_getres(libc::CLOCK_MONOTONIC, &raw mut resolution) } != 0 {
            // SAFETY: called by C with the interpreter held.
            let Raised = exceptions::raise_errno(None, unsafe { Thread::enter() });
            return -1;
        }
        *info = _Py_clock_info_t {
            implementation: c"clock_gettime(CLOCK_MONOTONIC)".as_ptr(),
            monotonic: 1,
            adjustable: 0,
            resolution: resolution.tv_sec as f64 + resolution.tv_nsec as f64 * 1e-9,
        };
    }
    read_or_raise(libc::CLOCK_MONOTONIC, result)
}

/// The parts of a time by one of the C library's functions.
///
/// # Safety
/// The function is `localtime_r` or `gmtime_r`; `result` has room.
unsafe fn parts(
    function: unsafe extern "C" fn(*const libc::time_t, *mut libc::tm) -> *mut libc::tm,
    time: libc::time_t,
    result: *mut libc::tm,
) -> c_int {
    // SAFETY: the caller's promise; `errno` is this thread's.
    unsafe {
        *libc::__errno_location() = 0;
        if !function(&raw const time, result).is_null() {
            return 0;
        }
        if *libc::__errno_location() == 0 {
            *libc::__errno_location() = libc::EINVAL;
        }
        let Raised = exceptions::raise_errno(None, Thread::enter());
    }
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTime_localtime(time: libc::time_t, result: *mut libc::tm) -> c_int {
    // SAFETY: called by C with the interpreter held and a place.
    unsafe { parts(libc::localtime_r, time, result) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTime_gmtime(time: libc::time_t, result: *mut libc::tm) -> c_int {
    // SAFETY: called by C with the interpreter held and a place.
    unsafe { parts(libc::gmtime_r, time, result) }
}

fn monotonic() -> PyTime_t {
    let mut now = 0;
    read(libc::CLOCK_MONOTONIC, &raw mut now);
    now
}

/// When the monotonic clock will be that much later.
#[unsafe(no_mangle)]
pub extern "C" fn _PyDeadline_Init(timeout: PyTime_t) -> PyTime_t {
    monotonic().saturating_add(timeout)
}

/// How long it is until then.
#[unsafe(no_mangle)]
pub extern "C" fn _PyDeadline_Get(deadline: PyTime_t) -> PyTime_t {
    deadline.saturating_sub(monotonic())
}
