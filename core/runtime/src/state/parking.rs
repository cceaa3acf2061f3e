//! The parking lot: threads that sleep until something at an address has changed, in order of arrival. Locks of one byte
//! (`PyMutex`) need nothing of their own to sleep on.

use std::ffi::c_void;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::prelude::*;
use crate::state::thread;

/// A prime, so that addresses of aligned things spread.
const BUCKETS: usize = 257;

/// How a sleep ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parked {
    /// Another thread woke this one.
    Woken,
    /// There was something else at the address.
    Changed,
    TimedOut,
    /// A signal came.
    Interrupted,
}

/// A thread that sleeps.
struct Waiter {
    address: usize,
    /// What the thread hands to the one that wakes it.
    argument: usize,
    /// 1 when woken.
    woken: AtomicU32,
}

static LOT: [Mutex<Vec<Arc<Waiter>>>; BUCKETS] = [const { Mutex::new(Vec::new()) }; BUCKETS];

fn bucket(address: usize) -> MutexGuard<'static, Vec<Arc<Waiter>>> {
    LOT[address % BUCKETS].lock().unwrap_or_else(PoisonError::into_inner)
}

impl Waiter {
    /// Sleeps until woken.
    fn wait(&self, deadline: Option<Instant>) -> Parked {
        while self.woken.load(Ordering::Acquire) == 0 {
            let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            let timeout = match deadline {
                None => std::ptr::null(),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Parked::TimedOut;
                    }
                    time.tv_sec = left.as_secs() as i64;
                    time.tv_nsec = i64::from(left.subsec_nanos());
                    &raw const time
                }
            };
            let operation = libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG;
            // SAFETY: the word's address, and a time that lives until the call is over.
            let result = unsafe { libc::syscall(libc::SYS_futex, self.woken.as_ptr(), operation, 0, timeout) };
            // SAFETY: this thread's own.
            if result < 0 && unsafe { *libc::__errno_location() } == libc::EINTR {
                return Parked::Interrupted;
            }
        }
        Parked::Woken
    }

    fn wake(&self) {
        self.woken.store(1, Ordering::Release);
        // SAFETY: the word's address; waking needs nothing else.
        unsafe {
            libc::syscall(libc::SYS_futex, self.woken.as_ptr(), libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, 1);
        }
    }
}

/// Sleeps as long as nobody unparks the address (`_PyParkingLot_Park`), if `is_unchanged` says that what is there still is
/// what the caller saw; it is asked while no one can unpark. With `detach`, other threads may run Python meanwhile.
pub fn park(
    address: usize,
    is_unchanged: impl FnOnce() -> bool,
    timeout: Option<Duration>,
    argument: *mut c_void,
    detach: bool,
) -> Parked {
    let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let waiter = Arc::new(Waiter { address, argument: argument as usize, woken: AtomicU32::new(0) });
    {
        let mut waiters = bucket(address);
        if !is_unchanged() {
            return Parked::Changed;
        }
        waiters.push(waiter.clone());
    }
    // Without a current state there is nothing to let go of.
    let state = if detach && !Thread::current_ptr().is_null() {
        // SAFETY: the current state is this thread's.
        unsafe { thread::detach() }
    } else {
        std::ptr::null_mut()
    };
    let mut result = waiter.wait(deadline);
    if result != Parked::Woken {
        let mut waiters = bucket(address);
        match waiters.iter().position(|other| Arc::ptr_eq(other, &waiter)) {
            Some(at) => drop(waiters.remove(at)),
            None => {
                // Somebody is waking this thread, and counts on it.
                drop(waiters);
                while waiter.wait(None) != Parked::Woken {}
                result = Parked::Woken;
            }
        }
    }
    if !state.is_null() {
        // SAFETY: the state that was this thread's before.
        unsafe { thread::attach(state) };
    }
    result
}

/// Wakes the thread that has slept longest at an address (`_PyParkingLot_Unpark`). Before it runs, `tell` gets what it
/// parked with (`None`: nobody slept) and whether more threads may sleep there; no one can park meanwhile.
pub fn unpark(address: usize, tell: impl FnOnce(Option<*mut c_void>, bool)) {
    let mut waiters = bucket(address);
    let waiter = waiters.iter().position(|waiter| waiter.address == address).map(|at| waiters.remove(at));
    let more = waiters.iter().any(|waiter| waiter.address == address);
    tell(waiter.as_ref().map(|waiter| waiter.argument as *mut c_void), more);
    drop(waiters);
    if let Some(waiter) = waiter {
        waiter.wake();
    }
}

/// Wakes all threads that sleep at an address.
pub fn unpark_all(address: usize) {
    let mut sleeping = Vec::new();
    bucket(address).retain(|waiter| {
        let here = waiter.address == address;
        if here {
            sleeping.push(waiter.clone());
        }
        !here
    });
    for waiter in sleeping {
        waiter.wake();
    }
}

/// In the child of `fork`: those who slept are gone.
pub fn after_fork() {
    for bucket in &LOT {
        bucket.clear_poison();
        if let Ok(mut waiters) = bucket.try_lock() {
            waiters.clear();
        }
    }
}
