//! `time`: clocks, sleeping, calendar time as text and back.

mod calendar;

use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use calendar::*;

use crate::posix::path::{check, os_error, set_errno};

/// The numbers of the module.
const NUMBERS: &[(&str, i64)] = &[
    ("CLOCK_REALTIME", 0),
    ("CLOCK_MONOTONIC", 1),
    ("CLOCK_PROCESS_CPUTIME_ID", 2),
    ("CLOCK_THREAD_CPUTIME_ID", 3),
    ("CLOCK_MONOTONIC_RAW", 4),
    ("CLOCK_BOOTTIME", 7),
    ("CLOCK_TAI", 11),
    ("_STRUCT_TM_ITEMS", 11),
];

const BILLION: i64 = 1_000_000_000;

/// A clock's time.
fn clock(id: c_int, th: &mut Thread) -> PyResult<libc::timespec> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: room for the time.
    check(unsafe { libc::clock_gettime(id, &raw mut time) }, th)?;
    Ok(time)
}

/// A clock's time in nanoseconds.
fn clock_ns(id: c_int, th: &mut Thread) -> PyResult<i64> {
    let time = clock(id, th)?;
    Ok(time.tv_sec.saturating_mul(BILLION).saturating_add(time.tv_nsec))
}

/// Nanoseconds as seconds, rounded once.
fn as_seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

macro_rules! clocks {
    ($($name:ident $name_ns:ident $id:ident $doc:tt $doc_ns:tt;)*) => {$(
        #[pyfunction(sig = "()", doc = $doc)]
        fn $name(th: &mut Thread) -> PyResult<f64> {
            clock_ns(libc::$id, th).map(as_seconds)
        }

        #[pyfunction(sig = "()", doc = $doc_ns)]
        fn $name_ns(th: &mut Thread) -> PyResult<i64> {
            clock_ns(libc::$id, th)
        }
    )*};
}
clocks! {
    time time_ns CLOCK_REALTIME "Seconds since the epoch." "Nanoseconds since the epoch.";
    monotonic monotonic_ns CLOCK_MONOTONIC "A clock that never goes backwards, in seconds."
        "A clock that never goes backwards, in nanoseconds.";
    perf_counter perf_counter_ns CLOCK_MONOTONIC "The clock for measuring, in seconds."
        "The clock for measuring, in nanoseconds.";
    process_time process_time_ns CLOCK_PROCESS_CPUTIME_ID "Processor time of this process, in seconds."
        "Processor time of this process, in nanoseconds.";
    thread_time thread_time_ns CLOCK_THREAD_CPUTIME_ID "Processor time of this thread, in seconds."
        "Processor time of this thread, in nanoseconds.";
}

#[pyfunction(sig = "(clk_id, /)", doc = "The time of a clock, in seconds.")]
fn clock_gettime(clk_id: c_int, th: &mut Thread) -> PyResult<f64> {
    let time = clock(clk_id, th)?;
    Ok(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)
}

#[pyfunction(sig = "(clk_id, /)", doc = "The time of a clock, in nanoseconds.")]
fn clock_gettime_ns(clk_id: c_int, th: &mut Thread) -> PyResult<i64> {
    clock_ns(clk_id, th)
}

#[pyfunction(sig = "(clk_id, /)", no_text_signature, doc = "The resolution of a clock, in seconds.")]
fn clock_getres(clk_id: c_int, th: &mut Thread) -> PyResult<f64> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: room for the time.
    check(unsafe { libc::clock_getres(clk_id, &raw mut time) }, th)?;
    Ok(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)
}

#[pyfunction(sig = "(clk_id, time, /)", no_text_signature, doc = "Set a clock, in seconds.")]
fn clock_settime(clk_id: c_int, time: f64, th: &mut Thread) -> PyResult<()> {
    let whole = time.floor();
    let time = libc::timespec { tv_sec: whole as i64, tv_nsec: ((time - whole) * 1e9) as i64 };
    // SAFETY: a struct of ours.
    check(unsafe { libc::clock_settime(clk_id, &raw const time) }, th)
}

#[pyfunction(sig = "(clk_id, time, /)", no_text_signature, doc = "Set a clock, in nanoseconds.")]
fn clock_settime_ns(clk_id: c_int, time: i64, th: &mut Thread) -> PyResult<()> {
    let time = libc::timespec { tv_sec: time.div_euclid(BILLION), tv_nsec: time.rem_euclid(BILLION) };
    // SAFETY: a struct of ours.
    check(unsafe { libc::clock_settime(clk_id, &raw const time) }, th)
}

