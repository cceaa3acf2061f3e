//! `cpython/pytime.h`: clocks in nanoseconds.

use std::ffi::c_int;

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