#[pyfunction(sig = "(thread_id, /)", no_text_signature, doc = "The processor time clock of a thread.")]
fn pthread_getcpuclockid(thread_id: u64, th: &mut Thread) -> PyResult<c_int> {
    let mut id = 0;
    // SAFETY: room for the id; which threads live is the caller's to know.
    match unsafe { libc::pthread_getcpuclockid(thread_id, &raw mut id) } {
        0 => Ok(id),
        error => Err(th.raise_os_error(error, None)),
    }
}

/// A time in seconds, in nanoseconds rounded as asked.
fn nanoseconds(object: &Object, th: &mut Thread) -> PyResult<i64> {
    let range = |th: &mut Thread| raise!(th, OverflowError, "timestamp out of range for platform time_t");
    if let Some(value) = object.downcast::<Float>() {
        let value = value.value();
        if value.is_nan() {
            return Err(raise!(th, ValueError, "Invalid value NaN (not a number)"));
        }
        let scaled = (value * 1e9).ceil();
        if !(-9.223_372_036_854_776e18..9.223_372_036_854_776e18).contains(&scaled) {
            return Err(range(th));
        }
        return Ok(scaled as i64);
    }
    match object.index(th)?.to_i64_opt().and_then(|value| value.checked_mul(BILLION)) {
        Some(value) => Ok(value),
        None => Err(raise!(th, OverflowError, "timestamp too large to convert to C PyTime_t")),
    }
}

#[pyfunction(sig = "(object, /)", doc = "Wait for a time in seconds; signals' handlers run meanwhile.")]
fn sleep(object: &Object, th: &mut Thread) -> PyResult<()> {
    ks_runtime::state::audit::event(c"time.sleep", || Ok([object.to_ref()]), th)?;
    let length = nanoseconds(object, th)?;
    if length < 0 {
        return Err(raise!(th, ValueError, "sleep length must be non-negative"));
    }
    let deadline = clock_ns(libc::CLOCK_MONOTONIC, th)?.saturating_add(length);
    let until = libc::timespec { tv_sec: deadline / BILLION, tv_nsec: deadline % BILLION };
    loop {
        // SAFETY: a struct of ours.
        let error = th.allow_threads(|| unsafe {
            libc::clock_nanosleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, &raw const until, std::ptr::null_mut())
        });
        match error {
            0 => return Ok(()),
            libc::EINTR => ks_runtime::state::handle_signals(th)?,
            error => {
                set_errno(error);
                return Err(os_error(th));
            }
        }
    }
}

#[pyfunction(sig = "(name, /)", no_text_signature, doc = "How a clock works: a namespace.")]
fn get_clock_info(name: &str, th: &mut Thread) -> PyResult {
    let (implementation, id, adjustable) = match name {
        "time" => ("clock_gettime(CLOCK_REALTIME)", libc::CLOCK_REALTIME, true),
        "monotonic" | "perf_counter" => ("clock_gettime(CLOCK_MONOTONIC)", libc::CLOCK_MONOTONIC, false),
        "process_time" => ("clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", libc::CLOCK_PROCESS_CPUTIME_ID, false),
        "thread_time" => ("clock_gettime(CLOCK_THREAD_CPUTIME_ID)", libc::CLOCK_THREAD_CPUTIME_ID, false),
        _ => return Err(raise!(th, ValueError, "unknown clock")),
    };
    let resolution = crate::record::float(clock_getres(id, th)?)?;
    let implementation = Str::new(implementation)?;
    namespaceobject::new(
        &[
            (&*Str::intern_str("implementation")?, &implementation),
            (&*Str::intern_str("monotonic")?, boolobject::bool_object(!adjustable)),
            (&*Str::intern_str("adjustable")?, boolobject::bool_object(adjustable)),
            (&*Str::intern_str("resolution")?, &resolution),
        ],
        th,
    )
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(module) = module.downcast::<Module>() else { return Err(th.bad_internal_call()) };
    for (name, number) in NUMBERS {
        module.add(name, &*Long::from_i64(*number)?, th)?;
    }
    STRUCT_TIME.add_to(module, "struct_time", th)?;
    add_zone(module, th)
}

pymodule! {
    name = "time",
    init = PyInit_time,
    doc = "Clocks, sleeping, and calendar time.\n\nTimes are seconds since 1970-01-01 00:00 UTC, or struct_time.",
    functions = [
        time, time_ns, clock_gettime, clock_gettime_ns, clock_settime, clock_settime_ns, clock_getres,
        pthread_getcpuclockid, sleep, gmtime, localtime, asctime, ctime, mktime, strftime, strptime, tzset, monotonic,
        monotonic_ns, process_time, process_time_ns, thread_time, thread_time_ns, perf_counter, perf_counter_ns,
        get_clock_info,
    ],
    exec = exec,
}
